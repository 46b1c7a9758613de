"""No command ends in a traceback: closed channels, names of files that are no UTF-8, deep nesting in any input."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lpipgraph.files import root

ISSUE = str(root() / "data" / "issues" / "policy-innovate-01.txt")
ODD = os.fsdecode(b"b\xff\xfe.txt")


def ran(arguments: list[str], tmp_path: Path, redirected: str = "") -> subprocess.CompletedProcess[bytes]:
    """A command as a shell runs it, with the channels redirected as it says."""
    line = f'exec "$@" {redirected}'
    return subprocess.run(
        ["/bin/sh", "-c", line, "sh", sys.executable, "-m", "lpipgraph", *arguments],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(root())},
    )


def one_line(done: subprocess.CompletedProcess[bytes], codes: tuple[int, ...] = (2,)) -> None:
    said = done.stderr.decode("utf-8")
    assert done.returncode in codes, said
    assert "Traceback" not in said
    assert said.count("\n") <= 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["query"], 2),
        (["validate", "--at", "{built}"], 0),
        (["query", "theme-leads", "--at", "{built}"], 2),
        (["export", "--at", "{built}", "--format", "trig", "-o", "out"], 0),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_a_closed_channel_is_said_and_no_file_takes_its_number(
    arguments: list[str], code: int, closed: str, built_folder: Path, tmp_path: Path
) -> None:
    done = ran([a.format(built=built_folder) for a in arguments], tmp_path, closed)
    one_line(done, (code,))
    if code == 2 and closed == ">&-":
        assert b"standard output: cannot be written" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["query"], ["query", "theme-leads", "--at", "{built}"], ["extract", ISSUE]]
)
def test_a_reader_that_has_seen_enough_ends_a_command_quietly(
    arguments: list[str], built_folder: Path, tmp_path: Path
) -> None:
    done = ran([a.format(built=built_folder) for a in arguments], tmp_path, "| head -c 1")
    assert done.stderr == b""


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract", ODD], ["build", ODD], ["validate", ODD], ["query", ODD], ["score", ODD, ODD], ["export", "--at", ODD],
        ["load", ODD, "--at", "x"], ["annotate", ODD], ["diff", ODD, ODD], ["review", ODD, "--csv"], ["forget", "--person", ODD],
        ["extract", ISSUE, "--authority", ODD], ["query", "theme-leads", "-p", f"theme={ODD}"], ["validate", "--text", ODD], [ODD],
    ],
    ids=lambda a: " ".join(a[:2]).encode("ascii", "replace").decode(),
)  # fmt: skip
def test_a_name_that_is_no_utf_8_is_shown_by_its_codes(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / ODD).write_text("Nothing of an issue.\n")
    one_line(ran(arguments, tmp_path))


DEEP = {
    "brackets.json": "[" * 200_000,
    "objects.json": '{"a":' * 200_000,
    "lists.ttl": "<a:a> <b:b> " + "(" * 200_000,
    "nodes.ttl": "<a:a> <b:b> " + "[ <b:b> " * 100_000,
    "triples.ttl": "<a:a> <b:b> " + "<<( <a:a> <b:b> " * 50_000,
    "nodes.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="a:">'
    + "<a><b>" * 5_000,
    "closed.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="a:">'
    + "<a><b>" * 50_000
    + "</b></a>" * 50_000
    + "</rdf:RDF>",
    "groups.rq": "SELECT * " + "{" * 60_000,
    "sums.rq": "SELECT (1" + "+1" * 20_000 + " AS ?x) {}",
    "brackets.rq": "SELECT * { FILTER(" + "(" * 30_000,
    "page.html": "<div>" * 200_000,
    "quotes.md": "# A\n\n" + ">" * 200_000,
    "links.md": "# A\n\n" + "[" * 200_000,
    "stars.txt": "**" * 200_000,
    "round.txt": "(" * 200_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_refused_with_one_line(name: str, tmp_path: Path, built_folder: Path) -> None:
    commands = {"json": "score", "ttl": "validate", "rdf": "validate", "rq": "query"}
    command = commands.get(Path(name).suffix[1:], "extract")
    (tmp_path / name).write_text(DEEP[name])
    more = {"query": ["--at", str(built_folder)], "score": [name]}.get(command, [])
    one_line(ran([command, name, *more], tmp_path))


def test_a_line_of_any_length_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(f'<http://x.example/a> <http://x.example/b> "{"long " * 20_000}" .\n')
    (tmp_path / "a.ttl").write_text(
        "\n".join(f'<http://x.example/{n}> <http://x.example/b> "{"é" * n}" .' for n in range(4080, 4110))
    )
    one_line(ran(["validate", "a.nt", "a.ttl"], tmp_path), (0, 1))


def test_a_manifest_of_brackets_is_damage(tmp_path: Path) -> None:
    store = tmp_path / "s"
    store.mkdir()
    (store / "manifest.json").write_text("[" * 200_000)
    for command in (["query", "theme-leads"], ["export"], ["validate"]):
        one_line(ran([*command, "--at", "s"], tmp_path))


@pytest.mark.parametrize(
    ("query", "formats"),
    [
        ("SELECT * {}", ["table", "csv", "json"]),
        ("SELECT * { <a:a> <b:b> <<( <a:a> <a:a> <<( <a:a> <a:a> ?x )>> )>> }", ["table", "csv"]),
        ("SELECT ?t { BIND (<<( <a:a> <a:a> <<( <a:a> <a:a> 1 )>> )>> AS ?t) }", ["table", "csv", "json"]),
        ("CONSTRUCT { <a:a> <a:b> <<( <a:a> <a:a> <<( <a:a> <a:a> 1 )>> )>> } {}", ["ttl", "nt", "jsonld"]),
    ],
)
def test_answers_without_columns_and_with_nested_triples_are_written(
    query: str, formats: list[str], built_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "q.rq").write_text(query)
    for format in formats:
        one_line(ran(["query", "q.rq", "--at", str(built_folder), "--format", format], tmp_path), (0, 2))
