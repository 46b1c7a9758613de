"""Converts files of each accepted format to text, and maps each character to its place in the file."""

from __future__ import annotations

from dataclasses import replace

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
    "source_of",
]


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
    kind = kind_of(content, where=where)
    if kind in (TEXT, MARKDOWN, HTML) and b"=" in content:
        from .mail import unquoted

        plain = unquoted(content)
        if plain is not None:
            found = source_of(plain, where=where)
            return replace(
                found, notes=("decoded from quoted-printable, as mail programs write", *found.notes)
            )
    limited = {PDF: "pdf", DOCX: "docx", HTML: "html", MAIL: "mail", OUTLOOK: "outlook"}
    if kind in limited:
        from .limits import read_limited

        return read_limited(limited[kind], content, where=where)
    from .text import read_text

    return read_text(content, kind, where=where)
