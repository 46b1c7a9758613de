"""Reads locations without a verb: "X, of ‹G›,", "a ‹G› charity", "whose office is in ‹G›", "In ‹G›, where it is based, X"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...tables import words
from .chunks import THINGS
from .phrases import ADJECTIVES, clause_subject, closes, is_subject, names_from, taken_back, the
from .tokens import Token

__all__ = ["OFFICES", "Fact", "placed"]

#: Subject token, predicate, object token or words, construction.
Fact = tuple[int, str, "int | str", str]
#: What a body has in a place while it is itself there.
OFFICES = words("grammar", kind="office noun")
_PLACED = "OKE"
_FROM = frozenset(("from", "out"))
_WORKS_FROM = frozenset(("works", "work", "operates", "operate", "runs", "run"))
_AT = frozenset(("in", "near", "on", "at", "of", "from", "outside"))
#: What an aside behind a place says of the body that follows: "where it is based", "where it has its office".
_AT_HOME = re.compile(
    r"where (?:it is|they are) (?:now )?(?:based|at home)|(?:where (?:it|they) (?:has|have) )?(?:its|their) \w+"
)


def placed(tokens: Sequence[Token]) -> Iterator[Fact]:
    """All that the phrases of a sentence say about where its organisations, events and cases are."""
    for i, token in enumerate(tokens):
        if token.letter == "G":
            yield from _behind_comma(tokens, i)
            yield from _modifies(tokens, i)
        elif token.lower in OFFICES:
            yield from _has_office(tokens, i)
        elif token.lower in _FROM and i > 1 and tokens[i - 1].lower in _WORKS_FROM:
            yield from _works_from(tokens, i)
    yield from _fronted_home(tokens)
    yield from _invited(tokens)


def _behind_comma(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "X, of ‹G›,", "X, on the ‹G›,", "X, at ‹G› in ‹G2›,"."""
    j = i - 1
    while j > 0 and tokens[j].lower in ("the", "nearby", "central", "rural"):
        j -= 1
    if j < 2 or tokens[j].lower not in _AT or tokens[j - 1].text != "," or not tokens[j - 2].letter:
        return
    thing = j - 2
    link = tokens[j].lower
    if tokens[thing].letter not in _PLACED or not (closes(tokens, i + 1) or tokens[i + 1].lower == "in"):
        return
    if link == "from" or (link in ("in", "on", "at") and i + 1 >= len(tokens)):
        return  # "met X, in ‹G›" may tell where they met
    last = tokens[i + 1].text in (".", ";", "!", "?") if i + 1 < len(tokens) else True
    if not last or link == "of":
        yield thing, "locatedIn", i, f"{link}, between commas"


