"""A SPARQL server as a store: asked over the SPARQL protocol, written graph by graph.

SPARQLWrapper builds the requests; `Wire` carries them. What a server's default graph holds is never relied
upon: each query states it through the protocol (``default-graph-uri``), as the graph `MERGED`, and
``GRAPH`` reaches the graphs that are named with it.

Writing prefers the Graph Store Protocol and falls back on SPARQL Update. A write that may or may not have
happened is never sent again: the graph is read back, and what stands there decides.
"""

from __future__ import annotations

import base64
import json
import os
import re
import time
import urllib.request
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import pyoxigraph
from pyoxigraph import Dataset, DefaultGraph, NamedNode, Quad, QueryResultsFormat, RdfFormat

from ..answers import Answer
from ..errors import RemoteError, StoreError, SyntaxProblem
from ..privacy import guard, is_hidden
from ..sparql import prefixed, stated
from ..vocabulary import is_public
from .local import MERGED
from .wire import Reply, StatusError, Wire

__all__ = ["RemoteStore"]

_JSON = ("application/sparql-results+json", "application/json")
_TRIPLES = ("application/n-triples", "text/plain")
#: End of the query address → where servers that end it so take updates, and graphs (Graph Store Protocol):
#: Oxigraph and Fuseki; Fuseki, Virtuoso and QLever; RDF4J and GraphDB.
_SIBLINGS = (
    (re.compile(r"/query$"), ("/update",), ("/store", "/data")),
    (re.compile(r"/sparql$"), ("/update", "/sparql"), ("/data", "/sparql-graph-crud")),
    (re.compile(r"(/repositories/[^/]+)$"), (r"\1/statements",), (r"\1/rdf-graphs/service",)),
)
#: A status that says "not here" or "not that way": the next way is tried, for nothing has happened.
_NOT_HERE = frozenset({400, 401, 403, 404, 405, 406, 415, 501})
_TRIES = 3
_PAGES = ("text/html", "application/xhtml+xml")
#: Up to so many triples a graph is read back as a whole; of a larger one so many are asked for, in groups.
_WHOLE, _SAMPLE, _ASKED = 20_000, 1_000, 100
#: Triples in one update; the rest follows in further ones, into a graph that nobody reads yet.
_CHUNK = 5_000


