"""Parses label lines: "Author: value", "**When** value", "WHERE – value", "Funder | value", a label above an indented value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..draft import Draft
from .lines import Line
from .model import Record
from .values import label_sense, type_of

__all__ = ["Labelled", "by_thing", "is_plain", "label_of", "labelled_lines", "pair_labels", "pairs_in"]

_COLON = re.compile(
    r"(?P<open>(?:\*\*|__|\*|_)?)(?P<label>[^\W\d_][\w '’/&()-]{0,44}?)\s*(?P<shut>(?:\*\*|__|\*|_)?)\s*:(?!//)\s*(?P<shut2>(?:\*\*|__|\*|_)?)\s*(?P<value>\S.*)?$",
    re.DOTALL,
)
_DASH = re.compile(
    r"(?P<open>(?:\*\*|__|\*|_)?)(?P<label>[^\W\d_][\w '’/&()]{0,40}?)(?P<shut>(?:\*\*|__|\*|_)?)\s*(?:\s[–—-]|\||\s=|\s/{1,2}(?=\s)|\s>|→|\s·|\t|\s?\.{3,}|\?(?=\s))\s*(?P<value>\S.*)$",
    re.DOTALL,
)
_BOLD = re.compile(
    r"(?P<open>\*\*|__)(?P<label>[^*_]{1,44}?)\s*:?(?P<shut>\*\*|__)\s+(?P<value>\S.*)$", re.DOTALL
)
_ITALIC = re.compile(
    r"(?P<open>\*|_)(?P<label>[^\W\d_][^*_]{0,44}?)\s*:?(?P<shut>(?P=open))\s+(?P<value>\S.*)$", re.DOTALL
)
_SQUARE = re.compile(r"[\[(](?P<label>[^\W\d_][\w '’/&()-]{0,40}?)[\])]\s+(?P<value>\S.*)$", re.DOTALL)
_WIDE = re.compile(r"(?P<label>[^\W\d_][\w '’/&()-]{0,40}?)(?:\t\s*|\s{2,})(?P<value>\S.*)$", re.DOTALL)
_CAPS = re.compile(r"(?P<label>[A-Z][A-Z '’/&()-]{1,28}[A-Z)])\s+(?P<value>\S.*)$", re.DOTALL)
#: "12 May 2026 (date)": the label behind its value.
_BEHIND = re.compile(r"(?P<value>\S.*?)\s+\((?P<label>[a-z][a-z '’/-]{0,30})\)$", re.DOTALL)
_PAIR = re.compile(
    r"(?:^|[;|•·/\[(,–—]\s*|(?<=[.?!\])])\s+|\s/\s)(?P<label>[^\W\d_][\w '’/-]{0,30}?(?:\(s\))?):\s+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line with its label, and where its value is; an empty value is on the next line."""

    label: str
    start: int
    end: int


#: Patterns of a label and its value on one line; how often a label must come that the thesaurus does not have.
_PATTERNS = ((_BOLD, 2), (_ITALIC, 2), (_COLON, 2), (_DASH, 3), (_SQUARE, 2), (_WIDE, 2), (_BEHIND, 3))
#: What a line holds that is no label, though it comes again over other lines.
_NO_LABELS = ("link", "date", "money", "email", "person", "body")
#: Patterns of which a label of the thesaurus is no sign by itself: it must come again.
_WEAK = (_DASH, _WIDE, _BEHIND)


def label_of(text: str, line: Line, often: Counter[str]) -> Labelled | None:
    """A line's label and value, if it has a label: one of the thesaurus, or one that recurs in the neighbourhood."""
    first = _behind_colon(text, line)
    body = text[first : line.end]
    for pattern, needed in _PATTERNS:
        match = pattern.match(body)
        if match is None:
            continue
        label = match["label"].strip(" *_")
        value = (match["value"] or "").strip()
        words = label.split()
        if not words or len(words) > 6 or (value and not any(c.isalnum() for c in value)):
            continue
        # a leader of dots parts a label from its value and nothing else
        dotted = "..." in body[match.end("label") : match.start("value")]
        if often[label.lower()] < (2 if dotted else needed) and label_sense(label, exact=True) is None:
            continue
        if pattern in _WEAK and often[label.lower()] < 2:
            continue
        start = first + match.start("value") if value else line.end
        return Labelled(label, start, first + match.end("value") if value else line.end)
    return _capitals(body, first, line, often)


