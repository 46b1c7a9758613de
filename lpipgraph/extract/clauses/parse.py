"""Holds the state of parsing a sentence: finished clauses, open clauses, and negation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ...tables import words
from .chunks import Item, Noun
from .lemmas import kind_of
from .tokens import Token
from .verbs import Verb

__all__ = [
    "DOUBT_NOUNS",
    "Clause",
    "Frame",
    "Parse",
    "close_finished",
    "close_relative",
    "doubts",
    "inherit_waiting",
    "pop",
    "supposed",
]

#: Nouns that do not vouch for the clause that completes them: "hopes that", "a world in which".
DOUBT_NOUNS = words("grammar", kind="doubt noun")
#: The words with which a sentence begins that only supposes: "Imagine that", "In an ideal world".
_SUPPOSING = {
    first: tuple(
        tuple(p.split()) for p in sorted(words("grammar", kind="supposing")) if p.split()[0] == first
    )
    for first in {phrase.split()[0] for phrase in words("grammar", kind="supposing")}
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with what belongs to it.

    `subject` are nouns (pronouns among them), `args` the phrases after the verb, `fronted` those before the subject.
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
    #: Who set the subject to do it: "‹O› asked ‹P› to write ‹B›".
    ordered: tuple[Noun, ...] = ()
    #: What a relative clause says it of where that is its object: "the Y, which X runs", "under which" with its preposition.
    object: tuple[Noun, ...] = ()
    link: str = ""
    #: What stands between the subject and the verb: "money for ‹O› comes", "‹O›, along with ‹O2›, runs".
    pre: tuple[Item, ...] = ()


@dataclass(slots=True)
class Frame:
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
    """A sentence while it is read: its phrases, the open clauses (the innermost last) and those made so far."""

    items: Sequence[Item]
    tokens: Sequence[Token]
    frames: list[Frame]
    clauses: list[Clause] = field(default_factory=list)
    #: For each clause, the item of its verb; the items that are subjects.
    places: list[int] = field(default_factory=list)
    subjects: dict[int, int] = field(default_factory=dict)
    doubted: bool = False
    #: The first clause behind the last mark.
    since: int = 0
    #: Clauses whose subject stands behind the verb, with what stands at the head of the sentence.
    inverted: dict[int, tuple[Item, ...]] = field(default_factory=dict)
    #: The relative clauses that were opened so far.
    relatives: list[Frame] = field(default_factory=list)

    @property
    def frame(self) -> Frame:
        """The innermost open clause."""
        return self.frames[-1]


def doubts(clause: Clause) -> bool:
    """Whether a verb does not vouch for what it says: "hopes that", "denied that", "has not said that"."""
    return clause.verb.blocked or bool(set(clause.verb.lemmas) & kind_of("denies"))


def supposed(tokens: Sequence[Token]) -> bool:
    """Whether a sentence opens with words that only suppose what it says."""
    openings = _SUPPOSING.get(tokens[0].text.lower(), ()) if tokens else ()
    return any(tuple(t.text.lower() for t in tokens[: len(opening)]) == opening for opening in openings)


def pop(p: Parse) -> None:
    """Takes leave of the innermost clause; participles that wait for a subject wait in the clause around it."""
    frame = p.frames.pop()
    if frame.kind in ("participle", "sub") and frame.waiting:
        p.frame.waiting.extend(frame.waiting)


def close_finished(p: Parse, *, keep_subject: bool = False) -> None:
    """Takes leave of inner clauses that a comma closed."""
    while len(p.frames) > 1 and p.frame.closable and p.frame.verb is not None and not p.frame.bracket:
        if keep_subject and p.frames[-2].verb is None:
            break
        pop(p)


def close_relative(p: Parse, n: int) -> None:
    """Takes leave of a relative clause between commas where a passive goes on: "run by A, which is new, and funded by B"."""
    k = n - 1
    while k > 0 and p.items[k].kind in ("adverb", "and"):
        k -= 1
    if len(p.frames) < 2 or p.items[k].kind != "comma" or p.frame.kind not in ("relative", "relative prep"):
        return
    before = (p.frame.last or 0) - 1
    if not p.frame.closable or p.frame.verb is None or before < 0 or not p.clauses[before].verb.passive:
        return
    pop(p)
    if p.frame.last != before:  # the comma closed it
        asserted, subject = p.clauses[before].asserted, p.clauses[before].subject
        p.frames.append(Frame("participle", subject, asserted, p.places[before], before))


def inherit_waiting(p: Parse) -> None:
    """Gives participles that wait for a subject that of the main clause they stand before."""
    for frame in p.frames:
        if frame.waiting and frame.last is not None and frame.kind == "main":
            subject = p.clauses[frame.last].subject
            for w in frame.waiting:
                p.clauses[w] = replace(p.clauses[w], subject=subject)
