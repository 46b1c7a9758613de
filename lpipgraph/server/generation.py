"""Holds the served build, and swaps in the next one.

A request uses one `Generation` from beginning to end, so its answer comes from one build even if the next is
swapped in meanwhile. The old generation is closed after its last request.
"""

from __future__ import annotations

import asyncio
import gc
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

import anyio.to_thread

from ..errors import LpipError
from ..export.descriptions import Origin
from ..fulltext import Index, make
from ..pages.texts import kept_texts
from ..store.bounded import BoundedStore
from ..store.public import open_public, publish_public
from ..store_protocol import Store
from .settings import Settings
from .workers import Pool

if TYPE_CHECKING:
    from ..pages import Explorer, Links, Page

__all__ = ["Cache", "Current", "Generation", "settle"]

T = TypeVar("T")

#: The largest size in bytes of all cached answers of a generation, and of one answer.
_CACHED, _LARGEST = 64_000_000, 2_000_000
#: Seconds between two checks of the build.
_LOOK = 1.0
#: The time limit of a prepared query in seconds, and the number that run at once.
_PREPARED_SECONDS, _PREPARED = 10.0, 2


class Cache(Generic[T]):
    """A least-recently-used cache with a limit in bytes."""

    def __init__(self, size: Callable[[T], int], most: int = _CACHED) -> None:
        self._made: OrderedDict[Hashable, T] = OrderedDict()
        self._size_of, self._most, self._size = size, most, 0

    def get(self, key: Hashable) -> T | None:
        """The cached value, or None."""
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
        return found

    def put(self, key: Hashable, value: T) -> None:
        """Stores a value, unless it is too large."""
        size = self._all_of(key, value)
        if size > _LARGEST or key in self._made:
            return
        self._made[key] = value
        self._size += size
        while self._size > self._most:
            self._size -= self._all_of(*self._made.popitem(last=False))

    def _all_of(self, key: Hashable, value: T) -> int:
        """The size of an entry, including its key, which holds the request and may be long."""
        parts = key if isinstance(key, tuple) else (key,)
        return self._size_of(value) + sum(len(part) for part in parts if isinstance(part, str | bytes))


class Generation:
    """One build: its store, its processes, its pages and its cached answers.

    Attributes
    ----------
    name
        Identifies the build: the same data has the same name.
    store
        The public store.
    pool
        Answers queries of others.
    answers
        What was answered.
    making
        Held while a file of it is made.
    """

    def __init__(self, settings: Settings, told: Callable[[str], object]) -> None:
        self.store = open_public(Path(settings.cache))
        assert self.store.manifest is not None
        self.name = self.store.manifest.hash[:16]
        self.graphs = self.store.manifest.graphs
        self.merged = self.store.manifest.merged
        self.origin = Origin.of(self.store.engine)
        self.answers: Cache[object] = Cache(lambda found: len(getattr(found, "body", b"")) + 1_000)
        self.pool = Pool(
            Path(self.store.name),
            size=settings.processes,
            seconds=settings.seconds,
            memory=settings.memory,
            told=told,
        )
        self._prepared = [BoundedStore(self.store, seconds=_PREPARED_SECONDS) for _ in range(_PREPARED)]
        self._free = asyncio.Semaphore(_PREPARED)
        self.making = Lock()
        self._explorers: dict[int, Explorer] = {}
        self._settings = settings
        folder = Path(settings.store)
        build = folder.parent if folder.name == "store" else folder
        # the next build takes the place of this one's folder before it is served itself
        self._texts = kept_texts(build, Path(settings.cache) / f"texts-{self.name}")
        self._index = Path(settings.cache) / f"search-{self.name}.sqlite"
        if not self._index.exists():
            make(self.store, self._index)

    @cached_property
    def explorer(self) -> Explorer:
        """The pages."""
        made = self._explorer(self.store)
        settle()
        return made

    def _explorer(self, store: Store) -> Explorer:
        from ..pages import Explorer

        return Explorer(store, self._texts, limits=f"{self._settings.seconds:g} seconds")

    def index(self) -> Index:
        """The full-text index, for one request."""
        return Index(self._index)

    async def shown(self, path: str, given: Mapping[str, str], links: Links) -> Page | None:
        """A page with a user's input: its queries have limits, too."""

        def made(store: Store) -> Page | None:
            explorer = self._explorers.get(id(store))
            if explorer is None:
                self._explorers[id(store)] = explorer = self._explorer(store)
            return explorer.page(path, given, links)

        return await self.asked(made)

    async def asked(self, ask: Callable[[Store], T]) -> T:
        """Runs a function in a separate thread, with a store whose queries run in another process with limits."""
        async with self._free:
            store = self._prepared.pop()
            try:
                return await anyio.to_thread.run_sync(ask, store)
            finally:
                self._prepared.append(store)

    def close(self) -> None:
        """Closes its processes; the store is closed with its last user."""
        self.pool.close()
        for each in self._prepared:
            each.end()


def settle() -> None:
    """Takes what is there now for what stays, so that it is not looked through again and again while requests wait.

    A look through all objects took 20 ms and more, in which nobody was answered. What goes with an old build is found at
    the next swap.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Current:
    """The current generation."""

    def __init__(self, settings: Settings, told: Callable[[str], object] = lambda _: None) -> None:
        self.settings = settings
        self._told = told
        self._seen: object = None
        self._old: list[Generation] = []
        self.generation = self._opened()

    def _opened(self) -> Generation:
        self._seen = self._mark()
        publish_public(Path(self.settings.store), Path(self.settings.cache))
        made = Generation(self.settings, self._told)
        self._sweep(made)
        return made

    def _sweep(self, made: Generation) -> None:
        """Removes the indexes and files of builds that are no longer served."""
        # another of the server's processes may be at the build before
        before = made.store.manifest.previous if made.store.manifest else None
        kept = {made.name, before, *(each.name for each in self._old)}
        with suppress(AttributeError):  # at the first time there is none before
            kept.add(self.generation.name)
        for path in Path(self.settings.cache).iterdir():
            what, dash, name = path.name.partition("-")
            if dash and what in ("search", "files", "texts") and name.removesuffix(".sqlite") not in kept:
                rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def _mark(self) -> object:
        """The state of the build's folder, which changes when the build is replaced."""
        with suppress(OSError):
            seen = (Path(self.settings.store) / "manifest.json").stat()
            return seen.st_ino, seen.st_mtime_ns, seen.st_size
        return None

    async def follow(self) -> None:
        """Checks for a new build repeatedly, and swaps it in when it is ready."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_LOOK)
            seen = self._seen
            if self._mark() in (None, seen):
                continue
            try:
                fresh = await loop.run_in_executor(None, self._opened)
            except (LpipError, OSError) as error:
                # another process makes the copy just now, or the build is not whole: the old one is served meanwhile
                self._seen = seen
                self._told(f"not swapped: {error}")
                continue
            if fresh.name == self.generation.name:
                continue
            await fresh.pool.start()
            old, self.generation = self.generation, fresh
            settle()
            self._told("swapped")
            self._old.append(old)
            loop.call_later(2 * _PREPARED_SECONDS, self._drop, old)

    def _drop(self, old: Generation) -> None:
        if old in self._old:
            self._old.remove(old)
            old.close()

    async def close(self) -> None:
        """Closes all generations."""
        for each in (*self._old, self.generation):
            each.close()
            await each.pool.ended()
