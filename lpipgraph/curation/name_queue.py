"""Lists names for review: those unknown to the authority, and known ones that are ambiguous."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ..authority import (
    EVERYWHERE,
    PREFIXES,
    Authority,
    Candidate,
    Decision,
    Entry,
    in_force,
    key,
)
from ..errors import UnknownName
from ..names import slug
from ..records import Entity, Records
from .name_variants import OWN, forms, initials, is_acronym, quotes_of

__all__ = ["Item", "decide", "queue"]

#: The least similarity of a candidate.
LEAST = 0.78
#: The number of candidates shown; further ones are shown only if they score the same as the last one.
MOST = 5
#: The score of an acronym that matches a name's initials, and of a candidate of another class.
_INITIALS, _OTHER_CLASS = 0.9, 0.9
#: The score of a name that is part of another, and the least similarity of a single word.
_PART, _ONE_WORD = 0.9, 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One name to decide about.

    Parameters
    ----------
    issue
        The issue's id.
    scope
        The default scope of a decision: this issue, or `EVERYWHERE` for a name of several words, which means the
        same thing in other issues.
    id, cls, mention, kind
        The values from the extractor.
    quote, start, end
        Words of the issue that name it, and their offsets.
    where
        The place in words, such as "page 3".
    how, score
        How it was recognised, and the confidence.
    occurrences
        The number of places in the issue that a decision settles.
    candidates
        Its possible meanings, the most likely first.
    ambiguous
        Whether the authority has the name for several things, and the issue does not show which is meant.
    disputed
        The differences between readers.
    """

    issue: str
    scope: str
    id: str
    cls: str
    mention: str
    kind: str | None
    quote: str
    start: int
    end: int
    where: str
    how: str
    score: float
    occurrences: int
    candidates: tuple[Candidate, ...] = ()
    ambiguous: bool = False
    disputed: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The key of the name in decisions."""
        return self.cls, key(self.mention)

    @property
    def doubt(self) -> float:
        """How likely a decision changes something.

        It is based on the extractor's score, and higher for a single word that is not a place and for a name similar to
        another one of its class. The weights were fitted on the test issues 2-4, 6 and 7.
        """
        alone = len(self.mention.split()) == 1 and self.cls != "Place"
        prefix = PREFIXES[self.cls] + ":"
        twin = any(c.score >= _INITIALS and c.id.startswith(prefix) for c in self.candidates)
        return round(1 - self.score + 0.2 * alone + 0.2 * twin, 4)


def queue(
    records: Records,
    authority: Authority,
    *,
    by: str = "occurrences",
    place: Callable[[int], str] | None = None,
    again: bool = False,
) -> tuple[Item, ...]:
    """The names of an issue that need a decision, the most useful decisions first.

    A name is left out if the authority has it for one thing, or if a decision settles it. An ambiguous name keeps
    all its candidates unless the issue shows which is meant: by a longer form that only one of them has, or by
    the kind.

    Parameters
    ----------
    records
        The extracted records of the issue, before or after decisions were applied.
    authority
        The known things and the decisions.
    by
        "occurrences": first the names whose decision settles most places; "doubt": first those whose decision most
        likely changes something, which improves the score faster (``benchmarks/curation.py``).
    place
        A function from an offset to words such as "page 3"; the offset is shown if None.
    again
        Whether to include names that were decided to be unsure.

    Returns
    -------
    tuple of Item
        The sorted names; equal ones are sorted by the other criterion, then in the order of the text.

    Raises
    ------
    UnknownName
        If `by` is neither.
    """
    orders: dict[str, Callable[[Item], tuple[float, float]]] = {
        "occurrences": lambda i: (-i.occurrences, -i.doubt),
        "doubt": lambda i: (-i.doubt, -i.occurrences),
    }
    if by not in orders:
        raise UnknownName("order", by, orders)
    force = in_force(authority.decisions, records.issue)
    done = {k for k, d in force.items() if not (again and d.decision == "unsure")}
    confirmed = {d.target for d in force.values() if d.decision in ("existing", "new")}
    pool = _pool(authority)
    quotes = quotes_of(records)
    disputes = {key(n["name"]): str(n["what"]) for n in records.notes if "name" in n and "what" in n}
    places = _places(records)
    open_ = [e for e in records.entities if e.cls != "Question" and e.kind not in OWN]
    local = [
        Entry(e.id, e.cls, e.name, e.aliases)
        for e in open_
        if e.id not in pool.ids and (e.cls, key(e.name)) not in done
    ]
    matcher = _Matcher((*pool.entries, *local))
    items: list[Item] = []
    for e in open_:
        written = forms(e, quotes[e.id]) or (e.name,)
        bearers = _bearers(e, written, pool)
        known = e.id in pool.ids or e.id in confirmed
        if known and len(bearers) <= 1:
            continue
        mention = e.name if e.name in written else written[0]
        if (e.cls, key(mention)) in done:
            continue
        exact = tuple(Candidate(b.id, b.name, 1.0) for b in bearers)
        rest = [] if len(bearers) == 1 else matcher.candidates(e, written)
        rest = [c for c in rest if c.id not in {b.id for b in bearers}]
        where = f"characters {e.start}-{e.end}" if place is None and e.start >= 0 else ""
        items.append(
            Item(
                issue=records.issue,
                scope=EVERYWHERE if len(mention.split()) > 1 and not known else records.issue,
                id=e.id,
                cls=e.cls,
                mention=mention,
                kind=e.kind,
                quote=_context(e, mention, records),
                start=e.start,
                end=e.end,
                where=place(e.start) if place and e.start >= 0 else where,
                how=e.how or "",
                score=1.0 / len(bearers) if known else e.score if e.score is not None else 0.0,
                occurrences=places[e.id],
                candidates=_best((*exact, *rest)),
                ambiguous=len(bearers) > 1,
                disputed=next((disputes[k] for k in map(key, written) if k in disputes), ""),
            )
        )
    items.sort(key=lambda i: (*orders[by](i), i.start, i.id))
    return tuple(items)


def decide(
    item: Item,
    decision: str,
    *,
    who: str,
    when: str,
    why: str = "",
    target: str = "",
    name: str = "",
    kind: str = "",
    right_class: str = "",
    everywhere: bool | None = None,
) -> Decision:
    """Creates the decision on an item of the queue.

    Parameters
    ----------
    item
        The item.
    decision
        One of `lpipgraph.authority.DECISIONS`.
    who, when, why
        The person, the day (ISO 8601) and the reason.
    target
        The id of the thing that is meant (existing), or its new id (new; made from the name if empty).
    name, kind, right_class
        Corrections of the extracted values (new).
    everywhere
        Whether it applies to every issue; if None, the item's scope. "unsure" applies to its issue only.
    """
    wide = item.scope == EVERYWHERE if everywhere is None else everywhere
    right = "" if right_class == item.cls else right_class
    if decision == "new":
        name = name or item.mention
        target = target or f"{PREFIXES[right or item.cls]}:{slug(name)}"
        kind = kind or ("" if right else item.kind or "")
    return Decision(
        issue=EVERYWHERE if wide and decision != "unsure" else item.issue,
        cls=item.cls, mention=item.mention, decision=decision, target=target, name=name, kind=kind,
        right_class=right, who=who, when=when, why=why, candidates=item.candidates,
    )  # fmt: skip


# --- possible meanings of a name ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pool:
    """The possible meanings of names, from the tables and from decisions on any issue."""

    entries: tuple[Entry, ...]
    ids: frozenset[str]
    by_name: Mapping[str, tuple[Entry, ...]]


def _pool(authority: Authority) -> _Pool:
    entries = authority.by_id()
    new = {
        d.target: Entry(d.target, d.final_class, d.name, kind=d.kind or None)
        for d in authority.decisions
        if d.decision == "new"
    }
    both = replace(authority, entries=tuple({**new, **entries}.values()))
    return _Pool(both.entries, frozenset(entries), both.by_name())


def _bearers(e: Entity, written: Iterable[str], pool: _Pool) -> list[Entry]:
    """The known things of the class that have a thing's written names; one if any name is unambiguous."""
    best: list[Entry] = []
    for name in written:
        found = [entry for entry in pool.by_name.get(key(name), ()) if entry.cls == e.cls]
        if len(found) > 1:
            found = [entry for entry in found if entry.kind == e.kind] or found
        if found and (not best or len(found) < len(best)):
            best = found
    return best


