"""Lists the SHACL vocabulary that the engine supports: parameters, their values and their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from .paths import PATHS, SH

__all__ = [
    "BESIDE",
    "COMPANIONS",
    "DRAFTS",
    "NODE_KINDS",
    "ON_COMPONENTS",
    "ON_OTHERS",
    "ON_SHAPES",
    "PARAMETERS",
    "TARGETS",
    "TYPES",
    "UNKNOWN",
    "Parameter",
    "sh",
]


@cache
def sh(name: str) -> NamedNode:
    """A term of SHACL."""
    return NamedNode(SH + name)


@dataclass(frozen=True, slots=True)
class Parameter:
    """The requirement on a parameter's value; `many` parameters make one constraint for each value."""

    component: str
    kind: str
    many: bool = False
    property_only: bool = False


def _single(names: str, kind: str, *, property_only: bool = False) -> dict[str, Parameter]:
    return {n: Parameter(_component(n), kind, property_only=property_only) for n in names.split()}


def _each(names: str, kind: str, *, property_only: bool = False) -> dict[str, Parameter]:
    return {n: Parameter(_component(n), kind, True, property_only) for n in names.split()}


def _component(parameter: str) -> str:
    return f"{parameter[0].upper()}{parameter[1:]}ConstraintComponent"


PARAMETERS: Mapping[str, Parameter] = (
    _each("class", "iri")
    | _single("datatype", "iri")
    | _single("nodeKind", "node kind")
    | _single("minCount maxCount", "integer", property_only=True)
    | _single("minInclusive maxInclusive minExclusive maxExclusive", "literal")
    | _single("minLength maxLength", "integer")
    | _single("pattern", "string")
    | _single("languageIn in", "list")
    | _single("uniqueLang", "boolean", property_only=True)
    | _each("equals disjoint", "iri")
    | _each("lessThan lessThanOrEquals", "iri", property_only=True)
    | _each("not node property", "shape")
    | _each("and or xone", "shapes")
    | _single("qualifiedValueShape", "shape", property_only=True)
    | _single("closed", "boolean")
    | _each("hasValue", "term")
    | {"sparql": Parameter("SPARQLConstraintComponent", "select", many=True)}
)
#: Parameters that only qualify another one → the other one.
COMPANIONS: Mapping[str, str] = {
    "flags": "pattern",
    "ignoredProperties": "closed",
    "qualifiedMinCount": "qualifiedValueShape",
    "qualifiedMaxCount": "qualifiedValueShape",
    "qualifiedValueShapesDisjoint": "qualifiedValueShape",
}
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_SAID = ("name", "description", "group", "order", "defaultValue")
ON_SHAPES = frozenset(
    (*PARAMETERS, *COMPANIONS, *TARGETS, "path", "severity", "message", "deactivated", *_SAID)
)
ON_OTHERS = frozenset(
    ("select", "prefixes", "declare", "prefix", "namespace", "message", "deactivated", *PATHS)
)
#: Terms of constraint components that files define (`components`).
ON_COMPONENTS = frozenset(
    ("ask", "parameter", "optional", "validator", "nodeValidator", "propertyValidator", "labelTemplate")
)
#: Terms that can be next to shapes in one file: reports, and the shapes of a graph.
BESIDE = frozenset(
    [
        "conforms",
        "result",
        "focusNode",
        "resultPath",
        "value",
        "resultSeverity",
        "resultMessage",
        "sourceConstraint",
        "detail",
        "sourceConstraintComponent",
        "sourceShape",
        "shapesGraph",
        "suggestedShapesGraph",
        "shapesGraphWellFormed",
    ]
)
#: Terms of SHACL's drafts that published shapes still have → their replacements.
DRAFTS: Mapping[str, str] = {"shape": "node"}
#: Terms of SHACL and its advanced features that this engine does not support.
UNKNOWN = frozenset(
    [
        "rule",
        "target",
        "filterShape",
        "nodes",
        "values",
        "expression",
        "js",
        "jsLibrary",
        "construct",
        "update",
        "condition",
        "entailment",
        "SPARQLTarget",
        "SPARQLRule",
        "SPARQLFunction",
        "TripleRule",
        "JSConstraint",
    ]
)
TYPES = frozenset(
    [
        "NodeShape",
        "PropertyShape",
        "Shape",
        "SPARQLConstraint",
        "SPARQLSelectValidator",
        "SPARQLAskValidator",
        "ConstraintComponent",
        "Parameter",
        "Parameterizable",
        "PrefixDeclaration",
        "PropertyGroup",
        "ValidationReport",
        "ValidationResult",
    ]
)
NODE_KINDS = frozenset(
    ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
)
