"""Boxes inside articles, bylines above them, labels below titles: what a PDF or a mail saved as text makes of a laid-out page."""

from __future__ import annotations

import textwrap

import pytest
from common import by_names

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

TITLES = ("Listening before acting", "Round the nations since the spring")
PROSE = (
    "The buses of the valley ran late all winter, and the council that pays for them has now said why it was so. "
    "Nobody was much surprised, for half of the drivers had left by the spring, and those who had stayed said so."
)
DATES = (
    ("26 June 2025, 13:00 to 14:00", "Webinar: Measuring What Nobody Sees. Run by the Lanes Institute of Public Policy for local authority officers."),
    ("3 July 2025, 10:00 to 12:30", "Workshop: Writing a Better Bid. Online, with the Harbour Research Unit, for anyone who is thinking of applying."),
    ("17 October 2025, 09:30 to 12:00", "Training: Plans from Scratch. Organised by the Ashgrove Foundation and the Royal Society of Lanes."),
)  # fmt: skip


def page(box: str, *, width: int, closing: str = "Ada Green, Partnership Manager, Lanes Institute") -> str:
    """An issue with two articles: a box in the first, labels in the second."""
    prose = textwrap.fill(PROSE, 84)
    set_in = textwrap.indent(box, " " * width)
    nations = "\n\n".join(f"{name}\n\n{prose}" for name in ("England", "Scotland", "Northern Ireland"))
    return (
        "Policy Innovate\n\nIssue No. 7  |  Date 18.06.2025\n\n"
        f"{prose}\n\nCONTENTS\n\n{TITLES[0]} ............ 2\n{TITLES[1]} ............ 3\n\n"
        f"{TITLES[0]}\n\n{prose}\n\n{prose}\n\n{closing}\n\n{set_in}\n\n"
        f"{TITLES[1]}\n\n{nations}\n\nBen Marsh, freelance writer\n"
    )


def diary(width: int, heading: str = "DATES FOR THE DIARY") -> str:
    return heading + "\n" + "\n\n".join(f"{day}\n{textwrap.fill(what, width)}" for day, what in DATES)


@pytest.mark.parametrize("width", [34, 40, 46, 52])
@pytest.mark.parametrize("indent", [4, 8, 12])
@pytest.mark.parametrize("heading", ["DATES FOR THE DIARY", "COMING UP"])
def test_a_box_of_dates_in_an_article_is_a_list_and_the_article_stays_one(
    width: int, indent: int, heading: str
):
    doc = document.parse(page(diary(width, heading), width=indent))
    assert [s.heading for s in doc.sections if s.kind == "article"] == list(TITLES)
    told = by_names(extract(doc, Authority()))
    assert {(n, v) for n, p, v in told if p == "startDateTime"} == {
        ("Measuring What Nobody Sees", "2025-06-26T13:00:00"),
        ("Writing a Better Bid", "2025-07-03T10:00:00"),
        ("Plans from Scratch", "2025-10-17T09:30:00"),
    }
    assert ("Plans from Scratch", "organiser", "Royal Society of Lanes") in told
    assert ("Measuring What Nobody Sees", "organiser", "Lanes Institute of Public Policy") in told
    assert (TITLES[0], "author", "Ada Green") in told
    assert (TITLES[1], "author", "Ben Marsh") in told


@pytest.mark.parametrize("asked", ["(1) {} (2) {}", "(a) {} (b) {}", "(i) {} (ii) {}", "1) {} 2) {}"])
@pytest.mark.parametrize("named", [True, False])
def test_questions_in_a_sentence_are_named_by_what_stands_before_their_colon(asked: str, named: bool):
    heads = ("Hearing the unheard: ", "Loss and repair: ") if named else ("", "")
    texts = ("how can it be measured in the street?", "does replacing a thing restore it for anyone?")
    said = asked.format(*(head + text for head, text in zip(heads, texts, strict=True)))
    doc = document.parse(
        "Policy Innovate\nIssue No. 7 | 4 March 2026\n\nStreets evidence review\n\nBy Ada Green, Lanes Institute\n\n"
        f"{PROSE} The review ends with two burning questions. {said} {PROSE}\n"
    )
    found = [e for e in extract(doc, Authority()).entities if e.cls == "Question"]
    assert [e.text for e in found] == list(texts)
    if named:
        assert [e.name for e in found] == [head.removesuffix(": ") for head in heads]
