"""Runs the command line: parses arguments, calls the command, and turns each error into one line and an exit code.

Exit code 0 means that all is well, 1 that the data is not valid, 2 that a command could not run, 130 that it
was stopped with Ctrl-C. Data goes to stdout, messages to stderr. Imports are made when a command needs them.
"""

from __future__ import annotations

import argparse
import errno
import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import NoReturn

from ..errors import LpipError
from ..files import output_error
from .completion import answer
from .parser import parser

__all__ = ["Closed", "main", "parser"]

#: Command → the module that runs it; the others are in ``commands``.
_MODULES = {
    **dict.fromkeys(("annotate", "diff", "forget", "review", "status"), ".curating"),
    **dict.fromkeys(("load", "patch", "sync"), ".loading"),
    "plot": ".plotting",
    "serve": ".serving",
}


#: The number of SIGPIPE, which Windows does not have.
_SIGPIPE = 13


class _Stopped(BaseException):
    """A signal that ends the process, raised so that clean-up code runs."""

    def __init__(self, number: int) -> None:
        self.number = number


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Parameters
    ----------
    arguments
        The words after ``lpipgraph``; `sys.argv` if None.

    Returns
    -------
    int
        The exit code.
    """
    try:
        _speak()
        # a command is short: cyclic garbage collection costs more than it saves
        gc.set_threshold(100_000, 20, 20)
        typed = parser()
        answer(typed)
        if not (sys.argv[1:] if arguments is None else arguments):
            typed.print_help()
            return 0
        given = typed.parse_args(arguments)
        from .terminal import configure  # logging is for commands that run

        configure(given)
        module = _MODULES.get(given.run, ".commands")
        run: Callable[[argparse.Namespace], int] = getattr(import_module(module, __name__), given.run)
        with _tidily():
            code = run(given)
        sys.stdout.flush()
    except LpipError as error:
        return _end(f"lpipgraph: {error}", error.exit_code)
    except (KeyboardInterrupt, _Stopped) as stop:
        told = ("lpipgraph: stopped", "what was there before is unchanged", *getattr(stop, "__notes__", ()))
        return _end("; ".join(told), 128 + getattr(stop, "number", signal.SIGINT))
    except BrokenPipeError:
        # the reader, such as head, has closed the pipe: end silently, as other tools do
        return _end(None, 128 + _SIGPIPE)
    except OSError as error:
        if error.filename is not None:
            raise
        return _end(f"lpipgraph: {output_error(error, Path('standard output'))}", 2)
    return code


@contextmanager
def _tidily() -> Iterator[None]:
    """SIGTERM and SIGHUP end a run as Ctrl-C does: no partial results remain. Ignored signals stay ignored."""

    def stop(number: int, _: FrameType | None) -> NoReturn:
        raise _Stopped(number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        # Windows has no SIGHUP
        for number in {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Closed(io.TextIOBase):
    """Replaces a standard output that the caller has closed, so that lost output is an error."""

    def write(self, _: str) -> NoReturn:
        """Raises the error."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def _speak() -> None:
    """Sets UTF-8 for all output; a terminal that lacks a character shows a question mark.

    File names that are not UTF-8 are shown with escape codes.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        _hold()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _hold() -> None:
    """Reopens closed standard channels, because the next opened file would otherwise get their number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
    sys.stdout = sys.stdout or Closed()
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process


def _end(line: str | None, code: int) -> int:
    if line is not None:
        try:
            print(line, file=sys.stderr, flush=True)
        except OSError:
            # the pipe is closed; without this Python reports it again at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    try:
        sys.stdout.flush()
    except OSError:
        # nothing more can be written there; without this Python reports it again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
