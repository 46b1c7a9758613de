"""Splits text into sentences and marks the names in them.

``Dr Jo Doe is a Research Fellow at the Institute for Things`` reads ``‹P0› is a ‹R1› at the ‹O2›``. The letters: P person,
O organisation, L policy, G place, T theme, C concept, K case study, E event, B publication, R role, N a name of unknown class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import ahocorasick_rs

from ..tables import words
from .draft import Draft, Sentence
from .heads import head_class
from .lexicon import is_ordinary
from .spans import Span, capitalised, classify, opens_no_name

__all__ = ["LETTER", "Mention", "Nearby", "Tagged", "Tagger", "pattern"]

LETTER = {
    "Person": "P", "Organisation": "O", "Policy": "L", "Place": "G", "Theme": "T", "Concept": "C", "CaseStudy": "K",
    "Event": "E", "Publication": "B",
}  # fmt: skip
#: Whose claim wins where two classes bear the same name.
_RANK = {
    c: n
    for n, c in enumerate(
        ("Person", "Organisation", "CaseStudy", "Policy", "Event", "Theme", "Place", "Concept", "Publication")
    )
}

_PRONOUN = re.compile(r"\b(?:He|She|he|she|his|her|him|His|Her)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence: the entity if it is known, the letter of its class, and its extent in the sentence's words."""

    id: str | None
    letter: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """A sentence with its names marked; `places` gives for each character of `text` its offset in the words."""

    sentence: Sentence
    text: str
    places: tuple[int, ...]
    mentions: tuple[Mention, ...]

    def of(self, letters: str) -> list[Mention]:
        """The mentions of some classes, in order."""
        return [m for m in self.mentions if m.letter in letters]

    def mention(self, group: str | None) -> Mention | None:
        """The mention that a group of a rule's match names."""
        return None if group is None else self.mentions[int(group)]

    def words(self, start: int, end: int) -> str:
        """The plain words under a stretch of the tagged text."""
        if end <= start:
            return ""
        a, b = self.places[start], self.places[end]
        return self.sentence.text[a:b]

    def span(self) -> tuple[int, int]:
        """The whole sentence in the source."""
        return self.sentence.span()


class _Free:
    """The characters of a sentence that no name has taken yet."""

    def __init__(self, text: str, taken: Iterable[Mention] = ()) -> None:
        self._taken = bytearray(len(text))
        for m in taken:
            self.take(m.start, m.end)

    def holds(self, start: int, end: int) -> bool:
        """Whether a whole stretch is free."""
        return self._taken.find(1, start, end) < 0

    def take(self, start: int, end: int) -> bool:
        """Takes a stretch, if it is free as a whole."""
        free = self.holds(start, end)
        if free:
            self._taken[start:end] = b"\1" * (end - start)
        return free


