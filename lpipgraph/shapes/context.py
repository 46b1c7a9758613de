"""What a result says beside its terms: what the thing is called, and where the newsletter speaks of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ..vocabulary import DCTERMS, OA, RDF, RDFS, SKOS
from .paths import Path, Term, local
from .report import Passage

__all__ = ["Context"]

_NAMES = (RDFS.label, SKOS.prefLabel, DCTERMS.title)
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


class Context:
    """Looks names and places up in the validated graphs, each once."""

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
        """The label of a thing; what a claim states; else the form or IRI itself."""
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
        return term.value if isinstance(term, NamedNode) else str(term)

    def label_or_slug(self, term: Term) -> str:
        """A name that is short in any case."""
        if isinstance(term, NamedNode):
            for predicate in _NAMES:
                for label in self._objects(term, predicate):
                    if isinstance(label, Literal):
                        return label.value
            return local(term)
        return term.value if isinstance(term, Literal) else str(term)

    def filled(self, message: str, bound: Mapping[str, Term]) -> str:
        """A message with its ``{?x}`` replaced by what was bound (SHACL 5.3.2), things by their names."""

        def words(match: re.Match[str]) -> str:
            term = bound.get(match[1])
            return match[0] if term is None else self.label_or_slug(term)

        return _PLACEHOLDER.sub(words, message)

    def passage(self, focus: Term, path: Path | None, value: Term | None) -> Passage | None:
        """Where the newsletter says it: by the claims on the node, those with the path and value first."""
        own = self._passage_of(focus)
        if own is not None or isinstance(focus, Literal):
            return own
        best: tuple[tuple[int, int, int], Passage] | None = None
        for role in (RDF.subject, RDF.object):
            for quad in self._store.quads_for_pattern(None, role, focus, DefaultGraph()):
                claim = quad.subject
                passage = self._passage_of(claim)
                if passage is None:
                    continue
                rank = 3
                if role == RDF.subject:
                    rank = 2
                    if path is not None and path.predicate in self._objects(claim, RDF.predicate):
                        rank = 0 if value is not None and value in self._objects(claim, RDF.object) else 1
                found = ((rank, passage.start, passage.end), passage)
                if best is None or found[0] < best[0]:
                    best = found
        return None if best is None else best[1]

    def _passage_of(self, node: Term) -> Passage | None:
        """The passage of a claim, of a segment, or of one of its selectors."""
        target = self._one(node, OA.hasTarget)
        for segment in (target, node, self._holder(node)):
            if isinstance(segment, NamedNode):
                passage = self._segment(segment)
                if passage is not None:
                    return passage
        return None

    def _holder(self, selector: Term) -> Term | None:
        quads = self._store.quads_for_pattern(None, OA.hasSelector, selector, DefaultGraph())
        return next((q.subject for q in quads), None)

    def _segment(self, segment: NamedNode) -> Passage | None:
        quote = start = end = None
        for selector in self._objects(segment, OA.hasSelector):
            quote = quote or self._one(selector, OA.exact)
            start = start or self._one(selector, OA.start)
            end = end or self._one(selector, OA.end)
        source = self._one(segment, OA.hasSource)
        if not (isinstance(quote, Literal) and isinstance(start, Literal) and isinstance(end, Literal)):
            return None
        if not (start.value.isdecimal() and end.value.isdecimal()):
            return None
        named = source if isinstance(source, NamedNode) else None
        return Passage(segment, named, int(start.value), int(end.value), quote.value)
