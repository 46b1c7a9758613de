"""The Policy Innovate newsletter as a knowledge graph in which every statement carries its checked quote.

>>> import lpipgraph
>>> built = lpipgraph.build()                                       # the issues that ship
>>> store = lpipgraph.open_store(None, built.dataset)
>>> query = lpipgraph.query("theme-leads")
>>> answer = store.select(query.bind())

Names are loaded when they are first used, so that ``import lpipgraph`` costs next to nothing. Each module
(`document`, `extract`, `graph`, `reason`, `shapes`, `store`...) is one step of the work.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .answers import Answer, Store
    from .authority import Authority
    from .document import Document
    from .errors import LpipError
    from .pipeline import Built, build, issues, read
    from .queries import Query, catalogue, query
    from .records import Entity, Records, Relation, Value
    from .shapes import Report, validate
    from .store import load, open_store, publish

#: Public name → the module that has it.
_HOMES = {
    "Answer": "answers",
    "Authority": "authority",
    "Built": "pipeline",
    "Document": "document",
    "Entity": "records",
    "LpipError": "errors",
    "Query": "queries",
    "Records": "records",
    "Relation": "records",
    "Report": "shapes",
    "Store": "answers",
    "Value": "records",
    "build": "pipeline",
    "catalogue": "queries",
    "issues": "pipeline",
    "load": "store",
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
    "open_store",
    "publish",
    "query",
    "read",
    "validate",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- any public name
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
