"""When an event is: days, ranges of days, separate days, times of day, as rows."""

from __future__ import annotations

import re

from ...dates import find_dates, find_times
from ...records import Value
from ..draft import Draft

__all__ = ["moments"]

_WEEK = re.compile(r"w/c|week (?:commencing|beginning)|week of", re.IGNORECASE)


def moments(
    d: Draft, event: str, cells: list[tuple[int, int]], title: tuple[int, int], row: tuple[int, int]
) -> None:
    """The rows for the start and the end of an event, from the cells that hold its days and times."""
    days, times = [], []
    for cell in cells:
        reading = d.doc.reading(*cell)
        days += [(x, reading, cell) for x in find_dates(reading.text, after=d.reference) if x.type == "date"]
        times += [(t, reading, cell) for t in find_times(reading.text)]
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
    if _WEEK.search(reading.text[: first.start]):
        d.note("an event of which only the week is given", cell)
    same = [t for t, r, _ in times if r is reading]
    ranged = (
        len(days) == 2
        and days[1][1] is reading
        and bool(
            re.fullmatch(
                r"[\s,\d:.apmnoon]*(?:–|—|-|to|until|till)[\s\w,]*",
                reading.text[first.end : days[1][0].start],
            )
        )
    )
    if ranged and same:
        begins = next((t for t in same if first.end <= t.start < days[1][0].start), None)
        ends = next((t for t in same if t.start >= days[1][0].end), None)
        _day(d, event, "startDateTime", first.value, begins.begins if begins else None, quote)
        _day(d, event, "endDateTime", days[1][0].value, ends.begins if ends else None, quote)
        return
    time = times[0][0] if times else None
    for found, _, _ in days if not ranged else days[:1]:
        if time and not found.last:
            _day(d, event, "startDateTime", found.value, time.begins, quote)
            if time.ends:
                _day(d, event, "endDateTime", found.value, time.ends, quote)
            continue
        _day(d, event, "startDateTime", found.value, None, quote)
        if found.last or ranged:
            _day(d, event, "endDateTime", found.last or days[1][0].value, None, quote)
    del row


def _day(d: Draft, event: str, predicate: str, day: str, time: str | None, quote: tuple[int, int]) -> None:
    value = Value(f"{day}T{time}", "dateTime") if time else Value(day, "date")
    d.relate(event, predicate, value, quote, "record date")
