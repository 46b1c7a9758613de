"""Reads the prose below an event's title: its organiser and its audience."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...document import Reading
from ...records import Value
from ..agents import Agent, is_surely_person, organisation
from ..draft import Draft, Sentence
from ..event_words import audience_in, each, host, hosts_in, masked_words
from ..lexicon import LEADING
from ..spans import Span, capitalised, classify

__all__ = ["about"]

_HOST = re.compile(
    r"\b(?:[Hh]osted|[Oo]rganised|[Rr]un|[Ll]ed|delivered|convened|presented|held|put on|[Gg]iven|[Tt]aught|[Oo]ffered) (?:jointly )?(?:by|with) (?:the )?"
    r"|courtesy of (?:the )?|annual conference of (?:the )?|chaired by [^,.]*? for (?:the )?"
)
_INVITED = re.compile(
    r"\binvites? (?P<who>[^.]+?) to (?:(?:hear|learn|join|discuss|explore|share|find)\b|an? (?:[a-z]+ )?(?:day|morning|afternoon|evening|lunch|breakfast)\b)"
)
_OPENS = re.compile(
    r"^(?P<hosts>.+?) (?:invites?|leads?|hosts?|runs?|presents?|convenes?|organises?)\b (?:this|an?|the|you|us|people|(?:[a-z]+ )?(?:officers|councillors|residents|staff|teachers|nurses|volunteers|students|tenants|members|clerks|businesses))"
)


def about(
    d: Draft,
    event: str,
    cell: tuple[int, int],
    *,
    audience: bool = True,
    told: Sequence[tuple[int, int]] = (),
) -> None:
    """The hosts and the audience of an event that the sentences of a stretch name; what is `told` was read as a field."""
    reading = d.doc.reading(*cell)
    for a, b in reading.sentences():
        sentence = reading.text[a:b]
        span = reading.span(a, b)
        invited = _INVITED.search(sentence)
        block = d.doc.block_with(span[0])
        if block is not None:
            read = Sentence(reading, a, b, block)
            words = masked_words(d, read)
            who = invited["who"] if invited else audience_in(words, sentence, 0, len(sentence))
            if audience and who:
                d.relate(event, "audience", Value(who.strip()), span, "event audience")
            for first, last in hosts_in(words, 0, len(words)):
                for start, end in each(words, first, last):
                    if not _within(read.span(start, end), told):
                        host(d, read, event, start, end)
        opens = _OPENS.match(sentence)
        if opens and not d.named(opens["hosts"], ("Person",)):
            for agent in _bodies(d, reading, a, a + opens.end("hosts")):
                d.relate(event, "organiser", agent.id, span, "event host")
        for hosted in _HOST.finditer(sentence):
            rest = sentence[hosted.end() :]
            last = 0
            for n, name in enumerate(_hosts(sentence, hosted.end())):
                if n and not re.fullmatch(
                    r"(?:,| and| & |,? and|,? (?:together )?with)?\s*(?:the )?", rest[last : name.start]
                ):
                    break
                last = name.end
                where = reading.span(a + hosted.end() + name.start, a + hosted.end() + name.end)
                if _within(where, told):
                    continue
                if n == 0 and name.start > 1:
                    break
                if classify(name) == "Role" or d.named(name.text, ("Person",)) or is_surely_person(name.text):
                    break
                body = organisation(d, name.text, where, how="organiser", score=0.85)
                d.relate(event, "organiser", body, span, "event host")


def _hosts(sentence: str, at: int) -> list[Span]:
    """The names after "organised by the"; the words before them tell where "and" joins two names or is within one."""
    names = capitalised(sentence)
    return [replace(n, start=n.start - at, end=n.end - at) for n in names if n.start >= at]


def _within(span: tuple[int, int], fields: Sequence[tuple[int, int]]) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in fields)


def _bodies(d: Draft, reading: Reading, first: int, last: int) -> list[Agent]:
    """Organisers: every name there is an organisation."""
    found = []
    for shifted in capitalised("– " + reading.text[first:last]):
        if shifted.text.lower() in LEADING or is_surely_person(shifted.text):
            continue  # "Your hosts are …", "Ada Green presents …"
        span = replace(shifted, start=shifted.start - 2, end=shifted.end - 2)
        where = reading.span(first + span.start, first + span.end)
        found.append(
            Agent(organisation(d, span.text, where, how="organiser", score=0.85), "Organisation", where)
        )
    return found
