"""Words on a page to stretches in the order of reading: columns one after the other, tables by rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TypeVar

from .pdf import Page, Rule, Word

__all__ = [
    "Grid",
    "Line",
    "Segment",
    "gutters_of",
    "lines_of",
    "regions",
    "ruled",
    "segments_of",
    "set_leading",
]

_MARKER = re.compile(r"(?:[•▪◦●○■□–·*‣⁃▶➢✓]|[-–—]|\(?\d{1,2}[.)]|\(?[a-z][.)]|o)")
_Standing = TypeVar("_Standing", "Word", "Segment")

#: The least white space between columns, in parts of the size of the letters.
_GUTTER = 0.35


@dataclass(slots=True)
class Segment:
    """Words beside each other without a wide gap, or a whole table that stands in their place.

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


def _level(things: Iterable[_Standing]) -> list[list[_Standing]]:
    """What stands on one base line, from left to right; large letters take no small ones from other lines."""
    rows: list[list[_Standing]] = []
    for thing in sorted(things, key=lambda w: (w.y, w.x0)):
        for row in reversed(rows[-6:]):
            if abs(thing.y - row[0].y) <= 0.3 * min(thing.size, row[0].size):
                row.append(thing)
                break
        else:
            rows.append([thing])
    for row in rows:
        row.sort(key=lambda w: w.x0)
    return rows


def segments_of(words: Iterable[Word]) -> list[Segment]:
    """Words to segments: along a base line, as far as the gaps are those between words."""
    found: list[Segment] = []
    for row in _level(words):
        run = [row[0]]
        for before, word in pairwise(row):
            size = max(word.size, before.size)
            gap = word.x0 - before.x1
            next_to = _next_to(before, word)
            marker = len(run) == 1 and bool(_MARKER.fullmatch(before.text)) and gap < 4 * size
            if gap > (6 if next_to and word.spaced else 1.3 if next_to else 0.9) * size and not marker:
                found.append(_segment(run))
                run = []
            run.append(word)
        found.append(_segment(run))
    return _raised(list(_aligned(found)))


def set_leading(pages: Iterable[list[Segment]]) -> None:
    """Tell every segment what the document has from one line to the next."""
    every = list(pages)
    steps: Counter[float] = Counter()
    for segments in every:
        ordered = sorted(segments, key=lambda s: s.y)
        for n, above in enumerate(ordered):
            below = next(
                (
                    s
                    for s in ordered[n + 1 : n + 12]
                    if s.y > above.y + 0.5 * s.size and s.x0 < above.x1 and above.x0 < s.x1
                ),
                None,
            )
            if below and abs(below.size - above.size) < 0.3 and below.y - above.y < 2.2 * above.size:
                steps[round((below.y - above.y) / above.size, 2)] += min(above.length, below.length)
    leading = steps.most_common(1)[0][0] if steps else 1.2
    for segments in every:
        for segment in segments:
            segment.leading = leading


def _next_to(before: Word, word: Word) -> bool:
    return 0 <= word.at - before.at - len(before.text) <= 1


def _aligned(segments: list[Segment]) -> Iterator[Segment]:
    """The segments, cut before words that begin where others do and have no space before them: cells set tight."""
    starts = Counter(round(s.x0) + step for s in segments for step in (-1, 0, 1))
    for segment in segments:
        run = segment.words[:1]
        for before, word in pairwise(segment.words):
            level = starts[round(word.x0)] > (2 if _next_to(before, word) else 1)
            level = level and not (len(run) == 1 and _MARKER.fullmatch(before.text))
            if level and not word.spaced and word.x0 - before.x1 > 0.35 * word.size:
                yield _segment(run)
                run = []
            run.append(word)
        yield _segment(run)


def _segment(words: list[Word]) -> Segment:
    size = max(words, key=lambda w: len(w.text)).size
    main = [w for w in words if w.size > 0.8 * size] or words
    return Segment(words, words[0].x0, max(w.x1 for w in words), median(w.y for w in main), size)


