"""Sums of money: every spelling of a sum has the same value, and what has no one value has none."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from common import NIGHTLY

from lpipgraph.evidence import agree
from lpipgraph.graph import values
from lpipgraph.money import find_sums, one_sum, period_of
from lpipgraph.records import Value
from lpipgraph.tables import table

#: Number as printed → its value, and the power of ten of each scale.
NUMBERS = {
    "4.7": "4.7", "2": "2", "0.5": "0.5", ".5": "0.5", "120": "120", "1,250": "1250", "1½": "1.5", "half a": "0.5", "two": "2",
    "a": "1", "a quarter of a": "0.25", "twenty-five": "25", "two and a half": "2.5", "two hundred and fifty": "250",
}  # fmt: skip
SCALES = {row["value"]: row["wording"].split("|") for row in table("money") if row["kind"] == "scale"}
CURRENCIES = {
    row["value"]: {
        kind: [w for r in table("money") if r["kind"] == kind and r["value"] == row["value"] for w in r["wording"].split("|")]
        for kind in ("sign", "code", "word")
    }
    for row in table("money")
    if row["kind"] in ("sign", "code", "word")
}  # fmt: skip


def spellings(number: str, scale: str, currency: str) -> set[str]:
    """A number with a scale in all places that a currency has: "£5m", "GBP 5m", "5m GBP", "5m pounds"."""
    figures = any(c.isdigit() for c in number)
    sized = (
        [f"{number} {scale}", f"{number}-{scale}", *([f"{number}{scale}"] if figures else [])]
        if scale
        else [number]
    )
    if not figures and (len(scale) < 3 if scale else NUMBERS[number].startswith("0")):
        return set()  # nobody writes "two m pounds" or "half a pounds"
    made = set()
    for each in sized:
        if figures:
            made |= {f"{sign}{each}" for sign in CURRENCIES[currency]["sign"]}
            made |= {f"{code} {each}" for code in CURRENCIES[currency]["code"]}
        made |= {f"{each} {code}" for code in CURRENCIES[currency]["code"]}
        made |= {f"{each} {word}" for word in CURRENCIES[currency]["word"]}
    return made


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_every_spelling_of_a_sum_has_its_value(currency: str) -> None:
    tried = 0
    whole = NIGHTLY or currency == "GBP"
    numbers = NUMBERS.items() if whole else list(NUMBERS.items())[::4]
    for (number, value), (power, scales) in product(numbers, {"0": [""], **SCALES}.items()):
        for scale in scales if whole else scales[:2]:
            wanted = Decimal(value).scaleb(int(power))
            for stated in spellings(number, scale, currency):
                for written in (stated, stated.upper(), f"up to {stated} a year", f"the {stated} fund"):
                    found = values.money(written)
                    assert found.number is not None, written
                    assert (Decimal(found.number), found.currency) == (wanted, currency), written
                    tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    "stated", ["£2–3m", "£2m to £3m", "between 2 and 3 million pounds", "£2m or £3m", "2-3m GBP"]
)
def test_a_range_has_no_one_value(stated: str) -> None:
    assert one_sum(stated) is None


@pytest.mark.parametrize(
    "stated",
    [
        "a lot of money",
        "millions of pounds",
        "several million pounds",
        "2024",
        "25 people",
        "£1,00,000",
        "",
        "a year",
        "£",
    ],
)
def test_what_states_no_number_has_no_value(stated: str) -> None:
    assert one_sum(stated) is None


@pytest.mark.parametrize(
    ("stated", "unit"),
    [
        ("£5m a year", "year"), ("£5m/year", "year"), ("£5 a week", "week"), ("£5 per day", "day"), ("£5m p.a.", "year"),
        ("£3m over three years", None), ("a £2m-a-year scheme", "year"), ("£5 each month", "month"), ("£5m", None),
    ],
)  # fmt: skip
def test_the_time_for_which_a_sum_is_given(stated: str, unit: str | None) -> None:
    assert period_of(stated) == unit


@pytest.mark.parametrize(
    ("stated", "number", "currency"),
    [
        ("a million and a half pounds", "1500000", "GBP"), ("one hundred thousand pounds", "100000", "GBP"),
        ("€4,7 million", "4700000", "EUR"), ("€4.700.000", "4700000", "EUR"), ("£300\u00a0000", "300000", "GBP"),
        ("50p", "0.5", "GBP"), ("5m€", "5000000", "EUR"), ("c.£5m", "5000000", "GBP"), ("£3m over 3 years", "3000000", "GBP"),
        ("£5m, of which £2m is new", "5000000", "GBP"), ("five thousand", "5000", None), ("in 2025 £5m", "5000000", "GBP"),
    ],
)  # fmt: skip
def test_other_spellings(stated: str, number: str, currency: str | None) -> None:
    found = one_sum(stated)
    assert found is not None
    assert (found.digits, found.currency) == (number, currency)


def test_two_spellings_of_one_sum_agree() -> None:
    spelt = [
        Value(v, "money") for v in ("£4.7m", "4.7 million pounds", "4.7m GBP", "£4,700,000", "4.7 million")
    ]
    assert all(agree(a, b) for a, b in product(spelt, repeat=2))
    assert not agree(spelt[0], Value("€4.7m", "money"))
    assert not agree(spelt[0], Value("£4.8m", "money"))
    assert agree(Value("500", "money"), Value("£500", "money"))


def test_a_long_text_of_numbers_takes_no_longer_than_its_length() -> None:
    text = "a million and a half " * 400 + "1,000 " * 400 + "9" * 4000
    assert len(list(find_sums(text))) < 900
