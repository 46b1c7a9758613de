"""Turns records into rows: works, events, funds, moves, leads of themes, partnerships, by their typed fields."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...dates import find_dates
from ...evidence import covered
from ...records import Value
from ...tables import words as words_of
from ..agents import looks_like_person, organisation
from ..clauses.expertise import fields_of
from ..details import attendance_mode
from ..draft import Draft, Scope
from ..event_words import sort_in
from ..heads import is_built
from ..lexicon import PERSON_TITLE
from ..name_boundaries import client_in
from ..themes import resolve
from .event_prose import about
from .event_titles import called_of
from .fields import AGENT_TYPES, agents_as, name_of, nameless, one, places, posts, row_of, title_of, who
from .funding import policy, policy_facts
from .leads import lead
from .model import Block, Field, Record, is_listed
from .moments import moments, when_reading
from .own_labels import boxed, of_article
from .values import TYPE, TYPES, is_role, parties

__all__ = ["write"]


def write(d: Draft, block: Block) -> None:
    """The rows of a block; a block of no kind is noted."""
    if box := boxed(d, block):
        id_, facts = box
        policy_facts(d, id_, facts.fields[0], facts)
        return
    rule = _WRITERS.get(block.kind)
    if rule is None:
        if block.kind == "" and block.shape not in ("line", "marked", "card"):
            d.note(f"records under “{block.heading}” of no known kind", (block.start, block.end))
        return
    if block.shape == "line" and _below_its_title(d, block):
        return
    for record in block.records:
        if of_article(d, record):
            continue
        for field in record.fields:
            _hint(d, field)
        rule(d, block, record)
        for field in record.fields:
            if field.label and not field.sense and field.type not in ("none", "link"):
                d.note(f"a field with the unknown label “{field.label}”", field.span)


def _below_its_title(d: Draft, block: Block) -> bool:
    """Whether a line is a sentence below the heading that names its thing: "Webinar, organised by ‹O›", which is no event called ‹O›."""
    first = block.records[0].fields if len(block.records) == 1 else ()
    alone = bool(first) and not any(f.type in ("title", "name") for f in first)
    return alone and d.doc.entry_heading(block.start) is not None


_HINTED = {
    **dict.fromkeys(("organiser", "funder", "publisher", "body", "leadbody", "commissioner"), "Organisation"),
    "policy": "Policy",
    "person": "Person",
}


def _hint(d: Draft, field: Field) -> None:
    """What a field's meaning says of the class of the name in it: evidence for wherever else the name stands."""
    cls = _HINTED.get(field.sense)
    name = name_of(d, field) if cls else ""
    if (
        cls
        and name
        and len(name.split()) < 8
        and not re.search(r"[,;|@]", name)
        and not looks_like_person(name)
    ):
        d.hint(cls, name)


def _work(d: Draft, block: Block, record: Record) -> None:
    title = title_of(d, record, "work", "title", "event", "policy")
    if title is None:
        nameless(d, record)
        return
    said = {w for f in record.fields for w in (f.label.lower(),) if w}
    said.add(_without_genre(d, title))
    said.add(_without_apposition(d, title))
    blog = bool(re.search(r"\bblogs?\b|\bposts?\b", f"{block.heading} {' '.join(said)}", re.IGNORECASE))
    kind = "blog" if blog else "report"
    id_ = d.add("Publication", name_of(d, title), title.span, kind=kind, how="record", score=0.95)
    d.relate(id_, "partOfIssue", d.issue, title.span, "record", basis="bySection")
    if not is_listed(d, title.start):
        # a list section of its own presents its entries as parts of the issue; elsewhere the issue speaks of them
        d.relate(d.issue, "mentions", id_, title.span, "record", sure=False)
    writers = next((f for f in record.fields if f.end <= title.start and _cited(d, f)), None)
    if writers:
        _referred(d, id_, record, writers)
        record.fields.remove(writers)
    scope = Scope(id_, kind, record.start, record.end)
    d.scopes.append(scope)
    scope.authors += _described(d, id_, record, title)
    printed = [
        f for f in record.fields if f is not title and f.type in ("body", "name") and _is_printed(d, f)
    ]
    for field in printed:
        field.sense = "publisher"
    authors = [
        f
        for f in record.of("author", "agent", "organiser", "lead", "person", "from")
        if f.type in (*AGENT_TYPES, "title", "place") and f is not title
    ]
    bodies = [f for f in record.of("body") if f is not title and f.type in (*AGENT_TYPES, "title")]
    for field in authors:
        _without_client(d, id_, title, field)
    authors, bodies = _sides(title, authors, bodies, cited=writers is not None)
    if not authors and not writers:
        authors, bodies = bodies, []
    if any(f.sense == "author" or f.type == "person" for f in authors):
        # beside its writers a body in a field of its own is who published it
        others = [f for f in authors if f.sense != "author" and f.type == "body"]
        authors, bodies = [f for f in authors if f not in others], [*others, *bodies]
    scope.authors += agents_as(d, id_, title, authors, "author")
    publishers = [f for f in record.of("publisher") if f is not title]
    others = [f for f in publishers if f not in printed] + bodies
    agents_as(d, id_, title, printed, "publisher", "Organisation")
    agents_as(d, id_, title, others, "publisher" if authors or writers else "author", "Organisation")
    agents_as(d, id_, title, record.of("commissioner"), "commissionedBy", "Organisation")
    for field in record.of("date", "start"):
        text = d.doc.reading(*field.span)
        found = next(iter(find_dates(text.text, years=len(text.text) < 60)), None) or next(
            iter(find_dates(text.text, after=d.reference)), None
        )
        if found:
            d.relate(
                id_,
                "publicationDate",
                Value(found.value, found.type),
                row_of(title, field),
                "record date",
            )
            break
    for field in record.of("theme"):
        _theme(d, id_, field)
    d.masked.append(title.span)


