"""The prepared questions over HTTP, search, and reconciliation."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from common import by_day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lpipgraph.fulltext import Index
from lpipgraph.queries import catalogue
from lpipgraph.server import reconcile
from lpipgraph.vocabulary import BASE

FORM = {"content-type": "application/x-www-form-urlencoded"}


# --- prepared questions ---------------------------------------------------------------------------------------------


def given_to(query) -> str:
    return urlencode(dict(query.example)) if any(p.required for p in query.parameters) else ""


@pytest.mark.parametrize("name", by_day(list(catalogue()), 20))
def test_each_question_is_a_page_and_an_api(website, name):
    query = catalogue()[name]
    asked = given_to(query)
    found = website.get(f"/queries/{name}.json?{asked}&why=1")
    assert found.status_code == 200, found.text
    content = found.json()
    assert len(content["why"]) == len(content["results"]["bindings"])
    table = list(csv.reader(io.StringIO(website.get(f"/queries/{name}.csv?{asked}").text)))
    assert len(table) - 1 == len(content["results"]["bindings"])
    graph = website.get(f"/queries/{name}.jsonld?{asked}")
    assert graph.headers["content-type"] == "application/ld+json"
    assert "@context" in graph.json()


def test_a_page_of_a_question(website):
    page = website.get("/queries/theme-leads?theme=skills", "text/html")
    assert page.status_code == 200
    assert "Kostas Kollydas" in page.text
    assert website.get("/queries/theme-leads?theme=no-such", "text/html").status_code == 400
    assert "theme-leads" in website.get("/queries", "text/html").text
    assert {q["name"] for q in website.get("/queries.json").json()} == set(catalogue())
    options = website.get("/queries/theme-leads/choices.json").json()
    assert {"id": f"{BASE}id/theme/skills", "name": "Skills"} in options["theme"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/queries/theme-leads.json?theme=skils", 404),
        ("/queries/theme-leads.json?theme=skills&why=perhaps", 400),
        ("/queries/theme-leads.json?no=thing", 400),
        ("/queries/about.json", 400),
        ("/queries/about.csv?thing=%00%ff", 404),
        ("/queries/none.json", 404),
        ("/queries/theme-leads.xml", 404),
        ("/queries/..%2ftheme-leads.json", 404),
        (f"/queries/theme-leads.json?theme={'a' * 2000}", 400),
        (f"/queries/theme-leads.json?{'&'.join(f'theme=x{i}' for i in range(30))}", 400),
    ],
)
def test_what_is_wrong_is_said_and_not_repeated(website, path, status):
    found = website.get(path)
    assert found.status_code == status
    assert "skils" not in found.json()["detail"]


def test_several_values_are_alternatives(website):
    one, other, both = (
        len(website.get(f"/queries/theme-leads.json?{asked}").json()["results"]["bindings"])
        for asked in ("theme=skills", "theme=innovation", "theme=skills&theme=innovation")
    )
    assert both == one + other > one


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(catalogue())), st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_whatever_is_given_is_a_value(website, name, text):
    """No value breaks out of its place: it is found, or it is no name of anything."""
    asked = "&".join(f"{p.name}={quote(text)}" for p in catalogue()[name].parameters)
    found = website.get(f"/queries/{name}.json?{asked}")
    assert found.status_code in (200, 400, 404, 409)


def test_the_description_of_the_api(website):
    from openapi_spec_validator import OpenAPIV31SpecValidator, validate

    content = website.get("/openapi.json").json()
    validate(content, cls=OpenAPIV31SpecValidator)
    for name, query in catalogue().items():
        for form in ("json", "csv", "jsonld"):
            told = content["paths"][f"/queries/{name}.{form}"]["get"]["parameters"]
            assert [p["name"] for p in told if p["name"] != "why"] == [p.name for p in query.parameters]
    assert content["servers"] == [{"url": "http://graph.example"}]


# --- search ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("skills", "Skills"),
        ("Nesta", "Nesta"),
        ("city redi", "City-REDI"),
        ("City-Region Economic Development Institute", "City-REDI"),
        ("kollydas kostas", "Kostas Kollydas"),
        ("birmingam", "Birmingham"),
        ("OECD", "OECD"),
        ("kolly", "Kostas Kollydas"),
    ],
)
def test_names_are_found_as_people_type_them(website, words, name):
    assert website.get(f"/search.json?{urlencode({'q': words})}").json()["names"][0]["name"] == name


def test_sentences_are_found_and_shown(website):
    found = website.get("/search.json?q=skills").json()["sentences"]
    assert found
    assert all("skill" in each["words"].lower() for each in found)
    page = website.get("/search?q=skills", "text/html")
    assert page.status_code == 200
    assert "Skills" in page.text
    assert website.get("/search", "text/html").status_code == 200


def test_suggestions_begin_at_the_second_letter(website):
    assert website.get("/search/suggest?q=n").json() == []
    first = website.get("/search/suggest?q=nes").json()[0]
    assert (first["name"], first["kind"], first["path"]) == ("Nesta", "organisation", "organisation/nesta")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
    | st.sampled_from(['"', "a AND", "NEAR(", "what?", "x:y", "-a", "^a", "a*", "*"])
)
def test_nothing_that_is_typed_is_a_query_of_the_index(website, words):
    generation = website.app._current.generation
    with Index(generation._index) as index:
        index.names(words)
        index.sentences(words)
        index.suggestions(words)


# --- reconciliation: the calls of OpenRefine, as it encodes them ----------------------------------------------------


def batch(website, queries) -> dict:
    found = website.ask(
        "POST", "/reconcile", content=urlencode({"queries": json.dumps(queries)}), headers=FORM
    )
    assert found.status_code == 200, found.text
    assert found.headers["access-control-allow-origin"] == "*"
    return found.json()


def test_the_manifest(website):
    told = website.get("/reconcile", origin="http://127.0.0.1:3333").json()
    assert "0.2" in told["versions"]
    assert told["identifierSpace"] == f"{BASE}id/"
    assert {"organisation", "person", "policy", "place", "theme"} <= {t["id"] for t in told["defaultTypes"]}
    for place in (told["view"]["url"], told["preview"]["url"]):
        opened = website.get(place.replace("{{id}}", "organisation/city-redi"), "text/html")
        assert opened.status_code == 200
        assert "City-REDI" in opened.text
    preview = website.get(told["preview"]["url"].replace("{{id}}", "organisation/city-redi"))
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert "x-frame-options" not in preview.headers


def test_guessing_types(website):
    cells = ["City-REDI", "Nesta", "OECD", "University of Birmingham"]
    found = batch(website, {f"q{i}": {"query": cell, "limit": 3} for i, cell in enumerate(cells)})
    for key in found:
        assert found[key]["result"][0]["type"] == [{"id": "organisation", "name": "Organisation"}]


def test_a_batch(website):
    found = batch(
        website,
        {
            "q0": {"query": "City REDI", "type": "organisation", "type_strict": "should", "limit": 5},
            "q1": {
                "query": "Skills",
                "type": "theme",
                "type_strict": "should",
                "properties": [{"pid": "lead", "v": "Kostas Kollydas"}],
            },
            "q2": {
                "query": "Skills",
                "type": "theme",
                "properties": [{"pid": "lead", "v": {"id": "person/none", "name": "Nobody"}}],
            },
            "q3": {"query": "organisation/nesta", "type": "organisation"},
            "q4": {"query": "no such thing at all zzz", "type": "organisation"},
            "q5": {"query": "Skills", "type": "person"},
            "q6": {"query": "", "properties": [{"pid": "theme", "v": 5}]},
        },
    )
    best = {key: (each["result"] or [None])[0] for key, each in found.items()}
    assert (best["q0"]["id"], best["q0"]["match"]) == ("organisation/city-redi", True)
    assert (best["q1"]["id"], best["q1"]["match"]) == ("theme/skills", True)
    assert (best["q2"]["id"], best["q2"]["match"]) == ("theme/skills", False)
    assert best["q3"]["id"] == "organisation/nesta"
    assert not any(each["match"] for key in ("q4", "q5") for each in found[key]["result"])
    assert found["q6"]["result"] == []
    for each in found.values():
        for candidate in each["result"]:
            assert 0 <= candidate["score"] <= 100
            assert not set("?#&") & set(candidate["id"])


def test_each_condition_counts_and_says_whether_it_is_met(website):
    """A condition that is dropped in silence would match what the user has ruled out."""

    def best(*conditions, words="Skills", **more):
        asked = {"query": words, "type": "theme", "properties": list(conditions), **more}
        return batch(website, {"q": asked})["q"]["result"][0]

    lead = {"pid": "lead", "v": "Kostas Kollydas"}
    bare = batch(website, {"q": {"query": "Skills", "type": "theme"}})["q"]["result"][0]
    assert best() == best({"pid": "lead", "v": ""}) == best({"pid": "none", "v": [None]}) == bare
    offered = [p["id"] for p in website.get("/reconcile/properties").json()["properties"]]
    for pid in (*offered, "no-such-property", "http://example.org/p", ""):
        found = best(lead, {"pid": pid, "v": "what nobody says"})
        assert (found["id"], found["match"]) == ("theme/skills", False)
        assert found["score"] < best(lead)["score"], pid
        assert found["features"][1:] == [
            {"id": "property lead", "value": True}, {"id": f"property {pid}", "value": False},
        ]  # fmt: skip
    # what is far behind by its name comes to the front by its property, whatever the limit
    themes = [
        r["name"] for r in batch(website, {"q": {"query": "economic skills", "type": "theme"}})["q"]["result"]
    ]
    last = best({"pid": "name", "v": themes[-1]}, words="economic skills", limit=1)
    assert (last["features"][1]["value"], last["name"]) == (True, themes[-1])


def test_conditions_cost_one_question_each_however_many_candidates(monkeypatch, website):
    asked = []
    plain = reconcile._values
    monkeypatch.setattr(reconcile, "_values", lambda *given: asked.append(given[2]) or plain(*given))
    conditions = [{"pid": pid, "v": "x"} for pid in ("theme", "place", "kind")]
    batch(website, {"q": {"query": "University", "type": "organisation", "properties": conditions}})
    assert asked == ["theme", "place", "kind"]


def test_suggesting_and_extending(website):
    entity = website.get("/reconcile/suggest/entity?prefix=city").json()["result"]
    assert "organisation/city-redi" in [each["id"] for each in entity]
    assert website.get("/reconcile/suggest/type?prefix=org").json()["result"] == [
        {"id": "organisation", "name": "Organisation"}
    ]
    assert {"id": "homepage", "name": "Homepage"} in website.get(
        "/reconcile/suggest/property?prefix=home"
    ).json()["result"]
    offered = website.get("/reconcile/properties?type=person&limit=5").json()
    assert offered["type"] == "person"
    assert len(offered["properties"]) == 5
    asked = {
        "ids": ["organisation/city-redi", "organisation/none"],
        "properties": [{"id": "theme"}, {"id": "homepage", "settings": {}}, {"id": "lead"}],
    }
    sent = website.ask(
        "POST", "/reconcile", content=urlencode({"extend": json.dumps(asked)}), headers=FORM
    ).json()
    assert [m["id"] for m in sent["meta"]] == ["theme", "homepage", "lead"]
    assert {"id": "theme/skills", "name": "Skills"} in sent["rows"]["organisation/city-redi"]["theme"]
    assert sent["rows"]["organisation/city-redi"]["lead"] == []
    assert sent["rows"]["organisation/none"] == {"theme": [], "homepage": [], "lead": []}


@pytest.mark.parametrize(
    "encoded", [lambda id_: id_, lambda id_: quote(id_, safe="")], ids=["as is", "component"]
)
def test_the_manifests_addresses_take_ids_as_clients_write_them(website, encoded):
    """OpenRefine leaves the stroke of an id alone; the specification has it encoded."""
    told = website.get("/reconcile").json()
    addresses = [told["view"]["url"], told["preview"]["url"]]
    for what in told["suggest"].values():
        address = what["flyout_service_url"] + what["flyout_service_path"]
        addresses.append(address.replace("${id}", "{{id}}"))
    for address in addresses:
        for id_, status in (("organisation/city-redi", 200), ("organisation/none", 404)):
            found = website.get(address.replace("{{id}}", encoded(id_)), "text/html")
            assert found.status_code == status, address
            assert ("City-REDI" in found.text) == (status == 200)


#: What a cell of a column may be: the shapes of the specification's schema, and its pattern of a time.
CELLS = {("id", "name"): str, ("str",): str, ("float",): float, ("int",): int, ("date",): str}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")


def test_every_property_of_everything_comes_as_clients_can_read_it(website):
    """Also those that are not here: a call that fails empties every column of a table, and no client says so."""
    offered = [p["id"] for p in website.get("/reconcile/properties").json()["properties"]]
    asked = [*offered[:3], "no-such-property", *offered[3:], "http://example.org/p?q#f", "", "name"]
    kinds = [t["id"] for t in website.get("/reconcile").json()["defaultTypes"]]
    each = " UNION ".join(f"{{ ?s a lpip:{kind.capitalize()} }}" for kind in kinds)
    found = website.get(
        f"/sparql?{urlencode({'query': f'PREFIX lpip: <{BASE}def/> SELECT ?s {{ {each} }}'})}"
    )
    ids = [row["s"]["value"].removeprefix(f"{BASE}id/") for row in found.json()["results"]["bindings"]]
    assert len(ids) > 100
    wanted = {"ids": [*ids, "theme/none", "?&#", ""], "properties": [{"id": name} for name in asked]}
    sent = website.ask("POST", "/reconcile", content=urlencode({"extend": json.dumps(wanted)}), headers=FORM)
    assert sent.status_code == 200, sent.text
    content = sent.json()
    assert [column["id"] for column in content["meta"]] == asked
    names = [column["name"] for column in content["meta"]]
    assert [n for n, id_ in zip(names, asked, strict=True) if id_ not in offered] == [
        n for n in names if "no such property" in n
    ]
    assert list(content["rows"]) == wanted["ids"]
    shapes = set()
    for row in content["rows"].values():
        assert set(row) == set(asked)
        for cell in (cell for values in row.values() for cell in values):
            assert isinstance(cell[next(iter(cell))], CELLS[tuple(cell)])
            assert "date" not in cell or TIME.fullmatch(cell["date"]), cell
            shapes.add(tuple(cell))
    assert shapes >= {("id", "name"), ("str",), ("date",)}


def test_a_query_in_the_address_is_answered_as_one_that_is_posted(website):
    form = urlencode({"extend": '{"ids": ["theme/skills"], "properties": [{"id": "lead"}, {"id": "none"}]}'})
    posted = website.ask("POST", "/reconcile", content=form, headers=FORM)
    assert website.get(f"/reconcile?{form}").json() == posted.json()


@pytest.mark.parametrize(
    "form",
    [
        {"queries": "{"}, {"queries": "[]"}, {"queries": '{"q0": 5}'}, {"queries": '{"q0": {"query": 5}}'}, {"queries": "[" * 50_000},
        {"extend": "{}"}, {"extend": '{"ids": 5, "properties": []}'}, {"extend": '{"ids": [5], "properties": []}'},
        *({"extend": json.dumps({"ids": ["theme/skills"], "properties": [p]})} for p in ("theme", {}, {"id": 5}, {"id": ["theme"]}, None)),
        {"queries": json.dumps({f"q{i}": {"query": "x"} for i in range(500)})},
    ],
)  # fmt: skip
def test_a_client_that_is_wrong_is_told_so(website, form):
    found = website.ask("POST", "/reconcile", content=urlencode(form), headers=FORM)
    assert found.status_code == 400
    assert found.json()["detail"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "v", "pid", "str"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["query", "type", "limit", "type_strict", "properties"]), VALUES))
def test_no_query_breaks_the_service(website, query):
    form = urlencode({"queries": json.dumps({"q0": query})})
    assert website.ask("POST", "/reconcile", content=form, headers=FORM).status_code in (200, 400)


SCHEMAS = Path(os.environ.get("LPIPGRAPH_CONFORMANCE", "")) / "reconciliation" / "0.2" / "schemas"


@pytest.mark.skipif(
    not (SCHEMAS / "manifest.json").is_file(),
    reason="LPIPGRAPH_CONFORMANCE names no folder with reconciliation/0.2/schemas of the Reconciliation group",
)
def test_the_groups_own_schemas(website):
    """They bear no licence and are no part of the project; nothing is fetched for a reference that is not there."""
    import jsonschema
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT7

    known = {path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}
    registry: Registry = Registry(
        retrieve=lambda uri: Resource.from_contents(
            known.get(uri.partition("#")[0].rpartition("/")[2], {}), default_specification=DRAFT7
        )
    )
    queries = {"q0": {"query": "City-REDI", "type": "organisation", "limit": 3}, "q1": {"query": "zzz"}}
    wanted = {
        "ids": ["organisation/city-redi", "event/understanding-data-for-local-economies"],
        "properties": [{"id": "theme"}, {"id": "homepage"}, {"id": "start"}],
    }
    form = urlencode({"extend": json.dumps(wanted)})
    for name, answer in {
        "manifest": website.get("/reconcile").json(),
        "reconciliation-result-batch": batch(website, queries),
        "data-extension-response": website.ask("POST", "/reconcile", content=form, headers=FORM).json(),
        "data-extension-property-proposal": website.get("/reconcile/properties?type=person&limit=3").json(),
        "suggest-entities-response": website.get("/reconcile/suggest/entity?prefix=city").json(),
        "suggest-types-response": website.get("/reconcile/suggest/type?prefix=o").json(),
        "suggest-properties-response": website.get("/reconcile/suggest/property?prefix=o").json(),
    }.items():
        jsonschema.Draft7Validator(known[f"{name}.json"], registry=registry).validate(answer)
