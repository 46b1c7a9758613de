"""The ways in which editors set the same kind of thing: each file of ``tests/reading/ways`` holds pages and what they state.

Each page is read as it stands and once more with other names, so that no rule hangs on one of them. A row that opens with
``never`` is what the page must not be read to say; ``*`` in it is anything.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.names import fold
from lpipgraph.records import Records, Value

WAYS = Path(__file__).parent / "reading" / "ways"
#: Around each page stand two articles, so that it is not the whole issue.
BEFORE = (WAYS / "before.page").read_text("utf-8")
AFTER = (WAYS / "after.page").read_text("utf-8")
#: Names of the pages → names that read alike.
OTHERS = dict(
    line.split("\t")
    for line in (WAYS / "names.tsv").read_text("utf-8").splitlines()
    if line and line[0] != "#"
)


def pages() -> list[tuple[str, str, list[tuple[str, ...]]]]:
    """Name of the page, its text, and its statements."""
    found = []
    for path in sorted(WAYS.glob("*.txt")):
        for n, part in enumerate(path.read_text("utf-8").split("\n=====\n")):
            text, _, said = part.partition("\n---\n")
            rows = [tuple(x.strip() for x in line.split(" | ")) for line in said.splitlines() if line.strip()]
            found.append((f"{path.stem}-{n}", text, rows))
    return found


def renamed(text: str) -> str:
    for name, other in OTHERS.items():
        text = text.replace(name, other)
    return text


def holds(found: Records, row: tuple[str, ...]) -> bool:
    """Whether a statement, or an entity of a class, was read; a date is as precise as it is written."""
    entities = {e.id: e for e in found.entities}
    if len(row) == 2:
        return any(e.cls == row[0] and fold(row[1]) in map(fold, e.names) for e in found.entities)

    def same(o: str | Value) -> bool:
        if row[2] == "*":
            return True
        if not isinstance(o, Value):
            return fold(row[2]) in map(fold, entities[o].names)
        if o.type == "dateTime":
            return o.value.startswith(row[2]) and "T" in row[2]
        return fold(o.value) == fold(row[2])

    return any(
        r.p == row[0] and (row[1] == "*" or fold(row[1]) in map(fold, entities[r.s].names)) and same(r.o)
        for r in found.relations
    )


@pytest.mark.parametrize("change", [str, renamed], ids=["as written", "other names"])
@pytest.mark.parametrize(("text", "rows"), [p[1:] for p in pages()], ids=[p[0] for p in pages()])
def test_a_page_says_what_it_says_in_this_way_too(text, rows, change, tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(BEFORE + change(text) + AFTER, "utf-8")
    found = extract(document.read(path), Authority())
    said = [tuple(change(cell) for cell in row) for row in rows]
    assert [row for row in said if row[0] != "never" and not holds(found, row)] == []
    assert [row for row in said if row[0] == "never" and holds(found, row[1:])] == []


@pytest.mark.parametrize(("text", "rows"), [p[1:] for p in pages()], ids=[p[0] for p in pages()])
def test_a_page_has_no_other_things_of_the_kind(text, rows, tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(BEFORE + text + AFTER, "utf-8")
    found = extract(document.read(path), Authority())
    kinds = {row[0] for row in rows if len(row) == 2} - {"Theme", "Publication"}
    named = {(row[0], fold(row[1])) for row in rows if len(row) == 2}
    others = [
        (e.cls, e.name)
        for e in found.entities
        if e.cls in kinds and not any((e.cls, fold(n)) in named for n in e.names)
    ]
    assert others == [] or any(name.startswith("Launch of ") for _, name in others)
