"""The rules as SHACL rules: made from one source, and pySHACL derives the same triples by them.

``python tests/test_rules_as_shapes.py`` writes ``ontology/rules/rules.ttl`` anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

import issue_one
import pyshacl
import pytest
import rdflib
import series
from common import NIGHTLY
from pyoxigraph import Dataset, Quad, RdfFormat, parse, serialize

from lpipgraph import graph, reason
from lpipgraph.shapes.rules import rules_as_shapes
from lpipgraph.vocabulary import graph_kind, iri

FILE = Path(__file__).parent.parent / "ontology" / "rules" / "rules.ttl"
SH = "http://www.w3.org/ns/shacl#"


def test_the_file_is_made_from_the_rules() -> None:
    assert FILE.read_bytes() == rules_as_shapes(), "python tests/test_rules_as_shapes.py writes it anew"


def test_each_rule_is_there_with_its_title() -> None:
    quads = list(parse(FILE.read_bytes(), format=RdfFormat.TURTLE))
    made = {q.subject.value for q in quads if q.object.value == f"{SH}SPARQLRule"}
    assert made == {iri.id("rule", rule.name).value for rule in reason.rules()}
    assert len(made) >= 20


#: What rules start from.
GIVEN = ("issue", "ontology", "authority", "vocabulary", "evidence", "findings")


def derived(facts: list[Quad]) -> tuple[set[str], set[str]]:
    """What our engine and what pySHACL derive from the facts and the ontology, as lines of N-Triples."""
    data = Dataset(facts)
    ours = {str(q.triple) for q in reason.entail(data) if graph_kind(q.graph_name) == "derived"}
    given = {q.triple for q in facts if graph_kind(q.graph_name) in ("issue", "ontology")}
    lines = serialize(given, format=RdfFormat.N_TRIPLES)
    assert lines is not None
    rdflib.NORMALIZE_LITERALS = False
    expanded = pyshacl.shacl_rules(
        rdflib.Graph().parse(data=lines, format="nt"),
        shacl_graph=rdflib.Graph().parse(FILE),
        advanced=True,
        iterate_rules=True,
    )
    assert isinstance(expanded, rdflib.Graph)
    made = parse(expanded.serialize(format="nt").encode(), format=RdfFormat.N_TRIPLES)
    theirs = {str(q.triple) for q in made} - {str(t) for t in given}
    return ours, theirs


@pytest.fixture(scope="module")
def both() -> tuple[set[str], set[str]]:
    """By the whole issue that ships at night, by day by the three small ones."""
    if NIGHTLY:
        return derived(list(issue_one.built()))
    return derived([q for q in series.whole() if graph_kind(q.graph_name) in GIVEN])


def test_pyshacl_derives_all_that_we_derive(both: tuple[set[str], set[str]]) -> None:
    ours, theirs = both
    assert len(ours) > 200
    assert sorted(ours - theirs)[:10] == []


def test_pyshacl_derives_nothing_else_about_the_facts(both: tuple[set[str], set[str]]) -> None:
    """What it adds beyond is about terms alone: what rests on the ontology is no fact of an issue."""
    ours, theirs = both
    terms = {str(q.subject) for q in graph.ontology()}
    assert [line for line in sorted(theirs - ours) if line.split()[0] not in terms][:10] == []


if __name__ == "__main__":
    FILE.write_bytes(rules_as_shapes())
    sys.exit(0)
