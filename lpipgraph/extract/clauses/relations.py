"""Reads relational nouns inside a clause: "has ‹O› as its host", "counts ‹O› among its partners", "acts as host to ‹O›".

The nouns are the relations of ``data/reading/nouns.csv``. Somebody bears the noun ("a partner") of something (the whole); a verb
such as "have", "act" or "be" says who and of what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from ...tables import words
from .chunks import Item, Noun
from .frames import Fact
from .nominals import Frame, frames_of
from .syntax import Clause
from .tokens import Token

__all__ = ["beside_facts", "relation_facts"]

#: Verbs that only say who bears the noun, by where the noun stands.
_IS = words("grammar", kind="copula verb")
_ACTS = words("grammar", kind="acting verb")
_NAMES = words("grammar", kind="naming verb")
_HAS = words("grammar", kind="having verb")
_COUNTING = frozenset(("one", "some", "two", "three", "several", "many", "another", "first", "latest"))
_POSSESSIVE = {"its": "it", "their": "they"}
_ALONGSIDE = frozenset(("alongside", "along with", "together with"))
_TIME = words("grammar", kind="time noun")
_AMONG = frozenset(("among", "amongst"))

#: Verbs that two do with one another, some of them only with a particle: "have teamed up", "are collaborating".
_MUTUAL = {
    **dict.fromkeys(("team", "pair", "link", "tie", "gang", "join"), frozenset(("up",))),
    **dict.fromkeys(("collaborate", "cooperate", "co-operate", "partner"), frozenset()),
}
#: "have joined forces", "are pooling their resources".
_JOINING = frozenset(("join", "pool", "combine"))
_FORCES = words("acts", "noun", family="union")

#: A noun of the table in a clause: its frames with their prepositions, and the phrase that it is.
_Relation = tuple[Noun, "list[tuple[frozenset[str], Frame]]"]


def relation_facts(clause: Clause, tokens: Sequence[Token]) -> Iterator[Fact]:
    """What a clause says with a noun that has an argument; nothing if it is not asserted."""
    if not clause.asserted:
        return
    for holders, relation, rest, whole in _found(clause, tokens):
        yield from _said(holders, relation, rest, whole, clause)
    yield from _together(clause, tokens)


def _found(
    clause: Clause, tokens: Sequence[Token]
) -> Iterator[tuple[Sequence[Noun], _Relation, Sequence[Item], Sequence[Noun]]]:
    """Who bears a noun, the noun, what follows it, and of what it is where the verb states this."""
    lemmas = set(clause.verb.lemmas)
    args = tuple(i for i in clause.args if i.kind != "adverb")
    direct = args[0] if args and args[0].kind == "np" and not args[0].negated else None
    if lemmas & _IS and not clause.verb.passive:
        for k, item in enumerate(args[:1]):
            if item.kind == "np" or item.word in _AMONG:
                for relation in _relations(item, tokens):
                    yield (*clause.subject, *_beside(clause)), relation, args[k + 1 :], ()
        place = args[0] if args and args[0].word in ("in", "at", "near") and not args[0].negated else direct
        named = [n for n in place.nouns if n.name is not None] if place is not None else []
        if named:
            for noun in clause.subject:
                for relation in _of_noun(noun, tokens):
                    yield named, relation, clause.pre, clause.object if clause.link == "whose" else ()
    if lemmas & _ACTS and not clause.verb.passive and direct is None:
        for k, item in enumerate(args):
            if item.word == "as" and not item.negated:
                for relation in _relations(item, tokens):
                    yield clause.subject, relation, args[k + 1 :], ()
    if lemmas & _NAMES:
        holders = clause.subject if clause.verb.passive else direct.nouns if direct is not None else ()
        for k, item in enumerate(args):
            if item.word == "as" and not item.negated and holders:
                for relation in _relations(item, tokens):
                    yield holders, relation, args[k + 1 :], () if clause.verb.passive else clause.subject
    if lemmas & _HAS and not clause.verb.passive and direct is not None and len(direct.nouns) > 1:
        first, *named = direct.nouns  # "has two partners, ‹O› and ‹O2›"
        if first.name is None and all(n.name is not None for n in named):
            for relation in _of_noun(first, tokens):
                yield named, relation, (), clause.subject
    if lemmas & _HAS and not clause.verb.passive and direct is not None:
        for one, two in pairwise(args):
            if one is direct and two.word in ("as", "for", *_AMONG) and not two.negated:
                for relation in _relations(two, tokens):
                    yield direct.nouns, relation, args[2:], clause.subject
            if one is direct and two.word == "in" and not two.negated:
                for relation in _relations(direct, tokens):
                    yield two.nouns, relation, (), clause.subject


def _beside(clause: Clause) -> list[Noun]:
    """Who bears a noun as well: "Alongside ‹O›, ‹O2› is a partner in"."""
    return [
        n
        for i in clause.fronted
        if i.word in _ALONGSIDE and not i.negated
        for n in i.nouns
        if n.name is not None
    ]


def _together(clause: Clause, tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "Together, A and B run a shop": two organisations that do one thing are partners."""
    doers = [n for n in clause.subject if n.name is not None]
    said = {i.word for i in clause.args if i.kind == "adverb"} | clause.verb.adverbs
    first = clause.subject[0].start if clause.subject else 0
    opened = (
        first > 0
        and tokens[0].lower == "together"
        and all(not t.lower.isalpha() or t.lower in ("together", "the") for t in tokens[:first])
    )
    lemmas = set(clause.verb.lemmas)
    paired = any(
        said & particles or not particles
        for m in lemmas
        for particles in (_MUTUAL.get(m),)
        if particles is not None
    )
    forces = bool(lemmas & _JOINING) and any(n.head in _FORCES for i in clause.args[:1] for n in i.nouns)
    if len(doers) < 2 or clause.verb.passive or lemmas & _IS:
        return
    if not ("together" in said or opened or paired or forces):
        return
    for one, two in combinations(doers, 2):
        yield Fact("partnerOf", one, "O", two, "O", None, "together", clause, frozenset(("state",)))


