"""Selects the affected focus nodes after a change, and the triples that are needed to validate them.

A report on the whole graph is computed from the previous one. Nodes that the change cannot affect keep their results, and
only nodes in the previous report have any; these are validated again. So the new report consists of the results on the
affected nodes and on nodes with previous results, over a slice with all triples that their shapes read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

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

from ..vocabulary import LPIP, OA, RDF, RDFS
from .model import Shapes, Target
from .paths import Term
from .read_paths import OF_ONTOLOGY, Aim, Step, Unclear, Walk, as_path, part_of, walks

__all__ = ["Neighbours", "Slicer", "Touched"]

_ROLES = (RDF.subject, RDF.object, LPIP.names, LPIP.shows)
#: Properties from evidence to the parts of its name, and to its words.
_ANY = Step(None)
_NAMED = (RDF.subject, RDF.object, LPIP.names, OA.hasTarget)


class Neighbours:
    """The triples of a graph by subject and object; each node is looked up once.

    Parameters
    ----------
    store
        A store with the graph as default graph.
    exact
        The originals of triples whose literal the store has rewritten.
    """

    def __init__(self, store: Store, exact: Iterable[Triple] = ()) -> None:
        self.store = store
        self._out: dict[Term, dict[NamedNode, list[Triple]]] = {}
        self._classes: dict[Term, set[Term]] = {}
        self._exact: dict[Triple, list[Triple]] = {}
        for triple in exact:
            if isinstance(triple.object, Literal):
                self._exact.setdefault(_rewritten(triple), []).append(triple)

    def out(self, node: Term) -> dict[NamedNode, list[Triple]]:
        """All triples of a subject, by predicate."""
        found = self._out.get(node)
        if found is None:
            found = {}
            if not isinstance(node, Literal):
                for q in self.store.quads_for_pattern(node, None, None, DefaultGraph()):
                    found.setdefault(q.predicate, []).extend(self._as_it_was(q.triple))
            self._out[node] = found
        return found

    def prime(self, triples: Iterable[Triple]) -> None:
        """Caches triples that are all triples of their subjects, so that these are not looked up."""
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
        """The nodes from which one walk leads to the first of two ends, and another walk to the second."""
        rows = " ".join(
            f"({a} {b})" for a, b in ends if not isinstance(a, BlankNode) and not isinstance(b, BlankNode)
        )
        text = f"SELECT DISTINCT ?focus {{ VALUES (?a ?b) {{ {rows} }} ?focus {as_path(one)} ?a ; {as_path(other)} ?b }}"
        answer = self.store.query(text)
        assert isinstance(answer, QuerySolutions)
        return {row["focus"] for row in answer}

    def both(self, pairs: Iterable[tuple[Term, Term]], one: Step, other: Step) -> set[Term]:
        """The nodes whose one step leads to the first of a pair, and whose other step to the second."""
        found = set()
        for first, second in pairs:
            # start at the end with fewer incoming triples: all issues may mention the other
            ways = (self.along(first, Step(one.predicate, forward=False)), self.along(second, Step(other.predicate, forward=False)))  # fmt: skip
            found |= {
                node
                for node in _shorter(*ways)
                if any(t.object == first for t in self.out(node).get(one.predicate, ()))  # type: ignore[arg-type]
                and any(t.object == second for t in self.out(node).get(other.predicate, ()))  # type: ignore[arg-type]
            }
        return found

    def named_by(self, nodes: Iterable[Term]) -> Callable[[frozenset[Target]], set[Term]]:
        """A function that selects those of some nodes that are in targets; nodes with the same classes and properties are grouped."""
        alike: dict[tuple[frozenset[NamedNode], frozenset[Term]], set[Term]] = {}
        for node in nodes:
            out = self.out(node)
            types = frozenset(triple.object for triple in out.get(RDF.type, ()))
            alike.setdefault((frozenset(out), types), set()).add(node)

        def found(targets: frozenset[Target]) -> set[Term]:
            named: set[Term] = set()
            for (properties, types), some in alike.items():
                for target in targets:
                    if target.kind == "targetNode":
                        named |= some & {target.term}
                    elif target.kind == "targetSubjectsOf":
                        named |= some if target.term in properties else set()
                    elif target.kind != "targetClass" or any(target.term in self._above(t) for t in types):
                        named |= some  # an object of any property: this is not looked up
            return named

        return found

    def _above(self, cls: Term) -> set[Term]:
        """A class and its superclasses."""
        if cls not in self._classes:
            self._classes[cls] = self.closure([cls], Step(RDFS.subClassOf))
        return self._classes[cls]

    def closure(self, nodes: Iterable[Term], step: Step) -> set[Term]:
        """The nodes, and all nodes that a repeated step reaches from them."""
        found = set(nodes)
        todo = list(found)
        while todo:
            for _, other in self.along(todo.pop(), step):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def told(self, nodes: Iterable[Term]) -> Iterator[Triple]:
        """The names of nodes, and the evidence on them with its words, which messages use."""
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


def _shorter(one: Iterator[tuple[Triple, Term]], other: Iterator[tuple[Triple, Term]]) -> list[Term]:
    """The nodes of the shorter iterator."""
    mine: list[Term] = []
    theirs: list[Term] = []
    while True:
        for way, nodes in ((one, mine), (other, theirs)):
            step = next(way, None)
            if step is None:
                return nodes
            nodes.append(step[1])


@dataclass(frozen=True, slots=True)
class Touched:
    """The nodes that a change can affect: focus nodes, and the subjects of divided results (see `part_of`)."""

    focus: set[Term] = field(default_factory=set)
    parts: set[Term] = field(default_factory=set)


@dataclass
class _Branch:
    """A node of the tree of walks with a common prefix."""

    further: dict[Step, _Branch] = field(default_factory=dict)


class Slicer:
    """The analysed reads of some shapes.

    Attributes
    ----------
    whole, parting
        The shapes whose results on a node belong together, and those with divided results (see `part_of`).
    unclear
        The reason why these shapes need a full run; None if slices are sufficient.
    objects_of
        The properties whose objects are focus nodes; other focus nodes are subjects, or targets by name.
    named
        The nodes that targets name.
    """

    def __init__(self, shapes: Shapes) -> None:
        parts = {key: part for key, shape in shapes.by_key.items() if (part := part_of(shape)) is not None}
        self.whole = replace(shapes, by_key={k: s for k, s in shapes.by_key.items() if k not in parts})
        self.parting = replace(shapes, by_key={k: s for k, s in shapes.by_key.items() if k in parts})
        self.part_predicates = frozenset(parts.values())
        self.unclear: str | None = None
        targets = [target for shape in self.whole.by_key.values() for target in shape.targets]
        self.objects_of = frozenset(
            t.term for t in targets if t.kind == "targetObjectsOf" and isinstance(t.term, NamedNode)
        )
        self.named = frozenset(t.term for t in targets if t.kind == "targetNode")
        #: Start nodes → the walks.
        self._roots: dict[Aim, _Branch] = {}
        #: Step → the walks to it.
        self._before: dict[Step, list[tuple[Aim, Walk]]] = {}
        try:
            found = walks(shapes)
        except Unclear as error:
            self.unclear = str(error)
            return
        for aim, walk in sorted(found, key=str):
            self._before.setdefault(walk[-1], []).append((aim, walk[:-1]))
            if aim == Aim() and not walk[0].forward:
                continue  # for an object in a target, one triple is sufficient (see `slice`)
            branch = self._roots.setdefault(aim, _Branch())
            for step in walk:
                branch = branch.further.setdefault(step, _Branch())

    def touched(self, changed: Iterable[Triple], *graphs: Neighbours) -> Touched | None:
        """The nodes that changed triples can affect; None if any node can be affected.

        Parameters
        ----------
        changed
            The triples that were added to or removed from the merged graph.
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
        touched = Touched()
        for triple in changed:
            if triple.predicate in OF_ONTOLOGY:
                return None
            for step in (*by_predicate.get(triple.predicate, ()), *by_predicate.get(None, ())):
                if step.meets:
                    meeting.setdefault(step, set()).add((triple.subject, triple.object))
                    continue
                if step.parts:
                    touched.parts.add(triple.subject)
                    continue
                end = triple.subject if step.forward != step.closes else triple.object
                by_step.setdefault(step, set()).add(end)
        for step, pairs in meeting.items():
            for aim, before in self._before[step]:
                for graph in graphs:
                    if aim.part is not None:
                        touched.parts.update(graph.both(pairs, step.meets[0], step.meets[1]))
                    else:
                        found = graph.between(pairs, before, step.meets)
                        touched.focus.update(self._named(found, aim, graphs))
        for step, ends in by_step.items():
            if step.closes:
                # the focus node is on the cycle, and so on the walk from the triple
                onwards = Step(step.predicate, step.forward)
                for graph in graphs:
                    touched.focus.update(graph.closure(ends, onwards))
                continue
            for aim, before in self._before[step]:
                nodes = set(ends)
                if step.many:
                    for graph in graphs:
                        nodes |= graph.closure(nodes, Step(step.predicate, not step.forward))
                for back in reversed(before):
                    if back.parts:
                        break
                    turned = Step(back.predicate, not back.forward)
                    if back.many:
                        nodes = {n for graph in graphs for n in graph.closure(nodes, turned)}
                    else:
                        nodes = {o for graph in graphs for n in nodes for _, o in graph.along(n, turned)}
                if aim.part is None:
                    touched.focus.update(self._named(nodes, aim, graphs))
                elif before and before[0].parts:
                    touched.parts.update(nodes)
                else:  # it can change the results of all parts
                    back = Step(aim.part, forward=False)
                    touched.parts.update(
                        o for graph in graphs for n in nodes for _, o in graph.along(n, back)
                    )
        return touched

    @staticmethod
    def _named(nodes: set[Term], aim: Aim, graphs: Sequence[Neighbours]) -> set[Term]:
        """Those of some nodes that are in targets before or after the change."""
        if not aim.targets:
            return nodes
        return {n for graph in graphs for n in graph.named_by(nodes)(aim.targets)}

    def parted(self, parts: Iterable[Term], graph: Neighbours) -> set[Term]:
        """The focus nodes with divided results that depend on some nodes."""
        out = (graph.out(node) for node in parts)
        return {
            t.object for some in out for predicate in self.part_predicates for t in some.get(predicate, ())
        }

    def slice(self, focus: Iterable[Term], graph: Neighbours, *, alone: bool = False) -> set[Triple]:
        """The triples that are needed to validate some focus nodes, and those of the nodes between.

        Parameters
        ----------
        focus
            The focus nodes.
        graph
            The graph.
        alone
            Whether targets of objects only use the triples of the focus nodes.
        """
        found: set[Triple] = set()
        nodes = set(focus)
        for predicate in self.objects_of:
            for node in nodes:
                if alone:
                    found.update(graph.out(node).get(predicate, ()))
                else:
                    found.update(t for t, _ in islice(graph.along(node, Step(predicate, forward=False)), 1))
        named = graph.named_by(nodes)
        for aim, root in self._roots.items():
            if aim.part is None:
                found |= self._walked(root, named(aim.targets) if aim.targets else nodes, graph, None)
        return found

    def slice_of_parts(
        self, focus: Iterable[Term], graph: Neighbours, parts: Collection[Term] | None
    ) -> set[Triple]:
        """The slice for shapes with divided results: for these parts only, or for all if None."""
        nodes = set(focus)
        return {
            triple
            for aim, root in self._roots.items()
            if aim.part is not None
            for triple in self._walked(root, nodes, graph, parts)
        }

    @staticmethod
    def _walked(
        root: _Branch, start: set[Term], graph: Neighbours, parts: Collection[Term] | None
    ) -> set[Triple]:
        """The triples on all walks with a common prefix."""
        found: set[Triple] = set()
        todo = [(root, start)]
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
                if step.parts and parts is not None and step.predicate is not None:
                    for node in parts:
                        for triple in graph.out(node).get(step.predicate, ()):
                            if triple.object in nodes:
                                found.add(triple)
                                others.add(node)
                    continue
                for node in graph.closure(nodes, once) if step.many else nodes:
                    for triple, end in graph.along(node, once):
                        found.add(triple)
                        others.add(end)
            todo += [
                (branch.further[step], some) for step, some in ends.items() if branch.further[step].further
            ]
        return found
