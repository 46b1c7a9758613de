"""The explorer in a real browser: it loads, says nothing wrong, asks nobody else, and can be read by everyone.

Wants Chromium (``apt-get install chromium``) and, for the checks of accessibility, axe (``make web``).
"""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from common import NIGHTLY, by_day

from lpipgraph import export, graph
from lpipgraph.files import root
from lpipgraph.pages.assets import assets
from lpipgraph.vocabulary import BASE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"
)
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
#: One of each kind of page.
KINDS = (
    "", "theme/skills", "person/alice-pugh", "organisation/city-redi", "publication/policy-innovate-1", "policy/levelling-up",
    "event/understanding-impact-evaluation", "place/wales", "concept/cultural-ecosystems", "question/1-national-policy",
    "case-study/brainport-eindhoven", "kind/blog", "organisation", "issue", "issue/1", "network?theme=skills", "timeline", "map", "coverage",
    "queries", "queries/theme-leads", "sparql", "search", "about", "reference", "reference/vocabularies", "reference/shapes", "doc/def/Theme",
    "doc/graph/derived", "claim",
)  # fmt: skip

#: One of each template: what axe looks at costs seconds, so that by day it looks at some of these, and at night at all pages.
LOOKED_AT = (
    "", "theme/skills", "person/alice-pugh", "event/understanding-impact-evaluation", "organisation", "issue/1", "network?theme=skills",
    "timeline", "map", "coverage", "queries", "queries/theme-leads", "sparql", "search", "about", "reference", "reference/vocabularies",
    "reference/shapes", "doc/def/Theme", "claim",
)  # fmt: skip


