"""Wraps Oxigraph in memory and in a folder (see `lpipgraph.store.generations`)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Dataset, DefaultGraph, NamedNode, Quad, RdfFormat

from ..errors import QueryRefused, StoreError, SyntaxProblem
from ..privacy import guard, is_hidden
from ..sparql import Stated, misread, stated
from ..store_protocol import Answer, Closing, Row
from ..vocabulary import BASE, PREFIXES, is_public
from .generations import (
    Manifest,
    counted,
    fill,
    holding,
    merged,
    opened,
    published,
    read_manifest,
    refuse_foreign,
)

__all__ = ["LocalStore", "load_into"]

#: The seconds for which a reader retries while publishers swap.
_PATIENCE = 5


class LocalStore(Closing):
    """A store in this process: in memory (can be changed) or opened read-only from a folder."""

    def __init__(
        self, store: pyoxigraph.Store, name: str, *, hidden: bool, manifest: Manifest | None
    ) -> None:
        self._store: pyoxigraph.Store | None = store
        self.name = name
        self.manifest = manifest
        self.hidden = hidden

    @staticmethod
    def of(dataset: Dataset, *, hidden: bool = False) -> LocalStore:
        """A store in memory that holds the quads of `dataset`."""
        store = pyoxigraph.Store()
        fill(store, dataset)
        return LocalStore(store, "memory", hidden=hidden, manifest=None)

    @staticmethod
    def at(folder: Path, *, hidden: bool = False) -> LocalStore:
        """The current generation of a folder, checked against its manifest."""
        ends = time.monotonic() + _PATIENCE
        while True:
            manifest = None
            try:
                manifest = read_manifest(folder)
                store = opened(folder, manifest, hidden=hidden)
                return LocalStore(store, str(folder), hidden=hidden, manifest=manifest)
            except StoreError:
                # a publisher may have swapped between the two lines; then the manifest is another now
                if not folder.exists() or time.monotonic() > ends or not _changes(folder, manifest):
                    raise

    def place(self) -> tuple[str, object, bool]:
        """The request with which another process opens the same store (see `lpipgraph.store.worker`)."""
        if self.manifest is not None:
            return "folder", self.name, self.hidden
        return "quads", pyoxigraph.serialize(self.quads(), format=RdfFormat.N_QUADS), self.hidden

    @property
    def _open(self) -> pyoxigraph.Store:
        if self._store is None:
            raise StoreError("the store is closed", where=self.name)
        return self._store

    def _query(
        self, query: str
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        try:
            graphs = stated(query)
            if self.hidden or graphs == Stated():
                return self._open.query(query, prefixes=dict(PREFIXES), base_iri=BASE)
            default, named = self._visible(graphs)
            return self._open.query(
                query, prefixes=dict(PREFIXES), base_iri=BASE, default_graph=default, named_graphs=named
            )
        except SyntaxError as error:
            raise misread(query, error) from error

    def found(
        self, query: str, default: Sequence[str] | None = None, named: Sequence[str] | None = None
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        """What a query finds, as the engine has it; the graphs that are named take the place of those of the query.

        Raises
        ------
        SyntaxError
            As the engine says it.
        """
        if not self.hidden and default is None and named is None:
            return self._query(query)
        graphs: dict[str, Any] = {}
        if default is not None or named is not None:
            graphs = {
                "default_graph": [NamedNode(name) for name in default or ()],
                "named_graphs": [NamedNode(name) for name in named or ()],
            }
        try:
            return self._open.query(query, base_iri=BASE, **graphs)
        except SyntaxError as error:
            # passing all prefixes with each query costs as much as a small query
            if "Prefix not found" not in str(error):
                raise
            return self._open.query(query, prefixes=dict(PREFIXES), base_iri=BASE, **graphs)

    def _visible(
        self, graphs: Stated
    ) -> tuple[DefaultGraph | list[NamedNode | BlankNode | DefaultGraph], list[NamedNode | BlankNode]]:
        """The default and the named graphs that a query states or may see, without the hidden ones."""
        seen = [g for g in self._open.named_graphs() if isinstance(g, NamedNode) and not is_hidden(g)]
        if not graphs.default and not graphs.named:
            return DefaultGraph(), list(seen)
        return [g for g in seen if g.value in graphs.default], [g for g in seen if g.value in graphs.named]

    def select(self, query: str, *, limit: int | None = None) -> Answer:
        """See `Store.select`."""
        found = self._query(query)
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise SyntaxProblem("this is not a SELECT query", where="query")
        columns = tuple(v.value for v in found.variables)
        rows: list[Row] = []
        for solution in found:
            if limit is not None and len(rows) == limit:
                return Answer(columns, tuple(rows), truncated=True)
            rows.append(tuple(solution))
        return Answer(columns, tuple(rows))

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        found = self._query(query)
        if not isinstance(found, pyoxigraph.QueryBoolean):
            raise SyntaxProblem("this is not an ASK query", where="query")
        return bool(found)

    def construct(self, query: str) -> Dataset:
        """See `Store.construct`."""
        return Dataset(self.triples(query))

    def triples(self, query: str, *, limit: int | None = None) -> Iterator[Quad]:
        """The triples of a CONSTRUCT or DESCRIBE query, as often as it makes them; more than `limit` are refused."""
        found = self._query(query)
        if not isinstance(found, pyoxigraph.QueryTriples):
            raise SyntaxProblem("this is not a CONSTRUCT or DESCRIBE query", where="query")
        for number, t in enumerate(found):
            if limit is not None and number >= limit:
                raise QueryRefused(
                    f"the query makes more than {limit:,} triples", where="query", hint="give it a LIMIT"
                )
            yield Quad(t.subject, t.predicate, t.object)

    def quads(self) -> Iterator[Quad]:
        """All quads, hidden or not: for a copy that is as careful as this store is."""
        return iter(self._open)

    def counts(self) -> dict[str, int]:
        """See `Store.counts`."""
        return {
            name: n
            for name, n in counted(self._open).items()
            if self.hidden or not is_hidden(NamedNode(name))
        }

    def graph(self, name: NamedNode) -> Dataset:
        """See `Store.graph`."""
        if not self.hidden and is_hidden(name):
            return Dataset()
        return Dataset(self._open.quads_for_pattern(None, None, None, name))

    def replace(self, name: NamedNode, triples: Dataset) -> int:
        """See `Store.replace`; a folder is replaced with `load`, and its readers keep the old content."""
        if self.manifest is not None:
            raise StoreError(
                "a store opened from a folder is read-only",
                where=self.name,
                hint="use lpipgraph load --at FOLDER",
            )
        store = self._open
        store.remove_graph(name)
        store.bulk_extend(Quad(q.subject, q.predicate, q.object, name) for q in triples)
        if is_public(name):
            store.clear_graph(DefaultGraph())
            store.bulk_extend(merged(store))
        return sum(1 for _ in store.quads_for_pattern(None, None, None, name))

    def close(self) -> None:
        """See `Store.close`."""
        self._store = None


def _changes(folder: Path, seen: Manifest | None) -> bool:
    """Whether a publisher is swapping: the manifest has changed a moment ago."""
    for _ in range(3):
        time.sleep(0.01)
        try:
            if read_manifest(folder) != seen:
                return True
        except StoreError:
            if seen is not None:
                return True
    return False


def load_into(dataset: Dataset, folder: Path) -> dict[str, int]:
    """See `lpipgraph.store.load`, for a folder."""
    refuse_foreign(folder)
    guard(dataset, left="the store is as it was")
    with holding(folder) as note:
        replaced = {q.graph_name for q in dataset}
        merged = Dataset(dataset)
        for quad in _others(folder, {name.value for name in replaced if isinstance(name, NamedNode)}):
            merged.add(quad)
        manifest = published(merged, folder, note)
    names = {name.value for name in replaced if isinstance(name, NamedNode)}
    return {name: n for name, n in manifest.graphs.items() if name in names}


def _others(folder: Path, replaced: set[str]) -> Iterator[Quad]:
    """The content of the other graphs of a folder; empty for a damaged store whose graphs are all replaced."""
    if not (folder / "manifest.json").exists():
        return
    try:
        with LocalStore.at(folder, hidden=True) as store:
            for name in store.counts():
                if name not in replaced:
                    yield from store.graph(NamedNode(name))
    except StoreError as error:
        if "damaged" not in error.what:
            raise
        lost = _graphs(folder) - replaced
        if lost:
            raise StoreError(
                f"{error.what}, and {len(lost)} of its graphs are not in what is loaded ({min(lost)})",
                where=error.where,
                hint="load all its graphs again at once, or remove the folder first",
            ) from error


def _graphs(folder: Path) -> set[str]:
    """The graphs that a folder's manifest names; none if it is damaged itself."""
    try:
        return set(read_manifest(folder).graphs)
    except StoreError:
        return set()
