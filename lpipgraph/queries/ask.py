"""Resolves parameters to terms, and traces rows to their evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product

from pyoxigraph import Dataset, Literal, NamedNode

from ..errors import AmbiguousName, InputError, UnknownName
from ..money import one_sum
from ..names import fold
from ..phrases import day, literal, sentence
from ..sparql import printed
from ..store_protocol import Answer, Store, Term
from ..vocabulary import BASE, LPIP, PREFIXES, RDF, RDFS, SHOWN, XSD
from .catalogue import KINDS, Parameter, Pattern, Query, part

__all__ = ["Evidence", "choices", "evidence", "evidence_of", "resolve"]

_VALUES_ROW = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
#: So many of the things of one name are listed.
_MOST_ASKED = 4
_PARTS = ("subject", "predicate", "object")
_ADDRESS = re.compile(r"<?(https?://[^\s<>\"{}|\\^`]+)>?")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim or naming behind a row: what it says in words, its basis, its quote and its place in the issue.

    `basis` is stated, bySection, fromAuthority (`authority` names the row and its source), or finding: what was checked of the newsletter as a whole. `rule` is the
    title of the rule that led from this claim to the row's fact; None where the claim says it itself.
    `start` and `end` are offsets in code points into the text of `source`.
    """

    claim: str
    statement: str
    basis: str
    rule: str | None
    quote: str
    section: str | None
    start: int
    end: int
    source: str
    authority: str | None = None


def choices(store: Store, parameter: Parameter) -> dict[str, str]:
    """IRI → main name of all possible values of a parameter; empty for typed values."""
    return {thing: names[0] for thing, names in _names(store, parameter.kind).items()}


#: The value of a parameter as given by a user: one value, or several alternatives.
Given = str | int | float | Decimal | date | NamedNode | Literal
_EXAMPLES = {
    "date": "2025-01-30", "integer": "5", "number": "2500000, £2.5m or £3 billion", "text": "words", "issue": "3",
}  # fmt: skip


def resolve(
    store: Store, query: Query, given: Mapping[str, Given | Iterable[Given]]
) -> dict[str, NamedNode | Literal | tuple[NamedNode | Literal, ...]]:
    """Resolves the given values of a query's parameters to terms.

    Parameters
    ----------
    store
        The store in which names are looked up: main names, other names and IRIs, by `lpipgraph.names.fold`.
    query
        The query.
    given
        Parameter → a name ("skills", "Nesta"), an IRI, or a value; a thing of any class may have its kind as
        a prefix ("theme:innovation"). Several alternatives in a list or tuple.

    Returns
    -------
    dict
        Parameter → term, or a tuple where several were given, with the defaults of those that were not.

    Raises
    ------
    UnknownName
        For an unknown parameter, name or issue, with the most similar ones.
    InputError
        For a required parameter that is missing, an empty value or list, a name that several things have, or a
        value that is not a date or number.
    """
    for name in given:
        query.parameter(name)
    terms: dict[str, NamedNode | Literal | tuple[NamedNode | Literal, ...]] = {}
    for parameter in query.parameters:
        asked = given.get(parameter.name)
        values = _listed(parameter.default if asked is None else asked)
        if (asked is not None and not values) or not all(str(v).strip() for v in values):
            # nothing given is not everything wanted: an empty list may be what a search found
            raise query.missing(terms) or _empty(parameter)
        found = tuple(dict.fromkeys(_term(store, parameter, v) for v in values))
        if found:
            terms[parameter.name] = found[0] if len(found) == 1 else found
    if error := query.missing(terms):
        raise error
    return terms


def _empty(parameter: Parameter) -> InputError:
    return InputError(
        "this has no value",
        where=f"parameter {parameter.name}",
        hint="give it one, or leave the parameter out",
    )


def _listed(value: Given | Iterable[Given] | None) -> list[Given]:
    if value is None:
        return []
    if isinstance(value, str | int | float | Decimal | date | NamedNode | Literal):
        return [value]
    return list(value)


def _term(store: Store, parameter: Parameter, value: Given) -> NamedNode | Literal:
    if isinstance(value, Literal):
        value = value.value
    if isinstance(value, NamedNode):
        value = f"<{value.value}>"
    text = str(value).strip()
    try:
        if parameter.kind == "text":
            return Literal(text)
        if parameter.kind == "integer":
            return Literal(str(int(text)), datatype=XSD.integer)
        if parameter.kind == "date":
            return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)
        if parameter.kind == "number":
            return Literal(_number(text), datatype=XSD.decimal)
        if parameter.kind == "issue":
            return _issue(store, text)
    except ValueError as error:
        raise InputError(
            f"{text!r} is not a valid {parameter.kind}",
            where=f"parameter {parameter.name}",
            hint=f"write it as {_EXAMPLES[parameter.kind]}",
        ) from error
    return _entity(store, parameter, text)


