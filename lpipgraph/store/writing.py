"""Writes graphs to a SPARQL server: stages, verifies, and publishes in one step.

A graph is staged as ``{graph}/loading``, over the Graph Store Protocol or else by SPARQL Update. One update moves all
staged graphs to their places, so that readers of a server with transactions see the old graphs or the new ones. A
write that may or may not have happened is never sent again: what stands there is read, and decides.
"""

from __future__ import annotations

import gzip
import math
import re
import shutil
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat

from ..errors import RemoteError
from ..sparql import escaped
from .graph_files import Spooled
from .http_exchange import LOCAL, Reply, StatusError
from .load_record import LOADED
from .remote import NOT_HERE, QUADS, RemoteStore

__all__ = ["PROBE", "STAGED", "Writer", "staged"]

#: What a staged graph's name ends in.
STAGED = "/loading"
_STANDARD = "application/n-quads"
_PAGES = ("text/html", "application/xhtml+xml")
#: The size up to which a graph is read back completely; of a larger one, this many triples are checked, in groups.
_WHOLE, _SAMPLE, _ASKED = 20_000, 1_000, 50
#: Triples in one update; the rest follows in further updates, into a graph that is not in use yet.
_CHUNK = 5_000
#: What servers say of a request that is too large for them (Jetty: 400); fewer triples than this are no large one.
_TOO_LARGE, _LEAST = frozenset({400, 413}), 100
#: The number of triples for which the timeout grows by one second.
_PACE = 5_000
#: A header of every answer of Jena's server.
_OF_JENA = "Fuseki-Request-Id"
#: A graph of no meaning, to try things with.
PROBE = NamedNode(LOADED.value + "/probe")
_TRIPLE = f'{PROBE} {PROBE} "1" .\n'.encode()
_UNDONE = "load again when the server is well: what was staged is taken up"


def staged(name: NamedNode) -> NamedNode:
    """The temporary name of a graph until it is moved into place."""
    return NamedNode(name.value + STAGED)


