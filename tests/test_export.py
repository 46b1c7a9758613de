"""Exports: what stands in them, what reads them, and that they appear whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pyld import jsonld
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, parse, serialize
from referencing import Registry, Resource

import lpipgraph.export
from lpipgraph import document, graph, reason
from lpipgraph.authority import Authority
from lpipgraph.contacts import masked
from lpipgraph.errors import DataError, OutputError, UnknownName
from lpipgraph.export import FORMATS, Manifest, contents, document_loader, export
from lpipgraph.export.context import FOLDER, VERSION, Context, bundled
from lpipgraph.export.portal import file_name, portal, said
from lpipgraph.export.profiles import labelled
from lpipgraph.export.public_data import EVIDENCE, FACTS, Index, Material, material
from lpipgraph.records import Records
from lpipgraph.vocabulary import (
    CLASS_PATHS,
    GRAPHS,
    LPIP,
    OA,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    graph_kind,
    iri,
)

HERE = Path(__file__).parent / "export"
DATA = Path(__file__).parents[1] / "data"
PROFILES = ("portal", "full", "evidence", "bulk")
ISSUE, PRIVATE = iri.graph("issue", "1"), iri.graph("private")
ANN = iri("id", "person", "ann-lee")
Triple = tuple[str, str, str]

#: rdflib warns of what it does itself when it reads into a dataset.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph)[. ]:DeprecationWarning:rdflib")


@pytest.fixture(scope="module")
def small() -> Dataset:
    return Dataset(parse((HERE / "small.trig").read_bytes(), format=RdfFormat.TRIG))


@pytest.fixture(scope="module")
def issue() -> Dataset:
    """The graph of Issue No. 1 out of the sure rows of its key, with what follows from it."""
    read = document.read(DATA / "issues/policy-innovate-01.txt")
    records = Records.read(DATA / "gold/policy-innovate-01.gold.json").located(read.text)
    built = graph.build(records, read.text, Authority.read(), document=read)
    return Dataset([*built, *reason.entail(built)])


@pytest.fixture(scope="module")
def whole(issue: Dataset, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """The export of Issue No. 1."""
    folder = tmp_path_factory.mktemp("export") / "lpip"
    return folder, export(issue, folder)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object) -> None:
        raise AssertionError(f"the network was asked for: {args}")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture(autouse=True)
def _literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib reads 10:00:00Z and holds 10:00:00+00:00 unless told otherwise."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


_MADE: dict[tuple[str, ...], dict[str, bytes]] = {}


def files(dataset: Dataset, *formats: str) -> dict[str, bytes]:
    """Path → content; those of the issue are made once, because many tests look at them."""
    large = len(dataset) > 10_000
    if large and formats in _MADE:
        return _MADE[formats]
    made = {path: content for _, path, content in contents(dataset, formats or None)}
    if large:
        _MADE[formats] = made
    return made


def document_of(dataset: Dataset, profile: str) -> Any:
    return json.loads(files(dataset, profile)[f"{profile}.jsonld"])


def lines_of(dataset: Dataset) -> list[Any]:
    return [json.loads(line) for line in files(dataset, "bulk")["bulk.jsonl"].splitlines()]


def public_triples(dataset: Dataset, kinds: tuple[str, ...] | None = None) -> set[Triple]:
    return {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in graph.public(dataset)
        if kinds is None or graph_kind(q.graph_name) in kinds
    }


def quads_of(dataset: Dataset, kinds: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {
        (str(q.subject), str(q.predicate), str(q.object), q.graph_name.value)
        for q in graph.public(dataset)
        if graph_kind(q.graph_name) in kinds
    }


def evidence_triples(dataset: Dataset) -> set[Triple]:
    """Those of the evidence graphs, the types that they do not write, and the labels of what they speak of."""
    spoken = {
        str(q.object)
        for predicate in (RDF.subject, RDF.object, LPIP.names)
        for q in graph.public(dataset).quads_for_predicate(predicate)
    }
    labels = public_triples(dataset, ("issue",))
    told = {RDF.subject: LPIP.Claim, LPIP.names: LPIP.Naming, OA.hasSource: OA.SpecificResource}
    types = {
        (str(q.subject), str(RDF.type), str(cls))
        for predicate, cls in told.items()
        for q in graph.public(dataset).quads_for_predicate(predicate)
    }
    return (
        public_triples(dataset, EVIDENCE)
        | types
        | {(s, p, o) for s, p, o in labels if p == str(RDFS.label) and s in spoken}
    )


def by_pyld(data: object) -> set[Triple]:
    """The triples of JSON-LD as PyLD reads it."""
    return {row[:3] for row in quads_by_pyld(data)}


def quads_by_pyld(data: object) -> set[tuple[str, ...]]:
    content = jsonld.to_rdf(data, {"format": "application/n-quads", "documentLoader": document_loader})
    return {
        (
            str(q.subject),
            str(q.predicate),
            str(q.object),
            q.graph_name.value if isinstance(q.graph_name, NamedNode) else "",
        )
        for q in parse(content.encode(), format=RdfFormat.N_QUADS)
    }


def by_rdflib(data: Any) -> set[tuple[str, ...]]:
    """The quads of JSON-LD as rdflib reads it, its context put in place so that nothing is fetched."""
    named = data["@context"]
    ours = json.loads(bundled()[named if isinstance(named, str) else named[1]])["@context"]
    context = ours if isinstance(named, str) else [{"@vocab": str(SCHEMA)}, ours]
    read = rdflib.Dataset()
    read.parse(data=json.dumps({**data, "@context": context}), format="json-ld")
    found = set()
    for s, p, o, g in read.quads():
        name = "" if g in (None, rdflib.graph.DATASET_DEFAULT_GRAPH_ID) else str(g)
        found.add((oxigraph_text(s), oxigraph_text(p), oxigraph_text(o), name))
    return found


def oxigraph_text(node: object) -> str:
    if isinstance(node, rdflib.Literal):
        if node.language:
            return str(Literal(str(node), language=node.language))
        kind = None if node.datatype is None else NamedNode(str(node.datatype))
        return str(Literal(str(node), datatype=kind) if kind else Literal(str(node)))
    return f"<{node}>"


def merged(documents: list[Any]) -> dict[str, Any]:
    """Documents of one context as one, which is quicker to read."""
    context = documents[0]["@context"]
    assert all(each["@context"] == context for each in documents)
    bare = [{key: value for key, value in each.items() if key != "@context"} for each in documents]
    return {"@context": context, "@graph": bare}


def sorted_json(value: Any) -> Any:
    """JSON in which the order of arrays does not count, as it does not in RDF.

    PyLD gives the type of a literal the alias that a node's type has; we keep "type" for nodes.
    """
    if isinstance(value, dict):
        if "@value" in value and "type" in value:
            value = {"@type": value["type"], "@value": value["@value"]}
        return {key: sorted_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted(
            (sorted_json(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True)
        )
    return value


def by_id(nodes: list[Any]) -> dict[str, Any]:
    return {node["id"]: sorted_json(node) for node in nodes}


# Contents


#: The load pack has tests of its own: how tightly gzip packs is the library's affair.
GOLDEN = [name for name in FORMATS if name != "loadpack"]


@pytest.mark.parametrize("name", GOLDEN)
def test_the_small_graph_gives_the_same_files_as_ever(small: Dataset, name: str) -> None:
    """Goldens: `python tests/test_export.py` writes them anew; look at the difference before you commit it."""
    made = {
        path: content for path, content in files(small, name).items() if not path.startswith(f"{VERSION}/")
    }
    expected = {path: (HERE / "expected" / path).read_bytes() for path in made}
    assert made == expected


def test_there_is_an_expected_file_for_every_format(small: Dataset) -> None:
    expected = {
        p.relative_to(HERE / "expected").as_posix() for p in (HERE / "expected").rglob("*") if p.is_file()
    }
    assert expected == {path for path in files(small) if not path.startswith((f"{VERSION}/", "loadpack/"))}
    assert len(expected) >= 30


def test_the_manifest_says_what_is_there(whole: tuple[Path, Manifest], issue: Dataset) -> None:
    folder, manifest = whole
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {each.path for each in manifest.files} | {"manifest.json"}
    for each in manifest.files:
        content = (folder / each.path).read_bytes()
        assert (each.bytes, each.sha256) == (len(content), sha256(content).hexdigest())
    assert {each.format for each in manifest.files} == {*FORMATS, "context"}
    assert json.loads((folder / "manifest.json").read_bytes())["files"][0]["path"] == manifest.files[0].path
    assert manifest.triples == len(public_triples(issue))
    assert manifest.quads == len(graph.public(issue)) == sum(manifest.graphs.values())
    assert manifest.hash == sha256((folder / "lpip.nq").read_bytes()).hexdigest()
    assert list(manifest.graphs) == [name.value for name in graph.graph_names(graph.public(issue))]
    typed = graph.public(issue).quads_for_predicate(RDF.type)
    assert manifest.entities["Theme"] == len({q.subject for q in typed if q.object == LPIP.Theme})
    assert min(manifest.entities.values()) >= 4


def test_each_format_names_its_file_or_folder(small: Dataset) -> None:
    for name, each in FORMATS.items():
        assert {path.split("/")[0] for path in files(small, name)} - {VERSION} == {each.path}


def test_only_registered_media_types() -> None:
    # https://www.iana.org/assignments/media-types, as of 2025
    registered = {
        "application/trig", "application/n-quads", "text/turtle", "application/n-triples", "application/rdf+xml",
        "application/ld+json", "text/plain", "text/calendar", "application/atom+xml", "text/xml", "text/csv", "application/activity+json", "application/gzip", "application/vnd.citationstyles.csl+json",
    }  # fmt: skip
    assert {each.media_type for each in FORMATS.values()} == registered


@pytest.mark.parametrize(
    ("name", "path", "rdf"),
    [
        ("ttl", "lpip.ttl", RdfFormat.TURTLE),
        ("nt", "lpip.nt", RdfFormat.N_TRIPLES),
        ("rdfxml", "lpip.rdf", RdfFormat.RDF_XML),
    ],
)
def test_formats_without_graphs_hold_each_public_triple_once(
    issue: Dataset, name: str, path: str, rdf: RdfFormat
) -> None:
    read = [
        (str(q.subject), str(q.predicate), str(q.object)) for q in parse(files(issue, name)[path], format=rdf)
    ]
    assert len(read) == len(set(read))
    assert set(read) == public_triples(issue)


@pytest.mark.parametrize(
    ("name", "path", "rdf"), [("trig", "lpip.trig", RdfFormat.TRIG), ("nq", "lpip.nq", RdfFormat.N_QUADS)]
)
def test_formats_with_graphs_hold_the_public_graphs(
    issue: Dataset, name: str, path: str, rdf: RdfFormat
) -> None:
    assert Dataset(parse(files(issue, name)[path], format=rdf)) == graph.public(issue)


@pytest.mark.parametrize(
    ("path", "format_"),
    [("lpip.ttl", "turtle"), ("lpip.nt", "nt"), ("lpip.rdf", "xml"), ("lpip.trig", "trig")],
)
def test_rdflib_reads_the_same_triples(small: Dataset, path: str, format_: str) -> None:
    read = rdflib.Dataset()
    read.parse(data=files(small)[path], format=format_)
    found = {(oxigraph_text(s), oxigraph_text(p), oxigraph_text(o)) for s, p, o, _ in read.quads()}
    assert found == public_triples(small)


def test_formats_can_be_chosen(small: Dataset, tmp_path: Path) -> None:
    assert list(files(small, "nt")) == ["lpip.nt"]
    assert [each.path for each in export(small, tmp_path / "new", ["csl", "ics"]).files] == [
        "events.ics",
        "publications.csl.json",
    ]


def test_a_format_that_does_not_exist_is_named(small: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="'turtel'"):
        export(small, tmp_path / "new", ["turtel"])
    assert not any(tmp_path.iterdir())


# Round trips


@pytest.mark.parametrize("data", ["small", "issue"])
def test_full_gives_back_its_quads(data: str, request: pytest.FixtureRequest) -> None:
    dataset = request.getfixturevalue(data)
    full = document_of(dataset, "full")
    assert quads_by_pyld(full) == quads_of(dataset, FACTS)
    assert by_rdflib(full) == quads_of(dataset, FACTS)


@pytest.mark.parametrize("data", ["small", "issue"])
def test_bulk_gives_back_its_triples(data: str, request: pytest.FixtureRequest) -> None:
    dataset = request.getfixturevalue(data)
    lines = merged(lines_of(dataset))
    assert by_pyld(lines) == public_triples(dataset, FACTS)
    assert {row[:3] for row in by_rdflib(lines)} == public_triples(dataset, FACTS)


@pytest.mark.parametrize("data", ["small", "issue"])
def test_evidence_gives_back_its_triples(data: str, request: pytest.FixtureRequest) -> None:
    dataset = request.getfixturevalue(data)
    evidence = document_of(dataset, "evidence")
    assert by_pyld(evidence) == evidence_triples(dataset)
    # rdflib takes its time: every eighth claim
    part = {**evidence, "@graph": evidence["@graph"][:: 1 if data == "small" else 8]}
    assert {row[:3] for row in by_rdflib(part)} == by_pyld(part)


@pytest.mark.parametrize("data", ["small", "issue"])
def test_the_portals_lists_and_its_files_say_the_same(data: str, request: pytest.FixtureRequest) -> None:
    dataset = request.getfixturevalue(data)
    made = {
        path: json.loads(content)
        for path, content in files(dataset, "portal").items()
        if f"{VERSION}/" not in path
    }
    lists = [
        each
        for path, each in made.items()
        if path.count("/") == 1 and path.split("/")[1] not in ("index.jsonld", "dataset.jsonld")
    ]
    things = [each for path, each in made.items() if path.count("/") == 2]
    assert len(lists) == len(CLASS_PATHS)
    in_lists = merged([{"@context": each["@context"], "@graph": each["itemListElement"]} for each in lists])
    assert by_pyld(in_lists) == by_pyld(merged(things))
    assert {row[:3] for row in by_rdflib(merged(things))} == by_pyld(merged(things))
    # what the queries say, but for the details of what only stands inside of others
    assert by_pyld(merged(things)) <= constructed(dataset)
    shown = {f"<{each['id']}>" for each in things}
    assert {t for t in constructed(dataset) if t[0] in shown} <= by_pyld(merged(things))


def constructed(dataset: Dataset) -> set[Triple]:
    return triples_of(portal(material(dataset)).index)


def triples_of(index: Index) -> set[Triple]:
    found = set()
    for subject, predicates in index.items():
        for predicate, values in predicates.items():
            for value in values:
                found.add(
                    (f"<{subject}>", f"<{predicate}>", f"<{value}>" if isinstance(value, str) else str(value))
                )
    return found


def test_the_portals_queries_say_the_same_in_rdflib(small: Dataset) -> None:
    facts = rdflib.Graph()
    for s, p, o in public_triples(small, FACTS):
        facts.parse(data=f"{s} {p} {o} .", format="nt")
    found = set()
    queries = sorted((lpipgraph.files.root() / f"ontology/export/{VERSION}/portal").glob("*.rq"))
    assert len(queries) >= 6
    for path in queries:
        for s, p, o in facts.query(path.read_text("utf-8")):  # type: ignore[misc]
            found.add((oxigraph_text(s), oxigraph_text(p), oxigraph_text(o)))
    assert found == triples_of(said(material(small)))


# The direct projection against PyLD, which follows the specification step by step


def nquads(triples: set[tuple[str, ...]]) -> str:
    return "".join(" ".join((*row[:3], *(f"<{g}>" for g in row[3:]))) + " .\n" for row in sorted(triples))


def from_rdf(triples: set[tuple[str, ...]]) -> Any:
    return jsonld.from_rdf(nquads(triples), {"format": "application/n-quads", "useNativeTypes": True})


def named_by_key(node: Any, context: Context) -> Any:
    """A claim whose predicate bears the key of the context, where PyLD gives a compact IRI."""
    if "predicate" in node:
        known = {context.expanded(key): key for key in reversed(context.terms) if key not in ("id", "type")}
        full = context.expanded(node["predicate"])
        node = {**node, "predicate": known.get(full, node["predicate"])}
    return node


@pytest.mark.parametrize("data", ["small", "issue"])
def test_full_is_what_pyld_compacts(data: str, request: pytest.FixtureRequest) -> None:
    dataset = request.getfixturevalue(data)
    context = json.loads(bundled()[f"{FOLDER}lpip.context.jsonld"])
    theirs = jsonld.compact(
        from_rdf(quads_of(dataset, FACTS)), context, {"graph": True, "documentLoader": document_loader}
    )
    ours = document_of(dataset, "full")
    assert {g["id"]: by_id(g["@graph"]) for g in ours["@graph"]} == {
        g["id"]: by_id(g["@graph"]) for g in theirs["@graph"]
    }


def framed(triples: set[Triple], name: str, **more: object) -> dict[str, Any]:
    frame = {**json.loads(bundled()[f"{FOLDER}{name}.frame.jsonld"]), **more}
    # the frame decides what is nested; a node that only stands inside is no result of its own
    result = jsonld.frame(
        from_rdf(triples),
        frame,
        {"documentLoader": document_loader, "omitGraph": False, "pruneBlankNodeIdentifiers": True},
    )
    return by_id(result["@graph"])


def test_evidence_is_what_pyld_frames(small: Dataset) -> None:
    context = Context.read("lpip")
    theirs = {
        id_: sorted_json(named_by_key(node, context))
        for id_, node in framed(evidence_triples(small), "evidence").items()
    }
    assert len(theirs) == 9
    assert by_id(document_of(small, "evidence")["@graph"]) == theirs


def test_bulk_is_what_pyld_frames(small: Dataset) -> None:
    theirs = framed(public_triples(small, FACTS), "bulk")
    assert len(theirs) >= 15
    ours = by_id([{k: v for k, v in line.items() if k != "@context"} for line in lines_of(small)])
    assert {id_: ours[id_] for id_ in theirs} == theirs
    # the rest are concepts of the vocabulary, and what the authority alone knows
    rest = {id_.split("/id/")[1].split("/")[0] for id_ in set(ours) - set(theirs)}
    assert rest == {"kind", "role", "scheme", "organisation"}


@pytest.mark.parametrize("data", ["small", "issue"] if "LPIPGRAPH_FUZZ" in os.environ else ["small"])
def test_the_portal_is_what_pyld_frames(data: str, request: pytest.FixtureRequest) -> None:
    dataset = request.getfixturevalue(data)
    ours = by_id([node for nodes in portal(material(dataset)).things.values() for node in nodes])
    assert len(ours) >= 15
    assert ours == framed(constructed(dataset), "portal")


# Contexts, frames, schemas


def test_the_lpip_context_has_a_key_for_every_term_of_the_ontology() -> None:
    context = Context.read("lpip")
    known = {context.expanded(key) for key in context.terms}
    lacking = {getattr(LPIP, word).value for word in LPIP} - known
    assert lacking == set(), "add them to ontology/export/v2/lpip.context.jsonld and bulk.schema.json"
    ours = {each for each in known if each.startswith(str(LPIP)) and each != str(LPIP)}
    assert ours - {getattr(LPIP, word).value for word in LPIP} == set()


def test_every_kind_of_public_graph_has_its_place() -> None:
    """A new kind is to be decided on: facts, evidence, or the RDF formats alone."""
    public = {kind for kind, shown in GRAPHS.items() if shown}
    assert {*FACTS, *EVIDENCE, "latest", "ontology", "queries", "catalogue"} == public


def test_the_schema_of_a_line_knows_the_keys_of_the_context() -> None:
    terms = Context.read("lpip").terms
    keys = {key for key in terms if key[0].islower() and key not in PREFIXES}
    individuals = {key for key in keys if f"{LPIP}{key}" in individuals_of_the_ontology()}
    schema = json.loads(bundled()[f"{FOLDER}bulk.schema.json"])
    assert set(schema["$defs"]["node"]["properties"]) - {"@context"} == keys - individuals


def individuals_of_the_ontology() -> set[str]:
    return {
        q.subject.value
        for q in graph.ontology()
        if q.object == OWL.NamedIndividual and isinstance(q.subject, NamedNode)
    }


def declared() -> set[str]:
    return {q.subject.value for q in graph.ontology() if isinstance(q.subject, NamedNode)}


def test_the_lpip_context_names_declared_terms_only() -> None:
    context = Context.read("lpip")
    words = [key for key in context.terms if key not in PREFIXES and key not in ("@version", "id", "type")]
    standard = {RDF.subject.value, RDF.predicate.value, RDF.object.value}
    standard |= {RDFS.label.value, RDFS.comment.value, RDFS.seeAlso.value}
    undeclared = {context.expanded(word) for word in words} - declared() - standard
    assert undeclared == set()
    assert {key: context.terms[key] for key in PREFIXES} == dict(PREFIXES)


def test_the_portal_context_takes_its_own_terms_from_the_ontology() -> None:
    context = Context.read("portal")
    ours = {context.expanded(key) for key in context.terms if context.terms[key]}
    ours = {each for each in ours if each.startswith(str(LPIP))}
    assert len(ours) > 20
    assert ours - declared() == set()


@pytest.mark.parametrize("profile", ["full", "bulk", "evidence"])
def test_every_predicate_of_the_issue_has_a_key_of_its_own(issue: Dataset, profile: str) -> None:
    data = lines_of(issue) if profile == "bulk" else document_of(issue, profile)
    assert {key for key in keys_of(data) if ":" in key} == set()


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from keys_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys_of(each)


@pytest.mark.parametrize("data", ["small", "issue"])
@pytest.mark.parametrize("profile", PROFILES)
def test_a_key_always_has_an_array_or_never(data: str, profile: str, request: pytest.FixtureRequest) -> None:
    dataset = request.getfixturevalue(data)
    sorts: dict[str, set[bool]] = {}

    def look(value: object) -> None:
        if isinstance(value, dict):
            for key, each in value.items():
                if ":" not in key:
                    sorts.setdefault(key, set()).add(isinstance(each, list))
                look(each)
        elif isinstance(value, list):
            for each in value:
                look(each)

    for path, content in files(dataset, profile).items():
        if not path.startswith((f"{VERSION}/", "portal/dataset.")):
            for part in content.splitlines() if path.endswith(".jsonl") else [content]:
                look(json.loads(part))
    assert {key for key, found in sorts.items() if len(found) > 1} == set()
    name = "portal" if profile == "portal" else "lpip"
    terms = Context.read(name).terms
    arrays = {key for key, found in sorts.items() if True in found and not key.startswith("@")}
    assert {key for key in arrays if not isinstance(terms[key], dict)} == set()
    assert {terms[key]["@container"] for key in arrays} == {"@set"}


def test_the_portals_frame_and_schema_know_the_keys_of_its_context() -> None:
    context = json.loads(bundled()[f"{FOLDER}portal.context.jsonld"])["@context"]
    frame = json.loads(bundled()[f"{FOLDER}portal.frame.jsonld"])
    links = {
        key
        for key, value in context.items()
        if isinstance(value, dict) and "@type" not in value and key != "itemListElement"
    }
    literal = {"abstract", "alternateName", "description", "jobTitle", "knowsAbout", "temporal", "joined"}
    literal |= {"began", "ended", "finding", "registration", "status"}
    assert {key for key in frame if key[0] != "@"} == links - literal | {"additionalType"}
    schema = json.loads(bundled()[f"{FOLDER}portal.schema.json"])
    inside = {"propertyID", "value", "currency", "perPeriod", "numberOfItems", "itemListElement", "file"}
    known = {key for key in context if key[0] not in "@" and key[0].islower()} - inside
    assert set(schema["properties"]) - {"@context"} == known


def test_schemas_are_schemas_and_their_addresses_are_their_names() -> None:
    found = {url: json.loads(content) for url, content in bundled().items() if url.endswith(".schema.json")}
    assert len(found) >= 7
    for url, schema in found.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == url


def validator(name: str) -> Draft202012Validator:
    found = {url: json.loads(content) for url, content in bundled().items() if url.endswith(".schema.json")}
    registry: Any = Registry().with_resources(
        (url, Resource.from_contents(each)) for url, each in found.items()
    )
    return Draft202012Validator(found[f"{FOLDER}{name}.schema.json"], registry=registry)


def schema_of(path: str) -> str | None:
    if path.startswith("portal/"):
        if path == "portal/dataset.jsonld":
            return None  # schema.org's alone
        if path == "portal/index.jsonld":
            return "portal-index"
        return "portal-list" if path.count("/") == 1 else "portal"
    return {
        "full.jsonld": "full",
        "evidence.jsonld": "evidence",
        "bulk.jsonl": "bulk",
        "manifest.json": "manifest",
    }.get(path)


def test_every_file_fits_its_schema(whole: tuple[Path, Manifest]) -> None:
    folder, _ = whole
    validators = {name: validator(name) for name in ("portal", "portal-list", "portal-index", "manifest")}
    validators |= {name: validator(name) for name in ("full", "evidence", "bulk")}
    seen = dict.fromkeys(validators, 0)
    for path in folder.rglob("*.json*"):
        name = schema_of(path.relative_to(folder).as_posix())
        if name is None:
            continue
        text = path.read_text("utf-8")
        for part in text.splitlines() if path.suffix == ".jsonl" else [text]:
            seen[name] += 1
            problems = [
                f"{e.json_path}: {e.message[:200]}" for e in validators[name].iter_errors(json.loads(part))
            ]
            assert problems[:3] == [], path
    assert min(seen.values()) >= 1
    assert seen["portal"] > 150
    assert seen["bulk"] > 200


@pytest.mark.parametrize("name", ["full", "evidence", "bulk", "portal"])
def test_the_small_graph_fits_too_with_its_foreign_languages(small: Dataset, name: str) -> None:
    for path, content in files(small, name).items():
        schema = schema_of(path)
        if schema:
            for part in content.splitlines() if path.endswith(".jsonl") else [content]:
                assert [e.message for e in validator(schema).iter_errors(json.loads(part))] == [], path


@pytest.mark.parametrize(
    ("schema", "change"),
    [
        ("portal", {"name": None}),
        ("portal", {"name": ""}),
        ("portal", {"type": "a person"}),
        ("portal", {"type": ["Person"]}),
        ("portal", {"leadsTheme": {"id": "https://example.org/", "type": "DefinedTerm", "name": "x"}}),
        ("portal", {"leadsTheme": [{"id": "https://example.org/", "type": "DefinedTerm"}]}),
        ("portal", {"leadsTheme": []}),
        ("portal", {"alternateName": "Ann"}),
        ("portal", {"startDate": "27 February"}),
        ("bulk", {"id": None}),
        ("bulk", {"type": "Person"}),
        ("bulk", {"leadsTheme": "https://example.org/"}),
        ("bulk", {"surprise": "x"}),
    ],
)
def test_schemas_refuse_what_is_wrong(small: Dataset, schema: str, change: dict[str, Any]) -> None:
    if schema == "portal":
        good = json.loads(files(small, "portal")["portal/person/ann-lee.jsonld"])
    else:
        good = next(line for line in lines_of(small) if line["id"] == ANN.value)
    bad = {key: value for key, value in {**good, **change}.items() if value is not None}
    assert validator(schema).is_valid(good)
    assert not validator(schema).is_valid(bad)


def test_an_evidence_file_without_a_quote_is_refused(small: Dataset) -> None:
    good = document_of(small, "evidence")
    assert validator("evidence").is_valid(good)
    claim, naming = (
        next(n for n, node in enumerate(good["@graph"]) if cls in node["type"]) for cls in ("Claim", "Naming")
    )
    for number, missing in ((claim, "target"), (claim, "subject"), (naming, "target"), (naming, "shows")):
        bad = json.loads(json.dumps(good))
        del bad["@graph"][number][missing]
        assert not validator("evidence").is_valid(bad), missing
    for missing in ("exact", "start"):
        bad = json.loads(json.dumps(good))
        del bad["@graph"][claim]["target"][0][missing]
        assert not validator("evidence").is_valid(bad), missing


def test_the_loader_serves_what_is_bundled_and_nothing_else() -> None:
    assert document_loader(f"{FOLDER}portal.context.jsonld", {})["document"]["@context"]["@version"] == 1.1  # type: ignore[index]
    with pytest.raises(UnknownName, match="did you mean"):
        document_loader("https://w3id.org/lpip/export/v2/portal.context.json")
    with pytest.raises(jsonld.JsonLdError):
        jsonld.expand({"@context": "https://example.org/context"}, {"documentLoader": document_loader})


def test_the_contexts_go_with_every_export_of_json_ld(small: Dataset) -> None:
    assert {
        f"{FOLDER}{path.removeprefix(f'{VERSION}/')}": c
        for path, c in files(small, "full").items()
        if f"{VERSION}/" in path
    } == (dict(bundled()))
    assert not [path for path in files(small, "ttl", "ics") if path.startswith(f"{VERSION}/")]


# A consumer who knows JSON and nothing else


def test_a_portal_shows_a_theme_with_plain_json(whole: tuple[Path, Manifest]) -> None:
    portal_folder = whole[0] / "portal"

    def load(path: str) -> Any:
        with (portal_folder / path).open(encoding="utf-8") as stream:
            return json.load(stream)

    index = load("index.jsonld")
    classes = {each["name"]: each for each in index["itemListElement"]}
    assert list(classes) == list(CLASS_PATHS)
    skills = next(each for each in classes["Theme"]["itemListElement"] if each["name"] == "Skills")
    theme = load(skills["file"])
    assert theme["type"] == "DefinedTerm"
    (lead,) = theme["lead"]
    person = next(each for each in load("person.jsonld")["itemListElement"] if each["id"] == lead["id"])
    assert person["name"] == lead["name"]
    named = {"id": theme["id"], "type": "DefinedTerm", "name": "Skills", "url": theme["url"]}
    assert named in person["leadsTheme"]
    for each in classes.values():
        listed = load(each["file"])["itemListElement"]
        assert len(listed) == each["numberOfItems"] == len(each["itemListElement"])
        assert [load(brief["file"])["name"] for brief in each["itemListElement"]] == [
            x["name"] for x in listed
        ]


def test_in_the_portal_every_object_has_id_type_and_name(issue: Dataset) -> None:
    def look(value: Any, depth: int) -> Iterator[int]:
        if isinstance(value, dict):
            assert {"id", "type", "name"} <= set(value)
            assert all(isinstance(value[key], str) and value[key] for key in ("id", "type", "name"))
            yield depth
            for each in value.values():
                yield from look(each, depth + 1)
        elif isinstance(value, list):
            for each in value:
                yield from look(each, depth)

    things = [node for nodes in portal(material(issue)).things.values() for node in nodes]
    assert {depth for node in things for depth in look(node, 0)} == {0, 1}


def test_evidence_answers_why_with_plain_json(whole: tuple[Path, Manifest]) -> None:
    with (whole[0] / "evidence.jsonld").open(encoding="utf-8") as stream:
        nodes = {node["id"]: node for node in json.load(stream)["@graph"]}
    text = document.read(DATA / "issues/policy-innovate-01.txt").text
    leads = [node for node in nodes.values() if node.get("predicate") == "leadsTheme"]
    assert len(leads) >= 6
    for claim in leads:
        for target in claim["target"]:
            assert text[target["start"] :].startswith(target["exact"])
            assert claim["subject"]["label"][0].split()[-1] in target["exact"]
    derived = [node for node in nodes.values() if node.get("basis") == "derived"]
    assert len(derived) > 100
    assert all(behind in nodes for claim in derived for behind in claim["wasDerivedFrom"])
    assert all(claim["rule"]["label"] for claim in derived)


def test_bulk_is_read_line_by_line(whole: tuple[Path, Manifest]) -> None:
    counts: dict[str, int] = {}
    with (whole[0] / "bulk.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            for word in json.loads(line).get("type", ()):
                counts[word] = counts.get(word, 0) + 1
    entities = whole[1].entities
    assert {word: counts[word] for word in ("Theme", "Person", "Organisation", "Policy", "Publication")} == {
        word: entities[word] for word in ("Theme", "Person", "Organisation", "Policy", "Publication")
    }


# What stays in the house


def test_private_candidate_foreign_and_default_graphs_stay(small: Dataset, issue: Dataset) -> None:
    made = b"".join(files(small).values())
    assert b"Ann Lee" in made
    for word in (
        b"secret",
        b"Secret",
        b"mbox",
        b"mailto",
        b"ann.lee@example.org",
        b"graph/private",
        b"candidates",
    ):
        assert (word in made) == (word == b"mailto" and b"mailto" in b"".join(bundled().values())), word
    private = {q.object.value for q in issue.quads_for_graph_name(PRIVATE) if isinstance(q.object, NamedNode)}
    addresses = {value.removeprefix("mailto:").encode() for value in private if value.startswith("mailto:")}
    assert len(addresses) >= 2
    made = b"".join(files(issue).values())
    assert [address for address in addresses if address in made] == []
    candidates = {
        q.object.value.encode()
        for q in issue.quads_for_graph_name(iri.graph("candidates", "1"))
        if q.predicate == RDF.object and "/id/" in str(q.object)
    }
    public = {str(node)[1:-1].encode() for q in graph.public(issue) for node in (q.subject, q.object)}
    assert len(candidates - public) >= 5
    assert [name for name in candidates - public if b"<%s>" % name in made] == []


@pytest.mark.parametrize(
    "value",
    [
        Literal("write to ann.lee@example.org today"),
        Literal("Ann <ann@example.org>", language="en"),
        Literal("x@y.uk"),
        Literal("o'hara+lists@example.ac.uk"),
        Literal("größe@müller.de"),
        NamedNode("mailto:ann@example.org"),
        NamedNode("https://example.org/?to=ann%40example.org"),
        NamedNode("mailto:ann%40example.org"),
    ],
)
def test_an_e_mail_address_in_a_public_graph_stops_the_export(
    small: Dataset, tmp_path: Path, value: Literal | NamedNode
) -> None:
    dataset = Dataset([*small, Quad(ANN, SCHEMA.text, value, ISSUE)])
    with pytest.raises(DataError) as caught:
        export(dataset, tmp_path / "new")
    assert "@" not in str(caught.value).replace(ANN.value, "")
    assert "%40" not in str(caught.value)
    assert ANN.value in str(caught.value)
    assert ISSUE.value in str(caught.value)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    "value",
    [
        Literal("22@Barcelona"),
        Literal("22@ Innovation District. And"),
        Literal("plain", language="en-gb"),
        Literal('quoted "words"', language="en"),
        Literal("@lpip.hub on the network"),
        NamedNode("https://example.org/@ann.lee"),
        NamedNode("https://example.org/%40ann.lee"),
    ],
)
def test_an_at_sign_alone_is_no_address(small: Dataset, value: Literal | NamedNode) -> None:
    assert files(Dataset([*small, Quad(ANN, SCHEMA.text, value, ISSUE)]), "nt")


def test_a_blank_node_is_refused(small: Dataset) -> None:
    for quad in (
        Quad(BlankNode("x"), SCHEMA.text, Literal("y"), ISSUE),
        Quad(ANN, SCHEMA.text, BlankNode("x"), ISSUE),
    ):
        with pytest.raises(DataError, match="blank node"):
            files(Dataset([*small, quad]))
    # but for these signs in a text
    assert files(Dataset([*small, Quad(ANN, SCHEMA.text, Literal(" _:x <<( y"), ISSUE)]), "full")


def test_a_blank_node_in_a_private_graph_does_no_harm(small: Dataset) -> None:
    assert files(Dataset([*small, Quad(BlankNode("x"), SCHEMA.text, Literal("y"), PRIVATE)]), "nt")


# Awkward content


NASTY = '"}]\\ \n\t\u2028 \x7f \ufffe </script><img src=x onerror=alert(1)> {{7*7}} ]]> 🦊 e\u0301 é %$&#_^~'


def test_awkward_text_survives_everywhere(small: Dataset) -> None:
    label = Literal(NASTY, language="en")
    dataset = Dataset([*small, Quad(iri("id", "policy", "levy"), RDFS.label, label, ISSUE)])
    dataset.remove(
        Quad(iri("id", "policy", "levy"), RDFS.label, Literal("Growth Levy", language="en"), ISSUE)
    )
    made = files(dataset)
    for path, content in made.items():
        if path.startswith("portal/"):
            assert b"<" not in content, path
    assert json.loads(made["portal/policy/levy.jsonld"])["name"] == NASTY
    assert by_pyld(document_of(dataset, "full")) == public_triples(dataset, FACTS)
    assert by_pyld(merged(lines_of(dataset))) == public_triples(dataset, FACTS)
    assert len(made["bulk.jsonl"].split(b"\n")) == len(files(small)["bulk.jsonl"].split(b"\n"))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda text: masked(text) == text),
    st.sampled_from(["en", "cy", "en-gb", None]),
)
def test_any_text_comes_back(text: str, language: str | None) -> None:
    literal = Literal(text, language=language) if language else Literal(text)
    dataset = Dataset([Quad(ANN, RDFS.label, literal, ISSUE)])
    assert by_pyld(document_of(dataset, "full")) == public_triples(dataset, FACTS)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("1", "integer"), ("-7", "integer"), ("007", "integer"), ("+1", "integer"), ("12345678901234567890", "integer"),
        ("true", "boolean"), ("1", "boolean"), ("1.50", "decimal"), ("1.0E0", "double"), ("2024-13", "gYearMonth"),
        ("2024-12-11", "date"), ("none", "boolean"), ("", "string"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "predicate", [SCHEMA.position, SCHEMA.value, RDFS.label, LPIP.joined, SCHEMA.mentions]
)
def test_numbers_and_dates_come_back_as_they_were_written(
    text: str, datatype: str, predicate: NamedNode
) -> None:
    value = Literal(text, datatype=NamedNode(f"http://www.w3.org/2001/XMLSchema#{datatype}"))
    dataset = Dataset([Quad(ANN, predicate, value, ISSUE)])
    assert by_pyld(document_of(dataset, "full")) == public_triples(dataset, FACTS)
    assert by_pyld(merged(lines_of(dataset))) == public_triples(dataset, FACTS)


def test_predicates_and_types_without_a_key_come_back_too() -> None:
    odd = [
        NamedNode(f"https://example.org/{part}") for part in ("p", "x:y", "a b".replace(" ", "%20"), "#", "")
    ]
    quads = [Quad(ANN, p, o, ISSUE) for p in odd for o in (odd[0], Literal("x"), Literal("y", language="fr"))]
    quads += [Quad(ANN, RDF.type, each, ISSUE) for each in odd]
    quads += [Quad(ANN, NamedNode(PREFIXES["dcat"] + "keyword"), Literal("z"), ISSUE)]
    quads += [Quad(ANN, RDFS.seeAlso, NamedNode(PREFIXES["dcat"]), ISSUE)]
    dataset = Dataset(quads)
    assert by_pyld(document_of(dataset, "full")) == public_triples(dataset, FACTS)
    assert by_pyld(merged(lines_of(dataset))) == public_triples(dataset, FACTS)


def test_an_iri_that_looks_like_a_prefixed_name_is_refused() -> None:
    dataset = Dataset([Quad(ANN, RDFS.seeAlso, NamedNode("schema:name"), ISSUE)])
    with pytest.raises(DataError, match="schema:name"):
        files(dataset, "full")
    assert files(dataset, "ttl")


def test_things_in_a_ring_are_all_shown() -> None:
    a, b, c = (iri("id", "amount", name) for name in "abc")
    dataset = Dataset([Quad(x, LPIP.amount, y, ISSUE) for x, y in pairwise((a, b, c, a))])
    assert by_pyld(merged(lines_of(dataset))) == public_triples(dataset, FACTS)
    dataset.add(Quad(a, LPIP.amount, a, ISSUE))
    assert by_pyld(merged(lines_of(dataset))) == public_triples(dataset, FACTS)


def test_two_issues_say_different_names_of_one_thing(small: Dataset) -> None:
    second = iri.graph("issue", "2")
    dataset = Dataset([*small, Quad(ANN, RDFS.label, Literal("Anna Lee", language="en"), second)])
    dataset.add(Quad(ANN, RDF.type, LPIP.Person, second))
    line = next(line for line in lines_of(dataset) if line["id"] == ANN.value)
    assert line["label"] == ["Anna Lee", "Dr Ann Lee"]
    person = json.loads(files(dataset, "portal")["portal/person/ann-lee.jsonld"])
    assert (person["name"], person["alternateName"]) == (
        "Ann Lee",
        ["A. Lee", "Ann", "Anna Lee", "Dr Ann Lee"],
    )
    assert len(document_of(dataset, "full")["@graph"]) == len(document_of(small, "full")["@graph"]) + 1


def test_a_thing_without_a_label_is_named_by_its_address() -> None:
    dataset = Dataset([Quad(ANN, RDF.type, LPIP.Person, ISSUE)])
    assert json.loads(files(dataset, "portal")["portal/person/ann-lee.jsonld"])["name"] == "ann-lee"


def test_nothing_at_all_is_an_export_too(tmp_path: Path) -> None:
    manifest = export(Dataset(), tmp_path / "empty")
    assert (manifest.quads, manifest.triples, set(manifest.entities.values())) == (0, 0, {0})
    assert json.loads((tmp_path / "empty/full.jsonld").read_bytes())["@graph"] == []
    assert (tmp_path / "empty/bulk.jsonl").read_bytes() == b""


# File names


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("https://w3id.org/lpip/id/person/ann-lee", r"ann-lee\.jsonld"),
        ("https://w3id.org/lpip/id/question/1-q-1", r"1-q-1\.jsonld"),
        ("https://w3id.org/lpip/id/case-study/con", r"con-[0-9a-f]{12}\.jsonld"),
        ("https://w3id.org/lpip/id/case-study/lpt1", r"lpt1-[0-9a-f]{12}\.jsonld"),
        ("https://w3id.org/lpip/id/person/Ann", r"ann-[0-9a-f]{12}\.jsonld"),
        ("https://w3id.org/lpip/id/person/..", r"[0-9a-f]{12}\.jsonld"),
        ("https://w3id.org/lpip/id/person/%2e%2e%2fetc", r"2e-2e-2fetc-[0-9a-f]{12}\.jsonld"),
        ("https://w3id.org/lpip/id/person/dŵr", r"d-r-[0-9a-f]{12}\.jsonld"),
        ("https://w3id.org/lpip/id/person/" + "x" * 300, r"x{80}-[0-9a-f]{12}\.jsonld"),
        ("https://example.org/", r"example-org-[0-9a-f]{12}\.jsonld"),
        ("urn:x", r"urn-x-[0-9a-f]{12}\.jsonld"),
    ],
)
def test_file_names_are_safe(id_: str, name: str) -> None:
    assert re.fullmatch(name, file_name(id_))


@given(st.text(max_size=200), st.text(max_size=200))
def test_different_things_have_different_safe_names(one: str, other: str) -> None:
    ids = [
        f"https://w3id.org/lpip/id/person/{part.replace('/', '').replace('#', '')}" for part in (one, other)
    ]
    names = [file_name(id_) for id_ in ids]
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,110}\.jsonld", name) for name in names)
    assert (names[0] == names[1]) == (ids[0] == ids[1])


def test_things_that_would_share_a_file_get_one_each() -> None:
    other = NamedNode("https://example.org/person/ann-lee")
    dataset = Dataset([Quad(each, RDF.type, LPIP.Person, ISSUE) for each in (ANN, other)])
    made = {
        path: json.loads(c)["id"] for path, c in files(dataset, "portal").items() if "portal/person/" in path
    }
    assert set(made.values()) == {ANN.value, other.value}
    index = json.loads(files(dataset, "portal")["portal/index.jsonld"])
    (people,) = [each for each in index["itemListElement"] if each["name"] == "Person"]
    assert {f"portal/{each['file']}": each["id"] for each in people["itemListElement"]} == made


# Whole or not at all


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("after", [0, 7, 30])
def test_a_failed_export_leaves_the_earlier_one(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException, after: int
) -> None:
    folder = tmp_path / "out"
    export(Dataset([Quad(ANN, RDF.type, LPIP.Person, ISSUE)]), folder)
    before = snapshot(folder)
    written = lpipgraph.export._written
    calls = iter(range(1000))

    def failing(path: Path, content: bytes) -> str:
        if next(calls) >= after:
            raise failure
        return written(path, content)

    monkeypatch.setattr(lpipgraph.export, "_written", failing)
    expected = OutputError if isinstance(failure, OSError) else KeyboardInterrupt
    with pytest.raises(expected) as caught:
        export(small, folder)
    if expected is OutputError:
        assert "no space left" in str(caught.value)
        assert str(folder) in str(caught.value)
    assert snapshot(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    monkeypatch.undo()
    export(small, folder)
    assert snapshot(folder) != before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failed_swap_leaves_the_earlier_one(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    export(small, folder, ["nt"])
    before = snapshot(folder)

    def refused(new: Path, old: Path) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(lpipgraph.files, "_exchange", refused)
    with pytest.raises(OutputError, match="busy"):
        export(small, folder, ["ttl"])
    assert snapshot(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_without_an_exchange_of_folders_there_is_the_long_way(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    export(small, folder, ["nt"])
    monkeypatch.setattr(sys, "platform", "darwin")
    export(small, folder, ["ttl"])
    assert set(snapshot(folder)) == {"lpip.ttl", "manifest.json"}
    rename = Path.rename

    def half(self: Path, target: Path) -> Path:
        if self.suffix == ".tmp" and Path(target) == folder:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", half)
    with pytest.raises(KeyboardInterrupt):
        export(small, folder, ["nq"])
    assert set(snapshot(folder)) == {"lpip.ttl", "manifest.json"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_things_is_not_touched(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    (tmp_path / "site/portal").mkdir(parents=True)
    (tmp_path / "site/portal/mine.html").write_text("years of work")
    export(small, tmp_path / "mixed", ["nt"])
    (tmp_path / "mixed/thesis.txt").write_text("years of work")
    for name in ("mine", "site", "mixed"):
        with pytest.raises(OutputError, match="other things"):
            export(small, tmp_path / name)
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="this is a file"):
        export(small, tmp_path / "file")
    with pytest.raises(OutputError, match="cannot be written"):
        export(small, tmp_path / "file/below")
    with pytest.raises(OutputError, match="other things"):
        export(small, Path.cwd())
    monkeypatch.chdir(tmp_path / "mixed")
    (tmp_path / "mixed/thesis.txt").unlink()
    with pytest.raises(OutputError, match="working directory"):
        export(small, ".")
    kept = {"file", "mine/thesis.txt", "site/portal/mine.html"}
    kept |= {f"mixed/{name}" for name in ("lpip.nt", "manifest.json")}
    assert set(snapshot(tmp_path)) == kept


def test_an_empty_folder_and_a_new_one_below_others_will_do(small: Dataset, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert export(small, tmp_path / "empty", ["nt"]) == export(small, tmp_path / "a/b/c", ["nt"])
    assert export(small, str(tmp_path / "empty"), ["nt"]).files[0].path == "lpip.nt"
    assert (tmp_path / "empty").stat().st_mode & 0o777 == (tmp_path / "a").stat().st_mode & 0o777


def test_a_link_stays_a_link(small: Dataset, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    export(small, tmp_path / "link", ["nt"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real/lpip.nt").is_file()


def test_what_a_killed_run_left_is_removed(small: Dataset, tmp_path: Path) -> None:
    left = tmp_path / ".out.abcdefgh.tmp"
    left.mkdir()
    (left / "half").write_text("x")
    export(small, tmp_path / "out", ["nt"])
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


PROGRAM = """
import sys
from pathlib import Path
from pyoxigraph import Dataset, RdfFormat, parse
from lpipgraph.export import export
dataset = Dataset(parse(Path(sys.argv[1]).read_bytes(), format=RdfFormat.TRIG))
if len(sys.argv) > 3:
    import lpipgraph.export, os, signal
    written, calls = lpipgraph.export._written, iter(range(1000))
    def dying(path, content):
        if next(calls) == 20:
            os.kill(os.getpid(), getattr(signal, sys.argv[3]))
        return written(path, content)
    lpipgraph.export._written = dying
