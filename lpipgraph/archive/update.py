"""Updates an archive: reads, builds and compares changed issues, and links everything else from the previous generation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from pyoxigraph import Dataset, Quad

from .. import __version__, graph, identity, queries, shapes
from ..authority import Authority
from ..changes import at_odds, fixed_values
from ..errors import StoreError
from ..files import reach
from ..identity import Placing, placed, placings
from ..privacy import guard
from ..records import Records, Relation
from ..shapes import Report
from ..store.generations import opened, read_manifest
from ..store.patching import Counts, Generation, LostError, Patch
from ..vocabulary import DCTERMS, LPIP, RDF, iri
from .entailments import GRAPHS, Derived, Drawing, conclude, intact, sealed
from .ingest import Intake, Refused
from .manifest import FOLDER, Held, Ledger, Piece, kept, lines_at, linked, note, same, whole
from .sorted_quads import Stretch, chunks, lines_of, merged, quads_of, stretched
from .tasks import Read, Source, ToCompare, ToMake, names_of
from .validation import all_of, judged_again, nodes_of, to_judge

__all__ = ["Outcome", "update"]

#: An archive of so many quads is validated as a whole: that is faster, and fits in memory.
_SMALL = 60_000
#: About so many quads have the focus nodes that are judged at a time.
_JUDGED = 15_000
_LEFT = "nothing was written, an earlier build stays"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an update.

    `read` are the issues that were read, `again` has the reason for those that were not given; `left` are issues that were
    kept although something has changed. If `changed` is False, nothing was written.
    """

    ledger: Ledger
    report: Report | None
    read: tuple[Read, ...] = ()
    refused: tuple[Refused, ...] = ()
    again: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    changed: bool = True


