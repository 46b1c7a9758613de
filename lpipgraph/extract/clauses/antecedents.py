"""Resolves what a clause is about: the noun before a verb, relative pronouns, participles, definite nouns."""

from __future__ import annotations

from ...tables import words
from .chunks import THINGS, Item, Noun
from .parse import Parse
from .roles import is_role_word

__all__ = [
    "ADJECTIVES",
    "described",
    "described_before",
    "in_list",
    "meant_by",
    "named_before",
    "named_behind",
    "nearest_noun",
    "noun_between",
    "of_somebody",
    "person_before",
    "previous",
    "subject_before",
    "verb_follows",
]

#: "A £2m grant": the noun is the sum itself; "a £2m pilot" is a thing.
_SUMS = words("grammar", kind="money noun")
#: What a person has and a body has not.
_OF_PERSONS = words("grammar", kind="of a person")
#: What says, behind a comma, for whom a policy is: "‹L›, open to councils".
ADJECTIVES = words("grammar", kind="open to")
#: Behind a name these say where it is, and what follows still speaks of the name itself: "the Centre at ‹O›, which …".
_TIGHT = frozenset(("at", "in", "within", "near", "for", "of"))


def previous(p: Parse, n: int) -> Item | None:
    """The item before, adverbs skipped."""
    for k in range(n - 1, -1, -1):
        if p.items[k].kind != "adverb":
            return p.items[k]
    return None


def noun_between(p: Parse, n: int) -> bool:
    """Whether a noun is right before item `n`."""
    one = previous(p, n)
    return one is not None and one.kind in ("np", "pp")


def subject_before(p: Parse, n: int) -> int | None:
    """The item that is the subject of the verb at `n`: the noun before it, out of the prepositions that complete it."""
    k = n - 1
    while k >= 0 and p.items[k].kind in ("adverb", "pp"):
        k -= 1
    if k >= 0 and p.items[k].kind == "np":
        return k
    # "is funded by A and B leads C": the last of a list behind a preposition
    k = n - 1
    while k >= 0 and p.items[k].kind == "adverb":
        k -= 1
    if k >= 0 and p.items[k].kind == "pp" and len(p.items[k].nouns) > 1:
        return k
    return None


def verb_follows(p: Parse, n: int) -> bool:
    """Whether a finite verb follows the noun at item `n` before anything but its complements."""
    k = n + 1
    while k < len(p.items) and p.items[k].kind in ("pp", "adverb"):
        k += 1
    k = _behind_aside(p, _behind_relative(p, k))
    if k >= len(p.items):
        return False
    if p.items[k].kind in ("relative", "open"):
        return True
    verb = p.items[k].verb
    return verb is not None and not verb.infinitive and (verb.finite or k == n + 1)


def _behind_relative(p: Parse, k: int) -> int:
    """The item after a relative clause between commas that a verb follows: "‹L›, which is part of ‹L2›, serves ‹G›"; else `k`."""
    if k + 2 >= len(p.items) or p.items[k].kind != "comma" or p.items[k + 1].kind != "relative":
        return k
    end = k + 2
    while end < len(p.items) and p.items[end].kind not in ("comma", "mark"):
        end += 1
    behind = end + 1
    while behind < len(p.items) and p.items[behind].kind == "adverb":
        behind += 1
    verb = (
        p.items[behind].verb
        if end < len(p.items) and p.items[end].kind == "comma" and behind < len(p.items)
        else None
    )
    return behind if verb is not None and verb.finite else k


def _behind_aside(p: Parse, k: int) -> int:
    """The item after a participle between commas: "and ‹P› of ‹O›, quoted above, joins ‹O2›"; `k` itself where there is none."""
    if k + 1 >= len(p.items) or p.items[k].kind != "comma":
        return k
    one = p.items[k + 1]
    told = one.verb.passive and one.verb.bare if one.verb is not None else _reduced(one, p)
    if not told:
        return k
    end = k + 2
    while end < len(p.items) and p.items[end].kind in ("pp", "adverb", "np"):
        end += 1
    closes = end + 1 < len(p.items) and p.items[end].kind == "comma"
    behind = p.items[end + 1].verb if closes else None
    return end + 1 if behind is not None and behind.finite else k


def _reduced(item: Item, p: Parse) -> bool:
    """Whether a participle stands alone, so that it was read as a noun: "quoted above"."""
    return item.kind == "np" and item.end - item.start == 1 and p.tokens[item.start].lower.endswith("ed")


