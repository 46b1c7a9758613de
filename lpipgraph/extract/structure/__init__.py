"""Finds record blocks: runs of lines or rows of one shape, read as records of typed fields.

The page's shape is read before any heading is understood: what parts the fields, where labels come again, what the
values are. Labels and headings are weak votes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ...document import NUMBER, Section, opens_with_post
from ..clauses.person_entries import has_tail
from ..draft import Draft
from ..references import is_reference
from .cards import entry_blocks
from .facts import write
from .hanging import without_hanging
from .labels import pair_labels, pairs_in
from .lines import Line, lines_of
from .model import LISTS, Block
from .months import plain_days
from .rows import table_blocks
from .typing import settle
from .values import type_of

__all__ = ["blocks_of", "record_blocks"]


def record_blocks(d: Draft) -> None:
    """The facts of all record blocks of an issue; what is between the records of a list is noted."""
    found = blocks_of(d)
    for block in found:
        first = d.doc.block_with(block.start)
        if (first is None or not is_reference(d, first)) and not _is_roll(d, block):
            write(d, block)
    for section in d.doc.sections:
        if section.kind in LISTS:
            start, end = d.doc.extent(section) if section.level == 1 else (section.start, section.end)
            _unread(d, section, [b for b in found if start <= b.start < end])


def _is_roll(d: Draft, block: Block) -> bool:
    """Whether a block is a list of people of whom more is said than their posts: that is read as prose; a table's cells are read anyway."""
    inside = d.doc.blocks_in(block.start, block.end)
    entries = [d.quote(b.start, b.end) for b in inside if b.kind != "row"]
    people = [words for words in entries if opens_with_post(words)]
    return 2 * len(people) > len(entries) and any(has_tail(words) for words in people)


#: Sentences between entries that are no entry: "Here are six of them.", "Places are free, but please book."
_TALK = re.compile(
    r"^(?:Here|These|All|Places|Please|We|This|Some|Four|Five|Six|Seven|Missed|Recordings|A selection|\[)|\bnew this\b",
    re.IGNORECASE,
)


def _unread(d: Draft, section: Section, inside: list[Block]) -> None:
    """What is among the records of a list and belongs to none: noted, except for the sentences that introduce them."""
    read = [(r.start, r.end) for b in inside if b.kind for r in b.records]
    start, end = d.doc.extent(section) if section.level == 1 else (section.start, section.end)
    for block in d.doc.blocks_in(start, end):
        if block.kind == "heading" or any(a < block.end and block.start < b for a, b in read):
            continue
        words = d.quote(block.start, block.end)
        if block.kind == "item" or (len(words.split()) > 3 and not _TALK.search(words)):
            d.note(f"an entry under “{section.heading}” that fits no known form", (block.start, block.end))


def blocks_of(d: Draft) -> list[Block]:
    """The record blocks of an issue in order, with the types of their fields and their kinds."""
    found, lines = without_hanging(d, plain_days(d, _body(d)))
    boxes = {
        h.start
        for s in d.doc.sections
        if s.kind in LISTS and s.level > 1 and (h := d.doc.heading_of(s)) is not None
    }
    for heading, run, rows in _runs(_without_card_rows(d, lines), boxes):
        found.extend(table_blocks(d, run, heading) if rows else entry_blocks(d, run, heading))
    found.sort(key=lambda block: block.start)
    for block in found:
        settle(d, block)
    return found


def _body(d: Draft) -> list[Line]:
    """All lines below the masthead but those of the table of contents."""
    sections = d.doc.sections
    start = _below_masthead(d, sections[0].start, sections[0].end)
    contents = next((s for s in sections if s.kind == "contents"), None)
    if contents is None:
        return lines_of(d.doc, start, len(d.doc.text))
    before = lines_of(d.doc, start, contents.start) if start < contents.start else []
    return before + lines_of(d.doc, max(contents.end, start), len(d.doc.text))


