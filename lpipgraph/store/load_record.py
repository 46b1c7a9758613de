"""Keeps the record of a load on the server: counts and digests of graphs, and the merged copy if any.

It is one graph, `LOADED`, written in the same step that publishes a load, so that both change together. It is
not part of the public graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from pyoxigraph import Literal, NamedNode

from ..sparql import printed
from ..store_protocol import Answer
from ..vocabulary import BASE, PREFIXES, XSD

__all__ = ["LOADED", "Loaded", "of_answer"]

LOADED = NamedNode(BASE + "graph/loaded")
_TRIPLES = NamedNode("http://rdfs.org/ns/void#triples")
_IDENTIFIER = NamedNode(PREFIXES["dcterms"] + "identifier")
_MODIFIED = NamedNode(PREFIXES["dcterms"] + "modified")
_DEFAULT = NamedNode("http://www.w3.org/ns/sparql-service-description#defaultGraph")

#: The rows that `of_answer` reads.
QUERY = f"SELECT ?s ?p ?o WHERE {{ GRAPH {LOADED} {{ ?s ?p ?o }} }}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Graph → its number of triples and their digest; `merged` is the graph with all public triples once.

    `when` is the time of the load (ISO 8601, UTC), empty where nothing says it.
    """

    graphs: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    merged: str | None = None
    when: str = ""

    @property
    def digest(self) -> str:
        """One digest of all graphs, which identifies a load."""
        text = "\n".join(f"{name} {count} {digest}" for name, (count, digest) in sorted(self.graphs.items()))
        return sha256(f"{self.merged or ''}\n{text}".encode()).hexdigest()

    def lines(self) -> list[str]:
        """The graph `LOADED` as N-Triples."""
        lines = [
            _line(LOADED, _IDENTIFIER, Literal(self.digest)),
            _line(LOADED, _MODIFIED, Literal(self.when, datatype=XSD.dateTime)),
        ]
        if self.merged:
            lines.append(_line(LOADED, _DEFAULT, NamedNode(self.merged)))
        for name, (count, digest) in sorted(self.graphs.items()):
            lines.append(_line(NamedNode(name), _TRIPLES, Literal(str(count), datatype=XSD.integer)))
            lines.append(_line(NamedNode(name), _IDENTIFIER, Literal(digest)))
        return lines


def of_answer(answer: Answer) -> Loaded:
    """The record from the rows of `QUERY`; empty if there are none, or they are inconsistent."""
    counts: dict[str, int] = {}
    digests: dict[str, str] = {}
    merged, when, digest = None, "", ""
    for s, p, o in answer.rows:
        if not isinstance(s, NamedNode) or not isinstance(o, Literal | NamedNode):
            continue
        if p == _DEFAULT:
            merged = o.value
        elif p == _MODIFIED:
            when = o.value
        elif p == _TRIPLES and o.value.isdigit():
            counts[s.value] = int(o.value)
        elif p == _IDENTIFIER and s == LOADED:
            digest = o.value
        elif p == _IDENTIFIER:
            digests[s.value] = o.value
    found = Loaded({name: (n, digests.get(name, "")) for name, n in counts.items()}, merged, when)
    return found if found.digest == digest else Loaded()


def _line(s: NamedNode, p: NamedNode, o: NamedNode | Literal) -> str:
    return f"{s} {p} {printed(o)} ."
