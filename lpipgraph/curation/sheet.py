"""The queue as a table for spreadsheet programs, and what a curator filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..authority import Authority, Decision
from ..authority.decisions import read_decisions as read_rows
from ..authority.decisions import with_decisions
from ..authority.tables import as_csv
from ..files import read_bytes, writing
from .names import Item

__all__ = ["COLUMNS", "append", "read_decisions", "to_csv"]

COLUMNS = (
    "issue", "mention", "class", "quote", "where", "how", "score", "occurrences", "candidates", "decision",
    "target", "name", "kind", "right_class", "who", "when", "why",
)  # fmt: skip


def to_csv(items: Iterable[Item]) -> bytes:
    """The queue as CSV in UTF-8, one row a name; from `decision` on, the columns are the curator's.

    `decision` takes existing, new, not an entity, unsure or undo; `target` the id of an existing thing (the
    candidates show theirs); `name`, `kind` and `right_class` what a new thing is where the guess is wrong. An
    issue of ``*`` says that the decision holds in every issue.

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
    """The decisions in a queue that a curator filled in, or in any other table of decisions.

    Parameters
    ----------
    path
        The file, or several in the order in which their rows count.
    authority
        The known things and earlier decisions.
    who, when
        Stand for empty cells of these columns; `when` is a day such as ``2025-03-31``.

    Raises
    ------
    AuthorityError
        For a row that is wrong, with file and line.
    InputError
        If a file cannot be read.
    """
    paths = [path] if isinstance(path, str | Path) else path
    known = {e.id: (e.cls, e.name, e.kind or "") for e in authority.entries}
    return read_rows(paths, known, authority.decisions, who=who, when=when)


def append(path: Path | str, decisions: Iterable[Decision]) -> None:
    """Adds decisions to a file below ``data/authority/decisions``, whole or not at all.

    Parameters
    ----------
    path
        The file; made if it is not there.
    decisions
        What is added. A decision that is the file's last word on its name already is not added again.

    Raises
    ------
    AuthorityError
        If the file is no table of decisions.
    OutputError
        If it cannot be written.
    """
    path = Path(path)
    content = with_decisions(read_bytes(path) if path.exists() else None, decisions, where=path)
    with writing(path) as stream:
        stream.write(content)
