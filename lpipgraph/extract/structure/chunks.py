"""Splits an entry of one line into its parts, and types each part.

"**Title.** Body, 5 May. Text", "Title – Body (Month Year)", "12 May 2026 – Title – Place", "Body: Title, Month Year".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...dates import FoundDate, find_dates, find_times
from ...document import Reading
from ..draft import Draft
from ..policies import MONEY
from ..spans import capitalised
from .model import Field
from .values import TYPES, blank_dates, is_role, known_party, label_sense, parties, type_of

__all__ = ["below_title", "chunks", "credited", "realigned"]

_MARKED = re.compile(
    r"(?P<bold>(?<!\w)(?P<b>\*\*|__)(?=\S)(?P<bi>.+?)(?<=\S)(?P=b)(?!\w))"
    r"|(?P<italic>(?<![\w*])(?P<i>[*_])(?=[^\s*_])(?P<ii>[^*_\n]+?)(?<=\S)(?P=i)(?![\w*]))"
    r"|(?P<link>\[(?P<li>[^\[\]]+)\]\([^()\s]*\))"
    r"|(?P<quote>(?<!\w)[“\"](?P<qi>[^“”\"\n]{3,160})[”\"]|(?<![\w])‘(?P<si>[^‘\n]{3,160}?)’(?!\w))"
)
_STRONG = re.compile(
    r"\s*(?:\.[ .]?){4,}\s*|\s*…{2,}\s*|\s*_{3,}\s*|\s+[–—-]+\s+|[–—]\s+|(?<=\w)-\s+(?=[A-Z])|\s*\|\s*|\s+/\s+|\s*[()]\s*|\s*[·•→»]\s*|\s*;\s+|\t+|\s*(?<!:)//\s*|(?<!\s)[^\S\n]{2,}|,\s+(?=(?:with|led by|funded by|paid for by|hosted by|run by|organised by|put on by|convened by|supported by|published by|commissioned by|from|by|for|at(?! \d)|closes|closing|deadline|previously|formerly|seconded to|worth)\b)"
)
_SENTENCE = re.compile(
    r"(?:(?<=[a-zé\d)])|(?<=[A-Z]{2}))(?:\.|[!?](?=(?:\s+\S+){7}|(?:\s+(?:[A-Z\d][\w'’&-]*|of|for|to|by|at|and|the|in|on|&),?){1,12}(?<=\b(?:19|20)\d\d)\b))\s+(?=[“\"'(\[*]*[A-Z\d])"
)
_COLON = re.compile(r":\s+")
#: What stands in the place of a date that is not known.
_OPEN = re.compile(
    r"(?:date|day|time|venue|place)?s?,? ?(?:to be (?:confirmed|announced|fixed)|tb[ac]|not yet (?:known|fixed))",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+")
_EDGE = " ,;:.–—-|·\t\n*_"
_AGENT = ("person", "body", "agents", "name")
_SURE = ("person", "body", "agents")
_LEAD = re.compile(
    r"(?P<words>(?:jointly |first |co-)?(?:published|written|hosted|organised|organized|run|led|convened|presented|produced|issued|prepared|funded|put on|posted|paid for|managed|commissioned|backed|authored|chaired|delivered|appears|closes|close|closing|deadline|apply|applications|bids|open|opens|aimed|suitable|designed|intended|worth|for|by|from|with|at(?! \d)|partners?|hosts?|leads?|seconded|previously|formerly|moves|joins|goes|venue|cover)(?: (?:by|for|to|at|from|close|with|on|up to|in|as))?):?\s+(?=[\w£€“\"(\[])",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?P<label>[^\W\d_][\w '’-]{1,30}):\s+(?=\S)")
_POST = re.compile(
    r"(?:(?:[Nn]ow|[Aa]ppointed|[Bb]ecomes|[Nn]amed) (?:as )?)?(?P<role>[^,]+?)(?:, | at (?:the )?| by (?:the )?| with (?:the )?| of the )(?P<body>.+)"
)
#: What parts the pieces of "Workshop by Body in Place", "Run by Body with money from Funder".
_MANNER = re.compile(
    r"(?:^|\s+)(?:and )?(?P<words>(?:run|managed|delivered|hosted|funded|paid for|led|overseen) by|based in|covers|was (?:with|at)|with money from|by|from|in)\s+(?=\S)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"(?:moves |goes |comes |moved |arrives )?from (?P<from>.+?) to (?P<to>.+?)(?: as (?:an? |its |their )?(?P<role>.+))?$",
    re.IGNORECASE,
)


def chunks(d: Draft, start: int, end: int) -> list[Field]:
    """The parts of an entry's line in order, each with its type."""
    marked = _marked(d.doc.text, start, end)
    found: list[Field] = []
    at = start
    for a, b, first, last, mark in [*marked, (end, end, end, end, "")]:
        if at < a:
            found.extend(_plain(d, at, a))
        if mark in ("bold", "italic") and _is_details(d, first, last):
            found.extend(_plain(d, first, last))
        elif last > first:
            inner_a, inner_b = _trim(d.doc.text, first, last)
            found.append(Field(inner_a, inner_b, "", mark, type_of(d, d.quote(inner_a, inner_b))))
        at = b
    return _titled(d, found)


