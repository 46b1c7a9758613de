"""Nouns of acts and relational nouns through the public door: nouns × the verbs that carry them × what takes them back.

{A} gives, leads or bears the noun, {T} is what it is given to or of; {N} is a noun of the family. Every other row between two
names of the sentence is wrong.
"""

from __future__ import annotations

import random
from itertools import product

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority, Entry
from lpipgraph.extract import extract
from lpipgraph.tables import table

PAGE = "Policy Innovate\n\nIssue No. 9 | Date 01.02.2026\n\nContents\n\nNotes.....3\n\nNotes\n\nJo Doe, LPIP Hub\n\n{}\n"
BODIES = (
    "Lanes Institute", "Foreign, Rural & Maritime Office", "University of Upper Dale", "Centre for Slow Trains",
    "Marlow and Wick Council", "Tolland Trust", "brightside", "Hands-On Wales", "Royal Society of Millers", "NORA",
)  # fmt: skip
POLICIES = ("Slow Roads Scheme", "Harbour Pilot", "Dale Growth Plan", "Quiet Lanes Programme", "Kiln Fund")

MONEY = ("grant", "donation", "award", "loan")
DUTY = ("leadership", "management", "coordination")
CHARGE = ("responsibility", "oversight", "administration", "management")
BOND = ("partnership", "alliance", "collaboration")

GIVEN = (
    "{A} has given {T} a {N}.",
    "{A} gave a {N} to {T}.",
    "{A} has made a {N} of £30,000 to {T}.",
    "{A} has renewed its {N} to {T}.",
    "{A} has agreed to extend its {N} to {T}.",
    "{T} was awarded a {N} by {A}.",
    "A {N} was awarded to {T} by {A}.",
    "{T} has won a {N} from {A}.",
    "{T} has won a second {N} of £5,000 from {A}.",
    "{T} relies on a {N} from {A}.",
    "{T} lives off a {N} from {A}.",
    "{T} owes its existence to a {N} from {A}.",
    "{T} was set up with a {N} from {A}.",
    "{T} is supported by a {N} from {A}.",
    "A {N} from {A} keeps {T} going.",
    "A {N} by {A} has allowed {T} to move.",
    "{T} was the first to receive a {N} from {A}.",
    "{T} is among those to have won a {N} from {A}.",
    "{T}, which receives a {N} from {A}, met in May.",
    "It was {A} that gave a {N} to {T}.",
)
KEPT = (
    "{A} has taken on the {N} of {T}.",
    "{A} keeps the {N} of {T}.",
    "{A} will share the {N} of {T}.",
    "The {N} of {T} rests with {A}.",
    "{N} of {T} lies with {A}.",
    "The {N} of {T} has passed to {A}.",
    "The {N} of {T} is left to {A}.",
    "The {N} of {T} was handed to {A}.",
    "{T} is under the {N} of {A}.",
    "{T} comes under the {N} of {A}.",
)
BOUND = (
    "{A} has formed a {N} with {T}.",
    "{A} enjoys a {N} with {T}.",
    "{A} and {T} have launched a {N}.",
    "A {N} between {A} and {T} will look at buses.",
    "A {N} of {A} and {T} runs the shop.",
    "{A} has entered into a {N} with {T}.",
)
#: What bears the noun is {A}; of what, is {T}.
BORNE = (
    "{A} is the {N} of {T}.",
    "{A} has become {N} of {T}.",
    "{A} acts as {N} of {T}.",
    "{T} has {A} as its {N}.",
    "{T} counts {A} among its {N}s.",
    "The {N} of {T} is {A}.",
    "Its neighbours met {T}, whose {N} is {A}.",
    "{A} was named as {N} of {T}.",
    "{T} met in May, with {A} as its {N}.",
)
RELATIONS = (
    ("funder", "fundedBy", False),
    ("host", "hosts", True),
    ("lead partner", "leadsOrganisation", True),
)
SILENT = (
    "{T} gets no {N} from {A}.",
    "{T} hopes for a {N} from {A}.",
    "{T} has lost its {N} from {A}.",
    "{T} has applied for a {N} from {A}.",
    "{T} was refused a {N} by {A}.",
    "A {N} from {A} would save {T}.",
    "If {A} gave {T} a {N}, nobody would mind.",
    "{A} has not given {T} a {N}.",
    "{A} denies that it gave {T} a {N}.",
    "{A} is thinking of giving {T} a {N}.",
    "{A} gave a {N} to a rival of {T}.",
    "Has {A} given {T} a {N}?",
)
NOT_KEPT = (
    "{A} has given up the {N} of {T}.",
    "{A} refused the {N} of {T}.",
    "{A} wants the {N} of {T}.",
    "The {N} of {T} could pass to {A}.",
    "The {N} of {T} does not rest with {A}.",
)
UNBOUND = (
    "{A} has ended its {N} with {T}.",
    "A {N} between {A} and {T} has collapsed.",
    "Plans for a {N} between {A} and {T} have been dropped.",
    "{A} is seeking a {N} with {T}.",
    "{A} has no {N} with {T}.",
)
NOT_BORNE = (
    "{A} is not the {N} of {T}.",
    "{A} would make a good {N} of {T}.",
    "{T} has yet to find a {N}, says {A}.",
    "{T} has a {N} like {A}.",
)


