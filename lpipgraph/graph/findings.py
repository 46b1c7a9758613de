"""Checks the newsletter for inconsistencies: wrong counts, and things announced but missing.

A difference is published as a finding and never silently corrected: the error may be ours or the newsletter's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pyoxigraph import Dataset, Literal, NamedNode

from ..names import fold
from ..records import Entity, Records, Value
from ..vocabulary import LPIP, OA, RDF, RDFS, XSD
from .claims import Ledger, Place, Term, integer
from .facts import Names
from .values import english

__all__ = ["Finding", "findings", "reading_notes", "state_findings", "state_reading_notes"]

_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_WORDS, 1)}
_NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(_WORDS)})"
_COUNT = re.compile(
    rf"\b{_NUMBER} +(?P<what>(?:[A-Za-z‘’'“”-]+ +){{0,3}}?[‘'“]?"
    r"(?P<noun>burning (?:questions|issues)|key questions|questions|themes|reports|blogs|events|nations))\b",
    re.IGNORECASE,
)
_DURATION = re.compile(rf"\b(?P<number>\d{{1,2}}(?:[.,]\d+)?|{'|'.join(_WORDS)})[- ]hours?\b", re.IGNORECASE)
_DEAD_LINK = re.compile(r"\[(?P<text>[^\[\]\n]+)\]\(#?\)")
_BARE_LINK = re.compile(r"\b(?P<text>Link to (?:the )?\w+|Register here)\b(?!\]|\s*[<(]?https?:)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of a check.

    `kind` is "count", "duration", "missing lead", "missing review" or "missing address"; `concerns` are ids
    of entities, `places` the (start, end) of the words that show it. `stated` and `found` are numbers of things
    or of minutes; `what` is the counted thing or the text of a link.
    """

    kind: str
    message: str
    places: tuple[tuple[int, int], ...]
    concerns: tuple[str, ...] = ()
    stated: int | None = None
    found: int | None = None
    what: str = ""

    @property
    def agrees(self) -> bool | None:
        """Whether the stated and the found number agree; None if nothing is compared."""
        return None if self.stated is None or self.found is None else self.stated == self.found


def findings(records: Records, text: str) -> tuple[Finding, ...]:
    """All findings on one issue, by kind and then in the order of the text.

    Parameters
    ----------
    records
        The extracted rows; uncertain rows count as not found.
    text
        The issue's decoded text, to which the records' offsets refer.
    """
    return (
        *_counts(records, text),
        *_durations(records, text),
        *_missing_for_themes(records),
        *_missing_addresses(records, text),
    )


def _counts(records: Records, text: str) -> Iterator[Finding]:
    bounds = _article_bounds(records, text)
    own_themes = _themes(records)
    for match in _COUNT.finditer(text):
        noun = match["noun"].lower()
        end = next((b for b in bounds if b > match.start()), len(text))
        counted = [
            e for e in records.entities if e.sure and _countable(e, noun, own_themes, match.end(), end)
        ]
        stated = _NUMBERS.get(match["number"].lower()) or int(match["number"])
        what = " ".join(re.sub(r"[‘’'“”]", "", match["what"]).split())
        yield Finding(
            kind="count",
            message=f"The newsletter says {match['number']} {what}; {len(counted)} were found.",
            places=((match.start(), match.end()),),
            concerns=tuple(e.id for e in counted),
            stated=stated,
            found=len(counted),
            what=what,
        )


def _countable(e: Entity, noun: str, themes: Container[Entity], start: int, end: int) -> bool:
    kind = (e.kind or "").lower()
    here = start <= e.start < end
    tests: Mapping[str, Callable[[], bool]] = {
        "themes": lambda: e in themes,
        "nations": lambda: e.cls == "Place" and kind == "nation",
        "reports": lambda: e.cls == "Publication" and kind == "report" and here,
        "blogs": lambda: e.cls == "Publication" and kind == "blog" and here,
        "events": lambda: e.cls == "Event" and here,
    }
    sort = noun.split(maxsplit=1)[0] if " " in noun else ""
    return tests.get(noun, lambda: e.cls == "Question" and here and sort in kind)()


