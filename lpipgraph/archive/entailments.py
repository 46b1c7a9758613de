"""Stores the derived facts of an archive next to its parts, and updates them when facts change."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from pyoxigraph import Quad

from ..errors import DataError
from ..files import reach
from ..reason import Conclusions
from ..vocabulary import graph_kind, iri
from .manifest import FOLDER, Held, Ledger, whole
from .manifest import kept as kept_file
from .sorted_quads import Stretch, content, lines_of, quads_of, spliced

__all__ = ["Derived", "Drawing", "conclude", "intact", "sealed"]

#: The graphs of conclusions, and the names of their pieces.
GRAPHS = {iri.graph(kind).value: kind for kind in ("derived", "derived-evidence", "latest")}
_TABLE = "store/conclusions"
#: Size and hash of each of their files. They depend on how an archive came to be, and so they stand in no ledger.
_SEAL = "files.json"
#: So many issues are added at once where all have to be: of all at once memory would hold all facts.
_BATCH = 20
#: And so many while others make parts, who must not wait.
_FEW = 5
#: So many new lines wait before they are written into the graphs.
_SPLICED = 50_000


@dataclass
class Derived:
    """The graphs of derived facts: their places, and the removed and added lines.

    `known` tells whether `gone` and `came` are all differences from the previous ledger.
    """

    stretches: dict[str, Stretch] = field(default_factory=dict)
    gone: dict[str, set[bytes]] = field(default_factory=dict)
    came: dict[str, set[bytes]] = field(default_factory=dict)
    known: bool = False


def conclude(
    place: Path,
    before: Path | None,
    old: Ledger,
    issues: Sequence[Held],
    ontology: Iterable[Quad],
    *,
    stored: bool,
) -> Derived:
    """Updates the derived facts.

    Parameters
    ----------
    place
        The new folder.
    before, old
        The current folder and its ledger; None to derive all facts again.
    issues
        The issues with their new parts.
    ontology
        The ontology's quads.
    stored
        Whether the derivations are kept for the next update.
    """
    facts = list(ontology)
    if before is not None and intact(before):
        try:
            _copied(before / _TABLE, place / _TABLE)
            with Conclusions(facts, place / _TABLE) as kept:
                if not kept.fresh:
                    return _followed(kept, place, before, old, issues)
        except (DataError, sqlite3.Error, OSError, AssertionError):
            pass  # what is there is not what the ledger says: all of it is drawn again
    with Drawing(place, facts, stored=stored) as drawing:
        for held in issues:
            drawing.add(held)
        return drawing.end()


class Drawing:
    """Derives all facts while issues are added one by one, in any order.

    Parameters
    ----------
    place
        The new folder.
    ontology
        The ontology's quads.
    stored
        Whether the derivations are kept for the next update.
    """

    def __init__(self, place: Path, ontology: Iterable[Quad], *, stored: bool) -> None:
        shutil.rmtree(place / _TABLE, ignore_errors=True)
        self._place = place
        self._waiting: list[tuple[str, Stretch]] = []
        self._issues = 0
        self._change = Derived()
        self._found = Derived()
        with _full_disk():
            self._kept = Conclusions(ontology, place / _TABLE if stored else None)
            _count(self._change, (), self._kept.quads())  # the rules themselves
        self._write()

    def add(self, held: Held) -> None:
        """Adds an issue whose part exists."""
        self._waiting += next(iter(_stretches([held]).values()), [])
        self._issues += 1
        if self._issues % _FEW == 0:
            self._draw()

    def end(self) -> Derived:
        """The derived facts, after the last issue."""
        self._draw()
        self._write()
        return self._found

    def _draw(self) -> None:
        with _full_disk():
            change = self._kept.change((), _quads(self._place, self._waiting))
        self._waiting = []
        _count(self._change, change.gone, change.came)
        if sum(map(len, self._change.came.values())) > _SPLICED:
            self._write()
        reach("conclusions were drawn")

    def _write(self) -> None:
        for name, piece in GRAPHS.items():
            earlier = self._place / FOLDER / "shared" / piece / "graphs.nq"
            aside = earlier.replace(earlier.with_suffix(".before")) if earlier.exists() else None
            self._found.stretches[name] = _spliced(name, piece, aside, self._place, self._change)
            if aside is not None:
                aside.unlink()
        self._change = Derived()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the folder."""
        self._kept.close()


