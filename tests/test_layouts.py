"""The same articles with the same authors, however an issue is printed."""

from __future__ import annotations

from itertools import permutations

import pytest
from layouts import ARTICLES, LAYOUTS, LISTS, printed

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.names import fold


def articles_of(text: str) -> dict[str, set[str]]:
    """Title → the authors of each article of an issue."""
    records = extract(document.parse(text), Authority())
    names = {e.id: e.name for e in records.entities}
    return {
        fold(e.name): {fold(names[r.o]) for r in records.relations if r.s == e.id and r.p == "author"}
        for e in records.entities
        if e.kind == "article"
    }


@pytest.mark.parametrize("name", LAYOUTS)
def test_articles_and_authors_are_the_same_in_every_layout(name: str):
    layout = LAYOUTS[name]
    wanted = {
        fold(a.title): {fold(n) for n, _ in a.authors} if layout.byline != "none" else set() for a in ARTICLES
    }
    assert articles_of(printed(layout)) == wanted


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_order_of_articles_changes_nothing(name: str):
    layout = LAYOUTS[name]
    first = articles_of(printed(layout))
    assert all(articles_of(printed(layout, order=order)) == first for order in permutations((0, 1, 2)))


@pytest.mark.parametrize("name", LAYOUTS)
def test_lists_are_sections_and_paragraphs_are_whole(name: str):
    doc = document.parse(printed(LAYOUTS[name]))
    assert (doc.title, doc.number, doc.date) == ("Lanes and Ledgers", "7", "2026-03-12")
    kinds = {fold(s.heading): s.kind for s in doc.sections if s.level == 1}
    assert {h: kinds.get(fold(h)) for h, _ in LISTS} == {"Reports": "reports", "Events": "events"}
    read = [doc.reading(b.start, b.end).text for b in doc.blocks]
    for article in ARTICLES:
        for heading, paragraphs in article.parts:
            assert all(p in read for p in paragraphs)
            if heading:
                part = next(s for s in doc.sections if fold(s.heading) == fold(heading))
                assert part.level > 1
    for _, entries in LISTS:
        assert all(e in read for e in entries)
