"""Writes memberships: employment, former employment, secondments and seats on boards (W3C ORG).

The records have separate rows for role, organisation and date of joining. A role belongs to the organisation that
its words name ("Hub Lead", "Fellow at the Institute", "joined the Institute as a Fellow"); the employer is not used
as a default. Each combination of role, organisation and time is one node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ..names import fold, slug
from ..records import Entity, Relation, Value
from ..vocabulary import LPIP, ORG, RDF, TIME, XSD
from .claims import Ledger
from .facts import Names, place_of, state_instant, state_time
from .tie_times import time_of_tie
from .values import period, typed

__all__ = ["state_memberships"]

_KINDS: Mapping[str, tuple[NamedNode, str]] = {
    "affiliatedWith": (LPIP.Affiliation, ""),
    "boardMemberOf": (LPIP.BoardMembership, "board"),
    "secondedTo": (LPIP.Secondment, "secondment"),
    "workedFor": (LPIP.FormerMembership, "former"),
}
#: Ties of which the words may say when.
_TIMED = ("secondedTo", "workedFor", "boardMemberOf")
_SHARE = re.compile(r"\b(\d{1,3}(?:\.\d+)?)\s?%")
_YEARS = re.compile(r"\b(?:19|20)\d\d\s?[-–—]\s?(?:19|20)\d\d\b")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z“\"(])|\n")
#: The largest distance to either end of a sentence, in characters.
_FAR = 600
#: Words that later mentions of an organisation's name can leave out: "at Exeter".
_GENERIC = re.compile(
    r"^(?:the )?(?:university|college) of (?:the )?|(?: university| college)$", re.IGNORECASE
)
_OPEN = r"(?:the\s+)?[\[“\"'‘(]?"
#: Words between an organisation and the time at which a person joined it.
_ARRIVED = re.compile(
    r"\b(?:join(?:ed|s|ing)|(?:came|moved) to|arrived at|(?:been|worked|works) (?:with|at|for|in))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_WHEN = r"(?: as (?:an?|its) [\w ]{1,30}?)?,? (?:in|on|since|from)\b"
#: Between a role and the organisation after it: "Fellow at the …", "Fellow, …", "Fellow who joined …".
_BEHIND = re.compile(
    rf"\s*(?:(?:(?!(?:and|or|but|while|whilst)\b)[\w’'-]+\s+){{0,4}}?(?:at|with|of|for|in|within|to|from|by)\s+|,\s*|\(|who\s+(?:has\s+|had\s+)?joined\s+){_OPEN}",
    re.IGNORECASE,
)
#: Between an organisation and the role after it: "… as a Fellow", "…’s Director", "…, where she is a Fellow".
_BEFORE = re.compile(
    r"(?:[^;.!?]*\bas\s+(?:an?\s+|the\s+|its\s+|their\s+)?|[\])]*(?:['’]s?)?\s+(?:new\s+|current\s+)?"
    r"|[\])]*,?\s*where\s+(?:s?he|they)\s+(?:\w+\s+){1,2}(?:an?\s+|the\s+)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Tie:
    """One node: a person and an organisation, their relation, the role and the time.

    `homes` are the rows that state the relation; empty if only the role's words do.
    """

    person: str
    body: str
    predicate: str
    role: str
    time: str
    homes: tuple[Relation, ...]
    rows: tuple[Relation, ...]


def state_memberships(ledger: Ledger, names: Names, relations: Iterable[Relation]) -> None:
    """Writes a membership for each combination of person, organisation, role and time, each fact with its words."""
    rows = tuple(relations)
    by_person: dict[str, list[Relation]] = {}
    for r in rows:
        if r.p in _KINDS or r.p in ("hasRole", "joined", "leadsTheme"):
            by_person.setdefault(r.s, []).append(r)
    for person, mine in by_person.items():
        for tie in _ties(ledger.text, names, person, mine):
            _state(ledger, names, tie)


def _ties(text: str, names: Names, person: str, rows: Sequence[Relation]) -> Iterator[_Tie]:
    homes: dict[tuple[str, str], list[Relation]] = {}
    for r in rows:
        if r.p in _KINDS and isinstance(r.o, str):
            homes.setdefault((r.p, r.o), []).append(r)
    roles: dict[tuple[str, str], dict[str, list[Relation]]] = {}
    leads = [r for r in rows if r.p == "leadsTheme"]
    for r in rows:
        if r.p == "hasRole" and isinstance(r.o, Value):
            key = _home_of(text, names, r, homes, leads)
            if key is not None:
                roles.setdefault(key, {}).setdefault(r.o.value, []).append(r)
    dates: dict[tuple[str, str], dict[str, list[Relation]]] = {}
    for r in rows:
        if r.p == "joined" and isinstance(r.o, Value):
            for key in _arrived(names, r, homes) or _begun(r, roles) or _joined(text, r, homes):
                role = _role_of_date(r, roles.get(key, {}))
                dates.setdefault(key, {}).setdefault(role, []).append(r)
    for key in dict.fromkeys((*homes, *roles)):
        predicate, body = key
        found = roles.get(key, {})
        times = dates.get(key, {})
        for role in dict.fromkeys((*found, *times)) or ("",):
            when: dict[str, list[Relation]] = {}
            for r in times.get(role, ()):
                when.setdefault(r.o.value if isinstance(r.o, Value) else "", []).append(r)
            for time, joined in (when or {"": []}).items():
                yield _Tie(
                    person,
                    body,
                    predicate,
                    role,
                    time,
                    tuple(homes.get(key, ())),
                    (*found.get(role, ()), *joined),
                )


def _state(ledger: Ledger, names: Names, tie: _Tie) -> None:
    kind, word = _KINDS.get(tie.predicate, (LPIP.Post, "post"))
    spans: dict[str, list[Relation]] = {}
    for r in tie.homes if tie.predicate in _TIMED and not tie.time else ():
        if found := _time(names, r, tie):
            spans.setdefault(found, []).append(r)
    span = next(iter(spans), "")
    parts = [_last(names.nodes[tie.person]), _last(names.nodes[tie.body]), word]
    parts += [
        slug(tie.role, limit=200, titles=True) if tie.role else "",
        slug((tie.time or span).replace("-", " ")) if tie.time or span else "",
    ]
    node = names.iri.id("membership", *filter(None, parts))
    for r in tie.homes or tie.rows:
        place = place_of(r)
        ledger.state(node, RDF.type, kind, place)
        ledger.follow(node, RDF.type, ORG.Membership)
        ledger.state(node, ORG.member, names.nodes[tie.person], place)
        ledger.state(node, ORG.organization, names.nodes[tie.body], place)
    for r in tie.homes:
        if share := _SHARE.search(r.quote):
            ledger.state(node, LPIP.workingShare, typed(share[1], XSD.decimal), place_of(r))
        if r in spans.get(span, ()):
            interval = names.iri.id("interval", _last(node))
            ledger.state(node, ORG.memberDuring, interval, place_of(r))
            state_time(ledger, names.iri, interval, period(span), place_of(r))
    for r in tie.rows:
        place = place_of(r)
        assert isinstance(r.o, Value)
        if r.p == "hasRole":
            ledger.state(node, ORG.role, names.iri.concept("role", r.o.value), place)
            ledger.state(node, LPIP.roleTitle, Literal(r.o.value), place)
            continue
        interval = names.iri.id("interval", _last(node))
        ledger.state(node, ORG.memberDuring, interval, place)
        ledger.state(interval, RDF.type, TIME.Interval, place)
        ledger.state(interval, TIME.hasBeginning, state_instant(ledger, names.iri, r.o, place), place)


def _time(names: Names, r: Relation, tie: _Tie) -> str:
    """The time that a tie's own words give for it, else the only range of years in them."""
    person, body = (names.entities[each] for each in (tie.person, tie.body))
    if found := time_of_tie(r.quote, person.names, body.names):
        return found
    years = _YEARS.search(r.quote)
    return years[0] if years else ""


