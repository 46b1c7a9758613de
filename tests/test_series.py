"""The prepared queries over several issues: each has its expected rows on three small issues, the same in two engines.

``python tests/test_series.py`` writes the expected rows anew (``tests/queries/series/*.csv``): read the difference before
you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rdflib
import series
import test_queries as one
from common import NIGHTLY, by_day, rewrite
from issue_one import authority
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat
from pyoxigraph import Store as Engine

import lpipgraph
from lpipgraph import document, graph, shapes
from lpipgraph.document import Document
from lpipgraph.errors import InputError, UnknownName
from lpipgraph.names import slug
from lpipgraph.queries import catalogue, evidence, query, resolve
from lpipgraph.records import Entity, Records, Relation, Value
from lpipgraph.session import Graph
from lpipgraph.store import open_store
from lpipgraph.store_protocol import Answer, Store, Term
from lpipgraph.vocabulary import is_public

EXPECTED = Path(__file__).parent / "queries" / "series"
NAMES = sorted(catalogue())
SELECTS = [name for name in NAMES if catalogue()[name].form == "SELECT"]
#: What the required parameters are here.
GIVEN = {
    "about": {"thing": "Bola Cole"},
    "connections": {"from": "Nesta", "to": "City-REDI"},
    "link": {"from": "Ann Reed", "to": "theme:Skills"},
    "mentions-of": {"thing": "Nesta"},
    "sentences": {"words": "hub"},
    "people-of-organisation": {"organisation": "City-REDI"},
    "graph-of-theme": {"theme": "Skills"},
}
#: The three issues count nothing, and state all that they say.
EMPTY = {"counts", "figures", "not-stated"}


@cache
def memory() -> Store:
    return open_store(None, series.whole())


@cache
def in_rdflib() -> rdflib.Graph:
    engine = Engine()
    engine.bulk_extend(Quad(*q.triple) for q in series.whole() if is_public(q.graph_name))  # type: ignore[arg-type]
    content = engine.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    assert content
    rdflib.NORMALIZE_LITERALS = False
    return rdflib.Graph().parse(data=content, format="nt")


@cache
def bound(name: str) -> str:
    asked = catalogue()[name]
    return asked.bind(**resolve(memory(), asked, GIVEN.get(name, {})))


@cache
def answer(name: str) -> Answer:
    return memory().select(bound(name))


@pytest.fixture(scope="module")
def g() -> Iterator[Graph]:
    with lpipgraph.open(series.whole()) as g:
        yield g


def table(name: str) -> str:
    return one.written(catalogue()[name], memory(), bound(name))


def test_there_are_three_issues_and_their_graph_is_well() -> None:
    assert len(series.FILES) >= 3
    assert len(series.things()) >= 40
    assert shapes.validate(series.whole()).conforms
    assert len(NAMES) >= 55


def test_each_query_has_expected_rows_and_no_file_is_left_over() -> None:
    assert sorted(path.stem for path in EXPECTED.glob("*.csv")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_rows_are_the_expected_ones(name: str) -> None:
    expected = (EXPECTED / f"{name}.csv").read_text("utf-8")
    assert (len(expected.splitlines()) > 1) != (name in EMPTY)
    assert table(name) == expected
    lines = expected.splitlines()
    assert len(lines) == len(set(lines)) or name in ("connections", "graph-of-theme", "network"), (
        "a row is shown twice"
    )


#: Take rdflib longer than all others together: at night only.
SLOW_IN_RDFLIB = ("bridges", "network", "organisations-and-themes")


@pytest.mark.parametrize("name", by_day([n for n in NAMES if NIGHTLY or n not in SLOW_IN_RDFLIB], 12))
def test_rdflib_gives_the_same_rows(name: str) -> None:
    found = in_rdflib().query(bound(name))
    if catalogue()[name].form == "CONSTRUCT":
        made = memory().construct(bound(name))
        assert {tuple(map(one.plain, t)) for t in found} == {
            (one.plain(q.subject), one.plain(q.predicate), one.plain(q.object)) for q in made
        }
        return
    assert [tuple(map(one.plain, row)) for row in found] == one.rows(answer(name))


@pytest.mark.parametrize("name", SELECTS)
def test_every_row_leads_back_to_the_issues_words(name: str) -> None:
    behind = evidence(memory(), catalogue()[name], answer(name))
    for row, items in zip(answer(name).rows, behind, strict=True):
        assert items, [one.word(term) for term in row]


def shown(g: Graph, name: str, *columns: str, **given: object) -> list[tuple[object, ...]]:
    return list(dict.fromkeys(tuple(row[c] for c in columns) for row in g.ask(name, **given)))


def test_now_and_as_it_stood(g: Graph) -> None:
    def leads(**given: object) -> dict[object, object]:
        return dict(shown(g, "theme-leads", "theme", "lead", **given))  # type: ignore[arg-type]

    assert leads() == {"Cultural Recovery": "Eva Flint", "Innovation": "Dev Ellis", "Skills": "Carys Dunn"}
    assert leads(asof=1) == {"Innovation": "Bola Cole", "Skills": "Ann Reed"}
    assert leads(asof=2) == {"Innovation": "Bola Cole", "Skills": "Carys Dunn"}
    assert leads(asof="Issue No. 1") == leads(asof=1)
    with pytest.raises(UnknownName, match="no issue is called '9'; choose from: 1, 2, 3"):
        leads(asof=9)
    with pytest.raises(InputError, match="not a valid issue"):
        leads(asof="the first")


def test_nobody_works_where_they_left(g: Graph) -> None:
    assert shown(g, "people", "organisation", person="Bola Cole") == [("Nesta",)]
    assert shown(g, "people", "organisation", person="Bola Cole", asof=1) == [("City-REDI",)]
    assert {name for (name,) in shown(g, "people", "person")} == {
        row["name"] for row in series.things().values() if row["class"] == "Person"
    }
    assert shown(g, "secondments", "seconded to", "works at", person="Bola Cole")[0][1] == "Nesta"
    assert shown(g, "boards", "member") == [("Dev Ellis",)]
    assert shown(g, "boards", "member", asof=1) == [("Bola Cole",), ("Eva Flint",)]
    asked = shown(g, "who-to-ask", "person", "because", theme="Innovation")
    assert ("Bola Cole", "leads the theme") not in asked
    assert ("Dev Ellis", "leads the theme") in asked


def test_a_route_over_a_former_lead_is_not_told_as_present(g: Graph) -> None:
    routes = shown(g, "organisations-and-themes", "organisation", "theme", "route")
    leads = {(t, p) for t, p, now in shown(g, "leads-over-time", "theme", "lead", "now") if now}
    homes = shown(g, "people", "person", "organisation")
    for organisation, theme, route in routes:
        if route == "employs the theme’s lead":
            assert any((theme, person) in leads and home == organisation for person, home in homes)
    assert ("Nesta", "Innovation", "employs or employed one who led the theme") in routes
    assert ("City-REDI", "Innovation", "employs the theme’s lead") in routes
    assert dict(shown(g, "theme-overview", "theme", "leads")) == {t: 1 for t, _ in leads}


def told(number: int, *said: tuple[str, str] | tuple[str, str, str]) -> tuple[Document, Records]:
    """An issue in which each sentence says one thing, of Bola Cole unless somebody else stands before it."""
    text = f"Policy Innovate\nIssue No. {number}\n{('May', 'June', 'July')[number - 1]} 2025\n"
    names = {"person:bola": ("Person", "Bola Cole"), "org:nesta": ("Organisation", "Nesta")}
    names["theme:skills"] = ("Theme", "Skills")
    names |= {"person:ann": ("Person", "Ann Reed"), "person:cy": ("Person", "Cy Dale")}
    printed = f"Issue No. {number}"
    at = text.index(printed)
    rows = [
        Relation(
            s=f"pub:issue-{number}", p=p, o=Value(value, type_), quote=printed, start=at, end=at + len(printed)
        )
        for p, value, type_ in (
            ("issueNumber", str(number), "integer"), ("publicationDate", f"2025-0{number + 4}", "gYearMonth"),
        )
    ]  # fmt: skip
    issue = Entity(
        id=f"pub:issue-{number}", cls="Publication", name=printed, kind="newsletter issue", quote=printed, start=at,
        end=at + len(printed),
    )  # fmt: skip
    things = {issue.id: issue}
    for row in said:
        subject, predicate, object_ = row if len(row) == 3 else ("person:bola", *row)
        sentence = f"{names[subject][1]} {predicate} {names[object_][1]}."
        start = len(text) + 1
        text += f"\n{sentence}\n"
        rows.append(
            Relation(
                s=subject,
                p=predicate,
                o=object_,
                quote=sentence,
                start=start,
                end=start + len(sentence),
            )
        )
        for id_ in (subject, object_):
            cls, name = names[id_]
            at = text.index(name, start)
            things.setdefault(
                id_, Entity(id=id_, cls=cls, name=name, quote=name, start=at, end=at + len(name))
            )
    return document.parse(text), Records(f"policy-innovate-{number:02}", tuple(things.values()), tuple(rows))


def test_who_is_said_to_have_left_works_there_no_more() -> None:
    issues = (
        told(1, ("affiliatedWith", "org:nesta"), ("leadsTheme", "theme:skills"), ("secondedTo", "org:nesta")),
        told(2, ("workedFor", "org:nesta"), ("leadsTheme", "theme:skills"), ("secondedTo", "org:nesta")),
    )
    with lpipgraph.open(series.graphs(issues)) as g:
        for name, column in (
            ("people", "organisation"),
            ("theme-leads", "works at"),
            ("secondments", "works at"),
        ):
            assert shown(g, name, column) == [(None,)], name
            assert shown(g, name, column, asof=1) == [("Nesta",)], name
        routes = dict(shown(g, "organisations-and-themes", "route", "organisation"))
        assert "employs the theme’s lead" not in routes
    with lpipgraph.open(series.graphs((*issues, told(3, ("affiliatedWith", "org:nesta"))))) as g:
        assert shown(g, "people", "organisation") == [("Nesta",)]


def test_who_stands_in_for_a_lead_is_told_with_the_leads() -> None:
    leads, covered = ("leadsTheme", "theme:skills"), ("person:ann", "coversFor", "person:bola")
    of_ann = ("person:ann", "leadsTheme", "theme:skills")
    for issues, wanted in (
        ([[leads, covered]], {("Bola Cole", None), ("Ann Reed", "Bola Cole")}),
        ([[leads, of_ann, covered]], {("Bola Cole", None), ("Ann Reed", "Bola Cole")}),
        # whoever is away need not be called a lead
        ([[of_ann, ("person:ann", "coversFor", "person:cy")]], {("Ann Reed", "Cy Dale")}),
        # what an earlier issue said of the stand-in holds no longer when a later one tells who leads
        ([[leads, covered], [leads]], {("Bola Cole", None)}),
        ([[leads], [leads, covered]], {("Bola Cole", None), ("Ann Reed", "Bola Cole")}),
        ([[leads, covered], [of_ann]], {("Ann Reed", None)}),
    ):
        with lpipgraph.open(series.graphs([told(n, *said) for n, said in enumerate(issues, 1)])) as g:  # type: ignore[arg-type]
            for asof in ({}, {"asof": len(issues)}):
                assert set(shown(g, "theme-leads", "lead", "covers for", **asof)) == wanted, (issues, asof)
                stand_ins = {w for w, of in wanted if of and of_ann not in issues[-1]}
                because = shown(g, "who-to-ask", "person", "because", **asof)
                assert {p for p, why in because if why == "stands in for its lead"} >= stand_ins, issues


def test_a_nation_finds_its_cities(g: Graph) -> None:
    assert ("Skills Day",) in shown(g, "events", "event", place="England")
    assert shown(g, "events", "event", place="Wales") == [("Arts Forum",)]
    assert {what for (what,) in shown(g, "places", "what", place="England")} >= {
        "Northfield University",
        "Makers Quarter",
    }
    assert shown(g, "case-studies", "case study", place="United Kingdom") == [("Makers Quarter",)]
    assert {name for (name,) in shown(g, "policies-by-nation", "policy", place="Wales")} == {
        "Makers Levy",
        "Arts for All Plan",
    }


@pytest.mark.parametrize(
    ("wider", "inner"),
    [
        ("UK", "Birmingham"), ("United Kingdom", "Belfast"), ("Great Britain", "Cardiff"), ("the North", "Salford"),
        ("North West", "Salford"), ("Greater Manchester", "Salford"), ("Liverpool City Region", "Widnes"),
        ("West Midlands combined authority area", "Solihull"), ("Kent", "Canterbury"), ("London", "Camden"),
        ("the Midlands", "Sutton Coldfield"), ("Oxfordshire", "Didcot"), ("Cardiff Capital Region", "Merthyr Tydfil"),
        ("South East", "Reading"), ("Scotland", "Stornoway"), ("Mid Ulster", "Cookstown"),
    ],
)  # fmt: skip
def test_whatever_holds_a_place_finds_what_is_there(wider: str, inner: str) -> None:
    text = f"Policy Innovate\nIssue No. 1\nMay 2025\n\nThe Thread Mill is in {inner}.\n"
    case, place = text.index("Thread Mill"), text.index(inner)
    entities = (
        Entity(
            id="case:mill",
            cls="CaseStudy",
            name="Thread Mill",
            quote="Thread Mill",
            start=case,
            end=case + 11,
        ),
        Entity(
            id=f"place:{slug(inner)}",
            cls="Place",
            name=inner,
            quote=inner,
            start=place,
            end=place + len(inner),
        ),
    )
    told = text[case : place + len(inner)]
    where = Relation(
        s="case:mill", p="locatedIn", o=entities[1].id, quote=told, start=case, end=case + len(told)
    )
    with lpipgraph.open(
        graph.build(Records("policy-innovate-01", entities, (where,)), text, authority())
    ) as g:
        assert [row["what"] for row in g.ask("places", place=wider)] == ["Thread Mill"]
        with pytest.raises(UnknownName):
            g.ask("places", place="Yorkshire and the Humber")


def test_sums_are_over_and_under(g: Graph) -> None:
    assert {v for (v,) in shown(g, "sums", "amount", over="£5m")} == {"£10 million", "£12 million"}
    assert {v for (v,) in shown(g, "sums", "amount", under=2_000_000)} == {"£1.2 million"}
    assert {v for (v,) in shown(g, "sums", "amount", funder="UKRI")} == {"£3.6 million a year"}
    assert shown(g, "sums", "amount", currency="EUR") == []


def test_reports_since_a_day_and_events_between_two(g: Graph) -> None:
    since = {name for (name,) in shown(g, "reports-since", "publication", from_="2025-05-15")}
    assert since == {"Towns that Make Things", "A Stage in Every Town"}  # "May 2025" may be after the 15th
    assert shown(g, "events", "event", from_="2025-04-01", to="2025-08-01") == [("Levy Clinic",)]
    assert shown(g, "events", "event", from_="2025-12-03") == [("Arts Forum",)]  # it is still on
    assert shown(g, "events", "event", audience="employers") == [("Levy Clinic",)]
    # what an organisation of the theme holds need not be on the theme
    assert shown(g, "events", "event", theme="Skills") == [("Skills Day",)]
    assert shown(g, "events", "event", theme="Cultural Recovery") == [("Arts Forum",)]
    assert shown(g, "events", "event", theme="Innovation") == []


def test_what_only_came_or_went_as_a_name_is_left_out(g: Graph) -> None:
    said = [s for (s,) in shown(g, "changes", "what")]
    assert said
    assert not [s for s in said if str(s).endswith(("is named", "is named no more"))]
    assert len(shown(g, "changes", "what", names="yes")) > len(said)
    assert {n for (n,) in shown(g, "contradictions", "about")} == {"Local Skills Fund"}
    assert ("Arts Forum",) in shown(g, "new-names", "what", issue=3)
    assert ("Nesta",) not in shown(g, "new-names", "what", issue=3)


def test_a_mention_comes_with_its_sentence(g: Graph) -> None:
    for (words,) in shown(g, "mentions-of", "words", thing="Nesta"):
        assert len(str(words)) > len("Nesta")
        assert str(words).endswith(".")


@pytest.mark.parametrize("name", SELECTS)
def test_a_parameter_keeps_the_rows_that_have_it_and_no_others(name: str) -> None:
    """What a row does not say must not be taken for whatever is asked: a publication about no theme is about no theme."""
    asked = catalogue()[name]
    if asked.missing(()):
        pytest.skip("it wants a parameter")

    def rows(**given: Any) -> list[dict[str, Term]]:
        return memory().select(asked.bind(**given)).dicts()

    whole = rows()
    for parameter in asked.parameters:
        values = sorted({row[parameter.name] for row in whole if parameter.name in row}, key=str)
        for value in values[:2]:
            kept = [row for row in whole if row.get(parameter.name) == value]
            assert sorted(map(str, rows(**{parameter.name: value}))) == sorted(map(str, kept)), (
                parameter,
                value,
            )


def test_several_values_of_every_kind_of_parameter(g: Graph) -> None:
    nodes = {
        k: NamedNode(f"https://w3id.org/lpip/id/{v}")
        for k, v in {"a": "theme/skills", "b": "theme/innovation"}.items()
    }
    both = g.ask("theme-leads", theme=list(nodes.values()))
    assert {row["theme"] for row in both} == {"Skills", "Innovation"}
    assert len(query("theme-leads").bind(theme=tuple(nodes.values())).split(str(nodes["b"]))) > 1


if __name__ == "__main__":
    rewrite(EXPECTED, NAMES, table)
