"""What verbs mean: the rows of ``data/reading/frames.csv`` and those that curators decided, filled from clauses of any construction.

A row names its arguments by what they are to the verb: ``agent`` does it, ``theme`` has it done (voice decides which of them is
the subject), ``either`` is the theme of a verb that also stands without object, ``object`` what follows a passive; a preposition
names what stands behind it, ``date``, ``money`` and ``partner`` what their names say. ``reach`` are the places that the
phrases behind the verb end in ("grants to firms across ‹G›"), ``subject for`` is what completes the subject ("Money for ‹O›"),
``as of`` what an office of the object is an office of ("set up as an arm of ‹O›"), ``words`` the words behind a preposition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from ...authority import NOTHING, VerbFrame
from ...dates import FoundDate
from ...tables import words
from .chunks import THINGS, Item, Noun
from .decided import added, frame_rows
from .subjects import owner_of
from .syntax import Clause

__all__ = ["Fact", "Frame", "facts_of", "known", "reached"]

#: What somebody has of a thing, and what the thing is under: "under the direction of".
_DUTIES = words("acts", "noun", family="duty")
_IN_DUTY = frozenset(("under", "in", "within"))
_PREPOSITIONS = words("grammar", kind="preposition")
_PARTNER = words("grammar", kind="partner phrase")
_TRANSPARENT = words("grammar", kind="transparent")
_GROUPS = words("grammar", kind="group noun")
_TIME = words("grammar", kind="time noun")
_MONEY_NOUNS = words("grammar", kind="money noun")
_COUNTING = frozenset(("one", "some", "each", "two", "three", "many", "several", "another", "both", "all"))
_PRONOUNS = frozenset(("it", "them", "both"))
_EXAMPLES = frozenset(("including", "such as", "like"))
#: Prepositions that lead on to where a policy reaches; a policy's start in the sentence may name it too.
_REACH = words("grammar", kind="reach")
#: What a clause may have before its subject as well as behind its verb: "Through ‹L›, ‹O› helps".
_FRONTED = frozenset(
    ("through", "via", "under", "within", "as part of", "across", "throughout", "behind", "among", "at")
)
#: Prepositions before the day on which something was: "in 2019", "from May", bare "on".
_SECONDMENT = frozenset(("secondment", "loan"))
#: What tells a new name from an old one: "is now known as".
_NOW = frozenset(("now", "today", "currently", "since"))
#: Out of what something was made: "formed by the merger of".
_MERGERS = frozenset(
    ("merger", "union", "combination", "fusion", "amalgamation", "coming-together", "marriage")
)
_OUT_OF = frozenset(("by", "from", "out of", "through", "in"))
#: Prepositions for which "where" may stand.
_WHERE = frozenset(("at", "in", "within", "inside", "near", "for"))
_PERSONS = words("grammar", kind="object pronoun") | {"us", "me"}
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
            )  # fmt: skip
            for lemma in row["verb"].split("|"):
                rows = found.setdefault(lemma, [])
                if frame.predicate != NOTHING:
                    rows.append(frame)
    return {lemma: tuple(rows) for lemma, rows in found.items()}


def known(lemma: str) -> bool:
    """Whether a verb has a row, be it one that says that it states nothing."""
    return lemma in _frames(added())


def facts_of(clause: Clause) -> Iterator[Fact]:
    """What a clause states; nothing if it is not asserted."""
    if not clause.asserted:
        return
    for lemma in clause.verb.lemmas:
        rows = (*_frames(added()).get(lemma, ()), *_frames(added()).get("*", ()))
        matched = [(frame, rest, owned) for frame in rows for rest, owned in _particle(clause, frame, lemma)]
        longest = max((len(frame.particle.split()) for frame, _, _ in matched), default=0)
        parted = any(frame.particle and frame.predicate == "role" for frame, _, _ in matched)
        for frame, rest, owned in matched:
            if not frame.particle and ((longest and _own(frame)) or (parted and frame.predicate == "role")):
                continue  # "take over" is not "take"
            yield from _filled(clause, frame, lemma, rest, owned)


def _own(frame: Frame) -> bool:
    """Whether a frame speaks of the verb's object, which a particle makes another's."""
    return bool({"theme", "either", "object"} & {*frame.subject, *frame.object})


def _particle(clause: Clause, frame: Frame, lemma: str) -> list[tuple[tuple[Item, ...], tuple[Noun, ...]]]:
    """The arguments that are left behind a frame's particle, and what the particle's noun holds behind "of"; empty if it does not stand there."""
    args = clause.args
    if not frame.particle:
        if (
            lemma == "be"
            and frame.predicate != "role"
            and args
            and args[0].kind == "np"
            and args[0].nouns[0].name is None
            and not args[0].nouns[0].money
        ):
            return []
        return [(args, ())]
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
            return [(args[1:], noun.of)]
        return []
    if args and args[0].kind == "np":
        noun = args[0].nouns[0]
        inner = noun
        if _is(noun, wanted) and (len(wanted) == 1 or wanted[0] not in _PREPOSITIONS):
            return [(args[1:], noun.of)]
        if noun.head in _COUNTING and noun.of and _is(noun.of[0], wanted):
            inner = noun.of[0]
            return [(args[1:], inner.of)]
        if (
            noun.head == wanted[0]
            and len(wanted) > 1
            and len(args) > 1
            and args[1].kind == "pp"
            and args[1].word == wanted[1]
        ):
            second = args[1].nouns[0]
            if len(wanted) < 3 or _is(second, wanted[2:]):
                return [(args[2:], second.of)]
        if len(wanted) > 1 and noun.head == wanted[-1] and noun.of == () and len(args) == 1:
            return []
    return []


def _is(noun: Noun, wanted: Sequence[str]) -> bool:
    if noun.negated or noun.owner is not None:
        return False
    head = noun.head
    return head in (wanted[-1], f"{wanted[-1]}s")


def _filled(
    clause: Clause, frame: Frame, lemma: str, rest: tuple[Item, ...], owned: tuple[Noun, ...]
) -> Iterator[Fact]:
    if not _holds(clause, frame, rest):
        return
    for subject in _ends(clause, frame.subject, frame.subject_classes, rest, owned):
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
            told = _behind(frame.object[0], "words", rest)
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
            money = _money(clause, rest) if direct else _money_behind(frame.object, rest, owned)
            if money:
                yield replace(bare, literal=money)
        else:
            for other in _ends(clause, frame.object, frame.object_classes, rest, owned):
                yield replace(bare, object=other, object_classes=frame.object_classes)


def _holds(clause: Clause, frame: Frame, rest: tuple[Item, ...]) -> bool:
    verb = clause.verb
    c = frame.conditions
    if ("passive" in c and not verb.passive) or ("active" in c and verb.passive):
        return False
    if "past" in c and not (verb.past or verb.form in ("past",)):
        return False
    if (
        "money" in c
        and not any(i.word == "financially" for i in clause.args)
        and not any(_is_money(n) for item in (*rest, *clause.args) for n in item.nouns)
        and not any(_is_money(n) for n in clause.subject if verb.passive)
    ):
        return False
    if "left" in c and not _named_behind(rest, "from"):
        return False
    if "there" in c and not any(_named_behind(rest, word) for word in ("at", "with", "to", "in")):
        return False
    if (
        "since" in c
        and frame.object != ("date",)
        and not any(i.word == "since" and i.nouns[0].date for i in rest if i.nouns)
    ):
        return False
    lent = _lent(rest)
    if ("secondment" in c and not lent) or ("lasting" in c and lent):
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
    if "existential" in c and not any(n.head == "there" for n in clause.subject):
        return False
    if "grant" in c and not any(_is_money(n) for n in clause.subject):
        return False
    if "kind" in c and not any(n.money and "L" in THINGS.get(n.head, "") for i in rest[:1] for n in i.nouns):
        return False
    if "intransitive" in c and any(x.kind == "np" for x in rest):
        return False
    if "alone" in c and any(n.date is None for x in rest if x.kind != "adverb" for n in x.nouns):
        return False
    return not ("bare" in c and rest and rest[0].kind == "np")


def _lent(rest: tuple[Item, ...]) -> bool:
    """Whether a move is a secondment, and does not only follow one ("came back after a year on secondment")."""
    for item in rest:
        if item.word in ("after", "following", "from") and not any(n.name is not None for n in item.nouns):
            return False
        if item.word == "on" and any(n.head in _SECONDMENT for n in item.nouns):
            return True
    return False


def _named_behind(rest: tuple[Item, ...], word: str) -> bool:
    behind = (i for i in rest if i.kind == "pp" and i.word == word and not i.negated)
    return any(n.name is not None for i in behind for n in i.nouns)


def _is_money(noun: Noun) -> bool:
    return not noun.negated and (bool(noun.money) or noun.head in _MONEY_NOUNS)


def _ends(
    clause: Clause, names: tuple[str, ...], classes: str, rest: tuple[Item, ...], owned: tuple[Noun, ...]
) -> list[Noun]:
    for name in names:
        if found := _end(clause, name, classes, rest, owned):
            return found
    for name in () if _after_time(clause.fronted) else names:
        if name in _FRONTED and (found := _behind(name, classes, clause.fronted)):
            return found
    return []


def _end(
    clause: Clause, name: str, classes: str, rest: tuple[Item, ...], owned: tuple[Noun, ...]
) -> list[Noun]:
    verb = clause.verb
    if name == "agent":
        if verb.passive:
            return _behind("by", classes, rest, first=True)
        return _all(clause.subject)
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
    if name == "after time at":
        return _after_time(clause.fronted)
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
    if name == "of" and owned:
        return [n for noun in owned for n in _through(noun)]
    if name.startswith("link "):
        return _all(clause.object) if clause.link == name[5:] else []
    if clause.link and (clause.link == name or (clause.link == "where" and name in _WHERE)):
        return _all(clause.object)
    return _behind(name, classes, rest)


def _after_time(fronted: tuple[Item, ...], links: tuple[str, ...] = ("at", "with", "in")) -> list[Noun]:
    """Such as "After ten years at ‹O›": where somebody was; behind "as", what."""
    for one, two in pairwise(fronted):
        if (
            one.word in ("after", "following")
            and one.nouns
            and one.nouns[0].head in _TIME
            and two.word in links
        ):
            return [n for n in two.nouns if not n.negated]
    return []


def _complements(clause: Clause, word: str) -> list[Noun]:
    """What completes the subject behind a preposition: "money for ‹O›", "responsibility for ‹L›"."""
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
    """The names to which the phrases behind a verb lead on: "offers loans to firms in ‹G› and ‹G2›"; a body's own place is none."""
    found: list[Noun] = []
    named = False
    for n, item in enumerate(rest):
        if item.kind == "adverb":
            continue
        if item.kind == "np" and n and rest[n - 1].kind != "adverb":
            break
        if item.kind == "pp" and item.word not in _REACH:
            if item.word in _WHEN:
                continue
            break
        if item.negated or item.joined == "or":
            break
        if item.kind == "pp" and not (named and item.word in ("in", "at")):
            found.extend(x for noun in item.nouns for x in (noun, *noun.of))
        elif item.kind == "np":
            found.extend(x for noun in item.nouns for x in noun.of)
        named = item.kind == "pp" and any(noun.name is not None for noun in item.nouns)
    return [noun for noun in found if noun.name is not None]


