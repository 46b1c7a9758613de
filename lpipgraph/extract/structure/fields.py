"""Helps the writers of rows: the words of a field, its people and organisations, its quote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...records import Value
from ..agents import agents as read_agents
from ..agents import looks_like_person, office, organisation
from ..draft import Draft
from .model import Field, Record
from .values import is_role, parties

__all__ = [
    "AGENT_TYPES",
    "QUOTED",
    "agents_as",
    "name_of",
    "nameless",
    "one",
    "places",
    "posts",
    "row_of",
    "title_of",
    "who",
]

AGENT_TYPES = ("person", "body", "agents", "name")
QUOTED = " '\"“”‘’"


def who(d: Draft, field: Field, want: str = "") -> list[tuple[str, str]]:
    """The persons and organisations of a field: id and class. `want` is the class that the field's meaning asks for."""
    reading = d.doc.reading(*field.span)
    found = parties(
        d, reading.text, field=bool(field.label or field.sense not in ("agent", "title", "extra", ""))
    )
    complex_ = any(is_role(piece) for piece in re.split(r"[,(]| at | of the ", reading.text)) or (
        len({p.cls for p in found}) > 1
    )
    if (not found or complex_) and want != "Organisation":
        return [(a.id, a.cls) for a in read_agents(d, reading, "record field")]
    out = []
    for party in found:
        cls = party.cls
        if want and not party.sure and (want == "Organisation" or looks_like_person(party.text)):
            cls = want
        if (
            want == "Organisation"
            and party.cls == "Person"
            and not re.match(r"(?:Dr|Prof|Mr|Ms|Mrs|Sir|Dame)\b", party.text)
        ):
            cls = "Organisation" if d.named(party.text, ("Person",)) is None else "Person"
        where = reading.span(party.start, party.end)
        if cls == "Person":
            out.append((d.add("Person", party.text, where, how="record field"), cls))
        else:
            out.append((organisation(d, party.text, where, how="record field"), "Organisation"))
    return out


def row_of(*fields: Field) -> tuple[int, int]:
    """The words that say it: from the title to the field where they are close together, else the whole record."""
    start, end = min(f.start for f in fields), max(f.end for f in fields)
    return (start, end) if end - start < 700 else (fields[-1].start, fields[-1].end)


def title_of(d: Draft, record: Record, *senses: str) -> Field | None:
    """The field that names the record; what begins in lower case is not a name."""
    found = next((f for s in senses for f in record.of(s)), None)
    return found if found and not d.quote(*found.span).lstrip(QUOTED)[:1].islower() else None


def name_of(d: Draft, field: Field) -> str:
    """The words of a field as a name."""
    name = d.quote(*field.span).strip(QUOTED)
    return name.rstrip(" .") if not name.endswith("...") else name


def agents_as(
    d: Draft,
    subject: str,
    title: Field,
    fields: list[Field],
    predicate: str,
    want: str = "",
    cls: str = "",
) -> list[str]:
    """A row for each person and organisation of some fields; `want` is the class that the meaning asks for, `cls` all that is taken."""
    ids = []
    for field in fields:
        for id_, found in who(d, field, want):
            if cls and found != cls:
                continue
            d.relate(subject, predicate, id_, row_of(title, field), f"record {predicate}")
            ids.append(id_)
        d.masked.append(field.span)
    return ids


def nameless(d: Draft, record: Record) -> None:
    """A note on a record that says of what it tells nowhere."""
    alone = len([f for f in record.fields if f.sense]) < 2
    d.note(
        "a row that belongs to no entry" if alone else "a record without a title", (record.start, record.end)
    )


def places(d: Draft, subject: str, predicate: str, field: Field, row: tuple[int, int]) -> None:
    """A row for each place of a field; beside a town the place in a building's name is none: "Wellington Mill, Halifax"."""
    place = d.doc.reading(*field.span)
    found = list(d.places_in(place.text))
    apart = [hit for hit in found if not _within_name(place.text, *hit[1:])]
    for name, first, last in apart or found:
        known = d.gazetteer.lookup(name)
        id_ = d.add(
            "Place", name, place.span(first, last), kind=known.kind if known else None, how="gazetteer"
        )
        d.relate(subject, predicate, id_, row, "record place")


def posts(d: Draft, field: Field, holders: Sequence[str], row: tuple[int, int], *, several: bool) -> None:
    """The role in a field and the organisations where it is held, for each of its holders; one role of a plural for `several`."""
    role, held, end = office(d, d.doc.reading(*field.span), "record field")
    said = (row[0], end) if row[0] <= field.start else row
    for holder in holders:
        d.relate(holder, "hasRole", Value(one(role) if several else role), said, "record role")
        for body in held:
            d.relate(holder, "affiliatedWith", body, said, "record body")


def _within_name(text: str, first: int, last: int) -> bool:
    """Whether a word with a capital stands right before or behind a place."""
    before = text[:first].split(" ")
    return re.match(r" [A-Z]", text[last:]) is not None or (
        len(before) > 1 and before[-2][:1].isupper() and not before[-2].endswith(",")
    )


def one(label: str) -> str:
    """A label over several people as the role of one of them: "Programme Managers" → "Programme Manager"."""
    head, _, last = label.rpartition(" ")
    return f"{head} {last.removesuffix('s')}".strip()
