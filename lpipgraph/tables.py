"""Loads tables of words from CSV files: those of ``data/reading`` for extraction, and the phrases of ``ontology``.

Only this module opens them. Each table has a header; ``data/reading/README.md`` describes the columns.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache

from .errors import AuthorityError
from .files import read_bytes, root

__all__ = ["patterns", "table", "words"]


@lru_cache(maxsize=64)
def table(name: str, folder: str = "data/reading") -> tuple[dict[str, str], ...]:
    """The rows of a table, each with the header's columns as keys and all cells stripped.

    Parameters
    ----------
    name
        The file's name without its ending: ``"frames"`` is ``data/reading/frames.csv``.
    folder
        Where it is.

    Raises
    ------
    AuthorityError
        If a row has more or fewer cells than the header.
    """
    path = root() / folder / f"{name}.csv"
    lines = read_bytes(path).decode("utf-8").splitlines()
    reader = csv.reader(line for line in lines if line.strip() and not line.startswith("#"))
    header = next(reader)
    rows = []
    for cells in reader:
        if len(cells) != len(header):
            raise AuthorityError(
                f"a row has {len(cells)} cells, the header {len(header)}: {','.join(cells)[:80]}", where=path
            )
        rows.append(dict(zip(header, map(str.strip, cells), strict=True)))
    return tuple(rows)


@lru_cache(maxsize=256)
def words(name: str, column: str = "word", **only: str) -> frozenset[str]:
    """The cells of one column, each split at ``|``; `only` keeps the rows whose other columns have these values."""
    return _groups(name, column, tuple(only)).get(tuple(only.values()), frozenset())


@lru_cache(maxsize=256)
def _groups(name: str, column: str, by: tuple[str, ...]) -> dict[tuple[str, ...], frozenset[str]]:
    """The words of a column, grouped by the values of other columns, in one pass over the table."""
    found: dict[tuple[str, ...], set[str]] = {}
    for row in table(name):
        found.setdefault(tuple([row[k] for k in by]), set()).update(row[column].split("|"))
    return {values: frozenset(cells - {""}) for values, cells in found.items()}


@lru_cache(maxsize=16)
def patterns(name: str, flags: re.RegexFlag = re.IGNORECASE) -> dict[str, re.Pattern[str]]:
    """Sign → a pattern of all wordings that a table with the columns words and sign has for it."""
    return {
        sign: re.compile("|".join(f"(?:{row['words']})" for row in table(name) if row["sign"] == sign), flags)
        for sign in dict.fromkeys(row["sign"] for row in table(name))
    }
