"""Resolves "its" before a policy, an event or a unit: "‹O› has opened its new ‹L›"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .phrases import ADJECTIVES, clause_subject, taken_back
from .roles import is_role_word
from .tokens import Token

__all__ = ["Fact", "own_things"]

#: Subject token, predicate, object token, construction.
Fact = tuple[int, str, int, str]
#: What the possession of a thing of a class says: the thing is the statement's subject.
_SAYS = {"L": "responsibleBody", "E": "organiser", "O": "partOfOrganisation"}
_DATED = re.compile(r"(?:19|20)\d\d|[£€$]?\d[\d.,]*[mk]?|million|billion")


def own_things(tokens: Sequence[Token], carried: int | None) -> Iterator[Fact]:
    """The things that "its" is before, with the organisation that the clause, or else the sentence before, is about."""
    for i, token in enumerate(tokens):
        if token.lower not in ("its", "their"):
            continue
        j = i + 1
        while j < len(tokens) and not tokens[j].letter and j - i < 7 and _passes(tokens[j]):
            j += 1
        if (
            j >= len(tokens)
            or tokens[j].letter not in _SAYS
            or not tokens[j].letter
            or _goes_on(tokens, j + 1)
        ):
            continue
        owner = _owner(tokens, i, carried)
        if owner is not None and owner != j and not taken_back(tokens, i):
            yield j, _SAYS[tokens[j].letter], owner, "own thing"


def _passes(token: Token) -> bool:
    return (
        token.lower in ADJECTIVES
        or token.lower in ("own", "wider", "broader")
        or bool(_DATED.fullmatch(token.lower))
    )


def _goes_on(tokens: Sequence[Token], k: int) -> bool:
    """Whether the name only describes what is after it: "its ‹L›'s budget", "its ‹O› director"."""
    return k < len(tokens) and (
        tokens[k].text in ("'s", "'", "-") or tokens[k].letter != "" or is_role_word(tokens[k].text)
    )


def _owner(tokens: Sequence[Token], i: int, carried: int | None) -> int | None:
    before = [n for n in range(i) if tokens[n].letter]
    if not before:
        return carried
    bodies = {t.mention.id: n for n, t in enumerate(tokens[:i]) if t.letter == "O" and t.mention is not None}
    if len(bodies) == 1 and all(tokens[n].letter in "OGT" for n in before):
        return next(iter(bodies.values()))
    subject = clause_subject(tokens, i, "O")
    return subject if subject >= 0 and tokens[before[0]].letter == "O" else None
