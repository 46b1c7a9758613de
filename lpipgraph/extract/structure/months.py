"""Reads entries under the heading of a month: "May", and below it "12: Title", "21-22 Title, Town"."""

from __future__ import annotations

import re
from dataclasses import replace

from ...dates import MONTH_NAMES
from ..draft import Draft
from .chunks import chunks
from .lines import Line
from .model import LISTS, Field

__all__ = ["dated_parts", "is_month", "month_headings", "plain_days"]

#: A month over the days of its events.
_MONTH_HEADING = re.compile(rf"(?:{MONTH_NAMES})(?: (?:19|20)\d\d)?", re.IGNORECASE)
#: "12: Title", "21-22 Title": a day under the heading of its month.
_DAY_NUMBER = re.compile(
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.? )?(?P<day>[0-3]?\d(?:st|nd|rd|th)?(?: ?(?:-|–|&|/|to|and) ?[0-3]?\d(?:st|nd|rd|th)?)?)(?: ?[:.–—-]|,)?\s+(?=[\"“*_\[A-Z])(?!(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|{MONTH_NAMES})\b)"
)
_ONLY_DAY = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.? )?[0-3]?\d(?:st|nd|rd|th)?(?: ?(?:-|–|&|/|to|and) ?[0-3]?\d(?:st|nd|rd|th)?)?"
)


def is_month(text: str) -> bool:
    """Whether a line is the name of a month and nothing else."""
    return _MONTH_HEADING.fullmatch(text.strip(" :*")) is not None


def month_headings(d: Draft, lines: list[Line]) -> list[tuple[int, int] | None]:
    """For each line the heading with a month over it; none below another heading."""
    found: list[tuple[int, int] | None] = []
    month = None
    for line in lines:
        if is_month(line.text):
            month = (line.start, line.end)
        elif line.mark == "hash" or d.doc.section_at(line.start).kind not in (*LISTS, "article", "part"):
            month = None
        found.append(month)
    return found


def dated_parts(d: Draft, line: Line, month: tuple[int, int] | None) -> list[Field]:
    """The parts of a line under the heading of a month that begins with a day's number: the day, the title, and more; none for others."""
    match = _DAY_NUMBER.match(d.doc.text, line.start, line.end) if month and not line.marker else None
    if match is None:
        return []
    day = Field(*match.span("day"), "", "", "date", "date", month)
    parts = chunks(d, match.end(), line.end)
    if parts and parts[0].type in ("title", "name", "body", "agents", "prose") and not parts[0].sense:
        parts[0].sense, parts[0].mark = "title", parts[0].mark or "title"
    return [day, *parts]


def plain_days(d: Draft, lines: list[Line]) -> list[Line]:
    """The lines, those plain that only look like rows: a day's number, a wide blank and an entry, under the heading of a month."""
    months = month_headings(d, lines)
    return [
        replace(line, cells=(), tabbed=False)
        if month and line.cells and _ONLY_DAY.fullmatch(d.quote(*line.cells[0]).strip())
        else line
        for line, month in zip(lines, months, strict=True)
    ]
