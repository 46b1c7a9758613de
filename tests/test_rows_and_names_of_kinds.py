"""The same facts set in other ways: rows of days, questions by any mark, labels that ask, themes and reviews called so."""

from __future__ import annotations

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.document.formats import MARKDOWN, TEXT, kind_of
from lpipgraph.extract import extract
from lpipgraph.records import Records, Relation

HEAD = "POLICY INNOVATE\nIssue No. 7 | 9 June 2026\n\n"
OPENING = "FROM THE EDITOR\n\nGood evidence ought to travel. In practice it stops at the county boundary, and it stays there.\n\n"


def read(body: str) -> Records:
    return extract(document.parse(HEAD + OPENING + body), Authority())


def said(records: Records, predicate: str) -> set[tuple[str, str]]:
    names = {e.id: e.name for e in records.entities}

    def end(row: Relation) -> str:
        return names[row.o] if isinstance(row.o, str) else row.o.value

    return {(names[r.s], end(r)) for r in records.relations if r.p == predicate}


DIARY = (
    ("7 July 2026, 10:00 to 11:30", "Webinar: Trusts for Beginners. Marlow Transport Observatory."),
    ("16 September 2026", "Annual conference: Places That Learn. Marlow Transport Observatory, at the Guildhall, Hull."),
    ("22 October 2026, 14:00 to 16:00", "Half-day workshop: Retrofit at Street Scale. Marlow Transport Observatory."),
)  # fmt: skip
SET = ("{}\t{}", "| {} | {} |", "- {}. {}", "{}: {}", "{} – {}")


@pytest.mark.parametrize("form", SET)
def test_a_diary_reads_the_same_however_its_rows_are_set(form):
    found = read("DATES FOR THE DIARY\n\n" + "\n".join(form.format(*row) for row in DIARY) + "\n")
    days = {("Trusts for Beginners", "2026-07-07T10:00:00"), ("Places That Learn", "2026-09-16"), ("Retrofit at Street Scale", "2026-10-22T14:00:00")}  # fmt: skip
    assert said(found, "startDateTime") == days
    assert said(found, "organiser") == {(name, "Marlow Transport Observatory") for name, _ in days}


MARKS = {
    "digits": ("1.", "2.", "3."), "bracketed": ("(1)", "(2)", "(3)"), "tabbed": ("1\t", "2\t", "3\t"),
    "Roman": ("(i)", "(ii)", "(iii)"), "Roman with a dot": ("i)", "ii)", "iii)"),
}  # fmt: skip
ASKED = (
    "Who should bear the cost of protecting small firms in the valley?",
    "How can districts which share a river plan together?",
    "What do residents regard as a fair settlement?",
)


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_questions_keep_their_numbers_whatever_their_marks(marks):
    lines = "\n".join(
        f"{mark} {question}".replace("\t ", "\t") for mark, question in zip(marks, ASKED, strict=True)
    )
    body = f"Living with Water\n\nBy Tomasz Wieland\n\nThe Hub has completed Living with Water, its evidence review for the theme Rivers and Towns. It was a long job for all.\n\nBurning questions\n\n{lines}\n"
    numbers = said(read(body), "questionNumber")
    assert numbers == {(" ".join(q.split()[:8]), str(n)) for n, q in enumerate(ASKED, 1)}


@pytest.mark.parametrize(
    "label", ["Funder", "Who pays", "Who is paying", "Who's paying", "Paid for by", "Money from"]
)
def test_a_label_may_ask_in_any_tense(label):
    rows = (("Coastal Skills Boost", "Department for Education", "£12.5 million"), ("High Street Repair Fund", "Scottish Government", "£85 million"))  # fmt: skip
    table = "\n".join("\t".join(row) for row in (("Fund", label, "How much"), *rows))
    assert said(read(f"MONEY MATTERS\n\n{table}\n"), "fundedBy") == {row[:2] for row in rows}


def test_addresses_in_a_table_belong_to_its_rows():
    people = (("Skills", "Dr Tobias Anand", "University of Leeds", "t.anand@hub.example"), ("Rivers", "Nerys Hopkin", "Ulster University", "n.hopkin@hub.example"))  # fmt: skip
    table = "\n".join("\t".join(row) for row in (("Theme", "Lead", "Home institution", "Write to"), *people))
    found = said(read(f"MEET THE THEME LEADS\n\nEach theme has its lead.\n\n{table}\n"), "email")
    assert found == {(name.removeprefix("Dr "), mail) for _, name, _, mail in people}


THEMES = ("Skills", "Rivers and Towns", "Communities in Their Places")
CALLED = (
    "The article below comes from our {} theme.",
    "It is the second review that the Hub has issued under its {} theme.",
    "She joined in May and works on the theme {}.",
    "The Hub's {} theme asks how that could change.",
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("wording", CALLED)
def test_what_is_called_a_theme_is_one(theme, wording):
    found = read(f"A letter\n\nBy Ada Green\n\nIt was a cold spring for all of us. {wording.format(theme)}\n")
    assert [e.name for e in found.entities if e.cls == "Theme"] == [theme]


NO_THEMES = (
    "A common theme Britain knows well is delay.",
    "There is no Whitehall theme in it.",
    "He joined the Marlow Institute theme group.",
    "The theme of the day was rain.",
)


@pytest.mark.parametrize("sentence", NO_THEMES)
def test_what_only_stands_beside_the_word_is_no_theme(sentence):
    found = read(f"A letter\n\nBy Ada Green\n\nIt was a cold spring for all of us. {sentence}\n")
    assert [e.name for e in found.entities if e.cls == "Theme"] == []


REVIEWS = (
    "We read some 140 studies for {}: An Evidence Review, which the Hub published in May 2026.",
    "The Hub has now completed {}, its evidence review.",
    "{} is the second evidence review from the Hub.",
    "{}, an evidence review by Tomasz Wieland, came out in May 2026.",
)


@pytest.mark.parametrize("wording", REVIEWS)
@pytest.mark.parametrize("title", ["Retrofit and Local Supply Chains", "Care Work and Local Labour Markets"])
def test_a_review_bears_the_title_that_its_sentence_gives(title, wording):
    found = read(f"Cold comfort\n\nBy Tomasz Wieland\n\n{wording.format(title)} It has much to say.\n")
    (review,) = [e.name for e in found.entities if e.kind == "evidence review"]
    assert review.removesuffix(": An Evidence Review") == title


@pytest.mark.parametrize("line", ["-", "="])
@pytest.mark.parametrize("more", ["", "See [the review](https://example.org) and **two** others.\n"])
def test_a_line_below_a_heading_makes_no_markdown(line, more):
    """What reads plain text tells headings by all that it shows; Markdown's own signs would overrule it."""
    content = f"THE DIGEST\n\nTHE LONG READ\n{line * 13}\n\nWarm at last?\nby Dr Lunn\n\n{more}"
    assert kind_of(content.encode()) == TEXT
    assert kind_of(f"# THE DIGEST\n\n{content}".encode()) == MARKDOWN
