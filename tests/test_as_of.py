"""Questions over several issues: ``asof=N`` gives what the graph gave when issue N was the newest, and nothing is said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
import series
from common import spread
from test_series import GIVEN, SELECTS

from lpipgraph.document import Document
from lpipgraph.errors import UnknownName
from lpipgraph.queries import Parameter, catalogue, choices, resolve
from lpipgraph.records import Records
from lpipgraph.store import open_store
from lpipgraph.store_protocol import Store, word

AS_OF = [name for name in SELECTS if any(p.name == "asof" for p in catalogue()[name].parameters)]
#: They list what each issue says.
EACH_ISSUE = frozenset(
    {
        "careers",
        "changes",
        "cited-in-several",
        "contents",
        "coverage",
        "issues",
        "leads-over-time",
        "link",
        "mentions-of",
        "missing",
        "sentences",
    }
)
#: Kinds of parameters that name things: each is asked of some things that the graph has.
THINGS = frozenset(
    {"thing", "person", "organisation", "policy", "publication", "event", "theme", "place", "concept"}
)


@cache
def issues(backwards: bool) -> tuple[tuple[Document, Records], ...]:
    """The three issues; or the same the other way round: what the first says is new in the last."""
    if not backwards:
        return series.issues()
    days = (("2025-01-20", "January 2025"), ("2025-06-16", "June 2025"), ("2025-11-03", "November 2025"))
    return tuple(series.again(path, n, *days[n - 1]) for n, path in enumerate(reversed(series.FILES), 1))


@cache
def until(number: int, backwards: bool) -> Store:
    """The graph as it was when this issue was the newest."""
    return open_store(None, series.graphs(issues(backwards)[:number]))


def shown(store: Store, name: str, **given: object) -> list[tuple[str | None, ...]]:
    """The rows of a question as a reader sees them."""
    asked = catalogue()[name]
    answer = store.select(asked.bind(**resolve(store, asked, {**GIVEN.get(name, {}), **given})))  # type: ignore[dict-item]
    columns = [c.name for c in asked.columns]
    return [tuple(word(row[c]) if c in row else None for c in columns) for row in answer.dicts()]


def values(store: Store, parameter: Parameter) -> Iterator[Mapping[str, object]]:
    if parameter.kind in THINGS:
        for iri in spread(sorted(choices(store, parameter)), 4):
            yield {parameter.name: iri}


def test_whatever_changes_from_issue_to_issue_can_be_asked_as_of_one() -> None:
    """A question with a column for the issue says when; whether it lists issues or takes `asof`, none does neither."""
    for name in SELECTS:
        asked = catalogue()[name]
        if not any(c.heading == "issue" for c in asked.columns):
            continue
        kinds = {p.kind for p in asked.parameters}
        every = name in {
            "careers",
            "cited-in-several",
            "changes",
            "contradictions",
            "link",
            "missing",
            "other-names",
            "themes-together",
        }
        assert "issue" in kinds or every, f"{name} shows an issue and takes none"


@pytest.mark.parametrize("name", AS_OF)
def test_as_of_an_issue_is_what_the_graph_gave_then(name: str) -> None:
    asked = catalogue()[name]
    last = len(series.issues())
    changes = 0
    for backwards in (False, True):
        whole = until(last, backwards)
        for more in ({}, *(g for p in asked.parameters for g in values(whole, p))):
            now = shown(whole, name, **more)
            for number in range(1, last + 1):
                try:
                    then = shown(until(number, backwards), name, **more)
                except UnknownName:
                    then = []
                assert shown(whole, name, asof=number, **more) == then, (backwards, number, more)
                changes += then != now
    assert changes, "no issue changes the answer: nothing is tried"


@pytest.mark.parametrize("name", SELECTS)
def test_what_a_second_issue_says_again_is_shown_once(name: str) -> None:
    """An issue that says again what the first said adds no line but to questions that list what each issue says."""
    rows = shown(repeated(), name)
    assert not [row for row, times in Counter(rows).items() if times > 1]
    asked = catalogue()[name]
    if name in EACH_ISSUE:
        return
    dated = {"issue", "first in issue", "last in issue"}
    kept = [at for at, column in enumerate(asked.columns) if column.heading not in dated]
    told = Counter(tuple(row[at] for at in kept) for row in rows)
    assert not [row for row, times in told.items() if times > 1]


@cache
def repeated() -> Store:
    """The first issue, and a second that says all of it again."""
    path = series.FILES[0]
    return open_store(
        None, series.graphs((series.issues()[0], series.again(path, 2, "2025-02-20", "February 2025")))
    )


#: Questions that list things, each once → the columns that tell one from another.
ONCE = {
    "sums": ("what", "amount", "funded by"),
    "events": ("event", "theme", "for"),
    "upcoming-events": ("event", "for"),
    "reports-since": ("publication", "what it says"),
    "definitions": ("concept", "definition"),
    "policies-of-theme": ("theme", "policy", "applies to"),
}


@pytest.mark.parametrize("name", ONCE)
def test_a_thing_is_not_told_again_for_what_it_is_not_asked_for(name: str) -> None:
    """An event in a city is not told once more for its nation, nor a sum for each beginning that two issues give."""
    headings = [c.heading for c in catalogue()[name].columns]
    at = [headings.index(heading) for heading in ONCE[name]]
    rows = shown(until(3, False), name, **({"from": "2025-01-01"} if name == "upcoming-events" else {}))
    assert rows
    told = Counter(tuple(row[i] for i in at) for row in rows)
    assert not [row for row, times in told.items() if times > 1]
