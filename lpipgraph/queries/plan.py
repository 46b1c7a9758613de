"""Explains how a query is evaluated: its steps in words, and the number of matches of each triple pattern.

Oxigraph does not expose its plan to Python. The plan shown here is the algebra of SPARQL 1.1 (section 18, by
rdflib's parser), with counts from the store. Within a group the patterns are ordered as engines usually do:
the rarest first, then those that share a variable with earlier ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import QueryRefused, RemoteError, SyntaxProblem
from ..sparql import prefixed
from ..store_protocol import Store
from ..vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

__all__ = ["explained"]

_NOTE = (
    "Matches are counted for each pattern separately. The engine orders the patterns of a group by its own estimates; "
    "here the pattern with the fewest matches comes first, then those that share a variable with earlier ones.",
)
_SHOWN_VALUES = 3
#: Longer expressions are cut.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Step:
    """A line of the plan: its depth, its words, and the matches of a pattern ("?" if counting took too long)."""

    depth: int
    words: str
    matches: int | str | None = None


def explained(store: Store, text: str) -> str:
    """The plan of a query for the data in a store.

    Parameters
    ----------
    store
        The store in which matches are counted; the query itself is not run.
    text
        A query that may run (`guard`).

    Raises
    ------
    SyntaxProblem
        If it does not parse.
    """
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        plan = translateQuery(parseQuery(prefixed(text)))
    except ParseException as error:
        raise SyntaxProblem(
            f"the query does not parse at '{error.line[error.col - 1 :][:30]}'",
            where=f"query, line {error.lineno}, column {error.col}",
        ) from error
    steps = list(_Plan(store).steps(plan.algebra, 0))
    wide = max(len("matches"), *(len(_figure(step)) for step in steps))
    lines = [f"{'matches':>{wide}}  step", f"{'─' * wide}  {'─' * 40}"]
    lines += [f"{_figure(step):>{wide}}  {'  ' * step.depth}{step.words}" for step in steps]
    return "".join(f"{line}\n" for line in (*lines, "", *_NOTE))


def _figure(step: _Step) -> str:
    return f"{step.matches:,}" if isinstance(step.matches, int) else step.matches or ""


class _Plan:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted: dict[str, int | str] = {}
        self._aggregates: dict[str, str] = {}

    def steps(self, node: CompValue, depth: int) -> Iterator[_Step]:
        """An operator, then its operands, indented."""
        own = getattr(self, f"_{node.name.lower()}", None)
        if own is not None:
            yield from own(node, depth)
        elif node.p is not None:
            yield from self.steps(node.p, depth)

    # --- what is done with the answer as a whole
    def _selectquery(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield from self._whole("rows of", node, depth)

    def _askquery(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield _Step(depth, "yes if there is any row")
        yield from self.steps(node.p, depth + 1)

    def _constructquery(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield _Step(depth, "triples made from each row")
        yield from (_Step(depth + 1, _pattern(t)) for t in node.template or ())
        yield from self.steps(node.p, depth + 1)

    def _describequery(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield from self._whole("triples about", node, depth)

    def _whole(self, words: str, node: CompValue, depth: int) -> Iterator[_Step]:
        yield _Step(depth, f"{words} {' '.join(map(_term, node.PV))}")
        yield from self.steps(node.p, depth + 1)

    def _project(self, node: CompValue, depth: int) -> Iterator[_Step]:
        if depth > 1 and not isinstance(node.p, list):
            yield _Step(depth, f"first, by itself: {' '.join(map(_term, node.PV))}")
            depth += 1
        yield from self.steps(node.p, depth)

    def _slice(self, node: CompValue, depth: int) -> Iterator[_Step]:
        skipped = f", {node.start} skipped" if node.start else ""
        at_most = "rows" if node.length is None else f"at most {node.length} rows"
        yield _Step(depth, f"{at_most}{skipped}")
        yield from self.steps(node.p, depth)

    def _distinct(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield _Step(depth, "each row once")
        yield from self.steps(node.p, depth)

    def _orderby(self, node: CompValue, depth: int) -> Iterator[_Step]:
        keys = [self._expression(c.expr) + (" downwards" if c.order == "DESC" else "") for c in node.expr]
        yield _Step(depth, _cut(f"sorted by {', '.join(keys)}"))
        yield from self.steps(node.p, depth)

    # --- groups
    def _aggregatejoin(self, node: CompValue, depth: int) -> Iterator[_Step]:
        for each in node.A:
            name = each.name.removeprefix("Aggregate_").upper()
            of = "*" if each.vars == "*" else self._expression(each.vars)
            once = "DISTINCT " if each.distinct else ""
            # the key of a group is the variable itself
            self._aggregates[str(each.res)] = of if name == "SAMPLE" else f"{name}({once}{of})"
        keys = " ".join(map(self._expression, node.p.expr or ()))
        yield _Step(depth, f"one row for each {keys}" if keys else "one row for all")
        yield from self.steps(node.p.p, depth + 1)

    def _extend(self, node: CompValue, depth: int) -> Iterator[_Step]:
        inner = list(self.steps(node.p, depth))
        expression = self._expression(node.expr)
        named = _term(node.var)
        if expression == named:
            yield from inner
            return
        made = _Step(depth, _cut(f"{named} = {expression}"))
        grouped = "__agg_" in str(node.expr) or any(s.words.startswith("one row for") for s in inner[:1])
        yield from (made, *inner) if grouped else (*inner, made)

    def _filter(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield from self.steps(node.p, depth)
        yield from self._kept("only where", node.expr, depth)

    def _kept(self, words: str, expression: object, depth: int) -> Iterator[_Step]:
        yield _Step(depth, _cut(f"{words} {self._expression(expression)}"))

    def _leftjoin(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield from self.steps(node.p1, depth)
        yield _Step(depth, "if there is any, else empty")
        yield from self.steps(node.p2, depth + 1)
        if getattr(node.expr, "name", "") != "TrueFilter":
            yield from self._kept("only where", node.expr, depth + 1)

    def _minus(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield from self.steps(node.p1, depth)
        yield _Step(depth, "without those of")
        yield from self.steps(node.p2, depth + 1)

    def _union(self, node: CompValue, depth: int) -> Iterator[_Step]:
        for number, each in enumerate(_flat(node, "Union")):
            yield _Step(depth, "or" if number else "either")
            yield from self.steps(each, depth + 1)

    def _graph(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield _Step(depth, f"in the graph {_term(node.term)}")
        yield from self.steps(node.p, depth + 1)

    def _join(self, node: CompValue, depth: int) -> Iterator[_Step]:
        parts = _flat(node, "Join")
        values = [p for p in parts if p.name == "ToMultiSet" and p.p.name == "values"]
        triples = [t for p in parts if p.name == "BGP" for t in p.triples]
        for each in values:
            yield from self.steps(each, depth)
        known = {v for each in values for v in _bound_by(each)}
        yield from self._patterns(triples, known, depth)
        for each in parts:
            if each.name != "BGP" and each not in values:
                yield from self.steps(each, depth)

    def _bgp(self, node: CompValue, depth: int) -> Iterator[_Step]:
        yield from self._patterns(node.triples, set(), depth)

    def _values(self, node: CompValue, depth: int) -> Iterator[_Step]:
        rows = node.res if isinstance(node.res, list) else [node.res]
        names = " ".join(dict.fromkeys(_term(name) for row in rows for name in row))
        if all(value == "UNDEF" for row in rows for value in row.values()):
            yield _Step(depth, f"{names}: not given, any will do")
            return
        told = [" ".join("any" if v == "UNDEF" else _term(v) for v in row.values()) for row in rows]
        more = f" and {len(told) - _SHOWN_VALUES:,} more" if len(told) > _SHOWN_VALUES else ""
        yield _Step(depth, _cut(f"{names}: {' or '.join(told[:_SHOWN_VALUES])}{more}"))

    def _patterns(
        self, triples: Iterable[tuple[object, ...]], known: set[str], depth: int
    ) -> Iterator[_Step]:
        left = [(self._count(t), _pattern(t), _variables(t)) for t in triples]
        seen, first = set(known), True
        while left:
            tied = [item for item in left if item[2] & seen or not item[2]]
            count, words, variables = min(tied or left, key=_rarity)
            shared = sorted(variables & seen)
            by = f"  (by {', '.join(shared)})" if shared else ""
            if not first and variables and not shared:
                by = "  (no shared variable: all pairs)"
            yield _Step(depth, words + by, count)
            left.remove((count, words, variables))
            seen |= variables
            first = False

    def _count(self, triple: tuple[object, ...]) -> int | str:
        text = " ".join(t.n3() for t in triple)  # type: ignore[attr-defined]
        if text not in self._counted:
            try:
                (row,) = self._store.select(f"SELECT (COUNT(*) AS ?matches) WHERE {{ {text} }}").rows
                self._counted[text] = int(getattr(row[0], "value", "0"))
            except (QueryRefused, RemoteError):
                self._counted[text] = "?"
        return self._counted[text]

    # --- expressions
    def _expression(self, value: object) -> str:
        if isinstance(value, list):
            return ", ".join(map(self._expression, value))
        name = getattr(value, "name", "")
        if not name:
            return self._aggregates.get(str(value), _term(value))
        node: CompValue = value  # type: ignore[assignment]
        if name in ("RelationalExpression", "AdditiveExpression", "MultiplicativeExpression"):
            others = node.other if isinstance(node.other, list) else [node.other]
            if node.op in ("IN", "NOT IN"):
                return f"{self._expression(node.expr)} {node.op} ({', '.join(map(self._expression, others))})"
            signs = node.op if isinstance(node.op, list) else [node.op]
            told = [f"{sign} {self._expression(o)}" for sign, o in zip(signs, others, strict=False)]
            return " ".join((self._expression(node.expr), *told))
        if name in ("ConditionalAndExpression", "ConditionalOrExpression"):
            sign = " and " if "And" in name else " or "
            parts = [node.expr, *node.other]
            return f"({sign.join(map(self._expression, parts))})"
        if name == "UnaryNot":
            return f"not {self._expression(node.expr)}"
        if name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            words = "there is a" if name == "Builtin_EXISTS" else "there is no"
            return f"{words} {{ {' . '.join(_triples(node.graph))} }}"
        arguments = [v for k, v in node.items() if k not in ("_vars", "iri", "distinct") and v is not None]
        called = _term(node.iri) if name == "Function" else name.removeprefix("Builtin_")
        return f"{called}({', '.join(map(self._expression, arguments))})"


def _rarity(pattern: tuple[int | str, str, set[str]]) -> tuple[float, str]:
    count, words, _ = pattern
    return (count if isinstance(count, int) else math.inf), words


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _flat(node: CompValue, name: str) -> list[CompValue]:
    """The parts of nested joins, and of nested unions."""
    if node.name != name:
        return [node]
    return [*_flat(node.p1, name), *_flat(node.p2, name)]


def _triples(node: object) -> Iterator[str]:
    """All patterns in a group that was not translated to algebra."""
    if isinstance(node, dict):
        found = dict.get(node, "triples")
        for run in found or ():
            flat = list(run) if isinstance(run, Sequence) and not isinstance(run, tuple) else [*run]
            yield from (_pattern(flat[i : i + 3]) for i in range(0, len(flat), 3))
        for key, value in dict.items(node):
            if key != "triples":
                yield from _triples(value)
    elif isinstance(node, list):
        for each in node:
            yield from _triples(each)


def _variables(triple: Iterable[object]) -> set[str]:
    from rdflib import BNode, Variable

    return {_term(t) for t in triple if isinstance(t, Variable | BNode)}


def _bound_by(node: CompValue) -> set[str]:
    rows = node.p.res if isinstance(node.p.res, list) else [node.p.res]
    return {_term(name) for row in rows for name, value in row.items() if value != "UNDEF"}


def _pattern(triple: Iterable[object]) -> str:
    return " ".join(map(_term, triple))


_ADDRESS = re.compile(r"<([^<>\s]*)>")


def _term(value: object) -> str:
    """A term or path, written with the project's prefixes."""
    from rdflib import Literal, Variable

    if isinstance(value, Literal) and isinstance(value.value, int | Decimal | float):
        return str(value)
    if isinstance(value, Variable):
        return f"?{value}"
    n3 = getattr(value, "n3", None)
    return _ADDRESS.sub(_prefixed, str(n3()) if n3 is not None else str(value))


def _prefixed(match: re.Match[str]) -> str:
    address = match[1]
    for prefix, namespace in PREFIXES.items():
        local = address.removeprefix(namespace)
        if local != address and re.fullmatch(r"\w[\w-]*", local):
            return f"{prefix}:{local}"
    return match[0]
