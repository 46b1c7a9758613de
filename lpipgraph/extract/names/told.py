"""Events and works that a sentence names: "the Places Matter conference on 5 May 2026", "the report *Fair Shares*"."""

from __future__ import annotations

import re

from ...dates import find_dates
from ...tables import words
from ..draft import Draft, Sentence
from ..lexicon import GENERIC, is_demonym, is_ordinary, singular
from ..spans import Span, head_class
from ..tagging import Tagger
from .persons import first_name

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
_NAMED_PLANS = (
    "white paper",
    "strategy",
    "plan",
    "charter",
    "manifesto",
    "framework",
    "green paper",
    "programme",
    "scheme",
)
_CLASS_OF = {
    **dict.fromkeys(_NAMED_PLANS, "Policy"),
    **dict.fromkeys(_EVENT_HEADS - _ORDINARY, "Event"),
    **dict.fromkeys(_WORK_HEADS, "Publication"),
}
_PLAIN_KINDS = "|".join(sorted(_CLASS_OF, key=len, reverse=True))
_SMALL = r"(?:an?|and|the|of|to|in|on|at|for|from|by|with|or|as|is|into|beyond|without|&)"
_TITLE_RUN = rf"(?P<title>[A-Z][\w'’-]*(?:(?:,|:)? (?:{_SMALL} ){{0,2}}[A-Z0-9][\w'’-]*)+)"
_PLAIN_BEHIND = re.compile(
    rf"\b(?P<kind>{_PLAIN_KINDS})(?P<called> called| titled| entitled| named)? {_TITLE_RUN}"
)
_PLAIN_APPOSED = re.compile(
    rf"\b(?:[Aa]n?|[Tt]he|[Ii]ts|[Hh]er|[Hh]is|[Tt]heir|[Oo]ur)(?: [a-z-]+){{0,3}} (?P<kind>{_PLAIN_KINDS}), {_TITLE_RUN}(?=[,.;]| \(|$| by\b)"
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
#: "The review of the theme, “Fair Shares”, …".
_WORK_APART = re.compile(rf"\b(?P<kind>{_WORKS})\b[^.“”\";]{{1,60}}, {_MARKED}(?=,)", re.IGNORECASE)
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
            (_WORK_TOLD, "Publication"),
            (_EVENT_BEFORE, "Event"),
        ):
            if cls == "Publication" or dated:
                for match in rule.finditer(text):
                    _marked(d, sentence, match, cls)
        _plain(d, sentence)
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


def _plain(d: Draft, sentence: Sentence) -> None:
    """A title that only its capitals mark, beside the word for its kind: "the report The Long Road Home", "a guide, Small Data"."""
    text = sentence.text
    for rule in (_PLAIN_BEHIND, _PLAIN_APPOSED):
        for match in rule.finditer(text):
            kind = match["kind"]
            colour = re.search(r"\b(?:white|green) $", text[: match.start("kind")])
            kind = f"{colour.group()}{kind}" if colour and kind == "paper" else kind
            cls = _CLASS_OF[kind]
            start, end = match.start("title"), _title_end(d, text, match.start("title"), match.end("title"))
            title = text[start:end]
            if cls == "Policy" and rule is _PLAIN_BEHIND and not match["called"]:
                continue
            if _is_title(d, title) and d.named(title) is None and not _is_name(d, text, start, end):
                d.add(
                    cls,
                    title,
                    sentence.span(start, end),
                    kind=kind,
                    how="title in the sentence",
                    score=0.7,
                )


def _title_end(d: Draft, text: str, start: int, end: int) -> int:
    """Where a title ends: a comma parts it from a name or a lone word ("the report Fair Shares, Nesta says")."""
    parts = list(re.finditer(r", ", text[start:end]))
    for comma in parts:
        rest = text[start + comma.end() : end]
        if " " not in rest or head_class(rest) is not None or _is_name(d, text, start + comma.end(), end):
            return start + comma.start()
    return end


def _is_title(d: Draft, title: str) -> bool:
    """Whether a run of capitals reads as a title: words of English, and neither a body's name nor a person's."""
    capitals = [w.strip(",:'’") for w in title.split() if w[:1].isupper()]
    ordinary = [w for w in capitals if is_ordinary(w)]
    return (
        len(title.split()) > 1
        and len(capitals) > 1
        and 2 * len(ordinary) >= len(capitals)
        and head_class(title) != "Organisation"
        and d.gazetteer.lookup(title) is None
        and not (len(capitals) < 4 and first_name(capitals[0]) == 2)
        and not (is_demonym(capitals[0]) and len(capitals) < 3)
    )


def _is_held(text: str, span: Span) -> bool:
    """Whether what may be a body or an event takes place here: it is held, attended, opens on a day."""
    return bool(_HELD_BEFORE.search(text, 0, span.start) or _HELD_BEHIND.match(text, span.end))


def _is_name(d: Draft, text: str, start: int, end: int) -> bool:
    """Whether a known name stands in a stretch: then it is no title."""
    return any(m.start < end and start < m.end for m in Tagger.of(d).known(text))


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
    """Names that close with a word for an event, or have one behind them; without a date only if they say so themselves."""
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
