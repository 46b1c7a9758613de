"""Finds records outside tables by the shapes of their lines: cards, headed entries, list items."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile

from ..draft import Draft
from ..event_words import tells
from .chunks import below_title, chunks, credited, realigned
from .headed import headed_records, headed_runs, subtitled
from .labels import Labelled, by_thing, is_plain, labelled_lines, pair_labels, pairs_in
from .lines import Line, inside_marks
from .model import Block, Field, Record, is_listed, is_said, no_titles_of
from .months import dated_parts, is_month, month_headings
from .sentences import is_sentence
from .stanzas import stanza_runs, stanzas
from .values import kind_words, label_sense, type_of

__all__ = ["entry_blocks"]

_TYPED = ("date", "money", "person", "body", "agents", "place", "type", "email", "role")
_HARD = ("date", "money", "email")
_LONGEST = 600  # no entry of one line is longer


@dataclass(slots=True)
class _Seen:
    """A line with what it may be: T title, D details, N name alone, L labelled, E an entry by itself, S labels and values, P prose, K link, M month."""

    line: Line
    kind: str
    label: Labelled | None = None
    parts: list[Field] = field(default_factory=list)
    pairs: list[Labelled] = field(default_factory=list)


def entry_blocks(d: Draft, lines: list[Line], heading: str) -> list[Block]:
    """The record blocks among lines that are not rows of a table."""
    seen = _seen(d, lines)
    blocks: list[Block] = []
    run: list[tuple[Record, str]] = []
    top = heading
    above = heading
    at = 0
    no_titles = no_titles_of(d)
    runs = {found[0][0]: found for found in stanza_runs(seen)}
    headed = {
        found[0][0]: found for found in headed_runs(d, seen) if seen[found[0][0]].line.start not in no_titles
    }
    while at < len(seen):
        if at in headed:
            _close(d, run, blocks, top)
            blocks.append(Block("card", above, headed_records(d, seen, headed[at])))
            at = headed[at][-1][1]
            continue
        if at in runs:
            _close(d, run, blocks, top)
            blocks.append(Block("stanza", above, stanzas(seen, runs[at])))
            at = runs[at][-1][1]
            continue
        record, stop, shape = (None, at + 1, "") if seen[at].line.start in no_titles else _record(d, seen, at)
        if any(n in runs or n in headed for n in range(at + 1, stop)):
            record = None
        if record is not None and (not run or shape == run[-1][1] or stop > at):
            if run and shape != run[-1][1]:
                _close(d, run, blocks, top)
            if not run:
                top = above
            run.append((record, shape))
            at = stop
            continue
        if seen[at].kind == "M":
            at += 1
            continue
        _close(d, run, blocks, top)
        if seen[at].kind in ("T", "N", "D") or seen[at].line.mark == "hash":
            above = seen[at].line.text
        at += 1
    _close(d, run, blocks, top)
    return blocks


def _close(d: Draft, run: list[tuple[Record, str]], blocks: list[Block], heading: str) -> None:
    records, shape = [r for r, _ in run], run[0][1] if run else ""
    run.clear()
    if not records:
        return
    kinds = kind_words(heading)
    enough = {"labelled": 1, "pairs": 1, "card": 2, "marked": 2, "line": 3}[shape]
    if kinds:
        enough = max(1, enough - 1) if shape != "line" else 2
    if is_listed(d, records[0].start):
        enough = 1
    if shape in ("card", "labelled"):
        records = [part for record in records for part in by_thing(record)]
    if shape == "card" and any(is_plain(r) for r in records):
        enough = 1
    if shape in ("marked", "line"):
        _align(d, records)
    blocks.extend(Block(shape, heading, same) for same in _alike(records) if len(same) >= enough)


def _alike(records: list[Record]) -> list[list[Record]]:
    """Runs of records that share labels: where most labels change, records of another kind begin."""
    found: list[list[Record]] = []
    before: set[str] = set()
    for record in records:
        own = {f.label.lower() for f in record.fields if f.label}
        fewer = min(len(own), len(before))
        if not found or (fewer > 1 and len(own & before) * 2 < fewer):
            found.append([])
            before = set()
        found[-1].append(record)
        before |= own
    return found


def _align(d: Draft, records: list[Record]) -> None:
    """Where most entries of a run name an agent, the title of one that names none may hold it."""
    lacking = [
        r for r in records if not any(f.type in ("person", "body", "agents", "name") for f in r.fields)
    ]
    if len(lacking) <= len(records) / 2:
        for record in lacking:
            record.fields = realigned(d, record.fields)


def _seen(d: Draft, lines: list[Line]) -> list[_Seen]:
    labels = labelled_lines(d, lines)
    often = pair_labels(d, lines)
    out: list[_Seen] = []
    skip = False
    months = month_headings(d, lines)
    for n, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if skip:
            skip = False
            continue
        pairs = pairs_in(d, line, often)
        if len(pairs) > 1:
            out.append(_Seen(line, "S", pairs=pairs))
            continue
        if label is not None:
            skip = label.start >= line.end
            used = lines[n + 1] if skip else line
            out.append(
                _Seen(Line(line.start, used.end, line.text, line.indent, line.marker, line.gap), "L", label)
            )
            continue
        parts = dated_parts(d, line, months[n])
        out.append(_Seen(line, "E", parts=parts) if parts else _look(d, line))
    return [_like_neighbours(d, out, n) for n in range(len(out))]


def _like_neighbours(d: Draft, seen: list[_Seen], n: int) -> _Seen:
    """A line that reads as prose, as an entry where the entry beside it begins with the same parts."""
    here = seen[n]
    if here.kind not in ("P", "D") or len(here.line.text) > _LONGEST:
        return here
    beside = [s for m in (n - 1, n + 1) if 0 <= m < len(seen) and (s := seen[m]).kind == "E"]
    beside = [s for s in beside if s.line.marker[:1].isdigit() == here.line.marker[:1].isdigit()]
    if not beside:
        return here
    parts = here.parts or chunks(d, here.line.start, here.line.end)
    own = _opening(parts)
    if own and any(
        own == other or own[0] == other[0] == "date" for s in beside if (other := _opening(s.parts))
    ):
        return _Seen(here.line, "E", parts=parts)
    return here


def _opening(parts: list[Field]) -> list[str]:
    """What the first three parts of an entry are; empty where none of them is hard to mistake."""
    sorts = {"name": "agent", "person": "agent", "body": "agent", "agents": "agent", "prose": "title"}
    first = [p.sense or sorts.get(p.type, p.type) for p in parts[:3]]
    return first if len(first) == 3 and {"date", "money"} & set(first) else []


def _look(d: Draft, line: Line) -> _Seen:
    words = line.text.strip()
    if is_month(words):
        return _Seen(line, "M")
    opens = _opens_marked(d, line)
    if not opens and not line.marker and (parts := credited(d, line.start, line.end)):
        return _Seen(line, "D", parts=parts)
    if len(words) > 320 and not opens and not line.marker:
        return _Seen(line, "P")
    kind = type_of(d, words)
    if kind == "link" or (line.mark == "link" and len(words.split()) <= 4 and kind == "link"):
        return _Seen(line, "K")
    tokens = words.split()
    marked = line.mark in ("bold", "link", "hash")
    if marked and kind not in ("date", "money", "place"):
        return _Seen(line, "T")
    if kind == "prose" and not opens and len(tokens) > 30:
        return _Seen(line, "P")
    head = _head(d, line)
    parts = chunks(d, line.start, head)
    if head < line.end:
        parts.append(Field(head, line.end, "", "", "prose"))
    if kind in ("date", "money", "type", "place", "email"):
        return _Seen(line, "D", parts=parts)
    if len(parts) == 1 and parts[0].mark and parts[0].type not in ("date", "money", "place", "type", "link"):
        return _Seen(line, "T", parts=parts)
    if kind in ("person", "body", "agents"):
        return _Seen(line, "N" if len(parts) == 1 else "D", parts=parts)
    if words.endswith(".") and (
        is_sentence(d, parts)
        or (not any(p.mark in ("bold", "link", "italic") for p in parts[:2]) and tells(words))
    ):
        return _Seen(line, "P")
    titles = [p for p in parts if p.type in ("title", "name", "prose") and not p.sense]
    typed = [p for p in parts if p.type in _TYPED or p.sense]
    if typed and not titles and len(words) <= 180:
        return _Seen(line, "D", parts=parts)
    if kind == "prose" and not opens:
        return _Seen(line, "E" if _head_typed(d, parts) else "P", parts=parts)
    if (
        typed
        and all(p.type in ("name",) for p in titles)
        and any(p.type in _HARD for p in typed)
        and len(titles) == 1
        and not line.marker
        and len(parts) <= 3
    ):
        return _Seen(line, "D", parts=parts)
    if typed and (line.marker or opens or len(words) < 320):
        return _Seen(line, "E", parts=parts)
    if (
        (len(tokens) <= 18 and not words.endswith((".", ",", ";")) and words[:1].isalnum())
        or marked
        or words[:1] in '“"‘'
    ):
        return _Seen(line, "N" if kind == "name" else "T", parts=parts)
    return _Seen(line, "P", parts=parts)


def _head(d: Draft, line: Line) -> int:
    """Where an entry's own line ends and what it says begins: the first sentence end after as many letters as a title has."""
    if line.end - line.start <= 300:
        return line.end
    stop = re.compile(r"[.!?]\s+(?=[A-Z])").search(d.doc.text, line.start + 160, line.end)
    return stop.end() if stop else line.end


