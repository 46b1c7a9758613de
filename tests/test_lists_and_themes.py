"""What tables, cards, lists and prose about themes say must hold with any names: each kind drawn anew, with what it must not be taken for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from common import by_names

from lpipgraph import document
from lpipgraph.authority import Authority, Entry
from lpipgraph.extract import extract

SEEDS = pytest.mark.parametrize("seed", range(3))
FIRST = ("Ada", "Bridget", "Callum", "Fern", "Hana", "Isobel", "Marcus", "Priya", "Ruth", "Tomos")
LAST = (
    "Ashdown",
    "Bellweather",
    "Carrick",
    "Dunmore",
    "Ellery",
    "Farrant",
    "Gwynne",
    "Hallam",
    "Kettle",
    "Nairn",
)
TOWNS = ("Hexham", "Lincoln", "Scarborough", "Norwich", "Carlisle", "Halifax")
SUBJECTS = ("Food", "Water", "Land", "Trade", "Sport", "Culture", "Energy", "Transport", "Housing")
THEMES = (
    "Work and Fair Pay",
    "Living Well in Older Towns",
    "Rivers and Coasts",
    "Making and Mending at Home",
    "Learning Through Later Life",
)
TERMS = ("cold corridor", "shared threshold", "street bargain", "quiet surplus", "borrowed hour")


#: Another article, so that an issue has more than one.
BEFORE = "A quay is mended\nBy Jo Marsh\n\nWe walked along the quay in the rain and spoke of boats with those who still go out in them.\n\n\n"


def drawn(seed: int, kind: str) -> random.Random:
    return random.Random(f"{kind}:{seed}")


def people(rng: random.Random, n: int) -> list[str]:
    return [f"{a} {b}" for a, b in zip(rng.sample(FIRST, n), rng.sample(LAST, n), strict=True)]


def facts(tmp_path: Path, body: str, themes: tuple[str, ...] = ()) -> set[tuple[str, str, str]]:
    """All that an issue with this body says, by names."""
    page = (
        f"PLACE LETTER\nIssue 4, 12 March 2026\n\nNews for places from the Place Letter Office.\n\n\n{body}\n"
    )
    path = tmp_path / "issue.txt"
    path.write_text(page, "utf-8")
    known = Authority(tuple(Entry(id=f"theme:{n}", cls="Theme", name=t) for n, t in enumerate(themes)))
    return by_names(extract(document.read(path), known))


@SEEDS
def test_a_body_with_commas_in_a_cell_is_one(tmp_path, seed):
    rng = drawn(seed, "bodies")
    a, b, c, x, y = rng.sample(SUBJECTS, 5)
    head = rng.choice(("Department for", "Ministry of", "Office for"))
    town = rng.choice(TOWNS)
    one = f"{head} {a}, {b} and {c}"
    college = f"{town} College of {x} and {y}"
    rows = [
        ("Small Harbours Fund", one, "£2 million"),
        ("Seedcorn Fund", college, "£3 million"),
        ("Lantern Fund", f"{town} City Council and Natural England", "£4 million"),
    ]
    table = "\n".join("\t".join(r) for r in [("Fund", "Who pays", "How much"), *rows])
    paid = {(s, o) for s, p, o in facts(tmp_path, f"Money with a deadline\n\n{table}") if p == "fundedBy"}
    assert paid == {
        ("Small Harbours Fund", one),
        ("Seedcorn Fund", college),
        ("Lantern Fund", f"{town} City Council"),
        ("Lantern Fund", "Natural England"),
    }


@SEEDS
def test_terms_and_venues_put_no_event_on(tmp_path, seed):
    rng = drawn(seed, "events")
    host, other = (f"{t} Place Institute" for t in rng.sample(TOWNS, 2))
    venue, town = rng.choice(("The Exchange", "Square Chapel", "The Old Mill")), rng.choice(TOWNS)
    terms = rng.choice(("Free", "All welcome", "No charge", "Free entry"))
    cards = (
        f"DATES FOR THE DIARY\n\nWho Keeps the Time: A Workshop\nTuesday 12 May 2026, 10.30am to 3pm\n{venue}, {town}\n"
        f"Hosted by the {host}\n{terms}; book by email to events@place.example\n\n"
        f"Counting the Cost: The Launch\n21 May 2026, 6pm\n{venue}, {town}\nHosted by the {other}\n{terms}\n"
    )
    said = facts(tmp_path, cards)
    assert {o for _, p, o in said if p == "organiser"} == {host, other}


@SEEDS
def test_whom_an_event_is_for_is_no_part_of_its_name(tmp_path, seed):
    rng = drawn(seed, "audience")
    whom = rng.choice(("housing officers", "parish clerks", "council analysts"))
    body = f"{rng.choice(TOWNS)} Coast Partnership"
    table = (
        "Dates\n\nWhen\tWhat\tWhere\tOrganiser\n"
        f"6 May 2026\tLaunch: Opening the Door\tLincoln\t{body}\n"
        f"11 June 2026\tWorkshop: Heat for Less (for {whom})\tNorwich\t{body}\n"
    )
    said = facts(tmp_path, table)
    assert ("Heat for Less", "audience", whom) in said
    assert ("Heat for Less", "organiser", body) in said


@SEEDS
def test_a_table_of_leads_says_their_interests_and_for_whom_they_cover(tmp_path, seed):
    rng = drawn(seed, "leads")
    a, b, away = people(rng, 3)
    first, second = rng.sample(THEMES, 2)
    table = (
        "Themes and leads\n\nTheme\tLead\tInstitution\tInterests\n"
        f"{first}\tDr {a}\tHexham University\tseasonal work; arts and culture\n"
        f"{second}\tDr {b} (covering for Dr {away}, who is on parental leave)\tUniversity of the Wolds\tsoil carbon; drainage\n"
    )
    said = facts(tmp_path, table)
    assert {(s, o) for s, p, o in said if p == "expertise"} == {
        (a, "seasonal work"),
        (a, "arts and culture"),
        (b, "soil carbon"),
        (b, "drainage"),
    }
    assert {(a, "leadsTheme", first), (b, "leadsTheme", second), (b, "coversFor", away)} <= said
    assert (away, "affiliatedWith", "University of the Wolds") not in said


WORDINGS = (
    ("{T} stays with Dr {P}, a geographer by training.", "lead"),
    ("{T} is now led by {P}, who came in September.", "lead"),
    ("{T} is shared by {P} and {Q}, both of the Office.", "both"),
    ("Dr {P}, an engineer who came late to research, has taken on {T}.", "lead"),
    ("{P} continues to lead on {T}.", "lead"),
    ("{T} has no lead for the moment.", "none"),
    ("{T} was led by {P} until last year.", "past"),
)


@SEEDS
def test_prose_about_themes_says_who_leads_them(tmp_path, seed):
    rng = drawn(seed, "prose")
    told = rng.sample(WORDINGS, 4)
    names = people(rng, 8)
    wanted, lines = set(), []
    themes = rng.sample(THEMES, 4)
    for (wording, sort), theme, p, q in zip(told, themes, names[::2], names[1::2], strict=True):
        lines.append(wording.format(T=theme, P=p, Q=q))
        wanted |= {(p, theme)} if sort in ("lead", "both") else set()
        wanted |= {(q, theme)} if sort == "both" else set()
    body = (
        "A new line-up for a new year\n\nHere is how our research themes are shared out this year. "
        + " ".join(lines)
    )
    said = facts(tmp_path, body, tuple(themes))
    assert {(s, o) for s, p, o in said if p == "leadsTheme"} == wanted


@SEEDS
def test_part_of_a_name_beside_the_word_is_the_theme_that_alone_fits(tmp_path, seed):
    rng = drawn(seed, "part")
    p, q = people(rng, 2)
    body = (
        "Who does what\n\nThe Office has a theme called Living Well in Older Towns and another theme called Rivers and Coasts. "
        f"{p} leads the older towns theme at the Office. {q} leads the mountains theme somewhere else.\n"
    )
    led = {(s, o) for s, r, o in facts(tmp_path, body) if r == "leadsTheme"}
    assert (p, "Living Well in Older Towns") in led
    assert not [o for s, o in led if s == q]


@SEEDS
def test_questions_on_lines_of_their_own_are_those_announced(tmp_path, seed):
    rng = drawn(seed, "questions")
    asked = [
        "Who should pay for training that lasts a winter?",
        "Can a college without a station serve a coast?",
        "What would a fair floor for wages look like?",
    ]
    rng.shuffle(asked)
    heads = ["Pace and patience", "The hard part", "Measuring warmth"]
    title = rng.choice(("Working the Tide", "Keeping the Roof", "Paying the Ferry"))
    opening = f"Our review of coastal skills, {title}, came out in March. It draws together 84 studies of towns by the sea."
    gap = rng.choice(("\n", "\n\n"))
    for lines in (asked, [f"Q{n}  {h}. {x}" for n, (h, x) in enumerate(zip(heads, asked, strict=True), 1)]):
        text = f"{BEFORE}Tidal labour\nBy {people(rng, 1)[0]}\n\n{opening}\n\nThe review ends on three burning questions.\n\n{gap.join(lines)}\n"
        found = {(s, o) for s, p, o in facts(tmp_path, text) if p == "asksQuestion"}
        assert len({o for _, o in found}) == 3, found
        assert {s for s, _ in found} == {title}
    idle = f"{BEFORE}Tidal labour\nBy {people(rng, 1)[0]}\n\nWe walked along the quay and talked of boats.\n\n{gap.join(asked)}\n"
    assert not [x for x in facts(tmp_path, idle) if x[1] == "asksQuestion"]


DEFINITIONS = (
    "By {c} the authors mean the ability of a street to act in a season.",
    'The review introduces the idea of {c}, which it defines as "the sense that somebody has been here before".',
    'The team calls the result "{c}": an arrangement in which riders and drivers agree the hours.',
    "The jargon for this is {c}: the habit of meeting on other people's doorsteps.",
    "It also takes up the idea of {c}, that is, the time that neighbours lend each other.",
    "A {c}, the review says, is the run of months in which nobody is at home.",
)


@SEEDS
@pytest.mark.parametrize("wording", DEFINITIONS)
def test_a_definition_names_its_term_and_no_more(tmp_path, seed, wording):
    rng = drawn(seed, wording)
    term = rng.choice(TERMS)
    text = (
        "Who holds the spanner\n\nThe evidence review takes stock of many studies on homes and streets. "
        f"{wording.format(c=term)} The report was read by many people in the town and the authors mean to go on."
    )
    terms = {o for _, p, o in facts(tmp_path, text) if p == "definesConcept"}
    assert {t.lower() for t in terms} == {term}


@SEEDS
def test_under_a_heading_of_policies_and_practice_what_is_called_a_policy_is_none_of_the_examples(
    tmp_path, seed
):
    rng = drawn(seed, "policies and practice")
    a, b = people(rng, 2)
    theme, thing, town = rng.choice(THEMES), rng.choice(SUBJECTS), rng.choice(TOWNS)
    heading = rng.choice(("Policies and practice", "Policy and practice", "Policies, schemes and examples"))
    body = f"Department for {thing}"
    page = (
        f"What neighbours keep\nBy {a}\n\nThis article summarises the {theme} Evidence Review, which {b} wrote. "
        f"It asks what people keep and what they give away when they move to another street.\n\n{heading}\n\n"
        f"The {town} and Valleys Programme, run by the {body}, will spend up to £5 billion over ten years. "
        f"In Wales, the Mended Streets Programme, for which the Welsh Government is responsible, pays for repairs. "
        f"In England the vehicle is the English Lanes and Closes Bill, introduced in July 2025.\n\n"
        f"For practice the review looks to the Lantern Ledger in Northern Ireland, which neighbours keep. "
        f"From the Netherlands the review takes Mended Row, which asks nothing of anybody.\n"
    )
    path = tmp_path / "issue.txt"
    path.write_text(f"PLACE LETTER\nIssue 4, 12 March 2026\n\nNews for places.\n\n\n{BEFORE}{page}", "utf-8")
    found = extract(document.read(path), Authority((Entry(id="theme:1", cls="Theme", name=theme),)))
    assert {e.name for e in found.entities if e.cls == "CaseStudy"} == {"Lantern Ledger", "Mended Row"}
    named = {e.name for e in found.entities if e.cls == "Policy"}
    assert {
        f"{town} and Valleys Programme",
        "Mended Streets Programme",
        "English Lanes and Closes Bill",
    } <= named


@SEEDS
def test_names_below_titles_in_the_contents_are_their_authors(tmp_path, seed):
    rng = drawn(seed, "contents")
    names = people(rng, 3)
    titles = rng.sample(
        ("A quay is mended", "Who keeps the key", "Rain on the common", "The last bus but one"), 3
    )
    listed = "\n\n".join(f"{t}\n{n}" for t, n in zip(titles, names, strict=True))
    bodies = "\n\n\n".join(
        f"{t}\n{names[0] if n == 0 else ''}\n\nWe walked to see what {t.lower()} may mean to those who live beside it, and came home wet.\n\n"
        f"It is told here as we heard it from {len(t)} people, none of whom agreed on what {t.lower()} had cost."
        for n, t in enumerate(titles)
    )
    path = tmp_path / "issue.txt"
    path.write_text(
        f"PLACE LETTER\nIssue 4, 12 March 2026\n\nIn this issue\n\n{listed}\n\n\n{bodies}\n", "utf-8"
    )
    doc = document.read(path)
    assert [s.heading for s in doc.sections if s.kind == "article"] == titles
    found = extract(doc, Authority())
    called = {e.id: e.name for e in found.entities}
    said = {(called[r.s], called[str(r.o)]) for r in found.relations if r.p == "author"}
    assert said == set(zip(titles, names, strict=True))


@SEEDS
def test_a_sentence_below_the_details_of_a_card_opens_no_entry(tmp_path, seed):
    rng = drawn(seed, "said")
    host, maker = (f"{t} Place Institute" for t in rng.sample(TOWNS, 2))
    number, year = rng.randint(21, 79), rng.choice((2028, 2030))
    said = facts(
        tmp_path,
        f"Reports we are reading\n\nThe price of starting over\n{maker}, February 2026\n"
        f"Counts {number} local funds opened, merged or closed in a decade. Recommends one for every town by {year}.\n\n"
        f"Left to the weather\n{host}, January 2026\nA short guide to roofs, candid about the two that fell in.\n\n\n"
        f"Events\n\nHeat and the colleges\nThursday 7 May 2026, 13:00 to 16:00, {TOWNS[0]}\n"
        f"A workshop on heat for college leaders, organised by the {host} and the {maker}.\n\n"
        f"Places and Ports 2026\n9 to 10 June 2026, {TOWNS[1]}\n"
        f"The annual conference of the {maker}. Registration closes on 22 May.\n",
    )
    assert {s for s, p, _ in said if p == "startDateTime"} == {
        "Heat and the colleges",
        "Places and Ports 2026",
    }
    assert ("Places and Ports 2026", "startDateTime", "2026-06-09") in said
    assert {(s, o) for s, p, o in said if p == "publicationDate" and "Issue" not in s} == {
        ("The price of starting over", "2026-02"),
        ("Left to the weather", "2026-01"),
    }


@SEEDS
def test_an_article_that_names_its_theme_and_lead_above_its_parts_is_no_list_of_themes(tmp_path, seed):
    rng = drawn(seed, "above its parts")
    a, b = people(rng, 2)
    one, two = rng.sample(THEMES, 2)
    page = "\n\n\n".join(
        f"{title}\nTheme: {theme}\nTheme lead: Dr {who}, {town} University\n\n"
        f"{who} is acting lead of the theme on {theme.lower()}, covering for Dr Cy Poe, who is away until September. "
        f"The work began in the spring and goes on.\n\n"
        f"Key concepts\n\nA fair move to {town} is one in which the costs do not fall on those least able to carry them.\n\n"
        f"Burning questions\n\n1. Who should hold the keys of {town}?\n2. What becomes of {town} in the rain?\n"
        for title, theme, who, town in (
            ("Warm rooms and the local trades", one, a, "Lincoln"),
            ("Skills after the rain", two, b, "Norwich"),
        )
    )
    listed = "In this issue\n\nWarm rooms and the local trades\nSkills after the rain"
    path = tmp_path / "issue.txt"
    path.write_text(
        f"PLACE LETTER\nIssue 4, 12 March 2026\n\nNews for places.\n\n{listed}\n\n\n{page}", "utf-8"
    )
    doc = document.read(path)
    assert [(s.kind, s.heading) for s in doc.sections if s.level == 1][2:] == [
        ("article", "Warm rooms and the local trades"),
        ("article", "Skills after the rain"),
    ]


@SEEDS
def test_an_entry_may_say_who_and_when_before_it_says_what(tmp_path, seed):
    rng = drawn(seed, "who and when")
    one, two = (f"{t} Place Institute" for t in rng.sample(TOWNS, 2))
    who, gap = people(rng, 1)[0], rng.choice(("\n", "\n\n"))
    link = f"{gap}Read more: https://place.example/more"
    said = facts(
        tmp_path,
        f"{BEFORE}WORTH READING\n\n*Counting the Carts*\n{one}, April 2025. A report, commissioned by {two},\nwhich finds that "
        f"one cart in five has no wheels, and is a good deal less dry than that.{link}\n\n"
        f"*Rural Proofing, Years On*\n{two}, February 2025. {who}, who wrote this report, has\nread every paper that anybody could "
        f"find on the matter, so that we need not.{link}\n",
    )
    dated = {(s, o) for s, p, o in said if p == "publicationDate" and "Issue" not in s}
    assert dated == {("Counting the Carts", "2025-04"), ("Rural Proofing, Years On", "2025-02")}
    assert ("Counting the Carts", "commissionedBy", two) in said
    assert not {s for s, p, _ in said if p == "mentions"} & {"Counting the Carts", "Rural Proofing, Years On"}


@SEEDS
def test_articles_below_a_kicker_and_their_numbered_questions_are_no_works(tmp_path, seed):
    rng = drawn(seed, "no works")
    names = people(rng, 2)
    titles = ("What keeps a pound in the parish", "Carbon, commons and a good many sheep")
    link = "Read more: https://place.example/more"
    body = "\n\n".join(
        f"*{title}*\nBy {name}\n\n"
        f"The people of {town} have long asked what {town} may keep of what it earns, and whether those who come to {town} for a "
        f"day leave anything behind. This is what they told us, in the order in which they told it, with no more put in than was "
        f"needed to make sense of it. In {town} nobody agreed with anybody, and each of them said so at some length to us.\n\n"
        f"1. How can the councils that {town} has lost be found again\nwithout falling foul of the rules?\n"
        f"2. Who should own what {town} depends on?\n3. What would count as success for {town} when it shrinks?\n\n{link}"
        for title, name, town in zip(titles, names, ("Hexham", "Halifax"), strict=True)
    )
    said = facts(tmp_path, f"EVIDENCE REVIEWS\n\n{body}\n\nMONEY\n\n*Seeds again*\n\n{BEFORE}")
    issue = {s for s, p, _ in said if p == "issueNumber"}
    assert {o for s, p, o in said if s in issue and p == "mentions"} & set(titles) == set()
    assert {s for s, p, o in said if p == "partOfIssue" and s.endswith("?")} == set()


#: Who led a theme, or stood in for its lead, before. {P} is who did, {T} the theme's name.
LED_BEFORE = (
    "{P} looked after this theme until July 2025, when she left {U}.",
    "{P} led this theme until July 2025.",
    "Until July 2025 {P} led the {T} theme.",
    "Until July the theme was led by {P}.",
    "{T} was led by {P} until July.",
    "{T} was jointly led by {P} until July.",
    "{T}, previously led by {P}, has a new lead.",
    "{P} used to lead the {T} theme.",
    "{P} headed up the {T} theme until May.",
    "{P} was responsible for the {T} theme until May.",
    "{P} took charge of the {T} theme until May.",
    "{P} took over the {T} theme until May.",
    "The {T} theme was in the hands of {P} until May.",
    "{P}, who looked after the {T} theme until May, is now at {U}.",
    "{P} has stepped down as lead of the {T} theme.",
    "{P} no longer leads the {T} theme.",
    "{P} covered for {L} until May.",
    "{P} stood in for {L} until May.",
)
LEADS_NOW = (
    "{P} leads the {T} theme until May 2027.",
    "{P} looks after the {T} theme.",
    "{T} is led by {P}.",
)
PORTRAIT = "Our theme leads\n\n{T}\n\nThis strand moves fast.\n\nLPIP Hub Lead: Dr {L}\n\n{said}\n"


@pytest.mark.parametrize("said", [*LED_BEFORE, *LEADS_NOW])
def test_who_led_a_theme_before_does_not_lead_it_now(tmp_path, said):
    rng = drawn(0, said)
    now, then = people(rng, 2)
    theme = rng.choice(THEMES)
    told = said.format(P=then, L=now, T=theme, U="Marram University")
    found = facts(
        tmp_path, PORTRAIT.format(T=theme, L=now, said=f"We hear that the year was long. {told}"), (theme,)
    )
    assert (now, "leadsTheme", theme) in found
    leading = {row for row in found if row[0] == then and row[1] in ("leadsTheme", "coversFor")}
    assert bool(leading) == (said in LEADS_NOW), leading
