"""Builds a folder with a validated graph from issues, atomically.

The folder looks like this::

    graph.trig          the public graphs
    report.ttl          what validation found, in SHACL's vocabulary
    records/            the text of each issue and what was read out of it
    parts/              the graphs of each issue, and the ledger of all of them (see `lpipgraph.archive.manifest`)
    store/              all graphs, ready to be asked (see `lpipgraph.store`)

Issues are added to what is there, or take the place of what was read of them before; an issue that has not changed is
not read again. A build is made beside the folder and takes its place in one step; an earlier one is there until then. A
graph that breaks a shape is not published: it stands beside, in ``{folder}.rejected``, with its report, and the earlier
one stays.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from pyoxigraph import Dataset

from . import archive, graph, parts, shapes, store
from .archive import Cluster, Intake, Ledger, Outcome, Refused, Source, read_ledger
from .archive.manifest import FOLDER as PARTS
from .archive.manifest import kept, lines_at, worth_going_on
from .archive.sorted_quads import quads_of
from .authority import FORGOTTEN, Authority, read_forgotten
from .document import Document, Given
from .errors import InputError, OutputError
from .files import find, read_bytes, replacing, room, writing
from .issue_reading import read
from .privacy import public
from .records import Records
from .shapes import Report
from .vocabulary import CLASS_TERMS, graph_kind

__all__ = ["CONTENTS", "FOLDER", "Built", "Refused", "build", "issues", "read", "store_of"]

#: Where a build goes when nobody says otherwise, in the working directory.
FOLDER = "lpip-graph"
#: What a build's folder holds. A folder with anything else in it is never replaced.
CONTENTS = ("graph.trig", PARTS, parts.FOLDER, "report.ttl", "store")
#: Where a new build finds what a killed one left of its own.
_LEFT = "work/left"
#: An archive whose parts have more bytes has no graph.trig: it would be written again with each issue.
_MOST_IN_ONE = 400_000_000


class Built:
    """Issues as they were read, and the one graph of them all with what validation says of it.

    Parameters
    ----------
    folder
        Where all of it stands.
    outcome
        What was done, and the ledger of what there is.
    report
        What validation says.
    place
        The folder; None if nothing was asked to be written.
    """

    def __init__(self, folder: Path, outcome: Outcome, report: Report, place: Path | None) -> None:
        self.folder, self.outcome, self.report, self.place = folder, outcome, report, place
        self.ledger: Ledger = outcome.ledger
        self.refused: tuple[Refused, ...] = outcome.refused
        if place is None:
            weakref.finalize(self, rmtree, folder, ignore_errors=True)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The issues' texts, in the order of their dates."""
        return tuple(parts.document(self.folder, held) for held in self.ledger.issues)

    @cached_property
    def records(self) -> tuple[Records, ...]:
        """What was read out of each, by itself."""
        return tuple(Records.read(self.folder / held.records) for held in self.ledger.issues)

    @cached_property
    def dataset(self) -> Dataset:
        """All graphs, the private one and candidates, too; in memory, and so not for an archive of thousands."""
        graphs = self.ledger.graphs()
        found = Dataset(q for where in graphs.values() for q in quads_of(lines_at(self.folder, where)))
        for held in self.ledger.issues:
            for stretch in held.part.stretches if held.part else ():
                if graph_kind(stretch.graph) == "private" and held.part:
                    for quad in quads_of(
                        lines_at(self.folder, (f"{PARTS}/{held.part.name}/graphs.nq", stretch))
                    ):
                        found.add(quad)
        return found

    def __repr__(self) -> str:
        named = ", ".join(held.id for held in self.ledger.issues)
        size = sum(stretch.quads for _, stretch in self.ledger.graphs().values())
        return f"<build of {named}: {size:,} statements, {'conforms' if self.report.conforms else 'does not conform'}>"

    def counts(self) -> Mapping[str, int]:
        """Class → how many things of it the issues name, in the order of the classes; no candidates."""
        members = self.ledger.counts["members"]
        return {name: members.get(term.value, 0) for name, term in CLASS_TERMS.items()}


def issues() -> list[Path]:
    """The issues that ship with the package."""
    return find("data/issues", "*.txt")


