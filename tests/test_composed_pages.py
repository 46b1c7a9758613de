"""Pages drawn from independent dimensions: their articles are found, whole, whatever value a dimension has."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
from common import NIGHTLY
from composed_pages import Page, pages

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.errors import NotAnIssue
from lpipgraph.extract import extract
from lpipgraph.names import fold


def _words(text: str) -> str:
    """The letters of a text without marks, so that neither line ends nor boxes count."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def judged(page: Page) -> Counter[str]:
    """How many articles a page has, how many are found by title, and whole, and what else is taken for one."""
    found: Counter[str] = Counter(pages=1, stories=len(page.stories))
    found["signed"] = sum(bool(s.authors) for s in page.stories)
    found["kickered"] = sum(bool(s.kicker) for s in page.stories)
    try:
        doc = document.parse(page.text)
    except NotAnIssue:
        found["masthead"] += 1
        return found
    records = extract(doc, Authority())
    named = {e.id: e.name for e in records.entities}
    articles = [e for e in records.entities if e.kind == "article"]
    found["masthead"] += (fold(doc.title), doc.number) != (fold(page.title), page.number)
    used = set()
    for story in page.stories:
        mine = [e for e in articles if fold(story.title) in map(fold, e.names) and e.id not in used]
        if not mine:
            continue
        used.add(mine[0].id)
        found["titles"] += 1
        read = _words(doc.reading(*doc.extent(doc.section_at(mine[0].start))).text)
        others = [p for s in page.stories if s is not story for p in (*s.paragraphs, s.title)]
        whole = all(_words(p) in read for p in story.paragraphs)
        found["whole"] += (
            fold(mine[0].name) == fold(story.title) and whole and not any(_words(p) in read for p in others)
        )
        wrote = {fold(named[r.o]) for r in records.relations if r.s == mine[0].id and r.p == "author"}
        found["authors"] += bool(story.authors) and wrote == set(map(fold, story.authors))
        found["kickers"] += bool(story.kicker) and _words(story.kicker) in read[: len(story.kicker) + 60]
    found["false"] += len(articles) - len(used) - sum(fold(e.name) in map(fold, page.lists) for e in articles)
    return found


#: Pages that are measured, and what is reached on them, less a little: of all articles, and for each value of each dimension.
NUMBER = 120 if NIGHTLY else 40
FLOOR, VALUE = 0.93, 0.75
#: Whose authors are all found and no others, and those whose kicker stands with them and not with the article before.
AUTHORS, KICKERS = 0.9, 0.9
#: Other lines taken for titles, for each article.
FALSE = 0.03


@pytest.fixture(scope="module")
def figures() -> list[tuple[dict[str, str], Counter[str]]]:
    return [(page.drawn, judged(page)) for page in pages(NUMBER, 5000)]


def _share(counts: Counter[str], what: str, of: str = "stories") -> float:
    return round(counts[what] / max(counts[of], 1), 3)


def test_articles_are_found_and_whole(figures):
    total = sum((counts for _, counts in figures), Counter())
    assert _share(total, "whole") >= FLOOR
    assert _share(total, "authors", "signed") >= AUTHORS
    assert _share(total, "kickers", "kickered") >= KICKERS
    assert _share(total, "false") <= FALSE
    assert total["masthead"] == 0


def test_no_value_of_a_dimension_hides_articles(figures):
    by_value: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for drawn, counts in figures:
        for item in drawn.items():
            by_value[item].update(counts)
    assert {v: _share(c, "whole") for v, c in by_value.items() if _share(c, "whole") < VALUE} == {}


def test_the_same_page_comes_out_each_time():
    one, two = next(pages(1, 7)), next(pages(1, 7))
    assert one == two
    assert one.text != next(pages(1, 8)).text
