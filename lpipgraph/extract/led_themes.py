"""Finds themes by their leads: "Lanes and Paths is led by …", "… has charge of Lanes and Paths"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..tables import table
from .agents import Agent, agents, looks_like_person
from .draft import Draft, Scope, Sentence
from .heads import head_class
from .lexicon import LEADING, NOT_NAMES, PERSON, POLICY_TAILS, is_ordinary, singular
from .themes import resolve

__all__ = ["RUN", "led", "may_be_theme"]

#: A run of capitals with small words between.
RUN = r"[A-Z][\w'’-]*(?:,? (?:(?:and|in|of|for|to|their|the|that|a|on|with|our|&) ){0,2}[A-Z][\w'’-]*){0,8}"
#: Who leads, with the body behind each name: "‹P› (City-REDI)", "‹P› of the Hub".
_OF = r"(?: \([^()]{2,60}\)| (?:of|at|from) (?:the )?[A-Z][\w'’-]*(?: (?:of |the |for )*[A-Z][\w'’-]*){0,5})?"
_PEOPLE = rf"{PERSON}(?:{_OF}(?:, (?:and )?| and | & ){PERSON})*"
_EACH = re.compile(rf"(?P<who>{PERSON}){_OF}(?:, (?:and )?| and | & |$)")
_THEMES = re.compile(r"\b(?:themes|strands|workstreams|lines of (?:enquiry|inquiry|work))\b", re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:nobody|no one|not|never|used to|until|formerly|previously|would|might|could|had)\b", re.IGNORECASE
)
#: "Lanes and Paths has two leads. One is ‹P›. The other is ‹P›."
_SEVERAL = re.compile(
    rf"^(?P<theme>{RUN}) (?:has|have|is shared by|is shared between) (?:two|three|joint|several) (?:co-|joint )?(?:leads|leaders|heads)\b"
)
_ONE_OF_THEM = re.compile(
    rf"^(?:[Oo]ne(?: of them)?|[Tt]he (?:other|first|second|third)(?: one)?|[Aa]nother)(?: is|,|:) (?:also )?(?P<who>{_PEOPLE})"
)
#: "The newcomer is ‹T›. ‹P› will convene it."
_NEWCOMER = re.compile(
    rf"\b(?:[Tt]he|[Oo]ur) (?:newcomer|(?:newest|youngest|latest|new|third|fourth|fifth|sixth) (?:theme|strand|workstream|one|arrival)(?: of (?:them|all|the (?:family|three|four|five|six)))?)(?: is|,|:) (?P<theme>{RUN})(?=[.,;]|$)"
)
_LEADS_IT = re.compile(
    rf"^(?P<who>{_PEOPLE}) (?:(?:will|now|jointly|is to|are to) ){{0,2}}(?:convenes?|leads?|heads?|runs?|looks? after|steers?|takes? charge of|takes? care of|coordinates?) (?:it|the theme|this theme)\b"
)
#: "Our new theme leads are ‹P› (‹T›) and ‹P› (‹T›)."
_LEADS_ARE = re.compile(
    r"\b(?:theme|strand|workstream) (?:co-)?lead(?:er)?s? (?:are|is)\b|\bnew (?:co-)?lead(?:er)?s? (?:are|is)\b"
)
_IN_BRACKETS = re.compile(rf"(?P<who>{PERSON}) \((?P<theme>{RUN})\)")
#: "All our research sits under one of three themes: A, B and C."
_LISTED = re.compile(
    rf"\b(?:themes|strands|workstreams)(?:[^.:;,]{{0,40}})?(?::| are| –| —|,) (?P<list>{RUN}(?:(?:, and |, | and |; | as well as ){RUN})+)"
)


@dataclass(frozen=True, slots=True)
class _Led:
    """A sentence that says who leads a theme, and where in it both are named."""

    theme: tuple[int, int]
    who: tuple[int, int]
    sentence: Sentence
    others: tuple[tuple[Sentence, tuple[int, int]], ...] = ()


#: What a stretch holds: no mark that closes a sentence, but the dot of an initial.
_INNER = r"(?:[^.;:]|(?<=\b[A-Z])\.|(?<=\bDr)\.|:(?= [A-Z]))"


@lru_cache(maxsize=1)
def _wordings() -> re.Pattern[str]:
    """All wordings of the table in one expression; what stands for a theme or a lead is only a stretch here, and judged by itself."""
    rows = []
    for n, row in enumerate(table("theme-leads")):
        first, last = ("t", "p") if row["wording"].index("‹T›") < row["wording"].index("‹P›") else ("p", "t")
        stretch = {
            first: rf"(?P<{first}{n}>[A-Z]{_INNER}{{2,90}}?)",
            last: rf"(?P<{last}{n}>[A-Z]{_INNER}{{2,150}})",
        }
        # the theme's name may stand in quotation marks, and before or behind the word
        theme = rf"(?:(?:[Tt]heme|[Ss]trand|[Ww]orkstream),? )?[“\"]?{stretch['t']}[”\"]?(?: (?:theme|strand|workstream))?"
        rows.append(row["wording"].replace("‹T›", theme).replace("‹P›", stretch["p"]))
    return re.compile(rf"(?:^|(?<=[,;:] )|(?<=\band )|(?<=\bwhile ))(?:The )?(?:{'|'.join(rows)})")


_A_THEME, _SOME_PEOPLE = re.compile(rf"{RUN}(?:: {RUN})?"), re.compile(_PEOPLE)
#: "Lanes and Paths has no lead for the moment".
_WITHOUT = re.compile(
    rf"(?P<theme>{RUN}(?:: {RUN})?) (?:(?:currently |still |now )?(?:has|have) (?:currently |still |now |yet )?no (?:lead|leader|head|one to lead it)|"
    r"is (?:currently |still |now )?(?:without a (?:lead|leader|head)|leaderless|between (?:leads|leaders)|vacant))\b"
)
#: Somebody looks after a theme in another's absence: "He is also looking after ‹T› while its lead, ‹P›, is on leave".
_IN_ABSENCE = re.compile(r"(?:[Hh]e|[Ss]he|[Tt]hey) (?:is|are) [\w ]+? (?:while|whilst) (?:its|the|their) ")


#: "… has taken on ‹T›, and Tom Askew continues to lead on …": who leads the next theme.
_NEXT = re.compile(rf"(?:, and|,| and| while) (?P<who>{PERSON})$")


def _own_end(text: str, told: re.Match[str]) -> int:
    """Where a theme ends that the subject of the next verb follows."""
    behind = _NEXT.search(told.group())
    goes_on = re.match(r" [a-z]", text[told.end() :]) is not None
    return (
        told.start() + behind.start()
        if behind and goes_on and looks_like_person(behind["who"])
        else told.end()
    )


def _said(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where a sentence names a theme and who leads it."""
    at = 0
    while (match := _wordings().search(text, at)) is not None:
        spans = {k[0]: match.span(k) for k, v in match.groupdict().items() if v}
        first = min(spans, key=lambda k: spans[k])
        found = {}
        for kind, pattern in (("t", _A_THEME), ("p", _SOME_PEOPLE)):
            start, end = spans[kind]
            told = pattern.fullmatch(text, start, end) if kind == first else pattern.match(text, start, end)
            if told is not None:
                found[kind] = (told.start(), told.end() if kind == first else _own_end(text, told))
        ends = [end for _, end in found.values()]
        if len(found) == 2 and not _OVER.search(text, match.start(), max(ends)):
            yield found["t"], found["p"]
        at = max(ends) if len(found) == 2 else match.start() + 1


