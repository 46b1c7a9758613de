"""Removes contact data from public text, and checks every public write.

`lpipgraph.contacts` knows what contact data is. This module removes it from records, names and quotes before
they enter the public graphs. As a second check, `guard` runs before a file, a store, a server or an export is
written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from pyoxigraph import Dataset, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from .contacts import contacts, contacts_in_iri, masked, withheld, without_marks
from .errors import DataError
from .glance import harmless, not_harmless
from .names import slug
from .nquads import Lines, taken_apart
from .records import Entity, Records, Relation, Value
from .vocabulary import GRAPHS, XSD, graph_kind

__all__ = [
    "PRIVATE",
    "cleaned",
    "contact_kind",
    "covered",
    "guard",
    "guard_lines",
    "guard_taken_apart",
    "is_hidden",
    "passage",
    "public",
    "public_literal",
    "public_quads",
    "uncovered",
    "without_contacts",
]

Row = TypeVar("Row", Entity, Relation)

#: Predicates of the records whose objects are contact data: they go to the private graph.
PRIVATE = frozenset({"email"})
#: Values of these types consist of digits and cannot be contact data.
_MEASURES = frozenset(
    {
        XSD.boolean,
        XSD.integer,
        XSD.nonNegativeInteger,
        XSD.decimal,
        XSD.date,
        XSD.dateTime,
        XSD.gYear,
        XSD.gYearMonth,
        XSD.dayTimeDuration,
    }
)


_MEASURE_NAMES = frozenset(kind.value.encode() for kind in _MEASURES)


def is_hidden(graph: object) -> bool:
    """Whether a graph is not public: the private one and the candidates. A foreign graph is public."""
    kind = graph_kind(graph) if isinstance(graph, NamedNode) else None
    return kind is not None and not GRAPHS[kind]


def without_contacts(records: Records) -> Records:
    """The same rows without contact data in names, definitions, ids and values; quotes stay verbatim.

    A thing whose only name is an address or a number is removed, with its statements. The rows of `PRIVATE`
    predicates stay: their values go to the private graph.
    """
    return cleaned(records, withheld)


def uncovered(records: Records, text: str) -> Records:
    """The rows of a text read with contact data covered and other marks: quotes verbatim again, no marks in names."""

    def quoted(row: Row) -> Row:
        return replace(row, quote=text[row.start : row.end]) if row.start >= 0 else row

    def noted(note: Mapping[str, Any]) -> Mapping[str, Any]:
        words, start = str(note.get("quote", "")), note.get("start")
        if not isinstance(start, int):
            return note
        return {**note, "quote": text[start : start + len(words)]}

    rows = replace(
        records,
        entities=tuple(map(quoted, records.entities)),
        relations=tuple(map(quoted, records.relations)),
        candidates=tuple(map(quoted, records.candidates)),
        notes=tuple(map(noted, records.notes)),
    )
    return cleaned(rows, without_marks)


def covered(records: Records, text: str) -> Records:
    """The same rows, with contact data in the quotes covered, for display to curators.

    A quote may end in the middle of an address; that cannot be seen from the quote alone.
    """
    seen = masked(text)

    def quoted(row: Row) -> Row:
        return row if row.start < 0 else replace(row, quote=seen[row.start : row.end])

    return replace(
        records,
        entities=tuple(map(quoted, records.entities)),
        relations=tuple(map(quoted, records.relations)),
        candidates=tuple(map(quoted, records.candidates)),
    )


def cleaned(records: Records, clean: Callable[[str], str]) -> Records:
    """The same rows with names, definitions and values as `clean` gives them, and ids from such names; quotes stay.

    Rows of which `clean` leaves nothing are removed.
    """
    ids: dict[str, str | None] = {}
    entities = []
    taken = {e.id for e in records.entities}
    for e in records.entities:
        kept = _named(e, taken, clean)
        ids[e.id] = None if kept is None else kept.id
        if kept is not None:
            entities.append(kept)
    relations = (
        tuple(_relations(records.relations, ids, clean)),
        tuple(_relations(records.candidates, ids, clean)),
    )
    return replace(records, entities=tuple(entities), relations=relations[0], candidates=relations[1])


def _named(e: Entity, taken: set[str], clean: Callable[[str], str]) -> Entity | None:
    names = [name for name in map(clean, e.names) if name]
    if not names:
        return None
    id_ = e.id
    if any(clean(name) != name for name in e.names):
        id_ = stem = f"{e.id.partition(':')[0]}:{slug(names[0])}"
        number = 2
        while id_ in taken and id_ != e.id:
            id_, number = f"{stem}-{number}", number + 1
        taken.add(id_)
    return replace(
        e,
        id=id_,
        name=names[0],
        aliases=tuple(dict.fromkeys(names[1:])),
        kind=clean(e.kind or "") or None,
        definition=clean(e.definition or "") or None,
        text=clean(e.text or "") or None,
    )


def _relations(
    rows: Iterable[Relation], ids: Mapping[str, str | None], clean: Callable[[str], str]
) -> Iterator[Relation]:
    for r in rows:
        s, o = ids.get(r.s, r.s), r.o
        if isinstance(o, str):
            o = ids.get(o, o)  # type: ignore[assignment]
        elif r.p not in PRIVATE:
            value = "" if o.type == "email" or contacts_in_iri(o.value) else clean(o.value)
            o = Value(value, o.type) if value else None  # type: ignore[assignment]
        if s is not None and o is not None:
            yield r if (s, o) == (r.s, r.o) else replace(r, s=s, o=o)


def passage(quote: str) -> tuple[int, int]:
    """The part of a quote that is shown: contact data at its ends is cut off, with the punctuation beside it."""
    start, end = 0, len(quote)
    for found in contacts(quote):
        if not any(map(str.isalnum, quote[start : found.start])):
            start = found.end
    for found in reversed(contacts(quote)):
        if not any(map(str.isalnum, quote[found.end : end])):
            end = found.start
    if not any(map(str.isalnum, quote[start:end])):
        return 0, len(quote)
    if start > 0:
        start += len(quote[start:end]) - len(quote[start:end].lstrip(" \t\r\n,;:|)>]."))
    if end < len(quote):
        end -= len(quote[start:end]) - len(quote[start:end].rstrip(" \t\r\n,;:|(<[-–—"))
    return start, end


def _is_measure(term: Literal) -> bool:
    """Whether a literal consists of digits (a number, a date), which may look like a telephone number."""
    return term.datatype in _MEASURES


def public_literal(term: Literal) -> Literal | None:
    """A literal for the public graph: without contact data, or None if nothing else is in it."""
    if contact_kind(term) is None:
        return term
    value = withheld(term.value)
    if not value:
        return None
    if term.language is None:
        kept = Literal(value, datatype=term.datatype)
    else:
        kept = Literal(value, language=term.language, direction=term.direction)
    return None if contact_kind(kept) else kept


def _public_term(term: object) -> object | None:
    """A term for the public graph, a triple term also within; None if nothing else than contact data is in it."""
    if isinstance(term, Literal):
        return public_literal(term)
    if not isinstance(term, Triple):
        return None if contact_kind(term) else term
    parts = (term.subject, term.predicate, term.object)
    kept = tuple(map(_public_term, parts))
    if None in kept:
        return None
    return term if kept == parts else Triple(*kept)  # type: ignore[arg-type]


def public_quads(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads, those of public graphs without contact data, also in triple terms; a quad with nothing else is removed."""
    for quad in quads:
        if is_hidden(quad.graph_name):
            yield quad
            continue
        if contact_kind(quad.subject) or contact_kind(quad.predicate) or contact_kind(quad.graph_name):
            continue
        term = quad.object
        kept = _public_term(term)
        if kept is term:
            yield quad
        elif kept is not None:
            yield Quad(quad.subject, quad.predicate, kept, quad.graph_name)  # type: ignore[arg-type]


