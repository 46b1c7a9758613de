"""The work of a question grows with the archive and no faster: counted in rows of the engine's plan, which no busy machine changes.

What an engine does badly is joined wholly before it is asked for: a sub-SELECT or an OPTIONAL that names no parameter, an
EXISTS of several patterns, a name that is looked for after an OPTIONAL. Each makes the work of one question that of all.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from common import by_day, script
from pyoxigraph import Quad
from pyoxigraph import Store as Engine
from series import graphs

from lpipgraph import document
from lpipgraph.queries import Parameter, Query, catalogue, choices, resolve
from lpipgraph.store import open_store
from lpipgraph.store_protocol import Store
from lpipgraph.vocabulary import iri, is_public

made_issues = script("benchmarks/made_issues.py")

SMALL, LARGE = 4, 16
#: So much faster than the data and the answer may the work grow: some issues say more than others.
MOST = 1.35
#: Less work than this is not judged: it is that of the ontology and the authority, or of a few rows.
FEW = 120
#: What is asked of one thing that one issue alone names costs so many times the work at most, and so much more.
ALIKE, MORE = 1.5, 150
#: Kinds of parameters that name one thing.
THINGS = frozenset({"thing", "person", "organisation", "policy", "publication", "event"})
#: Questions about one thing that go over all of its kind, once: what they ask is how it stands among them.
AMONG_ALL = {
    ("boards", "person"), ("careers", "organisation"), ("people", "organisation"), ("people-bridging-organisations", "organisation"),
    ("partners", "organisation"), ("organisations-and-themes", "organisation"), ("policies-in-several-articles", "policy"),
}  # fmt: skip

_NAMED = "SELECT DISTINCT ?thing ?issue { ?e lpip:names ?thing ; oa:hasTarget/oa:hasSource/dcterms:source/bibo:issue ?issue }"


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of made issues: as a store of ours, and as a folder for Oxigraph's program.

    `named` are its things with the numbers of the issues that name them.
    """

    store: Store
    folder: Path
    named: Mapping[str, set[str]]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, Archive]:
    return _archive(tmp_path_factory.mktemp("small"), SMALL), _archive(
        tmp_path_factory.mktemp("large"), LARGE
    )


def _archive(folder: Path, count: int) -> Archive:
    made = [(document.parse(each.text), each.records) for each in made_issues.issues(count, short=True)]
    dataset = graphs(made)
    engine = Engine(str(folder / "store"))
    engine.bulk_extend(Quad(*q.triple) for q in dataset if is_public(q.graph_name))
    engine.flush()
    store = open_store(None, dataset)
    named: dict[str, set[str]] = {}
    for row in store.select(_NAMED).rows:
        thing, issue = (str(getattr(term, "value", "")) for term in row)
        named.setdefault(thing, set()).add(issue)
    return Archive(store, folder, named)


def explained(archive: Archive, text: str) -> tuple[int, int]:
    """Rows that all steps of the plan gave, and rows of the answer."""
    plan, answer = archive.folder / "plan.json", archive.folder / "answer"
    program = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    assert program, "pip install oxigraph"
    rows = "json" if "\nSELECT" in text else "nt"
    options = ("--explain-file", plan, "--stats", "--results-file", answer, "--results-format", rows)
    subprocess.run(
        (program, "query", "--location", archive.folder / "store", "--query", text, *options), check=True
    )
    top = json.loads(plan.read_bytes())["plan"]
    return _steps(top), top.get("number of results", 0)


def _steps(node: Mapping[str, object]) -> int:
    children = node.get("children", ())
    assert isinstance(children, list | tuple)
    return int(str(node.get("number of results", 0))) + sum(map(_steps, children))


def given(archive: Archive, asked: Query, named: Mapping[str, str]) -> str:
    """The question with what it must be told, and what is `named`."""
    return asked.bind(**resolve(archive.store, asked, {**wanted(archive, asked), **named}))


