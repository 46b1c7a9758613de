"""Titles of every shape are found where their siblings are, with all of their text and with their authors."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
from sibling_pages import LAYOUTS, Issue, issues

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.names import fold

#: Issues of each layout, and what share of their articles is found whole and with its authors; false ones for each article.
NUMBER, FLOOR, FALSE = 12, 0.96, 0.02


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def judged(issue: Issue) -> tuple[Counter[str], list[str]]:
    """How many articles an issue has, how many are found by title, whole, and with their authors; what is wrong."""
    doc = document.parse(issue.text)
    records = extract(doc, Authority())
    named = {e.id: e.name for e in records.entities}
    found = [e for e in records.entities if e.kind == "article"]
    counts: Counter[str] = Counter(articles=len(issue.articles))
    wrong = []
    for article in issue.articles:
        mine = next((e for e in found if fold(e.name) == fold(article.title)), None)
        if mine is None:
            wrong.append(f"lost: {article.title} ({article.shape})")
            continue
        counts["titles"] += 1
        read = _words(doc.reading(*doc.extent(doc.section_at(mine.start))).text)
        others = [p for a in issue.articles if a is not article for p in a.paragraphs]
        if all(_words(p) in read for p in article.paragraphs) and not any(_words(p) in read for p in others):
            counts["whole"] += 1
        else:
            wrong.append(f"not whole: {article.title}")
        wrote = {fold(named[r.o]) for r in records.relations if r.s == mine.id and r.p == "author"}
        if wrote == set(map(fold, article.authors)):
            counts["authors"] += 1
        else:
            wrong.append(f"authors: {article.title}: {wrote} for {article.authors}")
    meant = {fold(x) for x in (*(a.title for a in issue.articles), *issue.open)}
    false = [e.name for e in found if fold(e.name) not in meant]
    counts["false"] = len(false)
    return counts, [*wrong, *(f"false: {name}" for name in false)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_siblings_of_one_shape_are_of_one_level(layout):
    total: Counter[str] = Counter()
    by_value: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    wrong = []
    for issue in issues(NUMBER, layout):
        counts, faults = judged(issue)
        total += counts
        wrong += faults
        for item in issue.drawn.items():
            by_value[item] += counts
    assert total["whole"] >= FLOOR * total["articles"], wrong
    assert total["authors"] >= FLOOR * total["articles"], wrong
    assert total["false"] <= FALSE * total["articles"], wrong


@pytest.mark.parametrize("title", ["Hello from the coast", "Welcome to spring", "Greetings from Northfield"])
@pytest.mark.parametrize(
    "mark", ["{} no. 14: late buses", "{}, issue 14 | late buses", "{} | Issue 14: late buses"]
)
def test_a_masthead_below_the_subject_of_a_message_ends_there(title: str, mark: str):
    """What names the newsletter again, with its number, is no title; a greeting above a greeting is one."""
    text = (
        f"From: The Shore Letter <post@shore.example>\nSubject: {mark.format('The Shore Letter')}\nDate: Thu, 12 Feb 2026 09:04\n\n"
        f"THE SHORE LETTER\nNews from the coast\nNumber 14 · 12 February 2026\n\n\n{title}\n\nDear all,\n\n"
        "It has rained on every one of our site visits since Christmas, and still the halls were full of people who had come to listen.\n\n\n"
        "The bus that came back\n\nBy Hannah Vane\n\nThe night bus was gone for a year, and then it came back, with a lamp and a timetable of its own.\n"
    )
    tops = [s.heading for s in document.parse(text).sections if s.level == 1 and s.kind == "article"]
    assert tops == [title, "The bus that came back"]