#: "Webinar for housing officers": what sort of event it is, and for whom.
_FOR = re.compile(
    rf"(?:(?:an?|free|online|public|open|half-day|one-day) )*(?P<sort>(?:[\w-]+ )?(?:{TYPES})) for (?P<whom>(?:the )?[^.:;]{{3,80}})",
    re.IGNORECASE,
)


def below_title(d: Draft, start: int, end: int) -> list[Field]:
    """The parts of a line that says more of the title above it: the sort of an event and whom it is for, or what it will."""
    reading = d.doc.reading(start, end)
    match = _FOR.fullmatch(reading.text)
    if match is None:
        return [Field(start, end, "", "", "title", "extra")]
    return [
        Field(*reading.span(*match.span("sort")), "", "", "type", "type"),
        Field(*reading.span(*match.span("whom")), "", "", "title", "audience"),
    ]


def _is_details(d: Draft, first: int, last: int) -> bool:
    """Whether what is in bold is not a title but several details: "Webinar · 8 July 2026, 12:30 · online"."""
    parts = list(_plain(d, first, last)) if _STRONG.search(d.doc.text, first, last) else []
    return (
        len(parts) > 1
        and "date" in [p.type for p in parts]
        and all(p.type not in ("title", "prose") for p in parts)
    )


def _marked(text: str, start: int, end: int) -> list[tuple[int, int, int, int, str]]:
    found = []
    for match in _MARKED.finditer(text, start, end):
        mark = match.lastgroup or ""
        mark = next(k for k in ("bold", "italic", "link", "quote") if match[k])
        inner = next(g for g in ("bi", "ii", "li", "qi", "si") if match[g])
        a, b = match.span(inner)
        nested = _MARKED.fullmatch(text, a, b) if mark in ("bold", "italic", "quote") else None
        if mark == "link" and (nested := _MARKED.fullmatch(text, a, b)):
            pass
        if nested:
            inner = next(g for g in ("bi", "ii", "li", "qi", "si") if nested[g])
            a, b = nested.span(inner)
        found.append((match.start(), match.end(), a, b, mark))
    return found


def _trim(text: str, a: int, b: int) -> tuple[int, int]:
    while a < b and text[a] in _EDGE + " ":
        a += 1
    while b > a and text[b - 1] in _EDGE + " ":
        b -= 1
    return a, b


def _plain(d: Draft, start: int, end: int) -> Iterator[Field]:
    text = d.doc.text
    at = start
    cuts = [m.span() for m in _STRONG.finditer(text, start, end) if not _in_range(text, m)]
    cuts += [m.span() for m in _SENTENCE.finditer(text, start, end) if not _abbreviated(text, m.start())]
    for a, b in [*sorted(cuts), (end, end)]:
        if a < at:
            continue
        yield from _peeled(d, at, a)
        at = b


