"""Loads and nightly runs against servers that are cut, slow, full or strange: old or new, and never a mixture."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from common import by_day, is_one_line
from pyoxigraph import Dataset, Literal, Quad
from sparql_server import oxigraph_server
from test_cli import run  # noqa: F401 -- a fixture

from lpipgraph import graph
from lpipgraph.errors import LpipError, StoreError
from lpipgraph.files import find
from lpipgraph.store import open_store, writing
from lpipgraph.store.graph_files import kept, spooled
from lpipgraph.store.loading import Options, load_to, put
from lpipgraph.store.remote import RemoteStore
from lpipgraph.vocabulary import LPIP, iri

ISSUE = iri.graph("issue", "1")
#: What all issues share, and what is of the issue itself.
OLD = [
    Quad(iri("id", "x", str(n)), LPIP.asStated, Literal(f"old {n}"), place)
    for n in range(3)
    for place in (ISSUE, iri.graph("derived"), iri.graph("evidence", "1"))
]
NEW = [Quad(q.subject, q.predicate, Literal(q.object.value.replace("old", "new")), q.graph_name) for q in OLD]  # type: ignore[union-attr]
#: Every request in turn takes long: `make test-all` does it.
THOROUGH = "LPIPGRAPH_FUZZ" in os.environ
Fault = Callable[["Proxy", bytes], bool]


class Proxy(BaseHTTPRequestHandler):
    """Hands requests on to a real server; a fault may take the place of one."""

    def handle_any(self) -> None:
        server = self.server
        body = self.received()
        server.seen += 1  # type: ignore[attr-defined]
        if server.fault(self, body):  # type: ignore[attr-defined]
            self.close_connection = True
            return
        self.answer(*self.passed_on(body))

    def received(self) -> bytes:
        """What was sent: as long as it was said to be, or in chunks."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline() or b"0", 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def passed_on(self, body: bytes) -> tuple[int, str, bytes]:
        """What the real server says."""
        request = Request(self.server.real + self.path, data=body or None, method=self.command)  # type: ignore[attr-defined]
        for name in ("Content-Type", "Accept", "Content-Encoding"):
            if name in self.headers:
                request.add_header(name, self.headers[name])
        try:
            with urlopen(request) as reply:
                return reply.status, reply.headers.get("Content-Type", ""), reply.read()
        except HTTPError as error:
            return error.code, error.headers.get("Content-Type", ""), error.read()

    def answer(self, status: int, media: str, body: bytes, **headers: str) -> None:
        """One whole answer."""
        self.send_response(status)
        if media:
            self.send_header("Content-Type", media)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 -- as http.server has them

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def proxied(
    real: str, fault: Fault, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, ThreadingHTTPServer]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    server.block_on_close = False
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.real, server.fault, server.seen = real, fault, 0  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}", server
    finally:
        server.shutdown()
        server.server_close()


def saying(status: int, media: str = "text/plain", body: bytes = b"no", **headers: str) -> Fault:
    def fault(handler: Proxy, _: bytes) -> bool:
        handler.answer(status, media, body, **headers)
        return True

    return fault


def dropping(handler: Proxy, _: bytes) -> bool:
    handler.connection.close()
    return True


def half(handler: Proxy, body: bytes) -> bool:
    status, media, content = handler.passed_on(body)
    handler.send_response(status)
    handler.send_header("Content-Type", media or "text/plain")
    handler.send_header("Content-Length", str(len(content) + 10))
    handler.end_headers()
    handler.wfile.write(content)
    handler.connection.close()
    return True


def hanging(handler: Proxy, _: bytes) -> bool:
    time.sleep(2.5)
    return True


def endless(handler: Proxy, _: bytes) -> bool:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        return True


