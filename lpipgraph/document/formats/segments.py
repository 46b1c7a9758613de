"""Groups words on a page into segments and lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import TypeVar

from .page_model import Line, Segment, Word

__all__ = ["joined", "lines_of", "rows_of", "segments_of", "set_leading"]

_MARKER = re.compile(r"(?:[•▪◦●○■□–·*‣⁃▶➢✓]|[-–—]|\(?\d{1,2}[.)]|\(?[a-z][.)]|o)")
_Standing = TypeVar("_Standing", "Word", "Segment")


def _level(things: Iterable[_Standing]) -> list[list[_Standing]]:
    """Groups things by base line, from left to right; large letters do not attract small ones from other lines."""
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
                found.append(joined(run))
                run = []
            run.append(word)
        found.append(joined(run))
    return _raised(list(_aligned(found)))


def set_leading(pages: Iterable[list[Segment]]) -> None:
    """Sets the document's line spacing on every segment."""
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
                yield joined(run)
                run = []
            run.append(word)
        yield joined(run)


def joined(words: list[Word]) -> Segment:
    """Words as one segment."""
    size = max(words, key=lambda w: len(w.text)).size
    main = [w for w in words if w.size > 0.8 * size] or words
    return Segment(words, words[0].x0, max(w.x1 for w in words), median(w.y for w in main), size)


def _raised(segments: list[Segment]) -> list[Segment]:
    """Attaches small raised or lowered figures to the words next to them."""
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


def rows_of(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments by their base lines, from above; each table is a row."""
    rows = [*_level(s for s in segments if not s.grid), *([s] for s in segments if s.grid)]
    return sorted(rows, key=lambda row: row[0].y)


def lines_of(segments: Sequence[Segment], page: int, region: int, edge: float = 0.0) -> list[Line]:
    """The lines of one column, whose right edge is where its longest line ends, or further on."""
    edge = max(edge, *(s.x1 for s in segments))
    lines = []
    for row in rows_of(segments):
        if row[0].grid:
            grid = row[0]
            lines.append(Line([], grid.x0, grid.x1, grid.y, grid.size, edge, page, region, grid.grid))
            continue
        row.sort(key=lambda s: s.x0)
        words = [w for s in row for w in s.words]
        size = max(row, key=lambda s: s.length).size
        lines.append(Line(words, row[0].x0, max(s.x1 for s in row), row[0].y, size, edge, page, region))
    return lines
