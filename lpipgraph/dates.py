"""Parses dates and times in British spelling, and returns no more precision than the text has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

__all__ = ["MONTH_NAMES", "FoundDate", "FoundTime", "find_dates", "find_times", "spelt", "whole_date"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
#: The names of the months in full, as alternatives of a pattern.
MONTH_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = r"(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_SHORT = (
    r"['’]\d\d|\d\d(?=\s*(?:$|[,.;)|]))(?![.:]\d)"  # "11 Dec '23"; bare only where nothing else can follow
)
_TO = r"\s*(?:–|—|-|to|until|through)\s*"
#: Separators of single days that are not a range: "5, 12 and 19 May", "5/12 May", "4 or 11 May".
_APART = r"(?:,?\s+(?:and|or)\s+|\s*[&+/]\s*|,\s+)"

_DATE = re.compile(
    rf"\b(?P<iso>(?P<iy>{_YEAR})-(?P<im>0\d|1[0-2])-(?P<id>[0-3]\d))(?:\b|(?=T\d\d:))"
    rf"|(?<![\d.-])\b(?P<num>(?P<nd>[0-3]?\d)(?P<by>[./-])(?P<nm>[01]?\d)(?P=by)(?P<ny>{_YEAR}|(?<!-)\d\d))\b(?!\s+{_MONTH})"
    rf"|(?<![\w-])(?P<span>(?P<between>between\s+)?{_WEEKDAY}(?P<d1>{_DAY})(?P<more>(?:(?:,\s+|\s*[/+&]\s*){_WEEKDAY}{_DAY})*?)(?:\s+(?P<m1>{_MONTH}))?(?:,?\s+(?P<y1>{_YEAR}))?(?:(?P<apart>{_APART})|{_TO}){_WEEKDAY}(?P<d2>{_DAY})\s+(?:of\s+)?(?P<m2>{_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?)\b"
    rf"|\b(?P<day>{_WEEKDAY}(?P<d>{_DAY})(?:\s+(?:of\s+)?|-)(?P<m>{_MONTH})(?:(?:,?\s+|-)(?P<y>{_YEAR}|{_SHORT}))?)(?!\w)"
    rf"|\b(?P<us>(?P<um>{_MONTH})\s+(?P<ud>{_DAY}),?\s+(?P<uy>{_YEAR}))\b"
    rf"|\b(?P<month>(?P<mm>{_MONTH}),?\s+(?P<my>{_YEAR}))\b"
    rf"|(?<![\w/.-])(?P<figures>(?:(?P<fm>0?[1-9]|1[0-2])/(?P<fy>{_YEAR})|(?P<gy>{_YEAR})-(?P<gm>0[1-9]|1[0-2])))(?![\w/-])"
    rf"|\b(?P<year>{_YEAR})\b(?![-–]\d)",
    re.IGNORECASE | re.MULTILINE,
)
_UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_TEENS = [
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
#: The days of a month in words.
_ORDINALS = (
    {word: n for n, word in enumerate([*_UNITS, *_TEENS], start=1)}
    | {f"twenty{join}{word}": 20 + n for n, word in enumerate(_UNITS, start=1) for join in "- "}
    | {"thirtieth": 30, "thirty-first": 31, "thirty first": 31}
)
_NTH = "|".join(sorted(_ORDINALS, key=len, reverse=True))
#: "the ninth of October", "from the sixth to the eighth of July".
_IN_WORDS = re.compile(
    rf"\b(?:(?P<first>{_NTH})(?P<to>\s+(?:to|until|and)\s+)(?P<the>the\s+)?)?(?P<last>{_NTH})(?=\s+of\s+{_MONTH})",
    re.IGNORECASE,
)
#: How each of these words ends before its "of": a text without such an ending is not searched for the sixty
#: words.
_NTH_OF = re.compile(r"(?:st|nd|rd|th)\s+of\s", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:\b(?:paragraph|section|clause|chapter|version|table|figure)s?|§)\s*$", re.IGNORECASE
)
#: A number of an issue, part or page is not a day of the month that follows: "Issue No. 30", and on the next
#: line "May 2026".
_NUMBERS = re.compile(
    r"(?P<what>\b(?:(?:no|nos|number)\b[.:]?|(?:issue|edition|vol|volume|part|chapter|section|paragraph|clause|table|fig|figure|page|"
    r"pp?|version|phase|stage|wave|round|tranche|episode|lot)\b\.?)\s*|#)(?P<number>\d{1,2})"
    rf"(?=[\s,|·•–—]+(?:{_WEEKDAY}{_DAY}(?:{_APART}{_DAY}|{_TO}{_DAY})?\s+(?:of\s+)?)?{_MONTH}(?:[\s,]+{_YEAR})?\b)",
    re.IGNORECASE,
)


#: Many extraction rules search the same words: results for texts up to this length are cached.
_KEPT = 1000


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: its extent, lexical value and type (date, gYearMonth, gYear), and the last day of a range.

    `assumed_year` says that the text gives no year and the one nearest after the reference date was taken;
    `weekday` is the printed day of the week where it does not match the calendar.
    """

    start: int
    end: int
    value: str
    type: str
    last: str | None = None
    assumed_year: bool = False
    weekday: str = ""


