"""Of what class an unknown name is: towns, works and events without marks, bodies that are called funds, persons with a title only."""

from __future__ import annotations

import pytest
from common import PAGE

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.extract.names.unlisted import CLASSES, chances


def classes(path, sentence: str) -> dict[str, str]:
    """Name → class of all that a sentence names."""
    file = path / "issue.txt"
    file.write_text(PAGE.format(sentence), "utf-8")
    found = extract(document.read(file), Authority())
    return {name: e.cls for e in found.entities for name in e.names}


TOWNS = ("Skegby", "Newcastleton", "Gobowen", "Tighnabruaich")


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize(
    "sentence",
    [
        "People who work nights in {} have had no bus since 2019.",
        "It takes shift workers to villages such as {} for two pounds.",
        "When the bank in {} closed, the village asked for a van.",
        "{}, a market town in Powys, has had a turbine since 2003.",
    ],
)
def test_a_town_that_no_list_has(tmp_path, town, sentence):
    assert classes(tmp_path, sentence.format(town)).get(town) == "Place"


@pytest.mark.parametrize("title", ["Time to Care", "Rights at the Water's Edge", "Small Data, Big Places"])
@pytest.mark.parametrize(
    ("sentence", "cls"),
    [
        ("The report {} asks what carers need.", "Publication"),
        ("It rests on a paper called {}.", "Publication"),
        ("Both wrote a short guide, {}, last spring.", "Publication"),
        ("The government followed with a white paper, {}.", "Policy"),
        ("The webinar {} takes place on 20 May 2026.", "Event"),
    ],
)
def test_a_title_without_marks_beside_the_word_for_its_kind(tmp_path, title, sentence, cls):
    assert classes(tmp_path, sentence.format(title)).get(title) == cls


@pytest.mark.parametrize(
    "sentence",
    [
        "The report Ada Green wrote asks what carers need.",
        "In its report, Ashby Council says the same.",
        "The study Northfield University published is long.",
        "A guide, Kate Harrow says, would help.",
    ],
)
def test_a_name_beside_the_word_for_a_work_is_no_title(tmp_path, sentence):
    titles = {n for n, c in classes(tmp_path, sentence).items() if c == "Publication"}
    assert titles <= {
        "Policy Innovate, Issue No. 30",
        "Policy Innovate",
        "Issue No. 30",
        "A look at the facts",
    }


@pytest.mark.parametrize("name", ["National Harbour Fund", "Tollgate Heritage Fund"])
def test_a_fund_that_runs_something_is_a_body(tmp_path, name):
    assert classes(tmp_path, f"The museum was run by the {name} for a year.").get(name) == "Organisation"
    assert classes(tmp_path, f"The museum was paid through the {name} for a year.").get(name) == "Policy"


@pytest.mark.parametrize("name", ["Skills for Life Forum", "Handover Forum"])
def test_a_forum_that_is_held_is_an_event(tmp_path, name):
    assert classes(tmp_path, f"On 18 November 2025 we held our {name} in Hull.").get(name) == "Event"
    assert classes(tmp_path, f"That began at the {name}, a one-day workshop.").get(name) == "Event"
    assert classes(tmp_path, f"The review was commissioned by the {name}.").get(name) == "Organisation"


@pytest.mark.parametrize("title", ["Baroness", "Lord", "Professor", "Dr", "Cllr"])
def test_a_title_and_a_surname_are_a_person(tmp_path, title):
    found = classes(tmp_path, f"The chair of the inquiry is {title} Kincaid, who wrote its report.")
    assert found.get("Kincaid") == "Person"


@pytest.mark.parametrize("sentence", ["Dr Ada van der Meer wrote it.", "The Lord Mayor of Leeds wrote it."])
def test_a_title_before_a_longer_name_or_an_office_is_no_person_of_its_own(tmp_path, sentence):
    persons = {n for n, c in classes(tmp_path, sentence).items() if c == "Person"}
    assert not persons & {"Dr Ada", "Ada", "Lord Mayor", "Mayor"}


def test_a_last_paragraph_is_no_line_of_authors(tmp_path):
    page = PAGE.replace(
        "The next issue comes in July.",
        "In Denmark, carers share a post. Tollgate Trust and Ashby Council want it.",
    )
    file = tmp_path / "issue.txt"
    file.write_text(page.format("All is well."), "utf-8")
    names = {e.name for e in extract(document.read(file), Authority()).entities}
    assert {"Denmark", "Tollgate Trust", "Ashby Council"} <= names


def test_nothing_seen_makes_no_name():
    likely = chances({"any name": 1.0})
    assert set(likely) == set(CLASSES)
    assert 1 - sum(likely.values()) > max(likely.values())
