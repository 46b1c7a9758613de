"""How answers look: rows as tables, CSV, JSON and more, graphs as RDF and for network tools, reasons in plain words."""

from .graphs import GRAPH_FORMATS, network, write_graph
from .rows import BINARY, FORMATS, write_rows
from .words import quoted, statement, unlinked

__all__ = [
    "BINARY",
    "FORMATS",
    "GRAPH_FORMATS",
    "network",
    "quoted",
    "statement",
    "unlinked",
    "write_graph",
    "write_rows",
]
