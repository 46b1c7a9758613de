"""What commands say beside their data: nothing with -q, more with -v, colour on a terminal alone."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import run, small  # noqa: F401 -- fixtures

from lpipgraph.cli import parser

COLOUR = re.compile(r"\x1b\[[\d;]*m")
COMMANDS = sorted(next(a for a in parser()._actions if a.dest == "command").choices)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("options", [("-q",), ("-v",), ("--no-color",), ("-q", "-v", "--no-color")])
def test_every_command_takes_them_before_its_name_and_behind(command, options):
    names = {"-q": "quiet", "-v": "verbose", "--no-color": "no_color"}
    wanted = {name: flag in options for flag, name in names.items()}
    least = {
        "extract": ["x"], "plot": ["map"], "load": ["--at", "x"], "sync": ["x", "--at", "y"], "patch": ["x", "y"],
        "export": ["--format", "ttl"], "review": ["x"], "diff": ["x", "y"], "forget": ["x"], "annotate": ["x"], "score": ["x", "y"],
    }.get(command, [])  # fmt: skip
    for typed in ([*options, command, *least], [command, *options, *least]):
        given = parser().parse_args(typed)
        assert {name: getattr(given, name) for name in wanted} == wanted


def test_quiet_leaves_data_and_errors(run, small, tmp_path):  # noqa: F811
    damaged = tmp_path / "damaged.txt"
    damaged.write_bytes(small.read_bytes() + b"\x01\n")
    loud = run("extract", damaged)
    still = run("extract", "-q", damaged)
    assert (still.code, still.out, still.err) == (0, loud.out, "")
    assert loud.err != ""
    assert run("-q", "build", small, "-o", tmp_path / "graph").out == ""
    refused = run("-q", "build", tmp_path / "none.txt", "-o", tmp_path / "graph")
    assert refused.code == 2
    assert "none.txt" in refused.err


def test_verbose_names_each_step_with_its_time(run, small, tmp_path):  # noqa: F811
    said = run("build", "-v", small, "-o", tmp_path / "graph").err
    steps = re.findall(r"^lpipgraph: (\w+).*: \d+\.\d s$", said, re.MULTILINE)
    assert steps == ["reading", "building", "drawing", "validating", "writing"]


def shown(*typed: object, cwd: Path, **environment: str) -> str:
    """What a person sees in a terminal."""
    ours, theirs = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(
        [sys.executable, "-m", "lpipgraph", *map(str, typed)],
        cwd=cwd, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env={**kept, "TERM": "xterm", **environment},
    ) as child:  # fmt: skip
        os.close(theirs)
        content = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            content += part
        assert child.wait() == 0
    os.close(ours)
    return content.decode()


def test_colour_is_for_terminals_that_want_it(built_folder, tmp_path):
    asked = ("query", "theme-leads", "--at", built_folder)
    plain = shown("--no-color", *asked, cwd=tmp_path)
    coloured = shown(*asked, cwd=tmp_path)
    assert COLOUR.search(coloured)
    assert COLOUR.sub("", coloured) == plain
    assert shown(*asked, cwd=tmp_path, NO_COLOR="1") == plain
    assert shown(*asked, cwd=tmp_path, TERM="dumb") == plain


def test_data_that_is_not_seen_holds_no_colour(run, built_folder):  # noqa: F811
    assert not COLOUR.search(run("query", "theme-leads", "--at", built_folder).out)
