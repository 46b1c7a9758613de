"""An issue as it reads: sections and blocks that tile the source text, and readings free of its traces.

The text of an issue comes out of a page: sentences broken in the middle, left ``<p>`` tags, dead ``(#)`` links, bold marks.
A `Reading` is that text as a person would read it, and knows for each of its characters where it stands in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..dates import find_dates
from ..errors import NotAnIssue
from ..files import MAX_BYTES, read_bytes
from ..names import slug
from .blocks import NUMBER, Block, blocks_of, contents_of, lines_of, without_furniture
from .formats import Place, Source, source_of
from .reading import Reading, clean, plain
from .sections import Section, sections_of

__all__ = ["NUMBER", "Block", "Document", "Place", "Reading", "Section", "Source", "clean", "parse", "read"]


@dataclass(frozen=True, slots=True)
class Document:
    """An issue: `sections` joined give `text` back, and so do `blocks` with the blank space between them.

    `origin` is the file that the text was read from: ``document.origin.place(offset)`` says on which page, or in
    which paragraph or line, a character stands.
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

    def reading(self, start: int, end: int) -> Reading:
        """The stretch of the source as a person reads it, without running heads and page numbers."""
        return _reading(self.text, start, end, self.furniture)

    def section_at(self, offset: int) -> Section:
        """The section in which an offset lies."""
        return self.sections[bisect_right([s.start for s in self.sections], offset) - 1]

    def blocks_in(self, start: int, end: int) -> list[Block]:
        """The blocks that begin in a stretch of the source."""
        return [b for b in self.blocks if start <= b.start < end]

    def extent(self, section: Section) -> tuple[int, int]:
        """A section with all that is below it: up to the next heading of its level or above."""
        at = self.sections.index(section)
        for later in self.sections[at + 1 :]:
            if later.level <= section.level:
                return section.start, later.start
        return section.start, len(self.text)


@lru_cache(maxsize=1024)
def _reading(text: str, start: int, end: int, furniture: tuple[tuple[int, int], ...]) -> Reading:
    """The rules of an extraction ask for each sentence some five times."""
    return clean(text, start, end, furniture)


def parse(text: str, *, where: object = None, origin: Source | None = None) -> Document:
    """An issue's text as a Document.

    Parameters
    ----------
    text
        The decoded text, line ends as they are.
    where
        The file's name, for messages.
    origin
        The file as it was read, whose text this is.

    Raises
    ------
    NotAnIssue
        If the first lines give neither a number ("Issue No. 1") nor a date beside the word "issue" or "edition".
    """
    lines = lines_of(text)
    contents = contents_of(lines)
    lines, furniture = without_furniture(lines, contents[1])
    blocks = blocks_of(text, lines, contents, furniture)
    sections, blocks = sections_of(text, blocks, contents[2])
    head_end = lines[contents[0]].start if contents[0] > 0 else sum(len(x.raw) + 1 for x in lines[:40])
    head = text[:head_end][:4000]
    number = NUMBER.search(head)
    numeral = _numeral(number["number"]) if number else None
    dates = [d for d in find_dates(head) if d.type in ("date", "gYearMonth")]
    called = re.search(r"\b(?:issue|edition|volume|newsletter)\b", head, re.IGNORECASE)
    if not (called and (number or dates)) and not (number and dates):
        raise NotAnIssue(
            "this is no issue of the newsletter: its first lines have no masthead (issue number or date)",
            where=where,
            hint="an issue begins with its title and a line such as 'Issue No. 1 | Date 11.12.2024'",
        )
    title = next((plain(x.raw.lstrip("# ")) for x in lines if plain(x.raw.lstrip("# "))), "")
    title = re.split(
        r"\s*[–—|:,(-]\s*(?=(?:issue|edition|volume)\b)|\s+(?=issue (?:no|\d))", title, flags=re.IGNORECASE
    )[0]
    near = None
    if dates:
        anchor = number.start() if number else 0
        near = min(
            dates, key=lambda d: (abs(d.start - anchor) > 150, d.type != "date", abs(d.start - anchor))
        )
    key = f"{numeral:02d}" if numeral else (near.value if near else "")
    return Document(
        id=f"{slug(title)}-{key}".strip("-"),
        title=title,
        number=str(numeral) if numeral else None,
        date=near.value if near else None,
        text=text,
        sections=tuple(sections),
        blocks=tuple(blocks),
        furniture=tuple(furniture),
        origin=origin,
    )


_NUMERALS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def _numeral(word: str) -> int:
    return int(word) if word.isdigit() else _NUMERALS.index(word.lower())


def read(path: Path | str, *, limit: int = MAX_BYTES) -> Document:
    """The issue in a file: PDF, DOCX, HTML, Markdown or plain text, told by its content.

    Parameters
    ----------
    path
        The file; its name and suffix play no part.
    limit
        The largest size that is read, in bytes.

    Raises
    ------
    InputError
        If the file is missing, empty, over the limit, of another kind, damaged, protected or without text.
    NotAnIssue
        If the text has no masthead.
    """
    source = source_of(read_bytes(path, limit=limit), where=path)
    return parse(source.text, where=path, origin=source)
