"""What a load costs beside the fastest way that a store itself offers over HTTP, with the memory that it takes.

    python benchmarks/stores.py --sizes 100000,1000000 --stores oxigraph,fuseki

The triples are made. `lpipgraph load` sorts, guards, stages, verifies and moves them; the other side is one bare request, sent by
curl, which does none of this. Each is a process of its own, into an empty server that is started for it. The ratio is the speed
of the load to that of the bare request. The peak memory of the load must stay as it is while the triples grow.
Servers: see `tests/stores/obtain.py`; those that are not there are left out.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import archive
import pytest

from lpipgraph.results.table import table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from real_servers import SERVERS

_BASE = "https://w3id.org/lpip"
#: Triples of one graph, as those of an issue's evidence.
_GRAPH = 10_000
_QUADS = ("--header", "Content-Type: application/n-quads")


def made(path: Path, size: int) -> None:
    """So many triples in graphs of `_GRAPH` each, as those of issues are: types, names, numbers and sentences."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(size):
            graph, thing = n // _GRAPH + 1, f"<{_BASE}/id/person/made-{n // 4}>"
            statement = (
                f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{_BASE}/def/Person>",
                f'<http://www.w3.org/2000/01/rdf-schema#label> "Made person {n}"@en',
                f'<{_BASE}/def/statedCount> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer>',
                f'<{_BASE}/def/asStated> "A sentence about the person who was made as number {n} \\u2013 and no more."',
            )[n % 4]
            file.write(f"{thing} {statement} <{_BASE}/graph/issue/{graph}> .\n")


def _post(address: str, *headers: str) -> Callable[[Path], tuple[str, ...]]:
    return lambda path: ("--request", "POST", *headers, "--upload-file", str(path), address)


#: Store → how curl sends a file of N-Quads to the address that `lpipgraph load` is given.
OWN: Mapping[str, Callable[[str], Callable[[Path], tuple[str, ...]]]] = {
    "oxigraph": lambda url: _post(f"{url}/store", *_QUADS),
    "fuseki": lambda url: _post(f"{url}/data", *_QUADS),
    "rdf4j": lambda url: _post(f"{url}/statements", *_QUADS),
    "blazegraph": lambda url: _post(url, "--header", "Content-Type: text/x-nquads"),
}


def _bare(url: str, name: str, path: Path) -> float:
    began = time.perf_counter()
    subprocess.run(
        ["curl", "--fail", "--silent", "--show-error", "--output", os.devnull, *OWN[name](url)(path)],
        check=True,
    )
    return time.perf_counter() - began


def measured(name: str, path: Path, size: int, place: Path) -> tuple[str, ...]:
    """One row: a bare request and a load of the same triples."""
    with SERVERS[name]() as url:
        bare = _bare(url, name, path)
    with SERVERS[name]() as url:
        load = archive.run("load", str(path), "--at", url, where=place)
        again = archive.run("load", str(path), "--at", url, where=place)
    return (
        name,
        f"{size:,}",
        f"{bare:.1f}",
        f"{load.seconds:.1f}",
        f"{bare / load.seconds:.2f}",
        f"{again.seconds:.1f}",
        f"{load.peak / 1e6:.0f}",
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="100000,1000000", help="numbers of triples, the smallest first")
    parser.add_argument("--stores", default=",".join(OWN), help="stores, with commas")
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="lpipgraph-bench-") as folder:
        for size in map(int, asked.sizes.split(",")):
            path = Path(folder, f"{size}.nq")
            made(path, size)
            for name in asked.stores.split(","):
                try:
                    rows.append(measured(name, path, size, Path(folder)))
                except pytest.skip.Exception as reason:
                    print(reason, file=sys.stderr)
    columns = ("store", "triples", "bare request s", "load s", "ratio", "load again s", "peak MB")
    print("\n".join(table(columns, rows)))


if __name__ == "__main__":
    main()
