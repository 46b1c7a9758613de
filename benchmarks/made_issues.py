"""Makes issues that differ as real ones do, by a seed: Issue 1 with other names, dates and paragraphs each time.

    python benchmarks/made_issues.py FOLDER --count 1000 --seed 1

A name recurs in several issues or is new: the names of a series of n issues grow with n to the power of `HEAPS`. The
same seed gives the same issues, each by itself: issue 700 needs none of the 699 before it.
"""

from __future__ import annotations

import argparse
import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from lpipgraph import document, pipeline
from lpipgraph.files import root
from lpipgraph.names import fold, slug
from lpipgraph.records import Entity, Records, Relation, Value

#: The names of n issues are about n to this power times those of one (Heaps' law, as measured on newsletters).
HEAPS = 0.7
#: How often a slot of the issue (a theme's lead, an event, a report) is filled anew.
CHANGES = 0.3
#: How often a paragraph is left out.
LEFT_OUT = 0.1
SOURCE = root() / "data" / "issues" / "policy-innovate-01.txt"
FIRST = date(2024, 12, 11)

#: What a short issue is without: all but its themes with their leads, and its events.
_LONG = (
    re.compile(r"(?ms)^Contents\n.*?(?=^Introducing the LPIP Hub Research Themes and the Leads\n\n)"),
    re.compile(r"(?ms)^Cultural, Recovery, Policy and Place in the UK Evidence Review\n\n.*?(?=^Events\n)"),
)

_RENAMED = ("Person", "Organisation", "Policy", "Publication", "Event", "CaseStudy")
#: A body in this share stands in every issue under its own name, as departments and funders do.
_STAYS = 0.4
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_MASTHEAD = re.compile(r"Issue No\. 1 \| Date 11\.12\.2024")
_ONSETS = ("B", "C", "D", "F", "G", "H", "L", "M", "N", "P", "R", "S", "T", "W", "Br", "Cl", "Cr", "Dr", "Gl", "Sh", "St", "Th", "Tr", "Wh")  # fmt: skip
_CORES = (
    "a",
    "e",
    "i",
    "o",
    "u",
    "ar",
    "er",
    "or",
    "an",
    "en",
    "in",
    "on",
    "al",
    "el",
    "ol",
    "ea",
    "oa",
    "ay",
)
_CODAS = ("ford", "ley", "ton", "wick", "by", "combe", "don", "field", "gate", "ham", "ing", "low", "mere", "ness", "pool", "rick", "sby", "thorpe", "vale", "well", "worth")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """One made issue: its number, its text, and what a reader of Issue 1 would say of it."""

    number: int
    text: str
    records: Records


def issues(count: int, seed: int = 1, *, first: int = 1, short: bool = False) -> Iterator[Made]:
    """The issues `first` to `first + count - 1` of a series.

    Parameters
    ----------
    count
        How many.
    seed
        Another seed gives another series.
    first
        The number of the first one.
    short
        With the themes, their leads and the events alone: a sixth of the text.
    """
    for number in range(first, first + count):
        yield made(number, seed, short=short)


def made(number: int, seed: int = 1, *, short: bool = False) -> Made:
    """One issue of a series; `records` are Issue 1's with the same changes, their quotes at their offsets."""
    text, source = _source()
    forms: dict[str, tuple[tuple[str, str], ...]] = {}
    for e in source.entities:
        words = dict(_new_words(e, number, seed))
        if words:
            for name in e.names:
                forms.setdefault(name, tuple(words.items()))
    dice = random.Random(f"{seed} paragraphs {number}")
    edits = [
        (m.start(), m.end(), _masthead(number))
        for m in _MASTHEAD.finditer(text)
    ]  # fmt: skip
    gone = [m.span() for each in _LONG for m in each.finditer(text)] if short else []
    gone += [
        p for p in _paragraphs(text) if dice.random() < LEFT_OUT and not any(a <= p[0] < b for a, b in gone)
    ]
    edits += [(start, end, "") for start, end in gone]
    edits += [
        edit for edit in _renamings(text, forms) if not any(a < edit[1] and edit[0] < b for a, b in gone)
    ]
    changed = _Edited(text, sorted(edits))
    return Made(number, changed.text, _records(source, changed, forms, number))


class _Edited:
    """A text with its edits made, and where each place of the old one is in the new one."""

    def __init__(self, text: str, edits: Iterable[tuple[int, int, str]]) -> None:
        pieces: list[str] = []
        self._old = [0]
        self._new = [0]
        self._gone: list[tuple[int, int]] = []
        at = new = 0
        for start, end, content in edits:
            if start < at:
                continue
            pieces += (text[at:start], content)
            new += start - at + len(content)
            if not content:
                self._gone.append((start, end))
            self._old.append(end)
            self._new.append(new)
            at = end
        pieces.append(text[at:])
        self.text = "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a span is now; None if a part of it was left out."""
        if any(a < end and start < b for a, b in self._gone):
            return None
        return self._place(start), self._place(end)

    def _place(self, offset: int) -> int:
        n = bisect_right(self._old, offset) - 1
        return self._new[n] + offset - self._old[n]


@lru_cache(maxsize=1)
def _source() -> tuple[str, Records]:
    read, rows = pipeline.read(SOURCE)
    return read.text, rows


@lru_cache(maxsize=1)
def _frequency() -> Mapping[str, int]:
    """Word → in how many entities' names it stands: the rarest word of a name is the one that tells it."""
    _, rows = _source()
    counts: dict[str, int] = {}
    for e in rows.entities:
        for word in {w for name in e.names for w in _WORD.findall(name)}:
            counts[word] = counts.get(word, 0) + 1
    return counts


