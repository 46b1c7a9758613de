"""Finds the time that the words of a tie give for it: "seconded to X during 2024", "at X since spring", "In 2023 she was on secondment to X"."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..dates import MONTH_NAMES

__all__ = ["time_of_tie"]

_UNIT = rf"(?:(?:{MONTH_NAMES})\b|(?:19|20)\d\d(?:[-–—/]\d\d(?:\d\d)?)?(?!\d)|spring|summer|autumn|winter|Easter|Christmas)"
_MORE = rf"(?:{_UNIT}|(?:the|this|last|next)\s+(?:year|month|week)|(?:the|this|last|next|very|end|start|beginning|middle|of|early|mid|late|now|\d{{1,2}}(?:st|nd|rd|th)?)(?!\w))"
_DATED = rf"(?:{_MORE}[\s,-]+)*?(?:{_UNIT}|(?:this|last|next)\s+(?:year|month|week))(?:,?\s+(?:{_MORE}\s+)*?{_UNIT})*"
#: Words of time with what leads to them, and the end of a range: "from March 2023 to May 2024", "until the end of 2025".
_TIME = re.compile(
    rf"(?:during|throughout|ever\s+since|since|until|till|by|between|from|in|for\s+the\s+whole\s+of)\s+{_DATED}"
    rf"(?:\s*(?:[-–—]|\bto\b|\band\b|\buntil\b|\btill\b)\s*{_DATED})?(?![\w-])|(?<=\(){_DATED}(?:\s*(?:[-–—]|\bto\b)\s*{_DATED})?(?=\))",
    re.IGNORECASE,
)
#: Between an organisation and the time: its short name in brackets, a comma, an opening bracket.
_BEHIND = re.compile(r"[\])”\"]*(?:['’]s)?(?:\s+\([^()\d]{1,30}\))?,?\s+\(?")
_IN = re.compile(r"^in\s+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])|\n")
#: What begins another clause, in which a time would be of something else.
_OTHER = re.compile(r"[;:]|,|\b(?:and|but|while|when|who|which|where|after|before)\b", re.IGNORECASE)


def time_of_tie(quote: str, person: Collection[str], body: Collection[str]) -> str:
    """The words of time of a tie, empty if there are none that are certainly its own.

    Parameters
    ----------
    quote
        The words that state the tie.
    person, body
        The names of the person and of the organisation.
    """
    for sentence in _SENTENCE.split(quote):
        for start, end in _places(sentence, body):
            gap = _BEHIND.match(sentence, end)
            if gap and (time := _TIME.match(sentence, gap.end())):
                return _IN.sub("", time[0])
            if (time := _TIME.match(sentence)) and _leads(sentence[time.end() : start], person):
                return _IN.sub("", time[0][0].lower() + time[0][1:])
    return ""


def _leads(between: str, person: Collection[str]) -> bool:
    """Whether a time at the start of a sentence is of the tie: one clause about the person is between it and the organisation."""
    behind = re.sub(r"^,?\s+", "", between)
    name = max(
        (n for n in (*person, "she", "he", "they") if behind.casefold().startswith(n.casefold())),
        key=len,
        default="",
    )
    return bool(name) and not _OTHER.search(behind[len(name) :])


def _places(sentence: str, names: Collection[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sentence):
            if not any(a <= match.start() and match.end() <= b for a, b in found):
                found.append(match.span())
    return sorted(found)
