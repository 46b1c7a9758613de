"""What classes, properties and values are called on a page: words of the reader, not of RDF."""

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

__all__ = ["BASES", "HIDDEN", "KINDS", "OVER_TIME", "PLURALS", "PROSE", "day", "heading", "literal"]

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

#: Property → what stands above its values on the page of its subject, and above its subjects on the page of its object.
_HEADINGS: Mapping[str, tuple[str, str]] = {
    DCTERMS.type.value: ("Kind", "Of this kind"),
    ORG.classification.value: ("Kind", "Of this kind"),
    DCTERMS.creator.value: ("By", "Wrote or made"),
    DCTERMS.issued.value: ("Appeared", ""),
    DCTERMS.isPartOf.value: ("Part of", "Contains"),
    DCTERMS.publisher.value: ("Published by", "Publishes"),
    DCTERMS.subject.value: ("About", "What is about it"),
    DCTERMS.spatial.value: ("Where", "What happens here"),
    DCTERMS.audience.value: ("For", "What is for them"),
    DCTERMS.source.value: ("Source", "Used in"),
    DCTERMS.title.value: ("Title", ""),
    DCTERMS.description.value: ("In the newsletter’s words", ""),
    DCTERMS.replaces.value: ("Replaces", "Replaced by"),
    DCTERMS.isReplacedBy.value: ("Replaced by", "Replaces"),
    SCHEMA.text.value: ("In the newsletter’s words", ""),
    SCHEMA.startDate.value: ("Starts", ""),
    SCHEMA.endDate.value: ("Ends", ""),
    SCHEMA.position.value: ("Place in its list", ""),
    SCHEMA.organizer.value: ("Organised by", "Organises"),
    SCHEMA.funder.value: ("Funded by", "Funds"),
    SCHEMA.mentions.value: ("Mentions", "Mentioned in"),
    SCHEMA.eventAttendanceMode.value: ("Held", ""),
    CITO.cites.value: ("Cites", "Cited in"),
    CITO.discusses.value: ("Discusses", "Discussed in"),
    BIBO.issue.value: ("Issue number", ""),
    ORG.memberOf.value: ("Belongs to", "People"),
    ORG.subOrganizationOf.value: ("Part of", "Its parts"),
    ORG.linkedTo.value: ("Linked to", "Linked with"),
    SKOS.broader.value: ("Part of", "Contains"),
    LPIP.leadsTheme.value: ("Leads the theme", "Leads it"),
    LPIP.aboutTheme.value: ("Theme", "About this theme"),
    LPIP.relatesToTheme.value: ("Discussed under the theme", "Discussed under this theme"),
    LPIP.reviewsTheme.value: ("Reviews the theme", "Reviews this theme"),
    LPIP.hasRole.value: ("Role", "Who has this role"),
    LPIP.expertise.value: ("Works on", ""),
    LPIP.joined.value: ("Joined", ""),
    LPIP.secondedTo.value: ("Seconded to", "Has had on secondment"),
    LPIP.workedFor.value: ("Formerly at", "Formerly here"),
    LPIP.coversFor.value: ("Stands in for", "Covered by"),
    LPIP.locatedIn.value: ("Where", "What is here"),
    LPIP.appliesTo.value: ("Applies to", "Policies that apply here"),
    LPIP.basedAt.value: ("Based at", "Home of"),
    LPIP.leads.value: ("Leads", "Led by"),
    LPIP.startPeriod.value: ("Began", ""),
    LPIP.endPeriod.value: ("Ended", ""),
    LPIP.amount.value: ("Money", ""),
    LPIP.usesSourceFrom.value: ("Uses sources from", "Its work is a source of"),
    LPIP.computedDuration.value: ("Lasts, by its times", ""),
    LPIP.statedDuration.value: ("Lasts, as printed", ""),
    LPIP.registration.value: ("Registration", ""),
    LPIP.finding.value: ("What it found", ""),
    LPIP.asksQuestion.value: ("Asks", "Asked by"),
    LPIP.definesConcept.value: ("Defines", "Defined in"),
    LPIP.summarises.value: ("Summarises", "Summarised by"),
}  # fmt: skip

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?(?:T(?P<time>\d\d:\d\d)[\d:.]*(?P<zone>Z|[+-]\d\d:\d\d)?)?"
)
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_DATES = (XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth)


def heading(predicate: str, label: str, inverse: str | None, *, incoming: bool) -> str:
    """What stands above the things that a property leads to, or comes from."""
    known = _HEADINGS.get(predicate)
    if known is not None and known[incoming]:
        return known[incoming]
    words = (inverse or f"{label} this") if incoming else label
    # labels of others are "Date Issued" or "startDate"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return words[:1].upper() + words[1:]


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
