"""Reads and writes graphs as sorted lines of N-Quads, the form in which an archive stores and compares them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path

from pyoxigraph import Dataset, Quad, RdfFormat, parse, serialize

__all__ = ["Stretch", "chunks", "content", "lines_of", "merged", "quads_of", "spliced", "stretched"]


#: So many bytes of a large graph are looked at at a time.
_PIECE = 1 << 22


@dataclass(frozen=True, slots=True)
class Stretch:
    """The place of a graph in a file, its number of quads, and the hash of its lines."""

    graph: str
    start: int
    end: int
    quads: int
    sha256: str

    def row(self) -> list[object]:
        """The form in JSON."""
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
    """The content of one file with all graphs, and the place of each graph in it."""
    at = 0
    pieces, found = [], []
    for name, lines in graphs.items():
        piece = b"".join(lines)
        found.append(Stretch(name, at, at + len(piece), len(lines), sha256(piece).hexdigest()))
        pieces.append(piece)
        at += len(piece)
    return b"".join(pieces), tuple(found)


def content(path: Path, stretch: Stretch) -> bytes:
    """The lines of one graph in a file."""
    with path.open("rb") as stream:
        stream.seek(stretch.start)
        return stream.read(stretch.end - stretch.start)


def chunks(path: Path, stretch: Stretch) -> Iterator[bytes]:
    """The lines of one graph in pieces of whole lines, for large graphs."""
    with path.open("rb") as stream:
        stream.seek(stretch.start)
        left = stretch.end - stretch.start
        while left > 0:
            piece = stream.read(min(_PIECE, left))
            piece += stream.readline() if len(piece) < left and not piece.endswith(b"\n") else b""
            left -= len(piece)
            yield piece


def quads_of(text: bytes) -> Iterator[Quad]:
    """The quads of some lines."""
    return parse(text, format=RdfFormat.N_QUADS)


def merged(texts: Iterable[bytes]) -> Dataset:
    """The quads of several texts, each once, for graphs to which all issues contribute."""
    found = Dataset()
    seen: set[bytes] = set()
    for text in texts:
        new = set(text.splitlines(keepends=True)) - seen
        seen |= new
        for quad in quads_of(b"".join(new)):
            found.add(quad)
    return found


def spliced(graph: str, old: Path | None, new: Path, gone: Iterable[bytes], came: Iterable[bytes]) -> Stretch:
    """Writes the sorted lines of a graph with some lines removed and others added; the lines between are copied unchanged.

    Parameters
    ----------
    graph
        The graph's name.
    old
        A file with its current lines; None if there are none.
    new
        The file to write.
    gone
        Lines to remove, which the file contains.
    came
        Lines to add, which the file does not contain.
    """
    digest = sha256()
    size = quads = 0
    changes = sorted([*((line, False) for line in gone), *((line, True) for line in came)])
    with new.open("wb") as stream:

        def write(piece: bytes) -> None:
            nonlocal size, quads
            digest.update(piece)
            quads += piece.count(b"\n")
            size += stream.write(piece)

        if old is None or not old.stat().st_size:
            for line, _ in changes:
                write(line)
        else:
            with old.open("rb") as before, mmap(before.fileno(), 0, access=ACCESS_READ) as text:
                at = 0
                for line, comes in changes:
                    here = _place(text, line, at)
                    for start in range(at, here, _PIECE):
                        write(text[start : min(here, start + _PIECE)])
                    at = here
                    if comes:
                        write(line)
                    else:
                        assert text[at : at + len(line)] == line
                        at += len(line)
                for start in range(at, len(text), _PIECE):
                    write(text[start : start + _PIECE])
    return Stretch(graph, 0, size, quads, digest.hexdigest())


def _place(text: mmap, line: bytes, low: int) -> int:
    """The offset of a line in sorted lines, or its insertion point; at or after `low`, which is the start of a line."""
    high = len(text)
    while low < high:
        middle = (low + high) // 2
        start = text.rfind(b"\n", low, middle) + 1 or low
        end = text.find(b"\n", start) + 1 or len(text)
        if text[start:end] < line:
            low = end
        else:
            high = start
    return low
