"""Decides the factuality of a clause under a governing verb or noun: real, wished or denied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...tables import words
from .antecedents import nearest_noun, previous
from .chunks import Noun
from .lemmas import kind_of
from .parse import DOUBT_NOUNS, Clause, Parse, doubts
from .tokens import Token
from .verbs import Verb

__all__ = [
    "SHE",
    "adjacent",
    "apposed_before",
    "cleft_denied",
    "delegated",
    "doubted_by",
    "doubted_noun",
    "first_to",
    "goes_on",
    "kept",
    "leads_to",
    "place_meant",
    "set_to",
    "wished",
]

#: Pronouns that are subjects.
SHE = frozenset(("she", "he", "it", "they"))
#: What follows "to" behind a verb of change: it came about.
_BECOMING = frozenset(
    ("become", "form", "make", "create", "lead", "head", "join", "take", "run", "chair", "be")
)
#: Whoever is one of those "to do" something does it.
_ONE_OF = frozenset(("one", "first", "second", "third", "latest", "last", "only"))


def leads_to(p: Parse, governor: int, n: int, verb: Verb) -> bool:
    """For example "has left ‹O› to become", "were merged to form": what came of it."""
    clause = p.clauses[governor]
    moved = clause.asserted and clause.verb.finite and bool(set(clause.verb.lemmas) & kind_of("changes"))
    between = [x.kind for x in p.items[p.places[governor] + 1 : n]]
    if "comma" in between[:-1] and between[-1] == "comma":
        between = between[: between.index("comma")]  # "leaves ‹O›, where he was …, to be …"
    return moved and bool(set(verb.lemmas) & _BECOMING) and set(between) <= {"np", "pp", "adverb"}


def set_to(p: Parse, governor: int, n: int, verb: Verb) -> tuple[Noun, ...]:
    """Whom or what a verb sets to do something: "launched ‹L› to replace ‹L2›", "asked ‹P› to write"; empty if it may never do so."""
    clause = p.clauses[governor]
    between = [x for x in p.items[p.places[governor] + 1 : n] if x.kind != "adverb"]
    if not clause.asserted or clause.verb.infinitive:
        return ()
    lemmas = set(clause.verb.lemmas)
    told = clause.subject[:1]
    if lemmas & kind_of("falls") and not (told and told[0].head == "it"):
        return ()
    wanted = lemmas & (kind_of("founds") | kind_of("falls")) or (
        lemmas & kind_of("orders") and set(verb.lemmas) & kind_of("makes")
    )
    if not wanted or any(x.kind not in ("np", "pp") for x in between):
        return ()
    if clause.verb.passive:
        return clause.subject
    if lemmas & kind_of("falls"):  # "it falls to ‹O› to lead"
        return next((x.nouns for x in between if x.word in ("to", "up to") and not x.negated), ())
    direct = between[0] if between and between[0].kind == "np" else None
    return direct.nouns if direct is not None and not direct.negated else ()


#: What may be given to somebody to do: "the task of running ‹L›".
_TASKS = frozenset(("task", "job", "work", "duty", "business", "responsibility", "honour", "role"))


def delegated(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses, and what somebody is given to do: "The task of running ‹L› has gone to ‹O›"."""
    yield from clauses
    for task in clauses:
        if task.construction != "gerund of" or len(task.subject) != 1 or task.subject[0].head not in _TASKS:
            continue
        for clause in clauses:
            if clause is task or not clause.asserted or clause.subject != task.subject:
                continue
            lemmas = set(clause.verb.lemmas)
            whose = next(
                (i.nouns for i in clause.args if i.word in ("to", "on", "with", "up to") and not i.negated),
                (),
            )
            if (lemmas & _COMES_TO and not clause.verb.passive) or (clause.verb.passive and lemmas & _GIVEN):
                yield replace(task, subject=whose, asserted=True)


_COMES_TO = frozenset(("fall", "go", "pass", "come", "lie", "rest", "be", "move", "return"))
_GIVEN = frozenset(
    ("give", "hand", "pass", "entrust", "assign", "leave", "delegate", "contract", "outsource")
)


def first_to(p: Parse, governor: int, n: int) -> bool:
    """For example "was the first to be funded", "is one of six bodies to host", "is among those to have won"."""
    clause = p.clauses[governor]
    between = [x for x in p.items[p.places[governor] + 1 : n] if x.kind != "adverb"]
    if clause.verb.lemmas != ("be",) or not clause.asserted or len(between) != 1 or not between[0].nouns:
        return False
    noun = between[0].nouns[-1]
    told = {t.lower for t in p.tokens[noun.start : noun.end]}
    return not noun.negated and bool(told & _ONE_OF or between[0].word in ("among", "amongst"))


def adjacent(p: Parse, governor: int, n: int) -> bool:
    """Whether only adverbs are between a verb and the infinitive."""
    return all(
        x.kind in ("adverb", "and") or (x.kind == "sub" and x.word == "on")
        for x in p.items[p.places[governor] + 1 : n]
    )


