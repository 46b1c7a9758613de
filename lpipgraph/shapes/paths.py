"""Parses SHACL property paths, and writes them as SPARQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..vocabulary import RDF, local_name

__all__ = [
    "FIRST",
    "NIL",
    "PATHS",
    "REST",
    "SH",
    "Node",
    "Path",
    "Term",
    "list_members",
    "local",
    "read_path",
]

SH = "http://www.w3.org/ns/shacl#"
FIRST = NamedNode(str(RDF) + "first")
REST = NamedNode(str(RDF) + "rest")
NIL = NamedNode(str(RDF) + "nil")
#: The SHACL properties of paths.
PATHS = ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple

#: Kind of path around one other path → its suffix in SPARQL.
_SUFFIX = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


@dataclass(frozen=True, slots=True)
class Path:
    """A property path (SHACL 2.3.1).

    `kind` is ``"predicate"``, ``"sequence"``, or the local name of the path's SHACL property:
    ``"inversePath"``, ``"alternativePath"``, ``"zeroOrMorePath"``, ``"oneOrMorePath"``, ``"zeroOrOnePath"``.
    """

    kind: str
    predicate: NamedNode | None = None
    parts: tuple[Path, ...] = ()

    def __str__(self) -> str:
        """The path in SPARQL."""
        if self.predicate is not None:
            return str(self.predicate)
        if self.kind == "inversePath":
            return f"^({self.parts[0]})"
        if self.kind == "sequence":
            return "/".join(f"({part})" for part in self.parts)
        if self.kind == "alternativePath":
            return "|".join(f"({part})" for part in self.parts)
        return f"({self.parts[0]}){_SUFFIX[self.kind]}"

    @property
    def nullable(self) -> bool:
        """Whether the path can have no steps, so that a node reaches itself."""
        if self.kind in ("zeroOrMorePath", "zeroOrOnePath"):
            return True
        if self.kind == "predicate":
            return False
        if self.kind == "alternativePath":
            return any(part.nullable for part in self.parts)
        return all(part.nullable for part in self.parts)

    @property
    def brief(self) -> str:
        """The path with local names only, for messages."""
        text = str(self)
        for predicate in self.predicates():
            text = text.replace(f"({predicate})", local(predicate)).replace(str(predicate), local(predicate))
        return text

    def predicates(self) -> tuple[NamedNode, ...]:
        """All predicates of the path, in order."""
        if self.predicate is not None:
            return (self.predicate,)
        return tuple(p for part in self.parts for p in part.predicates())


def local(iri: NamedNode | str) -> str:
    """The local name of an IRI: the part after the last ``#`` or ``/``."""
    return local_name(iri if isinstance(iri, str) else iri.value)


def list_members(node: Term, objects: Callable[[Term, NamedNode], list[Term]]) -> list[Term]:
    """The members of an RDF list; ValueError if it is malformed or cyclic."""
    found: list[Term] = []
    seen: set[Term] = set()
    while node != NIL:
        first, rest = objects(node, FIRST), objects(node, REST)
        if len(first) != 1 or len(rest) != 1 or node in seen:
            raise ValueError("no whole list")
        seen.add(node)
        found.append(first[0])
        node = rest[0]
    return found


def read_path(node: Term, objects: Callable[[Term, NamedNode], list[Term]]) -> Path:
    """Reads the path at a node (SHACL 2.3.1); ValueError if it is not a path.

    Parameters
    ----------
    node
        The value of ``sh:path``.
    objects
        Gives the objects of a subject and predicate.
    """
    return _read_path(node, objects, ())


def _read_path(node: Term, objects: Callable[[Term, NamedNode], list[Term]], above: tuple[Term, ...]) -> Path:
    if isinstance(node, NamedNode):
        return Path("predicate", node)
    if node in above:
        raise ValueError("a circle and no property path")

    def inner(other: Term) -> Path:
        return _read_path(other, objects, (*above, node))

    if objects(node, FIRST):
        return Path("sequence", parts=tuple(map(inner, list_members(node, objects))))
    for kind in PATHS:
        for value in objects(node, NamedNode(SH + kind)):
            members = list_members(value, objects) if kind == "alternativePath" else [value]
            return Path(kind, parts=tuple(map(inner, members)))
    raise ValueError("no property path")
