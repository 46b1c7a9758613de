"""Provides the knowledge used in reading: names, aliases, verified identifiers, and decisions of curators."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import AuthorityError
from ..files import find, root
from ..names import fold
from ..records import CLASSES
from .decisions import (
    DECISIONS,
    EVERYWHERE,
    PREFIXES,
    Candidate,
    Decision,
    in_force,
    key,
    read_decisions,
    within,
)
from .frames import NOTHING, Unread, VerbFrame, read_frames
from .registers import REGISTERS, SAYS, Register, read_registers, register_of
from .successions import SUCCESSIONS, Succession, read_successions
from .tables import read_rows
from .tombstones import FORGOTTEN, Forgotten, read_forgotten
from .verdicts import VERDICTS, Verdict, read_verdicts, verdicts_in_force

__all__ = [
    "DECISIONS",
    "EVERYWHERE",
    "FORGOTTEN",
    "NOTHING",
    "PREFIXES",
    "SAYS",
    "VERDICTS",
    "Authority",
    "Candidate",
    "Decision",
    "Entry",
    "Forgotten",
    "Identifier",
    "Register",
    "Succession",
    "Unread",
    "VerbFrame",
    "Verdict",
    "in_force",
    "key",
    "read_forgotten",
    "verdicts_in_force",
    "within",
]

_ENTRY_COLUMNS = ("id", "class", "name", "aliases", "kind", "note")
_IDENTIFIER_COLUMNS = ("id", "scheme", "identifier", "url", "confidence", "label", "source", "note")
_CONFIDENCE = ("confirmed", "likely")
#: Files in the folder that are not tables of things.
_OTHERS = frozenset(("identifiers.csv", REGISTERS, SUCCESSIONS, FORGOTTEN))
#: An http(s) IRI by RFC 3987, without user names and bracketed hosts, so that every RDF parser accepts it.
_LETTER = (
    r"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2}|[\u00A1-\u167F\u2070-\u2FFF\u3001-\uD7FF\uF900-\uFDCF])"
)
_IRI = re.compile(
    rf"https?://{_LETTER}+(?::\d{{1,5}})?"
    rf"(?:/(?:{_LETTER}|[/:@])*)?(?:\?(?:{_LETTER}|[/:@?])*)?(?:#(?:{_LETTER}|[/:@?])*)?"
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier of a thing in a scheme, found at `source`.

    Only a `confirmed` identifier can support a claim of identity; a `likely` one is a "see also". `label` is the
    name in the register, if it differs from the newsletter's. `says` is one of `SAYS`, and `itself` the IRI of the
    thing, empty if the register has only pages about it.
    """

    scheme: str
    identifier: str
    url: str
    confidence: str
    label: str
    source: str
    note: str
    says: str = "page"
    itself: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A known thing: its id and class as in the records, its names, kind and identifiers; `table` is the name of its file."""

    id: str
    cls: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    note: str = ""
    identifiers: tuple[Identifier, ...] = ()
    table: str = field(default="", compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The preferred name and all aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Authority:
    """All known things and decisions; `Authority()` is empty.

    `decisions` are about names, `verdicts` about statements, `frames` about verbs; `forgotten` are erased persons.
    """

    entries: tuple[Entry, ...] = ()
    decisions: tuple[Decision, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    frames: tuple[VerbFrame, ...] = ()
    forgotten: Forgotten = field(default_factory=Forgotten)
    successions: tuple[Succession, ...] = ()

    def by_name(self) -> Mapping[str, tuple[Entry, ...]]:
        """Folded name → the entries with this name; several if the name is ambiguous."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for name in dict.fromkeys(map(fold, entry.names)):
                found.setdefault(name, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    def by_id(self) -> Mapping[str, Entry]:
        """Id → entry."""
        return {entry.id: entry for entry in self.entries}

    def confirmed(self, issue: str) -> Authority:
        """The authority with the names that decisions settled for an issue, for reading it again.

        A confirmed name becomes an entry; a mention of an existing thing becomes an alias of this thing only.
        Publications are left out: an article can have the name of the review that it summarises, so that names do
        not distinguish them.

        Parameters
        ----------
        issue
            The issue's id as in its records.
        """
        entries = dict(self.by_id())
        for (cls, mention), decision in in_force(self.decisions, issue).items():
            if decision.decision not in ("existing", "new") or decision.final_class == "Publication":
                continue
            for other in [e for e in entries.values() if e.cls == cls and e.id != decision.target]:
                others = tuple(alias for alias in other.aliases if key(alias) != mention)
                if others != other.aliases:
                    entries[other.id] = replace(other, aliases=others)
            mine = entries.get(decision.target) or Entry(
                decision.target, decision.final_class, decision.name, kind=decision.kind or None
            )
            if not set(map(key, mine.names)) & {mention} and not within(mine.name, mention):
                mine = replace(mine, aliases=(*mine.aliases, decision.mention))
            entries[mine.id] = mine
        return replace(self, entries=tuple(entries[id_] for id_ in sorted(entries)))

    @staticmethod
    def read(folder: Path | str | None = None) -> Authority:
        """Reads the authority files of a folder: tables of things, ``identifiers.csv``, and decisions.

        Decisions about names are in ``decisions/*.csv``, about statements in ``verdicts/*.csv``, about verbs in
        ``frames/*.csv``.

        Parameters
        ----------
        folder
            A folder of CSV files; ``data/authority`` of the package if None.

        Raises
        ------
        AuthorityError
            For a missing column, a duplicate id, an unknown class, an invalid IRI or an invalid decision,
            with file and line.
        InputError
            If a file cannot be read.
        """
        base = root() / "data" / "authority" if folder is None else Path(folder)
        if folder is None:
            tables = [path for path in find("data/authority", "*.csv") if path.name not in _OTHERS]
        else:
            tables = sorted(path for path in base.glob("*.csv") if path.name not in _OTHERS)
            if not tables:
                raise AuthorityError(
                    "no table of names (*.csv) is here", where=base, hint="see data/authority/README.md"
                )
        rows: dict[str, tuple[dict[str, str], str]] = {}
        for path in tables:
            for line, row in read_rows(path, _ENTRY_COLUMNS):
                place = f"{path}, line {line}"
                if row["id"] in rows:
                    raise AuthorityError(
                        f"the id '{row['id']}' occurs twice",
                        where=place,
                        hint=f"first in {rows[row['id']][1]}",
                    )
                if not row["id"] or not row["name"]:
                    raise AuthorityError("id and name must not be empty", where=place)
                if row["class"] not in CLASSES:
                    raise AuthorityError(
                        f"'{row['class']}' is not a class", where=place, hint="one of " + ", ".join(CLASSES)
                    )
                rows[row["id"]] = ({**row, "table": path.name}, place)
        identifiers = _identifiers(base, {id_: row["class"] for id_, (row, _) in rows.items()})
        entries = tuple(
            Entry(
                id=id_,
                cls=row["class"],
                name=row["name"],
                aliases=tuple(a.strip() for a in row["aliases"].split("|") if a.strip()),
                kind=row["kind"] or None,
                note=row["note"],
                identifiers=tuple(identifiers.get(id_, ())),
                table=row["table"],
            )
            for id_, (row, _) in sorted(rows.items())
        )
        known = {entry.id: (entry.cls, entry.name, entry.kind or "") for entry in entries}
        return Authority(
            entries,
            read_decisions(sorted(base.glob("decisions/*.csv")), known),
            read_verdicts(sorted(base.glob("verdicts/*.csv"))),
            read_frames(sorted(base.glob("frames/*.csv"))),
            successions=read_successions(base / SUCCESSIONS, {entry.id: entry.cls for entry in entries}),
        ).without(read_forgotten(base / FORGOTTEN))

    def without(self, forgotten: Forgotten) -> Authority:
        """The authority without erased persons, and with their tombstones."""
        if not forgotten:
            return self
        knows = forgotten.knows
        return replace(
            self,
            entries=tuple(e for e in self.entries if e.cls != "Person" or not any(map(knows, e.names))),
            decisions=tuple(d for d in self.decisions if not (knows(d.mention) or knows(d.name))),
            verdicts=tuple(v for v in self.verdicts if not (knows(v.subject) or knows(v.object))),
            forgotten=self.forgotten | forgotten,
        )


def _identifiers(base: Path, classes: Mapping[str, str]) -> Mapping[str, list[Identifier]]:
    """Id → the identifiers in ``identifiers.csv``; an identifier or site belongs to one thing only."""
    found: dict[str, list[Identifier]] = {}
    path = base / "identifiers.csv"
    if not path.exists():
        return found
    own = base / REGISTERS
    shipped = root() / "data" / "authority" / REGISTERS
    registers = read_registers(dict.fromkeys((shipped, *((own,) if own.exists() else ()))))
    seen: set[tuple[str, str, str]] = set()
    owners: dict[tuple[str, str], str] = {}
    for line, row in read_rows(path, _IDENTIFIER_COLUMNS):
        place = f"{path}, line {line}"
        id_, scheme, value = row["id"], row["scheme"], row["identifier"]
        if id_ not in classes:
            raise AuthorityError(f"no table has the id '{id_}'", where=place)
        if (id_, scheme, value) in seen:
            raise AuthorityError(f"{scheme} {value} occurs twice for '{id_}'", where=place)
        seen.add((id_, scheme, value))
        if row["confidence"] not in _CONFIDENCE:
            raise AuthorityError(
                f"'{row['confidence']}' is not a confidence", where=place, hint="confirmed or likely"
            )
        if not row["source"]:
            raise AuthorityError(
                "an identifier without its source", where=place, hint="say where it was seen"
            )
        if not _IRI.fullmatch(row["url"]):
            raise AuthorityError(f"'{row['url']}' is not an http(s) IRI", where=place)
        confirmed = row["confidence"] == "confirmed"
        register = register_of(registers, scheme, classes[id_] if confirmed else "", where=place)
        itself = register.of(value)
        if (itself and not _IRI.fullmatch(itself)) or (confirmed and not register.formed(value)):
            raise AuthorityError(f"'{value}' is not an identifier of {scheme}", where=place)
        if confirmed and register.says in ("thing", "home"):
            mine = (scheme, value) if register.says == "thing" else ("home", row["url"])
            owner = owners.setdefault(mine, id_)
            if owner != id_:
                raise AuthorityError(
                    f"{scheme} {value} is confirmed for '{owner}', too",
                    where=place,
                    hint="one identifier is one thing's; call it likely, or a page (URL)",
                )
        found.setdefault(id_, []).append(
            Identifier(
                **{name: row[name] for name in _IDENTIFIER_COLUMNS[1:]}, says=register.says, itself=itself
            )
        )
    return found
