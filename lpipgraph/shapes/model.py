"""Defines shapes as frozen data.

A `Shape` has focus nodes (its targets, or nodes that another shape passes to it) and constraints; each constraint
is one component of SHACL with its arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from .paths import Node, Path, Term
from .select import Select

__all__ = ["PROPERTY", "Constraint", "Shape", "Shapes", "Target", "best_message"]

#: The component that passes value nodes to a property shape and has no results itself.
PROPERTY = "PropertyConstraintComponent"


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of one shape: a component with its arguments.

    `name` is the same in every run and unique among all shapes: the named shape, the path, the component, the
    argument. `shapes` are keys of the shapes that the constraint refers to; `siblings` those whose values a
    disjoint qualified shape may not share; `node` is the node of a SPARQL constraint, `named` are the
    parameters of a component that the shapes define themselves.
    """

    component: str
    name: str
    terms: tuple[Term, ...] = ()
    shapes: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()
    flags: str = ""
    number: int = 0
    select: Select | None = None
    node: str = ""
    named: tuple[tuple[str, Term], ...] = ()

    @property
    def parameters(self) -> dict[str, Term]:
        """The values of a component's own parameters, by name."""
        return dict(self.named)


@dataclass(frozen=True, slots=True)
class Target:
    """A target of a shape: the local name of the SHACL property, and its value."""

    kind: str
    term: Term


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape, or a property shape if it has a path.

    `key` is the node as text; `named` the shape itself, or for a blank node the named shape that contains it.
    """

    key: str
    node: Node
    named: NamedNode
    path: Path | None
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: NamedNode
    messages: tuple[Literal, ...]
    file: str

    @property
    def message(self) -> str | None:
        """The message of the shape: in English, or without a language, or in any."""
        return best_message(self.messages)


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes of some files, each after the shapes to which it refers.

    `quads` are the unchanged triples of the files, for other engines; `gaps` lists the parts that cannot be checked.
    """

    by_key: Mapping[str, Shape]
    files: tuple[str, ...]
    quads: tuple[Quad, ...] = field(repr=False)
    gaps: tuple[str, ...] = ()

    @property
    def constraints(self) -> tuple[tuple[Shape, Constraint], ...]:
        """Every constraint that can give a result, with its shape: those of shapes with a target, and of shapes below these.

        A shape that is only referenced (``sh:node``, ``sh:or``...) gives no results of its own.
        """
        reporting = [shape for shape in self.by_key.values() if shape.targets]
        for shape in reporting:
            for constraint in shape.constraints:
                if constraint.component == PROPERTY:
                    child = self.by_key[constraint.shapes[0]]
                    if child not in reporting:
                        reporting.append(child)
        return tuple((s, c) for s in reporting for c in s.constraints if c.component != PROPERTY)


def best_message(messages: Sequence[Literal]) -> str | None:
    """The best of several messages: the English one, or one without a language, or the first."""
    ranked = sorted(messages, key=lambda m: ((m.language or "en").partition("-")[0] != "en", m.value))
    return ranked[0].value if ranked else None
