"""Reads where a policy applies, whatever its verb: "‹L› puts money into workshops across ‹G›", "firms in ‹G› have until Friday to apply for ‹L›".

Two constructions. A policy does something, and the phrases after its verb lead on to a place; verbs that say what became of it
("won", "was discussed") and occasions ("at a meeting in") are distinguished by tables. Or somebody in a place may take it up: a verb of
taking up, with the policy after it, its subject a place or people "in" one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...tables import words
from .frame_arguments import reached
from .frames import Fact
from .phrase_items import Item, Noun
from .syntax import Clause
from .tokens import Token

__all__ = ["reach_facts"]

#: Verbs that say what becomes of a policy, or what it is like, and not what it does where.
_BECOMES = words("grammar", kind="no reach")
#: What is held somewhere: "was launched at a meeting in ‹G›".
_OCCASIONS = words("grammar", kind="occasion noun")
#: What those do who may have a policy: "bid", "apply", "qualify", "take part".
_TAKES_UP = words("grammar", kind="takes up")
_TAKEN_UP = frozenset(("for", "to", "from", "in", "under", "through", "on"))
_ELIGIBLE = words("grammar", kind="eligible")
#: Verbs that leave what others may do to an infinitive: "have until May to bid", "are invited to apply".
_ALLOWS = words("grammar", kind="allows")
_PLACED = frozenset(("in", "across", "of", "from", "throughout", "around", "at", "within"))
#: What a plan does for a place: "sets out how ‹G› will".
_SETS_OUT = frozenset(("set", "lay", "spell", "show", "describe", "explain", "map"))


def reach_facts(clauses: Sequence[Clause], tokens: Sequence[Token]) -> Iterator[Fact]:
    """The places where the policies of a sentence hold."""
    for n, clause in enumerate(clauses):
        before = clauses[n - 1] if n else None
        if before is not None and not before.subject and n > 1 and clauses[n - 2].verb.lemmas == ("be",):
            before = (
                replace(before, subject=clauses[n - 2].subject, pre=clauses[n - 2].pre)
                if clauses[n - 2].asserted
                else None
            )
        if clause.asserted:
            yield from _does(clause)
            yield from _sets_out(clause, clauses[n + 1 : n + 2], tokens)
        yield from _taken_up(clause, before, tokens)


def _fact(policy: Noun, place: Noun, clause: Clause) -> Fact:
    return Fact("appliesTo", policy, "L", place, "G", None, "reach", clause, frozenset())


def _does(clause: Clause) -> Iterator[Fact]:
    """For example "‹L› puts £3m into workshops across ‹G›", "‹L›, now under way in ‹G›, pays fares": what a policy does, and where."""
    verb = clause.verb
    first = next((i for i in clause.args if i.kind != "adverb"), None)
    meant = verb.lemmas == ("be",) and first is not None and first.word == "for"  # "is for towns in ‹G›"
    if verb.passive or verb.infinitive or len(clause.subject) != 1:
        return
    if not meant and set(verb.lemmas) & _BECOMES:
        return
    for place in reached(_to_the_point(clause.args)):
        yield _fact(clause.subject[0], place, clause)


def _to_the_point(args: Sequence[Item]) -> tuple[Item, ...]:
    """The phrases after a verb without when it is, and without the money that it has: "opens in May, with £2m for towns in"."""
    found: list[Item] = []
    for item in args:
        if any(n.head in _OCCASIONS or n.head == "help" for n in item.nouns) or item.negated:
            break
        if item.word == "with" and all(n.money or n.head in _WITH for n in item.nouns):
            continue
        if item.kind == "pp" and all(
            n.name is None and (n.date is not None or n.head in _TIMES) for n in item.nouns
        ):
            continue
        found.append(replace(item, word="for") if item.word in ("with", "on") and not found else item)
    return tuple(found)


def _sets_out(clause: Clause, behind: Sequence[Clause], tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "‹L› sets out how ‹G› will cut its emissions"."""
    verb = clause.verb
    if verb.passive or not set(verb.lemmas) & _SETS_OUT or len(clause.subject) != 1:
        return
    if any(i.kind in ("np", "pp") for i in clause.args):
        return
    for inner in behind:
        asked = tokens[inner.subject[0].start - 1].lower if inner.subject and inner.subject[0].start else ""
        asked = tokens[inner.subject[0].start - 2].lower if asked == "the" else asked
        if asked in ("how", "what", "where") and inner.verb.start > clause.verb.end:
            for place in inner.subject:
                yield _fact(clause.subject[0], place, clause)


def _taken_up(clause: Clause, before: Clause | None, tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "Councils in ‹G› can bid for ‹L›", "‹G› is among the places invited to apply to ‹L›"."""
    verb, args = clause.verb, clause.args
    who, told = clause, clause.asserted
    takes = bool(set(verb.lemmas) & _TAKES_UP)
    if verb.lemmas == ("be",) and args and args[0].kind == "np" and args[0].nouns[0].head in _ELIGIBLE:
        takes, args = not args[0].negated and not args[0].nouns[0].negated, args[1:]
    if "take" in verb.lemmas and args and args[0].kind == "np" and args[0].nouns[0].words == ("part",):
        takes = not args[0].negated
    if not takes or verb.passive:
        return
    if verb.infinitive:
        if before is None or not before.asserted or not set(before.verb.lemmas) & _ALLOWS:
            return
        who, told = before, True
    if not told or not who.subject:
        return
    policies = [
        n
        for i in args
        if (i.kind == "np" or i.word in _TAKEN_UP) and not i.negated and i.joined != "or"
        for n in i.nouns
        if n.name is not None and tokens[n.name].letter == "L"
    ]
    for policy in policies[:1]:
        for place in _places_of(who, tokens):
            yield _fact(policy, place, clause)


def _places_of(clause: Clause, tokens: Sequence[Token]) -> Iterator[Noun]:
    """Where those are of whom a clause speaks: they are places themselves, or common nouns "in" one."""
    named = [n for n in clause.subject if n.name is not None]
    if named:
        if all(n.name is not None and tokens[n.name].letter == "G" for n in clause.subject):
            yield from named
        return
    if any(n.negated for n in clause.subject):
        return
    for noun in clause.subject:
        yield from (n for n in noun.of if n.name is not None and tokens[n.name].letter == "G")
    for item in clause.pre:
        if item.word in _PLACED and not item.negated and item.joined != "or":
            yield from (n for n in item.nouns if n.name is not None and tokens[n.name].letter == "G")


_WITH = words("grammar", kind="money noun") | words("acts", "noun", family="money")
_TIMES = words("grammar", kind="time noun") | {"spring", "summer", "autumn", "winter"}
