"""Exports the prepared queries as RDF, in the form that SPARQL editors read.

SHACL's own vocabulary for queries (https://www.w3.org/TR/shacl/#sparql-constraints, the SHACL namespace's
sh:SPARQLExecutable) and its parameters, as the SIB's collections of example queries use them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Dataset, Literal, NamedNode, Quad

from ..vocabulary import PREFIXES, RDF, RDFS, XSD, Minter
from ..vocabulary import iri as public_iri
from .catalogue import KINDS, Parameter, Query, catalogue

__all__ = ["catalogue_graph"]

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]

_SH = PREFIXES["sh"]


def catalogue_graph(*, iri: Minter = public_iri) -> Dataset:
    """All prepared queries as ``graph/queries``: each query as an executable with its text, keywords and parameters.

    Parameters
    ----------
    iri
        The minter, for another base than the public one.

    Returns
    -------
    Dataset
        One graph, without blank nodes.
    """
    graph = iri.graph("queries")
    triples = [*_prefixes(iri), *(t for query in catalogue().values() for t in _query(iri, query))]
    return Dataset(Quad(s, p, o, graph) for s, p, o in triples)


def _sh(term: str) -> NamedNode:
    return NamedNode(_SH + term)


def _english(text: str) -> Literal:
    return Literal(text, language="en")


def _prefixes(iri: Minter) -> Iterator[Triple]:
    node = iri("query", "prefixes")
    yield node, RDF.type, NamedNode(PREFIXES["owl"] + "Ontology")
    yield node, RDFS.label, _english("The prefixes of the prepared queries")
    for prefix, namespace in PREFIXES.items():
        own = iri("query", "prefixes", prefix)
        yield node, _sh("declare"), own
        yield own, _sh("prefix"), Literal(prefix)
        yield own, _sh("namespace"), Literal(namespace, datatype=XSD.anyURI)


def _query(iri: Minter, query: Query) -> Iterator[Triple]:
    node = iri("query", query.name)
    # the class that editors look for; sh:select, sh:ask and sh:construct distinguish the kinds
    yield node, RDF.type, _sh("SPARQLExecutable")
    yield node, RDFS.label, _english(query.title)
    yield node, RDFS.comment, _english(query.question)
    yield node, _sh(query.form.lower()), Literal(query.text)
    yield node, _sh("prefixes"), iri("query", "prefixes")
    yield node, NamedNode(PREFIXES["schema"] + "keywords"), _english(", ".join(query.keywords))
    for order, parameter in enumerate(query.parameters, 1):
        own = iri("query", query.name, "parameter", parameter.name)
        yield node, _sh("parameter"), own
        yield from _parameter(iri, own, parameter, order)


def _parameter(iri: Minter, node: NamedNode, parameter: Parameter, order: int) -> Iterator[Triple]:
    prefix, _, local = KINDS[parameter.kind].partition(":")
    yield node, RDF.type, _sh("Parameter")
    # The local name of a parameter's path is its variable (SHACL, section 6.2.1).
    yield node, _sh("path"), iri("query", "parameter", parameter.name)
    yield node, _sh("name"), _english(parameter.name)
    yield node, _sh("description"), _english(parameter.description)
    yield node, _sh("order"), Literal(str(order), datatype=XSD.integer)
    yield node, _sh("optional"), Literal("false" if parameter.required else "true", datatype=XSD.boolean)
    yield node, _sh("class" if prefix == "lpip" else "datatype"), NamedNode(PREFIXES[prefix] + local)
    if parameter.default is not None:
        yield node, _sh("defaultValue"), Literal(parameter.default)
