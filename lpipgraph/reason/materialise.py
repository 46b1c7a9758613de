"""Materialises all derived facts of a dataset: applies the rules up to the fixpoint."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Dataset, NamedNode, Quad, QuerySolution, QuerySolutions, Store

from ..errors import SyntaxProblem
from ..vocabulary import Minter
from ..vocabulary import iri as public_iri
from .facts import Evidence, Fact, claim_of, claims, described, in_default, normal, ontology_of, stated
from .latest import latest, newest
from .rules import SUBCLASS, Pattern, Rule, rules

__all__ = ["entail", "fixpoint"]

#: New fact → rule → the facts on which it is based.
_Derived = Mapping[Fact, Mapping[str, Iterable[Fact]]]


def entail(dataset: Dataset, *, iri: Minter = public_iri, known: Iterable[Rule] | None = None) -> Dataset:
    """Derives facts from the public facts of a dataset.

    Parameters
    ----------
    dataset
        Facts, evidence and ontology from `graph.build`, of any number of issues.
    iri
        The function that creates IRIs, if their base is not the public one.
    known
        The rules; those of the package if None.

    Returns
    -------
    Dataset
        ``graph/derived`` with the new facts; ``graph/derived/evidence`` with a claim for each fact and rule, whose basis
        is "derived", with the rule and the evidence of the facts on which it is based; and ``graph/latest`` with the
        newest claims and namings on changing properties. Membership in a superclass has no claim: it follows from the
        subclass. Facts that follow from the ontology alone are left out.

    Raises
    ------
    SyntaxProblem
        If a rule does not parse.
    """
    all_rules = rules() if known is None else tuple(known)
    found = stated(dataset)
    facts = found.facts
    store = Store()
    store.bulk_extend(ontology_of(dataset))
    fixpoint(store, all_rules)
    given = {normal((q.subject, q.predicate, q.object)) for q in store}
    store.bulk_extend(map(in_default, facts))
    fixpoint(store, all_rules)
    made = Dataset(_written(_supports(store, all_rules, facts, given), facts, all_rules, found.evidence, iri))
    for quad in latest(newest(found.told), iri):
        made.add(quad)
    return made


def fixpoint(store: Store, known: Iterable[Rule]) -> None:
    """Runs all rules in a store up to the fixpoint.

    Raises
    ------
    SyntaxProblem
        If a rule does not parse.
    """
    size = -1
    while size != len(store):
        size = len(store)
        for rule in known:
            try:
                store.update(rule.insert)
            except SyntaxError as error:
                where = f"ontology/rules/{rule.name}.rq"
                raise SyntaxProblem(f"not SPARQL ({error})", where=where) from error


def _supports(
    store: Store, known: Iterable[Rule], facts: Container[Fact], given: Container[Fact]
) -> _Derived:
    """The facts on which each new fact is based, and for stated facts, those from which they follow by class."""
    found: dict[Fact, dict[str, set[Fact]]] = {}
    for rule in known:
        conclude, grounds = _reader(rule.conclusion), [_reader(pattern) for pattern in rule.because]
        answer = store.query(rule.select)
        assert isinstance(answer, QuerySolutions)
        for solution in answer:
            fact = conclude(solution)
            if fact not in given and (fact not in facts or rule.name == SUBCLASS):
                found.setdefault(fact, {}).setdefault(rule.name, set()).update(g(solution) for g in grounds)
    return found


def _reader(pattern: Pattern) -> Callable[[QuerySolution], Fact]:
    s, p, o = pattern

    def term(solution: QuerySolution, part: str | NamedNode) -> Any:  # noqa: ANN401 - any term
        return solution[part[1:]] if isinstance(part, str) else part

    return lambda solution: (term(solution, s), term(solution, p), term(solution, o))


def _written(
    derived: _Derived, facts: Container[Fact], known: Iterable[Rule], evidence: Evidence, iri: Minter
) -> Iterator[Quad]:
    new = [fact for fact in derived if fact not in facts]
    own = {fact: [claim_of(fact, rule, iri) for rule in derived[fact] if rule != SUBCLASS] for fact in new}

    def behind(fact: Fact, seen: frozenset[Fact] = frozenset()) -> Iterator[NamedNode]:
        """The claims and namings of a fact, or of the facts from which it follows by class."""
        nodes = (*evidence.get(fact, ()), *own.get(fact, ()))
        yield from nodes
        if not nodes and fact not in seen:
            for ground in derived.get(fact, {}).get(SUBCLASS, ()):
                yield from behind(ground, seen | {fact})

    for fact in new:
        supports = {
            rule: [node for ground in grounds for node in behind(ground)]
            for rule, grounds in derived[fact].items()
            if rule != SUBCLASS
        }
        yield from claims(fact, supports, iri)
    yield from described(known, iri)
