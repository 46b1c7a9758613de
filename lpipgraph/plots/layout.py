"""Computes the layout of each picture, in points from the lower left."""

from __future__ import annotations

import csv
import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import ceil, floor
from typing import Any

from ..dates import spelt
from ..errors import InputError, UnknownName
from ..files import read_bytes, root
from ..gazetteer import held_places, load
from ..names import fold
from ..phrases import counted
from ..results.graphs import imported_networkx
from ..results.table import listed
from ..session import Graph, Rows

__all__ = [
    "KINDS",
    "Label",
    "Mark",
    "Picture",
    "checked_kind",
    "coverage",
    "layout",
    "network",
    "places",
    "timeline",
]

#: Font size in points; average character width and line height as fractions of it.
TEXT = 9.0
_WIDE, _HIGH = 0.6, 1.3
#: Okabe and Ito's colours, which people with any colour vision can distinguish, by meaning.
COLOURS: Mapping[str, str] = {
    "Theme": "#0072B2", "Organisation": "#E69F00", "Policy": "#009E73", "Publication": "#CC79A7", "Event": "#D55E00",
    "Place": "#0072B2", "Area": "#D55E00",
}  # fmt: skip
_SHAPES: Mapping[str, str] = {
    "Theme": "s", "Organisation": "o", "Policy": "s", "Publication": "o", "Event": "^", "Place": "o", "Area": "D",
}  # fmt: skip
_MARGIN = 24.0
#: The longest timeline, in years.
_YEARS_SHOWN = 25
_ROW = 26.0
#: The most columns of a table of themes; with more, each issue has one column.
_COLUMNS = 16


