"""The explorer: every page, as a server sends it and as a file; each statement with its words, nothing that runs by itself."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from lpipgraph import pages
from lpipgraph.contacts import contacts
from lpipgraph.errors import InputError, OutputError
from lpipgraph.pages.assets import assets
from lpipgraph.pages.display_labels import KINDS
from lpipgraph.pages.explorer import CYTOSCAPE_STYLE
from lpipgraph.pages.links import iri_of, path_of
from lpipgraph.pages.render import script_json
from lpipgraph.pages.site import site
from lpipgraph.phrases import day, heading, sentence
from lpipgraph.pipeline import store_of
from lpipgraph.plots import positions, spread
from lpipgraph.queries import catalogue
from lpipgraph.store import LocalStore, open_store
from lpipgraph.vocabulary import BASE, LPIP, RDF, RDFS, iri

OWN = (
    "",
    "about",
    "issue",
    "issue/1",
    "network",
    "timeline",
    "map",
    "coverage",
    "queries",
    "sparql",
    "search",
)
SERVER = pages.ServerLinks("/base")


class Seen(HTMLParser):
    """What a browser would find in a page: links, identifiers, elements, blocks of data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.data: list[tuple[str, str]] = []
        self._script: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        self.links += [value for name in ("href", "src", "action") if (value := given.get(name)) is not None]
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self._script = str(given.get("type")) if tag == "script" and "src" not in given else None

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.data.append((self._script, data))
            self._script = None
        else:
            self.words.append(data)


@pytest.fixture(scope="module")
def store(built_folder: Path) -> Iterator[LocalStore]:
    with open_store(store_of(built_folder)) as opened:
        assert isinstance(opened, LocalStore)
        yield opened


@pytest.fixture(scope="module")
def explorer(store: LocalStore, built_folder: Path) -> pages.Explorer:
    return pages.Explorer(store, pages.texts_of(built_folder))


def of_class(store: LocalStore, kind: str) -> list[str]:
    rows = store.select(f"SELECT ?s WHERE {{ ?s rdf:type <{KINDS[kind]}> }} ORDER BY ?s").rows
    return [str(path_of(row[0].value)) for row in rows]  # type: ignore[union-attr]


def html_of(explorer: pages.Explorer, path: str, **given: str) -> str:
    found = explorer.page(path, given, SERVER)
    assert found is not None, path
    return found.html


# --- each page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*OWN, *KINDS])
def test_each_page_is_whole_and_holds_nothing_that_its_policy_forbids(explorer, path):
    html = html_of(explorer, path)
    seen = Seen(html)
    assert [tag for tag, _ in seen.tags].count("h1") == 1
    assert len(seen.ids) == len(set(seen.ids))
    for tag, attributes in seen.tags:
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag != "style"
    assert [kind for kind, _ in seen.data if kind not in ("application/json", "application/ld+json")] == []
    for tag, attributes in seen.tags:
        for name in ("src", "action") + (("href",) if tag in ("link", "script", "use", "image") else ()):
            assert not str(attributes.get(name) or "").startswith(("http:", "https:", "//")), (
                tag,
                attributes,
            )


@pytest.mark.parametrize("kind", KINDS)
def test_each_thing_has_a_page_with_its_evidence_in_the_newsletters_text(explorer, store, kind):
    anchors = set(Seen(html_of(explorer, "issue/1")).ids)
    for path in of_class(store, kind)[:4]:
        seen = Seen(html_of(explorer, path))
        targets = {value for _, a in seen.tags if (value := a.get("popovertarget"))}
        assert targets <= set(seen.ids)
        places = [link.partition("#")[2] for link in seen.links if link.startswith("/base/issue/1#")]
        assert places, path
        assert set(places) <= anchors, path


