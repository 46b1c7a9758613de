"""Reads an issue with the authority entries that concern it, applies decisions, and removes erased people."""

from __future__ import annotations

from pathlib import Path

from . import document
from .authority import Authority
from .authority.relevant import Concerning, words_of
from .document import Document, Given
from .erasure import forgotten_in
from .records import Records

__all__ = ["read", "understood", "words"]


def read(
    path: Path | str, authority: Authority | None = None, given: Given | None = None
) -> tuple[Document, Records]:
    """One issue and its records.

    Parameters
    ----------
    path
        The issue: text, Markdown, HTML, DOCX, PDF or a saved e-mail.
    authority
        Known names and curators' decisions; the project's own if None.
    given
        Title, number and date where the text has no masthead, or instead of it.

    Raises
    ------
    InputError
        If the file cannot be read or is not an issue.
    """
    known = Authority.read() if authority is None else authority
    return understood(document.read(path, given=given), Concerning(known))


def understood(issue: Document, known: Concerning) -> tuple[Document, Records]:
    """The records of an issue, from its readers and curators, without the erased persons."""
    mine = known.part(issue.id, words(issue))
    from .extract import (
        extract,  # imported here: its tables and patterns load slowly, and most runs of an archive read nothing
    )

    rows = extract(issue, mine.confirmed(issue.id))
    if mine.decisions or mine.verdicts:
        from .curation import apply

        rows = apply(rows, mine.decisions, mine.verdicts, issue.text)
    return forgotten_in(issue, rows, known.authority.forgotten)


def words(issue: Document) -> frozenset[str]:
    """The words that a name in an issue can consist of."""
    return words_of(issue.text, issue.reading(0, len(issue.text)).text)
