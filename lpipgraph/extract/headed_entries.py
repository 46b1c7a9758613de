"""Adds the things that headings of a list name: below "Events", a heading over sentences is an event, below "Publications" a work.

What the sentences say of "it", "this one" or without a subject is said of that thing (see ``clauses/prose.py``).
"""

from __future__ import annotations

import re

from ..dates import find_dates
from ..document import Section
from .draft import Draft
from .heads import head_class

__all__ = ["headed_entries"]

_CLASS_OF = {"events": "Event", "reports": "Publication", "blogs": "Publication"}
#: How the text of an entry goes on from its heading.
_GOES_ON = re.compile(
    r"(?:\*\*)?(?:It|This|They|An?|The|One|Based|Led|Run|Hosted|Held|Funded|Published|Written|Organised|Set up)\b|[A-Z][a-z]+, (?:organised|hosted|run|held|led)\b"
)
_LONGEST = 100


def headed_entries(d: Draft) -> None:
    """The events, works, organisations and policies that are the headings of entries."""
    above = ""
    for section in d.doc.sections:
        if section.level == 1:
            above = section.kind
            continue
        heading = d.doc.heading_of(section)
        if heading is None or section.kind != "part" or len(section.heading) > _LONGEST:
            continue
        listed = _CLASS_OF.get(above)
        cls = listed or head_class(section.heading)
        if cls is None or cls == "Role" or d.named(section.heading) is not None:
            continue
        if _tells(d, section, heading.end, dated=cls == "Event", alone=listed is None):
            kind = "report" if above == "reports" else "blog" if above == "blogs" else None
            span = (heading.start, heading.end)
            d.add(cls, section.heading, span, kind=kind, how="entry heading", score=0.75)


def _tells(d: Draft, section: Section, start: int, *, dated: bool, alone: bool) -> bool:
    """Whether no more than a few sentences stand below a heading; those on an event have its day, outside lists they go on from it."""
    blocks = d.doc.blocks_in(start, section.end)
    if not blocks or len(blocks) > 2 or any(b.kind != "paragraph" for b in blocks):
        return False
    text = d.quote(blocks[0].start, blocks[0].end)
    if not text.endswith((".", "!", "?")) or len(text) > 600:
        return False
    return any(find_dates(text)) if dated else not alone or _GOES_ON.match(text) is not None
