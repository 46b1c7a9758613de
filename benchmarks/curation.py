"""How many decisions an unseen issue needs, and how the score rises with them.

A curator who has the answer key decides about the names in the order of the queue. After each number of
decisions they are replayed on what the extractor found, and the result is compared with the key. "changed" counts
the decisions that say something else than the guess. "read again" is the score after the issue was read once more
with the names that the decisions settled.

    python benchmarks/curation.py [ISSUE...]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from lpipgraph import document
from lpipgraph.authority import Authority, Decision, key
from lpipgraph.curation import Item, apply, decide, queue
from lpipgraph.extract import extract
from lpipgraph.records import Entity, Records
from lpipgraph.score import Score, score

ISSUES = Path(__file__).parent.parent / "tests" / "issues"
DEFAULT = ("policy-innovate-02", "policy-innovate-03", "policy-innovate-04")
STEPS = (0, 10, 20, 40)
WHO, WHEN = "benchmark", "2025-01-01"


class Curator:
    """Decides by a key: what the queue shows is looked up in it."""

    def __init__(self, found: Records, gold: Records, authority: Authority) -> None:
        pairs = dict(score(found, gold).pairs)
        self.known = authority.by_id()
        self.gold = {e.id: e for e in gold.entities}
        self.of_item = pairs
        self.owner = {mine: theirs for theirs, mine in pairs.items()}

    def __call__(self, item: Item) -> Decision:
        """The decision that the key makes."""
        meant = self.gold.get(self.of_item.get(item.id, "")) or self.meant(item)
        if meant is None:
            return decide(item, "not an entity", who=WHO, when=WHEN)
        if meant.id in self.known:
            return self.same(item, meant.id, meant)
        other = self.owner.setdefault(meant.id, item.id)
        if other != item.id:
            return self.same(item, other, meant)
        decision = decide(
            item, "new", who=WHO, when=WHEN, name=meant.name, kind=meant.kind or "", right_class=meant.cls,
            target=item.id if meant.cls == item.cls else "",
        )  # fmt: skip
        self.owner[meant.id] = decision.target
        return decision

    def same(self, item: Item, target: str, meant: Entity) -> Decision:
        """The decision that a name is a thing that is there already."""
        return decide(
            item, "existing", who=WHO, when=WHEN, target=target, name=meant.name, kind=meant.kind or "",
            right_class=meant.cls,
        )  # fmt: skip

    def meant(self, item: Item) -> Entity | None:
        """What a name that has no partner in the key means there: another class, a slip, a second form."""
        name = key(item.mention)
        same = [e for e in self.gold.values() if name in map(key, e.names)]
        same.sort(key=lambda e: (e.cls != item.cls, e.id in self.owner))
        if same:
            return same[0]
        parts = [
            e
            for e in self.gold.values()
            if e.cls == item.cls and e.id not in self.owner and f" {key(e.name)} " in f" {name} "
        ]
        return max(parts, key=lambda e: len(e.name), default=None)


def curve(issue: str, by: str) -> Iterator[tuple[int, int, int, Score, Score]]:
    """Decisions made, how many of them changed a guess, names in the queue, the score, and that of reading again."""
    doc = document.read(ISSUES / f"{issue}.txt")
    gold = Records.read(ISSUES / f"{issue}.gold.json")
    authority = Authority.read()
    found = extract(doc, authority)
    items = queue(found, authority, by=by)
    curator = Curator(found, gold, authority)
    decisions = [curator(item) for item in items]
    for n in (*[step for step in STEPS if step < len(items)], len(items)):
        made = decisions[:n]
        known = replace(authority, decisions=(*authority.decisions, *made)).confirmed(found.issue)
        yield (
            n,
            sum(changes(item, d) for item, d in zip(items, made, strict=False)),
            len(items),
            score(apply(found, made), gold, text=doc.text),
            score(apply(extract(doc, known), made), gold, text=doc.text),
        )


def changes(item: Item, decision: Decision) -> bool:
    """Whether a decision says something else than the guess."""
    if decision.decision != "new":
        return True
    return bool(decision.right_class) or key(decision.name.split(" (")[0]) != key(item.mention)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("issues", nargs="*", default=DEFAULT, metavar="ISSUE")
    given = parser.parse_args(arguments)
    print(f"{'issue':<20}{'order':<13}{'decisions':>12}{'changed':>9}{'ENTITIES':>10}{'MENTIONS':>10}"
          f"{'RELATIONS':>11}   read again: E, M, R")  # fmt: skip
    for issue, by in product(given.issues, ("occurrences", "doubt")):
        for n, changed, total, *scores in curve(issue, by):
            first, again = ([f"{t.f1:.3f}" for t in (s.entities, s.mentions, s.relations)] for s in scores)
            print(
                f"{issue:<20}{by:<13}{f'{n} of {total}':>12}{changed:>9}"
                f"{first[0]:>10}{first[1]:>10}{first[2]:>11}   " + "  ".join(again)
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
