"""Pages by people who never saw the reader: their keys are about what they print, and the reader finds so much in them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from common import script


def _rows(path: Path, between: str) -> list[dict[str, str]]:
    lines = path.read_text("utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter=between, quoting=csv.QUOTE_NONE))


pages = script("benchmarks/pages.py")
BENCHES = sorted(each for each in pages.PAGES.iterdir() if each.is_dir())
PAGES = [path for bench in BENCHES for path in sorted(bench.glob("*.txt"))]
#: What has been reached, a page: articles, and names led to their article. It may rise.
FLOORS = {row["page"]: row for row in _rows(pages.PAGES / "floors.csv", ",")}


def _flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_key_is_about_its_page_and_the_reader_keeps_what_it_reached(path: Path) -> None:
    text = _flat(re.sub(r"-\n\s*", "-", path.read_text("utf-8")))
    rows = _rows(path.with_suffix(".tsv"), "\t")
    titles = [row["text"] for row in rows if row["kind"] == "article"]
    assert {row["kind"] for row in rows} <= {"article", "name", "not"} and len(titles) > 3
    for row in rows:
        assert row["text"].replace(" ", "") in text.replace(" ", ""), row
        assert row["kind"] != "name" or row["article"] in titles, row
    read, floor = pages.page(path), FLOORS[f"{path.parent.name}/{path.stem}"]
    assert read.articles.f1 >= float(floor["articles"]) - 0.0005, read.faults
    assert read.mentions.f1 >= float(floor["names"]) - 0.0005, read.faults


def test_there_are_enough_pages() -> None:
    assert len(PAGES) >= 12
    assert len(FLOORS) == len(PAGES)
