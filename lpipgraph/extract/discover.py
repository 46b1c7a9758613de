"""Discovers names in running text by head noun, acronym, title, apposition, coordination and gazetteer."""

from __future__ import annotations

import re
from dataclasses import replace

from ..tables import words as listed
from .agents import organisation
from .details import attendance_mode
from .draft import Draft, Sentence
from .lexicon import (
    ACRONYM,
    LEADING,
    ORG_HEADS,
    POLICY_HEADS,
    POLICY_OF_HEADS,
    UNIT_HEADS,
    is_demonym,
    is_ordinary,
    singular,
)
from .spans import Span, classify
from .tagging import Tagger

__all__ = ["names", "places", "sure_places"]


def names(d: Draft) -> None:
    """Organisations and policies by their head nouns; authority names by their mere presence."""
    tagger = Tagger.of(d)
    entries = d.authority.by_id()
    for sentence in d.prose():
        known = tagger.known(sentence.text)
        for m in known:
            if m.id is not None and m.id not in d.entities and m.id in entries:
                entry = entries[m.id]
                if entry.cls in ("Theme", "Publication", "Event") or d.is_masked(
                    sentence.span(m.start, m.end)[0]
                ):
                    continue
                d.add(
                    entry.cls,
                    m.text,
                    sentence.span(m.start, m.end),
                    kind=entry.kind,
                    how="authority",
                    id_=m.id,
                )
            elif m.id is not None and m.id in d.entities and d.entities[m.id].cls not in ("Publication",):
                d.alias(m.id, m.text)
    tagger = Tagger.of(d)
    for sentence in d.prose():
        if d.is_masked(sentence.span()[0]) and sentence.block.kind != "paragraph":
            continue
        found = tagger.known(sentence.text)
        for span in tagger.capitalised(sentence.text):
            inside = [m for m in found if m.start <= span.start and span.end <= m.end]
            where = sentence.span(span.start, span.end)
            if inside or d.is_masked(where[0]):
                continue
            overlapping = [
                m for m in found if m.start < span.end and span.start < m.end and m.letter in "POB"
            ]
            if (
                overlapping
                and overlapping[0].end - overlapping[0].start > (span.end - span.start) / 2
                and overlapping[0].letter != "O"
            ):
                continue
            cls = _class(d, span, sentence)
            if cls:
                _named(d, span, cls, sentence)
    _acronyms(d)


def _class(d: Draft, span: Span, sentence: Sentence) -> str | None:
    cls = classify(span)
    if cls in ("Role", "Generic", None):
        return None
    words = span.text.split()
    if d.gazetteer.lookup(span.text) is not None and not span.tail:
        return None
    if cls == "Policy" and len(words) == 1 and not span.tail:
        return None
    low = words[-1].lower()
    if span.tail and is_demonym(span.text):
        return None
    if span.first and len(words) == 1 and re.fullmatch(r"[A-Z][a-z]+", span.text):
        return None
    after = sentence.text[span.end :]
    before = sentence.text[: span.start]
    if (
        cls == "Organisation"
        and re.match(r" (?:officers?|staff|boundaries|areas?)\b", after)
        and low in ("authority", "authorities")
    ):
        return None
    if cls == "Policy" and not span.tail and singular(words[-1]) in _EITHER and _acts(d, span.text):
        return "Organisation"
    if (
        cls == "Policy"
        and re.search(
            r"(?<!replaced )(?<!succeeded )(?<!followed )(?<!taken )\b(?:by|at|joined|with|(?:work\w*|job|post|acting) for) the $",
            before,
        )
        and not re.search(r"\b(?:replac|succe|follow|supersed)\w*\b[^.;]*$", before)
        and low in ("fund",)
        and d.named(span.text, ("Policy",)) is None
        and re.match(r"\.|$|,? (?:has|have|argues|finds)", after)
    ):
        return "Organisation"
    if (
        cls == "Policy"
        and re.match(r" (?:has|have|who|argues?|published|commissioned|and partners)\b", after)
        and low == "accelerator"
    ):
        return "Organisation"
    if (
        cls == "Organisation"
        and low in ("partnerships", "offices", "agencies")
        and _programme_like(sentence.text, after)
    ):
        return "Policy"
    return cls


