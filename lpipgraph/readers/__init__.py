"""Runs readers, which are functions from a Document to Records, and applies the same checks to all.

A package provides a reader in the entry-point group ``lpipgraph.readers``: a function
``read(document: Document, authority: Authority) -> Records``. Its records are checked before use (`check`), and
differences between two readers go to the review queue (`agreement`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points

from ..authority import Authority
from ..document import Document
from ..errors import InputError, LpipError, UnknownName
from ..privacy import uncovered
from ..records import Records
from .agreement import agreed
from .check import checked

__all__ = ["DEFAULT", "GROUP", "Reader", "agreed", "available", "checked", "load", "read"]

GROUP = "lpipgraph.readers"
#: The default reader: the rules of `lpipgraph.extract`.
DEFAULT = "rules"

#: Exceptions of a faulty reader; a lack of memory or an interrupt is not its fault.
_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip

Reader = Callable[[Document, Authority], Records]


def available() -> dict[str, EntryPoint]:
    """Name → entry point of all installed readers."""
    return {point.name: point for point in sorted(entry_points(group=GROUP))}


def load(name: str) -> Reader:
    """Loads a reader by name.

    Raises
    ------
    UnknownName
        If no installed package provides it.
    InputError
        If it cannot be imported.
    """
    points = available()
    if name not in points:
        raise UnknownName("reader", name, points)
    try:
        reader = points[name].load()
    except (ImportError, AttributeError) as error:
        raise InputError(
            f"the reader cannot be loaded ({error})", where=name, hint="reinstall the package that brings it"
        ) from error
    if not callable(reader):
        raise InputError(
            "the reader is not a function",
            where=name,
            hint="the entry point must name read(document, authority)",
        )
    return reader  # type: ignore[no-any-return]


def read(document: Document, authority: Authority, names: Sequence[str] = (DEFAULT,)) -> Records:
    """Reads an issue with one or more readers, checks the records, and keeps those on which the readers agree.

    Parameters
    ----------
    document
        The issue.
    authority
        Known names.
    names
        The readers. If several name one thing, the ids of the first reader are kept.

    Returns
    -------
    Records
        The records, with notes on dropped rows, for each reader and reason, and on disputes.

    Raises
    ------
    UnknownName, InputError
        If a reader cannot be loaded.
    LpipError
        If a reader cannot run, for example because a server does not answer.
    """
    rows: Records | None = None
    for name in dict.fromkeys(names):
        said = _told(name, load(name), document, authority)
        rows = said if rows is None else agreed(rows, said, name)
    return rows if rows is not None else Records(document.id)


def _told(name: str, reader: Reader, document: Document, authority: Authority) -> Records:
    """The checked rows of one reader. Code of third parties can raise anything; this must not end the run in a traceback."""
    seen = document.covered()  # readers get no contact data
    try:
        said = reader(document if name == DEFAULT else seen, authority)
    except LpipError:
        raise
    except _FAULTS as error:
        raise InputError(
            f"the reader failed ({type(error).__name__}: {error})", where=name, hint="tell whoever wrote it"
        ) from error
    if not isinstance(said, Records):
        raise InputError(f"the reader gave {type(said).__name__} and not Records", where=name)
    kept, dropped = checked(replace(said, issue=document.id), document.text if name == DEFAULT else seen.text)
    notes = [
        {"what": f"{name}: {n} {'row' if n == 1 else 'rows'} dropped, {why}"}
        for why, n in sorted(dropped.items())
    ]
    return uncovered(replace(kept, notes=(*kept.notes, *notes)), document.text)
