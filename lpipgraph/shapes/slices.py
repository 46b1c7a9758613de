"""Selects what to validate after a change: the affected focus nodes and the triples that they need.

A report on the whole graph follows from an earlier one: nodes that the change cannot touch keep their results, and of
those there are none but for the nodes in the earlier report, which are looked at again as well. So the new report is
what a run says of the touched nodes and of those that had results, over a slice with all that their shapes look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    Store,
    Triple,
)  # fmt: skip

from ..vocabulary import LPIP, OA, RDF
from .model import Shapes
from .paths import Term
from .read_paths import OF_ONTOLOGY, Step, Unclear, Walk, as_path, walks

__all__ = ["Neighbours", "Slicer"]

_ROLES = (RDF.subject, RDF.object, LPIP.names, LPIP.shows)
#: From evidence to what its name is made of, and to its words.
_ANY = Step(None)
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
        self._out: dict[Term, dict[NamedNode, list[Triple]]] = {}
        self._exact: dict[Triple, list[Triple]] = {}
        for triple in exact:
            if isinstance(triple.object, Literal):
                self._exact.setdefault(_rewritten(triple), []).append(triple)

    def out(self, node: Term) -> dict[NamedNode, list[Triple]]:
        """All triples of a subject, by their predicates."""
        found = self._out.get(node)
        if found is None:
            found = {}
            if not isinstance(node, Literal):
                for q in self.store.quads_for_pattern(node, None, None, DefaultGraph()):
                    found.setdefault(q.predicate, []).extend(self._as_it_was(q.triple))
            self._out[node] = found
        return found

    def prime(self, triples: Iterable[Triple]) -> None:
        """Triples that are all that the graph says of their subjects: these are not looked up."""
        for triple in triples:
            self._out.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple)

    def along(self, node: Term, step: Step) -> Iterator[tuple[Triple, Term]]:
        """The triples of a step from a node, each with the node at its other end."""
        if step.forward:
            found = self.out(node)
            chosen = found.values() if step.predicate is None else (found.get(step.predicate, ()),)
            for triples in chosen:
                for triple in triples:
                    yield triple, triple.object
            return
        for q in self.store.quads_for_pattern(None, step.predicate, node, DefaultGraph()):
            for triple in self._as_it_was(q.triple):
                yield triple, triple.subject

    def between(self, ends: Iterable[tuple[Term, Term]], one: Walk, other: Walk) -> set[Term]:
        """The nodes from which one walk leads to the first of two ends, and another to the second."""
        rows = " ".join(
            f"({a} {b})" for a, b in ends if not isinstance(a, BlankNode) and not isinstance(b, BlankNode)
        )
        text = f"SELECT DISTINCT ?focus {{ VALUES (?a ?b) {{ {rows} }} ?focus {as_path(one)} ?a ; {as_path(other)} ?b }}"
        answer = self.store.query(text)
        assert isinstance(answer, QuerySolutions)
        return {row["focus"] for row in answer}

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
            evidence = [t.subject for role in _ROLES for t, _ in self.along(node, Step(role, forward=False))]
            for each in (node, *evidence):
                for triple, end in self.along(each, _ANY):
                    yield triple
                    if triple.predicate in _NAMED:
                        yield from (t for t, _ in self.along(end, _ANY))

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
    objects_of
        The properties whose objects are focus nodes; all others are subjects, or named by a target.
    named
        The nodes that a target names.
    """

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.unclear: str | None = None
        targets = [target for shape in shapes.by_key.values() for target in shape.targets]
        self.objects_of = frozenset(t.term for t in targets if t.kind == "targetObjectsOf")
        self.named = frozenset(t.term for t in targets if t.kind == "targetNode")
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
        meeting: dict[Step, set[tuple[Term, Term]]] = {}
        by_predicate: dict[NamedNode | None, list[Step]] = {}
        for step in self._before:
            by_predicate.setdefault(step.predicate, []).append(step)
        for triple in changed:
            if triple.predicate in OF_ONTOLOGY:
                return None
            for step in (*by_predicate.get(triple.predicate, ()), *by_predicate.get(None, ())):
                if step.meets:
                    meeting.setdefault(step, set()).add((triple.subject, triple.object))
                    continue
                end = triple.subject if step.forward != step.closes else triple.object
                by_step.setdefault(step, set()).add(end)
        found: set[Term] = set()
        for step, pairs in meeting.items():
            for before in self._before[step]:
                for graph in graphs:
                    found |= graph.between(pairs, before, step.meets)
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
            plain = {
                s.predicate: s for s in branch.further if s.forward and not s.many and s.predicate is not None
            }
            ends: dict[Step, set[Term]] = {}
            for node in nodes:
                out = graph.out(node)
                for predicate in plain.keys() & out.keys():
                    found.update(out[predicate])
                    step = plain[predicate]
                    if branch.further[step].further:
                        ends.setdefault(step, set()).update(triple.object for triple in out[predicate])
            for step in branch.further.keys() - plain.values():
                once = Step(step.predicate, step.forward)
                others = ends.setdefault(step, set(nodes) if step.many else set())
                for node in graph.closure(nodes, once) if step.many else nodes:
                    for triple, end in graph.along(node, once):
                        found.add(triple)
                        others.add(end)
            todo += [
                (branch.further[step], some) for step, some in ends.items() if branch.further[step].further
            ]
        return found