def test_each_statement_of_a_page_leads_to_words(explorer, store):
    """A statement has a button, or it is said that it does not come from the newsletter: then it is in the authority's graph."""
    for kind in KINDS:
        for path in of_class(store, kind)[:3]:
            html = html_of(explorer, path)
            facts = [f for f in re.findall(r"<dd>(.*?)</dd>", html, re.DOTALL) if 'rel="external"' not in f]
            bare = [f for f in facts if "popovertarget" not in f]
            assert [f for f in bare if "own tables" not in f and 'href="http' in f] == []
            known = store.select(
                f"SELECT ?o WHERE {{ GRAPH <{iri.graph('authority').value}> {{ <{iri_of(path)}> ?p ?o }} }}"
            ).rows
            assert not [f for f in bare if "own tables" in f] or known, path


def test_the_text_of_an_issue_is_whole_and_every_quoted_passage_has_its_place(explorer, store):
    seen = Seen(html_of(explorer, "issue/1"))
    rows = store.select(
        "SELECT DISTINCT ?start ?words WHERE { ?s oa:hasSource ?x ; oa:start ?start ; oa:exact ?words }"
    ).rows
    wanted = {f"c{int(a.value)}-{int(a.value) + len(w.value)}" for a, w in rows}  # type: ignore[union-attr]
    assert wanted <= set(seen.ids)
    shown = " ".join("".join(seen.words).split())
    text = explorer.texts["1"]
    for block in text.blocks:
        assert " ".join(block.text.split()) in shown


def test_names_are_marked_and_lead_to_pages(explorer):
    seen = Seen(html_of(explorer, "issue/1"))
    names = [a for tag, a in seen.tags if tag == "a" and "name" in str(a.get("class", "")).split()]
    assert len(names) > 200
    known = {a["href"] for a in names}
    assert {"/base/person/alice-pugh", "/base/organisation/city-redi", "/base/theme/skills"} <= known
    assert all(
        explorer.page(str(href).removeprefix("/base/"), {}, SERVER) for href in sorted(map(str, known))[:25]
    )


def test_without_the_text_the_issues_page_shows_what_is_quoted(store):
    html = html_of(pages.Explorer(store), "issue/1")
    assert "The whole text is not kept" in html
    assert "Alice Pugh" in html


def test_no_contact_data_stands_on_a_page(explorer):
    for path in ("issue/1", "person/alice-pugh", "search"):
        assert contacts(" ".join(Seen(html_of(explorer, path)).words)) == ()


@pytest.mark.parametrize("kind", ["claim", "naming", "segment", "graph", "dataset", "source", "run"])
def test_what_is_no_thing_has_a_page_in_words(explorer, store, kind):
    """A claim reads as its sentence and shows its words; no page shows an identifier where there is a name."""
    rows = store.select(
        f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o FILTER (STRSTARTS(STR(?s), '{BASE}{kind}/')) }} ORDER BY ?s"
    ).rows
    assert rows
    for (node,) in rows[:: max(1, len(rows) // 25)]:
        path = path_of(node.value)
        html = html_of(explorer, path)
        heading = re.search(r"<h1>(.*?)</h1>", html)[1]
        if kind in ("claim", "naming", "segment"):
            assert " " in heading or heading.startswith("“"), (path, heading)
            assert re.search(r"<blockquote>|It follows from", html), path
            names = [
                name for name in re.findall(r">([^<>]*)</a>", html) if re.fullmatch(r"[0-9a-f]{12}", name)
            ]
            assert names == [], path
        assert f"{node.value}</code>" in html


def test_each_thing_has_its_statements_as_a_table(explorer, store):
    for kind in KINDS:
        for path in of_class(store, kind)[:3]:
            rows = list(csv.DictReader(io.StringIO(explorer.table(path).decode())))
            page = html_of(explorer, path)
            assert len({row["statement"] for row in rows}) >= (1 if "button type" in page else 0)
            for row in rows:
                assert row["statement"]
                assert bool(row["quote"]) == bool(row["issue"])
                if row["start"]:
                    assert f'#c{row["start"]}-{row["end"]}"' in page
    assert explorer.table("theme/none") is None
    assert explorer.table("queries") is None


@pytest.mark.parametrize("incoming", [False, True])
def test_no_heading_and_no_sentence_is_a_label_of_others(incoming):
    """ "Is part of" and not "isPartOf" or "Is Part Of this"."""
    for predicate, label in (
        ("http://purl.org/dc/terms/x", "Is Part Of"),
        ("https://schema.org/x", "startDate"),
        (LPIP.employsThemeLead.value, "employs the theme’s lead"),
    ):
        above = heading(predicate, label, None, incoming=incoming)
        assert above[0].isupper() and not re.search(r"[a-z][A-Z]| this$| [A-Z]", above)
        told = sentence("Jo", predicate, label, "Skills")
        assert told.startswith("Jo ") and told.endswith(" Skills")
        assert not re.search(r"[A-Z]", told[3:-7])


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "theme/no-such",
        "issue/2",
        "issue/../1",
        "queries/none",
        "a b",
        "theme/\x00",
        "%",
        "x" * 5000,
        "theme//",
        "\ud800",
    ],
)
def test_what_is_not_there_has_no_page(explorer, path):
    assert explorer.page(path, {}, SERVER) is None


