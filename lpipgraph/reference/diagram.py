"""Draws the class diagram of the ontology as SVG: a tree from left to right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape

from ..vocabulary import LPIP
from .terms import Ontology, Term

__all__ = ["diagram"]

_ROW = 26
_WIDE = 190
_GAP = 40
_BOX = 20


def diagram(ontology: Ontology, address: Callable[[Term], str]) -> str:
    """The classes, each below the first of those that it belongs to.

    Parameters
    ----------
    ontology
        Its classes.
    address
        Where the documentation of a class is.

    Returns
    -------
    str
        An SVG element with a title and a description for those who do not see it; it has neither styles nor scripts.
    """
    classes = {term.name: term for term in ontology.of_kind("class") if not term.deprecated}
    below: dict[str, list[str]] = {}
    for name, term in classes.items():
        own = [p.removeprefix(str(LPIP)) for p in term.parents if p.removeprefix(str(LPIP)) in classes]
        below.setdefault(own[0] if own else "", []).append(name)
    placed = dict(_placed(below))
    depth = max((x for x, _ in placed.values()), default=0)
    rows = max((y for _, y in placed.values()), default=0)
    width, height = (depth + 1) * (_WIDE + _GAP), int((rows + 1) * _ROW) + 4
    lines = [
        f'<path d="M{_right(placed[one])} {_middle(placed[one])}h{_GAP // 2}V{_middle(placed[other])}h{_GAP // 2}" fill="none" stroke="currentColor" stroke-opacity=".4"/>'
        for one, others in below.items()
        if one
        for other in others
    ]
    boxes = [_box(classes[name], place, address(classes[name])) for name, place in placed.items()]
    told = "; ".join(
        f"{classes[one].label}: {', '.join(classes[o].label for o in others)}"
        for one, others in below.items()
        if one
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group" class="diagram" '
        f'aria-labelledby="classes-title classes-words" font-size="12"><title id="classes-title">The classes of the ontology</title>'
        f'<desc id="classes-words">{escape(told)}</desc>{"".join(lines)}{"".join(boxes)}</svg>'
    )


def _placed(below: Mapping[str, list[str]]) -> Iterator[tuple[str, tuple[int, float]]]:
    """Name → column and row: leaves one below the other, others in the middle of what stands below them."""
    places: dict[str, tuple[int, float]] = {}
    rows = iter(range(10**6))

    def put(name: str, column: int) -> float:
        own = [put(other, column + 1) for other in below.get(name, ())]
        row = (own[0] + own[-1]) / 2 if own else float(next(rows))
        places[name] = (column, row)
        return row

    # families first, so that what has no kin stands together at the end
    for root in sorted(below.get("", ()), key=lambda name: (name not in below, name)):
        put(root, 0)
    yield from places.items()


def _right(place: tuple[int, float]) -> int:
    return place[0] * (_WIDE + _GAP) + _WIDE


def _middle(place: tuple[int, float]) -> float:
    return place[1] * _ROW + 2 + _BOX / 2


def _box(term: Term, place: tuple[int, float], address: str) -> str:
    x, y = place[0] * (_WIDE + _GAP), place[1] * _ROW + 2
    return (
        f'<a href="{escape(address)}"><rect x="{x + 1}" y="{y}" width="{_WIDE - 2}" height="{_BOX}" rx="4" fill="none" stroke="currentColor"/>'
        f'<text x="{x + 8}" y="{y + 14}" fill="currentColor">{escape(term.label)}</text></a>'
    )
