"""Blocks to sections: what the newsletter uses each part for, told by its heading and place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..names import fold
from .blocks import Block
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


#: What a heading says about its section. Tried in order on the folded heading.
_KINDS = (
    ("contents", re.compile(r"(?:table of )?contents|(?:whats )?(?:inside|in)(?: this| the)?(?: issue)?|in this edition")),
    ("themes", re.compile(r".*\bthemes?\b.*\bleads?\b.*|.*\bleads?\b.*\bthemes?\b.*|(?:meet |introducing )?(?:our|the)? ?"
                          r"(?:research )?theme leads?|(?:our|the) (?:\w+ )?(?:research )?themes")),
    ("events", re.compile(r"(?:\w+ )?events?(?: and \w+)?|coming up|whats on|diary(?: dates)?|dates for (?:your|the) diary|"
                          r"upcoming(?: \w+)?|forthcoming(?: \w+)?|training and events|events? calendar")),
    ("webinars", re.compile(r"watch (?:it )?again|(?:webinars|recordings)(?: to watch again)?|catch up|missed it|on demand")),
    ("blogs", re.compile(r"(?:\w+ ){0,3}blogs?|(?:from|on) the blog|blog (?:posts|round up)")),
    ("reports", re.compile(r"(?:new |recent |latest )?(?:research and |publications and )?"
                           r"(?:reports?|publications?|research)(?: and (?:reports?|research|publications?|resources))?|"
                           r"(?:further |worth |what we are |what were )?reading(?: list)?|new (?:research|publications|reports)|"
                           r"(?:publications?|reports?) round ?up|(?:the )?bookshelf")),
    ("vacancies", re.compile(r"(?:job |current )?(?:vacanc(?:y|ies)|jobs|opportunities)|work with us|join (?:us|the team)")),
    ("interview", re.compile(r"(?:five|ten|\d+) minutes with.*|(?:an )?interview(?: with)?\b.*|q and a\b.*|in conversation\b.*|"
                             r"meet .*")),
    ("spotlight", re.compile(r"(?:place )?spotlight\b.*|focus on .*|place in focus\b.*|in focus\b.*")),
    ("contacts", re.compile(r"contacts?(?: us)?|get in touch|(?:for )?(?:any )?queries.*|how to (?:reach|contact) us")),
    ("disclaimer", re.compile(r"disclaimer.*")),
    ("funder", re.compile(r"funding|funders?|acknowledge?ments?")),
)  # fmt: skip

#: Paragraphs that open a section of their own without a heading.
_OPENERS = (
    ("disclaimer", re.compile(r"disclaimer\b", re.IGNORECASE)),
    ("contacts", re.compile(r"(?:for (?:any |further |more )?(?:queries|questions|information)[^.]*(?:contact|email|write)|"
                            r"(?:please )?(?:contact|get in touch with|email) (?:the|us|our)\b)", re.IGNORECASE)),
    ("funder", re.compile(r"[^.]{5,120}\b(?:is|are|was) (?:jointly |generously |co-)?(?:funded|supported|financed) (?:by|through)\b[^.]*\.?$",
                          re.IGNORECASE)),
)  # fmt: skip


def kind_of(heading: str) -> str | None:
    """What the newsletter uses a section with this heading for, if the heading says so."""
    folded = fold(heading)
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(folded)), None)


def sections_of(text: str, blocks: list[Block], titles: list[str]) -> tuple[list[Section], list[Block]]:
    known = {fold(t) for t in titles}
    hashes = [b.level for b in blocks if b.kind == "heading" and b.level > 10]
    matched = [
        b.level
        for b in blocks
        if b.kind == "heading" and b.level > 10 and fold(plain(text[b.start : b.end])) in known
    ]
    base = min(matched or hashes or [11])
    marks: list[tuple[int, str, str, int]] = [(0, "masthead", "", 1)]
    levelled: list[Block] = []
    parent = "masthead"
    for n, block in enumerate(blocks):
        heading = plain(text[block.start : block.end])
        if block.kind == "heading":
            level = block.level
            kind = kind_of(heading)
            byline = n + 1 < len(blocks) and blocks[n + 1].kind == "byline"
            if block.marker == "contents":
                kind = "contents"
            if level == 1 or fold(heading) in known:
                level = 1
            elif level > 10:
                level = max(level - base + 1, 1)
            elif byline or (kind and not known and level != 1):
                level = 1
            elif kind in _TAIL and parent in (*_LISTS, *_TAIL):
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
            block = Block("heading", block.start, block.end, level)
        elif block.kind == "paragraph" and n > 0:
            opened = next((k for k, p in _OPENERS if p.match(heading)), None)
            if opened and (parent in (*_LISTS, *_TAIL) or n > len(blocks) - 12) and opened != marks[-1][1]:
                parent = opened
                marks.append((block.start, opened, "", 1))
        levelled.append(block)
    ends = [m[0] for m in marks[1:]] + [len(text)]
    found = [Section(k, h, lv, s, e) for (s, k, h, lv), e in zip(marks, ends, strict=True)]
    return [s for s in found if s.end > s.start or s.kind == "masthead"], levelled


_LISTS = ("blogs", "reports", "events", "webinars", "vacancies")
_TAIL = ("disclaimer", "contacts", "funder")
