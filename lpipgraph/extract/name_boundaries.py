"""Decides where a run of capitals is two names: what "and", "of", "in" and "to" join or separate."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..tables import words
from .heads import FOR_PLACES, NATIONS, head_class
from .lexicon import (
    ACRONYM,
    GENERIC,
    LEADING,
    NOT_NAMES,
    ORG_HEADS,
    ORG_OF_HEADS,
    POLICY_HEADS,
    POLICY_OF_HEADS,
    ROLE_HEADS,
    is_demonym,
    is_ordinary,
    singular,
)

__all__ = [
    "DEPARTMENT",
    "ONE_BEHIND",
    "STUDIES",
    "Known",
    "Token",
    "client_in",
    "is_person",
    "is_plain",
    "of_remits",
    "opens",
    "parts",
    "whole",
]

#: What "for" may follow at the head of a sentence without being a name.
_MONEY = words("grammar", kind="money noun") | {"responsibility", "support", "applications"}
#: Joining words that more often part two names.
_WEAK = words("stopwords", kind="weak joiner")
_OF = re.compile(r" (?:of|for) ")
#: For whom somebody works: between two names.
_CLIENT = re.compile(r" for (?:the )?(?=[A-Z])")
#: Before who does something: "written by".
_BY = re.compile(r"\bby (?:the )?$")
#: Before what somebody gives up for something else: "swaps ‹O› for ‹O2›".
_GIVES_UP = re.compile(rf"\b(?:{'|'.join(sorted(words('grammar', kind='exchange verb')))}) (?:the )?$", re.I)
#: Heads of bodies that are subjects as well: "Local Government".
_SUBJECTS = words("heads", kind="subject too")
_PAIR = re.compile(r"[A-Z][a-z]+ and [A-Z][a-z]+")
_PARTING = re.compile(r"(?:\bbetween |\bboth |, |\bin |\bacross |\bfrom )(?:the )?$")
#: Bodies that are called after two places.
_TWO_PLACES = re.compile(
    rf"(?:[A-Z][\w'-]+ ){{0,2}}(?:{'|'.join(h.capitalize() for h in sorted(words('heads', kind='body of places')))}) of [A-Z][\w'-]+"
)
_EVENT_HEADS = words("heads", kind="event") - words("heads", kind="ordinary event")
_ORDINARY = words("heads", kind="ordinary event")
#: Words before "of" that open the name of a written work, of a place.
_WORKS_OF = words("heads", kind="work of")
_PLACES_OF = words("heads", kind="place of")
_DIRECTIONS = words("stopwords", kind="direction")
_DETERMINED = re.compile(
    r"\b(?:[Tt]he|[Oo]ur|[Ii]ts|[Tt]heir|[Tt]his|[Aa]n?|[Ee]ach|[Ee]very|[Ff]irst|[Nn]ew) $"
)
#: What several do, and one would not: "have", "are", "fund".
_PRESENTED = re.compile(r", (?:worth|an? [a-z]|which|run by|led by|funded by|launched|opened|set up)\b| \(£")
_SEVERAL_BEHIND = re.compile(
    rf",? (?:both )?(?:have|are|were|do|{'|'.join(sorted({w for w in words('frames', 'verb') if w.isalpha()}))})\b(?! by\b)"
)
#: What a body may be for, as a word of its name: "UK Research and Innovation".
_REMITS = words("heads", kind="remit")
#: "NHS Lothian".
_HEALTH_BOARD = re.compile(rf"(?:{'|'.join(sorted(words('heads', kind='opens a body')))}) [A-Z][\w'-]+")
DEPARTMENT = re.compile(r"\b(?:Department|Ministry|Office|Committee|Secretary of State) (?:for|of)\b")
STUDIES = re.compile(r"\b(?:Institute|Centre|Council|School|Academy) (?:for|of)\b")
#: What is said of one thing and not of several.
ONE_BEHIND = re.compile(r",?(?: who| which)? (?:is|was|has|does|[a-z]+(?<!s)s) (?!of\b)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence with its extent, and whether it may stand in a name."""

    start: int
    end: int
    text: str
    capital: bool


def _unsaid(_left: str, _right: str) -> bool | None:
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """What the rest of a document says of names.

    `alone` says whether a name stands for itself elsewhere; `joined`, of two that "and" joins, whether they are one name,
    two, or nobody knows.
    """

    alone: Callable[[str], bool]
    joined: Callable[[str, str], bool | None] = _unsaid


def opens(text: str, start: int) -> bool:
    """Whether a stretch stands at the head of its sentence."""
    return not text[:start].strip(" \"'([") or text[:start].rstrip(" \"'")[-1:] in (":", "?")


