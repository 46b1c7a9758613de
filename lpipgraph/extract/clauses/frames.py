"""Fills frames: the rows of ``data/reading/frames.csv`` and of curators, applied to clauses of any construction.

A row names its arguments by what they are to the verb: ``agent`` does it, ``theme`` has it done (voice decides which of them is
the subject), ``either`` is the theme of a verb that also is without object, ``object`` what follows a passive; a preposition
names what is after it, ``date``, ``money`` and ``partner`` what their names say. ``reach`` are the places that the
phrases after the verb end in ("grants to firms across ‹G›"), ``subject for`` is what completes the subject ("Money for ‹O›"),
``as of`` what an office of the object is an office of ("set up as an arm of ‹O›"), ``words`` the words after a preposition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ...authority import NOTHING, VerbFrame
from ...dates import FoundDate
from ...tables import words
from .chunks import THINGS, Item, Noun
from .frame_arguments import after_time, behind, ends_of, is_money, lent, money_behind, money_of
from .frame_table import added, frame_rows
from .subjects import owner_of
from .syntax import Clause

__all__ = ["Fact", "Frame", "facts_of", "known"]

#: What somebody has of a thing, and what the thing is under: "under the direction of".
_DUTIES = words("acts", "noun", family="duty")
#: Particles that turn a verb round: "handed back its grant".
_UNDOING = frozenset(("back", "away"))
_PREPOSITIONS = words("grammar", kind="preposition")
_COUNTING = frozenset(("one", "some", "each", "two", "three", "many", "several", "another", "both", "all"))
#: What tells a new name from an old one: "is now known as".
_WIDELY = frozenset(("widely", "extensively", "often", "regularly", "mainly"))
_NOW = frozenset(("now", "today", "currently", "since"))
_WHEN = frozenset(("in", "on", "since", "from", "during", "at", "as of"))


@dataclass(frozen=True, slots=True)
class Frame:
    """A row: what a verb with a particle says, of which classes its two ends are, and under which conditions."""

    particle: str
    predicate: str
    subject: tuple[str, ...]
    subject_classes: str
    object: tuple[str, ...]
    object_classes: str
    conditions: frozenset[str]
    #: The particle's first word.
    first: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of a clause. An end is a noun of the sentence; `literal` is a date, an amount or a role instead of the object."""

    predicate: str
    subject: Noun
    subject_classes: str
    object: Noun | None
    object_classes: str
    literal: FoundDate | str | None
    lemma: str
    clause: Clause
    conditions: frozenset[str]
    #: Where a role phrase begins.
    role_at: int | None = None


@lru_cache(maxsize=8)
def _frames(more: tuple[VerbFrame, ...]) -> dict[str, tuple[Frame, ...]]:
    found: dict[str, list[Frame]] = {}
    for row in frame_rows(more):
        for particle in row["particle"].split("|"):
            frame = Frame(
                particle, row["predicate"], tuple(row["subject"].split("|")), row["subject classes"],
                tuple(row["object"].split("|")), row["object classes"], frozenset(row["condition"].split()),
                particle.partition(" ")[0],
            )  # fmt: skip
            for lemma in row["verb"].split("|"):
                rows = found.setdefault(lemma, [])
                if frame.predicate != NOTHING:
                    rows.append(frame)
    return {lemma: tuple(rows) for lemma, rows in found.items()}


def known(lemma: str) -> bool:
    """Whether a verb has a row, be it one that says that it states nothing."""
    return lemma in _frames(added())


#: "It is, as colleagues in ‹G› say, late": what others say is no place of it.
_COMPARING = frozenset(("as", "like", "unlike"))


def facts_of(clause: Clause) -> Iterator[Fact]:
    """What a clause states; nothing if it is not asserted."""
    if not clause.asserted:
        return
    said = _said(clause.args)
    frames = _frames(added())
    for lemma in clause.verb.lemmas:
        rows = (*frames.get(lemma, ()), *frames.get("*", ()))
        matched = [
            (frame, rest, owned)
            for frame in rows
            if not frame.first or frame.first in said
            for rest, owned in _particle(clause, frame, lemma)
        ]
        found: _Found = {}  # for what is left behind a particle, which `matched` keeps
        longest = max((len(frame.particle.split()) for frame, _, _ in matched), default=0)
        parted = any(frame.particle and frame.predicate == "role" for frame, _, _ in matched)
        for frame, rest, owned in matched:
            if not frame.particle and ((longest and _own(frame)) or (parted and frame.predicate == "role")):
                continue  # "take over" is not "take"
            yield from _filled(clause, frame, lemma, rest, owned, found)


