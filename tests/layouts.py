"""One issue in many typographic layouts: what is printed is the same, only the way in which it is printed differs."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["ARTICLES", "CONTENTS", "LAYOUTS", "LISTS", "Article", "Layout", "printed"]


@dataclass(frozen=True, slots=True)
class Article:
    """A title, who wrote it, and parts: a heading or none, and paragraphs."""

    title: str
    authors: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]


ARTICLES = (
    Article(
        "Lamps in every lane",
        (("Joss Vane", "Marlow Trust"),),
        (
            (
                "",
                (
                    "The lamp was lit at noon, and the square was full of people who had come from far to see it. "
                    "Nobody had asked what it would cost, or who would pay for the oil once the winter had set in.",
                    "We asked both questions, of councils and of neighbours, and found that few had thought of either. "
                    "What follows is what they told us when they had.",
                ),
            ),
            (
                "What the councils said",
                (
                    "Councils told us that a lamp is cheap to buy and dear to keep. Most had money for the first year "
                    "and none for the second, because the grant had been written that way.",
                ),
            ),
            (
                "Where the light falls",
                (
                    "It falls on those who live near the square. In the lanes behind it the nights are as dark as "
                    "they were, and the people who walk there have noticed.",
                ),
            ),
        ),
    ),
    Article(
        "The price of a quiet river",
        (("Ngaire Pell", "Wells University"), ("Tamsin Orrell", "Wells University")),
        (
            (
                "",
                (
                    "A river that floods every third year is an expensive neighbour. This is what four towns have done "
                    "about it, and what they would do again if somebody gave them the money and the time.",
                ),
            ),
            (
                "What the towns did",
                (
                    "Two built walls and two bought fields. The walls were finished first, and were the first to "
                    "fail when the water came from behind them in the spring.",
                    "The fields took longer. They are now full of rushes, and of water in the months when it matters.",
                ),
            ),
        ),
    ),
    Article(
        "Night classes and who goes to them",
        (("Idris Quayle", "Skills Foundation"),),
        (
            (
                "",
                (
                    "Evening classes were once the pride of every town hall. They have become rare, and those who "
                    "would gain most from them are the least likely to be told that they are there.",
                    "We sat in on thirty of them over the course of a year, in large towns and in small ones, and "
                    "kept a note of who came back in the second week.",
                ),
            ),
            (
                "Who came back",
                (
                    "Those who had come with a friend came back. Those who had been sent by an office did not, "
                    "and nobody had asked them why.",
                ),
            ),
            (
                "Conclusion",
                (
                    "A class is a place to meet as much as a place to learn. Whoever pays for it should count both, "
                    "for the one does not happen without the other.",
                ),
            ),
        ),
    ),
)

#: List sections: a heading, and entries that are no articles.
LISTS = (
    (
        "Reports",
        (
            "Who owns the lamp? – Marlow Trust (May 2026)",
            "Counting rivers – Wells University (April 2026)",
            "Second chances – Skills Foundation (March 2026)",
        ),
    ),
    (
        "Events",
        (
            "12 May 2026, 2pm to 4pm – Keeping a lamp lit (Marlow Trust)",
            "19 June 2026, 10am to 4pm – Reading a river (Wells University)",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How an issue is printed."""

    title: Callable[[str], str]
    part: Callable[[str], str]
    byline: str = "below"
    words: Callable[[tuple[tuple[str, str], ...]], str] = lambda _: ""
    contents: str = "none"
    above: int = 1
    below: int = 1
    between: int = 1
    width: int = 0
    masthead: str = (
        "Lanes and Ledgers\n\nIssue No. 7 | Date 12.03.2026\n\nWhat the lanes know, and what the ledgers say."
    )
    change: Callable[[str], str] = field(default=lambda text: text)


def _same(words: str) -> str:
    return words


def _underlined(mark: str) -> Callable[[str], str]:
    return lambda words: f"{words}\n{mark * len(words)}"


def _numbered(words: str) -> str:
    titles = [a.title for a in ARTICLES] + [t for t, _ in LISTS]
    return f"{titles.index(words) + 1}. {words}"


def _names(who: tuple[tuple[str, str], ...]) -> str:
    return " and ".join(name for name, _ in who)


def _name_body(who: tuple[tuple[str, str], ...]) -> str:
    return f"{_names(who)}, {who[0][1]}"


def _by(who: tuple[tuple[str, str], ...]) -> str:
    return f"By {_name_body(who)}"


def _about(who: tuple[tuple[str, str], ...]) -> str:
    verb = "are researchers" if len(who) > 1 else "is a researcher"
    return f"*{_names(who)} {verb} at the {who[0][1]}.*"


