"""The SHACL engine: every component on small data, held to pySHACL; what it refuses; reports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Dataset, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from lpipgraph import shapes
from lpipgraph.errors import InputError, SyntaxProblem, UnknownName
from lpipgraph.shapes import Path as PropertyPath
from lpipgraph.shapes import Report, engine

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
HEAD = f"""@prefix ex: <{EX}> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <{XSD}> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

#: Data that every component below is tried on: values of every sort, and ways between nodes.
DATA = """
ex:Dog rdfs:subClassOf ex:Animal . ex:Puppy rdfs:subClassOf ex:Dog . ex:Animal rdfs:subClassOf ex:Thing .
ex:a a ex:Thing ; ex:p 1 , 7 , 07 , "7"^^xsd:nonNegativeInteger , 7.0 , 7.5 , "seven" , "sieben"@de , "seven"@en ,
    "Seven"@en-GB , "x"^^xsd:integer , "2024-02-30"^^xsd:date , "2024-02-28"^^xsd:date , true , ex:b , ex:rex , [] ;
    ex:q 7 , "seven"@en , ex:b ; ex:low 3 , 5 ; ex:high 5 , 9 ; ex:next ex:b ; ex:name "A"@en , "a"@en , "A"@fr .
ex:b a ex:Thing ; ex:p "" , "abc" , -3 , "300"^^xsd:byte , "12"^^xsd:byte , 1e3 , "2024-13"^^xsd:gYearMonth ; ex:q "" ;
    ex:next ex:c ; ex:low "2024-01-01"^^xsd:date ; ex:high "2024-01-02"^^xsd:date ; ex:name "B"@en ; ex:pet ex:rex .
ex:c a ex:Thing ; ex:next ex:a , ex:d ; ex:pet ex:rex , ex:tom , ex:kim ; ex:low "a" ; ex:high "b" ;
    ex:p "2024-11-05T10:00:00+00:00"^^xsd:dateTime , "1.50"^^xsd:decimal , ex:c ; ex:q "1.5"^^xsd:decimal .
ex:a ex:num 1 , 7 , 7.0 , 7.5 , 1e3 , -7 , "8"^^xsd:byte , "7"^^xsd:nonNegativeInteger , "x"^^xsd:integer , "7" .
ex:b ex:day "2024-02-28"^^xsd:date , "2024-03-01"^^xsd:date , "2023-12-31"^^xsd:date , ex:a .
ex:d a ex:Animal ; ex:low 9 ; ex:high 1 ; ex:odd "strange" .
ex:rex a ex:Puppy ; ex:p "rex" ; ex:age 3 . ex:tom a ex:Cat ; ex:p "tom" ; ex:age "old" . ex:kim ex:p "kim" .
"""