def find_dates(text: str, *, after: date | None = None, years: bool = False) -> Iterator[FoundDate]:
    """All dates of a text in order; dates that do not exist (30 February) are skipped.

    Parameters
    ----------
    text
        Any text.
    after
        The reference date: a day without a year is the first such day not more than 60 days before it.
        None: days without a year are skipped.
    years
        Whether a bare year counts as a date.
    """
    if not _FIGURES.search(text):
        return iter(())
    if len(text) > _KEPT:
        return _look_for_dates(text, after, years)
    return iter(_found_dates(text, after, years))


#: A text without a digit or a number word has no date.
_FIGURES = re.compile(r"\d|\sof\s", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _found_dates(text: str, after: date | None, years: bool) -> tuple[FoundDate, ...]:
    return tuple(_look_for_dates(text, after, years))


def _look_for_dates(text: str, after: date | None, years: bool) -> Iterator[FoundDate]:
    waiting: list[FoundDate] = []  # days without a year; the last of their list may have it
    if _NTH_OF.search(text):
        text = _IN_WORDS.sub(_in_figures, text)
    text = _NUMBERS.sub(lambda m: m["what"] + "#" * len(m["number"]), text)
    for match in _DATE.finditer(text):
        found = _read(match, after, years)
        if found is None:
            continue
        for one in _days_apart(match, found, after) or [found]:
            if (
                waiting
                and not _LISTED.fullmatch(text, waiting[-1].end, one.start)
                and one.start != waiting[-1].start
            ):
                yield from (_weekday(text, x) for x in waiting)
                waiting = []
            if one.assumed_year:
                waiting.append(one)
                continue
            yield from (_weekday(text, _in_year(x, one)) for x in waiting)
            waiting = []
            yield _weekday(text, one)
    yield from (_weekday(text, x) for x in waiting)


def _in_figures(match: re.Match[str]) -> str:
    """Replaces days in words by figures, padded to the same length."""
    first, to, the, last = (match[k] or "" for k in ("first", "to", "the", "last"))
    figures = str(_ORDINALS[first.lower()]) if first else ""
    return f"{figures:<{len(first)}}{to}{' ' * len(the)}{_ORDINALS[last.lower()]!s:<{len(last)}}"


#: The separators between the days of a list: "28 April, 5 May and 12 May 2026".
_LISTED = re.compile(r"\s*[,;&+/]\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+")


def _in_year(day: FoundDate, last: FoundDate) -> FoundDate:
    """A day of a list of which only the last has a year."""
    if last.type != "date":
        return day
    try:
        moved = date.fromisoformat(day.value).replace(year=int(last.value[:4]))
    except ValueError:
        return day
    if moved.isoformat() > last.value or day.last:
        return day
    return replace(day, value=moved.isoformat(), assumed_year=False)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SAID = re.compile(
    rf"\b(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?:the\s+)?(?:{_MONTH}\s+)?(?:(?P<day>\d{{1,2}})(?!\d)|(?={_YEAR}-))",
    re.IGNORECASE,
)


def _weekday(text: str, found: FoundDate) -> FoundDate:
    """A date with the printed day of the week, if that does not match the calendar."""
    if found.type != "date":
        return found
    days = [date.fromisoformat(value) for value in (found.value, found.last) if value]
    first = max(found.start - 20, 0)
    for said in _SAID.finditer(text[first : found.end]):
        if first + said.end() < found.start:
            continue
        number = int(said["day"]) if said["day"] else days[0].day
        meant = next((day for day in days if day.day == number), None)
        if meant and _WEEKDAYS[meant.weekday()] != said["weekday"].lower():
            return replace(found, weekday=said.group().split()[0].strip(".,"))
    return found


def _days_apart(match: re.Match[str], found: FoundDate, after: date | None) -> list[FoundDate]:
    """Each day of "5, 12 and 19 May"; none for days that follow one another, which are a range."""
    if not match["apart"] or match["between"] or found.last is None:
        return []
    near = date.fromisoformat(found.last) - date.fromisoformat(found.value) < timedelta(days=2)
    if near and match["apart"].strip() != ",":
        return []
    others = [
        _one(match.start(), match.end(), found.last[:4], _month(match["m1"] or match["m2"]), day, after)
        for day in re.findall(r"\d+", match["more"] or "")
    ]
    if match["apart"].strip() == "," and not match["more"]:
        middle = match.end("y1") if match["y1"] else match.end("m1")
        return [
            FoundDate(match.start(), middle, found.value, "date", None, found.assumed_year),
            FoundDate(match.start("d2"), match.end(), found.last, "date", None, found.assumed_year),
        ]
    first = FoundDate(match.start(), match.end(), found.value, "date", None, found.assumed_year)
    last = FoundDate(match.start(), match.end(), found.last, "date", None, found.assumed_year)
    return sorted([first, *(x for x in others if x), last], key=lambda x: x.value)


def whole_date(words: str) -> FoundDate | None:
    """The date, if the whole text is one date: "April 2022" is, "early 2022" and "2021-23" are not.

    >>> whole_date("April 2022").value
    '2022-04'
    """
    found = next(find_dates(words.strip(), years=True), None)
    return found if found and not found.last and (found.start, found.end) == (0, len(words.strip())) else None


def spelt(value: str) -> str:
    """A date, month or year in words.

    >>> spelt("2022-04"), spelt("2022-04-01"), spelt("2022")
    ('April 2022', '1 April 2022', '2022')
    """
    year, *rest = value.split("-")
    if not rest or not all(part.isdecimal() for part in rest):
        return value
    names = {number: name for name, number in reversed(_MONTHS.items())}
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{names[int(rest[0])].capitalize()} {year}" if 1 <= int(rest[0]) <= 12 else value


def _read(match: re.Match[str], after: date | None, years: bool) -> FoundDate | None:
    start, end = match.span()
    g = match.groupdict()
    if g["iso"]:
        return _one(start, end, g["iy"], g["im"], g["id"], after)
    if g["num"]:
        if _NUMBERED.search(match.string, max(0, start - 16), start):  # "paragraph 2.1.10" is not a day
            return None
        year = g["ny"] if len(g["ny"]) == 4 else f"20{g['ny']}"
        return _one(start, end, year, g["nm"], g["nd"], after)
    if g["span"]:
        year = g["y2"] or g["y1"]
        last = _one(start, end, year, _month(g["m2"]), g["d2"], after)
        if last is None:
            return None
        first_year = g["y1"] or last.value[:4]
        first = _one(start, end, first_year, _month(g["m1"] or g["m2"]), g["d1"], after)
        comma = (g["apart"] or "").strip() == "," and not g["m1"]
        one = not g["more"] and not g["between"]
        # "in room 5, 19 May", "Issue 7, 4 May": one day; the days of a list are ascending
        if comma and (one or first is None or first.value > last.value):
            return replace(last, start=match.start("d2"))
        if first is None:
            return None
        if first.value > last.value and g["m1"] and not g["y1"]:  # 30 December to 2 January 2026
            first = _one(start, end, str(int(first_year) - 1), _month(g["m1"] or g["m2"]), g["d1"], after)
            if first is None:
                return None
        if first.value > last.value:
            return None
        return FoundDate(start, end, first.value, "date", last.value, last.assumed_year)
    if g["day"]:
        year = g["y"] and (g["y"] if len(g["y"]) == 4 else f"20{g['y'][-2:]}")
        return _one(start, end, year, _month(g["m"]), g["d"], after, g["day"][:3].lower())
    if g["us"]:
        return _one(start, end, g["uy"], _month(g["um"]), g["ud"], after)
    if g["month"]:
        return FoundDate(start, end, f"{g['my']}-{int(_month(g['mm'])):02d}", "gYearMonth")
    if g["figures"]:
        year, month = int(g["fy"] or g["gy"]), int(g["fm"] or g["gm"])
        if g["gy"] and month == (year + 1) % 100:  # "2011-12" is a financial year
            return None
        return FoundDate(start, end, f"{year}-{month:02d}", "gYearMonth")
    return FoundDate(start, end, g["year"], "gYear") if years else None


def _month(name: str) -> str:
    return str(_MONTHS[name.rstrip(".").lower()])


def _one(
    start: int, end: int, year: str | None, month: str, day: str, after: date | None, weekday: str = ""
) -> FoundDate | None:
    number = int(re.sub(r"\D", "", day))
    if year is not None:
        try:
            return FoundDate(start, end, date(int(year), int(month), number).isoformat(), "date")
        except ValueError:
            return None
    if after is None:
        return None
    days = [found for found in _days(after, int(month), number) if found >= after - timedelta(days=60)]
    if not days:
        return None
    # a printed weekday decides between this year and the next
    near = [found for found in days[:2] if _WEEKDAYS[found.weekday()] == weekday]
    return FoundDate(start, end, (near or days)[0].isoformat(), "date", assumed_year=True)


def _days(after: date, month: int, day: int) -> Iterator[date]:
    for year in range(after.year, after.year + 9):  # a leap day may be eight years away
        try:
            yield date(year, month, day)
        except ValueError:
            continue


_CLOCK = r"(?:(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s*(?:[ap]\.?m\b\.?|noon\b)?|noon\b|midday\b|midnight\b)"
_HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_HOUR = "|".join(_HOURS)
#: "half past nine", "quarter to four", "six o'clock in the evening"; "from half past nine to four".
_SPOKEN = re.compile(
    rf"\b(?:(?:(?P<part>half past|(?:a )?quarter past|(?:a )?quarter to) (?P<hour>{_HOUR}|\d\d?))|(?P<clock>{_HOUR}|\d\d?) o['’]clock)"
    rf"(?: (?:in the|this) (?P<half>morning|afternoon|evening)| at night)?(?P<to> (?:to|until|till) (?P<last>{_HOUR})\b)?",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"(?:\b(?P<between>between)\s+)?(?<![\d.£])(?P<a>{_CLOCK})(?:\s*(?:–|—|-|to|until|till|(?(between)and|(?!)))\s*(?P<b>{_CLOCK})(?!\s*(?:st|nd|rd|th)?\s*(?:of\s+)?{_MONTH}))?(?![\d%]|\s*(?:[-–]?hours?|per cent|million|billion|bn|m\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time of day, or a range of it, as `HH:MM:SS`."""

    start: int
    end: int
    begins: str
    ends: str | None


def find_times(text: str) -> Iterator[FoundTime]:
    """All times of day that are clearly times: "10:00 to 12:30", "2–4pm", "from 9.30am", "12 noon – 1.30pm".

    A bare number is not a time. In a range, "pm" on one side applies to the other.
    """
    return iter(_found_times(text)) if len(text) <= _KEPT else _look_for_times(text)


@lru_cache(maxsize=4096)
def _found_times(text: str) -> tuple[FoundTime, ...]:
    return tuple(_look_for_times(text))


def _look_for_times(text: str) -> Iterator[FoundTime]:
    for match in _SPOKEN.finditer(text):
        if (begins := _spoken(match["part"], match["hour"] or match["clock"], match["half"])) is None:
            continue
        ends = _spoken(None, match["last"], None, later=begins) if match["last"] else None
        yield FoundTime(match.start(), match.end(), begins, ends)
    for match in _TIME.finditer(text):
        a, b = match["a"], match["b"]
        dotted = b is not None and all(re.fullmatch(r"\d{1,2}\.\d\d\s*", side) for side in (a, b))
        if not dotted and not any(_plain(side) for side in (a, b) if side):
            continue
        if b is None:
            if _plain(a):
                begins = _clock(a, None)
                if begins:
                    yield FoundTime(match.start("a"), match.end(), begins, None)
            continue
        ends = _clock(b, None)
        if ends and _half(a) == "p" and not _half(b) and ends < "12":  # "5pm to 6.30"
            ends = _clock(f"{b.strip(' .')}pm", None)
        if (
            ends and re.search(r"noon|midday", a, re.IGNORECASE) and not _half(b) and ends < "12"
        ):  # "noon to 2"
            ends = _clock(f"{b.strip(' .')}pm", None)
        begins = _clock(a, b)
        if begins and ends:
            yield FoundTime(match.start("a"), match.end(), begins, ends)


def _spoken(part: str | None, hour: str, half: str | None, later: str = "00") -> str | None:
    """A time in words; without "morning", "pm" and the like, it is taken to be between 8:00 and 20:00."""
    number = int(hour) if hour.isdigit() else _HOURS.index(hour.lower()) + 1
    if number > 12:
        return None
    minute = 0 if part is None else 30 if part.startswith("half") else 15
    if part is not None and part.endswith("to"):
        number, minute = (number - 1) or 12, 45
    number %= 12
    if half in ("afternoon", "evening") or (half is None and (number < 8 or f"{number:02d}" < later[:2])):
        number += 12
    return f"{number:02d}:{minute:02d}:00"


def _plain(side: str) -> bool:
    return bool(re.search(r"[ap]\.?m|noon|midday|midnight|\d:\d\d", side, re.IGNORECASE))


def _half(side: str) -> str:
    found = re.search(r"([ap])\.?m|noon|midday|midnight", side.lower())
    return (found[1] or "n") if found else ""


def _clock(side: str, other: str | None) -> str | None:
    low = side.lower().replace(".m", "m").strip(" .")
    if "noon" in low or "midday" in low:
        return "12:00:00"
    if "midnight" in low:
        return "00:00:00"
    match = re.match(r"(\d{1,2})(?:[:.](\d\d))?\s*([ap])?", low)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half is None and other is not None:
        lent = re.search(r"(\d{1,2})(?:[:.]\d\d)?\s*([ap])", other.lower())
        # "2–4pm" is two in the afternoon, "10–1pm" ten in the morning, "11.30–12.30pm" before noon
        if (
            lent
            and lent[2] == "p"
            and hour % 12 <= int(lent[1]) % 12
            and not (hour < 12 and int(lent[1]) == 12)
        ):
            half = "p"
    if half == "p" and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}:00" if hour < 24 else None
