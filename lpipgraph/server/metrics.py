"""Counts requests for Prometheus, and writes a JSON line for each.

The counters are sixty lines of our own instead of prometheus-client, which needs a folder of files that is
emptied at each start when there are several processes. Each process writes its dozen counts to a file; the
process that gets a request adds them up. No address of a client and nothing that it asked for is kept: a line
has the path of a page, and not what follows the question mark.
"""

from __future__ import annotations

import json
import logging
import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

from ..errors import printable

__all__ = ["Watch", "log", "to_standard_error"]

log = logging.getLogger("lpipgraph.server")

#: Upper bounds of the classes of times, in seconds.
_BOUNDS = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0)
#: First part of a path → its kind for the counts; all else is a page.
_KINDS = (
    "assets",
    "data",
    "export",
    "health",
    "metrics",
    "queries",
    "reconcile",
    "search",
    "sparql",
    "suggest",
)
_EVERY = 1.0
_LONGEST = 200


def to_standard_error() -> None:
    """Lines of the log on standard error, as they are."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.handlers[:] = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


class Watch:
    """Counts and logs the requests of one server process."""

    def __init__(self, folder: Path | None, *, lines: bool = True) -> None:
        self._counts: Counter[str] = Counter()
        self._seconds: Counter[str] = Counter()
        self._running = 0
        self._folder = folder
        self._lines = lines
        self._written = 0.0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def begin(self) -> None:
        """Counts a new request."""
        self._running += 1

    def end(
        self,
        scope: MutableMapping[str, Any],
        status: int,
        size: int,
        seconds: float,
        mark: str,
        generation: str,
    ) -> None:
        """Counts an answered request; status 0 if the client disconnected or the answer failed."""
        self._running -= 1
        first = scope["path"][1:].partition("/")[0].partition(".")[0]
        kind = first if first in _KINDS else "page"
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "OPTIONS") else "other"
        self._counts[f'lpipgraph_requests_total{{kind="{kind}",method="{method}",status="{status}"}}'] += 1
        count, total, buckets = _names(kind)
        for name in buckets[bisect_left(_BOUNDS, seconds) :]:
            self._counts[name] += 1
        self._counts[count] += 1
        self._seconds[total] += seconds  # type: ignore[assignment]
        if self._lines:
            line = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "level": "error" if status >= 500 or not status else "info",
                "method": method,
                "path": printable(scope["path"], _LONGEST),
                "status": status,
                "bytes": size,
                "ms": round(seconds * 1000, 2),
                "request": mark,
                "generation": generation,
            }
            log.info(json.dumps(line))

    def event(self, what: str) -> None:
        """Counts and logs an event that is not a request."""
        word, colon, rest = what.partition(":")
        self._counts[f'lpipgraph_events_total{{event="{word}"}}'] += 1
        if colon or word == "swapped":
            told = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "level": "warning" if colon else "info",
            }
            log.warning(json.dumps({**told, "event": word, "detail": printable(rest.strip())}))

    def keep(self) -> None:
        """Writes the counts for the other processes, at most once a second."""
        now = time.monotonic()
        if self._folder is None or now - self._written < _EVERY:
            return
        self._written = now
        place = self._folder / f"{os.getpid()}.json"
        fresh = place.with_suffix(".tmp")
        with suppress(OSError):
            fresh.write_text(json.dumps([self._counts, self._seconds, self._running]), "utf-8")
            fresh.replace(place)

    def leave(self) -> None:
        """Removes the counts of a process that ends, as Prometheus expects."""
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / f"{os.getpid()}.json").unlink()

    def exposition(self, generation: str, waiting: int) -> str:
        """The counts of all processes in Prometheus's text format 0.0.4."""
        counts, seconds, running = Counter(self._counts), Counter(self._seconds), self._running
        processes = 1
        for more, sums, busy in self._others():
            counts.update(more)
            seconds.update(sums)
            running += busy
            processes += 1
        series: dict[str, list[str]] = {}
        for name, value in sorted((*counts.items(), *seconds.items()), key=lambda row: _place(row[0])):
            series.setdefault(_family(name), []).append(
                f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
            )
        lines = []
        for family, rows in sorted(series.items()):
            lines += [f"# TYPE {family} {'histogram' if family.endswith('_seconds') else 'counter'}", *rows]
        for family, value in (
            ("requests_running", running),
            ("queries_waiting", waiting),
            ("processes", processes),
        ):
            lines += [f"# TYPE lpipgraph_{family} gauge", f"lpipgraph_{family} {value}"]
        lines += ["# TYPE lpipgraph_generation gauge", f'lpipgraph_generation{{name="{generation}"}} 1']
        return "".join(f"{line}\n" for line in lines)

    def _others(self) -> Iterator[tuple[dict[str, int], dict[str, int], int]]:
        for place in sorted(self._folder.glob("*.json")) if self._folder is not None else ():
            if place.stem == str(os.getpid()):
                continue
            with suppress(OSError, ValueError):
                if os.name == "posix":  # elsewhere signal 0 is Ctrl-C
                    os.kill(int(place.stem), 0)
                more, sums, busy = json.loads(place.read_text("utf-8"))
                yield more, sums, busy


@cache
def _names(kind: str) -> tuple[str, str, tuple[str, ...]]:
    """The series of a kind of request: how many, seconds in all, and how many took no longer than each bound."""
    bounds = (*(f"{bound:g}" for bound in _BOUNDS), "+Inf")
    buckets = tuple(f'lpipgraph_request_seconds_bucket{{kind="{kind}",le="{bound}"}}' for bound in bounds)
    count, total = (f'lpipgraph_request_seconds_{what}{{kind="{kind}"}}' for what in ("count", "sum"))
    return count, total, buckets


def _place(name: str) -> tuple[str, float, str]:
    """Where a series stands: the format wants the buckets of a histogram by their bounds, and its sum and count last."""
    bare, _, labels = name.partition("{")
    of, bounded, bound = labels.partition(',le="')
    return of if bounded else labels.rstrip("}"), float(bound.rstrip('"}')) if bounded else inf, bare


def _family(name: str) -> str:
    bare = name.partition("{")[0]
    for end in ("_bucket", "_count", "_sum"):
        if bare.endswith("_seconds" + end):
            return bare.removesuffix(end)
    return bare
