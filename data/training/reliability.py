"""Counts how often each rule of the reader is right: writes ``data/reading/reliability.csv``.

Run ``make reliability`` after rules have changed. ``--lines`` prints what precision and recall each line between
statements and candidates would give, each issue judged with the counts of the others.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import check, read_out
from lpipgraph.records import Entity, Records, Relation, Value, fits
from lpipgraph.score import judged, score

ROOT = Path(__file__).parent.parent.parent
Counts = Counter[tuple[str, str, bool]]


def keys() -> list[tuple[Path, Path]]:
    """The open issues' texts and keys."""
    gold = [*(ROOT / "data" / "gold").glob("*.gold.json"), *(ROOT / "tests" / "issues").glob("*.gold.json")]
    texts = {
        path.stem: path
        for folder in ("data/issues", "tests/issues")
        for path in (ROOT / folder).glob("*.txt")
    }
    return sorted((texts[path.name.removesuffix(".gold.json")], path) for path in gold)


def verdicts() -> dict[str, list[tuple[Relation, Records, bool]]]:
    """Issue → each judged statement, without and with known names; one that is read both times counts once."""
    found: dict[str, list[tuple[Relation, Records, bool]]] = {}
    for text, key in keys():
        issue = document.read(text)
        seen: set[tuple[object, ...]] = set()
        for authority in (Authority(), Authority.read()):
            rows = read_out(issue, authority)
            classes = {e.id: e for e in rows.entities}
            gold = Records.read(key)
            right, wrong = judged(rows, gold)
            # A name that the key has not is the names' fault, and weighs with their own scores.
            named = {id_ for id_, _ in score(rows, gold).pairs}
            wrong = [r for r in wrong if {r.s} | ({r.o} if isinstance(r.o, str) else set()) <= named]
            for side, said in ((right, True), (wrong, False)):
                for r in side:
                    place = (r.p, r.rule, r.start, r.end, _name(r.s, classes), _name(r.o, classes))
                    if fits(r, classes) and place not in seen:
                        seen.add(place)
                        found.setdefault(issue.id, []).append((r, rows, said))
    return found


def _name(end: str | Value, entities: dict[str, Entity]) -> str:
    return end.value if isinstance(end, Value) else entities[end].name


def counted(said: dict[str, list[tuple[Relation, Records, bool]]], but: str = "") -> Counts:
    """Part of a rule, predicate (empty: any) and whether it was right → rows."""
    counts: Counts = Counter()
    for issue, rows in said.items():
        for r, _, right in rows if issue != but else ():
            for part in check.parts(r.rule or ""):
                counts[part, r.p, right] += 1
                counts[part, "", right] += 1
    return counts


def as_table(counts: Counts) -> dict[tuple[str, str], tuple[int, int]]:
    """(part, predicate) → rows right, rows judged."""
    return {
        (part, p): (counts[part, p, True], counts[part, p, True] + counts[part, p, False])
        for part, p, _ in counts
    }


def main() -> int:
    """Writes the table, or prints the lines."""
    said = verdicts()
    if "--lines" in sys.argv:
        scored: list[tuple[float, bool]] = []
        for issue, rows in said.items():
            others = as_table(counted(said, issue))
            for r, records, right in rows:
                if r.p != "mentions":
                    ends = {e.id: e for e in records.entities if e.id in (r.s, r.o)}
                    names = 1.0
                    for e in ends.values():
                        names *= check.trust(e)
                    scored.append((names * check.of_counts(others, r.rule or "", r.p), right))
        whole = sum(right for _, right in scored)
        for line in (0.0, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
            above = [right for score, right in scored if score >= line]
            below = [right for score, right in scored if score < line]
            share = sum(below) / len(below) if below else 1.0
            print(
                f"{line:.2f}  precision {sum(above) / len(above):.4f}  kept {sum(above) / whole:.4f}"
                f"  below: {len(below)} rows, {share:.2f} right"
            )
        return 0
    with (ROOT / "data" / "reading" / "reliability.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("rule", "predicate", "right", "judged"))
        writer.writerows((*k, *v) for k, v in sorted(as_table(counted(said)).items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
