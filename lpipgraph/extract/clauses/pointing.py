"""Excludes what a pronoun or a definite noun cannot mean, and finds those of one sentence that mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...tables import words
from .chunks import THINGS, Noun
from .frames import Fact
from .parse import Clause
from .tokens import Token
from .verbs import Verb

__all__ = [
    "IT",
    "acted_on",
    "alike",
    "among_partners",
    "apposed",
    "aside",
    "first_of",
    "heads_of",
    "own_subjects",
    "told_apart",
    "told_before",
    "unknown_before",
]

#: Words that tell a thing apart from the one that was named before, inside its phrase and right behind it.
_OTHERS = words("grammar", kind="another")
_PARTING = words("grammar", kind="parting")
_PARTNERS = words("nouns", "noun", kind="partners")
IT = frozenset(("it", "they", "this"))


def own_subjects(
    tokens: Sequence[Token], clauses: Sequence[Clause], clause: Clause, *, direct: bool
) -> set[str]:
    """Whom an "it" after a verb does not mean: its own subject, and that of a verb with an "it" before: "A funds it, and B runs it"."""
    acting = [c for c in clauses if any(n.head in IT for i in c.args for n in i.nouns)]
    names = (tokens[n.name].mention for c in (clause, *acting) for n in c.subject if n.name is not None)
    own = {m.id for m in names if m is not None and m.id}
    if not direct:  # "set up ‹L› in its stead"
        told = (
            tokens[n.name].mention
            for i in clause.args
            if i.kind == "np"
            for n in i.nouns
            if n.name is not None
        )
        own.update(m.id for m in told if m is not None and m.id)
    shared = any(
        c is not clause
        and c.subject == clause.subject
        and c.verb.end <= clause.verb.start
        and "relative" not in c.construction
        for c in clauses
    )
    for n in () if shared else clause.subject:  # "‹L›, which took over from ‹L2›, is part of it"
        inside = (t.mention for t in tokens[n.end : clause.verb.start])
        own.update(m.id for m in inside if m is not None and m.id)
    return own


def first_of(clauses: Sequence[Clause], noun: Noun) -> Noun:
    """The first of two pronouns that are alike and both subjects: "It is hosted by ‹O›, which …, and it is …" mentions one thing."""
    if noun.head in IT and any(noun in c.subject for c in clauses):
        first = clauses[0].subject
        if len(first) == 1 and first[0].name is None and first[0].head == noun.head:
            return first[0]
    elif noun.head in IT:  # "A leads it, B is a partner and C funds it"
        behind = (n for c in clauses for i in c.args for n in i.nouns if n.head == noun.head)
        return next((n for n in behind if n.start < noun.start), noun)
    return noun


def told_before(clauses: Sequence[Clause], noun: Noun) -> tuple[Noun, Clause] | None:
    """The "it" that was the object of a clause before, where this "it" opens one of its own, with that clause."""
    if noun.head != "it":
        return None
    for clause in clauses:
        if len(clause.subject) > 1 and noun not in clause.subject:  # what several did it to is none of them
            for item in clause.args:
                for one in item.nouns:
                    if item.kind == "np" and one.head == "it" and one.end <= noun.start:
                        return one, clause
    return None


def acted_on(clauses: Sequence[Clause], clause: Clause, noun: Noun) -> tuple[Noun, Clause] | None:
    """The definite noun that an "it" after another subject's verb means: "A runs the pilot, and B pays for it"."""
    if noun.head != "it":
        return None
    for one in reversed([c for c in clauses if c.verb.end <= clause.verb.start]):
        direct = next((i for i in one.args if i.kind != "adverb"), None)
        if one.subject == clause.subject or one.verb.passive or direct is None or direct.kind != "np":
            continue
        told = direct.nouns[0]
        pointing = told.name is None and told.determiner in ("the", "this", "that") and not told.of
        after = next((i for i in one.args if i.start >= direct.end), None)
        if (
            pointing
            and set(THINGS.get(told.head, "")) & set("LOBEK")
            and (after is None or after.kind != "pp")
        ):
            return told, one
    return None


def aside(clause: Clause) -> bool:
    """Whether a clause only adds to a name that has its place in another clause: "…, which is based at ‹O›"."""
    how = clause.construction
    return ("relative" in how or "participle" in how) and "fronted" not in how


def told_apart(tokens: Sequence[Token], noun: Noun) -> bool:
    """Whether a definite noun is distinguished from what was named: "the first fund", "the scheme before it", "the fund that ran it"."""
    if noun.head not in THINGS or noun.determiner not in ("the", "that", "its", "their"):
        return False
    inside = {t.lower for t in tokens[noun.start : noun.end]}
    behind = tokens[noun.end].lower if noun.end < len(tokens) else ""
    return bool(inside & _OTHERS) or behind in _PARTING


def unknown_before(tokens: Sequence[Token], clauses: Sequence[Clause], noun: Noun) -> bool:
    """Whether a clause before mentions a thing that has no row: "it" may mean that."""
    for clause in clauses:
        for one in clause.subject:
            if one.end > noun.start:
                continue
            if (
                one.name is not None
                and (mention := tokens[one.name].mention) is not None
                and mention.id is None
            ):
                return True
    return False


def alike(tokens: Sequence[Token], fact: Fact) -> str:
    """The classes of a fact's subject: that of its object, where both are of one ("It replaces ‹L›")."""
    named = fact.object.name if fact.object is not None and "same" in fact.conditions else None
    letter = tokens[named].letter if named is not None else ""
    return letter if letter and letter in fact.subject_classes else fact.subject_classes


def heads_of(tokens: Sequence[Token], clause: Clause | None) -> set[str]:
    """Whom a pronoun in a relative clause does not mean, for the clause mentions them: "‹L›, which it replaces"."""
    named = (
        (tokens[n.name].mention for n in clause.object if n.name is not None) if clause is not None else ()
    )
    return {m.id for m in named if m is not None and m.id}


def apposed(tokens: Sequence[Token], clause: Clause) -> Iterator[Clause]:
    """What a phrase between commas says of a subject, as a clause with "is": "‹T›, in the hands of ‹P›, has grown"."""
    items = [i for i in clause.pre if i.kind == "pp"]
    if not clause.asserted or len(clause.subject) != 1 or not items or items[0].negated:
        return
    if items[0].word not in _PREDICATED or tokens[items[0].start - 1].text not in (",", "(", "–"):
        return
    start = items[0].start
    yield replace(
        clause,
        verb=Verb(("be",), "base", start, start),
        construction="apposition",
        args=clause.pre,
        pre=(),
        link="",
        object=(),
    )


#: Prepositions that say of a name what "is" with them would.
_PREDICATED = frozenset(
    (
        "in the hands of",
        "in the care of",
        "in the charge of",
        "under the leadership of",
        "under the direction of",
        "under the wing of",
    )
)


def among_partners(tokens: Sequence[Token], noun: Noun | None) -> bool:
    """Whether a name only says whose members or partners are meant: "Members of ‹O› include ‹O2›" makes none a part."""
    start = noun.start if noun else 0
    return start > 1 and tokens[start - 1].lower == "of" and tokens[start - 2].lower in _PARTNERS
