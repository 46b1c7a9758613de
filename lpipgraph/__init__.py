"""The Policy Innovate newsletter as a knowledge graph in which every statement carries its checked quote."""

__version__ = "0.1.0"
