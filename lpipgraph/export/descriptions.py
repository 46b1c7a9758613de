"""Describes one thing: the triples about it, in every RDF format.

A description holds the triples that the thing is the subject of, those that lead to it, the names of all that it speaks
of, and of its document whose it is, under which licence, and which build it belongs to. The claims behind it are
reached from the page, and with the queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Triple

from ..vocabulary import BASE, DCAT, DCTERMS, FOAF, LPIP, PREFIXES, RDF, RDFS, SKOS
from .context import Context
from .projection import Projection, Shape, text

__all__ = ["Origin", "context_url", "described", "graph_of", "written"]

#: The most triples shown for each property that leads to a thing.
_MOST = 1_000
#: What the evidence says with a thing is evidence, and no statement about it.
_OF_EVIDENCE = frozenset({RDF.subject, RDF.predicate, RDF.object, LPIP.names, LPIP.shows, LPIP.concerns})
_NAMES = (RDFS.label, SKOS.prefLabel)
_FORMATS = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}


@dataclass(frozen=True, slots=True)
class Origin:
    """The data set that a description is taken from, and its licence, as the catalogue has them."""

    dataset: NamedNode | None = None
    licence: NamedNode | None = None

    @staticmethod
    def of(store: pyoxigraph.Store) -> Origin:
        """The first data set of the catalogue."""
        sets = sorted(
            (q.subject for q in store.quads_for_pattern(None, RDF.type, DCAT.Dataset, DefaultGraph())),
            key=str,
        )
        for each in sets:
            for quad in store.quads_for_pattern(each, DCTERMS.license, None, DefaultGraph()):
                if isinstance(each, NamedNode) and isinstance(quad.object, NamedNode):
                    return Origin(each, quad.object)
        return Origin()

    def triples(self, page: NamedNode) -> list[Triple]:
        """The statements about a document that follow from it."""
        pairs = ((DCTERMS.license, self.licence), (DCTERMS.isPartOf, self.dataset))
        return [Triple(page, predicate, value) for predicate, value in pairs if value is not None]


def described(
    store: pyoxigraph.Store, thing: NamedNode, document: str, origin: Origin
) -> list[Triple] | None:
    """The description of a thing, sorted; None if the graph has no statement about it.

    Parameters
    ----------
    store
        A public store.
    thing
        Its IRI.
    document
        The IRI of the document about it.
    origin
        Where it is taken from.
    """
    graph = DefaultGraph()
    found = {(q.predicate, q.object): q.triple for q in store.quads_for_pattern(thing, None, None, graph)}
    counts: dict[NamedNode, int] = {}
    to: list[Triple] = []
    evidence = False
    for quad in store.quads_for_pattern(None, None, thing, graph):
        if quad.predicate in _OF_EVIDENCE:
            evidence = True
            continue
        counts[quad.predicate] = counts.get(quad.predicate, 0) + 1
        if counts[quad.predicate] <= _MOST:
            to.append(quad.triple)
    uses = (
        None
        if found or to or evidence
        else next(iter(store.quads_for_pattern(None, thing, None, graph)), None)
    )
    if not found and not to and not evidence and uses is None:
        return None
    triples = [*found.values(), *to]
    spoken = {t.object for t in triples} | {t.subject for t in to}
    for term in spoken - {thing}:
        if isinstance(term, NamedNode):
            for name in _NAMES:
                triples += [q.triple for q in store.quads_for_pattern(term, name, None, graph)]
    page = NamedNode(document)
    triples += [
        Triple(page, RDF.type, FOAF.Document),
        Triple(page, FOAF.primaryTopic, thing),
        *origin.triples(page),
    ]
    return sorted(set(triples), key=str)


def graph_of(store: pyoxigraph.Store, name: NamedNode) -> list[Triple] | None:
    """The triples of a named graph, sorted; None if there is no such graph."""
    if not store.contains_named_graph(name):
        return None
    return sorted((q.triple for q in store.quads_for_pattern(None, None, None, name)), key=str)


def context_url(base: str) -> str:
    """Where a server has the context of our JSON-LD."""
    return base + "/export/" + _context().url.removeprefix(BASE + "export/")


def written(triples: Iterable[Triple], form: str) -> bytes:
    """Triples in a form of `negotiation.FORMS` that is RDF."""
    if form == "jsonld":
        return _json_ld(triples)
    prefixes = dict(PREFIXES) if form != "nt" else None
    content = pyoxigraph.serialize(triples, format=_FORMATS[form], prefixes=prefixes)
    assert content is not None
    return content


@lru_cache(maxsize=1)
def _context() -> Context:
    return Context.read("lpip")


def _json_ld(triples: Iterable[Triple]) -> bytes:
    """In the words of our context; it names the context and does not hold it."""
    index: dict[str, dict[str, list[str | Literal]]] = {}
    for t in triples:
        value = t.object if isinstance(t.object, Literal) else str(t.object)[1:-1]
        index.setdefault(str(t.subject)[1:-1], {}).setdefault(t.predicate.value, []).append(value)
    context = _context()
    nodes = Projection(context, index).forest(Shape(), ())
    inner = ",\n".join(map(text, nodes))
    return f'{{"@context": {text(context.url)}, "@graph": [\n{inner}\n]}}\n'.encode()
