"""Finds the values in which statements of clauses end: days, moments and sums."""

from __future__ import annotations

from collections.abc import Sequence

from ...dates import FoundDate
from ...records import Value
from .frames import Fact
from .parse import Clause
from .tokens import Token

__all__ = ["given_away", "moment", "value_of"]


def moment(day: str, time: str | None) -> Value:
    """A day, or a moment of it."""
    return Value(f"{day}T{time}", "dateTime") if time else Value(day, "date")


def value_of(fact: Fact) -> Value | None:
    """The literal of a statement; a day must be one where the frame asks for it."""
    if isinstance(fact.literal, FoundDate):
        if "on" in fact.conditions and fact.literal.type != "date":
            return None
        return Value(fact.literal.value, fact.literal.type)
    return Value(fact.literal, "money") if fact.literal else None


def given_away(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a sum is what somebody got: "awarded £3m to ‹O›" is not what the policy is worth."""
    for item in clause.args:
        if clause.verb.passive or item.kind not in ("np", "pp") or item.word not in ("", "to", "for", "into"):
            continue
        if any(n.name is not None and tokens[n.name].letter in "OPK" for n in item.nouns):
            return True
    return False
