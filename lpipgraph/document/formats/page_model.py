"""Defines the page model of PDF: words and ruled lines on a page; segments, lines and grids made of them."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Grid", "Line", "Page", "Rule", "Segment", "Word"]


@dataclass(slots=True)
class Word:
    """Characters without a space between, in one look; `y` is the base line, counted downwards in points.

    `hung` says that the hyphen at the end was drawn apart from the word, as programs do that put it in themselves;
    `spaced` that a space is before it in the file, and not only on the page.
    """

    text: str
    at: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool
    link: str = ""
    hung: bool = False
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is drawn, from one end to the other."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Page:
    """A page: its words, its drawn lines, and its whole text in the order of the file.

    `turned` counts the characters that run up or down, or lie outside of what is shown: no words are made of them.
    """

    number: int
    width: float
    height: float
    text: str
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: int = 0
    turned: int = 0
    #: Form fields, and comments with words of their own.
    filled: int = 0


@dataclass(slots=True)
class Segment:
    """Words beside each other without a wide gap, or a whole table that is in their place.

    `leading` is what the document has from one line to the next, in parts of the size of its letters.
    """

    words: list[Word]
    x0: float
    x1: float
    y: float
    size: float
    grid: Grid | None = None
    leading: float = 1.2

    @property
    def lead(self) -> float:
        """How far the next line of its paragraph is below."""
        return self.leading * self.size

    @property
    def top(self) -> float:
        """Where the letters begin above."""
        return self.grid.top if self.grid else self.y - self.size * 0.8

    @property
    def bottom(self) -> float:
        """Where the letters end below."""
        return self.grid.bottom if self.grid else self.y + self.size * 0.25

    @property
    def length(self) -> int:
        """How many characters it has."""
        return sum(len(w.text) + 1 for w in self.words)


@dataclass(slots=True)
class Grid:
    """A table: for each row and column the segments of its cell."""

    rows: list[list[list[Segment]]]
    top: float
    bottom: float


@dataclass(slots=True)
class Line:
    """A line of text in its column, whose right edge is `edge`; or a table."""

    words: list[Word]
    x0: float
    x1: float
    y: float
    size: float
    edge: float
    page: int
    region: int = 0
    grid: Grid | None = None
