"""Blogs, reports, events, webinars: tables of labelled rows, tables with a header, lists and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from ..dates import find_dates, find_times
from ..document import Block, Reading, Section
from ..records import Value
from .agents import Agent, agents, organisation
from .draft import Draft, Scope
from .spans import capitalised, classify

__all__ = ["listings"]

_KEYS = {
    "title": re.compile(r"reports?|titles?|blogs?|publications?|name|paper|webinar recording", re.IGNORECASE),
    "author": re.compile(r"authors?|by|written by|author\(s\)|researchers?", re.IGNORECASE),
    "date": re.compile(r"dates?|published|posted|when|publication date|out", re.IGNORECASE),
    "publisher": re.compile(r"organisations?|publishers?|published by|source", re.IGNORECASE),
    "organiser": re.compile(r"organis(?:ers?|ed by)|hosts?|hosted by|run by|with", re.IGNORECASE),
    "place": re.compile(r"where|venue|place|location", re.IGNORECASE),
    "event": re.compile(r"events?|what", re.IGNORECASE),
    "audience": re.compile(r"who for|for whom|audience|aimed at", re.IGNORECASE),
    "text": re.compile(r"summary|description|about|what it says", re.IGNORECASE),
}
_TYPES = (
    "training|summer school|winter school|study (?:tour|visit)|workshops?|webinars?|conference|launch|lecture|seminar|panel|summit|drop-in(?: \\w+)?|round ?table|course|"
    "symposium|festival|masterclass|briefing|book launch|hackathon|exhibition|open day|networking|podcast|talk"
)
_TYPE = re.compile(rf"\b(?P<type>{_TYPES})\b", re.IGNORECASE)
_TYPE_KEY = re.compile(rf"(?:online |annual )?(?:{_TYPES})(?: session| event)?", re.IGNORECASE)


@dataclass(slots=True)
class _Entry:
    """One entry of a table: the extents of its cells by what they hold."""

    start: int
    end: int
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    type: str | None = None
    headed: bool = False


def listings(d: Draft) -> None:
    """Every blog, report and event that a list section holds; what no form of entry fits is noted."""
    for section in d.doc.sections:
        if section.kind in ("blogs", "reports", "events", "webinars"):
            start, end = d.doc.extent(section) if section.level == 1 else (section.start, section.end)
            for entry in _entries(d, section, start, end):
                if section.kind in ("events", "webinars"):
                    _event(d, entry, section)
                else:
                    _publication(d, entry, "blog" if section.kind == "blogs" else "report")


# --- forms of entry ----------------------------------------------------------------------------------------------


def _entries(d: Draft, section: Section, start: int, end: int) -> Iterator[_Entry]:
    blocks = [b for b in d.doc.blocks_in(start, end) if b.start > section.start or b.kind != "heading"]
    header: list[str | None] = []
    current: _Entry | None = None
    labels: _Entry | None = None
    for block in blocks:
        if block.kind == "heading":
            if current:
                yield current
            if _MONTH_HEADING.fullmatch(d.quote(block.start, block.end)):
                current = None
                continue
            current = (
                _Entry(block.start, block.end, {"title": (block.start, block.end)}, headed=True)
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
                entry = _Entry(block.start, block.end)
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
                labels = _Entry(block.start, block.end)
                key = "title"
            if labels is not None:
                reading = d.doc.reading(block.start, block.end)
                labels.cells.setdefault(key, reading.span(labelled.start("value"), labelled.end("value")))
                labels.end = block.end
                continue
        if labels:
            yield labels
            labels = None
        entry = _prose(d, block, line, section)
        if entry:
            yield entry
        elif block.kind == "item":
            d.note(f"an entry under “{section.heading}” that fits no known form", (block.start, block.end))
    if labels:
        yield labels
    if current:
        yield current


_MONTH_HEADING = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: (?:19|20)\d\d)?",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(?P<key>[A-Z][\w ]{1,18})\s*:\s+(?P<value>.+)$", re.DOTALL)


def _below(d: Draft, entry: _Entry, block: Block) -> bool:
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
    elif len(reading.text) < 60 and next(find_dates(reading.text, after=_reference(d)), None):
        entry.cells.setdefault("date", (block.start, block.end))
    else:
        entry.cells.setdefault("text", (block.start, block.end))
        if "date" not in entry.cells and next(find_dates(reading.text, after=_reference(d)), None):
            entry.cells["date"] = (block.start, block.end)
    entry.end = block.end
    return True


def _key(text: str) -> str | None:
    text = text.strip(" :*")
    return next((k for k, p in _KEYS.items() if p.fullmatch(text)), None)


def _labelled(d: Draft, block: Block, section: Section, current: _Entry | None) -> Iterator[_Entry]:
    """A row "Report → title", "Author → names", "Date → month"; or "Workshop → title", "30th January → description"."""
    label = d.quote(*block.cells[0]).strip(" :")
    rest = block.cells[1] if len(block.cells) > 1 else None
    key = _key(label)
    kind = None
    if section.kind in ("events", "webinars") and _TYPE_KEY.fullmatch(label):
        key, kind = "title", label
    elif section.kind in ("events", "webinars") and next(find_dates(label, after=_reference(d)), None):
        key = "when"
    if key in ("title", "event"):
        if current:
            yield current
        current = _Entry(block.start, block.end, type=kind)
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
    for extra in block.cells[2:] if key != "when" else block.cells[2:]:
        if extra[1] > extra[0]:
            current.cells.setdefault("text", extra)
    if key is None and not label and rest:
        current.cells.setdefault("text", rest)
    return current


_BOLD = re.compile(r"\s*(?:\*\*|__|\*|_)(?P<title>[^*_\n]{4,160})(?:\*\*|__|\*|_)")


def _prose(d: Draft, block: Block, line: str, section: Section) -> _Entry | None:
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
    entry = _Entry(block.start, block.end, {"title": title})
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
    r"(?:(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)"
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


def _compact(d: Draft, block: Block, line: str, section: Section) -> _Entry | None:
    """An entry that gives authors, date and title in one line, in one of the orders that editors use."""
    del section
    reading = d.doc.reading(block.start, block.end)
    for rule in (_AUTHORS_FIRST, _QUOTED_FIRST, _TITLE_FIRST):
        match = rule.match(line)
        if match:
            entry = _Entry(block.start, block.end)
            for key in ("title", "author", "date"):
                entry.cells[key] = reading.span(*match.span(key))
            if match.end() < len(line):
                entry.cells["text"] = reading.span(match.end(), len(line))
            return entry
    return None


def _several_lines(d: Draft, block: Block, raw: str) -> _Entry | None:
    """ "Title / Body, January 2026 / what it says" on lines of their own."""
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
    entry = _Entry(
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


def _event_line(d: Draft, block: Block, line: str) -> _Entry | None:
    dashed = _DASHED_EVENT.match(line)
    if dashed and next(find_dates(dashed["when"], after=_reference(d)), None):
        reading = d.doc.reading(block.start, block.end)
        entry = _Entry(block.start, block.end)
        entry.cells["date"] = reading.span(*dashed.span("when"))
        entry.cells["title"] = reading.span(*dashed.span("title"))
        entry.cells["organiser"] = reading.span(*dashed.span("host"))
        if dashed.end() < len(line):
            entry.cells["text"] = reading.span(dashed.end(), len(line))
        return entry
    when = re.match(
        r"(?P<when>[^:]{3,120}?(?:\d{4}|\d|[ap]m|confirmed|tbc|\)|[A-Z][a-z]+))\s*:\s+(?=[A-Z\"'])", line
    )
    reading = d.doc.reading(block.start, block.end)
    if when is None or not (
        next(find_dates(when["when"], after=_reference(d)), None)
        or re.search(r"\bdate\b|\btbc\b|confirmed", when["when"], re.IGNORECASE)
    ):
        dates = [x for x in find_dates(line, after=_reference(d)) if x.type == "date"]
        raw = d.doc.text[block.start : block.end]
        bold = _BOLD.match(raw)
        if bold and dates:
            entry = _Entry(
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
    entry = _Entry(block.start, block.end)
    entry.cells["date"] = reading.span(0, when.end("when"))
    entry.cells["title"] = reading.span(when.end(), title_end)
    if title_end < len(line):
        entry.cells["text"] = reading.span(title_end, len(line))
    return entry


# --- entries to rows ---------------------------------------------------------------------------------------------


def _reference(d: Draft) -> date | None:
    value = d.doc.date
    if value is None:
        return None
    return date.fromisoformat(value if len(value) == 10 else f"{value}-01")


def _publication(d: Draft, entry: _Entry, kind: str) -> None:
    if "title" not in entry.cells:
        return
    where = entry.cells["title"]
    name = d.quote(*where)
    id_ = d.add("Publication", name, where, kind=kind, how="listing", score=0.95)
    row = (entry.start, entry.end)
    d.relate(id_, "partOfIssue", d.issue, where, "listing", basis="bySection")
    scope = Scope(id_, kind, entry.start, entry.end)
    d.scopes.append(scope)
    if "author" in entry.cells:
        a, b = entry.cells["author"]
        reading = d.doc.reading(a, b)
        line = (min(where[0], a), max(where[1], b)) if b - where[0] < 600 else (a, b)
        for agent in agents(d, _without_date(reading), "author cell"):
            scope.authors.append(agent.id)
            d.relate(id_, "author", agent.id, line, "author cell")
        d.masked.append((a, b))
    if "publisher" in entry.cells:
        reading = d.doc.reading(*entry.cells["publisher"])
        for agent in agents(d, _without_date(reading), "publisher cell"):
            if agent.cls == "Organisation":
                d.relate(id_, "publisher", agent.id, entry.cells["publisher"], "publisher cell")
    if "date" in entry.cells:
        reading = d.doc.reading(*entry.cells["date"])
        found = next(iter(find_dates(reading.text, years=len(reading.text) < 40)), None)
        if found:
            span = reading.span(found.start, found.end)
            quote = (where[0], span[1]) if span[1] - where[0] < 500 and span[0] > where[0] else row
            d.relate(id_, "publicationDate", Value(found.value, found.type), quote, "date cell")
    d.masked.append(where)


def _without_date(reading: Reading) -> Reading:
    """The line with its dates blanked, so that no month is taken for a name."""
    text = reading.text
    for found in find_dates(text, years=True):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    text = re.sub(r"\b(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)\s*$", lambda m: " " * len(m.group()), text)
    text = re.sub(r",\s*$", lambda m: " " * len(m.group()), text)
    return Reading(text, reading.places)


_HOST = re.compile(
    r"\b(?:[Hh]osted|[Oo]rganised|[Rr]un|[Ll]ed|delivered|convened|presented|held|put on) (?:jointly )?(?:by|with) (?:the )?"
    r"|courtesy of (?:the )?|annual conference of (?:the )?|chaired by [^,.]*? for (?:the )?"
)
_AUDIENCE = re.compile(
    r"\b(?:(?:specifically )?(?:designed|intended|aimed|meant|suitable|written) (?:for|at|to help)|aimed at|for) "
    r"(?P<who>(?:[\w'-]+,? ){0,12}?(?:officers?|officials|makers|practitioners|researchers|analysts|leads|organisations|councils|"
    r"charities|academics|communities|leaders|students|planners|teams|professionals|beginners|authorities|groups|councillors|"
    r"evaluators|commissioners|clerks|treasurers|trustees|volunteers|businesses|partners|managers)"
    r"(?: (?:and|or) (?!what|with)(?:[\w'-]+ ){0,4}?(?:officers?|councils|councillors|trustees|businesses|charities|universities|planners|groups|clerks|leads))*"
    r"(?: (?:working )?(?:in|who|from|of|new to)\b(?: (?!to\b|understand\b|with\b|about\b|on\b|will\b)[\w'-]+){0,7})?)"
)
_OPENS = re.compile(
    r"^(?P<hosts>.+?) (?:invites?|leads?|hosts?|runs?|presents?|convenes?|organises?)\b (?:this|an?|the|you|us|people|[a-z]+ (?:officers|councillors))"
)


def _event(d: Draft, entry: _Entry, section: Section) -> None:
    cells = dict(entry.cells)
    where = cells.get("event") or cells.get("title")
    if where is None:
        return
    reading = d.doc.reading(*where)
    title = reading.text.rstrip(" .")
    kind = entry.type
    first, last = 0, len(title)
    prefix = re.match(rf"(?P<t>{_TYPES})\s*:\s+", title, re.IGNORECASE)
    if prefix:
        kind, first = kind or prefix["t"], prefix.end()
    tail = re.match(r"(?P<title>.+?)(?:\s?[-–—]\s)(?P<host>[A-Z][^-–—]*)$", title[first:])
    host: tuple[int, int] | None = None
    if tail and "organiser" not in cells:
        last = first + tail.end("title")
        host = (first + tail.start("host"), first + tail.end("host"))
    bracket = re.search(rf"\s*\((?P<t>[^()]*\b(?:{_TYPES})\b[^()]*)\)$", title[first:last], re.IGNORECASE)
    if bracket:
        kind = kind or (hit_ := _TYPE.search(bracket["t"])) and hit_["type"]
        last = first + bracket.start()
    apposed = re.search(rf", an? (?P<t>[^,]*\b(?:{_TYPES}))$", title[first:last], re.IGNORECASE)
    if apposed:
        kind = kind or (hit_ := _TYPE.search(apposed["t"])) and hit_["type"]
        last = first + apposed.start()
    audience = re.search(r", for (?P<who>.+)$", title[first:last])
    if audience:
        who = audience["who"]
        last = first + audience.start()
    name = title[first:last].strip(" '\"*?" if not title[first:last].endswith("?") else " '\"*")
    span = reading.span(first, last)
    if kind is None:
        text = d.quote(*cells["text"]) if "text" in cells else ""
        hit = _TYPE.search(name) or _TYPE.search(text.split(". ")[0] + " " + " ".join(text.split(". ")[1:2]))
        kind = hit["type"] if hit else ("webinar" if section.kind == "webinars" else None)
    id_ = d.add("Event", name, span, kind=kind.lower() if kind else None, how="listing", score=0.95)
    row = (entry.start, entry.end)
    if kind:
        d.relate(id_, "eventType", Value(kind.lower()), row, "event entry")
    if audience:
        d.relate(id_, "audience", Value(who), span, "event entry")
    if "audience" in cells:
        d.relate(id_, "audience", Value(d.quote(*cells["audience"]).rstrip(".")), row, "event entry")
    _when(d, id_, cells, where)
    for cell in [cells["organiser"]] if "organiser" in cells else []:
        for agent in agents(d, d.doc.reading(*cell), "organiser cell"):
            d.relate(
                id_, "organiser", agent.id, (min(where[0], cell[0]), max(where[1], cell[1])), "event entry"
            )
        d.masked.append(cell)
    if host:
        for agent in _bodies(d, reading, *host):
            d.relate(id_, "organiser", agent.id, where, "event entry")
    if "text" in cells:
        _about(d, id_, cells["text"])
    if "place" not in cells and "date" in cells and section.kind == "events":
        when = d.doc.reading(*cells["date"])
        town = re.search(r", (?P<place>[A-Z][\w' -]+)$", when.text)
        if town:
            cells["place"] = when.span(town.start("place"), town.end("place"))
    if "place" in cells:
        place = d.doc.reading(*cells["place"])
        for name, first, last in d.places_in(place.text):
            known = d.gazetteer.lookup(name)
            where_ = place.span(first, last)
            town_id = d.add("Place", name, where_, kind=known.kind if known else None, how="gazetteer")
            d.relate(id_, "locatedIn", town_id, row, "event entry")
    d.scopes.append(Scope(id_, "event", entry.start, entry.end))
    d.masked.append(where)


def _bodies(d: Draft, reading: Reading, first: int, last: int) -> list[Agent]:
    """Organisers: every name there is a body."""
    found = []
    for shifted in capitalised("– " + reading.text[first:last]):
        span = replace(shifted, start=shifted.start - 2, end=shifted.end - 2)
        where = reading.span(first + span.start, first + span.end)
        found.append(
            Agent(organisation(d, span.text, where, how="organiser", score=0.85), "Organisation", where)
        )
    return found


def _when(d: Draft, event: str, cells: dict[str, tuple[int, int]], title: tuple[int, int]) -> None:
    cell = cells.get("date")
    if cell is None:
        return
    reading = d.doc.reading(*cell)
    found = next((x for x in find_dates(reading.text, after=_reference(d)) if x.type == "date"), None)
    if found is None:
        if re.search(r"\bconfirm|\btbc\b|announced", reading.text, re.IGNORECASE):
            d.note("an event without a date", cell)
        return
    stretch = (min(cell[0], title[0]), max(cell[1], title[1]))
    quote = stretch if stretch[1] - stretch[0] < 700 else cell
    approximate = re.search(
        r"w/c|week (?:commencing|beginning)|week of", reading.text[: found.start], re.IGNORECASE
    )
    time = next(find_times(reading.text[found.end :]), None) or next(
        find_times(reading.text[: found.start]), None
    )
    if time is None and reading.span(0, 1)[0] != title[0]:
        pass
    if time and not found.last:
        d.relate(
            event, "startDateTime", Value(f"{found.value}T{time.begins}", "dateTime"), quote, "event entry"
        )
        if time.ends:
            d.relate(
                event, "endDateTime", Value(f"{found.value}T{time.ends}", "dateTime"), quote, "event entry"
            )
        return
    if approximate:
        d.note("an event of which only the week is given", cell)
    d.relate(event, "startDateTime", Value(found.value, "date"), quote, "event entry")
    if found.last:
        d.relate(event, "endDateTime", Value(found.last, "date"), quote, "event entry")


def _about(d: Draft, event: str, cell: tuple[int, int]) -> None:
    reading = d.doc.reading(*cell)
    for a, b in reading.sentences():
        sentence = reading.text[a:b]
        span = reading.span(a, b)
        invited = re.search(
            r"\binvites? (?P<who>[^.]+?) to (?:hear|learn|join|discuss|explore|share|find)", sentence
        )
        who = invited or _AUDIENCE.search(sentence)
        if who and (
            invited
            or re.search(
                r"\b(?:designed|intended|aimed|meant|session|course|training|workshop|run by|open)\b",
                sentence,
                re.IGNORECASE,
            )
        ):
            d.relate(event, "audience", Value(who["who"].strip()), span, "event audience")
        opens = _OPENS.match(sentence)
        if opens and not d.named(opens["hosts"], ("Person",)):
            for agent in _bodies(d, reading, a, a + opens.end("hosts")):
                d.relate(event, "organiser", agent.id, span, "event host")
        for host in _HOST.finditer(sentence):
            rest = sentence[host.end() :]
            for n, name in enumerate(capitalised(rest)):
                if n and not re.fullmatch(r"(?:,| and| & |,? and)?\s*(?:the )?", rest[last_end : name.start]):  # noqa: F821
                    break
                last_end = name.end  # noqa: F841
                where = reading.span(a + host.end() + name.start, a + host.end() + name.end)
                if n == 0 and name.start > 1:
                    break
                if classify(name) == "Role" or d.named(name.text, ("Person",)):
                    break
                body = organisation(d, name.text, where, how="organiser", score=0.85)
                d.relate(event, "organiser", body, span, "event host")
