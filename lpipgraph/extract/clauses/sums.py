"""Reads the amount and the reach of a policy beside its name: "‹L›, £40m for towns in ‹G›", "worth £40m"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...dates import FoundDate
from ...tables import words
from .antecedents import ADJECTIVES
from .chunks import THINGS, Item, Noun
from .frame_arguments import reached
from .syntax import Clause
from .tokens import Token

__all__ = ["asides"]

_MONEY_NOUNS = words("grammar", kind="money noun") | {"money", "commitment", "pot", "total"}
_UP_TO = frozenset(("up to", "over", "more than", "nearly", "around", "about", "of up to", "of"))
_WORTH = frozenset(("worth", "with", "at", "to the tune of")) | _UP_TO - {"of"}
#: "in force since 2020"
_FORCE = frozenset(("force", "place", "operation", "existence", "effect", "being"))

#: The policy, predicate, and the sum, the day or the place.
Aside = tuple[Noun, str, "str | Noun | FoundDate"]


def asides(items: Sequence[Item], tokens: Sequence[Token], clauses: Sequence[Clause]) -> Iterator[Aside]:
    """The sums and places that are beside the policies of a sentence, outside what it denies or supposes."""
    doubtful = [c for c in clauses if not c.asserted]
    for clause in clauses:
        if clause.asserted:
            for item in clause.fronted:
                if item.word in ("worth", "with") and not item.negated and (money := _sum(item)):
                    yield from ((noun, "amount", money) for noun in clause.subject)
    for k, item in enumerate(items):
        if item.kind not in ("np", "pp") or item.negated or _in_doubt(item, doubtful):
            continue
        for noun in item.nouns:
            yield from _of_a_day(noun, tokens)
            if noun.name is None or tokens[noun.name].letter != "L" or noun.negated:
                continue
            if noun.money:
                yield noun, "amount", noun.money
            yield from ((noun, "amount", one.money) for one in noun.of if one.money and one.name is None)
        last = item.nouns[-1]
        if last.name is not None and tokens[last.name].letter == "L" and not last.negated:
            for said, what in _behind(items, k, tokens):
                yield last, said, what


def _of_a_day(noun: Noun, tokens: Sequence[Token]) -> Iterator[Aside]:
    """The day behind a policy's name, also in a longer phrase: "‹L› of March 2025", "part of ‹L› of 2024"."""
    if noun.negated or noun.determiner == "no":
        return
    if noun.name is not None and tokens[noun.name].letter == "L" and len(noun.of) == 1 and noun.of[0].date:
        yield noun, "startPeriod", noun.of[0].date
    for inner in noun.of:
        yield from _of_a_day(inner, tokens)


def _in_doubt(item: Item, doubtful: Sequence[Clause]) -> bool:
    return any(
        any(item is a for a in (*c.args, *c.pre)) or any(noun in c.subject for noun in item.nouns)
        for c in doubtful
    )


def _sum(item: Item) -> str:
    """The sum that a phrase is or ends in: "a budget of £3m"."""
    for noun in item.nouns[:1]:
        for one in (noun, *noun.of):
            if one.money and one.name is None and not one.negated:
                return one.money
    return ""


