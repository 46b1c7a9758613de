"""Gives the content of a page about a thing as rows: one for each statement and each of its quotes."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from ..results import write_rows
from ..results.rows import Shown
from .views import Fact, Thing

__all__ = ["COLUMNS", "as_csv"]

COLUMNS = (
    "statement",
    "property",
    "value",
    "value_iri",
    "more",
    "quote",
    "issue",
    "section",
    "start",
    "end",
    "basis",
    "rule",
)


def as_csv(thing: Thing) -> bytes:
    """The rows as CSV: a statement without a quote, which a table of the project's own knows, has one row as well."""
    rows = [tuple(map(Literal, row)) for row in _rows(thing)]
    return write_rows(Shown(COLUMNS, rows, {column: column for column in COLUMNS}), "csv")


def _rows(thing: Thing) -> Iterator[tuple[str, ...]]:
    for title, fact in _facts(thing):
        name, iri = (fact.value.name, fact.value.iri) if fact.value else (fact.text, "")
        told = (fact.sentence, title, name, iri, ", ".join(fact.more))
        for q in fact.quotes:
            start, _, end = q.anchor.removeprefix("c").partition("-")
            yield (*told, q.words, q.issue, q.section or "", start, end, q.basis, q.rule or "")
        if not fact.quotes:
            yield (*told, "", "", "", "", "", "", "")


def _facts(thing: Thing) -> Iterator[tuple[str, Fact]]:
    """All statements of the page, with their headings."""
    yield from (("Description", fact) for fact in thing.words)
    yield from (("Positions" if thing.ref.kind == "person" else "People", fact) for fact in thing.posts)
    groups = (*thing.facts, *thing.over_time, *(g for section in thing.connected for g in section.groups))
    yield from ((group.title, fact) for group in groups for fact in group.facts)
