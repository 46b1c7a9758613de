"""The bench itself: what its files say must be sayable, and the harness must count it rightly."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from common import NIGHTLY, by_day, script

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.records import PREDICATES, Value

ROOT = Path(__file__).parents[2]


reading = script("benchmarks/reading.py")
SENTENCES = list(reading.rows(reading.BENCH / "sentences.tsv"))
DISTRACTORS = list(reading.rows(reading.BENCH / "distractors.tsv"))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [(row["statements"], row["sentence"]) for row in SENTENCES]
    + [(row["forbidden"], row["sentence"]) for row in DISTRACTORS],
)
def test_every_statement_is_about_the_names_of_its_sentence(said, sentence):
    slots = {hit["slot"] for hit in reading.SLOT.finditer(sentence)}
    assert re.sub(reading.SLOT, "", sentence).count("{") == 0
    for each in map(reading.Statement.parse, said.split(";")):
        assert each.p == "*" or each.p in PREDICATES
        assert {each.s, each.o} <= slots | {"*"} or each.o.startswith('"')
        assert each.s in slots | {"*"}
        if each.o.startswith('"'):
            assert PREDICATES[each.p] == "literal"


def test_there_is_enough_of_everything():
    assert len(SENTENCES) >= 150
    assert sum(len(row["statements"].split(";")) for row in SENTENCES) >= 240
    assert len(DISTRACTORS) >= 80
    groups, key = reading.key_of(reading.BENCH)
    assert sum(map(len, groups.values())) == 42
    assert len({r.p for r in key.relations}) >= 15
    assert len(list((reading.BENCH / "layouts").glob("*.txt"))) >= 16


def test_a_sentence_has_other_names_with_another_seed_and_the_same_with_the_same():
    one, two = (list(reading.filled(seed=seed)) for seed in (1, 2))
    assert one == list(reading.filled(seed=1))
    assert sum(a != b for a, b in zip(one, two, strict=True)) > 200
    assert not any("{" in text for _, text in one)


def test_every_layout_prints_every_record():
    groups, key = reading.key_of(reading.BENCH)
    for path in (reading.BENCH / "layouts").glob("*.txt"):
        text = reading.layout(path.read_text("utf-8"), groups)
        document.parse(text)
        missing = [e.name for e in key.entities if e.name not in text]
        missing += [
            r.o.value
            for r in key.relations
            if isinstance(r.o, Value) and r.o.type == "money" and r.o.value not in text
        ]
        assert missing == [], path.name


@pytest.mark.parametrize(
    "bench", sorted((ROOT / "tests/reading/unseen").iterdir()), ids=lambda folder: folder.name
)
def test_a_bench_of_others_is_of_the_same_form(bench):
    """Its statements are about the names of their sentences, and its layouts print its records."""
    assert len(list(reading.filled(bench))) >= 130
    for row in (*reading.rows(bench / "sentences.tsv"), *reading.rows(bench / "distractors.tsv")):
        slots = {hit["slot"] for hit in reading.SLOT.finditer(row["sentence"])} | {"*"}
        for each in map(reading.Statement.parse, (row.get("statements") or row["forbidden"]).split(";")):
            assert each.s in slots
            assert each.o in slots or each.o.startswith('"')
    groups, key = reading.key_of(bench)
    printed = [reading.layout(p.read_text("utf-8"), groups) for p in (bench / "layouts").glob("*.txt")]
    assert len(printed) >= 8
    assert all(any(e.name in text for text in printed) for e in key.entities)


def test_what_is_read_is_counted_by_direction_class_and_value():
    plain = reading.Reading(
        "",
        {},
        (("O", "fundedBy", "O2"), ("L", "amount", Value("£4m", "money"))),
        {"O": "Organisation", "O2": "Policy"},
    )
    parse = reading.Statement.parse
    assert plain.says(parse("fundedBy O O2")) and not plain.says(parse("fundedBy O2 O"))
    assert (
        plain.says(parse("* O O2"))
        and plain.says(parse("fundedBy * *"))
        and not plain.says(parse("hosts * *"))
    )
    assert plain.says(parse('amount L "£4 million"')) and not plain.says(parse('amount L "£5 million"'))
    assert plain.says(parse("amount L *"))
    assert not plain.right_classes(parse("fundedBy O O2"))


@pytest.mark.parametrize("seed", range(10 if NIGHTLY else 1))
@pytest.mark.parametrize(
    "path", by_day(sorted((reading.BENCH / "layouts").glob("*.txt")), 12), ids=lambda path: path.stem
)
def test_an_empty_cell_costs_that_cell_and_never_the_issue(path, seed):
    """Cells and lines that are empty, doubled or blank, anywhere."""
    groups, _ = reading.key_of(reading.BENCH)
    rng = random.Random(f"{path.stem}:{seed}")
    head, *lines = reading.layout(path.read_text("utf-8"), groups).split("\n")
    for number in rng.sample(range(6, len(lines)), 12):
        cells = re.split(r"(\t| \| |: )", lines[number])
        at = rng.randrange(len(cells))
        cells[at : at + 1] = rng.choice(
            ([""], [" "], [cells[at], "\t"], ["\t", cells[at]], ["![picture](a.png)"])
        )
        lines[number] = "".join(cells)
    text = "\n".join([head, *lines])
    extract(document.parse(text), Authority()).checked(text)
