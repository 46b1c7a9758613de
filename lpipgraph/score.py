"""Scores records against an answer key, by the rules of ``data/gold/README.md``.

Entities are paired one to one on class and a shared name; relations on the paired subject and object.
Uncertain rows of the key are neither required nor counted as errors. The score also lists rows: missing ones,
spurious ones, and those whose quotes do not support them (hallucinations).
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain

from .errors import printable
from .evidence import agree, place, unsupported
from .names import fold
from .records import CLASSES, Entity, Records, Relation, Value

__all__ = ["Row", "Score", "Tally", "judged", "score"]


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of rows found, rows required by the key, and rows that are both.

    If nothing was found, the precision is 1; if nothing is required, the recall is 1.
    """

    found: int = 0
    demanded: int = 0
    correct: int = 0

    @property
    def precision(self) -> float:
        """The share of found rows that are in the key."""
        return self.correct / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the key's rows that were found."""
        return self.correct / self.demanded if self.demanded else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        rows = self.found + self.demanded
        return 2 * self.correct / rows if rows else 1.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.found + other.found, self.demanded + other.demanded, self.correct + other.correct)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is missing, spurious or hallucinated: its class or predicate, its content, and its place."""

    group: str
    says: str
    quote: str
    start: int
    end: int
    why: str

    def __str__(self) -> str:
        place = f" at {self.start}-{self.end}" if self.start >= 0 else ""
        return f"{self.says}{place}: {self.why} “{' '.join(self.quote.split())}”"


@dataclass(frozen=True, slots=True)
class Score:
    """The agreement of found records with a key.

    `pairs` are the ids of matched entities, the found one first.
    """

    issue: str
    classes: Mapping[str, Tally]
    predicates: Mapping[str, Tally]
    missing: tuple[Row, ...] = ()
    spurious: tuple[Row, ...] = ()
    hallucinations: tuple[Row, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def entities(self) -> Tally:
        """The total of all classes."""
        return sum(self.classes.values(), Tally())

    @property
    def mentions(self) -> Tally:
        """The counts of the predicate `mentions`."""
        return self.predicates.get("mentions", Tally())

    @property
    def relations(self) -> Tally:
        """The total of all predicates except `mentions`."""
        return sum((tally for name, tally in self.predicates.items() if name != "mentions"), Tally())

    def _lines(self) -> Iterable[tuple[str, Tally]]:
        yield from self.classes.items()
        yield from self.predicates.items()
        yield from (("ENTITIES", self.entities), ("MENTIONS", self.mentions), ("RELATIONS", self.relations))

    def table(self) -> str:
        """The figures as lines of plain text, the three totals and the hallucinations last."""
        lines = [f"{self.issue:<24}{'found':>7}{'key':>7}{'both':>7}{'precision':>11}{'recall':>9}{'F1':>8}"]
        lines.extend(
            f"{name:<24}{tally.found:>7}{tally.demanded:>7}{tally.correct:>7}"
            f"{tally.precision:>11.3f}{tally.recall:>9.3f}{tally.f1:>8.3f}"
            for name, tally in self._lines()
        )
        lines.append(f"{'hallucinations':<24}{len(self.hallucinations):>7}")
        return "\n".join(lines)

    def to_json(self) -> str:
        """Figures and rows as JSON; the same score gives the same bytes."""

        def figures(tally: Tally) -> dict[str, float]:
            rounded = {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}
            return asdict(tally) | {name: round(value, 4) for name, value in rounded.items()}

        def row(each: Row) -> dict[str, object]:
            return asdict(each) | {name: printable(getattr(each, name)) for name in ("says", "quote", "why")}

        return json.dumps(
            {
                "issue": self.issue,
                "totals": {name: figures(tally) for name, tally in self._lines() if name.isupper()},
                "classes": {name: figures(tally) for name, tally in self.classes.items()},
                "predicates": {name: figures(tally) for name, tally in self.predicates.items()},
                "missing": list(map(row, self.missing)),
                "spurious": list(map(row, self.spurious)),
                "hallucinations": list(map(row, self.hallucinations)),
            },
            ensure_ascii=False,
            indent=1,
        )


def score(found: Records, gold: Records, *, text: str | None = None) -> Score:
    """Compares found records with an answer key.

    Parameters
    ----------
    found
        The records of an extractor.
    gold
        The key. Rows with ``sure=False``, and rows that refer to them, are neither required nor counted as
        errors; predicates that the key does not use are not judged.
    text
        The issue's decoded text. If given, quotes are looked up and the key's rows get offsets.

    Returns
    -------
    Score
        Figures for each class and predicate, and the rows behind them.
    """
    paired, excused = _pair(found.entities, gold.entities)
    of_found = {e.id: e for e in found.entities}
    of_gold = {e.id: e for e in gold.entities}
    missing: list[Row] = []
    spurious: list[Row] = []

    classes: dict[str, Tally] = {}
    taken = set(paired.values())
    for cls in CLASSES:
        judged = [e for e in found.entities if e.cls == cls and e.id not in excused]
        demanded = [e for e in gold.entities if e.cls == cls and e.sure]
        if judged or demanded:
            correct = sum(e.id in taken for e in demanded)
            classes[cls] = Tally(len(judged), len(demanded), correct)
        missing += [_entity_row(e, "not found", text) for e in demanded if e.id not in taken]
        spurious += [_entity_row(e, "not in the key", text) for e in judged if e.id not in paired]

    unsure = {e.id for e in gold.entities if not e.sure}
    predicates: dict[str, Tally] = {}
    for predicate in sorted({r.p for r in gold.relations}):
        rows = [r for r in found.relations if r.p == predicate and not excused & _ends(r)]
        key = [r for r in gold.relations if r.p == predicate]
        right, wrong, absent = _compare(rows, key, paired, unsure)
        if right or wrong or absent:
            predicates[predicate] = Tally(len(right) + len(wrong), len(right) + len(absent), len(right))
        missing += [_relation_row(r, "not found", of_gold, text) for r in absent]
        spurious += [_relation_row(r, _why(r, paired, of_found), of_found, text) for r in wrong]

    return Score(
        found.issue,
        classes,
        predicates,
        tuple(missing),
        tuple(spurious),
        tuple(_shown(row, f"{why}:", of_found) for row, why in unsupported(found, text)),
        tuple(sorted(paired.items())),
    )


def judged(found: Records, gold: Records) -> tuple[list[Relation], list[Relation]]:
    """The found statements that are in the key, and those that are not; statements that are not judged are in neither."""
    paired, excused = _pair(found.entities, gold.entities)
    unsure = {e.id for e in gold.entities if not e.sure}
    right: list[Relation] = []
    wrong: list[Relation] = []
    for predicate in sorted({r.p for r in gold.relations}):
        rows = [r for r in found.relations if r.p == predicate and not excused & _ends(r)]
        key = [r for r in gold.relations if r.p == predicate]
        yes, no, _ = _compare(rows, key, paired, unsure)
        right += yes
        wrong += no
    return right, wrong


# --- entities ----------------------------------------------------------------------------------------------


def _pair(found: Sequence[Entity], gold: Sequence[Entity]) -> tuple[dict[str, str], set[str]]:
    """Found id → the key's id, and the found ids that are not judged because the key is not sure of them."""
    surface = {id(e): _surface(e) for e in chain(found, gold)}
    by_name: dict[tuple[str, str], list[int]] = {}
    for j, e in enumerate(gold):
        for name in surface[id(e)]:
            by_name.setdefault((e.cls, name), []).append(j)

    def closeness(a: Entity, b: Entity) -> int:
        same_kind = fold(a.kind or "") == fold(b.kind or "")
        names_a, names_b = surface[id(a)], surface[id(b)]
        if names_a[0] == names_b[0]:
            return 0 if same_kind else 1
        return 2 if names_a[0] in names_b or names_b[0] in names_a else 3

    near: list[dict[int, int]] = []
    for e in found:
        candidates = dict.fromkeys(j for n in surface[id(e)] for j in by_name.get((e.cls, n), ()))
        near.append({j: closeness(e, gold[j]) for j in candidates})

    def preference(i: int) -> Callable[[int], tuple[bool, bool, int]]:
        names, kind = set(surface[id(found[i])]), fold(found[i].kind or "")
        return lambda j: (
            not gold[j].sure,
            fold(gold[j].kind or "") != kind,
            -len(names & set(surface[id(gold[j])])),
        )

    ordered = [sorted(near[i], key=preference(i)) for i in range(len(found))]
    left: dict[int, int] = {}
    # same name and kind, then same name: each a maximum matching that later rounds keep
    for tier in (0, 1):
        free = set(range(len(gold))) - set(left.values())
        edges = [
            [j for j in ordered[i] if near[i][j] == tier and j in free] if i not in left else []
            for i in range(len(found))
        ]
        left |= _matching(edges)
    # aliases: a maximum matching, which prefers pairs in which one name is the other's alias
    free = set(range(len(gold))) - set(left.values())
    rest: dict[int, int] = {}
    for tier in (2, 3):
        edges = [
            [j for j in ordered[i] if near[i][j] <= tier and j in free] if i not in left else []
            for i in range(len(found))
        ]
        rest = _matching(edges, rest)
    left |= rest
    pairs = {found[i].id: gold[j].id for i, j in left.items()}
    excused = {found[i].id for i, j in left.items() if not gold[j].sure}
    excused |= {
        e.id for i, e in enumerate(found) if i not in left and any(not gold[j].sure for j in ordered[i])
    }
    return pairs, excused


