"""Queries a SPARQL server as a store (writing: `lpipgraph.store.writing`).

SPARQLWrapper builds the requests; `Wire` carries them. What a server's default graph holds is never relied
upon: each query states it through the protocol (``default-graph-uri``), as the public graphs or the one merged
copy of them, and ``GRAPH`` reaches the graphs that are named with it. Only a server that holds the triples without
named graphs is asked for its own default graph.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pyoxigraph
from pyoxigraph import Dataset, NamedNode, Quad, QueryResultsFormat, RdfFormat

from ..errors import QueryRefused, RemoteError, StoreError, SyntaxProblem
from ..privacy import is_hidden
from ..sparql import prefixed, stated
from ..store_protocol import Answer, Closing
from ..vocabulary import LPIP, RDF, XSD, is_ours, is_public
from . import load_record
from .credentials import credentials_for
from .graph_files import spooled
from .http_exchange import Reply, StatusError, Wire

__all__ = ["NOT_HERE", "QUADS", "RemoteStore"]

_JSON = ("application/sparql-results+json", "application/json")
_TRIPLES = ("application/n-triples", "text/plain")
#: End of the query address → where servers that end it so take updates, and graphs (Graph Store Protocol):
#: Oxigraph and Fuseki; Fuseki, Virtuoso and QLever; RDF4J and GraphDB.
_SIBLINGS = (
    (re.compile(r"/query$"), ("/update",), ("/store", "/data")),
    (
        re.compile(r"/sparql$"),
        ("/update", "/sparql-auth", "/sparql"),
        ("/data", "/sparql-graph-crud-auth", "/sparql-graph-crud"),
    ),
    (re.compile(r"(/repositories/[^/]+)$"), (r"\1/statements",), (r"\1/rdf-graphs/service",)),
)
#: End of an address that takes N-Quads, and the type that they have there: Oxigraph, Fuseki and RDF4J; Blazegraph.
QUADS = (
    (re.compile(r"/(?:store|data|statements)$"), "application/n-quads"),
    (re.compile(r"/(?:namespace/[^/]+|blazegraph|bigdata)/sparql$"), "text/x-nquads"),
)
#: A status that says "not here" or "not that way": the next way is tried, for nothing has happened.
NOT_HERE = frozenset({400, 401, 403, 404, 405, 406, 415, 501})
_TRIES = 3
_NO_PART = re.compile(r"\.0+(?=Z|[+-]|$)")
_TRUTH = {"1": "true", "0": "false"}


#: Graphs that are stated with a query: those that make the default graph, and the named ones. None: the server's own.
Graphs = tuple[tuple[NamedNode, ...], tuple[NamedNode, ...]] | tuple[()]
#: A class that has instances in every graph of ours.
_OF_OURS = LPIP.Theme


class RemoteStore(Closing):
    """A SPARQL server; made by `connect`."""

    def __init__(
        self, query: str, update: tuple[str, ...] = (), graphs: tuple[str, ...] = (), wire: Wire | None = None
    ) -> None:
        self.name = query
        #: Where updates, and graphs over the Graph Store Protocol, may be taken; a writer keeps those that are.
        self.update_addresses = update
        self.graph_addresses = graphs
        self.wire = wire or Wire(credentials=credentials_for(query))

    def __repr__(self) -> str:
        return f"RemoteStore({self.name!r})"

    @staticmethod
    def connect(url: str, *, deadline: float | None = None) -> RemoteStore:
        """The SPARQL server at an address.

        Parameters
        ----------
        url
            The query service itself, or the server's address, below which ``/query`` and ``/sparql`` are
            tried. Credentials: see `lpipgraph.store.credentials`.
        deadline
            Seconds that one exchange may take; that of `Wire` if None.

        Raises
        ------
        RemoteError
            If no SPARQL service answers there.
        """
        credentials = credentials_for(url)
        parts = urlsplit(url)
        try:
            host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
            port = f":{parts.port}" if parts.port else ""
        except ValueError as error:
            raise RemoteError("this is not an address of a server", hint="http://host:port/") from error
        clean = urlunsplit((parts.scheme, host + port, parts.path.rstrip("/"), parts.query, ""))
        wire = (
            Wire(credentials=credentials)
            if deadline is None
            else Wire(deadline=deadline, credentials=credentials)
        )
        known = [clean] if any(end.search(clean) for end, _, _ in _SIBLINGS) else []
        problem: RemoteError | None = None
        for query in known or [f"{clean}/query", f"{clean}/sparql", clean]:
            store = RemoteStore(query, *_siblings(query), wire)
            try:
                store.ask("ASK { }")
            except StatusError as error:
                if error.status not in NOT_HERE or error.status in (401, 403):
                    raise
                problem = problem or error
            except SyntaxProblem as error:
                problem = problem or RemoteError("no SPARQL service answers here", where=clean)
                problem.__cause__ = error
            except RemoteError as error:
                if error.__cause__ is not None:
                    raise
                problem = problem or error
            else:
                return store
        raise RemoteError(
            "no SPARQL service answers here",
            where=clean,
            hint="give the address of the query service, such as http://localhost:7878/query",
        ) from problem

    # Asking

    def select(self, query: str, *, limit: int | None = None) -> Answer:
        """See `Store.select`."""
        with self._within_limits():
            return self.select_over(query, self._stated(query), limit=limit)

    def ask(self, query: str) -> bool:
        """See `Store.ask`; a query that asks for nothing works on an empty server, too."""
        with self._within_limits():
            graphs = () if query == "ASK { }" else self._stated(query)
            return self.ask_over(query, graphs)

    def construct(self, query: str) -> Dataset:
        """See `Store.construct`."""
        with self._within_limits():
            return self._construct(query, self._stated(query))

    @contextmanager
    def _within_limits(self) -> Iterator[None]:
        """A query that the server stops for its time or memory is refused, as the embedded store refuses it."""
        try:
            yield
        except StatusError as error:
            if not error.over_limit:
                raise
            hint = None if "LIMIT" in error.said else "make it narrower, or give it a LIMIT"
            raise QueryRefused(
                f"the server stopped the query: {error.said}", where=self.name, hint=hint
            ) from error

    def counts(self) -> dict[str, int]:
        """See `Store.counts`."""
        rows = self._words("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return dict(sorted((row["g"], int(row["n"])) for row in rows if "g" in row))

    def graph(self, name: NamedNode) -> Dataset:
        """See `Store.graph`. What comes is counted against what the server says it has."""
        found = self._construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}", ())
        expected = self.count(name)
        if len(found) != expected:
            raise RemoteError(
                f"the server sends {len(found):,} of {expected:,} triples of {name}", where=self.name
            )
        return Dataset(Quad(q.subject, q.predicate, q.object, name) for q in found)

    @cached_property
    def loaded(self) -> load_record.Loaded:
        """What the server says that was loaded; nothing where nothing says it."""
        try:
            return load_record.of_answer(self.select_over(load_record.QUERY))
        except SyntaxProblem as error:
            raise self._broken(error) from error

    @cached_property
    def _visible(self) -> tuple[tuple[NamedNode, ...], tuple[NamedNode, ...]]:
        """The graphs that make the default graph, and those that ``GRAPH`` shall see.

        Raises
        ------
        StoreError
            If the server holds no graph of ours.
        """
        names = tuple(self.loaded.graphs) or self._graph_names()
        merged = self.loaded.merged
        named = tuple(n for n in map(NamedNode, names) if n.value != merged and not is_hidden(n))
        if merged:
            return (NamedNode(merged),), named
        if public := tuple(filter(is_public, named)):
            return public, named
        if self.ask_over(f"ASK {{ ?s {RDF.type} {_OF_OURS} }}"):
            return (), ()  # loaded as one flat file, into the default graph
        raise StoreError(
            "this server holds no graph of lpipgraph", where=self.name, hint="lpipgraph load --at URL"
        )

    def _graph_names(self) -> tuple[str, ...]:
        rows = self._words("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
        return tuple(row["g"] for row in rows if is_ours(row.get("g", "")))

    def _words(self, query: str) -> list[dict[str, str]]:
        """The rows of a query as words: graphs of others may have names that are no IRIs."""
        reply = self._send_query(query, "SELECT", _JSON, ())
        try:
            rows = [
                {name: str(term["value"]) for name, term in row.items()}
                for row in json.loads(reply.body)["results"]["bindings"]
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._broken(error) from error
        self._refuse_cut(reply, len(rows))
        return rows

    def _refuse_cut(self, reply: Reply, rows: int) -> None:
        cap = reply.headers.get("X-SPARQL-MaxRows", "")
        if cap.isdigit() and rows >= int(cap):
            raise RemoteError(
                f"the server cuts its answers at {cap} rows", where=self.name, hint="ask for less"
            )

    def _stated(self, query: str) -> Graphs:
        """The default graph and, where the query asks for ``GRAPH``, the named graphs that it shall see."""
        graphs = stated(query)
        if graphs.default or graphs.named:
            return ()
        default, named = self._visible
        return default, named if graphs.graph else ()

    def count(self, name: NamedNode) -> int:
        """The number of triples in a graph."""
        rows = self.select_over(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}").rows
        return int(rows[0][0].value) if rows and isinstance(rows[0][0], pyoxigraph.Literal) else 0

    def answer_to(self, query: str) -> Reply:
        """The bare answer to a query over what the server likes, with its headers."""
        kind = query.split(maxsplit=1)[0]
        return self._send_query(query, kind, _JSON, ())

    def ask_over(self, query: str, graphs: Graphs = ()) -> bool:
        """The answer to an ASK query over graphs that are stated with it; over what the server likes if none are."""
        reply = self._send_query(query, "ASK", _JSON, graphs)
        try:
            found = json.loads(reply.body)
            if "boolean" in found:
                return bool(found["boolean"])
            # Virtuoso's way: a table of one number, or without a row
            values = [value["value"] for row in found["results"]["bindings"] for value in row.values()]
            return bool(values) and str(values[0]).lower() in ("1", "true")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._broken(error) from error

    def select_over(self, query: str, graphs: Graphs = (), *, limit: int | None = None) -> Answer:
        """The rows of a SELECT query over graphs that are stated with it."""
        reply = self._send_query(query, "SELECT", _JSON, graphs)
        try:
            found = pyoxigraph.parse_query_results(_standard(reply.body), QueryResultsFormat.JSON)
            if not isinstance(found, pyoxigraph.QuerySolutions):
                raise SyntaxProblem("this is not a SELECT query", where="query")
            columns = tuple(v.value for v in found.variables)
            rows = tuple(tuple(map(_canonical, solution)) for solution in found)
        except (SyntaxError, ValueError) as error:
            raise self._broken(error) from error
        self._refuse_cut(reply, len(rows))
        if limit is not None and len(rows) > limit:
            return Answer(columns, rows[:limit], truncated=True)
        return Answer(columns, rows)

    def _construct(self, query: str, graphs: Graphs) -> Dataset:
        reply = self._send_query(query, "CONSTRUCT", _TRIPLES, graphs)
        try:
            return Dataset(pyoxigraph.parse(reply.body, RdfFormat.N_TRIPLES))
        except (SyntaxError, ValueError) as error:
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> RemoteError:
        return RemoteError(
            f"the answer cannot be read: it is cut or of another kind ({error})", where=self.name
        )

    def _send_query(
        self,
        query: str,
        kind: str,
        accept: tuple[str, ...],
        graphs: Graphs,
        into: Callable[[bytes], object] | None = None,
    ) -> Reply:
        """A query changes nothing, so that it may be sent again when the server is busy."""
        wrapper = self.wrapper(prefixed(query), kind)
        wrapper.addCustomHttpHeader("Accept", ", ".join(accept))
        default, named = graphs or ((), ())
        for graph in default:
            wrapper.addDefaultGraph(graph.value)
        for graph in named:
            wrapper.addNamedGraph(graph.value)
        ends = time.monotonic() + self.wire.deadline
        for tries in range(1, _TRIES + 1):
            wire = replace(self.wire, deadline=max(0.1, ends - time.monotonic()))
            try:
                return wire.send(wrapper._createRequest(), accept=accept, into=into)
            except StatusError as error:
                wait = error.wait if error.wait is not None else 0.2 * 2**tries
                again = error.status in (429, 502, 503, 504) and not error.over_limit and tries < _TRIES
                if not again or time.monotonic() + wait >= ends:
                    if error.status == 400 and not error.over_limit:
                        raise SyntaxProblem(error.what, where=self.name) from error
                    raise error.after(tries) from error
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def wrapper(self, text: str, kind: str) -> Any:  # noqa: ANN401 -- SPARQLWrapper has no types
        """A request of the SPARQL protocol, by SPARQLWrapper."""
        from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

        wrapper = SPARQLWrapper(self.name)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setReturnFormat(TURTLE if kind == "CONSTRUCT" else JSON)
        wrapper.queryString = text
        wrapper.queryType = kind
        return wrapper

    # Writing

    def replace(self, name: NamedNode, triples: Dataset) -> int:
        """See `Store.replace`; the other graphs and the server's record of its load are not changed."""
        from .writing import Writer

        if is_hidden(name):
            raise StoreError("a private graph is never sent to a server", where=name.value)
        with spooled(
            (Quad(q.subject, q.predicate, q.object, name) for q in triples), left="nothing was sent"
        ) as graphs:
            writer = Writer(self)
            if name.value in graphs:
                there = graphs[name.value]
                writer.stage(there)
                writer.swap([there], happened=lambda: writer.holds(name, there))
            else:
                writer.swap([], gone=[name.value], happened=lambda: not self.count(name))
            self.__dict__.pop("_visible", None)
            return self.count(name)

    def close(self) -> None:
        """See `Store.close`; there is nothing to let go of."""


def _siblings(query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for end, updates, graphs in _SIBLINGS:
        if end.search(query):
            return (
                tuple(end.sub(update, query) for update in updates),
                tuple(end.sub(graph, query) for graph in graphs),
            )
    return (query, f"{query}/update"), (f"{query}/store", f"{query}/data")


def _standard(body: bytes) -> bytes:
    """An answer as the standard has it: Virtuoso calls a typed literal by its name of 2007."""
    return body.replace(b'"type": "typed-literal"', b'"type": "literal"')


def _canonical(term: Any) -> Any:  # noqa: ANN401 -- a term, or None
    """A value in the common form: Virtuoso returns 1 for true, Blazegraph adds .000 to full seconds."""
    if isinstance(term, pyoxigraph.Literal):
        if term.datatype == XSD.boolean and term.value in _TRUTH:
            return pyoxigraph.Literal(_TRUTH[term.value], datatype=XSD.boolean)
        if term.datatype == XSD.dateTime and (found := _NO_PART.search(term.value)):
            return pyoxigraph.Literal(
                term.value[: found.start()] + term.value[found.end() :], datatype=XSD.dateTime
            )
    return term
