"""Reads dates beside events without a verb: "Join ‹O› at 6pm on 30 April for ‹E›", "at ‹E› on 4 June"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...dates import FoundDate
from .chunks import Item, Noun
from .parse import Clause
from .tokens import Token

__all__ = ["occasions"]

_INVITING = frozenset(("join", "come", "meet", "book", "register", "see"))
_TO = frozenset(("for", "to", "at"))
_WHERE = frozenset(("in", "at", "near"))


def occasions(
    items: Sequence[Item], tokens: Sequence[Token], clauses: Sequence[Clause]
) -> Iterator[tuple[Noun, FoundDate]]:
    """The events of a sentence with the days that are beside them; nothing where the sentence denies or supposes something."""
    if not all(c.asserted for c in clauses):
        return
    events = [(k, n) for k, i in enumerate(items) for n in i.nouns if _is_event(n, tokens) and not i.negated]
    days = [(k, d) for k, i in enumerate(items) if (d := _day(i)) is not None]
    if len(events) == 1 == len(days) and tokens[0].lower in _INVITING and items[events[0][0]].word in _TO:
        yield events[0][1], days[0][1]
        return
    for k, noun in events:
        first = all(i.kind == "comma" for i in items[:k])
        if not first and items[k].word not in _TO:
            continue
        n = k + 1
        while n < len(items) and items[n].kind == "pp" and items[n].word in _WHERE and _day(items[n]) is None:
            n += 1
        if first and n == k + 1 and n < len(items) and items[n].word in (":", ",", "–", "—"):
            n += 1
            if n < len(items) and items[n].kind == "np" and (day := _date(items[n])) is not None:
                yield noun, day
        elif n < len(items) and (day := _day(items[n])) is not None:
            yield noun, day


def _is_event(noun: Noun, tokens: Sequence[Token]) -> bool:
    return noun.name is not None and tokens[noun.name].letter == "E" and not noun.negated


def _day(item: Item) -> FoundDate | None:
    """The day that a phrase with "on" names."""
    return _date(item) if item.kind == "pp" and item.word == "on" and not item.negated else None


def _date(item: Item) -> FoundDate | None:
    """The day that a phrase is and nothing else."""
    day = item.nouns[0].date if len(item.nouns) == 1 else None
    return day if day is not None and day.type == "date" else None
