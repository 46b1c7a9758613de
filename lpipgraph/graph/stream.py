"""Quads out of large files, one after the other: nothing holds all of them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast
from zlib import error as ZlibError  # noqa: N812 -- a class, in spite of its name

from pyoxigraph import Quad, parse

from ..errors import InputError, SyntaxProblem
from .serial import FORMATS, SUFFIXES, read

__all__ = ["quads_of"]

#: Formats that a parser reads as a stream; the others are read whole.
_STREAMED = ("nq", "trig")


def quads_of(path: Path | str) -> Iterator[Quad]:
    """The quads of an RDF file, which gzip may have packed (``.nq.gz``).

    Parameters
    ----------
    path
        N-Quads or TriG are read as a stream, other formats as a whole.

    Raises
    ------
    SyntaxProblem
        If it does not parse, with the line; what came before has been given then.
    InputError
        If the file cannot be read, is cut, or its suffix says no format.
    """
    place = Path(path)
    packed = place.suffix.lower() == ".gz"
    format = SUFFIXES.get((Path(place.stem) if packed else place).suffix.lower())
    if format not in _STREAMED:
        if packed:
            raise InputError("what is packed here is no N-Quads", where=path, hint="name it FILE.nq.gz")
        yield from read(path)
        return
    try:
        with gzip.open(place, "rb") if packed else place.open("rb") as file:
            yield from parse(cast("IO[bytes]", file), format=FORMATS[format])
    except SyntaxError as error:
        line = f"line {error.lineno}" if error.lineno else "the file"
        raise SyntaxProblem(f"{line} does not parse: {error.msg}", where=path) from error
    except ValueError as error:
        raise SyntaxProblem(f"this does not parse: {error}", where=path) from error
    except (OSError, EOFError, ZlibError) as error:
        what = getattr(error, "strerror", None) or "it is cut or damaged"
        raise InputError(f"the file cannot be read: {what}", where=path) from error
