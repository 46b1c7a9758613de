"""Tells sentences from the entries of lists that look like them: a name and a finite verb open a sentence."""

from __future__ import annotations

import re
from functools import lru_cache

from ...tables import table
from ..draft import Draft
from .model import Field

__all__ = ["is_sentence"]

#: "The Town Council hosts", "On Friday Ada Green joins": a name before a verb.
_NAME_FIRST = re.compile(
    r"(?:The |the |Our )?(?!(?:Who|What|Why|How|When|Where|Which)\b)[A-Z][^\s,.:;]*(?:,? (?:(?:of|and|for|the|in|on|a|&|to|from|their|de|der|van) )*[A-Z][^\s,.:;]*)*"
    r"(?: (?:fund|theme|scheme|programme|network|partnership))? (?P<verb>[a-z]+)\b"
)
_AUXILIARIES = frozenset(["is", "are", "was", "were", "has", "have", "will", "had"])


@lru_cache(maxsize=1)
def _finite() -> frozenset[str]:
    """The forms in which the verbs of the frames state something, and auxiliaries."""
    found = set(_AUXILIARIES)
    for verb in (v for row in table("frames") for v in row["verb"].split("|") if len(v) > 1):
        found |= {f"{verb}s", f"{verb}es", f"{verb}ed", f"{verb}d", f"{verb[:-1]}ies"}
    for row in table("verbs"):
        found |= {form for form in row["past"].split("|") if form.isalpha()}
    return frozenset(found)


def is_sentence(d: Draft, parts: list[Field]) -> bool:
    """Whether the first part that is not a date is a name and a verb: such a line is read as a clause, not as an entry."""
    first = next((p for p in parts if p.type != "date" and not p.sense), None)
    if first is None or first.mark:
        return False
    match = _NAME_FIRST.match(d.quote(*first.span))
    return match is not None and match["verb"] in _finite()
