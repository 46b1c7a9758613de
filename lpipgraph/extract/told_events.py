"""Extracts events from sentences: kind, audience, organiser, time and place.

"‹E› is a workshop for planners, which we run with ‹O›", "‹O› is putting on a webinar, ‹E›", "we launch ‹B› on …". The words for sorts
of events and for what is done with them are rows of ``data/reading/events.csv``; names, titles, days and times are masked first, so
that a construction says what is between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..dates import find_dates, find_times
from ..records import Value
from ..tables import words
from .draft import Draft, Sentence
from .event_words import EVENT, audience_in, closes_event, each, host, hosts_in, masked_words, rules
from .heads import head_class
from .structure.moments import moments

__all__ = ["told"]


@dataclass(slots=True)
class _Event:
    """An event of a sentence: where its name is, and what is around it."""

    start: int
    end: int
    sort: str = ""
    launched: str = ""
    near: tuple[int, int] = (0, 0)


#: What is beside an event and is not its day: the end of booking.
_DEADLINE = re.compile(
    r"\b(?:book|register|apply|sign up|bookings?|registration|deadline|closes?|reply|rsvp)\b[^.;]{0,40}?\b(?:by|before|until|on)?\s*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|on) (?:the )?(?P<what>[a-z][\w-]*(?: [a-z][\w-]*){0,4}?)(?=[,.;]| and\b| (?:at|for|in|with|is|will|takes)\b|$)"
)
_PLACE = re.compile(r"\b(?:in|at|near|to) (?:the )?(?:‹[OENL]_*›(?:, | in ))?(?P<place>‹G_*›)")
_NOT = re.compile(
    r"\b(?:not|never|no longer|cancelled|postponed|called off|might|could|would|hopes? to|if|unless)\b"
)


def told(d: Draft) -> None:
    """The events of all prose that no record holds."""
    publisher = next((r.o for r in d.relations.values() if r.s == d.issue and r.p == "publisher"), None)
    for sentence in d.prose():
        if sentence.block.kind == "row" or d.is_masked(sentence.span()[0]):
            continue
        text = sentence.text
        if not any(c.isdigit() for c in text) and not _spelt_day(d, text):
            continue
        if any(s.kind == "event" for s in d.scopes_at(sentence.span()[0])):
            continue
        _read(d, sentence, publisher if isinstance(publisher, str) else None)


def _spelt_day(d: Draft, text: str) -> bool:
    return next(find_dates(text, after=d.reference), None) is not None


def _read(d: Draft, sentence: Sentence, publisher: str | None) -> None:
    text = sentence.text
    days = [x for x in find_dates(text, after=d.reference) if x.type == "date"]
    if not days or _NOT.search(text):
        return
    masked = masked_words(d, sentence)
    events = _events(d, sentence, masked)
    for n, event in enumerate(events):
        first = events[n - 1].end if n else 0
        last = events[n + 1].near[0] if n + 1 < len(events) else len(text)
        _write(d, sentence, masked, event, (first, max(last, event.end)), publisher)


def _events(d: Draft, sentence: Sentence, masked: str) -> list[_Event]:
    grammar = rules()
    found: dict[int, _Event] = {}

    def add(match: re.Match[str], sort: str = "", **more: str) -> None:
        start, end = match.span("e")
        old = found.get(start)
        if old is None:
            found[start] = _Event(start, end, sort, near=match.span(), **more)
        elif sort and not old.sort:
            old.sort = sort

    listed = d.doc.section_at(sentence.span()[0]).kind in ("events", "webinars")
    for match in grammar.launch.finditer(masked):
        add(match, "launch", launched=sentence.text[match.start("verb") : match.end("e")])
    for rule in (grammar.behind, grammar.before):
        for match in rule.finditer(masked):
            sort = match["sort"].split(" ")[-1]
            name = sentence.text[slice(*match.span("e"))]
            loose = sort in words("events", "words", kind="loose") and name[:1] not in "\"'"
            if rule is grammar.before and not match["link"] and name[:1] not in "\"'" and match["mid"]:
                continue
            if not loose or listed or match.groupdict().get("link"):
                add(match, match["sort"])
    for match in grammar.happens.finditer(masked):
        name = sentence.text[slice(*match.span("e"))]
        if (
            listed
            or closes_event(name, "head")
            or (closes_event(name, "either") and _on_day(masked, match.end()))
        ):
            add(match)
    for match in [*grammar.holds.finditer(masked), *grammar.open.finditer(masked)]:
        name = sentence.text[slice(*match.span("e"))]
        if listed or closes_event(name, "head") or closes_event(name, "either") or name[:1] in "\"'":
            add(match)
    for match in re.finditer(rf"(?:[Tt]he|[Oo]ur) (?P<e>{EVENT})", masked):
        if closes_event(sentence.text[slice(*match.span("e"))], "head"):
            add(match)
    return [found[k] for k in sorted(found)]


def _on_day(masked: str, at: int) -> bool:
    return re.match(r"[^.;]{0,60}\bon (?:the )?‹D", masked[at:]) is not None


def _write(
    d: Draft, sentence: Sentence, masked: str, event: _Event, reach: tuple[int, int], publisher: str | None
) -> None:
    text = sentence.text
    when = _when(d, text, event, reach)
    if when is None:
        return
    row = sentence.span()
    start, end = event.start, event.end
    while text[start] in "\"'":
        start += 1
    while text[end - 1] in "\"',.":
        end -= 1
    if event.launched and (venue := _AT.search(text, start, end)):
        end = venue.start()  # "launched the Fund at the Town Hall"
    name = text[start:end]
    sort = _sort(event, name)
    if _NUMBERED.fullmatch(name) or (event.launched and head_class(name) == "Policy"):
        return  # a fund that is launched begins: its clause says so
    if event.launched:
        shown = text.find(event.launched, 0)
        id_ = d.add(
            "Event",
            f"Launch of {name}",
            sentence.span(shown, end),
            kind="launch",
            aliases=(event.launched[: len(event.launched) - event.end + end].rstrip("\"'"),),
            how="event told",
            score=0.8,
        )
    else:
        if (other := d.named(name)) is not None and d.entities[other].cls != "Event":
            return
        id_ = d.add("Event", name, sentence.span(start, end), kind=sort or None, how="event told", score=0.8)
    moments(d, id_, [sentence.span(*when)], sentence.span(start, end), row)
    if sort:
        d.relate(id_, "eventType", Value(sort), row, "event told")
    for first, last in _hosts(masked, event, reach):
        for a, b in each(masked, first, last):
            host(d, sentence, id_, a, b, "event told")
    if publisher and _ours(masked, event, reach):
        d.relate(id_, "organiser", publisher, row, "event told")
    if who := audience_in(masked, text, min(event.near[0], event.start), reach[1]):
        d.relate(id_, "audience", Value(who), row, "event told")
    place = _PLACE.search(masked, event.end, reach[1]) or _PLACE.search(masked, reach[0], event.start)
    if place:
        a, b = place.span("place")
        known = d.gazetteer.lookup(text[a:b])
        where = d.add(
            "Place", text[a:b], sentence.span(a, b), kind=known.kind if known else None, how="event told"
        )
        d.relate(id_, "locatedIn", where, row, "event told")
    about = _ABOUT.search(masked, event.end, reach[1])
    topic = d.named(about["what"], ("Concept", "Theme", "Policy")) if about else None
    if topic:
        d.relate(id_, "topic", topic, row, "event told")


_AT = re.compile(r" at (?:the )?(?=[A-Z])")
#: "Number 28 will be with you on 6 June": the next issue.
_NUMBERED = re.compile(r"(?:The )?(?:Number|Issue|No\.?|Edition|Bulletin) \d+", re.IGNORECASE)


def _sort(event: _Event, name: str) -> str:
    """What type of event it is, as its words say: "a half-day training session" is training."""
    said = rules().sort.findall(event.sort) if event.sort else []
    sort = str(said[-1]) if said else ""
    if sort in ("", "event", "session"):
        heads = [w for w in words("events", "words", kind="head") if name.lower().endswith(f" {w}")]
        sort = max(heads, key=len, default="" if sort != "session" else sort)
    return sort.removesuffix(" session") if sort.startswith("training") else sort.removesuffix(" event")


def _when(d: Draft, text: str, event: _Event, reach: tuple[int, int]) -> tuple[int, int] | None:
    """The stretch that holds an event's day and times: the day nearest after its name, else the nearest before."""
    days = [
        x
        for x in find_dates(text, after=d.reference)
        if x.type == "date" and not _DEADLINE.search(text[: x.start])
    ]
    days = [x for x in days if not event.start <= x.start < event.end]
    behind = [x for x in days if event.end <= x.start < reach[1]]
    before = [x for x in days if reach[0] <= x.start < event.start]
    day = behind[0] if behind else before[-1] if before else None
    if day is None:
        return None
    start, end = day.start, day.end
    for time in find_times(text):
        if time.end <= start and start - time.end < 30 and not re.search(r"[;.]", text[time.end : start]):
            start = time.start
        elif end <= time.start < reach[1] and not re.search(r"; |\. ", text[end : time.start]):
            end = time.end
    stop = re.compile(r"\s*\(?(?:[A-Z]{2,4}T|UTC|GMT|[+-]\d\d?)\b").match(text, end)
    return start, stop.end() if stop else end


def _hosts(masked: str, event: _Event, reach: tuple[int, int]) -> Iterator[tuple[int, int]]:
    subject = rules().subject.search(masked, reach[0], event.end)
    if subject and subject["who"].lower() != "we" and subject.end() <= event.start + 1:
        yield subject.span("who")
    yield from hosts_in(masked, event.end, reach[1])
    near = rules().owner.search(masked, event.near[0], event.near[1])
    if near and near.start("who") != event.start:
        yield near.span("who")


def _ours(masked: str, event: _Event, reach: tuple[int, int]) -> bool:
    """Whether "we" or "our" says that the newsletter's own organisation puts it on."""
    if (
        re.search(r"\b[Oo]ur\b", masked[event.near[0] : event.near[1]].split("‹E", maxsplit=1)[0])
        and not event.launched
    ):
        return True
    rule = rules().subject
    return any(m["who"].lower() == "we" for m in rule.finditer(masked, reach[0], reach[1])) or bool(
        event.launched and re.search(r"\b[Ww]e (?:\w+ )?launch", masked[reach[0] : event.end])
    )
