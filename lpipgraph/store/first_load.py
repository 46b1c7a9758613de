"""Loads all graphs in one atomic request into a server without graphs of ours.

The load record is the last part of the request. The quads are read, checked and sorted while the request is
being sent. Afterwards the graphs are verified; if they differ from what was sent, they are removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import NamedNode

from ..errors import LpipError, RemoteError
from .graph_files import Spool, Spooled
from .load_record import LOADED, Loaded
from .remote import RemoteStore
from .writing import Writer

__all__ = ["Held", "first_load"]


@dataclass(frozen=True, slots=True)
class Held:
    """Graphs that are all known before they are sent; the same interface as `Spool`."""

    found: Mapping[str, Spooled]

    def blocks(self) -> Iterator[bytes]:
        """The quads, in blocks of whole lines."""
        return chain.from_iterable(graph.quads() for graph in self.found.values())

    def graphs(self) -> Mapping[str, Spooled]:
        """All graphs."""
        return self.found


def first_load(
    writer: Writer,
    source: Spool | Held,
    finished: Callable[[Mapping[str, Spooled]], tuple[Mapping[str, Spooled], Loaded]],
    told: Callable[[int], object],
    expected: int,
) -> tuple[Mapping[str, Spooled], Loaded] | None:
    """Sends all graphs of a source at once.

    Parameters
    ----------
    writer
        The writer for a server without graphs of this project.
    source
        The quads; may be partly consumed when this returns None.
    finished
        Takes the graphs of the source, and returns all graphs to be loaded (including a merged copy) and the
        load record.
    told
        Called with the number of triples that have gone out since the last call.
    expected
        About how many triples there are.

    Returns
    -------
    tuple or None
        The loaded graphs; None if the server does not accept graphs in this way, and holds none of them.

    Raises
    ------
    RemoteError
        If the triples that arrived differ from those sent; they are removed then.
    """
    if not writer.takes_quads():
        return None
    done: list[tuple[Mapping[str, Spooled], Loaded]] = []

    def blocks() -> Iterator[bytes]:
        for block in source.blocks():
            told(block.count(b"\n"))
            yield block
        known = source.graphs()
        graphs, after = finished(known)
        for name in graphs.keys() - known.keys():
            yield from graphs[name].quads()
        done.append((graphs, after))
        yield "".join(f"{line[:-2]} {LOADED} .\n" for line in after.lines()).encode()

    try:
        writer.send_quads(blocks(), expected)
    except RemoteError as error:
        there = RemoteStore(writer.store.name, wire=writer.store.wire).loaded
        if not done or there.digest != done[0][1].digest:
            _taken_away(writer, source.graphs(), error)
            return None
    graphs, after = done[0]
    try:
        writer.verify({graph.name: graph for graph in graphs.values()})
    except LpipError as error:
        _taken_away(writer, graphs, error)
        raise
    return graphs, after


def _taken_away(writer: Writer, graphs: Iterable[str], cause: LpipError) -> None:
    """Removes what may have arrived.

    Raises
    ------
    RemoteError
        If that cannot be done, or the server cannot be asked.
    """
    with suppress(RemoteError):
        there = writer.store.counts()
        names = [name for name in (*graphs, LOADED.value) if there.get(name)]
        if not names:
            return
        writer.update([f"DROP SILENT GRAPH {NamedNode(name)}" for name in names])
        there = writer.store.counts()
        if not any(there.get(name) for name in names):
            return
    raise RemoteError(
        f"{cause.what}; what had arrived could not be taken away again",
        where=writer.store.name,
        hint="load again when the server is well: then it is replaced",
    ) from cause