def _modifies(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "X, a ‹G› charity,", "X is a ‹G› charity", "the ‹G› charity X": a place before a noun for an organisation."""
    k = i + 1
    while k < len(tokens) and k - i < 4 and tokens[k].lower.isalpha() and not _body_noun(tokens[k].lower):
        if tokens[k].lower in _STOPS:
            return
        k += 1
    if k >= len(tokens) or k - i > 3 or not _body_noun(tokens[k].lower):
        return
    start = i - 1
    while start >= 0 and tokens[start].lower in ADJECTIVES:
        start -= 1
    article = tokens[start].lower if start >= 0 else ""
    if tokens[i].text.lower().startswith("the "):
        article, start = "the", i
    if article not in ("a", "an", "the") or taken_back(tokens, start):
        return
    if article == "the" and k + 1 < len(tokens) and tokens[k + 1].letter == "O":
        yield k + 1, "locatedIn", i, "a place before the noun"
        return
    if start < 2 or tokens[start - 2].letter != "O" or not closes(tokens, k + 1):
        return
    copula = tokens[start - 1].lower == "is" and is_subject(tokens, start - 2)
    if copula or tokens[start - 1].text in (",", "(", "–", "—"):
        yield start - 2, "locatedIn", i, "a place before the noun"


def _body_noun(word: str) -> bool:
    return THINGS.get(word, "") == "O" and word not in OFFICES


_STOPS = frozenset(
    (
        "and",
        "or",
        "in",
        "of",
        "for",
        "to",
        "with",
        "at",
        "on",
        "from",
        "by",
        "is",
        "was",
        "has",
        "who",
        "which",
        "that",
    )
)


def _has_office(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "X, with headquarters in ‹G›", "X, whose office is in ‹G›", "X, a company with its headquarters in ‹G›"."""
    j = i + 1
    if j < len(tokens) and tokens[j].lower in ("is", "are"):
        j += 1
    if j >= len(tokens) or tokens[j].lower not in ("in", "near", "at", "outside"):
        return
    listed, _ = names_from(tokens, j + 1, "G")
    k = i - 1
    while k >= 0 and (
        tokens[k].lower in ADJECTIVES or tokens[k].lower in ("its", "their", "a", "main", "head")
    ):
        k -= 1
    if (
        listed
        and k > 0
        and tokens[k].text in ("'s", "'", "’s", "’")
        and tokens[k - 1].letter == "O"
        and j == i + 1
    ):
        yield k - 1, "locatedIn", listed[0], f"{tokens[i].lower}, in a place"
    if not listed or k < 1 or tokens[k].lower not in ("with", "whose"):
        return
    whose = tokens[k].lower == "whose"
    if whose != (tokens[i + 1].lower in ("is", "are")):
        return
    at = k - 1
    if tokens[at].text == ",":
        at -= 1
    thing = at if tokens[at].letter == "O" else clause_subject(tokens, k, "O") if not whose else -1
    if thing >= 0:
        for place in listed:
            yield thing, "locatedIn", place, f"{tokens[i].lower}, in a place"


def _works_from(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "X works out of an old mill in ‹G›", "X, which operates from a flat in ‹G›"."""
    k = i + 1 + (tokens[i].lower == "out" and i + 1 < len(tokens) and tokens[i + 1].lower == "of")
    n = k
    while (
        n < len(tokens) and n - k < 6 and tokens[n].lower.isalpha() and tokens[n].lower not in ("in", "near")
    ):
        n += 1
    listed = (
        names_from(tokens, n + 1, "G")[0]
        if n > k and n < len(tokens) and tokens[n].lower in ("in", "near")
        else ()
    )
    thing = i - 2
    if tokens[thing].lower in ("which", "that") and thing > 1:
        thing -= 2 if tokens[thing - 1].text == "," else 1
    if len(listed) == 1 and tokens[thing].letter == "O":
        yield thing, "locatedIn", listed[0], "works from a place"


def _fronted_home(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "In ‹G›, where it is based, X …"."""
    n = the(tokens, 1)
    if (
        len(tokens) < 6
        or tokens[0].lower not in ("in", "from")
        or n >= len(tokens)
        or tokens[n].letter != "G"
    ):
        return
    if n + 1 >= len(tokens) or tokens[n + 1].text != ",":
        return
    stop = next((k for k in range(n + 2, min(n + 9, len(tokens))) if tokens[k].text == ","), None)
    aside = [t.lower for t in tokens[n + 2 : stop]] if stop else []
    if (
        stop is None
        or not _AT_HOME.fullmatch(" ".join(aside))
        or ("its" in aside and aside[-1] not in OFFICES)
    ):
        return
    k = the(tokens, stop + 1)
    if k < len(tokens) and tokens[k].letter == "O":
        yield k, "locatedIn", n, "where it is based"


def _invited(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "Join us in ‹G› on 3 May for the ‹E›", "Join ‹O› at 6pm for the ‹E›"."""
    if not tokens or tokens[0].lower not in ("join", "come", "meet"):
        return
    at = next((n for n, t in enumerate(tokens) if t.letter == "E"), None)
    if at is None or "for" not in (t.lower for t in tokens[max(0, at - 2) : at]):
        return
    for n in range(1, at):
        if tokens[n].letter == "G" and {t.lower for t in tokens[n - 2 : n]} & {"in", "at"}:
            yield at, "locatedIn", n, "invitation"
    host = the(tokens, 1)
    if tokens[0].lower == "join" and tokens[host].letter == "O":
        yield at, "organiser", host, "invitation"
