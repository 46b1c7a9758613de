"""Detects the format of a file from its content; the file name is not used."""

from __future__ import annotations

import re

from ...errors import InputError

__all__ = ["DOCX", "HTML", "MAIL", "MARKDOWN", "OUTLOOK", "PDF", "TEXT", "kind_of"]

#: The media types that are read (https://www.iana.org/assignments/media-types).
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
MAIL = "message/rfc822"
OUTLOOK = "application/vnd.ms-outlook"

_AGAIN = "save it as PDF, DOCX, HTML, Markdown or plain text"
#: Files that people send by mistake: how they begin, what they are, what to do.
_OTHERS = (
    (b"{\\rtf", "a Rich Text file", _AGAIN),
    (b"\x89PNG", "a picture", "send the document that it shows, with its text"),
    (b"\xff\xd8\xff", "a picture", "send the document that it shows, with its text"),
    (b"GIF8", "a picture", "send the document that it shows, with its text"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"BZh", "a compressed file", "unpack it first"),
    (b"\xfd7zXZ", "a compressed file", "unpack it first"),
    (b"7z\xbc\xaf", "a compressed file", "unpack it first"),
    (b"Rar!", "a compressed file", "unpack it first"),
    (b"%!PS", "a PostScript file", "make a PDF of it"),
)
_PACKAGES = (
    (b"word/", DOCX, ""),
    (b"xl/", "", "a spreadsheet"),
    (b"ppt/", "", "a presentation"),
    (b"mimetypeapplication/vnd.oasis", "", "an OpenDocument file"),
    (b"mimetypeapplication/epub", "", "an e-book"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|style|div|p|h[1-6]|table|section|article|main|header|"
    rb"center|span|nav|ul|ol)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
#: Headers of mail programs that are not in pasted text: "From:" and "Subject:" alone can be above pasted text too.
_TRANSPORTED = re.compile(
    rb"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,60}?"
    rb"(?:MIME-Version|Received|Return-Path|Delivered-To|Message-ID|Content-Transfer-Encoding|DKIM-Signature|"
    rb"List-Unsubscribe|Content-Type):",
    re.IGNORECASE,
)
_XML = re.compile(rb"\s*<(?:\?xml|!doctype)", re.IGNORECASE)
#: A heading with a line below it is not a sign: plain text has such headings too, and they are read.
_MARKDOWN = re.compile(
    rb"^(?:#{1,6} \S|(?:`{3,}|~{3,})[ \t]*[a-z0-9.+#-]*[ \t]*(?:\{[^{}\n]*\})?[ \t]*$|\[[^\]\n]+\]: \S|\|? ?:?-{3,}:? ?(?:\| ?:?-{3,}:? ?)+\|?\s*$)",
    re.MULTILINE,
)


def kind_of(content: bytes, *, where: object = None) -> str:
    """The media type of a file's content.

    Parameters
    ----------
    content
        The whole file.
    where
        Its name, for messages.

    Raises
    ------
    InputError
        For other formats, with the format it seems to be.
    """
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(content, where)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "__substg1.0_".encode("utf-16-le") in content:
            return OUTLOOK
        locked = "EncryptedPackage".encode("utf-16-le") in content
        what = "protected by a password" if locked else "a document of an old Word"
        hint = "save it without a password" if locked else "open it in an office program and save it as DOCX"
        raise InputError(f"this is {what}", where=where, hint=hint)
    for start, name, hint in _OTHERS:
        if content.startswith(start):
            raise InputError(f"this is {name}", where=where, hint=hint)
    head = _ascii(content[:8192])
    if _HTML.match(head):
        return HTML
    if _XML.match(head):
        if b"<html" in head.lower():
            return HTML
        raise InputError("this is an XML file of an unknown kind", where=where, hint=_AGAIN)
    if _TRANSPORTED.match(head):
        return MAIL
    return MARKDOWN if _MARKDOWN.search(content.replace(b"\r\n", b"\n")) else TEXT


def _ascii(head: bytes) -> bytes:
    """The beginning of a file in one byte a character, whatever its byte order mark says."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").encode("ascii", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _package(content: bytes, where: object) -> str:
    for mark, media_type, name in _PACKAGES:
        if mark in content[:200] or mark in content[-100_000:]:
            if media_type:
                return media_type
            raise InputError(f"this is {name}", where=where, hint=_AGAIN)
    if b"[Content_Types].xml" in content[:200]:
        return DOCX
    raise InputError(
        "this is a compressed archive", where=where, hint="unpack it and name the document in it"
    )
