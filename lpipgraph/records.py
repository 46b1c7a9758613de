"""Defines records: the entities and relations of an issue, each with its quote.

The format is that of the answer keys (``data/gold/README.md``), so that extracted and annotated rows can be
compared one by one. Nothing here knows RDF.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .errors import RecordsError, printable
from .files import read_bytes
from .names import verbatim

__all__ = [
    "ATTENDANCE_MODES",
    "BASES",
    "CLASSES",
    "PREDICATES",
    "SUBJECTS",
    "VALUE_TYPES",
    "Entity",
    "Records",
    "Relation",
    "Value",
    "fits",
]

CLASSES = (
    "Theme", "Person", "Organisation", "Policy", "Publication", "Event", "Place", "Concept", "Question",
    "CaseStudy",
)  # fmt: skip

#: Predicate → type of its object: class name(s), or "literal".
PREDICATES: Mapping[str, str] = {
    "aboutTheme": "Theme",
    "address": "literal",
    "affiliatedWith": "Organisation",
    "amount": "literal",
    "appliesTo": "Place",
    "asksQuestion": "Question",
    "attendanceMode": "literal",
    "audience": "literal",
    "author": "Person|Organisation",
    "basedAt": "Organisation",
    "boardMemberOf": "Organisation",
    "broaderConcept": "Concept",
    "cites": "Publication",
    "commissionedBy": "Organisation|Person",
    "coversFor": "Person",
    "definedBy": "Organisation|Person|Publication",
    "definesConcept": "Concept",
    "description": "literal",
    "disseminatesWorkOf": "Policy|Organisation",
    "email": "literal",
    "endDateTime": "literal",
    "endPeriod": "literal",
    "eventType": "literal",
    "expertise": "literal",
    "finding": "literal",
    "fundedBy": "Organisation|Policy",
    "hasRole": "literal",
    "hosts": "Organisation",
    "issueNumber": "literal",
    "joined": "literal",
    "leadsOrganisation": "Organisation",
    "leadsTheme": "Theme",
    "legalBasis": "Policy|Publication",
    "locatedIn": "Place",
    "mentions": "*",
    "organiser": "Organisation|Person",
    "partOfIssue": "Publication",
    "partOfOrganisation": "Organisation",
    "partOfPolicy": "Policy",
    "partOfSeries": "Publication",
    "partnerOf": "Organisation",
    "publicationDate": "literal",
    "publisher": "Organisation|Person",
    "questionNumber": "literal",
    "registration": "literal",
    "relatesToTheme": "Theme",
    "responsibleBody": "Organisation",
    "reviewsTheme": "Theme",
    "secondedTo": "Organisation",
    "startDateTime": "literal",
    "startPeriod": "literal",
    "status": "literal",
    "succeeds": "Policy|Organisation",
    "summarises": "Publication",
    "topic": "Concept|Policy|Theme",
    "usesSourceFrom": "Organisation|Person",
    "workedFor": "Organisation",
    "worksOn": "Policy|Theme",
}

#: Predicate → the classes of its subjects; any class if it is not listed.
#: Both tables match the ontology's domains and ranges; a test compares them.
SUBJECTS: Mapping[str, frozenset[str]] = {
    predicate: frozenset(classes.split("|"))
    for classes, predicates in {
        "Person": "affiliatedWith coversFor email expertise hasRole joined leadsTheme secondedTo workedFor worksOn",
        "Person|Organisation": "boardMemberOf",
        "Organisation": "basedAt hosts leadsOrganisation partOfOrganisation partnerOf",
        "Organisation|Policy": "fundedBy partOfPolicy",
        "Policy": "amount appliesTo endPeriod legalBasis responsibleBody startPeriod status",
        "Policy|Organisation": "succeeds",
        "Policy|CaseStudy|Organisation": "relatesToTheme",
        "Event": "attendanceMode audience endDateTime eventType organiser registration startDateTime topic",
        "Publication": "address author cites commissionedBy disseminatesWorkOf finding issueNumber mentions partOfIssue "
        "partOfSeries publicationDate publisher reviewsTheme summarises usesSourceFrom",
        "Publication|Theme|Organisation": "asksQuestion definesConcept",
        "Concept": "broaderConcept definedBy",
        "Question": "questionNumber",
    }.items()
    for predicate in predicates.split()
}

#: The values of `attendanceMode`: how one takes part in an event.
ATTENDANCE_MODES = ("on site", "online", "hybrid")

VALUE_TYPES = ("string", "date", "gYearMonth", "gYear", "dateTime", "integer", "money", "email", "url")

#: How a row follows from its quote: the words state it, or the heading above them does.
BASES = ("stated", "bySection")


@dataclass(frozen=True, slots=True)
class Value:
    """A literal: its lexical form as a string, and one of `VALUE_TYPES`."""

    value: str
    type: str = "string"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One real-world thing, with all its mentions in the text.

    `start` and `end` are offsets of `quote` in code points into the issue's decoded text; -1 if a hand-made
    key does not give them. `how` says how an extractor recognised the name ("authority", "head noun"...),
    `score` its confidence.
    """

    id: str
    cls: str
    name: str
    quote: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    definition: str | None = None
    text: str | None = None
    start: int = -1
    end: int = -1
    sure: bool = True
    how: str | None = None
    score: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all other surface forms."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One statement of the text: subject id, predicate, object id or `Value`, and the quote that says it.

    `rule` names the extraction rule that found it, `score` how far such rows can be trusted, from 0 to 1; `basis`
    is one of `BASES`. If the text makes a statement several times, there is one row for each place.
    """

    s: str
    p: str
    o: str | Value
    quote: str
    start: int = -1
    end: int = -1
    sure: bool = True
    basis: str = "stated"
    rule: str | None = None
    score: float | None = None

    @property
    def fact(self) -> tuple[str, str, str | Value]:
        """The statement without its evidence."""
        return (self.s, self.p, self.o)


@dataclass(frozen=True, slots=True, repr=False)
class Records:
    """All rows of one issue. `entities` have unique ids; every id that a relation names is one of them.

    `notes` list passages that the reader could not interpret, each with its place. `candidates` are
    statements that are too uncertain for the relations; a person decides about them.
    """

    issue: str
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    notes: tuple[Mapping[str, Any], ...] = field(default=())
    candidates: tuple[Relation, ...] = ()

    def __repr__(self) -> str:
        return f"<records of {self.issue}: {len(self.entities):,} things, {len(self.relations):,} statements>"

    def __or__(self, other: Records) -> Records:
        """Merges two sets of rows.

        Raises
        ------
        RecordsError
            If an id names a different class or thing on the two sides, or the issues differ.
        """
        if self.issue != other.issue:
            raise RecordsError(f"records of {self.issue} and {other.issue} cannot be merged")
        entities = {e.id: e for e in self.entities}
        for e in other.entities:
            mine = entities.get(e.id)
            entities[e.id] = e if mine is None else _merged(mine, e)
        relations = dict.fromkeys((*self.relations, *other.relations))
        return Records(
            self.issue,
            tuple(entities.values()),
            tuple(relations),
            (*self.notes, *other.notes),
            tuple(dict.fromkeys((*self.candidates, *other.candidates))),
        )

    def entity(self, id_: str) -> Entity:
        """The entity with this id; KeyError if there is none."""
        for e in self.entities:
            if e.id == id_:
                return e
        raise KeyError(id_)

    def checked(self, text: str | None = None) -> Records:
        """The same records, after a check of ids, words and, if `text` is given, of quotes and offsets.

        Raises
        ------
        RecordsError
            On the first row that is wrong, with the row.
        """
        ids = {e.id: e for e in self.entities}
        if len(ids) != len(self.entities):
            doubled = next(
                e.id for i, e in enumerate(self.entities) if any(e.id == f.id for f in self.entities[:i])
            )
            raise RecordsError(f"two entities have the id '{doubled}'", where=self.issue)
        for e in self.entities:
            if e.cls not in CLASSES:
                raise RecordsError(
                    f"'{e.cls}' is not a class", where=e.id, hint="classes: " + ", ".join(CLASSES)
                )
            if not e.name.strip():
                raise RecordsError("an entity has an empty name", where=e.id)
        for r in (*self.relations, *self.candidates):
            row = f"{r.s} {r.p} {r.o.value if isinstance(r.o, Value) else r.o}"
            if r.p not in PREDICATES:
                raise RecordsError(
                    f"'{r.p}' is not a predicate", where=row, hint="see data/gold/README.md for the list"
                )
            if r.s not in ids or (isinstance(r.o, str) and r.o not in ids):
                missing = r.s if r.s not in ids else r.o
                raise RecordsError(f"no entity has the id '{missing}'", where=row)
            if isinstance(r.o, Value):
                if r.o.type not in VALUE_TYPES:
                    raise RecordsError(f"'{r.o.type}' is not a type of literal", where=row)
                if r.o.type == "integer" and not re.fullmatch(r"-?[0-9]{1,18}", r.o.value):
                    raise RecordsError(f"'{r.o.value}' is not an integer", where=row)
            if r.basis not in BASES:
                raise RecordsError(f"'{r.basis}' is not a basis", where=row, hint="stated or bySection")
        if text is not None:
            rows: tuple[Entity | Relation, ...] = (*self.entities, *self.relations, *self.candidates)
            for each in rows:
                if not each.quote or each.start < 0 or text[each.start : each.end] != each.quote:
                    name = each.id if isinstance(each, Entity) else f"{each.s} {each.p}"
                    raise RecordsError(f"the quote is not at {each.start}-{each.end}", where=name)
        return self

    def located(self, text: str) -> Records:
        """The same records with offsets: each quote is looked up in `text` (see `lpipgraph.names.verbatim`).

        Raises
        ------
        RecordsError
            If a quote does not occur.
        """

        def place(quote: str, name: str) -> tuple[str, int, int]:
            match = re.search(verbatim(quote), text)
            if not quote.strip() or match is None:
                raise RecordsError(
                    f"the quote “{printable(quote, 60)}” does not occur in the text", where=name
                )
            return match.group(), match.start(), match.end()

        def entity(e: Entity) -> Entity:
            quote, start, end = place(e.quote, e.id)
            return replace(e, quote=quote, start=start, end=end)

        def relation(r: Relation) -> Relation:
            quote, start, end = place(r.quote, f"{r.s} {r.p}")
            return replace(r, quote=quote, start=start, end=end)

        return replace(
            self,
            entities=tuple(map(entity, self.entities)),
            relations=tuple(map(relation, self.relations)),
            candidates=tuple(map(relation, self.candidates)),
        )

    def to_json(self) -> str:
        """The rows as JSON, one per line, in a fixed order: the same records give the same bytes."""

        def lines(rows: Iterable[dict[str, Any]]) -> str:
            body = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
            return f"[\n{body}\n ]" if body else "[]"

        parts = [f'{{"issue": {json.dumps(self.issue)}']
        parts.append(f' "entities": {lines(map(_entity_row, self.entities))}')
        parts.append(f' "relations": {lines(map(_relation_row, self.relations))}')
        if self.candidates:
            parts.append(f' "candidates": {lines(map(_relation_row, self.candidates))}')
        if self.notes:
            parts.append(f' "notes": {lines(map(dict, self.notes))}')
        return ",\n".join(parts) + "}\n"

    @staticmethod
    def from_json(content: str | bytes, *, where: object = None) -> Records:
        """Parses records from JSON.

        Raises
        ------
        RecordsError
            If it is not JSON, or a row breaks the format.
        """
        try:
            data = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise RecordsError(
                f"not JSON ({error})", where=where, hint="write it with lpipgraph extract"
            ) from error
        if not isinstance(data, dict) or not isinstance(data.get("issue"), str):
            raise RecordsError(
                "no records: expected an object with issue, entities and relations", where=where
            )
        try:
            records = Records(
                _text(data["issue"]),
                tuple(_entity(row) for row in _rows(data, "entities")),
                tuple(_relation(row) for row in _rows(data, "relations")),
                tuple(_rows(data, "notes")),
                tuple(_relation(row) for row in _rows(data, "candidates")),
            )
        except (KeyError, TypeError) as error:
            what = f"a row has no {error}" if isinstance(error, KeyError) else f"a malformed row ({error})"
            raise RecordsError(what, where=where, hint="see data/gold/README.md for the format") from error
        return records.checked()

    @staticmethod
    def read(path: Path | str) -> Records:
        """Reads records from a file; raises `InputError` or `RecordsError`."""
        return Records.from_json(read_bytes(path), where=path)


def fits(r: Relation, entities: Mapping[str, Entity]) -> bool:
    """Whether subject and object of a statement fit its predicate and are different things."""
    s, wanted = entities[r.s], PREDICATES[r.p]
    if s.cls not in SUBJECTS.get(r.p, (s.cls,)):
        return False
    if isinstance(r.o, Value) and r.p == "attendanceMode":
        return r.o.value in ATTENDANCE_MODES
    if isinstance(r.o, Value) or wanted == "literal":
        return isinstance(r.o, Value) and wanted == "literal"
    return r.o != r.s and (wanted == "*" or entities[r.o].cls in wanted.split("|"))


def _merged(a: Entity, b: Entity) -> Entity:
    if a.cls != b.cls:
        raise RecordsError(f"'{a.id}' is a {a.cls} and a {b.cls}", where=a.id)
    aliases = tuple(sorted({*a.aliases, *b.names} - {a.name}))
    return replace(
        a,
        aliases=aliases,
        kind=a.kind or b.kind,
        definition=a.definition or b.definition,
        text=a.text or b.text,
        sure=a.sure or b.sure,
    )


def _entity_row(e: Entity) -> dict[str, Any]:
    row: dict[str, Any] = {"id": e.id, "class": e.cls, "name": e.name, "aliases": list(e.aliases)}
    optional = {"kind": e.kind, "definition": e.definition, "text": e.text}
    row |= {key: value for key, value in optional.items() if value is not None}
    row["quote"] = e.quote
    if e.start >= 0:
        row |= {"start": e.start, "end": e.end}
    row["sure"] = e.sure
    if e.how is not None:
        row["how"] = e.how
    if e.score is not None:
        row["score"] = e.score
    return row


def _relation_row(r: Relation) -> dict[str, Any]:
    o: Any = r.o
    if isinstance(r.o, Value):
        o = {"value": int(r.o.value) if r.o.type == "integer" else r.o.value, "type": r.o.type}
    row: dict[str, Any] = {"s": r.s, "p": r.p, "o": o, "quote": r.quote}
    if r.start >= 0:
        row |= {"start": r.start, "end": r.end}
    row["sure"] = r.sure
    if r.basis != "stated":
        row["basis"] = r.basis
    if r.rule is not None:
        row["rule"] = r.rule
    if r.score is not None:
        row["score"] = r.score
    return row


def _rows(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = data.get(name, [])
    if not isinstance(rows, list):
        raise TypeError(f"{name}: expected a list")
    for row in rows:
        if not isinstance(row, dict):
            raise TypeError(f"{name}: expected an object, found {_short(row)}")
    return rows


def _entity(row: Mapping[str, Any]) -> Entity:
    aliases = row.get("aliases", [])
    if not isinstance(aliases, list):
        raise TypeError(f"aliases: expected a list, found {_short(aliases)}")
    return Entity(
        id=_text(row["id"]),
        cls=_text(row["class"]),
        name=_text(row["name"]),
        quote=_text(row["quote"]),
        aliases=tuple(map(_text, aliases)),
        kind=_text_or_none(row, "kind"),
        definition=_text_or_none(row, "definition"),
        text=_text_or_none(row, "text"),
        start=_offset(row, "start"),
        end=_offset(row, "end"),
        sure=_flag(row),
        how=_text_or_none(row, "how"),
        score=_number_or_none(row, "score"),
    )


def _relation(row: Mapping[str, Any]) -> Relation:
    o = row["o"]
    return Relation(
        s=_text(row["s"]),
        p=_text(row["p"]),
        o=_value(o) if isinstance(o, dict) else _text(o),
        quote=_text(row["quote"]),
        start=_offset(row, "start"),
        end=_offset(row, "end"),
        sure=_flag(row),
        basis=_text(row.get("basis", "stated")),
        rule=_text_or_none(row, "rule"),
        score=_number_or_none(row, "score"),
    )


def _value(o: Mapping[str, Any]) -> Value:
    value = o["value"]
    whole = isinstance(value, int) and not isinstance(value, bool)
    return Value(str(value) if whole else _text(value), _text(o["type"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {_short(value)}")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise TypeError(f"{_short(value)} holds half a character")
    return value


def _number_or_none(row: Mapping[str, Any], name: str) -> float | None:
    number: float | None = row.get(name)
    if number is not None and (isinstance(number, bool) or not isinstance(number, int | float)):
        raise TypeError(f"{name}: expected a number, found {_short(number)}")
    return number


def _text_or_none(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    return None if value is None else _text(value)


def _offset(row: Mapping[str, Any], key: str) -> int:
    value = row.get(key, -1)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{key}: expected a whole number, found {_short(value)}")
    return value


def _flag(row: Mapping[str, Any]) -> bool:
    value = row.get("sure", True)
    if not isinstance(value, bool):
        raise TypeError(f"sure: expected true or false, found {_short(value)}")
    return value


def _short(value: object) -> str:
    return printable(ascii(value), 60)