def goes_on(p: Parse, n: int) -> bool:
    """Whether the verb right before says only that it begins, continues or has been helped to: "carries on funding"."""
    assert p.frame.last is not None
    one = p.clauses[p.frame.last]
    return bool(set(one.verb.lemmas) & kind_of("asserts")) and p.places[p.frame.last] == max(
        k for k in range(n) if p.items[k].kind == "verb"
    )


#: Who says something by saying that it ought to be said, and to whom: "I ought to say that", "readers will recall that".
_SPEAKERS = frozenset(("i", "we", "you", "readers"))
_OBLIGED = frozenset(("ought", "should", "must", "can", "may", "will"))
_TELLING = kind_of("tells")
_NOT = frozenset(("not", "never", "no", "hardly", "cannot", "if", "whether"))


def doubted_by(p: Parse, clause: Clause) -> bool:
    """Whether a clause does not vouch for what it says: "hopes that", "gossip says that", but not "I ought to say that"."""
    said = [p.tokens[noun.end - 1].text.lower() for noun in clause.subject if noun.end]
    hearsay = any(word in DOUBT_NOUNS for word in said)
    return hearsay or (doubts(clause) and not _performs(p, clause))


def _performs(p: Parse, clause: Clause) -> bool:
    """Whether a clause says what it says that somebody ought to say: "I ought to say that X leads Y"."""
    verb = clause.verb
    if not clause.subject or verb.passive or not set(verb.lemmas) & _TELLING:
        return False
    said = [t.text.lower() for t in p.tokens[clause.subject[-1].start : verb.end]]
    denied = any(w in _NOT or w.endswith(("n't", "n’t")) for w in said)
    return said[0] in _SPEAKERS and bool(_OBLIGED & set(said)) and not denied


#: What is said of a plan that was not kept.
_CALLED_OFF = tuple(tuple(wording.split()) for wording in sorted(words("grammar", kind="called off")))
_TURNS = frozenset(("but", "until", "before", "though", "although", "yet", "however"))


def kept(tokens: Sequence[Token], clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses, of which those state nothing that tell a plan of which the sentence says then that it came to nothing."""
    low = [t.lower for t in tokens]
    turn = next((n for n, word in enumerate(low) if word in _TURNS), None)
    if turn is None or not any(
        tuple(low[n : n + len(w)]) == w for w in _CALLED_OFF for n in range(turn, len(low) - len(w) + 1)
    ):
        return tuple(clauses)
    return tuple(
        replace(c, asserted=False)
        if c.verb.end <= turn and {"to", "would"} & set(low[c.verb.start : c.verb.end])
        else c
        for c in clauses
    )


def place_meant(p: Parse, n: int) -> tuple[Noun, ...]:
    """The organisation or place that "where" mentions: "‹O›, where ‹P› works", "‹O› is where ‹O2› sits"."""
    before = previous(p, n)
    if before is not None and before.kind == "verb" and p.frame.last is not None:
        clause = p.clauses[p.frame.last]
        at = clause.subject if clause.verb.lemmas == ("be",) and not clause.verb.blocked else ()
    else:
        at = nearest_noun(p, n)
    return (
        at[-1:] if at and at[-1].name is not None and p.tokens[at[-1].name].letter in ("O", "G", "E") else ()
    )


def wished(p: Parse, n: int) -> bool:
    """Whether the verb right before does not vouch for what follows: "thinking of replacing", "dreams of ‹L› being run"."""
    return bool(p.clauses) and p.places[-1] == n - 1 and doubted_by(p, p.clauses[-1])


def doubted_noun(p: Parse, n: int) -> bool:
    """Whether the clause at `n` completes a noun that does not vouch for it: "hopes that", "a world in which"."""
    one = p.items[n - 1] if n else None
    return one is not None and bool(one.nouns) and one.nouns[-1].head in DOUBT_NOUNS


def cleft_denied(p: Parse, n: int) -> bool:
    """For example "It is not X that …", "There is no X which …"."""
    if not p.clauses or p.places[-1] != n - 2:
        return False
    clause = p.clauses[-1]
    return clause.verb.lemmas == ("be",) and (
        clause.verb.blocked or any(x.negated for x in p.items[n - 1].nouns)
    )


def apposed_before(p: Parse, n: int) -> bool:
    """Whether the noun before the comma only describes the one at item `n`, which has the verb."""
    nouns = p.frame.subject
    one = p.items[n].nouns[0]
    described = (
        len(nouns) == 1
        and nouns[0].name is None
        and nouns[0].determiner in ("", "a", "an", "one", "its", "their")
    )
    follows = p.items[n + 1] if n + 1 < len(p.items) else None
    return (
        described
        and (one.name is not None or one.determiner == "the" or one.head in SHE)
        and follows is not None
        and follows.verb is not None
    )
