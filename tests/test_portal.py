"""The portal's contract: schema.org's domains and ranges, search engines' rules, what may change, and feeds that other programs read."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import bibtexparser
import feedparser
import pytest
import rispy
from csvw import CSVW
from icalendar import Calendar
from jsonschema import Draft202012Validator
from pyld import jsonld
from pyoxigraph import Dataset, Literal, NamedNode, Quad, RdfFormat, Store, parse
from referencing import Registry, Resource

from lpipgraph import graph
from lpipgraph.export import contents, document_loader, export
from lpipgraph.export.context import FORMER, VERSION, Context, bundled
from lpipgraph.export.feeds import family_and_given
from lpipgraph.export.portal import Portal, portal
from lpipgraph.export.public_data import material
from lpipgraph.export.schemaorg import own_page
from lpipgraph.files import root
from lpipgraph.vocabulary import BASE, DCTERMS, LPIP, PREFIXES, RDF, RDFS, iri

HERE = Path(__file__).parent / "export"
EXPORT = root() / "ontology" / "export"
SCHEMA = PREFIXES["schema"]
VOCABULARY = Path(os.environ.get("LPIPGRAPH_CONFORMANCE", "")) / "schemaorg" / "schemaorg-current-https.ttl"
#: schema.org's kinds of literals.
LITERALS = {
    SCHEMA + word
    for word in ("Text", "Date", "DateTime", "Time", "Number", "Integer", "Boolean", "URL", "Duration")
}

official = pytest.mark.skipif(
    not VOCABULARY.is_file(), reason="LPIPGRAPH_CONFORMANCE names no folder with schema.org's vocabulary"
)


@pytest.fixture(scope="module")
def issue(built_folder: Path) -> Dataset:
    return graph.read(built_folder / "graph.trig")


@pytest.fixture(scope="module")
def shown(issue: Dataset) -> Portal:
    return portal(material(issue))


@pytest.fixture(scope="module")
def files(issue: Dataset) -> Mapping[str, bytes]:
    formats = ("portal", "csvw", "dcat", "ris", "bibtex")
    return {path: content for _, path, content in contents(issue, formats)}


@cache
def small() -> Dataset:
    return Dataset(parse((HERE / "small.trig").read_bytes(), format=RdfFormat.TRIG))


# schema.org


class Vocabulary:
    """Domains, ranges and classes, as schema.org publishes them."""

    def __init__(self) -> None:
        self.store = Store()
        self.store.load(path=str(VOCABULARY), format=RdfFormat.TURTLE)

    def of(self, subject: str, predicate: str) -> set[str]:
        quads = self.store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)
        return {q.object.value for q in quads if isinstance(q.object, NamedNode)}

    @cache  # noqa: B019 -- one for the tests
    def above(self, cls: str) -> frozenset[str]:
        found, waiting = {cls}, [cls]
        while waiting:
            new = self.of(waiting.pop(), str(RDFS.subClassOf.value)) - found
            found |= new
            waiting += new
        return frozenset(found)

    def breaches(self, index: Mapping[str, Any]) -> Iterator[str]:
        for subject, predicates in index.items():
            types = {str(t) for t in predicates.get(RDF.type.value, ()) if str(t).startswith(SCHEMA)}
            for predicate, values in predicates.items():
                if not predicate.startswith(SCHEMA) or not types:
                    continue
                domain, range_ = (
                    self.of(predicate, f"{SCHEMA}{word}Includes") for word in ("domain", "range")
                )
                if not any(self.above(t) & domain for t in types):
                    yield f"domain: {subject} {types} {predicate}"
                for value in values:
                    if isinstance(value, Literal):
                        fits = bool(range_ & LITERALS)
                    else:
                        of_value = [
                            t
                            for t in index.get(value, {}).get(RDF.type.value, ())
                            if str(t).startswith(SCHEMA)
                        ]
                        fits = not of_value or any(self.above(t) & range_ for t in of_value)
                    if not fits:
                        yield f"range: {subject} {predicate} {value}"


@official
@pytest.mark.parametrize("data", ["issue", "small"])
def test_no_domain_and_no_range_of_schema_org_is_breached(data: str, shown: Portal) -> None:
    index = shown.index if data == "issue" else portal(material(small())).index
    vocabulary = Vocabulary()
    assert [*vocabulary.breaches(index)] == []
    broken = {"https://e.org/a": {RDF.type.value: [SCHEMA + "Person"], SCHEMA + "amount": [Literal("1")]}}
    assert len([*vocabulary.breaches(broken)]) == 1


@official
def test_the_table_of_domains_says_what_the_vocabulary_says() -> None:
    vocabulary = Vocabulary()
    terms = Context.read("portal").terms
    types = sorted(k for k, v in terms.items() if isinstance(v, str) and k[0].isupper())
    named = {
        v if isinstance(v, str) else v.get("@id") or v.get("@reverse")
        for k, v in terms.items()
        if v and k[0].islower()
    }
    expected = {}
    for predicate in sorted(p for p in named if p.startswith(SCHEMA)):
        domain = vocabulary.of(predicate, f"{SCHEMA}domainIncludes")
        assert domain, f"{predicate} is no property of schema.org"
        if SCHEMA + "Thing" not in domain:
            range_ = vocabulary.of(predicate, f"{SCHEMA}rangeIncludes")
            expected[predicate.removeprefix(SCHEMA)] = tuple(
                " ".join(t for t in types if vocabulary.above(SCHEMA + t) & named_there)
                for named_there in (domain, range_)
            )
    text = (EXPORT / VERSION / "portal" / "domains.csv").read_text(encoding="utf-8")
    assert {
        row["property"]: (row["types"], row["values"]) for row in csv.DictReader(io.StringIO(text))
    } == expected


def test_no_policy_is_an_organisation(shown: Portal) -> None:
    """In schema.org a Project and a FundingScheme are organisations."""
    types = {thing["type"] for thing in shown.things["Policy"]}
    assert types >= {"GovernmentService", "MonetaryGrant", "CreativeWork"}
    assert types <= {"GovernmentService", "MonetaryGrant", "CreativeWork", "Guide", "Legislation", "Thing"}


def test_search_engines_find_what_they_require(shown: Portal, files: Mapping[str, bytes]) -> None:
    """Google's rules for articles, events and datasets: what is required, and of what is recommended all that the newsletter says."""
    works = [w for w in shown.things["Publication"] if w["type"] in ("Article", "BlogPosting")]
    assert len(works) >= 10
    for work in works:
        assert work["headline"] == work["name"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", w["datePublished"]) for w in works if w["type"] == "Article")
    for event in shown.things["Event"]:
        assert event["name"]
        assert event["startDate"]
        assert event["eventStatus"] == SCHEMA + "EventScheduled"
        for place in event.get("location", ()):
            assert place["name"]
    dataset = json.loads(files["portal/dataset.jsonld"])
    assert dataset["@context"] == "https://schema.org"
    assert 50 <= len(dataset["description"]) <= 5000
    assert {"name", "license", "creator", "distribution", "temporalCoverage", "isAccessibleForFree"} <= set(
        dataset
    )
    assert all(each["contentUrl"] and "/" in each["encodingFormat"] for each in dataset["distribution"])


def test_an_event_online_takes_place_at_its_page() -> None:
    event = iri("id", "event", "webinar")
    quads = [
        Quad(event, RDF.type, LPIP.Event, iri.graph("issue", "1")),
        Quad(event, RDFS.label, Literal("Webinar", language="en"), iri.graph("issue", "1")),
        Quad(
            event,
            NamedNode(SCHEMA + "eventAttendanceMode"),
            NamedNode(SCHEMA + "OnlineEventAttendanceMode"),
            iri.graph("issue", "1"),
        ),
        Quad(event, LPIP.registrationPage, NamedNode("https://e.org/webinar"), iri.graph("issue", "1")),
    ]
    (shown_event,) = portal(material(Dataset(quads))).things["Event"]
    (place,) = shown_event["location"]
    assert (place["type"], place["url"]) == ("VirtualLocation", "https://e.org/webinar")


def test_themes_reports_events_and_policies_say_what_they_are(shown: Portal) -> None:
    things = shown.things
    assert all(theme.get("description") for theme in things["Theme"])
    # two policies: a third was described by a sentence about another one (see test_descriptions.py)
    for word, least in (("Event", 3), ("Policy", 2), ("Publication", 15)):
        assert len([thing for thing in things[word] if thing.get("description")]) >= least
    rows = [row for theme in things["Theme"] for row in theme["subjectOf"] if row["type"] == "Article"]
    assert rows
    assert all(row["datePublished"] for row in rows)


def test_one_address_and_each_identifier_once(shown: Portal) -> None:
    for things in shown.things.values():
        for thing in things:
            assert isinstance(thing.get("url", ""), str)
            said = [(each["propertyID"], each["value"]) for each in thing.get("identifier", ())]
            assert len(said) == len(set(said))


def test_the_sentences_behind_statements_stand_beside_the_thing(shown: Portal) -> None:
    quoted = [q for things in shown.things.values() for thing in things for q in thing.get("quotation", ())]
    assert len(quoted) > 500
    person = next(p for p in shown.things["Person"] if p.get("leadsTheme"))
    leads = [q for q in person["quotation"] if q["property"] == "leadsTheme"]
    assert any(person["leadsTheme"][0]["name"] in lead["name"] for lead in leads)
    assert all(lead["text"] and lead["datePublished"] == "2024-12-11" for lead in leads)


# The contract


@cache
def validator(name: str) -> Draft202012Validator:
    found = {url: json.loads(content) for url, content in bundled().items() if url.endswith(".schema.json")}
    registry: Any = Registry().with_resources(
        (url, Resource.from_contents(each)) for url, each in found.items()
    )
    return Draft202012Validator(
        next(s for url, s in found.items() if url.endswith(f"/{name}.schema.json")), registry=registry
    )


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if "properties" in value:
            yield value
        for each in value.values():
            yield from objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from objects(each)


@pytest.mark.parametrize("name", ["portal", "portal-list", "portal-index"])
def test_every_property_is_described_and_additions_are_lived_through(name: str) -> None:
    schema = validator(name).schema
    for each in objects(schema):
        assert all(len(said.get("description", "")) > 5 for said in each["properties"].values())
        assert "additionalProperties" not in each
    path = {"portal": "portal/person/ann-lee.jsonld", "portal-list": "portal/person.jsonld"}.get(
        name, "portal/index.jsonld"
    )
    good = json.loads((HERE / "expected" / path).read_bytes())
    assert validator(name).is_valid({**good, "somethingNew": [{"id": "https://e.org/"}]})
    if name == "portal":
        assert validator(name).is_valid({**good, "type": "SomethingNew"})


def test_what_is_written_is_in_the_schema(shown: Portal) -> None:
    """An addition is made to the schema, too."""
    schema = validator("portal").schema
    known, types = set(schema["properties"]), set(schema["properties"]["type"]["examples"])
    for things in shown.things.values():
        for thing in things:
            assert set(thing) <= known
            assert thing["type"] in types


def changes() -> set[str]:
    text = (EXPORT / "CHANGELOG.md").read_text(encoding="utf-8")
    part = text.partition(f"## {VERSION}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)`", part, re.MULTILINE))


