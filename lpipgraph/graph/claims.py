"""Writes facts with their claims: each fact has a claim, and each claim has a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from ..contacts import masked
from ..privacy import passage, public_literal
from ..vocabulary import LPIP, OA, RDF, SHOWN, XSD, Minter
from .sentences import sentence_around

__all__ = ["Ledger", "Origin", "Place", "Term", "integer"]

Term = NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Origin:
    """The row of a table that states what the newsletter does not say, and the source of the row."""

    row: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a row in the text, and how the row follows from the text.

    `basis` is "stated", "bySection" or "fromAuthority". With the last, the words only name the thing, and `origin` states the rest.
    """

    start: int
    end: int
    basis: str = "stated"
    rule: str | None = None
    origin: Origin | None = None


_BASES = {"stated": LPIP.stated, "bySection": LPIP.bySection, "fromAuthority": LPIP.fromAuthority}


@dataclass(slots=True)
class Ledger:
    """Collects the facts and claims of one issue.

    `facts` and `evidence` name the two graphs: one ledger writes the public pair, another the candidates, a
    third the private graph. `sections` are (start, end, heading) of the document, for the section of a quote.
    """

    iri: Minter
    issue: str
    source: NamedNode
    text: str
    facts: NamedNode
    evidence: NamedNode
    sections: tuple[tuple[int, int, str], ...] = ()
    public: bool = True
    quads: list[Quad] = field(default_factory=list)
    _segments: dict[tuple[int, int], NamedNode] = field(default_factory=dict)
    _claims: set[NamedNode] = field(default_factory=set)
    _shown: str = ""

    def __post_init__(self) -> None:
        if self.public and not self._shown:
            self._shown = masked(self.text)

    def state(self, s: NamedNode, p: NamedNode, o: Term, place: Place) -> NamedNode:
        """Asserts a fact with its evidence at `place`: a naming for class, kind and names, else a claim.

        Returns
        -------
        NamedNode
            The naming or the claim.
        """
        kept = self._kept(o)
        o = o if kept is None else kept
        where = f"{place.start}-{place.end}"
        if p in SHOWN:
            origin = () if place.origin is None else (place.origin.row, place.origin.source)
            node = self.iri.naming(self.issue, str(s), where, *origin)
        else:
            node = self.iri.claim(self.issue, str(s), str(p), str(o), where)
        if kept is None:
            return node
        graph = self.evidence
        self.quads.append(Quad(s, p, o, self.facts))
        if p in SHOWN:
            self.quads.append(Quad(node, LPIP.shows, o, graph))
        if node in self._claims:
            return node
        self._claims.add(node)
        if p in SHOWN:
            self.quads.append(Quad(node, LPIP.names, s, graph))
        else:
            self.quads += (
                Quad(node, RDF.subject, s, graph),
                Quad(node, RDF.predicate, p, graph),
                Quad(node, RDF.object, o, graph),
            )
        self.quads.append(Quad(node, OA.hasTarget, self.segment(place.start, place.end), graph))
        if place.basis != "stated":
            self.quads.append(Quad(node, LPIP.basis, _BASES[place.basis], graph))
        if place.origin is not None:
            self.quads += (
                Quad(node, LPIP.authorityRow, Literal(place.origin.row), graph),
                Quad(node, LPIP.authoritySource, Literal(place.origin.source), graph),
            )
        return node

    def follow(self, s: NamedNode, p: NamedNode, o: Term) -> None:
        """Asserts a fact that follows, by the ontology, from another fact that has evidence."""
        self.quads.append(Quad(s, p, o, self.facts))

    def segment(self, start: int, end: int) -> NamedNode:
        """The IRI of a segment of the text, which is described once: quote, rest of the sentence, position, section.

        Contact data is private: it is cut off at the ends of a public quote, and masked character by
        character within it, so that offsets do not change.
        """
        if self.public:
            first, last = passage(self.text[start:end])
            start, end = start + first, start + last
        known = self._segments.get((start, end))
        if known is not None:
            return known
        node = self.iri.segment(self.issue, start, end)
        self._segments[start, end] = node
        shown = masked(self._shown[start:end]) if self.public else self.text[start:end]
        graph = self.evidence
        self.quads += (
            Quad(node, OA.hasSource, self.iri.source(self.issue), graph),
            Quad(node, OA.exact, Literal(shown), graph),
            Quad(node, OA.start, integer(start), graph),
        )
        if self.public:
            first, last = sentence_around(self.text, start, end)
            for term, a, b in ((OA.prefix, first, start), (OA.suffix, end, last)):
                if re.search(r"\w", self.text[a:b]):
                    self.quads.append(Quad(node, term, Literal(masked(self._shown[a:b])), graph))
        heading = next((h for a, b, h in self.sections if a <= start < b), None)
        if heading:
            self.quads.append(Quad(node, LPIP.inSection, self._kept(Literal(heading)) or Literal("…"), graph))
        return node

    def describe(self, quads: Iterable[tuple[NamedNode, NamedNode, Term]], graph: NamedNode) -> None:
        """Adds triples that the newsletter does not state: vocabulary, source file, findings."""
        for s, p, o in quads:
            kept = self._kept(o)
            if kept is not None:
                self.quads.append(Quad(s, p, kept, graph))

    def _kept(self, term: Term) -> Term | None:
        """A term as allowed in this graph: without contact data if public; None if nothing remains."""
        return public_literal(term) if self.public and isinstance(term, Literal) else term


def integer(number: int) -> Literal:
    """A whole number as xsd:integer."""
    return Literal(str(number), datatype=XSD.integer)
