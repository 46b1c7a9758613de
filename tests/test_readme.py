"""Every command in the README and the documentation runs, and what stands under it is what it prints.

``make readme`` (or ``python tests/test_readme.py``) writes the real output under each command. A comment above
a block says how much of it is shown: ``<!-- first 12 lines -->`` or ``<!-- last 5 lines -->``. The commands of one page
share a folder; but for the README's, it holds the graph of Issue 1 already.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from common import committed

from lpipgraph.cli import parser
from lpipgraph.files import root

HERE = Path(__file__).parents[1]
README = HERE / "README.md"
PAGES = [README, HERE / "CONTRIBUTING.md", HERE / "SECURITY.md", *sorted((HERE / "docs").glob("*.md"))]
_BLOCK = re.compile(
    r"(?:<!-- (?P<which>first|last) (?P<count>\d+) lines -->\n)?```console\n(?P<body>.*?)```\n", re.DOTALL
)
CUT = "…"


def output(command: str, cwd: Path) -> list[str]:
    """What a command prints, stdout and stderr, as on a terminal of 84 characters, which a page of the documentation holds."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shown = subprocess.run(
        ["sh", "-c", command],
        cwd=cwd,
        env=os.environ | {"PATH": path, "COLUMNS": "84"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in shown.stdout, shown.stdout
    return shown.stdout.splitlines()


def rewritten(page: Path, built: Path) -> str:
    """A page with the real output under each command; all commands share one folder."""
    text = page.read_text("utf-8")
    with tempfile.TemporaryDirectory() as place:
        cwd = Path(place)
        if page != README:
            shutil.copytree(built, cwd / "lpip-graph")
        shutil.copy(root() / "data" / "issues" / "policy-innovate-01.txt", cwd)
        shutil.copy(root() / "data" / "gold" / "policy-innovate-01.gold.json", cwd)

        def block(match: re.Match[str]) -> str:
            lines = []
            for line in match["body"].splitlines():
                if line.startswith("$ "):
                    lines += [line, *cut(output(line[2:], cwd), match["which"], match["count"])]
            head = match[0][: match.start("body") - match.start()]
            return head + "\n".join(lines) + "\n```\n"

        return _BLOCK.sub(block, text)


def cut(lines: list[str], which: str | None, count: str | None) -> list[str]:
    if which is None or len(lines) <= int(str(count)):
        return lines
    return [*lines[: int(str(count))], CUT] if which == "first" else [CUT, *lines[-int(str(count)) :]]


def commands(page: Path) -> list[str]:
    text = page.read_text("utf-8")
    return [line[2:] for m in _BLOCK.finditer(text) for line in m["body"].splitlines() if line[:2] == "$ "]


def test_there_are_pages_with_commands():
    assert len([page for page in PAGES if commands(page)]) >= 7


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem)
def test_every_shown_output_is_what_is_printed(page: Path, built_folder: Path):
    assert rewritten(page, built_folder) == page.read_text("utf-8"), "run make readme"


def test_every_command_is_shown():
    shown = " ".join(command for page in PAGES for command in commands(page))
    names = next(a for a in parser()._actions if a.dest == "command").choices
    assert [name for name in names if f"lpipgraph {name}" not in shown] == []


SESSIONS = [page for page in PAGES if "```pycon" in page.read_text("utf-8")]


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.stem)
def test_the_python_session_is_what_python_prints(page: Path):
    known: dict[str, object] = {}
    for session in re.findall(r"```pycon\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        test = doctest.DocTestParser().get_doctest(session, known, page.stem, str(page), 0)
        assert doctest.DocTestRunner(verbose=False).run(test, clear_globs=False).failed == 0
        known = test.globs  # one goes on where the other ended


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_make_target_and_every_linked_file_is_there(page: Path):
    text = page.read_text("utf-8")
    targets = set(re.findall(r"`make ([a-z]+)", text)) | set(
        re.findall(r"^make ([a-z]+)$", text, re.MULTILINE)
    )
    rules = set(re.findall(r"^([a-z]+):", (HERE / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert targets <= rules
    links = re.findall(r"\]\(([^)#]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    local = [link for link in links if "://" not in link and not link.startswith("generated/")]
    assert [link for link in local if not (page.parent / link).exists()] == []
    folders = re.findall(r"`((?:ontology|shapes|queries|data|benchmarks|notebooks|tests)/[^`*A-Z]*)`", text)
    assert [name for name in folders if not (HERE / name).exists()] == []


#: A script or module of the project with what is written behind it, wherever a page names one.
SCRIPT = re.compile(r"\bpython (?:-m )?((?:tests|benchmarks|data|docs|lpipgraph)[/.][\w/.]*\w)([^`\n|]*)")


def test_every_script_that_a_page_names_is_there_and_has_the_options_that_it_shows():
    shown = [
        (page.name, name, given)
        for page in [*PAGES, *(HERE / name for name in sorted(committed(".")) if name.endswith("/README.md"))]
        for name, given in SCRIPT.findall(page.read_text("utf-8"))
    ]
    assert len(shown) > 10
    for page, name, given in shown:
        path = HERE / (name if name.endswith(".py") else name.replace(".", "/") + ".py")
        assert path.is_file(), (page, name)
        code = path.read_text("utf-8")
        lacking = [option for option in re.findall(r"(?<!\S)--[a-z-]+", given) if f'"{option}"' not in code]
        assert lacking == [], (page, name)


@pytest.mark.parametrize("words", ["belongs to its\npublisher", "Apache License 2.0"])
def test_the_licence_is_told(words):
    assert words in README.read_text("utf-8")


if __name__ == "__main__":
    from lpipgraph import pipeline

    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "lpip-graph"
        pipeline.build((), made)
        for each in PAGES:
            if commands(each):
                each.write_text(rewritten(each, made), "utf-8")
