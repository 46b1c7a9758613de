"""Updates a store graph by graph, at the cost of what has changed.

Beside the named graphs it holds one merged copy of the public ones, its default graph: a triple is there as long as one
of them says it. And it counts what a catalogue tells: each triple of the graphs of facts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from ..errors import StoreError
from ..files import output_error, reach, umask, writing
from ..vocabulary import RDF, graph_kind, is_public
from .generations import (
    PRIVATE_FILE,
    Manifest,
    checksums,
    free_name,
    link_tree,
    read_manifest,
    write_manifest,
)

__all__ = ["Counts", "Generation", "LostError", "Patch", "parted"]

#: The graphs whose classes and properties are counted: what there is to ask about.
CONTENT = ("issue", "derived", "vocabulary", "authority")
#: Data is collected up to this size in bytes before it is loaded, because each load creates files.
_WAITING = 5_000_000
#: The number of loads after which RocksDB's files are merged.
_OPTIMISE = 30
#: Properties that only the evidence of an issue uses: no other public graph has such a triple.
_OWN = ("claim", "naming", "segment")


@dataclass
class Counts:
    """Class → its members, property → its triples, each triple once; and the triples of the default graph."""

    members: Counter[str] = field(default_factory=Counter)
    uses: Counter[str] = field(default_factory=Counter)
    merged: int = 0

    @staticmethod
    def of(kept: Mapping[str, Mapping[str, int]]) -> Counts:
        """As `kept` has them."""
        return Counts(
            Counter(kept.get("members", {})), Counter(kept.get("uses", {})), kept.get("whole", {}).get("merged", 0)
        )  # fmt: skip

    def kept(self) -> dict[str, dict[str, int]]:
        """In order, without what is no more."""
        return {
            "members": {name: n for name, n in sorted(self.members.items()) if n},
            "uses": {name: n for name, n in sorted(self.uses.items()) if n},
            "whole": {"merged": self.merged},
        }

    def _count(self, quad: Quad, by: int) -> None:
        self.uses[quad.predicate.value] += by
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            self.members[quad.object.value] += by

    def came(self, quad: Quad) -> None:
        """One more triple."""
        self._count(quad, 1)

    def went(self, quad: Quad) -> None:
        """One triple less."""
        self._count(quad, -1)


class Patch:
    """Changes to a store that is not in use yet.

    Parameters
    ----------
    place
        The store's folder; in memory if None.
    counts
        What it counts; changed in place.

    Attributes
    ----------
    net
        What went and came, if `follows`.
    """

    def __init__(self, place: Path | None, counts: Counts) -> None:
        self.place = place
        self._opened: pyoxigraph.Store | None = None
        self.counts = counts
        #: Triples of the default graph that went or came: 1 came, -1 went, 0 both.
        self.net: Counter[Triple] = Counter()
        self.follows = True
        self._kinds: dict[str, str | None] = {}
        self._loads = 0
        self._texts: list[bytes] = []
        self._size = 0
        #: What waits and may be said elsewhere, too.
        self._waiting = pyoxigraph.Store()
        #: The graphs that have lines which wait.
        self._growing: set[str] = set()

    @property
    def store(self) -> pyoxigraph.Store:
        """The store, with all that was added."""
        self._load()
        return self._store

    @property
    def _store(self) -> pyoxigraph.Store:
        if self._opened is None:
            self._opened = pyoxigraph.Store() if self.place is None else pyoxigraph.Store(str(self.place))
        return self._opened

    def rest(self) -> None:
        """Writes everything to the folder and closes it, so that others can open it."""
        self.store.flush()
        if self.place is not None:
            self._opened = None

    def replace(self, graph: str, before: bytes, after: bytes) -> None:
        """Replaces a graph's lines; both are sorted N-Quads."""
        old, new = set(before.splitlines(keepends=True)), set(after.splitlines(keepends=True))
        self.change(graph, sorted(old - new), sorted(new - old))

    def change(self, graph: str, gone: Iterable[bytes], came: Iterable[bytes]) -> None:
        """Takes lines out of a graph, and adds others."""
        self._remove(graph, b"".join(gone))
        self._add(graph, b"".join(came))

    def _kind(self, graph: str) -> str | None:
        if graph not in self._kinds:
            self._kinds[graph] = graph_kind(graph)
        return self._kinds[graph]

    def _said(self, quad: Quad) -> tuple[bool, bool]:
        """Whether a public graph says a triple, and whether one of those that are counted does."""
        public = counted = False
        for store in (self._store, self._waiting):
            for other in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None):
                name = other.graph_name
                if isinstance(name, NamedNode):
                    public = public or is_public(name)
                    counted = counted or self._kind(name.value) in CONTENT
                if public and counted:
                    return True, True  # what stands in all issues is looked up in one
        return public, counted

    def _remove(self, graph: str, lines: bytes) -> None:
        if not lines:
            return
        if graph in self._growing:  # else nothing that goes is among what waits
            self._load()
        public = is_public(graph)
        counts = self._kind(graph) in CONTENT
        own, others = parted(graph, lines)
        for alone, text in ((True, own), (False, others)):
            for quad in parse(text, format=RdfFormat.N_QUADS):
                self._store.remove(quad)
                if not public:
                    continue
                still, counted = (False, False) if alone else self._said(quad)
                if not still:
                    self._store.remove(_merged(quad))
                    self.counts.merged -= 1
                    if self.follows:
                        self.net[quad.triple] -= 1
                if counts and not counted:
                    self.counts.went(quad)

    def _add(self, graph: str, lines: bytes) -> None:
        if not lines:
            return
        self._texts.append(lines)
        self._growing.add(graph)
        if is_public(graph):
            own, others = parted(graph, lines)
            self.counts.merged += own.count(b"\n")
            if self.follows:
                for quad in parse(own, format=RdfFormat.N_QUADS):
                    self.net[quad.triple] += 1
            counts = self._kind(graph) in CONTENT
            for quad in parse(others, format=RdfFormat.N_QUADS):
                merged = _merged(quad)
                if merged not in self._waiting and merged not in self._store:
                    self.counts.merged += 1
                    if self.follows:
                        self.net[quad.triple] += 1
                    if counts:
                        self.counts.came(quad)
                elif counts and not self._said(quad)[1]:
                    self.counts.came(quad)
                self._waiting.add(merged)
                self._waiting.add(quad)
            end = f" <{graph}> .\n".encode()
            self._texts.append(lines.replace(end, b" .\n"))
        self._size += len(lines)
        if self._size > _WAITING:
            self._load()

    def _load(self) -> None:
        """Loads what waits."""
        if not self._texts:
            return
        self._store.bulk_load(b"".join(self._texts), format=RdfFormat.N_QUADS)
        self._texts, self._size, self._waiting = [], 0, pyoxigraph.Store()
        self._growing.clear()
        self._loads += 1
        if self._loads % _OPTIMISE == 0:
            self._store.optimize()