def _raised(segments: list[Segment]) -> list[Segment]:
    """Small raised or lowered figures go to the words that they stand at."""
    kept: list[Segment] = []
    for small in segments:
        host = None
        if len(small.words) == 1 and len(small.words[0].text) <= 4:
            host = next(
                (
                    s
                    for s in segments
                    if s is not small
                    and s.size > 1.2 * small.size
                    and abs(s.y - small.y) < 0.6 * s.size
                    and s.x0 - 2 <= small.x0 <= s.x1 + 0.3 * s.size
                ),
                None,
            )
        if host is None:
            kept.append(small)
        else:
            host.words = sorted([*host.words, *small.words], key=lambda w: w.x0)
            host.x1 = max(host.x1, small.x1)
    return kept


# --- tables with rules -------------------------------------------------------------------------------------------


def ruled(page: Page, segments: list[Segment]) -> list[Segment]:
    """The segments with those inside of ruled tables taken together, a table a segment."""
    across = [r for r in page.rules if r.x1 - r.x0 > r.y1 - r.y0]
    down = [r for r in page.rules if r.y1 - r.y0 > r.x1 - r.x0]
    if len(across) < 2 or len(down) < 2:
        return segments
    for group in _touching(across + down):
        xs = _levels([(r.x0 + r.x1) / 2 for r in group if r in down])
        left, right = min(r.x0 for r in group), max(r.x1 for r in group)
        covered: dict[float, float] = {}
        ys = _levels([(r.y0 + r.y1) / 2 for r in group if r in across])
        for y in ys:
            covered[y] = _covered([r for r in group if r in across and abs((r.y0 + r.y1) / 2 - y) < 3])
        ys = [y for y in ys if covered[y] > 0.6 * (right - left)]
        inside = [
            s
            for s in segments
            if not s.grid and left - 2 <= s.x0 and s.x1 <= right + 2 and ys and ys[0] < s.y < ys[-1] + 2
        ]
        if len(xs) < 3 or len(ys) < 2 or not inside:
            continue
        rows = [[[] for _ in xs[1:]] for _ in ys[1:]]  # type: list[list[list[Segment]]]
        for segment in inside:
            row = max(n for n, y in enumerate(ys[:-1]) if y < segment.y or n == 0)
            for part in _cut(segment, xs[1:-1]):
                middle = (part.x0 + min(part.x1, part.x0 + 2 * part.size)) / 2
                column = max(n for n, x in enumerate(xs[:-1]) if x <= middle or n == 0)
                rows[row][column].append(part)
        grid = Grid(rows, ys[0], ys[-1])
        segments = [s for s in segments if not any(s is i for i in inside)]
        segments.append(Segment([], left, right, (ys[0] + ys[-1]) / 2, inside[0].size, grid))
    return segments


def _cut(segment: Segment, xs: Sequence[float]) -> list[Segment]:
    """A segment at the rules that run through it."""
    parts: list[list[Word]] = [[]]
    for word in segment.words:
        if parts[-1] and any(parts[-1][-1].x1 <= x + 2 and word.x0 >= x - 2 for x in xs):
            parts.append([])
        parts[-1].append(word)
    return [_segment(p) for p in parts]


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    groups: list[tuple[list[float], list[Rule]]] = []
    for rule in sorted(rules, key=lambda r: (r.y0, r.x0)):
        box = [rule.x0 - 2, rule.y0 - 2, rule.x1 + 2, rule.y1 + 2]
        merged, members = box, [rule]
        rest = []
        for other, inside in groups:
            if (
                other[0] <= merged[2]
                and merged[0] <= other[2]
                and other[1] <= merged[3]
                and merged[1] <= other[3]
            ):
                merged = [
                    min(other[0], merged[0]),
                    min(other[1], merged[1]),
                    max(other[2], merged[2]),
                    max(other[3], merged[3]),
                ]
                members = inside + members
            else:
                rest.append((other, inside))
        groups = [*rest, (merged, members)]
    return [members for _, members in groups if len(members) > 3]


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


# --- columns and tables without rules ------------------------------------------------------------------------------