def _opens_marked(d: Draft, line: Line) -> bool:
    return bool(re.match(r"\*\*|__|\*\S|_\S|\[|[“\"‘]", d.doc.text[line.start : line.end]))


def _head_typed(d: Draft, parts: list[Field]) -> bool:
    """Whether a line with prose in it begins as an entry: a date first, or a title and then a date or a name."""
    head = parts[:4]
    if len(head) < 3 or not any(p.type in ("date", "money") for p in head):
        return False
    first = head[0]
    return first.type == "date" or (
        first.type in ("title", "name", *_TYPED) and len(d.quote(*first.span).split()) <= 16
    )


def _record(d: Draft, seen: list[_Seen], at: int) -> tuple[Record | None, int, str]:
    """The record that begins at a line, where it ends, and its shape; or none."""
    first = seen[at]
    if first.kind == "L":
        return _from_labels(d, seen, at)
    if first.pairs:
        record = Record(first.line.start, first.line.end)
        for pair in first.pairs:
            if pair.label:
                record.add(pair.start, pair.end, pair.label)
            else:
                record.fields.extend(_named(d, pair.start, pair.end))
        return record, at + 1, "pairs"
    if first.kind in ("T", "N") and at + 1 < len(seen) and not _is_asked(seen, at):
        return _card(d, seen, at)
    if first.kind in ("D", "E") and _over_labels(seen, at):
        return _card(d, seen, at)
    if first.kind == "E" or (first.kind == "D" and _has_two(first)):
        return _entry(d, seen, at)
    return None, at + 1, ""