print(export(dataset, sys.argv[2]).to_json().decode())
print(sorted(set(sys.modules) & {"rdflib", "pyld", "pyshacl", "requests", "http.client"}))
"""


def run(*arguments: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Kathmandu" if seed == "1" else "UTC"}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True, text=True, env=environment, check=False, timeout=120,
    )  # fmt: skip


def test_the_same_bytes_under_two_hash_seeds_and_no_heavy_package(issue: Dataset, tmp_path: Path) -> None:
    content = serialize(issue, format=RdfFormat.TRIG)
    assert content is not None
    (tmp_path / "in.trig").write_bytes(content)
    runs = [run(str(tmp_path / "in.trig"), str(tmp_path / seed), seed=seed) for seed in ("1", "2")]
    assert [each.returncode for each in runs] == [0, 0], runs[0].stderr
    assert runs[0].stdout == runs[1].stdout
    assert snapshot(tmp_path / "1") == snapshot(tmp_path / "2")
    assert runs[0].stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_a_run_that_is_killed_leaves_the_earlier_export(tmp_path: Path, name: str) -> None:
    source, folder = str(HERE / "small.trig"), tmp_path / "out"
    assert run(source, str(folder)).returncode == 0
    before = snapshot(folder)
    died = run(source, str(folder), name)
    assert died.returncode in (-getattr(signal, name), 1 if name == "SIGINT" else None, 130)
    assert snapshot(folder) == before
    left = [path.name for path in tmp_path.iterdir() if path.name not in ("out", ".out.lock")]
    assert len(left) == (1 if name == "SIGKILL" else 0)
    assert run(source, str(folder)).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


# Feeds


def unfolded(content: bytes) -> list[str]:
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    return content.decode().replace("\r\n ", "").split("\r\n")[:-1]


def entries(content: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in unfolded(content):
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VCALENDAR":
            name, _, value = line.partition(":")
            found[-1][name] = value
    return found


def test_the_calendar_has_the_issues_events(issue: Dataset) -> None:
    calendar = entries(files(issue, "ics")["events.ics"])
    events = portal(material(issue)).things["Event"]
    assert [each["UID"] for each in calendar] == [each["id"] for each in events]
    assert len(calendar) >= 4
    for entry, event in zip(calendar, events, strict=True):
        assert entry["DTSTAMP"] == "20241211T000000Z"
        assert entry["SUMMARY"].replace("\\", "") == event["name"]
        if "T" in event["startDate"]:
            stated = datetime.fromisoformat(event["startDate"]).astimezone(UTC)
            assert entry["DTSTART"] == stated.strftime("%Y%m%dT%H%M%SZ")
        else:
            assert entry["DTSTART;VALUE=DATE"] == event["startDate"].replace("-", "")


def test_summer_time_and_odd_signs_in_the_calendar(small: Dataset) -> None:
    launch, workshop = entries(files(small, "ics")["events.ics"])
    assert (workshop["DTSTART"], workshop["DTEND"]) == ("20250630T090000Z", "20250630T110000Z")
    assert workshop["SUMMARY"] == r"Levies\, places\; and more"
    assert workshop["DESCRIPTION"] == r"Organiser: The Hub\nFor: officers"
    assert launch["DTSTART;VALUE=DATE"] == "20240227"
    assert "DTEND" not in launch


def test_the_last_day_of_an_event_is_counted_in(small: Dataset) -> None:
    end = Literal("2024-02-29", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    dataset = Dataset([*small, Quad(iri("id", "event", "launch"), SCHEMA.endDate, end, ISSUE)])
    assert entries(files(dataset, "ics")["events.ics"])[0]["DTEND;VALUE=DATE"] == "20240301"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_any_summary_comes_back_from_the_calendar(text: str) -> None:
    event = iri("id", "event", "x")
    day = Literal("2024-02-27", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    label = Literal(text, language="en")
    quads = [
        Quad(event, RDF.type, LPIP.Event, ISSUE),
        Quad(event, SCHEMA.startDate, day, ISSUE),
        Quad(event, RDFS.label, label, ISSUE),
    ]
    try:
        made = files(Dataset(quads), "ics")["events.ics"]
    except DataError:
        return  # hypothesis wrote an address
    summary = entries(made)[0]["SUMMARY"]
    assert re.sub(r"\\(.)", r"\1", summary) == text


def test_reference_managers_get_every_publication(issue: Dataset) -> None:
    publications = portal(material(issue)).things["Publication"]
    made = files(issue, "csl", "bibtex")
    items = json.loads(made["publications.csl.json"])
    assert [each["id"] for each in items] == [each["id"] for each in publications]
    # CSL 1.0.2, appendix III
    known = {"article-magazine", "report", "post-weblog", "document", "webpage", "periodical", "collection"}
    assert {each["type"] for each in items} <= known
    issue_item = next(each for each in items if each["type"] == "periodical")
    assert issue_item["issued"] == {"date-parts": [[2024, 12, 11]]}
    bib = made["publications.bib"].decode()
    keys = re.findall(r"^@(?:article|techreport|misc)\{([A-Za-z0-9-]+),$", bib, re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(items)
    for entry in bib.split("\n\n"):
        plain = re.sub(r"\\[{}]", "", entry)
        assert plain.count("{") == plain.count("}")
    assert "author = {{City-REDI}" in bib


def test_latex_signs_are_escaped(small: Dataset) -> None:
    label = Literal("50 % of {R&D} at $5_000 ~ C:\\x ^ #1", language="en")
    dataset = Dataset([*small, Quad(iri("id", "publication", "article"), RDFS.label, label, ISSUE)])
    dataset.remove(
        Quad(
            iri("id", "publication", "article"),
            RDFS.label,
            Literal("Skills & <em>places</em>: “5 % more”", language="en"),
            ISSUE,
        )
    )
    bib = files(dataset, "bibtex")["publications.bib"].decode()
    title = r"50 \% of \{R\&D\} at \$5\_000 \textasciitilde{} C:\textbackslash{}x \textasciicircum{} \#1"
    assert "title = {{" + title + "}}" in bib


def test_the_evidence_index_leaves_the_material_as_it_was(small: Dataset) -> None:
    prepared: Material = material(small)
    first = labelled(prepared)
    assert labelled(prepared) == first
    assert prepared.index(EVIDENCE) != first


if __name__ == "__main__":
    data = Dataset(parse((HERE / "small.trig").read_bytes(), format=RdfFormat.TRIG))
    for path, content in files(data).items():
        if not path.startswith((f"{VERSION}/", "loadpack/")):
            (HERE / "expected" / path).parent.mkdir(parents=True, exist_ok=True)
            (HERE / "expected" / path).write_bytes(content)
