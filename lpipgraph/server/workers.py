"""Runs users' queries in worker processes, so that a bad query does not affect others.

The processes are those of `lpipgraph.store.worker`: one socket pair each, one query at a time, started in
advance. Short queries do not wait for a long one: its process counts as slow after a third of a second's
work, gets less of the processor, and another one is started in its place.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..errors import LpipError, QueryRefused
from ..store.bounded import started, taken
from ..store.serialised_answers import Wanted, Written
from ..store.worker import HEADER

__all__ = ["BusyError", "Pool"]

#: Seconds between two looks at a query, and the share of them that one which takes long works.
_LOOK, _QUICK = 0.15, 0.4
#: Of a slow query, what is added to the process's nice value.
_NICE = 10
#: The most queries that wait for a process, and the longest wait in seconds.
_WAITING, _PATIENCE = 256, 10.0
#: The time limit in seconds for a new process to start.
_START = 30.0


class BusyError(Exception):
    """There is no free process for a query."""


class _EndedError(Exception):
    """The process has ended."""


class _Process(asyncio.Protocol):
    """One process and its connection."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._parts = bytearray()
        self._size = -1
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        #: Whether its query is slow, and whether it was killed for that.
        self.slow = False
        self.ended = ""

    @staticmethod
    async def start(generation: Path, memory: int) -> _Process:
        """Starts a process and waits until it has opened the store."""
        ours, theirs = socket.socketpair()
        made = _Process(started(memory, theirs.fileno()))
        theirs.close()
        try:
            loop = asyncio.get_running_loop()
            made._transport, _ = await loop.create_connection(lambda: made, sock=ours)
            async with asyncio.timeout(_START):
                taken(await made.ask(pickle.dumps(("generation", str(generation), True))))
        except BaseException:
            made.end("start")
            raise
        return made

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        """Sends a request, and returns an object that receives the answer."""
        self._answer = answer = asyncio.get_running_loop().create_future()
        if self._transport is None or self._transport.is_closing():
            answer.set_exception(_EndedError())
        else:
            self._transport.writelines((HEADER.pack(len(request)), request))
        return answer

    def data_received(self, data: bytes) -> None:
        """Puts an answer together."""
        self._parts += data
        if self._size < 0 and len(self._parts) >= HEADER.size:
            (self._size,) = HEADER.unpack_from(self._parts)
        if 0 <= self._size <= len(self._parts) - HEADER.size:
            content = bytes(self._parts[HEADER.size : HEADER.size + self._size])
            self._parts.clear()
            self._size = -1
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(content)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's call
        """Notifies the waiting request."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(_EndedError())

    def spent(self) -> float:
        """Seconds of the processor that it has taken; where that cannot be known, those of the clock."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return time.monotonic()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def slow_down(self) -> None:
        """Lowers its priority."""
        self.slow = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICE)

    def end(self, why: str) -> None:
        """Kills the process."""
        self.ended = self.ended or why
        self._process.kill()
        self._process.wait()
        if self._transport is not None:
            self._transport.abort()


