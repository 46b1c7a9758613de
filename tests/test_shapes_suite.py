"""The W3C's SHACL suite, test by test; `python tests/test_shapes_suite.py` prints the table of results."""

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
    """What is not right, and the table of `docs/shacl-suite.md`."""
    results = {case: outcome(case) for case in CASES}
    for case, result in results.items():
        if result != "right":
            print(f"{case}: {result}\n")
    parts = Counter(str(case).rpartition("/")[0] for case in results)
    right = Counter(str(case).rpartition("/")[0] for case, result in results.items() if result == "right")
    print("| part | tests | right |\n|---|---|---|")
    for part, tests in sorted(parts.items()):
        print(f"| `{part}` | {tests} | {right[part]} |")
    print(f"| all | {len(results)} | {right.total()} |")
    return int(right.total() < len(results) or not results)


if __name__ == "__main__":
    sys.exit(main())
