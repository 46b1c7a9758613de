"""Layouts that nobody thought of: each is drawn from independent dimensions, so that a fault is found by its dimension.

A layout is a template in the language of the bench (`tests/reading/README.md`): it prints the bench's records. What is
drawn is told by name, so that the figure of each value of each dimension can be taken over many layouts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Layout", "composed", "layouts"]

#: Kind of record → its fields in an order that editors like; the first names the record.
FIELDS = {
    "events": ("title", "kind", "when", "place", "organiser"),
    "works": ("title", "kind", "author", "publisher", "date"),
    "policies": ("title", "amount", "body", "funder", "place", "since"),
    "leads": ("theme", "person", "role", "body", "email"),
    "moves": ("person", "role", "body", "from", "joined"),
    "board": ("person", "role", "body"),
    "partnerships": ("name", "lead", "partners", "place", "funder"),
}
HEADINGS = {
    "events": ("Coming up", "Events", "Diary", "What's on", "Get involved", "Forthcoming", "Pencil these in"),
    "works": ("New reports", "Worth reading", "Publications", "Recent outputs", "Off the press", "Bookshelf"),
    "policies": ("Funding", "Live schemes", "Policy watch", "Money and schemes", "Instruments", "Open pots"),
    "leads": ("Theme leads", "Our themes", "Who leads what", "Research leadership", "Faces of the themes"),
    "moves": ("People", "On the move", "New starters", "Appointments", "Joiners", "Hellos"),
    "board": ("The advisory board", "Our steering group", "Board members", "Governance", "Steering group"),
    "partnerships": ("Partnerships", "Collaborations", "Alliances", "Networks", "Consortia", "Who works with whom"),
}  # fmt: skip
LABELS: dict[str, tuple[str, ...]] = {
    "events.title": ("Event", "Title", "What", "Name", "Session", "Event name", "Happening", "Occasion"),
    "events.kind": ("Type", "Format", "Kind", "Category", "Sort", "Event type", "Style", "Activity"),
    "events.when": ("When", "Date", "Date and time", "Date/time", "Day and time", "Time", "Takes place on", "Slot"),
    "events.place": ("Where", "Place", "Venue", "Town", "City", "Location", "Setting", "To be held in"),
    "events.organiser": ("Organiser", "Host", "Hosted by", "Run by", "Organised by", "Put on by", "Convened by", "Organising body", "Host organisation"),
    "works.title": ("Title", "Report", "Publication", "Work", "Headline", "Name", "Paper", "What we read"),
    "works.kind": ("Type", "Kind", "Category", "Form", "Item type", "Format", "Genre", "Sort of thing"),
    "works.author": ("Author", "Author(s)", "Authors", "By", "Written by", "Contributors", "Who wrote it", "Writers", "Text by"),
    "works.publisher": ("Publisher", "Published by", "Issued by", "Imprint", "Publishing body", "Publishing house", "Out from"),
    "works.date": ("Date", "Published", "Month", "Publication date", "Release date", "Appeared", "Issued", "Out in"),
    "policies.title": ("Name", "Policy", "Scheme", "Fund", "Title", "Programme", "Instrument", "Initiative", "Measure"),
    "policies.amount": ("Amount", "Budget", "Worth", "Value", "Allocation", "Sum", "How much", "Funding", "Size", "Funds"),
    "policies.body": ("Responsible body", "Run by", "Lead authority", "Owner", "Administered by", "Delivered by", "In charge", "Managed by", "Lead department"),
    "policies.funder": ("Funder", "Funded by", "Financed by", "Source of funds", "Paid for by", "Backed by", "Money from", "Funding source"),
    "policies.place": ("Area", "Place", "Covers", "Coverage", "Geography", "Territory", "Applies to", "Where"),
    "policies.since": ("Since", "Started", "Start", "Year of launch", "Start year", "In force since", "From", "Launched", "Running since"),
    "leads.theme": ("Theme", "Strand", "Area of work", "Theme name", "Research theme", "Workstream", "Research area"),
    "leads.person": ("Lead", "Led by", "Theme lead", "Name", "Lead academic", "Who leads", "Leader", "In the chair"),
    "leads.role": ("Role", "Post", "Job title", "Position", "Title", "Job", "Day job", "Position held"),
    "leads.body": ("Organisation", "Institution", "Affiliation", "Based at", "Home institution", "University or body", "Employer", "Home"),
    "leads.email": ("Email", "Contact", "E-mail", "Mail", "Write to", "Email address", "Reach them at"),
    "moves.person": ("Name", "Who", "Person", "Colleague", "Staff member", "Newcomer", "Appointee"),
    "moves.role": ("Role", "New role", "Post", "New position", "Appointed as", "Job", "As", "Takes up"),
    "moves.body": ("Organisation", "New employer", "Joins", "Employer", "To", "Now at", "With", "Goes to", "Moves to"),
    "moves.from": ("From", "Previously", "Former employer", "Previous employer", "Was at", "Came from", "Left", "Old employer"),
    "moves.joined": ("Joined", "Date", "Start date", "Date of joining", "From when", "Starting", "As of", "Since", "In post since"),
    "board.person": ("Name", "Member", "Board member", "Person", "Who", "Member's name"),
    "board.role": ("Role", "Position", "Job", "Post", "Role held", "Job title", "Position held", "Office"),
    "board.body": ("Organisation", "For", "Representing", "Body", "Home organisation", "From", "Institution", "On behalf of"),
    "partnerships.name": ("Name", "Partnership", "Consortium", "Network", "Partnership name", "Group", "Alliance"),
    "partnerships.lead": ("Lead", "Led by", "Lead partner", "Lead organisation", "Convenor", "Lead body", "Led from"),
    "partnerships.partners": ("Partners", "With", "Members", "Partner bodies", "Partner organisations", "Partners involved", "Other partners", "Working with"),
    "partnerships.place": ("Place", "Based in", "Where", "Location", "Base", "Town", "Home town", "Located in"),
    "partnerships.funder": ("Funder", "Funded by", "Funding body", "Grant from", "Sponsor", "Money from", "Supported by", "Paid for by"),
}  # fmt: skip
WHEN = {
    "weekday, clock": "{start:%A %e %B %Y}, {start:%!}–{end:%!}",
    "24 hours": "{start:%e %b %Y} {start:%H:%M}–{end:%H:%M}",
    "dots": "{start:%e %B %Y}, {start:%H.%M} – {end:%H.%M}",
    "slashes": "{start:%d/%m/%Y}, {start:%!} to {end:%!}",
    "American": "{start:%B %e, %Y}, {start:%!}-{end:%!}",
    "no year": "{start:%A %e %B}, {start:%!} to {end:%!}",
    "ISO": "{start:%Y-%m-%d} {start:%H:%M}–{end:%H:%M}",
    "time first": "{start:%!} to {end:%!}, {start:%e %B %Y}",
}
MONTHS = {"long": "%B %Y", "short": "%b %Y", "comma": "%B, %Y", "ISO": "%Y-%m", "slash": "%m/%Y"}
LISTS = {"and": "", "semicolon": ":; ", "comma": ":, ", "slash": ": / ", "ampersand": ": & "}
#: How a label stands before its value on a line of its own.
LABELLED: dict[str, Callable[[str, str], str]] = {
    "colon": lambda n, v: f"{n}: {v}",
    "tab": lambda n, v: f"{n}\t{v}",
    "dots": lambda n, v: f"{n} ........ {v}",
    "en dash": lambda n, v: f"{n} – {v}",
    "em dash": lambda n, v: f"{n} — {v}",
    "hyphen": lambda n, v: f"{n} - {v}",
    "pipe": lambda n, v: f"{n} | {v}",
    "bold colon": lambda n, v: f"**{n}:** {v}",
    "colon outside": lambda n, v: f"**{n}**: {v}",
    "bold": lambda n, v: f"**{n}** {v}",
    "italic": lambda n, v: f"*{n}* {v}",
    "italic colon": lambda n, v: f"_{n}:_ {v}",
    "square": lambda n, v: f"[{n}] {v}",
    "round": lambda n, v: f"({n}) {v}",
    "capitals": lambda n, v: f"{n.upper()} {v}",
    "capitals, colon": lambda n, v: f"{n.upper()}: {v}",
    "equals": lambda n, v: f"{n} = {v}",
    "arrow": lambda n, v: f"{n} → {v}",
    "above": lambda n, v: f"{n}\\n{v}",
    "above, indented": lambda n, v: f"{n}\\n    {v}",
    "above, bold": lambda n, v: f"**{n}**\\n{v}",
    "spaces": lambda n, v: f"{n + ' ' * (24 - len(n))}{v}",
    "behind": lambda n, v: f"{v} ({n.lower()})",
    "bullet": lambda n, v: f"- {n}: {v}",
    "indented": lambda n, v: f"    {n}: {v}",
    "quoted": lambda n, v: f"> {n}: {v}",
}
TITLES: dict[str, Callable[[str], str]] = {
    "plain": lambda t: t,
    "bold": lambda t: f"**{t}**",
    "heading": lambda t: f"### {t}",
    "linked": lambda t: f"[{t}](https://example.org/read)",
    "quoted": lambda t: f"“{t}”",
    "bold link": lambda t: f"**[{t}](https://example.org/read)**",
    "italic": lambda t: f"*{t}*",
}
MARKS = {
    "blank": "", "rule": "", "stars": "", "number": "~n. ", "bullet": "- ", "dot": "• ", "bracket": "(~n) ", "two blank": "",
}  # fmt: skip
#: How the fields of a record stand on one line with labels.
INLINE: dict[str, Callable[[str, str], str]] = {
    "(label: value)": lambda n, v: f" ({n.lower()}: {v})",
    "[label: value]": lambda n, v: f" [{n}: {v}]",
    "; label: value": lambda n, v: f"; {n.lower()}: {v}",
    ". Label: value": lambda n, v: f". {n}: {v}",
    " | Label: value": lambda n, v: f" | {n}: {v}",
    " – label: value": lambda n, v: f" – {n.lower()}: {v}",
    ", label: value": lambda n, v: f", {n.lower()}: {v}",
    " / Label: value": lambda n, v: f" / {n}: {v}",
    " • Label value": lambda n, v: f" • {n}: {v}",
}
#: What parts values without labels on one line.
BETWEEN = {
    "comma": ", ",
    "semicolon": "; ",
    "pipe": " | ",
    "en dash": " – ",
    "slash": " / ",
    "dot": " · ",
    "full stop": ". ",
    "double slash": " // ",
}
TABLES = (
    "tabs",
    "pipes",
    "markdown",
    "spaces",
    "transposed tabs",
    "transposed pipes",
    "markdown, bold",
    "semicolons",
)
PROSE: dict[str, tuple[str, ...]] = {
    "events": (
        "{title} is a {kind} on {when}[[ in {place}]], organised by {organiser}.",
        "{organiser} invites you to {title}, a {kind}[[ in {place}]], on {start:%e %B %Y}. It begins at {start:%!} and ends at {end:%!}.",
        "On {start:%e %B %Y}, from {start:%!} to {end:%!}, {organiser} hosts {title}[[ in {place}]].",
        "{title}, hosted by {organiser}, takes place[[ in {place}]] on {when}.",
        "Join {organiser}[[ in {place}]] for {title}, a {kind} on {when}.",
        "{organiser} is holding a {kind}, “{title}”,[[ in {place}]] on {when}.",
    ),
    "works": (
        "“{title}”, a {kind} by {author}, was published[[ by {publisher}]] in {date}.",
        "In {date} came “{title}”, a {kind} written by {author}.[[ It was published by {publisher}.]]",
        "{author} wrote “{title}”, a {kind} that[[ {publisher} published and which]] came out in {date}.",
        "“{title}” ({date}) is a {kind} by {author}.[[ The publisher is {publisher}.]]",
        "“{title}” by {author} appeared in {date}.[[ {publisher} published it.]]",
    ),
    "policies": (
        "The {title}[[, worth {amount},]] is run by {body}. It started in {since}[[ and covers {place}]].[[ It is funded by {funder}.]]",
        "{body} has run the {title} since {since}.[[ The budget is {amount}.]][[ It applies to {place}.]][[ The funder is {funder}.]]",
        "{body} leads the {title}[[, worth {amount}]],[[ in {place}]] since {since}.[[ {funder} funds it.]]",
        "Launched in {since}, the {title}[[ covers {place} and]] is managed by {body}.[[ {funder} provides the {amount}.]]",
        "{body} manages the {title}[[ in {place}]].[[ The fund is worth {amount}.]] It has run since {since}.[[ Money comes from {funder}.]]",
    ),
    "leads": (
        "{person}, {role} at {body}, leads the {theme} theme.[[ Write to {email}.]]",
        "The {theme} theme is in the hands of {person}, {role} at {body}[[ ({email})]].",
        "The {theme} theme is led by {person}, {role} at {body}[[ ({email})]].",
        "{theme} is led by {person} ({role}, {body}).[[ Contact: {email}.]]",
        "{person} ({body}) leads {theme}. {person} is {role} there[[ and can be reached at {email}]].",
    ),
    "moves": (
        "{person} joined {body} as {role} in {joined} from {from}.",
        "{body} has appointed {person} as {role}. A former member of {from}, {person} joined in {joined}.",
        "{person} has left {from} to become {role} at {body}, starting in {joined}.",
        "In {joined} {person} moved from {from} to {body} as {role}.",
        "{person} is the new {role} at {body}. {person} joined in {joined} and was previously at {from}.",
    ),
    "board": (
        "{person}, {role} at {body}, sits on the board.",
        "The steering group has been joined by {person} ({role}, {body}).",
        "{person} is {role} at {body}.",
        "{person} joins the group from {body}, as {role} there.",
    ),
    "partnerships": (
        "The {name} is based in {place}. It is led by {lead}, and its partners are {partners}.[[ It is funded by {funder}.]]",
        "Led by {lead} and based in {place}, the {name} has as its partners {partners}.[[ {funder} funds it.]]",
        "{lead} leads the {name}, based in {place}, with {partners} as partners.[[ The funder is {funder}.]]",
        "The {name} brings together {lead} (lead) and {partners}. It is based in {place}[[ and funded by {funder}]].",
        "The {name}, led by {lead} in partnership with {partners}, works from {place}.[[ It has money from {funder}.]]",
    ),
}  # fmt: skip
#: Words that go before a value that has no label, where the value alone would not tell what it is.
LEADS = {
    "policies.funder": ("funded by ", "paid for by ", "money from "),
    "policies.since": ("since ", "from ", "started "),
    "moves.from": ("from ", "previously ", "formerly at "),
    "partnerships.lead": ("led by ", "lead: "),
    "partnerships.partners": ("with ", "partners: "),
    "partnerships.funder": ("funded by ", "funder: "),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A template and what it was drawn from: dimension → value."""

    drawn: dict[str, str]
    template: str


