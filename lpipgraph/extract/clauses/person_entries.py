"""Reads entries of lists of people: "‹P›, Analyst, ‹O›; on secondment to ‹O2›" says of ‹P› what the clause "‹P› is on secondment to ‹O2›" would.

Behind the person's role and organisation stand tails without a subject, set off by a semicolon, a dash, a bracket, a colon, a
full stop or a comma. Each is read as the clause that it stands for, so that every construction of clauses reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ...tables import table
from .lemmas import forms_of
from .roles import is_role_word, role_phrase
from .tokens import Token

__all__ = ["Entry", "entry_parts", "has_tail", "whose"]

_KEPT = "…"
#: The wordings that open a tail, the longest first, with what stands before or in place of them and what else a tail must have.
_TAILS = sorted(
    (
        (tuple(wording.split()), tuple(row["said"].split()), row["needs"])
        for row in table("entry-tails")
        for wording in row["wording"].split("|")
    ),
    key=lambda tail: -len(tail[0]),
)


def _behind_mark(openers: Iterable[str]) -> str:
    wordings = "|".join(re.escape(wording) for wording in openers)
    return rf"(?:[;(\[:|.,]|\s[–—-])\s*(?:(?:and|but|now) )?(?:{wordings})\b"


#: The name of a body may stand behind "previously" alone, which only a record's field tells.
_TAILED = re.compile(
    rf"{_behind_mark(' '.join(t[0]) for t in _TAILS if t[1][0] != ',')}|"
    rf"{_behind_mark(' '.join(t[0]) for t in _TAILS if t[1][0] == ',')}(?-i:\s+[a-z])",
    re.IGNORECASE,
)
_STRONG = frozenset((";", "(", "[", "–", "—", "-", ":", "|", "."))
_CLOSING = frozenset((")", "]", "."))
_MARKS = _STRONG | {",", ")", "]"}
_BEFORE_TAIL = frozenset(("and", "but", "now"))
_ITEM_MARKS = frozenset(("*", "-", "–", "•", "·", "_"))
_FINITE = frozenset(("s", "past"))
#: So many tokens have the head of an entry and a sentence of it at most.
_HEAD = 40
_SENTENCE = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence of an entry: what is read in its place, and the person whom the next sentence may go on about."""

    parts: tuple[Sequence[Token], ...]
    person: Token | None = None
    #: How many of the parts, at the head, are no tails.
    heads: int = 1


def entry_parts(tokens: Sequence[Token], person: Token | None, *, cell: bool = False) -> Entry:
    """The clauses that an entry of a list of people stands for; any other sentence stays as it is.

    Parameters
    ----------
    tokens
        A sentence.
    person
        Whom the entry is about that the sentence before it, in the same block, opened; None if it opened none.
    cell
        Whether the sentence stands in a cell of a table, where the person stands in a cell of their own.
    """
    if len(tokens) > _SENTENCE:
        return Entry((tokens,))
    if person is not None and (said := _tail(tokens, 0)) is not None:
        cuts = [0, *_cuts(tokens, 1, finite=True)]
        first = tokens[0].start
        who = replace(person, start=first, end=first)
        return Entry(tuple(_clauses(tokens, who, cuts, said)), person, 0)
    if person is not None and cell and (cuts := _behind_a_post(tokens)):
        return Entry(
            (
                tokens,
                *_clauses(tokens, replace(person, start=tokens[0].start, end=tokens[0].start), cuts, None),
            ),
            person,
        )
    i = next((n for n, t in enumerate(tokens[:4]) if t.letter), -1)
    if i < 0 or tokens[i].letter != "P" or any(t.text not in _ITEM_MARKS for t in tokens[:i]):
        return Entry((tokens,))
    who = tokens[i]
    if i + 1 == len(tokens):
        return Entry((tokens,), who)  # a cell of a table, whose next cells say more
    if tokens[i + 1].text not in _MARKS:
        return Entry((tokens,))
    if _goes_on(tokens):
        return Entry((tokens,))
    cuts = _cuts(tokens, i + 1, finite=False)
    end = cuts[0] - 1 if cuts else len(tokens)
    while end > i + 1 and not tokens[end - 1].letter and tokens[end - 1].lower in _BEFORE_TAIL:
        end -= 1
    if not _is_head(tokens[:end], i) or (end == i + 1 and tokens[end].text == ","):
        return Entry((tokens,))
    if not cuts:
        return Entry((_plain_head(tokens, i),), who)
    return Entry((_plain_head(tokens[:end], i), *_clauses(tokens, who, cuts, None)), who)


def _behind_a_post(tokens: Sequence[Token]) -> list[int]:
    """Where tails begin behind the first words of a cell: "Acting lead from May; formerly of ‹O›"."""
    cuts = _cuts(tokens, 1, finite=False)
    named = any(t.letter == "P" for t in tokens[: cuts[0]]) if cuts else True
    return [] if named or any(_finite(t) for t in tokens[: cuts[0]]) else cuts