#: One constraint each, put on ex:p of ex:Thing (property) or on the nodes themselves (node).
ON_PROPERTY = """
sh:class ex:Thing
sh:class ex:Dog
sh:datatype xsd:integer
sh:datatype xsd:nonNegativeInteger
sh:datatype xsd:decimal
sh:datatype xsd:date
sh:datatype xsd:dateTime
sh:datatype xsd:string
sh:datatype xsd:byte
sh:datatype xsd:double
sh:datatype xsd:boolean
sh:datatype rdf:langString
sh:datatype xsd:gYearMonth
sh:nodeKind sh:IRI
sh:nodeKind sh:BlankNode
sh:nodeKind sh:Literal
sh:nodeKind sh:BlankNodeOrIRI
sh:nodeKind sh:BlankNodeOrLiteral
sh:nodeKind sh:IRIOrLiteral
sh:minCount 0
sh:minCount 1
sh:minCount 3
sh:minCount 30
sh:maxCount 0
sh:maxCount 1
sh:maxCount 7
sh:minLength 4
sh:maxLength 3
sh:pattern "^s"
sh:pattern "^S" ; sh:flags "i"
sh:pattern "[0-9]+"
sh:languageIn ( "en" )
sh:languageIn ( "en-GB" "de" )
sh:equals ex:q
sh:disjoint ex:q
sh:hasValue 7
sh:hasValue "7"^^xsd:nonNegativeInteger
sh:hasValue ex:b
sh:hasValue "seven"@en
sh:in ( 7 "seven"@en ex:b "abc" )
sh:not [ sh:nodeKind sh:Literal ]
sh:and ( [ sh:nodeKind sh:Literal ] [ sh:minLength 3 ] )
sh:or ( [ sh:datatype xsd:integer ] [ sh:class ex:Thing ] [ sh:languageIn ( "de" ) ] )
sh:xone ( [ sh:nodeKind sh:Literal ] [ sh:datatype xsd:integer ] )
sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]
sh:node [ sh:not [ sh:property [ sh:path ex:p ; sh:datatype xsd:string ] ] ]
sh:property [ sh:path ex:p ; sh:datatype xsd:string ]
sh:property [ sh:path ex:next ; sh:property [ sh:path ex:next ; sh:class ex:Animal ] ]
sh:qualifiedValueShape [ sh:datatype xsd:integer ] ; sh:qualifiedMinCount 2 ; sh:qualifiedMaxCount 2
sh:qualifiedValueShape [ sh:class ex:Thing ] ; sh:qualifiedMinCount 1
sh:deactivated true ; sh:minCount 99
sh:severity sh:Warning ; sh:maxCount 1
sh:severity ex:Awful ; sh:maxCount 1
""".strip().splitlines()

ON_NODES = """
sh:class ex:Animal
sh:nodeKind sh:BlankNode
sh:datatype xsd:integer
sh:pattern "b$"
sh:minLength 21
sh:in ( ex:a ex:b )
sh:hasValue ex:a
sh:equals ex:p
sh:disjoint ex:p
sh:closed true ; sh:ignoredProperties ( rdf:type ex:p ex:next )
sh:closed true ; sh:property [ sh:path ex:p ] ; sh:property [ sh:path ex:name ]
sh:not [ sh:property [ sh:path ex:pet ; sh:minCount 1 ] ]
sh:or ( [ sh:property [ sh:path ex:pet ; sh:minCount 1 ] ] [ sh:class ex:Animal ] )
sh:xone ( [ sh:property [ sh:path ex:pet ; sh:minCount 1 ] ] [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] )
sh:property [ sh:path ex:num ; sh:minInclusive 7 ]
sh:property [ sh:path ex:num ; sh:minExclusive 7 ]
sh:property [ sh:path ex:num ; sh:maxInclusive 7.0 ]
sh:property [ sh:path ex:num ; sh:maxExclusive 7 ]
sh:property [ sh:path ex:day ; sh:minInclusive "2024-02-28"^^xsd:date ]
sh:property [ sh:path ex:day ; sh:maxExclusive "2024-02-28"^^xsd:date ]
sh:property [ sh:path ex:low ; sh:lessThan ex:high ]
sh:property [ sh:path ex:low ; sh:lessThanOrEquals ex:high ]
sh:property [ sh:path ex:name ; sh:uniqueLang true ]
sh:property [ sh:path ex:name ; sh:uniqueLang false ]
sh:property [ sh:path ( ex:next ex:next ) ; sh:maxCount 1 ]
sh:property [ sh:path [ sh:inversePath ex:next ] ; sh:minCount 1 ]
sh:property [ sh:path [ sh:alternativePath ( ex:p ex:q ) ] ; sh:nodeKind sh:Literal ]
sh:property [ sh:path [ sh:zeroOrMorePath ex:next ] ; sh:class ex:Thing ]
sh:property [ sh:path [ sh:oneOrMorePath ex:next ] ; sh:maxCount 3 ]
sh:property [ sh:path [ sh:zeroOrOnePath ex:next ] ; sh:class ex:Animal ]
sh:property [ sh:path ( [ sh:inversePath ex:next ] [ sh:zeroOrMorePath ex:pet ] ) ; sh:minCount 4 ]
""".strip().splitlines()

