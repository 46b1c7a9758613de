"""What stands beside names without a verb: roles, bodies, nouns with arguments, with names of all shapes.

A row of ``tests/extract/nominals.tsv`` is a sentence with slots and all that it states between them; a sentence without
statements is a trap. Each is filled with random names and read in a small issue; what is read besides is as wrong as what
is missed.
"""

from __future__ import annotations

from pathlib import Path

from common import script

bench = script("benchmarks/reading.py")

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "extract" / "nominals.tsv").read_text("utf-8").splitlines()
]
FILLS = 2
#: Names of some shapes are still cut ("Citizens' Lens"): that many fillings must be read whole.
SHARE = 0.94


def test_phrases_state_their_facts_and_no_others():
    names = bench.names_of(bench.BENCH)
    missed, trapped = [], []
    for stated, sentence in ROWS:
        wanted = {" ".join(s.split()) for s in stated.split(";") if s.strip()}
        for fill in range(FILLS):
            read = bench.read(sentence, names, f"nominals:{fill}", given=True)
            found = {bench.shown(row) for row in read.rows}
            if found != wanted:
                (missed if wanted else trapped).append((read.text, wanted ^ found))
    assert not trapped
    assert len(missed) <= (1 - SHARE) * FILLS * len(ROWS), missed
