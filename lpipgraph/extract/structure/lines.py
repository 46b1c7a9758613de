"""Gives the lines of an issue for record blocks, before paragraphs are joined."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

from ...document import Document
from ...document.reading import plain

__all__ = ["Line", "inside_marks", "lines_of", "without_mark"]

_MARKER = re.compile(
    r"(?:[-•*–▪◦·~+→➔➜▸►▶»]|\[\d{1,2}\]|\(?\d{1,2}[.)]|\d{1,2}\s?[▸►▶»›→]|\(?[a-z]\))\s+(?=\S)"
)
_QUOTED = re.compile(r"(?:>\s?)+(?=\S)")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_RULE = re.compile(r"[\s|:+=_-]+")
_UNDERLINE = re.compile(r"[ \t]*(?:-{3,}|={3,}|~{3,}|\^{3,}|_{3,})[ \t]*")
_WIDE = re.compile(r"\S(?: ?\S)*")
_ENDED = re.compile(r"[.!?:;…][\"'”’)\]*_]*$")
_BOLD = re.compile(r"(?:\*\*|__)(?P<inner>(?:(?!\*\*|__).)+)(?:\*\*|__):?")
_LINK = re.compile(r"\[(?P<inner>[^\[\]]+)\]\([^()\s]*\)")
_DOUBLE = re.compile(r"[^\S\n]{2,}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its indent and list mark; `cells` are its extents where it is a row of a table (`tabbed`: beyond doubt).

    `gap` is the number of blank lines above, `mark` what its whole text is set in ("bold", "link", "hash" or "").
    """

    start: int
    end: int
    text: str
    indent: int = 0
    marker: str = ""
    gap: int = 0
    mark: str = ""
    cells: tuple[tuple[int, int], ...] = ()
    tabbed: bool = False


def lines_of(doc: Document, start: int, end: int) -> list[Line]:
    """The lines of a stretch of an issue; sentences that a line end cut are one line again."""
    rows = {b.start: b for b in doc.blocks if b.kind == "row" and start <= b.start < end}
    heads = {b.start for b in doc.blocks if b.kind in ("heading", "kicker")}
    found: list[Line] = []
    text = doc.text
    gap = 0
    at = start
    width = _width(text)
    boxes = _boxes(text[start:end], start)
    cuts = [a for a, _ in doc.furniture]
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        raw = text[at:stop]
        body = raw.rstrip()
        first = at + len(raw) - len(raw.lstrip())
        row = next((rows[x] for x in (at, first) if x in rows), None)
        if row is not None:
            found.append(
                Line(
                    row.start,
                    row.end,
                    doc.reading(row.start, row.end).text,
                    gap=gap,
                    cells=row.cells,
                    tabbed=True,
                )
            )
            gap = 0
            at = text.find("\n", row.end, end) + 1 or end
            continue
        n = bisect_right(cuts, first) - 1
        if n >= 0 and doc.furniture[n][0] <= first < doc.furniture[n][1]:
            first = doc.furniture[n][1]
            if first >= at + len(body):
                # what stands below a heading is furniture of the page, and says that it is one
                if found and not gap and _UNDERLINE.fullmatch(body) and found[-1].start in heads:
                    found[-1] = replace(found[-1], mark="hash")
                    gap = 1
                at = stop + 1
                continue
            first += len(text[first:stop]) - len(text[first:stop].lstrip())
        if not body.strip() or first in doc.datelines:
            gap += 1
        elif found and not gap and _UNDERLINE.fullmatch(body) and _may_be_heading(found[-1]):
            found[-1] = replace(found[-1], mark="hash")
            gap = 1
        elif not _RULE.fullmatch(body) or "|" in body:
            box = next((wide for a, b, wide in boxes if a <= first < b), 0)
            _append(doc, found, at, first, at + len(body), gap, heads, width, box)
            gap = 0
        at = stop + 1
    return found


#: "Name – what it is": how the lines of a list begin.
_ENTRY = re.compile(r"[A-Z\d][^–—|]{2,80}? [–—|] \S")


def _may_be_heading(line: Line) -> bool:
    return not line.cells and not line.marker and len(line.text) < 90 and not line.tabbed


