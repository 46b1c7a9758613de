"""The store on a SPARQL server: a real one, and ones that misbehave."""

from __future__ import annotations

import os
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from pyoxigraph import Dataset, Literal, NamedNode, Quad
from sparql_server import oxigraph_server
from test_store import (
    ABIGAIL,
    CANDIDATES,
    COUNT,
    DERIVED,
    EVIDENCE,
    ISSUE,
    LEADS,
    NAMED,
    PRIVATE,
    SECOND,
    SKILLS,
    number,
    small,
)

from lpipgraph.errors import QueryRefused, RemoteError, StoreError, SyntaxProblem
from lpipgraph.store import load, open_store
from lpipgraph.store.graph_files import Spooled, spooled
from lpipgraph.store.http_exchange import Wire
from lpipgraph.store.loading import Options, load_to
from lpipgraph.store.remote import RemoteStore
from lpipgraph.store.writing import Writer
from lpipgraph.store_protocol import Answer
from lpipgraph.vocabulary import LPIP, iri


@pytest.fixture(params=[(), ("--union-default-graph",)], ids=["default empty", "default union"])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    with oxigraph_server(*request.param) as url:
        yield url


def test_the_same_rows_come_from_a_server_whatever_its_default_graph_holds(server: str) -> None:
    """Each triple once, also where it stands in two graphs: from the merged copy, for Oxigraph counts it twice."""
    plan, _ = load_to(server, small(), Options(merged="https://e.org/all"))
    assert {name: here for name, (_, here) in plan.changed.items()} == {
        DERIVED.value: 1, ISSUE.value: 3, EVIDENCE.value: 1, "https://e.org/all": 4,
    }  # fmt: skip
    query = "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    with open_store(server) as remote, open_store(None, small()) as local:
        assert remote.select(query) == local.select(query)
        assert remote.select(COUNT) == local.select(COUNT)
        assert remote.select(NAMED) == local.select(NAMED)
        assert remote.select(query, limit=1) == local.select(query, limit=1)
        assert remote.ask(f"ASK {{ {ABIGAIL} {LEADS} {SKILLS} }}")
        everything = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        assert remote.construct(everything) == local.construct(everything)
        assert remote.graph(ISSUE) == local.graph(ISSUE)


def test_private_graphs_never_reach_a_server(server: str) -> None:
    load(small(), server)
    with open_store(server) as store:
        assert PRIVATE.value not in store.counts()
        assert CANDIDATES.value not in store.counts()
        with pytest.raises(StoreError, match="never sent"):
            store.replace(PRIVATE, small())


def test_foreign_graphs_on_a_server_are_untouched_and_unseen(server: str) -> None:
    foreign = b'<https://e.org/a> <https://e.org/b> "theirs" .\n'
    for where in ("?graph=https://e.org/g", "?default"):
        put = Request(f"{server}/store{where}", data=foreign, method="PUT")
        put.add_header("Content-Type", "application/n-triples")
        urlopen(put).close()
    load(small(), server)
    load(Dataset([Quad(SKILLS, LPIP.expertise, Literal("second"), SECOND)]), server)
    with open_store(server) as store:
        distinct = "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT * WHERE { ?s ?p ?o } }"
        assert number(store.select(distinct)) == 5  # issue 1 stays, issue 2 has come
        assert store.counts()["https://e.org/g"] == 1
    with urlopen(f"{server}/store?default") as reply:
        content = reply.read()
    assert b"theirs" in content


def test_without_the_graph_store_protocol_updates_do_the_same() -> None:
    with oxigraph_server() as url:
        store = RemoteStore(f"{url}/query", (f"{url}/update",), (f"{url}/nowhere",))
        many = [
            Quad(iri("id", "x", str(i)), LPIP.expertise, Literal(f"“{i}”\n"), ISSUE) for i in range(12000)
        ]
        assert store.replace(ISSUE, Dataset(many)) == 12000
        assert store.replace(ISSUE, Dataset(small().quads_for_graph_name(ISSUE))) == 3
        assert store.replace(ISSUE, Dataset(many[:1])) == 1
        assert store.replace(ISSUE, Dataset()) == 0
        assert not [g for g in store.counts() if g.endswith("loading")]


