"""What a clause under way holds, and the noun phrases that bind to it: subjects, antecedents, arguments, lists.

`syntax` goes through a sentence step by step; these functions look around the place where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..tables import table
from .chunks import Item, Noun
from .roles import is_role_word
from .tokens import Token
from .verbs import Verb

__all__ = [
    "Clause",
    "Open",
    "Parse",
    "antecedent_of",
    "arguments_of",
    "close_finished",
    "has_noun_between",
    "inherit_waiting",
    "invert",
    "item_before",
    "items_between",
    "nearest_names",
    "open_subject_at",
    "pop_frame",
    "stands_in_list",
    "subject_at",
    "verb_follows",
    "voice_of",
    "with_shared_arguments",
]

#: Behind a name these say where it is, and what follows still speaks of the name itself: "the Centre at ‹O›, which …".
_TIGHT = frozenset(("at", "in", "within", "near", "for", "of"))
_THINGS = {row["word"]: row["classes"] for row in table("grammar") if row["kind"] == "thing"}
_ARGUMENTS = frozenset(("np", "pp", "adverb"))
#: Verbs and prepositions with which a sentence may begin at its end.
_INVERTING = frozenset(("be", "stand", "sit", "lie", "come"))
_LOCATING = frozenset(("behind", "among", "amongst", "at", "within", "inside", "under"))


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with what belongs to it.

    `subject` are nouns (pronouns among them), `args` the phrases behind the verb, `fronted` those before the subject.
    `asserted` is false for what is denied, supposed, planned or asked.
    """

    verb: Verb
    construction: str
    subject: tuple[Noun, ...] = ()
    args: tuple[Item, ...] = ()
    fronted: tuple[Item, ...] = ()
    asserted: bool = True
    #: The verb that this one hangs on: "continues to lead".
    under: Verb | None = None
    #: What a relative clause says it of where that is its object: "the Y, which X runs", "under which" with its preposition.
    object: tuple[Noun, ...] = ()
    link: str = ""
    #: What stands between the subject and the verb: "money for ‹O› comes", "‹O›, along with ‹O2›, runs".
    pre: tuple[Item, ...] = ()


@dataclass(slots=True)
class Open:
    """A clause that is open while the sentence is read from left to right."""

    kind: str
    subject: tuple[Noun, ...] = ()
    asserted: bool = True
    verb: int | None = None
    #: Number of the last clause made in this frame.
    last: int | None = None
    #: A comma or a bracket stood behind: the clause around it may go on.
    closable: bool = False
    #: For a relative clause with a preposition: "under which".
    link: str = ""
    antecedent: tuple[Noun, ...] = ()
    #: Participles that wait for the subject: "Led by X, the Y …".
    waiting: list[int] = field(default_factory=list)
    fronted: list[Item] = field(default_factory=list)
    #: The item that is the subject.
    place: int = -1
    bracket: bool = False


@dataclass(slots=True)
class Parse:
    """A sentence on the way: its items, the clauses so far, and the frames that are open."""

    items: Sequence[Item]
    tokens: Sequence[Token]
    frames: list[Open]
    clauses: list[Clause] = field(default_factory=list)
    #: For each clause, the item of its verb; the items that are subjects.
    places: list[int] = field(default_factory=list)
    subjects: dict[int, int] = field(default_factory=dict)
    doubted: bool = False
    #: Clauses whose subject stands behind the verb, with what stands at the head of the sentence.
    inverted: dict[int, tuple[Item, ...]] = field(default_factory=dict)

    @property
    def frame(self) -> Open:
        """The innermost open frame."""
        return self.frames[-1]


def voice_of(verb: Verb) -> str:
    """The voice of a verb group, as constructions are named."""
    return "passive" if verb.passive else "copula" if verb.lemmas == ("be",) else "active"


def item_before(p: Parse, n: int) -> Item | None:
    """The item before, adverbs skipped."""
    for k in range(n - 1, -1, -1):
        if p.items[k].kind != "adverb":
            return p.items[k]
    return None


def has_noun_between(p: Parse, n: int) -> bool:
    """Whether a noun phrase stands directly before an item, adverbs aside."""
    return item_before(p, n) is not None and item_before(p, n).kind in ("np", "pp")  # type: ignore[union-attr]


def open_subject_at(p: Parse) -> int | None:
    """The innermost clause that has a subject and no verb yet; a clause inside it must be over."""
    for k in range(len(p.frames) - 1, -1, -1):
        frame = p.frames[k]
        if frame.subject and frame.verb is None:
            return k
        if frame.bracket:
            return None
        if frame.verb is None and frame.place >= 0:
            return k
    return None


def close_finished(p: Parse, *, keep_subject: bool = False) -> None:
    """Takes leave of inner clauses that a comma closed."""
    while len(p.frames) > 1 and p.frame.closable and p.frame.verb is not None and not p.frame.bracket:
        if keep_subject and p.frames[-2].verb is None:
            break
        pop_frame(p)


