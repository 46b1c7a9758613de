"""Every IRI of the graph leads to a document, in the form that is wanted."""

from __future__ import annotations

import json
import os

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat
from web_site import site

from lpipgraph.files import root
from lpipgraph.reference import terms
from lpipgraph.server.addresses import document_of, node, thing_of
from lpipgraph.server.negotiation import FORMS, chosen, split_suffix
from lpipgraph.vocabulary import BASE

ALL = tuple(FORMS.values())
PARSED = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "html"),
        ("", "html"),
        ("*/*", "html"),
        ("text/html", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("text/html;q=.9,application/ld+json", "jsonld"),
        ("text/html;q=0.1, */*;q=0.2", "ttl"),
        ("text/html;q=0, */*", "ttl"),
        ("text/*", "html"),
        ("application/*, text/turtle;q=0.5", "jsonld"),
        ("TEXT/TURTLE", "ttl"),
        ("text/turtle;charset=utf-8;q=0.7, application/rdf+xml;q=0.6", "ttl"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("*/*;q=0", None),
        (", ".join(f"x/y{i}" for i in range(300)) + ", text/turtle", None),
        ("application/rdf+xml;q=0.5, " + ", ".join(f"x/y{i}" for i in range(90)), "rdf"),
        ("no/such, nonsense", None),
    ],
)  # fmt: skip
def test_the_form_that_is_wanted_most(accept, form):
    found = chosen(accept, ALL)
    assert (found and found.name) == form


@given(st.text(max_size=200))
def test_any_accept_is_read(accept):
    assert chosen(accept, ALL) in (None, *ALL)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_an_iri_is_made_or_it_is_none(text):
    found = node(BASE + text)
    assert found is None or found.value == BASE + text


def every_iri(website) -> list[str]:
    with_ours = "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { ?s ?x ?o } UNION { ?s ?p ?x } FILTER (isIRI(?x) && STRSTARTS(STR(?x), '%s')) }"
    rows = website.query(with_ours % BASE).json()["results"]["bindings"]
    return sorted(row["x"]["value"] for row in rows) + sorted(
        website.app._current.generation.graphs
    )  # the names of graphs


def test_every_iri_of_the_graph_resolves(website):
    """A thing answers 303 with its document, which is there; one of each kind is read in every form."""
    kinds: dict[str, str] = {}
    missing = []
    for n, iri in enumerate(every_iri(website)):
        path = iri.removeprefix(BASE.rstrip("/"))
        kind = "/".join(path.split("/")[:3]) if path.startswith("/id/") else path.split("/")[1]
        if kinds.setdefault(kind, iri) != iri and n % 3 and "LPIPGRAPH_FUZZ" not in os.environ:
            continue  # of each kind the first, and every third thing; at night all
        first = website.get(path, "text/turtle")
        if first.status_code == 303:
            place = first.headers["location"]
            assert place == "/" + document_of(iri)
            first = website.get(place, "text/turtle")
        if first.status_code != 200:
            missing.append((iri, first.status_code))
    assert missing == []
    assert len(kinds) > 30
    # a graph has a page also where no graph says anything of it
    for graph in website.app._current.generation.graphs:
        assert website.get("/" + document_of(graph), "text/html").status_code == 200, graph
    for iri in kinds.values():
        if document_of(iri) in ("", None) or iri.startswith(BASE + "data/"):
            continue
        check_forms(website, iri)


def test_the_ontology_and_its_terms_are_told_and_given(website):
    for path, heading in (
        ("/def/", "The ontology"),
        ("/def/0.1.0", "The ontology"),
        ("/def/leadsTheme", "leads theme"),
    ):
        first = website.get(path, "text/html")
        assert first.status_code == 303
        shown = website.get(first.headers["location"], "text/html")
        assert f"<h1>{heading}</h1>" in shown.text
        data = website.get(first.headers["location"], "text/turtle")
        triples = [q.triple for q in pyoxigraph.parse(data.content, pyoxigraph.RdfFormat.TURTLE)]
        assert len(triples) > (500 if heading == "The ontology" else 5)


