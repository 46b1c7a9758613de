"""Runs archive tasks on a Dask cluster: sends documents, and collects parts over the network or from a shared place.

Dask reassigns the work of a lost worker, and reports a task that killed several workers. A worker with another version of
lpipgraph refuses tasks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from uuid import uuid4

from ..authority import Authority
from ..authority.relevant import Concerning
from ..errors import InputError, LpipError
from ..identity import Placing
from .tasks import Failure, Made, Read, ToCompare, ToMake, ToRead, compared, made, read, whole_stamp

__all__ = ["Cluster"]

Task = TypeVar("Task", ToRead, ToMake, ToCompare)
#: So many tasks wait for each thread of a worker.
_WAITING = 3
#: So often is a task given to somebody else when a worker is lost.
_RETRIES = 2
#: The authority that a worker knows, and what it is known by.
_known: dict[str, Concerning] = {}


class Cluster:
    """The workers on other machines.

    Parameters
    ----------
    address
        The address of the scheduler.
    shared
        A folder, or an address that fsspec supports (``s3://…``), through which workers return files; if None, they return
        them through the scheduler.

    Raises
    ------
    InputError
        If no scheduler answers.
    LpipError
        If Dask is not installed.
    """

    def __init__(self, address: str, shared: str | None = None) -> None:
        try:
            import distributed
        except ImportError as error:
            raise LpipError(
                "Dask is not installed", where=address, hint="pip install 'lpipgraph[dask]'"
            ) from error
        try:
            self._dask: Any = distributed  # it states no types
            self._client = self._dask.Client(address, timeout=10, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                "no Dask scheduler answers", where=address, hint="start one with dask scheduler"
            ) from error
        self._shared = shared
        self._token = uuid4().hex

    def begin(self, authority: Authority, reader: str) -> None:
        """Sends the authority and the reader's stamp to all workers."""
        self._authority = self._client.scatter(authority, broadcast=True, hash=False)
        self._reader = reader

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Read | Failure | Made | None]]:
        """Runs tasks, and yields each with its result, in any order; the result is None if workers died of it."""
        lost = self._dask.scheduler.KilledWorker
        threads = max(1, sum(self._client.nthreads().values()))
        left = iter(tasks)
        running: dict[Any, Task] = {}
        done = self._dask.as_completed(loop=self._client.loop)

        def give() -> None:
            task = next(left, None)
            if task is not None:
                future = self._client.submit(
                    _done, *_packed(task), self._authority, (self._token, self._reader, whole_stamp()), self._shared,
                    pure=False, retries=_RETRIES,
                )  # fmt: skip
                running[future] = task
                done.add(future)

        for _ in range(threads * _WAITING):
            give()
        for future in done:
            task = running.pop(future)
            try:
                found, files = future.result()
            except lost:
                yield task, None
            else:
                self._unpack(task.out, files)
                yield task, found
            future.release()
            give()

    def _unpack(self, out: str, files: dict[str, bytes | str]) -> None:
        if not files:
            return
        Path(out).mkdir(parents=True)
        for name, content in files.items():
            (Path(out) / name).write_bytes(_fetched(content) if isinstance(content, str) else content)

    def close(self) -> None:
        """Disconnects from the cluster."""
        self._client.close()


def _packed(task: ToRead | ToMake | ToCompare) -> tuple[object, dict[str, bytes]]:
    """A task with the content of its files."""
    if isinstance(task, ToRead):
        content = task.source.content
        if content is None:
            content = Path(task.source.path).read_bytes()
        return replace(task, source=replace(task.source, content=content)), {}
    if isinstance(task, ToMake):
        paths = [task.records, task.text]
    else:
        paths = [task.records, *(path for path, _ in _earlier(task))]
    return task, {path: Path(path).read_bytes() for path in paths}


def _earlier(task: ToCompare) -> tuple[tuple[str, Placing], ...]:
    return task.others if task.former is None else (task.former, *task.others)


def _done(
    task: ToRead | ToMake | ToCompare,
    files: dict[str, bytes],
    authority: Authority,
    stamps: tuple[str, str, str],
    shared: str | None,
) -> tuple[Read | Failure | Made, dict[str, bytes | str]]:
    """Runs a task on a worker, in a separate folder."""
    token, reader, whole = stamps
    if whole_stamp() != whole:
        raise InputError(
            "a worker has another version of lpipgraph", where="--scheduler", hint="install the same on all"
        )
    with TemporaryDirectory(prefix="lpip-") as folder:
        here = {path: f"{folder}/{n}" for n, path in enumerate(files)}
        for path, content in files.items():
            Path(here[path]).write_bytes(content)
        out = f"{folder}/out"
        found: Read | Failure | Made
        if isinstance(task, ToRead):
            if token not in _known:
                _known.clear()
                _known[token] = Concerning(authority)
            found = read(replace(task, out=out), _known[token], reader)
        elif isinstance(task, ToMake):
            found = made(replace(task, records=here[task.records], text=here[task.text], out=out))
        else:
            former = None if task.former is None else (here[task.former[0]], task.former[1])
            others = tuple((here[path], placing) for path, placing in task.others)
            found = compared(replace(task, records=here[task.records], former=former, others=others, out=out))
        if isinstance(found, Failure):
            return found, {}
        made_ = {path.name: path.read_bytes() for path in sorted(Path(out).iterdir())}
        found = replace(found, out=task.out)
    if shared is None:
        return found, dict(made_)
    return found, {name: _put(content, shared, name) for name, content in made_.items()}


def _put(content: bytes, shared: str, name: str) -> str:
    """Writes a file to the shared place, and returns its address."""
    import fsspec

    address = f"{shared.rstrip('/')}/{uuid4().hex}-{name}"
    with fsspec.open(address, "wb", auto_mkdir=True) as stream:
        stream.write(content)
    return address


def _fetched(address: str) -> bytes:
    """Reads a file from the shared place."""
    import fsspec

    system, path = fsspec.core.url_to_fs(address)
    content = system.cat_file(path)
    system.rm_file(path)
    assert isinstance(content, bytes)
    return content
