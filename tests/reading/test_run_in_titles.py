"""Paragraphs that open with the title of their article, on its line."""

from __future__ import annotations

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

TITLES = (
    "A levy that stays at home",
    "Why halls close on Thursdays",
    "New homes, old sewers",
    "Who mends the sea wall?",
)
BODIES = (
    "Quayside Tourism Institute",
    "Village Halls Trust",
    "Drainage and Growth Commission",
    "Sea Wall Society",
)
PROSE = (
    "Visitors will pay two pounds a night from April, and the whole sum will stay in the town. The scheme was drawn up by\n"
    "the {b}, which has looked at eleven such charges and found that nobody minds the price.",
    "It began as a joke among those who take the bookings. The {b} put five years of diaries together, and\n"
    "found that one day of the week is the emptiest by far, in each of the villages it looked at.",
    "Committees may object to houses when the sewers are full, but hardly ever know whether they are. The\n"
    "{b} has shown that the evidence was more than ten years old in most of the appeals.",
    "The wall has five owners, and none of them has a ladder. Each winter takes a little more of it, says the\n"
    "{b}, and each spring brings a meeting at which it is agreed that others ought to pay.",
)
MORE = "A second paragraph goes on with the same matter, and has no words of its own in front of it."

#: How a title may run into its text; `T` is the title, in capitals where all of it is.
FORMS = {
    "capitals, full stop": "{T}. {p}",
    "capitals, colon": "{T}: {p}",
    "capitals, dash": "{T} – {p}",
    "capitals, long dash": "{T} — {p}",
    "bold, full stop in": "**{t}.** {p}",
    "bold, full stop behind": "**{t}**. {p}",
    "bold alone": "**{t}** {p}",
    "bold, colon": "**{t}:** {p}",
    "bold, dash": "**{t}** – {p}",
    "underscores": "__{t}.__ {p}",
}


def _page(form: str, *, more: bool, gap: str = "") -> str:
    parts = ["THE PARISH SHEET\nNo. 103, May 2024\nTwo sides of paper for clerks"]
    for title, body, prose in zip(TITLES, BODIES, PROSE, strict=True):
        line = FORMS[form].format(T=title.upper(), t=title, p=prose.format(b=body))
        parts.append(line.replace("?.", "?").replace("?:", "?"))
        parts += [MORE] * more + [gap] * bool(gap)
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("more", [False, True])
def test_the_lead_is_the_title_and_the_rest_is_its_text(form: str, more: bool) -> None:
    text = _page(form, more=more, gap="* * *" if more else "")
    read = document.parse(text)
    assert read.text == text
    found = [s.heading.lower() for s in read.sections if s.kind == "article"]
    assert found == [t.lower() for t in TITLES]
    for body, prose in zip(BODIES, PROSE, strict=True):
        whole = " ".join(prose.format(b=body).split())
        assert any(
            read.reading(b.start, b.end).text.endswith(whole) for b in read.blocks if b.kind == "paragraph"
        )
    records = extract(read, Authority())
    names = {e.id: e.name for e in records.entities}
    said = {(names[r.s].lower(), names[str(r.o)]) for r in records.relations if r.p == "mentions"}
    for title, body in zip(TITLES, BODIES, strict=True):
        assert (title.lower(), body) in said
        assert not any(o == body and s != title.lower() for s, o in said)


@pytest.mark.parametrize(
    "entries",
    [
        # entries of a list, people, the parts of an article, single sentences in capitals
        ["**Ada Green.** {p}", "**Ben Marsh.** {p}", "**Megan Sorley.** {p}"],
        ["**Host:** {p}", "**Funder:** {p}", "**Partners:** {p}"],
        ["NOTE. {p}", "{p}", "{p}"],
        ["Rents rose. {p}", "{p}", "Wages fell. {p}"],
        ["THE BBC said so. {p}", "NHS England agreed. {p}", "A UK survey came last. {p}"],
    ],
    ids=["people", "fields", "one alone", "sentences", "acronyms"],
)
def test_other_paragraphs_stay_whole(entries: list[str]) -> None:
    page = "The Parish Sheet\nNo. 103, May 2024\n\nHow the halls are let\n\n"
    page += "\n\n".join(
        e.format(p=p.format(b="Village Halls Trust")) for e, p in zip(entries, PROSE, strict=False)
    )
    read = document.parse(page + "\n")
    assert [s.heading for s in read.sections if s.kind == "article"] in (["How the halls are let"], [])


def test_parts_of_articles_with_titles_of_their_own_stay_parts() -> None:
    parts = ["The Parish Sheet\nNo. 103, May 2024"]
    for title, prose in zip(TITLES, PROSE, strict=True):
        parts += [
            f"## {title}",
            f"**What it costs.** {prose.format(b='Village Halls Trust')}",
            f"**Who pays.** {MORE} {MORE}",
        ]
    read = document.parse("\n\n".join(parts) + "\n")
    assert [s.heading for s in read.sections if s.kind == "article"] == list(TITLES)
