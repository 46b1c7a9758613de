"""The main job as a Python call: what it gives back, what it writes, and when it writes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import Dataset

import lpipgraph
from lpipgraph import errors, graph, pipeline, shapes, store
from lpipgraph.authority import Authority
from lpipgraph.files import root
from lpipgraph.records import Records
from lpipgraph.vocabulary import CLASS_PATHS, GRAPHS, LPIP, OA, RDF, graph_kind, is_public

ISSUE = root() / "data" / "issues" / "policy-innovate-01.txt"
OTHERS = sorted((Path(__file__).parent / "issues").glob("policy-innovate-0[24].txt"))


@pytest.fixture(scope="module")
def built() -> pipeline.Built:
    return lpipgraph.build()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_issue_that_ships_is_built_by_default(built):
    assert [d.number for d in built.documents] == ["1"]
    assert [r.issue for r in built.records] == ["policy-innovate-01"]
    kinds = {graph_kind(name) for name in graph.graph_names(built.dataset)}
    assert kinds == set(GRAPHS) - {"comparison"}  # which wants two issues


def test_the_graph_of_issue_1_conforms(built):
    assert [result.line for result in built.report.results] == []
    assert built.report.conforms


def test_the_graph_of_issue_1_is_lean(built):
    """Evidence and derivation are no more than 11,000 triples, and all public graphs half of what they would be with
    a claim for every fact and two selectors for every segment."""
    counts = Counter(graph_kind(q.graph_name) for q in built.dataset)
    assert counts["evidence"] + counts["derived"] + counts["derived-evidence"] <= 11_000
    public = {q.triple for q in built.dataset if is_public(q.graph_name)}
    of = Counter(q.predicate for q in built.dataset if is_public(q.graph_name))
    # a claim had two types, three parts, a basis, a source, a segment and its rule; a segment eleven triples
    claims = of[LPIP.shows] + of[RDF.subject] + counts["derived"]
    before = 9 * claims + 11 * of[OA.exact] + 2 * of[LPIP.authorityRow]
    rest = len(public) - counts["evidence"] - counts["derived-evidence"]
    assert len(public) <= (before + rest) / 2


def test_counts_are_those_of_the_graph(built):
    counts = built.counts()
    assert list(counts) == list(CLASS_PATHS)
    assert all(n > 0 for n in counts.values())
    assert counts["Theme"] == 7
    sure = {e.id for e in built.records[0].entities if e.sure and e.cls == "Person"}
    assert counts["Person"] == len(sure)


def test_a_build_can_be_asked_in_memory(built):
    with lpipgraph.open_store(None, built.dataset) as memory:
        query = lpipgraph.query("theme-leads")
        assert len(memory.select(query.bind()).rows) >= 7


def test_what_is_written(built_folder, built):
    kept = graph.read(built_folder / "graph.trig")
    assert set(kept) == set(graph.public(built.dataset))
    report = graph.read(built_folder / "report.ttl")
    assert len(list(report.quads_for_predicate(RDF.type))) == 1 + len(built.report.results)
    assert Records.read(built_folder / "records" / "policy-innovate-01.json") == built.records[0]
    assert pipeline.store_of(built_folder) == built_folder / "store"
    assert pipeline.store_of(built_folder / "store") == built_folder / "store"
    with store.open_store(pipeline.store_of(built_folder), hidden=True) as asked:
        assert sum(asked.counts().values()) == len(built.dataset)


def test_no_address_is_in_the_public_graph(built_folder):
    text = (built_folder / "graph.trig").read_text("utf-8")
    assert "mailto:" not in text
    assert "@contacts.bham" not in text


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_input_gives_the_same_bytes(built_folder, tmp_path, seed):
    code = f"import lpipgraph; lpipgraph.build((), {str(tmp_path / 'again')!r})"
    zone = {"PYTHONHASHSEED": seed, "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code], env=os.environ | zone, check=True, capture_output=True)
    # the database's own files hold times; what they hold is checked by the store's manifest
    ours = {name: d for name, d in digests(tmp_path / "again").items() if not name.startswith("store/")}
    theirs = {name: d for name, d in digests(built_folder).items() if not name.startswith("store/")}
    assert ours == theirs
    hashes = {store.read_manifest(place / "store").hash for place in (tmp_path / "again", built_folder)}
    assert len(hashes) == 1


def test_several_issues_become_one_graph():
    assert len(OTHERS) == 2
    built = lpipgraph.build([ISSUE, *OTHERS])
    kinds = [graph_kind(name) for name in graph.graph_names(built.dataset)]
    assert kinds.count("issue") == 3
    assert kinds.count("derived") == 1
    alone = lpipgraph.build([ISSUE])
    facts = {q for q in alone.dataset if graph_kind(q.graph_name) in ("issue", "evidence")}
    assert facts <= set(built.dataset)


def test_another_authority_may_be_given():
    unknown = lpipgraph.build([ISSUE], authority=Authority())
    assert not any(e.how == "authority" for e in unknown.records[0].entities)


def test_each_step_is_told():
    steps: list[str] = []
    lpipgraph.build([ISSUE], step=steps.append)
    assert steps == [
        "reading policy-innovate-01.txt",
        "building the graph of Policy Innovate 1",
        "drawing conclusions",
        "validating",
    ]


def test_a_failure_late_in_a_build_leaves_the_earlier_one(tmp_path, monkeypatch):
    folder = tmp_path / "lpip-graph"
    lpipgraph.build((), folder)
    before = digests(folder)

    def fails(*_: object) -> Dataset:
        raise errors.DataError("the engine gave up")

    monkeypatch.setattr(shapes, "validate", fails)
    with pytest.raises(errors.DataError):
        lpipgraph.build((), folder, everything=True)
    assert digests(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["lpip-graph"]


def test_a_reader_keeps_what_it_opened(tmp_path):
    folder = tmp_path / "lpip-graph"
    lpipgraph.build((), folder)
    query = lpipgraph.query("theme-leads").bind()
    with store.open_store(pipeline.store_of(folder)) as opened:
        before = opened.select(query)
        lpipgraph.build(OTHERS[:1], folder)
        assert opened.select(query) == before
    with store.open_store(pipeline.store_of(folder)) as reopened:
        assert reopened.select(query) != before


def test_of_two_builds_at_once_one_ends_whole_and_the_other_is_told(tmp_path):
    folder = tmp_path / "lpip-graph"
    command = [sys.executable, "-m", "lpipgraph", "build", "-o", str(folder)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) for _ in range(2)]
    told = [process.communicate(timeout=120)[1] for process in running]
    codes = [process.returncode for process in running]
    assert 0 in codes
    # one that only begins when the other has ended is well, too
    assert all(
        code == 0 or b"another run is writing this folder" in err
        for code, err in zip(codes, told, strict=True)
    )
    assert sorted(path.name for path in folder.iterdir()) == sorted(pipeline.CONTENTS)
    with store.open_store(folder / "store") as opened:
        assert opened.counts()
    assert [path.name for path in tmp_path.iterdir()] == ["lpip-graph"]
