"""One set of records, printed in many layouts: what the reader is measured on for record blocks.

`RECORDS` says what each record states; a layout is a function that prints the records of one kind. Labels are drawn
from synonyms, some of which the table of labels does not have; columns are shuffled.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Record = dict[str, str]
#: Kind → records: field → value. The first field names the record.
RECORDS: dict[str, list[Record]] = {
    "work": [
        {"title": "Counting the cost of rural buses", "author": "Centre for Cities", "date": "November 2025"},
        {"title": "Warm homes for every street", "author": "Nesta", "date": "October 2025"},
        {
            "title": "Who keeps the keys? Libraries after the cuts",
            "author": "Amira Holloway",
            "date": "September 2025",
        },
        {
            "title": "A fair day's pay in the care sector",
            "author": "Institute for Fiscal Studies",
            "date": "January 2026",
        },
    ],
    "event": [
        {
            "title": "Town centre data clinic",
            "date": "12 May 2026",
            "time": "2pm to 4pm",
            "place": "Leeds",
            "organiser": "Open Data Institute",
        },
        {
            "title": "Walking the ward",
            "date": "19 May 2026",
            "time": "10:00 to 12:30",
            "place": "Cardiff",
            "organiser": "Carnegie UK",
        },
        {
            "title": "Budgets people can read",
            "date": "3 June 2026",
            "time": "9.30am to 1pm",
            "place": "Glasgow",
            "organiser": "University of Strathclyde",
        },
        {
            "title": "Ask a planner",
            "date": "17 June 2026",
            "time": "6pm to 7.30pm",
            "place": "Belfast",
            "organiser": "Co-operatives UK",
        },
    ],
    "policy": [
        {
            "title": "Harbour Towns Fund",
            "amount": "£12 million",
            "funder": "Welsh Government",
            "deadline": "5 June 2026",
        },
        {
            "title": "Rural Bus Pilot",
            "amount": "£900,000",
            "funder": "Department for Transport",
            "deadline": "30 June 2026",
        },
        {
            "title": "Green Skills Voucher Scheme",
            "amount": "£3.5 million",
            "funder": "Skills Development Scotland",
            "deadline": "14 July 2026",
        },
    ],
    "people": [
        {
            "person": "Dr Amira Holloway",
            "role": "Director of Research",
            "to": "Nesta",
            "from": "University of Leeds",
        },
        {"person": "Tomos Penrose", "role": "Policy Officer", "to": "Cardiff Council", "from": "Carnegie UK"},
        {
            "person": "Professor Jane Okafor",
            "role": "Chief Economist",
            "to": "Bank of England",
            "from": "Centre for Cities",
        },
    ],
    "lead": [
        {"theme": "Skills and Work", "lead": "Dr Rowan Ashby", "body": "University of Leeds"},
        {"theme": "Felt Places", "lead": "Professor Jane Okafor", "body": "Cardiff University"},
        {"theme": "Fair Growth", "lead": "Samuel Brightwell", "body": "City-REDI"},
    ],
    "body": [
        {
            "body": "Solent Policy Partnership",
            "leadbody": "University of Southampton",
            "partner": "Solent Mind",
            "place": "Southampton",
        },
        {
            "body": "Fenland Research Network",
            "leadbody": "Anglia Ruskin University",
            "partner": "Fenland District Council",
            "place": "Cambridge",
        },
        {
            "body": "Tyne Evidence Hub",
            "leadbody": "Newcastle University",
            "partner": "North East Combined Authority",
            "place": "Gateshead",
        },
    ],
}
LABELS: dict[str, list[str]] = {
    "work.title": ["Title", "Report", "Paper", "Publication", "What it is called"],
    "work.author": ["Author", "Who wrote it", "By", "Written by", "From the team at"],
    "work.date": ["Date", "Published", "Out", "Month", "When it came out"],
    "event.title": ["Event", "What", "Session", "Name"],
    "event.date": ["Date", "When", "Day", "Mark the day"],
    "event.time": ["Time", "Hours", "From when to when"],
    "event.place": ["Where", "Venue", "Town", "Whereabouts"],
    "event.organiser": ["Organiser", "Host", "Put on by", "Run by", "Convened by"],
    "policy.title": ["Fund", "Scheme", "Pot", "Name of fund"],
    "policy.amount": ["Worth", "How much", "Pot size", "Money", "In the kitty"],
    "policy.funder": ["Funder", "Who pays", "Money from", "Funded by"],
    "policy.deadline": ["Deadline", "Closes", "Apply by", "Bids by"],
    "people.person": ["Who", "Name", "Person"],
    "people.role": ["Role", "New post", "Job", "As"],
    "people.to": ["To", "Moves to", "Joins", "New employer"],
    "people.from": ["From", "Moves from", "Previously at", "Left"],
    "lead.theme": ["Theme", "Strand", "Research theme"],
    "lead.lead": ["Lead", "Led by", "Theme lead", "Looked after by"],
    "lead.body": ["Organisation", "Based at", "Institution", "Home"],
    "body.body": ["Partnership", "Network", "Name"],
    "body.leadbody": ["Lead organisation", "Led from", "Lead partner", "Lead university"],
    "body.partner": ["Partner", "With", "Working with", "Partners"],
    "body.place": ["Place", "Where", "Area"],
}
TEASERS = [
    "It asks what changed for people who live there, and what did not.",
    "There is more to this than the headline figure suggests.",
    "A short read for anybody who has to make the case to a committee.",
    "Places that tried it early have the most to say.",
]
Layout = Callable[[str, list[Record], dict[str, str], random.Random], str]


def labels(kind: str, rng: random.Random) -> dict[str, str]:
    """A label for each field of a kind; no two the same."""
    fields = list(RECORDS[kind][0])
    while True:
        drawn = {f: rng.choice(LABELS[f"{kind}.{f}"]) for f in fields}
        if len(set(drawn.values())) == len(fields):
            return drawn


def _shuffled(fields: list[str], rng: random.Random, keep_first: bool = True) -> list[str]:
    rest = fields[1:] if keep_first else fields[:]
    rng.shuffle(rest)
    return [fields[0], *rest] if keep_first else rest


def tab_labels(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n\n".join("\n".join(f"{names[f]}\t{r[f]}" for f in order) for r in records)


def tab_labels_tight(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n".join("\n".join(f"{names[f]}\t{r[f]}" for f in order) for r in records)


def colon_labels(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n\n".join("\n".join(f"{names[f]}: {r[f]}" for f in order) for r in records)


def bold_labels(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n\n".join("\n".join(f"**{names[f]}:** {r[f]}" for f in order) for r in records)


def caps_labels(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n\n".join("\n".join(f"{names[f].upper()}: {r[f]}" for f in order) for r in records)


def dash_labels(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n\n".join("\n".join(f"{names[f]} – {r[f]}" for f in order) for r in records)


def pipe_labels(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n\n".join("\n".join(f"{names[f]} | {r[f]}" for f in order) for r in records)


def header_tabs(kind, records, names, rng):
    order = _shuffled(list(names), rng, keep_first=False)
    return "\n".join(
        "\t".join(row) for row in [[names[f] for f in order], *([r[f] for f in order] for r in records)]
    )


def header_pipes(kind, records, names, rng):
    order = _shuffled(list(names), rng, keep_first=False)
    return "\n".join(
        " | ".join(row) for row in [[names[f] for f in order], *([r[f] for f in order] for r in records)]
    )


def markdown_table(kind, records, names, rng):
    order = _shuffled(list(names), rng, keep_first=False)
    rows = [[names[f] for f in order], ["---"] * len(order), *([r[f] for f in order] for r in records)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def header_spaces(kind, records, names, rng):
    order = _shuffled(list(names), rng, keep_first=False)
    rows = [[names[f] for f in order], *([r[f] for f in order] for r in records)]
    wide = [max(len(row[n]) for row in rows) + 3 for n in range(len(order))]
    return "\n".join("".join(c.ljust(w) for c, w in zip(row, wide, strict=True)).rstrip() for row in rows)


def transposed(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n".join("\t".join([names[f], *(r[f] for r in records)]) for f in order)


def titled_labels(kind, records, names, rng):
    first, *rest = _shuffled(list(names), rng)
    return "\n\n".join(
        "\n".join(
            [f"**{r[first]}**", *(f"{names[f]}: {r[f]}" for f in rest), rng.choice(TEASERS), "[Read more](#)"]
        )
        for r in records
    )


def linked_cards(kind, records, names, rng):
    first, *rest = _shuffled(list(names), rng)
    return "\n\n".join(
        "\n".join([f"[{r[first]}](https://example.org/{n})", *(f"{names[f]}: {r[f]}" for f in rest)])
        for n, r in enumerate(records)
    )


def headed_labels(kind, records, names, rng):
    first, *rest = _shuffled(list(names), rng)
    return "\n\n".join(
        "\n\n".join([f"### {r[first]}", *(f"{names[f]}: {r[f]}" for f in rest), rng.choice(TEASERS)])
        for r in records
    )


def bullets_sub(kind, records, names, rng):
    first, *rest = _shuffled(list(names), rng)
    return "\n".join(
        "\n".join([f"- {r[first]}", *(f"  - {names[f]}: {r[f]}" for f in rest)]) for r in records
    )


def numbered_labels(kind, records, names, rng):
    first, *rest = _shuffled(list(names), rng)
    return "\n\n".join(
        "\n".join([f"{n}. {r[first]}", *(f"   {names[f]}: {r[f]}" for f in rest)])
        for n, r in enumerate(records, 1)
    )


def definition_list(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n\n".join("\n".join(f"{names[f]}\n    {r[f]}" for f in order) for r in records)


def one_paragraph(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n\n".join("; ".join(f"{names[f]}: {r[f]}" for f in order) + "." for r in records)


def dotted_labels(kind, records, names, rng):
    order = _shuffled(list(names), rng)
    return "\n\n".join("\n".join(f"{names[f]} .......... {r[f]}" for f in order) for r in records)


def colon_definitions(kind, records, names, rng):
    first, *rest = _shuffled(list(names), rng)
    return "\n\n".join("\n".join([r[first], *(f": {names[f]}: {r[f]}" for f in rest)]) for r in records)


def tight_lines(kind, records, names, rng):
    return "\n".join(_LINES["dashed"][kind].format(**r) for r in records)


def _compact(patterns: dict[str, str]) -> Layout:
    def layout(kind, records, names, rng):
        return "\n\n".join(patterns[kind].format(**r, teaser=rng.choice(TEASERS)) for r in records)

    return layout


_LINES: dict[str, dict[str, str]] = {
    "dashed": {
        "work": "{title} – {author} ({date})",
        "event": "{title} – {organiser} ({date}, {time}, {place})",
        "policy": "{title} – {amount} from {funder} (closes {deadline})",
        "people": "{person} – from {from} to {to} as {role}",
        "lead": "{theme} – {lead} ({body})",
        "body": "{body} – led by {leadbody}, with {partner} ({place})",
    },
    "date first": {
        "work": "{date}: {title}, {author}",
        "event": "{date}, {time}, {place} – {title} ({organiser})",
        "policy": "{deadline} – {title}, {amount}, funded by {funder}",
        "people": "{person}, {role}, {to} (previously {from})",
        "lead": "{lead}, {body}: {theme}",
        "body": "{leadbody}: {body}, {place}; partners: {partner}",
    },
    "quoted": {
        "work": "“{title}”, {author}, {date}",
        "event": "“{title}”, {organiser}, {place}, {date}, {time}",
        "policy": "“{title}”, {amount}, funded by {funder}, closes {deadline}",
        "people": "- {person}: {role}, {to}, from {from}",
        "lead": "- {theme}: {lead}, {body}",
        "body": "- {body}: led by {leadbody}; partner: {partner}; {place}",
    },
    "body first": {
        "work": "- {author}: {title}, {date}",
        "event": "- {organiser}: {title}, {place}, {date}, {time}",
        "policy": "- {funder}: {title}, {amount}, deadline {deadline}",
        "people": "- {to}: {person}, {role} (from {from})",
        "lead": "- {lead} ({body}) – {theme}",
        "body": "- {body} | {leadbody} (lead) | {partner} (partner) | {place}",
    },
    "bullets linked": {
        "work": "- [{title}](https://example.org/a) – {author}, {date}",
        "event": "- [{title}](https://example.org/a) – {date}, {time}, {place}. Hosted by {organiser}.",
        "policy": "- [{title}](https://example.org/a) – {amount}, paid for by {funder}; closes {deadline}",
        "people": "- **{person}** – {role}, {to}; from {from}",
        "lead": "- **{theme}** – {lead}, {body}",
        "body": "- **{body}** – led by {leadbody}, with {partner}, {place}",
    },
    "run-in": {
        "work": "**{title}.** {author}, {date}. {teaser}",
        "event": "**{title}.** {organiser}, {place}, {date}, {time}. {teaser}",
        "policy": "**{title}.** {amount} from {funder}. Closes {deadline}. {teaser}",
        "people": "**{person}.** {role}, {to}. Previously at {from}.",
        "lead": "**{theme}.** Led by {lead}, {body}. {teaser}",
        "body": "**{body}.** Led by {leadbody} with {partner}. {place}.",
    },
    "run-in, told by words": {
        "work": "**{title}.** By {author}. {date}.",
        "event": "**{title}.** Workshop by {organiser} in {place}. {date}, {time}.",
        "policy": "**{title}.** Paid for by {funder}. {amount}. Closes {deadline}.",
        "people": "**{person}.** Now {role} at {to}; formerly at {from}.",
        "lead": "**{theme}.** Led by {lead}, {body}.",
        "body": "**{body}.** Led by {leadbody}, with {partner}. Based in {place}.",
    },
    "headed": {
        "work": "### {title}\n\n{author}, {date}\n\n{teaser}",
        "event": "### {title}\n\n{date}, {time} | {place} | {organiser}\n\n{teaser}",
        "policy": "### {title}\n\n{amount} | {funder} | closes {deadline}\n\n{teaser}",
        "people": "### {person}\n\n{role}, {to} | from {from}",
        "lead": "### {theme}\n\nLed by {lead}, {body}\n\n{teaser}",
        "body": "### {body}\n\nLed by {leadbody} | with {partner} | {place}",
    },
    "title over line": {
        "work": "{title}\n{author} | {date}",
        "event": "{title}\n{organiser} | {place} | {date}, {time}",
        "policy": "{title}\n{funder} | {amount} | closes {deadline}",
        "people": "{person}\n{role}, {to} | from {from}",
        "lead": "{theme}\n{lead} | {body}",
        "body": "{body}\nled by {leadbody} | with {partner} | {place}",
    },
}
LAYOUTS: dict[str, Layout] = {
    "tab labels": tab_labels, "tab labels, tight": tab_labels_tight, "colon labels": colon_labels, "bold labels": bold_labels,
    "caps labels": caps_labels, "dash labels": dash_labels, "pipe labels": pipe_labels, "header, tabs": header_tabs,
    "header, pipes": header_pipes, "markdown table": markdown_table, "header, spaces": header_spaces, "transposed": transposed,
    "titled labels": titled_labels, "linked cards": linked_cards, "headed labels": headed_labels, "bullets with sub-bullets": bullets_sub,
    "numbered labels": numbered_labels, "definition list": definition_list, "one paragraph": one_paragraph,
    "dotted labels": dotted_labels, "colon definitions": colon_definitions, "tight lines": tight_lines,
    **{name: _compact(patterns) for name, patterns in _LINES.items()},
}  # fmt: skip
HEADINGS = {
    "work": "Off the press", "event": "Put it on the wall", "policy": "Where the pennies are", "people": "Hats off and hats on",
    "lead": "Our seven corners", "body": "Round the table",
}  # fmt: skip
KNOWN = {
    "work": "Reports",
    "event": "Events",
    "policy": "Funding watch",
    "people": "People",
    "lead": "Our themes",
    "body": "Partnerships",
}


def issue(layout: str, kinds: list[str], seed: int = 0, *, known: bool = False) -> str:
    """A whole issue with the records of some kinds in one layout, under headings that nobody knows unless `known`."""
    rng = random.Random(f"{layout}/{seed}")
    parts = [
        "Policy Innovate",
        "Issue No. 9 | Date 20.04.2026",
        "A word before we begin: spring is here, and there is much to read and to do.",
    ]
    for kind in kinds:
        body = LAYOUTS[layout](kind, RECORDS[kind], labels(kind, rng), rng)
        parts += [
            (KNOWN if known else HEADINGS)[kind],
            "These are the ones that caught our eye this month.",
            body,
        ]
    return "\n\n".join([*parts, "That is all for now, and we hope to see you soon."]) + "\n"


_PREDICATES = {
    "work": {"author": "author", "date": "publicationDate"},
    "event": {"organiser": "organiser", "date": "startDateTime", "place": "locatedIn"},
    "policy": {"amount": "amount", "funder": "fundedBy"},
    "people": {"role": "hasRole", "to": "affiliatedWith", "from": "workedFor"},
    "lead": {"lead": "leadsTheme", "body": "affiliatedWith"},
    "body": {"leadbody": "leadsOrganisation", "partner": "partnerOf", "place": "locatedIn"},
}


def facts(kind: str) -> set[tuple[str, str, str]]:
    """What the records of a kind state: name, predicate, name or words."""
    found = set()
    for record in RECORDS[kind]:
        first = next(iter(record.values()))
        for field, predicate in _PREDICATES[kind].items():
            s, o = first, record[field]
            if predicate in ("leadsTheme", "leadsOrganisation", "partnerOf"):
                s, o = o, s
            elif kind == "lead":
                s = record["lead"]
            found.add((s, predicate, o))
    return found