_BARE = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _number(text: str) -> str:
    """Parses a number or sum as people write it: "2500000", "2,500,000", "£2.5m", "half a million pounds"."""
    if _BARE.fullmatch(text):
        return f"{Decimal(text.replace(',', '')):f}"
    found = one_sum(text)
    if found is None or (found.start, found.end) != (0, len(text)):
        raise ValueError(text)
    return found.digits


_ISSUE = re.compile(r"<?(?:.*/issue/|(?:issue\s*)?(?:no\.?|number)?\s*)(?P<number>\d+)>?", re.IGNORECASE)


def _issue(store: Store, text: str) -> Literal:
    """The number of an issue that the graph holds: "3", "issue 3", "Issue No. 3" or its IRI."""
    match = _ISSUE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    known = [str(row[0].value) for row in store.select(part("issues")).rows if isinstance(row[0], Literal)]
    if match["number"] not in known:
        raise UnknownName("issue", match["number"], known)
    return Literal(match["number"], datatype=XSD.integer)


def _entity(store: Store, parameter: Parameter, value: str) -> NamedNode:
    kind = parameter.kind
    prefix, colon, rest = value.partition(":")
    if kind == "thing" and colon and prefix in KINDS and rest.strip():
        kind, value = prefix, rest.strip()
    known = _names(store, kind)
    if address := _ADDRESS.fullmatch(value):
        if address[1] in known:
            return NamedNode(address[1])
        raise UnknownName(kind, value, known)
    wanted = fold(value)
    main = [thing for thing, names in known.items() if fold(names[0]) == wanted]
    found = main or [thing for thing, names in known.items() if any(fold(n) == wanted for n in names)]
    if not found:
        names = {fold(name): name for names in reversed(known.values()) for name in reversed(names)}
        see = "the query 'sentences' looks for words in the text"
        raise UnknownName(kind, value, names.values(), main=(each[0] for each in known.values()), see=see)
    if len(found) > 1:
        raise AmbiguousName(
            f"{value!r} names {len(found)} things",
            where=f"parameter {parameter.name}",
            hint=f"say which: {' or '.join(_choices(store, parameter, {t: known[t][0] for t in sorted(found)[:_MOST_ASKED]}))}",
        )
    return NamedNode(found[0])


def _choices(store: Store, parameter: Parameter, found: Mapping[str, str]) -> Iterator[str]:
    """Things in words, each with what names it alone: "the theme Innovation (thing=theme:Innovation)"."""
    kinds = [k for k, class_ in KINDS.items() if class_.startswith("lpip:") and class_ != KINDS["thing"]]
    of = {kind: _names(store, kind) for kind in kinds}
    kind_of = {thing: next((kind for kind in kinds if thing in of[kind]), "thing") for thing in found}
    for thing, name in found.items():
        kind = kind_of[thing]
        wanted = fold(name)
        alone = sum(fold(names[0]) == wanted for names in of.get(kind, {}).values()) == 1
        short = f"{kind}:{name}" if parameter.kind == "thing" and alone else f"<{thing}>"
        yield f"the {kind} {name} ({parameter.name}={short})"


def _names(store: Store, kind: str) -> dict[str, list[str]]:
    """IRI → names, the main one first."""
    class_ = KINDS[kind]
    prefix, _, local = class_.partition(":")
    if prefix != "lpip":
        return {}
    found: dict[str, list[str]] = {}
    text = _bound(part("names"), {"class": [NamedNode(PREFIXES[prefix] + local)]})
    for thing, name, _ in store.select(text).rows:
        if isinstance(thing, NamedNode) and isinstance(name, Literal):
            found.setdefault(thing.value, []).append(name.value)
    return found


def evidence(store: Store, query: Query, answer: Answer) -> tuple[tuple[Evidence, ...], ...]:
    """The claims that support each row of an answer, in the order of the text.

    Parameters
    ----------
    store
        The store that gave the answer.
    query
        The query.
    answer
        Its whole answer, including hidden columns.
    """
    rows: list[set[_Behind]] = [set() for _ in answer.rows]
    for why in query.why:
        found = _named(answer, why) if isinstance(why, str) else _matching(store, answer, why)
        for row, behind in found:
            rows[row].add(behind)
    told = _told(store, {behind for row in rows for behind in row})
    return tuple(_sorted(item for each in _nearest(row) for item in told.get(each, ())) for row in rows)


