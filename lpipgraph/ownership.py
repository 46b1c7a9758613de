"""Distinguishes things with general names by their owners: two organisations' advisory boards, two nations' growth funds.

Many things share a name of ordinary words only ("Local Growth Fund"). The owner is in the name ("… of the
Weir Trust") or in a statement: the responsible body, the parent organisation, the nation to which it applies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from .gazetteer import load
from .names import fold, slug
from .records import Entity, Records, Relation, Value
from .tables import words

__all__ = ["NOBODYS", "OWNING", "Owned", "is_general", "is_generic", "owned", "parted", "singular"]

#: Predicates whose object is the subject's owner.
OWNING = frozenset(("responsibleBody", "partOfOrganisation", "appliesTo"))
#: All departments of one state are one owner, because a fund may move to another department.
_STATE = "the state"
_STATE_KINDS = frozenset(("government department", "government", "government agency", "public body"))
#: Words that mark a government body as one nation's.
_NATIONS = frozenset(("scottish", "scotland", "welsh", "wales", "ireland", "irish"))
_OF = re.compile(r"(?P<head>.+?) (?:of|for|at) (?:the )?(?P<owner>.+)")


@dataclass(frozen=True, slots=True)
class Owned:
    """The owners of a thing, as folded names of organisations and nations; and its names with the owner's before them.

    An event has the days on which it begins in place of owners: a course is held again and again.
    """

    bodies: frozenset[str] = frozenset()
    nations: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    days: frozenset[str] = frozenset()

    def elsewhere(self, other: Owned) -> bool:
        """Whether both have owners, and none in common, or both have days, and none that may be the same."""
        apart = any(
            bool(mine) and bool(theirs) and mine.isdisjoint(theirs)
            for mine, theirs in ((self.bodies, other.bodies), (self.nations, other.nations))
        )
        # "June 2026" may be 24 June
        return apart or (
            bool(self.days)
            and bool(other.days)
            and not any(a.startswith(b) or b.startswith(a) for a in self.days for b in other.days)
        )


NOBODYS = Owned()


def owned(rows: Records) -> Mapping[str, Owned]:
    """Id → the owners of a thing with a general name and the days of an event, from an issue's statements.

    Things without an owner and events without a day are left out.
    """
    things = {e.id: e for e in rows.entities}
    days: dict[str, set[str]] = {}
    for r in rows.relations:
        if r.p == "startDateTime" and r.sure and isinstance(r.o, Value):
            days.setdefault(r.s, set()).add(r.o.value[:10])
    bodies: dict[str, list[Entity]] = {}
    nations: dict[str, set[str]] = {}
    for r in rows.relations:
        if r.p not in OWNING or not r.sure or not isinstance(r.o, str) or r.o not in things:
            continue
        if r.p != "appliesTo":
            bodies.setdefault(r.s, []).append(things[r.o])
        elif (place := load().lookup(things[r.o].name)) is not None and place.kind == "nation":
            nations.setdefault(r.s, set()).add(fold(place.name))
    found = {id_: Owned(days=frozenset(begins)) for id_, begins in days.items()}
    for e in rows.entities:
        if e.cls not in ("Organisation", "Policy"):
            continue
        mine = _owned(e, bodies.get(e.id, ()), nations.get(e.id, ()))
        if mine is not NOBODYS:
            found[e.id] = mine
    return found


# --- in one issue -------------------------------------------------------------------------------------------


def parted(rows: Records, text: str) -> Records:
    """An issue's rows with one thing for each owner of a general name: "the A's Advisory Board" and "the B's Advisory Board".

    A statement belongs to the thing whose owner its sentence names, else to the one named before; a statement
    about several of them is removed, with a note.
    """
    bodies, behind, said = _names_of_bodies(rows), _behind_owners(text), _responsible(rows)
    moved: dict[str, list[tuple[int, str]]] = {}
    things: dict[str, list[Entity]] = {}
    taken = {e.id for e in rows.entities}
    for e in rows.entities:
        if e.cls not in ("Organisation", "Policy") or e.how == "authority":
            continue
        marks = sorted({*_marks(e, bodies, behind, text), *_nations_marks(e, said.get(e.id, {}))})
        # the thing with the full name keeps the id
        owners = list(dict.fromkeys((*_owned(e, (), ()).bodies, *(owner for _, owner, _ in marks))))
        if len(owners) < 2:
            continue
        ids = {owners[0]: e.id}
        for owner in owners[1:]:
            at, _, name = next(m for m in marks if m[1] == owner)
            id_ = new = f"{e.id.partition(':')[0]}:{slug(name)}-{slug(owner)}"
            number = 2
            while id_ in taken:
                id_, number = f"{new}-{number}", number + 1
            taken.add(id_)
            ids[owner] = id_
            at = text.find(name, at)
            end = at + len(name)
            things.setdefault(e.id, []).append(
                replace(
                    e,
                    id=id_,
                    name=name,
                    aliases=(),
                    kind=singular(fold(name).split()[-1]),
                    quote=text[at:end],
                    start=at,
                    end=end,
                )
            )
        moved[e.id] = [(at, ids[owner]) for at, owner, _ in marks]
    if not moved:
        return rows
    notes = list(rows.notes)
    named = {e.id: e for e in rows.entities} | {new.id: new for more in things.values() for new in more}

    def whose(id_: str, r: Relation) -> str | None:
        marks = moved.get(id_)
        if marks is None or r.start < 0:
            return id_
        here = {to for at, to in marks if r.start <= at < r.end}
        if len(here) > 1:
            return None
        return min(here, default=next((to for at, to in reversed(marks) if at < r.start), id_))

    def kept(relations: Iterable[Relation]) -> Iterator[Relation]:
        for r in relations:
            s, o = whose(r.s, r), whose(r.o, r) if isinstance(r.o, str) else r.o
            if s is not None and o is not None:
                yield r if (s, o) == (r.s, r.o) else replace(r, s=s, o=o)
            else:
                notes.append(
                    {
                        "what": f"one of several things with one name: {named[r.s].name} {r.p}",
                        "quote": r.quote[:200],
                        "start": r.start,
                        "end": r.end,
                    }
                )

    entities = tuple(each for e in rows.entities for each in (e, *things.get(e.id, ())))
    relations, candidates = tuple(kept(rows.relations)), tuple(kept(rows.candidates))
    return replace(rows, entities=entities, relations=relations, candidates=candidates, notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class _Bodies:
    """Each name of an organisation with the organisation's folded name, and the lengths of such names, the longest first."""

    names: Mapping[str, str]
    lengths: tuple[int, ...]

    def closing(self, text: str, end: int, but: tuple[str, ...]) -> str | None:
        """The organisation with the longest name that ends at an offset."""
        for length in self.lengths:
            name = text[end - length : end] if length <= end else ""
            if name in self.names and name not in but:
                return self.names[name]
        return None