def _merged(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


def parted(graph: str, lines: bytes) -> tuple[bytes, bytes]:
    """The lines of a graph that no other public graph can have, and the others."""
    base, _, key = graph.removesuffix("/evidence").partition("/graph/issue/")
    if graph_kind(graph) != "evidence":
        return b"", lines
    beginnings = tuple(f"<{base}/{kind}/{key}/".encode() for kind in _OWN)
    own: list[bytes] = []
    others: list[bytes] = []
    for line in lines.splitlines(keepends=True):
        (own if line.startswith(beginnings) else others).append(line)
    return b"".join(own), b"".join(others)


class Generation:
    """The next generation of a store: what the current one holds, by links to its files, until it is changed.

    Parameters
    ----------
    folder
        The folder of the new store, which is there and holds none yet.
    before
        The folder of the store as it is; None begins with nothing.
    counts
        What the store counts, changed in place.
    """

    def __init__(self, folder: Path, before: Path | None, counts: Counts) -> None:
        self._folder = folder
        self._before = before
        self._old = None if before is None else read_manifest(before)
        self._place = folder / f"store.tmp-{token_hex(4)}"
        try:
            if before is not None and self._old is not None:
                pyoxigraph.Store.read_only(str(before / f"store-{self._old.generation}")).backup(
                    str(self._place)
                )
                reach("after backup")
            self.patch = Patch(self._place, counts)
            self.patch.store  # noqa: B018 - it is there from now on
        except OSError as error:
            raise output_error(error, folder) from error

    def publish(
        self, graphs: Mapping[str, tuple[int, str]], private: bytes, touched: Iterable[str]
    ) -> Manifest:
        """Ends the changes, looks whether all of it is there, and gives the generation its name.

        Parameters
        ----------
        graphs
            Name → quads and hash of each graph that the store must hold, the private one left out.
        private
            The lines of the private graph.
        touched
            The graphs that were changed.

        Raises
        ------
        StoreError
            If quads were lost.
        """
        try:
            reach("before flush")
            self.patch.store.flush()
            reach("after flush")
            self._verify(graphs, touched)
            merged = self.patch.counts.merged
            # whoever still has the patch has no store: an engine at work in the folder would take files away later
            self.patch.rest()
            del self.patch
            sizes = {name: n for name, (n, _) in sorted(graphs.items())}
            parts = [f"{name} {digest}" for name, (_, digest) in sorted(graphs.items())]
            if private:
                name = "private"
                lines = private.splitlines()
                sizes |= Counter(line[:-2].rsplit(b" ", 1)[1][1:-1].decode() for line in lines)
                parts.append(f"{name} {sha256(private).hexdigest()}")
                with writing(self._place / PRIVATE_FILE, private=True) as stream:
                    stream.write(private)
            digest = sha256("\n".join(parts).encode()).hexdigest()
            return self._named(digest, dict(sorted(sizes.items())), merged)
        except OSError as error:
            raise output_error(error, self._folder) from error

    def _named(self, digest: str, sizes: Mapping[str, int], merged: int) -> Manifest:
        self._place.chmod(0o777 & ~umask())
        previous = None
        if self._old is not None and self._before is not None:
            previous = self._old.generation  # readers may have it open
            link_tree(self._before / f"store-{previous}", self._folder / f"store-{previous}")
        known = {} if self._old is None else self._old.files
        files = checksums(
            self._place, None if previous is None else self._folder / f"store-{previous}", known
        )
        name = free_name(self._folder, digest)
        manifest = Manifest(name, digest, sum(sizes.values()), merged, sizes, files, previous)
        self._place.rename(self._folder / f"store-{name}")
        reach("after rename of the generation")
        write_manifest(self._folder, manifest)
        reach("after the manifest")
        return manifest

    def _verify(self, graphs: Mapping[str, tuple[int, str]], touched: Iterable[str]) -> None:
        for name in touched:
            wanted = graphs.get(name, (0, ""))[0]
            found = self.patch.store.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
            assert isinstance(found, pyoxigraph.QuerySolutions)
            if int(next(iter(found))["n"].value) != wanted:
                raise LostError(name)


class LostError(StoreError):
    """Not all quads of a graph have arrived."""

    def __init__(self, graph: str) -> None:
        super().__init__("quads were lost while the store was written", where=graph, hint="build it again")
