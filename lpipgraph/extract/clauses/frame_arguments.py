"""Finds the arguments of a frame in a clause: subject, object, prepositional object, modifier of a noun."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...tables import words
from .chunks import THINGS, Item, Noun
from .subjects import owner_of
from .syntax import Clause

__all__ = ["after_time", "behind", "ends_of", "is_money", "lent", "money_behind", "money_of", "reached"]

#: What somebody has of a thing, and what the thing is under: "under the direction of".
_DUTIES = words("acts", "noun", family="duty")
_AS_WELL = frozenset(
    ("with", "together with", "along with", "alongside", "jointly with", "in partnership with")
)
_IN_DUTY = frozenset(("under", "in", "within"))
_PARTNER = words("grammar", kind="partner phrase")
_TRANSPARENT = words("grammar", kind="transparent")
_GROUPS = words("grammar", kind="group noun")
_OFFICIALS = words("grammar", kind="official noun")
#: Of what a body is made: "works in the housing team at ‹O›".
_UNITS = words("heads", kind="unit") | {"team", "department", "division", "section", "office", "service"}
#: What people of a body do that is not done for it.
_BEING = frozenset(("be", "work", "sit", "base", "live", "move", "meet", "belong", "come", "go", "travel"))
_LIFE = words("grammar", kind="life noun")
_TIME = words("grammar", kind="time noun")
_MONEY_NOUNS = words("grammar", kind="money noun") | words("acts", "noun", family="money")
_COUNTING = frozenset(("one", "some", "each", "two", "three", "many", "several", "another", "both", "all"))
_PRONOUNS = frozenset(("it", "them", "both"))
_POINTING = frozenset(("the", "this", "that", "its", "their"))
_EXAMPLES = frozenset(("including", "such as", "like", "among them", "namely"))
#: Prepositions that lead on to where a policy reaches; a policy's start in the sentence may name it too.
_REACH = words("grammar", kind="reach")
#: What a clause may have before its subject as well as behind its verb: "Through ‹L›, ‹O› helps".
_FRONTED = frozenset(
    ("through", "via", "under", "within", "as part of", "across", "throughout", "behind", "among", "at")
)
#: Out of what something was made: "formed by the merger of".
_MERGERS = frozenset(
    ("merger", "union", "combination", "fusion", "amalgamation", "coming-together", "marriage")
)
_OUT_OF = frozenset(("by", "from", "out of", "through", "in"))
#: Prepositions for which "where" may stand.
_WHERE = frozenset(("at", "in", "within", "inside", "near", "for"))
_PERSONS = words("grammar", kind="object pronoun") | {"us", "me"}
#: What is held somewhere, and says nothing of where what is told there holds.
_OCCASIONS = words("grammar", kind="occasion noun")
_WHEN = frozenset(("in", "on", "since", "from", "during", "at", "as of"))
#: Prepositions before the day on which something was: "in 2019", "from May", bare "on".
_SECONDMENT = frozenset(("secondment", "loan"))


def is_money(noun: Noun) -> bool:
    """Whether a noun is a sum or a word for money: "a grant"; "no grant" does not count."""
    return not noun.negated and (bool(noun.money) or noun.head in _MONEY_NOUNS)


def ends_of(
    clause: Clause, names: tuple[str, ...], classes: str, rest: tuple[Item, ...], owned: tuple[Noun, ...]
) -> list[Noun]:
    """The nouns at the first of the places that a frame names; what is before the subject comes last."""
    vague: list[Noun] = []
    for name in names:
        found = _end(clause, name, classes, rest, owned)
        if any(_may_be(n, classes) for n in found):
            return found
        vague = vague or found
    if vague:
        return vague
    for name in () if after_time(clause.fronted) else names:
        if name in _FRONTED and (found := behind(name, classes, clause.fronted)):
            return found
    return []


def _may_be(noun: Noun, classes: str) -> bool:
    """Whether a noun can be a thing of these classes that was named: a name, a pronoun, "the fund"; "towns" are none."""
    if noun.name is not None or noun.head in _PRONOUNS or noun.owner is not None or noun.of:
        return True
    return noun.determiner in _POINTING and bool(set(THINGS.get(noun.head, "")) & set(classes))


def _end(
    clause: Clause, name: str, classes: str, rest: tuple[Item, ...], owned: tuple[Noun, ...]
) -> list[Noun]:
    verb = clause.verb
    if name == "agent":
        if verb.passive:
            return [*behind("by", classes, rest, first=True), *_with_the_agent(rest)]
        return _bodies_of_staff(clause) if "O" in classes and "K" not in classes else _all(clause.subject)
    if name == "theme":
        return _all(clause.subject) if verb.passive else _object(clause, rest)
    if name == "either":
        if verb.passive:
            return _all(clause.subject)
        return (
            _object(clause, rest)
            if clause.object or any(x.kind == "np" for x in rest)
            else _all(clause.subject)
        )
    if name == "server":
        named = (
            [n for n in _object(clause, rest) if n.name is not None or n.head in _PRONOUNS]
            if not verb.passive
            else []
        )
        return named or _all(clause.subject)
    if name == "object":
        return _object(clause, rest)
    if name.startswith("owner of "):
        if clause.link == "whose":  # "‹P›, whose interests are …"
            speaks = any(n.head in (name[9:], f"{name[9:]}s") and not n.negated for n in clause.subject)
            return _all(clause.object) if speaks else []
        return [owner for noun in clause.subject if (owner := owner_of(noun, name[9:])) is not None]
    if name == "reach":
        return reached(rest)
    if name.startswith("whose "):
        direct = next((i for i in rest if i.kind != "adverb"), None)
        nouns = direct.nouns if direct is not None and direct.kind == "np" else ()
        return [owner for noun in nouns if (owner := owner_of(noun, name[6:])) is not None]
    if name.startswith("in whose "):
        return [
            owner
            for i in rest
            if i.kind == "pp" and i.word == "in"
            for n in i.nouns
            if (owner := owner_of(n, name[9:])) is not None
        ]
    if name == "under agent":
        return list(clause.ordered)
    if name == "merger of":
        return [
            n for i in rest if i.word in _OUT_OF for noun in i.nouns if noun.head in _MERGERS for n in noun.of
        ]
    if name.startswith("subject "):
        return _complements(clause, name.removeprefix("subject "))
    if name == "behind time at":
        return after_time(rest)
    if name == "after time at":
        return after_time(clause.fronted)
    if name == "as of":
        return [n for i in rest if i.kind == "pp" and i.word == "as" for n in i.nouns[0].of]
    if name == "partner":
        return [
            noun
            for item in rest
            if item.kind == "pp" and item.word in _PARTNER and not item.negated
            for noun in _opened(item, rest)
        ]
    if name.startswith("fronted "):
        return [
            n
            for i in clause.fronted
            if i.kind == "pp" and i.word == name[8:] and not i.negated
            for n in _opened(i, ())
        ]
    if name.startswith("pre "):  # "‹O›, with ‹O2›, has mapped …", but not "with ‹O2› as its host"
        with_ = [i for i in clause.pre if i.kind == "pp" and i.word == name[4:] and not i.negated]
        return [] if any(i.word == "as" for i in clause.pre) else [n for i in with_ for n in _opened(i, ())]
    if name == "of" and owned:
        return [n for noun in owned for n in _through(noun)]
    if name.startswith("link "):
        return _all(clause.object) if clause.link == name[5:] else []
    if clause.link and (clause.link == name or (clause.link == "where" and name in _WHERE)):
        return _all(clause.object)
    return behind(name, classes, rest)


def _with_the_agent(rest: tuple[Item, ...]) -> list[Noun]:
    """For example "is run by A together with B": who does it as well."""
    return [
        n
        for by, item in pairwise(rest)
        if by.word == "by" and item.word in _AS_WELL and not item.negated and item.start == by.end
        for n in _opened(item, ())
    ]


def _bodies_of_staff(clause: Clause) -> list[Noun]:
    """Who acts: "Ministers at ‹O› have launched" and "officials of ‹O› run" tell what ‹O› does."""
    found = _all(clause.subject)
    if set(clause.verb.lemmas) & _BEING:
        return found
    if len(found) != 1 or found[0].name is not None or found[0].head not in _OFFICIALS or found[0].negated:
        return found
    if found[0].of:
        return list(found[0].of)
    placed = next((i for i in clause.pre if i.word in ("at", "in", "from") and not i.negated), None)
    return list(placed.nouns) if placed is not None and placed.joined != "or" else found


def after_time(fronted: tuple[Item, ...], links: tuple[str, ...] = ("at", "with", "in")) -> list[Noun]:
    """For example "After ten years at ‹O›": where somebody was; after "as", what."""
    for one, two in pairwise(fronted):
        if (
            one.word in ("after", "following")
            and one.nouns
            and one.nouns[0].head in _TIME | _LIFE
            and two.word in links
        ):
            return [n for n in two.nouns if not n.negated]
    return []


def _complements(clause: Clause, word: str) -> list[Noun]:
    """What completes the subject after a preposition: "money for ‹O›", "responsibility for ‹L›"."""
    if word == "of":
        return [n for noun in clause.subject for n in noun.of]
    if word == "charge":  # "the body in charge of ‹L›"
        return [
            inner
            for i in clause.pre
            if i.word == "in"
            for n in i.nouns
            if n.head == "charge"
            for inner in n.of
        ]
    return [n for item in clause.pre if item.word == word and not item.negated for n in item.nouns]


def reached(rest: Sequence[Item]) -> list[Noun]:
    """The names to which the phrases after a verb lead on: "offers loans to firms in ‹G› and ‹G2›"; an organisation's own place does not count."""
    found: list[Noun] = []
    named = done = False
    for n, item in enumerate(rest):
        if item.kind == "adverb":
            continue
        if item.kind == "np" and n and rest[n - 1].kind != "adverb":
            break
        if any(noun.head in _OCCASIONS and noun.name is None for noun in item.nouns):
            break  # "was launched at a meeting in ‹G›"
        if item.word == "by" and not done and item.kind == "pp":
            done = True
            continue
        if done and not found and item.word in ("in", "at", "of", "from"):
            break  # "is run by ‹O› in ‹G›": where that is
        if item.word == "from" and n == 0 and _named(item):
            continue  # "works from ‹G›": where it is, against "helps families from ‹G›"
        if item.kind == "pp" and item.word not in _REACH:
            if item.word in _WHEN and all(n.date is not None or n.head in _TIME for n in item.nouns):
                continue
            if item.word != "on" or any(noun.name is not None for noun in item.nouns):
                break  # else "is charged on every stay in ‹G›"
        if item.negated or item.joined == "or":
            break
        if item.kind == "pp" and not (named and item.word in ("in", "at")):
            found.extend(x for noun in item.nouns for x in (noun, *noun.of))
        elif item.kind == "np":
            found.extend(x for noun in item.nouns for x in noun.of)
        named = item.kind == "pp" and any(noun.name is not None for noun in item.nouns)
    return [noun for noun in found if noun.name is not None]


