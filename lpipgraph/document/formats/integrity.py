"""Finds damage in PDF files: takes bytes, returns one line for each fault. PDFium itself reports none."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator

import pypdf
from pypdf.errors import PyPdfError
from pypdf.filters import ASCII85Decode, ASCIIHexDecode
from pypdf.generic import ArrayObject, ContentStream, IndirectObject, PdfObject, StreamObject

from ...errors import InputError

__all__ = ["damage_of"]

_FLATE = ("/FlateDecode", "/Fl")
_TEXTUAL = {
    "/ASCII85Decode": ASCII85Decode.decode,
    "/A85": ASCII85Decode.decode,
    "/ASCIIHexDecode": ASCIIHexDecode.decode,
    "/AHx": ASCIIHexDecode.decode,
}
#: What draws a page (ISO 32000-2, annex A): another word in its content is damage.
_OPERATORS = re.compile(
    r"[bB]\*?|BDC|BI|BMC|BT|BX|cm?|CS|cs|d[01]?|Do|DP|EI|EMC|ET|EX|[fF]|f\*|gs?|G|h|i|ID|j|J|k|K|l|m|M|MP|n|q|Q|re|"
    r"RG|rg|ri|s|S|SCN?|scn?|sh|T[*cdDfjJLmrswz]|v|w|W\*?|y|'|\"|INLINE IMAGE"
)
_FAULTS = (
    PyPdfError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    AssertionError,
)


def damage_of(content: bytes) -> list[str]:
    """The faults of a PDF that can cost text: objects that cannot be read, streams that do not agree with their checksums.

    Parameters
    ----------
    content
        The whole file.

    Returns
    -------
    list
        One line for each fault, with the page or the object. Pictures are not looked at: no text is in them. A file that is
        protected, though open to all, is not checked: its streams are only read by who decrypts them.

    Raises
    ------
    InputError
        If what a page draws is damaged: its text is not whole.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its words are for programmers
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
        if reader.is_encrypted:
            return []
        numbers = sorted({n for table in reader.xref.values() for n in table} | set(reader.xref_objStm))
    except (*_FAULTS, RecursionError) as error:
        return [f"the list of its parts is damaged ({_words(error)})"]
    faults: list[str] = []
    drawn = _drawings(reader, faults)
    for number in numbers:
        try:
            found = reader.get_object(number)
            fault = "" if id(found) in drawn else _fault(found)
        except (*_FAULTS, RecursionError) as error:
            fault = _words(error)
        if fault:
            faults.append(f"object {number} is damaged ({fault})")
    return faults


def _fault(found: PdfObject | None) -> str:
    """What is wrong with the bytes of a stream, if anything."""
    if not isinstance(found, StreamObject) or found.get("/Subtype") == "/Image":
        return ""
    filters = found.get("/Filter")
    names = [str(name) for name in (filters if isinstance(filters, ArrayObject) else [filters])]
    rest = found._data
    while names and names[0] in _TEXTUAL:
        decoded = _TEXTUAL[names.pop(0)](rest)
        rest = decoded.encode("latin-1") if isinstance(decoded, str) else decoded
    if not names or names[0] not in _FLATE:
        return ""
    inflate = zlib.decompressobj()
    try:
        # in steps: what a small stream unpacks to may be large
        while rest and not inflate.eof:
            inflate.decompress(rest, 1 << 20)
            rest = inflate.unconsumed_tail
    except zlib.error as error:
        return str(error).removeprefix("Error ")
    return "" if inflate.eof else "its end is missing"


def _drawings(reader: pypdf.PdfReader, faults: list[str]) -> set[int]:
    """The streams that draw pages, by `id`: they are sound, and need not be unpacked again (the reader keeps each object)."""
    drawn: set[int] = set()
    try:
        pages = list(reader.pages)
    except (*_FAULTS, RecursionError) as error:
        faults.append(f"the list of pages is damaged ({_words(error)})")
        return drawn
    for number, page in enumerate(pages, start=1):
        try:
            streams = list(_streams(page.get("/Contents")))
            fault = next(filter(None, (_fault(s) or _drawn(s, reader) for s in streams)), "")
        except (*_FAULTS, RecursionError) as error:
            fault = _words(error)
        if fault:
            raise InputError(
                f"page {number} of the PDF is damaged ({fault})", hint="save or download the document again"
            )
        drawn.update(map(id, streams))
    return drawn


def _streams(found: object) -> Iterator[StreamObject]:
    """What draws a page: one stream or several."""
    known = found.get_object() if isinstance(found, IndirectObject) else found
    if isinstance(known, ArrayObject):
        for each in known:
            yield from _streams(each)
    elif isinstance(known, StreamObject):
        yield known


def _drawn(stream: StreamObject, reader: pypdf.PdfReader) -> str:
    """What is wrong with content that no checksum guards."""
    if stream.get("/Filter") is not None:
        return ""
    for _, operator in ContentStream(stream, reader).operations:
        if not _OPERATORS.fullmatch(operator.decode("latin-1")):
            return "it holds something that is not a drawing"
    return "it contains zeros" if b"\0" * 8 in stream._data else ""


def _words(error: BaseException) -> str:
    """The first words of an error of the library, without bytes of the file."""
    line = re.split(r" b'| for Indirect|\n", str(error))[0]
    return line[:80].rstrip(" .:") or type(error).__name__
