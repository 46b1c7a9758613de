"""Reads sentences without a subject, such as "Led by ‹O›, with ‹O2› as a partner" or "Covers ‹G› and ‹G2›"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...tables import words
from .lemmas import forms_of
from .syntax import Clause
from .tokens import Token

__all__ = ["gapped", "whole"]

_BEHIND_PARTICIPLE = frozenset(
    (
        "by",
        "at",
        "in",
        "with",
        "for",
        "on",
        "up",
        "from",
        "to",
        "within",
        "jointly",
        "since",
        "forward",
        "out",
        "under",
        "and",
        "near",
    )
)
_DETERMINERS = words("stopwords", kind="determiner")
#: What an entry is, before what was done to it.
_SORTS = words("heads", kind="event") | words("heads", kind="work") | words("heads", kind="ordinary event")
_BEHIND_VERB = frozenset(
    ("in", "to", "for", "from", "on", "at", "with", "until", "over", "up", "out", "across")
)


def whole(tokens: Sequence[Token], clauses: Sequence[Clause]) -> Sequence[Token]:
    """The tokens of a sentence, with "It" or "It is" before one that has no subject of its own."""
    if len(tokens) < 4 or tokens[0].letter or tokens[0].text[:1].islower():
        return tokens
    if any(c.verb.finite and not c.link and c.subject for c in clauses):
        return tokens
    at, nxt = tokens[0].start, tokens[1]
    forms = {form for _, form in forms_of(tokens[0].lower)}
    it = Token("It", at, at)
    said = (replace(tokens[0], text=tokens[0].lower, mention=None), *tokens[1:])
    third = tokens[2]
    if nxt.text == "," and tokens[0].lower in _SORTS and "pp" in {form for _, form in forms_of(third.lower)}:
        return (it, Token("is", at, at), *tokens[2:])  # "Webinar, organised by ‹O›"
    if "pp" in forms and nxt.lower in _BEHIND_PARTICIPLE:
        return (it, Token("is", at, at), *said)
    if "s" in forms and (
        nxt.lower in _DETERMINERS or nxt.letter or nxt.lower in _BEHIND_VERB or nxt.text[:1] in "£0123456789"
    ):
        return (it, *said)
    return tokens


_GAPS = frozenset(("and", "while", "whereas"))
_BEFORE_GAP = frozenset((",", ";"))


def gapped(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a sentence, with a verb where only its twin is: "‹P› leads on ‹T›, and ‹P2› (leads) on ‹T2›"."""
    for n in range(2, len(tokens) - 3):
        name, preposition, behind = tokens[n + 1 : n + 4]
        if behind.lower in _DETERMINERS and n + 4 < len(tokens):
            behind = tokens[n + 4]
        if tokens[n].lower not in _GAPS or tokens[n - 1].text not in _BEFORE_GAP:
            continue
        if not (name.letter and name.letter in "PO" and behind.letter and preposition.lower in _BEHIND_VERB):
            continue
        if any(t.text.islower() and "s" in {f for _, f in forms_of(t.lower)} for t in tokens[n + 4 : n + 7]):
            continue
        for verb, after in zip(reversed(tokens[1:n]), reversed(tokens[2 : n + 1]), strict=True):
            if after.lower == preposition.lower and {f for _, f in forms_of(verb.lower)} & {
                "s",
                "past",
                "base",
            }:
                again = replace(verb, start=name.end, end=name.end)
                return (*tokens[: n + 2], again, *tokens[n + 2 :])
    return tokens
