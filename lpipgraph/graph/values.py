"""Turns literals of the records into RDF: dates with their zone, sums of money, periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad, Store

from ..dates import spelt
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
_MONEY = re.compile(
    r"(?P<sign>[£€$])\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>bn|billion|m|million|k|thousand|tn|trillion)?\b",
    re.IGNORECASE,
)
_SCALES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9, "tn": 12, "trillion": 12}
_CURRENCIES = {"£": "GBP", "€": "EUR", "$": "USD"}
_PER = (
    (re.compile(r"\b(annual(ly)?|(per|a|each) (year|annum)|yearly|p\.?a\.?)(?!\w)", re.IGNORECASE), "year"),
    (re.compile(r"\b(monthly|(per|a|each) month)\b", re.IGNORECASE), "month"),
)
_DECADE = re.compile(r"(?:(early|mid|late)[ -])?(1[5-9]|20)(\d)0s", re.IGNORECASE)
_CENTURY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)[ -]century", re.IGNORECASE)
_RANGE = re.compile(r"(1[5-9]\d\d|20\d\d)\s?[-–—/]\s?(1[5-9]\d\d|20\d\d)")
_YEAR = re.compile(r"(1[5-9]\d\d|20\d\d)(?!\d|s\b)")


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money as stated in the text, and its parsed values."""

    stated: str
    number: str | None
    currency: str | None
    per: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """A period as stated in the text, in EDTF, and as its first and last year.

    EDTF is the Extended Date/Time Format of the Library of Congress, ISO 8601-2:2019.
    """

    stated: str
    edtf: str | None
    first: int | None
    last: int | None


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
    """Parses a sum of money to number and currency: "£1.89bn annually" is 1890000000 GBP a year."""
    match = _MONEY.search(stated)
    per = next((unit for pattern, unit in _PER if pattern.search(stated)), None)
    if match is None:
        return Money(stated, None, None, per)
    whole, _, fraction = match["number"].replace(",", "").partition(".")
    scale = _SCALES.get((match["scale"] or "").lower(), 0)
    digits = whole + fraction[:scale].ljust(scale, "0")
    rest = fraction[scale:].rstrip("0")
    number = (digits.lstrip("0") or "0") + (f".{rest}" if rest else "")
    return Money(stated, number, _CURRENCIES[match["sign"]], per)


def period(stated: str) -> Period:
    """Parses a period: "1920s" is EDTF ``192X``, from 1920 to 1929; "2022-2023" is ``2022/2023``."""
    if match := _DECADE.search(stated):
        first = int(match[2] + match[3]) * 10
        return Period(stated, f"{match[2]}{match[3]}X", first, first + 9)
    if match := _CENTURY.search(stated):
        century = int(match[1])
        return Period(stated, f"{century - 1:02}XX", (century - 1) * 100, century * 100 - 1)
    if match := _RANGE.search(stated):
        return Period(stated, f"{match[1]}/{match[2]}", int(match[1]), int(match[2]))
    if match := _YEAR.search(stated):
        return Period(stated, match[1], int(match[1]), int(match[1]))
    return Period(stated, None, None, None)


def dated(value: Value) -> Period:
    """A day, month or year as a period; its EDTF form equals its ISO 8601 form."""
    year = int(value.value[:4])
    return Period(spelt(value.value), value.value, year, year)
