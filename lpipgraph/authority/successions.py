"""Reads which organisation succeeded which: a successor is a separate thing, not another name of its predecessor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import AuthorityError
from .tables import read_rows

__all__ = ["SUCCESSIONS", "Succession", "read_successions"]

#: The file's name, in the folder of the tables of things.
SUCCESSIONS = "successions.csv"
_COLUMNS = ("later", "earlier", "date", "source", "note")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Succession:
    """The succession of one thing by another, found at `source`; `date` is a year, a month or a day, or empty."""

    later: str
    earlier: str
    date: str
    source: str


def read_successions(path: Path, classes: Mapping[str, str]) -> tuple[Succession, ...]:
    """Reads a table of successions; empty if there is no such file.

    Parameters
    ----------
    path
        The file.
    classes
        Id → class of the known things.

    Raises
    ------
    AuthorityError
        For an unknown id, two different classes, an invalid date or a row without a source, with file and line.
    """
    if not path.exists():
        return ()
    found = []
    for line, row in read_rows(path, _COLUMNS):
        place = f"{path}, line {line}"
        ends = (row["later"], row["earlier"])
        if unknown := next((id_ for id_ in ends if id_ not in classes), None):
            raise AuthorityError(f"no table has the id '{unknown}'", where=place)
        if ends[0] == ends[1] or classes[ends[0]] != classes[ends[1]]:
            raise AuthorityError("a successor is another thing of the same class", where=place)
        if row["date"] and not _DATE.fullmatch(row["date"]):
            raise AuthorityError(
                f"'{row['date']}' is not a date", where=place, hint="2024, 2024-07 or 2024-07-09"
            )
        if not row["source"]:
            raise AuthorityError("a succession without its source", where=place, hint="say where it was seen")
        found.append(Succession(row["later"], row["earlier"], row["date"], row["source"]))
    return tuple(found)
