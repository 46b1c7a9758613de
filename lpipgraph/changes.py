"""Compares two issues and returns what is new, gone, changed or contradicted.

The records of the issues are not modified. A change is a finding about two issues, with the quotes of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .names import fold
from .records import Entity, Records, Relation, Value

__all__ = ["FIXED", "KINDS", "Change", "at_odds", "compare", "contradictions", "fixed_values"]

#: new: only the later issue states it; gone: only the earlier one does; changed: both state it with different
#: values, each of which may have been true at its time; contradicted: they differ on a property that cannot
#: change.
KINDS = ("new", "gone", "changed", "contradicted")

#: Properties with one value at a time: a different later value is a change. Rows are grouped by subject.
_STATES = frozenset(
    (
        "affiliatedWith",
        "hasRole",
        "responsibleBody",
        "leadsOrganisation",
        "partOfOrganisation",
        "fundedBy",
        "status",
        "endPeriod",
    )
)
#: The same, grouped by object: a theme's leads.
_STATES_OF_OBJECT = frozenset(("leadsTheme",))
#: Properties that never change: two different values contradict each other.
FIXED = frozenset(("amount", "startPeriod", "publicationDate", "startDateTime", "endDateTime", "joined"))
#: Properties that are not compared: every issue has its own values, or the values are private.
_OF_ISSUE = frozenset(
    (
        "mentions",
        "partOfIssue",
        "cites",
        "issueNumber",
        "questionNumber",
        "asksQuestion",
        "aboutTheme",
        "email",
    )
)
_SCALES = {"bn": "billion", "mn": "million", "m": "million", "k": "thousand"}
_SCALE = re.compile(r"(?<=\d)\s?(bn|mn?|k)\b", re.IGNORECASE)
_CLASSES = frozenset(("Theme", "Person", "Organisation", "Policy", "Concept", "CaseStudy", "Place"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two issues.

    `concerns` is the thing it is about; `predicate` is None where the
    thing itself is new or gone. `before` and `after` are the rows behind it, with their quotes.
    """

    kind: str
    concerns: str
    message: str
    predicate: str | None = None
    before: tuple[Entity | Relation, ...] = ()
    after: tuple[Entity | Relation, ...] = ()


def compare(old: Records, new: Records) -> tuple[Change, ...]:
    """Every difference between an earlier and a later issue, sorted by kind, thing and predicate.

    Parameters
    ----------
    old, new
        The records of the two issues, the earlier first; a thing that both name has one id, by `identity.settled`
        or `identity.aligned`.

    Returns
    -------
    tuple of Change
        Statements of both issues are left out, and so is what belongs to one issue only (its mentions, its
        numbering).
    """
    names = {e.id: e.name for e in (*new.entities, *old.entities)}
    found = [*_things(old, new), *_states(old, new, names), *_statements(old, new, names)]
    found += _contradicted(old, new, names)
    order = {kind: n for n, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda c: (order[c.kind], c.concerns, c.predicate or "", c.message)))


def contradictions(old: Records, new: Records) -> tuple[Change, ...]:
    """Only the contradictions between two issues, whose shared things have one id as for `compare`."""
    names = {e.id: e.name for e in (*new.entities, *old.entities)}
    return tuple(_contradicted(old, new, names))


def _things(old: Records, new: Records) -> Iterator[Change]:
    before = {e.id: e for e in old.entities if e.cls in _CLASSES and e.sure}
    after = {e.id: e for e in new.entities if e.cls in _CLASSES and e.sure}
    for id_ in sorted(after.keys() - before.keys()):
        e = after[id_]
        yield Change(kind="new", concerns=id_, message=f"{e.name} ({_word(e.cls)}) is named", after=(e,))
    for id_ in sorted(before.keys() - after.keys()):
        e = before[id_]
        yield Change(
            kind="gone", concerns=id_, message=f"{e.name} ({_word(e.cls)}) is named no more", before=(e,)
        )


def _states(old: Records, new: Records, names: Mapping[str, str]) -> Iterator[Change]:
    """Groups with rows in both issues: one change for each group whose rows have no value in common."""
    before, after = _grouped(old), _grouped(new)
    for key in sorted(before.keys() & after.keys()):
        thing, predicate = key
        mine, theirs = before[key], after[key]
        if mine.keys() & theirs.keys() or not mine or not theirs:
            continue
        told = f"{names[thing]}, {_word(predicate)}: {_listed(mine.values(), names)} became {_listed(theirs.values(), names)}"
        yield Change(
            kind="changed", concerns=thing, predicate=predicate, message=told,
            before=tuple(mine.values()), after=tuple(theirs.values()),
        )  # fmt: skip


