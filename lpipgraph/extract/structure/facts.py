"""Records to rows: what a work, an event, a fund, a move, a theme's lead or a partnership states, by its typed fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from ...dates import find_dates
from ...evidence import covered
from ...records import Value
from ..agents import agents as read_agents
from ..agents import looks_like_person, organisation
from ..clauses.expertise import fields_of
from ..draft import Draft, Scope
from ..particulars import attendance_mode
from ..policies import MONEY
from ..spans import head_class
from ..standing import of_fields
from ..themes import resolve
from .model import Block, Field, Record, is_listed
from .moments import moments
from .own import boxed, of_article
from .told import about
from .values import TYPE, TYPES, is_role, parties, type_of

__all__ = ["write"]

_AGENT_TYPES = ("person", "body", "agents", "name")
_QUOTED = " '\"“”‘’"


def write(d: Draft, block: Block) -> None:
    """The rows of a block; a block of no kind is noted."""
    if box := boxed(d, block):
        id_, facts = box
        _policy_facts(d, id_, facts.fields[0], facts)
        return
    rule = _WRITERS.get(block.kind)
    if rule is None:
        if block.kind == "" and block.shape not in ("line", "marked", "card"):
            d.note(f"records under “{block.heading}” of no known kind", (block.start, block.end))
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


_HINTED = {
    **dict.fromkeys(("organiser", "funder", "publisher", "body", "leadbody", "commissioner"), "Organisation"),
    "policy": "Policy",
    "person": "Person",
}


def _hint(d: Draft, field: Field) -> None:
    """What a field's meaning says of the class of the name in it: evidence for wherever else the name stands."""
    cls = _HINTED.get(field.sense)
    name = _name(d, field) if cls else ""
    if (
        cls
        and name
        and len(name.split()) < 8
        and not re.search(r"[,;|@]", name)
        and not looks_like_person(name)
    ):
        d.hint(cls, name)


def who(d: Draft, field: Field, want: str = "") -> list[tuple[str, str]]:
    """The persons and bodies of a field: id and class. `want` is the class that the field's meaning asks for."""
    reading = d.doc.reading(*field.span)
    found = parties(
        d, reading.text, field=bool(field.label or field.sense not in ("agent", "title", "extra", ""))
    )
    complex_ = any(is_role(piece) for piece in re.split(r"[,(]| at | of the ", reading.text)) or (
        len({p.cls for p in found}) > 1
    )
    if (not found or complex_) and want != "Organisation":
        masked = reading
        return [(a.id, a.cls) for a in read_agents(d, masked, "record field")]
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


def _row(*fields: Field) -> tuple[int, int]:
    """The words that say it: from the title to the field where they stand close together, else the whole record."""
    start, end = min(f.start for f in fields), max(f.end for f in fields)
    return (start, end) if end - start < 700 else (fields[-1].start, fields[-1].end)


def _titles(d: Draft, record: Record, *senses: str) -> Field | None:
    """The field that names the record; what begins in lower case is no name."""
    found = next((f for s in senses for f in record.of(s)), None)
    return found if found and not d.quote(*found.span).lstrip(_QUOTED)[:1].islower() else None


def _name(d: Draft, field: Field) -> str:
    name = d.quote(*field.span).strip(_QUOTED)
    return name.rstrip(" .") if not name.endswith("...") else name


def _agents_as(
    d: Draft,
    subject: str,
    title: Field,
    fields: list[Field],
    predicate: str,
    want: str = "",
    cls: str = "",
) -> list[str]:
    ids = []
    for field in fields:
        for id_, found in who(d, field, want):
            if cls and found != cls:
                continue
            d.relate(subject, predicate, id_, _row(title, field), f"record {predicate}")
            ids.append(id_)
        d.masked.append(field.span)
    return ids


def _nameless(d: Draft, record: Record) -> None:
    alone = len([f for f in record.fields if f.sense]) < 2
    d.note(
        "a row that belongs to no entry" if alone else "a record without a title", (record.start, record.end)
    )


