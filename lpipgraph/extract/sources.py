"""Extracts the sources of a work: "The review draws on figures from ‹O› and on records that ‹O2› holds"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..tables import table
from .clauses.verbless import row_of
from .draft import Draft, Scope
from .tagging import Mention, Tagged

__all__ = ["sources"]


def _any(kind: str) -> str:
    """The wordings of a kind as alternatives, the longest first."""
    rows = (w for row in table("sources") if row["kind"] == kind for w in _parted(row["wording"]))
    return "|".join(sorted(rows, key=len, reverse=True))


def _parted(wording: str) -> list[str]:
    """A cell's wordings: separated by "|" outside brackets."""
    return re.split(r"\|(?![^()]*\))", wording)


_NOUN = rf"(?:{_any('noun')})"
_BODY = r"(?:the |by |from |of |its |to )*‹O\d+›(?: \([^()]*\))?"
_LIST = rf"(?P<who>{_BODY}(?:(?:, (?:and )?| and | & |,? as well as ){_BODY})*)(?!'s? (?!own\b)|-)"
#: "figures supplied by ‹O›", "survey data from ‹O›", "records of ‹O›".
_HELD = re.compile(
    rf"\b{_NOUN}\b[^‹.;:()]{{0,45}}?\b(?:from|by|of|at|with) {_LIST}|\b{_NOUN} (?:that|which) {_LIST} (?:{_any('verb')})\b".replace(
        "(?P<who>", "(?P<a>", 1
    ).replace("(?P<who>", "(?P<b>", 1)
)
#: "‹O›'s survey data".
_OWNED = re.compile(rf"(?P<who>‹O\d+›)'s? (?:own )?(?:[\w-]+ ){{0,4}}?{_NOUN}\b")
_USES = re.compile(rf"\b(?:{_any('use')})\b", re.IGNORECASE)
#: "with figures supplied by ‹O›", behind what presents a work.
_WITH = re.compile(rf"(?:^|[,.;] )(?:with|using) (?:[\w-]+ ){{0,3}}?(?={_NOUN}\b)", re.IGNORECASE)
#: "Its figures come from ‹O›", "The data were supplied by ‹O›".
_COME = re.compile(
    rf"^(?:Its|The|Their|Most of (?:its|the)|Some of (?:its|the)|Much of (?:its|the)) (?:[\w-]+ ){{0,3}}?{_NOUN} "
    rf"(?:all |mostly |mainly |largely |partly )?(?:comes?|came|(?:is|are|was|were) (?:[a-z]+ly )?(?:{_any('given')}))(?: [a-z]+ly)? (?:from|by) {_LIST}"
)
#: "Statistics from ‹O› underpin ‹B›", "Much of the evidence in ‹B› comes from ‹O›", "Sources for ‹B› include ‹O›".
_TITLE = r"(?:the |its |our )?(?:new |latest )?(?:[a-z]+ ){0,2}[\"“‘]?‹B(?P<b>\d+)›[\"”’]?"
_SAID = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        rf"\b{_NOUN}\b[^‹.;:()]{{0,30}}? (?:from|by) {_LIST} (?:{_any('carry')}) {_TITLE}",
        rf"\b{_NOUN}\b (?:[a-z]+ ){{0,2}}?(?:in|for|behind) {_TITLE} (?:comes?|came|(?:is|are|was|were) (?:{_any('given')})) (?:[a-z]+ly )?(?:from|by) {_LIST}",
        rf"\b(?:sources|{_NOUN}) (?:for|of|behind) {_TITLE} (?:includes?|included|are|were) {_LIST}",
        rf"\b(?:wrote|written|writes|produced|compiled|prepared) {_TITLE}[^‹.;:]{{0,30}}? (?:with|using|from) (?:[\w-]+ ){{0,3}}?{_NOUN}\b[^‹.;:()]{{0,20}}? (?:from|by|of) {_LIST}",
        rf"{_TITLE}[^‹.;:]{{3,60}}, (?:many|most|some|several|half) of them (?:by|from) {_LIST}",
    )
)
_NOT = re.compile(
    r"\b(?:not|never|no longer|without|would|could|might|should|refus\w+|declin\w+|hop\w+|ask\w*|want\w*|cannot|unlike|instead of|rather than)\b|n't\b"
)
_STOP = re.compile(
    r"; |, (?:which|who|but|while|although|though|where|and (?:is|was|has|it|they|finds?|concludes?))\b|: "
)
#: What stands between two bodies and says something of the first: "the Lab, which is at ‹O›, and …".
_ASIDE = re.compile(r", (?:which|who|itself|part of|an?) [^,;.]*(?=, and\b)")
_WORK = r"review|report|study|paper|survey|analysis|evaluation|book|briefing|guide|note|assessment|synthesis|inquiry|audit"
_ABOUT_WORK = re.compile(
    rf"(?:^|[,;] (?:and |but )?|\band )(?:It|it|They|they|We|we|(?:The|This|That|the|this) (?:[\w-]+ ){{0,2}}?(?:{_WORK}|authors?|researchers?|team|reviewers?)|[Ii]ts? (?:\w+ )?(?:authors?|writers?|researchers?))"
    r"(?:,[^,‹]{0,60},)?(?: (?:also|then|further|in turn|largely|mainly))?(?: [a-z]+\b[^‹;:.]{0,80}? and(?: also)?)? ?$"
)
#: "was commissioned by ‹O› and uses": what was done to the work before it is said what it uses.
_DONE_TO_IT = re.compile(
    r" (?:was|is|were|has been|had been) (?:[a-z]+ ){1,3}by (?:the )?‹[OP]\d+›(?:(?:, | and |, and )(?:the )?‹[OP]\d+›)*(?: in [^‹;.,]{3,20})?,? and(?: it)?(?: also)? ?$"
)
_BARE = re.compile(r"^(?:Drawing|Based|Built|Using|Relying|Resting|Leaning)\b")
_KINDS = ("cited work", "newsletter issue", "article", "web page")


