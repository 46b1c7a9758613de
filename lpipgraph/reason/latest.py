"""Finds the newest of what issues say of something that changes: ``claim lpip:latestOf thing``.

Who asks how a thing stands now would else look at every issue that ever spoke of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from ..vocabulary import LATEST, LPIP, RDF, Minter

__all__ = ["Told", "latest", "newest", "told_of"]


class Told(NamedTuple):
    """A claim or naming of an issue: what it tells how it stands, the issue's number, the thing that it is of, itself.

    Of all with the same `about` the newest count.
    """

    about: str
    number: int
    thing: NamedNode
    node: NamedNode


def told_of(claim: NamedNode, ends: Mapping[NamedNode, object], number: int) -> Iterator[Told]:
    """A claim on what changes from issue to issue; nothing for any other.

    Parameters
    ----------
    claim
        The claim.
    ends
        Its subject, predicate and object, by the properties that say them.
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
    """Those of the newest issue, of each that is about the same."""
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
    """``graph/latest``, of those that are the newest."""
    graph = iri.graph("latest")
    return (Quad(each.node, LPIP.latestOf, each.thing, graph) for each in told)
