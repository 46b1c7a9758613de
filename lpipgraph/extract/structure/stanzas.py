"""Reads records of several lines without labels, separated by blank lines, by the position of each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from .labels import Labelled
from .lines import Line
from .model import Field, Record

__all__ = ["ReadLine", "stanza_runs", "stanzas"]

_NO_NAMES = ("date", "time", "money", "type", "place", "link", "email", "none", "role", "prose")
_MOST = 8


class ReadLine(Protocol):
    """A line with what it may be: see `cards`."""

    line: Line
    kind: str
    label: Labelled | None
    parts: list[Field]


def stanza_runs(seen: Sequence[ReadLine]) -> Iterator[list[tuple[int, int]]]:
    """Runs of at least two paragraphs that are records of short lines, as extents in `seen`.

    Only where the first lines are details (a date over its event), or no line has a label: a title over labels is a card.
    """
    run: list[tuple[int, int]] = []
    for start, stop in _paragraphs(seen):
        if _may_be(seen, start, stop):
            run.append((start, stop))
            continue
        if _holds(seen, run):
            yield run
        run = []
    if _holds(seen, run):
        yield run


def _paragraphs(seen: Sequence[ReadLine]) -> Iterator[tuple[int, int]]:
    start = 0
    for n in range(1, len(seen) + 1):
        if n == len(seen) or seen[n].line.gap:
            yield start, n
            start = n


def _may_be(seen: Sequence[ReadLine], start: int, stop: int) -> bool:
    inside = seen[start:stop]
    return (
        2 <= len(inside) <= _MOST
        and inside[0].kind in ("D", "T", "N", "E", "M")
        and not any(s.line.marker or s.line.mark == "hash" for s in inside)
        and not any(f.month for s in inside for f in s.parts)  # days under the heading of their month
        and not (inside[0].kind == "M" and any(s.parts and s.parts[0].type == "date" for s in inside[1:]))
        and all(len(s.line.text) < 160 for s in inside[:-1])
        and any(s.kind in ("D", "E", "N") for s in inside)
    )


def _holds(seen: Sequence[ReadLine], run: list[tuple[int, int]]) -> bool:
    if len(run) < 2:
        return False
    over = sum(seen[a].kind in ("D", "M") for a, _ in run)
    bare = sum(b - a > 2 and all(s.kind not in ("L", "P") for s in seen[a:b]) for a, b in run)
    return over * 2 > len(run) or bare * 3 > len(run) * 2


def stanzas(seen: Sequence[ReadLine], run: list[tuple[int, int]]) -> list[Record]:
    """The records of a run; the title is on the first line that holds a name in most of them."""
    title = next((n for n in range(_MOST) if sum(_names(seen[a:b], n) for a, b in run) * 2 > len(run)), None)
    records = []
    for a, b in run:
        record = Record(seen[a].line.start, seen[a].line.end)
        for n, here in enumerate(seen[a:b]):
            if here.label is not None:
                record.add(here.label.start, here.label.end, here.label.label)
                continue
            kind = "date" if here.kind == "M" else "name"
            parts = here.parts or [Field(here.line.start, here.line.end, "", "", kind)]
            if n == title and parts[0].type not in _NO_NAMES and not parts[0].sense:
                parts[0].mark = parts[0].mark or "title"
            record.fields.extend(parts)
            record.end = max(record.end, here.line.end)
        records.append(record)
    return records


def _names(lines: Sequence[ReadLine], n: int) -> bool:
    if n >= len(lines) or lines[n].kind in ("L", "K", "P", "M"):
        return False
    parts = lines[n].parts
    return not parts or (parts[0].type not in _NO_NAMES and not parts[0].sense)
