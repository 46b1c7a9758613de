"""Finds the sentence around a quote from the text alone: archives keep an issue's text and not its blocks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

__all__ = ["sentence_around"]

#: The longest sentence, in characters; longer stretches are lists without full stops.
_LONGEST = 700
#: A shorter line is complete, as headings and bylines are.
_SHORT_LINE = 55
_FULL_STOP = re.compile(r"[.!?][”’\"')\]]*\s+(?=[A-Z“‘\"'(\[*])")
_ABBREVIATION = re.compile(r"\b(?:Dr|Prof|Mr|Mrs|Ms|St|vs|cf|e\.g|i\.e|[A-Z])\.\Z")
_TAG = re.compile(r"</?(?:p|br|li|div|td|tr|h[1-6])\b[^<>\n]*>")
_ITEM = re.compile(r"\s*(?:[-*•#]\s|\d+[.)]\s)")
_LEADING = " \t\r\n-*•#"


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a stretch, or the stretch itself if the sentence is too long."""
    if start >= end:
        return start, end
    cuts = _cuts(text)
    at = bisect_right(cuts, start) - 1
    first, last = cuts[at], cuts[bisect_left(cuts, end, at + 1)]
    words = text[first:last]
    first += len(words) - len(words.lstrip(_LEADING))
    last -= len(words) - len(words.rstrip())
    if cuts[at + 1] < end or last - first > _LONGEST:
        return start, end
    return min(first, start), max(last, end)


@lru_cache(maxsize=4)
def _cuts(text: str) -> tuple[int, ...]:
    """The offsets at which sentences begin or end, in order, including the ends of the text."""
    found = {0, len(text)}
    for stop in _FULL_STOP.finditer(text):
        if not _ABBREVIATION.search(text[max(0, stop.start() - 4) : stop.start() + 1]):
            found.add(stop.end())
    for tag in _TAG.finditer(text):
        found.update(tag.span())
    at = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if not words or "\t" in words or _ITEM.match(line):
            found.add(at)
        at += len(line)
        if len(words) <= _SHORT_LINE or "\t" in words:
            found.add(at)
    return tuple(sorted(found))
