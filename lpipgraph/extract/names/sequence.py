"""Gives the vote of the sequence model (CRF) trained on the open keys.

It sees shapes, endings, lists and neighbours, not the letters of names, so that it learns the contexts of names in sentences
and not which names there were. ``make model`` trains it; nothing is fetched when it runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from ...files import root
from ...tables import words
from ..draft import Draft, Sentence
from ..lexicon import LEADING, ORG_HEADS, POLICY_HEADS, ROLE_HEADS, is_demonym, singular

__all__ = ["Vote", "features", "tokens_of", "votes"]

MODEL = root() / "data" / "reading" / "names.crfsuite"
CLASSES = {
    "P": "Person",
    "O": "Organisation",
    "L": "Policy",
    "G": "Place",
    "K": "CaseStudy",
    "E": "Event",
    "B": "Publication",
}
_TOKEN = re.compile(r"[^\W\d_]\.(?=[ A-Z])|[^\W_](?:[\w&]|[-'’.@](?=\w))*|\S")


@dataclass(frozen=True, slots=True)
class Vote:
    """A run of words that the model takes for a name: its extent in the source, class and probability."""

    name: str
    cls: str
    span: tuple[int, int]
    probability: float


class _Model(Protocol):
    def tag(self, rows: list[list[str]], /) -> list[str]: ...
    def marginal(self, label: str, at: int, /) -> float: ...


def tokens_of(text: str) -> list[tuple[str, int, int]]:
    """The words and marks of a sentence with their extents; a possessive ending is a word of its own."""
    found: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        word, start, end = match.group(), match.start(), match.end()
        if word.endswith(("'s", "’s")) and len(word) > 2:
            found += [(word[:-2], start, end - 2), (word[-2:], end - 2, end)]
        else:
            found.append((word, start, end))
    return found


@lru_cache(maxsize=65536)
def _own(word: str) -> tuple[str, ...]:
    """What a word says by itself."""
    low = word.lower()
    capital = word[:1].isupper()
    out = [f"s={_shape(word)}"]
    if not capital and word[:1].isalpha():
        out.append(f"w={low}")
    if not word[:1].isalnum():
        out.append(f"m={word}")
    if capital:
        head = singular(word)
        out.append(f"e={low[-3:]}")
        kinds = (
            ("body", ORG_HEADS),
            ("policy", POLICY_HEADS),
            ("role", ROLE_HEADS),
            ("leading", LEADING),
            ("place", words("heads", kind="place")),
            ("opens", words("heads", kind="opens no person")),
        )
        out += [f"k={kind}" for kind, members in kinds if head in members or low in members]
        if word in words("first-names"):
            out.append("k=first" + ("?" if word in words("first-names", careful="yes") else ""))
        if is_demonym(word):
            out.append("k=demonym")
    return tuple(out)


def _shape(word: str) -> str:
    if not word[:1].isalnum():
        return "mark"
    if word[0].isdigit():
        return "number"
    if word.isupper():
        return "A" if len(word) == 1 else "AA"
    if word[0].isupper():
        return (
            "Aa-Aa"
            if "-" in word
            else "AaA"
            if any(c.isupper() for c in word[1:])
            else "Aa."
            if word.endswith(".")
            else "Aa"
        )
    return "aA" if any(c.isupper() for c in word) else "a"


def features(text: Sequence[str], common: frozenset[str], place: Callable[[str], bool]) -> list[list[str]]:
    """What the model sees of each word of a sentence: itself, and two words on either side.

    Parameters
    ----------
    text
        The words of the sentence.
    common
        The words that the document writes in lower case somewhere.
    place
        Whether a word is a place of the gazetteer.
    """
    own = []
    for word in text:
        out = list(_own(word))
        if word[:1].isupper():
            if word.lower() in common:
                out.append("k=common")
            if place(word):
                out.append("k=gazetteer")
        own.append(out)
    rows = []
    for n in range(len(text)):
        row = ["bias", *own[n]]
        for shift in (-2, -1, 1, 2):
            k = n + shift
            row += [f"{shift}:{f}" for f in own[k]] if 0 <= k < len(text) else [f"{shift}:edge"]
        rows.append(row)
    return rows


@lru_cache(maxsize=1)
def _tagger() -> _Model | None:
    import pycrfsuite

    if not MODEL.is_file():
        return None
    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    model: _Model = tagger
    return model


def votes(d: Draft, sentences: Iterable[Sentence], common: frozenset[str]) -> list[Vote]:
    """What the model takes for names of persons, organisations and policies in some sentences."""
    tagger = _tagger()
    return [] if tagger is None else _votes(d, sentences, common, tagger)


def _votes(d: Draft, sentences: Iterable[Sentence], common: frozenset[str], tagger: _Model) -> list[Vote]:
    @lru_cache(maxsize=4096)
    def place(word: str) -> bool:
        return d.gazetteer.lookup(word) is not None

    found = []
    for sentence in sentences:
        tokens = tokens_of(sentence.text)
        labels = tagger.tag(features([t for t, _, _ in tokens], common, place))
        n = 0
        while n < len(labels):
            if labels[n][0] != "B":
                n += 1
                continue
            m = n + 1
            while m < len(labels) and labels[m] == f"I{labels[n][1]}":
                m += 1
            if labels[n][1] in CLASSES:
                sure = min(tagger.marginal(labels[k], k) for k in range(n, m))
                start, end = tokens[n][1], tokens[m - 1][2]
                found.append(
                    Vote(sentence.text[start:end], CLASSES[labels[n][1]], sentence.span(start, end), sure)
                )
            n = m
    return found
