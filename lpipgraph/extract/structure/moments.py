"""Turns the dates of an event into rows: days, ranges, separate days, times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ...dates import FoundTime, find_dates, find_times
from ...document import Reading
from ...records import Value
from ...tables import table
from ..draft import Draft
from .model import Field

__all__ = ["HOUR", "moments", "when_reading"]

#: What is an hour in a column of hours, and elsewhere a number: "10.30".
HOUR = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")

#: What stands behind a time and says whose time it is: "14:00 CET", "(UTC+2)", "9am Brussels time".
_ZONE = re.compile(
    r"\s*\(?(?:(?P<by>UTC|GMT)\s?(?P<sign>[+−-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?|(?P<name>[A-Z]{1,4}T|UTC|UK|Z|(?:[A-Z]\w+ )?(?:[A-Z]\w+|local|their|our) [Tt]ime)\b)"
)
#: Months in which a name for winter time is an error, or loosely meant, and one for summer time as well.
_SUMMER, _WINTER = range(4, 10), (11, 12, 1, 2)
_ZONES = {zone: row for row in table("zones") for zone in row["zone"].split("|")}
#: A zone that is not known, or cannot be meant.
_UNKNOWN = "?"


def _zone(reading: Reading, time: FoundTime, day: str) -> str:
    """The offset that is written after a time; "" for London's, "?" if it cannot be told."""
    match = _ZONE.match(reading.text, time.end)
    if match is None:
        return ""
    if match["by"]:
        sign = "-" if match["sign"] in "−-" else "+"
        return f"{sign}{int(match['hours']):02d}:{match['minutes'] or '00'}"
    row = _ZONES.get(match["name"].lower())
    month = int(day[5:7])
    if (
        row is None
        or (row["season"] == "winter" and month in _SUMMER)
        or (row["season"] == "summer" and month in _WINTER)
    ):
        return _UNKNOWN
    return row["offset"]


_WEEK = re.compile(r"w/c|week (?:commencing|beginning)|week of", re.IGNORECASE)


def when_reading(d: Draft, field: Field) -> Reading:
    """The words of a date, with the month of the heading over it after a mere number."""
    own = d.doc.reading(*field.span)
    if field.month is None:
        return own
    month = d.doc.reading(*field.month)
    return Reading(
        f"{own.text} {month.text}", (*own.places, own.places[-1], *([own.places[-1]] * len(month.text)))
    )


def moments(
    d: Draft,
    event: str,
    cells: list[tuple[int, int]],
    title: tuple[int, int],
    row: tuple[int, int],
    readings: Mapping[tuple[int, int], Reading] = MappingProxyType({}),
    until: Sequence[tuple[int, int]] = (),
) -> None:
    """The rows for the start and the end of an event, from the cells that hold its days and times; `until` are those of its end."""
    if until and (begun := [cell for cell in cells if cell not in until]):
        cells = begun
    else:
        until = ()
    days, times = [], []
    for cell in cells:
        reading = readings.get(cell) or d.doc.reading(*cell)
        days += [(x, reading, cell) for x in find_dates(reading.text, after=d.reference) if x.type == "date"]
        times += [(t, reading, cell) for t in _times(reading.text)]
    if not days:
        if cells:
            d.note("an event without a date", cells[0])
        return
    first, reading, cell = days[0]
    stretch = (
        (min(cell[0], title[0]), max(cell[1], title[1], *(t[2][1] for t in times)))
        if times
        else (min(cell[0], title[0]), max(cell[1], title[1]))
    )
    quote = stretch if stretch[1] - stretch[0] < 700 else cell
    if until:
        _end(d, event, first.value, [t.begins for t, _, _ in times], until[0], quote)
    if _WEEK.search(reading.text[: first.start]):
        d.note("an event of which only the week is given", cell)
    same = [t for t, r, _ in times if r is reading]
    ranged = (
        len(days) == 2
        and days[1][1] is reading
        and bool(
            re.fullmatch(
                r"[\s,\d:.apmnoonA-Z+()]*(?:–|—|-|to|until|till)[\s\w,]*",
                reading.text[first.end : days[1][0].start],
            )
        )
    )
    if ranged and same:
        begins = next((t for t in same if first.end <= t.start < days[1][0].start), None)
        ends = next((t for t in same if t.start >= days[1][0].end), None)
        for predicate, day, clock in (
            ("startDateTime", first.value, begins),
            ("endDateTime", days[1][0].value, ends),
        ):
            time, zone = _time(d, [(clock, reading, cell)] if clock else [], day)
            _day(d, event, predicate, day, time.begins if time else None, quote, zone)
        return
    time, zone = _time(d, times, first.value)
    for found, _, _ in days if not ranged else days[:1]:
        if time and not found.last:
            _day(d, event, "startDateTime", found.value, time.begins, quote, zone)
            if time.ends:
                _day(d, event, "endDateTime", found.value, time.ends, quote, zone)
            continue
        _day(d, event, "startDateTime", found.value, None, quote)
        if found.last or ranged:
            _day(d, event, "endDateTime", found.last or days[1][0].value, None, quote)
    del row


def _times(text: str) -> Iterator[FoundTime]:
    if HOUR.fullmatch(text.strip()):
        yield FoundTime(0, len(text), text.strip().replace(".", ":").rjust(5, "0"), None)
    else:
        yield from find_times(text)


def _end(
    d: Draft, event: str, day: str, begins: Sequence[str], cell: tuple[int, int], near: tuple[int, int]
) -> None:
    """The row for the end of an event that has a field of its own: a time of the same day, or a day."""
    reading = d.doc.reading(*cell)
    last = next((x.value for x in find_dates(reading.text, after=d.reference) if x.type == "date"), day)
    time, zone = _time(d, [(t, reading, cell) for t in find_times(reading.text)], last)
    if last > day or (last == day and time and all(time.begins > t for t in begins)):
        stretch = min(near[0], cell[0]), max(near[1], cell[1])
        quote = stretch if stretch[1] - stretch[0] < 700 else cell
        _day(d, event, "endDateTime", last, time.begins if time else None, quote, zone)


def _time(
    d: Draft, times: list[tuple[FoundTime, Reading, tuple[int, int]]], day: str
) -> tuple[FoundTime | None, str]:
    """The time of an event and its offset: London's where one is given, else the first whose zone is known."""
    shifts = [(cell, m.span()) for t, reading, cell in times if (m := _ZONE.match(reading.text, t.end))]
    zoned = [  # "3:30" of "UTC-3:30" is no time of day
        (t, _zone(reading, t, day), cell)
        for t, reading, cell in times
        if not any(c == cell and a <= t.start < b for c, (a, b) in shifts)
    ]
    for time, zone, _ in sorted(zoned, key=lambda x: (x[1] == _UNKNOWN, x[1] != "")):
        if zone != _UNKNOWN:
            return time, zone
    if zoned:
        d.note("a time of a zone that is not known, so that only the day was read", zoned[0][2])
    return None, ""


def _day(
    d: Draft, event: str, predicate: str, day: str, time: str | None, quote: tuple[int, int], zone: str = ""
) -> None:
    value = Value(f"{day}T{time}{zone}", "dateTime") if time else Value(day, "date")
    d.relate(event, predicate, value, quote, "record date")
