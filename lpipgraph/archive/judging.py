"""An archive is validated: all of it at once while it is small, else what a change can touch, or issue by issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Store, Triple

from .. import shapes
from ..shapes import Neighbours, Report, Result, Slicer
from ..shapes.report import in_order

__all__ = ["judged", "judged_again", "nodes_of"]


@dataclass(frozen=True, slots=True)
class Former:
    """The focus nodes of a report from before."""

    nodes: tuple[str, ...]

    def report(self) -> Report:
        """A report with these nodes and nothing else of it."""
        blank = NamedNode("urn:x-lpip:before")
        results = tuple(
            Result(NamedNode(node), None, None, blank, "", blank, "", "", "") for node in self.nodes
        )
        return Report(not results, results)


def judged_again(
    nodes: Sequence[str], changed: Iterable[Triple], before: Store, after: Store, ontology: Sequence[Quad]
) -> Report | None:
    """The report after a change; None if only a look at all of it can tell.

    Parameters
    ----------
    nodes
        The focus nodes of the report before.
    changed
        The triples of the merged graph that went or came.
    before, after
        The store then and now.
    ontology
        The ontology's quads.
    """
    return shapes.validate_again(
        Former(tuple(nodes)).report(),
        changed,
        Neighbours(before),
        Neighbours(after),
        [quad.triple for quad in ontology],
        Slicer(shapes.load_shapes()),
    )


def judged(parts: Iterable[Iterable[Quad]], store: Store, ontology: Sequence[Quad]) -> Report | None:
    """The report on all of a store, part by part; None if only a look at all of it at once can tell.

    Parameters
    ----------
    parts
        The store's public quads without the ontology, a few issues at a time.
    store
        The store.
    ontology
        The ontology's quads.
    """
    slicer = Slicer(shapes.load_shapes())
    always = [quad.triple for quad in ontology]
    found: dict[str, Result] = {}
    for part in parts:
        triples = [quad.triple for quad in part]
        report = shapes.validate_again(
            Report(True, ()), triples, Neighbours(Store()), Neighbours(store), always, slicer
        )
        if report is None:
            return None
        found |= {repr(result): result for result in report.results}
    return Report(not found, in_order(list(found.values())))


def nodes_of(report: Report) -> Iterator[str]:
    """The focus nodes of a report, each once."""
    seen = dict.fromkeys(result.focus for result in report.results)
    return (node.value if isinstance(node, NamedNode) else str(node) for node in seen)
