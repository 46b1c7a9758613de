"""Extracts themes that prose calls by that word: "its Skills theme", "the theme Communities in Their Places"."""

from __future__ import annotations

import re

from ..names import fold
from .agents import agents
from .draft import Draft, Sentence
from .led_themes import RUN, may_be_theme
from .lexicon import ACRONYM
from .themes import leading_line, resolve

__all__ = ["named_themes"]

_WORD = r"(?:research )?(?:theme|strand|workstream)"
#: What every sentence that names a theme so has; most have none of it.
_SPEAKS = re.compile(r"theme|strand|workstream|leads for ")
_BEFORE = re.compile(
    rf"(?:\b(?:[Tt]he|[Ii]ts|[Oo]ur|[Tt]heir|[Tt]his|[Uu]nder)|['’]s) (?:new |other |own |LPIP |Hub )?(?P<theme>{RUN}) {_WORD}\b"
)
#: Capitals without "and", which joins two themes here.
_PLAIN = r"[A-Z][\w'’-]*(?: (?:(?:in|of|for|to|their|the|a|on) ){0,2}[A-Z][\w'’-]*){0,6}"
_LEADS = re.compile(
    rf"\bleads for (?P<one>{_PLAIN})(?: and (?P<theme>{_PLAIN}))?(?=[,.;)]| (?:are|is|were|was|have|has|will)\b|$)"
)
_BEHIND = re.compile(
    rf"\b{_WORD},? (?:of |on |for |called |named |entitled |titled )?(?P<theme>{RUN}(?:: {RUN})?)(?=[,.;)]| (?:and|is|has|was|which|that|at|in|from)\b|$)"
)
#: "‹T›, a theme that asks", "‹T›, our newest strand,": not what only runs through a text.
_APPOSED = re.compile(
    rf"(?P<theme>{RUN}), (?:an?|our|its|the|one of (?:our|the|its)) (?:(?:new|newer|newest|young|younger|youngest|older|oldest|small|smallest|first|second|third|fourth|fifth|last) ){{0,2}}{_WORD}s?"
    r"(?=,|$| (?:that|which|led|run|looked|where|whose|we|of (?:ours|(?:our|its|the) (?:Hub|programme|work|research)))\b(?! (?:runs|recurs|comes|keeps|returns)\b))"
)
#: What takes part in the name of a body or programme, not of a theme.
_NO_THEME = re.compile(r"\b(?:LPIP|Hub|Research|Policy)\b")
#: "The Hub's Skills theme": whose it is.
_OWNER = re.compile(r".*['’]s? ")
#: What no theme is called: a theme that is none, or another's.
_NOT = re.compile(r"\b(?:no|not a|another|recurring|common|main|key|central|running) (?:\w+ )?$")


#: A theme's name on a line of its own, and below it a line that says who leads it.
_OVER_LEAD = re.compile(
    r"^[ \t#*]*(?:\d+(?:\.\d+)*\.?[ \t]+)?(?P<word>(?:Theme|Strand|Workstream)(?: \d+)?:[ \t]*)?(?P<theme>[A-Z][^\n:.?!|*]{3,90}?)[ \t*]*\n\s*"
    r"(?:(?:(?:acting|interim|joint|theme|research|current|academic)[ \t])*(?:co-)?leads?[ \t]*:[ \t]*(?=\S)|Led by:?[ \t]+(?P<who>[^\n]+(?:\n(?!\s*\n|[A-Z][\w ]*:)[^\n]+)*)(?:\nCover: (?P<cover>[^\n,;(]+))?)",
    re.MULTILINE | re.IGNORECASE,
)
#: "the greener economy theme": part of a theme's name beside the word.
_PART = re.compile(
    rf"(?:\b(?:[Tt]he|[Ii]ts|[Oo]ur|[Tt]heir|[Tt]his)|['’]s) (?:new |other |own |LPIP |Hub )?(?P<part>[\w'’-]+(?: [\w'’-]+){{0,3}}?) {_WORD}\b"
)


def named_themes(d: Draft) -> None:
    """The themes that a sentence names with the word "theme" beside the name, or as what somebody leads for."""
    spoken = [
        sentence
        for section in d.doc.sections
        if section.kind not in ("masthead", "contents", "disclaimer")
        for sentence in d.sentences(section.start, section.end)
        if _SPEAKS.search(sentence.text)
    ]
    _over_leads(d)
    for sentence in spoken:
        told = [m.end() for m in _BEFORE.finditer(sentence.text)]
        for pattern in (_BEFORE, _BEHIND, _APPOSED, _LEADS):
            for match in pattern.finditer(sentence.text):
                if pattern is _BEHIND and any(match.start() < end <= match.start("theme") for end in told):
                    continue  # "a review for the Skills theme, Homes and Heat": that theme has its name
                for group in sorted(match.groupdict()):
                    _named(d, sentence, *match.span(group))
    for sentence in spoken:
        for match in _PART.finditer(sentence.text):
            if (theme := _of_part(d, match["part"], sentence.span(*match.span("part")))) is not None:
                d.short(theme, sentence, match.start("part"), match.end())


def _over_leads(d: Draft) -> None:
    """The themes above lines with their leads; they are needed before articles that mention them are read."""
    found = [m for m in _OVER_LEAD.finditer(d.doc.text) if _is_theme(d, m["theme"])]
    for match in found:
        if not match["word"] and len(found) < 2:
            continue
        name, span = match["theme"], match.span("theme")
        theme = resolve(d, name) or d.add("Theme", name, span, kind="LPIP theme", how="theme over its lead")
        if match["who"]:
            row = (match.start("theme"), match.end("who"))
            leaders = leading_line(d, theme, d.doc.reading(*match.span("who")), 0, row)
            for stand_in in (
                agents(d, d.doc.reading(*match.span("cover")), "lead line") if match["cover"] else ()
            ):
                if stand_in.cls == "Person" and len(leaders) == 1:
                    d.relate(stand_in.id, "coversFor", leaders[0], match.span("cover"), "lead line")


def _is_theme(d: Draft, name: str) -> bool:
    return may_be_theme(name) and not d.named(name, ("Person", "Organisation", "Policy", "Place", "Event"))


def _of_part(d: Draft, part: str, span: tuple[int, int]) -> str | None:
    """The only theme, of the issue or else of the authority, whose name has these words and more."""
    words = f" {fold(part)} "
    known = {t.id for t in d.of("Theme") if any(words in f" {fold(n)} " for n in t.names)}
    if known or not words.strip():
        exact = d.find("Theme", part) is not None
        return known.pop() if len(known) == 1 and not exact else None
    fits = [
        e for e in d.authority.entries if e.cls == "Theme" and any(words in f" {fold(n)} " for n in e.names)
    ]
    if len(fits) != 1:
        return None
    theme = d.add("Theme", fits[0].name, span, kind=fits[0].kind)
    d.alias(theme, part)
    return theme


def _named(d: Draft, sentence: Sentence, first: int, last: int) -> None:
    if first < 0:
        return
    if owner := _OWNER.match(sentence.text, first, last):
        first = owner.end()
    name = sentence.text[first:last]
    if _NOT.search(sentence.text[:first]) or _NO_THEME.search(name) or ACRONYM.fullmatch(name):
        return
    if not _is_theme(d, name):
        return
    if resolve(d, name) is None:
        d.add(
            "Theme", name, sentence.span(first, last), kind="research theme", how="called a theme", score=0.85
        )