def _named(item: Item) -> bool:
    return any(noun.name is not None for noun in item.nouns)


def money_behind(prepositions: tuple[str, ...], rest: tuple[Item, ...], owned: tuple[Noun, ...]) -> str:
    """The sum after "of", "with", "at", or inside what is there: "with a budget of £3m"."""
    for noun in owned if "of" in prepositions else ():
        if noun.money and not noun.negated:
            return noun.money
    for item in rest:
        if item.kind == "pp" and item.word in prepositions and not item.negated:
            for noun in item.nouns:
                for one in (noun, *noun.of):
                    if one.money and one.name is None and not one.negated:
                        return one.money
    return ""


def _all(nouns: tuple[Noun, ...]) -> list[Noun]:
    return [n for noun in nouns if not noun.negated for n in _through(noun)]


def _through(noun: Noun) -> tuple[Noun, ...]:
    """What a noun stands for: "the delivery of ‹L›" is ‹L› for whoever does it."""
    if noun.name is None and noun.head in _TRANSPARENT and noun.of:
        return tuple(n for x in noun.of for n in _through(x))
    if noun.name is None and noun.head == "board" and noun.owner is not None and not noun.of:
        return (Noun(noun.start, noun.end, name=noun.owner),)  # "seats on ‹O›'s board"
    return (noun,)


