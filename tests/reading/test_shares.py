"""No reader of single issues: few rules may serve one open issue and nothing else.

A rule is known by the name that its rows bear. ``clause: lead, passive`` names a word of a table and a construction in
code; the two are counted apart, because a plain verb that only one of a dozen issues uses is no rule made for that issue,
and a construction would be. What fires in one open issue and neither in another nor in the bench's sentences and layouts
was learnt by heart. ``python tests/reading/test_shares.py`` lists it.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from common import records_of, script

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.files import root
from lpipgraph.records import Records

#: Of the rules that fire in the open issues, the share that may fire in one of them only.
LIMIT = 0.10
HERE = Path(__file__).parent


def parts(rule: str) -> set[str]:
    """The rule or the construction that a row's rule speaks of, and its word, marked as one."""
    family, colon, rest = rule.partition(": ")
    word, comma, construction = rest.rpartition(", ")
    if not colon or not comma:
        return {rule}
    return {f"{family} word: {word}", f"{family}: {construction}"}


def rules(records: Records) -> set[str]:
    return {part for r in records.relations if r.p != "mentions" and r.rule for part in parts(r.rule)}


@cache
def of_issues() -> dict[str, set[str]]:
    """Open issue → the rules that fire in it."""
    paths = [
        root() / "data" / "issues" / "policy-innovate-01.txt",
        *sorted((HERE.parent / "issues").glob("*.txt")),
    ]
    return {path.stem: rules(records_of(path, known=False)) for path in paths}


@cache
def of_bench() -> set[str]:
    """The rules that fire in the bench."""
    reading = script("benchmarks/reading.py")
    found: set[str] = set()
    for seed in (1, 2):
        for _, text in reading.filled(seed=seed):
            page = reading.PAGE.format(before=reading.BEFORE[0], text=text, after=reading.AFTER[0])
            found |= rules(extract(document.parse(page), Authority()))
    groups, _ = reading.key_of(reading.BENCH)
    for path in (reading.BENCH / "layouts").glob("*.txt"):
        found |= rules(extract(document.parse(reading.layout(path.read_text("utf-8"), groups)), Authority()))
    return found


def by_heart(*, words: bool) -> tuple[list[str], int]:
    """The rules, or the words, that serve one open issue only, and how many fire in the open issues."""
    fired = {rule for each in of_issues().values() for rule in each if (" word: " in rule) == words}
    alone = {rule for rule in fired if sum(rule in each for each in of_issues().values()) == 1}
    return sorted(alone - of_bench()), len(fired)


@pytest.mark.skipif(
    "LPIPGRAPH_FUZZ" not in os.environ, reason="reads all issues and the bench: run by make test-all"
)
@pytest.mark.xfail(reason="more than the limit as yet")
def test_few_rules_serve_one_issue_only():
    alone, fired = by_heart(words=False)
    assert fired >= 40
    assert len(alone) <= LIMIT * fired, alone


def test_a_rule_of_a_clause_is_a_word_and_a_construction():
    assert parts("clause: lead, passive") == {"clause word: lead", "clause: passive"}
    assert parts("author cell") == {"author cell"}


def main() -> None:
    for what, words in (("rules", False), ("words", True)):
        alone, fired = by_heart(words=words)
        print(
            f"{fired} {what} fire in the open issues, {len(alone)} in one of them only and nowhere in the bench"
        )
        for rule in alone:
            print(f"  {rule}  ({next(name for name, each in of_issues().items() if rule in each)})")


if __name__ == "__main__":
    main()
