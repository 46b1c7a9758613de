"""Extracts descriptions: the sentences that introduce a thing, and the findings of a work.

A description or finding is whole sentences, word for word, at their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from ..dates import find_dates
from ..document import Section
from ..names import fold
from ..records import Value
from ..tables import words
from .draft import Draft, Scope, Sentence
from .lexicon import label_senses
from .tagging import Tagged, Tagger
from .works_in_prose import spoken_works

__all__ = ["descriptions", "whole"]

#: Fewer words introduce nothing: a label, a date, a call to read more.
_FEWEST = 6
#: More than a reader takes in before the text goes on to something else.
_MOST = 4
_WHOLE = re.compile(r"[A-Z0-9\"'“‘*(\[‹].*[.!?…][\"'”’)]*$", re.DOTALL)
#: "Description: The forum brings …": the label of a card's line is no part of the sentence.
_LABEL = re.compile(r"(?P<label>[A-Z][\w' ]{2,24}?): (?=[A-Z\"'])")
_CALL = re.compile(
    r"(?:for )?(?:more|further)(?: details| information)?\b|(?:find out|read|see|click|register|sign up|book|watch|listen|contact"
    r"|download|email|e-mail|join us|visit|follow)\b",
    re.IGNORECASE,
)
#: "The fund is a …", "Y, a network of …,": the words behind the name say what it is.
_COPULA = re.compile(
    r"^(?:\W*(?:[Tt]he|[Oo]ur|[Aa]n?) )?‹(?P<letter>[LOEBK])(?P<n>\d+)›(?: \([^)]*\))?"
    r" (?:(?:is|was|are|were)(?: now| still| also)? (?:an?|the|one of|our|designed|meant|intended)\b"
    r"|(?:aims|offers|provides|supports|brings|gives|funds|helps|works|exists)\b)"
)
_APPOSED = re.compile(
    r"‹(?P<letter>[LOEBK])(?P<n>\d+)›(?: \([^)]*\))?(?:,| –| —) (?:an?|(?P<known>the|our)|one of) (?!‹)(?:[\w'-]+ ){0,3}"
    r"(?:fund|scheme|programme|program|network|partnership|pilot|plan|strategy|levy|initiative|body|institute|centre|charity"
    r"|think tank|hub|consortium|collaboration|project|agenda|paper|framework|grant)\b"
)
#: What goes on with a body that "the …" names again: a verb goes on with the sentence ("Besides Y, the pilot funds …").
_CLOSED = re.compile(
    r"\W*$|[,.;:)–—]| (?:of|for|at|in|on|from|with|to|that|which|who|whose|behind)\b| (?:\w+ )?\w+ by\b| (?:–|—) "
)
#: A phrase before the sentence's subject, up to a name: "Encompassing X and", "Together with".
_FRONTED = re.compile(
    r"\W*(?:\w+ing|\w+ed|(?:Together|Along|Compared|As|Like|Unlike|In|On|At|By|For|From|With|Without|Through|Under|Over|Beyond|Besides"
    r"|Beside|Alongside|After|Before|Since|Within|Despite|Given|Built|Led|Run)) [^,;:–—]*$"
)
_DESCRIBED = {
    "L": ("Policy",),
    "E": ("Event",),
    "B": ("Publication",),
    "O": ("Organisation",),
    "K": ("CaseStudy",),
}


def descriptions(d: Draft) -> None:
    """Sentences that introduce a theme, review, entry, policy or organisation, and the findings of works."""
    tagger = Tagger.of(d)
    for section in d.doc.sections:
        if section.kind == "theme":
            _theme(d, tagger, section)
    for scope in d.scopes:
        if scope.kind == "article" and scope.review:
            _review(d, tagger, scope, scope.review)
        elif scope.kind in ("blog", "report", "event"):
            _entry(d, scope)
    for sentence in d.prose():
        if whole(sentence) and not d.is_masked(sentence.span()[0]):
            _introduced(d, tagger.tag(sentence))
    _findings(d, tagger)


def whole(sentence: Sentence) -> bool:
    """Whether it is a sentence with its full stop, and not a label, a heading or a call to read more."""
    text = sentence.text.strip()
    return bool(
        sentence.block.kind in ("paragraph", "item", "row")
        and _WHOLE.match(text)
        and len(text.split()) >= _FEWEST
        and not _CALL.match(text)
    )


def _theme(d: Draft, tagger: Tagger, section: Section) -> None:
    """The paragraphs of a theme's section that mention the theme and not of its people."""
    theme = d.find("Theme", section.heading)
    if theme is None:
        return
    people = {word for e in d.of("Person") for name in e.names for word in name.split() if len(word) > 2}
    for block in d.doc.blocks_in(section.start, section.end):
        if block.kind != "paragraph" or d.is_masked(block.start):
            continue
        sentences = d.block_sentences(block)
        if any(tagger.tag(s).of("P") or people & set(re.findall(r"[^\W\d_]+", s.text)) for s in sentences):
            continue
        _say(d, theme, [s for s in sentences if whole(s)], "theme section")


def _review(d: Draft, tagger: Tagger, scope: Scope, review: str) -> None:
    """The sentences of an article's opening that mention the review."""
    names = [fold(n) for n in d.entities[review].names]
    opening = [s for n, s in enumerate(d.sentences(scope.start, scope.end)) if n < _MOST]
    told = [
        s
        for s in opening
        if whole(s)
        and not s.text.rstrip().endswith("?")
        and (
            re.search(r"\b(?:review|synthesis)\b", s.text, re.IGNORECASE)
            or any(f" {n} " in f" {fold(s.text)} " for n in names)
        )
        and not tagger.tag(s).of("P")
    ]
    _say(d, review, told, "opening")