def test_what_changed_since_the_version_before_is_written_down() -> None:
    former = FORMER[-1]
    before, now = (
        json.loads((EXPORT / version / "portal.context.jsonld").read_bytes())["@context"]
        for version in (former, VERSION)
    )
    other = {key for key, value in before.items() if now.get(key, "gone") != value}
    assert other <= changes(), "a key that goes or means something else is named in the CHANGELOG"
    schemas = [
        json.loads((EXPORT / v / "portal.schema.json").read_bytes())["properties"] for v in (former, VERSION)
    ]
    gone = set(schemas[0]) - set(schemas[1])
    assert all(schemas[0][key].get("deprecated") for key in gone), "a key is marked a version before it goes"
    unlike = {
        key
        for key in schemas[0].keys() & schemas[1]
        if schemas[0][key].get("$ref") != schemas[1][key].get("$ref")
    }
    assert unlike <= changes()


def test_contexts_of_earlier_versions_are_served() -> None:
    for version in FORMER:
        for name in ("portal", "lpip"):
            url = f"https://w3id.org/lpip/export/{version}/{name}.context.jsonld"
            assert document_loader(url)["document"]["@context"]["@version"] == 1.1  # type: ignore[index]


def test_an_inlined_context_says_the_same(files: Mapping[str, bytes], issue: Dataset) -> None:
    path = "portal/theme/skills.jsonld"
    path = path if path in files else next(p for p in files if p.startswith("portal/theme/"))
    inline = next(
        content for _, name, content in contents(issue, ["portal"], inline_context=True) if name == path
    )
    named, inlined = json.loads(files[path]), json.loads(inline)
    assert named["@context"][0] == inlined["@context"][0] == "https://schema.org"
    assert isinstance(inlined["@context"][1], dict)
    both = [
        jsonld.to_rdf(each, {"format": "application/n-quads", "documentLoader": document_loader})
        for each in (named, inlined)
    ]
    assert both[0] == both[1]
    assert validator("portal").is_valid(inlined)


