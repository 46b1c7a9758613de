"""Manages a store's folder: writes a new generation next to the old one, verifies it, and replaces the old one.

It looks like this::

    manifest.json       which generation is the current one, its counts, its hash, a checksum for each file
    store-{16 hex}/     a generation: an Oxigraph (RocksDB) folder, named by its content's hash, never changed
        private.nq      the quads of the private graph, which its owner alone may read
    lock                who writes just now, and what is in the making
    store.tmp-*         a generation in the making, or what a killed run left: removed by the next

A publisher builds beside, verifies, and renames the manifest: a reader has the old generation or the new one,
never half of either. The previous generation stays until the next swap, so that a reader who has just read
the old manifest still finds it. Nothing is ever removed but generations that the manifest names and what an earlier
run noted in the lock as its own. Opening takes 8 ms for 40,000 quads, where loading a file of them takes 30 ms.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import pyoxigraph
from pyoxigraph import Dataset, DefaultGraph, NamedNode, Quad, RdfFormat

from ..errors import OutputError, StoreError
from ..files import checksum, holder_now, lock, output_error, room, umask, writing
from ..privacy import guard
from ..vocabulary import graph_kind, is_public

__all__ = [
    "PRIVATE_FILE", "Manifest", "checksums", "contents", "counted", "fill", "free_name", "holding", "link_tree", "merged", "opened",
    "publish", "published", "read_manifest", "refuse_foreign", "write_manifest",
]  # fmt: skip

_FORMAT = "lpipgraph store 3"
_REBUILD = "make it again with lpipgraph build, or load it again with lpipgraph load"
_UNCHANGED = "the store is as it was"
#: Beside the data of a generation: the quads that others than the owner must not read.
PRIVATE_FILE = "private.nq"
#: Up to here every file's checksum is verified at each open (2 ms a megabyte); beyond, sizes alone.
_CHECKSUM_LIMIT = 64_000_000
#: RocksDB's own notes and lock, which are no data.
_NOT_DATA = ("LOG", "LOCK")
#: What generations are called, in the making and made.
_GENERATION = re.compile(r"store\.tmp-\w+|store-[0-9a-f]{16}")
#: What RocksDB writes: a folder in the making that holds anything else is not ours.
_ROCKS = re.compile(
    r"(?:bulk-)?[\w-]+\.(?:sst|log|dbtmp|blob)|CURRENT|IDENTITY|LOCK|(?:MANIFEST|OPTIONS)-\d+|LOG(?:\.old\.\d+)?"
)
#: The size of a store, as a multiple of its quads as text, and the least size of RocksDB.
_GROWTH, _LEAST = 3, 8_000_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder's current generation holds, and how to know that it is whole.

    `previous` is the generation before, which readers may still have open.
    """

    generation: str
    hash: str
    quads: int
    merged: int
    graphs: Mapping[str, int]
    files: Mapping[str, tuple[int, str]]
    previous: str | None = None


def contents(folder: Path) -> frozenset[str]:
    """The names of the entries in a folder that belong to a store, by its manifest; none if it has no manifest of ours."""
    try:
        manifest = read_manifest(folder)
    except StoreError:
        return frozenset()
    own = {manifest.generation, manifest.previous} - {None}
    return frozenset({"manifest.json", "lock", *(f"store-{name}" for name in own)})