def _entry(d: Draft, scope: Scope) -> None:
    """The prose of an entry, card or row: not its title, people and dates."""
    titles = [f"{fold(n)} " for n in d.entities[scope.id].names]
    told: list[Sentence] = []
    for block in d.doc.blocks_in(scope.start, scope.end):
        for sentence in d.block_sentences(block) if block.kind != "heading" else ():
            titled = any(f"{fold(sentence.text)} ".startswith(title) for title in titles)
            date = next(find_dates(sentence.text), None) if titled else None
            # a card in one piece: what follows its title, people and date
            rest = replace(sentence, first=sentence.first + date.end) if date else sentence
            label = _LABEL.match(rest.text)
            if label is not None and label_senses().get(fold(label["label"])) == "text":
                rest = replace(rest, first=rest.first + label.end())
            if whole(rest) and (date is not None or not titled):
                told.append(rest)
    _say(d, scope.id, told, "entry")


def _introduced(d: Draft, tagged: Tagged) -> None:
    """The first sentence that says what a policy, body, event or work is."""
    if tagged.sentence.text.rstrip().endswith("?"):
        return
    for match in (_COPULA.match(tagged.text), *_APPOSED.finditer(tagged.text)):
        mention = tagged.mentions[int(match["n"])] if match else None
        if mention is None or mention.id is None or mention.id not in d.entities:
            continue
        if match is not None and "known" in match.groupdict() and _goes_on(match):
            continue
        entity = d.entities[mention.id]
        if entity.cls in _DESCRIBED[mention.letter] and not d.says(mention.id, "description"):
            _say(d, mention.id, [tagged.sentence], "introduction")


def _goes_on(match: re.Match[str]) -> bool:
    """Whether the sentence continues with "the pilot" as its subject: the words before the comma are then not introduced."""
    if not match["known"]:
        return False
    return (
        _CLOSED.match(match.string, match.end()) is None
        or _FRONTED.match(match.string[: match.start()]) is not None
    )


def _say(d: Draft, id_: str, sentences: Iterable[Sentence], rule: str) -> None:
    """One description for each run of sentences in one block."""
    for run in _runs(d, sentences):
        span = (run[0].span()[0], run[-1].span()[1])
        d.relate(id_, "description", Value(verbatim(d, span)), span, f"description: {rule}")


def _runs(d: Draft, sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences that follow one another, with only space between them in the source."""
    run: list[Sentence] = []
    for s in sentences:
        if run and d.doc.text[run[-1].span()[1] : s.span()[0]].strip():
            yield run
            run = []
        run.append(s)
    if run:
        yield run


def verbatim(d: Draft, span: tuple[int, int]) -> str:
    """The words of a stretch as printed; marks of links and bold left out, and what a page's foot puts between."""
    raw = " ".join(d.doc.text[slice(*span)].split())
    read = d.quote(*span).strip()
    return raw if fold(raw) == fold(read) and not re.search(r"[*\[\]<>]", raw) else read


# --- findings ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _stating() -> re.Pattern[str]:
    """A work as the sentence's subject, and a verb that states what it found."""
    verbs, plural = (
        "|".join(sorted(map(re.escape, words("findings", column)), key=len, reverse=True))
        for column in ("forms", "lemma")
    )
    works = "|".join(sorted(map(re.escape, words("works")), key=len, reverse=True))
    return re.compile(
        rf"^(?:\W*[\w ‹›'-]{{1,60}}, )?\W*(?:(?:[Tt]he |[Oo]ur |[Ii]ts |[Tt]heir )?‹B(?P<n>\d+)›(?: \([^)]*\))?|(?P<work>(?:[Tt]he|[Oo]ur|[Tt]his|[Ii]ts|[Tt]heir) (?:[\w'‹›-]+ ){{0,3}}?(?:{works})"
        rf"(?:'s (?:authors|findings))?|It|They))"
        rf"(?: (?:also|further|then|therefore|in particular|clearly|itself))? (?:{verbs}|(?:(?<=\bThey )|(?<=\bauthors ))(?:{plural}))\b"
    )


_SPEAKS_OF_IT = re.compile(r"\W*(?:The|Our|This) (?:\w+ ){0,2}(?:review|synthesis|report|study|paper)\b")


def _findings(d: Draft, tagger: Tagger) -> None:
    for scope in d.scopes:
        about = scope.review or (scope.id if scope.kind in ("blog", "report") else None)
        told = False
        for block in d.doc.blocks_in(scope.start, scope.end):
            if block.kind not in ("paragraph", "item", "row"):
                continue
            for spoken in spoken_works(d, tagger, block):
                sentence, tagged = spoken.tagged.sentence, spoken.tagged
                if not whole(sentence) or sentence.text.rstrip().endswith("?"):
                    continue
                match = _stating().match(tagged.text)
                named = tagged.mentions[int(match["n"])].id if match and match["n"] else None
                pronoun = bool(match and match["work"] in ("It", "They"))
                meant = spoken.meant if match and not _of_several(match["work"]) else None
                work = named or meant or (about if not pronoun or told or scope.kind != "article" else None)
                told = (
                    bool(match)
                    or bool(_SPEAKS_OF_IT.match(sentence.text))
                    or (told and bool(re.match(r"\W*(?:It|They)\b", sentence.text)))
                )
                if match and work and d.entities[work].cls == "Publication":
                    span = sentence.span()
                    d.relate(work, "finding", Value(verbatim(d, span)), span, "finding")


def _of_several(work: str | None) -> bool:
    """Whether the subject of a finding is the work of somebody named in it: "‹O›'s review" is another one."""
    return work is not None and "‹" in work
