"""Represents clean text with the source position of each character, without line breaks, marks and page furniture."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..tables import words

__all__ = ["Reading", "clean", "is_dropped", "plain"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Clean text, and for each of its characters the offset in the source (`places` has one more, for the end)."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The extent of `text[start:end]` in the source: from its first character to after its last."""
        return self.places[start], self.places[end - 1] + 1

    def sentences(self) -> Iterator[tuple[int, int]]:
        """The sentences of the reading, as offsets into `text`; overlong ones are cut at blanks."""
        for start, end in self._ended():
            at = start
            while end - at > _LONGEST:
                cut = self.text.rfind(" ", at + 1, at + _LONGEST)
                cut = cut if cut > 0 else at + _LONGEST
                yield at, cut
                at = cut + (self.text[cut] == " ")
            if at < end:
                yield at, end

    def _ended(self) -> Iterator[tuple[int, int]]:
        start = 0
        for match in _SENTENCE_END.finditer(self.text):
            before = self.text[max(start, match.start() - 40) : match.start() + 1]
            if _ABBREVIATION.search(before):
                continue
            yield start, match.end(1)
            start = match.end()
        if self.text[start:].strip():
            yield start, len(self.text.rstrip())


#: The longest sentence of the test issues has 780 characters; longer stretches are lists without full stops.
_LONGEST = 1500
_TRACE = re.compile(
    r"(?P<link>\[(?P<label>(?:[^\[\]\n]|\n(?!\s*\n))*)\]\((?:[^()\s]|\([^()\s]*\))*\))"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9]*(?:\s[^<>\n]*)?/?>)"
    r"|(?P<hashes>^#{1,6}[ \t]+(?=\S))"
    r"|(?P<bold>\*\*|__|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])"
    r"|(?:(?<=[\s(\[\"'“‘])|^)_(?=[^\s_])|(?<=[^\s_])_(?=[\s.,;:!?)\]\"'”’]|\Z))"
    r"|(?P<soft>\u00ad|\u200b|\ufeff)"
    r"|(?P<hyphen>(?<=[^\W\d_])-[ \t]*\r?\n[ \t]*(?=[^\W\d_])|(?<=\d)-[ \t]*\r?\n[ \t]*(?=\d))"
    r"|(?P<drop>(?<=^[A-Z])[ \t]*\r?\n[ \t]*(?=[a-z]))"
    r"|(?P<space>\s{2,}|[^\S ])",
    re.MULTILINE,
)
#: The first characters of markup; a space before another kind of white space counts as text.
_SIGN = re.compile(r"[\[<#*_\u00ad\u200b\ufeff-]|[^\S ]|  ")
_SINGLE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u2011": "-", "\u2010": "-"})
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile(f"[{''.join(_LIGATURES)}]")
#: A sentence may be followed by the number of a note: "It was late.[2] Nobody came."
_SENTENCE_END = re.compile(r"[.!?]([\"')\]]*(?:\[\d{1,2}\]|[⁰¹²³⁴⁵⁶⁷⁸⁹])*)\s+(?=[\"'(\[]*[A-Z0-9£€$])")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Prof|Mr|Mrs|Ms|St|No|vs|cf|pp?|al|e\.g|i\.e|approx|c)|\b[A-Z])\.$")


def clean(text: str, start: int, end: int, skip: Sequence[tuple[int, int]] = ()) -> Reading:
    """Cleans `text[start:end]`.

    Links become their words; bold marks, tags and soft hyphens are removed; curly quotes become straight; runs of
    white space become one space. Words that a line end divides are joined. The stretches of `skip` (page
    furniture, in order) are left out.
    """
    out: list[str] = []
    places: list[int] = []

    def put(a: int, b: int) -> None:
        if text[a] == " " and (not out or out[-1][-1] == " "):
            a += 1
        piece = text[a:b]
        if _LIGATURE.search(piece):
            for i in range(a, b):
                letters = _LIGATURES.get(text[i], text[i])
                out.append(letters.translate(_SINGLE))
                places.extend([i] * len(letters))
        elif piece:
            out.append(piece.translate(_SINGLE))
            places.extend(range(a, b))

    def gap(at: int) -> None:
        if out and out[-1][-1] != " ":
            out.append(" ")
            places.append(at)

    def walk(a: int, b: int) -> None:
        at = a
        while at < b:
            match = _next_trace(text, at, b)
            stop = match.start() if match else b
            if at < stop:
                put(at, stop)
            if match is None:
                return
            kind = match.lastgroup
            if kind == "link":
                walk(match.start("label"), match.end("label"))
            elif kind == "hyphen":
                kept = _compound(text, match.start(), match.end())
                if kept is None:  # a dash, with its line end
                    put(match.start(), match.start() + 1)
                    gap(match.start() + 1)
                elif kept:
                    put(match.start(), match.start() + 1)
            elif kind == "drop" and is_dropped(text, match.start() - 1, match.end()):
                pass
            elif kind in ("space", "drop") or (kind == "tag" and match["tag"].lower() in _BREAKS):
                gap(match.start())
            at = match.end()

    at = start
    for a, b in skip[max(bisect_left(skip, (start, start)) - 1, 0) : bisect_left(skip, (end, end))]:
        if a >= at:
            walk(at, a)
            gap(a)
            at = b
    walk(at, end)
    reading = "".join(out).rstrip(" ")
    return Reading(reading, (*places[: len(reading)], end))


def _next_trace(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first markup in a stretch; its first character is searched before the whole pattern, which is slower."""
    while sign := _SIGN.search(text, start, end):
        match = _TRACE.match(text, sign.start(), end)
        if match is not None:
            return match
        start = sign.start() + 1
    return None


def _compound(text: str, at: int, after: int) -> bool | None:
    """Whether the hyphen at a line's end belongs to the word; None if it is a dash.

    It does if the text has the word with a hyphen elsewhere, between figures ("2024-25"), between names
    ("Prys-Hale"), and if both halves are common words ("long-term") and the whole is not ("database").
    """
    left = _WORD_BEFORE.search(text, max(at - 40, 0), at)
    right = _WORD.match(text, after)
    assert left is not None
    assert right is not None
    a, b = left[0], right[0]
    if f"{a}-{b}" in text or b[0].isdigit():
        return True
    if b[0].isupper():
        return True if a[0].isupper() or text[left.start() - 1 : left.start()] == "-" else None
    common = words("common")
    if a + b in common or re.search(rf"\b{a + b}\b", text):
        return False
    return a.lower() in common and b in common


def is_dropped(text: str, at: int, after: int) -> bool:
    """Whether a capital that opens a paragraph on a line of its own is a letter of the word below: "I / n the summer", not "I / have"."""
    word = _WORD.match(text, after)
    if word is None or text[max(at - 2, 0) : at].count("\n") < min(at, 2):
        return False
    common = words("common")
    whole = (text[at] + word[0]).lower() in common
    return word[0] not in common or (whole and text[at] not in "AI")


_WORD = re.compile(r"\w+")
_WORD_BEFORE = re.compile(r"\w+\Z")
_BREAKS = {"<br>", "<br/>", "<br />", "</p>", "</li>", "</div>"}


@lru_cache(maxsize=4096)
def plain(raw: str) -> str:
    """The clean text of a stretch of source text."""
    return clean(raw, 0, len(raw)).text.strip()
