"""Names: known acronyms with other long forms, persons without title or role, boundaries of bodies."""

from __future__ import annotations

import re

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.records import Records

FRAME = """Policy Innovate
Issue No. 30
May 2026

Contents
A look at the facts

A look at the facts

By Dr Kate Harrow, Northfield University

It has been a long year for policy. {} There is more to come.

The next issue comes in July.
"""
#: Words for new long forms, by their first letters.
_WORDS = {
    "A": "Agricultural", "B": "Border", "C": "Council", "D": "Data", "E": "Estuary", "F": "Forum", "G": "Guild",
    "H": "Harbour", "I": "Institute", "J": "Joint", "K": "Kinship", "L": "League", "M": "Mining", "N": "Network",
    "O": "Observatory", "P": "Partnership", "Q": "Quarry", "R": "River", "S": "Society", "T": "Trust", "U": "Union",
    "V": "Valley", "W": "Weaving", "X": "Xylophone", "Y": "Youth", "Z": "Zinc",
}  # fmt: skip


def read(path, sentence: str, authority: Authority | None = None) -> Records:
    """The records of a short issue that holds a sentence."""
    file = path / "issue.txt"
    file.write_text(FRAME.format(sentence), "utf-8")
    return extract(document.read(file), authority or Authority())


def _acronyms() -> list[tuple[str, str]]:
    known = Authority.read()
    return [
        (entry.id, name)
        for entry in known.entries
        for name in entry.names
        if entry.cls == "Organisation"
        and re.fullmatch(r"[A-Z]{3,5}", name)
        and any(" " in n for n in entry.names)
    ]


def test_a_known_acronym_with_another_long_form_is_another_body(tmp_path):
    known = Authority.read()
    acronyms = _acronyms()
    assert len(acronyms) > 10
    merged = []
    for id_, acronym in acronyms:
        long = " ".join(_WORDS[letter] for letter in acronym)
        found = read(
            tmp_path, f"The {long} ({acronym}) published a report. Later {acronym} found more.", known
        )
        if id_ in {e.id for e in found.entities}:
            merged.append((acronym, long))
        assert any(acronym in str(note["what"]) for note in found.notes)
    assert merged == []


def test_a_known_acronym_with_its_own_long_form_is_the_known_body(tmp_path):
    known = Authority.read()
    by_id = {e.id: e for e in known.entries}
    lost = []
    for id_, acronym in _acronyms():
        long = max(by_id[id_].names, key=len)
        found = read(
            tmp_path, f"The {long} ({acronym}) published a report. Later {acronym} found more.", known
        )
        if id_ not in {e.id for e in found.entities}:
            lost.append((acronym, long))
    assert lost == []


SENTENCES = [
    "{} joined the Institute for Regional Studies in 2024.",
    "The report was written by {} and published in May.",
    "{} chairs the panel.",
    "We welcome {}, who joins us from Demos.",
    "{}, Head of Policy at the Centre for Rural Futures, agreed.",
    "“We are ready,” said {}.",
]
NAMES = [
    "Ada Green", "Theresa Park", "Jo Church", "Grace London", "Ian Levy", "J. R. Hale", "J.R. Hale",
    "Siobhán O'Neill-Byrne", "Ngozi Okonjo-Iweala", "Ludwig van der Berg", "Mary McAllister", "Wei Zhang",
    "Harpreet Gill", "Llinos Prys-Davies", "Tomos ap Gwilym", "Kwasi Mensah", "Min-jun Park", "Mohammed bin Rashid",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_person_needs_no_title(tmp_path, name):
    for sentence in SENTENCES:
        found = read(tmp_path, sentence.format(name))
        assert name in {e.name for e in found.entities if e.cls == "Person"}, sentence
        assert name not in {e.name for e in found.entities if e.cls != "Person"}, sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The Joseph Rowntree Foundation published a report.",
        "The Victoria Park scheme opened in May.",
        "The Alan Turing Institute and the Francis Crick Institute met.",
        "Charlotte Street Partners and Rose Hill School agreed.",
        "The Jo Cox Foundation says it will fund the work.",
        "Martin Luther King Way is being rebuilt.",
        "May Day was warm and Green Park was full.",
        "The Windsor Framework was agreed.",
        "Power to Change and Sport England funded it.",
    ],
)
def test_a_thing_called_after_a_person_is_no_person(tmp_path, sentence):
    assert [e.name for e in read(tmp_path, sentence).entities if e.cls == "Person"] == ["Kate Harrow"]