def subject_at(p: Parse, n: int) -> int | None:
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
    if k >= len(p.items):
        return False
    if p.items[k].kind in ("relative", "open"):
        return True
    verb = p.items[k].verb
    return verb is not None and not verb.infinitive and (verb.finite or k == n + 1)


def stands_in_list(p: Parse, n: int) -> bool:
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


def nearest_names(p: Parse, n: int) -> tuple[Noun, ...]:
    """The nouns of the nearest phrase before an item."""
    k = n - 1
    while k >= 0 and p.items[k].kind in ("adverb", "comma", "close"):
        k -= 1
    if k >= 0 and p.items[k].kind in ("np", "pp"):
        return p.items[k].nouns[-1:]
    return ()


def antecedent_of(p: Parse, n: int, word: str = "which") -> tuple[Noun, ...]:
    """What "which" or a participle speaks of: the noun before, or the one that it completes ("the Centre at ‹O›, which").

    Nobody is a "which", nothing a "who"; a noun in apposition or behind "is" is what it stands for: "X, a fund that …".
    """
    k = n - 1
    while k >= 0 and p.items[k].kind in ("adverb", "comma", "close"):
        k -= 1
    found: tuple[Noun, ...] = ()
    while k >= 0 and p.items[k].kind in ("np", "pp"):
        nouns = p.items[k].nouns[-1:]
        inner = as_relation(p, nouns[0])
        if not found or (is_personal(p, inner) if word == "who" else is_thing(p, inner)):
            found = (inner,)
        before = p.items[k - 1] if k else None
        tight = p.items[k].kind == "pp" and p.items[k].word in _TIGHT
        if not (
            tight and before is not None and before.kind in ("np", "pp") and p.items[k].start == before.end
        ):
            break
        k -= 1
    if word == "who" and not (found and is_personal(p, found[0])):
        return person_before(p, k)
    if word == "who" and found and found[0].name is None:
        return person_before(p, k) or found
    if found and found[0].name is None and k >= 0:
        return meant_by(p, k, found[0])
    return found


def person_before(p: Parse, k: int) -> tuple[Noun, ...]:
    """The person before an apposition: "Dr ‹P›, Lecturer at ‹O›, who"."""
    while k >= 0 and p.items[k].kind in ("np", "pp", "comma", "adverb"):
        nouns = p.items[k].nouns[-1:]
        if nouns and nouns[0].name is not None and is_personal(p, nouns[0]):
            return nouns
        k -= 1
    return ()


def is_personal(p: Parse, noun: Noun) -> bool:
    if noun.name is not None:
        return p.tokens[noun.name].letter == "P"
    return "P" in _THINGS.get(noun.head, "") or (is_role_word(noun.head) and noun.head not in _THINGS)


def is_thing(p: Parse, noun: Noun) -> bool:
    """Whether a noun is something of which a clause may go on to speak: a name that is nobody's, or "the scheme"."""
    if noun.name is not None:
        return p.tokens[noun.name].letter != "P"
    return not noun.money and bool(set(_THINGS.get(noun.head, "")) & set("OLBEK"))


def as_relation(p: Parse, noun: Noun) -> Noun:
    """Out of "the heir of ‹L›" the ‹L›: what follows speaks of it, for an heir is no thing of its own."""
    while (
        noun.name is None
        and noun.of
        and noun.head != "one"
        and not is_thing(p, noun)
        and noun.of[0].date is None
    ):
        noun = noun.of[0]
    return noun


def meant_by(p: Parse, k: int, noun: Noun) -> tuple[Noun, ...]:
    """What a common noun in apposition or behind "is" stands for."""
    if noun.owner is not None or noun.determiner not in ("a", "an", "one", "the", "") or noun.negated:
        return (noun,)
    before = p.items[k - 1] if k else None
    if before is None:
        return (noun,)
    if before.kind == "comma" and k > 1 and p.items[k - 2].kind in ("np", "pp") and noun.determiner != "the":
        return p.items[k - 2].nouns[-1:]
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


def inherit_waiting(p: Parse) -> None:
    """Gives a participle that waits for its subject the subject of the main verb."""
    for frame in p.frames:
        if frame.waiting and frame.last is not None and frame.kind == "main":
            subject = p.clauses[frame.last].subject
            for w in frame.waiting:
                p.clauses[w] = replace(p.clauses[w], subject=subject)


def items_between(p: Parse, number: int) -> tuple[Item, ...]:
    """The phrases between a clause's subject and its verb, if nothing else stands there."""
    place = next((k for k, n in p.subjects.items() if n == number), None)
    if place is None:
        return ()
    items = p.items[place + 1 : p.places[number]]
    if any(i.kind not in ("pp", "comma", "adverb") for i in items):
        return ()
    return tuple(i for i in items if i.kind == "pp")