@lru_cache(maxsize=1)
def _furniture() -> frozenset[str]:
    """The newsletter, the issue and its articles: their titles stand in every issue."""
    _, rows = _source()
    return frozenset(
        {
            each
            for row in rows.relations
            if row.p in ("partOfIssue", "partOfSeries")
            for each in (row.s, row.o)
        }
        | {rows.issue}
    )


def _masthead(number: int) -> str:
    day = FIRST + timedelta(days=7 * (number - 1))
    return f"Issue No. {number} | Date {day:%d.%m.%Y}"


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """The long paragraphs of running text: what an editor may leave out without the page losing its form."""
    return [m.span() for m in re.finditer(r"(?m)^[A-Z][^\n]{400,}\n\n", text)]


def _new_words(e: Entity, number: int, seed: int) -> Iterator[tuple[str, str]]:
    """Word of the name → the word in its place in this issue: both names of a person, the telling word of others."""
    if e.cls not in _RENAMED or e.id in _furniture() or number == 1:
        return
    if random.Random(f"{seed} stays {e.id}").random() < _STAYS:
        return
    words = [w for w in _WORD.findall(e.name) if len(w) > 2 and w[0].isupper() and not w.isupper()]
    if not words:
        return
    chosen = words[-2:] if e.cls == "Person" else [min(words, key=lambda w: (_frequency()[w], -len(w), w))]
    bearer = _bearer(e, number, seed)
    for n, word in enumerate(chosen):
        yield word, drawn(f"{seed} {e.cls} {bearer} {n}")


def _bearer(e: Entity, number: int, seed: int) -> int:
    """Which of the series' names fills the slot of `e` in an issue: the one of the issue before, a known one, a new one."""
    since = number
    while since > 1 and random.Random(f"{seed} {e.id} {since}").random() > CHANGES:
        since -= 1
    slots = sum(1 for other in _source()[1].entities if other.cls == e.cls)
    known = max(1, round(slots * float(since) ** HEAPS))
    dice = random.Random(f"{seed} {e.id} bearer {since}")
    # the youngest names are the ones that an issue most often brings; old ones come back now and then
    return known - 1 - min(known - 1, int(dice.expovariate(1 / (slots * 2))))


@lru_cache(maxsize=1_000_000)
def drawn(key: str) -> str:
    """A word that looks like a name, always the same for a key."""
    dice = random.Random(key)
    middle = "".join(dice.choice(_CORES) + dice.choice("bdgklmnprstv") for _ in range(dice.randint(1, 2)))
    return dice.choice(_ONSETS) + middle[:-1] + dice.choice(_CODAS)


def _renamings(text: str, forms: Mapping[str, tuple[tuple[str, str], ...]]) -> Iterator[tuple[int, int, str]]:
    if not forms:
        return
    longest_first = sorted(forms, key=len, reverse=True)
    for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", text):
        words = dict(forms[match.group()])
        for word in _WORD.finditer(match.group()):
            if word.group() in words:
                start = match.start() + word.start()
                yield start, start + len(word.group()), words[word.group()]


def _renamed(name: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda m: words.get(m.group(), m.group()), name)


def _records(
    source: Records, changed: _Edited, forms: Mapping[str, tuple[tuple[str, str], ...]], number: int
) -> Records:
    ids: dict[str, str] = {}
    entities: list[Entity] = []
    issue = document.parse(changed.text).id
    for e in source.entities:
        span = changed.span(e.start, e.end)
        if span is None:
            continue
        name, *aliases = (_renamed(each, dict(forms.get(each, ()))) for each in e.names)
        if e.id == source.issue:
            ids[e.id] = issue
        else:
            ids[e.id] = e.id if fold(name) == fold(e.name) else f"{e.id.split(':')[0]}:{slug(name)}"
        if any(made.id == ids[e.id] for made in entities):
            del ids[e.id]
            continue
        entities.append(
            replace(
                e,
                id=ids[e.id],
                name=name,
                aliases=tuple(dict.fromkeys(aliases)),
                quote=changed.text[slice(*span)],
                start=span[0],
                end=span[1],
            )
        )
    return Records(
        issue,
        tuple(entities),
        tuple(_relations(source.relations, changed, ids, number)),
        candidates=tuple(_relations(source.candidates, changed, ids, number)),
    )


def _relations(
    rows: Iterable[Relation], changed: _Edited, ids: Mapping[str, str], number: int
) -> Iterator[Relation]:
    for row in rows:
        span = changed.span(row.start, row.end)
        if span is None or row.s not in ids or (isinstance(row.o, str) and row.o not in ids):
            continue
        said = row.o
        if isinstance(said, str):
            said = ids[said]
        elif row.p == "issueNumber":
            said = Value(str(number), "integer")
        elif row.p == "publicationDate" and ids[row.s].startswith("issue"):
            said = Value((FIRST + timedelta(days=7 * (number - 1))).isoformat(), "date")
        elif said.value == row.quote:
            said = Value(changed.text[slice(*span)], said.type)
        yield replace(row, s=ids[row.s], o=said, quote=changed.text[slice(*span)], start=span[0], end=span[1])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, metavar="N", help="number of the first issue")
    parser.add_argument("--records", action="store_true", help="also write what a reader would say of each")
    parser.add_argument(
        "--short", action="store_true", help="with the themes, their leads and the events alone"
    )
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for each in issues(asked.count, asked.seed, first=asked.first, short=asked.short):
        path = asked.folder / f"issue-{each.number:05}.txt"
        path.write_text(each.text, encoding="utf-8")
        if asked.records:
            path.with_suffix(".json").write_text(each.records.to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