#: Places of a clause as several frames name them, and the nouns that stand there.
_Found = dict[tuple[object, ...], list[Noun]]


def _ends(
    clause: Clause,
    names: tuple[str, ...],
    classes: str,
    rest: tuple[Item, ...],
    owned: tuple[Noun, ...],
    found: _Found,
) -> list[Noun]:
    """The same as `ends_of`, looked up once for all frames of a clause."""
    key = (names, classes, id(rest), id(owned))
    if key not in found:
        found[key] = ends_of(clause, names, classes, rest, owned)
    return found[key]


def _said(args: Sequence[Item]) -> set[str]:
    """The words that may be a particle's first: prepositions, adverbs and the words of nouns, plurals without their s."""
    said = {item.word for item in args}
    for item in args:
        for noun in item.nouns:
            for one in (noun, *noun.of):
                said.update(one.words)
                said |= {one.head, one.head.removesuffix("s")}
    return said


def _own(frame: Frame) -> bool:
    """Whether a frame mentions the verb's object, which a particle makes another's."""
    return bool({"theme", "either", "object"} & {*frame.subject, *frame.object})


def _particle(clause: Clause, frame: Frame, lemma: str) -> list[tuple[tuple[Item, ...], tuple[Noun, ...]]]:
    """The arguments that are left behind a frame's particle, and what the particle's noun holds after "of"; empty if it is not there."""
    args = clause.args
    if not frame.particle:
        if (
            lemma == "be"
            and frame.predicate not in ("role", "expertise", "joined")
            and args
            and args[0].kind == "np"
            and args[0].nouns[0].name is None
            and not args[0].nouns[0].money
        ):
            return []
        return [] if args and args[0].kind == "adverb" and args[0].word in _UNDOING else [(args, ())]
    wanted = frame.particle.split()
    while wanted and args and args[0].kind == "adverb":
        if args[0].word == wanted[0]:
            wanted = wanted[1:]
        args = args[1:]
    if not wanted:
        return [(args, ())]
    if len(wanted) == 1 and args and args[0].kind == "pp" and args[0].word == wanted[0]:
        if any(n.head in _DUTIES for n in args[0].nouns):
            return []
        return [((replace(args[0], kind="np", word=""), *args[1:]), ())]  # "looks after ‹L›"
    if len(wanted) > 1 and args and args[0].kind == "pp" and args[0].word == wanted[0]:
        wanted = wanted[1:]
        noun = args[0].nouns[0]
        if _is(noun, wanted):
            return [(args[1:], _owned(noun))]
        return []
    if args and args[0].kind == "np":
        noun = args[0].nouns[0]
        if _is(noun, wanted) and (len(wanted) == 1 or wanted[0] not in _PREPOSITIONS):
            return [(args[1:], _owned(noun))]
        if noun.head in _COUNTING and noun.of and _is(noun.of[0], wanted):
            return [(args[1:], _owned(noun.of[0]))]
        if (
            noun.head == wanted[0]
            and len(wanted) > 1
            and len(args) > 1
            and args[1].kind == "pp"
            and args[1].word == wanted[1]
        ):
            second = args[1].nouns[0]
            if len(wanted) < 3 or _is(second, wanted[2:]):
                return [(args[2:], _owned(second))]
    return []


def _owned(noun: Noun) -> tuple[Noun, ...]:
    """Of what the noun of a particle is: "steps into the shoes of ‹L›", "into ‹L›'s shoes", "into its shoes"."""
    return noun.of or tuple(one for one in (owner_of(noun, noun.head),) if one is not None)


def _is(noun: Noun, wanted: Sequence[str]) -> bool:
    """Whether a noun without "no" ends in these words, the last of them in the singular or the plural."""
    *before, last = wanted
    said = [word for word in noun.words if word]
    ends = noun.head in (last, f"{last}s")
    if before and before[0] in _PREPOSITIONS:
        before = before[1:]
    return ends and not noun.negated and (not before or said[-len(before) - 1 : -1] == before)


