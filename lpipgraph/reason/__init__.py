"""Derives facts by rules, each with its rule and evidence, and checks OWL DL consistency.

A rule is a file of ``ontology/rules/``: a SPARQL CONSTRUCT of one triple that runs as it stands in any
engine, with a title and the triples that it rests on in its header. `entail` runs them all on a dataset;
`Conclusions` keeps what they gave and follows changes.
"""

from .incremental import Conclusions
from .materialise import entail
from .owl import consistent
from .rules import SUBCLASS, Rule, rules

__all__ = ["SUBCLASS", "Conclusions", "Rule", "consistent", "entail", "rules"]
