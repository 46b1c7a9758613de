"""Implements the commands: one function each, from parsed arguments to an exit code."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, OutputError, StoreError, UnknownName, printable
from ..files import STDIN, read_bytes, writing
from . import Closed
from .terminal import Steps, emphasised, log, quiet

if TYPE_CHECKING:
    from pyoxigraph import Dataset, Quad

    from ..authority import Authority
    from ..document import Document, Given
    from ..pipeline import Built
    from ..records import Records
    from ..store_protocol import Store

__all__ = [
    "assumed", "authority_of", "build", "export", "extract", "folder_of", "given_of", "layers_of", "noted", "opened", "put", "query", "read_as_asked", "read_or_kept", "say", "score", "source_of", "sources", "told", "validate",
]  # fmt: skip

_CONSISTENT = "The ontology finds no contradiction (OWL 2 DL, HermiT)."
#: The limits of seconds and bytes for a user's own query, and for a prepared one.
_OWN = (5, 500_000_000)
_PREPARED = (60, 1_000_000_000)
_NO_GRAPH = "make one with lpipgraph build, or say where it is with --at"


def build(given: Namespace) -> int:
    """``lpipgraph build``."""
    from .. import pipeline
    from .summary import summary

    if given.everything and (given.issues or given_of(given)):
        raise InputError(
            "--all builds all issues of the folder, so no file can be named",
            where=given.output,
            hint="use one of the two",
        )
    with Steps() as step:
        built = pipeline.build(
            sources(given.issues),
            folder_of(given.output),
            authority=authority_of(given),
            given=given_of(given),
            everything=given.everything,
            jobs=given.jobs or os.cpu_count() or 1,
            scheduler=given.scheduler,
            shared=given.shared,
            step=step,
        )
    told(built, verbose=given.verbose)
    if not quiet():
        say(summary(built, str(built.place)))
    for one in built.refused:
        log.error("%s", one.error)
    for issue, why in built.outcome.left.items():
        log.warning("%s: %s, it stays as the earlier build has it", issue, why)
    if str(built.place) != str(Path(given.output)):
        log.error(
            "%s: the graph violates its shapes and is not published; it is in %s, with its report",
            given.output,
            built.place,
        )
    if built.refused:
        return 2
    noteworthy = given.strict and any(held.notes for held in built.ledger.issues)
    return 1 if built.report.violations or noteworthy else 0


def told(built: Built, *, verbose: bool) -> None:
    """Reports notes on each issue of a build on stderr; of a large build, only on the issues read now."""
    from .summary import MOST_ISSUES

    for why, ids in _grouped(built.outcome.again).items():
        log.info("read again, for %s: %s", why, ", ".join(ids))
    read = {each.id for each in built.outcome.read}
    all_of_them = verbose or len(built.ledger.issues) <= MOST_ISSUES
    left = 0
    for held in built.ledger.issues:
        if not all_of_them and held.id not in read:
            left += bool(held.assumed or held.notes or held.passages)
            continue
        for what in held.assumed:
            log.info("%s: assumed: %s", held.id, what)
        _noted(held.id, held.notes, held.passages, verbose=verbose)
    if left:
        log.info("%s issues that were not read now have notes of earlier; -v shows them", f"{left:,}")


def _grouped(again: Mapping[str, str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for issue, why in again.items():
        found.setdefault(why, []).append(issue)
    return found


def extract(given: Namespace) -> int:
    """``lpipgraph extract``."""
    from ..authority import Authority

    known = Authority() if given.without_authority else authority_of(given) or Authority.read()
    issue, rows = read_as_asked(given, known)
    assumed(issue)
    noted(issue, rows, verbose=given.verbose)
    put(rows.to_json().encode(), given.output, private=True)
    return 1 if given.strict and issue.notes else 0


def read_as_asked(given: Namespace, known: Authority) -> tuple[Document, Records]:
    """The records of an issue, from the named readers and its curators' decisions."""
    from .. import document, readers
    from ..curation import apply
    from ..erasure import forgotten_in

    issue = document.read(source_of(given.issue), given=given_of(given))
    rows = readers.read(issue, known.confirmed(issue.id), given.readers or (readers.DEFAULT,))
    rows = apply(rows, known.decisions, known.verdicts, issue.text)
    return forgotten_in(issue, rows, known.forgotten)