@pytest.mark.parametrize("name", catalogue())
def test_each_prepared_question_has_a_page(explorer, name):
    query = catalogue()[name]
    found = explorer.page(f"queries/{name}", dict(query.example), SERVER)
    assert found is not None
    assert found.status == 200
    assert "rows" in found.html or "row." in found.html


@pytest.mark.parametrize("name", catalogue())
def test_no_answer_shows_a_date_or_duration_as_programs_write_it(explorer, name):
    shown = html_of(explorer, f"queries/{name}", **dict(catalogue()[name].example))
    cells = [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", shown, re.S)]
    wrong = r"(?:since )?\d{4}-(?:0\d|1[0-2])(?:-\d\d.*)?|P(?:\d+D)?T\d+[HMS].*"
    assert [cell for cell in cells if re.fullmatch(wrong, cell)] == []


def test_no_statement_shows_the_name_of_a_property_or_a_class_as_programs_write_it(explorer):
    asked = "SELECT (MIN(?c) AS ?one) WHERE {{ ?c {} }} GROUP BY ?kind"
    rows = (
        *explorer.known.store.select(asked.format("rdf:predicate ?kind")).rows,
        *explorer.known.store.select(
            asked.format("lpip:names/rdf:type ?kind ; lpip:shows ?class . ?class rdf:type ?what")
        ).rows,
    )
    assert len(rows) > 40
    for (node,) in rows:
        shown = html_of(explorer, f"doc/{node.value.removeprefix(BASE)}")
        for words in re.findall(r"<h1>(.*?)</h1>|<dt>Property</dt><dd>(.*?)</dd>", shown, re.S):
            said = re.sub(r"<[^>]*>", "", "".join(words))
            assert not re.search(r"https?://w3id|^\s*[a-z]+[A-Z]\w*\s*$", said), (node, said)


def test_a_question_with_a_wrong_word_says_what_is_wrong(explorer):
    found = explorer.page("queries/theme-leads", {"theme": "skils"}, SERVER)
    assert found is not None
    assert found.status == 400
    assert "Skills" in found.html


def test_the_network_is_filtered(explorer):
    every = html_of(explorer, "network")
    some = html_of(explorer, "network", theme="skills", least="1")
    none = html_of(explorer, "network", issue="9")
    assert every.count("data-key=") > some.count("data-key=") > none.count("data-key=") == 0
    assert "Kostas Kollydas" in some
    assert html_of(explorer, "network", least="a lot", theme="<script>", kind="?")


def test_places_of_a_network_are_the_same_each_time_and_lie_within_it():
    links = [("a", "b", 1.0), ("b", "c", 2.0), ("x", "y", 1.0)]
    one, other = positions(links), positions(list(reversed(links)))
    assert one == other
    assert set(one) == set("abcxy")
    assert all(0 <= v <= 1 for place in one.values() for v in place)
    assert positions([]) == {}


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=25),
    st.sampled_from([(0.1, 0.1), (0.12, 0.05), (0.05, 0.12)]),
)
def test_names_in_a_network_go_apart(places, box):
    at = {f"n{number}": place for number, place in enumerate(places)}
    found = spread(at, box, rounds=300)
    assert found == spread(dict(reversed(at.items())), box, rounds=300)
    assert set(found) == set(at)
    assert all(0 <= v <= 1 for place in found.values() for v in place)
    # the whole is drawn smaller where it has grown, but no two stand at one place
    assert len(set(found.values())) == len(found)
    assert spread({}, box) == {}


