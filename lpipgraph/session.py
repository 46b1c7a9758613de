"""Gives the graph in Python: queries, rows, evidence, things.

>>> import lpipgraph
>>> g = lpipgraph.open(lpipgraph.build())
>>> rows = g.ask("theme-leads", theme="skills")
>>> rows[0]["lead"]
'Kostas Kollydas'
>>> print(rows.why(0)[0])
“LPIP Hub Lead: Dr Kostas Kollydas” (issue 1, under “Skills”): Kostas Kollydas leads the theme Skills
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from pyoxigraph import Dataset, NamedNode, Quad

from .errors import InputError, QueryRefused, UnknownName
from .files import writing
from .phrases import counted
from .pipeline import FOLDER, Built, store_of
from .queries import KINDS, Evidence, Query, catalogue, evidence, guard, query, resolve, search
from .results import BINARY, GRAPH_FORMATS, network, quoted, write_graph, write_rows
from .results.graphs import imported_networkx
from .results.rows import Shown, plain_value
from .store import BoundedStore, LocalStore, is_url, open_store, refuse_address
from .store.bounded import MEMORY, ROWS, SECONDS
from .store_protocol import Answer, Closing, Store, Term, stored, word
from .vocabulary import BASE, RDFS, SKOS

if TYPE_CHECKING:
    import rdflib

__all__ = ["Graph", "Queries", "Row", "Rows", "Thing", "open"]

_TRIPLE = ("subject", "predicate", "object")
_SUFFIXES = {".md": "md", ".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".txt": "table"}
_MOST_SHOWN = 60
#: Notebooks align all cells to the right by default.
_LEFT = ' style="text-align: left"'
Value = str | int | float | bool | None


class Reason(str):
    """A claim behind a row, in words; `.evidence` holds its parts.

    Attributes
    ----------
    evidence
        The claim with its quote, place, basis and rule (`lpipgraph.queries.Evidence`).
    """

    evidence: Evidence

    @staticmethod
    def of(item: Evidence) -> Reason:
        """A claim in words."""
        made = Reason(quoted(item))
        made.evidence = item
        return made


class Row(Mapping[str, Value]):
    """One row of an answer: heading → value; the variables of the query are also keys.

    Attributes
    ----------
    terms
        Variable → RDF term, without the empty ones.
    """

    __slots__ = ("_names", "terms")

    def __init__(self, names: Mapping[str, str], terms: Mapping[str, Term]) -> None:
        self._names = names
        self.terms = terms

    def __getitem__(self, key: str) -> Value:
        variable = next((v for v, heading in self._names.items() if key == heading), key)
        if variable not in self._names and variable not in self.terms:
            raise KeyError(key)
        return plain_value(self.terms.get(variable))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names.values())

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{key}={self[key]!r}' for key in self)})"


def _cell(value: Value) -> str:
    """A value as a table cell of a notebook."""
    words = "" if value is None else escape(str(value))
    return f"<td{_LEFT if isinstance(value, str) else ''}>{words}</td>"


class Rows(Sequence[Row]):
    """An answer: a sequence of rows, shown as a table in notebooks and convertible for other tools.

    Attributes
    ----------
    columns
        The headings.
    answer
        The whole answer with the variables and terms of the query (`lpipgraph.store_protocol.Answer`).
    query
        The prepared query; None for your own SPARQL.
    """

    def __init__(self, store: Store, answer: Answer, asked: Query | None = None) -> None:
        self.query = asked
        self.answer = answer
        self._store = store
        self._names = {c.name: c.heading for c in asked.columns} if asked and asked.columns else {}
        self._names = self._names or {c: c for c in answer.columns}

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings."""
        return tuple(self._names.values())

    @property
    def truncated(self) -> bool:
        """Whether there were more rows than the limit."""
        return self.answer.truncated

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        """One row, or a slice."""
        if isinstance(at, slice):
            return [self._row(row) for row in self.answer.rows[at]]
        return self._row(self.answer.rows[at])

    def _row(self, row: Sequence[Term | None]) -> Row:
        terms = {c: t for c, t in zip(self.answer.columns, row, strict=True) if t is not None}
        return Row(self._names, terms)

    def __len__(self) -> int:
        return len(self.answer.rows)

    def __repr__(self) -> str:
        name = self.query.name if self.query else "SPARQL"
        many = f"the first {len(self):,} rows, of more," if self.truncated else counted(len(self), "row")
        return f"<{many} of {name}: {', '.join(self.columns)}>"

    def __str__(self) -> str:
        return self.to("table") + (f"{self._cut()}\n" if self.truncated else "")

    def _warn(self) -> None:
        """Tells of an answer that was cut before it goes on to where nothing shows it."""
        if self.truncated:
            warnings.warn(self._cut(), stacklevel=3)

    def _cut(self) -> str:
        return f"Only the first {counted(len(self), 'row')}: there are more; lpipgraph.open(…, rows=…) sets the limit."

    def _repr_html_(self) -> str:
        head = "".join(f"<th{_LEFT}>{escape(heading)}</th>" for heading in self.columns)
        body = "".join("<tr>" + "".join(map(_cell, row.values())) + "</tr>" for row in self[:_MOST_SHOWN])
        left = len(self) - _MOST_SHOWN
        more = f"<p>… and {left:,} more rows</p>" if left > 0 else ""
        more += f"<p>{escape(self._cut())}</p>" if self.truncated else ""
        title = f"<caption>{escape(self.query.title)}</caption>" if self.query else ""
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    @cached_property
    def _evidence(self) -> tuple[tuple[Evidence, ...], ...]:
        if self.query is None:
            raise InputError(
                "evidence is only available for prepared queries", hint='ask g.thing("…") for one thing'
            )
        return evidence(self._store, self.query, self.answer)

    def why(self, row: Row | int) -> tuple[Reason, ...]:
        """The evidence of one row: quotes, each with what it states.

        Parameters
        ----------
        row
            A row of this answer, or its number from 0.

        Raises
        ------
        InputError
            For the rows of your own SPARQL.
        """
        if isinstance(row, Row):
            row = next(i for i, other in enumerate(self) if other.terms == row.terms)
        return tuple(map(Reason.of, self._evidence[row]))

    def to(self, format: str, *, why: bool = False) -> str:
        """The answer in a text format of `lpipgraph query --format`.

        Raises
        ------
        UnknownName
            If there is no such format, or it is not text.
        """
        if format in BINARY:
            raise InputError(f"{format} is not text", hint="use .save(path)")
        return self._written(format, why=why).decode()

    def _written(self, format: str, *, why: bool = False) -> bytes:
        if self.answer.columns == _TRIPLE and format in GRAPH_FORMATS:
            return write_graph(self.triples(), format)
        behind = self._evidence if why else None
        return write_rows(Shown(self.answer.columns, self.answer.rows, self._names, behind), format)

    def save(self, path: str | Path, *, why: bool = False) -> None:
        """Writes the answer to a file, in the format of its suffix (.csv, .xlsx, .parquet, .graphml…).

        Raises
        ------
        UnknownName
            If the suffix names no format.
        """
        self._warn()
        suffix = Path(path).suffix.lower()
        content = self._written(_SUFFIXES.get(suffix, suffix.lstrip(".")), why=why)
        with writing(path) as stream:
            stream.write(content)

    def df(self, library: str = "pandas") -> Any:  # noqa: ANN401 -- a data frame of either library
        """The rows as a data frame of pandas or polars: the headings as columns, then the hidden variables.

        Raises
        ------
        UnknownName
            If the library is neither of these.
        InputError
            If it is not installed.
        """
        if library not in ("pandas", "polars"):
            raise UnknownName("library of data frames", library, ("pandas", "polars"))
        self._warn()
        rest = [c for c in self.answer.columns if c not in self._names]
        rows = [[*row.values(), *(plain_value(row.terms.get(c)) for c in rest)] for row in self]
        columns = [*self.columns, *(f"{c}_iri" if c in self.columns else c for c in rest)]
        try:
            if library == "pandas":
                import pandas

                return pandas.DataFrame(rows, columns=columns)
            import polars
        except ImportError as error:
            hint = "pip install 'lpipgraph[tables]'" if library == "pandas" else "pip install polars"
            raise InputError(f"{library} is not installed", hint=hint) from error
        return polars.DataFrame(rows, schema=columns, orient="row", strict=False, infer_schema_length=None)

    def triples(self) -> Dataset:
        """The statements behind the rows, as triples: those of a graph, or those that `why` returns."""
        if self.answer.columns == _TRIPLE:
            return Dataset(Quad(s, p, o) for s, p, o in self.answer.rows)  # type: ignore[arg-type]
        patterns = [
            p for group in (self.query.why if self.query else ()) if not isinstance(group, str) for p in group
        ]
        made = Dataset()
        for row in self:
            for pattern in patterns:
                s, p, o = (row.terms.get(t[1:]) if isinstance(t, str) else t for t in pattern)
                if isinstance(s, NamedNode) and isinstance(p, NamedNode) and o is not None:
                    made.add(Quad(s, p, o))
        return made

    def _called(self, things: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The names of things; rows contain the names of what they show, but not of all their evidence."""
        values = " ".join(f"<{thing}>" for thing in things)
        asked = f"SELECT ?t (MIN(STR(?n)) AS ?name) {{ VALUES ?t {{ {values} }} ?t <{RDFS.label.value}>|<{SKOS.prefLabel.value}> ?n }} GROUP BY ?t"
        for row in self._store.select(asked).rows if values else ():
            if None not in row:
                yield word(row[0]), word(row[1])

    def graph(self) -> Any:  # noqa: ANN401 -- networkx has no types
        """The things of the rows and the links between them, for networkx.

        Returns
        -------
        networkx.MultiDiGraph
            Nodes by IRI with ``label``; edges with ``label``: the statements between the things of a row.

        Raises
        ------
        InputError
            If networkx is not installed.
        """
        self._warn()
        made = network(self.triples())
        if self.answer.columns == _TRIPLE:
            return made
        things = sorted(node for node in made if node.startswith(BASE + "id/"))
        for thing, called in self._called(things):
            made.nodes[thing]["label"] = called
        for row in self:
            for variable, term in row.terms.items():
                name = row.terms.get(f"{variable}Name")
                if isinstance(term, NamedNode) and name is not None and term.value in made:
                    made.nodes[term.value]["label"] = word(name)
        for subject, other, _, values in list(made.edges(keys=True, data=True)):
            if not {subject, other} <= {n for n in made if n.startswith(BASE + "id/")}:
                made.remove_edge(subject, other, key=values["property"])
        made.remove_nodes_from(
            [n for n in list(imported_networkx().isolates(made)) if not n.startswith(BASE + "id/")]
        )
        return made


@dataclass(frozen=True, slots=True, repr=False)
class Statement:
    """One statement about a thing, in words.

    Attributes
    ----------
    subject, property, value
        Its three parts by name.
    reasons
        Its evidence.
    """

    subject: str
    property: str
    value: str
    reasons: tuple[Reason, ...]

    def __repr__(self) -> str:
        return f"{self.subject} — {self.property} → {self.value}"


class Thing:
    """A person, organisation, policy or other thing, with the newsletter's statements about it.

    Attributes
    ----------
    iri, name, kind
        Its address, its main name and its class in words.
    """

    def __init__(self, graph: Graph, iri: str, name: str, kind: str) -> None:
        self._graph = graph
        self.iri = iri
        self.name = name
        self.kind = kind

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements about it, each with its evidence."""
        rows = self._graph.ask("about", thing=self.iri)
        return tuple(
            Statement(str(row["subject"]), str(row["property"]), str(row["value"]), rows.why(number))
            for number, row in enumerate(rows)
        )

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The quotes about it, in the order of the text."""
        return tuple(str(row["words"]) for row in self._graph.ask("mentions-of", thing=self.iri))

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(s.subject)}</td><td>{escape(s.property)}</td><td>{escape(s.value)}</td></tr>"
            for s in self.statements[:_MOST_SHOWN]
        )
        return f"<h4>{escape(self.name)} ({escape(self.kind)})</h4><table>{rows}</table>"


class Queries(Mapping[str, Query]):
    """The prepared questions by name; displayed as a list."""

    def __getitem__(self, name: str) -> Query:
        return catalogue()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(catalogue())

    def __len__(self) -> int:
        return len(catalogue())

    def search(self, words: str) -> list[Query]:
        """The questions that match these words, the best first."""
        return search(words)

    def __repr__(self) -> str:
        return f"<{len(self)} prepared questions: {', '.join(list(self)[:4])}…>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{escape(q.name)}</code></td><td>{escape(q.question)}</td></tr>"
            for q in self.values()
        )
        return f"<table><tbody>{rows}</tbody></table>"


class Graph(Closing):
    """An opened graph. Every query has a limit of time and rows; the data is read-only.

    Attributes
    ----------
    store
        Where the data is (`lpipgraph.store_protocol.Store`).
    rows
        The largest number of rows of an answer.
    """

    def __init__(self, store: Store, rows: int = ROWS) -> None:
        self.store = store
        self.rows = rows

    @property
    def queries(self) -> Queries:
        """The prepared questions."""
        return Queries()

    def ask(self, name: str, /, **given: Any) -> Rows:  # noqa: ANN401 -- whatever a parameter takes
        """Asks a prepared question.

        Parameters
        ----------
        name
            The question, as `queries` lists it.
        given
            Its parameters: names, other names, IRIs, values, or a list of alternatives. A parameter with a
            Python keyword as its name takes an underscore: ``from_="Nesta"``.

        Returns
        -------
        Rows
            For a question whose answer is a graph: its triples.

        Raises
        ------
        UnknownName, InputError
            For an unknown question, parameter or name, or a missing required parameter.
        QueryRefused
            If the answer takes too long.
        """
        asked = query(name)
        text = asked.bind(**resolve(self.store, asked, {k.removesuffix("_"): v for k, v in given.items()}))
        if asked.form == "CONSTRUCT":
            return self._made(text, asked)
        return Rows(self.store, self.store.select(text, limit=self.rows), asked)

    def sparql(self, text: str) -> Rows | bool:
        """Runs a read-only SPARQL query; the project's prefixes need no declaration.

        Returns
        -------
        Rows or bool
            Rows for SELECT, the triples for CONSTRUCT and DESCRIBE, True or False for ASK.

        Raises
        ------
        QueryRefused
            For a query that writes, reaches another server, or exceeds the limits.
        SyntaxProblem
            With line and column.
        """
        text = text.removeprefix("\ufeff")
        form = guard(text)
        if form == "ASK":
            return self.store.ask(text)
        if form != "SELECT":
            return self._made(text, None)
        return Rows(self.store, self.store.select(text, limit=self.rows))

    def _made(self, text: str, asked: Query | None) -> Rows:
        made = sorted(self.store.construct(text), key=str)
        if len(made) > self.rows:
            raise QueryRefused(
                f"the query makes more than {self.rows:,} triples", where="query", hint="give it a LIMIT"
            )
        answer = Answer(_TRIPLE, tuple((q.subject, q.predicate, q.object) for q in made))
        return Rows(self.store, answer, asked)

    def thing(self, name: str) -> Thing:
        """A thing by name, other name or IRI; with its kind as a prefix if several things have the name.

        Raises
        ------
        UnknownName
            With the most similar names.
        InputError
            If several things have the name.
        """
        asked = query("about")
        node = resolve(self.store, asked, {"thing": name})["thing"]
        assert isinstance(node, NamedNode)
        classes = " ".join(
            sorted({name for name in KINDS.values() if name.startswith("lpip:")} - {KINDS["thing"]})
        )
        text = (
            f"SELECT ?name ?class WHERE {{ {node} rdfs:label|skos:prefLabel ?name . "
            f"OPTIONAL {{ VALUES ?type {{ {classes} }} {node} rdf:type ?type . ?type rdfs:label ?class }} }} "
            "ORDER BY ?name ?class"
        )
        rows = self.store.select(text, limit=self.rows).dicts()
        kind = next((word(r["class"]) for r in rows if "class" in r), "thing")
        return Thing(self, node.value, next((word(r["name"]) for r in rows), name), kind)

    def as_rdflib(self) -> rdflib.Dataset:
        """The public graphs for rdflib; a query without GRAPH sees them as one."""
        from .graph import as_rdflib

        return as_rdflib(Dataset(stored(self.store)))

    def close(self) -> None:
        """Closes the database or the connection."""
        self.store.close()

    def __repr__(self) -> str:
        return f"<graph in {self.store.name}, {len(self.queries)} questions>"


def open(
    where: str | Path | Dataset | Built | Iterable[Quad] = FOLDER,
    *,
    seconds: float | None = None,
    rows: int = ROWS,
    memory: int = MEMORY,
) -> Graph:
    """Opens a graph for queries.

    Parameters
    ----------
    where
        The folder that ``lpipgraph build`` wrote, the address of a SPARQL server, or a dataset.
    seconds
        The time limit of one query: by default 30 seconds, and 60 for the answer of a server.
    rows, memory
        The other limits of one query; a server has its own limit of memory.

    Raises
    ------
    StoreError
        If there is no graph.

    Examples
    --------
    >>> g = open(lpipgraph.build())
    >>> g.ask("theme-leads", theme="skills")
    <2 rows of theme-leads: theme, lead, covers for, works at, issue>
    """
    if isinstance(where, Built):
        where = where.dataset
    if is_url(where):
        return Graph(open_store(str(where), seconds=seconds), rows)
    if isinstance(where, str | Path):
        refuse_address(where)
        store: LocalStore | Path = store_of(where)
    else:
        store = LocalStore.of(where if isinstance(where, Dataset) else Dataset(where))
    limit = SECONDS if seconds is None else seconds
    # names are looked up among all of the graph, however few rows an answer may have
    return Graph(BoundedStore(store, seconds=limit, rows=max(rows, ROWS), memory=memory), rows)
