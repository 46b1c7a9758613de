"""Turns entities and relations into RDF terms and facts with claims.

Only the tables here map words of the records to terms. A word that they lack is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode

from ..contacts import withheld
from ..errors import RecordsError
from ..evidence import covering
from ..names import fold, slug, verbatim
from ..records import Entity, Relation, Value
from ..vocabulary import (
    BIBO,
    CITO,
    CLASS_TERMS,
    DCTERMS,
    FOAF,
    LPIP,
    ORG,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    TIME,
    XSD,
    Minter,
)
from .authority_statements import known_from
from .claims import Ledger, Origin, Place
from .sentences import sentence_around
from .values import Period, dated, english, literal, money, period, typed, web_address

__all__ = [
    "KINDS",
    "PREDICATES",
    "Names",
    "change_node",
    "change_of",
    "place_of",
    "state_entity",
    "state_own_definitions",
    "state_relation",
    "state_time",
]

#: (class word, word of the kind) → the subclass. Kinds are free text: kinds without a subclass are kept as
#: concepts.
KINDS: Mapping[tuple[str, str], NamedNode] = {
    ("Organisation", "board"): LPIP.Unit,
    ("Organisation", "committee"): LPIP.Unit,
    ("Organisation", "team"): LPIP.Unit,
    ("Organisation", "unit"): LPIP.Unit,
    ("Organisation", "hub"): LPIP.Network,
    ("Organisation", "network"): LPIP.Network,
    ("Organisation", "partnership"): LPIP.Network,
    ("Policy", "agenda"): LPIP.Agenda,
    ("Policy", "fund"): LPIP.Fund,
    ("Policy", "guidance"): LPIP.Guidance,
    ("Policy", "levy"): LPIP.Levy,
    ("Policy", "pilot"): LPIP.Pilot,
    ("Policy", "plan"): LPIP.Plan,
    ("Policy", "programme"): LPIP.Programme,
    ("Policy", "strategy"): LPIP.Strategy,
    ("Publication", "article"): LPIP.Article,
    ("Publication", "blog"): LPIP.BlogPost,
    ("Publication", "cited work"): LPIP.CitedWork,
    ("Publication", "evidence review"): LPIP.EvidenceReview,
    ("Publication", "newsletter issue"): LPIP.Issue,
    ("Publication", "report"): LPIP.Report,
    ("Publication", "web page"): LPIP.WebPage,
}

#: Predicate word → the term with the same meaning between the same two things.
_DIRECT: Mapping[str, NamedNode] = {
    "aboutTheme": LPIP.aboutTheme,
    "affiliatedWith": ORG.memberOf,
    "appliesTo": LPIP.appliesTo,
    "asksQuestion": LPIP.asksQuestion,
    "author": DCTERMS.creator,
    "basedAt": LPIP.basedAt,
    "boardMemberOf": LPIP.boardMemberOf,
    "broaderConcept": SKOS.broader,
    "cites": CITO.cites,
    "commissionedBy": LPIP.commissionedBy,
    "coversFor": LPIP.coversFor,
    "definedBy": LPIP.definedBy,
    "definesConcept": LPIP.definesConcept,
    "disseminatesWorkOf": LPIP.disseminatesWorkOf,
    "endDateTime": SCHEMA.endDate,
    "expertise": LPIP.expertise,
    "fundedBy": SCHEMA.funder,
    "hosts": LPIP.hosts,
    "issueNumber": BIBO.issue,
    "joined": LPIP.joined,
    "leadsOrganisation": LPIP.leads,
    "leadsTheme": LPIP.leadsTheme,
    "legalBasis": LPIP.legalBasis,
    "locatedIn": LPIP.locatedIn,
    "mentions": SCHEMA.mentions,
    "organiser": SCHEMA.organizer,
    "partOfOrganisation": ORG.subOrganizationOf,
    "partOfPolicy": DCTERMS.isPartOf,
    "partOfSeries": DCTERMS.isPartOf,
    "partnerOf": ORG.linkedTo,
    "publicationDate": DCTERMS.issued,
    "publisher": DCTERMS.publisher,
    "questionNumber": SCHEMA.position,
    "relatesToTheme": LPIP.relatesToTheme,
    "responsibleBody": LPIP.responsibleBody,
    "reviewsTheme": LPIP.reviewsTheme,
    "secondedTo": LPIP.secondedTo,
    "startDateTime": SCHEMA.startDate,
    "summarises": LPIP.summarises,
    "topic": DCTERMS.subject,
    "usesSourceFrom": LPIP.usesSourceFrom,
    "workedFor": LPIP.workedFor,
    "worksOn": LPIP.worksOn,
}


@dataclass(frozen=True, slots=True)
class Names:
    """Entities of one issue by id, and their IRIs."""

    iri: Minter
    nodes: Mapping[str, NamedNode]
    entities: Mapping[str, Entity]
    series: frozenset[str]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def place_of(row: Entity | Relation) -> Place:
    """The position of a row."""
    if isinstance(row, Entity):
        return Place(row.start, row.end, rule=row.how)
    return Place(row.start, row.end, row.basis, row.rule)


def state_entity(ledger: Ledger, names: Names, e: Entity) -> None:
    """Writes types, names, kind, question and definition of an entity, each with the words that show it."""
    node, here = names.nodes[e.id], place_of(e)
    origin = names.origins.get(e.id)
    for_class, for_kind = known_from(e, here, origin)
    below = _subclasses(e, names)
    if below and for_class == for_kind:
        ledger.follow(node, RDF.type, CLASS_TERMS[e.cls])
    else:
        ledger.state(node, RDF.type, CLASS_TERMS[e.cls], for_class)
    for subclass in below:
        ledger.state(node, RDF.type, subclass, for_kind)
    label = names.labels.get(e.id, e.name)
    if label == e.name or origin is not None or label in e.aliases:
        ledger.state(node, RDFS.label, english(label), _spelt(ledger.text, label, here, origin))
    for alias in e.names:
        if alias != label:
            ledger.state(node, SKOS.altLabel, english(alias), _spelt(ledger.text, alias, here, None))
    if e.kind:
        term = ORG.classification if e.cls == "Organisation" else DCTERMS.type
        ledger.state(node, term, names.iri.concept("kind", e.kind), for_kind)
    if e.text and (place := _whole(ledger.text, e.text, here)):
        ledger.state(node, SCHEMA.text, english(e.text), place)
    if e.definition and (place := _whole(ledger.text, e.definition, here)):
        own = names.iri.id("definition", _last(node), ledger.issue)
        ledger.state(node, SKOS.definition, english(e.definition), place)
        ledger.state(node, LPIP.hasDefinition, own, place)
        ledger.state(own, RDF.type, LPIP.Definition, place)
        ledger.state(own, SCHEMA.text, english(e.definition), place)


def _subclasses(e: Entity, names: Names) -> list[NamedNode]:
    if e.id in names.series:
        return [LPIP.Series]
    kind = fold(e.kind or "")
    return [
        term for (cls, word), term in KINDS.items() if cls == e.cls and re.search(rf"\b{word}s?\b", kind)
    ][:1]


def _spelt(text: str, name: str, here: Place, origin: Origin | None) -> Place:
    """The place of a thing's name: its quote, another place, or only the row with this preferred spelling."""
    if re.search(verbatim(name), text[here.start : here.end]):
        return here
    place = _found(text, name, here)
    return replace(here, basis="fromAuthority", origin=origin) if place == here and origin else place


