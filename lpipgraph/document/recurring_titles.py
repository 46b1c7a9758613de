"""Finds the titles of articles by what recurs at them, for issues in which typography does not tell them.

Editors mark each article in one way: a number that counts on, a frame («…»), a symbol, a label ("Headline: …"), a rule above,
a link above that ends the article before, a date or the lines of a label below. Lines that share such a sign are titles if
most of the issue's prose stands below them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ..dates import find_dates
from ..names import fold
from .bylines import is_credit, is_signature
from .datelines import is_dateline
from .lines import ENDED, MAIL, Line, is_link
from .reading import plain
from .section_kinds import is_part, kind_of

__all__ = ["recurring_titles", "titled"]

#: Extents of titles in the source, by line number.
Titles = dict[int, tuple[int, int]]

_LONGEST = 130
#: The least prose below a title, in characters, and the least share of the prose of an issue below all of them.
_ARTICLE, _SHARE = 150, 0.6
_LEAST = 3
#: A longer line that goes on below is no title in one line.
_BROKEN = 60
_COUNTED = (
    re.compile(r"\((?P<n>\d{1,2})\)\s+(?P<title>\S.*)"),
    re.compile(r"#\s?(?P<n>\d{1,2})\b\s*[|:.–—-]?\s*(?P<title>.*)"),
    re.compile(r"(?P<n>\d{1,2})[.)]\s+(?P<title>\S.*)"),
    re.compile(r"(?P<n>\d{1,2})(?:\s?/\s?\d{1,2}|\s*[|–—:])\s*(?P<title>.*)"),
    re.compile(r"(?:item|no\.?|number|story|entry|part|article|piece|message|section|note)\s?[:#]?\s?(?P<n>\d{1,2})(?: of \w+)?\s*[:.|–—-]?\s*(?P<title>.*)", re.IGNORECASE),
)  # fmt: skip
_FRAMES = ("«»", "‹›", "[]", "<>", "»«", "{}", "||", "==", "~~", "::", "··", "••")
_LABELLED = re.compile(r"(?P<label>[A-Z][\w ]{1,20}):[ \t]+(?P<title>\S.*)")
_LABEL_BELOW = re.compile(r"(?P<label>[A-Z][\w ]{1,18})(?::\s|\s{2,}|\t)\S")
_LIST_TAG = re.compile(r"\[[\w -]{2,30}\]\s*(?=\S)")
_ADDRESS = re.compile(r"\s*[<(\[]\S+://\S*[>)\]]?\s*$")
_CALL = re.compile(
    r"\W*(?:read|continue|find out|see|view|full (?:story|text|piece)|more)\b.{0,80}|.*(?:→|>>|»)\s*",
    re.IGNORECASE,
)
#: What may mark titles; what comes later says more.
_SIGNS = ("link above", "apart", "label below", "date below", "symbol", "label", "frame")
#: Labels of titles, which stand in a line of their own below the sign of an article.
_TITLES = frozenset(("subject", "headline", "title", "story", "item"))


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with words: its number, its words, whether it can be a title, and how much prose it is."""

    i: int
    words: str
    title: bool
    prose: int
    gap: bool
    apart: bool


def recurring_titles(lines: Sequence[Line], ornaments: frozenset[int], width: int) -> Titles:
    """The extents of the titles by the line at which they begin; none if no sign recurs over most of the prose."""
    rows = list(_rows(lines, ornaments, width))
    total = sum(r.prose for r in rows)
    if not total:
        return {}
    best = (0, _SHARE)
    found: Titles = {}
    upto = list(accumulate((r.prose for r in rows), initial=0))
    for strength, members in _series(lines, rows):
        if len(members) < _LEAST:
            continue
        below = {n: upto[end] - upto[n + 1] for n, end in pairwise([*members, len(rows)])}
        kept = {n: title for n, title in members.items() if below[n] >= _ARTICLE}
        covered = sum(below[n] for n in kept) / total
        if len(kept) < _LEAST or 2 * len(kept) < len(members):
            continue
        words = [lines[rows[n].i].raw[a - lines[rows[n].i].start :] for n, (a, _) in kept.items()]
        if len({fold(w) for w in words}) < len(words) or 2 * sum(map(_is_part, words)) > len(words):
            continue
        if covered >= _SHARE and (strength, covered) > best:
            best, found = (strength, covered), {rows[n].i: title for n, title in kept.items()}
    return found


def titled(text: str, lines: list[Line], titles: Titles) -> tuple[list[Line], list[tuple[int, int]]]:
    """The lines with nothing but the title in those that have one, and the extents of what stands beside it.

    A title that goes on in the next line takes that line in.
    """
    made = list(lines)
    beside: list[tuple[int, int]] = []
    for i, (start, end) in titles.items():
        last = i
        while lines[last].end < end:
            last += 1
            made[last] = Line(lines[last].start, lines[last].end, "")
        beside += [(a, b) for a, b in ((lines[i].start, start), (end, lines[last].end)) if text[a:b].strip()]
        made[i] = Line(start, end, text[start:end].replace("\r", " ").replace("\n", " "))
    return made, beside


def _is_part(words: str) -> bool:
    words = plain(words)
    return is_part(words) or kind_of(words) is not None or (words.endswith("?") and len(words.split()) < 5)