def _places(records: Records) -> dict[str, int]:
    """Id → the number of passages that name the thing: those of its statements, or of its name if it has none."""
    spans: dict[str, set[tuple[int, int]]] = {e.id: set() for e in records.entities}
    for r in records.relations:
        for id_ in {r.s, r.o} if isinstance(r.o, str) else {r.s}:
            spans[id_].add((r.start, r.end))
    return {
        e.id: len(spans[e.id]) + (not any(a <= e.start and e.end <= b for a, b in spans[e.id]))
        for e in records.entities
    }


class _Matcher:
    """Finds entries with names similar to a thing's names, in any order of words.

    The similarity is the share of characters that the sorted words have in common (Indel ratio), or nine tenths
    if one name has all words of the other and more. Single words must be more similar, and be the whole name:
    Exeter is not Chester.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.rows = [(key(name), entry) for entry in entries for name in entry.names]
        self.names = [name for name, _ in self.rows]
        self.initials = [initials(name) for name in self.names]

    def candidates(self, e: Entity, written: Iterable[str]) -> list[Candidate]:
        """The candidates, the most likely first; equal ones in the order of their ids."""
        from rapidfuzz import fuzz, process

        best: dict[str, tuple[float, Entry]] = {}
        for form in written:
            name = key(form)
            scored: list[tuple[float, int]] = []
            for scorer, weight in ((fuzz.token_sort_ratio, 1.0), (fuzz.token_set_ratio, _PART)):
                for other, score, n in process.extract(
                    name, self.names, scorer=scorer, limit=None, score_cutoff=100 * LEAST / weight
                ):
                    words = min(len(name.split()), len(other.split()))
                    if words > 1 or (weight == 1.0 and score >= 100 * _ONE_WORD):
                        scored.append((weight * score / 100, n))
            if is_acronym(form):
                letters = re.sub(r"[^a-z0-9]", "", name)
                scored += [(_INITIALS, n) for n, spelt in enumerate(self.initials) if letters in spelt]
            elif spelt := initials(form):
                scored += [(_INITIALS, n) for n, other in enumerate(self.names) if other in spelt]
            for score, n in scored:
                entry = self.rows[n][1]
                worth = score if entry.cls == e.cls else score * _OTHER_CLASS
                if entry.id != e.id and worth >= LEAST and worth > best.get(entry.id, (0.0,))[0]:
                    best[entry.id] = (worth, entry)
        ranked = sorted(best.values(), key=lambda b: (-b[0], b[1].id))
        return [Candidate(entry.id, entry.name, round(score, 2)) for score, entry in ranked]


def _best(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    ranked = list(candidates)
    if len(ranked) <= MOST:
        return tuple(ranked)
    last = ranked[MOST - 1].score
    return tuple(c for n, c in enumerate(ranked) if n < MOST or (c.score == last and last >= _INITIALS))


def _context(e: Entity, mention: str, records: Records) -> str:
    """The clean text of the shortest statement that contains the name; else the name alone."""
    around = [
        r.quote
        for r in records.relations
        if e.id in (r.s, r.o) and r.start <= e.start and e.end <= r.end and mention in r.quote
    ]
    beside = [r.quote for r in records.relations if e.id in (r.s, r.o) and mention in r.quote]
    longer = [q for q in around or beside if len(q) > len(mention) + 10]
    return " ".join(min(longer, key=len, default=e.quote).split())
