"""Runs as the worker process that reads one document: ``python -m lpipgraph.document.formats.worker pdf 30 1000000000``."""

from __future__ import annotations

import codecs
import heapq  # noqa: F401 - Counter.most_common imports it late, and then no file can be opened
import json
import re
import sys
from contextlib import suppress

from ...errors import InputError
from .source import Source
from .text import decode_page, without_controls

__all__ = ["main"]

_CHARSETS = re.compile(rb"(?:charset\s*=\s*[\"']?\s*|=\?)([\w-]{2,40})", re.IGNORECASE)
#: Parsed before file access is blocked: the e-mail library imports its modules lazily.
_MESSAGE = b"""Subject: =?utf-8?q?a?=
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>a=
--b
Content-Type: text/plain
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="a"

YQ==
--b--
"""


def main(kind: str, seconds: str, memory: str) -> int:
    """Read the document on standard input, and print its source, or what is wrong with it, as JSON."""
    content = sys.stdin.buffer.read()
    try:
        answer = _as_json(_read(kind, content, int(seconds), int(memory)))
    except InputError as error:
        answer = {"what": error.what, "hint": error.hint}
    except MemoryError:
        answer = {
            "what": f"reading it needs more than {int(memory) // 1_000_000:,} MB of memory",
            "hint": "is this the right file?",
        }
    except RecursionError:
        answer = {"what": "it is nested too deep", "hint": "save the document again"}
    sys.stdout.write(json.dumps(answer))
    return 0


def _read(kind: str, content: bytes, seconds: int, memory: int) -> Source:
    if kind == "pdf":
        import pypdfium2  # noqa: F401 - no file can be opened later on

        from . import integrity, layout  # noqa: F401 - the same
        from .pdf import read_pdf

        _limit(seconds, memory)
        return read_pdf(content)
    if kind == "docx":
        from .docx import read_docx

        _limit(seconds, memory)
        return read_docx(content)
    if kind in ("mail", "outlook"):
        import olefile  # noqa: F401 - no file can be opened later on

        from .mail import read_mail, read_outlook

        read_mail(_MESSAGE)
        for name in set(_CHARSETS.findall(content)):
            with suppress(LookupError):
                codecs.lookup(name.decode("ascii", "replace"))
        _limit(seconds, memory)
        return read_mail(content) if kind == "mail" else read_outlook(content)
    from .html import read_html

    text = decode_page(content)
    _limit(seconds, memory)
    text, notes = without_controls(text)
    source = read_html(text)
    return Source(source.text, source.media_type, source.units, source.pieces, (*notes, *source.notes))


def _limit(seconds: int, memory: int) -> None:
    """Limits memory and CPU seconds from here on, and blocks files, sockets and writing."""
    try:
        import resource
    except ImportError:  # not every system has it; the deadline of the caller holds all the same
        return
    for codec in ("ascii", "latin-1", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437"):
        codecs.lookup(codec)
    for kind, wanted in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds + 1),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        _, most = resource.getrlimit(kind)
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (limit, limit))


def _as_json(source: Source) -> dict[str, object]:
    return {
        "text": source.text,
        "media_type": source.media_type,
        "units": [(u.kind, u.number, u.text, u.path) for u in source.units],
        "pieces": source.pieces,
        "notes": source.notes,
    }


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
