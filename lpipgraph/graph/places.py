"""Which place lies in which, so that a question about a nation finds its cities.

From the gazetteer, which names one nation or country for each place, and, where its name is another place's as well,
from the code of the Office for National Statistics, whose first letter is the nation.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from ..authority import Authority, Entry
from ..files import read_bytes, root
from ..gazetteer import load
from ..names import slug
from ..records import Entity
from ..vocabulary import DCTERMS, SKOS, Minter
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
    """Each place of an issue within the places that hold it, up to the country, by SKOS and by Dublin Core.

    Parameters
    ----------
    iri
        The minter.
    places
        The places that the issue surely names.
    authority
        The known places: what holds a place may be one of them.
    """
    known = {entry.name: entry for entry in authority.entries if entry.cls == "Place"}
    by_id = {entry.id: entry for entry in known.values()}
    for place in places:
        entry = by_id.get(place.id)
        inner = iri.entity(place.id, "Place")
        outer = _holder(place.name, entry)
        seen = {place.name}
        while outer and outer not in seen:
            seen.add(outer)
            held = known.get(outer)
            node = iri.entity(held.id if held else f"place:{slug(outer)}", "Place")
            if node != inner:
                yield inner, SKOS.broader, node
                yield inner, DCTERMS.isPartOf, node
                yield node, SKOS.prefLabel, english(outer)
            inner, outer = node, _holder(outer, held)


def _holder(name: str, entry: Entry | None) -> str:
    """The nation or country of a place; nothing where two places bear the name and no code tells them apart."""
    for identifier in entry.identifiers if entry else ():
        if identifier.scheme == "GSS" and identifier.confidence == "confirmed":
            nation = _nations().get(identifier.identifier[:1], "")
            return "United Kingdom" if nation == name else nation
    found = load().lookup(entry.name if entry else name)
    if found is None or found.careful or found.name == found.within:
        return ""
    return found.within
