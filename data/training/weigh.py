"""Fits what each sign weighs in the decision on a name: ``python data/training/weigh.py`` (``make model``).

A logistic regression over the unknown names of the open keys and the marked passages; its weights are the table
``data/reading/name-evidence.csv``. The sequence model votes there as it does on a text that it has not seen: it is trained
without the text that it votes on. ``--measure`` leaves each text out in turn and says how well the rest decides on it, and
what is lost without each kind of evidence.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from math import exp
from pathlib import Path
from zlib import crc32

import pycrfsuite
from train import WIDE, Key, Sample, keys, samples, train

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import _RULES
from lpipgraph.extract.draft import Draft
from lpipgraph.extract.names import sequence, unlisted
from lpipgraph.extract.names.unlisted import CLASSES, ENOUGH, candidates
from lpipgraph.files import root
from lpipgraph.gazetteer import Gazetteer, load
from lpipgraph.names import fold

TARGET = root() / "data" / "reading" / "name-evidence.csv"
NONE = "none"
#: One in so many of the hidden towns is learnt from, so that towns are not thought commoner than they are.
_SOME = 3
#: A text, what is seen of one of its names, the name's class, and whether it is asked when a decision is measured.
Row = tuple[str, dict[str, float], str, bool]
#: What a group of signs has in common: the beginnings of their names.
GROUPS = {
    "sequence model": ("model:",),
    "words before and behind": (
        "in ", "at ", "from ", "to ", "of ", "on ", "by ", "with ", "for ", "under ", "through ", "like ", "and ", "as ",
        "near ", "across ", "article", "other determiner", "agent", "held", "possession", "genitive", "acts as", "based",
        "money", "year", "opens its", "stands inside", "quoted", "emphasis",
    ),
    "nouns beside it": ("body noun", "policy noun", "place noun", "work noun", "event noun", "case noun", "role noun", "is said", "place opener"),
    "what clauses state": ("stated",),
    "slots": ("slot", "list of bodies", "acronym where", "under a heading of policies"),
    "names beside it": ("listed with", "in a place", "place behind", "abroad"),
    "its own words": ("body before", "policy before", "place before", "work before", "event before", "case before", "role before", "building before",
        "1 words", "2 words", "3 words", "4 words", "5 words", "acronym", "inner", "ordinary", "no ordinary", "ending",
        "form of", "for inside", "to inside", "of inside", "in inside", "and inside", "opens with", "opens as", "closes",
        "foreign", "hyphen", "digit", "place in it", "words of the text",
    ),
    "place in the issue": ("under a review", "section:", "under a heading of cases", "dated"),
    "fields of records": ("field of",),
}  # fmt: skip


def _without(places: Gazetteer, half: int) -> Gazetteer:
    """The gazetteer without one half of its towns and districts."""
    kept = {
        name: place
        for name, place in places.names.items()
        if place.kind in WIDE or crc32(name.encode()) % 2 != half
    }
    return Gazetteer(kept)


def rows(name: str, key: Key, model: Path) -> list[Row]:
    """The unknown names of a text: what is seen of each, and its class in the key.

    Towns that the gazetteer has teach how towns stand in sentences: each half of them is hidden in turn.
    """
    sequence.MODEL = model
    sequence._tagger.cache_clear()
    classes = {fold(n): c for n, c in key.names.items()}
    doubtful = {fold(n) for n in key.doubtful}
    found: dict[str, Row] = {}
    for places in (load(), _without(load(), 0), _without(load(), 1)):
        d = Draft(document.read(key.text), Authority(), places)
        for rule in _RULES:
            if rule is unlisted:
                break
            rule(d)
        asked = places is load()
        for each, candidate in candidates(d).items():
            known = load().lookup(each) is not None
            if fold(each) not in doubtful and (asked or known):
                found.setdefault(each, (name, candidate.features(), classes.get(fold(each), NONE), asked))
    return list(found.values())


def collected(texts: dict[str, Key]) -> list[Row]:
    """The rows of all texts, each read with a model that has not seen it."""
    learnt: dict[str, list[Sample]] = {name: samples(key) for name, key in texts.items()}
    path = root() / "build" / "left-out.crfsuite"
    found = []
    for left, key in texts.items():
        train([s for name, each in learnt.items() if name != left for s in each], path)
        found += rows(left, key, path)
    path.unlink()
    return found


def fitted(data: Iterable[Row]) -> dict[str, dict[str, float]]:
    """Sign → class → weight, against being no name."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for n, (_, seen, cls, asked) in enumerate(data):
        if asked or n % _SOME == 0:
            trainer.append([seen], [cls])
    trainer.set_params({"c1": 0.05, "c2": 0.15, "max_iterations": 200, "feature.possible_states": True})
    path = root() / "build" / "evidence.crfsuite"
    trainer.train(str(path))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    found: dict[str, dict[str, float]] = {}
    for (sign, cls), weight in tagger.info().state_features.items():
        found.setdefault(sign, {})[cls] = weight
    path.unlink()
    return {sign: {c: w.get(c, 0.0) - w.get(NONE, 0.0) for c in CLASSES} for sign, w in found.items()}


