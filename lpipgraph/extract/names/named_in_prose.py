"""Extracts events and works named in sentences: "the Places Matter conference on 5 May 2026", "the report *Fair Shares*"."""

from __future__ import annotations

import re

from ...dates import find_dates
from ...tables import words
from ..draft import Draft, Sentence
from ..lexicon import GENERIC, singular
from ..spans import Span
from ..tagging import Tagger
from .titles import plain_titles

__all__ = ["told"]

_EVENT_HEADS = words("heads", kind="event")
_ORDINARY = words("heads", kind="ordinary event")
_WORK_HEADS = words("heads", kind="work")
_EVENTS, _WORKS = ("|".join(sorted(heads, key=len, reverse=True)) for heads in (_EVENT_HEADS, _WORK_HEADS))
_MARKED = r"(?:“(?P<q>[A-Z][^“”\n]{4,110}?)[,.]?”|\"(?P<d>[A-Z][^\"\n]{4,110}?)[,.]?\")"
#: A title in italics, as the source has it.
_ITALICS = re.compile(r"(?<![*_\w])[*_](?P<i>[A-Z][^*_\n]{4,110}?)[,.]?[*_](?![*_\w])")
_KIND_BEFORE = re.compile(
    rf"\b(?P<kind>{_WORKS})(?:,| called| titled| entitled| on| named)?\s$", re.IGNORECASE
)
_KIND_BEHIND = re.compile(
    rf",?\s(?:is )?(?:a|an|the|its|their|our) (?:[\w-]+ ){{0,3}}(?P<kind>{_WORKS})\b", re.IGNORECASE
)
#: A kind before a marked title, or behind it in apposition.
_WORK_BEFORE = re.compile(
    rf"\b(?P<kind>{_WORKS})(?:,| called| titled| entitled| on| named)? {_MARKED}", re.IGNORECASE
)
_WORK_BEHIND = re.compile(
    rf"{_MARKED},? (?:is )?(?:a|an|the|its|their|our) (?:[\w-]+ ){{0,3}}(?P<kind>{_WORKS})\b", re.IGNORECASE
)
#: "“Fair Shares” was written by …".
_WORK_TOLD = re.compile(
    rf"{_MARKED},? (?:was|is|has been) (?:{'|'.join(sorted(words('signs', kind='work verb')))})\b"
)
#: "The second paper in the “Fair Shares” series".
_WORK_CALLED = re.compile(rf"{_MARKED} (?P<kind>{_WORKS}|series)\b(?! of\b)")
_SERIES = re.compile(rf"\b(?<!webinar )(?<!seminar )(?<!lecture )(?<!event )(?P<kind>series),? {_MARKED}")
#: "The review of the theme, “Fair Shares”, …".
_WORK_APART = re.compile(rf"\b(?P<kind>{_WORKS})\b[^.“”\";]{{1,60}}, {_MARKED}(?=,)", re.IGNORECASE)
#: "In “Fair Shares”, ‹P› asks …".
_WORK_IN = re.compile(rf"(?:^|[.;] )In {_MARKED},? (?=[A-Z])")
_EVENT_BEFORE = re.compile(
    rf"\b(?P<kind>{_EVENTS})(?:,| called| titled| entitled| on| named)? {_MARKED}", re.IGNORECASE
)
_TAIL = re.compile(rf" (?P<kind>{_EVENTS})\b")
_EITHER = words("heads", kind="event or body")
_HELD_BEFORE = re.compile(
    r"\b(?:held|(?:host|hold|organis|organiz|stag|attend|join)(?:s|es|ed|ing)?),? (?:the |its |our |their |an? )?(?:[a-z]+ )?$"
)
_HELD_BEHIND = re.compile(
    r",? (?:(?:will )?(?:takes?|took) place|(?:is |was |will be )?(?:held|organised|hosted|chaired)|on (?:\d|[MTWFS][a-z]+day)|opens|starts|begins|meets on|in [A-Z]\w+,? (?:on )?\d|in [A-Z]\w+ will [a-z]+ on \d|, [A-Z]\w+, \d{1,2} [A-Z]|, an? (?:[a-z]+ )?(?:workshop|event|conference|meeting))\b"
)
#: "the Handover Forum, a one-day workshop".
_CALLED_EVENT = re.compile(
    rf",? (?:is |was )?an? (?:[\w-]+ ){{0,3}}(?:{'|'.join(sorted(_EVENT_HEADS - _ORDINARY))})\b"
)
_OF = re.compile(r" (?:of|for|on) ")


