"""Rows that can be trusted: domain, range, what cannot hold together, scores and the line to the candidates."""

from __future__ import annotations

from dataclasses import replace

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph.extract import check
from lpipgraph.extract.check import checked, of_counts, parts
from lpipgraph.files import root
from lpipgraph.graph.facts import _DIRECT
from lpipgraph.records import CLASSES as WORDS
from lpipgraph.records import PREDICATES, SUBJECTS, Entity, Records, Relation, Value, fits
from lpipgraph.vocabulary import CLASS_TERMS

TEXT = "what the issue says"


def thing(id_: str, cls: str, score: float = 1.0) -> Entity:
    return Entity(id=id_, cls=cls, name=id_.upper(), quote=TEXT, start=0, end=len(TEXT), score=score)


def says(s: str, p: str, o: str | Value, rule: str = "test", **more: object) -> Relation:
    return Relation(s=s, p=p, o=o, quote=TEXT, start=0, end=len(TEXT), rule=rule, **more)  # type: ignore[arg-type]


THINGS = (
    *(thing(f"o{n}", "Organisation") for n in range(4)),
    *(thing(f"l{n}", "Policy") for n in range(4)),
    thing("p0", "Person"),
    thing("p1", "Person"),
    thing("e0", "Event"),
    thing("g0", "Place"),
    thing("t0", "Theme"),
)


def judged(*relations: Relation) -> Records:
    return checked(Records("x-1", THINGS, relations))


# --- one table, the ontology's -------------------------------------------------------------------------------


def _above(graph: rdflib.Graph, node: rdflib.URIRef) -> set[str]:
    return {str(c) for c in graph.transitive_objects(node, rdflib.RDFS.subClassOf)}


@pytest.mark.parametrize("predicate", sorted(set(PREDICATES) & set(_DIRECT)))
def test_domain_and_range_are_the_ontologys(predicate):
    """A class may stand at an end only if the ontology lets it, and a main class that the ontology names must be let."""
    graph = rdflib.Graph().parse(root() / "ontology" / "lpip.ttl")
    term = rdflib.URIRef(_DIRECT[predicate].value)
    mine = {
        rdflib.RDFS.domain: SUBJECTS.get(predicate, frozenset(WORDS)),
        rdflib.RDFS.range: frozenset(PREDICATES[predicate].split("|")) - {"literal", "*"},
    }
    for end, classes in mine.items():
        for bound in map(str, graph.objects(term, end)):
            if bound == str(rdflib.OWL.Thing):
                continue
            terms = {c: rdflib.URIRef(CLASS_TERMS[c].value) for c in classes}
            assert {c for c, node in terms.items() if bound not in _above(graph, node)} == set()
            named = {c for c in WORDS if CLASS_TERMS[c].value == bound}
            assert named <= classes


@given(st.data())
def test_what_is_kept_fits_and_nothing_gets_lost_in_silence(data):
    ids = [e.id for e in THINGS]
    rows = data.draw(
        st.lists(
            st.builds(
                says,
                st.sampled_from(ids),
                st.sampled_from(sorted(p for p, o in PREDICATES.items() if o != "literal")),
                st.sampled_from(ids),
            ),
            max_size=12,
            unique_by=lambda r: r.fact,
        )
    )
    result = judged(*rows)
    entities = {e.id: e for e in THINGS}
    assert all(fits(r, entities) for r in (*result.relations, *result.candidates))
    assert all(r.score is not None and 0 <= r.score <= 1 for r in (*result.relations, *result.candidates))
    assert len(result.relations) + len(result.notes) == len(rows)
    assert checked(result).relations == result.relations
    kept = {r.fact for r in result.relations}
    for p in ("fundedBy", "hosts", "leadsOrganisation", "partOfOrganisation", "succeeds", "coversFor"):
        assert not {(r.s, r.o) for r in result.relations if r.p == p} & {
            (r.o, r.s) for r in result.relations if r.p == p
        }
    assert not any((s, "leadsOrganisation", o) in kept for s, p, o in kept if p == "fundedBy")


