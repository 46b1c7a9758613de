"""Titles that only their capitals mark, in what is said of works only, and what looks like them and is none."""

from __future__ import annotations

import random

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

PAGE = "Policy Innovate\n\nIssue No. 9 | Date 01.02.2026\n\nContents\n\nNotes.....3\n\nNotes\n\nJo Doe, LPIP Hub\n\nIt rained. {} Nobody minded.\n"
TITLES = (
    "Where Work Went", "The Long Way Home", "Paying for the Pier", "Rents and Reasons", "Last Bus, First Shift",
    "What the Tide Left", "Why Wages Stall", "Small Towns, Slow Trains", "After the Ferry: what now",
)  # fmt: skip
PEOPLE = ("Ada Green", "Dafydd Rowlands", "Chidi Nwosu", "Lucia de Souza", "Simon Hartley-Moss")
BODIES = ("Centre for Shore Studies", "Rents Observatory", "Ministry of Local Works", "Garside Foundation")
#: A frame, and the predicate that it states of the title: of the person {P} or of the body {O}.
STATING = {
    "{B} was written by {P}.": "author",
    "{B}, written by {P}, is out.": "author",
    "{B}, by {P}, is out.": "author",
    "{B} has been published by the {O}.": "publisher",
    "{B} was commissioned by the {O} in March.": "commissionedBy",
    "{P} is the author of {B}.": "author",
    "Last year {P} wrote {B}.": "author",
    "{P}’s new report, {B}, is out.": "author",
    "A new report from the {O}, {B}, makes sober reading.": "author",
    "Written by {P}, {B} is short.": "author",
    "“{B}” was written by {P}.": "author",
    "In “{B}”, {P} asks what comes next.": "author",
}
#: Sentences with capitals in the same places that name no work.
SILENT = (
    "The Harbour Committee was written off by {P}.",
    "In Lower Hutt, {P} asks what comes next.",
    "In Bath and Bristol, {P} asks what comes next.",
    "In Late March, {P} told us why.",
    "Theme: Good Work Led by {P}.",
    "The Coastal Growth Plan was written by {P}.",
    "{P} wrote to Park Street School.",
    "Leeds City Council was commissioned by the {O} to look again.",
    "{P} is the author of nothing.",
)


def read(text: str):
    return extract(document.parse(PAGE.format(text)), Authority())


def works(records) -> list[str]:
    return [
        e.name
        for e in records.entities
        if e.cls == "Publication" and e.kind not in ("article", "newsletter issue")
    ]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("frame", STATING)
def test_a_title_is_told_by_what_is_said_of_works_only(frame, seed):
    rng = random.Random(f"{frame}:{seed}")
    title, person, body = rng.choice(TITLES), rng.choice(PEOPLE), rng.choice(BODIES)
    if ":" in title and "“" not in frame:  # without marks the second half in small letters cannot be told
        title = TITLES[0]
    records = read(frame.format(B=title, P=person, O=body))
    assert title in works(records)
    names = {e.id: e.name for e in records.entities}
    said = {(names[r.s], r.p, names.get(r.o)) for r in records.relations if isinstance(r.o, str)}
    assert (title, STATING[frame], person if "{P}" in frame else body) in said


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("frame", SILENT)
def test_what_only_looks_like_a_title_is_none(frame, seed):
    rng = random.Random(f"{frame}:{seed}")
    assert works(read(frame.format(P=rng.choice(PEOPLE), O=rng.choice(BODIES)))) == []
