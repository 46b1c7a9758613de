"""The store in memory and in a folder that is swapped whole."""

from __future__ import annotations

import fcntl
import json
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Dataset, Literal, Quad

from lpipgraph.errors import OutputError, StoreError, SyntaxProblem
from lpipgraph.store import load, open_store, publish, read_manifest
from lpipgraph.store_protocol import Answer
from lpipgraph.vocabulary import LPIP, iri

ISSUE, EVIDENCE, PRIVATE = iri.graph("issue", "1"), iri.graph("evidence", "1"), iri.graph("private")
DERIVED, CANDIDATES, SECOND = iri.graph("derived"), iri.graph("candidates", "1"), iri.graph("issue", "2")
ABIGAIL, JAMES, SKILLS = iri("id", "person", "a"), iri("id", "person", "j"), iri("id", "theme", "skills")
LEADS = LPIP.leadsTheme
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
NAMED = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


def small() -> Dataset:
    """Seven quads: one fact in two public graphs, one in a private one."""
    return Dataset(
        [
            Quad(ABIGAIL, LEADS, SKILLS, ISSUE),
            Quad(ABIGAIL, LEADS, SKILLS, DERIVED),
            Quad(JAMES, LEADS, SKILLS, ISSUE),
            Quad(JAMES, LPIP.joined, Literal("2021-11"), ISSUE),
            Quad(JAMES, LPIP.expertise, Literal("quotes “kept”, £5m\n\\"), EVIDENCE),
            Quad(JAMES, LPIP.expertise, Literal("james@example.org"), PRIVATE),
            Quad(JAMES, LPIP.expertise, Literal("perhaps"), CANDIDATES),
        ]
    )


def number(answer: Answer) -> int:
    return int(answer.rows[0][0].value)  # type: ignore[union-attr]


def graphs(answer: Answer) -> list[str]:
    return [row[0].value for row in answer.rows]  # type: ignore[union-attr]


# In memory


def test_the_default_graph_holds_each_public_triple_once() -> None:
    with open_store(None, small()) as store:
        assert number(store.select(COUNT)) == 4


def test_hidden_graphs_are_out_of_reach_unless_asked_for() -> None:
    with open_store(None, small()) as store:
        assert graphs(store.select(NAMED)) == sorted(g.value for g in (ISSUE, EVIDENCE, DERIVED))
        stated = f"SELECT * FROM NAMED {PRIVATE} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        assert store.select(stated).rows == ()
        assert store.select(f"SELECT * FROM {PRIVATE} WHERE {{ ?s ?p ?o }}").rows == ()
        sneaky = f"# FROM {ISSUE}\nSELECT * WHERE {{ GRAPH {PRIVATE} {{ ?s ?p ?o }} }}"
        assert store.select(sneaky).rows == ()
        assert len(store.graph(PRIVATE)) == 0
        assert PRIVATE.value not in store.counts()
    with open_store(None, small(), hidden=True) as store:
        assert PRIVATE.value in graphs(store.select(NAMED))
        assert len(store.graph(PRIVATE)) == 1


def test_from_names_the_graph_that_is_asked() -> None:
    with open_store(None, small()) as store:
        answer = store.select(f"SELECT ?s FROM {DERIVED} WHERE {{ ?s ?p ?o }}")
        assert answer.rows == ((ABIGAIL,),)


def test_rows_keep_their_terms_and_say_when_they_were_cut() -> None:
    with open_store(None, small()) as store:
        query = "SELECT ?s ?nothing WHERE { ?s ?p ?o } ORDER BY ?s ?p"
        answer = store.select(query, limit=2)
        assert answer.columns == ("s", "nothing")
        assert answer.truncated
        assert answer.rows == ((ABIGAIL, None), (JAMES, None))
        assert answer.dicts() == [{"s": ABIGAIL}, {"s": JAMES}]
        assert not store.select(query, limit=4).truncated


def test_ask_and_construct_have_functions_of_their_own() -> None:
    with open_store(None, small()) as store:
        assert store.ask(f"ASK {{ {ABIGAIL} {LEADS} {SKILLS} }}")
        made = store.construct(f"CONSTRUCT {{ ?o {LPIP.leads} ?s }} WHERE {{ ?s {LEADS} ?o }}")
        assert set(made) == {Quad(SKILLS, LPIP.leads, who) for who in (ABIGAIL, JAMES)}
        for function in (store.ask, store.construct):
            with pytest.raises(SyntaxProblem, match="this is no"):
                function(COUNT)
        with pytest.raises(SyntaxProblem, match="this is not a SELECT"):
            store.select("ASK {}")


