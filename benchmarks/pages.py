"""How well the reader finds the articles of pages whose layout it has never met, and what stands in each.

Run it with ``python benchmarks/pages.py``. A bench is a folder of pages (``tests/reading/pages/*`` unless ``--bench`` names another): an
issue ``NN-name.txt`` and its key ``NN-name.tsv`` with the columns kind, text, article. ``article`` rows are the titles in their order,
``name`` rows the names that stand in one article alone, ``not`` rows lines that look like titles and are none.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.errors import LpipError
from lpipgraph.extract import extract
from lpipgraph.files import root
from lpipgraph.names import fold
from lpipgraph.score import Tally

PAGES = root() / "tests" / "reading" / "pages"
#: What the reader calls a text of the issue with a title of its own.
ARTICLES = frozenset({"article", "evidence review"})


@dataclass(frozen=True, slots=True)
class Page:
    """How one page was read: its articles, the names led to their article, and each fault in words."""

    name: str
    articles: Tally
    mentions: Tally
    faults: Sequence[str]


def pages(bench: Path, only: str = "") -> Iterator[Page]:
    """Read each page of a bench and compare it with its key."""
    for path in sorted(bench.glob("*.txt")):
        if only in path.stem:
            yield page(path)


def page(path: Path) -> Page:
    """Read a page and compare it with the key beside it."""
    with path.with_suffix(".tsv").open(encoding="utf-8", newline="") as file:
        key = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    titles = {fold(row["text"]): row["text"] for row in key if row["kind"] == "article"}
    try:
        records = extract(document.parse(path.read_text("utf-8")), Authority())
    except LpipError as error:
        wanted = sum(row["kind"] == "name" for row in key)
        return Page(path.stem, Tally(0, len(titles), 0), Tally(0, wanted, 0), [str(error)])
    names = {e.id: e for e in records.entities}
    speakers = {r.s for r in records.relations if r.p == "mentions"}
    parts = {r.s for r in records.relations if r.p == "partOfIssue"}
    found = {fold(names[i].name): names[i].name for i in speakers | parts if names[i].kind in ARTICLES}
    faults = [f"- article {titles[each]}" for each in titles.keys() - found.keys()]
    faults += [f"+ article {found[each]}" for each in found.keys() - titles.keys()]

    said: dict[str, set[str]] = {}
    for r in records.relations:
        if r.p == "mentions" and isinstance(r.o, str) and names[r.s].kind in ARTICLES:
            for each in names[r.o].names:
                said.setdefault(fold(each), set()).add(fold(names[r.s].name))
    known = {fold(each) for e in records.entities for each in e.names}
    right = spurious = missing = 0
    for row in key:
        # a name that was not found as a name says nothing about the page
        if row["kind"] != "name" or fold(row["text"]) not in known:
            continue
        homes = said.get(fold(row["text"]), set())
        home = fold(row["article"])
        right += home in homes
        missing += home not in homes
        spurious += len(homes - {home})
        if homes != {home}:
            where = ", ".join(sorted(homes)) or "no article"
            faults.append(f"  {row['text']}: in {where}, not {row['article']}")
    return Page(
        path.stem,
        Tally(len(found), len(titles), len(titles.keys() & found.keys())),
        Tally(right + spurious, right + missing, right),
        faults,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--bench", type=Path, action="append", help="a folder like those in tests/reading/pages"
    )
    parser.add_argument(
        "--floors", action="store_true", help="write what is reached into tests/reading/pages/floors.csv"
    )
    parser.add_argument("--only", default="", help="pages whose name contains this")
    parser.add_argument(
        "--misses", action="store_true", help="list what was lost (-), wrong (+) or led elsewhere"
    )
    options = parser.parse_args(arguments)
    reached = ["page,articles,names"]
    for bench in options.bench or sorted(each for each in PAGES.iterdir() if each.is_dir()):
        read = list(pages(bench, options.only))
        reached += [
            f"{bench.name}/{each.name},{each.articles.f1:.3f},{each.mentions.f1:.3f}" for each in read
        ]
        for each in read:
            print(
                f"  {each.name:<34} articles {each.articles.f1:.3f}, names in their article {each.mentions.f1:.3f}"
            )
            if options.misses:
                print(*(f"      {fault}" for fault in each.faults), sep="\n")
        if read:
            articles, mentions = [each.articles.f1 for each in read], [each.mentions.f1 for each in read]
            print(
                f"{bench.name}: articles F1 {statistics.mean(articles):.3f} on average, {min(articles):.3f} the worst; "
                f"names in their article {statistics.mean(mentions):.3f}, {min(mentions):.3f} the worst of {len(read)}"
            )
    if options.floors:
        (PAGES / "floors.csv").write_text("\n".join(reached) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
