"""The entries of a list section, in the forms that editors use: tables of labelled rows, tables with a header, lists, prose."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import date

from ..dates import MONTH_NAMES, find_dates
from ..document import Block, Section
from ..names import fold
from .draft import Draft
from .lexicon import label_senses

__all__ = ["LISTS", "MONTH_HEADING", "TALK", "TYPE", "TYPES", "Entry", "entries", "reference"]

#: Sections that list entries.
LISTS = ("blogs", "reports", "events", "webinars")
#: What labels of the thesaurus mean in a list: a work is named by its title, a body beside it is its publisher.
_CELLS = {
    **{
        k: k
        for k in ("title", "author", "date", "publisher", "organiser", "place", "event", "audience", "text")
    },
    "work": "title",
    "body": "publisher",
}
TYPES = (
    "training|summer school|winter school|study (?:tour|visit)|workshops?|webinars?|conference|launch|lecture|seminar|panel|summit|drop-in(?: \\w+)?|round ?table|course|"
    "symposium|festival|masterclass|briefing|book launch|hackathon|exhibition|open day|networking|podcast|talk"
)
TYPE = re.compile(rf"\b(?P<type>{TYPES})\b", re.IGNORECASE)
_TYPE_KEY = re.compile(rf"(?:online |annual )?(?:{TYPES})(?: session| event)?", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """One entry of a table: the extents of its cells by what they hold."""

    start: int
    end: int
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    type: str | None = None
    headed: bool = False


def entries(d: Draft, section: Section, start: int, end: int) -> Iterator[Entry]:
    """The entries of a stretch of a list section, in order; what fits no form is noted."""
    blocks = [b for b in d.doc.blocks_in(start, end) if b.start > section.start or b.kind != "heading"]
    header: list[str | None] = []
    current: Entry | None = None
    labels: Entry | None = None
    for block in blocks:
        if block.kind == "heading":
            if current:
                yield current
            if MONTH_HEADING.fullmatch(d.quote(block.start, block.end)):
                current = None
                continue
            current = (
                Entry(block.start, block.end, {"title": (block.start, block.end)}, headed=True)
                if block.level > 1
                else None
            )
            continue
        if current and current.headed and block.kind in ("byline", "paragraph") and _below(d, current, block):
            continue
        if block.kind == "row":
            keys = [_key(d.quote(*c)) for c in block.cells]
            filled = [c for c in block.cells if c[1] > c[0]]
            if len(filled) >= 3 and sum(k is not None for k in keys) >= 3:
                header = keys
                continue
            if header and len(block.cells) >= len(header) - 1 and (len(header) > 2):
                if current:
                    yield current
                    current = None
                entry = Entry(block.start, block.end)
                for key, cell in zip(header, block.cells, strict=False):
                    if key and cell[1] > cell[0]:
                        entry.cells[key] = cell
                yield entry
                continue
            current = yield from _labelled(d, block, section, current)
            continue
        if current:
            yield current
            current = None
        header = []
        line = d.quote(block.start, block.end)
        labelled = _FIELD.match(line)
        if labelled and (labelled["key"].lower() in _DATED_LABELS or _key(labelled["key"])):
            key = _key(labelled["key"]) or labelled["key"].lower()
            if key in ("event", "title"):
                if labels:
                    yield labels
                labels = Entry(block.start, block.end)
                key = "title"
            if labels is not None:
                reading = d.doc.reading(block.start, block.end)
                labels.cells.setdefault(key, reading.span(labelled.start("value"), labelled.end("value")))
                labels.end = block.end
                continue
        if labels:
            yield labels
            labels = None
        told = _prose(d, block, line, section)
        if told:
            yield told
        elif block.kind == "item" or (
            block is not blocks[0] and len(line.split()) > 3 and not TALK.search(line)
        ):
            d.note(f"an entry under “{section.heading}” that fits no known form", (block.start, block.end))
    if labels:
        yield labels
    if current:
        yield current


MONTH_HEADING = re.compile(
    rf"(?:{MONTH_NAMES})(?: (?:19|20)\d\d)?",
    re.IGNORECASE,
)
#: Sentences between entries that are no entry: "Here are six of them.", "Places are free, but please book."
TALK = re.compile(
    r"^(?:Here|These|All|Places|Please|We|This|Some|Four|Five|Six|Seven|Missed|Recordings|A selection|\[)|\bnew this\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(?P<key>[A-Z][\w ]{1,18})\s*:\s+(?P<value>.+)$", re.DOTALL)


def _below(d: Draft, entry: Entry, block: Block) -> bool:
    """A line below an entry's own heading: its authors, its date, or what it says."""
    reading = d.doc.reading(block.start, block.end)
    labelled = _FIELD.match(reading.text)
    key = _key(labelled["key"]) if labelled else None
    if labelled and key and key not in ("title", "event"):
        entry.cells.setdefault(key, reading.span(labelled.start("value"), labelled.end("value")))
    elif block.kind == "byline":
        entry.cells.setdefault("author", (block.start, block.end))
        if next(find_dates(reading.text), None):
            entry.cells.setdefault("date", (block.start, block.end))
    elif len(reading.text) < 60 and next(find_dates(reading.text, after=reference(d)), None):
        entry.cells.setdefault("date", (block.start, block.end))
    else:
        entry.cells.setdefault("text", (block.start, block.end))
        if "date" not in entry.cells and next(find_dates(reading.text, after=reference(d)), None):
            entry.cells["date"] = (block.start, block.end)
    entry.end = block.end
    return True