class Writer:
    """Writes to one server; it remembers which of the server's addresses take what.

    `told` is called with the number of triples that have gone out since the last call; `packed` says whether graphs
    go out as gzip, if the server takes it (None: to all but this machine, where packing costs more than it saves).
    """

    def __init__(
        self,
        store: RemoteStore,
        told: Callable[[int], object] = lambda _: None,
        *,
        packed: bool | None = None,
    ) -> None:
        self.store = store
        self._told = told
        self._packed = urlsplit(store.name).hostname not in LOCAL if packed is None else packed
        self._takes_gzip: bool | None = None
        self._chunk = _CHUNK
        self._jena: bool | None = None
        #: Where many graphs are taken in one request, and as what; empty: nowhere.
        self._quads: tuple[str, ...] | None = None
        #: Where a write was answered with a web page.
        self._pages = ""
        self._has_graph_store: bool | None = None

    # Staging

    def stage(self, graph: Spooled) -> bool:
        """Loads a graph under a temporary name, and verifies it there.

        Returns
        -------
        bool
            False if it stood there already, from a load that was cut.

        Raises
        ------
        RemoteError
            If it does not arrive whole; no graph that readers see has changed.
        """
        beside = staged(graph.name)
        if self.store.count(beside) == graph.count and self.holds(beside, graph):
            return False
        self.put(beside, graph)
        self.verify({beside: graph})
        return True

    def put(self, name: NamedNode, graph: Spooled) -> None:
        """Makes the graph `name` hold the triples of a spooled one; `verify` looks whether it does.

        Raises
        ------
        RemoteError
            If it does not arrive.
        """
        try:
            if not self._put(name, graph):
                self._insert(name, graph)
        except RemoteError as error:
            if isinstance(error, StatusError) and error.status < 500:
                raise
            # It may have happened: what stands there now decides, and nothing is sent again.
            if self._there(name) != graph.count or not self.holds(name, graph):
                raise RemoteError(
                    f"{error.what}; the graph {name} was not replaced as a whole",
                    where=error.where,
                    hint=_UNDONE,
                ) from error

    def verify(self, graphs: Mapping[NamedNode, Spooled]) -> None:
        """Looks whether graphs hold what was sent: all are counted, few triples are read back, of many some are asked for.

        Raises
        ------
        RemoteError
            For the first that holds fewer, more or other triples.
        """
        counts = self.store.counts()
        for name, graph in graphs.items():
            if counts.get(name.value, 0) != graph.count:
                raise RemoteError(
                    f"the graph {name} has {counts.get(name.value, 0):,} triples there and {graph.count:,} here",
                    where=self.store.name,
                    hint=self._advice(),
                )
        total = sum(graph.count for graph in graphs.values())
        if total <= _WHOLE:
            other = next((name for name, graph in graphs.items() if not self.holds(name, graph)), None)
        else:
            other = self._lacking(
                [(name, line) for name, graph in graphs.items() for line in _sampled(graph, total)]
            )
        if other is not None:
            raise RemoteError(
                f"the graph {other} holds other triples there than were sent",
                where=self.store.name,
                hint=self._advice(),
            )

    def _there(self, name: NamedNode) -> int:
        try:
            return self.store.count(name)
        except RemoteError:
            return -1

    def holds(self, name: NamedNode, graph: Spooled) -> bool:
        """Whether a graph has the triples of a spooled one: all of a small one, a sample of a large one.

        A server may write a value otherwise (1.50 as 1.5), so that only it can say whether it has a triple.
        """
        if graph.count <= _WHOLE and self._same(name, graph):
            return True
        return self._lacking([(name, line) for line in _sampled(graph, graph.count)]) is None

    def _lacking(self, triples: Sequence[tuple[NamedNode, str]]) -> NamedNode | None:
        """The first graph that does not have all of some triples."""
        for start in range(0, len(triples), _ASKED):
            asked = triples[start : start + _ASKED]
            if not self._has(asked):
                return next((name for name, line in asked if not self._has([(name, line)])), asked[0][0])
        return None

    def _has(self, triples: Sequence[tuple[NamedNode, str]]) -> bool:
        """Whether graphs contain all of some triples; if the server fails, they are checked in smaller groups."""
        blocks = [
            f"GRAPH {name} {{\n{escaped(chr(10).join(line for _, line in lines))}\n}}"
            for name, lines in groupby(triples, key=itemgetter(0))
        ]
        try:
            return self.store.ask_over("ASK {{ {} }}".format("\n".join(blocks)))
        except StatusError as error:
            if error.status != 500:
                raise
        if len(triples) == 1:  # a value that it keeps and cannot be asked for, such as a polygon at Virtuoso
            ((name, line),) = triples
            subject, predicate, _ = escaped(line).split(" ", 2)
            return self.store.ask_over(f"ASK {{ GRAPH {name} {{ {subject} {predicate} ?o }} }}")
        half = len(triples) // 2
        return self._has(triples[:half]) and self._has(triples[half:])

    def _same(self, name: NamedNode, graph: Spooled) -> bool:
        try:
            there = self.store.graph(name)
        except RemoteError:
            return False  # too large for one answer, or cut: the sample decides
        content = pyoxigraph.serialize((q.triple for q in there), format=RdfFormat.N_TRIPLES) or b""
        sent = graph.path.read_bytes()
        return _set(content) == _set(sent) or _values(content) == _values(sent)

    def _put(self, name: NamedNode, graph: Spooled) -> bool:
        """Over the Graph Store Protocol; False where the server has none."""
        if not self._graph_store():
            return False
        packed = self._packed and graph.count > _WHOLE and self.takes_gzip()
        path = _gzipped(graph.path) if packed else graph.path
        try:
            with _Told(path, graph.count, self._told) as body:
                request = self._request("PUT", self.store.graph_addresses[0], name, body)
                request.add_header("Content-Length", str(path.stat().st_size))
                if packed:
                    request.add_header("Content-Encoding", "gzip")
                wire = replace(self.store.wire, deadline=self.store.wire.deadline + graph.count / _PACE)
                wire.send(request)
        finally:
            if packed:
                path.unlink()
        return True

    def takes_gzip(self) -> bool:
        """Whether the server unpacks what is sent to it: tried with one triple, which is counted there."""
        if self._takes_gzip is None and self._graph_store():
            base, beside = self.store.graph_addresses[0], staged(PROBE)
            request = self._request("PUT", base, beside, gzip.compress(_TRIPLE))
            request.add_header("Content-Encoding", "gzip")
            try:
                self.store.wire.send(request)
                self._takes_gzip = self.store.count(beside) == 1
            except RemoteError:
                self._takes_gzip = False
            with suppress(RemoteError):  # there is none where it was refused
                self.store.wire.send(self._request("DELETE", base, beside, None))
        return bool(self._takes_gzip)

    def _graph_store(self) -> bool:
        """Whether the server takes graphs, and where: tried with one triple, for some end a long request unread."""
        if self._has_graph_store is not None:
            return self._has_graph_store
        self._has_graph_store = False
        for base in self.store.graph_addresses:
            try:
                reply = self.store.wire.send(self._request("PUT", base, PROBE, _TRIPLE))
                if reply.media_type in _PAGES and reply.body.strip():
                    self._pages = base  # a login, or a site that has a page for everything
                    continue
                self.store.wire.send(self._request("DELETE", base, PROBE, None))
            except StatusError as error:
                if error.status in NOT_HERE:
                    continue
                if error.status < 500:
                    raise
                # a server that is not well has said nothing about the address: the graph itself will tell
            self.store.graph_addresses = (base,)
            self._has_graph_store = True
            return True
        self.store.graph_addresses = ()
        return False

    def takes_quads(self) -> bool:
        """Whether the server takes many graphs in one request, and all or nothing of it: tried with one triple.

        Where a request breaks off after a triple, nothing of it may be there.

        Raises
        ------
        RemoteError
            If the server cannot be reached.
        """
        if self._quads is None:
            places = (*self.store.graph_addresses, *self.store.update_addresses, self.store.name)
            ways = ((place, media) for place in places for end, media in QUADS if end.search(place))
            self._quads = next((way for way in dict.fromkeys(ways) if self._whole_or_nothing(way)), ())
        return bool(self._quads)

    def _whole_or_nothing(self, way: tuple[str, str]) -> bool:
        good = _TRIPLE[:-2] + f"{PROBE} .\n".encode()
        bad = good.replace(b'"1"', b'"2"') + b"<broken\n"
        try:
            self._post(way, [good])
        except StatusError as error:
            if error.status in NOT_HERE or error.status in _TOO_LARGE:
                return False
            raise
        try:
            if self.store.count(PROBE) != 1:
                self.update(
                    [f"DELETE DATA {{ {_TRIPLE.decode()} }}"]
                )  # it may have gone into the default graph
                return False
            try:
                self._post(way, [bad])
            except StatusError:
                return self.store.count(PROBE) == 1
            return False
        finally:
            with suppress(RemoteError):
                self.update([f"DROP SILENT GRAPH {PROBE}"])

    def send_quads(self, blocks: Iterable[bytes], expected: int) -> None:
        """Sends many graphs in one request, after `takes_quads`; `expected` is about how many triples they have.

        Raises
        ------
        RemoteError
            If it is not known to have arrived.
        """
        assert self._quads
        packed = self._packed and self.takes_gzip()
        self._post(self._quads, blocks, packed=packed, expected=expected)

    def _post(
        self, way: tuple[str, ...], blocks: Iterable[bytes], *, packed: bool = False, expected: int = 0
    ) -> None:
        address, media = way
        if media != _STANDARD:
            blocks = map(_in_ascii, blocks)
        request = urllib.request.Request(
            address, data=_packed(blocks) if packed else iter(blocks), method="POST"
        )
        request.add_header("Content-Type", media)
        request.add_header("Accept", "*/*")
        if packed:
            request.add_header("Content-Encoding", "gzip")
        wire = self.store.wire
        replace(wire, deadline=wire.deadline + expected / _PACE).send(request)

    def _request(self, method: str, base: str, name: NamedNode, body: Any) -> urllib.request.Request:  # noqa: ANN401 -- bytes, or what has `read`
        address = f"{base}?graph={quote(name.value, safe='')}"
        request = urllib.request.Request(address, data=body, method=method)
        if body is not None:
            request.add_header("Content-Type", "application/n-triples")
        request.add_header("Accept", "*/*")
        return request

    def _insert(self, name: NamedNode, graph: Spooled) -> None:
        """Loads by SPARQL Update, in several steps: only into a graph that is not in use."""
        self.update([f"DROP SILENT GRAPH {name}"])
        lines = graph.lines()
        while chunk := list(islice(lines, self._chunk)):
            self._insert_lines(name, chunk)

    def _insert_lines(self, name: NamedNode, lines: list[str]) -> None:
        """Loads some triples; if the server refuses a request of this size, further requests are smaller."""
        block = escaped("\n".join(lines))
        try:
            self.update([f"INSERT DATA {{ GRAPH {name} {{\n{block}\n}} }}"])
        except StatusError as error:
            if error.status not in _TOO_LARGE or len(lines) < _LEAST:
                raise
        else:
            self._told(len(lines))
            return
        half = (len(lines) + 1) // 2
        self._chunk = min(self._chunk, half)
        for part in (lines[:half], lines[half:]):
            self._insert_lines(name, part)

    # Into place

    def swap(
        self,
        graphs: Sequence[Spooled],
        *,
        gone: Iterable[str] = (),
        also: Sequence[str] = (),
        happened: Callable[[], bool] = lambda: False,
    ) -> None:
        """Moves staged graphs into their places and takes others away, in one update.

        Parameters
        ----------
        graphs
            What was staged.
        gone
            Names of graphs to take away.
        also
            Further operations of the same update, the last ones.
        happened
            Says whether the update was carried out, where the server's answer does not.

        Raises
        ------
        RemoteError
            If the server takes no updates or the answer is an error and it did not happen.
        """
        drops = [f"DROP SILENT GRAPH {name}" for name in (*map(NamedNode, gone), *(g.name for g in graphs))]
        moves = [step for g in graphs if g.count for step in self._moving(staged(g.name), g.name)]
        try:
            reply = self.update([*drops, *moves, *also])
            if reply.media_type in _PAGES and not happened():
                raise RemoteError("the answer is a web page", where=self.store.name)  # noqa: TRY301 -- as a cut answer
        except RemoteError as error:
            if isinstance(error, StatusError) and error.status < 500:
                raise
            if not happened():
                raise RemoteError(
                    f"{error.what}; whether the graphs are in place is not known",
                    where=error.where,
                    hint=_UNDONE,
                ) from error

    def _moving(self, source: NamedNode, goal: NamedNode) -> Sequence[str]:
        """The update that moves a graph to a name that is not in use.

        Jena's TDB2 (5.6) loses triples when it moves or copies a graph in an update with other operations, and keeps numbers
        of the old graph when it moves over one: there it is dropped first, and what was staged is inserted.
        """
        if self._jena is None:
            self.takes_updates()
        if not self._jena:
            return (f"MOVE SILENT GRAPH {source} TO GRAPH {goal}",)
        copied = f"INSERT {{ GRAPH {goal} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {source} {{ ?s ?p ?o }} }}"
        return copied, f"DROP GRAPH {source}"

    def takes_updates(self) -> bool:
        """Whether the server takes updates: tried with one that changes nothing.

        Raises
        ------
        StatusError
            If it wants credentials, and takes no graphs in another way.
        RemoteError
            If the server cannot be reached.
        """
        try:
            self.update([f"DROP SILENT GRAPH {PROBE}"])
        except StatusError as error:
            if error.status in (401, 403) and not self.store.graph_addresses:
                raise
            return False
        return True

    def update(self, operations: Sequence[str]) -> Reply:
        """One SPARQL update of several operations.

        Blazegraph tells its success in a web page: such an answer is taken from the address that answers queries, too, and
        what came of it has to be looked at.

        Raises
        ------
        RemoteError
            If no address of the server takes it.
        """
        last: StatusError | None = None
        for address in self.store.update_addresses:
            wrapper = self.store.wrapper(" ;\n".join(operations), "INSERT")
            wrapper.updateEndpoint = address
            wire = replace(self.store.wire, deadline=self.store.wire.deadline * 5)
            try:
                reply = wire.send(wrapper._createRequest())
            except StatusError as error:
                if error.status not in NOT_HERE:
                    raise
                last = last if last is not None and last.status in (401, 403) else error
            else:
                if reply.media_type in _PAGES and address != self.store.name:
                    self._pages = address
                    continue
                self.store.update_addresses = (address,)
                self._jena = _OF_JENA in reply.headers
                return reply
        raise last or RemoteError("this server takes no updates", where=self.store.name, hint=self._advice())

    def _advice(self) -> str:
        if self._pages:
            return f"{self._pages} answers with a web page and is not an RDF store: check the address, and log in"
        return _UNDONE


