"""Oxigraph in memory and in a folder that is swapped in whole.

A store's folder looks like this::

    manifest.json       which generation is the current one, its counts, its hash, a checksum for each file
    store-{16 hex}/     a generation: an Oxigraph (RocksDB) folder, named by its content's hash, never changed
    lock                who writes just now
    store.tmp-*         a generation in the making, or what a killed run left: removed by the next

A publisher builds beside, verifies, and renames the manifest: a reader has the old generation or the new one,
never half of either. The previous generation stays until the next swap, so that a reader who has just read
the old manifest still finds it. Opening takes 8 ms for 40,000 quads, where loading a file of them takes 30
ms.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph
from pyoxigraph import BlankNode, Dataset, DefaultGraph, NamedNode, Quad, RdfFormat

from ..answers import Answer, Row
from ..errors import OutputError, StoreError, SyntaxProblem
from ..files import output_error, writing
from ..privacy import guard, is_hidden
from ..sparql import Stated, stated
from ..vocabulary import BASE, is_public

__all__ = ["MERGED", "LocalStore", "Manifest", "load_into", "publish", "read_manifest"]

#: On a server: the graph with the merged copy of the public graphs, each triple once.
MERGED = NamedNode(BASE + "graph/public")

_FORMAT = "lpipgraph store 1"
_UNCHANGED = "the store is as it was"
_REBUILD = "make it again with lpipgraph build"
#: Up to here every file's checksum is verified at each open (2 ms a megabyte); beyond, sizes alone.
_CHECKSUM_LIMIT = 64_000_000
#: RocksDB's own notes and lock, which are no data.
_NOT_DATA = ("LOG", "LOCK")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder's current generation holds, and how to know that it is whole."""

    generation: str
    hash: str
    quads: int
    merged: int
    graphs: Mapping[str, int]
    files: Mapping[str, tuple[int, str]]


class LocalStore:
    """A store in this process: in memory (can be changed) or opened read-only from a folder."""

    def __init__(
        self, store: pyoxigraph.Store, name: str, *, hidden: bool, manifest: Manifest | None
    ) -> None:
        self._store: pyoxigraph.Store | None = store
        self.name = name
        self.manifest = manifest
        self._hidden = hidden

    @staticmethod
    def of(dataset: Dataset, *, hidden: bool = False) -> LocalStore:
        """A store in memory that holds the quads of `dataset`."""
        store = pyoxigraph.Store()
        _fill(store, dataset)
        return LocalStore(store, "memory", hidden=hidden, manifest=None)

    @staticmethod
    def at(folder: Path, *, hidden: bool = False) -> LocalStore:
        """The current generation of a folder, checked against its manifest."""
        for attempt in range(3):
            manifest = read_manifest(folder)
            try:
                store = _opened(folder, manifest)
                break
            except StoreError:
                # A publisher may have swapped twice between the two lines; then the manifest has changed.
                if attempt == 2 or read_manifest(folder) == manifest:
                    raise
        return LocalStore(store, str(folder), hidden=hidden, manifest=manifest)

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
            if self._hidden or graphs == Stated():
                return self._open.query(query)
            default, named = self._visible(graphs)
            return self._open.query(query, default_graph=default, named_graphs=named)
        except SyntaxError as error:
            raise SyntaxProblem(f"the query does not parse: {error}", where="query") from error

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
            raise SyntaxProblem("this is no SELECT query", where="query")
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
            raise SyntaxProblem("this is no ASK query", where="query")
        return bool(found)

    def construct(self, query: str) -> Dataset:
        """See `Store.construct`."""
        found = self._query(query)
        if not isinstance(found, pyoxigraph.QueryTriples):
            raise SyntaxProblem("this is no CONSTRUCT or DESCRIBE query", where="query")
        return Dataset(Quad(t.subject, t.predicate, t.object) for t in found)

    def counts(self) -> dict[str, int]:
        """See `Store.counts`."""
        return {
            name: n
            for name, n in _counts(self._open).items()
            if self._hidden or not is_hidden(NamedNode(name))
        }

    def graph(self, name: NamedNode) -> Dataset:
        """See `Store.graph`."""
        if not self._hidden and is_hidden(name):
            return Dataset()
        return Dataset(self._open.quads_for_pattern(None, None, None, name))

    def replace(self, name: NamedNode, triples: Dataset) -> int:
        """See `Store.replace`; a folder is replaced with `load` and stays as it is for its readers."""
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
            store.bulk_extend(_merged(store))
        return sum(1 for _ in store.quads_for_pattern(None, None, None, name))

    def close(self) -> None:
        """See `Store.close`."""
        self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def publish(dataset: Dataset, folder: Path | str) -> Manifest:
    """Makes a folder's store hold exactly the quads of `dataset`, in one swap.

    Parameters
    ----------
    dataset
        Quads in named graphs.
    folder
        A new or empty folder, or one that `publish` wrote.

    Returns
    -------
    Manifest
        What is there now. The same quads again change nothing.

    Raises
    ------
    StoreError
        If the folder holds other things, or quads were lost on the way; the earlier store stays.
    OutputError
        If the folder cannot be written, the disk is full, or another run writes there.
    """
    folder = Path(folder)
    _refuse_foreign(folder)
    guard(dataset, left=_UNCHANGED)
    with _locked(folder):
        return _publish(dataset, folder)


