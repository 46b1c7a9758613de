"""Parses the numbers before headings and paragraphs of formal papers: "3.1", "§ 4", "B.", "IV.", "Item 2:", "PB/26/014 –".

They are not words of a title. A single number is ambiguous ("10 things to know"): it numbers a heading if the headings with
this form of number are consecutive.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ..names import fold
from ..tables import words as words_of
from .kickers import is_kicker
from .lines import ENDED, HASHES, Line, is_full, is_underline
from .reading import plain

__all__ = ["without_numbers"]

_DASH = r"\s*[:–—|·-]\s+"
_ROMANS = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
)
_SPELT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
#: Characters before a heading's words: hashes, marks of bold or italic; a bullet and a link in a table of contents.
_LEAD = re.compile(r"\s*(?:#{1,6}\s+)?(?P<entry>[-*•–]\s+)?(?:\*\*|__|\*|_)?\[?")
#: The page that a table of contents gives.
_PAGE = re.compile(r"\t\d{1,3}$")
#: The longest heading, in characters.
_LONGEST = 110
_PROSE = 90
#: Where a note stands: "on Sundays. [3]".
_NOTE = re.compile(r"\s*\[\d{1,2}\]$")
#: Forms of numbers that paragraphs of formal papers have, and entries of lists have not.
_OF_PAPERS = ("decimal", "section", "lettered")


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The forms of numbers, the most specific first."""
    called = "|".join(sorted(words_of("numbering"), key=len, reverse=True))
    value = rf"(?:\d{{1,2}}(?:\.\d{{1,2}})*|[ivx]{{1,5}}|[a-h]|{'|'.join(_SPELT)})"
    patterns = {
        "section": r"§{1,2}\s?(?P<n>\d{1,2}(?:\.\d{1,2})*)\.?\s+",
        "called": rf"(?i:(?:{called})\s+(?P<n>{value}))(?:\s*[.:)]|\s+[–—|·-])\s+",
        "decimal": r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})\.?\)?\s+",
        "of": r"(?P<n>\d{1,2})\s?/\s?\d{1,2}[.:)]?\s+",
        "ordinal": r"(?P<n>\d{1,2})[.)]\s+",
        "roman": r"\(?(?P<n>[IVX]{1,5}|[ivx]{1,5})[.)]\s+",
        "lettered": r"(?P<n>[A-H]\.?\d{1,2}(?:\.\d{1,2})?)(?:[.:)]|\s[–—-])?\s+",
        "letter": r"\(?(?P<n>[A-Z])[.)]\s+",
        "code": rf"\[?(?P<n>[A-Z]{{1,6}}(?:[-/. ]?[A-Z]{{1,4}}){{0,2}}[-/. ]?\d{{1,4}}(?:[-/.]\d{{1,4}}){{0,3}})(?:\]{_DASH}|\]\s+|{_DASH})",
        "bare": r"(?P<n>\d{1,2})\s+",
    }
    return tuple((name, re.compile(p)) for name, p in patterns.items())


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A line that opens with a number: the number's form, values and extent, and the rest of the line."""

    at: int
    form: str
    values: tuple[int, ...]
    first: int
    last: int
    rest: str
    marked: bool
    entry: bool


def without_numbers(lines: list[Line], width: int) -> tuple[list[Line], list[tuple[int, int]]]:
    """Removes the numbers of headings and paragraphs, and returns their extents; headings keep theirs in `number`.

    Parameters
    ----------
    lines
        The lines of the issue.
    width
        The column at which prose is wrapped; 0 if a paragraph is a line.
    """
    families: dict[tuple[str, int], list[_Numbered]] = defaultdict(list)
    for i in range(len(lines)):
        if numbered := _number_of(lines, i):
            families[numbered.form, len(numbered.values)].append(numbered)
    chosen: dict[int, _Numbered] = {}
    for (form, _), found in families.items():
        heads = [x for x in found if _may_head(lines, x, form, width)]
        if _count_on(heads, form):
            chosen |= {x.at: x for x in heads if x.at not in chosen}
            again = {fold(plain(x.rest)) for x in heads}  # in the table of contents
            chosen |= {x.at: x for x in found if fold(plain(_title_of(x))) in again and x.at not in chosen}
    heading = set(chosen)
    chosen |= {x.at: x for x in _paragraphs(lines, families, heading, width) if x.at not in chosen}
    kept = list(lines)
    extents = []
    for i, x in sorted(chosen.items()):
        line = lines[i]
        raw = line.raw[: x.first] + " " * (x.last - x.first) + line.raw[x.last :]
        number = line.raw[x.first : x.last].strip() if x.at in heading else ""
        kept[i] = replace(line, raw=raw, number=number, opens=x.at not in heading and x.form != "ordinal")
        extents.append((line.start + x.first, line.start + x.last))
    return kept, extents


def _number_of(lines: Sequence[Line], i: int) -> _Numbered | None:
    raw = lines[i].raw
    lead = _LEAD.match(raw)
    first = lead.end() if lead else 0
    if not raw.strip() or raw.count("|") > 2:
        return None
    marked = bool(HASHES.match(raw.lstrip()) or raw.lstrip().startswith(("**", "__"))) or (
        i + 1 < len(lines) and is_underline(lines[i + 1].raw)
    )
    for form, pattern in _forms():
        match = pattern.match(raw, first)
        if match is None:
            continue
        rest = raw[match.end() :].strip()
        opening = rest.lstrip("\"'“‘([*_")[:1]
        values = _values(match["n"])
        if not values or not (opening.isupper() or opening.isdigit()) or "\t" in _PAGE.sub("", rest):
            continue  # a tab behind the number is a word processor's, one behind words parts cells
        return _Numbered(i, form, values, first, match.end(), rest, marked, bool(lead and lead["entry"]))
    return None


