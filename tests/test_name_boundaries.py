"""Where a name begins and ends: "in", "and", "of" and articles beside and within the names of bodies and policies."""

from __future__ import annotations

import itertools

import pytest
from common import PAGE

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract


def names(path, sentence: str) -> set[str]:
    """The bodies and policies that a sentence names."""
    file = path / "issue.txt"
    file.write_text(PAGE.format(sentence), "utf-8")
    found = extract(document.read(file), Authority())
    return {
        e.name.removeprefix("the ")
        for e in found.entities
        if e.cls in ("Organisation", "Policy") and e.name != "Northfield University"
    }


BODIES = (
    "Rhondda University",
    "University of the Gower Coast",
    "Centre for Sustainable Energy",
    "Tollgate Institute",
)
TOWNS = ("Pontypridd", "Gobowen", "Leeds", "Skegby")
PAIRS = ("Work and Health", "Place and Policy", "Hearth and Home", "Bread and Water")
HEADS = ("Programme", "Fund", "Trust", "Board")


@pytest.mark.parametrize(("body", "town"), list(itertools.product(BODIES, TOWNS)))
def test_a_body_ends_before_the_town_in_which_it_is(tmp_path, body, town):
    assert names(tmp_path, f"The work was led by the {body} in {town} and took a year.") == {body}


@pytest.mark.parametrize(("pair", "head"), list(itertools.product(PAIRS, HEADS)))
def test_an_article_before_two_words_with_one_head_makes_them_one_name(tmp_path, pair, head):
    assert names(tmp_path, f"Ministers praised the {pair} {head} in April.") == {f"{pair} {head}"}


@pytest.mark.parametrize("one", ["Centrica", "Ameresco", "Greggs"])
@pytest.mark.parametrize("two", ["Phoenix Group", "Tollgate Trust"])
def test_a_name_and_a_name_with_a_head_stay_two(tmp_path, one, two):
    found = names(tmp_path, f"{one} and {two} pay for ten days. It was run by {one} and {two} for a year.")
    assert two in found
    assert f"{one} and {two}" not in found


@pytest.mark.parametrize("name", ["NHS Liddel and Esk", "NHS Tarn and Wold"])
def test_a_pair_that_never_parts_is_one_name(tmp_path, name):
    sentence = f"The pilot was set up by {name}. Nurses of {name} use it, and {name} has promised more."
    assert names(tmp_path, sentence) == {name}


@pytest.mark.parametrize(
    "name", ["Last Mile Levy", "Next Step Fund", "First Homes Scheme", "Own Front Door Grant"]
)
def test_behind_the_article_that_opens_a_sentence_a_name_keeps_its_first_word(tmp_path, name):
    assert names(tmp_path, f"The {name}, which Ashby Council runs, raises £12 million.") >= {
        name,
        "Ashby Council",
    }


@pytest.mark.parametrize("direction", ["West", "North", "East", "South"])
def test_a_direction_before_of_belongs_to_the_name(tmp_path, direction):
    name = f"University of the {direction} of Scotland"
    assert names(tmp_path, f"The {name} has published a report.") == {name}


@pytest.mark.parametrize(
    "sentence",
    [
        "Residents of {} chose benches and swings for their park.",
        "North of {}, four farms have turned their land into habitat.",
        "Outside {} the deal has lasted better.",
        "Parts of {} have seen rents rise.",
    ],
)
@pytest.mark.parametrize("place", ["England", "Dereham", "Nørrebro"])
def test_what_opens_a_sentence_before_a_place_is_no_name(tmp_path, sentence, place):
    assert names(tmp_path, sentence.format(place)) == set()


def test_commas_and_and_inside_the_name_of_a_committee(tmp_path):
    name = "Housing, Communities and Local Government Committee"
    assert names(tmp_path, f"The {name} will hear evidence on 3 June.") == {name}
