"""Curation: names that the authority does not know are shown to a person, whose decisions replay on every build.

`queue` lists the names, `review` asks about them in a terminal and `to_csv` in a spreadsheet, `apply` carries the
decisions out on an issue's records, and `sssom` publishes them. Decisions are data (see
`lpipgraph.authority.Decision`): nothing here changes the tables of names.
"""

from __future__ import annotations

from .carry import apply, stale
from .desk import review
from .mappings import sssom
from .names import Item, decide, queue
from .sheet import append, read_decisions, to_csv

__all__ = [
    "Item",
    "append",
    "apply",
    "decide",
    "queue",
    "read_decisions",
    "review",
    "sssom",
    "stale",
    "to_csv",
]
