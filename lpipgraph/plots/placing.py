"""Where the things of a network stand when springs pull the linked together and all push each other apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import InputError
from ..results.graphs import imported_networkx

__all__ = ["positions"]

_SEED = 7


def positions(links: Iterable[tuple[str, str, float]]) -> Mapping[str, tuple[float, float]]:
    """A place for each end of some weighted links, both coordinates from 0 to 1; the same links give the same places.

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
        # what hangs together is laid out by itself and set beside the others, the largest first
        parts = sorted(networkx.connected_components(made), key=lambda part: (-len(part), min(part)))
        found: dict[str, tuple[float, float]] = {}
        left = 0.0
        for part in parts:
            inner = made.subgraph(sorted(part))
            placed = networkx.spring_layout(
                inner, weight="weight", seed=_SEED, k=2.2 / len(inner) ** 0.5, iterations=150
            )
            wide = max(1.0, len(inner) ** 0.5)
            for name in sorted(placed):
                x, y = (float(v) for v in placed[name])
                found[name] = left + (x + 1) / 2 * wide, (y + 1) / 2 * wide
            left += wide + 0.5
    except ImportError as error:
        raise InputError("this wants numpy", hint="pip install 'lpipgraph[pages]'") from error
    xs, ys = zip(*found.values(), strict=True)
    size = (max(xs) - min(xs) or 1.0), (max(ys) - min(ys) or 1.0)
    return {
        name: (round((x - min(xs)) / size[0], 4), round((y - min(ys)) / size[1], 4))
        for name, (x, y) in found.items()
    }
