"""The prepared queries: each has its expected rows, the same ones in three engines, and evidence under every row.

``python tests/test_queries.py`` writes the expected rows anew (``tests/queries/*.csv``): read the difference before you
commit it.
"""

from __future__ import annotations

import csv
import io
import os
import random
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import rdflib
import rdflib.plugins.sparql
from common import NIGHTLY, by_day, rewrite
from hypothesis import given, settings
from hypothesis import strategies as st
from issue_one import DATA, authority, records, text
from pyoxigraph import Dataset, DefaultGraph, Literal, NamedNode, Quad, RdfFormat
from pyoxigraph import Store as Engine
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from sparql_server import oxigraph_server

from lpipgraph import document, graph, reason
from lpipgraph.cli import querying
from lpipgraph.errors import InputError, SyntaxProblem, UnknownName
from lpipgraph.extract import extract
from lpipgraph.queries import (
    Bound,
    Parameter,
    Query,
    catalogue,
    catalogue_graph,
    choices,
    evidence,
    evidence_of,
    explained,
    guard,
    query,
    read_query,
    resolve,
)
from lpipgraph.records import Relation
from lpipgraph.sparql import printed, tokens
from lpipgraph.store import load, open_store
from lpipgraph.store_protocol import Answer, Store, Term
from lpipgraph.vocabulary import LPIP, PREFIXES, RDF, RDFS, XSD, is_public

EXPECTED = Path(__file__).parent / "queries"
NAMES = sorted(catalogue())
SELECTS = [name for name in NAMES if catalogue()[name].form == "SELECT"]
#: The questions that issue 2 names, by the query that answers each.
WANTED = {
    "organisations-and-themes", "theme-leads", "publications-of-theme", "policies-of-theme", "questions-of-theme",
    "concepts-of-theme", "case-studies", "upcoming-events", "bridges", "policies-in-several-articles", "secondments",
    "works-cited", "funding", "successions", "mentions-of", "about", "who-to-ask", "missing", "connections",
    "most-connected-organisations",
}  # fmt: skip
#: What has an answer only when there are two issues or more, or when a reader and no person has read them.
ACROSS_ISSUES = {"changes", "cited-in-several", "contradictions", "not-stated", "theme-timeline"}


@cache
def said() -> tuple[Relation, ...]:
    """Sentences that introduce things or say what they found, as the reader has them: the key holds none."""
    ids = {e.id for e in records().entities}
    rows = extract(document.parse(text()), authority()).relations
    found = [r for r in rows if r.p in ("description", "finding") and r.s in ids]
    return tuple(r for p in ("description", "finding") for r in [r for r in found if r.p == p][:6])


@cache
def whole() -> Dataset:
    """All graphs of Issue No. 1, from its answer key, with what follows from them."""
    issue = document.read(DATA / "issues" / "policy-innovate-01.txt")
    rows = replace(records(), relations=(*records().relations, *said()))
    built = graph.build(rows, text(), authority(), document=issue)
    return Dataset([*built, *reason.entail(built)])


@cache
def memory() -> Store:
    return open_store(None, whole())


@cache
def merged() -> bytes:
    """The public graphs as one, as N-Triples."""
    engine = Engine()
    engine.bulk_extend(Quad(*q.triple) for q in whole() if is_public(q.graph_name))  # type: ignore[arg-type]
    content = engine.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    assert content
    return content


@cache
def in_rdflib() -> rdflib.Graph:
    rdflib.NORMALIZE_LITERALS = False
    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
    return rdflib.Graph().parse(data=merged(), format="nt")


@cache
def bound(name: str) -> str:
    asked = catalogue()[name]
    return asked.bind(**resolve(memory(), asked, asked.example))


@cache
def answer(name: str) -> Answer:
    return memory().select(bound(name))