def _work(d: Draft, block: Block, record: Record) -> None:
    title = _titles(d, record, "work", "title", "event", "policy")
    if title is None:
        _nameless(d, record)
        return
    said = {w for f in record.fields for w in (f.label.lower(),) if w}
    blog = bool(re.search(r"\bblogs?\b|\bposts?\b", f"{block.heading} {' '.join(said)}", re.IGNORECASE))
    kind = "blog" if blog else "report"
    id_ = d.add("Publication", _name(d, title), title.span, kind=kind, how="record", score=0.95)
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
    authors = [
        f
        for f in record.of("author", "agent", "organiser", "lead", "person", "from")
        if f.type in (*_AGENT_TYPES, "title", "place") and f is not title
    ]
    bodies = [f for f in record.of("body") if f is not title and f.type in (*_AGENT_TYPES, "title")]
    authors, bodies = _sides(title, authors, bodies, cited=writers is not None)
    if not authors and not writers:
        authors, bodies = bodies, []
    if any(f.sense == "author" or f.type == "person" for f in authors):
        # beside its writers a body in a field of its own is who published it
        others = [f for f in authors if f.sense != "author" and f.type == "body"]
        authors, bodies = [f for f in authors if f not in others], [*others, *bodies]
    scope.authors += _agents_as(d, id_, title, authors, "author")
    _agents_as(
        d,
        id_,
        title,
        [f for f in record.of("publisher") if f is not title] + bodies,
        "publisher" if authors or writers else "author",
        "Organisation",
    )
    _agents_as(d, id_, title, record.of("commissioner"), "commissionedBy", "Organisation")
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
                _row(title, field),
                "record date",
            )
            break
    for field in record.of("theme"):
        _theme(d, id_, field)
    d.masked.append(title.span)


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


@dataclass(frozen=True, slots=True)
class _Called:
    """An event's name, and what else its title says: the sort of event, for whom it is, who hosts it."""

    name: str
    span: tuple[int, int]
    type: str = ""
    audience: str = ""
    hosts: list[Field] = dataclass_field(default_factory=list)


#: "Workshop: Title", "Title (half-day workshop)", "Title, a walking workshop".
_SORT_BEFORE = re.compile(rf"(?P<type>{TYPES})\s*:\s+(?=\S)", re.IGNORECASE)
_SORT_BEHIND = re.compile(
    rf"\s*\((?P<type>[^()]*\b(?:{TYPES})\b[^()]*)\)$|,\s+(?:an?|the|our|its) (?P<apposed>(?:[\w-]+ ){{0,3}}(?:{TYPES}))(?: for (?P<whom>[^,]+)| (?:of|by|from|on|with) .+)?$",
    re.IGNORECASE,
)
_FOR_WHOM = re.compile(r",\s+for (?P<who>[^,].+)$")
_HOST_BEHIND = re.compile(r"(?P<title>.+?)(?<=\S)\s?[-–—]\s(?P<host>[A-Z][^–—]*)$")


def _called(d: Draft, title: Field, *, hosted: bool) -> _Called:
    reading = d.doc.reading(*title.span)
    text = reading.text
    first, last = 0, len(text.rstrip(" ."))
    sort = audience = ""
    hosts: list[Field] = []
    if before := _SORT_BEFORE.match(text):
        sort, first = before["type"], before.end()
    tail = _HOST_BEHIND.match(text, first, last)
    if tail and not hosted and parties(d, tail["host"]):
        hosts = [Field(*reading.span(*tail.span("host")), type="body")]
        last = tail.end("title")
    if behind := _SORT_BEHIND.search(text[:last]):
        sort, last = sort or behind["type"] or behind["apposed"], behind.start()
        audience = behind["whom"] or ""
    if whom := _FOR_WHOM.search(text[first:last]):
        audience, last = whom["who"], first + whom.start()
    name = text[first:last].strip(_QUOTED)
    if not name:
        return _Called(_name(d, title), title.span)
    return _Called(name, reading.span(first, last), sort, audience, hosts)


