"""What a build keeps of each issue, so that it can be built again without its file: its text and its records.

In a build's folder this is ``records/``, which may hold contact data and is its owner's alone::

    records/{id}.json        what was read out of the issue, every row with its quote and offsets
    records/texts/{id}.json  the text that the offsets count
    records/stamps.json      what each was made from: an issue that has not changed is not extracted again
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .document import Document, Given, parse
from .errors import InputError
from .files import read_bytes
from .records import Records

__all__ = ["FOLDER", "Part", "contents", "of", "stamps"]

#: Where the parts are, below a build's folder.
FOLDER = "records"
_STAMPS = "stamps.json"
_TEXTS = "texts"
#: An issue's text may be larger in JSON than it was in its file.
_MOST = 200_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """An issue as a build keeps it; `records` are its own rows, with its own ids."""

    document: Document
    records: Records
    stamp: str


def contents(parts: list[Part]) -> dict[str, bytes]:
    """The files of all parts by their names below a build's folder."""
    files: dict[str, bytes] = {}
    for part in parts:
        document = part.document
        kept = {
            "text": document.text,
            # what the text does not say by itself has to be said again
            "given": [document.title, document.number, document.date] if document.assumed else None,
        }
        files[f"{FOLDER}/{part.records.issue}.json"] = part.records.to_json().encode("utf-8", "surrogatepass")
        files[f"{FOLDER}/{_TEXTS}/{part.records.issue}.json"] = json.dumps(kept).encode() + b"\n"
    made = {part.records.issue: part.stamp for part in parts}
    files[f"{FOLDER}/{_STAMPS}"] = json.dumps(made, indent=1, sort_keys=True).encode() + b"\n"
    return files


def stamps(folder: Path) -> Mapping[str, str]:
    """Issue → the stamp of its part in a folder of parts; none where there are none, or where they do not read."""
    try:
        found = json.loads(read_bytes(folder / _STAMPS))
    except (ValueError, InputError):
        return {}
    return found if isinstance(found, dict) else {}


def of(folder: Path) -> list[Part]:
    """All parts in a folder of parts.

    Raises
    ------
    InputError
        If a part is damaged, or was made by an earlier version that kept no text.
    """
    made = stamps(folder)
    return [
        _part(folder, path, made.get(path.stem, ""))
        for path in sorted(folder.glob("*.json"))
        if path.name != _STAMPS
    ]


def _part(folder: Path, path: Path, stamp: str) -> Part:
    text = folder / _TEXTS / path.name
    try:
        kept = json.loads(read_bytes(text, limit=_MOST))
        given = Given(*kept["given"]) if kept["given"] else None
        document = replace(parse(kept["text"], where=text, given=given), assumed=())
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            "an issue of the earlier build cannot be read", where=text, hint="build it again"
        ) from error
    return Part(document, Records.read(path).checked(document.text), stamp)
