"""Extracts themes that prose calls by that word: "its Skills theme", "the theme Communities in Their Places"."""

from __future__ import annotations

import re

from .draft import Draft, Sentence
from .led_themes import RUN, may_be_theme
from .lexicon import ACRONYM
from .themes import resolve

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
#: What takes part in the name of a body or programme, not of a theme.
_NO_THEME = re.compile(r"\b(?:LPIP|Hub|Research|Policy)\b")
#: "The Hub's Skills theme": whose it is.
_OWNER = re.compile(r".*['’]s? ")
#: What no theme is called: a theme that is none, or another's.
_NOT = re.compile(r"\b(?:no|not a|another|recurring|common|main|key|central|running) (?:\w+ )?$")


def named_themes(d: Draft) -> None:
    """The themes that a sentence names with the word "theme" beside the name, or as what somebody leads for."""
    for section in d.doc.sections:
        if section.kind in ("masthead", "contents", "disclaimer"):
            continue
        for sentence in d.sentences(section.start, section.end):
            if not _SPEAKS.search(sentence.text):
                continue
            for pattern in (_BEFORE, _BEHIND, _LEADS):
                for match in pattern.finditer(sentence.text):
                    for group in sorted(match.groupdict()):
                        _named(d, sentence, *match.span(group))


def _named(d: Draft, sentence: Sentence, first: int, last: int) -> None:
    if first < 0:
        return
    if owner := _OWNER.match(sentence.text, first, last):
        first = owner.end()
    name = sentence.text[first:last]
    if _NOT.search(sentence.text[:first]) or _NO_THEME.search(name) or ACRONYM.fullmatch(name):
        return
    if not may_be_theme(name) or d.named(name, ("Person", "Organisation", "Policy", "Place", "Event")):
        return
    if resolve(d, name) is None:
        d.add(
            "Theme", name, sentence.span(first, last), kind="research theme", how="called a theme", score=0.85
        )
