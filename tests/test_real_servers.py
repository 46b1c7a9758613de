"""Issue 1 in the stores that data engineers run: loaded, loaded again, asked, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from common import NIGHTLY, by_day
from pyoxigraph import Dataset, Literal, NamedNode, Quad
from real_servers import LOADED, SERVERS

from lpipgraph import graph
from lpipgraph.errors import StoreError
from lpipgraph.export import export
from lpipgraph.queries import Query, catalogue, query, resolve
from lpipgraph.store import open_store
from lpipgraph.store.graph_files import spooled
from lpipgraph.store.load_record import LOADED as LOADED_RECORD
from lpipgraph.store.loading import Options, load_to
from lpipgraph.store.loading import verify_at as verify_graphs
from lpipgraph.store.patch import patch
from lpipgraph.store.probe import probe
from lpipgraph.store.remote import RemoteStore
from lpipgraph.store.writing import Writer
from lpipgraph.store_protocol import Store
from lpipgraph.vocabulary import LPIP, iri, is_ours

VIRTUOSO = "dba:dba"  # the others ask for no credentials
ODD = (
    Literal("a\u2028b\u2029c\u0085d"),
    Literal("“quotes”, £5m\n\ttabs\\ and 'marks'\""),
    Literal("x", language="en-GB"),
    Literal("1.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
)


def verify_at(url: str, quads: Iterable[Quad]) -> Mapping[str, int]:
    """Whether a server holds just these quads."""
    with spooled(quads, left="") as graphs:
        return verify_graphs(url, graphs)


@pytest.fixture(scope="module", params=sorted(SERVERS))
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LPIPGRAPH_CREDENTIALS", VIRTUOSO)
        with SERVERS[request.param]() as url:
            yield request.param, url


#: Each store is loaded by day; what else is tried takes most of them half a minute, and is tried in one of them.
TRIED = pytest.mark.parametrize(
    "server", sorted(SERVERS) if NIGHTLY else ["oxigraph"], indirect=True, scope="module"
)


@pytest.fixture(scope="module")
def quads(built_folder: Path) -> Dataset:
    return graph.read(built_folder / "graph.trig")


def test_a_build_is_loaded_twice_and_stands_there_once(server: tuple[str, str], quads: Dataset) -> None:
    _, url = server
    plan, after = load_to(url, quads)
    assert not plan.gone
    again, still = load_to(url, quads)
    assert not again.changed
    assert still == after
    assert sum(verify_at(url, quads).values()) == len(quads)
    with open_store(url) as store:
        assert not [name for name in store.counts() if name.endswith("/loading")]


@pytest.fixture(scope="module")
def answers() -> dict[str, object]:
    """What the embedded store answers to each query: the same for all servers."""
    return {}


@TRIED
def test_prepared_queries_answer_there_as_here(
    server: tuple[str, str], quads: Dataset, built_folder: Path, answers: dict[str, object]
) -> None:
    """All of them, with their examples; and at night with no more than they must be told."""
    _, url = server
    load_to(url, quads)
    differ: dict[str, str] = {}
    with open_store(url) as there, open_store(built_folder / "store") as here:
        for each in catalogue().values():
            needed = {p.name: each.example[p.name] for p in each.parameters if p.required}
            bare = NIGHTLY and needed != each.example
            for given in (each.example, needed) if bare else (each.example,):
                text = each.bind(**resolve(here, each, given))
                if text not in answers:
                    answers[text] = _answer(here, each, text)
                try:
                    if _answer(there, each, text) != answers[text]:
                        differ[f"{each.name} {given}"] = "other rows"
                except StoreError as error:
                    differ[f"{each.name} {given}"] = str(error)
    assert not differ


def _answer(store: Store, asked: Query, text: str) -> object:
    """The rows in their order, or the triples of a CONSTRUCT, whose order says nothing."""
    if asked.form == "SELECT":
        return _values(store.select(text).rows)
    return sorted(_values((q.subject, q.predicate, q.object) for q in store.construct(text)), key=str)


def _values(rows: Iterable[Iterable[object]]) -> list[tuple[str | None, ...]]:
    """The rows' words; a server may print a number in its own way, and its type."""
    return [tuple(map(_value, row)) for row in rows]


def _value(term: object) -> str | None:
    if isinstance(term, Literal) and term.datatype.value.endswith("#decimal"):
        return str(Decimal(term.value).normalize())
    value: str | None = getattr(term, "value", None)
    return value


@TRIED
def test_odd_letters_arrive(server: tuple[str, str]) -> None:
    _, url = server
    there = iri.graph("issue", "99")
    quads = [Quad(iri("id", "x", str(n)), LPIP.asStated, term, there) for n, term in enumerate(ODD)]
    load_to(url, quads)
    assert verify_at(url, quads) == {there.value: len(quads)}
    with RemoteStore.connect(url) as store:
        assert {ODD[0].value, ODD[1].value} <= {q.object.value for q in store.graph(there)}  # type: ignore[union-attr]
        assert store.replace(there, Dataset()) == 0


