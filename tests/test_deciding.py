"""Doubtful statements and unread verbs: listed, decided about, and carried out on every later build."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lpipgraph import document
from lpipgraph.authority import Authority, Entry, VerbFrame, Verdict
from lpipgraph.authority.frames import read_frames, with_frames
from lpipgraph.authority.verdicts import VERDICTS, read_verdicts, with_verdicts
from lpipgraph.cli import main
from lpipgraph.contacts import masked
from lpipgraph.curation import apply, doubtful, frame_of, judge, review_statements, review_verbs
from lpipgraph.document import Given
from lpipgraph.errors import AuthorityError
from lpipgraph.extract import extract, unread_verbs
from lpipgraph.files import root
from lpipgraph.readers import agreed
from lpipgraph.records import PREDICATES, Entity, Records, Relation, Value

FUNDED = "The Skills Hub is a friend of the Harbour Trust."
SINCE = "Ada Green joined the Skills Hub in 2021."
TEXT = f"{FUNDED}\n\n{SINCE}\n"
BY = {"who": "Ada", "when": "2026-01-02"}


def thing(id_: str, cls: str, name: str, quote: str, *aliases: str) -> Entity:
    start = TEXT.index(quote)
    return Entity(
        id=id_, cls=cls, name=name, aliases=aliases, quote=quote, start=start, end=start + len(quote)
    )


def says(s: str, p: str, o: str | Value, quote: str, score: float) -> Relation:
    start = TEXT.index(quote)
    return Relation(s=s, p=p, o=o, quote=quote, start=start, end=start + len(quote), rule="r", score=score)


HUB = thing("org:hub", "Organisation", "Skills Hub", "Skills Hub", "the Hub")
TRUST = thing("org:trust", "Organisation", "Harbour Trust", "Harbour Trust")
ADA = thing("person:ada", "Person", "Ada Green", "Ada Green")
PAYS = says("org:hub", "fundedBy", "org:trust", FUNDED, 0.3)
JOINED = says("person:ada", "joined", Value("2021", "gYear"), SINCE, 0.4)
KNOWN_ROW = says("person:ada", "affiliatedWith", "org:hub", SINCE, 0.9)
ROWS = Records("test-07", (HUB, TRUST, ADA), (KNOWN_ROW,), candidates=(PAYS, JOINED))
EMPTY = Authority()


# --- statements --------------------------------------------------------------------------------------------


def test_the_likeliest_doubt_comes_first_with_its_words():
    first, second = doubtful(ROWS, EMPTY)
    assert (first.subject, first.predicate, first.object, first.type) == (
        "Ada Green",
        "joined",
        "2021",
        "gYear",
    )
    assert (second.quote, second.score) == (FUNDED, 0.3)


@pytest.mark.parametrize("name", ["Skills Hub", "the Hub", "THE HUB"])
def test_a_verdict_finds_its_statement_by_any_of_its_names(name):
    (_, item) = doubtful(ROWS, EMPTY)
    yes = replace(judge(item, "yes", **BY), subject=name)
    rows = apply(ROWS, (), [yes])
    (made,) = [r for r in rows.relations if r.p == "fundedBy"]
    assert (made.fact, made.rule, made.basis, made.score) == (PAYS.fact, "decision", "stated", 1.0)
    assert PAYS.fact not in {r.fact for r in rows.candidates}


def test_no_is_for_good_however_sure_a_reader_is():
    no = Verdict(
        issue="test-07",
        subject="Ada Green",
        predicate="affiliatedWith",
        object="Skills Hub",
        verdict="no",
        **BY,
    )
    assert apply(ROWS, (), [no]).relations == ()
    assert apply(ROWS, (), [replace(no, issue="test-08")]).relations == (KNOWN_ROW,)
    assert apply(ROWS, (), [no, replace(no, verdict="undo")]).relations == (KNOWN_ROW,)


def test_unsure_stays_a_candidate_and_is_not_asked_again():
    first, second = doubtful(ROWS, EMPTY)
    known = replace(EMPTY, verdicts=(judge(first, "unsure", **BY),))
    assert apply(ROWS, (), known.verdicts).candidates == (PAYS, JOINED)
    assert doubtful(ROWS, known) == (second,)
    assert len(doubtful(ROWS, known, again=True)) == 2


def test_a_yes_outlives_the_reader_that_found_it():
    (_, item) = doubtful(ROWS, EMPTY)
    yes = judge(item, "yes", **BY)
    bare = replace(ROWS, candidates=())
    assert PAYS.fact in {r.fact for r in apply(bare, (), [yes], TEXT).checked(TEXT).relations}
    for rows, text in ((bare, "other words"), (replace(bare, entities=(HUB, ADA)), TEXT)):
        (note,) = apply(rows, (), [yes], text).notes
        assert "(yes) is not used" in note["what"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([PAYS, JOINED, KNOWN_ROW]), st.sampled_from(VERDICTS)), max_size=6))
def test_any_verdicts_replay_to_the_same_rows_and_lose_none_but_the_denied(said):
    names = {e.id: e.name for e in ROWS.entities}
    verdicts = [
        Verdict(
            issue="test-07", subject=names[r.s], predicate=r.p, verdict=verdict, **BY,
            object=r.o.value if isinstance(r.o, Value) else names[r.o],
        )
        for r, verdict in said
    ]  # fmt: skip
    once = apply(ROWS, (), verdicts, TEXT).checked(TEXT)
    assert apply(once, (), verdicts, TEXT) == once
    last = {r.fact: verdict for r, verdict in said}
    kept = {r.fact for r in (*once.relations, *once.candidates)}
    assert kept == {r.fact for r in (PAYS, JOINED, KNOWN_ROW) if last.get(r.fact) != "no"}
    assert {r.fact for r in once.relations} >= {fact for fact, verdict in last.items() if verdict == "yes"}


def test_what_readers_dispute_is_in_the_same_list():
    mine = replace(ROWS, relations=(replace(PAYS, score=0.9),), candidates=())
    theirs = replace(mine, relations=(replace(PAYS, s="org:trust", o="org:hub", score=None),))
    both = agreed(mine, theirs, "another")
    assert both.relations == ()
    items = doubtful(both, EMPTY)
    assert {(i.subject, i.object) for i in items} == {
        ("Skills Hub", "Harbour Trust"),
        ("Harbour Trust", "Skills Hub"),
    }
    assert all("and to another" in i.doubt for i in items)
    yes = judge(items[0], "yes", **BY)
    assert [r.fact for r in apply(both, (), [yes]).relations] == [PAYS.fact]


# --- tables ------------------------------------------------------------------------------------------------

_CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=12
).filter(
    lambda s: masked(s) == s  # contact data is covered where it would be written
)
_VERDICT = st.builds(
    Verdict, issue=_CELL, subject=_CELL, predicate=st.sampled_from(sorted(PREDICATES)), object=_CELL,
    verdict=st.sampled_from(VERDICTS), type=st.sampled_from(["", "date", "string"]), who=_CELL,
    when=st.dates().map(lambda d: d.isoformat()), why=_CELL, quote=_CELL,
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(_VERDICT, max_size=4, unique=True))
def test_verdicts_come_back_from_their_file(tmp_path_factory, verdicts):
    path = tmp_path_factory.mktemp("v") / "v.csv"
    path.write_bytes(with_verdicts(None, verdicts))
    assert list(read_verdicts([path])) == verdicts
    assert with_verdicts(path.read_bytes(), verdicts) == path.read_bytes()


@settings(max_examples=60)
@given(st.text("abcdefgh-", min_size=1, max_size=9), st.sampled_from(["hosts", "none"]), _CELL)
def test_frames_come_back_from_their_file(tmp_path_factory, verb, predicate, who):
    row = VerbFrame((verb, "", predicate, "agent", "O", "theme", "OL", ""), who, "2026-01-02", "")
    path = tmp_path_factory.mktemp("f") / "f.csv"
    path.write_bytes(with_frames(None, [row]))
    assert read_frames([path]) == (row,)


@pytest.mark.parametrize(
    ("folder", "header", "row", "words"),
    [
        ("verdicts", "issue,subject,predicate,object,verdict,who,when", "i,A,hosts,B,maybe,Ada,2026-01-02", "not a verdict"),
        ("verdicts", "issue,subject,predicate,object,verdict,who,when", "i,A,hugs,B,yes,Ada,2026-01-02", "not a predicate"),
        ("verdicts", "issue,subject,predicate,object,verdict,who,when", "i,A,hosts,,yes,Ada,2026-01-02", "without object"),
        ("verdicts", "issue,subject,predicate,object,verdict,who,when", "i,A,hosts,B,yes,Ada,soon", "not a day"),
        ("frames", "verb,predicate,subject,subject classes,object,object classes", "hug,hugs,agent,O,theme,O", "not a predicate"),
        ("frames", "verb,predicate,subject,subject classes,object,object classes", "hug,hosts,agent,X,theme,O", "letters"),
        ("frames", "verb,predicate,subject,subject classes,object,object classes", ",hosts,agent,O,theme,O", "without its verb"),
    ],
)  # fmt: skip
def test_a_wrong_row_stops_the_reading_with_file_and_line(tmp_path, folder, header, row, words):
    (tmp_path / "names.csv").write_text("id,class,name,aliases,kind,note\norg:a,Organisation,A,,,\n", "utf-8")
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "x.csv").write_text(f"{header}\n{row}\n", "utf-8")
    with pytest.raises(AuthorityError, match=words) as error:
        Authority.read(tmp_path)
    assert "line 2" in str(error.value)


# --- verbs -------------------------------------------------------------------------------------------------

BODIES = Authority(
    tuple(
        Entry(f"org:{name.lower().replace(' ', '-')}", "Organisation", name)
        for name in ("Ashby Trust", "Northgate Institute", "Velling Council", "Harbour Observatory")
    )
)
STEWARDS = "The Ashby Trust chaperones the Northgate Institute."
#: Constructions of one and the same statement, with a verb that no table has.
WAYS = (
    STEWARDS,
    "The Northgate Institute is chaperoned by the Ashby Trust.",
    "The Northgate Institute, chaperoned by the Ashby Trust, opens in May.",
    "The Northgate Institute, which is chaperoned by the Ashby Trust, opens in May.",
    "The Ashby Trust, which chaperones the Northgate Institute, opens in May.",
    "The Ashby Trust continues to chaperone the Northgate Institute.",
)


def issue(*sentences: str) -> document.Document:
    text = (
        "# A Bulletin\n\n## News\n\nThere is much to tell this month. Here it is.\n\n"
        + "\n\n".join(sentences)
        + "\n"
    )
    return document.parse(text, given=Given(title="A Bulletin", number="7", date="2026-01-01"))


def test_a_verb_between_two_names_that_nobody_knows_is_listed_with_its_sentence():
    (item,) = unread_verbs(issue(STEWARDS, "The Velling Council funds the Harbour Observatory."), BODIES)
    assert (item.verb, item.subject_class, item.object_class) == ("chaperone", "Organisation", "Organisation")
    assert item.examples == (STEWARDS,)


def test_what_is_denied_or_asked_is_not_listed():
    assert unread_verbs(issue("The Ashby Trust never chaperones the Northgate Institute."), BODIES) == ()
    assert unread_verbs(issue("Does the Ashby Trust chaperone the Northgate Institute?"), BODIES) == ()


@pytest.mark.parametrize("sentence", WAYS)
@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        ("hosts", ("org:ashby-trust", "hosts", "org:northgate-institute")),
        ("< fundedBy", ("org:northgate-institute", "fundedBy", "org:ashby-trust")),
    ],
)
def test_an_answer_is_read_in_every_construction(sentence, answer, fact):
    (item,) = unread_verbs(issue(STEWARDS), BODIES)
    row = frame_of(item, answer)
    assert row is not None
    known = replace(BODIES, frames=(row,))
    assert fact in {r.fact for r in extract(issue(sentence), known).relations}
    assert fact not in {r.fact for r in extract(issue(sentence), BODIES).relations}
    assert unread_verbs(issue(sentence), known) == ()


def test_none_is_an_answer_too():
    (item,) = unread_verbs(issue(STEWARDS), BODIES)
    known = replace(BODIES, frames=(frame_of(item, "none"),))
    assert unread_verbs(issue(*WAYS), known) == ()
    assert extract(issue(*WAYS), known).relations == extract(issue(*WAYS), BODIES).relations


def test_a_predicate_that_does_not_take_the_classes_is_no_answer():
    (item,) = unread_verbs(issue(STEWARDS), BODIES)
    for answer in ("leadsTheme", "email", "mentions", "hugs", "", "<"):
        assert frame_of(item, answer) is None


# --- a sitting ---------------------------------------------------------------------------------------------


def sitting(review, items, answers, **more):
    left, shown = iter(answers), []

    def ask(_: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return review(items, ask, shown.append, "Ada", "2026-01-02", **more), "\n".join(shown)


def test_one_key_a_statement_and_back_takes_it_back(tmp_path):
    path = tmp_path / "verdicts" / "x.csv"
    made, shown = sitting(
        review_statements, doubtful(ROWS, EMPTY), ["?", "n a slip", "b", "y", "s", ""], path=path
    )
    assert [(v.predicate, v.verdict, v.why) for v in made] == [("joined", "yes", "")]
    assert "1 decisions, 1 left" in shown
    assert list(read_verdicts([path])) == made
    assert (
        sitting(review_statements, doubtful(ROWS, EMPTY), ["y", "b", "q"], path=tmp_path / "n.csv")[0] == []
    )
    assert not (tmp_path / "n.csv").exists()


def test_what_was_there_before_a_sitting_stays(tmp_path):
    path = tmp_path / "x.csv"
    sitting(review_statements, doubtful(ROWS, EMPTY)[:1], ["n", ""], path=path)
    sitting(review_statements, doubtful(ROWS, EMPTY)[1:], ["y", "b", "u", ""], path=path)
    assert [v.verdict for v in read_verdicts([path])] == ["no", "unsure"]


def test_a_verb_is_asked_about_with_the_predicates_that_fit(tmp_path):
    path = tmp_path / "f.csv"
    items = unread_verbs(issue(STEWARDS), BODIES)
    made, shown = sitting(review_verbs, items, ["leadsTheme", "hosts", ""], path=path)
    assert "“chaperone” between Organisation and Organisation: which predicate?" in shown
    assert "'leadsTheme' does not fit" in shown
    assert list(read_frames([path])) == made
    assert [row.columns["predicate"] for row in made] == ["hosts"]


# --- as it is typed ----------------------------------------------------------------------------------------


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    folder = tmp_path / "authority"
    shutil.copytree(root() / "data" / "authority", folder)
    return folder


@pytest.fixture
def bulletin(tmp_path: Path) -> Path:
    path = tmp_path / "bulletin.txt"
    lines = (
        "A Bulletin, Issue No. 7, May 2026",
        "# News",
        *WAYS[:2],
        "The British Academy chaperones the Royal Society of Arts.",
    )
    path.write_text("\n\n".join(lines) + "\n", "utf-8")
    return path


def filled(path: Path, column: str, value: str) -> int:
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows({**row, column: value} for row in rows)
    return len(rows)


def test_a_spreadsheet_of_verbs_goes_out_and_comes_back(authority, bulletin, tmp_path, capsys):
    sheet = tmp_path / "verbs.csv"
    common = ["review", str(bulletin), "--authority", str(authority)]
    assert main([*common, "--what", "verbs", "--csv", "-o", str(sheet)]) == 0
    count = filled(sheet, "predicate", "hosts")
    assert main([*common, "--take", str(sheet), "--who", "Ada"]) == 0
    assert f"{count} decisions taken" in capsys.readouterr().out
    assert main([*common, "--what", "verbs", "--csv"]) == 0
    assert list(csv.DictReader(io.StringIO(capsys.readouterr().out))) == []
    records = tmp_path / "r.json"
    assert main(["extract", str(bulletin), "--authority", str(authority), "-o", str(records)]) == 0
    assert "hosts" in {r.p for r in Records.read(records).relations}


def test_a_spreadsheet_of_statements_goes_out_and_comes_back(authority, tmp_path, capsys):
    text = Path(__file__).parent / "issues" / "policy-innovate-04.txt"
    sheet = tmp_path / "statements.csv"
    common = ["review", str(text), "--authority", str(authority), "--what", "statements"]
    assert main([*common, "--csv", "-o", str(sheet)]) == 0
    count = filled(sheet, "verdict", "yes")
    assert main([*common, "--take", str(sheet), "--who", "Ada"]) == 0
    assert f"{count} decisions taken" in capsys.readouterr().out
    assert main([*common, "--csv"]) == 0
    assert list(csv.DictReader(io.StringIO(capsys.readouterr().out))) == []
    records = tmp_path / "r.json"
    assert main(["extract", str(text), "--authority", str(authority), "-o", str(records)]) == 0
    rows = Records.read(records)
    assert (sum(r.rule == "decision" for r in rows.relations), rows.candidates) == (count, ())
    assert main(["build", str(text), "--authority", str(authority), "-o", str(tmp_path / "graph")]) in (0, 1)
    built = Records.read(tmp_path / "graph" / "records" / "policy-innovate-04.json")
    assert sum(r.rule == "decision" for r in built.relations) == count
