"""Trains the sequence model from the open keys and the marked passages: ``python data/training/train.py`` (``make model``).

``--measure`` leaves each issue out in turn and says how many names of the left-out issue the model finds.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import pycrfsuite

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract.draft import Draft
from lpipgraph.extract.names.sequence import MODEL, features, tokens_of
from lpipgraph.files import root
from lpipgraph.gazetteer import load
from lpipgraph.records import Records

LETTER = {
    "Person": "P", "Organisation": "O", "Policy": "L", "Place": "G", "CaseStudy": "K", "Event": "E", "Publication": "B",
}  # fmt: skip
#: Places that everybody knows.
WIDE = ("country", "nation", "continent", "world region")
LOWER = re.compile(r"(?<![\w'’])[a-zà-öø-ÿ]{2,}(?![\w'’])")
#: "[O:the Network=Four Nations Place Network]" in a passage: class, surface form, the name if that is another.
MARK = re.compile(r"\[([A-Z]):([^\[\]=]+)(?:=([^\[\]]+))?\]")
Sample = tuple[list[list[str]], list[str]]


@dataclass(frozen=True)
class Key:
    """A text and what it names: name or other surface form → class; of what is doubtful nothing is learnt."""

    text: Path
    names: Mapping[str, str]
    doubtful: frozenset[str] = frozenset()


def keys() -> dict[str, Key]:
    """The open issues with their answer keys, and the marked passages."""
    folders = {root() / "data" / "gold": root() / "data" / "issues"}
    folders[root() / "tests" / "issues"] = root() / "tests" / "issues"
    found: dict[str, Key] = {}
    for golds, texts in folders.items():
        for gold in sorted(golds.glob("*.gold.json")):
            issue = gold.name.removesuffix(".gold.json")
            names: dict[str, str] = {}
            doubtful: set[str] = set()
            for entity in Records.read(gold).entities:
                if entity.cls in LETTER and entity.kind not in ("newsletter issue", "article", "cited work"):
                    for name in (entity.name, *entity.aliases):
                        names.setdefault(name, entity.cls)
                    if not entity.sure:
                        doubtful.update((entity.name, *entity.aliases))
            found[issue] = Key(texts / f"{issue}.txt", names, frozenset(doubtful))
    plain = root() / "build" / "passages"
    plain.mkdir(parents=True, exist_ok=True)
    classes = {letter: cls for cls, letter in LETTER.items()}
    for passage in sorted((root() / "data" / "training" / "passages").glob("*.txt")):
        marked = passage.read_text("utf-8")
        names = {}
        for letter, form, name in MARK.findall(marked):
            for each in (form, name):
                if each and letter in classes:
                    names.setdefault(re.sub(r"^[Tt]he ", "", each), classes[letter])
        text = plain / passage.name
        text.write_text(MARK.sub(lambda m: m[2], marked), "utf-8")
        found[passage.stem] = Key(text, names)
    return found


def samples(key: Key) -> list[Sample]:
    """The sentences of a text with the labels that its key gives them."""
    d = Draft(document.read(key.text), Authority(), load())
    common = frozenset(LOWER.findall(d.doc.text))
    names = {n: LETTER[c] for n, c in key.names.items() if n and any(x.isupper() for x in n)}
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
            found.append((features(words, common, _place(d)), labels))
    return found


def _place(d: Draft) -> Callable[[str], bool]:
    """Whether the gazetteer has a word; every second town is kept from the model, so that it learns how towns stand."""

    def known(word: str) -> bool:
        place = d.gazetteer.lookup(word)
        return place is not None and (place.kind in WIDE or crc32(word.encode()) % 2 == 0)

    return known


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
    data = {issue: samples(key) for issue, key in keys().items()}
    if "--measure" in sys.argv:
        measure(data)
        return 0
    train([s for rows in data.values() for s in rows], MODEL)
    print(f"{MODEL.name}: {MODEL.stat().st_size:,} bytes from {len(data)} issues")
    return 0


if __name__ == "__main__":
    sys.exit(main())
