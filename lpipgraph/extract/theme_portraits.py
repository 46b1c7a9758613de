"""Extracts themes and their leads from portraits: "**Skills** – Dr Jo Doe is …" in a list, or a theme's heading with a paragraph.

A list is one of themes where its heading or the sentence before mentions themes and leads; who leads is the first person
of a portrait, or both where it is shared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Block
from ..tables import words
from .draft import Draft, Sentence
from .led_themes import may_be_theme
from .tagging import Tagger
from .themes import resolve

__all__ = ["listed_themes", "portraits"]

#: What is said before a list of themes with leads.
_SPEAKS = re.compile(
    r"\b(?:themes?|strands?|workstreams?)\b[^.]{0,90}\b(?:leads?|led|leaders?|looks? after)\b|\b(?:leads?|leaders?|who looks after)\b[^.]{0,60}\b(?:themes?|strands?|what)\b",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"\s*(?:[-•*]\s+)?(?:\*\*|__)?(?P<theme>[A-Z][\w'’&,-]*(?: [\w'’&,-]+){0,9}?)(?:\*\*|__)?(?:\s+[–—-]\s+|\s*[:|]\s+|\.\s+)(?=\S)"
)
_LABELS = words("labels", "labels")
_SHARED = re.compile(r"\b(?:shared|jointly|together|between them|co-leads?|co-led|both)\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:no lead|vacant|nobody|to be (?:announced|appointed)|tbc)\b", re.IGNORECASE)
#: How far into a portrait the first person stands.
_NEAR = 70


def listed_themes(d: Draft) -> None:
    """The themes of lists of portraits, and the article that presents them."""
    for block, (first, last) in _heads(d):
        name = d.quote(first, last)
        theme = resolve(d, name) or d.add(
            "Theme", name, (first, last), kind="research theme", how="portrait", score=0.85
        )
        scope = d.scope_at(block.start)
        if scope is not None and scope.kind == "article":
            d.relate(scope.id, "aboutTheme", theme, (block.start, block.end), "theme told")


def portraits(d: Draft) -> None:
    """Who leads the themes of such lists, and of themes whose heading is over a portrait."""
    for block, (first, last) in _heads(d):
        if theme := resolve(d, d.quote(first, last)):
            _lead(d, theme, block)
    for section in d.doc.sections:
        theme = resolve(d, section.heading) if section.kind == "theme" else None
        blocks = [b for b in d.doc.blocks_in(section.start, section.end) if b.kind == "paragraph"]
        if theme is not None and blocks:
            _lead(d, theme, blocks[0], section.start)
            for block in blocks:
                _its_lead(d, theme, block)


def _heads(d: Draft) -> Iterator[tuple[Block, tuple[int, int]]]:
    """The blocks of lists of portraits, each with the extent of its theme's name."""
    for section in d.doc.sections:
        blocks = list(d.doc.blocks_in(section.start, section.end))
        told = section.heading
        run: list[tuple[Block, tuple[int, int]]] = []
        for block in [*blocks, None]:
            head = _head(d, block) if block is not None and block.kind in ("item", "paragraph") else None
            if block is not None and head is not None:
                run.append((block, head))
                continue
            if len(run) > 1 and _SPEAKS.search(told) and _all_themes(d, [d.quote(*name) for _, name in run]):
                yield from run
            run = []
            if block is not None and block.kind == "paragraph":
                told = f"{section.heading}. {d.quote(block.start, block.end)}"


def _head(d: Draft, block: Block) -> tuple[int, int] | None:
    match = _HEAD.match(d.doc.text, block.start, block.end)
    return match.span("theme") if match is not None else None


def _all_themes(d: Draft, names: list[str]) -> bool:
    """Whether names that open the entries of one list are those of themes: most look so, and none is a label or somebody."""
    labels = {name for name in names if names.count(name) > 1 or name.lower() in _LABELS}
    fitting = [name for name in names if may_be_theme(name)]
    return not labels and len(fitting) * 2 > len(names) and not any(d.named(n, ("Person",)) for n in names)


def _lead(d: Draft, theme: str, block: Block, start: int | None = None) -> None:
    if any(r.p == "leadsTheme" and r.o == theme for r in d.relations.values()):
        return
    sentence = next(iter(d.block_sentences(block)), None)
    if sentence is None or _NOBODY.search(sentence.text):
        return
    people = _people(d, sentence)
    if not people or people[0][1] > _NEAR + len(d.entities[theme].name):
        return
    shared = _SHARED.search(sentence.text[: people[0][1]]) is not None
    where = (min(sentence.span()[0], block.start if start is None else start), sentence.span()[1])
    for person, _ in people if shared else people[:1]:
        d.relate(person, "leadsTheme", theme, where, "portrait", basis="bySection")


#: "‹P›, its lead, is …": behind a name in the section of a theme.
_ITS_LEAD = re.compile(
    r",? (?:who is )?(?:its|the theme['’]s|our) (?:[a-z]+ ){0,2}?(?:co-)?(?:lead|leader|convenor|convener)\b(?! (?:on|in|at|author)\b)"
)


def _its_lead(d: Draft, theme: str, block: Block) -> None:
    for sentence in d.block_sentences(block):
        if not _ITS_LEAD.search(sentence.text):
            continue
        for m in Tagger.of(d).known(sentence.text):
            if m.letter == "P" and m.id and _ITS_LEAD.match(sentence.text, m.end):
                d.relate(m.id, "leadsTheme", theme, sentence.span(), "portrait")


def _people(d: Draft, sentence: Sentence) -> list[tuple[str, int]]:
    found = [(m.id, m.start) for m in Tagger.of(d).known(sentence.text) if m.letter == "P" and m.id]
    return list(dict(reversed(found)).items())[::-1]
