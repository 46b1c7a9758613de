"""What follows from the facts: entailments with the rule and the claims behind each, and OWL DL consistency.

A rule is a file of ``ontology/rules/``: a SPARQL CONSTRUCT of one triple that runs as it stands in any engine, with a
title and the triples that it rests on in its header. The rules run on Oxigraph until nothing new comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolution,
    QuerySolutions,
    Store,
)

from .errors import SyntaxProblem
from .files import find, read_bytes
from .vocabulary import LPIP, PROV, RDF, RDFS, Minter, graph_kind, iri as public_iri

__all__ = ["Rule", "entail", "rules"]

Term = NamedNode | Literal
Fact = tuple[NamedNode, NamedNode, Term]

_HEADER = re.compile(r"^#\s*(title|because):\s*(.+?)\s*$", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX\s+(\w+):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_CONSTRUCT = re.compile(r"^CONSTRUCT\s*\{([^{}]*)\}\s*(?=WHERE)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, title, the triple it concludes, those it rests on, and its query.

    `conclusion` and `because` hold variable names (with their question mark) or terms; `select` gives the variables.
    """

    name: str
    title: str
    conclusion: tuple[str | NamedNode, ...]
    because: tuple[tuple[str | NamedNode, ...], ...]
    construct: str
    select: str


def rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """All rules, sorted by name.

    Parameters
    ----------
    folder
        A folder of ``.rq`` files; the project's own if None.

    Raises
    ------
    SyntaxProblem
        If a file has no title, no ground, or more than one triple in its CONSTRUCT.
    """
    paths = find("ontology/rules", "*.rq") if folder is None else sorted(folder.glob("*.rq"))
    return tuple(_rule(path) for path in paths)


def _rule(path: Path) -> Rule:
    text = read_bytes(path).decode("utf-8")
    prefixes = dict(_PREFIX.findall(text))
    header = [(key, value) for key, value in _HEADER.findall(text)]
    titles = [value for key, value in header if key == "title"]
    because = tuple(_pattern(value, prefixes, path) for key, value in header if key == "because")
    match = _CONSTRUCT.search(text)
    if len(titles) != 1 or not because or match is None:
        raise SyntaxProblem(
            "a rule wants one title, its grounds and one CONSTRUCT", where=path, hint="see its neighbours"
        )
    conclusion = _pattern(match[1].strip().removesuffix("."), prefixes, path)
    names = dict.fromkeys(
        term for pattern in (conclusion, *because) for term in pattern if isinstance(term, str)
    )
    select = f"{text[: match.start()]}SELECT DISTINCT {' '.join(names)} {text[match.end() :]}"
    return Rule(path.stem, titles[0], conclusion, because, text, select)


def _pattern(text: str, prefixes: Mapping[str, str], path: Path) -> tuple[str | NamedNode, ...]:
    terms: list[str | NamedNode] = []
    for word in text.split():
        prefix, colon, local = word.partition(":")
        if word.startswith("?"):
            terms.append(word)
        elif colon and prefix in prefixes:
            terms.append(NamedNode(prefixes[prefix] + local))
        else:
            raise SyntaxProblem(f"'{word}' is neither a variable nor a prefixed name", where=path)
    if len(terms) != 3:
        raise SyntaxProblem(f"'{text}' is no triple", where=path)
    return tuple(terms)


def entail(dataset: Dataset, *, iri: Minter = public_iri) -> Dataset:
    """What follows from the public facts of a dataset.

    Parameters
    ----------
    dataset
        Facts, evidence and ontology, as `graph.build` gives them, of any number of issues.
    iri
        The minter, for another base than the public one.

    Returns
    -------
    Dataset
        ``graph/derived`` with the new facts, and ``graph/derived/evidence`` with a claim for each fact and rule: its
        basis is derived, it names the rule and the claims of the facts that it rests on.

    Raises
    ------
    SyntaxProblem
        If a rule does not parse.
    """
    known = rules()
    store = Store()
    claims: dict[Fact, list[NamedNode]] = {}
    parts: dict[NamedNode, dict[NamedNode, Term]] = {}
    facts: list[Quad] = []
    default = DefaultGraph()
    reified = {RDF.subject: 0, RDF.predicate: 1, RDF.object: 2}
    kinds: dict[object, str | None] = {}
    for q in dataset:
        name = q.graph_name
        if name not in kinds:
            kinds[name] = graph_kind(name) if isinstance(name, NamedNode) else None
        kind = kinds[name]
        if kind == "evidence":
            if q.predicate in reified:
                parts.setdefault(q.subject, {})[q.predicate] = q.object
        elif kind in ("issue", "ontology"):
            facts.append(Quad(q.subject, q.predicate, q.object, default))
    for claim, part in parts.items():
        claims.setdefault((part[RDF.subject], part[RDF.predicate], part[RDF.object]), []).append(claim)  # type: ignore[index]
    store.bulk_extend(facts)
    derived = _fixpoint(store, known, claims)
    return Dataset(_written(derived, known, claims, iri))


