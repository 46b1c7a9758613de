"""The graph: every fact with its claim, every claim with its words, the same bytes every time."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import issue_one
import pytest
import rdflib
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from lpipgraph import graph, records
from lpipgraph.authority import Authority, Decision, Entry, Identifier
from lpipgraph.errors import AuthorityError, InputError, RecordsError, SyntaxProblem, UnknownName
from lpipgraph.graph import facts, values
from lpipgraph.graph.findings import findings
from lpipgraph.names import fold
from lpipgraph.records import Entity, Records, Relation, Value
from lpipgraph.vocabulary import (
    BIBO,
    CLASS_PATHS,
    CLASS_TERMS,
    DCTERMS,
    FOAF,
    GRAPHS,
    LPIP,
    OA,
    ORG,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SHOWN,
    SKOS,
    TIME,
    VOID,
    XSD,
    Minter,
    graph_kind,
    iri,
    is_public,
    issue_key,
)

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


def triples(dataset, kind):
    return {(q.subject, q.predicate, q.object) for q in dataset if graph_kind(q.graph_name) == kind}


def evidenced(dataset, kind):
    """(claim or naming, fact) pairs: a naming proves each fact of its thing whose object it shows."""
    parts, names, shows, found = {}, {}, [], []
    facts_ = triples(dataset, kind if kind in ("private", "candidates") else "issue")
    for q in dataset:
        if graph_kind(q.graph_name) == kind:
            if q.predicate in (RDF.subject, RDF.predicate, RDF.object):
                parts.setdefault(q.subject, {})[q.predicate] = q.object
            elif q.predicate == LPIP.names:
                names[q.subject] = q.object
            elif q.predicate == LPIP.shows:
                shows.append((q.subject, q.object))
    by_ends = {}
    for s, p, o in facts_:
        if p in SHOWN:
            by_ends.setdefault((s, o), []).append(p)
    found += [(c, (p[RDF.subject], p[RDF.predicate], p[RDF.object])) for c, p in parts.items()]
    for naming, o in shows:
        predicates = by_ends.get((names[naming], o), ())
        assert predicates, "what a naming shows is so"
        found += [(naming, (names[naming], p, o)) for p in predicates]
    return found


def proved(dataset, kind):
    """The facts with evidence, and the classes above those that have it."""
    facts_ = {fact for _, fact in evidenced(dataset, kind)}
    above = {}
    for q in graph.ontology():
        if q.predicate == RDFS.subClassOf:
            above.setdefault(q.subject, set()).add(q.object)
    todo = [(s, o) for s, p, o in facts_ if p == RDF.type]
    while todo:
        s, cls = todo.pop()
        for higher in above.get(cls, ()):
            if (s, RDF.type, higher) not in facts_:
                facts_.add((s, RDF.type, higher))
                todo.append((s, higher))
    return facts_


def basis_of(dataset, node):
    """The basis of evidence; where none is given, it is stated."""
    found = {q.object for q in dataset.quads_for_subject(node) if q.predicate == LPIP.basis}
    assert len(found) < 2
    return next(iter(found), LPIP.stated)


def words_of(dataset, node):
    """What evidence quotes."""
    return one(dataset, one(dataset, node, OA.hasTarget), OA.exact).value


def one(dataset, subject, predicate):
    (found,) = {q.object for q in dataset.quads_for_subject(subject) if q.predicate == predicate}
    return found


def tiny(text, *rows, issue="policy-innovate-07"):
    """Records out of (id, class, name, extras) and (s, p, o) tuples, each standing where its words do."""
    entities, relations = [], []
    for row in rows:
        if row[1] in records.CLASSES:
            id_, cls, name, *extra = row
            at = text.index(name)
            entities.append(
                Entity(
                    id=id_, cls=cls, name=name, quote=name, start=at, end=at + len(name), **(extra or [{}])[0]
                )
            )
        else:
            s, p, o, *quote = row
            words = quote[0] if quote else text
            at = text.index(words)
            relations.append(Relation(s=s, p=p, o=o, quote=words, start=at, end=at + len(words)))
    return Records(issue, tuple(entities), tuple(relations)).checked(text)


def build(text, *rows, **options):
    return graph.build(tiny(text, *rows), text, Authority(), **options)


# -- every fact has its claim, every claim its fact and its words -----------------------------------


@pytest.mark.parametrize("of", ["records", "key"])
def test_each_fact_has_its_evidence_and_all_evidence_its_fact(of):
    rows = getattr(issue_one, of)()
    dataset = graph.build(rows, issue_one.text(), issue_one.authority())
    facts_ = triples(dataset, "issue")
    assert len(facts_) > 1000
    assert {fact for _, fact in evidenced(dataset, "evidence")} <= facts_ <= proved(dataset, "evidence")


def test_the_evidence_is_lean():
    """No class above one that has evidence has its own; no triple says what another says."""
    dataset = issue_one.built()
    facts_ = triples(dataset, "issue")
    with_evidence = {fact for _, fact in evidenced(dataset, "evidence")}
    bare = facts_ - with_evidence
    assert len(bare) > 50
    assert {p for _, p, _ in bare} == {RDF.type}
    kinds = triples(dataset, "evidence")
    assert len(kinds) < 5 * len(facts_)
    typed = {o for _, p, o in kinds if p == RDF.type}
    assert typed == {LPIP.SourceText}
    assert LPIP.stated not in {o for _, p, o in kinds if p == LPIP.basis}


@pytest.mark.parametrize("kind", ["private", "candidates"])
def test_private_and_candidate_facts_have_evidence_too(kind):
    dataset = graph.build(issue_one.key(), issue_one.text(), issue_one.authority())
    found = evidenced(dataset, kind)
    assert found
    assert {fact for _, fact in found} <= triples(dataset, kind)
    aside = {node for node, _ in found} | {s for s, p, _ in triples(dataset, kind) if p == OA.hasSource}
    assert aside >= {s for s, p, _ in triples(dataset, kind) if p in (OA.exact, OA.start, LPIP.inSection)}
    assert {t for t in triples(dataset, kind) if t[0] not in aside} <= proved(dataset, kind)


def test_all_evidence_leads_to_its_words():
    dataset, text = issue_one.built(), issue_one.text()
    exact, start, sources = {}, {}, {}
    for q in dataset:
        for term, where in ((OA.exact, exact), (OA.start, start), (OA.hasSource, sources)):
            if q.predicate == term and graph_kind(q.graph_name) == "evidence":
                where[q.subject] = q.object
    targets = {q.subject: q.object for q in dataset.quads_for_predicate(OA.hasTarget)}
    for node, _ in evidenced(dataset, "evidence"):
        segment = targets[node]
        words, first = exact[segment].value, int(start[segment].value)
        assert words
        assert words == text[first : first + len(words)]
        assert segment.value.endswith(f"/{first}-{first + len(words)}")
        assert one(dataset, sources[segment], DCTERMS.source) == iri.issue("policy-innovate-01")
        assert basis_of(dataset, node) in (LPIP.stated, LPIP.bySection, LPIP.fromAuthority)


def test_an_alias_is_quoted_where_it_stands():
    dataset = issue_one.built()
    aliases = [(node, o) for node, (_, p, o) in evidenced(dataset, "evidence") if p == SKOS.altLabel]
    found = [fold(o.value) in fold(words_of(dataset, node)) for node, o in aliases]
    assert len(found) > 100
    assert sum(found) / len(found) > 0.95


@pytest.mark.parametrize("known", [True, False], ids=["with authority", "without"])
def test_what_the_extractor_finds_has_evidence_that_names_what_it_says(known):
    from lpipgraph.document import read
    from lpipgraph.extract import extract

    document = read(issue_one.DATA / "issues" / "policy-innovate-01.txt")
    authority = issue_one.authority() if known else Authority()
    rows = extract(document, authority)
    dataset = graph.build(rows, document.text, authority, document=document)
    assert triples(dataset, "issue") <= proved(dataset, "evidence")
    names = {}
    for s, p, o in triples(dataset, "issue"):
        if p in (RDFS.label, SKOS.altLabel):
            names.setdefault(s, []).append(fold(o.value))
    by_entity = {
        iri.issue(rows.issue) if e.kind == "newsletter issue" else iri.entity(e.id, e.cls)
        for e in rows.entities
    }
    for node, (s, p, o) in evidenced(dataset, "evidence"):
        if s not in by_entity or p in (RDF.type, DCTERMS.type, ORG.classification):
            continue
        words = fold(words_of(dataset, node))
        said = names.get(o, []) if isinstance(o, NamedNode) else [fold(o.value)]
        dated = isinstance(o, Literal) and o.value[:4] in words
        section = basis_of(dataset, node) == LPIP.bySection
        linked = isinstance(o, NamedNode) and o not in by_entity
        assert section or dated or linked or any(n in words for n in [*names[s], *said]), (s, p, o, words)


def test_the_basis_of_the_records_stands_in_the_claims():
    text = "Innovation. Nesta helps."
    rows = tiny(text, ("theme:innovation", "Theme", "Innovation"), ("org:nesta", "Organisation", "Nesta"))
    r = Relation(
        s="org:nesta", p="relatesToTheme", o="theme:innovation", quote=text, start=0, end=len(text),
        basis="bySection", rule="under the heading",
    )  # fmt: skip
    dataset = graph.build(replace(rows, relations=(r,)), text, Authority())
    claim = next(c for c, t in evidenced(dataset, "evidence") if t[1] == LPIP.relatesToTheme)
    assert basis_of(dataset, claim) == LPIP.bySection


#: Name, kind, and what of it the name itself says: the class (its last word), the kind (all of its words).
NAMED = (
    ("New Economics Foundation", "think tank", False, False),
    ("Nesta", "innovation foundation", False, False),
    ("Aston University", "university", True, True),
    ("Department for Transport", "government department", True, False),
    ("Enterprise Research Centre", "research centre", True, True),
    ("Bee Network", "network", True, True),
)


@given(
    case=st.sampled_from(NAMED),
    how=st.sampled_from(["authority", "decision", "head noun"]),
    known=st.booleans(),
)
def test_what_a_table_knows_is_not_said_to_be_stated(case, how, known):
    name, kind, class_told, kind_told = case
    rows = tiny(name, ("org:x", "Organisation", name, {"kind": kind, "how": how}))
    mark = Identifier("ROR", "0x", "https://ror.org/0x", "confirmed", "", "the register", "", "thing", "")
    entry = Entry("org:x", "Organisation", name, (), kind, "", (mark,), "bodies.csv")
    decision = Decision(
        issue="*", cls="Organisation", mention=name, decision="new", target="org:x", name=name, when="2026-01-02"
    )  # fmt: skip
    authority = Authority((entry,), (decision,)) if known else Authority()
    dataset = graph.build(rows, name, authority)
    outside = known and how != "head noun"
    for claim, (_, p, o) in evidenced(dataset, "evidence"):
        told = {RDF.type: kind_told if o == LPIP.Network else class_told, ORG.classification: kind_told}.get(
            p, True
        )
        from_table = outside and not told
        assert basis_of(dataset, claim) == (LPIP.fromAuthority if from_table else LPIP.stated), (p, o)
        row, source = (
            {q.object.value for q in dataset.quads_for_subject(claim) if q.predicate == term}
            for term in (LPIP.authorityRow, LPIP.authoritySource)
        )
        if not from_table:
            assert not row and not source
        elif how == "authority":
            assert (row, source) == ({"bodies.csv, org:x"}, {"the register"})
        else:
            assert (row, source) == ({f"decision on “{name}”"}, {"a curator, 2026-01-02"})


def test_a_spelling_that_the_text_has_nowhere_is_the_tables():
    text = "The NEF published it."
    rows = tiny(text, ("org:nef", "Organisation", "NEF", {"kind": "think tank", "how": "authority"}))
    (e,) = rows.entities
    rows = replace(rows, entities=(replace(e, name="New Economics Foundation", aliases=("NEF",)),))
    entry = Entry("org:nef", "Organisation", "New Economics Foundation", ("NEF",), "think tank")
    dataset = graph.build(rows, text, Authority((entry,)))
    bases = {
        (p, o.value): basis_of(dataset, claim)
        for claim, (_, p, o) in evidenced(dataset, "evidence")
        if isinstance(o, Literal)
    }
    assert bases[RDFS.label, "New Economics Foundation"] == LPIP.fromAuthority
    assert bases[SKOS.altLabel, "NEF"] == LPIP.stated


def test_a_place_of_the_gazetteer_says_where_it_is_known_from():
    rows = tiny("They met in Solihull.", ("place:s", "Place", "Solihull", {"kind": "metropolitan district", "how": "gazetteer"}))  # fmt: skip
    dataset = graph.build(rows, "They met in Solihull.", Authority())
    (claim,) = [c for c, t in evidenced(dataset, "evidence") if t[2] == LPIP.Place]
    assert basis_of(dataset, claim) == LPIP.fromAuthority
    assert one(dataset, claim, LPIP.authorityRow).value == "gazetteer, Solihull"
    assert one(dataset, claim, LPIP.authoritySource).value


WORDS = st.lists(
    st.sampled_from(["rivers", "need", "room", "to", "move", "and", "towns", "need", "rivers"]),
    min_size=2,
    max_size=9,
)
MARKS = st.sampled_from([" ", "\n", " **", "** ", " *", ", ", " – ", "\n- "])


@given(
    value=WORDS,
    marks=st.lists(MARKS, min_size=9, max_size=9),
    between=st.sampled_from(["", " It is an old idea. ", "\n\n"]),
    at=st.integers(0, 9),
)
def test_a_quote_covers_the_whole_of_a_definition_or_there_is_none(value, marks, between, at):
    spaced = "".join(w + m for w, m in zip(value[:at], marks, strict=False)) + between
    spaced += "".join(w + m for w, m in zip(value[at:], marks, strict=False))
    text = f"Room ** {spaced} and more."
    rows = tiny(text, ("concept:room", "Concept", "Room", {"definition": " ".join(value)}))
    dataset = graph.build(rows, text, Authority())
    found = [c for c, t in evidenced(dataset, "evidence") if t[1] == SKOS.definition]
    assert len(found) == 1
    quote = words_of(dataset, found[0])
    words = iter(re.findall(r"\w+", quote.lower()))
    assert all(word in words for word in value), "all words, in their order"


@given(value=WORDS)
def test_a_definition_that_the_text_does_not_give_is_none(value):
    text = "Room is what they ask for."
    rows = tiny(text, ("concept:room", "Concept", "Room", {"definition": " ".join(value)}))
    dataset = graph.build(rows, text, Authority())
    assert not [t for t in triples(dataset, "issue") if t[1] in (SKOS.definition, LPIP.hasDefinition)]


def test_the_same_fact_in_two_places_has_two_claims():
    text = "Ann leads Skills. Ann leads Skills."
    rows = tiny(text, ("person:ann", "Person", "Ann"), ("theme:skills", "Theme", "Skills"))
    r = Relation(s="person:ann", p="leadsTheme", o="theme:skills", quote="Ann leads Skills", start=0, end=16)
    rows = replace(rows, relations=(r, replace(r, start=18, end=34), r))
    dataset = graph.build(rows, text, Authority())
    claims = [t for _, t in evidenced(dataset, "evidence") if t[1] == LPIP.leadsTheme]
    assert len(claims) == 2
    assert len(set(claims)) == 1


def test_no_blank_nodes_and_only_known_graphs():
    for q in issue_one.built():
        assert not any(isinstance(t, BlankNode) for t in (q.subject, q.object, q.graph_name))
        assert graph_kind(q.graph_name) in GRAPHS


def test_sections_of_the_document_say_where_words_stand():
    from lpipgraph.document import read

    document = read(issue_one.DATA / "issues" / "policy-innovate-01.txt")
    dataset = graph.build(issue_one.key(), issue_one.text(), Authority(), document=document)
    sections = {q.object.value for q in dataset.quads_for_predicate(LPIP.inSection)}
    assert any("Skills" in heading for heading in sections)


# -- what is private, what is not sure --------------------------------------------------------------


def test_an_email_address_stands_in_the_private_graph_alone():
    dataset = issue_one.built()
    public = graph.write(graph.public(dataset), "nq").decode()
    assert EMAIL.search(public) is None
    assert len([t for t in triples(dataset, "private") if t[1] == FOAF.mbox]) == 4
    assert "mailto:" in graph.write(dataset, "nq").decode()


@pytest.mark.parametrize(
    ("quote", "kept"),
    [
        ("Ann Green A.Green@bham.ac.uk", "Ann Green"),
        ("a.green@bham.ac.uk (Ann Green)", "(Ann Green)"),
        ("Ann: a@b.uk, Bob Brown: b@c.uk", "Ann: ██████, Bob Brown"),
        ("22@ Innovation District", "22@ Innovation District"),
    ],
)
def test_a_public_quote_is_cut_before_an_address_and_covered_at_it(quote, kept):
    text = f"x {quote} y Ann"
    dataset = build(text, ("person:ann", "Person", "Ann"), ("person:ann", "expertise", Value("maps"), quote))
    words = {q.object.value for q in dataset.quads_for_predicate(OA.exact)}
    assert kept in words
    assert not any(EMAIL.search(w) for w in words)


def test_what_is_not_sure_goes_to_the_candidates():
    text = "Ann leads Skills at Nesta."
    rows = tiny(
        text,
        ("person:ann", "Person", "Ann"),
        ("theme:skills", "Theme", "Skills"),
        ("org:nesta", "Organisation", "Nesta", {"sure": False}),
        ("person:ann", "leadsTheme", "theme:skills"),
        ("person:ann", "affiliatedWith", "org:nesta"),
    )
    dataset = graph.build(rows, text, Authority())
    assert any(p == LPIP.leadsTheme for _, p, _ in triples(dataset, "issue"))
    assert not any("nesta" in t.value for triple in triples(dataset, "issue") for t in triple)
    assert any(p == ORG.memberOf for _, p, _ in triples(dataset, "candidates"))
    assert not is_public(iri.graph("candidates", "7"))


# -- every word has a term --------------------------------------------------------------------------


def test_every_word_of_the_records_has_a_term():
    assert set(facts.PREDICATES) == set(records.PREDICATES)
    assert set(CLASS_TERMS) == set(records.CLASSES) == set(CLASS_PATHS)


VALUES = {
    "address": Value("www.example.org/alpha", "url"),
    "attendanceMode": Value("hybrid"),
    "amount": Value("£5m", "money"),
    "audience": Value("officers"),
    "description": Value("Alpha and Beta met."),
    "email": Value("a@b.uk", "email"),
    "endDateTime": Value("2025-07-01T12:00:00", "dateTime"),
    "endPeriod": Value("March 2025"),
    "eventType": Value("workshop"),
    "expertise": Value("maps"),
    "finding": Value("Alpha and Beta met."),
    "hasRole": Value("Fellow"),
    "issueNumber": Value("7", "integer"),
    "joined": Value("2021-05", "gYearMonth"),
    "publicationDate": Value("2021", "gYear"),
    "questionNumber": Value("3", "integer"),
    "registration": Value("Book a place"),
    "startDateTime": Value("2025-07-01T10:00:00", "dateTime"),
    "startPeriod": Value("1960s"),
    "status": Value("closed"),
}


@pytest.mark.parametrize("predicate", sorted(records.PREDICATES))
def test_every_predicate_becomes_a_fact(predicate):
    text = "Alpha and Beta met."
    wanted = records.PREDICATES[predicate].split("|")[0]
    o = VALUES[predicate] if wanted == "literal" else "x:b"
    cls = {"*": "Place", "literal": "Place"}.get(wanted, wanted)
    rows = tiny(text, ("x:a", "Publication", "Alpha"), ("x:b", cls, "Beta"), ("x:a", predicate, o))
    without = graph.build(replace(rows, relations=()), text, Authority())
    dataset = graph.build(rows, text, Authority())
    kind = "private" if predicate == "email" else "issue"
    assert triples(dataset, kind) - triples(without, kind)


@pytest.mark.parametrize(
    "kind", ["article", "report", "blog", "cited work", "evidence review", "web page", None]
)
def test_what_an_issue_announces_is_no_part_of_it(kind):
    text = "Letter 7 tells of Solid foundations"
    rows = tiny(
        text,
        ("pub:l", "Publication", "Letter 7", {"kind": "newsletter issue"}),
        ("pub:r", "Publication", "Solid foundations", {"kind": kind}),
        ("pub:r", "partOfIssue", "pub:l"),
    )
    found = {
        (p, s == iri.entity("pub:r", "Publication"))
        for s, p, o in triples(graph.build(rows, text, Authority()), "issue")
    }
    printed = kind in ("article", None)
    assert ((DCTERMS.isPartOf, True) in found) is printed
    assert ((SCHEMA.mentions, False) in found) is not printed


def test_an_address_that_is_none_is_an_error():
    with pytest.raises(RecordsError, match="no e-mail address"):
        build("Ann", ("person:ann", "Person", "Ann"), ("person:ann", "email", Value("a b>@c", "email")))


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        ("www.example.org", "https://www.example.org"),
        ("HTTP://Example.org/", "HTTP://Example.org/"),
        ("doi.org/10.1000/182", "https://doi.org/10.1000/182"),
    ],
)
def test_a_work_is_at_the_address_that_the_text_prints(printed, meant):
    rows = (("pub:a", "Publication", "Alpha"), ("pub:a", "address", Value(printed, "url")))
    found = triples(build(f"Alpha {printed}", *rows), "issue")
    assert {o.value for s, p, o in found if p == SCHEMA.url} == {meant}


@pytest.mark.parametrize(
    "printed", ["ann@example.org", "https://ann@example.org/", "here", "mailto:a@b.uk", "http://a b.uk/", ""]
)
def test_a_work_is_at_no_other_address(printed):
    with pytest.raises(RecordsError, match="not a web address"):
        build("Alpha", ("pub:a", "Publication", "Alpha"), ("pub:a", "address", Value(printed, "url")))


def test_one_signs_up_in_words_or_at_an_address():
    text = "Meet. Register here: https://example.org/meet"
    rows = [
        ("event:m", "registration", Value(*v))
        for v in (("Register here",), ("https://example.org/meet", "url"))
    ]
    found = triples(build(text, ("event:m", "Event", "Meet"), *rows), "issue")
    assert {(p, o.value) for s, p, o in found if p in (LPIP.registration, LPIP.registrationPage)} == {
        (LPIP.registration, "Register here"),
        (LPIP.registrationPage, "https://example.org/meet"),
    }


@pytest.mark.parametrize("mode", ["on site", "online", "hybrid"])
def test_one_takes_part_in_one_of_three_ways(mode):
    found = triples(
        build("Meet", ("event:m", "Event", "Meet"), ("event:m", "attendanceMode", Value(mode))), "issue"
    )
    assert len([o for s, p, o in found if p == SCHEMA.eventAttendanceMode]) == 1
    with pytest.raises(RecordsError, match="not a mode of attendance"):
        build("Meet", ("event:m", "Event", "Meet"), ("event:m", "attendanceMode", Value(mode.upper())))


def test_a_literal_is_wanted_where_one_belongs():
    with pytest.raises(RecordsError, match="'hasRole' takes a literal"):
        build("Ann", ("person:ann", "Person", "Ann"), ("person:ann", "hasRole", "person:ann"))


def test_sums_in_two_currencies_are_two_sums():
    text = "A fund of £5m and €5m"
    rows = [("policy:f", "amount", Value(v, "money"), v) for v in ("£5m", "€5m")]
    found = triples(build(text, ("policy:f", "Policy", "A fund"), *rows), "issue")
    assert {o.value for s, p, o in found if p == SCHEMA.currency} == {"GBP", "EUR"}
    assert len({s for s, p, o in found if p == SCHEMA.currency}) == 2


def test_a_word_without_a_term_is_an_error(monkeypatch):
    monkeypatch.setattr(records, "PREDICATES", {**records.PREDICATES, "envies": "Person"})
    with pytest.raises(RecordsError, match="'envies' has no term"):
        build("Ann and Bob", ("person:ann", "Person", "Ann"), ("person:ann", "envies", "person:ann"))
    monkeypatch.setattr(records, "CLASSES", (*records.CLASSES, "Robot"))
    with pytest.raises(RecordsError, match="'Robot' has no term"):
        build("Ann", ("robot:ann", "Robot", "Ann"))


def test_a_quote_that_does_not_stand_there_is_an_error():
    rows = tiny("Ann", ("person:ann", "Person", "Ann"))
    with pytest.raises(RecordsError, match="is not at 0-3"):
        graph.build(rows, "Bob", Authority())


# -- single things ----------------------------------------------------------------------------------


def test_an_entity_has_types_label_aliases_and_kind():
    dataset = issue_one.built()
    fund = iri.entity("policy:uk-community-renewal-fund", "Policy")
    found = {(p, o) for s, p, o in triples(dataset, "issue") if s == fund}
    assert (RDF.type, LPIP.Policy) in found
    assert (RDF.type, LPIP.Fund) in found
    assert (RDFS.label, Literal("UK Community Renewal Fund", language="en")) in found
    assert (DCTERMS.type, NamedNode("https://w3id.org/lpip/id/kind/fund")) in found


def test_every_entity_has_one_label_and_one_main_class():
    dataset = issue_one.built()
    labels, mains = {}, {}
    for s, p, o in triples(dataset, "issue"):
        if p == RDFS.label:
            labels.setdefault(s, []).append(o)
        if p == RDF.type and o in CLASS_TERMS.values():
            mains.setdefault(s, []).append(o)
    assert len(mains) == len(issue_one.records().entities)
    assert all(len(v) == 1 for v in labels.values())
    assert all(len(v) == 1 for v in mains.values())
    assert set(mains) <= set(labels)


def test_every_thing_that_the_public_graph_speaks_of_has_a_class():
    """Also what the issue does not name itself: places that hold others, kinds, roles, what an identifier belongs to."""
    public = [q for q in issue_one.built() if is_public(q.graph_name)]
    ours = iri("id", "").value
    things = {
        n
        for q in public
        for n in (q.subject, q.object)
        if isinstance(n, NamedNode) and n.value.startswith(ours)
    }
    assert len(things) > 600
    assert things - {q.subject for q in public if q.predicate == RDF.type} == set()


def test_the_issue_is_one_publication_with_its_number():
    node = NamedNode("https://w3id.org/lpip/id/publication/policy-innovate-1")
    assert (node, BIBO.issue, Literal("1", datatype=XSD.integer)) in triples(issue_one.built(), "issue")


def ties(dataset, kind="issue"):
    """(person, organisation, class, title, time) of every membership node, its node the key."""
    found = triples(dataset, kind)
    nodes = {s for s, p, o in found if (p, o) == (RDF.type, ORG.Membership)}
    facts = {}
    for s, p, o in found:
        if s in nodes:
            facts.setdefault(s, {}).setdefault(p, set()).add(o)
    begins = {s: o.value.rsplit("/", 1)[1] for s, p, o in found if p == TIME.hasBeginning}

    def last(terms):
        return {t.value.rsplit("/", 1)[-1] for t in terms}

    return {
        node: (
            last(f[ORG.member]),
            last(f[ORG.organization]),
            last(f[RDF.type]) - {"org#Membership"},
            {t.value for t in f.get(LPIP.roleTitle, ())},
            {begins[i] for i in f.get(ORG.memberDuring, ()) if i in begins},
        )
        for node, f in facts.items()
    }


def test_each_title_of_a_person_is_a_membership_of_its_own_with_its_date():
    found = [t for t in ties(issue_one.built()).values() if t[:2] == ({"alice-pugh"}, {"city-redi"})]
    assert ({"alice-pugh"}, {"city-redi"}, {"Affiliation"}, {"Policy and Data Analyst"}, {"2021-02"}) in found
    assert ({"alice-pugh"}, {"city-redi"}, {"Affiliation"}, {"Senior Economic Analyst"}, set()) in found
    assert len(found) == 2


def test_the_hubs_role_hangs_on_the_hub_and_the_themes_lead_on_nobodys_employer():
    found = list(ties(issue_one.built()).values())
    at_hub = {min(t[0]) for t in found if "LPIP Hub Lead" in t[3]}
    assert len(at_hub) == 7
    assert all(t[1] == {"lpip-hub"} for t in found if "LPIP Hub Lead" in t[3])
    assert not [t for t in found if "theme lead" in "".join(t[3]).lower()]


BODIES = ("Nesta", "University of Leeds", "Tees Valley Trust", "the Exeter Centre")
TITLES = ("Research Fellow", "Director of Policy", "Senior Economist", "Chair in Social Policy", "analyst")
#: How a role and its organisation are told: the words, and how the person belongs there.
TELLINGS = (
    ("{p} is a {t} at {b}", "affiliatedWith"),
    ("{p}, {t}, {b}", "affiliatedWith"),
    ("{p} ({t}, {b})", "affiliatedWith"),
    ("{p} joined {b} in {y} as a {t}", "affiliatedWith"),
    ("{p} works at {b}, where she is a {t}", "affiliatedWith"),
    ("{p} is a {t} who joined {b} in {y}", "affiliatedWith"),
    ("{p} has been a {t} at {b} since {y}", "affiliatedWith"),
    ("{p} used to be a {t} with {b}", "workedFor"),
    ("{p} was seconded to {b} as the {t}", "secondedTo"),
)
#: How a person is said to lead a theme, with no word about whose theme it is.
LEADINGS = (
    "{p} is the research theme lead for Skills",
    "Theme lead: Dr {p}, {b}",
    "The Skills theme lead is {p}",
)


@given(data=st.data())
def test_a_role_hangs_on_the_organisation_that_its_words_name(data):
    bodies = data.draw(st.permutations(BODIES))
    titles = data.draw(st.permutations(TITLES))
    count = data.draw(st.integers(1, 3))
    joined_with = data.draw(st.sampled_from([". ", " and ", "; "]))
    text, rows, expected = "", [], set()
    for n in range(count):
        words, predicate = data.draw(st.sampled_from(TELLINGS))
        year = str(2000 + n)
        sentence = words.format(
            p="Ann Lee" if n == 0 or joined_with == ". " else "she", t=titles[n], b=bodies[n], y=year
        )
        rows.append((predicate, bodies[n], titles[n], year if "{y}" in words else "", len(text), sentence))
        # a date belongs to what holds now
        time = {year} if "{y}" in words and predicate == "affiliatedWith" else set()
        expected.add((predicate, bodies[n], titles[n], *time))
        text += sentence + joined_with
    leading = data.draw(st.sampled_from(["", *LEADINGS]))
    start = len(text)
    text += ("\n" + leading.format(p="Ann Lee", b=bodies[0])) if leading else ""
    ids = {b: f"org:{b.split()[-1].lower()}" for b in BODIES}
    entities = [
        Entity(id="person:ann", cls="Person", name="Ann Lee", quote="Ann Lee", start=0, end=7) if "Ann Lee" in text[:7]
        else Entity(id="person:ann", cls="Person", name="Ann Lee", quote=text[:3], start=0, end=3),
        Entity(id="theme:skills", cls="Theme", name="Skills", quote=text[:3], start=0, end=3),
    ]  # fmt: skip
    relations = []
    whole = joined_with != ". "  # one sentence is one quote
    for predicate, body, title, year, at, sentence in rows:
        a, b = (0, start) if whole else (at, at + len(sentence))
        place = {"quote": text[a:b], "start": a, "end": b}
        entities.append(Entity(id=ids[body], cls="Organisation", name=body.removeprefix("the "), **place))
        relations.append(Relation(s="person:ann", p=predicate, o=ids[body], **place))
        relations.append(Relation(s="person:ann", p="hasRole", o=Value(title), **place))
        if year and predicate == "affiliatedWith" and not whole:
            relations.append(Relation(s="person:ann", p="joined", o=Value(year, "gYear"), **place))
    if leading:
        place = {"quote": text[start + 1 :], "start": start + 1, "end": len(text)}
        relations.append(Relation(s="person:ann", p="leadsTheme", o="theme:skills", **place))
        relations.append(Relation(s="person:ann", p="hasRole", o=Value("theme lead"), **place))
    dataset = graph.build(Records("n-1", tuple(entities), tuple(relations)), text, Authority())
    found = list(ties(dataset).values())
    words_of = {"Affiliation": "affiliatedWith", "FormerMembership": "workedFor", "Secondment": "secondedTo"}
    names = {iri.entity(id_, "Organisation").value.rsplit("/", 1)[1]: body for body, id_ in ids.items()}
    assert all(len(part) == 1 for tie in found for part in tie[:4]), text
    got = {(words_of[min(c)], names[min(b)], min(t), *d) for _, b, c, t, d in found}
    assert got == (expected if not whole else {row[:3] for row in expected}), text


#: A date that is said of one body beside an office in another: the words, and where the person came to.
MOVES = (
    "Ann Lee joined {b} in June 2023 and is {t} of {c}.",
    "Ann Lee joined {b} as an adviser in June 2023, and she is {t} of {c}.",
    "Ann Lee, {t} of {c}, came to {b} in June 2023.",
    "Ann Lee is {t} of {c} and has been with {b} since June 2023.",
    "Ann Lee, who is {t} of {c}, moved to {b} in June 2023.",
    "Ann Lee works for {b} and has been {t} of {c} since June 2023.",
    "Ann Lee works for {b} and became {t} of {c} in June 2023.",
    "Ann Lee has been {t} of {c} since June 2023 and works for {b}.",
)


@pytest.mark.parametrize("words", MOVES)
@pytest.mark.parametrize("predicate", ["affiliatedWith", "boardMemberOf"])
@pytest.mark.parametrize(("b", "c"), [("Tees Valley Trust", "Town Board"), ("the Town Board", "Nesta")])
def test_a_date_of_joining_is_not_the_date_of_an_office_elsewhere(words, predicate, b, c):
    text = words.format(b=b, c=c, t="secretary")
    dated = "c" if "{c} since" in words or "{c} in" in words else "b"
    place = {"quote": text, "start": 0, "end": len(text)}
    entities = (
        Entity(id="person:ann", cls="Person", name="Ann Lee", quote="Ann Lee", start=0, end=7),
        Entity(id="org:b", cls="Organisation", name=b.removeprefix("the "), **place),
        Entity(id="org:c", cls="Organisation", name=c, **place),
    )
    if dated == "c":
        predicate = "affiliatedWith"  # a seat on a board has no date of joining of its own
    said = (
        ("affiliatedWith", "org:b"),
        (predicate, "org:c"),
        ("hasRole", Value("secretary")),
        ("joined", Value("2023-06", "gYearMonth")),
    )
    records = Records("n-1", entities, tuple(Relation(s="person:ann", p=p, o=o, **place) for p, o in said))
    dataset = graph.build(records, text, Authority())
    timed = {
        s.value.rsplit("/", 1)[1].split("--")[1]
        for s, p, _ in triples(dataset, "issue")
        if p == ORG.memberDuring
    }
    assert timed == {dated}


def test_a_secondment_has_share_and_years_but_no_role_of_the_employer():
    dataset = issue_one.built()
    node = iri.id("membership", "kostas-kollydas", "dsit", "secondment", "2022-2023")
    found = {(p, o) for s, p, o in triples(dataset, "issue") if s == node}
    assert (LPIP.workingShare, Literal("50", datatype=XSD.decimal)) in found
    interval = next(o for p, o in found if p == ORG.memberDuring)
    assert one(dataset, interval, LPIP.edtf) == Literal("2022/2023")
    for s, p, _ in triples(dataset, "issue"):
        assert not (p == ORG.role and ("--secondment" in s.value or "--former" in s.value))


def test_direct_and_qualified_memberships_agree():
    found = triples(issue_one.built(), "issue")
    qualified = {
        (next(o for s2, p2, o in found if s2 == s and p2 == ORG.member), t, o)
        for s, p, o in found
        if p == ORG.organization
        for s3, p3, t in found
        if s3 == s and p3 == RDF.type and t != ORG.Membership
    }
    terms = {
        ORG.memberOf: LPIP.Affiliation,
        LPIP.secondedTo: LPIP.Secondment,
        LPIP.workedFor: LPIP.FormerMembership,
        LPIP.boardMemberOf: LPIP.BoardMembership,
    }
    assert qualified == {(s, terms[p], o) for s, p, o in found if p in terms}


def test_a_definition_is_a_resource_with_its_source():
    dataset = issue_one.built()
    concept = iri.entity("concept:inclusive-innovation", "Concept")
    node = one(dataset, concept, LPIP.hasDefinition)
    assert one(dataset, node, SCHEMA.text) == one(dataset, concept, SKOS.definition)
    sources = {q.object for q in dataset.quads_for_subject(node) if q.predicate == LPIP.definedBy}
    assert iri.entity("org:nesta", "Organisation") in sources


@pytest.mark.parametrize(
    ("stated", "number", "currency", "per"),
    [
        ("£220 million", "220000000", "GBP", None),
        ("£1.89bn annually", "1890000000", "GBP", "year"),
        ("£3,500", "3500", "GBP", None),
        ("€2.5m per year", "2500000", "EUR", "year"),
        ("$0.5k a month", "500", "USD", "month"),
        ("£12.50", "12.5", "GBP", None),
        ("£1.2345k", "1234.5", "GBP", None),
        ("a lot of money", None, None, None),
    ],
)
def test_money(stated, number, currency, per):
    assert values.money(stated) == values.Money(stated, number, currency, per)


@pytest.mark.parametrize(
    ("stated", "edtf", "first", "last"),
    [
        ("1920s", "192X", "1920", "1929"),
        ("the early 1990s", "199X", "1990", "1999"),
        ("the 1920s and 1930s", "192X/193X", "1920", "1939"),
        ("1969", "1969", "1969", "1969"),
        ("2022-2023", "2022/2023", "2022", "2023"),
        ("2030/31 to 2032/33", "2030/2033", "2030", "2033"),
        ("19th century", "18XX", "1800", "1899"),
        ("between May and July 2026", "2026", "2026", "2026"),
        ("April–June 2026", "2026", "2026", "2026"),
        ("three years from 2024", "2024/..", "2024", None),
        ("from April 2024 onwards", "2024-04/..", "2024-04", None),
        ("ten years to March 2027", None, None, "2027-03"),
        ("in 2024 and again in 2020", "2020/2024", "2020", "2024"),
        ("long ago", None, None, None),
    ],
)
def test_periods(stated, edtf, first, last):
    assert values.period(stated) == values.Period(stated, edtf, first, last)


def _printed(day, precision):
    """A day, its month or its year, as a newsletter prints it; and in ISO 8601."""
    words = ("{0.year}", "{0:%B} {0.year}", "{0.day} {0:%B} {0.year}")[precision]
    return words.format(day), day.isoformat()[: (4, 7, 10)[precision]]


DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@given(st.tuples(DAYS, DAYS).map(sorted), st.tuples(*[st.integers(0, 2)] * 2), st.data())
def test_a_period_is_as_precise_as_its_words(days, precisions, data):
    (begins, first), (ends, last) = (_printed(d, p) for d, p in zip(days, precisions, strict=True))
    assume(days[0].year < days[1].year)
    words = data.draw(st.sampled_from(["{} to {}", "from {} to {}", "between {} and {}", "from {} until {}"]))
    found = values.period(words.format(begins, ends))
    assert (found.edtf, found.first, found.last) == (f"{first}/{last}", first, last)
    alone = values.period(data.draw(st.sampled_from(["{}", "in {}", "on {}", "around {}"])).format(begins))
    assert (alone.edtf, alone.first, alone.last) == (first, first, first)
    iso = values.dated(Value(first, "date"))
    assert (iso.edtf, iso.first, iso.last) == (first, first, first)


@given(st.integers(1950, 2060), st.integers(1, 12), st.sampled_from("-–—/"))
def test_a_range_with_a_short_last_year_ends_in_that_year(first, years, sign):
    last = first + years
    assume(str(last)[:2] == str(first)[:2])
    found = values.period(f"{first}{sign}{last % 100:02}")
    assert (found.edtf, found.first, found.last) == (f"{first}/{last}", str(first), str(last))


@pytest.mark.parametrize(
    ("local", "zoned"),
    [
        ("2025-01-30T10:00:00", "2025-01-30T10:00:00Z"),
        ("2025-03-30T00:59:59", "2025-03-30T00:59:59Z"),
        ("2025-03-30T02:00:00", "2025-03-30T02:00:00+01:00"),
        ("2025-07-01T10:00", "2025-07-01T10:00:00+01:00"),
        ("2025-10-26T00:30:00", "2025-10-26T00:30:00+01:00"),
        ("2025-10-26T02:00:00", "2025-10-26T02:00:00Z"),
        ("2025-01-30T10:00:00+02:00", "2025-01-30T10:00:00+02:00"),
        ("2025-02-30T10:00:00", "2025-02-30T10:00:00"),
        ("soon", "soon"),
    ],
)
def test_local_times_get_londons_offset(local, zoned):
    assert values.london(local) == zoned


# -- authority and vocabulary -----------------------------------------------------------------------


def known(confidence="confirmed", says="thing", itself="https://ror.org/0x"):
    mark = Identifier("ROR", "0x", "https://ror.org/0x", confidence, "NESTA", "a register", "", says, itself)
    return Authority((Entry("org:nesta", "Organisation", "Nesta", ("NESTA",), "agency", "", (mark,)),))


@pytest.mark.parametrize(
    ("confidence", "says", "itself", "term"),
    [
        ("confirmed", "thing", "https://ror.org/0x", SCHEMA.sameAs),
        ("confirmed", "thing", "", FOAF.page),
        ("confirmed", "home", "", FOAF.homepage),
        ("confirmed", "page", "", FOAF.page),
        ("confirmed", "near", "", RDFS.seeAlso),
        *(("likely", says, "https://ror.org/0x", RDFS.seeAlso) for says in ("thing", "home", "page", "near")),
    ],
)
def test_only_a_confirmed_identifier_of_a_register_of_things_claims_identity(confidence, says, itself, term):
    text = "Nesta"
    rows = tiny(text, ("org:nesta", "Organisation", "Nesta"))
    dataset = graph.build(rows, text, known(confidence, says, itself))
    links = {(p, o) for s, p, o in triples(dataset, "authority") if o == NamedNode("https://ror.org/0x")}
    assert links == {(term, NamedNode("https://ror.org/0x")), (SCHEMA.url, NamedNode("https://ror.org/0x"))}


@pytest.mark.parametrize("named", [(), ("org:nesta",), ("policy:levy",), ("org:nesta", "policy:levy")])
def test_what_the_issue_does_not_name_stays_out_of_every_public_graph(named):
    text = "Nesta and the Levy"
    classes = {"org:nesta": ("Organisation", "Nesta"), "policy:levy": ("Policy", "Levy")}
    entries = tuple(Entry(id_, cls, name, (name + "s",)) for id_, (cls, name) in classes.items())
    rows = tiny(text, *((id_, *classes[id_]) for id_ in named))
    found = graph.write(graph.public(graph.build(rows, text, Authority(entries))), "nq").decode()
    for id_, (_, name) in classes.items():
        assert (f"/{name.lower()}>" in found) is (id_ in named)


def test_a_thing_that_is_not_sure_is_not_told_of_by_the_authority():
    text = "Nesta"
    rows = tiny(text, ("org:nesta", "Organisation", "Nesta", {"sure": False}))
    assert not triples(graph.build(rows, text, known()), "authority")


def test_what_a_register_says_is_no_fact_of_the_issue():
    text = "Nesta"
    with_, without = (
        graph.build(tiny(text, ("org:nesta", "Organisation", "Nesta")), text, a)
        for a in (known(), Authority())
    )
    assert triples(with_, "issue") == triples(without, "issue")
    assert not triples(without, "authority")


def test_an_identifier_that_is_no_iri_is_an_error():
    mark = Identifier("URL", "x", "http://[bad", "confirmed", "", "seen", "")
    with pytest.raises(AuthorityError, match="is not an IRI"):
        graph.build(
            tiny("Nesta", ("org:nesta", "Organisation", "Nesta")),
            "Nesta",
            Authority((Entry("org:nesta", "Organisation", "Nesta", identifiers=(mark,)),)),
        )


def test_every_concept_of_the_vocabulary_has_one_label_in_one_scheme():
    found = triples(issue_one.built(), "vocabulary")
    concepts = {s for s, p, o in found if o == SKOS.Concept}
    assert len(concepts) > 50
    for term in (SKOS.prefLabel, SKOS.inScheme):
        assert sorted(s.value for s, p, _ in found if p == term and s in concepts) == sorted(
            c.value for c in concepts
        )


def test_kinds_and_roles_of_the_facts_stand_in_the_vocabulary():
    dataset = issue_one.built()
    concepts = {s for s, p, o in triples(dataset, "vocabulary")}
    used = {
        o
        for _, p, o in triples(dataset, "issue")
        if p in (ORG.classification, DCTERMS.type, LPIP.hasRole, ORG.role)
    }
    assert used <= concepts


# -- findings ---------------------------------------------------------------------------------------


def test_the_newsletters_own_counts_are_checked():
    found = {
        f.what: (f.stated, f.found)
        for f in findings(issue_one.records(), issue_one.text())
        if f.kind == "count"
    }
    assert found["LPIP themes"] == (7, 7)
    assert found["recently released reports"] == (10, 10)
    assert found["burning questions"] == (5, 5)
    assert found["burning issues"] == (5, 5)


def test_a_count_that_is_wrong_is_found():
    rows = issue_one.records()
    lost = next(e for e in rows.entities if e.cls == "Publication" and e.kind == "report")
    fewer = replace(
        rows,
        entities=tuple(e for e in rows.entities if e != lost),
        relations=tuple(r for r in rows.relations if lost.id not in (r.s, r.o)),
    )
    (count,) = (f for f in findings(fewer, issue_one.text()) if f.what == "recently released reports")
    assert (count.stated, count.found, count.agrees) == (10, 9, False)
    assert "10 recently released reports; 9 were found" in count.message


def test_stated_durations_are_checked_and_are_facts():
    found = [f for f in findings(issue_one.records(), issue_one.text()) if f.kind == "duration"]
    assert [(f.stated, f.found, f.agrees) for f in found] == [(150, 150, True), (120, 120, True)]
    event = iri.entity("event:understanding-impact-evaluation", "Event")
    assert one(issue_one.built(), event, LPIP.statedDuration).value == "PT2H"


def test_a_theme_without_lead_and_links_without_address_are_found():
    found = findings(issue_one.records(), issue_one.text())
    assert [f.concerns for f in found if f.kind == "missing lead"] == [("theme:felt-experiences",)]
    assert len([f for f in found if f.kind == "missing review"]) == 3
    lost = {(f.what, c) for f in found if f.kind == "missing address" for c in f.concerns}
    assert ("Link to report", "pub:report-local-growth-plans") in lost
    assert ("Register here", "event:understanding-impact-evaluation") in lost
    assert not any(f.what == "x" for f in findings(Records("i-1"), "[x](https://example.org/)"))


def test_findings_are_resources_with_their_words():
    dataset = issue_one.built()
    found = triples(dataset, "findings")
    nodes = {s for s, p, o in found if o == LPIP.Finding}
    assert len(nodes) > 20
    segments = {q.subject for q in dataset.quads_for_predicate(OA.exact)}
    for node in nodes:
        assert {p for s, p, _ in found if s == node} >= {RDFS.label, OA.hasTarget}
        assert {o for s, p, o in found if s == node and p == OA.hasTarget} <= segments


# -- IRIs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (iri.entity("org:city-redi", "Organisation"), "id/organisation/city-redi"),
        (iri.entity("case:x", "CaseStudy"), "id/case-study/x"),
        (iri.entity("question:cult-1", "Question", issue="1"), "id/question/1-cult-1"),
        (iri.issue("policy-innovate-01"), "id/publication/policy-innovate-1"),
        (iri.issue("summer-special"), "id/publication/summer-special"),
        (iri.naming("1", "a"), "naming/1/ca978112ca1b"),
        (iri.source("1"), "source/1"),
        (iri.graph("evidence", "1"), "graph/issue/1/evidence"),
        (iri.graph("derived-evidence"), "graph/derived/evidence"),
        (iri.graph("ontology", "0.1.0"), "graph/ontology/0.1.0"),
    ],
)
def test_iris_are_as_designed(made, wanted):
    assert made.value == "https://w3id.org/lpip/" + wanted


@pytest.mark.parametrize(
    ("issue", "key"),
    [
        ("policy-innovate-01", "1"),
        ("policy-innovate-10", "10"),
        ("policy-innovate-extra-01", "policy-innovate-extra-1"),
        ("x-10", "x-10"),
        ("x-007", "x-7"),
        ("district-9-08", "district-9-8"),
        ("7", "7"),
        ("Summer Special", "summer-special"),
    ],
)
def test_issue_keys(issue, key):
    assert issue_key(issue) == key


@pytest.mark.parametrize("kind", sorted(GRAPHS))
def test_the_kind_of_a_graph_is_told_by_its_name(kind):
    name = "1" if kind in ("issue", "evidence", "findings", "candidates", "ontology") else None
    assert graph_kind(iri.graph(kind, name)) == kind
    assert graph_kind(Minter("http://localhost/x/").graph(kind, name)) == kind


def test_foreign_graphs_are_not_public():
    assert graph_kind("http://example.org/g") is None
    assert not is_public("http://example.org/graph/nonsense")
    with pytest.raises(KeyError):
        iri.graph("nonsense")


PREFIXED = {"org": "Organisation", "pub": "Publication", "place": "Place"}


@given(st.text(max_size=60), st.sampled_from(sorted(PREFIXED)))
def test_any_name_gives_a_sane_iri(name, prefix):
    node = iri.entity(f"{prefix}:{name}", PREFIXED[prefix])
    assert re.fullmatch(r"https://w3id\.org/lpip/id/[a-z-]+/[A-Za-z0-9%._~-]+", node.value)
    assert node == iri.entity(f"{prefix}:{name}", PREFIXED[prefix])
    assert rdflib.URIRef(node.value).n3()


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_ids_of_a_class_never_share_an_iri(a, b):
    if a != b:
        assert iri.entity(f"org:{a}", "Organisation") != iri.entity(f"org:{b}", "Organisation")


@given(name=st.text(min_size=1, max_size=40), alias=st.text(max_size=40))
def test_any_name_survives_into_the_graph_and_back(name, alias):
    name, alias = (s.encode("utf-8", "ignore").decode() for s in (name, alias))
    if not name.strip():
        return
    text = f"{name} {alias}"
    e = Entity(
        id=f"org:{name}", cls="Organisation", name=name, aliases=(alias,), quote=name, start=0, end=len(name)
    )
    dataset = graph.build(Records("x-1", (e,)), text, Authority())
    for format_ in ("nq", "trig"):
        assert set(graph.read(graph.write(dataset, format_), format_)) == set(dataset)
    assert Literal(name, language="en") in {q.object for q in dataset.quads_for_predicate(RDFS.label)}


def test_another_base_moves_instances_and_graphs_but_no_terms():
    text = "Nesta"
    dataset = graph.build(
        tiny(text, ("org:nesta", "Organisation", "Nesta")), text, Authority(), iri=Minter("http://localhost/")
    )
    (q,) = (q for q in dataset if q.object == LPIP.Organisation and graph_kind(q.graph_name) == "issue")
    assert q.subject.value == "http://localhost/id/organisation/nesta"
    assert q.graph_name.value == "http://localhost/graph/issue/7"


# -- bytes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", sorted(graph.FORMATS))
def test_a_written_dataset_reads_back(format_):
    dataset = issue_one.built()
    back = graph.read(graph.write(dataset, format_), format_)
    if format_ in ("trig", "nq"):
        assert set(back) == set(dataset)
    else:
        assert {q.triple for q in back} == {q.triple for q in dataset}
        assert len(back) == len({q.triple for q in dataset})


@pytest.mark.parametrize("format_", sorted(graph.FORMATS))
def test_bytes_do_not_depend_on_the_order_of_quads(format_):
    quads = list(issue_one.built())
    assert graph.write(Dataset(quads), format_) == graph.write(Dataset(reversed(quads)), format_)


def test_bytes_do_not_depend_on_the_hash_seed():
    code = (
        "import sys, hashlib, issue_one\n"
        "from lpipgraph import graph\n"
        "for f in sorted(graph.FORMATS):\n"
        "    print(f, hashlib.sha256(graph.write(issue_one.whole(), f)).hexdigest())\n"
    )
    seen = set()
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": ["UTC", "Asia/Kathmandu"][int(seed)]}
        seen.add(
            subprocess.run(
                [sys.executable, "-c", code],
                env=environment,
                cwd=Path(__file__).parent,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
    assert len(seen) == 1
    assert len(seen.pop().splitlines()) == len(graph.FORMATS)


def test_an_unknown_format_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'trig'"):
        graph.write(Dataset(), "tri")
    with pytest.raises(UnknownName):
        graph.read(b"", "xyz")


def test_broken_files_are_refused(tmp_path):
    (tmp_path / "x.trig").write_text("<a> <b> .")
    with pytest.raises(SyntaxProblem, match="not TriG"):
        graph.read(tmp_path / "x.trig")
    (tmp_path / "x.docx").write_text("<a> <b> .")
    with pytest.raises(InputError, match="names no RDF format"):
        graph.read(tmp_path / "x.docx")
    with pytest.raises(InputError, match="cannot be read"):  # what is missing is told before its suffix
        graph.read(tmp_path / "none.docx")
    with pytest.raises(InputError, match="cannot be read"):
        graph.read(tmp_path / "none.nq")


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib warns of its own parser
def test_rdflib_sees_the_same_quads(monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # it would write Z as +00:00
    dataset = issue_one.built()
    mine = graph.as_rdflib(dataset, hidden=True)
    theirs = rdflib.Dataset()
    theirs.parse(data=graph.write(dataset, "nq"), format="nquads")
    assert sum(1 for _ in mine.quads()) == len(dataset)
    assert {(s, p, o, str(g)) for s, p, o, g in mine.quads()} == {
        (s, p, o, str(g)) for s, p, o, g in theirs.quads()
    }


def test_rdflib_keeps_the_default_graph_and_refuses_triple_terms():
    node = NamedNode("http://example.org/a")
    plain = Dataset([Quad(node, node, Literal("x"))])
    assert len(graph.as_rdflib(plain).default_graph) == 1
    with pytest.raises(TypeError):
        graph.as_rdflib(Dataset([Quad(node, node, Triple(node, node, node))]))


def test_the_ontology_needs_a_version_and_turtle(tmp_path, monkeypatch):
    from lpipgraph.graph import dataset as builder

    (tmp_path / "a.ttl").write_text("<http://a/> <http://b/> <http://c/> .")
    monkeypatch.setattr(builder, "find", lambda *_: [tmp_path / "a.ttl"])
    with pytest.raises(SyntaxProblem, match="no owl:versionInfo"):
        graph.ontology()
    (tmp_path / "a.ttl").write_text("<http://a/> nonsense")
    with pytest.raises(SyntaxProblem, match="not Turtle"):
        graph.ontology()


def test_literals_survive_as_they_are():
    content = graph.write(issue_one.built(), "nt")
    assert len(list(parse(content, format=RdfFormat.N_TRIPLES))) == len(content.splitlines())


# -- the description of the dataset -------------------------------------------------------------------


def test_the_catalogue_counts_what_is_there():
    whole = issue_one.whole()
    found = {(q.subject, q.predicate, q.object) for q in graph.catalogue(whole, version="0.1.0")}
    facts_ = triples(whole, "issue")
    assert (iri.graph("issue", "1"), VOID.triples, Literal(str(len(facts_)), datatype=XSD.integer)) in found
    people = next(s for s, p, o in found if p == getattr(VOID, "class") and o == LPIP.Person)
    assert (people, VOID.entities, Literal("13", datatype=XSD.integer)) in found
    total = next(o for s, p, o in found if s == iri("dataset", "policy-innovate") and p == VOID.triples)
    assert int(total.value) == len(whole)
    assert (iri.graph("issue", "1"), PROV.wasDerivedFrom, iri.source("1")) in found


def test_the_catalogue_says_nothing_of_private_graphs_nor_of_itself():
    dataset = Dataset([*issue_one.built(), *graph.catalogue(issue_one.built(), version="0.1.0")])
    again = graph.catalogue(dataset, version="0.1.0")
    assert set(again) == set(graph.catalogue(issue_one.built(), version="0.1.0"))
    assert {q.graph_name for q in again} == {iri.graph("catalogue")}
    assert not {q.object for q in again} & {iri.graph("private"), iri.graph("candidates", "1"), FOAF.mbox}
    assert graph.catalogue(Dataset(), version="0.1.0")


# -- concepts and their schemes ---------------------------------------------------------------------


def test_the_key_concepts_of_an_issue_are_a_scheme():
    text = "Letter 7 defines Weir and Lock"
    rows = tiny(text, ("concept:weir", "Concept", "Weir"), ("concept:lock", "Concept", "Lock"))
    found = triples(graph.build(rows, text, Authority()), "vocabulary")
    scheme = iri.id("scheme", "concepts", "7")
    assert {o for s, p, o in found if s == scheme} == {
        SKOS.ConceptScheme,
        Literal("Key concepts of issue 7", language="en"),
        iri.issue("policy-innovate-07"),
    }
    for id_, label in (("concept:weir", "Weir"), ("concept:lock", "Lock")):
        node = iri.entity(id_, "Concept")
        assert (node, SKOS.inScheme, scheme) in found
        assert (node, SKOS.prefLabel, Literal(label, language="en")) in found


def test_an_issue_without_concepts_has_no_scheme_of_them():
    text = "Letter 7 by Ann"
    found = triples(graph.build(tiny(text, ("person:ann", "Person", "Ann")), text, Authority()), "vocabulary")
    assert iri.id("scheme", "concepts", "7") not in {s for s, p, o in found}
