"""Decides the kind of a section by the words of its heading, or by its content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from ..names import fold
from ..tables import table
from ..tables import words as words_of
from .blocks import Block
from .bylines import is_credit, is_post
from .kickers import own_kicker
from .reading import plain

__all__ = [
    "LISTS",
    "TAIL",
    "announces_themes",
    "content_kind",
    "is_group",
    "is_letter",
    "is_listed",
    "is_part",
    "kind_of",
    "parts_among",
    "speaks_of_theme",
]

#: The kinds of sections that are lists, and of those at the end of an issue.
LISTS = ("blogs", "reports", "events", "webinars", "vacancies", "people", "policies", "numbers")
TAIL = ("disclaimer", "contacts", "funder")

#: Kinds of sections with the wordings of their headings: the first that matches the whole folded heading applies.
_KINDS = tuple((row["kind"], re.compile(row["wording"])) for row in table("headings"))


@lru_cache(maxsize=4096)
def kind_of(heading: str) -> str | None:
    """The kind of a section with this heading, if the heading shows it."""
    for words in (heading, heading.split(":", 1)[0]):
        folded = fold(words)
        kind = next((kind for kind, pattern in _KINDS if pattern.fullmatch(folded)), None)
        if kind is not None:
            return None if kind in (*_PARTS, "letter") else kind
    return None


#: Headings of parts of articles, and those that titles can have too ("What the towns did").
_PARTS = ("part", "part or title")
#: The most words of a question that heads a part: "Who pays?", "Is it enough?".
_SHORT = 3
#: The least number of consecutive questions in an interview.
_ASKED = 3


def is_part(heading: str) -> bool:
    """Whether a heading is typical of a part of an article: "Conclusion", "Key concepts"."""
    asks = heading.endswith("?") and len(heading.split()) <= _SHORT
    return asks or _is(_PARTS[0], fold(heading))


@lru_cache(maxsize=8192)
def _is(kind: str, folded: str) -> bool:
    """Whether a folded heading matches the words of a kind."""
    return any(k == kind and p.fullmatch(folded) for k, p in _KINDS)


def is_letter(heading: str) -> bool:
    """Whether a heading only announces a letter from the editor: "Editor's note"."""
    return _is("letter", fold(heading))


def parts_among(headings: Sequence[str]) -> list[bool]:
    """For each of some headings of one style, whether its words are those of a part.

    A question, or "What the towns did", may also be a title: it is one if it is among headings with other words.
    """
    parts = [is_part(h) for h in headings]
    weak = [h.endswith("?") or _is(_PARTS[1], fold(h)) for h in headings]
    many = sum(weak) > 1 and 2 * sum(weak) > len(headings) - sum(parts)
    rows = (list(run) for _, run in groupby(weak))
    asked = [each and (many or len(run) >= _ASKED) for run in rows for each in run]
    return [part or title for part, title in zip(parts, asked, strict=True)]


@lru_cache(maxsize=1)
def _several() -> re.Pattern[str]:
    """Plural words for types of articles."""
    plural = {re.sub(r"(?<=[^aeiou])y$", "ie", w).removesuffix("s") + "s" for w in words_of("genres")}
    return re.compile(rf"(?:.* )?(?:{'|'.join(sorted(map(re.escape, plural)))}|news|.*\bin brief)(?: .*)?")


def is_group(label: str) -> bool:
    """Whether a kicker announces several articles: "News", "Case studies", "In brief"."""
    return _several().fullmatch(fold(label)) is not None


def is_listed(heading: str, known: set[str]) -> bool:
    """Whether the table of contents lists a heading, with its kicker or without."""
    return fold(heading) in known or fold(own_kicker(heading)[2]) in known


_LEAD_LINE = re.compile(
    r"(?:[\w-]+ ){0,4}(?:theme )?(?:co-)?leads?\s*:|[^.:]{0,80}\b(?:leads?|led by|heads|co-leads?|looks after)\b[^.]{0,60}\btheme\b"
    r"|[^.]{0,160}\btheme\b[^.]{0,60}\b(?:led by|is led|leads?|lead is)\b|[^.]{0,60}\btheme lead\b|[^.]{0,30}\bour lead\b",
    re.IGNORECASE,
)
_THEMES = re.compile(r"\b(?:themes|strands|workstreams)\b", re.IGNORECASE)
_SPEAKS_OF_THEME = re.compile(
    r"\b(?:theme|strand|workstream)\b|\b(?:leads?|led|heads|headed)\b", re.IGNORECASE
)
_AUTHOR_KEY = re.compile(r"(?:authors?|by|written by)\b\s*:?", re.IGNORECASE)
_TITLED_ITEM = re.compile(r"\s*(?:\*\*|__|\*|_|\[|[\"“‘'])[^*_\n]{6,160}")
_MONTH_YEAR = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:\d{1,2},? )?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
#: A calendar day: a time alone ("at noon") also occurs in stories.
_DAY = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d[./-]\d{1,2}[./-]\d",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\b|\b\d{1,2}[:.]\d\d\b|\bnoon\b", re.IGNORECASE)
#: Separators between the fields of an entry: " – ", " | ", " / ".
_PARTED = re.compile(r"\s[–—|/·•-]\s|\t|\(")


def _money(heads: list[str]) -> bool:
    return any(re.search(r"[£€$]\s?\d", h) for h in heads)


def announces_themes(heading: str) -> bool:
    """Whether a heading announces themes: "Five themes and the people behind them", "From our strands"."""
    return _THEMES.search(heading) is not None


def speaks_of_theme(text: str, blocks: Sequence[Block]) -> bool:
    """Whether the text below a heading calls it a theme, or names its lead."""
    return any(b.kind != "heading" and _SPEAKS_OF_THEME.search(plain(text[b.start : b.end])) for b in blocks)


def _portraits(text: str, blocks: list[Block]) -> int:
    """The number of headings whose text names a lead or mentions a theme."""
    heads = [n for n, b in enumerate(blocks) if b.kind == "heading"]
    ends = [*heads[1:], len(blocks)]
    return sum(speaks_of_theme(text, blocks[a:b]) for a, b in zip(heads, ends, strict=True))


def content_kind(text: str, blocks: list[Block], heading: str, parts: int) -> str | None:
    """The kind of a section by its content, if its heading does not show it: events, publications or themes.

    Parameters
    ----------
    text
        The issue.
    blocks
        The blocks below the heading.
    heading
        The heading's words.
    parts
        How many headings of a lower level are below it.
    """
    lines = [(b, plain(text[b.start : b.end])) for b in blocks if b.kind != "heading"]
    if not lines:
        return None
    # an article may name the theme that it is about, and its lead, above its own parts
    first = next((b.start for b in blocks if b.kind == "heading"), 0)
    leads = sum(1 for b, line in lines if b.start > first and _LEAD_LINE.match(line))
    if parts >= 2 and leads >= max(2, parts // 3):
        return "themes"
    if parts >= 2 and announces_themes(heading) and 3 * _portraits(text, blocks) >= 2 * parts:
        return "themes"
    if kind_of(heading) is not None:
        return None  # the heading shows the kind
    rows = [(b, line) for b, line in lines if b.kind == "row"]
    authors = sum(1 for b, _ in rows if _AUTHOR_KEY.match(plain(text[b.cells[0][0] : b.cells[0][1]]))) + sum(
        1 for _, line in lines if re.match(r"(?:authors?|by)\s*:", line, re.IGNORECASE)
    )
    entries = [line for b, line in lines if b.kind in ("item", "paragraph", "row")]
    dated = sum(1 for line in entries if _MONTH_YEAR.search(line[:400]))
    timed = sum(1 for line in entries if _CLOCK.search(line[:160]) and _DAY.search(line[:160]))
    titled = sum(
        1 for b, _ in lines if b.kind in ("item", "paragraph") and _TITLED_ITEM.match(text[b.start : b.end])
    )
    dated_second = sum(
        1
        for b, _ in lines
        if b.kind in ("paragraph", "item", "byline")
        and len(parts_ := text[b.start : b.end].splitlines()) > 1
        and _MONTH_YEAR.search(parts_[1])
        and len(parts_[1]) < 160
    )
    heads = [
        plain(text[b.start : b.end].split("\n", 1)[0]) for b, _ in lines if b.kind in ("item", "paragraph")
    ]
    dated_first = sum(1 for h in heads if len(h) < 160 and _PARTED.search(h) and _MONTH_YEAR.search(h))
    items = [line for b, line in lines if b.kind == "item"]
    dated_items = sum(1 for line in items if _MONTH_YEAR.search(line[:160]))
    credits = sum(1 for h in heads if is_post(h) or (_PARTED.search(h) and is_credit(h)))
    bylines = sum(1 for b, _ in lines if b.kind == "byline")
    blogs = bool(re.search(r"\b(?:blogs?|posts?)\b", f"{heading} {lines[0][1]}", re.IGNORECASE))
    if timed >= 2 and timed >= 0.25 * len(entries) and authors == 0:
        return "events"
    if credits >= 3 and 2 * credits >= len(heads):
        return "people"
    if dated_items >= 3 and dated_items >= 0.6 * len(lines) and not timed and not _money(items):
        return "blogs" if blogs else "reports"
    if dated_second >= 2 or (dated_first >= 2 and 2 * dated_first >= len(heads) and not _money(heads)):
        return "blogs" if blogs else "reports"
    if authors >= 2 or (titled >= 3 and dated >= 3 and titled >= 0.5 * len(entries)):
        return "blogs" if blogs else "reports"
    if bylines >= 2 and len(lines) <= 4 * bylines and parts >= bylines:
        return "blogs" if blogs else "reports"
    return None