def _key(text: str) -> str | None:
    return _CELLS.get(label_senses().get(fold(text), ""))


def _labelled(
    d: Draft, block: Block, section: Section, current: Entry | None
) -> Generator[Entry, None, Entry | None]:
    """A row "Report → title", "Author → names", "Date → month"; or "Workshop → title", "30th January → description"."""
    label = d.quote(*block.cells[0]).strip(" :")
    rest = block.cells[1] if len(block.cells) > 1 else None
    key = _key(label)
    kind = None
    if section.kind in ("events", "webinars") and _TYPE_KEY.fullmatch(label):
        key, kind = "title", label
    elif section.kind in ("events", "webinars") and next(find_dates(label, after=reference(d)), None):
        key = "when"
    if key in ("title", "event"):
        if current:
            yield current
        current = Entry(block.start, block.end, type=kind)
        key = "title"
    if current is None:
        d.note(f"a row under “{section.heading}” that belongs to no entry", (block.start, block.end))
        return None
    current.end = block.end
    if key == "when":
        current.cells["date"] = block.cells[0]
        if rest:
            current.cells["text"] = rest
    elif key and rest:
        current.cells.setdefault(key, rest)
    for extra in block.cells[2:]:
        if extra[1] > extra[0]:
            current.cells.setdefault("text", extra)
    if key is None and not label and rest:
        current.cells.setdefault("text", rest)
    return current


_BOLD = re.compile(r"\s*(?:\*\*|__|\*|_)(?P<title>[^*_\n]{4,160})(?:\*\*|__|\*|_)")


def _prose(d: Draft, block: Block, line: str, section: Section) -> Entry | None:
    """An entry written as prose: a title in bold or italics, or "Tuesday 8 July, 2–4pm (online): Title, hosted by Body"."""
    raw = d.doc.text[block.start : block.end]
    numbered = _compact(d, block, line, section)
    if numbered and section.kind != "events":
        return numbered
    several = _several_lines(d, block, raw)
    if several and section.kind != "events":
        return several
    if section.kind == "events":
        return _event_line(d, block, line)
    bold = _BOLD.match(raw)
    if bold is None:
        return None
    title = (block.start + bold.start("title"), block.start + bold.end("title"))
    entry = Entry(block.start, block.end, {"title": title})
    after = block.start + bold.end()
    rest = d.doc.reading(after, block.end)
    if section.kind == "webinars":
        entry.cells["text"] = (after, block.end)
        entry.cells["date"] = (after, block.end)
        entry.type = "webinar"
        return entry
    sentence_end = next((j for _, j in rest.sentences()), len(rest.text))
    bracket = re.search(r"\((?P<in>[^()]*(?:19|20)\d\d[^()]*)\)", rest.text)
    if bracket:
        head = rest.text[: bracket.start()]
        if re.match(r"\s*,?\s*by ", head):
            entry.cells["author"] = rest.span(re.match(r"\s*,?\s*by ", head).end(), bracket.end())  # type: ignore[union-attr]
            entry.cells["publisher"] = rest.span(bracket.start("in"), bracket.end("in"))
        else:
            entry.cells["author"] = rest.span(bracket.start("in"), bracket.end("in"))
        entry.cells["date"] = rest.span(bracket.start("in"), bracket.end("in"))
    else:
        lead = re.match(r"\s*(?:[-–—:.]\s*)?(?:by )?", rest.text)
        begin = lead.end() if lead else 0
        stop = re.search(
            r"\b(?:looks|explains|asks|on why|on how|on the|argues|describes|discusses|considers|reflects|sets out|makes)\b",
            rest.text,
        )
        entry.cells["author"] = rest.span(begin, stop.start() if stop else max(sentence_end, begin + 1))
        entry.cells["date"] = rest.span(0, len(rest.text))
    entry.cells["text"] = (after, block.end)
    return entry


_MONTH = (
    rf"(?:(?:\d{{1,2}} )?(?:{MONTH_NAMES})"
    r"|Spring|Summer|Autumn|Winter)"
)
#: "Authors (Month Year) Title. What it says."
_AUTHORS_FIRST = re.compile(
    rf"^(?P<author>[A-Z][^()]{{2,160}}?) \((?P<date>{_MONTH} (?:19|20)\d\d)\),? (?P<title>[^.?!]+[?!]?)"
)
#: "Title – Author, Body. Month Year. What it says."
_TITLE_FIRST = re.compile(
    rf"^(?P<title>[^–—.]{{4,140}}?\??) [–—] (?P<author>[A-Z][^.]*(?:\.[A-Z][^.]*)*)\. (?P<date>{_MONTH} (?:19|20)\d\d)\."
)
#: "“Title” (Author, Body, Month Year)"
_QUOTED_FIRST = re.compile(
    rf"^\"(?P<title>[^\"]{{4,140}})\"\s*\((?P<author>[^()]*?),? ?(?P<date>{_MONTH} (?:19|20)\d\d)\)"
)