def _surface(entity: Entity) -> tuple[str, ...]:
    """An entity's folded names, the preferred one first."""
    return tuple(dict.fromkeys(fold(name) or name.strip().casefold() for name in entity.names))


def _matching(edges: Sequence[Sequence[int]], start: Mapping[int, int] | None = None) -> dict[int, int]:
    """A maximum one-to-one matching of left to right numbers that keeps all nodes of `start` matched.

    Augmenting paths, found breadth first (Berge 1957).
    """
    left = dict(start or {})
    right = {j: i for i, j in left.items()}
    for root in range(len(edges)):
        if root in left:
            continue
        came: dict[int, int] = {}
        queue = deque([root])
        end: int | None = None
        while queue and end is None:
            i = queue.popleft()
            for j in edges[i]:
                if j in came:
                    continue
                came[j] = i
                if j not in right:
                    end = j
                    break
                queue.append(right[j])
        while end is not None:
            i = came[end]
            previous = left.get(i)
            left[i], right[end] = end, i
            end = previous
    return left


# --- relations ---------------------------------------------------------------------------------------------


#: Predicates that a key leaves open: an article in an issue, the definer of a concept, the theme of a thing.
#: A found row is right if the key has it, and not judged if the key has both of its ends.
_OPEN = frozenset(("aboutTheme", "definesConcept", "partOfIssue"))
#: The prefix for the id of a found entity without a match in the key.
_STRANGER = "?"