def _names_of_bodies(rows: Records) -> _Bodies:
    found = {name: fold(e.name) for e in rows.entities if e.cls == "Organisation" for name in e.names if name}
    return _Bodies(found, tuple(sorted({len(name) for name in found}, reverse=True)))


#: The words between an owner and its thing: "the Council's ", "the Councils' ".
_OWNS = re.compile(r"(?:(?<=['’]s)|(?<=s['’])) ")
_FIRST = re.compile(r"\w*")


def _behind_owners(text: str) -> dict[str, list[int]]:
    """Offsets after a possessive, by the first word there."""
    found: dict[str, list[int]] = {}
    for m in _OWNS.finditer(text):
        found.setdefault(_first(text, m.end()), []).append(m.end())
    return found


def _first(text: str, at: int = 0) -> str:
    word = _FIRST.match(text, at)
    return word.group() if word else ""


def _marks(
    e: Entity, bodies: _Bodies, behind: Mapping[str, list[int]], text: str
) -> Iterator[tuple[int, str, str]]:
    """The places where an owner precedes a thing's general name: the offset, the owner's folded name, and the name."""
    inside = _owned(e, (), ()).bodies
    for own in inside:
        yield from ((m.start(), own, e.name) for m in re.finditer(_spaced(e.name), text))
    for name in e.names:
        starts = behind.get(_first(name))
        if not starts or not is_general(name, e.cls):
            continue
        whole = re.compile(rf"{_spaced(name)}\b")
        for start in (at for at in starts if whole.match(text, at)):
            # "the Council's ‹name›" and "the Councils' ‹name›" are handled separately
            end = start - (3 if text[start - 3] in "'’" else 2)
            owner = bodies.closing(text, end, e.names)
            if owner is not None:
                yield start, owner, name