def _filled(
    clause: Clause, frame: Frame, lemma: str, rest: tuple[Item, ...], owned: tuple[Noun, ...], found: _Found
) -> Iterator[Fact]:
    if not _holds(clause, frame, rest):
        return
    for subject in _ends(clause, frame.subject, frame.subject_classes, rest, owned, found):
        bare = Fact(
            frame.predicate, subject, frame.subject_classes, None, "", None, lemma, clause, frame.conditions
        )  # fmt: skip
        if frame.predicate == "role" or frame.object[0].startswith("words"):
            at = _role_at(clause, frame, rest, owned) if frame.predicate == "role" else _words_at(frame, rest)
            if at is not None:
                yield replace(bare, subject_classes="P", role_at=at)
        elif frame.object == ("date",):
            literal = _date(clause, frame, rest)
            if literal is not None:
                yield replace(bare, literal=literal)
        elif frame.object[-1] == "words":
            told = behind(frame.object[0], "words", rest)
            if told:
                yield replace(bare, object=told[0], object_classes="words")
        elif frame.object == ("subject date",):
            yield from (replace(bare, literal=n.date) for n in clause.subject if n.date is not None)
        elif frame.object == ("subject money",):
            for noun in (n for one in clause.subject for n in (one, *one.of)):
                if noun.money and not noun.negated:
                    yield replace(bare, subject_classes="L", literal=noun.money)
        elif frame.object == ("money",) or frame.object_classes == "money":
            direct = frame.object == ("money",)
            money = money_of(clause, rest) if direct else money_behind(frame.object, rest, owned)
            if money and not (frame.predicate == "amount" and _apiece(rest)):
                yield replace(bare, literal=money)
        else:
            for other in _ends(clause, frame.object, frame.object_classes, rest, owned, found):
                yield replace(bare, object=other, object_classes=frame.object_classes)


def _apiece(rest: Sequence[Item]) -> bool:
    """Whether a sum is what each gets: "pays each apprentice £500", "£500 a head"."""
    return any(
        n.determiner in ("each", "every") or n.head in ("each", "apiece", "head") or "apiece" in n.words
        for i in rest
        for n in i.nouns
    ) or any(i.word == "apiece" for i in rest)


def _holds(clause: Clause, frame: Frame, rest: tuple[Item, ...]) -> bool:
    verb = clause.verb
    c = frame.conditions
    if not c:
        return True
    if ("passive" in c and not verb.passive) or ("active" in c and verb.passive):
        return False
    if "past" in c and not (verb.past or verb.form in ("past",)):
        return False
    if (
        "money" in c
        and not any(i.word == "financially" for i in clause.args)
        and not any(is_money(n) for item in (*rest, *clause.args) for n in item.nouns)
        and not any(is_money(n) for n in clause.subject if verb.passive)
    ):
        return False
    if "left" in c and not _named_behind(rest, "from"):
        return False
    first = next((i for i in rest if i.kind != "adverb"), None)
    if "purposed" in c and not (
        first is not None and first.word == "for" and all(n.name is None for n in first.nouns)
    ):
        return False  # "is for village halls in ‹G›"
    if "dated" in c and not any(n.date for i in rest for n in i.nouns):
        return False
    if "there" in c and not any(_named_behind(rest, word) for word in ("at", "with", "to", "in")):
        return False
    if (
        "since" in c
        and frame.object != ("date",)
        and not any(i.word == "since" and i.nouns[0].date for i in rest if i.nouns)
    ):
        return False
    on_loan = lent(rest)
    if ("secondment" in c and not on_loan) or ("lasting" in c and on_loan):
        return False
    for condition in c:  # "as=arm|unit", "head=responsibility": of what a phrase or the subject must be
        word, _, heads = condition.partition("=")
        if not heads:
            continue
        if word in ("after", "under"):
            if clause.under is None or not set(clause.under.lemmas) & set(heads.split("|")):
                return False
            continue
        nouns = (
            clause.subject
            if word == "head"
            else [n for i in rest if i.kind == "pp" and i.word == word for n in i.nouns]
        )
        if not {n.head.removesuffix("s") for n in nouns} & {h.removesuffix("s") for h in heads.split("|")}:
            return False
    if ("now" in c and not verb.adverbs & _NOW) or ("before" in c and not verb.ended):
        return False
    if "unnamed" in c and any(n.name is not None for i in rest if i.kind == "np" for n in i.nouns):
        return False
    if "itself" in c and not any(i.word == "itself" for i in clause.args):
        return False
    if "existential" in c and not any(n.head == "there" for n in clause.subject):
        return False
    if "grant" in c and not any(is_money(n) for n in clause.subject):
        return False
    if "kind" in c and not any(n.money and "L" in THINGS.get(n.head, "") for i in rest[:1] for n in i.nouns):
        return False
    if "crowd" in c and not any(n.name is None and n.head.endswith("s") for n in clause.subject):
        return False  # "Councils will share £40m from ‹L›", not "‹O› won £2m"
    if "earlier" in c and not any(_EARLIER & set(n.words) for n in clause.subject):
        return False
    if "arriving" in c and not any(i.word == "as" or n.head in _STAFF for i in rest for n in i.nouns):
        return False
    if "theme" in c and not any(n.name is not None for i in rest if i.kind == "np" for n in i.nouns):
        return False
    many = any(t.endswith("s") for i in clause.args[:1] for t in (n.head for n in i.nouns))
    if ("plural" in c and not many) or ("single" in c and many):
        return False
    if "officed" in c and not any(i.word in ("as", "to") for i in rest):
        return False
    if "widely" in c and not (verb.adverbs | {i.word for i in rest}) & _WIDELY:
        return False
    if "placed" in c and not any(i.word == "to" and n.name is not None for i in rest for n in i.nouns):
        return False
    if "topic" in c and (
        clause.verb.past or any(n.determiner not in ("", "the") for i in rest[:1] for n in i.nouns)
    ):
        return False
    if "intransitive" in c and any(x.kind == "np" for x in rest):
        return False
    if "alone" in c and any(n.date is None for x in rest if x.kind != "adverb" for n in x.nouns):
        return False
    return not ("bare" in c and first is not None and (first.kind == "np" or first.word in _COMPARING))


