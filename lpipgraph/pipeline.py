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

#: The default folder of a build, in the working directory.
FOLDER = "lpip-graph"
#: The content of a build's folder. A folder with anything else in it is never replaced.
CONTENTS = ("graph.trig", PARTS, parts.FOLDER, "report.ttl", "store")
#: Where a new build finds the remains of a killed one.
_LEFT = "work/left"
#: An archive with larger parts (in bytes) has no graph.trig, which would be rewritten with each issue.
_MOST_IN_ONE = 400_000_000


class Built:
    """The result of a build: the issues' records, their graph, and the validation report.

    Parameters
    ----------
    folder
        The folder with all files.
    outcome
        What was done, and the ledger of the build.
    report
        The validation report.
    place
        The folder; None if nothing was to be written.
    """

    def __init__(self, folder: Path, outcome: Outcome, report: Report, place: Path | None) -> None:
        self.folder, self.outcome, self.report, self.place = folder, outcome, report, place
        self.ledger: Ledger = outcome.ledger
        self.refused: tuple[Refused, ...] = outcome.refused
        if place is None:
            weakref.finalize(self, rmtree, folder, ignore_errors=True)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The texts of the issues, in the order of their dates."""
        return tuple(parts.document(self.folder, held) for held in self.ledger.issues)

    @cached_property
    def records(self) -> tuple[Records, ...]:
        """The records of each issue."""
        return tuple(Records.read(self.folder / held.records) for held in self.ledger.issues)

    @cached_property
    def dataset(self) -> Dataset:
        """All graphs, including the private one and candidates; loaded into memory, so not for an archive of thousands."""
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
        """Class → number of things that the issues name, in the order of the classes; without candidates."""
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
    """Reads issues, builds their graph, adds inferred statements and validates it.

    Parameters
    ----------
    paths
        The issues' texts; those that ship with the package if empty.
    folder
        The output folder: new, empty, an earlier build (the issues are added to it), or a store that `load`
        made; nothing is written if None.
    authority
        Known names and identifiers; the project's own if None.
    given
        Title, number and date of the only file, if its text has no masthead, or instead of it.
    forget
        Ids of issues to remove.
    everything
        Reads all issues of the folder's earlier build again, from their source files.
    again
        Updates the folder's earlier build and adds nothing.
    jobs
        The number of reading processes.
    scheduler
        The address of a Dask scheduler; its workers do the work instead of local processes.
    shared
        A folder or fsspec address through which the workers return their results; through the scheduler if
        None.
    step
        Called with a short text at the beginning of each step.

    Returns
    -------
    Built
        Also if the graph violates its shapes: then `report` lists the violations, and `place` is a folder
        beside the given one.

    Raises
    ------
    InputError
        If the authority or the only issue cannot be read, or none of several; one bad file among others is
        `refused`, and so is a second file of one issue.
    DataError
        If contact data is found in a public graph; nothing is written then.
    OutputError
        If the folder cannot be written or holds other things; its content is unchanged.
    """
    forget = tuple(forget)
    files = list(paths)
    if given and len(files) > 1:
        raise InputError(
            "a title, number or date is for one file, and several files are given",
            where=files[1],
            hint="build that file separately",
        )
    # the folder is created first, so that an unwritable one is found before the work
    with _target(folder) as place:
        known = Authority.read() if authority is None else authority
        before, ledger = _earlier(folder)
        if before is not None:  # erased persons stay erased, also with another authority
            known = known.without(read_forgotten(before / parts.FOLDER / FORGOTTEN))
        elif again or forget:
            raise InputError("there is no build here", where=folder, hint="name a build's folder with --at")
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
    """A build without changes."""
    built = Built(folder, outcome, Report(True, ()), folder)
    if outcome.ledger.results:
        built.report = archive.told_again(folder, outcome.ledger) or shapes.validate(built.dataset)
    return built


@contextmanager
def _target(folder: Path | str | None) -> Iterator[Path]:
    """The folder in which a build is written."""
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
            content = read_bytes(path)  # read once, because a pipe can only be read once
            once = None if Path(path).is_file() else content
            found.append(Source(str(path), sha256(content).hexdigest(), given, once))
        except InputError as error:
            refused.append(Refused(str(path), error))
    return found, refused


def _names(folder: Path) -> frozenset[str]:
    """The allowed content of a folder that a build replaces: a build, or a store that `load` made."""
    return store.contents(folder) | frozenset(CONTENTS)


def _remove_build(folder: Path) -> None:
    """Removes an earlier rejected build after another one was published."""
    if folder.is_dir() and {path.name for path in folder.iterdir()} <= set(CONTENTS):
        rmtree(folder, ignore_errors=True)


def store_of(folder: Path | str) -> Path:
    """The folder of the store: within the build, or the folder itself."""
    folder = Path(folder)
    return folder / "store" if (folder / "store" / "manifest.json").exists() else folder


def _write(place: Path, outcome: Outcome, authority: Authority) -> None:
    """Writes the files beside parts and store; the ledger last."""
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
