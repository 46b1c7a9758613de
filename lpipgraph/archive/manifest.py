"""Reads and writes the manifest of an archive: its issues, the inputs of each, and the places of its graphs.

In a build's folder::

    records/{id}.json         the extracted rows of the issue, each with its quote and offsets
    records/texts/{id}.json   the text to which the offsets refer
    records/names/{id}.json   only its things, for the comparison of issues
    parts/{key}-{stamp}/      its part: graphs.nq, all its graphs, sorted; graphs.trig, the public ones
    parts/changes-{key}-…/    the differences from earlier issues
    parts/shared/             the graphs that all issues share
    parts/ledger.json         this manifest

All files can contain contact data, and are readable only by their owner. All files have the same date, so that an edited
file is recognised by its date.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from ..document import Given
from ..errors import InputError
from ..files import checksum, output_error
from ..vocabulary import issue_key
from .sorted_quads import Stretch, content

__all__ = [
    "FOLDER", "RECORDS", "Held", "Ledger", "Piece", "digest_of", "kept", "lines_at", "linked", "note", "noted",
    "read_ledger", "same", "whole", "worth_going_on",
]  # fmt: skip

FOLDER = "parts"
RECORDS = "records"
_NAME = "ledger.json"
#: What a run has made so far.
_JOURNAL = "work/journal"
_FORMAT = "lpipgraph archive 1"
#: So many issues and parts are worth to be kept for the next run when one is stopped: half a minute's work.
_WORTH = 30
#: When all files of an archive were last changed, as far as they say: 1 January 2000.
_DATE = 946_684_800


@dataclass(frozen=True, slots=True)
class Piece:
    """A folder of graphs: its name below ``parts/``, the stamp of its inputs, its files and its graphs."""

    name: str
    stamp: str
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    stretches: tuple[Stretch, ...] = ()

    @property
    def paths(self) -> Mapping[str, tuple[int, str]]:
        """Its files below a build's folder, with size and hash."""
        return {f"{FOLDER}/{self.name}/{name}": known for name, known in self.files.items()}


@dataclass(frozen=True, slots=True)
class Held:
    """An issue of an archive: its source, the stamp of its inputs, and its part."""

    id: str
    key: str
    title: str
    number: str | None
    date: str | None
    path: str
    digest: str
    given: Given | None
    read: str
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    part: Piece | None = None
    changes: Piece | None = None

    @property
    def records(self) -> str:
        """The path of its records below a build's folder."""
        return f"{RECORDS}/{self.id}.json"

    @property
    def text(self) -> str:
        """The path of its text below a build's folder."""
        return f"{RECORDS}/texts/{self.id}.json"

    @property
    def names(self) -> str:
        """The path of its things below a build's folder."""
        return f"{RECORDS}/names/{self.id}.json"

    @property
    def spoken(self) -> str:
        """The shortest name of the issue."""
        return f"{self.title} {self.number or ''}".rstrip()

    @property
    def called(self) -> str:
        """The name of the issue for messages."""
        return f"{self.title} No. {self.number}" if self.number else self.title


@dataclass(frozen=True, slots=True)
class Ledger:
    """The content of an archive: its issues in the order of their dates, and the graphs that they share.

    `reader`, `writer`, `whole`, `authority` and `forgotten` are the stamps of what made it; `counts` is what its catalogue counts, `store` the hash of the store that goes with it, `results` the focus
    nodes of its report.
    """

    issues: tuple[Held, ...] = ()
    shared: tuple[Piece, ...] = ()
    reader: str = ""
    writer: str = ""
    whole: str = ""
    authority: str = ""
    forgotten: str = ""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    store: str = ""
    results: tuple[str, ...] = ()

    def by_id(self) -> dict[str, Held]:
        """Id → issue."""
        return {held.id: held for held in self.issues}

    def pieces(self) -> Iterator[Piece]:
        """All pieces in order."""
        for held in self.issues:
            yield from filter(None, (held.part, held.changes))
        yield from self.shared

    def graphs(self) -> dict[str, tuple[str, Stretch]]:
        """Name of a graph → its file below a build's folder, and its place there; shares of common graphs are left out."""
        return {
            s.graph: (f"{FOLDER}/{piece.name}/graphs.nq", s)
            for piece in self.pieces()
            for s in piece.stretches
            if piece in self.shared or not _is_shared(s.graph)
        }

    def to_json(self) -> bytes:
        """The content of the manifest file."""
        body = {
            **{name: getattr(self, name) for name in _OWN},
            "issues": [_row(held) for held in self.issues],
            "shared": [_piece_row(piece) for piece in self.shared],
        }  # fmt: skip
        text = _text(body)  # written out once and on one line: the module does that in C
        head = json.dumps({"format": _FORMAT, "seal": _sealed(text)})
        return f"{head[:-1]}, {text[1:]}\n".encode()


_OWN = ("reader", "writer", "whole", "authority", "forgotten", "counts", "store", "results")


def _is_shared(graph: str) -> bool:
    return graph.rsplit("/", 1)[-1] in ("vocabulary", "private")


