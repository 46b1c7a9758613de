"""What serving costs, beside `oxigraph serve` on the same triples and the same machine: ratios, not figures.

``python benchmarks/serve.py [FOLDER] [--seconds 4]`` starts both servers on a build (made in a temporary folder if none is
named), asks both the same over kept-alive connections, and prints one table. A page is compared with the three queries
that it is made of. On a machine that is busy, the processor's time for each request tells more than requests a second: a
server with many threads gets more turns there.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from lpipgraph import build
from lpipgraph.queries import catalogue, resolve
from lpipgraph.store import LocalStore
from lpipgraph.vocabulary import PREFIXES

HEAD = "".join(
    f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if name in ("lpip", "rdfs", "dcterms")
)
THING = "<https://w3id.org/lpip/id/theme/skills>"
LIGHT = HEAD + f"SELECT ?l WHERE {{ {THING} rdfs:label ?l }}"
PAGE = [
    HEAD + f"SELECT ?p ?o WHERE {{ {THING} ?p ?o }}",
    HEAD + f"SELECT ?s ?p WHERE {{ ?s ?p {THING} }}",
    HEAD + f"SELECT ?o ?l WHERE {{ {THING} ?p ?o . ?o rdfs:label ?l }}",
]
MEDIUM = (
    HEAD
    + "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?o) AS ?m) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) LIMIT 10"
)
POISON = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a",
    "SELECT (GROUP_CONCAT(STR(?a)) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT ?a (COUNT(DISTINCT ?f) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a",
    "SELECT (COUNT(*) AS ?n) { ?s (!<http://a>|^!<http://a>)+ ?x }",
    "SELECT (COUNT(*) AS ?n) { ?s (!<http://a>|^!<http://a>)* ?x . ?x (!<http://b>|^!<http://b>)* ?y }",
    "SELECT * { " + "BIND ('aaaaaaaaaaaaaaaa' AS ?x0) " + "".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(40)) + "}",
    "SELECT * { BIND (REPLACE('" + "a" * 1000 + "', 'a', '" + "b" * 1000 + "') AS ?x) BIND (REPLACE(?x, 'b', '" + "c" * 1000 + "') AS ?y) }",
    "SELECT * {" + "".join(f" VALUES ?v{i} {{ {'1 2 3 4 5 6 7 8 9 ' * 8} }}" for i in range(9)) + "} ORDER BY ?v1",
    "SELECT * { ?s ?p ?o FILTER (REGEX(STR(?o), '((a{1,100}){1,100}){1,100}')) }",
    "SELECT * { ?s ?p ?o . ?t ?q ?r FILTER (REGEX(STR(?o), '(a+)+$') && REGEX(STR(?r), '(a+)+$')) }",
    "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }",
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (CONCAT(STR(?c), STR(?f), STR(?i)) = 'x') }",
    "SELECT DISTINCT ?a ?f { ?a ?b ?c . ?d ?e ?f . FILTER (STRLEN(STR(?c)) > STRLEN(STR(?f))) }",
    "SELECT * { { ?a ?b ?c } { ?d ?e ?f } { ?g ?h ?i } { SELECT * { ?j ?k ?l . ?m ?n ?o } } }",
    "SELECT (MAX(?x) AS ?y) { ?a ?b ?c . ?d ?e ?f BIND (SHA512(CONCAT(STR(?c), STR(?f))) AS ?x) }",
    "SELECT * { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i FILTER (?i = ?c && ?h = ?e) } } }",
    "SELECT * { ?a ?b ?c MINUS { ?d ?e ?f . ?g ?h ?i FILTER (?d = ?g) } }",
    "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER (?f = ?i && ?d != ?g && ?c = ?i) } }",
    "SELECT * {" + "{" * 3_000, "SELECT * { FILTER (" + "(" * 5_000 + "true" + ")" * 5_000 + ") }", "ASK { FILTER (" + "!" * 10_000 + "true) }",
    "SELECT * {" + "?s ?p ?o . " * 512 + "}", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "DESCRIBE ?s { ?s ?p ?o . ?a ?b ?c }",
]  # fmt: skip


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serving(folder: Path, port: int, cache: Path, *more: str) -> list[str]:
    """The command that serves a build."""
    options = ["--port", str(port), "--no-browser", "--no-log", "--cache", str(cache), *more]
    return [sys.executable, "-m", "lpipgraph", "serve", str(folder), *options]


@contextmanager
def running(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server, from its first answer on."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            sys.exit(f"{command[0]} does not answer")
        yield process
    finally:
        process.terminate()
        process.wait(30)


def spent(root: int) -> float:
    """Seconds of the processor that a process and all below it have taken."""
    parents, times = {}, {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            fields = place.read_text("utf-8", "replace").rpartition(")")[2].split()
            parents[int(place.parent.name)] = int(fields[1])
            times[int(place.parent.name)] = sum(map(int, fields[11:15]))
    family = {root}
    for _ in range(4):
        family |= {child for child, parent in parents.items() if parent in family}
    return sum(times.get(each, 0) for each in family) / os.sysconf("SC_CLK_TCK")


class Connection:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, accept: str = "application/sparql-results+json") -> int:
        """The status of the answer to a GET; its body is read."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**26)
        assert self.reader is not None
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        if b"content-length:" in lower:
            await self.reader.readexactly(int(lower.split(b"content-length:")[1].split(b"\r\n")[0]))
        else:
            while size := int((await self.reader.readline()).split(b";")[0] or b"0", 16):
                await self.reader.readexactly(size + 2)
            await self.reader.readline()
        if b"connection: close" in lower:
            self.close()
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        """Lets go of it."""
        if self.writer is not None:
            self.writer.close()
            self.writer = None


