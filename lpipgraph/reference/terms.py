"""Describes the terms of the ontology: definition, hierarchy, shapes and queries of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, RdfFormat, parse

from ..files import find, read_bytes, root
from ..queries import catalogue
from ..sparql import tokens
from ..vocabulary import BASE, LPIP, OWL, PREFIXES, RDF, RDFS

__all__ = ["Ontology", "Shape", "Term", "ontology"]

_KINDS = {
    "Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property", "AnnotationProperty": "property",
    "NamedIndividual": "individual",
}  # fmt: skip
#: Kinds of a property that OWL has → what that means for a reader.
_CHARACTERS = {
    "FunctionalProperty": "a thing has one at most",
    "InverseFunctionalProperty": "belongs to one thing at most",
    "IrreflexiveProperty": "never leads from a thing to itself",
    "AsymmetricProperty": "never holds both ways",
    "SymmetricProperty": "holds both ways",
    "TransitiveProperty": "what is reached over several steps is reached",
}
#: Where the versions are that held before.
VERSIONS = root() / "ontology" / "versions"
_SH = PREFIXES["sh"]
_MATCHES = ("exactMatch", "closeMatch", "relatedMatch", "broadMatch", "narrowMatch")
_NOTES = ("editorialNote", "scopeNote", "changeNote", "example")


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape: what it is called, and the names of the classes that it looks at.

    `checks` holds what it says where something is wrong, each with the names of the terms that this is about.
    """

    name: str
    label: str
    targets: tuple[str, ...]
    checks: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology.

    Attributes
    ----------
    name, iri, kind
        Its local name and IRI; class, property or individual.
    label, definition, notes
        What it is called and means, and what its editors note.
    parents, children
        IRIs of what stands above, and names of the terms that stand below: superclasses or superproperties; for an
        individual its classes.
    domain, range, inverse
        IRIs, for a property.
    characters
        What holds of a property, in words.
    matches
        Kind of a match (``relatedMatch``) and the IRI of a term elsewhere.
    disjoint
        IRIs of classes that share no member with it.
    deprecated
        Whether it has been given up.
    queries
        Names of the prepared questions that use it.
    checks
        What the shapes say where it is used wrongly.
    """

    name: str
    iri: str
    kind: str
    label: str
    definition: str
    notes: tuple[str, ...]
    parents: tuple[str, ...]
    children: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: tuple[str, ...]
    characters: tuple[str, ...]
    matches: tuple[tuple[str, str], ...]
    disjoint: tuple[str, ...]
    deprecated: bool
    queries: tuple[str, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """The ontology: its heading, its terms by name, its shapes, and the files of its versions, the newest first."""

    title: str
    description: str
    version: str
    notes: tuple[str, ...]
    terms: Mapping[str, Term]
    shapes: tuple[Shape, ...]
    versions: Mapping[str, Path]

    def of_kind(self, kind: str) -> list[Term]:
        """The terms of a kind, in the order of their names."""
        return [term for term in self.terms.values() if term.kind == kind]


@lru_cache(maxsize=4)
def ontology(version: str = "") -> Ontology:
    """The ontology that travels with the package, with its shapes and versions.

    Parameters
    ----------
    version
        One of its versions; empty for the one that holds now.
    """
    (newest,) = (p for p in find("ontology", "*.ttl") if p.name == "lpip.ttl")
    kept = _kept(VERSIONS)
    path = kept.get(version, newest)
    graph = _read(path)
    heading = NamedNode(f"{BASE}def/")
    version = next(iter(_words(graph, heading, OWL.versionInfo)), "")
    now = version if path == newest else ontology().version
    shapes = _shapes()
    return Ontology(
        title=next(iter(_words(graph, heading, NamedNode(PREFIXES["dcterms"] + "title"))), ""),
        description=next(iter(_words(graph, heading, NamedNode(PREFIXES["dcterms"] + "description"))), ""),
        version=version,
        notes=tuple(sorted(_words(graph, heading, NamedNode(PREFIXES["skos"] + "editorialNote")))),
        terms=_terms(graph, shapes),
        shapes=shapes,
        versions={now: newest, **{name: file for name, file in kept.items() if name != now}},
    )


def _kept(folder: Path) -> dict[str, Path]:
    """Version → its file, of the versions that held before, the newest first."""
    found = {file.stem.removeprefix("lpip-"): file for file in folder.glob("lpip-*.ttl")}
    return dict(sorted(found.items(), key=lambda item: _order(item[0]), reverse=True))


def _order(version: str) -> tuple[tuple[int, str], ...]:
    """1.10 comes after 1.9."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.split("."))


def _read(path: Path) -> Dataset:
    return Dataset(parse(read_bytes(path), format=RdfFormat.TURTLE))