def public(dataset: Dataset) -> Dataset:
    """The dataset, its public part without contact data (see `public_quads`)."""
    return Dataset(public_quads(dataset))


def guard(quads: Iterable[Quad], *, left: str) -> None:
    """Checks all quads before they are published.

    Parameters
    ----------
    quads
        What is written; private graphs and candidates are not checked.
    left
        The state after the error, for the message, such as "nothing was written".

    Raises
    ------
    DataError
        If they contain an address or a number; the message does not repeat it.
    """
    stream = (quad for quad in quads if not is_hidden(quad.graph_name))
    while batch := list(islice(stream, _BATCH)):
        guard_lines((serialize(batch, format=RdfFormat.N_QUADS) or b"").split(b"\n"), left=left)


def guard_lines(lines: Iterable[bytes], *, left: str) -> None:
    """As `guard`, for N-Quads of public graphs as `pyoxigraph` writes them, without line ends."""
    stream = iter(lines)
    while batch := list(islice(stream, _BATCH)):
        guard_taken_apart(taken_apart(batch), left=left)


def guard_taken_apart(found: Lines, *, left: str) -> None:
    """As `guard_lines`, for lines that are taken apart."""
    kinds = {end: _kind_of_end(end) for end in found.texts}
    if (
        any(kind not in (None, _MEASURE) for kind in kinds.values())
        or any(map(_kind_of_iri, found.terms))
        or any(_any_contacts(texts) for end, texts in found.texts.items() if kinds[end] is None)
    ):
        _guard_each(found.lines, left)
    else:
        _guard_each(found.others, left)


