"""Extracts what events are about: a policy, a concept or a theme that the title names, or the words after "on"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import Entity
from .draft import Draft, Scope
from .lexicon import POLICY_HEADS, singular

__all__ = ["topics"]

_CLASSES = ("Policy", "Concept", "Theme")
#: A longer name of one of these covers the shorter ones inside it.
_COVERING = ("Organisation", "Person", "Place", "Publication", "CaseStudy")
#: What leads to a topic in the words beside a title: "a webinar on", "Subject:".
_ABOUT = r"(?:\b(?:on|about|into|around|introducing|explaining) (?:the |our |its )?(?:new )?|\b(?:Subject|Topic|About|Theme|Covers)\s*[:\t|]\s*(?:the )?)[\"'“‘*_]*"
_LONGEST = 700


def topics(d: Draft) -> None:
    """A row for each topic; the words beside a title are read as far as the event's own entry goes."""
    names = [
        (name, e) for cls in (*_CLASSES, *_COVERING) for e in d.of(cls) for name in _names(e) if len(name) > 3
    ]
    names.sort(key=lambda x: -len(x[0]))
    others = [e.name for e in d.of("Event")]
    entries = {s.id: s for s in d.scopes if s.kind == "event"}
    for event in d.of("Event"):
        for topic in _named(d, event.name, names, ""):
            d.relate(event.id, "topic", topic, (event.start, event.end), "event title")
        first, last = _entry(d, event, entries)
        reading = d.doc.reading(first, last)
        other = min(
            (at for n in others if n != event.name and (at := reading.text.find(n)) > 0), default=None
        )
        for topic in _named(d, reading.text[:other], names, _ABOUT):
            d.relate(event.id, "topic", topic, (first, last), "event title")


def _entry(d: Draft, event: Entity, entries: dict[str, Scope]) -> tuple[int, int]:
    """What mentions an event: its entry in a list, else its sentence from its name on."""
    entry = entries.get(event.id)
    if entry is not None and entry.end - entry.start < _LONGEST:
        return entry.start, entry.end
    block = d.doc.block_with(event.start)
    for sentence in d.block_sentences(block) if block is not None else ():
        first, last = sentence.span()
        if first <= event.start < last:
            return event.start, last
    return event.start, event.end


def _names(entity: Entity) -> Iterator[str]:
    """The names of a thing; a policy is named without its head as well: "Town Heart" for the Town Heart Fund."""
    yield from entity.names
    if entity.cls == "Policy":
        for name in entity.names:
            *own, head = name.split()
            if len(own) > 1 and singular(head) in POLICY_HEADS and all(w[:1].isupper() for w in own):
                yield " ".join(own)


def _named(d: Draft, text: str, names: list[tuple[str, Entity]], before: str) -> Iterator[str]:
    """The topics that a text names after `before`, the longest names first."""
    low = text.lower()
    taken: list[tuple[int, int]] = []
    for name, entity in names:
        if name.lower() not in low:
            continue
        plural = "s?" if entity.cls == "Concept" else ""
        for match in re.finditer(
            rf"(?<![\w-])(?P<b>{before}){re.escape(name)}{plural}(?![\w-])", text, re.IGNORECASE
        ):
            span = (match.end("b"), match.end())
            if any(a < span[1] and span[0] < b for a, b in taken):
                continue
            taken.append(span)
            if entity.cls == "Policy" and name not in entity.names and _goes_on(text, span[1]):
                continue  # "Local Growth Plan" is no Local Growth Fund
            if entity.cls in _CLASSES and not (entity.cls == "Theme" and _compound(d, text, span[0])):
                yield entity.id


def _compound(d: Draft, text: str, at: int) -> bool:
    """Whether a word with a capital is right before, and makes something else of what follows: "Retrofit Skills"."""
    before = re.search(r"([A-Z][\w'’-]+) $", text[:at])
    return before is not None and d.is_common(before[1])


def _goes_on(text: str, at: int) -> bool:
    """Whether a head with a capital follows that makes another policy of the words before."""
    behind = re.match(r" ([A-Z][\w-]+)", text[at:])
    return behind is not None and singular(behind[1]) in POLICY_HEADS
