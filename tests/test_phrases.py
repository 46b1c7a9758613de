"""Statements in words: each property that evidence can carry has a phrase, and no value stands there as machines write it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Dataset, Literal, NamedNode, Quad
from test_queries import memory, whole

from lpipgraph import graph
from lpipgraph.phrases import day, literal, phrases, sentence
from lpipgraph.queries import evidence_of
from lpipgraph.tables import table
from lpipgraph.vocabulary import BASE, LPIP, PREFIXES, RDF, RDFS, SHOWN, XSD

#: What says how something is known, and not what is said: no sentence of evidence has such a property.
ABOUT_EVIDENCE = {
    *(getattr(LPIP, name) for name in (
        "Change", "Claim", "CountFinding", "Evidence", "Finding", "Identifier", "MissingAddress", "Naming", "SourceText",
    )),
    NamedNode("http://www.w3.org/ns/oa#SpecificResource"),
}  # fmt: skip
_ISO = re.compile(r"\b\d{4}-\d\d(?!\d)|\dT\d|\bPT?\d")
_TERM = re.compile(r"[a-z][A-Z]|_|https?://|\w/\w+-")


def of_evidence() -> set[str]:
    """Every property of the ontology but those about evidence itself, those that namings show, and those of claims."""
    ontology = Dataset(graph.ontology())
    about = {q.subject for q in ontology if q.predicate == RDFS.domain and q.object in ABOUT_EVIDENCE}
    own = {
        q.subject
        for q in ontology
        if q.predicate == RDF.type
        and str(q.object.value if isinstance(q.object, NamedNode) else "").endswith("Property")
        and isinstance(q.subject, NamedNode)
        and q.subject.value.startswith(str(LPIP))
    }
    claimed = {q.object for q in whole() if q.predicate == RDF.predicate}
    return {p.value for p in (own - about) | SHOWN | claimed} - {LPIP.shows.value}


def test_every_property_that_evidence_can_carry_has_a_phrase() -> None:
    assert len(of_evidence()) > 120
    assert of_evidence() - phrases().keys() == set()


def test_no_value_of_an_enumeration_is_shown_by_its_inner_name() -> None:
    ontology = Dataset(graph.ontology())
    individual = NamedNode("http://www.w3.org/2002/07/owl#NamedIndividual")
    those = {q.subject for q in ontology if q.predicate == RDF.type and q.object == individual}
    labels = {
        q.object.value
        for q in ontology
        if q.subject in those and q.predicate == RDFS.label and isinstance(q.object, Literal)
    }
    assert any(_TERM.search(label) for label in labels)
    for label in labels:
        assert not _TERM.search(
            sentence("The webinar", PREFIXES["schema"] + "eventAttendanceMode", "mode", label)
        ), label


def test_the_table_can_be_read_by_people() -> None:
    rows = table("phrases", "ontology")
    assert len({row["property"] for row in rows}) == len(rows)
    for row in rows:
        prefix, _, name = row["property"].partition(":")
        assert prefix in PREFIXES
        assert prefix != "lpip" or getattr(LPIP, name)
        assert row["sentence"], row
        for phrase in (row["sentence"], row["heading"], row["heading_of"]):
            assert not _TERM.search(phrase), row
        assert row["sentence"][0].islower()


def test_no_statement_shows_a_date_or_a_term_as_machines_write_it() -> None:
    """One fact for each property and datatype, and each class, of Issue 1."""
    one: dict[object, Quad] = {}
    for q in sorted(whole(), key=str):
        if q.predicate != RDF.type and str(
            q.graph_name.value if isinstance(q.graph_name, NamedNode) else ""
        ).endswith("/1"):
            kind = q.object.datatype if isinstance(q.object, Literal) else None
            one.setdefault((q.predicate, kind), q)
        elif q.predicate == RDF.type:
            one.setdefault(q.object, q)
    facts = Dataset(Quad(q.subject, q.predicate, q.object) for q in one.values())
    told = {item.statement for items in evidence_of(memory(), facts).values() for item in items}
    assert len(told) > 40
    for statement in told:
        assert " · " not in statement
        assert not _ISO.search(statement), statement
        assert BASE not in statement, statement
        assert not re.search(r"\bis a [aeio]", statement), statement


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from([XSD.date, XSD.gYearMonth, XSD.gYear]))
def test_dates_of_any_precision_are_said_as_people_write_them(when: date, datatype: NamedNode) -> None:
    size = {XSD.date: 10, XSD.gYearMonth: 7, XSD.gYear: 4}[datatype]
    said = literal(Literal(when.isoformat()[:size], datatype=datatype))
    assert not _ISO.search(said)
    assert said.endswith(str(when.year))
    assert (f"{when:%B}" in said) == (size > 4)
    assert day(when.isoformat()) == f"{when.day} {when:%B %Y}"


@given(st.integers(0, 30), st.integers(0, 23), st.integers(0, 59))
def test_durations_are_said_in_words(days: int, hours: int, minutes: int) -> None:
    text = f"P{f'{days}D' if days else ''}T{hours}H{minutes}M"
    said = literal(Literal(text, datatype=XSD.dayTimeDuration))
    if timedelta(days=days, hours=hours, minutes=minutes):
        assert not _ISO.search(said)
        assert [int(n) for n in re.findall(r"\d+", said)] == [n for n in (days, hours, minutes) if n]


@pytest.mark.parametrize(
    ("value", "said"),
    [("agenda", "an agenda"), ("unit", "a unit"), ("university", "a university"), ("umbrella body", "an umbrella body"),
     ("Time interval", "a time interval"), ("MonetaryAmount", "a monetary amount")],
)  # fmt: skip
def test_a_class_has_its_article(value: str, said: str) -> None:
    assert sentence("X", RDF.type.value, "type", value) == f"X is {said}"