def plain(term: object) -> tuple[str, ...] | None:
    """A term of either library, comparable."""
    if isinstance(term, NamedNode | rdflib.URIRef):
        return ("iri", term.value if isinstance(term, NamedNode) else str(term))
    if isinstance(term, Literal):
        return ("literal", term.value, term.language or "", "" if term.language else term.datatype.value)
    if isinstance(term, rdflib.Literal):
        datatype = "" if term.language else str(term.datatype or XSD.string.value)
        return ("literal", str(term), term.language or "", datatype)
    assert term is None
    return None


def rows(found: Answer) -> list[tuple[object, ...]]:
    return [tuple(map(plain, row)) for row in found.rows]


# What there is


def test_the_questions_of_the_project_are_all_there() -> None:
    assert set(NAMES) >= WANTED
    assert len(NAMES) >= 55


def test_each_query_has_expected_rows_and_no_file_is_left_over() -> None:
    assert sorted(path.stem for path in EXPECTED.glob("*.csv")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_query_parses_as_it_stands_and_may_be_run_by_hand(name: str) -> None:
    """By Oxigraph and our own tokens; RDFLib parses each for its plan, see below."""
    asked = catalogue()[name]
    Engine().query(asked.text)
    assert guard(asked.text) == asked.form


@pytest.mark.parametrize("name", NAMES)
def test_the_head_of_a_query_says_what_the_query_does(name: str) -> None:
    asked = catalogue()[name]
    assert asked.title[0].isupper()
    assert "?" in asked.question
    assert asked.keywords
    found = Engine().query(asked.text)
    if asked.form == "SELECT":
        variables = [variable.value for variable in found.variables]  # type: ignore[union-attr]
        assert [column.name for column in asked.columns] == variables[: len(asked.columns)]
        assert asked.columns
        assert asked.why
        used = {
            term[1:]
            for group in asked.why
            if not isinstance(group, str)
            for t in group
            for term in t
            if isinstance(term, str)
        }
        used |= {group for group in asked.why if isinstance(group, str)}
        assert used & set(variables), "nothing ties the evidence to the row"
        assert set(variables) - {c.name for c in asked.columns} <= used | {
            "source",
            "start",
            "concept",
        } | set(variables)
    for parameter in asked.parameters:
        assert parameter.description
        if parameter.required:
            assert parameter.name in asked.example


@cache
def shuffled(seed: int) -> Engine:
    """A store whose triples came in another order."""
    quads = [Quad(*q.triple) for q in whole() if is_public(q.graph_name)]  # type: ignore[arg-type]
    random.Random(seed).shuffle(quads)
    engine = Engine()
    engine.extend(quads)
    return engine


@pytest.mark.parametrize("name", SELECTS)
def test_the_order_is_total(name: str) -> None:
    assert "ORDER BY" in catalogue()[name].text
    found = shuffled(len(name) % 3).query(bound(name))
    assert [tuple(solution) for solution in found] == list(answer(name).rows)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", NAMES)
def test_a_query_states_no_graph(name: str) -> None:
    words = {token.upper() for kind, token in tokens(catalogue()[name].text) if kind == "word"}
    assert not words & {"GRAPH", "FROM", "SERVICE", "NOW", "RAND", "UUID", "STRUUID", "BNODE"}


@cache
def declared() -> set[str]:
    """The terms of the ontology and its alignments, and those of RDF and RDFS themselves."""
    own = {q.subject.value for q in whole() if graph_is_ontology(q) and isinstance(q.subject, NamedNode)}
    return own | {RDF.type.value, RDF.subject.value, RDF.predicate.value, RDF.object.value} | {
        RDFS.label.value, RDFS.subPropertyOf.value, PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "definition",
    }  # fmt: skip


def graph_is_ontology(quad: Quad) -> bool:
    return "graph/ontology/" in str(quad.graph_name)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent.parent / "queries").rglob("*.rq")), ids=lambda p: p.stem
)
def test_a_query_names_only_declared_terms(path: Path) -> None:
    content = path.read_text("utf-8")
    prefixes = dict(re.findall(r"^PREFIX (\w+): <([^>]*)>", content, re.MULTILINE))
    assert all(PREFIXES[prefix] == namespace for prefix, namespace in prefixes.items())
    body = [token for kind, token in tokens(content) if kind == "name" and not token.endswith(":")]
    assert body
    assert {token.partition(":")[0] for token in body} <= set(prefixes)
    used = {prefixes[prefix] + local for prefix, _, local in (token.partition(":") for token in body)}
    assert used <= declared() | {XSD.integer.value, XSD.boolean.value} | {
        PREFIXES["skos"] + "altLabel",
        PREFIXES["skos"] + "hiddenLabel",
        PREFIXES["skos"] + "broader",
    }
    assert {u for u in used if u.startswith(PREFIXES["lpip"])} <= {
        PREFIXES["lpip"] + term for term in dir(LPIP)
    }


