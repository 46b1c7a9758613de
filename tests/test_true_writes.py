"""Writes that are true: whatever fails takes nothing away, and what is said to be written is there."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from common import by_day, is_one_line, tree
from pyoxigraph import Dataset, Literal, Quad
from sparql_server import oxigraph_server

from lpipgraph import store
from lpipgraph.cli import main
from lpipgraph.errors import LpipError, OutputError, RemoteError, StoreError
from lpipgraph.files import replacing
from lpipgraph.store import load, open_store, publish, read_manifest
from lpipgraph.vocabulary import LPIP, iri

ISSUE = """\
Lanes and Ledgers

Issue No. {number} | Date 0{number}.03.2025

Our research themes

Skills

Theme Lead: Dr Ann Lee

Ann is a Research Fellow at Marlow University and leads the Skills theme. Her work covers adult learning.

Contacts

Ann Lee ann.lee@marlow.ac.uk
"""
Run = Callable[..., SimpleNamespace]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in an empty working directory: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> SimpleNamespace:
        capsys.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return command


@pytest.fixture
def issues(tmp_path: Path) -> list[str]:
    for number in (1, 2, 3):
        (tmp_path / f"{number}.txt").write_text(ISSUE.format(number=number), "utf-8")
    return ["1.txt", "2.txt", "3.txt"]


# A build that fails in part


@pytest.mark.parametrize("fault", ["missing", "empty", "recipe", "folder"])
def test_what_cannot_be_read_takes_nothing_away(
    run: Run, issues: list[str], tmp_path: Path, fault: str
) -> None:
    assert run("build", *issues, "-o", "g").code == 0
    before = (tmp_path / "g" / "graph.trig").read_bytes()
    bad = tmp_path / "2.txt"
    bad.unlink()
    if fault == "empty":
        bad.write_bytes(b"")
    elif fault == "recipe":
        bad.write_text("Take three eggs.\n\nBeat them.\n")
    elif fault == "folder":
        bad.mkdir()
    shown = run("build", *issues, "-o", "g")
    assert shown.code == 2
    assert "2.txt" in shown.err
    assert "lanes-and-ledgers-02: not read now, it stays as the earlier build has it" in shown.err
    assert (tmp_path / "g" / "graph.trig").read_bytes() == before


def test_what_could_be_read_is_new_and_the_rest_stays(run: Run, issues: list[str], tmp_path: Path) -> None:
    assert run("build", *issues, "-o", "g").code == 0
    (tmp_path / "1.txt").write_text(ISSUE.format(number=1).replace("Marlow University", "Thornby University"))
    (tmp_path / "2.txt").unlink()
    assert run("build", "1.txt", "2.txt", "-o", "g").code == 2
    assert sorted(p.stem for p in (tmp_path / "g" / "records" / "texts").iterdir()) == [
        f"lanes-and-ledgers-0{n}" for n in (1, 2, 3)
    ]
    graph = (tmp_path / "g" / "graph.trig").read_text()
    assert "Thornby University" in graph
    assert "Marlow University" in graph
    # and what is not named stays
    assert run("build", "1.txt", "3.txt", "-o", "g").code == 0
    assert len(list((tmp_path / "g" / "records" / "texts").iterdir())) == 3


def test_nothing_is_replaced_where_the_earlier_build_cannot_be_kept(
    run: Run, issues: list[str], tmp_path: Path
) -> None:
    assert run("build", *issues, "-o", "g").code == 0
    (tmp_path / "g" / "records" / "texts" / "lanes-and-ledgers-02.json").write_text("{")
    before = tree(tmp_path / "g")
    (tmp_path / "2.txt").unlink()
    (tmp_path / "1.txt").write_text(ISSUE.format(number=1).replace("Marlow University", "Thornby University"))
    shown = run("build", "1.txt", "-o", "g")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "part of lanes-and-ledgers-02 is damaged and its source is gone" in shown.err
    assert tree(tmp_path / "g") == before


def test_a_damaged_record_is_made_again(run: Run, issues: list[str], tmp_path: Path) -> None:
    assert run("build", *issues, "-o", "g").code == 0
    before = tree(tmp_path / "g" / "records")
    (tmp_path / "g" / "records" / "lanes-and-ledgers-01.json").write_text("{")
    assert run("build", *issues, "-o", "g").code == 0
    assert tree(tmp_path / "g" / "records") == before


def test_a_build_takes_the_place_of_a_store_that_load_made(
    run: Run, issues: list[str], tmp_path: Path
) -> None:
    assert run("build", "1.txt", "-o", "g").code == 0
    assert run("load", "g/graph.trig", "--at", "copy").code == 0
    damage(tmp_path / "copy")
    assert run("query", "theme-leads", "--at", "copy").code == 2
    assert run("build", "1.txt", "-o", "copy").code == 0
    assert run("query", "theme-leads", "--at", "copy").code == 0
    assert run("load", "g/graph.trig", "--at", "other").code == 0
    (tmp_path / "other" / "store-mine").mkdir()
    (tmp_path / "other" / "store-mine" / "thesis.docx").write_text("mine")
    assert run("build", "1.txt", "-o", "other").code == 2
    assert (tmp_path / "other" / "store-mine" / "thesis.docx").exists()


def test_a_second_build_into_one_folder_is_told_who_holds_it(
    run: Run, issues: list[str], tmp_path: Path
) -> None:
    with replacing(tmp_path / "g", ()):
        shown = run("build", "1.txt", "-o", "g")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert f"another run is writing this folder (process {os.getpid()} since" in shown.err
    assert run("build", "1.txt", "-o", "g").code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["1.txt", "2.txt", "3.txt", "g"]


#: While it reads, and while it stores.
MOMENTS = (".g.*.tmp", ".g.*.tmp/store/store.tmp-*")


@pytest.mark.parametrize(
    ("when", "how"), by_day(list(product(MOMENTS, (signal.SIGTERM, signal.SIGHUP, signal.SIGINT))), 3)
)
def test_a_signal_leaves_nothing(issues: list[str], tmp_path: Path, how: signal.Signals, when: str) -> None:
    code = "import sys, lpipgraph.cli; sys.exit(lpipgraph.cli.main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "build", *issues, "-o", "g"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        ends = time.monotonic() + 60
        while time.monotonic() < ends and child.poll() is None and not list(tmp_path.glob(when)):
            time.sleep(0.001)
        child.send_signal(how)
        _, err = child.communicate(timeout=60)
    assert child.returncode == 128 + how
    assert is_one_line(err)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["1.txt", "2.txt", "3.txt"]


def test_a_signal_that_is_ignored_stays_so(issues: list[str], tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, lpipgraph.cli, lpipgraph.pipeline as p\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "real = p.archive.update\n"
        "p.archive.update = lambda *a, **k: (os.kill(os.getpid(), signal.SIGHUP), real(*a, **k))[1]\n"
        "sys.exit(lpipgraph.cli.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "1.txt", "-o", "g"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_full_disk_is_named_with_what_is_needed(
    run: Run, issues: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("build", "1.txt", "-o", "g").code == 0
    before = tree(tmp_path / "g")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=10**7, used=10**7, free=1000))
    shown = run("build", "2.txt", "-o", "g")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "no space left on the disk: some " in shown.err
    assert " MB are needed" in shown.err
    assert str(tmp_path) in shown.err
    assert tree(tmp_path / "g") == before
    with pytest.raises(OutputError, match=r"store.*some \d+ MB are needed"):
        publish(facts(), tmp_path / "store")


@pytest.mark.parametrize("words", ["IO error: No space left on device: store/000012.sst", "No space left"])
def test_a_disk_that_fills_up_is_one_whoever_says_it(
    run: Run, issues: list[str], monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    def full(_: object) -> None:
        raise OSError(words)  # as the engine of the store does, without a number

    monkeypatch.setattr("lpipgraph.files.reach", full)
    shown = run("build", "1.txt", "-o", "g")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert re.search(r"g: no space left on the disk: more than [\d.]+ MB are needed", shown.err)


# A store's folder


def facts(word: str = "one", *, number: str = "1") -> Dataset:
    return Dataset(
        [Quad(iri("id", "person", "ann"), LPIP.expertise, Literal(word), iri.graph("issue", number))]
    )


def damage(folder: Path) -> None:
    path = max(folder.rglob("*.sst"), key=lambda p: p.stat().st_size)
    path.write_bytes(path.read_bytes()[:-9])


def test_only_generations_that_the_manifest_names_are_touched(run: Run, tmp_path: Path) -> None:
    load(facts(), tmp_path / "s")
    foreign = ["store-thesis", "store-0123456789abcdef", "store.tmp-mine", "storehouse"]
    digest = read_manifest(publish(facts("two"), tmp_path / "t") and tmp_path / "t").generation
    for name in (
        *foreign,
        f"store-{digest}",
    ):  # the last has the very name that the next generation would have
        (tmp_path / "s" / name).mkdir()
        (tmp_path / "s" / name / "thesis.docx").write_text("mine")
    for word in ("two", "three", "four"):
        load(facts(word), tmp_path / "s")
    for name in (*foreign, f"store-{digest}"):
        assert (tmp_path / "s" / name / "thesis.docx").read_text() == "mine"
    assert len([p for p in (tmp_path / "s").glob("store-*") if (p / "CURRENT").exists()]) == 2


def test_a_build_does_not_take_a_foreign_folder_in_its_store_away(run: Run, issues: list[str]) -> None:
    assert run("build", "1.txt", "-o", "g").code == 0
    mine = Path("g/store/store-mine")
    mine.mkdir()
    shown = run("build", "2.txt", "-o", "g")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "store/store-mine" in shown.err
    assert mine.is_dir()


def test_what_all_issues_share_is_not_replaced_by_one_issue_s(
    run: Run, issues: list[str], tmp_path: Path
) -> None:
    """Loaded over a store with more issues, a build would take away what was derived from them."""
    assert run("build", "1.txt", "-o", "one").code == 0
    assert run("build", "2.txt", "-o", "two").code == 0
    assert run("build", "1.txt", "2.txt", "-o", "both").code == 0
    assert run("load", "one/graph.trig", "--at", "copy").code == 0
    with open_store(tmp_path / "copy", hidden=True) as store:
        before = store.counts()
    shown = run("load", "two/graph.trig", "--at", "copy")
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "the store holds issue lanes-and-ledgers-1, which this build lacks" in shown.err
    with open_store(tmp_path / "copy", hidden=True) as store:
        assert store.counts() == before
    # issues alone take nothing from others, and all issues take nothing away
    assert run("load", "two/graph.trig", "--layers", "facts,evidence", "--at", "other").code == 0
    assert run("load", "both/graph.trig", "--at", "copy").code == 0
    assert run("load", "one/graph.trig", "--at", "copy").code == 2


def test_a_damaged_store_is_mended_by_load(tmp_path: Path) -> None:
    load(facts(), tmp_path / "s")
    damage(tmp_path / "s")
    with pytest.raises(StoreError, match="damaged"):
        open_store(tmp_path / "s")
    load(facts(), tmp_path / "s")
    with open_store(tmp_path / "s") as asked:
        assert asked.counts() == {iri.graph("issue", "1").value: 1}


def test_what_a_damaged_store_alone_holds_is_not_given_up_in_silence(tmp_path: Path) -> None:
    load(facts(), tmp_path / "s")
    load(facts("two", number="2"), tmp_path / "s")
    damage(tmp_path / "s")
    with pytest.raises(
        StoreError, match=r"damaged.*1 of its graphs are not in what is loaded .*issue/2.*load all"
    ):
        load(facts(), tmp_path / "s")
    load(Dataset([*facts(), *facts("two", number="2")]), tmp_path / "s")
    with open_store(tmp_path / "s") as asked:
        assert len(asked.counts()) == 2


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077, 0o002])
def test_modes_are_the_umasks_but_for_what_may_hold_an_address(
    run: Run, issues: list[str], tmp_path: Path, mask: int
) -> None:
    before = os.umask(mask)
    try:
        assert run("build", "1.txt", "-o", "g").code == 0
        assert run("extract", "1.txt", "-o", "r.json").code == 0
    finally:
        os.umask(before)
    generation = next((tmp_path / "g" / "store").glob("store-*"))
    assert generation.stat().st_mode & 0o777 == 0o777 & ~mask
    assert (tmp_path / "g").stat().st_mode & 0o777 == 0o777 & ~mask
    assert (tmp_path / "g" / "graph.trig").stat().st_mode & 0o777 == 0o666 & ~mask
    kept = [
        path for name in ("parts", "records") for path in (tmp_path / "g" / name).rglob("*") if path.is_file()
    ]
    private = [tmp_path / "r.json", generation / "private.nq", *kept]
    assert len(private) >= 5
    assert {p.stat().st_mode & 0o777 for p in private} == {0o600}
    for path in (p for p in (tmp_path / "g").rglob("*") if p.is_file() and p not in private):
        assert b"ann.lee@marlow" not in path.read_bytes(), path
    assert b"ann.lee@marlow" in (generation / "private.nq").read_bytes()


@pytest.mark.skipif(os.getuid() != 0, reason="only the superuser can become somebody else")
@pytest.mark.parametrize("closed", ["manifest.json", "store-*", "store-*/*.sst"])
def test_permission_denied_is_not_called_damage(tmp_path: Path, closed: str) -> None:
    place = Path("/tmp") / f"lpipgraph-{os.getpid()}-{sha256(closed.encode()).hexdigest()[:6]}"
    try:
        publish(facts(), place / "s")
        next((place / "s").glob(closed)).chmod(0)
        code = (
            "import os, sys; from lpipgraph.store import open_store; from lpipgraph.errors import StoreError\n"
            "os.setgid(65534); os.setuid(65534)\n"
            "try: open_store(sys.argv[1])\n"
            "except StoreError as error: print(error)"
        )
        shown = subprocess.run(
            [sys.executable, "-c", code, str(place / "s")], capture_output=True, text=True, check=False
        )
    finally:
        shutil.rmtree(place, ignore_errors=True)
    assert "permission denied" in shown.stdout, shown.stderr
    assert "damaged" not in shown.stdout


def test_others_than_the_owner_may_ask_a_store_with_private_quads(tmp_path: Path) -> None:
    private = Quad(iri("id", "person", "ann"), LPIP.expertise, Literal("ann@x.ac.uk"), iri.graph("private"))
    publish(Dataset([*facts(), private]), tmp_path / "s")
    hidden = next(tmp_path.rglob("private.nq"))
    hidden.unlink()  # as for one who may not read it
    with open_store(tmp_path / "s") as asked:
        assert asked.counts() == {iri.graph("issue", "1").value: 1}
    with pytest.raises(StoreError, match="private"):
        open_store(tmp_path / "s", hidden=True)


def test_an_opening_reader_waits_for_swaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two swaps between a reader's look at the manifest and its look at the files, five times over."""
    publish(facts("0"), tmp_path / "s")
    real, left = store.local.opened, iter(range(1, 6))

    def swapped_away(*arguments: object, **options: object) -> object:
        for word in (next(left, None) for _ in range(2)):
            if word is not None:
                publish(facts(str(word)), tmp_path / "s")
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(store.local, "opened", swapped_away)
    with open_store(tmp_path / "s") as asked:
        assert len(asked.select("SELECT * { ?s ?p ?o }").rows) == 1


