"""Formats query answers: rows as tables, CSV or JSON, graphs as RDF or for network tools, evidence in words."""

from .graphs import GRAPH_FORMATS, network, write_graph
from .rows import BINARY, FORMATS, write_rows
from .words import quoted, unlinked

__all__ = [
    "BINARY",
    "FORMATS",
    "GRAPH_FORMATS",
    "network",
    "quoted",
    "unlinked",
    "write_graph",
    "write_rows",
]
