"""A byline directly above the title of its article: the issue's own lines decide together that they are bylines."""

from __future__ import annotations

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

PEOPLE = ("Helen Prior", "Gulsen Arkwright", "Cormac Whitlaw")
FORMS = ("{p}", "{p}, Department of Planning", "By {p}", "{p}, School of Law")
TITLES = ("After the regeneration, the rent", "“We asked the wrong people”", "Planning by postcard")
STANDFIRSTS = (
    "",
    "\nNobody can afford to be there.",
    "\nA mill was saved, and its makers moved out of it\nten years later.",
)
PROSE = (
    "There is a plaque at the entrance of the mill with thirty names on it, and only four of the thirty still work inside. "
    "No landlord behaved badly: rents rose because the mill worked.\n\n"
    "A covenant would have held a third of the floor at a fixed rent, and it was dropped since the bank did not like it."
)
HEAD = "COMMONWEAL QUARTERLY\nVolume 12, Number 3\n14 July 2025\n\n"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("standfirst", STANDFIRSTS)
def test_it_signs_the_article_below_it(form: str, standfirst: str) -> None:
    text = HEAD + "".join(
        f"{form.format(p=person)}\n{title}{standfirst}\n\n{PROSE}\n\n"
        for person, title in zip(PEOPLE, TITLES, strict=True)
    )
    issue = document.parse(text)
    titles = [s.heading for s in issue.sections if s.kind == "article"]
    records = extract(issue, Authority())
    names = {e.id: e.name for e in records.entities}
    assert titles == [title.replace("“", '"').replace("”", '"') for title in TITLES]
    said = {(names[r.s], r.p, names[r.o]) for r in records.relations if isinstance(r.o, str)}
    pairs = set(zip(titles, PEOPLE, strict=True))
    assert {(s, o) for s, p, o in said if p == "author"} == pairs
    assert {(s, o) for s, p, o in said if p == "mentions" and o in PEOPLE} == pairs


@pytest.mark.parametrize(
    "records",
    [
        "Helen Prior\nProfessor of Public Policy, University of Calder Vale\n\nCormac Whitlaw\nChief Executive, Aldwick Council",
        "Rural Housing\nWhat the villages did\n\nTown Centres\nWhat the markets did",
    ],
    ids=["people and their posts", "kickers"],
)
def test_people_with_posts_and_kickers_are_no_bylines(records: str) -> None:
    text = HEAD + "".join(f"{record}\n\n{PROSE}\n\n" for record in records.split("\n\n"))
    issue = document.parse(text)
    assert not any(b.kind == "byline" for b in issue.blocks)
    found = extract(issue, Authority())
    assert not any(r.p == "author" for r in found.relations)