class RemoteStore:
    """A SPARQL server; made by `connect`."""

    def __init__(
        self, query: str, update: tuple[str, ...], graphs: tuple[str, ...], secret: str, wire: Wire
    ) -> None:
        self.name = query
        self._update = update
        self._graphs = graphs
        self._secret = secret
        self._wire = wire
        self._loaded = False
        #: Where a write was answered with a web page.
        self._pages = ""

    def __repr__(self) -> str:
        return f"RemoteStore({self.name!r})"

    @staticmethod
    def connect(url: str, *, wire: Wire | None = None) -> RemoteStore:
        """The SPARQL server at an address.

        Parameters
        ----------
        url
            The query service itself, or the server's address, below which ``/query`` and ``/sparql`` are
            tried. Credentials stand in it (``http://name:password@host/``) or in the environment's
            LPIPGRAPH_CREDENTIALS.
        wire
            Deadline and size cap; those of `Wire` if None.

        Raises
        ------
        RemoteError
            If no SPARQL service answers there.
        """
        parts = urlsplit(url)
        try:
            host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
            port = f":{parts.port}" if parts.port else ""
        except ValueError as error:
            raise RemoteError("this is no address of a server", hint="http://host:port/") from error
        clean = urlunsplit((parts.scheme, host + port, parts.path.rstrip("/"), parts.query, ""))
        secret = os.environ.get("LPIPGRAPH_CREDENTIALS", "")
        if parts.username is not None:
            secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        known = [clean] if any(end.search(clean) for end, _, _ in _SIBLINGS) else []
        problem: RemoteError | None = None
        for query in known or [f"{clean}/query", f"{clean}/sparql", clean]:
            update, graphs = _siblings(query)
            store = RemoteStore(query, update, graphs, secret, wire or Wire())
            try:
                store.ask("ASK { }")
            except StatusError as error:
                if error.status not in _NOT_HERE or error.status in (401, 403):
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
        self._ensure_loaded()
        return self._select(query, limit=limit, graphs=self._stated(query))

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        reply = self._send_query(query, "ASK", _JSON, self._stated(query))
        try:
            found = pyoxigraph.parse_query_results(reply.body, QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise self._broken(error) from error
        if not isinstance(found, pyoxigraph.QueryBoolean):
            raise SyntaxProblem("this is no ASK query", where="query")
        return bool(found)

    def construct(self, query: str) -> Dataset:
        """See `Store.construct`."""
        self._ensure_loaded()
        return self._construct(query, self._stated(query))

    def counts(self) -> dict[str, int]:
        """See `Store.counts`."""
        query = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        rows = self._select(query, limit=None, graphs=()).rows
        return dict(
            sorted(
                (g.value, int(n.value))
                for g, n in rows
                if isinstance(g, NamedNode) and isinstance(n, pyoxigraph.Literal)
            )
        )

    def graph(self, name: NamedNode) -> Dataset:
        """See `Store.graph`. What comes is counted against what the server says it has."""
        found = self._construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}", ())
        expected = self._count(name)
        if len(found) != expected:
            raise RemoteError(
                f"the server sends {len(found):,} of {expected:,} triples of {name}", where=self.name
            )
        return Dataset(Quad(q.subject, q.predicate, q.object, name) for q in found)

    def _stated(self, query: str) -> tuple[NamedNode, ...]:
        """The default graph and, where the query asks for ``GRAPH``, the named graphs that it shall see."""
        graphs = stated(query)
        if graphs.default or graphs.named:
            return ()
        if not graphs.graph:
            return (MERGED,)
        return (
            MERGED,
            *(NamedNode(g) for g in self.counts() if g != MERGED.value and not is_hidden(NamedNode(g))),
        )

    def _ensure_loaded(self) -> None:
        if not self._loaded:
            if not self._has(MERGED):
                raise StoreError(
                    "this server holds no graph of lpipgraph", where=self.name, hint="lpipgraph load --at URL"
                )
            self._loaded = True

    def _has(self, name: NamedNode) -> bool:
        return self._ask(f"ASK {{ GRAPH {name} {{ ?s ?p ?o }} }}")

    def _ask(self, query: str) -> bool:
        reply = self._send_query(query, "ASK", _JSON, ())
        try:
            return bool(json.loads(reply.body)["boolean"])
        except (ValueError, KeyError, TypeError) as error:
            raise self._broken(error) from error

    def _count(self, name: NamedNode) -> int:
        rows = self._select(
            f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}", limit=None, graphs=()
        ).rows
        return int(rows[0][0].value) if rows and isinstance(rows[0][0], pyoxigraph.Literal) else 0

    def _select(self, query: str, *, limit: int | None, graphs: tuple[NamedNode, ...]) -> Answer:
        reply = self._send_query(query, "SELECT", _JSON, graphs)
        try:
            found = pyoxigraph.parse_query_results(reply.body, QueryResultsFormat.JSON)
            if not isinstance(found, pyoxigraph.QuerySolutions):
                raise SyntaxProblem("this is no SELECT query", where="query")
            columns = tuple(v.value for v in found.variables)
            rows = tuple(tuple(solution) for solution in found)
        except (SyntaxError, ValueError) as error:
            raise self._broken(error) from error
        cap = reply.headers.get("X-SPARQL-MaxRows", "")
        if cap.isdigit() and len(rows) >= int(cap):
            raise RemoteError(
                f"the server cuts its answers at {cap} rows", where=self.name, hint="ask for less"
            )
        if limit is not None and len(rows) > limit:
            return Answer(columns, rows[:limit], truncated=True)
        return Answer(columns, rows)

    def _construct(self, query: str, graphs: tuple[NamedNode, ...]) -> Dataset:
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
        self, query: str, kind: str, accept: tuple[str, ...], graphs: tuple[NamedNode, ...]
    ) -> Reply:
        """A query changes nothing, so that it may be sent again when the server is busy."""
        wrapper = self._wrapper(prefixed(query), kind)
        wrapper.addCustomHttpHeader("Accept", ", ".join(accept))
        for number, graph in enumerate(graphs):
            add = wrapper.addDefaultGraph if number == 0 else wrapper.addNamedGraph
            add(graph.value)
        ends = time.monotonic() + self._wire.deadline
        for tries in range(1, _TRIES + 1):
            wire = Wire(max(0.1, ends - time.monotonic()), self._wire.limit)
            try:
                return wire.send(wrapper._createRequest(), accept=accept)
            except StatusError as error:
                wait = error.wait if error.wait is not None else 0.2 * 2**tries
                again = error.status in (429, 502, 503, 504) and tries < _TRIES
                if not again or time.monotonic() + wait >= ends:
                    if error.status == 400:
                        raise SyntaxProblem(error.what, where=self.name) from error
                    raise error.after(tries) from error
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _wrapper(self, text: str, kind: str) -> Any:  # noqa: ANN401 -- SPARQLWrapper has no types
        from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

        wrapper = SPARQLWrapper(self.name)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setReturnFormat(TURTLE if kind == "CONSTRUCT" else JSON)
        wrapper.queryString = text
        wrapper.queryType = kind
        if self._secret:
            wrapper.addCustomHttpHeader("Authorization", self._authorization())
        return wrapper

    def _authorization(self) -> str:
        return "Basic " + base64.b64encode(self._secret.encode()).decode("ascii")

    # Writing

    def load(self, dataset: Dataset) -> dict[str, int]:
        """Replaces the graphs of `dataset`, and brings `MERGED` in step as the last step.

        Readers see the old merged graph until all the others are there. Private graphs and candidates are not
        sent. See `lpipgraph.store.load`.
        """
        guard(dataset, left="nothing was sent")
        local = pyoxigraph.Store()
        local.bulk_extend(q for q in dataset if not is_hidden(q.graph_name))
        names = sorted({q.graph_name.value for q in local if isinstance(q.graph_name, NamedNode)})
        if any(True for _ in local.quads_for_pattern(None, None, None, DefaultGraph())):
            raise StoreError("some triples stand in no named graph", hint="name a graph for them")
        others = [g for g in self.counts() if is_public(g) and g not in names]
        done = {}
        for name in names:
            graph = NamedNode(name)
            done[name] = self.replace(graph, Dataset(local.quads_for_pattern(None, None, None, graph)))
        merged = pyoxigraph.Store()
        for name in filter(is_public, names):
            merged.bulk_extend(
                Quad(*q.triple) for q in local.quads_for_pattern(None, None, None, NamedNode(name))
            )
        for name in others:
            merged.bulk_extend(Quad(*q.triple) for q in self.graph(NamedNode(name)))
        done[MERGED.value] = self.replace(MERGED, Dataset(merged))
        return done

    def replace(self, name: NamedNode, triples: Dataset) -> int:
        """See `Store.replace`."""
        if is_hidden(name):
            raise StoreError("a private graph is never sent to a server", where=name.value)
        guard(triples, left="nothing was sent")
        store = pyoxigraph.Store()
        store.bulk_extend(Quad(*q.triple) for q in triples)
        content = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        lines = sorted((content or b"").decode().split("\n")[:-1])
        try:
            if not self._put(name, lines):
                self._update_graph(name, lines)
        except RemoteError as error:
            if isinstance(error, StatusError) and error.status < 500:
                raise
            # It may have happened: what stands there now decides, and nothing is sent again.
            if not self._holds(name, store):
                raise RemoteError(
                    f"{error.what}; the graph {name} was not replaced as a whole",
                    where=error.where,
                    hint="load again when the server is well",
                ) from error
        found = self._count(name)
        if found != len(store):
            raise RemoteError(
                f"the graph {name} has {found:,} triples there and {len(store):,} here",
                where=self.name,
                hint=self._advice(),
            )
        self._verify(name, lines)
        return found

    def _advice(self) -> str:
        if self._pages:
            return f"{self._pages} answers with a web page and is no RDF store: check the address, and log in"
        return "load again; other graphs are as they were"

    def _verify(self, name: NamedNode, lines: Sequence[str]) -> None:
        """What stands there is what was sent: all of a small graph, a sample of a large one.

        A server may write a value otherwise (1.50 as 1.5), so that only it can say whether it has a triple.
        """
        if len(lines) <= _WHOLE and self._same(name, lines):
            return
        step = max(1, len(lines) // _SAMPLE)
        sample = lines[::step]
        for start in range(0, len(sample), _ASKED):
            block = "\n".join(sample[start : start + _ASKED])
            if not self._ask(f"ASK {{ GRAPH {name} {{\n{block}\n}} }}"):
                raise RemoteError(
                    f"the graph {name} holds other triples there than were sent",
                    where=self.name,
                    hint=self._advice(),
                )

    def _same(self, name: NamedNode, lines: Sequence[str]) -> bool:
        try:
            there = self.graph(name)
        except RemoteError:
            return False  # too large for one answer, or cut: the sample decides
        content = pyoxigraph.serialize((q.triple for q in there), format=RdfFormat.N_TRIPLES)
        return sorted((content or b"").decode().split("\n")[:-1]) == list(lines)

    def _put(self, name: NamedNode, lines: list[str]) -> bool:
        """Over the Graph Store Protocol; False where the server has none."""
        body = "".join(f"{line}\n" for line in lines).encode()
        for base in self._graphs:
            address = f"{base}?graph={quote(name.value, safe='')}"
            request = urllib.request.Request(address, data=body, method="PUT")
            request.add_header("Content-Type", "application/n-triples")
            request.add_header("Accept", "*/*")
            if self._secret:
                request.add_header("Authorization", self._authorization())
            try:
                reply = self._wire.send(request)
            except StatusError as error:
                if error.status not in _NOT_HERE:
                    raise
            else:
                if reply.media_type in _PAGES and reply.body.strip():
                    self._pages = base  # a login, or a site that has a page for everything
                    continue
                self._graphs = (base,)
                return True
        self._graphs = ()
        return False

    def _update_graph(self, name: NamedNode, lines: list[str]) -> None:
        """Over SPARQL Update: into a graph beside, which then takes the place of the old one in one step."""
        beside = NamedNode(f"{name.value}/loading")
        self._send_update(f"DROP SILENT GRAPH {beside}")
        for start in range(0, len(lines), _CHUNK):
            block = "\n".join(lines[start : start + _CHUNK])
            self._send_update(f"INSERT DATA {{ GRAPH {beside} {{\n{block}\n}} }}")
        if lines:
            self._send_update(f"MOVE SILENT GRAPH {beside} TO GRAPH {name}")
        else:
            self._send_update(f"DROP SILENT GRAPH {name}")

    def _send_update(self, text: str) -> None:
        last: StatusError | None = None
        for address in self._update:
            wrapper = self._wrapper(text, "INSERT")
            wrapper.updateEndpoint = address
            try:
                reply = self._wire.send(wrapper._createRequest())
            except StatusError as error:
                if error.status not in _NOT_HERE:
                    raise
                last = last if last is not None and last.status in (401, 403) else error
            else:
                if reply.media_type in _PAGES and len(self._update) > 1:
                    self._pages = address
                    continue
                self._update = (address,)
                return
        raise last or RemoteError("this server takes no updates", where=self.name, hint=self._advice())

    def _holds(self, name: NamedNode, triples: pyoxigraph.Store) -> bool:
        try:
            there = pyoxigraph.Store()
            there.bulk_extend(Quad(*q.triple) for q in self.graph(name))
        except RemoteError:
            return False
        return set(there) == set(triples)

    def close(self) -> None:
        """See `Store.close`; there is nothing to let go of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _siblings(query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for end, updates, graphs in _SIBLINGS:
        if end.search(query):
            return (
                tuple(end.sub(update, query) for update in updates),
                tuple(end.sub(graph, query) for graph in graphs),
            )
    return (query, f"{query}/update"), (f"{query}/store", f"{query}/data")