def led(d: Draft) -> None:
    """The themes of each article that is about themes: those that somebody is said to lead, and those that it lists."""
    for scope in [s for s in d.scopes if s.kind == "article"]:
        blocks = d.doc.blocks_in(scope.start, scope.end)
        if not any(_THEMES.search(d.quote(b.start, b.end)) for b in blocks[:4]):
            continue
        sentences = [s for b in blocks if b.kind in ("paragraph", "item") for s in d.block_sentences(b)]
        _list(d, scope, sentences)
        found = list(_found(sentences))
        names = {d.key(_words(one)) for one in found}
        known = [one for one in found if resolve(d, _words(one)) or d.known_entry("Theme", _words(one))]
        if len(names) > 1 or known:
            before: list[str] = []
            for one in found:
                leaders = _write(d, scope, one)
                if _IN_ABSENCE.search(one.sentence.text) and len(before) == 1:
                    for leader in leaders:
                        d.relate(before[0], "coversFor", leader, one.sentence.span(), "lead line")
                before = leaders


def _found(sentences: list[Sentence]) -> Iterator[_Led]:
    for n, sentence in enumerate(sentences):
        several = _SEVERAL.match(sentence.text)
        if several and not _OVER.search(several.group()):
            behind = [
                (s, m.span("who")) for s in sentences[n + 1 : n + 3] if (m := _ONE_OF_THEM.match(s.text))
            ]
            if behind:
                yield _Led(several.span("theme"), (0, 0), sentence, tuple(behind))
                continue
        newcomer = _NEWCOMER.search(sentence.text)
        if newcomer and may_be_theme(newcomer["theme"]) and not _OVER.search(sentence.text):
            behind = [(x, m.span("who")) for x in sentences[n + 1 : n + 3] if (m := _LEADS_IT.match(x.text))]
            if behind:
                yield _Led(newcomer.span("theme"), (0, 0), sentence, tuple(behind))
        if (leads := _LEADS_ARE.search(sentence.text)) and not _OVER.search(sentence.text):
            for pair in _IN_BRACKETS.finditer(sentence.text, leads.end()):
                if may_be_theme(pair["theme"]):
                    yield _Led(pair.span("theme"), pair.span("who"), sentence)
        for theme, who in _said(sentence.text):
            if may_be_theme(sentence.text[slice(*theme)]):
                yield _Led(theme, who, sentence)
        for without in _WITHOUT.finditer(sentence.text):
            if may_be_theme(without["theme"]):
                yield _Led(without.span("theme"), (0, 0), sentence)


