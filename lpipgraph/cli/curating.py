"""Implements the commands for curators and for several issues: diff, review, annotate, forget, status."""

from __future__ import annotations

import getpass
import json
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..contacts import masked
from ..errors import DataError, InputError, StoreError, UnknownName, printable
from ..files import root
from .commands import assumed, authority_of, given_of, put, read_as_asked, say, source_of, sources, told

if TYPE_CHECKING:
    from ..changes import Change
    from ..records import Entity, Records, Relation
    from ..store_protocol import Store

__all__ = ["annotate", "diff", "forget", "review", "status"]

_HEADINGS = {
    "contradicted": "Contradicted: the two cannot both be true",
    "changed": "Changed",
    "new": "New",
    "gone": "Gone",
}
_ORDER = tuple(_HEADINGS)
_LONGEST_QUOTE = 200


def diff(given: Namespace) -> int:
    """``lpipgraph diff``: what a later issue states differently from an earlier one."""
    from ..authority import Authority
    from ..changes import KINDS, compare
    from ..identity import aligned
    from ..issue_reading import read
    from ..privacy import without_contacts

    known = authority_of(given) or Authority.read()
    (one, old), (two, new) = (read(name, known) for name in sources([given.old, given.new]))
    if given.kind is not None and given.kind not in KINDS:
        raise UnknownName("kind of change", given.kind, KINDS)
    if (one.date or "") > (two.date or ""):
        raise DataError(
            f"{given.new} is dated {two.date}, before {given.old} of {one.date}",
            hint="name the earlier issue first",
        )
    old, new = without_contacts(old), without_contacts(new)
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
    words = " ".join(masked(quote).split())
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"


def _row(change: Change) -> dict[str, object]:
    def rows(side: Sequence[Entity | Relation]) -> list[dict[str, object]]:
        return [{"quote": masked(r.quote), "start": r.start, "end": r.end} for r in side]

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
    """``lpipgraph review``: asks a person to decide about names, uncertain statements and unknown verbs of an issue."""
    from .. import curation
    from ..authority import Authority
    from ..extract import unread_verbs
    from ..privacy import covered, without_contacts

    folder = Path(given.authority) if given.authority else root() / "data" / "authority"
    known = Authority.read(folder)
    today = date.today().isoformat()
    if given.sssom:
        put(masked(curation.sssom(known.decisions, known)).encode(), given.output)
        return 0
    issue, rows = read_as_asked(given, known)
    rows = covered(without_contacts(rows), issue.text)
    if given.take is not None:
        kept, count = curation.take(given.take, folder, issue.id, known, who=given.who or _me(), when=today)
        say([f"{kept}: {count} decisions taken; they apply from the next build on"])
        return 0
    origin = issue.origin
    place = None if origin is None else lambda offset: str(origin.place(offset))

    def about(what: str) -> bool:
        return given.what in (what, None)

    names = curation.queue(rows, known, by=given.by, place=place, again=given.again) if about("names") else ()
    if given.csv and given.what in ("names", None):
        put(curation.to_csv(names), given.output)
        return 0
    doubts = curation.doubtful(rows, known, place=place, again=given.again) if about("statements") else ()
    verbs = unread_verbs(issue, known.confirmed(issue.id)) if about("verbs") else ()
    if given.csv:
        table = curation.statements_csv(doubts) if given.what == "statements" else curation.verbs_csv(verbs)
        put(table, given.output)
        return 0
    if not (names or doubts or verbs):
        say([f"{issue.title} {issue.number or ''}: nothing is left to decide about"])
        return 0
    who, asked = given.who or _me(), _Asked()
    sessions: tuple[tuple[str, bool, Callable[[Path], Sequence[object]]], ...] = (
        (
            "decisions",
            bool(names),
            lambda p: curation.review(names, asked, _show, who, today, path=p, authority=known),
        ),
        (
            "verdicts",
            bool(doubts),
            lambda p: curation.review_statements(doubts, asked, _show, who, today, path=p),
        ),
        ("frames", bool(verbs), lambda p: curation.review_verbs(verbs, asked, _show, who, today, path=p)),
    )
    for kind, open_, ask_all in sessions:
        if open_ and not asked.over:
            kept = folder / kind / f"{issue.id}.csv"
            say([f"{kept}: {len(ask_all(kept))} decisions; they apply from the next build on"])
    return 0


class _Asked:
    """Asks at the terminal; `over` is set when the person quits."""

    def __init__(self) -> None:
        self.over = False

    def __call__(self, prompt: str) -> str:
        """The answer."""
        try:
            answer = input(prompt)
        except EOFError:
            self.over = True
            raise
        self.over = self.over or answer.strip().casefold() in ("q", "quit")
        return answer


def _show(lines: str) -> None:
    print(printable(lines))


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "curator"


def annotate(given: Namespace) -> int:
    """``lpipgraph annotate``: writes the extractor's results as a new answer key, for a person to correct."""
    from dataclasses import replace

    from ..authority import Authority
    from ..issue_reading import read

    issue, rows = read(source_of(given.issue), authority_of(given) or Authority.read(), given_of(given))
    assumed(issue)
    key = replace(
        rows,
        entities=tuple(replace(e, how=None, score=None) for e in rows.entities),
        relations=tuple(replace(r, rule=None) for r in rows.relations),
        notes=(),
    )
    put(key.to_json().encode(), given.output, private=True)
    return 0


