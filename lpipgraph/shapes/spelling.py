"""Finds misspelt terms: of our ontology, in its namespace or a similar one, and of other vocabularies.

An unknown term in our namespace is an error, because the ontology is complete. An unknown term of another vocabulary is
reported only if it is similar to a known one, and as a warning: the vocabulary may have new terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad

from ..vocabulary import LPIP, PREFIXES, RDF
from .paths import Term

__all__ = ["misspelt"]

#: Subject, predicate, object of the statement, severity, message, name of the check.
Found = tuple[Term, NamedNode, Term, str, str, str]

_OURS = str(LPIP)
#: Spellings similar to our namespace: http for https, capitals, www, a hash.
_LIKE_OURS = re.compile(r"https?://(www\.)?w3id\.org/lpip(?![\w.-])", re.IGNORECASE)
_LOCAL = re.compile(r"[^/#]*\Z")
#: Prefixes of vocabularies whose terms rdflib lists.
_LISTED = ("rdf", "rdfs", "skos", "owl", "org", "foaf", "schema", "dcterms", "dc", "prov", "time", "dcat", "void", "vann")  # fmt: skip


def misspelt(quads: Iterable[Quad]) -> Iterator[Found]:
    """Terms in statements that their vocabulary does not have, each with a suggestion."""
    for quad in quads:
        for term, place in _terms(quad):
            if (said := _said(term.value, place)) is not None:
                severity, message = said
                yield quad.subject, quad.predicate, quad.object, severity, message, "unknown-term"


def _terms(quad: Quad) -> Iterator[tuple[NamedNode, str]]:
    """The IRIs of a statement, each with its role."""
    yield quad.predicate, "property"
    if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
        yield quad.object, "class"
    elif isinstance(quad.object, Literal):
        yield quad.object.datatype, "datatype"
    for term in (quad.subject, quad.object):
        if isinstance(term, NamedNode) and term.value.startswith(_OURS):
            yield term, "thing"


@lru_cache(maxsize=1 << 14)
def _said(iri: str, place: str) -> tuple[str, str] | None:
    """Severity and message, if an IRI in the place of a term is not a term."""
    if iri.startswith(_OURS):
        return _of_ours(iri.removeprefix(_OURS), place)
    if _LIKE_OURS.match(iri):
        near = _near(_local(iri), LPIP, place)
        return (
            "Violation",
            f"It is not a term of the ontology, whose terms begin with {_OURS}.{_advice('lpip', near)}",
        )
    for prefix in _LISTED:
        base = PREFIXES.get(prefix, "\0")
        if iri.startswith(base):
            return _of_others(prefix, iri.removeprefix(base))
    return None


def _of_ours(name: str, place: str) -> tuple[str, str] | None:
    if not name:
        return None
    known = name in set(LPIP)
    as_property, typed = place == "property", place == "class"
    if known and not (as_property and name[:1].isupper()) and not (typed and name[:1].islower()):
        return None
    what = "no term of the ontology" if not known else "a class" if as_property else "a property"
    return "Violation", f"lpip:{name} is {what}.{_advice('lpip', _near(name, LPIP, place))}"


def _of_others(prefix: str, name: str) -> tuple[str, str] | None:
    known = _names(prefix)
    if not known or name in known or re.fullmatch(r"_\d+", name):
        return None
    near = get_close_matches(name, known, n=1, cutoff=0.8)
    if not near:
        return None
    return "Warning", f"{prefix}:{name} is not a term of its vocabulary.{_advice(prefix, near[0])}"


@lru_cache(maxsize=len(_LISTED))
def _names(prefix: str) -> frozenset[str]:
    """The terms of a vocabulary, from rdflib."""
    from rdflib import namespace

    of = {"schema": "SDO"}.get(prefix, prefix.upper())
    base = PREFIXES[prefix]
    return frozenset(str(term).removeprefix(base) for term in dir(getattr(namespace, of)))


def _local(iri: str) -> str:
    match = _LOCAL.search(iri)
    return match[0] if match else ""


def _near(name: str, terms: Iterable[str], place: str) -> str:
    alike = [t for t in terms if place not in ("property", "class") or t[:1].isupper() == (place == "class")]
    near = get_close_matches(name, alike, n=1)
    return near[0] if near else ""


def _advice(prefix: str, near: str) -> str:
    return f" Did you mean {prefix}:{near}?" if near else ""
