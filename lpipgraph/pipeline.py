"""The main job: issues become a folder with their validated graph, whole or not at all.

The folder looks like this::

    graph.trig          the public graphs
    report.ttl          what validation found, in SHACL's vocabulary
    records/{id}.json   what was read out of each issue, every row with its quote and offsets
    records/stamps.json what each was made from: an issue that has not changed is not extracted again
    store/              all graphs, ready to be asked (see `lpipgraph.store`)

A build is made beside the folder and takes its place in one step; an earlier one is there until then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Dataset

from . import __version__, graph, queries, reason, shapes, store
from .authority import Authority
from .document import Document, Given
from .files import find, replacing, writing
from .intake import STAMPS, Issue, Refused, comparisons, read, take
from .privacy import guard, public
from .records import Records
from .shapes import Report
from .vocabulary import CLASS_PATHS, LPIP, RDF, is_public

__all__ = ["CONTENTS", "FOLDER", "Built", "build", "issues", "read", "store_of"]

#: Where a build goes when nobody says otherwise, in the working directory.
FOLDER = "lpip-graph"
#: What a build's folder holds. A folder with anything else in it is never replaced.
CONTENTS = ("graph.trig", "records", "report.ttl", "store")


@dataclass(frozen=True, slots=True)
class Built:
    """Issues as they were read, and the one graph of them all with what validation says of it.

    `refused` are the files that are no issues; `stamps` tell what each issue's records were made from.
    """

    documents: tuple[Document, ...]
    records: tuple[Records, ...]
    dataset: Dataset
    report: Report
    refused: tuple[Refused, ...] = ()
    stamps: Mapping[str, str] = field(default_factory=dict)

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
    step: Callable[[str], object] = lambda _: None,
) -> Built:
    """Reads issues, builds their graph, draws what follows from it and validates it.

    Parameters
    ----------
    paths
        The issues' texts; those that ship with the package if there are none.
    folder
        Where all of it is written, new, empty or an earlier build; nowhere if None.
    authority
        Known names and identifiers; the project's own if None.
    given
        Title, number and date of the only file, where its text has no masthead, or in its place.
    step
        Called with a few words at the beginning of each step.

    Returns
    -------
    Built
        Also if the graph does not conform to its shapes: `report` says so.

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
    target = nullcontext(None) if folder is None else replacing(folder, CONTENTS)
    with target as place, ThreadPoolExecutor(1) as pool:
        known = Authority.read() if authority is None else authority
        earlier = None if folder is None else Path(folder) / "records"
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
        )
        if place is not None and stored is not None:
            step(f"writing {folder}")
            _write(built, place)
            stored.result()
    return built


def _assembled(issues: Sequence[Issue], authority: Authority, step: Callable[[str], object]) -> Dataset:
    """The graph of all issues, what follows from it, and what each says otherwise than those before it."""
    dataset = Dataset()
    for issue in issues:
        step(f"building the graph of {issue.document.title} {issue.document.number or ''}".rstrip())
        made = graph.build(issue.records, issue.document.text, authority, document=issue.document)
        if len(dataset) == 0:
            dataset = made
        else:
            for quad in made:
                dataset.add(quad)
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


def _write(built: Built, place: Path) -> None:
    contents = {
        "graph.trig": graph.write(built.dataset, graphs=is_public),
        "report.ttl": graph.write(public(shapes.report_graph(built.report)), "ttl"),
        **{f"records/{rows.issue}.json": rows.to_json().encode() for rows in built.records},
        f"records/{STAMPS}": json.dumps(built.stamps, indent=1, sort_keys=True).encode() + b"\n",
    }
    for name, content in contents.items():
        with writing(place / name, private=name.startswith("records/")) as stream:
            stream.write(content)