def _terms(graph: Dataset, shapes: Iterable[Shape]) -> dict[str, Term]:
    kinds: dict[NamedNode, str] = {}
    for quad in graph.quads_for_predicate(RDF.type):
        kind = _KINDS.get(str(getattr(quad.object, "value", "")).removeprefix(PREFIXES["owl"]))
        if kind and isinstance(quad.subject, NamedNode) and _local(quad.subject.value):
            kinds[quad.subject] = kind
    used = _queries_by_term()
    found: dict[str, Term] = {}
    for node, kind in sorted(kinds.items(), key=lambda item: item[0].value):
        name = _local(node.value)
        above = {"class": RDFS.subClassOf, "property": RDFS.subPropertyOf, "individual": RDF.type}[kind]
        characters = [
            words for t, words in _CHARACTERS.items() if _has(graph, node, RDF.type, PREFIXES["owl"] + t)
        ]
        found[name] = Term(
            name=name,
            iri=node.value,
            kind=kind,
            label=next(iter(_words(graph, node, RDFS.label)), name),
            definition=" ".join(_words(graph, node, NamedNode(PREFIXES["skos"] + "definition"))),
            notes=tuple(n for key in _NOTES for n in _words(graph, node, NamedNode(PREFIXES["skos"] + key))),
            parents=tuple(i for i in _iris(graph, node, above) if not i.startswith(PREFIXES["owl"])),
            children=tuple(sorted(_local(o.value) for o in kinds if _has(graph, o, above, node.value))),
            domain=_iris(graph, node, RDFS.domain),
            range=_iris(graph, node, RDFS.range),
            inverse=tuple(
                sorted({*_iris(graph, node, OWL.inverseOf), *_subjects(graph, OWL.inverseOf, node)})
            ),
            characters=tuple(characters),
            matches=tuple(
                (key, iri)
                for key in _MATCHES
                for iri in _iris(graph, node, NamedNode(PREFIXES["skos"] + key))
            ),
            disjoint=tuple(
                sorted({*_iris(graph, node, OWL.disjointWith), *_subjects(graph, OWL.disjointWith, node)})
            ),
            deprecated=bool(_words(graph, node, OWL.deprecated)),
            queries=tuple(sorted(used.get(name, ()))),
            checks=tuple(
                sorted({m for s in shapes for m, of in s.checks.items() if name in of or name in s.targets})
            ),
        )
    return found


def _queries_by_term() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for query in catalogue().values():
        for kind, token in tokens(query.text):
            prefix, _, local = token.partition(":")
            if kind == "name" and prefix == "lpip":
                found.setdefault(local, set()).add(query.name)
    return found


def _shapes() -> tuple[Shape, ...]:
    """Each named shape with all that hangs below it."""
    found = []
    for path in find("shapes", "*.ttl"):
        graph = _read(path)
        found += [
            _shape(graph, quad.subject)
            for quad in graph.quads_for_object(NamedNode(_SH + "NodeShape"))
            if isinstance(quad.subject, NamedNode) and quad.predicate == RDF.type
        ]
    return tuple(sorted(found, key=lambda s: s.name))


def _shape(graph: Dataset, node: NamedNode) -> Shape:
    checks: dict[str, frozenset[str]] = {}
    seen: set[object] = set()
    left: list[object] = [node]
    while left:
        at = left.pop()
        if at in seen:
            continue
        seen.add(at)
        quads = list(graph.quads_for_subject(at))  # type: ignore[arg-type]
        names = {_local(q.object.value) for q in quads if isinstance(q.object, NamedNode)} - {""}
        for quad in quads:
            if quad.predicate.value == _SH + "message" and isinstance(quad.object, Literal):
                checks[quad.object.value] = frozenset(names)
            elif isinstance(quad.object, BlankNode) or quad.predicate.value == _SH + "sparql":
                left.append(quad.object)
    return Shape(
        name=node.value.rsplit("/", 1)[-1],
        label=next(iter(_words(graph, node, RDFS.label)), node.value.rsplit("/", 1)[-1]),
        targets=tuple(sorted(map(_local, _iris(graph, node, NamedNode(_SH + "targetClass"))))),
        checks=dict(sorted(checks.items())),
    )


def _local(iri: str) -> str:
    """The name of a term of the ontology; empty for what is none."""
    local = iri.removeprefix(str(LPIP))
    return local if local != iri and "/" not in local and not local[:1].isdigit() else ""


def _words(graph: Dataset, node: NamedNode, predicate: NamedNode) -> list[str]:
    return [
        q.object.value for q in graph.quads_for_subject(node) if q.predicate == predicate and isinstance(q.object, Literal)
    ]  # fmt: skip


def _iris(graph: Dataset, node: NamedNode, predicate: NamedNode) -> tuple[str, ...]:
    return tuple(sorted(
        q.object.value for q in graph.quads_for_subject(node) if q.predicate == predicate and isinstance(q.object, NamedNode)
    ))  # fmt: skip


def _subjects(graph: Dataset, predicate: NamedNode, node: NamedNode) -> list[str]:
    return [
        q.subject.value for q in graph.quads_for_object(node) if q.predicate == predicate and isinstance(q.subject, NamedNode)
    ]  # fmt: skip


def _has(graph: Dataset, node: NamedNode, predicate: NamedNode, iri: str) -> bool:
    return iri in _iris(graph, node, predicate)
