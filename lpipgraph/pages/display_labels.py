"""Gives display labels of classes, properties and values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from pyoxigraph import Literal

from ..vocabulary import (
    BIBO,
    CITO,
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
    XSD,
)

__all__ = [
    "BASES",
    "HIDDEN",
    "KINDS",
    "OVER_TIME",
    "PLURALS",
    "PROSE",
    "day",
    "heading",
    "literal",
    "sentence",
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
#: Basis of a claim → how a reader is told.
BASES: Mapping[str, str] = {
    "stated": "The newsletter says it in these words.",
    "bySection": "It follows from where the words stand: under this heading.",
    "fromAuthority": "The words name it; the rest is known from the project’s own tables.",
    "finding": "These words were checked.",
    "given": "Whoever built the graph said so.",
}

#: What a page shows elsewhere, or what speaks of the graph and not of the thing.
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
#: When something is or was, in the order in which it is told.
OVER_TIME: tuple[str, ...] = tuple(
    term.value
    for term in (
        DCTERMS.issued, SCHEMA.startDate, SCHEMA.endDate, LPIP.startPeriod, LPIP.endPeriod, LPIP.joined,
        DCTERMS.date, DCTERMS.replaces, DCTERMS.isReplacedBy, LPIP.computedDuration, LPIP.statedDuration,
    )
)  # fmt: skip

#: Property → what stands above its values on the page of its subject, above its subjects on the page of its object, and
#: between the two in a sentence. An empty text: as the property's label has it.
_PHRASES: Mapping[str, tuple[str, str, str]] = {
    term.value: phrases
    for term, phrases in (
        (DCTERMS.type, ("Kind", "Of this kind", "is of the kind")),
        (ORG.classification, ("Kind", "Of this kind", "is of the kind")),
        (DCTERMS.creator, ("By", "Author of", "is by")),
        (DCTERMS.issued, ("Published", "", "was published:")),
        (DCTERMS.isPartOf, ("Part of", "Parts", "is part of")),
        (DCTERMS.publisher, ("Published by", "Publishes", "is published by")),
        (DCTERMS.subject, ("About", "About this", "is about")),
        (DCTERMS.spatial, ("Where", "Takes place here", "takes place in")),
        (DCTERMS.audience, ("For", "Meant for them", "is meant for")),
        (DCTERMS.source, ("Source", "Source for", "has as its source")),
        (DCTERMS.title, ("Title", "", "has the title")),
        (DCTERMS.description, ("Description", "", "is described:")),
        (DCTERMS.replaces, ("Replaces", "Replaced by", "replaces")),
        (DCTERMS.isReplacedBy, ("Replaced by", "Replaces", "is replaced by")),
        (DCTERMS.date, ("Date", "", "is dated")),
        (SCHEMA.text, ("Text", "", "reads:")),
        (SCHEMA.startDate, ("Starts", "", "starts on")),
        (SCHEMA.endDate, ("Ends", "", "ends on")),
        (SCHEMA.position, ("Number in its list", "", "is number")),
        (SCHEMA.organizer, ("Organised by", "Organises", "is organised by")),
        (SCHEMA.funder, ("Funded by", "Funds", "is funded by")),
        (SCHEMA.mentions, ("Mentions", "Mentioned in", "mentions")),
        (SCHEMA.eventAttendanceMode, ("Held", "", "is held")),
        (CITO.cites, ("Cites", "Cited in", "cites")),
        (CITO.discusses, ("Discusses", "Discussed in", "discusses")),
        (BIBO.issue, ("Issue number", "", "is issue number")),
        (ORG.memberOf, ("Affiliated with", "People", "is affiliated with")),
        (ORG.subOrganizationOf, ("Part of", "Parts", "is part of")),
        (ORG.linkedTo, ("Linked to", "Linked from", "is linked to")),
        (SKOS.broader, ("Part of", "Parts", "is part of")),
        (LPIP.leadsTheme, ("Leads the theme", "Led by", "leads the theme")),
        (LPIP.aboutTheme, ("Theme", "About this theme", "is about the theme")),
        (LPIP.relatesToTheme, ("Discussed under the theme", "Discussed under this theme", "is discussed under the theme")),
        (LPIP.reviewsTheme, ("Reviews the theme", "Reviews of this theme", "reviews the theme")),
        (LPIP.employsThemeLead, ("Employs the lead of", "Employs the lead", "employs the lead of")),
        (LPIP.formerlyEmployedThemeLead, ("Formerly employed the lead of", "Formerly employed the lead", "formerly employed the lead of")),
        (LPIP.secondedThemeLead, ("Has hosted on secondment the lead of", "Has hosted the lead on secondment", "has hosted on secondment the lead of")),
        (LPIP.employsThemeAuthor, ("Employs an author on", "Employs an author", "employs an author on")),
        (LPIP.authorOnTheme, ("Author on", "Authors", "is an author on")),
        (LPIP.publisherOnTheme, ("Publishes on", "Publishers", "publishes on")),
        (LPIP.suppliesSourceOnTheme, ("Source for the review of", "Sources of its review", "supplied a source for the review of")),
        (LPIP.commissionerOnTheme, ("Commissions work on", "Commissions work", "commissions work on")),
        (LPIP.responsibleOnTheme, ("Responsible for a policy of", "Responsible for a policy", "is responsible for a policy of")),
        (LPIP.funderOnTheme, ("Funds a policy of", "Funds a policy", "funds a policy of")),
        (LPIP.organiserOnTheme, ("Organises an event on", "Organises an event", "organises an event on")),
        (LPIP.presentedUnderTheme, ("Presented under", "Presented under this theme", "is presented under")),
        (LPIP.definesConceptOfTheme, ("Defines a concept of", "Defines a concept", "defines a concept of")),
        (LPIP.citedOnTheme, ("Cited on", "Cited", "is cited on")),
        (LPIP.mentionedUnderTheme, ("Mentioned under", "Mentioned under this theme", "is mentioned under")),
        (LPIP.partOfLinkedOrganisation, ("Has a unit linked to", "Have a unit linked to it", "has a unit linked to")),
        (LPIP.hasRole, ("Role", "Who has this role", "has the role")),
        (LPIP.expertise, ("Works on", "", "works on")),
        (LPIP.worksOn, ("Works on", "People who work on it", "works on")),
        (LPIP.joined, ("Joined", "", "joined in")),
        (LPIP.secondedTo, ("Seconded to", "Secondees", "was seconded to")),
        (LPIP.workedFor, ("Formerly at", "Former staff", "worked for")),
        (LPIP.boardMemberOf, ("On the board of", "Board members", "is on the board of")),
        (LPIP.coversFor, ("Stands in for", "Covered by", "stands in for")),
        (LPIP.locatedIn, ("Where", "Located here", "is in")),
        (LPIP.appliesTo, ("Applies to", "Apply here", "applies to")),
        (LPIP.basedAt, ("Based at", "Home of", "is based at")),
        (LPIP.leads, ("Leads", "Led by", "leads")),
        (LPIP.responsibleBody, ("Run by", "Runs", "is run by")),
        (LPIP.commissionedBy, ("Commissioned by", "Commissioned", "was commissioned by")),
        (LPIP.startPeriod, ("Began", "", "began:")),
        (LPIP.endPeriod, ("Ended", "", "ended:")),
        (LPIP.status, ("Status", "Of this status", "has the status")),
        (LPIP.legalBasis, ("Legal basis", "Legal basis of", "has its legal basis in")),
        (LPIP.amount, ("Money", "", "has the sum of")),
        (LPIP.usesSourceFrom, ("Uses sources from", "Source for", "uses a source from")),
        (LPIP.computedDuration, ("Lasts, by its times", "", "lasts, by its times,")),
        (LPIP.statedDuration, ("Lasts, as printed", "", "lasts, as printed,")),
        (LPIP.registration, ("Registration", "", "has the registration")),
        (LPIP.finding, ("Findings", "", "finds:")),
        (LPIP.asksQuestion, ("Asks", "Asked in", "asks:")),
        (LPIP.definesConcept, ("Defines", "Defined in", "defines")),
        (LPIP.hasDefinition, ("Definition", "", "is defined:")),
        (LPIP.summarises, ("Summarises", "Summarised in", "summarises")),
    )
}  # fmt: skip

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?(?:T(?P<time>\d\d:\d\d)[\d:.]*(?P<zone>Z|[+-]\d\d:\d\d)?)?"
)
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_DATES = (XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth)


def heading(predicate: str, label: str, inverse: str | None, *, incoming: bool) -> str:
    """What stands above the things that a property leads to, or comes from."""
    known = _PHRASES.get(predicate, ("", "", ""))[incoming]
    if known:
        return known
    words = _parted((inverse or label) if incoming else label)
    return words[:1].upper() + words[1:]


def sentence(subject: str, predicate: str, label: str, value: str) -> str:
    """A statement in words: "Jo Doe leads the theme Skills"."""
    between = _PHRASES.get(predicate, ("", "", ""))[2] or _parted(label)
    return f"{subject} {between} {value}"


def _parted(label: str) -> str:
    """A label of others, such as "Date Issued" or "startDate", as words of a sentence."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    return re.sub(r"\b[A-Z](?=[a-z])", lambda capital: capital[0].lower(), words)


def literal(term: Literal) -> str:
    """A value as a reader has it: "6 March 2025, 10:00", "2 hours 30 minutes"."""
    if term.datatype in _DATES:
        return day(term.value)
    if term.datatype == XSD.dayTimeDuration or term.value.startswith("PT"):
        return _lasting(term.value)
    return term.value


def day(value: str) -> str:
    """A date of any precision: day, month or year, with the time where there is one."""
    match = _ISO.fullmatch(value)
    if match is None:
        return value
    if match["month"] is None:
        return match["year"]
    try:
        if match["day"] is None:
            return f"{date(int(match['year']), int(match['month']), 1):%B %Y}"
        at = datetime(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return value
    words = f"{at.day} {at:%B %Y}"
    if match["time"]:
        zone = {"Z": " UTC", None: ""}.get(match["zone"], f" ({match['zone']})")
        words += f", {match['time']}{zone}"
    return words


def _lasting(value: str) -> str:
    match = _DURATION.fullmatch(value)
    if match is None or value in ("P", "PT"):
        return value
    parts = zip(match.groups(), ("day", "hour", "minute", "second"), strict=True)
    return " ".join(f"{n} {unit}{'' if n == '1' else 's'}" for n, unit in parts if n and int(n)) or value
