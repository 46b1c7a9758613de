"""Reads the statements of verbless constructions beside names in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...records import Value
from ...tables import words
from ..draft import Draft, Sentence
from ..tagging import LETTER, Mention, Nearby, Tagged, Tagger
from ..themes import resolve
from .chunks import THINGS
from .nominals import nominal_facts
from .parse import supposed
from .person_entries import entry_parts, whose
from .persons import Fact, persons
from .phrases import is_subject, the
from .possessives import own_things
from .speaker import spoken
from .tokens import Token, plain_opening, tokens_of

__all__ = ["LEADS", "nominals", "only_leads", "row_of", "theme_lead"]

#: Stands for the body that the sentence before is about.
_CARRIED = -1
#: A sentence that opens with these is about the body that it names later.
_NOT_ABOUT = words("grammar", kind="no topic")
_CLASS = {letter: cls for cls, letter in LETTER.items()}
#: What belonging to a board is not.
_ON_BOARDS = frozenset(("partOfOrganisation", "partnerOf"))


def nominals(d: Draft) -> None:
    """Roles, employers and what nouns with arguments say, wherever prose says it."""
    tagger = Tagger.of(d)
    people = Nearby(d)
    last: tuple[int, Tagged, tuple[Token, ...]] | None = None
    entry: tuple[int, Token | None] = (-1, None)
    for sentence in d.prose():
        tagged = people.tag(tagger, sentence)
        tokens = plain_opening(spoken(d, sentence, tokens_of(tagged)))
        body = _about(last[2]) if last is not None and last[0] == sentence.block.start else None
        last = (sentence.block.start, tagged, tokens)
        if d.is_masked(sentence.span()[0]) and sentence.block.kind != "paragraph":
            continue
        known = entry[1] if entry[0] == sentence.block.start else None
        row = sentence.block.kind == "row"
        part = entry_parts(tokens, known, cell=row)
        entry = (sentence.block.start, whose(part, tokens, known, row=row))
        for said in part.parts:
            if not any(t.mention is not None and t.mention.id for t in said):
                continue
            facts = [*persons(said, None if body is None else _CARRIED)]
            if not supposed(said):
                facts.extend(nominal_facts(said))
                facts.extend(own_things(said, None if body is None else _CARRIED))
            _write(d, sentence, said, facts, body)


def _about(tokens: Sequence[Token]) -> str | None:
    """The organisation that a sentence is about: the one that opens it, or the only one in a sentence about nothing else ("We met ‹O›")."""
    bodies = [(n, t.mention.id) for n, t in enumerate(tokens) if t.letter == "O" and t.mention is not None]
    if not bodies:
        return None
    k = bodies[0][0] + 1
    if k + 1 < len(tokens) and tokens[k].lower in ("and", "&") and tokens[the(tokens, k + 1)].letter == "O":
        return None  # "‹O› and ‹O2› share a desk": neither
    only = len({id_ for _, id_ in bodies}) == 1
    opens = bodies[0][0] <= 1 or is_subject(tokens, bodies[0][0])
    return bodies[0][1] if opens or (only and tokens[0].lower in _NOT_ABOUT) else None


def _write(
    d: Draft, sentence: Sentence, tokens: Sequence[Token], facts: Iterable[Fact], carried: str | None
) -> None:
    def entity(n: int) -> str | None:
        if n == _CARRIED:
            return carried
        mention = tokens[n].mention
        return None if mention is None or mention.id is None else row_of(d, sentence, mention)

    for s, predicate, o, how in facts:
        subject = entity(s)
        if subject is None:
            continue
        if isinstance(o, str) and predicate == "hasRole":
            role, theme = theme_lead(d, _plain(o))
            bare = _POINTED.sub("", role)
            if theme is not None:
                d.relate(subject, "leadsTheme", theme, sentence.span(), f"clause: {how}")
            if theme is None or " " in role:  # else no more than its lead
                d.relate(subject, predicate, Value(bare or role), sentence.span(), f"clause: {how}")
            pointed = _POINTED.search(role)
            if pointed is not None and (body := _meant(d, sentence, pointed["noun"], carried)) is not None:
                d.relate(subject, "affiliatedWith", body, sentence.span(), f"clause: {how}")
        elif isinstance(o, str):
            value = Value(o, "money") if predicate == "amount" else Value(_plain(o))
            d.relate(subject, predicate, value, sentence.span(), f"clause: {how}")
        elif (obj := entity(o)) is not None:
            d.relate(subject, _on_board(d, predicate, obj, how), obj, sentence.span(), f"clause: {how}")


#: "Research theme lead for Skills": the role, and the theme.
_THEME_LEAD = re.compile(
    r"(?P<role>.*\blead(?:er)?) (?:for|of|on) (?:the |our |its )?(?P<theme>.+?)(?: theme)?$", re.IGNORECASE
)


def theme_lead(d: Draft, role: str) -> tuple[str, str | None]:
    """The role of one who leads a theme without the theme, and the theme's id."""
    found = _THEME_LEAD.match(role)
    theme = resolve(d, found["theme"]) if found is not None else None
    return (found["role"], theme) if found is not None and theme is not None else (role, None)


#: Alone they say only who leads what the text is about.
LEADS = frozenset(("lead", "leader", "co-lead", "theme lead"))


def only_leads(d: Draft, role: str) -> bool:
    """Whether a role says who leads a theme, or what the text is about, and no office at an organisation."""
    plain, theme = theme_lead(d, role)
    return theme is not None or plain.lower() in LEADS


#: "Chief executive of the foundation": a body that a common noun means.
_POINTED = re.compile(
    rf" (?:of|at|for) (?:the|this|that) (?P<noun>{'|'.join(sorted(w for w, c in THINGS.items() if c == 'O'))})$",
    re.IGNORECASE,
)


def _meant(d: Draft, sentence: Sentence, noun: str, carried: str | None) -> str | None:
    """The organisation that "the foundation" means: the only one of that name so far in the article, or the one just mentioned."""
    scope = d.scope_at(sentence.block.start)
    first = scope.start if scope is not None else 0
    said = d.doc.text[first : sentence.span()[0]]
    named = {
        e.id
        for e in d.of("Organisation")
        if noun.lower() in e.name.lower().split() and any(name in said for name in e.names)
    }
    return next(iter(named)) if len(named) == 1 else carried if not named else None


def row_of(d: Draft, sentence: Sentence, mention: Mention) -> str:
    """The id of a name; one that only the authority knows so far gets its row."""
    assert mention.id is not None
    if mention.id in d.entities:
        return mention.id
    return d.add(_CLASS[mention.letter], mention.text, sentence.span(mention.start, mention.end))


def _on_board(d: Draft, predicate: str, obj: str, how: str) -> str:
    """Whoever is "part of" or a "member of" a board sits on it."""
    entity = d.entities.get(obj)
    board = entity is not None and "board" in entity.name.lower().split()
    belongs = predicate in _ON_BOARDS and not how.startswith("partner")
    return "boardMemberOf" if board and belongs else predicate


def _plain(role: str) -> str:
    return " ".join(role.split())
