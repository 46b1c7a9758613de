"""What several constructions need: lists of names, closing marks, and words that take a statement back."""

from __future__ import annotations

from collections.abc import Sequence

from ..tables import words
from .tokens import Token

__all__ = ["closes", "names_from", "skip", "taken_back", "the"]

_BLOCKS = words("nouns", "noun", kind="blocker")
_CLOSING = frozenset((",", ".", ")", ";", "]", "–", "—", ":", "?", "!"))
_ADJECTIVES = words("nouns", "noun", kind="adjective")


def the(tokens: Sequence[Token], i: int) -> int:
    """The first token at or behind `i` that is no article or possessive."""
    while i < len(tokens) and tokens[i].lower in ("the", "a", "an", "its", "their", "our", "both"):
        i += 1
    return i


def skip(tokens: Sequence[Token], i: int, reach: int = 3) -> int:
    """The next name at or behind `i`, over an article and a few adjectives; `i` itself if there is none."""
    j = the(tokens, i)
    while j < len(tokens) and j - i <= reach and not tokens[j].letter and tokens[j].lower in _ADJECTIVES:
        j += 1
    return j if j < len(tokens) and tokens[j].letter else i


def closes(tokens: Sequence[Token], i: int) -> bool:
    """Whether nothing goes on at token `i`: the end, or a mark that closes a phrase."""
    return i >= len(tokens) or tokens[i].text in _CLOSING


def taken_back(tokens: Sequence[Token], i: int) -> bool:
    """Whether the words before token `i` deny or only compare: "unlike the director", "no successor", "rather than a part"."""
    j = i - 1
    while j >= 0 and tokens[j].lower in (
        "the",
        "a",
        "an",
        "any",
        "its",
        "their",
        "longer",
        "our",
        "former",
        "also",
        "yet",
    ):
        j -= 1
    return j >= 0 and tokens[j].lower in _BLOCKS


def names_from(tokens: Sequence[Token], i: int, letters: str) -> tuple[tuple[int, ...], int]:
    """The names of a list that begins at `i` ("‹O›, the ‹O2› and ‹O3›"), and the first token behind; a name of another class ends it.

    A comma alone goes on with a list only where an "and" closes it: else it may part two phrases.
    """
    found: list[int] = []
    end = i
    pending: list[int] = []
    j = i
    while True:
        k = skip(tokens, j)
        if k >= len(tokens) or tokens[k].letter not in letters or not tokens[k].letter:
            break
        if k + 1 < len(tokens) and tokens[k + 1].text in ("'s", "'"):
            break
        pending.append(k)
        j = k + 1
        if j + 2 < len(tokens) and tokens[j].text == "(":
            close = next((n for n in range(j, min(j + 8, len(tokens))) if tokens[n].text == ")"), j)
            j = close + 1 if close > j else j
        mark = tokens[j].lower if j < len(tokens) else ""
        nxt = tokens[j + 1].lower if j + 1 < len(tokens) else ""
        if mark == "," and nxt in ("and", "or", "&"):
            j += 2
            found, pending, end = [*found, *pending], [], k + 1
            continue
        if mark in ("and", "&") or (mark == "as" and nxt == "well"):
            found, pending, end = [*found, *pending], [], k + 1
            last = skip(tokens, j + (1 if mark != "as" else 3))
            if last < len(tokens) and tokens[last].letter and tokens[last].letter in letters:
                j += 1 if mark != "as" else 3
                continue
            break
        if mark != ",":
            found, pending, end = [*found, *pending], [], k + 1
            break
        j += 1
    if pending:
        # No "and" came: only the first member is sure.
        found = found or pending[:1]
        end = max(end, found[-1] + 1)
    return tuple(found), end
