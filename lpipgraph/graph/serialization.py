"""Serialises datasets and parses them: equal datasets give equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Dataset, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from ..errors import InputError, UnknownName
from ..files import read_bytes
from ..privacy import is_hidden
from ..reifiers import unreified
from ..vocabulary import PREFIXES, is_public
from . import syntax

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Identifier

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "as_rdflib",
    "blocks",
    "graph_names",
    "heading",
    "parsed",
    "public",
    "read",
    "write",
]

#: Name of a format → how Oxigraph calls it. The last three contain one graph: all graphs of a dataset merged.
FORMATS: Mapping[str, RdfFormat] = {
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
}
#: File suffix → name of the format.
SUFFIXES: Mapping[str, str] = {
    ".trig": "trig",
    ".nq": "nq",
    ".ttl": "ttl",
    ".nt": "nt",
    ".rdf": "rdfxml",
    ".owl": "rdfxml",
    ".xml": "rdfxml",
}
_MAX_BYTES = 2_000_000_000


class _Lines:
    """A file that is read line by line: the parser asks for the next line when it has read the last one completely."""

    def __init__(self, content: bytes) -> None:
        self._lines = content.splitlines(keepends=True)
        self._at = 0
        self.number = 0

    def read(self, size: int = -1) -> bytes:
        """The next line, up to the size of the parser's buffer: more would crash the process."""
        if self._at == 0:
            if self.number >= len(self._lines):
                return b""
            self.number += 1
        line = self._lines[self.number - 1]
        piece = line[self._at : self._at + size] if size >= 0 else line[self._at :]
        self._at += len(piece)
        if self._at >= len(line):
            self._at = 0
        return piece


def graph_names(dataset: Dataset) -> list[NamedNode]:
    """The names of all graphs of a dataset that are not empty, sorted."""
    found = {q.graph_name for q in dataset}
    return sorted((name for name in found if isinstance(name, NamedNode)), key=lambda name: name.value)


def public(dataset: Dataset) -> Dataset:
    """The public graphs only: no candidates, no e-mail addresses, no foreign graphs."""
    names = [name for name in graph_names(dataset) if is_public(name)]
    return Dataset(q for name in names for q in dataset.quads_for_graph_name(name))


def write(
    dataset: Dataset, format: str = "trig", *, graphs: Callable[[NamedNode], bool] | None = None
) -> bytes:
    """A dataset as bytes, sorted.

    Parameters
    ----------
    dataset
        The dataset to write.
    format
        A key of `FORMATS`. Formats without graphs have each triple once.
    graphs
        A filter for the graphs to write, such as `vocabulary.is_public`; all graphs if None.

    Raises
    ------
    UnknownName
        If the format does not exist.
    """
    if format not in FORMATS:
        raise UnknownName("format", format, FORMATS)
    target = FORMATS[format]
    by_graph = {
        name: lines
        for name, lines in _lines(dataset).items()
        if graphs is None or (name.startswith(b"<") and graphs(NamedNode(name[1:-1].decode())))
    }
    if not target.supports_datasets:
        # a line ends in a space, the graph's name and " ."
        ends = {name: len(name) + 3 if name else 2 for name in by_graph}
        triples = {line[: -ends[name]] + b" ." for name, lines in by_graph.items() for line in lines}
        return _rewritten(sorted(triples), RdfFormat.N_TRIPLES, target)
    names = sorted(by_graph, key=lambda name: name[1:-1])
    return _rewritten([line for name in names for line in sorted(by_graph[name])], RdfFormat.N_QUADS, target)


def _lines(dataset: Dataset) -> dict[bytes, list[bytes]]:
    """Name of a graph as N-Quads has it, empty for the default graph → its quads as N-Quads."""
    loose = serialize(dataset.quads_for_graph_name(DefaultGraph()), format=RdfFormat.N_QUADS)
    content = serialize(dataset, format=RdfFormat.N_QUADS)
    assert loose is not None
    assert content is not None
    unnamed = set(loose.splitlines())
    found: dict[bytes, list[bytes]] = {b"": list(unnamed)} if unnamed else {}
    for line in content.splitlines():
        if not unnamed or line not in unnamed:
            found.setdefault(line[:-2].rsplit(b" ", 1)[1], []).append(line)  # an IRI contains no space
    return found


def heading() -> bytes:
    """The prefixes that precede `blocks`."""
    return _rewritten([], RdfFormat.N_QUADS, RdfFormat.TRIG)


def blocks(quads: bytes) -> bytes:
    """Lines of N-Quads as TriG without its prefixes: several such texts after one `heading` make one file."""
    written = _rewritten(quads.splitlines(), RdfFormat.N_QUADS, RdfFormat.TRIG)
    return written.removeprefix(heading())


