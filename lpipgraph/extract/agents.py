"""Lines that name authors: bylines, author cells, contact lines. Persons, bodies, roles and who belongs where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ..document import Reading
from ..records import Value
from .draft import Draft
from .lexicon import NO_FIRST_NAMES, PERSON, PERSON_TITLE, ROLE_HEADS, singular
from .spans import Span, capitalised, classify

__all__ = ["Agent", "agents", "looks_like_person", "organisation"]

_PERSON = re.compile(PERSON)
_TITLE = re.compile(rf"^{PERSON_TITLE} ")
_INITIALS = re.compile(r"(?:[A-Z]\. ?|[A-Z] ){1,3}(?:(?:de|da|van|von|der|le) )*[A-ZÀ-Þ][\w'’-]+")


@dataclass(slots=True)
class Agent:
    """Somebody or some body that a line names, with the extent in the source."""

    id: str
    cls: str
    span: tuple[int, int]
    organisations: list[str] = field(default_factory=list)


def looks_like_person(name: str) -> bool:
    """Whether a capitalised span reads as a person's name and nothing else."""
    bare = _TITLE.sub("", name)
    words = bare.split()
    if _TITLE.match(name):
        return len(words) >= 1
    if _INITIALS.fullmatch(bare):
        return True
    if not _PERSON.fullmatch(bare) or not 2 <= len(words) <= 6:
        return False
    if any(w.isupper() and len(w) > 2 for w in words) or any(c.isdigit() or c == "&" for c in bare):
        return False
    if words[0].lower() in NO_FIRST_NAMES or singular(words[-1]) in ROLE_HEADS:
        return False
    return classify(Span(0, len(bare), bare)) is None


def organisation(d: Draft, name: str, span: tuple[int, int], how: str, score: float = 0.8) -> str:
    """A body by its name, with the acronym that stands in brackets behind it as an alias."""
    return d.add("Organisation", name, span, how=how, score=score, kind=_kind(name))


def _kind(name: str) -> str | None:
    words = name.split()
    for word in (words[-1], *words):
        head = singular(word)
        if head in _KINDS:
            return _KINDS[head]
    return None


_KINDS = {
    "university": "university", "college": "college", "institute": "research institute", "centre": "centre",
    "council": "council", "department": "government department", "ministry": "government department",
    "foundation": "foundation", "trust": "trust", "commission": "commission", "network": "network", "hub": "hub",
    "association": "association", "agency": "agency", "authority": "authority", "government": "government",
    "board": "board", "team": "team", "partnership": "partnership", "lab": "research lab", "caucus": "research body",
    "alliance": "alliance", "office": "office", "treasury": "government department", "company": "company",
    "society": "society", "forum": "forum", "academy": "academy", "committee": "committee",
}  # fmt: skip


def agents(d: Draft, reading: Reading, rule: str, *, first: int = 0, last: int | None = None) -> list[Agent]:
    """Who a line of authors names, in order; their roles and affiliations are stated on the way.

    Understands "A, Body", "A and B, Body", "A, Role at Body", "A and B (Body), with Body", "Body and Body".

    Parameters
    ----------
    d
        The draft to write to.
    reading
        The words of the line.
    rule
        The name of the calling rule.
    first, last
        The stretch of the line to read.
    """
    last = len(reading.text) if last is None else last
    text = re.sub(r" [|/] ", ",  ", reading.text[first:last]).replace(" & ", " ; ")
    found: list[Agent] = []
    waiting: list[Agent] = []  # persons whose affiliation may still come
    at = 0
    whole = reading.span(first, last) if text.strip() else (0, 0)
    taken: list[tuple[int, int]] = []
    opener = re.match(
        r"\s*(?:[-–—]\s*)?(?:(?:By|Words(?: by)?|Authors?|Written by)\b:?\s+|[A-Z][a-z]+ (?:[a-z]+ ){0,2}by:?\s+(?=[A-Z]))",
        text,
    )
    if opener:
        text = " " * opener.end() + text[opener.end() :]

    def alone(name: str) -> bool:
        return d.named(name, ("Organisation", "Person")) is not None

    spans = list(capitalised("– " + text, alone))
    spans = [replace(s, start=s.start - 2, end=s.end - 2) for s in spans]
    for n, span in enumerate(spans):
        if any(a <= span.start < b for a, b in taken):
            continue
        between = text[at : span.start]
        name = span.text
        where = reading.span(first + span.start, first + span.end)
        bracketed = text[: span.start].count("(") > text[: span.start].count(")")
        comma = bool(re.search(r",\s*(?:the\s*)?$", between)) or "(" in between
        joined = bool(re.search(r"\b(?:and|with|&)\s*(?:the\s*)?$", between)) and not (
            comma and "and" not in between
        )
        known = d.named(name, ("Person", "Organisation"))
        cls = d.entities[known].cls if known else None
        if cls is None and d.known_entry("Organisation", name):
            cls = "Organisation"
        at = span.end
        if classify(span) == "Role":
            role = name
            at_body = re.match(r"\s*,?\s+(?:at|of|with|for|in)\s+(?:the\s+)?", text[span.end :])
            for person in waiting:
                d.relate(person.id, "hasRole", Value(role), whole, rule)
            if at_body is None and n + 1 < len(spans):
                continue
            continue
        if cls == "Person" or (cls is None and looks_like_person(name)):
            id_ = d.add("Person", name, where, how=rule)
            agent = Agent(id_, "Person", where)
            if waiting and waiting[-1].organisations:
                waiting = []
            found.append(agent)
            waiting.append(agent)
            continue
        if re.fullmatch(
            r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
            r"Spring|Summer|Autumn|Winter|Link|Date|By|Author|Authors|Words)",
            name,
        ):
            continue
        if (cls is None and classify(span) == "Generic") or (
            d.gazetteer.lookup(name) is not None and cls is None
        ):
            continue
        body = organisation(d, name, where, how=rule)
        role_at = bool(re.search(r"\b(?:at|of|for|in)\s+(?:the\s+)?$", text[: span.start])) and bool(waiting)
        if waiting and (bracketed or role_at or (comma and not joined)):
            for person in waiting:
                person.organisations.append(body)
                d.relate(person.id, "affiliatedWith", body, whole, rule)
            if not role_at or bracketed:
                pass
            waiting = [] if bracketed else waiting
        else:
            found.append(Agent(body, "Organisation", where))
            waiting = []
    trailing = re.search(r", (?P<role>(?:[a-z-]+ ){0,2}[a-z-]+?)s?\s*$", text)
    if trailing and singular(trailing["role"].split()[-1]) in ROLE_HEADS:
        for agent in found:
            if agent.cls == "Person":
                d.relate(agent.id, "hasRole", Value(trailing["role"]), whole, rule)
    return found
