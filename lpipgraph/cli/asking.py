"""Questions and how their answers look: tables, CSV, JSON, and for graphs Turtle, N-Triples and JSON-LD."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode

from ..answers import Answer, Store, Term
from ..errors import InputError, UnknownName
from ..queries import Evidence, Query, evidence, evidence_of, guard, resolve
from ..queries import catalogue as all_queries
from ..queries import query as named
from ..vocabulary import PREFIXES, RDF, XSD
from .show import table

__all__ = ["FORMATS", "GRAPH_FORMATS", "asked", "catalogue", "prepared", "text"]

#: A person's own query gives at most so many rows.
_MOST_ROWS = 10_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_Why = Sequence[Sequence[Evidence]] | None


def catalogue(format: str | None) -> str:
    """All prepared queries, as a table or in another format of `FORMATS`."""
    write = _format(format or "table", FORMATS)
    rows = [(query.name, query.question, " ".join(_parameters(query))) for query in all_queries().values()]
    return write(("query", "question", "parameters"), [tuple(map(Literal, row)) for row in rows], None)


def _parameters(query: Query) -> list[str]:
    return [p.name if p.required else f"[{p.name}]" for p in query.parameters]


def text(name: str, content: str | None) -> str:
    """A query's SPARQL as it stands: `content`, or that of the prepared query."""
    return named(name).text if content is None else content


def prepared(
    store: Store, name: str, given: Mapping[str, str], format: str | None, *, why: bool, sparql: bool
) -> bytes:
    """The answer to a prepared query, or with `sparql` the query as it is asked."""
    query = named(name)
    bound = query.bind(**resolve(store, query, given))
    if sparql:
        return bound.encode()
    if query.form == "ASK":
        return _verdict(store.ask(bound), format)
    if query.form != "SELECT":
        graph = store.construct(bound)
        return _graph(graph, format, evidence_of(store, graph) if why else {})
    write = _format(format or "table", FORMATS)
    answer = store.select(bound)
    behind = evidence(store, query, answer) if why else None
    shown = [column.name for column in query.columns]
    headings = [column.heading for column in query.columns]
    if write is _table:
        return write(headings, _picked(answer, shown), behind).encode()
    rest = [column for column in answer.columns if column not in shown]
    return write([*shown, *rest], _picked(answer, [*shown, *rest]), behind).encode()


def asked(store: Store, content: str, format: str | None) -> tuple[bytes, str | None]:
    """The answer to a person's own query, which may only read, and a word where rows were cut."""
    form = guard(content)
    if form == "ASK":
        return _verdict(store.ask(content), format), None
    if form != "SELECT":
        return _graph(store.construct(content), format, {}), None
    write = _format(format or "table", FORMATS)
    answer = store.select(content, limit=_MOST_ROWS)
    note = f"only the first {_MOST_ROWS:,} rows are shown" if answer.truncated else None
    return write(answer.columns, answer.rows, None).encode(), note


def _picked(answer: Answer, columns: Sequence[str]) -> list[tuple[Term | None, ...]]:
    places = [answer.columns.index(column) for column in columns]
    return [tuple(row[place] for place in places) for row in answer.rows]


# --- formats ----------------------------------------------------------------------------------------------


def _word(term: Term | None) -> str:
    if isinstance(term, NamedNode | BlankNode | Literal):
        return term.value
    return "" if term is None else str(term)


def quoted(item: Evidence) -> str:
    """One claim in a line: its words in the newsletter and their place."""
    issue = item.source.rsplit("/", 1)[-1]
    place = ", ".join(x for x in (f"issue {issue}", item.section, f"characters {item.start}–{item.end}") if x)
    words = " ".join(item.quote.split())
    rule = f", by the rule “{item.rule}”" if item.rule else ""
    known = f", from the authority ({item.authority})" if item.authority else ""
    return f"“{words}” ({place}): {item.statement}{known}{rule}"