def sources(d: Draft, tagged: Tagged, scope: Scope | None, spoken: str | None) -> None:
    """The organisations whose material a sentence says that a work uses.

    `spoken` is the work that the sentences before in the paragraph spoke of last.
    """
    text = tagged.text
    if "‹O" not in text:
        return
    told = spoken or (scope and (scope.review or (scope.id if scope.kind in ("blog", "report") else None)))
    plain = _ASIDE.sub(lambda m: " " * len(m.group()), text)
    for use in _USES.finditer(text):
        before = _DONE_TO_IT.sub(" ", text[: use.start()])
        if _NOT.search(before[-60:]):
            continue
        stop = _STOP.search(plain, use.end())
        held = list(_held(tagged, plain, use.end(), stop.start() if stop else len(plain)))
        if not held:
            continue
        work = _subject(d, tagged, before) or (
            told if _ABOUT_WORK.search(before) or (_BARE.match(use.group()) and not before.strip()) else None
        )
        if work:
            _write(d, tagged, work, held)
    come = _COME.match(text)
    if come and told and not _NOT.search(come.group()):
        _write(d, tagged, told, _bodies(tagged, come["who"]))
    for rule in _SAID:
        said = rule.search(text)
        title = tagged.mention(said["b"]) if said else None
        if said and title is not None and title.id and not _NOT.search(said.group()):
            work = row_of(d, tagged.sentence, title)
            if d.entities[work].kind not in _KINDS:
                _write(d, tagged, work, _bodies(tagged, said["who"]))
    entry = _WITH.search(text)
    if entry and scope is not None and scope.kind in ("blog", "report") and not _NOT.search(text):
        held = list(_held(tagged, text, entry.end(), len(text)))
        _write(d, tagged, scope.id, held)


def _held(tagged: Tagged, text: str, first: int, last: int) -> Iterator[Mention]:
    for rule in (_HELD, _OWNED):
        for match in rule.finditer(text, first, last):
            groups = match.groupdict()
            yield from _bodies(tagged, next(g for g in groups.values() if g))


def _bodies(tagged: Tagged, who: str) -> list[Mention]:
    found = [tagged.mentions[int(n)] for n in re.findall(r"‹O(\d+)›", who)]
    return [m for m in found if m.id]


def _subject(d: Draft, tagged: Tagged, before: str) -> str | None:
    """The work that the sentence names before the verb, with no other name between."""
    named = list(re.finditer(r"‹([A-Z])(\d+)›", before))
    if not named or named[-1][1] != "B" or len(before) - named[-1].end() > 60:
        return None
    mention = tagged.mentions[int(named[-1][2])]
    work = row_of(d, tagged.sentence, mention) if mention.id else None
    return work if work and d.entities[work].kind not in _KINDS else None


def _write(d: Draft, tagged: Tagged, work: str, bodies: list[Mention]) -> None:
    for body in bodies:
        d.relate(work, "usesSourceFrom", row_of(d, tagged.sentence, body), tagged.span(), "sources")
