"""What is served: a copy without what is not public, of one build at a time."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from common import tree
from pyoxigraph import Dataset, Literal, NamedNode, Quad
from web_site import site

from lpipgraph import publish
from lpipgraph.errors import DataError, StoreError
from lpipgraph.pages.texts import kept_texts, texts_of
from lpipgraph.store import LocalStore, read_manifest
from lpipgraph.store.public import open_public, publish_public
from lpipgraph.vocabulary import BASE, FOAF, RDFS, iri

THING = iri.id("theme", "skills")
PUBLIC, PRIVATE, CANDIDATES = iri.graph("issue", "1"), iri.graph("private"), iri.graph("candidates", "1")


def small(words: str = "Skills") -> Dataset:
    return Dataset(
        [
            Quad(THING, RDFS.label, Literal(words, language="en"), PUBLIC),
            Quad(THING, FOAF.mbox, NamedNode("mailto:ann@example.org"), PRIVATE),
            Quad(THING, RDFS.label, Literal("perhaps"), CANDIDATES),
        ]
    )


def test_the_copy_holds_the_public_graphs_alone(tmp_path):
    publish(small(), tmp_path / "store")
    manifest = publish_public(tmp_path / "store", tmp_path / "public")
    assert dict(manifest.graphs) == {PUBLIC.value: 1}
    with open_public(tmp_path / "public") as store:
        assert store.ask("ASK { ?s ?p ?o }")
        assert store.select("SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } }").rows == (
            (PUBLIC, Literal("Skills", language="en")),
        )
    written = b"".join(p.read_bytes() for p in (tmp_path / "public").rglob("*") if p.is_file())
    assert b"ann@example.org" not in written
    assert b"perhaps" not in written


def test_the_same_build_is_copied_once_and_another_one_beside_the_one_before(tmp_path):
    publish(small(), tmp_path / "store")
    first = publish_public(tmp_path / "store", tmp_path / "public")
    before = tree(tmp_path / "public")
    assert publish_public(tmp_path / "store", tmp_path / "public") == first
    assert tree(tmp_path / "public") == before
    for words in ("Skills for all", "Skills again"):
        publish(small(words), tmp_path / "store")
        last = publish_public(tmp_path / "store", tmp_path / "public")
        assert last.previous == first.generation
        assert last.hash != first.hash
        first = last
    assert len(list((tmp_path / "public").glob("store-*"))) == 2


def test_a_store_with_hidden_graphs_is_not_opened(tmp_path):
    only = Dataset(q for q in small() if q.graph_name in (PUBLIC, CANDIDATES))
    publish(only, tmp_path / "store")
    with pytest.raises(StoreError, match="not public"):
        open_public(tmp_path / "store")


@pytest.mark.parametrize("what", ["nothing", "foreign", "damaged"])
def test_what_is_no_whole_store_is_refused(tmp_path, what):
    store = tmp_path / "store"
    if what == "foreign":
        store.mkdir()
        (store / "letter.txt").write_text("dear")
    elif what == "damaged":
        publish(small(), store)
        next(store.glob("store-*/*.sst")).write_bytes(b"")
    with pytest.raises(StoreError):
        publish_public(store, tmp_path / "public")
    assert not list((tmp_path / "public").glob("store*"))


def test_contact_data_that_has_got_into_a_public_graph_stops_it(tmp_path, monkeypatch):
    from lpipgraph.store import generations

    monkeypatch.setattr(generations, "guard", lambda *_, **__: None)
    publish(Dataset([Quad(THING, RDFS.label, Literal("ask ann@example.org"), PUBLIC)]), tmp_path / "store")
    with pytest.raises(DataError, match="nothing is served"):
        publish_public(tmp_path / "store", tmp_path / "public")
    assert not list((tmp_path / "public").glob("store*"))


def test_no_query_reaches_what_is_hidden(website):
    assert website.query("ASK { GRAPH ?g { ?s ?p ?o } FILTER (CONTAINS(STR(?g), 'private') || CONTAINS(STR(?g), 'candidates')) }").json() == {"head": {}, "boolean": False}  # fmt: skip
    for way in ("FROM NAMED <{}>", "FROM <{}>"):
        found = website.query(
            f"SELECT * {way.format(PRIVATE.value)} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
        )
        assert found.status_code == 400
    for parameter in ("default-graph-uri", "named-graph-uri"):
        found = website.query(
            "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", **{parameter: PRIVATE.value}
        )
        assert found.json()["results"]["bindings"] == []


def test_a_new_build_is_swapped_in_and_each_answer_is_of_one(tmp_path):
    publish(small("build 0"), tmp_path / "store")
    with site(tmp_path / "store", tmp_path / "public", processes=1) as asked:
        seen = set()
        for number in range(1, 4):
            publish(small(f"build {number}"), tmp_path / "store")
            ends = time.monotonic() + 30
            while time.monotonic() < ends:
                page = asked.get("/theme/skills.nt")
                rows = asked.query("SELECT ?l { ?s rdfs:label ?l }")
                for answer in (page, rows):
                    assert answer.status_code == 200
                    mark = answer.headers["etag"].split("-")[0]
                    seen.add((mark, answer.text.split("build ")[1][0]))
                if f"build {number}" in page.text and f"build {number}" in rows.text:
                    break
                time.sleep(0.05)
            else:
                pytest.fail("the new build is not served")
        assert len({mark for mark, _ in seen}) == len({words for _, words in seen}) == len(seen) >= 3


def test_texts_stay_with_the_build_that_is_served(built_folder, tmp_path):
    """The next build takes the place of the folder, and is served a little later: till then the old texts are shown."""
    build = tmp_path / "build"
    shutil.copytree(built_folder, build)
    texts = kept_texts(build, tmp_path / "kept")
    shutil.rmtree(build)
    again = kept_texts(built_folder, tmp_path / "kept")
    assert list(texts) == list(again) == ["1"]
    assert texts["1"] == again["1"] == texts_of(built_folder)["1"]
    assert list(kept_texts(tmp_path, tmp_path / "none")) == []


def test_a_build_that_is_damaged_leaves_the_one_before(tmp_path):
    publish(small("well"), tmp_path / "store")
    with site(tmp_path / "store", tmp_path / "public", processes=1) as asked:
        (tmp_path / "store" / "manifest.json").write_text("{")
        time.sleep(1.5)
        assert "well" in asked.get("/theme/skills.nt").text
        publish(small("mended"), tmp_path / "store")
        ends = time.monotonic() + 20
        while "mended" not in asked.get("/theme/skills.nt").text:
            assert time.monotonic() < ends
            time.sleep(0.1)


def test_a_store_itself_is_left_as_it_was(website, built_folder):
    before = tree(built_folder / "store")
    website.query("SELECT * { ?s ?p ?o } LIMIT 5")
    website.ask("POST", "/sparql", content=b"DROP ALL", headers={"content-type": "application/sparql-update"})
    assert tree(built_folder / "store") == before
    with LocalStore.at(built_folder / "store") as store:
        assert store.counts() == {
            name: n
            for name, n in read_manifest(website.settings.cache).graphs.items()
            if name.startswith(BASE)
        }
    assert Path(website.settings.cache).is_dir()
