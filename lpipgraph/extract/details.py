"""Extracts details: how to attend and register for an event, and where to read a work.

The wordings are rows of ``data/reading/particulars.csv``. Only what the text says: a town is not a word about
whether one can join from home, and a link without an address does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..records import Entity, Value
from ..tables import table
from .draft import Draft, Scope
from .works_in_prose import LINK, URL, addresses, goes_on, printed

__all__ = ["attendance_mode", "facts", "phrases"]

#: Between two of these a mode stands alone. A hyphen inside a word is none.
_MARK = re.compile(r"[\t\n\r;|()\[\],.•·]|\s[–—-]\s|(?<=\w):\s")
_NEGATED = re.compile(
    r"\b(?:not|no longer|never|rather than|instead of|unlike|without|nor|neither|was to|were to|had been)\b[^.;,]{0,25}$",
    re.IGNORECASE,
)
_WITH_PLACE = re.compile(r"[A-Z][\w'’., -]{2,60} (?:and|or|&|\+|plus) online", re.ASCII)
#: A line of an agenda that begins a new entry.
_DAY_LINE = re.compile(r"^[ \t]*\d{1,2}(?:st|nd|rd|th)?[ \t]+\S", re.MULTILINE)
#: More words explain; they are no note on how to sign up.
_MOST_WORDS = 25
_NEAR = 700


@lru_cache(maxsize=16)
def phrases(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The wordings of a kind, each with its value."""
    rows = (row for row in table("particulars") if row["kind"] == kind)
    return tuple((row["value"], re.compile(row["wording"], re.IGNORECASE)) for row in rows)


def facts(d: Draft) -> None:
    """What is said beside events and works."""
    for scope in d.scopes:
        if scope.kind == "event" and scope.id in d.entities:
            _event(d, scope)
    _named_links(d)
    for scope in d.scopes:
        if scope.kind in ("blog", "report") and scope.id in d.entities:
            _entry_address(d, scope)
    addresses(d)


# --- events --------------------------------------------------------------------------------------------------


def _event(d: Draft, scope: Scope) -> None:
    event = d.entities[scope.id]
    start, end = _own(d, scope, event)
    found: dict[str, tuple[int, int]] = {}
    for a, b in _stretches(d, scope, start, end):
        if a < b:
            for value, span in _modes(d, a, b):
                if not event.start <= span[0] < event.end:
                    found.setdefault(value, span)
            for words, span in _registrations(d, a, b):
                d.relate(event.id, "registration", Value(words), _with(event, span), "event registration")
            for url, span in _sign_up_addresses(d, a, b):
                d.relate(
                    event.id, "registration", Value(url, "url"), _with(event, span), "event registration"
                )
    if "hybrid" in found or len(found) == 1:
        value = "hybrid" if "hybrid" in found else next(iter(found))
        d.relate(event.id, "attendanceMode", Value(value), _with(event, found[value]), "event mode")
    elif found:
        d.note("an event that is online and on site, and does not say both", found["online"])