def of_somebody(p: Parse, n: int) -> bool:
    """Whether item `n` is a noun for what only a person has: "whose interests are …", "whose research covers …"."""
    item = p.items[n] if n < len(p.items) else None
    return (
        item is not None
        and item.kind == "np"
        and any(x.name is None and x.head in _OF_PERSONS for x in item.nouns)
    )


def named_behind(p: Parse, n: int) -> tuple[Noun, ...]:
    """For example "The first, the ‹L›, …", "A new report by ‹P›, ‹B›, …": the name in apposition to a subject that is a common noun."""
    noun = p.items[n].nouns[0]
    k = n + 1
    while k < len(p.items) and p.items[k].kind == "pp":
        k += 1
    if len(p.items[n].nouns) > 1 or noun.name is not None or k + 2 >= len(p.items):
        return ()
    comma, name, close = p.items[k : k + 3]
    if comma.kind != "comma" or name.kind != "np" or len(name.nouns) != 1 or close.kind != "comma":
        return ()
    one = name.nouns[0]
    letter = p.tokens[one.name].letter if one.name is not None else ""
    alike = bool(letter) and letter in THINGS.get(noun.head, "")
    plain = k == n + 1 and noun.determiner not in ("", "a", "an")
    return name.nouns if letter and (plain or alike) else ()


def named_before(p: Parse, n: int) -> tuple[Noun, ...]:
    """The name with which a fronted phrase before the comma at `n` - 1 closes."""
    one = p.items[n - 2] if n > 1 and p.items[n - 1].kind == "comma" else None
    nouns = one.nouns[-1:] if one is not None and one.kind == "pp" else ()
    letter = p.tokens[nouns[0].name].letter if nouns and nouns[0].name is not None else ""
    return nouns if letter and letter in "OLBK" else ()


def described(p: Parse, n: int) -> tuple[Noun, ...]:
    """The policy that "worth £3m" or "open to" at `n` describes: the one right before, over a comma, and not its clause's subject."""
    item, comma = p.items[n], n > 0 and p.items[n - 1].kind == "comma"
    adjective = item.kind == "np" and item.nouns[0].head in ADJECTIVES and item.nouns[0].name is None
    if item.word != "worth" and not (adjective and comma):
        return ()
    nouns = meant_by(p, n)
    policy = len(nouns) == 1 and nouns[0].name is not None and p.tokens[nouns[0].name].letter == "L"
    return nouns if policy else ()


def described_before(p: Parse, n: int) -> tuple[Noun, ...]:
    """For example "‹L›, worth £3m and run by": the policy that what is before "and" describes."""
    k = n - 1
    while k > 0 and p.items[k].kind in ("and", "adverb"):
        k -= 1
    while k > 0 and p.items[k].kind == "pp" and p.items[k].word != "worth":
        k -= 1
    return described(p, k) if k > 0 else ()


def in_list(p: Parse, n: int) -> bool:
    """Whether "and" with a participle follows: "is led by A, hosted by B and funded by C"."""
    for k in range(n + 1, len(p.items)):
        item = p.items[k]
        if item.kind == "and":
            after = next((x for x in p.items[k + 1 :] if x.kind != "adverb"), None)
            return after is not None and after.verb is not None and after.verb.bare
        if item.kind in ("mark", "relative", "sub") or (
            item.kind == "verb" and item.verb and item.verb.finite
        ):
            return False
    return False


def nearest_noun(p: Parse, n: int) -> tuple[Noun, ...]:
    """The noun before item `n`, over a comma or a bracket."""
    k = n - 1
    while k >= 0 and p.items[k].kind in ("adverb", "comma", "close"):
        k -= 1
    if k >= 0 and p.items[k].kind in ("np", "pp"):
        return p.items[k].nouns[-1:]
    return ()


def meant_by(p: Parse, n: int, word: str = "which") -> tuple[Noun, ...]:
    """What "which" or a participle mentions: the noun before, or the one that it completes ("the Centre at ‹O›, which").

    Nobody is a "which", nothing a "who"; a noun in apposition or after "is" is what it stands for: "X, a fund that …".
    Behind "and" it mentions what the relative clause before it mentions: "X, which is led by A and which B funds"; behind a
    comma and "and" what the first of a series mentions: "which is led by A, in which B sits, and which C funds".
    """
    if n and p.items[n - 1].kind == "and" and p.relatives and p.relatives[-1].last is not None:
        series = n > 1 and p.items[n - 2].kind == "comma"
        return p.relatives[0 if series else -1].antecedent
    k = n - 1
    while k >= 0 and p.items[k].kind in ("adverb", "comma", "open", "close"):
        k -= 1
    found: tuple[Noun, ...] = ()
    while k >= 0 and p.items[k].kind in ("np", "pp"):
        nouns = p.items[k].nouns[-1:]
        inner = _relational(p, nouns[0])
        if not found or (_personal(p, inner) if word == "who" else _thing(p, inner)):
            found = (inner,)
        before = p.items[k - 1] if k else None
        tight = p.items[k].kind == "pp" and p.items[k].word in _TIGHT
        if not (
            tight and before is not None and before.kind in ("np", "pp") and p.items[k].start == before.end
        ):
            break
        k -= 1
    if word == "who" and not (found and _personal(p, found[0])):
        return person_before(p, k)
    if word == "who" and found and found[0].name is None:
        return person_before(p, k) or _meant(p, k, found[0])
    if found and found[0].name is None and k >= 0:
        return _meant(p, k, found[0])
    return found


