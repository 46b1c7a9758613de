"""Assigns one id to each thing: merges those that the authority and the issues name, and separates similar names.

Things are the same if they share an id, a class and a distinctive name, or the long form of a short name;
never by an acronym alone if each has its own long form. Nothing here knows RDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from .authority import Authority
from .gazetteer import load
from .names import fold
from .ownership import NOBODYS, Owned, is_general, is_generic, owned, singular
from .records import Entity, Records, Relation, fits
from .tables import words

__all__ = ["Known", "Placing", "aligned", "labels", "placed", "placings", "settled", "singular"]

#: An issue's own id → the id and class that all issues use for the thing; unchanged ones are left out.
Placing = dict[str, tuple[str, str]]

#: Publications of one title that are two works: the article in the issue and the review that it sums up.
_FORMS = frozenset(("article", "newsletter issue", "evidence review", "blog", "podcast", "recording"))
#: Classes that may be an organisation in one issue and a programme or a case in another; a thing that acts is
#: an organisation.
_CHANGING = ("Organisation", "Policy", "CaseStudy")
#: Organisations with names of more words are the same in any order of the words.
_FEW = 3
#: "the Lagan Centre" is the "Lagan Centre for Social Evidence"; a nation's or a town's organisation is
#: another one.
_TAIL = re.compile(r"(?P<link>of|for|in|at|on|and) (?P<rest>.+)")
_ARTICLE = re.compile(r"the\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """One thing from the authority or an earlier issue; `issue` is empty for the authority's."""

    id: str
    cls: str
    name: str
    names: tuple[str, ...]
    kind: str = ""
    issue: str = ""
    owned: Owned = NOBODYS


def _known(e: Entity, issue: str, of: Owned = NOBODYS) -> Known:
    names = (e.name,) if e.cls == "Publication" else (*e.names, *of.names)
    return Known(e.id, e.cls, e.name, names, fold(e.kind or ""), issue, of)


def _all_known(rows: Records, *, dated: bool = True) -> Iterator[Known]:
    whose = owned(rows)
    if not dated:
        whose = {id_: mine for id_, mine in whose.items() if not mine.days}
    return (_known(e, rows.issue, whose.get(e.id, NOBODYS)) for e in rows.entities)


def settled(issues: Sequence[Records], authority: Authority) -> tuple[Records, ...]:
    """The issues, oldest first, with one id and one class for each thing that the authority or several of them name.

    Parameters
    ----------
    issues
        What each issue says, in the order of their dates.
    authority
        The known things: their ids go before those of any issue.
    """
    return tuple(placed(rows, placing) for rows, placing in placings(issues, authority))


def placings(issues: Iterable[Records], authority: Authority) -> Iterator[tuple[Records, Placing]]:
    """Each issue with what `settled` makes of its things, one issue after the other.

    Parameters
    ----------
    issues
        As for `settled`; only their things are read, twice, so they may come from disk each time.
    authority
        The known things.
    """
    index = _Index(Known(e.id, e.cls, e.name, e.names, fold(e.kind or "")) for e in authority.entries)
    for own, rows in _one_class(issues, {e.id: e.cls for e in authority.entries}):
        known = list(_all_known(rows))
        mine = _aligned(index, rows, known)
        yield (
            own,
            {
                e.id: (m.id, m.cls)
                for e, m in zip(own.entities, mine.entities, strict=True)
                if (e.id, e.cls) != (m.id, m.cls)
            },
        )
        for each in known if mine is rows else _all_known(mine):
            index.add(each)


def placed(rows: Records, placing: Placing) -> Records:
    """An issue's records with the ids and classes that all issues have for its things.

    Statements that the right class does not allow are removed, with a note.
    """
    if not placing:
        return rows
    changed = any(placing[e.id][1] != e.cls for e in rows.entities if e.id in placing)
    things = tuple(
        replace(e, id=placing[e.id][0], cls=placing[e.id][1]) if e.id in placing else e for e in rows.entities
    )
    entities = {e.id: e for e in things}
    notes = list(rows.notes)

    def kept(relations: Iterable[Relation]) -> Iterator[Relation]:
        for r in relations:
            s = placing[r.s][0] if r.s in placing else r.s
            o = placing[r.o][0] if isinstance(r.o, str) and r.o in placing else r.o
            mine = r if (s, o) == (r.s, r.o) else replace(r, s=s, o=o)
            if not changed or fits(mine, entities):
                yield mine
            else:
                name, cls = entities[mine.s].name, entities[mine.s].cls
                what = f"not allowed for a {cls}, which is its class in other issues: {name} {r.p}"
                notes.append({"what": what, "quote": r.quote[:200], "start": r.start, "end": r.end})

    relations, candidates = tuple(kept(rows.relations)), tuple(kept(rows.candidates))
    return replace(rows, entities=things, relations=relations, candidates=candidates, notes=tuple(notes))


