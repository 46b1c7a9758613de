"""Adds issues to an archive: reads those that are new, changed or out of date, and keeps the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from ..authority import Authority
from ..authority.relevant import Concerning
from ..errors import InputError, LpipError
from ..files import reach
from ..vocabulary import issue_key
from .cluster import Cluster
from .entailments import intact
from .manifest import Held, Ledger, kept, note, noted, same, whole
from .pool import Step, Workers
from .pool import source as source_at
from .tasks import (
    Failure,
    Read,
    Source,
    ToRead,
    covered_again,
    names_of,
    reader_stamp,
    reading_stamp,
    relevant,
    whole_stamp,
    writer_stamp,
)

__all__ = ["Intake", "Refused", "Stamps", "stale"]


@dataclass(frozen=True, slots=True)
class Stamps:
    """Stamps of all other inputs of a build: the reader, the writer, the whole software, the authority, erased persons."""

    reader: str
    writer: str
    whole: str
    authority: str
    forgotten: str

    @staticmethod
    def of(authority: Authority) -> Stamps:
        """The current stamps."""
        known, stones = (
            sha256(repr(each).encode("utf-8", "surrogatepass")).hexdigest()
            for each in (authority, authority.forgotten)
        )
        return Stamps(reader_stamp(), writer_stamp(), whole_stamp(), known, stones)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not in the graph, and its error."""

    path: str
    error: LpipError


