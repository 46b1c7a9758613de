"""Exports events as iCalendar, and publications as BibTeX, RIS and CSL-JSON.

They read the portal's things, so that a name, a date or an address is the same in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from .portal import Portal
from .projection import Json, text

__all__ = ["bibtex", "csl", "events", "family_and_given", "ris"]

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: "\\" + sign for sign in "&%$#_"},
    }
)
_TITLES = frozenset(
    [
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "baroness",
        "baron",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "rev",
        "cllr",
        "councillor",
        "hon",
    ]
)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "ten",
        "ter",
        "zu",
        "al",
        "el",
        "bin",
        "ibn",
        "ap",
    ]
)
#: Letters after a name: degrees, honours and fellowships.
_LETTERS = re.compile(
    r"(?:[A-Z][A-Za-z]*\.?[ ,]*)*(?:OBE|MBE|CBE|KC|FBA|FRS|PhD|MP|MSP|MS|FAcSS)\.?"
).fullmatch
_DAY = re.compile(r"\d{4}-\d\d-\d\d").fullmatch
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)").fullmatch
#: Additional type → type in CSL 1.0.2 and in BibTeX, the first that fits.
_SORTS: Mapping[str, tuple[str, str]] = {
    "Issue": ("periodical", "misc"),
    "Article": ("article-magazine", "article"),
    "EvidenceReview": ("report", "techreport"),
    "Report": ("report", "techreport"),
    "BlogPost": ("post-weblog", "misc"),
    "WebPage": ("webpage", "misc"),
    "Series": ("collection", "misc"),
    "CitedWork": ("document", "misc"),
}


def events(shown: Portal) -> tuple[bytes, int]:
    """All events with a day as a calendar (iCalendar, RFC 5545).

    The time stamp of each entry is the newest date of a publication in the graph and not that of the run, so
    that the same graph gives the same bytes. An event without a day cannot stand in a calendar.

    Returns
    -------
    bytes, int
        The calendar and the number of its events.
    """
    days = [d for d in (_first(p, "datePublished") for p in shown.things["Publication"]) if _DAY(d)]
    stamp = max(days, default="1970-01-01").replace("-", "") + "T000000Z"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//lpipgraph//Policy Innovate//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Policy Innovate",
    ]
    count = 0
    for thing in shown.things["Event"]:
        start = _time("DTSTART", _first(thing, "startDate"))
        if start is None:
            continue
        count += 1
        end = _time("DTEND", _first(thing, "endDate"), after=start)
        about = [*thing.get("description", ())] + [
            f"{word}: {', '.join(names)}"
            for word, key in (("Organiser", "organizer"), ("For", "audience"), ("About", "about"))
            if (names := _names(thing, key))
        ]
        about += [f"Registration: {words}" for words in thing.get("registration", ())]
        entry: list[tuple[str, str | None]] = [
            ("UID:", thing["id"]),
            ("DTSTAMP:", stamp),
            (start, ""),
            (end or "", "" if end else None),
            ("SUMMARY:", _escaped(thing["name"])),
            ("DESCRIPTION:", _escaped("\n".join(about)) or None),
            ("LOCATION:", _escaped(", ".join(_names(thing, "location"))) or None),
            *((line, "") for line in _organisers(thing)),
            ("STATUS:", "CONFIRMED" if thing.get("eventStatus", "").endswith("EventScheduled") else None),
            ("CATEGORIES:", ",".join(map(_escaped, _names(thing, "kind"))) or None),
            (
                "URL:",
                _first(thing, "url") or _first(thing, "registrationPage") or _first(thing, "page") or None,
            ),
        ]
        lines += ["BEGIN:VEVENT", *(k + v for k, v in entry if v is not None), "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(part + "\r\n" for line in lines for part in _folded(line)).encode(), count


def _organisers(thing: Json) -> Iterator[str]:
    """The first organiser that has an address: a calendar wants one, and no mail address is given away."""
    for each in thing.get("organizer", ()):
        name = each["name"].translate({ord('"'): "'", ord("\n"): " "})
        yield f'ORGANIZER;CN="{name}":{each.get("url", each["id"])}'
        return


def _first(thing: Json, key: str) -> str:
    value = thing.get(key, "")
    return str(value[0] if isinstance(value, list) else value)


def _names(thing: Json, key: str) -> list[str]:
    return [each["name"] for each in thing.get(key, ())]


def _escaped(value: str) -> str:
    return value.translate(_ESCAPES)


def _time(name: str, value: str, *, after: str | None = None) -> str | None:
    """A property of a day or of a moment in UTC; None for other values, or an end of the other kind."""
    if _MOMENT(value):
        if after is not None and "VALUE=DATE" in after:
            return None
        moment = datetime.fromisoformat(value)
        return f"{name}:{moment - (moment.utcoffset() or timedelta()):%Y%m%dT%H%M%SZ}"
    if _DAY(value) and (after is None or "VALUE=DATE" in after):
        # the end of a calendar's day is the day after it (RFC 5545, 3.6.1)
        day = date.fromisoformat(value) + timedelta(days=after is not None)
        return f"{name};VALUE=DATE:{day:%Y%m%d}"
    return None


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 bytes, never inside a character (RFC 5545, 3.1)."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > 75:
            yield part
            part, size = " ", 1
        part, size = part + character, size + width
    yield part


def csl(shown: Portal) -> tuple[bytes, int]:
    """All publications in the Citation Style Language's JSON, which reference managers read.

    Returns
    -------
    bytes, int
        A JSON array, one publication a line, and how many they are.
    """
    entries = [_csl(thing) for thing in shown.things["Publication"]]
    return ("[\n" + ",\n".join(map(text, entries)) + "\n]\n").encode(), len(entries)


def _csl(thing: Json) -> Json:
    found: Json = {"id": thing["id"], "type": _sort(thing)[0], "title": thing["name"]}
    if authors := thing.get("author", ()):
        found["author"] = [_csl_name(each) for each in authors]
    if issued := _first(thing, "datePublished"):
        found["issued"] = {"date-parts": [[int(part) for part in issued[:10].split("-")]]}
    found |= {
        key: value
        for key, value in {
            "container-title": ", ".join(_names(thing, "isPartOf")),
            "publisher": ", ".join(_names(thing, "publisher")),
            "issue": _first(thing, "issueNumber"),
            "genre": ", ".join(_names(thing, "kind")),
            "URL": _address(thing),
            "abstract": " ".join(thing.get("description", ())),
            **_registered(thing),
        }.items()
        if value
    }
    return found


def _csl_name(author: Json) -> Json:
    parts = family_and_given(author["name"]) if author["type"] == "Person" else None
    return {"literal": author["name"]} if parts is None else {"family": parts[0], "given": parts[1]}


def family_and_given(name: str) -> tuple[str, str] | None:
    """A person's family and given names, as reference managers sort by them; None where the name has one part.

    Titles before and letters after the name are no part of it. The family name is the last word with the particles before it, or
    what stands before a comma.
    """
    family, comma, given = name.partition(",")
    if comma and not _LETTERS(given.strip()):
        return (family.strip(), given.strip()) if family.strip() and given.strip() else None
    words = [word for word in family.split() if word.strip(".").lower() not in _TITLES]
    if len(words) < 2:
        return None
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _address(thing: Json) -> str:
    """The address of a publication: its own, else that of a page about it."""
    return _first(thing, "url") or _first(thing, "page")


def _registered(thing: Json) -> dict[str, str]:
    values = {each["propertyID"]: each["value"] for each in thing.get("identifier", ())}
    return {key: str(values[key]) for key in ("DOI", "ISBN") if key in values}


def _sort(thing: Json) -> tuple[str, str]:
    words = {str(each).rsplit("/", 1)[-1] for each in thing.get("additionalType", ())}
    return next((sort for word, sort in _SORTS.items() if word in words), ("document", "misc"))


def bibtex(shown: Portal) -> tuple[bytes, int]:
    """All publications in BibTeX, in UTF-8.

    Returns
    -------
    bytes, int
        The entries and how many they are.
    """
    keys: set[str] = set()
    entries = []
    for thing in shown.things["Publication"]:
        stem = re.sub(r"[^A-Za-z0-9-]+", "-", thing["id"].rsplit("/", 1)[-1]).strip("-") or "publication"
        key = next(k for k in _numbered(stem) if k not in keys)
        keys.add(key)
        fields = _bibtex(thing)
        inner = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        entries.append(f"@{_sort(thing)[1]}{{{key},\n{inner}\n}}\n")
    return "\n".join(entries).encode(), len(entries)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _bibtex(thing: Json) -> dict[str, Any]:
    issued = _first(thing, "datePublished").split("-")
    publisher = _latex(", ".join(_names(thing, "publisher")))
    sort = _sort(thing)[1]
    return {
        # braces keep capitals, and a body's name in one piece
        "title": f"{{{_latex(thing['name'])}}}",
        "author": " and ".join(_bibtex_name(each) for each in thing.get("author", ())),
        "year": issued[0],
        "month": str(int(issued[1])) if len(issued) > 1 else "",
        "journal" if sort == "article" else "note": _latex(", ".join(_names(thing, "isPartOf"))),
        "institution" if sort == "techreport" else "publisher": publisher,
        "number": _latex(_first(thing, "issueNumber")),
        **{key.lower(): _latex(value) for key, value in _registered(thing).items()},
        "url": _address(thing).translate({ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"}),
    }


def _bibtex_name(author: Json) -> str:
    parts = family_and_given(author["name"]) if author["type"] == "Person" else None
    return ", ".join(map(_latex, parts)) if parts else f"{{{_latex(author['name'])}}}"


#: Type in BibTeX → in RIS.
_RIS: Mapping[str, str] = {"article": "MGZN", "techreport": "RPRT", "misc": "GEN"}


def ris(shown: Portal) -> tuple[bytes, int]:
    """All publications in the format of Research Information Systems, for EndNote, Zotero and Mendeley.

    Returns
    -------
    bytes, int
        The entries and how many they are.
    """
    entries = []
    for thing in shown.things["Publication"]:
        issued = _first(thing, "datePublished").split("-")
        sort = "BLOG" if thing["type"] == "BlogPosting" else _RIS[_sort(thing)[1]]
        names = [(each, family_and_given(each["name"])) for each in thing.get("author", ())]
        fields = [
            ("TY", sort),
            ("TI", thing["name"]),
            *(
                ("AU", ", ".join(parts) if parts and each["type"] == "Person" else each["name"])
                for each, parts in names
            ),
            ("PY", issued[0]),
            ("DA", "/".join((*issued, "", "", "")[:3]) + "/" if issued[0] else ""),
            ("T2", ", ".join(_names(thing, "isPartOf"))),
            ("PB", ", ".join(_names(thing, "publisher"))),
            ("IS", _first(thing, "issueNumber")),
            ("AB", " ".join(thing.get("description", ()))),
            *((("DO" if key == "DOI" else "SN"), value) for key, value in _registered(thing).items()),
            ("UR", _address(thing)),
            ("ID", thing["id"]),
            ("ER", ""),
        ]
        entries.append(
            "".join(
                f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields if value or tag == "ER"
            )
        )
    return "\r\n".join(entries).encode(), len(entries)


def _latex(value: str) -> str:
    return " ".join(value.split()).translate(_LATEX)
