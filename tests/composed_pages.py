"""Pages that nobody thought of: issues whose articles are set in every way, each drawn from independent dimensions.

What is drawn is told by name, so that the share of articles found can be taken for each value of each dimension. The
words are invented and name nobody but the authors: only the setting can tell what is a title.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["DIMENSIONS", "LAST", "Page", "Story", "composed", "pages"]


@dataclass(frozen=True, slots=True)
class Story:
    """An article as it is meant: its title, the kicker above it, its authors, and its paragraphs without subheads."""

    title: str
    kicker: str
    authors: tuple[str, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An issue, what it was drawn from (dimension → value), its articles, and the headings of its lists."""

    drawn: dict[str, str]
    text: str
    title: str
    number: str
    stories: tuple[Story, ...]
    lists: tuple[str, ...]


_TITLES = (
    "Late buses win a second year", "Who keeps the keys of the high street?", "Warm homes, cold starts", "The mill that came back",
    "Please stop calling us left behind", "Pay the mentor and not the course", "A horsebox full of test tubes comes back",
    "Small grants, big kitchens", "What the ferry report says (and what it does not)", "Someone to ring", "The long way round",
    "Night classes and who goes to them", "Nobody counts the empty rooms", "Two ovens and a waiting list", "Rivers remember",
    "Is everywhere a place?", "Why the market moved indoors", "Seven lessons from a wet spring", "Mending the last mile",
    "The quiet return of the allotment", "After the floods: who paid, and who did not", "Half a town is not enough",
    "How a library learned to lend drills", "Apprentices of sixty", "“We were never asked”", "Good fences, better neighbours",
    "When the pit closed twice", "Cold comfort on the coast", "Counting heads on the 738", "Lamps in every lane", "Making rents add up",
    "Bread, bricks and broadband",
)  # fmt: skip
_KICKERS = (
    "Transport", "Skills", "Innovation", "Housing", "Health", "Culture", "Opinion", "Feature", "Rural life", "The last word", "Net zero",
    "Living centres", "Homes that hold their heat", "Getting about", "Local economy", "Belonging", "Commentary", "Essay", "Evidence",
    "Work and wages", "Viewpoint", "Food", "Energy", "Field notes",
)  # fmt: skip
_PARTS = (
    "What the towns did", "Who came back", "Conclusion", "Key findings", "Where the light falls", "What happens next", "A slow start",
    "The price of waiting", "Background", "What we heard",
)  # fmt: skip
_FIRST = (
    "Joss",
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
)
LAST = (
    "Vane",
    "Orrell",
    "Quayle",
    "Colley",
    "Prosser",
    "Tindle",
    "Askham",
    "Haverstock",
    "Sladen",
    "Lamont",
    "Petrie",
    "Dray",
)
_BODIES = (
    "Wells University",
    "the Marlow Trust",
    "the Skills Foundation",
    "Harbour Council",
    "the Institute for Small Places",
)
_SENTENCES = (
    "The work began in the spring and took rather longer than anybody had been told.",
    "Nobody had asked what it would cost, or who would pay for the oil once the winter had set in.",
    "People who live near the square say that they have noticed the difference, and those in the lanes that they have not.",
    "It was a cheap idea and a good one, which is why it took eleven years.",
    "Most of the money had been spent by the time the forms arrived.",
    "Two of the three villages voted for it, and the third has asked for a map.",
    "We sat in on thirty of the meetings and kept a note of who came back in the second week.",
    "The numbers are small, but they all point the same way.",
    "What began as a favour has become a timetable.",
    "A third of those who had signed up were gone before the clocks went back.",
    "Whoever pays for it should count both, for the one does not happen without the other.",
    "Whether it has also helped employers to fill their rotas is another matter.",
    "“I did not expect to like it,” said one of the drivers, who has since bought a second van.",
    "The grant had been written for one year, and the need for it had not.",
    "There are forty-one front doors on the street, and nine of them open.",
    "Some of it will be familiar to readers of this page; the rest is new, and worth the walk.",
    "In the end it was the weather that settled the argument.",
    "The fields are now full of rushes, and of water in the months when it matters.",
    "That is not in any of the reports.",
    "Councils told us that a lamp is cheap to buy and dear to keep.",
    "It is easy to be rude about such schemes, and harder to say what should stand in their place.",
    "By the autumn there should be an answer, and by the winter a bill.",
    "The second attempt went better, partly because the first had been so widely reported.",
    "None of this was in the plan, and all of it was needed.",
)  # fmt: skip
_ITEMS = (
    ("Northfield", "A new bench has been put up by the bus stop, and the old one has been mended."),
    ("Easton", "The pool opens an hour earlier from the first of the month, and closes an hour earlier too."),
    ("Upwell", "The count of empty shops is in, and it is lower than it has been for six years."),
    (
        "Marsh End",
        "Comments are wanted before Easter, on paper or by word of mouth, on where the crossing should go.",
    ),
    ("Overton", "The last of the three halls has its roof back and is taking bookings again."),
)
_DATED = (
    "Tuesday 17 March, 2pm to 4pm. Keeping a lamp lit, a seminar.",
    "Thursday 26 March, 12.30pm to 1.15pm. Reading a river, a webinar.",
    "Thursday 14 May, 10am to 4pm. The open day, in the old mill.",
)
_GROUPS = (
    "Reviews in brief",
    "From the regions",
    "What members told us",
    "The evidence, one by one",
    "Near and far",
)
_STANDFIRSTS = (
    "A cancelled route, a stubborn charity and the afterlife of a timetable",
    "You cannot argue with a landlord you cannot find",
    "What eighty-four studies say about eleven uncomfortable weeks",
    "Four towns and what they did with the water",
    "On patience, and the want of it",
    "The view from a very small kitchen",
)