def whose(entry: Entry, tokens: Sequence[Token], before: Token | None, *, row: bool) -> Token | None:
    """Whom the next sentence of an entry goes on about: in a row of a table it is the person of the cells before, as long as no other is named."""
    if entry.person is None and row and not any(t.letter == "P" for t in tokens):
        return before
    return entry.person


def _goes_on(tokens: Sequence[Token]) -> bool:
    """Whether a sentence goes on behind a bracket: "‹P› (hired by ‹O›) has grown" is no entry."""
    return any(
        one.text in (")", "]") and not two.letter and two.text.islower() and two.lower not in _BEFORE_TAIL
        for one, two in pairwise(tokens)
    )


def _plain_head(head: Sequence[Token], i: int) -> Sequence[Token]:
    """A head with the comma that it could have behind the name: "‹P›: Analyst, ‹O›"."""
    if i + 1 < len(head) and head[i + 1].text in (":", "|"):
        return (*head[: i + 1], replace(head[i + 1], text=","), *head[i + 2 :])
    return head


def has_tail(words: str) -> bool:
    """Whether something stands in an entry that may be a tail."""
    return _TAILED.search(words) is not None


def _clauses(
    tokens: Sequence[Token], who: Token, cuts: Sequence[int], first: tuple[int, tuple[str, ...]] | None
) -> list[Sequence[Token]]:
    found: list[Sequence[Token]] = []
    for at, end in zip(cuts, (*cuts[1:], len(tokens)), strict=True):
        length, said = first if first is not None and at == cuts[0] else _tail(tokens, at) or (0, (_KEPT,))
        stop = end - (end < len(tokens))
        stop -= stop > at and not tokens[stop - 1].letter and tokens[stop - 1].lower in _BEFORE_TAIL
        while stop > at and tokens[stop - 1].text in _CLOSING | {",", ";"}:
            stop -= 1
        place = tokens[at].start
        words = [Token(w, place, place) for w in said if w != _KEPT]
        rest = list(tokens[at if _KEPT in said else at + length : stop])
        if rest and rest[0].text == ":":
            rest = rest[1:]
        if rest and _KEPT in said and (rest[0].mention is None or rest[0].mention.id is None):
            rest[0] = Token(rest[0].text[:1].lower() + rest[0].text[1:], rest[0].start, rest[0].end)
        found.append((who, *words, *rest))
    return found


def _cuts(tokens: Sequence[Token], first: int, *, finite: bool) -> list[int]:
    """Where tails begin: each behind a mark, and at least one behind a strong mark or with words that no full clause opens with."""
    found: list[int] = []
    sure = finite
    for n in range(first, len(tokens) - 1):
        mark = tokens[n].text
        if tokens[n].letter or mark not in _MARKS or _hyphen(tokens, n):
            continue
        at = n + 1
        if not tokens[at].letter and tokens[at].lower in _BEFORE_TAIL and at + 1 < len(tokens):
            at += 1
        said = _tail(tokens, at)
        if said is not None:
            bare = said[1] == (_KEPT,)
            sure = sure or mark in _STRONG or not bare
            found.append(at)
        elif mark != ";" and _finite(tokens[at]):
            return []  # the sentence has a verb of its own
        elif mark == ";" and tokens[at].letter == "P":
            return []  # the next person of a list
    return found if sure else []


def _hyphen(tokens: Sequence[Token], n: int) -> bool:
    return tokens[n].text == "-" and n + 1 < len(tokens) and tokens[n + 1].start == tokens[n].end


def _tail(tokens: Sequence[Token], at: int) -> tuple[int, tuple[str, ...]] | None:
    """How long the wording is with which a tail opens at a token, and what it stands for."""
    for wording, said, needs in _TAILS:
        here = tokens[at : at + len(wording)]
        if len(here) == len(wording) and all(_is(t, w) for t, w in zip(here, wording, strict=True)):
            if needs and not any(t.lower == needs for t in tokens[at:]):
                continue
            behind = tokens[at + len(wording)] if at + len(wording) < len(tokens) else None
            if said[:1] == ("is",) and behind is not None and _finite(behind):
                continue  # "also works on"
            return len(wording), said
    return None


def _is(token: Token, word: str) -> bool:
    decided = token.mention is not None and token.mention.id is not None
    return not decided and token.text.lower() == word


def _finite(token: Token) -> bool:
    if token.mention is not None or not token.text.islower():
        return False
    forms = {form for _, form in forms_of(token.lower)}
    return bool(forms & _FINITE) and not is_role_word(token.text)


def _is_head(head: Sequence[Token], i: int) -> bool:
    """Whether a person's name with role and organisation stands here, and nothing that is said of them with a verb."""
    if len(head) > _HEAD or any(t.letter == "P" for t in head[i + 1 :]):
        return False
    if len(head) <= i + 2:
        return True
    role = role_phrase(head, i + 2)
    named = any(t.mention is not None for t in head[i + 2 :])
    end = role.end if role is not None else i + 2
    return (role is not None or named) and not any(_finite(t) for t in head[end:])
