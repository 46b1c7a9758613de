"""Writes the summary of a build: what the graph holds, whether it conforms, a first answer, and what to try next."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import which

from ..pipeline import FOLDER, Built, store_of
from ..queries import Evidence, evidence, query
from ..results.table import listed, table, width
from ..store import open_store, read_manifest
from ..store_protocol import Store

__all__ = ["MOST_ISSUES", "summary"]

_QUESTION = "organisations-and-themes"
#: Number of organisations shown for each theme, the most closely linked ones.
_SHOWN = 2
_LONGEST_QUOTE = 180
_MOST_RESULTS = 10
#: With more issues, only their number is shown, and notes only on those that were read now.
MOST_ISSUES = 12


def summary(built: Built, folder: str) -> Iterator[str]:
    """The summary lines after a build."""
    graphs = read_manifest(store_of(folder)).graphs
    yield f"{folder}: {_issues(built)}, {sum(graphs.values()):,} triples in {len(graphs)} graphs"
    yield ""
    yield from table(("class", "things"), [(name, f"{n:,}") for name, n in built.counts().items()])
    yield ""
    results = list(built.report.lines(limit=_MOST_RESULTS))
    yield f"Validation: {results[0]}"
    yield from results[1:]
    if built.report.results:
        yield f"  the whole report: {folder}/report.ttl"
    yield ""
    if (
        len(built.ledger.issues) <= MOST_ISSUES
    ):  # skipped for a large archive, where the answer is long and slow
        with open_store(store_of(folder)) as store:
            yield from _links(store)
        yield ""
    at = "" if folder == FOLDER else f" --at {folder}"
    program = _program()
    tries = {
        f"{program} query theme-leads --why{at}": "who leads what, in the newsletter's words",
        f"{program} query{at}": "all prepared questions",
        f"{program} export{at}": "the graph in other formats",
    }
    longest = max(map(len, tries))
    beside = all(len(f"  {'':<{longest}}  {words}") <= width() for words in tries.values())
    yield "Next:"
    for command, words in tries.items():
        yield from [f"  {command:<{longest}}  {words}"] if beside else [f"  {command}", f"      {words}"]


def _program() -> str:
    """The command for this program: its name, or its path if it is not on the search path."""
    called = sys.argv[0]
    away = Path(called).name == "lpipgraph" and which("lpipgraph") is None
    return called if away else "lpipgraph"


def _issues(built: Built) -> str:
    titles = [held.called for held in built.ledger.issues]
    if len(titles) > MOST_ISSUES:
        return f"{len(titles):,} issues, from {titles[0]} to {titles[-1]}"
    return listed(titles)


def _links(store: Store) -> Iterator[str]:
    """Organisations and themes with the most links between them, with one quote each."""
    asked = query(_QUESTION)
    answer = store.select(asked.bind())
    behind = evidence(store, asked, answer)
    routes: dict[tuple[str, str], list[str]] = {}
    quotes: dict[tuple[str, str], list[Evidence]] = {}
    for row, items in zip(answer.dicts(), behind, strict=True):
        organisation, theme, route = (
            getattr(row[name], "value", "") for name in ("organisationName", "themeName", "routeName")
        )
        routes.setdefault((theme, organisation), []).append(route)
        quotes.setdefault((theme, organisation), []).extend(items)
    ordered = sorted(routes, key=lambda pair: (pair[0], -len(routes[pair]), pair[1]))
    themes = [theme for theme, _ in ordered]
    shown = [pair for i, pair in enumerate(ordered) if themes[:i].count(pair[0]) < _SHOWN]
    yield from table(
        ("theme", "organisation", "route"),
        [(theme, organisation, listed(routes[theme, organisation])) for theme, organisation in shown],
        below=[[_quote(pair[1], quotes[pair])] for pair in shown],
    )
    left = len(ordered) - len(shown)
    if left:
        yield f"… and {left} more: {_program()} query {_QUESTION}"


def _quote(organisation: str, items: Sequence[Evidence]) -> str:
    """The best sentence: stated, not under a heading, and with the organisation's name in it."""
    if not items:
        return ""

    def rank(item: Evidence) -> tuple[bool, bool, bool, int]:
        size = len(item.quote)
        return (item.basis != "stated", organisation not in item.quote, size > _LONGEST_QUOTE, -size)

    best = min(items, key=rank)
    return f"“{textwrap.shorten(best.quote, _LONGEST_QUOTE, placeholder=' …')}”"
