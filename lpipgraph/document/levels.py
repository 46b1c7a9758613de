"""Which headings open an article or section, and which a part of one: told by how they are set, not by their words.

Headings of one style are of one level. The style that stands out most is the first level; where all look alike, a
byline, or a heading that names a list, tells.
"""

from __future__ import annotations

import re
from collections import Counter

from .blocks import Block
from .reading import plain

__all__ = ["Style", "opened_alike", "style_of", "top_styles"]

#: How a heading is set (the more it stands out, the smaller), and how many blank lines stand above it.
Style = tuple[int, int]

_ITALIC = re.compile(r"(?:\*|_)[^*_]+(?:\*|_)")
_HASHED, _DOUBLE, _CAPITALS, _SINGLE, _NUMBERED, _BOLD, _PLAIN, _SLANTED = 0, 10, 20, 30, 40, 50, 60, 70


def style_of(text: str, block: Block) -> Style:
    """How a heading is set."""
    line_start = text.rfind("\n", 0, block.start) + 1
    line_end = text.find("\n", block.end)
    raw = text[line_start : line_end if line_end >= 0 else len(text)].strip()
    below = text[line_end + 1 : line_end + 8].strip() if line_end >= 0 else ""
    before = text[:line_start]
    blanks = before[len(before.rstrip()) :].count("\n") - 1
    gap = -1 if blanks > 1 else 0
    words = plain(raw)
    if raw.startswith("#"):
        return (_HASHED + len(raw) - len(raw.lstrip("#")), 0)
    if below.startswith("==="):
        return (_DOUBLE, 0)
    if below.startswith(("---", "~~~")):
        return (_SINGLE, 0)
    if words.isupper():
        return (_CAPITALS, 0)
    if re.fullmatch(r"\d{1,2}[.)]", block.marker):
        return (_NUMBERED, 0)
    if raw.startswith(("**", "__")):
        return (_BOLD, gap)
    return (_SLANTED if _ITALIC.fullmatch(raw) else _PLAIN, gap)


def top_styles(styles: list[Style], told: list[bool], parts: list[bool]) -> set[Style]:
    """The styles of the first level.

    Parameters
    ----------
    styles
        The styles of all headings, in order.
    told
        Of each heading whether a byline stands with it, or its words name a list.
    parts
        Of each whether its words are those of a part of an article ("Conclusion").
    """
    counts = Counter(styles)
    order = sorted(counts)
    # the first heading stands apart from the masthead, whatever its level
    carrying = {s for s, t in list(zip(styles, told, strict=True))[min(len(styles) - 1, 1) :] if t}
    repeated = next((s for s in order if counts[s] > 1), None)
    best = next((s for s in order if s in carrying), None) if sum(told) > 1 else repeated
    best = best or next((s for s in order if counts[s] > 1 or s in carrying), None)
    if best is None:
        return set()
    alike = [n for n, s in enumerate(styles) if s == best]
    signed = sum(told[n] for n in alike)
    mixed = sum(parts[n] and not told[n] for n in alike)
    if (
        signed
        and signed < len(alike)
        and (mixed > 1 and 2 * mixed >= signed if len(counts) > 1 else mixed or signed > 2)
    ):
        return set()  # titles and parts look alike: only what is told opens an article
    if mixed > len(alike) // 3:
        return set()
    return {s for s in order if s == best or s[0] < best[0]}


def opened_alike(told: list[bool], parts: list[bool], listed: list[bool], after: list[bool]) -> set[int]:
    """Which headings of one style open an article or a list, where bylines stand at the ends of articles.

    The first does, each behind a byline, each that names a list and the next behind a list. What stands between these is a
    part of its article, or an article without byline: the latter where parts are rare in the issue.

    Parameters
    ----------
    told
        Of each heading whether a byline stands with it, or its words name a list.
    parts
        Of each whether its words are those of a part of an article.
    listed
        Of each whether a list, and not an article, stands below it.
    after
        Of each whether it stands behind a byline, and so behind the end of an article.
    """
    opened: set[int] = set()
    between: list[int] = []
    for n in range(len(told)):
        behind_list = n > 0 and listed[n - 1] and n - 1 in opened
        if not parts[n] and (not opened or after[n] or listed[n] or behind_list):
            opened.add(n)
        elif not parts[n]:
            between.append(n)
    articles = sum(after) or 1
    if not any(listed[max(n - 1, 0)] for n in between) and sum(parts) == 0 and 2 * len(between) <= articles:
        opened.update(between)
    return opened
