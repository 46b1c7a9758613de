"""Reads cleft sentences: "What ‹O› runs is ‹L›", "The body that runs ‹L› is ‹O›".

They are read as the plain statement, so that every construction and every row of the tables serves them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...tables import words
from .phrases import names_from
from .tokens import Token

__all__ = ["straight"]

_IS = frozenset(("is", "are"))
_WHO = frozenset(("that", "which", "who"))
#: Whom "the body that" may mean.
_ASKED = words("grammar", kind="asked noun") | {"one", "ones"}
_LETTERS = "POLGBEK"
#: How far a phrase may reach that stands before such a sentence.
_FRONT = 8
#: Behind a name these say only that nobody else is meant: "‹O› and nobody else runs ‹L›".
_ALONE = (("and", "nobody", "else"), ("and", "no", "one", "else"), ("and", "only"), ("alone",), ("itself",))


def straight(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The sentence as a plain statement, or as it is."""
    plain = _without_alone(tokens)
    comma = next((n for n, t in enumerate(plain[:_FRONT]) if t.text == "," or t.mention is not None), None)
    cut = comma + 1 if comma is not None and plain[comma].text == "," else 0
    for start in {0, cut}:  # "In short, what ‹O› runs is ‹L›"
        turned = _what(plain[start:]) or _that(plain[start:])
        if turned:
            return (*plain[:start], *turned)
    return plain


def _without_alone(tokens: Sequence[Token]) -> tuple[Token, ...]:
    found: list[Token] = []
    i = 0
    while i < len(tokens):
        size = 0
        if i and tokens[i - 1].mention is not None:
            low = [t.lower for t in tokens[i : i + 4]]
            size = next((len(w) for w in _ALONE if tuple(low[: len(w)]) == w), 0)
            if size and i + size < len(tokens) and tokens[i + size].mention is not None:
                size = 0  # "‹O› and only ‹O2›"
        if size:
            i += size
        else:
            found.append(tokens[i])
            i += 1
    return tuple(found)


def _closed(tokens: Sequence[Token], end: int) -> bool:
    return end >= len(tokens) or tokens[end].text in (".", "!", ";", ",", "–", "—", ":")


def _is_at(tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    """The "is" before the names that close the sentence, and the names' end."""
    for i in range(start, len(tokens)):
        if tokens[i].lower in _IS:
            names, end = names_from(tokens, i + 1, _LETTERS)
            if names and _closed(tokens, end):
                return i, end
        if tokens[i].text in (".", ";", "?"):
            return None
    return None


def _what(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """For example "What ‹O› runs is ‹L›"."""
    if not tokens or tokens[0].lower != "what":
        return ()
    subject, end = names_from(tokens, 1, _LETTERS)
    found = _is_at(tokens, end + 1) if subject else None
    if found is None or any(t.mention is not None for t in tokens[end : found[0]]):
        return ()
    return (*tokens[1 : found[0]], *tokens[found[0] + 1 :])


def _that(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """For example "The body that runs ‹L› is ‹O›"."""
    low = [t.lower for t in tokens[:6]]
    at = next((n for n, word in enumerate(low) if word in _WHO), 0)
    if (
        at < 2
        or low[0] not in ("the", "those")
        or low[at - 1] not in _ASKED
        or any(t.mention for t in tokens[:at])
    ):
        return ()
    found = _is_at(tokens, at + 2)
    if found is None:
        return ()
    verb, end = found
    return (*tokens[verb + 1 : end], *tokens[at + 1 : verb], *tokens[end:])