_EITHER = listed("heads", kind="body or policy")
#: What a body does and a programme or fund does not.
_DONE_BY = re.compile(
    r"\b(?:run|managed|led|hosted|commissioned|published|administered|written|owned|set up|overseen|organised) by (?:the )?$"
)
_DOES = re.compile(
    rf"(?: \([^()]*\))?(?:,? which)? (?:(?:is|has|had) (?:also |now |since |already )?)?(?:{'|'.join(sorted(listed('grammar', kind='body does')))})\b(?! by\b)"
)
#: "Architectural" before "Heritage Fund": another name.
_LONGER = re.compile(r"\b(?!The |Our )[A-Z][\w'’-]+ $")


def _acts(d: Draft, name: str) -> bool:
    """Whether a name with a policy's head noun acts as an organisation somewhere: "run by the National Lottery Heritage Fund"."""
    return any(
        (_DONE_BY.search(before) or _DOES.match(rest)) and not _LONGER.search(before)
        for before, rest in d.standing(name)
    )


def _programme_like(sentence: str, after: str) -> bool:
    return bool(
        re.match(r" (?:in [A-Z]|provide|offer|aim|are tailored|were)", after)
        and re.search(r"\b(?:approach|programmes?|polic(?:y|ies)|scheme|initiatives?|since the)\b", sentence)
    ) or bool(re.match(r" \((?:19|20)\d\d", after))


#: "Hub's Exchange Scheme": whose a policy is, with a body's head noun for its name.
_OWNED = re.compile(r"(?P<head>[A-Z]\w+)['’]s (?=[A-Z])")
_ONE_OF = re.compile(r"\b[Aa]n? $")
_ACT_YEAR = re.compile(r" (?:19|20)\d\d\b")
_HEAD_KIND = {"paper": "white paper", "bill": "legislation", "act": "legislation", "book": "guidance"}


def _named(d: Draft, span: Span, cls: str, sentence: Sentence) -> None:
    owner = _OWNED.match(span.text)
    if owner is not None and owner["head"].lower() in ORG_HEADS | UNIT_HEADS:  # "the Hub's Exchange Scheme"
        span = replace(span, start=span.start + owner.end(), text=span.text[owner.end() :])
    end = span.end + (len(span.tail) + 1 if span.tail else 0)
    where = sentence.span(span.start, end)
    name = sentence.text[span.start : end]
    aliases = [span.text] if span.tail and len(span.text.split()) + len(span.text) > 6 else []
    if cls == "Organisation":
        if attendance_mode(span.text) is None:  # "Location: Microsoft Teams"
            organisation(d, span.text, where, how="head noun", score=0.85)
        return
    head = singular(span.tail) if span.tail else _head(span.text)
    of_body = bool(span.tail) and classify(Span(0, 0, span.text)) == "Organisation"
    if of_body and _ONE_OF.search(sentence.text, 0, span.start):
        organisation(d, span.text, sentence.span(span.start, span.end), how="head noun", score=0.85)
        return  # "a Ministry of Works scheme": whose it is
    if of_body or (span.tail and ACRONYM.fullmatch(span.text)):
        aliases = []
    year = _ACT_YEAR.match(sentence.text, end) if head == "act" else None
    if year:
        aliases, name, where = [*aliases, name], name + year.group(), sentence.span(span.start, year.end())
    d.add("Policy", name, where, kind=_HEAD_KIND.get(head, head), aliases=aliases, how="head noun", score=0.8)


