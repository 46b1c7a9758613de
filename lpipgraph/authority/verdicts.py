"""Reads the verdicts of curators on doubtful statements: each row is a verdict, and the last row applies.

A verdict identifies its statement by names and not by ids, which decisions about names change. Verdicts are read, checked
and written here; `lpipgraph.curation` applies them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import AuthorityError
from ..records import PREDICATES, VALUE_TYPES
from .decisions import day, key
from .tables import as_csv, bare, read_rows, standing

__all__ = [
    "VERDICTS",
    "VERDICT_COLUMNS",
    "Verdict",
    "read_verdicts",
    "verdicts_in_force",
    "with_verdicts",
]

#: The possible verdicts on a statement; "undo" cancels the rows before it.
VERDICTS = ("yes", "no", "unsure", "undo")
VERDICT_COLUMNS = (
    "issue", "subject", "predicate", "object", "type", "verdict", "who", "when", "why", "quote",
)  # fmt: skip
_NEEDED = ("issue", "subject", "predicate", "object", "verdict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A curator's verdict on a statement of an issue.

    Parameters
    ----------
    issue
        The issue's id as in its records.
    subject, predicate, object
        The statement: names of things, or a literal's value as the object.
    type
        The literal's type; empty if the object is a thing.
    verdict
        One of `VERDICTS`.
    who, when, why
        The person, the day (ISO 8601) and the reason.
    quote
        The words that state it; they support the statement if no reader finds it any more.
    where
        File and line, for error messages.
    """

    issue: str
    subject: str
    predicate: str
    object: str
    verdict: str
    type: str = ""
    who: str = ""
    when: str = ""
    why: str = ""
    quote: str = ""
    where: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """The key of the statement."""
        return key(self.subject), self.predicate, key(self.object)

    def row(self) -> dict[str, str]:
        """The verdict as a row of its file."""
        return {column: getattr(self, column) for column in VERDICT_COLUMNS}


def verdicts_in_force(verdicts: Iterable[Verdict], issue: str) -> dict[tuple[str, str, str], Verdict]:
    """The verdicts that apply to an issue, by statement: that of the latest day, and of one day the last row."""
    found: dict[tuple[str, str, str], Verdict] = {}
    for verdict in sorted((v for v in verdicts if v.issue == issue), key=lambda v: v.when):
        found.pop(verdict.key, None)
        if verdict.verdict != "undo":
            found[verdict.key] = verdict
    return found


def read_verdicts(paths: Iterable[Path | str], *, who: str = "", when: str = "") -> tuple[Verdict, ...]:
    """Reads verdicts from CSV files: those below ``data/authority/verdicts``, or a list that a curator filled in.

    Rows without a verdict are skipped.

    Parameters
    ----------
    paths
        The files, in the order in which their rows count.
    who, when
        Values for empty cells of these columns.

    Raises
    ------
    AuthorityError
        For an unknown verdict, predicate or type, or a row that lacks something, with file and line.
    InputError
        If a file cannot be read.
    """
    found: list[Verdict] = []
    for path in map(Path, paths):
        for line, row in read_rows(path, _NEEDED, optional=VERDICT_COLUMNS):
            cells = {name: " ".join(bare(cell).split()) for name, cell in row.items()}
            if cells["verdict"]:
                cells["who"], cells["when"] = cells["who"] or who, cells["when"] or when
                found.append(_verdict(cells, f"{path}, line {line}"))
    return tuple(found)


def _verdict(cells: Mapping[str, str], place: str) -> Verdict:
    verdict = cells["verdict"].casefold()
    if verdict not in VERDICTS:
        raise AuthorityError(
            f"'{cells['verdict']}' is not a verdict", where=place, hint="one of " + ", ".join(VERDICTS)
        )
    for column in ("issue", "subject", "predicate", "object", "who", "when"):
        if not cells[column]:
            raise AuthorityError(
                f"a verdict without {column}", where=place, hint="only type, why and quote may be empty"
            )
    if cells["predicate"] not in PREDICATES:
        raise AuthorityError(
            f"'{cells['predicate']}' is not a predicate", where=place, hint="see data/gold/README.md"
        )
    if cells["type"] and cells["type"] not in VALUE_TYPES:
        raise AuthorityError(
            f"'{cells['type']}' is not a type of literal",
            where=place,
            hint="one of " + ", ".join(VALUE_TYPES),
        )
    given = {**cells, "verdict": verdict, "when": day(cells["when"], place)}
    return Verdict(where=place, **{column: given[column] for column in VERDICT_COLUMNS})


def with_verdicts(content: bytes | None, verdicts: Iterable[Verdict], *, where: object = None) -> bytes:
    """Adds verdicts to a table of verdicts; its content is kept, including other columns.

    Raises
    ------
    AuthorityError
        If the file is not a table of verdicts.
    """
    columns, rows = standing(content, _NEEDED, VERDICT_COLUMNS, where=where)
    rows += [row for verdict in verdicts if (row := verdict.row()) not in rows]
    return as_csv(columns, rows)