def _table(columns: Sequence[str], rows: Sequence[Sequence[Term | None]], why: _Why) -> str:
    cells = [[" ".join(_word(term).split()) for term in row] for row in rows]
    below = [[quoted(item) for item in items] for items in why] if why is not None else ()
    lines = [
        *table(columns, cells, below=below),
        "",
        f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}",
    ]
    return "\n".join(lines) + "\n"


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Term | None]], why: _Why) -> str:
    """CSV as RFC 4180 and the SPARQL results format have it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*columns, *(("why",) if why is not None else ())])
    for number, row in enumerate(rows):
        behind = ["\n".join(map(quoted, why[number]))] if why is not None else []
        writer.writerow([*map(_cell, row), *behind])
    return out.getvalue()


def _cell(term: Term | None) -> str:
    """A value for a spreadsheet: text that it would take for a formula begins with an apostrophe."""
    word = _word(term)
    number = isinstance(term, Literal) and term.datatype in (XSD.integer, XSD.decimal)
    return f"'{word}" if word.startswith(_FORMULA) and not number else word


def _json(columns: Sequence[str], rows: Sequence[Sequence[Term | None]], why: _Why) -> str:
    """One object a row, without the values that it does not have; whole numbers and truths as such."""
    objects: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        cells = {name: _plain(term) for name, term in zip(columns, row, strict=True) if term is not None}
        if why is not None:
            cells["why"] = [
                {key: getattr(item, key) for key in Evidence.__dataclass_fields__} for item in why[number]
            ]
        objects.append(cells)
    return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"


def _plain(term: Term) -> object:
    if isinstance(term, Literal):
        if term.datatype == XSD.integer:
            return int(term.value)
        if term.datatype == XSD.boolean:
            return term.value in ("true", "1")
    return _word(term)


_Write = Callable[[Sequence[str], Sequence[Sequence[Term | None]], _Why], str]
#: Formats of rows.
FORMATS: Mapping[str, _Write] = {"table": _table, "csv": _csv, "json": _json}
#: Formats of graphs.
GRAPH_FORMATS = ("ttl", "nt", "jsonld")


def _format(name: str, known: Mapping[str, _Write]) -> _Write:
    if name not in known:
        raise UnknownName("format of rows", name, known)
    return known[name]


def _verdict(yes: bool, format: str | None) -> bytes:
    if format not in (None, "table", "json"):
        raise UnknownName("format of a yes or no", format, ("table", "json"))
    if format == "json":
        return b"true\n" if yes else b"false\n"
    return b"yes\n" if yes else b"no\n"


def _graph(graph: Dataset, format: str | None, why: Mapping[str, Sequence[Evidence]]) -> bytes:
    from .. import graph as graphs

    format = format or "ttl"
    if format not in GRAPH_FORMATS:
        raise UnknownName("format of a graph", format, GRAPH_FORMATS)
    if why and format == "jsonld":
        raise InputError(
            "JSON-LD has no place for --why", hint="use --format ttl, or lpipgraph export --format evidence"
        )
    if format == "jsonld":
        return _jsonld(graph)
    lines = [f"# {line} {quoted(item)}\n" for line, items in why.items() for item in items]
    return graphs.write(graph, format) + "".join(lines).encode()


def _jsonld(graph: Dataset) -> bytes:
    """One object a thing, prefixes in the context, every property an array (JSON-LD 1.1)."""
    used: set[str] = set()

    def short(node: NamedNode) -> str:
        for prefix, namespace in PREFIXES.items():
            if node.value.startswith(namespace):
                used.add(prefix)
                return f"{prefix}:{node.value.removeprefix(namespace)}"
        return node.value

    def value(term: Term) -> dict[str, str]:
        if not isinstance(term, Literal):
            return {"@id": _word(term)}
        if term.language is not None:
            return {"@value": term.value, "@language": term.language}
        if term.datatype == XSD.string:
            return {"@value": term.value}
        return {"@value": term.value, "@type": short(term.datatype)}

    things: dict[str, dict[str, Any]] = {}
    for quad in sorted(graph, key=str):
        thing = things.setdefault(_word(quad.subject), {"@id": _word(quad.subject)})
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            thing.setdefault("@type", []).append(short(quad.object))
        else:
            thing.setdefault(short(quad.predicate), []).append(value(quad.object))
    content = {
        "@context": {prefix: PREFIXES[prefix] for prefix in sorted(used)},
        "@graph": list(things.values()),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
