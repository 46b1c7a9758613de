"""Supports curation: presents doubtful names and statements for review, and applies the decisions in every build.

For names that the authority does not know, `queue` lists them, `review` asks about them in a terminal and `to_csv` in a
spreadsheet, and `sssom` publishes the decisions. For doubtful statements there are `doubtful`, `review_statements` and
`statements_csv`; for verbs without a frame (`lpipgraph.extract.unread_verbs` lists them), `review_verbs` and `verbs_csv`.
`apply` applies the decisions to an issue's records. Decisions are data (see `lpipgraph.authority`): nothing here changes the
tables of names.
"""

from __future__ import annotations

from .apply_decisions import apply, stale
from .mappings import sssom
from .name_queue import Item, decide, queue
from .review_questions import frame_of, review_statements, review_verbs
from .review_session import review
from .spreadsheet import append, read_decisions, statements_csv, take, to_csv, verbs_csv
from .statement_queue import Statement, doubtful, judge, judged

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
