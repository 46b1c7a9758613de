"""Some of the mutants of ``benchmarks/fuzz.py``, always the same; all night another thousand of each kind."""

from __future__ import annotations

import os

import pytest
from common import script

fuzz = script("benchmarks/fuzz.py")

NIGHTLY = "LPIPGRAPH_FUZZ" in os.environ
#: Kind → how many are tried in each run.
COUNTS = {
    "text": 15,
    "html": 8,
    "docx": 4,
    "pdf": 4,
    "query": 80,
    "manifest": 60,
    "authority": 20,
    "decisions": 20,
}
#: What once failed: kind, seed and number.
ONCE = [("text", 101, 329), ("pdf", 21, 1026), ("text", 2611, 932)]


@pytest.mark.parametrize(("kind", "seed", "number"), ONCE)
def test_what_once_failed_is_taken_or_refused(kind: str, seed: int, number: int) -> None:
    assert fuzz.problem(kind, fuzz.mutant(kind, seed, number)) is None


@pytest.mark.parametrize("kind", [*fuzz.KINDS])
def test_every_mutant_is_taken_or_refused_and_quotes_stand_at_their_offsets(kind: str) -> None:
    for number in range(1000 if NIGHTLY else COUNTS[kind]):
        found = fuzz.problem(kind, fuzz.mutant(kind, 1, number))
        assert found is None, (
            f"python benchmarks/fuzz.py --kind {kind} --seed 1 --first {number} --count 1: {found}"
        )
