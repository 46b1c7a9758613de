"""What stands where a name is expected and is none: labels of fields, dates, platforms, sentences.

Each kind is tried in the forms in which editors set it, with invented names; the right name beside it is still read.
"""

from __future__ import annotations

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.records import Records

_PROSE = (
    "People told us that the lamp was cheap to buy and dear to keep, and that nobody had asked who would pay for its oil. "
    "By the autumn there should be an answer, and by the winter a bill."
)
_HEAD = (
    f"The Vale Post\n\nIssue 51, 5 March 2026\n\n# A letter from the lanes\n\nBy Owen Quayle\n\n{_PROSE}\n\n"
)


def read(body: str) -> Records:
    return extract(document.parse(_HEAD + body + "\n"), Authority())


def names(records: Records, *classes: str) -> set[str]:
    return {e.name for e in records.entities if e.cls in classes}


# --- contact lines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "RSVP",
        "Author",
        "Authors",
        "Contact",
        "Register",
        "Book",
        "Organiser",
        "Editor",
        "Press Office",
        "Enquiries",
    ],
)
@pytest.mark.parametrize("form", ["{}: {}", "{}\t{}", "**{}:** {}", "{} {}", "- {}: {}", "{} – {}"])
@pytest.mark.parametrize(
    "before", ["", "Venue: Kirkby\n", "Place: Kirkby\n\n", "Talk with soup\n\nVenue: Kirkby\n\n"]
)
def test_the_label_of_an_address_is_nobody(label: str, form: str, before: str):
    records = read(f"# Events\n\n{before}{form.format(label, 'lamp.oil@vale.example')}")
    assert names(records, "Person") == {"Owen Quayle"}
    assert not [r for r in records.relations if r.p == "email"]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Ada Petrie: ada@vale.example", "Ada Petrie"),
        ("Contact: Ada Petrie, ada@vale.example", "Ada Petrie"),
        ("Author: Ada Petrie (ada@vale.example)", "Ada Petrie"),
        ("Submissions to the blog: Ada Petrie – ada@vale.example", "Ada Petrie"),
        ("Please write to Ada\nPetrie, ada@vale.example", "Ada Petrie"),
        ("Dr A. Petrie <petrie@vale.example>", "A. Petrie"),
    ],
)
def test_whoever_has_an_address_is_read(line: str, person: str):
    records = read(f"# Contacts\n\n{line}")
    assert names(records, "Person") == {"Owen Quayle", person}
    assert [r.s for r in records.relations if r.p == "email"]


# --- dates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "date", ["November 2025", "5 May 2026", "Tuesday 5 May 2026", "2025-11-30", "May 5, 2026", "30/11/2025"]
)
@pytest.mark.parametrize("body", ["", "Sallow Trust\n\n", "**Sallow Trust**\n\n"])
@pytest.mark.parametrize("title", ["### {}", "**{}**", "{}"])
def test_the_date_of_an_entry_is_no_title(date: str, body: str, title: str):
    entries = "\n\n".join(
        f"{title.format(called)}\n\n{body}{date}\n\nThis report looks at how lamps are paid for in the lanes of the vale."
        for called in ("Counting the cost of oil", "Warm lamps for every street")
    )
    records = read(
        f"# Research and Reports\n\nReports of the month.\n\n{entries}\n\n# Events\n\nNone this month."
    )
    assert not [n for n in names(records, "Publication", "Event", "Policy") if date in n]


@pytest.mark.parametrize("month", ["May 2026", "**May 2026**"])
def test_a_month_above_events_is_a_heading(month: str):
    records = read(
        f"# Events\n\n{month}\n\n- 5 May: Lamp Summit, Kirkby\n- 9 May: Oil Forum, Kirkby\n\nJune 2026\n\n- 5 June: Wick Fair, Kirkby"
    )
    assert names(records, "Event") == {"Lamp Summit", "Oil Forum", "Wick Fair"}


# --- whom "it" does not mean --------------------------------------------------------------------------------------


def facts(records: Records) -> set[tuple[str, str, str]]:
    called = {e.id: e.name for e in records.entities}
    return {
        (called[r.s], r.p, called[r.o])
        for r in records.relations
        if isinstance(r.o, str) and r.p not in ("mentions", "partOfIssue", "author", "publisher", "organiser")
    }


_SAID = (
    "It is funded by the Birch Foundation.",
    "It is hosted by Sallow Trust.",
    "It was led by the Birch Foundation.",
)


