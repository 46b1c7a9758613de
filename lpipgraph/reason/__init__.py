"""Derives facts by rules, each with its rule and evidence, and checks OWL DL consistency.

A rule is a file in ``ontology/rules/``: a SPARQL CONSTRUCT of one triple, which runs unchanged in any engine. Its
header has a title and the triples on which the conclusion is based. `entail` runs all rules on a dataset;
`Conclusions` keeps the derived facts and updates them after changes.
"""

from .incremental import Conclusions
from .materialise import entail
from .owl import consistent
from .rules import SUBCLASS, Rule, rules

__all__ = ["SUBCLASS", "Conclusions", "Rule", "consistent", "entail", "rules"]