@dataclass
class Intake:
    """The issues of an archive during an update.

    Parameters
    ----------
    place
        The new folder.
    before, old
        The current folder and its ledger; None and an empty ledger for a new archive.
    authority
        Known names and decisions.
    jobs
        The number of processes that read.
    step
        A function that is called with progress messages.
    cluster
        The cluster that does the work instead of local processes, if given.
    left_over
        The folder that a killed run left, if any.

    Attributes
    ----------
    issues
        Id → issue, after the update.
    read, refused
        The issues that were read, and the files that could not be read.
    again, left
        Issues that were not given and were read again, or could not be read again, with the reason.
    new, named
        The ids of issues with new records, and of issues that were given.
    """

    place: Path
    before: Path | None
    old: Ledger
    authority: Authority
    jobs: int = 1
    step: Step = lambda _: None
    cluster: Cluster | None = None
    left_over: Path | None = None
    issues: dict[str, Held] = field(init=False)
    read: list[Read] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    again: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.known = Concerning(self.authority)
        self.stamps = Stamps.of(self.authority)
        self.issues = self.old.by_id()
        self._earlier = self.old.by_id()
        #: Key → the issue that has it.
        self._keys = {h.key: h.id for h in self.old.issues}
        self.spare, self.pieces = ({}, {}) if self.left_over is None else noted(self.left_over)
        #: Whether somebody is to be forgotten whom the archive still knows.
        self.forgets = self.old.forgotten != self.stamps.forgotten
        self.workers = Workers(self.known, self.stamps.reader, self.jobs, self.step, self.cluster)

    def forget(self, ids: Iterable[str]) -> None:
        """Removes issues."""
        for id_ in ids:
            del self._keys[self.issues.pop(id_).key]

    def take(self, sources: Sequence[Source], everything: bool) -> None:
        """Reads files that are new or have changed, and issues that are out of date."""
        if everything:
            self.spare = {}
        held = {(h.digest, h.given): h for h in self.old.issues}
        tasks: list[ToRead] = []
        seen: dict[str, str] = {}
        for source in sources:
            known = held.get((source.digest, source.given))
            if known is not None and not everything and self._stands(known):
                if self._once(source, known.id, seen):
                    self.named.add(known.id)
                    self.issues[known.id] = replace(self.issues[known.id], path=source.place)
            else:
                tasks.append(ToRead(source, str(self.place / "work" / f"r{len(tasks)}")))
        self._read(tasks, seen, named=True)
        tasks = [
            ToRead(source, str(self.place / "work" / f"s{n}"))
            for n, source in enumerate(self._stale(seen, everything))
        ]
        self._read(tasks, seen, named=False)

    def _once(self, source: Source, id_: str, seen: dict[str, str]) -> bool:
        """Whether a file is the first of its issue; issues of several newsletters can have the same number."""
        key = issue_key(id_)
        first = seen.get(key)
        if first is None:
            seen[key] = source.path
            return True
        error = InputError(
            f"this is issue {key} again", where=source.path, hint=f"the first is {first}; leave one out"
        )
        self.refused.append(Refused(source.path, error))
        return False

    def _read(self, tasks: Sequence[ToRead], seen: dict[str, str], *, named: bool) -> None:
        order = {task.source.path: n for n, task in reversed(list(enumerate(tasks)))}
        spared: dict[str, Read] = {}
        for task in tasks:
            if there := self._spared(task):
                spared[task.source.path] = there
                self._noted(there)
        anew = map(self._noted, self.workers.read([task for task in tasks if task.source.path not in spared]))
        for found in sorted([*spared.values(), *anew], key=lambda each: order[each.source.path]):
            if isinstance(found, Failure):
                self._failed(found, named=named)
            elif self._once(found.source, found.id, seen):
                self._takes(found)
                if named:
                    self.named.add(found.id)

    def _noted(self, found: Read | Failure) -> Read | Failure:
        """Records that an issue was read; it is added when all are read, in the order of their files."""
        if isinstance(found, Read):
            out = Path(found.out).relative_to(self.place)
            files = {f"{out}/{name}": kept(self.place / out / name) for name in ("records", "text", "names")}
            note(self.place, replace(_held(found), files=files))
            reach("an issue was read and waits")
        return found

    def _spared(self, task: ToRead) -> Read | None:
        """The result of a killed run for a file, if reading it again would give the same."""
        held = self.spare.get((task.source.digest, task.source.given))
        if held is None or self.left_over is None or not same(self.left_over, held.files):
            return None
        files = dict(zip(("records", "text", "names"), held.files, strict=True))
        words = names_of(str(self.left_over / files["names"]))[1]
        mine = relevant(held.id, words, self.known)
        if reading_stamp(self.stamps.reader, task.source, mine) != held.read:
            return None
        out = Path(task.out)
        out.mkdir(parents=True)
        for name, path in files.items():
            (self.left_over / path).rename(out / name)
        return Read(
            task.source, task.out, held.id, held.title, held.number, held.date, held.read, held.assumed, held.notes,
            held.passages,
        )  # fmt: skip

    def refuse(self, refused: Iterable[Refused]) -> None:
        """Records files that could not be opened."""
        for each in refused:
            self._failed(Failure(Source(each.path, ""), each.error), named=True)

    def _failed(self, found: Failure, *, named: bool) -> None:
        earlier = [h.id for h in self.old.issues if h.path == found.source.place]
        if named:
            self.refused.append(Refused(found.source.path, found.error))
        for id_ in earlier:
            self.again.pop(id_, None)
            self.left[id_] = "not read now" if named else str(found.error)

    def _takes(self, found: Read) -> None:
        """Adds an issue that was read."""
        other = self._keys.get(issue_key(found.id), found.id)
        if other != found.id:
            del self.issues[other]
        self._keys[issue_key(found.id)] = found.id
        held = _held(found)
        files = {}
        for name, target in (("records", held.records), ("text", held.text), ("names", held.names)):
            path = self.place / target
            path.parent.mkdir(parents=True, exist_ok=True)
            (Path(found.out) / name).replace(path)
            files[target] = kept(path)
        earlier = self._earlier.get(held.id)
        if earlier is not None and earlier.files == files:  # read again, and it says the same
            held = replace(held, part=earlier.part, changes=earlier.changes)
        held = self.issues[held.id] = replace(held, files=files)
        note(self.place, held)
        self.new.add(held.id)
        self.read.append(found)
        reach("an issue was read")

    def _stands(self, held: Held) -> bool:
        """Whether an issue's records exist and have the current inputs."""
        assert self.before is not None
        return not self.why(held) and whole(self.before, held.files)

    def why(self, held: Held) -> str:
        """The reason why an issue must be read again; empty if there is none."""
        assert self.before is not None
        if self.stamps.reader != self.old.reader:
            return "the reader is another version"
        if self.stamps.authority != self.old.authority:
            try:
                words = names_of(str(self.before / held.names))[1]
            except LpipError:
                return "its part is damaged"
            mine = relevant(held.id, words, self.known)
            source = Source(held.path, held.digest, held.given)
            if reading_stamp(self.stamps.reader, source, mine) != held.read:
                return "known names or decisions that concern it have changed"
        return ""

    def _stale(self, seen: Mapping[str, str], everything: bool) -> Iterator[Source]:
        """The files of issues that were not given and must be read again."""
        for held in self.old.issues:
            if held.key in seen or held.id in self.left or held.id not in self.issues:
                continue
            assert self.before is not None
            damaged = not whole(self.before, held.files)
            why = "its part is damaged" if damaged else self.why(held)
            if not why and not everything:
                continue
            source = source_at(held.path, held.given)
            if source is not None and (source.digest == held.digest or everything):
                if why:
                    self.again[held.id] = why
                yield source
            elif damaged:
                raise InputError(
                    f"the archive's part of {held.id} is damaged and its source is gone",
                    where=held.path,
                    hint=f"give its file again, or take it out with lpipgraph forget {held.id}",
                )
            else:
                self._keep(held, f"{why}; its source is gone or another" if why else "its source is gone")

    def _keep(self, held: Held, why: str) -> None:
        """Keeps an issue whose file is missing, without persons that were erased since."""
        assert self.before is not None
        self.left[held.id] = why
        if not self.authority.forgotten:
            return
        out = str(self.place / "work" / f"k-{held.key}")
        source = Source(held.path, held.digest, held.given)
        told = Read(source, out, held.id, held.title, held.number, held.date, held.read, held.assumed)
        files = (str(self.before / held.records), str(self.before / held.text))
        self._takes(covered_again(told, files, self.known))
        self.read.pop()


