"""Finds the footer of a mailing service below an issue: why it was sent, how to unsubscribe, menus and small print."""

from __future__ import annotations

import re

from ..tables import patterns
from .lines import Line, runs_of
from .reading import plain

__all__ = ["without_mailing"]

#: The number of last lines that are not blank in which the footer is.
_LAST = 40
_PARTED = re.compile(r"\s*[|·•/]\s*|\s{2,}|\t|(?<=\w)\s+-\s+(?=\w)")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+")
_ITEMS_AT_LEAST = 2


def without_mailing(lines: list[Line]) -> tuple[list[Line], list[tuple[int, int]]]:
    """Empties the paragraphs of a mailing footer, and returns their extents.

    A paragraph belongs to the footer if it begins with `own` words, or is a menu of `menu` words only. A copyright notice or
    similar belongs to it only next to such a paragraph. A paragraph that ends in a colon includes the next one: an address.
    """
    filled = [i for i, line in enumerate(lines) if line.raw.strip()]
    first = max(filled[-_LAST] if len(filled) > _LAST else 0, len(lines) // 3)
    signs: dict[int, str] = {}
    paragraphs = list(runs_of(lines, first))
    address = False
    for n, (a, b) in enumerate(paragraphs):
        text = " ".join(plain(line.raw) for line in lines[a:b])
        sign = "own" if address else _sign(text, [plain(line.raw) for line in lines[a:b]])
        address = sign == "own" and text.rstrip().endswith(":")
        if sign:
            signs[n] = sign
    if "own" not in signs.values() and "menu" not in signs.values():
        return lines, []
    gone = {i for n in signs for i in range(*paragraphs[n]) if lines[i].raw.strip()}
    kept = [Line(x.start, x.end, "") if i in gone else x for i, x in enumerate(lines)]
    return kept, [(lines[i].start, lines[i].end) for i in sorted(gone)]


def _sign(text: str, rows: list[str]) -> str:
    words = patterns("mailing", re.IGNORECASE | re.DOTALL)
    text = text.strip(" -–—_*")
    opening = _SENTENCE.split(text, maxsplit=1)[0]
    if words["own"].match(opening) or words["own"].match(text):
        return "own"
    items = [
        item.strip(" .,()[]-–—") for row in rows for item in _PARTED.split(row) if item.strip(" .,()[]-–—")
    ]
    menu = [item for item in items if words["menu"].fullmatch(item)]
    if len(menu) == len(items) and (len(items) >= _ITEMS_AT_LEAST or "subscri" in text.lower()):
        return "menu"
    return "beside" if words["beside"].match(text) else ""
