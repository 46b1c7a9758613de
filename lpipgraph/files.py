"""Finds the project's data files, and reads and writes files atomically."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from .errors import InputError, OutputError

__all__ = [
    "STDIN",
    "checksum",
    "find",
    "holder_now",
    "lock",
    "output_error",
    "reach",
    "read_bytes",
    "replacing",
    "room",
    "root",
    "umask",
    "writing",
]

#: The name by which standard input is read.
STDIN = "/dev/stdin"
#: The byte that is locked on Windows, where a locked byte cannot be read.
_LOCKED_AT = 1 << 30

#: The largest file that is read, in bytes; a newsletter issue has about 50 thousand.
MAX_BYTES = 20_000_000
_NO_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


#: Called with the name of each checkpoint of a writer; tests end the process there.
at_point: list[Callable[[str], object]] = []


def reach(point: str) -> None:
    """Marks a point at which a writer may be killed without damage."""
    for call in at_point:
        call(point)


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


def checksum(path: Path) -> str:
    """The SHA-256 of a file, read in blocks."""
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


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
        If nothing matches: the installation is incomplete.
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
    if str(path) == STDIN and not path.exists():  # Windows has no such file
        content = sys.stdin.buffer.read(limit + 1)
        return _whole(path, content, limit)
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
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=path, hint="check the name and the permissions"
        ) from error
    return _whole(path, content, limit)


def _whole(path: Path, content: bytes, limit: int) -> bytes:
    """The content, if it is not empty and not over the limit."""
    if len(content) > limit:  # a device or pipe, which states no size
        raise InputError(
            f"the file has more than {limit:,} bytes", where=path, hint="is this the right file?"
        )
    if not content.strip():
        raise InputError("the file is empty", where=path, hint="name a file with content")
    return content


@contextmanager
def writing(path: Path | str, *, private: bool = False) -> Iterator[BinaryIO]:
    """A file that appears whole under its name, or not at all; a private file can be read by its owner only.

    Writes beside `path`, flushes to disk and renames; on any failure, Ctrl-C included, the earlier
    file stays. A link stays a link: the file that it leads to is replaced. A device or a pipe cannot be
    replaced, and is written as it stands.

    Raises
    ------
    OutputError
        If the folder cannot be written or the disk is full.
    """
    path = Path(path)
    if _is_channel(path):
        try:
            with path.open("wb") as channel:
                yield channel
        except OSError as error:
            raise output_error(error, path) from error
        return
    path = path.resolve() if path.is_symlink() else path
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if not private:
            Path(temporary).chmod(0o666 & ~umask())
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise output_error(error, path) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _is_channel(path: Path) -> bool:
    """Whether a path leads to something that passes bytes on: a device, a pipe, or the process's own output.

    To rename a file onto it would take ``/dev/null`` from every program of the machine.
    """
    return (path.exists() and not path.is_file() and not path.is_dir()) or path.parent.as_posix() in _CHANNELS


#: Where the names of open files are: what they lead to may be a file, which others have open as well.
_CHANNELS = ("/dev", "/dev/fd", "/proc/self/fd")


def umask() -> int:
    """The umask of the process, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def replacing(
    folder: Path | str,
    names: Collection[str],
    *,
    left: str | None = None,
    spare: Callable[[Path], bool] = lambda _: False,
) -> Iterator[Path]:
    """A new folder to write in, which replaces `folder` at the end, or is removed.

    Parameters
    ----------
    folder
        New, empty, or an earlier one of the same kind.
    names
        Names that such a folder may contain: a folder with anything else is never replaced.
    left
        Where in the new folder the remains of a killed run are put; None removes them.
    spare
        Whether an interrupted run leaves its new folder for the next run, as a killed run does.

    If the caller moves the new folder away, the old one stays in place.

    Raises
    ------
    OutputError
        If it cannot be made, filled or put in place, or another run is writing it; what stood there stays, also
        after Ctrl-C.
    """
    target = _target(Path(folder), names)
    with _alone(target):
        yield from _replacing(target, Path(folder), left, spare)


def _replacing(target: Path, folder: Path, left: str | None, spare: Callable[[Path], bool]) -> Iterator[Path]:
    # named before it is created, so that it is removed after Ctrl-C at any moment
    place = target.with_name(f".{target.name}.{token_hex(4)}.tmp")
    lock = None
    spared = False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir()
        lock = _held(place)
        _sweep(target, None if left is None else place / left)
        yield place
        if not place.exists():
            return  # the caller has moved the new folder
        reach("before the exchange")
        if target.exists():
            _exchange(place, target)
        else:
            place.rename(target)
        reach("after the exchange")
    except OSError as error:
        raise output_error(error, folder, beyond=_size(place)) from error
    except OutputError as error:
        if isinstance(error.__cause__, OSError) and _is_full(error.__cause__):
            raise output_error(error.__cause__, folder, beyond=_size(place)) from error
        raise
    except BaseException as stop:
        spared = not isinstance(stop, Exception) and spare(place)
        if spared:
            stop.add_note("the next build goes on from what this one has made")
        raise
    finally:
        if not spared:
            shutil.rmtree(place, ignore_errors=True)
        if lock is not None:
            _let_go(lock, place)


