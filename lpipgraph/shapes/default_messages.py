"""Writes messages for violations of shapes that define none."""

from __future__ import annotations

from pyoxigraph import Literal

from .model import Constraint, Shape
from .paths import Term, local

__all__ = ["default_message"]

_WORDS = {
    "ClassConstraintComponent": "{what} is not a {terms}.",
    "DatatypeConstraintComponent": "{what} is not a valid {terms}.",
    "NodeKindConstraintComponent": "{what} is not of the kind {terms}.",
    "MinCountConstraintComponent": "has too few values for {path}: at least {number} required.",
    "MaxCountConstraintComponent": "has too many values for {path}: at most {number} allowed.",
    "MinInclusiveConstraintComponent": "{what} is not {terms} or more.",
    "MinExclusiveConstraintComponent": "{what} is not more than {terms}.",
    "MaxInclusiveConstraintComponent": "{what} is not {terms} or less.",
    "MaxExclusiveConstraintComponent": "{what} is not less than {terms}.",
    "MinLengthConstraintComponent": "{what} has fewer than {number} characters.",
    "MaxLengthConstraintComponent": "{what} has more than {number} characters.",
    "PatternConstraintComponent": "{what} does not have the form {terms}.",
    "LanguageInConstraintComponent": "{what} is not in one of the languages {terms}.",
    "UniqueLangConstraintComponent": "has more than one {path} in one language.",
    "EqualsConstraintComponent": "{path} and {terms} do not have the same values.",
    "DisjointConstraintComponent": "{path} and {terms} share a value.",
    "LessThanConstraintComponent": "{what} is not less than {terms}.",
    "LessThanOrEqualsConstraintComponent": "{what} is not less than or equal to {terms}.",
    "NotConstraintComponent": "{what} conforms to a shape that it must not conform to.",
    "AndConstraintComponent": "{what} does not conform to all of the required shapes.",
    "OrConstraintComponent": "{what} conforms to none of the shapes, but one is required.",
    "XoneConstraintComponent": "{what} does not conform to exactly one of the shapes.",
    "NodeConstraintComponent": "{what} does not conform to the shape {shapes}.",
    "QualifiedMinCountConstraintComponent": "has too few {path} of the right shape: at least {number}.",
    "QualifiedMaxCountConstraintComponent": "has too many {path} of one shape: at most {number}.",
    "ClosedConstraintComponent": "has a property that is not allowed here.",
    "HasValueConstraintComponent": "{path} does not have the value {terms}.",
    "InConstraintComponent": "{what} is not one of the allowed values.",
    "SPARQLConstraintComponent": "breaks the rule {name}.",
}


def default_message(shape: Shape, constraint: Constraint) -> str:
    """A sentence that describes a violation, by the constraint's component."""
    path = shape.path.brief if shape.path else "it"
    return _WORDS.get(constraint.component, _WORDS["SPARQLConstraintComponent"]).format(
        what=f"a value of {path}" if shape.path else "it",
        path=path,
        number=constraint.number,
        terms=", ".join(map(_short, constraint.terms)),
        shapes=", ".join(local(key.strip("<>")) for key in constraint.shapes),
        name=constraint.name,
    )


def _short(term: Term) -> str:
    if isinstance(term, Literal):
        return term.value
    return local(str(term).strip("<>"))