def test_a_version_of_the_ontology_that_held_before_is_kept(built_folder, tmp_path, monkeypatch):
    """Its IRI leads to its own page and triples; the address of the ontology leads to the newest."""
    newest = (root() / "ontology" / "lpip.ttl").read_text("utf-8")
    for version in ("0.0.2", "0.0.10"):
        text = newest.replace("0.1.0", version).replace("A research theme", f"In {version} a research theme")
        (tmp_path / f"lpip-{version}.ttl").write_text(text, "utf-8")
    monkeypatch.setattr(terms, "VERSIONS", tmp_path)
    terms.ontology.cache_clear()
    try:
        with site(built_folder / "store", tmp_path / "cache", processes=1) as website:
            assert list(terms.ontology().versions) == ["0.1.0", "0.0.10", "0.0.2"]
            for version in ("0.0.2", "0.0.10"):
                first = website.get(f"/def/{version}", "text/turtle")
                assert (first.status_code, first.headers["location"]) == (303, f"/doc/def/{version}")
                for suffix, form in (("ttl", "text/turtle"), ("nt", "application/n-triples")):
                    data = website.get(f"/doc/def/{version}", form)
                    by_suffix = website.get(f"/doc/def/{version}.{suffix}")
                    assert by_suffix.content == data.content
                    assert f"In {version} a research theme" in data.text
                page = website.get(f"/doc/def/{version}", "text/html")
                assert page.status_code == 200
                assert "This version holds no more" in page.text
                assert f"In {version} a research theme" in page.text
            assert "0.0.2" in website.get("/doc/def/", "text/html").text
            assert website.get("/def/0.0.3", "text/turtle").status_code == 404
            assert "In 0.0" not in website.get("/doc/def/", "text/turtle").text
    finally:
        monkeypatch.undo()
        terms.ontology.cache_clear()


def check_forms(website, iri):
    place = "/" + document_of(iri)
    triples = {}
    for form in FORMS.values():
        by_accept, by_suffix = website.get(place, form.media_type), website.get(f"{place}.{form.name}")
        assert by_accept.status_code == by_suffix.status_code == 200, (iri, form)
        assert by_accept.content == by_suffix.content
        assert by_accept.headers["content-type"].split(";")[0] == form.media_type
        assert "accept" in by_accept.headers["vary"].lower()
        assert by_accept.headers["content-location"] == f"{place}.{form.name}"
        for rel in ("license", "alternate", "profile", "describes"):
            assert f'rel="{rel}"' in by_accept.headers["link"]
        if form.name in PARSED:
            triples[form.name] = {
                str(q.triple) for q in pyoxigraph.parse(by_accept.content, PARSED[form.name])
            }
        if form.name == "jsonld":
            assert json.loads(by_accept.content)["@context"].startswith(BASE)
            assert 'rel="http://www.w3.org/ns/json-ld#context"' in by_accept.headers["link"]
    assert triples["ttl"] == triples["nt"] == triples["rdf"]
    # of a graph, what it holds; of all else, what is said of it
    assert "/graph/" in iri or any(NamedNode(iri).value in line for line in triples["nt"])


def test_a_description_in_json_ld_says_what_turtle_says(website):
    from pyld import jsonld

    from lpipgraph.export import document_loader

    for place in (
        "/theme/skills",
        "/organisation/city-redi",
        "/event/understanding-data-for-local-economies",
    ):
        document = json.loads(website.get(place, "application/ld+json").content)
        lines = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": document_loader})
        found = {str(q.triple) for q in pyoxigraph.parse(lines.encode(), RdfFormat.N_QUADS)}
        turtle = website.get(place, "text/turtle").content
        assert found == {str(q.triple) for q in pyoxigraph.parse(turtle, RdfFormat.TURTLE)}


def test_a_thing_is_not_its_document(website):
    for accept in ("text/html", "text/turtle", None):
        answer = website.get("/id/theme/skills", accept)
        assert (answer.status_code, answer.headers["location"]) == (303, "/theme/skills")
    assert website.get("/id/theme/skills.ttl").headers["location"] == "/theme/skills.ttl"
    assert website.get("/id/theme/no-such-theme").status_code == 404
    assert website.get("/theme/no-such-theme", "text/turtle").status_code == 404
    assert split_suffix("doc/def/0.1.0") == ("doc/def/0.1.0", None)
    assert thing_of("doc/claim/1/ab") == BASE + "claim/1/ab"


def test_head_is_get_without_a_body(website):
    for path in (
        "/theme/skills",
        "/theme/skills.ttl",
        "/id/theme/skills",
        "/theme/none",
        "/health",
        "/sparql?query=ASK{}",
    ):
        for _ in range(2):  # the second comes from what is kept
            get, head = website.get(path), website.ask("HEAD", path, headers={"accept": "*/*"})
            assert (get.status_code, head.content) == (head.status_code, b"")
            for name in ("content-type", "etag", "location", "vary", "link"):
                assert get.headers.get(name) == head.headers.get(name)


