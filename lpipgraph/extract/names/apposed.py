"""Finds organisations that the text calls so right before their name: "the think tank Onward", "the consultants Lorne & Tarbet"."""

from __future__ import annotations

import re

from ...tables import words
from ..agents import organisation
from ..draft import Draft
from ..lexicon import GENERIC, LEADING, NOT_NAMES
from ..spans import head_class
from .persons import first_name

__all__ = ["apposed"]

_NOUNS = "|".join(sorted(words("signs", kind="body apposed") | words("signs", kind="bodies apposed")))
_CAPITAL = r"[A-ZÀ-Þ][\w'’&-]*"
_APPOSED = re.compile(
    rf"(?:^|\b)(?:[Tt]he|[Aa]n?|[Oo]ur|[Ii]ts|[Tt]heir|[Aa]nother|by|with|and|,) (?:[a-z][\w-]* ){{0,3}}(?:{_NOUNS}) "
    rf"(?P<name>{_CAPITAL}(?: (?:(?:of|for|&) )?{_CAPITAL}){{0,5}})(?![\w'’]|-\w)"
)
_POSSESSIVE = re.compile(r"['’]s?$")


def apposed(d: Draft) -> None:
    """Names after a noun for an organisation; one that opens with a first name is left to its other signs ("the firm Ada Green set up")."""
    for sentence in d.prose():
        for match in _APPOSED.finditer(sentence.text):
            name = _POSSESSIVE.sub("", match["name"])
            parts = name.split()
            if (
                first_name(parts[0]) == 2
                or name in NOT_NAMES
                or {name.lower(), parts[0].lower(), parts[-1].lower()} & (LEADING | GENERIC)
                or head_class(name) not in (None, "Organisation")
                or d.gazetteer.lookup(name) is not None
                or d.named(name) is not None
            ):
                continue
            at = match.start("name")
            organisation(d, name, sentence.span(at, at + len(name)), how="apposition")