@contextmanager
def _full_disk() -> Iterator[None]:
    """Reports a full disk in the common form."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise


def sealed(place: Path, before: Path | None) -> None:
    """Records the size and hash of each file of derived facts; for files that the database never changes, they are copied."""
    known = {} if before is None else _known(before)
    found = {}
    for path in sorted((place / _TABLE).rglob("*")):
        if path.is_dir() or path.name in ("LOCK", _SEAL) or path.name.startswith("LOG"):
            continue
        name = path.relative_to(place).as_posix()
        earlier = None if before is None else before / name
        shared = path.suffix == ".sst" and earlier is not None and earlier.exists() and path.samefile(earlier)
        found[name] = known[name] if shared and name in known else kept_file(path)
    seal = place / _TABLE / _SEAL
    seal.write_text(json.dumps(found), encoding="utf-8")
    kept_file(seal)


def intact(folder: Path) -> bool:
    """Whether the files of an archive's derived facts are unchanged since they were written."""
    known = _known(folder)
    return bool(known) and whole(folder, known)


def _known(folder: Path) -> dict[str, tuple[int, str]]:
    try:
        body = json.loads((folder / _TABLE / _SEAL).read_bytes())
        return {str(name): (int(size), str(digest)) for name, (size, digest) in body.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _copied(before: Path, place: Path) -> None:
    """Makes a copy that can be changed; files that the database never changes are shared."""
    for path in sorted(before.rglob("*")):
        target = place / path.relative_to(before)
        if path.is_dir():
            target.mkdir(parents=True)
        elif path.suffix == ".sst":
            try:
                target.hardlink_to(path)
            except OSError:
                shutil.copyfile(path, target)
        elif path.name != "LOCK":
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _followed(kept: Conclusions, place: Path, before: Path, old: Ledger, issues: Sequence[Held]) -> Derived:
    """The changes from removed, added and changed issues."""
    was, now = _stretches(old.issues), _stretches(issues)
    gone = [id_ for id_ in was if _hashes(was[id_]) != _hashes(now.get(id_, ()))]
    came = [id_ for id_ in now if _hashes(now[id_]) != _hashes(was.get(id_, ()))]
    found = Derived(known=True)
    for start in range(0, max(len(gone), len(came)), _BATCH):
        part = slice(start, start + _BATCH)
        change = kept.change(
            _quads(before, [w for id_ in gone[part] for w in was[id_]]),
            _quads(place, [w for id_ in came[part] for w in now[id_]]),
        )
        _count(found, change.gone, change.came)
    former = {s.graph: piece for piece in old.shared for s in piece.stretches}
    for name, piece in GRAPHS.items():
        path = before / FOLDER / former[name].name / "graphs.nq" if name in former else None
        found.stretches[name] = _spliced(name, piece, path, place, found)
    return found


def _spliced(name: str, piece: str, old: Path | None, place: Path, change: Derived) -> Stretch:
    folder = place / FOLDER / "shared" / piece
    folder.mkdir(parents=True, exist_ok=True)
    return spliced(name, old, folder / "graphs.nq", change.gone.get(name, ()), change.came.get(name, ()))


def _count(found: Derived, gone: Iterable[Quad], came: Iterable[Quad]) -> None:
    """Adds a change: a line that was added and removed, or removed and added, is unchanged."""
    for quads, mine, other in ((gone, found.gone, found.came), (came, found.came, found.gone)):
        for name, lines in lines_of(quads).items():
            undone = other.get(name, set()) & set(lines)
            other.get(name, set()).difference_update(undone)
            mine.setdefault(name, set()).update(set(lines) - undone)


def _stretches(issues: Sequence[Held]) -> Mapping[str, list[tuple[str, Stretch]]]:
    """Issue → its facts and their evidence, which rules use together."""
    return {
        held.id: [
            (f"{FOLDER}/{held.part.name}/graphs.nq", s)
            for s in held.part.stretches
            if graph_kind(s.graph) in ("issue", "evidence")
        ]
        for held in issues
        if held.part is not None
    }


def _hashes(where: Iterable[tuple[str, Stretch]]) -> list[str]:
    return [stretch.sha256 for _, stretch in where]


def _quads(folder: Path, where: Sequence[tuple[str, Stretch]]) -> Iterator[Quad]:
    for path, stretch in where:
        yield from quads_of(content(folder / path, stretch))
