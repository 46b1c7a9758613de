"""Wrong input to every command: one line that says what and where, exit code 2 or 1, and nothing half written.

The commands, their arguments and their options come from the parser itself: a new one is tried from its first day.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from common import tree

from lpipgraph.cli import main, parser

TOP = parser()
COMMANDS: dict[str, argparse.ArgumentParser] = next(
    a.choices for a in TOP._actions if isinstance(a, argparse._SubParsersAction)
)
#: What an argument names, by its metavar: these are read from a file or a folder.
FILES = {"ISSUE", "FILE", "OLD", "NEW", "FOUND", "GOLD", "FOLDER", "FOLDER|URL", "NAME"}
#: What stands in an argument's place where another is wrong.
FILLED = {"NAME": "theme-leads", "PICTURE": "network"}
#: Options whose value is read from the disk.
READ = {"--at", "--authority", "--text", "--shapes", "--take"}
#: A server that nobody runs: what is tried here is refused before it is asked, or says that it cannot be reached.
NOBODY = "http://127.0.0.1:9/"


def paths(folder: Path) -> dict[str, Path]:
    """Things that are no issue, no graph, no records and no table."""
    made = {
        "missing": folder / "missing.txt",
        "missing folder": folder / "no" / "such" / "thing.ttl",
        "folder": folder / "folder",
        "empty": folder / "empty.txt",
        "empty graph": folder / "empty.nq.gz",
        "binary": folder / "binary.bin",
        "binary graph": folder / "binary.ttl",
        "strange name": folder / "a\nb\x1b[31m.txt",
    }
    made["folder"].mkdir()
    for name in ("empty", "empty graph"):
        made[name].write_bytes(b"")
    for name in ("binary", "binary graph", "strange name"):
        made[name].write_bytes(random.Random(name).randbytes(3000))
    if os.geteuid() != 0:  # root reads everything
        made["unreadable"] = folder / "unreadable.txt"
        made["unreadable"].write_text("secret", "utf-8")
        made["unreadable"].chmod(0)
    return made


def positionals(one: argparse.ArgumentParser) -> list[argparse.Action]:
    return [a for a in one._actions if not a.option_strings]


def required(one: argparse.ArgumentParser) -> list[str]:
    """The options that must be given, with a value that is none."""
    return [
        word
        for a in one._actions
        if a.option_strings and a.required
        for word in (a.option_strings[0], NOBODY)
    ]


def filled(one: argparse.ArgumentParser, path: object) -> list[str]:
    """A word for each argument that must be given or has a name of its own."""
    return [
        FILLED.get(str(a.metavar), str(path))
        for a in positionals(one)
        if a.nargs not in ("*", "?") or str(a.metavar) in FILLED
    ]


def wrong(name: str, path: Path) -> Iterator[list[str]]:
    """Command lines with one path, in each place that takes one."""
    one = COMMANDS[name]
    places = positionals(one)
    if any(str(action.metavar) in FILES for action in places):
        yield [
            name,
            *(FILLED["PICTURE"] if a.metavar == "PICTURE" else str(path) for a in places),
            *required(one),
        ]
    for action in one._actions:
        for option in READ & set(action.option_strings):
            given = [] if option in required(one) else required(one)
            yield [name, *filled(one, path), option, str(path), *given]


def is_one_line(text: str) -> bool:
    """Whether an error is one line of the program's or of a command's, and no traceback."""
    return text.startswith("lpipgraph") and text.count("\n") == 1 and "Traceback" not in text


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs a command in a working directory of its own, where nothing may be left."""
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def command(words: list[str]) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as stop:
            code = int(str(stop.code))
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture
def refused(capsys):
    """Parses a command line that is wrong: exit code, stdout, stderr."""

    def parse(words: list[str]) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            TOP.parse_args(words)
        out, err = capsys.readouterr()
        return int(str(stop.value.code)), out, err

    return parse


@pytest.mark.parametrize("name", COMMANDS)
def test_what_cannot_be_read_is_told_in_one_line_and_nothing_is_written(name, run, tmp_path):
    (tmp_path / "given").mkdir()
    for kind, path in paths(tmp_path / "given").items():
        before = tree(tmp_path / "given")
        for words in wrong(name, path):
            said = f"{kind}: lpipgraph {' '.join(words)}"
            code, out, err = run(words)
            if code == 0:  # nothing is wrong: an empty file is a graph without triples
                assert kind.startswith("empty"), said
                continue
            assert code in (1, 2), said
            assert is_one_line(err), (said, err)
            assert "\x1b" not in err, said
            assert "Errno" not in err, (said, err)
            assert out == "", (said, out)
            assert not list(Path().iterdir()), said
        assert tree(tmp_path / "given") == before


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_option_is_told_by_its_command_with_the_nearest(name, refused):
    options = [o for a in COMMANDS[name]._actions for o in a.option_strings if len(o) > 4]
    for option in options:
        for wrong in (option[:-1], option[:3] + option[4:], option + option[-1]):
            if wrong in COMMANDS[name]._option_string_actions:
                continue
            code, out, err = refused([name, wrong, "x"])
            assert (code, is_one_line(err), out) == (2, True, "")
            assert err.startswith(f"lpipgraph {name}: no option is called '{wrong}'"), err
            assert f"'{option}'" in err, err
            assert err.endswith(f"ee lpipgraph {name} --help\n"), err


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_command_is_told_with_the_nearest(name, refused):
    for wrong in (name[:-1], name[1:], name[0] + name[2] + name[1] + name[3:], name + "s", name.upper()):
        if wrong in COMMANDS:
            continue
        code, out, err = refused([wrong])
        assert (code, is_one_line(err), out) == (2, True, "")
        assert f"'{name}'" in err, err
        assert len(err) < 160, err


@pytest.mark.parametrize("name", COMMANDS)
def test_too_many_arguments_are_told_by_their_command(name, refused):
    one = COMMANDS[name]
    if any(a.nargs == "*" for a in positionals(one)):
        return
    words = [name, *("x" for _ in positionals(one)), "one", "two", *required(one)]
    code, out, err = refused(words)
    assert (code, is_one_line(err), out) == (2, True, "")
    assert err.startswith(f"lpipgraph {name}: 2 arguments too many: one two")


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_before_its_command_is_told_where_it_goes(name, refused):
    top = TOP._option_string_actions
    for action in COMMANDS[name]._actions:
        for option in set(action.option_strings) - set(top):
            code, _, err = refused([option, "x", name])
            assert (code, is_one_line(err)) == (2, True)
            assert f"as in lpipgraph {name} {option}" in err


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_without_a_value_twice_or_empty_is_told(name, refused):
    one = COMMANDS[name]
    for action in one._actions:
        if not action.option_strings or action.nargs == 0:
            continue
        option = action.option_strings[0]
        for words in ([option], [option, ""]):
            code, _, err = refused([name, *filled(one, "x"), *words])
            assert (code, is_one_line(err)) == (2, True), (words, err)
            assert option in err


@pytest.mark.parametrize("name", COMMANDS)
def test_a_place_that_cannot_be_written_is_told(name, run, tmp_path):
    """The file in the way stays as it is."""
    outputs = [a for a in COMMANDS[name]._actions if "-o" in a.option_strings]
    if not outputs:
        return
    way = tmp_path / "way"
    way.write_text("mine", "utf-8")
    code, _, err = run(
        [name, *filled(COMMANDS[name], way), "-o", str(way / "below" / "it"), *required(COMMANDS[name])]
    )
    assert (code, is_one_line(err)) == (2, True)
    assert way.read_text("utf-8") == "mine"
    assert not list(Path().iterdir())