_TEASERS = (
    "A lamp costs little, its oil does not",
    "Four towns, one flood and a good deal of patience",
    "Thirty evenings with a flask of tea",
    "The arithmetic of an empty shop",
    "Why nobody rang back",
    "Three that are new",
    "Two to go to",
)

NAMES = (
    "The Place Letter",
    "Lanes and Ledgers",
    "The Vale Post",
    "Hinter Notes",
    "Firth and Field",
    "The Saltmarsh Digest",
)

#: Each dimension with its values; those named more than once come more often.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "mail": ("none", "none", "none", "header", "header and preheader"),
    "masthead": ("lines", "one line", "hashes", "season", "subject only", "in the text", "bulletin", "front matter", "reference"),
    "greeting": ("none", "letter"),
    "contents": ("none", "none", "none", "dotted", "bullets", "one line", "teasers", "numbered", "links"),
    "kicker": ("none", "none", "capitals", "capitals, blank", "title case", "title case, blank", "bold", "colon", "pipe", "brackets", "italic"),
    "separator": ("none", "none", "stars", "stars close", "rule", "tildes", "dots", "underscores", "equals", "mark", "blank lines"),
    "title": ("plain", "capitals", "bold", "hashes", "underlined =", "underlined -", "numbered", "arrow number", "centred", "deep hashes"),
    "numbers": ("none", "none", "none", "1.", "1.1", "1", "§", "roman", "item", "letter", "code"),
    "groups": ("none", "none", "none", "over some", "over all"),
    "below the title": ("blank", "blank", "close"),
    "standfirst": ("none", "none", "line", "italic line"),
    "byline": ("none", "below, by", "below, name and body", "above, by", "end, dash", "end, brackets", "end, note", "end, by", "label", "below, italic", "below, italic verb"),
    "paragraphs": ("plain", "plain", "plain", "numbered", "numbered by part"),
    "subheads": ("none", "plain", "bold", "small hashes"),
    "wrapped": ("no", "no", "72"),
    "running heads": ("none", "none", "page numbers", "title and page"),
    "lists": ("none", "run-in capitals", "run-in bold", "dated", "titled"),
    "box": ("none", "none", "closed", "open"),
    "imprint": ("none", "line"),
}  # fmt: skip
_SEPARATORS = {
    "stars": "* * * * *", "stars close": "***", "rule": "-" * 40, "tildes": "~~~~~", "dots": "• • •", "underscores": "_" * 30,
    "equals": "=" * 40, "mark": "⁂", "blank lines": "\n",
}  # fmt: skip
_MONTHS = ("January", "February", "March", "April", "May", "June")


