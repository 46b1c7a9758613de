"""Implements queries on the command line: lists and explains them, and prints answers."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from textwrap import TextWrapper

from pyoxigraph import Literal

from ..errors import InputError, QueryRefused, UnknownName
from ..queries import Query, evidence, evidence_of, explained, guard, resolve, search
from ..queries import catalogue as all_queries
from ..queries import query as named
from ..results import BINARY, FORMATS, GRAPH_FORMATS, write_graph, write_rows
from ..results.rows import Shown
from ..results.table import width
from ..store import ROWS
from ..store_protocol import Store, Term

__all__ = ["asked", "catalogue", "folded", "form_of", "helped", "prepared", "refuse_unusable", "text"]

#: The steps of a path, each with what parts it from the next.
_STEPS = re.compile(r"[^/|]+[/|]?|[/|]")
#: The largest number of rows for a user's own query.
MOST_ROWS = 10_000
_VERDICTS = ("table", "json")
_VALUES = {
    "text": "words", "date": "a day, as 2025-01-30", "integer": "a whole number",
    "number": "a number, also as £2.5m or 3 billion", "issue": "the number of an issue", "thing": "anything, by name",
}  # fmt: skip
#: The formats of rows that have a line of headings.
_WITH_HEADINGS = ("table", "csv", "tsv", "md", "xlsx")
_OPTIONS = {
    "parameters": "-p", "search": "--search", "why": "--why", "format": "--format", "no_headers": "--no-headers",
    "sparql": "--sparql", "explain": "--explain", "timeout": "--timeout",
}  # fmt: skip


def form_of(name: str, content: str | None) -> str:
    """The form of a query (SELECT, ASK, CONSTRUCT, DESCRIBE): of `content`, or of the prepared query."""
    return named(name).form if content is None else guard(content)


def refuse_unusable(given: Namespace, form: str | None, *, own: bool = False) -> None:
    """Refuses options without effect in this run, and formats that its answer does not have, before a store is opened.

    Parameters
    ----------
    given
        The command line.
    form
        The form of the query; None if the questions are listed.
    own
        Whether the query is the user's own.

    Raises
    ------
    InputError
        For an option that would be ignored, or a format that is not text on standard output.
    UnknownName
        For an unknown format.
    """
    for options, why in _without_effect(given, form, own):
        for option in options:
            if getattr(given, option):
                raise InputError(
                    f"{_OPTIONS[option]} has no effect {why}", where="query", hint="leave it out"
                )
    if given.sparql or given.explain or given.format is None:
        return
    if form == "ASK":
        _refuse_unknown("format of an ASK answer", given.format, _VERDICTS)
    elif form in (None, "SELECT"):
        _refuse_unknown("format of rows", given.format, (*FORMATS, *BINARY))
    else:
        _refuse_unknown("format of a graph", given.format, GRAPH_FORMATS)
    if given.output == "-" and given.format in BINARY:
        raise InputError("this format is not text", where="standard output", hint="name a file with -o")


def _without_effect(given: Namespace, form: str | None, own: bool) -> Iterable[tuple[tuple[str, ...], str]]:
    if form is None:
        yield ("parameters", "why", "sparql", "explain", "timeout"), "without the name of a query"
    else:
        yield ("search",), "with the name of a query"
    if own:
        yield ("parameters", "why"), "with a query of your own"
    if given.sparql:
        yield ("explain", "why", "format", "no_headers"), "with --sparql"
        if not given.parameters:
            yield ("timeout",), "with --sparql alone"
    elif given.explain:
        yield ("why", "format", "no_headers"), "with --explain"
    elif form == "ASK":
        yield ("why", "no_headers"), "on yes or no"
    elif form not in (None, "SELECT"):
        yield ("no_headers",), "on a graph"
    elif given.format and given.format not in _WITH_HEADINGS:
        yield ("no_headers",), f"on {given.format}"


def _refuse_unknown(kind: str, format: str, known: Iterable[str]) -> None:
    if format not in (formats := tuple(known)):
        raise UnknownName(kind, format, formats)


def catalogue(format: str | None, words: str | None = None, *, headers: bool = True) -> bytes | None:
    """All prepared queries, or those that match some words, as a table or in another format; None for an empty table."""
    found = list(all_queries().values()) if words is None else search(words)
    if not found and format in (None, "table"):
        return None
    rows: list[Sequence[Term | None]] = [
        tuple(map(Literal, (query.name, query.question, " ".join(_parameters(query))))) for query in found
    ]
    columns = ("query", "question", "parameters")
    return write_rows(Shown(columns, rows, {c: c for c in columns}, headers=headers), format or "table")


def _parameters(query: Query) -> list[str]:
    return [p.name if p.required else f"[{p.name}]" for p in query.parameters]


def helped(name: str) -> str:
    """The help for a query: its question, parameters, columns and an example."""
    from textwrap import fill

    query = named(name)
    lines = [f"{query.name}: {query.title}", "", fill(query.question, width()), ""]
    if query.parameters:
        lines.append("parameters:")
        for p in query.parameters:
            kind = _VALUES.get(p.kind, f"a {p.kind}, by name")
            more = [
                kind,
                *(["must be given"] if p.required else []),
                *([f"else {p.default}"] if p.default else []),
            ]
            lines.append(_item(p.name, f"{p.description} ({'; '.join(more)})"))
        lines.append("")
    if query.columns:
        lines.append("columns:")
        lines += [_item(c.heading, c.description) for c in query.columns]
        lines.append("")
    given = "".join(f" -p {k}={_quoted(v)}" for k, v in query.example.items())
    lines.append(f"example: lpipgraph query {query.name}{given}")
    return "".join(f"{line}\n" for line in lines)


def _item(name: str, words: str) -> str:
    from textwrap import fill

    return fill(f"{name}: {words}", width(), initial_indent="  ", subsequent_indent="      ")


def _quoted(value: str) -> str:
    return f"'{value}'" if " " in value else value


class _AtSlashes(TextWrapper):
    """Wraps a path behind its steps, too, but no address."""

    def _split(self, text: str) -> list[str]:
        chunks = super()._split(text)
        return [part for chunk in chunks for part in ([chunk] if "://" in chunk else _STEPS.findall(chunk))]


def folded(plan: str) -> str:
    """A plan that fits the terminal: long lines are wrapped with an indent."""
    lines = []
    for line in plan.splitlines():
        begins = len(line) - len(line.lstrip("0123456789,? ")) if line[:1] in " 0123456789" else 0
        indent = " " * min(begins + 4, width() // 2)
        lines += _AtSlashes(width(), subsequent_indent=indent, break_long_words="://" not in line).wrap(
            line
        ) or [""]
    return "".join(f"{line}\n" for line in lines)


def text(name: str, content: str | None) -> str:
    """A query's unchanged SPARQL: `content`, or that of the prepared query."""
    return named(name).text if content is None else content


