"""Renders the ontology: terms with examples and queries, vocabularies, shapes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ..queries import Query, catalogue
from ..reference import Ontology, Scheme, Term, Usage, diagram, ontology, schemes, usage
from ..store_protocol import Store
from ..vocabulary import LPIP, PREFIXES
from .links import Links, path_of
from .views import Ref

__all__ = ["TERMS", "Dictionary"]

#: What the path of a term's page begins with; by itself it is the path of the ontology's.
TERMS = "doc/def/"


class Dictionary:
    """The ontology, and how the graph of one store uses it."""

    def __init__(self, store: Store, version: str = "") -> None:
        self._store = store
        self.ontology: Ontology = ontology(version)

    @cached_property
    def usage(self) -> Mapping[str, Usage]:
        """Name of a term → how often the graph uses it, and where."""
        return usage(self._store, self.ontology)

    @cached_property
    def schemes(self) -> tuple[Scheme, ...]:
        """The vocabularies of the graph."""
        return schemes(self._store)

    def term(self, path: str) -> Term | None:
        """The term of a path."""
        return self.ontology.terms.get(path.removeprefix(TERMS)) if path.startswith(TERMS) else None

    def diagram(self, links: Links) -> str:
        """The classes as SVG."""
        return diagram(self.ontology, lambda term: links.page(TERMS + term.name))

    def ref(self, iri: str, name: str = "") -> Ref:
        """A term or a thing as a link; foreign terms by their prefixed names."""
        local = iri.removeprefix(str(LPIP))
        if local in self.ontology.terms:
            return Ref(self.ontology.terms[local].label, iri, TERMS + local)
        short = next(
            (f"{p}:{iri[len(n) :]}" for p, n in PREFIXES.items() if iri.startswith(n) and p != "lpip"), iri
        )
        path = path_of(iri)
        return Ref(name or short, iri, path if path and not path.startswith("doc/") else None)

    def questions(self, term: Term) -> list[Query]:
        """The prepared questions that use a term."""
        return [catalogue()[name] for name in term.queries]
