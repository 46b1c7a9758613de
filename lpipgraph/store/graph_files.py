"""Spools graphs for a server: files of sorted N-Quads, with counts and digests, in constant memory."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain, groupby, islice, pairwise
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from ..errors import StoreError
from ..nquads import Lines, taken_apart
from ..privacy import guard_lines, guard_taken_apart, is_hidden

__all__ = ["Spool", "Spooled", "by_graph", "kept", "merged", "pieces", "spooled"]

#: The number of quads that are checked together, and of lines that are sorted together.
_PIECE, _BATCH = 50_000, 200_000
#: Bytes that are read at a time; lines that are written at a time.
_BLOCK, _LINES = 1 << 20, 5_000


@dataclass(frozen=True, slots=True)
class Spooled:
    """One graph: its name, how many triples it has, the SHA-256 of its sorted N-Quads, and what reads these.

    Without blank nodes the digest is that of the canonical form (RDF Dataset Canonicalization 1.0). `file` is where its
    N-Triples go when they are first asked for.
    """

    name: NamedNode
    count: int
    digest: str
    file: Path
    read: Callable[[], Iterable[bytes]]

    def quads(self) -> Iterator[bytes]:
        """The quads, sorted, in blocks of whole lines.

        Raises
        ------
        DataError
            If contact data stands among them.
        """
        return iter(self.read())

    @property
    def path(self) -> Path:
        """The file with the triples, which is written when it is first asked for.

        Raises
        ------
        DataError
            If contact data stands among them.
        """
        if not self.file.exists():
            end = _end(self.name)
            made = self.file.with_suffix(".part")
            with made.open("wb") as out:
                for block in self.quads():
                    out.write(block.replace(end, b" .\n"))
            made.rename(self.file)
        return self.file

    def lines(self) -> Iterator[str]:
        """The triples, one a line, without line ends."""
        with self.path.open("rb") as file:
            for line in file:
                yield line[:-1].decode()


@dataclass(frozen=True, slots=True)
class _Run:
    """Sorted lines of one graph in a file: the first, the last, how many, and their digest."""

    file: Path
    first: bytes
    last: bytes
    count: int
    digest: str


class Spool:
    """A stream of quads that is checked, sorted and stored in files.

    Parameters
    ----------
    pieces
        Some quads at a time, in named graphs, or lines as `pyoxigraph` writes them, taken apart; those of private
        graphs and of candidates are left out.
    place
        A folder for the files.
    left
        What stays as it was if contact data stands among them, for the message.
    """

    def __init__(self, pieces: Iterable[Lines | Iterable[Quad]], place: Path, *, left: str) -> None:
        self._pieces = iter(pieces)
        self._place = place
        self._left = left
        self._waiting: dict[bytes, list[bytes]] = {}
        self._held = 0
        self._runs: dict[bytes, list[_Run]] = {}

    def blocks(self) -> Iterator[bytes]:
        """The quads that have not been read yet, as blocks of whole lines without contact data.

        Raises
        ------
        DataError
            If contact data is in a public graph.
        StoreError
            If triples are not in a named graph.
        """
        for piece in self._pieces:
            lines = self._taken(piece)
            for start in range(0, len(lines), _LINES):
                yield b"\n".join((*lines[start : start + _LINES], b""))

    def graphs(self) -> Mapping[str, Spooled]:
        """All graphs, in the order of their names; the rest of the stream is read first.

        Raises
        ------
        DataError, StoreError
            See `blocks`.
        """
        for piece in self._pieces:
            self._taken(piece)
        self._sort()
        found = {}
        for n, (end, runs) in enumerate(sorted(self._runs.items())):
            name = _name(end)
            found[name.value] = _joined(name, runs, self._place / f"{n}.nt")
        return found

    def _taken(self, piece: Lines | Iterable[Quad]) -> Sequence[bytes]:
        """The lines of a piece."""
        found = piece if isinstance(piece, Lines) else _lines_of(piece)
        graphs = _of_public_graphs(found.lines)
        if sum(map(len, graphs.values())) < len(found.lines):
            found = taken_apart(chain.from_iterable(graphs.values()))
        lines = found.lines
        guard_taken_apart(found, left=self._left)
        for end, some in graphs.items():
            self._waiting.setdefault(end, []).extend(some)
        self._held += len(lines)
        if self._held > _BATCH:
            self._sort()
        return lines

    def _sort(self) -> None:
        """What waits goes into files."""
        for end, lines in self._waiting.items():
            runs = self._runs.setdefault(end, [])
            file = self._place / f"{len(self._runs)}-{len(runs)}.run"
            single = sorted(set(lines))
            content = b"\n".join((*single, b""))
            file.write_bytes(content)
            runs.append(_Run(file, single[0], single[-1], len(single), sha256(content).hexdigest()))
        self._waiting.clear()
        self._held = 0


def _lines_of(quads: Iterable[Quad]) -> Lines:
    """Quads as they are written.

    Raises
    ------
    StoreError
        If triples are not in a named graph.
    """
    known = quads if isinstance(quads, list) else list(quads)
    if not all(type(quad.graph_name) is NamedNode for quad in known):
        raise StoreError("some triples are not in a named graph", hint="name a graph for them")
    return taken_apart((serialize(known, format=RdfFormat.N_QUADS) or b"").split(b"\n"))


def _of_public_graphs(lines: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """What ends each line of a graph that may be seen, from its name on → these lines."""
    graphs: dict[bytes, list[bytes]] = {}
    end, own = b"\n", list[bytes]()  # no line ends so
    for line in lines:
        if not line.endswith(end):  # most follow one of their own graph
            end = line[line.rindex(b" <") :]
            own = graphs.setdefault(end, [])
        own.append(line)
    return {end: some for end, some in graphs.items() if not is_hidden(_name(end))}


def _name(end: bytes) -> NamedNode:
    return NamedNode(end[2 : end.rindex(b">")].decode())


def _joined(name: NamedNode, runs: list[_Run], file: Path) -> Spooled:
    """One graph of its runs: one after the other where they follow each other, else merged."""
    runs = sorted(runs, key=lambda run: run.first)
    if any(one.last >= other.first for one, other in pairwise(runs)):
        whole = file.with_suffix(".nq")
        with ExitStack() as stack:
            merging = heapq.merge(*(stack.enter_context(run.file.open("rb")) for run in runs))
            return _written(name, merging, whole, file)
    files = [run.file for run in runs]
    if len(runs) == 1:
        return Spooled(name, runs[0].count, runs[0].digest, file, partial(_read, files))
    digest = sha256()
    for block in _read(files):
        digest.update(block)
    return Spooled(name, sum(run.count for run in runs), digest.hexdigest(), file, partial(_read, files))


def _written(name: NamedNode, lines: Iterable[bytes], whole: Path, file: Path) -> Spooled:
    """Sorted lines of N-Quads as one file without doubles."""
    digest, count = sha256(), 0
    with whole.open("wb") as out:
        for line, _ in groupby(lines):
            out.write(line)
            digest.update(line)
            count += 1
    return Spooled(name, count, digest.hexdigest(), file, partial(_read, [whole]))


def _read(files: Iterable[Path]) -> Iterator[bytes]:
    """Files in blocks of whole lines."""
    for path in files:
        with path.open("rb") as file:
            while lines := file.readlines(_BLOCK):
                yield b"".join(lines)


def _end(name: NamedNode) -> bytes:
    return f" {name} .\n".encode()


@contextmanager
def kept(
    graphs: Iterable[tuple[str, int, str, Callable[[], bytes]]], *, left: str
) -> Iterator[Mapping[str, Spooled]]:
    """Graphs in sorted N-Quads; only the graphs that are sent are read.

    Parameters
    ----------
    graphs
        Name, number of quads, digest (see `Spooled`) and what reads the lines; private graphs and candidates are
        left out.
    left
        What stays as it was if contact data stands among them, for the message.
    """

    def looked_at(read: Callable[[], bytes], file: Path) -> Iterable[bytes]:
        if not file.exists():
            text = read()
            guard_lines(text.split(b"\n"), left=left)
            file.write_bytes(text)
        return _read([file])

    with tempfile.TemporaryDirectory(prefix="lpipgraph-") as folder:
        yield {
            name: Spooled(
                NamedNode(name),
                count,
                digest,
                Path(folder) / f"{n}.nt",
                partial(looked_at, read, Path(folder) / f"{n}.nq"),
            )
            for n, (name, count, digest, read) in enumerate(graphs)
            if not is_hidden(NamedNode(name))
        }


@contextmanager
def spooled(quads: Iterable[Quad], *, left: str) -> Iterator[Mapping[str, Spooled]]:
    """The public graphs among quads, each triple once, in files that go when the context ends; see `Spool`.

    Returns
    -------
    Mapping
        Graph → its file, in the order of the names.

    Raises
    ------
    DataError
        If contact data is in a public graph.
    StoreError
        If triples are not in a named graph.
    """
    with tempfile.TemporaryDirectory(prefix="lpipgraph-") as folder:
        yield Spool(pieces(quads), Path(folder), left=left).graphs()


def pieces(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    """Some thousand quads at a time."""
    stream = iter(quads)
    while piece := list(islice(stream, _PIECE)):
        yield piece


def by_graph(batch: Iterable[Quad]) -> Mapping[NamedNode, list[bytes]]:
    """The triples of each graph as sorted lines of N-Triples, each once; terms are not normalised."""
    graphs: dict[NamedNode, list[Triple]] = {}
    for quad in batch:
        if not isinstance(quad.graph_name, NamedNode):
            raise StoreError("some triples are not in a named graph", hint="name a graph for them")
        graphs.setdefault(quad.graph_name, []).append(quad.triple)
    return {name: sorted(set(_lines(triples))) for name, triples in graphs.items()}


def _lines(triples: Iterable[Triple]) -> list[bytes]:
    content = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return [line + b"\n" for line in content.split(b"\n") if line]


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
    end = _end(name)
    merging = heapq.merge(*(_renamed(graph, end) for graph in graphs))
    return _written(name, merging, place / "merged.nq", place / "merged.nt")


def _renamed(graph: Spooled, end: bytes) -> Iterator[bytes]:
    own = _end(graph.name)
    blocks = (block.replace(own, end).splitlines(keepends=True) for block in graph.quads())
    return chain.from_iterable(blocks)
