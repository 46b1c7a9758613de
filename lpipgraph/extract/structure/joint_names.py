"""Judges names that hold a comma or "and": one organisation ("Department for Environment, Food and Rural Affairs") or several."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...tables import words as listed
from ..agents import looks_like_person
from ..draft import Draft
from ..lexicon import ACRONYM, ORG_OF_HEADS, is_ordinary, singular
from ..name_boundaries import of_remits
from ..spans import head_class

__all__ = ["STUDIES", "is_one_body", "joins_names", "stands_alone"]

#: What opens a name that goes on with a list of subjects.
STUDIES = re.compile(
    r"\b(?:Department|Ministry|Office|Committee|Institute|Centre|Center|Council|School|Academy|Association|Society|Borough|Faculty|Secretariat|Commission|Agency|Board|Royal Society|Foundation|Network|Forum) (?:for|of)\b"
)
_OF = re.compile(r"(?P<head>[A-Z][\w-]+) (?:of|for) (?P<subject>.+)")
_ARTICLE = re.compile(r"^(?:the|our|a|an)\s+", re.IGNORECASE)
_JOINED = re.compile(r" (?:and|&|with) ")
#: Heads that a subject may have as a body may: "Local Government".
_SUBJECT_HEADS = listed("heads", kind="subject too")
#: What a council is called beside the places that it serves.
_SERVES = listed("heads", kind="serves places")
_PLACE_WORDS = (" City", " Borough", " District", " County")


def stands_alone(piece: str) -> bool:
    """Whether a piece of a name is a person or an organisation by itself."""
    bare = _ARTICLE.sub("", piece)
    return (
        bool(ACRONYM.fullmatch(bare))
        or (head_class(bare) == "Organisation" and not _is_subject(bare))
        or looks_like_person(bare)
    )


def _is_subject(name: str) -> bool:
    words = name.split()
    return words[-1].lower() in _SUBJECT_HEADS and all(map(is_ordinary, words))


def joins_names(name: str) -> bool:
    """Whether "and" joins names that each stand alone: "Citizens' Lens and London Borough of Harwell"."""
    *others, last = _JOINED.split(name)
    if any(stands_alone(p) for p in others):
        return True
    wide = any(" " in p for p in others)
    own = head_class(last) == "Organisation" and (" of " in last or not is_ordinary(last.split()[0]))
    return wide and own


def is_one_body(d: Draft, pieces: Sequence[str]) -> bool:
    """Whether the pieces between commas and "and" are one organisation's name: its subjects, or the places that it serves."""
    first, *rest = pieces
    if not rest or not all(pieces):
        return False
    return of_remits(first, rest) or _of_subjects(d, first, rest) or _of_places(d, [first, *rest])


def _of_subjects(d: Draft, first: str, rest: Sequence[str]) -> bool:
    opens = _OF.search(first)
    if opens is None or d.places_in(opens["subject"]) or any(map(stands_alone, rest)):
        return False
    if STUDIES.search(first):
        return True
    said = [w for p in rest for w in p.split() if w[0].isupper()]
    return singular(opens["head"]) in ORG_OF_HEADS and all(is_ordinary(w) or d.is_common(w) for w in said)


def _of_places(d: Draft, pieces: Sequence[str]) -> bool:
    """For example "Armagh City, Banbridge and Craigavon Borough Council": its head is in the singular and is once."""
    *others, last = pieces
    head = last.split()[-1].lower()
    return head in _SERVES and all(_is_place(d, p) for p in (*others, last.rpartition(" ")[0]))


def _is_place(d: Draft, name: str) -> bool:
    bare = next((name.removesuffix(w) for w in _PLACE_WORDS if name.endswith(w)), name)
    return any(d.gazetteer.lookup(n) is not None for n in (name, bare))
