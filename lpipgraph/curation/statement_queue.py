"""Lists statements for review: uncertain ones, and those on which readers disagree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..authority import Authority, Verdict, key, verdicts_in_force
from ..names import verbatim
from ..records import Entity, Records, Relation, Value, fits

__all__ = ["Statement", "doubtful", "judge", "judged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One doubtful statement to decide about.

    Parameters
    ----------
    issue
        The issue's id.
    subject, predicate, object
        The statement: names of things, or a literal's value.
    type
        The literal's type; empty if the object is a thing.
    quote, where
        The words of the statement, and their place.
    score
        The confidence, from 0 to 1.
    doubt
        The reason why it is not among the relations.
    """

    issue: str
    subject: str
    predicate: str
    object: str
    type: str
    quote: str
    where: str
    score: float
    doubt: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The key of the statement in verdicts."""
        return key(self.subject), self.predicate, key(self.object)


def doubtful(
    records: Records,
    authority: Authority,
    *,
    place: Callable[[int], str] | None = None,
    again: bool = False,
) -> tuple[Statement, ...]:
    """The statements that need a decision, the most likely first.

    Parameters
    ----------
    records
        The extracted records of the issue, before or after verdicts were applied.
    authority
        The verdicts.
    place
        A function from an offset to words such as "page 3"; the offset is shown if None.
    again
        Whether to include statements that were decided to be unsure.

    Returns
    -------
    tuple of Statement
        Each statement once, with the place of the highest confidence.
    """
    force = verdicts_in_force(authority.verdicts, records.issue)
    entities = {e.id: e for e in records.entities}
    stated = {_key(r, entities) for r in records.relations}
    found: dict[tuple[str, str, str], Statement] = {}
    for r in sorted(records.candidates, key=lambda r: (-(r.score or 0), r.start)):
        verdict = _verdict(r, entities, force)
        if _key(r, entities) in stated or (verdict and not (again and verdict.verdict == "unsure")):
            continue
        value = r.o if isinstance(r.o, Value) else None
        item = Statement(
            issue=records.issue,
            subject=entities[r.s].name,
            predicate=r.p,
            object=value.value if value else entities[str(r.o)].name,
            type=value.type if value else "",
            quote=" ".join(r.quote.split()),
            where=(place(r.start) if place else f"characters {r.start}-{r.end}") if r.start >= 0 else "",
            score=r.score or 0.0,
            doubt=_doubt(r, records),
        )
        found.setdefault(item.key, item)
    return tuple(found.values())


def _doubt(r: Relation, records: Records) -> str:
    """The notes on a candidate: those of its place that name its predicate."""
    notes = (
        str(note.get("what", ""))
        for note in records.notes
        if (note.get("start"), note.get("end")) == (r.start, r.end) or note.get("kind") == "disputed"
    )
    name = next(e.name for e in records.entities if e.id == r.s)
    return next((what for what in notes if f"{name} {r.p} " in what), "in doubt")


def judge(item: Statement, verdict: str, *, who: str, when: str, why: str = "") -> Verdict:
    """The verdict on a statement of the list; `verdict` is one of `lpipgraph.authority.VERDICTS`."""
    return Verdict(
        issue=item.issue, subject=item.subject, predicate=item.predicate, object=item.object, type=item.type,
        verdict=verdict, who=who, when=when, why=why, quote=item.quote,
    )  # fmt: skip


def judged(records: Records, verdicts: Iterable[Verdict], text: str | None = None) -> Records:
    """Applies the verdicts of curators to an issue's statements.

    yes
        The statement is a relation, by the rule "decision". If no reader finds it any more, it is created from the
        verdict's quote, if `text` contains it and the issue names both ends.
    no
        The statement is removed.
    unsure
        The statement remains among the candidates and is not asked about again.

    Parameters
    ----------
    records
        The records after decisions about names were applied.
    verdicts
        In the order of their rows; those for other issues and those that were undone are ignored.
    text
        The issue's decoded text.

    Returns
    -------
    Records
        The changed records, with a note for each "yes" that could not be applied.
    """
    force = verdicts_in_force(verdicts, records.issue)
    if not force:
        return records
    entities = {e.id: e for e in records.entities}
    relations: list[Relation] = []
    candidates: list[Relation] = []
    used: set[tuple[str, str, str]] = set()
    for n, r in enumerate((*records.relations, *records.candidates)):
        sure = n < len(records.relations)
        verdict = _verdict(r, entities, force)
        if verdict is None:
            (relations if sure else candidates).append(r)
            continue
        used.add(verdict.key)
        if verdict.verdict == "yes":
            relations.append(r if sure else replace(r, rule="decision", score=1.0, sure=True))
        elif verdict.verdict == "unsure":
            candidates.append(r)
    notes = list(records.notes)
    for at, verdict in force.items():
        if verdict.verdict == "yes" and at not in used:
            made = _made(verdict, records, text)
            if isinstance(made, str):
                said = f"{verdict.subject} {verdict.predicate} {verdict.object}"
                line = f"the verdict on '{said}' (yes) is not used: {made}"
                notes.append({"what": f"{verdict.where}: {line}" if verdict.where else line})
            else:
                relations.append(made)
    return replace(
        records,
        relations=tuple(dict.fromkeys(relations)),
        candidates=tuple(candidates),
        notes=tuple(notes),
    ).checked()


def _made(verdict: Verdict, records: Records, text: str | None) -> Relation | str:
    """The relation for a confirmed statement that no reader finds, or why it cannot be created."""
    match = re.search(verbatim(verdict.quote), text) if text and verdict.quote else None
    if match is None:
        return "no reader finds it any more, and the issue has no such words"
    subjects = [e for e in records.entities if key(verdict.subject) in map(key, e.names)]
    objects: list[Entity | Value] = [Value(verdict.object, verdict.type)] if verdict.type else [
        e for e in records.entities if key(verdict.object) in map(key, e.names)
    ]  # fmt: skip
    entities = {e.id: e for e in records.entities}
    rows = [
        Relation(
            s=s.id, p=verdict.predicate, o=o if isinstance(o, Value) else o.id, quote=match.group(),
            start=match.start(), end=match.end(), rule="decision", score=1.0,
        )
        for s in subjects
        for o in objects
        if s is not o
    ]  # fmt: skip
    fitting = [r for r in rows if fits(r, entities)]
    if len(fitting) != 1:
        return "several things have these names" if fitting else "the issue does not name both"
    return fitting[0]


def _verdict(
    r: Relation, entities: Mapping[str, Entity], force: Mapping[tuple[str, str, str], Verdict]
) -> Verdict | None:
    return next((force[k] for k in _keys(r, entities) if k in force), None)


def _key(r: Relation, entities: Mapping[str, Entity]) -> tuple[str, str, str]:
    return next(_keys(r, entities))


def _keys(r: Relation, entities: Mapping[str, Entity]) -> Iterator[tuple[str, str, str]]:
    """All possible keys of a statement in verdicts, with any of the names of its things."""
    objects = (r.o.value,) if isinstance(r.o, Value) else entities[r.o].names
    for s in entities[r.s].names:
        for o in objects:
            yield key(s), r.p, key(o)
