"""Issues in which every heading is a plain short line of one style: where bylines stand, and words, are all that tells."""

from __future__ import annotations

import random

import pytest
from common import by_day

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.names import fold

PEOPLE = (
    ("Idris Quayle", "Research Fellow", "Skills Foundation"),
    ("Ngaire Pell", "Policy Officer", "Wells University"),
    ("Wilhelmina Orrell", "Editor", ""),
    ("Ingrid Sørby-Lund", "Head of Research", "Harbour Institute"),
    ("Dr Leilani Ashgrove", "Senior Lecturer", "Marlow College"),
    ("Beatriz Vane", "Director", "River Trust"),
)
TITLES = (
    "Lamps in every lane", "The price of a quiet river", "Night classes and who goes to them", "A bench for the market",
    "Buses that turn up", "Paid to walk", "Sheds, barns and other offices", "After the mill", "Growing older by the sea", "A town without a bank",
)  # fmt: skip
PARTS = (
    "Conclusion", "Burning questions", "Key concepts", "Methods", "Background", "What we found", "Next steps", "Who pays?", "Is it enough?",
    "Recommendations", "Limitations", "Key findings",
)  # fmt: skip
PROSE = (
    "The lamp was lit at noon, and the square was full of people who had come from far to see it. Nobody had asked what it would cost.",
    "We asked both questions, of councils and of neighbours, and found that few had thought of either. What follows is what they told us.",
    "A river that floods every third year is an expensive neighbour. This is what four towns have done about it when they had the money.",
    "Those who had come with a friend came back. Those who had been sent by an office did not, and nobody had asked them why.",
    "The fields took longer. They are now full of rushes, and of water in the months when it matters to the houses below them.",
    "A class is a place to meet as much as a place to learn. Whoever pays for it should count both, for neither happens alone.",
)
LISTS = (
    ("Reports", "Who owns the lamp? – Marlow College (May 2026)\n\nCounting rivers – Wells University (April 2026)\n\nSecond chances – Skills Foundation (March 2026)"),
    ("On the shelf", "Lanes at night / Marlow College | May 2026\nA survey of lanes.\n\nFording places / Wells University | April 2026\nA survey of fords.\n\n"
     "Learning late / Skills Foundation | March 2026\nA survey of classes."),
    ("Dates for the diary", "Keeping a lamp lit\nTuesday 12 May 2026, 14:00–16:00\nTown Hall, Leeds – River Trust\n\n"
     "Reading a river\nFriday 19 June 2026, 10:00–16:00\nCorn Exchange, Hexham – Wells University"),
)  # fmt: skip
MASTHEADS = (
    "Lanes and Ledgers\n\nIssue No. 7 | Date 12.03.2026\n\nWhat the lanes know.",
    "View this email in your browser\n\nThree new lamps, one old river, and a bench.\n\nForward to a colleague | Share\n\nLANES AND LEDGERS\n"
    "News from the Marlow Trust\nNo. 7 · Thursday 12 March 2026\n\nDear friends,\n\nIt was a wet winter, and a long one.",
)
WORDINGS = {
    "role and body": lambda name, role, body: ", ".join(x for x in (name, role, body) if x),
    "role": lambda name, role, _: f"{name}, {role}",
    "name": lambda name, _, __: name,
    "by": lambda name, _, body: f"By {name}{', ' * bool(body)}{body}",
    "bar": lambda name, role, body: " | ".join(x for x in (name, role, body) if x),
}