def test_what_a_client_has_is_not_sent_again(website):
    for path in ("/theme/skills", "/theme/skills.jsonld", "/sparql?query=ASK{}", "/assets/explorer.css"):
        mark = website.get(path).headers["etag"]
        for sent in (mark, f"W/{mark}", f'"other", {mark}', "*"):
            again = website.get(path, if_none_match=sent)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == mark
        assert website.get(path, if_none_match='"other"').status_code == 200
    marks = [website.get("/theme/skills", form.media_type).headers["etag"] for form in ALL]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize(
    "path",
    ["/theme/skills", "/theme/skills.ttl", "/queries.json", "/assets/explorer.css", "/search?q=skills"],
)
def test_an_answer_is_packed_for_who_takes_it_so(website, path):
    plain, packed = (
        website.get(path, accept_encoding="identity"),
        website.get(path, accept_encoding="br;q=0.5, gzip"),
    )
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content  # httpx unpacks it
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert plain.headers["etag"] != packed.headers["etag"]
    for answer in (plain, packed):
        assert "accept-encoding" in answer.headers["vary"].lower()
    for wanted in ("gzip;q=0", "br", "identity", "x-gzip-not"):
        assert "content-encoding" not in website.get(path, accept_encoding=wanted).headers, wanted
    for mark in (plain.headers["etag"], packed.headers["etag"]):
        assert website.get(path, if_none_match=mark, accept_encoding="gzip").status_code == 304


def test_no_form_that_is_wanted(website):
    answer = website.get("/theme/skills", "image/png")
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert "text/turtle" in answer.json()["detail"]


def test_other_sites_may_read(website):
    answer = website.get("/theme/skills.jsonld", origin="https://elsewhere.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    before = website.ask("OPTIONS", "/sparql", headers={"access-control-request-method": "POST"})
    assert before.status_code == 204
    assert "POST" in before.headers["access-control-allow-methods"]


def test_pages_are_strict_about_what_they_load(website):
    for path in ("/", "/theme/skills", "/doc/claim/1/none", "/sparql"):
        answer = website.get(path, "text/html")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_contexts_and_downloads_are_where_the_data_says(website):
    context = website.get("/export/v1/lpip.context.jsonld")
    assert "@context" in context.json()
    assert website.get("/export/v1/none.jsonld").status_code == 404
    lines = website.get("/data/lpip.nt")
    assert lines.headers["content-type"] == "application/n-triples"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lpipgraph.server.documents.single", None)  # made once
        assert website.get("/data/lpip.nt").content == lines.content
    assert website.get("/data/portal").status_code == 404


CLIMBING = [
    "/../../etc/passwd", "/theme/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/assets/../app.py",
    "/assets/..%2fexplorer.py", "/assets/%2e%2e%2fexplorer.py", "/data/../manifest.json", "/export/../../etc/passwd",
    "/id//evil.example", "/theme/%00", "/theme/%ff%00x", "/id/%0d%0aset-cookie:a=b", "/theme/" + "a" * 7000, "/id/" + "%C3%A9" * 900,
    "/theme/<script>", "/theme/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "/doc/", "/def/%", "/theme/skills.ttl.ttl",
]  # fmt: skip


@pytest.mark.parametrize("path", CLIMBING)
def test_odd_paths_lead_nowhere(website, path):
    answer = website.get(path, "text/html")
    assert answer.status_code in (303, 404)
    if answer.status_code == 303:
        place = answer.headers["location"]
        assert place.startswith("/")
        assert not place.startswith("//")
    assert "root:" not in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")
    assert "onerror" not in answer.text
    assert "set-cookie" not in answer.headers


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(["/", "/id/", "/doc/def/", "/theme/", "/assets/"]),
)
def test_no_path_breaks_the_server(website, text, begin):
    from urllib.parse import quote

    assert website.get(begin + quote(text)).status_code in (200, 303, 404)


def test_the_server_runs_under_a_path(built_folder, tmp_path):

    with site(
        built_folder / "store", tmp_path / "public", public_url="https://data.example/graph", processes=1
    ) as asked:
        for before in ("", "/graph"):
            assert asked.get(f"{before}/id/theme/skills").headers["location"] == "/graph/theme/skills"
            page = asked.get(f"{before}/theme/skills", "text/html")
            assert 'href="/graph/assets/' in page.text
            assert 'href="/assets/' not in page.text
            assert asked.get(f"{before}/health").status_code == 200
        assert "https://data.example/graph/sparql" in asked.get("/graph/sparql", "text/turtle").text