def _rows(lines: Sequence[Line], ornaments: frozenset[int], width: int) -> Iterator[_Row]:
    last = -1
    for i, line in enumerate(lines):
        words = plain(line.raw)
        if not any(c.isalnum() for c in words):
            continue
        full = bool(width) and len(line.raw.rstrip()) > 0.7 * width
        long = (
            len(words) > 90
            or (full and i + 1 < len(lines) and bool(lines[i + 1].raw.strip()))
            or (bool(width) and i > 0 and last == i - 1 and ENDED.search(words) is not None)
        )
        yield _Row(
            i, words,
            len(words) <= _LONGEST and not MAIL.search(words) and words[-1] not in ".,;" and not is_dateline(words),
            len(words) if long or (len(words) > 60 and ENDED.search(words)) else 0,
            i - last > 1, any(j in ornaments for j in range(last + 1, i)),
        )  # fmt: skip
        last = i


def _series(lines: Sequence[Line], rows: Sequence[_Row]) -> Iterator[tuple[int, Titles]]:
    """The lines that share a sign, by their place among the rows, and how much the sign says."""
    for counted in _COUNTED:
        for members in _counted(lines, rows, counted):
            yield len(_SIGNS), members
    groups: dict[tuple[str, ...], Titles] = {}
    for n, row in enumerate(rows):
        if not row.title:
            continue
        for sign, start, end in _signs(lines, rows, n):
            groups.setdefault(sign, {})[n] = (start, end)
    for sign, members in groups.items():
        yield _SIGNS.index(sign[0]), members


def _extent(line: Line, words: str) -> tuple[int, int]:
    """The extent of words in a line, without an address behind them."""
    words = _ADDRESS.sub("", words).strip()
    at = line.raw.rfind(words)
    return line.start + at, line.start + at + len(words)


def _labelled(lines: Sequence[Line], i: int, title: str) -> tuple[int, int]:
    """The extent of a title behind a label, without a list's tag, and with a line that a mail program folded."""
    start, end = _extent(lines[i], _LIST_TAG.sub("", title))
    below = lines[i + 1].raw if i + 1 < len(lines) else ""
    return start, lines[i + 1].start + len(below.rstrip()) if below.strip() and below[0].isspace() else end


def _signs(lines: Sequence[Line], rows: Sequence[_Row], n: int) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """What marks a line beside its typography, with the extent of the words that it marks."""
    row = rows[n]
    line, raw = lines[row.i], lines[row.i].raw.strip()
    bare = _ADDRESS.sub("", raw).strip()
    start, end = _extent(line, bare)
    for frame in _FRAMES:
        if len(bare) > 4 and bare[0] == frame[0] and bare[-1] == frame[1]:
            yield ("frame", frame), *_extent(line, bare.strip(frame + " "))
    if bare and unicodedata.category(bare[0]) in ("So", "Sk", "Sm") and len(bare.split()) > 2:
        rest = bare.lstrip(
            "".join(c for c in bare if unicodedata.category(c) in ("So", "Sk", "Sm", "Mn", "Cf"))
        ).strip()
        if rest and rest[0].isupper() and not _CALL.fullmatch(rest):
            yield ("symbol",), *_extent(line, rest)
    if match := _LABELLED.fullmatch(bare):
        title = match["title"]
        if len(title.split()) > 1 and not is_credit(title) and not any(find_dates(title)):
            yield ("label", match["label"].lower()), *_labelled(lines, row.i, title)
    if not row.words[0].isupper() and not row.words[0].isdigit() and row.words[0] not in "\"'“‘":
        return
    if any((m := form.fullmatch(raw)) and not any(c.isalpha() for c in m["title"]) for form in _COUNTED):
        return  # a number alone is above its title
    if is_credit(row.words) or is_signature(row.words) or is_link(row.words) or _CALL.fullmatch(row.words):
        return
    above = rows[n - 1] if n else None
    below = rows[n + 1] if n + 1 < len(rows) else None
    if row.apart and not (below and not below.gap and len(row.words) > _BROKEN):
        yield ("apart",), start, end
    if above and row.gap and (is_link(above.words) or "://" in above.words or _CALL.fullmatch(above.words)):
        yield ("link above",), start, end
    if below and not row.gap and not below.gap:
        return
    if below and (is_dateline(below.words) or _is_date(below.words)):
        yield ("date below",), start, end
    if below and (match := _LABEL_BELOW.match(below.words)):
        yield ("label below", match["label"].lower()), start, end


def _is_date(words: str) -> bool:
    return any((d.start, d.end) == (0, len(words)) and d.type == "date" for d in find_dates(words))


def _counted(lines: Sequence[Line], rows: Sequence[_Row], form: re.Pattern[str]) -> Iterator[Titles]:
    """Lines with a number that counts on from one; the title may be the next line, or one with a label."""
    found: list[tuple[int, int, str]] = []
    for n, row in enumerate(rows):
        match = form.fullmatch(lines[row.i].raw.strip()) if row.title or row.prose == 0 else None
        if match and int(match["n"]) == (found[-1][1] + 1 if found else 1):
            found.append((n, int(match["n"]), match["title"]))
    if len(found) < _LEAST:
        return
    members: Titles = {}
    for n, _, title in found:
        if title and any(c.isalpha() for c in title):
            members[n] = _extent(lines[rows[n].i], title)
            continue
        for m in range(n + 1, min(n + 6, len(rows))):
            labelled = _LABELLED.fullmatch(lines[rows[m].i].raw.strip())
            if labelled and labelled["label"].lower() in _TITLES:
                members[m] = _labelled(lines, rows[m].i, labelled["title"])
                break
        else:
            if n + 1 < len(rows) and rows[n + 1].title:
                members[n + 1] = _extent(lines[rows[n + 1].i], lines[rows[n + 1].i].raw.strip())
    if all(b > a for a, b in pairwise(members)):
        yield members
