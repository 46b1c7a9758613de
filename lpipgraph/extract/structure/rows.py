"""Reads tables: a header and rows, labels and values, or one record in each column."""

from __future__ import annotations

import re

from ..draft import Draft
from .chunks import chunks
from .lines import Line, without_mark
from .model import Block, Record
from .values import label_sense, type_of

__all__ = ["is_header", "table_blocks"]

_RULE = re.compile(r"[\s|:=_+-]*")
_Span = tuple[int, int]


def table_blocks(d: Draft, lines: list[Line], heading: str) -> list[Block]:
    """The records of a run of rows.

    Parameters
    ----------
    d
        The draft.
    lines
        Lines with cells, none between them without.
    heading
        What is over them.
    """
    rows = [list(line.cells) for line in lines if not _RULE.fullmatch(d.doc.text[line.start : line.end])]
    rows = _without_spacers(rows)
    blocks: list[Block] = []
    at = 0
    while at < len(rows):
        stop = at + 1
        stop_all = _until(rows, at)
        if len(rows[at]) > 2 and _is_transposed(d, rows[at:stop_all]):
            stop = stop_all
            blocks.append(_transposed(d, rows[at:stop], heading))
        elif is_header(d, rows, at):
            while (
                stop < len(rows)
                and not (stop + 1 < len(rows) and _same(d, rows[stop], rows[at]))
                and not _restarts(d, rows, stop)
                and not (
                    len(rows[stop]) < len(rows[at])
                    and len(rows[at]) > 2
                    and _key(d, rows[stop][0], exact=True)
                )
            ):
                stop += 1
            blocks.append(_headed(d, rows[at], rows[at + 1 : stop], heading))
        elif len(rows[at]) > 2 and not _key(d, rows[at][0], exact=True):
            while stop < len(rows) and len(rows[stop]) == len(rows[at]) and not is_header(d, rows, stop):
                stop += 1
            blocks.append(_bare(rows[at:stop], heading))
        else:
            while stop < len(rows) and not is_header(d, rows, stop) and len(rows[stop]) <= 3:
                stop += 1
            blocks.extend(_labelled(d, rows[at:stop], heading))
        at = stop
    return [b for b in blocks if b.records]


def _without_spacers(rows: list[list[_Span]]) -> list[list[_Span]]:
    width = max((len(r) for r in rows), default=0)
    empty = {n for n in range(1, width) if all(n >= len(r) or r[n][1] <= r[n][0] for r in rows)}
    full = [len(r) for r in rows]
    return [[c for n, c in enumerate(r) if n not in empty or (n >= 2 and max(full) <= 2)] for r in rows]


def _text(d: Draft, cell: _Span) -> str:
    return d.quote(*cell).strip()


def _bare_label(d: Draft, cell: _Span) -> str:
    return without_mark(d.doc.text[cell[0] : cell[1]])[0].strip(" :*_")


def _key(d: Draft, cell: _Span, *, exact: bool = False) -> str | None:
    words = _bare_label(d, cell)
    return label_sense(words, exact) if 0 < len(words) <= 40 else None


def is_header(d: Draft, rows: list[list[_Span]], at: int) -> bool:
    """Whether a row names the columns of the rows below it."""
    row = rows[at]
    if at + 1 >= len(rows) or len(row) < 2:
        return False
    words = [_bare_label(d, c) for c in row]
    filled = [w for w in words if w]
    if len(filled) < 2 or any(len(w.split()) > 6 or w.endswith(".") for w in filled):
        return False
    if any(type_of(d, w) in ("date", "money", "email", "prose") for w in filled):
        return False
    known = [label_sense(w, exact=True) for w in filled]
    strict = sum(k is not None for k in known)
    if len(row) == 2 and _key(d, rows[at + 1][0]) is not None and not _column_values(d, rows, at, 1):
        return False
    if strict >= max(2, len(filled) / 2) and (len(row) > 2 or strict == 2):
        return len(row) > 2 or len(set(known)) == 2
    below = [r for r in rows[at + 1 : at + 6] if len(r) == len(row)]
    typed = [
        n
        for n in range(len(row))
        if below and all(type_of(d, _text(d, r[n])) in ("date", "money", "email") for r in below)
    ]
    return bool(typed) and strict >= 1 and len(row) > 2


def _column_values(d: Draft, rows: list[list[_Span]], at: int, column: int) -> bool:
    """Whether a column holds values of one telling type: then the first row may be a header of two columns."""
    below = [r for r in rows[at + 1 : at + 6] if len(r) > column]
    labels = [_key(d, r[0]) for r in below]
    return bool(below) and sum(k is not None for k in labels) < len(labels) / 2 + 0.5


def _same(d: Draft, row: list[_Span], header: list[_Span]) -> bool:
    return len(row) == len(header) and all(
        _text(d, a).lower() == _text(d, b).lower() for a, b in zip(row, header, strict=True)
    )


