"""The ontology: queries that must find nothing, the same terms everywhere, consistency with the issue."""

import re
from pathlib import Path

import issue_one
import pytest
import rdflib
from pyoxigraph import Dataset, DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse
from rdflib.plugins.sparql import prepareQuery

from lpipgraph import graph, reason
from lpipgraph.export.context import Context
from lpipgraph.vocabulary import DCTERMS, LPIP, OWL, PREFIXES, RDF, RDFS, SCHEMA, graph_kind

HERE = Path(__file__).parent
ONTOLOGY = HERE.parent / "ontology"
CHECKS = sorted((HERE / "ontology" / "checks").glob("*.rq"))
RULES = sorted((ONTOLOGY / "rules").glob("*.rq"))
CLASHES = sorted((ONTOLOGY / "clashes").glob("*.rq"))


@pytest.fixture(scope="module")
def store():
    store = Store()
    store.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in graph.ontology())
    return store


@pytest.fixture(scope="module")
def whole():
    return issue_one.whole()


def terms(store):
    types = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual}
    quads = store.quads_for_pattern(None, RDF.type, None)
    return {q.subject for q in quads if q.object in types}


def test_the_globs_have_floors():
    assert len(CHECKS) >= 32
    assert len(RULES) >= 15
    assert len(CLASHES) >= 4


@pytest.mark.parametrize("path", CHECKS, ids=lambda p: p.stem)
def test_a_check_finds_nothing(store, path):
    assert [[str(value) for value in row] for row in store.query(path.read_text())] == []


@pytest.mark.parametrize("path", CHECKS, ids=lambda p: p.stem)
def test_a_check_finds_something_in_a_spoilt_ontology(path):
    spoilt = Store()
    spoilt.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in graph.ontology())
    for quad in list(spoilt.quads_for_pattern(LPIP.Theme, OWL.disjointWith, None)):
        spoilt.remove(quad)
    turtle = (HERE / "ontology" / "spoilt.ttl").read_bytes()
    spoilt.extend(Quad(q.subject, q.predicate, q.object) for q in parse(turtle, format=RdfFormat.TURTLE))
    assert list(spoilt.query(path.read_text()))


def test_the_ontology_declares_the_terms_of_others_that_it_uses():
    """Alone, without its import, it is OWL 2 DL: each term is declared, and as what it is in the import."""
    own, imported = (
        list(parse((ONTOLOGY / name).read_bytes(), format=RdfFormat.TURTLE))
        for name in ("lpip.ttl", "alignments.ttl")
    )
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    declared = {(q.subject, q.object) for q in own if q.predicate == RDF.type and q.object in kinds}
    known = {(q.subject, q.object) for q in imported if q.predicate == RDF.type and q.object in kinds}
    used = {t for q in own for t in (q.predicate, q.object)}
    assert {(term, kind) for term, kind in known if term in used} <= declared
    foreign = {(term, kind) for term, kind in declared if not term.value.startswith(str(LPIP))}
    assert foreign <= known


def test_keys_and_cardinalities_are_in_the_file_and_in_no_graph():
    axioms = graph.class_axioms()
    assert {q.predicate.value.rsplit("#")[1] for q in axioms} >= {
        "hasKey",
        "maxCardinality",
        "onProperty",
        "subClassOf",
    }
    assert not set(map(str, axioms)) & set(map(str, graph.ontology()))


@pytest.mark.parametrize(
    "turtle",
    [
        """e:a a lpip:Affiliation ; org:member e:x ; org:organization e:y ; org:role e:r ; org:memberDuring e:t .
           e:b a lpip:FormerMembership ; org:member e:x ; org:organization e:y ; org:role e:r ; org:memberDuring e:t .""",
        "e:a a lpip:SourceText ; lpip:sha256 'aa' ; lpip:characters 1 . e:b a lpip:SourceText ; lpip:sha256 'aa' ; lpip:characters 2 .",
        "e:a a lpip:Issue ; dcterms:isPartOf e:s ; bibo:issue 7 . e:b a lpip:Issue ; dcterms:isPartOf e:s ; bibo:issue 7 . e:a owl:differentFrom e:b .",
        "e:a a lpip:Issue ; bibo:issue 7 , 8 .",
        "e:a a lpip:Membership ; org:member e:x , e:z . e:x a lpip:Person . e:z a lpip:Organisation .",
    ],
)
def test_the_reasoner_knows_the_keys_and_cardinalities(turtle):
    head = (
        "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())
        + "@prefix e: <http://example.org/> .\n"
    )
    added = list(parse((head + turtle).encode(), format=RdfFormat.TURTLE))
    assert reason.consistent(Dataset([*graph.ontology(), *added]))


def test_code_and_ontology_have_the_same_terms(store):
    annotations = {q.subject for q in store.quads_for_pattern(None, RDF.type, OWL.AnnotationProperty)}
    declared = {
        t.value.removeprefix(str(LPIP)) for t in terms(store) | annotations if t.value.startswith(str(LPIP))
    }
    assert declared == set(LPIP)


