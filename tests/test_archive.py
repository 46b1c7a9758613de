"""An archive that is changed part by part is the archive that is built at once, and is there whole whatever happens."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import permutations, product
from pathlib import Path

import pytest
from common import NIGHTLY, by_day, tree
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pyoxigraph import DefaultGraph
from rdflib.plugins.sparql import parser

from lpipgraph import pipeline, reason, shapes, store
from lpipgraph.archive import entailments, manifest, read_ledger, validation
from lpipgraph.authority import Authority
from lpipgraph.cli import main
from lpipgraph.reason import incremental
from lpipgraph.shapes import read_paths
from lpipgraph.vocabulary import is_public

update = sys.modules["lpipgraph.archive.update"]  # the package has a function of this name

ISSUE = """\
Lanes and Ledgers

Issue No. {number} | Date {day:02d}.0{month}.2025

Our research themes

Skills

Theme Lead: Dr {lead}

{first} is a {role} at {body} and leads the Skills theme. {extra}

Health

Theme Lead: Dr Bo Tarn

Bo is a Senior Lecturer at Thornby University.

Contacts

Bo Tarn b.tarn@thornby.ac.uk
"""
#: Leads that change, one name within the other, a role and a kind in two spellings.
LEADS = ("Ann Lee", "Jo Marsh", "Ada Green-Hill")
ROLES = ("Research Fellow", "research fellow", "Reader")
BODIES = (
    "Marlow University",
    "the Marlow Institute",
    "the Lagan Centre for Social Evidence",
    "the Lagan Centre",
)
#: Sums that contradict each other, chains and a cycle of what is part of what, what is stated here and follows there.
EXTRAS = (
    "",
    "The Hedge Fund for Hedgerows is worth £2 million.",
    "The Hedge Fund for Hedgerows is worth £3 million.",
    "The Marlow Institute is part of Marlow University. Marlow University is part of the Lagan Centre.",
    "The Lagan Centre is part of the Marlow Institute, and the Marlow Institute is part of Thornby University.",
    "The Lagan Centre for Social Evidence (LCSE) published the Skills Review in 2021.",
)
VARIANT = st.fixed_dictionaries(
    {
        "lead": st.sampled_from(LEADS),
        "role": st.sampled_from(ROLES),
        "body": st.sampled_from(BODIES),
        "extra": st.sampled_from(EXTRAS),
        "month": st.integers(1, 9),
        "day": st.integers(1, 2),
    }
)
ROWS = (
    ("org:marlow", "Organisation", "Marlow University", "University of Marlow", "university"),
    ("org:lagan", "Organisation", "Lagan Centre for Social Evidence", "LCSE", "research centre"),
    ("org:institute", "Organisation", "Marlow Institute", "", "institute"),
    ("policy:hedge", "Policy", "Hedge Fund for Hedgerows", "", "fund"),
    ("org:elsewhere", "Organisation", "Elsewhere Foundation", "", "foundation"),
)


def text_of(number: int, variant: dict[str, object]) -> str:
    return ISSUE.format(number=number, first=str(variant["lead"]).split()[0], **variant)


def dump(folder: Path) -> dict[str, list[str]]:
    """Every graph of a store with its quads, the merged one too, sorted."""
    found: dict[str, list[str]] = {}
    with store.open_store(folder / "store", hidden=True) as opened:
        for quad in opened._open:  # type: ignore[attr-defined]
            found.setdefault(str(quad.graph_name), []).append(str(quad.triple))
    public = {line for name, lines in found.items() if is_public(name.strip("<>")) for line in lines}
    whole = found[str(DefaultGraph())]
    assert sorted(whole) == sorted(public)  # each triple of a public graph once, and nothing else
    assert store.read_manifest(folder / "store").merged == len(whole)
    return {name: sorted(lines) for name, lines in sorted(found.items())}


def files(folder: Path) -> dict[str, str]:
    """Every file of a build but those of the database, whose bytes depend on its history."""
    return {name: digest for name, digest in tree(folder).items() if not name.startswith("store/")}


class Archive(RuleBasedStateMachine):
    """Issues come, change, go and move in time; rows are edited and names decided about."""

    @initialize()
    def begin(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="archive-"))
        self.folder = self.home / "graph"
        self.texts: dict[int, dict[str, object]] = {}
        self.rows = [list(row) for row in ROWS]
        self.decided: list[str] = []
        self.known = self.home / "known"
        (self.known / "decisions").mkdir(parents=True)
        self._write_rows()
        self._put(
            1, {"lead": LEADS[0], "role": ROLES[0], "body": BODIES[0], "extra": "", "month": 1, "day": 1}
        )

    def teardown(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)

    def _write_rows(self) -> None:
        with (self.known / "things.csv").open("w", newline="") as stream:
            table = csv.writer(stream)
            table.writerow(("id", "class", "name", "aliases", "kind", "note"))
            table.writerows((*row, "") for row in self.rows)
        head = "issue,class,mention,decision,target,name,kind,right_class,who,when,why,candidates\n"
        (self.known / "decisions" / "all.csv").write_text(head + "".join(self.decided))

    def _build(
        self, *paths: Path, folder: Path | None = None, forget: tuple[str, ...] = ()
    ) -> pipeline.Built:
        known = Authority.read(self.known)
        again = not paths and not forget
        return pipeline.build(paths, folder or self.folder, authority=known, forget=forget, again=again)

    def _put(self, number: int, variant: dict[str, object]) -> None:
        self.texts[number] = variant
        path = self.home / f"{number}.txt"
        path.write_text(text_of(number, variant))
        self._build(path)

    @rule(number=st.integers(1, 4), variant=VARIANT)
    def add_or_change(self, number: int, variant: dict[str, object]) -> None:
        self._put(number, variant)

    @precondition(lambda self: self.texts)
    @rule(data=st.data(), month=st.integers(1, 9))
    def move_in_time(self, data: st.DataObject, month: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.texts)))
        self._put(number, self.texts[number] | {"month": month})

    @precondition(lambda self: len(self.texts) > 1)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.texts)))
        del self.texts[number]
        self._build(forget=(f"lanes-and-ledgers-{number:02d}",))

    @rule(data=st.data())
    def edit_a_row(self, data: st.DataObject) -> None:
        row = data.draw(st.sampled_from(self.rows))
        row[3] = data.draw(st.sampled_from(("", "LCSE", "University of Marlow", "the Hedge Fund")))
        self._write_rows()
        self._build()

    @rule(data=st.data())
    def a_row_comes_or_goes(self, data: st.DataObject) -> None:
        row = list(data.draw(st.sampled_from(ROWS)))
        there = [r for r in self.rows if r[0] == row[0]]
        if there and len(self.rows) > 1:
            self.rows.remove(there[0])
        elif not there:
            self.rows.append(row)
        self._write_rows()
        self._build()

    @rule(
        scope=st.sampled_from(("*", "lanes-and-ledgers-01")),
        decision=st.sampled_from(("unsure", "not an entity", "new")),
    )
    def decide(self, scope: str, decision: str) -> None:
        target = "org:thornby,Thornby University,university" if decision == "new" else ",,"
        self.decided = [
            f"{scope},Organisation,Thornby University,{decision},{target},,ed,2025-03-0{1 + len(self.decided) % 9},,\n"
        ]
        self._write_rows()
        self._build()

    @invariant()
    def the_same_as_at_once(self) -> None:
        if not hasattr(self, "folder"):
            return
        other = self.home / "other"
        shutil.rmtree(other, ignore_errors=True)
        small, update._SMALL = update._SMALL, 10**9  # the other one is validated as a whole
        built = self._build(*(self.home / f"{n}.txt" for n in sorted(self.texts)), folder=other)
        update._SMALL = small
        assert built.place == other, list(built.report.lines())
        assert dump(self.folder) == dump(other)
        assert files(self.folder) == files(other)


class LargeArchive(Archive):
    """The same, validated as an archive is that does not fit in memory."""

    @initialize()
    def begin(self) -> None:
        self.small, update._SMALL = update._SMALL, 0
        super().begin()

    def teardown(self) -> None:
        update._SMALL = self.small
        super().teardown()


SETTINGS = settings(
    max_examples=int(os.environ.get("ARCHIVE_EXAMPLES", "20" if NIGHTLY else "2")),
    stateful_step_count=int(os.environ.get("ARCHIVE_STEPS", "6" if NIGHTLY else "4")),
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
Archive.TestCase.settings = LargeArchive.TestCase.settings = SETTINGS
TestArchive = Archive.TestCase
if NIGHTLY:
    TestLargeArchive = LargeArchive.TestCase


# --- whatever happens ---------------------------------------------------------------------------------------


Content = tuple[dict[str, list[str]], dict[str, str]]


def content(folder: Path) -> Content:
    return dump(folder), files(folder)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Three issues, and an archive of the first two, built once: where they were built, and a copy."""
    place, copy = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("copies") / "home"
    for number in (1, 2, 3):
        variant = {
            "lead": LEADS[number - 1],
            "role": ROLES[0],
            "body": BODIES[0],
            "extra": EXTRAS[number - 1],
            "month": number,
            "day": 1,
        }
        (place / f"{number}.txt").write_text(text_of(number, variant))
    pipeline.build([place / "1.txt", place / "2.txt"], place / "g")
    shutil.copytree(place, copy)
    return place, copy