def _event(d: Draft, block: Block, record: Record) -> None:
    title = _titles(d, record, "event", "title", "work", "policy")
    if title is None:
        _nameless(d, record)
        return
    types = [f for f in record.of("type") if attendance_mode(d.quote(*f.span)) is None]
    kind = d.quote(*types[0].span).lower() if types else None
    organisers = [
        f
        for f in record.of(
            "organiser", "agent", "responsible", "leadbody", "author", "publisher", "body", "from"
        )
        if f is not title
        and f.type in (*_AGENT_TYPES, "title")
        and (f.type != "person" or f.sense != "agent")
    ]
    called = _called(d, title, hosted=bool(organisers))
    name, span = called.name, called.span
    hit = TYPE.search(kind or "") or TYPE.search(called.type or name)
    kind = kind or (hit["type"].lower() if hit else None)
    if kind is None:
        text = " ".join(d.quote(*f.span) for f in record.of("text", "extra"))
        hit = TYPE.search(text[:160])
        kind = hit["type"].lower() if hit else None
    if kind is None and d.doc.section_at(title.start).kind == "webinars":
        kind = "webinar"
    id_ = d.add("Event", name, span, kind=kind, how="record", score=0.95)
    row = (record.start, record.end)
    if kind and covered(kind, d.quote(*row)):
        d.relate(id_, "eventType", Value(kind), row if row[1] - row[0] < 900 else span, "record type")
    elif kind:  # the part of the issue says it, not the entry
        section = d.doc.section_at(title.start)
        over = d.doc.heading_of(section) or d.doc.blocks_in(section.start, title.end)[0]
        d.relate(id_, "eventType", Value(kind), (over.start, over.end), "record type", basis="bySection")
    _agents_as(d, id_, title, organisers or called.hosts, "organiser", "Organisation")
    if called.audience:
        d.relate(id_, "audience", Value(called.audience), title.span, "record audience")
    for field in record.of("audience"):
        d.relate(
            id_,
            "audience",
            Value(d.quote(*field.span).strip(" .")),
            _row(title, field),
            "record audience",
        )
    about(d, id_, title.span, audience=False)
    if block.shape in ("line", "marked") and title.end < row[1] < row[0] + 700:
        about(d, id_, (title.end, row[1]))
    else:
        for field in record.of("text", "extra"):
            about(d, id_, field.span)
    when = record.of("date", "start", "time", "end")
    moments(d, id_, [f.span for f in when], title.span, row)
    for field in record.of("place", "date", "venue"):
        if field.sense == "venue":
            _agents_as(d, id_, title, [field], "locatedIn", cls="Place")
        _places(d, id_, "locatedIn", field, _row(title, field), whole=field.sense == "place")
    for field in record.of("theme", "topic"):
        theme = resolve(d, d.quote(*field.span))
        if theme:
            d.relate(id_, "topic", theme, _row(title, field), "record topic")
    d.scopes.append(Scope(id_, "event", record.start, record.end))
    d.masked.append(title.span)


def _places(
    d: Draft, subject: str, predicate: str, field: Field, row: tuple[int, int], whole: bool = False
) -> None:
    place = d.doc.reading(*field.span)
    del whole
    for name, first, last in d.places_in(place.text):
        known = d.gazetteer.lookup(name)
        id_ = d.add(
            "Place", name, place.span(first, last), kind=known.kind if known else None, how="gazetteer"
        )
        d.relate(subject, predicate, id_, row, "record place")


def _policy(d: Draft, _: Block, record: Record) -> None:
    title = _titles(d, record, "policy", "title", "work", "event")
    if title is None:
        _nameless(d, record)
        return
    id_ = d.add("Policy", _name(d, title), title.span, how="record", score=0.9)
    _policy_facts(d, id_, title, record)
    d.masked.append(title.span)


