"""Formats terms and evidence in words, without IRIs, identifiers and offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..queries import Evidence

__all__ = ["passages", "quoted", "unlinked"]

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_PLACE = re.compile(r"https?://\S+")
#: File of the authority → what it is called in a sentence.
_TABLES = re.compile(r"^(?P<table>[a-z-]+)\.csv")


def unlinked(text: str) -> str:
    """The newsletter's words, without the marks of links."""
    return _LINK.sub(r"\1", text)


def passages(item: Evidence) -> str:
    """The newsletter's words in one line, without the marks of links."""
    return " ".join(unlinked(item.quote).split())


def quoted(item: Evidence) -> str:
    """One reason in a line: the newsletter's words, where they stand, and what they say."""
    issue = item.source.rsplit("/", 1)[-1]
    place = f"issue {issue}, under “{item.section}”" if item.section else f"issue {issue}"
    rule = f"; from this follows the row, because: {item.rule}" if item.rule else ""
    return f"“{passages(item)}” ({place}): {item.statement}{_known(item)}{rule}"


def _known(item: Evidence) -> str:
    """Where the rest is known from, where the words only name the thing."""
    if item.authority is None:
        return ""
    table = _TABLES.match(item.authority)
    address = _PLACE.search(item.authority)
    where = (
        f"the project’s table of {table['table'].replace('-', ' ')}" if table else "the project’s own tables"
    )
    return f" — as known from {where}" + (f" ({address[0].rstrip(')')})" if address else "")


def together(items: Iterable[Evidence]) -> list[str]:
    """The reasons of one row, those with the same words as one."""
    return list(dict.fromkeys(map(quoted, items)))