# What comes


def table(name: str) -> str:
    return written(catalogue()[name], memory(), bound(name))


def written(asked: Query, store: Store, text_: str) -> str:
    """The answer as a person reads it: the shown columns, as CSV; of a graph its triples."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if asked.form == "CONSTRUCT":
        writer.writerow(["subject", "predicate", "object"])
        made = store.construct(text_)
        writer.writerows(sorted([short(q.subject), short(q.predicate), short(q.object)] for q in made))
        return out.getvalue()
    found = store.select(text_)
    places = [found.columns.index(column.name) for column in asked.columns]
    writer.writerow([column.heading for column in asked.columns])
    writer.writerows([" ".join(word(row[place]).split()) for place in places] for row in found.rows)
    return out.getvalue()


def word(term: Term | None) -> str:
    return "" if term is None else term.value if isinstance(term, NamedNode | Literal) else str(term)


def short(term: Term) -> str:
    value = word(term)
    for prefix, namespace in PREFIXES.items():
        if isinstance(term, NamedNode) and value.startswith(namespace):
            return f"{prefix}:{value.removeprefix(namespace)}"
    return value.removeprefix("https://w3id.org/lpip/")


@pytest.mark.parametrize("name", NAMES)
def test_the_rows_are_the_expected_ones(name: str) -> None:
    expected = (EXPECTED / f"{name}.csv").read_text("utf-8")
    assert len(expected.splitlines()) > 1 or name in ACROSS_ISSUES, "an empty answer expects nothing"
    assert table(name) == expected


#: Takes rdflib longer than all others together: at night only.
SLOW_IN_RDFLIB = ("bridges", "organisations-and-themes")


@pytest.mark.parametrize("name", by_day([n for n in NAMES if NIGHTLY or n not in SLOW_IN_RDFLIB], 8))
def test_rdflib_gives_the_same_rows(name: str) -> None:
    found = in_rdflib().query(bound(name))
    if catalogue()[name].form == "CONSTRUCT":
        made = {tuple(map(plain, t)) for t in found}
        assert made == {
            (plain(q.subject), plain(q.predicate), plain(q.object)) for q in memory().construct(bound(name))
        }
        return
    assert [tuple(map(plain, row)) for row in found] == rows(answer(name))


@pytest.fixture(
    scope="module", params=[(), ("--union-default-graph",)], ids=["default empty", "default union"]
)
def server(request: pytest.FixtureRequest) -> Iterator[Store]:
    with oxigraph_server(*request.param) as url:
        load(whole(), url)
        with open_store(url) as store:
            yield store


@pytest.mark.parametrize("name", by_day(NAMES, 16))
def test_a_server_gives_the_same_rows(server: Store, name: str) -> None:
    asked = catalogue()[name]
    text_ = asked.bind(**resolve(server, asked, asked.example))
    assert text_ == bound(name)
    if asked.form == "CONSTRUCT":
        assert server.construct(text_) == memory().construct(text_)
    else:
        assert server.select(text_) == answer(name)


# Why


@pytest.mark.parametrize("name", SELECTS)
def test_every_row_leads_back_to_the_newsletters_words(name: str) -> None:
    behind = evidence(memory(), catalogue()[name], answer(name))
    assert len(behind) == len(answer(name).rows)
    for row, items in zip(answer(name).rows, behind, strict=True):
        assert items, [word(term) for term in row]
        for item in items:
            assert item.quote == text()[item.start : item.end]
            assert item.quote.strip()
            assert item.statement
            assert item.basis in ("stated", "bySection", "finding")
            assert item.claim.startswith("https://w3id.org/lpip/")
        assert list(items) == sorted(items, key=lambda e: (e.source, e.start, e.end))


def test_a_constructed_graph_leads_back_as_well() -> None:
    made = memory().construct(bound("graph-of-theme"))
    behind = evidence_of(memory(), made)
    lines = {f"{q.subject} {q.predicate} {q.object} ." for q in made}
    assert set(behind) == lines
    assert all(items for items in behind.values())


def test_a_class_above_leads_to_the_words_of_the_class_below() -> None:
    """No claim says that a unit is an organisation: its naming and the ontology do."""
    found = Answer(
        ("thing", "class"),
        tuple(
            (q.subject, LPIP.Organisation)
            for q in whole().quads_for_object(LPIP.Unit)
            if q.predicate == RDF.type
        ),
    )
    assert found.rows
    asked = replace(query("missing"), why=((("?thing", RDF.type, "?class"),),))
    for items in evidence(memory(), asked, found):
        assert items
        for item in items:
            assert item.statement.endswith(" is an organisational unit")
            assert item.rule in {rule.title for rule in reason.rules()}
            assert item.quote == text()[item.start : item.end]


def test_a_derived_link_names_its_rule_and_the_claims_behind_it() -> None:
    found = answer("organisations-and-themes")
    behind = evidence(memory(), query("organisations-and-themes"), found)
    names = [(word(row[0]), word(row[2])) for row in found.rows]
    at = names.index(
        ("Department for Science, Innovation and Technology", "has had the theme’s lead on secondment")
    )
    rules = {item.rule for item in behind[at]}
    assert rules == {"Who has a lead of a theme on secondment is linked to the theme"} or all(rules)
    statements = {item.statement for item in behind[at]}
    assert any("leads the theme Skills" in statement for statement in statements)
    assert any("is or was seconded to Department for Science" in statement for statement in statements)
    assert any("50% secondment" in item.quote for item in behind[at])


def test_evidence_is_the_same_from_a_server(server: Store) -> None:
    for name in ("theme-leads", "missing", "organisations-and-themes"):
        assert evidence(server, query(name), answer(name)) == evidence(memory(), query(name), answer(name))


# Parameters


def entity_parameters() -> list[tuple[str, str]]:
    return [
        (name, parameter.name)
        for name in SELECTS
        for parameter in catalogue()[name].parameters
        if not parameter.required and parameter.kind not in ("date", "text", "integer", "issue", "number")
    ]


@pytest.mark.parametrize(("name", "parameter"), entity_parameters())
def test_a_parameter_only_leaves_rows_out(name: str, parameter: str) -> None:
    asked = catalogue()[name]
    everything = set(memory().select(asked.text).rows)
    known = sorted(choices(memory(), asked.parameter(parameter)))
    assert known
    fewer = 0
    for thing in known:
        some = set(memory().select(asked.bind(**{parameter: NamedNode(thing)})).rows)
        assert some <= everything
        fewer += some < everything
    assert fewer or name in ACROSS_ISSUES


def test_events_from_a_day_on() -> None:
    asked = query("upcoming-events")

    def starts(**given: str) -> list[str]:
        found = memory().select(asked.bind(**resolve(memory(), asked, given)))
        return [word(row[0])[:10] for row in found.rows]

    assert starts() == ["2025-01-30", "2025-02-27", "2025-03-06"]  # from the day of the newest issue
    assert starts(**{"from": "2025-02-01"}) == ["2025-02-27", "2025-03-06"]
    assert starts(**{"from": "2024-01-01"})[0] == "2024-02-27"
    assert starts(**{"from": "2025-02-01", "organiser": "CLES"}) == ["2025-03-06"]


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("theme-leads", {"theme": "skills"}, "id/theme/skills"),
        ("theme-leads", {"theme": "  SKILLS "}, "id/theme/skills"),
        ("theme-leads", {"theme": "felt-experiences"}, "id/theme/felt-experiences"),
        ("theme-leads", {"theme": "https://w3id.org/lpip/id/theme/skills"}, "id/theme/skills"),
        ("theme-leads", {"theme": "<https://w3id.org/lpip/id/theme/skills>"}, "id/theme/skills"),
        ("secondments", {"organisation": "CLES"}, "id/organisation/cles"),
        ("secondments", {"organisation": "Centre for Local Economic Strategies"}, "id/organisation/cles"),
        ("people", {"person": "Dr Abigail Taylor"}, "id/person/abigail-taylor"),
        ("about", {"thing": "theme:Innovation"}, "id/theme/innovation"),
        ("about", {"thing": "concept:innovation"}, "id/concept/innovation"),
        ("about", {"thing": "Nesta"}, "id/organisation/nesta"),
    ],
)
def test_names_are_resolved_to_things(name: str, given: Mapping[str, str], found: str) -> None:
    (term,) = resolve(memory(), query(name), given).values()
    assert term == NamedNode(f"https://w3id.org/lpip/{found}")


def test_values_are_typed() -> None:
    values = resolve(memory(), query("upcoming-events"), {"from": " 2025-01-30 "})
    assert values == {"from": Literal("2025-01-30", datatype=XSD.date)}
    assert resolve(memory(), query("expertise"), {"words": "a b"}) == {"words": Literal("a b")}
    with pytest.raises(InputError, match="this has no value"):
        resolve(memory(), query("expertise"), {"words": "  "})
    assert resolve(memory(), query("expertise"), {}) == {}


@pytest.mark.parametrize(
    ("name", "given", "error", "said"),
    [
        ("theme-leads", {"theme": "skils"}, UnknownName, "no theme is called 'skils'; did you mean 'Skills'"),
        (
            "theme-leads",
            {"thme": "Skills"},
            UnknownName,
            "no parameter of theme-leads is called 'thme'.*'theme'",
        ),
        ("theme-leads", {"theme": "https://w3id.org/lpip/id/theme/none"}, UnknownName, "no theme"),
        ("theme-leads", {"theme": "https://w3id.org/lpip/id/person/alice-pugh"}, UnknownName, "no theme"),
        ("theme-leads", {"theme": "Nesta"}, UnknownName, "no theme is called 'Nesta'"),
        ("about", {"thing": "person:Nesta"}, UnknownName, "no person"),
        (
            "about",
            {"thing": "Innovation"},
            InputError,
            "names 2 things; say which: the .* Innovation .thing=.*. or the .* Innovation .thing=",
        ),
        ("about", {}, InputError, "about needs the parameter thing .whom or what.; add -p thing="),
        ("about", {"thing": " "}, InputError, "needs the parameter thing"),
        ("about", {"thing": []}, InputError, "needs the parameter thing"),
        (
            "theme-leads",
            {"theme": ""},
            InputError,
            "parameter theme: this has no value; give it one, or leave",
        ),
        ("theme-leads", {"theme": []}, InputError, "this has no value"),
        ("theme-leads", {"theme": ["Skills", " "]}, InputError, "this has no value"),
        ("upcoming-events", {"from": ""}, InputError, "this has no value"),
        ("upcoming-events", {"from": "30.1.2025"}, InputError, "not a valid date; write it as 2025-01-30"),
        ("upcoming-events", {"from": "2025-02-30"}, InputError, "not a valid date"),
        ("upcoming-events", {"from": '2025-01-30" }'}, InputError, "not a valid date"),
        ("expertise", {"words": "\ud800"}, InputError, "not a valid text"),
    ],
)
def test_what_cannot_be_resolved_is_one_clear_line(
    name: str, given: Mapping[str, str | list[str]], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        resolve(memory(), query(name), given)


def test_an_unknown_query_is_told_the_nearest() -> None:
    with pytest.raises(UnknownName, match="no query is called 'theme-lead'; did you mean 'theme-leads'"):
        query("theme-lead")
    with pytest.raises(UnknownName, match="no parameter of theme-leads is called 'x'"):
        query("theme-leads").bind(x=Literal("y"))
    with pytest.raises(TypeError, match="a term"):
        query("theme-leads").bind(theme="<http://e.org/> } #")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_every_query_has_a_plan_in_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = explained(memory(), catalogue()[name].text)
    for columns in (64, 80, 133):
        monkeypatch.setenv("COLUMNS", str(columns))
        shown = querying.folded(plan)
        assert not [s for s in shown.splitlines() if len(s) > columns and "://" not in s]
        assert "".join(shown.split()) == "".join(plan.split())
    steps = [line.split("  ", 1)[1].strip() for line in plan.splitlines()[2:-2]]
    assert [s for s in steps if len(s) < 2] == []
    assert "__agg" not in plan
    assert "None" not in plan


def test_a_plan_says_how_many_match_a_pattern() -> None:
    (line,) = [
        s for s in explained(memory(), "SELECT * { ?t a lpip:Theme }").splitlines() if "lpip:Theme" in s
    ]
    themes = len(memory().select("SELECT * { ?t a lpip:Theme }").rows)
    assert line.split() == [str(themes), "?t", "rdf:type", "lpip:Theme"]


def test_what_is_not_stated_is_told_with_what_it_rests_on() -> None:
    by = {"stated": LPIP.stated, "bySection": LPIP.bySection, "fromAuthority": LPIP.fromAuthority}
    claims = [q.subject for q in whole().quads_for_predicate(RDF.predicate) if q.object == LPIP.leadsTheme][
        :3
    ]
    assert len(claims) == 3
    graph_name = next(q.graph_name for q in whole() if q.subject == claims[0])
    given = [
        Quad(claim, LPIP.basis, basis, graph_name) for claim, basis in zip(claims, by.values(), strict=True)
    ]
    with open_store(None, Dataset([*whole(), *given])) as store:
        rows = store.select(bound("not-stated")).dicts()
    assert [row["basisName"].value for row in rows] == ["the authority lists", "the section"]
    assert {row["propertyName"].value for row in rows} == {"leads theme"}


@pytest.mark.parametrize("name", SELECTS)
def test_reasons_hold_no_inner_ids(name: str) -> None:
    for row in evidence(memory(), catalogue()[name], answer(name)):
        assert [item.statement for item in row if re.search(r"\w--\w|/id/", item.statement)] == []


# Injection

POISON = [
    '"', '\\', '\\"', '"""', "'", "\n", "\r", "\\u0022", "} SERVICE <http://127.0.0.1/> {", "}", "#", ">", "<", "\x00",
    "VALUES ?to { UNDEF }", "VALUES ?theme { UNDEF }", '" . } DROP ALL #', "\u2028", "𝒳", "\\", "\t", "\x7f", "@en", "^^",
]  # fmt: skip
#: Random values for each parameter; 20,000 where all tests run at full length.
VALUES = int(os.environ.get("LPIPGRAPH_FUZZ", "25")) * 4
PLACE = "https://e.org/PLACE"
OTHER = "https://e.org/OTHER"


