"""The server itself, as a process: what only sockets show."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from common import descendants, survivors
from test_server_store import small

from lpipgraph.store import publish

HOST = b"Host: localhost\r\n\r\n"
SLOW = 1.5


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(folder: Path, cache: Path, *more: str) -> tuple[subprocess.Popen[str], int]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "lpipgraph",
        "serve",
        str(folder),
        "--port",
        str(port),
        "--no-browser",
        "--cache",
        str(cache),
        *more,
    ]
    path = os.pathsep.join(p for p in sys.path if p)
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    )
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    raise AssertionError(process.communicate()[1])


@pytest.fixture(scope="module")
def port(built_folder, tmp_path_factory) -> Iterator[int]:
    process, port = started(built_folder, tmp_path_factory.mktemp("cache"))
    yield port
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 0, told
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert {"time", "level", "method", "path", "status", "ms", "request", "generation"} <= lines[0].keys()
    assert not any("traceback" in line for line in lines)


def fetch(port: int, path: str) -> bytes:
    with build_opener(ProxyHandler({})).open(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return bytes(answer.read())


def raw(port: int, data: bytes, wait: float = 20) -> bytes:
    """What the server says to some bytes, until it closes or has said enough."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as to:
        out = b""
        try:
            to.sendall(data)
            while len(out) < 4_000 and b"\r\n\r\n" not in out:
                part = to.recv(65_536)
                if not part:
                    break
                out += part
        except ConnectionError:
            pass
        return out


POST = b"POST /sparql HTTP/1.1\r\nContent-Type: application/sparql-query\r\n"


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n" + HOST + b"0\r\n\r\n", (400, 411)),
        (POST + b"Transfer-Encoding: chunked, identity\r\n" + HOST, (400, 411)),
        (POST + b"Content-Length: 6\r\nContent-Length: 7\r\n" + HOST + b"ASK {}", (400,)),
        (POST + b"Content-Length: -1\r\n" + HOST, (400,)),
        (POST + b"Content-Length: 300000000\r\n" + HOST + b"ASK {}", (413,)),
        (POST + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n" + HOST + b"abc", (415,)),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST, (414,)),
        (b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n" + HOST, (414, 431)),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000 + b"\r\n" + HOST, (431,)),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % i for i in range(5_000)) + HOST, (400, 431)),
        (b"GET /../../etc/passwd HTTP/1.1\r\n" + HOST, (404,)),
        (b"GET //evil.example/ HTTP/1.1\r\n" + HOST, (404,)),
        (b"GET /theme/%ff%00x HTTP/1.1\r\n" + HOST, (404,)),
        (b"GET /id/%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\n" + HOST, (404,)),
        (b"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", (400,)),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", (400,)),
        (b"FOO / HTTP/1.1\r\n" + HOST, (405,)),
        (b"nonsense\r\n\r\n", (400,)),
    ],
    ids=range(18),
)
def test_what_is_wrong_with_a_request_is_said_at_once(port, data, codes):
    answer = raw(port, data)
    found = re.match(rb"HTTP/1\.1 (\d+)", answer)
    assert found is None or int(found[1]) in codes, answer[:200]
    assert found is not None or codes != (404,)
    assert b"set-cookie" not in answer.lower().partition(b"\r\n\r\n")[0]