def _fixpoint(
    store: Store, known: Iterable[Rule], claims: Mapping[Fact, object]
) -> dict[Fact, dict[str, set[Fact]]]:
    """New facts → rule → the facts behind, from rounds over all rules until one brings nothing new."""
    default = DefaultGraph()
    readers = [(rule, _reader(rule.conclusion), [_reader(b) for b in rule.because]) for rule in known]
    while True:
        found: dict[Fact, dict[str, set[Fact]]] = {}
        fresh: list[Quad] = []
        for rule, conclude, grounds in readers:
            for solution in _solutions(store, rule):
                fact = conclude(solution)
                if fact in claims:
                    continue
                found.setdefault(fact, {}).setdefault(rule.name, set()).update(g(solution) for g in grounds)
        fresh = [quad for fact in found if (quad := Quad(*fact, default)) not in store]
        if not fresh:
            return found
        store.extend(fresh)


def _solutions(store: Store, rule: Rule) -> QuerySolutions:
    try:
        answer = store.query(rule.select)
    except SyntaxError as error:
        raise SyntaxProblem(f"not SPARQL ({error})", where=f"ontology/rules/{rule.name}.rq") from error
    assert isinstance(answer, QuerySolutions)
    return answer


def _reader(pattern: tuple[str | NamedNode, ...]) -> Callable[[QuerySolution], Fact]:
    def value(solution: QuerySolution, term: str | NamedNode) -> Term:
        return solution[term[1:]] if isinstance(term, str) else term  # type: ignore[return-value]

    def read(solution: QuerySolution) -> Fact:
        s, p, o = (value(solution, term) for term in pattern)
        return s, p, o  # type: ignore[return-value]

    return read


def _written(
    derived: Mapping[Fact, Mapping[str, Iterable[Fact]]],
    known: Iterable[Rule],
    claims: Mapping[Fact, Iterable[NamedNode]],
    iri: Minter,
) -> Iterator[Quad]:
    facts, evidence = iri.graph("derived"), iri.graph("derived-evidence")
    by_rule = {rule.name: iri.id("rule", rule.name) for rule in known}
    own: dict[Fact, list[NamedNode]] = {}
    for fact, supports in derived.items():
        s, p, o = map(str, fact)
        own[fact] = [iri.claim("derived", s, p, o, name) for name in supports]
    for fact, supports in derived.items():
        subject, predicate, object_ = fact
        yield Quad(subject, predicate, object_, facts)
        for claim, (name, grounds) in zip(own[fact], supports.items(), strict=True):
            yield Quad(claim, RDF.type, LPIP.Claim, evidence)
            yield Quad(claim, RDF.type, RDF.Statement, evidence)
            yield Quad(claim, RDF.subject, subject, evidence)
            yield Quad(claim, RDF.predicate, predicate, evidence)
            yield Quad(claim, RDF.object, object_, evidence)
            yield Quad(claim, LPIP.basis, LPIP.derived, evidence)
            yield Quad(claim, LPIP.rule, by_rule[name], evidence)
            for ground in grounds:
                for behind in (*claims.get(ground, ()), *own.get(ground, ())):
                    yield Quad(claim, PROV.wasDerivedFrom, behind, evidence)
    for rule in known:
        yield Quad(by_rule[rule.name], RDF.type, LPIP.Rule, evidence)
        yield Quad(by_rule[rule.name], RDFS.label, Literal(rule.title, language="en"), evidence)
