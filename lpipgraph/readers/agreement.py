"""Compares the records of two readers: returns the undisputed records, and notes the differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..evidence import agree
from ..names import fold
from ..records import Entity, Records, Relation, Value

__all__ = ["agreed"]

#: Predicates with one value for each thing in an issue: two values are a dispute.
_SINGLE = frozenset(
    [
        "amount",
        "endDateTime",
        "issueNumber",
        "joined",
        "publicationDate",
        "questionNumber",
        "startPeriod",
        "endPeriod",
        "attendanceMode",
    ]
)
#: Predicates that exclude each other and their inverse between two things.
_EXCLUSIVE = (
    frozenset(["affiliatedWith", "workedFor"]),
    frozenset(["author", "publisher"]),
    frozenset(["basedAt", "partOfOrganisation"]),
)
_ONE_WAY = frozenset(
    ["fundedBy", "hosts", "leadsOrganisation", "partOfOrganisation", "partOfPolicy", "succeeds"]
)


def agreed(mine: Records, other: Records, name: str) -> Records:
    """Merges the rows of two readers, without their differences.

    Parameters
    ----------
    mine
        The rows of the first reader, whose ids are kept.
    other
        The rows of the other reader for the same issue.
    name
        The name of the other reader, for the notes.

    Returns
    -------
    Records
        If the readers give a thing different classes, it has that of `mine`, and the rows of `other` about it are
        left out. Two contradictory statements are both candidates. Each of these cases has a note whose ``kind`` is
        "disputed".
    """
    same, clashes = _same(mine.entities, other.entities)
    notes = [
        {**_note(f"“{b.name}” is a {a.cls} to one reader and a {b.cls} to {name}", b), "name": b.name}
        for a, b in clashes
    ]
    lost = {b.id for _, b in clashes}
    taken = {e.id for e in mine.entities}
    ids = {
        e.id: same[e.id].id if e.id in same else _free(e.id, taken)
        for e in other.entities
        if e.id not in lost
    }
    entities = {e.id: e for e in mine.entities}
    for e in other.entities:
        if e.id in same:
            known = entities[same[e.id].id]
            aliases = dict.fromkeys((*known.aliases, *(n for n in e.names if n != known.name)))
            entities[known.id] = replace(known, aliases=tuple(aliases), kind=known.kind or e.kind)
        elif e.id in ids:
            entities[ids[e.id]] = replace(e, id=ids[e.id])
    theirs = [
        replace(r, s=ids[r.s], o=ids[r.o] if isinstance(r.o, str) else r.o)
        for r in other.relations
        if r.s in ids and (not isinstance(r.o, str) or r.o in ids)
    ]
    relations, disputes = _settled(mine.relations, theirs)
    notes += [_note(f"{_said(a, entities)}, and to {name}: {_said(b, entities)}", b) for a, b in disputes]
    doubtful = tuple(
        replace(r, s=ids[r.s], o=ids[r.o] if isinstance(r.o, str) else r.o)
        for r in other.candidates
        if r.s in ids and (not isinstance(r.o, str) or r.o in ids)
    )
    stated = {r.fact for r in relations}
    sides = (r for pair in disputes for r in pair)
    candidates = tuple(r for r in (*mine.candidates, *doubtful, *sides) if r.fact not in stated)
    lines = (*mine.notes, *other.notes, *notes)
    return Records(mine.issue, tuple(entities.values()), relations, lines, candidates)


def _same(
    mine: Sequence[Entity], other: Sequence[Entity]
) -> tuple[dict[str, Entity], list[tuple[Entity, Entity]]]:
    """The other's id → my entity with the same class and a common name; and pairs with a common name and two classes."""
    by_name: dict[str, list[Entity]] = {}
    for e in mine:
        for n in e.names:
            by_name.setdefault(fold(n), []).append(e)
    same: dict[str, Entity] = {}
    clashes: list[tuple[Entity, Entity]] = []
    for e in other:
        near = [m for n in e.names for m in by_name.get(fold(n), ())]
        mate = next((m for m in near if m.cls == e.cls), None)
        if mate is not None:
            same[e.id] = mate
        elif near and fold(near[0].name) == fold(e.name):
            clashes.append((near[0], e))
    return same, clashes


def _free(id_: str, taken: set[str]) -> str:
    found, n = id_, 2
    while found in taken:
        found, n = f"{id_}-{n}", n + 1
    taken.add(found)
    return found


def _settled(
    mine: Sequence[Relation], theirs: Sequence[Relation]
) -> tuple[tuple[Relation, ...], list[tuple[Relation, Relation]]]:
    """All rows without contradictory ones, and the contradictory pairs."""
    facts = {r.fact for r in mine}
    rows = list(mine)
    disputed: list[tuple[Relation, Relation]] = []
    about: dict[str, list[Relation]] = {}
    for r in mine:
        for id_ in {r.s, r.o} if isinstance(r.o, str) else {r.s}:
            about.setdefault(id_, []).append(r)
    for r in theirs:
        if r.fact in facts:
            continue
        rival = next((m for m in about.get(r.s, ()) if _clash(m, r)), None)
        if rival is not None:
            disputed.append((rival, r))
        elif not any(m.s == r.s and m.p == r.p and agree(m.o, r.o) for m in about.get(r.s, ())):
            rows.append(r)
    out = {id(a) for a, _ in disputed}
    return tuple(r for r in rows if id(r) not in out), disputed


def _clash(a: Relation, b: Relation) -> bool:
    """Whether two statements are contradictory."""
    if isinstance(a.o, Value) and isinstance(b.o, Value):
        return a.s == b.s and a.p == b.p and a.p in _SINGLE and not agree(a.o, b.o)
    if (a.s, a.o) == (b.s, b.o):
        return any({a.p, b.p} == pair for pair in _EXCLUSIVE)
    return a.p == b.p and a.p in _ONE_WAY and (a.s, a.o) == (b.o, b.s)


def _said(r: Relation, entities: Mapping[str, Entity]) -> str:
    o = r.o.value if isinstance(r.o, Value) else entities[r.o].name
    return f"{entities[r.s].name} {r.p} {o}"


def _note(what: str, row: Entity | Relation) -> dict[str, object]:
    return {"kind": "disputed", "what": what, "quote": row.quote[:200], "start": row.start, "end": row.end}
