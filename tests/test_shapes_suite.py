"""The W3C's SHACL suite, test by test; `python tests/test_shapes_suite.py` writes the table of results."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from shacl_suite import cases, folder, outcome

ROOT = folder()
CASES = cases(ROOT) if ROOT else []
pytestmark = pytest.mark.skipif(
    ROOT is None, reason="LPIPGRAPH_CONFORMANCE names no folder with the W3C's shacl/ suite"
)


def test_the_suite_is_whole():
    assert len(CASES) >= 120


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_of_the_suite_is_right(case):
    assert outcome(case) == "right"


def main() -> int:
    """The table of results, as Markdown."""
    results = {case: outcome(case) for case in CASES}
    print("| test | result |\n|---|---|")
    for case, result in results.items():
        print(f"| {case} | {result} |")
    counted = Counter(result == "right" for result in results.values())
    print(f"\n{counted[True]} of {len(results)} right")
    return int(counted[False] > 0 or not results)


if __name__ == "__main__":
    sys.exit(main())
