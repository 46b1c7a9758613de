"""The score: hand-computed figures, pairing, literals, what is not judged, and hallucinations."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph.files import root
from lpipgraph.records import Entity, Records, Relation, Value
from lpipgraph.score import Row, Tally, score


def thing(id_, name=None, cls="Organisation", *aliases, kind=None, sure=True, **more):
    name = name or id_.upper()
    return Entity(id=id_, cls=cls, name=name, quote=name, aliases=aliases, kind=kind, sure=sure, **more)


def says(s, p, o, *, sure=True, **more):
    return Relation(s=s, p=p, o=o, quote="quote", sure=sure, **more)


def both(entities, relations=()):
    return Records("x", tuple(entities), tuple(relations))


def figures(tally):
    return (tally.found, tally.demanded, tally.correct)


@pytest.fixture(scope="module")
def issue():
    return (root() / "data/issues/policy-innovate-01.txt").read_bytes().decode()


@pytest.fixture(scope="module")
def key(issue):
    return Records.read(root() / "data/gold/policy-innovate-01.gold.json").located(issue)


# --- the key against itself and against a damaged copy -----------------------------------------------------


def test_the_key_agrees_with_itself(key, issue):
    result = score(key, key, text=issue)
    for tally in (*result.classes.values(), *result.predicates.values()):
        assert (tally.precision, tally.recall, tally.f1) == (1, 1, 1)
        assert tally.found == tally.demanded == tally.correct > 0
    assert figures(result.entities)[0] == sum(e.sure for e in key.entities)
    assert result.missing == result.spurious == ()
    assert all(one == other for one, other in result.pairs)
    assert len(result.pairs) == len(key.entities)


def test_of_the_keys_quotes_only_unsure_ones_do_not_name_their_row(key, issue):
    named = {row.says for row in score(key, key, text=issue).hallucinations}
    entities = tuple(e for e in key.entities if e.sure)
    ids = {e.id for e in entities}
    relations = tuple(
        r for r in key.relations if r.sure and r.s in ids and (isinstance(r.o, Value) or r.o in ids)
    )
    sure = Records(key.issue, entities, relations)
    # the key says "creative clusters" where its quote says "the clusters themselves"
    assert [row.group for row in score(sure, key, text=issue).hallucinations] == ["expertise"]
    assert len(named) <= 14


def test_rows_taken_away_and_added_give_the_figures_of_the_hand(key):
    """Of 7 themes one is missing and one is invented: 6 of 7 on both sides; its relations go with it."""
    gone = "theme:felt-experiences"
    entities = (*(e for e in key.entities if e.id != gone), thing("theme:new", "Quite New", "Theme"))
    relations = tuple(r for r in key.relations if gone not in (r.s, r.o))
    lost = [r for r in key.relations if gone in (r.s, r.o) and r.sure]
    extra = says("person:alice-pugh", "leadsTheme", "theme:new")
    result = score(Records(key.issue, entities, (*relations, extra)), key)
    assert figures(result.classes["Theme"]) == (7, 7, 6)
    assert result.classes["Theme"].f1 == pytest.approx(6 / 7)
    whole = score(key, key).relations.demanded
    lost_relations = sum(r.p != "mentions" for r in lost)
    assert lost_relations > 0
    assert figures(result.relations) == (whole - lost_relations + 1, whole, whole - lost_relations)
    assert {row.says for row in result.spurious} == {"Theme Quite New", "Alice Pugh leadsTheme Quite New"}
    assert "the key has no Quite New" in {row.why for row in result.spurious}
    assert len(result.missing) == 1 + len(lost)


def test_nothing_found_and_nothing_demanded(key):
    empty = Records(key.issue)
    nothing = score(empty, key)
    assert (nothing.entities.precision, nothing.entities.recall, nothing.entities.f1) == (1, 0, 0)
    assert len(nothing.missing) == sum(
        t.demanded for t in (nothing.entities, nothing.mentions, nothing.relations)
    )
    assert score(key, empty).entities.recall == 1
    assert score(key, empty).entities.precision == 0
    assert score(key, empty).relations == Tally()
    assert score(empty, empty).entities.f1 == 1


# --- pairing entities --------------------------------------------------------------------------------------


def pairs(found, gold):
    return dict(score(both(found), both(gold)).pairs)


def test_case_accents_punctuation_the_and_titles_make_no_difference():
    found = [thing("a", "The Productivity institute"), thing("b", "Sian Lee", "Person")]
    gold = [thing("x", "Productivity Institute"), thing("y", "Dr Siân Lee", "Person")]
    assert pairs(found, gold) == {"a": "x", "b": "y"}


def test_the_class_must_agree():
    result = score(
        both([thing("a", "Green Book", "Policy")]), both([thing("x", "Green Book", "Publication")])
    )
    assert figures(result.entities) == (1, 1, 0)
    assert figures(result.classes["Policy"]) == (1, 0, 0)
    assert figures(result.classes["Publication"]) == (0, 1, 0)


def test_the_same_name_and_kind_come_first():
    found = [
        thing("a", "Review", "Publication", kind="article"),
        thing("b", "Review", "Publication", kind="report"),
    ]
    gold = [
        thing("x", "Review", "Publication", kind="report"),
        thing("y", "Review", "Publication", kind="Article"),
    ]
    assert pairs(found, gold) == {"a": "y", "b": "x"}


def test_the_same_name_comes_before_an_alias():
    found = [thing("a", "Long Form", "Organisation", "LF"), thing("b", "LF")]
    gold = [thing("x", "LF", "Organisation", "Long Form"), thing("y", "Long Form")]
    assert pairs(found, gold) == {"a": "y", "b": "x"}


def test_one_thing_is_paired_once():
    result = score(both([thing("a", "CLES"), thing("b", "cles")]), both([thing("x", "CLES")]))
    assert figures(result.entities) == (2, 1, 1)
    assert [row.why for row in result.spurious] == ["not in the key"]


def test_as_many_pairs_as_can_be_are_made_of_aliases():
    """`a` could take either; only if it leaves `x` to `b` are both paired."""
    found = [thing("a", "A", "Organisation", "P", "Q"), thing("b", "B", "Organisation", "P")]
    gold = [thing("x", "X", "Organisation", "P"), thing("y", "Y", "Organisation", "Q")]
    assert pairs(found, gold) == {"a": "y", "b": "x"}
    assert pairs(list(reversed(found)), gold) == {"a": "y", "b": "x"}


def test_long_chains_of_aliases_are_paired_to_the_end():
    n = 400
    found = [thing(f"f{i}", f"F{i}", "Organisation", f"k{i}", f"k{i + 1}") for i in range(n)]
    gold = [thing(f"g{i}", f"G{i}", "Organisation", f"k{i}") for i in range(1, n + 1)]
    assert len(pairs(found, gold)) == n


def test_names_without_letters_are_compared_as_they_are():
    assert pairs([thing("a", "—")], [thing("x", "—")]) == {"a": "x"}
    assert pairs([thing("a", "—")], [thing("x", "!")]) == {}


# --- what is not judged ------------------------------------------------------------------------------------


def test_unsure_rows_are_neither_demanded_nor_punished():
    gold = both(
        [thing("x"), thing("y", sure=False), thing("z", sure=False)],
        [says("x", "partnerOf", "x"), says("x", "hosts", "x", sure=False)],
    )
    without = score(both([thing("x")], [says("x", "partnerOf", "x")]), gold)
    assert figures(without.entities) == (1, 1, 1)
    assert figures(without.relations) == (1, 1, 1)
    with_them = score(
        both([thing("x"), thing("y")], [says("x", "partnerOf", "x"), says("x", "hosts", "x")]), gold
    )
    assert figures(with_them.entities) == (1, 1, 1)
    assert figures(with_them.relations) == (1, 1, 1)
    assert with_them.spurious == with_them.missing == ()


def test_relations_that_touch_an_unsure_entity_are_not_judged():
    gold = both(
        [thing("x"), thing("y", sure=False)],
        [says("x", "partnerOf", "x"), says("x", "partnerOf", "y")],
    )
    found = both([thing("x"), thing("y")], [says("y", "partnerOf", "x"), says("y", "partnerOf", "y")])
    assert figures(score(found, gold).relations) == (0, 1, 0)
    assert score(found, gold).spurious == ()


def test_a_second_find_of_an_unsure_thing_is_not_punished_either():
    gold = both([thing("x", "Hub", sure=False)])
    assert figures(score(both([thing("a", "Hub"), thing("b", "the Hub")]), gold).entities) == (0, 0, 0)


def test_a_sure_thing_is_paired_before_an_unsure_one():
    gold = [thing("x", "Innovation", sure=False), thing("y", "Innovation")]
    assert pairs([thing("a", "Innovation")], gold) == {"a": "y"}


def test_a_predicate_that_the_key_does_not_use_is_not_judged():
    gold = both([thing("x")], [says("x", "partnerOf", "x")])
    found = both([thing("x")], [says("x", "partnerOf", "x"), says("x", "basedAt", "x")])
    result = score(found, gold)
    assert figures(result.relations) == (1, 1, 1)
    assert "basedAt" not in result.predicates


def test_what_a_key_leaves_open_is_not_punished_between_things_that_it_has():
    names = (
        thing("a", "Alpha", "Publication"),
        thing("b", "Beta", "Publication"),
        thing("c", "Care", "Concept"),
    )
    key = Records("x", names, (says("a", "definesConcept", "c"),))
    twin = Records("x", names, (says("a", "definesConcept", "c"), says("b", "definesConcept", "c")))
    assert figures(score(twin, key).relations) == (1, 1, 1)
    stranger = thing("d", "Drift", "Concept")
    invented = Records("x", (*names, stranger), (says("a", "definesConcept", "d"),))
    assert figures(score(invented, key).relations) == (1, 1, 0)
    other = Records("x", names, (says("a", "cites", "b"),))
    assert figures(score(Records("x", names, (says("b", "cites", "a"),)), other).relations) == (1, 1, 0)


def test_what_the_finder_is_not_sure_of_is_judged_all_the_same():
    result = score(both([thing("x", sure=False), thing("a", sure=False)]), both([thing("x")]))
    assert figures(result.entities) == (2, 1, 1)


# --- relations ---------------------------------------------------------------------------------------------


def test_subject_predicate_and_object_must_all_agree():
    gold = both([thing("x"), thing("y")], [says("x", "partnerOf", "y"), says("y", "hosts", "y")])
    found = both([thing("a", "X"), thing("b", "Y")], [says("b", "partnerOf", "a"), says("b", "hosts", "b")])
    result = score(found, gold)
    assert figures(result.predicates["partnerOf"]) == (1, 1, 0)
    assert figures(result.predicates["hosts"]) == (1, 1, 1)
    assert result.relations.f1 == 0.5


def test_one_fact_in_several_places_counts_once():
    gold = both([thing("x")], [says("x", "mentions", "x"), says("x", "mentions", "x", rule="again")])
    found = both([thing("x")], [says("x", "mentions", "x", start=n, end=n + 5) for n in range(4)])
    result = score(found, gold)
    assert figures(result.mentions) == (1, 1, 1)
    assert figures(result.relations) == (0, 0, 0)


def literal(p, *values, type_="string", sure=True):
    return both([thing("x")], [says("x", p, Value(v, type_), sure=sure) for v in values])


def agree(found, gold, type_, other=None):
    a, b = literal("joined", found, type_=type_), literal("joined", gold, type_=other or type_)
    verdict = score(a, b).relations.correct == 1
    assert (score(b, a).relations.correct == 1) == verdict
    return verdict


@pytest.mark.parametrize(
    ("one", "other", "type_"),
    [
        ("2025-01-30T10:00", "2025-01-30T10:00:00", "dateTime"),
        ("2025-01-30T10:00:00Z", "2025-01-30T10:00:00", "dateTime"),
        ("2025-01-30T10:00:00Z", "2025-01-30T10:00:00+00:00", "dateTime"),
        ("2025-01-30T10:00:00.0", "2025-01-30T10:00", "dateTime"),
        ("2024-11", "2024-11", "gYearMonth"),
        ("1", "01", "integer"),
        ("£1.89bn annually", "1.89bn", "money"),
        ("£1.89bn annually", "£1.89 billion", "money"),
        ("£220 million", "£220m", "money"),
        ("£220 million", "£220,000,000", "money"),
        ("GBP 3.6m", "£3.6 million", "money"),
        ("£23k", "£23,000", "money"),
        ("A.Pugh@Bham.ac.uk", "a.pugh@bham.ac.uk", "email"),
        ("mailto:a@b.uk", "a@b.uk", "email"),
        ("https://E.org/", "https://e.org", "url"),
        ("Research Fellow", "the research fellow", "string"),
        ("place-based cultural investment", "cultural investment, place based", "string"),
        ("one two three four five", "one two three six seven", "string"),
    ],
)
def test_literals_that_agree(one, other, type_):
    assert agree(one, other, type_)


@pytest.mark.parametrize(
    ("one", "other", "type_", "other_type"),
    [
        ("2025-01-30", "2025-01-30T10:00:00", "date", "dateTime"),
        ("2025-01", "2025-01-30", "gYearMonth", "date"),
        ("2025", "2025-01", "gYear", "gYearMonth"),
        ("2025-01-30T10:00", "2025-01-30T10:30", "dateTime", "dateTime"),
        ("2025-01-30T10:00:00Z", "2025-01-30T10:00:00+01:00", "dateTime", "dateTime"),
        ("spring 2025", "summer 2025", "date", "date"),
        ("2025", "2025", "gYear", "string"),
        ("1", "2", "integer", "integer"),
        ("£1.89bn", "£1.89m", "money", "money"),
        ("£5m", "€5m", "money", "money"),
        ("£10m to £20m", "£10m", "money", "money"),
        ("some", "none", "money", "money"),
        ("a@b.uk", "a@c.uk", "email", "email"),
        ("one two three four five", "one two six seven eight", "string", "string"),
        ("lead", "LPIP Hub Lead", "string", "string"),
        ("—", "!", "string", "string"),
    ],
)
def test_literals_that_do_not(one, other, type_, other_type):
    assert not agree(one, other, type_, other_type)


def test_the_same_words_come_before_near_ones():
    gold = literal("expertise", "labour economics", "labour market economics")
    found = literal("expertise", "labour market economics", "labour economics")
    assert figures(score(found, gold).relations) == (2, 2, 2)
    assert figures(score(literal("expertise", "labour market economics"), gold).relations) == (1, 2, 1)


def test_two_wordings_of_one_literal_count_once():
    gold = literal("expertise", "place based policy making")
    found = literal("expertise", "place based policy", "based policy making")
    assert figures(score(found, gold).relations) == (2, 1, 1)


def test_a_literal_near_an_unsure_one_is_not_judged():
    gold = literal("expertise", "community innovation policies", sure=False)
    found = literal("expertise", "innovation policies community", "quite another thing")
    assert figures(score(found, gold).relations) == (1, 0, 0)


# --- properties --------------------------------------------------------------------------------------------

CLASSES = ("Person", "Policy", "Place")


@st.composite
def readings(draw):
    """Two readings of one text: names are shared, ids are not; all sure, each with the same predicates."""
    pool = draw(st.lists(st.sampled_from(range(12)), min_size=1, max_size=10, unique=True))

    def reading(side):
        chosen = draw(st.lists(st.sampled_from(pool), min_size=1, unique=True))
        entities = [
            thing(f"{side}{n}", f"name {n}", CLASSES[n % 3], *draw(st.sampled_from([(), (f"alias {n}",)])))
            for n in chosen
        ]
        ids = [e.id for e in entities]
        ends = st.tuples(st.sampled_from(ids), st.sampled_from(ids))
        relations = [
            says(s, p, o)
            for p in ("mentions", "partnerOf")
            for s, o in draw(st.lists(ends, min_size=1, max_size=6))
        ]
        years = draw(st.lists(st.integers(2000, 2005), min_size=1, max_size=3))
        relations += [says(ids[0], "joined", Value(str(year), "gYear")) for year in years]
        return both(entities, relations)

    return reading("a"), reading("b")


@given(readings())
def test_precision_one_way_is_recall_the_other(two):
    one, other = two
    there, back = score(one, other), score(other, one)
    for a, b in (
        (there.entities, back.entities),
        (there.mentions, back.mentions),
        (there.relations, back.relations),
    ):
        assert (a.precision, a.recall, a.f1) == pytest.approx((b.recall, b.precision, b.f1))
    assert {(b, a) for a, b in there.pairs} == set(back.pairs)


@given(readings())
def test_every_reading_agrees_with_itself(two):
    result = score(two[0], two[0])
    assert result.entities.f1 == result.mentions.f1 == result.relations.f1 == 1
    assert result.missing == result.spurious == ()


@given(readings())
def test_the_listed_rows_are_the_figures(two):
    result = score(*two)
    total = result.entities + result.mentions + result.relations
    assert len(result.missing) == total.demanded - total.correct
    assert len(result.spurious) == total.found - total.correct
    for tally in (*result.classes.values(), *result.predicates.values()):
        assert 0 <= tally.correct <= min(tally.found, tally.demanded)


@given(readings(), st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(two, random):
    one, other = two
    entities, relations = list(one.entities), list(one.relations)
    random.shuffle(entities)
    random.shuffle(relations)
    mixed, straight = score(both(entities, relations), other), score(one, other)
    assert (mixed.classes, mixed.predicates, mixed.pairs) == (
        straight.classes, straight.predicates, straight.pairs,
    )  # fmt: skip


@given(readings())
def test_with_the_keys_own_rows_beside_its_own_a_reading_misses_nothing(two):
    one, other = two
    before = score(one, other)
    after = (
        score(one | other, other)
        if not {e.id for e in one.entities} & {e.id for e in other.entities}
        else before
    )
    assert after.entities.recall == 1
    assert after.relations.recall >= before.relations.recall


# --- hallucinations ----------------------------------------------------------------------------------------

TEXT = """Skills

