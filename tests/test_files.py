"""Files: found in a checkout, read with limits, written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph import files
from lpipgraph.errors import InputError, LpipError, OutputError
from lpipgraph.files import find, read_bytes, root, writing


def leftovers(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".") or path.suffix == ".tmp"]


# --- finding -----------------------------------------------------------------------------------------------


def test_the_root_holds_the_declarative_folders():
    for name in ("ontology", "shapes", "queries", "data"):
        assert (root() / name).is_dir()


def test_the_root_is_the_folder_in_the_wheel_where_there_is_one(tmp_path, monkeypatch):
    package = tmp_path / "lpipgraph"
    (package / "_files").mkdir(parents=True)
    monkeypatch.setattr(files, "__file__", str(package / "files.py"))
    assert root() == package / "_files"


def test_find_is_sorted():
    found = find("data/authority", "*.csv")
    assert len(found) >= 8
    assert found == sorted(found)


def test_an_installation_without_its_files_says_so():
    with pytest.raises(InputError, match=r"no \*\.xyz found; reinstall"):
        find("data/authority", "*.xyz")


# --- reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda _: None, "cannot be read"),
        (lambda p: p.write_bytes(b""), "the file is empty"),
        (lambda p: p.write_bytes(b" \n\t "), "the file is empty"),
        (lambda p: p.mkdir(), "this is a folder"),
        (lambda p: p.write_bytes(b"x" * 101), "101 bytes and the limit is 100"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, make, message):
    path = tmp_path / "in.txt"
    make(path)
    with pytest.raises(InputError, match=message) as caught:
        read_bytes(path, limit=100)
    assert caught.value.where == str(path)
    assert caught.value.hint
    assert caught.value.exit_code == 2


def test_a_file_of_just_the_limit_is_read(tmp_path):
    path = tmp_path / "in.txt"
    path.write_bytes(b"x" * 100)
    assert read_bytes(str(path), limit=100) == b"x" * 100


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_an_endless_device_is_refused():
    with pytest.raises(InputError, match="more than 1,000 bytes"):
        read_bytes("/dev/zero", limit=1000)


def test_a_name_no_system_allows_is_an_input_error(tmp_path):
    with pytest.raises(InputError):
        read_bytes(tmp_path / ("x" * 5000))


@given(st.binary(min_size=1, max_size=200).filter(lambda b: b.strip()))
def test_what_is_written_is_read(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deep" / "er" / "out.bin"
        with writing(path) as stream:
            stream.write(content)
        assert read_bytes(path) == content
        assert leftovers(path.parent) == []


# --- writing -----------------------------------------------------------------------------------------------


@pytest.fixture
def earlier(tmp_path):
    path = tmp_path / "out.nq"
    path.write_bytes(b"earlier")
    return path


def test_the_file_appears_only_when_it_is_whole(earlier):
    with writing(earlier) as stream:
        stream.write(b"later")
        stream.flush()
        assert earlier.read_bytes() == b"earlier"
    assert earlier.read_bytes() == b"later"
    assert leftovers(earlier.parent) == []


def test_files_get_the_usual_permissions(tmp_path):
    path = tmp_path / "out"
    before = os.umask(0o027)
    try:
        with writing(path) as stream:
            stream.write(b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("problem", [KeyboardInterrupt, ZeroDivisionError, SystemExit, MemoryError])
def test_whatever_breaks_off_leaves_the_earlier_file_whole(earlier, problem):
    with pytest.raises(problem), writing(earlier) as stream:
        stream.write(b"half")
        raise problem
    assert earlier.read_bytes() == b"earlier"
    assert leftovers(earlier.parent) == []


def test_ctrl_c_while_flushing_leaves_the_earlier_file_whole(earlier, monkeypatch):
    def interrupted(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt), writing(earlier) as stream:
        stream.write(b"half")
    assert earlier.read_bytes() == b"earlier"
    assert leftovers(earlier.parent) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("moment", ["write", "fsync", "replace"])
def test_a_full_disk_is_one_clear_line(earlier, monkeypatch, number, moment):
    def full(*_):
        raise OSError(number, os.strerror(number))

    if moment == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    if moment == "replace":
        monkeypatch.setattr(Path, "replace", full)

    def write():
        with writing(earlier) as stream:
            stream.write(b"half")
            if moment == "write":
                full()

    with pytest.raises(OutputError, match="no space left on the disk; free some space") as caught:
        write()
    assert caught.value.where == str(earlier)
    assert earlier.read_bytes() == b"earlier"
    assert leftovers(earlier.parent) == []


def test_a_folder_that_is_a_file_cannot_be_written(earlier):
    with (
        pytest.raises(OutputError, match=r"cannot be written .*choose another folder"),
        writing(earlier / "x"),
    ):
        pass
    assert earlier.read_bytes() == b"earlier"


def test_an_output_that_is_a_folder_stays_a_folder(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputError), writing(tmp_path / "out") as stream:
        stream.write(b"x")
    assert (tmp_path / "out").is_dir()
    assert leftovers(tmp_path) == []


def test_a_folder_without_permission_is_named(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "mkstemp", refused)
    with pytest.raises(OutputError, match="Permission denied") as caught, writing(tmp_path / "out"):
        pass
    assert caught.value.where == str(tmp_path / "out")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_is_really_without_permission(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="Permission denied"), writing(tmp_path / "out"):
            pass
    finally:
        tmp_path.chmod(0o700)


def test_our_own_errors_pass_unchanged(earlier):
    with pytest.raises(LpipError, match=r"^the data is odd$"), writing(earlier):
        raise LpipError("the data is odd")
    assert earlier.read_bytes() == b"earlier"


@pytest.mark.skipif(os.name == "nt", reason="needs links and devices of POSIX")
def test_a_link_stays_a_link_and_a_device_a_device(tmp_path):
    """A rename onto either takes it from all others who use it: "-o /dev/null" would end the device."""
    kept, link, full = tmp_path / "kept.txt", tmp_path / "link", tmp_path / "full"
    kept.write_text("earlier")
    link.symlink_to(kept)
    with writing(link) as stream:
        stream.write(b"new")
    assert (link.is_symlink(), kept.read_text()) == (True, "new")
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "not yet")
    with writing(dangling) as stream:
        stream.write(b"new")
    assert (dangling.is_symlink(), (tmp_path / "not yet").read_text()) == (True, "new")
    full.symlink_to("/dev/full")
    with pytest.raises(OutputError, match="no space left"), writing(full) as stream:
        stream.write(b"new")
    assert full.is_symlink() and stat.S_ISCHR(full.stat().st_mode)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with writing(pipe) as stream:
        stream.write(b"new")
    assert (os.read(reader, 10), stat.S_ISFIFO(pipe.stat().st_mode)) == (b"new", True)
    os.close(reader)
    assert leftovers(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs the names of open files")
def test_a_file_that_is_open_already_is_written_where_it_stands(tmp_path):
    """``-o /dev/stdout`` into a file: what the shell has open is what is written, not a new file of the name."""
    with (tmp_path / "out").open("wb") as out:
        before = (tmp_path / "out").stat().st_ino
        with writing(f"/dev/fd/{out.fileno()}") as stream:
            stream.write(b"new")
    assert ((tmp_path / "out").read_bytes(), (tmp_path / "out").stat().st_ino) == (b"new", before)
