"""Computes the triples that a shape can read, as paths from its focus node.

The paths show which focus nodes a changed triple can affect, and which triples are needed to validate a focus
node (see `slices`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyoxigraph import NamedNode

from ..vocabulary import LPIP, OA, OWL, RDF, RDFS, SKOS
from .model import PROPERTY, Constraint, Shape, Shapes, Target
from .paths import Path
from .select import FOCUS, Select

__all__ = ["OF_ONTOLOGY", "Aim", "Step", "Unclear", "Walk", "as_path", "part_of", "walks"]

#: Properties that only the ontology uses: its triples are in every slice, and a change of them affects everything.
OF_ONTOLOGY = frozenset({RDFS.subClassOf, RDFS.subPropertyOf, OWL.disjointWith, RDFS.domain})
#: Properties by which a large part of an archive points at one thing: they are never followed backwards.
_HUBS = frozenset({RDF.type, RDF.predicate, SKOS.inScheme, LPIP.basis, LPIP.rule, OA.hasSource})
_HUB_NAMES = frozenset(hub.value for hub in _HUBS)
#: Components whose argument is a property of the focus node.
_COMPARED = (
    "EqualsConstraintComponent", "DisjointConstraintComponent", "LessThanConstraintComponent",
    "LessThanOrEqualsConstraintComponent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A step along a predicate, or along any predicate if it is None: once, or if `many` any number of times.

    A step that `closes` a cycle leads back to the focus node. If a step leads to a node that another walk has reached,
    `meets` is that walk. A step that `parts` leads from a focus node to nodes that each give separate results (see
    `part_of`).
    """

    predicate: NamedNode | None
    forward: bool = True
    many: bool = False
    closes: bool = False
    meets: tuple[Step, ...] = ()
    parts: bool = False


Walk = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """The start nodes of a walk: the nodes of some targets, any node if there are no targets.

    `part` is the property by which the results of the shape are divided, if they are.
    """

    targets: frozenset[Target] = frozenset()
    part: NamedNode | None = None


class Unclear(Exception):  # noqa: N818 - says what is wrong
    """A constraint that cannot be analysed: it needs a full run."""


def walks(shapes: Shapes) -> frozenset[tuple[Aim, Walk]]:
    """All walks of some shapes, each with its start nodes.

    A walk that changes direction starts only from the targets of its shape: from other nodes it can lead to a large part
    of an archive.

    Raises
    ------
    Unclear
        If a constraint cannot be analysed.
    """
    found: set[tuple[Aim, Walk]] = set()
    for shape in shapes.by_key.values():
        part = part_of(shape)
        if part is None:
            for target in shape.targets:
                if target.kind == "targetClass":
                    found.add((Aim(), (Step(RDF.type),)))
                elif target.kind in ("targetSubjectsOf", "targetObjectsOf") and isinstance(
                    target.term, NamedNode
                ):
                    found.add((Aim(), (Step(target.term, target.kind == "targetSubjectsOf"),)))
        if shape.targets:
            aim = Aim(frozenset(shape.targets), part)
            for walk in _of_shape(shape, shapes.by_key, (), ()):
                found.add((aim if part or any(not step.forward for step in walk) else Aim(), walk))
    return frozenset((aim, walk[:n]) for aim, walk in found for n in range(1, len(walk) + 1))


def part_of(shape: Shape) -> NamedNode | None:
    """The property by which the results of a shape are divided; None if they are not.

    The focus nodes are the objects of this property, and each row of the shape's queries comes from one subject: the
    results of one subject do not depend on the others. So a thing with claims from a thousand issues is validated claim by
    claim.
    """
    (target, *others) = shape.targets or (None,)
    if target is None or others or target.kind != "targetObjectsOf" or shape.path is not None:
        return None
    for constraint in shape.constraints:
        if constraint.select is None or constraint.select.asks_shapes:
            return None
        part = _part(_algebra(constraint.select))
        if part is None or str(part[1]) != target.term.value:  # type: ignore[union-attr]
            return None
    return target.term if shape.constraints and isinstance(target.term, NamedNode) else None


