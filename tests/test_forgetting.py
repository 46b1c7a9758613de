"""A person who is forgotten is nowhere, and does not come back."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from lpipgraph import store
from lpipgraph.authority import Forgotten
from lpipgraph.cli import main
from lpipgraph.files import root

ISSUE = """\
Lanes and Ledgers

Issue No. {number} | Date 0{number}.03.2025

Our research themes

Skills

Theme Lead: Dr Siân Obolensky-Lee

Siân is a Research Fellow at Marlow University and leads the Skills theme. Bo Tarn of the Marlow Institute and Dr Siân
Obolensky-Lee wrote the Skills Review in 2021.

Health

Theme Lead: Dr Bo Tarn

Bo is a Senior Lecturer at Thornby University.

Contacts

Siân Obolensky-Lee s.obolensky@marlow.ac.uk
"""
NAME = "Siân Obolensky-Lee"
_LEFT = re.compile(r"obolensky|siân|sian\b", re.IGNORECASE)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """An authority that knows the person and where a curator decided about them."""
    folder = tmp_path / "known"
    shutil.copytree(root() / "data" / "authority", folder)
    with (folder / "people.csv").open("a") as table:
        table.write(f"person:sian,Person,{NAME},S. Obolensky-Lee,,\n")
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions" / "lanes-and-ledgers-01.csv").write_text(
        "issue,class,mention,decision,target,name,kind,right_class,who,when,why,candidates\n"
        f"*,Person,{NAME},existing,person:sian,,,,ed,2025-03-01,,\n"
        f"*,Person,Bo Tarn,new,person:bo-tarn,Bo Tarn,,,ed,2025-03-01,not {NAME},person:sian {NAME} 0.20\n"
    )
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(ISSUE.format(number=number), "utf-8")
    return folder


def left_below(folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".txt":
            text = path.read_bytes().decode("utf-8", "replace").replace("\\u00e2", "â")
            if _LEFT.search(text) or _LEFT.search(path.name):
                found.append(f"{path}: {(_LEFT.search(text) or _LEFT.search(path.name))!r}")
    return found


@pytest.mark.parametrize(
    "who", ["sian obolensky lee", "https://w3id.org/lpip/id/person/sian", "S. Obolensky-Lee"]
)
def test_nothing_is_left_whatever_the_person_is_called(
    who: str, known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["build", "1.txt", "--authority", str(known)]) == 0
    assert left_below(tmp_path / "lpip-graph")
    if who.startswith("http"):
        with store.open_store(tmp_path / "lpip-graph" / "store") as asked:
            rows = asked.select(
                f'SELECT ?s {{ ?s <http://www.w3.org/2000/01/rdf-schema#label> "{NAME}"@en }}'
            ).rows
        who = rows[0][0].value  # type: ignore[union-attr]
    assert main(["forget", "--person", who, "--authority", str(known)]) == 0
    assert left_below(tmp_path / "lpip-graph") == left_below(tmp_path / "known") == []


def test_nothing_is_left_and_nothing_comes_back(
    known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    build = ["build", "1.txt", "2.txt", "--authority", str(known)]
    assert main(build) == 0
    assert main(["export"]) == 0
    assert left_below(tmp_path / "lpip-graph")
    assert main(["forget", "--person", NAME, "--authority", str(known)]) == 0
    for folder in ("lpip-graph", "lpip-export", "known"):
        assert left_below(tmp_path / folder) == []
    before = (tmp_path / "lpip-graph" / "graph.trig").read_bytes()
    assert b"Bo Tarn" in before
    assert main(build) == 0  # the person stands in both files still
    assert left_below(tmp_path / "lpip-graph") == []
    assert main([*build, "-o", "elsewhere"]) == 0
    assert left_below(tmp_path / "elsewhere") == []
    shutil.copytree(root() / "data" / "authority", tmp_path / "other")
    assert main(["build", "1.txt", "2.txt", "--authority", "other"]) == 0  # the build itself knows
    assert left_below(tmp_path / "lpip-graph") == []
    for command in (
        ["extract", "1.txt"],
        ["review", "1.txt", "--csv"],
        ["diff", "1.txt", "2.txt", "--quotes"],
    ):
        capsys.readouterr()
        assert main([*command, "--authority", str(known)]) == 0
        assert _LEFT.search(capsys.readouterr().out) is None


def test_somebody_whom_nobody_knows_is_told(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(tmp_path / "1.txt"), "-o", str(tmp_path / "g"), "--authority", str(known)]) == 0
    capsys.readouterr()
    at = ["--at", str(tmp_path / "g"), "--authority", str(known)]
    assert main(["forget", "--person", "Bo Tarrn", *at]) == 2
    assert "did you mean 'Bo Tarn'?" in capsys.readouterr().err
    assert main(["forget", "--person", "Bo Tarn", "--at", str(tmp_path / "nowhere")]) == 2


def test_a_tombstone_knows_every_spelling_and_tells_none() -> None:
    stones = Forgotten().with_names([NAME], "2025-03-01")
    for spelt in (NAME, "Dr Sian Obolensky Lee", "SIÂN OBOLENSKY‑LEE", "siân obolensky-lee"):
        assert stones.knows(spelt)
        assert stones.without(f"With {spelt}’s help") in ("With …’s help", "With Dr …’s help")
    assert not stones.knows("Siân Lee")
    assert _LEFT.search(stones.to_csv().decode()) is None
    assert stones.with_names([NAME], "2026-01-01") == stones
    assert stones.spans("Siân\nObolensky-Lee, siân.obolensky-lee") == [(0, 18), (20, 38)]
