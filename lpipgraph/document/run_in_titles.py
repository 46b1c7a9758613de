"""Finds titles that run into the first line of their article: "A LEVY THAT STAYS AT HOME. Visitors to the town will pay …".

Such words also open the entries of lists and the parts of an article. They are titles where the paragraphs of the whole issue
open so, and hardly any line stands alone as other titles do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..tables import words as words_of
from .bylines import VERB, is_credit, is_name
from .lines import ENDED, HASHES, ITEM, Line, is_underline, runs_of
from .reading import plain
from .section_kinds import kind_of

__all__ = ["run_in_roles", "without_run_in"]

#: The fewest of them in an issue, and the least prose of one, in characters.
_AT_LEAST, _PROSE = 3, 110
_CAPITALS = re.compile(
    r"\s*(?P<lead>[\"'“‘]?[A-Z0-9](?:(?![a-z]).){4,100}?[A-Z0-9'’\")])(?P<mark>[.:]|(?P<own>[?!])(?:\s[–—-])?|\s[–—-])\s+(?=[\"'“‘(]?(?:[A-Z0-9][a-z\s]|[A-Z]['’]|[A-Z0-9][\w&’'-]* [a-z]))"
)
_BOLD = re.compile(
    r"\s*(?P<open>\*\*|__)(?P<lead>[^*_\n]{3,100}?)(?P<mark>[.:]?|(?P<own>[?!])|\s[–—-])(?P=open)[.:]?(?:\s[–—-])?\s+(?=[\"'“‘(]?[A-Z0-9])"
)
_PLAIN = re.compile(
    r"\s*(?P<lead>[A-Z][\w'’-]*(?: [\w'’-]+){0,4})(?P<mark>[.:]|(?P<own>\?)|\s[–—-])\s+(?=[\"'“‘(]?[A-Z])"
)


@dataclass(frozen=True, slots=True)
class _Lead:
    """A lead at the start of a paragraph: its line, its extent in the line, where the text goes on, and its mark."""

    at: int
    first: int
    last: int
    rest: int
    mark: str
    prose: int


def without_run_in(lines: list[Line]) -> tuple[list[Line], frozenset[tuple[int, int]]]:
    """Parts the leads of paragraphs from their text if they are the titles of the issue; returns the lines and the titles' extents."""
    if any(
        HASHES.match(x.raw) or (is_underline(x.raw) and i and lines[i - 1].raw.strip())
        for i, x in enumerate(lines)
    ):
        return lines, frozenset()
    runs = list(runs_of(lines))
    alone = sum(_stands_alone(lines, runs, n) for n in range(len(runs)))
    long = sum(_length(lines, run) > _PROSE for run in runs)
    for form in (_CAPITALS, _BOLD, _PLAIN):
        leads = [lead for run in runs if (lead := _lead(lines, run, form)) is not None]
        if form is _PLAIN:
            mark = max({x.mark for x in leads}, key=[x.mark for x in leads].count, default="")
            leads = [x for x in leads if x.mark == mark]
        if _are_titles(lines, leads, form, long, alone):
            return _parted(lines, leads)
    return lines, frozenset()


def run_in_roles(lines: Sequence[Line], found: frozenset[tuple[int, int]], roles: dict[int, str]) -> None:
    """Makes the parted leads titles, and what other lines of their paragraphs were taken for text."""
    for i, line in enumerate(lines):
        if (line.start, line.end) in found and line.raw:
            roles[i] = "title"
            for below in range(i + 1, len(lines)):
                if not lines[below].raw.strip():
                    break
                roles.pop(below, None)


def _length(lines: Sequence[Line], run: tuple[int, int]) -> int:
    return sum(len(lines[i].raw.strip()) + 1 for i in range(*run))


def _stands_alone(lines: Sequence[Line], runs: Sequence[tuple[int, int]], n: int) -> bool:
    """Whether a run is one short line over prose, as a title is, or opens with such a line."""
    first, last = runs[n]
    words = plain(lines[first].raw)
    if not words or len(words) > 90 or ENDED.search(words) or not (words[0].isupper() or words[0].isdigit()):
        return False
    rest = (first + 1, last) if last - first > 1 else runs[n + 1] if n + 1 < len(runs) else (last, last)
    return last - first < 3 and _length(lines, rest) > _PROSE and len(words.split()) < 16


def _lead(lines: Sequence[Line], run: tuple[int, int], form: re.Pattern[str]) -> _Lead | None:
    """The lead of a paragraph; a person's name or the label of a field is none."""
    raw = lines[run[0]].raw
    match = form.match(raw)
    if match is None or ITEM.match(raw) or "\t" in raw.strip():
        return None
    words = plain(match["lead"])
    if len(words.split()) > 14 or (form is not _BOLD and len(words) < 6):
        return None
    low = words.lower()
    if low in words_of("labels", column="labels") or kind_of(words) is not None:
        return None
    if not words.isupper() and (is_credit(words) or (is_name(words) and len(words.split()) < 4)):
        return None
    last = match.end("own") if match["own"] else match.end("lead")
    prose = _length(lines, run) - match.end()
    return _Lead(run[0], match.start("lead"), last, match.end(), match["mark"].strip(), prose)


def _are_titles(
    lines: Sequence[Line], leads: Sequence[_Lead], form: re.Pattern[str], long: int, alone: int
) -> bool:
    told = [x for x in leads if x.prose > _PROSE]
    if len(told) < _AT_LEAST or 4 * len(told) < 3 * len(leads) or len(told) <= alone:
        return False
    if form is _CAPITALS:
        return 3 * len(told) >= long
    words = [plain(lines[x.at].raw[x.first : x.last]) for x in told]
    if form is _BOLD:
        return 2 * len(told) >= long and sum(len(w.split()) > 1 for w in words) * 2 > len(words)
    return len(told) > _AT_LEAST and 3 * len(told) >= 2 * long and not any(VERB.search(w) for w in words)


def _parted(lines: list[Line], leads: Sequence[_Lead]) -> tuple[list[Line], frozenset[tuple[int, int]]]:
    at = {x.at: x for x in leads if x.prose > _PROSE}
    kept: list[Line] = []
    found = set()
    for i, line in enumerate(lines):
        if (lead := at.get(i)) is None:
            kept.append(line)
        else:
            where = line.start + lead.first, line.start + lead.last
            found.add(where)
            kept.append(Line(*where, line.raw[lead.first : lead.last]))
            rest = " " * lead.rest + line.raw[lead.rest :]  # as wide as it was
            kept.append(replace(line, raw=rest))
    return kept, frozenset(found)
