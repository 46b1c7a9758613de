"""Records: the format in and out, its checks, merging, and quotes found in the text."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph.errors import InputError, RecordsError
from lpipgraph.files import root
from lpipgraph.records import BASES, CLASSES, PREDICATES, VALUE_TYPES, Entity, Records, Relation, Value

TEXT = "Dr Ann Lee leads\n  the Skills theme.\nShe joined in May 2021."
ANN = Entity(id="person:ann-lee", cls="Person", name="Ann Lee", quote="Dr Ann Lee", aliases=("Ann",))
SKILLS = Entity(id="theme:skills", cls="Theme", name="Skills", quote="Skills")
LEADS = Relation(s=ANN.id, p="leadsTheme", o=SKILLS.id, quote="Dr Ann Lee leads the Skills theme")
JOINED = Relation(s=ANN.id, p="joined", o=Value("2021-05", "gYearMonth"), quote="joined in May 2021")
SMALL = Records("one", (ANN, SKILLS), (LEADS, JOINED))


# --- the key -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key():
    return Records.read(root() / "data/gold/policy-innovate-01.gold.json")


@pytest.fixture(scope="module")
def issue():
    return (root() / "data/issues/policy-innovate-01.txt").read_bytes().decode()


def test_the_answer_key_is_read_whole(key):
    assert len(key.entities) > 250
    assert len(key.relations) > 850
    assert {e.cls for e in key.entities} == set(CLASSES)
    assert {r.p for r in key.relations} <= set(PREDICATES)


def test_every_quote_of_the_key_stands_in_the_issue(key, issue):
    located = key.located(issue)
    assert located.checked(issue) is located
    assert all(issue[row.start : row.end] == row.quote for row in (*located.entities, *located.relations))


def test_the_key_survives_a_round_trip(key):
    assert Records.from_json(key.to_json()) == key


def test_the_readme_names_all_classes_predicates_and_types():
    readme = (root() / "data/gold/README.md").read_text("utf-8")
    assert [c for c in CLASSES if f"| {c} |" not in readme] == []
    unnamed = {p for p in PREDICATES if p not in readme}
    assert unnamed == set()
    assert [t for t in VALUE_TYPES if t not in readme and t != "url"] == []


# --- in and out --------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
full_words = words.filter(str.strip)


@st.composite
def records(draw):
    ids = draw(st.lists(st.text("abcdef", min_size=1, max_size=5), min_size=1, max_size=5, unique=True))
    spans = st.tuples(st.integers(0, 99), st.integers(100, 200)) | st.just((-1, -1))

    def entity(id_):
        start, end = draw(spans)
        return Entity(
            id=id_,
            cls=draw(st.sampled_from(CLASSES)),
            name=draw(full_words),
            quote=draw(words),
            aliases=tuple(draw(st.lists(words, max_size=3))),
            kind=draw(st.none() | words),
            definition=draw(st.none() | words),
            text=draw(st.none() | words),
            start=start,
            end=max(end, -1) if start >= 0 else -1,
            sure=draw(st.booleans()),
            how=draw(st.none() | words),
            score=draw(st.none() | st.floats(0, 1)),
        )

    def value():
        kind = draw(st.sampled_from(VALUE_TYPES))
        return Value(str(draw(st.integers(-(10**9), 10**9))) if kind == "integer" else draw(words), kind)

    def relation():
        start, end = draw(spans)
        return Relation(
            s=draw(st.sampled_from(ids)),
            p=draw(st.sampled_from(sorted(PREDICATES))),
            o=draw(st.sampled_from(ids)) if draw(st.booleans()) else value(),
            quote=draw(words),
            start=start,
            end=end,
            sure=draw(st.booleans()),
            basis=draw(st.sampled_from(BASES)),
            rule=draw(st.none() | words),
            score=draw(st.none() | st.floats(0, 1)),
        )

    return Records(
        draw(words),
        tuple(entity(id_) for id_ in ids),
        tuple(relation() for _ in range(draw(st.integers(0, 6)))),
        tuple(draw(st.lists(st.fixed_dictionaries({"what": words, "at": st.integers(0, 9)}), max_size=2))),
        tuple(relation() for _ in range(draw(st.integers(0, 2)))),
    )


@given(records())
def test_what_is_written_is_read(some):
    assert Records.from_json(some.to_json()) == some
    assert Records.from_json(some.to_json()).to_json() == some.to_json()


@given(records())
def test_merging_with_itself_changes_nothing_but_order_of_aliases(some):
    again = some | some
    assert [e.id for e in again.entities] == [e.id for e in some.entities]
    assert set(again.relations) == set(some.relations)
    for before, after in zip(some.entities, again.entities, strict=True):
        assert set(after.names) == set(before.names)


def test_one_row_stands_on_one_line():
    lines = SMALL.to_json().splitlines()
    assert sum('"class"' in line for line in lines) == 2
    assert sum('"p"' in line for line in lines) == 2


def test_integers_are_numbers_and_defaults_are_left_out():
    row = Relation(s=ANN.id, p="questionNumber", o=Value("3", "integer"), quote="3.")
    written = json.loads(replace(SMALL, relations=(row,)).to_json())["relations"][0]
    assert written == {
        "s": ANN.id, "p": "questionNumber", "o": {"value": 3, "type": "integer"}, "quote": "3.", "sure": True,
    }  # fmt: skip


def test_records_are_frozen():
    with pytest.raises(FrozenInstanceError):
        SMALL.issue = "two"
    assert LEADS.fact == (ANN.id, "leadsTheme", SKILLS.id)
    assert SMALL.entity(SKILLS.id) is SKILLS
    with pytest.raises(KeyError):
        SMALL.entity("theme:none")


# --- malformed files ---------------------------------------------------------------------------------------


def row(**changes):
    return {"id": "org:a", "class": "Organisation", "name": "A", "quote": "A"} | changes


def link(**changes):
    return {"s": "org:a", "p": "partnerOf", "o": "org:a", "quote": "A"} | changes


def data(entities=None, relations=()):
    return {"issue": "x", "entities": [row()] if entities is None else entities, "relations": list(relations)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        ([], "no records: expected an object"),
        ({"entities": []}, "no records: expected an object"),
        ({"issue": 1}, "no records: expected an object"),
        (data(entities={}), "entities: expected a list"),
        (data(entities=["org:a"]), "entities: expected an object, found 'org:a'"),
        (data(entities=[{"id": "org:a"}]), "a row has no 'class'"),
        (data(entities=[row(name=None)]), "expected text, found None"),
        (data(entities=[row(name="  ")]), "an entity has an empty name"),
        (data(entities=[row(aliases="CLES")]), "aliases: expected a list, found 'CLES'"),
        (data(entities=[row(aliases=[1])]), "expected text, found 1"),
        (data(entities=[row(kind=["fund"])]), "expected text"),
        (data(entities=[row(sure="false")]), "sure: expected true or false, found 'false'"),
        (data(entities=[row(start="12")]), "start: expected a whole number, found '12'"),
        (data(entities=[row(start=True)]), "start: expected a whole number, found True"),
        (data(entities=[row(score="high")]), "score: expected a number, found 'high'"),
        (data(entities=[row(name="\ud800")]), "holds half a character"),
        (data(entities=[row(**{"class": "Company"})]), "'Company' is not a class; classes: Theme"),
        (data(entities=[row(), row()]), "two entities have the id 'org:a'"),
        (data(relations=[link(p="likes")]), "'likes' is not a predicate"),
        (data(relations=[link(s="org:b")]), "no entity has the id 'org:b'"),
        (data(relations=[link(o="org:b")]), "no entity has the id 'org:b'"),
        (data(relations=[link(o=5)]), "expected text, found 5"),
        (data(relations=[link(o={"value": "1"})]), "a row has no 'type'"),
        (data(relations=[link(o={"value": ["1"], "type": "string"})]), "expected text"),
        (data(relations=[link(o={"value": "1", "type": "colour"})]), "'colour' is not a type of literal"),
        (data(relations=[link(o={"value": "one", "type": "integer"})]), "'one' is not an integer"),
        (data(relations=[link(basis="guessed")]), "'guessed' is not a basis; stated or bySection"),
        (data() | {"relations": None}, "relations: expected a list"),
        (data() | {"notes": ["x"]}, "notes: expected an object, found 'x'"),
    ],
)
def test_a_malformed_file_is_refused_with_what_is_wrong(tmp_path, content, message):
    path = tmp_path / "found.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(RecordsError) as caught:
        Records.read(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.where
    assert caught.value.exit_code == 2


def test_a_missing_or_empty_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        Records.read(tmp_path / "none.json")
    (tmp_path / "empty.json").touch()
    with pytest.raises(InputError, match="the file is empty"):
        Records.read(tmp_path / "empty.json")


# --- checks against the text -------------------------------------------------------------------------------


def test_quotes_are_located_across_broken_lines():
    placed = SMALL.located(TEXT).checked(TEXT)
    leads = placed.relations[0]
    assert leads.quote == "Dr Ann Lee leads\n  the Skills theme"
    assert TEXT[leads.start : leads.end] == leads.quote


@pytest.mark.parametrize("quote", ["Dr Bob Lee", "", "  "])
def test_a_quote_that_does_not_occur_is_named(quote):
    with pytest.raises(RecordsError, match=r"person:ann-lee: the quote “.*” does not occur"):
        replace(SMALL, entities=(replace(ANN, quote=quote), SKILLS)).located(TEXT)


@pytest.mark.parametrize("change", [{"start": 4}, {"end": 200}, {"start": -1, "end": -1}, {"quote": ""}])
def test_a_quote_that_does_not_stand_at_its_offsets_is_named(change):
    placed = SMALL.located(TEXT)
    wrong = replace(placed, entities=(replace(placed.entities[0], **change), placed.entities[1]))
    with pytest.raises(RecordsError, match="person:ann-lee: the quote is not at"):
        wrong.checked(TEXT)
    assert wrong.checked() is wrong
    swapped = replace(placed, relations=(replace(placed.relations[0], **change),))
    with pytest.raises(RecordsError, match="person:ann-lee leadsTheme: the quote is not at"):
        swapped.checked(TEXT)


# --- merging -----------------------------------------------------------------------------------------------


def test_merging_joins_names_and_keeps_what_either_side_knows():
    doubtful = replace(ANN, name="Anne Lee", aliases=("A. Lee",), kind="researcher", sure=False)
    both = Records("one", (replace(ANN, sure=False),)) | Records("one", (doubtful,))
    (ann,) = both.entities
    assert (ann.name, ann.aliases, ann.kind, ann.sure) == (
        "Ann Lee",
        ("A. Lee", "Ann", "Anne Lee"),
        "researcher",
        False,
    )
    (ann,) = (Records("one", (ANN,)) | both).entities
    assert ann.sure


def test_merging_keeps_one_row_for_each_place():
    later = replace(LEADS, quote="Ann leads Skills", start=90, end=106)
    both = SMALL | Records("one", (ANN, SKILLS), (LEADS, later))
    assert both.relations == (LEADS, JOINED, later)


def test_contradictions_do_not_merge():
    with pytest.raises(RecordsError, match="'person:ann-lee' is a Person and a Place"):
        _ = SMALL | Records("one", (replace(ANN, cls="Place"),))
    with pytest.raises(RecordsError, match="one and two cannot be merged"):
        _ = SMALL | Records("two")


def test_notes_of_both_sides_are_kept():
    both = Records("one", notes=({"what": "a"},)) | Records("one", notes=({"what": "b"},))
    assert [note["what"] for note in both.notes] == ["a", "b"]
    assert Records.from_json(both.to_json()) == both
