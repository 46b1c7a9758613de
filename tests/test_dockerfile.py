"""The Dockerfile, read against the project: what it copies is there and enough, and what it runs exists.

No daemon is needed.
"""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from common import committed

from lpipgraph.cli import parser

HERE = Path(__file__).parents[1]
DOCKERFILE = HERE / "Dockerfile"
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
PAGES = [HERE / "README.md", *sorted((HERE / "docs").glob("*.md"))]


@dataclass
class Stage:
    """One stage of the file: its name and the instructions below its FROM."""

    name: str
    lines: list[tuple[str, str]] = field(default_factory=list)

    def of(self, instruction: str) -> list[str]:
        return [rest for found, rest in self.lines if found == instruction]

    def command(self, instruction: str) -> list[str]:
        (text,) = self.of(instruction)
        found = json.loads(text)
        assert isinstance(found, list)
        return found


def stages() -> list[Stage]:
    made: list[Stage] = []
    text = re.sub(r"\\\n", "", DOCKERFILE.read_text("utf-8"))
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            made.append(Stage(rest.partition(" AS ")[2]))
        else:
            made[-1].lines.append((instruction, rest))
    return made


def copied(stage: Stage, *, of: str | None = None) -> Iterator[tuple[list[str], str]]:
    """What a stage copies from this folder, or from another stage: names and where they come to."""
    for rest in stage.of("COPY"):
        words = shlex.split(rest)
        source = words.pop(0).partition("=")[2] if words[0].startswith("--from=") else None
        if source == of:
            yield words[:-1], words[-1]


def sent(name: str) -> bool:
    """Whether .dockerignore lets a file into the build; the last pattern that fits decides."""
    so = True
    for line in (HERE / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.lstrip("!").strip("/")
        if not pattern or line.startswith("#"):
            continue
        parts = name.split("/")
        fits = [fnmatch("/".join(parts[:n]), pattern) for n in range(1, len(parts) + 1)]
        if pattern.startswith("**/"):
            fits = [fnmatch(part, pattern[3:]) for part in parts]
        elif "/" not in pattern:
            fits = [fnmatch(parts[0], pattern)]
        if any(fits):
            so = line.startswith("!")
    return so


def test_all_that_is_copied_is_there_and_sent():
    names = [name for stage in stages() for found, _ in copied(stage) for name in found]
    assert len(names) >= 8
    for name in names:
        assert (HERE / name).exists(), name
        files = committed(name)
        assert files, name
        assert [file for file in files if not sent(file)] == []


def test_nothing_else_is_sent():
    """A build that lies in the folder holds addresses of people."""
    names = {name.strip("/") for stage in stages() for found, _ in copied(stage) for name in found}
    others = {name.partition("/")[0] for name in committed(".")} - {name.partition("/")[0] for name in names}
    assert {"tests", "docs"} <= others
    for name in (
        *others,
        "lpip-graph",
        "my-build",
        ".git",
        ".venv",
        "web/node_modules",
        "lpipgraph/__pycache__",
    ):
        assert not sent(f"{name}/any.file"), name
        assert not sent(name), name


def test_stages_take_from_stages_that_stand_above():
    above: list[str] = []
    for stage in stages():
        taken = [w.partition("=")[2] for rest in stage.of("COPY") for w in rest.split() if w[:7] == "--from="]
        assert set(taken) <= set(above)
        above.append(stage.name)


def test_the_package_is_whole_in_its_stage():
    """What the wheel is made of comes in with the stage's COPY lines, and keeps its place."""
    (stage,) = [each for each in stages() if each.name == "package"]
    (install,) = [rest for rest in stage.of("RUN") if "pip install" in rest]
    assert re.search(r"pip install (?:--\S+ )*'\.\[[a-z,]+\]'", install), "it is installed from the folder"
    there = set()
    for names, where in copied(stage):
        for name in names:
            there |= {f if where == "./" else where + f.removeprefix(name) for f in committed(name)}
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = ["pyproject.toml", PROJECT["project"]["readme"], *PROJECT["project"]["license-files"]]
    for name in [*needed, *wheel["packages"], *wheel["force-include"]]:
        files = committed(name)
        assert files, name
        assert set(files) - there == set()


def test_the_scripts_are_made_where_they_are_taken_from():
    scripts, package, _ = stages()
    assert (scripts.name, package.name) == ("scripts", "package")
    (place,) = scripts.of("WORKDIR")
    made = re.search(r"join\(here, (.*?)\);", (HERE / "web" / "build.js").read_text("utf-8"))
    assert made is not None
    vendor = place + "/" + "/".join(re.findall(r'"(.*?)"', made[1]))
    ((sources, target),) = copied(package, of="scripts")
    assert [Path(vendor).parts, Path(sources[0]).parts] == [
        (*Path(place).parts, "..", *Path(target).parts),
        (*Path(place).parent.parts, *Path(target).parts),
    ]


def test_what_it_runs_is_a_command_that_serves():
    last = stages()[-1]
    entry, rest = last.command("ENTRYPOINT"), last.command("CMD")
    assert entry == ["lpipgraph"]
    given = parser().parse_args(rest)
    assert given.command == "serve"
    assert given.host == "0.0.0.0"
    assert given.no_browser
    assert last.of("EXPOSE") == [str(given.port)]
    (user,) = last.of("USER")
    assert user not in ("root", "0")
    assert last.lines.index(("USER", user)) < [name for name, _ in last.lines].index("ENTRYPOINT")
    assert "useradd --system" in " ".join(last.of("RUN")) and user in " ".join(last.of("RUN"))


def test_the_health_that_is_asked_for_is_there(website):
    last = stages()[-1]
    (check,) = last.of("HEALTHCHECK")
    command = json.loads(check[check.index("[") :])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "HEALTHCHECK", "exec")
    address = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", command[2])
    assert address is not None
    assert address[1] == str(parser().parse_args(last.command("CMD")).port)
    assert website.get(address[2]).status_code == 200


def lines_for_shells() -> list[tuple[str, str]]:
    """Lines of the pages that people copy without seeing their output: page and command."""
    found = []
    for page in PAGES:
        blocks = re.findall(r"```(?:sh|ini|yaml|dockerfile)\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        found += [(page.stem, line) for block in blocks for line in block.splitlines()]
    return found


def test_commands_without_output_have_the_options_that_they_name():
    """Also those of containers and services, which no test runs."""
    tried = 0
    for page, line in lines_for_shells():
        command = re.search(r"(?:^|[/ =])lpipgraph (?=[a-z]+\b(?! install))(.*)$", line)
        if command is None or "docker build" in line:
            continue
        words = shlex.split(command[1], comments=True)
        given = parser().parse_args(words)
        assert given.command == words[0], (page, line)
        tried += 1
    assert tried >= 6


def test_nothing_is_taken_from_a_registry_that_is_not_there():
    """The package is built from its source: an index knows nothing of the name, or somebody else's."""
    for _, line in [
        *lines_for_shells(),
        *(("Dockerfile", line) for line in DOCKERFILE.read_text().splitlines()),
    ]:
        assert not re.search(r"pip install [^#]*\blpipgraph(?![-\w/])", line), line
