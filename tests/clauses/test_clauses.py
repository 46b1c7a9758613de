"""Clauses through the public door: frames × constructions with invented names, other clauses before and behind.

Each sentence states one fact between its first two bodies; every other row between two names of the sentence is wrong.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from common import NIGHTLY

from lpipgraph import document
from lpipgraph.authority import Authority, Entry
from lpipgraph.extract import extract

PAGE = "Policy Innovate\n\nIssue No. 9 | Date 01.02.2026\n\nContents\n\nNotes.....3\n\nNotes\n\nJo Doe, LPIP Hub\n\n{}\n"
BODIES = (
    "Lanes Institute", "Foreign, Rural & Maritime Office", "University of Upper Dale", "Centre for Slow Trains",
    "Marlow and Wick Council", "Tolland Trust", "brightside", "Hands-On Wales", "Royal Society of Millers", "NORA",
)  # fmt: skip
#: Predicate, the active verb, its participle, whether the agent is the subject of the row.
FRAMES = (
    ("leadsOrganisation", "leads", "led", True),
    ("leadsOrganisation", "chairs", "chaired", True),
    ("leadsOrganisation", "coordinates", "coordinated", True),
    ("hosts", "hosts", "hosted", True),
    ("hosts", "houses", "housed", True),
    ("fundedBy", "funds", "funded", False),
    ("fundedBy", "bankrolls", "bankrolled", False),
    ("fundedBy", "underwrites", "underwritten", False),
    ("fundedBy", "sponsors", "sponsored", False),
)
#: {A} does it to {T}; {s} is the active verb, {p} the participle.
STATING = {
    "active": "{A} {s} {T}.",
    "passive": "{T} is {p} by {A}.",
    "perfect": "{T} has long been {p} by {A}.",
    "future": "{T} will be {p} by {A}.",
    "bare participle": "{T}, {p} by {A}, met in May.",
    "participle without commas": "Visitors spoke of {T} {p} by {A}.",
    "fronted participle": "{P} by {A}, {T} met in May.",
    "relative": "{T}, which is {p} by {A}, met in May.",
    "active relative": "{A}, which {s} {T}, met in May.",
    "object relative": "{T}, which {A} {s}, met in May.",
    "coordinated": "{T} was opened by volunteers and is {p} by {A}.",
    "coordinated participle": "{T} is run by volunteers and {p} by {A}.",
    "three verbs": "{T} is staffed by volunteers, {p} by {A} and loved by its readers.",
    "reported": "We hear that {T} is {p} by {A}.",
    "carried": "{T} met in May. It is {p} by {A}.",
    "infinitive": "{A} will continue to {b} {T}.",
    "cleft": "it is {A} that {s} {T}.",
    "cleft with what": "what {A} {s} is {T}.",
    "cleft with a noun": "the body that {s} {T} is {A}.",
    "and nobody else": "{A} and nobody else {s} {T}.",
    "question and answer": "Who {s} {T}? {A} does.",
    "question and short answer": "And which body {s} {T}? {A}.",
    "question and long answer": "Who {s} {T}? It is {A}, as we reported.",
    "asked of the object": "What is {T} {p} by? By {A}.",
}
SILENT = {
    "negation": "{T} is not {p} by {A}.",
    "no longer": "{A} no longer {s} {T}.",
    "never": "{T} was never {p} by {A}.",
    "modal": "{T} could be {p} by {A}.",
    "condition": "If {T} is {p} by {A}, nobody will mind.",
    "conditional main clause": "{A} would have {p} {T} had anyone asked.",
    "hope": "{A} hopes to {b} {T}.",
    "plan": "{A} plans to {b} {T}.",
    "proposal": "Readers propose that {T} be {p} by {A}.",
    "denial": "{A} denied that it {s} {T}.",
    "question": "Is {T} {p} by {A}?",
    "whether": "We asked whether {T} is {p} by {A}.",
    "another's head": "The neighbour of {A} {s} {T}.",
    "another's object": "{A} {s} a rival of {T}.",
    "choice": "{T} is {p} by {A} or by nobody.",
    "question and refusal": "Who {s} {T}? Not {A}.",
    "question and silence": "Who {s} {T}? {A} does not say.",
    "question and past answer": "Who {s} {T}? {A} did, until last year.",
    "question and wish": "Who should {b} {T}? {A}.",
    "question and another question": "Who {s} {T}? Is it {A}?",
    "denied cleft": "it is not {A} that {s} {T}.",
    "denied cleft with a noun": "the body that {s} {T} is not {A}.",
    "once": "until it moved, {T} was {p} by {A}.",
    "rather than": "{T} is run by volunteers rather than {p} by {A}.",
}
BEFORE = ("", "While others slept, ", "In the spring, ", "As readers know, ")
BEHIND = ("", " Nobody was surprised.", " {X} was pleased.")


def base(verb: str) -> str:
    return verb.removesuffix("s")


def read(text: str, names: list[str]) -> set[tuple[str, str, str]]:
    """The relations between names that a sentence gives."""
    entries = tuple(Entry(f"org:n{n}", "Organisation", name) for n, name in enumerate(names))
    records = extract(document.parse(PAGE.format(text)), Authority(entries))
    known = {f"org:n{n}": name for n, name in enumerate(names)}
    return {
        (known[r.s], r.p, known[r.o])
        for r in records.relations
        if r.s in known and isinstance(r.o, str) and r.o in known
    }


def sentence(template: str, frame: tuple[str, str, str, bool], rng: random.Random) -> tuple[str, list[str]]:
    agent, theme, other = rng.sample(BODIES, 3)
    _, verb, participle, _ = frame
    said = template.format(
        A=f"the {agent}", T=f"the {theme}", s=verb, p=participle, P=participle.capitalize(), b=base(verb)
    )
    before = rng.choice(BEFORE) if not said.startswith(participle.capitalize()) and "?" not in said else ""
    said = before + said if before else said[0].upper() + said[1:]
    said = re.sub(r"(?<=\? )t", "T", said)
    return said + rng.choice(BEHIND).format(X=f"The {other}"), [agent, theme, other]


@pytest.mark.parametrize("construction", STATING)
@pytest.mark.parametrize("frame", FRAMES, ids=lambda f: f[1])
def test_a_frame_in_every_construction(frame, construction):
    rng = random.Random(f"{frame[1]} {construction}")
    for _ in range(3 if NIGHTLY else 1):
        text, names = sentence(STATING[construction], frame, rng)
        agent, theme, _ = names
        row = (agent, frame[0], theme) if frame[3] else (theme, frame[0], agent)
        assert read(text, names) == {row}, text


@pytest.mark.parametrize("kind", SILENT)
@pytest.mark.parametrize("frame", FRAMES, ids=lambda f: f[1])
def test_what_is_not_stated_gives_nothing(frame, kind):
    rng = random.Random(f"{frame[1]} {kind}")
    for _ in range(2 if NIGHTLY else 1):
        text, names = sentence(SILENT[kind], frame, rng)
        assert read(text, names) == set(), text


MINIMAL = Path(__file__).parent / "minimal"


def rows_of(name: str) -> set[tuple[str, str, str]]:
    records = extract(document.read(MINIMAL / f"{name}.txt"), Authority())
    names = {e.id: e.name for e in records.entities}
    return {(names[r.s], r.p, names[r.o]) for r in records.relations if isinstance(r.o, str)}


def test_coordinated_participles_share_their_subject():
    rows = rows_of("w1-funded-led")
    assert ("Skills Hub", "fundedBy", "UKRI") in rows
    assert ("University of Birmingham", "leadsOrganisation", "Skills Hub") in rows
    assert ("University of Birmingham", "leadsOrganisation", "UKRI") not in rows
    assert ("Skills Hub", "fundedBy", "University of Birmingham") not in rows


def test_each_of_three_verbs_has_its_own_agent():
    rows = rows_of("w2-led-hosted-funded")
    assert ("University of Leeds", "leadsOrganisation", "Skills Partnership") in rows
    assert ("Yorkshire Universities", "hosts", "Skills Partnership") in rows
    assert ("Skills Partnership", "fundedBy", "Research England") in rows
    assert not [r for r in rows if r[1] in ("leadsOrganisation", "hosts", "fundedBy") and r[2] == r[0]]
    assert len([r for r in rows if r[1] in ("leadsOrganisation", "hosts", "fundedBy")]) == 3


def read_file(name: str):
    records = extract(document.read(MINIMAL / f"{name}.txt"), Authority())
    return records, {e.id: e for e in records.entities}


def test_a_surname_that_is_a_kind_of_policy_makes_no_policy():
    records, _ = read_file("w3-person-as-levy")
    assert [e.name for e in records.entities if e.cls == "Person"] == ["Jo Doe", "Ian Levy"]
    assert not [e for e in records.entities if e.cls == "Policy"]


def test_an_office_inside_a_fund_s_name_is_nobody_and_its_country_no_kind():
    records, _ = read_file("w4-kind-ukraine")
    assert [(e.name, e.kind) for e in records.entities if e.cls == "Policy"] == [
        ("Fund of the President of Ukraine", "fund")
    ]
    assert [e.name for e in records.entities if e.cls == "Person"] == ["Jo Doe"]


def test_the_office_at_a_body_that_is_spelt_out_later():
    records, entities = read_file("w5-role-of-body")
    body = next(e for e in records.entities if e.name == "Centre for Local Economic Strategies")
    person = next(e for e in records.entities if e.name == "Ada Greenwell")
    said = {(r.p, r.o if isinstance(r.o, str) else r.o.value) for r in records.relations if r.s == person.id}
    assert said == {("affiliatedWith", body.id), ("hasRole", "Chief Executive")}
    assert "CLES" in body.names and entities[body.id].cls == "Organisation"


def test_one_name_has_one_class():
    records, _ = read_file("w6-two-classes")
    fund = [e for e in records.entities if e.name == "Harbour Futures Fund"]
    assert [e.cls for e in fund] == ["Policy"]
    assert {(r.p, r.o.value) for r in records.relations if r.s == fund[0].id and r.p == "startPeriod"} == {
        ("startPeriod", "2024")
    }
