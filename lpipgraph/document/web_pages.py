"""Finds the head of a web page above an issue: its title ("Title | Site") and its breadcrumb path ("Home > News > Title")."""

from __future__ import annotations

import re

from ..names import fold
from .lines import NUMBER, Line
from .reading import plain

__all__ = ["without_page_head"]

#: The number of first lines that are not blank in which it is.
_FIRST = 10
_STEP = re.compile(r"\s*[>›»→]\s*")
_SLASHED = re.compile(r"(?:You are here:? )?Home\s*/\s*\S", re.IGNORECASE)
_PARTED = re.compile(r"\s+[|·•–—-]\s+|:\s+|,\s+")
_SITE = re.compile(r"\s[|·•–—-]\s")
_LONGEST_STEP = 60
_STEPS_AT_LEAST = 3


def without_page_head(lines: list[Line]) -> tuple[list[Line], list[tuple[int, int]]]:
    """Empties the page's title and path, and returns their extents.

    The path has at least three steps. The title is the first line if it joins the words of a later line with other words, as
    "Title: Month | Site" does above "TITLE"; it is kept if the issue's number is in no other line.
    """
    filled = [i for i, line in enumerate(lines) if line.raw.strip()][:_FIRST]
    gone = {i for i in filled if _is_path(lines[i].raw)}
    rest = [i for i in filled if i not in gone]
    if rest and _is_page_title(plain(lines[rest[0]].raw), [plain(lines[i].raw) for i in rest[1:]]):
        gone.add(rest[0])
    numbered = {i for i in filled if NUMBER.search(lines[i].raw)}
    if not gone or numbered <= gone:
        return lines, []
    kept = [Line(x.start, x.end, "") if i in gone else x for i, x in enumerate(lines)]
    return kept, [(lines[i].start, lines[i].end) for i in sorted(gone)]


def _is_path(raw: str) -> bool:
    words = plain(raw).strip()
    steps = re.split(r"\s*/\s*", words) if _SLASHED.match(words) else _STEP.split(words)
    return len(steps) >= _STEPS_AT_LEAST and all(
        0 < len(step) < _LONGEST_STEP and step[0].isalnum() for step in steps
    )


def _is_page_title(words: str, below: list[str]) -> bool:
    if not _SITE.search(words):
        return False
    parts = {fold(part) for part in _PARTED.split(words)}
    return any(fold(line) in parts and len(fold(line)) > 2 for line in below)
