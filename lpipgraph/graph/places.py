"""Writes the hierarchy of places, so that a query about a nation finds its cities.

The hierarchy comes from the gazetteer, which gives the counties, combined authorities and regions of a place, and one nation
or country. If several places have the name, it comes from the code of the Office for National Statistics, whose first letter
gives the nation.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from ..authority import Authority, Entry
from ..files import read_bytes, root
from ..gazetteer import held_places, load
from ..names import slug
from ..records import Entity
from ..vocabulary import DCTERMS, RDF, SKOS, Minter
from .values import english

__all__ = ["hierarchy"]


@lru_cache(maxsize=1)
def _nations() -> Mapping[str, str]:
    """First letter of a GSS code → the nation."""
    lines = read_bytes(root() / "data" / "gazetteer" / "nations.csv").decode("utf-8").splitlines()
    return {row["letter"]: row["nation"] for row in csv.DictReader(lines)}


def hierarchy(
    iri: Minter, places: Iterable[Entity], authority: Authority
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    """Each place of an issue within the places that contain it, up to the country, in SKOS and Dublin Core.

    Parameters
    ----------
    iri
        The function that creates IRIs.
    places
        The places that the issue names with certainty.
    authority
        The known places, which can contain others.
    """
    known = {n: entry for entry in authority.entries if entry.cls == "Place" for n in reversed(entry.names)}
    by_id = {entry.id: entry for entry in known.values()}
    told: set[tuple[NamedNode, NamedNode]] = set()
    for place in places:
        entry = by_id.get(place.id)
        inner = iri.entity(place.id, "Place")
        walk = [(inner, outer) for outer in _holders(place.name, entry)]
        while walk:
            inner, name = walk.pop()
            held = known.get(name)
            node = iri.entity(held.id if held else f"place:{slug(name)}", "Place")
            if node == inner or (inner, node) in told:
                continue
            told.add((inner, node))
            yield inner, SKOS.broader, node
            yield inner, DCTERMS.isPartOf, node
            # a place, but none that the issue speaks of: those are of the class of our own
            yield node, RDF.type, DCTERMS.Location
            yield node, SKOS.prefLabel, english(held.name if held else name)
            found = load().lookup(name)
            others = held.aliases if held else found.aliases if found else ()
            for other in (*others, *held_places().also.get(name, ())):
                yield node, SKOS.altLabel, english(other)
            walk += [(node, outer) for outer in _holders(name, held)]


def _holders(name: str, entry: Entry | None) -> tuple[str, ...]:
    """The places that directly contain a place; empty if two places have the name and no code distinguishes them."""
    for identifier in entry.identifiers if entry else ():
        if identifier.scheme == "GSS" and identifier.confidence == "confirmed":
            nation = _nations().get(identifier.identifier[:1], "")
            outer = "United Kingdom" if nation == name else nation
            return held_places().holders.get(name) or ((outer,) if outer else ())
    found = load().lookup(entry.name if entry else name)
    if found is None:
        return held_places().holders.get(name, ())
    if (found.careful and found.name not in held_places().official) or found.name == found.within:
        return ()
    return held_places().holders.get(found.name) or ((found.within,) if found.within else ())
