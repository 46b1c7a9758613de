"""A local store whose queries run in a process of their own, with limits of time, memory and rows.

Oxigraph cannot be interrupted, and a query of a few words can ask for all combinations of everything. What runs
elsewhere can be ended: this process stays, whatever the query does.
"""

from __future__ import annotations

import os
import pickle
import selectors
import subprocess
import sys
import time
import weakref
from contextlib import suppress
from typing import Any

from pyoxigraph import Dataset, NamedNode

from .. import errors
from ..answers import Answer, Closing
from ..errors import LpipError, QueryRefused
from .local import LocalStore
from .worker import ERROR, HEADER

__all__ = ["MEMORY", "ROWS", "SECONDS", "BoundedStore", "started", "taken"]

#: What a query may take if nobody says otherwise.
SECONDS = 30.0
MEMORY = 1_000_000_000
ROWS = 100_000


class BoundedStore(Closing):
    """A `Store` that hands its queries to a worker process and ends that process when it takes too much.

    Parameters
    ----------
    store
        A store in memory or in a folder; it is asked in this process for all that is no query.
    seconds, memory, rows
        What a query may take: time, bytes beside what the data takes, rows (more are cut and said so).
    """

    def __init__(
        self, store: LocalStore, *, seconds: float = SECONDS, memory: int = MEMORY, rows: int = ROWS
    ) -> None:
        self.inner = store
        self.name = store.name
        self.seconds = seconds
        self.memory = memory
        self.rows = rows
        self._worker: _Worker | None = None

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
        self.inner.close()

    def _ask(self, kind: str, query: str, limit: int) -> Any:  # noqa: ANN401 -- what the kind gives
        if self._worker is None:
            self._worker = _Worker(self.inner, self.memory)
        done = False
        try:
            answer = self._worker.ask((kind, query, limit), self.seconds)
            done = True
        except LpipError:
            done = True
            raise
        except _TooLongError as error:
            raise QueryRefused(
                f"the query took more than {self.seconds:g} seconds",
                where="query",
                hint="make it narrower, or give it a LIMIT",
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
        """Ends the other process; the next query starts one again."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def taken(content: bytes) -> Any:  # noqa: ANN401 -- an answer or an error
    """What a worker has answered; an error of its is raised."""
    answer = pickle.loads(content)
    if isinstance(answer, tuple) and answer[:1] == (ERROR,):
        _, kind, what, where, hint = answer
        raise getattr(errors, kind)(what, where=where, hint=hint)
    return answer


def started(memory: int, channel: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """A worker process, which waits for what it shall open; `channel` is where it reads and writes if not in pipes."""
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
    """The other process, `lpipgraph.store.worker`, which holds a copy of the data or has the folder open."""

    def __init__(self, store: LocalStore, memory: int) -> None:
        self._process = started(memory)
        # a caller that forgets to close its store leaves no process behind
        self._finalizer = weakref.finalize(self, _kill, self._process)
        self.ask(store.place(), 600.0)

    def ask(self, request: object, seconds: float) -> Any:  # noqa: ANN401 -- an answer or an error
        """Sends one request and waits for its answer."""
        content = pickle.dumps(request)
        assert self._process.stdin is not None
        ends = time.monotonic() + seconds
        try:
            self._process.stdin.write(HEADER.pack(len(content)) + content)
            self._process.stdin.flush()
        except OSError as error:
            raise _EndedError from error
        (size,) = HEADER.unpack(self._read(HEADER.size, ends))
        return taken(self._read(size, ends))

    def _read(self, size: int, ends: float) -> bytes:
        assert self._process.stdout is not None
        handle = self._process.stdout.fileno()
        parts: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(handle, selectors.EVENT_READ)
            while size:
                left = ends - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise _TooLongError
                part = os.read(handle, min(size, 1_000_000))
                if not part:
                    raise _EndedError
                parts.append(part)
                size -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """Ends the process, whatever it is at."""
        self._finalizer()


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()
