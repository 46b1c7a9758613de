"""Our engine and pySHACL on random graphs and shapes: literals in every lexical form, nameless nodes, nested shapes.

``LPIPGRAPH_FUZZ`` says how many pairs (`make test-all`: 5,000). Left out is where pySHACL departs from the recommendation:
lengths of nameless nodes against a minimum of 0, order between kinds of literal, and forms that Python reads and XML Schema
does not ("1e3" as a decimal).
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Dataset, Quad, RdfFormat, parse

from lpipgraph.errors import DataError
from lpipgraph.shapes import load_shapes, validate

PAIRS = int(os.environ.get("LPIPGRAPH_FUZZ", "150"))
HEAD = """@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FORMS = {
    "integer": ["5", "05", "+5", "-0", "0", "12345678901234567890", "x", "5.0"],
    "decimal": ["5.10", "5.1", "+5.", "5", ".5", "-0.0", "12345678901234567890.5"],
    "double": ["1.5e3", "1500", "1.5E3", "INF", "abc"],
    "float": ["1.0", "1e0"],
    "int": ["5", "05"],
    "nonNegativeInteger": ["05", "5"],
    "boolean": ["true", "1", "0", "false", "TRUE"],
    "dateTime": ["2024-01-01T10:00:00Z", "2024-01-01T10:00:00.000Z", "2024-02-30T10:00:00Z"],
    "date": ["2024-01-01", "2024-02-30", "2024-01-01Z"],
    "gYear": ["2024", "24"],
    "gYearMonth": ["2024-13", "2024-05"],
    "time": ["10:00:00", "10:00:00.0", "25:00:00"],
    "string": ["a", "", "5", "ab c"],
}
#: What may stand in one graph, and what it is compared with: nothing in the last.
FAMILIES = (
    (("integer", "decimal", "double", "float", "int", "nonNegativeInteger", "string"), ("5", "5.0", "1.5e3")),
    (("dateTime", "string"), ('"2024-01-01T10:00:00Z"^^xsd:dateTime',)),
    (("boolean", "date", "gYear", "gYearMonth", "time", "string"), ()),
)
KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "IRIOrLiteral", "BlankNodeOrLiteral")


@dataclass
class Maker:
    """Random Turtle of one seed."""

    r: random.Random
    types: tuple[str, ...]
    limits: tuple[str, ...]

    def literal(self) -> str:
        if self.r.random() < 0.15:
            return f'"{self.r.choice(["a", "Me", "ich", ""])}"@{self.r.choice(["en", "EN", "de", "en-GB"])}'
        datatype = self.r.choice(self.types)
        return f'"{self.r.choice(FORMS[datatype])}"^^xsd:{datatype}'

    def node(self) -> str:
        return self.r.choice([f"ex:n{self.r.randrange(4)}", f"_:b{self.r.randrange(3)}"])

    def predicate(self) -> str:
        return f"ex:p{self.r.randrange(3)}"

    def data(self) -> str:
        lines = [
            f"{self.node()} {self.predicate()} {self.node() if self.r.random() < 0.35 else self.literal()} ."
            for _ in range(self.r.randrange(3, 12))
        ]
        lines += [f"{self.node()} a ex:C{self.r.randrange(2)} ." for _ in range(self.r.randrange(3))]
        return "\n".join([*lines, *(["ex:C1 rdfs:subClassOf ex:C0 ."] if self.r.random() < 0.5 else [])])

    def path(self) -> str:
        one, two = self.predicate(), self.predicate()
        steps = ("inverse", "zeroOrMore", "oneOrMore", "zeroOrOne")
        return self.r.choice(
            [one, one, one, f"( {one} {two} )", f"[ sh:alternativePath ( {one} {two} ) ]"]
            + [f"[ sh:{step}Path {one} ]" for step in steps]
        )

    def inner(self, depth: int) -> str:
        return f"[ {self.constraint(False, depth + 1)} ]"

    def constraint(self, on_property: bool, depth: int = 0) -> str:
        r = self.r
        found = [
            f"sh:class ex:C{r.randrange(2)}",
            f"sh:datatype xsd:{r.choice(self.types)}",
            f"sh:nodeKind sh:{r.choice(KINDS)}",
            f"sh:minLength {r.randrange(1, 3)}",
            f"sh:maxLength {r.randrange(4)}",
            f'sh:pattern "{r.choice(["^a", "5", "^.$"])}"',
            f'sh:languageIn ( "{r.choice(["en", "de"])}" )',
            f"sh:in ( {self.literal()} ex:n{r.randrange(4)} )",
            f"sh:hasValue {r.choice([self.literal(), f'ex:n{r.randrange(4)}'])}",
            f"sh:disjoint {self.predicate()}",
            f"sh:equals {self.predicate()}",
        ]
        if self.limits:
            sign = r.choice(["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"])
            found.append(f"sh:{sign} {r.choice(self.limits)}")
        if on_property:
            found += [
                f"sh:minCount {r.randrange(1, 3)}",
                f"sh:maxCount {r.randrange(3)}",
                "sh:uniqueLang true",
            ]
        if depth < 2:
            a, b = self.inner(depth), self.inner(depth)
            found += [f"sh:not {a}", f"sh:node {a}", *(f"sh:{k} ( {a} {b} )" for k in ("and", "or", "xone"))]
            found.append(f"sh:property [ sh:path {self.path()} ; {self.constraint(True, depth + 1)} ]")
            if on_property:
                found.append(f"sh:qualifiedValueShape {a} ; sh:qualifiedMinCount {r.randrange(1, 3)}")
        return r.choice(found)

    def shapes(self) -> str:
        r = self.r
        target = r.choice(
            [f"sh:targetClass ex:C{r.randrange(2)}", f"sh:targetSubjectsOf {self.predicate()}",
             f"sh:targetObjectsOf {self.predicate()}", f"sh:targetNode ex:n{r.randrange(4)}"]
        )  # fmt: skip
        return (
            f"ex:S a sh:NodeShape ; {target} ; {self.constraint(False)} ; sh:property ex:P .\n"
            f"ex:P a sh:PropertyShape ; sh:path {self.path()} ; {self.constraint(True)} ."
        )


def test_both_engines_find_the_same(tmp_path: Path) -> None:
    file, compared = tmp_path / "shapes.ttl", 0
    for seed in range(PAIRS):
        r = random.Random(seed)
        maker = Maker(r, *r.choice(FAMILIES))
        data, shapes = maker.data(), maker.shapes()
        file.write_text(HEAD + shapes, "utf-8")
        quads = parse((HEAD + data).encode(), format=RdfFormat.TURTLE)
        dataset = Dataset(Quad(q.subject, q.predicate, q.object) for q in quads)
        loaded = load_shapes([file])
        try:
            theirs = validate(dataset, loaded, engine="pyshacl")
        except DataError:
            continue  # pySHACL gives up
        ours, wanted = (
            {(str(x.focus), str(x.path), str(x.value), x.component) for x in report.results}
            for report in (validate(dataset, loaded), theirs)
        )
        assert ours == wanted, f"seed {seed}\n{data}\n{shapes}"
        compared += 1
    assert compared > 0.9 * PAIRS