def _any_contacts(texts: Sequence[bytes]) -> bool:
    """Whether texts of literals hold contact data."""
    joined = b"\n%b" % b"\n".join(texts).lower()
    if joined.find(b"\ntel:") >= 0 or joined.find(b"\nmailto:") >= 0:
        return True
    return any(contacts(text.decode()) for text in not_harmless(texts))


def _guard_each(lines: Iterable[bytes], left: str) -> None:
    """Checks lines one by one."""
    plain: set[bytes] = set()
    ends: dict[bytes, str | None] = {}
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        literal = rest[0] == _QUOTE
        if subject not in plain or predicate not in plain or not (literal or rest in plain):
            terms = {subject, predicate} if literal else {subject, predicate, rest}
            if any(_kind_of_iri(term) for words in terms - plain for term in words.split()):
                _refuse(line, left)
            else:
                plain |= terms
        if not literal:
            if rest.startswith(b"<<"):
                _refuse(line, left)  # a triple as an object, with words of its own
            continue
        quote = rest.rindex(b'"')
        end = rest[quote + 1 :]
        kind = ends[end] if end in ends else ends.setdefault(end, _kind_of_end(end))
        if kind == _MEASURE:
            continue
        value = rest[1:quote] if rest.find(b"\\") < 0 else _unescaped(rest[1:quote])
        if kind or value is None:
            _refuse(line, left)  # checked in full, and refused if necessary
        elif value[3:4] == b":" or value[6:7] == b":" or not harmless(value):
            text = value.decode()
            if contacts(text) or text[:7].casefold().startswith(("mailto:", "tel:")):
                _refuse(line, left)


def _unescaped(value: bytes) -> bytes | None:
    """The text of a literal in N-Quads; None if it has escapes other than line ends and quotation marks."""
    if value.find(b"\\\\") >= 0:
        return None
    words = value.replace(b'\\"', b'"').replace(b"\\n", b"\n").replace(b"\\r", b"\r").replace(b"\\t", b"\t")
    return words if words.find(b"\\") < 0 else None


#: Number of quads that are checked at a time.
_BATCH = 50_000
_MEASURE = "measure"
_QUOTE = ord('"')
_TYPE = re.compile(rb"\^\^<([^>]+)>")
#: A plain address of a page.
_PLAIN_IRI = re.compile(rb"<https?://[!-$'-?A-~]*>")


def _kind_of_iri(term: bytes) -> str | None:
    """The kind of contact data in a term that is not a literal, as written."""
    if _PLAIN_IRI.fullmatch(term) and b"at" not in term and b"wa.me" not in term.lower():
        return None
    return contacts_in_iri(term[1:-1].decode()) if term.startswith(b"<") else None


def _kind_of_end(end: bytes) -> str | None:
    """The part after a literal's text: its type and the graph. `_MEASURE` if it cannot be contact data."""
    kind = next(filter(None, map(_kind_of_iri, end[end.find(b" ") :].split())), None)
    typed = _TYPE.match(end)
    if kind is None and typed is not None and typed[1] in _MEASURE_NAMES:
        return _MEASURE
    return kind


def _refuse(line: bytes, left: str) -> None:
    """Refuses a quad that contains contact data.

    Raises
    ------
    DataError
        With the place, but not the data.
    """
    (quad,) = parse(line, format=RdfFormat.N_QUADS)
    terms = (quad.object, quad.subject, quad.predicate, quad.graph_name)
    kinds = tuple(map(contact_kind, terms))
    kind = next(filter(None, kinds), None)
    if kind is None:
        return
    thing, predicate, graph = (
        "a thing" if contact_kind(t) else str(t) for t in (quad.subject, quad.predicate, quad.graph_name)
    )
    raise DataError(
        f"{'an' if kind.startswith('e') else 'a'} {kind} is in a public graph, as {predicate} of {thing}",
        where=graph.strip("<>"),
        hint=f"contact data belongs in graph/private; {left}",
    )


def contact_kind(term: object) -> str | None:
    """The kind of contact data in a term of a public graph, None if there is none."""
    if isinstance(term, NamedNode):
        return contacts_in_iri(term.value)
    if isinstance(term, Triple):
        return next(filter(None, map(contact_kind, (term.object, term.subject, term.predicate))), None)
    if not isinstance(term, Literal) or _is_measure(term):
        return None
    found = contacts(term.value)
    if found:
        return found[0].kind
    return contacts_in_iri(term.value) if term.value.casefold().startswith(("mailto:", "tel:")) else None
