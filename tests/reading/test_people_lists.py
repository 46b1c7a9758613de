"""Lists of people: an entry each, with what is said behind role and organisation read as a clause about the person."""

from __future__ import annotations

import itertools
import os
import textwrap
from pathlib import Path

import pytest
from common import by_names

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

WAYS = Path(__file__).parent / "ways"
BEFORE = (WAYS / "before.page").read_text("utf-8")
AFTER = (WAYS / "after.page").read_text("utf-8")
PEOPLE = (
    ("Tamsin Okoro", "Research Associate", "Fell Institute"),
    ("Imogen Stallard", "Partnership Manager", "Harrow Council"),
    ("Dominic Seabourne", "Programme Manager", "Lorne University"),
    ("Kit Adeyemi-Ross", "Policy Analyst", "Marsh Trust"),
    ("Eluned Hartnoll", "Director", "Tarn Centre for Rural Studies"),
    ("Farah Whitlock", "Grants Officer", "Fell Institute"),
)
#: What stands behind a post, and what it says of its person.
TAILS = (
    (
        "on secondment to Plymouth City Council until December 2026",
        (("secondedTo", "Plymouth City Council"),),
    ),
    (
        "joined in January 2025, previously at Wigan Council",
        (("joined", "2025-01"), ("workedFor", "Wigan Council")),
    ),
    ("covering for Nuala Brannigan, who is on parental leave", (("coversFor", "Nuala Brannigan"),)),
    ("formerly of the Welsh Government", (("workedFor", "Welsh Government"),)),
    (
        "interested in community wealth building and procurement",
        (("expertise", "community wealth building"), ("expertise", "procurement")),
    ),
    ("on loan from the Lakeside Foundation", (("affiliatedWith", "Lakeside Foundation"),)),
)
HEADS = ("{P}, {R}, {O}", "{P}, {R} at the {O}", "{P} ({R}, {O})", "{P} – {R}, {O}", "{P}: {R}, {O}")
MARKS = ("; {t}", ". {T}.", " ({t})", " – {t}", ", {t}")


def wrapped(entry: str, indent: str) -> str:
    return textwrap.fill(entry, 78, subsequent_indent=indent)


LAYOUTS = {
    "hanging": lambda es: "\n".join(wrapped(e, "    ") for e in es),
    "flush": lambda es: "\n".join(wrapped(e, "") for e in es),
    "blank lines": lambda es: "\n\n".join(wrapped(e, "") for e in es),
    "items": lambda es: "\n".join(wrapped(f"- {e}", "  ") for e in es),
    "long lines": "\n".join,
    "bold names": lambda es: "\n\n".join(wrapped(f"**{e}".replace(",", "**,", 1), "") for e in es),
}
ALL = list(itertools.product(HEADS, MARKS, LAYOUTS))
#: By day each layout and each mark with each form of a head, by night all three together.
CHOSEN = ALL if os.environ.get("LPIPGRAPH_FUZZ") else [ALL[n] for n in range(0, len(ALL), 11)]


def read(text: str, path: Path) -> set[tuple[str, str, str]]:
    path.write_text(f"{BEFORE}Who is who\n\n{text}\n{AFTER}", "utf-8")
    return {row for row in by_names(extract(document.read(path), Authority())) if row[1] != "mentions"}


@pytest.mark.parametrize(("head", "mark", "layout"), CHOSEN)
def test_an_entry_says_what_clauses_about_its_person_would(head, mark, layout, tmp_path):
    entries, said = [], set()
    turn = HEADS.index(head) + MARKS.index(mark)
    for k, (person, role, body) in enumerate(PEOPLE):
        entry = head.format(P=person, R=role, O=body)
        said |= {(person, "hasRole", role), (person, "affiliatedWith", body)}
        if k != (turn + 3) % len(PEOPLE):  # of one nothing more is said
            tail, facts = TAILS[(k + turn) % len(TAILS)]
            entry += mark.format(t=tail, T=tail[0].upper() + tail[1:])
            said |= {(person, p, o) for p, o in facts}
        entries.append(entry)
    found = read(LAYOUTS[layout](entries), tmp_path / "page.txt")
    people = {person for person, _, _ in PEOPLE}
    assert {row for row in found if row[0] in people} == said
    assert not {row for row in found if row[0] == "Who is who" and row[2] in people}, (
        "nobody of a list signs it"
    )