def wanted(archive: Archive, asked: Query) -> dict[str, str]:
    """Something for each parameter that a question needs."""
    return {
        p.name: next(iter(choices(archive.store, p)), asked.example.get(p.name, ""))
        for p in asked.parameters
        if p.required
    }


@pytest.mark.parametrize("name", by_day(sorted(catalogue()), 16))
def test_four_times_the_issues_are_some_four_times_the_work(
    name: str, archives: tuple[Archive, Archive]
) -> None:
    small, large = archives
    text = given(small, catalogue()[name], {})
    (work, rows), (more, answers) = explained(small, text), explained(large, text)
    grown = max(LARGE / SMALL, answers / max(rows, 1))
    assert more < MOST * grown * max(work, FEW), f"{work} → {more} for {rows} → {answers} rows"


def of_one_issue(large: Archive, wanted: Parameter) -> str:
    """A thing that one of the first issues names and no other does, of the kind that a parameter wants; empty if there is none."""
    named = large.named
    return next(
        (
            iri
            for iri in sorted(choices(large.store, wanted))
            if len(named.get(iri, ())) == 1 and int(*named[iri]) <= SMALL
        ),
        "",
    )


SELECTIVE = [(q.name, p.name) for q in catalogue().values() for p in q.parameters if p.kind in THINGS]


@pytest.mark.parametrize(("name", "parameter"), by_day(SELECTIVE, 12))
def test_a_question_about_one_thing_costs_what_is_said_of_it(
    name: str, parameter: str, archives: tuple[Archive, Archive]
) -> None:
    small, large = archives
    asked = catalogue()[name]
    thing = of_one_issue(large, asked.parameter(parameter))
    if not thing:
        pytest.skip("the made issues name no such thing once")
    text = given(small, asked, {parameter: thing})
    (work, rows), (more, answers) = explained(small, text), explained(large, text)
    grown = ALIKE * max(1, answers / max(rows, 1))
    assert more <= grown * work + MORE or (name, parameter) in AMONG_ALL, f"{work} → {more} for {thing}"


AS_OF = sorted(q.name for q in catalogue().values() if any(p.name == "asof" for p in q.parameters))
#: Of what these ask the short made issues have nothing.
NOT_MADE = frozenset(
    {
        "boards", "case-studies", "commissions", "concepts-of-theme", "definitions", "findings", "funding", "partners",
        "policies-by-nation", "policies-of-theme", "questions-of-theme", "reports-since", "secondments", "successions", "summaries",
        "sums",
    }
)  # fmt: skip


@pytest.mark.parametrize("name", AS_OF)
def test_how_it_stands_now_is_how_the_newest_issue_had_it(
    name: str, archives: tuple[Archive, Archive]
) -> None:
    _, large = archives
    asked = catalogue()[name]
    things = {p.name: choices(large.store, p) for p in asked.parameters if p.kind in {*THINGS, "theme"}}
    for example in (
        wanted(large, asked),
        *({name: each} for name, known in things.items() for each in sorted(known)[:5]),
    ):
        now = large.store.select(asked.bind(**resolve(large.store, asked, example)))
        then = large.store.select(asked.bind(**resolve(large.store, asked, {**example, "asof": LARGE})))
        assert now.rows == then.rows
        assert now.rows or example != wanted(large, asked) or name in NOT_MADE


@pytest.mark.parametrize("theme", ["innovation", "environment-greener-economy"])
def test_who_leads_a_theme_costs_no_more_with_more_issues(
    theme: str, archives: tuple[Archive, Archive]
) -> None:
    """All issues speak of a theme: the question looks at the newest alone."""
    small, large = archives
    text = catalogue()["theme-leads"].bind(theme=iri.id("theme", theme))
    (work, rows), (more, answers) = explained(small, text), explained(large, text)
    assert more <= 1.5 * max(1, answers / rows) * work, f"{work} → {more} for {rows} → {answers} rows"
