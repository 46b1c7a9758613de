"""Three small issues with all that they say, as records: what the questions over time are tested with.

A file of ``tests/series`` is an issue, with what each sentence states below it (``> subject predicate object``, or
``value^type``); ``things.csv`` names the things. Each sentence is the quote of what stands below it.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from issue_one import authority
from pyoxigraph import Dataset

from lpipgraph import changes, document, graph, identity, reason
from lpipgraph.document import Document
from lpipgraph.records import Entity, Records, Relation, Value

FOLDER = Path(__file__).parent / "series"
FILES = sorted(FOLDER.glob("issue-*.txt"))


@cache
def things() -> dict[str, dict[str, str]]:
    with (FOLDER / "things.csv").open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


def again(path: Path, number: int, day: str, month: str) -> tuple[Document, Records]:
    """An issue that says all that another says, under a number and date of its own."""
    content = path.read_text("utf-8")
    _, old, old_day, old_month = content.splitlines()[0].split(" ", 3)
    for before, after in (
        (f"= {old} {old_day} {old_month}", f"= {number} {day} {month}"),
        (f"pub:issue-{old} issueNumber {old}", f"pub:issue-{number} issueNumber {number}"),
        (f"pub:issue-{old} ", f"pub:issue-{number} "), (f"pub:issue-{old}\n", f"pub:issue-{number}\n"),
        (f"Issue No. {old}", f"Issue No. {number}"), (old_day, day),
    ):  # fmt: skip
        content = content.replace(before, after)
    return read(content)


def read(content: str) -> tuple[Document, Records]:
    """An issue and its records."""
    first, *lines = content.splitlines()
    _, number, _, month = first.split(" ", 3)
    text = f"Policy Innovate\nIssue No. {number}\n{month}\n\n"
    stated: list[tuple[str, int, int]] = []
    start = end = 0
    for line in lines:
        if line.startswith("> "):
            stated.append((line[2:], start, end))
            continue
        text += f"\n{line}\n" if line.startswith("#") else f"{line}\n"
        end = len(text) - 1
        start = end - len(line)
    relations = []
    for row, a, b in stated:
        s, p, o = row.split(" ", 2)
        value, _, kind = o.rpartition("^")
        object_ = Value(value, kind) if value else o
        relations.append(Relation(s=s, p=p, o=object_, quote=text[a:b], start=a, end=b))
    named = dict.fromkeys(i for r in relations for i in (r.s, r.o) if isinstance(i, str))
    entities = tuple(_entity(things()[id_], text) for id_ in named)
    issue = f"policy-innovate-{int(number):02}"
    return document.parse(text), Records(issue, entities, tuple(relations)).checked(text)


def _entity(row: dict[str, str], text: str) -> Entity:
    aliases = tuple(filter(None, row["aliases"].split("|")))
    name = min((n for n in (row["name"], *aliases) if n in text), key=text.index)
    start = text.index(name)
    return Entity(
        id=row["id"], cls=row["class"], name=row["name"], aliases=aliases, kind=row["kind"] or None,
        definition=row["definition"] or None, text=row["text"] or None, quote=name, start=start, end=start + len(name),
    )  # fmt: skip


@cache
def issues() -> tuple[tuple[Document, Records], ...]:
    return tuple(read(path.read_text("utf-8")) for path in FILES)


@cache
def whole() -> Dataset:
    """All graphs of the three issues, with what follows from them and what changed."""
    return graphs(issues())


def graphs(issues: Sequence[tuple[Document, Records]]) -> Dataset:
    """All graphs of issues, with what follows from them and what changed."""
    rows = [records for _, records in issues]
    labels = identity.labels(rows, authority())
    made = Dataset()
    for issue, records in issues:
        for quad in graph.build(records, issue.text, authority(), document=issue, labels=labels):
            made.add(quad)
    graph.one_name(made)
    for quad in reason.entail(made):
        made.add(quad)
    for n, new in enumerate(rows):
        for m, old in enumerate(rows[:n]):
            found = (changes.compare if m == n - 1 else changes.contradictions)(old, new)
            for quad in graph.comparison(found, old, new):
                made.add(quad)
    return made
