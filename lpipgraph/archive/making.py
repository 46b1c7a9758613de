"""An archive is brought up to date: what has changed is read, made and compared again, all else is linked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import pyoxigraph
from pyoxigraph import Dataset, Quad

from .. import __version__, graph, identity, queries, reason, shapes
from ..authority import Authority
from ..authority.concerning import Concerning
from ..changes import at_odds, fixed_values
from ..errors import InputError, LpipError, StoreError
from ..files import reach
from ..identity import Placing, placed, placings
from ..privacy import guard
from ..records import Records
from ..shapes import Report
from ..store.generations import opened, read_manifest
from ..store.patching import Counts, Generation, LostError, Patch
from ..vocabulary import iri, issue_key
from .ledger import FOLDER, Held, Ledger, Piece, kept, lines_at, linked, whole
from .lines import Stretch, lines_of, merged, quads_of, stretched
from .pool import Workers
from .pool import source as source_at
from .work import (
    Failure,
    Read,
    Source,
    ToCompare,
    ToMake,
    ToRead,
    covered_again,
    names_of,
    reader_stamp,
    reading_stamp,
    relevant,
    writer_stamp,
)

__all__ = ["Outcome", "Refused", "update"]

_LEFT = "nothing was written, an earlier build stays"
Step = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not in the graph, and the error that says why."""

    path: str
    error: LpipError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an update has come to.

    `read` are the issues that were read now, `again` says of those that nobody named why; `left` are those that stay as
    they were though something has changed. Where `changed` is False, nothing was written.
    """

    ledger: Ledger
    report: Report | None
    read: tuple[Read, ...] = ()
    refused: tuple[Refused, ...] = ()
    again: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    changed: bool = True


@dataclass
class Update:
    """One update, step by step.

    Parameters
    ----------
    place
        The new folder.
    before, old
        The folder as it is, and its ledger; None and an empty one for a new archive.
    authority
        Known names and decisions.
    jobs
        So many processes read.
    stored
        Whether a store is written; else the graph stays in memory.
    """

    place: Path
    before: Path | None
    old: Ledger
    authority: Authority
    jobs: int = 1
    stored: bool = True
    step: Step = lambda _: None
    issues: dict[str, Held] = field(default_factory=dict)
    read: list[Read] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    again: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.known = Concerning(self.authority)
        self.stamps = (reader_stamp(), writer_stamp(), sha256(repr(self.authority).encode("utf-8", "surrogatepass")).hexdigest())  # fmt: skip
        self.issues = self.old.by_id()
        self.workers = Workers(self.known, self.stamps[0], self.jobs, self.step)

    # --- reading -------------------------------------------------------------------------------------------

    def take(self, sources: Sequence[Source], everything: bool) -> None:
        """Reads the files that are new or have changed, and what is out of date."""
        held = {(h.digest, h.given): h for h in self.old.issues}
        tasks: list[ToRead] = []
        seen: dict[str, str] = {}
        for source in sources:
            known = held.get((source.digest, source.given))
            if known is not None and not everything and self._stands(known):
                self._once(source, known.id, seen)
                self.issues[known.id] = replace(self.issues[known.id], path=source.path)
            else:
                tasks.append(ToRead(source, str(self.place / "work" / f"r{len(tasks)}")))
        self._read(tasks, seen, named=True)
        tasks = [
            ToRead(source, str(self.place / "work" / f"s{n}"))
            for n, source in enumerate(self._stale(seen, everything))
        ]
        self._read(tasks, seen, named=False)

    def _once(self, source: Source, id_: str, seen: dict[str, str]) -> bool:
        """Whether a file is the first of its issue, and its issue the first of its key."""
        key = issue_key(id_)
        first = seen.get(key)
        other = next((h for h in self.issues.values() if h.key == key and h.id != id_), None)
        if first is None and other is not None and other.path != source.path:
            error = InputError(
                f"this is issue {key} of another series: {other.id} is here already",
                where=source.path,
                hint="build it into a folder of its own with -o, or forget the other first",
            )
        elif first is not None:
            error = InputError(
                f"this is issue {key} again", where=source.path, hint=f"the first is {first}; leave one out"
            )
        else:
            seen[key] = source.path
            return True
        self.refused.append(Refused(source.path, error))
        return False

    def _read(self, tasks: Sequence[ToRead], seen: dict[str, str], *, named: bool) -> None:
        order = {task.source.path: n for n, task in reversed(list(enumerate(tasks)))}
        for found in sorted(self.workers.read(tasks), key=lambda each: order[each.source.path]):
            if isinstance(found, Failure):
                self._failed(found, named=named)
            elif self._once(found.source, found.id, seen):
                self._takes(found)

    def _failed(self, found: Failure, *, named: bool) -> None:
        earlier = [h.id for h in self.old.issues if h.path == found.source.path]
        if named:
            self.refused.append(Refused(found.source.path, found.error))
        for id_ in earlier:
            self.again.pop(id_, None)
            self.left[id_] = "not read now" if named else str(found.error)

    def _takes(self, found: Read) -> None:
        """An issue that was read takes its place."""
        source = found.source
        for other in [h for h in self.issues.values() if h.key == issue_key(found.id) and h.id != found.id]:
            del self.issues[other.id]
        held = Held(
            found.id, issue_key(found.id), found.title, found.number, found.date, source.path, source.digest, source.given,
            found.stamp, {}, found.assumed, found.notes, found.passages,
        )  # fmt: skip
        files = {}
        for name, target in (("records", held.records), ("text", held.text), ("names", held.names)):
            path = self.place / target
            path.parent.mkdir(parents=True, exist_ok=True)
            (Path(found.out) / name).replace(path)
            files[target] = kept(path)
        earlier = self.old.by_id().get(held.id)
        if earlier is not None and earlier.files == files:  # read again, and it says the same
            held = replace(held, part=earlier.part, changes=earlier.changes)
        self.issues[held.id] = replace(held, files=files)
        self.new.add(held.id)
        self.read.append(found)
        reach("an issue was read")

    def _stands(self, held: Held) -> bool:
        """Whether an issue's records are there, and made of what there is."""
        assert self.before is not None
        return not self._why(held) and whole(self.before, held.files)

    def _why(self, held: Held) -> str:
        """Why an issue has to be read again; empty if it has not."""
        assert self.before is not None
        if self.stamps[0] != self.old.reader:
            return "the reader is another version"
        if self.stamps[2] != self.old.authority:
            try:
                words = names_of(str(self.before / held.names))[1]
            except LpipError:
                return "its part is damaged"
            mine = relevant(held.id, words, self.known)
            source = Source(held.path, held.digest, held.given)
            if reading_stamp(self.stamps[0], source, mine) != held.read:
                return "known names or decisions that concern it have changed"
        return ""

    def _stale(self, seen: Mapping[str, str], everything: bool) -> Iterator[Source]:
        """The files of issues that nobody named and that have to be read again."""
        for held in self.old.issues:
            if held.key in seen or held.id in self.left or held.id not in self.issues:
                continue
            assert self.before is not None
            damaged = not whole(self.before, held.files)
            why = "its part is damaged" if damaged else self._why(held)
            if not why and not everything:
                continue
            source = source_at(held.path, held.given)
            if source is not None and (source.digest == held.digest or everything):
                self.again[held.id] = why or "all was asked for"
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
        """An issue whose file is gone stays as it is, without those who were forgotten since."""
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

    # --- making --------------------------------------------------------------------------------------------

    def forget(self, ids: Iterable[str]) -> None:
        """Takes issues out."""
        for id_ in ids:
            del self.issues[id_]

    def ordered(self) -> list[Held]:
        """The issues by their dates."""
        return sorted(self.issues.values(), key=lambda held: (held.date or "", held.id))

    def unchanged(self) -> bool:
        """Whether nothing has to be made: the archive is what it would become."""
        made = (self.old.reader, self.old.writer, self.old.authority) == self.stamps
        same = not self.new and self.issues.keys() == self.old.by_id().keys()
        if not (made and same and self.before is not None and self.stored):
            return False
        return self._store_is_whole() and all(whole(self.before, p.paths) for p in self.old.pieces())

    def files(self) -> None:
        """Links what the issues say that were not read now."""
        for held in self.issues.values():
            if held.id not in self.new:
                assert self.before is not None
                linked(held.files, self.before, self.place)

    def make(self) -> None:
        """Makes the parts, with the ids and names that all issues have for a thing."""
        order = self.ordered()
        skeletons = _Skeletons(self.place, order)
        self.placings: dict[str, Placing] = {}
        named: set[tuple[str, str]] = set()
        own: dict[str, list[str]] = {}
        decided: set[str] = set()

        def settled() -> Iterator[Records]:
            for rows, placing in zip(skeletons, placings(skeletons, self.authority), strict=True):
                mine = placed(rows, placing)
                self.placings[mine.issue] = placing
                named.update((e.id, e.cls) for e in mine.entities if e.sure)
                own[mine.issue] = [e.id for e in mine.entities]
                decided.update(e.id for e in mine.entities if e.how == "decision")
                self._index(mine)
                yield mine

        self.values: dict[tuple[str, str], dict[str, list[object]]] = {}
        self.labels = identity.labels(settled(), self.authority)
        self.named = named
        entries = self.authority.by_id()
        decisions: dict[str, list[object]] = {}
        for d in self.authority.decisions:
            if d.target in decided:
                decisions.setdefault(d.target, []).append(d)
        tasks: dict[str, ToMake] = {}
        for held in order:
            ids = own[held.id]
            mine = Authority(
                tuple(entries[i] for i in sorted(set(ids)) if i in entries),
                tuple(d for i in sorted(set(ids)) for d in decisions.get(i, ())),  # type: ignore[misc]
            )
            labels = {i: self.labels[i] for i in sorted(set(ids)) if i in self.labels}
            placing = self.placings[held.id]
            stamp = _stamp(
                self.stamps[1],
                sorted(held.files.values()),
                sorted(placing.items()),
                sorted(labels.items()),
                mine,
            )
            name = f"{held.key}-{stamp[:16]}"
            if self._linked(held.part, stamp):
                continue
            out = self.place / FOLDER / name
            tasks[held.id] = ToMake(str(self.place / held.records), str(self.place / held.text), placing, labels, mine, str(out))  # fmt: skip
            self.issues[held.id] = replace(held, part=Piece(name, stamp))
        called = {t.out: self.issues[id_].called for id_, t in tasks.items()}
        by_out = {t.out: id_ for id_, t in tasks.items()}
        for made in self.workers.make(list(tasks.values()), called):
            id_ = by_out[made.out]
            part = self.issues[id_].part
            assert part is not None
            self.issues[id_] = replace(self.issues[id_], part=_finished(part, made.out, made.stretches))

    def _linked(self, piece: Piece | None, stamp: str) -> bool:
        """Whether an earlier piece is what has to be made: then it is linked."""
        if (
            piece is None
            or piece.stamp != stamp
            or self.before is None
            or not whole(self.before, piece.paths)
        ):
            return False
        linked(piece.paths, self.before, self.place)
        return True

    def _index(self, rows: Records) -> None:
        for at, values in fixed_values(rows).items():
            self.values.setdefault(at, {})[rows.issue] = list(values)

    def compare(self) -> None:
        """Compares each issue with the one before it, and with earlier ones where they cannot both be right."""
        order = self.ordered()
        places = {held.id: n for n, held in enumerate(order)}
        others: dict[str, set[str]] = {}
        for by_issue in self.values.values():
            for one, other in _odd(by_issue):
                earlier, later = sorted((one, other), key=places.__getitem__)
                if places[later] - places[earlier] > 1:
                    others.setdefault(later, set()).add(earlier)
        tasks: dict[str, ToCompare] = {}
        for n, held in enumerate(order[1:], start=1):
            former = order[n - 1]
            odd = [order[m] for m in sorted(places[i] for i in others.get(held.id, ()))]
            stamp = _stamp(self.stamps[1], *((h.id, sorted(h.files.values()), sorted(self.placings[h.id].items())) for h in (held, former, *odd)))  # fmt: skip
            if self._linked(held.changes, stamp):
                continue
            name = f"changes-{held.key}-{stamp[:16]}"
            tasks[held.id] = ToCompare(
                str(self.place / held.records), self.placings[held.id],
                (str(self.place / former.records), self.placings[former.id]),
                tuple((str(self.place / h.names), self.placings[h.id]) for h in odd),
                str(self.place / FOLDER / name),
            )  # fmt: skip
            self.issues[held.id] = replace(held, changes=Piece(name, stamp))
        if order:
            self.issues[order[0].id] = replace(order[0], changes=None)
        by_out = {t.out: id_ for id_, t in tasks.items()}
        for made in self.workers.compare(
            list(tasks.values()), {t: self.issues[i].called for t, i in by_out.items()}
        ):
            id_ = by_out[made.out]
            piece = self.issues[id_].changes
            assert piece is not None
            self.issues[id_] = replace(self.issues[id_], changes=_finished(piece, made.out, made.stretches))

    # --- what all issues share -----------------------------------------------------------------------------

    def share(self) -> Outcome:
        """Makes the graphs that all issues share, draws conclusions, and brings the store up to date."""
        order = self.ordered()
        self.ledger = Ledger(tuple(order), (), *self.stamps)
        words = merged(self._shares(order, "vocabulary"))
        graph.one_name(words)
        ids = self.labels.keys()
        common = [
            ("vocabulary", list(words)),
            ("authority", graph.of_authority(self.authority, self.named, ids)),
            ("ontology", graph.ontology()),
            ("queries", list(queries.catalogue_graph())),
        ]
        for name, quads in common:
            guard(quads, left=_LEFT)
            self._add(name, quads)
        self.step("drawing conclusions")
        self._add("derived", reason.entail(self._dataset()))
        return self._store()

    def _shares(self, order: Sequence[Held], kind: str) -> Iterator[bytes]:
        name = iri.graph(kind).value
        for held in order:
            assert held.part is not None
            for stretch in held.part.stretches:
                if stretch.graph == name:
                    yield lines_at(self.place, (f"{FOLDER}/{held.part.name}/graphs.nq", stretch))

    def _add(self, name: str, quads: Iterable[Quad]) -> None:
        text, stretches = stretched(lines_of(quads))
        stamp = sha256(text).hexdigest()
        piece = Piece(f"shared/{name}-{stamp[:16]}", stamp)
        folder = self.place / FOLDER / piece.name
        folder.mkdir(parents=True)
        (folder / "graphs.nq").write_bytes(text)
        (folder / "graphs.trig").write_bytes(graph.blocks(text))
        self.ledger = replace(
            self.ledger, shared=(*self.ledger.shared, _finished(piece, str(folder), stretches))
        )

    def _dataset(self) -> Dataset:
        return Dataset(
            quad for where in self.ledger.graphs().values() for quad in quads_of(lines_at(self.place, where))
        )

    def _store(self) -> Outcome:
        try:
            return self._patched(self.old if self._store_is_whole() else Ledger())
        except LostError:
            return self._patched(Ledger())  # from nothing: what is there is not what the ledger says

    def _store_is_whole(self) -> bool:
        """Whether the store beside the ledger is the one that it speaks of."""
        if self.before is None or not self.stored:
            return False
        try:
            manifest = read_manifest(self.before / "store")
            opened(self.before / "store", manifest)
        except StoreError:
            return False
        return manifest.hash == self.old.store

    def _patched(self, old: Ledger) -> Outcome:
        counts = Counts.of(old.counts)
        generation = None
        if self.stored:
            folder = self.place / "store"
            rmtree(folder, ignore_errors=True)
            folder.mkdir()
            before = None if self.before is None or not old.store else self.before / "store"
            generation = Generation(folder, before, counts)
            patch = generation.patch
        else:
            patch = Patch(pyoxigraph.Store(), counts)
        ledger = self.ledger
        touched = self._replace(patch, old.graphs(), ledger.graphs(), final=False)
        catalogue = graph.catalogue_of(_sizes(ledger), counts.members, counts.uses, version=__version__)
        guard(catalogue, left=_LEFT)
        self._add("catalogue", catalogue)
        touched |= self._replace(patch, old.graphs(), self.ledger.graphs(), final=True)
        self.step("validating")
        report = shapes.validate(self._dataset())
        private = b"".join(
            sorted({line for text in self._shares(self.ordered(), "private") for line in text.splitlines(keepends=True)})
        )  # fmt: skip
        finished, self.ledger = self.ledger, ledger
        finished = replace(finished, counts=counts.kept(), results=len(report.results))
        if generation is not None:
            graphs = {name: (s.quads, s.sha256) for name, (_, s) in finished.graphs().items()}
            manifest = generation.publish(graphs, private, touched)
            finished = replace(finished, store=manifest.hash)
        return Outcome(finished, report, tuple(self.read), tuple(self.refused), self.again, self.left)

    def _replace(
        self,
        patch: Patch,
        old: Mapping[str, tuple[str, Stretch]],
        new: Mapping[str, tuple[str, Stretch]],
        *,
        final: bool,
    ) -> set[str]:
        """Brings the store's graphs up to date: first all but the catalogue, which counts them, then that."""
        last = iri.graph("catalogue").value
        touched = set()
        for name in sorted(old.keys() | new.keys()):
            mine, other = old.get(name), new.get(name)
            same = mine is not None and other is not None and mine[1].sha256 == other[1].sha256
            if same or (name == last) != final:
                continue
            assert self.before is not None or mine is None
            before = b"" if mine is None or self.before is None else lines_at(self.before, mine)
            patch.replace(name, before, b"" if other is None else lines_at(self.place, other))
            touched.add(name)
            reach("a graph was replaced")
        return touched


