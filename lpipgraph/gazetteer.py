"""Recognises place names of the world that the authority does not list."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from .errors import AuthorityError
from .files import read_bytes, root

__all__ = ["Gazetteer", "Held", "Place", "held_places", "load"]

_COLUMNS = ["name", "aliases", "kind", "within", "careful", "source"]


class Place(NamedTuple):
    """One place: its printed name, other printed forms, its kind, and the nation or country that contains it.

    `within` is empty for continents, countries and world regions. A `careful` name is also a word, a surname
    or another place's name; take it for a place only where the context says so ("in Reading").
    `source` says where the row is from. A tuple rather than a dataclass: thousands are made at every start.
    """

    name: str
    aliases: tuple[str, ...]
    kind: str
    within: str
    careful: bool
    source: str = ""


_WORD = re.compile(r"[\w'’-]+")
#: "Leeds's", "Leeds-based": endings after a place's name.
_BASED = re.compile(r"(?:'s|-(?:based|born|wide|led))$")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All known places, indexed by every printed form."""

    names: Mapping[str, Place] = field(default_factory=dict)

    def lookup(self, name: str) -> Place | None:
        """The place with exactly this name or alias, case included; "the X" is accepted.

        Parameters
        ----------
        name
            A surface form, such as ``"Solihull"``, ``"U.K."`` or ``"the Netherlands"``.
        """
        found = self.names.get(name)
        if found is None and name[:4] in ("the ", "The "):
            found = self.names.get(name[4:])
        return found

    def places_in(self, text: str) -> Iterator[tuple[str, int, int]]:
        """The longest place names in a text, with their extents: up to five words that begin with a capital."""
        words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
        at = 0
        for n, (start, _) in enumerate(words):
            if start < at or not text[start].isupper():
                continue
            for length in range(min(5, len(words) - n), 0, -1):
                name = _BASED.sub("", text[start : words[n + length - 1][1]])
                if self.lookup(name) is not None:
                    at = start + len(name)
                    yield name, start, at
                    break

    @staticmethod
    def read(path: Path | str | None = None) -> Gazetteer:
        """The places of one table; ``data/gazetteer/README.md`` describes its columns.

        Parameters
        ----------
        path
            A CSV file; by default ``data/gazetteer/places.csv``.

        Raises
        ------
        InputError
            If the file cannot be read.
        AuthorityError
            If it is not UTF-8, lacks a column or a value, gives a name to two places, or puts a place within
            an unknown one.
        """
        path = root() / "data" / "gazetteer" / "places.csv" if path is None else Path(path)
        try:
            lines = read_bytes(path).decode("utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise AuthorityError("the table is not UTF-8", where=path, hint="save it as UTF-8") from error
        if lines[0] != ",".join(_COLUMNS):
            raise AuthorityError(f"the first line must be {','.join(_COLUMNS)}", where=f"{path}:1")
        names: dict[str, Place] = {}
        holders: dict[str, int] = {}
        # The rows have one line each, so that the line number is the row number.
        number = 1
        try:
            for number, row in enumerate(csv.reader(lines[1:], strict=True), start=2):
                name, aliases, kind, within, careful, source = row
                if not (name and kind) or careful not in ("", "yes"):
                    raise AuthorityError(
                        "a row needs a name, a kind, and 'yes' or nothing under careful",
                        where=f"{path}:{number}",
                    )
                forms = tuple(aliases.split("|")) if aliases else ()
                place = Place(name, forms, kind, within, careful == "yes", source)
                for form in (name, *forms):
                    if names.setdefault(form, place) is not place:
                        raise AuthorityError(f"'{form}' names two places", where=f"{path}:{number}")
                holders.setdefault(within, number)
        except ValueError as error:
            raise AuthorityError("a row needs six values", where=f"{path}:{number}") from error
        except csv.Error as error:
            raise AuthorityError(f"not a CSV table: {error}", where=path) from error
        for within, number in holders.items():
            if within and (within not in names or names[within].name != within):
                raise AuthorityError(f"'{within}' is not a place of this table", where=f"{path}:{number}")
        return Gazetteer(MappingProxyType(names))


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """The project's own gazetteer, read once a run.

    Raises
    ------
    InputError
        As `Gazetteer.read`.
    """
    return Gazetteer.read()


class Held(NamedTuple):
    """The container of each place, other names of areas, and the areas of the official lists.

    A name that is also a surname or an everyday word counts only if the context names a place.
    """

    holders: Mapping[str, tuple[str, ...]]
    also: Mapping[str, tuple[str, ...]]
    official: frozenset[str]


@lru_cache(maxsize=1)
def held_places() -> Held:
    """Place → containing place in the UK, below the nations; read once a run."""
    lines = read_bytes(root() / "data" / "gazetteer" / "within.csv").decode("utf-8").splitlines()
    holders: dict[str, tuple[str, ...]] = {}
    also: dict[str, tuple[str, ...]] = {}
    official = set()
    for row in csv.DictReader(lines):
        into, value = (holders, row["within"]) if row["within"] else (also, row["also"])
        into[row["place"]] = (*into.get(row["place"], ()), value)
        if row["source"] == "ONS":
            official.add(row["place"])
    return Held(holders, also, frozenset(official))
