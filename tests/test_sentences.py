"""Each quote can be read in its sentence: what stands before and behind it is with it, and nothing of its neighbours."""

from __future__ import annotations

import issue_one
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph.contacts import MARK
from lpipgraph.graph.sentences import sentence_around
from lpipgraph.vocabulary import OA

NAMES = ("Harbour Trust", "Dr. Ada Brook", "the Mill Fund (2021)", "[Moor Board](#)", "“Tide Plan”")
OPENINGS = ("Last year ", "In e.g. Kent ", "As planned, ", "")
ENDS = (" opened a centre.", " asked why?", " (and others) went on.", " “was first.”")
#: What parts two sentences, as pages do it.
GAPS = (" ", "\n", "\n\n", "\n- ", "</p>\n<p>", "\nAuthor\tAda Brook\n", "\nA heading\n", "\n1. ")


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, int, int]]]:
    """A text, and of each of its sentences where its name and where it stands itself."""
    text, places = "", []
    for number in range(draw(st.integers(1, 6))):
        text += draw(st.sampled_from(GAPS)) if number else ""
        before, name = draw(st.sampled_from(OPENINGS)), draw(st.sampled_from(NAMES))
        after = draw(st.sampled_from(ENDS))
        sentence = before + name + after
        sentence = sentence[:1].upper() + sentence[1:]
        at = len(text)
        text += sentence
        places.append((at + len(before), at + len(before) + len(name), at, len(text)))
    return text, places


@given(texts())
def test_the_sentence_around_a_name_is_its_own(drawn):
    text, places = drawn
    for start, end, first, last in places:
        assert sentence_around(text, start, end) == (first, last)


@given(st.text("aA .!?\n\t-<p>/", max_size=80), st.data())
def test_a_sentence_holds_its_stretch_whatever_the_text(text, data):
    end = data.draw(st.integers(0, len(text)))
    start = data.draw(st.integers(0, end))
    first, last = sentence_around(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)


@pytest.mark.parametrize("far", ["word " * 400, "x, y; " * 300])
def test_what_is_no_sentence_of_a_fair_length_is_left_out(far):
    text = f"{far}Harbour Trust {far}."
    assert sentence_around(text, len(far), len(far) + 13) == (len(far), len(far) + 13)


def test_what_stands_around_the_quotes_of_issue_1_stands_there_in_the_text():
    text, dataset = issue_one.text(), issue_one.built()
    seen = 0
    for term in (OA.prefix, OA.suffix):
        for quad in dataset.quads_for_predicate(term):
            segment = {q.predicate: q.object.value for q in dataset.quads_for_subject(quad.subject)}
            words, start = quad.object.value, int(segment[OA.start])
            at = start - len(words) if term == OA.prefix else start + len(segment[OA.exact])
            there = text[at : at + len(words)]
            assert all(a in (b, MARK) for a, b in zip(words, there, strict=True)), (words, there)
            assert "\n\n" not in words and "<p>" not in words
            seen += 1
    assert seen > 300
