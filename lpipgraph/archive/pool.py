"""Runs tasks in this process for a few issues, in a pool of processes for many, or on a cluster.

The standard library's pool fails as a whole when one worker dies. Here a new pool continues with the missing tasks, and
an issue on which two workers died is reported and left out.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import TypeVar

from ..authority import Authority
from ..authority.relevant import Concerning
from ..document import Given
from ..errors import DataError, LpipError
from ..files import read_bytes
from ..orphans import end_with_parent
from ..shapes import Result
from .cluster import Cluster
from .tasks import Failure, Made, Read, Source, ToCompare, ToMake, ToRead, compared, made
from .tasks import read as read_one
from .validation import ToJudge, judged

__all__ = ["Workers", "source"]

Step = Callable[[str], object]
Task = TypeVar("Task", ToRead, ToMake, ToCompare, ToJudge)
Found = TypeVar("Found")
#: For fewer tasks a worker's start costs more than it saves.
_FEW = 4
#: So many tasks wait for each worker: all of them at once would all be gone with one that dies.
_WAITING = 3


def source(path: str, given: Given | None = None) -> Source | None:
    """The source for a file; None if it cannot be read."""
    try:
        content = read_bytes(path)
    except LpipError:
        return None
    once = None if Path(path).is_file() else content
    return Source(path, sha256(content).hexdigest(), given, once)


class _Worker:
    """The state of a worker process between tasks."""

    known: Concerning
    reader: str


def _begin(authority: Authority, reader: str) -> None:
    end_with_parent()
    _Worker.known = Concerning(authority)
    _Worker.reader = reader


def _read(task: ToRead) -> Read | Failure:
    return read_one(task, _Worker.known, _Worker.reader)


class Workers:
    """The workers of one update.

    Parameters
    ----------
    known
        The authority.
    reader
        The reader's stamp.
    jobs
        The largest number of processes.
    step
        A function that is called with progress messages.
    cluster
        The cluster that does the work instead of local processes, if given.
    """

    def __init__(
        self, known: Concerning, reader: str, jobs: int, step: Step, cluster: Cluster | None = None
    ) -> None:
        self._cluster = cluster
        if cluster is not None:
            cluster.begin(known.authority, reader)
        self._known = known
        self._reader = reader
        self._jobs = jobs
        self._step = step
        self._pool: ProcessPoolExecutor | None = None

    def read(self, tasks: Sequence[ToRead]) -> Iterator[Read | Failure]:
        """Reads issues, in any order."""
        names = {t.out: Path(t.source.path).name for t in tasks}
        if self._many(tasks):
            for task, found in self._shared(_read, tasks, "reading"):
                yield found if found is not None else Failure(task.source, _died(task.source.path))
            return
        for n, task in enumerate(tasks, start=1):
            name = names[task.out]
            self._step(f"reading {name} ({n} of {len(tasks)})" if len(tasks) > 1 else f"reading {name}")
            yield read_one(task, self._known, self._reader)

    def make(self, tasks: Sequence[ToMake], called: Mapping[str, str]) -> Iterator[Made]:
        """Builds parts, in any order."""
        if self._many(tasks):
            yield from self._all(made, tasks, "building graphs", called)
            return
        for task in tasks:
            self._step(f"building the graph of {called[task.out]}")
            yield made(task)

    def compare(self, tasks: Sequence[ToCompare], called: Mapping[str, str]) -> Iterator[Made]:
        """Compares issues, in any order."""
        if self._many(tasks):
            yield from self._all(compared, tasks, "comparing issues", called)
        else:
            yield from map(compared, tasks)

    def judge(self, tasks: Iterable[ToJudge], about: int) -> Iterator[tuple[list[Result], list[Result]]]:
        """Validates focus nodes, in any order, always on this machine with the store. `about` is the approximate number of tasks."""
        if self._jobs < 2 or about < _FEW:
            yield from map(judged, tasks)
            return
        self.close()  # new processes, which do not hold all that reading takes
        for task, found in self._pooled(judged, tasks, "validating", about):
            yield judged(task) if found is None else found

    def close(self) -> None:
        """Stops the local workers."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def end(self) -> None:
        """Stops all workers, including those on other machines."""
        self.close()
        if self._cluster is not None:
            self._cluster.close()

    def _many(self, tasks: Sequence[object]) -> bool:
        return bool(tasks) and (self._cluster is not None or (self._jobs > 1 and len(tasks) >= _FEW))

    def _all(
        self, function: Callable[[Task], Found], tasks: Sequence[Task], doing: str, called: Mapping[str, str]
    ) -> Iterator[Found]:
        for task, found in self._shared(function, tasks, doing):
            if found is None:
                raise _died(called[task.out])
            yield found

    def _shared(
        self, function: Callable[[Task], Found], tasks: Sequence[Task], doing: str
    ) -> Iterator[tuple[Task, Found | None]]:
        """Each task with what came of it; None if workers died of it."""
        if self._cluster is not None:
            since = time.monotonic()
            for n, each in enumerate(self._cluster.run(tasks), start=1):  # type: ignore[type-var]
                self._step(_progress(doing, n, len(tasks), time.monotonic() - since))
                yield each  # type: ignore[misc]  # what comes of a task is by its kind
            return
        yield from self._pooled(function, tasks, doing, len(tasks))

    def _pooled(
        self, function: Callable[[Task], Found], tasks: Iterable[Task], doing: str, about: int
    ) -> Iterator[tuple[Task, Found | None]]:
        waiting = iter(tasks)
        ended = False
        suspects: list[Task] = []
        running: dict[Future[Found], Task] = {}
        began, done = time.monotonic(), 0
        try:
            while not ended or running or suspects:
                try:
                    while not ended and len(running) < self._jobs * _WAITING:
                        given = next(waiting, None)
                        if given is None:
                            ended = True
                        else:
                            self._give(function, given, running)
                    if ended and not running:
                        if not suspects:
                            break
                        # one after the other, so that it is clear of which one a worker dies
                        self._give(function, suspects[-1], running)
                    finished, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in finished:
                        task = running[future]
                        found = future.result()
                        del running[future]
                        suspects = [s for s in suspects if s is not task]
                        done += 1
                        self._step(_progress(doing, done, max(done, about), time.monotonic() - began))
                        yield task, found
                except BrokenProcessPool:
                    self.close()
                    lost = list(running.values())
                    running.clear()
                    for task in lost:
                        if task.out:
                            rmtree(task.out, ignore_errors=True)
                    if len(lost) == 1 and any(s is lost[0] for s in suspects):
                        suspects = [s for s in suspects if s is not lost[0]]
                        done += 1
                        yield lost[0], None
                    else:
                        suspects += [task for task in lost if not any(s is task for s in suspects)]
        finally:
            for future in running:
                future.cancel()

    def _give(
        self, function: Callable[[Task], Found], task: Task, running: dict[Future[Found], Task]
    ) -> None:
        try:
            future = self._executor().submit(function, task)
        except BrokenProcessPool:
            running[Future()] = task  # lost with those that run
            raise
        running[future] = task

    def _executor(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # not by fork: Oxigraph runs threads, which a forked process would lack
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["lpipgraph.archive.tasks"])
            self._pool = ProcessPoolExecutor(
                self._jobs, context, initializer=_begin, initargs=(self._known.authority, self._reader)
            )
        return self._pool


def _progress(doing: str, done: int, of: int, seconds: float) -> str:
    rate = done / seconds if seconds else 0.0
    left = round((of - done) / rate) if rate else 0
    return f"{doing}: {done:,} of {of:,}, {rate:.1f} a second, {left // 60}:{left % 60:02d} left"


def _died(what: str) -> DataError:
    return DataError("two processes died of it", where=what, hint="read it by itself with lpipgraph extract")
