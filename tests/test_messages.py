"""No message holds contact data: notes, errors, reports and logs go through one function, wherever their words come from."""

from __future__ import annotations

import ast
import io
import json
import logging
import os
import re
from argparse import Namespace
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_layers import MODULES, PACKAGE, nodes_of
from test_privacy import PLACES, SPELT, issue, left_in

from lpipgraph import errors
from lpipgraph.cli import main
from lpipgraph.cli.terminal import configure, log
from lpipgraph.document import formats
from lpipgraph.document.formats import html
from lpipgraph.errors import DataError, InputError, LpipError, RecordsError, SyntaxProblem, printable
from lpipgraph.server.metrics import Watch
from lpipgraph.server.responses import told

#: Any piece of the address and of the number that are spelt in `SPELT`, with no more than half of it.
PIECES = ("qvx", "zkw", "jhqs", "7946", "0018")
NIGHTLY = "LPIPGRAPH_FUZZ" in os.environ


def clean(said: str) -> None:
    assert left_in(said.encode()) is None, said
    flat = "".join(said.split()).casefold()
    assert not any(piece in flat for piece in PIECES), said


# The function that every message goes through


@pytest.mark.parametrize("spelt", SPELT)
def test_a_message_is_covered_and_only_then_shortened(spelt: str) -> None:
    for before in range(0, 44, 3):
        words = f"{'x' * before} {spelt} and more"
        clean(printable(words))
        clean(printable(words, 40))
    assert printable("10 files of 2,345 kB, 12.05.2025", 12) == "10 files of "


@pytest.mark.parametrize("spelt", SPELT)
@pytest.mark.parametrize("kind", [LpipError, DataError, InputError, SyntaxProblem, RecordsError])
def test_no_error_holds_contact_data(spelt: str, kind: type[LpipError]) -> None:
    for error in (kind(spelt, where="x"), kind("x", where=spelt), kind("x", hint=f"write {spelt}")):
        clean(str(error))
        clean(repr(error))
    clean(str(errors.UnknownName("person", spelt, [f"{spelt}", "Ann"])))


#: Who writes to the standard channels and to the log of the server, and what he calls for the words.
DOORS = {
    "lpipgraph.cli.__init__": {"_end", "_hold", "_speak", "main"},  # an error, which is covered; nothing else
    "lpipgraph.cli.terminal": {"emit", "_step", "_clear", "_coloured", "__init__", "emphasised"},
    "lpipgraph.cli.commands": {"validate", "say", "put"},
    "lpipgraph.cli.curating": {"_show"},
    "lpipgraph.cli.plotting": {"plot"},  # a picture of public data
    "lpipgraph.cli.serving": {"serve"},  # an address that the user gave
    "lpipgraph.cli.arguments": {"__call__"},  # help
    "lpipgraph.cli.completion": {"__call__", "answer"},  # a shell's code
    "lpipgraph.store.worker": {"main"},  # to the parent process
    "lpipgraph.document.formats.worker": {"main"},  # the same
}


