"""Short forms: a definite head noun, a name without its tail, the first word of a body's name lead to the long form."""

from __future__ import annotations

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.records import Records

PAGE = """Policy Innovate
Issue No. 30
May 2026

Contents
A look at the facts
Another look

A look at the facts

By Dr Kate Harrow, Northfield University

It has been a long year for policy. {first}

Another look

By Dr Kate Harrow, Northfield University

The year that comes will be no shorter. {second}

The next issue comes in July.
"""


def read(path, first: str, second: str = "Much has been said of it.") -> Records:
    file = path / "issue.txt"
    file.write_text(PAGE.format(first=first, second=second), "utf-8")
    return extract(document.read(file), Authority())


def mentioned(found: Records, title: str) -> set[str]:
    """The names of what an article mentions."""
    by_id = {e.id: e for e in found.entities}
    article = next(e.id for e in found.entities if e.cls == "Publication" and e.name == title)
    return {
        by_id[r.o].name
        for r in found.relations
        if r.s == article and r.p == "mentions" and isinstance(r.o, str)
    }


LONG = {
    "Tollgate {}": (
        "Network",
        "Alliance",
        "Trust",
        "Foundation",
        "Forum",
        "Observatory",
        "Council",
        "Agency",
    ),
    "{} for Coastal Studies": ("Institute", "Centre", "Partnership", "Office"),
    "Fair Roads {}": ("Fund", "Scheme", "Levy", "Bill", "Charter", "Strategy"),
}
CASES = [(long.format(head), head) for long, heads in LONG.items() for head in heads]
SHORT = (
    "Everybody had expected the {} to be short of money.",
    "The {} has promised more.",
    "That was the {}'s own wish.",
)


@pytest.mark.parametrize(("long", "head"), CASES)
def test_a_definite_head_noun_means_the_long_form_also_in_the_next_article(tmp_path, long, head):
    for short in SHORT:
        found = read(tmp_path, f"Ministers praised the {long} in April.", short.format(head))
        assert not [e.name for e in found.entities if e.name == head]
        assert long in mentioned(found, "Another look"), short


@pytest.mark.parametrize("head", ["Institute", "Network", "Council"])
def test_of_two_that_bear_a_head_noun_the_last_named_is_meant(tmp_path, head):
    found = read(
        tmp_path,
        f"The Tollgate {head} published a report.",
        f"The Saltmarsh {head} published another. The {head} will speak about it in June.",
    )
    names = {"Tollgate " + head, "Saltmarsh " + head}
    assert names <= {e.name for e in found.entities}
    assert names & mentioned(found, "Another look") == {"Saltmarsh " + head}


@pytest.mark.parametrize("body", ["Tollgate Centre", "Saltmarsh Institute", "Ashby Office"])
@pytest.mark.parametrize("tail", ["for Housing", "of Coastal Studies", "for Fair Work and Skills"])
def test_a_name_without_its_tail_is_no_other_body(tmp_path, body, tail):
    found = read(tmp_path, f"The {body} {tail} published a report.", f"The {body} will publish another.")
    assert [e.name for e in found.entities if e.name.startswith(body)] == [f"{body} {tail}"]
    assert f"{body} {tail}" in mentioned(found, "Another look")


@pytest.mark.parametrize(
    "sentence", ["She joined {} in March.", "The offer came from {}, which has no bank."]
)
def test_the_first_word_of_one_body_s_name_means_it_where_a_body_stands(tmp_path, sentence):
    found = read(
        tmp_path, "The Penbrackle Combined Authority published a report.", sentence.format("Penbrackle")
    )
    assert "Penbrackle Combined Authority" in mentioned(found, "Another look")
    assert "Penbrackle" not in {e.name for e in found.entities}


def test_a_whole_name_is_no_short_form_of_a_longer_one(tmp_path):
    found = read(
        tmp_path,
        "The Welsh Local Government Association published a report.",
        "The Local Government Association published another.",
    )
    assert mentioned(found, "Another look") & {
        "Local Government Association",
        "Welsh Local Government Association",
    } == {"Local Government Association"}
