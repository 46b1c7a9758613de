"""Writes messages for people: notes and errors on stderr, progress, and colour on terminals.

Messages go through `logging`, under the name ``lpipgraph``: ``-q`` omits notes, ``-v`` adds each step with
its time. Colour is used on a terminal only, and never with ``--no-color`` or where ``NO_COLOR`` is set
(https://no-color.org).
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from typing import TextIO

from ..errors import printable

__all__ = ["Steps", "configure", "emphasised", "log", "quiet"]

#: All messages of a command, apart from its data.
log = logging.getLogger("lpipgraph")

#: Level → its colour (ECMA-48, Select Graphic Rendition). A note has none.
_COLOURS = {logging.WARNING: "33", logging.ERROR: "31"}
#: The headings of a table: the line above a line of strokes.
_HEADINGS = re.compile(r"^(.*\S.*)(?=\n─[─ ]*$)", re.MULTILINE)

#: The progress of a step: a step continues while only this changes.
_COUNT = re.compile(r"(?:: | \().*")

#: The settings from the command line.
_wanted = {"colour": True}


class _Handler(logging.Handler):
    """Writes to the current stderr, which a capturing tool may have replaced."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one line."""
        colour = _COLOURS.get(record.levelno) if _coloured(sys.stderr) else None
        name = f"\x1b[{colour}mlpipgraph:\x1b[0m" if colour else "lpipgraph:"
        print(f"{name} {printable(record.getMessage())}", file=sys.stderr)


def configure(given: Namespace) -> None:
    """Configures messages by the options ``-q``, ``-v`` and ``--no-color``."""
    if not log.handlers:
        log.addHandler(_Handler())
        log.propagate = False
    silent, talkative = given.quiet, given.verbose
    log.setLevel(logging.WARNING if silent else logging.DEBUG if talkative else logging.INFO)
    _wanted["colour"] = not given.no_color


def quiet() -> bool:
    """Whether notes are omitted."""
    return not log.isEnabledFor(logging.INFO)


def _coloured(stream: TextIO) -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return _wanted["colour"] and not plain and stream.isatty()


def emphasised(text: str) -> str:
    """The same text; on a terminal that takes it, headings of tables are bold."""
    return _HEADINGS.sub("\x1b[1m\\1\x1b[0m", text) if _coloured(sys.stdout) else text


class Steps:
    """Shows the current step on a terminal's stderr; the line is removed at the end. With ``-v`` each step stays."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and not quiet()
        self._kept = log.isEnabledFor(logging.DEBUG)
        self._last = time.monotonic()
        self._doing = ""

    def __enter__(self) -> Callable[[str], None]:
        return self._step

    def _step(self, words: str) -> None:
        doing = _COUNT.sub("", words)
        if self._kept and doing != self._doing:
            self._end()
            self._doing = doing
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{printable(words)} …")
            sys.stderr.flush()

    def _end(self) -> None:
        """Logs the step that ends now."""
        now = time.monotonic()
        if self._doing:
            self._clear()
            log.debug("%s: %.1f s", self._doing, now - self._last)
        self._last = now

    def _clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self._kept:
            self._end()
        self._clear()