def _words(one: _Led) -> str:
    return one.sentence.text[one.theme[0] : one.theme[1]]


def may_be_theme(name: str) -> bool:
    """Whether a name mentions a subject: of ordinary words, and by its head no organisation, policy or person."""
    said = [w for w in name.split() if w[:1].isupper()]
    if not said:
        return False
    cls = head_class(name)
    # "Town Centres" is no centre, "Public Services" no service
    several = cls == "Organisation" and said[-1].endswith("s") and all(map(is_ordinary, said))
    return (
        (several or (cls in (None, "Policy") and singular(said[-1]) not in POLICY_TAILS))
        and len(name.split()) < 10
        and not (len(said) == 1 and (said[0] in LEADING or said[0] in NOT_NAMES))
        and sum(map(is_ordinary, said)) * 2 >= len(said)
    )


def _write(d: Draft, scope: Scope, one: _Led) -> list[str]:
    """The rows of one theme, and who leads it."""
    name = _words(one)
    if d.named(name, ("Person", "Organisation", "Policy")):
        return []
    theme = resolve(d, name) or d.add(
        "Theme", name, one.sentence.span(*one.theme), kind="research theme", how="led theme", score=0.85
    )
    d.relate(scope.id, "aboutTheme", theme, one.sentence.span(), "theme told")
    d.relate(scope.id, "mentions", theme, one.sentence.span(), "named")
    start = one.sentence.span()[0]
    leaders = []
    for sentence, who in one.others or ((one.sentence, one.who),):
        for agent in (a for each in _each(sentence.text, *who) for a in _agents(d, sentence, each)):
            if agent.cls == "Person":
                d.relate(agent.id, "leadsTheme", theme, (start, sentence.span()[1]), "lead line")
                leaders.append(agent.id)
    return leaders


def _each(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each of several leads is named, without the bodies behind them."""
    while start < end and (match := _EACH.match(text, start, end)) is not None:
        yield match.span("who")
        start = match.end()


def _agents(d: Draft, sentence: Sentence, where: tuple[int, int]) -> list[Agent]:
    return agents(d, d.doc.reading(*sentence.span(*where)), "lead line")


def _list(d: Draft, scope: Scope, sentences: list[Sentence]) -> None:
    """For example "one of three themes: A, B and C, and D"."""
    for sentence in sentences:
        match = _LISTED.search(sentence.text)
        if match is None:
            continue
        at = match.start("list")
        parts = _parts(match["list"])
        if not all(may_be_theme(match["list"][a:b]) for a, b in parts):
            continue
        for a, b in parts:
            name = match["list"][a:b]
            where = sentence.span(at + a, at + b)
            theme = resolve(d, name) or d.add(
                "Theme", name, where, kind="research theme", how="list of themes", score=0.85
            )
            d.relate(scope.id, "aboutTheme", theme, sentence.span(), "theme told")


def _parts(listed: str) -> list[tuple[int, int]]:
    """Where the names of a list are: with a comma before its last "and" the others are within names."""
    joint = r"; (?:and )?|, and |, " if ", and " in listed or "; " in listed else r", | and | as well as "
    found, at = [], 0
    for match in re.finditer(joint, listed):
        found.append((at, match.start()))
        at = match.end()
    return [*found, (at, len(listed))]
