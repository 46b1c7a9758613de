"""Each kind of fact said in many ways: how much of it is read, and how many sentences that do not say it are misread.

``kinds.tsv`` holds the sentences by kind; the floors below only rise. ``python tests/reading/test_kinds.py`` prints what is
reached, with ``--misses`` each sentence that was not read as it should be.
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from common import script

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

ROOT = Path(__file__).parents[2]
#: Kind → the shares of its statements that must be read, with all names given and with none.
FLOORS: dict[str, tuple[float, float]] = {
    "appliesTo": (0.85, 0.85),
    "locatedIn": (0.85, 0.75),
    "affiliatedWith": (0.90, 0.80),
    "author": (1.00, 0.70),
    "fundedBy": (0.95, 0.70),
    "responsibleBody": (1.00, 0.90),
    "startPeriod": (1.00, 0.90),
    "usesSourceFrom": (0.90, 0.50),
    "partOfOrganisation": (0.90, 0.90),
    "amount": (0.85, 0.85),
    "partnerOf": (0.90, 0.80),
    "succeeds": (1.00, 1.00),
    "workedFor": (0.95, 0.75),
    "commissionedBy": (0.85, 0.45),
    "coversFor": (1.00, 1.00),
    "leadsTheme": (0.60, 0.60),
    "boardMemberOf": (0.85, 0.70),
    "secondedTo and worksOn": (0.70, 0.65),
    "carried": (1.00, 0.50),
    "renamed": (1.00, 1.00),
    "it behind an aside": (1.00, 0.85),
    "legalBasis": (1.00, 0.95),
    "address": (0.90, 0.80),
    "finding": (0.85, 0.50),
    "body with and": (1.00, 0.90),
    "body for a place": (1.00, 1.00),
    "fund that acts": (1.00, 0.85),
    "theme in the plural": (0.85, 0.85),
    "said of the policy behind": (1.00, 0.90),
    "written for a client": (1.00, 0.65),
    "theme in apposition": (0.85, 0.85),
    "second relative": (1.00, 0.90),
    "second agent": (1.00, 0.65),
    "interests before the verb": (1.00, 0.80),
    "passive behind an aside": (1.00, 0.70),
    "said to the reader": (1.00, 0.65),
    "contracted denial": (1.00, 0.65),
    "title by its clause": (0.90, 0.60),
    "work about a work": (0.85, 0.60),
    "lasts from a day": (1.00, 0.90),
    "each their own": (0.95, 0.50),
    "hearsay and lost plans": (0.60, 0.50),
}
#: Of all statements that are read this share must be right, and of the traps so many may be misread.
PRECISION, MISREAD = 0.96, 4


reading = script("benchmarks/reading.py")
ROWS = list(reading.rows(reading.BENCH / "kinds.tsv"))
#: What a sentence may say beside: its own tests look at these.
BESIDE = ("status", "endPeriod", "eventType")


def statements(text: str) -> list:
    return [reading.Statement.parse(each) for each in text.split(";") if each.strip()]


@cache
def counted(*, given: bool) -> tuple[dict[str, Counter], list[str]]:
    """Kind → what was demanded, read, wrong and misread; and a line for each sentence that failed."""
    counts: dict[str, Counter] = {}
    lines: list[str] = []
    for number, row in enumerate(ROWS):
        found = reading.read(row["sentence"], reading.names_of(reading.BENCH), f"kinds:{number}", given=given)
        wanted, never = statements(row["statements"]), statements(row["never"])
        # partners are partners of one another
        turned = [reading.Statement(w.p, w.o, w.s) for w in wanted if w.p == "partnerOf"]
        count = counts.setdefault(row["kind"], Counter())
        lost = [
            w for w in wanted
            if w.demanded and not any(found.says(x) for x in (w, *(t for t in turned if t.o == w.s and t.s == w.o)))
        ]  # fmt: skip
        count["demanded"] += sum(w.demanded for w in wanted)
        count["read"] += sum(w.demanded for w in wanted) - len(lost)
        false = [
            r
            for r in found.rows
            if r[1] not in BESIDE
            and (
                not any(found.matches(r, w) for w in (*wanted, *turned))
                if wanted
                else any(found.matches(r, n) for n in never)
            )
        ]
        false += [
            r
            for r in found.findings
            if any(s.p == "finding" for s in (*wanted, *never))
            and not any(found.matches(r, w) for w in wanted)
        ]
        count["wrong" if wanted else "misread"] += len(false) if wanted else bool(false)
        if lost or false:
            lines.append(f"{row['kind']}: {found.text}")
            lines += [f"    - {w.p} {w.s} {w.o}" for w in lost] + [f"    + {reading.shown(r)}" for r in false]
    return counts, lines


def test_there_are_many_ways_and_traps_of_each_kind():
    for kind, (count, _) in FLOORS.items():
        assert count, kind
    assert {row["kind"] for row in ROWS} == set(FLOORS)
    for kind in FLOORS:
        rows = [row for row in ROWS if row["kind"] == kind]
        assert sum(bool(row["statements"]) for row in rows) >= 6, kind
        assert sum(not row["statements"] for row in rows) >= 2, kind


@pytest.mark.parametrize("kind", sorted(FLOORS))
@pytest.mark.parametrize("given", [True, False], ids=["names given", "no names"])
def test_a_kind_is_read_in_most_of_its_wordings(kind, given):
    count = counted(given=given)[0][kind]
    assert count["read"] >= FLOORS[kind][0 if given else 1] * count["demanded"] - 1e-9


@pytest.mark.parametrize("given", [True, False], ids=["names given", "no names"])
def test_what_is_read_is_right(given):
    total = sum(counted(given=given)[0].values(), Counter())
    assert total["read"] >= PRECISION * (total["read"] + total["wrong"])
    assert total["misread"] <= MISREAD


OWN = """Policy Innovate

Issue No. 7 | Date 04.03.2026

Policy Innovate is published by the Harbour Studies Group.

Contents

Notes from the Month.....3

Notes from the Month

{text}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We are glad that Ada Green has joined us as an analyst.", ("Ada Green", "affiliatedWith")),
        ("Our director, Ada Green, has walked every street.", ("Ada Green", "affiliatedWith")),
        ("Our core funding comes from the Ashgrove Foundation.", ("Ashgrove Foundation", "fundedBy")),
        ("“Our director, Ada Green, is away,” they wrote.", None),
        ("Our towns need Ada Green.", None),
    ],
)
def test_we_are_the_body_whose_newsletter_it_is(text, said):
    records = extract(document.parse(OWN.format(text=text)), Authority())
    names = {e.id: e.name for e in records.entities}
    own = "Harbour Studies Group"
    found = {
        (names[r.s] if names.get(r.o) == own else names.get(r.o), r.p)
        for r in records.relations
        if r.p in ("affiliatedWith", "fundedBy") and own in (names[r.s], names.get(r.o))
    }
    assert found == ({said} if said else set())


def main() -> None:
    for given in (True, False):
        counts, lines = counted(given=given)
        print("names given" if given else "no names")
        for kind, count in counts.items():
            print(
                f"  {kind:<28} {count['read']}/{count['demanded']}, wrong {count['wrong']}, misread {count['misread']}"
            )
        if "--misses" in sys.argv:
            print("\n".join(lines))


if __name__ == "__main__":
    main()
