"""Rebuild ``data/reading/common.csv``, the ordinary words of English, from a library's list.

::

    pip install symspellpy==6.7.8
    python data/training/common.py

The library is needed here only. Words that are names of places or first names and hardly anything else are left out.
"""

from __future__ import annotations

import csv
from importlib.util import find_spec
from pathlib import Path

from lpipgraph.files import root
from lpipgraph.gazetteer import load
from lpipgraph.tables import words

TARGET = root() / "data" / "reading" / "common.csv"
#: So many words, the most frequent first.
MOST = 20_000
#: On one line.
WIDTH = 24


def main() -> None:
    """Writes the table, in alphabetical order."""
    names = words("first-names", careful="")
    places = load()
    library = find_spec("symspellpy")
    if library is None or library.origin is None:
        raise SystemExit("symspellpy is not installed: pip install symspellpy==6.7.8")
    text = Path(library.origin).with_name("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    rows = [line.split()[0] for line in text.splitlines()][:MOST]

    def is_name(word: str) -> bool:
        place = places.lookup(word.capitalize())
        return word.capitalize() in names or (place is not None and not place.careful)

    kept = sorted(w for w in rows if len(w) > 2 and w.isalpha() and w.isascii() and not is_name(w))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["word"])
        out.writerows(["|".join(kept[n : n + WIDTH])] for n in range(0, len(kept), WIDTH))
    print(f"{TARGET.name}: {len(kept):,} words")


if __name__ == "__main__":
    main()