@pytest.mark.parametrize(
    ("pages", "own"),
    [
        (["https://a.org/reports/green-lanes"], 0),
        (["https://a.org/reports/the-green-lanes.html"], 0),
        (["https://a.org/reports/greenlanes/"], 0),
        (["https://a.org/x/green-lanes-what-they-cost"], 0),
        (["https://a.org/x/Green%20Lanes"], 0),
        # another's page about it, its author's, its number's, a list, and the front page
        (["https://news.org/2024/green-lanes-announced"], None),
        (
            ["https://a.org/author/ann-lee", "https://a.org/?p=167", "https://a.org/lanes", "https://a.org/"],
            None,
        ),
        # the site that has most pages of it, then the nearest to the root
        (
            [
                "https://list.org/green-lanes",
                "https://www.a.org/news/lanes-open",
                "https://a.org/x/y/green-lanes",
            ],
            2,
        ),
        (["https://a.org/x/y/green-lanes", "https://a.org/green-lanes", "http://a.org/green-lanes"], 1),
    ],
)
def test_a_page_that_is_called_as_a_work_is_the_works_own(pages: list[str], own: int | None) -> None:
    for order in (pages, pages[::-1]):
        found = own_page(order, ["Lee (2024)", "Green Lanes: What they cost"])
        assert found == (None if own is None else pages[own])


