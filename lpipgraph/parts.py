"""Reads the files that a build keeps for each issue: its text and its records (see `lpipgraph.archive.manifest`)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from .archive import Held
from .document import Document, Given, Section, parse
from .errors import InputError
from .files import read_bytes

__all__ = ["FOLDER", "document"]

#: The folders of records and texts in a build.
FOLDER = "records"
#: The size limit: a text may be larger in JSON than in its file.
_MOST = 200_000_000


def document(folder: Path, held: Held) -> Document:
    """An issue's text from a build.

    Raises
    ------
    InputError
        If it is damaged.
    """
    path = folder / held.text
    try:
        kept = json.loads(read_bytes(path, limit=_MOST))
        given = Given(*kept["given"]) if kept["given"] else None
        sections = tuple(Section(*s) for s in kept["sections"])
        return replace(
            parse(kept["text"], where=path, given=given),
            id=held.id,
            title=held.title,
            number=held.number,
            date=held.date,
            sections=sections,
            assumed=held.assumed,
            notes=held.notes,
        )
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            "an issue of the earlier build cannot be read", where=path, hint="build it again"
        ) from error
