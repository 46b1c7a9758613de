"""Parses an issue into a Document: sections and blocks that tile the source text, and clean readings of them.

The text of an issue was extracted from a page: it has sentences broken over lines, left-over ``<p>`` tags, empty ``(#)``
links and bold marks. A `Reading` is the clean text, and maps each of its characters to its offset in the source.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ..contacts import shown, withheld, without_marks
from ..files import MAX_BYTES, read_bytes
from ..names import slug
from ..resource_limits import bounded
from .article_openings import openings_of
from .blocks import Block, blocks_of, width_of
from .broken_titles import without_broken_titles
from .bylines import is_credit, opens_with_post
from .capitals import without_capitals
from .contents import contents_of, entry_title
from .datelines import dateline_of, is_dateline
from .formats import Place, Source, source_of
from .front_matter import without_fences
from .heading_numbers import without_numbers
from .kickers import is_kicker, own_kicker
from .lines import (
    MAIL,
    NUMBER,
    edges_of,
    lines_of,
    ornaments_of,
    underlined,
    without_boxes,
    without_endless,
    without_frames,
    without_furniture,
)
from .mailing import without_mailing
from .masthead import Given, masthead_of, number_of
from .page_furniture import without_page_furniture, without_print_heads
from .reading import Reading, clean
from .recurring_titles import recurring_titles, titled
from .run_in_titles import run_in_roles, without_run_in
from .sections import Section, sections_of
from .web_pages import without_page_head
from .wikis import as_markdown

__all__ = [
    "MAIL",
    "NUMBER",
    "Block",
    "Document",
    "Given",
    "Place",
    "Reading",
    "Section",
    "Source",
    "clean",
    "dateline_of",
    "entry_title",
    "is_credit",
    "is_kicker",
    "number_of",
    "of",
    "opens_with_post",
    "own_kicker",
    "parse",
    "read",
]


#: The number of readings that are cached: the rules of an extraction ask for each block about five times.
_READINGS = 20_000


@dataclass(frozen=True, repr=False)
class Document:
    """An issue: `sections` joined equal `text`, and so do `blocks` with the white space between them.

    `origin` is the file that the text was read from: ``document.origin.place(offset)`` gives the page, paragraph or
    line of a character.
    """

    id: str
    title: str
    number: str | None
    date: str | None
    text: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    furniture: tuple[tuple[int, int], ...] = ()
    origin: Source | None = None
    #: Values that are not in the masthead: given by the user, or found elsewhere.
    assumed: tuple[str, ...] = ()
    #: Parts of the file that were not read, or were changed, each with its place.
    notes: tuple[str, ...] = ()
    #: The text with its contact data masked, once it has been computed.
    seen: str | None = None

    def __repr__(self) -> str:
        return f"<{self.title} {self.number or ''} of {self.date or 'no day'}: {len(self.text):,} characters>"

    def covered(self) -> Document:
        """The document with its contact data masked, for extraction; offsets are unchanged."""
        seen = _seen(self.text) if self.seen is None else self.seen
        return self if seen == self.text else replace(self, text=seen, seen=seen)

    def reading(self, start: int, end: int) -> Reading:
        """The clean text of a stretch of the source, without running heads and page numbers."""
        found = self._readings.get((start, end))
        if found is None:
            if len(self._readings) > _READINGS:
                self._readings.clear()
            found = self._readings[start, end] = clean(self.text, start, end, self.furniture)
        return found

    def section_at(self, offset: int) -> Section:
        """The section in which an offset lies."""
        return self.sections[bisect_right(self._section_starts, offset) - 1]

    def block_at(self, offset: int) -> Block | None:
        """The first block that begins at or after an offset."""
        at = bisect_left(self._block_starts, offset)
        return self.blocks[at] if at < len(self.blocks) else None

    def block_with(self, offset: int) -> Block | None:
        """The block in which an offset lies."""
        at = bisect_right(self._block_starts, offset) - 1
        return self.blocks[at] if at >= 0 and offset < self.blocks[at].end else None

    def place_of(self, block: Block) -> int:
        """The index of a block in `blocks`."""
        return bisect_left(self._block_starts, block.start)

    def blocks_in(self, start: int, end: int) -> list[Block]:
        """The blocks that begin in a stretch of the source."""
        starts = self._block_starts
        return list(self.blocks[bisect_left(starts, start) : bisect_left(starts, end)])

    def extent(self, section: Section) -> tuple[int, int]:
        """The extent of a section with its subsections: up to the next heading of the same or a higher level."""
        return section.start, self._extents[section]

    def heading_of(self, section: Section) -> Block | None:
        """The heading that opens a section; a kicker may be above it."""
        opening = self.blocks_in(section.start, section.end)[:2]
        return next((b for b in opening if b.kind == "heading"), None)

    def entry_heading(self, at: int) -> Block | None:
        """The heading of the entry of a list, or the part of an article, that an offset is in."""
        section = self.section_at(at)
        return self.heading_of(section) if section.kind == "part" and section.level > 1 else None

    @cached_property
    def datelines(self) -> frozenset[int]:
        """Where the lines begin that date an article, beside its title."""
        beside = [b for b in self.blocks if b.kind in ("byline", "kicker")]
        return frozenset(b.start for b in beside if is_dateline(self.reading(b.start, b.end).text))

    @cached_property
    def _readings(self) -> dict[tuple[int, int], Reading]:
        return {}

    @cached_property
    def _section_starts(self) -> list[int]:
        return [s.start for s in self.sections]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [b.start for b in self.blocks]

    @cached_property
    def _extents(self) -> dict[Section, int]:
        ends: dict[Section, int] = {}
        later: list[Section] = []  # the next section of each level, the nearest last
        for section in reversed(self.sections):
            while later and later[-1].level > section.level:
                later.pop()
            ends[section] = later[-1].start if later else len(self.text)
            later.append(section)
        return ends


def parse(
    text: str, *, where: object = None, origin: Source | None = None, given: Given | None = None
) -> Document:
    """Parses the text of an issue.

    Parameters
    ----------
    text
        The decoded text, with its original line ends.
    where
        The file's name, for error messages.
    origin
        The source file of the text.
    given
        Title, number and date given by the user; a document without a masthead needs a title and a date.

    Raises
    ------
    NotAnIssue
        If the first lines give neither a number ("Issue No. 1") nor a date beside the word "issue" or "edition",
        and title and date are not given.
    """
    seen = _seen(text)
    lines, endless = without_endless(lines_of(seen))
    lines, front, fenced = without_fences(lines)
    lines, sides = without_boxes(lines)
    lines, run_in = without_run_in(lines)
    lines, frames, framed = without_frames(lines)
    lines, printed = without_print_heads(lines)
    lines, above = without_page_head(lines)
    lines, between = without_page_furniture(lines, width_of(lines))
    lines, numbers = without_numbers(lines, width_of(lines))
    lines = without_broken_titles(seen, lines, width_of(lines))
    contents = contents_of(lines)
    ornaments, edges, under = ornaments_of(lines), edges_of(lines), underlined(lines)
    opens = contents[0] < len(lines) // 2
    lines, furniture = without_furniture(lines, contents[:2] if opens else (-1, -1))
    lines, mailing = without_mailing(lines)
    furniture = sorted({*furniture, *endless, *sides, *frames, *mailing, *above, *printed})
    head_end = (
        lines[contents[0]].start if opens and contents[0] > 0 else sum(len(x.raw) + 1 for x in lines[:40])
    )
    said = given or Given()
    top = _blanked(seen[:head_end][:4000], sorted({*above, *printed, *between}))
    head = masthead_of(top, lines, said, front=front, tail=seen[-1500:], where=where)
    width = width_of(lines)
    roles = openings_of(lines, ornaments, under, width)
    roles |= dict.fromkeys(framed, "title")
    run_in_roles(lines, run_in, roles)
    starts = [lines[i].start for i in sorted(ornaments - edges)]
    blocks = blocks_of(seen, lines, contents, furniture, max(head.end, fenced), roles, starts)
    sections, blocks = sections_of(seen, blocks, contents[2])
    if not _mostly_articles(sections, blocks):  # typography does not tell the titles
        titles = recurring_titles(lines, ornaments, width)
        if titles:
            lines, beside = titled(seen, lines, titles)
            furniture = sorted({*furniture, *beside})
            contents = (*contents[:2], [seen[a:b] for a, b in titles.values()])
            blocks = blocks_of(seen, lines, contents, furniture, max(head.end, fenced), roles, starts)
            sections, blocks = sections_of(seen, blocks, contents[2])
    furniture = _apart({*furniture, *numbers, *between})
    key = f"{head.number:02d}" if head.number else (head.date or "")
    title = withheld(without_marks(head.title)) or "…"
    return Document(
        id=f"{slug(title)}-{key}".strip("-"),
        title=title,
        number=str(head.number) if head.number else None,
        date=head.date,
        text=text,
        sections=tuple(sections),
        blocks=tuple(blocks),
        furniture=tuple(furniture),
        origin=origin,
        assumed=head.assumed,
        notes=(*(origin.notes if origin else ()), *_endless_notes(text, endless)),
        seen=seen,
    )


def _seen(text: str) -> str:
    """The text as extraction sees it, as long as before: contact data masked, since half an address is not a title."""
    return without_capitals(shown(as_markdown(text)))


#: The length of a paragraph that is prose, in characters.
_PROSE = 90
#: The kinds of sections that hold texts and not lists.
_TEXTS = ("article", "interview", "spotlight", "themes")


def _mostly_articles(sections: list[Section], blocks: list[Block]) -> bool:
    """Whether most of the prose of an issue stands in articles."""
    kinds: list[str] = []
    for section in sections:
        kinds.append(section.kind if section.level == 1 or not kinds else kinds[-1])
    starts = [s.start for s in sections]
    prose = inside = 0
    for block in blocks:
        if block.kind in ("paragraph", "item") and block.end - block.start > _PROSE:
            prose += block.end - block.start
            if kinds[bisect_right(starts, block.start) - 1] in _TEXTS:
                inside += block.end - block.start
    return 2 * inside >= prose


def _apart(extents: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Extents in order, without those inside others."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(extents, key=lambda x: (x[0], -x[1])):
        if not found or end > found[-1][1]:
            found.append((max(start, found[-1][1]) if found else start, end))
    return found


def _blanked(text: str, extents: list[tuple[int, int]]) -> str:
    for start, end in extents:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _endless_notes(text: str, endless: list[tuple[int, int]]) -> Iterator[str]:
    """Notes on runs of characters that are not language; runs of blanks lose nothing and have no note."""
    line = at = 0
    for start, end in endless:
        line += text.count("\n", at, start)
        at = start
        if not text[start:end].isspace():
            yield f"line {line + 1}: {end - start:,} characters without a blank were not read"


def read(path: Path | str, *, limit: int = MAX_BYTES, given: Given | None = None) -> Document:
    """Reads an issue from a file: PDF, DOCX, HTML, e-mail, Markdown or plain text, detected from its content.

    Parameters
    ----------
    path
        The file; its name and suffix are not used.
    limit
        The largest accepted size in bytes.
    given
        Title, number and date given by the user.

    Raises
    ------
    InputError
        If the file is missing, empty, of another kind, damaged, protected or without text, or over a limit of size,
        time or memory.
    NotAnIssue
        If the text has no masthead, and none is given.
    """
    return of(read_bytes(path, limit=limit), where=path, given=given)


def of(content: bytes, *, where: object = None, given: Given | None = None) -> Document:
    """Reads an issue from the content of a file (see `read`)."""
    with bounded(where):
        source = source_of(content, where=where)
        return parse(source.text, where=where, origin=source, given=given)
