"""An issue as it reads: sections and blocks that tile the source text, and readings free of its traces.

The text of an issue comes out of a page: sentences broken in the middle, left ``<p>`` tags, dead ``(#)`` links, bold marks.
A `Reading` is that text as a person would read it, and knows for each of its characters where it stands in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from ..dates import find_dates
from ..errors import InputError, NotAnIssue
from ..files import read_bytes
from ..names import slug
from .blocks import NUMBER, Block, blocks_of, contents_of, lines_of, without_furniture
from .reading import Reading, clean, plain
from .sections import Section, sections_of

__all__ = ["Block", "Document", "Reading", "Section", "clean", "parse", "read"]


@dataclass(frozen=True, slots=True)
class Document:
    """An issue: `sections` joined give `text` back, and so do `blocks` with the blank space between them."""

    id: str
    title: str
    number: str | None
    date: str | None
    text: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    furniture: tuple[tuple[int, int], ...] = ()

    def reading(self, start: int, end: int) -> Reading:
        """The stretch of the source as a person reads it, without running heads and page numbers."""
        return clean(self.text, start, end, self.furniture)

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


def parse(text: str, *, where: object = None) -> Document:
    """An issue's text as a Document.

    Parameters
    ----------
    text
        The decoded text, line ends as they are.
    where
        The file's name, for messages.

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
    dates = [d for d in find_dates(head) if d.type in ("date", "gYearMonth")]
    if number is None and not (dates and re.search(r"\b(?:issue|edition|newsletter)\b", head, re.IGNORECASE)):
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
        near = min(dates, key=lambda d: (d.type != "date", abs(d.start - anchor)))
    key = f"{int(number['number']):02d}" if number else (near.value if near else "")
    return Document(
        id=f"{slug(title)}-{key}".strip("-"),
        title=title,
        number=str(int(number["number"])) if number else None,
        date=near.value if near else None,
        text=text,
        sections=tuple(sections),
        blocks=tuple(blocks),
        furniture=tuple(furniture),
    )


def read(path: Path | str) -> Document:
    """The issue in a file.

    Raises
    ------
    InputError
        If the file is missing, empty, binary or in an unknown encoding.
    NotAnIssue
        If the text has no masthead.
    """
    return parse(decode(read_bytes(path), where=path), where=path)


def decode(content: bytes, *, where: object = None) -> str:
    """Text out of bytes: by its byte order mark, else as strict UTF-8, else as Windows-1252 where every byte has a character.

    Raises
    ------
    InputError
        For binary data, and for bytes that are no text in any of these.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            break
    else:
        encoding = "utf-8"
        if b"\x00" in content:
            raise InputError(
                "this is binary data, not text", where=where, hint="save the issue as plain text (UTF-8)"
            )
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            try:
                return _windows_1252(content)
            except UnicodeDecodeError:
                pass
        raise InputError(
            f"not text in UTF-8, UTF-16 or Windows-1252 (byte {error.start})",
            where=where,
            hint="save it as UTF-8",
        ) from error


def _windows_1252(content: bytes) -> str:
    text = content.decode("cp1252")
    odd = sum(1 for c in text if (c < " " and c not in "\t\r\n\f\v") or c == "\x7f")
    if odd:
        raise UnicodeDecodeError("cp1252", content, 0, 1, "control characters")
    return text