def _in_range(text: str, match: re.Match[str]) -> bool:
    """Whether a dash is within a range of days, times or sums: "5 – 7 May"."""
    if not re.fullmatch(r"\s*[–—-]+\s*", match[0]):
        return False
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 16]
    return bool(
        re.search(r"\d(?::\d\d)?\s?(?:[ap]\.?m\.?)?$|noon$", before)
        and re.match(
            r"\d{1,2}(?:[:.]\d\d|\s?[ap]m\b|(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))|noon",
            after,
        )
    )


def _abbreviated(text: str, at: int) -> bool:
    word = re.search(r"[\w.]+$", text[max(0, at - 12) : at])
    return bool(
        word
        and re.fullmatch(
            r"(?:Dr|Prof|Mr|Mrs|Ms|St|No|Cllr|Rev|Hon|[A-Z]|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)",
            word[0],
        )
    )


def _peeled(d: Draft, start: int, end: int) -> Iterator[Field]:
    """A part, with the dates and sums that open or close it as parts of their own."""
    a, b = _trim(d.doc.text, start, end)
    if b <= a:
        return
    reading = d.doc.reading(a, b)
    text = reading.text
    said = _SAID.match(text)
    if said and (sense := label_sense(said["label"], exact=True)):
        value = text[said.end() :]
        where = reading.span(said.end(), len(text))
        yield Field(*where, said["label"], "", type_of(d, value), "" if sense == "title" else sense)
        return
    kind = type_of(d, text)
    if pieces := _manner(d, reading):
        yield from pieces
        return
    post = _POST.fullmatch(text)
    if kind == "role" and post and is_role(post["role"]) and parties(d, post["body"]):
        yield _field(reading, *post.span("role"), "role", "role")
        yield from _typed(d, reading, *post.span("body"))
        return
    if kind in ("date", "email", "link", "place", "type", "none", "person", "body", "role"):
        lead = _LEAD.match(text)
        sense = (label_sense(lead["words"].strip()) or "") if lead and lead.end() < len(text) else ""
        if kind == "date" and sense not in ("deadline", "start", "end"):
            sense = ""
        if kind != "none":
            first = lead.end() if lead and sense else 0
            yield _field(reading, first, len(text), kind, sense)
        return
    if post and is_role(post["role"]) and parties(d, post["body"]):
        yield _field(reading, *post.span("role"), "role", "role")
        yield from _typed(d, reading, *post.span("body"))
        return
    move = _FROM_TO.fullmatch(text)
    if move and all(parties(d, move[k]) for k in ("from", "to")):
        for key in ("from", "to", "role"):
            if move[key]:
                yield _field(reading, *move.span(key), type_of(d, move[key]), key)
        return
    lead = _LEAD.match(text)
    if lead and (
        text[:1].islower()
        or ":" in text[: lead.end()]
        or (" " in lead["words"] and parties(d, text[lead.end() :]))
        or _sure(d, text[lead.end() :])
    ):
        sense = label_sense(lead["words"].strip()) or ""
        rest = text[lead.end() :]
        if sense and len(rest.split()) <= 14:
            inner = type_of(d, rest)
            if inner in (*_AGENT, "date", "money", "place") or sense == "audience":
                yield _field(reading, lead.end(), len(text), inner, sense)
                return
    words = len(text.split())
    dates = [x for x in find_dates(text, after=d.reference, years=True) if not _named_after(d, x, text, b)]
    spans = [(x.start, x.end, "date") for x in dates]
    spans += [(x.start, x.end, "date") for x in find_times(text)]
    spans += [(m.start(), m.end(), "money") for m in MONEY.finditer(text)]
    spans.sort()
    set_off = any(
        x.type == "date" and text[: x.start].rstrip().endswith(",") and re.match(r"\s*,", text[x.end :])
        for x in dates
    )
    if not spans or words > (30 if set_off else 16):
        yield _field(reading, 0, len(text), kind)
        return
    at = 0
    for n, (first, last, what) in enumerate(spans):
        if first < at:
            continue
        gap = text[at:first]
        joined = re.fullmatch(r"\W*(?:(?:from|at|on|to|until|and|,|in)\W*)*", gap, re.IGNORECASE)
        opens = at == 0 and joined
        closes = n == len(spans) - 1 and re.fullmatch(r"\W*(?:GMT|BST|CET|UTC)?\W*", text[last:])
        bounded = re.search(
            r"(?:^|,|:|\bin|\bon|\bfrom|\bsince|\bworth|\bof)\s*$", gap, re.IGNORECASE
        ) and re.match(r"\s*(?:,|:|;|\.|$|for\b|from\b|at\b)", text[last:])
        if not (opens or closes or bounded):
            continue
        before = re.sub(
            r"[\s,:;]*(?:\b(?:in|on|from|since|worth|of|at|by|closes?|deadline)\b)?[\s,:;]*$", "", gap
        )
        lead_words = gap[len(before) :].strip(" ,:;").lower()
        if any(c.isalnum() for c in before):
            shift = at + len(before) - len(before.lstrip(_EDGE))
            yield from _typed(d, reading, shift, at + len(before.rstrip(_EDGE)))
        yield _field(
            reading, first, last, what, "deadline" if lead_words in ("closes", "deadline", "close") else ""
        )
        at = last
    rest = text[at:]
    if any(c.isalnum() for c in rest) and not re.fullmatch(r"\W*(?:GMT|BST|CET|UTC)\W*", rest):
        shift = at + len(rest) - len(rest.lstrip(_EDGE))
        yield from _typed(d, reading, shift, at + len(rest.rstrip(_EDGE)))