def test_a_query_that_does_not_parse_says_where() -> None:
    with open_store(None, small()) as store, pytest.raises(SyntaxProblem, match="line 1, column 16"):
        store.select("SELECT * WHERE oops")


def test_replacing_a_graph_brings_the_merged_copy_in_step() -> None:
    with open_store(None, small()) as store:
        assert store.replace(ISSUE, Dataset([Quad(SKILLS, LPIP.expertise, Literal("new"))])) == 1
        assert number(store.select(COUNT)) == 3  # the derived fact, the evidence, the new one
        assert store.replace(PRIVATE, Dataset()) == 0
        assert store.counts() == {ISSUE.value: 1, EVIDENCE.value: 1, DERIVED.value: 1}


def test_a_closed_store_says_so() -> None:
    store = open_store(None, small())
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.counts()


def test_loose_triples_are_refused() -> None:
    with pytest.raises(StoreError, match="1 triples are not in a named graph"):
        open_store(None, Dataset([Quad(ABIGAIL, LEADS, SKILLS)]))


# In a folder


def test_what_is_published_is_read_back(tmp_path: Path) -> None:
    manifest = publish(small(), tmp_path / "store")
    assert manifest.quads == 7
    assert manifest.merged == 4
    with open_store(tmp_path / "store") as store:
        assert number(store.select(COUNT)) == 4
        assert store.counts() == {ISSUE.value: 3, EVIDENCE.value: 1, DERIVED.value: 1}
        assert set(store.graph(ISSUE)) == set(small().quads_for_graph_name(ISSUE))
        with pytest.raises(StoreError, match="read-only"):
            store.replace(ISSUE, Dataset())
    assert read_manifest(tmp_path / "store") == manifest


def test_the_same_content_changes_nothing(tmp_path: Path) -> None:
    first = publish(small(), tmp_path)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.name not in ("lock", "LOG", "LOCK")}
    assert publish(small(), tmp_path) == first
    assert before == {p: p.stat().st_mtime_ns for p in before}


def test_a_reader_keeps_its_generation_across_swaps(tmp_path: Path) -> None:
    publish(small(), tmp_path)
    with open_store(tmp_path) as old:
        for n in range(5):
            publish(Dataset([Quad(SKILLS, LPIP.expertise, Literal(str(n)), ISSUE)]), tmp_path)
        assert number(old.select(COUNT)) == 4
        with open_store(tmp_path) as new:
            assert number(new.select(COUNT)) == 1
    assert len(list(tmp_path.glob("store-*"))) == 2  # the current and the one before


def test_readers_see_whole_generations_while_a_writer_swaps(tmp_path: Path) -> None:
    def version(n: int) -> Dataset:
        return Dataset(
            Quad(iri("id", "x", str(i)), LPIP.expertise, Literal(str(n)), ISSUE) for i in range(50)
        )

    publish(version(0), tmp_path)
    stop = threading.Event()
    seen: list[tuple[int, int]] = []
    errors: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            try:
                with open_store(tmp_path) as store:
                    rows = store.select("SELECT ?o WHERE { ?s ?p ?o }").rows
                seen.append((len(rows), len({r[0] for r in rows})))
            except BaseException as error:
                errors.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(1, 21):
        publish(version(n), tmp_path)
    stop.set()
    reader.join()
    assert not errors
    assert len(seen) > 5
    assert set(seen) == {(50, 1)}


def test_load_replaces_only_the_graphs_it_is_given(tmp_path: Path) -> None:
    load(small(), tmp_path)
    more = Dataset(
        [Quad(SKILLS, LPIP.expertise, Literal("second"), SECOND), Quad(ABIGAIL, LEADS, SKILLS, DERIVED)]
    )
    assert load(more, tmp_path) == {DERIVED.value: 1, SECOND.value: 1}
    with open_store(tmp_path, hidden=True) as store:
        assert store.counts()[SECOND.value] == 1
        assert set(store.graph(PRIVATE)) == set(small().quads_for_graph_name(PRIVATE))
        assert number(store.select(COUNT)) == 5


def test_what_killed_runs_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "store.tmp-abc").mkdir()
    (tmp_path / "store.tmp-abc" / "junk.sst").write_bytes(b"x")
    (tmp_path / ".manifest.json.abc.tmp").write_bytes(b"x")
    publish(small(), tmp_path)
    assert sorted(p.name[:6] for p in tmp_path.iterdir()) == ["lock", "manife", "store-"]