def _of_shape(
    shape: Shape, by_key: Mapping[str, Shape], before: Walk, above: tuple[str, ...]
) -> Iterator[Walk]:
    if shape.key in above:
        raise Unclear(f"{shape.named.value} refers to itself")
    values = [before] if shape.path is None else [before + steps for steps in _steps(shape.path)]
    yield from values
    for constraint in shape.constraints:
        if constraint.select is not None:
            parted = not before and part_of(shape) is not None
            yield from (before + walk for walk in _of_select(constraint.select, parted=parted))
        yield from _of_component(constraint, before, values)
        for key in (*constraint.shapes, *constraint.siblings):
            for value in [before] if constraint.component == PROPERTY and shape.path is None else values:
                yield from _of_shape(by_key[key], by_key, value, (*above, shape.key))


def _of_component(constraint: Constraint, before: Walk, values: Sequence[Walk]) -> Iterator[Walk]:
    if constraint.component == "ClassConstraintComponent":
        yield from ((*value, Step(RDF.type)) for value in values)
    elif constraint.component == "ClosedConstraintComponent":
        yield from ((*value, Step(None)) for value in values)
    elif constraint.component in _COMPARED:
        yield from ((*before, Step(term)) for term in constraint.terms if isinstance(term, NamedNode))


def _steps(path: Path) -> list[Walk]:
    """The walks of a path, one for each alternative."""
    if path.predicate is not None:
        return [(Step(path.predicate),)]
    if path.kind == "sequence":
        found: list[Walk] = [()]
        for part in path.parts:
            found = [one + other for one in found for other in _steps(part)]
        return found
    if path.kind == "alternativePath":
        return [walk for part in path.parts for walk in _steps(part)]
    inner = _steps(path.parts[0])
    if path.kind == "inversePath":
        return [tuple(Step(s.predicate, not s.forward, s.many) for s in reversed(walk)) for walk in inner]
    if path.kind == "zeroOrOnePath":
        return [(), *inner]
    if len(inner) != 1 or len(inner[0]) != 1:
        raise Unclear(f"the path {path}")
    (step,) = inner[0]
    again = Step(step.predicate, step.forward, many=True)
    return [(again,)] if path.kind == "zeroOrMorePath" else [(step, again)]


# --- SPARQL ------------------------------------------------------------------------------------------------


def _algebra(select: Select) -> Any:  # noqa: ANN401 - rdflib's own
    head = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in select.prefixes.items())
    return _parsed(head + select.text.replace(FOCUS, ""))


@lru_cache(maxsize=256)
def _parsed(text: str) -> Any:  # noqa: ANN401 - rdflib's own
    """The algebra of a query; it is cached, because it is used several times, is never changed, and is slow to parse."""
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    return translateQuery(parseQuery(text)).algebra


def _of_select(select: Select, *, parted: bool) -> Iterator[Walk]:
    """The walks of a query: all its triples, each reached from the focus node or from another triple."""
    if select.asks_shapes:
        raise Unclear("a query that asks about its shape")
    algebra = _algebra(select)
    reached: dict[str, Walk] = {"?this": ()}
    waiting = [t for t in _triples(algebra) if not _of_ontology(t)]
    if parted:
        part = _part(algebra)
        waiting.remove(part)
        reached[_name(part[0])] = (Step(NamedNode(str(part[1])), forward=False, parts=True),)
        yield reached[_name(part[0])]
    while waiting:
        ready = [(rank, n) for n, t in enumerate(waiting) if (rank := _rank(t, reached)) is not None]
        if not ready:
            raise Unclear("a query with triples that nothing ties to $this")
        s, p, o = waiting.pop(min(ready)[1])
        forward = _name(s) in reached
        start, end = (_name(s), _name(o)) if forward else (_name(o), _name(s))
        for steps in _of_term(p, closes=forward and end == "?this"):
            if steps[:1] == (Step(None),) and end in reached and reached[end]:
                walk = (*reached[start], Step(None, meets=reached[end]))
                if reached[end][0].parts and (
                    reached[start] or len(reached[end]) != 2 or not reached[end][1].forward
                ):
                    raise Unclear("a query whose parts meet far from $this")
            else:
                walk = reached[start] + (steps if forward else tuple(_turned(steps)))
            yield walk
            reached.setdefault(end, walk)


