"""Checks extracted rows: removes impossible statements, and scores the others.

The score is the probability that a row is right (`confidence`): from the share of rows read in the same way that were right in
the answer keys (``data/reading/reliability.csv``, counted by ``data/training/reliability.py``), and from what its names and its
quote look like. What is too doubtful, and the weaker of two statements that cannot both hold, goes to the candidates, about
which a person decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from ..dates import MONTH_NAMES
from ..records import Entity, Records, Relation, Value, fits
from ..tables import table
from .confidence import Signs, score

__all__ = ["checked", "of_counts", "parts", "proven", "reliability"]

#: A statement with a lower score goes to the candidates. Chosen with ``data/training/reliability.py --lines``.
LINE = 0.35
#: What is believed of a rule, a frame or a construction before any key has judged it, and how many rows that is worth.
PRIOR, WEIGHT = 0.85, 8.0
#: Of two things only one of these holds in one direction.
_ONE_WAY = frozenset(
    {"fundedBy", "hosts", "leadsOrganisation", "partOfOrganisation", "partOfPolicy", "succeeds", "coversFor"}
    | {"broaderConcept", "basedAt", "summarises", "partOfSeries"}
)
#: s p o and, in the other direction or the same, o q s: who pays is not led by whom it pays.
_CROSSED = (
    ("fundedBy", "leadsOrganisation", False),
    ("fundedBy", "hosts", False),
    ("fundedBy", "fundedBy", True),
    ("partOfOrganisation", "leadsOrganisation", False),
    ("partOfOrganisation", "partnerOf", False),
)
#: Two statements about the same two things of which one holds; where the same words make both, the first says more
#: than the second, if it is marked so.
_EITHER = (
    ("workedFor", "affiliatedWith", True),
    ("basedAt", "partOfOrganisation", False),
    ("secondedTo", "workedFor", True),
)


def checked(rows: Records) -> Records:
    """The rows with their scores; what cannot hold or is in too much doubt is among the candidates or the notes."""
    entities = {e.id: e for e in rows.entities}
    notes = list(rows.notes)
    signs = Signs(rows)
    kept: list[Relation] = []
    for r in rows.relations:
        if fits(r, entities):
            kept.append(replace(r, score=round(score(signs.of(r, *reliability(r.rule or "", r.p))), 3)))
        else:
            notes.append(_note(f"cannot hold: {_said(r, entities)}", r))
    weaker = dict(_weaker(kept, entities))
    doubtful = [r for r in kept if id(r) not in weaker and (r.score or 0) < LINE]
    notes += [_note(why, r) for r in kept if (why := weaker.get(id(r)))]
    notes += [_note(f"in doubt ({r.score:.2f}): {_said(r, entities)}", r) for r in doubtful]
    out = weaker.keys() | {id(r) for r in doubtful}
    return replace(
        rows,
        relations=tuple(r for r in kept if id(r) not in out),
        candidates=(*rows.candidates, *(r for r in kept if id(r) in out)),
        notes=tuple(notes),
    )


# --- what cannot hold together -------------------------------------------------------------------------------


def _weaker(rows: list[Relation], entities: Mapping[str, Entity]) -> Iterator[tuple[int, str]]:
    """Rows that contradict stronger ones, by identity, with the reason."""
    facts = {r.fact: r for r in rows if isinstance(r.o, str)}
    gone: set[int] = set()

    def lose(a: Relation, b: Relation, why: str, *, at_once: bool = False) -> Iterator[tuple[int, str]]:
        if id(a) in gone or id(b) in gone:
            return
        loser, winner = (a, b) if at_once or _strength(a) < _strength(b) else (b, a)
        gone.add(id(loser))
        yield id(loser), f"{why}: {_said(loser, entities)}, and {_said(winner, entities)}"

    for r in rows:
        if not isinstance(r.o, str):
            continue
        back = facts.get((r.o, r.p, r.s)) if r.p in _ONE_WAY else None
        if back is not None:
            yield from lose(r, back, "both directions")
        for p, q, turned in _CROSSED:
            other = facts.get((r.o, q, r.s) if turned else (r.s, q, r.o)) if r.p == p else None
            if other is not None and other is not r:
                yield from lose(r, other, "cannot both hold")
        for p, q, tells in _EITHER:
            other = facts.get((r.s, q, r.o)) if r.p == p else None
            if other is not None and tells and r.start < other.end and other.start < r.end:
                yield from lose(other, r, "one of the two", at_once=True)
            elif other is not None:
                yield from lose(r, other, "one of the two")
    yield from _others_moves(rows, entities)
    yield from _no_roles(rows, entities)
    yield from _shared(rows, entities)
    yield from _others_addresses(rows, entities)
    yield from _circles([r for r in rows if id(r) not in gone], entities)
    yield from _times([r for r in rows if id(r) not in gone], entities)


def _others_moves(rows: list[Relation], entities: Mapping[str, Entity]) -> Iterator[tuple[int, str]]:
    """One move in one place that two people are said to have made: of those, who is not named there."""
    moves: dict[tuple[str, str | Value, int, int], list[Relation]] = {}
    for r in rows:
        if r.p in ("joined", "secondedTo", "workedFor"):
            moves.setdefault((r.p, r.o, r.start, r.end), []).append(r)
    for several in moves.values():
        named = [r for r in several if any(n in r.quote for n in entities[r.s].names)]
        for r in several if named else ():
            if r not in named:
                yield id(r), f"another's move: {_said(r, entities)}"


#: What no role begins with or holds: a verb, a pronoun, a year, the month in which somebody took it.
_NO_ROLE = re.compile(
    rf"^(?:has|had|is|was|are|were|he|she|they|who|before|after|until|then)\b|\b(?:19|20)\d\d\b|\b(?:in|from|since|until) (?:{MONTH_NAMES})\b",
    re.IGNORECASE,
)


def _no_roles(rows: list[Relation], entities: Mapping[str, Entity]) -> Iterator[tuple[int, str]]:
    """Roles that are a piece of a sentence ("has been Reader", "Fellow in March") or hold a piece of a name ("Convener of Citizens'")."""
    for r in rows:
        if (
            r.p == "hasRole"
            and isinstance(r.o, Value)
            and (_NO_ROLE.search(r.o.value) or _cut(r.o.value, r.quote))
        ):
            yield id(r), f"no role: {_said(r, entities)}"


def _cut(role: str, quote: str) -> bool:
    """Whether a role ends inside a name that owns something: "Convener of Residents" in "Convener of Residents' Voice"."""
    if not re.search(r" (?:of|for) ", role):
        return False
    ends = [quote[m.end() : m.end() + 1] for m in re.finditer(re.escape(role), quote)]
    return bool(ends) and all(end in ("'", "’") for end in ends)


def _shared(rows: list[Relation], entities: Mapping[str, Entity]) -> Iterator[tuple[int, str]]:
    """Of several rows by one rule of which one can hold the weaker ones: one address of two people, one organisation in two towns."""
    several: dict[tuple[object, ...], list[Relation]] = {}
    for r in rows:
        if r.p == "email":
            several.setdefault((r.p, r.o), []).append(r)
        elif r.p == "locatedIn" and entities[r.s].cls == "Organisation" and _is_town(r.o, entities):
            several.setdefault((r.p, r.s, r.rule), []).append(r)
    for (what, *_), found in several.items():
        best = max(found, key=lambda r: (_in_address(r, entities), *_strength(r)))
        for r in found:
            if r is not best and (what == "email" or (r.start, r.end) != (best.start, best.end)):
                yield id(r), f"another's, or elsewhere: {_said(r, entities)}, and {_said(best, entities)}"


def _others_addresses(rows: list[Relation], entities: Mapping[str, Entity]) -> Iterator[tuple[int, str]]:
    """Addresses that hold the surname of somebody else in the issue, and nothing of the one whose they would be."""
    found = [
        (r, r.o.value)
        for r in rows
        if r.p == "email" and isinstance(r.o, Value) and not _in_address(r, entities)
    ]
    surnames = {
        e.name.split()[-1].casefold()
        for e in entities.values()
        if found and e.cls == "Person" and " " in e.name
    }
    for r, address in found:
        local = set(re.split(r"[^\w'’-]+|_", address.partition("@")[0].casefold()))
        if any(len(name) > 2 and name in local for name in surnames):
            yield id(r), f"somebody else's address: {_said(r, entities)}"


def _is_town(end: str | Value, entities: Mapping[str, Entity]) -> bool:
    return isinstance(end, str) and entities[end].kind in ("town", "city")


def _in_address(r: Relation, entities: Mapping[str, Entity]) -> bool:
    local = r.o.value.partition("@")[0].casefold() if isinstance(r.o, Value) else ""
    return any(len(w) > 2 and w.casefold() in local for w in entities[r.s].name.split())


def _circles(rows: list[Relation], entities: Mapping[str, Entity]) -> Iterator[tuple[int, str]]:
    """Of a chain of succession, parts or leading that comes back to its beginning the weakest row."""
    for p in ("succeeds", "partOfPolicy", "partOfOrganisation", "leadsOrganisation", "broaderConcept"):
        after: dict[str, list[Relation]] = {}
        for r in rows:
            if r.p == p:
                after.setdefault(r.s, []).append(r)
        gone: set[int] = set()
        while circle := _circle(after, gone):
            weakest = min(circle, key=_strength)
            gone.add(id(weakest))
            yield id(weakest), f"in a circle: {_said(weakest, entities)}"


def _circle(after: Mapping[str, list[Relation]], gone: set[int]) -> list[Relation]:
    done: set[str] = set()
    for start in after:
        path: list[Relation] = []
        stack = [(start, 0)]
        while stack:
            node, n = stack.pop()
            del path[len(stack) :]
            rows = [r for r in after.get(node, ()) if id(r) not in gone]
            if n >= len(rows) or node in done:
                done.add(node)
                continue
            stack.append((node, n + 1))
            path.append(rows[n])
            target = str(rows[n].o)
            above = [s for s, _ in stack]
            if target in above:
                return path[above.index(target) :]
            stack.append((target, 0))
    return []


def _times(rows: list[Relation], entities: Mapping[str, Entity]) -> Iterator[tuple[int, str]]:
    """An end before its beginning."""
    begins = {r.s: r for r in rows if r.p == "startDateTime"}
    for r in rows:
        start = begins.get(r.s) if r.p == "endDateTime" else None
        if start is None or not isinstance(r.o, Value) or not isinstance(start.o, Value):
            continue
        n = min(len(r.o.value), len(start.o.value))
        if r.o.value[:n] < start.o.value[:n]:
            yield id(r), f"ends before it begins: {_said(r, entities)}"


def _strength(r: Relation) -> tuple[float, bool, bool, int]:
    return (r.score or 0, r.sure, r.basis == "stated", -r.start)


# --- scores --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _counts() -> Mapping[tuple[str, str], tuple[int, int]]:
    return {
        (row["rule"], row["predicate"]): (int(row["right"]), int(row["judged"]))
        for row in table("reliability")
    }


def parts(rule: str) -> tuple[str, ...]:
    """What a rule consists of: "clause: fund, passive" of a frame and a construction, any other of itself."""
    head, colon, rest = rule.partition(": ")
    if head != "clause" or not colon:
        return (rule,)
    lemma, _, construction = rest.partition(", ")
    return (f"clause: {lemma}", *((f"clause: , {construction}",) if construction else ()))


@lru_cache(maxsize=4096)
def reliability(rule: str, predicate: str) -> tuple[float, float]:
    """The share of rows of a rule and predicate that are right, from the keys, and how well the keys prove it (0 to 1)."""
    return of_counts(_counts(), rule, predicate), proven(_counts(), rule, predicate)


def proven(counts: Mapping[tuple[str, str], tuple[int, int]], rule: str, predicate: str) -> float:
    """How many rows the share of a rule was counted on: 0 for none, 1 for a hundred and fifty."""
    judged = min(counts.get((part, predicate), (0, 0))[1] for part in parts(rule))
    return min(math.log1p(judged) / 5, 1.0)


def of_counts(counts: Mapping[tuple[str, str], tuple[int, int]], rule: str, predicate: str) -> float:
    """The share of rows that are right, from (rule or part, predicate) → rows that were right, and judged.

    Rules, frames and constructions that no key has judged have what is believed of them; several parts are multiplied, each
    against that.
    """
    found = 1.0
    pieces = parts(rule)
    for n, part in enumerate(pieces):
        right, judged = counts.get((part, ""), (0, 0))
        general = (right + PRIOR * WEIGHT) / (judged + WEIGHT)
        right, judged = counts.get((part, predicate), (0, 0))
        found *= (right + general * WEIGHT) / (judged + WEIGHT) / (PRIOR if n else 1.0)
    return min(found, 1.0)


def _said(r: Relation, entities: Mapping[str, Entity]) -> str:
    o = r.o.value if isinstance(r.o, Value) else entities[r.o].name
    return f"{entities[r.s].name} {r.p} {o}"


def _note(what: str, r: Relation) -> dict[str, object]:
    return {"what": what, "quote": r.quote[:200], "start": r.start, "end": r.end}
