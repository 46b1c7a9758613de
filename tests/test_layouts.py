"""The same articles with the same authors, however an issue is printed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from common import by_day
from layouts import ARTICLES, LAYOUTS, LISTS, printed

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.files import root
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
    # at night each of the three articles first and last
    orders = ((1, 2, 0), (2, 0, 1), (2, 1, 0))
    assert all(articles_of(printed(layout, order=order)) == first for order in by_day(orders, 1))


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


def test_an_issue_without_articles_says_so():
    text = "Lanes and Ledgers\n\nIssue No. 7 | Date 12.03.2026\n\nThe weather was fine. It was late, and the lamp was lit.\n"
    records = extract(document.parse(text), Authority())
    assert any("no article was found" in str(note["what"]) for note in records.notes)


#: How headings of level 1 and below are set.
SET: dict[str, Callable[[str, int], str]] = {
    "as they are": lambda heading, _: heading,
    "number signs": lambda heading, level: f"{'#' * level} {heading}",
    "capitals": lambda heading, level: heading.upper() if level == 1 else heading,
    "underlined": lambda heading, level: f"{heading}\n{('=' if level == 1 else '-') * len(heading)}",
}


@pytest.mark.parametrize("name", SET)
def test_issue_1_without_its_contents_has_the_same_articles(name: str):
    whole = document.read(root() / "data" / "issues" / "policy-innovate-01.txt")
    contents = next(s for s in whole.sections if s.kind == "contents")
    text = whole.text[: contents.start] + whole.text[contents.end :]
    for heading, level in {(s.heading, s.level) for s in whole.sections if s.heading}:
        text = re.sub(
            rf"(?m)^{re.escape(heading)}[ \t]*$", lambda _, h=heading, n=level: SET[name](h, n), text
        )

    def tops(doc: document.Document) -> set[str]:
        return {fold(s.heading) for s in doc.sections if s.level == 1 and s.heading and s.kind != "contents"}

    missing = tops(whole) - tops(document.parse(text))
    assert missing == set()
    assert tops(document.parse(text)) <= tops(whole)
