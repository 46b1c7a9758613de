"""The endpoint: the protocol, its limits, and queries that would break another server."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pyoxigraph
import pytest
from common import tree
from pyoxigraph import QueryResultsFormat, RdfFormat
from test_bounded import BOMBS
from web_site import site

from lpipgraph.vocabulary import BASE

ROWS = "SELECT ?s ?l { ?s a lpip:Theme ; rdfs:label ?l } ORDER BY ?l"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_rows_in_every_form(website):
    found = {}
    for name, format in (
        ("application/sparql-results+json", QueryResultsFormat.JSON),
        ("application/sparql-results+xml", QueryResultsFormat.XML),
        ("text/tab-separated-values", QueryResultsFormat.TSV),
    ):
        answer = website.query(ROWS, name)
        assert answer.headers["content-type"].split(";")[0] == name
        rows = pyoxigraph.parse_query_results(answer.content, format)
        found[name] = [tuple(map(str, row)) for row in rows]
    assert len({json.dumps(rows) for rows in found.values()}) == 1
    table = list(csv.reader(io.StringIO(website.query(ROWS, "text/csv").text)))
    assert table[0] == ["s", "l"]
    assert len(table) - 1 == 7


def test_truths_and_graphs(website):
    assert website.query("ASK {}").json()["boolean"] is True
    assert ElementTree.fromstring(website.query("ASK {}", "application/sparql-results+xml").text) is not None
    assert website.query("ASK {}", "text/csv").status_code == 406
    made = {}
    for name, format in (
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", RdfFormat.JSON_LD),
    ):
        answer = website.query("CONSTRUCT WHERE { ?s a lpip:Theme ; rdfs:label ?l }", name)
        assert answer.headers["content-type"].split(";")[0] == name
        made[name] = {str(q.triple) for q in pyoxigraph.parse(answer.content, format)}
    assert len({frozenset(lines) for lines in made.values()}) == 1
    assert (
        len(website.query("DESCRIBE <https://w3id.org/lpip/id/theme/skills>", "application/n-triples").text)
        > 100
    )


def test_three_ways_to_ask(website):
    ways = [
        website.ask("GET", "/sparql", params={"query": "ASK {}"}),
        website.ask("POST", "/sparql", content=urlencode({"query": "ASK {}"}), headers=FORM),
        website.ask("POST", "/sparql/", content=b"ASK {}", headers={"content-type": "application/sparql-query"}),
        website.ask("POST", "/sparql", content=b"ASK {}", headers={"content-type": "Application/SPARQL-Query; charset=UTF-8"}),
    ]  # fmt: skip
    assert [answer.json() for answer in ways] == [{"head": {}, "boolean": True}] * 4


REFUSED = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> {} }",
    r"SELECT * { \u0053ERVICE <http://127.0.0.1:9/> {} }", "LOAD <http://127.0.0.1:9/>", "LOAD <file:///etc/passwd>",
    "SELECT * FROM <http://127.0.0.1:9/> {}", "SELECT * FROM <file:///etc/passwd> {}", "SELECT * FROM NAMED <http://x/> {}",
    "INSERT DATA { <a:a> <a:b> 1 }", "DELETE WHERE { ?s ?p ?o }", "DROP ALL", "CLEAR DEFAULT", "CREATE GRAPH <a:b>", "nonsense", "", "SELECT",
    "SELECT * {" + "{" * 5000, "SELECT * { FILTER (" + "!" * 10000 + "true) }", "ASK { FILTER(" + "1+" * 5000 + "1) }",
    "SELECT * {" + "?s ?p ?o ." * 600 + "}", "SELECT * { ?a " + "/".join(["<a:b>"] * 500) + " ?b }",
]  # fmt: skip


@pytest.mark.parametrize("query", REFUSED, ids=lambda text: text[:40])
def test_what_writes_reaches_elsewhere_or_is_too_deep_is_refused(website, query):
    answer = website.ask("POST", "/sparql", content=urlencode({"query": query}), headers=FORM)
    assert answer.status_code in (400, 413)
    assert answer.headers["content-type"] == "application/problem+json"
    detail = answer.json()["detail"]
    assert len(detail) < 400


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (RAND() AS ?x) {}",
        "SELECT (STR(uuid()) AS ?x) {}",
        "SELECT (STRUUID ( ) AS ?x) {}",
        "SELECT (NOW() AS ?x) {}",
    ],
)
def test_what_is_another_value_at_each_call_is_kept_by_nobody(website, query):
    first, second = website.query(query), website.query(query)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.text != second.text
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    same = "SELECT ('RAND() NOW()' AS ?now) {} # uuid"
    assert website.query(same).headers["etag"] == website.query(same).headers["etag"]


def test_words_that_only_look_like_it_are_answered(website):
    for query in (
        "SELECT * { BIND ('SERVICE <http://x/> LOAD' AS ?x) } # SERVICE",
        "PREFIX service: <http://service/load> ASK { ?s service:x ?load }",
        "SELECT ?service ?insert { }",
    ):
        assert website.query(query).status_code == 200, query


def test_an_error_has_line_and_column(website):
    detail = website.query("SELECT *\nWHERE { ?s ?p }").json()["detail"]
    assert "line 2" in detail


def test_graphs_that_a_request_names(website):
    issue = f"{BASE}graph/issue/1"
    whole = website.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()
    one = website.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **{"default-graph-uri": issue}).json()
    from_one = website.query(f"SELECT (COUNT(*) AS ?n) FROM <{issue}> {{ ?s ?p ?o }}").json()
    assert one == from_one != whole
    named = website.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": issue}).json()
    assert [row["g"]["value"] for row in named["results"]["bindings"]] == [issue]
    assert (
        website.query("ASK { ?s ?p ?o }", **{"default-graph-uri": "http://nowhere.example/"}).json()[
            "boolean"
        ]
        is False
    )
    assert website.query("ASK {}", **{"default-graph-uri": "no iri"}).status_code == 400


def test_a_service_description(website):
    for path in ("/sparql", "/sparql/"):
        answer = website.get(path, "text/turtle")
        lines = [str(q.triple) for q in pyoxigraph.parse(answer.content, RdfFormat.TURTLE)]
        sd, here = "http://www.w3.org/ns/sparql-service-description#", f"<http://graph.example{path}>"
        assert f"{here} <{sd}endpoint> {here}" in lines
        assert f"{here} <{sd}supportedLanguage> <{sd}SPARQL11Query>" in lines
        assert any(f"<{sd}name> <{BASE}graph/issue/1>" in line for line in lines)
        assert not any("SPARQL11Update" in line for line in lines)


def test_rows_over_the_limit_are_cut_and_said_so(built_folder, tmp_path):
    with site(built_folder / "store", tmp_path / "public", rows=100, size=60_000, processes=1) as asked:
        for accept, rows in (
            ("application/sparql-results+json", lambda a: len(a.json()["results"]["bindings"])),
            ("application/sparql-results+xml", lambda a: a.text.count("<result>")),
            ("text/csv", lambda a: len(list(csv.reader(io.StringIO(a.text)))) - 1),
            ("text/tab-separated-values", lambda a: a.text.count("\n") - 1),
        ):
            cut = asked.query("SELECT ?s ?p { ?s ?p ?o }", accept)
            assert (cut.status_code, rows(cut), cut.headers["lpip-truncated"]) == (200, 100, "rows=100")
            whole = asked.query("SELECT ?s ?p { ?s ?p ?o } LIMIT 100", accept)
            assert (rows(whole), whole.headers.get("lpip-truncated")) == (100, None)
        assert asked.query("SELECT ?s ?p { ?s ?p ?o }").json()["truncated"] is True
        assert asked.query("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle").status_code == 400
        long = (
            "SELECT ?x { VALUES ?n { 1 2 3 4 5 6 7 8 9 } BIND (CONCAT('"
            + "a" * 10_000
            + "', STR(?n)) AS ?x) }"
        )
        posted = asked.ask(
            "POST", "/sparql", content=long, headers={"content-type": "application/sparql-query"}
        )
        assert posted.status_code == 400
        assert "MB" in posted.json()["detail"]


def test_queries_that_break_the_engine_break_nothing_else(built_folder, tmp_path):
    """Poison and plain questions at once: every plain one is answered."""
    with site(
        built_folder / "store", tmp_path / "public", seconds=1.0, memory=400_000_000, processes=2
    ) as asked:
        client = asked._client

        async def poison(query: str) -> int:
            sent = {"content-type": "application/sparql-query"}
            return (await client.post("/sparql", content=query.encode(), headers=sent)).status_code

        async def plain(until: asyncio.Event) -> list[int]:
            codes, number = [], 0
            while not until.is_set():
                number += 1  # each another question, so that none is kept
                query = f"SELECT ?l {{ <{BASE}id/theme/skills> rdfs:label ?l }} # {number}"
                codes.append((await client.get("/sparql", params={"query": query})).status_code)
                await asyncio.sleep(0.02)
            return codes

        async def both() -> tuple[list[int], list[int]]:
            done = asyncio.Event()
            asking = asyncio.ensure_future(plain(done))
            bad = [await poison(query) for query in list(BOMBS.values())[:3]]
            bad += await asyncio.gather(*(poison(query) for query in BOMBS.values()))
            done.set()
            return bad, await asking

        bad, good = asked.run(both(), 120)
        assert set(bad) <= {200, 400, 503}
        assert 503 in bad
        assert set(good) == {200}
        assert len(good) > 20
        assert asked.query(ROWS).status_code == 200


def test_updates_change_nothing(website):
    before = tree(Path(website.settings.cache))
    for update in ("DROP ALL", "CLEAR ALL", "DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <a:a> <a:b> 1 }"):
        for sent in (
            website.ask(
                "POST", "/sparql", content=update, headers={"content-type": "application/sparql-update"}
            ),
            website.ask("POST", "/sparql", content=urlencode({"update": update}), headers=FORM),
            website.ask("GET", "/sparql", params={"update": update}),
            website.ask("POST", "/sparql", content=urlencode({"query": update}), headers=FORM),
        ):
            assert 400 <= sent.status_code < 500
    assert tree(Path(website.settings.cache)) == before