def build(
    paths: Iterable[Path | str] = (),
    folder: Path | str | None = None,
    *,
    authority: Authority | None = None,
    given: Given | None = None,
    forget: Iterable[str] = (),
    everything: bool = False,
    again: bool = False,
    jobs: int = 1,
    scheduler: str | None = None,
    shared: str | None = None,
    step: Callable[[str], object] = lambda _: None,
) -> Built:
    """Reads issues, builds their graph, draws what follows from it and validates it.

    Parameters
    ----------
    paths
        The issues' texts; those that ship with the package if there are none.
    folder
        Where all of it is written, new, empty, an earlier build, to which they are added, or a store that `load` made;
        nowhere if None.
    authority
        Known names and identifiers; the project's own if None.
    given
        Title, number and date of the only file, where its text has no masthead, or in its place.
    forget
        Ids of issues that are taken out.
    everything
        Reads again all issues of the folder's earlier build, from where they were read.
    again
        Brings the folder's earlier build up to date and adds nothing.
    jobs
        So many processes read.
    scheduler
        The address of a Dask scheduler, whose workers do the work in place of processes here.
    shared
        A folder or an address that fsspec knows, through which its workers give back what they made; by way of the
        scheduler if None.
    step
        Called with a few words at the beginning of each step.

    Returns
    -------
    Built
        Also if the graph breaks its shapes: `report` says so, and `place` is beside the folder then.

    Raises
    ------
    InputError
        If the authority or the only issue cannot be read, or none of several; one bad file among others is
        `refused`, and so is a second file of one issue.
    DataError
        If contact data stands in a public graph; nothing is written then.
    OutputError
        If the folder cannot be written or holds other things; what is there stays as it is.
    """
    forget = tuple(forget)
    files = list(paths)
    if given and len(files) > 1:
        raise InputError(
            "a title, number or date is said of one file, and there are several",
            where=files[1],
            hint="read that file by itself",
        )
    # the folder is made first: one that cannot be written is known before the work, not after it
    with _target(folder) as place:
        known = Authority.read() if authority is None else authority
        before, ledger = _earlier(folder)
        if before is not None:  # whoever was forgotten here does not come back with another authority
            known = known.without(read_forgotten(before / parts.FOLDER / FORGOTTEN))
        elif again or forget:
            raise InputError("no build is here", where=folder, hint="name a build's folder with --at")
        if not (files or again or forget or (everything and before is not None)):
            files = list(issues())
        sources, refused = _sources(files, given)
        cluster = None if scheduler is None else Cluster(scheduler, shared)
        left = place / _LEFT
        intake = Intake(place, before, ledger, known, jobs, step, cluster, left if left.is_dir() else None)
        outcome = archive.update(
            intake, sources, refused=refused, forget=forget, everything=everything, stored=folder is not None
        )
        if not outcome.changed and folder is not None:
            rmtree(place)
            return _as_it_was(Path(folder), outcome)
        assert outcome.report is not None
        if folder is None:
            return Built(place, outcome, outcome.report, None)
        step(f"writing {folder}")
        _write(place, outcome, known)
        target = Path(folder)
        beside = target.with_name(f"{target.name}.rejected")
        if outcome.report.violations:
            with replacing(beside, CONTENTS) as other:
                for made in place.iterdir():
                    made.rename(other / made.name)
            place.rmdir()
            return Built(beside, outcome, outcome.report, beside)
    _remove_build(beside)
    return Built(target, outcome, outcome.report, target)


def _as_it_was(folder: Path, outcome: Outcome) -> Built:
    """A build to which nothing was done."""
    built = Built(folder, outcome, Report(True, ()), folder)
    if outcome.ledger.results:
        built.report = archive.told_again(folder, outcome.ledger) or shapes.validate(built.dataset)
    return built


@contextmanager
def _target(folder: Path | str | None) -> Iterator[Path]:
    """The folder in which a build is made."""
    if folder is not None:
        if others := store.foreign(Path(folder) / "store", ("conclusions",)):
            raise OutputError(
                f"this folder holds other things (store/{others[0]})",
                where=folder,
                hint="name a new folder with -o, or move them away",
            )
        with replacing(folder, _names(Path(folder)), left=_LEFT, spare=worth_going_on) as place:
            (place / "work").mkdir(exist_ok=True)
            yield place
        return
    place = Path(mkdtemp(prefix="lpip-graph-"))
    (place / "work").mkdir()
    try:
        yield place
    except BaseException:
        rmtree(place, ignore_errors=True)
        raise


def _earlier(folder: Path | str | None) -> tuple[Path | None, Ledger]:
    """An earlier build and its ledger."""
    if folder is None:
        return None, Ledger()
    ledger = read_ledger(Path(folder))
    return (None, Ledger()) if ledger is None else (Path(folder), ledger)


def _sources(files: Sequence[Path | str], given: Given | None) -> tuple[list[Source], list[Refused]]:
    found: list[Source] = []
    refused: list[Refused] = []
    for path in files:
        try:
            content = read_bytes(path)  # once, for a pipe gives it once
            once = None if Path(path).is_file() else content
            found.append(Source(str(path), sha256(content).hexdigest(), given, once))
        except InputError as error:
            refused.append(Refused(str(path), error))
    return found, refused


def _names(folder: Path) -> frozenset[str]:
    """What may stand in a folder that a build replaces: a build, or a store that `load` made."""
    return store.contents(folder) | frozenset(CONTENTS)


def _remove_build(folder: Path) -> None:
    """Removes a build that was rejected once, now that another was published."""
    if folder.is_dir() and {path.name for path in folder.iterdir()} <= set(CONTENTS):
        rmtree(folder, ignore_errors=True)


def store_of(folder: Path | str) -> Path:
    """The folder of the store: a build's own one, or the folder itself."""
    folder = Path(folder)
    return folder / "store" if (folder / "store" / "manifest.json").exists() else folder


def _write(place: Path, outcome: Outcome, authority: Authority) -> None:
    """Writes what stands beside parts and store, and the ledger last."""
    ledger = outcome.ledger
    assert outcome.report is not None
    report = graph.write(public(shapes.report_graph(outcome.report)), "ttl")
    size = sum(size for piece in ledger.pieces() for size, _ in piece.files.values())
    room(place, len(report) + (size // 2 if size <= _MOST_IN_ONE else 0))
    if size <= _MOST_IN_ONE:
        with writing(place / "graph.trig") as stream:
            stream.write(graph.heading())
            for piece in ledger.pieces():
                folder = place / PARTS / piece.name
                if "graphs.trig" in piece.files:
                    stream.write((folder / "graphs.trig").read_bytes())
                else:
                    stream.write(graph.blocks((folder / "graphs.nq").read_bytes()))
    with writing(place / "report.ttl") as stream:
        stream.write(report)
    if authority.forgotten:
        with writing(place / parts.FOLDER / FORGOTTEN, private=True) as stream:
            stream.write(authority.forgotten.to_csv())
    ledger_ = place / PARTS / "ledger.json"
    ledger_.write_bytes(ledger.to_json())
    kept(ledger_)
    rmtree(place / "work", ignore_errors=True)