class _Draw:
    def __init__(self, seed: int, fixed: dict[str, str]) -> None:
        self.rng = random.Random(f"page {seed}")
        self.drawn = {d: self.rng.choice(values) for d, values in DIMENSIONS.items()} | fixed
        self._settle(fixed)

    def _settle(self, fixed: dict[str, str]) -> None:
        """No page that no reader could read: what sets a title apart is left to at least one dimension."""
        d = self.drawn
        if d["subheads"] == "small hashes" and d["title"] not in ("hashes", "deep hashes"):
            d["subheads"] = "none"
        if d["title"] == "hashes" and d["subheads"] == "plain":
            d["subheads"] = "small hashes"
        if d["subheads"] == d["title"] or (
            d["subheads"] == "plain" and d["title"] in ("numbered", "centred")
        ):
            d["subheads"] = "none"
        if (
            d["title"].startswith("underlined")
            and d["separator"] in ("rule", "equals")
            and d["subheads"] == "plain"
        ):
            d["subheads"] = "none"
        if d["masthead"] == "subject only" and d["mail"] == "none":
            d["mail"] = "header"
        if d["kicker"] == "bold" and d["title"] == "plain" and d["subheads"] == "bold":
            d["subheads"] = "none"
        if d["byline"].startswith("above") and d["kicker"] not in ("none", "colon", "pipe"):
            d["byline"] = "below, by"
        if d["groups"] != "none" and d["title"] not in ("hashes", "deep hashes", "underlined -"):
            d["groups"] = "none"
        if d["title"] == "deep hashes" and d["subheads"] in ("plain", "bold"):
            d["subheads"] = "small hashes"
        if d["title"] in ("numbered", "arrow number") or d["kicker"] in ("colon", "pipe"):
            d["numbers"] = "none"
        if d["masthead"] == "front matter":
            d["mail"] = "none"
        for name, value in fixed.items():
            if d[name] != value:
                raise ValueError(f"{name} cannot be {value!r} here")


def _person(rng: random.Random, taken: set[str]) -> str:
    while (name := f"{rng.choice(_FIRST)} {rng.choice(LAST)}") in taken:
        pass
    taken.add(name)
    return name


def _paragraphs(rng: random.Random, number: int, day: list[int]) -> list[str]:
    """Paragraphs of which no two in an issue are alike: each tells of another day."""
    said = rng.sample(_SENTENCES, min(3 * number, len(_SENTENCES)))
    found = []
    for n in range(number):
        day[0] += 1
        found.append(
            " ".join([*said[3 * n : 3 * n + rng.choice((2, 3))], f"That was on day {day[0]} of the count."])
        )
    return found


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def _numbered(how: str, words: str, number: int, part: int) -> str:
    """A heading with the number or reference code that a formal paper gives it."""
    return {
        "1.": f"{number}. {words}",
        "1.1": f"{part}.{number} {words}",
        "1": f"{number}  {words}",
        "§": f"§ {number} {words}",
        "roman": f"{_ROMAN[number - 1]}. {words}",
        "item": f"Item {number}: {words}",
        "letter": f"{chr(64 + number)}. {words}",
        "code": f"PL/{part:02d}/{number:03d} – {words}",
    }.get(how, words)


def _title(draw: _Draw, words: str, number: int, *, grouped: bool = True) -> str:
    deep = "#" * (draw.drawn["groups"] != "none" and grouped)
    if draw.drawn["title"] == "underlined -" and draw.drawn["groups"] != "none" and not grouped:
        return f"{words}\n{'=' * len(words)}"
    set_: dict[str, Callable[[str], str]] = {
        "capitals": str.upper,
        "bold": lambda t: f"**{t}**",
        "hashes": lambda t: f"#{deep} {t}",
        "deep hashes": lambda t: f"##{deep} {t}",
        "underlined =": lambda t: f"{t}\n{'=' * len(t)}",
        "underlined -": lambda t: f"{t}\n{'-' * len(t)}",
        "numbered": lambda t: f"{number}. {t}",
        "arrow number": lambda t: f"{number} ▸ {t}",
        "centred": lambda t: t.center(72).rstrip(),
    }
    return set_.get(draw.drawn["title"], lambda t: t)(words)