def test_an_empty_server_says_that_nothing_is_loaded() -> None:
    with oxigraph_server() as url, open_store(url) as store:
        with pytest.raises(StoreError, match=r"holds no graph of lpipgraph.*load --at"):
            store.select(COUNT)
        with pytest.raises(SyntaxProblem, match="400"):
            load(small(), url)
            store.select("SELECT oops")


# On a server that misbehaves


class Answering(BaseHTTPRequestHandler):
    """Answers each request with the server's `answer`; keeps what came."""

    def do_POST(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.answer(self)  # type: ignore[attr-defined]

    def do_PUT(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Faulty(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.answer = answer
        self.seen: list[tuple[str, dict[str, str]]] = []

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # the client goes away: that is the test


@contextmanager
def faulty(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[str, Faulty]]:
    server = Faulty(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", server
    finally:
        server.shutdown()
        server.server_close()


ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"https://e.org/a"}}]}}'
JSON = "application/sparql-results+json"


def saying(
    status: int = 200, body: bytes = ROWS, media: str = JSON, length: int | None = None, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media)
        if length is None or length >= 0:
            handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def hanging(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "10000")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def dripping_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(60):
        handler.wfile.write(b"X-A: b\r\n")
        handler.wfile.flush()
        time.sleep(0.05)


def chunked(*blocks: bytes, ended: bool) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for block in blocks:
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(block), block))
        if ended:
            handler.wfile.write(b"0\r\n\r\n")
        handler.close_connection = True

    return answer


@pytest.fixture
def one() -> Iterator[Spooled]:
    """One graph on its way."""
    with spooled(small().quads_for_graph_name(ISSUE), left="") as graphs:
        yield graphs[ISSUE.value]


def asking(url: str, wire: Wire = Wire(deadline=0.6, limit=100_000)) -> Answer:  # noqa: B008 -- frozen
    store = RemoteStore(f"{url}/query", (f"{url}/update",), wire=wire)
    return store.select_over("SELECT * WHERE { ?s ?p ?o }")


def test_a_whole_answer_is_taken() -> None:
    for answer in (saying(), saying(media=f"{JSON}; charset=utf-8"), chunked(ROWS[:9], ROWS[9:], ended=True)):
        with faulty(answer) as (url, _):
            assert asking(url).rows == ((NamedNode("https://e.org/a"),),)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (saying(401, b"who?", "text/plain"), "401.*who.*LPIPGRAPH_CREDENTIALS"),
        (saying(403, b""), "403"),
        (saying(404, b"<html>nothing</html>", "text/html"), "404"),
        (saying(413, b""), "413"),
        (saying(414, b""), "414"),
        (saying(429, b"", Retry_After="86400"), "429.*patience"),
        (saying(429, b"", Retry_After="soon"), "429"),
        (saying(500, b"oops"), "500.*oops"),
        (saying(502, b""), "502"),
        (saying(503, b""), "503"),
        (saying(504, b""), "504"),
        (saying(302, b"", Location="http://name:s3cret@other.example/q"), "302.*moved to"),
        (saying(body=b"<html>hello</html>", media="text/html"), "text/html and not"),
        (saying(body=b""), "cannot be read"),
        (saying(body=b"<sparql/>"), "cannot be read"),
        (saying(body=ROWS[:50]), "cannot be read"),
        (saying(body=ROWS[:50], length=len(ROWS)), "cut|broke off"),
        (saying(body=ROWS[:50], length=-1), "cannot be read"),
        (saying(body=ROWS + b"\nERROR: out of memory"), "cannot be read"),
        (saying(206), "part"),
        (saying(X_SPARQL_MaxRows="1"), "cuts its answers at 1 rows"),
        (saying(Content_Encoding="gzip"), "compressed"),
        (saying(body=b" " * 200_000), "over 100,000 bytes"),
        (chunked(ROWS, ended=False), "broke off|cut"),
        (chunked(ROWS[:50], ended=True), "cannot be read"),
        (hanging, "no whole answer within"),
        (dripping, "no whole answer within"),
        (dripping_headers, "no whole answer within"),
    ],
)
def test_a_server_that_misbehaves_is_one_clear_error(
    answer: Callable[[BaseHTTPRequestHandler], None], said: str
) -> None:
    with faulty(answer) as (url, _):
        with pytest.raises(RemoteError, match=said) as caught:
            asking(url)
        assert url in str(caught.value)
        # our own limit is told as ours, with how to raise it
        assert ("--timeout" in str(caught.value)) == ("no whole answer within" in said)
        assert "s3cret" not in str(caught.value)


