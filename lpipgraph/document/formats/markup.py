"""Composes paragraphs, list items and tables of any format into one text with its source positions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from .source import Source, Unit

__all__ = ["Block", "Composer", "Paragraph", "Run", "Table", "address", "compose", "struck_out"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. `unit` and `offset` say where they are; a negative unit marks what the reader put in."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    unit: int = -1
    offset: int = 0


@dataclass(slots=True)
class Paragraph:
    """A paragraph, a heading (`level` from 1) or a list item (`marker` "-" or "3.", `level` its depth from 1)."""

    runs: list[Run]
    kind: str = "paragraph"
    level: int = 0
    marker: str = ""

    @property
    def text(self) -> str:
        """The words, without marks."""
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class Table:
    """A table: rows of cells, and in each cell what it holds."""

    rows: list[list[list[Block]]] = field(default_factory=list)


Block = Paragraph | Table

#: A cell with more is not a cell of a table of facts but a column of a page laid out by a table.
_LONGEST_CELL = 3000
_WORD = re.compile(r"\w")
_ACTIVE = re.compile(r"\s*(?:javascript|vbscript|data|file|blob)\s*:", re.IGNORECASE)
_UNSAFE = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", '"': "%22", "[": "%5B", "]": "%5D"}


def address(link: str) -> str:
    """A link's address as it may be between round brackets; empty for one that runs code."""
    link = "".join(c for c in link if c.isprintable()).strip()
    if _ACTIVE.match(link) or len(link) > 2000:
        return ""
    return "".join(_UNSAFE.get(c, c) for c in link)


def struck_out(count: int) -> str:
    """A note that words were not read because they are struck out."""
    return "a struck-out passage was not read" if count == 1 else f"{count} struck-out passages were not read"


