"""A store that is patched graph by graph holds what one has that is made anew; what is added is loaded in few steps."""

from __future__ import annotations

from collections import Counter
from random import Random

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse

from lpipgraph.store.patching import Counts, Patch
from lpipgraph.vocabulary import BASE, is_public

GRAPHS = [f"{BASE}/graph/{name}".replace("//graph", "/graph") for name in ("issue/1", "issue/2", "issue/1/evidence", "derived", "candidates")]  # fmt: skip


def lines(graph: str, numbers: set[int]) -> list[bytes]:
    """Sorted lines of a graph; those of one number are one triple, whatever the graph."""
    own = f"{BASE}claim/1/" if graph.endswith("evidence") else f"{BASE}id/"
    things = {
        f"<{own if n % 3 == 0 else BASE + 'id/'}x{n % 7}> <{BASE}def/p{n % 2}> <{BASE}id/x{n}>"
        for n in numbers
    }
    return sorted(f"{thing} <{graph}> .\n".encode() for thing in things)


@pytest.mark.parametrize("seed", range(12))
def test_any_changes_leave_what_a_new_store_would_hold(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Random(seed)
    monkeypatch.setattr("lpipgraph.store.patching._WAITING", draw.choice((0, 2_000, 5_000_000)))
    patch = Patch(None, Counts())
    held: dict[str, set[int]] = {graph: set() for graph in GRAPHS}
    before: set[object] = set()
    for _ in range(40):
        graph = draw.choice(GRAPHS)
        after = set(draw.sample(range(30), draw.randint(0, 12)))
        patch.replace(graph, b"".join(lines(graph, held[graph])), b"".join(lines(graph, after)))
        held[graph] = after
        if draw.random() < 0.2:
            merged = _all_there(patch, held)
            net = {triple for triple, n in patch.net.items() if n}
            assert net == before ^ merged
            before = merged
            patch.net = Counter()
    _all_there(patch, held)


def _all_there(patch: Patch, held: dict[str, set[int]]) -> set[object]:
    """The triples of the default graph, after a look at all."""
    quads = {
        q
        for graph, numbers in held.items()
        for q in parse(b"".join(lines(graph, numbers)), format=RdfFormat.N_QUADS)
    }
    there = set(patch.store)
    assert {q for q in there if q.graph_name != DefaultGraph()} == quads
    merged = {q.triple for q in there if q.graph_name == DefaultGraph()}
    assert merged == {q.triple for q in quads if is_public(q.graph_name)}
    assert patch.counts.merged == len(merged)
    return merged


def test_graphs_that_take_the_place_of_others_are_loaded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    patch = Patch(None, Counts())
    for graph in GRAPHS:
        patch.change(graph, (), lines(graph, {1, 2, 3}))
    assert len(patch.store) > 0
    loads = 0

    class Counting:
        """A store that counts how often it is loaded into."""

        def __init__(self, store: pyoxigraph.Store) -> None:
            self._store = store

        def __getattr__(self, name: str) -> object:
            nonlocal loads
            loads += name == "bulk_load"
            return getattr(self._store, name)

        def __contains__(self, quad: object) -> bool:
            return quad in self._store

    monkeypatch.setattr(patch, "_opened", Counting(patch.store))
    for graph in GRAPHS:
        patch.replace(graph, b"".join(lines(graph, {1, 2, 3})), b"".join(lines(graph, {3, 4, 5})))
    assert loads == 0
    assert patch.store is not None
    assert loads == 1
