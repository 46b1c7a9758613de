"""Title, number and date: out of a masthead in any wording and place, or as the user gives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lpipgraph import document
from lpipgraph.cli import main
from lpipgraph.document import Given
from lpipgraph.errors import NotAnIssue

BODY = "\n\nA letter from the lanes\n\nBy Joss Vane, Marlow Trust\n\nThe weather was fine, and the lamp was lit.\n"
MORE = "The lamp was lit again, and the weather was fine.\n\n"
HEADS = [
    ("Lanes and Ledgers\n\nVol. 2 Issue 3 | May 2026", "3", "2026-05"),
    ("Lanes and Ledgers\n\nIssue IV · 4 May 2026", "4", "2026-05-04"),
    ("Lanes and Ledgers\n\nIssue 7, 4 May 2026", "7", "2026-05-04"),
    ("Lanes and Ledgers\n\nIssue 37, 4 May 2026", "37", "2026-05-04"),
    ("Lanes and Ledgers\n\n7th edition, 4 May 2026", "7", "2026-05-04"),
    ("View this email in your browser\n\nLanes and Ledgers\n\nIssue 7 | 4 May 2026", "7", "2026-05-04"),
    ("Unsubscribe | Forward | Share\n\nLanes and Ledgers\n\nEdition seven, 4 May 2026", "7", "2026-05-04"),
    ("Having trouble reading this email? View it online\n\nLanes and Ledgers: Issue 7 (May 2026)", "7", "2026-05"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "number", "date"), HEADS)
def test_a_masthead_in_any_wording(head: str, number: str, date: str):
    doc = document.parse(head + BODY)
    assert (doc.title, doc.number, doc.date) == ("Lanes and Ledgers", number, date)
    assert doc.assumed == ()


def test_an_imprint_at_the_end():
    doc = document.parse(f"Lanes and Ledgers{BODY}{MORE * 40}\nLanes and Ledgers, Issue 7, 4 May 2026\n")
    assert (doc.title, doc.number, doc.date) == ("Lanes and Ledgers", "7", "2026-05-04")
    assert any("imprint" in what for what in doc.assumed)


def test_what_is_given_counts():
    doc = document.parse(BODY.lstrip(), given=Given("Lanes and Ledgers", "7", "2026-05-04"))
    assert doc.id == "lanes-and-ledgers-07"
    assert [s.kind for s in doc.sections] == ["masthead", "article"]


@pytest.mark.parametrize("given", [None, Given(title="Lanes"), Given(date="2026-05-04"), Given(number="7")])
def test_garbage_is_no_issue_unless_title_and_date_are_given(given: Given | None):
    with pytest.raises(NotAnIssue, match="--title and --date"):
        document.parse(BODY.lstrip(), given=given)


def test_a_blog_post_is_read_with_what_the_user_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "post.txt"
    path.write_text(BODY.lstrip(), "utf-8")
    out = tmp_path / "records.json"
    assert main(["extract", str(path), "--title", "Lanes", "--date", "4 May 2026", "-o", str(out)]) == 0
    rows = json.loads(out.read_text("utf-8"))
    assert rows["issue"] == "lanes-2026-05-04"
    kinds = {e.get("kind") for e in rows["entities"]}
    assert {"newsletter issue", "article"} <= kinds
    assert any(r["p"] == "partOfIssue" for r in rows["relations"])
    assert any("assumed" in n["what"] for n in rows["notes"])
    assert "assumed" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--date", "soon"], ["--number", "many"]])
def test_a_wrong_date_or_number_is_refused(
    tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "post.txt"
    path.write_text(BODY, "utf-8")
    assert main(["extract", str(path), "--title", "Lanes", *wrong]) == 2
    assert wrong[1] in capsys.readouterr().err