def _kicker(how: str, words: str) -> str:
    """The line above the title; what stands in the title's own line is put there."""
    return {
        "capitals": f"{words.upper()}\n",
        "capitals, blank": f"{words.upper()}\n\n",
        "title case": f"{words}\n",
        "title case, blank": f"{words}\n\n",
        "bold": f"**{words}**\n\n",
        "brackets": f"[{words.upper()}]\n",
        "italic": f"*{words}*\n\n",
    }.get(how, "")


def _byline(how: str, names: list[str], body: str) -> str:
    said = " and ".join(names)
    return {
        "below, by": f"By {said}",
        "below, name and body": f"{said}, {body.removeprefix('the ')}",
        "above, by": f"By {said}",
        "end, dash": f"— {said}, {body.removeprefix('the ')}",
        "end, brackets": f"({said}, {body.removeprefix('the ')})",
        "end, note": f"{said} {'are researchers' if len(names) > 1 else 'is a researcher'} at {body}.",
        "end, by": f"By {said}",
        "label": f"Words: {said}",
        "below, italic": f"*by {said}*",
        "below, italic verb": f"*{said} {'report' if len(names) > 1 else 'reports'}*",
    }.get(how, "")


def _mast(draw: _Draw, title: str, number: int) -> tuple[list[str], list[str]]:
    """The lines of the masthead, and the sentences that say what it does not."""
    rng, d = draw.rng, draw.drawn
    month = rng.choice(_MONTHS)
    day = f"{rng.randrange(1, 29)} {month} 2026"
    top, said = [], []
    if d["mail"] != "none":
        subject = {"subject only": f"{title} no. {number} | late buses, and other stories", "in the text": f"{title}: late buses, and other stories"}  # fmt: skip
        top += [
            f"From: {title} <post@place.example>",
            f"Subject: {subject.get(d['masthead'], 'Late buses, and other stories')}",
            f"Sent: {day}, 07:02",
            "",
        ]
    if d["mail"] == "header and preheader":
        top += ["Can't see the pictures? View this email in your browser", ""]
    if d["masthead"] == "lines":
        top += [title, "", f"Issue {number}, {day}", ""]
    elif d["masthead"] == "one line":
        top += [title, f"Issue No. {number} | {day}", ""]
    elif d["masthead"] == "hashes":
        top += [f"# {title}", "", f"*Issue {number} · {day}*", ""]
    elif d["masthead"] == "season":
        top += [title.upper(), "The bulletin of the Observatory", "", f"Number {number}          Spring 2026", f"Sent to press on {day}", ""]  # fmt: skip
    elif d["masthead"] == "bulletin":
        top += [f"# {title}", "", "Bulletin of the Observatory", "", f"Bulletin No. {number} / Spring / {day}", "Published by the Observatory", ""]  # fmt: skip
    elif d["masthead"] == "front matter":
        top += ["---", f"title: {title}", f"issue: {number}", f"date: {day}", "layout: bulletin", "---", ""]
    elif d["masthead"] == "reference":
        top += [title.upper(), f"Ref: PL/{number}/26", f"Issue: {number}", f"Date: {day}", "For: members and observers", ""]  # fmt: skip
    elif d["masthead"] == "in the text":
        if d["mail"] == "none":
            top += [title, ""]
        said = [f"Good morning. You are reading number {number} of {title}, put together on {day}. If a kind colleague forwarded this to you, the link is at the bottom."]  # fmt: skip
    return top, said


