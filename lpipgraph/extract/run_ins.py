"""Joins a name that opens an entry with the fragment after it: "Harbour Fund. £3m from the county." is read as "Harbour Fund, £3m from …".

Lists of funds, works and events set the name off by a full stop, and what follows has no verb of its own. Read as one
sentence, with a comma for the full stop, it is the apposition that every construction knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ..document import Reading
from ..names import fold
from ..tables import words
from .lexicon import SMALL_WORDS, label_senses

__all__ = ["headed_by", "is_field", "joined", "without_fields"]

#: The most words that a name has.
_LONG = 12
#: What a fragment without a verb opens with: a noun with its article, a sum, "Run by", "From".
_OPENS = re.compile(
    r"(?P<low>(?:An?|Our|Another|(?!Written|Words|Text|Story)[A-Z][a-z]+(?: (?:for|jointly|together|in))? by|From|For|Worth|Up to|More than|"
    r"(?:(?:Small|Large|New|Free|Seed) )?(?:[Gg]rants|[Ll]oans|[Aa]wards|[Bb]ursaries|[Ff]ellowships|[Ff]unding|[Mm]oney))\b)|[£€$]\s?\d"
)
#: Words behind which a verb belongs to a clause inside the fragment: "on what councils spend".
_INSIDE = re.compile(r"\b(?:which|who|whose|that|what|how|why|whether|where|when|while|as|if)\b")


@lru_cache(maxsize=1)
def _finite() -> re.Pattern[str]:
    verbs = {*(w for w in words("grammar", kind="author verb") if w.endswith(("s", "ed"))), "is", "are", "was", "were", "has", "have", "had", "will", "can", "may", "could",
             "would", "must", "should", "opens", "closes", "offers", "pays", "gives", "runs", "helps", "comes", "came", "goes", "went"}  # fmt: skip
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, verbs)))})\b")


def joined(reading: Reading, pieces: Sequence[tuple[int, int]]) -> tuple[Reading, list[tuple[int, int]]]:
    """The reading of a block and its sentences, with a name at its head joined to the fragment after it.

    Parameters
    ----------
    reading
        The words of a block.
    pieces
        The extents of its sentences.
    """
    if len(pieces) < 2 or not _is_name(reading.text[slice(*pieces[0])]):
        return reading, list(pieces)
    (start, stop), (first, last) = pieces[:2]
    fragment = reading.text[first:last]
    opens = _OPENS.match(fragment)
    inside = _INSIDE.search(fragment)
    if opens is None or _finite().search(fragment, 0, inside.start() if inside else len(fragment)):
        return reading, list(pieces)
    head = fragment[:1].lower() if opens["low"] else fragment[:1]
    text = f"{reading.text[: stop - 1]},{reading.text[stop:first]}{head}{reading.text[first + 1 :]}"
    return Reading(text, reading.places), [(start, last), *pieces[2:]]


def headed_by(source: str, reading: Reading, first: int) -> int:
    """The length of the name that opens a joined sentence; 0 if the sentence that begins at `first` is not joined."""
    comma = reading.text.find(",", first)
    return comma - first if comma > 0 and source[reading.places[comma]] == "." else 0


def _is_name(text: str) -> bool:
    """Whether a sentence is a name and nothing else: of capitals, with small words between."""
    said = text.removesuffix(".").replace(":", "").replace(",", "").split()
    capitals = [w for w in said if w.lstrip("\"'(")[:1].isupper() or w[:1].isdigit()]
    small = [w for w in said if w not in capitals]
    return (
        text.endswith(".")
        and 0 < len(said) <= _LONG
        and said[0] in capitals
        and len(capitals) > 1 - (len(said) == 1)
        and all(w in SMALL_WORDS for w in small)
    )


#: A field of an entry in a line of its own, and one above a line that begins anew.
_FIELD = re.compile(r"^[*_\s]*(?P<label>[A-Z][\w '’/-]{1,30}?)[*_\s]*:[*_ \t]*(?=\S)", re.MULTILINE)
_FIELD_LINE = re.compile(_FIELD.pattern + r"[^\n]*\n\s*(?=[*_“\"]*[A-Z£\d])", re.MULTILINE)


def is_field(words_: str) -> bool:
    """Whether words are a field of an entry: "Published by: Body"."""
    match = _FIELD.match(words_)
    return match is not None and fold(match["label"]) in label_senses()


def without_fields(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a block: what follows a line "Published by: Body" is a sentence of its own, and not about the body."""
    lines = _FIELD_LINE.finditer(text, start, end)
    cuts = [line.end() for line in lines if fold(line["label"]) in label_senses()]
    return list(pairwise([start, *cuts, end]))