_GENRES = "report|toolkit|blog|blog post|podcast|paper|book|briefing|guide|handbook|film|video|study|article|dataset|essay|pamphlet"
#: "Title (report)", "Title (working paper)": what sort of work it is stands behind the title and is no part of it.
_GENRE_BEHIND = re.compile(rf"\s*[(\[](?P<genre>(?:[a-z-]+ ){{0,2}}(?:{_GENRES}))[)\]]\.?$", re.IGNORECASE)
#: What stands before a publisher who is not called the author as well.
_PUBLISHED_BY = re.compile(r"\bpublished\s+by\s+(?:the\s+)?", re.IGNORECASE)
#: "Centre, for the Council": for whom a work was written.
_CLIENT = re.compile(r", (?:on behalf of|for) .+$")


def _is_printed(d: Draft, field: Field) -> bool:
    """Whether "published by" stands before a body's name, within its field or right before it."""
    before = d.doc.text[max(0, field.start - 30) : field.start]
    return any(m.end() == len(before) for m in _PUBLISHED_BY.finditer(before)) or (
        _PUBLISHED_BY.match(d.quote(*field.span)) is not None
    )


def _without_genre(d: Draft, title: Field) -> str:
    """Takes the genre in brackets off a title, and says it."""
    reading = d.doc.reading(*title.span)
    match = _GENRE_BEHIND.search(reading.text)
    if match is None or not match.start():
        return ""
    title.start, title.end = reading.span(0, match.start())
    return match["genre"].lower()


#: "Title, a data briefing on commuting": what sort of work it is, in apposition.
_APPOSED = re.compile(
    rf"(?:,| –| —) (?:an?|our|its|the) (?:[a-z-]+ ){{0,3}}(?P<genre>{_GENRES})\b(?: (?:on|about|by|for|from|of) .+)?\.?$"
)
#: "a blog by ‹P› on informal work".
_BY_WHOM = re.compile(
    rf"(?:an?|our|its|the) (?:[a-z-]+ ){{0,3}}(?:{_GENRES}) (?:by|from) (?:the )?(?P<by>[^.;:()]+?)(?= on\b| about\b| for\b| that\b| which\b|[,.;:(]|$)",
    re.IGNORECASE,
)


def _without_apposition(d: Draft, title: Field) -> str:
    """Takes off a title what is said of the work behind its comma, and says the genre."""
    reading = d.doc.reading(*title.span)
    match = _APPOSED.search(reading.text)
    if match is None or not match.start() or title.mark in ("quote", "link", "italic", "bold"):
        return ""
    title.start, title.end = reading.span(0, match.start())
    return match["genre"].lower()


def _described(d: Draft, work: str, record: Record, title: Field) -> list[str]:
    """Who wrote a work, as the words behind its title say: "a blog by ‹P› on informal work"."""
    found = []
    for field in record.fields:
        if field is title or field.label:
            continue
        reading = d.doc.reading(*field.span)
        match = _BY_WHOM.match(reading.text)
        for party in parties(d, match["by"]) if match else ():
            if match is None or (not party.sure and not looks_like_person(party.text)):
                continue
            at = match.start("by")
            where = reading.span(at + party.start, at + party.end)
            id_ = (
                d.add("Person", party.text, where, how="record")
                if party.cls == "Person"
                else organisation(d, party.text, where, how="record")
            )
            d.relate(work, "author", id_, row_of(title, field), "record author")
            found.append(id_)
    return found


