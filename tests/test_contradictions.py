"""Planted contradictions: the reasoner and the shapes together find each, and the head of each file says who does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from common import by_day
from pyoxigraph import Dataset, Quad
from test_shapes import header, ontology, ours, read

from lpipgraph import graph, reason, shapes

HERE = Path(__file__).parent
CASES = sorted((HERE / "ontology" / "contradictions").glob("*.ttl"))
GOOD = HERE / "shapes"


@pytest.fixture(autouse=True)
def _short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each case starts a Java of its own, which ends before its second compiler and its parallel collector pay."""
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


def violations(quads: list[Quad]) -> set[str]:
    report = shapes.validate(Dataset([*ontology(), *quads]), ours())
    return {f"{r.focus} {r.constraint} {r.value}" for r in report.results}


@cache
def is_sound(base: str) -> bool:
    """Whether nothing is wrong before anything is planted."""
    return not violations(read(GOOD / base))


def plain(quads: list[Quad]) -> list[Quad]:
    return [Quad(q.subject, q.predicate, q.object) for q in quads]


def test_thirty_are_planted() -> None:
    assert len(CASES) >= 30


def contradicts(quads: list[Quad]) -> bool:
    """Whether the reasoner finds anything."""
    return bool(reason.consistent(Dataset([*graph.ontology(), *plain(quads)])))


@cache
def for_shapes_alone() -> list[Path]:
    return [path for path in CASES if header(path, "found by") == ["shapes"]]


@cache
def together_they_contradict() -> bool:
    """Whether the reasoner finds anything in all that it is to find nothing in: if not, it finds nothing in one of them either."""
    return contradicts([quad for path in for_shapes_alone() for quad in bad_data_of(path)])


@pytest.mark.parametrize("path", by_day(CASES, 12), ids=lambda p: p.stem)
def test_a_planted_contradiction_is_found(path: Path) -> None:
    (base,), (by,) = header(path, "of"), header(path, "found by")
    assert is_sound(base)
    planted = bad_data_of(path)
    found = {"shapes"} if violations(planted) else set()
    if (path not in for_shapes_alone() or together_they_contradict()) and contradicts(planted):
        found.add("owl")
    assert found, "neither the reasoner nor the shapes find it"
    assert found == ({"owl", "shapes"} if by == "both" else {by})


def bad_data_of(path: Path) -> list[Quad]:
    """The good example that a case names, with what it plants."""
    (base,) = header(path, "of")
    return [*read(GOOD / base), *read(path)]


def test_what_contradicts_itself_is_named() -> None:
    """Whoever reads the message learns which things clash."""
    planted = bad_data_of(HERE / "ontology" / "contradictions" / "fund-that-is-an-organisation.ttl")
    lines = reason.consistent(Dataset([*graph.ontology(), *plain(planted)]))
    assert any("id/policy/weir-fund" in line for line in lines)