def _themes(records: Records) -> list[Entity]:
    """The newsletter's own themes: those of its programme, if kinds distinguish them from those of another organisation."""
    themes = [e for e in records.entities if e.cls == "Theme" and e.sure]
    return [e for e in themes if "lpip" in (e.kind or "").lower()] or themes


def _article_bounds(records: Records, text: str) -> list[int]:
    """The offsets at which articles begin: the last line that consists of an article's title."""
    begins = []
    for e in records.entities:
        if e.cls == "Publication" and fold(e.kind or "") == "article":
            title = r"\s+".join(map(re.escape, e.name.split()))
            lines = list(re.finditer(rf"^[*#\s]*{title}[*\s]*$", text, re.MULTILINE))
            begins += [m.start() for m in lines[-1:]]
    return sorted(begins)


def _durations(records: Records, text: str) -> Iterator[Finding]:
    events = sorted((e for e in records.entities if e.cls == "Event" and e.sure), key=lambda e: e.start)
    times = {
        (r.s, r.p): r.o.value for r in records.relations if isinstance(r.o, Value) and r.o.type == "dateTime"
    }
    for match in _DURATION.finditer(text):
        event = next((e for e in reversed(events) if 0 <= match.start() - e.start < 600), None)
        if event is None:
            continue
        words = match["number"].lower().replace(",", ".")
        stated = round(60 * float(_NUMBERS.get(words, 0) or words))
        length = _length(times.get((event.id, "startDateTime")), times.get((event.id, "endDateTime")))
        found = None if length is None else round(length.total_seconds() / 60)
        between = "its times are not given" if found is None else f"its times are {found} minutes apart"
        yield Finding(
            kind="duration",
            message=f"“{event.name}” is said to last {stated} minutes; {between}.",
            places=((match.start(), match.end()),),
            concerns=(event.id,),
            stated=stated,
            found=found,
        )


def _length(start: str | None, end: str | None) -> timedelta | None:
    if start is None or end is None:
        return None
    try:
        return datetime.fromisoformat(end) - datetime.fromisoformat(start)
    except (ValueError, TypeError):
        return None  # the shapes report a malformed time


def _missing_for_themes(records: Records) -> Iterator[Finding]:
    kinds = {e.id: fold(e.kind or "") for e in records.entities}
    sure = [r for r in records.relations if r.sure]
    led = {r.o for r in sure if r.p == "leadsTheme"}
    series = {r.o for r in records.relations if r.p == "partOfSeries"}  # it announces reviews, and is not one
    reviews = [r for r in sure if r.p == "reviewsTheme" and r.s not in series]
    reviewed = {r.o for r in reviews if kinds[r.s] == "evidence review"}
    for kind, having, thing in (
        ("missing lead", led, "lead"),
        ("missing review", reviewed, "evidence review"),
    ):
        for theme in _themes(records):
            if theme.id not in having:
                yield Finding(
                    kind=kind,
                    message=f"The newsletter names no {thing} for the theme “{theme.name}”.",
                    places=((theme.start, theme.end),),
                    concerns=(theme.id,),
                )


def _missing_addresses(records: Records, text: str) -> Iterator[Finding]:
    by_name: dict[str, list[str]] = {}
    for e in records.entities:
        for name in e.names:
            by_name.setdefault(fold(name), []).append(e.id)
    listed = [e for e in records.entities if e.cls == "Event" or fold(e.kind or "") in ("report", "blog")]
    rows = sorted((e for e in listed if e.sure and _heads_row(e, text)), key=lambda e: e.start)
    grouped: dict[tuple[str, tuple[str, ...]], list[tuple[int, int]]] = {}
    for match in _DEAD_LINK.finditer(text):
        ids = tuple(dict.fromkeys(by_name.get(fold(match["text"]), ())))
        grouped.setdefault((match["text"], ids), []).append(match.span())
    for match in _BARE_LINK.finditer(text):
        row = next((e for e in reversed(rows) if 0 <= match.start() - e.start < 2000), None)
        if row is not None:
            grouped.setdefault((match["text"], (row.id,)), []).append(match.span())
    names = {e.id: e.name for e in records.entities}
    for (words, ids), places in grouped.items():
        about = f", for “{names[ids[0]]}”" if ids and fold(names[ids[0]]) != fold(words) else ""
        yield Finding(
            kind="missing address",
            message=f"The link “{words}” has no address{about}.",
            places=tuple(places),
            concerns=ids,
            what=words,
        )


