"""Queries of others run in a process of their own: whatever they ask for, the caller lives and goes on asking."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import issue_one
import pytest
from pyoxigraph import Dataset, NamedNode, Quad

from lpipgraph.errors import QueryRefused, StoreError, SyntaxProblem
from lpipgraph.store import BoundedStore, LocalStore, open_store, publish

DOUBLING = "BIND('aaaaaaaaaaaaaaaa' AS ?x0) " + "".join(
    f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1}) " for i in range(40)
)
#: Questions of a few words that would take minutes and gigabytes.
BOMBS = {
    "product, sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a",
    "product, counted": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "product, grouped": "SELECT ?a (COUNT(DISTINCT ?f) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a",
    "nested groups": "SELECT * { { ?a ?b ?c } { ?d ?e ?f } { ?g ?h ?i } { SELECT * { ?j ?k ?l . ?m ?n ?o } } }",
    "doubling": f"SELECT * {{ {DOUBLING} }}",
    "values": "SELECT * {" + "".join(f" VALUES ?v{i} {{ {'1 2 3 4 5 6 7 8 9 ' * 8} }}" for i in range(9)) + "} ORDER BY ?v1",
    "path": "SELECT (COUNT(*) AS ?n) { ?s (!<http://a>|^!<http://a>)+ ?x }",
    "constructed": "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }",
    "asked": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (CONCAT(STR(?c), STR(?f), STR(?i)) = 'x') }",
}  # fmt: skip


def bounded() -> BoundedStore:
    inner = open_store(None, issue_one.whole())
    assert isinstance(inner, LocalStore)
    return BoundedStore(inner, seconds=2, memory=300_000_000, rows=1000)


@pytest.fixture(scope="module")
def store() -> Iterator[BoundedStore]:
    with bounded() as store:
        yield store


def ask_for_all() -> dict[str, tuple[str, int, bool]]:
    """Each bomb: what the refusal says, the largest memory of any worker in kB, whether the store still answers."""
    told = {}
    with bounded() as store:
        for name, query in BOMBS.items():
            ask = {"C": store.construct, "A": store.ask}.get(query[0], store.select)
            said = ""
            try:
                ask(query)
            except QueryRefused as refused:
                said = str(refused)
            alive = store.ask("ASK { ?s ?p ?o }")
            told[name] = (said, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, alive)
    return told


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[str, int, bool]]:
    """What a process of its own has seen: the memory of a fork counts what its parent holds, and pytest's grows."""
    tests = Path(__file__).parent
    run = subprocess.run(
        [sys.executable, "-c", "import json, test_bounded; print(json.dumps(test_bounded.ask_for_all()))"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), *(p for p in sys.path if p)])},
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    found: dict[str, tuple[str, int, bool]] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_its_own_process_alone(told: dict[str, tuple[str, int, bool]], name: str) -> None:
    said, memory, alive = told[name]
    assert "more than" in said
    assert memory <= 900_000
    assert alive


def test_rows_are_cut_and_it_is_said(store: BoundedStore) -> None:
    found = store.select("SELECT * { ?s ?p ?o }")
    assert (len(found.rows), found.truncated) == (1000, True)
    assert len(store.select("SELECT * { ?s ?p ?o }", limit=7).rows) == 7


def test_errors_come_through_as_they_are(store: BoundedStore) -> None:
    with pytest.raises(SyntaxProblem, match=r"line 2, column \d+: something is missing"):
        store.select("SELECT ?x\nWHERE { ?s ?p }")
    with pytest.raises(SyntaxProblem, match="not an ASK query"):
        store.ask("SELECT * { ?s ?p ?o }")


def test_answers_are_those_of_the_store_itself(store: BoundedStore) -> None:
    for query in ("SELECT * { ?s rdfs:label ?o } ORDER BY ?s ?o LIMIT 500", "SELECT (1 AS ?n) ?m { }"):
        assert store.select(query) == store.inner.select(query)
    made = "CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s a lpip:Theme ; rdfs:label ?o }"
    assert store.construct(made) == store.inner.construct(made)
    assert store.counts() == store.inner.counts()


def test_a_changed_store_is_asked_as_it_is_now() -> None:
    node, name = NamedNode("https://e.org/a"), NamedNode("https://w3id.org/lpip/graph/authority")
    inner = open_store(None, Dataset())
    assert isinstance(inner, LocalStore)
    with BoundedStore(inner) as store:
        assert not store.ask("ASK { ?s ?p ?o }")
        store.replace(name, Dataset([Quad(node, node, node)]))
        assert store.ask("ASK { ?s ?p ?o }")


def test_a_folder_is_opened_by_the_other_process(tmp_path) -> None:
    publish(issue_one.whole(), tmp_path / "store")
    inner = open_store(tmp_path / "store")
    assert isinstance(inner, LocalStore)
    with BoundedStore(inner) as store:
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        assert store.select(query) == inner.select(query)
        assert (
            store.select("SELECT * { GRAPH <https://w3id.org/lpip/graph/private> { ?s ?p ?o } }").rows == ()
        )


def test_a_closed_store_answers_no_more() -> None:
    inner = open_store(None, Dataset())
    assert isinstance(inner, LocalStore)
    store = BoundedStore(inner)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.ask("ASK { }")