def read(text: str, names: dict[str, str]) -> set[tuple[str, str, str]]:
    """The relations between names that a sentence gives."""
    entries = {f"{cls.lower()}:n{n}": (cls, name) for n, (name, cls) in enumerate(names.items())}
    known = Authority(tuple(Entry(id_, cls, name) for id_, (cls, name) in entries.items()))
    records = extract(document.parse(PAGE.format(text)), known)
    return {
        (entries[r.s][1], r.p, entries[r.o][1])
        for r in records.relations
        if r.s in entries and isinstance(r.o, str) and r.o in entries
    }


def said(template: str, noun: str, *, policy: bool = False) -> tuple[str, str, str, dict[str, str]]:
    """A filled sentence, {A}, {T}, and the classes of the names."""
    rng = random.Random(f"{template} {noun}")
    agent, theme = rng.sample(BODIES, 2)
    if policy:
        theme = rng.choice(POLICIES)
    text = template.format(A=f"the {agent}", T=f"the {theme}", N=noun)
    text = text[0].upper() + text[1:] + rng.choice(("", " Nobody was surprised.", " More will follow."))
    return text, agent, theme, {agent: "Organisation", theme: "Policy" if policy else "Organisation"}


@pytest.mark.parametrize(("template", "noun"), list(product(GIVEN, MONEY)))
def test_money_that_is_given_funds(template, noun):
    text, agent, theme, names = said(template, noun)
    assert read(text, names) == {(theme, "fundedBy", agent)}, text


@pytest.mark.parametrize(("template", "noun"), list(product(KEPT, DUTY)))
def test_who_has_the_leadership_leads(template, noun):
    text, agent, theme, names = said(template, noun)
    assert read(text, names) == {(agent, "leadsOrganisation", theme)}, text


@pytest.mark.parametrize(("template", "noun"), list(product(KEPT, CHARGE)))
def test_who_has_the_charge_of_a_policy_is_responsible(template, noun):
    text, agent, theme, names = said(template, noun, policy=True)
    assert read(text, names) == {(theme, "responsibleBody", agent)}, text


@pytest.mark.parametrize(("template", "noun"), list(product(BOUND, BOND)))
def test_who_has_a_bond_is_a_partner(template, noun):
    text, agent, theme, names = said(template, noun)
    assert read(text, names) in ({(theme, "partnerOf", agent)}, {(agent, "partnerOf", theme)}), text


@pytest.mark.parametrize(("template", "relation"), list(product(BORNE, RELATIONS)))
def test_who_bears_a_noun_is_what_it_says(template, relation):
    noun, predicate, first = relation
    text, agent, theme, names = said(template, noun)
    assert read(text, names) == {(agent, predicate, theme) if first else (theme, predicate, agent)}, text


@pytest.mark.parametrize(
    ("template", "noun"),
    [
        *product(SILENT, MONEY),
        *product(NOT_KEPT, DUTY),
        *product(UNBOUND, BOND),
        *product(NOT_BORNE, [noun for noun, _, _ in RELATIONS]),
    ],
)
def test_what_is_wished_denied_or_over_gives_nothing(template, noun):
    text, _, _, names = said(template, noun)
    assert read(text, names) == set(), text


def test_every_family_of_nouns_has_its_verbs_and_every_verb_its_nouns():
    nouns = {row["family"] for row in table("acts")}
    verbs = {family for row in table("light-verbs") for family in row["family"].split("|")}
    assert nouns == verbs
    for row in table("light-verbs"):
        assert row["subject"] in ("agent", "theme", "")
        assert row["subject"] or row["agent"], row  # who does it must stand somewhere
