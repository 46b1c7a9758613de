"""Formats terms and evidence in words, without IRIs, identifiers and offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..queries import Evidence

__all__ = ["passages", "quoted", "unlinked"]

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_PLACE = re.compile(r"https?://\S+")
#: File of the authority → its name in a sentence.
_TABLES = re.compile(r"^(?P<table>[a-z-]+)\.csv")


def unlinked(text: str) -> str:
    """The newsletter's words, without link markup."""
    return _LINK.sub(r"\1", text)


def passages(item: Evidence) -> str:
    """The newsletter's words in one line, without link markup."""
    return " ".join(unlinked(item.quote).split())


def quoted(item: Evidence) -> str:
    """One piece of evidence in a line: the quote, its place, and what it states."""
    issue = item.source.rsplit("/", 1)[-1]
    place = f"issue {issue}, under “{item.section}”" if item.section else f"issue {issue}"
    rule = f"; the row follows by the rule: {item.rule}" if item.rule else ""
    return f"“{passages(item)}” ({place}): {item.statement}{_known(item)}{rule}"


def _known(item: Evidence) -> str:
    """The source of the fact, if the words only name the thing."""
    if item.authority is None:
        return ""
    table = _TABLES.match(item.authority)
    address = _PLACE.search(item.authority)
    where = (
        f"the project’s table of {table['table'].replace('-', ' ')}" if table else "the project’s own tables"
    )
    return f" — as known from {where}" + (f" ({address[0].rstrip(')')})" if address else "")


def together(items: Iterable[Evidence]) -> list[str]:
    """The evidence of one row; pieces with the same words become one."""
    return list(dict.fromkeys(map(quoted, items)))