def _append(
    doc: Document,
    found: list[Line],
    at: int,
    first: int,
    end: int,
    gap: int,
    heads: set[int],
    width: int,
    box: int,
) -> None:
    text = doc.text
    body = text[first:end]
    indent = len(text[at:first].expandtabs(4))
    if quoted := _QUOTED.match(body):
        first += quoted.end()
        body = text[first:end]
    before = found[-1] if found else None
    if before and not gap and _wrapped(text, before, body, width, box) and first not in heads:
        found[-1] = Line(
            before.start,
            end,
            doc.reading(before.start, end).text,
            before.indent,
            before.marker,
            before.gap,
            before.mark,
        )
        return
    mark = ""
    if hashes := _HASHES.match(body):
        first += hashes.end()
        mark = "hash"
    marker = _MARKER.match(text, first, end)
    if marker and not mark:
        first = marker.end()
        if quoted := _QUOTED.match(text, first, end):
            first = quoted.end()
    body = text[first:end]
    mark = mark or without_mark(body)[1]
    found.append(
        Line(
            first,
            end,
            doc.reading(first, end).text,
            indent,
            marker[0].strip() if marker else "",
            gap,
            mark,
            _columns(text, first, end),
        )
    )


def _columns(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The cells of a line whose columns are separated by pipes or by runs of spaces."""
    body = text[start:end]
    if "|" in body.strip("|"):
        cells = []
        for piece in re.finditer(r"[^|]+", body):
            inner = piece[0].strip()
            a = start + piece.start() + len(piece[0]) - len(piece[0].lstrip())
            cells.append((a, a + len(inner)))
        return tuple(cells) if len(cells) > 1 else ()
    if _DOUBLE.search(body):
        return tuple((start + m.start(), start + m.end()) for m in _WIDE.finditer(body))
    return ()


def _width(text: str) -> int:
    """The width at which the page's lines were cut; 0 where they were not."""
    lengths = sorted(len(line) for line in text.splitlines() if line.strip())
    longest = lengths[int(len(lengths) * 0.97)] if lengths else 0
    return longest if longest <= 100 else 0


def _boxes(text: str, at: int) -> list[tuple[int, int, int]]:
    """The stretches that are set in as a box whose lines were wrapped: start and end, from `at` on, and the width of their lines.

    A box is wrapped if two of its lines at least go on in the next one: they are full, and the next begins with a small letter.
    """
    found = []
    for box in _SET_IN.finditer(text):
        lines = [line.strip() for line in box[0].splitlines()]
        width = max(map(len, lines), default=0)
        on = sum(
            one != "" and two[:1].islower() and len(one) + 1 + len(two.split(maxsplit=1)[0]) > width
            for one, two in pairwise(lines)
        )
        if on > 1 and width < _NARROW:
            found.append((at + box.start(), at + box.end(), width))
    return found


#: Lines that are set in alike, with blank lines between them.
_SET_IN = re.compile(
    r"^(?P<indent>[ \t]{4,})\S[^\n]*\n(?:(?:[ \t]*\n){0,2}(?P=indent)\S[^\n]*(?:\n|$))+", re.MULTILINE
)
#: Boxes are less wide than the page.
_NARROW = 70


def _wrapped(text: str, before: Line, body: str, width: int, box: int) -> bool:
    """Whether a line continues the sentence of the line above it, which was wrapped at the page's width, or its box's."""
    last = text[max(before.start, text.rfind("\n", 0, before.end) + 1) : before.end].rstrip()
    if box and not before.cells and not _ENDED.search(last) and not _MARKER.match(body):
        full = len(last.strip()) + 1 + len(body.split(maxsplit=1)[0]) > box
        return full and (body[:1].islower() or not last.strip()[-1:].isdigit())  # a day stands for itself
    if len(last) < 60 or before.cells or before.mark == "hash" or _ENDED.search(last):
        return False
    if _ENTRY.match(body) and _ENTRY.match(last):
        return False  # two entries of a list
    if _MARKER.match(body) or _HASHES.match(body) or "\t" in body or body[:2] in ("**", "__"):
        return False
    return (
        body[:1].islower()
        or last[-1:] in ",–—-"
        or (last[-1:].islower() and len(last) + 1 + len(body.split(maxsplit=1)[0]) > width > 0)
        or last.split()[-1].lower() in ("the", "of", "and")
    )


def inside_marks(text: str, start: int, end: int) -> tuple[tuple[int, int], str]:
    """The extent of a value without the marks that it is set in, and which marks these are."""
    raw = text[start:end]
    _, mark = without_mark(raw)
    if mark == "bold":
        lead = len(raw) - len(raw.lstrip("*_ "))
        trail = len(raw) - len(raw.rstrip("*_: "))
        return (start + lead, end - trail), mark
    return (start, end), mark


def without_mark(raw: str) -> tuple[str, str]:
    """The inside of a stretch that is bold or a link as a whole, and which: ("Title", "bold")."""
    bare = raw.strip()
    mark = ""
    while True:
        for name, pattern in (("bold", _BOLD), ("link", _LINK)):
            match = pattern.fullmatch(bare)
            if match:
                bare, mark = match["inner"].strip(), mark or name
                break
        else:
            return plain(bare), mark