def person_before(p: Parse, k: int) -> tuple[Noun, ...]:
    """The person before an apposition: "Dr ‹P›, Lecturer at ‹O›, who"."""
    while k >= 0 and p.items[k].kind in ("np", "pp", "comma", "adverb"):
        nouns = p.items[k].nouns[-1:]
        if nouns and nouns[0].name is not None and _personal(p, nouns[0]):
            return nouns
        k -= 1
    return ()


def _personal(p: Parse, noun: Noun) -> bool:
    if noun.name is not None:
        return p.tokens[noun.name].letter == "P"
    return "P" in THINGS.get(noun.head, "") or (is_role_word(noun.head) and noun.head not in THINGS)


def _thing(p: Parse, noun: Noun) -> bool:
    """Whether a noun is something of which a clause may continue to speak: a name that is nobody's, or "the scheme"."""
    if noun.name is not None:
        return p.tokens[noun.name].letter != "P"
    worth = bool(noun.money) and (noun.head in _SUMS or "L" not in THINGS.get(noun.head, ""))
    return not worth and bool(set(THINGS.get(noun.head, "")) & set("OLBEK"))


def _relational(p: Parse, noun: Noun) -> Noun:
    """Out of "the heir of ‹L›" the ‹L›: what follows mentions it, for an heir is not a thing of its own."""
    while (
        noun.name is None
        and noun.of
        and noun.head != "one"
        and not _thing(p, noun)
        and noun.of[0].date is None
    ):
        noun = noun.of[0]
    return noun


def _what(p: Parse, named: Noun, noun: Noun) -> tuple[Noun, ...]:
    """The name that a common noun is in apposition to: after "‹P› of ‹O›, a body that …" that is ‹O›."""
    if named.name is not None and named.of and _personal(p, named) and _thing(p, noun):
        return named.of[-1:]
    return (named,)


#: What says where a thing is, between its name and what it is: "‹L› in ‹G›, a scheme that".
_PLACED = frozenset(("in", "across", "near", "at"))


def _inside(p: Parse, k: int, noun: Noun) -> tuple[Noun, ...]:
    """Out of "the board of ‹L›" and "‹L› in ‹G›" the ‹L›, where only that can be what the apposition calls it: "the programme run by"."""
    letters = THINGS.get(noun.head, "")
    named = p.items[k].nouns[-1:]
    outer = p.items[k - 1].nouns[-1:] if k and p.items[k].word in _PLACED else ()
    for noun_ in (*named, *outer):
        one = noun_
        while one.name is None and one.of:
            one = one.of[-1]
        if one.name is not None and p.tokens[one.name].letter in letters:
            return (one,)
    return named


def _meant(p: Parse, k: int, noun: Noun) -> tuple[Noun, ...]:
    """What a common noun in apposition or after "is" stands for."""
    if noun.owner is not None or noun.determiner not in ("a", "an", "one", "the", "") or noun.negated:
        return (noun,)
    before = p.items[k - 1] if k else None
    if before is None:
        return (noun,)
    if before.kind == "comma" and k > 1 and p.items[k - 2].kind in ("np", "pp"):
        named = p.items[k - 2].nouns[-1:]
        # "it owes a lot to X, the fund that …": behind its verb a clause has no new subject to open
        named = _inside(p, k - 2, noun)
        if noun.determiner != "the" or (p.frame.verb is not None and named[0].name is not None):
            return _what(p, named[0], noun)
    if (
        before.verb is not None
        and before.verb.lemmas == ("be",)
        and not before.verb.blocked
        and p.frame.last is not None
    ):
        clause = p.clauses[p.frame.last]
        if p.places[p.frame.last] == k - 1 and len(clause.subject) == 1:
            return clause.subject
    return (noun,)