def _money_behind(prepositions: tuple[str, ...], rest: tuple[Item, ...], owned: tuple[Noun, ...]) -> str:
    """The sum behind "of", "with", "at", or inside what stands there: "with a budget of £3m"."""
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


def _behind(name: str, classes: str, rest: tuple[Item, ...], *, first: bool = False) -> list[Noun]:
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
            and "G" not in classes
            and k
            and _common(rest[k - 1])
            and rest[k - 1].word != "as"
            and not (rest[k - 1].word == "on" and _lent(rest))
        ):
            continue  # "works on a project at ‹O›": where the project is
        if name in _IN_DUTY and any(n.head in _DUTIES for n in item.nouns):
            continue  # "is under the direction of ‹O›"
        fitting = [n for n in nouns if n.date is None and not n.money] if classes != "words" else nouns[:1]
        if not fitting:
            continue
        found.extend(fitting)
        if first or not _goes_on(rest, k, name):
            break
    return found


def _common(item: Item) -> bool:
    """Whether a phrase behind a preposition is a common noun that the next one may complete."""
    if item.kind != "pp" or not item.nouns:
        return False
    noun = item.nouns[-1]
    passing = noun.head in _TIME | _PERSONS or noun.head in _COUNTING
    if item.word == "in" and not noun.determiner and not noun.of and noun.end - noun.start == 1:
        return False  # "lectures in planning at ‹O›"
    return noun.name is None and noun.date is None and not noun.money and not passing