#: The first sentence of a line, as long as the details of an entry are.
_FIRST = re.compile(r"(?P<details>[^.!?;:]{8,90})\.\s+(?=[A-Z])")


def credited(d: Draft, start: int, end: int) -> list[Field]:
    """The parts of a line that opens with who and when, and then says what: "Example Trust, April 2025. A report that …"."""
    match = _FIRST.match(d.doc.text, start, end)
    if match is None:
        return []
    parts = chunks(d, *match.span("details"))
    if {p.type for p in parts if not p.sense} - {"person", "body", "agents", "name", "date"} or len(
        parts
    ) < 2:
        return []
    if parts[-1].type != "date" or any(p.type == "date" for p in parts[:-1]):
        return []
    return [*parts, Field(match.end(), end, "", "", "prose")]


def _named_after(d: Draft, found: FoundDate, text: str, end: int) -> bool:
    """Whether a year belongs to the name that it closes: "Places and Ports 2026", with the day on the next line."""
    if (
        found.type != "gYear"
        or found.end != len(text)
        or not re.search(r"[A-Z][\w'’]+ $", text[: found.start])
    ):
        return False
    below = re.match(r"[*_ \t]*\n[ \t]*(?P<line>\S[^\n]{3,60})", d.doc.text[end : end + 120])
    day = next(iter(find_dates(below["line"], after=d.reference)), None) if below else None
    return day is not None and day.start < 12


def _manner(d: Draft, reading: Reading) -> list[Field]:
    """A part made of a type of thing or nothing, and of words that each say what the name after them is; else nothing."""
    text = reading.text
    cuts = list(_MANNER.finditer(text)) if len(text) <= 160 else []
    if not cuts:
        return []
    opening = text[: cuts[0].start()].strip(_EDGE)
    sort = re.sub(r"^(?:an?|the) ", "", opening, flags=re.IGNORECASE)
    if opening and type_of(d, sort) != "type":
        return []
    if not opening and (" " not in cuts[0]["words"] and cuts[0]["words"].lower() != "covers"):
        return []
    found = []
    if opening:
        at = text.index(sort)
        found.append(_field(reading, at, at + len(sort), "type", "type"))
    for n, cut in enumerate(cuts):
        stop = cuts[n + 1].start() if n + 1 < len(cuts) else len(text)
        value = text[cut.end() : stop].rstrip(_EDGE)
        kind = type_of(d, value)
        words = cut["words"].lower()
        sense = (
            "organiser" if words in ("by", "from") else "place" if words == "in" else label_sense(words) or ""
        )
        if not sense or kind not in (("place",) if sense == "place" else _AGENT):
            return []
        found.append(_field(reading, cut.end(), cut.end() + len(value), kind, sense))
    return found