def labels(issues: Iterable[Records], authority: Authority) -> Mapping[str, str]:
    """Id → the main name of a thing: the authority's, else the fullest form; among equals, the latest issue's.

    A publication, an event, a theme and a question have the name that the latest issue uses; a place one without an article,
    if there is one: it is the name that the gazetteer has for what lies in it.
    """
    chosen: dict[str, tuple[int, bool, str]] = {}
    for rows in issues:
        for e in rows.entities:
            if not e.sure:
                continue
            size = len(fold(e.name).split()) if e.cls in ("Organisation", "Person", "Policy", "Place") else 0
            bare, name = True, e.name
            if e.cls == "Place" and _ARTICLE.match(name):
                others = (n for n in e.aliases if fold(n) == fold(name) and not _ARTICLE.match(n))
                bare, name = next(((True, n) for n in others), (False, name))
            if e.id not in chosen or (size, bare) >= chosen[e.id][:2]:
                chosen[e.id] = (size, bare, name)
    known = {e.id: e.name for e in authority.entries}
    return {id_: known.get(id_, name) for id_, (*_, name) in chosen.items()}


class _Index:
    """An index of known things by id and by the keys of their names; organisations also by the beginnings of their names."""

    def __init__(self, things: Iterable[Known] = ()) -> None:
        self.by_id: dict[str, list[Known]] = {}
        self.by_key: dict[tuple[str, str], list[Known]] = {}
        self.by_name: dict[str, list[Known]] = {}
        self.by_beginning: dict[str, list[Known]] = {}
        self.by_ministry: dict[str, list[Known]] = {}
        for thing in things:
            self.add(thing)

    def add(self, k: Known) -> None:
        """Adds one thing; the same names of it in a later issue of the newsletter add nothing."""
        bearers = self.by_id.setdefault(k.id, [])
        if any(
            (b.cls, b.names, b.kind, b.owned, _series(b.issue))
            == (k.cls, k.names, k.kind, k.owned, _series(k.issue))
            for b in bearers
        ):
            return
        bearers.append(k)
        for key in _keys(k.cls, k.names):
            self.by_key.setdefault((k.cls, key), []).append(k)
        if k.cls == "Organisation":
            for ministry in {_ministry(k.cls, each) for each in k.names} - {""}:
                self.by_ministry.setdefault(ministry, []).append(k)
            name = fold(k.name)
            self.by_name.setdefault(name, []).append(k)
            for beginning in _beginnings(name):
                self.by_beginning.setdefault(beginning, []).append(k)

    def akin(self, name: str) -> Iterator[Known]:
        """The organisations whose name is a beginning of a name, and those whose name begins with it."""
        for beginning in _beginnings(name):
            yield from self.by_name.get(beginning, ())
        yield from self.by_beginning.get(name, ())


def _beginnings(name: str) -> Iterator[str]:
    """The beginnings of a folded name, of two words or more."""
    words_ = name.split()
    return (" ".join(words_[:n]) for n in range(2, len(words_)))


def aligned(old: Records, new: Records) -> Records:
    """A later issue's records with an earlier one's ids for the things that both name.

    A name that two things of the earlier issue have is ignored. An event on another day is the same event, which was moved.
    """
    return _aligned(_Index(_all_known(old, dated=False)), new, _all_known(new, dated=False))


def _aligned(index: _Index, new: Records, own: Iterable[Known]) -> Records:
    by_id = index.by_id
    same: dict[str, str] = {}
    known = {k.id: k for k in own}
    taken = {e.id for e in new.entities if _is_known(e, known[e.id], index, new.issue)}
    for e in new.entities:
        if e.id in taken:
            continue
        target = _match(known[e.id], index)
        if target is None and e.id in by_id:  # the id is another thing's
            of = known[e.id].owned
            whose = min(of.bodies | of.nations | of.days, default=new.issue)
            target = _fresh(e.id, whose, {*by_id, *taken})
        if target is not None and target not in taken:
            same[e.id] = target
            taken.add(target)
    classes = {e.id: e.cls for e in new.entities}
    return placed(new, {old: (id_, classes[old]) for old, id_ in same.items()})