QUERIES = {
    "value": "SELECT $this ?value WHERE { $this ex:low ?value ; ex:high ?high . FILTER (?value > ?high) }",
    "path": "SELECT $this ?value $path WHERE { $this ?path ?value . FILTER (?path = ex:odd) }",
    "none": "SELECT $this WHERE { FILTER NOT EXISTS { $this ex:pet ?pet } }",
    "union": """SELECT $this ?value WHERE { { $this ex:pet ?value } UNION { $this ex:next ?value .
        FILTER EXISTS { ?value ex:pet ?pet . FILTER (?pet = ex:rex) } } }""",
    "inner filter": "SELECT $this ?x WHERE { { ?x ex:next ?y . FILTER (?x = $this) } }",
    "sub-query": """SELECT $this ?n WHERE {
        { SELECT $this (COUNT(?pet) AS ?n) WHERE { $this ex:pet ?pet } GROUP BY $this } FILTER (?n > 1) }""",
    "optional": "SELECT $this WHERE { OPTIONAL { $this ex:pet ?pet } FILTER (!BOUND(?pet)) }",
    "strings": """# a comment with { $this
        SELECT $this WHERE { $this ex:odd "strange" . FILTER ("{ $this }" != '# {') }""",
}


def dataset(turtle: str = DATA) -> Dataset:
    return Dataset(parse((HEAD + turtle).encode(), format=RdfFormat.TURTLE))


def loaded(folder: Path, turtle: str) -> shapes.Shapes:
    file = folder / "shapes.ttl"
    file.write_text(HEAD + turtle, encoding="utf-8")
    return shapes.load_shapes(file)


def keys(report: Report) -> set[tuple[str, ...]]:
    def text(term: object) -> str:
        return "_:" if isinstance(term, BlankNode) else str(term).lower()

    return {(text(r.focus), str(r.path), text(r.value), str(r.severity), r.component) for r in report.results}


def agreed(data: Dataset, given: shapes.Shapes, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, ...]]:
    """The results, after a check that the reference and both arrangements of the queries give the same."""
    found = keys(shapes.validate(data, given))
    assert found == keys(shapes.validate(data, given, engine="pyshacl"))
    monkeypatch.setattr(engine, "_MANY", -1)
    assert keys(shapes.validate(data, given)) == found
    return found


