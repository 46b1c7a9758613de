"""Reads sums beside names and who pays them: "the £40 million L", "with £3 million from Y, X", "X's grant from Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...tables import words
from .lemmas import forms_of, kind_of
from .phrases import ADJECTIVES, DETERMINERS, clause_subject, names_from, skip, taken_back
from .tokens import Token

__all__ = ["MONEY_NOUNS", "SCALES", "SUM", "amounts", "money"]

#: Subject token, predicate, object token or words, construction.
Fact = tuple[int, str, "int | str", str]

_HYPOTHETICAL = words("nouns", "noun", kind="hypothetical")
MONEY_NOUNS = words("nouns", "noun", kind="money")
_RECIPIENTS = frozenset(("recipient", "beneficiary", "winner", "holder"))
SCALES = frozenset(("million", "billion", "m", "bn", "k", "trillion"))
SUM = re.compile(r"[£$€]\d[\d.,]*$")


def _sum(tokens: Sequence[Token], i: int) -> tuple[int, str] | None:
    """The sum of money that begins at `i`: where it ends, and its words."""
    if i >= len(tokens) or tokens[i].letter or not SUM.match(tokens[i].text):
        return None
    text = tokens[i].text.rstrip(".,")
    j = i + 1
    if j < len(tokens) and tokens[j].text == "-" and j + 1 < len(tokens) and tokens[j + 1].lower in SCALES:
        return j + 2, f"{text}-{tokens[j + 1].text}"
    if j < len(tokens) and tokens[j].lower in SCALES:
        gap = " " if tokens[j].start > tokens[i].end else ""
        return j + 1, f"{text}{gap}{tokens[j].text}"
    return j, text


def amounts(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "the £40 million L", "L (£40 million)", "L, worth £40 million"."""
    for i, token in enumerate(tokens):
        found = _sum(tokens, i) if not token.letter else None
        if found is None:
            continue
        end, text = found
        if i and tokens[i - 1].lower in ("over", "than", "to", "of", "about"):
            continue
        k = end
        while k < len(tokens) and k - end < 4 and tokens[k].lower in ADJECTIVES:
            k += 1
        if k < len(tokens) and tokens[k].letter == "L" and (k == end or tokens[end].text != ","):
            if i and tokens[i - 1].lower in ("the", "a", "an", "its", "their", "new", "'s", "our", "this"):
                yield (k, "amount", text, "sum before the name")
        elif (
            i > 1
            and tokens[i - 1].text == "("
            and tokens[i - 2].letter == "L"
            and tokens[end : end + 1]
            and tokens[end].text == ")"
        ):
            yield (i - 2, "amount", text, "brackets")
        elif (
            i > 2
            and tokens[i - 1].lower in ("a", "the")
            and tokens[i - 2].text in (",", "–")
            and tokens[i - 3].letter == "L"
        ):
            yield (i - 3, "amount", text, "sum in apposition")
        elif (
            i > 2
            and tokens[i - 1].lower == "worth"
            and tokens[i - 2].text in (",", "(")
            and tokens[i - 3].letter == "L"
        ):
            yield (i - 3, "amount", text, "worth, behind the name")