def test_places_do_not_hang_on_the_hash_seed():
    # small parts beside a large one: there a set would give the order
    code = (
        "from lpipgraph.plots import positions\n"
        "links = [(f'a{n}', f'a{n + 1}', 1.0) for n in range(20)] + [(f'b{n}', f'c{n}', 1.0) for n in range(6)]\n"
        "print(positions(links))"
    )
    shown = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in range(1, 6)
    }
    assert len(shown) == 1


# --- links -----------------------------------------------------------------------------------------------------

PART = st.text(
    st.characters(codec="utf-8", exclude_characters="/\\#?%", exclude_categories=("Cc", "Cs", "Zs")),
    min_size=1,
)


@given(st.lists(PART, min_size=1, max_size=3).map("/".join), st.lists(PART, max_size=3).map("/".join))
def test_a_static_link_leads_from_any_page_to_any_other(one, other):
    here = f"/any/base/{one}/index.html"
    link = pages.StaticLinks.at(one).page(other, anchor="c1-2")
    parts = here.split("/")[:-1]
    for part in unquote(link.partition("#")[0]).split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    assert "/".join(parts) == (f"/any/base/{other}/index.html" if other else "/any/base/index.html")
    assert link.endswith("#c1-2")


@pytest.mark.parametrize("thing", ["id/theme/skills", "claim/1/ab", "id/theme/a%C3%A4", "def/Theme"])
def test_paths_and_iris_are_two_names_of_one_thing(thing):
    path = path_of(BASE + thing)
    assert path is not None
    assert iri_of(path) == BASE + thing


def test_what_is_not_ours_has_no_path():
    assert path_of("https://elsewhere.example/id/x") is None


# --- hostile text ------------------------------------------------------------------------------------------------

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"' javascript:alert(3) {{ 7*7 }} <!--"
)


@pytest.fixture(scope="module")
def hostile() -> pages.Explorer:
    graph, thing = iri.graph("issue", "1"), iri.id("theme", "bad")
    dataset = Dataset()
    source, issue_ = iri.source("1"), iri.id("publication", "policy-innovate-1")
    evidence = iri.graph(
        "issue",
        "1",
    )
    claim, segment = iri.claim("1", "a"), iri.segment("1", 0, len(HOSTILE))
    oa, dct = "http://www.w3.org/ns/oa#", "http://purl.org/dc/terms/"
    for s, p, o in (
        (thing, RDF.type, LPIP.Theme), (thing, RDF.type, LPIP.Entity), (thing, RDFS.label, Literal(HOSTILE)),
        (thing, NamedNode(dct + "description"), Literal(HOSTILE)),
        (thing, NamedNode("http://xmlns.com/foaf/0.1/page"), NamedNode("javascript:alert(4)")),
        (thing, LPIP.identifier, iri.id("identifier", "x")),
        (iri.id("identifier", "x"), LPIP.scheme, Literal(HOSTILE)),
        (iri.id("identifier", "x"), NamedNode("http://www.w3.org/2004/02/skos/core#notation"), Literal(HOSTILE)),
        (iri.id("identifier", "x"), NamedNode("https://schema.org/url"), NamedNode("javascript:alert(5)")),
        (issue_, RDFS.label, Literal(HOSTILE)), (issue_, RDF.type, LPIP.Issue),
        (source, RDF.type, LPIP.SourceText), (source, NamedNode(dct + "source"), issue_),
        (claim, RDF.subject, thing), (claim, RDF.predicate, NamedNode(dct + "description")), (claim, RDF.object, Literal(HOSTILE)),
        (claim, NamedNode(oa + "hasTarget"), segment), (segment, NamedNode(oa + "hasSource"), source),
        (segment, NamedNode(oa + "start"), Literal(0)), (segment, NamedNode(oa + "exact"), Literal(HOSTILE)),
        (segment, LPIP.inSection, Literal(HOSTILE)),
    ):  # fmt: skip
        dataset.add(Quad(s, p, o, evidence if p != RDF.type else graph))
    return pages.Explorer(LocalStore.of(dataset), schema=lambda _: {"name": HOSTILE})


