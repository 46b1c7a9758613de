"""What pages and mail print between articles is neither title nor prose: with it an issue reads as without it."""

from __future__ import annotations

from functools import cache

import pytest

from lpipgraph import document
from lpipgraph.document import Document

#: A line each, or lines parted by "/ " that stand together.
FURNITURE = """\
Skip to main content
Jump to search
Back to the top
Return to top ↑
7 Comments
No comments yet
Leave a reply
Add a comment
View all 31 comments
3 likes · 2 comments
Comments are closed
Filed under: Housing, Wales
Posted in News | Data & maps
Tagged with harbours, wages, #skills
Posted in Economy / Tagged rents / One comment
Share this post
Share this article / Print / Email
Share on Facebook, Twitter, LinkedIn
Share: WhatsApp | Bluesky | Copy link
Follow us on LinkedIn · Mastodon
Facebook  X  LinkedIn  Email
Print this page
Continue reading →
Keep reading »
» Read the whole story
Read more ▸
► Read on <https://pages.example/21>
See more
6 minute read
Reading time: 5 minutes
A ten-minute read
View in your browser
Read it on the web
Trouble reading this? Open it in your browser.
Enter your email address / Subscribe
Type your email…   Sign up
Subscribe | Log in
Subscribe for free to receive new posts
We use essential cookies and a few others on this site.
This website uses cookies to improve your visit.
Accept all cookies | Reject non-essential | Manage
Older posts »
← Previous article   Next article →
Home / Research / People / Contact us
Home | News | Our work | Ways to give | Search
Menu: Back numbers, Contributors, Contact
Home / Blog / Publications / Log in
About us / News / Events / Site map
You are here: Letters
Powered by Ghost
This page was last modified on 3 May 2025, at 10:12.
Image: A ferry at its berth in the early morning
Photo: Wreckage of the old pier, by a member of staff
Photograph courtesy of the county archive
[Photo: children crossing a wet street]
[image: header]
[Chart: rents by ward, 2019 to 2024]
[Logo: two hills and a river]
Figure 4. Empty rooms by month
Fig. 2: How a claim goes through the office
Map 1 – Villages more than an hour from a clinic
Left: The mill before the fire
Pictured, right: Two of the volunteers with their nets
[[Image:Weir.jpg|thumb|The weir in flood]]
Recent posts / The lamp at the end of the pier / A quieter ward
Archives / May 2025 / April 2025 (4)
Categories / Housing / Work / The sea
Related articles / What a bus is for / Who mends the sea wall?
Most read this week / 1. Nine ways to count a tree / 2. Rents again
You might also like / Our spring issue: the weather""".splitlines()

#: What looks much like it, and is said.
SAID = """\
Posted in Leeds for two years, the officers came home with a different idea of a market.
Tagged fish were counted at the weir by two volunteers, and none came back in spring.
Figure 2 shows that the gap grew in every ward but one during the winter.
Read more slowly and the tables tell another story about who pays for the sea wall.
Share this with care, the authors say, because the sample was small and the summer dry.
Print is not what readers wanted, said nine in ten of those who answered the survey.
Comments were made by forty people, and half of them lived in the new flats by the quay.
Back to the top of the valley went the bus, with nobody in it but the driver and a dog.
Search and rescue teams, home helps and archive staff were asked the same three questions.
Cookies were sold at the market stall, which paid for the hire of the hall and the heating.""".splitlines()

TITLES = ("The lamp at the end of the pier", "A quieter ward", "Where the allotments went")
PROSE = (
    "The harbour trust has kept a diary of every lamp since the war, and nobody had read it until the spring.\n"
    "It shows that boats came home earlier in the years when the fish were scarce.",
    "Nurses on the ward were asked to write down each bell that rang at night. They wrote down four thousand.\n"
    "Half of them were rung by the same three doors.",
    "Two in five plots have gone since the turn of the century. Most became car parks, and a few became woods.\n"
    "The council has a list of those who wait for one.",
)


def _page(between: list[str], after_masthead: list[str]) -> str:
    parts = ["The Pier Letter\nIssue 8 | May 2025", *after_masthead]
    for title, prose in zip(TITLES, PROSE, strict=True):
        first, _, second = prose.partition("\n")
        parts += [f"## {title}", first, *between, second, *between]
    return "\n\n".join(parts) + "\n"


def _outline(doc: Document) -> list[tuple[str, str]]:
    told = [(s.kind, s.heading) for s in doc.sections]
    return told + [(b.kind, doc.reading(b.start, b.end).text) for b in doc.blocks]


@cache
def _plain() -> list[tuple[str, str]]:
    return _outline(document.parse(_page([], [])))