class _Skeletons:
    """The things of all issues, read from disk each time that they are looked at."""

    def __init__(self, folder: Path, order: Sequence[Held]) -> None:
        self._paths = [str(folder / held.names) for held in order]

    def __iter__(self) -> Iterator[Records]:
        return (names_of(path)[0] for path in self._paths)


def _finished(piece: Piece, out: str, stretches: tuple[Stretch, ...]) -> Piece:
    reach("a part was made")
    files = {path.name: kept(path) for path in sorted(Path(out).iterdir())}
    return replace(piece, files=files, stretches=stretches)


def _stamp(*parts: object) -> str:
    return sha256("\n".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def _odd(by_issue: Mapping[str, list[object]]) -> Iterator[tuple[str, str]]:
    """The pairs of issues whose values of one thing cannot both be right; each set of values is looked at once."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for issue, rows in by_issue.items():
        groups.setdefault(tuple(dict.fromkeys(row.o for row in rows)), []).append(issue)  # type: ignore[attr-defined]
    sets = list(groups)
    for n, one in enumerate(sets):
        for other in sets[n + 1 :]:
            mine, theirs = by_issue[groups[one][0]], by_issue[groups[other][0]]
            if at_odds(mine, theirs):  # type: ignore[arg-type]
                yield from ((a, b) for a in groups[one] for b in groups[other])


def _sizes(ledger: Ledger) -> dict[str, int]:
    return {name: stretch.quads for name, (_, stretch) in sorted(ledger.graphs().items())}


def update(
    update_: Update, sources: Sequence[Source], *, forget: Iterable[str] = (), everything: bool = False
) -> Outcome:
    """Brings an archive up to date.

    Parameters
    ----------
    update_
        Where from and where to.
    sources
        The files that are added, or take the place of their issues.
    forget
        Ids of issues that go.
    everything
        Reads all issues again, whatever is known.

    Raises
    ------
    LpipError
        The first file's error, if none of them is an issue and nothing was there before.
    """
    try:
        return _updated(update_, sources, forget, everything)
    finally:
        update_.workers.close()


def _updated(update_: Update, sources: Sequence[Source], forget: Iterable[str], everything: bool) -> Outcome:
    update_.forget(forget)
    update_.take(sources, everything)
    if not update_.issues and update_.refused:
        raise update_.refused[0].error
    if update_.unchanged():
        return Outcome(
            update_.old, None, refused=tuple(update_.refused), again=update_.again, left=update_.left, changed=False
        )  # fmt: skip
    update_.files()
    update_.make()
    update_.compare()
    return update_.share()
