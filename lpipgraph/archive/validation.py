"""Validates an archive: a small one as a whole, a large one by the focus nodes that a change can affect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from .. import graph, shapes
from ..shapes import Neighbours, Report, Result, Slicer
from ..shapes.paths import Term
from ..shapes.report import in_order
from ..store.generations import opened, read_manifest
from ..store.patching import parted
from ..vocabulary import LPIP, graph_kind, is_public
from .manifest import Ledger
from .sorted_quads import Stretch, chunks, content, quads_of

__all__ = ["ToJudge", "all_of", "judged", "judged_again", "nodes_of", "to_judge", "told_again"]

#: So many focus nodes or triples of evidence are judged at a time.
_MANY = 10_000


def judged_again(
    nodes: Sequence[str], changed: Iterable[Triple], before: Store, after: Store
) -> Report | None:
    """The report after a change; None if a full validation is needed.

    Parameters
    ----------
    nodes
        The focus nodes of the previous report.
    changed
        The triples that were removed from or added to the merged graph.
    before, after
        The store before and after the change.
    """
    return shapes.validate_again(
        map(_node, nodes),
        changed,
        Neighbours(before),
        Neighbours(after),
        _ontology(),
        _slicer(),
    )


def told_again(folder: Path, ledger: Ledger) -> Report | None:
    """The report of an unchanged archive; None if a full validation is needed."""
    if any(node.startswith("_:") for node in ledger.results) or _slicer().unclear is not None:
        return None
    store = opened(folder / "store", read_manifest(folder / "store"))
    results = shapes.results_on(set(map(_node, ledger.results)), Neighbours(store), _ontology(), _slicer())
    return Report(not results, in_order(results))


def _node(text: str) -> Term:
    """Parses a focus node from `nodes_of`."""
    if not text.startswith('"'):
        return NamedNode(text)
    (triple,) = parse(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES)
    term: Term = triple.object
    return term


@dataclass(frozen=True, slots=True)
class ToJudge:
    """Focus nodes to validate with a complete store, which does not change meanwhile.

    They are the nodes that only the evidence of some issues mentions, and `nodes`, in N-Triples.
    """

    store: str
    evidence: tuple[tuple[str, Stretch], ...]
    nodes: tuple[bytes, ...]
    out: str = ""


def to_judge(folder: Path, ledger: Ledger, store: Path) -> Iterator[ToJudge] | None:
    """All focus nodes of an archive, each once, in groups of a few thousand; None if a full validation is needed.

    Parameters
    ----------
    folder
        The archive.
    ledger
        Its ledger.
    store
        The store's folder.
    """
    slicer = _slicer()
    if slicer.unclear is not None:
        return None
    objects_of = frozenset(str(term).encode() for term in slicer.objects_of)
    graphs = [
        (name, folder / path, stretch) for name, (path, stretch) in ledger.graphs().items() if is_public(name)
    ]

    def tasks() -> Iterator[ToJudge]:
        seen: set[bytes] = set()
        evidence: list[tuple[str, Stretch]] = []
        nodes = [str(term).encode() for term in slicer.named]
        size = 0
        for name, path, stretch in graphs:
            if graph_kind(name) == "evidence":
                evidence.append((str(path), stretch))
                size += stretch.quads
            for piece in chunks(path, stretch):
                _, others = parted(name, piece)
                for node in _nodes(others, objects_of):
                    mark = blake2b(node, digest_size=12).digest()
                    if mark not in seen:
                        seen.add(mark)
                        nodes.append(node)
                        size += 1
                if size > _MANY:
                    yield ToJudge(str(store), tuple(evidence), tuple(nodes))
                    evidence, nodes, size = [], [], 0
        yield ToJudge(str(store), tuple(evidence), tuple(nodes))

    return tasks()


_NEWEST = str(LPIP.latestOf).encode()


def _nodes(lines: bytes, objects_of: frozenset[bytes]) -> Iterator[bytes]:
    """The subjects of some lines, and the objects of some properties; a claim marked as the newest is validated with its issue."""
    for line in lines.splitlines():
        subject, predicate, rest = line.split(b" ", 2)
        if predicate != _NEWEST:
            yield subject
        if predicate in objects_of:
            yield rest.rsplit(b" ", 2)[0]


@cache
def _slicer() -> Slicer:
    return Slicer(shapes.load_shapes())


@cache
def _ontology() -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in graph.ontology())


@lru_cache(maxsize=1)
def _looked_at(place: str) -> Store:
    return Store.read_only(place)


def judged(task: ToJudge) -> tuple[list[Result], list[Result]]:
    """The validation results of some focus nodes (see `shapes.results_by`)."""
    neighbours = Neighbours(_looked_at(task.store))
    focus: set[Term] = set()
    for path, stretch in task.evidence:
        own, _ = parted(stretch.graph, content(Path(path), stretch))
        triples = [quad.triple for quad in quads_of(own)]
        neighbours.prime(triples)
        focus.update(triple.subject for triple in triples)
    # as objects of a triple, for a literal can be one
    text = b"".join(b"<urn:s> <urn:p> " + node + b" .\n" for node in task.nodes)
    focus |= {quad.object for quad in parse(text, format=RdfFormat.N_TRIPLES)}
    return shapes.results_by(focus, neighbours, _ontology(), _slicer())


def all_of(found: Iterable[tuple[list[Result], list[Result]]]) -> Report:
    """Merges the results of parts of an archive to one report; what was found on a node by way of two parts is told once."""
    on_nodes: Counter[Result] = Counter()
    by_parts: list[Result] = []
    for some, others in found:
        on_nodes |= Counter(some)
        by_parts += others
    results = [*on_nodes.elements(), *by_parts]
    return Report(not results, in_order(results))


def nodes_of(report: Report) -> Iterator[str]:
    """The focus nodes of a report, each once."""
    seen = dict.fromkeys(result.focus for result in report.results)
    return (node.value if isinstance(node, NamedNode) else str(node) for node in seen)
