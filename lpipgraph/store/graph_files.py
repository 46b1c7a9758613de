"""Spools graphs for a server: a file of N-Triples for each, with its count and digest, in constant memory."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from ..errors import StoreError
from ..privacy import guard, is_hidden

__all__ = ["Spooled", "by_graph", "kept", "merged", "spooled"]

#: Quads that are looked at and sorted at a time.
_BATCH = 200_000


@dataclass(frozen=True, slots=True)
class Spooled:
    """One graph: its name, how many triples it has, the SHA-256 of its sorted N-Quads, and where its N-Triples go.

    Without blank nodes the digest is that of the canonical form (RDF Dataset Canonicalization 1.0).
    """

    name: NamedNode
    count: int
    digest: str
    file: Path
    make: Callable[[Path], object] | None = None

    @property
    def path(self) -> Path:
        """The file with the triples, which is written when it is first asked for.

        Raises
        ------
        DataError
            If contact data stands among them.
        """
        if self.make is not None and not self.file.exists():
            self.make(self.file)
        return self.file

    def lines(self) -> Iterator[str]:
        """The triples, one a line, without line ends."""
        with self.path.open("rb") as file:
            for line in file:
                yield line[:-1].decode()


@contextmanager
def kept(
    graphs: Iterable[tuple[str, int, str, Callable[[], bytes]]], *, left: str
) -> Iterator[Mapping[str, Spooled]]:
    """Graphs that stand somewhere as sorted N-Quads; only what is sent is read.

    Parameters
    ----------
    graphs
        Name, number of quads, digest (see `Spooled`) and what reads the lines; private graphs and candidates are
        left out.
    left
        What stays as it was if contact data stands among them, for the message.
    """

    def copied(name: str, read: Callable[[], bytes], path: Path) -> None:
        text = read()
        guard(parse(text, format=RdfFormat.N_QUADS), left=left)
        end = f" <{name}> .\n".encode()
        path.write_bytes(text.replace(end, b" .\n"))

    with tempfile.TemporaryDirectory(prefix="lpipgraph-") as folder:
        yield {
            name: Spooled(
                NamedNode(name), count, digest, Path(folder) / f"{n}.nt", partial(copied, name, read)
            )
            for n, (name, count, digest, read) in enumerate(graphs)
            if not is_hidden(NamedNode(name))
        }


@contextmanager
def spooled(quads: Iterable[Quad], *, left: str) -> Iterator[Mapping[str, Spooled]]:
    """The public graphs among quads, each triple once, in files that go when the context ends.

    Parameters
    ----------
    quads
        In named graphs; those of private graphs and of candidates are left out.
    left
        What stays as it was if contact data stands among them, for the message.

    Returns
    -------
    Mapping
        Graph → its file, in the order of the names.

    Raises
    ------
    DataError
        If contact data stands in a public graph.
    StoreError
        If triples stand in no named graph.
    """
    with tempfile.TemporaryDirectory(prefix="lpipgraph-") as folder:
        place = Path(folder)
        runs: dict[NamedNode, list[Path]] = {}
        stream = (quad for quad in quads if not is_hidden(quad.graph_name))
        while batch := list(islice(stream, _BATCH)):
            guard(batch, left=left)
            for name, lines in by_graph(batch).items():
                paths = runs.setdefault(name, [])
                paths.append(place / f"{len(runs)}-{len(paths)}.run")
                paths[-1].write_bytes(b"".join(lines))
        yield {
            name.value: _merged(name, runs[name], place / f"{n}.nt")
            for n, name in enumerate(sorted(runs, key=str))
        }


def by_graph(batch: Iterable[Quad]) -> Mapping[NamedNode, list[bytes]]:
    """The triples of each graph as sorted lines of N-Triples, each once; terms are written as they stand."""
    graphs: dict[NamedNode, list[Triple]] = {}
    for quad in batch:
        if not isinstance(quad.graph_name, NamedNode):
            raise StoreError("some triples stand in no named graph", hint="name a graph for them")
        graphs.setdefault(quad.graph_name, []).append(quad.triple)
    return {name: sorted(set(_lines(triples))) for name, triples in graphs.items()}


def _lines(triples: Iterable[Triple]) -> list[bytes]:
    content = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return [line + b"\n" for line in content.split(b"\n") if line]


def _merged(name: NamedNode, runs: Iterable[Path], path: Path) -> Spooled:
    """Sorted runs as one sorted file without doubles."""
    with ExitStack() as stack, path.open("wb") as file:
        merging = heapq.merge(*(stack.enter_context(run.open("rb")) for run in runs))
        end = f" {name} .\n".encode()
        digest, count = sha256(), 0
        for line, _ in groupby(merging):
            file.write(line)
            digest.update(line[:-3] + end)
            count += 1
    return Spooled(name, count, digest.hexdigest(), path)


def merged(graphs: Iterable[Spooled], name: NamedNode, place: Path) -> Spooled:
    """The triples of several graphs as one graph, each once.

    Parameters
    ----------
    graphs
        What is merged.
    name
        The name of the merged graph.
    place
        A folder for its file, which must stay until it was sent.
    """
    return _merged(name, [graph.path for graph in graphs], place / "merged.nt")