def _writes(node: ast.AST) -> bool:
    """Whether a call, or a name that is handed over, leads to a standard channel."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.value.id == "sys" and node.attr in ("stdout", "stderr", "__stdout__", "__stderr__")
    return isinstance(node, ast.Name) and node.id == "print"


def test_nothing_is_said_by_another_door() -> None:
    """A module or function that begins to write must be looked at, and entered above."""
    found: dict[str, set[str]] = {}
    for path in MODULES:
        if not re.search(r"sys\.__?std|sys\.std|\bprint\b", path.read_text("utf-8")):
            continue
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for function in (n for n in nodes_of(path) if isinstance(n, ast.FunctionDef)):
            if any(map(_writes, ast.walk(function))):
                found.setdefault(module, set()).add(function.name)
    others = {(module, name) for module, names in found.items() for name in names - DOORS.get(module, set())}
    assert others == set()


# The doors


@pytest.mark.parametrize("spelt", SPELT)
def test_doors_cover_what_goes_out(spelt: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure(Namespace(quiet=False, verbose=True, no_color=True))
    log.info("note: %s", spelt)
    log.error("%s: left", spelt)
    from lpipgraph.cli.commands import say
    from lpipgraph.cli.curating import _show

    say([f"one {spelt}", "two"])
    _show(spelt)
    for words in (["build", "--nothing", spelt], ["query", "--tim", f"--{spelt}"], ["--", spelt], [spelt]):
        with pytest.raises(SystemExit):
            main(words)
    clean("".join(capsys.readouterr()))
    clean(told(SyntaxProblem(f"it holds {spelt}", where=f"line 3, {spelt}", hint=f"take out {spelt}")))


def test_the_log_of_the_server_covers_paths_and_events() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    server = logging.getLogger("lpipgraph.server")
    server.addHandler(handler)
    before, level = server.propagate, server.level
    server.setLevel(logging.INFO)
    try:
        watch = Watch(None)
        for spelt in SPELT:
            scope = {"path": f"/id/{'x' * 180}/{spelt}", "method": "GET"}
            watch.end(scope, 404, 0, 0.1, "1", "2")
            watch.event(f"broken: {spelt}")
    finally:
        server.removeHandler(handler)
        server.setLevel(level)
        server.propagate = before
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2 * len(SPELT)
    for line in lines:
        clean(" ".join(map(str, json.loads(line).values())).replace(line[10:34], ""))


# What is not read of a document, and is told in a note

HIDING = ('<div style="display:none">{}</div>', "<p hidden>{}</p>", '<p style="font-size:0">{}</p>', '<span style="visibility:hidden">{}</span>')  # fmt: skip


def in_elements(spelt: str, cuts: list[int]) -> str:
    """The words in several elements, as mail programs write them."""
    safe = html_text(spelt)
    for cut in sorted({c % (len(safe) + 1) for c in cuts}, reverse=True):
        safe = safe[:cut] + "<b></b>" + safe[cut:]
    return safe


def html_text(spelt: str) -> str:
    return spelt if "&#" in spelt else spelt.replace("<", "&lt;").replace(">", "&gt;")


@settings(max_examples=2000 if NIGHTLY else 150)
@given(
    spelt=st.sampled_from(SPELT),
    hiding=st.sampled_from(HIDING),
    before=st.integers(0, 120),
    cuts=st.lists(st.integers(0, 60), max_size=2),
)
def test_hidden_words_are_noted_without_contact_data(
    spelt: str, hiding: str, before: int, cuts: list[int]
) -> None:
    words = (
        "See " * (before // 4) + (spelt if "&#" in spelt else in_elements(spelt, cuts)) + " for more words."
    )
    page = f"<html><body>{hiding.format(words)}<p>Lanes | Issue No. 1 | March 2025</p></body></html>"
    found = formats.shown(html.read_html(page))
    assert len(found.notes) == 1
    clean(found.notes[0])


def letter(spelt: str) -> bytes:
    """A message that has the address in everything that is told of it: the subject, attachments, hidden words."""
    message = EmailMessage()
    line = " ".join(printable_header(spelt).split())
    message["Subject"] = f"Lanes, issue 3 of {line}"
    hidden = html_text(spelt)
    message.set_content(
        f"<html><body><div style='display:none'>Hello {hidden}</div><p>Lanes and Ledgers {hidden}</p>"
        f"<p>Issue No. 1 | Date 01.03.2025</p><p>Our {hidden} text.</p></body></html>",
        subtype="html",
    )
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"{line}.pdf")
    return bytes(message)


def printable_header(spelt: str) -> str:
    return "".join(c for c in spelt if c.isprintable() or c == " ")


@pytest.mark.parametrize("spelt", SPELT if NIGHTLY else [SPELT[7]])
def test_no_command_says_contact_data(
    spelt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command on issues that have the address everywhere, also in what is hidden, broken and wrong."""
    monkeypatch.chdir(tmp_path)
    Path("1.eml").write_bytes(letter(spelt))
    Path("2.txt").write_text(issue(2, spelt, PLACES), "utf-8")
    Path("3.txt").write_text(f"{spelt}\nno issue at all\n", "utf-8")
    Path("broken.ttl").write_text(f"<x:a> <x:b> {' '.join(spelt.split())} .\n", "utf-8")
    label = f"<http://www.w3.org/2000/01/rdf-schema#label> {json.dumps(spelt, ensure_ascii=False)}"
    Path("wrong.ttl").write_text(f"<https://x.example/a> {label} .\n", "utf-8")

    def said(*words: str, codes: tuple[int, ...] = (0,), data: bool = False) -> str:
        capsys.readouterr()
        code = main(list(words))
        out, err = capsys.readouterr()
        assert code in codes, (words, code, err)
        clean(err)
        if not data:
            clean(out)
        return out + err

    # `extract` and `annotate` give records to curators, with addresses for the private graph
    notes = said("extract", "1.eml", "-v", data=True)
    assert "hidden words were" in notes
    assert "attachments were" in notes
    said("extract", "3.txt", codes=(2,))
    said("extract", "2.txt", "-o", "two.json", "-v")
    said("annotate", "1.eml", "-o", "one.json")
    for shown in (["--rows"], ["--format", "json"]):
        # a quote of the records may begin in the middle of an address: the rest is a host, and nobody's
        rows = said("score", "one.json", "two.json", *shown, data=True)
        assert not any(piece in rows for piece in ("qvx", "zkw", "7946"))
    said("validate", "broken.ttl", codes=(0, 1, 2))
    said("validate", "wrong.ttl", codes=(1,))
    said("build", f"{spelt}.txt", codes=(2,))
    monkeypatch.setattr("builtins.input", lambda _: "s")
    said("review", "2.txt")
    if NIGHTLY:  # `test_no_address_leaves_by_any_way` does most of these by day
        said("validate", "wrong.ttl", "--format", "sarif", "-o", "-", codes=(1,))
        said("build", "1.eml", "2.txt", "3.txt", "-o", "g", "-v", codes=(2,))
        said("validate", "--at", "g", "-v", codes=(0, 1))
        said("status", "--at", "g")
        said("query", "theme-leads", "--at", "g", "-p", f"theme={spelt}", codes=(0, 1, 2))
        said("forget", "--at", "g", "--person", spelt, codes=(2,))
        said("forget", "--at", "g", spelt, codes=(2,))
