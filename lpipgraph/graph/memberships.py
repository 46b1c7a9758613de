"""Who works, worked, is seconded or sits on a board where: the qualified side of the direct triples.

The records say role, organisation and date of joining in rows of their own. They belong together where they
stand together: in overlapping quotes, or in one sentence of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from ..records import Relation, Value
from ..vocabulary import LPIP, ORG, RDF, TIME, XSD
from .facts import Names, place_of, state_instant, state_time
from .ledger import Ledger
from .values import period

__all__ = ["state_memberships"]

_KINDS: Mapping[str, tuple[NamedNode, str]] = {
    "affiliatedWith": (LPIP.Affiliation, ""),
    "boardMemberOf": (LPIP.BoardMembership, "board"),
    "secondedTo": (LPIP.Secondment, "secondment"),
    "workedFor": (LPIP.FormerMembership, "former"),
}
_SHARE = re.compile(r"\b(\d{1,3}(?:\.\d+)?)\s?%")
_YEARS = re.compile(r"\b(?:19|20)\d\d\s?[-–—]\s?(?:19|20)\d\d\b")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z“\"(])|\n")


def state_memberships(ledger: Ledger, names: Names, relations: Iterable[Relation]) -> None:
    """A membership node for each person and organisation, with the roles and dates that stand beside it."""
    rows = tuple(relations)
    by_person: dict[str, list[Relation]] = {}
    for r in rows:
        if r.p in _KINDS:
            by_person.setdefault(r.s, []).append(r)
            _membership(ledger, names, r)
    for r in rows:
        if r.p in ("hasRole", "joined"):
            for home in _together(ledger.text, r, by_person.get(r.s, ())):
                _detail(ledger, names, _node(names, home), r)


def _node(names: Names, r: Relation) -> NamedNode:
    ids = [names.nodes[id_].value.rsplit("/", 1)[1] for id_ in (r.s, r.o) if isinstance(id_, str)]
    word = _KINDS[r.p][1]
    return names.iri.id("membership", *ids, *([word] if word else ()))


def _membership(ledger: Ledger, names: Names, r: Relation) -> None:
    assert isinstance(r.o, str)
    node, place = _node(names, r), place_of(r)
    ledger.state(node, RDF.type, _KINDS[r.p][0], place)
    ledger.state(node, RDF.type, ORG.Membership, place)
    ledger.state(node, ORG.member, names.nodes[r.s], place)
    ledger.state(node, ORG.organization, names.nodes[r.o], place)
    if share := _SHARE.search(r.quote):
        ledger.state(node, LPIP.workingShare, Literal(share[1], datatype=XSD.decimal), place)
    if r.p in ("secondedTo", "workedFor") and (years := _YEARS.search(r.quote)):
        interval = names.iri.id("interval", node.value.rsplit("/", 1)[1])
        ledger.state(node, ORG.memberDuring, interval, place)
        state_time(ledger, names.iri, interval, period(years[0]), place)


def _detail(ledger: Ledger, names: Names, node: NamedNode, r: Relation) -> None:
    if not isinstance(r.o, Value):
        return
    place = place_of(r)
    if r.p == "hasRole":
        ledger.state(node, ORG.role, names.iri.concept("role", r.o.value), place)
        ledger.state(node, LPIP.roleTitle, Literal(r.o.value), place)
        return
    interval = names.iri.id("interval", node.value.rsplit("/", 1)[1])
    ledger.state(node, ORG.memberDuring, interval, place)
    ledger.state(interval, RDF.type, TIME.Interval, place)
    ledger.state(interval, TIME.hasBeginning, state_instant(ledger, names.iri, r.o, place), place)


def _together(text: str, r: Relation, homes: Iterable[Relation]) -> list[Relation]:
    """The memberships that a role or date belongs to: by overlapping quotes first, then by the sentence."""
    start, end = _sentence(text, r)
    current = [h for h in homes if h.p == "affiliatedWith"]
    for candidates, a, b in ((current, r.start, r.end), (list(homes), r.start, r.end), (current, start, end)):
        found = {h.fact: h for h in candidates if h.start < b and a < h.end}
        if found:
            return list(found.values())
    return []


def _sentence(text: str, r: Relation) -> tuple[int, int]:
    start = max((m.end() for m in _SENTENCE_END.finditer(text, max(0, r.start - 600), r.start)), default=0)
    match = _SENTENCE_END.search(text, r.end)
    return max(start, r.start - 600), match.start() if match else len(text)
