"""Builds graphs from records, and reads and writes them.

A graph is a `pyoxigraph.Dataset` of named graphs without blank nodes; `as_rdflib` converts it to an
`rdflib.Dataset`.
"""

from .catalogue import catalogue, catalogue_of
from .comparison import comparison
from .dataset import build, class_axioms, of_authority, of_issue, one_name, ontology
from .discovery import issue_dates
from .evidence_version import passed, refuse_others
from .findings import reading_notes
from .serialization import FORMATS, SUFFIXES, as_rdflib, blocks, graph_names, heading, public, read, write
from .stream import pieces_of, quads_of, written_pieces_of

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "as_rdflib",
    "blocks",
    "build",
    "catalogue",
    "catalogue_of",
    "class_axioms",
    "comparison",
    "graph_names",
    "heading",
    "issue_dates",
    "of_authority",
    "of_issue",
    "one_name",
    "ontology",
    "passed",
    "pieces_of",
    "public",
    "quads_of",
    "read",
    "reading_notes",
    "refuse_others",
    "write",
    "written_pieces_of",
]
