"""Blocks to sections: what the newsletter uses each part for, told by its heading and place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from ..names import fold
from ..tables import table
from .blocks import Block
from .bylines import is_credit, is_post
from .levels import PLAIN, opened_alike, style_of, top_styles
from .reading import plain

__all__ = ["Section", "kind_of", "sections_of"]


@dataclass(frozen=True, slots=True)
class Section:
    """From one heading to the next: `kind` says what the newsletter uses it for."""

    kind: str
    heading: str
    level: int
    start: int
    end: int


#: What a heading says about its section: the first wording of the table that is the whole folded heading.
_KINDS = tuple((row["kind"], re.compile(row["wording"])) for row in table("headings"))

#: Paragraphs that open a section of their own without a heading.
_OPENERS = (
    ("disclaimer", re.compile(r"disclaimer\b", re.IGNORECASE)),
    ("contacts", re.compile(r"(?:for (?:any |further |more )?(?:queries|questions|information)[^.]*(?:contact|email|write)|"
                            r"(?:please )?(?:contact|get in touch with|email) (?:the|us|our)\b)", re.IGNORECASE)),
    ("funder", re.compile(r"[^.]{5,120}\b(?:is|are|was) (?:jointly |generously |co-)?(?:funded|supported|financed) (?:by|through)\b[^.]*\.?$",
                          re.IGNORECASE)),
)  # fmt: skip


@lru_cache(maxsize=4096)
def kind_of(heading: str) -> str | None:
    """What the newsletter uses a section with this heading for, if the heading says so."""
    for words in (heading, heading.split(":", 1)[0]):
        folded = fold(words)
        kind = next((kind for kind, pattern in _KINDS if pattern.fullmatch(folded)), None)
        if kind is not None:
            return None if kind == "part" else kind
    return None


def _is_part(heading: str) -> bool:
    """Whether a heading is one that parts of articles have: "Conclusion", "Key concepts"."""
    folded = fold(heading)
    return heading.endswith("?") or any(k == "part" and p.fullmatch(folded) for k, p in _KINDS)


def sections_of(text: str, blocks: list[Block], titles: list[str]) -> tuple[list[Section], list[Block]]:
    """The sections of an issue, which tile it, and its blocks with the levels of their headings.

    Parameters
    ----------
    text
        The issue.
    blocks
        Its blocks; headings with ``#`` have levels from 11.
    titles
        What its table of contents lists: these headings are of the first level.
    """
    known = {fold(t) for t in titles}
    hashes = [b.level for b in blocks if b.kind == "heading" and b.level > 10]
    matched = [
        b.level
        for b in blocks
        if b.kind == "heading" and b.level > 10 and fold(plain(text[b.start : b.end])) in known
    ]
    base = min(matched or hashes or [11])
    first_level = _first_level(text, blocks, known)
    marks: list[tuple[int, str, str, int]] = [(0, "masthead", "", 1)]
    levelled: list[Block] = []
    parent = "masthead"
    for n, block in enumerate(blocks):
        heading = plain(text[block.start : block.end])
        if block.kind == "heading":
            level = block.level
            kind = kind_of(heading)
            byline = any(b.kind == "byline" for b in (*blocks[n + 1 : n + 2], *blocks[max(n - 1, 0) : n]))
            if block.marker == "contents":
                kind = "contents"
            if level == 1 or fold(heading) in known or block.start in first_level:
                level = 1
            elif level > 10:
                level = max(level - base + 1, 1)
            elif (
                (byline and not known)
                or (kind and not known)
                or (kind in (*_TAIL, *_LISTS) and parent in (*_LISTS, *_TAIL))
            ):
                level = 1
            if level == 1:
                parent = kind or "article"
                marks.append((block.start, parent, heading, 1))
            else:
                here = (
                    "theme"
                    if parent == "themes" and level == 2
                    else (kind if kind in _LISTS and level <= 2 else None)
                )
                marks.append((block.start, here or "part", heading, level))
            levelled.append(Block("heading", block.start, block.end, level, block.marker))
            continue
        if block.kind == "paragraph" and n > 0:
            opened = next((k for k, p in _OPENERS if p.match(heading)), None)
            if opened and (parent in (*_LISTS, *_TAIL) or n > len(blocks) - 12) and opened != marks[-1][1]:
                parent = opened
                marks.append((block.start, opened, "", 1))
        levelled.append(block)
    marks = _told_by_content(text, marks, levelled)
    ends = [m[0] for m in marks[1:]] + [len(text)]
    found = [Section(k, h, lv, s, e) for (s, k, h, lv), e in zip(marks, ends, strict=True)]
    return [s for s in found if s.end > s.start or s.kind == "masthead"], levelled


def _first_level(text: str, blocks: list[Block], known: set[str]) -> set[int]:
    """Where headings of the first level begin that no table of contents names."""
    headings = [(n, b) for n, b in enumerate(blocks) if b.kind == "heading" and b.marker != "contents"]
    words = [plain(text[b.start : b.end]) for _, b in headings]
    styles = [style_of(text, b) for _, b in headings]
    beside = [
        [x for x in (blocks[n + 1 : n + 2], blocks[n - 1 : n]) if x and x[0].kind == "byline"]
        for n, _ in headings
    ]
    told = [bool(near) or kind_of(w) in (*_LISTS, "themes") for near, w in zip(beside, words, strict=True)]
    if known:
        listed = {s for s, w in zip(styles, words, strict=True) if fold(w) in known}
        others = {s for s, w, t in zip(styles, words, told, strict=True) if fold(w) not in known and not t}
        found = set()
        inside = ""
        for (_, b), s, w, near in zip(headings, styles, words, beside, strict=True):
            if fold(w) in known:
                inside = kind_of(w) or ""
            elif near and s in listed and s not in others and inside not in ("themes", *_LISTS):
                found.add(b.start)
        return found
    top = top_styles(styles, told, [_is_part(w) for w in words])
    if len(headings) > 2 and len(set(styles)) == 1 and styles[0][0] == PLAIN:
        ends = [n for n, _ in headings[1:]] + [len(blocks)]
        bodies = [blocks[n + 1 : end] for (n, _), end in zip(headings, ends, strict=True)]
        lists = [
            (kind_of(w) or _content_kind(text, body, w, 0)) in _LISTS and len(body) > 1
            for w, body in zip(words, bodies, strict=True)
        ]
        opened = opened_alike(_signed(blocks, [n for n, _ in headings]), [_is_part(w) for w in words], lists)
        return {headings[n][1].start for n in opened}
    if not top and headings and not any(told):
        return {headings[0][1].start}  # a text by itself: its first heading is its title
    return {b.start for (_, b), s in zip(headings, styles, strict=True) if s in top}


def _signed(blocks: list[Block], headings: list[int]) -> list[bool]:
    """Of each heading whether a byline shows that it opens an article: it stands where the issue's bylines stand.

    Below titles; or else between prose and a heading, which is the next title where the first has one above it, or where bylines
    end articles.
    """
    below = [n + 1 < len(blocks) and blocks[n + 1].kind == "byline" for n in headings]
    behind = [n > 0 and blocks[n - 1].kind == "byline" for n in headings]
    if sum(below) >= sum(behind):
        return below
    return behind if behind[0] else [True, *behind[1:]]


_LEAD_LINE = re.compile(
    r"(?:[\w-]+ ){0,4}(?:theme )?(?:co-)?leads?\s*:|[^.:]{0,80}\b(?:leads?|led by|heads|co-leads?|looks after)\b[^.]{0,60}\btheme\b"
    r"|[^.]{0,160}\btheme\b[^.]{0,60}\b(?:led by|is led|leads?|lead is)\b|[^.]{0,60}\btheme lead\b|[^.]{0,30}\bour lead\b",
    re.IGNORECASE,
)
_AUTHOR_KEY = re.compile(r"(?:authors?|by|written by)\b\s*:?", re.IGNORECASE)
_TITLED_ITEM = re.compile(r"\s*(?:\*\*|__|\*|_|\[|[\"“‘'])[^*_\n]{6,160}")
_MONTH_YEAR = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:\d{1,2},? )?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
#: A day of the calendar: a time alone ("at noon") tells a story as well.
_DAY = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d[./-]\d{1,2}[./-]\d",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\b|\b\d{1,2}[:.]\d\d\b|\bnoon\b", re.IGNORECASE)


def _told_by_content(
    text: str, marks: list[tuple[int, str, str, int]], blocks: list[Block]
) -> list[tuple[int, str, str, int]]:
    """Sections whose headings do not say what they are: themes with leads, entries with authors, dated events."""
    told = list(marks)
    starts = [b.start for b in blocks]
    tops = [n for n, m in enumerate(marks) if m[3] == 1]
    for n, following in zip(tops, [*tops[1:], len(marks)], strict=True):
        start, kind, heading, level = marks[n]
        if kind not in ("article", "interview", "spotlight", "themes"):
            continue
        end = marks[following][0] if following < len(marks) else len(text)
        inside = blocks[bisect_right(starts, start) : bisect_left(starts, end)]
        kind = _content_kind(text, inside, heading, len(range(n + 1, following))) or kind
        told[n] = (start, kind, heading, level)
        if kind == "themes":
            for m in range(n + 1, following):
                if marks[m][3] == 2:
                    told[m] = (marks[m][0], "theme", *marks[m][2:])
    return told


#: What parts the fields of an entry: " – ", " | ", " / ".
_PARTED = re.compile(r"\s[–—|/·•-]\s|\t|\(")


def _money(heads: list[str]) -> bool:
    return any(re.search(r"[£€$]\s?\d", h) for h in heads)


def _content_kind(text: str, blocks: list[Block], heading: str, parts: int) -> str | None:
    lines = [(b, plain(text[b.start : b.end])) for b in blocks if b.kind != "heading"]
    if not lines:
        return None
    leads = sum(1 for _, line in lines if _LEAD_LINE.match(line))
    if parts >= 2 and leads >= max(2, parts // 3):
        return "themes"
    if kind_of(heading) is not None:
        return None  # the heading says it
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


_LISTS = ("blogs", "reports", "events", "webinars", "vacancies", "people", "policies", "numbers")
_TAIL = ("disclaimer", "contacts", "funder")
