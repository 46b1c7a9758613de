"""Turns records of themes into rows: who leads each, for whom they cover, where they are, what they know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...records import Value
from ...tables import words
from ..clauses.expertise import fields_of
from ..draft import Draft
from ..themes import resolve
from .fields import name_of, posts, row_of, title_of, who
from .model import Block, Field, Record

__all__ = ["lead"]

#: "Dr A. (covering for Dr B., who is on leave)": what else the row says is said of those who are there.
_COVERS = re.compile(
    r"\([^()]*\b(?:cover\w*|standing in|stands in|deputising|filling in|acting) for (?P<whom>[^()]*)\)"
)
#: "Team: …" below a theme: who works on it and does not lead it.
_TEAM = words("labels", column="labels", sense="team")
_LEADERS = ("lead", "agent", "person", "author", "organiser", "contact")


def lead(d: Draft, _: Block, record: Record) -> None:
    """The rows of one record of a list of themes."""
    title = title_of(d, record, "theme", "title", "work")
    if title is None:
        return
    name = name_of(d, title)
    rest = [f for f in record.fields if f is not title]
    team = [f for f in rest if f.sense == "team" or f.label.strip(" :*").lower() in _TEAM]
    led = [
        (field, id_)
        for field in rest
        if field not in team
        and field.sense in _LEADERS
        and field.type in ("person", "agents", "name", "email")
        for id_, cls in who(d, field, "Person" if field.type == "name" else "")
        if cls == "Person"
    ]
    theme = resolve(d, name)
    if theme is None and led:
        theme = d.add("Theme", name, title.span, kind="LPIP theme", how="record")
    if theme is None:
        return
    d.alias(theme, name)
    for field in team:
        for id_, cls in who(d, field, "Person"):
            if cls == "Person":
                d.relate(id_, "worksOn", theme, row_of(title, field), "record team", basis="bySection")
    for field, id_ in led:
        d.relate(id_, "leadsTheme", theme, row_of(title, field), "record lead", basis="bySection")
    everybody = [id_ for _, id_ in led]
    away = [_covered(d, f) for f, _ in led]
    for field in rest:
        row = row_of(title, field)
        words = d.quote(*field.span).strip(" .")
        leaders = [
            id_ for id_ in _beside(field, rest, led) if not any(d.entities[id_].name in w for w in away)
        ]
        if field.sense == "cover" and everybody:
            for id_, cls in who(d, field, "Person"):
                if cls == "Person":
                    d.relate(id_, "coversFor", everybody[-1], row, "record cover")
        elif field.type in ("body", "name") and field.sense not in ("partner", "funder", "text", "extra"):
            bodies = [id_ for id_, cls in who(d, field, "Organisation") if cls == "Organisation"]
            if len(leaders) > 1 and len(bodies) == len(leaders):
                pairs = list(zip(leaders, bodies, strict=True))
            elif len(leaders) > 1 < len(bodies):
                d.note("several people and several bodies: whose is which?", field.span)
                pairs = []
            else:
                pairs = [(leader, body) for leader in leaders for body in bodies]
            for leader, body in pairs:
                d.relate(leader, "affiliatedWith", body, row, "record body")
        elif field.sense == "role":
            posts(d, field, leaders, row, several=len(leaders) > 1)
        elif field.sense == "contact" and leaders and (address := d.address(*field.span)):
            d.relate(leaders[-1], "email", Value(address, "email"), row, "record e-mail")
        elif field.sense == "expertise" and len(leaders) > 1:
            d.note("several people and one list of interests: whose are they?", field.span)
        elif field.sense == "expertise" and leaders:
            for known in fields_of(words, whole=True):
                d.relate(leaders[0], "expertise", Value(known), row, "record expertise")
    d.masked.append(title.span)


def _covered(d: Draft, field: Field) -> str:
    """The words of a field that name who is covered for."""
    match = _COVERS.search(d.quote(*field.span))
    return match["whom"] if match else ""


def _beside(field: Field, rest: Sequence[Field], led: Sequence[tuple[Field, str]]) -> list[str]:
    """The people to whom an organisation or a role belongs: those named last before it, or all where none is named before.

    People of one field, and of fields that follow one another, share it.
    """
    at = rest.index(field)
    bearing = {id(f) for f, _ in led}
    last = next((n for n in range(at, -1, -1) if id(rest[n]) in bearing), None)
    if last is None:
        return [id_ for _, id_ in led]
    first = last
    while first and id(rest[first - 1]) in bearing:
        first -= 1
    near = {id(f) for f in rest[first : last + 1]}
    return [id_ for f, id_ in led if id(f) in near]
