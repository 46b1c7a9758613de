"""What may run of a query that somebody wrote by hand."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import product

import pytest
from common import growth
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Dataset, Store

from lpipgraph.errors import LpipError, QueryRefused, SyntaxProblem
from lpipgraph.queries import guard
from lpipgraph.sparql import Stated, stated, tokens
from lpipgraph.store import open_store

GOOD = {
    "SELECT * { ?s ?p ?o }": "SELECT",
    "select(count(*)as?n){?s?p?o}": "SELECT",
    "# SERVICE <http://x>\nASK { ?s ?p ?o }": "ASK",
    "DESCRIBE <http://e.org/INSERT>": "DESCRIBE",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }": "CONSTRUCT",
    "SELECT ?service { ?s <http://x/SERVICE> 'SERVICE <http://x> { } DROP ALL' }": "SELECT",
    'SELECT * { ?s ?p """LOAD " \n SERVICE""" , "\\" INSERT"@en }': "SELECT",
    "PREFIX service: <http://s/> PREFIX drop: <http://d/> ASK { ?s service:load drop:all }": "ASK",
    "SELECT * { ?s ex:a\\'b ?o }": "SELECT",
    "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > -1.5e3 || !BOUND(?o)) }": "SELECT",
    "SELECT * FROM <https://w3id.org/lpip/graph/derived> { ?s ?p ?o }": "SELECT",
    "SELECT * FROM NAMED <https://w3id.org/lpip/graph/issue/1> { GRAPH ?g { ?s ?p ?o } }": "SELECT",
    'SELECT * { ?s ?p "caf\\u00e9" }': "SELECT",
    "SELECT * { VALUES ?s { " + "<http://e.org/x> " * 1000 + "} ?s ?p ?o }": "SELECT",
}
BAD = [
    "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { sErViCe<http://127.0.0.1:PORT/>{?s ?p ?o} }",
    "SELECT * { SERVICESILENT<http://127.0.0.1:PORT/>{?s ?p ?o} }",
    "SELECT*{?s?p?o.SERVICE<http://127.0.0.1:PORT/>{}}",
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:PORT/> {} }",
    "SELECT * { ?s ?p 'a'SERVICE <http://127.0.0.1:PORT/> {} }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:PORT/> { } }",
    'SELECT * { ?s ?p "\\u0022 . SERVICE <http://127.0.0.1:PORT/> { } #" }',
    'SELECT * { ?s ?p "\\U00000022 . SERVICE <http://127.0.0.1:PORT/> { } #" }',
    "SELECT * { ?s ex:a\\' . SERVICE <http://127.0.0.1:PORT/> { } #' }",
    "SELECT * { ?s ?p ?o } # \r SERVICE\nSERVICE <http://127.0.0.1:PORT/> {}",
    "PREFIX service: <http://127.0.0.1:PORT/> SELECT * { SERVICE service:x { } }",
    "PREFIX e: <http://127.0.0.1:PORT/> SELECT * { SERVICE:x { } }",
    "SELECT * FROM <http://127.0.0.1:PORT/> { ?s ?p ?o }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM NAMED <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM <https://w3id.org/lpip/graph/private> { ?s ?p ?o }",
    "SELECT * FROM <https://w3id.org/lpip/graph/issue/1/candidates> { ?s ?p ?o }",
    "PREFIX g: <https://w3id.org/lpip/graph/> SELECT * FROM g:derived { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:PORT/>",
    "LOAD SILENT <http://127.0.0.1:PORT/> INTO GRAPH <http://e.org/g>",
    "INSERT DATA { <http://e.org/a> <http://e.org/b> 1 }",
    "prefix a: <http://e.org/> delete where { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "DROP ALL",
    "CLEAR DEFAULT",
    "WITH <http://e.org/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } ; DROP ALL",
    "",
    "# nothing",
    "hello",
    "SELECT * { ?s ?p ?o } §",
]


@pytest.mark.parametrize("query", GOOD)
def test_questions_may_run(query: str) -> None:
    assert guard(query) == GOOD[query]


@pytest.mark.parametrize("query", BAD)
def test_all_else_is_refused(query: str) -> None:
    with pytest.raises((QueryRefused, SyntaxProblem)):
        guard(query)


def test_what_is_let_through_opens_no_connection() -> None:
    seen: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        store = Store()
        port = str(server.server_address[1])
        with pytest.raises((OSError, RuntimeError)):  # so the listener would hear it
            list(store.query(BAD[0].replace("PORT", port)))  # type: ignore[arg-type]
        assert seen
        seen.clear()
        for query in (*GOOD, *BAD):
            text = query.replace("PORT", port)
            try:
                guard(text)
            except LpipError:
                continue
            try:
                store.query(text)
            except SyntaxError:
                continue
        assert seen == []
    finally:
        server.shutdown()
        server.server_close()


POISON = {
    "braces": "SELECT * " + "{" * 5000 + "?s ?p ?o" + "}" * 5000,
    "brackets": "SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
    "not": "SELECT * { FILTER(" + "!" * 10000 + "true) }",
    "sum": "SELECT * { FILTER(1" + "+1" * 8000 + ") }",
    "or": "SELECT * { ?s ?p ?o FILTER(?o=1" + "||?o=1" * 8000 + ") }",
    "union": "SELECT * { { ?s ?p ?o } " + "UNION { ?s ?p ?o } " * 500 + "}",
    "optional": "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 500 + "}",
    "bind": "SELECT * { " + "".join(f"BIND(1 AS ?b{i}) " for i in range(2000)) + "}",
    "patterns": "SELECT * { " + "".join(f"?s{i} ?p{i} ?s{i + 1} . " for i in range(512)) + "}",
    "objects": "SELECT * { ?s ?p 1" + ",?o" * 512 + " }",
    "path": "SELECT * { ?s <http://a>" + "/<http://a>" * 512 + " ?o }",
    "collection": "SELECT * { ?s ?p (" + "1 " * 512 + ") }",
    "blank": "SELECT * { ?s ?p " + "[ <http://a> " * 512 + "1" + "]" * 512 + " }",
    "long": "SELECT * { ?s ?p '" + "x" * 64_000 + "' }",
    "subselects": "SELECT * " + "{ SELECT * " * 2500 + "{ ?s ?p ?o }" + "}" * 2500,
}


