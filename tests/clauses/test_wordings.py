"""How far the table of frames reaches: sentences written in other words than its rows, before they were read, filled with names.

The files have the form of ``tests/reading``, whose names they take. What is read of them may only grow, and nothing that is denied,
planned, asked or another's may be read at all.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from common import script

from lpipgraph.files import root

HERE = Path(__file__).parent / "wordings"
#: Of the statements, what is read; of what is read, what is right.
READ, RIGHT = 0.88, 0.985
#: Each gives the sentences other names.
SEEDS = ("1", "2", "3", "4") if "LPIPGRAPH_FUZZ" in os.environ else ("1",)


@pytest.fixture(scope="module")
def harness():
    return script("benchmarks/reading.py")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wordings")
    for path in (*HERE.glob("*.tsv"), root() / "tests" / "reading" / "names.tsv"):
        shutil.copy(path, folder)
    return folder


@pytest.mark.parametrize("seed", SEEDS)
def test_most_statements_are_read_and_hardly_any_is_false(harness, bench, seed):
    counts = harness.sentences(bench, seed, given=True)
    assert counts.demanded >= 400
    assert counts.read / counts.demanded >= READ, counts.misses
    assert counts.precision >= RIGHT, counts.misses


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_not_stated_is_not_read(harness, bench, seed):
    counts = harness.distractors(bench, seed, given=True)
    assert counts.demanded >= 130
    assert counts.wrong == 0, counts.misses