def _stretches(d: Draft, scope: Scope, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells and blocks of an entry, as far as they lie between two offsets."""
    blocks = d.doc.blocks_in(scope.start, scope.end)
    yield start, min(blocks[0].start if blocks else scope.end, end)  # of a block that began before
    for block in blocks:
        for a, b in block.cells if block.kind == "row" else ((block.start, block.end),):
            yield max(a, start), min(b, end)


def _own(d: Draft, scope: Scope, event: Entity) -> tuple[int, int]:
    """The stretch of an entry that is about its event: an agenda's next day is another one's."""
    edges = [scope.start + m.start() for m in _DAY_LINE.finditer(d.doc.text[scope.start : scope.end])]
    if len(edges) < 2:
        return scope.start, scope.end
    title = max(event.start, scope.start)
    start = max((e for e in edges if e <= title), default=scope.start)
    return start, min((e for e in edges if e > title), default=scope.end)


def _with(event: Entity, span: tuple[int, int]) -> tuple[int, int]:
    """The words that say it, with the event's name where it is near."""
    start, end = min(span[0], event.start), max(span[1], event.end)
    return (start, end) if end - start < _NEAR else span


def attendance_mode(words: str) -> str | None:
    """The way to take part that these words alone name, or None.

    >>> attendance_mode("Online via Zoom"), attendance_mode("Leeds and online"), attendance_mode("Leeds")
    ('online', 'hybrid', None)
    """
    words = " ".join(words.split()).strip(" .*_:")
    for value, wording in phrases("mode alone"):
        if wording.fullmatch(words):
            return value
    return "hybrid" if _WITH_PLACE.fullmatch(words) else None


def _modes(d: Draft, start: int, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The ways to take part that a cell or block names: fields and words between marks first, then sentences."""
    for line_start, line_end in _lines(d.doc.text, start, end):
        reading = d.doc.reading(line_start, line_end)
        for a, b in _pieces(reading.text):
            if mode := attendance_mode(reading.text[a:b]):
                yield mode, reading.span(a, b)
    reading = d.doc.reading(start, end)
    for i, j in reading.sentences():
        sentence = reading.text[i:j]
        for value, wording in phrases("mode said"):
            match = wording.search(sentence)
            if match and not _NEGATED.search(sentence[: match.start()]):
                yield value, reading.span(i + match.start(), i + match.end())


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            yield at, stop
        at = stop + 1


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between marks, without blanks."""
    at = 0
    for mark in (*_MARK.finditer(text), None):
        stop = mark.start() if mark else len(text)
        piece = text[at:stop]
        if piece.strip():
            yield at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip())
        at = mark.end() if mark else stop


def _registrations(d: Draft, start: int, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The sentences and fields that say how one signs up."""
    for line_start, line_end in _lines(d.doc.text, start, end):
        reading = d.doc.reading(line_start, line_end)
        for i, j in reading.sentences():
            words = reading.text[i:j].rstrip(" .")
            lead = len(words) - len(words.lstrip(" -•*–—"))
            said = words[lead:]
            if said and len(said.split()) <= _MOST_WORDS and _signs_up(said):
                yield said, reading.span(i + lead, i + len(words))


def _signs_up(words: str) -> bool:
    return any(wording.fullmatch(words) for _, wording in phrases("registration"))


def _sign_up_addresses(d: Draft, start: int, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The addresses of links that state this, and those printed in a sentence that does."""
    text = d.doc.text
    for link in LINK.finditer(text, start, end):
        if _signs_up(d.quote(*link.span("label")).strip(" .")):
            yield link["url"], link.span()
    for line_start, line_end in _lines(text, start, end):
        for url, a, b in _addresses(d, line_start, line_end):
            before = d.quote(line_start, a)
            sentence = re.split(r"[.!?]\s+", before)[-1].strip(" -•*–—:")
            if sentence and _signs_up(f"{sentence} {url}" if sentence[-1] != ":" else sentence + url):
                yield url, (a, b)


# --- works ---------------------------------------------------------------------------------------------------


def _named_links(d: Draft) -> None:
    """Links whose words are the name of a work: "[The Long Wait](https://…)"."""
    for link in LINK.finditer(d.doc.text):
        label = d.quote(*link.span("label")).strip(" .'\"“”‘’")
        work = d.find("Publication", label)
        if work is not None and work != d.issue:
            d.relate(work, "address", Value(link["url"], "url"), link.span(), "work link")


def _entry_address(d: Draft, scope: Scope) -> None:
    """The one address of an entry that says that the work is there."""
    work = d.entities[scope.id]
    if any(r.s == work.id and r.p == "address" for r in d.relations.values()):
        return
    text = d.doc.text
    leading: dict[str, tuple[int, int]] = {}
    for link in LINK.finditer(text, scope.start, scope.end):
        if _leads_to_text(d.quote(*link.span("label"))):
            leading.setdefault(link["url"], link.span())
    for line_start, line_end in _lines(text, scope.start, scope.end):
        for url, a, b in _addresses(d, line_start, line_end):
            before = re.split(r"[.!?]\s+|[\t|(,;]", d.quote(line_start, a))[-1].strip(" -•*–—:[")
            if not before or _leads_to_text(before):
                leading.setdefault(url, (a, b))
    if len(leading) == 1:
        ((url, span),) = leading.items()
        d.relate(work.id, "address", Value(url, "url"), _with(work, span), "work address")
    elif leading:
        d.note("a work with several addresses", (scope.start, scope.end))


def _leads_to_text(words: str) -> bool:
    words = " ".join(words.split()).strip(" .:→>»")
    return any(
        re.fullmatch(rf"(?:.*\W)?(?:{w.pattern})", words, re.IGNORECASE) for _, w in phrases("reading")
    )


def _addresses(d: Draft, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The addresses printed in a line, none of them a link's; one that the line's end may have cut is noted instead."""
    text = d.doc.text
    links = [m.span() for m in LINK.finditer(text, start, end)]
    for match in URL.finditer(text, start, end):
        if any(a <= match.start() < b for a, b in links):
            continue
        url = printed(match[0])
        stop = match.start() + len(url)
        if goes_on(text, match.end(), match[0]):
            d.note("an address that a line end may have cut", (match.start(), match.end()))
        elif "@" not in url.split("/")[2 if "://" in url else 0] and "." in url:
            yield url, match.start(), stop
