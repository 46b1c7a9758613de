"""Describes the catalogue for open-data portals in DCAT-AP 3: datasets, distributions, publisher, contact.

The concepts are those of the Publications Office of the European Union and of ADMS, as the profile requires. Each is
described as far as a harvester needs, so that it need not be fetched. Dates are those of the issues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from ..vocabulary import (
    DCAT,
    DCATAP,
    DCTERMS,
    FOAF,
    GEO,
    LICENCE,
    RDF,
    RDFS,
    SKOS,
    VCARD,
    Minter,
)
from .claims import Term
from .values import english

__all__ = ["catalogued", "described", "issue_dates", "issue_files"]

Triples = Iterator[tuple[NamedNode, NamedNode, Term]]

_EU = "http://publications.europa.eu/resource/authority/"
_LANGUAGE = NamedNode(f"{_EU}language/ENG")
_COUNTRY = NamedNode(f"{_EU}country/GBR")
_AVAILABLE = NamedNode(f"{_EU}planned-availability/STABLE")
_OPEN = NamedNode(f"{_EU}access-right/PUBLIC")
_OUTLINE = "POLYGON((-8.65 49.86,1.77 49.86,1.77 60.86,-8.65 60.86,-8.65 49.86))"
_MIDDLE = "POINT(-2.89 54.91)"
#: Concept → its label and its scheme.
_CONCEPTS: Mapping[NamedNode, tuple[str, str]] = {
    _LANGUAGE: ("English", f"{_EU}language"),
    _COUNTRY: ("United Kingdom", f"{_EU}country"),
    _AVAILABLE: ("stable", f"{_EU}planned-availability"),
    _OPEN: ("public", f"{_EU}access-right"),
    NamedNode(f"{_EU}data-theme/GOVE"): ("Government and public sector", f"{_EU}data-theme"),
    NamedNode(f"{_EU}data-theme/REGI"): ("Regions and cities", f"{_EU}data-theme"),
    NamedNode("http://purl.org/adms/publishertype/PrivateIndividual(s)"): (
        "Private individual(s)",
        "http://purl.org/adms/publishertype/1.0",
    ),
    NamedNode("http://purl.org/adms/licencetype/Attribution"): (
        "Attribution",
        "http://purl.org/adms/licencetype/1.0",
    ),
    **{
        NamedNode(f"{_EU}file-type/{name}"): (label, f"{_EU}file-type")
        for name, label in (
            ("RDF_TRIG", "RDF TriG"),
            ("RDF_N_QUADS", "RDF N-Quads"),
            ("RDF_TURTLE", "RDF Turtle"),
            ("RDF_N_TRIPLES", "RDF N-Triples"),
            ("RDF_XML", "RDF XML"),
            ("JSON_LD", "JSON-LD"),
        )
    },
}
_SCHEMES: Mapping[str, str] = {
    f"{_EU}language": "Language",
    f"{_EU}country": "Country",
    f"{_EU}planned-availability": "Planned availability",
    f"{_EU}access-right": "Access right",
    f"{_EU}data-theme": "Data theme",
    f"{_EU}file-type": "File type",
    "http://purl.org/adms/publishertype/1.0": "Publisher type",
    "http://purl.org/adms/licencetype/1.0": "Licence type",
}
#: File of an export → its type here, its media type and its description: the files with all public graphs or facts.
_FILES: Mapping[str, tuple[str, str, str]] = {
    "lpip.trig": ("RDF_TRIG", "application/trig", "All public graphs, in TriG"),
    "lpip.nq": ("RDF_N_QUADS", "application/n-quads", "All public graphs, in N-Quads"),
    "lpip.ttl": ("RDF_TURTLE", "text/turtle", "All public triples, in Turtle"),
    "lpip.nt": ("RDF_N_TRIPLES", "application/n-triples", "All public triples, in N-Triples"),
    "lpip.rdf": ("RDF_XML", "application/rdf+xml", "All public triples, in RDF/XML"),
    "full.jsonld": ("JSON_LD", "application/ld+json", "All facts, in JSON-LD"),
}
_KEYWORDS = ("local policy", "research themes", "provenance")


def issue_dates(typed: Iterable[Quad], issued: Iterable[Quad]) -> dict[str, Literal]:
    """Issue's key → its date of publication, with the precision given in the issue.

    Parameters
    ----------
    typed
        The statements that something is an issue.
    issued
        The statements with dates of publication.
    """
    numbers: dict[object, str] = {}
    for q in typed:
        if isinstance(q.graph_name, NamedNode) and "/graph/issue/" in q.graph_name.value:
            numbers[q.subject] = q.graph_name.value.rsplit("/", 1)[1]
    found: dict[str, Literal] = {}
    for q in issued:
        if q.subject in numbers and isinstance(q.object, Literal):
            found.setdefault(numbers[q.subject], q.object)
    return found


def catalogued(
    iri: Minter,
    whole: NamedNode,
    series: NamedNode,
    issues: Mapping[str, NamedNode],
    dates: Mapping[str, Literal],
) -> Triples:
    """The catalogue, its complete dataset with its files, its series, and the publisher and contact.

    Parameters
    ----------
    iri
        The function that creates IRIs.
    whole, series
        The dataset of everything, and the series of the issues.
    issues
        Issue's key → its graph.
    dates
        Issue's key → its date.
    """
    known = sorted(dates.values(), key=lambda d: d.value)
    catalog = iri("dataset", "catalogue")
    yield catalog, RDF.type, DCAT.Catalog
    yield catalog, DCTERMS.title, english("Policy Innovate as linked data")
    yield (
        catalog,
        DCTERMS.description,
        english("What the newsletter Policy Innovate says, as datasets: the whole, and one for each issue."),
    )
    yield catalog, FOAF.homepage, NamedNode(iri.base)
    yield NamedNode(iri.base), RDF.type, FOAF.Document
    yield catalog, DCTERMS.license, LICENCE
    yield catalog, DCTERMS.language, _LANGUAGE
    yield catalog, DCTERMS.spatial, _COUNTRY
    yield catalog, DCTERMS.publisher, _agent(iri)
    yield catalog, DCAT.themeTaxonomy, NamedNode(f"{_EU}data-theme")
    yield catalog, DCAT.themeTaxonomy, iri.id("scheme", "themes")
    for dataset in (whole, *issues.values()):
        yield catalog, DCAT.dataset, dataset
    yield from _dated(catalog, known)
    yield from described(iri, whole, known)
    yield from _dated(whole, known)
    yield from _files(iri, whole)
    yield series, DCTERMS.description, english("The newsletter issue by issue, each as a dataset of its own.")
    yield series, DCTERMS.publisher, _agent(iri)
    yield series, DCAT.contactPoint, _contact(iri)
    yield from _dated(series, known)
    yield iri.id("scheme", "themes"), RDF.type, SKOS.ConceptScheme
    yield iri.id("scheme", "themes"), DCTERMS.title, english("Research themes")
    yield from _answerable(iri)
    yield from _concepts()


def described(iri: Minter, dataset: NamedNode, dates: Iterable[Literal]) -> Triples:
    """The properties that DCAT-AP recommends for a dataset."""
    known = sorted(dates, key=lambda d: d.value)
    yield dataset, DCTERMS.license, LICENCE
    yield dataset, DCTERMS.language, _LANGUAGE
    yield dataset, DCTERMS.spatial, _COUNTRY
    yield dataset, DCTERMS.accessRights, _OPEN
    yield dataset, DCTERMS.publisher, _agent(iri)
    yield dataset, DCAT.contactPoint, _contact(iri)
    for word in _KEYWORDS:
        yield dataset, DCAT.keyword, english(word)
    for theme in ("GOVE", "REGI"):
        yield dataset, DCAT.theme, NamedNode(f"{_EU}data-theme/{theme}")
    if known:
        period = iri.id("period", *dataset.value.removeprefix(iri.base).split("/"))
        yield dataset, DCTERMS.temporal, period
        yield period, RDF.type, DCTERMS.PeriodOfTime
        yield period, DCAT.startDate, known[0]
        yield period, DCAT.endDate, known[-1]


def issue_files(iri: Minter, graph: NamedNode) -> Triples:
    """The files of the complete dataset that contain an issue's graph."""
    yield graph, DCAT.distribution, _distribution(iri, "lpip.trig")