@pytest.mark.parametrize("constraint", ON_PROPERTY)
def test_components_on_a_property(constraint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = loaded(tmp_path, f"ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:p ; {constraint} ] .")
    agreed(dataset(), given, monkeypatch)


@pytest.mark.parametrize("constraint", ON_NODES)
def test_components_on_nodes(constraint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = loaded(tmp_path, f"ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; {constraint} .")
    agreed(dataset(), given, monkeypatch)


def test_where_the_standard_is_followed_and_pyshacl_is_not(tmp_path: Path) -> None:
    """SHACL 4.4.1: a blank node has no length. 4.3: what cannot be compared is no match, and is not ordered by type."""
    short = loaded(tmp_path, "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minLength 0 ] .")
    (result,) = shapes.validate(dataset(), short).results
    assert isinstance(result.value, BlankNode)
    assert shapes.validate(dataset(), short, engine="pyshacl").conforms
    least = loaded(tmp_path, "ex:S sh:targetNode ex:b ; sh:property [ sh:path ex:low ; sh:maxInclusive 7 ] .")
    assert not shapes.validate(dataset(), least).conforms
    assert shapes.validate(dataset(), least, engine="pyshacl").conforms


@pytest.mark.parametrize("name", QUERIES)
def test_select_constraints(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = loaded(
        tmp_path,
        f"""ex: sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}"^^xsd:anyURI ] .
        ex:S a sh:NodeShape ; sh:targetClass ex:Thing ;
            sh:sparql [ sh:message "No." ; sh:prefixes ex: ; sh:select {json.dumps(QUERIES[name])} ] .""",
    )
    assert agreed(dataset(), given, monkeypatch)


def test_path_in_a_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = loaded(
        tmp_path,
        """ex:S a sh:PropertyShape ; sh:targetClass ex:Thing ; sh:path [ sh:inversePath ex:next ] ;
            sh:sparql [ sh:select "SELECT $this ?value WHERE { $this $PATH ?value }" ] .""",
    )
    # pySHACL writes no path but a predicate into a query.
    assert len(shapes.validate(dataset(), given).results) == 4
    simple = loaded(
        tmp_path,
        """ex:S a sh:PropertyShape ; sh:targetClass ex:Thing ; sh:path ex:next ;
            sh:sparql [ sh:select "SELECT $this ?value WHERE { $this $PATH ?value }" ] .""",
    )
    assert len(agreed(dataset(), simple, monkeypatch)) == 4


@pytest.mark.parametrize(
    ("target", "count"),
    [
        ("sh:targetNode ex:a , ex:nowhere , 7", 3),
        ("sh:targetClass ex:Animal", 2),
        ("sh:targetSubjectsOf ex:pet", 2),
        ("sh:targetObjectsOf ex:pet", 3),
        ("sh:targetObjectsOf ex:low", 5),
        ("sh:targetNode ex:d ; sh:targetClass ex:Cat", 2),
        ("a rdfs:Class", 0),
    ],
)
def test_targets(target: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = loaded(tmp_path, f"ex:S a sh:NodeShape ; {target} ; sh:in ( ) .")
    assert len(agreed(dataset(), given, monkeypatch)) == count


def test_a_class_that_is_a_shape_is_its_own_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = loaded(tmp_path, "ex:Dog a rdfs:Class , sh:NodeShape ; sh:nodeKind sh:Literal .")
    assert {key[0] for key in agreed(dataset(), given, monkeypatch)} == {f"<{EX}rex>"}


def test_qualified_shapes_may_be_disjoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = loaded(
        tmp_path,
        """ex:S a sh:NodeShape ; sh:targetClass ex:Thing ;
        sh:property [ sh:path ex:pet ; sh:qualifiedValueShape [ sh:class ex:Dog ] ;
            sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ] ,
        [ sh:path ex:pet ; sh:qualifiedValueShape [ sh:property [ sh:path ex:age ; sh:minCount 1 ] ] ;
            sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMaxCount 0 ] .""",
    )
    assert agreed(dataset(), given, monkeypatch)


def test_a_shape_that_several_shapes_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = loaded(
        tmp_path,
        """ex:S a sh:NodeShape ; sh:targetNode ex:a , ex:b ; sh:property ex:P ; sh:node ex:N .
        ex:T a sh:NodeShape ; sh:targetNode ex:b , ex:c ; sh:property ex:P ; sh:not ex:N .
        ex:P sh:path ex:pet ; sh:minCount 1 ; sh:node ex:N .
        ex:N a sh:NodeShape ; sh:targetNode ex:d ; sh:property [ sh:path ex:age ; sh:minCount 1 ] .""",
    )
    assert agreed(dataset(), given, monkeypatch)


def test_the_form_of_a_literal_is_kept(tmp_path: Path) -> None:
    """The store would make `7` of both."""
    data = dataset('ex:a ex:p "07"^^xsd:integer . ex:b ex:p "7"^^xsd:nonNegativeInteger .')
    given = loaded(
        tmp_path,
        'ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:in ( "07"^^xsd:integer ) ] .',
    )
    (result,) = shapes.validate(data, given).results
    assert result.value == Literal("7", datatype=NamedNode(XSD + "nonNegativeInteger"))
    assert len(data) == 2


LITERALS = st.one_of(
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(XSD + name)),
        st.from_regex(r"\A[-+]?[0-9]{1,3}(\.[0-9]{1,2})?\Z"),
        st.sampled_from(["integer", "decimal", "nonNegativeInteger", "byte", "string", "double", "gYear"]),
    ),
    st.builds(
        lambda text: Literal(text, datatype=NamedNode(XSD + "boolean")), st.sampled_from(["true", "1", "no"])
    ),
    st.builds(
        lambda d, h: Literal(f"2024-{d:02}-10T{h:02}:00:00Z", datatype=NamedNode(XSD + "dateTime")),
        st.integers(0, 13),
        st.integers(0, 25),
    ),
    st.builds(
        lambda text, tag: Literal(text, language=tag),
        st.text("ab c\n\"'\\{}?$", max_size=5),
        st.just("en-GB"),
    ),
    st.builds(Literal, st.text(max_size=6).filter(lambda t: "\x00" not in t)),
)


@given(st.lists(st.tuples(st.sampled_from("abc"), LITERALS), max_size=12))
@settings(max_examples=60)
def test_any_literal_comes_back_as_it_was(rows: list[tuple[str, Literal]]) -> None:
    """Whatever the store makes of literals, a result names what stood in the data."""
    data = Dataset(Quad(NamedNode(EX + s), NamedNode(EX + "p"), o) for s, o in rows)
    report = shapes.validate(data, _nothing_goes())

    def folded(term: object) -> str:
        assert isinstance(term, Literal)
        return f"{term.value}^^{term.datatype.value}@{(term.language or '').lower()}"

    found = {(str(r.focus), folded(r.value)) for r in report.results}
    assert found == {(str(q.subject), folded(q.object)) for q in data}


def _nothing_goes() -> shapes.Shapes:
    return shapes.load_shapes(Path(__file__).parent / "shapes" / "nothing-goes.ttl")


# --- what is refused

REFUSED = {
    "ex:S sh:targetClass ex:T ; sh:minCont 1 .": ("sh:minCont", "did you mean sh:minCount"),
    "ex:S a sh:NodeShape ; sh:rule [ a sh:TripleRule ] .": ("sh:rule", "leave it out"),
    "ex:S a sh:NodeShape ; sh:target [ sh:select 'SELECT ?this {}' ] .": ("sh:target", "did you mean"),
    "ex:S a sh:NodeShape ; sh:expression ex:e .": ("sh:expression", "leave it out"),
    "ex:C a sh:JSConstraint .": ("sh:JSConstraint", "leave it out"),
    "ex:S sh:targetClass ex:T ; sh:property ex:P .": ("ex:P", "define it"),
    "ex:S a sh:NodeShape ; sh:node ex:S .": ("refers to itself", "not supported"),
    "ex:S a sh:NodeShape ; sh:node ex:U . ex:U a sh:NodeShape ; sh:not ex:S .": ("refers to itself", ""),
    "ex:S a sh:NodeShape ; sh:minCount 1 .": ("sh:minCount", "sh:property"),
    "ex:S a sh:PropertyShape ; sh:minCount 1 .": ("no sh:path", ""),
    "ex:S sh:path ex:p , ex:q ; sh:minCount 1 .": ("sh:path", "alternativePath"),
    "ex:S sh:path [ ex:p ex:q ] ; sh:minCount 1 .": ("sh:path", "2.3.1"),
    "ex:S sh:path _:x ; sh:minCount 1 . _:x sh:inversePath _:x .": ("circle", "2.3.1"),
    "ex:S sh:path ex:p ; sh:minCount 1 , 2 .": ("sh:minCount", "once"),
    "ex:S sh:path ex:p ; sh:minCount 'one' .": ("sh:minCount", "whole number"),
    "ex:S sh:path ex:p ; sh:maxCount -1 .": ("sh:maxCount", "whole number"),
    "ex:S sh:path ex:p ; sh:class 'Dog' .": ("sh:class", "IRI"),
    "ex:S sh:path ex:p ; sh:datatype rdfs:Literal .": ("sh:datatype", "sh:nodeKind"),
    "ex:S sh:path ex:p ; sh:nodeKind sh:Iri .": ("sh:nodeKind", "node kind"),
    "ex:S sh:path ex:p ; sh:in ex:a .": ("sh:in", "round brackets"),
    "ex:S sh:path ex:p ; sh:uniqueLang 1 .": ("sh:uniqueLang", "boolean"),
    "ex:S sh:path ex:p ; sh:pattern '(?=a)b' .": ("sh:pattern", "look-around"),
    "ex:S sh:path ex:p ; sh:pattern '(a' .": ("sh:pattern", ""),
    "ex:S sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:D ] .": ("no count", "qualifiedMinCount"),
    "ex:S a sh:NodeShape ; sh:or ( 'a' ) .": ("sh:or", "shape"),
    "ex:S a sh:NodeShape ; sh:targetNode [] .": ("sh:targetNode", "IRI"),
    "ex:S a sh:NodeShape ; sh:targetClass 'T' .": ("sh:targetClass", "class"),
    "[ sh:targetClass ex:T ; sh:class ex:T ] .": ("no name", "IRI"),
    "ex:S a sh:NodeShape ; sh:sparql 'SELECT' .": ("sh:sparql", "sh:select"),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:ask 'ASK {}' ] .": ("sh:select", "SELECT"),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ex:p }' ] .": (
        "sh:select",
        "mend",
    ),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:select 'SELECT ?x WHERE { $this ?p ?x }' ] .": (
        "$this",
        "SELECT $this",
    ),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:select 'SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }' ] .": (
        "MINUS",
        "NOT EXISTS",
    ),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:select 'SELECT $this { VALUES $this { 1 } }' ] .": ("VALUES", "IN"),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:select 'SELECT $this { SERVICE <http://x> { $this ?p ?o } }' ] .": (
        "SERVICE",
        "",
    ),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:select 'SELECT $this { $this ?p ?o } LIMIT 1' ] .": ("LIMIT", ""),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:select 'SELECT $this { GRAPH ?g { $this ?p ?o } }' ] .": (
        "GRAPH",
        "",
    ),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:select 'SELECT $this { $this ?p ?o { SELECT ?o { ?s ?q ?o } } }' ] .": (
        "sub-query",
        "$this",
    ),
    "ex:S a sh:NodeShape ; sh:sparql [ sh:prefixes ex: ; sh:select 'SELECT $this {}' ] . ex: sh:declare [] .": (
        "sh:declare",
        "sh:prefix",
    ),
}