class Pool:
    """A pool of processes that answer queries on one generation of a store.

    Parameters
    ----------
    generation
        The folder of a public store's generation.
    size
        So many quick queries run at once; as many slow ones may run beside them.
    seconds, memory
        What a query may take.
    told
        Called with a word for each event that is counted: "ended", "refused".
    """

    def __init__(
        self,
        generation: Path,
        *,
        size: int = 3,
        seconds: float = 2.0,
        memory: int = 2_000_000_000,
        told: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._generation, self._size = generation, size
        self.seconds, self._memory = seconds, memory
        self._told = told
        self._idle: list[_Process] = []
        self._busy: set[_Process] = set()
        self._starting = 0
        self._waiting: deque[asyncio.Future[_Process]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._timers: dict[_Process, list[asyncio.TimerHandle]] = {}

    @property
    def waiting(self) -> int:
        """How many queries wait for a process."""
        return len(self._waiting)

    async def start(self) -> None:
        """Starts the processes."""
        self._fill()
        await asyncio.gather(*self._tasks)

    async def ask(self, query: str, wanted: Wanted) -> Written:
        """The answer to a query that `guard` has accepted.

        Raises
        ------
        BusyError
            If too many wait, or too many long queries run.
        QueryRefused, SyntaxProblem
            As the worker says, or if the query takes too much time or memory.
        """
        process = self._idle.pop() if self._idle else await self._free()
        self._busy.add(process)
        loop = asyncio.get_running_loop()
        timers = [
            loop.call_later(min(_LOOK, self.seconds), self._look, process, None),
            loop.call_later(self.seconds, process.end, "time"),
        ]
        self._timers[process] = timers
        well = False
        # plain values: pickling an object costs more than a small query
        parts = (wanted.rows, wanted.graph, wanted.most_rows, wanted.most_bytes, wanted.default, wanted.named)
        try:
            content = await process.ask(pickle.dumps(("written", query, 0, parts, self.seconds)))
            well = True
            found = taken(content)
        except _EndedError as error:
            raise self._told_end(process.ended) from error
        finally:
            for each in timers:
                each.cancel()
            del self._timers[process]
            self._busy.discard(process)
            self._back(process, well)
        return Written(*found)

    def _told_end(self, why: str) -> Exception:
        if why == "busy":
            return BusyError()
        took = f"{self.seconds:g} seconds" if why == "time" else f"{self._memory // 1_000_000:,} MB of memory"
        return QueryRefused(
            f"the query took more than {took}" + ("" if why else ", or broke the engine"),
            where="query",
            hint="make it narrower, or give it a LIMIT",
        )

    def _look(self, process: _Process, before: float | None) -> None:
        """Whether a query is fast, by CPU time: elapsed time is not reliable on a busy machine."""
        now = process.spent()
        if before is not None and now - before > _QUICK * _LOOK:
            self._long(process)
        else:
            again = asyncio.get_running_loop().call_later(_LOOK, self._look, process, now)
            self._timers[process].append(again)

    def _long(self, process: _Process) -> None:
        """Marks a query as slow: another process takes its place, unless there are too many."""
        if sum(each.slow for each in self._busy) >= self._size:
            self._told("refused")
            process.end("busy")
            return
        process.slow_down()
        self._fill()

    async def _free(self) -> _Process:
        """The next free process; requests are served in order."""
        if len(self._waiting) >= _WAITING or self._closed:
            self._told("refused")
            raise BusyError
        turn: asyncio.Future[_Process] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._fill()
        try:
            async with asyncio.timeout(_PATIENCE):
                return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._back(turn.result(), True)
            elif turn in self._waiting:
                self._waiting.remove(turn)
            if isinstance(error, TimeoutError):
                self._told("refused")
                raise BusyError from error
            raise

    def _back(self, process: _Process, well: bool) -> None:
        """Gives a process to the next waiting request; a slow one keeps its low priority, and is not reused."""
        if not well or process.slow or process.ended or self._closed:
            self._told("ended")
            process.end("done")
            if not self._closed:
                self._fill()
            return
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(process)
                return
        self._idle.append(process)

    def _fill(self) -> None:
        """Starts missing processes for quick queries."""
        quick = len(self._idle) + sum(not each.slow for each in self._busy) + self._starting
        for _ in range(self._size - quick):
            self._starting += 1
            task = asyncio.ensure_future(self._spare())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _spare(self) -> None:
        """Starts one more process."""
        try:
            process = await _Process.start(self._generation, self._memory)
        except (_EndedError, TimeoutError, LpipError, OSError):
            return
        finally:
            self._starting -= 1
        self._back(process, True)

    async def ended(self) -> None:
        """Waits until all processes have ended, including those that were being started."""
        await asyncio.gather(*self._tasks)
        await asyncio.sleep(0)  # transports close in the next iteration of the loop

    def close(self) -> None:
        """Ends the processes; queries under way are answered first."""
        self._closed = True
        for process in self._idle:
            process.end("done")
        self._idle.clear()
