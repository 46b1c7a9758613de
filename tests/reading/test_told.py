"""Constructions that must hold whatever the names: each sentence of ``told.tsv`` filled anew, all that it says and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from common import script

ROOT = Path(__file__).parents[2]


reading = script("benchmarks/reading.py")
ROWS = list(reading.rows(reading.BENCH / "told.tsv"))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("row", ROWS, ids=[str(n) for n in range(len(ROWS))])
def test_a_construction_says_what_it_says_with_any_names(row, seed):
    found = reading.read(row["sentence"], reading.names_of(reading.BENCH), f"told:{seed}", given=True)
    wanted = [reading.Statement.parse(text) for text in row["statements"].split(";") if text.strip()]
    never = [reading.Statement.parse(text) for text in row["never"].split(";") if text.strip()]
    assert [w for w in wanted if not found.says(w)] == [], found
    assert [r for r in found.rows if any(found.matches(r, n) for n in never)] == [], found
