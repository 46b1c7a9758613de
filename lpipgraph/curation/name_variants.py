"""Finds the names of a thing that an issue uses, and the possible expansions of an acronym."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..authority import key, within
from ..records import Entity, Records

__all__ = ["OWN", "forms", "initials", "is_acronym", "quotes_of"]

#: Kinds of the issue and its parts. They have the names of their subjects, and need no decisions.
OWN = frozenset({"newsletter issue", "article"})
_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])


def quotes_of(records: Records) -> Mapping[str, list[str]]:
    """Id → the words of the issue that name the thing: its own quote, and those of its statements."""
    found = {e.id: [e.quote] for e in records.entities}
    for r in records.relations:
        found[r.s].append(r.quote)
        if isinstance(r.o, str):
            found[r.o].append(r.quote)
    return {id_: list(dict.fromkeys(quotes)) for id_, quotes in found.items()}


def forms(entity: Entity, quotes: Iterable[str]) -> tuple[str, ...]:
    """The names of a thing that are in quotes; a known thing has more names than an issue uses."""
    texts = list(quotes)
    return tuple(name for name in entity.names if any(within(name, text) for text in texts))


def is_acronym(name: str) -> bool:
    """Whether a name is written like an acronym: two to ten letters and digits, two of them capitals."""
    return bool(re.fullmatch(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z0-9&.-]{2,10}", name)) and not name.istitle()


def initials(name: str) -> frozenset[str]:
    """The initials of a name, with and without its function words."""
    words = key(name).split()
    if len(words) < 2:
        return frozenset()
    return frozenset({"".join(w[0] for w in words), "".join(w[0] for w in words if w not in _SMALL)} - {""})
