"""Checks whether a quote supports its row, and whether two literals say the same.

The same check applies to every reader (rules, a language model or a person): the quote must occur in the text
word for word, and must name what the row is about. Nothing here knows RDF or how a row was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from .errors import printable
from .money import find_sums
from .names import fold, verbatim
from .records import Entity, Records, Relation, Value

__all__ = ["Passage", "agree", "covered", "covering", "outermost", "place", "unsupported"]

T = TypeVar("T")

#: Two free texts agree if the shorter one has at least this share of the words of the longer one.
SHARED_WORDS = 0.6
#: A line with more characters is not a heading.
LONGEST_HEADING = 160


# --- literals ----------------------------------------------------------------------------------------------

_DATES = ("date", "gYearMonth", "gYear", "dateTime")
_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d(?:\.\d+)?))?)?)?)?(?P<zone>Z|[+-]\d\d:\d\d)?"
)
_BARE = re.compile(r"\d[\d,]*(?:\.\d+)?")


def agree(found: str | Value, gold: str | Value, *, exact: bool = False) -> bool:
    """Whether two objects are one entity or say the same; with `exact`, free text must be equal."""
    if not isinstance(found, Value) or not isinstance(gold, Value):
        return found == gold
    if gold.type in _DATES:
        return found.type in _DATES and _same_date(found.value, gold.value)
    if found.type != gold.type:
        return False
    a, b = found.value.strip(), gold.value.strip()
    if gold.type == "integer":
        return a == b or (a.lstrip("+-").isdecimal() and b.lstrip("+-").isdecimal() and int(a) == int(b))
    if gold.type == "money":
        return a == b or _same_sum(_money(a), _money(b))
    if gold.type in {"email", "url"}:
        return _address(a) == _address(b)
    words_a, words_b = fold(a).split(), fold(b).split()
    if words_a == words_b:
        return bool(words_a) or a.casefold() == b.casefold()
    shared = len(set(words_a) & set(words_b))
    return not exact and shared >= SHARED_WORDS * max(len(set(words_a)), len(set(words_b)))


def _same_date(a: str, b: str) -> bool:
    """Equal in value and in precision; a time zone that only one side states makes no difference."""
    one, two = _DATE.fullmatch(a.strip()), _DATE.fullmatch(b.strip())
    if one is None or two is None:
        return a.strip() == b.strip()
    for part in ("year", "month", "day", "hour", "minute"):
        if one[part] != two[part]:
            return False
    if Decimal(one["second"] or 0) != Decimal(two["second"] or 0):
        return False
    zones = {(zone if zone != "Z" else "+00:00") for zone in (one["zone"], two["zone"]) if zone}
    return len(zones) < 2


def _money(value: str) -> tuple[frozenset[str], tuple[Decimal, ...]]:
    """The currencies and the amounts of a sum as printed: "£1.89bn annually" is GBP and 1,890,000,000."""
    found = list(find_sums(value))
    if not found and (bare := _BARE.search(value)):
        return frozenset(), (Decimal(bare[0].replace(",", "")).normalize(),)
    return frozenset(each.currency for each in found if each.currency), tuple(
        each.number.normalize() for each in found
    )


def _same_sum(
    a: tuple[frozenset[str], tuple[Decimal, ...]], b: tuple[frozenset[str], tuple[Decimal, ...]]
) -> bool:
    """Equal amounts; a currency that only one side states makes no difference."""
    return bool(a[1]) and a[1] == b[1] and (a[0] == b[0] or not a[0] or not b[0])


def _address(value: str) -> str:
    return value.casefold().removeprefix("mailto:").rstrip("/")


# --- evidence ----------------------------------------------------------------------------------------------

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip


_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ][^\W_]+)*")
#: What parts a word at the end of a line: "Insti-" and "tute" on the next.
_LINE_END = re.compile(r"-[^\S\n]*\n\s*")
#: How many more characters than the value a passage may have that contains its words with others between
#: them.
_APART = 400


def covering(text: str, value: str, near: int = 0) -> tuple[int, int] | None:
    """The passage that contains all words of a value in order, with any punctuation between them.

    Parameters
    ----------
    text
        The issue's decoded text.
    value
        Words that a reader took from it, perhaps without the text's marks, perhaps out of two sentences.
    near
        Where they should stand; a passage that begins there or later is preferred to an earlier one.

    Returns
    -------
    (int, int) or None
        Offsets of the shortest such passage; None where the text has none.
    """
    words = list(_WORD.finditer(value))
    if not words:
        return None
    wanted, tail = [fold(word[0]) for word in words], value[words[-1].end() :]
    first = re.compile(rf"(?<!\w){re.escape(words[0][0])}(?!\w)", re.IGNORECASE)
    room = 2 * len(value) + _APART
    for begin, end in ((max(near - room, 0), min(len(text), near + 2 * room)), (0, len(text))):
        best: tuple[int, int] | None = None
        for start in first.finditer(text, begin, end):
            found = _in_order(text, wanted, start.start(), start.start() + room)
            if found is None:
                continue
            # the value's closing punctuation ends the passage, if the text has it
            passage = (start.start(), found + len(tail) * text.startswith(tail, found))
            key = (passage[1] - passage[0], passage[0] < near, passage[0])
            if best is None or key < (best[1] - best[0], best[0] < near, best[0]):
                best = passage
        if best is not None:
            return best
    return None


def _in_order(text: str, wanted: list[str], start: int, end: int) -> int | None:
    """The end of the last of the words, if all occur in order between start and end."""
    left = iter(wanted)
    word = next(left)
    begun: re.Match[str] | None = None  # the first half of a word that a line end parts
    for match in _WORD.finditer(text, start, end):
        printed = [match[0]]
        if begun is not None and _LINE_END.fullmatch(text, begun.end(), match.start()):
            printed.append(begun[0] + match[0])
        if word in map(fold, printed):
            try:
                word = next(left)
            except StopIteration:
                return match.end()
        begun = match
    return None


def covered(value: str, quote: str) -> bool:
    """Whether every word of a text occurs in its quote, as it is or inflected ("lead", "Leads")."""
    printed = set(_printed(quote).split()) | set(fold(quote).split())
    return all(
        word in printed or (len(word) > 3 and any(_same_stem(word, p) for p in printed))
        for word in fold(value).split()
    )


def _same_stem(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return len(longer) - len(shorter) <= 3 and longer.startswith(
        shorter[:-1] if len(shorter) > 4 else shorter
    )


def unsupported(found: Records, text: str | None) -> Iterator[tuple[Entity | Relation, str]]:
    """The rows whose quote does not occur in the text, or does not name what the row says, and why.

    Parameters
    ----------
    found
        The rows of one issue.
    text
        The issue's decoded text; without it only the words of the quotes are checked.
    """
    of_found = {e.id: e for e in found.entities}
    for e in found.entities:
        why = _misplaced(e, text)
        if (
            not why and e.how != "given" and not _names(e, _printed(e.quote))
        ):  # values given by the user need no quote
            why = "the quote does not name it"
        if not why and text is not None:
            gone = next((v for v in (e.definition, e.text) if v and not covering(text, v, e.start)), None)
            why = f"the text does not say “{printable(gone, 40)}”" if gone else ""
        if why:
            yield e, why
    for r in (*found.relations, *found.candidates):
        why = _misplaced(r, text)
        if not why:
            quote = _printed(r.quote)
            named = _names(of_found[r.s], quote) or (
                _names(of_found[r.o], quote) if isinstance(r.o, str) else _states(r.o, r.quote, quote)
            )
            if not named and r.rule != "given" and not (r.basis == "bySection" and _quotes_heading(r, text)):
                why = "the quote names neither subject nor object"
            elif (
                isinstance(r.o, Value) and r.o.type == "string" and r.rule != "given" and r.basis == "stated"
            ):
                held = _coded(r.o.value, r.quote) if r.p in _CODED else covered(r.o.value, r.quote)
                why = "" if held else "the quote does not hold the whole value"
        if why:
            yield r, why


#: Predicates whose values are words of the format and not of the text → value → the words of the text for it.
_CODED = frozenset(("attendanceMode",))
_SAID: Mapping[str, re.Pattern[str]] = {
    "online": re.compile(r"\b(?:online|virtual|zoom|teams|webex|google meet|skype|video)", re.IGNORECASE),
    "on site": re.compile(r"\b(?:on[- ]?site|in[- ]person|face[- ]to[- ]face|in the room)", re.IGNORECASE),
    "hybrid": re.compile(r"\b(?:hybrid|online|virtual|zoom)", re.IGNORECASE),
}


def _coded(value: str, quote: str) -> bool:
    said = _SAID.get(value)
    return said is not None and bool(said.search(quote))


def _misplaced(row: Entity | Relation, text: str | None) -> str:
    if not row.quote.strip():
        return "there is no quote"
    if text is None:
        return ""
    if row.start < 0:
        return "" if re.search(verbatim(row.quote), text) else "the quote does not occur in the text"
    return "" if text[row.start : row.end] == row.quote else "the quote is not at its offsets"


_GENITIVE = re.compile(r"['’‘]s\b")
#: "(theme web page)", "(LPIPs)": an addition in brackets need not be quoted.
_REMARK = re.compile(r"(?<=\S)\s*\([^()]*\)\s*$")


def _padded(words: str) -> str:
    """Folded words between spaces, without the genitive's s: the text in which whole names are searched."""
    return f" {fold(_GENITIVE.sub('', words))} "


