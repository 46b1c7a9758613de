"""What only POSIX systems have is not needed: with it hidden, issues are read, built, asked and exported all the same."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from lpipgraph.files import root

ISSUE = root() / "data" / "issues" / "policy-innovate-01.txt"
#: A process that has none of it; of what Windows has in its place there is what locks files.
HIDDEN = """
import fcntl, os, signal, sys, types
import asyncio, multiprocessing, subprocess, tempfile  # the library's own choices are made by what there is
held = set()
def locking(descriptor, mode, size):
    name = os.readlink(f"/proc/self/fd/{descriptor}")
    held.add((name, os.lseek(descriptor, 0, os.SEEK_CUR), mode, size))
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PermissionError(13, "Permission denied") from None
def file_alone(path, *rest, open=os.open, **more):
    if os.path.isdir(path):
        raise PermissionError(13, "Permission denied")
    return open(path, *rest, **more)
os.open = file_alone
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
for name in ("fcntl", "resource", "pwd", "grp", "termios", "pty"):
    sys.modules[name] = None
for name in ("fork", "setsid", "killpg", "getpgid", "geteuid", "getuid"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGPROF", "SIGHUP", "SIGPIPE", "SIGALRM", "setitimer", "ITIMER_PROF", "ITIMER_REAL"):
    delattr(signal, name)
"""


def run(code: str, cwd: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    path = os.pathsep.join(p for p in sys.path if p)
    return subprocess.run(
        [sys.executable, "-c", HIDDEN + textwrap.dedent(code)],
        cwd=cwd, input=given, capture_output=True, timeout=300, check=False, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


def test_the_main_road(tmp_path):
    done = run(
        f"""
        from lpipgraph.cli import main
        assert main(["build", {str(ISSUE)!r}, "--jobs", "1"]) == 0
        assert main(["query", "theme-leads", "--why"]) == 0
        assert main(["export", "--format", "portal", "-o", "portal"]) == 0
        assert main(["load", "--at", "store"]) == 0
        assert main(["validate"]) == 0
        assert held and all(at == 1 << 30 for _, at, _, _ in held), held
        """,
        tmp_path,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert list((tmp_path / "portal").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"lpip-graph", "portal", "store"}


def test_every_module_can_be_imported(tmp_path):
    done = run(
        """
        import importlib, pkgutil, lpipgraph
        for module in pkgutil.walk_packages(lpipgraph.__path__, "lpipgraph."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        """,
        tmp_path,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_standard_input_without_a_file_for_it(tmp_path):
    done = run(
        """
        from pathlib import Path
        from lpipgraph import files
        from lpipgraph.cli import commands
        files.STDIN = commands.STDIN = "/there/is/no/such/file"
        from lpipgraph.cli import main
        sys.exit(main(["extract", "-"]))
        """,
        tmp_path,
        ISSUE.read_bytes(),
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b'"entities"' in done.stdout


@pytest.mark.parametrize(
    ("limit", "says"), [("DEADLINE = 0.3", "more than 0.3 seconds"), ("MEMORY = 1", "MB of memory")]
)
def test_limits_hold_without_a_timer(tmp_path, limit, says):
    done = run(
        f"""
        from lpipgraph import resource_limits
        resource_limits.{limit}
        with resource_limits.bounded("it"):
            kept = []
            while True:
                kept.append(bytearray(1000))
        """,
        tmp_path,
    )
    assert done.returncode == 1
    assert says in done.stderr.decode().splitlines()[-1]
