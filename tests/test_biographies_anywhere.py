"""What prose tells of a person in any section: by first name, surname or pronoun, with roles, moves, posts of before and fields."""

from __future__ import annotations

import random

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

PAGE = "Policy Innovate\n\nIssue No. 9 | Date 01.02.2026\n\nContents\n\nNotes.....3\n\nNotes\n\nJo Doe, LPIP Hub\n\nIt rained. {} Nobody minded.\n"
PEOPLE = ("Ellen Marsh", "Zofia Kaminska", "Kostas Vlachos", "Nkechi Adebayo", "Gareth Pell", "Siân Prosser")
BODIES = (
    "Low Pay Lab",
    "University of Thornby",
    "Leeds City Council",
    "Garside Foundation",
    "Cabinet Office",
)
#: {N} is how the person is called again; the statements' objects are the body {A}, the body {B}, or words.
TOLD = {
    "{N} joined the {A} in May 2021 from the {B}.": {"affiliatedWith A", "workedFor B", "joined 2021-05"},
    "{N} is a Research Fellow who joined the {A} in May 2021.": {"hasRole Research Fellow", "affiliatedWith A", "joined 2021-05"},
    "Since October 2023 {N} has been a Research Associate at the {A}.": {"hasRole Research Associate", "affiliatedWith A", "joined 2023-10"},
    "{N} has worked for the {A} and the {B}.": {"workedFor A", "workedFor B"},
    "{N} has worked for the {A} since 2020.": {"affiliatedWith A"},
    "{N} had previously held posts at the {A}.": {"workedFor A"},
    "A labour economist, {n} is a Senior Analyst at the {A}.": {"hasRole Senior Analyst", "affiliatedWith A"},
    "{N}’s research covers rents and local wages.": {"expertise rents", "expertise local wages"},
    "{N} is interested in rents and local wages.": {"expertise rents", "expertise local wages"},
    "{N} is on a part-time secondment to the {A}.": {"secondedTo A"},
    "{N} used to be an adviser at the {A}.": {"workedFor A"},
}  # fmt: skip
#: What gives nothing of the person: {F} is the first name.
SILENT = (
    "{F} Park is run by volunteers near the {A}.",
    "{N} is an outspoken critic of the {A}.",
    "{N} works on the report.",
    "{N} is a graduate of the {A}.",
)


def said(name: str, text: str, bodies: dict[str, str]) -> set[str]:
    records = extract(document.parse(PAGE.format(text)), Authority())
    ids = {e.id: e.name for e in records.entities}
    slots = {body: slot for slot, body in bodies.items()}
    return {
        f"{r.p} {slots.get(ids[r.o], ids[r.o]) if isinstance(r.o, str) else r.o.value}"
        for r in records.relations
        if ids[r.s] == name and r.p not in ("description", "mentions")
    }


@pytest.mark.parametrize("called", ("first name", "surname", "pronoun"))
@pytest.mark.parametrize("told", TOLD)
def test_whoever_was_named_before_is_spoken_of(told, called):
    rng = random.Random(f"{told}{called}")
    name = rng.choice(PEOPLE)
    a, b = rng.sample(BODIES, 2)
    again = {"first name": name.split()[0], "surname": name.split()[-1], "pronoun": "She"}[called]
    sentence = told.replace("She’s", "Her").format(
        N=again, n=again if called != "pronoun" else "she", A=a, B=b
    )
    sentence = sentence.replace("She’s", "Her").replace(" She ", " she ")
    text = f"{name} spoke first. {sentence}"
    assert said(name, text, {"A": a, "B": b}) == TOLD[told]


@pytest.mark.parametrize("silent", SILENT)
def test_what_only_bears_the_name_or_stands_outside_gives_nothing(silent):
    rng = random.Random(silent)
    name, a = rng.choice(PEOPLE), rng.choice(BODIES)
    first = name.split()[0]
    assert said(name, f"{name} spoke first. " + silent.format(N=first, F=first, A=a), {"A": a}) == set()