@pytest.mark.parametrize("row", FURNITURE)
def test_furniture_is_out_of_the_reading_and_moves_nothing(row: str) -> None:
    one_line = [row] if row.startswith(("Home", "About")) else []  # a menu is printed in both ways
    for words in (row.replace(" / ", "\n"), *one_line):
        text = _page([words], [words])
        read = document.parse(text)
        assert read.text == text
        assert _outline(read) == _plain()
        gone = "".join(text[a:b] for a, b in read.furniture)
        assert all(gone.count(line) >= 6 for line in words.splitlines() if len(line) > 8)


@pytest.mark.parametrize("said", SAID)
def test_a_sentence_with_such_words_is_read(said: str) -> None:
    half = said.rfind(" ", 0, 50)
    for words in (said, f"{said[:half]}\n{said[half + 1 :]}"):
        read = document.parse(_page([words], []))
        assert sum(said in read.reading(b.start, b.end).text for b in read.blocks) == 6


@pytest.mark.parametrize(
    "words",
    [
        "Recent posts\n\nThe last ferry – Ada Green, 3 May 2025\nA wet June – Ben Marsh, 9 June 2025",
        "Related posts\nWhat a bus is for, by Ada Green\nThe sea wall, by Ben Marsh",
        "Read next\n- Bus fares explained, Example Institute, March 2025",
        "Categories\nThe council puts every claim into one of nine, and nobody knows who wrote them down.",
        "Archives\nThe county archive is open again on Mondays, and has no more room for parish chests.",
        "News\nEvents\nPeople",
    ],
)
def test_a_list_that_says_more_than_titles_of_other_posts_is_read(words: str) -> None:
    read = document.parse(_page([], []) + "\n" + words + "\n")
    for line in words.splitlines():
        assert not line or not any(read.text[a:b] == line for a, b in read.furniture), line


def test_a_mark_behind_a_heading_is_no_part_of_it() -> None:
    for mark in (
        "[edit]",
        " [edit | edit source]",
        "[edit source]",
        " [ edit ]",
        " ¶",
        "[change | change source]",
        "[golygu]",
    ):
        text = "\n\n".join(
            [
                "The Pier Letter\nIssue 8 | May 2025",
                *(f"## {t}{mark}\n\n{p}" for t, p in zip(TITLES, PROSE, strict=True)),
            ]
        )
        read = document.parse(text)
        assert [s.heading for s in read.sections if s.kind == "article"] == list(TITLES)
    read = document.parse(
        _page(["The minutes say as much [edit of 3 May] and so does the clerk [see note]"], [])
    )
    assert "[see note]" in read.reading(0, len(read.text)).text


def test_a_sentence_goes_on_over_what_a_browser_prints() -> None:
    heads = (
        "https://letters.example/8      1/3\n14/07/2025, 09:14      The Pier Letter: May",
        "2025-07-14 09:14    The Pier Letter\n\nhttps://letters.example/8  2 of 3",
        "7/14/25, 9:14 AM   The Pier Letter – May 2025",
        "1/2     https://letters.example/print?id=8",
    )
    for head in heads:
        text = _page([], []).replace("since the war, and nobody", f"since the war, and\n\n{head}\n\nnobody")
        read = document.parse(text)
        assert _outline(read) == _plain()


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "‘{}’", "> “{}”", "*“{}”*", "💬 “{}”"])
def test_a_sentence_that_is_printed_once_more_is_no_heading(marks: str) -> None:
    pulled = "Half of them were rung by the same three doors."
    first, rest = _page([], []).split(pulled)
    quoted = marks.format(pulled)
    middle = quoted.find(" the ")
    for words in (quoted, f"{quoted[:middle]}\n{quoted[middle + 1 :]}"):
        page = f"{first}{pulled}\n\n{words}\n\nNobody had thought of the doors before, and there is no more to say of them than that.{rest}"
        read = document.parse(page)
        assert [s.heading for s in read.sections if s.kind == "article"] == list(TITLES)
        assert not any(b.kind == "heading" and "three doors" in page[b.start : b.end] for b in read.blocks)
    # a title in quotation marks is said in the text below it
    title = f"“{pulled[:-1]}”"
    page = _page([], []).replace("## A quieter ward", f"## {title}")
    assert "three doors" in document.parse(page).sections[2].heading


def test_a_large_first_letter_is_a_letter_of_its_word() -> None:
    for word in ("In", "Enforcement", "They", "Since", "At", "Oxford", "Every", "Nobody"):
        page = _page([], []).replace("The harbour trust has", f"{word[0]}\n{word[1:]} the harbour trust has")
        read = document.parse(page)
        assert f"{word} the harbour trust" in read.reading(0, len(page)).text
    for apart in ("I\nhave seen", "A\nlong time ago"):
        page = _page([], []).replace("The harbour trust has", f"{apart} the harbour trust had")
        assert apart.replace("\n", " ") in document.parse(page).reading(0, len(page)).text
