"""Notes weekdays that contradict their dates."""

from __future__ import annotations

from ..dates import find_dates
from .draft import Draft

__all__ = ["weekdays"]


def weekdays(d: Draft) -> None:
    """A note on each date of the issue beside which another day of the week is written."""
    for block in d.doc.blocks:
        reading = d.doc.reading(block.start, block.end)
        for found in find_dates(reading.text, after=d.reference):
            if found.weekday:
                where = reading.span(found.start, found.end)
                d.note(f"a date that is not a {found.weekday}: {found.value}", where)
