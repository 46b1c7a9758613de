"""The W3C's tests of the SPARQL 1.1 Protocol and Service Description; they are not part of the project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from common import tree
from pyoxigraph import Dataset, NamedNode, Quad, RdfFormat
from web_site import Site, site

from lpipgraph import publish

FOLDER = Path(os.environ.get("LPIPGRAPH_CONFORMANCE", "")) / "sparql"
pytestmark = pytest.mark.skipif(
    not (FOLDER / "protocol" / "manifest.ttl").is_file(),
    reason="LPIPGRAPH_CONFORMANCE names no folder with the W3C's sparql/ tests",
)
DATA = "http://kasei.us/2009/09/sparql/data/"
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values",
    ),
    "RDF": ("application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"),
}  # fmt: skip


def cases() -> list[Any]:
    if not (FOLDER / "protocol" / "manifest.ttl").is_file():
        return []
    import rdflib

    graph = rdflib.Graph().parse(FOLDER / "protocol" / "manifest.ttl")
    mf = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
    ht = rdflib.Namespace("http://www.w3.org/2011/http#")
    cnt = rdflib.Namespace("http://www.w3.org/2011/content#")
    found = []
    for entry in graph.items(next(graph.objects(None, mf.entries))):
        requests = []
        for request in graph.items(graph.value(graph.value(entry, mf.action), ht.requests)):
            body, answer = graph.value(request, ht.body), graph.value(request, ht.resp)
            content = b""
            if body is not None:
                encoding = str(graph.value(body, cnt.characterEncoding))
                content = str(graph.value(body, cnt.chars)).encode(encoding)
            headers = {}
            if (given := graph.value(request, ht.headers)) is not None:
                for each in graph.items(given):
                    headers[str(graph.value(each, ht.fieldName))] = str(graph.value(each, ht.fieldValue))
            requests.append(
                {
                    "method": str(graph.value(request, ht.methodName)),
                    "path": str(graph.value(request, ht.absolutePath)),
                    "content": content,
                    "headers": headers,
                    "codes": {str(code)[-3] for code in graph.objects(answer, mf.expectedStatus)},
                    "format": str(graph.value(answer, mf.expectedFormat) or ""),
                    "truth": graph.value(answer, mf.expectedBoolean),
                }
            )
        name = str(entry).split("#")[-1]
        found.append(pytest.param(name, requests, id=name))
    return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("protocol")
    data = Dataset()
    for number in (1, 2, 3):
        name = NamedNode(f"{DATA}data{number}.rdf")
        for quad in pyoxigraph.parse(
            path=str(FOLDER / "protocol" / f"data{number}.nt"), format=RdfFormat.N_TRIPLES
        ):
            data.add(Quad(quad.subject, quad.predicate, quad.object, name))
    publish(data, folder / "store")
    with site(folder / "store", folder / "public", processes=1) as made:
        yield made


@pytest.mark.parametrize(("name", "requests"), cases())
def test_protocol(served, name, requests):
    """What a read-only endpoint can pass, it passes; an update of the suite is refused and changes nothing."""
    before = tree(Path(served.settings.cache))
    for each in requests:
        answer = served.ask(
            each["method"],
            each["path"],
            content=each["content"],
            headers={**each["headers"], "accept": "*/*"},
        )
        if name.startswith("update_"):
            assert 400 <= answer.status_code < 500 or each is not requests[0]
            continue
        assert str(answer.status_code)[0] in each["codes"], answer.text
        if each["format"]:
            assert answer.headers["content-type"].split(";")[0] in FORMATS[each["format"]]
        if each["truth"] is not None:
            assert answer.json()["boolean"] is each["truth"].toPython()
    assert tree(Path(served.settings.cache)) == before


def test_service_description(served):
    sd = "http://www.w3.org/ns/sparql-service-description#"
    answer = served.get("/sparql/", "text/turtle, application/rdf+xml")
    assert answer.headers["content-type"].split(";")[0] in FORMATS["RDF"]
    graph = list(pyoxigraph.parse(answer.content, RdfFormat.TURTLE))
    services = {q.subject for q in graph if q.object == NamedNode(sd + "Service")}
    assert len(services) == 1
    endpoints = [q.object for q in graph if q.predicate == NamedNode(sd + "endpoint")]
    assert endpoints == [NamedNode("http://graph.example/sparql/")]
