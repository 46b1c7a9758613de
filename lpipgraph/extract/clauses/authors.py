"""Reads authorship without a verb of writing: "her book ‹B›", "‹P›, whose report ‹B›", "a blog by ‹P› of ‹O›: ‹B›"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...tables import words
from .phrases import ADJECTIVES, WORKS, clause_subject, closes, names_from, taken_back, the
from .tokens import Token

__all__ = ["Fact", "authored"]

#: Subject token, predicate, object token or words, construction.
Fact = tuple[int, str, "int | str", str]
_OWN = frozenset(("her", "his", "their", "its"))
_NTH = frozenset(("first", "second", "third", "latest", "last", "newest"))
_NAMED = frozenset(("entitled", "called", "titled", ",", ":", "–", "—"))
#: What writers do in their works.
_WRITES = words("grammar", kind="author verb")


def authored(tokens: Sequence[Token]) -> Iterator[Fact]:
    """The works of a sentence with those who wrote them."""
    yield from _in_title(tokens)
    yield from _in_works(tokens)
    for i, token in enumerate(tokens):
        if token.lower in _OWN or token.lower == "whose":
            yield from _own(tokens, i)
        elif token.text in ("'s", "'") and i and tokens[i - 1].letter in ("P", "O"):
            yield from _whose_work(tokens, i)
        elif token.lower in ("a", "an") and i and tokens[i - 1].lower == "in":
            yield from _in_a_work(tokens, i)
        elif token.lower in ("a", "an") and i > 1 and tokens[i - 1].lower in ("has", "have"):
            yield from _out(tokens, i)
        elif token.letter == "B":
            yield from _first(tokens, i)
        elif token.lower in ("by", "from"):
            yield from _by(tokens, i)


def _work(tokens: Sequence[Token], i: int) -> int | None:
    """The title after "report", "new blog entitled", which begin at token `i`."""
    k = i
    while k < len(tokens) and (tokens[k].lower in ADJECTIVES or tokens[k].lower in WORKS):
        k += 1
    if k == i or tokens[k - 1].lower not in WORKS:
        return None
    while k < len(tokens) and (tokens[k].lower in _NAMED or tokens[k].text in _NAMED):
        k += 1
    return k if k < len(tokens) and tokens[k].letter == "B" else None


def _own(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "‹P› shows in her book ‹B›", "‹P›, whose report ‹B› was published by ‹O›": the only writer named before."""
    title = _work(tokens, i + 1)
    if title is None or taken_back(tokens, i):
        return
    if tokens[i].lower == "whose":
        at = i - 2 if i > 1 and tokens[i - 1].text == "," else i - 1
        if at >= 0 and tokens[at].letter in ("P", "O"):
            yield title, "author", at, "whose work"
        return
    letters = "O" if tokens[i].lower == "its" else "P" if tokens[i].lower in ("her", "his") else "PO"
    before = [n for n in range(i) if tokens[n].letter and tokens[n].letter in letters]
    if len(before) == 1:
        yield title, "author", before[0], "own work"


def _whose_work(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "‹P›'s new report, ‹B›, is out"."""
    title = _work(tokens, i + 1)
    if title is not None and tokens[title - 1].lower not in WORKS and not taken_back(tokens, i - 1):
        yield title, "author", i - 1, "whose work"


def _in_title(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "In ‹B›, ‹P› of ‹O› argues": who opens the clause and says something there wrote it."""
    if len(tokens) < 4 or tokens[0].lower != "in" or tokens[1].letter != "B":
        return
    writers, end = names_from(tokens, 2 + (tokens[2].text == ","), "P")
    if not writers:
        return
    if end < len(tokens) and tokens[end].lower in ("of", "at", "from"):
        n = the(tokens, end + 1)
        end = n + 1 if n < len(tokens) and tokens[n].letter == "O" else end
    elif end < len(tokens) and tokens[end].text == ",":  # "‹P›, director of ‹O›, argues"
        end = next((n + 1 for n in range(end + 1, min(end + 12, len(tokens))) if tokens[n].text == ","), end)
    if end < len(tokens) and tokens[end].lower in _WRITES:
        for writer in writers:
            yield 1, "author", writer, "in a work"


def _in_a_work(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "‹P› sets out the case in a blog entitled ‹B›": who argues in it wrote it."""
    title = _work(tokens, i + 1)
    writer = clause_subject(tokens, i - 1, "P") if title is not None else -1
    if title is not None and writer >= 0 and any(t.lower in _WRITES for t in tokens[writer + 1 : i]):
        yield title, "author", writer, "in a work"


def _out(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "‹P› has a new book out: ‹B›"."""
    k = i + 1
    while k < len(tokens) and (
        tokens[k].lower in ADJECTIVES or tokens[k].lower in WORKS or tokens[k].lower == "out"
    ):
        k += 1
    if tokens[k - 1].lower not in WORKS and tokens[k - 1].lower != "out":
        return
    if k + 1 < len(tokens) and tokens[k].text in (",", ":", "–", "—") and tokens[k + 1].letter == "B":
        writer = i - 2
        if tokens[writer].letter in ("P", "O"):
            yield k + 1, "author", writer, "work out"


def _first(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "‹B› is ‹P›'s first report"."""
    if i + 4 >= len(tokens) or tokens[i + 1].lower != "is" or tokens[i + 3].text not in ("'s", "'"):
        return
    k = i + 4
    while k < len(tokens) and (
        tokens[k].lower in ADJECTIVES or tokens[k].lower in WORKS or tokens[k].lower in _NTH
    ):
        k += 1
    done = closes(tokens, k) or tokens[k].lower in ("on", "about", "for", "into", "since", "in")
    if tokens[k - 1].lower in WORKS and done and tokens[i + 2].letter in ("P", "O"):
        yield i, "author", i + 2, "whose work it is"


def _by(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "has brought out a report by ‹P›: ‹B›", "A blog by ‹P› of ‹O›, ‹B›, is out"."""
    if i < 2 or tokens[i - 1].lower not in WORKS or taken_back(tokens, i - 2):
        return
    writers, end = names_from(tokens, i + 1, "P")
    if writers and end < len(tokens) and tokens[end].lower in ("of", "at", "from"):
        n = the(tokens, end + 1)
        end = n + 1 if n < len(tokens) and tokens[n].letter == "O" else end
    if not writers or end + 1 >= len(tokens) or tokens[end].text not in (",", ":", "–", "—"):
        return
    title = the(tokens, end + 1)
    if tokens[title].letter == "B" and closes(tokens, title + 1):
        for writer in writers:
            yield title, "author", writer, "work by"


def _in_works(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "In her report ‹B›, P …", "In a new blog, ‹B›, P …": whose the work is, for only its authors write in it."""
    if len(tokens) < 5 or tokens[0].lower != "in" or tokens[1].lower not in _OF_ITS_AUTHOR:
        return
    k = 2
    while k < len(tokens) and (tokens[k].lower in ADJECTIVES or tokens[k].lower in WORKS):
        k += 1
    if k == 2 or tokens[k - 1].lower not in WORKS:
        return
    k += k < len(tokens) and tokens[k].text in (",", ":")
    if k + 1 >= len(tokens) or tokens[k].letter != "B" or tokens[k + 1].text != ",":
        return
    writers, end = names_from(tokens, k + 2, "PO")
    if writers and end < len(tokens) and tokens[end].text not in (",", ".", "'s", "'"):
        for writer in writers:
            yield k, "author", writer, "in a work, fronted"


_OF_ITS_AUTHOR = frozenset(("a", "an", "her", "his", "their", "its"))
