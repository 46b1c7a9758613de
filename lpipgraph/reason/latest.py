"""Finds the newest statements of issues on changing properties: ``claim lpip:latestOf thing``.

Without these marks, queries for the current state would read the claims of all issues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from ..vocabulary import LATEST, LPIP, RDF, Minter

__all__ = ["Told", "latest", "newest", "told_of"]


class Told(NamedTuple):
    """A claim or naming on a changing property: the property it is about, the issue's number, the thing, and the claim.

    Only the newest with the same `about` apply.
    """

    about: str
    number: int
    thing: NamedNode
    node: NamedNode


def told_of(claim: NamedNode, ends: Mapping[NamedNode, object], number: int) -> Iterator[Told]:
    """The record of a claim on a changing property; empty for other claims.

    Parameters
    ----------
    claim
        The claim.
    ends
        Its subject, predicate and object, by property.
    number
        The number of its issue.
    """
    predicate = ends.get(RDF.predicate)
    if not isinstance(predicate, NamedNode) or predicate not in LATEST:
        return
    end = LATEST[predicate]
    thing = ends.get(end or RDF.subject)
    if isinstance(thing, NamedNode):
        about = f"{predicate} {thing}" if end else f"{predicate} {thing} {ends.get(RDF.object)}"
        yield Told(about, number, thing, claim)


def newest(told: Iterable[Told]) -> Iterator[Told]:
    """Those of the newest issue, for each property of a thing."""
    best: dict[str, list[Told]] = {}
    for each in told:
        others = best.setdefault(each.about, [])
        if others and others[0].number < each.number:
            others.clear()
        if not others or others[0].number == each.number:
            others.append(each)
    for some in best.values():
        yield from some


def latest(told: Iterable[Told], iri: Minter) -> Iterator[Quad]:
    """The quads of ``graph/latest`` for the newest statements."""
    graph = iri.graph("latest")
    return (Quad(each.node, LPIP.latestOf, each.thing, graph) for each in told)