def _found(text: str, words: str, near: Place) -> Place:
    """The first place of exactly these words, ignoring white space; `near` if they are spelt differently."""
    at = text.find(words, max(near.start, 0))
    if at < 0:
        at = text.find(words)
    if at >= 0:
        return Place(at, at + len(words), rule=near.rule)
    match = re.search(r"\s+".join(map(re.escape, words.split())), text)
    return Place(match.start(), match.end(), rule=near.rule) if match else near


def _whole(text: str, words: str, near: Place) -> Place | None:
    """The passage with all of these words, contiguous or not; None if there is none."""
    passage = covering(text, words, max(near.start, 0))
    return Place(*passage, rule=near.rule) if passage else None


def _last(node: NamedNode) -> str:
    return node.value.rsplit("/", 1)[1]


#: Predicates that a name alone shows: their evidence is the sentence with the name.
_NAMED_IN_PASSING = frozenset(("mentions", "cites"))


def state_relation(ledger: Ledger, names: Names, r: Relation) -> None:
    """Writes a row as its direct triple, and the further triples that it needs.

    Raises
    ------
    RecordsError
        For a predicate without a term.
    """
    place = place_of(r)
    if r.p in _NAMED_IN_PASSING:
        start, end = sentence_around(ledger.text, place.start, place.end)
        place = replace(place, start=start, end=end)
    subject = names.nodes[r.s]
    special = _SPECIAL.get(r.p)
    if special is not None:
        special(ledger, names, r, place)
        return
    term = _DIRECT.get(r.p)
    if term is None:
        raise RecordsError(f"the predicate '{r.p}' has no term", where=r.s, hint="add it to lpipgraph.graph")
    o = literal(r.o) if isinstance(r.o, Value) else names.nodes[r.o]
    ledger.state(subject, term, o, place)
    if r.p in ("definesConcept", "definedBy") and isinstance(r.o, str):
        _definition_source(ledger, names, r, place)


