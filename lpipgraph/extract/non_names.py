"""Rejects what cannot be a name: a fragment of a sentence, a description, a label with its value.

A layout that the reader misreads shows in such names first; the statements about them would be false with a perfect quote.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..dates import MONTH_NAMES
from ..names import fold
from ..tables import words
from .heads import head_class
from .lexicon import LEADING, PERSON_TITLE, singular

if TYPE_CHECKING:
    from ..records import Entity
    from .draft import Draft

__all__ = ["drop", "trimmed"]

_NAMED = ("Organisation", "Policy", "Event", "Person")
#: ", a charity based at …", ", held by …": what is said of a name behind it.
_SAID = re.compile(
    r",\s+(?:an?|the|our|its|their|one of|which|who|whose|where|part of|led by|run by|held by|based (?:at|in)|hosted by|organised by|funded by|together with)\s.*$",
    re.DOTALL,
)
#: "Stepped into the shoes of: Wells Gateway": a label that was read with its value.
_LABEL = re.compile(r"^[A-Z][a-z]+(?: [a-z]+){1,5}\s*(?::|–|—)\s+(?=[A-Z])")
_FIRST_NAMES = words("first-names", careful="")
#: "Jo Doe for the Lanes Institute", "Dr Jo Doe Lanes Institute": a person and a body.
_OF_A_BODY = re.compile(
    r"^(?P<who>[A-Z][\w'’-]+ [A-Z][\w'’-]+) (?:for|of|at|from) (?:the )?(?P<body>[A-Z].*)$"
)
#: "Understanding data- Centre for Things": who holds an event, behind a dash.
_BODY_BEHIND = re.compile(r"\s*(?:(?<=\w)- |\s[-–—] )(?P<body>[A-Z][^-–—]+)$")
_TITLED = re.compile(rf"^(?:{PERSON_TITLE} )+[A-Z][\w'’-]+ [A-Z][\w'’-]+ (?P<body>[A-Z].*)$")
#: Words that a name of one word is never, and none ends with.
_POINTING = frozenset(
    ("nobody", "somebody", "everybody", "anybody", "nothing", "something", "everything", "anything", "everyone", "someone", "anyone",
     "none", "who", "whose", "your", "their", "ours", "yours", "mine", "more", "less", "click", "here", "there")
)  # fmt: skip
_ENDS = frozenset(
    ("of", "for", "and", "or", "the", "a", "an", "in", "on", "at", "by", "with", "from", "to", "until", "is", "are", "who", "which", "that", "as")
)  # fmt: skip
_VERB = re.compile(r" (?:is|are|was|were|has been|have been|will be|has|had) [a-z]")
#: "January", "May, the Shore Compact": a day or month that was read as a name.
_CALENDAR = re.compile(rf"(?:{MONTH_NAMES}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?:$|,)")
#: "For housing and energy officers".
_FOR_WHOM = re.compile(r"(?:For|Open to|Aimed at|Suitable for) (?:all |the |every )?[a-z]")
_GLANCE = re.compile(r"\b(?:AT A GLANCE|READ MORE|IN BRIEF|FIND OUT|CLICK HERE)\b", re.IGNORECASE)
#: "Written at the request of …", "Given in Lincoln by …": a participle says something of a title and is none.
_PARTICIPLE = re.compile(
    r"^(?:Written|Given|Held|Published|Commissioned|Organised|Edited|Run|Hosted|Led|Produced|Prepared|Compiled|Presented|Released|Funded|Launched|Carried|Drawn|Based|Taken) "
    r"(?:at|in|by|on|for|with|out|up|from|jointly|together)\b"
)
#: "Kept up by Jo Doe": who did something, where what stands behind is a person or body that the text names.
_DONE_BY = re.compile(
    r"^[A-Z][a-z]+(?: (?:up|out|on|down|together|jointly))? by (?:the )?(?P<who>[A-Z][^,;()]+)"
)
#: "Twelve funds", "Six schemes that places ask about": how many of something there are.
_TALLY = re.compile(
    r"^(?i:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|\d{1,3}) (?:[a-z][\w-]* )*?[a-z]{3,}s(?:$|,| (?:that|which|who|we|you|to|for)\b)"
)
_COUNTS = "an?|our|your|their|its|this|these|two|three|four|five|several|some|another"
_KINDS = "|".join(sorted(words("heads", kind="event") | words("heads", kind="work"), key=len, reverse=True))
#: "A conference for employers", "Our own review, and shorter than it looks": what sort of thing something is.
_DESCRIBES = re.compile(rf"^(?i:{_COUNTS}) (?:[a-z][\w-]* ){{0,4}}?(?:{_KINDS})s?\b(?! [A-Z])")


def trimmed(cls: str, name: str) -> str:
    """A name without what a line says beside it; the name itself where nothing does."""
    if cls not in ("Organisation", "Policy", "Event"):
        return name
    short = _SAID.sub("", _LABEL.sub("", name) if cls != "Event" else name)
    behind = _BODY_BEHIND.search(short) if cls == "Event" else None
    if behind is not None and head_class(behind["body"]) == "Organisation":
        short = short[: behind.start()]
    if cls == "Organisation" and (match := _OF_A_BODY.match(short) or _TITLED.match(short)):
        person = match.groupdict().get("who")
        first = person.split()[0] if person else ""
        if head_class(match["body"]) == "Organisation" and (
            not person or (first in _FIRST_NAMES and head_class(person) is None)
        ):
            short = match["body"]
    return short if len(short) > 2 else name


def drop(d: Draft) -> None:
    """Takes out what is not a name, with all that was said of it, and notes it."""
    others = {
        fold(n): e.cls for cls in ("Theme", "Organisation", "Policy") for e in d.of(cls) for n in e.names
    }
    gone = {}
    for entity in list(d.entities.values()):
        if entity.how != "authority" and (why := _why(d, entity, others)):
            gone[entity.id] = why
    for id_, why in gone.items():
        entity = d.entities[id_]
        d.note(f"no name of {_A[entity.cls]}, {why}: {entity.name[:80]}", (entity.start, entity.end))
    if gone:
        d.drop(gone)


_A = {
    "Organisation": "a body", "Policy": "a policy", "Event": "an event", "Person": "a person", "Publication": "a work", "Place": "a place",
}  # fmt: skip


def _why(d: Draft, entity: Entity, others: dict[str, str]) -> str | None:
    """The reason why a row is not an entity, or None if it can be one."""
    cls, name = entity.cls, entity.name
    said = name.split()
    if cls not in _A or not said or entity.kind in ("newsletter issue", "article", "cited work"):
        return None
    low = said[0].lower()
    if cls in _NAMED:
        if len(said) == 1 and (low in LEADING or low in _POINTING):
            return "a word of the sentence"
        if len(said) > 12 or _GLANCE.search(name):
            return "a stretch of the page"
        if _CALENDAR.match(name):
            return "a day or month"
        if cls != "Event" and (_VERB.search(name) or said[-1].lower() in _ENDS):
            return "a stretch of a sentence"
        if cls != "Person" and _TALLY.match(name):
            return "a number of things"
        by = _DONE_BY.match(name)
        if by is not None and d.named(by["who"], ("Person", "Organisation")):
            return "who did something"
    if cls == "Event" and (
        _VERB.search(name) or others.get(fold(name)) in ("Theme", "Policy", "Organisation")
    ):
        return "a stretch of a sentence or another thing's name"
    if cls == "Event" and _FOR_WHOM.match(name):
        return "what is said of one"
    if cls in ("Event", "Publication") and entity.how in ("record", "listing", "event entry"):
        if _PARTICIPLE.match(name) or _DESCRIBES.match(name):
            return "what is said of one"
        if cls == "Publication" and (
            head_class(name) == "Organisation" and others.get(fold(name)) == "Organisation"
        ):
            return "the name of a body"
        if cls == "Publication" and name.endswith((" theme", " strand", " programme")):
            return "a theme"
    if cls in ("Policy", "Organisation") and d.find("Theme", name):
        return "the name of a theme"
    if cls == "Person" and len(said) > 2 and head_class(name) == "Organisation":
        return "the name of a body"
    return None if cls != "Person" or singular(said[-1]) not in _QUESTIONS else "a stretch of the page"


_QUESTIONS = frozenset(("who", "what", "where", "when", "which", "how"))
