"""Projects graphs to JSON trees directly: milliseconds where JSON-LD framing takes seconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..vocabulary import RDF
from .context import Context
from .public_data import Index

__all__ = ["Json", "Projection", "Shape", "text"]

Json = dict[str, Any]

_TYPE = RDF.type.value
_FIRST = {"@context": 0, "id": 1, "type": 2, "name": 3, "prefLabel": 4, "label": 5}


@dataclass(frozen=True, slots=True)
class Shape:
    """What is nested in a node, and how.

    `inside` gives the shape of a predicate's objects, `reverse` that of the subjects of a predicate which
    points here; all else is a reference. `only` names the predicates that are shown, None stands for all.
    """

    inside: Mapping[str, Shape] = field(default_factory=dict)
    reverse: Mapping[str, Shape] = field(default_factory=dict)
    only: frozenset[str] | None = None


@dataclass(frozen=True)
class Projection:
    """The nodes of some triples in one context."""

    context: Context
    index: Index

    @cached_property
    def _sources(self) -> dict[str, dict[str, list[str]]]:
        return {}

    @cached_property
    def _made(self) -> dict[tuple[str, int], Json]:
        return {}

    def _from(self, predicate: str) -> Mapping[str, list[str]]:
        """Object → the subjects that a predicate comes from."""
        known = self._sources.get(predicate)
        if known is None:
            self._sources[predicate] = known = {}
            for subject, predicates in self.index.items():
                for value in predicates.get(predicate, ()):
                    if isinstance(value, str):
                        known.setdefault(value, []).append(subject)
        return known

    def node(self, subject: str, shape: Shape) -> Json:
        """One node object with what its shape nests; the same one if it is asked for again."""
        known = self._made.get((subject, id(shape)))
        if known is not None:
            return known
        context, index = self.context, self.index
        found: Json = {}
        arrays: dict[str, bool] = {}
        for predicate, values in index.get(subject, {}).items():
            if shape.only is not None and predicate not in shape.only:
                continue
            if predicate == _TYPE:
                found["type"] = sorted([context.word(str(value)) for value in values])
                arrays["type"] = context.many_types
                continue
            inner = shape.inside.get(predicate)
            for each in values:
                term, value = context.value(predicate, each)
                if inner is not None and isinstance(each, str) and each in index:
                    value = self.node(each, inner)
                if term.key in found:
                    found[term.key].append(value)
                else:
                    found[term.key] = [value]
                    arrays[term.key] = term.array
        for predicate, inner in shape.reverse.items():
            key = context.backward[predicate]
            for each in self._from(predicate).get(subject, ()):
                found.setdefault(key, []).append(self.node(each, inner))
                arrays[key] = True
        for key, array in arrays.items():
            if len(found[key]) > 1:
                found[key].sort(key=_order)
            elif not array:
                (found[key],) = found[key]
        node: Json = {"id": context.iri(subject)}
        for key in sorted(found, key=_RANK):
            node[key] = found[key]
        self._made[subject, id(shape)] = node
        return node

    def forest(self, shape: Shape, nested: Iterable[str]) -> list[Json]:
        """All nodes, each at least once: as trees, and what no tree holds by itself.

        Parameters
        ----------
        shape
            The shape of a tree.
        nested
            Nodes that do not begin a tree.
        """
        inside = frozenset(nested)
        trees = {subject: self.node(subject, shape) for subject in self.index if subject not in inside}
        shown = {subject for subject, _ in self._made}
        trees |= {subject: self.node(subject, shape) for subject in self.index if subject not in shown}
        return [trees[subject] for subject in sorted(trees)]


def _order(value: object) -> tuple[int, str]:
    """Numbers first, then text, then objects by their id, else by all that they hold."""
    if isinstance(value, dict):
        return (2, str(value.get("id") or text(value)))
    return (1, value) if isinstance(value, str) else (0, f"{value!s:>20}")


class _Ranks(dict[str, tuple[int, str]]):
    """The place of a key in an object: id, type and names first, then by the alphabet."""

    def __missing__(self, key: str) -> tuple[int, str]:
        self[key] = rank = (_FIRST.get(key, 9), key)
        return rank


_RANK = _Ranks().__getitem__

#: JSON on one line, its characters as they are.
text: Callable[[object], str] = json.JSONEncoder(ensure_ascii=False).encode