def _definition_source(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    """Writes the source of a definition: contested definitions coexist, each with its source."""
    concept = r.o if r.p == "definesConcept" else r.s
    source = r.s if r.p == "definesConcept" else r.o
    assert isinstance(concept, str) and isinstance(source, str)
    definition = names.entities[concept].definition
    if not definition or names.entities[source].cls == "Theme":
        return
    if _whole(ledger.text, definition, place_of(names.entities[concept])) is None:
        return
    own = names.iri.id("definition", _last(names.nodes[concept]), ledger.issue)
    term = DCTERMS.source if names.entities[source].cls == "Publication" else LPIP.definedBy
    ledger.state(own, term, names.nodes[source], place)


def state_own_definitions(
    ledger: Ledger, names: Names, relations: Iterable[Relation], issue: NamedNode
) -> None:
    """Attributes definitions without another source to the issue."""
    given = {
        concept
        for r in relations
        if r.p in ("definesConcept", "definedBy") and isinstance(r.o, str)
        for concept, source in [(r.o, r.s) if r.p == "definesConcept" else (r.s, r.o)]
        if names.entities[source].cls != "Theme"
    }
    for e in names.entities.values():
        if e.sure and e.definition and e.id not in given:
            place = _found(ledger.text, e.definition, place_of(e))
            own = names.iri.id("definition", _last(names.nodes[e.id]), ledger.issue)
            ledger.state(own, DCTERMS.source, issue, place)


#: Works that an issue announces but does not print; the issue mentions them.
_ANNOUNCED = frozenset((LPIP.BlogPost, LPIP.CitedWork, LPIP.EvidenceReview, LPIP.Report, LPIP.WebPage))


def _part_of_issue(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    """Writes that an article is part of its issue; a report that the issue describes is only mentioned."""
    if isinstance(r.o, Value):
        raise RecordsError(f"'{r.p}' takes a thing, not a literal", where=r.s)
    part, issue = names.nodes[r.s], names.nodes[r.o]
    if _ANNOUNCED & set(_subclasses(names.entities[r.s], names)):
        ledger.state(issue, SCHEMA.mentions, part, place)
    else:
        ledger.state(part, DCTERMS.isPartOf, issue, place)


def change_node(iri: Minter, later: NamedNode, earlier: NamedNode) -> NamedNode:
    """The IRI of the change by which one organisation succeeded another."""
    return iri.id("succession", _last(later), _last(earlier))


def change_of(
    iri: Minter, later: NamedNode, earlier: NamedNode
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode]]:
    """A succession of two organisations in the terms of the Organization Ontology."""
    node = change_node(iri, later, earlier)
    yield node, RDF.type, ORG.ChangeEvent
    yield node, ORG.originalOrganization, earlier
    yield node, ORG.resultingOrganization, later
    yield earlier, ORG.changedBy, node
    yield later, ORG.resultedFrom, node


def _succeeds(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    if isinstance(r.o, Value):
        raise RecordsError(f"'{r.p}' takes a thing, not a literal", where=r.s)
    later, earlier = names.nodes[r.s], names.nodes[r.o]
    ledger.state(later, DCTERMS.replaces, earlier, place)
    if names.entities[r.s].cls == names.entities[r.o].cls == "Organisation":
        for s, p, o in change_of(names.iri, later, earlier):
            ledger.state(s, p, o, place)


def _role(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    ledger.state(names.nodes[r.s], LPIP.hasRole, names.iri.concept("role", _text(r)), place)


def _amount(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    subject, sum_ = names.nodes[r.s], money(_text(r))
    node = names.iri.id(
        "amount", _last(subject), slug(withheld(f"{sum_.currency} {sum_.stated}").replace(".", " point "))
    )
    ledger.state(subject, LPIP.amount, node, place)
    ledger.state(node, RDF.type, SCHEMA.MonetaryAmount, place)
    ledger.state(node, LPIP.asStated, Literal(sum_.stated), place)
    if sum_.number:
        ledger.state(node, SCHEMA.value, typed(sum_.number, XSD.decimal), place)
    if sum_.currency:
        ledger.state(node, SCHEMA.currency, Literal(sum_.currency), place)
    if sum_.per:
        ledger.state(node, LPIP.perPeriod, Literal(sum_.per), place)


#: Mode of attendance → schema.org's term for it.
_MODES: Mapping[str, NamedNode] = {
    "on site": SCHEMA.OfflineEventAttendanceMode,
    "online": SCHEMA.OnlineEventAttendanceMode,
    "hybrid": SCHEMA.MixedEventAttendanceMode,
}


def _attendance(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    mode = _MODES.get(_text(r))
    if mode is None:
        raise RecordsError(f"'{_text(r)}' is not a mode of attendance", where=r.s, hint=", ".join(_MODES))
    ledger.state(names.nodes[r.s], SCHEMA.eventAttendanceMode, mode, place)


def _status(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    ledger.state(names.nodes[r.s], LPIP.status, names.iri.concept("status", _text(r)), place)


def _registration(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    if _value(r).type == "url":
        ledger.state(names.nodes[r.s], LPIP.registrationPage, _web_address(r), place)
    else:
        ledger.state(names.nodes[r.s], LPIP.registration, Literal(_text(r)), place)


def _address(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    ledger.state(names.nodes[r.s], SCHEMA.url, _web_address(r), place)


def _web_address(r: Relation) -> NamedNode:
    try:
        return web_address(_text(r))
    except ValueError as error:
        raise RecordsError(f"'{_text(r)}' is not a web address ({error})", where=r.s) from error


def _start_period(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    _period(ledger, names, r, LPIP.startPeriod, place)


def _end_period(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    _period(ledger, names, r, LPIP.endPeriod, place)


def _period(ledger: Ledger, names: Names, r: Relation, term: NamedNode, place: Place) -> None:
    value = _value(r)
    span = period(value.value) if value.type == "string" else dated(value)
    subject = names.nodes[r.s]
    node = names.iri.id("interval", _last(subject), slug(withheld(span.stated)))
    ledger.state(subject, term, node, place)
    state_time(ledger, names.iri, node, span, place)


def state_time(ledger: Ledger, iri: Minter, node: NamedNode, span: Period, place: Place) -> None:
    """Writes an interval with its first and last day, month or year, as stated and in EDTF."""
    ledger.state(node, RDF.type, TIME.Interval, place)
    ledger.state(node, LPIP.asStated, Literal(span.stated), place)
    if span.edtf:
        ledger.state(node, LPIP.edtf, Literal(span.edtf), place)
    for term, day in ((TIME.hasBeginning, span.first), (TIME.hasEnd, span.last)):
        if day is not None:
            precision = {4: "gYear", 7: "gYearMonth"}.get(len(day), "date")
            ledger.state(node, term, state_instant(ledger, iri, Value(day, precision), place), place)


def state_instant(ledger: Ledger, iri: Minter, value: Value, place: Place) -> NamedNode:
    """Writes a day, month or year as an instant, which all mentions share."""
    node = iri.id("instant", slug(value.value.replace("-", " ")))
    ledger.state(node, RDF.type, TIME.Instant, place)
    terms = {"date": TIME.inXSDDate, "gYearMonth": TIME.inXSDgYearMonth, "gYear": TIME.inXSDgYear}
    if value.type in terms:
        ledger.state(node, terms[value.type], literal(value), place)
    return node


def _audience(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    node = names.iri.concept("audience", _text(r))
    ledger.state(names.nodes[r.s], DCTERMS.audience, node, place)
    ledger.state(node, RDF.type, LPIP.Audience, place)
    ledger.state(node, RDFS.label, english(_text(r)), place)


def _event_type(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    ledger.state(names.nodes[r.s], DCTERMS.type, names.iri.concept("kind", _text(r)), place)


def _description(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    ledger.state(names.nodes[r.s], DCTERMS.description, english(_text(r)), place)


def _finding(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    ledger.state(names.nodes[r.s], LPIP.finding, english(_text(r)), place)


def _email(ledger: Ledger, names: Names, r: Relation, place: Place) -> None:
    try:
        address = NamedNode(f"mailto:{_text(r)}")
    except ValueError as error:
        raise RecordsError(f"no e-mail address ({error})", where=r.s) from error
    ledger.state(names.nodes[r.s], FOAF.mbox, address, place)


def _value(r: Relation) -> Value:
    if not isinstance(r.o, Value):
        raise RecordsError(f"'{r.p}' takes a literal, not '{r.o}'", where=r.s)
    return r.o


def _text(r: Relation) -> str:
    return _value(r).value


_SPECIAL: Mapping[str, Callable[[Ledger, Names, Relation, Place], None]] = {
    "address": _address,
    "amount": _amount,
    "attendanceMode": _attendance,
    "audience": _audience,
    "description": _description,
    "email": _email,
    "endPeriod": _end_period,
    "eventType": _event_type,
    "finding": _finding,
    "hasRole": _role,
    "partOfIssue": _part_of_issue,
    "registration": _registration,
    "startPeriod": _start_period,
    "status": _status,
    "succeeds": _succeeds,
}

#: All predicate words that have a term.
PREDICATES = frozenset({*_DIRECT, *_SPECIAL})
