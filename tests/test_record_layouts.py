"""One set of records in many layouts, under headings that nobody knows: what of it is read."""

from __future__ import annotations

import re

import pytest
import record_layouts as layouts
from common import NIGHTLY

from lpipgraph.authority import Authority
from lpipgraph.dates import find_dates
from lpipgraph.document import parse
from lpipgraph.extract import extract
from lpipgraph.names import fold
from lpipgraph.records import Records

#: What is reached, less a little: recall of the facts of all kinds of record in one layout.
FLOOR = 0.5
AVERAGE = 0.86
#: Of the rows of the predicates that records state, the share that the records do state.
PRECISION = 0.8

_TITLE = re.compile(r"(?:dr|prof|professor) ")


def _words(name: str) -> str:
    return _TITLE.sub("", fold(name))


def _object(predicate: str, words: str) -> str:
    if predicate in ("publicationDate", "startDateTime"):
        found = next(iter(find_dates(words)), None)
        return found.value if found else words[:10]
    return _words(words)


def rows(records: Records) -> list[tuple[set[str], str, set[str]]]:
    """Names of the subject, predicate, names or words of the object."""
    names = {e.id: e.names for e in records.entities}
    return [
        (
            {_words(n) for n in names[r.s]},
            r.p,
            {_object(r.p, n) for n in (names[r.o] if isinstance(r.o, str) else (r.o.value,))},
        )
        for r in records.relations
    ]


def measured(layout: str, kind: str, seed: int) -> tuple[int, int, int]:
    """How many facts are read, how many there are, and how many rows of their predicates are none of them."""
    found = rows(extract(parse(layouts.issue(layout, [kind], seed)), Authority()))
    wanted = layouts.facts(kind)
    hits = [
        [n for n, (ss, q, os) in enumerate(found) if q == p and _words(s) in ss and _object(p, o) in os]
        for s, p, o in wanted
    ]
    right = {n for ns in hits for n in ns}
    predicates = {p for _, p, _ in wanted}
    wrong = [row for n, row in enumerate(found) if row[1] in predicates and n not in right]
    return sum(map(bool, hits)), len(wanted), len(wrong)


def total(layout: str) -> tuple[float, float]:
    """Recall and precision of a layout over all kinds of record and, at night, two draws of labels."""
    counts = [
        measured(layout, kind, seed) for kind in layouts.RECORDS for seed in ((0, 1) if NIGHTLY else (0,))
    ]
    hit, wanted, wrong = (sum(c[n] for c in counts) for n in range(3))
    return hit / wanted, hit / (hit + wrong) if hit else 0.0


@pytest.fixture(scope="module")
def totals() -> dict[str, tuple[float, float]]:
    return {layout: total(layout) for layout in layouts.LAYOUTS}


def test_no_layout_is_read_badly(totals):
    assert {k: v for k, v in totals.items() if v[0] < FLOOR or v[1] < PRECISION} == {}


def test_layouts_are_read_well_on_average(totals):
    assert sum(recall for recall, _ in totals.values()) / len(totals) >= AVERAGE


@pytest.mark.parametrize("layout", sorted(layouts.LAYOUTS))
def test_quotes_stand_where_they_say(layout):
    text = layouts.issue(layout, list(layouts.RECORDS), known=True)
    found = extract(parse(text), Authority())
    assert all(text[r.start : r.end] == r.quote for r in (*found.entities, *found.relations))
