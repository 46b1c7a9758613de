"""The Policy Innovate newsletter as a knowledge graph in which every statement carries its checked quote.

>>> import lpipgraph
>>> built = lpipgraph.build()                                       # the issues that ship
>>> g = lpipgraph.open(built)
>>> rows = g.ask("theme-leads", theme="skills")

Names and submodules are loaded when they are first used, so that ``import lpipgraph`` costs next to nothing.
Each module (`document`, `extract`, `graph`, `reason`, `shapes`, `store`...) does one step of the processing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .authority import Authority
    from .document import Document
    from .errors import LpipError
    from .pipeline import Built, build, issues, read
    from .queries import Query, catalogue, query
    from .records import Entity, Records, Relation, Value
    from .session import Graph, open
    from .shapes import Report, validate
    from .store import load, open_store, publish
    from .store_protocol import Answer, Store

#: Public name → the module that has it.
_HOMES = {
    "Answer": "store_protocol",
    "Authority": "authority",
    "Built": "pipeline",
    "Document": "document",
    "Entity": "records",
    "Graph": "session",
    "LpipError": "errors",
    "Query": "queries",
    "Records": "records",
    "Relation": "records",
    "Report": "shapes",
    "Store": "store_protocol",
    "Value": "records",
    "build": "pipeline",
    "catalogue": "queries",
    "issues": "pipeline",
    "load": "store",
    "open": "session",
    "open_store": "store",
    "publish": "store",
    "query": "queries",
    "read": "pipeline",
    "validate": "shapes",
}

__all__ = [
    "Answer",
    "Authority",
    "Built",
    "Document",
    "Entity",
    "Graph",
    "LpipError",
    "Query",
    "Records",
    "Relation",
    "Report",
    "Store",
    "Value",
    "__version__",
    "build",
    "catalogue",
    "issues",
    "load",
    "open",
    "open_store",
    "publish",
    "query",
    "read",
    "validate",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- any public name
    if name in _HOMES:
        value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    elif not name.startswith("_") and find_spec(f"{__name__}.{name}") is not None:
        value = import_module(f".{name}", __name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
