"""Issue 1 said otherwise: labels, headings, verbs, names and the order of sections changed, its key changed likewise.

What is read must not hang on the wording that the rules were written beside. ``python tests/reading/test_metamorphic.py``
prints the figures.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.files import root
from lpipgraph.records import Records
from lpipgraph.score import Score, score

#: Relations may lose this much by a change that leaves the meaning.
LIMIT = 0.01
#: Changes by which more is lost as yet.
LOSING = ("verbs",)
ISSUE = root() / "data" / "issues" / "policy-innovate-01.txt"
KEY = root() / "data" / "gold" / "policy-innovate-01.gold.json"


@cache
def changes() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    with (Path(__file__).parent / "changes.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            change = (re.compile(row["from"], re.MULTILINE), row["to"].replace("\\t", "\t"))
            found.setdefault(row["change"], []).append(change)
    return found


def changed(text: str, name: str) -> str:
    for pattern, put in changes()[name]:
        text = pattern.sub(lambda _, put=put: put, text)
    return text


def changed_key(name: str) -> Records:
    """The key with every string changed as the text was."""

    def walk(node):
        if isinstance(node, dict):
            return {k: v if k in ("id", "s", "p", "class", "type") else walk(v) for k, v in node.items()}
        if isinstance(node, list):
            return [walk(each) for each in node]
        return changed(node, name) if isinstance(node, str) and not re.match(r"[a-z-]+:", node) else node

    return Records.from_json(json.dumps(walk(json.loads(KEY.read_text("utf-8")))))


@cache
def original() -> str:
    return ISSUE.read_bytes().decode("utf-8")


@cache
def baseline() -> Score:
    return measured(original(), Records.read(KEY))


def measured(text: str, key: Records) -> Score:
    return score(extract(document.parse(text), Authority()), key, text=text)


def reordered(text: str) -> str:
    """Events first, then reports, then blogs, then the articles from the last to the first."""
    parts = document.parse(text).sections
    starts = [s.start for s in parts if s.kind in ("article", "themes", "blogs", "reports", "events")]
    end = next(s.start for s in parts if s.kind == "disclaimer")
    pieces = [text[a:b] for a, b in zip(starts, [*starts[1:], end], strict=True)]
    head, title, contents = text[: starts[0]].partition("Contents\n")
    lines = [line for line in contents.split("\n") if line.strip()]
    assert len(lines) == len(pieces)
    names = [re.split(r"\.{3,}|\t", line)[0].rstrip() for line in lines]
    listed = "\n".join(f"{name}\t{3 * number}" for number, name in enumerate(reversed(names), 1))
    body = "".join(piece.rstrip("\n") + "\n\n" for piece in reversed(pieces))
    return f"{head}{title}\n{listed}\n\n{body}{text[end:]}"


def loss(name: str) -> tuple[float, Score]:
    if name == "order":
        result = measured(reordered(original()), Records.read(KEY))
    else:
        result = measured(changed(original(), name), changed_key(name))
    return baseline().relations.f1 - result.relations.f1, result


@pytest.mark.parametrize("name", sorted(changes()))
def test_each_wording_that_is_changed_stands_in_the_issue(name):
    text = original()
    for pattern, put in changes()[name]:
        assert pattern.search(text), pattern.pattern
        text = pattern.sub(lambda _, put=put: put, text)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(reason="loses more than the limit"))
        if name in LOSING
        else name
        for name in [*sorted(changes()), "order"]
    ],
)
def test_relations_do_not_hang_on_it(name):
    lost, result = loss(name)
    assert lost <= LIMIT, [str(row) for row in result.missing if row.group != "mentions"][:40]


def main() -> None:
    base = baseline()
    print(f"{'unchanged':<14} relations {base.relations.f1:.4f}, entities {base.entities.f1:.4f}")
    for name in [*sorted(changes()), "order"]:
        lost, result = loss(name)
        print(
            f"{name:<14} relations {result.relations.f1:.4f} ({-lost:+.4f}), mentions {result.mentions.f1:.4f}, "
            f"entities {result.entities.f1:.4f}, hallucinations {len(result.hallucinations)}"
        )


if __name__ == "__main__":
    main()
