"""Renders the text of an issue: names marked and linked, quotes in place, findings in the margin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from ..evidence import outermost
from ..sparql import printed
from ..vocabulary import LPIP
from ..vocabulary import iri as minted
from .display_labels import KINDS
from .store_queries import Known, anchor
from .texts import Block, Text
from .views import Finding, Ref

__all__ = ["Paragraph", "Piece", "Reading", "issue"]

#: Names of these classes are words of everyday language as well: one word of it is marked only where the graph says so.
_EVERYDAY = frozenset({"theme", "concept", "question", "case-study", "publication", "policy", "event"})
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: text, a name that is linked (`ref`), or a quoted passage with what is in it (`key`)."""

    text: str = ""
    ref: Ref | None = None
    key: str = ""
    inner: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the text, with the findings on its words."""

    key: str
    kind: str
    level: int
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An issue's page.

    Attributes
    ----------
    key, ref, date
        The issue.
    paragraphs, contents
        Its text, and its headings with their places.
    whole
        Whether the text is here; else only what the graph quotes of it.
    cards
        Address of a thing's page → its name, class and description.
    unplaced
        Findings that belong to no paragraph, or are of one kind and many: by what they say.
    kinds
        Classes that have names here.
    """

    key: str
    ref: Ref
    date: str
    paragraphs: tuple[Paragraph, ...]
    contents: tuple[tuple[str, int, str], ...]
    whole: bool
    cards: Mapping[str, tuple[str, str, str]]
    findings: tuple[Finding, ...]
    addresses: tuple[Finding, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    key: str = ""
    ref: Ref | None = field(default=None, compare=False)


def issue(known: Known, key: str, text: Text | None) -> Reading | None:
    """The page of an issue; None if the store has none of that key.

    Parameters
    ----------
    known
        The store.
    key
        The issue's key: "1".
    text
        Its text; without it, the passages that the graph quotes stand for it.
    """
    if key not in known.issues:
        return None
    ref, date = known.issues[key]
    source = minted.source(key)
    if text is not None and not known.store.ask(f'ASK {{ {printed(source)} lpip:sha256 "{text.digest}" }}'):
        text = None  # of another build: its places are others
    segments = _segments(known, source)
    blocks = text.blocks if text is not None else tuple(_quoted(segments))
    findings = _findings(known, source)
    cards = _cards(known, source)
    refs = {iri: known.ref(iri, name) for iri, (name, _, _) in cards.items()}
    exact = _namings(known, source, refs)
    marker = _Marker(_names(known, source, refs))
    paragraphs, contents = [], []
    placed: set[str] = set()
    for block in blocks:
        names = _outermost([*_within(exact, block), *marker.found(block.text)])
        passages = [
            _Span(*block.span(start, end), anchor(start, end))
            for start, end, _ in segments
            if start < block.end and end > block.start
        ]
        own = []
        for span in passages:
            if span.key not in placed and span.start < span.end:
                placed.add(span.key)
                own.append(span)
        here = f"b{block.start}"
        told = tuple(
            f for at, f in findings if block.start <= at < block.end and f.anchor and not _is_address(f)
        )
        paragraphs.append(
            Paragraph(here, block.kind, block.level, tuple(_nested(block.text, names, own)), told)
        )
        if block.kind == "heading":
            contents.append((here, block.level, block.text))
    kinds = {r.kind for r in refs.values() if r.kind}
    return Reading(
        key=key,
        ref=ref,
        date=date,
        paragraphs=tuple(paragraphs),
        contents=tuple(contents),
        whole=text is not None,
        cards={r.path: cards[iri] for iri, r in refs.items() if r.path},
        findings=tuple(f for _, f in findings if not _is_address(f)),
        addresses=tuple(f for _, f in findings if _is_address(f)),
        kinds=tuple(kind for kind in KINDS if kind in kinds),
    )


def _is_address(finding: Finding) -> bool:
    return finding.kind == LPIP.MissingAddress.value


def _segments(known: Known, source: NamedNode) -> list[tuple[int, int, str]]:
    """All stretches that the graph quotes, with their words, the outer before the inner."""
    rows = known.store.select(
        f"SELECT DISTINCT ?start ?words WHERE {{ ?s oa:hasSource {printed(source)} ; oa:start ?start ; oa:exact ?words }}"
    ).rows
    found = {
        (int(at.value), int(at.value) + len(words.value), words.value)
        for at, words in rows
        if isinstance(at, Literal) and isinstance(words, Literal)
    }
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _quoted(segments: Sequence[tuple[int, int, str]]) -> Iterator[Block]:
    """A substitute for a text that is not available: its quoted passages without those inside of others."""
    for start, end, words in outermost(segments, lambda s: s[:2]):
        yield Block("paragraph", 0, words, tuple(range(start, end + 1)))


def _findings(known: Known, source: NamedNode) -> list[tuple[int, Finding]]:
    rows = known.store.select(
        "SELECT DISTINCT ?f ?label ?agrees ?start ?words ?kind WHERE { ?f rdf:type lpip:Finding ; rdfs:label ?label ; "
        f"oa:hasTarget ?t . ?t oa:hasSource {printed(source)} ; oa:start ?start ; oa:exact ?words . "
        "OPTIONAL { ?f lpip:agrees ?agrees } OPTIONAL { ?f rdf:type ?kind . FILTER (?kind = lpip:MissingAddress) } }"
    ).dicts()
    found: dict[str, tuple[int, Finding]] = {}
    for row in sorted(rows, key=str):
        value = {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}
        start = int(value["start"])
        found.setdefault(
            value["f"],
            (
                start,
                Finding(
                    value["label"],
                    {"true": True, "false": False}.get(value.get("agrees", "")),
                    "",
                    anchor(start, start + len(value["words"])),
                    value.get("kind", ""),
                ),
            ),
        )
    return sorted(found.values(), key=lambda item: (item[0], item[1].text))


def _cards(known: Known, source: NamedNode) -> dict[str, tuple[str, str, str]]:
    """Thing that this issue names → its name, its class in words and its description."""
    classes = " ".join(f'("{kind}" <{cls}>)' for kind, cls in KINDS.items())
    rows = known.store.select(
        "SELECT DISTINCT ?thing ?kind ?name ?words WHERE { "
        f"{{ SELECT DISTINCT ?thing WHERE {{ ?t oa:hasSource {printed(source)} . ?n oa:hasTarget ?t ; lpip:names ?thing }} }} "
        f"VALUES (?kind ?class) {{ {classes} }} ?thing rdf:type ?class ; rdfs:label ?name . "
        "OPTIONAL { ?thing dcterms:description|schema:text|lpip:hasDefinition/schema:text ?words } }"
    ).dicts()
    found: dict[str, tuple[str, str, str]] = {}
    for row in sorted(rows, key=str):
        value = {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}
        found.setdefault(value["thing"], (value["name"], value["kind"], value.get("words", "")))
    return found


def _names(known: Known, source: NamedNode, refs: Mapping[str, Ref]) -> dict[str, Ref]:
    """Name → the one thing that it is a name of."""
    rows = known.store.select(
        "SELECT DISTINCT ?thing ?name WHERE { "
        f"{{ SELECT DISTINCT ?thing WHERE {{ ?t oa:hasSource {printed(source)} . ?n oa:hasTarget ?t ; lpip:names ?thing }} }} "
        "?thing rdfs:label|skos:prefLabel|skos:altLabel ?name }"
    ).rows
    owners: dict[str, set[str]] = {}
    for thing, name in rows:
        if isinstance(thing, NamedNode) and isinstance(name, Literal) and thing.value in refs:
            owners.setdefault(name.value, set()).add(thing.value)
    return {
        name: refs[next(iter(things))]
        for name, things in owners.items()
        if len(things) == 1 and _told_apart(name, refs[next(iter(things))].kind)
    }


def _told_apart(name: str, kind: str) -> bool:
    """Whether all occurrences of a name are marked: not if it can be an ordinary word."""
    words = name.split()
    capitals = sum(c.isupper() for c in name)
    if len(name) < 2 or not capitals:
        return False
    return len(words) > 1 or capitals > 1 or kind not in _EVERYDAY


def _namings(known: Known, source: NamedNode, refs: Mapping[str, Ref]) -> list[tuple[int, int, Ref]]:
    """The exact places of a name in the graph."""
    rows = known.store.select(
        f"SELECT DISTINCT ?thing ?start ?words WHERE {{ ?t oa:hasSource {printed(source)} ; oa:start ?start ; oa:exact ?words . "
        "?n oa:hasTarget ?t ; lpip:names ?thing ; lpip:shows ?name . ?thing rdfs:label|skos:altLabel|skos:prefLabel ?name . "
        "FILTER (LCASE(STR(?words)) = LCASE(STR(?name))) }"
    ).rows
    found = []
    for thing, start, words in rows:
        if (
            isinstance(thing, NamedNode)
            and isinstance(start, Literal)
            and isinstance(words, Literal)
            and thing.value in refs
        ):
            at = int(start.value)
            found.append((at, at + len(words.value), refs[thing.value]))
    return sorted(found, key=lambda item: (item[0], -item[1], item[2].iri))


def _within(exact: Iterable[tuple[int, int, Ref]], block: Block) -> Iterator[_Span]:
    for start, end, ref in exact:
        if block.start <= start and end <= block.end:
            a, b = block.span(start, end)
            if a < b:
                yield _Span(a, b, ref=ref)


class _Marker:
    """Finds names in a text, whole words only, the longest first."""

    def __init__(self, names: Mapping[str, Ref]) -> None:
        import ahocorasick_rs

        self._names = [*names.items()]
        self._engine = ahocorasick_rs.AhoCorasick(
            [name for name, _ in self._names], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def found(self, text: str) -> Iterator[_Span]:
        """The names in a text."""
        for number, start, end in self._engine.find_matches_as_indexes(text):
            before, after = text[start - 1 : start], text[end : end + 1]
            if not (_WORD.match(before) or _WORD.match(after)):
                yield _Span(start, end, ref=self._names[number][1])


def _outermost(spans: Sequence[_Span]) -> list[_Span]:
    """The spans without those inside of others; of two that overlap, the longer."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def _nested(text: str, names: Sequence[_Span], passages: Sequence[_Span]) -> Iterator[Piece]:
    """The text in pieces: names are never divided, and overlapping marks end with the outer one."""
    widened = []
    for span in passages:
        start, end = span.start, span.end
        for name in names:
            start = name.start if name.start < start < name.end else start
            end = name.end if name.start < end < name.end else end
        widened.append(_Span(start, end, span.key))
    yield from _pieces(
        text, 0, len(text), sorted([*widened, *names], key=lambda s: (s.start, -s.end, s.key == ""))
    )


def _pieces(text: str, start: int, end: int, spans: Sequence[_Span]) -> Iterator[Piece]:
    at, place = start, 0
    while place < len(spans):
        span = spans[place]
        if at < span.start:
            yield Piece(text[at : span.start])
        stop = min(span.end, end)
        inner = []
        place += 1
        while place < len(spans) and spans[place].start < stop:
            inner.append(spans[place])
            place += 1
        if span.ref is not None:
            yield Piece(text[span.start : stop], ref=span.ref)
        else:
            # a passage that goes on behind the one that it begins in ends with it
            clipped = [_Span(s.start, min(s.end, stop), s.key, s.ref) for s in inner]
            yield Piece(key=span.key, inner=tuple(_pieces(text, span.start, stop, clipped)))
        at = max(at, stop)
    if at < end:
        yield Piece(text[at:end])
