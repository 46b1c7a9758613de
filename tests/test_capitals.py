"""Names of persons that open a paragraph in capitals are read as the same names in small letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.document.capitals import without_capitals
from lpipgraph.extract import extract

PEOPLE = ("Harriet Gough", "Tunde O'Brien", "Amina Sheikh-Rowley", "Lewis J. Farrant")
SAYS = (
    "{p} joins the Institute for Rural Wages on 3 November 2025 as Senior Policy Officer.",
    "{p}, Head of Research at the Institute for Rural Wages, is on leave.",
    "Dr {p} is Director of the Institute for Rural Wages.",
    "- {p} has been appointed Director of the Institute for Rural Wages.",
)
PAGE = "Footing\nIssue No. 7 | 3 October 2025\n\nComings and goings\n\nPeople move, as people do, and this is who went where in the last quarter of the year.\n\n{}\n"


def _said(text: str) -> set[tuple[str, str, str]]:
    records = extract(document.parse(PAGE.format(text)), Authority())
    names = {e.id: e.name.casefold() for e in records.entities}
    return {
        (names[r.s], r.p, names[r.o] if isinstance(r.o, str) else r.o.value)
        for r in records.relations
        if r.p not in ("mentions", "partOfIssue")
    }


@pytest.mark.parametrize("says", SAYS)
def test_they_say_what_small_letters_say(says: str) -> None:
    for person in PEOPLE:
        small, large = says.format(p=person), says.replace("Dr {p}", "{p}").format(p=person.upper())
        if "Dr" in says:
            large = f"DR {large}"
        said = _said(small)
        assert any(s == person.casefold() for s, _, _ in said)
        assert _said(large) == said, (person, says)


@pytest.mark.parametrize(
    "line",
    [
        "BUSES AFTER DARK are rare.", "LPIP HUB funds it.", "WHY HALLS CLOSE on Thursdays.", "HARRIET GOUGH", "THE BIG READ, again",
        "ADA GREEN. The text begins here.", "NHS ENGLAND has a plan.", "UK RESEARCH AND INNOVATION, a funder", "GRACE PERIODS: a note",
    ],
)  # fmt: skip
def test_other_capitals_stay(line: str) -> None:
    assert without_capitals(line) == line


def test_where_two_are_persons_a_third_is_one_by_what_it_does() -> None:
    names = "HARRIET GOUGH joins us.\n\nDR TUNDE AKIN, a fellow, leaves.\n\nROS PETHERBRIDGE has been appointed Director.\n\nHIGH STREETS are back."
    assert without_capitals(names).count("Ros Petherbridge has") == 1
    assert "HIGH STREETS are" in without_capitals(names)
    assert "ROS PETHERBRIDGE has" in without_capitals("ROS PETHERBRIDGE has been appointed Director.")


@given(st.text(alphabet="ADRGREN adr.,'-\n*", max_size=80))
def test_no_offset_moves(text: str) -> None:
    made = without_capitals(text)
    assert len(made) == len(text) and made.casefold() == text.casefold()