class _Draw:
    """Draws from dimensions and remembers what came out."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)
        self.drawn: dict[str, str] = {}

    def one(self, dimension: str, values) -> str:
        """A value of a dimension."""
        self.drawn[dimension] = self.rng.choice(list(values))
        return self.drawn[dimension]

    def labels(self, kind: str) -> dict[str, str]:
        """A label for each field of a kind, no two alike."""
        while True:
            drawn = {f: self.rng.choice(LABELS[f"{kind}.{f}"]) for f in FIELDS[kind]}
            if len(set(drawn.values())) == len(drawn):
                return drawn

    def order(self, kind: str) -> list[str]:
        """The fields but the first, shuffled or as editors like them."""
        rest = list(FIELDS[kind][1:])
        if self.drawn["order"] == "shuffled":
            self.rng.shuffle(rest)
        return rest


def _values(draw: _Draw) -> dict[str, str]:
    when = WHEN[draw.one("when", WHEN)]
    month = MONTHS[draw.one("month", MONTHS)]
    several = LISTS[draw.one("several", LISTS)]
    found = {f: f"{{{f}}}" for fields in FIELDS.values() for f in fields}
    return found | {
        "when": when,
        "date": f"{{date:{month}}}",
        "joined": f"{{joined:{month}}}",
        "author": f"{{people{several}}}{{body}}",
        "partners": f"{{partners{several or ':, '}}}",
    }


def _apart(mark: str) -> list[str]:
    """The lines behind a record."""
    return {"rule": ["", "---", ""], "stars": ["", "* * *", ""], "two blank": ["", ""]}.get(mark, [""])


def _labelled(draw: _Draw) -> Callable[[str], list[str]]:
    put = LABELLED[draw.one("label and value", LABELLED)]
    place = draw.one("title", [*TITLES, "label", "label"])
    mark = draw.one("records", MARKS if place != "heading" else ("blank", "rule"))
    draw.one("order", ("shuffled", "usual"))
    values = _values(draw)

    def block(kind: str) -> list[str]:
        names, rest = draw.labels(kind), draw.order(kind)
        name = values[FIELDS[kind][0]]
        first = put(names[FIELDS[kind][0]], name) if place == "label" else TITLES[place](name)
        lines = [MARKS[mark] + first, *(put(names[f], values[f]) for f in rest)]
        return [f"@each {kind}", *lines, *_apart(mark), "@end"]

    return block


def _inline(draw: _Draw) -> Callable[[str], list[str]]:
    put = INLINE[draw.one("on one line", INLINE)]
    place = draw.one("title", [t for t in TITLES if t != "heading"])
    mark = draw.one("records", ("blank", "bullet", "dot", "number", "tight"))
    draw.one("order", ("shuffled", "usual"))
    values = _values(draw)

    def block(kind: str) -> list[str]:
        names, rest = draw.labels(kind), draw.order(kind)
        line = (
            MARKS.get(mark, "")
            + TITLES[place](values[FIELDS[kind][0]])
            + "".join(f"[[{put(names[f], values[f])}]]" for f in rest)
        )
        return [f"@each {kind}", line, *([] if mark in ("tight", "bullet", "dot") else [""]), "@end"]

    return block


def _bare(draw: _Draw) -> Callable[[str], list[str]]:
    how = draw.one("values", ("one line", "title over line", "a line each", "run-in"))
    between = BETWEEN[draw.one("between values", BETWEEN)] if how != "a line each" else "\n"
    place = draw.one(
        "title", [t for t in TITLES if t != "heading" or how in ("title over line", "a line each")]
    )
    mark = draw.one(
        "records",
        ("blank", "bullet", "number") if how in ("one line", "run-in") else ("blank", "rule", "number"),
    )
    after = (
        draw.one("title and values", (" – ", ": ", ", ", ". ", " | "))
        if how in ("one line", "run-in")
        else ""
    )
    if how == "run-in":
        after = ". "
    draw.one("order", ("usual",))
    values = _values(draw)

    def block(kind: str) -> list[str]:
        title = TITLES[place](values[FIELDS[kind][0]])
        parts = [
            f"[[@@{draw.rng.choice(LEADS.get(f'{kind}.{f}', ('',)))}{values[f]}]]" for f in draw.order(kind)
        ]
        if how == "a line each":
            lines = [MARKS[mark] + title, *(p.replace("@@", "") for p in parts)]
        else:
            # the first part stands behind the title, the others behind what parts values
            line = parts[0].replace("@@", "") + "".join(p.replace("@@", between) for p in parts[1:])
            if how == "title over line":
                lines = [MARKS[mark] + title, line]
            else:
                shown = f"**{values[FIELDS[kind][0]]}**" if how == "run-in" else title
                lines = [MARKS[mark] + shown + after + line]
        return [f"@each {kind}", *lines, *_apart(mark), "@end"]

    return block


def _agenda(draw: _Draw) -> Callable[[str], list[str]]:
    clock = draw.one("clock", ("%H:%M", "%H.%M", "%!"))
    dash = draw.one("from to", ("–", " – ", " to ", "-"))
    after = draw.one("behind the time", ("  ", "\t", ": ", " – ", " | "))
    tail = draw.one("agenda", (" ({organiser})[[, {place}]]", "\\n    {organiser}[[, {place}]]", "[[, {place}]] ({organiser})",
                               " – {organiser}[[ – {place}]]"))  # fmt: skip
    day = draw.one("day", ("{start:%A %e %B %Y}", "{start:%e %B %Y}", "**{start:%A %e %B}**"))
    draw.one("order", ("usual",))
    values = _values(draw)
    line = f"{{start:{clock}}}{dash}{{end:{clock}}}{after}{{title}}{tail}"

    def block(kind: str) -> list[str]:
        if kind == "events":
            return ["@each events", day, line, "", "@end"]
        parts = [
            f"[[{draw.rng.choice(LEADS.get(f'{kind}.{f}', ('',)))}{values[f]}]]" for f in draw.order(kind)
        ]
        title = values[FIELDS[kind][0]]
        return [f"@each {kind}", title, *(f"    {p}" for p in parts), "", "@end"]

    return block


def _table(draw: _Draw) -> Callable[[str], list[str]]:
    how = draw.one("table", TABLES)
    draw.one("order", ("shuffled", "usual"))
    case = draw.one("header", ("usual", "capitals", "small"))
    values = _values(draw)

    def block(kind: str) -> list[str]:
        names = {
            f: {"capitals": n.upper(), "small": n.lower()}.get(case, n) for f, n in draw.labels(kind).items()
        }
        order = [FIELDS[kind][0], *draw.order(kind)]
        if draw.drawn["order"] == "shuffled" and not how.startswith("transposed"):
            draw.rng.shuffle(order)
        if how.startswith("transposed"):
            sep = {"tabs": "tab", "pipes": "pipe"}[how.split()[1]]
            return [f"@across {kind} {sep}", *(f"{names[f]}\t{values[f]}" for f in order), "@end"]
        if how == "spaces":
            wide = " ".join("54" for _ in order[1:])
            return [
                f"@columns {kind} {wide}",
                "|".join(names[f] for f in order),
                "|".join(values[f] for f in order),
                "@end",
            ]
        sep = {"tabs": "\t", "semicolons": "; "}.get(how, " | ")
        edge = "| " if how.startswith("markdown") else ""
        tail = edge[::-1]
        head = (
            edge + sep.join(f"**{names[f]}**" if how == "markdown, bold" else names[f] for f in order) + tail
        )
        rule = ["|" + "---|" * len(order)] if edge else []
        return [head, *rule, f"@each {kind}", edge + sep.join(values[f] for f in order) + tail, "@end"]

    return block


def _prose(draw: _Draw) -> Callable[[str], list[str]]:
    mark = draw.one("records", ("blank", "bullet", "number", "together"))
    draw.one("order", ("usual",))
    number = draw.rng.randrange(6)
    draw.drawn["prose"] = str(number)
    values = _values(draw) | {"when": "{start:%e %B %Y} from {start:%!} to {end:%!}"}
    if draw.drawn["month"] in ("ISO", "slash", "comma"):
        draw.drawn["month"] = "long"
        values |= {"date": "{date:%B %Y}", "joined": "{joined:%B %Y}"}
    values["author"] = "{people}{body}"
    values["partners"] = "{partners}"

    def block(kind: str) -> list[str]:
        said = PROSE[kind][number % len(PROSE[kind])]
        for name in ("when", "date", "joined", "author", "partners"):
            said = said.replace(f"{{{name}}}", values[name])
        return [f"@each {kind}", MARKS.get(mark, "") + said, *([] if mark == "bullet" else [""]), "@end"]

    return block


FAMILIES: dict[str, tuple[Callable[[_Draw], Callable[[str], list[str]]], int]] = {
    "labelled lines": (_labelled, 8),
    "labels on one line": (_inline, 4),
    "values alone": (_bare, 5),
    "agenda": (_agenda, 2),
    "table": (_table, 3),
    "prose": (_prose, 4),
}
_HEADED = {
    "plain": "{}",
    "hashes": "## {}",
    "capitals": "",
    "bold": "**{}**",
    "underlined": "",
    "colon": "{}:",
}


def composed(seed: int, family: str = "") -> Layout:
    """One layout, drawn from all dimensions."""
    draw = _Draw(f"layout {seed}")
    families = [name for name, (_, weight) in FAMILIES.items() for _ in range(weight)]
    name = draw.one("family", [family] if family else families)
    block = FAMILIES[name][0](draw)
    style = draw.one("heading", _HEADED)
    intro = draw.one("intro", ("none", "sentence"))
    number = seed % 90 + 10
    day = f"{seed % 28 + 1:02d}"
    masthead = draw.one("masthead", ("lines", "one line", "hashes"))
    lines = {
        "lines": ["The Place Letter", "", f"Issue {number}, {int(day)} April 2026"],
        "one line": ["Policy Innovate", "", f"Issue No. {number} | Date {day}.04.2026"],
        "hashes": ["# The Place Letter", "", f"*Issue {number} · April 2026*"],
    }[masthead]
    kinds = list(FIELDS)
    draw.rng.shuffle(kinds)
    for kind in kinds:
        heading = draw.rng.choice(HEADINGS[kind])
        shown = {"capitals": heading.upper(), "underlined": f"{heading}\n{'=' * len(heading)}"}.get(
            style, _HEADED[style].format(heading)
        )
        lines += ["", "", shown, ""]
        if intro == "sentence":
            lines += ["Here is what reached us this month.", ""]
        lines += block(kind)
    return Layout(draw.drawn, "\n".join(lines) + "\n")


def layouts(number: int, first: int = 0, family: str = "") -> Iterator[Layout]:
    """So many layouts, the same ones each time."""
    for seed in range(first, first + number):
        yield composed(seed, family)
