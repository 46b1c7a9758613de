"""Parses the bodies of rules, so that they can be evaluated on new facts only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, QuerySolutions, Store

from ..errors import SyntaxProblem
from ..sparql import printed
from ..vocabulary import OWL, RDF, RDFS
from .facts import Fact, Term
from .rules import Pattern, Rule

__all__ = ["Body", "bodies", "is_of_ontology"]

#: Properties that only the ontology uses, and the prefix of its classes.
_OF_ONTOLOGY = frozenset({RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf})
_OWL = str(OWL)
#: The allowed elements of a rule's body: with these, new solutions come only from new facts.
_PLAIN = frozenset({"BGP", "Join", "Filter", "Extend", "ToMultiSet", "values", "Project", "ConstructQuery"})


@dataclass(frozen=True, slots=True)
class Body:
    """A rule with the patterns of its body that facts can match.

    `predicates` has the possible predicates of each pattern, None for any; `grounds` are the numbers of the patterns
    on which the conclusion is based; `variables` are those that distinguish solutions.
    """

    rule: Rule
    patterns: tuple[Pattern, ...]
    predicates: tuple[frozenset[NamedNode] | None, ...]
    grounds: frozenset[int]
    variables: tuple[str, ...]

    def asked(self, number: int, facts: Sequence[Fact]) -> str:
        """The query for the rule's solutions in which a pattern matches one of some facts."""
        pattern = self.patterns[number]
        at = [n for n, part in enumerate(pattern) if isinstance(part, str)]
        names = list(dict.fromkeys(str(pattern[n]) for n in at))
        rows = []
        for fact in facts:
            values: dict[str, Term] = {}
            if all(values.setdefault(str(pattern[n]), fact[n]) == fact[n] for n in at):
                rows.append(f"({' '.join(printed(values[name]) for name in names)})")
        opened = self.rule.where.index("{") + 1
        given = f" VALUES ({' '.join(names)}) {{ {' '.join(rows)} }} "
        return (
            f"{self.rule.prologue}SELECT DISTINCT {' '.join(self.variables)} "
            f"{self.rule.where[:opened]}{given}{self.rule.where[opened:]}"
        )

    def matching(self, number: int, facts: Mapping[NamedNode, Sequence[Fact]]) -> list[Fact]:
        """The facts that can match a pattern, by their predicate."""
        allowed = self.predicates[number]
        s, _, o = self.patterns[number]
        return [
            fact
            for predicate in (facts.keys() if allowed is None else allowed & facts.keys())
            for fact in facts[predicate]
            if (isinstance(s, str) or s == fact[0]) and (isinstance(o, str) or o == fact[2])
        ]


def is_of_ontology(fact: Fact) -> bool:
    """Whether a triple is about the ontology: rules use such triples only from the ontology."""
    typed = fact[1] == RDF.type and isinstance(fact[2], NamedNode) and fact[2].value.startswith(_OWL)
    return fact[1] in _OF_ONTOLOGY or typed


def bodies(known: Iterable[Rule], ontology: Store) -> tuple[Body, ...]:
    """Parses the bodies of rules.

    Parameters
    ----------
    known
        The rules.
    ontology
        A store with the ontology and its entailments in the default graph.

    Raises
    ------
    SyntaxProblem
        If a rule does not parse, or has an element that cannot be evaluated on new facts only, such as NOT EXISTS.
    """
    return tuple(_body(rule, ontology) for rule in known)


