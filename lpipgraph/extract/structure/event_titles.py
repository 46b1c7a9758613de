"""Parts the title of an event: its name, and what is around it: "Workshop: Name, Leeds", "Name (webinar), for councils"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...document import Reading
from ...tables import words
from ..details import attendance_mode
from ..draft import Draft
from ..heads import head_class, is_built
from .fields import QUOTED, name_of
from .model import Field
from .values import TYPES, parties

__all__ = ["Called", "called_of"]

_TERMS = words("events", "words", kind="terms")


@dataclass(frozen=True, slots=True)
class Called:
    """An event's name, and what else its title says: the type of event, for whom it is, who hosts it, where it is."""

    name: str
    span: tuple[int, int]
    type: str = ""
    audience: str = ""
    hosts: list[Field] = field(default_factory=list)
    places: list[Field] = field(default_factory=list)
    #: The name with the type that a colon sets behind it, which may be a part of it.
    whole: str = ""


_SORTS = "|".join(
    (TYPES, *sorted(words("events", "words", kind="sort") - words("events", "words", kind="loose")))
)
#: "Workshop: Title", "Title (half-day workshop for officers)", "Title, a walking workshop", "Title: training for officers".
_SORT_BEFORE = re.compile(rf"(?P<type>(?:[\w-]+ ){{0,2}}(?:{TYPES}))\s*:\s+(?=\S)", re.IGNORECASE)
_SORT_BEHIND = re.compile(
    rf"\s*\((?P<type>[^()]*?\b(?:{_SORTS})\b(?:(?! for )[^()])*)(?: for (?P<whose>[^()]+))?\)$|(?-i::\s+(?:an? )?(?P<colon>(?:[a-z-]+ ){{0,2}}(?:{_SORTS}))(?: for (?P<those>[a-z][^,:]*))?)$|,\s+(?:an?|the|our|its) (?P<apposed>(?:[\w-]+ ){{0,3}}(?:{TYPES}))(?: for (?P<whom>(?:(?! on\b| about\b)[^,])+)(?: (?:on|about) [^,]+)?| (?:of|by|from|on|with) .+)?$",
    re.IGNORECASE,
)
#: "Title, workshop by ‹O›", "Title, webinar with ‹O›": the sort and the host behind a title.
_SORT_AND_HOST = re.compile(
    rf"[*_\"'”’]*[,:]\s+(?:an? |the )?(?P<type>(?:[a-z-]+ ){{0,2}}(?:{TYPES})) (?:(?:hosted|run|held|organised|led) )?(?:by|with|from|at) (?:the )?(?P<host>[A-Z].+)$"
)
#: "Title, ‹O›": a body behind a title's last comma.
_BODY_BEHIND = re.compile(r"(?P<title>.+),\s+(?:the )?(?P<host>[A-Z][^,]+)$")
_FOR_WHOM = re.compile(
    r",\s+for (?P<who>[^,].+)$|\s*\((?:for|open to|aimed at) (?P<inside>[^()]+)\)$", re.IGNORECASE
)
_HOST_BEHIND = re.compile(r"(?P<title>.+?)(?<=\S)\s?[-–—]\s(?P<host>[A-Z][^–—]*)$")


#: "Title, Leeds": a town behind a title's last comma.
_TOWN_BEHIND = re.compile(r"(?P<title>[^,]+(?:, [^,]+)*?),\s+(?:in |at )?(?P<town>[A-Z][^,]+)$")
_ASIDE = re.compile(r"\s*[(\[](?P<inner>[^()\[\]]+)[)\]]$")