def test_readers_open_whole_builds_while_folders_are_exchanged(tmp_path: Path) -> None:
    def make(word: str) -> None:
        with replacing(tmp_path / "g", ("store",)) as place:
            publish(facts(word), place / "store")

    make("0")
    over = threading.Event()
    errors: list[LpipError] = []

    def look() -> None:
        while not over.is_set():
            try:
                with open_store(tmp_path / "g" / "store") as asked:
                    asked.counts()
            except LpipError as error:
                errors.append(error)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for n in range(15):
        make(str(n % 3))
    over.set()
    for reader in readers:
        reader.join()
    assert errors == []


# A server


class Site(BaseHTTPRequestHandler):
    """A server whose query service works, and where what is written is answered with a login page."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith(("/query",)) and b"CONSTRUCT" in body.upper():
            self.reply("application/n-triples", self.server.triples)  # type: ignore[attr-defined]
        elif self.path.startswith("/query"):
            count = self.server.triples.count(b"\n")  # type: ignore[attr-defined]
            answer: dict[str, object] = {
                "head": {},
                "boolean": b"GRAPH" not in body and b"%7B+GRAPH" not in body,
            }
            if b"COUNT" in body.upper():
                value = {
                    "type": "literal",
                    "value": str(count),
                    "datatype": "http://www.w3.org/2001/XMLSchema#integer",
                }
                rows = [{"n": value}]
                if b"GROUP" in body.upper():  # as many in the graph as beside, where a load stages it
                    graph = iri.graph("issue", "1").value
                    rows = [
                        {"n": value, "g": {"type": "uri", "value": name}}
                        for name in (graph, f"{graph}/loading")
                    ]
                answer = {"head": {"vars": list(rows[0])}, "results": {"bindings": rows}}
            elif b"SELECT" in body.upper():
                answer = {"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": []}}
            self.reply("application/sparql-results+json", json.dumps(answer).encode())
        else:
            self.reply("text/html", b"<html><form>Please log in</form></html>")

    def do_PUT(self) -> None:
        self.do_POST()

    def reply(self, media: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def site(handler: type[BaseHTTPRequestHandler], triples: bytes = b"") -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.triples = triples  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    "there", [b"", b'<http://e.org/a> <http://e.org/b> "other" .\n'], ids=["nothing", "as many others"]
)
def test_a_login_page_is_no_success(there: bytes) -> None:
    with (
        site(Site, there) as url,
        pytest.raises(RemoteError, match="answers with a web page and is not an RDF store"),
    ):
        load(facts(), url)


def test_a_site_that_answers_everything_with_a_page_is_no_store() -> None:
    class Pages(Site):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.reply("text/html", b"<html>Welcome</html>")

        def do_PUT(self) -> None:
            self.do_POST()

    with site(Pages) as url, pytest.raises(RemoteError, match="no SPARQL service answers here"):
        load(facts(), url)


def test_a_server_that_keeps_something_else_is_found_out() -> None:
    """As many triples as were sent, and not those."""

    class Forgetful(Site):
        def do_POST(self) -> None:
            if self.path.startswith("/query"):
                super().do_POST()
            else:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.reply("text/plain", b"")

        def do_PUT(self) -> None:
            self.do_POST()

    there = b'<http://e.org/a> <http://e.org/b> "other" .\n'
    with (
        site(Forgetful, there) as url,
        pytest.raises(RemoteError, match="other triples there than were sent"),
    ):
        load(facts(), url)


@pytest.mark.parametrize("most", [20_000, 0], ids=["whole", "sample"])
def test_what_a_server_writes_otherwise_is_the_same(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    from pyoxigraph import NamedNode

    from lpipgraph.store import writing

    monkeypatch.setattr(writing, "_WHOLE", most)
    decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    odd = [
        Literal("1.50", datatype=decimal),
        Literal("a\u2029b\u0085c\x0bd\\n"),
        Literal("x", language="en-GB"),
    ]
    quads = [
        Quad(iri("id", "x", str(n)), LPIP.asStated, odd[n % 3], iri.graph("issue", "1")) for n in range(300)
    ]
    with oxigraph_server() as url:
        assert load(Dataset(quads), url)[iri.graph("issue", "1").value] == 300


def test_a_servers_words_do_not_steer_the_terminal(run: Run, built_folder: Path) -> None:
    class Steering(Site):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(403, "No\x1b[2J\x07way")
            body = "\x1b]0;owned\x07\x9b31mNot \u202eyours\x1b[0m\x00".encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_PUT(self) -> None:
            self.do_POST()

    with site(Steering) as url:
        shown = run("load", built_folder / "graph.trig", "--at", url)
    assert shown.code == 2
    assert is_one_line(shown.err)
    assert all(c.isprintable() or c == "\n" for c in shown.err)
    assert "Not yours" in shown.err


# The command line


@pytest.mark.parametrize(
    "address",
    ["localhost:7878", "localhost", "example.org:3030/ds", "//example.org/sparql", "ftp://example.org/x", "htp://example.org", "http:/example.org/x", "https:example.org/x",
     "www.example.org", "dbpedia.org/sparql", "[::1]:7878", "127.0.0.1:7878/query"],
)  # fmt: skip
@pytest.mark.parametrize("command", ["load", "query", "validate"])
def test_an_address_without_scheme_is_no_folder(
    run: Run, built_folder: Path, tmp_path: Path, address: str, command: str
) -> None:
    given = {"load": [built_folder / "graph.trig"], "query": ["theme-leads"], "validate": []}[command]
    shown = run(command, *given, "--at", address)
    assert (shown.code, is_one_line(shown.err)) == (2, True)
    assert "http://" in shown.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_such_a_name_is_one(run: Run, built_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(built_folder, tmp_path / "localhost")
    assert run("query", "theme-leads", "--at", "localhost").code == 0


def test_stdout_is_one_file(run: Run, issues: list[str], built_folder: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    shown = run("export", "--at", built_folder, "--format", "nq", "-o", "-")
    assert shown.code == 0
    assert shown.out.startswith("<https://")
    for arguments in (
        ["build", "1.txt", "-o", "-"],
        ["export", "--at", built_folder, "-o", "-"],
        ["export", "--at", built_folder, "--format", "portal", "-o", "-"],
        ["export", "--at", built_folder, "--format", "nq", "--format", "nt", "-o", "-"],
    ):
        shown = run(*arguments)
        assert (shown.code, is_one_line(shown.err), shown.out) == (2, True, "")
        assert "stdout" in shown.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["-p", "theme="], "the parameter 'theme' has no value"),
        (["-p", "theme= "], "the parameter 'theme' has no value"),
        (["-p", ""], "-p is empty"),
        (["--format", "csv", "--format", "json"], "--format is given twice"),
        (["-o", ""], "-o is empty"),
        (["--at", ""], "--at is empty"),
    ],
)
def test_a_repeated_or_empty_parameter_is_told(
    run: Run, built_folder: Path, arguments: list[str], word: str
) -> None:
    at = [] if "--at" in arguments else ["--at", built_folder]
    shown = run("query", "organisations-and-themes", *arguments, *at)
    assert shown.code == 2
    assert shown.err.count("\n") == 1
    assert word in shown.err


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_stdin_is_read_once_and_whole(issues: list[str], tmp_path: Path, name: str) -> None:
    def lpipgraph(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "lpipgraph", *arguments]
        text = (tmp_path / "1.txt").read_text()
        return subprocess.run(command, cwd=tmp_path, input=text, capture_output=True, text=True, check=False)

    done = lpipgraph("build", name, "2.txt", "-o", "g")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "g" / "records" / "texts").iterdir())) == 2
    for command in (["build", name, name], ["diff", "-", name], ["validate", name, "-"]):
        done = lpipgraph(*command)
        assert done.returncode == 2
        assert "standard input can be read once only" in done.stderr