def _last(node: NamedNode) -> str:
    return node.value.rsplit("/", 1)[1]


# --- the organisation of a role --------------------------------------------------------------------------------------


def _home_of(
    text: str,
    names: Names,
    r: Relation,
    homes: Mapping[tuple[str, str], Sequence[Relation]],
    leads: Sequence[Relation],
) -> tuple[str, str] | None:
    """The organisation that a role's words name, with the person's relation to it; None if they name none."""
    assert isinstance(r.o, Value)
    title = r.o.value
    inside = _named_in(names, title)
    if inside is not None:
        return _belonging(inside, homes) or ("", inside)
    start, end = _sentence(text, r)
    at = re.search(r"\s+".join(map(re.escape, title.split())), text[r.start : r.end], re.IGNORECASE)
    if at is not None:
        words = text[start:end]
        a, b = r.start - start + at.start(), r.start - start + at.end()
        linked = _linked(words, a, b, names, homes)
        if linked is not None:
            return linked
    if any(lead.start < r.end and r.start < lead.end for lead in leads) or _leads_theme(title, leads):
        return None  # the lead's employer does not show whose themes they are
    near = {key for key, rows in homes.items() if any(h.start < r.end and r.start < h.end for h in rows)}
    if not near:
        near = {key for key, rows in homes.items() if any(h.start < end and start < h.end for h in rows)}
    only = next(iter(near)) if len(near) == 1 else None
    return only if only is not None and only[0] == "affiliatedWith" else None


def _leads_theme(title: str, leads: Sequence[Relation]) -> bool:
    words = fold(title).split()
    return bool(leads) and "theme" in words and any(w.startswith("lead") for w in words)