@pytest.mark.parametrize("turtle", REFUSED)
def test_what_is_not_known_is_refused_and_not_skipped(turtle: str, tmp_path: Path) -> None:
    what, hint = REFUSED[turtle]
    with pytest.raises(SyntaxProblem) as error:
        loaded(tmp_path, turtle)
    said = str(error.value).replace(f"<{EX}", "ex:")
    assert what in said
    assert hint in said
    assert error.value.where is not None
    assert "shapes.ttl" in error.value.where
    assert error.value.exit_code == 2


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SyntaxProblem) as error:
        loaded(tmp_path, "ex:S a sh:NodeShape ;\n    sh:class ex:A ,, ex:B .")
    assert error.value.where is not None
    assert error.value.where.endswith("shapes.ttl, line 5")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        shapes.load_shapes(tmp_path / "nothing.ttl")
    empty = tmp_path / "empty.ttl"
    empty.touch()
    with pytest.raises(InputError):
        shapes.load_shapes(empty)
    binary = tmp_path / "binary.ttl"
    binary.write_bytes(b"\xff\xfe\x00S")
    with pytest.raises(InputError, match=r"binary\.ttl"):
        shapes.load_shapes(binary)


def test_an_unknown_engine() -> None:
    with pytest.raises(UnknownName, match="compiled"):
        shapes.validate(Dataset(), engine="compild")


