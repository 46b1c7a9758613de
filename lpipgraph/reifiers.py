"""Converts claims to reifiers of RDF 1.2 and back: ``claim rdf:reifies <<( s p o )>>``.

RDF 1.1 stays the canonical form, because engines index the parts of triples, but not yet triple terms. A
naming is about a thing and not one triple, and is not converted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad, Triple

from .vocabulary import RDF

__all__ = ["reified", "unreified"]

_PARTS = (RDF.subject, RDF.predicate, RDF.object)


def reified(quads: Iterable[Quad]) -> list[Quad]:
    """The quads, with each complete claim converted to a reifier of its triple.

    A claim that lacks a part, or has one twice, is not converted.
    """
    found: dict[tuple[str, str], list[Quad]] = {}
    rest: list[Quad] = []
    for quad in quads:
        if quad.predicate in _PARTS:
            found.setdefault((str(quad.subject), str(quad.graph_name)), []).append(quad)
        else:
            rest.append(quad)
    for parts in found.values():
        terms = {quad.predicate: quad.object for quad in parts}
        try:
            triple = Triple(*(terms[part] for part in _PARTS))  # type: ignore[arg-type]
        except (KeyError, TypeError):
            rest += parts
            continue
        claim = Quad(parts[0].subject, RDF.reifies, triple, parts[0].graph_name)
        rest += parts if len(parts) > len(_PARTS) else [claim]
    return rest


def unreified(quad: Quad) -> Iterator[Quad]:
    """A reifier as the three triples of a claim; any other quad unchanged."""
    if quad.predicate != RDF.reifies or not isinstance(quad.object, Triple):
        yield quad
        return
    triple = quad.object
    for predicate, term in zip(_PARTS, (triple.subject, triple.predicate, triple.object), strict=True):
        yield Quad(quad.subject, predicate, term, quad.graph_name)
