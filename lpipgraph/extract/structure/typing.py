"""Types the fields and the kind of each record: by values pooled over the block, then labels, then the heading."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import timedelta

from ...dates import find_dates, find_times
from ..draft import Draft
from ..event_words import closes_event, describes
from ..lexicon import is_ordinary
from ..spans import head_class
from .model import Block, Field, Record
from .moments import when_reading
from .values import kind_words, label_sense, type_of

__all__ = ["settle"]

#: What an entry that presents a work calls it.
_GENRE = re.compile(r"\b(?:report|blog|paper|study|book|briefing|podcast|article|review)\b", re.IGNORECASE)
_BOX = re.compile(
    r"(?:(?:the \w+|project) )?(?:at a glance|in brief|in a nutshell|(?:the )?(?:key )?facts|fact ?file|the essentials)\W*",
    re.IGNORECASE,
)
_AGENTS = ("person", "body", "agents", "name")
_AGENT_SENSES = frozenset(
    [
        "author",
        "publisher",
        "organiser",
        "funder",
        "responsible",
        "from",
        "to",
        "secondment",
        "board",
        "lead",
        "leadbody",
        "cover",
        "partner",
        "contact",
        "commissioner",
        "speaker",
        "body",
        "person",
    ]
)
_TITLES = (
    "title",
    "work",
    "event",
    "policy",
    "theme",
    "case",
    "concept",
    "body",
    "person",
    "series",
    "question",
)
#: What the records of a section are that is known by its heading.
_NATIVE = {"blogs": "work", "reports": "work", "events": "event", "webinars": "event", "policies": "policy"}
_WHEN = ("date", "time", "start", "end", "deadline")


def settle(d: Draft, block: Block) -> None:
    """Senses of all fields, and the kind of the block."""
    for record in block.records:
        for field in record.fields:
            if not field.type:
                field.type = type_of(d, d.quote(*field.span))
            if (
                field.mark == "link"
                and field.type in ("name", "title", "body")
                and field is not record.fields[0]
            ):
                words = d.quote(*field.span).split()
                if len(words) < 3 and all(map(is_ordinary, words)):
                    field.type = "link"  # "Guidance", "Full report": what is behind it, and no name
        first = next(iter(record.fields), None)
        if first and not first.label and _BOX.fullmatch(d.quote(*first.span)):
            first.type, first.mark = "none", ""  # what a box is, and no name
    _pool(block)
    for record in block.records:
        for field in record.fields:
            field.sense = _sense(field)
        _subject(record)
    if block.shape in ("rows without labels", "line", "marked"):
        _named_first(block)
    if block.shape in ("line", "marked"):
        _titles_first(block)
        _described_behind(d, block)
    for record in block.records:
        if block.shape not in ("card", "pairs") or not _titled_card(record):
            _title(record)
    block.kind = _kind(d, block)


def _pool(block: Block) -> None:
    """All values of one label or of one place in the record are of one type where most of them are."""
    groups: dict[object, list[Field]] = defaultdict(list)
    heads = [r.fields[0] for r in block.records if r.fields and r.fields[0].mark and not r.fields[0].label]
    if (persons := [f for f in heads if f.type == "person"]) and len(persons) * 2 < len(heads):
        for field in persons:  # "Felt Experiences" among the titles of others
            field.type = "name"
    width = Counter(len(r.fields) for r in block.records)
    usual = width.most_common(1)[0][0]
    for record in block.records:
        for n, field in enumerate(record.fields):
            if field.label and field.label not in ("details", "when"):
                groups[field.label.lower()].append(field)
            elif len(record.fields) == usual and not field.mark:
                groups[n].append(field)
    for key, fields in groups.items():
        types = Counter(f.type for f in fields if f.type != "none")
        sense = label_sense(key) if isinstance(key, str) else None
        bodies = types["body"] + types["agents"] + types["person"]
        for field in fields:
            if (
                field.type in ("title", "name", "place")
                and sense in _AGENT_SENSES
                and sense not in ("body", "person")
            ):
                if field.type != "place" or types["place"] <= bodies:
                    field.type = "name"
            elif field.type == "name" and bodies >= max(1, types["title"], types["name"] / 2):
                field.type = "body" if types["body"] >= types["person"] else field.type
            elif field.type in ("person", "body", "name") and types["title"] > bodies + types["name"]:
                field.type = "title"


def _sense(field: Field) -> str:
    """What a field means, its type against its label."""
    label = (
        field.sense
        or (label_sense(field.label) if field.label and not field.label.startswith("#") else None)
        or ""
    )
    kind = field.type
    if field.label == "when":
        return "date"
    if kind == "none":
        return ""
    if kind == "date":
        if label in ("author", "organiser") and field.label.lower() == "by":
            return "deadline"
        return {"from": "start", "to": "end"}.get(label, label if label in _WHEN else "date")
    if kind == "money":
        return "amount" if label not in ("cost", "text") else label
    if kind == "email":
        return "contact" if label not in ("person", "lead", "author") else label
    if kind == "link":
        return "link"
    if kind == "prose":
        return (
            label
            if label
            in ("audience", "definition", "topic", "question", "expertise", "title", "work", "event", "role")
            else "text"
        )
    if kind == "role":
        return label if label in ("role", "title", "work", "event", "text", "audience") else "role"
    if kind == "type" and label in ("", *_TITLES):
        return label or "type"
    if kind == "place" and label not in _AGENT_SENSES:
        return "place" if label in ("", "place", "date", "organiser", "topic") else label
    if kind in _AGENTS:
        if label == "place":
            return "venue"
        if label in ("date", "amount", "time", "link", "deadline"):
            return "agent"
        return label or "agent"
    if label in _WHEN or label in ("amount", "link", "contact"):
        return "text" if label != "date" else "date"
    return label or ("title" if kind in ("title", "name") else "agent" if kind in _AGENTS else "")


def _subject(record: Record) -> None:
    """What "Subject" and "Topic" mean: the title where no other part is one, else what the record is about."""
    for field in record.of("subject"):
        others = any(
            f is not field
            and (
                f.sense in ("title", "work", "event") or (f.mark and not f.label and f.type not in _NO_NAMES)
            )
            for f in record.fields
        )
        field.sense = "topic" if others else "title"


_NO_NAMES = ("date", "time", "money", "type", "place", "link", "email", "none", "role", "prose")


def _named_first(block: Block) -> None:
    """Where no part of most entries reads as a title, what is first is the title, an organisation's name though it may look."""
    firsts, seconds = [], []
    bare = 0
    for record in block.records:
        named = [f for f in record.fields if f.type not in _NO_NAMES and f.label[:1] in ("", "#")]
        if not named or any(f.mark for f in record.fields):
            continue
        firsts.append(named[0])
        seconds.append(named[1].type if len(named) > 1 else "")
        bare += not any(f.sense in _TITLES for f in record.fields if f is not named[0])
    persons = sum(f.type == "person" for f in firsts)
    bodies = sum(f.type in ("body", "agents") for f in firsts)
    doubtful = sum(t in ("name", "title") for t in seconds)
    if bodies * 3 > len(firsts) * 2 and doubtful * 2 > len(firsts):
        return  # "Body: Title": the names behind are less like bodies than those before
    if bare * 2 > len(block.records) and persons * 2 < len(firsts):
        for first in firsts:
            first.sense = "title"


