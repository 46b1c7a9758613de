"""Tables for people: aligned plain text, or drawn by rich where a person watches."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence

__all__ = ["listed", "plain", "table", "width"]

_GAP = "  "
_LEAST = 12


def width() -> int:
    """Characters a line may have: the terminal's, else 110."""
    return max(60, shutil.get_terminal_size((110, 24)).columns)


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    below: Sequence[Sequence[str]] = (),
    across: int | None = None,
) -> Iterator[str]:
    """A table as lines; long cells go on below.

    Parameters
    ----------
    columns
        The headings.
    rows
        One cell a heading.
    below
        Lines that stand under each row, if any.
    across
        Characters a line may have; `width()` if None.
    """
    across = width() if across is None else across
    widths = _widths(columns, rows, across)
    right = [
        any(row[i] for row in rows) and all(_is_number(row[i]) for row in rows) for i in range(len(columns))
    ]
    yield from _row(columns, widths, right)
    yield _GAP.join("─" * n for n in widths)
    for number, row in enumerate(rows):
        yield from _row(row, widths, right)
        for line in below[number] if below else ():
            yield from textwrap.wrap(plain(line), across, initial_indent="    ", subsequent_indent="      ")
        if below and number + 1 < len(rows):
            yield ""


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], across: int) -> list[int]:
    """What each column needs; where that is too much, the widest give way."""
    widths = [
        max([len(heading), *(len(row[i]) for row in rows)], default=0) for i, heading in enumerate(columns)
    ]
    room = across - len(_GAP) * (len(columns) - 1)
    while sum(widths) > room and max(widths) > _LEAST:
        widest = max(widths)
        others = [n for n in widths if n < widest]
        share = widths.count(widest)
        least = max([_LEAST, *others])
        step = -(-(sum(widths) - room) // share)
        widths = [max(least, n - step) if n == widest else n for n in widths]
        if least == _LEAST and max(widths) == _LEAST:
            break
    return widths


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").isdecimal() or not cell


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """One row, its cells wrapped; numbers stand to the right."""
    wrapped = [textwrap.wrap(plain(cell), n) or [""] for cell, n in zip(cells, widths, strict=True)]
    for i in range(max(map(len, wrapped))):
        parts = [lines[i] if i < len(lines) else "" for lines in wrapped]
        yield _GAP.join(
            part.rjust(n) if flush else part.ljust(n)
            for part, n, flush in zip(parts, widths, right, strict=True)
        ).rstrip()


def plain(text: str) -> str:
    """Text that a terminal takes for nothing but text."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def listed(items: Sequence[str]) -> str:
    """Words as a list in a sentence."""
    return ", ".join(items[:-1]) + " and " + items[-1] if len(items) > 1 else "".join(items)
