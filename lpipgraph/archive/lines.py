"""Graphs as sorted lines of N-Quads: the form in which an archive keeps, compares and loads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Dataset, Quad, RdfFormat, parse, serialize

__all__ = ["Stretch", "content", "lines_of", "merged", "quads_of", "stretched"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where one graph stands in a file, how many quads it has, and the hash of its lines."""

    graph: str
    start: int
    end: int
    quads: int
    sha256: str

    def row(self) -> list[object]:
        """As it is kept in JSON."""
        return [self.graph, self.start, self.end, self.quads, self.sha256]


def lines_of(quads: Iterable[Quad]) -> dict[str, list[bytes]]:
    """Name of a graph → its lines, sorted, each once."""
    text = serialize(quads, format=RdfFormat.N_QUADS)
    assert text is not None
    found: dict[bytes, list[bytes]] = {}
    for line in sorted(set(text.splitlines(keepends=True))):
        found.setdefault(line[:-3].rsplit(b" ", 1)[1], []).append(line)  # no IRI holds a space
    return {name[1:-1].decode(): found[name] for name in sorted(found)}


def stretched(graphs: dict[str, list[bytes]]) -> tuple[bytes, tuple[Stretch, ...]]:
    """Graphs as the content of one file, and where each stands in it."""
    at = 0
    pieces, found = [], []
    for name, lines in graphs.items():
        piece = b"".join(lines)
        found.append(Stretch(name, at, at + len(piece), len(lines), sha256(piece).hexdigest()))
        pieces.append(piece)
        at += len(piece)
    return b"".join(pieces), tuple(found)


def content(path: Path, stretch: Stretch) -> bytes:
    """The lines of one graph out of a file."""
    with path.open("rb") as stream:
        stream.seek(stretch.start)
        return stream.read(stretch.end - stretch.start)


def quads_of(text: bytes) -> Iterator[Quad]:
    """The quads of some lines."""
    return parse(text, format=RdfFormat.N_QUADS)


def merged(texts: Iterable[bytes]) -> Dataset:
    """The quads of several texts, each once: for graphs that all issues add to."""
    found = Dataset()
    seen: set[bytes] = set()
    for text in texts:
        new = set(text.splitlines(keepends=True)) - seen
        seen |= new
        for quad in quads_of(b"".join(new)):
            found.add(quad)
    return found