def load_into(dataset: Dataset, folder: Path) -> dict[str, int]:
    """See `lpipgraph.store.load`, for a folder."""
    _refuse_foreign(folder)
    guard(dataset, left=_UNCHANGED)
    with _locked(folder):
        replaced = {q.graph_name for q in dataset}
        merged = Dataset(dataset)
        if (folder / "manifest.json").exists():
            with LocalStore.at(folder, hidden=True) as store:
                for name in map(NamedNode, store.counts()):
                    if name not in replaced:
                        for quad in store.graph(name):
                            merged.add(quad)
        manifest = _publish(merged, folder)
    names = {name.value for name in replaced if isinstance(name, NamedNode)}
    return {name: n for name, n in manifest.graphs.items() if name in names}


def read_manifest(folder: Path | str) -> Manifest:
    """The manifest of a store's folder.

    Raises
    ------
    StoreError
        If there is no store, or its manifest is damaged.
    """
    path = Path(folder) / "manifest.json"
    try:
        content = path.read_bytes()
    except OSError as error:
        if Path(folder).is_dir() and any(Path(folder).iterdir()):
            what = "this folder holds no store of lpipgraph"
        else:
            what = f"no store is here ({error.strerror})"
        raise StoreError(what, where=folder, hint=_REBUILD) from error
    try:
        data = json.loads(content)
        if data.pop("format") != _FORMAT:
            raise StoreError("another format than this version's", where=path, hint=_REBUILD)
        if data.pop("seal") != _seal(data):
            raise StoreError("the store's manifest is damaged: it has changed", where=path, hint=_REBUILD)
        data["files"] = {name: (int(size), str(digest)) for name, (size, digest) in data["files"].items()}
        manifest = Manifest(**data)
        if not manifest.generation.isalnum():
            raise StoreError("the store's manifest is damaged", where=path, hint=_REBUILD)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"the store's manifest is damaged ({error})", where=path, hint=_REBUILD) from error
    return manifest


