"""Exports the graph: RDF for stores, JSON-LD for portals, feeds for calendars and reference managers.

`export` writes a folder atomically. Only public graphs are exported, without contact
data. The contexts, frames and JSON Schemas of the profiles are in ``ontology/export/`` and go with every
export; `document_loader` serves them to a JSON-LD processor, so that reading needs no network.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Dataset, RdfFormat, serialize

from ..errors import OutputError, UnknownName
from ..files import replacing
from ..layers import LAYERS, of_layers
from ..reifiers import reified
from ..vocabulary import LICENCE, PREFIXES
from . import change_feeds, feeds, profiles
from .context import FOLDER, VERSION, bundled, document_loader
from .csvw import tables
from .loadpack import description, loadpack
from .portal import Portal, portal, portal_files
from .projection import text
from .public_data import Material, material

__all__ = [
    "FORMATS",
    "File",
    "Format",
    "Manifest",
    "Source",
    "contents",
    "document_loader",
    "export",
    "files_of",
    "single",
]

_FORMAT = "lpipgraph export 2"
_MANIFEST = "manifest.json"
_JSON_LD = "application/ld+json"


@dataclass(frozen=True)
class Source:
    """The input of all formats; each part is computed once, when first needed."""

    material: Material
    #: Whether the portal's context is embedded in its files.
    inline: bool = False

    @cached_property
    def portal(self) -> Portal:
        """Things for portals."""
        return portal(self.material)

    @cached_property
    def news(self) -> change_feeds.News:
        """What changed from issue to issue."""
        return change_feeds.News(self.material)


#: Path, content and counts of one file.
_Made = tuple[str, bytes, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is, its registered media type, its file or folder, and how it is made."""

    title: str
    media_type: str
    path: str
    make: Callable[[Source], Iterable[_Made]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class File:
    """One file of an export."""

    path: str
    format: str
    media_type: str
    bytes: int
    sha256: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export holds, and how to know that it is whole.

    `layers` are those of `layers.LAYERS` that were taken; `hash` is the SHA-256 of their public graphs as sorted
    N-Quads, `graphs` the triples of each, `entities` the things of each class.
    """

    layers: tuple[str, ...]
    hash: str
    quads: int
    triples: int
    graphs: Mapping[str, int]
    entities: Mapping[str, int]
    files: tuple[File, ...]

    def to_json(self) -> bytes:
        """The manifest as written to the folder: without timestamps, so that the same export gives the same bytes."""
        head = {"format": _FORMAT, "version": VERSION, **asdict(self)}
        del head["files"]
        rows = ",\n".join(f"  {text(asdict(each))}" for each in self.files)
        inner = "".join(f" {text(key)}: {text(value)},\n" for key, value in head.items())
        return f'{{\n{inner} "files": [\n{rows}\n ]\n}}\n'.encode()


def _nquads(source: Source) -> Iterator[_Made]:
    lines = source.material.lines
    counts = {"graphs": len(lines), "quads": sum(map(len, lines.values()))}
    yield "lpip.nq", _text([line for part in lines.values() for line in part]), counts


def _trig(source: Source) -> Iterator[_Made]:
    counts = {"graphs": len(source.material.lines), "quads": len(source.material.quads)}
    yield "lpip.trig", _serialized(source.material.quads, RdfFormat.TRIG), counts


def _rdf12(source: Source) -> Iterator[_Made]:
    quads = sorted(reified(source.material.quads), key=lambda q: (str(q.graph_name), str(q)))
    counts = {"graphs": len(source.material.lines), "quads": len(quads)}
    yield "lpip-rdf12.trig", _serialized(quads, RdfFormat.TRIG), counts


def _ntriples(source: Source) -> Iterator[_Made]:
    lines = source.material.triple_lines
    yield "lpip.nt", _text(lines), {"triples": len(lines)}


def _text(lines: Collection[bytes]) -> bytes:
    return b"\n".join(lines) + b"\n" if lines else b""


def _turtle(source: Source) -> Iterator[_Made]:
    triples = source.material.triples
    yield "lpip.ttl", _serialized(triples, RdfFormat.TURTLE), {"triples": len(triples)}


def _rdfxml(source: Source) -> Iterator[_Made]:
    triples = source.material.triples
    yield "lpip.rdf", _serialized(triples, RdfFormat.RDF_XML), {"triples": len(triples)}


def _serialized(items: Iterable[object], format: RdfFormat) -> bytes:
    content = serialize(items, format=format, prefixes=dict(sorted(PREFIXES.items())))  # type: ignore[arg-type]
    assert content is not None
    return content


def _portal(source: Source) -> Iterator[_Made]:
    for path, content, count in portal_files(source.portal, source.material, inline=source.inline):
        yield f"portal/{path}", content, {"entities": count}


def _bulk(source: Source) -> Iterator[_Made]:
    content, count = profiles.bulk(source.material)
    yield "bulk.jsonl", content, {"triples": count, "lines": content.count(b"\n")}


def _loadpack(source: Source) -> Iterator[_Made]:
    yield from loadpack(source.material)


def _tables(source: Source) -> Iterator[_Made]:
    for path, content, count in tables(source.portal, LICENCE.value):
        yield f"tables/{path}", content, {"rows": count}


def _file(
    title: str, media_type: str, path: str, counted: str, made: Callable[[Source], tuple[bytes, int]]
) -> Format:
    """A format of one file, with the number of its `counted` items."""

    def make(source: Source) -> Iterator[_Made]:
        content, count = made(source)
        yield path, content, {counted: count}

    return Format(title, media_type, path, make)


#: Name of a format → the format: what `export` writes, and what the command line offers.
FORMATS: Mapping[str, Format] = {
    "trig": Format("all public graphs, TriG", "application/trig", "lpip.trig", _trig),
    "nq": Format("all public graphs, N-Quads", "application/n-quads", "lpip.nq", _nquads),
    "rdf12": Format(
        "all public graphs, TriG 1.2 with reifiers", "application/trig", "lpip-rdf12.trig", _rdf12
    ),
    "ttl": Format("all public triples, Turtle", "text/turtle", "lpip.ttl", _turtle),
    "nt": Format("all public triples, N-Triples", "application/n-triples", "lpip.nt", _ntriples),
    "rdfxml": Format("all public triples, RDF/XML", "application/rdf+xml", "lpip.rdf", _rdfxml),
    "portal": Format("schema.org JSON-LD: a file a class and a thing", _JSON_LD, "portal", _portal),
    "full": _file(
        "JSON-LD of all facts, graph by graph",
        _JSON_LD,
        "full.jsonld",
        "quads",
        lambda s: profiles.full(s.material),
    ),
    "evidence": _file(
        "JSON-LD of all claims and namings with their quotes",
        _JSON_LD,
        "evidence.jsonld",
        "triples",
        lambda s: profiles.evidence(s.material),
    ),
    "loadpack": Format("a pack for the bulk loaders of stores", "application/gzip", "loadpack", _loadpack),
    # lines of JSON have no registered media type, nor has BibTeX
    "bulk": Format("JSON-LD of one thing a line", "text/plain", "bulk.jsonl", _bulk),
    "ics": _file(
        "events as a calendar, iCalendar",
        "text/calendar",
        "events.ics",
        "entities",
        lambda s: feeds.events(s.portal),
    ),
    "bibtex": _file(
        "publications, BibTeX", "text/plain", "publications.bib", "entities", lambda s: feeds.bibtex(s.portal)
    ),
    "csl": _file(
        "publications, CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        "publications.csl.json",
        "entities",
        lambda s: feeds.csl(s.portal),
    ),
    "ris": _file(
        "publications, RIS", "text/plain", "publications.ris", "entities", lambda s: feeds.ris(s.portal)
    ),
    "atom": _file(
        "what is new from issue to issue, Atom",
        "application/atom+xml",
        "news.atom",
        "entries",
        lambda s: change_feeds.atom(s.news),
    ),
    # RSS has no registered media type
    "rss": _file(
        "what is new from issue to issue, RSS 2.0",
        "text/xml",
        "news.rss",
        "entries",
        lambda s: change_feeds.rss(s.news),
    ),
    "activities": _file(
        "what is new, ActivityStreams 2.0",
        "application/activity+json",
        "activities.json",
        "entries",
        lambda s: change_feeds.activities(s.news),
    ),
    "csvw": Format("a table a class, CSV on the Web", "text/csv", "tables", _tables),
    "dcat": _file(
        "the dataset's description, DCAT-AP 3 and VoID",
        "text/turtle",
        "dcat.ttl",
        "triples",
        lambda s: description(s.material),
    ),
}
_WITH_CONTEXT = frozenset({"portal", "full", "evidence", "bulk"})
#: Suffixes of files in the load pack that are not packed.
_IN_PACK: Mapping[str, str] = {
    ".graph": "text/plain",
    ".json": "application/json",
    ".md": "text/markdown",
    ".sh": "text/plain",
    ".ttl": "text/turtle",
}
#: In the manifest, the format of the contexts, frames and schemas that go with the JSON-LD.
_CONTEXT = "context"
#: All possible entries of an export's folder.
_NAMES = frozenset({_MANIFEST, VERSION, *(each.path for each in FORMATS.values())})


def contents(
    dataset: Dataset,
    formats: Iterable[str] | None = None,
    *,
    layers: Iterable[str] | None = None,
    inline_context: bool = False,
) -> Iterator[tuple[str, str, bytes]]:
    """The files of an export, one after the other.

    Parameters
    ----------
    dataset
        Any graphs; the public ones are taken.
    formats
        Keys of `FORMATS`; all of them if None.
    layers
        Keys of `layers.LAYERS`; all of them if None.
    inline_context
        Whether the portal's context stands in each of its files, and not its address.

    Yields
    ------
    tuple of str, str, bytes
        The name of the format, the file's path below the export's folder, and its content.

    Raises
    ------
    UnknownName
        If a format or a layer does not exist.
    DataError
        If a public graph holds contact data or a blank node.
    """
    chosen = _chosen(formats)
    yield from files_of(Source(material(of_layers(dataset, layers)), inline_context), chosen)


def files_of(source: Source, formats: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
    """The same as `contents`, of a source that is there already."""
    for name, (path, content, _) in _made(source, _chosen(formats)):
        yield name, path, content


def single(dataset: Dataset, formats: Iterable[str], *, layers: Iterable[str] | None = None) -> bytes:
    """The one file of an export in one format, as for stdout.

    Raises
    ------
    UnknownName
        If a format or a layer does not exist.
    OutputError
        If there are several files.
    DataError
        If a public graph holds contact data or a blank node.
    """
    chosen = _chosen(formats)
    source = Source(material(of_layers(dataset, layers)))
    made = [file for name in chosen[:2] for file in FORMATS[name].make(source)]
    if len(made) != 1:
        raise OutputError(
            "several files do not go to stdout",
            where="-o -",
            hint="choose one format of one file, or name a folder",
        )
    return made[0][1]


def export(
    dataset: Dataset,
    folder: Path | str,
    formats: Iterable[str] | None = None,
    *,
    layers: Iterable[str] | None = None,
    inline_context: bool = False,
) -> Manifest:
    """Writes a folder with the public graphs in all or some formats, atomically.

    Parameters
    ----------
    dataset
        Any graphs; the public ones are taken.
    folder
        New, empty, or an earlier export, whose place it takes in one step.
    formats
        Keys of `FORMATS`; all of them if None.
    layers
        Keys of `layers.LAYERS`; all of them if None.
    inline_context
        Whether the portal's context stands in each of its files, and not its address.

    Returns
    -------
    Manifest
        What was written; it stands in the folder as ``manifest.json`` too.

    Raises
    ------
    UnknownName
        If a format or a layer does not exist.
    DataError
        If a public graph holds contact data or a blank node; nothing is written then.
    OutputError
        If the folder cannot be written, the disk is full, or it holds other things. An earlier export is
        untouched then, as it is after Ctrl-C.
    """
    chosen = _chosen(formats)
    taken = None if layers is None else tuple(layers)
    source = Source(material(of_layers(dataset, taken)), inline_context)
    _check(Path(folder))
    with replacing(folder, _NAMES) as place, ThreadPoolExecutor(1) as pool:
        # files are written outside Python's lock, while the next format is made
        written = [
            (name, made, pool.submit(_written, place / made[0], made[1]))
            for name, made in _made(source, chosen)
        ]
        files = tuple(
            File(path, name, _media_type(name, path), len(content), digest.result(), counts)
            for name, (path, content, counts), digest in written
        )
        manifest = _manifest(source, files, LAYERS if taken is None else taken)
        _written(place / _MANIFEST, manifest.to_json())
    return manifest


def _check(folder: Path) -> None:
    """Another folder may also contain a ``portal``: without a manifest it is not replaced."""
    if folder.is_dir() and not (folder / _MANIFEST).is_file() and any(folder.iterdir()):
        raise OutputError(
            f"this folder holds other things and no {_MANIFEST}",
            where=folder,
            hint="name a new folder with -o, or move them away",
        )


def _chosen(formats: Iterable[str] | None) -> list[str]:
    wanted = set(FORMATS) if formats is None else set(formats)
    for name in sorted(wanted - set(FORMATS)):
        raise UnknownName("format", name, FORMATS)
    return [name for name in FORMATS if name in wanted]


def _made(source: Source, chosen: Iterable[str]) -> Iterator[tuple[str, _Made]]:
    names = list(chosen)
    for name in names:
        for made in FORMATS[name].make(source):
            yield name, made
    if _WITH_CONTEXT.intersection(names):
        for url, content in bundled().items():
            yield _CONTEXT, (f"{VERSION}/{url.removeprefix(FOLDER)}", content, {})


def _media_type(name: str, path: str) -> str:
    if path.endswith(".schema.json"):
        return "application/schema+json"
    if name == "loadpack" and (suffix := Path(path).suffix) in _IN_PACK:
        return _IN_PACK[suffix]
    if path.endswith("csv-metadata.json"):
        return "application/csvm+json"
    return _JSON_LD if name == _CONTEXT else FORMATS[name].media_type


def _written(path: Path, content: bytes) -> str:
    """Writes a file and returns its digest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return sha256(content).hexdigest()


def _manifest(source: Source, files: tuple[File, ...], layers: Iterable[str]) -> Manifest:
    lines = source.material.lines
    digest = next((each.sha256 for each in files if each.format == "nq"), None)
    if digest is None:
        ((_, content, _),) = _nquads(source)
        digest = sha256(content).hexdigest()
    return Manifest(
        layers=tuple(name for name in LAYERS if name in set(layers)),
        hash=digest,
        quads=sum(map(len, lines.values())),
        triples=len(source.material.triple_lines),
        graphs={name: len(part) for name, part in lines.items()},
        entities={word: len(things) for word, things in source.portal.things.items()},
        files=files,
    )
