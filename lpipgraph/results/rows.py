"""Formats rows: CSV, TSV, JSON, JSON lines, Markdown, Parquet, Excel."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from ..errors import InputError, UnknownName
from ..queries import Evidence
from ..store_protocol import Term, binding, word
from ..vocabulary import RDF, XSD
from .table import plain, table
from .words import together

__all__ = ["BINARY", "FORMATS", "Shown", "plain_value", "write_rows"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = (XSD.integer, XSD.decimal)


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows to be written: all columns by variable, and the columns for readers with their headings.

    `why` holds the claims behind each row; None if evidence was not requested.
    """

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Term | None]]
    shown: Mapping[str, str]
    why: Sequence[Sequence[Evidence]] | None = None
    headers: bool = True

    def cells(self, columns: Sequence[str]) -> list[list[Term | None]]:
        """The values of some columns."""
        places = [self.columns.index(column) for column in columns]
        return [[row[place] for place in places] for row in self.rows]

    @property
    def all(self) -> list[str]:
        """All columns, those for readers first."""
        return [*self.shown, *(c for c in self.columns if c not in self.shown)]


def _table(given: Shown) -> str:
    cells = [[" ".join(word(term).split()) for term in row] for row in given.cells(list(given.shown))]
    below = [together(items) for items in given.why] if given.why is not None else ()
    lines = list(table(list(given.shown.values()), cells, below=below, headers=given.headers))
    if given.headers:
        lines += ["", f"{len(cells):,} {'row' if len(cells) == 1 else 'rows'}"]
    return "".join(f"{line}\n" for line in lines)


def _delimited(
    given: Shown, write: Callable[[Sequence[str]], object], cell: Callable[[Term | None], str]
) -> None:
    columns = given.all
    if given.headers:
        write([*columns, *(("why",) if given.why is not None else ())])
    for number, row in enumerate(given.cells(columns)):
        behind = ["\n".join(together(given.why[number]))] if given.why is not None else []
        write([*map(cell, row), *behind])


def _csv(given: Shown) -> str:
    """CSV by RFC 4180 and the SPARQL results format."""
    out = io.StringIO()
    _delimited(given, csv.writer(out).writerow, _cell)
    return out.getvalue()


def _tsv(given: Shown) -> str:
    """Values separated by tabs, one row per line; white space in a value becomes one space."""
    lines: list[str] = []
    _delimited(given, lambda row: lines.append("\t".join(" ".join(v.split()) for v in row)), _cell)
    return "".join(f"{line}\n" for line in lines)


def _cell(term: Term | None) -> str:
    """A value for a spreadsheet: text that would be read as a formula gets a leading apostrophe."""
    text = word(term)
    number = isinstance(term, Literal) and term.datatype in _NUMBERS
    return f"'{text}" if text.startswith(_FORMULA) and not number else text


def _markdown(given: Shown) -> str:
    def cell(text: str) -> str:
        return " ".join(plain(" ".join(text.split())).replace("\\", "\\\\").replace("|", "\\|").split())

    headings = [*given.shown.values(), *(("why",) if given.why is not None else ())]
    lines = [f"| {' | '.join(map(cell, headings))} |", f"|{'---|' * len(headings)}"] if given.headers else []
    for number, row in enumerate(given.cells(list(given.shown))):
        cells = [cell(word(term)) for term in row]
        if given.why is not None:
            cells.append("<br>".join(cell(line) for line in together(given.why[number])))
        lines.append(f"| {' | '.join(cells)} |")
    return "".join(f"{line}\n" for line in lines)


def _json(given: Shown) -> str:
    """SPARQL results in JSON (W3C), each value with its language or datatype; evidence next to the results."""
    columns = given.all
    bindings = [
        {name: _binding(term) for name, term in zip(columns, row, strict=True) if term is not None}
        for row in given.cells(columns)
    ]
    content: dict[str, Any] = {"head": {"vars": columns}, "results": {"bindings": bindings}}
    if given.why is not None:
        content["why"] = [[_reason(item) for item in items] for items in given.why]
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _binding(term: Term) -> dict[str, str]:
    if not isinstance(term, NamedNode | BlankNode | Literal):
        raise InputError("this format cannot hold a triple as a value", hint="select its parts")
    return binding(term)


def _reason(item: Evidence) -> dict[str, object]:
    return {field.name: getattr(item, field.name) for field in fields(item)}


def _lines(given: Shown) -> str:
    """One JSON object per row, without empty values; numbers and booleans keep their type."""
    columns = given.all
    lines = []
    for number, row in enumerate(given.cells(columns)):
        cells: dict[str, object] = {
            name: plain_value(t) for name, t in zip(columns, row, strict=True) if t is not None
        }
        if given.why is not None:
            cells["why"] = [_reason(item) for item in given.why[number]]
        lines.append(json.dumps(cells, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def plain_value(term: Term | None) -> str | int | float | bool | None:
    """A term as a Python value: numbers and booleans as such, others as text; None if there is no term."""
    if isinstance(term, Literal) and term.datatype != RDF.langString:
        try:
            if term.datatype == XSD.integer:
                return int(term.value)
            if term.datatype == XSD.decimal:
                return float(term.value)
        except ValueError:
            return term.value
        if term.datatype == XSD.boolean:
            return term.value in ("true", "1")
    return None if term is None else word(term)


def _frame(given: Shown) -> Any:  # noqa: ANN401 -- pandas has no types here
    try:
        import pandas
    except ImportError as error:
        raise InputError(
            "this format needs pandas", where="--format", hint="pip install 'lpipgraph[tables]'"
        ) from error
    columns = given.all
    values = [[plain_value(term) for term in row] for row in given.cells(columns)]
    frame = pandas.DataFrame(values, columns=columns)
    if given.why is not None:
        frame["why"] = ["\n".join(together(items)) for items in given.why]
    return frame


def _parquet(given: Shown) -> bytes:
    out = io.BytesIO()
    frame = _frame(given)
    # a column has one type in Parquet: dates of different precision are written as text
    for column in frame.columns:
        if {type(v) for v in frame[column] if v is not None} - {float, int, bool, str} or frame[
            column
        ].dtype == object:
            frame[column] = frame[column].astype("string")
    frame.to_parquet(out, index=False)
    return out.getvalue()


def _excel(given: Shown) -> bytes:
    out = io.BytesIO()
    frame = _frame(given)
    for column in frame.columns:
        frame[column] = [
            f"'{v}" if isinstance(v, str) and v.startswith(_FORMULA) else v for v in frame[column]
        ]
    frame.to_excel(out, index=False, header=given.headers)
    return out.getvalue()


#: Formats of rows.
FORMATS: Mapping[str, Callable[[Shown], str]] = {
    "table": _table,
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "jsonl": _lines,
    "md": _markdown,
}
#: Binary formats of rows; they need pandas.
BINARY: Mapping[str, Callable[[Shown], bytes]] = {"parquet": _parquet, "xlsx": _excel}


def write_rows(given: Shown, format: str) -> bytes:
    """Writes rows in a format of `FORMATS` or `BINARY`.

    Raises
    ------
    UnknownName
        If there is no such format.
    InputError
        If a needed library is not installed.
    """
    if format in BINARY:
        return BINARY[format](given)
    if format not in FORMATS:
        raise UnknownName("format of rows", format, [*FORMATS, *BINARY])
    return FORMATS[format](given).encode()
