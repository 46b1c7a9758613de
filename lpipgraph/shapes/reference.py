"""Runs the reference engine, pySHACL on rdflib, for comparison."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ..errors import DataError
from .engine import Found
from .model import Constraint, Shape, Shapes
from .paths import SH, Term, local, read_path

if TYPE_CHECKING:
    import rdflib
    import rdflib.query
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import Node as RdflibNode

__all__ = ["violations"]


def violations(triples: Iterable[Triple], shapes: Shapes) -> list[tuple[Found, str]]:
    """Every violation that pySHACL finds, with its message.

    Raises
    ------
    DataError
        If pySHACL fails.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, ValidationFailure
    from rdflib import Graph

    # rdflib logs a traceback for every invalid literal; finding these is the task here.
    log = logging.getLogger("rdflib.term")
    was_disabled, log.disabled = log.disabled, True
    try:
        _, outcome, text = pyshacl.validate(
            _rdflib(triples),
            shacl_graph=_rdflib(shapes.quads),
            inplace=True,
            inference="none",
            advanced=False,
        )
    except (ReportableRuntimeError, ValidationFailure) as error:
        raise DataError(
            f"pySHACL could not validate: {error.message}", hint="use the compiled engine"
        ) from error
    finally:
        log.disabled = was_disabled
    if not isinstance(outcome, Graph):
        raise DataError(f"pySHACL could not validate: {text}", hint="use the compiled engine")
    return list(_read(outcome, shapes))


def _rdflib(triples: Iterable[Quad | Triple]) -> rdflib.Graph:
    """The triples for rdflib, with every literal in its exact form."""
    from rdflib import BNode, Graph, URIRef
    from rdflib import Literal as RdflibLiteral
    from rdflib.plugins.sparql import prepareQuery

    prepared: dict[str, Query] = {}

    class Asked(Graph):
        """A graph that parses each query once: pySHACL runs it for each focus node, so this takes a tenth of the time."""

        def query(self, query_object: str | Query, *rest: object, **options: object) -> rdflib.query.Result:
            if isinstance(query_object, str):
                if query_object not in prepared:
                    prepared[query_object] = prepareQuery(query_object, initNs=dict(self.namespaces()))
                query_object = prepared[query_object]
            return super().query(query_object, *rest, **options)  # type: ignore[arg-type]

    known: dict[object, RdflibNode] = {}

    def term(value: object) -> RdflibNode:
        found = known.get(value)
        if found is None:
            if isinstance(value, NamedNode):
                found = URIRef(value.value)
            elif isinstance(value, BlankNode):
                found = BNode(value.value)
            elif isinstance(value, Literal):
                plain = value.language is not None or local(value.datatype) == "string"
                datatype = None if plain else URIRef(value.datatype.value)
                found = RdflibLiteral(value.value, lang=value.language, datatype=datatype, normalize=False)
            else:
                raise DataError("the data hold a triple term (RDF 1.2)", hint="pySHACL reads RDF 1.1 alone")
            known[value] = found
        return found

    graph = Asked()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _ours(term: RdflibNode) -> Term:
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdflibLiteral

    if isinstance(term, URIRef):
        return NamedNode(str(term))
    if isinstance(term, BNode):
        return BlankNode(str(term))
    assert isinstance(term, RdflibLiteral)
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)


def _read(graph: rdflib.Graph, shapes: Shapes) -> Iterator[tuple[Found, str]]:
    """The top-level results of pySHACL's report; the results below them are details."""
    of: dict[Term, dict[Term, list[Term]]] = {}
    for s, p, o in graph:
        of.setdefault(_ours(s), {}).setdefault(_ours(p), []).append(_ours(o))

    def objects(subject: Term, predicate: NamedNode) -> list[Term]:
        return of.get(subject, {}).get(predicate, [])

    def one(subject: Term, name: str) -> Term | None:
        return next(iter(objects(subject, NamedNode(SH + name))), None)

    for node in of:
        for result in objects(node, NamedNode(SH + "result")):
            focus, path = one(result, "focusNode"), one(result, "resultPath")
            component, message = one(result, "sourceConstraintComponent"), one(result, "resultMessage")
            shape = shapes.by_key[str(one(result, "sourceShape"))]
            assert isinstance(component, NamedNode)
            assert focus is not None
            constraint = _constraint(shape, local(component), one(result, "sourceConstraint"))
            text = message.value if isinstance(message, Literal) else ""
            found_path = None if path is None else read_path(path, objects)
            yield Found(shape, constraint, focus, found_path, one(result, "value"), {}), text


def _constraint(shape: Shape, component: str, node: Term | None) -> Constraint:
    """The constraint of a result: pySHACL names only SPARQL constraints; for others, the first of the kind."""
    same = [c for c in shape.constraints if c.component == component]
    return next((c for c in same if node is not None and c.node == str(node)), same[0])
