"""Finds and binds the prepared queries, and traces each row to its quotes.

Ask one of them like this::

    query = queries.query("theme-leads")
    values = queries.resolve(store, query, {"theme": "skills"})
    answer = store.select(query.bind(**values))
    behind = queries.evidence(store, query, answer)

`guard` checks queries that were written by hand.
"""

from .ask import Evidence, choices, evidence, evidence_of, resolve
from .catalogue import KINDS, Bound, Column, Parameter, Query, catalogue, query, read_query
from .guard import guard, is_repeatable
from .plan import explained
from .published import catalogue_graph
from .search import search

__all__ = [
    "KINDS",
    "Bound",
    "Column",
    "Evidence",
    "Parameter",
    "Query",
    "catalogue",
    "catalogue_graph",
    "choices",
    "evidence",
    "evidence_of",
    "explained",
    "guard",
    "is_repeatable",
    "query",
    "read_query",
    "resolve",
    "search",
]
