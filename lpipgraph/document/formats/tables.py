"""Finds tables on a page: those with ruled lines, and those aligned by white space."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .page_model import Grid, Page, Rule, Segment, Word
from .segments import joined, rows_of

__all__ = ["GUTTER", "clear_of", "grid_of", "ruled"]

#: The least white space between columns, in parts of the size of the letters.
GUTTER = 0.35


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules that touch, and the box around them in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    rules: list[Rule]

    def joined(self, other: _Group) -> _Group:
        """Both as one; the longer list takes in the shorter, so that joining many costs no more than their number."""
        few, many = sorted((self.rules, other.rules), key=len)
        many.extend(few)
        return _Group(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
            many,
        )


def ruled(page: Page, segments: list[Segment]) -> list[Segment]:
    """The segments with those inside of ruled tables taken together, a table a segment."""
    across, down = _directed(page.rules)
    if len(across) < 2 or len(down) < 2:
        return segments
    for group in _touching(across + down):
        across, down = _directed(group)
        xs = _levels([(r.x0 + r.x1) / 2 for r in down])
        if len(xs) < 3:
            continue
        left, right = min(r.x0 for r in group), max(r.x1 for r in group)
        across.sort(key=_height)
        heights = [_height(r) for r in across]
        ys = [
            y
            for y in _levels(heights)
            if _covered(across[bisect_right(heights, y - 3) : bisect_left(heights, y + 3)])
            > 0.6 * (right - left)
        ]
        inside = [
            s
            for s in segments
            if not s.grid and left - 2 <= s.x0 and s.x1 <= right + 2 and ys and ys[0] < s.y < ys[-1] + 2
        ]
        if len(ys) < 2 or not inside:
            continue
        rows = [[[] for _ in xs[1:]] for _ in ys[1:]]  # type: list[list[list[Segment]]]
        for segment in inside:
            row = max(0, bisect_left(ys, segment.y, hi=len(ys) - 1) - 1)
            for part in _cut(segment, xs[1:-1]):
                middle = (part.x0 + min(part.x1, part.x0 + 2 * part.size)) / 2
                column = max(0, bisect_right(xs, middle, hi=len(xs) - 1) - 1)
                rows[row][column].append(part)
        grid = Grid(rows, ys[0], ys[-1])
        taken = {id(s) for s in inside}
        segments = [s for s in segments if id(s) not in taken]
        segments.append(Segment([], left, right, (ys[0] + ys[-1]) / 2, inside[0].size, grid))
    return segments


def _directed(rules: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Those that run across, and those that run down."""
    return (
        [r for r in rules if r.x1 - r.x0 > r.y1 - r.y0],
        [r for r in rules if r.y1 - r.y0 > r.x1 - r.x0],
    )


def _cut(segment: Segment, xs: Sequence[float]) -> list[Segment]:
    """A segment at the rules that run through it."""
    parts: list[list[Word]] = [[]]
    for word in segment.words:
        if parts[-1] and any(parts[-1][-1].x1 <= x + 2 and word.x0 >= x - 2 for x in xs):
            parts.append([])
        parts[-1].append(word)
    return [joined(p) for p in parts]


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """The rules in groups whose boxes touch; a group that ends above a rule is done, as all later rules begin lower."""
    groups: list[_Group] = []
    done: list[_Group] = []
    for rule in sorted(rules, key=lambda r: (r.y0, r.x0)):
        new = _Group(rule.x0 - 2, rule.y0 - 2, rule.x1 + 2, rule.y1 + 2, [rule])
        top, rest = new.y0, []
        for group in groups:
            if group.y1 < top:
                done.append(group)
            elif group.x0 <= new.x1 and new.x0 <= group.x1 and group.y0 <= new.y1 and new.y0 <= group.y1:
                new = group.joined(new)
            else:
                rest.append(group)
        groups = [*rest, new]
    return [group.rules for group in (*done, *groups) if len(group.rules) > 3]


def _height(rule: Rule) -> float:
    return (rule.y0 + rule.y1) / 2


def _levels(values: Iterable[float]) -> list[float]:
    levels: list[float] = []
    for value in sorted(values):
        if not levels or value - levels[-1] > 3:
            levels.append(value)
    return levels


def _covered(rules: list[Rule]) -> float:
    total, at = 0.0, float("-inf")
    for rule in sorted(rules, key=lambda r: r.x0):
        total += max(0.0, rule.x1 - max(at, rule.x0))
        at = max(at, rule.x1)
    return total


def clear_of(segments: Iterable[Segment]) -> list[tuple[float, float]]:
    """The stretches from left to right between which white space runs from top to bottom."""
    clear: list[tuple[float, float]] = []
    for segment in sorted(segments, key=lambda s: s.x0):
        if clear and segment.x0 < clear[-1][1] + GUTTER * segment.size:
            clear[-1] = (clear[-1][0], max(clear[-1][1], segment.x1))
        else:
            clear.append((segment.x0, segment.x1))
    return clear


def grid_of(run: list[Segment]) -> Grid:
    """The rows of a table without rules: separated by white space, or, where it is set tight, at each level line."""
    clear = clear_of(run)
    rows = rows_of(run)
    steps = [b[0].y - a[0].y for a, b in pairwise(rows)]
    lead = median(s.lead for s in run)
    parted = [n + 1 for n, x in enumerate(steps) if x > 1.12 * lead]
    if len(parted) < 2:
        parted += [n for n in range(1, len(rows)) if _begins_row(rows[n - 1], rows[n], clear)]
    cells: list[list[list[Segment]]] = []
    for n, row in enumerate(rows):
        more = cells and row[0].x0 > clear[0][1] and (len(clear) > 2 or not cells[-1][0])
        if n == 0 or (n in parted and not more):
            cells.append([[] for _ in clear])
        for segment in row:
            column = bisect_right(clear, segment.x0, key=lambda c: c[0]) - 1
            cells[-1][column].append(segment)
    return Grid(cells, min(s.top for s in run), max(s.bottom for s in run))


def _begins_row(above: list[Segment], row: list[Segment], clear: list[tuple[float, float]]) -> bool:
    """Whether a line of a table set tight begins a row: its first cell is filled, and none continues from above."""
    if row[0].x0 > clear[0][1]:
        return False
    goes_on = False
    for left, right in clear:
        before = next((s for s in above if left <= s.x0 <= right), None)
        after = next((s for s in row if left <= s.x0 <= right), None)
        if before is None or after is None:
            continue
        first, last = after.words[0], before.words[-1]
        if left != clear[0][0] and re.fullmatch(r"\W*\d+\W*", before.words[0].text) and len(after.words) == 1:
            return True
        full = right - before.x1 < first.x1 - first.x0 + 0.3 * first.size
        if full and (left == clear[0][0] or first.text[0].islower() or last.text[-1] in "-,"):
            goes_on = True
        elif not full and left != clear[0][0] and not first.text[0].islower():
            return True
    return not goes_on
