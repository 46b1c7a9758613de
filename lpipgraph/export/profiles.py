"""Writes the JSON-LD profiles in the graph's own words: ``full``, ``evidence`` and ``bulk``.

============ =====================================================================================
``full``     everything that is the case, graph by graph: the triples of the fact graphs, exactly
``bulk``     the same triples, merged: one thing a line, with what belongs to it inside
``evidence`` every claim and naming with its quote and place, every derived claim with its rule
============ =====================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable

from ..vocabulary import DCTERMS, LPIP, OA, ORG, RDF, RDFS, TIME
from .context import Context
from .projection import Projection, Shape, text
from .public_data import EVIDENCE, FACTS, Index, Material

__all__ = ["bulk", "evidence", "full", "labelled"]

_FLAT = Shape()
_INSTANT = {TIME.hasBeginning.value: _FLAT, TIME.hasEnd.value: _FLAT}
_INTERVAL = Shape(_INSTANT)
_LABEL = RDFS.label.value
_SPEAKS_OF = (RDF.subject.value, RDF.object.value, LPIP.names.value)
#: The graph does not write the types of evidence; who reads JSON wants them. Property → the class that it tells.
_TELLING = {RDF.subject: LPIP.Claim, LPIP.names: LPIP.Naming, OA.hasSource: OA.SpecificResource}

#: Properties whose values belong to one thing and are nested in it.
_THING = Shape(
    inside={
        DCTERMS.audience.value: _FLAT,
        LPIP.amount.value: _FLAT,
        LPIP.hasDefinition.value: _FLAT,
        LPIP.identifier.value: _FLAT,
        LPIP.startPeriod.value: _INTERVAL,
        LPIP.endPeriod.value: _INTERVAL,
    },
    reverse={ORG.member.value: Shape({ORG.memberDuring.value: _INTERVAL})},
)
_NAMED = Shape(only=frozenset({_LABEL}))
_QUOTED = (OA.hasTarget, LPIP.before, LPIP.after)
_CLAIM = Shape(
    inside={
        **{predicate.value: _FLAT for predicate in _QUOTED},
        LPIP.rule.value: _FLAT,
        **dict.fromkeys(_SPEAKS_OF, _NAMED),
    }
)


def full(material: Material) -> tuple[bytes, int]:
    """The fact graphs, each under its name.

    Returns
    -------
    bytes, int
        A JSON-LD document, one node a line, and the number of its quads.
    """
    context = Context.read("lpip")
    graphs = []
    for name in material.names(FACTS):
        nodes = Projection(context, material.index(name=name)).forest(_FLAT, ())
        inner = ",\n".join(map(text, nodes))
        graphs.append(f'{{"id": {text(name)}, "@graph": [\n{inner}\n]}}')
    count = sum(len(material.lines[name]) for name in material.names(FACTS))
    return _document(context, graphs), count


def evidence(material: Material) -> tuple[bytes, int]:
    """Claims, namings, findings and changes, each with its quotes; and the labels of the things they mention.

    Returns
    -------
    bytes, int
        A JSON-LD document, one claim, naming, finding or source a line, and the number of its triples.
    """
    context = Context.read("lpip")
    index = labelled(material)
    nested = _objects(index, (*_QUOTED, LPIP.rule))
    spoken = _objects(index, _SPEAKS_OF) | {
        s for s, predicates in index.items() if set(predicates) == {_LABEL}
    }
    trees = Projection(context, index).forest(_CLAIM, nested | spoken)
    return _document(context, map(text, trees)), _size(index)


def labelled(material: Material) -> Index:
    """The triples of the evidence profile, with the types of evidence and segments."""
    index = material.index(EVIDENCE)
    for predicates in index.values():
        for predicate, cls in _TELLING.items():
            if predicate.value in predicates:
                predicates[RDF.type.value] = [cls.value]
    labels = material.index(("issue",))
    for thing in _objects(index, _SPEAKS_OF):
        names = labels.get(thing, {}).get(_LABEL)
        if names and thing not in index:
            index[thing] = {_LABEL: names}
    return index


def bulk(material: Material) -> tuple[bytes, int]:
    """All things, one a line, each line a whole JSON-LD document.

    Returns
    -------
    bytes, int
        The lines, and the number of their different triples.
    """
    context = Context.read("lpip")
    index = material.index(FACTS)
    inside = (*_THING.inside, ORG.memberDuring.value, *_INSTANT)
    memberships = {s for s, predicates in index.items() if ORG.member.value in predicates}
    trees = Projection(context, index).forest(_THING, _objects(index, inside) | memberships)
    lines = (text({"@context": context.url, **tree}) + "\n" for tree in trees)
    return "".join(lines).encode(), _size(index)


def _objects(index: Index, predicates: Iterable[object]) -> set[str]:
    words = [str(getattr(p, "value", p)) for p in predicates]
    return {
        value
        for inner in index.values()
        for word in words
        for value in inner.get(word, ())
        if isinstance(value, str)
    }


def _size(index: Index) -> int:
    return sum(len(values) for inner in index.values() for values in inner.values())


def _document(context: Context, nodes: Iterable[str]) -> bytes:
    inner = ",\n".join(nodes)
    return f'{{"@context": {text(context.url)}, "@graph": [\n{inner}\n]}}\n'.encode()
