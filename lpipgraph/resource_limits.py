"""Limits the time and memory of reading a text in this process.

CPU time is measured, not wall-clock time, so that a busy machine does not cause errors. A timer checks
several times a second and also interrupts an endless regular expression. This works only in the main thread;
in other threads the caller must set limits.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from .errors import InputError

__all__ = ["DEADLINE", "MEMORY", "bounded"]

#: The limits for one document: seconds, and bytes of memory.
DEADLINE: float = 30
MEMORY: float = 1_000_000_000
_LOOK = 0.2
_PAGES = Path("/proc/self/statm")
_running = threading.local()


class _Over(BaseException):
    """Not an Exception, so that the interrupted code cannot catch it."""


@contextmanager
def bounded(where: object) -> Iterator[None]:
    """A context in which reading fails with a one-line error if it takes too long or too much memory.

    Parameters
    ----------
    where
        The document, for messages.

    Raises
    ------
    InputError
        With the limit that was exceeded.
    """
    if threading.current_thread() is not threading.main_thread() or getattr(_running, "yes", False):
        yield
        return
    began, before = time.process_time(), _memory()
    deadline, most = DEADLINE, MEMORY

    passed: list[str] = []

    def look() -> bool:
        if time.process_time() - began > deadline:
            passed.append(f"reading it took more than {deadline:g} seconds")
        elif _memory() - before > most:
            passed.append(f"reading it needs more than {most / 1e6:,.0f} MB of memory")
        return bool(passed)

    _running.yes = True
    try:
        with _by_timer(look) if hasattr(signal, "setitimer") else _by_thread(look):
            yield
    except (_Over, MemoryError):
        what = passed[0] if passed else f"reading it needs more than {most / 1e6:,.0f} MB of memory"
        raise InputError(
            what, where=where, hint="is this the right file? read a long text in parts"
        ) from None
    except RecursionError:
        raise InputError("it is nested too deep", where=where, hint="is this the right file?") from None
    finally:
        _running.yes = False


@contextmanager
def _by_timer(look: Callable[[], bool]) -> Iterator[None]:
    """Checks by a signal, which also interrupts C code."""

    def at(_: int, __: FrameType | None) -> None:
        if look():
            raise _Over

    handler = signal.signal(signal.SIGPROF, at)
    signal.setitimer(signal.ITIMER_PROF, _LOOK, _LOOK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)


@contextmanager
def _by_thread(look: Callable[[], bool]) -> Iterator[None]:
    """Checks from a thread, on systems without such a signal: C code is interrupted only when it returns."""
    import ctypes

    done = threading.Event()
    main = ctypes.c_ulong(threading.get_ident())

    def watch() -> None:
        while not done.wait(_LOOK):
            if look():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(main, ctypes.py_object(_Over))
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _memory() -> float:
    """The memory of this process in bytes; the peak if the current value is not available."""
    try:
        return int(_PAGES.read_bytes().split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        try:
            import resource
        except ImportError:  # Windows: only time is limited
            return 0
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return used if sys.platform == "darwin" else used * 1024
