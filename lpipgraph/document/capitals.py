"""Sets names that open a paragraph in capitals as names are set elsewhere: "ADA GREEN joins us" → "Ada Green joins us"."""

from __future__ import annotations

import re

from ..tables import words

__all__ = ["without_capitals"]

_TITLES = r"(?:DR|PROF|PROFESSOR|SIR|DAME|CLLR|COUNCILLOR|MR|MRS|MS|REVD?|LORD|LADY|BARONESS)\.? "
_WORD = r"[A-ZÀ-ÖØ-Þ]{2,}(?:['’-][A-ZÀ-ÖØ-Þ]{2,})*|[A-ZÀ-ÖØ-Þ]['’][A-ZÀ-ÖØ-Þ]{2,}"
#: A name at the start of a line, possibly behind a bullet, which a comma or a word in small letters follows.
_OPENS = re.compile(
    rf"^(?P<lead>[ \t]*(?:[-•*▪◦·→»][ \t]+)?(?:\*\*|__)?)(?P<name>(?P<title>{_TITLES})?(?P<first>{_WORD})(?: (?:[A-Z]\. )?(?:{_WORD})){{1,3}})"
    r"(?=(?:\*\*|__)?(?:,? [a-z]|, (?:[A-Z][a-z]|(?:£|\d))| \([A-Z][a-z]| [–—-] [A-Za-z][a-z]))",
    re.MULTILINE,
)
_ACTS = re.compile(
    r",? (?:is|has|was|will|joins|joined|becomes|became|takes|took|moves|moved|leaves|left|our|the|who)\b"
)
_PART = re.compile(r"[^\W\d_]+")


def without_capitals(text: str) -> str:
    """The text, as long as before, with the names of persons in small letters but for their initials.

    A name counts if it opens with a title or a first name, and where two do so, any that does or is something.
    """
    firsts = words("first-names")

    def known(match: re.Match[str]) -> bool:
        return bool(match["title"]) or match["first"].split("-")[0].capitalize() in firsts

    several = sum(known(match) for match in _OPENS.finditer(text)) > 1

    def small(match: re.Match[str]) -> str:
        if not known(match) and not (several and _ACTS.match(text, match.end())):
            return match.group()
        name = _PART.sub(lambda part: part.group().capitalize(), match["name"])
        return match["lead"] + (name if len(name) == len(match["name"]) else match["name"])

    return _OPENS.sub(small, text)