def _statements(old: Records, new: Records, names: Mapping[str, str]) -> Iterator[Change]:
    """Statements of one issue only about things that both issues name, without those of a change or contradiction."""
    common = {e.id for e in old.entities} & {e.id for e in new.entities}
    before, after = _grouped(old), _grouped(new)
    replaced = {k for k in before.keys() & after.keys() if not before[k].keys() & after[k].keys()}
    for rows, others, kind in ((new, old, "new"), (old, new, "gone")):
        known = {_fact(r) for r in others.relations}
        fixed = {(r.s, r.p) for r in others.relations if r.p in FIXED}
        for r in rows.relations:
            if (
                r.p in _OF_ISSUE
                or not r.sure
                or r.s not in common
                or _fact(r) in known
                or (r.s, r.p) in fixed
            ):
                continue
            if isinstance(r.o, str) and r.o not in common:
                continue
            key = _key(r)
            if key in replaced:
                continue
            told = f"{names[r.s]}, {_word(r.p)}: {_end(r, names)}"
            yield Change(
                kind=kind, concerns=r.s, predicate=r.p, message=told,
                before=(r,) if kind == "gone" else (), after=(r,) if kind == "new" else (),
            )  # fmt: skip


def _contradicted(old: Records, new: Records, names: Mapping[str, str]) -> Iterator[Change]:
    before, after = fixed_values(old), fixed_values(new)
    for key in sorted(before.keys() & after.keys()):
        thing, predicate = key
        mine, theirs = before[key], after[key]
        if not at_odds(mine, theirs):
            continue
        told = (
            f"{names[thing]}, {_word(predicate)}: {_end(mine[0], names)} in one issue, "
            f"{_end(theirs[0], names)} in the other"
        )
        yield Change(
            kind="contradicted", concerns=thing, predicate=predicate, message=told,
            before=tuple(mine), after=tuple(theirs),
        )  # fmt: skip


def _key(r: Relation) -> tuple[str, str] | None:
    if r.p in _STATES_OF_OBJECT and isinstance(r.o, str):
        return r.o, r.p
    return (r.s, r.p) if r.p in _STATES else None


def _grouped(records: Records) -> dict[tuple[str, str], dict[object, Relation]]:
    """(thing, predicate) → value → the row."""
    found: dict[tuple[str, str], dict[object, Relation]] = {}
    for r in records.relations:
        key = _key(r)
        if key is not None and r.sure:
            value: object = (
                r.s if r.p in _STATES_OF_OBJECT else (r.o if isinstance(r.o, str) else fold(r.o.value))
            )
            found.setdefault(key, {}).setdefault(value, r)
    return found


def at_odds(one: Iterable[Relation], other: Iterable[Relation]) -> bool:
    """Whether no value of one issue is compatible with any value of the other."""
    return not any(_agree(a.o, b.o) for a in one for b in other)


def fixed_values(records: Records) -> dict[tuple[str, str], list[Relation]]:
    """Thing and predicate → the rows with properties that never change."""
    found: dict[tuple[str, str], list[Relation]] = {}
    for r in records.relations:
        if r.p in FIXED and r.sure and isinstance(r.o, Value):
            found.setdefault((r.s, r.p), []).append(r)
    return found


def _agree(a: str | Value, b: str | Value) -> bool:
    """Whether two literals are compatible: one may be more precise than the other ("2024", "2024-11")."""
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    one, two = _plain(a.value), _plain(b.value)
    return (
        one == two
        or a.value.startswith(b.value)
        or b.value.startswith(a.value)
        or one.endswith(two)
        or two.endswith(one)
    )


def _fact(r: Relation) -> tuple[str, str, str]:
    return r.s, r.p, r.o if isinstance(r.o, str) else _plain(r.o.value)


def _plain(value: str) -> str:
    """A value in normal form: "£3.6bn" is "£3.6 billion"."""
    return fold(_SCALE.sub(lambda m: f" {_SCALES[m[1].lower()]}", value))


def _listed(rows: Iterable[Relation], names: Mapping[str, str]) -> str:
    ends = (names[r.s] if r.p in _STATES_OF_OBJECT else _end(r, names) for r in rows)
    return " and ".join(dict.fromkeys(ends))


def _end(r: Relation, names: Mapping[str, str]) -> str:
    return names[r.o] if isinstance(r.o, str) else r.o.value


def _word(name: str) -> str:
    """`leadsTheme` as "leads theme", `CaseStudy` as "case study"."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
    return spaced.strip()
