"""Curation: the queue, decisions as data, their replay on records, the terminal, the spreadsheet, SSSOM."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from common import script
from hypothesis import given, settings
from hypothesis import strategies as st

from lpipgraph import document, graph
from lpipgraph.authority import (
    DECISIONS,
    EVERYWHERE,
    PREFIXES,
    Authority,
    Candidate,
    Decision,
    Entry,
    in_force,
    key,
)
from lpipgraph.authority.decisions import COLUMNS
from lpipgraph.contacts import masked
from lpipgraph.curation import append, apply, decide, queue, read_decisions, review, sssom, stale, to_csv
from lpipgraph.errors import AuthorityError, InputError, UnknownName
from lpipgraph.extract import extract
from lpipgraph.records import CLASSES, PREDICATES, SUBJECTS, Entity, Records, Relation, Value
from lpipgraph.score import score

HERE = Path(__file__).parent
ISSUE = HERE / "issues" / "policy-innovate-02.txt"
WRONG = sorted((HERE / "curation" / "wrong").glob("*.csv"))
BY = {"who": "Jo Doe", "when": "2025-03-01"}
TEXT = "The Alpha Centre and the CPP run the Beta Fund in Gamma. Prof works at the Alpha Centre."
ALPHA = Entry("org:alpha", "Organisation", "Alpha Institute", ("AI",), "institute")
CPPS = (
    Entry("org:public", "Organisation", "Centre for Public Policy", ("CPP",), "institute"),
    Entry("org:planning", "Organisation", "Community Planning Partnership", ("CPP",), "partnership"),
)
KNOWN = Authority((ALPHA, *CPPS, Entry("policy:beta", "Policy", "Beta Levy", (), "levy")))


def entity(id_, cls, name, **more):
    start = TEXT.find(name)
    given = {"quote": name, "start": start, "end": start + len(name), "how": "head noun", "score": 0.8}
    return Entity(id=id_, cls=cls, name=name, **{**given, **more})


def relation(s, p, o, quote=TEXT[:56]):
    start = TEXT.find(quote)
    return Relation(s=s, p=p, o=o, quote=quote, start=start, end=start + len(quote), rule="test")


@pytest.fixture
def records():
    """A small issue: one name is a variant, one an acronym, one of the wrong class, one no entity."""
    return Records(
        "test-07",
        (
            entity("org:alpha-centre", "Organisation", "Alpha Centre"),
            entity("org:cpp", "Organisation", "CPP", how="place in the sentence", score=0.6),
            entity("policy:beta-fund", "Policy", "Beta Fund", kind="fund"),
            entity("place:gamma", "Place", "Gamma"),
            entity("person:prof", "Person", "Prof", score=0.7),
        ),
        (
            relation("org:alpha-centre", "partnerOf", "org:cpp"),
            relation("policy:beta-fund", "appliesTo", "place:gamma"),
            relation("policy:beta-fund", "responsibleBody", "org:alpha-centre"),
            relation("policy:beta-fund", "amount", Value("£5 million", "money")),
            relation("person:prof", "affiliatedWith", "org:alpha-centre", TEXT[57:]),
        ),
    ).checked(TEXT)


@pytest.fixture(scope="module")
def issue():
    """A test issue as the extractor reads it."""
    doc = document.read(ISSUE)
    return doc, extract(doc, Authority.read())


def decision(mention, what, cls="Organisation", issue="test-07", **more):
    return Decision(issue=issue, cls=cls, mention=mention, decision=what, **{**BY, **more})


def ids(records):
    return [e.id for e in records.entities]


def item_of(mention, records, authority=KNOWN):
    (item,) = [i for i in queue(records, authority) if i.mention == mention]
    return item


# --- the queue ---------------------------------------------------------------------------------------------


def test_an_item_says_what_a_person_wants_to_know(records):
    item = item_of("Alpha Centre", records)
    assert (item.cls, item.how, item.score, item.issue) == ("Organisation", "head noun", 0.8, "test-07")
    assert item.quote == TEXT[:56]
    assert (item.start, item.end) == (4, 16)
    assert item.where == "characters 4-16"
    assert item.occurrences == 2
    assert item.candidates == ()
    assert not item.ambiguous


def test_known_names_are_not_asked_about(records):
    known = Authority(
        (Entry("place:gamma", "Place", "Gamma"), Entry("policy:beta-fund", "Policy", "Beta Fund"))
    )
    assert [i.id for i in queue(records, known)] == ["org:alpha-centre", "org:cpp", "person:prof"]


def test_questions_the_issue_itself_and_its_articles_have_no_name_to_decide_about():
    rows = Records(
        "test-07",
        (
            entity("question:a", "Question", "Alpha Centre"),
            entity("pub:b", "Publication", "Beta Fund", kind="article"),
            entity("pub:c", "Publication", "Gamma", kind="newsletter issue"),
            entity("pub:d", "Publication", "Prof", kind="report"),
        ),
    )
    assert [i.id for i in queue(rows, KNOWN)] == ["pub:d"]


def test_what_settles_most_comes_first(issue):
    _, found = issue
    counts = [i.occurrences for i in queue(found, Authority.read())]
    assert len(counts) >= 100
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_or_what_is_most_doubtful(issue):
    _, found = issue
    doubts = [i.doubt for i in queue(found, Authority.read(), by="doubt")]
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[0] > doubts[-1]
    with pytest.raises(UnknownName, match="did you mean 'doubt'"):
        queue(found, Authority(), by="doubts")


def test_a_document_can_say_where_a_name_stands(records):
    places = {i.mention: i.where for i in queue(records, KNOWN, place=lambda at: f"page {at // 20 + 1}")}
    assert places["Alpha Centre"] == "page 1"
    assert places["Beta Fund"] == "page 2"


def test_slips_variants_and_other_classes_are_candidates_with_scores(records):
    rows = replace(
        records,
        entities=(
            entity("org:a", "Organisation", "Alpha Institut", quote="Alpha Centre"),
            entity("org:b", "Organisation", "Partnership for Community Planning", quote="CPP"),
            entity("org:c", "Organisation", "Beta Levy", quote="Beta Fund"),
            entity("org:d", "Organisation", "Gamma", quote="Gamma"),
        ),
        relations=(),
    )
    found = {i.id: i.candidates for i in queue(rows, KNOWN)}
    assert [c.id for c in found["org:a"]] == ["org:alpha"]
    assert 0.9 < found["org:a"][0].score < 1
    assert found["org:b"][0] == Candidate("org:planning", "Community Planning Partnership", 0.94)
    assert found["org:c"][0] == Candidate("policy:beta", "Beta Levy", 0.9)
    assert found["org:d"] == ()


def test_other_names_of_the_issue_are_candidates_too():
    rows = Records(
        "test-07",
        (
            entity("org:long", "Organisation", "Gamma Policy Partnership", quote="Gamma"),
            entity("org:gpp", "Organisation", "GPP", quote="CPP"),
        ),
    )
    assert item_of("GPP", rows).candidates == (Candidate("org:long", "Gamma Policy Partnership", 0.9),)
    assert [c.id for c in item_of("Gamma Policy Partnership", rows).candidates] == ["org:gpp"]


def test_an_ambiguous_acronym_keeps_all_its_candidates(records):
    item = item_of("CPP", records)
    assert item.ambiguous
    assert [(c.id, c.score) for c in item.candidates] == [("org:public", 1.0), ("org:planning", 1.0)]
    assert item.scope == "test-07"


def test_even_if_the_extractor_took_one_of_them():
    taken = Entity(
        id="org:public", cls="Organisation", name="Centre for Public Policy", aliases=("CPP",), quote="CPP",
        start=25, end=28, how="authority", score=1.0,
    )  # fmt: skip
    item = item_of("CPP", Records("test-07", (taken,)))
    assert item.ambiguous
    assert item.score == 0.5
    assert {c.id for c in item.candidates} == {"org:planning", "org:public"}
    right = decide(item, "existing", target="org:planning", name="Community Planning Partnership", **BY)
    (settled,) = apply(Records("test-07", (taken,)), [right]).entities
    assert settled.id == "org:planning"
    assert settled.names == ("Community Planning Partnership", "CPP")


@pytest.mark.parametrize("where", ["alias", "quote of a relation"])
def test_until_the_long_form_settles_it(where):
    taken = Entity(
        id="org:public", cls="Organisation", name="Centre for Public Policy", aliases=("CPP",), quote="CPP",
        start=0, end=3, how="authority", score=1.0,
    )  # fmt: skip
    long = "the Centre for Public Policy (CPP) is at home in Gamma"
    place = entity("place:gamma", "Place", "Gamma")
    said = Relation(s="org:public", p="locatedIn", o="place:gamma", quote=long, start=100, end=154)
    if where == "alias":
        rows = Records("test-07", (replace(taken, quote="Centre for Public Policy (CPP)"), place))
    else:
        rows = Records("test-07", (taken, place), (said,))
    assert "org:public" not in {i.id for i in queue(rows, KNOWN)}
    unknown = replace(taken, id="org:cpp", name="CPP", aliases=("Centre for Public Policy",), how="head noun")
    rows = Records("test-07", (replace(unknown, quote="Centre for Public Policy (CPP)"),))
    (item,) = queue(rows, KNOWN)
    assert not item.ambiguous
    assert [c.id for c in item.candidates] == ["org:public"]


def test_a_kind_tells_namesakes_apart():
    both = Authority(
        (
            Entry("pub:article", "Publication", "On Gamma", (), "article"),
            Entry("pub:review", "Publication", "On Gamma", (), "evidence review"),
        )
    )
    rows = Records(
        "test-07", (entity("pub:review", "Publication", "On Gamma", quote="Gamma", kind="evidence review"),)
    )
    assert queue(rows, both) == ()


def test_a_decided_name_does_not_come_back(records):
    for what in ("existing", "new", "not an entity", "unsure"):
        one = decision("CPP", what, target="org:public", name="Centre for Public Policy")
        known = replace(KNOWN, decisions=(one,))
        for rows in (records, apply(records, known.decisions)):
            assert "CPP" not in {i.mention for i in queue(rows, known)}
        again = {i.mention for i in queue(records, known, again=True)}
        assert ("CPP" in again) == (what == "unsure")
    undone = replace(KNOWN, decisions=(decision("CPP", "unsure"), decision("CPP", "undo")))
    assert item_of("CPP", records, undone).ambiguous


def test_what_another_issue_brought_is_a_candidate(records):
    made = decision("Alpha Center", "new", issue="test-06", target="org:alpha-center", name="Alpha Center")
    candidates = item_of("Alpha Centre", records, replace(KNOWN, decisions=(made,))).candidates
    assert candidates[0].id == "org:alpha-center"


# --- decisions carried out ---------------------------------------------------------------------------------


def test_existing_merges_the_name_with_all_that_is_said_of_it(records):
    known = replace(records, entities=(*records.entities, entity("org:alpha", "Organisation", "Alpha Institute",
                    quote="AI", start=-1, how="authority", kind="institute")))  # fmt: skip
    for rows in (records, known):
        after = apply(
            rows, [decision("the alpha centre", "existing", target="org:alpha", name="Alpha Institute")]
        )
        (merged,) = [e for e in after.entities if e.id == "org:alpha"]
        assert merged.names == ("Alpha Institute", "Alpha Centre")
        assert (merged.quote, merged.start) == ("Alpha Centre", 4)
        assert "org:alpha-centre" not in ids(after)
        assert [r.fact for r in after.relations] == [
            ("org:alpha", "partnerOf", "org:cpp"),
            ("policy:beta-fund", "appliesTo", "place:gamma"),
            ("policy:beta-fund", "responsibleBody", "org:alpha"),
            ("policy:beta-fund", "amount", Value("£5 million", "money")),
            ("person:prof", "affiliatedWith", "org:alpha"),
        ]
        assert {r.quote for r in after.relations} == {r.quote for r in records.relations}


def test_a_thing_is_nothing_to_itself(records):
    one = decision("CPP", "existing", target="org:alpha-centre", name="Alpha Centre")
    after = apply(records, [decision("Alpha Centre", "new", target="org:alpha-centre"), one])
    assert "partnerOf" not in {r.p for r in after.relations}
    assert after.entity("org:alpha-centre").aliases == ("CPP",)


def test_new_gives_name_kind_and_class(records):
    one = decision(
        "Beta Fund", "new", "Policy", target="org:beta", name="Beta Funding Body", kind="funder",
        right_class="Organisation",
    )  # fmt: skip
    after = apply(records, [one])
    made = after.entity("org:beta")
    assert (made.cls, made.name, made.kind, made.aliases) == (
        "Organisation", "Beta Funding Body", "funder", ("Beta Fund",),
    )  # fmt: skip
    assert (made.how, made.score, made.sure) == ("decision", 1.0, True)


def test_what_the_right_class_cannot_have_goes_with_a_note(records):
    one = decision(
        "Beta Fund", "new", "Policy", target="org:beta", name="Beta Fund", right_class="Organisation"
    )
    after = apply(records, [one])
    assert [r.p for r in after.relations] == ["partnerOf", "affiliatedWith"]
    assert [note["what"] for note in after.notes] == [
        f"{p} of 'Beta Fund' is left out: it is a Organisation"
        for p in ("appliesTo", "responsibleBody", "amount")
    ]
    assert all(TEXT[note["start"] : note["end"]] == note["quote"] for note in after.notes)
    place = decision("Alpha Centre", "new", target="place:alpha", name="Alpha Centre", right_class="Place")
    after = apply(records, [place])
    assert [r.p for r in after.relations] == ["appliesTo", "amount"]


def test_a_slip_is_no_other_name(records):
    slip = replace(
        records, entities=(replace(records.entities[0], name="For Alpha Centre"), *records.entities[1:])
    )
    after = apply(slip, [decision("For Alpha Centre", "new", target="org:alpha-centre", name="Alpha Centre")])
    assert after.entities[0].names == ("Alpha Centre",)


def test_not_an_entity_goes_with_all_that_is_said_of_it(records):
    after = apply(records, [decision("Prof", "not an entity", "Person")])
    assert "person:prof" not in ids(after)
    assert "affiliatedWith" not in {r.p for r in after.relations}
    assert len(after.relations) == 4
    assert after.notes == ()


def test_unsure_stays_and_goes_to_the_candidates(records):
    after = apply(records, [decision("CPP", "unsure")])
    assert [e.id for e in after.entities if not e.sure] == ["org:cpp"]
    assert len(after.relations) == len(records.relations)
    made = graph.build(after, TEXT, KNOWN)
    graphs = {quad.graph_name.value for quad in made if quad.subject.value.endswith("/organisation/cpp")}
    assert graphs == {"https://w3id.org/lpip/graph/issue/test-7/candidates"}


def test_one_form_of_a_thing_can_be_none(records):
    rows = replace(
        records, entities=(replace(records.entities[0], aliases=("the Centre", "CE")), *records.entities[1:])
    )
    after = apply(rows, [decision("CE", "not an entity"), decision("The Centre", "unsure")])
    assert after.entities[0] == replace(rows.entities[0], aliases=("the Centre",))
    after = apply(rows, [decision("CE", "existing", target="org:alpha", name="Alpha Institute")])
    assert after.entities[0].id == "org:alpha"


def test_a_form_that_the_issue_writes_out_is_not_decided_by_its_acronym():
    known = Entity(
        id="org:public", cls="Organisation", name="Centre for Public Policy", aliases=("CPP",),
        quote="Centre for Public Policy (CPP)", start=0, end=30, how="authority", score=1.0,
    )  # fmt: skip
    rows = Records("test-07", (known,))
    one = decision("CPP", "existing", target="org:planning", name="Community Planning Partnership")
    after = apply(rows, [one])
    assert after.entities == rows.entities
    assert stale(rows, [one]) == (
        "the decision on Organisation 'CPP' (existing) is not used: the issue writes 'Centre for Public Policy' out",
    )


def test_an_article_keeps_the_name_that_its_review_has():
    rows = Records(
        "test-07",
        (
            entity("pub:article-gamma", "Publication", "Gamma", kind="article"),
            entity("pub:review-gamma", "Publication", "Gamma", kind="evidence review"),
        ),
    )
    (item,) = queue(rows, KNOWN)
    after = apply(rows, [decide(item, "new", target="pub:gamma", **BY)])
    assert ids(after) == ["pub:article-gamma", "pub:gamma"]
    assert ids(apply(rows, [decide(item, "not an entity", **BY)])) == ["pub:article-gamma"]


def test_a_guess_that_is_right_by_now_is_found(records):
    one = decision("Beta Fund", "new", "Organisation", target="policy:beta-fund", name="The Beta Fund",
                   right_class="Policy")  # fmt: skip
    assert apply(records, [one]).entity("policy:beta-fund").name == "The Beta Fund"
    assert stale(records, [one]) == ()


def test_a_name_that_no_longer_occurs_is_one_line(records, tmp_path):
    folder = authority_folder(tmp_path, "test-07,Organisation,Delta Council,new,,,,,Jo Doe,2025-03-01,\n")
    known = Authority.read(folder)
    lines = stale(records, known.decisions)
    assert lines == (
        f"{folder / 'decisions' / 'jo.csv'}, line 2: the decision on Organisation 'Delta Council' (new) is not used: "
        "the issue has no such name",
    )
    after = apply(records, known.decisions)
    assert [note["what"] for note in after.notes] == list(lines)
    assert replace(after, notes=()) == records
    everywhere = [replace(d, issue=EVERYWHERE) for d in known.decisions]
    assert stale(records, everywhere) == ()


def test_decisions_for_other_issues_change_nothing(records):
    other = [decision(e.name, "not an entity", e.cls, issue="test-08") for e in records.entities]
    assert apply(records, other) == records
    assert apply(records, ()) == records
    assert stale(records, other) == ()


def test_what_holds_everywhere_gives_way_to_the_issues_own_decision(records):
    wide = decision("CPP", "not an entity", issue=EVERYWHERE)
    own = decision("CPP", "unsure")
    for rows in ([wide, own], [own, wide]):
        assert not apply(records, rows).entity("org:cpp").sure
    after = apply(records, [own, decision("CPP", "undo", when="2025-03-02"), wide])
    assert "org:cpp" not in ids(after)


def test_the_last_row_wins_and_undo_takes_back(records):
    first, second = decision("CPP", "not an entity"), decision("CPP", "unsure")
    assert not apply(records, [first, second]).entity("org:cpp").sure
    assert "org:cpp" not in ids(apply(records, [second, first]))
    undo = decision("CPP", "undo")
    assert apply(records, [first, undo]) == records
    assert apply(records, [first, undo, second]) == apply(records, [second])
    # another file is read before, and its row is of a later day
    later = decision("cpp", "new", target="org:cpp", when="2025-04-01")
    assert in_force([later, first], "test-07") == {("Organisation", "cpp"): later}


def test_ids_of_two_classes_do_not_merge(records):
    one = decision("CPP", "existing", target="place:gamma", name="Gamma", where="jo.csv, line 3")
    with pytest.raises(AuthorityError, match=r"jo\.csv, line 3: 'place:gamma' would be a"):
        apply(records, [one])


def test_every_statement_of_the_keys_has_a_subject_that_may_have_it():
    keys = [p for p in HERE.glob("issues/*.gold.json") if not {"05", "08"} & {p.name[16:18]}]
    keys += HERE.parent.glob("data/gold/*.gold.json")
    assert len(keys) >= 4
    assert set(SUBJECTS) <= set(PREDICATES)
    assert set().union(*SUBJECTS.values()) <= set(CLASSES)
    wrong = []
    for path in keys:
        rows = Records.read(path)
        classes = {e.id: e.cls for e in rows.entities}
        wrong += [
            (r.p, classes[r.s])
            for r in rows.relations
            if r.sure and classes[r.s] not in SUBJECTS.get(r.p, CLASSES)
        ]
    assert wrong == []


def test_the_prefixes_of_ids_are_the_extractors(issue):
    _, found = issue
    assert set(PREFIXES) == set(CLASSES)
    assert {e.cls for e in found.entities} == set(CLASSES)
    assert [e.id for e in found.entities if e.id.partition(":")[0] != PREFIXES[e.cls]] == []


# --- a whole issue -----------------------------------------------------------------------------------------


@given(st.randoms(use_true_random=False))
@settings(max_examples=8)
def test_any_decisions_leave_records_in_order(issue, random):
    doc, found = issue
    items = queue(found, Authority())
    made = []
    for item in random.sample(items, 30):
        what = random.choice(DECISIONS)
        if what == "existing":
            other = random.choice([i for i in items if i.cls == item.cls])
            made.append(decide(item, what, target=other.id, name=other.mention, **BY))
        else:
            right = random.choice(["", "", "Organisation", "Policy", "Place", "Person"])
            made.append(decide(item, what, right_class=right, **BY))
    after = apply(found, made)
    assert after.checked(doc.text) is after
    assert {r.quote for r in after.relations} <= {r.quote for r in found.relations}
    gone = {d.mention for d in in_force(made, found.issue).values() if d.decision == "not an entity"}
    assert len(after.entities) <= len(found.entities) - len(gone)
    assert apply(found, made).to_json() == after.to_json()
    graph.build(after, doc.text, Authority(), document=doc)


def test_decisions_replay_on_every_build_and_are_gone_when_their_rows_are(issue, tmp_path):
    doc, found = issue
    items = queue(found, Authority.read())
    sheet = tmp_path / "queue.csv"
    sheet.write_bytes(to_csv(items))
    filled = fill(sheet, {
        "National Lottery Community Fund": {"decision": "new", "right_class": "Organisation"},
        "YPIP": {"decision": "existing", "target": "org:ypip-new"},
        "Yorkshire and Humber Policy Innovation Partnership": {"decision": "new", "target": "org:ypip-new"},
        "Prof": {"decision": "Not an entity", "why": "a title"},
    })  # fmt: skip
    assert filled >= 2
    folder = authority_folder(tmp_path)
    append(folder / "decisions" / "jo.csv", read_decisions(sheet, Authority.read(), **BY))
    known = Authority.read(folder)
    assert len(known.decisions) == filled
    first = apply(extract(document.read(ISSUE), known), known.decisions)
    second = apply(extract(document.read(ISSUE), Authority.read(folder)), Authority.read(folder).decisions)
    assert first.to_json() == second.to_json()
    assert first.entity("org:national-lottery-community-fund").cls == "Organisation"
    assert first.entity("org:ypip-new").how == "decision"
    (folder / "decisions" / "jo.csv").unlink()
    assert apply(extract(doc, Authority.read(folder)), Authority.read(folder).decisions) == extract(
        doc, known
    )


def test_an_issue_can_be_read_again_with_what_was_decided(issue):
    doc, found = issue
    (item,) = [i for i in queue(found, Authority()) if i.mention == "Warm Homes Plan"]
    made = decide(item, "new", name="Warm Homes Plan", **BY)
    alias = Decision(
        issue=found.issue, cls="Organisation", mention="CPP", decision="existing", target="org:public", **BY
    )
    known = replace(KNOWN, decisions=(made, alias))
    again = known.confirmed(found.issue)
    assert again.by_id()["policy:warm-homes-plan"].name == "Warm Homes Plan"
    assert [e.id for e in again.by_name()["cpp"]] == ["org:public"]
    assert [e.id for e in known.confirmed("test-01").entries if e.id not in KNOWN.by_id()] == [
        "policy:warm-homes-plan"
    ]
    assert extract(doc, again).entity("policy:warm-homes-plan").how == "authority"
    assert len(KNOWN.by_name()["cpp"]) == 2


def test_the_score_rises_with_the_decisions_of_a_curator_who_has_the_key(issue):
    bench = script("benchmarks/curation.py")
    doc, found = issue
    gold = Records.read(HERE / "issues" / "policy-innovate-02.gold.json")
    items = queue(found, Authority.read(), by="doubt")
    curator = bench.Curator(found, gold, Authority.read())
    made = [curator(item) for item in items]
    before, some, all_ = (score(apply(found, made[:n]), gold, text=doc.text) for n in (0, 20, len(made)))
    for total in ("entities", "mentions", "relations"):
        assert getattr(before, total).f1 <= getattr(some, total).f1 <= getattr(all_, total).f1
    assert all_.entities.f1 > before.entities.f1
    assert all_.hallucinations == ()


# --- files -------------------------------------------------------------------------------------------------

HEADER = "issue,class,mention,decision,target,name,kind,right_class,who,when,why\n"
#: File below tests/curation/wrong → what its message says.
MESSAGES = {
    "class-of-another": "'org:alpha' is a Organisation and no Policy",
    "id-of-another-class": "'policy:alpha-centre' is not an id of a Organisation; it begins with org:",
    "impossible-day": "'30/02/2025' is not a day",
    "malformed-candidate": "'org:alpha' is not a candidate",
    "missing-column": "the column class is missing",
    "no-day": "'30 Feb' is not a day",
    "no-mention": "a decision without mention",
    "no-person": "a decision without who",
    "no-target": "an existing thing without its id",
    "taken-id": "'org:alpha' is not a new id: Alpha Institute has it",
    "too-few-cells": "this line has too few or too many cells",
    "unknown-class": "'Organization' is not a class",
    "unknown-decision": "'perhaps' is not a decision; one of existing, new, not an entity, unsure, undo",
    "unknown-right-class": "'Company' is not a class",
    "unknown-target": "nothing has the id 'org:alpa'; did you mean org:alpha",
}


def authority_folder(tmp_path, rows=""):
    folder = tmp_path / "authority"
    (folder / "decisions").mkdir(parents=True)
    (folder / "organisations.csv").write_text(
        "id,class,name,aliases,kind,note\norg:alpha,Organisation,Alpha Institute,AI,institute,\n", "utf-8"
    )
    if rows:
        (folder / "decisions" / "jo.csv").write_text(HEADER + rows, "utf-8")
    return folder


def fill(path, answers):
    """What a curator does in a spreadsheet program; how many rows were filled."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    chosen = [row for row in rows if row["mention"] in answers]
    for row in chosen:
        row.update(answers[row["mention"]])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return len(chosen)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_row_is_named_with_file_and_line(path):
    with pytest.raises(AuthorityError) as raised:
        read_decisions(path, KNOWN)
    assert MESSAGES[path.stem] in str(raised.value)
    assert path.name in str(raised.value)
    assert path.stem == "missing-column" or "line 2" in str(raised.value)


