"""Cards with a heading of hashes and blank lines inside, cards with a subtitle, and pages that look like them."""

from __future__ import annotations

import random

import pytest
from common import by_names

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

TITLES = ("Whose Harbour Is It?", "Buses after Dark", "A Fair Day's Rent", "Half a Railway")
BODIES = ("Calder Trust", "University of Ketterby", "Severn Rural Forum", "Institute for Small Places")
PLACES = ("Hull", "Stroud", "Perth", "Wrexham")
HEAD = "# Quayside Notebook\n\nIssue 3, 4 March 2026\n\n"


def facts(text: str) -> set[tuple[str, str, str]]:
    """What is read, by names, without mentions."""
    read = by_names(extract(document.parse(HEAD + text), Authority()))
    return {row for row in read if row[1] not in ("mentions", "description")}


def wanted(audience: str = "") -> set[tuple[str, str, str]]:
    """What each card says."""
    found = set()
    for n, title in enumerate(TITLES):
        found |= {(title, "organiser", BODIES[n]), (title, "locatedIn", PLACES[n])}
        found |= {(title, "startDateTime", f"2026-04-{10 + n}T10:30:00")}
        found |= {(title, "audience", audience)} if audience else set()
    return found


@pytest.mark.parametrize("seed", range(5))
def test_blank_lines_do_not_end_a_card(seed: int) -> None:
    """The lines of a card in any order, with a blank line between any two."""
    rng = random.Random(seed)
    cards = []
    for n, title in enumerate(TITLES):
        lines = [
            f"🗓 {10 + n} April 2026, 10:30",
            f"📍 {PLACES[n]}",
            f"{('Organised by', 'Hosted by')[seed % 2]} {BODIES[n]}",
        ]
        rng.shuffle(lines)
        cards.append("\n".join([f"### {title}", "", "**Seminar**", "", lines[0], lines[1], "", lines[2], ""]))
    assert wanted() <= facts("## Coming up\n\n" + "\n".join(cards))


@pytest.mark.parametrize(
    ("words", "audience"),
    [
        ("Webinar for housing officers", "housing officers"),
        ("A free workshop for new councillors", "new councillors"),
        ("Round table for all who run a hall", "all who run a hall"),
        ("An evening of talk and soup", ""),
    ],
)
def test_a_line_below_a_title_says_more_of_it(words: str, audience: str) -> None:
    """It is no title of its own, though it looks like one."""
    cards = [
        f"{title}\n{words}\nWhen: {10 + n} April 2026, 10:30\nWhere: {PLACES[n]}\nHosted by: {BODIES[n]}\n"
        for n, title in enumerate(TITLES)
    ]
    found = facts("COME ALONG\n\n" + "\n".join(cards) + "\nWHO TO ASK\n\nNobody has asked so far.\n")
    assert wanted(audience) <= found
    assert words not in {s for s, _, _ in found}


def test_articles_under_headings_are_no_cards() -> None:
    """Where prose is below a heading, the short lines in it make no record."""
    prose = (
        "The weather was fine, and nobody at the harbour thought that it would last until the evening came. "
    )
    parts = [f"### {t}\n\n{prose * 2}\n\nHull\n\n{prose}\n" for t in TITLES]
    assert not {f for f in facts("## News\n\n" + "\n".join(parts)) if f[1] in ("organiser", "locatedIn")}


def test_a_kind_of_work_over_a_byline_is_no_label() -> None:
    """ "Report" over "By …" is what sort of work it is."""
    cards = [
        f"{title}\nReport\nBy {BODIES[n]}\nPublished by {BODIES[n - 1]}, {n + 1} March 2026\n"
        for n, title in enumerate(TITLES)
    ]
    found = facts("GOOD READING\n\n" + "\n".join(cards))
    for n, title in enumerate(TITLES):
        assert {(title, "author", BODIES[n]), (title, "publisher", BODIES[n - 1])} <= found


@pytest.mark.parametrize("heading", ["April 2026", "Spring term"])
def test_a_heading_over_entries_is_no_title(heading: str) -> None:
    """Months and seasons over entries that open with their day."""
    entries = [f"{10 + n} April, 2pm, {PLACES[n]} – {t} ({BODIES[n]})" for n, t in enumerate(TITLES)]
    parts = "\n\n".join([f"### {heading}", *entries[:2], "### May 2026", *entries[2:]])
    assert not {
        f for f in facts(f"## Diary\n\n{parts}\n") if f[0] in (heading, "May 2026") and "Date" in f[1]
    }