def _part(algebra: Any) -> Any:  # noqa: ANN401 - rdflib's own
    """The pattern ``?part <property> $this``, if its solutions give separate rows and no other pattern leads back."""
    from rdflib import URIRef, Variable

    back = [t for t in _triples(algebra) if _name(t[2]) == "?this"]
    needed = _needed(algebra)
    if len(back) != 1 or back[0] not in needed:
        return None
    s, p, _ = back[0]
    return back[0] if isinstance(s, Variable) and isinstance(p, URIRef) and str(p) not in _HUB_NAMES else None


def _needed(node: Any) -> list[Any]:  # noqa: ANN401
    """The triples without which a query has no rows; empty if rows are aggregated."""
    if node.name == "BGP":
        return list(node["triples"])
    if node.name in ("SelectQuery", "Project", "Filter", "Extend"):
        return _needed(node["p"])
    if node.name == "Join":
        return [*_needed(node["p1"]), *_needed(node["p2"])]
    return []


def _triples(node: Any) -> Iterator[tuple[Any, Any, Any]]:  # noqa: ANN401 - rdflib's own
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, CompValue):
        if node.name == "BGP":
            yield from node["triples"]
        elif node.name in ("TriplesBlock", "ServiceGraphPattern"):
            raise Unclear("a query that is not translated")
        if node.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            yield from _triples(node.graph)  # translated there; its key has the untranslated form
            return
        for key in node:
            if key != "triples" and not key.startswith("_"):
                yield from _triples(node[key])
    elif isinstance(node, list | tuple):
        for each in node:
            yield from _triples(each)


def _name(term: Any) -> str:  # noqa: ANN401
    from rdflib import Variable

    return f"?{term}" if isinstance(term, Variable) else str(term)


def _of_ontology(triple: tuple[Any, Any, Any]) -> bool:
    return any(str(triple[1]).find(term.value) >= 0 for term in OF_ONTOLOGY)


def _rank(triple: tuple[Any, Any, Any], reached: Mapping[str, Walk]) -> tuple[int, int] | None:
    """The priority of a triple: forwards first, then backwards, by any property last; None if it cannot be reached yet."""
    from rdflib import Variable

    s, p, o = _name(triple[0]), triple[1], _name(triple[2])
    if s in reached:
        return (2 if isinstance(p, Variable) else 0, len(reached[s]))
    if o in reached and not isinstance(p, Variable) and str(p) not in _HUB_NAMES:
        return (1, len(reached[o]))
    return None


def _of_term(p: Any, *, closes: bool) -> Iterable[Walk]:  # noqa: ANN401
    from rdflib import URIRef, Variable
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    if isinstance(p, Variable):
        return [(Step(None),)]
    if isinstance(p, URIRef):
        return [(Step(NamedNode(str(p))),)]
    if isinstance(p, SequencePath):
        found: list[Walk] = [()]
        for part in p.args:
            found = [one + other for one in found for other in _of_term(part, closes=False)]
        return found
    if isinstance(p, AlternativePath):
        return [walk for part in p.args for walk in _of_term(part, closes=False)]
    if isinstance(p, InvPath):
        return [tuple(_turned(walk)) for walk in _of_term(p.arg, closes=False)]
    if isinstance(p, MulPath) and isinstance(p.path, URIRef) and p.mod == "*":
        return [(Step(NamedNode(str(p.path)), many=True, closes=closes),)]
    raise Unclear(f"the path {p}")


def as_path(walk: Walk) -> str:
    """A walk as a SPARQL property path."""
    return "/".join(f"{'' if s.forward else '^'}{s.predicate}{'*' if s.many else ''}" for s in walk)


def _turned(walk: Walk) -> Iterator[Step]:
    for step in reversed(walk):
        if step.predicate is None:
            raise Unclear("any property, backwards")
        yield Step(step.predicate, not step.forward, step.many)
