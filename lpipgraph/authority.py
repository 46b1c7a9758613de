"""What is known before reading: names, aliases and checked identifiers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import AuthorityError
from .files import find, read_bytes, root
from .names import fold
from .records import CLASSES

__all__ = ["Authority", "Entry", "Identifier"]

_ENTRY_COLUMNS = ("id", "class", "name", "aliases", "kind", "note")
_IDENTIFIER_COLUMNS = ("id", "scheme", "identifier", "url", "confidence", "label", "source", "note")
_CONFIDENCE = ("confirmed", "likely")
#: An http(s) IRI by RFC 3987, without user names and bracketed hosts: what every RDF parser accepts.
_LETTER = (
    r"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2}|[\u00A1-\u167F\u2070-\u2FFF\u3001-\uD7FF\uF900-\uFDCF])"
)
_IRI = re.compile(
    rf"https?://{_LETTER}+(?::\d{{1,5}})?"
    rf"(?:/(?:{_LETTER}|[/:@])*)?(?:\?(?:{_LETTER}|[/:@?])*)?(?:#(?:{_LETTER}|[/:@?])*)?"
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier of a thing in one scheme, seen at `source`.

    Only a `confirmed` identifier may carry a claim of identity; a `likely` one is a "see also".
    `label` is the name that the register gives, where it differs from the newsletter's.
    """

    scheme: str
    identifier: str
    url: str
    confidence: str
    label: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One known thing: its id and class as in the records, its names, kind and identifiers."""

    id: str
    cls: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    note: str = ""
    identifiers: tuple[Identifier, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The preferred name and all aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Authority:
    """All known things. `Authority()` knows nothing: what an unseen name is read with."""

    entries: tuple[Entry, ...] = ()

    def by_name(self) -> Mapping[str, tuple[Entry, ...]]:
        """Folded name → the entries that bear it, more than one where a name is shared."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for name in dict.fromkeys(map(fold, entry.names)):
                found.setdefault(name, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    def by_id(self) -> Mapping[str, Entry]:
        """Id → entry."""
        return {entry.id: entry for entry in self.entries}

    @staticmethod
    def read(folder: Path | str | None = None) -> Authority:
        """The authority files of a folder: ``entities.csv`` tables and ``identifiers.csv``.

        Parameters
        ----------
        folder
            A folder of CSV files; the project's own ``data/authority`` if None.

        Raises
        ------
        AuthorityError
            For a missing column, an id that stands twice, an unknown class or a bad IRI, with file and line.
        InputError
            If a file cannot be read.
        """
        base = root() / "data" / "authority" if folder is None else Path(folder)
        if folder is None:
            tables = [path for path in find("data/authority", "*.csv") if path.name != "identifiers.csv"]
        else:
            tables = sorted(path for path in base.glob("*.csv") if path.name != "identifiers.csv")
            if not tables:
                raise AuthorityError(
                    "no table of names (*.csv) is here", where=base, hint="see data/authority/README.md"
                )
        rows: dict[str, tuple[dict[str, str], str]] = {}
        for path in tables:
            for line, row in _rows(path, _ENTRY_COLUMNS):
                place = f"{path}, line {line}"
                if row["id"] in rows:
                    raise AuthorityError(
                        f"the id '{row['id']}' stands twice",
                        where=place,
                        hint=f"first in {rows[row['id']][1]}",
                    )
                if not row["id"] or not row["name"]:
                    raise AuthorityError("id and name must not be empty", where=place)
                if row["class"] not in CLASSES:
                    raise AuthorityError(
                        f"'{row['class']}' is no class", where=place, hint="one of " + ", ".join(CLASSES)
                    )
                rows[row["id"]] = (row, place)
        identifiers: dict[str, list[Identifier]] = {}
        if (base / "identifiers.csv").exists():
            seen: set[tuple[str, str, str]] = set()
            for line, row in _rows(base / "identifiers.csv", _IDENTIFIER_COLUMNS):
                place = f"{base / 'identifiers.csv'}, line {line}"
                key = (row["id"], row["scheme"], row["identifier"])
                if row["id"] not in rows:
                    raise AuthorityError(f"no table has the id '{row['id']}'", where=place)
                if key in seen:
                    raise AuthorityError(
                        f"{row['scheme']} {row['identifier']} stands twice for '{row['id']}'", where=place
                    )
                if row["confidence"] not in _CONFIDENCE:
                    raise AuthorityError(
                        f"'{row['confidence']}' is no confidence", where=place, hint="confirmed or likely"
                    )
                if not row["source"]:
                    raise AuthorityError(
                        "an identifier without its source", where=place, hint="say where it was seen"
                    )
                if not _IRI.fullmatch(row["url"]):
                    raise AuthorityError(f"'{row['url']}' is no http(s) IRI", where=place)
                seen.add(key)
                identifiers.setdefault(row["id"], []).append(
                    Identifier(**{name: row[name] for name in _IDENTIFIER_COLUMNS[1:]})
                )
        return Authority(
            tuple(
                Entry(
                    id=id_,
                    cls=row["class"],
                    name=row["name"],
                    aliases=tuple(a.strip() for a in row["aliases"].split("|") if a.strip()),
                    kind=row["kind"] or None,
                    note=row["note"],
                    identifiers=tuple(identifiers.get(id_, ())),
                )
                for id_, (row, _) in sorted(rows.items())
            )
        )


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        content = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AuthorityError(
            f"not UTF-8 (byte {error.start})", where=path, hint="save it as CSV UTF-8"
        ) from error
    try:
        reader = csv.DictReader(io.StringIO(content, newline=""), strict=True)
        missing = [c for c in columns if c not in (reader.fieldnames or ())]
        if missing:
            raise AuthorityError(
                f"the column {' and '.join(missing)} is missing",
                where=path,
                hint="columns: " + ",".join(columns),
            )
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise AuthorityError(
                    "this line has too few or too many cells", where=f"{path}, line {reader.line_num}"
                )
            rows.append((reader.line_num, {c: row[c].strip() for c in columns}))
    except csv.Error as error:
        raise AuthorityError(f"not CSV ({error})", where=path) from error
    return rows
