"""Resolves short forms: "the Network", "the Lagan Centre", "the Act" to the long forms that they stand for.

A form that several things share ("the Institute") means the one that was named last, so it is decided place by place and not
once for the document. What reads like a short form and leads to nothing is not a name of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ...records import Entity
from ...tables import words
from ..draft import Draft, Sentence
from ..lexicon import (
    ACRONYM,
    NO_FIRST_NAMES,
    NOT_NAMES,
    ORG_HEADS,
    POLICY_HEADS,
    UNIT_HEADS,
    is_demonym,
    is_ordinary,
    singular,
)
from ..spans import Span
from ..tagging import Mention, Tagger
from .persons import first_name, lower_words

__all__ = ["is_bare_head", "only_bearer", "short_forms"]

_EVENT_HEADS = words("heads", kind="event") | words("heads", kind="event or body")
_HEADS = {
    "Organisation": ORG_HEADS
    | UNIT_HEADS
    | words("heads", kind="event or body")
    | words("heads", kind="body or policy"),
    "Policy": POLICY_HEADS | words("heads", kind="policy tail"),
    "Event": _EVENT_HEADS,
}
#: One word that names by itself whom everybody means.
_OWN = words("stopwords", kind="names by itself")
_ADJECTIVES = words("stopwords", kind="adjective of bodies")
_DEFINITE = re.compile(r"\b(?:[Tt]he|[Oo]ur|[Tt]his|[Ii]ts|[Tt]hat) $")
_PARTING = frozenset(("of", "for", "on", "in", "to", "at"))
#: How a name was found that only its surroundings made one.
_GUESSED = frozenset(("place in the sentence", "pooled evidence", "gazetteer"))
_ACT = re.compile(r",? (?:(?:also|now|then|has|had|will|who|is|was) )*(?P<verb>[a-z]+)\b")
_PERSON_VERBS = words("signs", kind="person verb")
_BRACKET = re.compile(r"\s*\([^()]*\)")
#: What a kind of body is called as well: a borough has a council.
_ALSO = {"council": ("borough",), "department": ("ministry",), "ministry": ("department",)}
#: Kinds of bodies that "the" may point back to in lower case: "the council's leader", not "the team", "the board".
_POINTED = ORG_HEADS - words("heads", kind="no pointer")
#: "the county council", and what may stand behind it where nothing tells it apart from others.
_POINTING = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Tt]hat) (?P<form>(?:(?P<word>[a-z]+) )?(?P<head>[a-z]+))(?P<behind>['’]s? (?=[a-z]|[A-Z])|(?=[.,;:)!?]|$| (?:is|was|has|had|will|and|also|itself|now|said|says|in (?:January|February|March|April|May|June|July|August|September|October|November|December|(?:19|20)\d\d))\b))"
)
_POINTS = re.compile(
    r"\b(?:at|with|from|by|joined|joins|to|for|of|and|,) (?:the|this) (?P<form>(?:(?P<word>[a-z]+) )?(?P<head>[a-z]+))(?=[.,;:)!?]|$| as\b| in (?:19|20)\d\d| on (?:secondment|loan)\b| and\b)"
)
#: Behind these a word that a body's name begins with is that body: "joined Severnside", "Severnside's offer".
_BODY_BEFORE = re.compile(r"\b(?:at|joined|joins|with|for|by|from|to|of) $")
_BODY_BEHIND = re.compile(
    r"['’]s |,? (?:and|has|have|will|is|says|said|wants|runs|plans|hosts|funds|pays|leads)\b"
)


def is_bare_head(name: str) -> bool:
    """Whether a name is only a kind of thing: "Network", "the Fund"."""
    bare = re.sub(r"^(?:[Tt]he|[Oo]ur) ", "", name)
    return " " not in bare and bare not in _OWN and any(singular(bare) in heads for heads in _HEADS.values())


def only_bearer(d: Draft, name: str) -> str | None:
    """The one organisation with this head noun that is known so far: "the Institute" where a single institute was named; else None."""
    head = singular(name.rsplit(maxsplit=1)[-1])
    found = {
        body.id
        for body in d.of("Organisation")
        if any(
            (" " in n and singular(n.split()[-1]) == head) or re.match(rf"{name} (?:of|for) ", n)
            for n in body.names
        )
    }
    return found.pop() if len(found) == 1 else None


@dataclass(slots=True)
class _Bearers:
    """The long forms of a document, and where each was named last."""

    d: Draft
    by_head: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_first: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    forms: dict[str, list[list[str]]] = field(default_factory=dict)
    #: By head noun and the first or second word: what a form of several words may stand for.
    by_words: dict[tuple[str, str], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    heads: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    last: dict[str, int] = field(default_factory=dict)
    #: By head noun the things that were named so far, the last one last.
    named: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    by_surname: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    person_words: set[str] = field(default_factory=set)
    issuers: set[str] = field(default_factory=set)
    #: Where blank lines begin.
    breaks: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        for cls, heads in _HEADS.items():
            for entity in self.d.of(cls):
                self._take(entity, heads)
        relations = self.d.relations.values()
        self.issuers = {str(r.o) for r in relations if r.s == self.d.issue and r.p == "publisher"}
        self.breaks = [m.start() for m in re.finditer("\n\n+", self.d.doc.text)]
        for person in self.d.of("Person"):
            self.person_words.update(person.name.split())
            if " " in person.name:
                self.by_surname[person.name.split()[-1]].add(person.id)

    def _take(self, entity: Entity, heads: frozenset[str]) -> None:
        for name in entity.names:
            parts = _BRACKET.sub("", name).split()
            if len(parts) < 2:
                continue
            self.forms.setdefault(entity.id, []).append(parts)
            if all(_is_generic(w) for w in parts[1:]):
                self.by_first[parts[0]].add(entity.id)
            elif len(parts) == 3 and parts[1] == "of":
                self.by_first[parts[-1]].add(entity.id)
            head = _head_of(parts)
            if singular(head) in heads:
                if head not in self.heads[entity.id]:
                    self.by_head[head].append(entity.id)
                self.heads[entity.id].add(head)
                for word in (*parts[:2], _initials(parts[:-1])):
                    self.by_words[head, word][entity.id] = None

    def first(self, word: str) -> str | None:
        """The one organisation or policy whose name begins with a word that means nothing else here."""
        d = self.d
        ordinary = (
            len(word) < 4
            or word.lower() in lower_words(d)
            or word.lower() in NO_FIRST_NAMES
            or word in NOT_NAMES
            or word in words("stopwords", kind="direction")
            or is_demonym(word)
            or first_name(word)
            or d.gazetteer.lookup(word) is not None
            or word in self.person_words
        )
        ids = self.by_first.get(word, set())
        return next(iter(ids)) if len(ids) == 1 and not ordinary else None

    def meant(self, short: str, at: int) -> str | None:
        """The one thing that a short form means at an offset."""
        parts = short.split()
        if len(parts) == 1 and not is_bare_head(short):
            return self.first(short)
        able = self.able(parts)
        if len(able) < 2:
            return able[0] if able else None
        if len(parts) == 1:
            recent: Iterable[str] = reversed(self.named[parts[0]])
        else:
            recent = sorted(
                (i for i in able if i in self.last), key=lambda i: (self.last[i], i), reverse=True
            )
        named = next((id_ for id_ in recent if self.last[id_] < at), None)
        n = bisect_left(self.breaks, at)
        block = self.breaks[n - 1] if n else -1
        if named is None or self.last[named] <= block:  # nothing of this passage
            own = next((id_ for id_ in able if id_ in self.issuers), None) if self.issuers else None
            return named if own is None else own
        return named

    def able(self, parts: list[str]) -> Sequence[str]:
        """What a short form may stand for, by its words alone."""
        if len(parts) == 1:
            return self.by_head.get(parts[0], ())
        near = self.by_words.get((parts[-1], parts[0]), ())
        return [i for i in near if any(_abbreviates(self.d, parts, form) for form in self.forms[i])]

    def near(self, head: str, word: str | None, at: int) -> str | None:
        """The one body of a kind that this passage or the one before named before an offset: "the county council"."""
        n = bisect_left(self.breaks, at)
        first = self.breaks[n - 2] if n > 1 else -1
        wanted = [word, head] if word else [head]
        named = (
            id_ for kind in (head, *_ALSO.get(head, ())) for id_ in self.named.get(kind.capitalize(), ())
        )
        able = [
            id_ for id_ in named if first < self.last[id_] < at and self.d.entities[id_].cls == "Organisation"
        ]
        fitting = [
            id_
            for id_ in able
            if word is None
            or any([w.lower() for w in form][-len(wanted) :] == wanted for form in self.forms[id_])
        ]
        if not able and word is None:
            return self._issuer(head, at)
        return fitting[0] if len(fitting) == 1 else None

    def _issuer(self, head: str, at: int) -> str | None:
        """The body whose newsletter it is, where it is of a kind and its article has named no other of that kind: "the institute"."""
        own = [
            i for i in self.issuers if any(_head_of(form).lower() == head for form in self.forms.get(i, ()))
        ]
        scope = self.d.scope_at(at)
        start = scope.start if scope is not None else 0
        others = (
            id_
            for id_ in self.named.get(head.capitalize(), ())
            if id_ not in own and start <= self.last[id_] < at
        )
        return own[0] if len(own) == 1 and next(others, None) is None else None

    def remember(self, id_: str, at: int) -> None:
        """A thing is named at an offset, after all that were named before."""
        self.last[id_] = at
        for head in self.heads.get(id_, ()):
            self.named[head].pop(id_, None)
            self.named[head][id_] = None


@lru_cache(maxsize=65536)
def _is_generic(word: str) -> bool:
    """Whether a word says only of what kind a thing is: "Combined", "Authority"."""
    low = word.lower()
    return (
        low in NO_FIRST_NAMES
        or low in _ADJECTIVES
        or any(singular(word) in heads for heads in _HEADS.values())
    )


def _head_of(parts: list[str]) -> str:
    """The head noun of a name as it is printed: its last word, or what is before "of" or "for"."""
    of = next((n for n, w in enumerate(parts) if w in _PARTING and n), len(parts))
    return parts[of - 1]


def _initials(parts: list[str]) -> str:
    """The capitals that three or more words begin with; nothing of fewer."""
    if len(parts) < 3:
        return ""
    letters = "".join(w[0] for w in parts if w[:1].isupper())
    return letters if len(letters) > 2 else ""


def _abbreviates(d: Draft, short: list[str], long: list[str]) -> bool:
    """Whether a form leaves out words of a longer one: its tail after "for", words within, or the place that opens it."""
    if len(short) >= len(long):
        return False
    if len(short) == 2 and short == [_initials(long[:-1]), long[-1]]:
        return True  # "LTP Hub", for the "Local Things Partnership Hub"
    if short == long[: len(short)]:
        return long[len(short)] in _PARTING and singular(short[-1]) in ORG_HEADS | POLICY_HEADS
    if short[-1] != long[-1]:
        return False
    if short == long[1:]:
        return not is_demonym(long[0]) and d.gazetteer.lookup(long[0]) is not None
    if short[0] != long[0]:
        return False
    rest = iter(long)
    return all(w in rest for w in short)


def short_forms(d: Draft) -> None:
    """Every short form of the text, led to what it means; entities that were made of one become the thing that they mean."""
    bearers = _Bearers(d)
    shorts = {e.id: e for cls in _HEADS for e in d.of(cls) if e.how != "authority" and _is_short(bearers, e)}
    tagger = Tagger.of(d)
    meant: dict[str, str | None] = {}
    for sentence in d.prose():
        known = tagger.known(sentence.text)
        _remember(bearers, sentence, known)
        for mention in known:
            if mention.id in shorts and mention.id not in meant:
                meant[mention.id] = bearers.meant(mention.text, sentence.span(mention.start, mention.end)[0])
        taken = [m for m in known if m.id not in shorts]
        for span in tagger.capitalised(sentence.text):
            if any(m.start < span.end and span.start < m.end for m in taken):
                continue
            at = sentence.span(span.start, span.end)[0]
            if not d.is_masked(at) and (found := _read(bearers, sentence, span, at)) is not None:
                d.short(found, sentence, span.start, span.end)
        for start, end, found in _pointed(bearers, sentence):
            if not any(m.start < end and start < m.end for m in known):
                d.short(found, sentence, start, end)
    same: dict[str, str] = {}
    for id_, entity in shorts.items():
        long = meant.get(id_) or bearers.meant(re.sub(r"^(?:[Tt]he|[Oo]ur) ", "", entity.name), entity.start)
        if long is not None:
            same[id_] = long
    d.merge(same)


def _remember(bearers: _Bearers, sentence: Sentence, known: list[Mention]) -> None:
    for mention in known:
        if mention.id in bearers.forms:
            bearers.remember(mention.id, sentence.span(mention.start, mention.end)[0])


def _is_short(bearers: _Bearers, entity: Entity) -> bool:
    """Whether all that an entity is called is a short form of something else."""
    for name in entity.names:
        parts = re.sub(r"^(?:[Tt]he|[Oo]ur) ", "", name).split()
        if len(parts) == 1 and not is_bare_head(name):
            return entity.how in _GUESSED and bearers.first(name) not in (None, entity.id)
        if len(parts) > 1 and not any(
            id_ != entity.id and bearers.d.entities[id_].cls == entity.cls for id_ in bearers.able(parts)
        ):
            return False
    return True


def _pointed(bearers: _Bearers, sentence: Sentence) -> list[tuple[int, int, str]]:
    """Where a sentence mentions "the council" in lower case, and which organisation it means: the only one of that kind named in this passage."""
    found: dict[tuple[int, int], str] = {}
    for rule in (_POINTING, _POINTS):
        for match in rule.finditer(sentence.text):
            if singular(match["head"]) != match["head"] or match["head"] not in _POINTED:
                continue
            start, end = match.start("form") - 4, match.end("form")
            if sentence.text[start : start + 3].lower() != "the":
                continue
            at = sentence.span(start, end)[0]
            if not bearers.d.is_masked(at) and (id_ := bearers.near(match["head"], match["word"], at)):
                found[start, end] = id_
    return [(a, b, id_) for (a, b), id_ in found.items()]


def _read(bearers: _Bearers, sentence: Sentence, span: Span, at: int) -> str | None:
    text = sentence.text
    before = text[: span.start]
    if _DEFINITE.search(before) and (is_bare_head(span.text) or " " in span.text) and not span.tail:
        return bearers.meant(span.text, at)
    if " " in span.text or span.tail or ACRONYM.fullmatch(span.text):
        return None
    borne = bearers.by_surname.get(span.text, set())
    if len(borne) == 1:
        return next(iter(borne)) if _is_surname(bearers.d, text, span) else None
    if _BODY_BEFORE.search(before) or (not before and _BODY_BEHIND.match(text, span.end)):
        return bearers.first(span.text)
    return None


def _is_surname(d: Draft, text: str, span: Span) -> bool:
    """Whether a word that closes one person's name is that person here and no word, place or article's noun."""
    before = text[: span.start]
    acts = _ACT.match(text, span.end)
    if acts and acts["verb"] in _PERSON_VERBS:
        return not _DEFINITE.search(before)
    doubtful = (
        not before.strip(" \"'“‘(")
        or span.text.lower() in lower_words(d)
        or is_ordinary(span.text)
        or d.gazetteer.lookup(span.text) is not None
    )
    return not doubtful and not _DEFINITE.search(before) and not re.match(r" [A-Z]|-\w", text[span.end :])
