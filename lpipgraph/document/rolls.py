"""Finds lists of people: entries of a line each, or of a line with those below it that go on.

"Ada Green, Analyst, Fell Unit; on loan to the Hill Trust ⏎     until May" over "Ben Moss, Director, Lorne Lab" are two entries,
though nothing but a line's end stands between them, and neither is the byline of what follows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from .bylines import is_post, opens_with_post
from .lines import ITEM, Line
from .reading import plain

__all__ = ["in_roll", "rolls_of"]

#: From so many entries on a run of them is a list of people.
_ENOUGH = 3
#: An entry has so many lines at most.
_LONGEST = 5
#: A line that these end goes on in the next one.
_GOES_ON = re.compile(r"(?:,|&|[–—-]|\b(?:and|of|for|the|at|in|on|to|by|with|from|or|who|whom))$")


def rolls_of(lines: Sequence[Line]) -> dict[int, int]:
    """For the first line of each entry of a list of people, the line behind its last one."""
    found: dict[int, int] = {}
    i = 0
    while i < len(lines):
        entries = _roll(lines, i) if _may_begin(lines, i) else {}
        if len(entries) >= _ENOUGH:
            found |= entries
            i = max(entries.values())
        else:
            i += 1
    return found


def _may_begin(lines: Sequence[Line], i: int) -> bool:
    above = lines[i - 1].raw if i else ""
    return _opens(lines[i].raw) and (not above.strip() or len(above.split()) < 8)


def _roll(lines: Sequence[Line], i: int) -> dict[int, int]:
    entries: dict[int, int] = {}
    while i < len(lines) and _opens(lines[i].raw):
        end = i + 1
        while end < len(lines) and end - i < _LONGEST and _continues(lines, i, end):
            end += 1
        entries[i] = end
        i = end
        while i < len(lines) and not lines[i].raw.strip():
            i += 1
    return entries


def _opens(raw: str) -> bool:
    return bool(raw.strip()) and ITEM.match(raw) is None and not _is_row(raw) and opens_with_post(plain(raw))


def _is_row(raw: str) -> bool:
    return "\t" in raw or (raw.lstrip().startswith("|") and raw.count("|") > 2)


def _continues(lines: Sequence[Line], first: int, n: int) -> bool:
    """Whether a line goes on with the entry above it: it is set in, or its words only go on."""
    raw, above = lines[n].raw, lines[n - 1].raw.rstrip()
    if not raw.strip() or _is_row(raw) or ITEM.match(raw):
        return False
    set_in = len(raw) - len(raw.lstrip()) > len(lines[first].raw) - len(lines[first].raw.lstrip())
    return set_in or _GOES_ON.search(above) is not None or not _opens(raw)


def in_roll(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is one of three or more consecutive lines with a person and a post: a list, not a byline."""
    if not is_post(plain(lines[i].raw)):
        return False
    beside = 1
    for near in (reversed(lines[max(i - 5, 0) : i]), lines[i + 1 : i + 6]):
        filled = (plain(x.raw) for x in near if x.raw.strip())
        beside += sum(1 for _ in itertools.takewhile(is_post, filled))
    return beside > 2