def poisonous(rng: random.Random) -> str:
    pieces = [
        rng.choice(POISON) if rng.random() < 0.6 else rng.choice(string.printable)
        for _ in range(rng.randint(0, 12))
    ]
    return "".join(pieces)


def algebra(content: str, value: str) -> str:
    """The algebra of a query as text, with one literal replaced."""
    found = shape(translateQuery(parseQuery(content)).algebra)
    return repr(found).replace(repr(rdflib.Literal(value)), "the value")


def shape(part: object) -> object:
    """An algebra as nested tuples, without the sets of variables that rdflib notes in it."""
    if isinstance(part, Mapping):
        return (
            getattr(part, "name", ""),
            *((str(k), shape(part[k])) for k in sorted(part, key=str) if k != "_vars"),
        )
    if isinstance(part, list | tuple):
        return tuple(map(shape, part))
    return tuple(sorted(map(repr, part))) if isinstance(part, set) else part


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_value_holds_it_stays_one_term(name: str) -> None:
    asked = catalogue()[name]
    rng = random.Random(name)
    for parameter in asked.parameters:
        others: dict[str, Bound] = {p.name: NamedNode(OTHER) for p in asked.parameters if p is not parameter}
        template = asked.bind(**{parameter.name: NamedNode(PLACE)}, **others)
        before = template.split(f"<{PLACE}>")
        assert len(before) >= 2
        engine = Engine()
        for _ in range(VALUES):
            value = poisonous(rng)
            term = Literal(value)
            content = asked.bind(**{parameter.name: term}, **others)
            there = content[
                len(before[0]) : content.index(before[1][:9], len(before[0]) + len(printed(term)))
            ]
            assert content == there.join(before)
            (solution,) = engine.query(f"SELECT ?x WHERE {{ VALUES ?x {{ {there} }} }}")  # type: ignore[misc]
            assert solution["x"] == term
            assert [kind for kind, _ in tokens(there)] == ["string"]


