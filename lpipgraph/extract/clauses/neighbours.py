"""Tells from its neighbours whether a word may be a verb: a plural subject, an aside, an article."""

from __future__ import annotations

from collections.abc import Sequence

from ...tables import words
from .lemmas import forms_of
from .tokens import Token

__all__ = [
    "DETERMINERS",
    "JOINS",
    "PREPOSITIONS",
    "SUBJECT_PRONOUNS",
    "behind_aside",
    "determined",
    "plural",
    "possessed",
    "states",
]

PREPOSITIONS = words("grammar", kind="preposition")
DETERMINERS = words("grammar", kind="determiner")
SUBJECT_PRONOUNS = words("grammar", kind="subject pronoun")
JOINS = frozenset(("and", "or", "but", "nor", "&", "yet", "then", "also"))


def behind_aside(tokens: Sequence[Token], i: int) -> bool:
    """Whether the subject that opens the sentence, and one aside between commas, are before: "‹L›, now open, pays bus fares"."""
    name = next((n for n, t in enumerate(tokens[:3]) if t.letter), None)
    commas = [n for n in range(i) if tokens[n].text == ","]
    after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    return name is not None and commas == [name + 1, i - 1] and after.isalpha() and after not in JOINS


def possessed(tokens: Sequence[Token], i: int) -> bool:
    """Whether what is before is somebody's: "her research", "‹P›'s main interests"."""
    for n in range(i - 1, max(-1, i - 4), -1):
        low = tokens[n].lower
        if tokens[n].text == "'s" or low in ("her", "his", "whose"):
            return n < i - 1
        if not low.isalpha() or low in PREPOSITIONS or low in JOINS:
            return False
    return False


def states(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word is the verb of what is before it, and no plural noun: "which receives", "‹O› offers"."""
    before = tokens[i - 1] if i else None
    subject = before is not None and (bool(before.mention) or before.lower in SUBJECT_PRONOUNS)
    return subject and any(form == "s" for _, form in forms_of(tokens[i].lower))


def plural(tokens: Sequence[Token], i: int) -> bool:
    """Whether what is before may be a plural subject: two names joined, or a noun with an s."""
    for n in range(i - 1, max(-1, i - 12), -1):
        low = tokens[n].lower
        if low in ("and", "both", "they", "who", "which", "these", "all"):
            return True
        opened = n > 0 and (tokens[n - 1].lower in DETERMINERS or tokens[n - 1].text in ("'s", "'"))
        if low.isalpha() and low.endswith("s") and not tokens[n].mention and (opened or not forms_of(low)):
            return True
        if low in (";", "."):
            return False
    return False


def determined(tokens: Sequence[Token], i: int) -> bool:
    """Whether an article is up to four words before."""
    return any(tokens[n].lower in DETERMINERS for n in range(max(0, i - 4), i))
