"""Reads hanging records: a first line of two columns, and below it lines that are set in to the second column.

"12:30 – 14:00 ⇥ After the Bus", and below it "⇥ Seminar", "⇥ Venue: Hexham"; a day may stand over the first line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..draft import Draft
from .chunks import chunks
from .labels import labelled_lines
from .lines import Line
from .model import Block, Field, Record
from .moments import HOUR
from .values import label_sense, type_of

__all__ = ["without_hanging"]

#: A first line is a lead and a title.
_COLUMNS = 2
_MOST = 12


def without_hanging(d: Draft, lines: list[Line]) -> tuple[list[Block], list[Line]]:
    """The blocks of hanging records, and the lines that belong to none: two records or more below one heading."""
    blocks: list[Block] = []
    rest: list[Line] = []
    run: list[Record] = []
    used: list[Line] = []
    at = 0
    while at < len(lines):
        stop, record = _record(d, lines, at)
        if record is not None:
            run.append(record)
            used.extend(lines[at:stop])
            at = stop
            continue
        rest.extend(_closed(d, blocks, run, used, rest))
        run, used = [], []
        rest.append(lines[at])
        at += 1
    rest.extend(_closed(d, blocks, run, used, rest))
    return blocks, rest


def _closed(
    d: Draft, blocks: list[Block], run: list[Record], used: list[Line], above: list[Line]
) -> list[Line]:
    """Ends a run: its records become a block; what is too little for one stays lines."""
    if len(run) < 2 or _repeats(d, run):
        return used
    _lead_titles(run)
    short = [x for x in above[-4:] if len(x.text) < 90 and not x.cells and x.text[-1:].isalnum()]
    blocks.append(Block("hanging", short[-1].text if short else "", run))
    return []


def _lead_titles(run: list[Record]) -> None:
    """Where persons stand beside names of another sort, these name the records: "Transport and Connection ⇥ Jo Doe"."""
    pairs = [[f for f in r.fields if f.mark == "title" or f is r.fields[0]] for r in run]
    whole = [(p[0], p[1]) for p in pairs if len(p) > 1]
    named = sum(lead.type in ("name", "title") for lead, _ in whole)
    persons = sum(person.type in ("person", "name") for _, person in whole)
    posts = sum(any(f.type == "role" for f in r.fields) for r in run)
    sure = any(person.type == "person" for _, person in whole)
    if sure and 2 * min(named, persons, posts) > len(run):
        for lead, person in whole:
            lead.mark, person.mark = "title", ""


def _repeats(d: Draft, run: list[Record]) -> bool:
    """Whether the first columns are labels: they come again from record to record."""
    firsts = [d.quote(*r.fields[0].span).lower() for r in run]
    return (
        len(set(firsts)) * 2 <= len(firsts) and not any(f.type == "date" for r in run for f in r.fields[:1])
    ) or sum(label_sense(words, exact=True) is not None for words in firsts) * 2 > len(firsts)


def _record(d: Draft, lines: list[Line], at: int) -> tuple[int, Record | None]:
    """The record that begins at a line and where it ends: its day, if that has a line, its first line, and those set in below."""
    first = at
    day: Field | None = None
    line = lines[at]
    if not line.cells and not line.marker and line.mark != "hash" and at + 1 < len(lines):
        if type_of(d, line.text) != "date" or lines[at + 1].gap:
            return at + 1, None
        day = Field(line.start, line.end, "", "", "date")
        first += 1
    head = [c for c in lines[first].cells if c[1] > c[0]]
    if (
        not lines[first].tabbed
        or len(head) != len(lines[first].cells)
        or len(head) != _COLUMNS
        or (first == at and at and not lines[at].gap)
    ):
        return at + 1, None
    stop = first + 1
    while stop < len(lines) and not lines[stop].gap and _set_in(lines[stop]):
        stop += 1
    if not 1 < stop - first <= _MOST or (stop < len(lines) and not lines[stop].gap):
        return at + 1, None
    lead, title = (Field(*c, "", "", type_of(d, d.quote(*c))) for c in head)
    title.mark = "title"
    if day is not None and HOUR.fullmatch(d.quote(*lead.span)):
        lead.type = "date"
    record = Record(lines[at].start, lines[stop - 1].end)
    record.fields = [*([day] if day else []), lead, title, *_details(d, lines[first + 1 : stop])]
    return stop, record


def _set_in(line: Line) -> bool:
    filled = [c for c in line.cells if c[1] > c[0]]
    return line.tabbed and len(filled) == 1 and line.cells[0] != filled[0]


def _details(d: Draft, lines: list[Line]) -> Iterator[Field]:
    """The fields of the lines that are set in: a label and its value, or what the words are."""
    plain: list[Line] = []
    for line in lines:
        start, end = next(c for c in line.cells if c[1] > c[0])
        plain.append(
            replace(line, start=start, end=end, text=d.quote(start, end), indent=4, cells=(), tabbed=False)
        )
    for line, label in zip(plain, labelled_lines(d, plain), strict=True):
        if label is not None and label.start < label.end:
            yield Field(label.start, label.end, label.label)
        else:
            address = type_of(d, line.text) in ("email", "link")
            parts = [] if address else chunks(d, line.start, line.end)
            yield from parts or [Field(line.start, line.end)]
