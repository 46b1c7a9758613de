"""Formats tables for terminals: aligned text that fits the width, without broken words."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence

__all__ = ["listed", "plain", "table", "width"]

_GAP = "  "
#: The least width of a column of running text; below it, each row becomes a block.
_LEAST = 16


def width() -> int:
    """The width of a line: the terminal's, else 80 characters."""
    return max(40, shutil.get_terminal_size((80, 24)).columns)


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    below: Sequence[Sequence[str]] = (),
    across: int | None = None,
    headers: bool = True,
) -> Iterator[str]:
    """A table as lines; long cells are wrapped. If it does not fit, each row is a separate block.

    Parameters
    ----------
    columns
        The headings.
    rows
        One cell for each heading.
    below
        Lines below each row, if any.
    across
        The width of a line; `width()` if None. Only a longer word, such as an address, exceeds it.
    headers
        Whether the headings are shown.
    """
    across = width() if across is None else across
    cells = [[plain(cell) for cell in row] for row in rows]
    widths = _widths(columns if headers else [""] * len(columns), cells, across)
    if widths is None:
        yield from _blocks(columns, cells, below, across, headers)
        return
    right = [
        any(row[i] for row in cells) and all(_is_number(row[i]) for row in cells) for i in range(len(columns))
    ]
    if headers:
        yield from _row(columns, widths, right)
        yield _GAP.join("─" * n for n in widths)
    for number, row in enumerate(cells):
        yield from _row(row, widths, right)
        yield from _below(below[number] if below else (), across)
        if below and number + 1 < len(rows):
            yield ""


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], across: int) -> list[int] | None:
    """The width of each column: as wide as needed, or narrowed down to the longest word; None if that fails."""
    widths, least = [], []
    for i, heading in enumerate(columns):
        texts = [heading, *(row[i] for row in rows)]
        widths.append(max(map(len, texts)))
        words = [word for text in texts for word in text.split()]
        least.append(min(widths[-1], max([min(_LEAST, widths[-1]), *map(len, words)], default=0)))
    room = across - len(_GAP) * (len(columns) - 1)
    if sum(least) > room:
        return None
    while sum(widths) > room:
        widest = max((n for n, floor in zip(widths, least, strict=True) if n > floor), default=0)
        at = next(i for i, n in enumerate(widths) if n == widest and n > least[i])
        widths[at] -= 1
    return widths


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").isdecimal() or not cell


def _wrapped(text: str, across: int, first: str = "", then: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        across,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """One row with wrapped cells; numbers are aligned to the right."""
    wrapped = [_wrapped(cell, max(n, 1)) or [""] for cell, n in zip(cells, widths, strict=True)]
    for i in range(max(map(len, wrapped), default=0)):
        parts = [lines[i] if i < len(lines) else "" for lines in wrapped]
        yield _GAP.join(
            part.rjust(n) if flush else part.ljust(n)
            for part, n, flush in zip(parts, widths, right, strict=True)
        ).rstrip()


def _blocks(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    below: Sequence[Sequence[str]],
    across: int,
    headers: bool,
) -> Iterator[str]:
    """Each row as lines of heading and value."""
    head = max(map(len, columns), default=0) + len(_GAP) if headers else 0
    for number, row in enumerate(rows):
        if number:
            yield ""
        for heading, cell in zip(columns, row, strict=True):
            if cell:
                first = heading.ljust(head) if headers else ""
                yield from _wrapped(cell, across, first, " " * head)
        yield from _below(below[number] if below else (), across)


def _below(lines: Sequence[str], across: int) -> Iterator[str]:
    for line in lines:
        yield from _wrapped(plain(line), across, "    ", "      ")


def plain(text: str) -> str:
    """Text without control sequences for the terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def listed(items: Sequence[str]) -> str:
    """Words as a list in a sentence."""
    return ", ".join(items[:-1]) + " and " + items[-1] if len(items) > 1 else "".join(items)
