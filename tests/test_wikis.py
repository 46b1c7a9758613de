"""Pages copied out of wikis are read as the same page in Markdown, whichever wiki it was."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from common import by_names

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.document.wikis import as_markdown
from lpipgraph.extract import extract

EVENTS = (
    ("Event", "Organised by", "Date", "Time", "Place"),
    ("Whose Harbour Is It?", "Calder Trust", "15 April 2026", "12:30", "Hull"),
    ("Buses after Dark", "Severn Rural Forum", "22 April 2026", "10:00", "Stroud"),
    ("The Long Table", "University of Ketterby", "7 May 2026", "09:15", "Perth"),
)
WORKS = (
    ("Counting the Empty Shops", "Morwenna Pascoe", "Calder Trust", "February 2026"),
    ("Half a Railway", "Sunniva Clegg", "Severn Rural Forum", "January 2026"),
    ("Ten Years of Night Buses", "Idris Bellamy", "University of Ketterby", "March 2026"),
)
PEOPLE = (
    ("Name", "Role", "Organisation", "Joined"),
    ("Leonie Bracewell", "Research Fellow", "University of Ketterby", "March 2026"),
    ("Tunde Akinbode", "Policy Officer", "Calder Trust", "April 2026"),
    ("Oonagh Prentice", "Director", "Severn Rural Forum", "February 2026"),
)


@dataclass(frozen=True)
class Wiki:
    """How a wiki writes a heading of a depth, an item with a bold label, a table, and its masthead."""

    heading: Callable[[int, str], str]
    item: Callable[[str, str], str]
    table: Callable[[Sequence[Sequence[str]]], str]
    slanted: Callable[[str], str] = "*{}*".format


def _piped(head: str, cell: str) -> Callable[[Sequence[Sequence[str]]], str]:
    """Rows whose cells a mark parts and encloses."""

    def table(rows: Sequence[Sequence[str]]) -> str:
        lines = [
            f"{mark}{mark.join(f' {c} ' for c in row)}{mark}"
            for mark, row in zip([head] + [cell] * len(rows), rows, strict=False)
        ]
        return "\n".join(lines)

    return table


def _ruled(rows: Sequence[Sequence[str]]) -> str:
    lines = _piped("|", "|")(rows).split("\n")
    return "\n".join([lines[0], "|" + "|".join("---" for _ in rows[0]) + "|", *lines[1:]])


def _media(rows: Sequence[Sequence[str]]) -> str:
    head = "! " + " !! ".join(rows[0])
    return "\n".join(['{| class="wikitable"', head, *(f"|-\n| {' || '.join(r)}" for r in rows[1:]), "|}"])


def _media_long(rows: Sequence[Sequence[str]]) -> str:
    """Each cell on a line of its own, with attributes."""
    head = "\n".join(f'! scope="col" | {c}' for c in rows[0])
    body = "\n".join("|-\n" + "\n".join(f"| {c}" for c in row) for row in rows[1:])
    return '{| class="wikitable sortable"\n|-\n' + head + "\n" + body + "\n|}"


def _org(rows: Sequence[Sequence[str]]) -> str:
    return _ruled(rows).replace("---|---", "---+---").replace("---|---", "---+---")


MARKDOWN = Wiki(lambda n, t: f"{'#' * n} {t}", "* **{}:** {}".format, _ruled)
WIKIS = {
    "MediaWiki": Wiki(lambda n, t: f"{'=' * n} {t} {'=' * n}", "* '''{}:''' {}".format, _media, "''{}''".format),
    "MediaWiki, cells on lines": Wiki(
        lambda n, t: f"{'=' * n}{t}{'=' * n}", "*'''{}''': {}".format, _media_long, "''{}''".format
    ),
    "MoinMoin": Wiki(lambda n, t: f"{'=' * n} {t} {'=' * n}", " * '''{}:''' {}".format, _piped("||", "||"), "''{}''".format),
    "DokuWiki": Wiki(
        lambda n, t: f"{'=' * (7 - n)} {t} {'=' * (7 - n)}", "  * **{}:** {}".format, _piped("^", "|"), "//{}//".format
    ),
    "Confluence": Wiki(lambda n, t: f"h{n}. {t}", "* *{}:* {}".format, _piped("||", "|"), "_{}_".format),
    "Textile": Wiki(lambda n, t: f"h{n}. {t}", "* *{}:* {}".format, _piped("|", "|"), "_{}_".format),
    "AsciiDoc": Wiki(lambda n, t: f"{'=' * n} {t}", "* *{}:* {}".format, lambda rows: f"|===\n{_piped('|', '|')(rows)}\n|===", "_{}_".format),
    "Org": Wiki(lambda n, t: f"{'*' * n} {t}" if n > 1 else f"#+TITLE: {t}", "- *{}:* {}".format, _org, "/{}/".format),
    "Foswiki": Wiki(lambda n, t: f"---{'+' * n} {t}", "   * *{}:* {}".format, _piped("|", "|"), "_{}_".format),
}  # fmt: skip


def page(wiki: Wiki, seed: int = 0) -> str:
    """An issue in a wiki's marks; the order of labels differs from seed to seed."""
    order = list(range(3))
    random.Random(seed).shuffle(order)
    labels = ("Author", "Published by", "Publication date")
    works = [
        wiki.heading(3, title) + "\n" + "\n".join(wiki.item(labels[n], said[n]) for n in order)
        for title, *said in WORKS
    ]
    return "\n\n".join(
        (
            wiki.heading(1, "Quayside Notebook"),
            wiki.slanted("Edition 3, 29 June 2026"),
            "This is the copy of the notebook that everybody can read.",
            wiki.heading(2, "Events"),
            wiki.table(EVENTS),
            wiki.heading(2, "Publications"),
            *works,
            wiki.heading(2, "New colleagues"),
            wiki.table(PEOPLE),
            "",
        )
    )


