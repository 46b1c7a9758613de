"""Checks the lexical forms of literals with XML Schema datatypes in data of any origin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from pyoxigraph import Literal

from ..vocabulary import RDF, XSD
from .exact_literals import BOUNDS, ill_formed

__all__ = ["not_of_its_datatype"]

_DAY = r"(?P<day>-?\d{4,}-\d\d-\d\d)"
_OFFSET = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))"
_ZONE = f"{_OFFSET}?"
_TIME = r"(?:([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"
_MONTH = r"(0[1-9]|1[0-2])"
_MONTHDAY = r"(0[1-9]|[12]\d|3[01])"
_NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)"
_NAME = r"[^\W\d][\w.-]*"
#: XML Schema datatype → the pattern of its forms, and an example.
_FORMS: Mapping[str, tuple[str, str]] = {
    **{
        name: (r"[+-]?\d+", "-5" if greatest is not None and greatest <= 0 else "5")
        for name, (_, greatest) in BOUNDS.items()
    },
    "integer": (r"[+-]?\d+", "5"),
    "decimal": (_NUMBER, "1.5"),
    "double": (_NUMBER + r"([eE][+-]?\d+)?|[+-]?INF|NaN", "1.5E0"),
    "float": (_NUMBER + r"([eE][+-]?\d+)?|[+-]?INF|NaN", "1.5E0"),
    "boolean": (r"true|false|0|1", "true"),
    "date": (_DAY + _ZONE, "2024-12-11"),
    "dateTime": (f"{_DAY}T{_TIME}{_ZONE}", "2024-12-11T10:00:00Z"),
    "dateTimeStamp": (f"{_DAY}T{_TIME}{_OFFSET}", "2024-12-11T10:00:00Z"),
    "time": (_TIME + _ZONE, "10:00:00"),
    "gYear": (r"-?\d{4,}" + _ZONE, "2024"),
    "gYearMonth": (r"-?\d{4,}-" + _MONTH + _ZONE, "2024-12"),
    "gMonth": ("--" + _MONTH + _ZONE, "--12"),
    "gMonthDay": (f"--{_MONTH}-{_MONTHDAY}{_ZONE}", "--12-11"),
    "gDay": ("---" + _MONTHDAY + _ZONE, "---11"),
    "duration": (r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", "P1DT2H"),
    "dayTimeDuration": (r"-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", "PT2H"),
    "yearMonthDuration": (r"-?P(?=.)(\d+Y)?(\d+M)?", "P1Y"),
    "anyURI": (r"[^\s<>\"{}|\\^`]*", "https://example.org/"),
    "language": (r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", "en"),
    "hexBinary": (r"([0-9a-fA-F]{2})*", "00ff"),
    "base64Binary": (r"([A-Za-z0-9+/ ]{4})*([A-Za-z0-9+/ ]{2}==|[A-Za-z0-9+/ ]{3}=)?", "AP8="),
    "string": (r"(?s:.*)", "text"),
    "normalizedString": (r"[^\t\n\r]*", "some text"),
    "token": (r"(\S+( \S+)*)?", "some text"),
    "Name": (_NAME, "name"),
    "NCName": (_NAME, "name"),
    "NMTOKEN": (r"[\w.:-]+", "name"),
    "QName": (rf"({_NAME}:)?{_NAME}", "a:name"),
    "NOTATION": (rf"({_NAME}:)?{_NAME}", "a:name"),
    "ID": (_NAME, "name"),
    "IDREF": (_NAME, "name"),
    "ENTITY": (_NAME, "name"),
}
_COMPILED = {name: re.compile(form) for name, (form, _) in _FORMS.items()}
#: Types of XML Schema that are not datatypes of values, and are not reported here.
_ABSTRACT = frozenset({"anyType", "anySimpleType", "anyAtomicType", "NMTOKENS", "IDREFS", "ENTITIES"})
_XSD = str(XSD)


def not_of_its_datatype(literal: Literal) -> str | None:
    """A message on the error in a literal's form or datatype; None if no error is known."""
    datatype = literal.datatype.value
    if datatype == RDF.langString.value:
        return None
    if not datatype.startswith(_XSD):
        # "xsd:date" in angle brackets, and the schema's address without its hash
        if datatype.startswith(("xsd:", _XSD[:-1])):
            return f"Its datatype is not an address of one, as {_XSD}string is."
        return None
    name = datatype.removeprefix(_XSD)
    form = _COMPILED.get(name)
    if form is None:
        if name in _ABSTRACT:
            return None
        near = get_close_matches(name, _FORMS, n=1) or [n for n in _FORMS if n.casefold() == name.casefold()]
        advice = f" Did you mean xsd:{near[0]}?" if near else ""
        return f"xsd:{name} is not a datatype of XML Schema.{advice}"
    match = form.fullmatch(literal.value)
    if match is None or ill_formed(literal) or not _in_calendar(match.groupdict().get("day")):
        return f"The value is not a valid xsd:{name}, which is written like {_FORMS[name][1]}."
    return None


def _in_calendar(day: str | None) -> bool:
    if day is None or len(day) != 10 or day.startswith("0000"):
        return True
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