def _seal(content: Mapping[str, object]) -> str:
    """A checksum over a manifest, so that its own counts can be trusted without counting."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _generation(folder: Path, manifest: Manifest) -> Path:
    return folder / f"store-{manifest.generation}"


def _fill(store: pyoxigraph.Store, dataset: Dataset) -> None:
    _refuse_loose(dataset)
    store.bulk_extend(dataset)
    store.bulk_extend(_merged(store))


def _refuse_loose(dataset: Dataset) -> None:
    loose = sum(1 for _ in dataset.quads_for_graph_name(DefaultGraph()))
    if loose:
        raise StoreError(
            f"{loose} triples stand in no named graph",
            hint="the default graph is computed from the public graphs; name a graph for them",
        )


def _merged(store: pyoxigraph.Store) -> Iterator[Quad]:
    for graph in list(store.named_graphs()):
        if isinstance(graph, NamedNode) and is_public(graph):
            for quad in store.quads_for_pattern(None, None, None, graph):
                yield Quad(quad.subject, quad.predicate, quad.object)


def _counts(store: pyoxigraph.Store) -> dict[str, int]:
    found = store.query("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return dict(sorted((row["g"].value, int(row["n"].value)) for row in found))


def _publish(dataset: Dataset, folder: Path) -> Manifest:
    _refuse_loose(dataset)
    lines, merged, sizes = _lines(dataset)
    digest = sha256(b"\n".join(lines)).hexdigest()
    current = _current(folder, digest)
    if current is not None:
        _tidy(folder, keep={current.generation})
        return current
    try:
        _tidy(folder, keep=None)
        temporary = Path(tempfile.mkdtemp(prefix="store.tmp-", dir=folder))
        try:
            store = pyoxigraph.Store(str(temporary))
            # bytes are read and written outside Python's lock, so that others may work meanwhile
            store.bulk_load(b"\n".join([*lines, *merged, b""]), format=RdfFormat.N_QUADS)
            store.flush()
            del store
            again = pyoxigraph.Store.read_only(str(temporary))
            counts, public = _counts(again), _size(again)
            del again
            if (counts, public) != (sizes, len(merged)):
                # Oxigraph takes two spellings of one value for one: count as it does before crying loss
                expected = pyoxigraph.Store()
                _fill(expected, dataset)
                if (counts, public) != (_counts(expected), _size(expected)):
                    raise StoreError(
                        "quads were lost while the store was written", where=folder, hint=_REBUILD
                    )
            manifest = Manifest(
                digest[:16], digest, sum(counts.values()), public, counts, _checksums(temporary)
            )
            target = _generation(folder, manifest)
            if target.exists():
                shutil.rmtree(target)
            previous = _current_generation(folder)
            temporary.rename(target)
            with writing(folder / "manifest.json") as stream:
                content = asdict(manifest)
                content |= {"seal": _seal(content), "format": _FORMAT}
                stream.write(json.dumps(content, indent=1, sort_keys=True).encode() + b"\n")
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        _tidy(folder, keep={manifest.generation, previous})
    except OSError as error:
        raise _write_error(error, folder) from error
    return manifest


def _lines(dataset: Dataset) -> tuple[list[bytes], list[bytes], dict[str, int]]:
    """The quads, the triples of the public graphs (each once, all sorted), and the size of each graph."""
    content = pyoxigraph.serialize(dataset, format=RdfFormat.N_QUADS)
    assert content is not None
    lines = sorted(content.splitlines())
    by_graph: dict[bytes, list[bytes]] = {}
    for line in lines:
        triple, graph = line[:-2].rsplit(b" ", 1)  # no IRI holds a space
        by_graph.setdefault(graph, []).append(triple)
    sizes = {graph[1:-1].decode(): len(triples) for graph, triples in by_graph.items()}
    merged: set[bytes] = set()
    for graph, triples in by_graph.items():
        if is_public(graph[1:-1].decode()):
            merged.update(triples)
    return lines, sorted(triple + b" ." for triple in merged), dict(sorted(sizes.items()))


def _size(store: pyoxigraph.Store) -> int:
    """Triples in the default graph."""
    found = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return int(next(iter(found))["n"].value)


def _current(folder: Path, digest: str) -> Manifest | None:
    """The manifest of the folder if it holds that content, whole."""
    try:
        manifest = read_manifest(folder)
        if manifest.hash == digest:
            _opened(folder, manifest)
            return manifest
    except StoreError:
        pass  # damaged or not there: it is written anew
    return None


def _current_generation(folder: Path) -> str | None:
    try:
        return read_manifest(folder).generation
    except StoreError:
        return None


def _tidy(folder: Path, *, keep: set[str | None] | None) -> None:
    """Removes what killed runs left; with `keep`, all generations but those, too."""
    for path in folder.iterdir():
        stale = path.name.startswith("store.tmp-") or (
            path.name.startswith(".manifest.json.") and path.suffix == ".tmp"
        )
        old = keep is not None and path.name.startswith("store-") and path.name[6:] not in keep
        if stale or old:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _checksums(generation: Path) -> dict[str, tuple[int, str]]:
    return {
        path.name: (path.stat().st_size, _checksum(path))
        for path in sorted(generation.iterdir())
        if not path.name.startswith(_NOT_DATA)
    }


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        digest = sha256()
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _opened(folder: Path, manifest: Manifest) -> pyoxigraph.Store:
    generation = _generation(folder, manifest)
    small = sum(size for size, _ in manifest.files.values()) <= _CHECKSUM_LIMIT
    for name, (size, digest) in manifest.files.items():
        path = generation / name
        try:
            whole = path.stat().st_size == size and (not small or _checksum(path) == digest)
        except OSError as error:
            raise StoreError(f"the store is damaged ({error.strerror})", where=path, hint=_REBUILD) from error
        if not whole:
            raise StoreError("the store is damaged: the file has changed", where=path, hint=_REBUILD)
    try:
        return pyoxigraph.Store.read_only(str(generation))
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"the store is damaged ({error})", where=generation, hint=_REBUILD) from error


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError("this is a file", where=folder, hint="name a folder for the store")
    if not folder.exists() or (folder / "manifest.json").exists():
        if folder.exists():
            _refuse_foreign_manifest(folder)
        return
    others = [
        p.name
        for p in sorted(folder.iterdir())
        if p.name != "lock" and not p.name.startswith(("store", ".manifest"))
    ]
    if others:
        raise StoreError(
            f"this folder holds other things ({others[0]})",
            where=folder,
            hint="name a new or empty folder for the store",
        )


def _refuse_foreign_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    if _FORMAT.encode() not in path.read_bytes() and not any(folder.glob("store-*")):
        raise StoreError(
            "this folder's manifest.json is not a store's", where=path, hint="name a new or empty folder"
        )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time; the lock goes with its process, so a killed run leaves none."""
    import fcntl

    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise _write_error(error, folder) from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            stream.seek(0)
            holder = stream.read().strip() or "an unknown process"
            raise OutputError(
                f"another run is writing this store ({holder})",
                where=folder,
                hint="wait for it, or end that process",
            ) from error
        stream.truncate(0)
        stream.write(f"process {os.getpid()} since {datetime.now().astimezone():%H:%M:%S}")
        stream.flush()
        try:
            yield
        finally:
            stream.truncate(0)


def _write_error(error: OSError, folder: Path) -> OutputError:
    if "no space left" in str(error).lower():
        return OutputError(
            "no space left on the disk",
            where=folder,
            hint="free some space and run again; the earlier store stays",
        )
    return output_error(error, folder)
