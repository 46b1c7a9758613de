"""Joins titles that a page prints in two or three lines: "Why the Evening Bus Matters More Than the / Morning One"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..tables import words as words_of
from .bylines import is_credit, is_first_name, is_signature
from .datelines import dateline_of
from .lines import ENDED, HASHES, ITEM, MAIL, Line, runs_of
from .reading import plain

__all__ = ["without_broken_titles"]

#: The longest line of a title, and the longest title, in characters.
_LINE, _TITLE = 90, 180
_MOST = 3
#: So few words are a kicker, or a letter's "Best wishes,".
_FEW = 2
#: The last line of a title is shorter than this share of a wrapped line, or the text would go on in it.
_SHORT = 0.8
_OPEN_END = re.compile(r"[,:–—-]$")
_LABEL = re.compile(r"[\w'’-]+(?: [\w'’-]+){0,2}:(?:\s|$)")


def without_broken_titles(text: str, lines: list[Line], width: int) -> list[Line]:
    """The lines with each broken title in one, which reaches over the lines that it takes in.

    Parameters
    ----------
    text
        The issue.
    lines
        Its lines; those that a title takes in become empty.
    width
        The column at which prose is wrapped; 0 if a paragraph is a line.
    """
    made = list(lines)
    for first, after in runs_of(lines):
        end = first if _stands_below_title(lines, first) else _end_of_title(lines, first, after - 1, width)
        if end > first:
            start, stop = lines[first].start, lines[end].end
            made[first] = Line(start, stop, re.sub(r"\s", " ", text[start:stop]), lines[first].number)
            for i in range(first + 1, end + 1):
                made[i] = Line(lines[i].start, lines[i].end, "")
    return made


def _stands_below_title(lines: Sequence[Line], first: int) -> bool:
    """Whether one or two short lines are above a run, which is a standfirst then, or a record, and no title."""
    above = [i for i in range(max(first - 5, 0), first) if lines[i].raw.strip()]
    if not above or first - above[-1] > _MOST:
        return False
    raw = lines[above[-1]].raw.strip()
    alone = above[-1] < 2 or not (lines[above[-1] - 1].raw.strip() and lines[above[-1] - 2].raw.strip())
    return alone and len(raw) < _LINE and raw[-1].isalpha()


def _end_of_title(lines: Sequence[Line], first: int, last: int, width: int) -> int:
    """The last line of a title that begins a run of lines; its first line if the title is not broken."""
    end = first
    while end < last and end - first + 1 < _MOST and _is_open(lines[end].raw) and _fits(lines[end + 1].raw):
        end += 1
        below = plain(lines[end].raw)
        if is_credit(below) or is_first_name(below) or is_signature(below) or dateline_of(below):
            return first  # "Best wishes, / Ada Green"
    if end == first or not _fits(lines[first].raw) or _is_open(lines[end].raw):
        return first
    words = plain(" ".join(line.raw for line in lines[first : end + 1]))
    closing = lines[end].raw.strip()
    if (
        len(words) > _TITLE
        or ENDED.search(closing.rstrip("?!"))
        or not (words[0].isupper() or words[0] in "\"'“‘")
    ):
        return first
    if width and len(lines[end].raw.rstrip()) > _SHORT * width:
        return first
    if end == last:
        return end
    below = plain(lines[end + 1].raw)
    signed = is_credit(below) or is_signature(below) or dateline_of(below) is not None
    wrapped = width and len(lines[end + 1].raw.rstrip()) > _SHORT * width and below[:1].isupper()
    return end if signed or wrapped else first


def _fits(raw: str) -> bool:
    """Whether a line may be part of a title."""
    words = plain(raw)
    return (
        any(c.isalnum() for c in words)
        and len(words) <= _LINE
        and not MAIL.search(words)
        and "://" not in words
        and "\t" not in raw.strip()
        and "|" not in raw
        and not HASHES.match(raw)
        and not ITEM.match(raw)
        and (words.isupper() or not _LABEL.match(words))
    )


def _is_open(raw: str) -> bool:
    """Whether a line ends where a title cannot: behind a comma, a colon, a dash or a word such as "the"."""
    words = plain(raw)
    bare = words.rstrip()
    last = bare.split()[-1].lower() if bare else ""
    closed = not _OPEN_END.search(bare) and last not in words_of("stopwords", kind="no end of a title")
    return not closed and len(bare.split()) > _FEW
