"""Issues whose articles have titles of every shape: what is set as its siblings are is an article as they are.

Only the setting tells what is a title: its words are drawn from questions, noun phrases, sentences with a verb, titles with a comma or a
colon, all in any layout. The names are invented.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from composed_pages import LAST

__all__ = ["LAYOUTS", "Article", "Issue", "issues"]


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is meant: its title, the shape of that, its authors and its paragraphs."""

    title: str
    shape: str
    authors: tuple[str, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, what it was drawn from, its articles, and headings that may or may not be taken for articles."""

    drawn: dict[str, str]
    text: str
    articles: tuple[Article, ...]
    open: tuple[str, ...]


_THINGS = (
    "bus", "boiler", "spanner", "ferry", "lamp", "allotment", "library", "market hall", "weighbridge", "night class", "orchard", "footpath",
    "quarry", "corner shop", "kiln", "reservoir", "signal box", "bakery", "tide table", "parish map", "lido", "bandstand", "sawmill", "mooring",
)  # fmt: skip
_PLACES = ("Northfield", "Easton", "Upwell", "Marsh End", "Overton", "Wales", "The valley", "A fishing port")
#: The shapes of titles: of two things and a place.
_SHAPES = {
    "question": ("Who holds the {a}?", "Can a {a} pay for itself?", "What is a {a} for?", "Whose {a} is it?"),
    "noun phrase": ("The {a} as living room", "A {a} by the {b}", "Notes from a {a}", "The long road to the {a}"),
    "clause": ("The {a} that learned to wait", "The {a} that teaches maths", "The {a} that came back"),
    "sentence": ("{p} rethinks the {a}", "{p} buys its own {a}", "{p} opens a second {a}", "{p} is to mend its {a}"),
    "partners": ("{p} partners sign up to keep the {a} open", "{p} partners sign up to keep the {a} in work"),
    "comma": ("A {a}, at last", "Warm {a}, cold {b}", "The {a}, street by street"),
    "colon": ("Back to the {a}: what we know about the {b}", "Lessons of a {a}: the {b} and after"),
}  # fmt: skip
_WHO = (
    "The work on the bridge", "A third of those who had signed up", "Harbour Council", "Everybody who lives near the square", "Most of the money from the Marlow Trust",
    "The second attempt", "None of the villages", "What began as a favour to Wells University", "The grant for the lanes", "One front door in four on the street",
    "The driver of the night bus", "A landlord with nine houses",
)  # fmt: skip
_WHAT = (
    "took rather longer than anybody had been told, which surprised nobody at the time.", "had been spent by the time the forms arrived.", "went better, partly because the first had been so widely reported.",
    "has become a timetable, and a good one.", "was gone before the clocks went back.", "had been written for one year, and the need for it had not.", "has asked for a map, and for somebody to read it.",
    "pointed the same way as all the others.", "was cheap to buy and dear to keep, as councils told us.", "came back in the second week, and in the third.", "stays open for as long as the lamp is lit.",
    "helped employers to fill their rotas, though that was another matter.",
)  # fmt: skip
_STANDFIRSTS = (
    "When a market town lost its last evening service, its residents designed a better one. The rest of the county would like to know how.",
    "Britain knows how to insulate a house. What it has not worked out is who ought to be doing it.",
    "It left school at sixteen, so to speak, with a certificate in swimming.",
    "A second review this spring asks what it feels like to belong somewhere, and finds that the answer often has radiators.",
    "Four towns had the same flood, and none of them did the same with the water.",
    "Nobody minded at first. By the third winter everybody did, and said so at length.",
)
_FIRST = (
    "Hannah",
    "Tamsin",
    "Idris",
    "Martha",
    "Colin",
    "Bethan",
    "Fraser",
    "Gillian",
    "Owen",
    "Ruth",
    "Stephen",
    "Nadia",
)
_BODIES = (
    "Wells University",
    "the Marlow Trust",
    "the Wash Institute",
    "Harbour Council",
    "the Institute for Small Places",
)
_LABELS = (
    "NEWS",
    "EVIDENCE REVIEWS",
    "CASE STUDIES",
    "AROUND THE REGIONS",
    "LONG READS",
    "FROM OUR MEMBERS",
    "REPORTS FROM THE FIELD",
    "FEATURES",
)
_PARTS = (
    "What the towns did",
    "Who came back",
    "Conclusion",
    "Key findings",
    "What happens next",
    "Background",
    "Burning questions",
)
_DIARY = (
    "Tuesday 17 March 2026, 2pm to 4pm. Keeping a lamp lit, a seminar.",
    "Thursday 26 March 2026, 12.30pm to 1.15pm. Reading a river, a webinar.",
    "Thursday 14 May 2026, 10am to 4pm. The open day, in the old mill.",
)  # fmt: skip
_MOVES = (
    "Ada Green has been appointed chair of the Marlow Trust. She takes over from Hugh Pell, who steps down after four years. "
    "Mark Lowe has left Harbour Council to become Director of the Wash Institute."
)
_LETTER = "Spring, and with it another round of bids. This month we have news of money for the coast, and two reviews that took rather longer than their authors had promised. Do write back and tell us what we have missed."


class _Draw:
    def __init__(self, seed: int, layout: str) -> None:
        self.rng = random.Random(f"{layout} {seed}")
        self.things = self.rng.sample(_THINGS, len(_THINGS))
        self.names = self.rng.sample([f"{a} {b}" for a in _FIRST for b in LAST], 30)
        self.shapes = self.rng.sample(tuple(_SHAPES), len(_SHAPES))
        self.sentences = self.rng.sample(
            [f"{who} {what}" for who in _WHO for what in _WHAT], len(_WHO) * len(_WHAT)
        )
        self.told = 0
        self.days = 0

    def title(self) -> tuple[str, str]:
        """A title that the issue has not had; of the first seven no two have one shape."""
        shape = self.shapes[self.told % len(self.shapes)]
        a, b = self.things[2 * self.told % len(_THINGS)], self.things[(2 * self.told + 1) % len(_THINGS)]
        self.told += 1
        return self.rng.choice(_SHAPES[shape]).format(a=a, b=b, p=self.rng.choice(_PLACES)), shape

    def paragraph(self, number: int) -> str:
        self.days += 1
        said = [self.sentences.pop() for _ in range(number)]
        return " ".join([*said, f"That was on day {self.days} of the count."])

    def article(self, paragraphs: tuple[int, ...], authors: int) -> Article:
        title, shape = self.title()
        names = tuple(self.names.pop() for _ in range(authors))
        return Article(
            title,
            shape,
            names,
            tuple(self.paragraph(self.rng.randrange(3, 6)) for _ in range(self.rng.choice(paragraphs))),
        )


def _by(article: Article) -> list[str]:
    return [f"By {' and '.join(article.authors)}"] if article.authors else []


def _note(rng: random.Random, article: Article) -> list[str]:
    """The line at the end that says who wrote an article, in the same words in no two."""
    if len(article.authors) > 1:
        return [f"{' and '.join(article.authors)} are researchers at {rng.choice(_BODIES)}."]
    return [
        rng.choice(
            (
                f"{name} is a Research Associate at {rng.choice(_BODIES)}.",
                f"{name} is Editor of The Place Letter.",
                f"{name} leads the greener economy theme at {rng.choice(_BODIES)}, where they are a Senior Research Fellow.",
                f"Dr {name} is Reader in Social Geography at Wells University and leads our research.",
                f"{name} works for {rng.choice(_BODIES)}.",
            )
        )
        for name in article.authors
    ]


def _grouped(draw: _Draw, d: dict[str, str]) -> tuple[list[list[str]], list[Article]]:
    """Sections in capitals that hold titled items, one to four each; in some all are signed, in the others none is."""
    rng = draw.rng
    groups, articles = [], []
    labels = rng.sample(_LABELS, rng.randrange(2, 5))
    for n, label in enumerate(labels):
        signed = d["signed"] == "all" or (d["signed"] == "some" and n % 2 == 1)
        short = not signed and rng.random() < 0.6
        piece = [label]
        for _ in range(rng.randrange(2, 5) if n == 0 else rng.randrange(1, 4)):
            article = draw.article((1,) if short else (1, 2, 3), int(signed))
            piece += [article.title, *_by(article), *article.paragraphs]
            articles.append(article)
        groups.append(piece)
    return groups, articles


def _magazine(draw: _Draw, d: dict[str, str]) -> tuple[list[list[str]], list[Article]]:
    """Titles with standfirsts; a note, or a byline below, says who wrote each."""
    rng = draw.rng
    pieces, articles = [], []
    standfirsts = rng.sample(_STANDFIRSTS, len(_STANDFIRSTS))
    for n in range(rng.randrange(3, 6)):
        article = draw.article((2, 3, 4), rng.choice((1, 1, 2)))
        body = list(article.paragraphs)
        if d["parts"] == "yes" and len(body) > 2:
            body.insert(2, rng.choice(_PARTS))
        head = [article.title, standfirsts[n]] if d["standfirst"] == "yes" else [article.title]
        above = (
            [rng.choice(("PROFILE", "FEATURE", "THE ESSAY")) + "\n" + head.pop(0)]
            if d["kicker"] == "some" and n % 2
            else []
        )
        tail = _note(rng, article) if d["by"] == "note" else []
        pieces.append([*above, *head, *(_by(article) if d["by"] == "below" else []), *body, *tail])
        articles.append(article)
    return pieces, articles


def _numbered(draw: _Draw, d: dict[str, str]) -> tuple[list[list[str]], list[Article]]:
    """Briefs with numbers before their titles."""
    rng = draw.rng
    pieces, articles = [], []
    signed = rng.random() < 0.4
    mark = {"1.": "{}. ", "1": "{}  ", "arrow": "{} ▸ ", "1.1": "1.{} "}[d["number"]]
    for n in range(1, rng.randrange(5, 8)):
        article = draw.article((1, 1, 2), int(signed))
        pieces.append([mark.format(n) + article.title, *_by(article), *article.paragraphs])
        articles.append(article)
    return pieces, articles


def _paper(draw: _Draw, d: dict[str, str]) -> tuple[list[list[str]], list[Article]]:
    """Plain titles without byline, parted by a wider gap; parts of articles stand closer."""
    rng = draw.rng
    pieces, articles = [], []
    for _ in range(rng.randrange(3, 6)):
        article = draw.article((2, 3, 4), 0)
        body = list(article.paragraphs)
        if d["parts"] == "yes" and len(body) > 2:
            body.insert(2, rng.choice(_PARTS))
        pieces.append([article.title, *body])
        articles.append(article)
    return pieces, articles


_Made = tuple[list[list[str]], list[Article]]
_LAYOUT: dict[str, tuple[Callable[[_Draw, dict[str, str]], _Made], dict[str, tuple[str, ...]]]] = {
    "grouped": (_grouped, {"signed": ("none", "some", "all"), "gap": ("rule", "wide"), "opening": ("none", "note", "letter"), "wrapped": ("no", "72"), "contents": ("none", "none", "titles")}),
    "magazine": (_magazine, {"standfirst": ("yes", "no"), "by": ("note", "note", "below"), "kicker": ("none", "some"), "gap": ("wide", "wide", "rule"), "parts": ("no", "yes"), "opening": ("none", "letter", "signed letter"), "wrapped": ("no", "72"), "contents": ("none", "none", "titles")}),
    "numbered": (_numbered, {"number": ("1.", "1", "arrow", "1.1"), "gap": ("even", "wide"), "opening": ("none", "letter", "signed letter"), "wrapped": ("no", "72"), "contents": ("none", "titles")}),
    "paper": (_paper, {"gap": ("wide",), "parts": ("no", "yes"), "opening": ("none", "letter", "signed letter"), "wrapped": ("no", "72"), "contents": ("none", "none", "titles")}),
}  # fmt: skip
#: The layouts that an issue may have.
LAYOUTS = tuple(_LAYOUT)


def _drawn(seed: int, layout: str) -> Issue:
    make, dimensions = _LAYOUT[layout]
    draw = _Draw(seed, layout)
    rng = draw.rng
    d = {name: rng.choice(values) for name, values in dimensions.items()}
    pieces, articles = make(draw, d)
    lists = [["DATES FOR THE DIARY", *_DIARY], ["PEOPLE", _MOVES]]
    if layout == "numbered":
        mark = pieces[0][0].removesuffix(articles[0].title)
        last = str(len(articles) + 1)
        before = mark.replace("1.1", f"1.{last}") if d["number"] == "1.1" else mark.replace("1", last)
        lists = [[before + "Dates for the diary", *_DIARY]]
    elif layout == "paper":
        lists = [[p[0].capitalize(), *p[1:]] for p in lists]
    pieces += lists[: rng.randrange(len(lists) + 1)]
    first = {
        "note": ["EDITOR'S NOTE", "Dear colleague,", _LETTER, "Marianne Thwaite, Editor"],
        "letter": [f"Hello again. {_LETTER}"],
        "signed letter": [f"Hello again. {_LETTER}", "Harriet Sallow, Editor"],
    }.get(d["opening"])
    if first:
        pieces.insert(0, first)
    if d["wrapped"] == "72":
        pieces = [
            [textwrap.fill(p, 72, break_on_hyphens=False) if len(p) > 100 else p for p in piece]
            for piece in pieces
        ]
    gap = {"rule": f"\n\n{'-' * 60}\n\n", "wide": "\n\n\n", "even": "\n\n"}[d["gap"]]
    contents = "Contents\n\n" + "\n".join(a.title for a in articles) if d["contents"] == "titles" else ""
    head = f"THE PLACE LETTER\n\nIssue {rng.randrange(5, 40)}, {rng.randrange(1, 29)} April 2026"
    text = (
        gap.join([*([f"{head}\n\n{contents}"] if contents else [head]), *("\n\n".join(p) for p in pieces)])
        + "\n"
    )
    return Issue(d, text, tuple(articles), ("Dates for the diary", "People"))


def issues(number: int, layout: str, first: int = 0) -> Iterator[Issue]:
    """So many issues of a layout, the same ones each time."""
    return (_drawn(seed, layout) for seed in range(first, first + number))
