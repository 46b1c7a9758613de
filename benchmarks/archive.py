"""What an archive costs as it grows: many issues, one changed, none changed, questions, as ratios in one run.

    python benchmarks/archive.py --sizes 10,100 --jobs 2
    python benchmarks/archive.py --dask 100
    python benchmarks/archive.py --names 1000,10000,100000
    python benchmarks/archive.py --every SMALL LARGE

The issues are made (`benchmarks/made_issues.py`), as documents. Each build is a process of its own; its peak memory is that
of the process and its workers. `--sizes 10,100,1000` takes about an hour on two cores.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import made_issues
import pyoxigraph

from lpipgraph import graph
from lpipgraph.archive import Cluster
from lpipgraph.archive.tasks import Read, Source, ToRead, read
from lpipgraph.authority import Authority, Entry
from lpipgraph.authority.relevant import Concerning
from lpipgraph.errors import UnknownName
from lpipgraph.queries import Bound, Query, catalogue, resolve
from lpipgraph.results.table import table
from lpipgraph.store import open_store, read_manifest
from lpipgraph.store_protocol import Store

#: Questions about one thing, and questions that count everything.
SELECTIVE = ("theme-leads", "about", "mentions-of")
_KINDS = ("University", "Institute", "Council", "Centre for Housing", "Growth Fund", "Trust")
#: So many seconds of the processor are a short while.
_WHILE = 1.0
#: So many seconds is an answer of others waited for.
MOST = 60.0
AGGREGATING = ("counts", "most-connected", "bridges")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process and its workers took: seconds, seconds of the processor, peak memory in bytes.

    `path` is what the seconds would be on a machine that does nothing else: of each short while the processor's seconds of
    the busiest process, or of all of them over the cores if that is more.
    """

    seconds: float
    cpu: float
    path: float
    peak: int


def run(*arguments: str, where: Path) -> Cost:
    """`lpipgraph` as a person runs it.

    Memory (shared pages in part) and the processor's seconds are those of the process and its children, looked at every
    100 ms.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "lpipgraph", *arguments],
        cwd=where,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak = 0
    path = 0.0
    spent: dict[int, float] = {}
    before: dict[int, float] = {}
    over = threading.Event()

    def pass_(least: float) -> None:
        nonlocal path, before
        since = {pid: seconds - before.get(pid, 0.0) for pid, seconds in spent.items()}
        if since and sum(since.values()) >= least:
            path += max(*since.values(), sum(since.values()) / (os.cpu_count() or 1))
            before = dict(spent)

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.1):
            peak = max(peak, _held(process.pid, spent))
            pass_(_WHILE)

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.stderr is not None
    said = process.stderr.read()
    code = process.wait()
    over.set()
    watcher.join()
    if code != 0:
        raise SystemExit(f"lpipgraph {' '.join(arguments)}: exit code {code}: {said.decode()[-500:]}")
    pass_(0.0)
    return Cost(time.perf_counter() - began, sum(spent.values()), path, peak)


def _held(pid: int, spent: dict[int, float]) -> int:
    """Memory of a process and its children, as Linux tells it; notes what each has spent of the processor."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
            columns = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            spent[one] = (int(columns[11]) + int(columns[12])) / os.sysconf("SC_CLK_TCK")
            shares = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in shares if line.startswith("Pss:")) * 1024
        except (OSError, ValueError, StopIteration):
            continue  # it has ended meanwhile
    return total