def regions(segments: list[Segment], gutters: Sequence[float] = ()) -> list[list[Segment] | Grid]:
    """Stretches in the order of reading: segments of one column, or a table.

    Parameters
    ----------
    segments
        All of a page.
    gutters
        Where the document's columns are known to part.
    """
    if len(segments) < 3:
        return [segments] if segments else []
    best: tuple[float, str, float, list[Segment]] | None = None
    for middle, whole in _runs(segments, gutters):
        for kind in ("columns", "table"):
            known = kind == "columns" and _is_known(middle, gutters)
            run = whole if known else _trimmed(whole, middle, table=kind == "table")
            if run and (_are_columns if kind == "columns" else _are_cells)(run, middle, gutters):
                score = len(run) * (3 if kind == "columns" else 1)
                if best is None or score > best[0]:
                    best = (score, kind, middle, run)
                break
    if best is None:
        return [segments]
    _, kind, middle, run = best
    if kind == "table":
        run = _finest(run)
    top, bottom = min(s.top for s in run), max(s.bottom for s in run)
    rest = [s for s in segments if not any(s is r for r in run)]
    above = [s for s in rest if s.y <= (top + bottom) / 2]
    below = [s for s in rest if s.y > (top + bottom) / 2]
    inner: list[list[Segment] | Grid]
    if kind == "columns":
        across = _across(run, middle)
        if across:
            over = [s for s in run if s.y < across.top]
            under = [s for s in run if s.y >= across.top and s is not across]
            inner = [*regions(over, gutters), [across], *regions(under, gutters)]
            return [*regions(above, gutters), *inner, *regions(below, gutters)]
        left = [s for s in run if s.x0 < middle]
        right = [s for s in run if s.x0 >= middle]
        inner = [*regions(left, gutters), *regions(right, gutters)]
    else:
        inner = [_grid(run)]
    return [*regions(above, gutters), *inner, *regions(below, gutters)]


def _finest(run: list[Segment]) -> list[Segment]:
    """Of a stretch through which one gap runs the part with the most columns: tables stand below each other."""
    best = run
    for middle, whole in _runs(run):
        part = _trimmed(whole, middle, table=True)
        if len(part) > 3 and (len(_clear(part)), len(part)) > (len(_clear(best)), len(best)):
            best = part
    return best


def _across(run: list[Segment], middle: float) -> Segment | None:
    """A short heading over both columns: beside it the right one is empty, above and below it is not."""
    size = median(s.size for s in run)
    right = [s for s in run if s.x0 >= middle]
    for head in sorted(run, key=lambda s: s.y):
        if head.size < 1.15 * size or head.x0 >= middle or head.grid:
            continue
        top, bottom = head.top - 0.4 * head.size, head.bottom + 0.4 * head.size
        if any(s.top < bottom and top < s.bottom for s in right):
            continue
        if any(s.y < top for s in right) and any(s.y > bottom for s in right):
            return head
    return None


def gutters_of(pages: Iterable[list[Segment]]) -> list[float]:
    """Where columns part on several pages of a document, in points from the left."""
    found: list[float] = []
    for segments in pages:
        found += {round(m) for m, run in _runs(segments) if len(run) > 15 and _are_columns(run, m, ())}
    return [x for x in found if sum(abs(x - y) <= 6 for y in found) > 2]


def _rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    rows = [*_level(s for s in segments if not s.grid), *([s] for s in segments if s.grid)]
    return sorted(rows, key=lambda row: row[0].y)


def _runs(segments: list[Segment], gutters: Sequence[float] = ()) -> list[tuple[float, list[Segment]]]:
    """Every stretch of lines, as long as it may be, that one white gap parts from top to bottom, and its middle."""
    ordered = sorted(segments, key=lambda s: s.top)
    seen: set[tuple[int, int, int]] = set()
    found = []
    for n, left in enumerate(ordered):
        near = [s for s in ordered if s.x0 > left.x1 and s.top < left.bottom and left.top < s.bottom]
        if not near:
            continue
        right = min(near, key=lambda s: s.x0)
        low, high = left.x1, right.x0
        if high - low < _GUTTER * min(left.size, right.size):
            continue
        bounds = []
        for step in (-1, 1):
            k = n
            while 0 <= k < len(ordered):
                s = ordered[k]
                a, b = (max(low, s.x1), high) if s.x0 < (low + high) / 2 else (low, min(high, s.x0))
                if b - a < _GUTTER * min(s.size, left.size):
                    break
                low, high = a, b
                k += step
            bounds.append(k)
        key = (bounds[0], bounds[1], round((low + high) / 2))
        if key in seen:
            continue
        seen.add(key)
        middle = next((g for g in gutters if low <= g <= high), (low + high) / 2)
        found.append((middle, ordered[bounds[0] + 1 : bounds[1]]))
    return found