def _behind(
    items: Sequence[Item], k: int, tokens: Sequence[Token]
) -> Iterator[tuple[str, str | Noun | FoundDate]]:
    """What follows a name: an apposition with a sum, "worth" and "at" with one, and where their phrases lead."""
    n = k + 1
    if _placed(items, n, tokens):
        yield from (("appliesTo", noun) for noun in items[n].nouns)
        n += 1
    marked = (
        n < len(items)
        and items[n].kind in ("comma", "open", "mark")
        and items[n].word in (",", "(", ":", "–")
    )
    if marked:
        n += 1
    if n >= len(items):
        return
    item = items[n]
    since = items[n + 1] if n + 1 < len(items) else item
    if marked and item.word == "in" and item.nouns and item.nouns[0].head in _FORCE and since.word == "since":
        yield from (("startPeriod", noun.date) for noun in since.nouns if noun.date is not None)
    if item.kind == "pp" and item.word in _WORTH and not item.negated:
        alone = sum(t.letter == "L" for t in tokens) == 1
        if (item.word != "with" or not marked or alone) and (money := _sum(item)):
            yield "amount", money
            yield from (("appliesTo", noun) for noun in reached(_phrases(items, n + 1)))
            yield from (("fundedBy", body) for body in _givers(items, n + 1, tokens))
    elif (
        marked
        and item.kind in ("np", "adverb", "verb")
        and tokens[item.start].lower in ADJECTIVES
        and item.end == item.start + 1
    ):
        phrases = _phrases(items, n + 1)
        yield from (("appliesTo", noun) for noun in reached(phrases))
        if tokens[item.start].lower == "open":  # "open to bids from April"
            days = [x for i in phrases if i.word == "from" for x in i.nouns if x.date is not None]
            yield from (("startPeriod", x.date) for x in days if x.date is not None)
    elif marked and item.kind == "np" and item.nouns[0].name is None and not _opens_clause(items, n):
        noun, money = item.nouns[0], _sum(item)
        if not money and n + 1 < len(items) and items[n + 1].word in _UP_TO and noun.head in _MONEY_NOUNS:
            money, n = _sum(items[n + 1]), n + 1
        thing = "L" in THINGS.get(noun.head, "") or (bool(money) and noun.head in _MONEY_NOUNS)
        if not thing or noun.negated or (noun.determiner in ("the", "no", "another") and not money):
            return
        if money:
            yield "amount", money
        yield from (("appliesTo", place) for place in reached((item, *_phrases(items, n + 1))))
        yield from (("fundedBy", body) for body in _givers(items, n + 1, tokens))


def _givers(items: Sequence[Item], n: int, tokens: Sequence[Token]) -> Iterator[Noun]:
    """The organisations from which the sum after a name comes: "‹L›, £3m from ‹O›", "‹L›, grants of up to £5,000 for gardens, from ‹O› and ‹O2›"."""
    while n < len(items) and (items[n].kind in ("pp", "adverb") or items[n].word == "," or _each(items[n])):
        if items[n].word == "from" and not items[n].negated:
            yield from (
                b for b in items[n].nouns if b.name is not None and tokens[b.name].letter in ("O", "L")
            )
            return
        n += 1


def _each(item: Item) -> bool:
    """Whether a phrase says no more than that a sum is for every one: "up to £500 each"."""
    return item.kind == "np" and all(n.head in ("each", "apiece") for n in item.nouns)


def _placed(items: Sequence[Item], n: int, tokens: Sequence[Token]) -> bool:
    """Whether the phrase at `n` says where a policy is, before what it is: "‹L› in ‹G›, a £3m scheme"."""
    if n + 2 >= len(items) or items[n].word not in ("in", "across") or items[n + 1].word != ",":
        return False
    behind = items[n + 2].nouns[:1] if items[n + 2].kind == "np" else ()
    places = all(x.name is not None and tokens[x.name].letter == "G" for x in items[n].nouns)
    return places and any(
        x.name is None and "L" in THINGS.get(x.head, "") and x.determiner in ("a", "an") for x in behind
    )


def _phrases(items: Sequence[Item], n: int) -> tuple[Item, ...]:
    end = n
    while end < len(items) and items[end].kind in ("pp", "adverb"):
        end += 1
    return tuple(items[n:end])


def _opens_clause(items: Sequence[Item], n: int) -> bool:
    """Whether the noun at `n` is the subject of a verb of its own."""
    k = n + 1
    while k < len(items) and items[k].kind in ("pp", "adverb"):
        k += 1
    verb = items[k].verb if k < len(items) else None
    return verb is not None and verb.finite and not verb.bare and not verb.infinitive
