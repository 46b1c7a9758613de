"""Each option of ``query`` has an effect in each kind of run, or is refused before a graph is opened.

The options come from the parser: a new one is tried from its first day.
"""

from __future__ import annotations

import argparse
import socket
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from common import is_one_line

from lpipgraph.cli import commands, main, parser
from lpipgraph.pipeline import store_of
from lpipgraph.store import open_store
from lpipgraph.store_protocol import Store

OPTIONS = {
    option: [] if action.nargs == 0 else ["x"]
    for action in parser()._subparsers._group_actions[0].choices["query"]._actions
    for option in action.option_strings[-1:]
    if action.dest not in ("help", "quiet", "verbose", "no_color", "at", "output")
}
VALUES = {"-p": ["theme=skills"], "--format": ["csv"], "--search": ["lead"], "--timeout": ["7"]}
RUNS = {
    "the list": [],
    "some of the list": ["--search", "people"],
    "rows": ["theme-leads"],
    "rows as JSON": ["theme-leads", "--format", "jsonl"],
    "rows for tables": ["theme-leads", "--format", "parquet", "-o", "rows.parquet"],
    "a graph": ["graph-of-theme", "-p", "theme=innovation"],
    "the query": ["theme-leads", "--sparql"],
    "the plan": ["theme-leads", "--explain"],
    "own rows": ["rows.rq"],
    "yes or no": ["ask.rq"],
    "an own graph": ["made.rq"],
    "an own query shown": ["rows.rq", "--sparql"],
}


@pytest.fixture(scope="module")
def store(built_folder):
    with open_store(store_of(built_folder)) as opened:
        yield opened


@pytest.fixture
def run(capsys, monkeypatch, tmp_path, store):
    monkeypatch.chdir(tmp_path)
    Path("rows.rq").write_text("SELECT ?t { ?t a lpip:Theme } ORDER BY ?t", "utf-8")
    Path("ask.rq").write_text("ASK { ?t a lpip:Theme }", "utf-8")
    Path("made.rq").write_text("CONSTRUCT { ?t a lpip:Theme } WHERE { ?t a lpip:Theme }", "utf-8")

    def command(words: list[str], *, opens: bool = True) -> tuple[int, str, str]:
        """Runs the command over a store that is opened once; without `opens` it may look at none."""
        limits: list[object] = []

        def bounded(*given: object) -> AbstractContextManager[Store]:
            assert opens, words
            limits.append(given[1])  # the seconds that are asked for
            return nullcontext(store)

        monkeypatch.setattr(commands, "_bounded", bounded)
        capsys.readouterr()
        code = main(["query", *words])
        out, err = capsys.readouterr()
        out += "".join(f"within {seconds}" for seconds in limits if seconds)
        written = Path("rows.parquet")
        if written.exists():
            out += written.read_bytes().hex()
            written.unlink()
        return code, out, err

    return command


@pytest.mark.parametrize("kind", RUNS)
def test_an_option_has_an_effect_or_is_refused(kind, run):
    words = RUNS[kind]
    code, plain, _ = run(words)
    assert code == 0
    for option, value in OPTIONS.items():
        if option in words and option != "-p":
            continue
        with_it = [*words, option, *VALUES.get(option, value)]
        code, out, err = run(with_it)
        if "has no effect" in err or "no format of" in err:
            assert (out, is_one_line(err)) == ("", True), with_it
            assert run(with_it, opens=False) == (2, "", err), with_it
            continue
        assert (code, err) == (0, ""), with_it
        assert out != plain, with_it


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["query", "nothing"], "no query is called 'nothing'; lpipgraph query lists them all"),
        (["query", "nothing", "--help"], "no query is called 'nothing'; lpipgraph query lists them all"),
        (["query", "theme-leads", "--format", "xlsx"], "this format is not text; name a file with -o"),
        (
            ["plot", "network", "-o", "x.pdf"],
            "no format of a picture is called 'pdf'; choose from: html, png, svg",
        ),
        (["plot", "network", "--format", "png"], "this format is not text; name a file with -o"),
        (
            ["plot", "nothing"],
            "no picture is called 'nothing'; choose from: coverage, map, network, timeline",
        ),
    ],
)
def test_what_is_wrong_in_any_graph_is_told_before_one_is_opened(words, said, capsys, monkeypatch, tmp_path):
    """There is no graph here."""
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert capsys.readouterr().err.endswith(f"{said}\n")


def _commands() -> dict[str, argparse.ArgumentParser]:
    return dict(parser()._subparsers._group_actions[0].choices)


def test_whatever_asks_a_server_takes_a_limit_in_time() -> None:
    asks = {
        name
        for name, one in _commands().items()
        for action in one._actions
        if (action.metavar == "FOLDER|URL" and action.dest == "at")
        or "a server's address" in (action.help or "")
    }
    assert asks >= {"query", "plot", "validate", "load", "patch"}
    for name in asks:
        assert "--timeout" in _commands()[name]._option_string_actions, name


def test_a_patch_against_a_server_that_does_not_answer_ends(tmp_path, capsys) -> None:
    empty = tmp_path / "empty.nq"
    empty.write_text("", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/query"
        assert main(["patch", address, str(empty), "--timeout", "1"]) == 2
    assert is_one_line(capsys.readouterr().err)
    assert main(["patch", str(empty), str(empty), "--timeout", "1"]) == 2
    assert "--timeout is for a server" in capsys.readouterr().err
