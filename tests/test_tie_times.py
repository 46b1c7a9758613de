"""When somebody was at an organisation: as the words of the tie say it, and never by the time of something else."""

from __future__ import annotations

from itertools import product

import pytest

from lpipgraph.graph.tie_times import time_of_tie
from lpipgraph.graph.values import period

#: Words of time → the first and last day, month or year that they tell.
TIMES = {
    "during 2024": ("2024", "2024"), "since spring": (None, None), "since spring 2024": ("2024", None),
    "until the end of 2025": (None, "2025"), "by the end of 2025": (None, "2025"), "until mid-2025": (None, "2025"),
    "since the start of 2024": ("2024", None), "from early 2024": ("2024", None), "until March 2022": (None, "2022-03"),
    "from 2015 to 2019": ("2015", "2019"), "between 2015 and 2019": ("2015", "2019"), "since last autumn": (None, None),
    "from March 2023 to May 2024": ("2023-03", "2024-05"), "throughout 2023": ("2023", "2023"), "until next year": (None, None),
    "since 3 May 2024": ("2024-05-03", None), "from January 2024 until December 2024": ("2024-01", "2024-12"),
    "between April 2022 and March 2025": ("2022-04", "2025-03"), "2023-2024": ("2023", "2024"), "2024": ("2024", "2024"),
    "autumn 2023": ("2023", "2023"), "May 2021": ("2021-05", "2021-05"),
}  # fmt: skip
BODY = ("Centre for Cities", "CfC")
PERSON = ("Ann Reed", "Ann")


def said(time: str) -> str:
    """A time as a sentence says it: "in 2024"."""
    return (
        time
        if time.split(maxsplit=1)[0] in ("during", "since", "until", "by", "from", "between", "throughout")
        else f"in {time}"
    )


BEHIND = [
    "Ann Reed was seconded to the Centre for Cities {}.",
    "Ann Reed, a Fellow at Nesta, has been on secondment to the Centre for Cities (CfC) {}, and writes.",
    "Bola leads. She was on secondment to CfC {}.",
    "Ann Reed worked for the Centre for Cities, {}.",
]
BEFORE = [
    "{} Ann Reed was seconded to the Centre for Cities.",
    "{}, Ann Reed sat on the board of the Centre for Cities.",
    "Bola leads. {} she was on secondment to CfC.",
]


@pytest.mark.parametrize("time", TIMES)
def test_the_time_of_a_tie_is_as_its_words_say(time: str) -> None:
    for pattern in BEHIND:
        assert time_of_tie(pattern.format(said(time)), PERSON, BODY) == time, pattern
    for pattern in BEFORE:
        words = said(time)
        assert time_of_tie(pattern.format(words[0].upper() + words[1:]), PERSON, BODY) == time, pattern
    found = period(time)
    assert (found.stated, found.first, found.last) == (time, *TIMES[time])


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize(
    "pattern",
    [
        "Ann Reed was seconded to the Centre for Cities and wrote her report {}.",
        "Ann Reed joined Nesta {} and was seconded to the Centre for Cities.",
        "Ann Reed was seconded to the Centre for Cities. She left Nesta {}.",
        "{}, when Bola led the theme, Ann Reed was seconded to the Centre for Cities.",
        "{} Bola joined us, and Ann Reed was seconded to the Centre for Cities.",
        "Ann Reed was seconded to the Centre for Cities, where Bola worked {}.",
    ],
)
def test_the_time_of_something_else_is_not_that_of_the_tie(pattern: str, time: str) -> None:
    assert time_of_tie(pattern.format(said(time)), PERSON, BODY) == ""


PARTS = ["", "the end of ", "the start of ", "early ", "late ", "mid-", "spring ", "the summer of "]


@pytest.mark.parametrize(("part", "day"), list(product(PARTS, ["2024", "May 2024", "3 May 2024"])))
def test_a_time_that_only_begins_or_only_ends_has_no_other_end(part: str, day: str) -> None:
    iso = {"2024": "2024", "May 2024": "2024-05", "3 May 2024": "2024-05-03"}[day]
    for word in ("since", "from", "ever since"):
        found = period(f"{word} {part}{day}")
        assert (found.edtf, found.first, found.last) == (f"{iso}/..", iso, None), word
    for word in ("until", "till", "by", "up to"):
        found = period(f"{word} {part}{day}")
        assert (found.edtf, found.first, found.last) == (None, None, iso), word
    for word in ("before", "after", "prior to"):
        found = period(f"{word} {part}{day}")
        assert (found.edtf, found.first, found.last) == (None, None, None), word
