"""Resolves "it", "they", "she" and "the fund" to earlier names, by class and number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ...tables import words
from ..draft import Draft, Sentence
from .chunks import THINGS, Noun
from .tokens import Token

__all__ = ["Carried", "Memory", "entry_of", "of_another", "owner_of", "topic_of"]

_PERSONS = frozenset(("she", "he"))
_OBJECTS = frozenset(("her", "him"))
_SINGULAR = frozenset(("it", "this", "that"))
#: Parts of bodies and companies of people: they mean nobody that was named, unless the name says so.
_NEVER = words("grammar", kind="no carrier")
#: What a theme is called: "this strand", and "the work" below its heading.
_THEMES = words("grammar", kind="theme noun")
_POINTING = frozenset(("the", "this", "that", "its", "their"))


@dataclass(frozen=True, slots=True)
class Carried:
    """A thing that a sentence named: its id, the letter of its class, its name, and whether it was the subject."""

    id: str
    letter: str
    name: str
    subject: bool
    span: tuple[int, int]
    #: Whether a verb before has it as its object.
    object: bool = False
    #: Whether it stands behind the "by" of a passive.
    agent: bool = False
    #: Whether it is the subject only of what is said aside: "‹O›, which is based at ‹O2›".
    aside: bool = False


@dataclass(slots=True)
class Memory:
    """What the sentences of a section spoke of, the newest last."""

    sentences: list[tuple[Carried, ...]] = field(default_factory=list)
    about_another: bool = False
    #: Whether a later sentence is about a thing without a name, which "it" now means.
    shadowed: bool = False
    #: The theme that the heading above the sentences names.
    topic: Carried | None = None

    def keep(self, named: Sequence[Carried], *, about_another: bool = False, shadowed: bool = False) -> None:
        """One more sentence. `about_another`: its subject is a thing without a name.

        One without names changes nothing, but that with `shadowed` a pronoun no longer means what was named before.
        """
        self.shadowed = not named and (shadowed or self.shadowed)
        if named:
            self.about_another = about_another
            self.sentences.append(tuple(named))
            del self.sentences[:-4]

    def resolve(
        self, noun: Noun, classes: str, here: Sequence[Carried], *, agent: bool = True, direct: bool = False
    ) -> list[Carried]:
        """What a pronoun or a definite noun means, if a thing of `classes` is meant and there is no doubt which.

        Parameters
        ----------
        noun
            The pronoun or noun.
        classes
            Letters of the classes that may be meant.
        here
            The names that are before it in its own sentence; the subjects of its clauses are marked.
        agent
            Whether the noun is itself the subject of its clause: only then the subject before is surely meant.
        direct
            Whether it is the object of its verb: "C delivers it", not "under it".
        """
        word = noun.head or (noun.determiner if noun.determiner in _OBJECTS else "")
        if noun.of or noun.owner is not None or noun.modifier is not None or not word:
            return []
        return self._meant(noun, word, classes, here, agent=agent, direct=direct) or self._heading(
            noun, word, classes, here
        )

    def _heading(self, noun: Noun, word: str, classes: str, here: Sequence[Carried]) -> list[Carried]:
        """The theme of the heading, where nothing else below it can be meant: "this strand", and "it" where only a theme fits."""
        if self.topic is None or "T" not in classes:
            return []
        pointing = word in _THEMES and noun.determiner in _POINTING and noun.end - noun.start < 3
        if not pointing and not (word == "it" and classes == "T"):
            return []
        others = (c for s in (here, *self.sentences) for c in s if c.letter == "T" and c.id != self.topic.id)
        return [] if any(others) else [self.topic]

    def _meant(
        self, noun: Noun, word: str, classes: str, here: Sequence[Carried], *, agent: bool, direct: bool
    ) -> list[Carried]:
        if word in _OBJECTS:
            return self._other("P" if "P" in classes else "", here)
        if word in _PERSONS:
            return self._one("P" if "P" in classes else "", here)
        if word in _SINGULAR:
            return self._one(
                "".join(c for c in classes if c in "OLBEKT"), here, pronoun=True, agent=agent, direct=direct
            )
        if word in ("they", "both"):
            return self._several(classes, here, two=word == "both")
        if noun.determiner in _POINTING or (word in ("institute",) and noun.determiner):
            letters = THINGS.get(word, "")
            fitting = "".join(c for c in letters if c in classes)
            if not fitting or noun.end - noun.start > 3:
                return []
            return self._definite(word, fitting, here)
        return []

    def _one(
        self,
        letters: str,
        here: Sequence[Carried],
        *,
        pronoun: bool = False,
        agent: bool = True,
        direct: bool = False,
    ) -> list[Carried]:
        said = _outer([c for c in here if c.subject], pronoun=pronoun)
        if not letters or not (said or self.sentences or here):
            return []
        people = {c.id: c for c in here if c.letter == "P"} if letters == "P" else {}
        if len(people) == 1 and not any(c.letter == "P" for c in said):
            return list(people.values())  # "‹O› has hired ‹P›; she …", "The director is ‹P›; she …"
        if not pronoun and not said and any(c.letter in letters for c in here):
            return []  # a person who is named but of whom the reader does not know what is said
        if pronoun and not said and self.shadowed:
            return []  # "‹O› opened a shop. The report shows lamps. It …"
        last = said or (self.sentences[-1] if self.sentences else ())
        all_of_them = [c for c in last if c.subject]
        subjects = list({c.id: c for c in _outer(all_of_them, pronoun=pronoun)}.values())
        fitting = [c for c in subjects if c.letter in letters]
        several = subjects if fitting else {c.id for c in all_of_them}
        if pronoun and not said and len(several) > 1:
            return []  # "A and B ... It": neither
        if letters == "P" and len(fitting) > 1:
            return []  # "‹P› and ‹P2› … She": either
        if pronoun and not said and not subjects and self.about_another:
            return []  # "The charity owes ‹O› money. It …"
        others = list(
            {c.id: c for c in (here if said or (pronoun and here) else last) if c.letter in letters}.values()
        )
        if (
            pronoun
            and (direct or not fitting)
            and "L" not in letters
            and not said
            and any(c.letter == "L" for c in last)
        ):
            return []  # "It is paid for by ‹L›, a pilot of ‹O›. ‹O2› runs it": bodies act, policies are run
        if pronoun and direct and "L" not in letters and any(c.letter == "L" and not c.subject for c in here):
            return []  # "‹O› pays for ‹L› and ‹O2› runs it"
        if fitting and (agent or len(others) == 1 or not pronoun):
            return fitting[-1:]
        by = {c.id for c in here if c.agent}
        if direct and len(fitting) == 1 and all(c.id in by for c in others if c.id != fitting[0].id):
            return fitting  # "‹O› is hosted by ‹O2›; ‹O3› funds it"
        done = list({c.id: c for c in here if c.object and c.letter in letters}.values())
        if pronoun and not agent and len(done) == 1:
            return done  # "A leads B, and C pays for it"
        if direct and len(others) == 1:
            return others
        return others if len(others) == 1 and not said else []

    def _other(self, letters: str, here: Sequence[Carried]) -> list[Carried]:
        """Whom "her" means after a verb: the only other person that the sentence names before, or the one before it."""
        named = list({c.id: c for c in here if letters and c.letter in letters}.values())
        if len(named) == 2:
            return named[:1]  # "While A is away, B stands in for her": not the nearer one, who acts
        if len(named) == 1 and self.sentences:
            last = {c.id: c for c in self.sentences[-1] if c.letter in letters and c.id != named[0].id}
            return list(last.values()) if len(last) == 1 else []
        return []

    def _several(self, classes: str, here: Sequence[Carried], *, two: bool) -> list[Carried]:
        said = list({c.id: c for c in here if c.letter in classes}.values())
        if two and len(said) == 2 and len({c.letter for c in said}) == 1:
            return said  # "‹L› has replaced ‹L2›; both sit with ‹O›"
        people = {c.id: c for c in here if c.letter == "P" and "P" in classes}
        if people and not two:  # "‹P› joined ‹O›; they were a planner before"
            acting = [c for c in people.values() if c.subject]
            return acting if len(people) == 1 else []
        if not self.sentences:
            return []
        subjects = [c for c in self.sentences[-1] if c.subject and c.letter in classes]
        unique = list({c.id: c for c in subjects}.values())
        if two:
            if len(unique) != 2:
                named = list({c.id: c for c in self.sentences[-1] if c.letter in classes}.values())
                unique = named if len(named) == 2 else []
            return unique
        return unique if len(unique) >= 2 or (unique and unique[0].letter in "OP") else []

    def _definite(self, word: str, letters: str, here: Sequence[Carried]) -> list[Carried]:
        """By its own name ("the Fund"), or as what the sentence before was about."""
        for named in (list(here), *(list(s) for s in reversed(self.sentences))):
            bearing = list(
                {c.id: c for c in named if c.letter in letters and word in c.name.lower().split()}.values()
            )
            if bearing:
                return bearing if len(bearing) == 1 else []
        if word in _NEVER or not self.sentences:
            return []
        last = list({c.id: c for c in self.sentences[-1] if c.letter in letters}.values())
        subjects = [c for c in last if c.subject]
        fitting = subjects or last
        return fitting if len(fitting) == 1 and not _other_kind(fitting[0].name, word) else []


def _outer(subjects: list[Carried], *, pronoun: bool) -> list[Carried]:
    """The subjects that "it" may mean: not that of a relative clause where the sentence itself mentions a thing."""
    outer = [c for c in subjects if not c.aside]
    return outer if pronoun and any(c.letter in "OLBEKT" for c in outer) else subjects


def _other_kind(name: str, word: str) -> bool:
    """Whether a name says that it is something else: "the levy" is no "Harbour Fund"."""
    last = name.lower().split()[-1]
    return (
        last in THINGS
        and last != word
        and word
        not in ("it", "body", "organisation", "programme", "scheme", "initiative", "project", "pilot")
    )


#: Whom a possessive means.
_WHOSE = {"its": "it", "his": "he", "her": "she", "their": "they"}


def owner_of(noun: Noun, head: str) -> Noun | None:
    """Whose lead, place or interests a noun mentions: "its lead", "‹P›'s place", "the lead of the theme"."""
    if noun.name is not None or noun.negated or noun.head not in (head, f"{head}s"):
        return None
    if noun.owner is not None:
        return Noun(noun.start, noun.end, name=noun.owner)
    if noun.determiner in _WHOSE:
        return Noun(noun.start, noun.end, head=_WHOSE[noun.determiner])
    return noun.of[0] if len(noun.of) == 1 else None


def topic_of(d: Draft, sentence: Sentence) -> Carried | None:
    """The theme whose section a sentence is in."""
    section = d.doc.section_at(sentence.block.start)
    heading = d.doc.heading_of(section) if section.kind == "theme" else None
    theme = d.find("Theme", section.heading) if heading is not None else None
    if theme is None or heading is None:
        return None
    return Carried(theme, "T", d.entities[theme].name, True, (heading.start, heading.end))


def entry_of(d: Draft, sentence: Sentence) -> tuple[Carried, ...]:
    """The thing that is the heading of the entry a sentence is in: "it" below "Counting What Counts" is that event."""
    heading = d.doc.entry_heading(sentence.block.start)
    title = d.doc.section_at(sentence.block.start).heading
    named = d.named(title, tuple(_ENTRIES)) if heading is not None else None
    if named is None or heading is None:
        return ()
    entity = d.entities[named]
    return (Carried(named, _ENTRIES[entity.cls], entity.name, True, (heading.start, heading.end)),)


_ENTRIES = {"Event": "E", "Publication": "B", "Organisation": "O", "Policy": "L"}
_DETERMINERS = frozenset(("the", "a", "an", "this", "that", "our", "one", "another"))


def of_another(memory: Memory, subjects: Sequence[Sequence[Noun]], tokens: Sequence[Token]) -> bool:
    """Whether a sentence without names is about one thing without a name: "The report shows …", "A new lamp costs …".

    What the next sentence calls "it" is that thing, and nothing named before. "The deadline is …" and "Bids close …" have
    no thing for a subject.
    """
    noun = next((s[0] for s in subjects if len(s) == 1), None) or _before_unknown_verb(tokens)
    if noun is None or noun.name is not None:
        return False
    if meant := memory.resolve(noun, "POLBEGKT", ()):
        last = memory.sentences[-1] if memory.sentences else ()
        return not {c.id for c in meant} & {c.id for c in last if c.subject}
    return noun.head in THINGS or (noun.determiner in ("a", "an") and bool(noun.head))


def _before_unknown_verb(tokens: Sequence[Token]) -> Noun | None:
    """The thing that opens a sentence of which no verb was found: in "The report shows lamps" it reads as a noun."""
    low = [t.lower for t in tokens[:6]]
    if len(low) > 2 and low[0] in ("a", "an"):
        return Noun(0, 2, head=low[1], determiner=low[0])
    at = next((n for n, word in enumerate(low) if n and word in THINGS), None)
    if at is None or len(low) < at + 2 or low[0] not in _DETERMINERS:
        return None
    acts = any(word.endswith("s") for word in low[at + 1 :])
    return Noun(0, at + 1, head=low[at], determiner=low[0]) if acts else None