class Composer:
    """A text that grows, and the places its pieces came from."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.parts: list[str] = []
        self.pieces: list[tuple[int, int, int, int]] = []
        self.length = 0

    def unit(self, kind: str, text: str, path: str = "") -> int:
        """A new page, paragraph or line of the file."""
        self.units.append(Unit(kind, len(self.units) + 1, text, path))
        return len(self.units) - 1

    def last(self) -> str:
        """The last character so far."""
        return self.parts[-1][-1] if self.parts else "\n"

    def put(self, text: str, unit: int = -1, offset: int = 0) -> None:
        """Append text, copied from a place in a unit or, with no unit, put in as a mark."""
        if not text:
            return
        if unit >= 0:
            if self.pieces and self._goes_on(unit, offset):
                at, length, _, origin = self.pieces[-1]
                self.pieces[-1] = (at, length + len(text), unit, origin)
            else:
                self.pieces.append((self.length, len(text), unit, offset))
        self.parts.append(text)
        self.length += len(text)

    def _goes_on(self, unit: int, offset: int) -> bool:
        at, length, last, origin = self.pieces[-1]
        return last == unit and at + length == self.length and origin + length == offset

    def source(self, media_type: str, notes: Iterable[str]) -> Source:
        """All of it."""
        return Source(
            "".join(self.parts),
            media_type,
            tuple(self.units),
            tuple(self.pieces),
            tuple(dict.fromkeys(notes)),
        )


def compose(out: Composer, blocks: Iterable[Block]) -> None:
    """Append blocks to a text: blank lines between them, items of a list and rows of a table on lines of their own."""
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Table):
            if not _is_table(block):
                compose(out, (inner for row in block.rows for cell in row for inner in cell))
                before = None
                continue
            _gap(out, 2)
            for row in block.rows:
                _row(out, row)
        elif block.text.strip():
            close = isinstance(before, Paragraph) and before.kind == block.kind == "item"
            _gap(out, 1 if close else 2)
            if block.kind == "heading":
                out.put("#" * min(max(block.level, 1), 6) + " ")
                _inline(out, [replace(r, bold=False, italic=False) for r in block.runs], line=True)
            elif block.kind == "item":
                out.put("  " * max(block.level - 1, 0) + block.marker + " ")
                _inline(out, block.runs)
            else:
                _inline(out, block.runs)
        else:
            continue
        before = block
    _gap(out, 1)


def _gap(out: Composer, breaks: int) -> None:
    tail = "".join(out.parts[-2:])
    have = len(tail) - len(tail.rstrip("\n"))
    if out.length:
        out.put("\n" * (breaks - have))


def _is_table(table: Table) -> bool:
    """Whether a table holds facts in rows, or only lays out a page."""
    cells = [cell for row in table.rows for cell in row]
    if not any(sum(1 for cell in row if cell) > 1 for row in table.rows):
        return False
    for cell in cells:
        if any(isinstance(b, Table) or b.kind == "heading" for b in cell):
            return False
        if sum(len(b.text) for b in cell if isinstance(b, Paragraph)) > _LONGEST_CELL:
            return False
    return True


def _row(out: Composer, row: list[list[Block]]) -> None:
    """One line: cells separated by tabs, the paragraphs of a cell with several as ``<p>…</p>``."""
    if not any(cell for cell in row):
        return
    _gap(out, 1)
    for n, cell in enumerate(row):
        if n:
            out.put("\t")
        paragraphs = [b for b in cell if isinstance(b, Paragraph) and b.text.strip()]
        for k, paragraph in enumerate(paragraphs):
            several = len(paragraphs) > 1
            out.put((" <p>" if k else "<p>") if several else "")
            runs = paragraph.runs
            if all(r.bold for r in runs if r.text.strip()):
                runs = [replace(r, bold=False) for r in runs]
            _inline(out, runs, line=True)
            out.put("</p>" if several else "")
    out.put("\n")


def _inline(out: Composer, runs: Sequence[Run], *, line: bool = False) -> None:
    """Words with their marks; with `line`, all on one line."""
    runs = _trimmed(_settled(runs))
    groups = [(k, list(g)) for k, g in groupby(runs, key=lambda r: r.link)]
    for n, (target, group) in enumerate(groups):
        following = next((g[0].text[:1] for _, g in groups[n + 1 :]), "")
        link = address(target)
        if not link:
            _looks(out, group, following, line=line)
            continue
        words = "".join(r.text for r in group)
        lead, inner, tail = _edges(group)
        _copy(out, lead, line=line)
        if link.lower().removeprefix("mailto:") == words.strip().lower():
            _copy(out, inner, line=True)
        else:
            out.put("[")
            _looks(out, [replace(r, text=r.text) for r in inner], "]", line=True, label=True)
            out.put(f"]({link})")
        _copy(out, tail, line=line)


def _looks(out: Composer, runs: Sequence[Run], following: str, *, line: bool, label: bool = False) -> None:
    groups = [(k, list(g)) for k, g in groupby(runs, key=lambda r: (r.bold, r.italic))]
    for n, ((bold, italic), group) in enumerate(groups):
        after = groups[n + 1][1][0].text[:1] if n + 1 < len(groups) else following
        lead, inner, tail = _edges(group)
        _copy(out, lead, line=line, label=label)
        whole = not _WORD.match(out.last()) and (bool(tail) or not _WORD.match(after))
        mark = "**" if bold else "*" if italic else ""
        mark = mark if whole and inner and _WORD.search("".join(r.text for r in inner)) else ""
        out.put(mark)
        _copy(out, inner, line=line, label=label)
        out.put(mark)
        _copy(out, tail, line=line, label=label)


def _copy(out: Composer, runs: Iterable[Run], *, line: bool, label: bool = False) -> None:
    for run in runs:
        start = 0
        unwanted = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+" if line else r"\t+")
        if label:
            unwanted = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+|[\[\]]")
        keep_tab = not line and not label
        for odd in unwanted.finditer(run.text):
            out.put(run.text[start : odd.start()], run.unit, run.offset + start)
            if odd[0] not in "[]":
                out.put("\t" if keep_tab else " ", run.unit, run.offset + odd.start())
            start = odd.end()
        out.put(run.text[start:], run.unit, run.offset + start)


def _settled(runs: Sequence[Run]) -> list[Run]:
    """White space between two runs of one look has that look; elsewhere it has none."""
    settled = [r for r in runs if r.text]
    for i, run in enumerate(settled):
        if not run.text.strip():
            before = settled[i - 1] if i else Run("")
            after = next((r for r in settled[i + 1 :] if r.text.strip()), Run(""))
            settled[i] = replace(
                run,
                bold=before.bold and after.bold,
                italic=before.italic and after.italic,
                link=before.link if before.link == after.link else "",
            )
    return settled


def _trimmed(runs: list[Run]) -> list[Run]:
    _, inner, _ = _edges(runs)
    return inner


def _edges(runs: Sequence[Run]) -> tuple[list[Run], list[Run], list[Run]]:
    """White space at the beginning, the words, and white space at the end."""
    lead: list[Run] = []
    tail: list[Run] = []
    inner = list(runs)
    while inner and not inner[0].text.strip():
        lead.append(inner.pop(0))
    while inner and not inner[-1].text.strip():
        tail.insert(0, inner.pop())
    if inner:
        first = inner[0]
        cut = len(first.text) - len(first.text.lstrip())
        if cut:
            lead.append(replace(first, text=first.text[:cut]))
            inner[0] = replace(first, text=first.text[cut:], offset=first.offset + cut)
        final = inner[-1]
        cut = len(final.text.rstrip())
        if cut < len(final.text):
            tail.insert(0, replace(final, text=final.text[cut:], offset=final.offset + cut))
            inner[-1] = replace(final, text=final.text[:cut])
    return lead, inner, tail
