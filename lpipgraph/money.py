"""Parses sums of money in all their spellings: "£4.7m", "4.7m GBP", "half a million pounds", "€2bn", "GBP 300,000 a year".

The words for currencies, scales and numbers are in ``data/reading/money.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from .tables import table

__all__ = ["FoundSum", "find_sums", "one_sum", "period_of"]


@dataclass(frozen=True, slots=True)
class FoundSum:
    """A sum in a text.

    Attributes
    ----------
    number
        Its value, in whole units of the currency.
    currency
        Its code in ISO 4217; None if the text names none.
    start, end
        Its offsets in the text.
    """

    number: Decimal
    currency: str | None
    start: int
    end: int

    @property
    def digits(self) -> str:
        """Its value without an exponent: "1890000000", "12.5"."""
        return f"{self.number.normalize():f}"


@cache
def _meanings(*kinds: str) -> dict[str, str]:
    """Wording, folded → value."""
    return {
        word.casefold(): row["value"] for row in table("money") if row["kind"] in kinds for word in row["wording"].split("|")
    }  # fmt: skip


def _any(*kinds: str) -> str:
    """The wordings of some kinds as alternatives, the longest first; a space is any white space or hyphens."""
    found = sorted(_meanings(*kinds), key=len, reverse=True)
    return "|".join(r"[\s-]+".join(map(re.escape, word.split(" "))) for word in found)


@cache
def _sum() -> re.Pattern[str]:
    scale, number, fraction = _any("scale"), _any("number"), "".join(_meanings("fraction"))
    grouped = r"\d{1,3}(?:[,’'\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}"
    digits = rf"(?:{grouped}|\d+,\d\d?(?=\s?(?:{scale})(?!\w))|\d+(?:\.\d+)?|\.\d+)(?![.,]?\d)"
    return re.compile(
        rf"(?:(?P<sign>{_any('sign')}|\b(?:{_any('code')}))\s*|(?<![\w.,£$€]))"
        rf"(?:(?P<digits>{digits})\s?(?P<part>[{fraction}])?|(?P<alone>[{fraction}])"
        rf"|(?P<words>\b(?:{number})(?:[\s-]+(?:and\s+)?(?:{number}|{scale})(?!\w))*(?![\w’']))"
        rf"(?=[\s-]+(?:{_any('word', 'minor', 'code')})(?!\w)|(?<=[nd])\b))"
        rf"(?P<scale>(?:[\s-]*(?:{scale})(?!\w))*)(?P<half>\s+and\s+a\s+half\b)?"
        rf"(?:[\s-]*(?P<code>\b(?:{_any('code')})\b|(?<=[\d\w])\s?(?:{_any('sign')}))(?!\s?\d)"
        rf"|[\s-]*\b(?P<word>{_any('word')})\b|\s?(?P<minor>{_any('minor')})(?![\w.]))?",
        re.IGNORECASE,
    )


def find_sums(text: str) -> Iterator[FoundSum]:
    """The sums in a text: numbers with a currency or a scale ("5 million").

    >>> [(each.digits, each.currency) for each in find_sums("half a million pounds, of which 120k for Wales")]
    [('500000', 'GBP'), ('120000', None)]
    """
    for match in _sum().finditer(text):
        if found := _read(match):
            yield found


def one_sum(text: str) -> FoundSum | None:
    """The sum that a text states; None if it states none, or a range such as "£2–3m", which has no one value."""
    found = list(find_sums(text))
    if len(found) > 1 and _RANGE.fullmatch(text[found[0].end : found[1].start]):
        return None
    before = _RANGE_BEFORE.search(text[: found[0].start]) if found else None
    return None if before or not found else found[0]


#: Between the ends of a range; and a bare number before its second end: "between 2 and 3 million pounds", "2–3 million pounds".
_RANGE = re.compile(r"\s*(?:[-–—]|to|and|or)\s*", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\d\s*(?:[-–—]|\b(?:to|or|and)\b)\s*$", re.IGNORECASE)


def period_of(text: str) -> str | None:
    """The time for which a sum is given: year, month, week or day."""
    match = re.search(rf"(?:(?<!\w)|(?=/))(?:{_any('per')})(?!\w)", text, re.IGNORECASE)
    return _meanings("per")[_folded(match[0])] if match else None


def _folded(words: str) -> str:
    """A wording as it is in the table."""
    folded = words.casefold()
    known = _meanings("per", "word", "minor", "number", "scale", "code", "sign")
    return folded if folded in known else re.sub(r"[\s-]+", " ", folded)


def _read(match: re.Match[str]) -> FoundSum | None:
    number = _number(match)
    for scale in re.findall(r"[^\W\d_]+", match["scale"] or ""):
        number = number.scaleb(int(_meanings("scale")[scale.casefold()]))
    named = match["sign"] or match["code"] or match["word"]
    scaled = bool(match["scale"]) or bool(match["words"] and number >= 1000)
    currency = _meanings("sign", "code", "word")[_folded(named.strip())] if named else None
    if match["half"]:
        number += Decimal("0.5") * _last_scale(match)
    if match["minor"] and not named:
        currency, number = _meanings("minor")[match["minor"].casefold()], number / 100
    return FoundSum(number, currency, match.start(), match.end()) if currency or scaled else None


def _number(match: re.Match[str]) -> Decimal:
    if match["words"]:
        return _spelt(match["words"])
    digits = match["digits"] or "0"
    if re.fullmatch(r"\d+,\d\d?", digits):
        digits = digits.replace(",", ".")  # a comma before the fraction
    elif digits.count(".") > 1:
        digits = digits.replace(".", "")
    part = match["part"] or match["alone"]
    return Decimal(re.sub(r"[^\d.]", "", digits)) + Decimal(_meanings("fraction")[part] if part else 0)


def _last_scale(match: re.Match[str]) -> Decimal:
    """What "and a half" is half of: "a million and a half"."""
    found = [w for w in re.findall(r"[^\W\d_]+", match[0].casefold()) if w in _meanings("scale")]
    return Decimal(1).scaleb(int(_meanings("scale")[found[-1]])) if found else Decimal(1)


def _spelt(words: str) -> Decimal:
    """A number in words: "two hundred and fifty thousand" is 250000."""
    numbers, scales = _meanings("number"), _meanings("scale")
    total = current = Decimal(0)
    last = 0
    for part in re.finditer(rf"(?:{_any('number')}|{_any('scale')})(?!\w)", words, re.IGNORECASE):
        word = _folded(part[0])
        if word in scales:
            current = (current or Decimal(1)).scaleb(int(scales[word]))
            if scales[word] != "2":
                total, current, last = total + current, Decimal(0), int(scales[word])
        elif total and Decimal(numbers[word]) < 1:
            total += Decimal(numbers[word]).scaleb(last)  # "a million and a half"
        else:
            current += Decimal(numbers[word])
    return total + current