def validate(given: Namespace) -> int:
    """``lpipgraph validate``."""
    from .. import document, graph, reason, shapes
    from ..privacy import public
    from ..store import is_url

    if given.timeout and (given.files or not is_url(given.at)):
        raise InputError("--timeout is for a server, and this is none", where="validate", hint="leave it out")
    places: dict[Quad, tuple[str, int]] = {}
    data = _read(given.files, places) if given.files else _kept(given.at, given.timeout)
    for quad in graph.ontology():  # a file of facts alone has no class hierarchy
        data.add(quad)
    texts = {name: document.read(source_of(name)).text for name in given.text or ()}
    read = shapes.load_shapes(given.shapes)
    for gap in read.gaps:
        log.warning("%s", gap)
    report = shapes.validate(data, read, engine=given.engine)
    own = given.shapes is None  # other shapes define themselves what is allowed
    report = shapes.located(places, report, *([shapes.closed_world(data, texts, report)] if own else ()))
    lines = list(report.lines())
    clashes = reason.consistent(data) if given.owl else ()
    if given.owl:
        lines += (
            ["Contradictions with the ontology:", *(f"  {clash}" for clash in clashes)]
            if clashes
            else [_CONSISTENT]
        )
    if given.output is not None:
        if given.format == "sarif" or (given.format is None and given.output.endswith(".sarif")):
            put(printable(shapes.sarif(report).decode()).encode(), given.output)
        else:
            put(graph.write(public(shapes.report_graph(report)), "ttl"), given.output)
    notes = graph.reading_notes(data)
    if notes:
        said = f"{len(notes):,} note{'s' * (len(notes) > 1)} on the reading of the files"
        lines += (
            [f"{said}:", *(f"  {note}" for note in notes)] if given.verbose else [f"{said}; -v shows them"]
        )
    if given.output == "-":
        sys.stderr.write("\n".join(map(printable, lines)) + "\n")
    else:
        say(lines)
    return 1 if report.violations or clashes or (given.strict and (notes or read.gaps)) else 0


def query(given: Namespace) -> int:
    """``lpipgraph query``."""
    from . import querying

    headers = not given.no_headers
    if given.name is None:
        querying.refuse_unusable(given, None)
        listed = querying.catalogue(given.format, given.search, headers=headers)
        if listed is None:
            say([f"No question matches '{given.search}'; lpipgraph query lists them all."])
        else:
            put(listed, given.output)
        return 0
    free = given.name == "-" or Path(given.name).suffix in (".rq", ".sparql")
    text = read_bytes(source_of(given.name)).decode("utf-8-sig", "replace") if free else None
    querying.refuse_unusable(given, querying.form_of(given.name, text), own=free)
    if given.sparql and not given.parameters:
        put(querying.text(given.name, text).encode(), given.output)
        return 0
    seconds, memory = _OWN if free else _PREPARED
    with _bounded(given.at, given.timeout, seconds, memory) as store:
        if free:
            answer, note = querying.asked(
                store, str(text), given.format, explain=given.explain, headers=headers
            )
            if note:
                log.warning("%s", note)
        else:
            answer = querying.prepared(
                store,
                given.name,
                _parameters(given.parameters),
                given.format,
                why=given.why,
                sparql=given.sparql,
                explain=given.explain,
                headers=headers,
            )
    put(answer, given.output)
    return 0


def _bounded(where: str, asked: float | None, seconds: float, memory: int) -> Store:
    """The store to query, within the seconds that are asked for: in a process that can be stopped, or a server."""
    from ..store import BoundedStore, is_url, open_store

    return (
        open_store(where, seconds=asked)
        if is_url(where)
        else BoundedStore(_folder(where), seconds=asked or seconds, memory=memory)
    )