def money(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "With £3 million from Y, X …", "X, with funding from Y", "a grant from Y to X", "funding for X from Y", "X's grant from Y"."""
    if any(t.lower in _HYPOTHETICAL for t in tokens):
        return
    for i, token in enumerate(tokens):
        if token.lower not in ("from", "of") or not _is_money(tokens, i):
            continue
        funders, end = names_from(tokens, i + 1, "OL")
        if not funders or (
            token.lower == "of"
            and not any(t.lower in ("support", "backing") for t in tokens[max(0, i - 2) : i])
        ):
            continue
        begin = _money_start(tokens, i)
        if begin and tokens[begin].lower == "loan" and tokens[begin - 1].lower == "on":
            continue  # a person "on loan"
        if (begin > 0 and taken_back(tokens, begin)) or any(t.lower == "no" for t in tokens[begin:i]):
            continue
        if _comes_to_nothing(tokens, end):
            continue
        whom, how = _funded(tokens, begin, i, end)
        for k in funders:
            if whom is not None and k != whom and tokens[whom].letter in "OL":
                yield (whom, "fundedBy", k, how)


def _comes_to_nothing(tokens: Sequence[Token], i: int) -> bool:
    """Whether the clause continues to say that the money is only thought of or is over: "a grant from Y to X was ruled out"."""
    for token in tokens[i : i + 8]:
        if token.text in (",", ";", ":"):
            return False
        if any(lemma in kind_of("ends") for lemma, _ in forms_of(token.lower)):
            return True
    return False


def _money_start(tokens: Sequence[Token], i: int) -> int:
    """The first token of the phrase of money that ends before `i`."""
    j = i
    while j > 0 and i - j < 12:
        t = tokens[j - 1]
        if t.text in (".", ";", ",", "(") or t.lower in (
            "with",
            "thanks",
            "using",
            "through",
            "by",
            "on",
            "is",
            "was",
            "has",
            "'s",
        ):
            break
        j -= 1
    return j


def _is_money(tokens: Sequence[Token], i: int) -> bool:
    """Whether money is directly before the preposition at `i`, or with "for X" between."""
    j = i - 1
    if j > 0 and tokens[j].letter and tokens[j].letter in "OL":
        j = j - 1
        while j > 0 and tokens[j].lower in DETERMINERS:
            j -= 1
        if tokens[j].lower not in ("for", "to"):
            return False
        j -= 1
    if j < 0 or tokens[j].letter:
        return False
    if tokens[j].lower in MONEY_NOUNS or tokens[j].lower in SCALES or SUM.match(tokens[j].text):
        return True
    return any(SUM.match(t.text) for t in tokens[max(0, j - 6) : j + 1] if not t.letter) and not any(
        t.letter or t.text == "," for t in tokens[max(0, j - 5) : j + 1]
    )


def _is_for(tokens: Sequence[Token], n: int) -> bool:
    """Whether a name is what money is for: "money for the ‹O›"."""
    j = n - 1
    while j >= 0 and (tokens[j].lower in DETERMINERS or tokens[j].lower in ADJECTIVES):
        j -= 1
    return j >= 0 and tokens[j].lower in ("for", "to", "of", "in", "towards")


def _funded(tokens: Sequence[Token], begin: int, i: int, end: int) -> tuple[int | None, str]:
    """Whom the money goes to."""
    inside = [
        n for n in range(begin, i) if tokens[n].letter and tokens[n].letter in "OL" and _is_for(tokens, n)
    ]
    if inside:
        return inside[0], "money for X from Y"
    if end < len(tokens) and tokens[end].lower in ("to", "for"):
        k = skip(tokens, end + 1)
        return (k, "money from Y to X") if tokens[k : k + 1] and tokens[k].letter else (None, "")
    opener = tokens[begin - 1].lower if begin else ""
    if opener in ("with", "using", "thanks") or (
        begin and tokens[begin].lower == "to" and opener == "thanks"
    ):
        if begin == 1:
            if end < len(tokens) and tokens[end].text == ",":
                k = skip(tokens, end + 1)
                return (k, "with money from Y, X") if k < len(tokens) and tokens[k].letter else (None, "")
            return None, ""
        about = clause_subject(tokens, begin - 1, "OL")
        if about >= 0 and any(t.lower in ("it", "them") for t in tokens[about:begin]):
            return None, ""  # "‹O› set it up with a grant from ‹O2›": what was set up
        return (about, "X with money from Y") if about >= 0 else (None, "")
    if opener in (",", "(") or (begin and tokens[begin - 1].text in (",", "(")):
        got = any(t.lower in _RECIPIENTS for t in tokens[begin:i])  # "‹O›, a recipient of funding from ‹O2›"
        if got and begin > 1 and tokens[begin - 2].letter:
            return begin - 2, "X, a recipient of money from Y"
    if begin > 1 and opener == "'s" and tokens[begin - 2].letter:
        return begin - 2, "X's money from Y"
    return None, ""