@pytest.fixture
def home(prepared: tuple[Path, Path]) -> Path:
    """The three issues and the archive, as new. An archive names its files by where they are, so it is always there."""
    place, copy = prepared
    shutil.rmtree(place)
    shutil.copytree(copy, place)
    return place


_AT_ONCE: dict[tuple[bytes, ...], Content] = {}


def at_once(home: Path, *numbers: int) -> Content:
    """What an archive says that is built at once of the issues as they are now; built once for each content."""
    paths = [home / f"{n}.txt" for n in numbers]
    key = tuple(path.read_bytes() for path in paths)
    if key not in _AT_ONCE:
        pipeline.build(paths, home / "full")
        _AT_ONCE[key] = content(home / "full")
        shutil.rmtree(home / "full")
    return _AT_ONCE[key]


KILLED = """
import os, signal, sys
from lpipgraph import files
from lpipgraph.cli import main
from lpipgraph.reason import incremental
from lpipgraph.shapes import read_paths
point, number = sys.argv[1], [int(sys.argv[2])]
def end(reached):
    if reached == point:
        number[0] -= 1
        if not number[0]:
            os.kill(os.getpid(), signal.SIGKILL)
files.at_point.append(end)
sys.exit(main(sys.argv[3:]))
"""
POINTS = (
    ("an issue was read and waits", 2),
    ("an issue was read", 1),
    ("a part was made", 1),
    ("a part was made", 2),
    ("after backup", 1),
    ("a graph was replaced", 1),
    ("a graph was replaced", 7),
    ("before flush", 1),
    ("after flush", 1),
    ("after rename of the generation", 1),
    ("after the manifest", 1),
    ("before the exchange", 1),
    ("after the exchange", 1),
)