def _body(rule: Rule, ontology: Store) -> Body:
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    where = f"ontology/rules/{rule.name}.rq"
    try:
        Store().query(rule.text)
    except SyntaxError as error:
        raise SyntaxProblem(f"not SPARQL ({error})", where=where) from error
    algebra = translateQuery(parseQuery(rule.text)).algebra
    triples: list[tuple[Any, Any, Any]] = []
    values: dict[str, list[NamedNode]] = {}
    for node in _nodes(algebra):
        tested = str(node["expr"]) if node.name == "Filter" else ""
        if node.name not in _PLAIN or "EXISTS" in tested:
            raise SyntaxProblem(
                "the conclusions of this rule cannot be kept",
                where=where,
                hint="its body may hold triples, paths of the ontology, FILTER, BIND and VALUES, and no EXISTS",
            )
        triples += node["triples"] if node.name == "BGP" else ()
        for row in node["res"] if node.name == "values" else ():
            for variable, term in row.items():
                values.setdefault(f"?{variable}", []).append(NamedNode(str(term)))
    constant = [t for t in triples if _is_constant(t, values, where)]
    patterns = tuple(_pattern(t) for t in triples if t not in constant)
    wanted = _grounds(rule, patterns, where)
    variables = dict.fromkeys(
        part for pattern in (*patterns, rule.conclusion) for part in pattern if isinstance(part, str)
    )
    predicates = tuple(_predicates(p[1], constant, values, ontology) for p in patterns)
    return Body(rule, patterns, predicates, wanted, tuple(variables))


def _nodes(algebra: Any) -> Iterator[Any]:  # noqa: ANN401 - rdflib's own
    yield algebra
    for key in ("p", "p1", "p2"):
        if key in algebra:
            yield from _nodes(algebra[key])


def _is_constant(triple: tuple[Any, Any, Any], values: Mapping[str, list[NamedNode]], where: str) -> bool:
    """Whether only the ontology can match a pattern of a body."""
    from rdflib import URIRef, Variable
    from rdflib.paths import MulPath, Path

    _, p, o = triple
    if isinstance(p, Path):
        if isinstance(p, MulPath) and isinstance(p.path, URIRef) and NamedNode(str(p.path)) in _OF_ONTOLOGY:
            return True
        raise SyntaxProblem(
            "a path that is not of the ontology", where=where, hint="write its steps as triples"
        )
    if isinstance(p, URIRef) and NamedNode(str(p)) in _OF_ONTOLOGY:
        return True
    if str(p) != RDF.type.value:
        return False
    objects = values.get(f"?{o}", []) if isinstance(o, Variable) else [NamedNode(str(o))]
    return bool(objects) and all(each.value.startswith(_OWL) for each in objects)


def _pattern(triple: tuple[Any, Any, Any]) -> Pattern:
    from rdflib import Variable

    return tuple(f"?{t}" if isinstance(t, Variable) else NamedNode(str(t)) for t in triple)


def _grounds(rule: Rule, patterns: Sequence[Pattern], where: str) -> frozenset[int]:
    lacking = [pattern for pattern in rule.because if pattern not in patterns]
    if lacking:
        raise SyntaxProblem(
            f"it rests on {' '.join(map(str, lacking[0]))}, which is not in its body", where=where
        )
    return frozenset(n for n, pattern in enumerate(patterns) if pattern in rule.because)


def _predicates(
    predicate: str | NamedNode,
    constant: Iterable[tuple[Any, Any, Any]],
    values: Mapping[str, list[NamedNode]],
    ontology: Store,
) -> frozenset[NamedNode] | None:
    """The possible predicates of a pattern; None for any."""
    if isinstance(predicate, NamedNode):
        return frozenset({predicate})
    if predicate in values:
        return frozenset(values[predicate])
    about = " ".join(f"{s.n3()} {p.n3()} {o.n3()} ." for s, p, o in constant)
    if f"{predicate} " not in f"{about} ":
        return None
    given = " ".join(
        f"VALUES {name} {{ {' '.join(map(str, terms))} }}" for name, terms in values.items() if name in about
    )
    answer = ontology.query(f"SELECT DISTINCT {predicate} WHERE {{ {about} {given} }}")
    assert isinstance(answer, QuerySolutions)
    found = (solution[predicate[1:]] for solution in answer)
    return frozenset(term for term in found if isinstance(term, NamedNode))
