"""Loads constraint components that shapes files define (SHACL 6): their parameters and validators."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from .paths import SH, Node, Term, local

__all__ = ["Component", "Validator", "components_of"]

Objects = Callable[[Term, NamedNode], list[Term]]
#: SHACL's property → the kind of shape to which the validator applies.
_VALIDATORS = {"nodeValidator": "node", "propertyValidator": "property", "validator": "any"}


@dataclass(frozen=True, slots=True)
class Validator:
    """A query that validates values: its node, and the text of an ASK or a SELECT."""

    node: Node
    text: str
    asks: bool


@dataclass(frozen=True, slots=True)
class Component:
    """A constraint component: its mandatory and optional parameters, and its validators.

    `validators` are by kind of shape: "node", "property", or "any".
    """

    iri: NamedNode
    required: tuple[NamedNode, ...]
    optional: tuple[NamedNode, ...]
    validators: Mapping[str, Validator]

    def validator(self, *, property_shape: bool) -> Validator | None:
        """The validator for a shape (SHACL 6.2.3): the one for its kind, or the general one."""
        own = self.validators.get("property" if property_shape else "node")
        return own or self.validators.get("any")

    def bindings(self, node: Node, objects: Objects) -> Iterator[dict[str, Term]]:
        """The values of the parameters for each constraint of a shape.

        A component with one parameter makes a constraint for each of its values; one with several makes one.
        """
        required = [(local(p), objects(node, p)) for p in self.required]
        if not required or not all(values for _, values in required):
            return
        optional = {local(p): v[0] for p in self.optional if (v := objects(node, p))}
        if len(required) == 1 and not self.optional:
            name, values = required[0]
            for value in values:
                yield {name: value}
            return
        yield {name: values[0] for name, values in required} | optional


def components_of(nodes: Mapping[Node, Mapping[NamedNode, list[Term]]], objects: Objects) -> list[Component]:
    """The components that a graph defines, in the order of their IRIs.

    Parameters
    ----------
    nodes
        The graph by subject and predicate.
    objects
        Gives the objects of a subject and predicate.
    """
    found = []
    for node, properties in nodes.items():
        parameters = properties.get(NamedNode(SH + "parameter"), ())
        if not isinstance(node, NamedNode) or not parameters:
            continue
        required: list[NamedNode] = []
        optional: list[NamedNode] = []
        for parameter in parameters:
            waived = any(isinstance(o, Literal) and o.value == "true" for o in objects(parameter, _OPTIONAL))
            side = optional if waived else required
            side += [p for p in objects(parameter, _PATH) if isinstance(p, NamedNode)]
        validators: dict[str, Validator] = {}
        for name, kind in _VALIDATORS.items():
            for value in objects(node, NamedNode(SH + name)):
                for query, asks in (("ask", True), ("select", False)):
                    for text in objects(value, NamedNode(SH + query)):
                        if isinstance(text, Literal) and isinstance(value, NamedNode | BlankNode):
                            validators[kind] = Validator(value, text.value, asks)
        found.append(Component(node, tuple(required), tuple(optional), validators))
    return sorted(found, key=lambda c: c.iri.value)


_OPTIONAL = NamedNode(SH + "optional")
_PATH = NamedNode(SH + "path")
