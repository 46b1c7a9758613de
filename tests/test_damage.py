"""A document is whole, or it is refused, or what is missing of it is said."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from lpipgraph import cli, document, graph, pipeline
from lpipgraph.document.formats.html import read_html
from lpipgraph.document.formats.pdf import read_pdf
from lpipgraph.errors import InputError

FORMATS = Path(__file__).parent / "formats"
PDFS = sorted(FORMATS.glob("*.pdf"))
#: So much of the words may go without a word being said: a flipped bit makes another letter.
SMALL = 0.05


def _zeros(content: bytearray, at: int, size: int) -> None:
    content[at : at + size] = bytes(min(size, len(content) - at))


def _ones(content: bytearray, at: int, size: int) -> None:
    content[at : at + size] = b"\xff" * min(size, len(content) - at)


def _flipped(content: bytearray, at: int, size: int) -> None:
    content[at] ^= 1 << size % 8


def _taken_out(content: bytearray, at: int, size: int) -> None:
    del content[at : at + size]


def _doubled(content: bytearray, at: int, size: int) -> None:
    content[at:at] = content[at : at + size]


DAMAGES: list[Callable[[bytearray, int, int], None]] = [_zeros, _ones, _flipped, _taken_out, _doubled]


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_a_damaged_pdf_is_refused_or_says_what_it_lacks(path: Path, damage: Callable[..., None]):
    whole = path.read_bytes()
    before = read_pdf(whole)
    words = set(before.text.split())
    chance = random.Random(f"{path.stem} {damage.__name__}")
    silent = []
    for size in (1, 4, 64, 1000, 20_000) * 2:
        content = bytearray(whole)
        at = chance.randrange(len(content))
        damage(content, at, size)
        try:
            after = read_pdf(bytes(content))
        except InputError:
            continue
        lost = len(words - set(after.text.split())) / len(words)
        if after.notes == before.notes and lost >= SMALL:
            silent.append((at, size, lost))
    assert silent == []


def test_a_sound_pdf_has_no_notes():
    assert len(PDFS) >= 3
    assert [read_pdf(path.read_bytes()).notes for path in PDFS] == [()] * len(PDFS)


# --- HTML --------------------------------------------------------------------------------------------------------

PAGE = (FORMATS / "issue-01.html").read_text("utf-8")


@pytest.mark.parametrize("share", [n / 23 for n in range(2, 23)])
def test_a_part_of_a_page_says_so(share: float):
    notes = read_html(PAGE[: int(len(PAGE) * share)]).notes
    assert any("its end may be missing" in note for note in notes)


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        "<p>One<p>Two",
        "<ul><li>One<li>Two</ul>",
        "<table><tr><td>One<td>Two<tr><td>Three</table>",
        "<dl><dt>One<dd>Two</dl><hr><p>Three<br>",
        "<div><p>One</div>",
        "text <b>bold</b> &amp; <i>more</i>",
    ],
)
def test_a_whole_page_says_nothing(page: str):
    assert read_html(page).notes == ()


# --- what a note does --------------------------------------------------------------------------------------------

HEAD = "Policy Innovate\n\nIssue No. 9, March 2026\n\nSlow money\nAda Green, Vale Council\n\nThe money was slow.\n\n"
NOTED = {
    "control characters": f"{HEAD}The t\x02owns were glad.\n".encode(),
    "another encoding": f"{HEAD}It cost £5m – all of it.\n".encode("cp1252"),
    "a run that is no language": f"{HEAD}{'QUJD' * 200}\n\nThe towns were glad.\n".encode(),
    "half a page": b"<html><body>" + HEAD.replace("\n\n", "</p><p>").encode() + b"<div>The towns",
}


@pytest.mark.parametrize("content", NOTED.values(), ids=NOTED)
def test_a_note_is_counted_shown_and_kept(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """`extract` and `build` count it, show it under -v, and end with 1 under --strict; the graph holds it."""
    issue, folder = tmp_path / "issue.txt", tmp_path / "graph"
    issue.write_bytes(content)
    (note,) = document.read(issue).notes
    out = str(tmp_path / "records.json")
    assert cli.main(["extract", str(issue), "-o", out]) == 0
    assert "1 note on the reading of the file" in capsys.readouterr().err
    assert cli.main(["extract", str(issue), "-o", out, "-v", "--strict"]) == 1
    assert note in capsys.readouterr().err
    built = pipeline.build([issue], folder)
    (kept,) = graph.reading_notes(built.dataset)
    assert kept.casefold() == f"{note}.".casefold()
    code = cli.main(["validate", "--at", str(folder), "-v"])
    assert kept in capsys.readouterr().out
    assert cli.main(["validate", "--at", str(folder), "--strict"]) == 1 >= code


def test_a_clean_issue_passes_strictly(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    issue = tmp_path / "issue.txt"
    issue.write_text(HEAD, "utf-8")
    assert cli.main(["extract", str(issue), "-o", str(tmp_path / "records.json"), "--strict"]) == 0
    assert "note on the reading" not in capsys.readouterr().err