@pytest.mark.parametrize("name", by_day(["expertise", "upcoming-events", "connections", "theme-leads"], 2))
def test_the_algebra_is_the_same_but_for_the_term(name: str) -> None:
    asked = catalogue()[name]
    rng = random.Random(name)
    for parameter in asked.parameters:
        others: dict[str, Bound] = {p.name: NamedNode(OTHER) for p in asked.parameters if p is not parameter}
        wanted = algebra(asked.bind(**{parameter.name: Literal("PLACE")}, **others), "PLACE")
        for _ in range(10 if NIGHTLY else 2):  # rdflib takes a second for a long query
            value = f"PLACE{poisonous(rng)}."  # the ends tell it from the query's own literals
            assert algebra(asked.bind(**{parameter.name: Literal(value)}, **others), value) == wanted


def test_a_value_that_looks_like_a_parameter_is_not_filled_in() -> None:
    asked = query("connections")
    sly = Literal('VALUES ?to { UNDEF } " }')
    content = asked.bind(**{"from": sly, "to": NamedNode(PLACE)})
    assert str(sly) in content
    assert content.count(PLACE) == asked.text.count("VALUES ?to { UNDEF }")


@settings(max_examples=300)
@given(st.text())
def test_any_text_is_found_again_as_it_was(value: str) -> None:
    try:
        term = Literal(value)
    except UnicodeEncodeError:
        return  # a lone surrogate is no text: `resolve` says so
    (solution,) = Engine().query(f"SELECT ?x WHERE {{ VALUES ?x {{ {printed(term)} }} }}")  # type: ignore[misc]
    assert solution["x"] == term
    assert printed(term) in query("expertise").bind(words=term)


