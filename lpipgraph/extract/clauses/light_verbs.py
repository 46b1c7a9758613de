"""Reads light-verb constructions: "gives a grant to", "rests with", "has forged links with".

The verb hardly matters in these: it says who does what the noun names. A row of ``data/reading/acts.csv`` is a noun with what it
says of whom; a row of ``data/reading/light-verbs.csv`` are verbs with where the noun is and what their subject is to it.
Any noun of a family goes with any verb of that family.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from ...tables import table, words
from .chunks import Item, Noun
from .frames import Fact
from .lemmas import kind_of
from .syntax import Clause

__all__ = ["act_facts"]

_TRANSPARENT = words("grammar", kind="transparent") | words("grammar", kind="portion")
_PARTICLES = words("grammar", kind="particle")
_GROUPS = words("grammar", kind="group noun")
_EXAMPLES = frozenset(("including", "such as", "like", "among them", "namely"))
_POSSESSIVE = {"its": "it", "their": "they"}


@dataclass(frozen=True, slots=True)
class _Act:
    """A row of nouns: of which end of the predicate the agent is, and after which words the ends are in its own phrase."""

    family: str
    predicate: str
    agent_is_subject: bool
    agent_classes: str
    theme_classes: str
    by: frozenset[str]
    to: frozenset[str]
    owner_acts: bool


@dataclass(frozen=True, slots=True)
class _Light:
    """A row of verbs: where the noun is, what the subject is, and where else the verb puts the ends."""

    particles: frozenset[str]
    place: frozenset[str]
    subject: str
    agent: tuple[str, ...]
    theme: tuple[str, ...]
    families: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Met:
    """A noun of an act in a clause: what follows it, what is before it, and whether it is the object of a passive."""

    noun: Noun
    rest: tuple[Item, ...]
    retained: bool = False
    indirect: tuple[Noun, ...] = ()


@lru_cache(maxsize=1)
def _acts() -> dict[str, tuple[_Act, ...]]:
    found: dict[str, list[_Act]] = {}
    for row in table("acts"):
        act = _Act(
            row["family"], row["predicate"], row["agent"] == "s", row["agent classes"], row["theme classes"],
            frozenset(row["of agent"].split("|")), frozenset(row["of theme"].split("|")), row["owner"] == "agent",
        )  # fmt: skip
        for noun in row["noun"].split("|"):
            for form in (noun, f"{noun}s", f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}es"):
                found.setdefault(form, []).append(act)
    return {noun: tuple(dict.fromkeys(acts)) for noun, acts in found.items()}


@lru_cache(maxsize=1)
def _lights() -> dict[str, tuple[_Light, ...]]:
    found: dict[str, list[_Light]] = {}
    for row in table("light-verbs"):
        light = _Light(
            frozenset(row["particle"].split("|")) - {""}, frozenset(row["noun"].split("|")), row["subject"],
            tuple(filter(None, row["agent"].split("|"))), tuple(filter(None, row["theme"].split("|"))),
            frozenset(row["family"].split("|")),
        )  # fmt: skip
        for verb in row["verb"].split("|"):
            found.setdefault(verb, []).append(light)
    return {verb: tuple(rows) for verb, rows in found.items()}


def act_facts(clause: Clause) -> Iterator[Fact]:
    """What a clause says with a noun of an act; nothing if it is not asserted."""
    if not clause.asserted:
        return
    yield from _between(clause)
    for lemma in (*clause.verb.lemmas, "*"):
        for light in _lights().get(lemma, ()):
            args = _behind_particle(clause, light)
            if args is None or (lemma == "*" and not clause.verb.passive and "bond" not in light.families):
                continue
            for met in _met(clause, light, args):
                for act in _acts().get(met.noun.head, ()):
                    if act.family in light.families:
                        yield from _said(clause, light, met, act, clause.verb.lemmas[0])


def _behind_particle(clause: Clause, light: _Light) -> tuple[Item, ...] | None:
    """The phrases after a verb and its particle; None where it has another one than the row says."""
    args = clause.args
    seen: set[str] = set()
    while args and args[0].kind == "adverb":
        seen.add(args[0].word)
        args = args[1:]
    if light.particles:
        if args and args[0].kind == "pp" and args[0].word in light.particles:
            return (replace(args[0], kind="np", word=""), *args[1:])
        return args if seen & light.particles else None
    return None if seen & (_PARTICLES - {"in", "through", "for"}) else args


def _inner(noun: Noun) -> Noun:
    """Out of "most of the cost", "a second round of funding" the noun that names an act."""
    while noun.head not in _acts() and noun.head in _TRANSPARENT and noun.name is None and len(noun.of) == 1:
        noun = noun.of[0]
    return noun


def _met(clause: Clause, light: _Light, args: tuple[Item, ...]) -> Iterator[_Met]:
    """The nouns of acts in the position that the row requires."""
    if "object" in light.place:
        if clause.verb.passive:
            yield from (_Met(_inner(n), (*clause.pre, *args)) for n in clause.subject)
        for k, item in enumerate(args[:2]):
            if item.kind != "np" or item.negated:
                break
            for noun in item.nouns:
                indirect = args[0].nouns if k else ()
                yield _Met(_inner(noun), args[k + 1 :], clause.verb.passive, indirect)
    if "subject" in light.place:
        yield from (_Met(_inner(n), (*clause.pre, *args)) for n in clause.subject)
    for several in (args, clause.fronted):
        for k, item in enumerate(several):
            if item.kind == "pp" and item.word in light.place and not item.negated:
                yield from (_Met(_inner(noun), several[k + 1 :]) for noun in item.nouns)


def _said(clause: Clause, light: _Light, met: _Met, act: _Act, lemma: str) -> Iterator[Fact]:
    noun = met.noun
    if noun.determiner == "the" and light.place == {"in"}:
        light = replace(light, subject="theme")  # "is in the care of ‹O›"
    if noun.negated or noun.name is not None:
        return
    if act.predicate == "partnerOf":
        yield from _mutual(clause, met, act, lemma)
        return
    agents = _behind(light.agent, clause, met)
    themes = _behind(light.theme, clause, met)
    if any(_inner(n) is noun for n in clause.subject):
        pass  # the subject is the act itself
    elif met.retained:  # "‹O› was given a grant": what the verb gives it to
        if "indirect" in light.agent:
            agents = agents or list(clause.subject)
        elif "indirect" in light.theme or light.subject == "theme":
            themes = themes or list(clause.subject)
        else:
            return
    elif clause.verb.passive:
        if light.subject == "theme":
            themes = themes or list(clause.subject)
        elif light.subject == "agent":
            agents = agents or list(clause.subject)
    elif light.subject == "agent":
        agents = list(clause.subject)
    elif light.subject == "theme":
        themes = list(clause.subject)
    agents = agents or _of(act.by, noun, met.rest)
    themes = themes or _of(act.to, noun, met.rest)
    owner = _owner(noun)
    if owner is not None:
        if not agents and (act.owner_acts or themes):
            agents = [owner]
        elif not themes:
            themes = [owner]
    if not agents and noun.modifier is not None:
        agents = [Noun(noun.start, noun.end, name=noun.modifier)]
    if not themes and noun.modifier is not None and not act.owner_acts:
        themes = [Noun(noun.start, noun.end, name=noun.modifier)]
    if not themes and act.family == "cost" and noun.determiner == "the" and not noun.of:
        themes = [Noun(noun.start, noun.end, head="it")]  # "picks up the bill": for what is spoken of
    alone = not (noun.of or noun.owner or noun.modifier or clause.pre) and noun.determiner in ("", "the")
    if not themes and agents and act.family == "money" and noun in clause.subject and alone:
        themes = [Noun(noun.start, noun.end, head="it")]  # "Money comes from ‹O›": for what is spoken of
    for agent in agents:
        for theme in themes:
            if agent is not theme:
                yield _fact(act, agent, theme, lemma, clause)


def _mutual(clause: Clause, met: _Met, act: _Act, lemma: str) -> Iterator[Fact]:
    """For example "A has a partnership with B", "A and B have formed an alliance", "an alliance between A and B"."""
    if met.noun in clause.subject:
        return
    others = _of(act.to, met.noun, met.rest)
    if others:
        for one in clause.subject:
            yield from (_fact(act, one, two, lemma, clause) for two in others)
    elif len(clause.subject) > 1:
        yield from (_fact(act, one, two, lemma, clause) for one, two in combinations(clause.subject, 2))


def _between(clause: Clause) -> Iterator[Fact]:
    """For example "A partnership between A and B will look at …", whatever it does but end."""
    if set(clause.verb.lemmas) & kind_of("ends"):
        return
    for noun in clause.subject:
        acts = [a for a in _acts().get(noun.head, ()) if a.predicate == "partnerOf"]
        if not acts or noun.negated:
            continue
        listed = _named("between", clause.pre) or (noun.of if len(noun.of) > 1 else ())
        for one, two in combinations(listed, 2):
            yield _fact(acts[0], one, two, noun.head, clause)


def _fact(act: _Act, agent: Noun, theme: Noun, lemma: str, clause: Clause) -> Fact:
    ends = ((agent, act.agent_classes), (theme, act.theme_classes))
    (subject, s), (obj, o) = ends if act.agent_is_subject else ends[::-1]
    return Fact(act.predicate, subject, s, obj, o, None, lemma, clause, frozenset(("state",)))


def _owner(noun: Noun) -> Noun | None:
    if noun.owner is not None:
        return Noun(noun.start, noun.end, name=noun.owner)
    if noun.determiner in _POSSESSIVE:
        return Noun(noun.start, noun.end, head=_POSSESSIVE[noun.determiner])
    return None


def _behind(places: Sequence[str], clause: Clause, met: _Met) -> list[Noun]:
    """The nouns where the verb puts an end: after a preposition, as its object, or as its indirect object."""
    found: list[Noun] = []
    for place in places:
        if place == "indirect":
            found.extend(met.indirect)
        elif place == "object":
            direct = [i for i in clause.args if i.kind != "adverb"][:1]
            found.extend(n for i in direct if i.kind == "np" and not i.negated for n in i.nouns)
        elif any(i.word == place for i in met.rest):
            found.extend(_named(place, met.rest))
        elif place.endswith(" of"):
            word, head = place.split()[:2]
            found.extend(
                inner
                for i in met.rest
                if i.kind == "pp" and i.word == word
                for n in i.nouns
                if n.head == head
                for inner in n.of
            )
        else:
            found.extend(_named(place, met.rest))
        if found:
            break
    return [n for n in found if not n.negated and not n.money and n.date is None and n.head not in _acts()]


def _of(prepositions: frozenset[str], noun: Noun, rest: Sequence[Item]) -> list[Noun]:
    """What a noun of an act has of its own: after "of", and after its prepositions."""
    found = (
        [n for n in noun.of if not n.negated and not n.money and n.date is None]
        if "of" in prepositions
        else []
    )
    for word in sorted(prepositions - {"of"}):
        found = found or _named(word, rest)
    return [through for n in found for through in _through(n)]


def _named(word: str, rest: Sequence[Item]) -> list[Noun]:
    found: list[Noun] = []
    for k, item in enumerate(rest):
        if item.kind != "pp" or item.word != word or item.negated or item.joined == "or":
            continue
        if (
            word == "from"
            and k
            and rest[k - 1].word == "on"
            and all(n.name is None for n in rest[k - 1].nouns)
        ):
            continue  # "spent its grant on a van from ‹O›"
        nouns = item.nouns
        follows = rest[k + 1] if k + 1 < len(rest) else None
        if len(nouns) == 1 and nouns[0].head in _GROUPS and follows is not None and follows.word in _EXAMPLES:
            nouns = follows.nouns
        found.extend(
            t for n in nouns if not n.money and n.date is None and not n.negated for t in _through(n)
        )
    return found


def _through(noun: Noun) -> tuple[Noun, ...]:
    if (
        noun.name is None
        and noun.head in _TRANSPARENT
        and not noun.of
        and (owner := _owner(noun)) is not None
    ):
        return (owner,)  # "pays for its work"
    if noun.name is None and noun.head in _TRANSPARENT and noun.of:
        return tuple(n for x in noun.of for n in _through(x))
    return (noun,)
