"""Which headings open an article or section, and which a part of one: told by how they are set, not by their words.

Headings of one style are of one level. The style that stands out most is the first level; where all look alike, a
byline, or a heading that names a list, tells.
"""

from __future__ import annotations

import re
from collections import Counter

from .blocks import Block
from .lines import ORDINAL
from .reading import plain

__all__ = ["PLAIN", "Style", "opened_alike", "style_of", "top_styles"]

#: How a heading is set (the more it stands out, the smaller), and how many blank lines stand above it.
Style = tuple[int, int]

_ITALIC = re.compile(r"(?:\*|_)[^*_]+(?:\*|_)")
_HASHED, _DOUBLE, _CAPITALS, _SINGLE, _NUMBERED, _BOLD, PLAIN, _SLANTED = 0, 10, 20, 30, 40, 50, 60, 70


def style_of(text: str, block: Block) -> Style:
    """How a heading is set."""
    line_start = text.rfind("\n", 0, block.start) + 1
    line_end = text.find("\n", block.end)
    raw = text[line_start : line_end if line_end >= 0 else len(text)].strip()
    below = text[line_end + 1 : line_end + 8].strip() if line_end >= 0 else ""
    above = line_start
    while above and text[above - 1].isspace():
        above -= 1
    blanks = text.count("\n", above, line_start) - 1
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
    if ORDINAL.fullmatch(block.marker):
        return (_NUMBERED, 0)
    if raw.startswith(("**", "__")):
        return (_BOLD, gap)
    return (_SLANTED if _ITALIC.fullmatch(raw) else PLAIN, gap)


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


def opened_alike(signed: list[bool], parts: list[bool], listed: list[bool]) -> set[int]:
    """Which headings open an article or a list, where all look alike.

    The first does, each that is signed, each that names a list and the next behind a list. Of the others each is a part of its
    article, or an article without byline: the latter where no byline stands in the issue, or where parts are rare in it.

    Parameters
    ----------
    signed
        Of each heading whether a byline shows that it opens an article.
    parts
        Of each whether its words are those of a part of an article.
    listed
        Of each whether a list, and not an article, stands below it.
    """
    opened: set[int] = set()
    between: list[int] = []
    for n in range(len(signed)):
        behind_list = n > 0 and listed[n - 1] and n - 1 in opened
        if signed[n] or (not parts[n] and (not opened or listed[n] or behind_list)):
            opened.add(n)
        elif not parts[n]:
            between.append(n)
    if not any(signed) or (not any(parts) and 2 * len(between) <= sum(signed)):
        opened.update(between)
    return opened
