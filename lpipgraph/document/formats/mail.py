"""Converts a saved e-mail to text: the part in HTML, or else the plain one, with the subject where nothing else has a number."""

from __future__ import annotations

import base64
import email
import email.policy
import io
import quopri
import re
from collections.abc import Iterator
from dataclasses import replace
from email import errors
from email.message import EmailMessage
from typing import TYPE_CHECKING

from ...errors import InputError
from ..lines import NUMBER
from .detect import MAIL, TEXT
from .html import read_html
from .source import Source
from .text import decode, decode_page, read_text, without_controls

if TYPE_CHECKING:
    import olefile

__all__ = ["read_mail", "read_outlook", "unquoted"]

_EMPTY = "the message has no text of its own"
#: Streams of an Outlook message by property and type ([MS-OXMSG], 2.2; types: 001F Unicode, 001E of one byte, 0102 bytes).
_STREAM = "__substg1.0_{}{}"
_SUBJECT, _PLAIN, _HTML, _FILE_NAME = "0037", "1000", "1013", "3707"
_CUT = "the message is damaged or cut off: parts of it may be missing"
_LACKING = (errors.CloseBoundaryNotFoundDefect, errors.StartBoundaryNotFoundDefect, errors.InvalidBase64LengthDefect,
    errors.InvalidBase64PaddingDefect, errors.InvalidBase64CharactersDefect)  # fmt: skip
_MOST = 64_000_000
_SOFT = re.compile(rb"^[^\n]{60,76}=\r?$", re.MULTILINE)
_CODED = re.compile(rb"=(?:[0-9A-F]{2}|\r?\n)")


def read_mail(content: bytes) -> Source:
    """An e-mail or a web archive (RFC 5322, 2045 to 2049, 2557), in whatever order its headers are.

    Attachments are not read; a message that was forwarded as one is, where the outer one has no words of its own.

    Raises
    ------
    InputError
        If it has no text.
    """
    message = email.message_from_bytes(content, policy=email.policy.default)
    part = message.get_body(("html", "plain")) or next(_texts(message), None)
    others = [name for each in message.walk() if (name := each.get_filename())]
    if part is None:
        raise InputError(_EMPTY, hint=_instead(others))
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset()
    assert isinstance(payload, bytes)
    if any(
        isinstance(defect, errors.InvalidBase64LengthDefect) for defect in part.defects
    ):  # as far as it goes
        coded = re.sub(rb"[^A-Za-z0-9+/]", b"", payload)
        payload = base64.b64decode(coded[: len(coded) // 4 * 4])
    notes = [_CUT] if any(isinstance(d, _LACKING) for each in message.walk() for d in each.defects) else []
    subject = " ".join(str(message.get("Subject", "")).split())
    if part.get_content_type() == "text/html":
        return _source(decode_page(payload, declared=charset), subject, others, notes, page=True)
    return _source(decode(payload, declared=charset), subject, others, notes)


def _texts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Parts with text, wherever they are, those in HTML first."""
    for kind in ("text/html", "text/plain"):
        for part in message.walk():
            if part.get_content_type() == kind and not part.is_attachment():
                yield part


def read_outlook(content: bytes) -> Source:
    """A message as Outlook saves it.

    Raises
    ------
    InputError
        If it is damaged, or has neither text in HTML nor plain text.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as message:
            subject = _property(message, _SUBJECT)
            page, plain = _stream(message, _HTML, "0102"), _property(message, _PLAIN)
            written = _property(message, _HTML)
            others = [
                name
                for entry in message.listdir(storages=True, streams=False)
                if entry[0].startswith("__attach") and (name := _property(message, _FILE_NAME, entry[0]))
            ]
            notes = [_CUT] if message.parsing_issues else []
    except (OSError, ValueError, IndexError) as error:
        raise InputError("the message is damaged or cut off", hint="save it again, as HTML") from error
    if page or written:
        return _source(decode_page(page) if page else written, subject, others, notes, page=True)
    if not plain.strip():
        raise InputError(_EMPTY, hint=_instead(others))
    return _source(plain, subject, others, notes)


def _property(message: olefile.OleFileIO, number: str, within: str = "") -> str:
    """A property that is words."""
    for kind, encoding in (("001F", "utf-16-le"), ("001E", "cp1252")):
        found = _stream(message, number, kind, within)
        if found:
            return found.decode(encoding, "replace").rstrip("\x00")
    return ""


def _stream(message: olefile.OleFileIO, number: str, kind: str, within: str = "") -> bytes:
    path = [within, _STREAM.format(number, kind)] if within else [_STREAM.format(number, kind)]
    return bytes(message.openstream(path).read(_MOST)) if message.exists(path) else b""


def _instead(others: list[str]) -> str:
    named = ", ".join(others[:3])
    return (
        f"save its attachment ({named}) and name that"
        if named
        else "save the page that it shows as HTML or PDF"
    )


def _source(text: str, subject: str, others: list[str], said: list[str], *, page: bool = False) -> Source:
    text, removed = without_controls(text)
    notes = [*said, *removed]
    if others:
        notes.append(f"{len(others)} attachments were not read ({', '.join(others[:3])})")
    if page:
        found = read_html(text, title=subject)
    else:
        numbered = NUMBER.search(subject) and not NUMBER.search(text[:4000])
        found = read_text((f"{subject}\n\n{text}" if numbered else text).encode(), TEXT)
    if not found.text.strip():
        raise InputError(_EMPTY, hint=_instead(others))
    return replace(found, media_type=MAIL, notes=(*notes, *found.notes))


def unquoted(content: bytes) -> bytes | None:
    """What a text was before it was written in quoted-printable (RFC 2045, 6.7) for its way; none if it was not.

    Each "=" of such a text is the beginning of a code or the end of a line that continues.
    """
    if b"=" not in content or not content.isascii() or not _SOFT.search(content):
        return None
    codes = _CODED.findall(content)
    if len(codes) != content.count(b"=") or sum(len(code) == 3 and code[1:2] != b"\n" for code in codes) < 2:
        return None
    return quopri.decodestring(content)