# --- what cannot hold together -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strong", "weak"),
    [
        (says("o0", "fundedBy", "o1"), says("o0", "leadsOrganisation", "o1", sure=False)),
        (says("o0", "partOfOrganisation", "o1"), says("o1", "partOfOrganisation", "o0", sure=False)),
        (says("o0", "leadsOrganisation", "o1"), says("o1", "leadsOrganisation", "o0", basis="bySection")),
        (
            says("p0", "workedFor", "o1"),
            says("p0", "affiliatedWith", "o1"),
        ),  # the same words: once, and no more
        (says("p0", "secondedTo", "o1", sure=False), says("p0", "workedFor", "o1")),
        (says("p0", "coversFor", "p1"), says("p1", "coversFor", "p0", sure=False)),
        (says("o0", "partOfOrganisation", "o1"), says("o0", "basedAt", "o1", sure=False)),
    ],
    ids=lambda r: r.p,
)
def test_the_weaker_of_two_statements_that_cannot_both_hold_waits(strong, weak):
    for rows in ((strong, weak), (weak, strong)):
        result = judged(*rows)
        assert [r.fact for r in result.relations] == [strong.fact]
        assert [r.fact for r in result.candidates] == [weak.fact]
        assert len(result.notes) == 1


@pytest.mark.parametrize(
    "role",
    ["has been Reader in Law", "Research Fellow in March", "Before that she was a clerk", "Mayor since 2017", "is Head of Policy"],
)  # fmt: skip
def test_a_piece_of_a_sentence_is_no_role(role):
    result = judged(says("p0", "hasRole", Value(role)), says("p0", "hasRole", Value("Head of Policy")))
    assert [r.o.value for r in result.relations] == ["Head of Policy"]
    assert [r.o.value for r in result.candidates] == [role]


def test_one_address_is_one_persons_and_a_rule_puts_a_body_into_one_town():
    people = (
        Entity(id="a", cls="Person", name="Ada Green", quote="x"),
        Entity(id="b", cls="Person", name="Ben Ode", quote="x"),
    )
    mail = Value("b.ode@x.example", "email")
    rows = tuple(
        Relation(s=s, p="email", o=mail, quote="Ada Green Ben Ode b.ode@x.example", start=0, end=9)
        for s in "ab"
    )
    assert [r.s for r in checked(Records("x-1", people, rows)).relations] == ["b"]
    towns = tuple(
        Entity(id=n, cls="Place", name=n.title(), kind="town", quote="x") for n in ("hull", "wells")
    )
    body = Entity(id="o", cls="Organisation", name="Institute of Lamps", quote="x")
    quote = "The Institute of Lamps in Hull and Wells"
    here = tuple(Relation(s="o", p="locatedIn", o=t.id, quote=quote, start=0, end=9, rule="r") for t in towns)
    assert len(checked(Records("x-1", (body, *towns), here)).relations) == 2
    apart = (here[0], replace(here[1], start=50, end=59))
    assert len(checked(Records("x-1", (body, *towns), apart)).relations) == 1


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_succession_does_not_go_in_a_circle(length):
    rows = [says(f"l{n}", "succeeds", f"l{(n + 1) % length}") for n in range(length)]
    result = judged(*rows)
    assert len(result.relations) == length - 1
    assert len(result.notes) == 1


def test_an_event_does_not_end_before_it_begins():
    def moment(value: str) -> Value:
        return Value(value, "dateTime")

    start = says("e0", "startDateTime", moment("2026-03-01T14:00:00"))
    wrong = says("e0", "endDateTime", moment("2026-03-01T12:00:00"))
    assert [r.p for r in judged(start, wrong).candidates] == ["endDateTime"]
    right = says("e0", "endDateTime", moment("2026-03-01T15:00:00"))
    assert judged(start, right).candidates == ()


def test_a_move_is_theirs_who_are_named_where_it_stands():
    quote = "P0 joined in May 2021."
    rows = [
        replace(says(p, "joined", Value("2021-05", "gYearMonth")), quote=quote, end=len(quote))
        for p in ("p0", "p1")
    ]
    assert [r.s for r in judged(*rows).relations] == ["p0"]


