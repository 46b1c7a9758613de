"""Recognises the lines of web pages that say when, under which topic and by whom an article was published.

"Posted on 28 March 2025 by Ada Green", "12 May 2025 | Housing | by Ada Green", "RESEARCH · 24 June 2025 · 4 min read",
"Skills • 6 min". They stand above or below a title, and open an article as a byline does.
"""

from __future__ import annotations

import re

from ..dates import find_dates
from .bylines import is_credit
from .kickers import is_kicker
from .lines import NUMBER

__all__ = ["author_in", "is_dateline"]

_LONGEST = 140
_MARK = "\x00"
_READ = re.compile(
    r"(?:(?:reading time|time to read|read):? )?(?:about )?\d{1,3}[- ]min(?:ute)?s?\b\.?(?: (?:read|reading|to read))?|(?:reading time|time to read):? \d{1,3} min(?:ute)?s?",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"(?:(?:first )?(?:posted|published|updated|added|written|filed|last updated|date)(?: on)?:? ?)(?=\x00)",
    re.IGNORECASE,
)
_PARTED = re.compile(
    r"\s*(?:\s[|·•–—/-]|[|·•;]|,)\s+|(?<=\x00) (?=(?:by|in|under)\b)|(?<=\x00)(?=$)| (?=by [A-Z])",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:by|words|text|author|from|with|story|report)(?:[: ]\s*| by )(?P<who>\S.{2,80})", re.IGNORECASE
)
_FILED = re.compile(
    r"(?:(?:filed|posted) )?(?:under|in|topic|section|category|tags?):? \S.{1,60}", re.IGNORECASE
)
_SIGNED = re.compile(r"(?:posted|published|written|added) by (.{2,60}?) on (?=\x00)", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:no|one|\d{1,4}) (?:comments?|views?|likes?|replies|shares?)|leave a comment", re.IGNORECASE
)
_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\b|\b\d{1,2}:\d\d\b|[£€$]|@|://", re.IGNORECASE)


def is_dateline(words: str) -> bool:
    """Whether a line gives no more than the day or reading time of an article, and with it its topic, author or the like.

    A day alone is none, nor is a line with a time of the day, which is that of an event.
    """
    return _told(words) is not None


def author_in(words: str) -> str | None:
    """Who wrote the article, as a dateline names them; empty if it names nobody, None if the line is no dateline."""
    told = _told(words)
    if told is None:
        return None
    signed = next((match["who"] for part in told if (match := _BY.fullmatch(part))), "")
    return signed or next((part for part in told if is_credit(part) and len(part.split()) > 1), "")


def _told(words: str) -> list[str] | None:
    """The parts of a dateline beside its day and reading time."""
    words = words.strip(" *_[]()")
    if not words or len(words) > _LONGEST or words[-1] in "?!:;":
        return None
    if _CLOCK.search(words) or NUMBER.search(words):
        return None  # an event, or the issue's own line
    for date in reversed(list(find_dates(words))):
        words = f"{words[: date.start]}{_MARK}{words[date.end :]}"
    words = _SIGNED.sub(r"by \1, ", words)
    timed = _READ.search(words) is not None
    if words.count(_MARK) != 1 and not (timed and _MARK not in words):
        return None
    shown = _SHOWN.search(words) is not None
    words = _READ.sub(_MARK, _SHOWN.sub("", words))
    parts = [part for piece in _PARTED.split(words) if (part := piece.strip(" .,"))]
    others = [part for part in parts if part != _MARK]
    told = [part for part in others if any(form.fullmatch(part) for form in (_BY, _FILED, _COUNT))]
    topics = [part for part in others if part not in told]
    if _MARK not in parts or len(topics) > 2 or not all(is_kicker(part) for part in topics):
        return None
    sure = shown or timed or any(_BY.fullmatch(part) or _FILED.fullmatch(part) for part in told)
    return others if others and sure else None
