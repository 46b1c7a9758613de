"""Finds evidence of class: positions in which only an organisation or only a policy can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..draft import Draft
from ..lexicon import ACRONYM
from ..tagging import Mention, Tagged, pattern

__all__ = ["slots"]

_BODY_SLOTS = tuple(
    pattern(p)
    for p in (
        r"\b(?:joined) (?:the )?{N}(?: team)?",
        r"‹[PR]\d+›[^.;‹]{0,60} (?:at|with) (?:the )?{N}(?: team)?(?= (?:in|on|as|since|and|,|\.)|[,.]|$)",
        r"(?:worked|works?|employed|post|career|managed projects|spent) [^‹.]{0,40}?(?:for|at|by|in|with) (?:the )?{N}",
        r"‹R\d+›,? (?:at|of|with|for) (?:the )?{N}",
        r"\b(?:led|run|hosted|commissioned|published|organised|funded|supported|overseen|managed|delivered|owned|prepared|developed|produced|contributed|employed|announced) (?:jointly )?(?:by|from|with) (?:the )?{N}",
        r"\bresearchers from (?:the )?{N}",
        r"\b(?:secondment|seconded) (?:to|with|at) (?:the )?{N}",
        r"\b(?:commissioned|prepared|produced|written) for (?:the )?{N}",
        r"{N} (?:is|are) (?:a|an|the) (?:charity|think tank|agency|network|institute|company|body|centre|university|council)\b",
        r"{N}(?=, an? (?:institute|charity|agency|centre|think tank|network|research body)\b)",
        r"{N} (?:argues|finds|found|has investigated|reports|says|runs|publishes|published|team\b)",
        r"{N}'s (?:Centre|Institute|Office|research|researchers|own|programme|team)\b",
        r"\b(?:together|along|jointly|partnership|working alongside|teamed up) with (?:the )?{N}",
        r"\bon the {N} website",
        r"\b(?:its|their|our|the|an?) (?:[a-z]+ )?(?:partner|firm|company|charity|contractor|supplier|consultancy|think tank) {N}",
    )
)
#: "at Stallingborough in North East Lincolnshire": a place within a place.
_AT_IN = pattern(r"\bat {N},? in (?:the )?{G}")
#: "Güssing, a small town in Austria".
_A_TOWN = pattern(r"{N}, an? (?:[a-z]+ )?(?P<kind>town|city|village|district|island|region|suburb|county)\b")
_LIST_INTRO = re.compile(
    r"\b(?:resources|publications|reports|surveys|papers|studies|files|material|analysis|evidence|sources|data|statistics|contribut\w+|work|research|sources? (?:are|were|include))\b"
    r"[^‹]{0,60}(?:from|by|are|were|include|includes|of) (?:the )?(?:analysis from )?‹"
)
_POLICY_SLOTS = tuple(
    pattern(p)
    for p in (
        r"{N}[^‹.]{0,20} (?:offers|is worth|was worth|carries|carry|has been promised) [^‹.]{0,12}£",
        r"£[\d.,]+ ?(?:million|billion|m|bn)[^‹.]{0,25} (?:on|for|to|into) (?:the )?{N}",
        r"(?:made way for|gave way to|by way of|its counterpart in|way to the|pays for|repair through|paid through) (?:the )?{N}",
        r"{N},? (?:which )?(?:replace[sd]|took over from|takes over from|stands in for|picks up where|takes the place of)\b",
        r"{N}, (?:run|budgeted|delivered|designed|set going|kept up) (?:by|at|in)\b",
        r"{N}(?=[\"']?,? is [^.‹]{0,60}\b(?:policy|programme|scheme|fund|initiative|strategy|strand|pilot|levy)\b)",
        r"{N}(?=,? (?:an?|the|which is an?) (?:[\w-]+ ){0,4}(?:programme|scheme|fund|policy|initiative|pilot|strategy|strand|grant)\b)",
        r"(?:programmes?|schemes?|funds?|initiatives?|policies|strands?)(?: of their own)?,? (?:such as|like|called|including|under|are|is|,) (?:the )?{N}",
        r"(?:under|through) (?:its|the|their) {N}",
        r"{N}(?= (?:ran from|has since|was worth|is worth|closed in|replaced|took over from)\b)",
        r"{N}(?=(?:,| \()[^‹]{0,40}(?:worth|£))",
        r"(?:pays? for|funds?|runs?|offers?) [^‹.]{0,40} (?:under|through|called) (?:the )?{N}",
        r"{N}, (?:paid for|funded|financed|managed|administered) by\b",
    )
)


def slots(d: Draft, tagged: Tagged) -> dict[Mention, set[str]]:
    """Unknown names in positions where only an organisation, a policy or a place can be, with this evidence."""
    found: dict[Mention, set[str]] = {}
    if not tagged.of("N"):
        return found

    def claim(n: int, sign: str) -> None:
        m = tagged.mentions[n]
        if m.id is None and m.letter == "N":
            found.setdefault(m, set()).add(sign)

    for rule in _BODY_SLOTS:
        for match in rule.finditer(tagged.text):
            claim(int(match["N"]), "slot of a body")
    first = _LIST_INTRO.search(tagged.text)
    if first is not None:
        for n in _list(tagged, first.end() - 1):
            claim(n, "list of bodies")
    for rule in _POLICY_SLOTS:
        for match in rule.finditer(tagged.text):
            if "N" in match.groupdict():
                claim(int(match["N"]), "slot of money" if rule is _POLICY_SLOTS[1] else "slot of a policy")
    for rule, sign in ((_A_TOWN, "called a town"), (_AT_IN, "slot of a place")):
        for match in rule.finditer(tagged.text):
            claim(int(match["N"]), sign)
    _prior(d, tagged, claim)
    _ambiguous(tagged, claim)
    return found


_POLICY_HEADING = re.compile(
    r"\b(?:polic(?:y|ies)|programmes?|funds?|landscape|tried|on the ground|instruments?|schemes?|deals)\b",
    re.IGNORECASE,
)
_AT = pattern(r"\b(?:at|with|for|from|by|of) (?:the )?{N}(?=[,.;]| (?:and|since|before|until|in)\b|$)")


def _prior(d: Draft, tagged: Tagged, claim: Callable[[int, str], None]) -> None:
    """What an unknown name of several words most often is, by the section that it is in."""
    section = d.doc.section_at(tagged.span()[0])
    if section.kind in ("theme", "people"):
        for match in _AT.finditer(tagged.text):
            claim(int(match["N"]), "slot of an employer")
    scope = d.scope_at(tagged.span()[0])
    if scope and scope.review and _POLICY_HEADING.search(section.heading):
        for n, m in enumerate(tagged.mentions):
            if m.letter == "N" and m.id is None and " " in m.text:
                claim(n, "under a heading of policies")


def _list(tagged: Tagged, at: int) -> Iterator[int]:
    """The members of a list that begins at `at`."""
    item = re.compile(
        r"‹([A-Z])(\d+)›(?:'s ‹[A-Z]\d+›)?(?: \([^()]*\))?(?:,? (?:and|as well as)(?: the)? |, (?:and )?(?:the )?|(?=\.))"
    )
    while match := item.match(tagged.text, at):
        yield int(match[2])
        at = match.end()
    last = re.match(r"‹N(\d+)›", tagged.text[at:])
    if last:
        yield int(last[1])


#: Words that editors print in capitals for their weight.
_WORDS = frozenset(
    [
        "NOT",
        "AND",
        "BUT",
        "ALL",
        "NEW",
        "NOW",
        "ONE",
        "OUR",
        "THE",
        "FOR",
        "YOU",
        "WHY",
        "HOW",
        "WHO",
        "FREE",
        "LIVE",
        "ONLY",
        "MUST",
        "ALSO",
    ]
)


def _ambiguous(tagged: Tagged, claim: Callable[[int, str], None]) -> None:
    """Acronyms that nothing spells out: organisations, where they act or where something comes from them."""
    for n, m in enumerate(tagged.mentions):
        if m.letter != "N" or not ACRONYM.fullmatch(m.text) or len(m.text) < 3 or m.text in _WORDS:
            continue
        mark = re.escape(f"‹N{n}›")
        if re.search(
            rf"(?:\b(?:at|in|by|from|for|with|of|and|the|all) {mark}|{mark}(?:'s)? (?:has|have|is|are|and|asks|will|research|which)\b|^{mark},)",
            tagged.text,
        ):
            claim(n, "acronym where a body stands")
