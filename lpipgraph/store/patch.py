"""Writes the changes between two builds as RDF Patch or SPARQL update.

RDF Patch as Apache Jena reads it (https://afs.github.io/rdf-delta/rdf-patch.html). Graphs of candidates and private ones
are in neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pyoxigraph import Dataset

from ..privacy import guard, is_hidden
from ..sparql import escaped
from .graph_files import by_graph

__all__ = ["FORMATS", "patch"]

#: Quads in one operation of an update.
_CHUNK = 5_000


def patch(old: Dataset, new: Dataset, format: str = "rdf-patch") -> Iterator[bytes]:
    """The lines that turn one build into another.

    Parameters
    ----------
    old, new
        The builds' graphs; only the public ones count.
    format
        A key of `FORMATS`.

    Raises
    ------
    DataError
        If the added quads contain contact data.
    StoreError
        If there are triples without a named graph.
    """
    before, after = _lines(old), _lines(new)
    guard((q for q in new if not is_hidden(q.graph_name)), left="nothing was written")
    names = sorted({*before, *after})
    gone = {name: sorted(before.get(name, set()) - after.get(name, set())) for name in names}
    come = {name: sorted(after.get(name, set()) - before.get(name, set())) for name in names}
    return FORMATS[format](gone, come)


def _lines(dataset: Dataset) -> dict[str, set[bytes]]:
    """Graph → its triples as N-Triples without the full stop."""
    graphs = by_graph(q for q in dataset if not is_hidden(q.graph_name))
    return {name.value: {line[:-3] for line in lines} for name, lines in graphs.items()}


def _rdf_patch(gone: Mapping[str, list[bytes]], come: Mapping[str, list[bytes]]) -> Iterator[bytes]:
    yield b"TX .\n"
    for letter, changes in ((b"D", gone), (b"A", come)):
        for name, lines in changes.items():
            for line in lines:
                yield b"%b %b <%b> .\n" % (letter, line, name.encode())
    yield b"TC .\n"


def _update(gone: Mapping[str, list[bytes]], come: Mapping[str, list[bytes]]) -> Iterator[bytes]:
    operations = (
        *_operations(b"DELETE DATA", gone),
        *_operations(b"INSERT DATA", come),
    )
    for number, operation in enumerate(operations):
        yield (b";\n" if number else b"") + operation
    yield b"\n" if operations else b""


def _operations(verb: bytes, changes: Mapping[str, list[bytes]]) -> Iterator[bytes]:
    for name, lines in changes.items():
        for start in range(0, len(lines), _CHUNK):
            block = escaped(b" .\n".join(lines[start : start + _CHUNK]).decode()).encode()
            yield b"%b { GRAPH <%b> {\n%b .\n} }" % (verb, name.encode(), block)


#: Name of a format → its writer.
FORMATS: Mapping[str, Callable[[Mapping[str, list[bytes]], Mapping[str, list[bytes]]], Iterator[bytes]]] = {
    "rdf-patch": _rdf_patch,
    "sparql-update": _update,
}
