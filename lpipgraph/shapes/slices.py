"""Validation of what changed: the focus nodes that a change can touch, and the triples that judge them.

A report on the whole graph follows from an earlier one: nodes that the change cannot touch keep their results, and of
those there are none but for the nodes in the earlier report, which are looked at again as well. So the new report is
what a run says of the touched nodes and of those that had results, over a slice with all that their shapes look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from ..vocabulary import LPIP, OA, RDF
from .model import Shapes
from .paths import Term
from .walks import OF_ONTOLOGY, Step, Unclear, walks

__all__ = ["Neighbours", "Slicer"]

_ROLES = (RDF.subject, RDF.object, LPIP.names, LPIP.shows)
#: From evidence to what its name is made of, and to its words.
_NAMED = (RDF.subject, RDF.object, LPIP.names, OA.hasTarget)


class Neighbours:
    """The triples of a graph by their ends, each node looked up once.

    Parameters
    ----------
    store
        A store whose default graph is the graph.
    exact
        Those triples whose literal the store has rewritten, as they were.
    """

    def __init__(self, store: Store, exact: Iterable[Triple] = ()) -> None:
        self.store = store
        self._out: dict[Term, list[Triple]] = {}
        self._exact: dict[Triple, list[Triple]] = {}
        for triple in exact:
            if isinstance(triple.object, Literal):
                self._exact.setdefault(_rewritten(triple), []).append(triple)

    def out(self, node: Term) -> list[Triple]:
        """All triples of a subject."""
        found = self._out.get(node)
        if found is None:
            if isinstance(node, Literal):
                found = []
            else:
                quads = self.store.quads_for_pattern(node, None, None, DefaultGraph())
                found = [each for q in quads for each in self._as_it_was(q.triple)]
            self._out[node] = found
        return found

    def along(self, node: Term, step: Step) -> Iterator[tuple[Triple, Term]]:
        """The triples of a step from a node, each with the node at its other end."""
        if step.forward:
            for triple in self.out(node):
                if step.predicate is None or triple.predicate == step.predicate:
                    yield triple, triple.object
            return
        for q in self.store.quads_for_pattern(None, step.predicate, node, DefaultGraph()):
            for triple in self._as_it_was(q.triple):
                yield triple, triple.subject

    def closure(self, nodes: Iterable[Term], step: Step) -> set[Term]:
        """The nodes, and all that they reach by a step."""
        found = set(nodes)
        todo = list(found)
        while todo:
            for _, other in self.along(todo.pop(), step):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def told(self, nodes: Iterable[Term]) -> Iterator[Triple]:
        """The names of nodes, and the evidence on them with its words: what a result says beside its terms."""
        for node in nodes:
            yield from self.out(node)
            evidence = [t.subject for role in _ROLES for t, _ in self.along(node, Step(role, forward=False))]
            for each in (node, *evidence):
                for triple in self.out(each):
                    yield triple
                    if triple.predicate in _NAMED:
                        yield from self.out(triple.object)

    def _as_it_was(self, triple: Triple) -> list[Triple]:
        if not isinstance(triple.object, Literal) or not self._exact:
            return [triple]
        return self._exact.get(triple, [triple])


def _rewritten(triple: Triple) -> Triple:
    store = Store()
    store.add(Quad(triple.subject, triple.predicate, triple.object))
    ((s, p, o, _),) = store
    return Triple(s, p, o)


@dataclass
class _Branch:
    """Where walks with one beginning go on."""

    further: dict[Step, _Branch] = field(default_factory=dict)


class Slicer:
    """What some shapes look at, taken apart once.

    Attributes
    ----------
    shapes
        The shapes.
    unclear
        Why only a full run can judge these shapes; None if slices can.
    """

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.unclear: str | None = None
        self._root = _Branch()
        #: Step → the walks that lead to it.
        self._before: dict[Step, list[tuple[Step, ...]]] = {}
        try:
            found = walks(shapes)
        except Unclear as error:
            self.unclear = str(error)
            return
        for walk in sorted(found, key=str):
            branch = self._root
            for step in walk:
                branch = branch.further.setdefault(step, _Branch())
            self._before.setdefault(walk[-1], []).append(walk[:-1])

    def touched(self, changed: Iterable[Triple], *graphs: Neighbours) -> set[Term] | None:
        """The focus nodes that changed triples can touch; None if that may be any.

        Parameters
        ----------
        changed
            The triples that came or went, of the merged graph.
        graphs
            The graph before and after.
        """
        if self.unclear is not None:
            return None
        by_step: dict[Step, set[Term]] = {}
        by_predicate: dict[NamedNode | None, list[Step]] = {}
        for step in self._before:
            by_predicate.setdefault(step.predicate, []).append(step)
        for triple in changed:
            if triple.predicate in OF_ONTOLOGY:
                return None
            for step in (*by_predicate.get(triple.predicate, ()), *by_predicate.get(None, ())):
                end = triple.subject if step.forward != step.closes else triple.object
                by_step.setdefault(step, set()).add(end)
        found: set[Term] = set()
        for step, ends in by_step.items():
            if step.closes:
                # the focus node lies on the circle, and so on the way on from the triple
                onwards = Step(step.predicate, step.forward)
                for graph in graphs:
                    found |= graph.closure(ends, onwards)
                continue
            for before in self._before[step]:
                nodes = set(ends)
                if step.many:
                    for graph in graphs:
                        nodes |= graph.closure(nodes, Step(step.predicate, not step.forward))
                for back in reversed(before):
                    turned = Step(back.predicate, not back.forward)
                    if back.many:
                        nodes = {n for graph in graphs for n in graph.closure(nodes, turned)}
                    else:
                        nodes = {o for graph in graphs for n in nodes for _, o in graph.along(n, turned)}
                found |= nodes
        return found

    def slice(self, focus: Iterable[Term], graph: Neighbours) -> set[Triple]:
        """The triples that judge some focus nodes, and those of the nodes between."""
        found: set[Triple] = set()
        todo: list[tuple[_Branch, set[Term]]] = [(self._root, set(focus))]
        while todo:
            branch, nodes = todo.pop()
            for step, further in branch.further.items():
                once = Step(step.predicate, step.forward)
                starts = graph.closure(nodes, once) if step.many else nodes
                ends: set[Term] = set(nodes) if step.many else set()
                for node in starts:
                    for triple, end in graph.along(node, once):
                        found.add(triple)
                        ends.add(end)
                if further.further:
                    todo.append(
                        (further, {n for n in ends if isinstance(n, NamedNode | BlankNode | Literal)})
                    )
        return found