def composed(seed: int, **fixed: str) -> Page:
    """One page, drawn from all dimensions but those that are fixed."""
    draw = _Draw(seed, {k.replace("_", " "): v for k, v in fixed.items()})
    rng, d = draw.rng, draw.drawn
    name, number = rng.choice(NAMES), rng.randrange(10, 60)
    titles = rng.sample(_TITLES, rng.randrange(3, 7))
    kickers = rng.sample(_KICKERS, len(titles))
    taken: set[str] = set()
    day = [10]
    made: list[tuple[Story, str]] = []
    boxed = rng.randrange(len(titles)) if d["box"] != "none" else -1
    first_grouped = rng.randrange(1, len(titles) - 1)
    headings = rng.sample(_GROUPS, 2)
    printed: list[str] = []
    counted = 0

    def in_group(n: int) -> bool:
        return d["groups"] == "over all" or n >= first_grouped

    for n, title in enumerate(titles):
        names = [] if d["byline"] == "none" else [_person(rng, taken) for _ in range(rng.choice((1, 1, 2)))]
        paragraphs = _paragraphs(rng, rng.randrange(2, 5), day)
        own_line = {"colon": f"{kickers[n].upper()}: {title}", "pipe": f"{kickers[n]} | {title}"}
        shown = own_line.get(d["kicker"], title)
        line = _byline(d["byline"], names, rng.choice(_BODIES))
        shown = _numbered(d["numbers"], shown, n + 1, 1 + (n >= first_grouped))
        printed.append(shown)
        head = _kicker(d["kicker"], kickers[n]) + _title(draw, shown, n + 1, grouped=in_group(n))
        if d["byline"].startswith("above"):
            head = f"{line}\n\n{head}"
        close = d["below the title"] == "close"
        standfirst = "" if d["standfirst"] == "none" else rng.choice(_STANDFIRSTS)
        if standfirst:
            head += "\n" + (f"*{standfirst}*" if d["standfirst"].startswith("italic") else standfirst)
        if line and (d["byline"].startswith("below") or d["byline"] == "label"):
            head += ("\n" if close or standfirst else "\n\n") + line
        if d["paragraphs"] != "plain":
            first_of = 1 if d["paragraphs"] == "numbered by part" else counted + 1
            depth = f"{1 + (n >= first_grouped)}.{n + 1}." if d["numbers"] == "1.1" else f"{n + 1}."
            part_of = depth if d["paragraphs"] == "numbered by part" else ""
            stop = "" if part_of else "."
            counted += len(paragraphs)
            numbered = [f"{part_of}{m}{stop} {p}" for m, p in enumerate(paragraphs, first_of)]
        else:
            numbered = paragraphs
        wrapped = [textwrap.fill(p, 72) if d["wrapped"] == "72" else p for p in numbered]
        deeper = "#" * (d["groups"] != "none" and in_group(n))
        if d["subheads"] != "none" and len(wrapped) > 2:
            part = rng.choice(_PARTS)
            wrapped[2] = {"bold": f"**{part}**", "small hashes": f"{'##' if d['title'] == 'hashes' else '###'}{deeper} {part}"}.get(d["subheads"], part) + "\n\n" + wrapped[2]  # fmt: skip
        body = "\n\n".join(wrapped)
        if line and d["byline"].startswith("end"):
            body += f"\n\n{line}"
        whole = head + ("\n" if close else "\n\n") + body
        if n == boxed:
            edge = "+" + "-" * 46 + "+"
            if d["box"] == "closed" and d["wrapped"] == "72":
                whole = "\n".join(f"| {x:<72} |" for x in whole.split("\n"))
            whole = f"{edge}\n{whole}\n{edge}"
        if d["groups"] != "none" and (n == first_grouped or (n == 0 and in_group(0))):
            over = _title(draw, headings[n > 0], n + 1, grouped=False)
            whole = f"{over}\n\n{whole}"
        kicker = "" if d["kicker"] == "none" else kickers[n]
        made.append((Story(title, kicker, tuple(names), tuple(paragraphs)), whole))
    pieces = [whole for _, whole in made]
    lists = _lists(draw)
    at = rng.choice((len(pieces), max(len(pieces) - 1, 1))) if d["groups"] == "none" else len(pieces)
    pieces[at:at] = [text for _, text in lists]
    top, said = _mast(draw, name, number)
    opening = [*said]
    if d["greeting"] == "letter":
        opening += ["Hello again,", *_paragraphs(rng, 1, day), _person(rng, taken).split()[0]]
    shown_contents = _contents(d["contents"], [*titles, *(h for h, _ in lists)], printed, rng)
    text = "\n".join(top)
    if opening:
        text += "\n" + "\n\n".join(opening) + "\n"
    if shown_contents:
        text += "\n" + shown_contents + "\n"
    mark = _SEPARATORS.get(d["separator"], "")
    gap = "\n\n\n" if mark == "\n" else f"\n\n{mark}\n\n" if mark else "\n\n"
    body = gap.join(pieces)
    text = text.rstrip("\n") + (gap if mark else "\n\n\n") + body
    if d["imprint"] == "line":
        text += (
            gap if mark else "\n\n\n"
        ) + f"{name} is published every other Friday. Opinions are those of the people who hold them."
    return Page(
        dict(d),
        _running(d["running heads"], text, name) + "\n",
        name,
        str(number),
        tuple(story for story, _ in made),
        tuple(h for h, _ in lists),
    )


