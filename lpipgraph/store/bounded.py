"""Runs the queries of a local store in a separate process, with limits of time, memory and rows.

Oxigraph cannot be interrupted, and a query of a few words can ask for all combinations of everything. A
separate process can be killed, and this process survives any query.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import selectors
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyoxigraph import Dataset, NamedNode

from .. import errors
from ..errors import LpipError, QueryRefused, StoreError
from ..store_protocol import MORE_TIME, Answer, Closing
from .local import LocalStore
from .worker import ERROR, HEADER, work

__all__ = ["MEMORY", "ROWS", "SECONDS", "BoundedStore", "started", "taken"]

#: The default limits of a query.
SECONDS = 30.0
MEMORY = 1_000_000_000
ROWS = 100_000
#: The time limit for a worker to open its data.
_OPENING = 600.0


class BoundedStore(Closing):
    """A `Store` that runs its queries in a worker process and kills it when it exceeds the limits.

    Parameters
    ----------
    store
        A store in memory or in a folder; or the folder, which only the worker opens until something other
        than a query is needed.
    seconds, memory, rows
        The limits of a query: time, bytes in addition to the data, rows (more are cut, and marked so).

    Raises
    ------
    StoreError
        If the folder holds no store, or a damaged one.
    """

    def __init__(
        self, store: LocalStore | Path, *, seconds: float = SECONDS, memory: int = MEMORY, rows: int = ROWS
    ) -> None:
        self._place = store
        self._inner = store if isinstance(store, LocalStore) else None
        self._closed = False
        self.name = store.name if isinstance(store, LocalStore) else str(store)
        self.seconds = seconds
        self.memory = memory
        self.rows = rows
        self._worker = None if isinstance(store, LocalStore) else _Worker(store, memory)

    @property
    def inner(self) -> LocalStore:
        """The store in this process."""
        if self._closed:
            raise StoreError("the store is closed", where=self.name)
        if self._inner is None:
            self._inner = LocalStore.at(Path(self.name))
        return self._inner

    def select(self, query: str, *, limit: int | None = None) -> Answer:
        """See `Store.select`; at most `rows` rows, whatever the limit."""
        found = self._ask("select", query, min(self.rows, self.rows if limit is None else limit))
        columns, rows, truncated = found
        return Answer(columns, rows, truncated=truncated)

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        return bool(self._ask("ask", query, 0))

    def construct(self, query: str) -> Dataset:
        """See `Store.construct`; a graph of more than `rows` triples is refused."""
        return Dataset(self._ask("construct", query, self.rows))

    def counts(self) -> dict[str, int]:
        """See `Store.counts`."""
        return self.inner.counts()

    def graph(self, name: NamedNode) -> Dataset:
        """See `Store.graph`."""
        return self.inner.graph(name)

    def replace(self, name: NamedNode, triples: Dataset) -> int:
        """See `Store.replace`."""
        self.end()
        return self.inner.replace(name, triples)

    def close(self) -> None:
        """See `Store.close`."""
        self.end()
        self._closed = True
        if self._inner is not None:
            self._inner.close()

    def _ask(self, kind: str, query: str, limit: int) -> Any:  # noqa: ANN401 -- what the kind gives
        if self._worker is None:
            if self._closed:
                raise StoreError("the store is closed", where=self.name)
            self._worker = _Worker(self._place, self.memory)
        done = False
        try:
            answer = self._worker.ask(kind, query, limit, self.seconds)
            done = True
        except LpipError:
            done = True
            raise
        except _TooLongError as error:
            raise QueryRefused(
                f"the query took more than {self.seconds:g} seconds",
                where="query",
                hint=f"make it narrower, or {MORE_TIME}",
            ) from error
        except _EndedError as error:
            raise QueryRefused(
                f"the query took more than {self.memory // 1_000_000:,} MB of memory, or broke the engine",
                where="query",
                hint="make it narrower, or give it a LIMIT",
            ) from error
        finally:
            if not done:
                self.end()
        return answer

    def end(self) -> None:
        """Ends the worker; the next query starts a new one."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def taken(content: bytes) -> Any:  # noqa: ANN401 -- an answer or an error
    """The worker's answer; its error is raised here."""
    answer = pickle.loads(content)
    if isinstance(answer, tuple) and answer[:1] == (ERROR,):
        _, kind, what, where, hint = answer
        raise getattr(errors, kind)(what, where=where, hint=hint)
    return answer


