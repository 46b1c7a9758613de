"""Compiles constraints to SPARQL: each to one query, which returns the violating focus nodes and values.

The queries join against *marks* that the engine keeps in a separate graph: the focus nodes of a shape, the nodes
that fail a shape, the subclasses of a class. So constraints that refer to other shapes need no nested queries. Two
query plans give the same rows: *narrow* begins at the focus nodes; *wide* scans the property, and is several
times faster if a shape has many focus nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ..vocabulary import RDF
from .exact_literals import BOUNDS, by_value, encoded, rewritten, value_of
from .model import Constraint, Shape
from .paths import SH, Term
from .select import FOCUS

__all__ = [
    "FAILS",
    "JUDGE_VALUES",
    "MARKS",
    "UNDER",
    "Marks",
    "alarm",
    "instances",
    "marked",
    "pairs_query",
    "query",
    "values_query",
]

MARKS = "urn:x-shacl:marks"
FAILS = "urn:x-shacl:fails"
UNDER = "urn:x-shacl:under"

_COMPARED = {
    "MinInclusiveConstraintComponent": ">=",
    "MinExclusiveConstraintComponent": ">",
    "MaxInclusiveConstraintComponent": "<=",
    "MaxExclusiveConstraintComponent": "<",
}
_PAIRS = {"LessThanConstraintComponent": "<", "LessThanOrEqualsConstraintComponent": "<="}
_KINDS = {
    "IRI": "isIRI({v})",
    "BlankNode": "isBlank({v})",
    "Literal": "isLiteral({v})",
    "BlankNodeOrIRI": "!isLiteral({v})",
    "BlankNodeOrLiteral": "!isIRI({v})",
    "IRIOrLiteral": "!isBlank({v})",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGER = "^[+-]?[0-9]+$"
#: Datatype → its lexical forms (XML Schema 1.1 part 2), if a pattern describes them at least nearly.
_FORMS = {
    "integer": _INTEGER,
    "decimal": r"^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)$",
    "double": r"^([+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$",
    "boolean": "^(true|false|1|0)$",
}
_FORMS["float"] = _FORMS["double"]
#: Datatypes whose validity needs a calendar: Oxigraph's cast fails on invalid dates.
_CASTS = ("date", "dateTime", "time")


@dataclass(frozen=True, slots=True)
class Marks:
    """A set of nodes: the pattern that selects them, with ``?node`` for the node."""

    text: str

    def pattern(self, variable: str = "?this") -> str:
        """The pattern for one variable."""
        return self.text.replace("?node", variable)


def marked(subject: str, predicate: str) -> Marks:
    """The nodes that the graph of marks has for a subject and predicate."""
    return Marks(f"GRAPH <{MARKS}> {{ <{subject}> <{predicate}> ?node }}")


def instances(cls: Term) -> Marks:
    """The direct instances of a class."""
    return Marks(f"?node {RDF.type} {cls} .")


@dataclass(frozen=True, slots=True)
class _Violation:
    """The conditions under which a value is wrong: patterns that match, a filter, or a pattern that does not match."""

    present: str = ""
    condition: str = ""
    absent: str = ""


@dataclass(frozen=True, slots=True)
class _Context:
    shape: Shape
    constraint: Constraint
    focus: Marks
    wide: bool
    subject_of: Callable[[str], str]

    @property
    def v(self) -> str:
        return "?this" if self.shape.path is None else "?value"

    @property
    def values(self) -> str:
        """The pattern that binds ``?value`` to the value nodes of ``?this``; empty for a node shape."""
        path = self.shape.path
        if path is None:
            return ""
        steps = f"?this {path} ?value ."
        if path.nullable:  # a node without triples reaches itself too
            return f"{{ {steps} }} UNION {{ {self.focus.pattern()} BIND(?this AS ?value) }}"
        return steps

    @property
    def scans(self) -> bool:
        return self.wide and self.shape.path is not None and self.shape.path.predicate is not None

    def without(self, values: str) -> str:
        """The condition that a focus node has no such values.

        In an EXISTS the store joins all triples of the steps of a path for each node. So a path of several
        steps is evaluated once, from the focus nodes, and the nodes with values are subtracted.
        """
        path = self.shape.path
        if path is None or path.predicate is None:
            return f"MINUS {{ {self.focus.pattern()} {values} }}"
        return f"MINUS {{ {values} }}" if self.wide else f"FILTER NOT EXISTS {{ {values} }}"

    def fails(self, key: str, variable: str | None = None) -> str:
        return marked(self.subject_of(key), FAILS).pattern(variable or self.v)

    def select(self, violation: _Violation) -> str:
        head = f"SELECT DISTINCT ?this {'' if self.v == '?this' else '?value'} {{"
        condition = f"FILTER({violation.condition})" if violation.condition else ""
        focus, present = self.focus.pattern(), violation.present
        if self.scans:
            without = f"MINUS {{ {violation.absent} }}" if violation.absent else ""
            return f"{head} {{ {self.values} {present} {condition} {without} }} {focus} }}"
        if self.wide and self.shape.path is None and violation.absent:
            return f"{head} {focus} {present} {condition} MINUS {{ {violation.absent} }} }}"
        without = f"FILTER NOT EXISTS {{ {violation.absent} }}" if violation.absent else ""
        return f"{head} {focus} {self.values} {present} {condition} {without} }}"


def query(
    shape: Shape,
    constraint: Constraint,
    focus: Marks,
    subject_of: Callable[[str], str],
    *,
    wide: bool = False,
) -> str:
    """The query whose rows are the violations of one constraint.

    Parameters
    ----------
    shape, constraint
        The constraint to compile, and its shape.
    focus
        The focus nodes.
    subject_of
        Key of a shape → the subject of its marks.
    wide
        Whether to use the plan for many focus nodes.

    Returns
    -------
    str
        SPARQL that binds ``?this``, and ``?value`` and ``?path`` if the result has them.
    """
    context = _Context(shape, constraint, focus, wide, subject_of)
    value_test = _VALUE_TESTS.get(constraint.component)
    if value_test is not None:
        return context.select(value_test(context))
    return _WHOLE.get(constraint.component, _sparql)(context)


def alarm(shape: Shape, constraint: Constraint, focus: Marks, subject_of: Callable[[str], str]) -> str | None:
    """A fast query that has rows whenever `query` has: it examines all nodes.

    Most data conform, and joining thousands of focus nodes to confirm this takes most of the time.
    None if there is no such query.
    """
    context = _Context(shape, constraint, focus, True, subject_of)
    if not context.scans and shape.path is not None:
        return None
    value_test = _VALUE_TESTS.get(constraint.component)
    if value_test is not None:
        violation = value_test(context)
        if shape.path is None and not violation.present:
            return None
        condition = f"FILTER({violation.condition})" if violation.condition else ""
        without = f"MINUS {{ {violation.absent} }}" if violation.absent else ""
        return f"SELECT ?this {{ {context.values} {violation.present} {condition} {without} }} LIMIT 1"
    if constraint.component == "MaxCountConstraintComponent" and constraint.number == 1:
        counts = "(COUNT(*) AS ?values) (COUNT(DISTINCT ?this) AS ?nodes)"
        return f"SELECT ?nodes {{ {{ SELECT {counts} {{ {context.values} }} }} FILTER(?values > ?nodes) }}"
    if constraint.component in _PAIRS:
        return f"SELECT ?this {{ {_wrong_pairs(context)} }} LIMIT 1"
    return None


def values_query(shape: Shape, focus: Marks) -> str:
    """The query whose ``?value`` rows are all value nodes of the focus nodes."""
    context = _Context(shape, _NO_CONSTRAINT, focus, wide=False, subject_of=str)
    if shape.path is None:
        return f"SELECT (?this AS ?value) {{ {focus.pattern()} }}"
    return f"SELECT DISTINCT ?value {{ {focus.pattern()} {context.values} }}"


def pairs_query(shape: Shape, focus: Marks) -> str:
    """The query whose rows are the focus nodes, ``?this``, each with its value nodes, ``?value``."""
    context = _Context(shape, _NO_CONSTRAINT, focus, wide=False, subject_of=str)
    return f"SELECT DISTINCT ?this ?value {{ {focus.pattern()} {context.values} }}"


_NO_CONSTRAINT = Constraint("", "")


def _text(value: str) -> str:
    return str(Literal(value))


def _term(term: Term) -> str:
    """A term in the form in which queries find it in the store."""
    if isinstance(term, Literal) and not term.language and rewritten([term]):
        return str(encoded(term))
    return str(term)


def _argument(context: _Context) -> Term:
    return context.constraint.terms[0]


# --- components that check each value separately ---------------------------------------------------------


def _class(context: _Context) -> _Violation:
    under = f"GRAPH <{MARKS}> {{ ?class <{UNDER}> {_argument(context)} }}"
    return _Violation(absent=f"{context.v} {RDF.type} ?class . {under}")


def _datatype(context: _Context) -> _Violation:
    wanted = _argument(context)
    assert isinstance(wanted, NamedNode)
    v, iri = context.v, wanted.value
    right = f"DATATYPE({v}) IN ({wanted}, <{value_of(iri)}>)"
    if iri.startswith(_XSD):
        right += _valid(v, iri.removeprefix(_XSD))
    return _Violation(condition=f"!COALESCE({right}, false)")


def _valid(v: str, datatype: str) -> str:
    """The condition that the form of `v` is valid for its datatype, for the datatypes that SPARQL knows."""
    if datatype in _FORMS:
        return f' && REGEX(STR({v}), "{_FORMS[datatype]}")'
    if datatype in _CASTS:
        return f" && STRLEN(STR(<{_XSD}{datatype}>(STR({v})))) > 0"
    if datatype in BOUNDS:
        least, greatest = BOUNDS[datatype]
        number = f"<{_XSD}decimal>(STR({v}))"
        limits = [f"{number} >= {least}"] if least is not None else []
        limits += [f"{number} <= {greatest}"] if greatest is not None else []
        return f' && REGEX(STR({v}), "{_INTEGER}") && ' + " && ".join(limits)
    return ""


def _node_kind(context: _Context) -> _Violation:
    wanted = _argument(context)
    assert isinstance(wanted, NamedNode)
    kind = _KINDS[wanted.value.removeprefix(SH)].format(v=context.v)
    return _Violation(condition=f"!({kind})")


def _compared(context: _Context) -> _Violation:
    sign = _COMPARED[context.constraint.component]
    return _Violation(condition=f"!{_ordered(context.v, sign, str(_argument(context)))}")


def _ordered(a: str, sign: str, b: str) -> str:
    """The condition that two terms are ordered; terms that cannot be compared are not.

    The store computes with 64 bits. Larger integers and decimals are compared as floating-point numbers.
    """
    return f"COALESCE({_value(a)} {sign} {_value(b)}, {_wide(a)} {sign} {_wide(b)}, false)"


def _value(term: str) -> str:
    return by_value(term) if term.startswith("?") else term


def _wide(term: str) -> str:
    types = ", ".join(f"<{_XSD}{name}>" for name in ("integer", "decimal", "long", "unsignedLong", *_ENDLESS))
    return f"IF(DATATYPE({term}) IN ({types}), <{_XSD}double>(STR({term})), 1/0)"


#: Derived integer types that have at most one bound.
_ENDLESS = ("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger")


def _min_length(context: _Context) -> _Violation:
    return _length(context, "<")


def _max_length(context: _Context) -> _Violation:
    return _length(context, ">")


def _length(context: _Context, sign: str) -> _Violation:
    v = context.v
    return _Violation(condition=f"isBlank({v}) || STRLEN(STR({v})) {sign} {context.constraint.number}")


def _pattern(context: _Context) -> _Violation:
    v, pattern = context.v, _argument(context)
    assert isinstance(pattern, Literal)
    test = f"REGEX(STR({v}), {_text(pattern.value)}, {_text(context.constraint.flags)})"
    return _Violation(condition=f"isBlank({v}) || !{test}")


def _language_in(context: _Context) -> _Violation:
    v = context.v
    tests = [
        f"LANGMATCHES(LANG({v}), {_text(tag.value)})"
        for tag in context.constraint.terms
        if isinstance(tag, Literal)
    ]
    return _Violation(condition=f"!COALESCE({' || '.join(tests) or 'false'}, false)")


def _in(context: _Context) -> _Violation:
    tests = [f"sameTerm({context.v}, {_term(term)})" for term in context.constraint.terms]
    return _Violation(condition=f"!({' || '.join(tests) or 'false'})")


def _disjoint(context: _Context) -> _Violation:
    return _Violation(present=f"?this {_argument(context)} {context.v} .")


def _fails_one(context: _Context) -> _Violation:
    """sh:node and, for the conformance of the enclosing shape, sh:property."""
    return _Violation(present=context.fails(context.constraint.shapes[0]))


def _not(context: _Context) -> _Violation:
    return _Violation(absent=context.fails(context.constraint.shapes[0]))


def _and(context: _Context) -> _Violation:
    failing = (f"{{ {context.fails(key)} }}" for key in context.constraint.shapes)
    return _Violation(present=" UNION ".join(failing))


def _or(context: _Context) -> _Violation:
    return _Violation(present=" ".join(context.fails(key) for key in context.constraint.shapes))


def _xone(context: _Context) -> _Violation:
    passes = (f"IF(EXISTS {{ {context.fails(key)} }}, 0, 1)" for key in context.constraint.shapes)
    return _Violation(condition=f"{' + '.join(passes) or '0'} != 1")


_VALUE_TESTS: Mapping[str, Callable[[_Context], _Violation]] = {
    "ClassConstraintComponent": _class,
    "DatatypeConstraintComponent": _datatype,
    "NodeKindConstraintComponent": _node_kind,
    **dict.fromkeys(_COMPARED, _compared),
    "MinLengthConstraintComponent": _min_length,
    "MaxLengthConstraintComponent": _max_length,
    "PatternConstraintComponent": _pattern,
    "LanguageInConstraintComponent": _language_in,
    "InConstraintComponent": _in,
    "DisjointConstraintComponent": _disjoint,
    "NodeConstraintComponent": _fails_one,
    "PropertyConstraintComponent": _fails_one,
    "NotConstraintComponent": _not,
    "AndConstraintComponent": _and,
    "OrConstraintComponent": _or,
    "XoneConstraintComponent": _xone,
}

#: Components whose results have a value; on a node shape, this is the focus node.
JUDGE_VALUES = frozenset((*_VALUE_TESTS, "SPARQLConstraintComponent"))


# --- components that check all values of a focus node together ------------------------------------------


def _min_count(context: _Context) -> str:
    focus, values, least = context.focus.pattern(), context.values, context.constraint.number
    if least == 1:
        return f"SELECT ?this {{ {focus} {context.without(values)} }}"
    return _counted(focus, values, f"< {least}")


def _max_count(context: _Context) -> str:
    focus, values, most = context.focus.pattern(), context.values, context.constraint.number
    if context.scans:
        many = f"SELECT ?this {{ {values} }} GROUP BY ?this HAVING(COUNT(?value) > {most})"
        return f"SELECT ?this {{ {{ {many} }} {focus} }}"
    return _counted(focus, values, f"> {most}")


def _counted(focus: str, values: str, test: str) -> str:
    return (
        f"SELECT ?this {{ {focus} OPTIONAL {{ {values} }} }} "
        f"GROUP BY ?this HAVING(COUNT(DISTINCT ?value) {test})"
    )


def _unique_lang(context: _Context) -> str:
    language = 'BIND(LCASE(LANG(?value)) AS ?language) FILTER(?language != "")'
    return (
        f"SELECT ?this {{ {context.focus.pattern()} {context.values} {language} }} "
        "GROUP BY ?this ?language HAVING(COUNT(DISTINCT ?value) > 1)"
    )


def _has_value(context: _Context) -> str:
    focus, term = context.focus.pattern(), _term(_argument(context))
    if context.shape.path is None:
        return f"SELECT ?this {{ {focus} FILTER(!sameTerm(?this, {term})) }}"
    if context.shape.path.predicate is not None:
        without = "MINUS" if context.wide else "FILTER NOT EXISTS"
        return f"SELECT ?this {{ {focus} {without} {{ ?this {context.shape.path} {term} }} }}"
    held = f"{context.values} FILTER(sameTerm(?value, {term}))"
    return f"SELECT ?this {{ {focus} {context.without(held)} }}"


def _equals(context: _Context) -> str:
    focus, other, v = context.focus.pattern(), _argument(context), context.v
    missing = f"{focus} {context.values} FILTER NOT EXISTS {{ ?this {other} {v} }}"
    if context.shape.path is None:
        missing += " BIND(?this AS ?value)"
        surplus = f"{focus} ?this {other} ?value FILTER(!sameTerm(?this, ?value))"
    else:
        surplus = f"{focus} ?this {other} ?value {context.without(context.values)}"
    return f"SELECT DISTINCT ?this ?value {{ {{ {missing} }} UNION {{ {surplus} }} }}"


def _less_than(context: _Context) -> str:
    return f"SELECT DISTINCT ?this ?value ?other {{ {context.focus.pattern()} {_wrong_pairs(context)} }}"


def _wrong_pairs(context: _Context) -> str:
    sign = _PAIRS[context.constraint.component]
    test = _ordered("?value", sign, "?other")
    return f"{context.values} ?this {_argument(context)} ?other FILTER(!{test})"


def _closed(context: _Context) -> str:
    allowed = ", ".join(str(term) for term in context.constraint.terms)
    values = f"{{ {context.values} }} " if context.values else ""
    triples = f"{context.v} ?path ?wrong FILTER(?path NOT IN ({allowed}))"
    return f"SELECT DISTINCT ?this ?path (?wrong AS ?value) {{ {context.focus.pattern()} {values}{triples} }}"


def _qualified(context: _Context) -> str:
    key, number = context.constraint.shapes[0], context.constraint.number
    conforming = f"{context.values} FILTER NOT EXISTS {{ {context.fails(key)} }} "
    conforming += " ".join(f"FILTER EXISTS {{ {context.fails(s)} }}" for s in context.constraint.siblings)
    sign = "<" if context.constraint.component.startswith("QualifiedMin") else ">"
    return _counted(context.focus.pattern(), conforming, f"{sign} {number}")


def _sparql(context: _Context) -> str:
    select = context.constraint.select
    assert select is not None
    return select.text.replace(FOCUS, context.focus.pattern())


_WHOLE: Mapping[str, Callable[[_Context], str]] = {
    "MinCountConstraintComponent": _min_count,
    "MaxCountConstraintComponent": _max_count,
    "UniqueLangConstraintComponent": _unique_lang,
    "HasValueConstraintComponent": _has_value,
    "EqualsConstraintComponent": _equals,
    **dict.fromkeys(_PAIRS, _less_than),
    "ClosedConstraintComponent": _closed,
    "QualifiedMinCountConstraintComponent": _qualified,
    "QualifiedMaxCountConstraintComponent": _qualified,
    "SPARQLConstraintComponent": _sparql,
}