@pytest.mark.parametrize("said", _SAID)
@pytest.mark.parametrize(
    "between",
    [
        "The report shows lamps.",
        "A new lamp costs a lot.",
        "The summit was full.",
        "This paper sets out how lamps are paid for.",
        "A fund opened last year.",
        "The scheme runs until May.",
        "Our programme of walks grows.",
    ],
)
def test_it_is_the_thing_of_the_sentence_before_even_without_a_name(said: str, between: str):
    assert facts(read(f"# News of the month\n\nMoor Alliance opened a shop. {between} {said}")) == set()


@pytest.mark.parametrize("said", _SAID)
@pytest.mark.parametrize(
    "between", ["", "Bids close in June.", "It began small.", "The alliance is old.", "Many people came."]
)
def test_it_is_what_was_named_where_nothing_else_is_spoken_of(said: str, between: str):
    assert {
        s
        for f in facts(read(f"# News of the month\n\nMoor Alliance was set up in 2020. {between} {said}"))
        for s in f
    } & {"Moor Alliance"}


@pytest.mark.parametrize("said", _SAID)
@pytest.mark.parametrize("label", ["Published by", "Organiser", "Author", "Commissioned by", "**Host**"])
@pytest.mark.parametrize(
    "text", ["This report sets out how lamps are lit.", "The summit shows lamps.", "Lamps for all."]
)
def test_it_is_no_field_above_the_text_of_an_entry(said: str, label: str, text: str):
    entry = f"Lamp Summit\nDate: 5 May 2026\n{label}: Moor Alliance\n{text} {said}"
    assert not [f for f in facts(read(f"# Events\n\n{entry}")) if "Moor Alliance" in f]


def test_a_description_begins_behind_the_fields():
    entry = "Oil for all\nAuthor: Sallow Trust\nDate: April 2026\nPublished by: Moor Alliance\nThis report sets out how oil is paid for."
    found = [r.o for r in read(f"# Research and Reports\n\n{entry}").relations if r.p == "description"]
    assert [getattr(o, "value", None) for o in found] == ["This report sets out how oil is paid for."]


# --- sentences, and the last day to sign up -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "asks",
    [
        "Register by",
        "Book by",
        "Please book before",
        "Sign up by",
        "RSVP by",
        "Booking closes on",
        "Places must be booked by",
    ],
)
@pytest.mark.parametrize(
    "sentence",
    ["Speakers from Moor Alliance talk about adult learning.", "Residents of Kirkby meet for lunch."],
)
@pytest.mark.parametrize("field", ["Venue: Kirkby", "Organiser: Moor Alliance", "Place: Online (Zoom)"])
def test_a_sentence_with_the_last_day_to_sign_up_is_no_event(asks: str, sentence: str, field: str):
    entries = "\n\n".join(
        f"{called}\nDate: {day} March 2026\n{field}\n{sentence} {asks} 27 February 2026."
        for called, day in (("Lamp Seminar", 3), ("Wick Workshop", 9))
    )
    records = read(f"# Events\n\n{entries}")
    assert names(records, "Event") == {"Lamp Seminar", "Wick Workshop"}
    days = [r.o.value for r in records.relations if r.p == "startDateTime" and not isinstance(r.o, str)]
    assert sorted(days) == ["2026-03-03", "2026-03-09"]


# --- names of what is no body -------------------------------------------------------------------------------------


@pytest.mark.parametrize("called", ["Microsoft Teams", "MS Teams", "Zoom", "Google Meet", "Teams"])
@pytest.mark.parametrize("label", ["Location", "Venue", "Place"])
def test_where_one_meets_online_is_no_body(called: str, label: str):
    entries = "\n\n".join(
        f"{e}\nDate: {n} March 2026\n{label}: {called}"
        for e, n in (("Lamp Seminar", 3), ("Wick Workshop", 9))
    )
    assert names(read(f"# Events\n\n{entries}"), "Organisation", "Place") == set()


@pytest.mark.parametrize("number", ["No. 2", "No.2", "No. 12"])
@pytest.mark.parametrize("kind", ["Bill", "Act", "Order"])
def test_a_numbered_bill_is_one_policy(number: str, kind: str):
    records = read(
        f"# News of the month\n\nThe Bus Services ({number}) {kind} is before Parliament. Members read it."
    )
    assert names(records, "Organisation", "Policy") == {f"Bus Services ({number}) {kind}"}


# --- months -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["2021", "April 2021"])
@pytest.mark.parametrize(
    ("last", "value"), [("2024", "2024"), ("March 2024", "2024-03"), ("late 2024", "2024")]
)
def test_the_month_in_which_a_policy_ends_is_kept(first: str, last: str, value: str):
    records = read(f"# News of the month\n\nThe Lamp Fund ran from {first} to {last} and paid for oil.")
    assert [r.o.value for r in records.relations if r.p == "endPeriod" and not isinstance(r.o, str)] == [
        value
    ]
