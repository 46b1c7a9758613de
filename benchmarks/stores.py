"""What a load costs beside the fastest way that a store itself offers over HTTP, with the memory that it takes.

    python benchmarks/stores.py --sizes 100000,1000000 --stores oxigraph,fuseki

The triples are made. `lpipgraph load` looks at them, sorts, counts, sends and verifies them; the other side is a bare request, sent by
curl, which does none of this (Virtuoso takes one graph in a request: one for each). Each is a process of its own, into an empty server that is
started for it. The ratio is the speed of the load to that of the bare request. The peak memory of the load must stay as it is while the triples grow.
The processor's seconds are those of the server and of the load: on a machine that has other work they say more than the clock.
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
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

import archive
import pytest

from lpipgraph.results.table import table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from real_servers import SERVERS

_BASE = "https://w3id.org/lpip"
#: Triples of one graph, as those of an issue's evidence.
_GRAPH = 10_000
DBA = "dba:dba"
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


_CURL = ("curl", "--fail", "--silent", "--show-error", "--output", os.devnull)


def _bare(url: str, name: str, path: Path) -> float:
    parts = _by_graph(path) if name == "virtuoso" else {}
    began = time.perf_counter()
    for graph, part in parts.items():
        address = f"{url}-graph-crud-auth?graph={quote(graph, safe='')}"
        media = ("--header", "Content-Type: application/n-triples")
        subprocess.run(
            [*_CURL, "--digest", "--user", DBA, *media, "--upload-file", str(part), address], check=True
        )
    if not parts:
        subprocess.run([*_CURL, *OWN[name](url)(path)], check=True)
    return time.perf_counter() - began


def _by_graph(path: Path) -> dict[str, Path]:
    """A file of N-Triples for each graph of made N-Quads, which stand together there."""
    parts: dict[str, Path] = {}
    with path.open(encoding="utf-8") as file:
        for name, lines in groupby(file, key=lambda line: line[line.rindex(" <") + 2 : -4]):
            parts[name] = path.with_name(f"{path.stem}-{len(parts)}.nt")
            end = f" <{name}> .\n"
            parts[name].write_text("".join(line.replace(end, " .\n") for line in lines), encoding="utf-8")
    return parts


def _spent() -> float:
    """The processor's seconds of the server, which is a child of this process."""
    seconds: dict[int, float] = {}
    archive._held(os.getpid(), seconds)
    del seconds[os.getpid()]
    return sum(seconds.values())


def measured(name: str, path: Path, size: int, place: Path) -> tuple[str, ...]:
    """One row: a bare request and a load of the same triples."""
    with SERVERS[name]() as url:
        before = _spent()
        bare = _bare(url, name, path)
        theirs = _spent() - before
    with SERVERS[name]() as url:
        before = _spent()
        load = archive.run("load", str(path), "--at", url, where=place)
        server = _spent() - before
        again = archive.run("load", str(path), "--at", url, where=place)
    return (
        name,
        f"{size:,}",
        f"{bare:.1f}",
        f"{load.seconds:.1f}",
        f"{bare / load.seconds:.2f}",
        f"{theirs:.1f}",
        f"{server:.1f}",
        f"{load.cpu:.1f}",
        f"{again.seconds:.1f}",
        f"{load.peak / 1e6:.0f}",
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="100000,1000000", help="numbers of triples, the smallest first")
    parser.add_argument("--stores", default=",".join((*OWN, "virtuoso")), help="stores, with commas")
    asked = parser.parse_args()
    os.environ["LPIPGRAPH_CREDENTIALS"] = DBA  # those of a new Virtuoso; the others ask for none
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
    columns = (
        *(
            "store",
            "triples",
            "bare request s",
            "load s",
            "ratio",
            "server's CPU s, bare",
            "server's CPU s, load",
        ),
        *("load's CPU s", "load again s", "peak MB"),
    )
    print("\n".join(table(columns, rows)))


if __name__ == "__main__":
    main()
