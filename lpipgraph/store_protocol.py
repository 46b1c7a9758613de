"""Defines the interface of all stores, and the type of their answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, Triple

from .vocabulary import XSD

__all__ = ["MORE_TIME", "Answer", "Closing", "Row", "Store", "Term", "binding", "stored", "word"]

#: What to do about a time limit of this program.
MORE_TIME = "give it more time with --timeout (in Python: seconds=)"
Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """Columns and rows of a SELECT; None where a row has no value. `truncated`: rows were cut."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    truncated: bool = False

    def __repr__(self) -> str:
        return f"<{len(self.rows):,} rows of {', '.join(self.columns)}>"

    def dicts(self) -> list[dict[str, Term]]:
        """Each row as column → term, without the empty ones."""
        return [{c: t for c, t in zip(self.columns, row, strict=True) if t is not None} for row in self.rows]


class Closing:
    """An object that a `with` statement closes."""

    def close(self) -> None:
        """Closes it."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Store(Protocol):
    """A store that holds the graph and answers SPARQL queries over it."""

    #: Its place for display: never with credentials.
    name: str

    def select(self, query: str, *, limit: int | None = None) -> Answer:
        """The rows of a SELECT query, at most `limit`."""

    def ask(self, query: str) -> bool:
        """The answer to an ASK query."""

    def construct(self, query: str) -> Dataset:
        """The triples of a CONSTRUCT or DESCRIBE query, each once, in the default graph of a new dataset."""

    def counts(self) -> dict[str, int]:
        """Named graph → number of triples, in the order of the names."""

    def graph(self, name: NamedNode) -> Dataset:
        """The triples of one graph, as quads in that graph; empty if there is none."""

    def replace(self, name: NamedNode, triples: Dataset) -> int:
        """Replaces one graph with these triples, whatever graph they are in; returns their number."""

    def close(self) -> None:
        """Closes the database or the connection."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def binding(term: Term) -> dict[str, Any]:
    """A term in SPARQL results in JSON (W3C)."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        found = {"type": "literal", "value": term.value}
        if term.language is not None:
            return found | {"xml:lang": term.language}
        return found if term.datatype == XSD.string else found | {"datatype": term.datatype.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: binding(part) for name, part in parts.items()}}


def word(term: Term | None) -> str:
    """A term as the text of a cell: its value, or the label of a blank node."""
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if isinstance(term, NamedNode | Literal):
        return term.value
    return "" if term is None else str(term)


def stored(store: Store) -> Iterator[Quad]:
    """All visible quads of a store, graph by graph."""
    for name in store.counts():
        yield from store.graph(NamedNode(name))