def _aside(d: Draft, reading: Reading, last: int) -> tuple[int, str, list[Field]]:
    """What brackets after a title say, if all of it is known: "(workshop, Leeds)", "(online, free)"; and where they begin."""
    match = _ASIDE.search(reading.text, 0, last)
    if match is None or not match.start():
        return last, "", []
    sort = ""
    places = []
    at = match.start("inner")
    for piece in re.split(r"(?<=[,;/])", match["inner"]):
        words_ = piece.strip(" ,;/")
        if _is_place(d, words_):
            start = at + piece.index(words_)
            places.append(Field(*reading.span(start, start + len(words_)), type="place"))
        elif re.fullmatch(rf"(?:[a-z-]+ ){{0,2}}(?:{TYPES})", words_, re.IGNORECASE):
            sort = sort or words_
        elif attendance_mode(words_) is None and words_.lower() not in _TERMS:
            return last, "", []
        at += len(piece)
    return match.start(), sort, places


def _only_here(d: Draft, name: str) -> bool:
    """Whether some words are nothing else's name: the launch of a report is not called like the report."""
    return " " in name and d.doc.text.count(name.strip(QUOTED)) == 1


def _is_place(d: Draft, name: str) -> bool:
    """Whether a name is a place's and nothing else's."""
    return (
        d.gazetteer.lookup(name) is not None
        and d.named(name, ("Organisation", "Person", "Policy", "Theme", "Event")) is None
    )


def called_of(d: Draft, title: Field, *, hosted: bool) -> Called:
    """The name of an event in its title, without what is around it; `hosted`: whether another field says who organises it."""
    reading = d.doc.reading(*title.span)
    text = reading.text
    first, last = 0, len(text.rstrip(" ."))
    sort = audience = whole = ""
    last, sort, places = _aside(d, reading, last)
    hosts: list[Field] = []
    if before := _SORT_BEFORE.match(text):
        sort, first = before["type"], before.end()
    tail = _HOST_BEHIND.match(text, first, last)
    if tail and not hosted and parties(d, tail["host"]):
        hosts = [Field(*reading.span(*tail.span("host")), type="body")]
        last = tail.end("title")
    said = _SORT_AND_HOST.search(text[first:last])
    if (
        said
        and parties(d, said["host"])
        and (said[0].lstrip("*_\"'”’")[0] == "," or _only_here(d, text[first : first + said.start()]))
    ):
        hosts = hosts if hosted else [Field(*reading.span(first + said.start("host"), last), type="body")]
        whole = text[first : first + said.end("type")] if ":" in said[0][:2] else ""
        sort, last = sort or said["type"], first + said.start()
    elif (
        not hosted
        and not hosts
        and (tail := _BODY_BEHIND.match(text, first, last))
        and _is_body(d, tail["host"])
    ):
        hosts, last = [Field(*reading.span(*tail.span("host")), type="body")], tail.end("title")
    behind = _SORT_BEHIND.search(text[:last])
    if behind and (not behind["colon"] or _only_here(d, text[first : behind.start()])):
        sort, last = sort or behind["type"] or behind["apposed"] or behind["colon"], behind.start()
        whole = text[first : behind.end()] if behind["colon"] else ""
        audience = behind["whom"] or behind["whose"] or behind["those"] or ""
    if whom := _FOR_WHOM.search(text[first:last]):
        audience, last = whom["who"] or whom["inside"], first + whom.start()
    if not places and (town := _TOWN_BEHIND.match(text, first, last)) and _is_place(d, town["town"]):
        places, last = [Field(*reading.span(*town.span("town")), type="place")], town.end("title")
    if not places and (venue := _TOWN_BEHIND.match(text, first, last)) and is_built(venue["town"]):
        places, last = [Field(*reading.span(*venue.span("town")), type="place")], venue.end("title")
    name = text[first:last].strip(QUOTED)
    if not name:
        return Called(name_of(d, title), title.span)
    return Called(name, reading.span(first, last), sort, audience, hosts, places, whole)


def _is_body(d: Draft, name: str) -> bool:
    """Whether a name is that of one organisation: known, or by its head noun."""
    return d.named(name, ("Organisation",)) is not None or head_class(name) == "Organisation"
