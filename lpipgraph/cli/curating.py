"""The commands for several issues and for the people who look after names: diff, review, annotate."""

from __future__ import annotations

import getpass
import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError, UnknownName
from ..files import root
from .commands import assumed, authority_of, given_of, put, say, source_of

if TYPE_CHECKING:
    from ..changes import Change
    from ..records import Entity, Records, Relation

__all__ = ["annotate", "diff", "review"]

_HEADINGS = {
    "contradicted": "Contradicted: the two cannot both be right",
    "changed": "Changed",
    "new": "New",
    "gone": "Gone",
}
_ORDER = tuple(_HEADINGS)
_LONGEST_QUOTE = 200


def diff(given: Namespace) -> int:
    """``lpipgraph diff``: what the later issue says otherwise than the earlier."""
    from ..authority import Authority
    from ..changes import KINDS, aligned, compare
    from ..intake import read

    known = authority_of(given) or Authority.read()
    (one, old), (two, new) = (read(source_of(name), known) for name in (given.old, given.new))
    if given.kind is not None and given.kind not in KINDS:
        raise UnknownName("kind of change", given.kind, KINDS)
    if (one.date or "") > (two.date or ""):
        raise DataError(
            f"{given.new} is dated {two.date}, before {given.old} of {one.date}",
            hint="name the earlier issue first",
        )
    new = aligned(old, new)
    changes = [c for c in compare(old, new) if given.kind in (None, c.kind)]
    formats = {
        "text": lambda: "\n".join(_lines(changes, given.quotes)) + "\n",
        "json": lambda: json.dumps(list(map(_row, changes)), ensure_ascii=False, indent=1) + "\n",
        "ttl": lambda: _turtle(changes, old, new),
    }
    if given.format not in formats:
        raise UnknownName("format", given.format, formats)
    put(formats[given.format]().encode(), given.output)
    return 0


def _lines(changes: Sequence[Change], quotes: bool) -> Iterator[str]:
    if not changes:
        yield "Both issues say the same."
    for kind in _ORDER:
        these = [c for c in changes if c.kind == kind]
        if not these:
            continue
        yield f"{_HEADINGS[kind]} ({len(these)})"
        for change in these:
            yield f"  {change.message}"
            if quotes or kind in ("contradicted", "changed"):
                yield from (f"      before: “{_short(row.quote)}”" for row in change.before)
                yield from (f"      after:  “{_short(row.quote)}”" for row in change.after)
        yield ""


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"


def _row(change: Change) -> dict[str, object]:
    def rows(side: Sequence[Entity | Relation]) -> list[dict[str, object]]:
        return [{"quote": r.quote, "start": r.start, "end": r.end} for r in side]

    return {
        "kind": change.kind,
        "concerns": change.concerns,
        "predicate": change.predicate,
        "message": change.message,
        "before": rows(change.before),
        "after": rows(change.after),
    }


def _turtle(changes: Sequence[Change], old: Records, new: Records) -> str:
    from pyoxigraph import Dataset

    from .. import graph

    return graph.write(Dataset(graph.comparison(changes, old, new)), "ttl").decode()


def review(given: Namespace) -> int:
    """``lpipgraph review``: the names of an issue that the authority does not know, and what they are."""
    from .. import curation
    from ..authority import Authority
    from ..intake import read

    folder = Path(given.authority) if given.authority else root() / "data" / "authority"
    known = Authority.read(folder)
    today = date.today().isoformat()
    if given.sssom:
        put(curation.sssom(known.decisions, known).encode(), given.output)
        return 0
    issue, rows = read(source_of(given.issue), known, given_of(given))
    kept = folder / "decisions" / f"{issue.id}.csv"
    if given.take is not None:
        taken = curation.read_decisions(given.take, known, who=given.who or _me(), when=today)
        curation.append(kept, taken)
        say([f"{kept}: {len(taken)} decisions taken; they count from the next build on"])
        return 0
    origin = issue.origin
    place = None if origin is None else lambda offset: str(origin.place(offset))
    items = curation.queue(rows, known, by=given.by, place=place, again=given.again)
    if given.csv:
        put(curation.to_csv(items), given.output)
        return 0
    if not items:
        say([f"{issue.title} {issue.number or ''}: no name is left to decide about"])
        return 0
    made = curation.review(items, input, print, given.who or _me(), today, path=kept, authority=known)
    say([f"{kept}: {len(made)} decisions; they count from the next build on"])
    return 0


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "curator"


def annotate(given: Namespace) -> int:
    """``lpipgraph annotate``: a new answer key from what the extractor found, for a person to correct."""
    from dataclasses import replace

    from ..authority import Authority
    from ..intake import read

    issue, rows = read(source_of(given.issue), authority_of(given) or Authority.read(), given_of(given))
    assumed(issue)
    key = replace(
        rows,
        entities=tuple(replace(e, how=None, score=None) for e in rows.entities),
        relations=tuple(replace(r, rule=None) for r in rows.relations),
        notes=(),
    )
    put(key.to_json().encode(), given.output)
    return 0