class _Told:
    """A file as the body of a request; reports the number of triples sent with each block."""

    def __init__(self, path: Path, count: int, told: Callable[[int], object]) -> None:
        self._file = path.open("rb")
        self._each = count / max(1, path.stat().st_size)
        self._told = told

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(max(size, 1 << 18) if size >= 0 else -1)
        self._told(round(len(block) * self._each))
        return block

    def seek(self, offset: int) -> None:
        self._file.seek(offset)

    def __enter__(self) -> Any:  # noqa: ANN401 -- urllib takes whatever has `read`
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _sampled(graph: Spooled, total: int) -> Iterator[str]:
    """Triples of a graph, some of it all over, as many as its share of `total` has in `_SAMPLE`."""
    share = _SAMPLE / max(1, total)
    end = f" {graph.name} .".encode()
    for block in graph.quads():
        wanted = math.ceil(block.count(b"\n") * share)
        for n in range(wanted):
            start = block.rfind(b"\n", 0, len(block) * n // wanted) + 1
            line = block[start : block.index(b"\n", start)]
            yield line.replace(end, b" .").decode()


def _gzipped(path: Path) -> Path:
    """Compresses the file next to it, with fast settings, to reduce network traffic."""
    packed = path.with_name(path.name + ".gz")
    with path.open("rb") as file, gzip.open(packed, "wb", compresslevel=4) as out:
        shutil.copyfileobj(file, out, 1 << 18)
    return packed


def _packed(blocks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(4, wbits=31)
    for block in blocks:
        if packed := packer.compress(block):
            yield packed
    yield packer.flush()


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def _in_ascii(block: bytes) -> bytes:
    """N-Quads in ASCII, for a server that reads UTF-8 as something else."""
    if block.isascii():
        return block
    return _BEYOND_ASCII.sub(_code, block.decode()).encode("ascii")


def _code(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def _set(content: bytes) -> set[bytes]:
    return set(content.split(b"\n")) - {b""}


def _values(content: bytes) -> set[pyoxigraph.Quad]:
    """Triples as values: 1.50 is 1.5."""
    store = pyoxigraph.Store()
    store.bulk_load(content, format=RdfFormat.N_TRIPLES)
    return set(store)
