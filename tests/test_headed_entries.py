"""Entries whose heading is the thing that their sentences are about, in lists whose headings look as theirs do."""

from __future__ import annotations

import pytest
from common import by_names

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

PAGE = "Dispatches from Place\n\nNo. 22, September 2026\n\nDear colleagues,\n\nThere is a lot in this one.\n\n{}\n"
EVENTS = {
    "Counting What Counts": "It is organised by Ashgrove Trust. It takes place on 6 October 2026 from 09:30 to 12:00, and there is no charge.",
    "Is the High Street Finished?": "Webinar, organised by Lanes Council. It takes place on 13 October 2026 from 12:30 to 13:30.",
    "The Upland Economies Day": "It is held by Harbour University on 21 October 2026. It is free, and everybody who works with hill farms is welcome.",
}  # fmt: skip
WORKS = {
    "The Long Road to Devolution": "It was commissioned by Lanes Council and published by Ashgrove Trust in June 2026.",
    "What Libraries Are For": "Ada Green is the author of this report, which was published by Ashgrove Trust in June 2026.",
    "Paying for Care": "A report by Ben Marsh, published by Harbour University in May 2026, and worth the hour that it takes.",
}  # fmt: skip


def told(heading: str, entries: dict[str, str], marks: str) -> set[tuple[str, str, str]]:
    body = "\n\n".join(f"{marks}{title}\n\n{text}" for title, text in entries.items())
    records = extract(
        document.parse(PAGE.format(f"{marks[:-2]}{' ' if marks else ''}{heading}\n\n{body}")), Authority()
    )
    return by_names(records)


@pytest.mark.parametrize("heading", ["Events", "Diary dates"])
@pytest.mark.parametrize("marks", ["", "### "])
def test_sentences_below_the_title_of_an_event_are_about_it(heading: str, marks: str):
    found = told(heading, EVENTS, marks)
    assert {
        ("Counting What Counts", "organiser", "Ashgrove Trust"),
        ("Counting What Counts", "startDateTime", "2026-10-06T09:30:00"),
        ("Is the High Street Finished?", "organiser", "Lanes Council"),
        ("Is the High Street Finished?", "startDateTime", "2026-10-13T12:30:00"),
    } <= found
    assert not any(s.startswith(("It ", "Webinar")) for s, _, _ in found)


@pytest.mark.parametrize("heading", ["Publications", "Reports", "Worth reading"])
@pytest.mark.parametrize("marks", ["", "### "])
def test_sentences_below_the_title_of_a_work_are_about_it(heading: str, marks: str):
    found = told(heading, WORKS, marks)
    assert {
        ("The Long Road to Devolution", "commissionedBy", "Lanes Council"),
        ("The Long Road to Devolution", "publisher", "Ashgrove Trust"),
        ("What Libraries Are For", "author", "Ada Green"),
        ("What Libraries Are For", "publisher", "Ashgrove Trust"),
    } <= found
