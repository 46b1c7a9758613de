"""Groups blocks into sections by their headings and places."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace

from ..names import fold
from .blocks import Block
from .heading_levels import first_level_of, style_of, told_apart
from .reading import plain
from .section_kinds import (
    LISTS,
    TAIL,
    announces_themes,
    content_kind,
    is_letter,
    is_listed,
    is_part,
    kind_of,
    parts_among,
    speaks_of_theme,
)

__all__ = ["Section", "kind_of", "sections_of"]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch from one heading to the next; `kind` is its function in the newsletter."""

    kind: str
    heading: str
    level: int
    start: int
    end: int


#: Paragraphs that open a section without a heading.
_OPENERS = (
    ("disclaimer", re.compile(r"disclaimer\b", re.IGNORECASE)),
    ("disclaimer", re.compile(r"(?:[Tt]he |THE )?[A-Z][^.,;:]{2,60} is (?:\w+ )?(?:published|produced|issued|brought to you|put together|"
                              r"(?:the |a )(?:\w+ )?(?:newsletter|bulletin|digest|magazine) (?:of|from|by))\b")),
    ("contacts", re.compile(r"(?:for (?:any |further |more )?(?:queries|questions|information)[^.]*(?:contact|email|write)|"
                            r"(?:please )?(?:contact|get in touch with|email) (?:the|us|our)\b)", re.IGNORECASE)),
    ("funder", re.compile(r"[^.]{5,120}\b(?:is|are|was) (?:jointly |generously |co-)?(?:funded|supported|financed) (?:by|through)\b[^.]*\.?$",
                          re.IGNORECASE)),
)  # fmt: skip


def sections_of(text: str, blocks: list[Block], titles: list[str]) -> tuple[list[Section], list[Block]]:
    """The sections of an issue, which tile it, and its blocks with the levels of their headings.

    Parameters
    ----------
    text
        The issue.
    blocks
        Its blocks; headings with ``#`` have levels from 11.
    titles
        The titles in its table of contents; these headings have the first level.
    """
    known = {fold(t) for t in titles}
    blocks = told_apart(text, blocks, known)
    hashes = [b.level for b in blocks if b.kind == "heading" and b.level > 10]
    matched = [
        b.level
        for b in blocks
        if b.kind == "heading" and b.level > 10 and is_listed(plain(text[b.start : b.end]), known)
    ]
    base = min(matched or hashes or [11])
    first_level = first_level_of(text, blocks, known)
    marks: list[tuple[int, str, str, int]] = [(0, "masthead", "", 1)]
    levelled: list[Block] = []
    parent = "masthead"
    deep = 0
    last_heading = max((n for n, b in enumerate(blocks) if b.kind == "heading"), default=len(blocks))
    parted = sum(b.apart and b.kind in ("heading", "kicker") for b in blocks) > 1
    for n, block in enumerate(blocks):
        heading = plain(text[block.start : block.end])
        if block.kind == "heading":
            level = block.level
            kind = kind_of(heading)
            byline = any(b.kind == "byline" for b in (*blocks[n + 1 : n + 2], *blocks[max(n - 1, 0) : n]))
            if block.marker == "contents":
                kind = "contents"
            above = blocks[n - 1] if n and blocks[n - 1].kind == "kicker" else block
            if level == 1 or is_listed(heading, known) or block.start in first_level:
                level = 1
            elif level > 10:
                level = max(level - base + 1, 1)
            elif (
                (byline and not known)
                or (kind and not known)
                or (kind in (*TAIL, *LISTS) and parent in (*LISTS, *TAIL))
            ):
                level = 1
            else:  # a bold line below a heading with hashes opens a part of its section
                level = max(level, deep + 1)
            if block.level > 10:
                deep = level
            if level == 1:
                parent = kind or "article"
                marks.append((above.start, parent, heading, 1))
            else:
                here = (
                    "theme"
                    if parent == "themes" and level == 2
                    else (kind if kind in LISTS and level <= 2 else None)
                )
                marks.append((above.start, here or "part", heading, level))
            levelled.append(replace(block, level=level))
            continue
        if block.kind == "paragraph" and n > 0:
            opened = next((k for k, p in _OPENERS if p.match(heading)), None)
            if block.apart and parted and n > last_heading and len(blocks) - n < 4:
                opened = opened or "disclaimer"  # an ornament separates it from the last article
            if opened and (parent in (*LISTS, *TAIL) or n > len(blocks) - 12) and opened != marks[-1][1]:
                parent = opened
                marks.append((block.start, opened, "", 1))
        levelled.append(block)
    marks, levelled = _themes_below(text, marks, levelled)
    marks, levelled = _ungrouped(text, marks, levelled, known)
    if not known:
        marks, levelled = _labelled_alike(text, marks, levelled)
        marks = _without_letters(text, marks, levelled)
    marks = _told_by_content(text, marks, levelled)
    ends = [m[0] for m in marks[1:]] + [len(text)]
    found = [Section(k, h, lv, s, e) for (s, k, h, lv), e in zip(marks, ends, strict=True)]
    return [s for s in found if s.end > s.start or s.kind == "masthead"], levelled