def started(memory: int, channel: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """Starts a worker process, which waits for the store to open; `channel` is its socket if pipes are not used."""
    path = os.pathsep.join(p for p in sys.path if p)
    return subprocess.Popen(
        [sys.executable, "-B", "-m", f"{__package__}.worker", str(memory)],
        stdin=channel,
        stdout=channel,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,  # Ctrl-C is this process's to handle
    )


class _TooLongError(Exception):
    pass


class _EndedError(Exception):
    pass


class _Worker:
    """The other process, which holds a copy of the data or has the folder open.

    If this process has one thread, the worker is a fork of it; otherwise a new process
    (`lpipgraph.store.worker`), because locks that other threads hold during a fork are never released.
    """

    def __init__(self, store: LocalStore | Path, memory: int) -> None:
        forked = _has_one_thread()
        if isinstance(store, Path):
            first: tuple[str, object, bool] = ("folder", str(store), False)
        elif forked and store.manifest is None:
            first = ("held", store, store.hidden)
        else:
            first = store.place()
        end, self._sink, self._source = _forked(first, memory) if forked else _begun(memory)
        # no process is left behind if the caller does not close the store
        self._finalizer = weakref.finalize(self, _only_here(end))
        if not forked:
            self._send(first)
        self._answer(_OPENING)

    def ask(self, kind: str, query: str, limit: int, seconds: float) -> Any:  # noqa: ANN401 -- an answer or an error
        """Sends one request and waits for its answer."""
        self._send((kind, query, limit, None, seconds))
        return self._answer(seconds)

    def _send(self, request: object) -> None:
        content = memoryview(pickle.dumps(request))
        content = memoryview(HEADER.pack(len(content)) + content)
        try:
            while content:
                content = content[os.write(self._sink, content) :]
        except OSError as error:
            raise _EndedError from error

    def _answer(self, seconds: float) -> Any:  # noqa: ANN401 -- an answer or an error
        ends = time.monotonic() + seconds
        (size,) = HEADER.unpack(self._read(HEADER.size, ends))
        return taken(self._read(size, ends))

    def _read(self, size: int, ends: float) -> bytes:
        parts: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(self._source, selectors.EVENT_READ)
            while size:
                left = ends - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise _TooLongError
                part = os.read(self._source, min(size, 1_000_000))
                if not part:
                    raise _EndedError
                parts.append(part)
                size -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """Kills the process."""
        self._finalizer()


#: A function that ends the worker; the stream for requests, and the stream of answers.
_Begun = tuple[Callable[[], None], int, int]


def _has_one_thread() -> bool:
    """Whether this process may fork: it can, and neither Python nor a library runs a second thread."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return False
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir()) == 1
    except OSError:  # not available on every system
        return False


def _forked(first: tuple[str, object, bool], memory: int) -> _Begun:
    theirs, sink = os.pipe()
    source, answers = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_worker(theirs, answers, first, memory)
    os.close(theirs)
    os.close(answers)

    def end() -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.close(sink)
        os.close(source)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)

    return end, sink, source


def _be_worker(requests: int, answers: int, first: tuple[str, object, bool], memory: int) -> None:
    """The main loop of the fork, until its parent ends; it never returns, and closes nothing of the parent's."""
    code = 2
    try:
        gc.disable()
        gc.freeze()
        os.setsid()  # Ctrl-C is the parent's to handle
        nothing = os.open(os.devnull, os.O_RDWR)
        for channel in (0, 1, 2):
            os.dup2(nothing, channel)
        # the parent's other open files would stay open as long as this process runs
        kept = sorted((requests, answers))
        for low, high in zip((3, *(k + 1 for k in kept)), (*kept, os.sysconf("SC_OPEN_MAX")), strict=True):
            os.closerange(low, high)
        with os.fdopen(requests, "rb") as source, os.fdopen(answers, "wb") as sink:
            code = work(source, sink, memory, first)
    finally:
        os._exit(code)


def _begun(memory: int) -> _Begun:
    process = started(memory)
    assert process.stdin is not None
    assert process.stdout is not None
    sink, source = process.stdin, process.stdout

    def end() -> None:
        process.kill()
        for stream in (sink, source):
            with contextlib.suppress(OSError):
                stream.close()
        process.wait()

    return end, sink.fileno(), source.fileno()


def _only_here(end: Callable[[], None]) -> Callable[[], None]:
    """The same, but nothing in a fork of this process, whose child the worker is not."""
    here = os.getpid()

    def checked() -> None:
        if os.getpid() == here:
            end()

    return checked
