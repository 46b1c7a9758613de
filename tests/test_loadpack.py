"""The load pack is whole and says so, and a patch makes one build of another."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Dataset, Literal, NamedNode, Quad, RdfFormat, Store, parse

from lpipgraph import graph
from lpipgraph.export import contents
from lpipgraph.graph.catalogue import catalogue
from lpipgraph.store.patch import patch
from lpipgraph.vocabulary import LPIP, iri, is_public


@pytest.fixture(scope="module")
def dataset(built_folder) -> Dataset:
    return graph.read(built_folder / "graph.trig")


@pytest.fixture(scope="module")
def pack(dataset: Dataset) -> dict[str, bytes]:
    return {path.removeprefix("loadpack/"): content for _, path, content in contents(dataset, ["loadpack"])}


def test_the_pack_holds_every_graph_once(dataset: Dataset, pack: dict[str, bytes]) -> None:
    whole = Dataset(parse(gzip.decompress(pack["lpip.nq.gz"]), format=RdfFormat.N_QUADS))
    assert whole == dataset
    flat = Dataset(parse(gzip.decompress(pack["lpip.nt.gz"]), format=RdfFormat.N_TRIPLES))
    assert len(flat) == len({q.triple for q in dataset})
    single = Dataset()
    for path in [path for path in pack if path.endswith(".nt.gz") and "/" in path]:
        name = NamedNode(pack[f"{path.removesuffix('.gz')}.graph"].decode().strip())
        for quad in parse(gzip.decompress(pack[path]), format=RdfFormat.N_TRIPLES):
            single.add(Quad(quad.subject, quad.predicate, quad.object, name))
    assert single == dataset


def test_the_manifest_tells_counts_and_digests(dataset: Dataset, pack: dict[str, bytes]) -> None:
    manifest = json.loads(pack["manifest.json"])
    assert manifest["quads"] == len(dataset)
    assert {row["graph"] for row in manifest["graphs"]} == {n.value for n in graph.graph_names(dataset)}
    for row in manifest["graphs"]:
        lines = gzip.decompress(pack[row["file"]]).split(b"\n")[:-1]
        assert row["triples"] == len(lines) == len(set(lines))
        assert lines == sorted(lines)
        end = f" <{row['graph']}> .\n".encode()
        assert row["digest"] == sha256(b"".join(line[:-2] + end for line in lines)).hexdigest()
        assert row["sha256"] == sha256(pack[row["file"]]).hexdigest()
    for name, digest in manifest["files"].items():
        assert digest == sha256(pack[name]).hexdigest()


def test_the_pack_describes_itself(dataset: Dataset, pack: dict[str, bytes]) -> None:
    described = Dataset(q for q in parse(pack["dataset.ttl"], format=RdfFormat.TURTLE))
    again = catalogue(dataset, version=_version(dataset))
    assert {q.triple for q in described} == {q.triple for q in again}
    store = Store()
    store.load(pack["service.ttl"], format=RdfFormat.TURTLE)
    rows = store.query(
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#> "
        "SELECT ?name ?n { ?service a sd:Service ; sd:defaultDataset/sd:namedGraph ?g . ?g sd:name ?name . ?name void:triples ?n }"
    )
    assert {(row["name"].value, int(row["n"].value)) for row in rows} == {  # type: ignore[union-attr]
        (n.value, len(list(dataset.quads_for_graph_name(n)))) for n in graph.graph_names(dataset)
    }


def _version(dataset: Dataset) -> str:
    from lpipgraph import __version__

    assert len(dataset)
    return __version__


def test_the_same_graphs_give_the_same_pack(dataset: Dataset, pack: dict[str, bytes]) -> None:
    assert {path.removeprefix("loadpack/"): c for _, path, c in contents(dataset, ["loadpack"])} == pack


# Patches

TERMS = [Literal(text) for text in ("a", "\\u0041", "\\\\u0041", 'q"uote', "line\nend", "\u2028", "£", "\\")]
TERMS += [
    Literal("1.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    Literal("x", language="en"),
]
QUADS = [
    Quad(iri("id", "x", str(n % 2)), LPIP.asStated, term, iri.graph("issue", number))
    for n, term in enumerate(TERMS)
    for number in ("1", "2")
]
BUILDS = st.frozensets(st.sampled_from(QUADS), max_size=12)


@settings(max_examples=150)
@given(BUILDS, BUILDS)
def test_a_patch_makes_one_build_of_another(old: frozenset[Quad], new: frozenset[Quad]) -> None:
    """As RDF Patch, read line by line, and as an update that Oxigraph carries out."""
    assert _applied(old, patch(Dataset(old), Dataset(new))) == new
    store = Store()
    store.bulk_extend(old)
    expected = Store()
    expected.bulk_extend(new)
    update = b"".join(patch(Dataset(old), Dataset(new), "sparql-update")).decode()
    if update:
        store.update(update)
    assert set(store) == set(expected)


def _applied(old: Iterable[Quad], lines: Iterable[bytes]) -> set[Quad]:
    found = set(old)
    first, *changes, last = b"".join(lines).split(b"\n")[:-1]
    assert (first, last) == (b"TX .", b"TC .")
    for line in changes:
        (quad,) = parse(line[2:], format=RdfFormat.N_QUADS)
        if line.startswith(b"D "):
            found.remove(quad)
        else:
            assert line.startswith(b"A ")
            assert quad not in found
            found.add(quad)
    return found


def test_a_patch_holds_no_private_graph(dataset: Dataset) -> None:
    private = Quad(iri("id", "x"), LPIP.asStated, Literal("x"), iri.graph("private"))
    assert not is_public(private.graph_name)  # type: ignore[arg-type]
    content = b"".join(patch(dataset, Dataset([*dataset, private])))
    assert content == b"TX .\nTC .\n"
