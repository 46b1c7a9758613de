"""Several issues in one graph: what was said when, what holds now, and where two issues differ, each with its quotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from common import NIGHTLY, by_day

import lpipgraph
from lpipgraph import pipeline
from lpipgraph.files import root
from lpipgraph.queries import evidence, query, resolve
from lpipgraph.store_protocol import Store

HERE = Path(__file__).parent / "issues"
FIRST = root() / "data" / "issues" / "policy-innovate-01.txt"
FILES = [FIRST, HERE / "policy-innovate-02.txt", HERE / "policy-innovate-05.txt"]


@pytest.fixture(scope="module")
def built() -> pipeline.Built:
    return pipeline.build(FILES)


@pytest.fixture(scope="module")
def store(built: pipeline.Built) -> Store:
    return lpipgraph.open_store(None, built.dataset)


def asked(store: Store, name: str, **given: str) -> list[dict[str, str]]:
    """The shown columns of an answer."""
    prepared = query(name)
    shown = [column.name for column in prepared.columns]
    found = store.select(prepared.bind(**resolve(store, prepared, given))).dicts()
    return [{key: row[key].value for key in shown if row.get(key) is not None} for row in found]


def test_the_leads_of_a_theme_as_each_issue_states_them_and_now(store: Store):
    leads = asked(store, "leads-over-time", theme="Skills")
    assert [(row["personName"], row["issue"], row["now"]) for row in leads] == [
        ("Kostas Kollydas", "1", "false"),
        ("Siobhán Mac Giolla", "2", "false"),
        ("Ruaridh MacAskill-Boyd", "5", "true"),
    ]
    assert asked(store, "leads-over-time", theme="Skills", issue="2") == leads[1:2]


def test_a_lead_who_was_replaced_has_both_quotes(store: Store):
    prepared = query("changes")
    found = store.select(prepared.bind(**resolve(store, prepared, {"kind": "changed", "issue": "2"})))
    told = [row["said"].value for row in found.dicts()]
    at = told.index("Cultural Recovery, leads theme: James Davies became Idris Fenwick-Bello")
    quotes = [item.quote for item in evidence(store, prepared, found)[at]]
    assert len(quotes) >= 2
    assert any("James Davies" in quote for quote in quotes)
    assert any("Idris Fenwick-Bello" in quote for quote in quotes)


def test_a_contradiction_is_a_finding_with_both_quotes_and_no_fault_of_the_graph(
    built: pipeline.Built, store: Store
):
    prepared = query("changes")
    found = store.select(prepared.bind(**resolve(store, prepared, {"kind": "contradicted"})))
    behind = evidence(store, prepared, found)
    assert behind
    texts = {document.number: document.text for document in built.documents}
    for items in behind:
        assert len({item.source for item in items}) == 2
        for item in items:
            assert item.quote == texts[item.source.rsplit("/", 1)[-1]][item.start : item.end]
    assert built.report.conforms


@pytest.mark.parametrize("kind", ["contradicted", "changed", "new", "gone"])
def test_each_kind_of_change_can_be_asked_for(store: Store, kind: str):
    rows = asked(store, "changes", kind=kind)
    assert rows
    assert {row["kind"] for row in rows} == {kind}
    assert all(int(row["earlier"]) < int(row["issue"]) for row in rows)


@pytest.mark.skipif(not NIGHTLY, reason="small issues show it by day: test_any_order_gives_one_archive")
def test_the_order_of_the_files_is_no_matter(built: pipeline.Built):
    assert pipeline.build(FILES[::-1]).dataset == built.dataset


ALL = sorted(HERE.glob("*.txt"))
#: Their mastheads give a season, or no date: the graph of such an issue waits for a user's word.
UNDATED = {"first-sight-r"}


@pytest.mark.parametrize("path", by_day(ALL, 3), ids=lambda path: path.stem)
def test_the_graph_of_each_issue_conforms_to_its_shapes(path: Path) -> None:
    assert len(ALL) >= 46
    report = pipeline.build([path]).report
    assert report.conforms != (path.stem in UNDATED), list(report.lines())


def hyphenated(text: str) -> str:
    """A text whose long lines are set in 80 columns, words of eight letters or more parted where a line ends."""
    lines = []
    for line in text.splitlines():
        words, set_ = line.split(" "), ""
        for word in words if len(line) > 120 else ():
            if len(set_) + len(word) > 76 and word.isalpha() and word.islower() and len(word) > 7:
                lines.append(f"{set_}{word[:4]}-")
                set_ = f"{word[4:]} "
            elif len(set_) + len(word) > 80:
                lines.append(set_.rstrip())
                set_ = f"{word} "
            else:
                set_ += f"{word} "
        lines.append(set_.rstrip() if len(line) > 120 else line)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", by_day(["policy-innovate-08", "policy-innovate-09"], 1))
def test_an_issue_whose_words_are_parted_at_line_ends_is_published(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.txt"
    path.write_text(hyphenated((HERE / path.name).read_text("utf-8")), "utf-8")
    assert path.read_text("utf-8").count("-\n") > 20
    report = pipeline.build([path]).report
    assert report.conforms, list(report.lines())
