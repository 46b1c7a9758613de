"""A folder that appears whole under its name, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import OutputError
from ..files import output_error

__all__ = ["replacing"]

_NO_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


@contextmanager
def replacing(folder: Path, mark: str) -> Iterator[Path]:
    """A new folder to write in, which takes the place of `folder` at the end, or is gone.

    Parameters
    ----------
    folder
        New, empty, or one of ours.
    mark
        The file that makes a folder one of ours: one with other things in it is never replaced.

    Raises
    ------
    OutputError
        If it cannot be made, filled or put in place; what stood there stays as it was, also after Ctrl-C or
        on a full disk.
    """
    target = folder.resolve()
    _check(folder, target, mark)
    place: Path | None = None
    lock: int | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        place = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
        lock = _held(place)
        umask = os.umask(0)
        os.umask(umask)
        place.chmod(0o777 & ~umask)
        yield place
        if target.exists():
            _exchange(place, target)
        else:
            place.rename(target)
            place = None
    except OSError as error:
        raise output_error(error, folder) from error
    finally:
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _check(folder: Path, target: Path, mark: str) -> None:
    if target.exists() and not target.is_dir():
        raise OutputError("this is a file", where=folder, hint="name a folder with -o")
    if target in (Path.cwd(), *Path.cwd().parents):
        raise OutputError(
            "this is the working directory or above it", where=folder, hint="name a folder in it"
        )
    if target.is_dir() and not (target / mark).is_file() and any(target.iterdir()):
        raise OutputError(
            f"this folder holds other things and no {mark}",
            where=folder,
            hint="name a new folder with -o, or move them away",
        )


def _held(place: Path) -> int | None:
    """A lock on a folder in the making that goes with its process; None if another holds it."""
    if sys.platform == "win32":
        return None
    import fcntl

    descriptor = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _sweep(target: Path) -> None:
    """Removes what killed runs left beside the folder."""
    for left in target.parent.glob(f".{target.name}.*.tmp"):
        lock = _held(left)
        if lock is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(lock)


def _exchange(new: Path, old: Path) -> None:
    """Swaps two folders: in one step on Linux (renameat2(2)), elsewhere in three with the way back."""
    if sys.platform == "linux":
        import ctypes

        at_cwd, exchange = -100, 2
        swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if swap is not None:
            if swap(at_cwd, os.fsencode(new), at_cwd, os.fsencode(old), exchange) == 0:
                return
            number = ctypes.get_errno()
            # a file system or kernel that cannot exchange says so with one of these
            if number not in _NO_EXCHANGE:
                raise OSError(number, os.strerror(number), str(old))
    aside = new.with_suffix(".old")
    old.rename(aside)
    try:
        new.rename(old)
    except BaseException:
        aside.rename(old)
        raise
    aside.rename(new)