def prepared(
    store: Store,
    name: str,
    given: Mapping[str, str | Iterable[str]],
    format: str | None,
    *,
    why: bool = False,
    sparql: bool = False,
    explain: bool = False,
    headers: bool = True,
) -> bytes:
    """The answer to a prepared query; with `sparql` the query text, with `explain` its plan."""
    query = named(name)
    bound = query.bind(**resolve(store, query, given))
    if sparql:
        return bound.encode()
    if explain:
        return folded(explained(store, bound)).encode()
    if query.form == "ASK":
        return _verdict(store.ask(bound), format)
    if query.form != "SELECT":
        graph = store.construct(bound)
        return write_graph(graph, format or "ttl", evidence_of(store, graph) if why else None)
    answer = store.select(bound, limit=ROWS)
    if answer.truncated:
        raise QueryRefused(
            f"the answer has more than {ROWS:,} rows", where=name, hint="add a parameter with -p"
        )
    behind = evidence(store, query, answer) if why else None
    shown = {column.name: column.heading for column in query.columns}
    return write_rows(Shown(answer.columns, answer.rows, shown, behind, headers), format or "table")


def asked(
    store: Store, content: str, format: str | None, *, explain: bool = False, headers: bool = True
) -> tuple[bytes, str | None]:
    """The answer to a user's own read-only query, and a note if rows were cut."""
    form = guard(content)
    if explain:
        return folded(explained(store, content)).encode(), None
    if form == "ASK":
        return _verdict(store.ask(content), format), None
    if form != "SELECT":
        return write_graph(store.construct(content), format or "ttl"), None
    answer = store.select(content, limit=MOST_ROWS)
    note = f"only the first {MOST_ROWS:,} rows are shown" if answer.truncated else None
    shown = Shown(answer.columns, answer.rows, {c: c for c in answer.columns}, None, headers)
    return write_rows(shown, format or "table"), note


def _verdict(yes: bool, format: str | None) -> bytes:
    if format == "json":
        return b'{"head": {}, "boolean": true}\n' if yes else b'{"head": {}, "boolean": false}\n'
    return b"yes\n" if yes else b"no\n"