def _title_of(x: _Numbered) -> str:
    """The title that an entry of the contents gives: "[Title](#title)", "Title ..... 3"."""
    return re.sub(r"\]\([^()]*\)$|[\s.…·_|–—]*\d{0,3}$", "", x.rest)


def _values(written: str) -> tuple[int, ...]:
    """A number's values: "3.1" → (3, 1), "IV" → (4,), "B2" → (2, 2); for a code, its last two."""
    low = written.lower()
    if low in _SPELT:
        return (_SPELT.index(low) + 1,)
    if low in _ROMANS:
        return (_ROMANS.index(low) + 1,)
    digits = tuple(map(int, re.findall(r"\d+", written)))
    letters = re.match(r"[a-z]+", low)
    if letters and len(letters[0]) == 1 and len(digits) < 2:
        return (ord(letters[0]) - 96, *digits)
    return digits[-2:] if letters else digits


def _is_short(rest: str) -> bool:
    return len(rest) <= _LONGEST and not rest.rstrip("*_").endswith((".", ";", ","))


def _may_head(lines: Sequence[Line], x: _Numbered, form: str, width: int) -> bool:
    """Whether a numbered line may be a heading: short, set off, and not an entry among entries."""
    if x.entry or not _is_short(x.rest):
        return False
    if x.marked:
        return True
    if form == "ordinal":
        return False  # an entry of a list looks the same
    if width and is_full(lines, x.at, width):
        return False
    above = lines[x.at - 1].raw.strip() if x.at else ""
    apart = not above or (is_kicker(plain(above)) and not (x.at > 1 and lines[x.at - 2].raw.strip()))
    return apart and not (x.at + 1 < len(lines) and _like(lines, x.at + 1, form))


def _like(lines: Sequence[Line], i: int, form: str) -> bool:
    found = _number_of(lines, i)
    return found is not None and found.form == form


def _count_on(heads: Sequence[_Numbered], form: str) -> bool:
    """Whether the numbers of headings are consecutive from the first one."""
    if not heads:
        return False
    values = [x.values for x in heads]
    sure = form in ("section", "called", "decimal", "code") or (
        form == "ordinal" and all(x.marked for x in heads)
    )
    few = 3 if not sure else 1 if all(x.marked for x in heads) else 2
    if len(values) < few:
        return False
    steps = list(itertools.pairwise(values))
    if not all(a < b for a, b in steps) or len({fold(x.rest) for x in heads}) < len(heads):
        return False  # a running head recurs with each page's number
    near = sum(b[-1] - a[-1] in (1, 2) or (len(b) > 1 and b[:-1] != a[:-1] and b[-1] <= 1) for a, b in steps)
    begins = form == "code" or values[0][-1] <= 2
    return begins and 3 * near >= 2 * len(steps)


def _paragraphs(
    lines: Sequence[Line], families: dict[tuple[str, int], list[_Numbered]], heading: set[int], width: int
) -> Iterator[_Numbered]:
    """The paragraphs that are numbered, where most paragraphs are: "3.2 The council bought two vans. They run on Sundays.".

    Where they are, their short ones have numbers as well, and so have those of an annex, fewer though they are ("A.1").
    """
    openings = {i for i in range(len(lines)) if _opens_prose(lines, i, width)}
    alone = set() if width else {i for i, line in enumerate(lines) if _is_prose(line.raw)}
    short: list[_Numbered] = []
    numbered = False
    for (form, _), found in families.items():
        if form not in ("decimal", "ordinal", "section", "bare", "lettered"):
            continue
        free = [x for x in found if x.at not in heading and not x.marked and not x.entry]
        of_paper = form in _OF_PAPERS
        for prose in (openings, alone) if of_paper else (openings,):
            told = [x for x in free if x.at in prose]
            rising = sum(a.values < b.values for a, b in itertools.pairwise(told))
            if len(told) >= 4 and 4 * rising >= 3 * (len(told) - 1) and 2 * len(told) >= len(prose):
                yield from told
                numbered |= of_paper
                break
        if of_paper:
            short += [x for x in free if ENDED.search(_NOTE.sub("", x.rest)) and _falls_in(x, told)]
    if numbered:
        yield from short


def _falls_in(x: _Numbered, told: Sequence[_Numbered]) -> bool:
    """Whether a number lies between those of the paragraphs above and below it."""
    above = [t.values for t in told if t.at < x.at]
    below = [t.values for t in told if t.at > x.at]
    return (not above or above[-1] < x.values) and (not below or x.values < below[0])


def _is_prose(raw: str) -> bool:
    """Whether a line is a whole paragraph, where each paragraph is a line."""
    return len(raw) > _PROSE and ENDED.search(_NOTE.sub("", raw.rstrip())) is not None


def _opens_prose(lines: Sequence[Line], i: int, width: int) -> bool:
    """Whether a line opens a longer paragraph, on one line or wrapped."""
    above = lines[i - 1].raw.strip() if i else ""
    inside = bool(above) and (is_full(lines, i - 1, width) if width else not _is_short(above))
    if not lines[i].raw.strip() or inside:
        return False
    run = list(itertools.takewhile(str.strip, (x.raw for x in lines[i : i + 12])))
    return (
        sum(map(len, run)) > _PROSE
        and ENDED.search(run[-1].rstrip()) is not None
        and not run[-1].rstrip().endswith("?")
    )
