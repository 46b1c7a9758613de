"""Extracts which place lies in which, where a phrase states this: "Tampere, Finland", "Groningen, in the Netherlands", "the Kent port of Dover"."""

from __future__ import annotations

import re

from ..gazetteer import Place
from ..tables import words
from .draft import Draft
from .tagging import Tagger, pattern

__all__ = ["nested_places"]

_SORTS = "|".join(sorted(words("signs", kind="place noun")))
#: A comma lists as often as it nests: behind it only a wider place holds the one before.
_BESIDE = pattern(
    r"(?P<before>\w+ (?:the )?)?{G},? (?P<link>(?:in|on|off) (?:the )?(?:[a-z]+ (?:of )?){0,2}|(?<=, )){G2}(?P<after>,? (?:and|or) |, ‹G|['’]s )?"
)
_SORTED = pattern(rf"\b(?:the|a) {{G2}} (?:[a-z]+ )?(?:{_SORTS}) of {{G}}")
_LISTED = re.compile(r"‹G\d+›(?: and|,) (?:the )?$")
_WIDE = frozenset(
    ("country", "nation", "county", "historic county", "region", "province", "state", "council area", "area")
)  # fmt: skip


def nested_places(d: Draft) -> None:
    """The places of all prose that a phrase puts into wider ones."""
    tagger = Tagger.of(d)
    for sentence in d.prose():
        tagged = tagger.tag(sentence)
        if len(tagged.of("G")) < 2:
            continue
        for rule in (_BESIDE, _SORTED):
            for match in rule.finditer(tagged.text):
                inner, outer = tagged.mentions[int(match["G"])], tagged.mentions[int(match["G2"])]
                said = match.groupdict().get("link")
                if said == "" and (match["after"] or _LISTED.search(tagged.text, 0, match.start("G") - 2)):
                    continue
                if inner.id is None or outer.id is None or inner.id == outer.id:
                    continue
                if _holds(d.gazetteer.lookup(inner.text), d.gazetteer.lookup(outer.text), outer.text):
                    d.relate(inner.id, "locatedIn", outer.id, sentence.span(), "place within a place")


def _holds(inner: Place | None, outer: Place | None, name: str) -> bool:
    """Whether a place may hold another by what the gazetteer knows of both."""
    if outer is None:
        return name.startswith("County ")
    if inner is not None and inner.kind in ("country", "nation", "continent", "world region"):
        return False
    if inner is not None and inner.kind in _WIDE and outer.kind not in ("country", "nation"):
        return inner.within == outer.name
    return outer.kind in _WIDE
