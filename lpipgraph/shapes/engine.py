"""Runs compiled shapes: marks focus nodes, runs the queries, collects violations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from pyoxigraph import (
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from ..errors import DataError, SyntaxProblem
from ..vocabulary import RDF, RDFS, graph_kind, is_public
from . import compile as compiled
from .compile import FAILS, MARKS, UNDER, Marks, marked
from .exact_literals import decoded, encoded, rewritten
from .model import PROPERTY, Constraint, Shape, Shapes
from .paths import Path, Term
from .select import SHAPES

__all__ = ["Found", "Graph", "chosen", "violations"]

_FOCUS = "urn:x-shacl:focus"
_ONLY = "urn:x-shacl:only"
_CANDIDATE = "urn:x-shacl:candidate"
_GRAPH = NamedNode(MARKS)
#: The end of a line of N-Triples whose literal the store might rewrite: a datatype, or a language in capitals.
_DOUBTFUL = re.compile(rb'(?:\^\^<[^<>"\n]*>|"@[a-z]*[A-Z-][A-Za-z0-9-]*) \.\n')
#: The number of focus nodes from which a scan of the property is faster than looking up each of them.
_MANY = 150


@dataclass(frozen=True, slots=True)
class Found:
    """A violation found by the engine, and how often; `bound` are the other variables of a SPARQL constraint."""

    shape: Shape
    constraint: Constraint
    focus: Term
    path: Path | None
    value: Term | None
    bound: Mapping[str, Term]
    count: int = 1


def chosen(dataset: Dataset, graphs: Iterable[NamedNode | DefaultGraph] | None) -> list[Triple]:
    """The triples to validate: those of `graphs`, or of all except our graphs that are not public."""
    wanted = None if graphs is None else set(graphs)
    verdicts: dict[object, bool] = {}
    found = []
    for quad in dataset:
        name = quad.graph_name
        verdict = verdicts.get(name)
        if verdict is None:
            if wanted is not None:
                verdict = name in wanted
            else:
                verdict = not isinstance(name, NamedNode) or graph_kind(name) is None or is_public(name)
            verdicts[name] = verdict
        if verdict:
            found.append(quad.triple)
    return found


class Graph:
    """The merged graphs in a store, in two views: literals in their exact form, or by value.

    Oxigraph rewrites some literals (see `exact_literals`). The exact view is the default; the view by value is for
    SPARQL constraints, which compute. If nothing would be rewritten, both are the same.

    The triples are loaded as N-Triples: this is nearly twice as fast as adding them one by one, and the few lines
    whose literal the store might rewrite are found without parsing the others.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        lines = serialize(triples, format=RdfFormat.N_TRIPLES)
        assert lines is not None
        places = [(lines.rfind(b"\n", 0, m.start()) + 1, m.end()) for m in _DOUBTFUL.finditer(lines)]
        doubtful = list(parse(b"".join(lines[a:b] for a, b in places), format=RdfFormat.N_TRIPLES))
        literals = {quad.object for quad in doubtful if isinstance(quad.object, Literal)}
        changed = rewritten(literals)
        # A form that occurs in the data remains unchanged, even if another form has the same value.
        self._original: dict[Term, Literal] = {
            new: old for old, new in changed.items() if new not in literals
        }
        #: The original of a form at one subject, if the data has two forms of one value.
        self._at: dict[tuple[Term | None, Term], Literal] = {}
        self._exact: list[Quad] = []
        self._by_value: list[Quad] = []
        self.store = Store()
        if changed:
            edges = [0, *(edge for place in places for edge in place), len(lines)]
            lines = b"".join(lines[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
            self.store.extend(quad for quad in doubtful if quad.object not in changed)
        if b"_:" in lines:  # loading renames blank nodes: their labels would differ from those of `doubtful`
            self.store.extend(parse(lines, format=RdfFormat.N_TRIPLES))
        else:
            self.store.load(lines, format=RdfFormat.N_TRIPLES)
        for quad in doubtful:
            literal = quad.object
            if not isinstance(literal, Literal) or literal not in changed:
                continue
            if literal.language:  # language tags are case-insensitive, so there is only one view of them
                self.store.add(quad)
                continue
            self._exact.append(Quad(quad.subject, quad.predicate, encoded(literal)))
            new = Quad(quad.subject, quad.predicate, changed[literal])
            self._at[quad.subject, changed[literal]] = literal
            # Literals that originally have this form must remain when the view changes back.
            if new not in self.store:
                self._by_value.append(new)
        self.store.extend(self._exact)
        self._is_by_value = False

    def show(self, *, by_value: bool) -> None:
        """Switches the view."""
        if by_value != self._is_by_value:
            hidden, shown = (self._exact, self._by_value) if by_value else (self._by_value, self._exact)
            for quad in hidden:
                self.store.remove(quad)
            self.store.extend(shown)
            self._is_by_value = by_value

    def stands(self, term: Term) -> Term:
        """A term in the exact view."""
        return encoded(term) if isinstance(term, Literal) and rewritten([term]) else term

    def original(self, term: Term, at: Term | None = None) -> Term:
        """The original of a term in an answer, at a subject if it occurs there."""
        if isinstance(term, Literal):
            exact = decoded(term)
            if exact is not term:
                return exact
            one = self._original.get(term)
            return term if one is None else self._at.get((at, term), one)
        return term


#: The source of nodes: a set, or a query that returns them as ``?value``.
_Source = Marks | str


@dataclass(frozen=True, slots=True)
class _Nodes:
    marks: Marks
    count: int


def violations(graph: Graph, shapes: Shapes, only: Iterable[Term] | None = None) -> list[Found]:
    """Every violation of every constraint, each once.

    Parameters
    ----------
    graph
        The data.
    shapes
        The shapes.
    only
        The nodes to which targets are restricted; all if None.

    Raises
    ------
    DataError
        If a query cannot be run over this data.
    """
    return _Run(graph, shapes, only).violations()


class _Run:
    def __init__(self, graph: Graph, shapes: Shapes, only: Iterable[Term] | None) -> None:
        self.graph = graph
        self.store = graph.store
        self.restricted = only is not None
        if only is not None:
            marks = (graph.stands(term) for term in only)
            self.store.extend(Quad(NamedNode(_ONLY), NamedNode(_ONLY), term, _GRAPH) for term in marks)
        self.quads = shapes.quads
        self.shapes = tuple(shapes.by_key.values())  # referenced shapes come first
        self.subjects = {shape.key: f"urn:x-shacl:shape:{i}" for i, shape in enumerate(self.shapes)}
        self.classes: dict[Term, set[Term]] = {}
        self.sets: dict[tuple[_Source, ...], _Nodes | None] = {}

    def violations(self) -> list[Found]:
        self.mark_classes()
        if any(c.select and c.select.asks_shapes for s in self.shapes for c in s.constraints):
            self.store.extend(Quad(q.subject, q.predicate, q.object, NamedNode(SHAPES)) for q in self.quads)
        focus, candidates = self.mark_nodes()
        for shape in self.shapes:
            if shape.key in candidates:
                self.mark_failures(shape, candidates[shape.key])
        plain: list[tuple[Shape, Constraint, _Nodes]] = []
        computing: list[tuple[Shape, Constraint, _Nodes]] = []
        for shape in self.shapes:
            nodes = focus.get(shape.key)
            if nodes is not None:
                for constraint in shape.constraints:
                    if constraint.component != PROPERTY:
                        kind = plain if constraint.select is None else computing
                        kind.append((shape, constraint, nodes))
        # The store releases Python's lock, so two threads are nearly twice as fast as one.
        found: list[Found] = []
        with ThreadPoolExecutor(2) as pool:
            for jobs, by_value in ((plain, False), (computing, True)):
                self.graph.show(by_value=by_value)
                for some in pool.map(lambda job: self.broken(*job), jobs):
                    found += some
        self.graph.show(by_value=False)
        counted = _Multiplicity(self, focus)
        return [replace(each, count=counted.of(each.shape, each.focus)) for each in found]

    # --- marks ------------------------------------------------------------------------------------------

    def mark_classes(self) -> None:
        """Marks every class that a shape names with its subclasses, including itself."""
        below: dict[Term, list[Term]] = {}
        for quad in self.store.quads_for_pattern(None, RDFS.subClassOf, None, DefaultGraph()):
            below.setdefault(quad.object, []).append(quad.subject)
        named = {t.term for s in self.shapes for t in s.targets if t.kind == "targetClass"}
        named |= {
            c.terms[0]
            for s in self.shapes
            for c in s.constraints
            if c.component == "ClassConstraintComponent"
        }
        marks = []
        for top in named:
            found = self.classes[top] = {top}
            waiting = [top]
            while waiting:
                for cls in below.get(waiting.pop(), ()):
                    if cls not in found:
                        found.add(cls)
                        waiting.append(cls)
            marks += [Quad(cls, NamedNode(UNDER), top, _GRAPH) for cls in found]  # type: ignore[arg-type]
        self.store.extend(marks)

    def mark_nodes(self) -> tuple[dict[str, _Nodes], dict[str, _Nodes]]:
        """The focus nodes of each shape, and the nodes that another shape requires to conform to it.

        It starts from the shapes that are not referenced. A property shape of one node shape shares its nodes.
        """
        focus: dict[str, list[_Source]] = {}
        candidates: dict[str, list[_Source]] = {}
        kept: tuple[dict[str, _Nodes], dict[str, _Nodes]] = ({}, {})
        for shape in reversed(self.shapes):
            own = [self.target(t.kind, t.term) for t in shape.targets]
            asked = ((focus.get(shape.key, []) + own, _FOCUS), (candidates.get(shape.key, []), _CANDIDATE))
            for number, (sources, predicate) in enumerate(asked):
                nodes = self.gathered(shape, predicate, sources)
                if nodes is None:
                    continue
                kept[number][shape.key] = nodes
                handed: _Source = nodes.marks
                if shape.path is not None:
                    handed = compiled.values_query(shape, nodes.marks)
                for constraint in shape.constraints:
                    reports = number == 0 and constraint.component == PROPERTY
                    for key in (*constraint.shapes, *constraint.siblings):
                        (focus if reports else candidates).setdefault(key, []).append(handed)
        return kept

    def target(self, kind: str, term: Term) -> _Source:
        """The nodes of a target, restricted to the allowed ones."""
        source = self.any_target(kind, term)
        if not self.restricted:
            return source
        text = source if isinstance(source, str) else _selected(source)
        return f"SELECT ?value {{ {marked(_ONLY, _ONLY).pattern('?value')} {{ {text} }} }}"

    def any_target(self, kind: str, term: Term) -> _Source:
        """The nodes of a target."""
        if kind == "targetNode":
            return f"SELECT ({self.graph.stands(term)} AS ?value) {{}}"
        if kind == "targetClass":
            if self.classes[term] == {term}:
                return compiled.instances(term)
            under = f"GRAPH <{MARKS}> {{ ?class <{UNDER}> {term} }}"
            return f"SELECT ?value {{ {under} ?value {RDF.type} ?class }}"
        if kind == "targetSubjectsOf":
            return f"SELECT ?value {{ ?value {term} ?object }}"
        return f"SELECT ?value {{ ?subject {term} ?value }}"

    def gathered(self, shape: Shape, predicate: str, sources: list[_Source]) -> _Nodes | None:
        """The union of some sets of nodes, marked if it is new; None if empty."""
        distinct = tuple(sorted(set(sources), key=str))
        if not distinct:
            return None
        if distinct not in self.sets:
            only = distinct[0]
            if len(distinct) > 1 or isinstance(only, str):
                only = marked(self.subjects[shape.key], predicate)
                for source in distinct:
                    text = source if isinstance(source, str) else _selected(source)
                    self.store.update(f"INSERT {{ {only.pattern('?value')} }} WHERE {{ {{ {text} }} }}")
            counted = self.select(f"SELECT (COUNT(*) AS ?count) {{ {only.pattern()} }}")
            number = next(counted)["count"]
            assert isinstance(number, Literal)
            self.sets[distinct] = _Nodes(only, int(number.value)) if number.value != "0" else None
        return self.sets[distinct]

    def mark_failures(self, shape: Shape, nodes: _Nodes) -> None:
        """Marks the candidates that fail a shape; the shapes to which it refers were processed before."""
        subject = self.subjects[shape.key]
        for constraint in shape.constraints:
            if constraint.select is None:
                text = self.text(shape, constraint, nodes)
                fails = marked(subject, FAILS).pattern()
                self.store.update(f"INSERT {{ {fails} }} WHERE {{ {{ {text} }} }}")
                continue
            self.graph.show(by_value=True)
            found = {row["this"] for row in self.rows(shape, constraint, nodes)}
            self.graph.show(by_value=False)
            self.store.extend(Quad(NamedNode(subject), NamedNode(FAILS), node, _GRAPH) for node in found)

    # --- queries ----------------------------------------------------------------------------------------

    def text(self, shape: Shape, constraint: Constraint, nodes: _Nodes) -> str:
        wide = nodes.count > _MANY
        return compiled.query(shape, constraint, nodes.marks, self.subjects.__getitem__, wide=wide)

    def rows(self, shape: Shape, constraint: Constraint, nodes: _Nodes) -> QuerySolutions:
        text = self.text(shape, constraint, nodes)
        prefixes = dict(constraint.select.prefixes) if constraint.select else {}
        try:
            return self.select(text, prefixes)
        except SyntaxError as error:
            raise SyntaxProblem(
                f"the query of {constraint.name} does not parse: {error}", where=shape.file
            ) from error

    def select(self, text: str, prefixes: dict[str, str] | None = None) -> QuerySolutions:
        try:
            solutions = self.store.query(text, prefixes=prefixes)
        except OSError as error:
            raise DataError(f"a constraint cannot be checked: {error}") from error
        assert isinstance(solutions, QuerySolutions)
        return solutions

    def broken(self, shape: Shape, constraint: Constraint, nodes: _Nodes) -> list[Found]:
        if nodes.count > _MANY:
            alarm = compiled.alarm(shape, constraint, nodes.marks, self.subjects.__getitem__)
            if alarm is not None and next(self.select(alarm), None) is None:
                return []
        rows = self.rows(shape, constraint, nodes)
        names = [variable.value for variable in rows.variables]
        original = self.graph.original
        found = []
        for row in rows:
            at = row["this"] if "this" in names else None
            bound = {name: original(row[name], at) for name in names if row[name] is not None}
            focus = bound.pop("this", None)
            if focus is None:
                continue
            value, path = bound.pop("value", None), shape.path
            judges = constraint.component in compiled.JUDGE_VALUES or constraint.select is not None
            if judges and shape.path is None and value is None:
                value = focus
            predicate = bound.pop("path", None)
            if isinstance(predicate, NamedNode):
                path = Path("predicate", predicate)
            found.append(Found(shape, constraint, focus, path, value, bound))
        return found


class _Multiplicity:
    """How often each node is validated against a shape: once as a target, and once for each path to it.

    Two property shapes can pass one node to a third, and two nodes can share a value: each path gives a separate
    result (SHACL 3.4.1, 4.8.2).
    """

    def __init__(self, run: _Run, focus: Mapping[str, _Nodes]) -> None:
        self.run, self.focus = run, focus
        self.parents: dict[str, list[Shape]] = {}
        for shape in run.shapes:
            if shape.key in focus:
                for constraint in shape.constraints:
                    if constraint.component == PROPERTY:
                        self.parents.setdefault(constraint.shapes[0], []).append(shape)
        self.ways: dict[str, Mapping[Term, list[Term]]] = {}
        self.targets: dict[str, frozenset[Term]] = {}

    def of(self, shape: Shape, node: Term) -> int:
        """The number for one node; a node shape without targets and with one parent needs no query."""
        parents = self.parents.get(shape.key, [])
        if not parents:
            return 1
        if len(parents) == 1 and not shape.targets and parents[0].path is None:
            return self.of(parents[0], node)
        total = int(bool(shape.targets) and node in self.targeted(shape))
        for parent in parents:
            total += sum(self.of(parent, above) for above in self.leading(parent).get(node, ()))
        return max(total, 1)

    def targeted(self, shape: Shape) -> frozenset[Term]:
        """The nodes of a shape's own targets."""
        found = self.targets.get(shape.key)
        if found is None:
            texts = [self.run.target(t.kind, t.term) for t in shape.targets]
            rows = (r for t in texts for r in self.run.select(t if isinstance(t, str) else _selected(t)))
            found = self.targets[shape.key] = frozenset(
                self.run.graph.original(value) for row in rows if (value := row["value"]) is not None
            )
        return found

    def leading(self, parent: Shape) -> Mapping[Term, list[Term]]:
        """Value node → the focus nodes of a shape that have this value."""
        found = self.ways.get(parent.key)
        if found is None:
            ways: dict[Term, list[Term]] = {}
            nodes = self.focus[parent.key].marks
            text = _selected(nodes) if parent.path is None else compiled.pairs_query(parent, nodes)
            for row in self.run.select(text):
                value = self.run.graph.original(row["value"])
                above = value if parent.path is None else self.run.graph.original(row["this"])
                ways.setdefault(value, []).append(above)
            found = self.ways[parent.key] = ways
        return found


def _selected(nodes: Marks) -> str:
    return f"SELECT ?value {{ {nodes.pattern('?value')} }}"
