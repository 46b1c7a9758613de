"""Streams quads from large files."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from zlib import error as ZlibError  # noqa: N812 -- a class, in spite of its name

from pyoxigraph import Quad, RdfFormat, parse

from ..errors import InputError
from ..nquads import Lines, taken_apart, unchanged
from .evidence_version import TELLING
from .serialization import parsed, read

__all__ = ["pieces_of", "quads_of", "written_pieces_of"]

#: The size in bytes above which N-Quads are read in pieces of whole lines.
_WHOLE = 8_000_000
_PIECE = 1 << 22
_TELLING_TERMS = frozenset(str(predicate).encode() for predicate in TELLING)


def quads_of(path: Path | str) -> Iterator[Quad]:
    """The quads of an RDF file, which can be compressed with gzip (``.nq.gz``).

    Parameters
    ----------
    path
        The file; compressed or large N-Quads are read in pieces, other files as in `read`.

    Raises
    ------
    SyntaxProblem
        If it does not parse, with the line, after the quads before the error.
    InputError
        If the file cannot be read or is truncated, or its suffix is not that of a format.
    """
    for piece in pieces_of(path):
        yield from piece


def pieces_of(path: Path | str) -> Iterator[Iterable[Quad]]:
    """As `quads_of`, in groups of some thousand quads, which is faster.

    Raises
    ------
    SyntaxProblem, InputError
        See `quads_of`.
    """
    for piece in _contents(path):
        yield _parsed(*piece) if isinstance(piece, tuple) else piece


def written_pieces_of(path: Path | str) -> Iterator[Lines | Iterable[Quad]]:
    """As `pieces_of`, but lines that stand as they would be written come as they are, unparsed.

    Lines that may tell of evidence in another form are always parsed (see `passed`).

    Raises
    ------
    SyntaxProblem, InputError
        See `quads_of`.
    """
    for piece in _contents(path):
        if not isinstance(piece, tuple):
            yield piece
            continue
        content, where = piece
        if b"<<" in content:
            yield _parsed(content, where)
            continue
        lines, rest = unchanged(content)
        if not _TELLING_TERMS.isdisjoint(lines.terms):
            yield _parsed(content, where)
            continue
        quads: list[Quad] = []
        if rest:
            try:
                quads = list(parse(rest, format=RdfFormat.N_QUADS))
            except (SyntaxError, ValueError):
                quads = _parsed(content, where)  # says in which line
                lines = taken_apart(())
        yield lines
        yield quads


def _contents(path: Path | str) -> Iterator[tuple[bytes, str] | Iterable[Quad]]:
    """Compressed or large N-Quads in pieces of whole lines, with their place for messages; the quads of another file."""
    place = Path(path)
    packed = place.suffix.lower() == ".gz"
    if (Path(place.stem) if packed else place).suffix.lower() != ".nq":
        if packed:
            raise InputError("what is packed here is not N-Quads", where=path, hint="name it FILE.nq.gz")
        yield read(path)
        return
    try:
        if not packed and (not place.is_file() or place.stat().st_size <= _WHOLE):
            yield read(path)
            return
        with gzip.open(place, "rb") if packed else place.open("rb") as file:
            line = 1
            while content := file.read(_PIECE):
                content += file.readline()
                yield content, f"{path}, from line {line:,} on"
                line += content.count(b"\n")
    except (OSError, EOFError, ZlibError) as error:
        what = getattr(error, "strerror", None) or "it is cut or damaged"
        raise InputError(f"the file cannot be read: {what}", where=path) from error


def _parsed(content: bytes, where: str) -> list[Quad]:
    if b"<<" not in content:  # no triple terms, which can be written in two ways
        with suppress(SyntaxError, ValueError):
            return list(parse(content, format=RdfFormat.N_QUADS))
    return list(parsed(content, "nq", where))
