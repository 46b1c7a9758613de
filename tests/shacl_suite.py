"""The W3C's SHACL test suite: its manifests read, its tests run through ``validate``, their reports compared.

The suite is not part of the project. ``LPIPGRAPH_CONFORMANCE`` names the folder that holds it as ``shacl/``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from lpipgraph.errors import LpipError
from lpipgraph.shapes import load_shapes, report_graph, validate

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: What of a result the suite compares (its README): messages only where the test gives one.
COMPARED = ("focusNode", "resultPath", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape")


def folder() -> Path | None:
    """Where the suite is, or None."""
    here = Path(os.environ.get("LPIPGRAPH_CONFORMANCE", "")) / "shacl"
    return here if (here / "manifest.ttl").exists() else None


class Graph:
    """Triples of one file by subject and predicate."""

    def __init__(self, triples) -> None:
        self.of: dict[object, dict[str, list[object]]] = {}
        for t in triples:
            self.of.setdefault(t.subject, {}).setdefault(t.predicate.value, []).append(t.object)

    def all(self, subject, predicate: str) -> list:
        return self.of.get(subject, {}).get(predicate, [])

    def one(self, subject, predicate: str):
        return next(iter(self.all(subject, predicate)), None)

    def members(self, node) -> Iterator:
        while node is not None and node != NamedNode(RDF + "nil"):
            yield self.one(node, RDF + "first")
            node = self.one(node, RDF + "rest")


@dataclass(frozen=True)
class Case:
    """One test: its file, its node there, the graphs it takes and the report it wants (None: the shapes are refused)."""

    name: str
    file: Path
    node: NamedNode
    data: Path
    shapes: Path

    def __str__(self) -> str:
        return self.name


def _read(path: Path) -> list[Quad]:
    return list(
        parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=path.as_uri(), rename_blank_nodes=False)
    )


def cases(root: Path) -> list[Case]:
    """All tests below a manifest."""
    found: list[Case] = []
    # one test of the suite stands in no manifest that another includes
    waiting, seen = [root / "manifest.ttl", *sorted(root.glob("sparql/component/*-001.ttl"))], set()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        graph = Graph(_read(path))
        for subject in list(graph.of):
            waiting += [_path(o) for o in graph.all(subject, MF + "include")]
            for listed in graph.all(subject, MF + "entries"):
                for entry in graph.members(listed):
                    if NamedNode(SHT + "Validate") in graph.all(entry, RDF + "type"):
                        action = graph.one(entry, MF + "action")
                        data, shapes = (
                            _path(graph.one(action, SHT + n)) for n in ("dataGraph", "shapesGraph")
                        )
                        name = path.relative_to(root).with_suffix("").as_posix()
                        if entry.value.rpartition("/")[2] != path.stem:
                            name += f"#{entry.value.rpartition('/')[2]}"
                        found.append(Case(name, path, entry, data, shapes))
    return found


def _path(iri) -> Path:
    return Path(iri.value.removeprefix("file://"))


def outcome(case: Case) -> str:
    """“right”, or what is not."""
    quads = _read(case.file)
    graph = Graph(quads)
    wanted = graph.one(case.node, MF + "result")
    refused = wanted == NamedNode(SHT + "Failure")
    dataset = Dataset(
        Quad(q.subject, q.predicate, q.object)
        for q in (quads if case.data == case.file else _read(case.data))
    )
    try:
        report = validate(dataset, load_shapes([case.shapes]))
    except LpipError as error:
        return "right" if refused else f"refused: {error}"
    if refused:
        return "not refused"
    got = Graph(report_graph(report))
    node = next(s for s in got.of if NamedNode(SH + "ValidationReport") in got.all(s, RDF + "type"))
    conforms = graph.one(wanted, SH + "conforms").value
    if conforms != got.one(node, SH + "conforms").value:
        return f"conforms is not {conforms}"
    mine, theirs = _results(got, node), _results(graph, wanted)
    if mine == theirs:
        return "right"
    return f"surplus {sorted(map(str, (mine - theirs).elements()))}, missing {sorted(map(str, (theirs - mine).elements()))}"


def _results(graph: Graph, report) -> Counter:
    """The results as tuples that compare across graphs; a nameless shape is any nameless or named one."""
    return Counter(
        tuple(
            "a nameless shape"
            if name == "sourceShape" and isinstance(term, BlankNode)
            else _canonical(graph, term)
            for name, term in ((name, graph.one(result, SH + name)) for name in COMPARED)
        )
        for result in graph.all(report, SH + "result")
    )


def _canonical(graph: Graph, term) -> object:
    """A term, or the structure of a path; blank nodes of data keep their labels."""
    if isinstance(term, Literal):
        return str(term)
    if term is None or term.value not in {getattr(t, "value", None) for t in graph.of}:
        return str(term)
    if graph.one(term, RDF + "first") is not None:
        return ("list", *(_canonical(graph, m) for m in graph.members(term)))
    for kind in ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"):
        inner = graph.one(term, SH + kind)
        if inner is not None:
            return (kind, _canonical(graph, inner))
    return str(term) if not isinstance(term, BlankNode) else f"_:{term.value}"