def invert(p: Parse) -> None:
    """Such as "Behind ‹L› is ‹O›", "Leading ‹O› is ‹P›", "Among the partners of ‹O› are ‹O2› and ‹O3›": the subject comes last."""
    for number, clause in enumerate(p.clauses):
        n = p.places[number]
        if (
            clause.subject
            or not set(clause.verb.lemmas) & _INVERTING
            or clause.verb.passive
            or n + 1 >= len(p.items)
        ):
            continue
        after = p.items[n + 1]
        opened = any(i.word in _LOCATING for i in clause.fronted)
        waiting = [
            k
            for k, c in enumerate(p.clauses[:number])
            if c.construction.startswith("fronted") and not c.subject
        ]
        if after.kind != "np" or not (opened or (waiting and clause.verb.lemmas == ("be",))):
            continue
        p.clauses[number] = replace(clause, subject=after.nouns, construction="inverted", fronted=())
        p.inverted[number] = clause.fronted
        for k in waiting:
            p.clauses[k] = replace(p.clauses[k], subject=after.nouns)


# --- arguments -------------------------------------------------------------------------------------------------


def arguments_of(p: Parse, number: int) -> tuple[Item, ...]:
    """The phrases behind a verb that are in its clause."""
    if number in p.inverted:
        return p.inverted[number]
    place = p.places[number]
    verb = p.clauses[number].verb
    out: list[Item] = []
    k = place + 1
    while k < len(p.items):
        item = p.items[k]
        if item.kind in ("mark", "relative", "sub", "close"):
            break
        if item.kind == "verb":
            break
        if k in p.subjects:
            nouns = item.nouns[:-1]
            if len(item.nouns) > 1 and p.clauses[p.subjects[k]].subject == item.nouns[-1:] and nouns:
                out.append(
                    replace(
                        item, nouns=nouns, joined="and" if len(nouns) == 1 or item.joined == "and" else ""
                    )
                )
            break
        if item.kind == "open":
            stop = next((m for m in range(k, len(p.items)) if p.items[m].kind == "close"), None)
            if stop is None:
                break
            k = stop + 1
            continue
        if item.kind == "comma":
            after = p.items[k + 1] if k + 1 < len(p.items) else None
            if after is None or after.kind not in ("pp", "adverb") or not list_continues(p, k + 1):
                if after is not None and apposed_at(p, k):
                    k = apposed_at(p, k) or k
                    continue
                break
        elif item.kind == "and":
            after = p.items[k + 1] if k + 1 < len(p.items) else None
            if after is None or after.kind != "pp" or item.word == "but":
                break
            if item.word in ("or", "nor"):
                while out and out[-1].kind == "pp" and out[-1].word == after.word:
                    out.pop()  # "by A or by B": nobody knows which
                break
        elif item.kind in _ARGUMENTS:
            out.append(item)
        k += 1
    del verb
    return tuple(out)


def apposed_at(p: Parse, k: int) -> int | None:
    """Behind ", a charity," inside a clause: where the clause goes on with a preposition."""
    if (
        k + 2 < len(p.items)
        and p.items[k + 1].kind == "np"
        and p.items[k + 1].nouns[0].name is None
        and k + 1 not in p.subjects
    ):
        m = k + 2
        while m < len(p.items) and p.items[m].kind == "pp":
            m += 1
        if m + 1 < len(p.items) and p.items[m].kind == "comma" and p.items[m + 1].kind == "pp":
            return m + 1
    return None


def list_continues(p: Parse, k: int) -> bool:
    """Whether a preposition behind a comma still belongs to the verb: nothing but its own phrases follow up to the next mark."""
    while k < len(p.items) and p.items[k].kind in ("pp", "adverb"):
        k += 1
    if k >= len(p.items):
        return True
    item = p.items[k]
    if item.kind == "np" and verb_follows(p, k):
        return False
    return item.kind in ("mark", "comma", "and", "relative", "verb", "sub", "close", "open")


def with_shared_arguments(p: Parse, clauses: list[Clause]) -> list[Clause]:
    """Such as "owns and runs the X": a verb without arguments has those of the verb that "and" joins to it."""
    for n in range(len(clauses) - 2, -1, -1):
        a, b = p.places[n], p.places[n + 1]
        between = p.items[a + 1 : b]
        one, two = clauses[n], clauses[n + 1]
        if (
            between
            and between[-1].kind == "and"
            and all(x.kind in ("and", "adverb", "comma") for x in between)
            and one.verb.passive == two.verb.passive
            and not one.args
        ):
            clauses[n] = replace(one, args=two.args)
    return clauses


def pop_frame(p: Parse) -> None:
    """Closes the innermost frame; a participle without a subject takes the one before it."""
    frame = p.frames.pop()
    if frame.kind in ("participle", "sub") and frame.waiting:
        p.frame.waiting.extend(frame.waiting)