def _placed(d: Draft, field: Field) -> list[Field]:
    """A name with a place after its last comma, cut in two: "Body, Town"."""
    reading = d.doc.reading(field.start, field.end)
    head, comma, tail = reading.text.rpartition(", ")
    place = re.sub(r"^in (?=[A-Z])", "", tail)
    if not comma or type_of(d, place) != "place" or not parties(d, head):
        return []
    return [
        _field(reading, 0, len(head), type_of(d, head), field.sense),
        _field(reading, len(reading.text) - len(place), len(reading.text), "place"),
    ]


def _typed(d: Draft, reading: Reading, first: int, last: int) -> Iterator[Field]:
    text = reading.text[first:last]
    lead = _LEAD.match(text)
    post = _POST.fullmatch(text)
    if post and is_role(post["role"]) and parties(d, post["body"]):
        yield _field(reading, first + post.start("role"), first + post.end("role"), "role", "role")
        yield _field(reading, first + post.start("body"), first + post.end("body"), type_of(d, post["body"]))
        return
    if lead and (sense := label_sense(lead["words"].strip())) and text[:1].islower():
        inner = type_of(d, text[lead.end() :])
        if inner in (*_AGENT, "place"):
            yield _field(reading, first + lead.end(), last, inner, sense)
            return
    yield _field(reading, first, last, type_of(d, text))


def _field(reading: Reading, first: int, last: int, kind: str, sense: str = "") -> Field:
    start, end = reading.span(first, last)
    return Field(start, end, "", "", kind, sense)


def _titled(d: Draft, found: list[Field]) -> list[Field]:
    """The parts, cut at weak signs: an agent before a colon or comma, a place or a type of event after a comma."""
    marked = next((f for f in found if f.mark and f.type not in ("date", "link", "email")), None)
    has_agent = any(f.type in _SURE and not f.sense for f in found if f is not marked)
    out: list[Field] = []
    todo = list(reversed(found))
    while todo:
        field = todo.pop()
        pieces = (
            _weak(d, field, agent=not has_agent)
            if field is not marked and field.type in ("title", "agents") and not field.sense
            else []
        )
        if not pieces and field is not marked and field.type in ("name", "agents", "body"):
            pieces = _placed(d, field)
        if not pieces and not has_agent and out and field is not marked and field.type in ("title", "prose"):
            pieces = _doer(d, field)
        if pieces:
            has_agent |= any(p.type in _SURE or p.sense for p in pieces)
            todo.extend(reversed(pieces))
        else:
            out.append(field)
    return out


#: "Ada Green looks at buses": a name and what its bearer does.
_DOER = re.compile(
    r"(?P<name>[A-Z][^\s,.;:]*(?: (?:[a-z]{2,3} )?[A-Z][^\s,.;:]*){1,4}) (?P<rest>[a-z]+s? .+)$", re.DOTALL
)


def _doer(d: Draft, field: Field) -> list[Field]:
    """A sentence that begins with a person, cut after the name: who wrote the entry's work says it there."""
    reading = d.doc.reading(field.start, field.end)
    match = _DOER.match(reading.text)
    if match is None or type_of(d, match["name"]) != "person":
        return []
    return [
        _field(reading, *match.span("name"), "person"),
        _field(reading, *match.span("rest"), "prose"),
    ]