def test_there_are_wrong_rows_to_look_at():
    assert len(WRONG) >= 15
    assert {path.stem for path in WRONG} == set(MESSAGES)


def test_a_wrong_row_stops_the_reading_of_the_authority(tmp_path):
    folder = authority_folder(tmp_path, "*,Organisation,Alpha Centre,perhaps,,,,,Jo Doe,2025-03-01,\n")
    with pytest.raises(AuthorityError, match=r"jo\.csv, line 2: 'perhaps' is not a decision"):
        Authority.read(folder)


def test_rows_that_are_not_decided_yet_are_left_out(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text(HEADER + "*,Organisation,A,,,,,,,,\n*,Organisation,B,UNSURE,,,,,,,\n", "utf-8")
    (one,) = read_decisions(path, KNOWN, **BY)
    assert (one.mention, one.decision, one.who, one.when) == ("B", "unsure", "Jo Doe", "2025-03-01")


def test_what_is_left_out_is_filled_in(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text(
        HEADER + "*,Policy,Beta Levies,existing,policy:beta,,,,Jo,31/12/2024,\n"
        "*,Place,AI,existing,org:alpha,,,,Jo,2024-12-31T10:00,\n*,Policy,Delta Deal,new,,,deal,,Jo,1/2/2025,\n"
        "*,Policy,DD,existing,policy:delta-deal,,,,Jo,2025-02-01,\n",
        "utf-8",
    )
    levy, alpha, delta, acronym = read_decisions(path, KNOWN)
    assert (levy.name, levy.kind, levy.right_class, levy.when) == ("Beta Levy", "levy", "", "2024-12-31")
    assert (alpha.name, alpha.right_class, alpha.final_class) == (
        "Alpha Institute",
        "Organisation",
        "Organisation",
    )
    assert (delta.target, delta.name, delta.when) == ("policy:delta-deal", "Delta Deal", "2025-02-01")
    assert (acronym.name, acronym.kind) == ("Delta Deal", "deal")


def test_what_came_into_the_tables_since_is_known(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text(HEADER + "*,Organisation,Alpha,new,org:alpha,alpha institute,,,Jo,2025-02-01,\n", "utf-8")
    (one,) = read_decisions(path, KNOWN)
    assert (one.decision, one.name, one.kind) == ("existing", "Alpha Institute", "institute")


CELL = (
    st.text(st.characters(exclude_categories=("C", "Z")), max_size=12)
    .map(lambda s: s.strip())
    .filter(
        lambda s: masked(s) == s  # contact data is covered where it would be written
    )
)
MADE = st.builds(
    Decision,
    issue=st.sampled_from([EVERYWHERE, "test-07", "=1+1"]),
    cls=st.sampled_from(CLASSES),
    mention=CELL.filter(bool)
    | st.sampled_from(["=SUM(A1)", "'=x", "@home", "+44", "-", "''", "'", '"q, r"']),
    decision=st.sampled_from(["not an entity", "unsure", "undo"]),
    name=CELL,
    kind=CELL,
    who=CELL.filter(bool),
    when=st.dates().map(str),
    why=CELL | st.sampled_from(["=cmd|' /C calc'!A0", "'", "'=", "''="]),
    candidates=st.lists(
        st.builds(
            Candidate,
            st.sampled_from(["org:alpha", "policy:beta"]),
            st.sampled_from(["Alpha Institute", "=1 2", "'", "Beta 0.5"]),
            st.integers(0, 100).map(lambda n: n / 100),
        ),
        max_size=3,
    ).map(tuple),
)


@given(st.lists(MADE, max_size=6, unique_by=lambda d: (d.issue, d.cls, d.mention)))
@settings(max_examples=50)
def test_decisions_come_back_from_their_file(tmp_path_factory, decisions):
    path = tmp_path_factory.mktemp("d") / "jo.csv"
    append(path, decisions)
    assert list(read_decisions(path, KNOWN)) == decisions
    before = path.read_bytes()
    append(path, decisions)
    assert path.read_bytes() == before
    for row in csv.reader(io.StringIO(before.decode())):
        assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r")]


@given(CELL.filter(bool) | st.sampled_from(["=SUM(A1)", "'=x", "@home", "''", "'", '"q, r"']))
@settings(max_examples=30)
def test_the_queue_comes_back_from_its_file(tmp_path_factory, mention):
    path = tmp_path_factory.mktemp("q") / "queue.csv"
    rows = Records("test-07", (entity("org:x", "Organisation", mention, start=0, end=1),))
    items = queue(rows, KNOWN)
    path.write_bytes(to_csv(items))
    with path.open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    table[0]["decision"] = "unsure"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, table[0])
        writer.writeheader()
        writer.writerows(table)
    (one,) = read_decisions(path, KNOWN, **BY)
    assert key(one.mention) == key(items[0].mention)
    assert one.mention == mention
    assert one.candidates == items[0].candidates


def test_the_queue_is_a_table_that_a_spreadsheet_opens(records):
    content = to_csv(queue(records, KNOWN)).decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [*rows[0]][:10] == [
        "issue", "mention", "class", "quote", "where", "how", "score", "occurrences", "candidates", "decision",
    ]  # fmt: skip
    (row,) = [row for row in rows if row["mention"] == "CPP"]
    assert row["issue"] == "test-07"
    assert row["score"] == "0.60"
    assert "org:public Centre for Public Policy 1.00" in row["candidates"]
    assert row["decision"] == ""
    (row,) = [row for row in rows if row["mention"] == "Beta Fund"]
    assert row["issue"] == EVERYWHERE


def test_a_file_keeps_its_other_columns_and_the_last_word(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text(
        "quote,issue,class,mention,decision,who,when\n=a,*,Organisation,A,unsure,Jo,2025-01-01\n", "utf-8"
    )
    first = decision("A", "unsure", issue=EVERYWHERE, when="2025-01-01", who="Jo")
    append(path, [first, decision("A", "undo", issue=EVERYWHERE), first])
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["decision"] for row in rows] == ["unsure", "undo", "unsure"]
    assert rows[0]["quote"] == "'=a"
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(
        AuthorityError, match="the column issue and class and mention and decision is missing"
    ):
        append(other, [first])
    with pytest.raises(InputError):
        read_decisions(tmp_path / "absent.csv", KNOWN)


def test_the_shipped_decisions_are_read_and_the_readme_says_what_they_are():
    assert isinstance(Authority.read().decisions, tuple)
    readme = (HERE.parent / "data" / "authority" / "README.md").read_text("utf-8")
    for word in (*COLUMNS, *DECISIONS):
        assert f"`{word}`" in readme


# --- the terminal ------------------------------------------------------------------------------------------


class Sitting:
    """Answers given one after the other, and what was shown."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.prompts = []
        self.shown = []

    def ask(self, prompt):
        self.prompts.append(prompt)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def run(self, items, **more):
        return review(
            items, self.ask, self.shown.append, BY["who"], BY["when"], **{"authority": KNOWN, **more}
        )


def test_one_key_a_decision(records):
    items = queue(records, KNOWN)
    assert [i.mention for i in items] == ["Alpha Centre", "CPP", "Prof", "Beta Fund", "Gamma"]
    sitting = Sitting("e org:alpha", "2", "x a title", "n", "u not on the map")
    made = sitting.run(items)
    assert [(d.mention, d.decision, d.target, d.why) for d in made] == [
        ("Alpha Centre", "existing", "org:alpha", ""),
        ("CPP", "existing", "org:planning", ""),
        ("Prof", "not an entity", "", "a title"),
        ("Beta Fund", "new", "policy:beta-fund", ""),
        ("Gamma", "unsure", "", "not on the map"),
    ]
    assert {(d.who, d.when) for d in made} == {("Jo Doe", "2025-03-01")}
    assert made[1].candidates == items[1].candidates
    assert [d.issue for d in made] == [EVERYWHERE, "test-07", "test-07", EVERYWHERE, "test-07"]
    card = sitting.shown[1]
    assert "2 of 5   CPP" in card
    assert f"“{TEXT[:56]}”" in card
    assert "ambiguous" in card
    assert "1  1.00  " in card
    assert sitting.shown[-1] == "5 decisions, 0 names left"
    after = apply(records, made)
    assert {"org:alpha", "policy:beta-fund"} <= set(ids(after))
    assert "person:prof" not in ids(after)


def test_answers_that_are_none_are_asked_again(records):
    items = queue(records, KNOWN)
    sitting = Sitting("?", "9", "e", "nobody", "e cpp", "b", "", "S", "q")
    assert sitting.run(items) == []
    text = "\n".join(sitting.shown)
    for said in (
        "not an entity", "nothing known is called '9'", "nothing known is called 'nobody'",
        "several things have that name: org:", "nothing was decided", "0 decisions, 5 names left",
    ):  # fmt: skip
        assert said in text
    assert "3 of 5" in sitting.shown[-2]


def test_a_new_thing_is_corrected(records):
    items = [i for i in queue(records, KNOWN) if i.mention == "Beta Fund"]
    (made,) = Sitting("c not a fund", "Beta Body", "funder", "P", "org").run(items)
    assert (made.name, made.kind, made.right_class, made.target, made.why) == (
        "Beta Body", "funder", "Organisation", "org:beta-body", "not a fund",
    )  # fmt: skip
    (made,) = Sitting("c", "", "", "").run(items)
    assert (made.name, made.kind, made.right_class, made.target) == (
        "Beta Fund",
        "fund",
        "",
        "policy:beta-fund",
    )


def test_back_takes_back(records):
    items = queue(records, KNOWN)
    sitting = Sitting("x", "x", "b", "b", "u", "q")
    (made,) = sitting.run(items)
    assert (made.mention, made.decision) == ("Alpha Centre", "unsure")
    assert [card.split("   ")[0].strip() for card in sitting.shown[:6]] == [
        "1 of 5", "2 of 5", "3 of 5", "2 of 5", "1 of 5", "2 of 5",
    ]  # fmt: skip


def test_a_candidate_that_only_the_issue_knows_becomes_a_new_thing():
    rows = Records(
        "test-07",
        (
            entity("org:gpp", "Organisation", "GPP", quote="CPP"),
            entity("org:long", "Organisation", "Gamma Policy Partnership", quote="Gamma", score=0.9),
        ),
    )
    items = queue(rows, KNOWN)
    sitting = Sitting("1")
    made = sitting.run(items)
    assert [(d.mention, d.decision, d.target) for d in made] == [
        ("Gamma Policy Partnership", "new", "org:long"),
        ("GPP", "existing", "org:long"),
    ]
    assert len(sitting.prompts) == 2
    (both,) = apply(rows, made).entities
    assert both.names == ("Gamma Policy Partnership", "GPP")
    assert Sitting("1", "b", "q").run(items) == []


def test_each_decision_is_saved_at_once_and_after_what_was_there(records, tmp_path):
    items = queue(records, KNOWN)
    path = tmp_path / "decisions" / "jo.csv"
    sizes = []

    def ask(prompt):
        sizes.append(len(read_decisions(path, KNOWN)) if path.exists() else 0)
        return ["x", "n", "b", "u", "q"][len(sizes) - 1]

    made = review(items, ask, lambda _: None, "Jo Doe", "2025-03-01", path=path, authority=KNOWN)
    assert sizes == [0, 1, 2, 1, 2]
    assert list(read_decisions(path, KNOWN)) == made
    rest = queue(records, replace(KNOWN, decisions=tuple(made)))
    more = Sitting("x").run(rest, path=path)
    assert list(read_decisions(path, KNOWN)) == [*made, *more]
    Sitting("x", "b", "q").run(rest[1:], path=path)
    assert list(read_decisions(path, KNOWN)) == [*made, *more]
    assert not list(path.parent.glob(".*"))


def test_nothing_decided_leaves_no_file(records, tmp_path):
    path = tmp_path / "jo.csv"
    Sitting("x", "b", "s", "q").run(queue(records, KNOWN), path=path)
    assert not path.exists()


def test_an_interrupted_sitting_keeps_what_was_decided(records, tmp_path):
    path = tmp_path / "jo.csv"

    def ask(prompt):
        if path.exists():
            raise KeyboardInterrupt
        return "x"

    with pytest.raises(KeyboardInterrupt):
        review(queue(records, KNOWN), ask, lambda _: None, "Jo Doe", "2025-03-01", path=path)
    assert len(read_decisions(path, KNOWN)) == 1


# --- SSSOM -------------------------------------------------------------------------------------------------


def table_of(text):
    head = [line[1:] for line in text.splitlines() if line.startswith("#")]
    body = text.splitlines()[len(head) :]
    assert not [line for line in body if line.startswith("#")]
    return head, list(csv.DictReader(body, delimiter="\t"))


MAPPED = (
    decision("Alpha Centre", "existing", target="org:alpha", name="Alpha Institute", why='same "body"\tnow'),
    decision(
        "Beta Fund",
        "new",
        "Policy",
        issue=EVERYWHERE,
        target="org:beta",
        name="Beta",
        right_class="Organisation",
    ),
    decision("Prof", "not an entity", "Person"),
    decision(
        "CPP", "unsure", candidates=(Candidate("org:public", "x", 1.0), Candidate("org:gone", "y", 0.9))
    ),
    decision("Gamma", "not an entity", "Place"),
    decision("Gamma", "undo", "Place"),
)


def test_decisions_are_published_as_mappings():
    head, rows = table_of(sssom(MAPPED, KNOWN))
    assert "mapping_set_id: https://w3id.org/lpip/mappings" in head
    assert "license: https://creativecommons.org/licenses/by/4.0/" in head
    prefixes = {line.split(":")[0].strip() for line in head if line.startswith("  ")}
    builtin = {"skos", "sssom", "semapv"}
    for row in rows:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert row[column].partition(":")[0] in prefixes | builtin
    shown = {(r["subject_label"], r["predicate_id"], r["object_id"], r["object_label"]) for r in rows}
    assert shown == {
        ("Alpha Centre", "skos:exactMatch", "lpipid:organisation/alpha", "Alpha Institute"),
        ("Beta Fund", "skos:exactMatch", "lpipid:organisation/beta", "Beta"),
        ("Prof", "skos:exactMatch", "sssom:NoTermFound", ""),
        ("CPP", "skos:closeMatch", "lpipid:organisation/public", "Centre for Public Policy"),
    }
    (first,) = [r for r in rows if r["subject_label"] == "Alpha Centre"]
    assert first["subject_id"] == "lpipname:test-7/organisation/alpha-centre"
    assert first["mapping_justification"] == "semapv:ManualMappingCuration"
    assert (first["author_label"], first["mapping_date"], first["comment"]) == (
        "Jo Doe", "2025-03-01", 'same "body" now',
    )  # fmt: skip
    (beta,) = [r for r in rows if r["subject_label"] == "Beta Fund"]
    assert beta["subject_id"] == "lpipname:any/policy/beta-fund"
    (unsure,) = [r for r in rows if r["subject_label"] == "CPP"]
    assert unsure["mapping_justification"] == "semapv:LexicalSimilarityThresholdMatching"
    assert unsure["similarity_score"] == "1"


def test_the_same_decisions_give_the_same_mappings_without_empty_columns():
    text = sssom(MAPPED, KNOWN)
    assert text == sssom([*MAPPED[1:4], MAPPED[0]], KNOWN)
    _, rows = table_of(sssom(MAPPED[:1], KNOWN))
    assert all(rows[0].values())
    assert "\r" not in text
    head, rows = table_of(sssom((), KNOWN))
    assert head
    assert rows == []