def forget(given: Namespace) -> int:
    """``lpipgraph forget``: removes issues from a build, or erases a person permanently."""
    if bool(given.issues) == (given.person is not None):
        both = (
            "both issues and a person are given" if given.issues else "neither an issue nor a person is given"
        )
        raise InputError(both, where="forget", hint="name issues, or one person with --person")
    return _forget_issues(given) if given.issues else _forget_person(given)


def _forget_issues(given: Namespace) -> int:
    from .. import pipeline
    from ..archive import read_ledger

    ledger = read_ledger(Path(given.at))
    if ledger is None or not ledger.issues:
        raise InputError("there is no build here", where=given.at, hint="name a build's folder with --at")
    called = {name: held.id for held in ledger.issues for name in (held.id, held.called, held.spoken)}
    for name in given.issues:
        if name not in called:
            raise UnknownName("issue", name, [held.id for held in ledger.issues])
    gone = tuple(dict.fromkeys(called[name] for name in given.issues))
    if len(gone) == len(ledger.issues):
        raise InputError(
            "these are all issues of the build", where=given.at, hint="remove the folder, or leave one in"
        )
    built = pipeline.build((), given.at, authority=authority_of(given), forget=gone)
    told(built, verbose=False)
    say([f"{given.at}: {', '.join(gone)} forgotten; {len(built.ledger.issues):,} left"])
    return 1 if built.report.violations else 0


def status(given: Namespace) -> int:
    """``lpipgraph status``: lists the content of a build, and what is out of date and why."""
    from ..archive import read_ledger, stale
    from ..authority import FORGOTTEN, Authority, read_forgotten
    from ..pipeline import store_of
    from ..results.table import table
    from ..store import read_manifest

    folder = Path(given.at)
    ledger = read_ledger(folder)
    if ledger is None:
        raise InputError(
            "there is no build of this version here", where=given.at, hint="make one with lpipgraph build"
        )
    known = (authority_of(given) or Authority.read()).without(read_forgotten(folder / "records" / FORGOTTEN))
    why = stale(folder, ledger, known)
    rows = [
        (held.id, held.date or "", Path(held.path).name, "; ".join(why.get(held.id, ("up to date",))))
        for held in ledger.issues
    ]
    say(table(("issue", "date", "read from", "state"), rows))
    many = f"{len(rows):,} issue{'s' * (len(rows) != 1)}"
    try:
        graphs = read_manifest(store_of(folder)).graphs
        size = f", {sum(graphs.values()):,} triples in {len(graphs):,} graphs"
    except StoreError as error:
        size, why[""] = "", (f"The store is made again by the next build: {error.what}.",)
    say(["", f"{given.at}: {many}{size}", *why.get("", ())])
    return 1 if why else 0


def _forget_person(given: Namespace) -> int:
    from .. import export, parts, pipeline
    from ..archive import read_ledger
    from ..authority import FORGOTTEN, Authority, read_forgotten
    from ..erasure import forget_in_tables, names_of
    from ..records import Records
    from ..store import open_store

    folder = Path(given.authority) if given.authority else root() / "data" / "authority"
    records = Path(given.at) / parts.FOLDER
    known = Authority.read(folder)
    ledger = read_ledger(Path(given.at))
    if ledger is None or not ledger.issues:
        raise InputError("there is no build here", where=given.at, hint="name a build's folder with --at")
    kept = [Records.read(Path(given.at) / held.records) for held in ledger.issues]
    who = given.person
    if who.startswith(("http://", "https://")):
        with open_store(pipeline.store_of(given.at)) as store:
            who = _label(store, who)
    names = names_of(who, kept, known)
    if not names:
        persons = {e.name for rows in kept for e in rows.entities if e.cls == "Person"}
        raise UnknownName(
            "person", given.person, persons | {e.name for e in known.entries if e.cls == "Person"}
        )
    stones = read_forgotten(records / FORGOTTEN).with_names(names, date.today().isoformat())
    written = forget_in_tables(folder, stones)
    # read again without the person; the build's tombstones are copied to the new one
    built = pipeline.build((), given.at, authority=Authority.read(folder).without(stones), again=True)
    say([f"{given.at}: built again from {len(built.ledger.issues)} issues without that person"])
    exported = Path(given.export)
    if (exported / "manifest.json").is_file():
        files = json.loads((exported / "manifest.json").read_bytes())["files"]
        formats = {row["format"] for row in files} & set(export.FORMATS)
        export.export(built.dataset, exported, formats=formats)
        say([f"{exported}: exported again"])
    say(f"{path}: written" for path in written)
    say(["Stores and servers into which this build was loaded are unchanged: load it there again."])
    return 1 if built.report.violations else 0


def _label(store: Store, address: str) -> str:
    from pyoxigraph import NamedNode

    try:
        node = NamedNode(address)
    except ValueError as error:
        raise InputError(f"this is not an IRI ({error})", where=address) from error
    rows = store.select(
        "SELECT ?label { "
        + str(node)
        + " <http://www.w3.org/2000/01/rdf-schema#label> ?label } ORDER BY ?label"
    ).rows
    if not rows:
        raise UnknownName("person", address, ())
    return str(getattr(rows[0][0], "value", ""))