class Tagger:
    """Finds all known names of a draft in one pass over each sentence (Aho–Corasick: the cost does not grow with the names)."""

    @staticmethod
    def of(draft: Draft) -> Tagger:
        """The tagger of all names that the draft has now, made again only when there are more."""
        stamp, tagger = draft.cache.get("tagger", (-1, None))
        if stamp != draft.stamp or not isinstance(tagger, Tagger):
            tagger = Tagger(draft)
            draft.cache["tagger"] = (draft.stamp, tagger)
        return tagger

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._known: dict[str, list[Mention]] = {}
        self._spans: dict[str, tuple[Span, ...]] = {}
        self._tagged: dict[tuple[int, tuple[str, ...], str | None], Tagged] = {}
        forms: dict[str, list[tuple[str, str, str]]] = {}
        placed = {form for rows in draft.shorts.values() for _, _, form, _ in rows}
        for entity in draft.entities.values():
            if entity.cls == "Question" or (entity.kind == "article" and head_class(entity.name)):
                continue  # what prose calls so is the body or the policy, and not the article about it
            for name in entity.names:
                if name and usable(entity.cls, name) and name not in placed:
                    forms.setdefault(_letters(name), []).append((entity.cls, entity.id, name))
        for entry in draft.authority.entries:
            for name in draft.borne(entry):
                if usable(entry.cls, name):
                    row = (entry.cls, entry.id, name)
                    rows = forms.setdefault(_letters(name), [])
                    if not any(r[0] == entry.cls for r in rows):
                        rows.append(row)
        self.forms = forms
        self.patterns = sorted(forms)
        self.automaton = ahocorasick_rs.AhoCorasick(self.patterns) if self.patterns else None
        #: First names, and surnames, of which a bare one may mean somebody who was named before.
        self.firsts: dict[str, list[str]] = {}
        self.lasts: dict[str, list[str]] = {}
        for person in draft.of("Person"):
            first, *more = person.name.split()
            self.firsts.setdefault(first, []).append(person.id)
            for last in more[-1:]:
                self.lasts.setdefault(last, []).append(person.id)

    def known(self, text: str) -> list[Mention]:
        """The known names of a text, longest first where they overlap."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._find(text)
        return list(found)

    def inside(self, sentence: Sentence) -> list[Mention]:
        """The known names of a sentence, with the short forms that mean something where they are."""
        found = self.known(sentence.text)
        for start, end, form, id_ in self.draft.shorts.get(sentence.span()[0], ()):
            if id_ in self.draft.entities and sentence.text[start:end] == form:
                found = [m for m in found if m.end <= start or end <= m.start]
                found.append(Mention(id_, LETTER[self.draft.entities[id_].cls], start, end, form))
        return sorted(found, key=lambda m: m.start)

    def _find(self, text: str) -> list[Mention]:
        low = _letters(text)
        if self.automaton is None or len(low) != len(text):
            return []
        hits = []
        for index, start, end in self.automaton.find_matches_as_indexes(low, overlapping=True):
            if _bounded(text, start, end):
                for cls, id_, name in self.forms[self.patterns[index]]:
                    if _case_fits(cls, name, text[start:end], text[:start]):
                        hits.append((start - end, _RANK.get(cls, 9), start, end, cls, id_))
        taken: list[Mention] = []
        free = _Free(text)
        for _, _, start, end, cls, id_ in sorted(hits):
            if free.take(start, end):
                taken.append(Mention(id_, LETTER[cls], start, end, text[start:end]))
        return sorted(taken, key=lambda m: m.start)

    def tag(self, sentence: Sentence, people: Iterable[str] = (), subject: str | None = None) -> Tagged:
        """A sentence with its names marked.

        Parameters
        ----------
        sentence
            The sentence.
        people
            The persons whom a bare first name may mean here.
        subject
            The person whom "she" or "he" means here.
        """
        key = (id(sentence), tuple(people), subject)
        cached = self._tagged.get(key)
        if cached is None:
            cached = self._tagged[key] = self._tag(sentence, key[1], subject)
        return cached

    def supposing(self, sentence: Sentence, spans: Iterable[tuple[int, int]]) -> Tagged:
        """A sentence with its names marked, and each of some stretches as one undecided name."""
        whole = [Mention(None, "N", start, end, sentence.text[start:end]) for start, end in spans]
        free = _Free(sentence.text, whole)
        others = [m for m in self.tag(sentence).mentions if free.holds(m.start, m.end)]
        return _mark(sentence, sorted((*others, *whole), key=lambda m: m.start))

    def near(self, sentence: Sentence, people: tuple[str, ...]) -> Tagged:
        """A sentence with its names marked, bare first names and surnames of the people who were named before among them."""
        return self._tag(sentence, people, None, surnames=True) if people else self.tag(sentence)

    def _tag(
        self, sentence: Sentence, people: tuple[str, ...], subject: str | None, *, surnames: bool = False
    ) -> Tagged:
        text = sentence.text
        found = [m for m in self.inside(sentence) if not (m.letter == "G" and self._is_served(text, m))]
        free = _Free(text, found)
        nearby = set(people)
        lasts = self.lasts if surnames else {}
        for match in re.finditer(r"\b[A-ZÀ-Þ][\w'’-]+", text):
            name = match.group().removesuffix("'s")
            ids = [i for i in (*self.firsts.get(name, ()), *lasts.get(name, ())) if i in nearby]
            if len(ids) == 1 and free.take(match.start(), match.start() + len(name)):
                found.append(Mention(ids[0], "P", match.start(), match.start() + len(name), name))
        if subject is not None:
            found.extend(
                Mention(subject, "P", m.start(), m.end(), m.group())
                for m in _PRONOUN.finditer(text)
                if free.take(m.start(), m.end())
            )
        for span in self.capitalised(text):
            if free.holds(span.start, span.end):
                kind = classify(span)
                if kind is None and span.first and opens_no_name(span.text):
                    continue  # an ordinary word at the head of its sentence
                if kind != "Generic":
                    free.take(span.start, span.end)
                    letter = {"Organisation": "O", "Policy": "L", "Role": "R"}.get(kind or "", "N")
                    found.append(Mention(None, letter, span.start, span.end, span.text))
        found.sort(key=lambda m: m.start)
        return _mark(sentence, found)

    def _is_served(self, text: str, place: Mention) -> bool:
        """Whether a place only closes an organisation's name: "Transport for Wales"."""
        return text.endswith((" for ", " for the "), 0, place.start) and any(
            span.start < place.start and place.end == span.end for span in self.capitalised(text)
        )

    def capitalised(self, text: str) -> tuple[Span, ...]:
        """The capitalised spans of a text, cut where a part is known to stand for itself."""
        found = self._spans.get(text)
        if found is None:
            found = self._spans[text] = tuple(capitalised(text, self.alone, self.draft.joined))
        return found

    def alone(self, name: str) -> bool:
        """Whether a name is known to stand for itself."""
        return name.lower() in self.forms or self.draft.gazetteer.lookup(name) is not None