def _files(iri: Minter, whole: NamedNode) -> Triples:
    for name, (sort, media_type, title) in _FILES.items():
        node = _distribution(iri, name)
        yield whole, DCAT.distribution, node
        yield node, RDF.type, DCAT.Distribution
        yield node, DCTERMS.title, english(title)
        yield node, DCTERMS.description, english(f"{title}: the file {name} of an export.")
        yield node, DCAT.accessURL, whole
        yield node, DCAT.downloadURL, iri("data", name)
        yield node, DCTERMS.format, NamedNode(f"{_EU}file-type/{sort}")
        yield node, DCAT.mediaType, _media(media_type)
        yield _media(media_type), RDF.type, DCTERMS.MediaType
        yield node, DCTERMS.license, LICENCE
        yield node, DCTERMS.language, _LANGUAGE
        yield node, DCATAP.availability, _AVAILABLE


def _media(media_type: str) -> NamedNode:
    return NamedNode(f"https://www.iana.org/assignments/media-types/{media_type}")


def _distribution(iri: Minter, name: str) -> NamedNode:
    return iri("dataset", "policy-innovate", "file", name)


def _dated(node: NamedNode, known: list[Literal]) -> Triples:
    if known:
        yield node, DCTERMS.issued, known[0]
        yield node, DCTERMS.modified, known[-1]


