"""Implements the commands that write to stores: load, patch, sync."""

from __future__ import annotations

import os
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, LpipError
from ..files import STDIN, read_bytes
from .commands import authority_of, folder_of, layers_of, opened, put, read_or_kept, say, sources
from .terminal import Steps, log

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from ..archive.manifest import Ledger
    from ..nquads import Lines
    from ..store.graph_files import Spooled
    from ..store.loading import Progress

__all__ = ["load", "patch", "sync"]

#: Options for a server that do not apply to a folder.
_OF_SERVER = ("dry_run", "only", "verify", "merged_graph", "prune", "probe", "timeout", "gzip")


def load(given: Namespace) -> int:
    """``lpipgraph load``."""
    from .. import store
    from ..results.table import table

    if not store.is_url(given.at):
        store.refuse_address(given.at)
        for option in _OF_SERVER:
            if getattr(given, option):
                raise InputError(
                    f"--{option.replace('_', '-')} is for a server, and this is a folder", where=given.at
                )
        from pyoxigraph import Dataset, NamedNode

        from ..store.loading import refuse_part

        whole = Dataset(_quads(given))
        here = {q.graph_name.value for q in whole if isinstance(q.graph_name, NamedNode)}
        refuse_part(given.at, _held(given.at), here)
        counts = store.load(whole, given.at)
        say(table(("graph", "triples"), [(name, f"{n:,}") for name, n in counts.items()]))
        return 0
    if given.probe:
        return _probe(given)
    for name in sources(given.files):
        if name != STDIN and not os.access(name, os.R_OK):
            read_bytes(name)  # reports errors before a server is contacted
    from ..store import loading

    options = loading.Options(
        only=tuple(given.only or ()),
        merged=given.merged_graph,
        prune=given.prune,
        deadline=given.timeout,
        packed=given.gzip,
    )
    if given.verify:
        with _graphs(given) as graphs:
            found = loading.verify_at(given.at, graphs, options)
        say(table(("graph", "triples"), [(name, f"{n:,}") for name, n in found.items()]))
        say((f"{given.at} holds these {len(found)} graphs as they are here",))
        return 0
    with Steps() as step:
        if _of_build(given) is None:
            plan, after = loading.load_pieces(
                given.at,
                _pieces(given),
                options,
                expected=_expected(given.files),
                dry=given.dry_run,
                told=_rate(step),
            )
        else:
            with _graphs(given) as graphs:
                plan, after = loading.put(given.at, graphs, options, dry=given.dry_run, told=_rate(step))
    say(table(("graph", "", "there", "here"), plan.rows()))
    if plan.taken_up:
        say(
            (
                f"{plan.taken_up} graphs were already there, from an interrupted load: they were not sent again",
            )
        )
    if not plan.changed and not plan.gone:
        say((f"nothing to do: {given.at} holds this build since {after.when or 'an earlier load'}",))
    elif given.dry_run:
        say(("nothing was written: this is what a load would do",))
    return 0


def _held(folder: str) -> Collection[str]:
    """The graphs of a store's folder; none where there is no store, or one that the load mends."""
    from .. import store

    try:
        with store.open_store(folder, hidden=True) as held:
            return tuple(held.counts())
    except LpipError:
        return ()


def sync(given: Namespace) -> int:
    """``lpipgraph sync``."""
    from .. import store
    from ..files import writing
    from ..store.loading import Options
    from ..sync import sync as synchronised

    if not store.is_url(given.at):
        store.refuse_address(given.at)
        raise InputError(
            "this is not a server's address",
            where=given.at,
            hint="a folder is kept up to date by lpipgraph build",
        )
    options = Options(merged=given.merged_graph, prune=given.prune, deadline=given.timeout, packed=given.gzip)
    with Steps() as step:
        done = synchronised(
            given.folder,
            given.at,
            folder_of(given.output),
            authority=authority_of(given),
            options=options,
            jobs=given.jobs or os.cpu_count() or 1,
            step=step,
            told=_rate(step),
        )
    if given.report:
        with writing(given.report) as stream:
            stream.write(done.to_json())
    for one in done.refused:
        log.error("%s", one.error)
    say((f"{given.folder} → {given.at}: {done.line}",))
    return done.exit_code