def _titles_first(block: Block) -> None:
    """Where entries open with their title, or have it right after the day, an entry does so whose title looks like an organisation's name.

    "The Long Road. Harbour Trust, March 2026. What buses cost": two names and the day, and what is after that describes.
    "9 July. Data Clinic. Workshop for officers" is among entries whose titles follow their days.
    """
    early, doubtful = 0, []
    for record in block.records:
        named = [f for f in record.fields if f.type not in _NO_NAMES]
        if not named or any(f.label or f.mark for f in record.fields):
            continue
        first, day = named[0], next((n for n, f in enumerate(record.fields) if f.sense == "date"), -1)
        if first.sense in _TITLES:
            early += 1
            continue
        late = [f for f in record.fields[record.fields.index(first) + 1 :] if f.sense in _TITLES]
        before = [f for f in record.fields[:day] if f in named] if day > 0 else []
        if first.type in ("name", "body", "agents") and late and late[0].type == "title":
            described = len(before) > 1 and record.fields.index(late[0]) > day
            doubtful.append((first, late))
            early += described
    if early > 1 and 2 * early >= len(block.records):
        for first, late in doubtful:
            first.sense = "title"
            for field in late:
                field.sense = "extra"


def _described_behind(d: Draft, block: Block) -> None:
    """What opens an entry is its title, an organisation's name though it may look, where after the day it is only described.

    "Carers Roundtable, 24 February, County Hall. Organised by the institute", "Town Conference, 16 June. The theme is water".
    """
    for record in block.records:
        day = next((n for n, f in enumerate(record.fields) if f.sense == "date"), 0)
        first = record.fields[0]
        if (
            not day
            or any(f.label or f.mark for f in record.fields)
            or any(f.sense in _TITLES for f in record.fields[:day])
        ):
            continue
        late = [f for f in record.fields[day:] if f.sense in _TITLES]
        if (
            first.type in ("name", "body", "person", "agents")
            and all(describes(d.quote(*f.span)) for f in late)
            and (late or closes_event(d.quote(*first.span), "head"))
        ):
            first.sense = "title"
            for field in late:
                field.sense = "extra"


