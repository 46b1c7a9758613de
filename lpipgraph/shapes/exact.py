"""Literals that keep their exact form in a store that rewrites them.

Oxigraph stores numbers, dates and times by value: ``"05"^^xsd:nonNegativeInteger`` comes back as
``"5"^^xsd:integer``. For SHACL the form and the datatype count, so such a literal is stored under a datatype
of ours that keeps both, and shown by value only to the queries that compute with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad, Store

from ..vocabulary import RDF, XSD

__all__ = ["by_value", "decoded", "encoded", "rewritten", "value_of"]

_PREFIX = "urn:x-shacl:exact:"
_P = NamedNode("urn:x-shacl:p")
#: Datatypes, and the forms in them, that the store certainly leaves as they are: most literals by far.
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
    """The literals that the store would rewrite, each with what it would make of it."""
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
        if quad.object != literal:
            found[literal] = quad.object
    return found


def encoded(literal: Literal) -> Literal:
    """The same form under a datatype that the store leaves alone."""
    return Literal(literal.value, datatype=NamedNode(_PREFIX + literal.datatype.value))


def decoded(literal: Literal) -> Literal:
    """The literal that was `encoded`; any other as it is."""
    if literal.datatype.value.startswith(_PREFIX):
        return Literal(literal.value, datatype=NamedNode(literal.datatype.value[len(_PREFIX) :]))
    return literal


def by_value(variable: str) -> str:
    """SPARQL for the value of a variable's term, for comparisons."""
    datatype = f"STR(DATATYPE({variable}))"
    original = f"STRDT(STR({variable}), IRI(SUBSTR({datatype}, {len(_PREFIX) + 1})))"
    return f'IF(STRSTARTS({datatype}, "{_PREFIX}"), {original}, {variable})'


def value_of(iri: str) -> str:
    """The datatype's IRI as `encoded` writes it."""
    return _PREFIX + iri