def test_a_publisher_that_is_killed_leaves_the_old_store(tmp_path: Path) -> None:
    publish(small(), tmp_path)
    before = read_manifest(tmp_path)
    code = textwrap.dedent(
        """
        import sys
        from pyoxigraph import Dataset, Literal, NamedNode, Quad
        from lpipgraph.store import publish
        n = 0
        print("go", flush=True)
        while True:
            n += 1
            g = NamedNode("https://w3id.org/lpip/graph/issue/1")
            quads = [Quad(NamedNode(f"https://e.org/{i}"), g, Literal(str(n)), g) for i in range(99)]
            publish(Dataset(quads), sys.argv[1])
        """
    )
    for pause in (0.01, 0.03, 0.05, 0.08):
        run = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(pause)
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
        with open_store(tmp_path) as store:
            answer = store.select("SELECT ?o WHERE { ?s ?p ?o }")
            whole = len(answer.rows) == 99 and len({row[0] for row in answer.rows}) == 1
            assert whole or read_manifest(tmp_path) == before
    publish(small(), tmp_path)
    assert not list(tmp_path.glob("store.tmp-*"))


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    publish(small(), tmp_path)
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 4711 since 12:00:00")
        lock.flush()
        with pytest.raises(OutputError, match=r"another run is writing this store .process 4711 since 12:00"):
            publish(Dataset(), tmp_path)


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    for action in (
        lambda: publish(small(), tmp_path),
        lambda: open_store(tmp_path),
        lambda: load(small(), tmp_path),
    ):
        with pytest.raises(StoreError):
            action()
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]
    (tmp_path / "manifest.json").write_text('{"name": "a web app"}')
    with pytest.raises(StoreError, match="not a store's"):
        publish(small(), tmp_path)
    with pytest.raises(StoreError, match="damaged"):
        open_store(tmp_path)
    with pytest.raises(OutputError, match="this is a file"):
        publish(small(), tmp_path / "thesis.docx")


def test_no_store_is_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no store is here.*lpipgraph build"):
        open_store(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(StoreError, match="no store is here"):
        open_store(tmp_path)
    assert not list(tmp_path.iterdir())


def damage_flip(folder: Path) -> Path:
    path = max(folder.glob("store-*/*.sst"), key=lambda p: p.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    return path


def damage_delete(folder: Path) -> Path:
    path = min(folder.glob("store-*/*.sst"))
    path.unlink()
    return path


def damage_truncate(folder: Path) -> Path:
    path = next(folder.glob("store-*/MANIFEST-*"))
    path.write_bytes(path.read_bytes()[:-100])
    return path


def damage_empty(folder: Path) -> Path:
    generation = next(folder.glob("store-*"))
    shutil.rmtree(generation)
    generation.mkdir()
    return generation


def damage_manifest(folder: Path) -> Path:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:-40])
    return path


def damage_counts(folder: Path) -> Path:
    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    content["graphs"][ISSUE.value] += 1
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    "damage", [damage_flip, damage_delete, damage_truncate, damage_empty, damage_manifest, damage_counts]
)
def test_damage_is_named_and_mended_by_the_next_build(damage: Callable[[Path], Path], tmp_path: Path) -> None:
    publish(small(), tmp_path)
    path = damage(tmp_path)
    with pytest.raises(StoreError, match="damaged") as caught:
        open_store(tmp_path)
    assert str(path) in str(caught.value)
    assert "lpipgraph build" in str(caught.value)
    publish(small(), tmp_path)
    with open_store(tmp_path) as store:
        assert number(store.select(COUNT)) == 4


def test_an_unwritable_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        publish(small(), tmp_path / "file" / "store")


def test_a_full_disk_leaves_the_old_store(tmp_path: Path) -> None:
    publish(small(), tmp_path)
    code = textwrap.dedent(
        """
        import resource, signal, sys
        from pyoxigraph import Dataset, Literal, NamedNode, Quad
        from lpipgraph.errors import OutputError
        from lpipgraph.store import publish
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        g = NamedNode("https://w3id.org/lpip/graph/issue/1")
        many = Dataset(Quad(NamedNode(f"https://e.org/{i}"), g, Literal(str(i) * 9), g) for i in range(20000))
        resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000))
        try:
            publish(many, sys.argv[1])
        except OutputError as error:
            print(error)
        """
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert str(tmp_path) in run.stdout, run.stderr
    with open_store(tmp_path) as store:
        assert number(store.select(COUNT)) == 4
    assert not list(tmp_path.glob("store.tmp-*"))