def lock(descriptor: int) -> None:
    """Locks an open file for this process only, without waiting; the lock is released when the process ends.

    Raises
    ------
    BlockingIOError
        If another process holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        os.lseek(descriptor, _LOCKED_AT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError as error:
            raise BlockingIOError(*error.args) from error
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Allows one writer of a folder at a time, by a lock file beside it; the lock is released when the process ends."""
    path = target.with_name(f".{target.name}.lock")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        while True:
            stream = path.open("a+", encoding="utf-8")
            try:
                lock(stream.fileno())
            except BlockingIOError as error:
                stream.seek(0)
                holder = stream.read().strip() or "an unknown process"
                stream.close()
                raise OutputError(
                    f"another run is writing this folder ({holder})",
                    where=target,
                    hint="wait for it, or end that process",
                ) from error
            # the previous holder may have removed the file that was just opened
            if path.exists() and path.stat().st_ino == os.fstat(stream.fileno()).st_ino:
                break
            stream.close()
    except OSError as error:
        raise output_error(error, target) from error
    with stream:
        stream.truncate(0)
        stream.write(holder_now())
        stream.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def holder_now() -> str:
    """The process that is writing now, for the message to a process that waits."""
    return f"process {os.getpid()} since {datetime.now().astimezone():%H:%M:%S}"


def room(folder: Path, need: int) -> None:
    """Checks the free space of a disk before a large write.

    Raises
    ------
    OutputError
        With the folder and what is needed.
    """
    place = next(path for path in (folder, *folder.parents) if path.exists())
    if shutil.disk_usage(place).free < need:
        raise output_error(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), folder, need=need)


def _size(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def _is_full(error: OSError) -> bool:
    """Whether an error means a full disk; Oxigraph reports that as text."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT) or "no space left" in str(error).lower()


def output_error(
    error: OSError, path: Path, *, need: int | None = None, beyond: int | None = None
) -> OutputError:
    """The one line for a failed write: full disk, missing permission, or what the system says.

    `need` is the number of bytes to be written, if known; `beyond` the number after which the disk was full.
    """
    if _is_full(error):
        wanted = f": more than {beyond / 1e6:,.1f} MB are needed" if beyond else ""
        if need is not None:
            wanted = f": some {max(1, round(need / 1e6)):,} MB are needed"
        return OutputError(
            f"no space left on the disk{wanted}",
            where=path,
            hint="free some space and run again; nothing was changed",
        )
    return OutputError(
        f"cannot be written ({error.strerror or error})",
        where=path,
        hint="choose another folder or change its permissions",
    )


def _target(folder: Path, names: Collection[str]) -> Path:
    """The folder that is replaced, with links resolved, or an error that says why it cannot be."""
    folder_ = folder.resolve()
    if folder_.exists() and not folder_.is_dir():
        raise OutputError("this is a file", where=folder, hint="name a folder with -o")
    if folder_ in (Path.cwd(), *Path.cwd().parents):
        raise OutputError(
            "this is the working directory or above it", where=folder, hint="name a folder in it"
        )
    if folder_.is_dir():
        others = sorted(path.name for path in folder_.iterdir() if path.name not in names)
        if others:
            raise OutputError(
                f"this folder holds other things ({others[0]})",
                where=folder,
                hint="name a new folder with -o, or move them away",
            )
    return folder_


def _held(place: Path) -> int | None:
    """A lock on an unfinished folder, released when the process ends; None if another process holds it."""
    try:
        descriptor = os.open(place, os.O_RDONLY)
    except PermissionError:  # Windows cannot open a folder
        descriptor = os.open(f"{place}.lock", os.O_RDWR | os.O_CREAT)
    try:
        lock(descriptor)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _sweep(target: Path, kept: Path | None) -> None:
    """Removes what killed runs left beside the folder; the newest is moved to `kept`."""
    found = target.parent.glob(f".{target.name}.*.tmp")
    for left in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True):
        lock = _held(left)
        if lock is None:
            continue
        if kept is not None and not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            left.rename(kept)
        shutil.rmtree(left, ignore_errors=True)
        _let_go(lock, left)


def _let_go(lock: int, place: Path) -> None:
    os.close(lock)
    Path(f"{place}.lock").unlink(missing_ok=True)


def _exchange(new: Path, old: Path) -> None:
    """Swaps two folders: in one step on Linux (renameat2(2)), elsewhere in three steps that are undone on failure."""
    if sys.platform == "linux":
        import ctypes

        at_cwd, exchange = -100, 2
        swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if swap is not None:
            if swap(at_cwd, os.fsencode(new), at_cwd, os.fsencode(old), exchange) == 0:
                return
            number = ctypes.get_errno()
            # errors of a file system or kernel that cannot exchange folders
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
