"""Lemmatises English verbs, and knows adverbs and the nouns that verbs combine with."""

from __future__ import annotations

import re
from functools import lru_cache

from ...authority import VerbFrame
from ...tables import table, words
from .frame_table import added, frame_rows

__all__ = ["forms_of", "goes_with", "is_adverb", "kind_of"]

_NOT = words("grammar", kind="not")
_ADVERBS = words("grammar", kind="adverb")
_NO_ADVERBS = words("grammar", kind="no adverb")


@lru_cache(maxsize=8)
def _lexicon(more: tuple[VerbFrame, ...]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, dict[tuple[str, str], None]] = {}
    known = set()
    for row in table("verbs"):
        known.add(row["lemma"])
        for word, form in _inflected(row["lemma"], row["past"], row["participle"], row["ing"]):
            found.setdefault(word, {})[(row["lemma"], form)] = None
    for row in frame_rows(more):
        for lemma in row["verb"].split("|"):
            if lemma not in known:
                known.add(lemma)
                for word, form in _inflected(lemma, "", "", ""):
                    found.setdefault(word, {})[(lemma, form)] = None
    return {word: tuple(rows) for word, rows in found.items()}


def _inflected(lemma: str, past: str, participle: str, ing: str) -> list[tuple[str, str]]:
    if lemma.endswith("e"):
        regular, running = f"{lemma}d", f"{lemma[:-1]}ing"
    elif re.search(r"[^aeiou]y$", lemma):
        regular, running = f"{lemma[:-1]}ied", f"{lemma}ing"
    elif re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", lemma):
        regular, running = f"{lemma}{lemma[-1]}ed", f"{lemma}{lemma[-1]}ing"
    else:
        regular, running = f"{lemma}ed", f"{lemma}ing"
    if re.search(r"[^aeiou]y$", lemma):
        third = f"{lemma[:-1]}ies"
    else:
        third = f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{lemma}s"
    third = {"have": "has", "be": "is"}.get(lemma, third)
    return [
        (lemma, "base"), (third, "s"), (past or regular, "past"), (participle or past or regular, "pp"), (ing or running, "ing"),
    ]  # fmt: skip


def forms_of(word: str) -> tuple[tuple[str, str], ...]:
    """The lemmas and forms that a word in lower case may be; empty for a word that is not a known verb."""
    return _lexicon(added()).get(word, ())


@lru_cache(maxsize=64)
def kind_of(kind: str) -> frozenset[str]:
    """The verbs of a kind: "intransitive", "report", "denies", "asserts"."""
    return frozenset(row["lemma"] for row in table("verbs") if kind in row["kind"].split("|"))


@lru_cache(maxsize=8192)
def is_adverb(word: str) -> bool:
    """Whether a word in lower case may be inside a verb group."""
    return (
        word in _ADVERBS
        or word in _NOT
        or (word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERBS)
    )


def goes_with(lemma: str, word: str) -> bool:
    """Whether a row says that a verb goes with a noun: "take" with "place"."""
    return (lemma, word) in _fixed(added())


@lru_cache(maxsize=8)
def _fixed(more: tuple[VerbFrame, ...]) -> frozenset[tuple[str, str]]:
    """Verbs with the nouns that a row says they go with: "take" and "place"."""
    return frozenset(
        (lemma, particle.split()[0])
        for row in frame_rows(more)
        for lemma in row["verb"].split("|")
        for particle in row["particle"].split("|")
        if particle
    )