@pytest.mark.parametrize(
    ("path", "given_"),
    [
        ("", {}), ("theme/bad", {}), ("theme", {}), ("issue", {}), ("issue/1", {}), ("sparql", {"query": HOSTILE}), ("search", {"q": HOSTILE}),
        ("queries/theme-leads", {"theme": HOSTILE}), ("network", {"theme": HOSTILE, "route": HOSTILE}), ("map", {}), ("coverage", {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("links", [pages.ServerLinks(), pages.StaticLinks(2)], ids=["server", "files"])
def test_hostile_text_stays_text(hostile, path, given_, links):
    found = hostile.page(path, given_, links)
    assert found is not None
    seen = Seen(found.html)
    assert not [a for tag, a in seen.tags if tag == "img" or "onerror" in a]
    assert not [link for link in seen.links if link.startswith("javascript")]
    assert "49" not in "".join(seen.words)
    scripts = [a for tag, a in seen.tags if tag == "script"]
    assert all("src" in a or a.get("type") in ("application/json", "application/ld+json") for a in scripts)
    for _, data in seen.data:
        json.loads(data)


JSON = st.recursive(
    st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)


@given(JSON)
def test_json_in_a_script_is_the_same_and_ends_no_script(value):
    text = script_json(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")


# --- the site ----------------------------------------------------------------------------------------------------


def test_every_internal_link_of_the_site_leads_to_a_file_and_a_place_in_it(site_folder):
    files = {str(path) for path in site_folder.rglob("*") if path.is_file()}
    found = {path: Seen(Path(path).read_text("utf-8")) for path in files if path.endswith(".html")}
    ids = {path: set(seen.ids) for path, seen in found.items()}
    broken = []
    for path, seen in found.items():
        folder, name = os.path.split(path)
        if name == "404.html":
            continue
        for link in dict.fromkeys(seen.links):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            # joined and looked up as text: to ask the disk for each of some hundred thousand links takes longest
            target = os.path.normpath(os.path.join(folder, unquote(parts.path))) if parts.path else path  # noqa: PTH118
            if target not in files or (
                parts.fragment and target in ids and parts.fragment not in ids[target]
            ):
                broken.append((path, link))
    assert broken == []
    assert len(found) > 400


def test_the_site_has_data_beside_its_pages(site_folder):
    for path in ("theme/skills", "person/alice-pugh", "event/understanding-impact-evaluation", "kind/blog"):
        about = iri_of(path)
        turtle = list(parse((site_folder / f"{path}.ttl").read_bytes(), format=RdfFormat.TURTLE))
        assert any(q.subject == NamedNode(about) for q in turtle)
        named = json.loads((site_folder / f"{path}.jsonld").read_bytes())
        assert any(node["id"].endswith(path) for node in named["@graph"])
    blocks = [
        d
        for kind, d in Seen((site_folder / "theme/skills/index.html").read_text("utf-8")).data
        if kind == "application/ld+json"
    ]
    (found,) = map(json.loads, blocks)
    assert found["@context"] == "https://schema.org"
    assert found["@id"] == BASE + "id/theme/skills"


def test_the_sites_signposts(site_folder):
    listed = [
        e.text
        for e in ElementTree.fromstring((site_folder / "sitemap.xml").read_bytes()).iter()
        if e.tag.endswith("loc")
    ]
    assert "https://example.org/lpip/theme/skills/" in listed
    for address in listed:
        assert (
            site_folder / unquote(str(address).removeprefix("https://example.org/lpip/")) / "index.html"
        ).is_file()
    rules = (site_folder / "w3id.htaccess").read_text("utf-8")
    patterns = [
        (re.compile(m[1]), m[2]) for m in re.finditer(r"^RewriteRule (\S+) (\S+)", rules, re.MULTILINE)
    ]

    def led(path: str) -> str:
        """Where the rules lead an address of the graph."""
        pattern, target = next((p, target) for p, target in patterns if p.search(path))
        return pattern.sub(re.sub(r"\$(\d)", r"\\\1", target), path)

    assert led("segment/1/4996-5020") == "https://example.org/lpip/issue/1/#c4996-5020"
    assert "https://example.org/lpip/" in (site_folder / "404.html").read_text("utf-8")
    # the files that the catalogue and the feeds name as their own
    named = {
        address
        for name in ("lpip.nq", "dcat.ttl", "news.atom", "news.rss", "activities.json")
        for address in re.findall(rf"{BASE}(data/[\w.-]+)", (site_folder / name).read_text("utf-8"))
    }
    assert {"data/lpip.nt", "data/news.atom", "data/news.rss", "data/activities.json"} <= named
    for path in named:
        assert (site_folder / led(path).removeprefix("https://example.org/lpip/")).is_file(), path


def test_the_sites_search_holds_every_name(site_folder, store):
    text = (site_folder / "assets/documents.js").read_text("utf-8")
    held = json.loads(text.removeprefix("window.lpipDocuments=").rstrip(";\n"))
    assert {path for _, _, path, _, _ in held["names"]} == {
        p for kind in KINDS for p in of_class(store, kind)
    }
    for name in held["issues"].values():
        assert (site_folder / "assets" / name).is_file()


def test_the_site_holds_no_contact_data(site_folder):
    for path in (*site_folder.glob("issue/*/index.html"), *site_folder.glob("assets/*s*.js")):
        if path.name.startswith(("sentences", "documents", "index")):
            assert contacts(path.read_text("utf-8")) == ()


def test_a_site_takes_the_place_of_a_site_and_of_nothing_else(tmp_path, store):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="other things"):
        site(Dataset(), tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


# --- parts ---------------------------------------------------------------------------------------------------------


def test_a_checkout_without_the_parts_of_others_serves_every_page(explorer, monkeypatch, tmp_path):
    monkeypatch.setattr(import_module("lpipgraph.pages.assets"), "_OTHERS", tmp_path / "none")
    assert "cytoscape.min.js" not in assets()
    network = explorer.page("network", {}, SERVER)
    assert network is not None
    assert "make web" in network.html
    assert CYTOSCAPE_STYLE not in network.styles
    assert "data-missing" in html_of(explorer, "sparql")


def test_without_networkx_the_network_is_its_table(explorer, monkeypatch):
    def gone(_: object) -> object:
        raise InputError("this needs networkx")

    monkeypatch.setattr("lpipgraph.pages.network.positions", gone)
    html = html_of(explorer, "network")
    assert 'id="graph"' not in html
    assert "Kostas Kollydas" in html


def test_assets_are_those_that_the_pages_name(explorer):
    for path in OWN:
        for link in Seen(html_of(explorer, path)).links:
            if link.startswith("/base/assets/"):
                assert pages.asset(link.removeprefix("/base/assets/")) is not None, link
    assert pages.asset("../__init__.py") is None
    assert pages.asset("templates") is None


def test_the_lockfile_pins_every_part_and_names_no_address_to_fetch_it_from():
    lock = json.loads((Path(__file__).parents[1] / "web" / "package-lock.json").read_text("utf-8"))
    parts = {name: part for name, part in lock["packages"].items() if name}
    assert parts
    assert [name for name, part in parts.items() if "resolved" in part] == []
    assert [name for name, part in parts.items() if not part.get("integrity", "").startswith("sha512-")] == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2024", "2024"), ("2021-02", "February 2021"), ("2025-03-06", "6 March 2025"), ("2025-03-06T10:00:00Z", "6 March 2025, 10:00 UTC"),
        ("2025-03-06T10:00:00", "6 March 2025, 10:00"), ("2025-02-31", "2025-02-31"), ("soon", "soon"),
    ],
)  # fmt: skip
def test_dates_are_written_out(value, words):
    assert day(value) == words
