"""Extracts partners from lists: items below "It works with the following partnerships" or a heading "Our partners"."""

from __future__ import annotations

import re

from .draft import Draft, Scope
from .tagging import Tagger

__all__ = ["partner_lists"]

_HEADED = re.compile(
    r"(?:\W*\d[\d.]*\s+)?(?:our |the )?partners(?: and (?:members|friends|funders))?", re.IGNORECASE
)
_FOLLOW = re.compile(
    r"\b(?:works?|working|in partnership|linked) with the following\b|\bpartners (?:are|include)\b[^.]*:\s*$",
    re.IGNORECASE,
)
#: How far into an item its body stands.
_NEAR = 8


def partner_lists(d: Draft) -> None:
    """The organisations that open the items of such a list are partners of the organisation that the list is said to be of."""
    issuers = [
        r.o for r in d.relations.values() if (r.s, r.p) == (d.issue, "publisher") and isinstance(r.o, str)
    ]
    for scope in [s for s in d.scopes if s.kind == "article"]:
        body, start = _body(d, scope, issuers)
        if body is None:
            continue
        for block in d.doc.blocks_in(start, scope.end):
            first = next(iter(d.block_sentences(block)), None) if block.kind == "item" else None
            if first is None:
                continue
            named = [m for m in Tagger.of(d).inside(first) if m.id]
            if named and named[0].letter == "O" and named[0].start < _NEAR and named[0].id != body:
                d.relate(body, "partnerOf", str(named[0].id), first.span(), "partner list", basis="bySection")


def _body(d: Draft, scope: Scope, issuers: list[str]) -> tuple[str | None, int]:
    """Whose partners an article lists, and from where on; nobody's where it does not state this."""
    headed = _HEADED.fullmatch(d.entities[scope.id].name) is not None
    spoken_of = issuers[0] if len(issuers) == 1 else None
    for sentence in d.sentences(scope.start, scope.end):
        opening = [m for m in Tagger.of(d).inside(sentence) if m.letter == "O" and m.id and m.start < _NEAR]
        if opening:
            spoken_of = opening[0].id
        if _FOLLOW.search(sentence.text):
            return spoken_of, sentence.span()[1]
    return (issuers[0], scope.start) if headed and len(issuers) == 1 else (None, scope.start)
