"""Validates graphs: SHACL shapes compiled to SPARQL and run on Oxigraph, with pySHACL as the reference.

`validate` returns a `Report`; `report_graph` writes it in SHACL's vocabulary. SHACL Core is supported completely,
and so are SELECT constraints of SHACL-SPARQL. Unsupported terms and recursive shapes are refused and never
skipped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path as FilePath

from pyoxigraph import Dataset, DefaultGraph, NamedNode, Quad, Triple

from ..errors import UnknownName
from .closed_world import closed_world
from .context import Context
from .default_messages import default_message
from .engine import Found, Graph, chosen, violations
from .model import Constraint, Shape, Shapes
from .parser import load_shapes
from .paths import Path, Term
from .report import Passage, Place, Report, Result, in_order, report_graph
from .sarif import sarif
from .slices import Neighbours, Slicer

__all__ = [
    "ENGINES",
    "Constraint",
    "Neighbours",
    "Passage",
    "Path",
    "Place",
    "Report",
    "Result",
    "Shape",
    "Shapes",
    "Slicer",
    "closed_world",
    "load_shapes",
    "located",
    "report_graph",
    "results_by",
    "results_on",
    "sarif",
    "validate",
    "validate_again",
]

ENGINES = ("compiled", "pyshacl")


def validate(
    dataset: Dataset,
    shapes: Shapes | Iterable[FilePath | str] | FilePath | str | None = None,
    *,
    engine: str = "compiled",
    graphs: Iterable[NamedNode | DefaultGraph] | None = None,
) -> Report:
    """Checks a dataset against shapes.

    Parameters
    ----------
    dataset
        The data; its graphs are merged.
    shapes
        `Shapes`, or files of shapes; None for the shapes of the package.
    engine
        ``"compiled"``, or ``"pyshacl"`` for the reference, which is about a hundred times slower.
    graphs
        The graphs to read; None for all except our graphs that are not public (private data, candidates).

    Returns
    -------
    Report
        The sorted results, each once, with the passage of the newsletter if the graph has one.

    Raises
    ------
    SyntaxProblem
        If shapes do not parse or contain unsupported terms.
    UnknownName
        If the engine does not exist.
    DataError
        If the engine cannot validate this data.

    Notes
    -----
    SHACL, W3C Recommendation of 20 July 2017: section 3 (validation), section 4 (Core), section 5 (SPARQL).
    """
    if engine not in ENGINES:
        raise UnknownName("engine", engine, ENGINES)
    if not isinstance(shapes, Shapes):
        shapes = load_shapes(shapes)
    triples = chosen(dataset, graphs)
    graph = Graph(triples)
    if engine == "pyshacl":
        from . import reference

        found = reference.violations(triples, shapes)
    else:
        found = [(each, "") for each in violations(graph, shapes)]
    graph.show(by_value=False)
    context = Context(graph.store)
    results = [_result(each, message, context) for each, message in found]
    return Report(not results, in_order(results))


def validate_again(
    former: Iterable[Term],
    changed: Iterable[Triple],
    before: Neighbours,
    after: Neighbours,
    ontology: Iterable[Triple],
    slicer: Slicer,
) -> Report | None:
    """Updates the report on a graph after a change.

    Parameters
    ----------
    former
        The focus nodes of the results before the change.
    changed
        The triples that were added or removed; a triple that another graph still contains has not changed.
    before, after
        The merged graph before and after the change.
    ontology
        Its ontology, which has not changed.
    slicer
        The analysed shapes.

    Returns
    -------
    Report or None
        The report of `validate` on the whole graph; None if only a full run can compute it.
    """
    touched = slicer.touched(changed, before, after)
    if touched is None:
        return None
    # nodes with results are validated again: their messages contain names, which may have changed
    known = set(former)
    results = results_on(known, after, ontology, slicer)
    results += _on(touched.focus - known, after, ontology, slicer)
    results += _on_parts(slicer.parted(touched.parts, after) - known, after, ontology, slicer, touched.parts)
    return Report(not results, in_order(results))


def results_on(
    focus: Collection[Term], graph: Neighbours, ontology: Iterable[Triple], slicer: Slicer
) -> list[Result]:
    """The results of `validate` on some focus nodes of a graph.

    Parameters
    ----------
    focus
        The nodes; nodes without a target are skipped.
    graph
        The merged graph.
    ontology
        Its ontology.
    slicer
        The analysed shapes, which must not be `unclear`.
    """
    return [
        *_on(focus, graph, ontology, slicer),
        *_on_parts(focus, graph, ontology, slicer, None),
    ]


def results_by(
    subjects: set[Term], graph: Neighbours, ontology: Iterable[Triple], slicer: Slicer
) -> tuple[list[Result], list[Result]]:
    """The results of `validate` that depend on the triples of some subjects: on these, and on objects that are targets.

    Parameters
    ----------
    subjects
        The subjects. Calls with each subject of a graph once give all results.
    graph, ontology, slicer
        As for `results_on`.

    Returns
    -------
    tuple of lists of Result
        The results on nodes, which several subjects can give; and the results by parts (see `read_paths.part_of`), which
        must be counted.
    """
    out = [graph.out(node) for node in subjects]
    objects = {t.object for some in out for predicate in slicer.objects_of for t in some.get(predicate, ())}
    of_parts = _on_parts(slicer.parted(subjects, graph), graph, ontology, slicer, subjects)
    return _on(subjects | objects, graph, ontology, slicer, alone=True), of_parts


def _on(
    focus: Collection[Term],
    graph: Neighbours,
    ontology: Iterable[Triple],
    slicer: Slicer,
    *,
    alone: bool = False,
) -> list[Result]:
    if not focus:
        return []
    return _found(slicer.slice(focus, graph, alone=alone), focus, graph, ontology, slicer.whole)


def _on_parts(
    focus: Collection[Term],
    graph: Neighbours,
    ontology: Iterable[Triple],
    slicer: Slicer,
    parts: Collection[Term] | None,
) -> list[Result]:
    if not focus or not slicer.parting.by_key:
        return []
    return _found(slicer.slice_of_parts(focus, graph, parts), focus, graph, ontology, slicer.parting)


def _found(
    slice_: set[Triple],
    focus: Collection[Term],
    graph: Neighbours,
    ontology: Iterable[Triple],
    shapes: Shapes,
) -> list[Result]:
    needed = slice_.union(ontology)
    found = violations(Graph(needed), shapes, only=focus)
    spoken = {t for each in found for t in (each.focus, each.value, *each.bound.values()) if t is not None}
    if not spoken:
        return []
    context = Context(Graph({*needed, *graph.told(spoken)}).store)
    return [_result(each, "", context) for each in found]


def located(places: Mapping[Quad, tuple[str, int]], *reports: Report) -> Report:
    """Merges reports, and gives each result the file, line and graph of its triple.

    The triple is that of the result if it is in a file; else the first triple in the files with its focus node
    as subject or object.

    Parameters
    ----------
    places
        Each statement's file and line.
    reports
        Reports on these statements.
    """
    of: dict[object, list[tuple[Quad, Place]]] = {}
    named: dict[object, list[tuple[Quad, Place]]] = {}
    for quad, (file, line) in places.items():
        graph = quad.graph_name if isinstance(quad.graph_name, NamedNode) else None
        of.setdefault(quad.subject, []).append((quad, Place(file, line, graph)))
        named.setdefault(quad.object, []).append((quad, Place(file, line, graph)))

    def rank(result: Result, quad: Quad, place: Place) -> tuple[int, str, int]:
        path = None if result.path is None else result.path.predicate
        same = 2 if quad.predicate != path else 1 if quad.object != result.value else 0
        return same, place.file, place.line

    def placed(result: Result) -> Result:
        here = of.get(result.focus) or named.get(result.focus)
        if not here:
            return result
        return replace(result, place=min(here, key=lambda each: rank(result, *each))[1])

    results = [placed(result) for report in reports for result in report.results]
    return Report(not results, in_order(results))


def _result(found: Found, message: str, context: Context) -> Result:
    shape, constraint = found.shape, found.constraint
    if not message:
        own = constraint.select.message if constraint.select else None
        message = own or shape.message or default_message(shape, constraint)
        bound = {**constraint.parameters, **found.bound, "this": found.focus}
        if found.value is not None:
            bound["value"] = found.value
        if found.path is not None and found.path.predicate is not None:
            bound["path"] = found.path.predicate
        message = context.filled(message, bound)
    return Result(
        focus=found.focus,
        path=found.path,
        value=found.value,
        severity=shape.severity,
        message=message,
        shape=shape.named,
        component=constraint.component,
        constraint=constraint.name,
        name=context.name(found.focus),
        where=context.passage(found.focus, found.path, found.value),
        source=shape.node,
        count=found.count,
    )