def _row(held: Held) -> dict[str, object]:
    row = {name: getattr(held, name) for name in Held.__slots__}
    given = held.given
    return row | {
        "given": None if given is None else [given.title, given.number, given.date],
        "part": None if held.part is None else _piece_row(held.part),
        "changes": None if held.changes is None else _piece_row(held.changes),
    }


def _piece_row(piece: Piece) -> dict[str, object]:
    return {
        "name": piece.name,
        "stamp": piece.stamp,
        "files": piece.files,
        "stretches": [s.row() for s in piece.stretches],
    }


def _text(body: Mapping[str, object]) -> str:
    return json.dumps(body, sort_keys=True)


def _sealed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def read_ledger(folder: Path) -> Ledger | None:
    """Reads the manifest of a build's folder; None if it is missing, damaged or of another version."""
    path = folder / FOLDER / _NAME
    try:
        body = json.loads(path.read_bytes())
        if body.pop("format") != _FORMAT or body.pop("seal") != _sealed(_text(body)):
            return None
        issues = tuple(_held(row) for row in body.pop("issues"))
        body["results"] = tuple(body["results"])
        return Ledger(issues, tuple(_piece(row) for row in body.pop("shared")), **body)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _held(row: dict[str, object]) -> Held:
    given = row.pop("given")
    part, changes = row.pop("part"), row.pop("changes")
    row["key"] = issue_key(str(row["id"]))  # as it is now, also in a folder of an earlier version
    held = Held(**row, given=None if given is None else Given(*given))  # type: ignore[arg-type, misc]
    return replace(
        held,
        files={name: (size, digest) for name, (size, digest) in held.files.items()},
        assumed=tuple(held.assumed),
        notes=tuple(held.notes),
        passages=tuple(held.passages),
        part=None if part is None else _piece(part),
        changes=None if changes is None else _piece(changes),
    )


def _piece(row: object) -> Piece:
    assert isinstance(row, dict)
    return Piece(
        row["name"],
        row["stamp"],
        {name: (size, digest) for name, (size, digest) in row["files"].items()},
        tuple(Stretch(*s) for s in row["stretches"]),
    )


def note(place: Path, made: Held | Piece) -> None:
    """Records that a part is finished, for the next run if this one is killed."""
    row = {"issue": _row(made)} if isinstance(made, Held) else {"piece": _piece_row(made)}
    with (place / _JOURNAL).open("ab") as stream:
        stream.write(json.dumps(row).encode() + b"\n")


def worth_going_on(place: Path) -> bool:
    """Whether an interrupted run has finished enough for the next run to resume it."""
    try:
        return (place / _JOURNAL).read_bytes().count(b"\n") >= _WORTH
    except OSError:
        return False


def noted(place: Path) -> tuple[dict[tuple[str, Given | None], Held], dict[str, Piece]]:
    """The results of a run that was killed: issues by the bytes of their sources, pieces by name."""
    issues: dict[tuple[str, Given | None], Held] = {}
    pieces: dict[str, Piece] = {}
    try:
        lines = (place / _JOURNAL).read_bytes().splitlines()
    except OSError:
        return {}, {}
    for line in lines:
        try:
            row = json.loads(line)
            if "issue" in row:
                held = _held(row["issue"])
                issues[held.digest, held.given] = held
            else:
                piece = _piece(row["piece"])
                pieces[piece.name] = piece
        except (ValueError, KeyError, TypeError, AttributeError):
            break  # half a line
    return issues, pieces


def same(folder: Path, files: Mapping[str, tuple[int, str]]) -> bool:
    """Whether files are unchanged, by their hashes: after a crash of the machine, the date alone is not reliable."""
    try:
        return all(digest_of(folder / name) == known for name, known in files.items())
    except OSError:
        return False


def digest_of(path: Path) -> tuple[int, str]:
    """Size and hash of a file."""
    return path.stat().st_size, checksum(path)


def kept(path: Path) -> tuple[int, str]:
    """Gives a new file the common date and owner-only permissions; returns its size and hash."""
    path.chmod(0o600)
    os.utime(path, (_DATE, _DATE))
    return digest_of(path)


def whole(folder: Path, files: Mapping[str, tuple[int, str]]) -> bool:
    """Whether files are unchanged: by size and date, and by their hash if the date differs."""
    for name, known in files.items():
        path = folder / name
        try:
            found = path.stat()
            if found.st_size != known[0]:
                return False
            if found.st_mtime != _DATE:
                if digest_of(path) != known:
                    return False
                os.utime(path, (_DATE, _DATE))
        except OSError:
            return False
    return True


def linked(files: Mapping[str, object], before: Path, place: Path) -> None:
    """Links files into a new folder, or copies them if the file system has no hard links."""
    for name in files:
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.hardlink_to(before / name)
        except FileExistsError:
            continue
        except OSError as error:
            if not (before / name).exists():
                raise InputError(
                    "a file of the archive is gone", where=before / name, hint="build it again"
                ) from error
            try:
                target.write_bytes((before / name).read_bytes())
            except OSError as problem:
                raise output_error(problem, target) from problem
            kept(target)


def lines_at(folder: Path, where: tuple[str, Stretch]) -> bytes:
    """The lines of a graph in a manifest."""
    return content(folder / where[0], where[1])
