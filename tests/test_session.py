"""The graph from Python: questions, rows, reasons, things, and what they become in other libraries."""

from __future__ import annotations

import doctest
import json
import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import issue_one
import pandas
import pytest
from pyoxigraph import Literal, NamedNode
from sparql_server import oxigraph_server

import lpipgraph
from lpipgraph import plots, session
from lpipgraph.errors import InputError, QueryRefused, UnknownName
from lpipgraph.session import Graph
from lpipgraph.store import load


@pytest.fixture(scope="module")
def g() -> Iterator[Graph]:
    with lpipgraph.open(issue_one.whole()) as g:
        yield g


def test_a_question_gives_rows(g: Graph) -> None:
    rows = g.ask("theme-leads", theme="skills")
    assert rows.columns[:2] == ("theme", "lead")
    assert rows[0]["lead"] == rows[0]["personName"] == "Kostas Kollydas"
    assert rows[0].terms["person"] == NamedNode("https://w3id.org/lpip/id/person/kostas-kollydas")
    assert [row["lead"] for row in rows[:1]] == ["Kostas Kollydas"]
    with pytest.raises(KeyError):
        rows[0]["led"]
    assert repr(rows) == f"<{len(rows)} rows of theme-leads: {', '.join(rows.columns)}>"
    assert "Kostas Kollydas" in str(rows)
    assert '<td style="text-align: left">Kostas Kollydas</td>' in rows._repr_html_()


@pytest.mark.parametrize(
    "given",
    [
        "skills",
        ["skills"],
        "https://w3id.org/lpip/id/theme/skills",
        NamedNode("https://w3id.org/lpip/id/theme/skills"),
    ],
)
def test_parameters_take_what_people_have(g: Graph, given: object) -> None:
    assert {row["theme"] for row in g.ask("theme-leads", theme=given)} == {"Skills"}


def test_several_values_and_values_of_pythons_own(g: Graph) -> None:
    assert {row["theme"] for row in g.ask("theme-leads", theme=("skills", "Innovation"))} == {
        "Skills",
        "Innovation",
    }
    day = date(2025, 2, 1)
    rows = g.ask("upcoming-events", from_=day)
    assert len(rows) == len(g.ask("upcoming-events", from_=Literal("2025-02-01"))) > 0


def test_what_is_missing_is_refused_as_on_the_command_line(g: Graph) -> None:
    with pytest.raises(InputError, match="connections needs the parameter from"):
        g.ask("connections")
    with pytest.raises(InputError, match="connections needs the parameter to"):
        lpipgraph.query("connections").bind(**{"from": NamedNode("https://e.org/x")})
    with pytest.raises(UnknownName, match="did you mean 'theme-leads'"):
        g.ask("theme-lead")
    with pytest.raises(UnknownName, match="did you mean 'Skills'"):
        g.ask("theme-leads", theme="skils")


def test_each_row_has_its_reasons_in_words(g: Graph) -> None:
    rows = g.ask("theme-leads", theme="skills")
    for number, row in enumerate(rows):
        reasons = rows.why(row)
        assert reasons
        assert reasons == rows.why(number)
        for reason in reasons:
            assert "w3id.org" not in reason
            assert ".csv" not in reason
            assert reason.evidence.quote
    with pytest.raises(InputError, match="prepared"):
        g.sparql("SELECT ?s { ?s ?p ?o } LIMIT 1").why(0)  # type: ignore[union-attr]


def test_rows_become_a_data_frame(g: Graph) -> None:
    rows = g.ask("policies-of-theme", theme="skills")
    frame = rows.df()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns[: len(rows.columns)]) == list(rows.columns)
    for name in g.queries:
        if not any(p.required for p in g.queries[name].parameters):
            assert g.ask(name).df().columns.is_unique, name
    assert frame["theme_iri"][0] == "https://w3id.org/lpip/id/theme/skills"
    assert len(frame) == len(rows)
    with pytest.raises(UnknownName, match="library of data frames"):
        rows.df("dask")


