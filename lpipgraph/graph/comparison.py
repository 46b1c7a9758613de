"""Writes the changes between two issues as findings in a separate graph."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad

from ..changes import Change
from ..privacy import passage, public_quads
from ..records import Entity, Records, Relation
from ..vocabulary import LPIP, RDF, RDFS, Minter, issue_key
from ..vocabulary import iri as public_iri
from .claims import Term
from .dataset import node_of
from .values import english

__all__ = ["comparison"]

_CLASSES = {
    "new": LPIP.Addition,
    "gone": LPIP.Removal,
    "changed": LPIP.Replacement,
    "contradicted": LPIP.Contradiction,
}


def comparison(
    found: Iterable[Change], old: Records, new: Records, *, iri: Minter = public_iri
) -> list[Quad]:
    """The results of `changes.compare`, in the graph ``comparison/{old}--{new}``.

    Parameters
    ----------
    found
        The changes.
    old, new
        The two issues; the later with the earlier one's ids (`identity.settled`).
    iri
        The function that creates IRIs, if their base is not the public one.
    """
    keys = issue_key(old.issue), issue_key(new.issue)
    graph = iri.graph("comparison", "--".join(keys))
    entities = {e.id: (e, rows) for rows in (new, old) for e in rows.entities}
    quads: list[Quad] = []
    for change in found:
        node = iri.finding(
            "--".join(keys), change.kind, change.concerns, change.predicate or "", change.message
        )
        entity, rows = entities[change.concerns]
        triples: list[tuple[NamedNode, Term]] = [
            (RDF.type, LPIP.Finding),
            (RDF.type, LPIP.Change),
            (RDF.type, _CLASSES[change.kind]),
            (RDFS.label, english(change.message)),
            (LPIP.concerns, node_of(iri, entity, rows)),
            (LPIP.earlierIssue, iri.issue(old.issue)),
            (LPIP.laterIssue, iri.issue(new.issue)),
        ]
        triples += [(LPIP.before, _segment(iri, keys[0], row)) for row in change.before]
        triples += [(LPIP.after, _segment(iri, keys[1], row)) for row in change.after]
        quads += [Quad(node, p, o, graph) for p, o in triples]
    return list(public_quads(quads))


def _segment(iri: Minter, key: str, row: Entity | Relation) -> NamedNode:
    start, end = passage(row.quote)
    return iri.segment(key, row.start + start, row.start + end)
