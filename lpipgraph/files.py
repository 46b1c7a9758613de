"""Where the project's declarative files are, and how files are read and written whole."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .errors import InputError, OutputError

__all__ = ["find", "read_bytes", "root", "writing"]

#: The largest file that is read, in bytes; a newsletter issue has some 50 thousand.
MAX_BYTES = 20_000_000


def root() -> Path:
    """The folder that holds ``ontology/``, ``shapes/``, ``queries/`` and ``data/``.

    Returns
    -------
    Path
        ``lpipgraph/_files`` in an installed wheel, the checkout otherwise.
    """
    package = Path(__file__).resolve().parent
    shipped = package / "_files"
    return shipped if shipped.is_dir() else package.parent


def find(folder: str, pattern: str) -> list[Path]:
    """All files of one declarative folder, sorted, so that runs do not differ.

    Parameters
    ----------
    folder
        A folder below `root()`, such as ``"queries"`` or ``"data/authority"``.
    pattern
        A glob, such as ``"*.rq"``.

    Raises
    ------
    InputError
        If nothing matches: an installation without its files cannot work.
    """
    found = sorted((root() / folder).glob(pattern))
    if not found:
        raise InputError(
            f"no {pattern} found", where=root() / folder, hint="reinstall lpipgraph: its files are missing"
        )
    return found


def read_bytes(path: Path | str, *, limit: int = MAX_BYTES) -> bytes:
    """The content of one file, refused when missing, empty or over `limit` bytes.

    Raises
    ------
    InputError
        With the file's name and what to do.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise InputError("this is a folder", where=path, hint="name a file in it")
        size = path.stat().st_size
        if size > limit:
            raise InputError(
                f"the file has {size:,} bytes and the limit is {limit:,}",
                where=path,
                hint="is this the right file?",
            )
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:  # a device or pipe, which states no size
            raise InputError(
                f"the file has more than {limit:,} bytes", where=path, hint="is this the right file?"
            )
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=path, hint="check the name and the permissions"
        ) from error
    if not content.strip():
        raise InputError("the file is empty", where=path, hint="name a file with content")
    return content


@contextmanager
def writing(path: Path | str) -> Iterator[BinaryIO]:
    """A file that appears whole under its name, or not at all.

    Writes beside `path`, flushes to disk and renames; on any failure, Ctrl-C included, the earlier
    file stays.

    Raises
    ------
    OutputError
        If the folder cannot be written or the disk is full.
    """
    path = Path(path)
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise output_error(error, path) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def output_error(error: OSError, path: Path) -> OutputError:
    """The one line for a failed write: full disk, missing permission, or what the system says."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError(
            "no space left on the disk", where=path, hint="free some space and run again; nothing was changed"
        )
    return OutputError(
        f"cannot be written ({error.strerror})",
        where=path,
        hint="choose another folder or change its permissions",
    )
