"""Pictures: their layout is as expected, no label lies on another, and each says in words what it shows.

``python tests/test_plots.py`` writes the expected layouts anew (``tests/plots/*.json``).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import cast

import issue_one
import pytest
import series
from pyoxigraph import Literal

import lpipgraph
from lpipgraph import plots
from lpipgraph.errors import InputError, UnknownName
from lpipgraph.plots.layout import COLOURS, TEXT, Label, _coordinates, _free
from lpipgraph.session import Graph, Rows
from lpipgraph.store_protocol import Answer, Store

EXPECTED = Path(__file__).parent / "plots"


@pytest.fixture(scope="module")
def several() -> Iterator[Graph]:
    with lpipgraph.open(series.whole()) as g:
        yield g


@pytest.fixture(scope="module")
def g() -> Iterator[Graph]:
    with lpipgraph.open(issue_one.whole()) as g:
        yield g


def written(picture: plots.Picture) -> str:
    """A layout as a file that shows each change on a line of its own."""
    content = asdict(picture) | {"rings": len(picture.rings)}
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@pytest.mark.parametrize("kind", plots.KINDS)
def test_the_layout_is_the_expected_one(several: Graph, kind: str) -> None:
    assert written(plots.layout(several, kind)) == (EXPECTED / f"{kind}.json").read_text("utf-8")


def test_no_expected_layout_is_left_over() -> None:
    assert sorted(path.stem for path in EXPECTED.glob("*.json")) == sorted(plots.KINDS)


def apart(one: Label, other: Label) -> bool:
    (a, b, c, d), (e, f, h, i) = one.box, other.box
    return c <= e or h <= a or d <= f or i <= b


def labels_lie_apart_within(picture: plots.Picture) -> None:
    for one, other in combinations(picture.labels, 2):
        assert apart(one, other), (one.lines, other.lines)
    for label in picture.labels:
        left, _, right, _ = label.box
        assert left >= 0
        assert right <= picture.width


@pytest.mark.parametrize("kind", plots.KINDS)
def test_no_label_lies_on_another_or_leaves_the_picture(several: Graph, g: Graph, kind: str) -> None:
    for graph in (several, g):
        labels_lie_apart_within(plots.layout(graph, kind))


def test_a_picture_counts_nothing_that_is_not_in_it(several: Graph, g: Graph) -> None:
    for graph in (several, g):
        for kind in plots.KINDS:
            assert not re.search(r"(?<![\d,.])0 [a-z]", plots.layout(graph, kind).alt), kind


def test_thirty_nodes_are_readable(g: Graph) -> None:
    picture = plots.network(g, most=30)
    assert 20 <= len(picture.marks) <= 30
    assert TEXT >= 8


class Told:
    """A graph that answers with given rows: as many things and issues as a picture may have to hold."""

    def __init__(self, rng: random.Random, things: int) -> None:
        words = [
            "Hub",
            "Centre",
            "for Towns",
            "Coastal",
            "Evidence",
            "University of",
            "Inclusive",
            "Growth and Land",
        ]
        names = [f"{' '.join(rng.choices(words, k=rng.randint(1, 7)))} {i}" for i in range(things)]
        themes, issues = names[: things // 3], range(1, things // 2)
        towns = sorted(rng.sample(sorted(_coordinates()), min(things, 400)))
        days = [f"{rng.randint(2023, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}" for _ in names]
        self.answers: dict[str, list[dict[str, object]]] = {
            "organisations-and-themes": [
                {"organisation": name, "theme": rng.choice(themes), "route": rng.random()} for name in names * 2
            ],
            "issues": [{"issue": n} for n in issues],
            "reports-since": [
                {"publication": n, "date": d[: rng.choice((4, 7, 10))]} for n, d in zip(names, days, strict=True)
            ],
            "events": [{"event": n, "start": d} for n, d in zip(names, days, strict=True)],
            "coverage": [
                {"theme": t, "issue": n, "kind": k, "things": rng.randint(1, 20)}
                for t in themes for n in issues for k in ("policy", "publication", "person") if rng.random() < 0.2
            ] + [{"theme": themes[0], "issue": 1, "kind": "event", "things": 1}],
            "map": [{"name": town, "passages": rng.randint(1, 40)} for town in towns],
        }  # fmt: skip

    def ask(self, name: str, **_: object) -> list[dict[str, object]]:
        return self.answers[name]

    def sparql(self, text: str) -> Rows:
        told = self.answers["map"] if "lpip:Place" in text else []
        if "lpip:Issue" in text:
            told = [{"name": "The Bulletin, Issue No. 1"}, {"name": "THE BULLETIN No. 2"}]
        columns = tuple(told[0]) if told else ()
        rows = tuple(tuple(Literal(str(v)) for v in row.values()) for row in told)
        return Rows(cast(Store, None), Answer(columns, rows))


@pytest.mark.parametrize("things", [5, 10, 30, 60, 300])
@pytest.mark.parametrize("kind", plots.KINDS)
def test_labels_lie_apart_however_many_things_and_issues_there_are(kind: str, things: int) -> None:
    picture = plots.layout(cast(Graph, Told(random.Random(things), things)), kind)
    assert picture.width <= 1_310
    assert picture.height <= 1_300
    labels_lie_apart_within(picture)
    for label in picture.labels:
        _, low, _, high = label.box
        assert low >= -10
        assert high <= picture.height + 10
    linked = {end for one, other, _ in picture.links for end in (one, other)}
    assert kind != "network" or linked == set(range(len(picture.marks)))
    assert re.match("Source: The Bulletin, issues? 1", picture.source)


def test_crowded_places_keep_their_labels_apart() -> None:
    boxes: list[tuple[float, float, float, float]] = [
        (100 + 7 * (i % 6), 100 + 7 * (i // 6), 108, 108) for i in range(30)
    ]
    labels = []
    for i in range(30):
        label = _free(f"Place number {i}", 104.0 + 7 * (i % 6), 104.0 + 7 * (i // 6), boxes)
        boxes.append(label.box)
        labels.append(label)
    assert all(apart(a, b) for a, b in combinations(labels, 2))


def contrast(a: str, b: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g_, b_ = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g_ + 0.0722 * b_

    one, other = sorted((light(a), light(b)))
    return (other + 0.05) / (one + 0.05)


def test_kinds_differ_by_shape_or_colour_and_words_stand_out(several: Graph) -> None:
    for kind in plots.KINDS:
        legend = plots.layout(several, kind).legend
        assert len(set(legend.values())) == len(legend)
    assert contrast(COLOURS["Theme"], "#ffffff") > 4.5  # the themes' names are white on it


@pytest.mark.parametrize("kind", plots.KINDS)
def test_each_picture_is_drawn_twice_the_same_with_its_words(several: Graph, kind: str) -> None:
    picture = plots.layout(several, kind)
    svg = plots.drawn(picture).decode()
    assert plots.drawn(picture).decode() == svg
    assert f'<title id="{kind}-title">{picture.title}</title>' in svg
    assert 'role="img"' in svg
    assert "Source: issues 1–3" in re.sub(r"\s+", " ", svg)
    assert len(picture.alt) > 60
    page = plots.drawn(picture, "html").decode()
    assert "<figcaption>" in page
    assert "http://" not in re.sub(
        r'xmlns[^"]*"[^"]*"|"http://www.w3.org[^"]*"|http://(?:www\.w3|purl|creativecommons)[^"<]*', "", page
    )
    assert plots.drawn(picture, "png").startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_said(several: Graph) -> None:
    with pytest.raises(UnknownName, match="no picture is called 'netwrk'; did you mean 'network'"):
        plots.layout(several, "netwrk")
    with pytest.raises(UnknownName, match="format of a picture"):
        plots.drawn(plots.coverage(several), "gif")
    with pytest.raises(InputError, match="nothing to draw"), lpipgraph.open([]) as empty:
        plots.network(empty)


def regenerate() -> None:
    """Writes the expected layouts."""
    EXPECTED.mkdir(exist_ok=True)
    with lpipgraph.open(series.whole()) as g:
        for kind in plots.KINDS:
            (EXPECTED / f"{kind}.json").write_text(written(plots.layout(g, kind)), "utf-8")


if __name__ == "__main__":
    regenerate()
