"""Selects layers of the graph, such as the facts without their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from pyoxigraph import Dataset, NamedNode, Quad

from .errors import UnknownName
from .vocabulary import graph_kind

__all__ = ["LAYERS", "in_layers", "of_layers", "of_named"]

T = TypeVar("T")

#: Layer → the kinds of public graphs that belong to it.
LAYERS: Mapping[str, frozenset[str]] = {
    "facts": frozenset({"issue", "vocabulary"}),
    "derived": frozenset({"derived"}),
    "evidence": frozenset({"evidence", "derived-evidence", "latest"}),
    "findings": frozenset({"findings", "comparison"}),
    "authority": frozenset({"authority"}),
    "ontology": frozenset({"ontology"}),
    "catalogue": frozenset({"catalogue", "queries"}),
}


def of_layers(dataset: Dataset, layers: Iterable[str] | None) -> Dataset:
    """The part of a dataset that belongs to some layers.

    Parameters
    ----------
    dataset
        Any graphs.
    layers
        Keys of `LAYERS`; the whole dataset if None.

    Raises
    ------
    UnknownName
        If a layer does not exist.
    """
    return dataset if layers is None else Dataset(in_layers(dataset, layers))


def in_layers(quads: Iterable[Quad], layers: Iterable[str] | None) -> Iterator[Quad]:
    """As `of_layers`, for a stream of quads.

    Raises
    ------
    UnknownName
        If a layer does not exist.
    """
    if layers is None:
        yield from quads
        return
    kinds = _kinds(layers)
    chosen: dict[object, bool] = {}
    for quad in quads:
        name = quad.graph_name
        if name not in chosen:
            chosen[name] = isinstance(name, NamedNode) and graph_kind(name) in kinds
        if chosen[name]:
            yield quad


def of_named(graphs: Mapping[str, T], layers: Iterable[str] | None) -> dict[str, T]:
    """As `of_layers`, for a mapping with names of graphs as keys.

    Raises
    ------
    UnknownName
        If a layer does not exist.
    """
    if layers is None:
        return dict(graphs)
    kinds = _kinds(layers)
    return {name: graph for name, graph in graphs.items() if graph_kind(name) in kinds}


def _kinds(layers: Iterable[str]) -> set[str | None]:
    kinds: set[str | None] = set()
    for layer in layers:
        if layer not in LAYERS:
            raise UnknownName("layer", layer, LAYERS)
        kinds |= LAYERS[layer]
    return kinds