def test_slow_clients_are_dropped_and_others_served(port):
    """Heads and bodies that do not come, and clients that say nothing: gone within fifteen seconds."""
    begun = time.monotonic()
    waiting = []
    for data in (
        b"GET / HTTP/1.1\r\nHost: x\r\nX-",
        POST + b"Content-Length: 100\r\nHost: x\r\n\r\nASK",
        b"",
        b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        for _ in range(60):
            to = socket.create_connection(("127.0.0.1", port), timeout=10)
            to.sendall(data)
            to.setblocking(False)
            waiting.append(to)
    while waiting and time.monotonic() - begun < 25:
        assert fetch(port, "/theme/skills.nt")
        for to in list(waiting):
            try:
                if not to.recv(65_536):
                    to.close()
                    waiting.remove(to)
            except BlockingIOError:
                pass
            except ConnectionError:
                to.close()
                waiting.remove(to)
        time.sleep(0.2)
    left = len(waiting)
    for to in waiting:
        to.close()
    assert left == 0


def test_clients_that_leave_in_the_middle_harm_nobody(port):
    def leave(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as to:
            to.sendall(
                (
                    b"GET /data/lpip.nt HTTP/1.1\r\n",
                    b"GET /sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D HTTP/1.1\r\n",
                )[number % 2]
                + HOST
            )
            time.sleep(0.02 * (number % 5))

    with ThreadPoolExecutor(8) as many:
        list(many.map(leave, range(30)))
    assert b'"ok"' in fetch(port, "/health")


def test_counts_for_prometheus(port):
    fetch(port, "/theme/skills.nt")
    text = fetch(port, "/metrics").decode()
    assert re.search(
        r'^lpipgraph_requests_total\{kind="page",method="GET",status="200"\} \d+$', text, re.MULTILINE
    )
    assert "# TYPE lpipgraph_request_seconds histogram" in text
    assert all(re.fullmatch(r"# TYPE \w+ \w+|\w+(\{[^{}]*\})? [\d.e+-]+", line) for line in text.splitlines())
    # the format: a histogram's buckets by their bounds, each counts those below it, the last all; sum and count follow
    kinds = re.findall(r'seconds_count\{kind="(\w+)"', text)
    assert kinds
    for kind in kinds:
        rows = re.findall(
            rf'^lpipgraph_request_seconds_(\w+)\{{kind="{kind}"(?:,le="(.+)")?\}} (.+)$', text, re.MULTILINE
        )
        bounds = [float(bound) for name, bound, _ in rows if name == "bucket"]
        counted = [int(value) for name, _, value in rows if name != "sum"]
        assert bounds == sorted(bounds)
        assert counted == sorted(counted)
        assert [name for name, _, _ in rows] == ["bucket"] * len(bounds) + ["count", "sum"]


def test_an_answer_under_way_is_given_before_the_server_stops(built_folder, tmp_path):
    process, port = started(built_folder, tmp_path / "cache", "--seconds", "6", "--workers", "2", "--no-log")
    try:
        long = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        ends = time.monotonic() + 30
        while time.monotonic() < ends and b'"ok"' not in fetch(port, "/health"):
            time.sleep(0.1)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as to:
            to.sendall(POST + b"Content-Length: %d\r\n" % len(long) + HOST + long)
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            assert to.recv(100).startswith(b"HTTP/1.1 503")
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.communicate()


def test_new_builds_are_swapped_in_under_load(tmp_path):
    """In the process as it is started: one that only the tests make may copy a build where the real one cannot."""
    folder = tmp_path / "store"
    publish(small("build 0"), folder)
    process, port = started(folder, tmp_path / "cache", "--no-log")
    seen: set[str] = set()
    mixed: list[bytes] = []
    last = "build 2"
    paths = (
        "/theme/skills.nt",
        "/theme/skills",
        "/data/lpip.nq",
        "/search.json?q=build",
        "/sparql?query=SELECT*%7B%3Fs%20rdfs:label%20%3Fl%7D",
    )

    def ask(path: str) -> None:
        """An answer that fails raises; each is of one build."""
        ends = time.monotonic() + 120
        while last not in seen and time.monotonic() < ends:
            told = fetch(port, path)
            found = set(re.findall(rb"build \d", told))
            seen.update(each.decode() for each in found)
            if len(found) > 1:
                mixed.append(told)

    try:
        with ThreadPoolExecutor(len(paths)) as pool:
            running = [pool.submit(ask, path) for path in paths]
            for number in (1, 2):
                while f"build {number - 1}" not in seen and not running[0].done():
                    time.sleep(0.1)
                publish(small(f"build {number}"), folder)
            for each in running:
                each.result()
    finally:
        left = killed_in_the_middle(process, port)
    assert (seen, mixed) == ({"build 0", "build 1", "build 2"}, [])
    assert not left


def killed_in_the_middle(process: subprocess.Popen[str], port: int) -> set[int]:
    """The processes that a server leaves that is killed, not stopped, while one of them works for ever."""
    family = descendants(process.pid)
    before = sum(map(spent, family))
    with socket.create_connection(("127.0.0.1", port), timeout=30) as to:
        long = b"SELECT (COUNT(*) AS ?n) { %s }" % b" . ".join(
            b"?a%d ?b%d ?c%d" % (i, i, i) for i in range(9)
        )
        to.sendall(POST + b"Content-Length: %d\r\n" % len(long) + HOST + long)
        ends = time.monotonic() + 60
        while sum(map(spent, family)) - before < 30 and time.monotonic() < ends:  # it works on it
            time.sleep(0.02)
        process.kill()
        process.communicate()
    return survivors(family)


def spent(pid: int) -> int:
    """The processor's ticks that a process has taken."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    return 0


@pytest.mark.parametrize("what", ["nothing", "foreign", "address", "port", "url"])
def test_it_does_not_start_where_it_cannot(built_folder, tmp_path, what, capsys):
    from lpipgraph.cli import main

    common = ["--no-browser", "--cache", str(tmp_path / "cache")]
    (tmp_path / "letter.txt").write_text("dear")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        arguments = {
            "nothing": [str(tmp_path / "none")],
            "foreign": [str(tmp_path)],
            "address": ["http://localhost:1/sparql"],
            "port": [str(built_folder), "--port", port],
            "url": [str(built_folder), "--public-url", "example.org?x"],
        }[what]
        assert main(["serve", *arguments, *common]) == 2
    told = capsys.readouterr().err
    assert told.startswith("lpipgraph: ")
    assert told.count("\n") == 1
