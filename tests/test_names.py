"""Names: what makes no difference when they are compared, and what they become in an IRI."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph.names import fold, slug, verbatim
from lpipgraph.vocabulary import iri


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Productivity Institute", "Productivity institute"),
        ("Dr Abigail Taylor", "Abigail Taylor"),
        ("Prof. Dr Anne Green", "anne green"),
        ("City-REDI", "City REDI"),
        ("Siân O'Rourke", "Sian O’Rourke"),
        ("Research & Development", "research and development"),
        ("PWC", "PwC"),
        ("Newman et al, 2021", "Newman et al. (2021)"),
        ("“Levelling Up”", "levelling up"),
        ("Local  Growth\nPlans", "local growth plans"),
    ],
)
def test_what_makes_no_difference(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Local Trust", "Local Trusts"),
        ("UK2070 Commission", "UK 2070 Commission"),
        ("Taylor, 2019", "Taylor, 2021"),
        ("What Works Growth", "What Works Network"),
    ],
)
def test_what_does(one, other):
    assert fold(one) != fold(other)


def test_a_title_alone_stays():
    assert fold("The") == "the"
    assert fold("Dr The") == "the"


def test_the_example_of_the_docstring():
    assert fold("Dr Siân O'Rourke") == "sian orourke"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(name):
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=60))
def test_composed_and_decomposed_letters_are_the_same(name):
    assert fold(unicodedata.normalize("NFC", name)) == fold(unicodedata.normalize("NFD", name))


def test_slugs_read_well():
    assert slug("Centre for Local Economic Strategies (CLES)") == "centre-for-local-economic-strategies-cles"
    assert slug("The “R&D” Fund") == "r-and-d-fund"


@pytest.mark.parametrize(
    "title", ["Professor", "Prof", "Dr", "Sir", "Dame", "Lord", "Lady", "Rev", "Cllr", "Mr"]
)
@pytest.mark.parametrize("scheme", ["role", "audience", "kind"])
def test_a_title_is_a_word_of_what_is_nobody_s_name(title, scheme):
    """Before a person's name it is left out; a concept called after it would be a fragment."""
    assert slug(f"{title} Ada Brook") == "ada-brook"
    assert iri.concept(scheme, f"the {title} of Rivers").value.endswith(
        f"/{scheme}/{title.lower()}-of-rivers"
    )
    assert iri.concept(scheme, title).value.endswith(f"/{scheme}/{title.lower()}")


def test_a_name_without_letters_still_has_a_slug():
    assert slug("—") == "unnamed"
    assert slug("") == "unnamed"


def test_another_script_is_kept():
    assert slug("福岡") == "福岡"


def test_long_names_are_cut_at_a_word():
    cut = slug("innovation " * 20, limit=30)
    assert cut == "innovation-innovation"
    assert slug("x" * 100, limit=30) == "x" * 30


@given(st.text(max_size=200), st.integers(min_value=5, max_value=80))
def test_slugs_have_no_more_than_their_limit_and_nothing_that_breaks_an_iri(name, limit):
    made = slug(name, limit=limit)
    assert 0 < len(made) <= max(limit, len("unnamed"))
    assert not re.search(r"[\s/#?%<>\"{}|\\^`]", made)
    assert not made.startswith("-")
    assert not made.endswith("-")


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_a_quote_is_found_however_its_marks_and_spaces_are_set(quote):
    curled = quote.replace("'", "’").replace('"', "”")
    spread = "\n ".join(curled.split())
    assert re.fullmatch(verbatim(quote), spread)
    assert re.fullmatch(verbatim(curled), spread)