def _named_in(names: Names, title: str) -> str | None:
    """The organisation whose name is in the title ("Hub Lead"); the longest name counts."""
    padded = f" {fold(title)} "
    found = [
        (len(name), e.id)
        for e in names.entities.values()
        if e.cls == "Organisation" and e.sure
        for name in e.names
        # a name that is the whole title is not that of an organisation
        if name in title and f" {fold(name)} " in padded and fold(name) != padded.strip()
    ]
    return max(found)[1] if found else None


def _belonging(body: str, homes: Mapping[tuple[str, str], object]) -> tuple[str, str] | None:
    return next(((p, body) for p in _KINDS if (p, body) in homes), None)


def _linked(
    words: str, a: int, b: int, names: Names, homes: Mapping[tuple[str, str], object]
) -> tuple[str, str] | None:
    """The organisation directly after the title at words[a:b], or else before it, that its words connect to it."""
    behind: list[tuple[int, tuple[str, str]]] = []
    before: list[tuple[int, tuple[str, str]]] = []
    for key in homes:
        for start, end in _places(words, names.entities[key[1]]):
            if start >= b and _BEHIND.fullmatch(words, b, start):
                behind.append((start - b, key))
            elif end <= a and _BEFORE.fullmatch(words, end, a):
                before.append((a - end, key))
    for found in (behind, before):
        if found:
            nearest = min(distance for distance, _ in found)
            keys = {key for distance, key in found if distance == nearest}
            return min(keys, key=lambda k: list(_KINDS).index(k[0]))
    return None


def _places(words: str, body: Entity) -> Iterator[tuple[int, int]]:
    """The places where an organisation is named, by any name, also without "University of"."""
    found: list[tuple[int, int]] = []
    forms = {*body.names, *(_GENERIC.sub("", name) for name in body.names)}
    for form in sorted(filter(None, forms), key=lambda f: (-len(f), f)):
        pattern = r"\s+".join(map(re.escape, form.split()))
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", words):
            if not any(a <= match.start() and match.end() <= b for a, b in found):
                found.append(match.span())
    yield from found


def _arrived(
    names: Names, r: Relation, homes: Mapping[tuple[str, str], Sequence[Relation]]
) -> list[tuple[str, str]]:
    """The single organisation that the words with a date name: "joined the Trust in June 2023 and is secretary of the Board"."""
    assert isinstance(r.o, Value)
    year = re.escape(r.o.value[:4])
    found = []
    for key in homes:
        for start, end in _places(r.quote, names.entities[key[1]]) if key[0] == "affiliatedWith" else ():
            came = _ARRIVED.search(r.quote, 0, start)
            if came and (
                re.match(rf"{_WHEN}[^.;,]{{0,24}}\b{year}\b", r.quote[end:])
                or re.search(
                    rf"(?:^|[.;] )(?:In|On|Since|From) [\w ]{{0,20}}\b{year}\b,?(?: [\w’'-]+){{0,5}} $",
                    r.quote[: came.start()],
                )
            ):
                found.append(key)
    return found if len(set(found)) == 1 else []


def _begun(
    r: Relation, roles: Mapping[tuple[str, str], Mapping[str, Sequence[Relation]]]
) -> list[tuple[str, str]]:
    """The single membership whose role is in the same quote as a date: "has been a Fellow at the Institute since 2019"."""
    found = [
        key
        for key, titles in roles.items()
        if key[0] in ("", "affiliatedWith")
        and any(row.start < r.end and r.start < row.end for rows in titles.values() for row in rows)
    ]
    return found if len(found) == 1 else []


def _joined(
    text: str, r: Relation, homes: Mapping[tuple[str, str], Sequence[Relation]]
) -> list[tuple[str, str]]:
    """The current memberships to which a date of joining belongs: in the same quote, else in the same sentence."""
    start, end = _sentence(text, r)
    for a, b in ((r.start, r.end), (start, end)):
        found = [
            key
            for key, rows in homes.items()
            if key[0] == "affiliatedWith" and any(h.start < b and a < h.end for h in rows)
        ]
        if found:
            return found if len(found) == 1 else []
    return []


def _role_of_date(r: Relation, roles: Mapping[str, Sequence[Relation]]) -> str:
    """The role that begins at a date: the role in its sentence, the nearest to its year if there are several."""
    assert isinstance(r.o, Value)
    near = {
        title: row for title, rows in roles.items() for row in rows if row.start < r.end and r.start < row.end
    }
    if len(near) < 2:
        return next(iter(near), "")
    year = r.quote.find(r.o.value[:4])
    return min(near, key=lambda title: (abs(r.quote.find(title) - year), title))


def _sentence(text: str, r: Relation) -> tuple[int, int]:
    """The sentence around a row's quote; a quote that ends with its sentence does not extend to the next one."""
    ends = (m.end() for m in _SENTENCE_END.finditer(text, max(0, r.start - _FAR), r.start + 1))
    start = max((end for end in ends if end <= r.start), default=0)
    match = _SENTENCE_END.search(text, max(r.start, r.end - 1))
    return max(start, r.start - _FAR), match.start() if match else len(text)
