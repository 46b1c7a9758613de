"""Adds context to validation results: the name of the thing, and its place in the newsletter."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ..vocabulary import DCTERMS, LPIP, OA, RDF, RDFS, SHOWN, SKOS
from .paths import Path, Term, local
from .report import Passage

__all__ = ["Context"]

_NAMES = (RDFS.label, SKOS.prefLabel, DCTERMS.title)
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


class Context:
    """Looks up names and places in the validated graphs, each once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: dict[Term, str] = {}

    def _objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        if isinstance(subject, Literal):
            return []
        quads = self._store.quads_for_pattern(subject, predicate, None, DefaultGraph())
        return sorted((q.object for q in quads), key=str)

    def _one(self, subject: Term, predicate: NamedNode) -> Term | None:
        return next(iter(self._objects(subject, predicate)), None)

    def name(self, term: Term) -> str:
        """The label of a thing; the statement of a claim or the name of a naming; else the lexical form or IRI."""
        if isinstance(term, Literal):
            return term.value
        if term not in self._names:
            self._names[term] = self._look_up(term)
        return self._names[term]

    def _look_up(self, term: Term) -> str:
        for predicate in _NAMES:
            for label in self._objects(term, predicate):
                if isinstance(label, Literal):
                    return label.value
        subject, predicate_, obj = (self._one(term, p) for p in (RDF.subject, RDF.predicate, RDF.object))
        if isinstance(subject, NamedNode) and isinstance(predicate_, NamedNode) and obj is not None:
            words = (self.label_or_slug(subject), local(predicate_), self.label_or_slug(obj))
            return "the claim “" + " ".join(words) + "”"
        named = self._one(term, LPIP.names)
        if isinstance(named, NamedNode):
            return f"the naming of “{self.label_or_slug(named)}”"
        return term.value if isinstance(term, NamedNode) else str(term)

    def label_or_slug(self, term: Term) -> str:
        """A short name."""
        if isinstance(term, NamedNode):
            for predicate in _NAMES:
                for label in self._objects(term, predicate):
                    if isinstance(label, Literal):
                        return label.value
            return local(term)
        return term.value if isinstance(term, Literal) else str(term)

    def filled(self, message: str, bound: Mapping[str, Term]) -> str:
        """A message with each ``{?x}`` replaced by its value (SHACL 5.3.2), things by their names."""

        def words(match: re.Match[str]) -> str:
            term = bound.get(match[1])
            return match[0] if term is None else self.label_or_slug(term)

        return _PLACEHOLDER.sub(words, message)

    def passage(self, focus: Term, path: Path | None, value: Term | None) -> Passage | None:
        """The passage of the newsletter, from the claims on the node, those with the path and value first."""
        own = self._passage_of(focus)
        if own is not None or isinstance(focus, Literal):
            return own
        best: tuple[tuple[int, int, int, str], Passage] | None = None
        for role in (RDF.subject, LPIP.names, RDF.object, LPIP.shows):
            for quad in self._store.quads_for_pattern(None, role, focus, DefaultGraph()):
                passage = self._passage_of(quad.subject)
                if passage is None:
                    continue
                rank = self._rank(quad.subject, role, path, value)
                found = ((rank, passage.start, passage.end, passage.segment.value), passage)
                if best is None or found[0] < best[0]:
                    best = found
        return None if best is None else best[1]

    def _rank(self, evidence: Term, role: NamedNode, path: Path | None, value: Term | None) -> int:
        """How closely evidence on a node matches a path and a value: 0 both, 1 the path, 2 the node, 3 other."""
        if role not in (RDF.subject, LPIP.names):
            return 3
        if path is None or path.predicate is None:
            return 2
        if role == LPIP.names:
            told, objects = path.predicate in SHOWN, LPIP.shows
        else:
            told, objects = path.predicate in self._objects(evidence, RDF.predicate), RDF.object
        return (0 if value is not None and value in self._objects(evidence, objects) else 1) if told else 2

    def _passage_of(self, node: Term) -> Passage | None:
        """The passage of a claim, of a naming, or of a segment."""
        for segment in (self._one(node, OA.hasTarget), node):
            if isinstance(segment, NamedNode):
                passage = self._segment(segment)
                if passage is not None:
                    return passage
        return None

    def _segment(self, segment: NamedNode) -> Passage | None:
        quote, start = self._one(segment, OA.exact), self._one(segment, OA.start)
        source = self._one(segment, OA.hasSource)
        if not (isinstance(quote, Literal) and isinstance(start, Literal) and start.value.isdecimal()):
            return None
        named = source if isinstance(source, NamedNode) else None
        first = int(start.value)
        return Passage(segment, named, first, first + len(quote.value), quote.value)
