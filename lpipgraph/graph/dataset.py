"""Turns the records of one issue into a dataset of named graphs."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from ..authority import Authority, Entry, Identifier
from ..errors import AuthorityError, RecordsError, SyntaxProblem
from ..files import find, read_bytes
from ..privacy import PRIVATE, public_quads
from ..records import Entity, Records, Relation, Value
from ..vocabulary import (
    CLASS_TERMS,
    DCTERMS,
    FOAF,
    LPIP,
    ORG,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    Minter,
    graph_kind,
    issue_key,
)
from ..vocabulary import (
    iri as public_iri,
)
from .authority_statements import origins
from .claims import Ledger, integer
from .facts import Names, change_node, change_of, state_entity, state_own_definitions, state_relation
from .findings import findings, state_findings, state_reading_notes
from .memberships import state_memberships
from .places import hierarchy
from .values import english, literal

if TYPE_CHECKING:
    from ..document import Document

__all__ = ["build", "node_of", "of_authority", "of_issue", "one_name", "ontology"]

Triples = Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]

#: The relation of a confirmed address to its thing, if the address is not the thing's identifier.
_PAGES = {"home": FOAF.homepage, "page": FOAF.page, "thing": FOAF.page}
_SCHEMES = {
    "themes": "Research themes",
    "kinds": "Kinds",
    "roles": "Roles",
    "statuses": "Statuses of policies",
}


def build(
    records: Records,
    text: str,
    authority: Authority,
    *,
    document: Document | None = None,
    iri: Minter = public_iri,
    labels: Mapping[str, str] | None = None,
) -> Dataset:
    """The graphs of one issue, with the ontology, the vocabulary and the authority.

    Parameters
    ----------
    records
        The extracted rows of the issue, each with its offsets into `text`.
    text
        The decoded text of the issue.
    authority
        Preferred names and identifiers of known things.
    document
        The issue's sections, so that every quote has its place in the newsletter.
    iri
        The function that creates IRIs, if their base is not the public one.
    labels
        Id → the name of each thing over all issues (`lpipgraph.identity.labels`); if None, the names of this
        issue and the authority.

    Returns
    -------
    Dataset
        Named graphs without blank nodes, each fact with at least one claim. Uncertain rows, and relations
        with uncertain things, go to the candidates graph; contact data goes to the private graph.

    Raises
    ------
    RecordsError
        If a word has no term, or a row has no place in the text.
    """
    quads = of_issue(records, text, authority, document=document, iri=iri, labels=labels)
    named = {(e.id, e.cls) for e in records.entities if e.sure}
    ids = {id_ for id_, _ in named} if labels is None else labels.keys()
    return Dataset([*quads, *of_authority(authority, named, ids, iri=iri), *ontology(iri)])


def of_issue(
    records: Records,
    text: str,
    authority: Authority,
    *,
    document: Document | None = None,
    iri: Minter = public_iri,
    labels: Mapping[str, str] | None = None,
) -> list[Quad]:
    """The contribution of one issue to the graph, as in `build`: its own graphs, its vocabulary and its private data.

    It depends only on the decisions and on the rows of the authority about the issue's things.
    """
    records.checked(text)
    key = issue_key(records.issue)
    entities = {e.id: e for e in records.entities}
    nodes = {e.id: node_of(iri, e, records) for e in records.entities}
    series = frozenset(r.o for r in records.relations if r.p == "partOfSeries" and isinstance(r.o, str))
    known = {(e.id, e.cls): e.name for e in authority.entries}
    names_of = (
        {e.id: known.get((e.id, e.cls), e.name) for e in records.entities} if labels is None else labels
    )
    names = Names(iri, nodes, entities, series, origins(records, authority), names_of)
    sections = tuple((s.start, s.end, s.heading) for s in document.sections) if document else ()
    facts = Ledger(
        iri,
        key,
        iri.issue(records.issue),
        text,
        iri.graph("issue", key),
        iri.graph("evidence", key),
        sections,
    )
    candidates = replace(
        facts,
        facts=iri.graph("candidates", key),
        evidence=iri.graph("candidates", key),
        quads=[],
        _segments={},
        _claims=set(),
    )
    private = replace(
        candidates,
        facts=iri.graph("private"),
        evidence=iri.graph("private"),
        public=False,
        quads=[],
        _segments={},
        _claims=set(),
    )
    for e in records.entities:
        state_entity(facts if e.sure else candidates, names, e)
    sure, unsure = _parted(records.relations, entities)
    unsure += records.candidates
    for ledger, relations in ((facts, sure), (candidates, unsure)):
        for r in relations:
            state_relation(private if r.p in PRIVATE else ledger, names, r)
        state_memberships(ledger, names, relations)
    state_own_definitions(facts, names, sure, facts.source)
    state_findings(facts, names, findings(records, text), iri.graph("findings", key))
    state_reading_notes(facts, names, document.notes if document else (), iri.graph("findings", key))
    quads = [*facts.quads, *candidates.quads, *private.quads]
    quads += _in(facts.evidence, _source(iri, key, facts.source, text))
    named = _named({(e.id, e.cls) for e in records.entities if e.sure}, authority)
    quads += _in(iri.graph("vocabulary"), _vocabulary(iri, records, named, names_of))
    places = [e for e in records.entities if e.cls == "Place" and e.sure]
    quads += _in(iri.graph("vocabulary"), hierarchy(iri, places, authority))
    return quads


def of_authority(
    authority: Authority, named: Container[tuple[str, str]], ids: Container[str], *, iri: Minter = public_iri
) -> list[Quad]:
    """The statements of the authority about the things that issues name, and the successions among them.

    Parameters
    ----------
    authority
        The authority.
    named
        Id and class of each thing that an issue names with certainty.
    ids
        The ids alone, of all issues.
    iri
        The function that creates IRIs, if their base is not the public one.
    """
    graph = iri.graph("authority")
    quads = [*_in(graph, _authority(iri, _named(named, authority)))]
    return [*quads, *_in(graph, _successions(iri, authority, ids))]


def one_name(dataset: Dataset) -> None:
    """Gives kinds and roles with several spellings one preferred label; the others become alternative labels."""
    labels: dict[tuple[NamedNode, NamedNode], list[Quad]] = {}
    for quad in dataset.quads_for_predicate(SKOS.prefLabel):
        if graph_kind(quad.graph_name) == "vocabulary":  # type: ignore[arg-type]
            labels.setdefault((quad.subject, quad.graph_name), []).append(quad)  # type: ignore[arg-type]
    for (node, graph), quads in labels.items():
        first, *others = sorted(quads, key=lambda q: str(q.object))
        for quad in others:
            dataset.remove(quad)
            dataset.add(Quad(node, SKOS.altLabel, quad.object, graph))
        dataset.discard(Quad(node, SKOS.altLabel, first.object, graph))


def node_of(iri: Minter, e: Entity, records: Records) -> NamedNode:
    """The IRI of an entity of an issue: the issue itself by its number, a question by its issue."""
    if e.cls not in CLASS_TERMS:
        raise RecordsError(f"the class '{e.cls}' has no term", where=e.id, hint="add it to lpipgraph.graph")
    if e.cls == "Publication" and any(r.p == "issueNumber" and r.s == e.id for r in records.relations):
        return iri.issue(records.issue)
    return iri.entity(e.id, e.cls, issue=issue_key(records.issue) if e.cls == "Question" else None)


def _parted(
    relations: Iterable[Relation], entities: dict[str, Entity]
) -> tuple[list[Relation], list[Relation]]:
    sure: list[Relation] = []
    unsure: list[Relation] = []
    for r in relations:
        firm = r.sure and entities[r.s].sure and (isinstance(r.o, Value) or entities[r.o].sure)
        (sure if firm else unsure).append(r)
    return sure, unsure


def _in(graph: NamedNode, triples: Triples) -> Iterator[Quad]:
    return public_quads(Quad(s, p, o, graph) for s, p, o in triples)


def _source(iri: Minter, key: str, issue: NamedNode, text: str) -> Triples:
    node = iri.source(key)
    yield node, RDF.type, LPIP.SourceText
    yield node, RDFS.label, english(f"The text of issue {key} as it was read")
    yield node, DCTERMS.source, issue
    yield node, LPIP.characters, integer(len(text))
    yield node, LPIP.sha256, Literal(sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def _named(named: Container[tuple[str, str]], authority: Authority) -> tuple[Entry, ...]:
    """The entries of the authority about things that issues name."""
    return tuple(entry for entry in authority.entries if (entry.id, entry.cls) in named)


def _vocabulary(iri: Minter, records: Records, known: Iterable[Entry], labels: Mapping[str, str]) -> Triples:
    """Themes, kinds, roles and statuses as SKOS schemes, and the key concepts of the issue in a separate one."""
    for name, label in _SCHEMES.items():
        yield from _scheme(iri.id("scheme", name), label)
    yield from _key_concepts(iri, records, labels)
    themes: dict[NamedNode, str] = {}
    themes.update(
        {
            iri.entity(e.id, e.cls): labels.get(e.id, e.name)
            for e in records.entities
            if e.cls == "Theme" and e.sure
        }
    )
    # the authority's spelling takes precedence over the newsletter's
    themes.update({iri.entity(e.id, e.cls): e.name for e in known if e.cls == "Theme"})
    for theme, label in themes.items():
        yield from _concept(theme, label, iri.id("scheme", "themes"), LPIP.Theme)
    kinds = [e.kind for e in records.entities if e.kind]
    values = [(r.p, r.o.value) for r in records.relations if isinstance(r.o, Value)]
    kinds += [value for p, value in values if p == "eventType"]
    yield from _labelled(iri, "kind", kinds, "kinds", LPIP.Kind)
    yield from _labelled(iri, "role", [v for p, v in values if p == "hasRole"], "roles", ORG.Role)
    yield from _labelled(iri, "status", [v for p, v in values if p == "status"], "statuses", LPIP.Status)


def _scheme(scheme: NamedNode, label: str) -> Triples:
    yield scheme, RDF.type, SKOS.ConceptScheme
    yield scheme, SKOS.prefLabel, english(label)
    yield scheme, DCTERMS.title, english(label)  # data catalogues read this property


def _key_concepts(iri: Minter, records: Records, labels: Mapping[str, str]) -> Triples:
    """The key concepts that an issue defines or lists, each in the scheme of every issue that has it."""
    key = issue_key(records.issue)
    scheme = iri.id("scheme", "concepts", key)
    concepts = [e for e in records.entities if e.cls == "Concept" and e.sure]
    if concepts:
        yield from _scheme(scheme, f"Key concepts of issue {key}")
        yield scheme, DCTERMS.source, iri.issue(records.issue)
    for e in concepts:
        node = iri.entity(e.id, e.cls)
        yield node, SKOS.prefLabel, english(labels.get(e.id, e.name))
        yield node, SKOS.inScheme, scheme


def _labelled(iri: Minter, path: str, labels: Iterable[str], scheme: str, cls: NamedNode) -> Triples:
    # two spellings with one slug: the first in alphabetical order is preferred, the others are alternatives
    by_node: dict[NamedNode, list[str]] = {}
    for label in sorted(set(labels)):
        by_node.setdefault(iri.concept(path, label), []).append(label)
    for node, spellings in by_node.items():
        yield from _concept(node, spellings[0], iri.id("scheme", scheme), cls)
        for other in spellings[1:]:
            yield node, SKOS.altLabel, english(other)


def _concept(node: NamedNode, label: str, scheme: NamedNode, cls: NamedNode) -> Triples:
    yield node, RDF.type, cls
    yield node, RDF.type, SKOS.Concept
    yield node, SKOS.prefLabel, english(label)
    yield node, SKOS.inScheme, scheme


def _authority(iri: Minter, known: Iterable[Entry]) -> Triples:
    """The statements of registers, separate from those of the newsletter: they have sources, not quotes."""
    for entry in known:
        node = iri.entity(entry.id, entry.cls)
        if entry.cls != "Theme":
            yield node, SKOS.prefLabel, english(entry.name)
        for alias in entry.aliases:
            if alias != entry.name:
                yield node, SKOS.altLabel, english(alias)
        for identifier in entry.identifiers:
            yield from _identifier(iri, entry, node, identifier)


def _successions(iri: Minter, authority: Authority, named: Container[str]) -> Triples:
    """The successions in the authority between things that both are named in issues."""
    entries = authority.by_id()
    for s in authority.successions:
        if s.later not in named or s.earlier not in named:
            continue
        later, earlier = (iri.entity(id_, entries[id_].cls) for id_ in (s.later, s.earlier))
        yield later, DCTERMS.replaces, earlier
        if entries[s.later].cls == "Organisation":
            yield from change_of(iri, later, earlier)
            if s.date:
                when = Value(s.date, {4: "gYear", 7: "gYearMonth", 10: "date"}[len(s.date)])
                yield change_node(iri, later, earlier), DCTERMS.date, literal(when)


def _identifier(iri: Minter, entry: Entry, entity: NamedNode, identifier: Identifier) -> Triples:
    try:
        url = NamedNode(identifier.url)
    except ValueError as error:
        raise AuthorityError(f"'{identifier.url}' is not an IRI ({error})", where=entry.id) from error
    node = iri.identifier(entity, identifier.scheme, identifier.identifier, identifier.url)
    confirmed = identifier.confidence == "confirmed"
    yield entity, LPIP.identifier, node
    if confirmed and identifier.itself:
        yield entity, SCHEMA.sameAs, NamedNode(identifier.itself)
    else:
        yield entity, _PAGES.get(identifier.says, RDFS.seeAlso) if confirmed else RDFS.seeAlso, url
    yield node, RDF.type, LPIP.Identifier
    yield node, SKOS.notation, Literal(identifier.identifier)
    yield node, LPIP.scheme, Literal(identifier.scheme)
    yield node, SCHEMA.url, url
    yield node, LPIP.confidence, LPIP.confirmed if confirmed else LPIP.likely
    yield node, LPIP.seenAt, Literal(identifier.source)
    if identifier.label:
        yield node, RDFS.label, Literal(identifier.label)
    if identifier.note:
        yield node, RDFS.comment, english(identifier.note)


def ontology(iri: Minter = public_iri) -> list[Quad]:
    """The ontology and its alignments, in the graph with its version: everything except its `class_axioms`.

    Raises
    ------
    SyntaxProblem
        If a file does not parse or states no version.
    """
    triples = [q for q in _ontology_files() if not _nameless(q)]
    version = next((q.object for q in triples if q.predicate == OWL.versionInfo), None)
    if not isinstance(version, Literal):
        raise SyntaxProblem("the ontology states no owl:versionInfo", where="ontology/")
    graph = iri.graph("ontology", version.value)
    return [Quad(q.subject, q.predicate, q.object, graph) for q in triples]


def class_axioms() -> list[Quad]:
    """Keys and cardinalities of the ontology, which OWL writes with blank nodes; our graphs have none."""
    return [q for q in _ontology_files() if _nameless(q)]


def _ontology_files() -> list[Quad]:
    triples: dict[Quad, None] = {}
    for path in find("ontology", "*.ttl"):
        try:
            triples |= dict.fromkeys(parse(read_bytes(path), format=RdfFormat.TURTLE))
        except SyntaxError as error:
            raise SyntaxProblem(f"not Turtle ({error})", where=path) from error
    return list(triples)


def _nameless(q: Quad) -> bool:
    return isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)