def _trimmed(run: list[Segment], middle: float, *, table: bool) -> list[Segment]:
    """Without the lines above and below that stand on the left only; of columns those stay that go on with them."""
    left = [s for s in run if s.x0 < middle]
    right = [s for s in run if s.x0 >= middle]
    if not left or not right:
        return []
    start = min(s.x0 for s in right)
    rows = _rows(run)
    if table:
        rows = _between_heads(rows)
    both = [
        n
        for n, row in enumerate(rows)
        if any(s.x0 >= middle for s in row)
        and (any(s.x0 < middle for s in row) or not table or min(s.x0 for s in row) < start + 3)
    ]
    if not both:
        return []
    first, last = both[0], both[-1]
    if not table:
        while first > 0 and _close(rows[first - 1], rows[first]):
            first -= 1
        while last + 1 < len(rows) and _close(rows[last], rows[last + 1]):
            last += 1
    else:
        edge = min(s.x0 for s in left)
        while last + 1 < len(rows) and _wraps(rows[last], rows[last + 1], edge):
            last += 1
    kept = [s for row in rows[first : last + 1] for s in row]
    return kept if any(s.x0 < middle for s in kept) else []


def _between_heads(rows: list[list[Segment]]) -> list[list[Segment]]:
    """The longest stretch of rows without a heading: no table holds one."""
    size = median(s.size for row in rows for s in row)
    stretches: list[list[list[Segment]]] = [[]]
    for row in rows:
        if any(s.size > 1.25 * size for s in row):
            stretches.append([])
        else:
            stretches[-1].append(row)
    return max(stretches, key=len)


def _wraps(above: list[Segment], below: list[Segment], edge: float) -> bool:
    """Whether a line below a table only goes on with a cell at its left edge."""
    a, b = above[0], below[0]
    level = len(below) == 1 and abs(a.x0 - edge) < 2 and abs(b.x0 - edge) < 2
    return level and abs(a.size - b.size) < 0.12 * a.size and b.y - a.y < 1.12 * a.lead


def _close(above: list[Segment], below: list[Segment]) -> bool:
    a, b = above[0], below[0]
    return abs(a.size - b.size) < 0.12 * a.size and b.y - a.y < 2 * max(a.lead, b.lead)


def _is_known(middle: float, gutters: Sequence[float]) -> bool:
    return any(abs(middle - g) <= 8 for g in gutters)


def _are_columns(run: list[Segment], middle: float, gutters: Sequence[float]) -> bool:
    """Whether a gap parts columns of prose; known columns need no proof."""
    if _is_known(middle, gutters):
        return True
    left = [s for s in run if s.x0 < middle and not s.grid]
    right = [s for s in run if s.x0 >= middle and not s.grid]
    if not (_is_prose(left) and _is_prose(right)) or _is_rowed(run, middle):
        return False
    clear = _clear(left)
    return len(clear) == 1 or _is_prose([s for s in left if s.x0 >= clear[-1][0]])


def _are_cells(run: list[Segment], middle: float, _: Sequence[float]) -> bool:
    """Whether a gap parts the cells of a table: one side is short, and its entries begin level with the other side."""
    left = [s for s in run if s.x0 < middle]
    right = [s for s in run if s.x0 >= middle]
    if any(s.grid for s in run):
        return False
    if _is_rowed(run, middle):
        return True
    if min(median(s.length for s in side) for side in (left, right)) > 32:
        return False
    level = [s for s in left if any(abs(s.y - r.y) <= 0.3 * s.size for r in right)]
    heads = _heads(left)
    begun = _begun(right)
    if median(s.length for s in right) <= 6:  # page numbers of a table of contents
        return len(level) >= 2 and all(any(abs(s.y - r.y) <= 0.3 * s.size for s in left) for r in right)
    entries = heads if len(heads) > 1 else left
    aligned = [s for s in entries if any(abs(s.y - r.y) <= 0.3 * s.size for r in begun)]
    return len(level) >= 2 and len(aligned) >= 0.7 * len(entries)