@dataclass(frozen=True, slots=True)
class Label:
    """A text with its bounding box; `lines` from top to bottom, `side` is its anchor."""

    lines: tuple[str, ...]
    x: float
    y: float
    side: str = "left"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The left, lower, right and upper edge, in points."""
        wide = max(map(len, self.lines)) * TEXT * _WIDE
        high = len(self.lines) * TEXT * _HIGH
        left = {"left": self.x, "right": self.x - wide, "centre": self.x - wide / 2}[self.side]
        return left, self.y - high / 2, left + wide, self.y + high / 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing in the picture: a point with a size and a label; `until` is the end of a period, `said` the reason for its place."""

    name: str
    kind: str
    x: float
    y: float
    size: float = 6.0
    until: float | None = None
    label: Label | None = None
    said: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A picture as data.

    Attributes
    ----------
    kind, title, source, alt
        The type of picture, the texts above and below it, and its description.
    width, height
        Its size in points.
    marks, links, texts
        Its points, the pairs of points with the weight of their line, and further texts.
    cells
        Boxes with a number, for tables: left, lower, width, height, number, its share of the largest.
    ticks
        The ticks of the axis at the bottom: position and text.
    rings
        Outlines, as lists of points.
    """

    kind: str
    title: str
    source: str
    alt: str
    width: float
    height: float
    marks: tuple[Mark, ...] = ()
    links: tuple[tuple[int, int, int], ...] = ()
    texts: tuple[Label, ...] = ()
    cells: tuple[tuple[float, float, float, float, int, float], ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    legend: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<{self.kind}: {self.alt}>"

    @property
    def labels(self) -> list[Label]:
        """All labels: those of points, and further texts."""
        return [*(m.label for m in self.marks if m.label), *self.texts]


def _legend(kinds: Iterable[str]) -> dict[str, tuple[str, str]]:
    return {kind: (COLOURS[kind], _SHAPES[kind]) for kind in dict.fromkeys(kinds)}


def _wrapped(text: str, across: int, most: int = 2) -> tuple[str, ...]:
    lines = textwrap.wrap(text, across, break_long_words=False, break_on_hyphens=False) or [""]
    return (*lines[: most - 1], lines[most - 1] + " …") if len(lines) > most else tuple(lines)


_NUMBERED = re.compile(r"(?:,? ?\b)?(?:Issue )?No\. \d+$")


def _source(g: Graph) -> str:
    """The newsletters by name, with the numbers of their issues; consecutive ones as a range."""
    numbers = sorted({int(str(row["issue"])) for row in g.ask("issues")})
    rows = g.sparql("SELECT DISTINCT ?name WHERE { ?issue rdf:type lpip:Issue ; rdfs:label ?name }")
    assert isinstance(rows, Rows)
    called = {fold(n): n for n in sorted(_NUMBERED.sub("", str(row["name"])) for row in rows) if n}
    names = [called[key] for key in sorted(called)]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    more = [f"{len(names) - 3} more"] if len(names) > 3 else []
    told = f"{listed([*names[:3], *more])}, " if names else ""
    return f"Source: {told}{'issue' if len(numbers) == 1 else 'issues'} {said}; lpipgraph"


def _some(rows: Rows, what: str) -> None:
    if not len(rows):
        raise InputError(
            f"there is nothing to draw: no {what}", hint="leave a parameter out, or build more issues"
        )


def network(g: Graph, *, theme: object = None, most: int = 30) -> Picture:
    """The network of organisations and the themes to which they are linked; thicker lines for more links.

    Parameters
    ----------
    g
        The graph.
    theme
        A theme or several, to which the picture is restricted.
    most
        The largest number of things shown, the most connected first; at most half of them are themes.
    """
    rows = g.ask("organisations-and-themes", **({} if theme is None else {"theme": theme}))
    _some(rows, "organisation is linked to a theme")
    made = imported_networkx().Graph()
    for row in rows:
        one, other = ("Organisation", str(row["organisation"])), ("Theme", str(row["theme"]))
        weight = made.edges[one, other]["weight"] + 1 if made.has_edge(one, other) else 1
        made.add_edge(one, other, weight=weight)
    bodies, every = (
        sorted(
            (n for n in made if n[0] == kind),
            key=lambda n: (-made.degree(n), -made.degree(n, "weight"), n[1]),
        )
        for kind in ("Organisation", "Theme")
    )
    organisations = len(bodies)
    themes = sorted(every[: max(1, most // 2)], key=lambda n: n[1])
    made.remove_nodes_from(set(every) - set(themes))
    bodies = [body for body in bodies if made.degree(body)]
    shown = bodies[: max(1, most - len(themes))]
    # a theme whose organisations are left out makes room for others
    themes = [theme for theme in themes if any(made.has_edge(theme, body) for body in shown)]
    made.remove_nodes_from(set(every) - set(themes))
    shown = [body for body in bodies if any(made.has_edge(theme, body) for theme in themes)]
    shown = shown[: max(1, most - len(themes))]
    order = _crossing_less(made, themes, shown)
    sides = [[b for i, b in enumerate(order) if i % 2 == side] for side in (0, 1)]
    across, column = 30, 30 * TEXT * _WIDE
    middle, reach = _MARGIN + column + 150.0, 150.0
    names = {theme: _wrapped(theme[1], 24, 3) for theme in themes}
    # a theme takes the space of its box
    rooms = [len(names[theme]) * TEXT * _HIGH + 14 for theme in themes]
    rows_high = max(len(sides[0]), len(sides[1])) * _ROW
    height = max(rows_high, sum(rooms)) + 2 * _MARGIN
    marks: list[Mark] = []
    for bodies_, x, side in ((sides[0], middle - reach, "right"), (sides[1], middle + 2 * reach, "left")):
        for name, y in zip(bodies_, _spread(len(bodies_), height), strict=True):
            label = Label(_wrapped(name[1], across), x - 9 if side == "right" else x + 9, y, side)
            marks.append(Mark(name[1], "Organisation", x, y, 4.0 + made.degree(name), label=label))
    spare, y = (height - 2 * _MARGIN - sum(rooms)) / len(themes), height - _MARGIN
    for name, room in zip(themes, rooms, strict=True):
        x, y = middle + reach / 2, y - (room + spare) / 2
        marks.append(
            Mark(name[1], "Theme", x, round(y, 2), 9.0, label=Label(names[name], x, round(y, 2), "centre"))
        )
        y -= (room + spare) / 2
    at = {(m.kind, m.name): i for i, m in enumerate(marks)}
    links = tuple(
        (at[a], at[b], made.edges[a, b]["weight"]) for a in order for b in themes if made.has_edge(a, b)
    )
    left, fewer = organisations - len(shown), len(every) - len(themes)
    top = ", ".join(f"{b[1]} ({made.degree(b)})" for b in shown[:3])
    alt = (
        f"{counted(len(shown), 'organisation')} beside {counted(len(themes), 'theme')}; a line stands for each link. The organisations with the "
        f"most themes are {top}."
        + (f" Organisations with fewer links that are left out: {left}." if left else "")
        + (f" Themes left out: {fewer}." if fewer else "")
    )
    return Picture(
        "network", "Organisations and themes", _source(g), alt, 2 * middle + reach, height, tuple(marks), links,
        legend=_legend(("Theme", "Organisation")),
    )  # fmt: skip


def _crossing_less(made: Any, themes: Sequence[object], bodies: Sequence[object]) -> list[Any]:  # noqa: ANN401 -- networkx has no types
    """Organisations in the order of the mean position of their themes, so that few lines cross."""
    place = {theme: i for i, theme in enumerate(themes)}

    def middle(body: object) -> float:
        near = [place[t] for t in made[body]]
        return sum(near) / len(near)

    return sorted(bodies, key=lambda b: (round(middle(b), 6), b))


def _spread(count: int, height: float) -> list[float]:
    """The heights of `count` rows from top to bottom, evenly spaced."""
    room = height - 2 * _MARGIN
    return [round(height - _MARGIN - room * (i + 0.5) / count, 2) for i in range(count)]


def timeline(g: Graph, *, theme: object = None, most: int = 40) -> Picture:
    """The timeline of policies, publications and events, one line each; a bar if only a month or a year is known."""
    asked = "theme-timeline"
    found: dict[tuple[str, str], tuple[str, str]] = {}
    kinds = {"began": "Policy", "appeared": "Publication", "takes place": "Event"}
    if theme is None:
        for row in g.ask("reports-since"):
            found[str(row["publication"]), str(row["date"])] = ("Publication", str(row["date"]))
        for row in g.ask("events"):
            found[str(row["event"]), str(row["start"])] = ("Event", str(row["start"]))
        for row in _began(g):
            found[str(row["name"]), str(row["date"])] = ("Policy", str(row["date"]))
    else:
        for row in g.ask(asked, theme=theme):
            found[str(row["of"]), str(row["date"])] = (kinds[str(row["what"])], str(row["date"]))
    if not found:
        raise InputError(
            "there is nothing to draw: no date", hint="leave a parameter out, or build more issues"
        )
    items = sorted(((date, kind, name) for (name, _), (kind, date) in found.items()))
    newest = max(_years(date)[1] for date, _, _ in items)
    left_out = len(items)
    items = [item for item in items if _years(item[0])[0] >= newest - _YEARS_SHOWN][-most:]
    left_out -= len(items)
    first, last = _years(items[0][0])[0], max(_years(date)[1] for date, _, _ in items)
    part, first, last = _parts_of_years(first, last)
    long = 46
    axis, height = 420.0, len(items) * 18.0 + 2 * _MARGIN + 16
    left = _MARGIN + long * TEXT * _WIDE + 10
    marks, y = [], height - _MARGIN - 9
    for date, kind, name in items:
        a, b = (left + axis * (when - first) / (last - first) for when in _years(date))
        label = Label(_wrapped(name, long, 1), left - 12, round(y, 2), "right")
        marks.append(
            Mark(
                name,
                kind,
                round(a, 2),
                round(y, 2),
                6.0,
                round(b, 2) if len(date) < 10 else None,
                label,
                date,
            )
        )
        y -= 18.0
    ticks = tuple(
        (round(left + axis * n / round((last - first) / part), 2), _said_of_year(first + n * part))
        for n in range(round((last - first) / part) + 1)
    )
    counts = {kind: sum(k == kind for _, k, _ in items) for kind in ("Policy", "Publication", "Event")}
    words = {
        "Policy": ("policy by its beginning", "policies by their beginning"),
        "Publication": ("publication", "publications"),
        "Event": ("event", "events"),
    }
    told = [f"{n:,} {words[kind][n > 1]}" for kind, n in counts.items() if n]
    listed = " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
    alt = (
        f"{listed}{'' if counts['Policy'] == len(items) else ' by date'}, "
        f"from {spelt(items[0][0][:10])} to {spelt(items[-1][0][:10])}, one line each."
        + (f" {left_out} older ones are left out." if left_out else "")
    )
    return Picture(
        "timeline", "Policies, publications and events over time", _source(g), alt, left + axis + _MARGIN + 20, height,
        tuple(marks), ticks=ticks, legend=_legend(k for k in counts if counts[k]),
    )  # fmt: skip


def _parts_of_years(first: float, last: float) -> tuple[float, float, float]:
    """The distance between two ticks in years, and the positions of the first and the last tick."""
    part = next((p for p in (0.25, 0.5, 1, 2, 5, 10, 25) if (last - first) / p <= 9), 50)
    begin, end = floor(first / part) * part, ceil(round(last / part, 6)) * part
    return part, begin, max(end, begin + part)


def _said_of_year(year: float) -> str:
    """The label of a tick: a year, or a month."""
    whole = floor(year + 1e-9)
    month = {0: "", 3: "Apr ", 6: "Jul ", 9: "Oct "}[round((year - whole) * 12)]
    return f"{month}{whole}"


def _began(g: Graph) -> Rows:
    rows = g.sparql(
        "SELECT DISTINCT ?name ?date WHERE { ?p rdf:type lpip:Policy ; rdfs:label ?name ; lpip:startPeriod/time:hasBeginning/"
        "(time:inXSDDate|time:inXSDgYearMonth|time:inXSDgYear) ?date } ORDER BY ?name ?date"
    )
    assert isinstance(rows, Rows)
    return rows


def _years(date: str) -> tuple[float, float]:
    """The beginning and end of a day, month or year, as decimal years."""
    year, _, rest = date[:10].partition("-")
    if not rest:
        return float(year), float(year) + 1
    month, _, day = rest.partition("-")
    start = int(year) + (int(month) - 1) / 12
    if not day:
        return start, start + 1 / 12
    at = start + (int(day) - 1) / 366
    return at, at


def coverage(g: Graph, *, theme: object = None, most: int = 30) -> Picture:
    """The number of things of each class that each issue links to each theme, as a table of shaded cells.

    With many issues, a column is an issue with all classes, and at most `most` themes and issues are shown: the themes with
    the most things, and the newest issues.
    """
    rows = g.ask("coverage", **({} if theme is None else {"theme": theme}))
    _some(rows, "thing of a theme")
    classes = sorted({str(row["kind"]) for row in rows})
    issues = sorted({int(str(row["issue"])) for row in rows})
    together = len(issues) * len(classes) > _COLUMNS
    if together:
        classes = ["all kinds"]
    every, total = len(issues), Counter[str]()
    issues = issues[-most:]
    numbers = Counter[tuple[str, int, str]]()
    for row in rows:
        name, issue, things = str(row["theme"]), int(str(row["issue"])), int(str(row["things"]))
        if issue in issues:
            numbers[name, issue, classes[0] if together else str(row["kind"])] += things
            total[name] += things
    themes = sorted(sorted(total, key=lambda t: (-total[t], t))[:most])
    top_number = max(numbers.values())
    wide, high, gap = (30.0, 24.0, 0.0) if together else (64.0, 30.0, 14.0)
    left = _MARGIN + 32 * TEXT * _WIDE
    height = len(themes) * high + 2 * _MARGIN + 3 * TEXT * _HIGH
    top = height - _MARGIN - 3 * TEXT * _HIGH
    cells, texts = [], []
    for column, (issue, kind) in enumerate((i, k) for i in issues for k in classes):
        x = left + column * wide + gap * issues.index(issue)
        if together:
            texts.append(Label((str(issue),), x + wide / 2, top + TEXT * _HIGH, "centre"))
        else:
            texts.append(Label(_wrapped(kind, 10), x + wide / 2, top + TEXT * _HIGH, "centre"))
        if kind == classes[0] and not together:
            texts.append(
                Label((f"Issue {issue}",), x + wide * len(classes) / 2, top + 2.6 * TEXT * _HIGH, "centre")
            )
        for row_, name in enumerate(themes):
            number = numbers[name, issue, kind]
            cells.append(
                (
                    round(x, 2),
                    round(top - (row_ + 1) * high, 2),
                    wide,
                    high,
                    number,
                    round(number / top_number, 4),
                )
            )
    if together:
        texts.append(Label(("Issue",), left + wide * len(issues) / 2, top + 2.6 * TEXT * _HIGH, "centre"))
    texts += [
        Label(_wrapped(name, 32), left - 8, top - (i + 0.5) * high, "right") for i, name in enumerate(themes)
    ]
    best = max(themes, key=lambda t: (total[t], t))
    fewer = [
        f"{n} {what}" for n, what in ((len(total) - len(themes), "themes with fewer things"), (every - len(issues), "older issues")) if n
    ]  # fmt: skip
    alt = (
        f"A table of {counted(len(themes), 'theme')} by {counted(len(issues), 'issue')}"
        + ("" if together else f" and {counted(len(classes), 'class')}")
        + f"; darker cells hold more things. {best} has the most, {total[best]}."
        + (f" {listed(fewer)} are left out." if fewer else "")
    )
    width = left + len(issues) * len(classes) * wide + gap * len(issues) + _MARGIN
    return Picture("coverage", "What each issue says of each theme", _source(g), alt, width, height, texts=tuple(texts), cells=tuple(cells))  # fmt: skip


#: Types of places that are drawn as areas; their point is near their middle.
_AREAS = frozenset(
    (
        "nation",
        "region",
        "city region",
        "combined authority area",
        "county",
        "historic county",
        "area",
        "island",
    )
)


@cache
def _coordinates() -> Mapping[str, tuple[float, float]]:
    """Latitude and longitude of places; an area without coordinates has the mean of those of its towns."""
    content = read_bytes(root() / "data" / "gazetteer" / "coordinates.csv").decode("utf-8")
    known = {
        row["name"]: (float(row["latitude"]), float(row["longitude"]))
        for row in csv.DictReader(content.splitlines())
    }
    inside: dict[str, list[str]] = {}
    for place, holders in held_places().holders.items():
        for holder in holders:
            inside.setdefault(holder, []).append(place)

    def towns(place: str) -> set[str]:
        return {place} if place in known else set().union(*map(towns, inside.get(place, ())))

    for area in inside.keys() - known.keys():
        points = [known[town] for town in sorted(towns(area))]
        if points:
            known[area] = (
                round(sum(p[0] for p in points) / len(points), 2),
                round(sum(p[1] for p in points) / len(points), 2),
            )
    return known


def _sort_of(name: str) -> str:
    """Area or place, by how a place is drawn; empty for countries, which the map shows as a whole."""
    found = load().lookup(name)
    if found is None or found.kind == "country":
        return "" if found else "Place"
    return "Area" if found.kind in _AREAS else "Place"


def _point_of(name: str) -> tuple[float, float] | None:
    """The coordinates of a place, by its name or another form of it."""
    known = _coordinates()
    found = load().lookup(name)
    return known.get(name) or (known.get(found.name) if found else None)


#: Points for a degree of latitude; a degree of longitude at 54° north is 0.59 of that.
_DEGREE = 62.0


def _on_map(latitude: float, longitude: float) -> tuple[float, float]:
    return round(_MARGIN + 60 + (longitude + 10.8) * _DEGREE * 0.59, 2), round(
        _MARGIN + (latitude - 49.8) * _DEGREE, 2
    )


def places(g: Graph, *, theme: object = None, most: int = 30) -> Picture:
    """The map of places in the UK that the newsletter names; larger points for more passages."""
    if theme is not None:
        raise InputError("the map shows all themes", hint="leave --theme out")
    rows = g.sparql(
        "SELECT ?name (COUNT(DISTINCT ?segment) AS ?passages) WHERE { ?place rdf:type lpip:Place ; rdfs:label ?name . "
        "?evidence rdf:subject|rdf:object|lpip:names ?place ; oa:hasTarget ?segment } GROUP BY ?name ORDER BY ?name"
    )
    assert isinstance(rows, Rows)
    counts = {str(row["name"]): int(str(row["passages"])) for row in rows}
    sorts = {name: _sort_of(name) for name in counts}
    known = {name: at for name in counts if sorts[name] and (at := _point_of(name))}
    here = sorted(known, key=lambda n: (-counts[n], n))[:most]
    if not here:
        raise InputError("there is nothing to draw: no place of the UK", hint="build more issues")
    points = {name: _on_map(*known[name]) for name in here}
    boxes = [(x - 4, y - 4, x + 4, y + 4) for x, y in points.values()]
    marks = []
    for name in here:
        x, y = points[name]
        label = _free(f"{name} ({counts[name]})", x, y, boxes)
        boxes.append(label.box)
        marks.append(
            Mark(
                name,
                sorts[name],
                x,
                y,
                round(4 + 10 * (counts[name] / counts[here[0]]) ** 0.5, 2),
                label=label,
                said=str(counts[name]),
            )
        )
    content = json.loads(read_bytes(root() / "data" / "gazetteer" / "outline.json"))
    rings = tuple(
        tuple(_on_map(lat, lon) for lon, lat in ring)
        for country in content["rings"].values()
        for ring in country
    )
    left, fewer = len(counts) - len(known), len(known) - len(here)
    alt = (
        f"A map of the UK with {counted(len(here), 'place')}; larger points are spoken of in more passages. "
        f"{here[0]} is spoken of most, in {counts[here[0]]}."
        + (f" {fewer} places with fewer passages are left out." if fewer else "")
        + (f" {left} places are abroad, whole countries, or have no point on the map." if left else "")
    )
    width, height = 2 * _MARGIN + 120 + 13.0 * _DEGREE * 0.59, 2 * _MARGIN + 11.2 * _DEGREE
    source = f"{_source(g)}. Outline: Natural Earth. Points: GeoNames (CC BY 4.0)"
    return Picture("map", "Places of the newsletter", source, alt, width, height, tuple(marks), rings=rings, legend=_legend(k for k in ("Area", "Place") if k in sorts.values()))  # fmt: skip


def _free(text: str, x: float, y: float, boxes: Sequence[tuple[float, float, float, float]]) -> Label:
    """The nearest position around a point at which a label overlaps no other label and no point."""
    for away in range(0, 400, 6):
        sides = [("left", 8.0 + away / 2, dy) for dy in (0, away, -away)] + [
            ("right", -8.0 - away / 2, dy) for dy in (0, away, -away)
        ]
        for side, dx, dy in sides:
            label = Label((text,), round(x + dx, 2), round(y + dy, 2), side)
            a, b, c, d = label.box
            if not any(a < r and left < c and b < u and low < d for left, low, r, u in boxes):
                return label
    return Label((text,), x, y)


#: Name on the command line → layout function.
KINDS: Mapping[str, Callable[..., Picture]] = {
    "network": network, "timeline": timeline, "coverage": coverage, "map": places,
}  # fmt: skip


def checked_kind(kind: str) -> str:
    """The name of a picture, as it is given.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    if kind not in KINDS:
        raise UnknownName("picture", kind, KINDS)
    return kind


def layout(g: Graph, kind: str, **given: object) -> Picture:
    """Computes the layout of a picture by its name on the command line.

    Raises
    ------
    UnknownName
        If there is no picture with this name.
    InputError
        If there is nothing to draw.
    """
    return KINDS[checked_kind(kind)](g, **given)
