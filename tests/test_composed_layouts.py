"""Layouts drawn from independent dimensions: no value of any dimension is read badly."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from statistics import mean

import pytest
from common import NIGHTLY, script
from composed_layouts import FAMILIES, Layout, layouts

from lpipgraph.authority import Authority
from lpipgraph.document import parse
from lpipgraph.extract import extract
from lpipgraph.score import Tally, score

ROOT = Path(__file__).parents[1]
#: Layouts of each family that are measured.
NUMBER = 7 if NIGHTLY else 4
#: What is reached, less a little: the mean F1 of relations of each family, and of each value of each dimension.
FLOORS = {
    "labelled lines": 0.88,
    "labels on one line": 0.88,
    "values alone": 0.7,
    "agenda": 0.78,
    "table": 0.82,
    "prose": 0.55,
}
VALUE = 0.45
WORST = 0.3
PRECISION = 0.85


def printed(bench, groups, layout: Layout) -> str:
    """A layout as an issue; records are numbered through."""
    lines, number = [], 0
    for line in bench.layout(layout.template, groups).split("\n"):
        number += "~n" in line
        lines.append(line.replace("~n", str(number)))
    return "\n".join(lines)


@pytest.fixture(scope="module")
def figures() -> list[tuple[dict[str, str], Tally]]:
    bench = script("benchmarks/reading.py")
    groups, key = bench.key_of(bench.BENCH)
    return [
        (layout.drawn, score(extract(parse(printed(bench, groups, layout)), Authority()), key).relations)
        for family in FAMILIES
        for layout in layouts(NUMBER, 5000, family)
    ]


def test_every_family_of_layouts_is_read(figures):
    by_family = defaultdict(list)
    for drawn, tally in figures:
        by_family[drawn["family"]].append(tally.f1)
    assert {f: round(mean(x), 3) for f, x in by_family.items() if mean(x) < FLOORS[f]} == {}


def test_no_value_of_a_dimension_is_read_badly(figures):
    by_value = defaultdict(list)
    for drawn, tally in figures:
        for item in drawn.items():
            by_value[item].append(tally.f1)
    assert {v: round(mean(x), 3) for v, x in by_value.items() if mean(x) < VALUE} == {}
    assert min(tally.f1 for _, tally in figures) >= WORST


def test_what_is_read_is_right(figures):
    total = sum((tally for _, tally in figures), Tally())
    assert total.precision >= PRECISION