# --- reports


def test_the_report_graph_is_shacl_s(tmp_path: Path) -> None:
    given = loaded(
        tmp_path,
        """ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:closed true ; sh:message "No."@en ;
        sh:property [ sh:path ( ex:next [ sh:inversePath [ sh:alternativePath ( ex:next ex:pet ) ] ] ) ;
            sh:maxCount 0 ; sh:severity sh:Warning ; sh:message "Nein."@de , "No."@en ] .""",
    )
    report = shapes.validate(dataset(), given)
    graph = shapes.report_graph(report)
    lines = serialize(sorted(graph, key=str), format=RdfFormat.N_QUADS)
    assert lines is not None
    assert lines == serialize(sorted(shapes.report_graph(report), key=str), format=RdfFormat.N_QUADS)
    nameless = [q for q in graph if isinstance(q.subject, BlankNode)]
    assert nameless == []
    sh = "http://www.w3.org/ns/shacl#"
    results = [q.object for q in graph if q.predicate.value == sh + "result"]
    assert len(results) == len(report.results)
    conforms = [q.object for q in graph if q.predicate.value == sh + "conforms"]
    assert conforms == [Literal("false", datatype=NamedNode(XSD + "boolean"))]
    messages = {str(q.object) for q in graph if q.predicate.value == sh + "resultMessage"}
    assert messages == {'"No."@en'}
    paths = {str(r.path) for r in report.results if r.component == "MaxCountConstraintComponent"}
    assert paths == {f"(<{EX}next>)/(^((<{EX}next>)|(<{EX}pet>)))"}
    # The reference reads its own kind of report: the shape of a path survives the way through RDF.
    import rdflib

    readable = rdflib.Graph().parse(
        data=serialize((q.triple for q in graph), format=RdfFormat.N_TRIPLES), format="nt"
    )
    firsts = set(readable.objects(None, rdflib.RDF.first))
    assert {rdflib.URIRef(EX + "next"), rdflib.URIRef(EX + "pet")} < firsts