def _is_asked(seen: list[_Seen], at: int) -> bool:
    """Whether a line is a question of a numbered list: another stands right above or below."""
    beside = [s.line for s in (*seen[max(at - 1, 0) : at], *seen[at + 1 : at + 2])]
    return _asks(seen[at].line) and any(map(_asks, beside))


def _asks(line: Line) -> bool:
    return line.marker[:1].isdigit() and line.text.rstrip().endswith("?")


def _named(d: Draft, start: int, end: int) -> list[Field]:
    """What is before the first label of a line: the record's name, and what else its typography parts from it."""
    parts = chunks(d, start, end)
    if len(parts) == 1 or not parts or not parts[0].mark:
        kind = type_of(d, d.quote(start, end).strip("\"'“”‘’ "))
        inner = parts[0].span if len(parts) == 1 else (start, end)
        return [Field(*inner, "", "title", kind if kind in ("person", "body", "name") else "title")]
    return parts


def _over_labels(seen: list[_Seen], at: int) -> bool:
    """Whether a line that looks like details is over labels as the title of other records does."""
    if at + 1 >= len(seen) or len(seen[at].line.text) > 120 or seen[at + 1].label is None:
        return False
    label = seen[at + 1].label
    assert label is not None
    key = label.label.lower()
    return seen[at + 1].line.gap == 0 and any(
        n != at + 1 and _is_label(seen[n], key) and seen[n - 1].kind != "L"
        for n in range(max(1, at - 24), min(len(seen), at + 24))
    )


