"""Lines that say when, under which topic and by whom an article was published, on either side of its title."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.document.datelines import is_dateline
from lpipgraph.extract import extract

DATES = ("28 March 2025", "March 28, 2025", "28.03.2025")
LINES = (
    "Posted on {d} by {p}", "Posted by {p} on {d}", "{d} | {t} | by {p}", "{t} · {d} · 4 min read", "By {p}, {d}",
    "{p} | {d} | 5 minute read", "{d} – by {p}", "Published {d} · 9 min read · Filed under {t}", "{t} • {d} • by {p}",
    "Written by {p} · {d} · 12 comments",
)  # fmt: skip
PEOPLE = ("Rhiannon Tudge", "Idris Penhallow", "Bernard Achebe-Lowe")
TITLES = (
    "What happened when the bus company left",
    "Three maps of the same coast",
    "Who pays for the evening class?",
)
PROSE = (
    "When the last commercial operator withdrew from the valley, nobody expected the timetable to survive the winter. "
    "Most families gave up things instead: evening classes first, then hospital visits, then work."
)
HEAD = "The Place Notebook\nNo. 27 | 30 April 2025\n\n"


@pytest.mark.parametrize("line", [*LINES, "{t}  •  6 min", "4 min read | {t}"])
def test_a_line_that_dates_an_article(line: str) -> None:
    for day in DATES:
        assert is_dateline(line.format(d=day, p=PEOPLE[0], t="Housing")), (line, day)


@pytest.mark.parametrize(
    "line",
    [
        "12 May 2026, 2pm, Leeds", "12 May 2026", "Ada Green, Institute for Local Money, March 2026", "Report, March 2026",
        "Institute for Local Money, March 2026", "Launch of the review, 12 May 2026, Leeds", "Workshop | 12 May 2026 | 14:00",
        "Centre for Cities, 3 March 2026", "Date: 3 March 2026", "Issue 9 | June 2025", "Deadline: 3 March 2026",
        "Conference · 12 May 2026 · Leeds", "Kent County Council | 12 May 2026 | £400", "The Place Notebook No. 27 — March 2025",
        "It takes 20 minutes to read, and by March 2026 it will be gone.", "By the end of March 2026?", "Issue No. 7 Published by the LPIP Hub on 18 June 2026", "Edition 4 | 3 May 2026 | by the Hub",
    ],
)  # fmt: skip
def test_events_works_and_mastheads_are_no_such_lines(line: str) -> None:
    assert not is_dateline(line)


@pytest.mark.parametrize(
    ("line", "above", "gap"), list(itertools.product(LINES, (False, True), ("\n", "\n\n")))
)
def test_it_opens_an_article_on_either_side_of_the_title(line: str, above: bool, gap: str) -> None:
    parts = []
    for n, (title, person) in enumerate(zip(TITLES, PEOPLE, strict=True)):
        said = line.format(d=DATES[n], p=person, t="Housing")
        parts.append(gap.join((said, title) if above else (title, said)) + f"\n\n{PROSE}\n\n{PROSE}\n\n")
    issue = document.parse(HEAD + "".join(parts))
    assert [s.heading for s in issue.sections if s.kind == "article"] == list(TITLES)
    assert issue.date == "2025-04-30"


@pytest.mark.parametrize("line", LINES)
def test_it_names_the_author_and_states_nothing_else(line: str) -> None:
    parts = []
    for title, person, day in zip(TITLES, PEOPLE, DATES, strict=True):
        parts.append(f"{title}\n{line.format(d=day, p=person, t='Housing')}\n\n{PROSE}\n\n{PROSE}\n\n")
    records = extract(document.parse(HEAD + "".join(parts)), Authority())
    names = {e.id: e.name for e in records.entities}
    said = [
        (names[r.s], r.p, names[r.o])
        for r in records.relations
        if isinstance(r.o, str) and r.p not in ("mentions", "partOfIssue")
    ]
    signed = "{p}" in line
    assert said == [(title, "author", person) for title, person in zip(TITLES, PEOPLE, strict=True)] * signed
    assert {e.cls for e in records.entities if e.name not in (*TITLES, *PEOPLE)} == {"Publication"}


_PIECES = (
    "by ",
    "words: ",
    "text ",
    "story by ",
    "the ",
    "officers",
    "Ada Green",
    ". ",
    ", ",
    " | ",
    " · ",
    "4 min read",
    "3 March 2026",
    "in ",
    "Posted ",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_any_line_is_judged(line: str) -> None:
    assert is_dateline(line) in (True, False)
