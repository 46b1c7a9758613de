"""Streams quads from large files."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from zlib import error as ZlibError  # noqa: N812 -- a class, in spite of its name

from pyoxigraph import Quad

from ..errors import InputError
from .serialization import parsed, read

__all__ = ["quads_of"]

#: N-Quads up to so many bytes are read as a whole, and larger ones in pieces of whole lines.
_WHOLE = 64_000_000
_PIECE = 1 << 20


def quads_of(path: Path | str) -> Iterator[Quad]:
    """The quads of an RDF file, which gzip may have packed (``.nq.gz``).

    Parameters
    ----------
    path
        N-Quads that are packed or large are read in pieces, all else as `read` does.

    Raises
    ------
    SyntaxProblem
        If it does not parse, with the line; what came before has been given then.
    InputError
        If the file cannot be read, is cut, or its suffix says no format.
    """
    place = Path(path)
    packed = place.suffix.lower() == ".gz"
    if (Path(place.stem) if packed else place).suffix.lower() != ".nq":
        if packed:
            raise InputError("what is packed here is no N-Quads", where=path, hint="name it FILE.nq.gz")
        yield from read(path)
        return
    try:
        if not packed and (not place.is_file() or place.stat().st_size <= _WHOLE):
            yield from read(path)
            return
        with gzip.open(place, "rb") if packed else place.open("rb") as file:
            line = 1
            while lines := file.readlines(_PIECE):
                yield from parsed(b"".join(lines), "nq", f"{path}, from line {line:,} on")
                line += len(lines)
    except (OSError, EOFError, ZlibError) as error:
        what = getattr(error, "strerror", None) or "it is cut or damaged"
        raise InputError(f"the file cannot be read: {what}", where=path) from error
