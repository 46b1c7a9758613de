"""A thing is introduced by what a sentence says of it, and not by a sentence that goes on with another."""

from __future__ import annotations

import itertools

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

PAGE = "Policy Innovate\n\nIssue No. 9 | Date 01.02.2026\n\nContents\n\nNotes.....3\n\nNotes\n\nThe Harbour Skills Fund was announced in May. {} Nobody minded.\n"
NAME = "Harbour Skills Fund"
KINDS = ("pilot", "fund", "national programme")
#: {K} is the kind: the name is what the sentence tells of.
OF_IT = (
    "We have looked at the Harbour Skills Fund, a {K} that pays for training on the coast.",
    "We have looked at the Harbour Skills Fund, the {K} for people who train on the coast.",
    "The Harbour Skills Fund, the {K} run by two councils, pays for training on the coast.",
    "The Harbour Skills Fund, the {K} which two councils run, pays for training on the coast.",
    "Everybody on the coast has heard of the Harbour Skills Fund, the {K}, and of its rules.",
)
#: The name stands in a phrase before the subject, which is something else that was spoken of.
OF_ANOTHER = tuple(
    f"{front} the Harbour Skills Fund, {who} {{K}} {rest}"
    for front, who, rest in itertools.product(
        ("Encompassing two levies and", "Together with", "Besides", "Under"),
        ("the", "our"),
        (
            "focuses on stronger partnerships of employers and colleges.",
            "paid for training in eleven towns on the coast.",
            "for young people gives every town a tutor of its own.",
        ),
    )
)


def described(text: str, kind: str) -> bool:
    records = extract(document.parse(PAGE.format(text.replace("{K}", kind))), Authority())
    names = {e.id: e.name for e in records.entities}
    assert NAME in names.values()
    return any(r.p == "description" and names[r.s] == NAME for r in records.relations)


@pytest.mark.parametrize("text", OF_IT)
def test_a_sentence_about_it_introduces_it(text):
    assert [described(text, kind) for kind in KINDS] == [True] * len(KINDS)


@pytest.mark.parametrize("text", OF_ANOTHER)
def test_a_sentence_about_another_introduces_nothing(text):
    assert not described(text, "pilot")
