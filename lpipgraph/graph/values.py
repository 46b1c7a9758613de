"""Turns literals of the records into RDF: dates with their zone, sums of money, periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad, Store

from ..dates import MONTH_NAMES, find_dates, spelt
from ..money import one_sum, period_of
from ..records import Value
from ..vocabulary import XSD

__all__ = [
    "Money",
    "Period",
    "dated",
    "english",
    "literal",
    "london",
    "money",
    "period",
    "typed",
    "web_address",
]

_DATATYPES = {
    "date": XSD.date,
    "gYear": XSD.gYear,
    "gYearMonth": XSD.gYearMonth,
    "dateTime": XSD.dateTime,
    "integer": XSD.integer,
}
_ADDRESS = re.compile(
    r"https?://[^\s/?#@<>\"{}|\\^`.]+(?:\.[^\s/?#@<>\"{}|\\^`.]+)+(?:[/?#][^\s<>\"{}|\\^`]*)?", re.IGNORECASE
)
_LOCAL = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?")
_DECADE = re.compile(r"(?:(early|mid|late)[ -])?(1[5-9]|20)(\d)0s", re.IGNORECASE)
_CENTURY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)[ -]century", re.IGNORECASE)
#: "2022-2023", "2019–27", "2024/25".
_RANGE = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)\s?[-–—/]\s?((?:1[5-9]|20)\d\d|\d\d)(?![\d/-])")
_YEAR = re.compile(r"(1[5-9]\d\d|20\d\d)(?!\d|s\b)")
_MONTH = re.compile(rf"\b(?:{MONTH_NAMES})\b", re.IGNORECASE)
#: A part of a year, month or time before its date: "the end of 2025", "early 2024", "spring 2024".
_PART = r"(?:(?:the )?(?:very )?(?:end|start|beginning|middle|close|turn) of |(?:early|mid|late)[ -](?:in )?|(?:the )?(?:spring|summer|autumn|winter)(?: of)? |(?:at least|around|about) )*"
#: Before a date that only begins a time, and one that only ends it: "three years from 2024", "ten years to March 2027", "until the end of 2025".
_FROM = re.compile(rf"\b(?:from|(?:ever )?since) {_PART}$", re.IGNORECASE)
_ONWARDS = re.compile(r"\s*onwards?\b", re.IGNORECASE)
_UNTIL = re.compile(
    rf"\b(?:until|till|by|up to(?: and including)?|(?:years?|months?|decades?) to) {_PART}$", re.IGNORECASE
)
#: Before a date that is no part of the time: neither its beginning nor its end is told.
_OUTSIDE = re.compile(rf"\b(?:before|after|prior to|following) {_PART}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money as stated in the text, and its parsed values."""

    stated: str
    number: str | None
    currency: str | None
    per: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """A period as stated in the text, in EDTF, and as its first and last day, month or year, as precise as the text is.

    EDTF is the Extended Date/Time Format of the Library of Congress, ISO 8601-2:2019.
    """

    stated: str
    edtf: str | None
    first: str | None
    last: str | None


def english(text: str) -> Literal:
    """A text in English."""
    return Literal(text, language="en")


def web_address(printed: str) -> NamedNode:
    """The IRI of a web address printed with or without a scheme.

    >>> web_address("www.example.org/reports")
    <NamedNode value=https://www.example.org/reports>

    Raises
    ------
    ValueError
        If it is not a web address, or contains a user name.
    """
    scheme = "" if re.match(r"https?://", printed, re.IGNORECASE) else "https://"
    if not _ADDRESS.fullmatch(scheme + printed):
        raise ValueError("a host and a path are needed")
    return NamedNode(scheme + printed)


def literal(value: Value) -> Literal:
    """A record's literal as an RDF literal; a local time gets the offset of London at that time."""
    if value.type == "dateTime":
        return typed(london(value.value), XSD.dateTime)
    datatype: NamedNode | None = _DATATYPES.get(value.type)
    return Literal(value.value) if datatype is None else typed(value.value, datatype)


