"""Writes validation results with their places in the newsletter, for people and as a SHACL report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad

from ..errors import printable
from ..vocabulary import OA, RDF, XSD, iri
from .paths import SH, Path, Term, local

__all__ = ["Passage", "Place", "Report", "Result", "report_graph"]

#: Severities, the most severe first.
_SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the newsletter: the segment, its source, offsets in code points, the words."""

    segment: NamedNode
    source: NamedNode | None
    start: int
    end: int
    quote: str

    def __str__(self) -> str:
        source = f"{'/'.join(self.source.value.rsplit('/', 2)[1:])}, " if self.source else ""
        quote = printable(" ".join(self.quote.split()))
        quote = quote if len(quote) <= 160 else quote[:157] + "…"
        return f"{source}characters {self.start}–{self.end}: “{quote}”"


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a triple in a file: the file's name, the line, the named graph if it is in one."""

    file: str
    line: int
    graph: NamedNode | None = None

    def __str__(self) -> str:
        graph = f", graph {self.graph.value}" if self.graph is not None else ""
        return f"{self.file}, line {self.line}{graph}"


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL 3.6.2).

    `name` is the name of the focus node; `shape` the named shape, and `source` the actual shape, which may be a blank
    node; `component` the local name of SHACL's constraint component, or the IRI of another component; `count` the number
    of times that SHACL reports the result, for example if two paths lead to one node; `constraint` a unique and stable
    name of the constraint, such as ``"ThemeShape prefLabel minCount 1"``; `where` the newsletter's passage, if there is
    one; `place` the place of the triple in a file.
    """

    focus: Term
    path: Path | None
    value: Term | None
    severity: NamedNode
    message: str
    shape: NamedNode
    component: str
    constraint: str
    name: str
    where: Passage | None = None
    source: NamedNode | BlankNode | None = None
    count: int = 1
    place: Place | None = None

    @property
    def line(self) -> str:
        """The result as one sentence, without the place."""
        focus = self.focus.value if isinstance(self.focus, NamedNode) else str(self.focus)
        who = f"{self.name} ({focus})" if self.name not in ("", focus) else focus
        value = self.value
        if value is None or value == self.focus:
            return f"{who}: {self.message}"
        shown = value.value if isinstance(value, Literal | NamedNode) else str(value)
        shown = printable(" ".join(shown.split()))
        shown = shown if len(shown) <= 100 else shown[:99] + "…"
        return (
            f"{who}: {self.message} Found: {shown}" if shown not in self.message else f"{who}: {self.message}"
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: `conforms` if it has no results (SHACL 3.6.1); `results` are sorted."""

    conforms: bool
    results: tuple[Result, ...]

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results with the severity of a violation; the others are warnings and information."""
        return tuple(r for r in self.results if local(r.severity) not in ("Warning", "Info"))

    def lines(self, *, limit: int | None = None) -> Iterator[str]:
        """The report in plain English, by severity, one line a result and one for its place.

        Parameters
        ----------
        limit
            The largest number of results to show for each severity.
        """
        if not self.results:
            yield "The graph conforms to its shapes."
            return
        counted = Counter(local(r.severity) for r in self.results)
        for severity in sorted(counted, key=_severity_rank):
            shown = [r for r in self.results if local(r.severity) == severity]
            yield f"{severity} ({len(shown):,})"
            for result in shown[:limit]:
                yield f"  {result.line}"
                if result.place is not None:
                    yield f"    {result.place}"
                if result.where is not None:
                    yield f"    {result.where}"
            if limit is not None and len(shown) > limit:
                yield f"  … and {len(shown) - limit:,} more"


def in_order(results: list[Result]) -> tuple[Result, ...]:
    """Each result once, in a stable order."""

    def key(result: Result) -> tuple[object, ...]:
        severity = local(result.severity)
        path, value = str(result.path or ""), str(result.value or "")
        return (
            _severity_rank(severity),
            str(result.focus),
            path,
            result.component,
            value,
            result.constraint,
            result.message,
        )

    counts: dict[Result, int] = {}
    for result in results:
        one = replace(result, count=1)
        counts[one] = counts.get(one, 0) + result.count
    return tuple(sorted((replace(one, count=n) for one, n in counts.items()), key=key))


def _severity_rank(severity: str) -> tuple[int, str]:
    rank = _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)
    return (rank, severity)


def report_graph(report: Report) -> Dataset:
    """The report in SHACL's vocabulary (SHACL 3.6), without blank nodes.

    Parameters
    ----------
    report
        The result of `validate`.

    Returns
    -------
    Dataset
        Triples in the default graph. The report's IRI is derived from its content, so that the same report has
        the same bytes. Only focus nodes and values that are blank nodes in the data are blank nodes here.
    """
    digest = sha256("\n".join(_key(r) for r in report.results).encode("utf-8", "surrogatepass")).hexdigest()[
        :12
    ]
    node = iri("report", digest)
    dataset = Dataset()

    def add(subject: NamedNode, predicate: NamedNode, obj: Term) -> None:
        dataset.add(Quad(subject, predicate, obj))

    def sh(name: str) -> NamedNode:
        return NamedNode(SH + name)

    add(node, RDF.type, sh("ValidationReport"))
    add(node, sh("conforms"), Literal("true" if report.conforms else "false", datatype=XSD.boolean))
    repeated = (result for result in report.results for _ in range(result.count))
    for number, result in enumerate(repeated, 1):
        each = iri("report", digest, str(number))
        add(node, sh("result"), each)
        add(each, RDF.type, sh("ValidationResult"))
        add(each, sh("focusNode"), result.focus)
        add(each, sh("resultSeverity"), result.severity)
        add(each, sh("resultMessage"), Literal(result.message, language="en"))
        add(each, sh("sourceShape"), result.source or result.shape)
        component = result.component
        add(
            each, sh("sourceConstraintComponent"), NamedNode(component) if ":" in component else sh(component)
        )
        if result.value is not None:
            add(each, sh("value"), result.value)
        if result.path is not None:
            add(each, sh("resultPath"), _path_node(result.path, f"{each.value}/path", add))
        if result.where is not None:
            add(each, OA.hasTarget, result.where.segment)
    return dataset


def _key(result: Result) -> str:
    return "|".join(
        map(
            str, (result.focus, result.path, result.value, result.severity, result.constraint, result.message)
        )
    )


def _path_node(path: Path, name: str, add: object) -> NamedNode:
    """Writes a path (SHACL 2.3.1) with IRIs below `name` for its inner nodes."""
    assert callable(add)
    if path.predicate is not None:
        return path.predicate
    if path.kind == "sequence":
        return _list_node(path.parts, name, add)
    node = NamedNode(name)
    if path.kind == "alternativePath":
        add(node, NamedNode(SH + path.kind), _list_node(path.parts, f"{name}/list", add))
    else:
        add(node, NamedNode(SH + path.kind), _path_node(path.parts[0], f"{name}/1", add))
    return node


def _list_node(parts: tuple[Path, ...], name: str, add: object) -> NamedNode:
    assert callable(add)
    rdf = str(RDF)
    rest = NamedNode(rdf + "nil")
    for number in range(len(parts), 0, -1):
        node = NamedNode(name if number == 1 else f"{name}/{number}")
        add(node, NamedNode(rdf + "first"), _path_node(parts[number - 1], f"{name}/{number}/item", add))
        add(node, NamedNode(rdf + "rest"), rest)
        rest = node
    return rest
