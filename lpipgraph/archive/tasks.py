"""Defines the tasks of one issue: reading it, building its part, comparing it with earlier issues.

These functions can run in any process and on any machine. They take names of files and small values, write files, and
return small values; the same input gives the same bytes everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from .. import document, graph
from ..authority import Authority
from ..authority.relevant import Concerning
from ..changes import FIXED, compare, contradictions
from ..document import Document, Given, Section
from ..erasure import forgotten_in
from ..errors import InputError, LpipError
from ..files import find, read_bytes
from ..identity import Placing, placed
from ..issue_reading import understood, words
from ..ownership import OWNING
from ..privacy import guard, without_contacts
from ..records import Entity, Records, Relation, Value
from ..vocabulary import is_public, issue_key
from .sorted_quads import Stretch, lines_of, stretched

__all__ = [
    "Failure",
    "Made",
    "Read",
    "Source",
    "ToCompare",
    "ToMake",
    "ToRead",
    "compared",
    "covered_again",
    "document_of",
    "made",
    "names_of",
    "read",
    "reader_stamp",
    "reading_stamp",
    "relevant",
    "writer_stamp",
]  # fmt: skip

#: An issue's text may be larger in JSON than it was in its file.
_MOST = 200_000_000
_LEFT = "nothing was written, an earlier build stays"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that may be an issue; `content` is set if the file can be read only once."""

    path: str
    digest: str
    given: Given | None = None
    content: bytes | None = None

    @property
    def place(self) -> str:
        """Its absolute path."""
        return str(Path(self.path).absolute())


@dataclass(frozen=True, slots=True)
class ToRead:
    """An issue to read; `out` is an empty folder for the result."""

    source: Source
    out: str


@dataclass(frozen=True, slots=True)
class Read:
    """An issue that was read: its identity, the stamp of its inputs, and notes.

    `notes` are about its file, `passages` are the passages that were not understood.
    """

    source: Source
    out: str
    id: str
    title: str
    number: str | None
    date: str | None
    stamp: str
    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that is not an issue, and the reason."""

    source: Source
    error: LpipError


@dataclass(frozen=True, slots=True)
class ToMake:
    """A part to build: the issue's files, data on its things from other issues and the authority, and the target folder."""

    records: str
    text: str
    placing: Placing
    labels: Mapping[str, str]
    authority: Authority
    out: str


@dataclass(frozen=True, slots=True)
class Made:
    """A part that was built: the places of its graphs in its file."""

    out: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ToCompare:
    """An issue to compare: with the previous one in all properties, with `others` in properties that never change."""

    records: str
    placing: Placing
    former: tuple[str, Placing] | None
    others: tuple[tuple[str, Placing], ...]
    out: str


def reader_stamp() -> str:
    """The stamp of the reader: our rules and tables."""
    package = Path(__file__).parent.parent
    code = (*package.glob("*.py"), *package.glob("document/**/*.py"), *package.glob("extract/**/*.py"))
    code += (*package.glob("curation/*.py"), *package.glob("authority/*.py"), Path(__file__))
    tables = (*find("data/gazetteer", "*.csv"), *find("data/reading", "*"))
    return _stamp_of((*sorted(code), *tables))


def writer_stamp() -> str:
    """The stamp of the code that converts records to a graph."""
    package = Path(__file__).parent.parent
    files = (*package.glob("graph/*.py"), *package.glob("*.py"), *package.glob("archive/*.py"))
    return _stamp_of((*sorted(files), *find("ontology", "*.ttl")))


def whole_stamp() -> str:
    """The stamp of all inputs of a build except its issues and the authority."""
    package = Path(__file__).parent.parent
    tables = (find(folder, pattern) for folder, pattern in (
        ("data/gazetteer", "*.csv"), ("data/reading", "*"), ("ontology", "**/*.*"), ("shapes", "*.ttl"), ("queries", "*.rq"),
    ))  # fmt: skip
    code = sorted(path for path in package.rglob("*.py") if "_files" not in path.parts)
    return _stamp_of((*code, *(path for paths in tables for path in paths if path.is_file())))


def _stamp_of(files: tuple[Path, ...]) -> str:
    digest = sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def reading_stamp(reader: str, source: Source, known: Authority) -> str:
    """The stamp of an issue's inputs; `known` is the relevant part of the authority."""
    return _digest(reader, source.digest, repr(source.given), repr(known))


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def relevant(issue: str, of: str, known: Concerning) -> Authority:
    """The part of the authority that is relevant to an issue with these words."""
    return known.part(issue, frozenset(of.split()))


def read(task: ToRead, known: Concerning, reader: str) -> Read | Failure:
    """Reads an issue, and writes its records below ``task.out``."""
    source = task.source
    try:
        content = source.content if source.content is not None else read_bytes(source.path)
        source = replace(source, digest=sha256(content).hexdigest(), content=None)
        issue = document.of(content, where=source.path, given=source.given)
        place = None if issue.origin is None else issue.origin.place
        issue, rows = understood(issue, known)
        passages = tuple(
            f"{_place(place, note['start'])}: {note['what']}" if "start" in note else str(note["what"])
            for note in rows.notes
        )
        of = words(issue)
        _write(Path(task.out), issue, rows, of, source.given)
        stamp = reading_stamp(reader, source, known.part(issue.id, of))
    except LpipError as error:
        return Failure(replace(source, content=None), error)
    return Read(
        source, task.out, issue.id, issue.title, issue.number, issue.date, stamp, issue.assumed, issue.notes, passages
    )  # fmt: skip