# Files


HEAD = "# title: T\n# question: Q?\n# keywords: a, b\n"
BODY = "SELECT ?x WHERE { ?x ?y ?z } ORDER BY ?x\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BODY, "head needs one line '# title"),
        (HEAD + "# titel: T\n" + BODY, "line 4.*this line of the head.*title, question"),
        (HEAD + "# title: again\n" + BODY, "one line '# title"),
        (HEAD + "# parameter: theme: text\n" + BODY, "no parameter: 'theme: text'"),
        (HEAD + "# parameter: theme (them): text\n" + BODY, "no parameter"),
        (HEAD + "# parameter: theme (theme): text\n" + BODY, r"a line VALUES \?theme \{ UNDEF \} is missing"),
        (HEAD + "# example: theme\n" + BODY, "no example"),
        (HEAD + "# example: theme=x\n" + BODY, "no parameter of q"),
        (HEAD + "# column: x\n" + BODY, "no column"),
        (HEAD + "# why: ?x ?y\n" + BODY, "is not a triple"),
        (HEAD + "# why: ?x foo:bar ?z\n" + BODY, "neither a variable nor a name with a known prefix"),
        (HEAD, "holds no query"),
        ("\xff", "not UTF-8"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_says_where(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "q.rq"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises((SyntaxProblem, UnknownName), match=said):
        read_query(path)


def test_a_head_is_read(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(
        "# title: T\n# question: Which,\n#   and why?\n# keywords: a, b\n# parameter: from (date) required: first day\n"
        "# parameter: n (integer) = 5: how many\n# example: from=2025-01-01\n# column: x (thing): the thing\n"
        "# why: ?x ex:p ?z . ?z ex:q ?from\n# why: claim ?c\nPREFIX ex: <http://e.org/>\n"
        "SELECT ?x WHERE { VALUES ?from { UNDEF } VALUES ?n {UNDEF} ?x ex:p ?z } ORDER BY ?x\n"
    )
    found = read_query(path)
    assert isinstance(found, Query)
    assert found.question == "Which, and why?"
    assert found.keywords == ("a", "b")
    assert found.parameters == (
        Parameter("from", "date", "first day", required=True),
        Parameter("n", "integer", "how many", default="5"),
    )
    assert found.example == {"from": "2025-01-01"}
    assert found.why[1] == "c"
    assert found.why[0][1][1] == NamedNode("http://e.org/q")
    assert resolve(memory(), found, {"from": "2025-01-01"})["n"] == Literal("5", datatype=XSD.integer)
    with pytest.raises(InputError, match=r"q needs the parameter from .first day.; add -p from="):
        found.bind(n=Literal(5))
    first = Literal("2025-01-01", datatype=XSD.date)
    assert '"5"' in found.bind(n=Literal(5), **{"from": first})
    assert found.bind(n=[Literal(5), Literal(6)], **{"from": first}).count('VALUES ?n { "5"') == 1


# As RDF


def test_the_catalogue_is_published_as_editors_read_it() -> None:
    made = catalogue_graph()
    assert {q.graph_name for q in made} == {NamedNode("https://w3id.org/lpip/graph/queries")}
    assert all(isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode | Literal) for q in made)
    sh = PREFIXES["sh"]
    as_rdflib = rdflib.Graph()
    for q in made:
        subject, predicate = rdflib.URIRef(q.subject.value), rdflib.URIRef(q.predicate.value)  # type: ignore[union-attr]
        as_rdflib.add(
            (
                subject,
                predicate,
                rdflib.URIRef(q.object.value)
                if isinstance(q.object, NamedNode)
                else rdflib.Literal(q.object.value),
            )
        )  # type: ignore[union-attr]
    examples = as_rdflib.query(
        f"""PREFIX sh: <{sh}> PREFIX rdfs: <{PREFIXES["rdfs"]}> PREFIX schema: <{PREFIXES["schema"]}>
        SELECT ?query ?text ?comment (COUNT(DISTINCT ?parameter) AS ?n) WHERE {{
          ?query a sh:SPARQLExecutable ; sh:select|sh:ask|sh:construct ?text ; rdfs:comment ?comment ;
            schema:keywords ?word ; sh:prefixes/sh:declare/sh:prefix "lpip" .
          OPTIONAL {{ ?query sh:parameter ?parameter . ?parameter sh:path ?path ; sh:description ?about }}
        }} GROUP BY ?query ?text ?comment"""
    )
    found = {str(row.query).rsplit("/", 1)[1]: row for row in examples}  # type: ignore[union-attr]
    assert sorted(found) == NAMES
    for name, row in found.items():
        assert str(row.text) == catalogue()[name].text  # type: ignore[union-attr]
        assert int(row.n) == len(catalogue()[name].parameters)  # type: ignore[union-attr]


def test_the_catalogue_can_be_built_into_the_graph() -> None:
    with open_store(None, Dataset([*whole(), *catalogue_graph()])) as store:
        found = store.select(bound("theme-leads"))
    assert found == answer("theme-leads")


if __name__ == "__main__":
    rewrite(EXPECTED, NAMES, table)
