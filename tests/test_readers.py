"""Other readers beside ours: held to the same checks, compared, and one that asks a language model at a local server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph import document, readers
from lpipgraph.authority import Authority
from lpipgraph.cli import main
from lpipgraph.errors import InputError, RemoteError, UnknownName
from lpipgraph.files import root
from lpipgraph.readers import agreed, checked, language_model
from lpipgraph.records import Entity, Records, Relation, Value

TEXT = """Policy Innovate

Issue No. 9 | Date 01.02.2026

Contents

An Article About Things.....3

An Article About Things

Jo Doe, LPIP Hub

The Skills Hub is funded by the Harbour Trust. Ada Green joined the Skills Hub in 2021.
"""
ISSUE = document.parse(TEXT)
FUNDED = "The Skills Hub is funded by the Harbour Trust."
JOINED = "Ada Green joined the Skills Hub in 2021."
HUB = Entity(id="org:skills-hub", cls="Organisation", name="Skills Hub", quote=FUNDED)
TRUST = Entity(id="org:harbour-trust", cls="Organisation", name="Harbour Trust", quote=FUNDED)
ADA = Entity(id="person:ada-green", cls="Person", name="Ada Green", quote=JOINED)
TRUE = Relation(s=HUB.id, p="fundedBy", o=TRUST.id, quote=FUNDED)
SINCE = Relation(s=ADA.id, p="joined", o=Value("2021", "gYear"), quote=JOINED)
ALL = Records(ISSUE.id, (HUB, TRUST, ADA), (TRUE, SINCE))


# --- checks ---------------------------------------------------------------------------------------------------------


def test_true_rows_pass_and_get_their_offsets():
    rows, dropped = checked(ALL, TEXT)
    assert not dropped
    assert [r.fact for r in rows.relations] == [TRUE.fact, SINCE.fact]
    assert all(TEXT[r.start : r.end] == r.quote for r in (*rows.entities, *rows.relations))


LIES = {
    "invented quote": replace(TRUE, quote="The Skills Hub is paid by the Harbour Trust."),
    "wrong offsets": replace(TRUE, start=3, end=3 + len(FUNDED)),
    "quote of something else": replace(TRUE, quote="An Article About Things"),
    "no quote": replace(TRUE, quote=" "),
    "unknown predicate": replace(TRUE, p="owns"),
    "unknown end": replace(TRUE, o="org:nobody"),
    "itself": replace(TRUE, o=HUB.id),
    "class of the object": replace(TRUE, p="locatedIn"),
    "value for a thing": replace(TRUE, o=Value("Harbour Trust")),
    "thing for a value": replace(SINCE, o=HUB.id),
    "other year": replace(SINCE, o=Value("2019", "gYear")),
}


def test_a_quote_without_offsets_is_found_whatever_its_apostrophes():
    """Models straighten curly marks: the quote that is kept is the text's own."""
    text = f"{TEXT}\n\nThe Skills Hub’s  “first” year was paid by the Harbour Trust.\n"
    said = replace(TRUE, quote='The Skills Hub\'s "first" year was paid by the Harbour Trust.')
    rows, dropped = checked(replace(ALL, relations=(said,)), text)
    assert [r.quote for r in rows.relations] == [
        "The Skills Hub’s  “first” year was paid by the Harbour Trust."
    ]
    assert not dropped


@pytest.mark.parametrize("lie", LIES)
def test_what_fails_a_check_is_dropped_with_a_count(lie):
    rows, dropped = checked(replace(ALL, relations=(LIES[lie], SINCE)), TEXT)
    # the quote of "other year" names its subject, so that it stands: a quote is held to name one side
    assert sum(dropped.values()) == (lie != "other year")
    assert SINCE.fact in [r.fact for r in rows.relations]


@given(st.text(max_size=80), st.integers(-5, 400), st.sampled_from(["fundedBy", "hosts", "amount", ""]))
def test_no_row_leaves_with_a_quote_that_does_not_stand_there(quote, start, predicate):
    strange = replace(TRUE, quote=quote, start=start, end=start + len(quote), p=predicate)
    rows, _ = checked(replace(ALL, relations=(strange,)), TEXT)
    assert all(TEXT[r.start : r.end] == r.quote and r.quote.strip() for r in rows.relations)


