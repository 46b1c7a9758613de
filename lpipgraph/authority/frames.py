"""Reads the meanings that curators assigned to verbs, as rows of the frame table.

The columns are those of ``data/reading/frames.csv``, which ``data/reading/README.md`` describes. The predicate "none"
means that the verb states nothing for the graph: curators are not asked about it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import AuthorityError
from ..records import PREDICATES
from .decisions import day
from .tables import as_csv, bare, read_rows, standing

__all__ = ["FRAME_COLUMNS", "NOTHING", "Unread", "VerbFrame", "read_frames", "with_frames"]

#: In the column `predicate`: the verb states nothing for the graph.
NOTHING = "none"
#: The columns of the reader's table.
FRAME_COLUMNS = (
    "verb", "particle", "predicate", "subject", "subject classes", "object", "object classes", "condition",
)  # fmt: skip
_MORE = ("who", "when", "why")
_ROLE = re.compile(r"role(?::.+)?")
_LETTERS = re.compile("[POLGTCKEB]+")


@dataclass(frozen=True, slots=True)
class VerbFrame:
    """A row of the table; `cells` are those of `FRAME_COLUMNS`."""

    cells: tuple[str, ...]
    who: str = ""
    when: str = ""
    why: str = ""
    where: str = field(default="", compare=False, repr=False)

    @property
    def columns(self) -> dict[str, str]:
        """Column → cell."""
        return dict(zip(FRAME_COLUMNS, self.cells, strict=True))

    def row(self) -> dict[str, str]:
        """The row in the form of its file."""
        return {**self.columns, "who": self.who, "when": self.when, "why": self.why}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A verb between two names without an assigned meaning.

    `object` is the role of the second name: ``theme`` (object of the active, subject of the passive verb) or a
    preposition. The classes are given as words, and as the letters that frames use.
    """

    verb: str
    object: str
    subject_class: str
    object_class: str
    letters: tuple[str, str]
    examples: tuple[str, ...]
    occurrences: int


def read_frames(paths: Iterable[Path | str], *, who: str = "", when: str = "") -> tuple[VerbFrame, ...]:
    """Reads rows from CSV files; rows without a predicate are skipped.

    Raises
    ------
    AuthorityError
        For an unknown predicate or class, or a row that lacks something, with file and line.
    InputError
        If a file cannot be read.
    """
    found: list[VerbFrame] = []
    for path in map(Path, paths):
        for line, row in read_rows(path, ("verb", "predicate"), optional=(*FRAME_COLUMNS, *_MORE)):
            cells = {name: " ".join(bare(cell).split()) for name, cell in row.items()}
            if cells["predicate"]:
                cells["who"], cells["when"] = cells["who"] or who, cells["when"] or when
                found.append(_frame(cells, f"{path}, line {line}"))
    return tuple(found)


def _frame(cells: Mapping[str, str], place: str) -> VerbFrame:
    predicate = cells["predicate"]
    if not all(map(str.strip, cells["verb"].split("|"))):
        raise AuthorityError("a row without its verb", where=place)
    if predicate not in (NOTHING, *PREDICATES) and not _ROLE.fullmatch(predicate):
        raise AuthorityError(
            f"'{predicate}' is not a predicate", where=place, hint="see data/gold/README.md, or none"
        )
    if predicate != NOTHING:
        for column in ("subject", "object"):
            if not cells[column]:
                raise AuthorityError(f"a row without {column}", where=place, hint="such as agent, theme, by")
        for column in ("subject classes", "object classes"):
            if not _LETTERS.fullmatch(cells[column]) and (column[0] == "s" or cells[column]):
                raise AuthorityError(
                    f"'{cells[column]}' are no letters of classes",
                    where=place,
                    hint="see data/reading/README.md",
                )
    when = day(cells["when"], place) if cells["when"] else ""
    return VerbFrame(
        tuple(cells[column] for column in FRAME_COLUMNS), cells["who"], when, cells["why"], place
    )


def with_frames(content: bytes | None, frames: Iterable[VerbFrame], *, where: object = None) -> bytes:
    """Adds rows to a table of frames; its content is kept, including other columns.

    Raises
    ------
    AuthorityError
        If the file is not a table of frames.
    """
    columns, rows = standing(content, ("verb", "predicate"), [*FRAME_COLUMNS, *_MORE], where=where)
    rows += [row for frame in frames if (row := frame.row()) not in rows]
    return as_csv(columns, rows)