def is_plain(word: str, alone: Callable[[str], bool]) -> bool:
    """Whether a capitalised word is neither a name that stands for itself nor a kind of body, policy or person."""
    head = singular(word)
    return not (
        alone(word)
        or ACRONYM.fullmatch(word)
        or is_demonym(word)
        or word in NOT_NAMES
        or word.lower() in GENERIC
        or head in LEADING
        or head in ORG_HEADS
        or head in POLICY_HEADS
        or head in ROLE_HEADS
        or word in words("first-names")
    )


def whole(text: str, run: list[Token]) -> str:
    """The words of a run."""
    return text[run[0].start : run[-1].end]


def parts(text: str, run: list[Token], n: int, known: Known, *, tail: bool = False) -> bool:
    """Whether a joining word parts two names instead of standing within one.

    Parameters
    ----------
    text
        The words of the sentence.
    run
        The words of a run of capitals.
    n
        Where in the run the joining word is.
    known
        What the rest of the document says of names.
    tail
        Whether a head noun in lower case follows the run: "the Hearth and Home programme".
    """
    word = run[n].text
    left = text[run[0].start : run[n - 1].end]
    if word in ("and", "&"):
        return _and_parts(text, run, n, known, tail=tail)
    rest = [t for t in run[n + 1 :] if t.capital]
    following = [t for t in run[n + 1 :] if t.text in ("and", "&")]
    until = [t for t in rest if not following or t.end <= following[0].start]
    right = text[rest[0].start : (until or rest)[-1].end] if rest else ""
    left_head = singular(left.split()[-1])
    if word == "in" and left_head in ROLE_HEADS:
        return known.alone(right)
    if (
        word in ("to", "on")
        and len(left.split()) > 1
        and (head_class(left) or left_head in _EVENT_HEADS)
        and (
            known.alone(right)
            or (head_class(whole(text, run[n + 1 :])) and (word == "to" or run[n + 1].text == "the"))
        )
    ):
        return True  # "from Ashby Council to Barton Council", "the Skills Conference on the Growth Deal"
    if word == "on" and left_head in POLICY_HEADS | ORG_OF_HEADS:
        return False
    if word == "with" and (head_class(left) or left_head in ORG_HEADS) and head_class(right):
        return True
    if word == "in":
        return _in_parts(text, run, n, left, right, known, tail=tail)
    if word == "to" and (run[n + 1].text == "the" or head_class(left) or known.alone(left)):
        return True  # "extended the Wage Scheme to Leeds"
    if (
        word in _WEAK
        and run[n + 1].text == "the"
        and _PRESENTED.match(text, run[-1].end)
        and not known.alone(right)
    ):
        return False  # "Young People on the Pier, worth £2m, …"
    if word in _WEAK:
        return head_class(whole(text, run)) is None and not (
            word == "to" and len(run) <= 3 and n == 1 and not known.alone(right)
        )
    if word == "for" and n == 1 and left.lower() in _MONEY:
        return True  # "Money for the Lanes Institute" at the head of its sentence
    if word in ("of", "for"):
        return _of_parts(text, run, n, left, right, known)
    return False


def _in_parts(
    text: str, run: list[Token], n: int, left: str, right: str, known: Known, *, tail: bool
) -> bool:
    """Whether "in" says where something is: "Rhondda University in Pontypridd", against "Support in Primary Care"."""
    if ACRONYM.fullmatch(left) or (n == 1 and known.alone(right) and not head_class(left)):
        return True  # "a GP in Shaw"
    plain = all(is_ordinary(w) for w in right.split() if w[:1].isupper())
    if head_class(left) == "Policy":
        return known.alone(right) and not (_OF.search(left) and right in NATIONS)
    if head_class(left) == "Organisation":
        return known.alone(right) or not (plain or head_class(right))
    if tail and plain:
        return False
    return head_class(whole(text, run)) is None and not (len(run) <= 3 and n == 1 and plain)