@pytest.mark.parametrize(
    "name",
    [q.name for q in lpipgraph.queries.catalogue().values() if q.form == "SELECT" and not q.missing(())],
)
def test_things_of_a_graph_bear_their_names(g: Graph, name: str) -> None:
    """Also those that no row shows, and that stand there because a row rests on them."""
    made = g.ask(name).graph()
    for node, values in made.nodes(data=True):
        if node.startswith("https://w3id.org/lpip/id/") and values["label"] == node.rsplit("/", 1)[-1]:
            named = f"ASK {{ <{node}> rdfs:label|skos:prefLabel ?name . FILTER (STR(?name) != '{values['label']}') }}"
            assert not g.sparql(named), node


def test_rows_become_a_network(g: Graph) -> None:
    network = g.ask("theme-leads").graph()
    names = dict(network.nodes(data="label"))
    assert {"Kostas Kollydas", "Skills", "City-REDI"} <= set(names.values())
    links = {(names[a], values["label"], names[b]) for a, b, values in network.edges(data=True)}
    assert ("Kostas Kollydas", "leads theme", "Skills") in links
    made = g.ask("graph-of-theme", theme="Skills")
    assert made.columns == ("subject", "predicate", "object")
    assert ("Kostas Kollydas", "leads theme", "Skills") in {
        (made.graph().nodes[a]["label"], values["label"], made.graph().nodes[b]["label"])
        for a, b, values in made.graph().edges(data=True)
    }


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "jsonl", "md", "txt", "xlsx", "parquet"])
def test_rows_are_saved_by_suffix(g: Graph, tmp_path: Path, suffix: str) -> None:
    rows = g.ask("theme-leads")
    rows.save(tmp_path / f"leads.{suffix}", why=True)
    content = (tmp_path / f"leads.{suffix}").read_bytes()
    assert content
    if suffix in ("xlsx", "parquet"):
        frame = {"xlsx": pandas.read_excel, "parquet": pandas.read_parquet}[suffix](
            tmp_path / f"leads.{suffix}"
        )
        assert next(iter(frame["personName"])) == rows[0]["lead"]
        assert all(frame["why"])
    else:
        assert "Kostas Kollydas" in content.decode()
    with pytest.raises(UnknownName, match="format of rows"):
        rows.save(tmp_path / "leads.yaml")


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "graphml", "gexf", "dot"])
def test_a_graph_is_saved_by_suffix_twice_the_same(g: Graph, tmp_path: Path, suffix: str) -> None:
    made = g.ask("graph-of-theme", theme="Skills")
    made.save(tmp_path / f"a.{suffix}")
    made.save(tmp_path / f"b.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    assert "Kostas Kollydas" in (tmp_path / f"a.{suffix}").read_text("utf-8")


def test_blank_nodes_keep_their_mark_in_json_ld(g: Graph) -> None:
    made = g.sparql(
        "CONSTRUCT { _:x rdfs:label ?o ; rdfs:seeAlso _:y } WHERE { <https://w3id.org/lpip/id/theme/skills> rdfs:label ?o }"
    )
    assert not isinstance(made, bool)
    things = json.loads(made.to("jsonld"))["@graph"]
    assert all(thing["@id"].startswith("_:") for thing in things)
    assert things[0]["rdfs:seeAlso"][0]["@id"].startswith("_:")


def test_a_thing_tells_what_is_said_of_it(g: Graph) -> None:
    nesta = g.thing("Nesta")
    assert repr(nesta) == "<organisation Nesta>"
    assert nesta.iri.endswith("/organisation/nesta")
    assert nesta.statements
    assert all(statement.reasons for statement in nesta.statements)
    assert any("Nesta" in sentence for sentence in nesta.sentences)
    assert "Nesta" in nesta._repr_html_()
    assert repr(g.thing("theme:innovation")) == "<theme Innovation>"
    with pytest.raises(InputError, match="names 2 things"):
        g.thing("Innovation")


def test_own_sparql_reads_and_no_more(g: Graph) -> None:
    assert g.sparql("ASK { ?s lpip:leadsTheme ?t }") is True
    rows = g.sparql("SELECT ?s { ?s lpip:leadsTheme ?t }")
    assert not isinstance(rows, bool)
    assert rows.columns == ("s",)
    for text in (
        "DROP ALL",
        "SELECT * { SERVICE <http://127.0.0.1/> { } }",
        "SELECT * FROM <file:///etc/passwd> { }",
    ):
        with pytest.raises(QueryRefused):
            g.sparql(text)


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib warns of itself
def test_rdflib_finds_what_the_questions_find(g: Graph) -> None:
    found = g.as_rdflib()
    assert len(found.query(lpipgraph.query("theme-leads").text)) == len(g.ask("theme-leads"))
    assert not [name for name in found.graphs() if "candidates" in str(name.identifier)]


def test_the_questions_are_listed_and_found(g: Graph) -> None:
    assert len(g.queries) == len(list(g.queries)) >= 25
    assert g.queries["theme-leads"].columns
    assert "secondments" in [query.name for query in g.queries.search("seconded")]
    assert g.queries.search("xyzzy") == []
    assert len(repr(g.queries)) < 200
    assert len(repr(g.queries["connections"])) < 400
    assert "theme-leads" in g.queries._repr_html_()


def test_whatever_is_shown_is_short(g: Graph) -> None:
    built = lpipgraph.build()
    for one in (
        built,
        built.report,
        built.records[0],
        built.documents[0],
        g,
        g.ask("about", thing="Nesta"),
        g.ask("about", thing="Nesta").answer,
    ):
        assert len(repr(one)) < 300


@pytest.mark.parametrize("name", ["graph", "store", "session", "queries", "results", "vocabulary"])
def test_submodules_come_when_they_are_named(name: str) -> None:
    assert getattr(lpipgraph, name) is import_module(f"lpipgraph.{name}")


def test_the_examples_of_the_documentation_run() -> None:
    for module in (lpipgraph, session, plots):
        assert doctest.testmod(module, extraglobs={"lpipgraph": lpipgraph}).failed == 0


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(lpipgraph.__file__).parent / "py.typed").exists()


