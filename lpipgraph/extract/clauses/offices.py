"""Reads offices: "‹O›'s director is ‹P›", "at ‹O›, where she is Reader", "‹O› has two new trustees, ‹P› and ‹P2›"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .chunks import Item, Noun
from .parse import Clause
from .phrases import closes, names_from
from .roles import Role, role_phrase, role_phrases
from .tokens import Token

__all__ = ["AWAY", "Office", "covers", "offices", "organisers"]

#: Whose place is taken while this is said is covered for, and not followed.
AWAY = frozenset(("leave", "sabbatical", "absence", "away", "absent"))
_ORGANISERS = frozenset(("organiser", "organizer", "host", "convener", "convenor", "hosts", "organisers"))
_COVERS = frozenset(("cover", "deputise", "deputize", "stand", "fill"))
_OBJECTS = frozenset(("her", "him", "them"))
_ITS = {"its": "it", "their": "they"}
#: Who does not hold an office, or does no longer, does so elsewhere than "where she works".
_WORKING = frozenset(
    ("work", "teach", "lecture", "serve", "act", "research", "base", "employ", "lead", "run")
)
_GAINING = frozenset(
    (
        "have",
        "gain",
        "welcome",
        "appoint",
        "elect",
        "name",
        "recruit",
        "hire",
        "get",
        "find",
        "acquire",
        "choose",
        "pick",
    )
)
_BEFORE_NAMES = frozenset((",", ":", "–", "—", "in"))


@dataclass(frozen=True, slots=True)
class Office:
    """Who holds a role at which organisations; without a role (empty) who is there. `past` says that it is over."""

    persons: tuple[Noun, ...]
    role: str
    bodies: tuple[Noun, ...]
    clause: Clause
    past: bool = False


def offices(tokens: Sequence[Token], items: Sequence[Item], clauses: Sequence[Clause]) -> Iterator[Office]:
    """The offices that the clauses of a sentence give to persons."""
    for clause in clauses:
        if clause.asserted:
            yield from _held_by(tokens, clause)
            yield from _new_ones(tokens, clause)
    yield from _where(tokens, items, clauses)


def _named(n: int) -> Noun:
    return Noun(n, n + 1, name=n)


def _held_by(tokens: Sequence[Token], clause: Clause) -> Iterator[Office]:
    """For example "‹O›'s director is ‹P›", "The chair of ‹O› is ‹P›", "Its director is ‹P›": the role is the subject."""
    verb = clause.verb
    if verb.lemmas != ("be",) or len(clause.subject) != 1 or clause.link:
        return
    noun = clause.subject[0]
    role = role_phrase(tokens, noun.start)
    objects = next((i.nouns for i in clause.args if i.kind == "np"), ())
    persons = tuple(n for n in objects if n.name is not None and tokens[n.name].letter == "P")
    if role is None or not persons or len(persons) != len(objects) or role.end > verb.start:
        return
    if noun.negated or role.plural != (len(persons) > 1) or (verb.past and not role.past):
        return
    bodies = tuple(_named(n) for n in role.bodies)
    if not bodies and (noun.determiner in _ITS or (noun.determiner == "the" and not role.objects)):
        bodies = (Noun(noun.start, noun.start + 1, head=_ITS.get(noun.determiner, "it")),)
    yield Office(persons, _single(role), bodies, clause, role.past)


def _new_ones(tokens: Sequence[Token], clause: Clause) -> Iterator[Office]:
    """For example "‹O› has two new trustees, ‹P› and ‹P2›", "‹O› has a new director in ‹P›"."""
    named = [n.name if n.name is not None else n.modifier for n in clause.subject]
    bodies = (
        clause.subject if any(n is not None and tokens[n].letter in ("O", "T", "N") for n in named) else ()
    )
    first = next((i for i in clause.args if i.kind != "adverb"), None)
    if not bodies or clause.verb.passive or not set(clause.verb.lemmas) & _GAINING:
        return
    if first is None or first.kind != "np" or first.negated or first.nouns[0].name is not None:
        return
    role = role_phrase(tokens, first.start)
    if role is None or role.bodies or role.past or role.end >= len(tokens):
        return
    if tokens[role.end].lower not in _BEFORE_NAMES and tokens[role.end].text not in _BEFORE_NAMES:
        return
    listed, end = names_from(tokens, role.end + 1, "P")
    if listed and closes(tokens, end) and role.plural == (len(listed) > 1):
        yield Office(tuple(map(_named, listed)), _single(role), bodies, clause)


def _where(tokens: Sequence[Token], items: Sequence[Item], clauses: Sequence[Clause]) -> Iterator[Office]:
    """For example "at ‹O›, where she is Reader in Planning", "for ‹O›, where he works"."""
    for k, item in enumerate(items):
        if item.word != "where" or k + 2 >= len(items):
            continue
        before = items[k - 2] if k > 1 and items[k - 1].kind == "comma" else items[k - 1] if k else None
        who = items[k + 1]
        if before is None or before.kind not in ("np", "pp") or who.kind != "np" or len(who.nouns) != 1:
            continue
        at = before.nouns[-1].name
        clause = next((c for c in clauses if c.subject == who.nouns and c.verb.start >= who.end), None)
        if at is None or tokens[at].letter != "O" or clause is None or not clause.asserted:
            continue
        past = clause.verb.past or clause.verb.ended
        if set(clause.verb.lemmas) & _WORKING:
            start = next((i.nouns[0].start for i in clause.args if i.word == "as" and i.nouns), None)
            roles = role_phrases(tokens, start) if start is not None else ()
            yield Office(who.nouns, "", (_named(at),), clause, past)
        elif "be" in clause.verb.lemmas and clause.args:
            roles = role_phrases(tokens, clause.args[0].start)
        else:
            continue
        for role in roles:
            if not role.bodies and not role.plural:
                yield Office(who.nouns, role.text, (_named(at),), clause, past or role.past)


def _single(role: Role) -> str:
    """The words of one office: "trustees" are each a trustee."""
    if not role.plural:
        return role.text
    words = role.text.split()
    for n, word in enumerate(words):
        if word.lower().rstrip("s") == role.head.rstrip("s") or word.lower() == f"{role.head[:-1]}ies":
            words[n] = role.head if word.islower() else role.head.title()
    return " ".join(words)


def covers(tokens: Sequence[Token], clauses: Sequence[Clause]) -> Iterator[tuple[Noun, Noun, Clause]]:
    """For example "‹P› is on leave, and ‹P2› is looking after her theme": who stands in for whom, where the verb does not say.

    One person of the sentence is away, one other does what is in. The one who is away may be named by "her leave" alone.
    """
    away = next((n for n, t in enumerate(tokens) if t.lower in AWAY), None)
    if away is None:
        return
    people = {t.mention.id: n for n, t in enumerate(tokens) if t.letter == "P" and t.mention}
    for clause in clauses:
        names = [n for n in clause.subject if n.name is not None and tokens[n.name].letter == "P"]
        if not (clause.asserted and len(names) == 1 and len(clause.subject) == 1 and _stands_in(clause)):
            continue
        behind = [n for i in clause.args if i.kind == "np" for n in i.nouns]
        if any((n.name is not None and tokens[n.name].letter == "P") or n.head in _OBJECTS for n in behind):
            continue  # the verb itself says for whom
        mention = tokens[names[0].name or 0].mention
        others = [n for id_, n in people.items() if mention is not None and id_ != mention.id]
        if len(others) == 1 and _is_away(tokens, others[0], away, names[0].name or 0):
            yield names[0], _named(others[0]), clause
        elif not others and away and (whose := _whose(tokens, away)) is not None:
            yield names[0], whose, clause


def _stands_in(clause: Clause) -> bool:
    """Whether a clause tells what one does for another: "is covering", "looks after her theme", "is in charge", "is acting head"."""
    lemmas = set(clause.verb.lemmas)
    said = {i.word for i in clause.args} | {n.head for i in clause.args for n in i.nouns}
    if lemmas & _COVERS:
        return not lemmas & {"stand", "fill"} or "in" in said
    acting = any("acting" in n.words for i in clause.args for n in i.nouns)
    return (
        ("look" in lemmas and "after" in said)
        or ("hold" in lemmas and bool(said & {"fort", "rein", "reins"}))
        or ("take" in lemmas and bool(said & {"over", "on", "charge", "place"}))
        or ("be" in lemmas and ("charge" in said or acting))
        or (bool(lemmas & {"lead", "head", "mind", "act", "run"}) and not clause.verb.past)
    )


def _is_away(tokens: Sequence[Token], other: int, away: int, doer: int) -> bool:
    """Whether the other person, and not who is in, is the one who is away: named nearer before the word."""
    if doer < other:
        return other < away  # "‹P› covers while ‹P2› is on leave"
    return away < doer or tokens[other + 1].text in ("'s", "'")


def _whose(tokens: Sequence[Token], away: int) -> Noun | None:
    """For example "her maternity leave": of the person whom the sentence before is about."""
    for n in range(away - 1, max(-1, away - 4), -1):
        if tokens[n].lower in ("her", "his"):
            return Noun(n, n + 1, head="she")
    return None


def organisers(items: Sequence[Item], clauses: Sequence[Clause]) -> Iterator[tuple[Noun, Noun, Clause]]:
    """For example "‹E› returns, with ‹O› as organiser": the event, and who holds it."""
    for one, role in pairwise(items):
        if (one.word, role.word) != ("with", "as") or one.negated or not role.nouns or not clauses:
            continue
        clause = clauses[-1]
        if role.nouns[0].head in _ORGANISERS and clause.asserted:
            yield from ((event, body, clause) for event in clause.subject for body in one.nouns)
