"""Serialises answers in the engine, within limits of rows and bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, cast
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat

from ..errors import QueryRefused, SyntaxProblem
from ..sparql import misread
from ..store_protocol import Answer, Row, Term, binding, word
from ..vocabulary import PREFIXES, XSD
from .local import LocalStore

__all__ = ["GRAPHS", "ROWS", "Wanted", "Written", "written"]

#: Name of a format of rows and truths → how Oxigraph calls it.
ROWS: Mapping[str, QueryResultsFormat] = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
#: Name of a format of graphs → how Oxigraph calls it.
GRAPHS: Mapping[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Options of a query: formats for rows, booleans and graphs, limits, and the queried graphs, None for all."""

    rows: str
    graph: str
    most_rows: int
    most_bytes: int
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """An answer: its bytes and format; `truncated` if rows were cut."""

    content: bytes
    format: str
    truncated: bool = False


class _FullError(Exception):
    """More than was asked for."""


class _Sink(io.RawIOBase):
    """Takes what the engine writes, and stops it where it is too much.

    A row has at least one of some signs (``{"`` in JSON, ``<result>`` in XML, a line end in CSV and TSV): to count them
    counts a few too many at most.
    """

    _SIGNS: Mapping[str, tuple[bytes, ...]] = {
        "json": (b',{"', b',{}'), "xml": (b"<result>",), "csv": (b"\n",), "tsv": (b"\n",)
    }  # fmt: skip

    def __init__(self, format: str, rows: int, size: int) -> None:
        self.parts: list[bytes] = []
        self._signs = self._SIGNS.get(format, ())
        self._rows, self._size = rows, size

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, part: object) -> int:
        """Takes a part."""
        content = bytes(part)  # type: ignore[call-overload]
        self.parts.append(content)
        self._size -= len(content)
        self._rows -= sum(content.count(sign) for sign in self._signs)
        if self._size < 0 or self._rows < 0:
            raise _FullError
        return len(content)


def written(store: LocalStore, query: str, wanted: Wanted) -> Written:
    """The answer to any query that reads.

    Raises
    ------
    QueryRefused
        If the answer has too many bytes or triples; too many rows are cut.
    SyntaxProblem
        With line and column.
    """
    try:
        found = store.found(query, wanted.default, wanted.named)
    except SyntaxError as error:
        raise misread(query, error) from error
    if isinstance(found, pyoxigraph.QueryTriples):
        return _graph(found, wanted)
    sink = _Sink(wanted.rows, wanted.most_rows, wanted.most_bytes)
    if isinstance(found, pyoxigraph.QueryBoolean):
        if wanted.rows not in ("json", "xml"):
            return Written(b"true\n" if found else b"false\n", wanted.rows)
        found.serialize(cast("IO[bytes]", sink), ROWS[wanted.rows])
        return Written(b"".join(sink.parts), wanted.rows)
    columns = [v.value for v in found.variables]
    try:
        found.serialize(cast("IO[bytes]", sink), ROWS[wanted.rows])
    except _FullError:
        return _cut(store, query, columns, wanted)
    return Written(b"".join(sink.parts), wanted.rows)


def _graph(found: pyoxigraph.QueryTriples, wanted: Wanted) -> Written:
    made = Dataset()
    for number, t in enumerate(found):
        if number >= wanted.most_rows:
            raise QueryRefused(
                f"the query makes more than {wanted.most_rows:,} triples",
                where="query",
                hint="give it a LIMIT",
            )
        made.add(Quad(t.subject, t.predicate, t.object))
    format = GRAPHS[wanted.graph]
    prefixes = dict(PREFIXES) if wanted.graph != "nt" else None
    try:
        content = pyoxigraph.serialize(
            (q.triple for q in sorted(made, key=str)), format=format, prefixes=prefixes
        )
    except ValueError as error:
        raise QueryRefused(
            f"{wanted.graph} cannot hold this graph ({error})", where="query", hint="ask for Turtle"
        ) from error
    assert content is not None
    _within(content, wanted)
    return Written(content, wanted.graph)


def _within(content: bytes, wanted: Wanted) -> None:
    if len(content) > wanted.most_bytes:
        raise QueryRefused(
            f"the answer has more than {wanted.most_bytes // 1_000_000:,} MB",
            where="query",
            hint="give it a LIMIT, or ask for fewer columns",
        )


def _cut(store: LocalStore, query: str, columns: Sequence[str], wanted: Wanted) -> Written:
    """The first rows of an answer that has more; asked again, because an answer cannot be begun twice."""
    found = store.found(query, wanted.default, wanted.named)
    if not isinstance(found, pyoxigraph.QuerySolutions):
        raise SyntaxProblem("this is not a SELECT query", where="query")
    rows: list[Row] = []
    truncated = False
    for solution in found:
        if len(rows) == wanted.most_rows:
            truncated = True
            break
        rows.append(tuple(solution))
    content = _WRITERS[wanted.rows](Answer(tuple(columns), tuple(rows), truncated=truncated)).encode()
    _within(content, wanted)
    return Written(content, wanted.rows, truncated)


def _json(answer: Answer) -> str:
    rows = [
        {name: binding(term) for name, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    content = {"head": {"vars": answer.columns}, "results": {"bindings": rows}, "truncated": answer.truncated}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _xml(answer: Answer) -> str:
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in answer.columns)
    rows = "".join(
        "<result>"
        + "".join(
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(answer.columns, row, strict=True)
            if term is not None
        )
        + "</result>"
        for row in answer.rows
    )
    return (
        '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        f"<head>{head}</head><results>{rows}</results></sparql>"
    )


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, Literal):
        kind = ""
        if term.language is not None:
            kind = f" xml:lang={quoteattr(term.language)}"
        elif term.datatype != XSD.string:
            kind = f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{kind}>{escape(term.value)}</literal>"
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts)}</triple>"


def _csv(answer: Answer) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(answer.columns)
    for row in answer.rows:
        table.writerow([word(term) for term in row])
    return out.getvalue()


def _tsv(answer: Answer) -> str:
    lines = ["\t".join(f"?{name}" for name in answer.columns)]
    lines += ["\t".join("" if term is None else str(term) for term in row) for row in answer.rows]
    return "".join(f"{line}\n" for line in lines)


_WRITERS: Mapping[str, Callable[[Answer], str]] = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}