def _compact(d: Draft, block: Block, line: str, section: Section) -> Entry | None:
    """An entry that gives authors, date and title in one line, in one of the orders that editors use."""
    del section
    reading = d.doc.reading(block.start, block.end)
    for rule in (_AUTHORS_FIRST, _QUOTED_FIRST, _TITLE_FIRST):
        match = rule.match(line)
        if match:
            entry = Entry(block.start, block.end)
            for key in ("title", "author", "date"):
                entry.cells[key] = reading.span(*match.span(key))
            if match.end() < len(line):
                entry.cells["text"] = reading.span(match.end(), len(line))
            return entry
    return None


def _several_lines(d: Draft, block: Block, raw: str) -> Entry | None:
    """Such as "Title / Body, January 2026 / what it says" on lines of their own."""
    lines = raw.splitlines(keepends=True)
    if len(lines) < 2 or len(lines[0]) > 160 or lines[0].rstrip().endswith((".", ":", ",")):
        return None
    first, second = block.start + len(lines[0]), block.start + len(lines[0]) + len(lines[1])
    by = d.doc.reading(first, second)
    if len(by.text) > 180 or not (
        next(find_dates(by.text), None) or re.match(r"(?:By|Authors?:)\s", by.text)
    ):
        return None
    title = re.match(r"\s*(?:\d+\.\s+)?(?:\*\*|__|\*|_)?(?P<t>.+?)(?:\*\*|__|\*|_)?\s*$", lines[0])
    assert title is not None
    entry = Entry(
        block.start, block.end, {"title": (block.start + title.start("t"), block.start + title.end("t"))}
    )
    entry.cells["author"] = entry.cells["date"] = (first, second)
    if len(lines) > 2:
        entry.cells["text"] = (second, block.end)
    return entry


_DASHED_EVENT = re.compile(
    r"^(?P<when>[^–—]{3,40}\d(?:[–—][^–—]{1,30})?[^–—]*?) [–—] (?P<title>.+?) \((?P<host>[A-Z][^()]*)\)\.?\s*"
)
_DATED_LABELS = (
    "what",
    "when",
    "where",
    "who for",
    "for whom",
    "host",
    "hosts",
    "title",
    "date",
    "time",
    "venue",
    "organiser",
)


def _event_line(d: Draft, block: Block, line: str) -> Entry | None:
    dashed = _DASHED_EVENT.match(line)
    if dashed and next(find_dates(dashed["when"], after=reference(d)), None):
        reading = d.doc.reading(block.start, block.end)
        entry = Entry(block.start, block.end)
        entry.cells["date"] = reading.span(*dashed.span("when"))
        entry.cells["title"] = reading.span(*dashed.span("title"))
        entry.cells["organiser"] = reading.span(*dashed.span("host"))
        if dashed.end() < len(line):
            entry.cells["text"] = reading.span(dashed.end(), len(line))
        return entry
    when = re.match(
        r"(?P<when>[^:]{0,120}?(?:\d{4}|\d|[ap]m|confirmed|tbc|\)|[A-Z][a-z]+))\s*:\s+(?=[A-Z\"'])", line
    )
    reading = d.doc.reading(block.start, block.end)
    if when is None or not (
        next(find_dates(when["when"], after=reference(d)), None)
        or re.search(r"\bdate\b|\btbc\b|confirmed", when["when"], re.IGNORECASE)
    ):
        dates = [x for x in find_dates(line, after=reference(d)) if x.type == "date"]
        raw = d.doc.text[block.start : block.end]
        bold = _BOLD.match(raw)
        if bold and dates:
            entry = Entry(
                block.start,
                block.end,
                {"title": (block.start + bold.start("title"), block.start + bold.end("title"))},
            )
            entry.cells["date"] = entry.cells["text"] = (block.start + bold.end(), block.end)
            return entry
        return None
    rest = line[when.end() :]
    stop = re.search(r"(?:, (?=hosted|organised|run|with|the|led|chaired|a \w+)|\. |\.$|\? )", rest)
    title_end = when.end() + (stop.start() if stop else len(rest))
    entry = Entry(block.start, block.end)
    entry.cells["date"] = reading.span(0, when.end("when"))
    entry.cells["title"] = reading.span(when.end(), title_end)
    if title_end < len(line):
        entry.cells["text"] = reading.span(title_end, len(line))
    return entry


def reference(d: Draft) -> date | None:
    """The issue's date: a day without a year is the next one after it."""
    value = d.doc.date
    if value is None:
        return None
    return date.fromisoformat(value if len(value) == 10 else f"{value}-01")
