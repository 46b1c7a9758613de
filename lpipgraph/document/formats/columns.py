"""Orders the segments of a page for reading: column after column, tables row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from .page_model import Grid, Segment
from .segments import rows_of
from .tables import GUTTER, clear_of, grid_of

__all__ = ["gutters_of", "regions"]


def regions(segments: list[Segment], gutters: Sequence[float] = ()) -> list[list[Segment] | Grid]:
    """Stretches in the order of reading: segments of one column, or a table.

    Parameters
    ----------
    segments
        All of a page.
    gutters
        Known horizontal positions of the gaps between columns.
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
        inner = [grid_of(run)]
    return [*regions(above, gutters), *inner, *regions(below, gutters)]


def _finest(run: list[Segment]) -> list[Segment]:
    """The part with the most columns of a stretch with a common gap: several tables may be below each other."""
    best = run
    for middle, whole in _runs(run):
        part = _trimmed(whole, middle, table=True)
        if len(part) > 3 and (len(clear_of(part)), len(part)) > (len(clear_of(best)), len(best)):
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
    """The positions of the gaps between columns on several pages, in points from the left."""
    found: list[float] = []
    for segments in pages:
        found += {round(m) for m, run in _runs(segments) if len(run) > 15 and _are_columns(run, m, ())}
    return [x for x in found if sum(abs(x - y) <= 6 for y in found) > 2]


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
        if high - low < GUTTER * min(left.size, right.size):
            continue
        bounds = []
        for step in (-1, 1):
            k = n
            while 0 <= k < len(ordered):
                s = ordered[k]
                a, b = (max(low, s.x1), high) if s.x0 < (low + high) / 2 else (low, min(high, s.x0))
                if b - a < GUTTER * min(s.size, left.size):
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
    """Removes the lines above and below that are on the left only; lines of columns stay if the column continues."""
    left = [s for s in run if s.x0 < middle]
    right = [s for s in run if s.x0 >= middle]
    if not left or not right:
        return []
    start = min(s.x0 for s in right)
    rows = rows_of(run)
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
    """The longest stretch of rows without a heading: tables do not contain headings."""
    size = median(s.size for row in rows for s in row)
    stretches: list[list[list[Segment]]] = [[]]
    for row in rows:
        if any(s.size > 1.25 * size for s in row):
            stretches.append([])
        else:
            stretches[-1].append(row)
    return max(stretches, key=len)


def _wraps(above: list[Segment], below: list[Segment], edge: float) -> bool:
    """Whether a line below a table only continues with a cell at its left edge."""
    a, b = above[0], below[0]
    level = len(below) == 1 and abs(a.x0 - edge) < 2 and abs(b.x0 - edge) < 2
    return level and abs(a.size - b.size) < 0.12 * a.size and b.y - a.y < 1.12 * a.lead


def _close(above: list[Segment], below: list[Segment]) -> bool:
    a, b = above[0], below[0]
    return abs(a.size - b.size) < 0.12 * a.size and b.y - a.y < 2 * max(a.lead, b.lead)


def _is_known(middle: float, gutters: Sequence[float]) -> bool:
    return any(abs(middle - g) <= 8 for g in gutters)


def _are_columns(run: list[Segment], middle: float, gutters: Sequence[float]) -> bool:
    """Whether a gap separates columns of prose; known columns need no check."""
    if _is_known(middle, gutters):
        return True
    left = [s for s in run if s.x0 < middle and not s.grid]
    right = [s for s in run if s.x0 >= middle and not s.grid]
    if not (_is_prose(left) and _is_prose(right)) or _is_rowed(run, middle):
        return False
    clear = clear_of(left)
    return len(clear) == 1 or _is_prose([s for s in left if s.x0 >= clear[-1][0]])


def _are_cells(run: list[Segment], middle: float, _: Sequence[float]) -> bool:
    """Whether a gap separates the cells of a table: one side is short, and its entries begin level with the other side."""
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
    """Whether white space across both sides separates them into rows, in which both begin at the same height."""
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


def _heads(side: list[Segment]) -> list[Segment]:
    """The first line of each group on one side."""
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
    rows = rows_of(side)
    if len(rows) < 4:
        return False
    lengths = [sum(s.length for s in row) for row in rows]
    edge, start = max(s.x1 for s in side), min(s.x0 for s in side)
    full = sum(max(s.x1 for s in row) > start + 0.8 * (edge - start) for row in rows)
    return median(lengths) >= 25 and full >= 0.45 * len(rows)
