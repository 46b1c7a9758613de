"""Selects the part of an authority that is relevant to a text: names whose words occur in it, and decisions about them.

An issue is read with this part only. So its reading depends on few rows, and its cost does not depend on the size of the tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from ..names import fold
from . import Authority
from .decisions import EVERYWHERE

__all__ = ["Concerning", "words_of"]

_APOSTROPHE = re.compile(r"['’‘ʼ`´]")
_WORD = re.compile(r"[^\W_]+")
#: A word divided at a line end.
_PARTED = re.compile(r"[-‐‑­]\s*\n\s*")


def words_of(*texts: str) -> frozenset[str]:
    """The words of the texts that names can contain, folded like names, also in the singular."""
    found: set[str] = set()
    for text in texts:
        plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        found.update(_WORD.findall(plain))
        found.update(_WORD.findall(_APOSTROPHE.sub("", plain)))
        found.update(_WORD.findall(_PARTED.sub("", plain)))
    return frozenset({*found, *(single for word in found for single in _singulars(word))})


def _singulars(word: str) -> Iterable[str]:
    if len(word) > 3 and word.endswith("s"):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
        if word.endswith("ies"):
            yield word[:-3] + "y"


@lru_cache(maxsize=200_000)
def _forms(word: str) -> tuple[str, ...]:
    return (word, *_singulars(word))


class Concerning:
    """An authority with an index of names by their rarest word.

    Parameters
    ----------
    authority
        The complete authority.
    """

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        names = [
            dict.fromkeys(tuple(fold(name).split()) for name in entry.names) for entry in authority.entries
        ]
        common = Counter(word for row in names for name in row for word in set(name))
        self._by_word: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for number, row in enumerate(names):
            for name in row:
                rarest = min(name, key=lambda word: (common[word], word), default="")
                for form in _forms(rarest):
                    self._by_word.setdefault(form, []).append((number, name))

    def part(self, issue: str, words: frozenset[str]) -> Authority:
        """The rows that are relevant to an issue.

        Parameters
        ----------
        issue
            The issue's id: decisions about it are always relevant.
        words
            Its `words_of`.
        """
        known = self.authority
        found = {
            number
            for word in words & self._by_word.keys()
            for number, name in self._by_word[word]
            if _stands(name, words)
        }
        named = words.union(*(fold(name).split() for n in found for name in known.entries[n].names))
        decisions = tuple(
            d
            for d in known.decisions
            if d.issue == issue or (d.issue == EVERYWHERE and _stands(fold(d.mention).split(), named))
        )
        targets = {d.target for d in decisions if d.target}
        if targets:
            found |= {n for n, entry in enumerate(known.entries) if entry.id in targets}
        return replace(
            known,
            entries=tuple(known.entries[n] for n in sorted(found)),
            decisions=decisions,
            verdicts=tuple(v for v in known.verdicts if v.issue == issue),
            successions=(),
        )


def _stands(name: Iterable[str], words: frozenset[str]) -> bool:
    return all(any(form in words for form in _forms(word)) for word in name)