class Nearby:
    """The persons whom an article has named so far: whom a bare first name may mean ("Ellen joined the Lab")."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.article = -1
        self.people: dict[str, list[str]] = {}

    def tag(self, tagger: Tagger, sentence: Sentence) -> Tagged:
        """A sentence with its names marked, first names that stand alone among them; its persons are known from then on."""
        scope = self.draft.scope_at(sentence.span()[0])
        article = scope.start if scope is not None else -1
        if article != self.article:
            self.article, self.people = article, {}
        text = sentence.text
        here = [
            id_
            for id_, names in self.people.items()
            if any(name in text and _stands_alone(text, name) for name in names)
        ]
        tagged = tagger.near(sentence, tuple(here))
        for m in tagged.of("P"):
            if m.id is not None and m.id in self.draft.entities:
                first, *more = self.draft.entities[m.id].name.split()
                self.people[m.id] = [first, *more[-1:]] if more else []
        return tagged


def _stands_alone(text: str, first: str) -> bool:
    """Whether a first name or surname stands for its bearer: beside no capital, and doing what persons do if it is another word."""
    if len(first) < 3 or not first.replace("-", "").isalpha():
        return False
    found = re.search(rf"(?<![\w-]){re.escape(first)}(?![\w-])(?! [A-ZÀ-Þ])", text)
    if found is None or re.search(r"[A-Z]\w+ $", text[: found.start()]):
        return False
    doubtful = first in words("first-names", careful="yes") or is_ordinary(first)
    return not doubtful or bool(_DOES.match(text, found.end()))


#: What only somebody does or has: "Will joined", "Grace's interests".
_DOES = re.compile(
    rf"['’]s |,? (?:(?:is|was|has|will|also|now|then|who|recently|previously|had) )*(?:{'|'.join(sorted(words('signs', kind='person verb')))})\b| is (?:an?|the) "
)


def _mark(sentence: Sentence, mentions: list[Mention]) -> Tagged:
    text = sentence.text
    out: list[str] = []
    places: list[int] = []
    at = 0
    for n, m in enumerate(mentions):
        out.append(text[at : m.start])
        places.extend(range(at, m.start))
        mark = f"‹{m.letter}{n}›"
        out.append(mark)
        places.extend([m.start] * len(mark))
        at = m.end
    out.append(text[at:])
    places.extend(range(at, len(text) + 1))
    return Tagged(sentence, "".join(out), tuple(places), tuple(mentions))


def _bounded(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or (before in "-@&" and start > 1 and text[start - 2].isalnum()):
        return False
    if after.isalnum() or after in "@&":
        return False
    return not (
        after == "-"
        and end + 1 < len(text)
        and text[end + 1].isalnum()
        and not text[end + 1 :].startswith(("wide", "based", "led", "run", "hosted"))
    )


def usable(cls: str, name: str) -> bool:
    """Whether a name may be looked for anywhere: a theme's or concept's single common word may not."""
    if len(name) < 2:
        return False
    if cls in ("Theme", "Concept") and len(name.split()) < 2:
        return False
    return cls != "Publication" or len(name.split()) > 1 or name != name.lower()


def _case_fits(cls: str, name: str, found: str, before: str) -> bool:
    if found.replace("’", "'") == name.replace("’", "'"):
        return True
    if cls in ("Theme", "Concept"):
        return True
    if len(name.split()) == 1:
        return (
            name.isalpha() and len(name) > 3 and found.isupper() and name[0].isupper() and not name.isupper()
        )
    if cls == "Policy":
        return True
    if name[0].islower():
        return found[1:] == name[1:] and not before.strip(" \"'(")
    return found[0].isupper()


def _letters(text: str) -> str:
    """Small letters and straight apostrophes, by which names are found."""
    return text.lower().replace("’", "'")


_SLOT = re.compile(r"\{([A-Z]+)(\d?)\}")


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """A rule's pattern: ``{P}`` stands for a marked person (group ``P``), ``{ON2}`` for an organisation or unknown name (group ``ON2``)."""

    def slot(match: re.Match[str]) -> str:
        return rf"‹[{match[1]}](?P<{match[1]}{match[2]}>\d+)›(?: \(‹[A-Z]\d+›\))?"

    return re.compile(_SLOT.sub(slot, text), flags)


Rule = Callable[[Draft], None]