async def measured(
    port: int, paths: Callable[[int], list[str]], seconds: float, clients: int, accept: str
) -> tuple[float, float, int]:
    """Requests a second, the 99th percentile in milliseconds, and how many failed; `paths` gives one round's requests."""
    times: list[float] = []
    failed = rounds = 0
    ends = time.perf_counter() + seconds

    async def client(number: int) -> None:
        nonlocal failed, rounds
        to = Connection(port)
        turn = number * 1_000_000
        while time.perf_counter() < ends:
            turn += 1
            began = time.perf_counter()
            for path in paths(turn):
                failed += await to.get(path, accept) != 200
            times.append(time.perf_counter() - began)
            rounds += 1
        to.close()

    await asyncio.gather(*(client(n) for n in range(clients)))
    times.sort()
    return rounds / seconds, 1000 * times[int(len(times) * 0.99)] if times else 0.0, failed


def sparql(query: str, *, fresh: bool) -> Callable[[int], list[str]]:
    """A query's path; with `fresh` each time another text, so that no answer is kept."""
    at = f"/sparql?query={quote(query)}"
    return lambda turn: [at + (quote(f"\n# {turn}") if fresh else "")]


def there(query: str) -> Callable[[int], list[str]]:
    """A query's path on the other server."""
    return lambda _: [f"/query?query={quote(query)}"]


async def under_poison(port: int) -> tuple[int, int, float]:
    """Normal requests while each poison is sent: how many, how many failed, and their 99th percentile."""
    done = asyncio.Event()
    times: list[float] = []
    failed = 0

    async def normal(number: int) -> None:
        nonlocal failed
        to, turn = Connection(port), 0
        while not done.is_set():
            turn += 1
            began = time.perf_counter()
            path = ("/theme/skills", sparql(LIGHT, fresh=True)(number * 1_000_000 + turn)[0])[turn % 2]
            accept = ("text/html", "application/sparql-results+json")[turn % 2]
            failed += await to.get(path, accept) != 200
            times.append(time.perf_counter() - began)
            await asyncio.sleep(0.005)
        to.close()

    async def poison(query: str) -> None:
        body = query.encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
            % len(body)
            + body
        )
        await reader.read(100)
        writer.close()

    asking = [asyncio.ensure_future(normal(n)) for n in range(8)]
    for at in range(0, len(POISON), 3):
        await asyncio.gather(*map(poison, POISON[at : at + 3]))
    done.set()
    await asyncio.gather(*asking)
    times.sort()
    return len(times), failed, 1000 * times[int(len(times) * 0.99)]


async def slow_sockets(port: int, count: int = 1_000) -> tuple[float, int, float]:
    """Seconds until sockets with half a head are dropped, how many stayed, and the others' 99th percentile meanwhile."""
    waiting = []
    for _ in range(count):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-")
        waiting.append((reader, writer))
    began = time.perf_counter()
    gone = asyncio.gather(
        *(asyncio.wait_for(reader.read(10_000), 20) for reader, _ in waiting), return_exceptions=True
    )
    times = []
    to = Connection(port)
    while not gone.done():
        at = time.perf_counter()
        await to.get("/theme/skills", "text/html")
        times.append(time.perf_counter() - at)
        await asyncio.sleep(0.05)
    took = time.perf_counter() - began
    left = sum(isinstance(each, TimeoutError) for each in await gone)
    for _, writer in waiting:
        writer.close()
    return took, left, 1000 * statistics.quantiles(times, n=100)[-1]


