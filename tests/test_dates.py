"""Dates and times as British editors write them, read no more precisely than they are written.

The cases stand in ``tests/extract/dates.txt`` and ``times.txt``, one a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lpipgraph.dates import find_dates, find_times

HERE = Path(__file__).parent / "extract"
EVERY_DAY = [date(1990, 1, 1) + timedelta(days=n) for n in range((date(2041, 1, 1) - date(1990, 1, 1)).days)]
DAYS = st.sampled_from(EVERY_DAY)


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a table of cases."""

    line: int
    text: str
    wanted: str
    defect: str
    after: date | None
    years: bool


def cases(name: str) -> Iterator[Case]:
    after: date | None = None
    years = False
    for number, line in enumerate((HERE / name).read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            options = line[1:].split()
            given_ = next(o.removeprefix("after=") for o in options if o.startswith("after="))
            after = None if given_ == "none" else date.fromisoformat(given_)
            years = "years" in options
            continue
        text, wanted = line.split(" = ")
        wanted, _, defect = wanted.partition(" ! ")
        yield Case(number, text.strip(), wanted.strip(), defect.strip(), after, years)


def params(name: str) -> list:
    return [
        pytest.param(
            case,
            id=f"{case.line}: {case.text}",
            marks=pytest.mark.xfail(reason=case.defect, strict=True) if case.defect else (),
        )
        for case in cases(name)
    ]


def dates_of(text: str, after: date | None = None, *, years: bool = False) -> list[str]:
    """What is found, in the notation of the table."""
    return [
        found.value + (f"..{found.last}" if found.last else "") + ("?" if found.assumed_year else "")
        for found in find_dates(text, after=after, years=years)
    ]


def times_of(text: str) -> list[str]:
    return [
        found.begins.removesuffix(":00") + (f"-{found.ends.removesuffix(':00')}" if found.ends else "")
        for found in find_times(text)
    ]


def test_the_tables_are_not_empty():
    assert len(list(cases("dates.txt"))) >= 100
    assert len(list(cases("times.txt"))) >= 70
    assert sum(bool(c.defect) for c in (*cases("dates.txt"), *cases("times.txt"))) <= 13


@pytest.mark.parametrize("case", params("dates.txt"))
def test_dates(case: Case):
    wanted = [] if case.wanted == "-" else case.wanted.split(", ")
    assert dates_of(case.text, case.after, years=case.years) == wanted


@pytest.mark.parametrize("case", params("times.txt"))
def test_times(case: Case):
    wanted = [] if case.wanted == "-" else case.wanted.split(", ")
    assert times_of(case.text) == wanted


@pytest.mark.parametrize("case", [c for c in cases("dates.txt") if c.wanted != "-" and not c.defect])
def test_a_date_is_found_where_it_stands(case: Case):
    before = "The doors open on "
    found = list(find_dates(before + case.text + ", it says.", after=case.after, years=case.years))
    assert all(len(before) <= f.start < f.end <= len(before) + len(case.text) for f in found)
    assert [f.value for f in found] == [
        f.value for f in find_dates(case.text, after=case.after, years=case.years)
    ]
    again = [
        f.value
        for start, end in dict.fromkeys((f.start, f.end) for f in found)  # the days of a list share one
        for f in find_dates((before + case.text)[start:end], after=case.after, years=case.years)
    ]
    assert again == [f.value for f in found]


#: How editors print a day; `%-d` is not known everywhere.
FORMS: dict[str, Callable[[date], str]] = {
    "11 December 2024": lambda d: f"{d.day} {d:%B} {d.year}",
    "11th December 2024": lambda d: f"{d.day}{_ordinal(d.day)} {d:%B} {d.year}",
    "Wednesday 11 December 2024": lambda d: f"{d:%A} {d.day} {d:%B} {d.year}",
    "Wed, 11 Dec 2024": lambda d: f"{d:%a}, {d.day} {d:%b} {d.year}",
    "the 11th of December, 2024": lambda d: f"the {d.day}{_ordinal(d.day)} of {d:%B}, {d.year}",
    "11.12.2024": lambda d: f"{d:%d.%m.}{d.year}",
    "11/12/2024": lambda d: f"{d.day}/{d.month}/{d.year}",
    "2024-12-11": lambda d: d.isoformat(),
    "December 11, 2024": lambda d: f"{d:%B} {d.day}, {d.year}",
}


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


@pytest.mark.parametrize("form", FORMS)
def test_every_day_is_read_back(form: str):
    printed = [FORMS[form](day) for day in EVERY_DAY]
    assert [f.value for f in find_dates("; ".join(printed))] == [day.isoformat() for day in EVERY_DAY]


@pytest.mark.parametrize("form", ["December 2024", "Dec 2024", "Dec. 2024"])
def test_every_month_is_read_back(form: str):
    months = [date(year, month, 1) for year in range(1990, 2041) for month in range(1, 13)]
    style = {"December 2024": "%B", "Dec 2024": "%b", "Dec. 2024": "%b."}[form]
    printed = "; ".join(f"{m.strftime(style)} {m.year}" for m in months)
    assert [(f.value, f.type) for f in find_dates(printed)] == [(f"{m:%Y-%m}", "gYearMonth") for m in months]


@given(DAYS, st.integers(1, 300), st.sampled_from(["–", " – ", "-", " to ", " until "]))
def test_every_range_is_read_back(first: date, days: int, to: str):
    last = first + timedelta(days=days)
    found = list(find_dates(f"{first.day} {first:%B} {first.year}{to}{last.day} {last:%B} {last.year}"))
    assert [(f.value, f.last) for f in found] == [(first.isoformat(), last.isoformat())]


@given(DAYS, st.integers(2, 300), st.sampled_from([" and ", " & ", ", and "]))
def test_days_that_do_not_follow_one_another_are_days_of_their_own(first: date, days: int, joined: str):
    last = first + timedelta(days=days)
    found = list(find_dates(f"{first.day} {first:%B} {first.year}{joined}{last.day} {last:%B} {last.year}"))
    assert [(f.value, f.last) for f in found] == [(first.isoformat(), None), (last.isoformat(), None)]


@given(
    DAYS, st.lists(st.integers(2, 40), min_size=1, max_size=4), st.sampled_from([", ", "; ", " & ", " + "])
)
def test_the_days_of_a_list_share_the_year_of_the_last(first: date, steps: list[int], joined: str):
    days = [first]
    for step in steps:
        days.append(days[-1] + timedelta(days=step))
    assume(days[-1].year == first.year)
    printed = joined.join(f"{day.day} {day:%B}" for day in days) + f" {first.year}"
    found = find_dates(printed, after=date(2030, 6, 1))
    assert [(f.value, f.last, f.assumed_year) for f in found] == [(d.isoformat(), None, False) for d in days]


WEEKDAY_FORMS = (
    "{w} {d.day} {d:%B} {d.year}", "{w}, {d.day} {d:%B} {d.year}", "{w} the {d.day} of {d:%B} {d.year}",
    "{w} {d.day:02d}/{d.month:02d}/{d.year}", "{w}, {d:%B} {d.day}, {d.year}", "{w} {d}",
)  # fmt: skip


@given(DAYS, st.integers(0, 6), st.sampled_from(WEEKDAY_FORMS), st.sampled_from(["%A", "%a"]))
def test_a_weekday_that_is_not_its_dates_is_told(day: date, off: int, form: str, style: str):
    said = (day + timedelta(days=off)).strftime(style)
    found = list(find_dates(form.format(w=said, d=day)))
    assert [(f.value, f.weekday) for f in found] == [(day.isoformat(), said if off else "")]


@given(DAYS, st.integers(1, 300))
def test_the_first_day_of_a_range_takes_its_year_from_the_last(first: date, days: int):
    last = first + timedelta(days=days)
    if (first.month, first.year) == (last.month, last.year):
        text = f"{first.day}–{last.day} {last:%B} {last.year}"
    else:
        text = f"{first.day} {first:%B} – {last.day} {last:%B} {last.year}"
    wanted = (first.isoformat(), last.isoformat())
    assume(last.year == first.year or (first.month, first.day) > (last.month, last.day))
    assume(last.year == first.year or (first.month, first.day) != (2, 29))  # not moved to the year of the end
    assert [(f.value, f.last) for f in find_dates(text)] == [wanted]


@given(DAYS, DAYS)
def test_a_day_without_a_year_falls_within_a_year_of_the_issue(day: date, issue: date):
    assume((day.month, day.day) != (2, 29))  # see the table
    found = list(find_dates(f"on {day.day} {day:%B} at noon", after=issue))
    assert len(found) == 1
    assert found[0].assumed_year
    value = date.fromisoformat(found[0].value)
    assert (value.month, value.day) == (day.month, day.day)
    assert timedelta(days=-60) <= value - issue <= timedelta(days=366)


@pytest.mark.parametrize("hour", range(24))
def test_every_quarter_of_the_clock_is_read_back(hour: int):
    for minute in (0, 15, 30, 45):
        half = "am" if hour < 12 else "pm"
        wanted = [f"{hour:02d}:{minute:02d}"]
        assert times_of(f"at {hour:02d}:{minute:02d}") == wanted
        assert times_of(f"at {hour % 12 or 12}.{minute:02d}{half}") == wanted
        assert times_of(f"at {hour % 12 or 12}:{minute:02d} {half[0]}.m.") == wanted


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_no_text_breaks_the_reading(text: str):
    for found in find_dates(text, after=date(2024, 12, 11), years=True):
        assert 0 <= found.start < found.end <= len(text)
    for time in find_times(text):
        assert 0 <= time.start < time.end <= len(text)


_PIECES = ["3", "12", "30", "31st", "Mon", "May", "Feb", "2025", "to", "–", "-", ".", "/", "2025", "noon"]
_PIECES += ["10", "am", "pm", ":", "30", ",", "of", "and", "29", "February", "the"]


@given(st.lists(st.sampled_from(_PIECES), max_size=14), st.sampled_from(["", " "]))
def test_whatever_is_found_is_in_the_calendar(pieces: list[str], between: str):
    text = between.join(pieces)
    last_end = 0
    for found in find_dates(text, after=date(2024, 12, 11), years=True):
        assert found.start >= last_end
        last_end = found.end
        if found.type == "date":
            date.fromisoformat(found.value)
        if found.last:
            date.fromisoformat(found.last)
    for time in find_times(text):
        for clock in filter(None, (time.begins, time.ends)):
            hour, minute, second = map(int, clock.split(":"))
            assert (0 <= hour < 24, 0 <= minute < 60, second) == (True, True, 0)


@given(
    st.sampled_from(["Issue No. {}", "Issue {}", "No. {}", "Number {}", "#{}", "Vol. 2, No. {}", "Edition {}", "Table {}", "Phase {}", "p. {}"]),
    st.integers(1, 31),
    st.sampled_from(["\n", "\n\n", " ", ", ", " | ", " · ", " — "]),
    st.sampled_from(EVERY_DAY),
)  # fmt: skip
def test_what_numbers_a_thing_is_no_day(called: str, number: int, between: str, day: date) -> None:
    words = called.format(number) + between
    (found,) = find_dates(f"{words}{day:%B %Y}")
    assert (found.value, found.start) == (f"{day:%Y-%m}", len(words))
    (whole,) = find_dates(f"{words}{day.day} {day:%B %Y}")
    assert (whole.value, whole.start) == (day.isoformat(), len(words))