def _themes_below(
    text: str, marks: list[tuple[int, str, str, int]], blocks: list[Block]
) -> tuple[list[tuple[int, str, str, int]], list[Block]]:
    """Makes the portraits of themes parts of the article whose heading announces them, although all have one level."""
    marks = list(marks)
    starts = [b.start for b in blocks]
    lowered: set[int] = set()

    def body(n: int) -> list[Block]:
        end = marks[n + 1][0] if n + 1 < len(marks) else len(text)
        return blocks[bisect_left(starts, marks[n][0]) : bisect_left(starts, end)]

    for n, (start, kind, heading, level) in enumerate(marks):
        if level != 1 or kind != "article" or not announces_themes(heading):
            continue
        if any(b.kind != "heading" for b in body(n)):
            continue
        below = n + 1
        while below < len(marks) and marks[below][1:2] == ("article",) and speaks_of_theme(text, body(below)):
            below += 1
        if below - n > 2:
            marks[n] = (start, "themes", heading, 1)
            for m in range(n + 1, below):
                lowered.update(b.start for b in body(m) if b.kind == "heading")
                marks[m] = (marks[m][0], "theme", marks[m][2], 2)
    return marks, [replace(b, level=2) if b.start in lowered else b for b in blocks]


def _without_letters(
    text: str, marks: list[tuple[int, str, str, int]], blocks: list[Block]
) -> list[tuple[int, str, str, int]]:
    """Excludes an editor's letter from the articles if its heading has the style of group headings, and it has no title."""
    styles = {b.start: style_of(text, b)[0] for b in blocks if b.kind in ("heading", "kicker")}
    kickers = {b.start for b in blocks if b.kind == "kicker"}
    tops = [m for m in marks if m[3] == 1 and m[0] in styles]
    over = Counter(styles[start] for start, kind, _, _ in tops if kind == "part" or start in kickers)
    titled = any(b.kind == "heading" and b.level == 1 and styles[b.start] not in over for b in blocks)
    return [
        (start, "part", heading, level)
        if titled and kind == "article" and over[styles.get(start, -1)] > 1 and is_letter(heading)
        else (start, kind, heading, level)
        for start, kind, heading, level in marks
    ]


#: The least text of an unsigned article below a group heading, in characters; entries of lists have less.
_ARTICLE = 250


