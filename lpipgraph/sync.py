"""Builds the issues of a folder, and loads the changes into a server; for nightly runs.

A run that finds nothing changed reads no issue and writes nothing. The build's ledger (`lpipgraph.archive`)
says what the build holds, the server's load record (`lpipgraph.store.load_record`) what the server holds:
only differences are read and sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .archive.manifest import Ledger, lines_at, read_ledger
from .authority import Authority
from .errors import InputError, printable
from .pipeline import Refused, build
from .store.graph_files import Spooled
from .store.graph_files import kept as kept_graphs
from .store.loading import Options, Plan, Progress, put

__all__ = ["SUFFIXES", "Synchronised", "graphs_at", "issues_in", "sync"]

#: Files of these kinds in a folder are issues.
SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")


@dataclass(frozen=True, slots=True)
class Synchronised:
    """The result of a run: issues in the build, refused files, violations, changes of the load.

    `plan` is None where the build was not published, so that nothing was loaded.
    """

    issues: int
    read: int
    refused: tuple[Refused, ...]
    violations: int
    plan: Plan | None

    @property
    def exit_code(self) -> int:
        """The exit code: 0 all is well, 1 the data is not valid, 2 a file was refused."""
        if self.refused:
            return 2
        return 1 if self.violations else 0

    @property
    def line(self) -> str:
        """One line for a log."""
        done = "nothing changed"
        if self.plan is None:
            done = f"not loaded: {self.violations} violations"
        elif self.plan.changed or self.plan.gone:
            sent = sum(here for _, here in self.plan.changed.values())
            done = (
                f"{len(self.plan.changed)} graphs loaded ({sent:,} triples), {len(self.plan.gone)} withdrawn"
            )
        refused = f", {len(self.refused)} files refused" if self.refused else ""
        return f"{self.issues} issues, {self.read} read now{refused}; {done}"

    def to_json(self) -> bytes:
        """The report of a run."""
        plan = self.plan
        body = {
            "issues": self.issues,
            "read": self.read,
            "refused": [{"file": printable(str(one.path)), "error": str(one.error)} for one in self.refused],
            "violations": self.violations,
            "loaded": None
            if plan is None
            else {
                "changed": {name: here for name, (_, here) in plan.changed.items()},
                "same": dict(plan.same),
                "withdrawn": dict(plan.gone),
            },
            "exit_code": self.exit_code,
        }
        return json.dumps(body, indent=1).encode() + b"\n"


def issues_in(folder: Path | str) -> list[Path]:
    """The files of a folder that may be issues, by name; hidden files and folders are skipped.

    Raises
    ------
    InputError
        If there is no folder, or none of its files is of a kind that an issue has.
    """
    place = Path(folder)
    if not place.is_dir():
        raise InputError("there is no folder here", where=folder)
    found = sorted(
        path
        for path in place.iterdir()
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()
    )
    if not found:
        raise InputError(
            "there is no issue in this folder",
            where=folder,
            hint="issues are files ending in " + ", ".join(SUFFIXES),
        )
    return found


@contextmanager
def graphs_at(folder: Path, ledger: Ledger) -> Iterator[Mapping[str, Spooled]]:
    """The public graphs of a build, as its ledger describes them; their triples are read when they are sent."""
    rows = [
        (name, stretch.quads, stretch.sha256, partial(lines_at, folder, (file, stretch)))
        for name, (file, stretch) in sorted(ledger.graphs().items())
        if stretch.quads
    ]
    with kept_graphs(rows, left="nothing was sent") as graphs:
        yield graphs


def sync(
    source: Path | str,
    url: str,
    folder: Path | str,
    *,
    authority: Authority | None = None,
    options: Options | None = None,
    jobs: int = 1,
    step: Callable[[str], object] = lambda _: None,
    told: Callable[[Progress], object] = lambda _: None,
) -> Synchronised:
    """Builds the issues of a folder and loads what changed.

    Parameters
    ----------
    source
        The folder with the issues.
    url
        The SPARQL server.
    folder
        The build, which is kept for the next run.
    authority
        Known names; the project's own if None.
    options
        Options of the load; with `prune`, issues whose files were deleted are also removed from the build.
    jobs
        The number of reading processes.
    step, told
        Called to report progress.

    Raises
    ------
    LpipError
        If nothing can be built or loaded; readers of the server see no change.
    """
    files = issues_in(source)
    gone = _gone(files, Path(folder)) if options is not None and options.prune else []
    built = build(files, folder, authority=authority, forget=gone, jobs=jobs, step=step)
    plan = None
    if not built.report.violations:
        step("comparing with the server")
        with graphs_at(Path(folder), built.ledger) as graphs:
            plan, _ = put(url, graphs, options, told=told)
    return Synchronised(
        len(built.ledger.issues), len(built.outcome.read), built.refused, len(built.report.violations), plan
    )


def _gone(files: list[Path], folder: Path) -> list[str]:
    """Ids of the issues of a build whose files are there no more."""
    ledger = read_ledger(folder)
    there = {str(path.resolve()) for path in files}
    held = () if ledger is None else ledger.issues
    return [
        one.id for one in held if str(Path(one.path).resolve()) not in there and not Path(one.path).exists()
    ]
