"""Records whose details hang below a first line of two columns, with labels in any order, and what looks like them."""

from __future__ import annotations

import random

import pytest
from common import by_names

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

TITLES = ("Whose Harbour Is It?", "Buses after Dark", "A Fair Day's Rent", "Half a Railway")
BODIES = ("Calder Trust", "University of Ketterby", "Severn Rural Forum", "Institute for Small Places")
PEOPLE = ("Morwenna Pascoe", "Idris Bellamy", "Sunniva Clegg", "Tunde Akinbode")
PLACES = ("Hull", "Stroud", "Perth", "Wrexham")
HEAD = "Quayside Notebook\n\nIssue 3, 4 March 2026\n\n"


def facts(text: str) -> set[tuple[str, str, str]]:
    """What is read, by names."""
    return by_names(extract(document.parse(HEAD + text), Authority()))


@pytest.mark.parametrize("seed", range(6))
def test_details_hang_below_an_hour_and_a_title(seed: int) -> None:
    """Their order, their labels and a line for the day make no difference."""
    rng = random.Random(seed)
    host, venue = rng.choice(("Organiser", "Hosted by", "Run by")), rng.choice(("Venue", "Where", "Place"))
    entries, wanted = [], set()
    for n, title in enumerate(TITLES):
        details = ["\tSeminar", f"\t{venue}: {PLACES[n]}", f"\t{host}: {BODIES[n]}"]
        rng.shuffle(details)
        day = f"{10 + n} April 2026"
        first = f"{day}\n10:30 – 12:00\t{title}" if seed % 2 else f"{day}, 10:30 – 12:00\t{title}"
        entries.append("\n".join((first, *details)))
        wanted |= {
            (title, "organiser", BODIES[n]),
            (title, "locatedIn", PLACES[n]),
            (title, "startDateTime", f"2026-04-{10 + n}T10:30:00"),
            (title, "endDateTime", f"2026-04-{10 + n}T12:00:00"),
        }
    assert wanted <= facts("Diary\n\n" + "\n\n".join(entries) + "\n")


def test_a_theme_stands_over_its_lead() -> None:
    """Who stands beside a theme leads it, and an address alone on its line is read."""
    entries = [
        f"{theme}\t{PEOPLE[n]}\n\tSenior Lecturer\n\t{BODIES[n]}\n\tm{n}@calder.example"
        for n, theme in enumerate(("Homes and Health", "Town Centres", "Water and Weather", "Young People"))
    ]
    found = facts("Who leads which theme\n\n" + "\n\n".join(entries) + "\n")
    assert (PEOPLE[1], "leadsTheme", "Town Centres") in found
    assert {(PEOPLE[n], "affiliatedWith", BODIES[n]) for n in range(4)} <= found
    assert {(PEOPLE[n], "email", f"m{n}@calder.example") for n in range(4)} <= found


def test_a_value_that_goes_on_is_no_detail() -> None:
    """Labels in the first column are labels, though the second value of one is set in below it."""
    entries = [
        f"Partnership\t{body} Alliance\n\t\n\nPartners\t{BODIES[n - 1]}\n\t{BODIES[n - 2]}\n"
        for n, body in enumerate(("Calder Valley", "Severn", "Ketterby"))
    ]
    assert not {f for f in facts("Partnerships\n\n" + "\n".join(entries)) if f[0] == "Partners"}


def test_the_end_has_a_field_of_its_own() -> None:
    """Start and end in two columns; an end before the start is none."""
    rows = "\n".join(f"{t}\t{10 + n} April 2026\t10:30\t12:{n}0\t{BODIES[n]}" for n, t in enumerate(TITLES))
    found = facts(f"Events\n\nEvent\tDate\tStart\tEnd\tOrganised by\n{rows}\n")
    for n, title in enumerate(TITLES):
        assert (title, "startDateTime", f"2026-04-{10 + n}T10:30:00") in found
        assert (title, "endDateTime", f"2026-04-{10 + n}T12:{n}0:00") in found
    odd = facts(f"Events\n\nEvent\tDate\tStart\tEnd\tOrganised by\n{rows.replace('12:', '09:')}\n")
    assert not [f for f in odd if f[1] == "endDateTime"]