def _responsible(rows: Records) -> dict[str, dict[int, set[str]]]:
    """Thing → place in the text → the organisations that are stated there to be responsible for it."""
    things = {x.id: x for x in rows.entities}
    found: dict[str, dict[int, set[str]]] = {}
    for r in rows.relations:
        if r.p == "responsibleBody" and r.sure and isinstance(r.o, str) and r.start >= 0:
            found.setdefault(r.s, {}).setdefault(r.start, set()).add(fold(things[r.o].name))
    return found


def _nations_marks(e: Entity, said: Mapping[int, set[str]]) -> Iterator[tuple[int, str, str]]:
    """The places that state a nation's government as responsible for a thing, one sentence each."""
    if not said or not is_general(e.name, e.cls):
        return
    for start, owners in said.items():
        if len(owners) == 1 and all(_is_of_nation(owner) for owner in owners):
            yield start, min(owners), e.name


def _is_of_nation(name: str) -> bool:
    """Whether a folded name is a nation's government or parliament."""
    return singular(name.rsplit(maxsplit=1)[-1]) in (
        "government",
        "executive",
        "parliament",
        "assembly",
        "senedd",
    ) and any(word in _NATIONS for word in name.split())


def _spaced(name: str) -> str:
    return r"\s+".join(map(re.escape, name.split()))


# --- over several issues ------------------------------------------------------------------------------------


def _owned(e: Entity, bodies: Iterable[Entity], nations: Iterable[str]) -> Owned:
    inside = _OF.fullmatch(fold(e.name))
    if inside is not None and is_general(inside["head"], e.cls) and _may_own(inside["owner"]):
        # the name takes precedence over statements
        return Owned(frozenset({inside["owner"]}), frozenset(), (f"{inside['owner']} {inside['head']}",))
    if not is_general(e.name, e.cls):
        return NOBODYS
    called: set[str] = set()
    for body in bodies:
        called.update({_STATE} if _is_state(body) else map(fold, body.names))
    if not called and not nations:
        return NOBODYS
    names = tuple(f"{name} {fold(e.name)}" for name in sorted(called - {_STATE}))
    return Owned(frozenset(called), frozenset(nations), names)


def _may_own(name: str) -> bool:
    """Whether the words after "of" in a name are an organisation or a place, and not the purpose."""
    last = name.rsplit(maxsplit=1)[-1]
    bodies = {head.lower() for head in words("heads", kind="body")}
    return (
        last in bodies or singular(last) in bodies or load().lookup(name) is not None or not _ordinary(name)
    )


def _is_state(body: Entity) -> bool:
    """Whether an organisation belongs to the government of the state, and not to one nation's."""
    if fold(body.kind or "") not in _STATE_KINDS:
        return False
    name = fold(body.name)
    return not any(_nation(word) for word in name.split()) and not any(n in name for n in _nations())


@lru_cache(maxsize=1)
def _nations() -> frozenset[str]:
    """The folded names of the nations of the gazetteer."""
    return frozenset(fold(p.name) for p in load().names.values() if p.kind == "nation")


@lru_cache(maxsize=4096)
def _nation(word: str) -> bool:
    return word in ("scottish", "welsh", "irish", "scotland", "wales", "ireland")


@lru_cache(maxsize=8192)
def is_generic(name: str) -> bool:
    """Whether a name has only generic words ("the Network", "Advisory Board"): it means the one of its own issue."""
    common = _common()
    return all(word in common or singular(word) in common for word in fold(name).split())


@lru_cache(maxsize=8192)
def is_general(name: str, cls: str) -> bool:
    """Whether many things may have a name: a generic name, or a unit's or policy's name of ordinary words only."""
    if is_generic(name):
        return True
    parts = fold(name).split()
    if cls == "Organisation" and (not parts or singular(parts[-1]) not in words("heads", kind="unit")):
        return False
    return _ordinary(name)


def _ordinary(name: str) -> bool:
    common = words("common")
    return all(word in common or singular(word) in common for word in fold(name).split())


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    heads = (w for kind in ("body", "unit", "policy") for w in words("heads", kind=kind))
    return frozenset(w.lower() for w in (*heads, *words("generic", kind="modifier")))


@lru_cache(maxsize=8192)
def singular(name: str) -> str:
    """A folded name with its last word in the singular."""
    *others, last = name.split() or [""]
    if len(last) > 4 and last.endswith("ies"):
        last = last[:-3] + "y"
    elif len(last) > 4 and re.search(r"(?:ss|x|ch|sh)es$", last):
        last = last[:-2]
    elif len(last) > 3 and last.endswith("s") and not last.endswith(("ss", "us", "is")):
        last = last[:-1]
    return " ".join((*others, last))