def test_a_relation_falls_with_its_end():
    rows, dropped = checked(replace(ALL, entities=(HUB, replace(TRUST, quote="invented"), ADA)), TEXT)
    assert [r.fact for r in rows.relations] == [SINCE.fact]
    assert sum(dropped.values()) == 2


# --- agreement ------------------------------------------------------------------------------------------------------


def test_rows_of_both_are_one_set():
    both = agreed(replace(ALL, relations=(TRUE,)), replace(ALL, relations=(TRUE, SINCE)), "other")
    assert [r.fact for r in both.relations] == [TRUE.fact, SINCE.fact]
    assert len(both.entities) == 3
    assert both.notes == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(SINCE, o=Value("2019", "gYear")),
        replace(TRUE, s=TRUST.id, o=HUB.id),
    ],
)
def test_what_two_say_differently_is_in_neither_and_noted(other):
    both = agreed(ALL, replace(ALL, relations=(other,)), "other")
    assert other.fact not in [r.fact for r in both.relations]
    assert len(both.relations) == 1
    (note,) = both.notes
    assert note["kind"] == "disputed"


def test_a_thing_of_two_classes_stays_as_the_first_has_it():
    fund = replace(TRUST, cls="Policy", id="policy:harbour-trust")
    other = Records(
        ISSUE.id, (HUB, fund), (Relation(s=fund.id, p="responsibleBody", o=HUB.id, quote=FUNDED),)
    )
    both = agreed(ALL, other, "other")
    assert {e.cls for e in both.entities if e.name == "Harbour Trust"} == {"Organisation"}
    assert len(both.relations) == 2
    assert "Policy" in str(both.notes[0]["what"])


def test_other_ids_of_one_thing_are_its_first_id():
    mine = replace(ALL, relations=())
    other = Records(ISSUE.id, (replace(ADA, id="person:x"), replace(HUB, id="org:y")),
                    (Relation(s="person:x", p="affiliatedWith", o="org:y", quote=JOINED),))  # fmt: skip
    assert [r.fact for r in agreed(mine, other, "other").relations] == [(ADA.id, "affiliatedWith", HUB.id)]


# --- entry points ---------------------------------------------------------------------------------------------------


def offered(monkeypatch, **functions: Callable[..., object]) -> None:
    real = readers.available()

    class Point:
        def __init__(self, function: object) -> None:
            self.function = function

        def load(self) -> object:
            return self.function

    monkeypatch.setattr(readers, "available", lambda: {**real, **{n: Point(f) for n, f in functions.items()}})


def test_the_readers_that_ship_are_offered_and_load():
    assert {"rules", "language-model"} <= set(readers.available())
    assert all(callable(readers.load(name)) for name in readers.available())


def test_an_unknown_reader_is_named_with_the_near_ones():
    with pytest.raises(UnknownName, match="rules"):
        readers.read(ISSUE, Authority(), ["rule"])


def test_a_strangers_reader_is_checked_counted_and_set_beside_ours(monkeypatch, capsys, tmp_path):
    offered(
        monkeypatch, liar=lambda *_: replace(ALL, issue="other", relations=(TRUE, LIES["invented quote"]))
    )
    (tmp_path / "issue.txt").write_text(TEXT, "utf-8")
    assert main(["extract", str(tmp_path / "issue.txt"), "--reader", "rules", "--reader", "liar"]) == 0
    rows = Records.from_json(capsys.readouterr().out)
    assert {"Skills Hub", "Harbour Trust", "Ada Green"} <= {n for e in rows.entities for n in e.names}
    assert any("liar: 1 row dropped" in str(note["what"]) for note in rows.notes)


@pytest.mark.parametrize("bad", [lambda *_: 1 / 0, lambda *_: None])
def test_a_reader_that_fails_ends_in_one_line(monkeypatch, bad):
    offered(monkeypatch, bad=bad)
    with pytest.raises(InputError, match="bad"):
        readers.read(ISSUE, Authority(), ["bad"])


# --- a language model -----------------------------------------------------------------------------------------------