def _without_client(d: Draft, work: str, title: Field, field: Field) -> None:
    """Takes those for whom a work was written off the field of its authors; a body among them commissioned it."""
    reading = d.doc.reading(*field.span)
    between = client_in(reading.text, lambda name: d.named(name, ("Organisation",)) is not None)
    writers = parties(d, reading.text[: between.start()], field=True) if between else []
    if between and writers and all(p.cls == "Organisation" for p in writers):
        found = [p for p in parties(d, reading.text[between.end() :], field=True) if p.cls == "Organisation"]
        for party in found:
            where = reading.span(between.end() + party.start, between.end() + party.end)
            client = organisation(d, party.text, where, how="record")
            d.relate(work, "commissionedBy", client, row_of(title, field), "record commissionedBy")
        field.start, field.end = reading.span(0, between.start())
        return
    match = _CLIENT.search(reading.text) or re.search(
        r" (?:on behalf of|for) (?:the )?[A-Z].+$", reading.text
    )
    left = reading.text[: match.start()] if match else ""
    person = (
        2 <= len(left.split()) <= 4 and "," not in left and [p.cls for p in parties(d, left)] == ["Person"]
    )
    apart = match is not None and (match[0][0] == "," or person)
    if match and match.start() and apart:
        field.start, field.end = reading.span(0, match.start())


_WRITER = r"[A-ZÀ-Þ][\w'’-]+, (?:[A-ZÀ-Þ]\.?[ -]?){1,3}"
#: "Hallam, T. and Dree, K.": writers as a list of references gives them.
_WRITERS_CITED = re.compile(rf"{_WRITER}(?:(?:, | and |, and | & |; ){_WRITER})*(?:,? et al)?\.?")


def _cited(d: Draft, field: Field) -> bool:
    return not field.label and _WRITERS_CITED.fullmatch(d.quote(*field.span).strip() + ".") is not None


def _referred(d: Draft, id_: str, record: Record, writers: Field) -> None:
    """What the text calls an entry of its list of references: "Hallam and Dree (2021)". Surnames alone are no persons."""
    names = re.findall(r"([A-ZÀ-Þ][\w'’-]+), [A-ZÀ-Þ]", d.quote(*writers.span))
    year = next((m for f in record.of("date") if (m := re.search(r"(?:19|20)\d\d", d.quote(*f.span)))), None)
    if names and year:
        short = (
            names[0]
            if len(names) == 1
            else f"{names[0]} and {names[1]}"
            if len(names) == 2
            else f"{names[0]} et al."
        )
        d.alias(id_, f"{short} ({year[0]})")
    d.masked.append(writers.span)


def _sides(
    title: Field, authors: list[Field], bodies: list[Field], *, cited: bool
) -> tuple[list[Field], list[Field]]:
    """Authors and publishers: of names without a label on both sides of a title, those behind it published the work."""
    behind = [
        f
        for f in authors
        if f.start >= title.end and f.sense == "agent" and not f.label and f.type in ("body", "name")
    ]
    if behind and (cited or any(f.end <= title.start for f in authors)):
        return [f for f in authors if f not in behind], [*behind, *bodies]
    return authors, bodies


def _theme(d: Draft, subject: str, field: Field) -> None:
    theme = resolve(d, d.quote(*field.span))
    if theme:
        d.relate(subject, "aboutTheme", theme, field.span, "record theme")


#: What has a building, and puts events on as well: "Rheged Centre", "University of Leeds".
_SITES = words_of("events", "words", kind="site")


#: "Public lecture by ‹P›": who speaks; "hosted by ‹P›": who puts it on.
_SPOKEN = re.compile(rf"\b(?:{TYPES}) (?:by|with|from) (?:the )?$", re.IGNORECASE)


def _speaks(d: Draft, field: Field) -> bool:
    """Whether a field names persons who speak at an event: they are not said to put it on."""
    return field.type == "person" and (
        field.sense == "agent"
        or _behind_with(d, field)
        or _SPOKEN.search(d.doc.text[max(0, field.start - 60) : field.start]) is not None
    )


