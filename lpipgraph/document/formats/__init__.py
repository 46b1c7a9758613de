"""Converts files of each accepted format to text, and maps each character to its place in the file."""

from __future__ import annotations

from .detect import DOCX, HTML, MARKDOWN, PDF, TEXT, kind_of
from .source import Place, Source, Unit

__all__ = ["DOCX", "HTML", "MARKDOWN", "PDF", "TEXT", "Place", "Source", "Unit", "kind_of", "source_of"]


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
        If it is none of PDF, DOCX, HTML, Markdown and plain text, or damaged, protected, without text or over a
        limit.
    """
    kind = kind_of(content, where=where)
    limited = {PDF: "pdf", DOCX: "docx", HTML: "html"}
    if kind in limited:
        from .limits import read_limited

        return read_limited(limited[kind], content, where=where)
    from .text import read_text

    return read_text(content, kind, where=where)