@TRIED
def test_what_is_of_others_stays(server: tuple[str, str], quads: Dataset) -> None:
    _, url = server
    theirs = NamedNode("https://example.org/theirs")
    with RemoteStore.connect(url) as store:
        store.replace(theirs, Dataset([Quad(theirs, theirs, Literal("theirs"), theirs)]))
        load_to(url, quads, Options(prune=True))
        assert store.count(theirs) == 1
        store.replace(theirs, Dataset())


@TRIED
def test_issues_that_a_build_lacks_are_withdrawn_only_on_request(
    server: tuple[str, str], quads: Dataset
) -> None:
    _, url = server
    other = Quad(iri("id", "x"), LPIP.asStated, Literal("x"), iri.graph("issue", "7"))
    load_to(url, [*quads, other])
    with pytest.raises(StoreError, match=r"holds issue 7, which this build lacks.*--prune"):
        load_to(url, quads)
    plan, _ = load_to(url, quads, Options(prune=True))
    assert list(plan.gone) == [other.graph_name.value]  # type: ignore[union-attr]
    with open_store(url) as store:
        assert other.graph_name.value not in store.counts()  # type: ignore[union-attr]


@TRIED
def test_the_probe_leaves_nothing(server: tuple[str, str], quads: Dataset) -> None:
    _, url = server
    with RemoteStore.connect(url) as store:
        before = store.counts()
        found = {each.what: each.found for each in probe(store)}
        assert store.counts() == before
    assert found["several operations in one update"] == "yes"
    virtuoso = "Virtuoso" in found.get("server", "")
    assert found["many graphs in one request"] == ("no" if virtuoso else "all or nothing")
    over = found["Graph Store Protocol"]
    assert over == "none" if url.endswith("/namespace/kb/sparql") else over.startswith("http")


@TRIED
def test_a_patch_does_what_a_load_does(server: tuple[str, str], quads: Dataset) -> None:
    _, url = server
    load_to(url, quads, Options(prune=True))
    thing, there = iri("id", "theme", "skills"), iri.graph("issue", "1")
    gone = next(iter(quads.quads_for_graph_name(there)))
    come = [Quad(thing, LPIP.asStated, term, there) for term in ODD[:3]]
    later = Dataset([*(q for q in quads if q != gone), *come])
    with RemoteStore.connect(url) as store:
        writer = Writer(store)
        writer.update([b"".join(patch(quads, later, "sparql-update")).decode()])
    assert sum(verify_at(url, later).values()) == len(later)


@TRIED
def test_a_load_that_was_cut_is_taken_up(server: tuple[str, str], quads: Dataset) -> None:
    """What was staged before the cut is not sent again, and readers see the old build until the end."""
    _, url = server
    load_to(url, quads, Options(prune=True))
    more = Dataset([*quads, Quad(iri("id", "x"), LPIP.asStated, Literal("x"), iri.graph("issue", "1"))])
    with RemoteStore.connect(url) as store, spooled(more, left="") as graphs:
        Writer(store).stage(graphs[iri.graph("issue", "1").value])
        assert not store.ask(f"ASK {{ {iri('id', 'x')} ?p ?o }}")
        assert Writer(store).stage(graphs[iri.graph("issue", "1").value]) is False
    plan, _ = load_to(url, more)
    assert plan.taken_up == 1
    with open_store(url) as there:
        assert there.ask(f"ASK {{ {iri('id', 'x')} ?p ?o }}")
        assert not [name for name in there.counts() if name.endswith("/loading")]


@TRIED
def test_a_first_load_is_one_request_and_a_cut_one_leaves_nothing(
    server: tuple[str, str], quads: Dataset
) -> None:
    """Cut in its middle, at the end of a line and of a chunk, without the sign that it is whole."""
    _, url = server
    with RemoteStore.connect(url) as store:
        ours = [
            f"DROP SILENT GRAPH <{name}>" for name in store.counts() if is_ours(name.removesuffix("/loading"))
        ]
        writer = Writer(store)
        writer.update([*ours, f"DROP SILENT GRAPH {LOADED_RECORD}"])
        if not writer.takes_quads():
            pytest.skip("this server takes graphs one by one")
        with spooled(quads, left="") as graphs:

            def cut() -> Iterator[bytes]:
                for graph in list(graphs.values())[:3]:
                    yield from graph.quads()
                raise KeyboardInterrupt

            with pytest.raises(KeyboardInterrupt):
                writer.send_quads(cut(), 0)
        assert not [name for name in store.counts() if is_ours(name)]
    plan, _ = load_to(url, quads)
    assert set(plan.changed) == set(graphs)
    assert sum(verify_at(url, quads).values()) == len(quads)


@pytest.mark.parametrize("name", by_day(sorted(LOADED), 1))
def test_the_loaders_of_the_load_pack_fill_a_store(
    name: str, quads: Dataset, built_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is what was packed, and can be asked; a load over HTTP afterwards knows its own."""
    monkeypatch.setenv("LPIPGRAPH_CREDENTIALS", VIRTUOSO)
    export(quads, tmp_path, ["loadpack"])
    asked = query("theme-leads").bind()
    with LOADED[name](tmp_path / "loadpack") as url:
        assert sum(verify_at(url, quads).values()) == len(quads)
        with open_store(url) as there, open_store(built_folder / "store") as here:
            assert _values(there.select(asked).rows) == _values(here.select(asked).rows)
        load_to(url, quads)
        assert not load_to(url, quads)[0].changed
