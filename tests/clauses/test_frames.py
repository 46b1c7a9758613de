"""Every plain row of the table of frames in the constructions that its verb allows, through the public door.

A plain row has a doer and what it is done to as its ends, without particle or preposition. Two of its verbs are drawn, and names of
the classes that it allows; other sentences and clauses with another name stand around.
"""

from __future__ import annotations

import random

import pytest
from common import NIGHTLY

from lpipgraph import document
from lpipgraph.authority import Authority, Entry
from lpipgraph.extract import extract
from lpipgraph.extract.clauses.lemmas import forms_of, kind_of
from lpipgraph.tables import table

PAGE = "Policy Innovate\n\nIssue No. 9 | Date 01.02.2026\n\nContents\n\nNotes.....3\n\nNotes\n\nJo Doe, LPIP Hub\n\n{}\n"
NAMES = {
    "O": ("Organisation", ("Lanes Institute", "Foreign, Rural & Maritime Office", "University of Upper Dale", "Tolland Trust")),
    "L": ("Policy", ("Slow Roads Scheme", "Harbour Pilot", "Dale Growth Plan", "Kiln Fund")),
    "E": ("Event", ("Dale Walking Conference", "Kiln Summit", "Rural Bus Symposium")),
    "B": ("Publication", ("Counting the Sheep", "Rents in the Valleys", "What Piers Are For")),
    "P": ("Person", ("Ada Green", "Tomos Prys-Hale", "Kwame Oduya")),
    "G": ("Place", ("Leeds", "Powys", "Dundee")),
}  # fmt: skip
ACTIVE = (
    "{A} {s} {T}.",
    "{A}, which has moved, {s} {T}.",
    "{A}, which {s} {T}, has moved.",
    "{T}, which {A} {s}, has grown.",
    "We hear that {A} {s} {T}.",
    "{A} will {b} {T}.",
    "{A} has {p} {T}.",
    "{A} has agreed to {b} {T}.",
    "It is {A} that {s} {T}.",
)
PASSIVE = (
    "{T} is {p} by {A}.",
    "{T}, {p} by {A}, has grown.",
    "{T} ({p} by {A}) has grown.",
    "{P} by {A}, {T} has grown.",
    "{T}, which is {p} by {A}, has grown.",
    "{T} has changed and is {p} by {A}.",
)
SILENT = (
    "{A} does not {b} {T}.",
    "{A} would {b} {T} if it could.",
    "{A} hopes to {b} {T}.",
    "{A} refused to {b} {T}.",
    "Does {A} {b} {T}?",
    "{A} {s} a rival of {T}.",
    "A friend of {A} {s} {T}.",
    "{T} is not {p} by {A}.",
    "{T} should be {p} by {A}.",
)
BEHIND = ("", " Nobody was surprised.", " The Heron Society looked on.")
#: Conditions that a plain sentence in the present meets.
MET = {"state", "active", "passive", "same", "person"}


def plain() -> list[tuple[int, dict[str, str], str]]:
    """Rows with the number of each and a verb, two verbs a row."""
    found = []
    for number, row in enumerate(table("frames")):
        ends = {row["subject"], row["object"]}
        if row["particle"] or ends != {"agent", "theme"} or set(row["condition"].split()) - MET:
            continue
        if not all(set(row[f"{end} classes"]) & set(NAMES) for end in ("subject", "object")):
            continue  # themes and terms are no names that can be given
        if "*" in row["verb"] or ":" in row["predicate"] or row["predicate"] == "workedFor":
            continue
        verbs = [v for v in row["verb"].split("|") if form(v, "s") and form(v, "pp")]
        rng = random.Random(number)
        found += [(number, row, verb) for verb in rng.sample(verbs, min(2, len(verbs)))]
    return found


def form(verb: str, wanted: str) -> str:
    """The form of a verb, out of the words that the lexicon leads back to it."""
    stems = {verb, verb[:-1], verb + verb[-1], f"{verb[:-1]}i"}
    words = [stem + end for stem in sorted(stems) for end in ("s", "es", "d", "ed", "n")]
    words += [w for row in table("verbs") if row["lemma"] == verb for w in (row["participle"],) if w]
    return next((w for w in reversed(words) if (verb, wanted) in forms_of(w)), "")


def filled(
    template: str, row: dict[str, str], verb: str
) -> tuple[str, tuple[str, str, str], dict[str, tuple[str, str]]]:
    """The sentence, the statement that it makes by ids, and the names by ids."""
    rng = random.Random(f"{template}{verb}{row['predicate']}{row['subject classes']}")
    agent_first = row["subject"] == "agent"
    doer, done = (
        (row["subject classes"], row["object classes"])
        if agent_first
        else (row["object classes"], row["subject classes"])
    )
    a = rng.choice([c for c in doer if c in NAMES])
    t = a if "same" in row["condition"] else rng.choice([c for c in done if c in NAMES])
    agent = rng.choice(NAMES[a][1])
    theme = rng.choice([n for n in NAMES[t][1] if n != agent])
    said = template.format(
        A=agent if a in "PGB" else f"the {agent}",
        T=theme if t in "PG" else f"“{theme}”" if t == "B" else f"the {theme}",
        s=form(verb, "s"),
        p=form(verb, "pp"),
        P=form(verb, "pp").capitalize(),
        b=verb,
    )
    if a == "P":
        said = said.replace("which has moved", "who has moved").replace(
            f", which {form(verb, 's')}", f", who {form(verb, 's')}"
        )
    said = said[0].upper() + said[1:] + rng.choice(BEHIND)
    names = {"x:a": (NAMES[a][0], agent), "x:t": (NAMES[t][0], theme)}
    return said, ("x:a", row["predicate"], "x:t") if agent_first else ("x:t", row["predicate"], "x:a"), names


def turn(templates: tuple[str, ...], number: int) -> tuple[str, ...]:
    """All constructions at night; by day a third for each row and verb, so that many stand in each of them."""
    return templates if NIGHTLY else templates[number % 3 :: 3]


def read(text: str, names: dict[str, tuple[str, str]]) -> set[tuple[str, str, str]]:
    known = Authority(tuple(Entry(id_, cls, name) for id_, (cls, name) in names.items()))
    records = extract(document.parse(PAGE.format(text)), known)
    return {
        (r.s, r.p, r.o) for r in records.relations if r.s in names and isinstance(r.o, str) and r.o in names
    }


@pytest.mark.parametrize(("number", "row", "verb"), plain(), ids=lambda x: x if isinstance(x, str) else "")
def test_a_row_in_every_construction(number, row, verb):
    templates = ACTIVE if "passive" not in row["condition"] else ()
    if "active" not in row["condition"] and verb not in kind_of("intransitive"):
        templates += PASSIVE
    lost, turned = [], []
    for template in turn(templates, number + len(verb)):
        text, fact, names = filled(template, row, verb)
        found = read(text, names)
        s, p, o = fact
        if fact not in found and not (p == "partnerOf" and (o, p, s) in found):
            lost.append(text)
        if p != "partnerOf" and (o, p, s) in found:
            turned.append(text)
    assert not turned
    assert not lost


@pytest.mark.parametrize(("number", "row", "verb"), plain(), ids=lambda x: x if isinstance(x, str) else "")
def test_a_row_that_is_not_stated(number, row, verb):
    said = []
    for template in turn(SILENT, number + len(verb)):
        if "G" in row["subject classes"] + row["object classes"] and " of " in template:
            continue  # "the north of ‹G›" is in it
        text, (s, p, o), names = filled(template, row, verb)
        if {(s, p, o), (o, p, s)} & read(text, names):
            said.append(text)
    assert not said