def _opened(item: Item, rest: Sequence[Item]) -> list[Noun]:
    """The nouns of a phrase; "partners such as A and B" are A and B."""
    if item.negated or item.joined == "or":
        return []
    nouns = [n for noun in item.nouns for n in _through(noun) if not noun.negated]
    if len(nouns) == 1 and nouns[0].name is None and nouns[0].head in _GROUPS:
        at = next((k for k, x in enumerate(rest) if x is item), None)
        if (
            at is not None
            and at + 1 < len(rest)
            and rest[at + 1].kind == "pp"
            and rest[at + 1].word in _EXAMPLES
        ):
            return [n for noun in rest[at + 1].nouns for n in _through(noun)]
    return nouns


def _object(clause: Clause, rest: tuple[Item, ...]) -> list[Noun]:
    if clause.object and not clause.link:
        return _all(clause.object)
    for item in rest:
        if item.kind == "adverb":
            continue
        if item.kind != "np":
            return []
        return _opened(item, rest)
    return []


def behind(name: str, classes: str, rest: tuple[Item, ...], *, first: bool = False) -> list[Noun]:
    """The nouns after a preposition; what completes a noun between is not the verb's."""
    found: list[Noun] = []
    for k, item in enumerate(rest):
        if item.kind != "pp" or item.word != name:
            continue
        nouns = _opened(item, rest)
        if (
            name in ("at", "in", "from")
            and k
            and rest[k - 1].kind == "pp"
            and rest[k - 1].word == "by"
            and "G" not in classes
        ):
            continue  # "led by A at B": where A is
        if (
            name in ("at", "to", "from", "in")
            and not set("GB") & set(classes)
            and k
            and _common(rest[k - 1])
            and rest[k - 1].word != "as"
            and not any(n.head in _UNITS for n in rest[k - 1].nouns)
            and not (rest[k - 1].word == "on" and lent(rest))
        ):
            continue  # "works on a project at ‹O›": where the project is
        if name in _IN_DUTY and any(n.head in _DUTIES for n in item.nouns):
            continue  # "is under the direction of ‹O›"
        fitting = [n for n in nouns if n.date is None and not n.money] if classes != "words" else nouns[:1]
        if not fitting:
            continue
        found.extend(fitting)
        if not _goes_on(rest, k, name) or (first and rest[k + 1].start == item.end):
            break  # "led by A by means of B", but "led by A and by B"
    return found