def _has_two(first: _Seen) -> bool:
    return len([p for p in first.parts if p.type in (*_TYPED, "name") or p.sense]) >= 2 and any(
        p.type in ("person", "body", "agents", "name") for p in first.parts
    )


def _from_labels(d: Draft, seen: list[_Seen], at: int) -> tuple[Record | None, int, str]:
    record = Record(seen[at].line.start, seen[at].line.end)
    _labels(d, seen, at, record, set())
    stop = _labels_end(seen, at, set())
    known = sum(label_sense(f.label) is not None for f in record.fields)
    if len(record.fields) < 2 or known < 1:
        return None, at + 1, ""
    stop = _tail(seen, stop, record)
    return record, stop, "labelled"


def _labels_end(seen: list[_Seen], at: int, used: set[str]) -> int:
    first = at
    apart = max(1, seen[at + 1].line.gap if at + 1 < len(seen) else 0)
    while at < len(seen) and seen[at].kind == "L" and (at == first or seen[at].line.gap <= apart):
        label = seen[at].label
        assert label is not None
        key = label.label.lower()
        if key in used:
            break
        used.add(key)
        at += 1
    return at


def _labels(d: Draft, seen: list[_Seen], at: int, record: Record, used: set[str]) -> None:
    for n in range(at, _labels_end(seen, at, set(used))):
        label = seen[n].label
        assert label is not None
        start, mark = inside_marks(d.doc.text, label.start, label.end)
        record.add(start[0], start[1], label.label, mark)
        record.end = max(record.end, seen[n].line.end)


def _card(d: Draft, seen: list[_Seen], at: int) -> tuple[Record | None, int, str]:
    """A title, then lines of labels or details, then what it says, then a link."""
    first = seen[at]
    nxt = seen[at + 1]
    if nxt.line.gap > 2 or _heads(seen, at) or _heads_entries(seen, at):
        return None, at + 1, ""
    depth = at + 1
    if (
        (
            nxt.kind == "N"
            and depth + 1 < len(seen)
            and seen[depth + 1].kind in ("D", "L")
            and seen[depth + 1].line.gap <= 1
        )
        or (nxt.kind == "E" and not nxt.line.marker and (_recurs(seen, at) or _details_first(first, nxt)))
        or (nxt.kind == "N" and (_recurs(seen, at) or first.line.mark))
        or subtitled(seen, at)
    ):
        pass
    elif nxt.kind not in ("D", "L"):
        return None, at + 1, ""
    if nxt.kind == "D" and nxt.line.marker and nxt.line.indent <= first.line.indent and not first.line.marker:
        return None, at + 1, ""
    record = Record(first.line.start, first.line.end)
    if len(first.parts) > 1 and first.parts[0].mark and first.parts[0].type not in _HARD:
        # "**Title** (workshop)": the line that names it says more
        record.fields.extend(first.parts)
    else:
        (a, b), mark = inside_marks(d.doc.text, first.line.start, first.line.end)
        kind = type_of(d, d.quote(a, b).strip("\"'“”‘’ "))
        record.add(a, b, "", mark or "title").type = kind if kind in ("person", "body", "name") else "title"
    used: set[str] = set()
    n = at + 1
    while n < len(seen):
        here = seen[n]
        if here.kind == "L":
            stop = _labels_end(seen, n, used)
            if stop == n:
                break
            _labels(d, seen, n, record, used - {x.label.label.lower() for x in seen[n:stop] if x.label})
            n = stop
        elif (
            (here.kind in ("D", "N", "E") or (n == at + 1 and here.kind == "T"))
            and here.line.gap <= (nxt.line.gap if n > at + 1 else 2)
            and n - at <= 4
            and not (n > at + 1 and (_starts(seen, n) or _over_same_labels(seen, n, record)))
        ):
            if here.kind == "E" and n == at + 1 and _details_first(first, here):
                for part in here.parts:
                    part.type = "prose" if part.type == "title" and not part.sense else part.type
            if here.kind == "E" and n > at + 1:
                if not first.line.gap or here.line.gap or not _opens_with_venue(here.parts):
                    break
                here.parts[0].sense = "extra"
            if here.kind == "T":
                record.fields.extend(below_title(d, here.line.start, here.line.end))
            else:
                record.fields.extend(here.parts or [Field(here.line.start, here.line.end, "", "", "name")])
            record.end = here.line.end
            n += 1
        elif (
            here.kind in ("P", "K")
            and n + 1 < len(seen)
            and seen[n + 1].kind in ("D", "L")
            and seen[n + 1].line.gap <= 1
            and n == at + 1
        ):
            record.add(here.line.start, here.line.end, "").type = "prose"
            n += 1
        else:
            break
    stop = _tail(seen, n, record)
    return (record, stop, "card") if len(record.fields) > 1 else (None, at + 1, "")


