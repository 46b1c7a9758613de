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


@pytest.mark.parametrize(
    "standfirst",
    ["A bus is not enough, argues {p}", "The town that paid twice, by {p}", "Ten years of counting benches, introduced by {p}", "It is the cold that comes first, writes {p}."],
)  # fmt: skip
def test_a_standfirst_that_closes_with_its_author_is_a_byline(standfirst: str) -> None:
    text = HEAD + "".join(
        f"{title.upper()}\n\n{standfirst.format(p=person)}\n\n{PROSE}\n\n"
        for person, title in zip(PEOPLE, TITLES, strict=True)
    )
    records = extract(document.parse(text), Authority())
    names = {e.id: e.name for e in records.entities}
    assert {names[r.o] for r in records.relations if r.p == "author" and isinstance(r.o, str)} == set(PEOPLE)
    quoted = HEAD + f"PLANNING BY POSTCARD\n\n{PROSE}\n\nNobody asked, argues Helen Prior.\n\n{PROSE}\n"
    assert not any(r.p == "author" for r in extract(document.parse(quoted), Authority()).relations)


def test_a_byline_below_the_last_theme_signs_the_article_and_leads_nothing() -> None:
    themes = "".join(
        f"{theme}\n\nThe {theme} theme looks at what places can do. It is led by Dr {lead} of the University of Calder Vale.\n\n"
        for theme, lead in zip(("Felt Experiences", "Greener Economy", "Skills"), PEOPLE, strict=True)
    )
    text = f"{HEAD}Three themes and the people who lead them\n\nOur research has three themes, and here is who leads each.\n\n{themes}Imogen Sayle, Calder Hub\n\nA note on method\n\n{PROSE}\n"
    records = extract(document.parse(text), Authority())
    names = {e.id: e.name for e in records.entities}
    led = {
        (names[r.s], names[r.o]) for r in records.relations if r.p == "leadsTheme" and isinstance(r.o, str)
    }
    assert "Imogen Sayle" not in {person for person, _ in led}


def test_a_person_who_presents_something_at_an_event_is_no_organiser() -> None:
    event = "Feelings as evidence\nWebinar, 15 April 2026, 12:30 to 13:30\n{} presents the Skills Evidence Review. Organised by the Calder Hub.\n"
    for person in ("Rhiannon Maddox", "Dr Obi Tregear"):
        text = f"{HEAD}DIARY\n\n{event.format(person)}\nEstuary economies\nWorkshop, 23 April 2026, 10:00 to 15:30\nRun by the Calder Hub.\n"
        records = extract(document.parse(text), Authority())
        assert not any(e.cls == "Organisation" and person.split()[-1] in e.name for e in records.entities)
