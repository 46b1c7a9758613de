"""The work of reading and extraction grows with the text and no faster: counted in calls, which no busy machine changes."""

from __future__ import annotations

from collections import Counter
from cProfile import Profile

import pytest
from common import by_day, script

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract

shapes_of_text = script("benchmarks/shapes_of_text.py")

KNOWN = Authority.read()
SMALL, LARGE = 3_000, 12_000
#: Four times the text may cost so many times the work: a little more, for a large text repeats what a small one has once.
MOST = 8.5
_LOADS = shapes_of_text.text_of("copies of Issue No. 1", SMALL)[:SMALL].encode()
#: What one function may be called more often than that without a word: it is the sum that counts.
FEW = 4_000


def work(text: str) -> Counter[str]:
    """How often the reading and the extraction of a text call each function."""
    profile = Profile()
    profile.runcall(lambda: extract(document.of(text.encode()), KNOWN))
    calls: Counter[str] = Counter()
    for entry in profile.getstats():
        code = entry.code
        calls[code if isinstance(code, str) else f"{code.co_filename}:{code.co_firstlineno}"] += (
            entry.callcount
        )
    return calls


@pytest.mark.parametrize("shape", by_day([*shapes_of_text.SHAPES], 9))
def test_four_times_the_text_is_some_four_times_the_work(shape: str) -> None:
    small, large = (shapes_of_text.text_of(shape, size) for size in (SMALL, LARGE))
    # what is loaded once is counted in neither; another text, so that caches know nothing of these
    extract(document.of(_LOADS), KNOWN)
    one, four = work(small), work(large)
    assert four.total() < MOST * max(one.total(), 180_000)
    # a part of the work that grows faster than the text is most of it in a text of a megabyte
    assert {name: (one[name], n) for name, n in four.items() if n > MOST * max(one[name], FEW)} == {}
