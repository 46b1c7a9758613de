"""How a graph uses the ontology: how often each term, one example of it, and the vocabularies that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ..answers import Answer, Store, Term
from ..vocabulary import BASE, LPIP
from .terms import Ontology

__all__ = ["Scheme", "Usage", "schemes", "usage"]


@dataclass(frozen=True, slots=True)
class Usage:
    """How often a graph uses a term, and an example: a member of a class, or a statement with a property.

    `subject` and `value` are IRIs, with `subject_name` and `value_name`; a value that is none has only its name, a class
    has no value.
    """

    count: int
    subject: str
    subject_name: str
    value: str | None = None
    value_name: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A vocabulary: its concepts as IRI, name, definition and how many things are of that kind."""

    iri: str
    name: str
    concepts: tuple[tuple[str, str, str, int], ...]


_CLASSES = """
SELECT ?term (COUNT(DISTINCT ?s) AS ?n) (MIN(STR(?s)) AS ?first)
WHERE {{ ?s rdf:type ?term . FILTER (ISIRI(?s) && STRSTARTS(STR(?term), "{ours}")) }}
GROUP BY ?term
"""
_PROPERTIES = """
SELECT ?term (COUNT(*) AS ?n) (MIN(STR(?s)) AS ?first)
WHERE {{ VALUES ?term {{ {terms} }} ?s ?term ?o . FILTER ISIRI(?s) }}
GROUP BY ?term
"""
_STATEMENTS = """
SELECT ?s ?term (MIN(?marked) AS ?o)
WHERE {{ VALUES (?s ?term) {{ {pairs} }} ?s ?term ?value . BIND (CONCAT(IF(ISIRI(?value), "<", "'"), STR(?value)) AS ?marked) }}
GROUP BY ?s ?term
"""
_NAMES = """
SELECT ?s (MIN(STR(?label)) AS ?name)
WHERE {{ VALUES ?s {{ {nodes} }} ?s rdfs:label|skos:prefLabel|lpip:asStated ?label }}
GROUP BY ?s
"""
_SCHEMES = """
SELECT ?scheme ?schemeName ?concept ?name ?definition (COUNT(DISTINCT ?thing) AS ?n)
WHERE {
  ?concept skos:inScheme ?scheme ; skos:prefLabel ?name .
  OPTIONAL { ?scheme rdfs:label|skos:prefLabel|dcterms:title ?schemeName }
  OPTIONAL { ?concept skos:definition ?definition }
  OPTIONAL { ?thing dcterms:type|org:classification|org:role|schema:eventStatus ?concept }
}
GROUP BY ?scheme ?schemeName ?concept ?name ?definition
ORDER BY STR(?schemeName) ?scheme STR(?name) ?concept
"""


def usage(store: Store, ontology: Ontology) -> Mapping[str, Usage]:
    """Name of a term → how the graph in a store uses it; terms that it does not use are absent."""
    properties = [NamedNode(term.iri) for term in ontology.of_kind("property")]
    counted = [
        *store.select(_CLASSES.format(ours=str(LPIP))).dicts(),
        *store.select(_PROPERTIES.format(terms=" ".join(map(str, properties)))).dicts(),
    ]
    first = {_value(row["term"]): (int(_value(row["n"])), _value(row["first"])) for row in counted}
    pairs = [f"({NamedNode(first[p.value][1])} {p})" for p in properties if p.value in first]
    values = {
        _value(row["term"]): (_value(row["o"])[1:], _value(row["o"]).startswith("<"))
        for row in _dicts(store, _STATEMENTS, pairs=" ".join(pairs))
    }
    nodes = {subject for _, subject in first.values()} | {
        value for value, is_iri in values.values() if is_iri
    }
    names = {
        _value(row["s"]): _value(row["name"])
        for row in _dicts(store, _NAMES, nodes=" ".join(str(NamedNode(n)) for n in sorted(nodes)))
    }
    found = {}
    for name, term in ontology.terms.items():
        if term.iri not in first:
            continue
        count, subject = first[term.iri]
        value, is_iri = values.get(term.iri, ("", False))
        found[name] = Usage(
            count, subject, names.get(subject, _last(subject)), value if is_iri else None, names.get(value, _last(value) if is_iri else value)
        )  # fmt: skip
    return found


def _dicts(store: Store, text: str, **parts: str) -> list[dict[str, Term]]:
    return store.select(text.format(**parts)).dicts() if all(parts.values()) else []


def schemes(store: Store) -> tuple[Scheme, ...]:
    """The vocabularies of a graph, its own ones first, each with its concepts."""
    found: dict[str, list[tuple[str, str, str, int]]] = {}
    names: dict[str, str] = {}
    answer: Answer = store.select(_SCHEMES)
    for row in answer.dicts():
        scheme, definition = _value(row["scheme"]), row.get("definition")
        names.setdefault(scheme, _value(row["schemeName"]) if "schemeName" in row else _last(scheme))
        concept = _value(row["concept"]), _value(row["name"]), _value(definition) if definition else "", int(_value(row["n"]))  # fmt: skip
        found.setdefault(scheme, []).append(concept)
    own_first = sorted(found, key=lambda iri: (not iri.startswith(BASE), names[iri], iri))
    return tuple(Scheme(iri, names[iri], tuple(found[iri])) for iri in own_first)


def _value(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _last(iri: str) -> str:
    return iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
