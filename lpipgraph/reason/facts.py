"""Converts facts for the rules, and derived facts to claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Dataset, DefaultGraph, Literal, NamedNode, Quad, Store

from ..vocabulary import (
    BIBO,
    DCTERMS,
    LATEST,
    LPIP,
    OWL,
    PROV,
    RDF,
    RDFS,
    SHOWN,
    TIES,
    XSD,
    Minter,
    graph_kind,
)
from .latest import Told, told_of
from .rules import Rule

__all__ = [
    "Evidence", "Fact", "Stated", "Term", "claim_of", "claims", "described", "in_default", "normal", "ontology_of", "rule_node", "stated",
]  # fmt: skip

Term = NamedNode | Literal
Fact = tuple[NamedNode, NamedNode, Term]
#: Fact and claim or naming that states it.
Evidence = Mapping[Fact, Sequence[NamedNode]]

_AS_THEY_ARE = frozenset({XSD.string, RDF.langString})


def normal(fact: Fact) -> Fact:
    """A fact in the form that the store returns: it rewrites some literals, such as 01 to 1."""
    o = _value(fact[2])
    return fact if o is fact[2] else (fact[0], fact[1], o)


@lru_cache(maxsize=10_000)
def _normal(literal: Literal) -> Literal:
    store = Store()
    store.add(Quad(RDF.type, RDF.type, literal))
    (quad,) = store
    assert isinstance(quad.object, Literal)
    return quad.object


def _value(term: Term) -> Term:
    """An object in the form that the store returns."""
    return _normal(term) if isinstance(term, Literal) and term.datatype not in _AS_THEY_ARE else term


def in_default(fact: Fact) -> Quad:
    """A fact as a quad of the default graph."""
    return Quad(*fact, DefaultGraph())


@dataclass(frozen=True, slots=True)
class Stated:
    """The statements of issues: fact → number of issues that state it, fact → its claims and namings, and changing statements."""

    facts: Counter[Fact]
    evidence: dict[Fact, list[NamedNode]]
    told: set[Told]


def stated(quads: Iterable[Quad]) -> Stated:
    """Collects the statements of issues with their evidence.

    Parameters
    ----------
    quads
        Graphs of one or more issues with their evidence; other graphs are ignored.
    """
    facts: Counter[Fact] = Counter()
    parts: dict[NamedNode, dict[NamedNode, Term]] = {RDF.subject: {}, RDF.predicate: {}, RDF.object: {}}
    named: dict[NamedNode, NamedNode] = {}
    shown: list[tuple[str, NamedNode, Term]] = []
    predicates: dict[tuple[str, NamedNode, Term], list[NamedNode]] = {}
    kinds: dict[object, tuple[str | None, str]] = {}
    speaking: dict[NamedNode, str] = {}
    ties: set[tuple[str, NamedNode]] = set()
    sources: dict[str, set[Term]] = {}
    counted: dict[str, list[tuple[NamedNode, int]]] = {}
    for q in quads:
        name = q.graph_name
        if name not in kinds:
            of = name.value if isinstance(name, NamedNode) else ""
            kinds[name] = graph_kind(of), of.removesuffix("/evidence")
        kind, issue = kinds[name]
        s, p, o = q.subject, q.predicate, q.object
        if not isinstance(s, NamedNode) or not isinstance(o, NamedNode | Literal):
            continue  # our facts have no blank nodes
        if kind == "issue":
            fact = normal((s, p, o))
            facts[fact] += 1
            if p in SHOWN:
                predicates.setdefault((issue, s, fact[2]), []).append(p)
                if o in TIES:
                    ties.add((issue, s))
            elif p == BIBO.issue and fact[2].value.isdecimal():
                counted.setdefault(issue, []).append((s, int(fact[2].value)))
        elif kind == "evidence":
            if p in parts:
                parts[p][s] = o
                if p == RDF.predicate and o in LATEST:
                    speaking[s] = issue
            elif p == LPIP.names and isinstance(o, NamedNode):
                named[s] = o
            elif p == LPIP.shows:
                shown.append((issue, s, o))
            elif p == DCTERMS.source:
                sources.setdefault(issue, set()).add(o)
    numbers = {
        issue: max(own)
        for issue, found in counted.items()
        if (own := [number for source, number in found if source in sources.get(issue, ())])
    }
    told = {
        each
        for claim, issue in speaking.items()
        if issue in numbers
        for each in told_of(
            claim,
            {part: _value(ends[claim]) for part, ends in parts.items() if claim in ends},
            numbers[issue],
        )
    }
    found: dict[Fact, list[NamedNode]] = {}
    for claim, subject in parts[RDF.subject].items():
        predicate, value = parts[RDF.predicate].get(claim), parts[RDF.object].get(claim)
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
            found.setdefault(normal((subject, predicate, value)), []).append(claim)
    for issue, naming, o in shown:
        thing = named.get(naming)
        if thing is None:
            continue
        *_, object_ = normal((thing, RDF.type, o))
        for p in predicates.get((issue, thing, object_), ()):
            found.setdefault((thing, p, object_), []).append(naming)
        if (issue, thing) in ties and issue in numbers:
            told.add(Told(str(thing), numbers[issue], thing, naming))
    return Stated(facts, found, told)


def ontology_of(dataset: Dataset) -> Iterator[Quad]:
    """The triples of the ontology, for the default graph."""
    for graph in {q.graph_name for q in dataset.quads_for_predicate(OWL.versionInfo)}:
        for q in dataset.quads_for_graph_name(graph):
            yield Quad(q.subject, q.predicate, q.object, DefaultGraph())


def rule_node(rule: str, iri: Minter) -> NamedNode:
    """A rule's IRI."""
    return iri.id("rule", rule)


def described(known: Iterable[Rule], iri: Minter) -> Iterator[Quad]:
    """The description of the rules in the graph of derived evidence."""
    graph = iri.graph("derived-evidence")
    for rule in known:
        node = rule_node(rule.name, iri)
        yield Quad(node, RDF.type, LPIP.Rule, graph)
        yield Quad(node, RDFS.label, Literal(rule.title, language="en"), graph)


def claims(fact: Fact, supports: Mapping[str, Iterable[NamedNode]], iri: Minter) -> Iterator[Quad]:
    """A derived fact and its claims.

    Parameters
    ----------
    fact
        The fact.
    supports
        Rule → the evidence of the facts on which the derivation is based.
    iri
        The function that creates IRIs.
    """
    subject, predicate, object_ = fact
    graph = iri.graph("derived-evidence")
    yield Quad(subject, predicate, object_, iri.graph("derived"))
    for rule, behind in supports.items():
        claim = claim_of(fact, rule, iri)
        yield Quad(claim, RDF.subject, subject, graph)
        yield Quad(claim, RDF.predicate, predicate, graph)
        yield Quad(claim, RDF.object, object_, graph)
        yield Quad(claim, LPIP.basis, LPIP.derived, graph)
        yield Quad(claim, LPIP.rule, rule_node(rule, iri), graph)
        for node in behind:
            yield Quad(claim, PROV.wasDerivedFrom, node, graph)


def claim_of(fact: Fact, rule: str, iri: Minter) -> NamedNode:
    """The IRI of the claim that a fact follows by a rule."""
    return iri.claim("derived", *map(str, fact), rule)
