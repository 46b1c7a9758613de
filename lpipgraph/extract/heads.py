"""Classifies a name by its head noun: an organisation, a policy, a role."""

from __future__ import annotations

import re
from functools import lru_cache

from ..tables import words as listed
from .lexicon import ORG_HEADS, ORG_OF_HEADS, POLICY_HEADS, POLICY_OF_HEADS, ROLE_HEADS, is_ordinary, singular

__all__ = ["FOR_PLACES", "NATIONS", "head_class", "is_built"]

_JOINERS = listed("stopwords", kind="joiner")
_FIRST_NAMES = listed("first-names")
_SURNAME_HEADS = listed("heads", kind="surname too")
_CAREFUL_NAMES = listed("first-names", careful="yes")
#: "HM Treasury": a first word that only bodies have.
_BODY_OPENERS = listed("heads", kind="opens a body")
#: "Audit Scotland", "Carnegie UK": a name that closes with a nation is a body, unless it is a part of that nation.
NATIONS = listed("stopwords", kind="nation")
_DIRECTIONS = listed("stopwords", kind="direction")
#: A word that makes a body of a name, whatever its head: a lottery's fund gives, and nobody runs it for another.
_BODY_WORDS = listed("heads", kind="names a body")
#: What a body does for the place that it is called after: "Transport for the North".
FOR_PLACES = listed("heads", kind="opens a body for a place")
_ADJECTIVE = re.compile(r"[A-Z][a-z]+-[a-z]+")
#: What is built and let for events: "Hereford Town Hall", "Nottingham Conference Centre".
_BUILT = tuple(
    f" {w}" for w in sorted(listed("heads", kind="place") | listed("events", "words", kind="venue"))
)
#: "Vice-Chancellor of …", "MP for …".
_OFFICES = listed("roles", kind="head")
_MODIFIERS = listed("roles", kind="modifier")
#: Plurals that close the name of a firm: "Lorne Associates".
_FIRMS = listed("heads", kind="firm")


def is_built(name: str) -> bool:
    """Whether a name is that of what is built and let for events: "Hereford Town Hall", "Corn Exchange"."""
    return f" {name.lower()}".endswith(_BUILT)


@lru_cache(maxsize=65536)
def head_class(name: str) -> str | None:
    """Organisation, Policy or Role, if the name's head noun states this.

    Parameters
    ----------
    name
        A capitalised span, without articles.
    """
    words = name.split()
    if not words:
        return None
    if words[0].lower() in FOR_PLACES and words[1:2] == ["for"] and _may_be_place(words[2:]):
        return "Organisation"  # "Transport for the North"
    of = next((n for n, w in enumerate(words) if w in ("of", "for", "on", "to", "in") and n > 0), None)
    if of is not None:
        head = singular(words[of - 1])
        if (head in ROLE_HEADS or head in _OFFICES) and words[of] in ("of", "for", "in"):
            return "Role"
        if head in ORG_OF_HEADS and words[of] not in ("to", "in"):
            return "Organisation"
        if head in POLICY_OF_HEADS and words[of] != "in":
            return "Policy"
        if words[of] == "on" and singular(words[-1]) not in POLICY_HEADS:
            return None
    last = singular(words[-1])
    if last in _OFFICES and words[-2:-1] == ["Chief"]:
        return "Role"
    if words[0] in _BODY_OPENERS and len(words) > 1 and last not in POLICY_HEADS:
        return "Organisation"
    if (
        len(words) > 1
        and words[-1].lower() in _FIRMS
        and not (_is_rank(words[-2].lower()) or singular(words[-2]) in ORG_HEADS)
    ):
        return "Organisation"  # "Tarbet & Lorne Associates"
    behind = words[-1].rpartition("-")[2]
    if behind != words[-1] and behind[:1].isupper() and singular(behind) in ORG_HEADS:
        return "Organisation"  # "REACH-Lab"
    if len(words) < 2:
        return "Role" if last in ROLE_HEADS else None
    if ("University" in words or "College" in words[1:]) and last not in POLICY_HEADS:
        return "Organisation"
    if _BODY_WORDS & {w.lower() for w in words}:
        return "Organisation"  # "National Lottery Heritage Fund"
    if words[-1] in NATIONS and len(words) > 2 and singular(words[-2]) in POLICY_HEADS:
        return "Policy"  # "Union Learning Fund Wales"
    if words[-1] in NATIONS and _ADJECTIVE.fullmatch(words[0]):
        return None  # "Two-tier England"
    if words[-1] in NATIONS and singular(words[0]) not in _DIRECTIONS and not _JOINERS & set(words):
        return "Organisation"
    if _is_surname(words, last):
        return None
    if last in POLICY_HEADS:
        return "Policy"
    if last in ORG_HEADS:
        return "Organisation"
    if last in ROLE_HEADS or (last in _OFFICES and _is_rank(words[0].lower())):
        return "Role"
    return None


def _may_be_place(words: list[str]) -> bool:
    """Whether words may name a place: "the North", "Greater Manchester", and not "City Regions"."""
    rest = [w for w in words if w != "the"]
    return bool(rest) and (all(w.lower() in _DIRECTIONS for w in rest) or not is_ordinary(rest[-1]))


def _is_rank(word: str) -> bool:
    """Whether a word ranks an office: "Senior Partners", "Principal Hydrologist"."""
    return word in _MODIFIERS


def _is_surname(words: list[str], last: str) -> bool:
    """Whether a head noun is rather a surname: "Faith Banks", "Ada Green", but not "Grace Church"."""
    return (
        len(words) == 2
        and words[1].lower() in _SURNAME_HEADS
        and words[0] in _FIRST_NAMES
        and (words[1].lower() != last or words[0] not in _CAREFUL_NAMES)
    )
