"""What several test modules share: a page for one sentence, what is read in an issue, the files of a folder, an error's one line."""

from __future__ import annotations

import importlib.util
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.files import lock
from lpipgraph.records import Records

PAGE = """Policy Innovate
Issue No. 30
May 2026

Contents
A look at the facts

A look at the facts

By Dr Kate Harrow, Northfield University

It has been a long year for policy. {}

The next issue comes in July.
"""


@cache
def script(name: str) -> ModuleType:
    """A script of ``benchmarks/`` or another folder of the checkout as a module, loaded once: ``benchmarks/reading.py``."""
    path = Path(__file__).parents[1] / name
    spec = importlib.util.spec_from_file_location(f"script_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


#: Whether this is the run at full length (`make test-all`), in which slow comparisons go over everything.
NIGHTLY = "LPIPGRAPH_FUZZ" in os.environ

T = TypeVar("T")


def by_day(cases: Sequence[T], most: int) -> Sequence[T]:
    """All cases at night; by day so many at most, evenly spread over them: always the same ones."""
    return cases if NIGHTLY else spread(cases, most)


def spread(cases: Sequence[T], most: int) -> Sequence[T]:
    """So many cases at most, evenly spread over them: always the same ones."""
    if len(cases) <= most:
        return cases
    return [cases[(2 * n + 1) * len(cases) // (2 * most)] for n in range(most)]


#: A folder that all processes of a run of tests share; set by ``conftest.py``, and None in a script.
SHARED: Path | None = None


def once(name: str, make: Callable[[Path], object]) -> Path:
    """A folder that one process of a run makes, while the others that ask for it wait."""
    assert SHARED is not None
    folder = SHARED / name
    with (SHARED / f".{name}.once").open("a+") as held:
        while True:
            try:
                lock(held.fileno())
                break
            except BlockingIOError:
                time.sleep(0.1)
        done = SHARED / f".{name}.made"  # what was left half-made is made anew
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder


@cache
def records_of(path: Path, *, known: bool) -> Records:
    """What is read in an issue with the authority that ships or with none: once in a run, whichever test asks first."""
    kept = SHARED / f"{path.stem}-{'known' if known else 'alone'}.pickle" if SHARED else None
    if kept is not None and kept.exists():
        return pickle.loads(kept.read_bytes())
    records = extract(document.read(path), Authority.read() if known else Authority())
    if kept is not None:  # whole or not at all: another process may look
        half = kept.with_suffix(f".{os.getpid()}")
        half.write_bytes(pickle.dumps(records))
        half.replace(kept)
    return records


def by_names(records: Records) -> set[tuple[str, str, str]]:
    """What records state, with names for ids and literals as they are written."""
    names = {e.id: e.name for e in records.entities}
    return {(names[r.s], r.p, names[r.o] if isinstance(r.o, str) else r.o.value) for r in records.relations}


def committed(folder: str) -> list[str]:
    """The files that are committed or new in a folder, as paths from the root of the repository."""
    root = Path(__file__).parents[1]
    if not (root / ".git").exists():
        pytest.skip("this is no clone")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", folder],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (root / name).is_file()]


def growth(run: Callable[[int], object], size: int) -> float:
    """How much more than four times a quarter's work the whole costs: about 1 where cost grows with size, 4 where with its square.

    Both are timed in the same process, by turns, and the best of three counts: a slow or a busy machine changes both.
    """
    took: dict[int, list[float]] = {size // 4: [], size: []}
    for _ in range(3):
        for each, seconds in took.items():
            began = time.process_time()
            run(each)
            seconds.append(time.process_time() - began)
    return min(took[size]) / (4 * max(min(took[size // 4]), 1e-6))


def rewrite(folder: Path, names: Iterable[str], table: Callable[[str], str]) -> None:
    """Writes the expected rows of all queries anew, one file a query."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.csv"):
        path.unlink()
    for name in names:
        (folder / f"{name}.csv").write_text(table(name), "utf-8")


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with its checksum."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_one_line(text: str) -> bool:
    """Whether an error is one line of the program's, and no traceback."""
    return text.startswith("lpipgraph: ") and text.count("\n") == 1 and "Traceback" not in text


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and those that they have; none where the system does not tell."""
    found: set[int] = set()
    with suppress(OSError):
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            found |= {child, *descendants(child)}
    return found


def survivors(pids: Iterable[int]) -> set[int]:
    """The processes that have not ended after a minute."""
    left = set(pids)
    ends = time.monotonic() + 60
    while left and time.monotonic() < ends:
        time.sleep(0.05)
        left = {pid for pid in left if _runs(pid)}
    return left


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