def foreign(folder: Path, also: Collection[str] = ()) -> list[str]:
    """The names of entries in a store's folder that do not belong to the store and are not in `also`."""
    if not folder.is_dir():
        return []
    own = contents(folder) | {"manifest.json", "lock", *also}
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.name not in own and not _GENERATION.fullmatch(path.name) and not _is_left(path)
    )


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
    DataError
        If contact data stands in a graph that is not private.
    StoreError
        If the folder holds other things, or quads were lost on the way; the earlier store stays.
    OutputError
        If the folder cannot be written, the disk is full, or another run writes there.
    """
    folder = Path(folder)
    refuse_foreign(folder)
    guard(dataset, left=_UNCHANGED)
    with holding(folder) as note:
        return published(dataset, folder, note)


def read_manifest(folder: Path | str) -> Manifest:
    """The manifest of a store's folder.

    Raises
    ------
    StoreError
        If there is no store, it may not be read, or its manifest is damaged.
    """
    path = Path(folder) / "manifest.json"
    try:
        content = path.read_bytes()
    except PermissionError as error:
        raise _forbidden(path) from error
    except OSError as error:
        if Path(folder).is_dir() and any(Path(folder).iterdir()):
            what = "this folder holds no store of lpipgraph"
        else:
            what = f"no store is here ({error.strerror})"
        raise StoreError(what, where=folder, hint=_REBUILD) from error
    try:
        data = json.loads(content)
        if (form := data.pop("format")) != _FORMAT:
            raise StoreError(
                f"the store has the form of another version of lpipgraph ({form}, not {_FORMAT})",
                where=path,
                hint="make it again with lpipgraph build, or load its graphs into a new folder",
            )
        if data.pop("seal") != _seal(data):
            raise StoreError("the store's manifest is damaged: it has changed", where=path, hint=_REBUILD)
        data["files"] = {name: (int(size), str(digest)) for name, (size, digest) in data["files"].items()}
        manifest = Manifest(**data)
        if not manifest.generation.isalnum() or not (manifest.previous or "0").isalnum():
            raise StoreError("the store's manifest is damaged", where=path, hint=_REBUILD)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(f"the store's manifest is damaged ({error})", where=path, hint=_REBUILD) from error
    return manifest


def _forbidden(path: Path) -> StoreError:
    return StoreError(
        "this may not be read (permission denied)",
        where=path,
        hint="ask its owner, or change its permissions",
    )


def _seal(content: Mapping[str, object]) -> str:
    """A checksum over a manifest, so that its own counts can be trusted without counting."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _generation(folder: Path, name: str) -> Path:
    return folder / f"store-{name}"


def fill(store: pyoxigraph.Store, dataset: Dataset) -> None:
    """The quads into an empty store, with the merged copy of the public graphs as its default graph."""
    _refuse_loose(dataset)
    store.bulk_extend(dataset)
    store.bulk_extend(merged(store))


def _refuse_loose(dataset: Dataset) -> None:
    loose = sum(1 for _ in dataset.quads_for_graph_name(DefaultGraph()))
    if loose:
        raise StoreError(
            f"{loose} triples are not in a named graph",
            hint="the default graph is computed from the public graphs; name a graph for them",
        )


def merged(store: pyoxigraph.Store) -> Iterator[Quad]:
    """The triples of the public graphs, for the default graph."""
    for graph in list(store.named_graphs()):
        if isinstance(graph, NamedNode) and is_public(graph):
            for quad in store.quads_for_pattern(None, None, None, graph):
                yield Quad(quad.subject, quad.predicate, quad.object)


