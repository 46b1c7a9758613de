"""Decides what a title is by what the clauses around it state: "“Quiet Towns”, organised by ‹O›, is on 5 May", "‹P› cites Fair Shares".

A title in quotation marks, or one that only its capitals mark, is tried as a work and as an event. It is what alone gives
its sentence a meaning; where both do, or neither, nothing is decided. What verbs and nouns mean is in ``data/reading``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...tables import words
from ..clauses.lemmas import forms_of
from ..draft import Draft, Sentence
from ..heads import head_class
from ..tagging import Tagger
from .clause_signs import stated_as

__all__ = ["titles_by_clauses"]

_MARKED = re.compile(r"[“\"](?P<title>[A-Z0-9][^“”\"\n]{3,110}?)[,.]?[”\"]")
_CLASS_OF = {"B": "Publication", "E": "Event"}
#: Verbs that have works or events as their arguments: no other sentence is tried.
_VERBS = words("signs", kind="title verb")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")


def titles_by_clauses(d: Draft, sentence: Sentence, plain: Iterator[tuple[int, int]]) -> None:
    """Adds the works and events of a sentence whose titles its own clauses decide.

    Parameters
    ----------
    d
        The draft.
    sentence
        A sentence of prose.
    plain
        The runs of capitals in it that read as titles; asked for only if its verbs may decide.
    """
    text = sentence.text
    verbs = set(_WORD.findall(text.lower()))
    if not any(lemma in _VERBS for word in verbs for lemma, _ in forms_of(word)):
        return
    marked = [m.span("title") for m in _MARKED.finditer(text) if d.named(m["title"]) is None]
    spans = [s for s in marked if _is_marked_title(text[slice(*s)])]
    spans += [s for s in plain if not any(a < s[1] and s[0] < b for a, b in marked)]
    if not spans:
        return
    tagger = Tagger.of(d)
    known = [(m.start, m.end) for m in tagger.inside(sentence) if m.letter != "G"]
    spans = [s for s in spans if not any(a <= s[0] and s[1] <= b for a, b in known)]
    if not spans:
        return
    for start, end, letters in stated_as(tagger.supposing(sentence, spans), spans, "BEOL"):
        quoted = (start, end) in marked
        # a run of capitals may be a body's or a policy's name too; quotation marks are those of a title
        among = [letter for letter in letters if not quoted or letter in _CLASS_OF]
        most = max((letters[letter] for letter in among), default=0)
        only = [letter for letter in among if letters[letter] == most]
        only = only if len(only) == 1 and (most or quoted) else []
        cls = _CLASS_OF.get(only[0]) if only else None
        if cls is not None and not (cls == "Event" and head_class(text[start:end])):
            d.add(cls, text[start:end], sentence.span(start, end), how="title by its clause", score=0.7)


def _is_marked_title(title: str) -> bool:
    """Whether what stands in quotation marks may be a title: more than a word, and no role."""
    return " " in title and head_class(title) != "Role"