def _capitals(body: str, first: int, line: Line, often: Counter[str]) -> Labelled | None:
    """A label in capitals before its value; of "FUNDED BY UKCR" the words that come again are the label."""
    if line.mark == "hash":
        return None  # a heading: "PEOPLE NEWS" with a line below it
    match = _CAPS.match(body)
    if match is None:
        return None
    known = [
        h for h in _heads_in_capitals(body) if often[h.lower()] > 1 or label_sense(h, exact=True) is not None
    ]
    if not known:
        return None
    label = max(known, key=lambda h: (often[h.lower()], len(h)))
    start = first + len(label)
    return Labelled(label, start + len(body[len(label) :]) - len(body[len(label) :].lstrip()), line.end)


def _heads_in_capitals(body: str) -> list[str]:
    """The openings of a line that are words in capitals, the longest last."""
    words = body.split()
    heads = [" ".join(words[:n]) for n in range(1, min(6, len(words)))]
    return [h for h in heads if body.startswith(h) and _CAPS.fullmatch(f"{h} x")]


def _behind_colon(text: str, line: Line) -> int:
    """Where a line's own words begin: a definition list leads its lines with a colon."""
    lead = re.match(r":\s+", text[line.start : line.end])
    return line.start + (lead.end() if lead else 0)


def labelled_lines(d: Draft, lines: list[Line]) -> list[Labelled | None]:
    """Each line's label and value, or None; a label alone takes the line below it as its value."""
    text = d.doc.text
    often: Counter[str] = Counter()
    for line in lines:
        body = text[_behind_colon(text, line) : line.end]
        match = next((m for pattern, _ in _PATTERNS if (m := pattern.match(body))), None)
        if match:
            often[match["label"].strip(" *_").lower()] += 1
        else:
            often.update(h.lower() for h in _heads_in_capitals(body))
    found: list[Labelled | None] = [
        None if line.mark == "hash" or _is_headline(lines, n) else label_of(text, line, often)
        for n, line in enumerate(lines)
    ]
    _dashed(text, lines, found)
    _amid(text, lines, found)
    alone = Counter(_alone(line) for line in lines)
    over = _labels_over(lines)
    for n, line in enumerate(lines):
        here = found[n]
        if here is not None and here.start < here.end:
            continue
        bare = line.text.strip(" :*_")
        if here is None and not (
            (label_sense(bare, exact=True) is not None or _alone(line) in over or _indented(lines, n))
            and alone[_alone(line)] >= 2
            and type_of(d, bare) not in _NO_LABELS
            and not (line.marker and n + 1 < len(lines) and lines[n + 1].marker)
        ):
            continue
        if (
            n + 1 >= len(lines)
            or found[n + 1] is not None
            or lines[n + 1].gap > (1 if alone[_alone(line)] >= 2 else 0)
            or lines[n + 1].mark == "hash"
            or len(lines[n + 1].text) > 200
            or _LED_IN.match(lines[n + 1].text)
        ):
            found[n] = None
            continue
        below = lines[n + 1]
        lead = re.match(r":\s+", text[below.start : below.end])
        found[n] = Labelled(bare, below.start + (lead.end() if lead else 0), below.end)
    return found


#: What says itself what it is: no value of a label above.
_LED_IN = re.compile(
    r"(?:(?:published|written|issued|commissioned|funded|hosted|organised|led|run) )?by (?=\w)", re.IGNORECASE
)


def _is_headline(lines: list[Line], n: int) -> bool:
    """Whether a line is in capitals between blank lines: "WHO TO ASK" is a heading and not "WHO: to ask"."""
    apart = n + 1 == len(lines) or lines[n + 1].gap > 0
    return apart and lines[n].gap > 0 and lines[n].text.isupper() and not lines[n].cells


def _stanzas(lines: list[Line]) -> Iterator[range]:
    """Runs of lines without a blank line between them."""
    first = 0
    for n in range(1, len(lines) + 1):
        if n == len(lines) or lines[n].gap or lines[n].cells:
            yield range(first, n)
            first = n


