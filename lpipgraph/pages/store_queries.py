"""Queries the store for pages: names, kinds, statements and their quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Dataset, Literal, NamedNode, Quad

from .. import evidence
from ..queries import Evidence, evidence_of, query
from ..results import unlinked
from ..sparql import printed
from ..store_protocol import Store, word
from ..vocabulary import CLASS_PATHS
from ..vocabulary import iri as minted
from .display_labels import KINDS
from .links import path_of
from .views import Finding, Passage, Quote, Ref

__all__ = ["Known", "Property", "anchor", "key_of", "line", "printed_words"]

_SEGMENTS = frozenset(CLASS_PATHS.values())
_PART = re.compile(r"[/#]")


@dataclass(frozen=True, slots=True)
class Property:
    """A property with its label, its inverse's label, and the properties above it."""

    label: str
    inverse: str | None = None
    above: frozenset[str] = frozenset()


def anchor(start: int, end: int) -> str:
    """The identifier of a stretch of an issue's text on the page of that issue."""
    return f"c{start}-{end}"


def key_of(source: str) -> str:
    """The issue's key in the IRI of its text."""
    return source.rsplit("/", 1)[-1]


class Known:
    """A public store as pages read it. One is made for each generation of the graph, and keeps what all pages want."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._read: dict[str, tuple[Quote, ...]] = {}
        self._checked: Mapping[str, tuple[Finding, ...]] | None = None
        self._named: Mapping[str, str] | None = None

    def read_ahead(self) -> None:
        """Reads all names and the quotes of all statements at once, for making all pages."""
        self._named = self._main_names("")
        told = self.store.construct(
            "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } "
            "FILTER (REGEX(STR(?g), '/graph/(issue/[^/]+|derived)$') && ?p != rdf:type) }"
        )
        quads = self.specific(told)
        empty: dict[str, tuple[Quote, ...]] = {line(q): () for q in quads}
        self._read = {**empty, **self.behind(quads)}
        self._checked = self._findings("")

    @cached_property
    def properties(self) -> Mapping[str, Property]:
        """All properties of the ontology."""
        rows = self.store.select(
            "SELECT DISTINCT ?p ?label ?inverse WHERE { ?p rdf:type ?type ; rdfs:label ?label . "
            "FILTER (?type IN (owl:ObjectProperty, owl:DatatypeProperty, owl:AnnotationProperty)) "
            "OPTIONAL { { ?p owl:inverseOf ?i } UNION { ?i owl:inverseOf ?p } ?i rdfs:label ?inverse } }"
        ).dicts()
        above: dict[str, set[str]] = {}
        for one, other in self.store.select(
            "SELECT DISTINCT ?a ?b WHERE { ?a rdfs:subPropertyOf+ ?b . FILTER (?a != ?b) }"
        ).rows:
            above.setdefault(word(one), set()).add(word(other))
        found: dict[str, Property] = {}
        for row in sorted(rows, key=str):
            iri, inverse = word(row["p"]), row.get("inverse")
            found.setdefault(
                iri,
                Property(
                    word(row["label"]),
                    None if inverse is None else word(inverse),
                    frozenset(above.get(iri, ())),
                ),
            )
        return found

    def property_of(self, iri: str) -> Property:
        """A property, also one that is not in the ontology."""
        return self.properties.get(iri) or Property(_PART.split(iri)[-1])

    @cached_property
    def issues(self) -> Mapping[str, tuple[Ref, str]]:
        """Key of an issue → its publication and its date, the earliest first."""
        rows = self.store.select(
            "SELECT ?source ?issue ?name ?date WHERE { ?source rdf:type lpip:SourceText ; dcterms:source ?issue . "
            "?issue rdfs:label ?name . OPTIONAL { ?issue dcterms:issued ?date } }"
        ).dicts()
        found = {
            key_of(word(row["source"])): (
                self.ref(word(row["issue"]), word(row["name"])),
                word(row["date"]) if "date" in row else "",
            )
            for row in sorted(rows, key=lambda row: word(row["name"]), reverse=True)
        }
        return dict(sorted(found.items(), key=lambda item: (item[1][1], _number(item[0]))))

    def ref(self, iri: str, name: str, kind: str = "") -> Ref:
        """A thing for display in a line."""
        path = path_of(iri)
        segment = path.partition("/")[0] if path else ""
        return Ref(name, iri, path, kind or (segment if segment in _SEGMENTS else ""))

    def names(self, things: Iterable[str]) -> Mapping[str, str]:
        """IRI → its main name, for those that have one."""
        if self._named is None:
            return self._main_names(_values(things))
        return {iri: self._named[iri] for iri in sorted(set(things)) if iri in self._named}

    def _main_names(self, which: str) -> Mapping[str, str]:
        rows = self.store.select(
            f"SELECT ?thing ?name ?rank WHERE {{ {which} "
            "VALUES (?property ?rank) { (rdfs:label 1) (skos:prefLabel 2) (lpip:asStated 3) } ?thing ?property ?name } "
        ).rows
        found: dict[str, str] = {}
        for thing, name, _ in sorted(rows, key=lambda row: (word(row[0]), word(row[2]), word(row[1]))):
            found.setdefault(word(thing), word(name))
        return found

    def dates(self, things: Iterable[str]) -> Mapping[str, str]:
        """IRI → when it appeared or begins, for those that say so."""
        rows = self.store.select(
            f"SELECT ?thing (MIN(STR(?when)) AS ?date) WHERE {{ {_values(things)} "
            "?thing dcterms:issued|schema:startDate ?when } GROUP BY ?thing"
        ).rows
        return {word(thing): word(date) for thing, date in rows}

    def listing(self, kind: str) -> list[tuple[Ref, str, str]]:
        """All things of a class, by name: each with its description and its kind."""
        rows = self.store.select(
            f"SELECT ?thing (MIN(STR(?label)) AS ?name) (MIN(?said) AS ?words) (MIN(STR(?sort)) AS ?of) WHERE {{ "
            f"?thing rdf:type <{KINDS[kind]}> ; rdfs:label ?label . "
            "OPTIONAL { ?thing dcterms:description|schema:text|lpip:hasDefinition/schema:text ?given . BIND (STR(?given) AS ?said) } "
            "OPTIONAL { ?thing dcterms:type|org:classification ?sorting . ?sorting skos:prefLabel ?sort } } GROUP BY ?thing"
        ).dicts()
        found = [
            (
                self.ref(word(row["thing"]), word(row["name"]), kind),
                word(row["words"]) if "words" in row else "",
                word(row["of"]) if "of" in row else "",
            )
            for row in rows
        ]
        return sorted(found, key=lambda item: (item[0].name.casefold(), item[0].iri))

    @cached_property
    def themes(self) -> list[tuple[Ref, tuple[Ref, ...], int, str]]:
        """All themes by name: who leads each, how many publications are about it, and its description."""
        leads: dict[str, dict[str, Ref]] = {}
        works: dict[str, set[str]] = {}
        for theme, person, name in self.store.select(
            "SELECT DISTINCT ?theme ?person ?name WHERE { ?person lpip:leadsTheme ?theme ; rdfs:label ?name } ORDER BY ?name"
        ).rows:
            leads.setdefault(word(theme), {}).setdefault(word(person), self.ref(word(person), word(name)))
        for theme, work in self.store.select(
            "SELECT DISTINCT ?theme ?work WHERE { ?work lpip:aboutTheme ?theme ; rdf:type lpip:Publication }"
        ).rows:
            works.setdefault(word(theme), set()).add(word(work))
        return [
            (ref, tuple(leads.get(ref.iri, {}).values()), len(works.get(ref.iri, ())), words)
            for ref, words, _ in self.listing("theme")
        ]

    def findings_on(self, iri: str) -> tuple[Finding, ...]:
        """The findings about a thing."""
        if self._checked is not None:
            return self._checked.get(iri, ())
        return self._findings(_values([iri])).get(iri, ())

    def _findings(self, which: str) -> Mapping[str, tuple[Finding, ...]]:
        rows = self.store.select(
            f"SELECT DISTINCT ?thing ?f ?label ?agrees ?source ?start ?quote ?kind WHERE {{ {which} ?f lpip:concerns ?thing ; "
            "rdfs:label ?label . OPTIONAL { ?f lpip:agrees ?agrees } "
            "OPTIONAL { ?f rdf:type ?kind . FILTER (?kind IN (lpip:MissingAddress, lpip:Contradiction, lpip:Replacement, lpip:Addition, lpip:Removal)) } "
            "OPTIONAL { ?f oa:hasTarget ?t . ?t oa:hasSource ?source ; oa:start ?start ; oa:exact ?quote } }"
        ).dicts()
        found: dict[str, dict[str, Finding]] = {}
        for row in sorted(rows, key=str):
            value = {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}
            start = int(value.get("start", 0))
            found.setdefault(value["thing"], {}).setdefault(
                value["f"],
                Finding(
                    value["label"],
                    {"true": True, "false": False}.get(value.get("agrees", "")),
                    key_of(value["source"]) if "source" in value else "",
                    anchor(start, start + len(value["quote"])) if "quote" in value else "",
                    value.get("kind", ""),
                ),
            )
        return {thing: tuple(each.values()) for thing, each in found.items()}

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        """Thing → its other names."""
        found: dict[str, list[str]] = {}
        for thing, name in self.store.select(
            "SELECT DISTINCT ?thing ?name WHERE { ?thing rdf:type lpip:Entity ; skos:altLabel ?name } ORDER BY ?name"
        ).rows:
            found.setdefault(word(thing), []).append(word(name))
        return {thing: tuple(names) for thing, names in found.items()}

    def other_names(self, iri: str) -> tuple[str, ...]:
        """The other names of a thing."""
        return self._names.get(iri, ())

    def sentences(self, key: str) -> list[Passage]:
        """What the graph quotes of an issue, in the order of the text: of passages within each other the longest."""
        rows = self.store.select(
            f"SELECT DISTINCT ?start ?words ?before ?after ?section WHERE {{ ?s oa:hasSource {printed(minted.source(key))} ; "
            "oa:start ?start ; oa:exact ?words . OPTIONAL { ?s oa:prefix ?before } OPTIONAL { ?s oa:suffix ?after } "
            "OPTIONAL { ?s lpip:inSection ?section } }"
        ).rows
        said = sorted(
            evidence.Passage(int(word(start)), *("" if term is None else word(term) for term in rest))
            for start, *rest in rows
        )
        return [
            Passage(printed_words(p.words), key, p.section or None, anchor(p.start, p.end))
            for p in evidence.outermost(said, lambda p: p.reach)
        ]

    @cached_property
    def findings(self) -> Mapping[str, int]:
        """Key of an issue → how many findings there are on its text."""
        rows = self.store.select(
            "SELECT ?source (COUNT(DISTINCT ?f) AS ?n) WHERE { ?f rdf:type lpip:Finding ; oa:hasTarget/oa:hasSource ?source } "
            "GROUP BY ?source"
        ).rows
        return {key_of(word(source)): int(word(n)) for source, n in rows}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Segment of a class → how many things of it there are."""
        listed = " ".join(f'("{kind}" <{iri}>)' for kind, iri in KINDS.items())
        rows = self.store.select(
            f"SELECT ?kind (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ VALUES (?kind ?class) {{ {listed} }} "
            "?thing rdf:type ?class } GROUP BY ?kind"
        ).rows
        found = {word(kind): int(word(n)) for kind, n in rows}
        return {kind: found.get(kind, 0) for kind in KINDS}

    def about(self, iri: str) -> tuple[list[Quad], list[Quad]]:
        """The statements that a thing is the subject of, and those that name it as their object."""
        node = printed(NamedNode(iri))
        outgoing = self.store.construct(f"CONSTRUCT {{ {node} ?p ?o }} WHERE {{ {node} ?p ?o }}")
        incoming = self.store.construct(
            f"CONSTRUCT {{ ?s ?p {node} }} WHERE {{ ?s ?p {node} . "
            "FILTER EXISTS { { ?s rdf:type lpip:Entity } UNION { ?s rdf:type org:Membership } UNION "
            "{ ?s rdf:type lpip:Definition } } }"
        )
        return sorted(outgoing, key=str), sorted(incoming, key=str)

    def specific(self, quads: Iterable[Quad]) -> list[Quad]:
        """The statements without those for which a more specific property relates the same two things."""
        quads = list(quads)
        said: dict[tuple[object, object], set[str]] = {}
        for q in quads:
            said.setdefault((q.subject, q.object), set()).add(q.predicate.value)
        return [
            q
            for q in quads
            if not any(
                q.predicate.value in self.property_of(other).above
                for other in said[q.subject, q.object]
                if other != q.predicate.value
            )
        ]

    def behind(self, quads: Iterable[Quad]) -> Mapping[str, tuple[Quote, ...]]:
        """N-Triples line of a statement → the newsletter's words that support it."""
        there: dict[str, tuple[Quote, ...]] = {}
        wanted = Dataset()
        for q in quads:
            if (said := line(q)) in self._read:
                there[said] = self._read[said]
            else:
                wanted.add(Quad(q.subject, q.predicate, q.object))
        if not len(wanted):
            return there
        found = evidence_of(self.store, wanted)
        return there | {said: tuple(map(self.quote, items)) for said, items in found.items()}

    def quote(self, item: Evidence) -> Quote:
        """A piece of evidence as pages show it."""
        return Quote(
            words=printed_words(item.quote),
            says=item.statement,
            issue=key_of(item.source),
            section=item.section,
            anchor=anchor(item.start, item.end),
            basis=item.basis,
            rule=item.rule,
            authority=item.authority,
        )

    def passages(self, iri: str) -> tuple[Passage, ...]:
        """The newsletter's words on a thing, the newest issue first."""
        asked = query("mentions-of")
        found: dict[str, list[Passage]] = {}
        for row in self.store.select(asked.bind(thing=NamedNode(iri))).dicts():
            section = word(row["section"]) if "section" in row else None
            key = key_of(word(row["source"]))
            place = anchor(*map(int, key_of(word(row["passage"])).split("-")))
            found.setdefault(key, []).append(Passage(printed_words(word(row["words"])), key, section, place))
        return tuple(passage for key in reversed(list(self.issues)) for passage in found.get(key, ()))


def printed_words(words: str) -> str:
    """The newsletter's words without the markup of links and emphasis in its source."""
    return unlinked(words).replace("**", "").strip()


def line(q: Quad) -> str:
    """A statement as a line of N-Triples."""
    return f"{q.subject} {q.predicate} {q.object} ."


def _values(things: Iterable[str]) -> str:
    """The things that a query asks of, as its line ``VALUES ?thing``."""
    return f"VALUES ?thing {{ {' '.join(printed(NamedNode(iri)) for iri in sorted(set(things)))} }}"


def _number(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isdigit() else (0, key)
