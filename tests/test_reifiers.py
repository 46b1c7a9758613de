"""Layers of the graph, and claims as reifiers of RDF 1.2: there and back, in Oxigraph."""

from __future__ import annotations

import codecs
import gzip
import json
from pathlib import Path

import issue_one
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Dataset, Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from lpipgraph import graph
from lpipgraph.cli import main
from lpipgraph.errors import SyntaxProblem, UnknownName
from lpipgraph.export import contents, export
from lpipgraph.graph import stream
from lpipgraph.layers import LAYERS, of_layers
from lpipgraph.reifiers import reified, unreified
from lpipgraph.vocabulary import GRAPHS, LPIP, RDF, graph_kind

_NODES = [NamedNode(f"http://x/{n}") for n in "abc"]
_TERMS = st.sampled_from(
    [*_NODES, Literal("a"), Literal('<<( "b" )>> \\ .\n'), Literal("a", language="en"), Literal("1")]
)
_QUADS = st.lists(
    st.builds(
        Quad,
        st.sampled_from(_NODES),
        st.sampled_from([RDF.subject, RDF.predicate, RDF.object, LPIP.basis, LPIP.names]),
        _TERMS,
        st.sampled_from([NamedNode("http://x/g"), NamedNode("http://x/h")]),
    ),
    max_size=20,
)


def back(quads: list[Quad], format_: RdfFormat) -> set[Quad]:
    """Reified, written, read into a store, dumped, read and unreified."""
    content = serialize(reified(quads), format=format_)
    assert content is not None
    store = Store()
    store.load(content, format=format_)
    dump = store.dump(format=format_)
    assert dump is not None
    return {each for quad in parse(dump, format=format_) for each in unreified(quad)}


@pytest.mark.parametrize("format_", [RdfFormat.TRIG, RdfFormat.N_QUADS], ids=["trig", "nq"])
@given(quads=_QUADS)
def test_any_claims_come_back_whole_or_not(format_: RdfFormat, quads: list[Quad]) -> None:
    assert back(quads, format_) == set(quads)


@pytest.mark.parametrize("format_", [RdfFormat.TRIG, RdfFormat.N_QUADS], ids=["trig", "nq"])
def test_the_issue_comes_back(format_: RdfFormat) -> None:
    quads = list(issue_one.whole())
    assert back(quads, format_) == set(quads)
    claims = sum(q.predicate == RDF.subject for q in quads)
    assert claims > 500
    assert len(reified(quads)) == len(quads) - 2 * claims


def test_the_export_is_read_like_any_other(tmp_path: Path) -> None:
    ((_, path, content),) = contents(issue_one.whole(), ["rdf12"])
    assert b"rdf:reifies <<( " in content
    (tmp_path / path).write_bytes(content)
    places: dict[Quad, tuple[str, int]] = {}
    assert graph.read(tmp_path / path, places=places) == graph.public(issue_one.whole())
    assert graph.read(tmp_path / path) == graph.public(issue_one.whole())
    assert set(places) == set(graph.public(issue_one.whole()))


def test_every_public_graph_belongs_to_one_layer() -> None:
    kinds = [kind for kinds in LAYERS.values() for kind in kinds]
    assert sorted(kinds) == sorted(kind for kind, public in GRAPHS.items() if public)


def test_layers_of_an_export(tmp_path: Path) -> None:
    whole = issue_one.whole()
    manifest = export(whole, tmp_path / "new", ["nq", "trig"], layers=["facts", "derived"])
    assert manifest.layers == ("facts", "derived")
    found = graph.read(tmp_path / "new" / "lpip.nq")
    assert {graph_kind(q.graph_name) for q in found} == {"issue", "vocabulary", "derived"}
    assert found == of_layers(whole, ["derived", "facts"])
    assert json.loads((tmp_path / "new" / "manifest.json").read_text("utf-8"))["layers"] == [
        "facts",
        "derived",
    ]
    assert Dataset(q for layer in LAYERS for q in of_layers(whole, [layer])) == graph.public(whole)


def test_a_layer_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="'fact'"):
        export(issue_one.whole(), tmp_path / "new", layers=["fact"])
    assert not any(tmp_path.iterdir())


def test_layers_are_loaded_and_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("graph.trig").write_bytes(graph.write(graph.public(issue_one.whole())))
    assert main(["load", "graph.trig", "--layers", "facts, derived", "--at", "facts"]) == 0
    shown = capsys.readouterr().out
    assert "graph/issue/1 " in shown
    assert "evidence" not in shown
    Path("leads.rq").write_text("SELECT ?lead { ?person lpip:leadsTheme ?theme ; rdfs:label ?lead }")
    assert main(["query", "leads.rq", "--at", "facts"]) == 0
    assert "Kollydas" in capsys.readouterr().out
    assert main(["load", "graph.trig", "--layers", "fact", "--at", "other"]) == 2
    assert "did you mean" in capsys.readouterr().err
    assert main(["load", "graph.trig", "--layers", ",", "--at", "other"]) == 2
    assert not Path("other").exists()


@pytest.mark.parametrize("name", ["small.nq", "large.nq", "packed.nq.gz"])
def test_a_stream_is_read_as_a_file_is(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte-order marks, reifiers as claims, one clear line for what does not parse: as `graph.read` has them."""
    if name == "large.nq":
        monkeypatch.setattr(stream, "_WHOLE", 0)
        monkeypatch.setattr(stream, "_PIECE", 100)
    place = tmp_path / name

    def written(content: bytes) -> Path:
        place.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
        return place

    plain = graph.write(issue_one.whole(), "nq")
    newer = serialize(reified(graph.public(issue_one.whole())), format=RdfFormat.N_QUADS)
    assert newer
    assert Dataset(graph.quads_of(written(codecs.BOM_UTF8 + plain))) == issue_one.whole()
    assert Dataset(graph.quads_of(written(newer))) == graph.public(issue_one.whole())
    for wrong in (b"<a:b> <a:b> oops .\n", b'<a:b> <a:b> "\x93" .\n', b"<<( " * 2000):
        with pytest.raises(SyntaxProblem) as caught:
            list(graph.quads_of(written(plain[: plain.index(b"\n") + 1] + wrong)))
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)