def test_a_report_without_results() -> None:
    report = shapes.validate(Dataset(), _nothing_goes())
    assert report == Report(True, ())
    assert list(report.lines()) == ["The graph conforms to its shapes."]
    assert len(shapes.report_graph(report)) == 2


def test_lines_stand_by_severity_and_can_be_cut(tmp_path: Path) -> None:
    given = loaded(
        tmp_path,
        """ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:nodeKind sh:Literal .
        ex:T a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:Literal ; sh:severity sh:Info .
        ex:U a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:Literal ; sh:severity sh:Warning .""",
    )
    report = shapes.validate(dataset(), given)
    lines = list(report.lines(limit=2))
    assert [line for line in lines if not line.startswith(" ")] == [
        "Violation (5)",
        "Warning (1)",
        "Info (1)",
    ]
    assert "  … and 3 more" in lines
    assert len(report.violations) == 5
    assert not report.conforms


def test_messages_are_filled_with_names(tmp_path: Path) -> None:
    given = loaded(
        tmp_path,
        """ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [
            sh:message "{?this} knows {$friend} since {?year}, not {?nobody}." ;
            sh:select "SELECT $this ?friend ?year { $this <http://example.org/knows> ?friend . BIND (1999 AS ?year) }"
        ] .""",
    )
    data = dataset('ex:a ex:knows ex:b ; rdfs:label "Ada"@en . ex:b rdfs:label "Ben"@en .')
    (result,) = shapes.validate(data, given).results
    assert result.message == "Ada knows Ben since 1999, not {?nobody}."
    assert result.name == "Ada"


def test_every_component_has_words_of_its_own(tmp_path: Path) -> None:
    said = set()
    for number, constraint in enumerate((*ON_PROPERTY, *ON_NODES)):
        path = "sh:path ex:p ; " if constraint in ON_PROPERTY else ""
        given = loaded(
            tmp_path,
            f"ex:S{number} sh:targetClass ex:Thing ; {'sh:property [' if path else ''} {path} {constraint} "
            f"{']' if path else ''} .",
        )
        for result in shapes.validate(dataset(), given).results:
            assert "{" not in result.message
            assert result.message.endswith(".")
            said.add(result.component)
    assert len(said) == 28


