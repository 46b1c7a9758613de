"""Writes statements in words: phrases of properties from ``ontology/phrases.csv``, dates and durations for readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from pyoxigraph import Literal

from .tables import table
from .vocabulary import PREFIXES, RDF, XSD

__all__ = ["counted", "day", "heading", "literal", "phrases", "sentence"]

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?(?:T(?P<time>\d\d:\d\d)[\d:.]*(?P<zone>Z|[+-]\d\d:\d\d)?)?"
)
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_DATES = (XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth)
#: Words that take "an".
_SOUNDS_OPEN = re.compile(r"[aeio]|u(?!ni|se|til)", re.IGNORECASE)


@cache
def phrases() -> Mapping[str, tuple[str, str, str]]:
    """Property → its phrase between subject and value, its heading above values, and its heading above subjects."""
    found = {}
    for row in table("phrases", "ontology"):
        prefix, _, name = row["property"].partition(":")
        found[PREFIXES[prefix] + name] = (row["sentence"], row["heading"], row["heading_of"])
    return found


def heading(predicate: str, label: str, inverse: str | None, *, incoming: bool) -> str:
    """The heading above a property's values, or above its subjects."""
    known = phrases().get(predicate, ("", "", ""))[2 if incoming else 1]
    if known:
        return known
    words = _parted((inverse or label) if incoming else label)
    return words[:1].upper() + words[1:]


def sentence(subject: str, predicate: str, label: str, value: str) -> str:
    """A statement in words: "Jo Doe leads the theme Skills"."""
    between = phrases().get(predicate, ("", "", ""))[0] or _parted(label)
    if predicate == RDF.type.value:
        value = _parted(value)
    if value.isalpha() and not value.islower():  # the label of a value of schema.org is its inner name
        value = phrases().get(PREFIXES["schema"] + value, (value,))[0]
    if between.endswith(" a") and _SOUNDS_OPEN.match(value):
        between += "n"
    return f"{subject} {between} {value}"


def counted(count: int, what: str) -> str:
    """A number of things: "1 theme", "3 policies"."""
    many = what[:-1] + "ies" if what.endswith("y") else what + ("es" if what.endswith("s") else "s")
    return f"{count:,} {what if count == 1 else many}"


def _parted(label: str) -> str:
    """The label of another vocabulary, such as "Date Issued" or "startDate", as words of a sentence."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    return re.sub(r"\b[A-Z](?=[a-z])", lambda capital: capital[0].lower(), words)


def literal(term: Literal) -> str:
    """A value for readers: "6 March 2025, 10:00", "2 hours 30 minutes"."""
    if term.datatype in _DATES:
        return day(term.value)
    if term.datatype == XSD.dayTimeDuration or term.value.startswith("PT"):
        return _lasting(term.value)
    return term.value


def day(value: str) -> str:
    """A date of any precision: day, month or year, with the time if there is one."""
    match = _ISO.fullmatch(value)
    if match is None:
        return value
    if match["month"] is None:
        return match["year"]
    try:
        if match["day"] is None:
            return f"{date(int(match['year']), int(match['month']), 1):%B %Y}"
        at = datetime(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return value
    words = f"{at.day} {at:%B %Y}"
    if match["time"]:
        zone = {"Z": " UTC", None: ""}.get(match["zone"], f" ({match['zone']})")
        words += f", {match['time']}{zone}"
    return words


def _lasting(value: str) -> str:
    match = _DURATION.fullmatch(value)
    if match is None or value in ("P", "PT"):
        return value
    parts = zip(match.groups(), ("day", "hour", "minute", "second"), strict=True)
    return " ".join(f"{n} {unit}{'' if n == '1' else 's'}" for n, unit in parts if n and int(n)) or value
