"""Reads records under headings of one depth, with blank lines between their lines, and titles with a line of their own below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..draft import Draft
from .lines import inside_marks
from .model import Field, Record
from .stanzas import ReadLine
from .values import type_of

__all__ = ["headed_records", "headed_runs", "subtitled"]

_MOST = 10
#: A longer line is prose.
_LONGEST = 200
#: So many lines that open with their day are entries by themselves.
_ENTRIES = 2
_FACTS = ("D", "L", "N", "E")


def headed_runs(d: Draft, seen: Sequence[ReadLine]) -> Iterator[list[tuple[int, int]]]:
    """Runs of at least two records, as extents in `seen`; blank lines part the lines of some of them.

    Each stands under a heading with hashes, has no prose but a last sentence, and goes up to the next heading. Where list
    items are below a heading they are the entries.
    """
    heads = [n for n, s in enumerate(seen) if s.line.mark == "hash"]
    run: list[tuple[int, int]] = []
    for start, stop in pairwise([*heads, len(seen)]):
        last = run[-1][0] if run else start
        if _is_record(seen, start, stop) and _depth(d, seen[start]) == _depth(d, seen[last]):
            run.append((start, stop))
            continue
        yield from _whole(seen, run)
        run = [(start, stop)] if _is_record(seen, start, stop) else []
    yield from _whole(seen, run)


def _whole(seen: Sequence[ReadLine], run: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    apart = [any(seen[n].line.gap for n in range(a + 2, b) if seen[n].kind not in ("K", "P")) for a, b in run]
    if len(run) > 1 and any(apart):
        yield run


def _depth(d: Draft, head: ReadLine) -> int:
    """How many hashes are before a heading."""
    first = d.doc.text.rfind("\n", 0, head.line.start) + 1
    return d.doc.text[first : head.line.start].count("#")


def _is_record(seen: Sequence[ReadLine], start: int, stop: int) -> bool:
    inside = seen[start + 1 : stop]
    return (
        0 < len(inside) <= _MOST
        and seen[start].kind in ("T", "N")
        and sum(_is_dated_entry(s) for s in inside) < _ENTRIES
        and not any(s.kind == "P" or len(s.line.text) > _LONGEST for s in inside[:-1])
        and not any(s.kind in ("S", "M") or (s.line.marker and s.kind != "L") for s in inside)
        and 2 * sum(s.kind in _FACTS for s in inside) >= len([s for s in inside if s.kind not in ("K", "P")])
        and any(s.kind in ("D", "L", "E") for s in inside)
    )


def _is_dated_entry(line: ReadLine) -> bool:
    return line.kind == "E" and bool(line.line.gap) and bool(line.parts) and line.parts[0].type == "date"


def headed_records(d: Draft, seen: Sequence[ReadLine], run: list[tuple[int, int]]) -> list[Record]:
    """The records of a run: the heading is the title."""
    records = []
    for start, stop in run:
        head = seen[start].line
        record = Record(head.start, head.end)
        (a, b), mark = inside_marks(d.doc.text, head.start, head.end)
        kind = type_of(d, d.quote(a, b).strip("\"'“”‘’ "))
        record.add(a, b, "", mark or "title").type = kind if kind in ("person", "body", "name") else "title"
        for here in seen[start + 1 : stop]:
            if here.label is not None:
                (a, b), mark = inside_marks(d.doc.text, here.label.start, here.label.end)
                record.add(a, b, here.label.label, mark)
            elif here.kind in ("K", "P"):
                record.add(here.line.start, here.line.end).type = "link" if here.kind == "K" else "prose"
            else:
                record.fields.extend(here.parts or [Field(here.line.start, here.line.end, "", "", "name")])
            record.end = max(record.end, here.line.end)
        records.append(record)
    return records


def subtitled(seen: Sequence[ReadLine], at: int) -> bool:
    """Whether the line below a title says more of it, and the details are below that, as in the cards around it."""

    def is_one(n: int) -> bool:
        if n < 0 or n + 2 >= len(seen):
            return False
        title, below, details = seen[n : n + 3]
        return (
            title.kind in ("T", "N")
            and below.kind == "T"
            and details.kind in ("D", "L")
            and not any(x.line.marker for x in (title, below))
            and bool(title.line.gap)
            and not (below.line.gap or details.line.gap)
            and not title.line.text.isupper()
        )

    return is_one(at) and sum(is_one(n) for n in range(at - 14, at + 15)) > 1
