"""Places the nodes of a network by a force-directed layout."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..errors import InputError
from ..results.graphs import imported_networkx

__all__ = ["positions", "spread"]

_SEED = 7


def positions(links: Iterable[tuple[str, str, float]]) -> Mapping[str, tuple[float, float]]:
    """Positions for the ends of weighted links, with coordinates from 0 to 1; the same links give the same positions.

    Raises
    ------
    InputError
        If networkx or numpy is not installed.
    """
    listed = sorted(links)
    if not listed:
        return {}
    networkx = imported_networkx()
    made = networkx.Graph()
    for one, other, weight in listed:
        before = made.edges[one, other]["weight"] if made.has_edge(one, other) else 0.0
        made.add_edge(one, other, weight=before + weight)
    try:
        # each component is laid out separately; the largest one fills the picture, the small ones are below it
        parts = sorted(networkx.connected_components(made), key=lambda part: (-len(part), min(part)))
        largest, *small = [_placed(networkx, _ordered(networkx, made, part)) for part in parts]
        found = {name: (x, y * (0.82 if small else 1.0)) for name, (x, y) in largest.items()}
        for place, part in enumerate(small):
            wide = 1 / len(small)
            found |= {name: (place * wide + x * wide * 0.7, 0.92 + y * 0.08) for name, (x, y) in part.items()}
    except ImportError as error:
        raise InputError("this needs numpy", hint="pip install 'lpipgraph[pages]'") from error
    return {name: (round(x, 4), round(y, 4)) for name, (x, y) in found.items()}


def spread(
    places: Mapping[str, tuple[float, float]], box: tuple[float, float], rounds: int = 200
) -> Mapping[str, tuple[float, float]]:
    """Moves positions apart until the boxes of their names do not overlap, or hardly.

    Parameters
    ----------
    places
        Coordinates from 0 to 1, from `positions`.
    box
        Width and height of each box, in the same unit.
    rounds
        The most iterations.

    Returns
    -------
    Mapping
        Coordinates from 0 to 1: the result is scaled down if it has grown.
    """
    import numpy

    names = sorted(places)
    if len(names) < 2:
        return dict(places)
    size = numpy.array(box)
    at = numpy.array([places[name] for name in names]) / size
    # two at the same position move apart in a direction that depends on their order
    order = numpy.sign(numpy.subtract.outer(numpy.arange(len(names)), numpy.arange(len(names))))
    for _ in range(rounds):
        apart = at[:, None, :] - at[None, :, :]
        over = numpy.clip(1.0 - numpy.abs(apart), 0.0, None)
        over[numpy.min(over, axis=2) <= 0.0] = 0.0
        numpy.einsum("iij->ij", over)[:] = 0.0
        if not over.any():
            break
        # along the axis with the shorter distance
        way = numpy.where(apart == 0.0, order[:, :, None], numpy.sign(apart))
        shorter = over[:, :, 0] < over[:, :, 1]
        over[~shorter, 0], over[shorter, 1] = 0.0, 0.0
        at = at + 0.5 * numpy.sum(way * over, axis=1) / numpy.maximum(1, numpy.count_nonzero(over, axis=1))
    at = at * size
    low, high = numpy.min(at, axis=0), numpy.max(at, axis=0)
    wide = numpy.where(high > low, high - low, 1.0)
    return {
        name: (round(float(x), 4), round(float(y), 4))
        for name, (x, y) in zip(names, (at - low) / wide, strict=True)
    }


def _ordered(networkx: Any, whole: Any, part: Collection[str]) -> Any:  # noqa: ANN401 -- networkx has no types
    """A component in a fixed order: a subgraph view iterates over its nodes in the order of a set, which differs between runs."""
    made = networkx.Graph()
    made.add_nodes_from(sorted(part))
    made.add_edges_from(whole.edges(sorted(part), data=True))
    return made


def _placed(networkx: Any, part: Any) -> dict[str, tuple[float, float]]:  # noqa: ANN401 -- networkx has no types
    placed = networkx.spring_layout(
        part, weight="weight", seed=_SEED, k=3.5 / len(part) ** 0.5, iterations=300
    )
    xs, ys = ([float(point[axis]) for point in placed.values()] for axis in (0, 1))
    size = (max(xs) - min(xs) or 1.0), (max(ys) - min(ys) or 1.0)
    return {
        name: ((float(placed[name][0]) - min(xs)) / size[0], (float(placed[name][1]) - min(ys)) / size[1])
        for name in sorted(placed)
    }