def patch(given: Namespace) -> int:
    """``lpipgraph patch``."""
    from ..errors import UnknownName
    from ..store import is_url
    from ..store.patch import FORMATS
    from ..store.patch import patch as changes

    if given.format not in FORMATS:
        raise UnknownName("format", given.format, FORMATS)
    if given.timeout and not any(map(is_url, (given.old, given.new))):
        raise InputError("--timeout is for a server, and this is none", where="patch", hint="leave it out")
    old, new = (read_or_kept(where, given.timeout) for where in (given.old, given.new))
    lines = changes(old, new, given.format)
    put(b"".join(lines), given.output)
    return 0


def _probe(given: Namespace) -> int:
    from ..results.table import table
    from ..store.probe import probe
    from ..store.remote import RemoteStore

    with RemoteStore.connect(given.at, deadline=given.timeout) as server:
        rows = [(each.what, each.found, each.so) for each in probe(server)]
    say(table(("what", "found", "so that"), rows))
    return 0


@contextmanager
def _graphs(given: Namespace) -> Iterator[Mapping[str, Spooled]]:
    """The graphs to load: of a build by its ledger, so that only graphs to be sent are read; of files, everything."""
    from ..layers import of_named
    from ..pipeline import FOLDER
    from ..store.graph_files import Spool
    from ..sync import graphs_at

    ledger = _of_build(given)
    if ledger is None:
        with tempfile.TemporaryDirectory(prefix="lpipgraph-") as folder:
            yield Spool(_pieces(given), Path(folder), left="nothing was sent").graphs()
    else:
        with graphs_at(Path(FOLDER), ledger) as graphs:
            yield of_named(graphs, layers_of(given))


def _of_build(given: Namespace) -> Ledger | None:
    """The ledger of the build that is loaded; None for files, and for a store that load made."""
    from ..archive import read_ledger
    from ..pipeline import FOLDER

    if given.files:
        return None
    opened(FOLDER).close()  # reports what is wrong with a folder
    return read_ledger(Path(FOLDER))


def _quads(given: Namespace) -> Iterator[Quad]:
    """The quads to load, as a stream."""
    for piece in _pieces(given, parsed=True):
        yield from piece  # type: ignore[misc]


def _pieces(given: Namespace, *, parsed: bool = False) -> Iterator[Lines | Iterable[Quad]]:
    """The quads to load, some thousand at a time; of files, what need not be parsed comes as lines unless `parsed`."""
    from ..layers import in_layers

    layers = layers_of(given)
    for piece in _all_pieces(given, parsed=parsed or layers is not None):
        yield piece if layers is None else in_layers(piece, layers)  # type: ignore[arg-type]


def _all_pieces(given: Namespace, *, parsed: bool) -> Iterator[Lines | Iterable[Quad]]:
    """The pieces of files, or of the public graphs of a build."""
    from .. import graph
    from ..nquads import Lines
    from ..pipeline import FOLDER
    from ..store.graph_files import pieces
    from ..store_protocol import stored

    if not given.files:
        with opened(FOLDER) as kept:
            yield from pieces(stored(kept))
        return
    for name in sources(given.files):
        found: Iterable[Lines | Iterable[Quad]] = (
            [graph.read(name, "trig")]
            if name == STDIN
            else graph.pieces_of(name)
            if parsed
            else graph.written_pieces_of(name)
        )
        for piece in found:
            yield piece if isinstance(piece, Lines) else graph.passed(piece, where=name)


def _expected(files: Iterable[str]) -> int:
    """The approximate number of triples in files; a large number if unknown."""
    total = 0
    for name in files:
        size = Path(name).stat().st_size if Path(name).is_file() else 1_000_000_000
        total += size // (10 if name.endswith(".gz") else 150)
    return total


def _rate(step: Callable[[str], object]) -> Callable[[Progress], None]:
    """Reports the progress, speed and remaining time of a load through `step`, at most ten times a second."""
    began = said = time.monotonic()

    def told(progress: Progress) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said < 0.1:
            return
        said = now
        rate = progress.sent / max(0.001, now - began)
        left = (progress.total - progress.sent) / rate if rate else 0.0
        share = progress.sent / max(1, progress.total)
        step(f"{progress.step}: {share:.0%}, {rate:,.0f} triples a second, {left:,.0f} s left")

    return told