def beside_facts(items: Sequence[Item], tokens: Sequence[Token], clauses: Sequence[Clause]) -> Iterator[Fact]:
    """What is beside a name: "‹O›, with ‹O2› as its host", "at ‹O2›, its host", "with its partner, ‹O2›"."""
    clause = next((c for c in clauses if c.asserted), None)
    if clause is None or not all(c.asserted for c in clauses):
        return
    for k in range(1, len(items) - 1):
        one, two = items[k], items[k + 1]
        if (one.kind, one.word, two.kind, two.word) == ("pp", "with", "pp", "as") and not one.negated:
            whole = items[k - 2] if items[k - 1].kind == "comma" and k > 1 else items[k - 1]
            wholes: Sequence[Noun] = whole.nouns
            if not wholes or whole.kind == "pp":
                wholes = clause.subject
            for relation in _relations(two, tokens):
                yield from _said(one.nouns, relation, items[k + 2 :], wholes, clause)
    for before, comma, behind in zip(items, items[1:], items[2:], strict=False):
        if comma.kind != "comma" or before.negated or not before.nouns or behind.kind != "np":
            continue
        for named, said in ((before, behind), (behind, before)):
            noun = said.nouns[-1]
            opens = said.start == 0 and said is before  # "Its successor, ‹L›, opens in May"
            holders = [n for n in named.nouns if n.name is not None and (opens or n not in clause.subject)]
            if noun.determiner in _POSSESSIVE and len(said.nouns) == 1 and len(holders) == len(named.nouns):
                for relation in _of_noun(noun, tokens):
                    yield from _said(holders, relation, (), () if opens else clause.subject, clause)


def _relations(item: Item, tokens: Sequence[Token]) -> Iterator[_Relation]:
    for noun in item.nouns:
        yield from _of_noun(noun, tokens)


def _of_noun(noun: Noun, tokens: Sequence[Token]) -> Iterator[_Relation]:
    """The noun of the table in which a phrase ends; "one of the partners" is a partner."""
    if noun.name is not None or noun.negated:
        return
    if noun.of and noun.of[0].name is None and (noun.head in _COUNTING or not noun.head):
        yield from _of_noun(noun.of[0], tokens)
        return
    inner = noun.of[0] if noun.of else None
    if inner is not None and inner.name is None and inner.of:  # "the newest member of the board of ‹O›"
        last = inner.of[0].start - 1
        for start in range(noun.start, noun.of[0].start):
            found = frames_of(tokens, start)
            if found is not None and found[0] == last:
                yield inner, found[3]
                return
    end = noun.of[0].start - 1 if noun.of else noun.end
    for start in range(max(noun.start, end - 4), end):
        found = frames_of(tokens, start)
        if found is not None and found[0] == end:
            yield noun, found[3]
            return


def _said(
    holders: Sequence[Noun], relation: _Relation, rest: Sequence[Item], whole: Sequence[Noun], clause: Clause
) -> Iterator[Fact]:
    noun, rows = relation
    for prepositions, (predicate, first, subjects, objects) in rows:
        mine = bool(noun.of) and noun.of[0].determiner in _POSSESSIVE and noun.of[0].head == "own"
        own = whole and (
            mine or noun.determiner in _POSSESSIVE
        )  # "has ‹O› as its host", "as an arm of its own"
        for other in whole if own else _wholes(noun, prepositions, rest) or whole:
            for holder in holders:
                if holder is other or holder.negated or other.negated:
                    continue
                s, o = (holder, other) if first == "s" else (other, holder)
                yield Fact(
                    predicate, s, subjects, o, objects, None, noun.head, clause, frozenset(("state",))
                )  # fmt: skip


def _wholes(noun: Noun, prepositions: frozenset[str], rest: Sequence[Item]) -> list[Noun]:
    """Of what a noun is: after "of" or its preposition, or its owner."""
    lasting = bool(noun.of) and noun.of[0].head in _TIME  # "its partner of many years"
    if noun.of and "of" in prepositions and not noun.of[0].money and noun.of[0].date is None and not lasting:
        return list(noun.of)
    if prepositions & {"of", "to"}:
        if noun.owner is not None:
            return [Noun(noun.start, noun.end, name=noun.owner)]
        if noun.determiner in _POSSESSIVE:
            return [Noun(noun.start, noun.end, head=_POSSESSIVE[noun.determiner])]
    if (
        rest
        and rest[0].kind == "pp"
        and rest[0].word in prepositions
        and not rest[0].negated
        and rest[0].joined != "or"
    ):
        return list(rest[0].nouns)
    return []
