"""The main job: issues become a folder with their validated graph, whole or not at all.

The folder looks like this::

    graph.trig          the public graphs
    report.ttl          what validation found, in SHACL's vocabulary
    records/            the text of each issue and what was read out of it (see `lpipgraph.parts`)
    store/              all graphs, ready to be asked (see `lpipgraph.store`)

A build is made beside the folder and takes its place in one step; an earlier one is there until then. A graph that
breaks a shape is not published: it stands beside, in ``{folder}.rejected``, with its report, and the earlier one stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree

from pyoxigraph import Dataset

from . import __version__, graph, identity, parts, queries, reason, shapes, store
from .authority import FORGOTTEN, Authority, read_forgotten
from .document import Document, Given
from .files import find, replacing, room, writing
from .intake import Issue, Refused, comparisons, read, take
from .intake import again as kept_issues
from .privacy import guard, public
from .records import Records
from .shapes import Report
from .vocabulary import CLASS_PATHS, LPIP, RDF, is_public

__all__ = ["CONTENTS", "FOLDER", "Built", "build", "issues", "read", "store_of"]

#: Where a build goes when nobody says otherwise, in the working directory.
FOLDER = "lpip-graph"
#: What a build's folder holds. A folder with anything else in it is never replaced.
CONTENTS = ("graph.trig", "records", "report.ttl", "store")


@dataclass(frozen=True, slots=True, repr=False)
class Built:
    """Issues as they were read, and the one graph of them all with what validation says of it.

    `refused` are the files that are no issues; `kept` the issues that were not read now and stay as the earlier build
    has them; `stamps` tell what each issue's records were made from. `place` is the folder where all of it stands, None
    if it was not written.
    """

    documents: tuple[Document, ...]
    records: tuple[Records, ...]
    dataset: Dataset
    report: Report
    refused: tuple[Refused, ...] = ()
    stamps: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    place: Path | None = None

    def __repr__(self) -> str:
        named = ", ".join(rows.issue for rows in self.records)
        return f"<build of {named}: {len(self.dataset):,} statements, {'conforms' if self.report.conforms else 'does not conform'}>"

    def counts(self) -> Mapping[str, int]:
        """Class → how many things of it the issues name, in the order of the classes; no candidates."""
        found: dict[str, set[object]] = {name: set() for name in CLASS_PATHS}
        classes = {getattr(LPIP, "KeyConcept" if name == "Concept" else name): name for name in found}
        for quad in self.dataset.quads_for_predicate(RDF.type):
            if quad.object in classes and is_public(quad.graph_name):  # type: ignore[arg-type]
                found[classes[quad.object]].add(quad.subject)
        return {name: len(things) for name, things in found.items()}


def issues() -> list[Path]:
    """The issues that ship with the package."""
    return find("data/issues", "*.txt")


def build(
    paths: Iterable[Path | str] = (),
    folder: Path | str | None = None,
    *,
    authority: Authority | None = None,
    given: Given | None = None,
    again: bool = False,
    step: Callable[[str], object] = lambda _: None,
) -> Built:
    """Reads issues, builds their graph, draws what follows from it and validates it.

    Parameters
    ----------
    paths
        The issues' texts; those that ship with the package if there are none.
    folder
        Where all of it is written, new, empty, an earlier build or a store that `load` made; nowhere if None.
    authority
        Known names and identifiers; the project's own if None.
    given
        Title, number and date of the only file, where its text has no masthead, or in its place.
    again
        Builds what the folder's earlier build keeps of its issues, and reads no file.
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
    # the folder is made first: one that cannot be written is known before the work, not after it
    target = nullcontext(None) if folder is None else replacing(folder, _names(Path(folder)))
    with target as place, ThreadPoolExecutor(1) as pool:
        known = Authority.read() if authority is None else authority
        earlier = None if folder is None else Path(folder) / parts.FOLDER
        refused: tuple[Refused, ...] = ()
        if earlier is not None:  # whoever was forgotten here does not come back with another authority
            known = known.without(read_forgotten(earlier / FORGOTTEN))
        if again and earlier is not None:
            found = kept_issues(earlier, known)
        else:
            found, refused = take(tuple(paths) or issues(), known, earlier=earlier, given=given, step=step)
        dataset = _assembled(found, known, step)
        guard(dataset, left="nothing was written, an earlier build stays")
        # Oxigraph writes outside Python's lock, so that the store costs little beside the validation
        stored = None if place is None else pool.submit(store.publish, dataset, place / "store")
        step("validating")
        built = Built(
            tuple(i.document for i in found),
            tuple(i.own for i in found),
            dataset,
            shapes.validate(dataset),
            refused,
            {i.records.issue: i.stamp for i in found},
            tuple(i.records.issue for i in found if i.kept),
            None if folder is None else Path(folder),
        )
        if place is None or folder is None or stored is None:
            return built
        step(f"writing {folder}")
        _write(built, place, known)
        stored.result()
        beside = Path(folder).with_name(f"{Path(folder).name}.rejected")
        if built.report.violations:
            with replacing(beside, CONTENTS) as other:
                for made in place.iterdir():
                    made.rename(other / made.name)
            place.rmdir()
            return replace(built, place=beside)
    _remove_build(beside)
    return built


def _names(folder: Path) -> frozenset[str]:
    """What may stand in a folder that a build replaces: a build, or a store that `load` made."""
    return store.contents(folder) | frozenset(CONTENTS)


def _remove_build(folder: Path) -> None:
    """Removes a build that was rejected once, now that another was published."""
    if folder.is_dir() and {path.name for path in folder.iterdir()} <= set(CONTENTS):
        rmtree(folder, ignore_errors=True)


def _assembled(issues: Sequence[Issue], authority: Authority, step: Callable[[str], object]) -> Dataset:
    """The graph of all issues, what follows from it, and what each says otherwise than those before it."""
    dataset = Dataset()
    labels = identity.labels([issue.records for issue in issues], authority)
    for issue in issues:
        step(f"building the graph of {issue.document.title} {issue.document.number or ''}".rstrip())
        made = graph.build(
            issue.records, issue.document.text, authority, document=issue.document, labels=labels
        )
        if len(dataset) == 0:
            dataset = made
        else:
            for quad in made:
                dataset.add(quad)
    graph.one_name(dataset)
    step("drawing conclusions")
    for quad in reason.entail(dataset):
        dataset.add(quad)
    for former, later, changes in comparisons(issues):
        for quad in graph.comparison(changes, former.records, later.records):
            dataset.add(quad)
    for quad in queries.catalogue_graph():
        dataset.add(quad)
    for quad in graph.catalogue(dataset, version=__version__):
        dataset.add(quad)
    return dataset


def store_of(folder: Path | str) -> Path:
    """The folder of the store: a build's own one, or the folder itself."""
    folder = Path(folder)
    return folder / "store" if (folder / "store" / "manifest.json").exists() else folder


def _write(built: Built, place: Path, authority: Authority) -> None:
    kept = [
        parts.Part(document, rows, built.stamps[rows.issue])
        for document, rows in zip(built.documents, built.records, strict=True)
    ]
    contents = {
        "graph.trig": graph.write(built.dataset, graphs=is_public),
        "report.ttl": graph.write(public(shapes.report_graph(built.report)), "ttl"),
        **parts.contents(kept),
    }
    if authority.forgotten:
        contents[f"{parts.FOLDER}/{FORGOTTEN}"] = authority.forgotten.to_csv()
    room(place, sum(map(len, contents.values())))
    for name, content in contents.items():
        with writing(place / name, private=name.startswith(f"{parts.FOLDER}/")) as stream:
            stream.write(content)
