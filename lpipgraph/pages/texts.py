"""Gives the text of an issue for pages: without contact data, with source positions."""

from __future__ import annotations

import os
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ..archive import Held, read_ledger
from ..contacts import masked
from ..document import Document
from ..parts import document

__all__ = ["Block", "Text", "Texts", "kept_texts", "text_of", "texts_of"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item or row: `places` has the source offset of each character of `text`."""

    kind: str
    level: int
    text: str
    places: tuple[int, ...]

    @property
    def start(self) -> int:
        """Where it begins in the source."""
        return self.places[0]

    @property
    def end(self) -> int:
        """Where it ends in the source."""
        return self.places[-1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the source as a stretch of `text`; empty if they have nothing in common."""
        return bisect_left(self.places, start), bisect_left(self.places, end)


@dataclass(frozen=True, slots=True)
class Text:
    """An issue's text, in blocks; `digest` is the SHA-256 of its source, by which a store knows its own."""

    title: str
    blocks: tuple[Block, ...]
    digest: str


def text_of(issue: Document) -> Text:
    """The text of an issue, its contact data covered; the offsets are those of its source."""
    public = replace(issue, text=masked(issue.text))
    digest = sha256(issue.text.encode("utf-8", "surrogatepass")).hexdigest()
    return Text(public.title, tuple(_blocks(public)), digest)


def _blocks(issue: Document) -> Iterator[Block]:
    for block in issue.blocks:
        reading = issue.reading(block.start, block.end)
        if reading.text.strip():
            level = block.level % 10 if block.kind == "heading" else block.level
            yield Block(block.kind, level, reading.text, reading.places)


class Texts(Mapping[str, Text]):
    """Key of an issue → its text, read when it is asked for; the last few are kept."""

    def __init__(self, known: Mapping[str, Callable[[], Document]]) -> None:
        self._known = known
        self._read = lru_cache(maxsize=8)(lambda key: text_of(known[key]()))

    def __getitem__(self, key: str) -> Text:
        if key not in self._known:
            raise KeyError(key)
        return self._read(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def texts_of(folder: Path) -> Texts:
    """The texts of the issues in a build's folder; none if it is a store without them."""
    ledger = read_ledger(folder)
    if ledger is None:
        return Texts({})
    return Texts({held.key: _reader(folder, held) for held in ledger.issues})


def kept_texts(folder: Path, place: Path) -> Texts:
    """The texts of the issues in a build's folder as they are now, whatever takes its place: `place` holds them as well."""
    ledger = read_ledger(folder)
    if ledger is None:
        return Texts({})
    for held in ledger.issues:
        target = place / held.text
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            continue
        try:
            os.link(folder / held.text, target)
        except OSError:  # another file system, or another of the server's processes was first
            with suppress(FileNotFoundError):  # the build is replaced just now
                fresh = target.with_name(f".{target.name}.{os.getpid()}")
                shutil.copyfile(folder / held.text, fresh)
                fresh.replace(target)
    there = (held for held in ledger.issues if (place / held.text).is_file())
    return Texts({held.key: _reader(place, held) for held in there})


def _reader(folder: Path, held: Held) -> Callable[[], Document]:
    return lambda: document(folder, held)
