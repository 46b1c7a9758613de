"""Help without a command, and completion in the shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lpipgraph import queries
from lpipgraph.cli import main, parser
from lpipgraph.cli.completion import SHELLS


def test_without_a_command_help_is_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert shown == parser().format_help()
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_its_script(shell: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as end:
        main(["--completion", shell])
    assert end.value.code == 0
    assert "lpipgraph" in capsys.readouterr().out


def answers(line: str, place: Path) -> set[str]:
    """What a shell is offered behind a line."""
    out = place / "answers"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(out),
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    subprocess.run(
        [sys.executable, "-m", "lpipgraph"], env=os.environ | asked, check=True, cwd=place, timeout=60
    )
    return set(out.read_text("utf-8").split("\n"))


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("lpipgraph ex", {"extract", "export"}),
        ("lpipgraph build --sch", {"--scheduler"}),
        ("lpipgraph review x.txt --what ", {"names", "statements", "verbs"}),
        ("lpipgraph query theme", {name for name in queries.catalogue() if name.startswith("theme")}),
    ],
)
def test_a_shell_is_offered_what_fits(line: str, offered: set[str], tmp_path: Path):
    assert answers(line, tmp_path) >= offered


@pytest.mark.skipif(sys.platform == "win32", reason="there is no bash")
def test_bash_takes_its_script(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--completion", "bash"])
    script = capsys.readouterr().out
    done = subprocess.run(
        ["bash", "-n"], input=script, text=True, capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["theme-leads", "connections", "events"])
def test_a_shell_is_offered_the_parameters_of_the_query_that_is_named(name: str, tmp_path: Path):
    offered = answers(f"lpipgraph query {name} -p ", tmp_path)
    assert offered == {f"{each.name}=" for each in queries.query(name).parameters}