def builds(
    place: Path, size: int, jobs: int, seed: int, *, short: bool, one: bool
) -> Iterator[tuple[str, ...]]:
    """The rows of one size: build on several cores and, if it is asked, on `one`; one issue changed, nothing changed."""
    news = place / f"news-{size}"
    if not news.is_dir():
        making = place / f"making-{size}"
        making.mkdir()
        for made in made_issues.issues(size, seed, short=short):
            (making / f"{made.number:05}.txt").write_text(made.text, encoding="utf-8")
        making.rename(news)
    files = sorted(map(str, news.iterdir()))
    several = run("build", *files, "-o", f"graph-{size}", "--jobs", str(jobs), where=place)
    so = f"{several.cpu / size:.2f} CPU s an issue"
    if one:
        alone = run("build", *files, "-o", f"one-{size}", "--jobs", "1", where=place)
        yield _row(f"{size} issues, 1 process", alone, f"{alone.cpu / size:.2f} CPU s an issue")
        so += f"; {alone.seconds / several.seconds:.2f} × one process, by the processor {alone.path / several.path:.2f}"
    yield _row(f"{size} issues, {jobs} processes", several, so)
    changed = place / f"changed-{size}" / f"{size // 2 + 1:05}.txt"
    changed.parent.mkdir(exist_ok=True)
    changed.write_text(made_issues.made(size // 2 + 1, seed + 1, short=short).text, encoding="utf-8")
    alone = run("build", str(changed), "-o", f"alone-{size}", "--jobs", "1", where=place)
    again = run("build", str(changed), "-o", f"graph-{size}", "--jobs", "1", where=place)
    ratios = f"{again.cpu / alone.cpu:.2f} × that issue alone, {several.cpu / again.cpu:.0f} × less than all"
    yield _row(f"one issue changed in {size}", again, ratios)
    now = [str(changed) if Path(file).name == changed.name else file for file in files]
    nothing = run("build", *now, "-o", f"graph-{size}", "--jobs", "1", where=place)
    yield _row(f"nothing changed in {size}", nothing, "")


def _row(what: str, cost: Cost, so: str) -> tuple[str, ...]:
    return what, f"{cost.seconds:.2f}", f"{cost.cpu:.2f}", f"{cost.peak / 1e6:.0f}", so


def known_names(sizes: list[int], runs: int) -> list[tuple[str, str, str, str]]:
    """What reading an issue costs by the number of names that the authority has: seconds of the processor."""
    rows = []
    issue = made_issues.made(2).text.encode()
    source = Source("issue.txt", "", content=issue)
    ours = Authority.read()
    for size in sizes:
        entries = tuple(
            Entry(f"org:made-{n}", "Organisation", f"{made_issues.drawn(f'authority {n}')} {_KINDS[n % len(_KINDS)]}")
            for n in range(size - len(ours.entries))
        )  # fmt: skip
        began = time.process_time()
        known = Concerning(Authority((*ours.entries, *entries), ours.decisions))
        loaded = time.process_time() - began
        seconds = []
        for _ in range(runs + 1):
            with tempfile.TemporaryDirectory() as folder:
                began = time.process_time()
                read(ToRead(source, f"{folder}/read"), known, "reader")
                seconds.append(time.process_time() - began)
        once = statistics.median(seconds[1:])
        rows.append(
            (f"an issue, {size:,} known names", f"{once:.2f}", "", f"{loaded:.2f} s once for the names")
        )
    return rows


def on_dask(count: int, seed: int, *, short: bool) -> list[tuple[str, ...]]:
    """Documents read on a Dask cluster of this machine, with one worker and with two; start and first task left out."""
    import distributed

    took: dict[int, float] = {}
    rows = []
    with tempfile.TemporaryDirectory(prefix="lpipgraph-bench-") as folder:
        place = Path(folder)
        sources = []
        for made in made_issues.issues(count, seed, short=short):
            path = place / f"{made.number:05}.txt"
            path.write_text(made.text, encoding="utf-8")
            sources.append(Source(str(path), ""))
        for workers in (1, 2):
            with distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            ) as made_cluster:
                cluster = Cluster(made_cluster.scheduler_address)
                cluster.begin(Authority.read(), "reader")
                warm = [ToRead(sources[0], str(place / f"warm-{workers}-{n}")) for n in range(4 * workers)]
                list(cluster.run(warm))
                began = time.perf_counter()
                tasks = [ToRead(each, str(place / f"{workers}-{n}")) for n, each in enumerate(sources)]
                done = sum(isinstance(found, Read) for _, found in cluster.run(tasks))
                took[workers] = time.perf_counter() - began
                cluster.close()
            rate = f"{done / took[workers]:.2f}"
            share = f"{took[1] / took[workers] / workers:.2f} of {workers} × one" if workers > 1 else ""
            rows.append(
                (f"{done} documents, {workers} workers", f"{took[workers]:.1f}", f"{rate} a second", share)
            )
    return rows


def questions(small_at: Path, large_at: Path, runs: int) -> Iterator[tuple[str, ...]]:
    """The prepared queries on a small and a large archive: here, in `oxigraph serve`, and the small one in rdflib.

    Who has not answered in `MOST` seconds is not waited for.
    """
    small, large = open_store(small_at / "store"), open_store(large_at / "store")
    known = catalogue()
    merged = _merged(graph.as_rdflib(_public(small_at / "graph.trig")))
    with _served(large_at / "store") as url:
        for kind, names in (("selective", SELECTIVE), ("aggregating", AGGREGATING)):
            for name in names:
                text = known[name].bind(**resolve(small, known[name], known[name].example))
                first = _least(lambda text=text: small.select(text), runs)  # type: ignore[misc]
                last = _least(lambda text=text: large.select(text), runs)  # type: ignore[misc]
                served = _told(lambda text=text: _asked(url, text), runs)  # type: ignore[misc]
                other = _told(lambda text=text: list(merged.query(text)), 1)  # type: ignore[misc]
                yield (
                    f"{name} ({kind})",
                    f"{1000 * first:.1f}",
                    f"{1000 * last:.1f}",
                    f"{last / first:.1f}",
                    f"over {1000 * MOST:.0f}" if served is None else f"{1000 * served:.1f}",
                    f"over {MOST / first:.0f} ×" if other is None else f"{other / first:.0f} ×",
                )


def every_question(small_at: Path, large_at: Path, runs: int) -> list[tuple[str, ...]]:
    """Each prepared query that gives rows, with its example, on two archives; what grows fastest comes first."""
    stores = [open_store(folder / "store") for folder in (small_at, large_at)]
    found = []
    for name, asked in catalogue().items():
        if asked.form == "SELECT" and (given := _given(stores[0], asked)) is not None:
            text = asked.bind(**given)
            once, often = (_least(lambda s=s, t=text: s.select(t), runs) for s in stores)  # type: ignore[misc]
            few, many = (len(store.select(text).rows) for store in stores)
            found.append((often / once, name, once, often, few, many))
    return [
        (name, f"{1000 * once:.1f}", f"{1000 * often:.1f}", f"{ratio:.1f}", f"{few} → {many}")
        for ratio, name, once, often, few, many in sorted(found, reverse=True)
    ]


def _given(store: Store, asked: Query) -> dict[str, Bound] | None:
    """A question's example, or nothing where an archive has no such thing; None if something must be given."""
    try:
        return dict(resolve(store, asked, asked.example))
    except UnknownName:
        return None if asked.missing(()) else {}


def _told(call: Callable[[], object], runs: int) -> float | None:
    """Seconds that others take, the least of some runs; None if one takes more than `MOST`: it is left in a fork that ends."""
    here, there = multiprocessing.Pipe(duplex=False)

    def ask() -> None:
        for _ in range(runs):
            began = time.perf_counter()
            call()
            there.send(time.perf_counter() - began)

    asking = multiprocessing.get_context("fork").Process(target=ask)
    asking.start()
    found = [here.recv() for _ in range(runs) if here.poll(MOST)]
    asking.kill()
    asking.join()
    return min(found) if len(found) == runs else None


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address of an Oxigraph server on a copy of a store."""
    manifest = read_manifest(folder)
    with tempfile.TemporaryDirectory(prefix="lpipgraph-bench-") as place:
        copy = f"{place}/store"
        pyoxigraph.Store.read_only(str(folder / f"store-{manifest.generation}")).backup(copy)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        program = Path(sys.executable).with_name("oxigraph")
        command = [str(program), "serve-read-only", "--location", copy, "--bind", f"127.0.0.1:{port}"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            url = f"http://127.0.0.1:{port}/query"
            for _ in range(100):
                try:
                    _asked(url, "ASK {}")
                    break
                except OSError:
                    time.sleep(0.2)
            yield url
            server.terminate()


def _asked(url: str, text: str) -> bytes:
    asked = urllib.request.Request(
        url,
        text.encode(),
        {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"},
    )
    with urllib.request.urlopen(asked, timeout=2 * MOST) as answer:
        return answer.read()


def _public(path: Path):
    return graph.public(graph.read(path))


def _merged(dataset):
    import rdflib

    found = rdflib.Graph()
    for s, p, o, _ in dataset.quads():
        found.add((s, p, o))
    return found


def _least(call: Callable[[], object], runs: int, clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of the processor, the least of some runs; another clock for what another process does."""
    seconds = []
    for _ in range(runs + 1):
        began = clock()
        call()
        seconds.append(clock() - began)
    return min(seconds[-runs:])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10,100", help="numbers of issues, the smallest first")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5, help="runs of each query")
    parser.add_argument(
        "--one", type=int, default=100, metavar="N", help="up to N issues are built by one process as well"
    )
    parser.add_argument("--at", type=Path, metavar="FOLDER", help="works there and leaves what it makes")
    parser.add_argument("--short", action="store_true", help="short issues (see made_issues.py)")
    parser.add_argument(
        "--names", default="", help="numbers of known names: measures the reading of one issue alone"
    )
    parser.add_argument("--dask", type=int, default=0, metavar="N", help="reads N documents on Dask alone")
    parser.add_argument(
        "--ask", nargs=2, type=Path, metavar=("SMALL", "LARGE"), help="asks two archives that are there alone"
    )
    parser.add_argument(
        "--every",
        nargs=2,
        type=Path,
        metavar=("SMALL", "LARGE"),
        help="asks two archives every prepared query",
    )
    asked = parser.parse_args()
    if asked.every:
        columns = ("query", *(f"ms on {folder.name}" for folder in asked.every), "ratio", "rows")
        print("\n".join(table(columns, every_question(*asked.every, asked.runs))))
        return
    if asked.ask:
        print(
            "\n".join(table(_columns(*(p.name for p in asked.ask)), _rows(questions(*asked.ask, asked.runs))))
        )
        return
    if asked.dask:
        print("\n".join(table(("Dask", "s", "", ""), on_dask(asked.dask, asked.seed, short=asked.short))))
        return
    if asked.names:
        rows = known_names([int(size) for size in asked.names.split(",")], asked.runs)
        print("\n".join(table(("reading", "CPU s", "", ""), rows)))
        return
    sizes = [int(size) for size in asked.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="lpipgraph-bench-") as folder:
        place = Path(folder) if asked.at is None else asked.at
        place.mkdir(exist_ok=True)
        rows = [
            row
            for size in sizes
            for row in _rows(
                builds(place, size, asked.jobs, asked.seed, short=asked.short, one=size <= asked.one)
            )
        ]
        print("\n".join(table(("build", "s", "CPU s", "peak MB", ""), rows)))
        print()
        small, large = place / f"alone-{sizes[-1]}", place / f"graph-{sizes[-1]}"
        print("\n".join(table(_columns("one issue", sizes[-1]), _rows(questions(small, large, asked.runs)))))


def _rows(made: Iterator[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows of a table, each told when it is there: a run takes long."""
    rows = []
    for row in made:
        print(*row, sep="  ", file=sys.stderr, flush=True)
        rows.append(row)
    return rows


def _columns(small: object, large: object) -> tuple[str, ...]:
    return "query", f"ms on {small}", f"ms on {large}", "ratio", "served, ms", f"rdflib on {small}"


if __name__ == "__main__":
    main()
