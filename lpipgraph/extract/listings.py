"""Blogs, reports, events, webinars: tables of labelled rows, tables with a header, lists and paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from ..dates import find_dates, find_times
from ..document import Reading, Section
from ..evidence import covered
from ..records import Value
from .agents import Agent, agents, organisation
from .draft import Draft, Scope
from .entries import LISTS, TYPE, TYPES, Entry, entries, reference
from .spans import capitalised, classify

__all__ = ["listings"]


def listings(d: Draft) -> None:
    """Every blog, report and event that a list section holds; what no form of entry fits is noted."""
    for section in d.doc.sections:
        if section.kind in LISTS:
            start, end = d.doc.extent(section) if section.level == 1 else (section.start, section.end)
            for entry in entries(d, section, start, end):
                if any(a <= entry.start < b for a, b in d.structured):
                    continue
                if section.kind in ("events", "webinars"):
                    _event(d, entry, section)
                else:
                    _publication(d, entry, "blog" if section.kind == "blogs" else "report")


# --- entries to rows ---------------------------------------------------------------------------------------------


def _publication(d: Draft, entry: Entry, kind: str) -> None:
    if "title" not in entry.cells:
        return
    where = entry.cells["title"]
    name = d.quote(*where)
    id_ = d.add("Publication", name, where, kind=kind, how="listing", score=0.95)
    row = (entry.start, entry.end)
    d.relate(id_, "partOfIssue", d.issue, where, "listing", basis="bySection")
    scope = Scope(id_, kind, entry.start, entry.end)
    d.scopes.append(scope)
    if "author" in entry.cells:
        a, b = entry.cells["author"]
        reading = d.doc.reading(a, b)
        line = (min(where[0], a), max(where[1], b)) if b - where[0] < 600 else (a, b)
        for agent in agents(d, _without_date(reading), "author cell"):
            scope.authors.append(agent.id)
            d.relate(id_, "author", agent.id, line, "author cell")
        d.masked.append((a, b))
    if "publisher" in entry.cells:
        reading = d.doc.reading(*entry.cells["publisher"])
        for agent in agents(d, _without_date(reading), "publisher cell"):
            if agent.cls == "Organisation":
                d.relate(id_, "publisher", agent.id, entry.cells["publisher"], "publisher cell")
    if "date" in entry.cells:
        reading = d.doc.reading(*entry.cells["date"])
        found = next(iter(find_dates(reading.text, years=len(reading.text) < 40)), None)
        if found:
            span = reading.span(found.start, found.end)
            quote = (where[0], span[1]) if span[1] - where[0] < 500 and span[0] > where[0] else row
            d.relate(id_, "publicationDate", Value(found.value, found.type), quote, "date cell")
    d.masked.append(where)


def _without_date(reading: Reading) -> Reading:
    """The line with its dates blanked, so that no month is taken for a name."""
    text = reading.text
    for found in find_dates(text, years=True):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    text = re.sub(r"\b(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)\s*$", lambda m: " " * len(m.group()), text)
    text = re.sub(r",\s*$", lambda m: " " * len(m.group()), text)
    return Reading(text, reading.places)


_HOST = re.compile(
    r"\b(?:[Hh]osted|[Oo]rganised|[Rr]un|[Ll]ed|delivered|convened|presented|held|put on) (?:jointly )?(?:by|with) (?:the )?"
    r"|courtesy of (?:the )?|annual conference of (?:the )?|chaired by [^,.]*? for (?:the )?"
)
_AUDIENCE = re.compile(
    r"\b(?:(?:specifically )?(?:designed|intended|aimed|meant|suitable|written) (?:for|at|to help)|aimed at|for) "
    r"(?P<who>(?:[\w'-]+,? ){0,12}?(?:officers?|officials|makers|practitioners|researchers|analysts|leads|organisations|councils|"
    r"charities|academics|communities|leaders|students|planners|teams|professionals|beginners|authorities|groups|councillors|"
    r"evaluators|commissioners|clerks|treasurers|trustees|volunteers|businesses|partners|managers)"
    r"(?: (?:and|or) (?!what|with)(?:[\w'-]+ ){0,4}?(?:officers?|councils|councillors|trustees|businesses|charities|universities|planners|groups|clerks|leads))*"
    r"(?: (?:working )?(?:in|who|from|of|new to)\b(?: (?!to\b|understand\b|with\b|about\b|on\b|will\b)[\w'-]+){0,7})?)"
)
_OPENS = re.compile(
    r"^(?P<hosts>.+?) (?:invites?|leads?|hosts?|runs?|presents?|convenes?|organises?)\b (?:this|an?|the|you|us|people|[a-z]+ (?:officers|councillors))"
)


def _event(d: Draft, entry: Entry, section: Section) -> None:
    cells = dict(entry.cells)
    where = cells.get("event") or cells.get("title")
    if where is None:
        return
    reading = d.doc.reading(*where)
    title = reading.text.rstrip(" .")
    kind = entry.type
    first, last = 0, len(title)
    prefix = re.match(rf"(?P<t>{TYPES})\s*:\s+", title, re.IGNORECASE)
    if prefix:
        kind, first = kind or prefix["t"], prefix.end()
    tail = re.match(r"(?P<title>.+?)(?:\s?[-–—]\s)(?P<host>[A-Z][^-–—]*)$", title[first:])
    host: tuple[int, int] | None = None
    if tail and "organiser" not in cells:
        last = first + tail.end("title")
        host = (first + tail.start("host"), first + tail.end("host"))
    bracket = re.search(rf"\s*\((?P<t>[^()]*\b(?:{TYPES})\b[^()]*)\)$", title[first:last], re.IGNORECASE)
    if bracket:
        kind = kind or ((hit_ := TYPE.search(bracket["t"])) and hit_["type"])
        last = first + bracket.start()
    apposed = re.search(rf", an? (?P<t>[^,]*\b(?:{TYPES}))$", title[first:last], re.IGNORECASE)
    if apposed:
        kind = kind or ((hit_ := TYPE.search(apposed["t"])) and hit_["type"])
        last = first + apposed.start()
    audience = re.search(r", for (?P<who>.+)$", title[first:last])
    if audience:
        who, ends = audience["who"], last
        last = first + audience.start()
    name = title[first:last].strip(" '\"*?" if not title[first:last].endswith("?") else " '\"*")
    span = reading.span(first, last)
    if kind is None:
        text = d.quote(*cells["text"]) if "text" in cells else ""
        hit = TYPE.search(name) or TYPE.search(text.split(". ")[0] + " " + " ".join(text.split(". ")[1:2]))
        kind = hit["type"] if hit else ("webinar" if section.kind == "webinars" else None)
    id_ = d.add("Event", name, span, kind=kind.lower() if kind else None, how="listing", score=0.95)
    row = (entry.start, entry.end)
    if kind and covered(kind, d.quote(*row)):
        d.relate(id_, "eventType", Value(kind.lower()), row, "event entry")
    elif kind:  # the part of the issue says it, not the entry
        heading = d.doc.text[section.start : section.end].lstrip()
        begin = section.end - section.start - len(heading)
        line = (section.start + begin, section.start + begin + len(heading.split("\n", 1)[0].rstrip()))
        d.relate(id_, "eventType", Value(kind.lower()), line, "event entry", basis="bySection")
    if audience:
        d.relate(id_, "audience", Value(who), reading.span(first, ends), "event entry")
    if "audience" in cells:
        d.relate(id_, "audience", Value(d.quote(*cells["audience"]).rstrip(".")), row, "event entry")
    _when(d, id_, cells, where)
    for cell in [cells["organiser"]] if "organiser" in cells else []:
        for agent in agents(d, d.doc.reading(*cell), "organiser cell"):
            d.relate(
                id_, "organiser", agent.id, (min(where[0], cell[0]), max(where[1], cell[1])), "event entry"
            )
        d.masked.append(cell)
    if host:
        for agent in _bodies(d, reading, *host):
            d.relate(id_, "organiser", agent.id, where, "event entry")
    if "text" in cells:
        _about(d, id_, cells["text"])
    if "place" not in cells and "date" in cells and section.kind == "events":
        when = d.doc.reading(*cells["date"])
        town = re.search(r", (?P<place>[A-Z][\w' -]+)$", when.text)
        if town:
            cells["place"] = when.span(town.start("place"), town.end("place"))
    if "place" in cells:
        place = d.doc.reading(*cells["place"])
        for name, first, last in d.places_in(place.text):
            known = d.gazetteer.lookup(name)
            where_ = place.span(first, last)
            town_id = d.add("Place", name, where_, kind=known.kind if known else None, how="gazetteer")
            d.relate(id_, "locatedIn", town_id, row, "event entry")
    d.scopes.append(Scope(id_, "event", entry.start, entry.end))
    d.masked.append(where)


def _bodies(d: Draft, reading: Reading, first: int, last: int) -> list[Agent]:
    """Organisers: every name there is a body."""
    found = []
    for shifted in capitalised("– " + reading.text[first:last]):
        span = replace(shifted, start=shifted.start - 2, end=shifted.end - 2)
        where = reading.span(first + span.start, first + span.end)
        found.append(
            Agent(organisation(d, span.text, where, how="organiser", score=0.85), "Organisation", where)
        )
    return found


def _when(d: Draft, event: str, cells: dict[str, tuple[int, int]], title: tuple[int, int]) -> None:
    cell = cells.get("date")
    if cell is None:
        return
    reading = d.doc.reading(*cell)
    found = next((x for x in find_dates(reading.text, after=reference(d)) if x.type == "date"), None)
    if found is None:
        if re.search(r"\bconfirm|\btbc\b|announced", reading.text, re.IGNORECASE):
            d.note("an event without a date", cell)
        return
    stretch = (min(cell[0], title[0]), max(cell[1], title[1]))
    quote = stretch if stretch[1] - stretch[0] < 700 else cell
    approximate = re.search(
        r"w/c|week (?:commencing|beginning)|week of", reading.text[: found.start], re.IGNORECASE
    )
    time = next(find_times(reading.text[found.end :]), None) or next(
        find_times(reading.text[: found.start]), None
    )
    if time is None and reading.span(0, 1)[0] != title[0]:
        pass
    if time and not found.last:
        d.relate(
            event, "startDateTime", Value(f"{found.value}T{time.begins}", "dateTime"), quote, "event entry"
        )
        if time.ends:
            d.relate(
                event, "endDateTime", Value(f"{found.value}T{time.ends}", "dateTime"), quote, "event entry"
            )
        return
    if approximate:
        d.note("an event of which only the week is given", cell)
    d.relate(event, "startDateTime", Value(found.value, "date"), quote, "event entry")
    if found.last:
        d.relate(event, "endDateTime", Value(found.last, "date"), quote, "event entry")


def _about(d: Draft, event: str, cell: tuple[int, int]) -> None:
    reading = d.doc.reading(*cell)
    for a, b in reading.sentences():
        sentence = reading.text[a:b]
        span = reading.span(a, b)
        invited = re.search(
            r"\binvites? (?P<who>[^.]+?) to (?:hear|learn|join|discuss|explore|share|find)", sentence
        )
        who = invited or _AUDIENCE.search(sentence)
        if who and (
            invited
            or re.search(
                r"\b(?:designed|intended|aimed|meant|session|course|training|workshop|run by|open)\b",
                sentence,
                re.IGNORECASE,
            )
        ):
            d.relate(event, "audience", Value(who["who"].strip()), span, "event audience")
        opens = _OPENS.match(sentence)
        if opens and not d.named(opens["hosts"], ("Person",)):
            for agent in _bodies(d, reading, a, a + opens.end("hosts")):
                d.relate(event, "organiser", agent.id, span, "event host")
        for host in _HOST.finditer(sentence):
            rest = sentence[host.end() :]
            last = 0
            for n, name in enumerate(capitalised(rest)):
                if n and not re.fullmatch(
                    r"(?:,| and| & |,? and| with)?\s*(?:the )?", rest[last : name.start]
                ):
                    break
                last = name.end
                where = reading.span(a + host.end() + name.start, a + host.end() + name.end)
                if n == 0 and name.start > 1:
                    break
                if classify(name) == "Role" or d.named(name.text, ("Person",)):
                    break
                body = organisation(d, name.text, where, how="organiser", score=0.85)
                d.relate(event, "organiser", body, span, "event host")
