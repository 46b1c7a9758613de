"""Joins the lines of pages into paragraphs, headings, lists and tables, and removes page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ..lines import NUMBER
from .columns import gutters_of, regions
from .markup import Block, Composer, Paragraph, Run, Table, compose
from .page_model import Grid, Line, Page, Segment, Word
from .segments import lines_of, segments_of, set_leading
from .source import Source
from .tables import ruled

__all__ = ["compose_pages"]

_BULLET = re.compile(r"[•▪◦●○■□·*‣⁃▶➢✓\uf0b7\uf0a7]")
_DASH = re.compile(r"[-–—o]")
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]")
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}$|…\s*\d{1,3}$")
_ENDED = re.compile(r"[.!?:;][\"'”’)\]]*$")
_STOPPED = re.compile(r"[.!?][\"'”’)\]]*$")
_BROKEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$")
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_PREFIXES = frozenset(
    [
        "non",
        "pre",
        "post",
        "mid",
        "sub",
        "anti",
        "pro",
        "ex",
        "all",
        "cross",
        "inter",
        "trans",
        "un",
        "co",
        "pan",
    ]
)
#: How much of a page's height, above and below, running heads may take.
_MARGIN = 0.13


@dataclass(slots=True)
class _Text:
    """Lines that make one paragraph, heading or list item."""

    lines: list[Line]
    marker: str = ""
    indent: float = 0.0
    after: list[Line] = field(default_factory=list)

    @property
    def last(self) -> Line:
        return self.lines[-1]


def compose_pages(pages: list[Page], media_type: str, notes: list[str]) -> Source:
    """All pages as one text.

    Parameters
    ----------
    pages
        The words of each.
    media_type, notes
        For the source that is made.
    """
    out = Composer()
    for page in pages:
        out.unit("page", page.text)
    laid = [segments_of(p.words) for p in pages]
    set_leading(laid)
    kept = _without_furniture(pages, laid)
    laid = [ruled(p, k) for p, k in zip(pages, kept, strict=True)]
    gutters = gutters_of(laid)
    leading = next((s.leading for segments in laid for s in segments), 1.2)
    lines: list[Line] = []
    count = 0
    for page, segments in zip(pages, laid, strict=True):
        for region in regions(segments, gutters):
            count += 1
            if isinstance(region, Grid):
                top = Segment([], 0, 0, region.top, 1, region)
                lines += lines_of([top], page.number - 1, count)
            else:
                lines += lines_of(region, page.number - 1, count)
    compose(out, _Maker(pages, lines, leading).blocks())
    return out.source(media_type, notes)


def _without_furniture(pages: list[Page], laid: list[list[Segment]]) -> list[list[Segment]]:
    """The segments of each page without those at its edges that come again on others, and without its number."""
    if len(pages) < 2:
        return laid
    rows: list[list[tuple[tuple[str, int, int], list[Segment]]]] = []
    for page, segments in zip(pages, laid, strict=True):
        edge = []
        for row in _edge_rows(page, segments):
            words = " ".join(w.text for s in row for w in s.words)
            edge.append(((re.sub(r"\d+", "#", words), round(row[0].size), round(row[0].y / 8)), row))
        rows.append(edge)
    often = Counter(key for edge in rows for key in {k for k, _ in edge})
    need = max(2, round(len(pages) * 0.25))
    kept = []
    for n, (segments, edge) in enumerate(zip(laid, rows, strict=True)):
        gone = [
            s
            for (words, size, y), row in edge
            for s in row
            if sum(often[words, size + a, y + b] for a in (-1, 0, 1) for b in (-1, 0, 1)) >= need
            or re.fullmatch(r"(?:[Pp]age )?#(?: ?(?:of|/) ?#)?", words)
        ]
        if (
            n == 0
            and _numbered(gone)
            and not _numbered([s for s in segments if not any(s is g for g in gone)])
        ):
            gone = []  # the running head is all of the masthead that there is
        kept.append([s for s in segments if not any(s is g for g in gone)])
    return kept


def _numbered(segments: list[Segment]) -> bool:
    return bool(NUMBER.search(" ".join(w.text for s in segments for w in s.words)[:4000]))


def _edge_rows(page: Page, segments: list[Segment]) -> Iterator[list[Segment]]:
    """The rows near the upper and the lower edge."""
    high, low = page.height * _MARGIN, page.height * (1 - _MARGIN)
    near = sorted((s for s in segments if s.y < high or s.y > low), key=lambda s: s.y)
    row: list[Segment] = []
    for segment in near:
        if row and segment.y - row[0].y > 3:
            yield sorted(row, key=lambda s: s.x0)
            row = []
        row.append(segment)
    if row:
        yield sorted(row, key=lambda s: s.x0)


class _Maker:
    """What is known of the whole document while its paragraphs are made."""

    def __init__(self, pages: list[Page], lines: list[Line], leading: float) -> None:
        self.pages = pages
        self.lines = lines
        self.made: list[Paragraph] = []
        self.starts: dict[int, Line] = {}
        self.ends: dict[int, Line] = {}
        every = [
            line for top in lines for line in ([top] if top.grid is None else self._cell_lines(top.grid))
        ]
        sizes: Counter[float] = Counter()
        for line in every:
            sizes[round(line.size * 2) / 2] += sum(len(w.text) for w in line.words)
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        self.leading = leading
        self.words = Counter(
            m.lower() for line in every for m in _WORD.findall(" ".join(w.text for w in line.words[:-1]))
        )
        self.joined = self._joins(every)
        large = sorted({round(x.size, 1) for x in lines if x.size > 1.12 * self.body}, reverse=True)
        self.levels: dict[float, int] = {}
        for size in large:
            near = next((k for k in self.levels if abs(k - size) < 0.05 * k), None)
            self.levels[size] = self.levels[near] if near else len(set(self.levels.values())) + 1
        self._edges()

    def _cell_lines(self, grid: Grid) -> list[Line]:
        return [x for row in grid.rows for cell in row if cell for x in lines_of(cell, 0, id(cell))]

    def _joins(self, lines: list[Line]) -> dict[bool, bool]:
        """Whether hyphens at line ends, drawn apart from their words or not, are mostly the program's."""
        programs = {True: 0, False: 0}
        for a, b in pairwise(lines):
            if a.words and b.words and _BROKEN.search(a.words[-1].text):
                whole, parted = self._both(a.words[-1].text, b.words[0].text)
                programs[a.words[-1].hung] += (self.words[whole] > 0) - (self.words[parted] > 0)
        if programs[True] > 0:
            return {True: True, False: programs[False] > 0}
        return dict.fromkeys((True, False), sum(programs.values()) >= 0)

    def _both(self, left: str, right: str) -> tuple[str, str]:
        a = (_WORD.findall(left[:-1]) or [""])[-1].lower()
        b = (_WORD.findall(right) or [""])[0].lower()
        return a + b, f"{a}-{b}"

    def _edges(self) -> None:
        """Columns with few lines take the right edge from others that begin where they do."""
        by_region: dict[int, list[Line]] = {}
        for line in self.lines:
            by_region.setdefault(line.region, []).append(line)
        full = [(min(x.x0 for x in group), group[0].edge) for group in by_region.values() if len(group) > 5]
        self.lefts = {region: min(x.x0 for x in group) for region, group in by_region.items()}
        first = sum(
            a.region == b.region and self._indented(a) and not self._indented(b)
            for a, b in pairwise(self.lines)
        )
        self.indents = first > 0.04 * len(self.lines)
        for group in by_region.values():
            left = min(x.x0 for x in group)
            edges = [edge for x0, edge in full if abs(x0 - left) < 4]
            if len(group) <= 5 and edges:
                for line in group:
                    line.edge = max(line.edge, median(edges))

    # --- lines to blocks ---

    def blocks(self) -> Iterator[Block]:
        """The document's blocks in the order of reading."""
        texts: list[_Text | Table] = []
        mended: tuple[int, float] | None = None
        for text in self._texts(self.lines):
            if isinstance(text, Line):
                table = self._table(text)
                before = texts[-1] if texts else None
                if isinstance(before, Table) and self._goes_on(before, table):
                    continue
                texts.append(table)
            elif texts and isinstance(texts[-1], Table) and self._in_cell(texts[-1], text, mended):
                mended = (text.last.region, text.last.x0)
            elif texts and isinstance(texts[-1], _Text) and self._cut(texts[-1], text):
                texts[-1].lines += text.lines
            else:
                texts.append(text)
        depth: list[tuple[float, int]] = []
        for made in texts:
            if isinstance(made, Table):
                yield made
                continue
            block = self._block(made)
            if block.kind == "item":
                x = made.lines[0].x0
                while depth and depth[-1][0] > x + 0.5 * self.body:
                    depth.pop()
                if not depth or x > depth[-1][0] + 0.5 * self.body:
                    depth.append((x, len(depth) + 1))
                block.level = depth[-1][1]
            else:
                depth = []
            yield block

    def _texts(self, lines: Sequence[Line]) -> Iterator[_Text | Line]:
        """Lines that belong together; a table as its line."""
        text: _Text | None = None
        for line in lines:
            if line.grid is not None:
                if text:
                    yield text
                text = None
                yield line
                continue
            marker = self._marker(line, text)
            if text is None or marker or self._parts(text, line):
                if text:
                    yield text
                start = line.words[1].x0 if marker and len(line.words) > 1 else line.x0
                text = _Text([line], marker, start)
            else:
                if len(text.lines) == 1 and not text.marker:
                    text.indent = line.x0
                text.lines.append(line)
        if text:
            yield text

    def _marker(self, line: Line, text: _Text | None) -> str:
        """What makes a line the first of a list item: a bullet, or a dash or number where no sentence runs on."""
        if len(line.words) < 2:
            return ""
        first = line.words[0].text
        if _BULLET.fullmatch(first):
            return "-"
        if not _DASH.fullmatch(first) and not _NUMBER.fullmatch(first):
            return ""
        before = text.last if text else None
        fresh = (
            text is None
            or before is None
            or before.region != line.region
            or self._has_room(before, line)
            or line.y - before.y > 1.12 * self.leading * line.size
            or (bool(text.marker) and abs(line.x0 - text.lines[0].x0) < 2 and line.x0 < text.indent - 2)
        )
        if _DASH.fullmatch(first):
            hanging = line.words[1].x0 - line.words[0].x1 > 0.45 * line.size
            return "-" if hanging and fresh else ""
        if not fresh:
            return ""
        return first.strip("(").replace(")", ".") if first.strip("(")[0].isdigit() else first

    def _has_room(self, before: Line | None, line: Line) -> bool:
        """Whether the first word of a line would have been on the line before it."""
        if before is None:
            return True
        end = line.words[0].x1
        for word in line.words[1:]:
            if word.x0 - end > 0.15 * word.size:
                break
            end = word.x1
        return before.edge - before.x1 > end - line.x0 + 0.6 * line.size

    def _parts(self, text: _Text, line: Line) -> bool:
        """Whether a paragraph begins with a line, after the lines of another."""
        last = text.last
        if last.region != line.region or last.page != line.page:
            return True
        if abs(last.size - line.size) > 0.07 * max(last.size, line.size):
            return True
        tail, head = last.words[-1].text, line.words[0].text
        run_on = head[0].islower() and not _ENDED.search(tail)
        step = (line.y - last.y) / line.size
        large = line.size > 1.12 * self.body
        if step > (1.6 if large else 1.12 * self.leading + 0.02):
            return True
        if large:
            return False
        if _LEADER.search(" ".join(w.text for w in last.words)) or _tabbed(last) or _tabbed(line):
            return not _LEADER.fullmatch(" ".join(w.text for w in line.words))
        changed = _bold(last) != _bold(line) and last.words[-1].bold != line.words[0].bold
        if changed and not run_on and not text.marker:
            return True
        if self._has_room(last, line) and not run_on:
            return True
        if text.marker:
            margin = text.lines[0].x0 + 1.5
            return line.x0 <= margin and (last.x0 > margin or bool(_ENDED.search(tail)))
        if (
            len(text.lines) == 1
            and abs(line.x0 - last.x0) < 1
            and self._indented(line)
            and _ENDED.search(tail)
        ):
            return True
        if line.x0 > text.indent + 0.8 * line.size and not _centred(last, line):
            return not (len(text.lines) == 1 and not _ENDED.search(tail))
        if line.x0 < text.indent - 0.8 * line.size and not _centred(last, line):
            return len(text.lines) > 1
        return False

    def _indented(self, line: Line) -> bool:
        return line.x0 > self.lefts.get(line.region, line.x0) + 0.8 * line.size

    def _cut(self, before: _Text, text: _Text) -> bool:
        """Whether a column or page ended within a paragraph, which continues with this one."""
        a, b = before.last, text.lines[0]
        if (
            a.region == b.region
            or text.marker
            or abs(a.size - b.size) > 0.07 * a.size
            or _bold(a) != _bold(b)
        ):
            return False
        if a.size > 1.12 * self.body:  # a heading over columns, whose last line is short
            return a.page == b.page and 0 < b.y - a.y < 1.6 * a.size and abs(a.x0 - b.x0) < 3
        if _tabbed(a) or _tabbed(b):
            return False
        tail, head = a.words[-1].text, b.words[0].text
        if _BROKEN.search(tail):
            return True
        if self.indents and a.edge - a.x1 < 2 and not self._indented(b):
            return True
        if _STOPPED.search(tail):
            return False
        full = a.edge - a.x1 < 2 and a.x1 - a.x0 > 12 * a.size
        return head[0].islower() or full or (not self._has_room(a, b) and len(before.lines) > 1)

    def _block(self, text: _Text) -> Paragraph:
        words = [line.words for line in text.lines]
        if text.marker:
            words[0] = words[0][1:]
        runs = list(self._runs(words, text.lines))
        block = self._shaped(text, runs)
        self.starts[id(block)], self.ends[id(block)] = text.lines[0], text.last
        self.made.append(block)
        return block

    def _shaped(self, text: _Text, runs: list[Run]) -> Paragraph:
        size = text.lines[0].size
        plain = "".join(r.text for r in runs).strip()
        if text.marker:
            return Paragraph(runs, "item", 1, text.marker)
        heading = size > 1.12 * self.body and len(plain) <= 160 and not re.search(r"[.,;]$", plain)
        if heading and sum(c.isalpha() for c in plain) > 1:
            return Paragraph(runs, "heading", self.levels.get(round(size, 1), 1))
        return Paragraph(runs)

    def _runs(self, words: list[list[Word]], lines: list[Line]) -> Iterator[Run]:
        """The words of lines with the spaces between them; a word that a line end separated is whole again."""
        for n, (row, line) in enumerate(zip(words, lines, strict=True)):
            text = self.pages[line.page].text
            for k, word in enumerate(row):
                following = row[k + 1] if k + 1 < len(row) else None
                look = Run("", word.bold, word.italic, word.link, line.page, word.at)
                letters = word.text
                end = word.at + len(letters)
                space = Run(" ")
                if following is None:
                    after = words[n + 1][0].text if n + 1 < len(words) and words[n + 1] else None
                    if after is None or re.search(r"\w/$", letters):
                        space = Run("")
                    elif _BROKEN.search(letters):
                        keeps = self._keeps(letters, after, word.hung)
                        letters = letters if keeps else letters[:-1]
                        space = Run(" ") if keeps and self._is_dash(letters, after) else Run("")
                elif following.at == end and following.x0 - word.x1 < 0.2 * word.size:
                    space = Run("")
                elif _gap(word, following) and not _LEADER.search(letters):
                    space = Run("\t")
                elif following.at == end + 1 and text[end : end + 1] == " ":
                    space = Run(" ", unit=line.page, offset=end)
                yield Run(letters, look.bold, look.italic, look.link, look.unit, look.offset)
                yield space

    def _keeps(self, left: str, right: str, hung: bool) -> bool:
        """Whether the hyphen at a line's end is the word's own."""
        if left.endswith("\u00ad"):
            return False
        if not right[0].islower():
            return not (hung and self.joined[True] and not self.joined[False])
        whole, parted = self._both(left, right)
        if self.words[whole] or self.words[parted]:
            return self.words[parted] > self.words[whole]
        a, b = parted.split("-", 1)
        whole_words = min(self.words[a], self.words[b]) > 1 and min(len(a), len(b)) > 3
        return not self.joined[hung] or (
            whole_words and not (hung and self.joined[True] and not self.joined[False])
        )

    def _is_dash(self, left: str, right: str) -> bool:
        """Whether a hyphen stands for a dash: "impact evaluation- What Works Centre"."""
        word = (_WORD.findall(left[:-1]) or [""])[-1]
        return right[0].isupper() and word.islower() and self.words[word] > 0 and word not in _PREFIXES

    # --- tables ---

    def _table(self, line: Line) -> Table:
        grid = line.grid
        assert grid is not None
        wide = len(grid.rows[0])
        edges = [max((s.x1 for row in grid.rows for s in row[k]), default=0.0) for k in range(wide)]
        table = Table()
        for row in grid.rows:
            cells: list[list[Block]] = []
            for k, cell in enumerate(row):
                inner = lines_of(cell, line.page, -1 - k, edges[k]) if cell else []
                cells.append([self._block(t) for t in self._texts(inner) if isinstance(t, _Text)])
            if any(cells):
                table.rows.append(cells)
        return table

    def _goes_on(self, before: Table, table: Table) -> bool:
        """Append a table to the one that a column or page end cut off it, if it is of the same kind."""
        if not before.rows or not table.rows or len(before.rows[-1]) != len(table.rows[0]):
            return False
        rows = table.rows
        if len(before.rows) > 1 and _plain(rows[0]) == _plain(before.rows[0]) and len(rows[0]) > 2:
            rows = rows[1:]
        if rows and not rows[0][0] and rows[0][-1]:
            cell, more = before.rows[-1][-1], rows[0][-1]
            first, last = more[0], cell[-1] if cell else None
            if (
                isinstance(last, Paragraph)
                and isinstance(first, Paragraph)
                and (not before.rows[-1][0] or self._unfinished(last, first))
                and not _linked(last)
            ):
                self._mend(last, first)
                cell += more[1:]
                rows = rows[1:]
        elif rows and rows[0][0] and self._wrapped(before.rows[-1], rows[0]):
            for above, below in zip(before.rows[-1], rows[0], strict=True):
                if below:
                    self._mend(above[-1], below[0])  # type: ignore[arg-type]
                    above.extend(below[1:])
            rows = rows[1:]
        before.rows += rows
        return True

    def _wrapped(self, above: list[list[Block]], row: list[list[Block]]) -> bool:
        """Whether a page or column ended within a row: every cell of this one continues with the one above."""
        pairs = [(a[-1] if a else None, b[0]) for a, b in zip(above, row, strict=True) if b]
        return len(row) > 2 and all(
            isinstance(a, Paragraph) and isinstance(b, Paragraph) and self._unfinished(a, b) for a, b in pairs
        )

    def _unfinished(self, last: Paragraph, first: Paragraph) -> bool:
        """Whether words of a cell continue on the next page."""
        a, b = self.ends[id(last)], self.starts[id(first)]
        if _ENDED.search(last.text):
            return False
        return first.text[:1].islower() or (not self._has_room(a, b) and len(first.text) < 60)

    def _in_cell(self, table: Table, text: _Text, mended: tuple[int, float] | None) -> bool:
        """Append a paragraph to the last cell of a table, if that continues with it in another column or page."""
        cell = table.rows[-1][-1] if table.rows else []
        last = cell[-1] if cell else None
        if not isinstance(last, Paragraph) or text.marker or text.lines[0].size > 1.12 * self.body:
            return False
        here = (text.last.region, text.last.x0)
        if mended and mended[0] == here[0] and abs(mended[1] - here[1]) < 1.5:
            cell.append(self._block(text))
            return True
        if _linked(last) or _ENDED.search(last.text) or not text.lines[0].words[0].text[0].islower():
            return False
        self._mend(last, self._block(text))
        return True

    def _mend(self, last: Paragraph, first: Paragraph) -> None:
        tail, head = last.text.split()[-1], first.text.split()[0]
        if _BROKEN.search(tail):
            if not self._keeps(tail, head, last.runs[-1].text != tail):
                final = next(n for n in reversed(range(len(last.runs))) if last.runs[n].text.strip())
                run = last.runs[final]
                last.runs[final] = Run(run.text[:-1], run.bold, run.italic, run.link, run.unit, run.offset)
        else:
            last.runs.append(Run(" "))
        last.runs += first.runs


def _linked(paragraph: Paragraph) -> bool:
    return bool([r for r in paragraph.runs if r.text.strip()][-1].link)


def _plain(row: list[list[Block]]) -> list[str]:
    return ["".join(b.text for b in cell if isinstance(b, Paragraph)) for cell in row]


def _bold(line: Line) -> bool:
    return all(w.bold for w in line.words)


def _tabbed(line: Line) -> bool:
    return any(_gap(a, b) for a, b in pairwise(line.words[1:] or line.words))


def _gap(a: Word, b: Word) -> bool:
    """Whether there is more between two words than a space, however wide the line is set."""
    return b.x0 - a.x1 > (6 if b.spaced else 2.5) * a.size


def _centred(a: Line, b: Line) -> bool:
    return abs(a.x0 + a.x1 - b.x0 - b.x1) < 5