def _agent(iri: Minter) -> NamedNode:
    return iri("agent", "lpipgraph-authors")


def _contact(iri: Minter) -> NamedNode:
    return iri("agent", "lpipgraph-authors", "contact")


def _answerable(iri: Minter) -> Triples:
    agent, contact = _agent(iri), _contact(iri)
    yield agent, RDF.type, FOAF.Agent
    yield agent, FOAF.name, english("The lpipgraph authors")
    yield agent, DCTERMS.type, NamedNode("http://purl.org/adms/publishertype/PrivateIndividual(s)")
    yield contact, RDF.type, VCARD.Kind
    yield contact, VCARD.fn, english("The lpipgraph authors")
    yield contact, VCARD.hasURL, NamedNode(iri.base)
    yield LICENCE, RDF.type, DCTERMS.LicenseDocument
    yield LICENCE, RDFS.label, english("Apache License 2.0")
    yield LICENCE, DCTERMS.type, NamedNode("http://purl.org/adms/licencetype/Attribution")
    yield _COUNTRY, DCAT.bbox, Literal(_OUTLINE, datatype=GEO.wktLiteral)
    yield _COUNTRY, DCAT.centroid, Literal(_MIDDLE, datatype=GEO.wktLiteral)


#: Classes that the profile's ranges require of a concept in addition to skos:Concept.
_ALSO: Mapping[str, NamedNode] = {
    f"{_EU}language": DCTERMS.LinguisticSystem,
    f"{_EU}country": DCTERMS.Location,
    f"{_EU}access-right": DCTERMS.RightsStatement,
    f"{_EU}file-type": DCTERMS.MediaTypeOrExtent,
}


def _concepts() -> Triples:
    for scheme, title in _SCHEMES.items():
        yield NamedNode(scheme), RDF.type, SKOS.ConceptScheme
        yield NamedNode(scheme), DCTERMS.title, english(title)
    for concept, (label, scheme) in _CONCEPTS.items():
        yield concept, RDF.type, SKOS.Concept
        yield concept, SKOS.prefLabel, english(label)
        yield concept, SKOS.inScheme, NamedNode(scheme)
        if scheme in _ALSO:
            yield concept, RDF.type, _ALSO[scheme]
