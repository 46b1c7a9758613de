"""Curation: what the reader does not know or doubts is shown to a person, whose decisions replay on every build.

Names that the authority does not know: `queue` lists them, `review` asks about them in a terminal and `to_csv` in a
spreadsheet, and `sssom` publishes the decisions. Statements in doubt: `doubtful`, `review_statements`, `statements_csv`.
Verbs without a frame (`lpipgraph.extract.unread_verbs` lists them): `review_verbs`, `verbs_csv`. `apply` carries out what was
decided on an issue's records. Decisions are data (see `lpipgraph.authority`): nothing here changes the tables of names.
"""

from __future__ import annotations

from .carry import apply, stale
from .desk import review
from .mappings import sssom
from .names import Item, decide, queue
from .questions import frame_of, review_statements, review_verbs
from .sheet import append, read_decisions, statements_csv, take, to_csv, verbs_csv
from .statements import Statement, doubtful, judge, judged

__all__ = [
    "Item",
    "Statement",
    "append",
    "apply",
    "decide",
    "doubtful",
    "frame_of",
    "judge",
    "judged",
    "queue",
    "read_decisions",
    "review",
    "review_statements",
    "review_verbs",
    "sssom",
    "stale",
    "statements_csv",
    "take",
    "to_csv",
    "verbs_csv",
]