def counted(store: pyoxigraph.Store) -> dict[str, int]:
    """Graph → its triples, sorted."""
    found = store.query("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return dict(sorted((row["g"].value, int(row["n"].value)) for row in found))


def published(dataset: Dataset, folder: Path, note: Callable[..., None]) -> Manifest:
    """`publish` for who holds the folder already (see `holding`)."""
    _refuse_loose(dataset)
    lines, public, sizes = _lines(dataset)
    digest = sha256(b"\n".join(lines)).hexdigest()
    before = _manifest_of(folder)
    if before is not None and before.hash == digest and _whole(folder, before):
        return before
    private = [line for line in lines if _is_private(line)]
    content = b"\n".join([*(line for line in lines if not _is_private(line)), *public, b""])
    need = _GROWTH * len(content) + _LEAST
    room(folder, need)
    temporary = Path(tempfile.mkdtemp(prefix="store.tmp-", dir=folder))
    try:
        note(temporary.name)
        store = pyoxigraph.Store(str(temporary))
        # bytes are read and written outside Python's lock, so that others may work meanwhile
        store.bulk_load(content, format=RdfFormat.N_QUADS)
        store.flush()
        del store
        _verify(dataset, temporary, sizes, len(public))
        if private:
            with writing(temporary / PRIVATE_FILE, private=True) as stream:
                stream.write(b"\n".join([*private, b""]))
        temporary.chmod(0o777 & ~umask())
        name = free_name(folder, digest)
        manifest = Manifest(
            name, digest, sum(sizes.values()), len(public), sizes, checksums(temporary),
            None if before is None else before.generation,
        )  # fmt: skip
        note(temporary.name, _generation(folder, name).name)
        temporary.rename(_generation(folder, name))
        write_manifest(folder, manifest)
    except OSError as error:
        raise output_error(error, folder, need=need) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    if before is not None and before.previous not in (None, name, before.generation):
        shutil.rmtree(_generation(folder, str(before.previous)), ignore_errors=True)
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """A manifest in the place of the one before, in one step."""
    stated = asdict(manifest)
    stated |= {"seal": _seal(stated), "format": _FORMAT}
    with writing(folder / "manifest.json") as stream:
        stream.write(json.dumps(stated, indent=1, sort_keys=True).encode() + b"\n")


def link_tree(before: Path, place: Path) -> None:
    """A folder's files in another folder, without copying what they hold where the file system can."""
    place.mkdir(exist_ok=True)
    for path in before.iterdir():
        try:
            (place / path.name).hardlink_to(path)
        except OSError:
            shutil.copy2(path, place / path.name)


def free_name(folder: Path, digest: str) -> str:
    """The name of a generation from its content's hash; another part of the hash if the name is in use."""
    names = (digest[at : at + 16] for at in range(len(digest) - 16))
    return next(name for name in names if not _generation(folder, name).exists())


def _is_private(line: bytes) -> bool:
    """Whether a line of N-Quads is one of the private graph."""
    return line.endswith(b"private> .") and graph_kind(line.rsplit(b" ", 2)[1][1:-1].decode()) == "private"


def _verify(dataset: Dataset, generation: Path, sizes: Mapping[str, int], public: int) -> None:
    """A store that was written holds what it should."""
    again = pyoxigraph.Store.read_only(str(generation))
    found = counted(again), _size(again)
    del again
    wanted = {name: n for name, n in sizes.items() if graph_kind(name) != "private"}
    if found == (wanted, public):
        return
    # Oxigraph takes two spellings of one value for one: count as it does before crying loss
    expected = pyoxigraph.Store()
    fill(
        expected,
        Dataset(
            q
            for q in dataset
            if not (isinstance(q.graph_name, NamedNode) and graph_kind(q.graph_name) == "private")
        ),
    )
    if found != (counted(expected), _size(expected)):
        raise StoreError(
            "quads were lost while the store was written", where=generation.parent, hint=_REBUILD
        )


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
    found: set[bytes] = set()
    for graph, triples in by_graph.items():
        if is_public(graph[1:-1].decode()):
            found.update(triples)
    return lines, sorted(triple + b" ." for triple in found), dict(sorted(sizes.items()))


def _size(store: pyoxigraph.Store) -> int:
    """Triples in the default graph."""
    found = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return int(next(iter(found))["n"].value)


def _manifest_of(folder: Path) -> Manifest | None:
    """The manifest; None if it is missing or damaged, and so must be rewritten."""
    try:
        return read_manifest(folder)
    except StoreError:
        return None


def _whole(folder: Path, manifest: Manifest) -> bool:
    try:
        opened(folder, manifest)
    except StoreError:
        return False
    return True


def checksums(
    generation: Path, linked: Path | None = None, known: Mapping[str, tuple[int, str]] | None = None
) -> dict[str, tuple[int, str]]:
    """Size and checksum of each file; those that are links to the files of `linked` are `known`."""

    def of_file(path: Path) -> str:
        if linked is not None and known is not None and path.name in known:
            other = linked / path.name
            if other.exists() and other.stat().st_ino == path.stat().st_ino:
                return known[path.name][1]
        return checksum(path)

    return {
        path.name: (path.stat().st_size, of_file(path))
        for path in sorted(generation.iterdir())
        if not path.name.startswith(_NOT_DATA)
    }


def opened(folder: Path, manifest: Manifest, *, hidden: bool = False) -> pyoxigraph.Store:
    """The current generation, checked against its manifest; with `hidden` in memory, together with what is private.

    Raises
    ------
    StoreError
        If a file is missing, has changed or may not be read.
    """
    generation = _generation(folder, manifest.generation)
    small = sum(size for size, _ in manifest.files.values()) <= _CHECKSUM_LIMIT
    for name, (size, digest) in manifest.files.items():
        path = generation / name
        if name == PRIVATE_FILE and not hidden:
            continue  # its owner's alone to read
        try:
            whole = path.stat().st_size == size and (not small or checksum(path) == digest)
        except PermissionError as error:
            raise _forbidden(path) from error
        except OSError as error:
            raise StoreError(f"the store is damaged ({error.strerror})", where=path, hint=_REBUILD) from error
        if not whole:
            raise StoreError("the store is damaged: the file has changed", where=path, hint=_REBUILD)
    try:
        store = pyoxigraph.Store.read_only(str(generation))
        if hidden and PRIVATE_FILE in manifest.files:
            both = pyoxigraph.Store()
            both.bulk_extend(iter(store))
            both.bulk_load(path=str(generation / PRIVATE_FILE), format=RdfFormat.N_QUADS)
            return both
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, PermissionError) or "permission denied" in str(error).lower():
            raise _forbidden(generation) from error
        raise StoreError(f"the store is damaged ({error})", where=generation, hint=_REBUILD) from error
    return store