LAYOUTS = {
    "plain": Layout(_same, _same, words=_by, above=3),
    "plain, one step of blank lines": Layout(_same, _same, words=_name_body),
    "hashes": Layout(lambda t: f"# {t}", lambda t: f"## {t}", words=_by),
    "deeper hashes": Layout(lambda t: f"## {t}", lambda t: f"### {t}", words=_name_body),
    "capitals over plain": Layout(str.upper, _same, words=_by),
    "capitals over bold": Layout(str.upper, lambda t: f"**{t}**", words=_by),
    "bold over plain": Layout(lambda t: f"**{t}**", _same, words=_by, above=2),
    "underlined": Layout(_underlined("="), _underlined("-"), words=lambda w: f"Words: {_name_body(w)}", below=0),
    "numbered": Layout(_numbered, _same, words=_by),
    "without bylines": Layout(lambda t: f"# {t}", lambda t: f"## {t}", byline="none"),
    "without bylines, by blank lines": Layout(_same, _same, byline="none", above=3),
    "without bylines, in capitals": Layout(str.upper, _same, byline="none"),
    "byline above": Layout(str.upper, _same, byline="above", words=lambda w: f"Written by {_name_body(w)}"),
    "byline above the plain title": Layout(_same, _same, byline="above", words=_by, above=3),
    "dash at the end": Layout(str.upper, _same, byline="end", words=lambda w: f"— {_name_body(w)}"),
    "brackets at the end": Layout(lambda t: f"## {t}", lambda t: f"### {t}", byline="end", words=lambda w: f"({_name_body(w)})"),
    "author note at the end": Layout(_underlined("="), _same, byline="end", words=_about),
    "author label": Layout(lambda t: f"# {t}", lambda t: f"**{t}**", words=lambda w: f"Author{'s' * (len(w) > 1)}: {_name_body(w)}"),
    "reports": Layout(str.upper, _same, words=lambda w: f"{_names(w)} report{'s' * (len(w) < 2)}"),
    "italics": Layout(lambda t: f"# {t}", lambda t: f"## {t}", words=lambda w: f"*{_name_body(w)}*"),
    "pipes between": Layout(lambda t: f"## {t}", lambda t: f"### {t}", words=lambda w: f"{_names(w)} | {w[0][1]}"),
    "hard wrapped": Layout(str.upper, _same, words=_by, width=72),
    "hard wrapped, underlined": Layout(_underlined("="), _underlined("-"), words=_by, width=72, below=0),
    "hard wrapped, plain": Layout(_same, _same, words=_by, width=64, above=2),
    "no blank lines": Layout(str.upper, lambda t: f"**{t}**", words=_by, between=0, below=0),
    "contents: dotted": Layout(_same, _same, words=_name_body, contents="dotted"),
    "contents: bullets": Layout(_same, _same, words=_name_body, contents="bullets"),
    "contents: numbers": Layout(_same, _same, byline="none", contents="numbers"),
    "contents: one line": Layout(_same, _same, byline="none", contents="pipes"),
    "contents: one line of bullets": Layout(str.upper, _same, byline="none", contents="dots"),
    "contents: teasers": Layout(_same, _same, byline="none", contents="teasers"),
    "contents: pages first": Layout(_same, _same, byline="end", words=lambda w: f"— {_name_body(w)}", contents="pages"),
    "carriage returns": Layout(_same, _same, words=_by, above=3, change=lambda t: t.replace("\n", "\r\n")),
    "hard spaces": Layout(_same, _same, words=_by, above=3, change=lambda t: t.replace(" and ", "\u00a0and ")),
    "title after a preheader": Layout(
        lambda t: f"# {t}", lambda t: f"## {t}", words=_by,
        masthead="View this email in your browser\n\nUnsubscribe | Forward\n\nLanes and Ledgers\n\n12 March 2026 · Edition seven",
    ),
}  # fmt: skip

_TEASERS = (
    "A lamp costs little. Who pays for its oil?",
    "Four towns and what they did with the water.",
    "We sat in on thirty of them.",
    "Three that are new.",
    "Two to go to.",
)
CONTENTS: dict[str, Callable[[list[str]], str]] = {
    "none": lambda _: "",
    "dotted": lambda titles: "Contents\n\n" + "\n".join(f"{t}.....{2 * n + 3}" for n, t in enumerate(titles)),
    "bullets": lambda titles: "In this issue\n\n" + "\n".join(f"• {t}" for t in titles),
    "numbers": lambda titles: "Inside\n\n" + "\n".join(f"{n}. {t}" for n, t in enumerate(titles, 1)),
    "pipes": lambda titles: "In this issue: " + " | ".join(titles),
    "dots": lambda titles: "In this issue: " + " • ".join(titles),
    "teasers": lambda titles: "What's inside\n\n" + "\n\n".join(f"{t}\n{x}" for t, x in zip(titles, _TEASERS, strict=True)),
    "pages": lambda titles: "In this number\n\n" + "\n".join(f"{2 * n + 3}\t{t}" for n, t in enumerate(titles)),
}  # fmt: skip


def printed(layout: Layout, *, order: tuple[int, ...] = (0, 1, 2)) -> str:
    """The issue in a layout, its articles in an order."""

    def wrapped(words: str) -> str:
        return "\n".join(textwrap.wrap(words, layout.width)) if layout.width else words

    gap = "\n" * (layout.between + 1)
    articles = [ARTICLES[n] for n in order]
    pieces = [layout.masthead]
    if layout.contents != "none":
        pieces.append(CONTENTS[layout.contents]([a.title for a in articles] + [t for t, _ in LISTS]))
    for article in articles:
        title = layout.title(article.title)
        line = layout.words(article.authors) if layout.byline != "none" else ""
        head = {
            "above": f"{line}\n\n{title}",
            "below": f"{title}{'' if layout.below == 0 else chr(10)}\n{line}",
        }.get(layout.byline, title)
        body = []
        for heading, paragraphs in article.parts:
            own = gap.join(map(wrapped, paragraphs))
            body.append(f"{layout.part(heading)}{chr(10) * (layout.below + 1)}{own}" if heading else own)
        tail = f"\n\n{line}" if layout.byline == "end" else ""
        pieces.append("\n" * (layout.above - 1) + head + "\n" * (layout.below + 1) + "\n\n".join(body) + tail)
    for heading, entries in LISTS:
        lines = ("\n" if len(entries[0]) % 2 else "\n\n").join(entries)
        pieces.append("\n" * (layout.above - 1) + layout.title(heading) + "\n" * (layout.below + 1) + lines)
    return layout.change("\n\n".join(pieces) + "\n")
