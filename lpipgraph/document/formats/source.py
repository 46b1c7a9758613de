"""Holds the text of a file, and the place in the file of each character."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

__all__ = ["Place", "Source", "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a file that people can point to: a page, a paragraph or a line.

    `number` counts from 1 over the whole file; `path` leads to it inside the file ("/html/body/table[2]/tr[3]/td",
    "word/document.xml"); `text` is its unchanged text in the file.
    """

    kind: str
    number: int
    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A character's place in a file: `offset` counts code points from 0 in the text of a page, paragraph or line."""

    kind: str
    number: int
    offset: int
    path: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.number}, character {self.offset + 1}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as the plain text that `lpipgraph.document.parse` reads.

    Parameters
    ----------
    text
        Headings are lines of their own, or begin with ``#``; list items begin with ``-`` or a number; cells are
        separated by tabs; links are ``[label](address)``, bold words are in ``**`` and italic ones in ``*``.
    media_type
        What the file is, by its content.
    units
        The parts of the file that places name.
    pieces
        The origin of each stretch, in the order of the text: (offset in `text`, length, unit, offset in the unit's text).
        Characters outside all pieces are marks that the reader inserted.
    notes
        What the reader changed or left out, each as a phrase for the user.
    """

    text: str
    media_type: str
    units: tuple[Unit, ...]
    pieces: tuple[tuple[int, int, int, int], ...]
    notes: tuple[str, ...] = ()

    def place(self, offset: int) -> Place:
        """Where the character at an offset of `text` is in the file; for a mark, where the next character does.

        Raises
        ------
        IndexError
            If the offset lies outside the text.
        """
        if not 0 <= offset <= len(self.text) or not self.pieces:
            raise IndexError(f"the text has {len(self.text)} characters; {offset} is outside of it")
        at = bisect_right(self.pieces, (offset, len(self.text) + 1, 0, 0)) - 1
        if at < 0 or (offset >= self.pieces[at][0] + self.pieces[at][1] and at + 1 < len(self.pieces)):
            at += 1
        start, length, unit, origin = self.pieces[at]
        return self._place(unit, origin + min(max(offset - start, 0), length))

    def stretches(self, start: int, end: int) -> tuple[tuple[Place, str], ...]:
        """The parts of the file that `text[start:end]` came from: each one's place and its own words there.

        A quote that a line end or a page break cuts has several.
        """
        found: list[tuple[int, int, int]] = []
        at = max(bisect_right(self.pieces, (start, len(self.text) + 1, 0, 0)) - 1, 0)
        while at < len(self.pieces) and self.pieces[at][0] < end:
            first, length, unit, origin = self.pieces[at]
            a, b = max(start, first), min(end, first + length)
            at += 1
            if a >= b:
                continue
            low, high = origin + a - first, origin + b - first
            if found and found[-1][0] == unit and 0 <= low - found[-1][2] <= 1:
                found[-1] = (unit, found[-1][1], high)
            else:
                found.append((unit, low, high))
        return tuple((self._place(u, a), self.units[u].text[a:b]) for u, a, b in found)

    def _place(self, unit: int, offset: int) -> Place:
        here = self.units[unit]
        return Place(here.kind, here.number, offset, here.path)
