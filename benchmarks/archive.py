"""What an archive costs as it grows: many issues, one changed, none changed, questions, as ratios in one run.

    python benchmarks/archive.py --sizes 10,100 --jobs 2

The issues are made (`benchmarks/made_issues.py`), as documents. Each build is a process of its own; its peak memory is that
of the process and its workers. `--sizes 10,100,1000` takes about an hour on two cores.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import made_issues

from lpipgraph import graph
from lpipgraph.queries import catalogue, resolve
from lpipgraph.results.table import table
from lpipgraph.store import open_store

#: Questions about one thing, and questions that count everything.
SELECTIVE = ("theme-leads", "about", "mentions-of")
AGGREGATING = ("counts", "most-connected", "bridges")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a process, and the peak memory in bytes of it and of each of its workers together."""

    seconds: float
    peak: int


def run(*arguments: str, where: Path) -> Cost:
    """`lpipgraph` as a person runs it.

    Memory is that of the process and its children at any one moment, looked at every 50 ms.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "lpipgraph", *arguments],
        cwd=where,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak = 0
    over = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.05):
            peak = max(peak, _held(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.stderr is not None
    said = process.stderr.read()
    code = process.wait()
    over.set()
    watcher.join()
    if code != 0:
        raise SystemExit(f"lpipgraph {' '.join(arguments)}: exit code {code}: {said.decode()[-500:]}")
    return Cost(time.perf_counter() - began, peak)


def _held(pid: int) -> int:
    """Resident bytes of a process and its children, as Linux tells them; shared pages count once for each."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
            total += pages * resource.getpagesize()
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue  # it has ended meanwhile
    return total


def builds(place: Path, size: int, jobs: int, seed: int) -> list[tuple[str, str, str, str]]:
    """The rows of one size: build, build on several cores, one issue changed, nothing changed."""
    news = place / f"news-{size}"
    news.mkdir()
    for made in made_issues.issues(size, seed):
        (news / f"{made.number:05}.txt").write_text(made.text, encoding="utf-8")
    files = sorted(map(str, news.iterdir()))
    one = run("build", *files, "-o", f"one-{size}", "--jobs", "1", where=place)
    several = run("build", *files, "-o", f"graph-{size}", "--jobs", str(jobs), where=place)
    changed = news / f"{size // 2 + 1:05}.txt"
    changed.write_text(made_issues.made(size // 2 + 1, seed + 1).text, encoding="utf-8")
    alone = run("build", str(changed), "-o", f"alone-{size}", "--jobs", "1", where=place)
    again = run("build", str(changed), "-o", f"graph-{size}", "--jobs", "1", where=place)
    nothing = run("build", *files, "-o", f"graph-{size}", "--jobs", "1", where=place)
    return [
        _row(f"{size} issues, 1 process", one, f"{one.seconds / size:.2f} s an issue"),
        _row(
            f"{size} issues, {jobs} processes", several, f"{one.seconds / several.seconds:.2f} × one process"
        ),
        _row(
            f"one issue changed in {size}",
            again,
            f"{again.seconds / alone.seconds:.2f} × that issue alone, all / it {several.seconds / again.seconds:.0f}",
        ),
        _row(f"nothing changed in {size}", nothing, ""),
    ]


def _row(what: str, cost: Cost, so: str) -> tuple[str, str, str, str]:
    return what, f"{cost.seconds:.2f}", f"{cost.peak / 1e6:.0f}", so


def questions(place: Path, sizes: list[int], runs: int) -> list[tuple[str, str, str, str]]:
    """The prepared queries on the smallest and the largest archive; on a part of it in rdflib."""
    rows = []
    small, large = (open_store(place / f"graph-{size}" / "store") for size in (sizes[0], sizes[-1]))
    known = catalogue()
    reference = graph.as_rdflib(_public(place / f"graph-{sizes[0]}" / "graph.trig"))
    merged = _merged(reference)
    for kind, names in (("selective", SELECTIVE), ("aggregating", AGGREGATING)):
        for name in names:
            if name not in known:
                continue
            text = known[name].bind(**resolve(small, known[name], known[name].example))
            first = _median(lambda text=text: small.select(text), runs)  # type: ignore[misc]
            last = _median(lambda text=text: large.select(text), runs)  # type: ignore[misc]
            other = _median(lambda text=text: list(merged.query(text)), 1)  # type: ignore[misc]
            rows.append(
                (
                    f"{name} ({kind})",
                    f"{1000 * last:.1f}",
                    f"{last / first:.1f}",
                    f"{other / first:.0f}",
                )
            )
    return rows


def _public(path: Path):
    return graph.public(graph.read(path))


def _merged(dataset):
    import rdflib

    found = rdflib.Graph()
    for s, p, o, _ in dataset.quads():
        found.add((s, p, o))
    return found


def _median(call: Callable[[], object], runs: int) -> float:
    seconds = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[-runs:])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10,100", help="numbers of issues, the smallest first")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5, help="runs of each query")
    asked = parser.parse_args()
    sizes = [int(size) for size in asked.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="lpipgraph-bench-") as folder:
        place = Path(folder)
        rows = [row for size in sizes for row in builds(place, size, asked.jobs, asked.seed)]
        print("\n".join(table(("build", "s", "peak MB", ""), rows)))
        print()
        columns = ("query", f"ms on {sizes[-1]}", f"× {sizes[0]} issues", "rdflib ×")
        print("\n".join(table(columns, questions(place, sizes, asked.runs))))


if __name__ == "__main__":
    main()
