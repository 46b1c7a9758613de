"""Renders the pictures of `lpipgraph.plots` for pages: SVG without styles, with links, and a table next to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..errors import InputError
from ..plots import Picture, layout
from ..session import Graph
from .display_labels import KINDS
from .store_queries import Known
from .views import Ref

__all__ = ["Coverage", "Drawn", "coverage", "drawn"]

#: What is left around the marks of a picture, in its points, and the least part of a picture that is shown.
_AROUND, _LEAST = 20.0, 0.45


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, and page and class of each of its marks; `rows` are the marks as a table: name, class, what puts it there."""

    picture: Picture
    refs: tuple[Ref, ...]

    def y(self, value: float) -> float:
        """A height of the drawing, whose origin is below, in SVG, where it is above."""
        return round(self.picture.height - value, 2)

    @property
    def view(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of what is marked and said: a phone's first view is of that, and not of the sea around it.

        Never smaller than a part of the whole, so that the land around a single place can be known.
        """
        whole = self.picture.width, self.picture.height
        boxes = [
            (m.x - m.size, m.y - m.size, (m.until or m.x) + m.size, m.y + m.size) for m in self.picture.marks
        ]
        # a page has each label on one line
        labels = (m.label for m in self.picture.marks if m.label is not None)
        boxes += [replace(label, lines=(" ".join(label.lines),)).box for label in labels]
        boxes += [(x, 0, x, whole[1]) for x, _ in self.picture.ticks]
        if not boxes:
            return 0, 0, *whole
        sides = list(zip(*boxes, strict=True))
        (left, wide), (low, high) = (
            _span(min(sides[axis]), max(sides[axis + 2]), whole[axis]) for axis in (0, 1)
        )
        return left, self.y(low + high), wide, high

    @property
    def near(self) -> bool:
        """Whether the view is so narrow a part of the whole that it may be drawn narrower."""
        return self.view[2] < 0.7 * self.picture.width

    @property
    def rows(self) -> tuple[tuple[Ref, str], ...]:
        """The marks as rows."""
        return tuple(zip(self.refs, (m.said for m in self.picture.marks), strict=True))

    def points(self, ring: Iterable[tuple[float, float]]) -> str:
        """An outline, as SVG has it."""
        return " ".join(f"{x:g},{self.y(y):g}" for x, y in ring)


def _span(first: float, last: float, whole: float) -> tuple[float, float]:
    """Where a view begins and how long it is: with a margin, a part of the whole at least, and within it.

    A label that was laid out in two lines may reach over the edge of the picture in one, and the view goes as far.
    """
    lowest, highest = min(first, 0), max(last, whole)
    long = min(max(last - first + 2 * _AROUND, _LEAST * whole), highest - lowest)
    begins = min(max((first + last - long) / 2, lowest), highest - long)
    return round(begins, 2), round(long, 2)


def drawn(known: Known, kind: str) -> Drawn | None:
    """A picture with its links; None if there is nothing to draw."""
    try:
        picture = layout(Graph(known.store), kind)
    except InputError:
        return None
    names: dict[tuple[str, str], Ref] = {}
    for segment in dict.fromkeys(_segment(mark.kind) for mark in picture.marks):
        for ref, _, _ in known.listing(segment):
            names.setdefault((segment, ref.name), ref)
    refs = tuple(
        names.get((_segment(m.kind), m.name)) or Ref(m.name, kind=_segment(m.kind)) for m in picture.marks
    )
    return Drawn(picture, refs)


def _segment(kind: str) -> str:
    """The class of a mark: an area is a place, too, and only drawn in another way."""
    return kind.lower() if kind.lower() in KINDS else "place"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many things of each class each issue links to each theme: `rows` by theme, then issue and class; `totals` by issue.

    A cell is a number and its shade from 0 to 5.
    """

    classes: tuple[str, ...]
    issues: tuple[str, ...]
    rows: tuple[tuple[Ref, tuple[tuple[int, int], ...]], ...]
    totals: tuple[tuple[Ref, tuple[tuple[int, int], ...]], ...]


def coverage(known: Known) -> Coverage:
    """The table of `lpipgraph plot coverage`."""
    rows = Graph(known.store).ask("coverage")
    numbers = {(str(r["theme"]), str(r["issue"]), str(r["kind"])): int(str(r["things"])) for r in rows}
    themes = {ref.name: ref for ref, _, _ in known.listing("theme")}
    classes = tuple(sorted({kind for _, _, kind in numbers}))
    issues = tuple(sorted({issue for _, issue, _ in numbers}, key=lambda key: (len(key), key)))
    sums: dict[tuple[str, str], int] = {}
    for (theme, issue, _), n in numbers.items():
        sums[theme, issue] = sums.get((theme, issue), 0) + n
    listed = sorted(themes.items(), key=lambda item: item[0].casefold())

    def cell(n: int, most: int) -> tuple[int, int]:
        return n, 0 if not n else 1 + round(4 * n / most)

    most, most_of_all = max(numbers.values(), default=1), max(sums.values(), default=1)
    return Coverage(
        classes,
        issues,
        tuple(
            (ref, tuple(cell(numbers.get((name, i, k), 0), most) for i in issues for k in classes))
            for name, ref in listed
        ),
        tuple(
            (ref, tuple(cell(sums.get((name, i), 0), most_of_all) for i in issues)) for name, ref in listed
        ),
    )
