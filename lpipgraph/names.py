"""Folds names for matching, and makes slugs of them for IRIs and ids."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .contacts import MARK

__all__ = ["fold", "slug", "verbatim"]

_ARTICLES = frozenset({"the", "a", "an"})
_TITLES = _ARTICLES | frozenset(
    {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "sir", "dame", "lord", "lady"}
    | {"rev", "cllr", "councillor"}
)
_SINGLE = re.compile(r"['’‘ʼ]")
_DOUBLE = re.compile(r"[\"“”„]")


def fold(name: str) -> str:
    """A name without case, accents, punctuation, invisible characters, leading articles and titles.

    Parameters
    ----------
    name
        Any surface form.

    Returns
    -------
    str
        Words of letters and digits, separated by one space; `"Dr Siân O'Rourke"` gives `"sian orourke"`.
    """
    return _folded(name, _TITLES)


@lru_cache(maxsize=65536)
def _folded(name: str, left_out: frozenset[str]) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    plain = "".join(
        c
        for c in plain
        if not unicodedata.combining(c) and c not in "'’‘ʼ`´" and unicodedata.category(c) != "Cf"
    )
    words = re.findall(r"[^\W_]+", plain)
    first = 0
    while first < len(words) - 1 and words[first] in left_out:
        first += 1
    return " ".join(words[first:])


def slug(name: str, *, limit: int = 80, titles: bool = False) -> str:
    """A name as part of an IRI: its folded words joined by hyphens, cut at a word before `limit` characters.

    Letters without an ASCII form are kept as they are, so that a name in another script still has a slug.

    Parameters
    ----------
    name
        Any name.
    limit
        The most characters.
    titles
        Whether a title at the beginning is a word as others: in "Professor of Law" it is what the name says, before a
        person's name it is not.

    Returns
    -------
    str
        Words of letters and digits; never empty.
    """
    text = "-".join(_folded(name, _ARTICLES if titles else _TITLES).split())
    if len(text) > limit:
        text = text[: limit + 1].rsplit("-", 1)[0][:limit]
    return text or "unnamed"


def verbatim(quote: str) -> str:
    """A pattern for a quote: white space folds, quotation marks of all forms are equal, a covered character matches any."""
    words = (re.escape(word).replace(MARK, r"\S") for word in quote.split())
    pattern = r"\s+".join(words)
    return _DOUBLE.sub('["“”„]', _SINGLE.sub("['’‘ʼ]", pattern))