def printed(seed: int, place: str, wording: str, *, lists: bool) -> tuple[str, dict[str, set[str]]]:
    """An issue, and the authors of each of its articles."""
    rng = random.Random(f"{seed} {place} {wording} {lists}")
    prose = (f"{words} That was in {year}." for year in range(1900, 2000) for words in rng.sample(PROSE, 2))
    pieces = [rng.choice(MASTHEADS)]
    wanted: dict[str, set[str]] = {}
    titles = rng.sample(TITLES, 5)
    between = dict(zip(rng.sample(range(1, 5), 2), rng.sample(LISTS, 2), strict=True)) if lists else {}
    for n, title in enumerate(titles):
        name, role, body = rng.choice(PEOPLE)
        line = WORDINGS[wording](name, role, body)
        if n in between:
            pieces += between[n]
        if place == "above":
            pieces.append(line)
        pieces.append(title)
        if place == "below":
            pieces.append(line)
        pieces += [next(prose) for _ in range(rng.choice((1, 2, 3)))]
        for part in rng.sample(PARTS, rng.choice((0, 0, 1, 2))):
            pieces += [part, *(next(prose) for _ in range(rng.choice((1, 2))))]
        if place == "end":
            pieces.append(line)
        wanted[fold(title)] = {fold(name.removeprefix("Dr "))} if place != "none" else set()
    return "\n\n".join(pieces) + "\n", wanted


@pytest.mark.parametrize("seed", by_day(range(4), 1))
@pytest.mark.parametrize("lists", [False, True], ids=["articles", "lists between"])
@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("place", ["end", "above", "below", "none"])
def test_articles_where_every_heading_looks_the_same(place: str, wording: str, lists: bool, seed: int):
    text, wanted = printed(seed, place, wording, lists=lists)
    doc = document.parse(text)
    assert (fold(doc.title), doc.number, doc.date) == ("lanes and ledgers", "7", "2026-03-12")
    records = extract(doc, Authority())
    names = {e.id: e.name for e in records.entities}
    found = {
        fold(e.name): {fold(names[r.o]) for r in records.relations if r.s == e.id and r.p == "author"}
        for e in records.entities
        if e.kind == "article"
    }
    assert found == wanted


@pytest.mark.parametrize("seed", by_day(range(6), 2))
@pytest.mark.parametrize("lists", [False, True], ids=["articles", "lists between"])
@pytest.mark.parametrize("place", ["end", "above", "below", "none"])
@pytest.mark.parametrize("form", ["{}", "**{}**", "capitals"])
def test_the_one_style_may_be_bold_or_capitals(form: str, place: str, lists: bool, seed: int):
    text, wanted = printed(seed, place, list(WORDINGS)[seed % len(WORDINGS)], lists=lists)
    headings = {*TITLES, *PARTS, *(heading for heading, _ in LISTS)}
    pieces = (
        (piece.upper() if form == "capitals" else form.format(piece)) if piece in headings else piece
        for piece in text.rstrip("\n").split("\n\n")
    )
    doc = document.parse("\n\n".join(pieces) + "\n")
    assert {fold(s.heading) for s in doc.sections if s.level == 1 and s.kind == "article"} == set(wanted)


def dated(year: int) -> str:
    """Prose that stands nowhere else in the issue."""
    return f"{PROSE[year % len(PROSE)]} That was in {year}."


@pytest.mark.parametrize(
    "tail", ["", "The Lantern is published by the Marlow Trust, and is free to all who ask for it."]
)
def test_a_short_last_part_is_no_title_above_a_standfirst(tail: str):
    pieces = [MASTHEADS[0]]
    for n, title in enumerate(TITLES[:3]):
        pieces += [title, dated(1900 + n), "Next steps", dated(1950 + n), "By Ingrid Lund, River Trust"]
    found = document.parse("\n\n".join([*pieces, tail]) + "\n").sections
    assert [s.heading for s in found if s.level == 1 and s.kind == "article"] == list(TITLES[:3])


def test_a_standfirst_and_a_byline_may_stand_right_above_a_part():
    pieces = [MASTHEADS[0]]
    for n, title in enumerate(TITLES[:4]):
        pieces += [title, dated(1900 + n), "By Ingrid Lund, River Trust"]
        pieces += ["Methods", dated(1950 + n)] if n == 3 else [f"{dated(1950 + n)} {dated(1960 + n)}"]
    found = document.parse("\n\n".join(pieces) + "\n").sections
    assert {s.heading for s in found if s.level == 1 and s.kind == "article"} >= set(TITLES[:4])
