"""Validation of what changed: after any change the report is that of a full run, result by result."""

from __future__ import annotations

import os
import random
from functools import cache
from typing import Any

import issue_one
import pytest
from pyoxigraph import Dataset, Literal, NamedNode, Quad, Store, Triple

from lpipgraph import graph, shapes
from lpipgraph.graph import values
from lpipgraph.records import Value
from lpipgraph.shapes import Neighbours, Report, Shapes, Slicer, validate, validate_again
from lpipgraph.shapes.exact_literals import rewritten
from lpipgraph.shapes.read_paths import OF_ONTOLOGY, Unclear, walks
from lpipgraph.vocabulary import PREFIXES, RDF, XSD

ONTOLOGY = [Triple(q.subject, q.predicate, q.object) for q in graph.ontology()]
ODD: list[Any] = [
    Literal("2024-13", datatype=XSD.gYearMonth),
    Literal("07", datatype=XSD.integer),
    Literal("seven", datatype=XSD.integer),
    Literal("2024-02-30", datatype=XSD.date),
    Literal("2024-11-05T10:00:00+00:00", datatype=XSD.dateTime),
    Literal(""),
    Literal("someone@example.org", language="en"),
    Literal("Farbe", language="de"),
    NamedNode("http://example.org/nothing"),
]


@cache
def ours() -> Shapes:
    return shapes.load_shapes()


@cache
def slicer() -> Slicer:
    return Slicer(ours())


@cache
def whole() -> tuple[Triple, ...]:
    """The public graphs of Issue 1 as one, as its key has it."""
    return tuple(sorted({q.triple for q in issue_one.whole()}, key=str))


def neighbours(triples: set[Triple]) -> Neighbours:
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    literals = rewritten({t.object for t in triples if isinstance(t.object, Literal)})
    return Neighbours(store, [t for t in triples if t.object in literals])


def full(triples: set[Triple]) -> Report:
    return validate(Dataset(Quad(t.subject, t.predicate, t.object) for t in triples), ours())


def nodes(report: Report) -> list[Any]:
    return [result.focus for result in report.results]


def changed(triples: set[Triple], chance: random.Random, number: int) -> set[Triple]:
    """The triples with some gone, mixed up, moved or given another value; the ontology stays as it is."""
    result = set(triples)
    kept = set(ONTOLOGY)
    pool = sorted(triples - kept, key=str)
    for triple in chance.sample(pool, number):
        s, p, o = triple.subject, triple.predicate, triple.object
        other = chance.choice(pool)
        fault = chance.randrange(6)
        result.discard(triple)
        if fault == 1:
            result.add(Triple(s, p, chance.choice(ODD)))
        elif fault == 2:
            result |= {triple, Triple(s, p, other.object)}
        elif fault == 3:
            result.add(Triple(other.subject, p, o))
        elif fault == 4:
            result |= {triple, Triple(s, other.predicate, other.object)}
        elif fault == 5:
            result |= (
                {triple, Triple(s, RDF.type, chance.choice(pool).object)}
                if isinstance(other.object, NamedNode)
                else {triple}
            )
    return {t for t in result if t.predicate not in OF_ONTOLOGY or t in kept}


@cache
def of_the_whole() -> Report:
    return full(set(whole()))


@pytest.mark.parametrize("seed", range(30 if "LPIPGRAPH_FUZZ" in os.environ else 1))
def test_a_report_follows_its_graph(seed: int) -> None:
    chance = random.Random(seed)
    now = set(whole())
    report = of_the_whole()
    seen = 0
    for _ in range(4):
        then, now = now, changed(now, chance, chance.choice((1, 3, 20)))
        again = validate_again(
            nodes(report), then ^ now, neighbours(then), neighbours(now), ONTOLOGY, slicer()
        )
        report = full(now)
        assert again == report
        seen += len(report.results)
    assert seen > 5  # else nothing was tried


def test_faults_go_again() -> None:
    good = set(whole())
    bad = changed(good, random.Random(77), 40)
    first, second = of_the_whole(), full(bad)
    assert len(second.results) > len(first.results)
    back = validate_again(nodes(second), good ^ bad, neighbours(bad), neighbours(good), ONTOLOGY, slicer())
    assert back == first


def test_a_slice_is_small() -> None:
    now = set(whole())
    one = next(t for t in whole() if "/id/person/" in str(t.subject) and t not in ONTOLOGY)
    touched = slicer().touched([one], neighbours(now - {one}), neighbours(now))
    assert touched is not None
    focus = touched.focus
    assert one.subject in focus
    assert len(focus) < 100
    assert len(slicer().slice(focus, neighbours(now))) < len(now) / 10


def test_a_change_of_the_ontology_wants_a_full_run() -> None:
    above = next(t for t in ONTOLOGY if t.predicate in OF_ONTOLOGY)
    now = set(whole())
    assert validate_again((), [above], neighbours(now), neighbours(now), ONTOLOGY, slicer()) is None


def test_the_shapes_that_ship_can_be_taken_apart() -> None:
    assert slicer().unclear is None
    found = walks(ours())
    assert len(found) > 200
    assert max(len(walk) for _, walk in found) < 6


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this ?value WHERE { ?value <http://e/p> ?other . $this <http://e/q> ?x }",
        "SELECT $this WHERE { $this <http://e/p> ?x . ?y ?any ?x }",
        "SELECT $this WHERE { $this !<http://e/p> ?x }",
    ],
)
def test_a_constraint_that_is_not_understood_is_said(select: str, tmp_path: Any) -> None:
    path = tmp_path / "odd.ttl"
    path.write_text(
        f"""@prefix sh: <{PREFIXES["sh"]}> . @prefix e: <http://e/> .
e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ a sh:SPARQLConstraint ; sh:message "m" ; sh:select "{select}" ] .
""",
        "utf-8",
    )
    odd = shapes.load_shapes(path)
    with pytest.raises(Unclear):
        walks(odd)
    assert Slicer(odd).unclear
    assert Slicer(odd).touched([], neighbours(set())) is None


FORMS = ("7", "07", "+7", "-0", "7.0", "7.50", "0.50", "2024", "2024-13", "2024-11-05", "2024-02-30", "2024-11-05T10:00",
    "2024-07-05T10:00:00", "2024-11-05T24:00:00Z", "2024-11-05T10:00:00.0+00:00", "seven", "")  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_value_has_one_form_in_a_graph(form: str) -> None:
    """So that what a store rewrites is in no graph of ours, and a slice of the store is what the graph says."""
    made = [values.typed(form, datatype) for datatype in (XSD.integer, XSD.decimal, XSD.date, XSD.gYear)]
    made += [
        values.literal(Value(form, kind)) for kind in ("date", "gYear", "gYearMonth", "dateTime", "integer")
    ]
    assert rewritten(made) == {}
