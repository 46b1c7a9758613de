"""Gives display labels of classes, properties and values."""

from __future__ import annotations

from collections.abc import Mapping

from ..vocabulary import (
    CLASS_PATHS,
    CLASS_TERMS,
    DCTERMS,
    FOAF,
    LPIP,
    ORG,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
)

__all__ = [
    "BASES",
    "HIDDEN",
    "KINDS",
    "OVER_TIME",
    "PLURALS",
    "PROSE",
]

#: Segment of a class → the class's IRI.
KINDS: Mapping[str, str] = {path: CLASS_TERMS[word].value for word, path in CLASS_PATHS.items()}
#: Segment of a class → its things, as a heading.
PLURALS: Mapping[str, str] = {
    "theme": "Themes",
    "person": "People",
    "organisation": "Organisations",
    "policy": "Policies",
    "publication": "Publications",
    "event": "Events",
    "place": "Places",
    "concept": "Concepts",
    "question": "Questions",
    "case-study": "Case studies",
}
#: Basis of a claim → its description for readers.
BASES: Mapping[str, str] = {
    "stated": "The newsletter says it in these words.",
    "bySection": "It follows from the place of the words: under this heading.",
    "fromAuthority": "The words name it; the rest is known from the project’s own tables.",
    "finding": "These words were checked.",
    "given": "Whoever built the graph said so.",
}

#: Properties that a page shows elsewhere, or that describe the graph and not the thing.
HIDDEN: frozenset[str] = frozenset(
    term.value
    for term in (
        RDF.type, RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.inScheme, LPIP.identifier, FOAF.page, FOAF.homepage,
        ORG.member, ORG.organization, LPIP.concerns, RDFS.isDefinedBy, LPIP.linkText,
    )
)  # fmt: skip
#: Descriptions, shown at the top.
PROSE: frozenset[str] = frozenset(
    term.value for term in (DCTERMS.description, SCHEMA.text, LPIP.hasDefinition)
)
#: Properties of time, in the order of display.
OVER_TIME: tuple[str, ...] = tuple(
    term.value
    for term in (
        DCTERMS.issued, SCHEMA.startDate, SCHEMA.endDate, LPIP.startPeriod, LPIP.endPeriod, LPIP.joined,
        DCTERMS.date, DCTERMS.replaces, DCTERMS.isReplacedBy, LPIP.computedDuration, LPIP.statedDuration,
    )
)  # fmt: skip
