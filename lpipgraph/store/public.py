"""Makes the public store: a copy without the private graph and the candidates, the only one that a server opens.

`GRAPH` reaches every graph of a store. A filter on queries could be bypassed; missing data cannot. Therefore
the copy omits the hidden graphs, and a store that holds one is refused.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad

from ..errors import StoreError
from ..files import output_error, umask
from ..privacy import guard, is_hidden
from .generations import (
    Manifest,
    checksums,
    counted,
    free_name,
    holding,
    opened,
    read_manifest,
    refuse_foreign,
    write_manifest,
)
from .local import LocalStore

__all__ = ["PublicStore", "open_public", "publish_public"]

_CHUNK = 50_000


class PublicStore(LocalStore):
    """One generation of a public store: it has no hidden graphs, and another process opens the same one, not the newest."""

    def __init__(self, store: pyoxigraph.Store, generation: Path, manifest: Manifest) -> None:
        super().__init__(store, str(generation), hidden=True, manifest=manifest)

    def place(self) -> tuple[str, object, bool]:
        """See `LocalStore.place`."""
        return "generation", self.name, True

    @property
    def engine(self) -> pyoxigraph.Store:
        """The engine itself, for look-ups that need no query."""
        return self._open


def publish_public(source: Path, place: Path) -> Manifest:
    """Makes `place` hold the public part of a store, in one swap.

    Parameters
    ----------
    source
        A store's folder.
    place
        A new or empty folder, or one that this function wrote.

    Returns
    -------
    Manifest
        The manifest of the copy; its `hash` identifies the build. The same build again changes nothing.

    Raises
    ------
    StoreError
        If there is no store, or it is damaged.
    DataError
        If contact data is in a public graph.
    OutputError
        If the place cannot be written, or another process writes there.
    """
    of_source = read_manifest(source)
    digest = sha256(f"public {of_source.hash}".encode()).hexdigest()
    if (before := _manifest_of(place)) is not None and before.hash == digest:
        return before
    refuse_foreign(place)
    with holding(place) as note:
        before = _manifest_of(place)
        if before is not None and before.hash == digest:
            return before
        return _published(source, of_source, place, digest, before, note)


def open_public(place: Path) -> PublicStore:
    """The current generation of a public store.

    Raises
    ------
    StoreError
        If there is none, it is damaged, or it holds a graph that is not public.
    """
    manifest = read_manifest(place)
    store = opened(place, manifest)
    for graph in store.named_graphs():
        if is_hidden(graph):
            raise StoreError(
                "this store holds what is not public: it is not served",
                where=place,
                hint="name the folder of a build; a public copy is made of it",
            )
    return PublicStore(store, place / f"store-{manifest.generation}", manifest)


def _published(
    source: Path, of_source: Manifest, place: Path, digest: str, before: Manifest | None, note: object
) -> Manifest:
    assert callable(note)
    store = opened(source, of_source)
    temporary = Path(tempfile.mkdtemp(prefix="store.tmp-", dir=place))
    try:
        note(temporary.name)
        copy = pyoxigraph.Store(str(temporary))
        copy.bulk_extend(_public(store))
        copy.flush()
        del copy
        again = pyoxigraph.Store.read_only(str(temporary))
        graphs = counted(again)
        del again
        if graphs != {name: n for name, n in counted(store).items() if not is_hidden(NamedNode(name))}:
            raise StoreError("quads were lost while the public store was written", where=place)
        temporary.chmod(0o777 & ~umask())
        name = free_name(place, digest)
        manifest = replace(
            of_source, generation=name, hash=digest, quads=sum(graphs.values()), graphs=graphs,
            files=checksums(temporary), previous=None if before is None else before.generation,
        )  # fmt: skip
        note(temporary.name, f"store-{name}")
        temporary.rename(place / f"store-{name}")
        write_manifest(place, manifest)
    except OSError as error:
        raise output_error(error, place) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    if before is not None and before.previous not in (None, name, before.generation):
        shutil.rmtree(place / f"store-{before.previous}", ignore_errors=True)
    return manifest


def _public(store: pyoxigraph.Store) -> Iterator[Quad]:
    """The quads of the public graphs, checked once more; with the merged copy."""
    yield from store.quads_for_pattern(None, None, None, DefaultGraph())
    for graph in store.named_graphs():
        if is_hidden(graph):
            continue
        part: list[Quad] = []
        for quad in store.quads_for_pattern(None, None, None, graph):
            part.append(quad)
            if len(part) == _CHUNK:
                guard(part, left="nothing is served")
                yield from part
                part = []
        guard(part, left="nothing is served")
        yield from part


def _manifest_of(place: Path) -> Manifest | None:
    try:
        return read_manifest(place)
    except StoreError:
        return None