def _ungrouped(
    text: str, marks: list[tuple[int, str, str, int]], blocks: list[Block], known: set[str]
) -> tuple[list[tuple[int, str, str, int]], list[Block]]:
    """Raises to articles the sections below a first-level heading that has no text of its own.

    In "3. Three reviews in brief", "3.1 Title", "3.2 Title" the group heading is not an article.
    """
    marks = list(marks)
    raised: set[int] = set()
    starts = [b.start for b in blocks]
    tops = [n for n, m in enumerate(marks) if m[3] == 1]
    for n, following in zip(tops, [*tops[1:], len(marks)], strict=True):
        start, kind, heading, _ = marks[n]
        children = list(range(n + 1, following))
        if kind != "article" or n + 1 == len(marks) or kind_of(heading) is not None:
            continue
        if any(
            b.kind not in ("heading", "kicker") and not _LABELLED.fullmatch(text, b.start, b.end)
            for b in blocks[bisect_left(starts, start) : bisect_left(starts, marks[n + 1][0])]
        ):
            continue
        if not children:  # titles of the first level are below it
            marks[n] = (start, "part", heading, 1)
            continue
        level = min(marks[m][3] for m in children)
        children = [m for m in children if marks[m][3] == level and marks[m][1] == "part"]
        if not children:  # no more than lists stand below it
            continue
        ends = [
            *(marks[m][0] for m in children[1:]),
            marks[following][0] if following < len(marks) else len(text),
        ]
        bodies = [
            blocks[bisect_left(starts, marks[m][0]) : bisect_left(starts, end)]
            for m, end in zip(children, ends, strict=True)
        ]
        if is_listed(heading, known) and _are_labels([marks[m][2] for m in children], bodies):
            continue
        if children and children[0] == n + 1 and _are_articles(text, bodies, heading):
            marks[n] = (start, "part", heading, 1)
            for m, body in zip(children, bodies, strict=True):
                marks[m] = (marks[m][0], kind_of(marks[m][2]) or "article", marks[m][2], 1)
                raised.add(next(b.start for b in body if b.kind == "heading"))
        elif (
            children
            and children[0] == n + 1
            and not is_listed(heading, known)
            and _is_one_article(heading, [marks[m][2] for m in children], bodies[0])
        ):
            first = children[0]
            marks[n] = (start, "part", heading, 1)
            marks[first] = (marks[first][0], kind_of(marks[first][2]) or "article", marks[first][2], 1)
            raised.add(next(b.start for b in bodies[0] if b.kind == "heading"))
    return marks, [replace(b, level=1) if b.start in raised else b for b in blocks]


def _labelled_alike(
    text: str, marks: list[tuple[int, str, str, int]], blocks: list[Block]
) -> tuple[list[tuple[int, str, str, int]], list[Block]]:
    """Makes articles of what stands below a label as other articles do below theirs: "REVIEW / Title / Text", "PROFILE / Title / Text".

    In an issue with two such labels or more, a heading in their style without text is one, and so the heading below it is a
    title; and so is the first heading of the issue, if it has the style of these titles.
    """
    headings = {b.start: b for b in blocks if b.kind == "heading"}
    starts = [b.start for b in blocks]
    ends = [*(m[0] for m in marks[1:]), len(text)]

    def style(n: int) -> int | None:
        block = headings.get(marks[n][0])
        return None if block is None else style_of(text, block)[0]

    def prose(n: int) -> int:
        inside = blocks[bisect_left(starts, marks[n][0]) : bisect_left(starts, ends[n])]
        return sum(b.end - b.start for b in inside if b.kind == "paragraph")

    empty = [n for n, m in enumerate(marks[:-1]) if m[3] == 1 and style(n) is not None and not prose(n)]
    over = [
        n for n in empty if marks[n][1] == "part" and marks[n + 1][1] == "article" and marks[n + 1][3] == 1
    ]
    labels, titles = {style(n) for n in over}, {style(n + 1) for n in over}
    if len(over) < 2 or len(labels) > 1 or labels & titles:
        return marks, blocks
    marks = list(marks)
    raised = [
        n + 1
        for n in empty
        if marks[n][1] == "article" and style(n) in labels and style(n + 1) in titles and marks[n + 1][3] > 1
    ]
    for n in raised:
        marks[n - 1] = (marks[n - 1][0], "part", *marks[n - 1][2:])
    if marks[1][1] == "part" and style(1) in titles and prose(1) > _ARTICLE:
        raised.append(1)
    for n in raised:
        start, _, heading, _ = marks[n]
        marks[n] = (start, kind_of(heading) or "article", heading, 1)
    levels = {marks[n][0] for n in raised}
    return marks, [replace(b, level=1) if b.start in levels else b for b in blocks]