def _match(me: Known, index: _Index) -> str | None:
    near = [k for key in _keys(me.cls, me.names) for k in index.by_key.get((me.cls, key), ())]
    found = [k for k in near if _same(me, k)]
    if not found and (key := _ministry(me.cls, me.name)):
        found = list(index.by_ministry.get(key, ()))
    if not found and me.cls == "Organisation":
        found = [k for k in index.akin(fold(me.name)) if _extends(me, k, index)]
    found = [k for k in found if not _apart(me, index.by_id[k.id])]
    found = [k for k in found if not _generally(me, k)] or found
    ids = dict.fromkeys(k.id for k in found if not k.issue) or dict.fromkeys(k.id for k in found)
    return next(iter(ids)) if len(ids) == 1 else None


def _is_known(e: Entity, me: Known, index: _Index, issue: str) -> bool:
    """Whether a known id belongs to this thing, and not to another one with the same name."""
    bearers = index.by_id.get(e.id, ())
    by_table = e.how == "authority"
    if not bearers or ((not by_table or me.cls == "Event") and _apart(me, bearers)):
        return False
    if not by_table and _ambiguous(me, index):
        return False
    return any(
        k.cls == e.cls and (not k.issue or not is_generic(e.name) or _series(k.issue) == _series(issue))
        for k in bearers
    ) and (e.how == "authority" or any(_same(me, k) or not k.issue or not _long(me) for k in bearers))


def _apart(me: Known, bearers: Iterable[Known]) -> bool:
    """Whether two things that share only a general name have different owners, or two events different days."""
    return any(me.owned.elsewhere(k.owned) and (me.cls == "Event" or _generally(me, k)) for k in bearers)


def _generally(a: Known, b: Known) -> bool:
    """Whether two things share no more than general names."""
    return all(is_general(key, a.cls) for key in _keys(a.cls, a.names) & _keys(b.cls, b.names))


def _ambiguous(me: Known, index: _Index) -> bool:
    """Whether a thing without a known owner or day has a name that several owners' things or events of several days have."""
    if me.owned is not NOBODYS or not (me.cls == "Event" or is_general(me.name, me.cls)):
        return False
    near = [k for key in _keys(me.cls, me.names) for k in index.by_key.get((me.cls, key), ()) if k.issue]
    whose = {k.id: k for k in near if k.owned is not NOBODYS and _same(me, k)}
    return any(a.owned.elsewhere(b.owned) for a in whose.values() for b in whose.values())


def _same(a: Known, b: Known) -> bool:
    """Whether two things of one class are the same: by a long name, or by a short one without another long form."""
    if a.kind != b.kind and a.cls == "Publication" and _FORMS & {a.kind, b.kind}:
        return False
    if is_generic(a.name) and b.issue and _series(a.issue) != _series(b.issue):
        return False
    shared = _keys(a.cls, a.names) & _keys(b.cls, b.names)
    # a short form of both is not a name of either: "the Centre" may mean one or the other
    full = (_keys(a.cls, (a.name,)), _keys(b.cls, (b.name,)))
    size = min(len(key.split()) for keys in full for key in keys)
    shared = frozenset(
        k
        for k in shared
        if k in full[0] or k in full[1] or len(k.split()) >= size or not a.issue or not b.issue
    )
    long_a, long_b = _long(a), _long(b)
    if long_a and long_b:
        return bool(shared & long_a & long_b)
    return bool(shared)


@lru_cache(maxsize=1 << 16)
def _keys(cls: str, names: tuple[str, ...]) -> frozenset[str]:
    """The keys by which names are compared. A bare first name identifies nobody; singular and plural are one concept."""
    first, *others = names
    short = cls == "CaseStudy"  # short names of persons and organisations are ambiguous
    telling = (first, *(a for a in others if short or len(a.split()) > 1 or sum(map(str.isupper, a)) > 1))
    folded = [fold(name) for name in telling]
    if cls in ("Concept", "Policy"):
        return frozenset(" ".join(map(singular, name.split())) for name in folded)
    if (
        cls == "Organisation"
    ):  # the same words in another order: "LPIP Rural Wales Dyfed", "Rural Wales LPIP Dyfed"
        folded += [" ".join(sorted(name.split())) for name in folded if len(name.split()) > _FEW]
        folded += [form for name in folded for form in (_scheme(name), _town_first(name))]
    return frozenset(folded)


@lru_cache(maxsize=1 << 16)
def _scheme(folded: str) -> str:
    """A folded name, of a scheme ("… Funds") in the singular: it is one thing, whatever class a reader gave it."""
    before, _, last = folded.rpartition(" ")
    one = singular(last)
    return f"{before} {one}" if before and one in words("generic", kind="no body") else folded