def evidence_of(store: Store, graph: Dataset) -> dict[str, tuple[Evidence, ...]]:
    """The claims that support each triple of a constructed graph.

    Returns
    -------
    dict
        N-Triples line → claims; triples without a claim are absent.
    """
    facts = sorted({(str(q.subject), str(q.predicate), str(q.object)): q for q in graph}.items())
    answer = Answer(("s", "p", "o"), tuple((q.subject, q.predicate, q.object) for _, q in facts))
    found: dict[int, set[_Behind]] = {}
    for row, behind in _matching(store, answer, (("?s", "?p", "?o"),)):
        found.setdefault(row, set()).add(behind)
    told = _told(store, {behind for row in found.values() for behind in row})
    return {
        f"{' '.join(facts[row][0])} .": _sorted(
            item for each in _nearest(behind) for item in told.get(each, ())
        )
        for row, behind in sorted(found.items())
    }


#: A claim or naming; the part of a naming behind a row, None for all of it; and the title of the rule that
#: leads to the row.
_Behind = tuple[NamedNode, Term | None, str | None]
#: The title of the rule whose conclusions have no claims.
ABOVE = "Whatever belongs to a class belongs to the classes above it"


def _nearest(behind: set[_Behind]) -> Iterator[_Behind]:
    """The evidence of a row; if a class itself is shown, its superclasses are left out."""
    for node, shown, above in behind:
        if above is None or (node, shown, None) not in behind:
            yield node, shown, above


def _named(answer: Answer, column: str) -> Iterator[tuple[int, _Behind]]:
    at = answer.columns.index(column)
    for number, row in enumerate(answer.rows):
        claim = row[at]
        if isinstance(claim, NamedNode):
            yield number, (claim, None, None)


def _matching(store: Store, answer: Answer, patterns: Sequence[Pattern]) -> Iterator[tuple[int, _Behind]]:
    """Row number and evidence of all matches of the patterns, whose variables a row may bind."""
    used = dict.fromkeys(term[1:] for pattern in patterns for term in pattern if isinstance(term, str))
    bound = [(name, answer.columns.index(name)) for name in used if name in answer.columns]
    rows = []
    for number, row in enumerate(answer.rows):
        terms = {name: row[at] for name, at in bound if isinstance(row[at], NamedNode | Literal)}
        if len(terms) == len(bound):
            rows.append((number, terms))
    names = " ".join(f"?{name}" for name, _ in bound)
    # one query for each form: an engine evaluates a whole UNION before it joins it with the rows
    for ways in product(_WAYS, repeat=len(patterns)):
        lines = [
            f"({number} {' '.join(printed(terms[name]) for name, _ in bound)})"  # type: ignore[arg-type]
            for number, terms in rows
            if all(way.takes(_given(p, terms)) for way, (_, p, _) in zip(ways, patterns, strict=True))
        ]
        if not lines:
            continue
        groups = " ".join(
            way.pattern.format(i=i, s=s, p=p, o=o)
            for i, (way, (s, p, o)) in enumerate(zip(ways, patterns, strict=True))
        )
        heads = " ".join(f"?c{i} ?k{i} ?above{i}" for i in range(len(patterns)))
        text = (
            f"SELECT DISTINCT ?row {heads} WHERE {{ VALUES (?row {names}) {{ {' '.join(lines)} }} {groups} }}"
        )
        for at, *found in store.select(text).rows:
            for claim, shown, above in zip(found[::3], found[1::3], found[2::3], strict=True):
                if isinstance(at, Literal) and isinstance(claim, NamedNode):
                    rule = ABOVE if above == Literal("true", datatype=XSD.boolean) else None
                    yield int(at.value), (claim, shown, rule)


@dataclass(frozen=True, slots=True)
class _Way:
    """One form of evidence: the properties that have it, and the pattern that finds it."""

    properties: frozenset[NamedNode]
    others: bool
    pattern: str

    def takes(self, predicate: Term | None) -> bool:
        """Whether facts with this property (None: not known yet) may have this form of evidence."""
        return predicate is None or (predicate in self.properties) != self.others