@pytest.mark.parametrize(("point", "number"), POINTS[:: 1 if NIGHTLY else 3])
def test_a_kill_at_any_moment_leaves_the_old_archive_or_the_new(home: Path, point: str, number: int) -> None:
    old, _ = at_once(home, 1, 2)
    (home / "2.txt").write_text(
        (home / "2.txt").read_text().replace("Reader", "Professor").replace("Jo", "Joan")
    )
    build = ["build", "2.txt", "3.txt", "-o", "g"]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, point, str(number), *build], cwd=home, check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    left = dump(home / "g")
    new = at_once(home, 1, 2, 3)
    assert left in (old, new[0])
    assert (left == new[0]) == (point == "after the exchange")
    pipeline.build([home / "2.txt", home / "3.txt"], home / "g")
    assert content(home / "g") == new
    assert sorted(p.name for p in home.iterdir() if p.suffix != ".txt") == ["g"]


@pytest.mark.parametrize("damage", by_day(["", "edited", "cut"], 1))
def test_what_a_killed_build_had_made_is_not_made_again(home: Path, damage: str) -> None:
    for number in (1, 2, 3):
        (home / f"{number}.txt").write_text((home / f"{number}.txt").read_text() + "\nThat is all.\n")
    paths = [home / f"{n}.txt" for n in (1, 2, 3)]
    subprocess.run(
        [sys.executable, "-c", KILLED, "a part was made", "3", "build", *map(str, paths), "-o", "g"],
        cwd=home, check=False, capture_output=True,
    )  # fmt: skip
    (left,) = home.glob(".g.*.tmp")
    if damage:  # one issue's, and another's part
        (names,), (graphs, *_) = (
            left.glob("records/names/*-01.json"),
            sorted(left.glob("parts/lanes-and-ledgers-2-*/graphs.nq")),
        )
        for path in (names, graphs):
            path.write_bytes(
                path.read_bytes()[:-9] if damage == "cut" else path.read_bytes().replace(b"a", b"b", 1)
            )
    steps: list[str] = []
    pipeline.build(paths, home / "g", step=steps.append)
    done = [step.split(" (")[0] for step in steps if step.startswith(("reading", "building"))]
    assert done == (
        ["reading 1.txt", "building the graph of Lanes and Ledgers 2", "building the graph of Lanes and Ledgers 3"]
        if damage
        else ["building the graph of Lanes and Ledgers 3"]
    )  # fmt: skip
    assert content(home / "g") == at_once(home, 1, 2, 3)
    assert sorted(p.name for p in home.iterdir() if p.suffix != ".txt") == ["g"]