def _restarts(d: Draft, rows: list[list[_Span]], at: int) -> bool:
    """Whether another table begins: other labels, as many as columns."""
    return is_header(d, rows, at) and all(_key(d, c) is not None for c in rows[at] if c[1] > c[0])


def _headed(d: Draft, header: list[_Span], rows: list[list[_Span]], heading: str) -> Block:
    labels = [_bare_label(d, c) for c in header]
    records = []
    for row in rows:
        cells = [c for c in row if c[1] > c[0]]
        if not cells or _same(d, row, header):
            continue
        record = Record(row[0][0], cells[-1][1])
        for n, cell in enumerate(row):
            if cell[1] > cell[0]:
                record.add(*cell, labels[n] if n < len(labels) else "")
        records.append(record)
    return Block("header table", heading, records)


def _until(rows: list[list[_Span]], at: int) -> int:
    """Where the rows of one width end."""
    stop = at + 1
    while stop < len(rows) and len(rows[stop]) == len(rows[at]):
        stop += 1
    return stop


def _is_transposed(d: Draft, rows: list[list[_Span]]) -> bool:
    width = len(rows[0])
    if len(rows) < 2 or any(len(r) != width for r in rows):
        return False
    keys = [_key(d, r[0], exact=len(rows) > 2) for r in rows]
    across = [label_sense(_bare_label(d, c), exact=True) for c in rows[0]]
    known = sum(k is not None for k in keys)
    if known < max(2, 0.6 * len(rows)) or len({k for k in keys if k}) < known:
        return False
    # the values of one record are of several types down, of one type across
    return sum(k is not None for k in across[1:]) < max(1, (width - 1) / 2)


def _transposed(d: Draft, rows: list[list[_Span]], heading: str) -> Block:
    records = []
    for n in range(1, len(rows[0])):
        cells = [(r[n], _bare_label(d, r[0])) for r in rows if r[n][1] > r[n][0]]
        if not cells:
            continue
        record = Record(cells[0][0][0], cells[-1][0][1])
        for cell, label in cells:
            record.add(*cell, label)
        records.append(record)
    return Block("transposed table", heading, records)


def _bare(rows: list[list[_Span]], heading: str) -> Block:
    records = []
    for row in rows:
        cells = [c for c in row if c[1] > c[0]]
        if len(cells) > 1:
            record = Record(cells[0][0], cells[-1][1])
            for n, cell in enumerate(row):
                if cell[1] > cell[0]:
                    record.add(*cell, f"#{n}")
            records.append(record)
    return Block("rows without labels", heading, records)


_NAMES = ("title", "work", "event", "policy", "theme", "person", "case")


def _labelled(d: Draft, rows: list[list[_Span]], heading: str) -> list[Block]:
    """A row "Report → title", "Author → names"; or "Workshop → title", "30th January → description"."""
    read = []
    for row in rows:
        label = _bare_label(d, row[0])
        kind = type_of(d, label) if label else "none"
        read.append((row, label, kind if kind in ("type", "date") else "", label_sense(label) or ""))
    if all(kind == "date" for _, _, kind, _ in read):
        # a day, and beside it all that is said of it: each row is an entry, whose parts a tab parts among others
        entries = [Record(row[0][0], row[-1][1]) for row, *_ in read]
        for entry in entries:
            entry.fields = chunks(d, entry.start, entry.end)
        return [Block("line", heading, entries)]
    records = _split(read, by_title=False)
    named = [any(f.label == "title" or label_sense(f.label) in _NAMES for f in r.fields) for r in records]
    if not all(named) and any(sense in _NAMES for _, _, _, sense in read):
        records = _split(read, by_title=True)
    return [Block("labelled rows", heading, records)] if records else []


def _split(read: list[tuple[list[_Span], str, str, str]], *, by_title: bool) -> list[Record]:
    """Records out of labelled rows: a new one where a label recurs, or at each label that names a record."""
    records: list[Record] = []
    seen: set[str] = set()
    for row, label, kind, sense in read:
        values = [c for c in row[1:] if c[1] > c[0]]
        key = kind or label.lower()
        again = label and kind != "date" and key in seen
        if not records or (again if not by_title else sense in _NAMES) or (kind == "type" and "date" in seen):
            records.append(Record(row[0][0], row[0][1]))
            seen = set()
        record = records[-1]
        seen.add(key)
        record.end = max(record.end, row[-1][1])
        if kind == "date":
            record.add(*row[0], "when")
            for value in values:
                record.add(*value, "details")
            continue
        if kind == "type" and values:
            record.add(*row[0], "type")
            record.add(*values[0], "title")
        elif values:
            record.add(*values[0], label)
        for value in values[1:]:
            record.add(*value, "")
    return records