class Model:
    """A local server that answers as a script says: each answer is used once, the last one for ever."""

    def __init__(self, *answers: object) -> None:
        self.answers, self.requests, self.lock = list(answers), [], threading.Lock()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with model.lock:
                    model.requests.append(asked)
                    answer = model.answers.pop(0) if len(model.answers) > 1 else model.answers[0]
                status, content, reason = answer if isinstance(answer, tuple) else (200, answer, "stop")
                content = content if isinstance(content, str) else json.dumps(content)
                body = json.dumps({"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [
                    {"index": 0, "finish_reason": reason, "message": {"role": "assistant", "content": content}}]})  # fmt: skip
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Retry-After", "0")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> Model:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def said(*relations: tuple[str, str, str, str, str]) -> dict[str, object]:
    """An answer: things and what is said of them."""
    entities = [{"name": e.name, "class": e.cls, "kind": "", "quote": e.quote} for e in (HUB, TRUST, ADA)]
    rows = [
        {"subject": s, "subject_class": "Organisation", "predicate": p, "object": o, "object_class": "Organisation",
         "value": value, "value_type": "string" if value else "", "quote": quote}
        for s, p, o, value, quote in relations
    ]  # fmt: skip
    return {"entities": entities, "relations": rows}


GOOD = said(("Skills Hub", "fundedBy", "Harbour Trust", "", FUNDED))
LYING = said(
    ("Skills Hub", "fundedBy", "Harbour Trust", "", FUNDED),
    ("Harbour Trust", "hosts", "Skills Hub", "", "The Harbour Trust hosts the Skills Hub."),
    ("Harbour Trust", "locatedIn", "Skills Hub", "", FUNDED),
)


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """Reads the issue with a model at a local server."""

    def read(model: Model, *names: str) -> Records:
        monkeypatch.setenv("LPIPGRAPH_MODEL", "m")
        monkeypatch.setenv("OPENAI_API_KEY", "k")
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{model.server.server_port}/v1")
        monkeypatch.setenv("LPIPGRAPH_CACHE", str(tmp_path / "cache"))
        return readers.read(ISSUE, Authority(), names or ("language-model",))

    return read


def test_a_model_is_asked_with_a_strict_schema_and_believed_where_it_quotes(ask):
    with Model(GOOD) as model:
        rows = ask(model)
    assert [r.fact for r in rows.relations] == [TRUE.fact]
    (schema,) = {json.dumps(r["response_format"]) for r in model.requests}
    assert '"strict": true' in schema
    assert '"additionalProperties": false' in schema
    assert "email" not in schema


def test_a_second_run_asks_nothing_and_reads_the_same(ask):
    with Model(GOOD) as model:
        first, n = ask(model), len(model.requests)
        assert ask(model) == first
        assert len(model.requests) == n


def test_lies_are_dropped_with_a_count(ask):
    with Model(LYING) as model:
        rows = ask(model)
    assert [r.fact for r in rows.relations] == [TRUE.fact]
    assert sum("dropped" in str(n["what"]) for n in rows.notes) == 2


@pytest.mark.parametrize(
    "bad", ["no json", "{}", '{"entities": [3], "relations": []}', "[[[", (503, "", "stop")]
)
def test_a_bad_answer_is_asked_for_again(ask, bad):
    with Model(bad, GOOD) as model:
        assert [r.fact for r in ask(model).relations] == [TRUE.fact]
    assert len(model.requests) == 2


def test_a_cut_answer_is_asked_for_in_halves(ask, monkeypatch):
    monkeypatch.setattr(language_model, "LEAST", 10)
    with Model((200, '{"entities": [', "length"), GOOD) as model:
        assert TRUE.fact in [r.fact for r in ask(model).relations]
    assert len(model.requests) == 3


def test_a_model_that_never_answers_well_is_an_error_after_few_tries(ask):
    with Model("nonsense") as model, pytest.raises(RemoteError, match="JSON"):
        ask(model)
    assert len(model.requests) == language_model.TRIES


def test_a_model_beside_our_rules(ask):
    with Model(GOOD) as model:
        rows = ask(model, "rules", "language-model")
    assert TRUE.p in [r.p for r in rows.relations]
    assert len({e.name for e in rows.entities}) == len(rows.entities)


@pytest.mark.parametrize("missing", ["LPIPGRAPH_MODEL", "OPENAI_API_KEY"])
def test_what_the_environment_lacks_is_said(monkeypatch, capsys, missing):
    monkeypatch.setenv("LPIPGRAPH_MODEL", "m")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.delenv(missing)
    issue = root() / "data" / "issues" / "policy-innovate-01.txt"
    assert main(["extract", str(issue), "--reader", "language-model"]) == 2
    assert missing in capsys.readouterr().err