def _printed(quote: str) -> str:
    """What a quote prints, padded: as it stands, and with words whole that a line end parts."""
    whole = _LINE_END.sub("", quote)
    return _padded(quote) if whole == quote else _padded(quote) + _padded(whole)


def _names(entity: Entity, quote: str) -> bool:
    names = (*entity.names, *((entity.text,) if entity.text else ()))
    return any(_padded(_REMARK.sub("", name)) in quote for name in names)


def _states(value: Value, quote: str, padded: str) -> bool:
    """Whether a quote contains a literal: all parts of a date, an amount, an address, most words of a text."""
    if value.type in _DATES:
        date = _DATE.fullmatch(value.value.strip())
        if date is None:
            return value.value in quote
        words = padded.split()
        numbers = {int(n) for n in re.findall(r"\d+", quote)}
        month = int(date["month"] or 0)
        spelt = any(0 < month <= 12 and w.startswith(_MONTHS[month - 1][:3]) for w in words)
        stated = {int(date["year"])} | ({int(date["day"])} if date["day"] else set())
        if date["hour"] and not {int(date["hour"]), int(date["hour"]) % 12 or 12} & numbers:
            return False
        return stated <= numbers and (not month or spelt or month in numbers)
    if value.type == "money":
        amounts = _money(value.value)[1]
        return set(amounts) <= set(_money(quote)[1]) if amounts else value.value in quote
    if value.type in {"email", "url"}:
        return _address(value.value) in quote.casefold()
    wanted = set(fold(value.value).split())
    if not wanted:
        return value.value in quote
    return len(wanted & set(padded.split())) >= SHARED_WORDS * len(wanted)