Dr Ann Lee, Alpha Institute

She joined in November 2021 and is on leave.
Australia's fund gives **£1.89bn** a year. Write to a.lee@alpha.uk.
6th March 2025, 10:00 to 12:00
1. How do *places* learn?
"""


def at(quote, **more):
    start = TEXT.index(quote)
    return {"quote": quote, "start": start, "end": start + len(quote)} | more


ANN = Entity(id="p", cls="Person", name="Ann Lee", **at("Dr Ann Lee"))
ALPHA = Entity(id="o", cls="Organisation", name="Alpha Institute", **at("Alpha Institute"))
SKILLS = Entity(id="t", cls="Theme", name="Skills", **at("Skills"))


def hallucinated(*relations, entities=(), text=TEXT):
    records = both([ANN, ALPHA, SKILLS, *entities], relations)
    return [row.why for row in score(records, both([]), text=text).hallucinations]


def test_quotes_that_stand_and_name_their_row_are_well():
    fine = [
        Relation(s="p", p="affiliatedWith", o="o", **at("Dr Ann Lee, Alpha Institute")),
        Relation(s="p", p="affiliatedWith", o="t", **at("Dr Ann Lee")),
        Relation(s="p", p="joined", o=Value("2021-11", "gYearMonth"), **at("She joined in November 2021")),
        Relation(s="o", p="amount", o=Value("£1.89bn a year", "money"), **at("gives **£1.89bn** a year")),
        Relation(s="p", p="email", o=Value("A.Lee@alpha.uk", "email"), **at("a.lee@alpha.uk")),
        Relation(
            s="o", p="startDateTime", o=Value("2025-03-06T10:00", "dateTime"), **at("6th March 2025, 10:00")
        ),
        Relation(s="o", p="startDateTime", o=Value("2025-03-06", "date"), **at("6th March 2025")),
        Relation(s="p", p="hasRole", o=Value("on leave", "string"), **at("is on leave")),
    ]
    assert hallucinated(*fine) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (Relation(s="p", p="worksOn", o="t", **at("is on leave")), "names neither subject nor object"),
        (
            Relation(s="p", p="worksOn", o="t", quote="Dr Ann", start=3, end=9),
            "is not at its offsets",
        ),
        (Relation(s="p", p="worksOn", o="t", quote="Ann Lee works"), "does not occur in the text"),
        (Relation(s="p", p="worksOn", o="t", quote=" "), "there is no quote"),
        (
            Relation(s="o", p="joined", o=Value("2021-10", "gYearMonth"), **at("in November 2021")),
            "names neither",
        ),
        (Relation(s="o", p="joined", o=Value("2020", "gYear"), **at("in November 2021")), "names neither"),
        (Relation(s="o", p="amount", o=Value("£1.98bn", "money"), **at("£1.89bn")), "names neither"),
        (
            Relation(s="t", p="email", o=Value("b.lee@alpha.uk", "email"), **at("a.lee@alpha.uk")),
            "names neither",
        ),
        (
            Relation(s="t", p="hasRole", o=Value("chief of staff", "string"), **at("is on leave")),
            "names neither",
        ),
        (
            Relation(
                s="o",
                p="startDateTime",
                o=Value("2025-03-06T11:00", "dateTime"),
                **at("6th March 2025, 10:00"),
            ),
            "names neither",
        ),
    ],
)
def test_quotes_that_do_not_are_listed_with_the_reason(row, why):
    (reason,) = hallucinated(row)
    assert why in reason


def test_rows_read_under_a_heading_quote_it():
    under = {"s": "p", "p": "worksOn", "o": "o", "basis": "bySection"}
    assert hallucinated(Relation(**under, **at("Skills\n\nDr"))) == []
    assert hallucinated(Relation(**under, **at("6th March 2025, 10:00 to 12:00"))) == []
    assert len(hallucinated(Relation(**under, **at("is on leave.")))) == 1
    assert len(hallucinated(Relation(**under, **at("She joined in November 2021 and is on leave.")))) == 1
    assert (
        len(hallucinated(Relation(**(under | {"basis": "stated"}), **at("6th March 2025, 10:00 to 12:00"))))
        == 1
    )


def test_entities_must_be_named_too():
    fine = [
        Entity(id="au", cls="Place", name="Australia", **at("Australia's fund")),
        Entity(
            id="q", cls="Question", name="Places", text="How do places learn?", **at("How do *places* learn?")
        ),
        Entity(id="w", cls="Publication", name="Skills (web page)", **at("Skills")),
        Entity(id="loose", cls="Organisation", name="alpha  institute", quote="Alpha\nInstitute"),
    ]
    assert hallucinated(entities=fine) == []
    wrong = [
        Entity(id="au", cls="Place", name="Austria", **at("Australia's fund")),
        Entity(id="u", cls="Place", name="Austral", **at("Australia's fund")),
        Entity(id="n", cls="Place", name="Nowhere", quote="Nowhere", start=0, end=7),
    ]
    assert len(hallucinated(entities=wrong)) == 3


def test_without_the_text_only_the_naming_is_checked():
    row = Relation(s="p", p="worksOn", o="t", quote="Ann Lee was never quoted", start=0, end=24)
    assert hallucinated(row, text=None) == []
    assert len(hallucinated(replace(row, quote="nobody"), text=None)) == 1


# --- what is shown -----------------------------------------------------------------------------------------


def test_the_table_ends_in_the_totals():
    gold = both([thing("x"), thing("y")], [says("x", "mentions", "y"), says("x", "hosts", "y")])
    table = score(both([thing("x")]), gold).table()
    lines = table.splitlines()
    assert [line.split()[0] for line in lines] == [
        "x", "Organisation", "hosts", "mentions", "ENTITIES", "MENTIONS", "RELATIONS", "hallucinations",
    ]  # fmt: skip
    assert lines[1].split() == ["Organisation", "1", "2", "1", "1.000", "0.500", "0.667"]
    assert lines[4].split()[1:] == ["1", "2", "1", "1.000", "0.500", "0.667"]
    assert len({len(line) for line in lines[:-1]}) == 1


def test_json_holds_figures_and_rows():
    gold = both([thing("x"), thing("y")], [says("x", "hosts", "y")])
    written = score(both([thing("x")]), gold).to_json()
    data = json.loads(written)
    assert data["totals"]["ENTITIES"] == {
        "found": 1, "demanded": 2, "correct": 1, "precision": 1.0, "recall": 0.5, "f1": 0.6667,
    }  # fmt: skip
    assert {row["says"] for row in data["missing"]} == {"Organisation Y", "X hosts Y"}
    assert list(data["totals"]) == ["ENTITIES", "MENTIONS", "RELATIONS"]
    assert score(both([thing("x")]), gold).to_json() == written


def test_missing_rows_say_where_the_text_has_them():
    gold = both([replace(ANN, quote="Dr  Ann\nLee", start=-1, end=-1)])
    (row,) = score(both([]), gold, text=TEXT).missing
    assert TEXT[row.start : row.end] == "Dr Ann Lee"
    assert str(row) == f"Person Ann Lee at {row.start}-{row.end}: not found “Dr Ann Lee”"
    (row,) = score(both([]), gold).missing
    assert (row.start, row.end) == (-1, -1)
    assert str(row) == "Person Ann Lee: not found “Dr Ann Lee”"


def test_scores_are_frozen():
    with pytest.raises(FrozenInstanceError):
        Tally(1, 1, 1).found = 2
    with pytest.raises(FrozenInstanceError):
        Row("a", "b", "c", 0, 0, "d").why = ""
