"""Extracts facts about policies: money, place, period, predecessor, parts, responsible body, theme."""

from __future__ import annotations

import re

from ..records import Value
from .draft import Draft
from .tagging import Tagged, Tagger, pattern

__all__ = ["MONEY", "facts"]

MONEY = re.compile(
    r"(?:£|€|\$)\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:million|billion|trillion|thousand|bn|m|k)\b)?(?: (?:annually|a year|per year|per annum|each year))?"
    r"|\b\d[\d,.]*\s?(?:million|billion) (?:pounds|euros)"
)
#: Without a verb: "(1960s)", "of 1998", "(2013)". What verbs say of a beginning is read by their frames.
_PERIOD = (
    re.compile(r"^[^.;‹]{0,60}?\(?\b(?P<p>(?:19|20)\d0s)\)?"),
    re.compile(r"^ of (?P<p>(?:19|20)\d\d)\b"),
    re.compile(r"^ \((?P<p>(?:19|20)\d\d(?:[-–]\d{2,4})?)\)"),
    re.compile(r"^ (?:for |covering |of )?(?P<p>(?:19|20)\d\d[-–]\d{2,4})\b"),
)


def facts(d: Draft) -> None:
    """Facts about policies in every sentence that names one."""
    tagger = Tagger.of(d)
    previous: Tagged | None = None
    for block in d.doc.blocks:
        if block.kind not in ("paragraph", "item", "row"):
            previous = None
            continue
        whole: str | None = None
        for sentence in d.block_sentences(block):
            tagged = tagger.tag(sentence)
            whole = _strands(d, tagged, previous, whole)
            if tagged.of("L"):
                _succession(d, tagged)
                _period(d, tagged)
            previous = tagged


#: Between the new policy and the old.
_TOOK_OVER = re.compile(
    r"^ (?:has |have |will |is to |was to )?(?:replace[ds]?|succeed(?:s|ed)?|took over from) (?:the )?$"
)


def _subject_policy(tagged: Tagged | None) -> str | None:
    if tagged is None:
        return None
    policies = [m for m in tagged.of("L") if m.id]
    if not policies:
        return None
    if len(policies) == 2 and _TOOK_OVER.search(tagged.sentence.text[policies[0].end : policies[1].start]):
        return policies[0].id  # what is said next is said of the new one
    return policies[-1].id


def _succession(d: Draft, tagged: Tagged) -> None:
    """For example "The new ‹L› seeks to address these shortcomings": those of the policy that the paragraph is about."""
    remedy = re.match(
        r"The new ‹L(\d+)› (?:seeks|aims|is meant|is intended) to (?:address|remedy|fix|correct) these",
        tagged.text,
    )
    newer = tagged.mentions[int(remedy[1])].id if remedy else None
    if newer and (older := _first_policy_of_block(d, tagged)):
        d.relate(newer, "succeeds", older, tagged.span(), "succession")


def _first_policy_of_block(d: Draft, tagged: Tagged) -> str | None:
    tagger = Tagger.of(d)
    for sentence in d.block_sentences(tagged.sentence.block):
        for m in tagger.known(sentence.text):
            if m.letter == "L" and m.id:
                return m.id
    return None


_STRANDS = re.compile(
    r"\b(?:strands?|parts?|elements?) of (?:that|the|this) (?:plan|programme|fund|scheme|deal)\b"
)
#: "Two strands of that plan matter most: the X and the Y".
_LISTED = pattern(
    r"(?:strands|parts|elements|components|projects) of(?: the)? {L2} [^‹.:]*(?::|matter[^‹.:]*:)(?: the)? {L}(?: and(?: the)? {L3})?"
)
_ORDINAL = re.compile(
    r"^The (?:first|second|third|fourth|other|latter),? (?:is |of these is )?(?:the )?‹L(\d+)›"
)


def _strands(d: Draft, tagged: Tagged, previous: Tagged | None, whole: str | None) -> str | None:
    """For example "Two strands of that plan … The first, the X … The second is the Y": the plan whose strands are being told."""
    inside = re.match(r"(?:Inside|Within) it (?:sat|sits|is|was) (?:the )?‹L(\d+)›", tagged.text)
    if inside and (part := tagged.mentions[int(inside[1])].id) and (plan := _subject_of_block(previous)):
        d.relate(part, "partOfPolicy", plan, tagged.span(), "part of policy")
    for match in _LISTED.finditer(tagged.text):
        plan, *parts = (
            m.id if (m := tagged.mention(match[g])) is not None else None for g in ("L2", "L", "L3")
        )
        for part in parts:
            if plan and part:
                d.relate(part, "partOfPolicy", plan, tagged.span(), "part of policy")
    if _STRANDS.search(tagged.text):
        named = [m.id for m in tagged.of("L") if m.id]
        return named[-1] if named else _subject_policy(previous)
    within = re.match(
        r"(?:Within|Under|Inside) (?:it|that|this),? (?:the )?‹L(\d+)›(?:[^.‹]* and (?:the )?‹L(\d+)›)?",
        tagged.text,
    )
    if within and (plan := _subject_policy(previous)):
        for group in (1, 2):
            if within[group] and (part := tagged.mentions[int(within[group])].id) and part != plan:
                d.relate(part, "partOfPolicy", plan, tagged.span(), "part of policy")
    for match in re.finditer(
        r"(?:has|have|counts?) (?:the )?‹L(\d+)› as (?:one|part) of its (?:parts|strands)|another (?:part|strand),? (?:is )?(?:the )?‹L(\d+)›",
        tagged.text,
    ):
        part, plan = tagged.mentions[int(match[1] or match[2])].id, _subject_of_block(previous)
        if part and plan and part != plan:
            d.relate(part, "partOfPolicy", plan, tagged.span(), "part of policy")
    ordinal = _ORDINAL.match(tagged.text)
    if ordinal and whole and (part := tagged.mentions[int(ordinal[1])].id) and part != whole:
        d.relate(part, "partOfPolicy", whole, tagged.span(), "part of policy")
    return whole


def _subject_of_block(previous: Tagged | None) -> str | None:
    if previous is None:
        return None
    policies = [m.id for m in previous.of("L") if m.id]
    return policies[0] if policies else None


def _period(d: Draft, tagged: Tagged) -> None:
    policies = [m for m in tagged.of("L") if m.id]
    for n, m in enumerate(policies):
        limit = policies[n + 1].start if n + 1 < len(policies) else len(tagged.sentence.text)
        after = tagged.sentence.text[m.end : limit]
        for rule in _PERIOD:
            match = rule.match(after)
            if match and m.id:
                d.relate(m.id, "startPeriod", Value(match["p"]), tagged.span(), "period")
                break
