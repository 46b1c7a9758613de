"""Runs as the worker process that answers queries: ``python -m lpipgraph.store.worker 1000000000``.

Behind a `BoundedStore` it gives rows as terms, behind a server's endpoint answers as they are sent. It reads
requests from standard input and writes answers to standard output, each a pickle behind its length. Only its
parent communicates with it. A fork of the parent does the same (`work`), over pipes.
"""

from __future__ import annotations

import pickle
import signal
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph
from pyoxigraph import RdfFormat

from ..errors import LpipError, QueryRefused
from .local import LocalStore
from .serialised_answers import Wanted, written

__all__ = ["ERROR", "HEADER", "main", "work"]

#: File handles of the process: channels, and those that a store in a folder opens in addition to its files.
_HANDLES = 16
#: The length of the message that follows.
HEADER = struct.Struct(">Q")
#: The first byte of an answer with an error: its class, what, where and hint follow.
ERROR = "error"
#: The seconds after its parent's limit at which this process ends itself.
_GRACE = 2.0


def main(memory: str) -> int:
    """The command line: the first request names what to open."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    first = _received(source)
    return 0 if first is None else work(source, sink, int(memory), first)


def work(source: BinaryIO, sink: BinaryIO, memory: int, first: tuple[str, Any, bool]) -> int:
    """Opens the store that `first` names, limits this process, and answers until the parent exits.

    Parameters
    ----------
    source, sink
        Where requests come from, and where answers go.
    memory
        The bytes that queries may use in addition to the data.
    first
        ``folder`` with its path, ``quads`` with N-Quads or ``held`` with a store; and whether hidden graphs are seen.

    Returns
    -------
    int
        The exit code.
    """
    try:
        store = _opened(*first)
    except LpipError as error:
        _send(sink, _told(error))
        return 2
    _limit(memory, _files(*first[:2]))
    _send(sink, "ready")
    while (request := _received(source)) is not None:
        _alarm(request[4] + _GRACE if len(request) > 4 else 0)
        try:
            answer = _answer(store, *request[:4])
        except LpipError as error:
            answer = _told(error)
        except (RuntimeError, ValueError, OSError) as error:
            answer = _told(QueryRefused(f"the query broke off: {error}", where="query"))
        _send(sink, answer)
        _alarm(0)
    return 0


def _alarm(seconds: float) -> None:
    """Ends this process after a time, even if no caller waits any more; 0 means no limit."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _opened(kind: str, what: Any, hidden: bool) -> LocalStore:  # noqa: ANN401 -- a path, quads or a store
    if kind == "held":
        assert isinstance(what, LocalStore)
        return what
    if kind == "folder":
        return LocalStore.at(Path(what), hidden=hidden)
    if kind == "generation":
        # one generation of a public store, which the parent has checked; nothing in it is hidden
        return LocalStore(pyoxigraph.Store.read_only(what), what, hidden=True, manifest=None)
    store = pyoxigraph.Store()
    store.bulk_load(what, format=RdfFormat.N_QUADS)
    return LocalStore(store, "memory", hidden=hidden, manifest=None)


def _answer(
    store: LocalStore, kind: str, query: str, limit: int, given: tuple[Any, ...] | None = None
) -> object:
    if kind == "ask":
        return store.ask(query)
    if kind == "construct":
        return list(store.triples(query, limit=limit))
    if kind == "written":
        assert given is not None
        made = written(store, query, Wanted(*given))
        return made.content, made.format, made.truncated
    found = store.select(query, limit=limit)
    return found.columns, found.rows, found.truncated


def _told(error: LpipError) -> tuple[str, str, str, str | None, str | None]:
    return ERROR, type(error).__name__, error.what, error.where, error.hint


def _received(source: BinaryIO) -> Any:  # noqa: ANN401 -- a request
    head = source.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    return pickle.loads(source.read(HEADER.unpack(head)[0]))


def _send(sink: BinaryIO, answer: object) -> None:
    content = pickle.dumps(answer)
    sink.write(HEADER.pack(len(content)) + content)
    sink.flush()


def _files(kind: str, what: Any) -> int:  # noqa: ANN401 -- a path, quads or a store
    """How many files the store may still open: an engine opens those of a folder when it first reads them."""
    if kind == "held" or not isinstance(what, str):
        return 0
    return sum(1 for _ in Path(what).rglob("*"))


def _limit(memory: int, files: int) -> None:
    """Limits memory (in addition to the data) and open files (to those of the store) from now on."""
    try:
        import resource
    except ImportError:  # not every system has it; the caller's deadline still applies
        return
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        pages = 0
    for kind, wanted in (
        (resource.RLIMIT_AS, pages * resource.getpagesize() + memory),
        (resource.RLIMIT_CORE, 0),
        # what is open stays open; a query in memory can open nothing more, whatever the engine is asked
        (resource.RLIMIT_NOFILE, _HANDLES + files if files else 3),
    ):
        _, most = resource.getrlimit(kind)
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