def _titled_card(record: Record) -> bool:
    """Whether the line over a card's labels names it; then a label "Name" or "Event" says something else."""
    first = record.fields[0]
    if (
        first.label
        or not first.mark
        or first.type in ("type", "date", "link", "money", "place", "none", "prose")
    ):
        return False
    if first.sense in ("agent", "extra", "", "role"):
        first.sense = "title"
    for field in record.fields[1:]:
        if field.sense not in ("title", "work", "event"):
            continue
        if field.type in ("person", "agents"):
            field.sense = "person"
        elif field.type in ("type", "role"):
            field.sense = field.type
        elif field.label and field.type not in ("title", "name", "body"):
            field.sense = "text"
        elif field.label:
            return False
        else:
            field.sense = "extra"
    return True


def _title(record: Record) -> None:
    """Which field names the record: a marked one, one whose label states this, or the first that can be a title."""
    named = [
        f
        for f in record.fields
        if f.sense in ("title", "work", "event", "policy", "theme", "case", "concept")
    ]
    marked = [f for f in record.fields if f.mark and f.sense not in ("date", "link")]
    labelled = [f for f in named if f.label]
    if labelled:
        # "Activity: Workshop" says what sort of thing it is where another field holds the name
        best = next((f for f in labelled if f.type != "type"), labelled[0])
    elif marked:
        best = marked[0]
    elif named:
        best = named[0]
    else:
        candidates = (
            [f for f in record.fields if f.sense in ("person", "body")]
            or [f for f in record.fields if f.sense == "agent" and f.type == "name"]
            or [f for f in record.fields if f.sense == "agent" and f.label[:1] in ("", "#")]
        )
        if not candidates:
            return
        best = candidates[0]
    for field in named:
        if field is not best and field.type in ("type", "person"):
            field.sense = field.type
        elif field is not best and field.sense == "title":
            field.sense = "extra"
    if best.sense in ("agent", "extra", ""):
        best.sense = "title"