def realigned(d: Draft, fields: list[Field]) -> list[Field]:
    """The parts with the title cut at its first colon or last comma, where the neighbours of this entry name an agent there."""
    out: list[Field] = []
    for field in fields:
        if field.type != "title" or field.mark or field.sense:
            out.append(field)
            continue
        reading = d.doc.reading(field.start, field.end)
        text = reading.text
        commas = list(_COMMA.finditer(text))
        colon = _COLON.search(text)
        if commas and parties(d, text[commas[-1].end() :]):
            cut = commas[-1]
            out += [*_split(d, reading, 0, cut.start()), _field(reading, cut.end(), len(text), "name")]
        elif colon and parties(d, text[: colon.start()]):
            out += [_field(reading, 0, colon.start(), "name"), *_split(d, reading, colon.end(), len(text))]
        else:
            out.append(field)
    return out


def _weak(d: Draft, field: Field, *, agent: bool) -> list[Field]:
    """A part cut in two: "Body: Title", "Title, Body", "Place, Body"; nothing if it is one."""
    reading = d.doc.reading(field.start, field.end)
    text = reading.text
    if field.type == "agents":
        return []
    colon = _COLON.search(text)
    if colon and _OPEN.fullmatch(text[: colon.start()]):
        return [
            _field(reading, 0, colon.start(), "date", "date"),
            _field(reading, colon.end(), len(text), "title"),
        ]
    if colon and (kind := type_of(d, text[: colon.start()])) in ("place", "date"):
        return [
            _field(reading, 0, colon.start(), kind),
            *_split(d, reading, colon.end(), len(text)),
        ]
    if colon and agent and _sure(d, text[: colon.start()]):
        return [
            _field(reading, 0, colon.start(), type_of(d, text[: colon.start()])),
            *_split(d, reading, colon.end(), len(text)),
        ]
    commas = list(_COMMA.finditer(text))
    if commas:  # none within "the Ministry of Housing, Communities and Local Government"
        names = [(s.start, s.end) for s in capitalised(text)]
        commas = [c for c in commas if not any(a < c.start() < b for a, b in names)]
    for comma in commas:
        right = text[comma.end() :]
        if len(right.split()) <= 3 and type_of(d, right) in ("place", "type"):
            return [
                *_split(d, reading, 0, comma.start()),
                _field(reading, comma.end(), len(text), type_of(d, right)),
            ]
        if agent and _sure(d, right):
            return [
                *_split(d, reading, 0, comma.start()),
                _field(reading, comma.end(), len(text), type_of(d, right)),
            ]
        lead = _LEAD.match(right)
        if lead and (sense := label_sense(lead["words"].strip())):
            inner = type_of(d, right[lead.end() :])
            if inner in (*_AGENT, "place") or (sense == "audience" and len(right.split()) < 12):
                return [
                    *_split(d, reading, 0, comma.start()),
                    _field(reading, comma.end() + lead.end(), len(text), inner, sense),
                ]
    for comma in reversed(commas) if agent else ():
        if _sure(d, text[: comma.start()]):
            return [
                _field(reading, 0, comma.start(), type_of(d, text[: comma.start()])),
                *_split(d, reading, comma.end(), len(text)),
            ]
    by = re.search(r"\s+by\s+(?=[A-Z])", text)
    if by and agent and _sure(d, text[by.end() :]):
        return [
            _field(reading, 0, by.start(), "title"),
            _field(reading, by.end(), len(text), type_of(d, text[by.end() :]), "author"),
        ]
    return []


def _split(d: Draft, reading: Reading, first: int, last: int) -> list[Field]:
    text = reading.text[first:last].rstrip(" ,")
    return [_field(reading, first, first + len(text), type_of(d, text))]


def _sure(d: Draft, text: str) -> bool:
    bare = text.strip(" ,.")
    if known_party(d, bare):
        return True
    found = parties(d, bare)
    return (
        bool(found)
        and all(p.sure for p in found)
        and not is_role(bare)
        and blank_dates(d, bare).strip() != ""
    )