@lru_cache(maxsize=4096)
def typed(form: str, datatype: NamedNode) -> Literal:
    """A value in its canonical form: 7, also if the text has 07.

    In two forms one fact would be two in a file, and one in a store. Invalid values remain unchanged; the shapes
    report them.
    """
    store = Store()
    store.add(Quad(datatype, datatype, Literal(form, datatype=datatype)))
    (kept,) = store
    assert isinstance(kept.object, Literal)
    return kept.object


def london(local: str) -> str:
    """A local time of the newsletter with its offset: ``Z`` in winter, ``+01:00`` in British Summer Time.

    The rule (from the last Sunday of March to the last Sunday of October, changing at 01:00 UTC; Summer Time
    Act 1972 as amended in 2002) is implemented here, because the time zone database is missing on some
    machines. Any other value is returned unchanged; the shapes report it.
    """
    match = _LOCAL.fullmatch(local)
    if match is None:
        return local
    try:
        moment = datetime(*(int(part or 0) for part in match.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return local
    summer = _last_sunday(moment.year, 3) <= moment - timedelta(hours=1) < _last_sunday(moment.year, 10)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + ("+01:00" if summer else "Z")


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def money(stated: str) -> Money:
    """Parses a sum of money to number and currency: "£1.89bn annually" is 1890000000 GBP a year.

    A range such as "£2–3m" has no one value and gets none.
    """
    found = one_sum(stated)
    number, currency = (found.digits, found.currency) if found else (None, None)
    return Money(stated, number, currency, period_of(stated))


def period(stated: str) -> Period:
    """Parses a period: "1920s" is EDTF ``192X``, from 1920 to 1929; "2022-2023" is ``2022/2023``.

    >>> period("between April 2022 and March 2025")
    Period(stated='between April 2022 and March 2025', edtf='2022-04/2025-03', first='2022-04', last='2025-03')
    """
    if decades := _DECADE.findall(stated):
        (_, a, b), (_, y, z) = decades[0], decades[-1]
        return _between(stated, f"{a}{b}0", f"{y}{z}9", *dict.fromkeys((f"{a}{b}X", f"{y}{z}X")))
    if match := _CENTURY.search(stated):
        century = int(match[1]) - 1
        return _between(stated, f"{century:02}00", f"{century:02}99", f"{century:02}XX")
    ranges = [(m[1], m[1][: -len(m[2])] + m[2]) for m in _RANGE.finditer(stated)]
    if ranges and all(a < b for a, b in ranges):
        return _between(stated, ranges[0][0], ranges[-1][1])
    years = _YEAR.findall(stated)
    found = tuple(find_dates(stated, years=True))
    days = sorted(day[:10] for each in found for day in (each.value, each.last) if day)
    before, behind = (stated[: found[0].start], stated[found[-1].end :]) if found else (stated, "")
    # a part of a date that is not read: "between March and May 2024", "spring 1840"
    unread = _MONTH.search(before) or _MONTH.search(behind) or {day[:4] for day in days} != set(years)
    if unread or not days:
        return _between(stated, min(years), max(years)) if years else Period(stated, None, None, None)
    before = re.sub(r"[\s-]+", " ", before).strip() + " "
    if len(set(days)) == 1 and _OUTSIDE.search(before):
        return Period(stated, None, None, None)
    if len(set(days)) == 1 and (_FROM.search(before) or _ONWARDS.match(behind)):
        return Period(stated, f"{days[0]}/..", days[0], None)
    if len(set(days)) == 1 and _UNTIL.search(before):
        return Period(stated, None, None, days[0])
    return _between(stated, days[0], days[-1])


def _between(stated: str, first: str, last: str, *edtf: str) -> Period:
    """The period between two dates, in the given EDTF or that of the two."""
    return Period(stated, "/".join(edtf or dict.fromkeys((first, last))), first, last)


def dated(value: Value) -> Period:
    """A day, month or year as a period; in EDTF it is what it is in ISO 8601."""
    day = value.value[:10]
    return Period(spelt(value.value), day, day, day)