@lru_cache(maxsize=1 << 16)
def _town_first(folded: str) -> str:
    """A folded name, of a university ("university of swansea") as the other form has it ("swansea university")."""
    head, link, town = folded.partition(" of ")
    if not link or head not in words("generic", kind="of its town"):
        return folded
    return f"{town.removeprefix('the ')} {head}"


@lru_cache(maxsize=1 << 16)
def _ministry(cls: str, name: str) -> str:
    """The name of a department with one word for "of" and "for", which people mix up; empty for another thing's name.

    Departments of two states that only this word tells apart are rows of ``data/reading/generic.csv``.
    """
    folded = fold(name)
    head, _, rest = folded.partition(" ")
    if cls != "Organisation" or head not in words("generic", kind="ministry"):
        return ""
    plain = re.sub(r"^for ", "of ", rest)
    twins = words("generic", kind="of is not for")
    return f"{head} {plain}" if plain.startswith("of ") and f"{head} {plain}" not in twins else ""


def _long(k: Known) -> frozenset[str]:
    return _long_of(k.cls, k.names)


@lru_cache(maxsize=1 << 16)
def _long_of(cls: str, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key for key in _keys(cls, names) if len(key.split()) > 1)


def _extends(a: Known, b: Known, index: _Index) -> bool:
    """Whether one name extends the other ("X", "X of Y"), and no other known name begins in the same way."""
    for short, long in ((a, b), (b, a)):
        head = fold(short.name)
        if len(head.split()) < 2 or is_generic(short.name) or not short.issue:
            continue
        tail = (
            _TAIL.fullmatch(fold(long.name).removeprefix(head + " "))
            if fold(long.name).startswith(head + " ")
            else None
        )
        if tail is None or tail["link"] == "and" or _elsewhere(long.name, tail["link"]):
            continue
        if {short.kind, long.kind} & {"government department", "government", "council"} or (
            short.kind and long.kind and short.kind != long.kind
        ):
            continue
        rivals = {k.id for k in index.by_beginning.get(head, ())}
        if len(rivals - {short.id}) <= 1:
            return True
    return False


def _elsewhere(name: str, link: str) -> bool:
    """Whether the additional words name another organisation: a nation's branch, or one "of" a place."""
    rest = re.split(rf"\b{link}\b", name, maxsplit=1)[-1].strip()
    place = load().lookup(rest)
    return place is not None and (
        link in ("of", "for") or place.kind in ("nation", "country", "region", "continent")
    )


@lru_cache(maxsize=1 << 14)
def _series(issue: str) -> str:
    return re.sub(r"[-_ ]*[\d-]+$", "", issue)


def _fresh(id_: str, issue: str, taken: set[str]) -> str:
    name = f"{id_}-{fold(issue).replace(' ', '-')}"
    number = 2
    found = name
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found


# --- one class a thing -------------------------------------------------------------------------------------


def _one_class(issues: Iterable[Records], known: Mapping[str, str]) -> Iterator[tuple[Records, Records]]:
    """The issues with one class for each thing that is an organisation in one and a programme in another under one full name.

    The authority's class is used; otherwise a thing that acts in an issue is an organisation, unless its name
    gives its kind ("… Fund").
    """
    classes: dict[str, set[str]] = {}
    heads = words("generic", kind="no body")
    for rows in issues:
        here: dict[str, set[str]] = {}
        for e in rows.entities:
            if e.sure and e.cls in _CHANGING and len(fold(e.name).split()) > 1:
                here.setdefault(_scheme(fold(e.name)), set()).add(known.get(e.id, e.cls))
        for name, found in here.items():
            if len(found) == 1:  # two things with one name in one issue are different
                classes.setdefault(name, set()).update(found)
    right = {
        name: "Policy" if name.split()[-1] in heads and "Policy" in found else min(found, key=_CHANGING.index)
        for name, found in classes.items()
        if len(found) > 1
    }
    for rows in issues:
        yield rows, _reclassed(rows, right, known) if right else rows


def _reclassed(rows: Records, right: Mapping[str, str], known: Mapping[str, str]) -> Records:
    prefixes = {"Organisation": "org", "Policy": "policy", "CaseStudy": "case"}
    ids = {e.id for e in rows.entities}
    moved: Placing = {}
    for e in rows.entities:
        cls = right.get(_scheme(fold(e.name)), e.cls) if e.cls in _CHANGING and e.id not in known else e.cls
        if cls != e.cls:
            id_ = f"{prefixes[cls]}:{e.id.partition(':')[2]}"
            moved[e.id] = (id_ if id_ not in ids else _fresh(id_, rows.issue, ids), cls)
    return placed(rows, moved)
