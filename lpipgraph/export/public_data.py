"""Prepares the public part of a dataset once for all formats: sorted lines, an index by subject, the privacy check.

Work on N-Quads lines is what makes an export fast: a term is looked at once, however many triples it stands
in, and lines sort and compare as bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from ..errors import DataError
from ..privacy import guard
from ..vocabulary import graph_kind, is_public

__all__ = ["EVIDENCE", "FACTS", "Index", "Material", "Object", "first_of", "material", "text_of"]

#: Kinds of graphs that say what is the case, and kinds that say why, with their quotes. The others (ontology,
#: queries, catalogue, and which claims are the latest) speak of the data and not of the newsletter: they are in the RDF formats alone.
FACTS = ("authority", "derived", "issue", "vocabulary")
EVIDENCE = ("comparison", "derived-evidence", "evidence", "findings")

#: An IRI as text, or a literal.
Object = str | Literal
#: Subject → predicate → objects, all as they come in sorted lines.
Index = dict[str, dict[str, list[Object]]]


def text_of(value: Object) -> str:
    """An IRI, or a literal's value."""
    return value.value if isinstance(value, Literal) else value


def first_of(said: Mapping[str, list[Object]], predicate: str) -> str:
    """The first object that a subject has for a predicate; empty if it has none."""
    return text_of(said[predicate][0]) if predicate in said else ""


@dataclass(frozen=True)
class Material:
    """The public graphs as sorted N-Quads lines, and what several formats need of them.

    `lines` are without their line ends, by graph; the graphs are in the order of their names.
    """

    lines: Mapping[str, list[bytes]]
    _quads: Mapping[bytes, Quad] = field(repr=False)

    @cached_property
    def quads(self) -> list[Quad]:
        """All quads in the order of `lines`."""
        return [self._quads[line] for lines in self.lines.values() for line in lines]

    def bare(self, name: str) -> list[bytes]:
        """The N-Triples of one graph."""
        cut = _cut(name)
        return [line[:-cut] + b" ." for line in self.lines[name]]

    @cached_property
    def _by_triple(self) -> dict[bytes, Quad]:
        bare = [line for name in self.lines for line in self.bare(name)]
        found = dict(zip(bare, self.quads, strict=True))
        # each graph is sorted, so that to sort them all is to merge them
        return {line: found[line] for line in sorted(found)}

    @property
    def triple_lines(self) -> Collection[bytes]:
        """N-Triples: each triple once, sorted."""
        return self._by_triple.keys()

    @cached_property
    def triples(self) -> list[Triple]:
        """Each triple once, in the order of `triple_lines`."""
        return [quad.triple for quad in self._by_triple.values()]

    @cached_property
    def _objects(self) -> dict[bytes, Object]:
        return {}

    def index(self, kinds: Iterable[str] | None = None, *, name: str | None = None) -> Index:
        """What graphs say, by subject and predicate, each triple once.

        Parameters
        ----------
        kinds
            Keys of `lpipgraph.vocabulary.GRAPHS`; the graphs are merged.
        name
            One graph instead.
        """
        chosen = [name] if name is not None else self.names(kinds or ())
        known = self._objects
        found: Index = {}
        words: dict[bytes, str] = {}
        last = b""
        predicates: dict[str, list[Object]] = {}
        for graph in chosen:
            cut = _cut(graph)
            for line in self.lines[graph]:
                subject, predicate, rest = line.split(b" ", 2)
                if subject != last:
                    last = subject
                    predicates = found.setdefault(subject[1:-1].decode(), {})
                token = rest[:-cut]
                value = known.get(token)
                if value is None:
                    known[token] = value = _object(self._quads[line])
                word = words.get(predicate)
                if word is None:
                    words[predicate] = word = predicate[1:-1].decode()
                predicates.setdefault(word, []).append(value)
        if len(chosen) > 1:
            for predicates in found.values():
                for key, values in predicates.items():
                    if len(values) > 1:
                        predicates[key] = list(dict.fromkeys(values))
        return found

    def names(self, kinds: Iterable[str]) -> list[str]:
        """The names of the graphs of some kinds, sorted."""
        wanted = frozenset(kinds)
        return [name for name in self.lines if graph_kind(name) in wanted]


def _cut(name: str) -> int:
    """The length of the end of a line: space, graph, space, full stop."""
    return len(name.encode()) + 5


def _object(quad: Quad) -> Object:
    if isinstance(quad.object, NamedNode):
        return quad.object.value
    assert isinstance(quad.object, Literal)
    return quad.object


def material(dataset: Dataset) -> Material:
    """The public graphs of a dataset.

    Raises
    ------
    DataError
        If one of them holds a blank node, a triple term or contact data.
    """
    quads = list(dataset)
    content = serialize(quads, format=RdfFormat.N_QUADS)
    assert content is not None
    by_line = dict(zip(content.splitlines(), quads, strict=True))
    by_token: dict[bytes, list[bytes]] = {}
    for line in by_line:
        by_token.setdefault(line[line.rindex(b" ", 0, -2) + 1 : -2], []).append(line)
    found: dict[str, list[bytes]] = {}
    for token, lines in by_token.items():
        # of a line in the default graph, the last word is its object
        name = token[1:-1].decode() if token.startswith(b"<") else ""
        if is_public(name):
            named = sorted(line for line in lines if line.count(b" ") > 3)
            if named:
                found[name] = named
    found = dict(sorted(found.items()))
    for name, lines in found.items():
        guard((by_line[line] for line in lines), left="nothing was written")
        content = b"\n".join(lines)
        if b"_:" in content or b"<<(" in content:
            for line in lines:
                _check_nodes(by_line[line], name)
    return Material(found, by_line)


def _check_nodes(quad: Quad, name: str) -> None:
    if isinstance(quad.subject, BlankNode) or not isinstance(quad.object, (NamedNode, Literal)):
        raise DataError(
            f"a blank node or triple term beside <{quad.predicate.value}>",
            where=name,
            hint="give every node an IRI: what has none cannot be pointed at from outside",
        )
