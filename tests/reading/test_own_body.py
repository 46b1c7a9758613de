"""What "the institute", "our Advisory Board" and "us" mean: the body whose newsletter it is, however its masthead names it."""

from __future__ import annotations

import pytest
from common import by_names

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

OWN = "Tarn Institute for Rural Policy"
#: The openings by which an issue says whose it is, and the same said at its end.
MASTHEADS = {
    "published by": ("Policy Innovate\n\nIssue No. 7 | 4 March 2026 | Published by the {own}\n", ""),
    "sender": (
        "From: {own} <letter@tarn.example>\nDate: 4 March 2026\nSubject: Our spring letter\n\nTHE TARN LETTER\n\nNumber 7\n",
        "",
    ),
    "title": ("{own}\n\nMonthly bulletin: March 2026\n\nNumber 7. Published on 4 March 2026.\n", ""),
    "line below the title": (
        "HILLSIDE\n\nNews of place and policy from the {own}\n\nSpring bulletin, no. 7\n4 March 2026\n",
        "",
    ),
    "end": (
        "Policy Innovate\n\nIssue No. 7 | Date 04.03.2026\n",
        "Policy Innovate is published by the {own}.\n",
    ),
}
PAGE = """{head}
Contents

Notes from the Month.....3

Notes from the Month

Much has happened since the autumn.

{text}

The next issue comes in July.

{end}"""


def facts(masthead: str, text: str) -> set[tuple[str, str, str]]:
    head, end = (part.format(own=OWN) for part in MASTHEADS[masthead])
    return by_names(extract(document.parse(PAGE.format(head=head, text=text, end=end)), Authority()))


@pytest.mark.parametrize("masthead", MASTHEADS)
def test_an_issue_says_whose_it_is(masthead):
    assert OWN in {o for _, p, o in facts(masthead, "It rained.") if p == "publisher"}


SAID = [
    ("Alan Price joined the institute in May as a fellow.", ("Alan Price", "affiliatedWith", OWN)),
    ("Alan Price, the institute's policy manager, is away.", ("Alan Price", "affiliatedWith", OWN)),
    ("The institute and the Mersey Foundation have agreed a three-year partnership.", (OWN, "partnerOf", "Mersey Foundation")),
    ("Alan Price is the new chair of the institute's Advisory Board.", ("Advisory Board", "partOfOrganisation", OWN)),
    ("Alan Price is the new chair of our Advisory Board.", ("Advisory Board", "partOfOrganisation", OWN)),
    ("The Mersey Foundation has joined our Steering Group.", ("Steering Group", "partOfOrganisation", OWN)),
    ("Alan Price leaves us on 1 May to be Head of Policy at the Mersey Foundation, and we shall miss him.", ("Alan Price", "hasRole", "Head of Policy")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SAID)
@pytest.mark.parametrize("masthead", ["published by", "title"])
def test_the_institute_is_the_one_whose_newsletter_it_is(masthead, text, said):
    assert said in facts(masthead, text)


@pytest.mark.parametrize(
    "text",
    [
        "The Ebb Institute has moved. Alan Price joined the institute in May.",
        "The Ebb Institute has moved.\n\nMany were glad.\n\nThere was tea.\n\nAlan Price joined the institute in May.",
        "Alan Price joined the college in May.",
        "Alan Price did not join the institute in May.",
        "Alan Price joined an institute in May.",
        "“Alan Price is the chair of our Advisory Board,” says the Ebb Institute.",
    ],
)
def test_another_body_is_not_taken_for_it(text):
    assert not {
        (s, p, o)
        for s, p, o in facts("published by", text)
        if OWN in (s, o) and p not in ("publisher", "mentions")
    }