@dataclass
class Watched:
    """A page, and what should not have happened on it."""

    page: Any
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def address(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server as people start it, under a base path."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cache = tmp_path_factory.mktemp("served")
    command = [
        sys.executable,
        "-m",
        "lpipgraph",
        "serve",
        str(built_folder),
        "--port",
        str(port),
        "--no-browser",
    ]
    command += ["--public-url", "/base", "--cache", str(cache), "--no-log", "--seconds", "20"]
    with (
        (cache / "said.txt").open("w+") as said,
        subprocess.Popen(command, stdout=said, stderr=said) as server,
    ):
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                assert server.poll() is None, (cache / "said.txt").read_text("utf-8")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/base/"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


@contextmanager
def opened(browser: Any, allowed: str, **options: Any) -> Iterator[Watched]:
    """A page of its own; at its end nothing was wrong and nobody else was asked."""
    context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
    page = context.new_page()
    seen = Watched(page)

    def route(route: Any) -> None:
        if route.request.url.startswith((allowed, "data:")):
            route.continue_()
        else:
            seen.wrong.append(f"asked {route.request.url}")
            route.abort()

    if not allowed.startswith("file:"):
        context.route("**/*", route)
    else:
        page.on(
            "request",
            lambda r: None if r.url.startswith(("file:", "data:")) else seen.wrong.append(f"asked {r.url}"),
        )
    page.on(
        "console",
        lambda m: seen.wrong.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda e: seen.wrong.append(str(e)))
    try:
        yield seen
        assert seen.wrong == []
    finally:
        context.close()


def accessible(page: Any) -> None:
    if not AXE.is_file():
        pytest.skip("axe is not here: make web")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        (v["id"], v["nodes"][0]["html"][:160], v["nodes"][0]["failureSummary"][:200])
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


def any_claim(address: str) -> str:
    """The path of the first statement that rests on words."""
    query = "SELECT ?c { ?c rdf:predicate ?p ; oa:hasTarget ?t } ORDER BY ?c LIMIT 1"
    rows = httpx.get(f"{address}sparql", params={"query": query}, headers={"accept": "text/csv"}).text.split()
    return rows[1].removeprefix(BASE)


@pytest.mark.parametrize("path", by_day(KINDS, 8))
def test_each_kind_of_page_in_light_and_dark_wide_and_narrow(browser, address, path):
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address + (any_claim(address) if path == "claim" else path))
        told_apart(page)
        for scheme, size in (("light", WIDE), ("dark", NARROW)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (scheme, size)
            if path in (KINDS if NIGHTLY else by_day(LOOKED_AT, 8)):
                accessible(page)


#: What a screen reader says of these is their name.
NAMED = {
    "link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton", "listbox", "option", "table", "image", "img",
    "navigation", "region", "dialog", "DisclosureTriangle",
}  # fmt: skip
LANDMARKS = ("banner", "navigation", "main", "contentinfo", "search", "complementary", "region", "form")


def read_aloud(page: Any) -> list[tuple[str, str, int | None]]:
    """What a screen reader is told of a page: role, name and level, without what is within a picture that has a name."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    within = {node["nodeId"]: node for node in nodes}

    def pictured(node: dict[str, Any]) -> bool:
        above = within.get(node.get("parentId"))
        return above is not None and (
            above.get("role", {}).get("value") in ("image", "img") or pictured(above)
        )

    return [
        (
            node["role"]["value"],
            node.get("name", {}).get("value", "").strip(),
            next((p["value"]["value"] for p in node.get("properties", ()) if p["name"] == "level"), None),
        )
        for node in nodes
        if not node["ignored"] and not pictured(node)
    ]


def told_apart(page: Any) -> None:
    """Everything to use or to go to has a name, parts of a page are told apart, and headings go down step by step."""
    told = read_aloud(page)
    assert [role for role, name, _ in told if role in NAMED and not name] == []
    places = [(role, name) for role, name, _ in told if role in LANDMARKS]
    assert len(places) == len(set(places)), places
    for role in ("banner", "main", "contentinfo"):
        assert [r for r, _ in places].count(role) == 1, places
    levels = [level for role, _, level in told if role == "heading"]
    assert levels[0] == 1 and levels.count(1) == 1, levels
    assert all(below <= above + 1 for above, below in pairwise(levels)), levels


#: The element that has the focus, also within the editor; whether its ring is seen, on itself or on what encloses it.
FOCUSED = """() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    window.at = at;
    for (let one = at; one && one !== document.body; one = one.parentElement)
        if (parseFloat(getComputedStyle(one).outlineWidth) > 0 && getComputedStyle(one).outlineStyle !== 'none') return true;
    return false;
}"""
#: Pages that have something of their own to stop at.
WALKED = ("", "theme/skills", "issue/1", "network?theme=skills", "queries/theme-leads", "sparql")
#: One of each kind of thing that Tab leads to.
STOPS = """() => {
    const kinds = new Map();
    const look = (root) => {
        for (const one of root.querySelectorAll('*')) {
            if (one.shadowRoot) look(one.shadowRoot);
            if (one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}) && one.matches('a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]'))
                kinds.set(`${one.localName} ${one.type ?? ''} ${one.getAttribute('class') ?? ''} ${one.parentElement?.localName}`, one);
            if (one.tabIndex > 0) throw new Error('out of its order: ' + one.outerHTML.slice(0, 100));
        }
    };
    look(document);
    window.stops = [...kinds.values()];
    return [...kinds.keys()];
}"""


@pytest.mark.parametrize("path", LOOKED_AT if NIGHTLY else WALKED)
def test_the_keyboard_gets_everywhere_and_out_again(browser, address, path):
    """The first stop leads to the content; Tab leaves each kind of stop, Shift and Tab lead back, and the focus is seen."""
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address + (any_claim(address) if path == "claim" else path))
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)
        assert page.evaluate("at.getAttribute('href')") == "#main"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        for number, kind in enumerate(page.evaluate(STOPS)):
            page.evaluate("(n) => stops[n].focus()", number)
            for key, there in (("Tab", False), ("Shift+Tab", True)):
                page.keyboard.press(key)
                ring = page.evaluate(FOCUSED)
                assert page.evaluate("(n) => stops[n] === at", number) == there, (kind, key)
            assert ring, kind


def test_a_phone_shows_what_is_marked_first(browser, address):
    """Without a script and before anybody scrolls: the places of the map, the names of the timeline."""
    within = """([shapes, region]) => {
        const seen = document.querySelector(region).getBoundingClientRect();
        return [...document.querySelectorAll(shapes)].map((each) => each.getBoundingClientRect())
            .map((r) => r.left >= seen.left - 1 && r.left + r.width / 2 <= seen.right);
    }"""
    with opened(browser, address, java_script_enabled=False) as seen:
        seen.page.set_viewport_size(NARROW)
        for path, shapes in (
            ("map", ".scroll :is(circle, path)"),
            ("timeline", ".scroll text[text-anchor=end]"),
        ):
            seen.page.goto(address + path)
            found = seen.page.evaluate(within, [shapes, ".scroll"])
            assert len(found) > 5, path
            assert all(found), path


@pytest.mark.parametrize("path", ["", "theme/skills", "issue/1", "network", "queries/theme-leads", "sparql"])
def test_pages_are_read_without_javascript(browser, address, path):
    with opened(browser, address, java_script_enabled=False) as seen:
        seen.page.goto(address + path)
        assert seen.page.locator("h1").is_visible()
        why = seen.page.locator("button.why").first
        if why.count():
            why.click()
            quote = seen.page.locator("[popover]:popover-open blockquote").first
            quote.wait_for()
            assert quote.inner_text().strip()


def test_evidence_opens_and_closes_by_keyboard_and_leads_into_the_text(browser, address):
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address + "person/alice-pugh")
        why = page.locator("button.why").nth(1)
        why.focus()
        page.keyboard.press("Enter")
        drawer = page.locator("[popover]:popover-open")
        drawer.wait_for()
        accessible(page)
        page.keyboard.press("Escape")
        assert drawer.count() == 0
        assert why.evaluate("e => e === document.activeElement")
        page.keyboard.press("Enter")
        drawer.locator("a").first.click()
        page.wait_for_url("**/issue/1#c*")
        assert page.locator(".c:target").is_visible()


def test_names_have_cards_and_can_be_left_unmarked(browser, address):
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address + "issue/1")
        name = page.locator("a.name.k-person").first
        name.focus()
        assert page.locator("#card").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#card").is_visible()
        marked = "getComputedStyle(document.querySelector('a.name.k-person')).textDecorationLine"
        assert page.evaluate(marked) == "underline"
        page.locator("#show-person").uncheck()
        assert page.evaluate(marked) == "none"


def test_an_edge_of_the_network_opens_its_quote(browser, address):
    if "cytoscape.min.js" not in assets():
        pytest.skip("the parts of others are not here: make web")
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address + "network?theme=skills")
        page.wait_for_function("window.lpipNetwork")
        assert page.evaluate("lpipNetwork.nodes().length") >= 3
        page.evaluate("void lpipNetwork.edges()[0].emit('tap')")
        page.locator("[popover]:popover-open blockquote").first.wait_for()


def test_a_form_of_a_question_runs(browser, address):
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address + "queries/theme-leads")
        page.select_option("select[name=theme]", label="Skills")
        page.get_by_role("button", name="Ask").click()
        page.wait_for_url("**theme=Skills**")
        assert page.get_by_role("cell", name="Kostas Kollydas").first.is_visible()


def test_sparql_is_asked_from_the_editor(browser, address):
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address + "sparql")
        if "editor.js" in assets():
            page.wait_for_function("window.lpipView")
            page.evaluate("void lpipView.focus()")
            page.keyboard.press("Control+A")
            # first: Chromium itself styles text that takes the place of styled text, and the policy lets nothing be styled
            page.keyboard.press("Delete")
            page.keyboard.insert_text(
                "SELECT ?name WHERE { ?t a lpip:Theme ; rdfs:label ?name } ORDER BY ?name"
            )
            accessible(page)
        page.get_by_role("button", name="Run").click()
        page.get_by_role("cell", name="Skills").first.wait_for()


def test_an_iri_leads_to_its_page_and_the_search_finds(browser, address):
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address + "id/theme/skills")
        page.wait_for_url("**/base/theme/skills")
        page.locator("#site-q").fill("Kollydas")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=Kollydas")
        page.locator("#found .passages blockquote").first.wait_for()
        page.locator("#found .cards").get_by_role("link", name="Kostas Kollydas").first.click()
        page.wait_for_url("**/person/kostas-kollydas")


def test_sparql_is_asked_without_a_script(browser, address):
    with opened(browser, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(address + "sparql")
        page.locator("textarea").fill("SELECT ?name WHERE { ?t a lpip:Theme ; rdfs:label ?name }")
        page.get_by_role("button", name="Run").click()
        page.get_by_role("cell", name="Skills").first.wait_for()


def test_the_search_suggests(browser, address):
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address)
        page.locator("#home-q").type("ski")
        page.locator("#home-q-list a").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/theme/skills")


def test_the_site_opens_from_a_folder(browser, site_folder):
    start = site_folder.as_uri() + "/"
    with opened(browser, "file:") as seen:
        page = seen.page
        page.goto(start + "index.html")
        page.locator("#home-q").fill("kollydas")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Kostas Kollydas").first.wait_for()
        counted = page.locator("#found p.muted").first.inner_text()
        assert re.match(
            r"(?:1 name|(?!1 )\d+ names) and (?:1 sentence|(?!1 )\d+ sentences) for “kollydas”", counted
        ), counted
        page.locator("#found").get_by_role("link", name="Kostas Kollydas").first.click()
        page.wait_for_url("**/person/kostas-kollydas/index.html")
        page.locator("button.why").first.click()
        page.locator("[popover]:popover-open a").first.click()
        page.wait_for_url("**/issue/1/index.html#c*")
        assert page.locator(".c:target").is_visible()
        page.goto(start + "network/index.html")
        if "cytoscape.min.js" in assets():
            page.wait_for_function("window.lpipNetwork")

        rows = page.locator("tr[data-key]:visible")
        every = rows.count()
        page.select_option("select[name=theme]", label="Skills")
        assert 0 < rows.count() < every
        assert page.locator("#count").inner_text() == str(rows.count())


def test_a_partners_page_of_fetch_and_json_shows_the_themes(browser, built_folder, tmp_path):
    """The sample of the partner's guide, beside an export, on a plain file server."""
    export.export(graph.read(built_folder / "graph.trig"), tmp_path / "export", ["portal"])
    shutil.copy(root() / "docs" / "samples" / "themes.html", tmp_path / "export")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "export")))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        with opened(browser, address, viewport=NARROW) as seen:
            seen.page.goto(f"{address}themes.html")
            seen.page.wait_for_selector("h2")
            assert seen.page.locator("h2").count() == 7
            assert seen.page.locator("li a").count() > 10
            times = seen.page.locator("ul").first.locator("time")
            dates = times.evaluate_all("found => found.map(time => time.dateTime)")
            assert dates == sorted(dates, reverse=True)
            every = seen.page.locator("time").all_text_contents()
            assert every
            assert all(re.fullmatch(r"(?:(?:\d{1,2} )?[A-Z][a-z]+ )?\d{4}", shown) for shown in every), every
            assert "Licence of the data: https://" in seen.page.locator("main").inner_text()
    finally:
        server.shutdown()
        server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass
