"""What a statement's score is made of: counts how often each rule is right, and fits what names and quotes add to that.

Run ``make reliability`` after rules have changed: it writes ``data/reading/reliability.csv`` from the open keys, and
``data/reading/confidence.csv`` from ``first-sight.csv`` beside this file: the rows that the reader made of issues which nobody
who writes rules had seen, with the verdict on each. Only those tell how often a rule fails on new text.
``--lines`` prints what each line between statements and candidates gives, each issue judged with what the others taught.
``--judge NAME RECORDS KEY`` adds the rows of a new issue to ``first-sight.csv``; RECORDS is what ``extract`` made of it, before
its text was opened.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import check, read_out
from lpipgraph.extract.confidence import SIGNS, Signs, held, probability
from lpipgraph.records import Entity, Records, Relation, Value, fits
from lpipgraph.score import judged, score

ROOT = Path(__file__).parent.parent.parent
READING = ROOT / "data" / "reading"
SEEN = Path(__file__).with_name("first-sight.csv")
Counts = Counter[tuple[str, str, bool]]
#: A statement, the records it stands in, whether it is right, and whether the key has its names.
Verdict = tuple[Relation, Records, bool, bool]


def keys() -> list[tuple[Path, Path]]:
    """The open issues' texts and keys."""
    gold = [*(ROOT / "data" / "gold").glob("*.gold.json"), *(ROOT / "tests" / "issues").glob("*.gold.json")]
    texts = {
        path.stem: path
        for folder in ("data/issues", "tests/issues")
        for path in (ROOT / folder).glob("*.txt")
    }
    return sorted((texts[path.name.removesuffix(".gold.json")], path) for path in gold)


def verdicts() -> dict[str, list[Verdict]]:
    """Issue → each judged statement, without and with known names; one that is read both times counts once."""
    found: dict[str, list[Verdict]] = {}
    for text, key in keys():
        issue = document.read(text)
        name = text.stem
        seen: set[tuple[object, ...]] = set()
        for authority in (Authority(), Authority.read()):
            rows = read_out(issue, authority)
            classes = {e.id: e for e in rows.entities}
            gold = Records.read(key)
            right, wrong = judged(rows, gold)
            named = {id_ for id_, _ in score(rows, gold).pairs}
            for side, said in ((right, True), (wrong, False)):
                for r in side:
                    place = (r.p, r.rule, r.start, r.end, _name(r.s, classes), _name(r.o, classes))
                    if fits(r, classes) and place not in seen:
                        seen.add(place)
                        ends = {r.s} | ({r.o} if isinstance(r.o, str) else set())
                        found.setdefault(name, []).append((r, rows, said, ends <= named))
    return found


def _name(end: str | Value, entities: dict[str, Entity]) -> str:
    return end.value if isinstance(end, Value) else entities[end].name


def counted(said: dict[str, list[Verdict]], but: str = "") -> Counts:
    """Part of a rule, predicate (empty: any) and whether it was right → rows.

    A name that the key has not is the names' fault and not the rule's: it weighs with the signs.
    """
    counts: Counts = Counter()
    for issue, rows in said.items():
        for r, _, right, named in rows if issue != but else ():
            for part in check.parts(r.rule or "") if named else ():
                counts[part, r.p, right] += 1
                counts[part, "", right] += 1
    return counts


def as_table(counts: Counts) -> dict[tuple[str, str], tuple[int, int]]:
    """(part, predicate) → rows right, rows judged."""
    return {
        (part, p): (counts[part, p, True], counts[part, p, True] + counts[part, p, False])
        for part, p, _ in counts
    }


#: One judged row of a first sight: its issue, rule and predicate, the signs but for the constant and the rule's share, the verdict.
Judged = tuple[str, str, str, tuple[float, ...], bool]
Table = dict[tuple[str, str], tuple[int, int]]
#: The signs of a statement, whether it is right, and what it weighs.
Example = tuple[tuple[float, ...], bool, float]
#: What a row of an open key weighs beside one of a first sight: the rules were written with the key in sight.
KNOWN = 0.1
OWN = SIGNS[2:]
#: What a sign is believed to weigh before it was seen, where the rows say nothing of it.
BELIEVED = {"rule": 0.7, "doubt in names": -4.0}
#: How strongly a weight is held to what is believed.
RIDGE = 2.0


def first_sight() -> list[Judged]:
    """The rows of `first-sight.csv`."""
    with SEEN.open(encoding="utf-8", newline="") as stream:
        return [
            (
                row["issue"],
                row["rule"],
                row["predicate"],
                tuple(float(row[sign]) for sign in OWN),
                row["right"] == "yes",
            )
            for row in csv.DictReader(stream)
        ]


def judge(name: str, records: Path, key: Path) -> list[Judged]:
    """The rows of an issue with the verdicts of its key."""
    rows = Records.read(records)
    signs, classes = Signs(rows), {e.id: e for e in rows.entities}
    sides = zip(judged(rows, Records.read(key)), (True, False), strict=True)
    return [
        (name, r.rule or "", r.p, signs.of(r, 0.5)[2:], said)
        for side, said in sides
        for r in side
        if r.p != "mentions" and fits(r, classes)
    ]


def write_seen(rows: Sequence[Judged]) -> None:
    """Writes `first-sight.csv`."""
    with SEEN.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("issue", "rule", "predicate", *OWN, "right"))
        for name, rule, p, values, said in rows:
            writer.writerow((name, rule, p, *(f"{v:.4g}" for v in values), "yes" if said else "no"))