def _place(of: Callable[[int], object] | None, start: object) -> str:
    offset = int(str(start))
    return f"character {offset + 1}" if of is None else str(of(offset))


def covered_again(held: Read, files: tuple[str, str], known: Concerning) -> Read:
    """The kept data of an issue whose file is missing, without persons that were erased since."""
    issue, rows = forgotten_in(
        document_of(files[1], held.id), Records.read(files[0]), known.authority.forgotten
    )
    given = Given(issue.title, issue.number, issue.date) if issue.assumed else None
    _write(Path(held.out), issue, rows, words(issue), given)
    return held


def _write(folder: Path, issue: Document, rows: Records, of: frozenset[str], given: Given | None) -> None:
    text = {
        "text": issue.text,
        # what the text does not say by itself has to be said again
        "given": [issue.title, issue.number, issue.date] if given or issue.assumed else None,
        "title": issue.title,
        "number": issue.number,
        "date": issue.date,
        "sections": [[s.kind, s.heading, s.level, s.start, s.end] for s in issue.sections],
        "assumed": issue.assumed,
        "notes": issue.notes,
    }
    names = without_contacts(rows)
    lean = {
        "issue": rows.issue,
        "entities": [[e.id, e.cls, e.name, e.aliases, e.kind, e.sure, e.how] for e in names.entities],
        "fixed": [
            [r.s, r.p, r.o.value, r.o.type, r.quote, r.start, r.end]
            for r in names.relations
            if r.p in FIXED and r.sure and isinstance(r.o, Value)
        ],
        "owners": [
            [r.s, r.p, r.o] for r in names.relations if r.p in OWNING and r.sure and isinstance(r.o, str)
        ],
        "words": " ".join(sorted(of)),
    }
    folder.mkdir(parents=True)
    (folder / "records").write_bytes(rows.to_json().encode("utf-8", "surrogatepass"))
    (folder / "text").write_bytes(json.dumps(text).encode() + b"\n")
    (folder / "names").write_bytes(json.dumps(lean).encode() + b"\n")


def document_of(path: str, id_: str) -> Document:
    """The kept text of an issue, with its sections and without its blocks."""
    try:
        kept = json.loads(read_bytes(path, limit=_MOST))
        return Document(
            id_,
            kept["title"],
            kept["number"],
            kept["date"],
            kept["text"],
            tuple(Section(*s) for s in kept["sections"]),
            (),
            assumed=tuple(kept["assumed"]),
            notes=tuple(kept["notes"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            "an issue of the earlier build cannot be read", where=path, hint="build it again"
        ) from error


def names_of(path: str) -> tuple[Records, str]:
    """The things of an issue with their owners and permanent properties, as records without quotes; and the words of its text."""
    try:
        kept = json.loads(read_bytes(path, limit=_MOST))
        things = tuple(
            Entity(
                id=id_, cls=cls, name=name, quote="", aliases=tuple(aliases), kind=kind, sure=sure, how=how
            )
            for id_, cls, name, aliases, kind, sure, how in kept["entities"]
        )
        fixed = tuple(
            Relation(s=s, p=p, o=Value(value, type_), quote=quote, start=start, end=end)
            for s, p, value, type_, quote, start, end in kept["fixed"]
        )
        owners = tuple(Relation(s=s, p=p, o=o, quote="") for s, p, o in kept["owners"])
        return Records(kept["issue"], things, fixed + owners), kept["words"]
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            "an issue of the earlier build cannot be read", where=path, hint="build it again"
        ) from error


def made(task: ToMake) -> Made:
    """Builds a part: the issue's graphs in one file, the public ones as TriG in another."""
    rows = placed(without_contacts(Records.read(task.records)), task.placing)
    issue = document_of(task.text, rows.issue)
    quads = graph.of_issue(rows, issue.text, task.authority, document=issue, labels=task.labels)
    guard(quads, left=_LEFT)
    graphs = lines_of(quads)
    key = issue_key(rows.issue)
    own = {name: lines for name, lines in graphs.items() if f"/issue/{key}" in name and is_public(name)}
    text, stretches = stretched(graphs)
    _write_whole(
        Path(task.out),
        {"graphs.nq": text, "graphs.trig": graph.blocks(b"".join(map(b"".join, own.values())))},
    )
    return Made(task.out, stretches)


def compared(task: ToCompare) -> Made:
    """Compares an issue with earlier ones, and writes the differences, one graph for each of them."""
    new = placed(without_contacts(Records.read(task.records)), task.placing)
    quads = []
    if task.former is not None:
        old = placed(without_contacts(Records.read(task.former[0])), task.former[1])
        quads += graph.comparison(compare(old, new), old, new)
    for path, placing in task.others:
        old = placed(names_of(path)[0], placing)
        quads += graph.comparison(contradictions(old, new), old, new)
    guard(quads, left=_LEFT)
    text, stretches = stretched(lines_of(quads))
    _write_whole(Path(task.out), {"graphs.nq": text, "graphs.trig": graph.blocks(text)})
    return Made(task.out, stretches)


def _write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
