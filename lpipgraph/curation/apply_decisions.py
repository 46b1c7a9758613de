"""Applies decisions to the records of an issue: merges, confirms, removes or sets aside names and statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..authority import EVERYWHERE, Decision, Verdict, in_force, key, within
from ..errors import AuthorityError
from ..records import PREDICATES, SUBJECTS, Entity, Records, Relation
from .name_variants import OWN, forms, quotes_of
from .statement_queue import judged

__all__ = ["apply", "stale"]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The decisions for each entity: `whole` are about its name, `alias` about another form of it.

    `unused` has a line for each decision that does not apply.
    """

    whole: dict[str, Decision] = field(default_factory=dict)
    alias: dict[str, list[Decision]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)


def apply(
    records: Records,
    decisions: Iterable[Decision],
    verdicts: Iterable[Verdict] = (),
    text: str | None = None,
) -> Records:
    """Applies the decisions of curators to an issue's records: first about names, then about statements.

    Decisions about a name:

    existing
        The name is merged into the thing with the target's id, with all its statements.
    new
        The name is a new thing, with the decided id, name, kind and class. If the class changes, statements
        that a thing of the new class cannot have are removed, each with a note.
    not an entity
        The thing and all its statements are removed. If the mention is only one of a thing's forms, only
        that form is removed.
    unsure
        The thing remains with ``sure=False``, among the candidates.

    For decisions about a statement, see `judged`.

    Parameters
    ----------
    records
        The extracted records.
    decisions, verdicts
        In the order of their rows; those for other issues and those that were undone are ignored.
    text
        The issue's decoded text; statements that no reader finds any more are looked up in it.

    Returns
    -------
    Records
        The changed records, with a note for each decision whose name does not occur (see `stale`).

    Raises
    ------
    AuthorityError
        If a decision gives a thing the id of a thing of another class.
    """
    return judged(_named(records, decisions), verdicts, text)


def _named(records: Records, decisions: Iterable[Decision]) -> Records:
    plan = _plan(records, decisions)
    notes = [*records.notes, *({"what": line} for line in plan.unused)]
    if not plan.whole and not plan.alias:
        return replace(records, notes=tuple(notes))
    new_id: dict[str, str | None] = {}
    found: dict[str, Entity] = {}
    for old in records.entities:
        entity = _decided(old, plan)
        new_id[old.id] = entity.id if entity else None
        if entity is None:
            continue
        mine = found.get(entity.id)
        if mine is not None and mine.cls != entity.cls:
            raise AuthorityError(
                f"'{entity.id}' would be a {mine.cls} and a {entity.cls}",
                where=_where(plan, entity.id),
                hint="give one of them another id, or mend right_class",
            )
        if mine is not None:
            # the row that had the id before has the best name and kind
            entity = _merged(mine, entity) if entity.id != old.id else _merged(entity, mine)
        found[entity.id] = entity
    was = {e.id: e.cls for e in records.entities}
    retyped = {new for old, new in new_id.items() if new is not None and found[new].cls != was[old]}
    relations: dict[tuple[object, ...], Relation] = {}
    doubtful: dict[tuple[object, ...], Relation] = {}
    for n, r in enumerate((*records.relations, *records.candidates)):
        s = new_id[r.s]
        o = new_id[r.o] if isinstance(r.o, str) else r.o
        if s is None or o is None or (s == o and (r.s, r.o) != (s, o)):
            continue
        row = replace(r, s=s, o=o)
        wrong = _unfit(row, found, retyped)
        if wrong is None:
            rows = relations if n < len(records.relations) else doubtful
            rows.setdefault((row.fact, row.start, row.end), row)
        else:
            notes.append({"what": wrong, "quote": r.quote[:200], "start": r.start, "end": r.end})
    return Records(
        records.issue,
        tuple(found.values()),
        tuple(relations.values()),
        tuple(notes),
        tuple(doubtful.values()),
    ).checked()


def stale(records: Records, decisions: Iterable[Decision]) -> tuple[str, ...]:
    """A line for each decision for this issue that no longer applies.

    Parameters
    ----------
    records
        The extracted records, before any decision is applied.
    decisions
        In the order of their rows.
    """
    return tuple(_plan(records, decisions).unused)


