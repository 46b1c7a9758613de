"""Parses lines below or above a title that say when it appeared, under which topic, how long it takes to read, and who wrote it.

"Posted on 3 May 2025 by Ada Green", "12 May | Housing | by Ada Green", "Words: Ada Green · Photos: Ben Marsh", "Skills · 6 min".
Their dates and topics are no records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..dates import MONTH_NAMES
from ..tables import words as words_of
from .lines import NUMBER

__all__ = ["Dateline", "dateline_of", "is_dateline"]


@dataclass(frozen=True, slots=True)
class Dateline:
    """What such a line says: the extent of its authors, whether it has a date, a reading time and `others` ("Photos"), its topics."""

    who: tuple[int, int] | None
    dated: bool
    timed: bool
    topics: int
    others: bool


_LONGEST = 160
_MONTH = rf"(?:{MONTH_NAMES}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_DATE = re.compile(
    r"\b(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? )?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?:,? \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? \d{{4}})?|{_MONTH} \d{{4}}|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d)(?:,? (?:at )?\d{1,2}[:.]\d\d(?: ?[ap]m)?)?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:(?:reading|read) time:? )?(?:about )?\d{1,2}[ -]?min(?:ute)?s?\b\.?(?: to)?(?: read(?:ing time)?)?|\b(?:an? )?\w+-minute read\b",
    re.IGNORECASE,
)
#: What readers did with it.
_COUNT = re.compile(
    r"(?:no|one|\d{1,4}) (?:comments?|views?|likes?|replies|shares?)|leave a comment", re.IGNORECASE
)
_D, _T = "\x01", "\x02"
_BETWEEN = re.compile(r"\s*[|·•∙;]\s*|\s+[/–—-]\s+|,\s+|\.\s+(?=[A-Z\x01])|\s{2,}|\t+")
_NAME_WORD = r"(?:[A-ZÀ-ÞŁŚŽ][\w'’.-]*|de|da|van|von|der|den|la|le|al|bin|ap|ferch|y|di|du|dos|ten|of|and|&|for|the|at)"
_NAMES = re.compile(rf"[A-ZÀ-ÞŁŚŽ][\w'’.-]*(?: {_NAME_WORD}){{0,9}}")
_TOPIC = re.compile(r"[A-Z][\w'’-]*(?: (?:&|and|[A-Za-z][\w'’-]*)){0,2}")


@cache
def _labels(kind: str) -> str:
    return "|".join(sorted(words_of("bylines", column="words", kind=kind), key=len, reverse=True))


@cache
def _part() -> re.Pattern[str]:
    """One part of such a line; dates and reading times are masked in it."""
    topic = r"[A-Z][\w'’&-]*(?:,? [\w'’&-]+){0,4}"
    return re.compile(
        rf"(?P<published>(?:(?P<posted>(?i:{_labels('posted')}))|(?i:{_labels('published')}))\b(?: (?:on|at))?:?\s*)?(?P<date>{_D}+)?\s*"
        rf"(?:(?i:filed |posted )?(?:in|under|to):? (?P<topic>{topic}?))?\s*"
        rf"(?:(?P<label>(?i:{_labels('author')}))(?::|\b)\s*(?P<who>[^{_D}{_T}]+?))?"
        rf"(?:\s*(?:\b(?:on|in)\s)?\s*(?P<after>{_D}+))?(?:\s+(?:in|under) {topic})?[\s.]*"
    )


@cache
def _other() -> re.Pattern[str]:
    return re.compile(rf"(?i:{_labels('other')})(?::|\b)\s*[A-Z].*")


def is_dateline(words: str) -> bool:
    """Whether a line gives no more than the day or reading time of an article, or who took its pictures, and its topic, author or the like.

    A day alone is none, nor is a line with a time of the day, which is that of an event.
    """
    line = dateline_of(words)
    return line is not None and (line.dated or line.timed or line.others)


def dateline_of(words: str) -> Dateline | None:
    """What a line says, if it says nothing but when, where in the issue, how long and by whom."""
    words = words.rstrip(" *_])")
    if len(words) > _LONGEST or NUMBER.search(words) or re.search(r"[£€@?!\"“”]|://", words):
        return None
    start = len(words) - len(words.lstrip(" *_[(–—"))
    masked = _TIME.sub(
        lambda m: _T * len(m[0]), _DATE.sub(lambda m: _D * len(m[0]), " " * start + words[start:])
    )
    who: list[tuple[int, int]] = []
    dated = timed = told = posted = others = False
    topics = 0
    open_ = False  # what follows a name belongs to it
    for a, b in _parts(masked, start):
        part = masked[a:b]
        if _COUNT.fullmatch(part.strip()):
            open_ = False
        elif part.strip(_T + " ") == "":
            timed, open_ = True, False
        elif _other().fullmatch(part):
            open_, others = False, True
        elif (match := _part().fullmatch(part)) and (
            match["date"] or match["label"] or match["after"] or match["topic"]
        ):
            dated = dated or bool(match["date"] or match["after"])
            posted = posted or bool(match["posted"])
            told = told or bool(match["published"] or match["label"])
            topics += bool(match["topic"]) and not match["label"]
            if match["label"]:
                if not _may_write(match["who"], match["label"].lower()):
                    return None
                who.append((a + match.start("who"), a + match.end("who")))
            open_ = bool(match["label"]) and not match["after"]
        elif open_ and _NAMES.fullmatch(part.strip()):
            who[-1] = (who[-1][0], b)
        elif (person := _is_person(part.strip())) or (
            not topics and _TOPIC.fullmatch(part.strip()) and masked[b : b + 1] != "," and not who
        ):
            if person:
                who.append((a, b))
                open_ = True
            else:
                topics += 1
        else:
            return None
    if not (timed or (who and (told or others)) or (posted and dated)):
        return None
    return Dateline((who[0][0], who[-1][1]) if who else None, dated, timed, topics, others)


def _parts(masked: str, start: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in [*_BETWEEN.finditer(masked, start), None]:
        end = match.start() if match else len(masked)
        if masked[at:end].strip():
            yield at, end
        at = match.end() if match else end


def _may_write(words: str, label: str) -> bool:
    """Whether words behind "by" can be authors: names, or "the policy officers"; behind "Text" alone, a person's name."""
    own = words.strip(" .:")
    if not own:
        return False
    if _NAMES.fullmatch(own):
        first = re.split(r" (?:and|&) ", own)[0]
        return label.endswith(("by", "to")) or _is_person(first.title() if first.isupper() else first)
    crew = words_of("bylines", column="words", kind="crew") | words_of("roles", kind="head")
    of = re.split(r" (?:at|of|in|for) ", own)[0].split()
    return (
        len(own.split()) < 9
        and own.split()[0].lower() in ("the", "our", "a", "an", "one", "two")
        and bool({of[-1].lower(), of[-1].lower().removesuffix("s")} & crew)
    )


def _is_person(words: str) -> bool:
    """Whether words are a first name that is no word of English, and one to three names."""
    own = words.split()
    careful = words_of("first-names", careful="yes")
    first = own[0].split("-")[0] if own else ""
    return (
        1 < len(own) < 5
        and first in words_of("first-names")
        and first not in careful
        and own[-1].lower() not in words_of("heads", kind="body")
        and _NAMES.fullmatch(words) is not None
    )
