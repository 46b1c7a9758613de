"""Defines record blocks: records, fields and their types."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from ..draft import Draft, merged

__all__ = ["LISTS", "Block", "Field", "Record", "is_listed", "is_said", "no_titles_of"]

#: Sections that list entries.
LISTS = ("blogs", "reports", "events", "webinars", "policies")


def is_listed(d: Draft, offset: int) -> bool:
    """Whether an offset lies in a section that lists entries: there one entry is a record by itself."""
    _, ends = d.cache.get("lists", (0, None))
    if not isinstance(ends, list):
        ends = merged((s.start, d.doc.extent(s)[1]) for s in d.doc.sections if s.kind in LISTS)
        d.cache["lists"] = (0, ends)
    return bisect_right(ends, offset) % 2 == 1


@dataclass(slots=True)
class Field:
    """One value of a record: where it is, the label over or before it, what its text is set in, and what it holds.

    `month` is where the month of a day is that is only a number: a heading over the entries.
    """

    start: int
    end: int
    label: str = ""
    mark: str = ""
    type: str = ""
    sense: str = ""
    month: tuple[int, int] | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Where it is in the source."""
        return self.start, self.end


@dataclass(slots=True)
class Record:
    """One record: its extent in the source and its fields in order."""

    start: int
    end: int
    fields: list[Field] = field(default_factory=list)

    def add(self, start: int, end: int, label: str = "", mark: str = "") -> Field:
        """One more field; the record reaches to its end."""
        new = Field(start, end, label, mark)
        self.fields.append(new)
        self.end = max(self.end, end)
        return new

    def of(self, *senses: str) -> list[Field]:
        """The fields of any of some senses."""
        return [f for f in self.fields if f.sense in senses]


@dataclass(slots=True)
class Block:
    """A run of records of one shape, under one heading."""

    shape: str
    heading: str
    records: list[Record]
    kind: str = ""

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.records[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return max(r.end for r in self.records)


def is_said(text: str, parts: list[Field], record: Record) -> bool:
    """Whether a line close below the details of a card says more of it, and is no entry: a sentence, without a mark.

    "The Cost of Stopping / Example Institute, February 2026 / Counts 31 funds opened, merged or closed in a decade."
    """
    dated = any(f.type == "date" for f in record.fields[1:])
    marked = any(p.mark or p.label for p in parts)
    return dated and not marked and text.rstrip().endswith(".") and len(text.split()) > 5


#: An article has more text than an entry, which may have a byline as well.
_ARTICLE = 300


def no_titles_of(d: Draft) -> set[int]:
    """Where headings begin that are not titles of records: those of lists, and those of articles with a byline at the edge of their prose."""
    found = set()
    for section in d.doc.sections:
        heading = d.doc.heading_of(section)
        if section.level != 1 or heading is None:
            continue
        if section.kind in LISTS:
            found.add(heading.start)
        elif section.kind == "article":
            inside = d.doc.blocks_in(*d.doc.extent(section))
            prose = [b.end - b.start for b in inside if b.kind == "paragraph"]
            signed = any(b.kind == "byline" for b in inside[:3])
            dated = any(b.start in d.doc.datelines for b in inside[:3]) or (
                (at := d.doc.place_of(heading)) and d.doc.blocks[at - 1].start in d.doc.datelines
            )
            if dated or sum(n > 160 for n in prose) > 1 or (signed and sum(prose) > _ARTICLE):
                found.add(heading.start)
            if len(inside) > 2 and inside[-1].kind == "byline" and inside[-2].kind != "heading":
                found |= {b.start for b in inside if b.kind == "heading"}
    return found
