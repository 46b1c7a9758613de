"""From the words of an issue to answers: how policies stand, how one takes part in events, where works can be read."""

from __future__ import annotations

import json
from functools import cache

import pytest
from pyoxigraph import Dataset
from test_extract import issue_of

from lpipgraph import document, graph, reason, shapes
from lpipgraph.authority import Authority
from lpipgraph.export import export
from lpipgraph.extract import extract
from lpipgraph.extract.details import attendance_mode
from lpipgraph.queries import catalogue, evidence, resolve
from lpipgraph.store import open_store

POLICIES = """The Night Bus Levy was introduced under the Transport Act 2000. It came to an end in March 2024.

The Lane Fund, which opened in 2021, is now closed to new bids.
"""
EVENTS = """
## Events

Workshop	Lamps for beginners- Marlow Trust
14 April 2026, 10:00 to 12:00	You learn to trim a wick. Online. [Book a place](https://marlow.example.org/lamps?day=14).

Training	Oil for experts- Orchard Foundation
7 May 2026, 10:00 to 12:00	For those who sell oil. Write to jo.doe@marlow.example.org to book. Please book.

## Research and Reports

- [The Long Wick](https://marlow.example.org/wick.pdf), by Dr Jo Doe, 2024
"""


@cache
def built() -> Dataset:
    text = issue_of("article", POLICIES + EVENTS)
    issue = document.parse(text)
    made = graph.build(extract(issue, Authority()), text, Authority(), document=issue)
    return Dataset([*made, *reason.entail(made)])


def rows(name: str) -> list[dict[str, str]]:
    """The answer of a query, with the quotes behind each row."""
    store = open_store(None, built())
    asked = catalogue()[name]
    found = store.select(asked.bind(**resolve(store, asked, {})))
    behind = evidence(store, asked, found)
    return [
        {c: getattr(v, "value", "") for c, v in zip(found.columns, row, strict=True)}
        | {"quotes": " | ".join(item.quote for item in items)}
        for row, items in zip(found.rows, behind, strict=True)
    ]


def test_the_policies_say_how_they_stand() -> None:
    found = {row["policyName"]: row for row in rows("policy-structure")}
    levy, fund = found["Night Bus Levy"], found["Lane Fund"]
    assert (levy["ended"], levy["basisName"]) == ("March 2024", "Transport Act 2000")
    assert "introduced under the Transport Act 2000" in levy["quotes"]
    assert "came to an end in March 2024" in levy["quotes"]
    assert (fund["began"], fund["statusName"], fund["ended"]) == ("2021", "closed to new bids", "")


def test_the_events_say_how_one_takes_part_and_signs_up() -> None:
    found = rows("upcoming-events")
    lamps = {row["signUp"] for row in found if row["eventName"] == "Lamps for beginners"}
    assert lamps == {"Book a place", "https://marlow.example.org/lamps?day=14"}
    assert {row["modeName"] for row in found if row["eventName"] == "Lamps for beginners"} == {"online"}
    assert {row["modeName"] for row in found if row["eventName"] == "Oil for experts"} == {""}
    assert all("Book a place" in row["quotes"] for row in found if row["signUp"] == "Book a place")


def test_contact_data_in_the_words_about_booking_stays_private() -> None:
    assert "jo.doe" not in "".join(str(q) for q in graph.public(built()))


def test_the_works_say_where_they_can_be_read() -> None:
    found = {row["publicationName"]: row["address"] for row in rows("reports-and-blogs")}
    assert found["The Long Wick"] == "https://marlow.example.org/wick.pdf"


def test_what_was_read_conforms() -> None:
    report = shapes.validate(built(), shapes.load_shapes())
    assert report.conforms, list(report.lines())


def test_the_exports_show_it(tmp_path) -> None:
    export(built(), tmp_path)
    events = json.loads((tmp_path / "portal" / "event.jsonld").read_text("utf-8"))["itemListElement"]
    (lamps,) = (e for e in events if e["name"] == "Lamps for beginners")
    assert lamps["eventAttendanceMode"] == ["https://schema.org/OnlineEventAttendanceMode"]
    assert lamps["registration"] == ["Book a place"]
    assert lamps["registrationPage"] == ["https://marlow.example.org/lamps?day=14"]
    policies = json.loads((tmp_path / "portal" / "policy.jsonld").read_text("utf-8"))["itemListElement"]
    levy = next(p for p in policies if p["name"] == "Night Bus Levy")
    assert levy["ended"] == ["March 2024"]
    assert [each["name"] for each in levy["legalBasis"]] == ["Transport Act 2000"]
    works = json.loads((tmp_path / "portal" / "publication.jsonld").read_text("utf-8"))["itemListElement"]
    assert (
        next(w for w in works if w["name"] == "The Long Wick")["url"] == "https://marlow.example.org/wick.pdf"
    )
    calendar = (tmp_path / "events.ics").read_text("utf-8")
    assert "URL:https://marlow.example.org/lamps?day=14" in calendar


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ("Online", "online"),
        ("via Zoom", "online"),
        ("online via Microsoft Teams", "online"),
        ("In person", "on site"),
        ("face-to-face", "on site"),
        ("in person and online", "hybrid"),
        ("online or in-person", "hybrid"),
        ("Hybrid", "hybrid"),
        ("Town Hall, Leeds and online", "hybrid"),
        ("Leeds", None),
        ("Getting councils online", None),
        ("online safety", None),
        ("webinar", None),
        ("", None),
    ],
)
def test_words_alone_name_a_way_to_take_part(words: str, mode: str | None) -> None:
    assert attendance_mode(words) == mode
