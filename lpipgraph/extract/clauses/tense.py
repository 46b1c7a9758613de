"""Decides when a statement holds: now, once, before something else, no longer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...tables import words
from .parse import Clause
from .tokens import Token

__all__ = ["LEAVING", "going", "once", "over", "then", "until"]

#: Words that say that what a clause tells was so once, when it is told in the past tense.
_ONCE = frozenset(("before", "until", "previously", "formerly", "once", "earlier", "till"))
_EARLIER = frozenset(("previously", "formerly", "earlier"))
_UNTIL = frozenset(("until", "till"))
#: What makes up a career.
_CAREER = frozenset(("work", "serve", "teach", "lecture"))
_TIMES = words("grammar", kind="time noun")
LEAVING = frozenset(("leave", "quit", "depart", "retire", "resign", "step", "stand"))


def until(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a clause says itself that it was so once: "until 2020", "previously", "Until it moved, it was …"."""
    verb = clause.verb
    if tokens[verb.start].lower == "had" and any(t.lower == "before" for t in tokens[verb.end :]):
        return True
    for item in (*clause.args, *clause.fronted):
        if item.word == "in" and any(n.head == "past" for n in item.nouns):
            return True
        if item.word in _UNTIL and (verb.past or not any(n.date for n in item.nouns)):
            return True  # "runs until 2029" still runs
        if item.kind == "adverb" and item.word in ("previously", "formerly", "once"):
            if item.start and tokens[item.start - 1].text == ",":
                continue  # "headed by ‹P›, formerly of ‹O›" says it of the person alone
            return True
    return verb.past and any(t.lower in _UNTIL for t in tokens[: verb.end])


_OCCASIONS = words("grammar", kind="occasion noun") | {"day", "evening", "morning", "afternoon", "week"}


def over(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a perfect describes a career and not of a post: "has worked for ‹O›", but not "since 2020", "for ten years"."""
    group = [t.lower for t in tokens[clause.verb.start : clause.verb.end]]
    if (
        not set(clause.verb.lemmas) & _CAREER
        or clause.verb.passive
        or clause.verb.form != "pp"
        or not {"has", "have"} & set(group)
        or "been" in group
    ):
        return False
    lasting = any(
        item.word == "since" or (item.word == "for" and any(n.head in _TIMES or n.date for n in item.nouns))
        for item in (*clause.args, *clause.fronted)
    )
    return not lasting and not {"always", "long", "now"} & set(group)


def on_a_day(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a clause tells of an occasion and of nothing that lasts: "hosts ‹O› on 3 May", "for a workshop"."""
    for item in (*clause.args, *clause.fronted):
        if item.kind != "pp" or item.word in ("since", "until", "from"):
            continue
        for noun in item.nouns:
            day = noun.date is not None and noun.date.type == "date"
            if day or noun.head in _OCCASIONS or (noun.name is not None and tokens[noun.name].letter == "E"):
                return True
    return False


def going(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether somebody is still there: "is leaving in April", "will step down"."""
    group = {t.lower for t in tokens[clause.verb.start : clause.verb.end]}
    return bool(group & {"will", "to", "shall"}) or (clause.verb.form == "ing" and not clause.verb.past)


def then(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a clause describes the time before: "Before that she was at the ‹O›", "She was previously at the ‹O›"."""
    low = [t.lower for t in tokens[: clause.verb.end]]
    return bool(_EARLIER & set(low)) or any(
        pair in (("before", "that"), ("before", "then")) for pair in pairwise(low)
    )


def once(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether the sentence describes an earlier time: "Before joining us she was …"."""
    said = tokens[: clause.verb.start]
    if said and said[-1].text == "," and clause.subject:  # "‹P›, previously of ‹O›, joins": an aside
        said = said[: clause.subject[-1].end]
    return any(t.lower in _ONCE for t in said) or any(
        i.kind == "pp" and i.word == "from" and any(n.date for n in i.nouns) for i in clause.args
    )