def _of_parts(text: str, run: list[Token], n: int, left: str, right: str, known: Known) -> bool:
    word, left_head = run[n].text, singular(left.rsplit(maxsplit=1)[-1])
    rest = whole(text, run[n + 1 :])
    if left_head in ROLE_HEADS:
        body = known.alone(right) or head_class(right) == "Organisation"
        listed = " and " in rest and head_class(rest) == "Organisation"
        named = " " in right and head_class(right) == "Organisation"  # "Chief Executive of Ashby Council"
        return word == "of" and ((run[n + 1].text == "the" and body) or listed or named)
    if left_head in _DIRECTIONS and len(left.split()) > 1:
        return False  # "the University of the West of Scotland"
    if word == "of" and left_head in _PLACES_OF and head_class(rest) == "Organisation":
        return False  # "Isle of Penrose Council"
    if _names_person(left) and head_class(rest) == "Organisation":
        return True
    if word == "for" and left.lower() in FOR_PLACES and (known.alone(right) or _is_direction(right)):
        return False  # "Transport for the North", "Transport for London"
    given_up = word == "for" and _GIVES_UP.search(text, 0, run[0].start) is not None
    if given_up or (word == "for" and _BY.search(text, 0, run[0].start)):
        match = client_in(whole(text, run), known.alone, named=given_up and head_class(left) is None)
        if match is not None and match.start() == run[n].start - 1 - run[0].start:
            return True  # "a report by Lane Dynamics for Ashby Council"
    if known.alone(left) or (is_person(left) and head_class(rest)):
        return True
    if (
        word == "for"
        and run[n + 1].text == "the"
        and head_class(left) == "Organisation"
        and singular(rest.split()[-1]) in _EVENT_HEADS - _ORDINARY
    ):
        return True  # "join the Lanes Trust for the Skills Conference"
    if left_head in ORG_OF_HEADS or left_head in _EVENT_HEADS or left_head in _WORKS_OF:
        return False
    if left_head in POLICY_OF_HEADS:
        return word == "of" and known.alone(right)
    if word == "of" and n == 1 and left_head not in _PLACES_OF and _only_says(left, right, run, text, known):
        return True
    if word == "for" and n == 1 and head_class(left) is None:
        return False
    if run[n + 1].text == "the" or head_class(left):
        return True
    return head_class(whole(text, run)) is None and not (word == "of" and len(right.split()) == 1)


def client_in(name: str, alone: Callable[[str], bool], *, named: bool = False) -> re.Match[str] | None:
    """What stands between two bodies of which one works for the other: "Lane Dynamics for the Ashby Council".

    "Institute for Government", "Centre for Local Government" and "Council for Voluntary Organisations" are one body each.
    `named` says that what stands first is a name even if it is one word.
    """
    for match in _CLIENT.finditer(name):
        left, right = name[: match.start()].removeprefix("the "), name[match.end() :]
        last = _OF.split(right)[0].rsplit(maxsplit=1)[-1]
        first = right.split()[0]
        # "Centre for Rural Enterprise", against "for the Rural Enterprise Panel" and "for Ashby Council"
        subject = last.lower() in _SUBJECTS or not match[0].endswith("the ")
        subject = subject and is_ordinary(first) and not is_demonym(first)
        body = " " in right and head_class(right) == "Organisation" and last == singular(last).capitalize()
        if (named or " " in left or alone(left)) and ((body and not subject) or alone(right)):
            return match
    return None


def _is_direction(name: str) -> bool:
    """Whether a name is a part of a country: "North", "South East"."""
    return all(w.lower() in _DIRECTIONS for w in re.split("[ -]", name))


def _names_person(left: str) -> bool:
    """Whether two words are a person's, though the first is also a word: "Grace Tolland of Ashby University"."""
    words_ = left.split()
    return (
        len(words_) == 2
        and words_[0] in words("first-names")
        and words_[1].isalpha()
        and not is_ordinary(words_[1])
    )


def _only_says(left: str, right: str, run: list[Token], text: str, known: Known) -> bool:
    """Whether a word before "of" opens its sentence and no name: "Residents of Nørrebro", "North of Dereham"."""
    place = known.alone(right) or not is_ordinary(right.rsplit(maxsplit=1)[-1])
    return opens(text, run[0].start) and is_ordinary(left) and place and head_class(whole(text, run)) is None