def _rewritten(lines: list[bytes], source: RdfFormat, target: RdfFormat) -> bytes:
    content = b"\n".join(lines) + (b"\n" if lines else b"")
    if target == source:
        return content
    prefixes = dict(sorted(PREFIXES.items()))
    triples = parse(content, format=source)
    items = triples if target.supports_datasets else (q.triple for q in triples)
    written = serialize(items, format=target, prefixes=prefixes)
    assert written is not None
    return written


def read(
    source: bytes | Path | str,
    format: str | None = None,
    *,
    places: MutableMapping[Quad, tuple[str, int]] | None = None,
) -> Dataset:
    """Reads a dataset from a file or its bytes; reifiers of RDF 1.2 become claims (see `reifiers`).

    Parameters
    ----------
    source
        A path, or the content itself as bytes.
    format
        A key of `FORMATS`; required for bytes, derived from the suffix for a path.
    places
        If given, it receives the file of each statement and the line on which it ends.

    Raises
    ------
    SyntaxProblem
        If it does not parse or is not UTF-8, with line and column.
    InputError
        If the file cannot be read or its suffix is not that of a format.
    UnknownName
        If the format does not exist.
    """
    where: object = None
    if not isinstance(source, bytes):
        where = source
        suffix = Path(source).suffix.lower()
        if format is None and suffix not in SUFFIXES:
            read_bytes(source, limit=_MAX_BYTES)  # a missing file or a folder is reported first
            said = (
                f"the suffix '{suffix}' names no RDF format"
                if suffix
                else "no suffix says which RDF format this is"
            )
            raise InputError(said, where=where, hint="use " + ", ".join(SUFFIXES))
        format = format or SUFFIXES[suffix]
        source = read_bytes(source, limit=_MAX_BYTES)
    if format is None or format not in FORMATS:
        raise UnknownName("format", str(format), FORMATS)
    return Dataset(parsed(source, format, where, places=places))


def parsed(
    source: bytes,
    format: str,
    where: object,
    *,
    places: MutableMapping[Quad, tuple[str, int]] | None = None,
) -> Iterator[Quad]:
    """The quads of a text as in `read`, one by one.

    Raises
    ------
    SyntaxProblem
        If it does not parse or is not UTF-8, with line and column, after the quads before the error.
    """
    content = syntax.decoded(source, where)
    syntax.refuse_deep(content, format, where)
    lines = None if places is None else _Lines(content)
    try:
        for quad in parse(content if lines is None else lines, format=FORMATS[format]):  # type: ignore[arg-type]
            for each in unreified(quad):
                if lines is not None and places is not None:
                    places.setdefault(each, (str(where), lines.number))
                yield each
    except (SyntaxError, ValueError) as error:
        raise syntax.problem(error, content, format, where) from error
    if format == "rdfxml":
        syntax.check_xml(content, where)


def as_rdflib(dataset: Dataset, *, hidden: bool = False) -> rdflib.Dataset:
    """Converts a dataset to an `rdflib.Dataset`, for users, for the reference engines and for tests.

    Parameters
    ----------
    dataset
        The dataset to convert.
    hidden
        Whether to include the project's graphs that are not public: candidates and contact data.

    Returns
    -------
    rdflib.Dataset
        The default graph of queries is the union of its graphs.
    """
    import rdflib

    result = rdflib.Dataset(default_union=True)
    for prefix, namespace in PREFIXES.items():
        result.bind(prefix, namespace, replace=True)
    terms: dict[object, Identifier] = {}

    def term(value: object) -> Identifier:
        known = terms.get(value)
        if known is not None:
            return known
        made: Identifier
        if isinstance(value, NamedNode):
            made = rdflib.URIRef(value.value)
        elif isinstance(value, BlankNode):
            made = rdflib.BNode(value.value)
        elif isinstance(value, Literal):
            plain = value.language is None and value.datatype.value == str(rdflib.XSD.string)
            made = rdflib.Literal(
                value.value,
                lang=value.language,
                datatype=None if plain or value.language else rdflib.URIRef(value.datatype.value),
                normalize=False,
            )
        else:
            raise TypeError(f"rdflib knows no {type(value).__name__}")
        terms[value] = made
        return made

    graphs: dict[object, rdflib.Graph] = {}
    for q in dataset:
        if not hidden and is_hidden(q.graph_name):
            continue
        graph = graphs.get(q.graph_name)
        if graph is None:
            named = isinstance(q.graph_name, (NamedNode, BlankNode))
            graph = result.graph(term(q.graph_name)) if named else result.default_graph
            graphs[q.graph_name] = graph
        graph.add((term(q.subject), term(q.predicate), term(q.object)))
    return result
