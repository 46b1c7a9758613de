"""Preserves the lexical form of literals in a store that normalises them.

Oxigraph stores numbers, dates and times by value: ``"05"^^xsd:nonNegativeInteger`` is returned as
``"5"^^xsd:integer``. SHACL depends on the form and the datatype, so such a literal is stored with an internal
datatype that keeps both, and is shown by value only to queries that compute with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Quad, Store

from ..vocabulary import RDF, XSD

__all__ = ["BOUNDS", "by_value", "decoded", "encoded", "ill_formed", "rewritten", "value_of"]

_PREFIX = "urn:x-shacl:exact:"
_ILL = "urn:x-shacl:ill-formed:"
_P = NamedNode("urn:x-shacl:p")
_WHOLE = re.compile(r"[+-]?[0-9]+\Z")
_BITS = {"long": 63, "int": 31, "short": 15, "byte": 7}
#: Derived integer types → minimum and maximum (XML Schema 1.1 part 2).
BOUNDS: Mapping[str, tuple[int | None, int | None]] = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2**bits), 2**bits - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.capitalize()}": (0, 2 ** (bits + 1) - 1) for name, bits in _BITS.items()},
}
#: Datatypes and forms that the store never rewrites; most literals are of these.
_LEFT = {
    XSD.string.value: re.compile(""),
    RDF.langString.value: re.compile(""),
    XSD.anyURI.value: re.compile(""),
    XSD.integer.value: re.compile(r"(?:0|-?[1-9][0-9]{0,17})\Z"),
    XSD.date.value: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
    XSD.gYear.value: re.compile(r"[0-9]{4}\Z"),
    XSD.gYearMonth.value: re.compile(r"[0-9]{4}-[0-9]{2}\Z"),
}


def rewritten(literals: Iterable[Literal]) -> dict[Literal, Literal]:
    """The literals that the store would rewrite, each with its rewritten form."""
    doubtful = []
    for literal in literals:
        form = _LEFT.get(literal.datatype.value)
        if form is None or not form.match(literal.value):
            doubtful.append(literal)
    store = Store()
    store.extend(Quad(NamedNode(f"urn:x-shacl:{i}"), _P, literal) for i, literal in enumerate(doubtful))
    found = {}
    for quad in store:
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, Literal)
        literal = doubtful[int(quad.subject.value.rpartition(":")[2])]
        if quad.object != literal or ill_formed(literal):
            found[literal] = quad.object
    return found


def encoded(literal: Literal) -> Literal:
    """The same form with a datatype that the store does not rewrite.

    An invalid form ("-5" as a nonNegativeInteger) has no value: it gets a datatype that `by_value` does not
    decode, so that comparisons with it fail.
    """
    prefix = _ILL if ill_formed(literal) else _PREFIX
    return Literal(literal.value, datatype=NamedNode(prefix + literal.datatype.value))


def ill_formed(literal: Literal) -> bool:
    """Whether a literal of an integer type is not an integer or is out of bounds."""
    bounds = BOUNDS.get(literal.datatype.value.removeprefix(str(XSD)))
    if bounds is None:
        return False
    if not _WHOLE.match(literal.value):
        return True
    least, greatest = bounds
    number = int(literal.value)
    return (least is not None and number < least) or (greatest is not None and number > greatest)


def decoded(literal: Literal) -> Literal:
    """The original of an `encoded` literal; any other literal unchanged."""
    for prefix in (_PREFIX, _ILL):
        if literal.datatype.value.startswith(prefix):
            return Literal(literal.value, datatype=NamedNode(literal.datatype.value[len(prefix) :]))
    return literal


def by_value(variable: str) -> str:
    """A SPARQL expression for the value of a variable, for comparisons."""
    datatype = f"STR(DATATYPE({variable}))"
    original = f"STRDT(STR({variable}), IRI(SUBSTR({datatype}, {len(_PREFIX) + 1})))"
    return f'IF(STRSTARTS({datatype}, "{_PREFIX}"), {original}, {variable})'


def value_of(iri: str) -> str:
    """The IRI that `encoded` uses for a datatype."""
    return _PREFIX + iri
