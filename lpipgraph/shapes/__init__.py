"""Validates graphs: SHACL shapes compiled to SPARQL and run on Oxigraph, with pySHACL as the reference.

`validate` gives a `Report`; `report_graph` writes it in SHACL's vocabulary. All of SHACL Core is known, and
SELECT constraints of SHACL-SPARQL; what is not known is refused and never skipped, and so are shapes that
refer to themselves.
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
        The data; the graphs are read as one.
    shapes
        `Shapes`, or files of shapes; None for those that ship with the package.
    engine
        ``"compiled"``, or ``"pyshacl"`` for the reference, which takes some hundred times as long.
    graphs
        The graphs to read; None for all but those of ours that are not public (the private one, candidates).

    Returns
    -------
    Report
        Results sorted, each once, with the passage of the newsletter where the graph has one.

    Raises
    ------
    SyntaxProblem
        For shapes that do not parse or hold what the engine does not know.
    UnknownName
        For an engine that does not exist.
    DataError
        If the engine cannot validate this data at all.

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
    """The report on a graph that has changed, out of the one from before.

    Parameters
    ----------
    former
        The focus nodes of what `validate` said before the change.
    changed
        The triples that came or went; one that another graph still says is no change.
    before, after
        The merged graph then and now.
    ontology
        Its ontology, which is the same.
    slicer
        The shapes, taken apart.

    Returns
    -------
    Report or None
        What `validate` says of the whole graph now; None if only a run over it can tell.
    """
    touched = slicer.touched(changed, before, after)
    if touched is None:
        return None
    # what had results is looked at again, too: their words name things whose names may have changed
    known = set(former)
    results = results_on(known, after, ontology, slicer)
    results += _on(touched.focus - known, after, ontology, slicer)
    results += _on_parts(slicer.parted(touched.parts, after) - known, after, ontology, slicer, touched.parts)
    return Report(not results, in_order(results))


def results_on(
    focus: Collection[Term], graph: Neighbours, ontology: Iterable[Triple], slicer: Slicer
) -> list[Result]:
    """What `validate` says of some focus nodes of a graph.

    Parameters
    ----------
    focus
        The nodes; those that no target names are passed over.
    graph
        The merged graph.
    ontology
        Its ontology.
    slicer
        The shapes, taken apart, which must not be `unclear`.
    """
    return [
        *_on(focus, graph, ontology, slicer),
        *_on_parts(focus, graph, ontology, slicer, None),
    ]


def results_by(
    subjects: set[Term], graph: Neighbours, ontology: Iterable[Triple], slicer: Slicer
) -> tuple[list[Result], list[Result]]:
    """What `validate` says because of what some subjects say: of them and of the objects that targets name.

    Parameters
    ----------
    subjects
        The subjects. If each subject of a graph is asked once, all results are found.
    graph, ontology, slicer
        As for `results_on`.

    Returns
    -------
    tuple of lists of Result
        Those on nodes, which may be found by way of several subjects; and those by parts (see `read_paths.part_of`), which
        are to be counted.
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
    """Reports as one, each result with the file, line and graph of its triple.

    The triple is the result's own if it stands in a file; else the first one there about its focus node,
    or that names it.

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