def _lists(draw: _Draw) -> list[tuple[str, str]]:
    """A section of short items: its heading and what is printed, set as the articles' titles are."""
    how = draw.drawn["lists"]
    if how == "none":
        return []
    heading = {"dated": "Diary", "titled": "Off the press"}.get(how, "In short")
    items = draw.rng.sample(_ITEMS, 4)
    entries = {
        "run-in capitals": [f"{head.upper()}. {words}" for head, words in items],
        "run-in bold": [f"**{head}.** {words}" for head, words in items],
        "dated": list(_DATED),
        "titled": [f"{t} (Harbour Foundation, {m} 2026) measures how long the shops of forty towns stand empty." for t, m in zip(("Quiet streets", "Ready or not", "Low ground"), _MONTHS, strict=False)],
    }[how]  # fmt: skip
    number = 9
    title = (
        heading
        if draw.drawn["title"] in ("numbered", "arrow number")
        else _title(draw, heading, number, grouped=False)
    )
    return [(heading, title + "\n\n" + "\n\n".join(entries))]


def _contents(how: str, titles: list[str], printed: list[str], rng: random.Random) -> str:
    if how == "numbered":  # as the headings are, or with numbers of its own
        own = [f"{n}. {t}" if t in titles else t for n, t in enumerate(printed, 1)]
        return "In this bulletin\n\n" + "\n".join([*own, *titles[len(printed) :]])
    if how == "links":
        return "## Contents\n\n" + "\n".join(
            f"- [{t}](#{'-'.join(t.lower().split())})" for t in [*printed, *titles[len(printed) :]]
        )
    if how == "dotted":
        return "Contents\n\n" + "\n".join(
            f"{t} {'.' * (60 - len(t))} {2 * n + 3}" for n, t in enumerate(titles)
        )
    if how == "bullets":
        return "In this issue\n\n" + "\n".join(f"• {t}" for t in titles)
    if how == "one line":
        return "In this issue: " + " | ".join(titles)
    if how == "teasers":
        return "Inside\n\n" + "\n\n".join(
            f"{t}\n{teaser}" for t, teaser in zip(titles, rng.sample(_TEASERS, len(titles)), strict=True)
        )
    return ""


def _running(how: str, text: str, name: str) -> str:
    """The text with a running head or a page number at some of its paragraph ends."""
    if how == "none":
        return text
    out, page, since = [], 1, 0
    for n, piece in enumerate(text.split("\n\n")):
        out.append(piece)
        since += len(piece)
        if since > 1200 and n > 8 and len(piece) > 150:
            page += 1
            since = 0
            out.append(str(page) if how == "page numbers" else f"{name} | {page}")
    return "\n\n".join(out)


def pages(number: int, first: int = 0, **fixed: str) -> Iterator[Page]:
    """So many pages, the same ones each time; a page that a fixed value rules out is skipped."""
    seed = first
    while number:
        try:
            page = composed(seed, **fixed)
        except ValueError:
            page = None
        seed += 1
        if page is not None:
            number -= 1
            yield page