def _goes_on(rest: tuple[Item, ...], k: int, name: str) -> bool:
    return k + 1 < len(rest) and rest[k + 1].kind == "pp" and rest[k + 1].word == name


def _money(clause: Clause, rest: tuple[Item, ...]) -> str:
    """The sum that is the verb's object, or stands behind "of", "at", "by"."""
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


def _date(clause: Clause, frame: Frame, rest: tuple[Item, ...]) -> FoundDate | None:
    """The day on which it was: behind the verb, or at the head of its sentence."""
    for place in (rest, clause.fronted):
        for item in place:
            for noun in item.nouns:
                if noun.date is None or item.negated:
                    continue
                if "since" in frame.conditions and item.word != "since":
                    continue
                if (
                    item.kind == "np"
                    or item.word in _WHEN
                    or (item.word == "to" and "to" in frame.conditions)
                ):
                    return noun.date
    return None


def _role_at(clause: Clause, frame: Frame, rest: tuple[Item, ...], owned: tuple[Noun, ...]) -> int | None:
    """The token where a role phrase may begin: right behind the verb, behind "as", or behind "the post of"."""
    if frame.object == ("after time as",):
        return next((n.start for n in _after_time(clause.fronted, ("as",))), None)
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
    """The token where free words begin: right behind the verb ("words"), or behind a preposition ("words in")."""
    for item in rest:
        if item.kind == "adverb":
            continue
        if (
            item.negated
            or not item.nouns
            or any(n.negated or n.name is not None or n.date for n in item.nouns[:1])
        ):
            return None
        wanted = "words" if item.kind == "np" else f"words {item.word}"
        return item.nouns[0].start if wanted in frame.object else None
    return None
