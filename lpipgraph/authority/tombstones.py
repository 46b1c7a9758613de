"""Recognises erased persons: salted hashes match a name without revealing it.

``forgotten.csv`` contains a salt and, for each name, a slow hash (scrypt) that confirms it, and two bytes of a fast hash
that exclude most other words of a text.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import scrypt
from itertools import pairwise
from pathlib import Path
from secrets import token_bytes

from ..contacts import MARK, covered
from ..errors import AuthorityError
from ..names import fold
from .tables import as_csv, read_rows

__all__ = ["FORGOTTEN", "Forgotten", "Tombstone", "read_forgotten"]

#: The file's name, in an authority's folder and in the parts of a build.
FORGOTTEN = "forgotten.csv"
_COLUMNS = ("salt", "words", "hint", "hash", "when")
_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´](?!s\b)[^\W_]+)*")
#: Characters between the words of a name: spaces, a line end, a hyphen, a full stop after an initial, emphasis marks.
_BETWEEN = re.compile(r"[\s.\-‐‑–*_]{1,4}|%20|\+")


@dataclass(frozen=True, slots=True, order=True)
class Tombstone:
    """One name: its number of words, the fast hash that excludes most other words, and the slow hash that confirms it."""

    salt: str
    words: int
    hint: str
    hash: str
    when: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """All tombstones; `Forgotten()` is empty."""

    stones: tuple[Tombstone, ...] = ()

    def __or__(self, other: Forgotten) -> Forgotten:
        """The union of both."""
        return Forgotten(tuple(sorted({*self.stones, *other.stones})))

    def __bool__(self) -> bool:
        """Whether there are any tombstones."""
        return bool(self.stones)

    def with_names(self, names: Iterable[str], when: str) -> Forgotten:
        """Adds the tombstones of a person.

        Parameters
        ----------
        names
            All names of the person.
        when
            The day (ISO 8601).
        """
        new = []
        for name in sorted({fold(n) for n in names if fold(n) and not self.knows(n)}):
            salt = token_bytes(16).hex()
            new.append(Tombstone(salt, len(name.split()), _hint(salt, name), _hash(salt, name), when))
        return replace(self, stones=tuple(sorted((*self.stones, *new))))

    def knows(self, name: str) -> bool:
        """Whether this is the name of an erased person."""
        words = fold(name)
        return any(s.words == len(words.split()) and _is(s, words) for s in self.stones)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The extents of such names in a text."""
        if not self.stones:
            return []
        found = []
        tokens = list(_WORD.finditer(text))
        for size in sorted({s.words for s in self.stones}):
            for n in range(len(tokens) - size + 1):
                run = tokens[n : n + size]
                pairs = pairwise(run)
                if all(_BETWEEN.fullmatch(text, a.end(), b.start()) for a, b in pairs) and self.knows(
                    " ".join(t[0] for t in run)
                ):
                    found.append((run[0].start(), run[-1].end()))
        return found

    def without(self, text: str) -> str:
        """A label with an ellipsis for each such name; empty if it has no other words."""
        spans = self.spans(text)
        if not spans:
            return text
        plain = re.sub(rf"{MARK}+(?:\s*{MARK}+)*", "…", covered(text, spans))
        return plain if re.search(r"\w", plain) else ""

    def to_csv(self) -> bytes:
        """The tombstones as a CSV table."""
        rows = ({c: str(getattr(s, c)) for c in _COLUMNS} for s in self.stones)
        return as_csv(_COLUMNS, rows)


def read_forgotten(path: Path) -> Forgotten:
    """Reads the tombstones of a file; empty if it does not exist.

    Raises
    ------
    AuthorityError
        If it is not a table of tombstones.
    """
    if not path.exists():
        return Forgotten()
    stones = []
    for line, row in read_rows(path, _COLUMNS):
        if not row["words"].isdecimal() or not re.fullmatch(r"[0-9a-f]{32}", row["salt"]):
            raise AuthorityError("this is not a tombstone", where=f"{path}, line {line}")
        stones.append(Tombstone(row["salt"], int(row["words"]), row["hint"], row["hash"], row["when"]))
    return Forgotten(tuple(sorted(stones)))


def _is(stone: Tombstone, name: str) -> bool:
    return _hint(stone.salt, name) == stone.hint and hmac.compare_digest(_hash(stone.salt, name), stone.hash)


@lru_cache(maxsize=65536)
def _hint(salt: str, name: str) -> str:
    # the leading letter prevents spreadsheet programs from reading it as a number
    return "h" + hmac.digest(bytes.fromhex(salt), name.encode(), "sha256")[:2].hex()


@lru_cache(maxsize=4096)
def _hash(salt: str, name: str) -> str:
    return "s" + scrypt(name.encode(), salt=bytes.fromhex(salt), n=1 << 14, r=8, p=1, dklen=32).hex()
