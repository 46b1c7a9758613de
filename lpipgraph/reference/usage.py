"""Counts how a graph uses the ontology, with an example of each term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ..store_protocol import Answer, Store, Term, word
from ..vocabulary import BASE, LPIP, local_name
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
    first = {word(row["term"]): (int(word(row["n"])), word(row["first"])) for row in counted}
    pairs = [f"({NamedNode(first[p.value][1])} {p})" for p in properties if p.value in first]
    values = {
        word(row["term"]): (word(row["o"])[1:], word(row["o"]).startswith("<"))
        for row in _dicts(store, _STATEMENTS, pairs=" ".join(pairs))
    }
    nodes = {subject for _, subject in first.values()} | {
        value for value, is_iri in values.values() if is_iri
    }
    names = {
        word(row["s"]): word(row["name"])
        for row in _dicts(store, _NAMES, nodes=" ".join(str(NamedNode(n)) for n in sorted(nodes)))
    }
    found = {}
    for name, term in ontology.terms.items():
        if term.iri not in first:
            continue
        count, subject = first[term.iri]
        value, is_iri = values.get(term.iri, ("", False))
        found[name] = Usage(
            count, subject, names.get(subject, local_name(subject)), value if is_iri else None, names.get(value, local_name(value) if is_iri else value)
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
        scheme, definition = word(row["scheme"]), row.get("definition")
        names.setdefault(scheme, word(row["schemeName"]) if "schemeName" in row else local_name(scheme))
        concept = word(row["concept"]), word(row["name"]), word(definition) if definition else "", int(word(row["n"]))  # fmt: skip
        found.setdefault(scheme, []).append(concept)
    own_first = sorted(found, key=lambda iri: (not iri.startswith(BASE), names[iri], iri))
    return tuple(Scheme(iri, names[iri], tuple(found[iri])) for iri in own_first)