def _below_masthead(d: Draft, start: int, end: int) -> int:
    """Where the lines of title, number and date end."""
    blocks = d.doc.blocks_in(start, end)
    numbered = next((n for n, b in enumerate(blocks[:12]) if NUMBER.search(d.quote(b.start, b.end))), 0)
    return blocks[numbered].end if blocks else end


def _runs(lines: list[Line], boxes: set[int]) -> Iterator[tuple[str, list[Line], bool]]:
    """Runs of rows and runs of other lines, each with the line over it that may be its heading.

    The heading of a box inside an article begins a run: no record goes from the article into it.
    """
    run: list[Line] = []
    rows = False
    above = ""
    for n, line in enumerate(lines):
        is_row = bool(line.cells) and _in_table(lines, n)
        if run and (is_row != rows or line.start in boxes):
            yield above, run, rows
            short = [x for x in run[-4:] if len(x.text) < 90 and not x.cells and not x.text.endswith(".")]
            above = short[-1].text if short and not rows else above
            run = []
        rows = is_row
        if line.start in boxes:
            above = line.text
        else:
            run.append(line)
    if run:
        yield above, run, rows


def _without_card_rows(d: Draft, lines: list[Line]) -> list[Line]:
    """The lines without what only looks like a row of a table.

    The rows of cards (two cells, label and value, below a title that is not a row), rows of one cell that a tab sets in,
    and lines of which each cell has its label are plain lines.
    """
    often = pair_labels(d, [x for x in lines if x.cells])
    lines = list(_without_rows_of_one(d, lines, often))
    groups: list[list[int]] = []
    for n, line in enumerate(lines):
        if not line.cells or not (line.tabbed or _in_table(lines, n) or len(line.cells) == 2):
            continue
        if groups and groups[-1][-1] == n - 1:
            groups[-1].append(n)
        else:
            groups.append([n])
    keyed: list[tuple[list[int], set[str]]] = []
    for group in groups:
        cells = [[c for c in lines[n].cells if c[1] > c[0]] for n in group]
        if group[0] and len(group) <= 10 and all(len(c) == 2 for c in cells):
            labels = [d.quote(*c[0]).strip(" :*_").lower() for c in cells]
            if len(set(labels)) == len(labels) and all(len(x) <= 40 for x in labels):
                keyed.append((group, set(labels)))
    out = list(lines)
    for group, keys in keyed:
        if any(len(keys & other) * 2 >= len(keys) for near, other in keyed if near is not group):
            for n in group:
                out[n] = replace(lines[n], cells=(), tabbed=False)
    return out


def _without_rows_of_one(d: Draft, lines: list[Line], often: Counter[str]) -> Iterator[Line]:
    """The lines, those plain that no table holds: of one cell that no row with a label is over, or with a label in each cell."""
    labelled = False
    for line in lines:
        filled = [c for c in line.cells if c[1] > c[0]]
        set_in = len(filled) == 1 and len(line.cells) > 1 and line.cells[0] != filled[0]
        if line.gap or not filled:
            labelled = False
        if (set_in and not labelled) or (len(filled) > 1 and len(pairs_in(d, line, often)) > 1):
            yield _plain(d, line)
            continue
        labelled = labelled or (len(filled) > 1 and type_of(d, d.quote(*filled[0])) != "date")
        yield line


def _plain(d: Draft, line: Line) -> Line:
    filled = [c for c in line.cells if c[1] > c[0]]
    if len(filled) > 1:
        return replace(line, cells=(), tabbed=False)
    start, end = filled[0]
    return replace(line, start=start, end=end, text=d.quote(start, end), indent=4, cells=(), tabbed=False)


def _in_table(lines: list[Line], n: int) -> bool:
    """Whether a line with cells has a neighbour with as many, no blank line between: one line alone is not a table."""
    own = lines[n]
    above = lines[n - 1] if n else None
    below = lines[n + 1] if n + 1 < len(lines) else None
    if own.tabbed:
        return True
    return bool(
        (above and own.gap == 0 and len(above.cells) == len(own.cells))
        or (below and below.gap == 0 and len(below.cells) == len(own.cells))
    )
