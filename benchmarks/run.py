"""What things cost, as ratios in one run: machines differ, ratios less.

Run it with ``make bench``, or ``python benchmarks/run.py --runs 9``. Commands are measured as a person meets
them, start-up included, in a new process each time; the ratio is to ``python -c pass``. Engines are measured
within this process; the ratio is to the reference.
"""

from __future__ import annotations

import argparse
import compileall
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import lpipgraph
from lpipgraph import graph, shapes
from lpipgraph.files import root
from lpipgraph.results.table import table
from lpipgraph.vocabulary import graph_kind

ISSUE = root() / "data" / "issues" / "policy-innovate-01.txt"
#: What is promised, in seconds on two cores.
TARGETS = {"--help": 0.15, "extract": 0.5, "build": 1.5, "query": 0.4}


def of_process(command: list[str], cwd: Path, runs: int, *, fresh: Path | None = None) -> list[float]:
    """Seconds of each run of a command, the first one left out; `fresh` is removed before each."""
    seconds = []
    for _ in range(runs + 1):
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        began = time.perf_counter()
        subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    return seconds[1:]


def of_call(call: Callable[[], object], runs: int) -> list[float]:
    """Seconds of each call, the first one left out if there are several."""
    seconds = []
    for _ in range(runs + (runs > 1)):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return seconds[-runs:]


def commands(cwd: Path, runs: int) -> list[tuple[str, ...]]:
    """The command line, against an empty Python."""
    ours = [sys.executable, "-m", "lpipgraph"]
    measured = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "lpipgraph --help": [*ours, "--help"],
        "lpipgraph build": [*ours, "build"],
        "lpipgraph build, nothing changed": [*ours, "build"],
        "lpipgraph extract": [*ours, "extract", str(ISSUE), "-o", "records.json"],
        "lpipgraph extract --without-authority": [*ours, "extract", str(ISSUE), "--without-authority"],
        "lpipgraph query theme-leads": [*ours, "query", "theme-leads"],
        "lpipgraph query organisations-and-themes --why": [
            *ours,
            "query",
            "organisations-and-themes",
            "--why",
        ],
        "lpipgraph validate": [*ours, "validate"],
        "lpipgraph export": [*ours, "export"],
    }
    rows = []
    base = 0.0
    for name, command in measured.items():
        fresh = cwd / "lpip-graph" if name == "lpipgraph build" else None
        seconds = of_process(command, cwd, runs, fresh=fresh)
        middle = statistics.median(seconds)
        base = base or middle
        target = next((f"{s:.2f}" for word, s in TARGETS.items() if f" {word}" in name), "")
        rows.append((name, f"{min(seconds):.3f}", f"{middle:.3f}", f"{middle / base:.1f}", target))
    return rows


def engines(runs: int) -> list[tuple[str, ...]]:
    """Ours against the reference, on the graph of Issue No. 1."""
    import rdflib

    built = lpipgraph.build()
    trig = graph.write(graph.public(built.dataset))
    theirs = graph.as_rdflib(graph.public(built.dataset))
    memory = lpipgraph.open_store(None, built.dataset)
    merged = rdflib.Graph()
    for quad in theirs.quads():
        merged.add(quad[:3])
    text = lpipgraph.query("theme-leads").bind()
    loaded = shapes.load_shapes()
    # without the evidence, with which pySHACL takes many minutes
    facts = [
        n for n in graph.graph_names(built.dataset) if graph_kind(n) in ("issue", "vocabulary", "ontology")
    ]
    pairs: dict[str, tuple[Callable[[], object], Callable[[], object], str]] = {
        "validate the facts": (
            lambda: shapes.validate(built.dataset, loaded, graphs=facts),
            lambda: shapes.validate(built.dataset, loaded, graphs=facts, engine="pyshacl"),
            "pySHACL",
        ),
        "parse TriG": (
            lambda: graph.read(trig, "trig"),
            lambda: rdflib.Dataset().parse(data=trig, format="trig"),
            "rdflib",
        ),
        "write Turtle": (
            lambda: graph.write(built.dataset, "ttl"),
            lambda: merged.serialize(format="turtle"),
            "rdflib",
        ),
        "query theme-leads": (
            lambda: memory.select(text),
            lambda: list(merged.query(text)),
            "rdflib",
        ),
    }
    rows = []
    for name, (ours, reference, what) in pairs.items():
        fast = statistics.median(of_call(ours, runs))
        slow = of_call(reference, 1)[0]
        rows.append((name, f"{fast:.4f}", f"{what} {slow:.3f}", f"{slow / fast:.0f} times"))
    return rows


def main() -> None:
    """Measures and prints both tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5, help="runs of each (default: 5)")
    runs = options.parse_args().runs
    compileall.compile_dir(Path(lpipgraph.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as place:
        rows = commands(Path(place), runs)
    for line in table(("command", "least s", "median s", "ratio", "promised s"), rows):
        print(line)
    print()
    for line in table(("on the graph of Issue No. 1", "ours s", "reference s", "faster"), engines(runs)):
        print(line)


if __name__ == "__main__":
    main()