def signs_of(row: Judged, counts: Table) -> tuple[float, ...]:
    """All signs of a judged row."""
    return held(check.of_counts(counts, row[1], row[2]), check.proven(counts, row[1], row[2]), row[3])


def examples(said: dict[str, list[Verdict]], name: str, counts: Table) -> list[Example]:
    """What an issue teaches: its first sight in full, and with little weight what the reader makes of it now."""
    found = [(signs_of(row, counts), row[4], 1.0) for row in first_sight() if row[0] == name]
    signs: dict[int, Signs] = {}
    for r, records, right, _ in said.get(name, ()):
        if r.p != "mentions":
            own = signs.setdefault(id(records), Signs(records))
            share = check.of_counts(counts, r.rule or "", r.p)
            found.append((own.of(r, share, check.proven(counts, r.rule or "", r.p)), right, KNOWN))
    return found


def fitted(rows: Sequence[Example]) -> list[float]:
    """The weights of a logistic regression: Newton's method, the constant free, the others held to what is believed."""
    n = len(SIGNS)
    believed = [BELIEVED.get(sign, 0.0) for sign in SIGNS]
    w = believed[:]
    for _ in range(20):
        slope = [RIDGE * (w[i] - believed[i]) if i else 0.0 for i in range(n)]
        bend = [[(RIDGE if i else 1e-6) * (i == j) for j in range(n)] for i in range(n)]
        for x, said, weight in rows:
            p = probability(w, x)
            for i in (k for k in range(n) if x[k]):
                slope[i] += weight * (p - said) * x[i]
                for j in range(n):
                    bend[i][j] += weight * p * (1 - p) * x[i] * x[j]
        w = [a - b for a, b in zip(w, solved(bend, slope), strict=True)]
    return w


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of linear equations (Gauss and Jordan)."""
    n = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i in range(n):
        best = max(range(i, n), key=lambda k: abs(rows[k][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for k in range(n):
            if k != i:
                share = rows[k][i] / rows[i][i]
                rows[k] = [a - share * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def lines(said: dict[str, list[Verdict]]) -> None:
    """Prints precision and what is kept above each line: of first sights, and of what the reader makes of the open keys now."""
    names = sorted({*said, *(row[0] for row in first_sight())})
    taught = {name: examples(said, name, as_table(counted(said, name))) for name in names}
    scored: list[tuple[str, float, bool, bool]] = []
    for group in dict.fromkeys(
        name.partition("-")[0] if name.startswith("traps") else name for name in names
    ):
        own = [name for name in names if name == group or name.startswith(f"{group}-")]
        w = fitted([row for name in names if name not in own for row in taught[name]])
        scored += [
            (group, probability(w, x), right, weight == 1)
            for name in own
            for x, right, weight in taught[name]
        ]
    for what, first in (("first sights", True), ("open keys now", False)):
        rows = [(group, p, right) for group, p, right, seen in scored if seen == first]
        print(what)
        for line in (0.0, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
            print(f"  {line:.2f}  {curve(rows, line)}")
        for group in sorted({r[0] for r in rows}):
            print(f"  {group:<20} {curve([r for r in rows if r[0] == group], check.LINE)}")
        for low in (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9):
            within = [
                right for _, p, right in rows if low <= p < {0.0: 0.2, 0.2: 0.4, 0.4: 0.6}.get(low, low + 0.1)
            ]
            if within:
                print(f"  scores from {low:.1f}: {len(within)} rows, {sum(within) / len(within):.2f} right")


def curve(rows: Sequence[tuple[str, float, bool]], line: float) -> str:
    """Precision above a line, and how much of what is right stands there."""
    above = [right for _, score, right in rows if score >= line]
    return f"precision {sum(above) / max(len(above), 1):.3f} kept {sum(above) / sum(right for *_, right in rows):.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the tables, or prints the lines, or adds an issue.

    Raises:
        SystemExit: The arguments are wrong, or `--judge` names an issue whose first sight is already known.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    door = parser.add_mutually_exclusive_group()
    door.add_argument("--lines", action="store_true", help="print what each line gives, and write nothing")
    door.add_argument(
        "--judge",
        nargs=3,
        metavar=("NAME", "RECORDS", "KEY"),
        help="add the rows of a new issue to first-sight.csv",
    )
    chosen = parser.parse_args(arguments)
    if chosen.judge:
        name, records, key = chosen.judge
        known = first_sight()
        if name in {row[0] for row in known}:
            parser.error(
                f"{SEEN.name} has the first sight of {name} already; a first sight is never replaced"
            )
        write_seen([*known, *judge(name, Path(records), Path(key))])
        return 0
    said = verdicts()
    if chosen.lines:
        lines(said)
        return 0
    counts = as_table(counted(said))
    with (READING / "reliability.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("rule", "predicate", "right", "judged"))
        writer.writerows((*k, *v) for k, v in sorted(counts.items()))
    # each issue is judged with what the others say of its rules, as a new one would be
    names = sorted({*said, *(row[0] for row in first_sight())})
    rows = [row for name in names for row in examples(said, name, as_table(counted(said, name)))]
    with (READING / "confidence.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("sign", "weight"))
        writer.writerows((sign, f"{weight:.3f}") for sign, weight in zip(SIGNS, fitted(rows), strict=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