def _quotes_heading(row: Relation, text: str | None) -> bool:
    """Whether a quote covers a whole short line that is not a sentence, such as a heading or label."""
    if text is None:
        return True
    start, end = place(row, text)
    at = text.rfind("\n", 0, start) + 1
    while at < end:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop].rstrip(" \t\r*#_")
        first = at + len(line) - len(line.lstrip(" \t*#_"))
        if start <= first < at + len(line) <= end and len(line) <= LONGEST_HEADING and line[-1] not in ".;,":
            return True
        at = stop + 1
    return False


def place(row: Entity | Relation, text: str | None) -> tuple[int, int]:
    """The row's offsets, or those of the first place where its quote occurs (see `lpipgraph.names.verbatim`)."""
    if row.start >= 0 or text is None:
        return row.start, row.end
    match = re.search(verbatim(row.quote) or r"(?!)", text)
    return match.span() if match else (-1, -1)


def outermost(passages: Iterable[T], span: Callable[[T], tuple[int, int]]) -> Iterator[T]:
    """The passages that are not within another one, in the order of the text; of two that only overlap, both.

    Parameters
    ----------
    passages
        Of one text.
    span
        Where a passage begins and ends.
    """
    behind = -1
    for each in sorted(passages, key=lambda p: (span(p)[0], -span(p)[1])):
        if span(each)[1] > behind:
            behind = span(each)[1]
            yield each


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A quote, its start, the rest of its sentence before and after it, and the heading above it."""

    start: int
    quote: str
    before: str = ""
    after: str = ""
    section: str = ""

    @property
    def words(self) -> str:
        """The quote with the rest of its sentence."""
        return self.before + self.quote + self.after

    @property
    def end(self) -> int:
        """The offset after the last character of the quote."""
        return self.start + len(self.quote)

    @property
    def reach(self) -> tuple[int, int]:
        """The start and end of the whole sentence."""
        return self.start - len(self.before), self.end + len(self.after)
