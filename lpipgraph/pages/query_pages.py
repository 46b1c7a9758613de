"""Renders the prepared queries: a form with its choices, the answer, and the evidence of each row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ..errors import LpipError
from ..phrases import day, literal
from ..queries import KINDS, Parameter, Query, choices, evidence, resolve
from ..store_protocol import Answer, Term, word
from ..vocabulary import local_name
from .store_queries import Known
from .views import Fact, Ref

__all__ = ["Answered", "Cell", "Field", "answered"]

#: More rows than these are not shown on a page; the downloads hold them all.
MOST = 500
#: With more choices, a field is filled by typing.
_LISTED = 400
#: A date of which a query makes text, as in "since 2021-05".
_MADE_TEXT = re.compile(r"(since )?(\d{4}-\d\d(?:-\d\d(?:T\S+)?)?)")
_INPUTS = {"date": "date", "integer": "number", "number": "text", "text": "text"}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a field of the form: with choices a list, without them a field to type in."""

    parameter: Parameter
    value: str
    choices: tuple[tuple[str, str], ...]
    input: str = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value: a thing with its page, or a text."""

    text: str
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its form and, if it could be asked, its answer.

    Attributes
    ----------
    query, fields
        The question and what can be given.
    given
        What was given.
    headings, rows
        The answer, each row with what it rests on.
    total
        How many rows there are; more than are shown if there are many.
    sparql
        The query as it is asked.
    problem
        What was wrong with what was given, and None where nothing was; "" if something is wanted first.
    """

    query: Query
    fields: tuple[Field, ...]
    given: Mapping[str, str]
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[Cell, ...], Fact], ...] = ()
    total: int = 0
    sparql: str = ""
    problem: str | None = None


def answered(known: Known, asked: Query, parameters: Mapping[str, str]) -> Answered:
    """A question with what is given for it."""
    names = {p.name for p in asked.parameters}
    given = {name: value for name, value in parameters.items() if name in names and value.strip()}
    fields = tuple(_field(known, p, given.get(p.name, p.default or "")) for p in asked.parameters)
    wanting = any(p.required and p.name not in given for p in asked.parameters)
    if wanting:
        return Answered(
            asked, fields, given, sparql=asked.text, problem="" if not given else _wanted(asked, given)
        )
    try:
        text = asked.bind(**resolve(known.store, asked, given))
        if asked.form == "SELECT":
            answer = known.store.select(text)
        else:
            quads = sorted(known.store.construct(text), key=str)
            answer = Answer(("s", "p", "o"), tuple((q.subject, q.predicate, q.object) for q in quads))
    except LpipError as error:
        return Answered(asked, fields, given, sparql=asked.text, problem=str(error))
    shown = Answer(answer.columns, answer.rows[:MOST])
    behind = evidence(known.store, asked, shown) if asked.form == "SELECT" else ()
    headings, columns = _columns(asked, answer)
    names_of = known.names(
        t.value for row in shown.rows for t in row if isinstance(t, NamedNode) and asked.form != "SELECT"
    )
    rows = []
    for number, row in enumerate(shown.rows):
        terms = dict(zip(answer.columns, row, strict=True))
        cells = tuple(_cell(known, terms, column, names_of) for column in columns)
        quotes = tuple(known.quote(item) for item in behind[number]) if behind else ()
        told = "; ".join(f"{h}: {c.text}" for h, c in zip(headings, cells, strict=True) if c.text)
        rows.append((cells, Fact(f"r{number}", told, None, "", quotes)))
    return Answered(asked, fields, given, headings, tuple(rows), len(answer.rows), text)


def _wanted(asked: Query, given: Mapping[str, str]) -> str:
    lacking = [p.description for p in asked.parameters if p.required and p.name not in given]
    return f"Say {' and '.join(lacking)}."


def _field(known: Known, parameter: Parameter, value: str) -> Field:
    if parameter.kind == "issue":
        return Field(parameter, value, tuple((key, f"issue {key}") for key in known.issues if key.isdigit()))
    if KINDS[parameter.kind].startswith("lpip:"):
        things = choices(known.store, parameter)
        counts: dict[str, int] = {}
        for name in things.values():
            counts[name] = counts.get(name, 0) + 1
        listed = sorted(
            ((name if counts[name] == 1 else iri, name) for iri, name in things.items()),
            key=lambda pair: (pair[1].casefold(), pair[0]),
        )
        return Field(parameter, value, tuple(listed) if len(listed) <= _LISTED else ())
    return Field(parameter, value, (), _INPUTS.get(parameter.kind, "text"))


def _columns(asked: Query, answer: Answer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if asked.form != "SELECT":
        return ("subject", "property", "value"), answer.columns
    shown = [c for c in asked.columns if c.name in answer.columns]
    if not shown:
        return answer.columns, answer.columns
    return tuple(c.heading for c in shown), tuple(c.name for c in shown)


def _cell(known: Known, terms: Mapping[str, Term | None], column: str, names: Mapping[str, str]) -> Cell:
    term = terms[column]
    if isinstance(term, NamedNode):
        ref = known.ref(term.value, names.get(term.value) or local_name(term.value))
        return Cell(ref.name, ref if ref.path else None)
    text = _words(term) if isinstance(term, Literal) else word(term)
    thing = terms.get(column.removesuffix("Name")) if column.endswith("Name") else None
    if isinstance(thing, NamedNode) and isinstance(term, Literal):
        ref = known.ref(thing.value, text)
        return Cell(text, ref if ref.path and ref.kind else None)
    return Cell(text)


def _words(term: Literal) -> str:
    """A value as a reader has it, also a date that a query made text of."""
    text = literal(term)
    made = _MADE_TEXT.fullmatch(text)
    return (made[1] or "") + day(made[2]) if made else text


def grouped(queries: Sequence[Query]) -> list[tuple[str, list[Query]]]:
    """Questions by their first keyword, the common ones first; those with a unique keyword are together at the end."""
    found: dict[str, list[Query]] = {}
    for query in queries:
        found.setdefault(query.keywords[0], []).append(query)
    groups = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    alone = [query for _, each in groups if len(each) == 1 for query in each]
    return [*((word, each) for word, each in groups if len(each) > 1), *([("more", alone)] if alone else [])]
