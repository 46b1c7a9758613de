"""Recognises kickers: a word or two above or before a title that names the article's section or theme."""

from __future__ import annotations

import re

from .datelines import dateline_of

__all__ = ["is_kicker", "own_kicker"]

#: The most words and the most characters of a kicker.
_FEW, _NARROW = 5, 34


def is_kicker(words: str) -> bool:
    """Whether a line may be a kicker: a few words above a title that name the article's section or theme."""
    bare = words.strip("[]()<>»«·•|/ ")
    if _is_timed(bare):
        return True
    return (
        0 < len(bare.split()) <= _FEW
        and len(bare) <= _NARROW
        and bare[-1] not in ".?!,;"
        and not any(c.isdigit() for c in bare)
        and bare[0].isupper()
    )


def _is_timed(words: str) -> bool:
    """Whether a line is a topic with the time that its article takes to read: "Skills · 6 min", "PEOPLE | 3 May | 4 min read"."""
    line = dateline_of(words) if "min" in words else None
    return line is not None and line.timed and line.topics > 0 and line.who is None


_OWN_KICKER = re.compile(r"(?P<kicker>\w[\w' &-]{1,33}?)(?P<mark>: | \| | // | [–—] )(?P<own>\S.*)")


def own_kicker(title: str) -> tuple[str, str, str]:
    """The kicker before a title on the same line, the separator and the title: "Feature: …", "Opinion | …"."""
    match = _OWN_KICKER.fullmatch(title)
    return (match["kicker"], match["mark"].strip(), match["own"]) if match else ("", "", title)
