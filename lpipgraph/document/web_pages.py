"""Finds the head of a web page above an issue: its title ("Title | Site") and its breadcrumb path ("Home > News > Title")."""

from __future__ import annotations

import re

from ..names import fold
from .lines import NUMBER, Line
from .masthead import PREHEADER
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
    """Empties the page's title and path, with the site's name and menu above it, and returns their extents.

    The path has at least three steps. The title is the first line if it joins the words of a later line with other words, as
    "Title: Month | Site" does above "TITLE"; it is kept if the issue's number is in no other line.
    """
    filled = [i for i, line in enumerate(lines) if line.raw.strip()][:_FIRST]
    gone = {i for i in filled if _is_path(lines[i].raw)}
    gone |= _site(lines, filled, gone)
    rest = [i for i in filled if i not in gone]
    if rest and _is_page_title(plain(lines[rest[0]].raw), [plain(lines[i].raw) for i in rest[1:]]):
        gone.add(rest[0])
    numbered = {i for i in filled if NUMBER.search(lines[i].raw)}
    if not numbered:
        gone = {i for i in filled if _is_path(lines[i].raw)}
    elif numbered <= gone:
        gone = set()
    kept = [Line(x.start, x.end, "") if i in gone else x for i, x in enumerate(lines)]
    return kept, [(lines[i].start, lines[i].end) for i in sorted(gone)]


def _site(lines: list[Line], filled: list[int], paths: set[int]) -> set[int]:
    """The lines of the site above the masthead: those over the path, or over a menu, if a title is between these and the number.

    The path names the title: "Home › News › The Letter › Issue 9". A menu does not, so that the title is right above the number.
    """
    numbered = next((i for i in filled if i not in paths and NUMBER.search(lines[i].raw)), -1)
    last = max((i for i in filled if i < numbered and (i in paths or _is_menu(lines[i].raw))), default=-1)
    between = [i for i in filled if last < i < numbered and not PREHEADER.fullmatch(plain(lines[i].raw))]
    steps = {fold(step) for i in paths for step in _steps(lines[i].raw)}
    named = any(fold(plain(lines[i].raw)) in steps for i in between)
    if last < 0 or not between or not (named or (last not in paths and between == [numbered - 1])):
        return set()
    return {i for i in filled if i < between[0]}


def _is_menu(raw: str) -> bool:
    """Whether a line is a menu: short words, parted by bars or dots, none of them a number or a day."""
    items = [item.strip() for item in re.split(r"\s+[|·•]\s+", plain(raw))]
    return len(items) > _STEPS_AT_LEAST and all(
        0 < len(item) < _LONGEST_STEP and not any(c.isdigit() for c in item) for item in items
    )


def _steps(raw: str) -> list[str]:
    words = plain(raw).strip()
    return re.split(r"\s*/\s*", words) if _SLASHED.match(words) else _STEP.split(words)


def _is_path(raw: str) -> bool:
    steps = _steps(raw)
    return len(steps) >= _STEPS_AT_LEAST and all(
        0 < len(step) < _LONGEST_STEP and step[0].isalnum() for step in steps
    )


def _is_page_title(words: str, below: list[str]) -> bool:
    if not _SITE.search(words):
        return False
    parts = {fold(part) for part in _PARTED.split(words)}
    return any(fold(line) in parts and len(fold(line)) > 2 for line in below)