def _and_parts(text: str, run: list[Token], n: int, known: Known, *, tail: bool) -> bool:
    word = run[n].text
    left = text[run[0].start : run[n - 1].end]
    determined = _DETERMINED.search(text, 0, run[0].start) is not None
    if borne := _bearer(left):
        determined = left.endswith(f" the {borne}")
        left = borne
    rest = [t for t in run[n + 1 :] if t.capital]
    ends = [t for t in run[n + 1 :] if t.text in ("and", "&", "in", "at", "with", "from")]
    until = [t for t in rest if not ends or t.end <= ends[0].start]
    right = text[rest[0].start : (until or rest)[-1].end] if rest else ""
    if word == "&" or ", " in left:
        return False
    if not known.alone(left) and of_remits(left, [right]):
        return False
    ordinary = all(is_ordinary(w) or is_demonym(w) for w in left.split() if w[:1].isupper())
    closes = right and (head_class(right) is not None or singular(right.split()[-1]) in _EVENT_HEADS)
    if (
        head_class(right) == "Policy"
        and head_class(left) is None
        and not (determined or _may_stand_alone(left, known))
    ):
        return False  # "Rural Homes and Fair Rents Bill"
    one = known.joined(left, right)
    if one is not None and not (one and closes and not (determined or ordinary or known.alone(left))):
        return not one
    if DEPARTMENT.search(left):
        return bool(ACRONYM.fullmatch(right)) and len(left.split()) > 2
    if any(
        known.alone(text[run[k].start : run[m].end])
        for k in range(max(0, n - 3), n)
        for m in range(n + 1, min(n + 4, len(run)))
        if run[k].capital and run[m].capital
    ):
        return False  # "Kensington and Chelsea"
    if STUDIES.search(left) and head_class(right) is None:
        # "Institute for Government and Nesta", against "Centre for Homes and Heat"
        first = right.split()[0] if right else ""
        return bool(first) and not is_ordinary(first) and is_ordinary(left.split()[-1])
    if len(run) == 3 and _is_pair(text, run, known):
        return False  # "People and Places"
    if _TWO_PLACES.fullmatch(left) and re.fullmatch(r"[A-Z][\w'-]+", right) and not ACRONYM.fullmatch(right):
        return False  # "Royal Borough of Kensington and Chelsea"
    if _HEALTH_BOARD.fullmatch(left) and len(right.split()) == 1 and not is_ordinary(right):
        return known.alone(right) or bool(ACRONYM.fullmatch(right))  # "NHS Liddel and Esk"
    head = singular(left.split()[-1])
    if head_class(left) or ACRONYM.fullmatch(left.split()[-1]) or not right or head in ROLE_HEADS:
        return True
    if determined and head in ORG_HEADS and " " not in left and head_class(right) == "Organisation":
        return True  # "the Observatory and Arts Council England"
    if determined and (closes or tail):
        return False  # "the Work and Health Programme"
    if not closes or len(right.split()) > 5 or known.alone(right):
        return True
    several = _SEVERAL_BEHIND.match(text, run[-1].end) is not None
    if " " in left and (several or (not determined and head_class(right) == "Organisation")):
        return True  # "National Energy Action and Citizens Advice doubt it"
    # "Centrica and Phoenix Group", against "Wildlife and Countryside Trust"
    return not ordinary and not known.alone(left)


def of_remits(first: str, rest: Sequence[str]) -> bool:
    """Whether a name is a place's and two or more remits: "UK Research and Innovation", in whatever else they are named."""
    where, _, remit = first.rpartition(" ")
    return (
        bool(where)
        and head_class(first) is None
        and not is_person(first)
        and all(w.lower() in _REMITS for part in (remit, *rest) for w in part.split() or [""])
        and (where in NATIONS or all(is_demonym(w) or not is_ordinary(w) for w in where.split()))
    )


def _may_stand_alone(left: str, known: Known) -> bool:
    """Whether what stands before "and" is a name by itself: a place, a person, an acronym, one word."""
    return (
        " " not in left
        or known.alone(left)
        or is_person(left)
        or bool(ACRONYM.fullmatch(left.rsplit(maxsplit=1)[-1]))
        or not any(map(is_ordinary, left.split()))
    )


def _is_pair(text: str, run: list[Token], known: Known) -> bool:
    """Whether two plain words are one name: not where they open a sentence, unless what follows speaks of one thing."""
    if not _PAIR.fullmatch(whole(text, run)) or not all(
        is_plain(t.text, known.alone) for t in (run[0], run[2])
    ):
        return False
    start, end = run[0].start, run[-1].end
    if not all(is_ordinary(t.text) for t in (run[0], run[2])):
        return bool(ONE_BEHIND.match(text, end))
    if _PARTING.search(text, 0, start) and not ONE_BEHIND.match(text, end):
        return False
    return not opens(text, start) or bool(ONE_BEHIND.match(text, end))


def _bearer(left: str) -> str:
    """What follows "of" in "Leader of Ashby", "Jo Doe of Ashby": what a joining word may join to what follows."""
    giver, to, taker = left.partition(" to ")
    if to and head_class(giver):
        return re.sub(r"^the ", "", taker)
    head, of, rest = left.partition(" of ")
    if of and (singular(head.split()[-1]) in ROLE_HEADS or is_person(head)):
        return re.sub(r"^the ", "", rest)
    return ""


def is_person(name: str) -> bool:
    """Whether a span opens with a known first name and says nothing of a body or policy."""
    parts = name.split()
    return (
        1 < len(parts) < 5
        and any(p in words("first-names", careful="") for p in (parts[0], parts[0].split("-")[0]))
        and head_class(name) is None
        and not any(singular(p) in ORG_OF_HEADS for p in parts)
    )