def refuse_foreign(folder: Path) -> None:
    """Refuses a folder that is not a store's and not empty.

    Raises
    ------
    StoreError, OutputError
        With what stands there.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError("this is a file", where=folder, hint="name a folder for the store")
    if not folder.exists():
        return
    try:
        path = folder / "manifest.json"
        if path.exists():
            if b'"lpipgraph store ' not in path.read_bytes() and not (folder / "lock").exists():
                raise StoreError(
                    "this folder's manifest.json is not a store's",
                    where=path,
                    hint="name a new or empty folder",
                )
            return
        others = [p.name for p in sorted(folder.iterdir()) if p.name != "lock" and not _is_left(p)]
    except OSError as error:
        raise output_error(error, folder) from error
    if others:
        raise StoreError(
            f"this folder holds other things ({others[0]})",
            where=folder,
            hint="name a new or empty folder for the store",
        )


def _is_left(path: Path) -> bool:
    """Whether a path is what a killed run left in the making, by all that is in it."""
    if path.name.startswith(".manifest.json.") and path.suffix == ".tmp":
        return path.is_file()
    inner = path.is_dir() and path.name.startswith("store.tmp-")
    return inner and all(
        p.is_file() and (_ROCKS.fullmatch(p.name) or p.name.endswith(PRIVATE_FILE)) for p in path.iterdir()
    )


@contextmanager
def holding(folder: Path) -> Iterator[Callable[..., None]]:
    """One writer at a time; the lock goes with its process, so a killed run leaves none.

    Gives a function that notes the names of what is in the making, for the next run to remove if this one is killed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise output_error(error, folder, need=_LEAST) from error
    with stream:
        try:
            lock(stream.fileno())
        except OSError as error:
            stream.seek(0)
            holder = stream.readline().strip() or "an unknown process"
            raise OutputError(
                f"another run is writing this store ({holder})",
                where=folder,
                hint="wait for it, or end that process",
            ) from error
        stream.seek(0)
        _remove_left(folder, stream.read().splitlines()[1:])
        holder = holder_now()

        def note(*names: str) -> None:
            stream.truncate(0)
            stream.write("\n".join((holder, *names)))
            stream.flush()

        note()
        try:
            yield note
        finally:
            stream.truncate(0)


def _remove_left(folder: Path, noted: list[str]) -> None:
    """Removes what killed runs left: what they noted as their own, if no manifest has come to name it, and half files."""
    manifest = _manifest_of(folder)
    kept = () if manifest is None else (f"store-{manifest.generation}", f"store-{manifest.previous}")
    for path in folder.iterdir():
        own = path.name in noted and _GENERATION.fullmatch(path.name)
        if (own and path.name not in kept) or _is_left(path):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