def _dashed(text: str, lines: list[Line], found: list[Labelled | None]) -> None:
    """The lines of a box of facts whose labels a dash parts from their values, most of them labels that are known."""
    for stanza in _stanzas(lines):
        pairs = {n: m for n in stanza if (m := _DASH.match(text[lines[n].start : lines[n].end]))}
        labels = [m["label"].strip(" *_").lower() for m in pairs.values()]
        known = sum(label_sense(label, exact=True) is not None for label in labels)
        if len(pairs) < 4 or 3 * known < 2 * len(pairs) or len(set(labels)) < len(labels):
            continue
        for n, m in pairs.items():
            found[n] = found[n] or Labelled(
                m["label"].strip(" *_"), lines[n].start + m.start("value"), lines[n].end
            )


def _amid(text: str, lines: list[Line], found: list[Labelled | None]) -> None:
    """Labels that nobody knows between those of one record: "Budget: …", "Homes in phase one: …", "Funder: …".

    Where the labels of a run come again it holds several records, and such a line may be the title of the next.
    """
    for stanza in _stanzas(lines):
        known = [x.label.lower() for n in stanza if (x := found[n]) is not None]
        if len(known) < 3 or len(set(known)) < len(known):
            continue
        for n in stanza[1:-1]:
            match = _COLON.match(text[lines[n].start : lines[n].end])
            if (
                found[n] is None
                and found[n - 1] is not None
                and match
                and match["value"]
                and len(lines[n].text) < 120
            ):
                start = lines[n].start + match.start("value")
                found[n] = Labelled(match["label"].strip(" *_"), start, lines[n].end)


def _alone(line: Line) -> str:
    return line.text.strip(" :*_").lower()


def _labels_over(lines: list[Line]) -> set[str]:
    """Short lines that recur above different lines: labels above their values. A recurring line below a value is one label."""
    below: dict[str, list[str]] = {}
    for line, follower in pairwise(lines):
        if len(line.text) <= 44 and follower.gap == 0 and line.mark != "hash":
            below.setdefault(_alone(line), []).append(_alone(follower))
    return {
        words for words, under in below.items() if len(under) > 1 and len(set(under)) * 3 > len(under) * 2
    }


def _indented(lines: list[Line], n: int) -> bool:
    """Whether the line below is further in: a term over what it means here."""
    return n + 1 < len(lines) and lines[n + 1].indent > lines[n].indent and lines[n + 1].gap == 0


def pair_labels(d: Draft, lines: list[Line]) -> Counter[str]:
    """How often each label is within the lines."""
    return Counter(
        m["label"].lower() for line in lines for m in _PAIR.finditer(d.doc.text, line.start, line.end)
    )


def pairs_in(d: Draft, line: Line, often: Counter[str]) -> list[Labelled]:
    """The labels and values of a line that holds a whole record: "Title: A; Author: B", "Title (author: B) (date: C)".

    What is before the first label names the record; it bears no label.
    """
    text = d.doc.text[line.start : line.end]
    marks = [
        m
        for m in _PAIR.finditer(text)
        if label_sense(m["label"], exact=True) is not None or often[m["label"].lower()] > 1
    ]
    if len(marks) < 2 or marks[0].start() > 160:
        return []
    found = []
    if lead := text[: marks[0].start()].rstrip(" ;|,.•·/([–—"):
        found.append(Labelled("", line.start, line.start + len(lead)))
    for n, mark in enumerate(marks):
        stop = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        value = text[mark.end() : stop].rstrip(" ;|,.•·/([–—")
        while value[-1:] in ("]", ")") and value.count("[") + value.count("(") < value.count(
            "]"
        ) + value.count(")"):
            value = value[:-1].rstrip(" ;|,.•·/–—")
        found.append(Labelled(mark["label"], line.start + mark.end(), line.start + mark.end() + len(value)))
    return found


def by_thing(record: Record) -> list[Record]:
    """A box that describes an organisation and of its fund as one record each: what is below a label that names a thing is that thing's."""
    named = [
        n
        for n, f in enumerate(record.fields)
        if f.label and label_sense(f.label, exact=True) in ("body", "policy")
    ]
    senses = [label_sense(record.fields[n].label, exact=True) for n in named]
    if (
        len(named) != 2
        or senses[0] == senses[1]
        or named[1] - named[0] < 2
        or len(record.fields) - named[1] < 3
    ):
        return [record]
    at = record.fields[named[1]].start
    return [
        Record(record.start, at, record.fields[: named[1]]),
        Record(at, record.end, record.fields[named[1] :]),
    ]


def is_plain(record: Record) -> bool:
    """Whether one card alone is a record: it has three labels that are known."""
    return sum(bool(f.label) and label_sense(f.label, exact=True) is not None for f in record.fields) > 2
