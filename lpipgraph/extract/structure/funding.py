"""Turns records of policies into rows: funder, responsible body, amount, start, place, predecessor."""

from __future__ import annotations

import re

from ...dates import find_dates
from ...records import Value
from ..draft import Draft
from ..policies import MONEY
from ..policy_status import of_fields
from ..spans import head_class
from ..themes import resolve
from .fields import AGENT_TYPES, agents_as, name_of, nameless, places, row_of, title_of
from .model import Block, Field, Record
from .values import type_of

__all__ = ["policy", "policy_facts"]


def policy(d: Draft, _: Block, record: Record) -> None:
    """The rows of one record of a list of policies."""
    title = title_of(d, record, "policy", "title", "work", "event", "case")
    if title is None:
        nameless(d, record)
        return
    id_ = d.add("Policy", name_of(d, title), title.span, how="record", score=0.9)
    policy_facts(d, id_, title, record)
    d.masked.append(title.span)


#: "formerly the Old Fund", "in place of the Old Fund": what a policy took the place of, in a field without a label.
_FORMER = re.compile(
    r"(?:formerly|in place of|(?:takes|took|taking) (?:the place of|over from)|replac(?:es|ed|ing)|succeeds|succeeded|once|was) (?:the )?(?P<old>[A-Z].{2,80})"
)
#: "part of the Great Plan".
_PART = re.compile(r"(?:a |forms? |now )?part of (?:the )?(?P<whole>[A-Z].{2,80})")
_SPAN = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)")


def _listed(d: Draft, field: Field) -> list[Field]:
    """The parts of a field that semicolons part."""
    text = d.doc.text[field.start : field.end]
    parts = [m.span() for m in re.finditer(r"[^;\s][^;]*", text)]
    if len(parts) < 2:
        return [field]
    return [
        Field(field.start + a, field.start + b, field.label, field.mark, type_of(d, text[a:b]), field.sense)
        for a, b in parts
    ]


def _funders(d: Draft, id_: str, title: Field, fields: list[Field]) -> None:
    """Who or what pays: an organisation, or a policy that is known or calls itself one ("the Warmth Fund")."""
    for field in [part for whole in fields for part in _listed(d, whole)]:
        name = name_of(d, field)
        fund = d.find("Policy", name)
        if fund is None and head_class(name) == "Policy" and not d.find("Organisation", name):
            fund = d.add("Policy", name, field.span, how="record")
        if fund is None:
            agents_as(d, id_, title, [field], "fundedBy", "Organisation")
        elif fund != id_:
            d.relate(id_, "fundedBy", fund, row_of(title, field), "record fundedBy")


def policy_facts(d: Draft, id_: str, title: Field, record: Record) -> None:
    """What the fields of a record say of a policy."""
    sources = [f for f in record.of("publisher") if f.label.lower() == "source"]
    funders = [
        f
        for f in (*record.of("funder", "from"), *sources)
        if f is not title and f.type in (*AGENT_TYPES, "title", "place")
    ]
    bodies = [
        f
        for f in record.of("responsible", "organiser", "lead", "leadbody", "body", "author", "publisher")
        if f is not title and f not in sources and f.type in (*AGENT_TYPES, "title")
    ]
    loose = [f for f in record.of("agent") if f.type in AGENT_TYPES]
    _funders(d, id_, title, funders)
    agents_as(d, id_, title, bodies or loose, "responsibleBody", "Organisation")
    for field in record.of("amount"):
        if money := MONEY.search(d.quote(*field.span)):
            d.relate(
                id_,
                "amount",
                Value(money.group().strip(), "money"),
                row_of(title, field),
                "record amount",
            )
            break
    for field in record.of("place", "venue"):
        if field.sense == "venue" and field.label and field.type == "name":
            place = d.add("Place", name_of(d, field), field.span, how="record")  # a label calls it one
            d.relate(id_, "appliesTo", place, row_of(title, field), "record appliesTo")
            continue
        places(d, id_, "appliesTo", field, row_of(title, field))
    for field in record.of("start", "date"):
        written = d.quote(*field.span).strip(" .")
        found = next(iter(find_dates(written, years=True)), None)
        if _SPAN.fullmatch(written):
            d.relate(id_, "startPeriod", Value(written), row_of(title, field), "record start")
        elif found and (field.sense == "start" or found.type in ("gYear", "gYearMonth")):
            d.relate(
                id_,
                "startPeriod",
                Value(found.value, found.type if found.type != "gYear" else "string"),
                row_of(title, field),
                "record start",
            )
    for field in record.of("end", "status", "legal"):
        of_fields(d, id_, field.sense, field.span, row_of(title, field))
    for field in record.of("replaces"):
        old = d.add("Policy", name_of(d, field), field.span, how="record")
        d.relate(id_, "succeeds", old, row_of(title, field), "record succession")
    for field in [part for whole in record.of("extra", "text", "from") for part in _listed(d, whole)]:
        reading = d.doc.reading(*field.span)
        if former := _FORMER.fullmatch(reading.text.rstrip(" .")):
            old = d.add("Policy", former["old"], reading.span(*former.span("old")), how="record")
            d.relate(id_, "succeeds", old, row_of(title, field), "record succession")
        elif larger := _PART.fullmatch(reading.text.rstrip(" .")):
            whole = d.add("Policy", larger["whole"], reading.span(*larger.span("whole")), how="record")
            d.relate(id_, "partOfPolicy", whole, row_of(title, field), "record part")
    for field in record.of("partof"):
        whole = d.add("Policy", name_of(d, field), field.span, how="record")
        d.relate(id_, "partOfPolicy", whole, row_of(title, field), "record part")
    for field in record.of("theme"):
        theme = resolve(d, d.quote(*field.span))
        if theme:
            d.relate(id_, "relatesToTheme", theme, row_of(title, field), "record theme")