def _plan(records: Records, decisions: Iterable[Decision]) -> _Plan:
    plan = _Plan()
    force = in_force(decisions, records.issue)
    if not force:
        return plan
    by_name: dict[tuple[str, str], list[Entity]] = {}
    by_alias: dict[tuple[str, str], list[Entity]] = {}
    for e in records.entities:
        by_name.setdefault((e.cls, key(e.name)), []).append(e)
        for name in {key(alias) for alias in e.aliases} - {key(e.name)}:
            by_alias.setdefault((e.cls, name), []).append(e)
    ids = {e.id for e in records.entities}
    quotes = quotes_of(records)
    for (cls, name), d in force.items():
        # a decision is not stale because the extractor now finds the right class
        classes = dict.fromkeys((cls, d.final_class))
        named = _of_kind(next((by_name[c, name] for c in classes if (c, name) in by_name), []), d)
        formed = _of_kind(next((by_alias[c, name] for c in classes if (c, name) in by_alias), []), d)
        for e in named:
            plan.whole.setdefault(e.id, d)
        for e in () if named else formed:
            settled = e.how == "authority" and e.id != d.target and d.decision in ("existing", "new")
            if settled and {key(form) for form in forms(e, quotes[e.id])} - {name}:
                plan.unused.append(_unused(d, f"the issue writes '{e.name}' out"))
            else:
                plan.alias.setdefault(e.id, []).append(d)
        # a new thing that exists by its id was read by the decided name
        there = d.decision == "new" and d.target in ids
        if not named and not formed and d.issue != EVERYWHERE and not there:
            plan.unused.append(_unused(d, "the issue has no such name"))
    return plan


def _of_kind(bearers: list[Entity], d: Decision) -> list[Entity]:
    """Of several things with one name, those of the decided kind; an article can have the name of its review."""
    if len(bearers) < 2:
        return bearers
    return [e for e in bearers if e.kind and e.kind == d.kind] or [e for e in bearers if e.kind not in OWN]


def _unused(d: Decision, why: str) -> str:
    line = f"the decision on {d.cls} '{d.mention}' ({d.decision}) is not used: {why}"
    return f"{d.where}: {line}" if d.where else line


def _decided(e: Entity, plan: _Plan) -> Entity | None:
    d = plan.whole.get(e.id)
    if d is None:
        for other in plan.alias.get(e.id, ()):
            if other.decision in ("existing", "new"):
                d = other  # the mention is a form of this thing, and so they have the same class
            elif other.decision == "not an entity":
                gone = key(other.mention)
                e = replace(e, aliases=tuple(a for a in e.aliases if key(a) != gone))
        if d is None:
            return e
    if d.decision == "not an entity":
        return None
    if d.decision == "unsure":
        return replace(e, sure=False)
    if e.id == d.target and d.decision == "existing":
        return replace(e, sure=True)
    name = d.name or d.mention
    # the names of a known thing do not apply to the other thing that was meant
    forms = (d.mention,) if e.how == "authority" and e.id != d.target else e.names
    aliases = [
        form
        for form in dict.fromkeys(forms)
        if form != name
        and not (form in (e.name, d.mention) and key(form) != key(name) and within(name, form))
    ]
    return replace(
        e,
        id=d.target or e.id,
        cls=d.final_class,
        name=name,
        kind=d.kind or (e.kind if d.final_class == e.cls else None),
        aliases=tuple(aliases),
        sure=True,
        how="decision",
        score=1.0,
    )


def _merged(a: Entity, b: Entity) -> Entity:
    """Merges two rows of one thing: the values of `a` take precedence; the place is the first in the text."""
    first = min((e for e in (a, b) if e.start >= 0), key=lambda e: e.start, default=a)
    return replace(
        a,
        quote=first.quote,
        start=first.start,
        end=first.end,
        aliases=tuple(dict.fromkeys(n for n in (*a.aliases, *b.names) if n != a.name)),
        kind=a.kind or b.kind,
        definition=a.definition or b.definition,
        text=a.text or b.text,
        sure=a.sure or b.sure,
    )


def _where(plan: _Plan, id_: str) -> str | None:
    """The row that assigns an id to a thing."""
    decisions = (*plan.whole.values(), *(d for several in plan.alias.values() for d in several))
    return next((d.where for d in decisions if d.target == id_ and d.where), None)


def _unfit(r: Relation, found: Mapping[str, Entity], retyped: set[str]) -> str | None:
    """Why a statement is not valid after a change of class; None if it is valid."""
    s = found[r.s]
    if r.s in retyped and s.cls not in SUBJECTS.get(r.p, (s.cls,)):
        return f"{r.p} of '{s.name}' is left out: it is a {s.cls}"
    if isinstance(r.o, str) and r.o in retyped:
        o = found[r.o]
        wanted = PREDICATES[r.p]
        if wanted != "*" and o.cls not in wanted.split("|"):
            return f"{r.p} '{o.name}' of '{s.name}' is left out: it is a {o.cls}"
    return None
