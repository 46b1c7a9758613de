"""A title that the page prints in several lines is one title, with and without a table of contents."""

from __future__ import annotations

import textwrap

import pytest

from lpipgraph import document

TITLES = (
    ("Three Winters of Hardship Payments: What the", "Records Tell Us About Debt"),
    ("Learning to Say No,", "or Procurement in Small Councils"),
    ("STREET MARKETS: SMALL RENTS,", "LARGE RETURNS"),
    ("Who Counts the Empty Shops of", "a Town, and When?"),
)
PROSE = (
    "Since the spring of last year the county has paid out more than nine thousand hardship awards, and until this winter "
    "nobody had put the records side by side. A team has now done so, and the picture that it draws is not the one that the "
    "members expected: two in five households that came back had at least one adult in full-time work."
)
WRAPPED = "\n".join(textwrap.wrap(PROSE, 78))
HEAD = "BRACKENSHIRE COUNTY COUNCIL\nEvidence Bulletin\nNumber 14      March 2025\n\n"


@pytest.mark.parametrize(
    "below", ["\n", "\nGwen Ashworth, Revenues Manager\n\n", "\nBy the transport policy officers\n\n"]
)
@pytest.mark.parametrize("contents", [False, True])
@pytest.mark.parametrize("prose", [PROSE, WRAPPED], ids=["lines", "wrapped"])
def test_each_is_the_title_of_its_article(below: str, contents: bool, prose: str) -> None:
    listed = "Contents\n" + "".join(f"{a} {b} ......... {n}\n" for n, (a, b) in enumerate(TITLES, 1)) + "\n"
    text = HEAD + listed * contents + "".join(f"{a}\n{b}\n{below}{prose}\n\n{prose}\n\n" for a, b in TITLES)
    issue = document.parse(text)
    assert [s.heading for s in issue.sections if s.kind == "article"] == [f"{a} {b}" for a, b in TITLES]
    assert "".join(issue.text[s.start : s.end] for s in issue.sections) == issue.text


def test_contents_that_shorten_a_title_lead_to_it() -> None:
    long = [
        f"{title}: what {n} towns found"
        for n, title in enumerate(("Hardship Payments", "Empty Shops", "Saying No"), 2)
    ]
    listed = "Contents\nHardship Payments\nEmpty Shops\nSaying No\n\n"
    issue = document.parse(HEAD + listed + "".join(f"{title}\n\n{PROSE}\n\n" for title in long))
    assert [s.heading for s in issue.sections if s.kind == "article"] == long


@pytest.mark.parametrize(
    "lines",
    ["Best wishes,\nFenella", "Until the next one,\nKit Farnaby, editor", "Partners: Leeds,\nHull and York", "Dear readers of the\nhttps://x.example"],
)  # fmt: skip
def test_other_lines_stay_apart(lines: str) -> None:
    issue = document.parse(f"{HEAD}Three winters\n\n{PROSE}\n\n{lines}\n\nFour summers\n\n{PROSE}\n\n")
    assert " ".join(lines.split()) not in [s.heading for s in issue.sections]
