"""Reads questions that the next sentence answers: "Who runs ‹L›?" and "‹O› does".

The names of the answer take the place of the question word, so that every construction and every row of the tables serves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...tables import words
from .phrases import names_from
from .tokens import Token

__all__ = ["answered", "is_question", "moved"]

_JOINS = frozenset(("and", "but", "so", "then", "now"))
_DO = frozenset(("do", "does", "did"))
_BE = frozenset(("is", "are", "was", "were"))
_LETTERS = "POLGBEKT"
#: What may stand before the names of an answer: "It is ‹O›", "That would be ‹O›".
_OPENINGS = ("it is", "it 's", "that is", "that 's", "the answer is", "in", "at", "from", "by")
#: What may go on behind the names and a comma without taking the answer back.
_GOES_ON = frozenset(
    ("as", "since", "which", "who", "with", "together", "and", "based", "part", "in", "at", "from")
)
_DENIALS = words("grammar", kind="not") | frozenset(("until", "used", "once", "formerly", "not", "never"))


def is_question(tokens: Sequence[Token]) -> bool:
    """Whether a sentence is a question and nothing else."""
    return len(tokens) > 3 and tokens[-1].text == "?"


def moved(tokens: Sequence[Token], by: int) -> tuple[Token, ...]:
    """The tokens with offsets that count from further before."""

    def shifted(t: Token) -> Token:
        mention = t.mention and replace(t.mention, start=t.mention.start + by, end=t.mention.end + by)
        return replace(t, start=t.start + by, end=t.end + by, mention=mention)

    return tuple(map(shifted, tokens))


def answered(question: Sequence[Token], answer: Sequence[Token]) -> tuple[Token, ...]:
    """The statement that a question and its answer make; empty if there is no answer."""
    names = _names(answer)
    if not names:
        return ()
    asked = list(question[:-1])
    while asked and (asked[0].lower in _JOINS or asked[0].text == ","):
        del asked[0]
    low = [t.lower for t in asked]
    stop = Token(".", answer[-1].end, answer[-1].end)
    if low[:1] == ["who"] or (
        low[0:1] in (["which"], ["what"])
        and len(low) > 2
        and not low[1].startswith(("is", "do"))
        and _noun(low[1])
    ):
        rest = asked[1:] if low[0] == "who" else asked[2:]
        if rest and rest[0].lower not in _DO:
            return (*names, *rest, stop)
    auxiliary = next((n for n, word in enumerate(low[:4]) if word in _DO | _BE), None)
    if auxiliary is None or low[0] not in ("what", "which", "where", "whom", "who"):
        return ()
    subject, end = names_from(asked, auxiliary + 1, _LETTERS)
    rest = asked[end:]
    if len(subject) != 1 or not rest or rest[0].mention is not None:
        return ()
    if low[0] == "where" and (low[auxiliary] not in _BE or names[0].lower not in ("in", "at")):
        return ()
    return (*asked[auxiliary + 1 : end], asked[auxiliary], *rest, *names, stop)


def _noun(word: str) -> bool:
    return word in _ASKED


#: Whom "which body" may ask for.
_ASKED = words("grammar", kind="asked noun")


def _names(answer: Sequence[Token]) -> tuple[Token, ...]:
    """The names that are the answer, with the preposition before them; empty if the answer is retracted or continues with another verb."""
    start = 0
    for opening in _OPENINGS:
        parts = opening.split()
        if [t.text.lower() for t in answer[: len(parts)]] == parts and not answer[0].mention:
            start = len(parts) if len(parts) > 1 else 0
            break
    at = start + (answer[start].lower in ("in", "at", "from", "by") if start < len(answer) else 0)
    found, end = names_from(answer, at, _LETTERS)
    if not found or any(t.lower in _DENIALS for t in answer):
        return ()
    k = end
    if k < len(answer) and answer[k].lower == "theme":
        return ()
    if k < len(answer) and answer[k].lower in _DO | _BE:
        k += 1
    if k < len(answer) and answer[k].text == ",":
        return tuple(answer[start:end]) if k + 1 < len(answer) and answer[k + 1].lower in _GOES_ON else ()
    return tuple(answer[start:end]) if k >= len(answer) or answer[k].text in (".", "!", ";", "–", "—") else ()