def export(given: Namespace) -> int:
    """``lpipgraph export``."""
    from .. import export as exports
    from ..results.table import table

    formats = given.formats or list(exports.FORMATS)
    if "site" in formats:
        return _site(given, formats)
    for name in formats:
        if name not in exports.FORMATS:
            raise UnknownName("format", name, exports.FORMATS)
    layers = layers_of(given)
    if given.output == "-":
        put(exports.single(_kept(given.at), formats, layers=layers), "-")
        return 0
    manifest = exports.export(
        _kept(given.at), given.output, formats=formats, layers=layers, inline_context=given.inline_context
    )
    files: dict[str, list[int]] = {}
    for each in manifest.files:
        files.setdefault(each.format, []).append(each.bytes)
    rows = [(name, f"{len(sizes):,}", f"{sum(sizes):,}") for name, sizes in files.items()]
    say(table(("format", "files", "bytes"), rows))
    say((f"{given.output}/manifest.json holds counts and checksums",))
    return 0


def _site(given: Namespace, formats: Sequence[str]) -> int:
    """Writes the explorer as files, into a separate folder."""
    from ..pages.site import site
    from ..pages.texts import texts_of
    from ..vocabulary import BASE

    if len(formats) > 1 or given.output == "-" or layers_of(given) is not None:
        raise InputError(
            "the site is a separate folder, with all layers", hint="use --format site alone, with -o FOLDER"
        )
    made = site(_kept(given.at), given.output, texts_of(Path(given.at)), url=given.url or BASE)
    say(
        (
            f"{made.pages:,} pages and {made.files:,} other files, {made.bytes:,} bytes: open {given.output}/index.html",
        )
    )
    return 0


def score(given: Namespace) -> int:
    """``lpipgraph score``."""
    from .. import document
    from ..records import Records
    from ..score import score as compare

    if given.format not in ("table", "json"):
        raise UnknownName("format", given.format, ("table", "json"))
    one, other = sources([given.found, given.gold])
    found, gold = Records.read(one), Records.read(other)
    text = None if given.text is None else document.read(given.text).text
    result = compare(found, gold, text=text)
    if given.format == "json":
        put((result.to_json() + "\n").encode(), given.output)
        return 0
    lines = [result.table()]
    if given.rows:
        for title, rows in (("missing", result.missing), ("spurious", result.spurious)):
            lines += ["", f"{title} ({len(rows)})", *(f"  {row.group}: {row}" for row in rows)]
    if result.hallucinations:
        lines += ["", "hallucinations", *(f"  {row.group}: {row}" for row in result.hallucinations)]
    put((printable("\n".join(lines)) + "\n").encode(), given.output)
    return 0


# --- what comes in ------------------------------------------------------------------------------------------


def source_of(name: str) -> str:
    """The file for a name on the command line."""
    return STDIN if name == "-" else name


def authority_of(given: Namespace) -> Authority | None:
    """The authority in the given folder; None for the one that ships."""
    from ..authority import Authority

    return None if given.authority is None else Authority.read(given.authority)


def given_of(given: Namespace) -> Given | None:
    """Title, number and date as given; None if none was."""
    from ..dates import find_dates
    from ..document import Given, number_of

    when = given.date and next((d for d in find_dates(given.date) if d.type in ("date", "gYearMonth")), None)
    if given.date and not when:
        raise InputError(
            f"'{given.date}' is not a date", where="--date", hint="write it as 2026-03-12 or 2026-03"
        )
    number = given.number and number_of(given.number)
    if given.number and number is None:
        raise InputError(f"'{given.number}' is not a number", where="--number", hint="write it as 7")
    said = Given(given.title, None if number is None else str(number), when.value if when else None)
    return said if said else None


def assumed(document: Document) -> None:
    """Reports on stderr what an issue's masthead lacks."""
    for what in document.assumed:
        log.info("%s: assumed: %s", document.id, what)


def noted(document: Document, rows: Records, *, verbose: bool) -> None:
    """Reports on stderr the parts of a file that were not read, and passages that were not understood: counted, or each."""
    passages = tuple(
        f"{_place(document, int(str(row['start'])))}: {row['what']}" if "start" in row else str(row["what"])
        for row in rows.notes
    )
    _noted(document.id, document.notes, passages, verbose=verbose)


def _noted(issue: str, notes: Sequence[str], passages: Sequence[str], *, verbose: bool) -> None:
    if verbose:
        for each in (*notes, *passages):
            log.info("%s: %s", issue, each)
        return
    counts = (
        (len(notes), "note on the reading of the file", "notes on the reading of the file"),
        (len(passages), "passage that was not understood", "passages that were not understood"),
    )
    said = " and ".join(f"{n:,} {one if n == 1 else more}" for n, one, more in counts if n)
    if said:
        log.info("%s: %s; -v shows them", issue, said)