def _common(item: Item) -> bool:
    """Whether a phrase after a preposition is a common noun that the next one may complete."""
    if item.kind != "pp" or not item.nouns:
        return False
    noun = item.nouns[-1]
    passing = noun.head in _TIME | _PERSONS or noun.head in _COUNTING
    if item.word == "in" and not noun.determiner and not noun.of and noun.end - noun.start == 1:
        return False  # "lectures in planning at ‹O›"
    return noun.name is None and noun.date is None and not noun.money and not passing


def _goes_on(rest: tuple[Item, ...], k: int, name: str) -> bool:
    return k + 1 < len(rest) and rest[k + 1].kind == "pp" and rest[k + 1].word == name


def money_of(clause: Clause, rest: tuple[Item, ...]) -> str:
    """The sum that is the verb's object, or is after "of", "at", "by"."""
    for item in rest:
        if item.negated or item.word == "than":
            continue
        for noun in item.nouns:
            if noun.money and noun.name is None and not noun.negated:
                return noun.money
            for inner in noun.of:
                if inner.money:
                    return inner.money
    if clause.verb.passive:
        for noun in clause.subject:
            if noun.money:
                return noun.money
    return ""


def lent(rest: tuple[Item, ...]) -> bool:
    """Whether a move is a secondment, and does not only follow one ("came back after a year on secondment")."""
    for item in rest:
        if item.word in ("after", "following", "from") and not any(n.name is not None for n in item.nouns):
            return False
        on = item.word == "on" or (
            item.kind == "np" and any(i.word == "on" and i.end == item.start for i in rest)
        )
        if on and any(n.head in _SECONDMENT for n in item.nouns):
            return True
    return False
