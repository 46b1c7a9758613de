"""Indexes the entities of an extraction by id, class and the words of their names, in constant time."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from ..names import fold
from ..records import Entity

__all__ = ["Entities", "initials", "same_body"]

_JOINERS = frozenset(("of", "for", "the", "and", "in", "on"))


def initials(name: str) -> frozenset[str]:
    """What the first letters of a name spell, an acronym in it by its first letter or whole: "UERC" and "UKERC" of the "UK Energy Research Centre"."""
    words = [word for word in name.split() if word[0].isupper()]
    whole = (word if word.isupper() and 1 < len(word) < 5 else word[0] for word in words)
    return frozenset(("".join(word[0] for word in words), "".join(whole)))


def same_body(one: str, other: str) -> bool:
    """Whether two long forms may name one thing: the words of one are among those of the other, or differ by a slip or a plural."""
    a, b = ([w for w in fold(n).split() if w not in _JOINERS] for n in (one, other))
    if len(a) > len(b):
        a, b = b, a
    return all(
        any(w == x or (len(w) > 4 and SequenceMatcher(None, w, x).ratio() > 0.8) for x in b) for w in a
    )


class Entities(dict[str, Entity]):
    """Id → entity, as a dict, with indexes that follow each change."""

    def __init__(self) -> None:
        super().__init__()
        self._of: dict[str, dict[str, None]] = {}
        self._first: dict[tuple[str, str], dict[str, None]] = {}
        self._initials: dict[tuple[str, str], dict[str, None]] = {}
        self._indexed: dict[str, tuple[str, ...]] = {}

    def __setitem__(self, id_: str, entity: Entity) -> None:
        if id_ in self and self[id_].cls != entity.cls:
            self.take(id_)
        super().__setitem__(id_, entity)
        self._of.setdefault(entity.cls, {})[id_] = None
        names = entity.names
        before = self._indexed.get(id_, ())
        self._indexed[id_] = names
        # names come at the end, so that only what is new costs anything
        for name in names[len(before) :] if names[: len(before)] == before else names:
            words = name.split()
            if words:
                self._first.setdefault((entity.cls, words[0]), {})[id_] = None
                for letters in initials(name):
                    self._initials.setdefault((entity.cls, letters), {})[id_] = None

    def take(self, id_: str) -> Entity:
        """Takes an entity away."""
        gone = self.pop(id_)
        del self._indexed[id_], self._of[gone.cls][id_]
        return gone

    def of(self, cls: str) -> list[Entity]:
        """The entities of a class, in the order in which they were found."""
        return [self[id_] for id_ in self._of.get(cls, ())]

    def beginning(self, cls: str, word: str) -> Iterator[Entity]:
        """The entities of a class that a name of theirs with this first word may belong to."""
        return (self[id_] for id_ in self._first.get((cls, word), ()) if id_ in self)

    def abbreviated(self, cls: str, letters: str) -> Iterator[Entity]:
        """The entities of a class that a name of theirs with these initials may belong to."""
        return (self[id_] for id_ in self._initials.get((cls, letters), ()) if id_ in self)
