"""What the words below an event's title say of it: who hosts it and whom it is for."""

from __future__ import annotations

import re
from dataclasses import replace

from ...document import Reading
from ...records import Value
from ..agents import Agent, organisation
from ..draft import Draft
from ..lexicon import LEADING
from ..spans import capitalised, classify

__all__ = ["about"]

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


def about(d: Draft, event: str, cell: tuple[int, int], *, audience: bool = True) -> None:
    """The hosts and the audience of an event that the sentences of a stretch name."""
    reading = d.doc.reading(*cell)
    for a, b in reading.sentences():
        sentence = reading.text[a:b]
        span = reading.span(a, b)
        invited = re.search(
            r"\binvites? (?P<who>[^.]+?) to (?:hear|learn|join|discuss|explore|share|find)", sentence
        )
        who = invited or _AUDIENCE.search(sentence)
        if (
            audience
            and who
            and (
                invited
                or re.search(
                    r"\b(?:designed|intended|aimed|meant|session|course|training|workshop|run by|open)\b",
                    sentence,
                    re.IGNORECASE,
                )
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


def _bodies(d: Draft, reading: Reading, first: int, last: int) -> list[Agent]:
    """Organisers: every name there is a body."""
    found = []
    for shifted in capitalised("– " + reading.text[first:last]):
        if shifted.text.lower() in LEADING:
            continue  # "Your hosts are …"
        span = replace(shifted, start=shifted.start - 2, end=shifted.end - 2)
        where = reading.span(first + span.start, first + span.end)
        found.append(
            Agent(organisation(d, span.text, where, how="organiser", score=0.85), "Organisation", where)
        )
    return found