#: "formerly the Old Fund", "in place of the Old Fund": what a policy took the place of, in a field without a label.
_FORMER = re.compile(
    r"(?:formerly|in place of|replac(?:es|ing)|succeeds|once|was) (?:the )?(?P<old>[A-Z].{2,80})"
)
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
    """Who or what pays: a body, or a policy that is known or calls itself one ("the Warmth Fund")."""
    for field in [part for whole in fields for part in _listed(d, whole)]:
        name = _name(d, field)
        fund = d.find("Policy", name)
        if fund is None and head_class(name) == "Policy" and not d.find("Organisation", name):
            fund = d.add("Policy", name, field.span, how="record")
        if fund is None:
            _agents_as(d, id_, title, [field], "fundedBy", "Organisation")
        elif fund != id_:
            d.relate(id_, "fundedBy", fund, _row(title, field), "record fundedBy")


def _policy_facts(d: Draft, id_: str, title: Field, record: Record) -> None:
    sources = [f for f in record.of("publisher") if f.label.lower() == "source"]
    funders = [
        f
        for f in (*record.of("funder", "from"), *sources)
        if f is not title and f.type in (*_AGENT_TYPES, "title", "place")
    ]
    bodies = [
        f
        for f in record.of("responsible", "organiser", "lead", "leadbody", "body", "author", "publisher")
        if f is not title and f not in sources and f.type in (*_AGENT_TYPES, "title")
    ]
    loose = [f for f in record.of("agent") if f.type in _AGENT_TYPES]
    _funders(d, id_, title, funders)
    _agents_as(d, id_, title, bodies or (loose if not funders else []), "responsibleBody", "Organisation")
    if funders and not bodies:
        _agents_as(d, id_, title, loose, "responsibleBody", "Organisation")
    for field in record.of("amount"):
        if money := MONEY.search(d.quote(*field.span)):
            d.relate(
                id_,
                "amount",
                Value(money.group().strip(), "money"),
                _row(title, field),
                "record amount",
            )
            break
    for field in record.of("place", "venue"):
        _places(d, id_, "appliesTo", field, _row(title, field))
    for field in record.of("start", "date"):
        written = d.quote(*field.span).strip(" .")
        found = next(iter(find_dates(written, years=True)), None)
        if _SPAN.fullmatch(written):
            d.relate(id_, "startPeriod", Value(written), _row(title, field), "record start")
        elif found and (field.sense == "start" or found.type in ("gYear", "gYearMonth")):
            d.relate(
                id_,
                "startPeriod",
                Value(found.value, found.type if found.type != "gYear" else "string"),
                _row(title, field),
                "record start",
            )
    for field in record.of("end", "status", "legal"):
        of_fields(d, id_, field.sense, field.span, _row(title, field))
    for field in record.of("replaces"):
        old = d.add("Policy", _name(d, field), field.span, how="record")
        d.relate(id_, "succeeds", old, _row(title, field), "record succession")
    for field in record.of("extra", "text", "from"):
        reading = d.doc.reading(*field.span)
        if former := _FORMER.fullmatch(reading.text.rstrip(" .")):
            old = d.add("Policy", former["old"], reading.span(*former.span("old")), how="record")
            d.relate(id_, "succeeds", old, _row(title, field), "record succession")
    for field in record.of("partof"):
        whole = d.add("Policy", _name(d, field), field.span, how="record")
        d.relate(id_, "partOfPolicy", whole, _row(title, field), "record part")
    for field in record.of("theme"):
        theme = resolve(d, d.quote(*field.span))
        if theme:
            d.relate(id_, "relatesToTheme", theme, _row(title, field), "record theme")


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
        row = _row(title, field)
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
        if predicate and field.type in (*_AGENT_TYPES, "title") and field.type != "person":
            _agents_as(d, id_, title, [field], predicate, "Organisation", "Organisation")
        elif field.sense == "role":
            d.relate(id_, "hasRole", Value(_one(text) if len(persons) > 1 else text), row, "record role")
        elif field.sense in ("date", "start", "end", "deadline"):
            day = next(iter(find_dates(text, after=d.reference, years=True)), None)
            if day:
                d.relate(id_, "joined", Value(day.value, day.type), row, "record joined")
        elif field.sense == "contact" and (address := d.address(*field.span)):
            d.relate(id_, "email", Value(address, "email"), row, "record e-mail")
        elif field.sense == "expertise":
            for known in fields_of(text):
                d.relate(id_, "expertise", Value(known), row, "record expertise")
        elif field.sense == "theme" and (theme := resolve(d, text)):
            d.relate(
                id_, "leadsTheme" if "lead" in field.label.lower() else "worksOn", theme, row, "record theme"
            )


