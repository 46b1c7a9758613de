"""Records that tell of something printed above them, and what the fields of one record mean beside each other.

Each kind of fault is tried over the wordings, orders and settings that it can have, with invented names.
"""

from __future__ import annotations

import random

import pytest
from common import by_names

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.records import Records

_PROSE = (
    "People told us that the lamp was cheap to buy and dear to keep, and that nobody had asked who would pay for its oil. "
    "By the autumn there should be an answer, and by the winter a bill."
)
_HEAD = (
    "The Vale Post\n\nIssue 51, 5 March 2026\n\n"
    f"# A letter from the lanes\n\nBy Owen Quayle\n\n{_PROSE}\n\n{_PROSE.replace('lamp', 'pool')}\n\n"
)


def read(body: str) -> Records:
    return extract(document.parse(_HEAD + body + "\n"), Authority())


# --- an article's own lines ---------------------------------------------------------------------------------------

_PEOPLE = ("Ada Petrie", "Colin Tindle", "Ruth Askham")
_THEMES = ("Skills", "Cultural recovery", "Green lanes: living well on less")
_TITLES = ("Late buses win a second year", "Cold comfort on the coast", "Two ovens and a waiting list")


@pytest.mark.parametrize("author", ["Words", "Author", "Written by", "By"])
@pytest.mark.parametrize("form", ["{}: {}", "**{}:** {}", "{} | {}"])
@pytest.mark.parametrize("last", ["author", "theme"])
def test_who_wrote_an_article_on_a_theme_does_not_lead_it(author: str, form: str, last: str):
    articles = []
    for title, person, theme in zip(_TITLES, _PEOPLE, _THEMES, strict=True):
        lines = [form.format(author, person), form.format("Theme", theme)]
        articles.append(
            f"# {title}\n\n" + "\n".join(lines if last == "theme" else lines[::-1]) + f"\n\n{_PROSE}"
        )
    found = by_names(read("\n\n".join(articles)))
    assert not [row for row in found if row[1] in ("leadsTheme", "worksOn")]
    if form == "{}: {}" and last == "theme":
        assert {row for row in found if row[1] == "aboutTheme"} == {
            (title, "aboutTheme", theme) for title, theme in zip(_TITLES, _THEMES, strict=True)
        }


# --- a box of facts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("called", ["at a glance", "in brief", "fact file", "key facts", "in numbers"])
@pytest.mark.parametrize("capitals", [True, False], ids=["capitals", "as written"])
@pytest.mark.parametrize("seed", range(3))
def test_a_box_tells_of_the_policy_in_its_heading(called: str, capitals: bool, seed: int):
    lines = [
        "Budget: £2.4m", "Funder: Harbour Foundation", "Started: October 2025", "Run by: Marlow District Council",
        "Homes in phase one: 1,150",
    ]  # fmt: skip
    random.Random(seed).shuffle(lines)
    heading = f"Lanterns Home Fund {called}"
    box = (heading.upper() if capitals else heading) + "\n" + "\n".join(lines)
    found = by_names(
        read(
            f"# {_TITLES[0]}\n\nBy Ada Petrie\n\nThe Lanterns Home Fund pays for lamps. {_PROSE}\n\n{box}\n\n{_PROSE}"
        )
    )
    assert {
        ("Lanterns Home Fund", "amount", "£2.4m"),
        ("Lanterns Home Fund", "fundedBy", "Harbour Foundation"),
        ("Lanterns Home Fund", "startPeriod", "2025-10"),
    } <= found
    assert not [name for row in found for name in (row[0], row[2]) if called.lower() in name.lower()]


# --- a subject beside a title -------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["Subject", "subject", "Topic"])
@pytest.mark.parametrize("mark", ["**{}**", "### {}", "{}"])
def test_the_subject_of_a_titled_event_is_not_its_name(label: str, mark: str):
    names = ("Walking the upper valley", "Second homes in ninety minutes", "The annual open day")
    topics = ("Valley Pilot", "Housing and Lamps", "Lanterns Home Fund")
    cards = [
        f"{mark.format(name)}\nFormat: Webinar\nWhen: {day} May 2026, 09:30 to 11:00\nOrganised by: Harbour Council\n{label}: {topic}"
        for day, name, topic in zip((6, 13, 20), names, topics, strict=True)
    ]
    events = {e.name for e in read("# Diary\n\n" + "\n\n".join(cards)).entities if e.cls == "Event"}
    assert events == set(names)


@pytest.mark.parametrize("label", ["Subject", "What"])
def test_a_subject_without_a_title_is_one(label: str):
    cards = [
        f"{label}: {name}\nWhen: {day} May 2026, 09:30 to 11:00\nOrganised by: Harbour Council"
        for day, name in ((6, "Walking the upper valley"), (13, "Second homes in ninety minutes"))
    ]
    events = {e.name for e in read("# Diary\n\n" + "\n\n".join(cards)).entities if e.cls == "Event"}
    assert events == {"Walking the upper valley", "Second homes in ninety minutes"}


