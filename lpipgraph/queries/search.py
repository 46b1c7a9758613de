"""Searches the prepared queries by words."""

from __future__ import annotations

from ..names import fold
from .catalogue import Query, catalogue

__all__ = ["search"]

#: Part of a query → weight of a word in it.
_WEIGHTS = (5, 4, 3, 2, 1)
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "to",
        "is",
        "are",
        "who",
        "what",
        "which",
        "and",
        "or",
        "by",
        "with",
        "does",
        "do",
        "how",
        "many",
        "was",
        "were",
        "for",
    ]
)


def search(words: str) -> list[Query]:
    """The prepared queries that match these words, the best first; a word matches by its beginning.

    Parameters
    ----------
    words
        One word or several, such as ``"co-authors"`` or ``"who funds what"``.
    """
    wanted = [w for w in fold(words).split() if w not in _STOP] or fold(words).split()
    found: list[tuple[int, str, Query]] = []
    for query in catalogue().values():
        texts = (
            query.name.replace("-", " "),
            " ".join(query.keywords),
            query.title,
            query.question,
            " ".join(f"{c.heading} {c.description}" for c in query.columns),
        )
        places = [(weight, fold(text).split()) for weight, text in zip(_WEIGHTS, texts, strict=True)]
        scores = [
            sum(weight for weight, own in places if any(_fits(word, other) for other in own))
            for word in wanted
        ]
        if all(scores) and scores:
            found.append((-sum(scores), query.name, query))
    return [query for *_, query in sorted(found, key=lambda item: item[:2])]


def _fits(word: str, other: str) -> bool:
    stem = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return (
        other == word
        or (len(word) > 2 and other.startswith(stem))
        or (len(other) > 4 and word.startswith(other))
    )
