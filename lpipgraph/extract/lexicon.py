"""Words that tell what a capitalised name is: head nouns, titles, roles. General English; no name of anything."""

from __future__ import annotations

import re

__all__ = [
    "ACRONYM",
    "GENERIC",
    "LEADING",
    "NOT_NAMES",
    "ORG_HEADS",
    "ORG_OF_HEADS",
    "PERSON",
    "PERSON_TITLE",
    "POLICY_HEADS",
    "POLICY_OF_HEADS",
    "POLICY_TAILS",
    "ROLE_HEADS",
    "UNIT_HEADS",
    "is_demonym",
    "singular",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: A capitalised name that ends with one of these is an organisation.
ORG_HEADS = _words(
    "academy bank administration agency alliance archive archives assembly assembly association authority board body bureau cabinet "
    "catapult caucus centre center chamber charity coalition collaborative college commission committee commons "
    "community company confederation congress consortium convention cooperative corporation council department "
    "directorate enterprise executive federation forum foundation government group hospital hub inspectorate "
    "institute institution lab laboratory league library ministry museum network observatory office ombudsman "
    "panel parliament partnership polytechnic regulator school secretariat service services society team trust "
    "treasury union unit university"
)
#: Before "of", "for", "on": "Institute for Government", "University of Leeds".
ORG_OF_HEADS = _words(
    "academy agency alliance archive assembly association bank board bureau centre center chamber coalition college "
    "commission committee confederation congress consortium convention council department directorate federation "
    "forum foundation institute institution laboratory library ministry museum network observatory office parliament "
    "royal school secretariat service society trust union university group"
)
#: A capitalised name that ends with one of these is a policy, programme or fund.
POLICY_HEADS = _words(
    "accelerator accord accounts act agenda agreement allowance bill bond book bootcamp budget challenge charter code compact "
    "commitment contract credit deal duty entitlement framework freeport fund funding grant guarantee guidance incentive initiative levy "
    "loan mission obligation offer package pathfinder pathway paper pilot plan pledge programme program project principle prospectus reform "
    "regulation scheme settlement standard stewardship strategy subsidy tariff tax trailblazer voucher zone"
)
#: "Plan for Neighbourhoods", "Right to Buy".
POLICY_OF_HEADS = _words(
    "act bill budget charter code compact deal fund framework guarantee initiative mission plan pledge programme right "
    "scheme strategy"
)
#: Lower-case heads that follow a capitalised name: "WorkWell pilots".
POLICY_TAILS = _words(
    "fund initiative levy pilot plan programme program project scheme strategy trailblazer agenda"
)
#: Units that exist inside organisations or bodies that act only as part of one.
UNIT_HEADS = _words("board committee department directorate office panel school team unit")
ROLE_HEADS = _words(
    "adviser advisor analyst apprentice associate assistant chair chairman chairwoman chancellor co-director "
    "co-ordinator commissioner consultant coordinator dean deputy developer director economist editor engineer "
    "evaluator executive fellow geographer head historian lead leader lecturer manager mayor minister officer "
    "partner planner practitioner president principal producer professor reader researcher scientist secretary "
    "specialist statistician strategist trainer treasurer student"
)
#: Words that may open a sentence with a capital and belong to no name, even before another capital.
LEADING = _words(
    "a about abroad across after against all almost alongside also although among an and another any are around as asks at "
    "because before below beside besides between both but by can could did do does during each earlier either "
    "elsewhere encompassing even every examples finally for from further had has have having he her here his how "
    "however i if in including instead interviewees into is it its join just last lately later led like looking many "
    "may meanwhile moreover most much my near nearly neither next no none nor not nothing now of often on once "
    "only or other others our out over per previously prior rather recently she since so some something soon such "
    "ten than that the their them then there these they this those though three through thus to today together too "
    "towards two under unlike until up upon using very was we well were when where whereas whether which while "
    "whilst who whose why will with within without yet you your view read see visit both"
)
_MONTHS_AND_DAYS = _words(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday mon tue tues wed thu thur fri sat sun jan feb mar apr jun jul aug sept sep oct "
    "nov dec mondays tuesdays wednesdays thursdays fridays saturdays sundays christmas easter"
)
#: Whole names that name a kind of thing, not a thing.
GENERIC = frozenset(
    [
        "local authority",
        "local authorities",
        "combined authority",
        "combined authorities",
        "mayoral combined authority",
        "mayoral combined authorities",
        "local government",
        "central government",
        "further education",
        "higher education",
        "government",
        "council",
        "parliament",
        "university",
        "local council",
        "city council",
        "evidence review",
        "evidence reviews",
        "white paper",
        "the hub",
        "hub",
        "green paper",
        "freeport",
        "freeports",
        "research programme",
        "research theme",
        "research themes",
        "project board",
        "board",
        "team",
        "theme",
        "themes",
        "programme",
        "register",
        "register here",
        "link",
        "link to report",
        "report",
        "reports",
        "blog",
        "blogs",
        "training",
        "workshop",
        "webinar",
        "conference",
        "events",
        "event",
        "date",
        "author",
        "authors",
        "title",
        "published",
        "organisation",
        "organiser",
        "where",
        "disclaimer",
        "contents",
        "research",
        "introduction",
        "conclusion",
        "context",
        "methodology",
        "key findings",
        "key concepts",
        "key questions",
        "burning questions",
        "policy context",
        "case study",
        "case studies",
        "sources",
        "approach",
        "newsletter",
        "issue",
        "phd",
        "eu",
        "gdp",
        "gva",
        "steam",
        "stem",
        "sme",
        "smes",
        "it",
        "ai",
        "r&d",
        "covid",
        "brexit",
        "covid-19",
        "christmas",
        "easter",
        "spring",
        "summer",
        "autumn",
        "winter",
    ]
)
#: Capitals that are never a name by themselves.
NOT_NAMES = _words(
    "I A OK PhD BSc MSc MA BA TV FE HE GDP GVA SME SMEs STEM R&D AI IT HR CEO PR FAQ PDF URL Q&A DIY No"
) | {word.capitalize() for word in _MONTHS_AND_DAYS}

#: "UKRI", "LSIPs", "DfE", "City-REDI".
ACRONYM = re.compile(
    r"[A-Z][A-Z&\d]{1,8}s?|[A-Z][A-Za-z]*[A-Z]{2,}[A-Za-z]*s?|[A-Z][a-z]?[A-Z]|(?:[A-Z][a-z]+-)[A-Z]{2,}"
)

PERSON_TITLE = r"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Baroness|Cllr|Councillor|Rev)\.?"
_NAME_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž](?:[\w'’]|-(?=\w))*\.?"
_PARTICLE = r"(?:de|da|do|dos|du|di|del|della|van|von|der|den|ter|te|ten|la|le|al|el|bin|ibn|ap|ab|ferch|y|mac|nic|ó|st)"
#: A person's name: two to five words, with particles ("Ngozi van der Meulen", "J. da Silva").
PERSON = (
    rf"(?:{PERSON_TITLE} )?{_NAME_WORD}(?:(?: {_PARTICLE}){{1,3}} {_NAME_WORD}| {_NAME_WORD})"
    rf"(?: (?:{_PARTICLE} ){{0,2}}{_NAME_WORD}){{0,2}}"
)


def singular(word: str) -> str:
    """A head noun in lower case without its plural ending: "Strategies" gives "strategy"."""
    low = word.lower().strip(".'")
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith("ches") or low.endswith("xes") or low.endswith("sses"):
        return low[:-2]
    if (
        low.endswith("s")
        and not low.endswith(("ss", "us"))
        and low not in ("services", "accounts", "archives", "commons")
    ):
        return low[:-1]
    return low


def is_demonym(word: str) -> bool:
    """Whether a capitalised word says whence something is and names nothing: "Danish", "British"."""
    return bool(
        re.fullmatch(
            r"(?:British|English|Scottish|Welsh|Irish|[A-Z][a-z]+(?:ian|ish|ese|ean)|Dutch|German|French|Whitehall)",
            word,
        )
    )