def _head(name: str) -> str:
    """The head noun of a policy's name: its last word, or what is before "of" ("Fund of the President")."""
    *before, last = name.split()
    if singular(last) in POLICY_HEADS:
        return singular(last)
    of = next((n for n, word in enumerate(before) if word in ("of", "for", "on") and n), None)
    head = singular(before[of - 1]) if of is not None else ""
    return head if head in POLICY_OF_HEADS else singular(last)


def _acronyms(d: Draft) -> None:
    """Each acronym is an alias of what its long form names."""
    for acronym, long in d.long_form.items():
        bare = re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", long)
        id_ = d.named(bare, ("Organisation", "Policy"))
        if id_ is None:
            match = re.search(re.escape(bare).replace(r"\ ", r"\s+") + r"\b", d.doc.text)
            if match is None:
                continue
            cls = classify(Span(0, len(bare), bare))
            if cls not in ("Organisation", "Policy"):
                cls = "Organisation" if acronym.isupper() and len(acronym) > 2 and bare[0].isupper() else None
            if cls is None or d.named(bare) or f"{acronym}s" in d.long_form or _goes_on_behind(d, bare):
                continue
            id_ = d.add(cls, bare, match.span(), how="long form with acronym", score=0.8)
        d.alias(id_, acronym)


def _goes_on_behind(d: Draft, name: str) -> bool:
    """Whether a long form is everywhere only the beginning of a name: "Local Things Partnership (LTP) Hub"."""
    behind = [rest for _, rest in d.standing(name)]
    next_words = [re.match(r"(?: \([A-Z]+\))? (?P<word>[A-Z][a-z]+)", rest) for rest in behind]
    return bool(behind) and all(m is not None and singular(m["word"]) in ORG_HEADS for m in next_words)


# --- places ----------------------------------------------------------------------------------------------------------


def sure_places(d: Draft) -> None:
    """Places that the gazetteer knows and that no longer run of capitals holds: before it is known what such runs are."""
    places(d, sure=True)


def places(d: Draft, *, sure: bool = False) -> None:
    """Places that the gazetteer knows, outside other names."""
    tagger = Tagger.of(d)
    for sentence in d.prose():
        found = [m for m in tagger.known(sentence.text) if m.letter != "G"]
        if d.doc.section_at(sentence.span()[0]).kind == "contacts":
            continue
        for name, start, end in d.places_in(sentence.text):
            if any(m.start < end and start < m.end for m in found):
                continue
            where = sentence.span(start, end)
            if d.is_masked(where[0]) or (sure and _goes_on(tagger, sentence, start, end)):
                continue
            known = d.gazetteer.lookup(name)
            if known is None or (
                known.careful
                and not re.search(
                    r"\b(?:[Ii]n|[Aa]cross|[Aa]round|[Nn]ear|of|[Aa]t|[Ff]rom|and|to)\s(?:the )?$",
                    sentence.text[:start],
                )
            ):
                continue
            if (
                re.search(r"(?:[A-Z][\w'-]+ )$", sentence.text[:start])
                and start > 0
                and not sentence.text[:start].rstrip().endswith((".", ","))
            ):
                before = sentence.text[:start].split()[-1]
                opening = sentence.text[:start].strip() == before and is_ordinary(before)
                if before[0].isupper() and before.lower() not in LEADING and before != "Mr" and not opening:
                    continue
            if re.match(r" & [A-Z]", sentence.text[end:]) or sentence.text[:start].endswith(" & "):
                continue  # a part of "Kelso & Drummond"
            if re.match(r" [A-Z]", sentence.text[end:]) and known.kind not in ("country", "nation", "region"):
                continue
            d.add("Place", name, where, kind=known.kind, how="gazetteer", score=0.9)


def _goes_on(tagger: Tagger, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a place is a part of a longer run of capitals."""
    return any(
        span.start <= start and end <= span.end and span.end - span.start > end - start
        for span in tagger.capitalised(sentence.text)
    )