def main() -> None:
    """Measures and prints."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("folder", nargs="?", help="a build")
    options.add_argument(
        "--seconds", type=float, default=4.0, help="how long each row is measured (default: 4)"
    )
    options.add_argument("--workers", default="1", help="processes of our server")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(given.folder or Path(temporary) / "graph")
        if given.folder is None:
            build((), folder)
        measure(folder, Path(temporary), given.seconds, given.workers)


def measure(folder: Path, temporary: Path, seconds: float, workers: str) -> None:
    """Starts both servers and prints the table."""
    oxigraph = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or "oxigraph"
    query = catalogue()["theme-leads"]
    ours, theirs = free_port(), free_port()
    serve = serving(folder, ours, temporary / "cache", "--workers", workers)
    with running(serve, ours) as own:
        (public,) = (temporary / "cache").glob("public-*/store-*")
        with LocalStore.at(folder / "store") as store:
            bound = query.bind(**resolve(store, query, {"theme": "skills"}))
        command = [oxigraph, "serve-read-only", "--location", str(public), "--bind", f"127.0.0.1:{theirs}"]
        with running(command, theirs) as other:
            asyncio.run(report((ours, own.pid), (theirs, other.pid), bound, seconds))


async def report(own: tuple[int, int], other: tuple[int, int], bound: str, seconds: float) -> None:
    """The rows of the table; each server is a port and a process."""
    ours = own[0]
    json_, html = "application/sparql-results+json", "text/html"
    rows = [
        ("page, kept", lambda _: ["/theme/skills"], html, lambda _: [there(q)(0)[0] for q in PAGE], 5.0),
        (
            "prepared query, kept",
            lambda _: ["/queries/theme-leads.json?theme=skills"],
            "application/json",
            there(bound),
            3.0,
        ),
        ("light query, kept", sparql(LIGHT, fresh=False), json_, there(LIGHT), None),
        ("light query (under 1 ms), isolated", sparql(LIGHT, fresh=True), json_, there(LIGHT), 0.5),
        ("medium query (over 5 ms), isolated", sparql(MEDIUM, fresh=True), json_, there(MEDIUM), 0.8),
    ]
    print(
        f"{'16 connections':36} {'ours/s':>9} {'p99 ms':>8} {'theirs/s':>9} {'p99 ms':>8} {'ratio':>7}  {'processor, us each':>20}  gate"
    )
    for name, here, accept, there_paths, gate in rows:
        await measured(ours, here, 0.5, 16, accept)
        # in turns, so that whatever else the machine does falls on both
        mine, his, costs = [], [], [0.0, 0.0]
        for _ in range(2):
            for at, (port, pid), paths, kind, found in (
                (0, other, there_paths, json_, his), (1, own, here, accept, mine),
            ):  # fmt: skip
                before = spent(pid)
                found.append(await measured(port, paths, seconds / 2, 16, kind))
                costs[at] += spent(pid) - before
        rate, rival = statistics.mean(m[0] for m in mine), statistics.mean(h[0] for h in his)
        bad = sum(m[2] for m in mine)
        ratio = rate / max(rival, 0.001)
        dear = [
            1e6 * cost / max(1.0, seconds / 2 * sum(m[0] for m in f))
            for cost, f in zip(costs, (his, mine), strict=True)
        ]
        verdict = (
            "" if gate is None else f">= {gate:g} {'well' if ratio >= gate and not bad else 'NOT REACHED'}"
        )
        print(
            f"{name:36} {rate:9,.0f} {max(m[1] for m in mine):8.1f} {rival:9,.0f} {max(h[1] for h in his):8.1f} {ratio:7.2f}  {f'{dear[1]:,.0f} : {dear[0]:,.0f}':>20}  {verdict}"
            + (f", {bad} failed" if bad else ""),
            flush=True,
        )
    total, failed, p99 = await under_poison(ours)
    print(f"{len(POISON)} kinds of poison: {total:,} normal requests, {failed} failed, p99 {p99:.0f} ms")
    took, left, p99 = await slow_sockets(ours)
    print(f"1,000 slow sockets: gone after {took:.1f} s, {left} left, others' p99 {p99:.0f} ms")


if __name__ == "__main__":
    main()
