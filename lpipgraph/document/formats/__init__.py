"""Converts files of each accepted format to text, and maps each character to its place in the file."""

from __future__ import annotations

from dataclasses import replace

from ...errors import printable
from .detect import DOCX, HTML, MAIL, MARKDOWN, OUTLOOK, PDF, TEXT, kind_of
from .source import Place, Source, Unit

__all__ = [
    "DOCX",
    "HTML",
    "MAIL",
    "MARKDOWN",
    "OUTLOOK",
    "PDF",
    "TEXT",
    "Place",
    "Source",
    "Unit",
    "kind_of",
    "shown",
    "source_of",
]

#: Notes quote words that were not read; more than this nobody needs to know what they are.
_LONGEST_NOTE = 110


def source_of(content: bytes, *, where: object = None) -> Source:
    """The text of a file and where it came from.

    Parameters
    ----------
    content
        The whole file.
    where
        Its name, for messages; what the file is, its content says.

    Raises
    ------
    InputError
        If it is none of PDF, DOCX, HTML, e-mail, Markdown and plain text, or damaged, protected, without text or over a
        limit.
    """
    return shown(_source_of(content, where))


def shown(source: Source) -> Source:
    """The same text with notes for people: in one line, of limited length, without contact data."""
    notes = (" ".join(printable(note).split()) for note in source.notes)
    return replace(source, notes=tuple(note[:_LONGEST_NOTE].rstrip() for note in notes))


def _source_of(content: bytes, where: object) -> Source:
    kind = kind_of(content, where=where)
    if kind in (TEXT, MARKDOWN, HTML) and b"=" in content:
        from .mail import unquoted

        plain = unquoted(content)
        if plain is not None:
            found = _source_of(plain, where)
            return replace(
                found, notes=("decoded from quoted-printable, as mail programs write", *found.notes)
            )
    limited = {PDF: "pdf", DOCX: "docx", HTML: "html", MAIL: "mail", OUTLOOK: "outlook"}
    if kind in limited:
        from .limits import read_limited

        return read_limited(limited[kind], content, where=where)
    from .text import read_text

    return read_text(content, kind, where=where)