def test_a_statement_out_of_its_domain_is_noted_and_gone():
    result = judged(says("g0", "fundedBy", "o0"), says("p0", "leadsTheme", "o0"), says("o0", "hosts", "o0"))
    assert result.relations == result.candidates == ()
    assert len(result.notes) == 3


# --- scores --------------------------------------------------------------------------------------------------


def test_doubtful_names_make_a_statement_doubtful():
    def named(score: float) -> Records:
        names = (("a", "Person", "Ada Green"), ("b", "Organisation", "Institute of Lamps"))
        ends = tuple(Entity(id=i, cls=c, name=n, quote=n, start=0, end=9, score=score) for i, c, n in names)
        row = replace(AT, quote="Ada Green of the Institute of Lamps")
        return Records("x-1", ends, (row,))

    assert checked(named(0.9)).relations
    result = checked(named(0.2))
    assert result.relations == ()
    assert [r.fact for r in result.candidates] == [AT.fact]


SURE = (
    Entity(id="a", cls="Person", name="Ada Green", quote="x"),
    Entity(id="b", cls="Organisation", name="Northern Institute of Lamps", quote="x"),
)
SAID = Relation(
    s="a", p="affiliatedWith", o="b", quote="Ada Green is a Fellow of the Northern Institute of Lamps", start=0, end=9, rule="byline"
)  # fmt: skip


@pytest.mark.parametrize(
    ("ends", "row"),
    [
        pytest.param((SURE[0], replace(SURE[1], name="Institute of Lamps in Wells")), SAID, id="a name that goes on"),
        pytest.param((SURE[0], replace(SURE[1], name="Lamps")), SAID, id="a single word"),
        pytest.param((*SURE, replace(SURE[1], id="c", name="The Northern Institute of Lamps Trust")), SAID, id="a part of a name"),
        pytest.param(SURE, replace(SAID, quote="She is a Fellow of the Northern Institute of Lamps"), id="carried"),
        pytest.param(SURE, replace(SAID, quote=f"Ada Green {'and others ' * 9}at the Northern Institute of Lamps"), id="far away"),
        pytest.param((*SURE, replace(SURE[1], id="c", name="Fellow")), SAID, id="another that may be meant"),
        pytest.param(SURE, replace(SAID, rule="never judged", basis="bySection"), id="by its heading alone"),
        pytest.param(SURE, replace(SAID, rule="clause: in, between names"), id="a rule that is less often right"),
    ],
)  # fmt: skip
def test_each_sign_lowers_the_score(ends, row):
    def of(ends: tuple[Entity, ...], row: Relation) -> float:
        result = checked(Records("x-1", ends, (row,)))
        return max(r.score or 0 for r in (*result.relations, *result.candidates))

    assert of(ends, row) < of(SURE, SAID)


AT = says("a", "affiliatedWith", "b")


def test_frames_and_constructions_are_counted_apart():
    assert parts("clause: fund, passive") == ("clause: fund", "clause: , passive")
    assert parts("board of") == ("board of",)
    counts = {("clause: fund", ""): (0, 40), ("clause: , passive", ""): (40, 40)}
    bad = of_counts(counts, "clause: fund, passive", "fundedBy")
    good = of_counts(counts, "clause: back, passive", "fundedBy")
    assert bad < 0.3 < check.PRIOR <= good <= 1


@given(st.integers(0, 50), st.integers(0, 50))
def test_more_right_rows_are_never_less_reliable(right, wrong):
    def of(yes: int, no: int) -> float:
        return of_counts({("r", ""): (yes, yes + no), ("r", "hosts"): (yes, yes + no)}, "r", "hosts")

    assert of(right, wrong) <= of(right + 1, wrong)
    assert of(right, wrong) >= of(right, wrong + 1)


def test_the_table_counts_no_more_right_than_judged():
    from lpipgraph.tables import table

    rows = table("reliability")
    assert len(rows) > 50
    assert all(0 <= int(row["right"]) <= int(row["judged"]) > 0 for row in rows)
    assert {row["predicate"] for row in rows} - {""} <= set(PREDICATES)