def _heads_row(e: Entity, text: str) -> bool:
    """Whether a table row begins with this thing's name, after at most one word such as "Report"."""
    before = text[text.rfind("\n", 0, e.start) + 1 : e.start]
    return len(before.split()) <= 1


_CLASSES: Mapping[str, NamedNode] = {
    "count": LPIP.CountFinding,
    "duration": LPIP.DurationFinding,
    "missing lead": LPIP.MissingLead,
    "missing review": LPIP.MissingReview,
    "missing address": LPIP.MissingAddress,
}


def state_findings(ledger: Ledger, names: Names, found: Iterable[Finding], graph: NamedNode) -> None:
    """Writes findings as resources in a separate graph, and the stated duration of an event also as a fact."""
    for finding in found:
        # a finding is identified by its content, not by a number, so that others keep their IRIs when one is removed
        node = names.iri.finding(ledger.issue, finding.kind, *map(str, finding.places[0]), finding.what)
        triples: list[tuple[NamedNode, NamedNode, Term]] = [
            (node, RDF.type, _CLASSES[finding.kind]),
            (node, RDF.type, LPIP.Finding),
            (node, RDFS.label, english(finding.message)),
        ]
        triples += [(node, OA.hasTarget, ledger.segment(*place)) for place in finding.places]
        triples += [(node, LPIP.concerns, names.nodes[id_]) for id_ in finding.concerns]
        if finding.agrees is not None:
            triples.append((node, LPIP.agrees, Literal(str(finding.agrees).lower(), datatype=XSD.boolean)))
        if finding.kind == "count" and finding.stated is not None and finding.found is not None:
            triples += [
                (node, LPIP.countOf, Literal(finding.what)),
                (node, LPIP.statedCount, integer(finding.stated)),
                (node, LPIP.foundCount, integer(finding.found)),
            ]
        if finding.kind == "duration" and finding.stated is not None:
            triples.append((node, LPIP.statedDuration, _duration(finding.stated)))
            if finding.found is not None:
                triples.append((node, LPIP.computedDuration, _duration(finding.found)))
            event = names.nodes[finding.concerns[0]]
            # the quote extends from the event's name to the words, so that it shows its subject
            place = Place(names.entities[finding.concerns[0]].start, finding.places[0][1])
            ledger.state(event, LPIP.statedDuration, _duration(finding.stated), place)
        if finding.kind == "missing address":
            triples.append((node, LPIP.linkText, Literal(finding.what)))
        ledger.describe(triples, graph)


def state_reading_notes(ledger: Ledger, names: Names, notes: Iterable[str], graph: NamedNode) -> None:
    """Writes as findings the parts of an issue's file that were not read or were changed; they have no quote."""
    for note in notes:
        node = names.iri.finding(ledger.issue, "reading", note)
        triples: list[tuple[NamedNode, NamedNode, Term]] = [
            (node, RDF.type, LPIP.ReadingNote),
            (node, RDF.type, LPIP.Finding),
            (node, RDFS.label, english(f"{note[:1].upper()}{note[1:]}.")),
        ]
        ledger.describe(triples, graph)


def reading_notes(dataset: Dataset) -> list[str]:
    """The notes in a graph on the reading of issues' files, in order."""
    about = {quad.subject for quad in dataset.quads_for_object(LPIP.ReadingNote)}
    labels = (q.object for q in dataset.quads_for_predicate(RDFS.label) if q.subject in about)
    return sorted(label.value for label in labels if isinstance(label, Literal))


def _duration(minutes: int) -> Literal:
    """Minutes in the canonical form of xsd:dayTimeDuration, so that equal times are equal terms."""
    hours, rest = divmod(abs(minutes), 60)
    days, hours = divmod(hours, 24)
    time = (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")
    text = ("-" if minutes < 0 else "") + "P" + (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return Literal(text if minutes else "PT0S", datatype=XSD.dayTimeDuration)