def _place(document: Document, offset: int) -> str:
    if document.origin is None:
        return f"character {offset + 1}"
    return str(document.origin.place(offset))


def _parameters(typed: Iterable[str]) -> dict[str, list[str]]:
    """Parameter → its values: several values are alternatives."""
    found: dict[str, list[str]] = {}
    for each in typed:
        name, equals, value = (part.strip() for part in each.partition("="))
        if not equals or not name:
            raise InputError(f"'{each}' is not a parameter", where="-p", hint="write it as -p theme=skills")
        if not value:
            raise InputError(
                f"the parameter '{name}' has no value", where="-p", hint=f"write -p {name}=…, or leave it out"
            )
        found.setdefault(name, []).append(value)
    return found


def sources(names: Sequence[str]) -> list[str]:
    """The files for names on the command line; standard input can be used once."""
    found = [source_of(name) for name in names]
    if found.count(STDIN) > 1:
        raise InputError("standard input can be read once only", where="-", hint="name files for the others")
    return found


def folder_of(where: str) -> str:
    """A folder to write to, which cannot be stdout."""
    if where == "-":
        raise OutputError(
            "this writes a folder, which does not go to stdout", where="-o -", hint="name a folder"
        )
    return where


def _read(names: list[str], places: dict[Quad, tuple[str, int]] | None = None) -> Dataset:
    """RDF files, and folders that build or load wrote, as one dataset; `places` collects each statement's file and line."""
    from pyoxigraph import Dataset

    from .. import graph

    data = Dataset()
    for name in sources(names):
        if name != STDIN and Path(name).is_dir():
            found = _kept(name)
        else:
            found = graph.read(name, "trig" if name == STDIN else None, places=places)
            graph.refuse_others(found, where=name)
        for quad in found:
            data.add(quad)
    return data


def layers_of(given: Namespace) -> list[str] | None:
    """The layers that were named; None for all."""
    from ..layers import LAYERS

    if given.layers is None:
        return None
    found = [name.strip() for name in given.layers.split(",") if name.strip()]
    if not found:
        raise InputError("no layer is named", where="--layers", hint="write --layers facts,derived")
    for name in found:
        if name not in LAYERS:
            raise UnknownName("layer", name, LAYERS)
    return found


def opened(where: str, seconds: float | None = None) -> Store:
    """The store in a folder or at an address."""
    from .. import store

    return store.open_store(where if store.is_url(where) else _folder(where), seconds=seconds)


def _folder(where: str) -> Path:
    """The folder of a store, or that of a build's store."""
    from .. import store
    from ..pipeline import store_of

    store.refuse_address(where)
    if not Path(where).exists():
        raise StoreError(
            "there is no graph here", where=where, hint="make one with lpipgraph build, or name one with --at"
        )
    return store_of(where)


def read_or_kept(where: str, seconds: float | None = None) -> Dataset:
    """The graphs of an RDF file, or the public ones of a build or store; `seconds` limit an answer of a server."""
    from ..store import is_url

    return _kept(where, seconds) if is_url(where) or Path(where).is_dir() else _read([where])


def _kept(where: str, seconds: float | None = None) -> Dataset:
    """The public graphs of a store."""
    from pyoxigraph import Dataset

    from ..store_protocol import stored

    with opened(where, seconds) as store:
        return Dataset(stored(store))


# --- what goes out ------------------------------------------------------------------------------------------


def say(lines: Iterable[str]) -> None:
    """Writes lines for readers to stdout; a closed stdout is not an error, because the work is done."""
    if not isinstance(sys.stdout, Closed):
        put(("\n".join(map(printable, lines)) + "\n").encode(), "-")


def put(content: bytes, where: str, *, private: bool = False) -> None:
    """Writes data to stdout or, atomically, to a file; a file that may hold contact data is readable by its owner only."""
    if where != "-":
        if Path(where).is_dir():
            raise OutputError("this is a folder", where=where, hint="name a file in it")
        with writing(where, private=private) as stream:
            stream.write(content)
        return
    sys.stdout.flush()
    sys.stdout.write(emphasised(content.decode()))
