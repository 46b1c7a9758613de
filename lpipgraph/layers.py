"""Layers of the graph: what one may take of the whole, such as the facts without their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Dataset, NamedNode

from .errors import UnknownName
from .vocabulary import graph_kind

__all__ = ["LAYERS", "of_layers"]

#: Layer → the kinds of public graphs that belong to it.
LAYERS: Mapping[str, frozenset[str]] = {
    "facts": frozenset({"issue", "vocabulary"}),
    "derived": frozenset({"derived"}),
    "evidence": frozenset({"evidence", "derived-evidence"}),
    "findings": frozenset({"findings", "comparison"}),
    "authority": frozenset({"authority"}),
    "ontology": frozenset({"ontology"}),
    "catalogue": frozenset({"catalogue", "queries"}),
}


def of_layers(dataset: Dataset, layers: Iterable[str] | None) -> Dataset:
    """What of a dataset belongs to some layers.

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
    if layers is None:
        return dataset
    kinds: set[str] = set()
    for layer in layers:
        if layer not in LAYERS:
            raise UnknownName("layer", layer, LAYERS)
        kinds |= LAYERS[layer]
    names = {q.graph_name for q in dataset}
    chosen = [name for name in names if isinstance(name, NamedNode) and graph_kind(name) in kinds]
    return Dataset(q for name in chosen for q in dataset.quads_for_graph_name(name))