def _is_rowed(run: list[Segment], middle: float) -> bool:
    """Whether white space across both sides parts them into rows, in which both begin level."""
    groups: list[list[Segment]] = []
    bottom = float("-inf")
    for segment in sorted(run, key=lambda s: s.top):
        if segment.top > bottom + 1.2 * segment.lead - 1.05 * segment.size:
            groups.append([])
        groups[-1].append(segment)
        bottom = max(bottom, segment.bottom)
    pairs = []
    for group in groups:
        left = [s.y for s in group if s.x0 < middle]
        right = [s.y for s in group if s.x0 >= middle]
        if left and right:
            pairs.append(abs(min(left) - min(right)) <= 0.3 * group[0].size)
    return len(pairs) >= 3 and sum(pairs) >= 0.8 * len(pairs) and len(pairs) >= 0.6 * len(groups)


def _clear(segments: Iterable[Segment]) -> list[tuple[float, float]]:
    """The stretches from left to right between which white space runs from top to bottom."""
    clear: list[tuple[float, float]] = []
    for segment in sorted(segments, key=lambda s: s.x0):
        if clear and segment.x0 < clear[-1][1] + _GUTTER * segment.size:
            clear[-1] = (clear[-1][0], max(clear[-1][1], segment.x1))
        else:
            clear.append((segment.x0, segment.x1))
    return clear


def _heads(side: list[Segment]) -> list[Segment]:
    """The first lines of what stands together on one side."""
    ordered = sorted(side, key=lambda s: s.y)
    return [s for n, s in enumerate(ordered) if n == 0 or s.y - ordered[n - 1].y > 1.12 * s.lead]


def _begun(side: list[Segment]) -> list[Segment]:
    """The lines of one side that may begin an entry: after white space, a short line or the end of a sentence."""
    ordered = sorted(side, key=lambda s: s.y)
    edge = max(s.x1 for s in side)
    return [
        s
        for n, s in enumerate(ordered)
        if n == 0
        or s.y - ordered[n - 1].y > 1.12 * s.lead
        or edge - ordered[n - 1].x1 > 3 * s.size
        or ordered[n - 1].words[-1].text[-1] in ".?!"
    ]


def _is_prose(side: list[Segment]) -> bool:
    rows = _rows(side)
    if len(rows) < 4:
        return False
    lengths = [sum(s.length for s in row) for row in rows]
    edge, start = max(s.x1 for s in side), min(s.x0 for s in side)
    full = sum(max(s.x1 for s in row) > start + 0.8 * (edge - start) for row in rows)
    return median(lengths) >= 25 and full >= 0.45 * len(rows)


def _grid(run: list[Segment]) -> Grid:
    """The rows of a table without rules: parted by white space, or, where it is set tight, at each level line."""
    clear = _clear(run)
    rows = _rows(run)
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
            column = next(k for k, (a, b) in enumerate(clear) if a <= segment.x0 <= b)
            cells[-1][column].append(segment)
    return Grid(cells, min(s.top for s in run), max(s.bottom for s in run))


def _begins_row(above: list[Segment], row: list[Segment], clear: list[tuple[float, float]]) -> bool:
    """Whether a line of a table set tight begins a row: its first cell is filled, and none goes on from above."""
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


def lines_of(segments: Sequence[Segment], page: int, region: int, edge: float = 0.0) -> list[Line]:
    """The lines of one column, whose right edge is where its longest line ends, or further on."""
    edge = max(edge, *(s.x1 for s in segments))
    lines = []
    for row in _rows(segments):
        if row[0].grid:
            grid = row[0]
            lines.append(Line([], grid.x0, grid.x1, grid.y, grid.size, edge, page, region, grid.grid))
            continue
        row.sort(key=lambda s: s.x0)
        words = [w for s in row for w in s.words]
        size = max(row, key=lambda s: s.length).size
        lines.append(Line(words, row[0].x0, max(s.x1 for s in row), row[0].y, size, edge, page, region))
    return lines