_LEADERS = ("lead", "agent", "person", "author", "organiser", "contact")


def _lead(d: Draft, _: Block, record: Record) -> None:
    title = _titles(d, record, "theme", "title", "work")
    if title is None:
        return
    name = _name(d, title)
    rest = [f for f in record.fields if f is not title]
    led = [
        (field, id_)
        for field in rest
        if field.sense in _LEADERS and field.type in ("person", "agents", "name", "email")
        for id_, cls in who(d, field, "Person" if field.type == "name" else "")
        if cls == "Person"
    ]
    theme = resolve(d, name)
    if theme is None and led:
        theme = d.add("Theme", name, title.span, kind="LPIP theme", how="record")
    if theme is None:
        return
    d.alias(theme, name)
    for field, id_ in led:
        d.relate(id_, "leadsTheme", theme, _row(title, field), "record lead", basis="bySection")
    everybody = [id_ for _, id_ in led]
    for field in rest:
        row = _row(title, field)
        words = d.quote(*field.span).strip(" .")
        leaders = _beside(field, rest, led)
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
            role = _one(words) if len(leaders) > 1 else words
            for leader in leaders:
                d.relate(leader, "hasRole", Value(role), row, "record role")
        elif field.sense == "contact" and leaders and (address := d.address(*field.span)):
            d.relate(leaders[-1], "email", Value(address, "email"), row, "record e-mail")
    d.masked.append(title.span)


def _beside(field: Field, rest: Sequence[Field], led: Sequence[tuple[Field, str]]) -> list[str]:
    """The people to whom a body or a role belongs: those named last before it, or all where none is named before.

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


def _body(d: Draft, _: Block, record: Record) -> None:
    title = _titles(d, record, "body", "title", "work")
    if title is None or not parties(d, _name(d, title)):
        return
    id_ = organisation(d, _name(d, title), title.span, how="record")
    for field in record.fields:
        if field is title:
            continue
        row = _row(title, field)
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
            _agents_as(d, id_, title, [field], "fundedBy", "Organisation", "Organisation")
        elif field.sense in ("place", "venue"):
            _places(d, id_, "locatedIn", field, row)
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
                    role = _one(field.label)
                    if " " in role and is_role(role):
                        d.relate(person, "hasRole", Value(role), row, "record role")


def _bodies(d: Draft, field: Field) -> int:
    return len(parties(d, d.quote(*field.span), field=True))


def _behind_with(d: Draft, field: Field) -> bool:
    """Whether "with" leads a name: among events a host, among partnerships a partner."""
    return d.doc.text[: field.start][-6:].lower().endswith((" with ", "\nwith "))


def _one(label: str) -> str:
    """A label over several people as the role of one of them: "Programme Managers" → "Programme Manager"."""
    head, _, last = label.rpartition(" ")
    return f"{head} {last.removesuffix('s')}".strip()


_WRITERS: dict[str, Callable[[Draft, Block, Record], None]] = {
    "work": _work,
    "event": _event,
    "policy": _policy,
    "people": _people,
    "lead": _lead,
    "body": _body,
}