class Update:
    """An update in steps.

    Parameters
    ----------
    intake
        The issues that were read.
    stored
        Whether to write a store; otherwise the graph remains in memory.
    """

    def __init__(self, intake: Intake, *, stored: bool) -> None:
        self.intake = intake
        self.place, self.before, self.old = intake.place, intake.before, intake.old
        self.authority, self.stamps, self.issues = intake.authority, intake.stamps, intake.issues
        self.workers, self.step = intake.workers, intake.step
        self.stored = stored
        self.placings: dict[str, Placing] = {}
        self.values: dict[tuple[str, str], dict[str, list[Relation]]] = {}
        self.named: set[tuple[str, str]] = set()
        self.labels: Mapping[str, str] = {}
        self.ledger = Ledger()
        self.derived = Derived()
        self.new: _New | None = None

    # --- making --------------------------------------------------------------------------------------------

    def ordered(self) -> list[Held]:
        """The issues, sorted by date."""
        return sorted(self.issues.values(), key=lambda held: (held.date or "", held.id))

    def unchanged(self) -> bool:
        """Whether the archive is already up to date."""
        old, now = self.old, self.stamps
        made = (old.whole, old.authority) == (now.whole, now.authority)
        same = not self.intake.new and self.issues == self.old.by_id()
        if not (made and same and self.before is not None and self.stored):
            return False
        pieces = all(whole(self.before, piece.paths) for piece in self.old.pieces())
        return pieces and self._store_is_whole() and intact(self.before)

    def files(self) -> None:
        """Links the records of issues that were not read again."""
        for held in self.issues.values():
            if held.id not in self.intake.new:
                assert self.before is not None
                linked(held.files, self.before, self.place)

    def make(self) -> None:
        """Builds the parts, with common ids and names of things over all issues."""
        order = self.ordered()
        skeletons = _Skeletons(self.place, order)
        named: set[tuple[str, str]] = set()
        own: dict[str, list[str]] = {}
        decided: set[str] = set()

        def settled() -> Iterator[Records]:
            for rows, placing in placings(skeletons, self.authority):
                mine = placed(rows, placing)
                self.placings[mine.issue] = placing
                named.update((e.id, e.cls) for e in mine.entities if e.sure)
                own[mine.issue] = [e.id for e in mine.entities]
                decided.update(e.id for e in mine.entities if e.how == "decision")
                self._index(mine)
                yield mine

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
                self.stamps.writer,
                sorted(held.files.values()),
                sorted(placing.items()),
                sorted(labels.items()),
                mine,
            )
            name = f"{held.key}-{stamp[:16]}"
            if there := self._linked(held.part, name, stamp):
                self._has(held.id, there)
                continue
            out = self.place / FOLDER / name
            tasks[held.id] = ToMake(str(self.place / held.records), str(self.place / held.text), placing, labels, mine, str(out))  # fmt: skip
            self.issues[held.id] = replace(held, part=Piece(name, stamp))
        called = {t.out: self.issues[id_].spoken for id_, t in tasks.items()}
        by_out = {t.out: id_ for id_, t in tasks.items()}
        for made in self.workers.make(list(tasks.values()), called):
            id_ = by_out[made.out]
            part = self.issues[id_].part
            assert part is not None
            part = _finished(part, made.out, made.stretches)
            note(self.place, part)
            self._has(id_, part)

    def _has(self, id_: str, part: Piece) -> None:
        """Records the part of an issue; a new archive loads it at once, while others are built."""
        self.issues[id_] = replace(self.issues[id_], part=part)
        if self.before is None:
            if self.new is None:
                self.new = _New(self.place, stored=self.stored)
            self.new.take(self.issues[id_])

    def _linked(self, piece: Piece | None, name: str, stamp: str) -> Piece | None:
        """Links an existing piece, if there is one: the previous one, or that of a killed run."""
        if piece and self.before and piece.stamp == stamp and whole(self.before, piece.paths):
            linked(piece.paths, self.before, self.place)
            return piece
        spare, left = self.intake.pieces.get(name), self.intake.left_over
        if spare and left and spare.stamp == stamp and same(left, spare.paths):
            linked(spare.paths, left, self.place)
            note(self.place, spare)
            return spare
        return None

    def _index(self, rows: Records) -> None:
        for at, values in fixed_values(rows).items():
            self.values.setdefault(at, {})[rows.issue] = list(values)

    def compare(self) -> None:
        """Compares each issue with the previous one, and with earlier ones that contradict it."""
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
            stamp = _stamp(self.stamps.writer, *((h.id, sorted(h.files.values()), sorted(self.placings[h.id].items())) for h in (held, former, *odd)))  # fmt: skip
            name = f"changes-{held.key}-{stamp[:16]}"
            if there := self._linked(held.changes, name, stamp):
                self.issues[held.id] = replace(held, changes=there)
                continue
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
            piece = _finished(piece, made.out, made.stretches)
            note(self.place, piece)
            self.issues[id_] = replace(self.issues[id_], changes=piece)

    # --- what all issues share -----------------------------------------------------------------------------

    def share(self) -> Outcome:
        """Builds the graphs that all issues share, derives facts, and updates the store."""
        order = self.ordered()
        self.ledger = Ledger(
            tuple(order),
            (),
            self.stamps.reader,
            self.stamps.writer,
            self.stamps.whole,
            self.stamps.authority,
            self.stamps.forgotten,
        )
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
        before = None if self.intake.forgets else self.before
        self.derived = (
            self.new.conclusions()
            if self.new
            else conclude(self.place, before, self.old, order, graph.ontology(), stored=self.stored)
        )
        for name, stretch in self.derived.stretches.items():
            piece = Piece(f"shared/{GRAPHS[name]}", stretch.sha256)
            folder = str(self.place / FOLDER / piece.name)
            guard(self._came(name), left=_LEFT)
            finished = _finished(piece, folder, (stretch,))
            self.ledger = replace(self.ledger, shared=(*self.ledger.shared, finished))
        if self.stored:
            sealed(self.place, before)
        return self._store()

    def _came(self, name: str) -> Iterator[Quad]:
        """The new derived facts of a graph."""
        pieces: Iterable[bytes] = (b"".join(sorted(self.derived.came.get(name, ()))),)
        if not self.derived.known:
            path = self.place / FOLDER / "shared" / GRAPHS[name] / "graphs.nq"
            pieces = chunks(path, self.derived.stretches[name])
        for piece in pieces:
            yield from quads_of(piece)

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
        """Whether the store is the one recorded in the manifest."""
        if self.before is None or not self.stored:
            return False
        if self.intake.forgets:  # a database keeps what was taken out of it in its files for a while
            return False
        try:
            manifest = read_manifest(self.before / "store")
            opened(self.before / "store", manifest)
        except StoreError:
            return False
        return manifest.hash == self.old.store

    def _patched(self, old: Ledger) -> Outcome:
        new, self.new = self.new or _New(self.place, stored=self.stored, before=self.before, old=old), None
        counts, generation, patch = new.counts, new.generation, new.patch
        ledger = self.ledger
        touched = new.loaded | self._changed(patch, old, new.loaded)
        del new
        self.step("validating")
        report = self._report(patch, old) or shapes.validate(self._dataset())
        del patch  # what publishes a generation lets go of its store
        private = b"".join(
            sorted({line for text in self._shares(self.ordered(), "private") for line in text.splitlines(keepends=True)})
        )  # fmt: skip
        finished, self.ledger = self.ledger, ledger
        finished = replace(finished, counts=counts.kept(), results=tuple(nodes_of(report)))
        if generation is not None:
            graphs = {name: (s.quads, s.sha256) for name, (_, s) in finished.graphs().items()}
            manifest = generation.publish(graphs, private, touched)
            finished = replace(finished, store=manifest.hash)
        return Outcome(
            finished,
            report,
            tuple(self.intake.read),
            tuple(self.intake.refused),
            self.intake.again,
            self.intake.left,
        )

    def _report(self, patch: Patch, old: Ledger) -> Report | None:
        """The report on a large archive; None for a small one, or if a full validation is needed."""
        size = sum(_sizes(self.ledger).values())
        if size <= _SMALL:
            return None
        if old.store and self.before is not None and not any(n.startswith("_:") for n in old.results):
            before = opened(self.before / "store", read_manifest(self.before / "store"))
            changed = [triple for triple, n in patch.net.items() if n]
            return judged_again(old.results, changed, before, patch.store)
        if patch.place is None:
            return None
        patch.rest()
        tasks = to_judge(self.place, self.ledger, patch.place)
        return None if tasks is None else all_of(self.workers.judge(tasks, size // _JUDGED + 1))

    def _changed(self, patch: Patch, old: Ledger, loaded: set[str]) -> set[str]:
        """Updates the store's graphs, the catalogue last, because it counts the others; returns the changed graphs."""
        rest = {name: where for name, where in self.ledger.graphs().items() if name not in loaded}
        touched = self._replace(patch, old.graphs(), rest, final=False)
        kept_ = patch.counts.kept()
        find = patch.store.quads_for_pattern
        dates = graph.issue_dates(
            find(None, RDF.type, LPIP.Issue, None), find(None, DCTERMS.issued, None, None)
        )
        catalogue = graph.catalogue_of(
            _sizes(self.ledger), kept_["members"], kept_["uses"], dates=dates, version=__version__
        )
        guard(catalogue, left=_LEFT)
        self._add("catalogue", catalogue)
        return touched | self._replace(patch, old.graphs(), self.ledger.graphs(), final=True)

    def _replace(
        self,
        patch: Patch,
        old: Mapping[str, tuple[str, Stretch]],
        new: Mapping[str, tuple[str, Stretch]],
        *,
        final: bool,
    ) -> set[str]:
        """Updates the store's graphs: first all except the catalogue, which counts them, then the catalogue."""
        last = iri.graph("catalogue").value
        touched = set()
        for name in sorted(old.keys() | new.keys()):
            mine, other = old.get(name), new.get(name)
            same = mine is not None and other is not None and mine[1].sha256 == other[1].sha256
            if same or (name == last) != final:
                continue
            touched.add(name)
            if mine is None and other is not None:
                for piece in chunks(self.place / other[0], other[1]):
                    patch.change(name, (), (piece,))
            elif mine is not None and name in GRAPHS and self.derived.known:
                gone, came = self.derived.gone.get(name, ()), self.derived.came.get(name, ())
                patch.change(name, sorted(gone), sorted(came))
            elif mine is not None and self.before is not None:
                after = b"" if other is None else lines_at(self.place, other)
                patch.replace(name, lines_at(self.before, mine), after)
            reach("a graph was replaced")
        return touched


class _New:
    """The next state of derived facts and store; for a new archive, parts are loaded while others are built.

    Parameters
    ----------
    place
        The new folder.
    stored
        Whether to write a store; otherwise the graph remains in memory.
    before, old
        The current folder and the manifest of its store; the manifest is empty if there is no store.
    """

    def __init__(
        self, place: Path, *, stored: bool, before: Path | None = None, old: Ledger | None = None
    ) -> None:
        old = old or Ledger()
        self._place, self._stored = place, stored
        self._drawing: Drawing | None = None
        self.loaded: set[str] = set()
        self.counts = Counts.of(old.counts)
        self.generation: Generation | None = None
        if stored:
            folder = place / "store"
            folder.mkdir(exist_ok=True)
            for left in folder.glob("store*"):  # of a first try
                rmtree(left, ignore_errors=True)
            self.generation = Generation(
                folder, before / "store" if before and old.store else None, self.counts
            )
        self.patch = self.generation.patch if self.generation else Patch(None, self.counts)
        self.patch.follows = bool(old.store)

    def take(self, held: Held) -> None:
        """Loads an issue whose part exists."""
        if self._drawing is None:
            self._drawing = Drawing(self._place, graph.ontology(), stored=self._stored)
        self._drawing.add(held)
        for name, (path, stretch) in Ledger((replace(held, changes=None),)).graphs().items():
            for piece in chunks(self._place / path, stretch):
                self.patch.change(name, (), (piece,))
            self.loaded.add(name)
            reach("a graph was replaced")

    def conclusions(self) -> Derived:
        """The facts derived from all loaded issues."""
        assert self._drawing is not None
        drawing, self._drawing = self._drawing, None
        with drawing:
            return drawing.end()

    def close(self) -> None:
        """Closes the derived facts."""
        if self._drawing is not None:
            self._drawing.close()


class _Skeletons:
    """The things of all issues, which are read from disk at each access."""

    def __init__(self, folder: Path, order: Sequence[Held]) -> None:
        self._paths = [str(folder / held.names) for held in order]

    def __iter__(self) -> Iterator[Records]:
        return (names_of(path)[0] for path in self._paths)


def _finished(piece: Piece, out: str, stretches: tuple[Stretch, ...]) -> Piece:
    files = {path.name: kept(path) for path in sorted(Path(out).iterdir())}
    reach("a part was made")
    return replace(piece, files=files, stretches=stretches)


def _stamp(*parts: object) -> str:
    return sha256("\n".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def _odd(by_issue: Mapping[str, list[Relation]]) -> Iterator[tuple[str, str]]:
    """The pairs of issues with contradictory values for a thing; each set of values is examined once."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for issue, rows in by_issue.items():
        groups.setdefault(tuple(dict.fromkeys(row.o for row in rows)), []).append(issue)
    sets = list(groups)
    for n, one in enumerate(sets):
        for other in sets[n + 1 :]:
            mine, theirs = by_issue[groups[one][0]], by_issue[groups[other][0]]
            if at_odds(mine, theirs):
                yield from ((a, b) for a in groups[one] for b in groups[other])


def _sizes(ledger: Ledger) -> dict[str, int]:
    return {name: stretch.quads for name, (_, stretch) in sorted(ledger.graphs().items())}


def update(
    intake: Intake,
    sources: Sequence[Source],
    *,
    refused: Sequence[Refused] = (),
    forget: Iterable[str] = (),
    everything: bool = False,
    stored: bool = True,
) -> Outcome:
    """Updates an archive.

    Parameters
    ----------
    intake
        The archive and its new folder.
    sources
        The files to add, or to replace their issues with.
    refused
        Files that could not be opened.
    forget
        Ids of issues to remove.
    everything
        Whether to read all issues again.
    stored
        Whether to write a store.

    Raises
    ------
    LpipError
        The error of the first file, if none of them is an issue.
    """
    made: Update | None = None
    try:
        intake.refuse(refused)
        intake.forget(forget)
        intake.take(sources, everything)
        if intake.refused and not intake.named:
            raise intake.refused[0].error
        made = Update(intake, stored=stored)
        if made.unchanged():
            told = (tuple(intake.read), tuple(intake.refused), intake.again, intake.left)
            return Outcome(intake.old, None, *told, changed=False)
        made.files()
        made.make()
        made.compare()
        return made.share()
    finally:
        intake.workers.end()
        if made is not None and made.new is not None:
            made.new.close()