PROBLEM = "application/problem+json"
OVER_LIMIT = [  # status, body, media type: as servers say that a query took too much
    (503, b'{"title": "Too much", "status": 503, "detail": "the query took more than 2 seconds"}', PROBLEM),
    (503, b'{\n  "message": "Query timed out"\n}\n', "application/json"),
    (503, b"Query timed out\n", "text/plain"),
    (503, b"Query evaluation took too long\n", "text/plain"),
    (500, b"Virtuoso S1T00 Error SR171: Transaction timed out\n\nSPARQL query:\n", "text/plain"),
    (
        500,
        b"Virtuoso 42000 Error The estimated execution time 900 (sec) exceeds the limit of 400",
        "text/plain",
    ),
    (500, b"SPARQL-QUERY: queryStr=\njava.util.concurrent.TimeoutException", "text/plain"),
    (504, b"timeout", "text/plain"),
]


@pytest.mark.parametrize(("status", "body", "media"), OVER_LIMIT)
@pytest.mark.parametrize("kind", ["select", "ask", "construct"])
def test_a_query_that_a_server_stops_is_refused_as_in_the_embedded_store_and_not_sent_again(
    status: int, body: bytes, media: str, kind: str
) -> None:
    query = {"select": "SELECT * ", "ask": "ASK ", "construct": "CONSTRUCT "}[
        kind
    ] + "WHERE { GRAPH <g:g> { ?s ?p ?o } }"
    with faulty(saying(status, body, media)) as (url, server):
        store = RemoteStore(f"{url}/query", wire=Wire(deadline=5))
        store.__dict__["_visible"] = ((), ())
        with pytest.raises(QueryRefused, match="LIMIT") as caught:
            getattr(store, kind)(query)
        assert len(server.seen) == 1
    assert "{" not in str(caught.value)
    assert url in str(caught.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("name", ["detail", "message", "error_description", "error", "title"])
def test_a_problem_in_json_is_told_in_its_own_words(status: int, name: str) -> None:
    for body in (
        f'{{"type": "about:blank", "status": 3, "{name}": "no   such\\nthing"}}',
        f'{{"{name}": ["x"]}}',
        '{"title": ',
    ):
        answer = saying(status, body.encode(), PROBLEM, Retry_After="99")
        with faulty(answer) as (url, _), pytest.raises((RemoteError, SyntaxProblem)) as caught:
            asking(url)
        assert ("(no such)" in caught.value.what) == ("such" in body)
        assert "{" not in str(caught.value)


def test_cut_triples_are_never_taken_for_whole() -> None:
    line = b'<https://e.org/a> <https://e.org/b> "c" .\n'
    for answer in (
        saying(body=line, media="application/n-triples", length=-1),  # no length: a cut would not show
        saying(body=line[:20], media="application/n-triples"),
        saying(body=line, media="text/turtle"),
    ):
        with faulty(answer) as (url, _), pytest.raises(RemoteError):
            RemoteStore(f"{url}/query", wire=Wire(deadline=0.6))._construct("CONSTRUCT WHERE {}", ())


def test_only_questions_are_sent_again(one: Spooled) -> None:
    with faulty(saying(503, b"busy")) as (url, server):
        with pytest.raises(RemoteError, match=r"503.*3 times"):
            asking(url, Wire(deadline=5))
        assert len(server.seen) == 3
    with faulty(saying(503, b"busy")) as (url, server):
        store = RemoteStore(f"{url}/query", (f"{url}/update",), (f"{url}/store",), Wire(deadline=2))
        with pytest.raises(RemoteError, match=r"503"):
            Writer(store).put(ISSUE, one)
        assert len([path for path, _ in server.seen if path.endswith("issue%2F1")]) == 1


def test_a_write_that_happened_in_spite_of_an_error_counts() -> None:
    with oxigraph_server() as real:
        done: list[str] = []

        class Proxy(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = Request(real + self.path, data=body, method="PUT")
                request.add_header("Content-Type", self.headers["Content-Type"])
                urlopen(request).close()
                done.append(self.path)
                self.send_error(504)

            def log_message(self, format: str, *args: object) -> None:
                pass

        proxy = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Proxy)
        proxy.daemon_threads = True
        threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
        try:
            address = f"http://127.0.0.1:{proxy.server_address[1]}/store"
            store = RemoteStore(f"{real}/query", (f"{real}/update",), (address,), Wire(deadline=5))
            triples = Dataset(small().quads_for_graph_name(ISSUE))
            assert store.replace(ISSUE, triples) == 3
            assert len([path for path in done if path.endswith("issue%2F1%2Floading")]) == 1
        finally:
            proxy.shutdown()
            proxy.server_close()


@pytest.mark.parametrize("way", ["variable", "file", "netrc"])
def test_credentials_are_sent_when_asked_for_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    if way == "variable":
        monkeypatch.setenv("LPIPGRAPH_CREDENTIALS", "bob:wo:rd")
    elif way == "file":
        (tmp_path / "secret").write_text("bob:wo:rd\n")
        monkeypatch.setenv("LPIPGRAPH_CREDENTIALS_FILE", str(tmp_path / "secret"))
    else:
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login bob password wo:rd\n")
        (tmp_path / ".netrc").chmod(0o600)
    with faulty(saying(401, b"no")) as (url, server):
        with pytest.raises(RemoteError) as caught:
            open_store(url)
        assert "Authorization" not in server.seen[0][1]
        assert server.seen[1][1]["Authorization"] == "Basic Ym9iOndvOnJk"
        assert len([path for path, _ in server.seen if path == "/query"]) == 2  # and not for ever
        assert "bob" not in repr(caught.value)
        assert "wo:rd" not in repr(RemoteStore(url).wire)


def test_a_digest_is_answered_with_a_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Virtuoso asks: the password itself is not sent."""
    monkeypatch.setenv("LPIPGRAPH_CREDENTIALS", "bob:word")

    def answer(handler: BaseHTTPRequestHandler) -> None:
        said = handler.headers.get("Authorization", "")
        if said.startswith("Digest") and 'username="bob"' in said and "response=" in said:
            saying()(handler)
        else:
            saying(401, b"", WWW_Authenticate='Digest realm="SPARQL", nonce="7", qop="auth", algorithm=MD5')(
                handler
            )

    with faulty(answer) as (url, server):
        store = RemoteStore(f"{url}/query")
        assert store.select_over("SELECT * WHERE { ?s ?p ?o }").rows
        assert "word" not in str(server.seen)


def test_credentials_in_an_address_are_refused() -> None:
    with pytest.raises(RemoteError, match="do not belong into an address") as caught:
        open_store("http://alice:s3cret@localhost:1/")
    assert "s3cret" not in repr(caught.value)


def test_no_server_at_all_is_one_clear_error() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(RemoteError, match=f"http://127.0.0.1:{port}.*cannot be reached.*check the address"):
        open_store(f"http://127.0.0.1:{port}")
    with pytest.raises(RemoteError, match="not an address"):
        open_store("http://127.0.0.1:port/")
    with faulty(saying(404, b"")) as (url, _), pytest.raises(RemoteError, match="no SPARQL service answers"):
        open_store(url)


def test_the_tests_reach_no_further_than_this_machine() -> None:
    assert os.environ.get("LPIPGRAPH_CREDENTIALS") is None