def _ends(r: Relation) -> set[str]:
    return {r.s} | ({r.o} if isinstance(r.o, str) else set())


def _compare(
    rows: Iterable[Relation], key: Iterable[Relation], paired: Mapping[str, str], unsure: set[str]
) -> tuple[list[Relation], list[Relation], list[Relation]]:
    """For one predicate: the right facts, the wrong facts, and the missing facts."""
    found: dict[tuple[str, str | Value], Relation] = {}
    for r in rows:
        o = paired.get(r.o, _STRANGER + r.o) if isinstance(r.o, str) else r.o
        found.setdefault((paired.get(r.s, _STRANGER + r.s), o), r)
    demanded: dict[tuple[str, str | Value], Relation] = {}
    doubtful: dict[tuple[str, str | Value], Relation] = {}
    for r in key:
        side = demanded if r.sure and not unsure & _ends(r) else doubtful
        side.setdefault((r.s, r.o), r)

    facts, wanted = list(found), list(demanded)
    by_subject: dict[str, list[int]] = {}
    for j, (subject, _) in enumerate(wanted):
        by_subject.setdefault(subject, []).append(j)
    exact: list[list[int]] = []
    near: list[list[int]] = []
    for subject, o in facts:
        candidates = by_subject.get(subject, ())
        exact.append([j for j in candidates if agree(o, wanted[j][1], exact=True)])
        near.append([j for j in candidates if agree(o, wanted[j][1])])
    left = _matching(near, _matching(exact))
    wrong = [
        found[subject, o]
        for i, (subject, o) in enumerate(facts)
        if i not in left
        and not any(subject == s and agree(o, other) for s, other in doubtful)
        and not (found[subject, o].p in _OPEN and _both_known(subject, o))
    ]
    taken = set(left.values())
    absent = [demanded[fact] for j, fact in enumerate(wanted) if j not in taken]
    return [found[facts[i]] for i in left], wrong, absent


def _both_known(s: str, o: str | Value) -> bool:
    return not any(isinstance(end, str) and end.startswith(_STRANGER) for end in (s, o))


def _why(r: Relation, paired: Mapping[str, str], of_found: Mapping[str, Entity]) -> str:
    strangers = [of_found[id_].name for id_ in sorted(_ends(r)) if id_ not in paired]
    return f"the key has no {' and no '.join(strangers)}" if strangers else "not in the key"


# --- rows to show ------------------------------------------------------------------------------------------


def _entity_row(e: Entity, why: str, text: str | None) -> Row:
    return Row(e.cls, f"{e.cls} {e.name}", e.quote, *place(e, text), why)


def _relation_row(r: Relation, why: str, entities: Mapping[str, Entity], text: str | None) -> Row:
    o = r.o.value if isinstance(r.o, Value) else entities[r.o].name
    return Row(r.p, f"{entities[r.s].name} {r.p} {o}", r.quote, *place(r, text), why)


def _shown(row: Entity | Relation, why: str, entities: Mapping[str, Entity]) -> Row:
    return _entity_row(row, why, None) if isinstance(row, Entity) else _relation_row(row, why, entities, None)
