"""The ontology as documentation: every term told, with an example that stands in the graph and links that lead somewhere."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import issue_one
import pytest
from pyoxigraph import NamedNode

from lpipgraph import reference
from lpipgraph.pages import Explorer, ServerLinks, StaticLinks
from lpipgraph.queries import catalogue
from lpipgraph.sparql import tokens
from lpipgraph.store import open_store
from lpipgraph.store_protocol import Store

ONTOLOGY = reference.ontology()
PAGES = ("reference", "reference/vocabularies", "reference/shapes")
SVG = "{http://www.w3.org/2000/svg}"


@cache
def store() -> Store:
    return open_store(None, issue_one.whole())


@cache
def explorer() -> Explorer:
    return Explorer(store())


def test_every_term_is_told() -> None:
    assert len(ONTOLOGY.terms) > 150
    assert [n for n, term in ONTOLOGY.terms.items() if not term.definition or not term.label] == []
    lead = ONTOLOGY.terms["leadsTheme"]
    assert (lead.kind, lead.domain, lead.inverse) == (
        "property",
        ("https://w3id.org/lpip/def/Person",),
        ("https://w3id.org/lpip/def/hasLead",),
    )
    assert "What a person leads has to be a theme." in lead.checks
    assert not any("secondment" in words for words in lead.checks)
    assert {"Fund", "Levy"} <= set(ONTOLOGY.terms["Policy"].children)


def test_the_questions_of_a_term_use_it() -> None:
    used = 0
    for name, term in ONTOLOGY.terms.items():
        for asked in term.queries:
            assert ("name", f"lpip:{name}") in set(tokens(catalogue()[asked].text))
            used += 1
    assert used > 200


def test_every_example_stands_in_the_graph() -> None:
    found = reference.usage(store(), ONTOLOGY)
    assert len(found) > 50
    for name, used in found.items():
        term, subject = NamedNode(ONTOLOGY.terms[name].iri), NamedNode(used.subject)
        if ONTOLOGY.terms[name].kind == "class":
            assert store().ask(f"ASK {{ {subject} rdf:type {term} }}")
        else:
            value = NamedNode(used.value) if used.value else "?value"
            assert store().ask(f"ASK {{ {subject} {term} {value} }}")
        assert used.count == len(
            store()
            .select(
                f"SELECT DISTINCT ?s ?o {{ {{ ?s rdf:type {term} }} UNION {{ ?s {term} ?o }} FILTER ISIRI(?s) }}"
            )
            .rows
        )


def test_a_graph_of_nothing_has_no_examples() -> None:
    with open_store(None) as empty:
        assert reference.usage(empty, ONTOLOGY) == {}
        assert reference.schemes(empty) == ()
        assert Explorer(empty).page("doc/def/leadsTheme", {}, ServerLinks()) is not None


def test_the_diagram_shows_every_class_once_and_none_over_another() -> None:
    picture = ElementTree.fromstring(reference.diagram(ONTOLOGY, lambda term: f"#{term.name}"))
    addresses = [a.get("href") for a in picture.iter(f"{SVG}a")]
    assert sorted(addresses, key=str) == sorted(
        f"#{t.name}" for t in ONTOLOGY.of_kind("class") if not t.deprecated
    )
    boxes = [
        (float(r.get("x", 0)), float(r.get("y", 0)), float(r.get("width", 0)), float(r.get("height", 0)))
        for r in picture.iter(f"{SVG}rect")
    ]
    for number, (x, y, wide, high) in enumerate(boxes):
        for a, b, w, h in boxes[:number]:
            assert x + wide <= a or a + w <= x or y + high <= b or b + h <= y
    wide, high = float(picture.get("width", 0)), float(picture.get("height", 0))
    assert all(x >= 0 and y >= 0 and x + w <= wide and y + h <= high for x, y, w, h in boxes)
    assert picture.find(f"{SVG}title") is not None
    # a name has about seven units a letter in its box of 190
    assert max(len(t.label) for t in ONTOLOGY.of_kind("class")) * 7 < 190


@pytest.mark.parametrize("path", [*PAGES, "doc/def/", *(f"doc/def/{name}" for name in ONTOLOGY.terms)])
def test_every_page_is_there_and_its_links_lead_to_pages(path: str) -> None:
    for links in (ServerLinks(), StaticLinks.at(path)):
        page = explorer().page(path, {}, links)
        assert page is not None
        assert page.html.count("<h1>") == 1
        assert "None" not in re.sub(r"<[^>]*>", "", page.html)
        assert 'style="' not in page.html
    for target in set(
        re.findall(
            r'href="/(doc/def/[^"]*|reference[^"]*|queries/[^"#]*)"',
            explorer().page(path, {}, ServerLinks()).html,
        )
    ):  # type: ignore[union-attr]
        assert target.split("/")[-1].partition(".")[0] in {
            *ONTOLOGY.terms,
            *catalogue(),
            "",
            "reference",
            "vocabularies",
            "shapes",
        }
