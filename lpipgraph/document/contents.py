"""Finds the table of contents: a list whose entries recur as titles, under any heading."""

from __future__ import annotations

import re

from ..names import fold
from .bylines import is_credit
from .kickers import own_kicker
from .lines import HASHES, ITEM, NUMBER, Line, is_link, is_ornament
from .reading import plain

__all__ = ["Contents", "contents_of", "entry_title", "in_two_lines"]

#: The position of the table of contents (first and last+1 line) and its titles; (-1, -1, []) if there is none.
Contents = tuple[int, int, list[str]]

_CONTENTS = re.compile(
    r"(?:table of )?contents|(?:whats )?(?:inside(?: (?:this|the))?|in (?:this|the))(?: issue| edition| number| page| e ?mail| newsletter| bulletin| digest| letter| magazine)?|"
    r"on this page|jump to|at a glance"
)

#: The number of lines at the start of an issue in which a list without a heading can be its contents.
_HEAD = 25
#: The largest number of articles in an issue: a longer run of lines is another list.
_MOST = 200


def contents_of(lines: list[Line]) -> Contents:
    """Finds the table of contents (heading and last+1 line) and its titles; (-1, -1, []) if there is none.

    It is recognised by its structure and not only by its heading: a run of lines whose titles recur further down, each on its
    own line. A heading that says "contents" needs fewer of these.
    """
    words = [
        plain(line.raw.lstrip("# ")) if len(line.raw) < 240 and not is_ornament(line.raw) else ""
        for line in lines
    ]
    words = ["" if is_link(w) else w for w in words]  # "Read more: https://…" may stand in each article
    last_at: dict[str, int] = {}
    for n, w in enumerate(words):
        if w and not lines[n].raw.startswith("\t"):  # what is set in is a detail that recurs, and no title
            own = _without_marker(w)
            last_at |= dict.fromkeys((fold(own), fold(own_kicker(own)[2])), n)
    best: tuple[tuple[bool, int], Contents] = ((False, 0), (-1, -1, []))
    i = seen = 0
    while i < min(len(lines), 200):
        if not words[i]:
            i += 1
            continue
        titles = _on_one_line(words[i])
        if len(titles) > 1 and sum(last_at.get(fold(t), -1) > i for t in titles) >= max(2, len(titles) // 2):
            return i, i + 1, titles
        called = bool(_CONTENTS.fullmatch(fold(words[i])))
        below = (
            next((n for n in range(i + 1, min(i + 3, len(lines))) if lines[n].raw.strip()), i)
            if called
            else i
        )
        titles = _on_one_line(plain(lines[below].raw)) if below > i else []
        if len(titles) > 1 and sum(last_at.get(fold(t), -1) > below for t in titles) >= max(
            2, len(titles) // 2
        ):
            return i, below + 1, titles
        first = i + 1 if called else i
        if not called and (seen := seen + 1) > _HEAD:
            i += 1
            continue
        titles, end, again = _entries(lines, words, last_at, first)
        if not called and sum(t[:1].islower() for t in titles) > len(titles) // 2:
            titles, again = [], 0
        if again >= (1 if called else 3) and again >= (0.3 if called and again > 2 else 0.5) * len(titles):
            heading = i if called else _heading_above(words, first)
            if (called, again) > best[0]:
                best = ((called, again), (heading, end, titles))
            i = end
        elif called and titles and again == 0 and best[0][1] == 0:
            best = ((False, 0), (i, end, titles))
            i = end
        else:
            i += 1
    return best[1] if best[0][1] else _at_the_end(lines, words) or best[1]


def _at_the_end(lines: list[Line], words: list[str]) -> Contents | None:
    """The table of contents at the end of an issue: its heading says so, and its titles are lines above it."""
    for i in range(len(lines) - 1, max(len(lines) - _MOST, len(lines) // 2), -1):
        if not _CONTENTS.fullmatch(fold(words[i])):
            continue
        below = [n for n in range(i + 1, len(lines)) if lines[n].raw.strip()]
        listed = _on_one_line(plain(lines[below[0]].raw)) if below else []
        end = below[0] + 1 if listed else (below[-1] + 1 if below else i)
        titles = listed or [entry_title(words[n]) for n in below]
        above = {fold(_without_marker(w)) for w in words[:i] if w}
        if len(titles) > 2 and 2 * sum(fold(t) in above for t in titles) > len(titles):
            return i, end, titles
    return None


def _on_one_line(words: str) -> list[str]:
    """The titles of a contents list on one line: "In this issue: A | B | C"."""
    head, _, rest = words.partition(":")
    if not _CONTENTS.fullmatch(fold(head)):
        rest = words
    parts = re.split(r"\s+[|•·◦/]\s+|\s*;\s+", rest)
    return [t for part in parts if (t := entry_title(part.strip(" .")))] if len(parts) > 1 else []


def _heading_above(words: list[str], first: int) -> int:
    above = next((n for n in range(first - 1, max(first - 4, -1), -1) if words[n]), first)
    fits = 0 < above < first and len(words[above]) < 40 and not words[above].endswith(".")
    return above if fits and not NUMBER.search(words[above]) else first


def _entries(
    lines: list[Line], words: list[str], last_at: dict[str, int], first: int
) -> tuple[list[str], int, int]:
    """The titles of a run of entries, its end, and how many of the titles recur below."""
    titles: list[str] = []
    places: list[int] = []
    met: set[str] = set()
    again = blank = 0
    end = first
    for j in range(first, len(lines)):
        if len(titles) > _MOST:
            return [], first, 0
        if not words[j]:
            blank += 1
            if lines[j].raw.strip():
                break
            continue
        title = entry_title(words[j])
        numbered = title != words[j]
        folded = fold(title)
        if NUMBER.search(words[j]) and j < 30 and not titles:
            break  # the line of the masthead
        if _CONTENTS.fullmatch(fold(words[j])):
            break  # a menu or a masthead, and the table of contents below it
        if folded in met or HASHES.match(lines[j].raw) or len(title) > 160 or not title:
            break
        below = last_at.get(folded, -1) > j
        if titles and ((blank and not (numbered or below)) or blank > 2):
            break
        blank = 0
        again += below
        titles.append(title)
        places.append(j)
        met.add(folded)
        end = j + 1
    return _without_authors(_without_teasers(titles, places)), end, again


def _without_authors(titles: list[str]) -> list[str]:
    """The titles without the names of authors below them: "How a place feels / Ada Green"."""
    names = [n for n, t in enumerate(titles) if n and is_credit(t) and not is_credit(titles[n - 1])]
    return [t for n, t in enumerate(titles) if n not in names] if len(names) > 1 else titles


def _without_teasers(titles: list[str], places: list[int]) -> list[str]:
    """The titles of entries of two lines each, with blank lines between: the second line is a teaser."""
    second = [n for n in range(1, len(places)) if places[n] == places[n - 1] + 1]
    pairs = second == list(range(1, len(places), 2)) and len(places) % 2 == 0
    return titles[::2] if pairs and len(titles) > 2 else titles


def entry_title(words: str) -> str:
    """An entry without its page number, leaders and bullet: "3  Title", "Title ..... 3", "- Title", "Title | p. 3"."""
    title = re.sub(r"[.…·_]{3,}", " ", words)
    title = re.sub(r"[\s.…·_|–—]*\b(?:p(?:age|p)?\.? ?)?\d{1,3}$", "", title).strip()
    title = re.sub(r"^(?:p(?:age|p)?\.? ?)?\d{1,3}(?:\s+|\s*[|–—:.)]\s*)(?=[A-Z\"'])", "", title)
    return _without_marker(title).strip()


def _without_marker(words: str) -> str:
    item = ITEM.match(words)
    return words[item.end() :] if item else words


def in_two_lines(lines: list[Line], i: int, known: set[str]) -> bool:
    """Whether a line and the next are one of the titles that the contents list."""
    below = plain(lines[i + 1].raw) if known and i + 1 < len(lines) else ""
    return below != "" and fold(f"{plain(lines[i].raw)} {below}") in known
