"""The commands for several issues and for curators, as they are typed."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from lpipgraph.cli import main
from lpipgraph.files import root
from lpipgraph.records import Records

FIRST = root() / "data" / "issues" / "policy-innovate-01.txt"
SECOND = Path(__file__).parent / "issues" / "policy-innovate-02.txt"


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A copy of the project's own authority, for decisions to be kept in."""
    folder = tmp_path / "authority"
    shutil.copytree(root() / "data" / "authority", folder)
    return folder


def test_diff_tells_who_leads_now_with_both_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(FIRST), str(SECOND), "--kind", "changed"]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("  Communities in Their Places, leads theme: Abigail Taylor became Rhiannon Achterberg")
    assert "before: “LPIP Hub Lead: [Dr Abigail Taylor](#)”" in lines[at + 1]
    assert "after:  “LPIP Hub Lead: [Dr Rhiannon Achterberg](#)”" in lines[at + 2]


def test_diff_as_rdf_names_both_issues(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(FIRST), str(SECOND), "--kind", "changed", "--format", "ttl"]) == 0
    turtle = capsys.readouterr().out
    assert "Replacement" in turtle
    assert "id/publication/policy-innovate-1" in turtle
    assert "id/publication/policy-innovate-2" in turtle


def test_diff_as_json_keeps_places(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(FIRST), str(SECOND), "--kind", "changed", "--format", "json"]) == 0
    changes = json.loads(capsys.readouterr().out)
    text = FIRST.read_text("utf-8")
    assert changes
    for row in (row for change in changes for row in change["before"]):
        assert text[row["start"] : row["end"]] == row["quote"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((str(SECOND), str(FIRST)), "name the earlier issue first"),
        ((str(FIRST), str(SECOND), "--kind", "chnged"), "did you mean 'changed'?"),
        ((str(FIRST), str(SECOND), "--format", "turtle"), "no format is called 'turtle'"),
        ((str(FIRST), "nowhere.txt"), "nowhere.txt: cannot be read"),
    ],
)
def test_diff_says_what_is_wrong(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *arguments]) in (1, 2)
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_a_spreadsheet_of_names_goes_out_and_comes_back(
    authority: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "names.csv"
    common = ["review", str(SECOND), "--authority", str(authority)]
    assert main([*common, "--csv", "-o", str(sheet)]) == 0
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8"))))
    before = len(rows)
    row = next(r for r in rows if r["class"] == "CaseStudy")
    row["decision"] = "not an entity"
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert main([*common, "--take", str(sheet), "--who", "Ada"]) == 0
    assert "1 decisions taken" in capsys.readouterr().out
    assert main([*common, "--csv"]) == 0
    after = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(after) < before
    assert row["mention"] not in {r["mention"] for r in after}
    assert main(["extract", str(SECOND), "--authority", str(authority), "-o", str(tmp_path / "r.json")]) == 0


def test_names_are_decided_about_at_the_keyboard(
    authority: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["u", "q"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert main(["review", str(SECOND), "--authority", str(authority), "--who", "Ada"]) == 0
    out = capsys.readouterr().out
    assert "1 decisions" in out
    kept = authority / "decisions" / "policy-innovate-02.csv"
    assert "Ada" in kept.read_text("utf-8")
    assert main(["review", str(SECOND), "--authority", str(authority), "--sssom"]) == 0
    assert "mapping_set_id" in capsys.readouterr().out


def test_a_key_begins_as_what_was_found(tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    assert main(["annotate", str(SECOND), "-o", str(key)]) == 0
    records = Records.read(key)
    assert len(records.entities) > 150
    assert all(e.how is None and e.score is None for e in records.entities)


def test_two_issues_in_one_graph_and_a_bad_file_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "recipe.txt"
    bad.write_text("Take three eggs.\n\nBeat them.\n", "utf-8")
    again = tmp_path / "copy.txt"
    shutil.copy(FIRST, again)
    folder = tmp_path / "graph"
    code = main(["build", str(SECOND), str(FIRST), str(bad), str(again), "-o", str(folder)])
    out, err = capsys.readouterr()
    assert code == 2
    assert out.splitlines()[0].startswith(f"{folder}: Policy Innovate No. 1 and Policy Innovate No. 2")
    assert [line.split(": ", 2)[1] for line in err.splitlines()] == [str(bad), str(again)]
    assert {p.name for p in (folder / "records").iterdir()} == {
        "policy-innovate-01.json",
        "policy-innovate-02.json",
        "names",
        "texts",
    }
    first = (folder / "graph.trig").read_bytes()
    assert b"comparison/1--2" in first
    assert main(["build", str(FIRST), str(SECOND), "-o", str(folder)]) in (0, 1)
    assert (folder / "graph.trig").read_bytes() == first
