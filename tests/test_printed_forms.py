"""The same content as different editors print it: numbers and genres before titles, standfirsts, lists of people under any heading."""

from __future__ import annotations

import random

import pytest
from test_one_style import PEOPLE, PROSE, TITLES

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.names import fold
from lpipgraph.records import Records

MASTHEAD = "Lanes and Ledgers\n\nIssue No. 7 | Date 12.03.2026\n\n"
STANDFIRSTS = (
    "What happened when a town put its lamps out, and who noticed.",
    "Why do so few come back? A walk along the river tells more than a survey.",
    "Nobody asked for it, and now nobody would give it up.",
)
NUMBERS = {"none": "", "dot": "{n}. ", "bracket": "{n}) "}
GENRES = {
    "none": ("", "", ""),
    "feature": ("Feature: ",) * 3,
    "mixed": ("Feature: ", "Opinion | ", "Long read – "),
}
BYLINES = {"words": "Words: {name}, {body}", "by": "By {name}, {body}", "bare": "{name}, {role}, {body}"}


def names_of(records: Records) -> dict[str, str]:
    return {e.id: e.name for e in records.entities}


def printed(numbers: str, genre: str, byline: str, *, standfirst: bool) -> tuple[str, dict[str, set[str]]]:
    """An issue with contents, and the authors of its articles by their titles without number and genre."""
    rng = random.Random(f"{numbers} {genre} {byline} {standfirst}")
    titles = rng.sample(TITLES, 3)
    people = rng.sample([p for p in PEOPLE if p[2]], 3)
    heads = [NUMBERS[numbers].format(n=n + 1) + GENRES[genre][n] + t for n, t in enumerate(titles)]
    pieces = ["Contents\n" + "\n".join(heads)]
    for head, (name, role, body) in zip(heads, people, strict=True):
        pieces.append(head)
        if standfirst:
            pieces.append(rng.choice(STANDFIRSTS))
        pieces.append(BYLINES[byline].format(name=name, role=role, body=body))
        pieces += rng.sample(PROSE, 3)
    wanted = {fold(t): {fold(p[0].removeprefix("Dr "))} for t, p in zip(titles, people, strict=True)}
    return MASTHEAD + "\n\n".join(pieces) + "\n", wanted


@pytest.mark.parametrize("standfirst", [False, True], ids=["plain", "standfirst"])
@pytest.mark.parametrize("byline", BYLINES)
@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("numbers", NUMBERS)
def test_a_title_is_what_follows_number_and_genre(numbers: str, genre: str, byline: str, standfirst: bool):
    text, wanted = printed(numbers, genre, byline, standfirst=standfirst)
    records = extract(document.parse(text), Authority())
    names = names_of(records)
    found = {
        fold(e.name): {fold(names[r.o]) for r in records.relations if r.s == e.id and r.p == "author"}
        for e in records.entities
        if e.kind == "article"
    }
    assert found == wanted


POSTS = {
    "dash": "{name} – {role}, {body}",
    "commas": "{name}, {role}, {body}",
    "dash before": "{name} – {role}, {body} (previously {before})",
    "bar": "{name} | {role} | {body}",
}
HEADINGS = (
    "People and posts",
    "9. People and posts",
    "Who sits where now",
    "Hats and desks",
    "Comings and goings",
)
BODIES = (
    "Skills Foundation",
    "Wells University",
    "Harbour Institute",
    "Marlow College",
    "River Trust",
    "Fens Council",
    "Moor Agency",
)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "blank lines"])
@pytest.mark.parametrize("form", POSTS)
def test_of_a_list_of_people_each_has_only_a_line_of_its_own(form: str, gap: str, seed: int):
    rng = random.Random(f"{form} {gap} {seed}")
    rows = [
        (name.removeprefix("Dr "), role, *rng.sample(BODIES, 2))
        for name, role, _ in rng.sample(PEOPLE, rng.choice((3, 4, 5)))
    ]
    lines = [POSTS[form].format(name=n, role=r, body=b, before=w) for n, r, b, w in rows]
    heading = rng.choice(HEADINGS)
    text = MASTHEAD + "\n\n".join(
        [
            "A bench for the market",
            "By Cora Lisle, Fens Council",
            *PROSE[:3],
            heading,
            gap.join(lines),
            "Nobody else has moved.",
        ]
    )
    records = extract(document.parse(text), Authority())
    names = names_of(records)
    listed = {fold(r[0]) for r in rows}

    def said(predicate: str) -> set[tuple[str, str]]:
        return {
            (fold(names[r.s]), fold(names[r.o] if isinstance(r.o, str) else r.o.value))
            for r in records.relations
            if r.p == predicate and fold(names[r.s]) in listed
        }

    assert said("hasRole") == {(fold(n), fold(r)) for n, r, _, _ in rows}
    assert said("affiliatedWith") == {(fold(n), fold(b)) for n, _, b, _ in rows}
    assert said("workedFor") == (
        {(fold(n), fold(w)) for n, _, _, w in rows} if form == "dash before" else set()
    )
    assert not [r for r in records.relations if r.p == "author" and fold(names[r.o]) in listed]


STATEMENTS = (
    "The Ashby Trust, which stewards the common, opens in May.",
    "Fens Council, who own the lamps, pay for the light.",
    "Marlow College, a partner from the start, keeps the key.",
    "Cora Lisle, who kept the books, remembers every lamp.",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_short_sentence_below_a_title_is_no_byline(statement: str):
    parts = [
        "Contents\nA bench for the market\nAfter the mill",
        "A bench for the market",
        statement,
        *PROSE[:2],
        "After the mill",
        *PROSE[2:4],
    ]
    records = extract(document.parse(MASTHEAD + "\n\n".join(parts) + "\n"), Authority())
    assert [r.quote for r in records.relations if r.p == "author"] == []
