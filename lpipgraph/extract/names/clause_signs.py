"""Finds evidence of class in clauses: which class would give a name's sentence a meaning.

Whether "Nesting" is an organisation shows where "Nesting" is: "employed by Nesting" states something of an organisation and nothing of a policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..clauses.chunks import Noun, phrases_of
from ..clauses.frames import Fact, facts_of
from ..clauses.light_verbs import act_facts
from ..clauses.nominals import nominal_facts
from ..clauses.persons import persons
from ..clauses.relations import relation_facts
from ..clauses.roles import role_phrases
from ..clauses.syntax import clauses_of
from ..clauses.tokens import Token, tokens_of
from ..tagging import Mention, Tagged

__all__ = ["deeds"]

#: The classes that an unknown name is tried as.
_TRIED = "OLG"
_SUPPOSED = "supposed:"


def deeds(tagged: Tagged) -> dict[Mention, frozenset[str]]:
    """Unknown names of a sentence → the classes as which something would be stated of them, as signs.

    A statement about a name that is known tells more than one about a pronoun or another unknown name; one that only a
    single class allows tells most. What the phrases and clauses are hardly hangs on the class, so they are read once.
    """
    found = _letters(tagged, _TRIED, _supposed, _is_found)
    return {mention: frozenset(_signs(letters)) for mention, letters in found.items()}


def stated_as(
    tagged: Tagged, spans: Sequence[tuple[int, int]], letters: str
) -> Iterator[tuple[int, int, dict[str, int]]]:
    """The classes as which something would be stated of some names of a sentence.

    Parameters
    ----------
    tagged
        The sentence, in which these names are marked as undecided.
    spans
        Where they are in its words.
    letters
        The classes that are tried; other undecided names are taken for organisations.

    Returns
    -------
    Iterator
        Start and end of each name with its letters, and how many statements are about another name as well.
    """
    tried = set(spans)

    def supposed(token: Token, letter: str) -> Token:
        mention = token.mention
        return _supposed(token, letter if mention and (mention.start, mention.end) in tried else "O")

    def has_class(mention: Mention | None) -> bool:
        return mention is not None and (
            not (mention.id or "").startswith(_SUPPOSED) or (mention.start, mention.end) in tried
        )

    for mention, stated in _letters(tagged, letters, supposed, has_class).items():
        if (mention.start, mention.end) in tried:
            yield mention.start, mention.end, stated


def _is_found(mention: Mention | None) -> bool:
    """Whether a name is one of the draft."""
    return mention is not None and mention.id is not None and not mention.id.startswith(_SUPPOSED)


def _letters(
    tagged: Tagged,
    letters: str,
    suppose: Callable[[Token, str], Token],
    known: Callable[[Mention | None], bool],
) -> dict[Mention, dict[str, int]]:
    """The undecided names of a sentence with the classes as which something is stated of them, and how often of a known name too."""
    tokens = tokens_of(tagged)
    supposed = {letter: tuple(suppose(token, letter) for token in tokens) for letter in letters}
    clauses = clauses_of(phrases_of(supposed["O"], tagged.sentence.text), supposed["O"])
    facts = [
        fact
        for clause in (replace(c, asserted=True) for c in clauses)
        for fact in (*facts_of(clause), *act_facts(clause), *relation_facts(clause, supposed["O"]))
    ]
    found: dict[Mention, dict[str, int]] = {}
    for letter, tried in supposed.items():
        for n, sure in _stated(tried, facts, known).items():
            mention = tokens[n].mention
            if mention is not None and mention.letter == "N":
                found.setdefault(mention, {})[letter] = sure
    return found


def _signs(letters: dict[str, int]) -> Iterator[str]:
    yield from (f"stated as: {letter}" for letter in letters)
    yield from (f"stated of a name as: {letter}" for letter, sure in letters.items() if sure)
    if len(letters) == 1:
        yield from (f"stated only as: {letter}" for letter, sure in letters.items() if sure)


def _supposed(token: Token, letter: str) -> Token:
    if token.mention is None or token.mention.letter != "N" or token.mention.id is not None:
        return token
    return replace(token, mention=replace(token.mention, letter=letter, id=f"{_SUPPOSED}{token.start}"))


def _stated(
    tokens: Sequence[Token], facts: Sequence[Fact], known: Callable[[Mention | None], bool]
) -> dict[int, int]:
    """The tokens of names of which something is stated, denied or supposed, and how often a known name with it."""
    found: dict[int, int] = {}

    def told(n: int, other: int | None) -> None:
        found[n] = found.get(n, 0) + known(tokens[other].mention if other is not None else None)

    for fact in facts:
        s, o = fact.subject, fact.object or fact.subject
        if not _fits(tokens, s, fact.subject_classes) or (
            fact.object is not None and not _fits(tokens, o, fact.object_classes)
        ):
            continue
        for one, other in ((s.name, o.name), (o.name, s.name)):
            if one is not None:
                told(one, other)
        if fact.role_at is not None:  # "‹P› is director of ‹N›"
            for n in (n for role in role_phrases(tokens, fact.role_at) for n in role.bodies):
                told(n, s.name)
    for one, _, end, _ in (*persons(tokens, None), *nominal_facts(tokens)):
        told(one, None if isinstance(end, str) else end)
        if not isinstance(end, str):
            told(end, one)
    return found


def _fits(tokens: Sequence[Token], noun: Noun, classes: str) -> bool:
    """Whether a noun is a name of one of the classes, or a pronoun or common noun that may mean one."""
    return noun.name is None or tokens[noun.name].letter in classes