def facts(text: str) -> set[tuple[str, str, str]]:
    """What is read in a page."""
    beside = ("mentions", "description", "partOfIssue", "finding")
    return {row for row in by_names(extract(document.parse(text), Authority())) if row[1] not in beside}


@pytest.fixture(scope="module", name="plain")
def _plain() -> set[tuple[str, str, str]]:
    found = facts(page(MARKDOWN))
    assert len(found) > 24
    return found


@pytest.mark.parametrize("name", WIKIS)
def test_wiki_is_read_as_markdown(name: str, plain: set[tuple[str, str, str]]) -> None:
    """What the page says does not depend on the wiki."""
    assert facts(page(WIKIS[name], seed=len(name))) == plain


@pytest.mark.parametrize("name", [*WIKIS, "Markdown"])
def test_no_character_moves(name: str) -> None:
    """Each line has as many characters as before, and every word stays where it was."""
    text = page(WIKIS.get(name, MARKDOWN))
    for ends in ("\n", "\r\n"):
        source = text.replace("\n", ends)
        seen = as_markdown(source)
        assert len(seen) == len(source)
        for words in {*sum(EVENTS, ()), *sum(WORKS, ()), *sum(PEOPLE, ())}:
            here = [m.start() for m in re.finditer(re.escape(words), source)]
            assert here == [m.start() for m in re.finditer(re.escape(words), seen)], words
        assert name != "Markdown" or seen == source


DEFINITIONS = """= Quayside Notebook =
''Edition 3, 29 June 2026''

== New colleagues ==
; Leonie Bracewell
: '''Role:''' Research Fellow
: '''Organisation:''' [[University of Ketterby]]
: '''Joined:''' March 2026
; [[User:Tunde|Tunde Akinbode]]
: '''Role:''' Policy Officer
: '''Organisation:''' [https://calder.example/ Calder Trust]
: '''Joined:''' April 2026
; Oonagh Prentice
: '''Role:''' Director
: '''Organisation:''' Severn Rural Forum<ref>A charity.</ref>
: '''Joined:''' February 2026
[[Category:Notebooks]]
"""


def test_terms_and_links(plain: set[tuple[str, str, str]]) -> None:
    """A list of definitions is a card each, and a link is its words."""
    people = {row[0] for row in PEOPLE[1:]}
    assert {f for f in facts(DEFINITIONS) if f[0] in people} == {f for f in plain if f[0] in people}


@pytest.mark.parametrize(
    "text",
    [
        "=== DIARY ===\n\nA talk.\n\n=== PEOPLE ===\n\nNobody came.\n",
        "TITLE\n=====\n\n* An item\n** Not one\n\n# Heading\n## Another\n",
        "'Tis said: ''tis late''. He wrote \"h2. is a mark\".\nh2. One alone\n",
        "| a | b |\n|---|---|\n| c | d |\n\n# One\n",
        "* An item\n* Another\n** A note\n",
    ],
)
def test_other_texts_stay(text: str) -> None:
    """What no wiki wrote is not touched."""
    assert as_markdown(text) == text