def test_a_server_is_asked_as_a_folder_is(g: Graph) -> None:
    with oxigraph_server() as url:
        load(issue_one.whole(), url)
        with lpipgraph.open(url) as there:
            assert (
                there.ask("theme-leads", theme="skills").answer == g.ask("theme-leads", theme="skills").answer
            )
            assert there.thing("Nesta").statements == g.thing("Nesta").statements
        with lpipgraph.open(url, rows=5) as there:
            found = there.sparql("SELECT ?s { ?s rdfs:label ?o }")
            assert not isinstance(found, bool)
            assert (len(found), found.truncated) == (5, True)


def test_an_answer_that_was_cut_says_so_wherever_it_goes(tmp_path: Path) -> None:
    with lpipgraph.open(issue_one.whole(), rows=3) as g:
        for rows in (g.ask("people"), g.sparql("SELECT ?x WHERE { ?x a lpip:Person }")):
            assert not isinstance(rows, bool)
            assert rows.truncated
            for told in (repr(rows), str(rows), rows._repr_html_()):
                assert re.search(r"\b[Tt]he first 3 rows", told), told
            for pass_on in (rows.df, rows.graph, lambda rows=rows: rows.save(tmp_path / "some.csv")):
                with pytest.warns(UserWarning, match="Only the first 3 rows"):
                    pass_on()
        whole = g.ask("theme-leads", theme="skills")
        assert repr(whole).startswith("<2 rows of")
        assert "first" not in str(whole) + whole._repr_html_()


def test_a_byte_order_mark_is_no_word_of_a_query(g: Graph) -> None:
    asked = "SELECT ?x WHERE { ?x a lpip:Theme }"
    marked, plain = g.sparql(f"\ufeff{asked}"), g.sparql(asked)
    assert not isinstance(marked, bool)
    assert not isinstance(plain, bool)
    assert len(marked) == len(plain) > 0
    assert repr(g.sparql("SELECT ?x WHERE { ?x a lpip:Theme } LIMIT 1")) == "<1 row of SPARQL: x>"