@pytest.mark.parametrize(
    ("tail", "never"),
    [
        ("not on secondment to Plymouth City Council", "secondedTo"),
        ("turned down a secondment to Plymouth City Council", "secondedTo"),
        ("would have joined in January 2025 had the money come", "joined"),
        ("no longer covering for Nuala Brannigan", "coversFor"),
        ("never formerly of the Welsh Government", "workedFor"),
        ("not interested in community wealth building", "expertise"),
        ("hopes to be seconded to Plymouth City Council", "secondedTo"),
        (
            "Dr Ada Lindqvist, Lecturer, Lorne University (on secondment to Plymouth City Council)",
            "secondedTo",
        ),
    ],
)
def test_what_is_denied_or_another_persons_is_not_said(tail, never, tmp_path):
    entries = [f"{p}, {r}, {o}; {tail}" if k == 1 else f"{p}, {r}, {o}" for k, (p, r, o) in enumerate(PEOPLE)]
    found = read("\n".join(entries), tmp_path / "page.txt")
    assert not {row for row in found if row[:2] == (PEOPLE[1][0], never)}


TABLES = {
    "tabs": ("", "\t", ""),
    "pipes": ("| ", " | ", " |"),
}
#: The columns of a table of moves, and how the cells of one person are filled.
COLUMNS = {
    "apart": (("Name", "Post", "Organisation", "Change"), ("{P}", "{R}", "{O}", "{t}")),
    "post and employer": (("Name", "Post and employer", "Change"), ("{P}", "{R}, {O}", "{t}")),
    "role / organisation": (("Name", "Role / organisation", "News"), ("{P}", "{R}, {O}", "{t}")),
    "behind a post": (
        ("Who", "Role", "Employer", "What is new"),
        ("{P}", "{R}", "{O}", "Acting head of learning; {t}"),
    ),
}


def table(columns: str, marks: str, tails: list[str]) -> str:
    head, cells = COLUMNS[columns]
    left, between, right = TABLES[marks]
    rows = [head, *([("---",) * len(head)] if marks == "pipes" else [])]
    for (person, role, body), tail in zip(PEOPLE, tails, strict=True):
        said = tail if ";" in cells[-1] else tail[0].upper() + tail[1:]
        rows.append(tuple(c.format(P=person, R=role, O=body, t=said) for c in cells))
    return "\n".join(left + between.join(row) + right for row in rows)


@pytest.mark.parametrize("marks", TABLES)
@pytest.mark.parametrize("columns", COLUMNS)
def test_a_cell_of_a_table_says_what_the_tail_of_an_entry_would(columns, marks, tmp_path):
    turned = TAILS[2:] + TAILS[:2]
    found = read(table(columns, marks, [t for t, _ in turned]), tmp_path / "page.txt")
    said = {
        row
        for (person, role, body), (_, facts) in zip(PEOPLE, turned, strict=True)
        for row in (
            (person, "hasRole", role),
            (person, "affiliatedWith", body),
            *((person, p, o) for p, o in facts),
        )
    }
    people = {person for person, _, _ in PEOPLE}
    assert {row for row in found if row[0] in people} == said


@pytest.mark.parametrize("marks", TABLES)
@pytest.mark.parametrize(
    ("tail", "never"),
    [
        ("not on secondment to Plymouth City Council", "secondedTo"),
        ("hopes to be seconded to Plymouth City Council", "secondedTo"),
        ("no longer covering for Nuala Brannigan", "coversFor"),
        ("never formerly of the Welsh Government", "workedFor"),
        ("Nuala Brannigan is on secondment to Plymouth City Council", "secondedTo"),
        ("her post goes to Nuala Brannigan; formerly of the Welsh Government", "workedFor"),
    ],
)
def test_a_cell_says_nothing_of_its_person_that_it_denies_or_says_of_another(tail, never, marks, tmp_path):
    tails = ["no change" if k != 1 else tail for k in range(len(PEOPLE))]
    found = read(table("apart", marks, tails), tmp_path / "page.txt")
    assert not {row for row in found if row[:2] == (PEOPLE[1][0], never)}
