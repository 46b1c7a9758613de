"""What several test modules share: a page for one sentence, the files of a folder, an error's one line."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType

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
