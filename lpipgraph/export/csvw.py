"""Exports the portal's things as tables: one CSV file for each class, described by CSV on the Web (W3C, 2015).

Several values in a cell are separated by a vertical bar. A link is two columns: the names, and under the same
heading with ``_id`` the IRIs, in the same order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from ..vocabulary import CLASS_PATHS
from .context import Context
from .portal import Portal
from .projection import Json, text

__all__ = ["tables"]

_SEPARATOR = "|"
#: Properties that are left out of tables: sentences behind statements, and identifiers, which are separate
#: things.
_LEFT_OUT = frozenset({"quotation", "identifier", "amount", "sum"})
_FIRST = ("id", "type", "name", "description", "url")


def tables(shown: Portal, licence: str) -> Iterator[tuple[str, bytes, int]]:
    """The tables, and what describes them.

    Yields
    ------
    tuple of str, bytes, int
        File name, content and number of rows.
    """
    described = []
    context = Context.read("portal")
    for word, things in shown.things.items():
        columns = _columns(things)
        name = f"{CLASS_PATHS[word]}.csv"
        rows = [_row(thing, columns) for thing in things]
        yield name, _csv([[column for column, _ in columns], *rows]), len(rows)
        described.append(_table(name, word, columns, context))
    metadata = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Policy Innovate as tables",
        "dc:license": {"@id": licence},
        "tables": described,
    }
    yield "csv-metadata.json", (text(metadata) + "\n").encode(), 0


def _columns(things: Iterable[Json]) -> list[tuple[str, str]]:
    """Heading → what it holds: a value, values, names of links or IRIs of links; those that some thing has."""
    found: dict[str, str] = dict.fromkeys(_FIRST, "one")
    found["description"] = "several"
    for thing in things:
        for key, value in thing.items():
            if key in _LEFT_OUT or key in _FIRST:
                continue
            if isinstance(value, list) and value and isinstance(value[0], dict):
                found[key], found[f"{key}_id"] = "names", "ids"
            else:
                found[key] = "several" if isinstance(value, list) else "one"
    rest = sorted(key for key in found if key not in _FIRST)
    return [(key, found[key]) for key in (*_FIRST, *rest)]


def _row(thing: Json, columns: Iterable[tuple[str, str]]) -> list[str]:
    return [
        _cell(thing.get(key.removesuffix("_id") if kind == "ids" else key), kind) for key, kind in columns
    ]


def _cell(value: Any, kind: str) -> str:  # noqa: ANN401 -- a value of JSON
    if value is None:
        return ""
    if kind in ("names", "ids"):
        value = [each["name" if kind == "names" else "id"] for each in value]
    values = value if isinstance(value, list) else [value]
    # the bar parts values: inside one it would be taken for an end
    return _SEPARATOR.join(" ".join(str(each).replace(_SEPARATOR, "/").split()) for each in values)


def _table(name: str, word: str, columns: Iterable[tuple[str, str]], context: Context) -> Json:
    described = []
    for key, kind in columns:
        plain = key.removesuffix("_id") if kind == "ids" else key
        column: Json = {"name": key, "titles": key}
        if kind != "one":
            column["separator"] = _SEPARATOR
        if key == "id" or kind == "ids":
            column["datatype"] = "anyURI"
        if key == "id":
            column["required"] = True
        elif kind != "names" and plain not in ("type",):
            full = context.expanded(plain)
            if full.startswith("http"):
                column["propertyUrl"] = full
        described.append(column)
    return {
        "url": name,
        "dc:title": f"Things of the class {word}",
        "tableSchema": {"columns": described, "primaryKey": "id", "aboutUrl": "{+id}"},
    }


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)  # RFC 4180
    return out.getvalue().encode()
