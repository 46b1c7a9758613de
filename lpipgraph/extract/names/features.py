"""Computes the features of a name: its form, its context, its clauses, the vote of the sequence model.

A sign is a short phrase; what it weighs for each class is in ``name-evidence.csv``, fitted on the open keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...dates import find_dates
from ...tables import words
from ..draft import Draft
from ..lexicon import (
    ACRONYM,
    NO_FIRST_NAMES,
    ORG_HEADS,
    POLICY_HEADS,
    POLICY_TAILS,
    ROLE_HEADS,
    is_demonym,
    is_ordinary,
    singular,
)
from ..tagging import Mention, Tagged
from .persons import first_name, lower_words

__all__ = ["around", "is_abroad", "of_form", "of_place"]

_VERB = re.compile(
    r"(?: \([^()]{1,40}\))?,? (?:(?:also|now|has|have|had|will|recently|then|itself) )*([a-z-]+)"
)
_POSSESSION = re.compile(r"['’]s? (?:[a-z-]+ )?([a-z-]+)")
#: No sign reaches further back than that.
_REACH = 250
_WORD_BEFORE = re.compile(r"([A-Za-z-]+),? (?P<the>the |The )?[\"“‘'*_]?$")
_TWO_BEFORE = re.compile(r"([A-Za-z-]+) (?:of|in|such as|like|called|named|at|on|,) (?:the )?[\"“‘'*_]?$")
_KIND_BEHIND = re.compile(
    r"[\"”’'*_]?(?:,| is| are| was|, which is| \(|:) (?:an?|the|its|their|one of the) ((?:[\w-]+ ){0,4}?[a-z-]+)"
    r"(?=[,.;:)]| (?:in|of|for|that|which|who|where|on|with|at|from|to|by|and|near|run|owned|led|set|is|was|has|based|between|as|under|outside)\b|$)"
)
_TAIL = re.compile(r"[\"”’'*_]? ([a-z-]+)")
#: What stands behind a verb and not behind a noun: "funds the", "plans to".
_VERBAL = re.compile(rf" (?:(?:{'|'.join(sorted(words('stopwords', kind='determiner')))})\b|[£€]|to [a-z])")
_AGENT = re.compile(
    r"\b(?:[a-z]+ed|built|led|run|written|made|given|held|set up|drawn up) (?:jointly )?by (?:the )?$"
)
_INNER = re.compile(r"[A-Za-z]*[a-z][A-Z]\w*")
_MONEY = re.compile(r"[^.;]{0,30}[£€$]\d")
_HELD = re.compile(
    r"\b(?:host|hold|organis|organiz|attend)(?:s|es|ed|ing)?,? (?:the |its |our |their |an? )?$|\bat the $"
)
_YEAR = re.compile(r",? \(?(?:19|20)\d\d\b| et al")
_LIST = re.compile(
    r"(?: \([^()]{1,30}\))?(?:,| and|, and| or| & ) (?:the |by |with |from |for |in |at )?| and "
)
_LISTED = {"O": "a body", "L": "a policy", "G": "a place", "P": "a person", "K": "a case"}
_SUFFIX = re.compile(
    r"[A-Z][a-z]*(?:ton|ham|by|ley|wick|shire|ford|bury|mouth|pool|dale|worth|stead|thorpe|holme?|borough|burgh|land|side|field|well|combe|minster|chester|caster|haven|port|hurst|ness|firth|gate|bridge|wood|moor|ston|den|don)"
)
_BODY_VERBS = words("signs", kind="body verb")
_POLICY_VERBS = words("signs", kind="policy verb")
_PERSON_VERBS = words("signs", kind="person verb")
_BODY_BEFORE = words("signs", kind="body before")
_POLICY_BEFORE = words("signs", kind="policy before")
_POSSESSED = words("signs", kind="body possession")
_NOUNS = {
    "place": words("signs", kind="place noun"),
    "work": words("signs", kind="work noun"),
    "event": words("signs", kind="event noun"),
    "case": words("signs", kind="case noun"),
    "body": ORG_HEADS,
    "policy": POLICY_HEADS | POLICY_TAILS,
    "role": ROLE_HEADS,
    "building": words("heads", kind="place"),
}
_OPENERS = words("signs", kind="place opener")
_TOWARDS = frozenset(
    (
        "in",
        "at",
        "to",
        "from",
        "near",
        "of",
        "around",
        "under",
        "outside",
        "through",
        "into",
        "towards",
        "toward",
        "across",
    )
)
_PREPOSITIONS = (
    "in",
    "at",
    "from",
    "to",
    "of",
    "on",
    "by",
    "with",
    "for",
    "under",
    "through",
    "like",
    "and",
    "as",
    "near",
    "across",
)


def _kinds(word: str) -> Iterator[str]:
    head = singular(word)
    return (kind for kind, nouns in _NOUNS.items() if head in nouns or word.lower() in nouns)


def around(d: Draft, tagged: Tagged, mention: Mention) -> set[str]:
    """The signs of one occurrence: the words before and after, names beside it, what its sentence is about."""
    text = tagged.sentence.text
    before, after = text[max(0, mention.start - _REACH) : mention.start], text[mention.end :]
    signs: set[str] = set()
    word = _WORD_BEFORE.search(before)
    if word:
        low = word[1].lower()
        the = " the" if word["the"] else ""
        if low in _PREPOSITIONS:
            signs.add(f"{low}{the} before")
        if low in _BODY_BEFORE:
            signs.add("body noun before")
        if low in _POLICY_BEFORE:
            signs.add("policy noun before")
        if low in _OPENERS:
            signs.add("place opener before")
        signs |= {f"{kind} noun right before" for kind in _kinds(low) if word[1].islower()}
    two = _TWO_BEFORE.search(before)
    if two and two[1].islower():
        signs |= {f"{kind} noun before" for kind in _kinds(two[1])}
        if two[1] in _OPENERS:
            signs.add("place opener before")
    if _AGENT.search(before):
        signs.add("agent")
    if re.search(r"\b[Tt]he $", before):
        signs.add("article")
    elif re.search(r"\b(?:[Aa]n?|[Oo]ur|[Ii]ts|[Tt]heir|[Tt]his) $", before):
        signs.add("other determiner")
    if _HELD.search(before):
        signs.add("held")
    signs |= _behind(after)
    for m in tagged.mentions:
        if m.id and m.letter in _LISTED and _beside(text, m, mention):
            signs.add(f"listed with {_LISTED[m.letter]}")
        if m.letter == "G" and m.start >= mention.end:
            gap = text[mention.end : m.start]
            if re.fullmatch(r",? in (?:the )?", gap):
                signs.add("in a place")
                if gap[0] == "," and _towards(word):
                    signs.add("a town in a place")
            elif gap == ", ":
                signs.add("place behind a comma")
    if any(is_abroad(d, m.text) for m in tagged.mentions if m.letter == "G"):
        signs.add("abroad")
    if any(c.isdigit() for c in text) and next(iter(find_dates(text)), None):
        signs.add("dated")
    if before[-1:] in ("“", '"', "‘") and after[:1] in ("”", '"', "’", ".", ","):
        signs.add("quoted")
    if before[-1:] in ("*", "_"):
        signs.add("emphasis")
    signs.add("opens its sentence" if not before.strip(" \"'“‘(*_") else "stands inside a sentence")
    return signs


def _towards(word: re.Match[str] | None) -> bool:
    """Whether a preposition of place is before: "he looks to Vlierden, in the Netherlands"."""
    return word is not None and word[1].lower() in _TOWARDS and not word["the"]


def _behind(after: str) -> set[str]:
    signs: set[str] = set()
    kind = _KIND_BEHIND.match(after)
    if kind:
        last = kind[1].split()[-1]
        found = list(_kinds(last)) or [k for w in kind[1].split() for k in _kinds(w)]
        signs |= {f"is said to be: {k}" for k in found}
    tail = _TAIL.match(after)
    if tail and not (tail[1].endswith("s") and _VERBAL.match(after, tail.end())):
        signs |= {f"{k} noun right behind" for k in _kinds(tail[1])}
    verb = _VERB.match(after)
    if verb and not kind:
        for kind_, verbs in (
            ("a body", _BODY_VERBS),
            ("a policy", _POLICY_VERBS),
            ("a person", _PERSON_VERBS),
        ):
            if verb[1] in verbs:
                signs.add(f"acts as {kind_}")
    possession = _POSSESSION.match(after)
    if possession and possession[1] in _POSSESSED:
        signs.add("possession")
    if _MONEY.match(after):
        signs.add("money behind")
    if _YEAR.match(after):
        signs.add("year behind")
    if re.match(r"-(?:based|born|wide)\b", after):
        signs.add("based")
    if re.match(r"['’]s? ", after):
        signs.add("genitive")
    return signs


def is_abroad(d: Draft, name: str) -> bool:
    """Whether a place lies in another country, or is one."""
    place = d.gazetteer.lookup(name)
    if place is None or place.kind in ("continent", "world region", "nation"):
        return False
    holder, home = d.gazetteer.lookup(place.within or place.name), d.gazetteer.lookup("UK")
    return holder is not None and holder != home and holder.kind != "nation"


def _beside(text: str, known: Mention, mention: Mention) -> bool:
    """Whether a name is beside another in a list."""
    first, second = sorted((known, mention), key=lambda m: m.start)
    return bool(_LIST.fullmatch(text, first.end, second.start)) if first.end <= second.start else False


@lru_cache(maxsize=4096)
def _own_form(name: str) -> frozenset[str]:
    parts = name.split()
    named = [p for p in parts if p[:1].isupper()]
    ordinary = [p for p in named if is_ordinary(p)]
    signs = {f"{min(len(parts), 5)} words"}
    if ACRONYM.fullmatch(name):
        signs.add("acronym")
    elif _INNER.fullmatch(name):
        signs.add("inner capital")
    if not named:
        signs.add("no ordinary word")  # "mySociety"
    elif len(ordinary) == len(named):
        signs.add("ordinary words" if len(parts) > 1 else "ordinary word")
    elif not ordinary:
        signs.add("no ordinary word")
    else:
        signs.add("ordinary last word" if named[-1] in ordinary else "ordinary first word")
    if len(parts) == 1 and _SUFFIX.fullmatch(parts[-1]):
        signs.add("ending of a place")
    if "&" in parts or re.search(r"s['’] [A-Z]", name):
        signs.add("form of a body")
    signs |= {f"{w} inside" for w in ("for", "to", "of", "in", "and") if w in parts}
    if first_name(parts[0]):
        signs.add("opens with a first name")
    if is_demonym(parts[0]):
        signs.add("opens with a demonym")
    if parts[0].lower() in NO_FIRST_NAMES:
        signs.add("opens as no person")
    if parts[0].lower() in words("stopwords", kind="direction"):
        signs.add("opens with a direction")
    if parts[-1] in words("stopwords", kind="nation"):
        signs.add("closes with a nation")
    if any(not c.isascii() for c in name):
        signs.add("foreign letters")
    if "-" in name:
        signs.add("hyphen")
    if any(c.isdigit() for c in name):
        signs.add("digit")
    if len(parts) > 1:
        signs |= {f"closes as {k}" for k in _kinds(parts[-1])}
    of = next((n for n, w in enumerate(parts) if w in ("of", "for", "on", "in", "at") and n), None)
    if of is not None:
        signs |= {f"{k} before of" for k in _kinds(parts[of - 1])}
    return frozenset(signs)


def of_form(d: Draft, name: str) -> set[str]:
    """The signs of a name's own words."""
    signs = set(_own_form(name))
    parts = name.split()
    if len(parts) > 1 and any(d.gazetteer.lookup(p) is not None for p in parts):
        signs.add("place in it")
    if all(p.lower() in lower_words(d) for p in parts if p[:1].isupper()):
        signs.add("words of the text")
    return signs


def of_place(d: Draft, start: int) -> set[str]:
    """The signs of where in the issue a name is."""
    signs: set[str] = set()
    scope = d.scope_at(start)
    if scope is not None and scope.review:
        signs.add("under a review")
    section = d.doc.section_at(start).kind
    if section in ("people", "theme", "themes", "interview", "events", "reports", "policies"):
        signs.add(f"section: {section}")
    return signs
