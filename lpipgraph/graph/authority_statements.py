"""Records the source of class, kind and preferred label if they come from an authority table.

The issue names a thing; that it is a think tank, or a place, may come from the authority, from a curator's decision or
from the gazetteer. Such a claim quotes the words that name the thing, and refers to the row with the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..authority import Authority, Entry
from ..gazetteer import load
from ..names import fold
from ..records import Entity, Records
from .claims import Origin, Place

__all__ = ["known_from", "origins"]

_BEST = ("thing", "home", "page", "near")


def origins(records: Records, authority: Authority) -> Mapping[str, Origin]:
    """Id → the row of the table, for all things that needed one."""
    entries = authority.by_id()
    decided = {d.target: d for d in sorted(authority.decisions, key=lambda d: d.when) if d.target}
    found: dict[str, Origin] = {}
    for e in records.entities:
        entry = entries.get(e.id)
        if e.how == "decision" and e.id in decided:
            d = decided[e.id]
            found[e.id] = Origin(f"decision on “{d.mention}”", ", ".join(filter(None, ("a curator", d.when))))
        elif entry is not None and entry.cls == e.cls:
            found[e.id] = Origin(f"{entry.table or 'authority'}, {entry.id}", _source(entry))
        elif e.how == "gazetteer" and (place := load().lookup(e.name)) is not None:
            found[e.id] = Origin(f"gazetteer, {place.name}", place.source)
    return found


def _source(entry: Entry) -> str:
    """The source of a row's best identifier; the table itself if the row has none."""
    seen = sorted(
        (i.confidence != "confirmed", _BEST.index(i.says), n, i.source)
        for n, i in enumerate(entry.identifiers)
    )
    return seen[0][-1] if seen else f"data/authority/{entry.table}"


def known_from(e: Entity, here: Place, origin: Origin | None) -> tuple[Place, Place]:
    """The places of an entity's class and of its kind: the words of the text if they state it, else the row.

    "Aston University" says that it is a university; "New Economics Foundation" does not say that it is a think tank.
    """
    if origin is None or e.how not in ("authority", "decision", "gazetteer"):
        return here, here
    other = replace(here, basis="fromAuthority", origin=origin)
    told = set(fold(f"{e.quote} {' '.join(e.names)}").split())
    told |= {word.removesuffix("s") for word in told}
    kind = fold(e.kind or "").split()
    return (
        here if kind and kind[-1] in told else other,
        here if kind and told.issuperset(kind) else other,
    )
