"""The table of first measures: its form, and a script that measures once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from common import script

from lpipgraph.files import root

ISSUES = Path(__file__).parents[1] / "issues"


@pytest.fixture(scope="module")
def first_sight():
    return script("benchmarks/first_sight.py")


def test_the_table_has_the_form_that_its_readme_describes(first_sight):
    rows = first_sight.recorded(first_sight.TABLE)
    described = (root() / "data" / "gold" / "README.md").read_text("utf-8").split("## First sight")[1]
    assert all(re.search(rf"\| (?:.*, )?{column}[ ,|]", described) for column in first_sight.COLUMNS)
    assert first_sight.TABLE.read_text("utf-8").splitlines()[0] == ",".join(first_sight.COLUMNS)
    assert len({(row["name"], row["authority"]) for row in rows}) == len(rows) >= 9
    for row in rows:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"])
        assert re.fullmatch(r"[0-9a-f]{12}|", row["commit"])
        assert re.fullmatch(r"[0-9a-f]{12}", row["key"])
        assert row["authority"] in ("with", "without")
        assert all(0 <= float(row[name]) <= 1 for name in ("entities", "mentions", "relations"))
        assert row["commit"] == "" or 0 <= float(row["relations_precision"]) <= 1


def test_every_open_issue_but_the_first_was_measured_at_first_sight(first_sight):
    names = {row["name"] for row in first_sight.recorded(first_sight.TABLE)}
    assert {path.stem for path in ISSUES.glob("*.txt")} <= names


def test_a_new_key_is_scored_once(first_sight, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        first_sight, "git", lambda *arguments: "" if arguments[0] == "status" else "0123456789ab"
    )
    table = tmp_path / "table.csv"
    issue, key = ISSUES / "policy-innovate-03.txt", ISSUES / "policy-innovate-03.gold.json"
    assert first_sight.main([str(issue), str(key), "--name", "new"], table=table) == 0
    first = table.read_bytes()
    assert [row["authority"] for row in first_sight.recorded(table)] == ["with", "without"]
    other = shutil.copy(key, tmp_path / "other.json")
    assert (
        first_sight.main(
            [str(issue), str(ISSUES / "policy-innovate-04.gold.json"), "--name", "new"], table=table
        )
        == 1
    )
    assert first_sight.main([str(issue), str(other), "--name", "newer"], table=table) == 1
    assert table.read_bytes() == first
    assert "never again" in capsys.readouterr().err


def test_a_reader_that_no_commit_holds_is_not_scored(first_sight, tmp_path, monkeypatch):
    monkeypatch.setattr(first_sight, "git", lambda *_: " M lpipgraph/extract/__init__.py")
    key = ISSUES / "policy-innovate-03.gold.json"
    issue = ISSUES / "policy-innovate-03.txt"
    assert first_sight.main([str(issue), str(key), "--name", "new"], table=tmp_path / "table.csv") == 1
    assert not (tmp_path / "table.csv").exists()


def test_an_issue_that_is_refused_gets_noughts(first_sight, tmp_path, monkeypatch):
    monkeypatch.setattr(
        first_sight, "git", lambda *arguments: "" if arguments[0] == "status" else "0123456789ab"
    )
    issue = tmp_path / "none.txt"
    issue.write_text("")
    table = tmp_path / "table.csv"
    key = ISSUES / "policy-innovate-03.gold.json"
    monkeypatch.setattr(
        first_sight.document,
        "read",
        lambda *_, **__: (_ for _ in ()).throw(first_sight.NotAnIssue("no masthead")),
    )
    assert first_sight.main([str(issue), str(key), "--name", "none"], table=table) == 0
    assert {row["relations"] for row in first_sight.recorded(table)} == {"0.0000"}