def _details_first(title: _Seen, below: _Seen) -> bool:
    """Whether the line below a title in its own type says what, when and where, and then more: "Webinar · 8 July 2026 · online. ‹O› …"."""
    lead = list(takewhile(lambda p: p.type in ("type", "date", "place"), below.parts))
    return title.line.mark in ("hash", "bold", "link") and len(lead) > 1 and "date" in [p.type for p in lead]


def _opens_with_venue(parts: list[Field]) -> bool:
    """Whether the details of a card begin with a venue: "Market Hall, Carlisle – ‹O›" below the day is not a title."""
    return len(parts) > 1 and parts[0].type in ("name", "title") and parts[1].type == "place"


def _heads(seen: list[_Seen], at: int) -> bool:
    """Whether a line is over records and begins none: more blank space below it than within the record that follows."""
    first, nxt = seen[at], seen[at + 1]
    if (
        first.line.marker
        or first.line.mark in ("bold", "link")
        or nxt.kind not in ("T", "N")
        or at + 2 >= len(seen)
    ):
        return False
    return nxt.line.gap >= 1 and (
        nxt.line.gap > seen[at + 2].line.gap
        or (first.line.mark == "hash") > (nxt.line.mark == "hash")
        or (first.line.gap > nxt.line.gap and seen[at + 2].kind in ("D", "L"))
    )


def _heads_entries(seen: list[_Seen], at: int) -> bool:
    """Whether a line without a mark is over entries that are each whole: the same parts, or the same first label, again."""
    first, nxt = seen[at], seen[at + 1]
    if first.line.mark in ("bold", "link") or at + 2 >= len(seen):
        return False
    if first.line.marker and (nxt.line.marker or len(nxt.parts) < 3):
        return False  # an entry with details; three parts, twice, below a number are entries
    if nxt.label is not None:
        key = nxt.label.label.lower()
        again = (n for n in range(at + 2, min(at + 14, len(seen))) if _is_label(seen[n], key))
        return any(seen[n - 1].kind == "L" and seen[n].line.gap for n in again)
    below = seen[at + 2]
    if len(nxt.parts) < 2 or nxt.line.indent > first.line.indent:
        return False
    if nxt.parts[0].mark and below.parts and below.parts[0].mark == nxt.parts[0].mark:
        return True
    return [p.type for p in nxt.parts] == [p.type for p in below.parts]


def _is_label(seen: _Seen, key: str) -> bool:
    return seen.label is not None and seen.label.label.lower() == key


