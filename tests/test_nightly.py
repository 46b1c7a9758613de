"""What is tried by day is a sample of what is tried at night, spread over all of it and the same each time."""

from __future__ import annotations

from itertools import pairwise

import common
import pytest
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, 60), st.integers(1, 20))
def test_a_sample_is_spread_and_at_night_is_everything(size: int, most: int) -> None:
    cases = list(range(size))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(common, "NIGHTLY", False)
        some = list(common.by_day(cases, most))
        patch.setattr(common, "NIGHTLY", True)
        assert list(common.by_day(cases, most)) == cases
    assert len(some) == len(set(some)) == min(size, most)
    gaps = {after - before for before, after in pairwise(some)}
    assert not gaps or max(gaps) - min(gaps) <= 1