FAULTS: dict[str, Fault] = {
    **{str(status): saying(status) for status in (401, 403, 404, 413, 414, 429, 500, 502, 503, 504)},
    "patience": saying(429, Retry_After="86400"),
    "page": saying(200, "text/html", b"<html><form>Please log in</form></html>"),
    "other type": saying(200, "image/png", b"\x89PNG"),
    "elsewhere": saying(302, Location="http://127.0.0.1:9/"),
    "drop": dropping,
    "half": half,
    "hang": hanging,
    "endless": endless,
}


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    with oxigraph_server() as url:
        yield url


def says(url: str) -> set[str]:
    """Which build readers see: the first words of all that is stated."""
    with RemoteStore.connect(url) as store:
        rows = store.select("SELECT DISTINCT ?o WHERE { ?s ?p ?o }").rows
    return {row[0].value.split()[0] for row in rows}  # type: ignore[union-attr]


def striking(strike: Fault, at: int) -> Fault:
    """A fault that strikes at one request, by its number."""
    return lambda handler, body: handler.server.seen == at and strike(handler, body)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", by_day([*FAULTS], 8))
def test_whatever_request_of_a_load_fails_readers_see_one_build(real: str, name: str) -> None:
    """The fault strikes at each request in turn; afterwards the build is wholly the old or the new one, and a load anew ends well."""
    load_to(real, OLD)
    with proxied(real, lambda *_: False) as (url, server):
        load_to(url, NEW)
        requests = server.seen  # type: ignore[attr-defined]
    slow = name in ("hang", "endless")
    struck, strike = 0, FAULTS[name]
    step = 5 if slow else 1 if THOROUGH else 3
    for at in range(1 + len(name) % step, requests + 1, step):
        load_to(real, OLD)
        with proxied(real, striking(strike, at)) as (url, _):
            try:
                load_to(url, NEW, Options(deadline=1.0 if slow else 20.0))
            except LpipError as error:
                struck += 1
                assert "\n" not in str(error)
                assert is_one_line(f"lpipgraph: {error}\n")
        assert says(real) in ({"old"}, {"new"}), at
        load_to(real, NEW)
        assert says(real) == {"new"}
        with RemoteStore.connect(real) as store:
            assert not [name for name in store.counts() if name.endswith("/loading")]
    assert struck >= 1


def emptied(url: str) -> None:
    """Takes everything away."""
    request = Request(f"{url}/update", data=b"DROP ALL", method="POST")
    request.add_header("Content-Type", "application/sparql-update")
    urlopen(request).close()


@pytest.mark.parametrize("name", by_day([*FAULTS], 5))
def test_whatever_request_of_a_first_load_fails_readers_see_all_or_nothing(real: str, name: str) -> None:
    """As above, on a server that holds nothing; all graphs go there in one request."""
    emptied(real)
    many = []

    def counting(handler: Proxy, body: bytes) -> bool:
        many.append(handler.headers.get("Transfer-Encoding", ""))
        return False

    with proxied(real, counting) as (url, server):
        load_to(url, NEW)
        requests = server.seen  # type: ignore[attr-defined]
    assert len(many) - many.count("") == 3  # tried twice, then used once
    strike = FAULTS[name]
    slow = name in ("hang", "endless")
    step = 5 if slow else 1 if THOROUGH else 3
    for at in range(1 + len(name) % step, requests + 1, step):
        emptied(real)
        with proxied(real, striking(strike, at)) as (url, _):
            try:
                load_to(url, NEW, Options(deadline=1.0 if slow else 20.0))
            except LpipError as error:
                assert is_one_line(f"lpipgraph: {error}\n")
        with RemoteStore.connect(real) as store:
            there = sum(n for name, n in store.counts().items() if not name.endswith(("/loading", "/probe")))
        assert there == 0 or says(real) == {"new"}, at
        load_to(real, NEW)
        assert says(real) == {"new"}
        with RemoteStore.connect(real) as store:
            assert not [name for name in store.counts() if name.endswith("/loading")]


