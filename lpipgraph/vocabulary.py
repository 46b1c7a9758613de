"""Defines the terms, prefixes and graph names of the graph, and mints its IRIs.

A `Namespace` knows its terms, so a misspelt one is an `AttributeError` and not a new property. The terms of
`LPIP` are compared with ``ontology/lpip.ttl`` by a test, in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256
from urllib.parse import quote

from pyoxigraph import NamedNode

from .contacts import withheld
from .names import slug

__all__ = [
    "BASE",
    "BIBO",
    "CITO",
    "CLASS_PATHS",
    "CLASS_TERMS",
    "DC",
    "DCAT",
    "DCATAP",
    "DCTERMS",
    "EVIDENCE_FORM",
    "FOAF",
    "FRAPO",
    "GEO",
    "GRAPHS",
    "LATEST",
    "LICENCE",
    "LPIP",
    "OA",
    "ORG",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SHOWN",
    "SKOS",
    "TIES",
    "TIME",
    "VANN",
    "VCARD",
    "VOID",
    "XSD",
    "Minter",
    "Namespace",
    "graph_kind",
    "iri",
    "is_ours",
    "is_public",
    "issue_key",
    "local_name",
]

BASE = "https://w3id.org/lpip/"
#: Of the data and the ontology.
LICENCE = NamedNode("https://www.apache.org/licenses/LICENSE-2.0")


class Namespace:
    """The terms of one vocabulary as attributes.

    Parameters
    ----------
    base
        What every term's IRI begins with.
    terms
        The local names, parted by white space.

    Examples
    --------
    >>> LPIP.leadsTheme
    <NamedNode value=https://w3id.org/lpip/def/leadsTheme>
    """

    __slots__ = ("_base", "_nodes")

    def __init__(self, base: str, terms: str) -> None:
        self._base = base
        self._nodes = {term: NamedNode(base + term) for term in terms.split()}

    def __getattr__(self, term: str) -> NamedNode:
        try:
            return self._nodes[term]
        except KeyError:
            near = get_close_matches(term, self._nodes, n=1)
            advice = f"; did you mean '{near[0]}'?" if near else ""
            raise AttributeError(f"<{self._base}> has no term '{term}'{advice}") from None

    def __dir__(self) -> list[str]:
        return sorted(self._nodes)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._nodes))

    def __str__(self) -> str:
        return self._base


LPIP = Namespace(
    BASE + "def/",
    """
    Entity Agent Theme Person Organisation Unit Network Policy Programme Fund Levy Pilot Plan Strategy
    Guidance Agenda
    Publication Issue Article EvidenceReview BlogPost Report CitedWork WebPage Series Event Place
    KeyConcept Definition
    Question CaseStudy Audience Kind Status
    Membership Affiliation Secondment FormerMembership BoardMembership Post
    Evidence Claim Naming Basis Rule SourceText Identifier Confidence
    Finding CountFinding DurationFinding MissingLead MissingReview MissingAddress ReadingNote
    Change Addition Removal Replacement Contradiction
    leadsTheme coversFor secondedTo workedFor boardMemberOf hasRole worksOn commissionedBy summarises
    aboutTheme reviewsTheme relatesToTheme leads hosts basedAt usesSourceFrom disseminatesWorkOf
    definesConcept hasDefinition definedBy asksQuestion locatedIn appliesTo responsibleBody amount
    startPeriod endPeriod status legalBasis registration registrationPage
    joined expertise finding roleTitle workingShare edtf asStated perPeriod statedDuration computedDuration
    names shows latestOf basis stated bySection fromAuthority derived authorityRow authoritySource rule extractionRule confidence confirmed likely
    identifier scheme seenAt inSection sha256 characters
    statedCount foundCount countOf agrees concerns linkText
    before after earlierIssue laterIssue
    linkedToTheme employsThemeLead secondedThemeLead formerlyEmployedThemeLead employsThemeAuthor
    authorOnTheme
    publisherOnTheme suppliesSourceOnTheme commissionerOnTheme responsibleOnTheme funderOnTheme
    organiserOnTheme
    presentedUnderTheme definesConceptOfTheme citedOnTheme mentionedUnderTheme partOfLinkedOrganisation
    hasLead reviewedBy themeOf conceptDefinedIn definitionOf askedIn responsibleFor hasPolicy
    locationOf hostedBy ledBy commissioned identifies hasSecondee formerlyEmployed hasFinding
    coveredBy homeOf summarisedBy sourceOf linkedOrganisation legalBasisOf authorOf publisherOf organises funds mentionedIn
    """,
)
RDF = Namespace(
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "type subject predicate object reifies Property langString",
)
RDFS = Namespace(
    "http://www.w3.org/2000/01/rdf-schema#",
    "label comment seeAlso isDefinedBy subClassOf subPropertyOf domain range Literal Class",
)
OWL = Namespace(
    "http://www.w3.org/2002/07/owl#",
    """
    Ontology Class sameAs ObjectProperty DatatypeProperty AnnotationProperty NamedIndividual Thing versionIRI
    versionInfo
    disjointWith differentFrom imports inverseOf deprecated SymmetricProperty TransitiveProperty FunctionalProperty
    IrreflexiveProperty
    AsymmetricProperty equivalentClass equivalentProperty
    """,
)
XSD = Namespace(
    "http://www.w3.org/2001/XMLSchema#",
    "string boolean integer nonNegativeInteger decimal date dateTime gYear gYearMonth dayTimeDuration anyURI",
)
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    """
    Concept ConceptScheme prefLabel altLabel hiddenLabel definition notation broader related inScheme
    topConceptOf
    hasTopConcept exactMatch closeMatch scopeNote example
    """,
)
DC = Namespace("http://purl.org/dc/elements/1.1/", "creator title")
DCTERMS = Namespace(
    "http://purl.org/dc/terms/",
    """
    creator publisher issued date isPartOf hasPart subject audience type spatial replaces source title
    description license created modified AgentClass Location language identifier isReplacedBy conformsTo
    format temporal accessRights PeriodOfTime LicenseDocument LinguisticSystem MediaType MediaTypeOrExtent RightsStatement Standard
    """,
)
FOAF = Namespace(
    "http://xmlns.com/foaf/0.1/", "Agent Person Organization Document mbox name homepage page primaryTopic"
)
ORG = Namespace(
    "http://www.w3.org/ns/org#",
    """
    Organization OrganizationalUnit OrganizationalCollaboration Membership Role memberOf member
    organization role
    memberDuring subOrganizationOf linkedTo classification
    ChangeEvent originalOrganization resultingOrganization changedBy resultedFrom
    """,
)
PROV = Namespace(
    "http://www.w3.org/ns/prov#",
    """
    Entity Activity Agent Person Plan Location SoftwareAgent hadPrimarySource wasDerivedFrom
    wasInfluencedBy
    wasGeneratedBy used wasAssociatedWith wasAttributedTo
    """,
)
BIBO = Namespace(
    "http://purl.org/ontology/bibo/", "Document Issue Article Report Webpage Periodical Series issue"
)
CITO = Namespace("http://purl.org/spar/cito/", "cites discusses")
FRAPO = Namespace("http://purl.org/cerif/frapo/", "FundingProgramme")
SCHEMA = Namespace(
    "https://schema.org/",
    """
    mentions funder organizer startDate endDate position text sameAs amount MonetaryAmount currency
    value url name Question eventAttendanceMode OnlineEventAttendanceMode OfflineEventAttendanceMode
    MixedEventAttendanceMode EventAttendanceModeEnumeration
    """,
)
OA = Namespace(
    "http://www.w3.org/ns/oa#",
    """
    SpecificResource TextPositionSelector TextQuoteSelector hasSelector hasSource hasTarget exact prefix suffix start end
    """,
)
TIME = Namespace(
    "http://www.w3.org/2006/time#",
    "Interval Instant ProperInterval hasBeginning hasEnd inXSDDate inXSDgYear inXSDgYearMonth",
)
DCAT = Namespace(
    "http://www.w3.org/ns/dcat#",
    """
    Catalog Dataset DatasetSeries Distribution dataset distribution inSeries mediaType byteSize
    downloadURL version
    keyword theme landingPage contactPoint accessURL themeTaxonomy startDate endDate bbox centroid
    """,
)
VOID = Namespace(
    "http://rdfs.org/ns/void#",
    """
    Dataset triples entities classes properties distinctSubjects classPartition propertyPartition class
    property
    vocabulary subset uriSpace
    """,
)
#: The properties that a naming shows: a thing's class, kind and names; for the node of a membership, a sum or
#: a period all its properties. Such a fact is identified by its thing and its object alone; every other fact
#: has its own claim.
SHOWN: frozenset[NamedNode] = frozenset(
    {
        RDF.type, RDFS.label, SKOS.altLabel, DCTERMS.type, ORG.classification,
        ORG.member, ORG.organization, ORG.role, ORG.memberDuring, ORG.originalOrganization, ORG.resultingOrganization,
        LPIP.roleTitle, LPIP.workingShare, LPIP.asStated, LPIP.edtf, LPIP.perPeriod, SCHEMA.value, SCHEMA.currency,
        TIME.hasBeginning, TIME.hasEnd, TIME.inXSDDate, TIME.inXSDgYear, TIME.inXSDgYearMonth,
    }
)  # fmt: skip

#: The version of the evidence format, in the dataset's description. 1: a claim for every fact, quote and
#: position as separate selectors. 2: namings, segments that contain their words. 3: `LATEST` lists the newest
#: claims.
EVIDENCE_FORM = 3
#: Properties that may change from issue to issue: property → the end whose newest claim is current, or both
#: ends (`None`) if each fact has its own.
LATEST: Mapping[NamedNode, NamedNode | None] = {
    ORG.memberOf: RDF.subject, LPIP.secondedTo: RDF.subject, LPIP.responsibleBody: RDF.subject, LPIP.status: RDF.subject,
    LPIP.endPeriod: RDF.subject, LPIP.leadsTheme: RDF.object, LPIP.boardMemberOf: RDF.object, LPIP.worksOn: RDF.object,
    LPIP.workedFor: None, LPIP.coversFor: None, LPIP.expertise: None, LPIP.finding: None, DCTERMS.description: None,
    LPIP.summarises: None, LPIP.commissionedBy: None, DCTERMS.replaces: None, LPIP.amount: None, SCHEMA.funder: None,
    ORG.linkedTo: None, ORG.subOrganizationOf: None, LPIP.hosts: None, LPIP.leads: None, LPIP.basedAt: None,
    LPIP.disseminatesWorkOf: None,
}  # fmt: skip
#: The classes of membership nodes; their newest naming is current.
TIES: frozenset[NamedNode] = frozenset(
    {LPIP.Affiliation, LPIP.Secondment, LPIP.FormerMembership, LPIP.BoardMembership, LPIP.Post}
)

DCATAP = Namespace("http://data.europa.eu/r5r/", "availability")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#", "Kind fn hasURL")
GEO = Namespace("http://www.opengis.net/ont/geosparql#", "wktLiteral")
VANN = Namespace("http://purl.org/vocab/vann/", "preferredNamespacePrefix preferredNamespaceUri")

#: Prefix → namespace, as in all files of the project.
PREFIXES: Mapping[str, str] = {
    "lpip": str(LPIP),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "owl": str(OWL),
    "xsd": str(XSD),
    "skos": str(SKOS),
    "dc": str(DC),
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "org": str(ORG),
    "prov": str(PROV),
    "bibo": str(BIBO),
    "cito": str(CITO),
    "frapo": str(FRAPO),
    "schema": str(SCHEMA),
    "oa": str(OA),
    "time": str(TIME),
    "dcat": str(DCAT),
    "void": str(VOID),
    "vann": str(VANN),
    "adms": "http://www.w3.org/ns/adms#",
    "sh": "http://www.w3.org/ns/shacl#",
}

#: Class word of the records → the segment of its instances' IRIs.
CLASS_PATHS: Mapping[str, str] = {
    "Theme": "theme",
    "Person": "person",
    "Organisation": "organisation",
    "Policy": "policy",
    "Publication": "publication",
    "Event": "event",
    "Place": "place",
    "Concept": "concept",
    "Question": "question",
    "CaseStudy": "case-study",
}
#: Class word of the records → the class.
CLASS_TERMS: Mapping[str, NamedNode] = {
    "Theme": LPIP.Theme,
    "Person": LPIP.Person,
    "Organisation": LPIP.Organisation,
    "Policy": LPIP.Policy,
    "Publication": LPIP.Publication,
    "Event": LPIP.Event,
    "Place": LPIP.Place,
    "Concept": LPIP.KeyConcept,
    "Question": LPIP.Question,
    "CaseStudy": LPIP.CaseStudy,
}
_ID_PREFIXES: Mapping[str, str] = {
    "Theme": "theme",
    "Person": "person",
    "Organisation": "org",
    "Policy": "policy",
    "Publication": "pub",
    "Event": "event",
    "Place": "place",
    "Concept": "concept",
    "Question": "question",
    "CaseStudy": "case",
}

#: Kind of graph → whether it belongs to the public default. Every store and engine is given the public list.
GRAPHS: Mapping[str, bool] = {
    "ontology": True,
    "vocabulary": True,
    "authority": True,
    "issue": True,
    "evidence": True,
    "findings": True,
    "comparison": True,
    "derived": True,
    "derived-evidence": True,
    "latest": True,
    "queries": True,
    "catalogue": True,
    "candidates": False,
    "private": False,
}
_SAFE = re.compile(r"[A-Za-z0-9._~-]*").fullmatch  # most segments are safe, and quote() is slow
_OF_ISSUE = ("evidence", "findings", "candidates")
_GRAPH = re.compile(
    r"graph/(?:(?P<ontology>ontology)/[^/]+|issue/[^/]+(?:/(?P<part>evidence|findings|candidates))?"
    r"|derived/(?P<derived>evidence)|comparison/(?P<comparison>[^/]+)|(?P<whole>[a-z]+))$"
)


@dataclass(frozen=True, slots=True)
class Minter:
    """Mints every IRI below one base: the same words always give the same IRI.

    `iri` is the one for the public base; another base is for a copy at another address. It does not change
    the terms of the ontology.
    """

    base: str = BASE

    def __call__(self, *path: str) -> NamedNode:
        """The base followed by path segments, each made safe for an IRI."""
        return NamedNode(self.base + "/".join([p if _SAFE(p) else quote(p, safe="-._~") for p in path]))

    def id(self, kind: str, *parts: str) -> NamedNode:
        """``id/{kind}/{slug}``, where the slug is the given slugs joined by two hyphens."""
        return self("id", kind, "--".join(parts))

    def entity(self, id_: str, cls: str, *, issue: str | None = None) -> NamedNode:
        """The IRI of an entity of the records.

        Parameters
        ----------
        id_
            Its id, such as ``"org:city-redi"``.
        cls
            Its class word.
        issue
            The issue's key for what belongs to one issue alone (a question, an article); None otherwise.

        Returns
        -------
        NamedNode
            ``id/organisation/city-redi``. An id that is not a clean slug ends in six digits of its hash, so
            that two ids of one class never share an IRI.
        """
        prefix, _, local = id_.partition(":")
        clean = slug(local, limit=120)
        if prefix != _ID_PREFIXES[cls] or clean != local or not local.isascii():
            clean = f"{clean}-{_digest((id_,), 6)}"
        return self("id", CLASS_PATHS[cls], clean if issue is None else f"{issue}-{clean}")

    def issue(self, issue: str) -> NamedNode:
        """The issue as a publication: ``"policy-innovate-01"`` gives ``id/publication/policy-innovate-1``."""
        key = issue_key(issue)
        alone = key.isdigit() and not issue.isdigit()
        return self("id", "publication", f"{_HOME}-{key}" if alone else key)

    def concept(self, scheme: str, label: str) -> NamedNode:
        """A concept of a controlled list: ``id/kind/{slug}``, ``id/role/{slug}``, ``id/audience/{slug}``."""
        return self("id", scheme, slug(withheld(label), limit=200, titles=True))

    def claim(self, issue: str, *parts: str) -> NamedNode:
        """``claim/{issue}/{12 hex of the parts}``: content-addressed, so that diffs stay small."""
        return self("claim", issue, _digest(parts, 12))

    def naming(self, issue: str, *parts: str) -> NamedNode:
        """``naming/{issue}/{12 hex of the parts}``."""
        return self("naming", issue, _digest(parts, 12))

    def finding(self, issue: str, *parts: str) -> NamedNode:
        """``id/finding/{issue}--{12 hex of the parts}``."""
        return self.id("finding", issue, _digest(parts, 12))

    def identifier(self, entity: NamedNode, *parts: str) -> NamedNode:
        """``id/identifier/{class}--{slug}--{8 hex of the parts}``."""
        return self.id("identifier", *entity.value.split("/")[-2:], _digest(parts, 8))

    def segment(self, issue: str, start: int, end: int) -> NamedNode:
        """``segment/{issue}/{start}-{end}``."""
        return self("segment", issue, f"{start}-{end}")

    def source(self, issue: str) -> NamedNode:
        """The text that was read."""
        return self("source", issue)

    def graph(self, kind: str, name: str | None = None) -> NamedNode:
        """The name of a graph.

        Parameters
        ----------
        kind
            A key of `GRAPHS`.
        name
            The issue's key for ``issue``, ``evidence``, ``findings``, ``candidates``; the version for
            ``ontology``; both issues' keys, "1--2", for ``comparison``.

        Raises
        ------
        KeyError
            For a kind that is not in `GRAPHS`.
        """
        if kind not in GRAPHS:
            raise KeyError(kind)
        if kind == "derived-evidence":
            return self("graph", "derived", "evidence")
        if kind in _OF_ISSUE:
            return self("graph", "issue", name or "", kind)
        return self("graph", kind) if name is None else self("graph", kind, name)


def _digest(parts: Iterable[str], length: int) -> str:
    return sha256("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


#: The minter for the public base.
iri = Minter()


#: The newsletter for which this namespace was made.
_HOME = "policy-innovate"
#: An issue without a number is identified by its date.
_DATED = re.compile(r"(?:^|-)(?:19|20)\d\d-\d\d(?:-\d\d)?$")


def issue_key(issue: str) -> str:
    """The part of an issue's id that is used in IRIs: its newsletter and number, else its slug.

    An issue of the namespace's own newsletter, or of none, is identified by its number alone. Other
    newsletters keep their name, because their numbers may be the same in one graph.

    >>> issue_key("policy-innovate-01"), issue_key("lanes-07"), issue_key("lanes-2026-05-04"), issue_key("Summer Special")
    ('1', 'lanes-7', 'lanes-2026-05-04', 'summer-special')
    """
    if _DATED.search(issue):
        return slug(issue)
    number = re.fullmatch(r"(?P<newsletter>.*?)[-_ ]*(?<![0-9])0*(?P<number>[0-9]+)", issue)
    if number is None:
        return slug(issue)
    newsletter = number["newsletter"]
    return number["number"] if newsletter in ("", _HOME) else slug(f"{newsletter} {number['number']}")


def local_name(iri: str) -> str:
    """The part after the last ``#`` or ``/`` of an IRI."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def graph_kind(name: NamedNode | str) -> str | None:
    """The key of `GRAPHS` that a graph's name belongs to, None for a foreign graph.

    >>> graph_kind("https://w3id.org/lpip/graph/issue/1/evidence")
    'evidence'
    """
    match = _GRAPH.search(name if isinstance(name, str) else name.value)
    if match is None:
        return None
    if match["ontology"]:
        return "ontology"
    if match["derived"]:
        return "derived-evidence"
    if match["comparison"]:
        return "comparison"
    kind = match["whole"] or match["part"] or "issue"
    return kind if kind in GRAPHS else None


def is_ours(name: str) -> bool:
    """Whether a graph belongs to this project, on a server that may hold other graphs."""
    return name.startswith(BASE) and graph_kind(name) is not None


def is_public(name: NamedNode | str) -> bool:
    """Whether a graph belongs to the public default graph; a foreign graph does not."""
    kind = graph_kind(name)
    return kind is not None and GRAPHS[kind]