def test_every_file_names_its_licence(files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        if path.startswith("portal/"):
            assert json.loads(content)["license"].startswith("https://")
    assert json.loads(files["tables/csv-metadata.json"])["dc:license"]["@id"]
    assert b"dcterms:license" in files["dcat.ttl"]


# Feeds


@cache
def two_issues() -> Dataset:
    """A second issue, and what it says otherwise."""
    issue, graph = iri("id", "publication", "policy-innovate-2"), iri.graph("issue", "2")
    return Dataset(
        [
            *small(),
            Quad(issue, RDF.type, LPIP.Issue, graph),
            Quad(issue, RDFS.label, Literal("Policy Innovate, Issue No. 2 & <more>"), graph),
            Quad(
                issue,
                DCTERMS.issued,
                Literal("2025-02-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
                graph,
            ),
        ]
    )


@cache
def news() -> Mapping[str, bytes]:
    return {path: content for _, path, content in contents(two_issues(), ["atom", "rss", "activities"])}


@pytest.mark.parametrize("path", ["news.atom", "news.rss"])
def test_feed_readers_take_what_is_new(path: str) -> None:
    read = feedparser.parse(news()[path])
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [
        "Policy Innovate, Issue No. 2 & <more>",
        "No longer stated: Ann Lee leads no more.",
        "Policy Innovate, Issue No. 1",
    ]
    assert len({entry.id for entry in read.entries}) == 3
    assert [entry.tags[0].term for entry in read.entries] == ["issue", "gone", "issue"]
    assert read.entries[1].link == iri("id", "person", "ann-lee").value
    assert read.entries[1].published_parsed[:3] == (2025, 2, 1)


def test_a_feed_names_the_address_at_which_the_graph_has_it() -> None:
    """A reader that was given the file finds the next one there; a server has it at that path, and so has a site."""
    paths = {path: f"{BASE}data/{path}" for path in news() if not path.startswith("v")}
    found = {path: news()[path].decode() for path in paths}
    addresses = {
        "news.atom": feedparser.parse(found["news.atom"]).feed.links[0]["href"],
        "news.rss": feedparser.parse(found["news.rss"]).feed.links[-1]["href"],
        "activities.json": json.loads(found["activities.json"])["id"],
    }
    assert addresses == paths


def test_a_title_says_alone_what_became_of_a_statement() -> None:
    """A statement is worded alike when it comes and when it goes: two changes never have one title."""
    found = []
    for kind in (LPIP.Addition, LPIP.Removal, LPIP.Replacement, LPIP.Contradiction):
        quads = [
            Quad(q.subject, q.predicate, kind if q.object == LPIP.Removal else q.object, q.graph_name)
            for q in two_issues()
        ]
        made = {path: content for _, path, content in contents(Dataset(quads), ["atom", "rss", "activities"])}
        told = [each["summary"] for each in json.loads(made["activities.json"])["orderedItems"]]
        for name in ("news.atom", "news.rss"):
            assert [entry.title for entry in feedparser.parse(made[name]).entries] == told
        found += [title for title in told if title.endswith("Ann Lee leads no more.")]
    assert len(set(found)) == len(found) == 4


def test_what_is_new_is_told_as_activities() -> None:
    read = json.loads(news()["activities.json"])
    assert (read["type"], read["totalItems"]) == ("OrderedCollection", len(read["orderedItems"]))
    assert [each["type"] for each in read["orderedItems"]] == ["Create", "Remove", "Create"]
    assert len({each["id"] for each in read["orderedItems"]}) == 3


def test_calendars_take_the_events() -> None:
    read = Calendar.from_ical((HERE / "expected" / "events.ics").read_bytes())
    events = [each for each in read.walk("VEVENT") if str(each["SUMMARY"]).startswith("Levies")]
    (event,) = events
    assert not event.errors
    assert str(event["LOCATION"]) == "York"
    assert event["ORGANIZER"].params["CN"] == "The Hub"
    assert str(event["ORGANIZER"]).startswith("https://")
    assert str(event["STATUS"]) == "CONFIRMED"


def test_reference_managers_read_persons_and_years(shown: Portal, files: Mapping[str, bytes]) -> None:
    entries = rispy.loads(files["publications.ris"].decode())
    works = shown.things["Publication"]
    assert [entry["title"] for entry in entries] == [" ".join(work["name"].split()) for work in works]
    articles = [entry for entry in entries if entry["type_of_reference"] == "MGZN"]
    assert {entry["year"] for entry in articles} == {"2024"}
    assert any(author == "Davies, James" for entry in articles for author in entry["authors"])
    library = bibtexparser.loads(files["publications.bib"].decode())
    assert len(library.entries) == len(works)
    assert {entry["year"] for entry in library.entries if entry["ENTRYTYPE"] == "article"} == {"2024"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ann Lee", ("Lee", "Ann")),
        ("Prof. Dame Ann B. Lee", ("Lee", "Ann B.")),
        ("Ludwig van der Berg", ("van der Berg", "Ludwig")),
        ("Gerardo Javier Arriaga-Garcia", ("Arriaga-Garcia", "Gerardo Javier")),
        ("Lee, Ann", ("Lee", "Ann")),
        ("Ann Lee, OBE", ("Lee", "Ann")),
        ("Madonna", None),
        ("Dr Lee", None),
    ],
)
def test_names_part_into_family_and_given(name: str, parts: tuple[str, str] | None) -> None:
    assert family_and_given(name) == parts


def test_tables_are_as_they_are_described(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    export(small(), tmp_path / "export", ["csvw"])
    described = CSVW(str(tmp_path / "export" / "tables" / "csv-metadata.json"), validate=True)
    assert described.is_valid, described.warnings
    for path, content in files.items():
        if path.endswith(".csv"):
            rows = list(csv.DictReader(io.StringIO(content.decode())))
            assert len({row["id"] for row in rows}) == len(rows) > 0
            for row in rows:
                for key in [key for key in row if f"{key}_id" in row]:
                    assert len(row[key].split("|")) == len(row[f"{key}_id"].split("|"))
