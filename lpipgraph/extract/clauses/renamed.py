"""Reads what an organisation or policy was called before, or is called now, beside its name: "‹O› (formerly ‹O2›)", "‹O›, now ‹O2›, …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from ...tables import words
from .phrases import taken_back, the
from .tokens import Token

__all__ = ["renamed"]

_MARKS = {",": (",",), "(": (")", ",", ";"), "–": ("–",), "—": ("—",), "-": ("-",)}
_YEAR = "<year>"
#: With one of these it is the name that was another; without them it may be somebody's post.
_NAMING = frozenset(("called", "known", "named", "renamed", "be"))


@lru_cache(maxsize=1)
def _wordings() -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The words between the two names, the longest first, and whether the name after them is the earlier one."""
    found = [
        (tuple(words_.split()), kind == "earlier name")
        for kind in ("earlier name", "later name")
        for words_ in words("nouns", "noun", kind=kind)
    ]
    return tuple(sorted(found, key=lambda row: (-len(row[0]), row)))


def renamed(tokens: Sequence[Token]) -> Iterator[tuple[int, str, int, str]]:
    """The later name of a thing and its earlier one, where one is beside the other in an aside."""
    for i, token in enumerate(tokens[:-3]):
        mark = tokens[i + 1].text
        k = i + 1
        if token.letter not in ("O", "L"):
            continue
        if (
            mark == "("
            and i + 4 < len(tokens)
            and tokens[i + 2].letter == token.letter
            and tokens[i + 3].text == ")"
        ):
            k, mark = i + 4, tokens[i + 4].text  # "‹O› (‹O›), formerly ‹O2›": an acronym stands between
        closing = _MARKS.get(mark)
        if closing is None:
            continue
        for wording, earlier in _wordings():
            end = k + 1 + len(wording)
            if not _stands(tokens, k + 1, wording):
                continue
            other = the(tokens, end)
            if (
                other + 1 < len(tokens)
                and tokens[other].letter == token.letter
                and (
                    tokens[other + 1].text in closing
                    or (mark == "," and tokens[other + 1].text in (".", ";", ":"))
                )
                and not taken_back(tokens, i)
                and (token.letter == "L" or _NAMING & set(wording) or _opens(tokens, i, other + 1))
            ):
                yield (i, "succeeds", other, "renamed") if earlier else (other, "succeeds", i, "renamed")
            break


def _opens(tokens: Sequence[Token], i: int, closing: int) -> bool:
    """Whether an organisation opens its sentence and does something in it: "Chief Executive, ‹O› (previously ‹O2›)" describes a person."""
    return the(tokens, 0) == i and closing + 1 < len(tokens) and not any(t.letter == "P" for t in tokens)


def _stands(tokens: Sequence[Token], start: int, wording: Sequence[str]) -> bool:
    here = tokens[start : start + len(wording)]
    return len(here) == len(wording) and all(
        t.lower == word or (word == _YEAR and t.lower.isdigit() and len(t.lower) == 4)
        for t, word in zip(here, wording, strict=True)
    )