def test_graphs_can_be_chosen(tmp_path: Path) -> None:
    given = loaded(tmp_path, "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .")
    one, two = NamedNode(EX + "g1"), NamedNode(EX + "g2")
    s, p = NamedNode(EX + "s"), NamedNode(EX + "p")
    data = Dataset([Quad(s, p, Literal("1"), one), Quad(s, p, Literal("2"), two), Quad(s, p, Literal("1"))])
    assert not shapes.validate(data, given).conforms
    assert shapes.validate(data, given, graphs=[one]).conforms
    assert shapes.validate(data, given, graphs=[one, DefaultGraph()]).conforms
    assert not shapes.validate(data, given, graphs=[one, two]).conforms


def test_shapes_in_several_files(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    one.write_text(HEAD + "ex:S sh:targetNode ex:a ; sh:property ex:P .", encoding="utf-8")
    two.write_text(HEAD + "ex:P sh:path ex:name ; sh:minCount 1 .", encoding="utf-8")
    given = shapes.load_shapes([one, two])
    assert given.files == (str(one), str(two))
    assert [c.name for _, c in given.constraints] == ["P name minCount 1"]
    assert shapes.validate(dataset(), [one, two]).conforms


def test_paths_are_written_as_sparql() -> None:
    p = PropertyPath("predicate", NamedNode(EX + "p"))
    assert str(PropertyPath("zeroOrOnePath", parts=(p,))) == f"(<{EX}p>)?"
    assert PropertyPath("sequence", parts=(PropertyPath("zeroOrMorePath", parts=(p,)), p)).brief == "(p*)/p"


def test_the_fast_engine_imports_nothing_heavy() -> None:
    """Neither rdflib nor pySHACL stands on the way of a build."""
    code = (
        "import sys; from pyoxigraph import Dataset; from lpipgraph import shapes; shapes.validate(Dataset());"
        "print([m for m in ('rdflib', 'pyshacl') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


PROFILE = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
e:Thing a sh:NodeShape ; sh:targetClass e:Thing ; sh:property e:named , <http://example.org/Thing/12ab> .
e:named sh:path e:name ; sh:minCount 1 ; sh:shape e:Name .
"""


def test_what_a_published_profile_leaves_open_is_said_and_the_rest_is_checked(tmp_path):
    path = tmp_path / "profile.ttl"
    path.write_text(PROFILE)
    read = shapes.load_shapes(path)
    assert [gap.removeprefix(f"{path}: ") for gap in read.gaps] == [
        "<http://example.org/Thing/12ab> is a property of <http://example.org/Thing> and is in none of the files",
        "sh:shape is not of SHACL (sh:node is): <http://example.org/Name> is not looked at",
    ]
    data = Dataset(
        [
            Quad(
                NamedNode("http://example.org/x"),
                NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                NamedNode("http://example.org/Thing"),
            )
        ]
    )
    for name in ("compiled", "pyshacl"):
        assert len(shapes.validate(data, read, engine=name).results) == 1


def test_a_property_that_stands_in_another_file_is_no_gap(tmp_path):
    (tmp_path / "one.ttl").write_text(PROFILE.replace("; sh:shape e:Name ", ""))
    (tmp_path / "two.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .\n"
        "<http://example.org/Thing/12ab> sh:path e:age ; sh:maxCount 1 ."
    )
    assert shapes.load_shapes(sorted(tmp_path.glob("*.ttl"))).gaps == ()


@pytest.mark.parametrize(
    "reference", ["sh:property e:else", "sh:node e:else", "sh:not e:else", "sh:or ( e:else )"]
)
def test_a_shape_that_is_asked_about_has_to_be_there(tmp_path, reference):
    path = tmp_path / "profile.ttl"
    path.write_text(PROFILE.replace("sh:shape e:Name", reference))
    with pytest.raises(SyntaxProblem, match="not defined"):
        shapes.load_shapes(path)
