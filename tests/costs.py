"""What the tests cost: CPU seconds of each module and fixture, of the process and of those that it started and waited for.

    PYTHONPATH=tests python -m pytest -p costs -n auto --dist worksteal    # writes build/costs-*.tsv
    python tests/costs.py                                                # the dearest of them

Seconds of a clock would say more of what else a machine does. A process's own share of what is lazily made, such as patterns and the
authority, is in whatever test comes first.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "build"
DEAREST = 25


def _spent() -> float:
    return sum(os.times()[:4])


def _note(kind: str, name: str, since: float) -> None:
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"costs-{os.getpid()}.tsv").open("a", encoding="utf-8") as rows:
        rows.write(f"{kind}\t{_spent() - since:.3f}\t{name}\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    since = _spent()
    done = yield
    _note("module", item.nodeid.split("::")[0], since)
    return done


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
    since = _spent()
    made = yield
    if fixturedef.scope != "function" and _spent() - since > 0.1:
        _note("fixture", f"{fixturedef.baseid or 'tests'}::{fixturedef.argname}", since)
    return made


def table() -> str:
    """The dearest modules, in which their fixtures are counted, and the dearest fixtures that tests share."""
    sums: dict[str, Counter[str]] = {"module": Counter(), "fixture": Counter()}
    times: Counter[str] = Counter()
    for path in FOLDER.glob("costs-*.tsv"):
        for line in path.read_text("utf-8").splitlines():
            kind, seconds, name = line.split("\t")
            sums[kind][name] += float(seconds)
            times[name] += 1
    lines = [f"{sum(sums['module'].values()):8.1f}  all tests"]
    for kind, of in sums.items():
        lines += [f"{'CPU s':>8}  {'times':>5}  {kind}"]
        lines += [f"{seconds:8.1f}  {times[name]:5}  {name}" for name, seconds in of.most_common(DEAREST)]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
