"""A line beside a title says who wrote the article, when it appeared, and under which topic, in whatever words: it is no record."""

from __future__ import annotations

import re

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.document.datelines import dateline_of
from lpipgraph.document.kickers import is_kicker
from lpipgraph.extract import extract

#: `P` is the author; `X` somebody who did something else.
BELOW = """\
By P
by P
Words: P
WORDS P
Words by P · Photos by X
Text P | Illustrations X
Story: P / Pictures: X
Posted on 3 May 2025 by P
Posted by P on 3 May 2025
Published 3 May 2025 by P
12 May 2025 | Housing | by P
Housing · 12 May 2025 · by P
Housing and work – by P, 12 May
P | 4 min read
P · 3 May 2025 · 6 minute read
By P, 3 May 2025
May 3, 2025 • By P
Tue 3 June 2025 | by P
Updated 3 May 2025, 10:14 | Words: P
3 min | P
Report by P; photographs by X
As told to P
Interview by P
Guest post by P, Example University
Posted in Housing by P
P reports
— P
P (Example University)
P, Example University
Text: P. Photos: X.""".splitlines()

#: Nobody is named, and yet the line is a byline.
UNNAMED = """\
By the transport officers
Words: the team at the Example Institute
12 May 2025 | Housing | by the Desk
By our correspondent in Cardiff
by two students of planning
Posted on 3 May 2025
By the editors
Written by our moderators
3 May 2025 · 7 min read""".splitlines()

ABOVE = """\
Skills • 6 min
WORK | 3 May 2025 | 4 min read
Housing – 2 minute read
Care · A ten-minute read
RESEARCH · 24 June 2025 · 4 min read
Health  •  reading time: 3 min""".splitlines()

#: What an entry of a list says of itself, or a title.
NONE = """\
Example Institute, Webinar, 12 May 2025
Joseph Rowntree Foundation | May 2026
Alan Turing Institute – 3 May 2026
Megan Hale Trust, May 2026
Megan Sorley | 26 January 2026
3 May 2025 – Megan Sorley
Why maps lie, by Megan Sorley, 3 March 2026
The last cashpoint, by Gareth Lunt
Webinar | 12 May 2025
12 May 2025, 14:00 | Online | Workshop
Published: May 2025
Date: 3 May 2025
Organised by the Example Institute, 3 May 2025
By the end of the year, all of them had gone
By train, bus and boat
From January to March 2025
Words: a short history of the sea wall
Text of the bill
WORDS MATTER
Design by numbers
In 20 minutes, anywhere
Ten minutes with the mayor
A report by the end of May
3 May 2025""".splitlines()

TITLES = (
    "What happened when the lamp went out",
    "A quieter ward at night",
    "Who mends the sea wall",
    "Nine ways to count a tree",
)
PEOPLE = ("Megan Sorley", "Thomas Ardley", "Alice Penrose", "Gareth Lunt")
PROSE = (
    "The harbour trust has kept a diary of every lamp since the war, and nobody had read it until this spring, when a\n"
    "student found it in a cupboard and copied every page by hand, which took her the best part of a wet summer.",
    "Nurses on the ward were asked to write down each bell that rang at night, and they wrote down four thousand. Half\n"
    "of them were rung by the same three doors, and most of the rest by people who wished to know the time of day.",
    "The wall has five owners and none of them has a ladder, so that each winter takes a little more of it than the one\n"
    "before, and each spring brings a meeting at which it is agreed that somebody else ought to pay for the stones.",
    "Trees can be counted from above, from below, or by asking those who trip over the roots of them, and the figures\n"
    "that come of it differ by a third, which is more than the whole of what was planted in the last twenty years.",
)


def _page(byline: str, blank: str) -> str:
    parts = ["The Pier Letter\nIssue 8 | May 2025"]
    for title, person, prose in zip(TITLES, PEOPLE, PROSE, strict=True):
        name = person.upper() if byline.isupper() else person
        line = re.sub(r"\bX\b", "Ruth Kemble", re.sub(r"\bP\b", name, byline))
        parts.append(
            f"{title}{blank}{line}\n\n{prose}\n\nA second paragraph says little more than that it is the second one."
        )
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("byline", BELOW + UNNAMED)
def test_an_article_opens_with_its_title_and_its_byline(byline: str) -> None:
    read = document.parse(_page(byline, "\n"))
    assert [s.heading for s in read.sections if s.kind == "article"] == list(TITLES)
    assert sum(b.kind == "byline" for b in read.blocks) == len(TITLES)


def test_who_wrote_it_is_its_author_and_nobody_else() -> None:
    for byline in BELOW[3:24]:
        if byline.isupper():
            continue
        records = extract(document.parse(_page(byline, "\n")), Authority())
        names = {e.id: e.name for e in records.entities}
        found = [(names[r.s], names[str(r.o)]) for r in records.relations if r.p == "author"]
        assert sorted(found) == sorted(zip(TITLES, PEOPLE, strict=True)), byline
        assert not any(e.cls == "Event" for e in records.entities), byline


@pytest.mark.parametrize("kicker", ABOVE)
def test_a_topic_with_a_reading_time_stands_above_the_title(kicker: str) -> None:
    for blank in ("\n", "\n\n"):
        page = "The Pier Letter\nIssue 8 | May 2025\n"
        for title, prose in zip(TITLES, PROSE, strict=True):
            page += f"\n{kicker}{blank}{title}\n\n{prose}\n"
        read = document.parse(page)
        assert [s.heading for s in read.sections if s.kind == "article"] == list(TITLES)
    assert is_kicker(kicker)


@pytest.mark.parametrize("words", NONE)
def test_an_entry_or_a_title_is_no_dateline(words: str) -> None:
    assert dateline_of(words) is None
    assert not is_kicker(words) or not any(c.isdigit() for c in words)
