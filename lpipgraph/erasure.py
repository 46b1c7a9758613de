"""Erases a person from an issue's records and from the tables of an authority.

The issue is read with the name in it, so that statements about other people are found. Then the person's rows
are removed, and each letter of the name is replaced in the text, so that all offsets stay valid.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from .authority import FORGOTTEN, Authority, Forgotten, read_forgotten
from .authority.tables import as_csv
from .contacts import contacts, covered
from .document import Document
from .files import read_bytes, writing
from .names import fold
from .privacy import PRIVATE, cleaned
from .records import Entity, Records, Relation

__all__ = ["forget_in_tables", "forgotten_in", "names_of"]


def forgotten_in(document: Document, rows: Records, forgotten: Forgotten) -> tuple[Document, Records]:
    """An issue without the erased persons."""
    if not forgotten:
        return document, rows
    gone = [e for e in rows.entities if e.cls == "Person" and any(map(forgotten.knows, e.names))]
    spans = forgotten.spans(document.text)
    ids = {e.id for e in gone}
    others = {
        word for e in rows.entities if e.id not in ids for name in e.names for word in fold(name).split()
    }
    names = {name for e in gone for name in e.names} | {document.text[a:b] for a, b in spans}
    words = {word for name in names for word in re.findall(r"[^\W_]{2,}", name)}
    # a bare first name or surname is the person's if nothing else in the issue has it
    for word in words:
        if fold(word) not in others:
            spans += [m.span() for m in re.finditer(rf"\b{re.escape(word)}\b", document.text)]
    spans += _reached(document.text, rows, ids, words)
    if not spans and not gone:
        return document, rows
    text = covered(document.text, spans)

    def quoted(row: Entity | Relation) -> str:
        return text[row.start : row.end] if row.start >= 0 else forgotten.without(row.quote)

    def kept(relations: Iterable[Relation]) -> tuple[Relation, ...]:
        return tuple(replace(r, quote=quoted(r)) for r in relations if r.s not in ids and r.o not in ids)

    rows = replace(
        rows,
        entities=tuple(replace(e, quote=quoted(e)) for e in rows.entities if e.id not in ids),
        relations=kept(rows.relations),
        candidates=kept(rows.candidates),
        notes=tuple(n for n in rows.notes if not any(forgotten.spans(str(v)) for v in n.values())),
    )
    sections = tuple(replace(s, heading=forgotten.without(s.heading)) for s in document.sections)
    return replace(document, text=text, sections=sections, seen=None), cleaned(rows, forgotten.without)


def _reached(text: str, rows: Records, ids: set[str], words: set[str]) -> list[tuple[int, int]]:
    """The offsets of the erased persons' addresses: known from the issue's statements, or from the names in them."""
    theirs = {r.o.value for r in rows.relations if r.p in PRIVATE and r.s in ids and not isinstance(r.o, str)}
    parts = {fold(word) for word in words if len(word) > 3}
    found = []
    for contact in contacts(text):
        stated = text[contact.start : contact.end]
        if stated in theirs or any(part in fold(stated).replace(" ", "") for part in parts):
            found.append((contact.start, contact.end))
    return found


def names_of(who: str, issues: Iterable[Records], authority: Authority) -> set[str]:
    """All names of the persons of one name or id, in the issues and in the authority."""
    bearers = [(e.id, e.names) for rows in issues for e in rows.entities if e.cls == "Person"]
    bearers += [(e.id, e.names) for e in authority.entries if e.cls == "Person"]
    found = {who} if not who.startswith("person:") else set()
    ids: set[str] = {who}
    while True:
        more = {
            name
            for id_, names in bearers
            if id_ in ids or {fold(n) for n in names if " " in n} & {fold(n) for n in found}
            for name in names
        }
        ids |= {id_ for id_, names in bearers if set(names) & more}
        if more <= found:
            break
        found |= more
    known = {n for _, names in bearers for n in names}
    if not found & known and not {fold(n) for n in found} & {fold(n) for n in known}:
        return set()
    # a single word would match too many other things
    return {name for name in found if " " in name.strip()} or found


def forget_in_tables(folder: Path, forgotten: Forgotten) -> list[Path]:
    """Removes the erased persons from an authority's tables, adds the tombstones, and returns what was written.

    Raises
    ------
    OutputError
        If a table cannot be written.
    """
    written = []
    gone = {
        row[0]
        for path in folder.glob("*.csv")
        if path.name != FORGOTTEN
        for row in _table(path)[1:]
        if row and any(forgotten.knows(part) for cell in row[1:] for part in cell.split("|"))
    }
    for path in (*folder.glob("*.csv"), *folder.glob("*/*.csv")):
        if path.name == FORGOTTEN:
            continue
        head, *rows = _table(path) or [[]]
        kept = [_without(head, row, forgotten) for row in rows if not _is_about(head, row, gone, forgotten)]
        if kept != rows:
            with writing(path) as stream:
                stream.write(as_csv(head, (dict(zip(head, row, strict=False)) for row in kept)))
            written.append(path)
    stones = read_forgotten(folder / FORGOTTEN) | forgotten
    with writing(folder / FORGOTTEN) as stream:
        stream.write(stones.to_csv())
    return [*written, folder / FORGOTTEN]


def _table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(read_bytes(path).decode("utf-8-sig"), newline="")))


def _is_about(head: list[str], row: list[str], gone: set[str], forgotten: Forgotten) -> bool:
    cells = dict(zip(head, row, strict=False))
    named = (cells.get(c, "") for c in ("id", "target", "mention", "name", "subject", "object", "label"))
    return any(cell in gone or (cell and forgotten.knows(cell)) for cell in named)


def _without(head: list[str], row: list[str], forgotten: Forgotten) -> list[str]:
    """A row about something else, without the name in its candidates, quotes and remarks."""
    return [
        cell
        if column == "who"
        else " | ".join(p for p in cell.split(" | ") if not forgotten.spans(p))
        if column == "candidates"
        else forgotten.without(cell)
        for column, cell in zip(head, row, strict=False)
    ]
