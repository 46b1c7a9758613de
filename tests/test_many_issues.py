"""What a question costs over many issues: about as much more as there is more data."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest
from common import script
from series import graphs

from lpipgraph import document
from lpipgraph.queries import Parameter, Query, catalogue, choices, resolve
from lpipgraph.store import open_store
from lpipgraph.store_protocol import Store

made_issues = script("benchmarks/made_issues.py")

#: So many issues; a join that goes over all pairs takes seconds of them.
COUNT = 40 if "LPIPGRAPH_FUZZ" in os.environ else 8
#: What a question may cost, in looks at every triple of the store: the dearest that grows as the data does costs six.
MOST = 40


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    made = [(document.parse(each.text), each.records) for each in made_issues.issues(COUNT)]
    with open_store(None, graphs(made)) as store:
        yield store


def example(store: Store, asked: Query, parameter: Parameter) -> str:
    """Something that a parameter may be: the first thing of its kind, else what the query has as its example."""
    return next(iter(choices(store, parameter)), asked.example.get(parameter.name, ""))


def test_no_question_goes_over_all_pairs(store: Store) -> None:
    def cost(ask: Callable[[str], object], text: str) -> float:
        began = time.process_time()
        ask(text)
        return time.process_time() - began

    slow = {}
    scan = min(cost(store.select, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?s a ?type }") for _ in range(3))
    for name, asked in catalogue().items():
        wanted = {p.name: example(store, asked, p) for p in asked.parameters if p.required}
        text = asked.bind(**resolve(store, asked, wanted))
        scans = cost(store.select if asked.form == "SELECT" else store.construct, text) / scan
        if scans > MOST:
            slow[name] = round(scans)
    assert slow == {}
