"""Recognises kickers: a word or two above or before a title that names the article's section or theme."""

from __future__ import annotations

import re

__all__ = ["is_kicker", "own_kicker"]

#: A kicker has no more words, and no more letters.
_FEW, _NARROW = 5, 34


def is_kicker(words: str) -> bool:
    """Whether a line may be what editors print above a title to say what the article belongs to: one word or a few."""
    bare = words.strip("[]()<>»«·•|/ ")
    return (
        0 < len(bare.split()) <= _FEW
        and len(bare) <= _NARROW
        and bare[-1] not in ".?!,;"
        and not any(c.isdigit() for c in bare)
        and bare[0].isupper()
    )


_OWN_KICKER = re.compile(r"(?P<kicker>\w[\w' &-]{1,33}?)(?P<mark>: | \| | // | [–—] )(?P<own>\S.*)")


def own_kicker(title: str) -> tuple[str, str, str]:
    """What stands before a title in its own line, what parts them, and the title: "Feature: …", "Opinion | …"."""
    match = _OWN_KICKER.fullmatch(title)
    return (match["kicker"], match["mark"].strip(), match["own"]) if match else ("", "", title)
