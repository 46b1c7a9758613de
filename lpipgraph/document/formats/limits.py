"""Runs the parsers of foreign formats in a separate process with limits of time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from ...errors import InputError, printable
from ...resource_limits import DEADLINE, MEMORY
from .source import Source, Unit

__all__ = ["read_limited"]

_NAMES = {"pdf": "PDF", "docx": "DOCX", "html": "HTML", "mail": "e-mail", "outlook": "Outlook"}


def read_limited(kind: str, content: bytes, *, where: object = None, deadline: float = DEADLINE) -> Source:
    """A document as text, read by another process: it can neither hang this one nor fill its memory nor end it.

    Parameters
    ----------
    kind
        "pdf", "docx", "html", "mail" or "outlook".
    content
        The whole file.
    where
        Its name, for messages.
    deadline
        Seconds.

    Raises
    ------
    InputError
        If the document cannot be read, is over its limits, or ends its reader.
    """
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR")}
    path = os.pathsep.join(p for p in sys.path if p)
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-m", f"{__package__}.worker", kind, str(int(deadline)), str(int(MEMORY))],
            input=content,
            capture_output=True,
            timeout=deadline,
            check=False,
            env={**kept, "PYTHONPATH": path, "PYTHONHASHSEED": "0"},
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"reading this {_NAMES[kind]} file took more than {deadline:g} seconds",
            where=where,
            hint="save it again, in fewer pages",
        ) from error
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        reason = f"signal {-done.returncode}" if done.returncode < 0 else printable("".join(last), 200)
        raise InputError(
            f"the reader of {_NAMES[kind]} files broke down ({reason})",
            where=where,
            hint="save the document again",
        )
    found = json.loads(done.stdout)
    if "what" in found:
        raise InputError(found["what"], where=where, hint=found["hint"])
    return Source(
        found["text"],
        found["media_type"],
        tuple(Unit(*unit) for unit in found["units"]),
        tuple((a, b, c, d) for a, b, c, d in found["pieces"]),
        tuple(found["notes"]),
    )