def _without_venues(d: Draft, record: Record, organisers: list[Field]) -> list[Field]:
    """Those who put an event on, without the buildings among them that no label or lead-in calls so.

    A name before a place is where an event is held if it is called a building, or if others are said to put it on, or if it
    stands behind the day and has a building: "16 June, Rheged Centre, Penrith".
    """
    told = any(f.sense != "agent" or f.label for f in organisers)
    for field in organisers:
        if field.sense != "agent" or field.label:
            continue
        behind = next((f for f in record.fields if f.start >= field.end), None)
        before_place = behind is not None and behind.type == "place" and not behind.label
        built = is_built(name_of(d, field))
        dated = any(f.sense in ("date", "time") and f.end <= field.start for f in record.fields)
        sited = dated and bool(_SITES & set(re.findall(r"[a-z]+", name_of(d, field).lower())))
        # nothing says that a lone name behind the day is an organisation, and the place of an event is there as well
        unsure = field.type == "name" and dated and len(parties(d, name_of(d, field), field=True)) < 2
        if unsure or (built and (before_place or len(organisers) > 1)) or (before_place and (told or sited)):
            field.sense = "text"
    return [f for f in organisers if f.sense != "text"]


def _event(d: Draft, block: Block, record: Record) -> None:
    title = title_of(d, record, "event", "title", "work", "policy")
    if title is None:
        nameless(d, record)
        return
    types = [f for f in record.of("type") if attendance_mode(d.quote(*f.span)) is None]
    kind = d.quote(*types[0].span).lower() if types else None
    organisers = [
        f
        for f in record.of(
            "organiser", "agent", "responsible", "leadbody", "author", "publisher", "body", "from"
        )
        if f is not title and f.type in (*AGENT_TYPES, "title") and not _speaks(d, f)
    ]
    organisers = _without_venues(d, record, organisers)
    called = called_of(d, title, hosted=bool(organisers))
    name, span = called.name, called.span
    hit = TYPE.search(kind or "") or TYPE.search(called.type or name)
    kind = kind or (hit["type"].lower() if hit else called.type.lower() or None)
    if kind is None:
        text = " ".join(d.quote(*f.span) for f in record.of("text", "extra"))
        hit = TYPE.search(text[:160])
        kind = hit["type"].lower() if hit else sort_in(text[:160]) or None
    if kind is None and d.doc.section_at(title.start).kind == "webinars":
        kind = "webinar"
    id_ = d.add("Event", name, span, kind=kind, how="record", score=0.95)
    if called.whole:
        d.alias(id_, called.whole)
    row = (record.start, record.end)
    if kind and covered(kind, d.quote(*row)):
        d.relate(id_, "eventType", Value(kind), row if row[1] - row[0] < 900 else span, "record type")
    elif kind:  # the part of the issue says it, not the entry
        section = d.doc.section_at(title.start)
        over = d.doc.heading_of(section) or d.doc.blocks_in(section.start, title.end)[0]
        d.relate(id_, "eventType", Value(kind), (over.start, over.end), "record type", basis="bySection")
    agents_as(d, id_, title, organisers or called.hosts, "organiser", "Organisation")
    if called.audience:
        d.relate(id_, "audience", Value(called.audience), title.span, "record audience")
    for field in record.of("audience"):
        d.relate(
            id_,
            "audience",
            Value(d.quote(*field.span).strip(" .")),
            row_of(title, field),
            "record audience",
        )
    for where in called.places:
        places(d, id_, "locatedIn", where, row_of(title, where))
    about(d, id_, title.span, audience=False)
    if block.shape in ("line", "marked") and title.end < row[1] < row[0] + 700:
        about(d, id_, (title.end, row[1]), told=[f.span for f in organisers])
    else:
        for field in record.of("text", "extra"):
            about(d, id_, field.span)
    when = record.of("date", "start", "time", "end")
    under = {f.span: when_reading(d, f) for f in when if f.month}
    moments(d, id_, [f.span for f in when], title.span, row, under, [f.span for f in record.of("end")])
    for field in record.of("place", "date", "venue"):
        places(d, id_, "locatedIn", field, row_of(title, field))
    for field in record.of("theme", "topic"):
        theme = resolve(d, d.quote(*field.span))
        if theme:
            d.relate(id_, "topic", theme, row_of(title, field), "record topic")
    d.scopes.append(Scope(id_, "event", record.start, record.end))
    d.masked.append(title.span)


#: Somebody with a title: never a body of the person before.
_TITLED = re.compile(rf"{PERSON_TITLE} [A-Z]")