_NAMES = SHOWN - {RDF.type}
_WAYS = (
    _Way(SHOWN, True, f"?c{{i}} {RDF.subject} {{s}} ; {RDF.predicate} {{p}} ; {RDF.object} {{o}} ."),
    _Way(
        _NAMES,
        False,
        f"?c{{i}} {LPIP.names} {{s}} ; {LPIP.shows} {{o}} . {{s}} {{p}} {{o}} . "
        f"FILTER ({{p}} IN ({', '.join(sorted(map(str, _NAMES)))})) BIND ({{o}} AS ?k{{i}})",
    ),
    # a superclass of the class that the words show is inferred from it
    _Way(
        frozenset({RDF.type}),
        False,
        f"?c{{i}} {LPIP.names} {{s}} ; {LPIP.shows} ?k{{i}} . {{s}} {RDF.type} ?k{{i}} . "
        f"?k{{i}} {RDFS.subClassOf}* {{o}} . {{s}} {{p}} {{o}} . FILTER ({{p}} = {RDF.type}) "
        f"BIND (?k{{i}} != {{o}} AS ?above{{i}})",
    ),
)


def _given(term: str | NamedNode, terms: Mapping[str, Term | None]) -> Term | None:
    return terms.get(term[1:]) if isinstance(term, str) else term


def _told(store: Store, behind: Iterable[_Behind]) -> dict[_Behind, list[Evidence]]:
    """Claim or naming → its evidence: itself if it has a quote, else the evidence that it was derived from."""
    wanted: dict[str, list[_Behind]] = {}
    for each in sorted(behind, key=str):
        wanted.setdefault(each[0].value, []).append(each)
    if not wanted:
        return {}
    values = {"claim": [NamedNode(claim) for claim in wanted], "predicate": sorted(SHOWN, key=str)}
    rows = [
        row
        for name in ("claims", "namings", "findings")
        for row in store.select(_bound(part(name), values)).dicts()
    ]
    found: dict[tuple[_Behind, str, str, int], tuple[bool, Evidence]] = {}
    for row in rows:
        values_ = {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}
        claim, root = values_["claim"], values_["root"]
        item = Evidence(
            claim=root,
            statement=values_.get("told") or _sentence(row),
            basis=values_.get("basis", "finding").rsplit("/", 1)[-1],
            rule=values_.get("ruleTitle") if claim != root else None,
            quote=values_["quote"],
            section=values_.get("section"),
            start=int(values_["start"]),
            end=int(values_["end"]),
            source=values_["source"],
            authority=f"{values_['row']}; {values_['seen']}" if "row" in values_ else None,
        )
        # A whole naming is shown by its main name. Two names of one thing give two rows for one claim: the
        # first in alphabetical order is used.
        rank = (row.get("predicate") != RDFS.label, item.statement)
        for each in wanted[claim]:
            _, shown, above = each
            if claim == root and shown is not None and shown != row.get("object"):
                continue
            place = (each, root, item.source, item.start)
            if place not in found or rank < (found[place][0], found[place][1].statement):
                found[place] = rank[0], replace(item, rule=above) if above else item
    told: dict[_Behind, list[Evidence]] = {}
    for (each, *_), (_, item) in found.items():
        told.setdefault(each, []).append(item)
    return told


#: Kinds of things without names, as in their IRIs → display word.
_NAMELESS = {
    "definition": "definition", "interval": "period", "instant": "time", "amount": "sum", "membership": "position",
}  # fmt: skip


def _sentence(row: Mapping[str, Term]) -> str:
    """A statement in words."""
    subject, label, value = (_said(row, which) for which in _PARTS)
    predicate = row["predicate"]
    return sentence(subject, predicate.value if isinstance(predicate, NamedNode) else "", label, value)


def _said(row: Mapping[str, Term], which: str) -> str:
    """A part of a statement in words: its name, its value, or its kind and owner; a term by its last part."""
    name, term, whose = (row.get(key) for key in (f"{which}Name", which, f"{which}Of"))
    if isinstance(name, Literal):
        return name.value
    if isinstance(term, Literal):
        return literal(term)
    if not isinstance(term, NamedNode):
        return str(term)
    kind, _, local = term.value.removeprefix(f"{BASE}id/").partition("/")
    if not local or kind not in _NAMELESS:
        return re.split(r"[/#]", term.value)[-1]
    if isinstance(whose, Literal):
        return f"{_NAMELESS[kind]} of {whose.value}"
    return day(local) if kind == "instant" else _NAMELESS[kind]


def _sorted(items: Iterable[Evidence]) -> tuple[Evidence, ...]:
    unique = {(e.claim, e.statement, e.rule, e.source, e.start): e for e in items}
    return tuple(
        sorted(unique.values(), key=lambda e: (e.source, e.start, e.end, e.statement, e.claim, e.rule or ""))
    )


def _bound(text: str, values: Mapping[str, Sequence[NamedNode]]) -> str:
    """An internal query with terms filled into its VALUES lines."""
    return _VALUES_ROW.sub(
        lambda m: f"VALUES ?{m[1]} {{ {' '.join(map(printed, values[m[1]]))} }}" if m[1] in values else m[0],
        text,
    )