def test_a_misspelt_term_is_an_error():
    with pytest.raises(AttributeError, match="did you mean 'leadsTheme'"):
        _ = LPIP.leadTheme


@pytest.mark.parametrize("path", sorted(ONTOLOGY.glob("*.ttl")), ids=lambda p: p.name)
def test_files_parse_in_two_strict_parsers(path):
    loose = rdflib.Graph().parse(path)
    strict = list(parse(path.read_bytes(), format=RdfFormat.TURTLE))
    assert len(loose) == len(strict) == len(set(strict))


@pytest.mark.parametrize("path", [*RULES, *CLASHES], ids=lambda p: p.stem)
def test_rules_and_clashes_are_sparql_and_name_declared_terms(store, path):
    text = path.read_text()
    prepareQuery(text)
    known = {t.value for t in terms(store)}
    for prefix, name in re.findall(r"\b(lpip|org|dcterms|schema|cito):(\w+)", text):
        assert PREFIXES[prefix] + name in known, f"{prefix}:{name}"


def test_no_term_of_ours_is_unused(store, whole):
    """A term stands in the data, in a rule, or in the ontology above or beside others."""
    used = {q.predicate for q in whole} | {q.object for q in whole if isinstance(q.object, NamedNode)}
    turtle = "".join(path.read_text() for path in sorted(ONTOLOGY.glob("*.ttl")))
    given_up = {q.subject for q in store.quads_for_pattern(None, OWL.deprecated, None)}
    assert not given_up & used
    used |= {q.subject for q in store.quads_for_pattern(None, OWL.inverseOf, None) if q.object in used}
    rest = {t for t in terms(store) - given_up if t.value.startswith(str(LPIP)) and t not in used}
    # classes and routes that Issue No. 1 has no instance of, each of them reachable from code
    code = "".join(p.read_text() for p in sorted((HERE.parent / "lpipgraph" / "graph").glob("*.py")))
    rules = "".join(path.read_text() for path in RULES)
    for term in rest:
        name = term.value.removeprefix(str(LPIP))
        assert f"LPIP.{name}" in code or f"lpip:{name}" in rules or turtle.count(f"lpip:{name} ") > 1, name


def test_every_foreign_term_in_the_data_is_declared(store, whole):
    builtin = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#")
    facts = [q for q in whole if graph_kind(q.graph_name) not in ("ontology", "catalogue")]
    annotations = {q.subject for q in store.quads_for_pattern(None, RDF.type, OWL.AnnotationProperty)}
    declared = terms(store) | annotations
    used = {q.predicate for q in facts} | {q.object for q in facts if q.predicate == RDF.type}
    assert {t.value for t in used - declared if not t.value.startswith(builtin)} == set()


def test_the_whole_issue_is_consistent_under_hermit(whole):
    described = Dataset([*whole, *graph.catalogue(whole, version="0")])
    assert reason.consistent(described) == ()


def test_a_class_that_nothing_can_belong_to_is_named():
    quads = [*graph.ontology()]
    impossible = NamedNode(str(LPIP) + "FundingBody")
    quads += [Quad(impossible, RDFS.subClassOf, above) for above in (LPIP.Fund, LPIP.Organisation)]
    quads.append(Quad(impossible, RDF.type, OWL.Class, DefaultGraph()))
    assert reason.consistent(Dataset(quads)) == (f"nothing can be a {impossible.value}",)


def test_what_portals_show_from_the_other_side_has_its_inverse(store):
    """Each reverse key of the portal's context whose property is ours, or is said by the newsletter, has a property.

    It may be that of a property above it.
    """
    context = Context.read("portal")
    either = {q.subject for q in store.quads_for_pattern(None, OWL.inverseOf, None)}
    either |= {q.object for q in store.quads_for_pattern(None, OWL.inverseOf, None)}
    ours = [NamedNode(p) for p in context.backward if p.startswith(str(LPIP))]
    said = [
        DCTERMS.creator,
        DCTERMS.publisher,
        DCTERMS.isPartOf,
        SCHEMA.organizer,
        SCHEMA.funder,
        SCHEMA.mentions,
    ]
    assert len(ours) >= 10
    above = {q.subject: q.object for q in store.quads_for_pattern(None, RDFS.subPropertyOf, None)}
    assert [term.value for term in (*ours, *said) if {term, above.get(term)}.isdisjoint(either)] == []


@pytest.mark.parametrize(
    "other",
    [
        "http://data.europa.eu/eli/ontology#", "http://purl.org/vocab/cpsv#", "http://data.europa.eu/m8g/",
        "http://data.europa.eu/s66#", "http://purl.org/cerif/frapo/", "http://vivoweb.org/ontology/core#",
        "https://schema.org/Event",
    ],
)  # fmt: skip
def test_the_ontology_is_aligned_with_others(store, other):
    matches = [PREFIXES["skos"] + f"{kind}Match" for kind in ("exact", "close", "related", "broad")]
    found = [q for m in matches for q in store.quads_for_pattern(None, NamedNode(m), None)]
    assert any(q.object.value.startswith(other) for q in found)
