"""Trains the sequence model from the open keys: ``python data/training/train.py`` (``make model``).

``--measure`` leaves each issue out in turn and says how many names of the left-out issue the model finds.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pycrfsuite

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract.draft import Draft
from lpipgraph.extract.names.sequence import MODEL, features, tokens_of
from lpipgraph.files import root
from lpipgraph.gazetteer import load
from lpipgraph.records import Records

LETTER = {"Person": "P", "Organisation": "O", "Policy": "L", "Place": "G", "CaseStudy": "K", "Event": "E"}
LOWER = re.compile(r"(?<![\w'’])[a-zà-öø-ÿ]{2,}(?![\w'’])")
Sample = tuple[list[list[str]], list[str]]


def keys() -> dict[str, tuple[Path, Path]]:
    """Issue → its answer key and its text."""
    folders = {root() / "data" / "gold": root() / "data" / "issues"}
    folders[root() / "tests" / "issues"] = root() / "tests" / "issues"
    found = [(gold, texts) for golds, texts in folders.items() for gold in sorted(golds.glob("*.gold.json"))]
    return {
        g.name.removesuffix(".gold.json"): (g, t / g.name.replace(".gold.json", ".txt")) for g, t in found
    }


def samples(gold: Path, text: Path) -> list[Sample]:
    """The sentences of an issue with the labels that its key gives them."""
    d = Draft(document.read(text), Authority(), load())
    common = frozenset(LOWER.findall(d.doc.text))
    names: dict[str, str] = {}
    for entity in Records.read(gold).entities:
        if entity.cls in LETTER:
            for name in (entity.name, *entity.aliases):
                if name and (name[0].isupper() or any(c.isupper() for c in name)):
                    names.setdefault(name, LETTER[entity.cls])
    ordered = sorted(names, key=len, reverse=True)
    rule = re.compile("|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in ordered))
    found = []
    for sentence in d.prose():
        tokens = tokens_of(sentence.text)
        labels = ["O"] * len(tokens)
        for match in rule.finditer(sentence.text):
            inside = [n for n, (_, a, b) in enumerate(tokens) if a >= match.start() and b <= match.end()]
            for n in inside:
                labels[n] = ("B" if n == inside[0] else "I") + names[match.group()]
        if tokens:
            words = [t for t, _, _ in tokens]
            found.append((features(words, common, lambda w: d.gazetteer.lookup(w) is not None), labels))
    return found


def train(data: list[Sample], path: Path) -> None:
    """Fits the model; the same samples give the same bytes."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for rows, labels in data:
        trainer.append(rows, labels)
    trainer.set_params(
        {
            "c1": 0.3,
            "c2": 0.02,
            "max_iterations": 80,
            "feature.minfreq": 2,
            "feature.possible_transitions": True,
        }
    )
    trainer.train(str(path))


def runs(labels: list[str]) -> set[tuple[int, int, str]]:
    """The extents and classes of the names that labels give."""
    found = set()
    n = 0
    while n < len(labels):
        m = n + 1
        if labels[n][0] == "B":
            while m < len(labels) and labels[m] == "I" + labels[n][1]:
                m += 1
            found.add((n, m, labels[n][1]))
        n = m
    return found


def measure(data: dict[str, list[Sample]]) -> None:
    """Precision and recall of occurrences by class, each issue left out once."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    path = root() / "build" / "left-out.crfsuite"
    path.parent.mkdir(exist_ok=True)
    for left, held in data.items():
        train([s for issue, rows in data.items() if issue != left for s in rows], path)
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        for rows, labels in held:
            said, true = runs(tagger.tag(rows)), runs(labels)
            found.update(c for _, _, c in said)
            wanted.update(c for _, _, c in true)
            right.update(c for _, _, c in said & true)
    path.unlink()
    for c in sorted(wanted):
        print(
            f"{c}  precision {right[c] / max(found[c], 1):.3f}  recall {right[c] / wanted[c]:.3f}  of {wanted[c]}"
        )


def main() -> int:
    """Trains, or measures with one issue left out."""
    data = {issue: samples(*paths) for issue, paths in keys().items()}
    if "--measure" in sys.argv:
        measure(data)
        return 0
    train([s for rows in data.values() for s in rows], MODEL)
    print(f"{MODEL.name}: {MODEL.stat().st_size:,} bytes from {len(data)} issues")
    return 0


if __name__ == "__main__":
    sys.exit(main())
