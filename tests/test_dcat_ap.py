"""The catalogue against the official shapes of DCAT-AP 3, by both engines, where the conformance files are."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import issue_one
import pytest
from pyoxigraph import Dataset, Literal, NamedNode, Quad

from lpipgraph import graph, shapes
from lpipgraph.shapes import Report
from lpipgraph.vocabulary import DCAT, DCTERMS, FOAF, LPIP, RDF, Minter, iri

FOLDER = Path(os.environ.get("LPIPGRAPH_CONFORMANCE", "")) / "dcat-ap"
FILES = [
    "dcat-ap-SHACL", "deprecateduris", "mdr-vocabularies.shape", "range", "ranges", "shapes", "shapes_recommended",
]  # fmt: skip
#: The profile warns of publishers that are no body of the European Union.
NO_BODY = ("mdr-vocabularies.shape", DCTERMS.publisher.value)

official = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="LPIPGRAPH_CONFORMANCE names no folder with DCAT-AP's dcat-ap/ shapes"
)


@cache
def catalogue() -> tuple[Quad, ...]:
    quads = graph.catalogue(issue_one.whole(), version="1.0")
    return tuple(Quad(q.subject, q.predicate, q.object) for q in quads)


def said(subject: NamedNode, predicate: NamedNode) -> set[str]:
    return {q.object.value for q in catalogue() if q.subject == subject and q.predicate == predicate}


def reported(report: Report, *, beside: str = "") -> list[str]:
    return [
        f"{r.severity} {r.focus} {r.path} {r.value} {r.message}"
        for r in report.results
        if not (beside and str(r.path) == f"<{beside}>" and "Warning" in str(r.severity))
    ]


@official
def test_every_file_of_shapes_is_tried() -> None:
    assert {path.stem for path in FOLDER.glob("*.ttl")} - set(FILES) <= {"imports", "mdr_imports"}


@official
@pytest.mark.parametrize("engine", ["compiled", "pyshacl"])
@pytest.mark.parametrize("name", FILES)
def test_the_catalogue_is_as_the_profile_wants_and_recommends(name: str, engine: str) -> None:
    read = shapes.load_shapes(FOLDER / f"{name}.ttl")
    assert read.constraints or name == "deprecateduris"
    report = shapes.validate(Dataset(catalogue()), read, engine=engine)
    assert reported(report, beside=NO_BODY[1] if name == NO_BODY[0] else "") == []


@official
@pytest.mark.parametrize("engine", ["compiled", "pyshacl"])
def test_all_shapes_at_once_find_no_violation(engine: str) -> None:
    read = shapes.load_shapes([FOLDER / f"{name}.ttl" for name in FILES])
    report = shapes.validate(Dataset(catalogue()), read, engine=engine)
    assert [line for line in reported(report) if "Violation" in line] == []


@official
def test_the_shapes_see_what_is_missing() -> None:
    read = shapes.load_shapes(FOLDER / "shapes.ttl")
    for predicate in (DCTERMS.title, DCTERMS.description, DCAT.accessURL):
        without = [q for q in catalogue() if q.predicate != predicate]
        assert not shapes.validate(Dataset(without), read).conforms, predicate


def test_the_catalogue_names_its_datasets_and_each_what_is_recommended() -> None:
    catalog, whole, issue = (
        iri("dataset", "catalogue"),
        iri("dataset", "policy-innovate"),
        iri.graph("issue", "1"),
    )
    assert said(catalog, DCAT.dataset) == {whole.value, issue.value}
    recommended = [
        DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCTERMS.spatial, DCTERMS.language,
        DCAT.keyword, DCAT.theme, DCAT.contactPoint, DCAT.distribution,
    ]  # fmt: skip
    for dataset in (whole, issue):
        assert [p.value for p in recommended if not said(dataset, p)] == []
    assert said(whole, DCTERMS.issued) == {"2024-12-11"}
    assert said(whole, DCTERMS.language) == {"http://publications.europa.eu/resource/authority/language/ENG"}
    assert len(said(whole, DCAT.distribution)) >= 5
    assert said(iri("agent", "lpipgraph-authors"), FOAF.name)


def test_the_files_are_those_that_an_export_writes() -> None:
    from lpipgraph.export import FORMATS

    named = {q.object.value.rsplit("/", 1)[1] for q in catalogue() if q.predicate == DCAT.downloadURL}
    written = {each.path: each.media_type for each in FORMATS.values()}
    assert named <= set(written)
    types = {q.object.value.split("media-types/")[1] for q in catalogue() if q.predicate == DCAT.mediaType}
    assert types == {written[name] for name in named}


def test_the_dates_are_the_issues_own_in_their_precision() -> None:
    made = Minter("https://example.org/")
    issues = []
    for key, day in (("1", "2023"), ("2", "2024-05-06")):
        node, name = made.issue(f"x-{key}"), made.graph("issue", key)
        issues += [Quad(node, RDF.type, LPIP.Issue, name), Quad(node, DCTERMS.issued, Literal(day), name)]
    found = {
        (q.subject.value, q.predicate): q.object.value
        for q in graph.catalogue(Dataset(issues), version="1", iri=made)
        if q.predicate in (DCTERMS.issued, DCTERMS.modified, DCAT.startDate, DCAT.endDate)
    }
    whole = "https://example.org/dataset/policy-innovate"
    assert (found[whole, DCTERMS.issued], found[whole, DCTERMS.modified]) == ("2023", "2024-05-06")
    assert {v for (s, p), v in found.items() if "period" in s and p == DCAT.startDate} == {
        "2023",
        "2024-05-06",
    }


def test_a_dataset_without_dated_issues_has_no_dates() -> None:
    assert not [
        q
        for q in graph.catalogue(Dataset(), version="1")
        if q.predicate in (DCTERMS.issued, DCTERMS.modified)
    ]
