"""Defines the phrases of a sentence: nouns and their grammatical functions."""

from __future__ import annotations

from dataclasses import dataclass

from ...dates import FoundDate
from .verbs import Verb

__all__ = ["Item", "Noun"]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase: `name` is the token of the name that it is, `head` its common noun, `owner` its owner.

    `of` contains what completes it after "of". `money` and `date` are set where it is one. `negated` is "no X", "not the X".
    """

    start: int
    end: int
    name: int | None = None
    head: str = ""
    determiner: str = ""
    owner: int | None = None
    money: str = ""
    date: FoundDate | None = None
    negated: bool = False
    modifier: int | None = None
    of: tuple[Noun, ...] = ()
    #: Its words in lower case, without what completes it.
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase of a sentence. Kinds: np, pp, verb, comma, open, close, and, relative, sub, mark, adverb."""

    kind: str
    start: int
    end: int
    nouns: tuple[Noun, ...] = ()
    word: str = ""
    verb: Verb | None = None
    #: "and", "or", or empty for one noun alone.
    joined: str = ""
    negated: bool = False
