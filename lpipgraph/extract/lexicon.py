"""Holds words that classify capitalised names: head nouns, titles, roles. General English, no names."""

from __future__ import annotations

import re
from functools import lru_cache

from ..names import fold
from ..tables import table, words

__all__ = [
    "ACRONYM",
    "ACT",
    "ARTICLE_PREFIX",
    "GENERIC",
    "LEADING",
    "NOT_NAMES",
    "NO_FIRST_NAMES",
    "ORG_HEADS",
    "ORG_OF_HEADS",
    "PERSON",
    "PERSON_TITLE",
    "POLICY_HEADS",
    "POLICY_OF_HEADS",
    "POLICY_TAILS",
    "ROLE_HEADS",
    "SMALL_WORDS",
    "UNIT_HEADS",
    "is_demonym",
    "is_ordinary",
    "label_senses",
    "plain_role",
    "singular",
]


#: A capitalised name that ends with one of these is an organisation.
ORG_HEADS = words("heads", kind="body")
#: Before "of", "for", "on": "Institute for Government", "University of Leeds".
ORG_OF_HEADS = words("heads", kind="body of")
#: A capitalised name that ends with one of these is a policy, programme or fund.
POLICY_HEADS = words("heads", kind="policy")
#: "Plan for Neighbourhoods", "Right to Buy".
POLICY_OF_HEADS = words("heads", kind="policy of")
#: Lower-case heads that follow a capitalised name: "WorkWell pilots".
POLICY_TAILS = words("heads", kind="policy tail")
#: Units that exist inside organisations or bodies that act only as part of one.
UNIT_HEADS = words("heads", kind="unit")
ROLE_HEADS = words("heads", kind="role")
#: Words that titles and names write small.
SMALL_WORDS = frozenset(("a", "an", "and", "the", "of", "to", "in", "on", "at", "for", "from", "by", "with", "or", "as", "is", "into", "beyond", "without", "after", "between", "through", "under", "over", "up", "out",
    "that", "&", "–", "-"))  # fmt: skip
_ROLE_OPENERS = words("roles", kind="opener") | words("roles", kind="determiner")
#: Words that open names of bodies and not of people.
NO_FIRST_NAMES = words("heads", kind="opens no person")
#: Words that may open a sentence with a capital and belong to no name, even before another capital.
LEADING = words("stopwords", kind="leading")
#: Whole names that name a kind of thing, not a thing.
GENERIC = words("stopwords", kind="generic")
#: Capitals that are never a name by themselves.
NOT_NAMES = words("stopwords", kind="not a name")

#: "UKRI", "LSIPs", "DfE", "City-REDI".
ACRONYM = re.compile(
    r"[A-Z][A-Z&\d]{1,8}s?|[A-Z][A-Za-z]*[A-Z]{2,}[A-Za-z]*s?|[A-Z][a-z]?[A-Z]|(?:[A-Z][a-z]+-)[A-Z]{2,}"
)

PERSON_TITLE = r"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Baroness|Cllr|Councillor|Rev)\.?"
#: "al-Rashid", "d'Arcy": what may stand before a surname's capital.
ARTICLE_PREFIX = r"(?:[Aa]l|[Ee]l|[Uu]l|[Aa]d|[Aa]s|[Aa]n|[Aa]r|[Aa]sh|[Bb]en)-|[Dd]['’]"
_NAME_WORD = rf"(?:{ARTICLE_PREFIX})?[A-ZÀ-ÖØ-ÞĀ-Ž](?:[\w'’]|-(?=\w))*\.?"
_PARTICLE = r"(?:de|da|do|dos|du|di|del|della|van|von|der|den|ter|te|ten|la|le|al|el|bin|ibn|ap|ab|ferch|y|mac|nic|ó|st)"
#: A person's name: two to five words, with particles ("Ngozi van der Meulen", "J. da Silva").
PERSON = (
    rf"(?:{PERSON_TITLE} )?{_NAME_WORD}(?:(?: {_PARTICLE}){{1,3}} {_NAME_WORD}| {_NAME_WORD})"
    rf"(?: (?:{_PARTICLE} ){{0,2}}{_NAME_WORD}){{0,2}}"
)


@lru_cache(maxsize=8192)
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
    """Whether a capitalised word gives an origin and names nothing: "Danish", "British"."""
    return bool(
        re.fullmatch(
            r"(?:[A-Z][a-z]+-)?(?:British|English|Scottish|Welsh|Irish|[A-Z][a-z]+(?:ian|ish|ese|ean)|Dutch|German|French|Whitehall)",
            word,
        )
    )


@lru_cache(maxsize=8192)
def is_ordinary(word: str) -> bool:
    """Whether a word, whatever its capitals, is one of the frequent words of English: "Wildlife", not "Nesta"."""
    low = word.lower().removesuffix("'s").strip(".'")
    return not ACRONYM.fullmatch(word) and (
        low in words("common") or low in LEADING or singular(word) in words("common")
    )


def plain_role(role: str) -> str:
    """One person's role by its name: without "the new", in the singular where the text mentions several ("Research Fellows")."""
    said = role.split()
    while len(said) > 1 and (said[0] in _ROLE_OPENERS or said[0].lower() in ("a", "an", "the")):
        said = said[1:]
    last = said[-1] if said else ""
    if (
        last.endswith("s")
        and len(said) < 4
        and singular(last) != last.lower()
        and singular(last) in ROLE_HEADS
    ):
        said[-1] = last[:-1]
    return " ".join(said)


@lru_cache(maxsize=1)
def label_senses() -> dict[str, str]:
    """What each folded wording of the thesaurus of labels means."""
    return {fold(w): row["sense"] for row in table("labels") for w in row["labels"].split("|")}


#: The name of an act, as it stands in a sentence.
ACT = re.compile(
    r"\b(?:Acts?|Regulations|Order|Measure|Charter|Statute|Directive|Instrument)(?: (?:19|20)\d\d)?$"
)
