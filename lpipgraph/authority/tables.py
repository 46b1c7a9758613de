"""Reads and writes CSV tables for spreadsheet programs: strict in reading, and without formulas in writing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..contacts import masked
from ..errors import AuthorityError
from ..files import read_bytes

__all__ = ["as_csv", "bare", "parse_table", "read_rows", "standing"]

#: A spreadsheet program treats a cell that begins with one of these as a formula.
_FORMULA = frozenset("=+-@\t\r")


def read_rows(
    path: Path, columns: tuple[str, ...], *, optional: tuple[str, ...] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Reads each row with its last line number; cells are stripped, and empty if a column is absent.

    Raises
    ------
    AuthorityError
        If it is not CSV in UTF-8, or a column of `columns` is missing.
    """
    _, rows = parse_table(read_bytes(path), columns, where=path)
    return [(line, {c: row.get(c, "").strip() for c in (*columns, *optional)}) for line, row in rows]


def parse_table(
    content: bytes, columns: tuple[str, ...], *, where: object
) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The header, and each row with all its cells and its last line number; raises as `read_rows`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AuthorityError(
            f"not UTF-8 (byte {error.start})", where=where, hint="save it as CSV UTF-8"
        ) from error
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        missing = [c for c in columns if c not in (reader.fieldnames or ())]
        if missing:
            raise AuthorityError(
                f"the column {' and '.join(missing)} is missing",
                where=where,
                hint="columns: " + ",".join(columns),
            )
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise AuthorityError(
                    "this line has too few or too many cells", where=f"{where}, line {reader.line_num}"
                )
            rows.append((reader.line_num, row))
    except csv.Error as error:
        raise AuthorityError(f"not CSV ({error})", where=where) from error
    return list(reader.fieldnames or ()), rows


def standing(
    content: bytes | None, needed: tuple[str, ...], columns: Sequence[str], *, where: object
) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and rows of a table before rows are added: its columns, those of `columns` that it lacks, and its rows.

    Parameters
    ----------
    content
        The current content of the file, None for a new one.
    needed
        The required columns; raises as `read_rows`.
    columns
        The columns of new rows.
    where
        The file's name, for error messages.
    """
    if content is None:
        return list(columns), []
    header, table = parse_table(content, needed, where=where)
    rows = [{name: bare(cell) for name, cell in row.items()} for _, row in table]
    return [*header, *(column for column in columns if column not in header)], rows


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """A table for spreadsheet programs, in UTF-8: cells that they would run as formulas get a leading '.

    `bare` removes the ' again. The attack is known as CSV injection (CWE-1236). Such tables are passed on, so contact
    data in them is masked (`lpipgraph.contacts.masked`).
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_shielded(masked(row.get(column, ""))) for column in columns] for row in rows)
    return out.getvalue().encode()


def _shielded(cell: str) -> str:
    quoted = cell[:1] == "'" and (cell[1:2] == "'" or cell[1:2] in _FORMULA)
    return f"'{cell}" if cell[:1] in _FORMULA or quoted else cell


def bare(cell: str) -> str:
    """A cell without the leading ' of `as_csv`."""
    return cell[1:] if cell[:1] == "'" and (cell[1:2] == "'" or cell[1:2] in _FORMULA) else cell