def test_what_was_read_before_a_kill_is_not_read_again(home: Path) -> None:
    for number in (1, 2, 3):
        (home / f"{number}.txt").write_text((home / f"{number}.txt").read_text() + "\nThat is all.\n")
    paths = [home / f"{n}.txt" for n in (1, 2, 3)]
    for _ in range(2):  # what is taken up outlasts another kill
        subprocess.run(
            [sys.executable, "-c", KILLED, "an issue was read and waits", "2", "build", *map(str, paths), "-o", "g"],
            cwd=home, check=False, capture_output=True,
        )  # fmt: skip
    steps: list[str] = []
    pipeline.build(paths, home / "g", step=steps.append)
    assert sum(step.startswith("reading") for step in steps) == 1
    assert content(home / "g") == at_once(home, 1, 2, 3)


@pytest.mark.parametrize("worth", [5, 7])
def test_what_a_stopped_build_had_made_is_taken_up_where_it_was_much(
    home: Path, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C after three issues and three parts."""
    for number in (1, 2, 3):
        (home / f"{number}.txt").write_text((home / f"{number}.txt").read_text() + "\nThat is all.\n")
    paths = [home / f"{n}.txt" for n in (1, 2, 3)]
    parts: list[str] = []

    def stop(reached: str) -> None:
        parts.extend([reached] if reached == "a part was made" else [])
        if len(parts) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(manifest, "_WORTH", worth + 3)  # each issue is written down as read, and in its place
    monkeypatch.setattr("lpipgraph.files.at_point", [stop])
    with pytest.raises(KeyboardInterrupt) as stopped:
        pipeline.build(paths, home / "g")
    kept = worth < 6
    assert bool(list(home.glob(".g.*.tmp"))) is kept
    assert (
        getattr(stopped.value, "__notes__", [])
        == ["the next build goes on from what this one has made"] * kept
    )
    monkeypatch.setattr("lpipgraph.files.at_point", [])
    steps: list[str] = []
    pipeline.build(paths, home / "g", step=steps.append)
    assert any(step.startswith("reading") for step in steps) is not kept
    assert content(home / "g") == at_once(home, 1, 2, 3)
    assert sorted(p.name for p in home.iterdir() if p.suffix != ".txt") == ["g"]


@pytest.mark.parametrize("year", [1985, 2101])
def test_a_clock_that_jumps_changes_nothing(home: Path, year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set back or forward between two builds and in the midst of one; files that say that they are of another time."""
    full = at_once(home, 1, 2, 3)
    then = (year - 1970) * 365.25 * 86_400
    now = iter(range(10**6))
    monkeypatch.setattr(time, "time", lambda: then + next(now) * (-1) ** next(now) * 86_400)
    for path in home.glob("*.txt"):
        os.utime(path, (then, then))
    built = pipeline.build([home / "1.txt", home / "2.txt"], home / "g")
    assert not built.outcome.changed
    pipeline.build([home / "3.txt"], home / "g")
    assert content(home / "g") == full
    monkeypatch.undo()
    for path in [*home.glob("*.txt"), *(p for p in (home / "g").rglob("*") if p.is_file())]:
        os.utime(path, (then, then))
    built = pipeline.build([home / f"{n}.txt" for n in (1, 2, 3)], home / "g")
    assert not built.outcome.changed


def test_any_order_gives_one_archive(home: Path) -> None:
    wanted = at_once(home, 1, 2, 3)
    # the newest first by day, at night all six orders
    for n, order in enumerate(permutations((1, 2, 3)) if NIGHTLY else ((3, 2, 1),)):
        for number in order:
            pipeline.build([home / f"{number}.txt"], home / f"o{n}")
        assert content(home / f"o{n}") == wanted


def test_what_has_not_changed_is_not_touched(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {p: p.stat().st_ino for p in (home / "g").rglob("*")}
    assert main(["build", str(home / "1.txt"), str(home / "2.txt"), "-o", str(home / "g")]) == 0
    assert {p: p.stat().st_ino for p in (home / "g").rglob("*")} == before
    ledger = read_ledger(home / "g")
    assert ledger is not None
    assert pipeline.build([home / "3.txt"], home / "g").outcome.again == {}
    kept = {p.name for p in (home / "g" / "parts").iterdir()}
    assert {held.part.name for held in ledger.issues if held.part} <= kept


def test_rules_and_shapes_are_parsed_once_in_a_process(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted: to parse their SPARQL costs as much as a tenth of a change to an archive."""
    parsed: Counter[str] = Counter()
    real = parser.parseQuery

    def counted(text: str) -> object:
        parsed[text] += 1
        return real(text)

    monkeypatch.setattr(parser, "parseQuery", counted)
    monkeypatch.setattr(update, "_SMALL", 0)
    for kept in (incremental._settled, read_paths._parsed, validation._slicer):
        kept.cache_clear()
    pipeline.build([home / "3.txt"], home / "g")
    assert set(parsed.values()) == {1}
    assert {rule.text for rule in reason.rules()} < set(parsed)
    for number, lead in ((2, LEADS[2]), (3, LEADS[1])):
        path = home / f"{number}.txt"
        path.write_text(path.read_text().replace(LEADS[number - 1], lead))
        assert pipeline.build([path], home / "g").outcome.changed
    assert set(parsed.values()) == {1}


PARTS = (
    "parts/lanes-and-ledgers-1-*/graphs.nq",
    "records/names/*-01.json",
    "parts/shared/vocabulary-*/graphs.nq",
    "parts/ledger.json",
    "store/conclusions/conclusions.db",
    "store/conclusions/facts/CURRENT",
    "store/conclusions/files.json",
)


@pytest.mark.parametrize(("where", "damage"), by_day(list(product(PARTS, ("cut", "edited", "gone"))), 8))
def test_a_damaged_part_is_made_again(home: Path, damage: str, where: str) -> None:
    wanted = at_once(home, 1, 2)
    (path,) = (home / "g").glob(where)
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[:-9] if damage == "cut" else whole[:40] + b"X" + whole[41:])
    pipeline.build([home / "1.txt", home / "2.txt"], home / "g")
    assert content(home / "g") == wanted
    assert entailments.intact(home / "g")


def test_an_issue_that_cannot_be_read_keeps_its_earlier_part(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "2.txt").write_text("Take three eggs.\n")
    assert main(["build", str(home / "2.txt"), str(home / "3.txt"), "-o", str(home / "g")]) == 2
    err = capsys.readouterr().err
    assert "2.txt: " in err
    assert "lanes-and-ledgers-02: not read now, it stays as the earlier build has it" in err
    ledger = read_ledger(home / "g")
    assert ledger is not None
    assert [held.number for held in ledger.issues] == ["1", "2", "3"]


def test_an_issue_of_another_series_stands_beside_that_of_its_number(home: Path) -> None:
    other = home / "other.txt"
    other.write_text((home / "1.txt").read_text().replace("Lanes and Ledgers", "Hedges and Hills"))
    assert main(["build", str(other), str(home / "3.txt"), "-o", str(home / "g")]) == 0
    ledger = read_ledger(home / "g")
    assert ledger is not None
    assert sorted((held.id, held.number) for held in ledger.issues) == [
        ("hedges-and-hills-01", "1"), ("lanes-and-ledgers-01", "1"), ("lanes-and-ledgers-02", "2"), ("lanes-and-ledgers-03", "3"),
    ]  # fmt: skip


def test_the_status_says_what_is_out_of_date(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ["status", "--at", str(home / "g")]
    assert main(at) == 0
    (home / "1.txt").write_text((home / "1.txt").read_text() + "\nThat is all.\n")
    (home / "2.txt").unlink()
    assert main(at) == 1
    told = capsys.readouterr().out
    assert "its file has changed" in told
    assert "its file cannot be read" in told
    monkeypatch.setattr("lpipgraph.archive.ingest.reader_stamp", lambda: "another")
    assert main(at) == 1
    assert capsys.readouterr().out.count("the reader is another version") == 2


def test_a_new_reader_reads_again_what_it_can(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "2.txt").unlink()
    monkeypatch.setattr("lpipgraph.archive.ingest.reader_stamp", lambda: "another")
    assert main(["build", str(home / "3.txt"), "-o", str(home / "g")]) == 0
    err = capsys.readouterr().err
    assert "read again, for the reader is another version: lanes-and-ledgers-01" in err
    assert (
        "lanes-and-ledgers-02: the reader is another version; its source is gone or another, it stays" in err
    )


def test_an_issue_is_forgotten_by_its_name(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "lanes-and-ledgers-3", "--at", str(home / "g")]) == 2
    assert "did you mean" in capsys.readouterr().err
    assert main(["forget", "Lanes and Ledgers No. 2", "--at", str(home / "g")]) == 0
    assert dump(home / "g") == at_once(home, 1)[0]
    assert main(["forget", "lanes-and-ledgers-01", "--at", str(home / "g")]) == 2
    assert main(["forget", "--at", str(home / "g")]) == 2


def test_a_row_that_a_decision_names_may_go(tmp_path: Path) -> None:
    machine = Archive()
    machine.begin()
    try:
        machine.decide("*", "not an entity")
        machine.rows = machine.rows[-1:]
        machine._write_rows()
        machine._build()
        machine.the_same_as_at_once()
    finally:
        machine.teardown()


FAULTS = '''
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix lpip: <https://w3id.org/lpip/ontology#> . @prefix e: <http://e/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix oa: <http://www.w3.org/ns/oa#> .
e:Claims a sh:NodeShape ; sh:targetSubjectsOf rdf:predicate ; sh:property [ sh:path rdf:subject ; sh:maxCount 0 ] .
e:Segments a sh:NodeShape ; sh:targetObjectsOf oa:hasTarget ; sh:property [ sh:path oa:exact ; sh:maxLength 20 ] .
e:Spoken a sh:NodeShape ; sh:targetObjectsOf rdf:subject ; sh:property [ sh:path [ sh:inversePath rdf:subject ] ; sh:maxCount 3 ] .
e:Parted a sh:NodeShape ; sh:targetObjectsOf rdf:subject ; sh:sparql [ sh:message "{?p}: {?value}" ; sh:select """
    SELECT $this ?p ?value WHERE { ?claim <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> $this ;
        <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> ?p ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> ?value .
        FILTER EXISTS { $this ?any ?value } }""" ] .
'''


def test_an_archive_judged_some_nodes_at_a_time_has_the_report_of_all(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "odd.ttl").write_text(FAULTS)
    odd = shapes.load_shapes(home / "odd.ttl")
    monkeypatch.setattr(validation, "_slicer", lambda: shapes.Slicer(odd))
    monkeypatch.setattr(validation, "_MANY", 50)
    built = pipeline.build([home / f"{n}.txt" for n in (1, 2, 3)], home / "g")
    generation = home / "g" / "store" / f"store-{store.read_manifest(home / 'g' / 'store').generation}"
    tasks = validation.to_judge(home / "g", built.ledger, generation)
    assert tasks is not None
    found = validation.all_of(map(validation.judged, tasks))
    assert len(found.results) > 100
    # two issues say the same of one thing: the claim of each is a result
    assert any(result.count > 1 for result in found.results if result.message.startswith("leads theme"))
    assert found == shapes.validate(built.dataset, odd)
