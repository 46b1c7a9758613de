"""Checks the records of a reader: returns the valid ones, and the number of the others by reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from ..evidence import unsupported
from ..names import verbatim
from ..records import BASES, CLASSES, PREDICATES, VALUE_TYPES, Entity, Records, Relation, Value, fits

__all__ = ["checked"]

_Row = TypeVar("_Row", Entity, Relation)


def checked(rows: Records, text: str) -> tuple[Records, Mapping[str, int]]:
    """The rows that pass every check, with offsets.

    A row passes if its classes and predicates are those of the format, its quote is in the text (at its offsets, or
    anywhere if it has none), the quote supports the row, and the ends of a relation have classes that its predicate
    takes. A relation is dropped with either of its ends.

    Parameters
    ----------
    rows
        The rows of a reader.
    text
        The issue's decoded text.

    Returns
    -------
    tuple
        The valid rows, and for each reason the number of dropped rows.
    """
    dropped: Counter[str] = Counter()
    entities: dict[str, Entity] = {}
    for e in rows.entities:
        if e.cls not in CLASSES or not e.name.strip() or e.id in entities:
            dropped["a class, name or id that the format does not allow"] += 1
            continue
        placed = _placed(e, text)
        if placed is None:
            dropped["the quote is not in the text"] += 1
        else:
            entities[e.id] = placed
    relations: list[Relation] = []
    candidates: list[Relation] = []
    for n, r in enumerate((*rows.relations, *rows.candidates)):
        why = _malformed(r, entities)
        placed_row = None if why else _placed(r, text)
        if placed_row is not None:
            (relations if n < len(rows.relations) else candidates).append(placed_row)
        else:
            dropped[why or "the quote is not in the text"] += 1
    kept = Records(rows.issue, tuple(entities.values()), tuple(relations), rows.notes, tuple(candidates))
    return _supported(kept, text, dropped), dropped


def _malformed(r: Relation, entities: Mapping[str, Entity]) -> str:
    """Why a relation is invalid, or an empty string."""
    if r.p not in PREDICATES or r.basis not in BASES:
        return "a predicate that the format does not have"
    if r.s not in entities or (isinstance(r.o, str) and r.o not in entities):
        return "an end that is not among the entities"
    if isinstance(r.o, Value) and (r.o.type not in VALUE_TYPES or not r.o.value.strip()):
        return "a value where the predicate takes none, or of no known type"
    if r.s == r.o:
        return "a thing in a relation to itself"
    if not fits(r, entities):
        literal = isinstance(r.o, Value) and PREDICATES[r.p] != "literal"
        return (
            "a value where the predicate takes none, or of no known type"
            if literal
            else "an end of a class that the predicate does not take"
        )
    return ""


def _placed(row: _Row, text: str) -> _Row | None:
    """The row with verified offsets of its quote; without offsets, the quote is looked up (see `lpipgraph.names.verbatim`)."""
    if row.start >= 0:
        return row if row.quote.strip() and text[row.start : row.end] == row.quote else None
    match = re.search(verbatim(row.quote), text) if row.quote.strip() else None
    if match is None:
        return None
    return replace(row, quote=match.group(), start=match.start(), end=match.end())


def _supported(rows: Records, text: str, dropped: Counter[str]) -> Records:
    """The rows that their quotes support; relations of removed entities are removed."""
    bad = {id(row): why for row, why in unsupported(rows, text)}
    gone = {e.id for e in rows.entities if id(e) in bad}
    relations: list[Relation] = []
    candidates: list[Relation] = []
    for n, r in enumerate((*rows.relations, *rows.candidates)):
        if id(r) in bad:
            dropped[bad[id(r)]] += 1
        elif gone & {r.s, r.o if isinstance(r.o, str) else ""}:
            dropped["an end that is not among the entities"] += 1
        else:
            (relations if n < len(rows.relations) else candidates).append(r)
    for e in rows.entities:
        if id(e) in bad:
            dropped[bad[id(e)]] += 1
    return replace(
        rows,
        entities=tuple(e for e in rows.entities if e.id not in gone),
        relations=tuple(relations),
        candidates=tuple(candidates),
    )
