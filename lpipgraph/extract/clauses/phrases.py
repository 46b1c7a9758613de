"""Helps several constructions: lists of names, closing punctuation, words that retract a statement."""

from __future__ import annotations

from collections.abc import Sequence

from ...tables import table, words
from .tokens import Token

__all__ = [
    "ADJECTIVES",
    "DETERMINERS",
    "WORKS",
    "clause_subject",
    "closes",
    "coordinated",
    "is_subject",
    "names_from",
    "skip",
    "taken_back",
    "the",
]

_BLOCKS = words("nouns", "noun", kind="blocker")
_CLOSING = frozenset((",", ".", ")", ";", "]", "–", "—", ":", "?", "!"))
#: Words between an article and the title of a work: "the evidence review ‹B›".
WORKS = frozenset(w for row in table("works") if row["what"] != "authors" for w in row["word"].split())
ADJECTIVES = words("nouns", "noun", kind="adjective")
DETERMINERS = frozenset(("the", "a", "an", "its", "their", "one", "our", "another", "two", "three"))


def the(tokens: Sequence[Token], i: int) -> int:
    """The first token at or after `i` that is not an article or possessive."""
    while i < len(tokens) and tokens[i].lower in ("the", "a", "an", "its", "their", "our", "both"):
        i += 1
    return i


def skip(tokens: Sequence[Token], i: int, reach: int = 3) -> int:
    """The next name at or after `i`, over an article and a few adjectives; `i` itself if there is none."""
    j = the(tokens, i)
    while j < len(tokens) and j - i <= reach and not tokens[j].letter and tokens[j].lower in ADJECTIVES:
        j += 1
    k = j
    while k < len(tokens) and k - i <= reach + 1 and tokens[k].lower in WORKS:
        k += 1
    if k > j and k < len(tokens) and tokens[k].letter == "B":
        return k
    return j if j < len(tokens) and tokens[j].letter else i


def closes(tokens: Sequence[Token], i: int) -> bool:
    """Whether nothing continues at token `i`: the end, or a mark that closes a phrase."""
    return i >= len(tokens) or tokens[i].text in _CLOSING


def taken_back(tokens: Sequence[Token], i: int) -> bool:
    """Whether the words before token `i` deny or only compare: "unlike the director", "no successor", "rather than a part"."""
    j = i - 1
    while j >= 0 and tokens[j].lower in (
        "the",
        "a",
        "an",
        "any",
        "its",
        "their",
        "longer",
        "our",
        "former",
        "also",
        "yet",
    ):
        j -= 1
    return j >= 0 and tokens[j].lower in _BLOCKS


def names_from(tokens: Sequence[Token], i: int, letters: str) -> tuple[tuple[int, ...], int]:
    """The names of a list that begins at `i` ("‹O›, the ‹O2› and ‹O3›"), and the first token after; a name of another class ends it.

    A comma alone continues a list only if an "and" closes it: otherwise it may separate two phrases.
    """
    found: list[int] = []
    end, j = i, i
    comma = False
    while True:
        k = skip(tokens, j)
        if k >= len(tokens) or not tokens[k].letter or tokens[k].letter not in letters:
            break
        if k + 1 < len(tokens) and tokens[k + 1].text in ("'s", "'"):
            break
        found.append(k)
        j = _behind_brackets(tokens, k + 1)
        mark = tokens[j].lower if j < len(tokens) else "."
        nxt = tokens[j + 1].lower if j + 1 < len(tokens) else ""
        if mark == "," and nxt in ("and", "or", "&") and len(found) > 1:
            j, closing = j + 2, True
        elif mark in ("and", "&"):
            j, closing = j + 1, True
        elif mark == "as" and nxt == "well":
            j, closing = j + 3, True
        elif mark == ",":
            j, comma = j + 1, True
            continue
        else:
            if comma and mark not in (".", ";", ")"):
                found = found[:1]
            end = found[-1] + 1
            break
        last = skip(tokens, j)
        if (
            closing
            and last < len(tokens)
            and tokens[last].letter
            and tokens[last].letter in letters
            and _ends(tokens, last + 1)
        ):
            return (*found, last), last + 1
        end = found[-1] + 1
        return (tuple(found) if not comma else tuple(found[:1])), end
    if comma and end == i and found:
        found = found[:1]
    return tuple(found), max(end, found[-1] + 1 if found else i)


def _behind_brackets(tokens: Sequence[Token], j: int) -> int:
    if j < len(tokens) and tokens[j].text == "(":
        return next((n + 1 for n in range(j, min(j + 8, len(tokens))) if tokens[n].text == ")"), j)
    return j


def _ends(tokens: Sequence[Token], n: int) -> bool:
    """Whether a list ends with the name before `n`: else that name opens a clause of its own ("part of A and B funds it")."""
    return closes(tokens, n) or tokens[n].lower in _GOES_ON or tokens[n].text in ("(", "'s")


_GOES_ON = frozenset(
    [
        "in",
        "at",
        "on",
        "for",
        "with",
        "to",
        "of",
        "by",
        "from",
        "since",
        "during",
        "and",
        "or",
        "as",
        "who",
        "which",
        "that",
        "under",
        "until",
        "after",
        "before",
        "while",
        "when",
        "over",
        "across",
        "through",
        "among",
        "between",
        "alongside",
    ]
)


def coordinated(tokens: Sequence[Token], k: int) -> list[int]:
    """The name at `k` and those that "and" and commas join to it on its left."""
    out = [k]
    while True:
        j = k - 1
        while j >= 0 and (tokens[j].lower in ("the", "and", "&") or (tokens[j].text == "," and j > 0)):
            j -= 1
        if j < 0 or j == k - 1 or not tokens[j].letter or tokens[j].letter != tokens[k].letter:
            break
        between = tokens[j + 1 : k]
        if not any(t.lower in ("and", "&", ",") or t.text == "," for t in between):
            break
        out.append(j)
        k = j
    return out


def is_subject(tokens: Sequence[Token], k: int) -> bool:
    """Whether the name at `k` opens its clause, so that what follows is said of it."""
    j = k - 1
    while j >= 0 and (tokens[j].lower in ("the", "a", "an", "its", "our") or tokens[j].lower in ADJECTIVES):
        j -= 1
    if j < 0 or tokens[j].text in (";", ":", "–", "—", '"', "“"):
        return True
    if tokens[j].lower in ("and", "but", "that", "while", "whereas", "because"):
        return True
    if tokens[j].text == ",":
        return not any(t.letter for t in tokens[:j]) or (
            j > 0 and tokens[0].lower in ("in", "since", "under", "across", "within", "at")
        )
    return False


def _is_agent(tokens: Sequence[Token], n: int) -> bool:
    """Whether a name is after "by": "X is funded by A, with support from B" is about X."""
    while n > 0 and (
        tokens[n - 1].lower in DETERMINERS or tokens[n - 1].lower in ("and", "&") or tokens[n - 1].letter
    ):
        n -= 1
    return n > 0 and tokens[n - 1].lower == "by"


def clause_subject(tokens: Sequence[Token], i: int, letters: str) -> int:
    """The name that the clause before `i` is about: it opens the clause, and every other one is an agent after "by" or in apposition."""
    before = [n for n in range(i) if tokens[n].letter and tokens[n].letter in letters]
    if before and is_subject(tokens, before[0]) and all(_is_agent(tokens, n) for n in before[1:]):
        return before[0]
    return -1