@pytest.mark.parametrize("name", POISON)
def test_what_would_kill_the_process_is_refused_before_it_runs(name: str) -> None:
    with pytest.raises(QueryRefused, match="query"):
        guard(POISON[name])


GROWING: dict[str, tuple[str, str, str]] = {
    "braces": ("SELECT * ", "{", "}"),
    "brackets": ("SELECT * { FILTER", "(", ")"),
    "subselects": ("SELECT * ", "{ SELECT * ", "}"),
    "patterns": ("SELECT * { ", "?s <http://a> ?o{} . ", ""),
    "optional": ("SELECT * { ", "OPTIONAL {{ ?s ?p ?o{} }} ", ""),
    "collection": ("SELECT * { ?s ?p ( ", "1 ", ""),
}


def grown(name: str, n: int) -> str:
    start, step, end = GROWING[name]
    if name in ("patterns", "optional"):
        return start + "".join(step.format(i) for i in range(n)) + "}"
    if name == "collection":
        return start + step * n + ") }"
    inner = "{ ?s ?p ?o }" if name == "subselects" else "1" if name == "brackets" else "?s ?p ?o"
    return start + step * n + inner + end * n + (" }" if name == "brackets" else "")


@pytest.mark.parametrize("name", GROWING)
def test_the_largest_that_may_run_is_harmless(name: str) -> None:
    largest = ""
    for n in range(10, 300, 5):
        try:
            guard(grown(name, n))
            largest = grown(name, n)
        except QueryRefused:
            break
    assert largest
    code = "import sys, pyoxigraph; list(pyoxigraph.Store().query(sys.stdin.read()))"
    run = subprocess.run([sys.executable, "-c", code], input=largest.encode(), timeout=20, check=False)
    assert run.returncode == 0


@settings(max_examples=300)
@given(st.text(alphabet="SERVICE{}<>\"'\\#u0053 ?:a.;()\n", max_size=60))
def test_the_lexer_ends_on_anything(text: str) -> None:
    try:
        guard(text)
    except LpipError:
        return


@pytest.mark.parametrize("unit", ['"""', "'", "<", "a.", "a:", "\\u0022", "?", "@a-", "1e", "((", "_:a."])
def test_no_text_takes_the_lexer_long(unit: str) -> None:
    def run(size: int) -> None:
        with suppress(LpipError):
            guard(unit * (size // len(unit)))

    assert growth(run, 60_000) < 2.5


def test_tokens_know_strings_from_words() -> None:
    found = list(tokens('SELECT ?a { ?a ex:b "c # d"@en , 1.5 } # e'))
    assert [kind for kind, _ in found] == [
        "word", "variable", "open", "variable", "name", "string", "language", "stop", "number", "close",
    ]  # fmt: skip


def test_the_graphs_that_a_query_states() -> None:
    assert stated("SELECT ?from ?graph { ?from <= ?start && ?graph > 1 }") == Stated()
    assert stated("SELECT * { ?s ?p 'FROM <http://x> GRAPH' }") == Stated()
    assert stated("SELECT * { graph ?g { ?s ?p ?o } }") == Stated(graph=True)
    text = "SELECT * FROM <http://a> from named <http://b> FROM <http://c> { ?s ?p ?o }"
    assert stated(text) == Stated(("http://a", "http://c"), ("http://b",))
    with pytest.raises(SyntaxProblem, match="in full"):
        stated("SELECT * FROM ex:a { }")


QUERY = """SELECT ?theme (COUNT(?lead) AS ?leads)
WHERE {
  ?lead lpip:leadsTheme ?theme ;
      rdf:type lpip:Person .
  OPTIONAL { ?theme rdfs:label "a name" }
  FILTER (?lead != lpip:x)
}
GROUP BY ?theme"""
#: What people type instead of a part of a query, or between two.
WRONG = ("SELEC", "\\", "foo:bar", "\x00", '"', "}", "(", "<http://e.org/", "@", "WHERE", "==", "_:", "?")


def test_a_query_that_is_none_is_told_with_line_and_column() -> None:
    """Whichever part of a query is wrong, in whichever line: the message names the place, and the place is in the query."""
    store = open_store(None, Dataset())
    parts = list(re.finditer(r"\S+", QUERY))
    told = 0
    for part, wrong in product(parts[::2], WRONG):
        for text in (
            QUERY[: part.start()] + wrong + QUERY[part.end() :],
            QUERY[: part.start()] + wrong + " " + QUERY[part.start() :],
        ):
            try:
                guard(text)
                store.select(text)
            except SyntaxProblem as error:
                found = re.fullmatch(r"query, line (\d+), column (\d+)", str(error.where))
                assert found, (text, str(error))
                lines = text.split("\n")
                assert int(found[1]) <= len(lines) + 1, (text, str(error))
                assert int(found[2]) <= max(map(len, lines)) + 2, (text, str(error))
                told += 1
            except QueryRefused:
                pass
    assert told > 200