def _are_labels(titles: list[str], bodies: list[list[Block]]) -> bool:
    """Whether the headings below a title that the contents name are no titles of articles but labels: short, and unsigned."""
    signed = any(b.kind in ("byline", "kicker") for body in bodies[:-1] for b in body)
    return not signed and all(len(title.split()) <= 3 for title in titles)


#: "Theme: Skills": a line that classifies the text below it.
_LABELLED = re.compile(r"\s*[A-Z][\w ]{2,20}: \S[^\n.]{1,80}\s*")


#: Words that name the type of an article, which titles do not contain.
_GENRE = re.compile(
    r"\b(?:in brief|at a glance|in short|in summary|summary|evidence review|long read)\b", re.IGNORECASE
)


def _is_one_article(heading: str, titles: list[str], body: list[Block]) -> bool:
    """Whether the first heading below one without text is a title: it does not name a part of an article, but those after it do."""
    if _GENRE.search(titles[0]) or (titles[0].isupper() and not heading.isupper()):
        return False
    prose = sum(b.end - b.start for b in body if b.kind == "paragraph" and b.end - b.start > 80)
    named = not is_part(titles[0]) and kind_of(titles[0]) is None
    return named and prose > _ARTICLE and any(parts_among(titles[1:]))


def _are_articles(text: str, bodies: list[list[Block]], heading: str) -> bool:
    """Whether the texts below the headings of a group are articles: signed, or long enough, and not parts of one."""
    inside = [b for body in bodies for b in body]
    if content_kind(text, inside, heading, len(bodies)) is not None:
        return False
    signed = sum(any(b.kind in ("byline", "kicker") for b in body[:3]) for body in bodies)
    if 2 * signed > len(bodies):
        return True
    titles = [plain(text[b.start : b.end]) for body in bodies for b in body if b.kind == "heading"][
        : len(bodies)
    ]
    prose = sum(b.end - b.start for b in inside if b.kind == "paragraph" and b.end - b.start > 80)
    return len(bodies) > 1 and prose > _ARTICLE * len(bodies) and not any(parts_among(titles))


def _told_by_content(
    text: str, marks: list[tuple[int, str, str, int]], blocks: list[Block]
) -> list[tuple[int, str, str, int]]:
    """Classifies sections by content if their headings do not show the kind: themes, publications, events."""
    told = list(marks)
    starts = [b.start for b in blocks]
    tops = [n for n, m in enumerate(marks) if m[3] == 1]
    for n, following in zip(tops, [*tops[1:], len(marks)], strict=True):
        start, kind, heading, level = marks[n]
        if kind not in ("article", "interview", "spotlight", "themes"):
            continue
        end = marks[following][0] if following < len(marks) else len(text)
        inside = blocks[bisect_right(starts, start) : bisect_left(starts, end)]
        # a box with a heading of its own, such as "Dates for the diary", is not the article
        for m in range(n + 1, following):
            if marks[m][1] in LISTS:
                over = marks[m + 1][0] if m + 1 < len(marks) else len(text)
                inside = [b for b in inside if not marks[m][0] <= b.start < over]
        kind = content_kind(text, inside, heading, len(range(n + 1, following))) or kind
        told[n] = (start, kind, heading, level)
        if kind == "themes":
            for m in range(n + 1, following):
                if marks[m][3] == 2:
                    told[m] = (marks[m][0], "theme", *marks[m][2:])
    return told
