"""A document is whole, or it is refused, or what is missing of it is said."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from common import by_day

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


@pytest.mark.parametrize(
    ("path", "damage"),
    by_day([(path, damage) for damage in DAMAGES for path in PDFS], 9),
    ids=lambda x: x.stem if isinstance(x, Path) else x.__name__.strip("_"),
)
def test_a_damaged_pdf_is_refused_or_says_what_it_lacks(path: Path, damage: Callable[..., None]):
    whole = path.read_bytes()
    before = read_pdf(whole)
    words = set(before.text.split())
    chance = random.Random(f"{path.stem} {damage.__name__}")
    silent = []
    for size in (1, 4, 64, 1000, 20_000) * (20 if "LPIPGRAPH_FUZZ" in os.environ else 1):
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


def _pdf(annotation: str) -> bytes:
    """A page with a sentence and one annotation."""
    drawn = b"BT /F 12 Tf 72 700 Td (The towns were glad of it.) Tj ET"
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Annots[6 0 R]/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Type/Annot/Rect[72 600 272 620]{annotation}>>".encode(),
    ]
    out = b"%PDF-1.7\n"
    places = []
    for n, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(out))
    )


@pytest.mark.parametrize(
    ("annotation", "noted"),
    [
        ("/Subtype/Widget/FT/Tx/T(name)/V(Ada Green)", True),
        ("/Subtype/FreeText/Contents(Ada Green leads)/DA(/F 12 Tf)", True),
        ("/Subtype/Text/Contents(Ada Green leads)", True),
        ("/Subtype/Highlight/Contents(Ada Green leads)", True),
        ("/Subtype/Caret/Contents(Ada Green leads)", True),
        ("/Subtype/Highlight", False),
        ("/Subtype/Link/Contents(a link)/A<</S/URI/URI(https://x.example/)>>", False),
        ("/Subtype/Popup/Contents(Ada Green leads)", False),
    ],
)
def test_what_stands_in_fields_and_comments_of_a_pdf_is_noted(annotation: str, noted: bool):
    read = read_pdf(_pdf(annotation))
    assert "The towns were glad" in read.text
    assert any("form fields or comments were not read" in note for note in read.notes) == noted


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
    # Issue 1 hides a line of its head from the screen: that it was not read is said
    hidden = (
        ("hidden words were not read, the first are: Policy Innovate | Issue No. 1",) if page is PAGE else ()
    )
    assert read_html(page).notes == hidden


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