def told(d: Draft) -> None:
    """Works with a marked title beside a word for their kind, and events that are named with their date."""
    for sentence in d.prose():
        if d.is_masked(sentence.span()[0]) or d.doc.section_at(sentence.span()[0]).kind in ("reports",):
            continue
        text = sentence.text
        dated = bool(next(iter(find_dates(text)), None)) if any(c.isdigit() for c in text) else False
        for rule, cls in (
            (_WORK_BEFORE, "Publication"),
            (_WORK_BEHIND, "Publication"),
            (_WORK_APART, "Publication"),
            (_WORK_CALLED, "Publication"),
            (_SERIES, "Publication"),
            (_WORK_TOLD, "Publication"),
            (_WORK_IN, "Publication"),
            (_EVENT_BEFORE, "Event"),
        ):
            if cls == "Publication" or dated:
                for match in rule.finditer(text):
                    _marked(d, sentence, match, cls)
        plain_titles(d, sentence)
        _events(d, sentence, dated=dated)
    for match in _ITALICS.finditer(d.doc.text):
        start, end = match.span("i")
        kind = _KIND_BEFORE.search(
            d.doc.text, max(0, match.start() - 40), match.start()
        ) or _KIND_BEHIND.match(d.doc.text, match.end())
        section = d.doc.section_at(start).kind
        if (
            kind
            and section not in ("events", "reports")
            and not d.is_masked(start)
            and d.named(match["i"]) is None
        ) and len(match["i"].split()) > 1:
            d.add(
                "Publication",
                match["i"],
                (start, end),
                kind=kind["kind"].lower(),
                how="title in italics",
                score=0.8,
            )


def _is_held(text: str, span: Span) -> bool:
    """Whether what may be an organisation or an event takes place here: it is held, attended, opens on a day."""
    return bool(_HELD_BEFORE.search(text, 0, span.start) or _HELD_BEHIND.match(text, span.end))


def _marked(d: Draft, sentence: Sentence, match: re.Match[str], cls: str) -> None:
    group = "q" if match["q"] else "d"
    title = match[group]
    if d.named(title) is None and len(title.split()) > 1:
        d.add(
            cls,
            title,
            sentence.span(*match.span(group)),
            kind=(match.groupdict().get("kind") or "").lower() or None,
            how="title in the sentence",
            score=0.8,
        )


def _events(d: Draft, sentence: Sentence, *, dated: bool) -> None:
    """Names that close with a word for an event, or have one after them; without a date only if they state this themselves."""
    text = sentence.text
    known = Tagger.of(d).known(text)
    for span in Tagger.of(d).capitalised(text):
        if any(m.start < span.end and span.start < m.end and m.letter in "EBPK" for m in known):
            continue
        tail = _TAIL.match(text, span.end)
        parts = span.text.split()
        opening = _OF.split(span.text)[0].split()
        head = singular(parts[-1] if singular(parts[-1]) in _EVENT_HEADS | _EITHER else opening[-1])
        apposed = head in _EITHER and _CALLED_EVENT.match(text, span.end)
        if len(parts) > 1 and (apposed or (dated and head in _EITHER and _is_held(text, span))):
            d.add(
                "Event",
                span.text,
                sentence.span(span.start, span.end),
                kind=head,
                how="event in the sentence",
                score=0.7,
            )
            continue
        end = tail.end() if tail else span.end
        name = text[span.start : end]
        if not dated and (tail or head in _ORDINARY or not text[: span.start].endswith(("the ", "The "))):
            continue
        if (not tail and head not in _EVENT_HEADS) or len(name.split()) < 2 or name.lower() in GENERIC:
            continue
        if tail and (
            d.gazetteer.lookup(span.text) is not None
            or len(parts) < 2
            or any(m.start <= span.start and span.end <= m.end for m in known)
        ):
            continue
        d.add(
            "Event",
            name,
            sentence.span(span.start, end),
            kind=tail["kind"] if tail else head,
            how="event in the sentence",
            score=0.7,
        )
