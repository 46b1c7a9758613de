"""Score a new issue once, before anybody who writes rules has opened it, and keep the figures for ever.

``python benchmarks/first_sight.py ISSUE.txt KEY.json --name policy-innovate-10`` reads the issue with and without the
authority files and appends two rows to ``data/gold/first-sight.csv``. A name or a key that stands there is refused: what a
reader makes of a text that its authors have looked at is another figure. So is a reader that no commit holds.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.errors import NotAnIssue
from lpipgraph.extract import extract
from lpipgraph.files import root
from lpipgraph.records import Records
from lpipgraph.score import score

TABLE = root() / "data" / "gold" / "first-sight.csv"
COLUMNS = (
    "name", "date", "commit", "key", "authority", "entities", "mentions", "relations", "relations_precision",
)  # fmt: skip
#: What a commit must hold as it is, for its figures to be its own.
READER = ("lpipgraph", "data/reading", "data/authority", "data/gazetteer")


def recorded(table: Path) -> list[dict[str, str]]:
    """The rows of the table, none if there is no table yet."""
    if not table.exists():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(key: Path) -> str:
    """What a key is known by when it comes back under another name."""
    return hashlib.sha256(key.read_bytes()).hexdigest()[:12]


def figures(issue: Path, key: Records, known: Authority, given: document.Given) -> dict[str, str]:
    """Three F1 figures and the precision of relations; noughts if the issue is refused."""
    try:
        read = document.read(issue, given=given)
    except NotAnIssue as error:
        print(f"{issue}: {error}", file=sys.stderr)
        return dict.fromkeys(COLUMNS[5:], "0.0000")
    result = score(extract(read, known), key, text=read.text)
    numbers = (result.entities.f1, result.mentions.f1, result.relations.f1, result.relations.precision)
    return dict(zip(COLUMNS[5:], (f"{number:.4f}" for number in numbers), strict=True))


def git(*arguments: str) -> str:
    """What git says about the repository."""
    command = ["git", "-C", str(root()), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main(arguments: Sequence[str] | None = None, *, table: Path = TABLE) -> int:
    """Score and append, or refuse."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("issue", type=Path)
    parser.add_argument("key", type=Path)
    parser.add_argument("--name", required=True)
    for said in ("title", "number", "date"):
        parser.add_argument(f"--{said}", help="of a document that does not say it")
    options = parser.parse_args(arguments)
    rows, key = recorded(table), digest(options.key)
    for row in rows:
        if options.name == row["name"] or key == row["key"]:
            print(f"{row['name']} was scored at first sight on {row['date']}: never again", file=sys.stderr)
            return 1
    if git("status", "--porcelain", "--", *READER):
        print("the reader differs from its commit: commit it first", file=sys.stderr)
        return 1
    gold = Records.read(options.key)
    given = document.Given(options.title, options.number, options.date)
    made = {
        "name": options.name,
        "date": datetime.now(UTC).date().isoformat(),
        "commit": git("rev-parse", "--short=12", "HEAD"),
        "key": key,
    }
    for authority, known in (("with", Authority.read()), ("without", Authority())):
        rows.append({**made, "authority": authority, **figures(options.issue, gold, known, given)})
        print("  ".join(f"{name} {rows[-1][name]}" for name in COLUMNS[4:]))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