@pytest.mark.parametrize("share", [0.2, 0.9, 1.0])
def test_a_first_load_that_is_cut_leaves_nothing(real: str, share: float) -> None:
    """The request ends in its middle, at the end of a chunk and of a line, or before it says that it has ended."""
    emptied(real)

    def cutting(handler: Proxy, body: bytes) -> bool:
        if handler.headers.get("Transfer-Encoding") is None or body.count(b"\n") < len(NEW):
            return False
        lines = body.splitlines(keepends=True)
        half = b"".join(lines[: int(len(lines) * share)])
        with socket.create_connection(("127.0.0.1", int(real.rpartition(":")[2]))) as there:
            there.sendall(
                f"POST {handler.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/n-quads\r\n"
                f"Transfer-Encoding: chunked\r\n\r\n{len(half):x}\r\n".encode()
                + half
                + b"\r\n"
            )
        with RemoteStore.connect(real) as store:
            assert not store.counts()
        handler.connection.close()
        return True

    with proxied(real, cutting) as (url, _):
        load_to(url, NEW)  # in the other way, for nothing had arrived
    assert says(real) == {"new"}


def test_what_arrives_otherwise_is_taken_away_again(real: str) -> None:
    emptied(real)

    def losing(handler: Proxy, body: bytes) -> bool:
        if handler.headers.get("Transfer-Encoding") is None or body.count(b"\n") < len(NEW):
            return False
        handler.answer(*handler.passed_on(b"".join(body.splitlines(keepends=True)[1:])))
        return True

    with proxied(real, losing) as (url, _), pytest.raises(StoreError, match="triples there and"):
        load_to(url, NEW)
    with RemoteStore.connect(real) as store:
        assert not store.counts()


@pytest.mark.parametrize(
    "name", ["https://e.org/graph/issue/9", "https://e.org/graph/derived", "nowhere", "a b"]
)
def test_graphs_of_others_are_left_alone_whatever_they_are_called(real: str, name: str) -> None:
    """Also where a name looks like one of ours, or is no IRI at all."""
    emptied(real)
    shown = name
    if ":" not in name:  # what no client can send, and some servers hold
        shown = "https://e.org/odd"

        def renaming(handler: Proxy, body: bytes) -> bool:
            status, media, content = handler.passed_on(body)
            handler.answer(status, media, content.replace(b"https://e.org/odd", name.encode()))
            return True
    else:
        renaming = lambda *_: False  # noqa: E731

    with urlopen(Request(f"{real}/store?graph={shown}", data=b'<x:a> <x:b> "theirs" .\n', method="PUT",
                         headers={"Content-Type": "application/n-triples"})):  # fmt: skip
        pass
    with proxied(real, renaming) as (url, _):
        for build in (OLD, NEW):
            plan, _ = load_to(url, build, Options(prune=True))
            assert not plan.gone
        with RemoteStore.connect(url) as store:
            assert store.counts()[name] == 1
            assert store.select("SELECT ?o { ?s ?p ?o FILTER(?o = 'theirs') }").rows == ()
    assert says(real) == {"new"}
    emptied(real)


def test_a_build_that_lacks_what_the_server_has_is_refused(real: str) -> None:
    load_to(real, OLD)
    second = [Quad(q.subject, q.predicate, q.object, iri.graph("issue", "2")) for q in OLD[:1]]
    load_to(real, [*OLD, *second])
    with pytest.raises(StoreError, match=r"the server holds issue 2, which this build lacks.*--prune"):
        load_to(real, OLD)
    with pytest.raises(StoreError, match="not of this build"):
        load_to(real, NEW, Options(only=("issue/1",), prune=True))
    plan, _ = load_to(real, OLD, Options(prune=True))
    assert set(plan.gone) == {iri.graph("issue", "2").value}