def _kind(d: Draft, block: Block) -> str:
    n = len(block.records)
    have: Counter[str] = Counter()
    for record in block.records:
        have.update({f.sense for f in record.fields if f.sense})
        have.update({f"={f.type}" for f in record.fields if f.sense not in ("title",)})
        titles = [f for f in record.fields if f.sense in _TITLES]
        if titles:
            have[f"title={titles[0].type}"] += 1
            name = d.quote(*titles[0].span)
            have["policy title"] += head_class(name.split(":")[0].split(" (")[0]) == "Policy"
            have["theme title"] += d.find("Theme", name) is not None
        have["led"] += any(f.sense == "lead" and f.type in ("person", "agents") for f in record.fields)
        have["genre"] += any(
            _GENRE.search(d.quote(*f.span)[:200])
            for f in record.fields
            if f.sense in ("text", "extra", "type")
        )
        for field in record.fields:
            if field.type in ("date", "time") or field.sense in ("date", "time"):
                text = when_reading(d, field).text
                found = next(iter(find_dates(text, after=d.reference)), None)
                have["clock"] += next(find_times(text), None) is not None
                if found:
                    have["month"] += found.type != "date"
                    have["day"] += found.type == "date"
                    now = d.reference
                    have["ahead"] += (
                        found.type == "date"
                        and now is not None
                        and found.value >= (now - timedelta(days=7)).isoformat()
                    )
    often = {k for k, v in have.items() if v >= max(1, 0.5 * n)}
    some = {k for k, v in have.items() if v >= max(1, 0.25 * n)}
    score: Counter[str] = Counter()
    agents = {"agent", "=body", "=person", "=agents", "=name"} & often
    score["work"] += (
        2 * ("author" in some)
        + 2 * ("publisher" in some)
        + 3 * ("work" in often)
        + 2 * ("month" in often)
        + bool(agents and "date" in often)
        + ("commissioner" in some)
        + ("series" in some)
        + 2 * ("genre" in some)
    )
    score["event"] += (
        3 * ("clock" in some)
        + 2 * ("organiser" in some)
        + 2 * ("audience" in some)
        + 2 * ("type" in some)
        + 3 * ("event" in often)
        + ("ahead" in often)
        + ("place" in often)
        + ("venue" in some)
        + ("time" in some)
        + ("speaker" in some)
    )
    score["policy"] += (
        3 * ("amount" in some)
        + 2 * ("funder" in some)
        + 2 * ("deadline" in some)
        + 3 * ("policy" in often)
        + 2 * ("policy title" in often)
        + ("responsible" in some)
        + ("replaces" in some)
    )
    score["people"] += (
        2 * ("role" in some)
        + 2 * bool({"from", "to", "secondment", "board"} & some)
        + 2 * ("title=person" in often or ("person" in often and not {"title=name", "title=title"} & often))
        + bool(agents)
    )
    score["lead"] += (
        3 * ("theme" in often)
        + 2 * ("lead" in some)
        + 2 * ("theme title" in some)
        + 2 * ("cover" in some)
        + 2 * ("led" in some)
        + 2
        * bool(
            {"title=name", "title=title"} & often
            and {"=person", "=agents"} & often
            and {"role", "contact"} & often
            and not {"date", "from", "to"} & some
        )
    )
    score["body"] += (
        2 * ("title=body" in often)
        + 3 * bool({"leadbody", "partner"} & some)
        + bool(agents)
        + ("=person" in some)
    )
    score["concept"] += 4 * ("concept" in often) + 3 * ("definition" in often)
    score["case"] += 4 * ("case" in often)
    if not ({"date", "start"} & often) or not {"day", "clock"} & some:
        score["event"] -= 3
        score["work"] -= 1
    for kind in kind_words(block.heading):
        score[kind] += 2
    if "amount" in often and not {"author", "publisher"} & often:
        score["work"] -= 3  # a sum of money with each entry
    if native := _NATIVE.get(d.doc.section_at(block.start).kind):
        score[native] += 3
    if "title=body" in often and "amount" not in some:
        score["policy"] -= 2
    if {"title=name", "title=title"} & often and not {"title=person", "person"} & often:
        score["people"] -= 2
    if "title=person" in often:
        score["work"] -= 3
        score["event"] -= 3
        score["policy"] -= 3
    kind, best = max(score.items(), key=lambda x: x[1])
    return kind if best >= 3 else ""