def _starts(seen: list[_Seen], n: int) -> bool:
    """Whether a line that may be a name begins the next record: details are below it, and blank space above."""
    if seen[n].line.marker and n + 1 < len(seen) and seen[n + 1].line.indent > seen[n].line.indent:
        return True
    return (
        seen[n].kind == "N" and seen[n].line.gap >= 1 and n + 1 < len(seen) and seen[n + 1].kind in ("D", "L")
    )


def _over_same_labels(seen: list[_Seen], n: int, record: Record) -> bool:
    """Whether the line below has a label that the record has already: the line names the next record."""
    below = seen[n + 1].label if n + 1 < len(seen) else None
    return below is not None and any(f.label.lower() == below.label.lower() for f in record.fields)


def _recurs(seen: list[_Seen], at: int) -> bool:
    """Whether the pair of a title and the line below it recurs before or after."""
    own = (seen[at].kind, seen[at].line.mark, seen[at + 1].kind)
    near = any(
        (seen[n].kind, seen[n].line.mark, seen[n + 1].kind) == own
        and seen[n + 1].line.gap == seen[at + 1].line.gap
        for n in range(max(0, at - 8), min(at + 9, len(seen) - 1))
        if n != at
    )
    return near and seen[at + 1].kind != seen[min(at + 2, len(seen) - 1)].kind


def _tail(seen: list[_Seen], n: int, record: Record) -> int:
    """What an entry says, and its link: up to two lines of prose and one link."""
    first, prose = n, 0
    while n < len(seen):
        here = seen[n]
        if here.kind == "K":
            record.add(here.line.start, here.line.end, "").type = "link"
        elif (
            prose < 2
            and not here.line.marker
            and (
                (here.kind == "P" and not _begins_next(here, record))
                or (
                    here.kind == "E"
                    and n == first
                    and not here.line.gap
                    and is_said(here.line.text, here.parts, record)
                )
            )
        ):
            record.add(here.line.start, here.line.end, "").type = "prose"
            prose += 1
        else:
            break
        n += 1
    return n


def _begins_next(here: _Seen, record: Record) -> bool:
    """Whether prose opens with a title set as the record's own, with blank space above: it is the next entry."""
    mark = record.fields[0].mark if record.fields else ""
    return mark in ("bold", "link") and here.line.gap > 0 and bool(here.parts) and here.parts[0].mark == mark


def _belongs(seen: list[_Seen], at: int, n: int) -> bool:
    """Whether prose below an entry is what the entry says: close below it, or so below its neighbours as well."""
    if seen[n].line.gap == 0:
        return True
    return any(
        seen[m].kind == seen[at].kind and seen[m + 1].kind == "P" and m != at
        for m in range(max(0, at - 3), min(at + 4, len(seen) - 1))
    )


def _entry(d: Draft, seen: list[_Seen], at: int) -> tuple[Record | None, int, str]:
    first = seen[at]
    record = Record(first.line.start, first.line.end)
    record.fields.extend(first.parts)
    n = at + 1
    used: set[str] = set()
    while n < len(seen) and (
        (seen[n].line.indent > first.line.indent and seen[n].kind != "T" and first.line.marker)
        or (seen[n].kind == "L" and seen[n].line.gap == 0)
    ):
        here = seen[n]
        if here.kind == "L":
            stop = _labels_end(seen, n, used)
            _labels(d, seen, n, record, set())
            n = max(stop, n + 1)
            continue
        if here.kind == "P":
            record.add(here.line.start, here.line.end).type = "prose"
        else:
            record.fields.extend(here.parts)
            record.end = max(record.end, here.line.end)
        n += 1
    says = any(p.type == "prose" for p in record.fields)
    if n < len(seen) and (
        seen[n].kind == "K"
        or (seen[n].kind == "P" and not says and seen[n].line.gap <= 1 and _belongs(seen, at, n))
    ):
        n = _tail(seen, n, record)
    marked = first.line.marker or any(p.mark for p in first.parts)
    return record, n, "marked" if marked else "line"