def test_a_dry_run_writes_nothing(real: str) -> None:
    load_to(real, OLD, Options(prune=True))
    with RemoteStore.connect(real) as store:
        before = store.counts()
        plan, _ = load_to(real, NEW, dry=True)
        assert set(plan.changed) == {q.graph_name.value for q in NEW}  # type: ignore[union-attr]
        assert store.counts() == before
    assert says(real) == {"old"}


def test_a_server_that_nobody_asked_lpipgraph_to_fill_is_asked_as_well(built_folder: Path) -> None:
    """After a bulk load of the load pack, with and without named graphs."""
    dataset = graph.read(built_folder / "graph.trig")
    asked = f"SELECT DISTINCT ?s WHERE {{ ?s a {LPIP.Theme} }} ORDER BY ?s"
    with open_store(built_folder / "store") as here:
        expected = here.select(asked).rows
    for format, media, where in (
        ("nq", "application/n-quads", ""),
        ("nt", "application/n-triples", "?default"),
    ):
        with oxigraph_server() as url:
            content = graph.write(dataset, format)
            request = Request(f"{url}/store{where}", data=content, method="POST")
            request.add_header("Content-Type", media)
            urlopen(request).close()
            with open_store(url) as store:
                assert store.select(asked).rows == expected


def test_what_is_there_as_it_is_here_is_not_read(real: str) -> None:
    """Nor is the merged copy made again."""
    read: list[str] = []
    with spooled(OLD, left="") as graphs:
        lines = {
            name: b"".join(f"{line[:-2]} <{name}> .\n".encode() for line in g.lines())
            for name, g in graphs.items()
        }
        rows = [
            (name, g.count, g.digest, lambda name=name: read.append(name) or lines[name])  # type: ignore[misc]
            for name, g in graphs.items()
        ]
        options = Options(merged="https://e.org/all", prune=True)
        for expected in (sorted(lines), []):
            read.clear()
            with kept(rows, left="") as same:
                put(real, same, options)
            assert sorted(read) == expected
    load_to(real, OLD, Options(prune=True))