def decided(weights: dict[str, dict[str, float]], seen: dict[str, float]) -> str:
    """What the weights make of a name."""
    sums = {c: sum(weights.get(s, {}).get(c, 0.0) * v for s, v in seen.items()) for c in CLASSES}
    best = max(CLASSES, key=lambda c: sums[c])
    whole = 1 + sum(exp(min(s, 30.0)) for s in sums.values())
    return best if exp(min(sums[best], 30.0)) / whole >= ENOUGH else NONE


def left_out(
    data: list[Row], keep: Callable[[str], bool] = lambda _: True
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Right, found and wanted decisions by class, each text decided by what the others teach."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    reduced = [(n, {s: v for s, v in seen.items() if keep(s)}, c, a) for n, seen, c, a in data]
    for left in sorted({n for n, *_ in reduced}):
        weights = fitted(r for r in reduced if r[0] != left)
        for _, seen, cls, _ in (r for r in reduced if r[0] == left and r[3]):
            said = decided(weights, seen)
            found[said] += said != NONE
            wanted[cls] += cls != NONE
            right[cls] += said == cls != NONE
    return right, found, wanted


def measure(data: list[Row]) -> None:
    """The figures with all evidence, by class, and without each kind."""
    right, found, wanted = left_out(data)
    for c in CLASSES:
        print(
            f"{c:<14} precision {right[c] / max(found[c], 1):.3f}  recall {right[c] / max(wanted[c], 1):.3f}  of {wanted[c]}"
        )

    def f1(counts: tuple[Counter[str], Counter[str], Counter[str]]) -> float:
        yes, said, key = (sum(c.values()) for c in counts)
        return 2 * yes / (said + key)

    whole = f1((right, found, wanted))
    print(f"{'all evidence':<26} F1 {whole:.3f}")
    for group, openings in GROUPS.items():
        without = f1(left_out(data, lambda sign, o=openings: not sign.startswith(o)))  # type: ignore[misc]
        print(f"without {group:<18} F1 {without:.3f}  ({without - whole:+.3f})")


def main() -> int:
    """Fits and writes the table, or measures."""
    data = collected(keys())
    if "--measure" in sys.argv:
        measure(data)
        return 0
    weights = fitted(data)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["sign", *CLASSES])
        for sign in sorted(weights):
            cells = [round(weights[sign][c], 2) for c in CLASSES]
            if any(cells):
                out.writerow([sign, *(f"{c:g}" for c in cells)])
    print(f"{TARGET.name}: {len(weights)} signs from {len(data)} names")
    return 0


if __name__ == "__main__":
    sys.exit(main())
