"""Tells things of general names apart by whose they are: two bodies' advisory boards, two nations' growth funds.

A name of ordinary words alone ("Local Growth Fund") is borne by many things. Whose one is stands in its own name ("… of
the Weir Trust") or in what is said of it: the body that is responsible, that it is part of, the nation where it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .gazetteer import load
from .names import fold
from .records import Entity, Records
from .tables import words

__all__ = ["NOBODYS", "OWNING", "Owned", "is_general", "is_generic", "owned", "singular"]

#: Predicates whose object says whose the subject is.
OWNING = frozenset(("responsibleBody", "partOfOrganisation", "appliesTo"))
#: All departments of one state are one owner: a fund may pass from one to another, and change its department's name.
_STATE = "the state"
_STATE_KINDS = frozenset(("government department", "government", "government agency", "public body"))
_OF = re.compile(r"(?P<head>.+?) (?:of|for|at) (?:the )?(?P<owner>.+)")


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose a thing is, by folded names: bodies, nations; and its names with the owner's before them."""

    bodies: frozenset[str] = frozenset()
    nations: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()

    def elsewhere(self, other: Owned) -> bool:
        """Whether both have owners, and no one in common."""
        return any(
            bool(mine) and bool(theirs) and mine.isdisjoint(theirs)
            for mine, theirs in ((self.bodies, other.bodies), (self.nations, other.nations))
        )


NOBODYS = Owned()


def owned(rows: Records) -> Mapping[str, Owned]:
    """Id → whose a thing of a general name is, as an issue says; things of which it says nothing are left out."""
    things = {e.id: e for e in rows.entities}
    bodies: dict[str, list[Entity]] = {}
    nations: dict[str, set[str]] = {}
    for r in rows.relations:
        if r.p not in OWNING or not r.sure or not isinstance(r.o, str) or r.o not in things:
            continue
        if r.p != "appliesTo":
            bodies.setdefault(r.s, []).append(things[r.o])
        elif (place := load().lookup(things[r.o].name)) is not None and place.kind == "nation":
            nations.setdefault(r.s, set()).add(fold(place.name))
    found = {}
    for e in rows.entities:
        if e.cls not in ("Organisation", "Policy"):
            continue
        mine = _owned(e, bodies.get(e.id, ()), nations.get(e.id, ()))
        if mine is not NOBODYS:
            found[e.id] = mine
    return found


def _owned(e: Entity, bodies: Iterable[Entity], nations: Iterable[str]) -> Owned:
    inside = _OF.fullmatch(fold(e.name))
    if inside is not None and is_general(inside["head"], e.cls) and _may_own(inside["owner"]):
        # what the name says goes before what is said
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
    """Whether what stands behind "of" in a name is a body or a place, and not what the thing is for."""
    last = name.split()[-1]
    bodies = {head.lower() for head in words("heads", kind="body")}
    return (
        last in bodies or singular(last) in bodies or load().lookup(name) is not None or not _ordinary(name)
    )


def _is_state(body: Entity) -> bool:
    """Whether a body is of the government of the state, and of no nation in it."""
    if fold(body.kind or "") not in _STATE_KINDS:
        return False
    return not any(_nation(word) for word in fold(body.name).split()) and "northern ireland" not in fold(
        body.name
    )


@lru_cache(maxsize=4096)
def _nation(word: str) -> bool:
    return word in ("scottish", "welsh", "irish", "scotland", "wales", "ireland")


@lru_cache(maxsize=8192)
def is_generic(name: str) -> bool:
    """Whether a name has no word of its own ("the Network", "Advisory Board"): it means the body of its own issue."""
    common = _common()
    return all(word in common or singular(word) in common for word in fold(name).split())


@lru_cache(maxsize=8192)
def is_general(name: str, cls: str) -> bool:
    """Whether a name may be that of many things: a generic one, a unit's or a policy's of ordinary words alone."""
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