def _held(found: Read) -> Held:
    """The entry for an issue that was read, without its files."""
    source = found.source
    return Held(
        found.id, issue_key(found.id), found.title, found.number, found.date, source.place, source.digest, source.given,
        found.stamp, {}, found.assumed, found.notes, found.passages,
    )  # fmt: skip


def stale(folder: Path, ledger: Ledger, authority: Authority) -> dict[str, tuple[str, ...]]:
    """The parts of an archive that are out of date: issue → reasons; the empty name has reasons that concern the whole archive.

    Parameters
    ----------
    folder
        A build's folder.
    ledger
        Its ledger.
    authority
        Current known names and decisions.
    """
    intake = Intake(folder, folder, ledger, authority)
    found: dict[str, tuple[str, ...]] = {}
    for held in ledger.issues:
        pieces = [piece.paths for piece in (held.part, held.changes) if piece is not None]
        why = [intake.why(held)]
        if not all(whole(folder, files) for files in (held.files, *pieces)):
            why.append("its part is damaged")
        now = source_at(held.path, held.given)
        if now is None:
            why.append("its file cannot be read")
        elif now.digest != held.digest:
            why.append("its file has changed")
        if any(why):
            found[held.id] = tuple(filter(None, dict.fromkeys(why)))
    if not intact(folder):
        found[""] = ("What follows from the facts is damaged: the next build draws it again.",)
    if ledger.whole != intake.stamps.whole and not found:
        found[""] = (
            "The graph was made by another version of lpipgraph: the next build brings it up to date.",
        )
    return found
