"""Titles that typography does not tell, and a sign that recurs at each of them does."""

from __future__ import annotations

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

TITLES = (
    "Mine water could heat many homes",
    "Quiet carriages, productive hours",
    "The long road to the lido",
    "Mayors and the art of asking",
)
BODIES = (
    "Institute for Rural Wages",
    "Quiet Transport Trust",
    "University of Calder Vale",
    "Northgate Policy Centre",
)
PROSE = (
    "The flooded galleries below the town hold water at sixteen degrees all year round, as the {body} has found. Pumped up and "
    "passed through heat exchangers, that would be enough for every terrace within two miles of the shaft.\n\n"
    "The risk is in the pipes and not in the mine, since half of the homes would need radiators of another kind and floors to match."
)
HEAD = "NET/WORKS\nDigest of the Hinterlands Network\nNo. 12 | August 2024\n\nFour pieces this month, and a word on trains.\n\n"
TAIL = "\n\nUnsubscribe · Forward · Past digests\n"
SIGNS = {
    "counted in brackets": "\n({n}) {title}\n{prose}\n\n",
    "counted with a hash": "————\n\n#{n} | {title}\n\nWHO  {body}\nWHEN  July 2024\n\n{prose}\n\n",
    "counted of": "{n}/4 {title}\n{prose}\n\n",
    "entry of": "Entry {n} of four\nHeadline:\t{title}\nSummary\n{prose}\n\n",
    "messages": "Message: {n}\nDate: Mon, {n} Jan 2025 10:02:19 +0000\nSubject: [Hinterlands] {title}\n\n{prose}\n\n",
    "framed": "*\n\n« {title} »\n\n{prose}\n\n",
    "symbols": "{symbol} {title} <https://news.example.org/{n}>\n{prose}\n▶ Read more <https://news.example.org/{n}>\n\n",
    "labels": "Title: {title}\n{prose}\n\n",
    "dates below": "{title}\n{n} July 2024\n5 minute read\n\n{prose}\n\nRead more about {title}\n\n",
}


def _page(sign: str) -> str:
    parts = [
        SIGNS[sign].format(
            n=n, title=title, body=body, prose=PROSE.format(body=body), symbol="🏠🚲🎓💡"[n - 1]
        )
        for n, (title, body) in enumerate(zip(TITLES, BODIES, strict=True), 1)
    ]
    return HEAD + "".join(parts) + TAIL


@pytest.mark.parametrize("sign", SIGNS)
def test_each_is_an_article_with_what_stands_below_it(sign: str) -> None:
    issue = document.parse(_page(sign))
    records = extract(issue, Authority())
    names = {e.id: e.name for e in records.entities}
    said = {(names[r.s], names[r.o]) for r in records.relations if r.p == "mentions" and isinstance(r.o, str)}
    assert [s.heading for s in issue.sections if s.kind == "article"] == list(TITLES)
    assert {(s, o) for s, o in said if o in BODIES} == set(zip(TITLES, BODIES, strict=True))
    assert "".join(issue.text[s.start : s.end] for s in issue.sections) == issue.text
    assert all(issue.text[a:b].strip() for a, b in issue.furniture)


@pytest.mark.parametrize(
    "page",
    [
        "\n\n".join(f"{n}. {title}" for n, title in enumerate(TITLES, 1)),
        "\n\n".join(
            f"Title: {title}\nWhen: {n} July 2024, 2pm\nWhere: Leeds" for n, title in enumerate(TITLES, 1)
        ),
        "\n\n".join(f"« {title} »" for title in TITLES),
    ],
    ids=["a list", "events", "quotations"],
)
def test_what_has_no_prose_below_it_is_no_article(page: str) -> None:
    issue = document.parse(
        f"{HEAD}{PROSE.format(body=BODIES[0])}\n\n{page}\n\n{PROSE.format(body=BODIES[1])}{TAIL}"
    )
    assert not {s.heading for s in issue.sections if s.kind == "article"} & set(TITLES)


@pytest.mark.parametrize("number", ["Item {n}.  ", "Item {n}: ", "§ {n} ", "BR/25/{n:03d} – "])
@pytest.mark.parametrize(
    "below", ["For information\nReport by: Digital Services\n\n", "For decision on 2 December\n\n"]
)
def test_numbers_that_count_on_below_a_letter_are_those_of_articles(number: str, below: str) -> None:
    letter = f"A word from the portfolio holder\n\n{PROSE.format(body='Moorland Mobility Centre')}\n\n"
    items = "".join(
        f"{number.format(n=n)}{title}\n{below}{PROSE.format(body=body)}\n\n"
        for n, (title, body) in enumerate(zip(TITLES, BODIES, strict=True), 1)
    )
    issue = document.parse(f"{HEAD}{letter}{items}")
    titles = [s.heading for s in issue.sections if s.kind == "article"]
    assert titles in (list(TITLES), ["A word from the portfolio holder", *TITLES])


@pytest.mark.parametrize("heading", ["In this edition", "On this page", "Contents", "In this issue:"])
def test_a_table_of_contents_without_a_blank_line_above_is_no_part_of_the_menu(heading: str) -> None:
    menu = "Skip to main content\nHome\nAbout us\nOur research\nNews and events\nContact\nHome > Newsletter > 2025 > March\n"
    head = "Regions & Renewal\nThe newsletter of the Centre for Regional Renewal\nMarch 2025 edition, published 6 March 2025\n"
    articles = "".join(
        f"{title}\n\n{PROSE.format(body=body)}\n\n" for title, body in zip(TITLES, BODIES, strict=True)
    )
    listed = "\n".join(TITLES)
    issue = document.parse(f"{menu}{head}{heading}\n{listed}\n\n{articles}")
    assert issue.title == "Regions & Renewal" and issue.date == "2025-03-06"
    assert [s.heading for s in issue.sections if s.kind == "article"] == list(TITLES)


@pytest.mark.parametrize(
    "labels", [("REVIEW", "REVIEW", "PARTNER PROFILE", "OPINION"), ("FEATURE", "ESSAY", "PROFILE", "ESSAY")]
)
def test_below_each_label_stands_an_article_where_it_does_below_two(labels: tuple[str, ...]) -> None:
    letter = f"A new look, the same purpose\n\n{PROSE.format(body='Moorland Mobility Centre')}\n\nHelen Prior, Calder Hub\n\n"
    parts = "".join(
        f"\n{label}\n\n{title}\n\n{PROSE.format(body=body)}\n\n"
        + (f"What the review finds\n\n{PROSE.format(body=body)}\n\n" if n < 2 else "")
        + f"{person}, Calder Hub\n\n"
        for n, (label, title, body, person) in enumerate(
            zip(
                labels,
                TITLES,
                BODIES,
                ("Ada Green", "Imogen Sayle", "Priya Nandra", "Josephine Achebe"),
                strict=True,
            )
        )
    )
    issue = document.parse(f"Policy Notes\nNumber 7\n12 March 2026\n\n{letter}{parts}")
    titles = [s.heading for s in issue.sections if s.kind == "article"]
    assert titles in (["A new look, the same purpose", *TITLES], list(TITLES))