def _people(d: Draft, _: Block, record: Record) -> None:
    persons = [
        f
        for f in record.fields
        if f.type in ("person", "agents") and f.sense in ("person", "title", "agent", "lead", "author")
    ] or record.of("person", "title")
    if not persons:
        d.note("a record without a person", (record.start, record.end))
        return
    title = persons[0]
    found = [id_ for id_, cls in who(d, title, "Person") if cls == "Person"]
    if not found:
        return
    id_ = found[0]
    others = [f for f in record.fields if f is not title and f.type in ("body", "agents", "name")]
    for field in record.fields:
        if field is title:
            continue
        if field.start > title.end and _TITLED.match(d.quote(*field.span)):
            if any(f.start > field.end and f.type not in ("none", "link") for f in record.fields):
                d.note("a second person in one record: what follows is theirs", field.span)
            break
        row = row_of(title, field)
        text = d.quote(*field.span).strip(" .")
        if field.label.lower() == "from" and others == [field]:
            field.sense = "body"  # the only body of a person is where they are from now
        predicate = {
            "to": "affiliatedWith",
            "body": "affiliatedWith",
            "agent": "affiliatedWith",
            "venue": "affiliatedWith",
            "from": "workedFor",
            "secondment": "secondedTo",
            "board": "boardMemberOf",
            "leadbody": "affiliatedWith",
            "publisher": "affiliatedWith",
            "organiser": "affiliatedWith",
            "place": "affiliatedWith",
            "audience": "affiliatedWith",
            "commissioner": "affiliatedWith",
            "responsible": "affiliatedWith",
            "partner": "affiliatedWith",
        }.get(field.sense)
        if predicate and field.type in (*AGENT_TYPES, "title") and field.type != "person":
            agents_as(d, id_, title, [field], predicate, "Organisation", "Organisation")
        elif field.sense == "role":
            posts(d, field, [id_], row, several=len(persons) > 1)
        elif field.sense in ("date", "start", "end", "deadline"):
            day = next(iter(find_dates(text, after=d.reference, years=True)), None)
            if day:
                d.relate(id_, "joined", Value(day.value, day.type), row, "record joined")
        elif field.sense == "contact" and (address := d.address(*field.span)):
            d.relate(id_, "email", Value(address, "email"), row, "record e-mail")
        elif field.sense == "expertise":
            for known in fields_of(text, whole=True):
                d.relate(id_, "expertise", Value(known), row, "record expertise")
        elif field.sense == "theme" and (theme := resolve(d, text)):
            d.relate(
                id_, "leadsTheme" if "lead" in field.label.lower() else "worksOn", theme, row, "record theme"
            )


def _body(d: Draft, _: Block, record: Record) -> None:
    title = title_of(d, record, "body", "title", "work")
    if title is None or not parties(d, name_of(d, title)):
        return
    id_ = organisation(d, name_of(d, title), title.span, how="record")
    for field in record.fields:
        if field is title:
            continue
        row = row_of(title, field)
        listed = field.sense == "agent" and not field.label.strip("#0123456789") and _bodies(d, field) > 1
        if listed or (
            field.sense == "organiser" and (field.label.lower() == "with" or _behind_with(d, field))
        ):
            for body, cls in who(d, field, "Organisation"):
                if cls == "Organisation":
                    d.relate(body, "partnerOf", id_, row, "record partner")
        elif field.sense in ("leadbody", "organiser", "responsible", "lead", "author") and field.type in (
            "body",
            "name",
            "agents",
        ):
            host = "host" in field.label.lower() or (field.sense == "organiser" and not field.label)
            for body, cls in who(d, field, "Organisation"):
                if cls == "Organisation":
                    d.relate(body, "hosts" if host else "leadsOrganisation", id_, row, "record host")
        elif field.sense == "partner":
            for body, cls in who(d, field, "Organisation"):
                if cls == "Organisation":
                    d.relate(body, "partnerOf", id_, row, "record partner")
        elif field.sense == "funder":
            agents_as(d, id_, title, [field], "fundedBy", "Organisation", "Organisation")
        elif field.sense in ("place", "venue"):
            places(d, id_, "locatedIn", field, row)
        elif field.type in ("person", "agents") and field.sense in (
            "lead",
            "agent",
            "person",
            "contact",
            "author",
        ):
            for person, cls in who(d, field):
                if cls == "Person":
                    d.relate(person, "affiliatedWith", id_, row, "record person")
                    role = one(field.label)
                    if " " in role and is_role(role):
                        d.relate(person, "hasRole", Value(role), row, "record role")


def _bodies(d: Draft, field: Field) -> int:
    return len(parties(d, d.quote(*field.span), field=True))


def _behind_with(d: Draft, field: Field) -> bool:
    """Whether "with" leads a name: among events a host, among partnerships a partner."""
    return d.doc.text[: field.start][-6:].lower().endswith((" with ", "\nwith "))


_WRITERS: dict[str, Callable[[Draft, Block, Record], None]] = {
    "work": _work,
    "event": _event,
    "policy": policy,
    "people": _people,
    "lead": lead,
    "body": _body,
}