_EARLIER = frozenset(("earlier", "previous", "former", "last", "first", "past"))
_STAFF = words("grammar", kind="staff noun")


def _named_behind(rest: tuple[Item, ...], word: str) -> bool:
    behind = (i for i in rest if i.kind == "pp" and i.word == word and not i.negated)
    return any(n.name is not None for i in behind for n in i.nouns)


def _date(clause: Clause, frame: Frame, rest: tuple[Item, ...]) -> FoundDate | None:
    """The day on which it was: after the verb, or at the head of its sentence."""
    for place in (rest, clause.fronted):
        for item in place:
            for noun in item.nouns:
                if noun.date is None or item.negated:
                    continue
                # "has paid since 2025", "will pay from April": not what was paid from one day to another
                onward = item.word == "from" and "onward" in frame.conditions and not clause.verb.past
                if "since" in frame.conditions and item.word != "since" and not onward:
                    continue
                if (
                    item.kind == "np"
                    or item.word in _WHEN
                    or (item.word == "to" and "to" in frame.conditions)
                ):
                    return noun.date
    return None


def _role_at(clause: Clause, frame: Frame, rest: tuple[Item, ...], owned: tuple[Noun, ...]) -> int | None:
    """The token where a role phrase may begin: right after the verb, after "as", or after "the post of"."""
    if frame.object == ("after time as",):
        return next((n.start for n in after_time(clause.fronted, ("as",))), None)
    if "of" in frame.object and owned and owned[0].name is None and not owned[0].negated:
        return owned[0].start
    for item in rest:
        if item.kind == "adverb":
            continue
        if item.kind == "np" and "role" in frame.object and not item.negated and not item.nouns[0].negated:
            return item.start
        if item.kind == "pp" and item.word in frame.object and not item.negated:
            return item.nouns[0].start
        if item.kind == "np" and "role" in frame.object:
            return None
    return None


def _words_at(frame: Frame, rest: tuple[Item, ...]) -> int | None:
    """The token where free words begin: right after the verb ("words"), or after a preposition ("words in")."""
    particle: Item | None = None
    for item in rest:
        if item.kind == "adverb":
            particle = item
            continue
        if (
            item.negated
            or not item.nouns
            or any(n.negated or n.name is not None or n.date for n in item.nouns[:1])
        ):
            return None
        wanted = "words" if item.kind == "np" else f"words {item.word}"
        if item.kind == "np" and particle is not None and particle.end == item.start:
            wanted = f"words {particle.word}"  # "is on ferries": the preposition was read as the verb's
            wanted = wanted if wanted in frame.object else "words"
        behind = item.start + len(item.word.split())  # "in just transition"
        start = behind if item.kind == "pp" and not item.nouns[0].determiner else item.nouns[0].start
        return start if wanted in frame.object else None
    return None
