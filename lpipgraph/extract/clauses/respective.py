"""Gives each of several persons the one role that is theirs: "‹P› and ‹P2›, respectively chair and treasurer of ‹O›"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .chunks import Noun
from .frames import Fact
from .phrases import closes
from .roles import Role, role_phrase
from .tokens import Token

__all__ = ["crossed", "one_each", "respective"]

_EACH = "respectively"
_JOINS = frozenset(("and", "&", ","))


def one_each(
    tokens: Sequence[Token], roles: Sequence[Role], persons: Sequence[Noun], person: Noun
) -> Sequence[Role]:
    """The roles of one of the persons whom a clause is about: all, unless "respectively" shares them out."""
    if len(persons) < 2 or not any(t.lower == _EACH for t in tokens):
        return roles
    if len(roles) != len(persons) or person not in persons:
        return ()
    return _shared(roles)[list(persons).index(person)]


def crossed(tokens: Sequence[Token], fact: Fact) -> bool:
    """Whether a fact says of one what "respectively" says of another: "‹O› and ‹O2› fund ‹L› and ‹L2› respectively"."""
    at = next((n for n, t in enumerate(tokens) if t.lower == _EACH), None)
    if at is None:
        return False
    if fact.object is None:  # sums and dates are not shared out
        return fact.literal is not None and len(fact.clause.subject) > 1
    lists = [fact.clause.subject, fact.clause.object, *(i.nouns for i in fact.clause.args)]
    ones, others = (
        next((names for names in lists if end in names), ()) for end in (fact.subject, fact.object)
    )
    if ones == others or min(len(ones), len(others)) < 2:
        # "‹L› and ‹L2›, which are run by ‹O› and ‹O2› respectively": what "which" means is not all of it
        return ones != others and any(len(names) > 1 and names[-1].end == at for names in (ones, others))
    return len(ones) != len(others) or ones.index(fact.subject) != others.index(fact.object)


def _shared(roles: Sequence[Role]) -> list[tuple[Role]]:
    """One role a person, at the last one's organisations where it names none."""
    bodies = roles[-1].bodies
    return [(role if role.bodies else replace(role, bodies=bodies),) for role in roles]


def respective(tokens: Sequence[Token]) -> tuple[dict[int, tuple[Role]], int]:
    """The role of each person of a list in apposition, and the token behind it; nobody's, if the numbers differ."""
    for at, token in enumerate(tokens):
        if token.lower != _EACH:
            continue
        first = at + 1 if at and tokens[at - 1].text == "," else None
        if first is None:  # "‹P› and ‹P2›, chair and treasurer of ‹O› respectively"
            commas = [n + 1 for n in range(at) if tokens[n].text == "," and n and tokens[n - 1].letter == "P"]
            first = commas[-1] if commas else None
        roles = _roles(tokens, first) if first is not None else []
        if first is None or not roles or not (closes(tokens, roles[-1].end) or roles[-1].end == at):
            continue
        comma = at - 1 if first == at + 1 else first - 1
        people = _listed(tokens, comma)
        if len(people) == len(roles) > 1:
            return dict(zip(people, _shared(roles), strict=True)), max(at + 1, roles[-1].end)
    return {}, 0


def _roles(tokens: Sequence[Token], i: int) -> list[Role]:
    """The roles of a list: "director, secretary and chair of ‹O›"."""
    found: list[Role] = []
    while (role := role_phrase(tokens, i)) is not None:
        found.append(role)
        i = role.end
        while i < len(tokens) and tokens[i].lower in _JOINS:
            i += 1
    return found


def _listed(tokens: Sequence[Token], end: int) -> list[int]:
    """The persons of the list that ends before a token."""
    found: list[int] = []
    n = end - 1
    while n >= 0 and (tokens[n].letter == "P" or tokens[n].lower in _JOINS):
        if tokens[n].letter == "P":
            found.insert(0, n)
        n -= 1
    return found