@pytest.mark.parametrize("taken", [True, False])
def test_large_graphs_are_sent_packed_where_the_server_unpacks_them(
    real: str, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_WHOLE", 2)
    load_to(real, OLD)
    packed = []

    def unpacking(handler: Proxy, body: bytes) -> bool:
        if handler.headers.get("Content-Encoding") != "gzip":
            return False
        if not taken:
            return saying(415)(handler, body)
        packed.append(handler.path)
        del handler.headers["Content-Encoding"]
        handler.answer(*handler.passed_on(gzip.decompress(body)))
        return True

    with proxied(real, unpacking) as (url, _):
        load_to(url, NEW, Options(packed=True))
    assert len(packed) == (4 if taken else 0)  # once to see whether it is taken, then three graphs
    assert says(real) == {"new"}


# Every night


@pytest.fixture
def newsletters(tmp_path: Path) -> Path:
    folder = tmp_path / "newsletters"
    folder.mkdir()
    shutil.copy(find("data/issues", "*.txt")[0], folder / "one.txt")
    return folder


def test_a_nightly_run_builds_loads_and_reports(run, tmp_path: Path, newsletters: Path) -> None:  # noqa: F811
    with oxigraph_server() as url:
        shown = run("sync", newsletters, "--at", url, "-o", "graph", "--report", "run.json")
        assert (shown.code, shown.err) == (0, "")
        assert shown.out.count("\n") == 1
        assert "1 issues, 1 read now; 12 graphs loaded" in shown.out or "graphs loaded" in shown.out
        report = json.loads((tmp_path / "run.json").read_text())
        assert report["exit_code"] == 0
        assert report["loaded"]["changed"]
        with proxied(url, _writes_fail) as (guarded, _):
            again = run("sync", newsletters, "--at", guarded, "-o", "graph")
        assert (again.code, again.err) == (0, "")
        assert "0 read now; nothing changed" in again.out
        (newsletters / "bad.txt").write_text("nothing of the kind")
        refused = run("sync", newsletters, "--at", url, "-o", "graph")
        assert refused.code == 2
        assert is_one_line(refused.err)
        assert "bad.txt" in refused.err


_NIGHT = """Policy Innovate

Issue No. 7 | Date 11.03.2027

{title}

Ann Lee, LPIP Hub

The Weir Policy Institute published its plan in 2026.
"""


@pytest.fixture
def alone() -> Iterator[str]:
    with oxigraph_server() as url:
        yield url


def test_whatever_request_of_a_night_fails_the_next_night_mends_it(run, alone: str, tmp_path: Path) -> None:  # noqa: F811
    """A fault at one request of a nightly run: readers see one build, the line says what was, and the run after it ends well."""
    folder = tmp_path / "newsletters"
    folder.mkdir()

    def night(at: str):
        return run("sync", folder, "--at", at, "-o", "graph", "--timeout", "1", "--jobs", "1")

    def titles() -> set[str]:
        with RemoteStore.connect(alone) as store:
            rows = store.select('SELECT ?t WHERE { ?w ?p ?t FILTER (STRSTARTS(STR(?t), "Skills in ")) }').rows
        return {row[0].value for row in rows}  # type: ignore[union-attr]

    def told(title: str) -> tuple[Dataset, int]:
        """A run that all goes well with, and how many requests it made."""
        (folder / "seven.txt").write_text(_NIGHT.format(title=title), "utf-8")
        with proxied(alone, lambda *_: False) as (url, server):
            shown = night(url)
        assert (shown.code, shown.err) == (0, "")
        assert titles() == {title}
        return graph.read(tmp_path / "graph" / "graph.trig"), server.seen  # type: ignore[attr-defined]

    before, after = "Skills in Old Valleys", "Skills in New Valleys"
    old, _ = told(before)
    _, requests = told(after)
    struck = 0
    kinds = FAULTS if THOROUGH else ("401", "503", "page", "half", "drop", "hang")
    for n, name in enumerate(kinds):
        strike = FAULTS[name]
        for at in range(1, requests + 1) if THOROUGH else [1 + n * 5 % requests]:
            load_to(alone, old, Options(prune=True))
            with proxied(alone, striking(strike, at)) as (url, _):
                shown = night(url)
            assert shown.code in (0, 2), (name, at)
            assert is_one_line(shown.err) if shown.code else not shown.err, (name, at)
            assert titles() in ([{before}, {after}] if shown.code else [{after}]), (name, at)
            struck += shown.code != 0
            again = night(alone)
            assert (again.code, again.err) == (0, ""), (name, at)
            assert titles() == {after}
            with RemoteStore.connect(alone) as store:
                assert not [graph_ for graph_ in store.counts() if graph_.endswith("/loading")]
    assert struck >= len(kinds) // 3


def _writes_fail(handler: Proxy, body: bytes) -> bool:
    """A run that finds nothing changed writes nothing: a write would be refused here."""
    if handler.command in ("PUT", "DELETE") or handler.path.startswith("/update"):
        handler.answer(500, "text/plain", b"a write")
        return True
    return False


def test_a_folder_without_issues_is_refused(run, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "empty").mkdir()
    for folder, word in (
        ("empty", "there is no issue in this folder"),
        ("missing", "there is no folder here"),
    ):
        shown = run("sync", folder, "--at", "http://127.0.0.1:9", "-o", "graph")
        assert shown.code == 2
        assert word in shown.err
    assert not (tmp_path / "graph").exists()


def test_a_server_that_is_away_leaves_the_build(run, tmp_path: Path, newsletters: Path) -> None:  # noqa: F811
    shown = run("sync", newsletters, "--at", "http://127.0.0.1:9", "-o", "graph")
    assert shown.code == 2
    assert is_one_line(shown.err)
    assert (tmp_path / "graph" / "graph.trig").exists()
