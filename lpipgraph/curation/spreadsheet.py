"""Exports review questions as spreadsheet tables, and imports the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..authority import Authority, Decision, Unread, VerbFrame, Verdict
from ..authority.decisions import read_decisions as read_rows
from ..authority.decisions import with_decisions
from ..authority.frames import FRAME_COLUMNS, read_frames, with_frames
from ..authority.tables import as_csv, parse_table
from ..authority.verdicts import read_verdicts, with_verdicts
from ..files import read_bytes, writing
from .name_queue import Item
from .statement_queue import Statement

__all__ = ["COLUMNS", "append", "kind_of", "read_decisions", "statements_csv", "take", "to_csv", "verbs_csv"]

COLUMNS = (
    "issue", "mention", "class", "quote", "where", "how", "score", "occurrences", "candidates", "decision",
    "target", "name", "kind", "right_class", "who", "when", "why",
)  # fmt: skip
_STATEMENT_COLUMNS = (
    "issue", "subject", "predicate", "object", "type", "quote", "where", "score", "doubt", "verdict", "who", "when", "why",
)  # fmt: skip
_VERB_COLUMNS = (*FRAME_COLUMNS, "who", "when", "why", "occurrences", "examples")


def to_csv(items: Iterable[Item]) -> bytes:
    """Exports the queue as CSV in UTF-8, one row for each name; the curator fills in the columns from `decision` on.

    `decision` is existing, new, not an entity, unsure or undo; `target` is the id of an existing thing (the
    candidates show theirs); `name`, `kind` and `right_class` correct the values of a new thing. The issue ``*``
    means that the decision applies to every issue.

    Parameters
    ----------
    items
        The queue.
    """
    return as_csv(
        COLUMNS,
        [
            {
                "issue": i.scope, "mention": i.mention, "class": i.cls, "quote": i.quote, "where": i.where,
                "how": i.how, "score": f"{i.score:.2f}", "occurrences": str(i.occurrences),
                "candidates": " | ".join(map(str, i.candidates)),
            }
            for i in items
        ],
    )  # fmt: skip


def read_decisions(
    path: Path | str | Sequence[Path | str], authority: Authority, *, who: str = "", when: str = ""
) -> tuple[Decision, ...]:
    """Reads the decisions from a queue that a curator filled in, or from another table of decisions.

    Parameters
    ----------
    path
        The file, or several in the order in which their rows count.
    authority
        The known things and earlier decisions.
    who, when
        Values for empty cells of these columns; `when` is a day such as ``2025-03-31``.

    Raises
    ------
    AuthorityError
        For an invalid row, with file and line.
    InputError
        If a file cannot be read.
    """
    paths = [path] if isinstance(path, str | Path) else path
    known = {e.id: (e.cls, e.name, e.kind or "") for e in authority.entries}
    return read_rows(paths, known, authority.decisions, who=who, when=when)


def append(path: Path | str, decisions: Iterable[Decision]) -> None:
    """Adds decisions to a file below ``data/authority/decisions``, atomically.

    Parameters
    ----------
    path
        The file, which is created if it does not exist.
    decisions
        The decisions to add. A decision that equals the last one on its name in the file is not added again.

    Raises
    ------
    AuthorityError
        If the file is not a table of decisions.
    OutputError
        If it cannot be written.
    """
    path = Path(path)
    content = with_decisions(read_bytes(path) if path.exists() else None, decisions, where=path)
    with writing(path) as stream:
        stream.write(content)


def statements_csv(items: Iterable[Statement]) -> bytes:
    """Exports doubtful statements as CSV in UTF-8; the curator fills in the columns from `verdict` (yes, no, unsure) on."""
    return as_csv(
        _STATEMENT_COLUMNS,
        [
            {
                "issue": i.issue, "subject": i.subject, "predicate": i.predicate, "object": i.object, "type": i.type,
                "quote": i.quote, "where": i.where, "score": f"{i.score:.2f}", "doubt": i.doubt,
            }
            for i in items
        ],
    )  # fmt: skip


def verbs_csv(items: Iterable[Unread]) -> bytes:
    """Exports unread verbs as CSV in UTF-8: rows of the table of frames in which the curator fills in `predicate`.

    If the second name is the subject of the predicate, `subject` and `object` must be exchanged, with their classes.
    """
    return as_csv(
        _VERB_COLUMNS,
        [
            {
                "verb": i.verb, "subject": "agent", "subject classes": i.letters[0], "object": i.object,
                "object classes": i.letters[1], "occurrences": str(i.occurrences), "examples": " | ".join(i.examples),
            }
            for i in items
        ],
    )  # fmt: skip


def kind_of(path: Path | str) -> str:
    """The type of the decisions in a spreadsheet, by its columns: "names", "statements" or "verbs"."""
    header, _ = parse_table(read_bytes(path), (), where=path)
    return "statements" if "verdict" in header else "verbs" if "verb" in header else "names"


def take(
    path: Path | str, folder: Path, issue: str, authority: Authority, *, who: str, when: str
) -> tuple[Path, int]:
    """Imports a completed spreadsheet of any type into the folder of an authority.

    Parameters
    ----------
    path
        The spreadsheet.
    folder
        The authority's folder.
    issue
        The issue's id, which is the file's name in the folder.
    authority
        The known things and earlier decisions.
    who, when
        Values for empty cells of these columns.

    Returns
    -------
    tuple
        The file with the decisions, and their number.

    Raises
    ------
    AuthorityError
        For an invalid row, with file and line.
    """
    kind = kind_of(path)
    decided: Sequence[Decision | Verdict | VerbFrame]
    if kind == "names":
        kept = folder / "decisions" / f"{issue}.csv"
        decided = names = read_decisions(path, authority, who=who, when=when)
        append(kept, names)
        return kept, len(decided)
    kept = folder / ("verdicts" if kind == "statements" else "frames") / f"{issue}.csv"
    before = read_bytes(kept) if kept.exists() else None
    if kind == "statements":
        decided = verdicts = read_verdicts([path], who=who, when=when)
        content = with_verdicts(before, verdicts, where=kept)
    else:
        decided = frames = read_frames([path], who=who, when=when)
        content = with_frames(before, frames, where=kept)
    with writing(kept) as stream:
        stream.write(content)
    return kept, len(decided)
