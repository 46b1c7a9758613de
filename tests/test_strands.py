"""Whose an article is and under which theme it is filed, by what stands around its text: kickers, bylines, notes, imprints."""

from __future__ import annotations

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.names import fold

TITLES = ("Late buses win a second year", "Warm homes, cold starts", "The mill that came back")
PROSE = (
    "The work began in the spring and took rather longer than anybody had been told. Nobody had asked what it would "
    "cost, or who would pay for the oil once the winter had set in.",
    "Most of the money had been spent by the time the forms arrived. What began as a favour has become a timetable.",
)
THEMES = ("Getting About", "Homes That Last", "Work and Wages")
PEOPLE = ("Hannah Orrell", "Colin Prosser", "Ruth Tindle")


def page(openings: list[str], ends: list[str] | None = None, tail: str = "", mark: str = "* * *") -> str:
    """Three articles, each under its opening and with its last paragraph, parted by ornaments."""
    ends = ends or [""] * len(openings)
    stories = ["\n\n".join(p for p in (o, *PROSE, e) if p) for o, e in zip(openings, ends, strict=True)]
    return (
        f"\n\n{mark}\n\n".join(
            ["The Vale Letter\n\nIssue No. 7 | Date 12.03.2026", *stories, *([tail] if tail else [])]
        )
        + "\n"
    )


def rows(text: str, predicate: str, known: Authority | None = None) -> dict[str, set[str]]:
    """Title of an article → what it is said to have."""
    records = extract(document.parse(text), known or Authority())
    names = {e.id: e.name for e in records.entities}
    found: dict[str, set[str]] = {}
    for r in records.relations:
        if r.p == predicate and isinstance(r.o, str):
            found.setdefault(names[r.s], set()).add(names[r.o])
    return found


NAMED = "Ring Hannah Orrell about Getting About, or Colin Prosser about Homes That Last; Work and Wages has nobody."


@pytest.mark.parametrize(
    "opening",
    [
        "{upper}\n{title}",
        "{upper}\n\n{title}",
        "[{upper}]\n{title}",
        "**{theme}**\n\n{title}",
        "{theme}\n{title}",
    ],
)
def test_a_kicker_that_the_issue_uses_as_a_name_is_the_theme(opening: str):
    openings = [
        opening.format(upper=t.upper(), theme=t, title=h) for t, h in zip(THEMES, TITLES, strict=True)
    ]
    found = rows(page(openings, ["", "", NAMED]), "aboutTheme")
    assert {t: {fold(x) for x in found.get(t, ())} for t in TITLES} == {
        t: {fold(x)} for t, x in zip(TITLES, THEMES, strict=True)
    }


def test_a_kicker_that_stands_nowhere_else_is_no_theme():
    openings = [f"{k}\n{t}" for k, t in zip(("OPINION", "LONG READ", "THE LAST WORD"), TITLES, strict=True)]
    assert rows(page(openings), "aboutTheme") == {}


def test_a_kicker_that_is_a_known_theme_is_one():
    openings = [f"{k}\n{t}" for k, t in zip(("SKILLS", "OPINION", "INNOVATION"), TITLES, strict=True)]
    found = rows(page(openings), "aboutTheme", Authority.read())
    assert found == {TITLES[0]: {"Skills"}, TITLES[2]: {"Innovation"}}


@pytest.mark.parametrize(
    "byline",
    [
        "Words: {person}, for the {theme} strand",
        "By {person} for the {theme} theme",
        "By {person} | Theme: {theme} | Read more",
    ],
)
def test_a_byline_that_says_for_which_strand(byline: str):
    ends = [byline.format(person=p, theme=t) for p, t in zip(PEOPLE, THEMES, strict=True)]
    text = page(list(TITLES), ends)
    assert rows(text, "aboutTheme") == {h: {t} for h, t in zip(TITLES, THEMES, strict=True)}
    assert rows(text, "author") == {h: {p} for h, p in zip(TITLES, PEOPLE, strict=True)}


def test_notes_at_the_ends_of_articles_name_their_authors():
    ends = [
        "Hannah Orrell is a research associate at Wells University. She does not own a car.",
        "Professor Colin Prosser holds the chair in housing at Wells University.",
        "Ruth Tindle works for the Skills Foundation.",
    ]
    found = rows(page(list(TITLES), ends), "author")
    assert {t: {n.split()[-1] for n in names} for t, names in found.items()} == {
        t: {p.split()[-1]} for t, p in zip(TITLES, PEOPLE, strict=True)
    }


def test_one_last_paragraph_about_somebody_names_no_author():
    ends = ["", "Colin Prosser holds the chair in housing at Wells University.", ""]
    assert rows(page(list(TITLES), ends), "author") == {}


def test_who_puts_the_issue_together():
    text = page(list(TITLES)).replace(
        "12.03.2026",
        "12.03.2026\n\nYou are reading The Vale Letter, put together this month by Hannah Orrell and Colin Prosser.",
        1,
    )
    found = rows(text, "author")
    assert list(found.values()) == [{"Hannah Orrell", "Colin Prosser"}]


def test_text_above_the_first_title_is_not_passed_over():
    above = "\n\n".join(f"{PROSE[n % 2]} It was week {n}." for n in range(8))
    text = f"The Vale Letter\n\nIssue No. 7 | Date 12.03.2026\n\n{above}\n\n# {TITLES[0]}\n\nBy Hannah Orrell\n\n{PROSE[0]}\n"
    notes = [str(n["what"]) for n in extract(document.parse(text), Authority()).notes]
    assert any("in no article" in what for what in notes)


def test_what_an_ornament_parts_from_the_last_article_is_no_part_of_it():
    tail = "The Vale Letter comes out every other Friday. The Marlow Trust pays for it."
    doc = document.parse(page(list(TITLES), tail=tail))
    last = next(s for s in doc.sections if s.heading == TITLES[-1])
    assert tail not in doc.reading(*doc.extent(last)).text
    assert doc.sections[-1].kind == "disclaimer"


@pytest.mark.parametrize(
    ("said", "title", "number"),
    [
        ("You are reading number 27 of The Vale Post, sent on 6 March 2026.", "The Vale Post", "27"),
        (
            "Welcome to the thirty-seventh issue of Vale and Water! It is 6 March 2026.",
            "Vale and Water",
            "37",
        ),
        ("This is number twenty-one of The Vale Post (6 March 2026).", "The Vale Post", "21"),
        ("Here is the 14th edition of The Vale Post, of 6 March 2026.", "The Vale Post", "14"),
    ],
)
def test_a_title_and_number_that_stand_in_a_sentence(said: str, title: str, number: str):
    doc = document.parse(f"Good morning. {said}\n\n* * *\n\n{TITLES[0]}\n\n{PROSE[0]}\n")
    assert (doc.title, doc.number, doc.date) == (title, number, "2026-03-06")