# --- works and their publishers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [" – ", " | "])
def test_a_body_behind_the_title_published_what_a_body_before_it_wrote(by: str):
    entries = [
        ("Ada Petrie", "The Slow Counter: work and the last post office", "Marlow Trust", "January 2026"),
        ("Harbour Foundation", "Cold Front: damp in forty streets", "Wells University Press", "March 2026"),
        ("Colin Tindle and Ruth Askham", "Mayors without maps", "Centre for Lanes", "February 2026"),
    ]
    found = by_names(read("# New on the shelf\n\n" + "\n\n".join(by.join(entry) for entry in entries)))
    for author, title, publisher, _ in entries:
        assert (title, "publisher", publisher) in found
        assert (title, "author", publisher) not in found
        assert (title, "author", author.split(" and ")[0]) in found


def test_a_reference_by_surnames_is_the_work_that_the_text_cites():
    records = read(
        f"# {_TITLES[0]}\n\nBy Ada Petrie\n\nOnly one in six was counted for longer (Hallam and Dree, 2021). {_PROSE}\n\n"
        "# New and recent publications\n\n"
        "Harbour Foundation (2025) *A Bus Is a Right: transport and the budget*. Marlow.\n\n"
        "Hallam, T. and Dree, K. (2021) *After the Vote: house prices in Marlow*. Wells University.\n\n"
        "Institute for Lanes (2025) *Who Holds the Pen?*\n"
    )
    works = [e for e in records.entities if "Hallam and Dree (2021)" in e.names]
    assert [e.name for e in works] == ["After the Vote: house prices in Marlow"]
    assert not [e for e in records.entities if e.cls == "Organisation" and "Hallam" in e.name]
    assert ("After the Vote: house prices in Marlow", "publisher", "Wells University") in by_names(records)


# --- events whose title says more ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["workshop", "webinar", "summer school"])
@pytest.mark.parametrize("whom", ["parish and town clerks", "planners"])
def test_what_an_event_is_and_for_whom_stands_behind_its_name(sort: str, whom: str):
    found = by_names(
        read(
            f"# Coming up\n\n14 April 2026, 10.00–12.30 – Counting What Counts, a {sort} for {whom}. Leeds. Run by Harbour Council.\n"
            "29 April 2026, 1pm to 2pm – Heat beneath our feet, a webinar for housing officers. From Wells University.\n"
            "7 May 2026 – The Lanes Conference. Marlow. Organised by Marlow Trust."
        )
    )
    assert {
        ("Counting What Counts", "eventType", sort),
        ("Counting What Counts", "audience", whom),
        ("Counting What Counts", "organiser", "Harbour Council"),
        ("Heat beneath our feet", "organiser", "Wells University"),
    } <= found


# --- times of other zones -----------------------------------------------------------------------------------------


def starts(when: str) -> tuple[list[str], list[str]]:
    records = read(
        f"# Diary\n\n**Reading a river**\nWhen: {when}\nWhere: Online\nOrganised by: Harbour Council\n\n"
        "**The open day**\nWhen: 21 May 2026, 10:00 to 12:00\nWhere: Leeds\nOrganised by: Marlow Trust"
    )
    event = next(e.id for e in records.entities if e.cls == "Event" and e.name == "Reading a river")
    times = [str(r.o.value) for r in records.relations if r.s == event and r.p == "startDateTime"]
    return times, [note["what"] for note in records.notes]


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("", ""), (" BST", ""), (" (UK time)", ""), (" CEST", "+02:00"), (" (UTC+2)", "+02:00"), (" GMT+1", "+01:00"),
        (" UTC", "+00:00"), (" EDT", "-04:00"), (" UTC-3:30", "-03:30"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("clock", ["14:00", "2pm", "14:00 to 16:00", "2pm–4pm"])
def test_a_time_keeps_the_offset_that_is_written(zone: str, offset: str, clock: str):
    assert starts(f"14 July 2026, {clock}{zone}")[0] == [f"2026-07-14T14:00:00{offset}"]


@pytest.mark.parametrize("zone", ["IST", "ET", "CET", "Brussels time", "local time"])
def test_a_time_whose_zone_cannot_be_told_is_no_time_of_london(zone: str):
    times, notes = starts(f"14 July 2026, 2pm {zone}")
    assert times == ["2026-07-14"]
    assert any("zone" in note for note in notes)


def test_where_two_zones_are_given_london_counts():
    assert starts("14 July 2026, 9am EDT / 2pm UK time")[0] == ["2026-07-14T14:00:00"]


def test_a_weekday_against_its_date_is_noted():
    _, notes = starts("Friday 14 July 2026, 2pm")
    assert [note for note in notes if "not a Friday" in note]
    _, notes = starts("Tuesday 14 July 2026, 2pm")
    assert not [note for note in notes if "is not a" in note]


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lead", ["Read it at", "Available at", "Online at", "Download it at", "See"])
@pytest.mark.parametrize(
    "address",
    [
        "https://marlow.example.org/oil",
        "https://marlow.example.org/oil-\nand-water",
        "www.marlow.example.org/oil",
    ],
)
@pytest.mark.parametrize("behind", [" ", "\n"])
def test_no_part_of_an_address_is_a_name(lead: str, address: str, behind: str):
    records = read(
        f"# New reports\n\n- Oil and Water, by Ada Petrie, 2023.{behind}{lead} {address}\n"
        "- The Long Wick, by Colin Tindle, 2024. Available at https://marlow.example.org/wick.\n"
    )
    works = {e.name for e in records.entities if e.cls == "Publication" and e.kind == "report"}
    assert works == {"Oil and Water", "The Long Wick"}
    names = [name for e in records.entities for name in e.names]
    assert not [name for name in names if "http" in name or "www" in name or "example" in name]
