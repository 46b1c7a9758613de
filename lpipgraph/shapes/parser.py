"""Parses shapes from Turtle, and refuses unsupported terms.

Unsupported terms are never skipped: otherwise data would "conform" to shapes that were not checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path as FilePath
from typing import NoReturn

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from ..errors import SyntaxProblem
from ..files import find, read_bytes
from ..vocabulary import OWL, RDF, RDFS, XSD
from .components import Component, components_of
from .model import Constraint, Shape, Shapes, Target, best_message
from .paths import SH, Node, Path, Term, list_members, local, read_path
from .select import SHAPES, Select, ask_validator, read_select, understood
from .terms import (
    BESIDE,
    DRAFTS,
    NODE_KINDS,
    ON_COMPONENTS,
    ON_OTHERS,
    ON_SHAPES,
    PARAMETERS,
    TARGETS,
    TYPES,
    UNKNOWN,
    sh,
)

__all__ = ["load_shapes"]

_IMPORTS = NamedNode(str(OWL) + "imports")


def load_shapes(paths: Iterable[FilePath | str] | FilePath | str | None = None) -> Shapes:
    """Loads the shapes of some Turtle files, or of ``shapes/*.ttl``.

    Parameters
    ----------
    paths
        One file or several; None for the shapes of the package.

    Returns
    -------
    Shapes
        Checked shapes: every SHACL term is supported, every list is well-formed, every reference leads to a shape, and
        no shape is recursive. `Shapes.gaps` lists gaps in published shapes: a property shape named as a part of its
        shape (``…Shape/12ab``) that is in none of the files (the files of an application profile refer to one
        another), or a term of SHACL's drafts.

    Raises
    ------
    SyntaxProblem
        If a file is not Turtle (with the line), or if a shape has an unsupported term, argument or query (with the
        file, the shape and the term).
    InputError
        If a file cannot be read.

    Notes
    -----
    SHACL, W3C Recommendation of 20 July 2017, sections 2 to 5.
    """
    if paths is None:
        paths = find("shapes", "*.ttl")
    elif isinstance(paths, FilePath | str):
        paths = [paths]
    return _read(tuple((path, path.absolute().as_uri(), read_bytes(path)) for path in map(FilePath, paths)))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[FilePath, str, bytes], ...]) -> Shapes:
    """The shapes of files, each with its address and content: a process that validates many graphs parses them once."""
    graph = _Graph()
    for path, base, content in files:
        graph.read(path, base, content)
    graph.leave_out_gaps()
    return _Reader(graph).shapes()


class _Graph:
    """The triples of the files by subject and predicate, and the file of each subject."""

    def __init__(self) -> None:
        self.quads: list[Quad] = []
        self.files: list[str] = []
        self.of: dict[Node, dict[NamedNode, list[Term]]] = {}
        self.origin: dict[Node, str] = {}
        self.gaps: list[str] = []

    def leave_out_gaps(self) -> None:
        """Removes the parts that cannot be checked, and records them."""
        gone: set[tuple[Node, NamedNode, Term]] = set()
        for node, properties in self.of.items():
            for value in properties.get(sh("property"), ()):
                # by its name, a tool generated it as a part of this shape; any other name is an error
                if (
                    isinstance(value, NamedNode)
                    and value not in self.of
                    and value.value.startswith(f"{str(node)[1:-1]}/")
                ):
                    gone.add((node, sh("property"), value))
                    self.gaps.append(
                        f"{self.origin[node]}: {value} is a property of {node} and is in none of the files"
                    )
            for name, now in DRAFTS.items():
                for value in properties.get(sh(name), ()):
                    gone.add((node, sh(name), value))
                    self.gaps.append(
                        f"{self.origin[node]}: sh:{name} is not of SHACL (sh:{now} is): {value} is not looked at"
                    )
        for node, predicate, value in gone:
            self.of[node][predicate].remove(value)
            if not self.of[node][predicate]:
                del self.of[node][predicate]
        self.quads = [q for q in self.quads if (q.subject, q.predicate, q.object) not in gone]

    def read(self, path: FilePath, base: str, content: bytes) -> None:
        self.files.append(str(path))
        names: dict[BlankNode, BlankNode] = {}

        def own(term: Term) -> Term:
            """A blank node of this file with a stable name: the same files give the same names."""
            if isinstance(term, BlankNode):
                return names.setdefault(term, BlankNode(f"shapes{len(self.files)}n{len(names)}"))
            return term

        try:
            for quad in parse(content, format=RdfFormat.TURTLE, base_iri=base):
                self.add(Quad(own(quad.subject), quad.predicate, own(quad.object)), str(path))  # type: ignore[arg-type]
        except SyntaxError as error:
            place = f"{path}, line {error.lineno}" if error.lineno else path
            raise SyntaxProblem(error.msg, where=place, hint="mend the Turtle there") from error
        except ValueError as error:  # not UTF-8
            raise SyntaxProblem(str(error), where=path, hint="shapes are Turtle files in UTF-8") from error

    def add(self, quad: Quad, file: str) -> None:
        subject = quad.subject
        if isinstance(subject, NamedNode | BlankNode):
            objects = self.of.setdefault(subject, {}).setdefault(quad.predicate, [])
            if quad.object not in objects:
                objects.append(quad.object)
                self.quads.append(quad)
            self.origin.setdefault(subject, file)

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        if isinstance(subject, NamedNode | BlankNode):
            return self.of.get(subject, {}).get(predicate, [])
        return []


class _Reader:
    """Converts the graph to shapes, or raises an error."""

    def __init__(self, graph: _Graph) -> None:
        self.graph = graph
        self.owners: dict[Node, NamedNode] = {}
        self.names: dict[str, int] = {}
        self.components = components_of(graph.of, graph.objects)

    def fail(self, node: Node, what: str, hint: str) -> NoReturn:
        # A blank node is named after the named shape that contains it.
        owner = node if isinstance(node, NamedNode) else self.owners.get(node)
        file = self.graph.origin.get(node, ", ".join(self.graph.files))
        where = f"{file}: shape {owner}" if owner is not None else file
        raise SyntaxProblem(what, where=where, hint=hint)

    def shapes(self) -> Shapes:
        nodes = self.shape_nodes()
        self.owners = self.find_owners(nodes)
        self.check_terms(nodes)
        done: dict[str, Shape] = {}
        for node in self.in_order(nodes):
            shape = self.shape(node)
            done[shape.key] = shape
        return Shapes(done, tuple(self.graph.files), tuple(self.graph.quads), tuple(self.graph.gaps))

    # --- which nodes are shapes, and what they are called -----------------------------------------------

    def shape_nodes(self) -> list[Node]:
        """Every node that is a shape by SHACL 2.1: it has the type, a target or a parameter, or is referenced."""
        found: dict[Node, None] = {}
        signs = {sh(name) for name in (*TARGETS, *PARAMETERS)}
        signs.update(p for component in self.components for p in component.required)
        parameters = {p for properties in self.graph.of.values() for p in properties.get(sh("parameter"), ())}
        for node, properties in self.graph.of.items():
            if node in parameters:
                continue
            types = {t.value for t in properties.get(RDF.type, ()) if isinstance(t, NamedNode)}
            if not signs.isdisjoint(properties) or types & {SH + "NodeShape", SH + "PropertyShape"}:
                found[node] = None
                found.update(dict.fromkeys(self.references(node)))
        return list(found)

    def references(self, node: Node) -> list[Node]:
        found: list[Node] = []
        for name, parameter in PARAMETERS.items():
            if parameter.kind in ("shape", "shapes"):
                for value in self.graph.objects(node, sh(name)):
                    members = self.members(node, name, value) if parameter.kind == "shapes" else [value]
                    for member in members:
                        if not isinstance(member, NamedNode | BlankNode):
                            self.fail(node, f"sh:{name} names {member}, which is not a shape", "name a shape")
                        found.append(member)
        return found

    def find_owners(self, nodes: Iterable[Node]) -> dict[Node, NamedNode]:
        owners: dict[Node, NamedNode] = {}
        for node in nodes:
            if isinstance(node, NamedNode):
                waiting = list(self.graph.of.get(node, {}).values())
                while waiting:
                    for value in waiting.pop():
                        if isinstance(value, BlankNode) and value not in owners:
                            owners[value] = node
                            waiting.extend(self.graph.of.get(value, {}).values())
        return owners

    def in_order(self, nodes: Iterable[Node]) -> list[Node]:
        """The shapes in order of reference; recursion is refused (SHACL 3.4.3)."""
        order: dict[Node, None] = {}
        under_way: dict[Node, None] = {}

        def visit(node: Node) -> None:
            if node in order:
                return
            if node in under_way:
                self.fail(node, "the shape refers to itself", "recursive shapes are not supported")
            under_way[node] = None
            for other in self.references(node):
                if other not in self.graph.of:
                    self.fail(
                        node, f"it refers to {other}, which is not defined", "define it or mend the name"
                    )
                visit(other)
            del under_way[node]
            order[node] = None

        for node in nodes:
            visit(node)
        return list(order)

    def check_terms(self, shapes: Iterable[Node]) -> None:
        known_shapes = set(shapes)
        sparql = sh("sparql")
        constraints = {c for properties in self.graph.of.values() for c in properties.get(sparql, ())}
        for node, properties in self.graph.of.items():
            known = ON_SHAPES if node in known_shapes else ON_OTHERS | ON_COMPONENTS | BESIDE | ON_SHAPES
            if node in constraints:  # a shape can be its own SPARQL constraint
                known |= ON_OTHERS
            for predicate in properties:
                if predicate.value.startswith(SH) and (name := predicate.value.removeprefix(SH)) not in known:
                    near = get_close_matches(name, known, n=1, cutoff=0.6 if node in known_shapes else 0.85)
                    if not near and node not in known_shapes and name not in UNKNOWN:
                        continue  # data can use any term in SHACL's namespace
                    hint = (
                        f"did you mean sh:{near[0]}?"
                        if near
                        else "leave it out: terms that are not checked are not allowed here"
                    )
                    self.fail(node, f"sh:{name} is not known here", hint)
            for type_ in properties.get(RDF.type, ()):
                value = type_.value if isinstance(type_, NamedNode) else ""
                if value.startswith(SH) and value.removeprefix(SH) not in TYPES:
                    self.fail(
                        node,
                        f"sh:{value.removeprefix(SH)} is not known here",
                        "leave it out: terms that are not checked are not allowed here",
                    )

    # --- one shape --------------------------------------------------------------------------------------

    def shape(self, node: Node) -> Shape:
        path_nodes = self.graph.objects(node, sh("path"))
        if len(path_nodes) > 1:
            self.fail(
                node, "sh:path is given more than once", "give one path; join several by sh:alternativePath"
            )
        path = self.path(node, path_nodes[0]) if path_nodes else None
        if path is None and sh("PropertyShape") in self.graph.objects(node, RDF.type):
            self.fail(node, "a property shape has no sh:path", "add sh:path")
        owner = node if isinstance(node, NamedNode) else self.owners.get(node)
        if owner is None:
            self.fail(node, "a shape has no name and serves no named shape", "give it an IRI")
        severity = self.one(node, "severity", "iri") or sh("Violation")
        messages = [m for m in self.graph.objects(node, sh("message")) if isinstance(m, Literal)]
        constraints: tuple[Constraint, ...] = ()
        if not self.true(node, "deactivated"):
            constraints = self.constraints(node, owner, path)
        assert isinstance(severity, NamedNode)
        return Shape(
            key=str(node),
            node=node,
            named=owner,
            path=path,
            targets=self.targets(node),
            constraints=constraints,
            severity=severity,
            messages=tuple(messages),
            file=self.graph.origin.get(node, ""),
        )

    def targets(self, node: Node) -> tuple[Target, ...]:
        targets = []
        for kind in TARGETS:
            for term in self.graph.objects(node, sh(kind)):
                if kind == "targetNode":
                    if isinstance(term, BlankNode):
                        self.fail(node, "sh:targetNode is a nameless node", "name the node by its IRI")
                elif not isinstance(term, NamedNode):
                    self.fail(node, f"sh:{kind} {term} is not an IRI", "name a class or property")
                targets.append(Target(kind, term))
        # SHACL 2.1.3.3: a shape that is a class targets the class's instances.
        if isinstance(node, NamedNode) and not self.classes.isdisjoint(self.graph.objects(node, RDF.type)):
            targets.append(Target("targetClass", node))
        return tuple(targets)

    @cached_property
    def classes(self) -> set[Node]:
        """rdfs:Class and its subclasses."""
        found: set[Node] = {RDFS.Class}
        while True:
            more = {
                node
                for node in self.graph.of
                if node not in found and any(o in found for o in self.graph.objects(node, RDFS.subClassOf))
            }
            if not more:
                return found
            found |= more

    def constraints(self, node: Node, owner: NamedNode, path: Path | None) -> tuple[Constraint, ...]:
        found: list[Constraint] = []
        for name, parameter in PARAMETERS.items():
            values = self.graph.objects(node, sh(name))
            if not values:
                continue
            if parameter.property_only and path is None:
                self.fail(
                    node, f"sh:{name} needs a property shape", "add sh:path, or move it into sh:property"
                )
            if len(values) > 1 and not parameter.many:
                self.fail(node, f"sh:{name} is given more than once", "give it once")
            for value in values:
                self.check_value(node, name, parameter.kind, value)
                found.extend(self.made(node, name, value, owner=owner, path=path))
        for component in self.components:
            found += self.custom(component, node, owner=owner, path=path)
        return tuple(found)

    def custom(
        self, component: Component, node: Node, *, owner: NamedNode, path: Path | None
    ) -> Iterator[Constraint]:
        """The constraints of a component that is defined in the file."""
        for values in component.bindings(node, self.graph.objects):
            validator = component.validator(property_shape=path is not None)
            if validator is None:
                self.fail(node, f"{component.iri} has no validator for this shape", "give it sh:validator")
            select = self.query(node, validator.node, validator.text, path, values, asks=validator.asks)
            name = self.unique(owner, path, local(component.iri))
            yield Constraint(
                component.iri.value,
                name,
                tuple(values.values()),
                select=select,
                node=str(validator.node),
                named=tuple(values.items()),
            )

    def made(
        self,
        node: Node,
        name: str,
        value: Term,
        *,
        owner: NamedNode,
        path: Path | None,
    ) -> list[Constraint]:
        """The constraints for one value of a parameter: one, none for `false`, two if qualified."""

        def make(component: str, said: str, **rest: object) -> Constraint:
            return Constraint(component, self.unique(owner, path, said), **rest)  # type: ignore[arg-type]

        text = (
            value.value
            if isinstance(value, Literal)
            else local(value)
            if isinstance(value, NamedNode)
            else ""
        )
        said = f"{name} {text}".strip()
        parameter = PARAMETERS[name]
        component = parameter.component
        if parameter.kind == "boolean":
            if not _is_true(value):
                return []
            if name == "closed":
                return [make(component, name, terms=self.allowed(node))]
            return [make(component, name)]
        if parameter.kind == "integer":
            assert isinstance(value, Literal)
            return [make(component, said, number=int(value.value))]
        if name == "pattern":
            given = self.one(node, "flags", "string")
            flags = given.value if isinstance(given, Literal) else ""
            self.check_pattern(node, value, flags)
            return [make(component, name, terms=(value,), flags=flags)]
        if parameter.kind == "list":
            return [make(component, name, terms=tuple(self.members(node, name, value)))]
        if name == "qualifiedValueShape":
            return self.qualified(node, value, make)
        if parameter.kind == "shape":
            return [make(component, said, shapes=(str(value),))]
        if parameter.kind == "shapes":
            return [make(component, name, shapes=tuple(map(str, self.members(node, name, value))))]
        if parameter.kind == "select":
            select = self.select(node, value, path)
            if select is None:
                return []
            return [
                make(
                    component,
                    local(value) if isinstance(value, NamedNode) else name,
                    select=select,
                    node=str(value),
                )
            ]
        return [make(component, said, terms=(value,))]

    def unique(self, owner: NamedNode, path: Path | None, said: str) -> str:
        """A stable name for a constraint."""
        words = " ".join(part for part in (local(owner), path.brief if path else "", said) if part)
        count = self.names[words] = self.names.get(words, 0) + 1
        return words if count == 1 else f"{words} #{count}"

    def qualified(self, node: Node, value: Term, make: object) -> list[Constraint]:
        assert callable(make)
        siblings: tuple[str, ...] = ()
        if self.true(node, "qualifiedValueShapesDisjoint"):
            siblings = tuple(sorted(self.siblings(node) - {str(value)}))
        found = []
        for bound in ("Min", "Max"):
            number = self.one(node, f"qualified{bound}Count", "integer")
            if isinstance(number, Literal):
                found.append(
                    make(
                        f"Qualified{bound}CountConstraintComponent",
                        f"qualified{bound}Count {number.value}",
                        shapes=(str(value),),
                        siblings=siblings,
                        number=int(number.value),
                    )
                )
        if not found:
            self.fail(
                node,
                "sh:qualifiedValueShape has no count",
                "add sh:qualifiedMinCount or sh:qualifiedMaxCount",
            )
        return found

    def siblings(self, node: Node) -> set[str]:
        """The sibling shapes of this qualified value shape, in all shapes that contain it (SHACL 4.7.3)."""
        return {
            str(qualified)
            for parent, properties in self.graph.of.items()
            if node in properties.get(sh("property"), ())
            for child in self.graph.objects(parent, sh("property"))
            for qualified in self.graph.objects(child, sh("qualifiedValueShape"))
        }

    def allowed(self, node: Node) -> tuple[Term, ...]:
        """The predicates that a closed shape allows: those of its property shapes, and the ignored ones."""
        found: list[Term] = []
        for child in self.graph.objects(node, sh("property")):
            found += [p for p in self.graph.objects(child, sh("path")) if isinstance(p, NamedNode)]
        ignored = self.graph.objects(node, sh("ignoredProperties"))
        for list_ in ignored:
            found += self.members(node, "ignoredProperties", list_)
        return tuple(dict.fromkeys(found))

    def check_pattern(self, node: Node, value: Term, flags: str) -> None:
        assert isinstance(value, Literal)
        if not understood(value.value, flags):
            self.fail(
                node, f"sh:pattern {value.value} is not understood", "no look-around, no back-references"
            )

    def select(self, node: Node, value: Term, path: Path | None) -> Select | None:
        if not isinstance(value, NamedNode | BlankNode):
            self.fail(node, f"sh:sparql {value} is not a node", "give it a node with sh:select")
        if self.true(value, "deactivated"):
            return None
        text = self.one(value, "select", "string")
        if not isinstance(text, Literal):
            self.fail(node, "sh:sparql has no sh:select", "only SELECT constraints are known")
        return self.query(node, value, text.value, path, {}, asks=False)

    def query(
        self, shape: Node, node: Node, text: str, path: Path | None, values: Mapping[str, Term], *, asks: bool
    ) -> Select:
        """The query of a SPARQL constraint or validator, with its pre-bound variables."""
        messages = [m for m in self.graph.objects(node, sh("message")) if isinstance(m, Literal)]
        try:
            return (ask_validator if asks else read_select)(
                text,
                prefixes=self.prefixes(node),
                path=None if path is None else str(path),
                message=best_message(messages),
                bound={**values, "currentShape": shape, "shapesGraph": NamedNode(SHAPES)},
            )
        except SyntaxProblem as problem:
            self.fail(
                shape,
                f"in sh:{'ask' if asks else 'select'}: {problem.what}",
                problem.hint or "mend the query",
            )

    def prefixes(self, node: Node) -> dict[str, str]:
        """``sh:prefixes/owl:imports*/sh:declare`` (SHACL 5.2.1)."""
        waiting = list(self.graph.objects(node, sh("prefixes")))
        seen: set[Term] = set()
        found: dict[str, str] = {}
        while waiting:
            ontology = waiting.pop()
            if ontology in seen:
                continue
            seen.add(ontology)
            waiting += self.graph.objects(ontology, _IMPORTS)
            for declaration in self.graph.objects(ontology, sh("declare")):
                prefix = next(iter(self.graph.objects(declaration, sh("prefix"))), None)
                namespace = next(iter(self.graph.objects(declaration, sh("namespace"))), None)
                if not isinstance(prefix, Literal) or not isinstance(namespace, Literal):
                    self.fail(
                        node, "a sh:declare has no sh:prefix or no sh:namespace", "add both as literals"
                    )
                if found.setdefault(prefix.value, namespace.value) != namespace.value:
                    self.fail(node, f"the prefix {prefix.value}: is declared twice", "keep one of them")
        return found

    # --- values -----------------------------------------------------------------------------------------

    def path(self, shape: Node, node: Term) -> Path:
        try:
            return read_path(node, self.graph.objects)
        except ValueError as error:
            self.fail(shape, f"sh:path is {error}", "see SHACL 2.3.1 for the forms of a path")

    def members(self, shape: Node, name: str, node: Term) -> list[Term]:
        try:
            return list_members(node, self.graph.objects)
        except ValueError as error:
            self.fail(shape, f"sh:{name} is {error}", "write it in round brackets")

    def one(self, node: Node, name: str, kind: str) -> Term | None:
        values = self.graph.objects(node, sh(name))
        if len(values) > 1:
            self.fail(node, f"sh:{name} is given more than once", "give it once")
        if not values:
            return None
        self.check_value(node, name, kind, values[0])
        return values[0]

    def true(self, node: Node, name: str) -> bool:
        value = self.one(node, name, "boolean")
        return value is not None and _is_true(value)

    def check_value(self, node: Node, name: str, kind: str, value: Term) -> None:
        literal = value if isinstance(value, Literal) else None
        right = {
            "iri": isinstance(value, NamedNode),
            "node kind": isinstance(value, NamedNode) and value.value.removeprefix(SH) in NODE_KINDS,
            "integer": literal is not None
            and literal.datatype == XSD.integer
            and literal.value.lstrip("+").isdigit(),
            "literal": literal is not None,
            "string": literal is not None and literal.datatype in (XSD.string, RDF.langString),
            "boolean": literal is not None
            and literal.datatype == XSD.boolean
            and literal.value in ("true", "false", "1", "0"),
        }.get(kind, not isinstance(value, BlankNode) if kind == "term" else True)
        if not right:
            wanted = {"iri": "an IRI", "node kind": "a SHACL node kind", "integer": "a whole number"}.get(
                kind, f"a {kind}"
            )
            self.fail(node, f"sh:{name} {value} is not {wanted}", f"give it {wanted}")
        if name == "datatype" and value in (RDFS.Literal, NamedNode(str(RDFS) + "Datatype")):
            self.fail(
                node, f"sh:datatype {value} is not a datatype of a literal", "use sh:nodeKind sh:Literal"
            )


def _is_true(value: Term) -> bool:
    return isinstance(value, Literal) and value.value == "true"
