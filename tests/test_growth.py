"""The work of reading and extraction grows with the text and no faster: counted in calls, which no busy machine changes."""

from __future__ import annotations

import sys
from importlib import util
from types import FrameType

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.files import root

_spec = util.spec_from_file_location("shapes_of_text", root() / "benchmarks" / "shapes_of_text.py")
assert _spec is not None
assert _spec.loader is not None
shapes_of_text = util.module_from_spec(_spec)
_spec.loader.exec_module(shapes_of_text)

KNOWN = Authority.read()
SMALL, LARGE = 3_000, 12_000
#: Four times the text may cost so many times the work: a little more, for a large text repeats what a small one has once.
MOST = 8.5


def work(text: str) -> int:
    """How many calls the reading and the extraction of a text make."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        extract(document.of(text.encode()), KNOWN)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("shape", [*shapes_of_text.SHAPES])
def test_four_times_the_text_is_some_four_times_the_work(shape: str) -> None:
    small, large = (shapes_of_text.text_of(shape, size) for size in (SMALL, LARGE))
    extract(document.of(small.encode()), KNOWN)  # what is loaded once
    # what looks like telephone numbers is looked at from a certain length on, once: that is no growth
    assert work(large) < MOST * max(work(small), 180_000)
