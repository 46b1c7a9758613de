"""What a name of unknown class does in its sentence: the reader of clauses is asked what it would state if the name were a body, or a policy.

Whether "Nesting" is a body shows where "Nesting" stands: "employed by Nesting" states something of a body and nothing of a policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..clauses.chunks import Noun, phrases_of
from ..clauses.frames import facts_of
from ..clauses.nominals import nominal_facts
from ..clauses.persons import persons
from ..clauses.syntax import clauses_of
from ..clauses.tokens import Token, tokens_of
from ..tagging import Mention, Tagged

__all__ = ["deeds"]

#: The classes that an unknown name is tried as.
_TRIED = "OLG"


def deeds(tagged: Tagged) -> dict[Mention, frozenset[str]]:
    """Unknown names of a sentence → the letters of the classes as which something would be stated of them.

    What the phrases and clauses of the sentence are does not hang on the class, so they are read once.
    """
    tokens = tokens_of(tagged)
    supposed = {letter: tuple(_supposed(token, letter) for token in tokens) for letter in _TRIED}
    facts = list(_facts(supposed[_TRIED[0]], tagged.sentence.text))
    found: dict[Mention, set[str]] = {}
    for letter, known in supposed.items():
        for n in _stated(known, facts):
            mention = tokens[n].mention
            if mention is not None and mention.letter == "N":
                found.setdefault(mention, set()).add(letter)
    return {mention: frozenset(letters) for mention, letters in found.items()}


def _supposed(token: Token, letter: str) -> Token:
    if token.mention is None or token.mention.letter != "N" or token.mention.id is not None:
        return token
    return replace(token, mention=replace(token.mention, letter=letter, id=f"supposed:{token.start}"))


#: The two ends of what a clause states, with the classes that they may have.
_Ends = Sequence[tuple[Noun, str]]


def _facts(tokens: Sequence[Token], text: str) -> Iterator[_Ends]:
    """What the clauses of a sentence state, deny or suppose."""
    for clause in clauses_of(phrases_of(tokens, text), tokens):
        for fact in facts_of(replace(clause, asserted=True)):
            ends = [(fact.subject, fact.subject_classes)]
            if fact.object is not None:
                ends.append((fact.object, fact.object_classes))
            yield ends


def _stated(tokens: Sequence[Token], facts: Iterable[_Ends]) -> set[int]:
    """The tokens of names of which something is stated, denied or supposed."""
    found: set[int] = set()
    for ends in facts:
        if all(_fits(tokens, noun, classes) for noun, classes in ends):
            found.update(noun.name for noun, _ in ends if noun.name is not None)
    for s, _, o, _ in (*persons(tokens, None), *nominal_facts(tokens)):
        found.add(s)
        if not isinstance(o, str):
            found.add(o)
    return found


def _fits(tokens: Sequence[Token], noun: Noun, classes: str) -> bool:
    """Whether a noun is a name of one of the classes, or a pronoun or common noun that may mean one."""
    return noun.name is None or tokens[noun.name].letter in classes
