"""Maps paths to pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from ..errors import UnknownName
from ..plots import Mark
from ..queries import catalogue, query
from ..reference import Term
from ..store_protocol import Answer, Store, word
from ..vocabulary import LPIP, PREFIXES
from .assets import assets, policy
from .dictionary import TERMS, Dictionary
from .display_labels import KINDS, PLURALS
from .issue import issue
from .links import Links, iri_of
from .network import Edge, Wanted, edges, network
from .pictures import Drawn, coverage, drawn
from .query_pages import Cell, answered, grouped
from .render import rendered, safe
from .resources import RESOURCES, resource
from .store_queries import Known, anchor, printed_words
from .tabular import as_csv
from .texts import Text
from .things import thing
from .views import Page, Passage, Ref, Thing

__all__ = ["Explorer"]

#: Example questions of the home page, by the names of prepared queries.
_EXAMPLES = ("bridges", "policies-in-several-articles", "secondments")
_OF_ROWS = (("csv", "CSV"), ("json", "JSON"))
_OF_GRAPHS = (("jsonld", "JSON-LD"),)
#: cytoscape puts one style element into the page; its hash changes with its version (see `tests/test_pages_browser.py`).
CYTOSCAPE_STYLE = "'sha256-pgvDUBa4IjFA2yuSJ2cqcyxmNYJMborsd0ORcRv9vw8='"
_LICENCES = {
    "https://www.apache.org/licenses/LICENSE-2.0": "Apache License 2.0",
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
}
_FIRST = "SELECT ?theme ?lead WHERE {\n  ?t a lpip:Theme ; rdfs:label ?theme .\n  OPTIONAL { ?p lpip:leadsTheme ?t ; rdfs:label ?lead }\n}\nORDER BY ?theme\n"


@dataclass(frozen=True, slots=True)
class _Result:
    """The answer to a user's own query for display: a table, or a text."""

    told: str
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    text: str = ""


class Explorer:
    """The pages of one public store. A server makes one for each generation of the graph, and asks it for every page.

    Parameters
    ----------
    store
        Opened; without private graphs and candidates, for whatever it holds may be shown.
    texts
        Key of an issue → its text (see `texts_of`); without it, its page shows what the graph quotes.
    schema
        IRI of a thing → its description for search engines, as JSON-LD in schema.org's words; None without one.
    limits
        The limits of a user's own query, in words.
    """

    def __init__(
        self,
        store: Store,
        texts: Mapping[str, Text] | None = None,
        *,
        schema: Callable[[str], object] = lambda _: None,
        limits: str = "two seconds",
    ) -> None:
        self.known = Known(store)
        self.texts = {} if texts is None else texts
        self.schema = schema
        self.limits = limits
        self._own: Mapping[str, Callable[[str, Mapping[str, str], Links], Page | None]] = {
            "": self._home,
            "about": lambda path, _, links: self._page("about.html", "How this was made", path, links),
            "issue": lambda path, _, links: self._page("issues.html", "The newsletter", path, links),
            "network": self._network,
            "timeline": self._picture,
            "map": self._picture,
            "coverage": self._coverage,
            "queries": self._queries,
            "sparql": self._sparql,
            "reference": self._reference,
            TERMS: self._reference,
            "reference/vocabularies": self._vocabularies,
            "reference/shapes": self._shapes,
            "search": lambda _, given, links: self.found(given.get("q", ""), (), (), links),
        }

    def page(self, path: str, parameters: Mapping[str, str], links: Links) -> Page | None:
        """One page.

        Parameters
        ----------
        path
            Below the site, without slashes at its ends: ``theme/skills``, empty for the home page.
        parameters
            What is asked of it, as it stands in the address behind the question mark.
        links
            Writes the addresses of other pages.

        Returns
        -------
        Page or None
            None if there is no page of that path.
        """
        if path in self._own:
            return self._own[path](path, parameters, links)
        if path in KINDS:
            return self._listing(path, links)
        if path.startswith("issue/"):
            return self._issue(path, links)
        if path.startswith("queries/"):
            return self._query(path, parameters, links)
        if path.removeprefix(TERMS) in self.dictionary.ontology.versions and path.startswith(TERMS):
            return self._reference(path, parameters, links)
        if path.startswith(RESOURCES):
            return self._term(path, links) or self._resource(path, links)
        return self._thing(path, self._found(path), links)

    def page_and_table(self, path: str, links: Links) -> tuple[Page | None, bytes | None]:
        """What `page` and `table` give; where both show a thing, it is looked up once."""
        kind, below, _ = path.partition("/")
        if below and kind in KINDS:
            found = self._found(path)
            return self._thing(path, found, links), None if found is None else as_csv(found)
        return self.page(path, {}, links), self.table(path)

    def table(self, path: str) -> bytes | None:
        """The statements of a thing's page as CSV, each with its quotes; None if there is no such page."""
        found = None if path.startswith(RESOURCES) else self._found(path)
        return None if found is None else as_csv(found)

    def lost(self, links: Links) -> Page:
        """The page for an unknown address."""
        made = self._page("lost.html", "Not found", "lost", links)
        return Page(made.title, made.html, 404)

    def found(
        self,
        asked: str,
        names: Sequence[tuple[str, str, str]],
        passages: Sequence[tuple[str, str, str | None, int, int]],
        links: Links,
    ) -> Page:
        """The page of a search.

        Parameters
        ----------
        asked
            The words.
        names
            IRI, name and description of the things that were found, the best first.
        passages
            Words, issue, section and place of the sentences that were found.
        links
            Writes addresses.
        """
        return self._page(
            "search.html",
            "Search",
            "search",
            links,
            asked=asked,
            names=[(self.known.ref(iri, name), words) for iri, name, words in names],
            passages=[
                Passage(printed_words(w), key, section, anchor(a, b)) for w, key, section, a, b in passages
            ],
        )

    def asked(
        self, text: str, answer: Answer | str | None, problem: str | None, told: str, links: Links
    ) -> Page:
        """The page with the answer to a user's own query.

        Parameters
        ----------
        text
            The query.
        answer
            Its rows, or its triples as a text; None where there is none.
        problem
            What was wrong with it.
        told
            How many rows there are, and what was cut.
        links
            Writes addresses.
        """
        result = None
        if isinstance(answer, Answer):
            rows = tuple(tuple(map(self._cell, row)) for row in answer.rows)
            result = _Result(told, answer.columns, rows)
        elif answer is not None:
            result = _Result(told, text=answer)
        return self._sparql("sparql", {"query": text}, links, problem=problem, answer=result)

    def _cell(self, term: object) -> Cell:
        if isinstance(term, NamedNode):
            ref = self.known.ref(term.value, term.value)
            return Cell(term.value, ref if ref.path else None)
        return Cell(word(term))  # type: ignore[arg-type]

    @cached_property
    def _about(self) -> dict[str, str]:
        """The data set's licence, version and size."""
        rows = self.known.store.select(
            "SELECT ?licence ?version ?triples ?title ?words WHERE { ?d rdf:type dcat:Dataset ; dcterms:license ?licence ; "
            "dcat:version ?version . OPTIONAL { ?d void:triples ?triples } OPTIONAL { ?d dcterms:title ?title } "
            "OPTIONAL { ?d dcterms:description ?words } } ORDER BY ?d LIMIT 1"
        ).dicts()
        value = {n: t.value for n, t in rows[0].items() if isinstance(t, NamedNode | Literal)} if rows else {}
        licence = value.get("licence", "")
        name = _LICENCES.get(licence, licence)
        count = value.get("triples", "")
        return {
            "licence": licence if licence.startswith(("https://", "http://")) else "",
            "licence_name": name,
            "version": value.get("version", ""),
            "name": value.get("title", "The newsletter as a graph"),
            "words": value.get("words", ""),
            "triples": f"There are {int(count):,} statements." if count.isdigit() else "",
        }

    def _page(
        self,
        template: str,
        title: str,
        path: str,
        links: Links,
        *,
        styles: tuple[str, ...] = (),
        **values: object,
    ) -> Page:
        html = rendered(
            template, title=title, path=path, links=links, issues=self.known.issues, about=self._about,
            policy=policy(styles, framed=False), **values,
        )  # fmt: skip
        return Page(title, html, styles=styles)

    def _home(self, path: str, _: Mapping[str, str], links: Links) -> Page:
        latest = next(reversed(list(self.known.issues)), None)
        return self._page(
            "home.html",
            self._about["name"],
            path,
            links,
            counts=self.known.counts,
            themes=self.known.themes,
            latest=latest,
            findings=self.known.findings.get(latest or "", 0),
            examples=[catalogue()[name] for name in _EXAMPLES if name in catalogue()],
        )

    def _listing(self, kind: str, links: Links) -> Page:
        return self._page(
            "listing.html", PLURALS[kind], kind, links, kind=kind, things=self.known.listing(kind)
        )

    def _issue(self, path: str, links: Links) -> Page | None:
        key = path.removeprefix("issue/")
        reading = issue(self.known, key, self.texts.get(key))
        if reading is None:
            return None
        cards = {
            of: [name, kind.replace("-", " "), words[:240]]
            for of, (name, kind, words) in reading.cards.items()
        }
        return self._page("issue.html", reading.ref.name, path, links, reading=reading, cards=cards)

    def _thing(self, path: str, found: Thing | None, links: Links) -> Page | None:
        if found is None:
            return None
        spot = self._spot(found.ref.iri) if found.ref.kind == "place" else None
        return self._page(
            "thing.html",
            found.ref.name,
            path,
            links,
            thing=found,
            schema=self.schema(found.ref.iri),
            spot=spot,
        )

    def _found(self, path: str) -> Thing | None:
        try:
            return thing(self.known, iri_of(path))
        except ValueError:
            return None

    def _resource(self, path: str, links: Links) -> Page | None:
        try:
            found = resource(self.known, path)
        except ValueError:
            return None
        return (
            None if found is None else self._page("resource.html", found.ref.name, path, links, found=found)
        )

    @cached_property
    def _map(self) -> Drawn | None:
        return drawn(self.known, "map")

    def _spot(self, iri: str) -> tuple[Drawn, Mark] | None:
        """The map with the point of one place, if it has one there."""
        if self._map is None:
            return None
        marks = zip(self._map.refs, self._map.picture.marks, strict=True)
        return next(((self._map, mark) for ref, mark in marks if ref.iri == iri), None)

    @cached_property
    def dictionary(self) -> Dictionary:
        """The ontology, and how the graph uses it."""
        return Dictionary(self.known.store)

    def _reference(self, path: str, _: Mapping[str, str], links: Links) -> Page:
        now = self.dictionary.ontology.version
        version = path.removeprefix(TERMS) if path != TERMS and path.startswith(TERMS) else now
        words = self.dictionary if version == now else Dictionary(self.known.store, version)
        return self._page(
            "reference.html", "The ontology", path, links, ontology=words.ontology, usage=words.usage, now=now,
            diagram=safe(words.diagram(links)),
        )  # fmt: skip

    def _vocabularies(self, path: str, _: Mapping[str, str], links: Links) -> Page:
        schemes = self.dictionary.schemes
        refs = {iri: self.dictionary.ref(iri, name) for s in schemes for iri, name, *_ in s.concepts}
        return self._page("vocabularies.html", "The vocabularies", path, links, schemes=schemes, refs=refs)

    def _shapes(self, path: str, _: Mapping[str, str], links: Links) -> Page:
        words = self.dictionary.ontology
        return self._page("shapes.html", "The shapes", path, links, shapes=words.shapes, terms=words.terms)

    def _term(self, path: str, links: Links) -> Page | None:
        term = self.dictionary.term(path)
        if term is None:
            return None
        ref, used = self.dictionary.ref, self.dictionary.usage.get(term.name)
        above = {"class": "Is a kind of", "property": "Says also", "individual": "Is one of"}[term.kind]
        below = {"class": "Its kinds", "property": "Said more exactly by", "individual": ""}[term.kind]
        relations = (
            (above, [ref(iri) for iri in term.parents]),
            (below, [ref(f"{LPIP}{name}") for name in term.children]),
            ("Said of", [ref(iri) for iri in term.domain]),
            ("Leads to", [ref(iri) for iri in term.range]),
            ("The other way round", [ref(iri) for iri in term.inverse]),
            ("Shares no member with", [ref(iri) for iri in term.disjoint]),
            *((words, [ref(iri)]) for words, iri in _matched(term)),
        )
        subject = value = None
        if used is not None:
            subject = ref(used.subject, used.subject_name)
            value = ref(used.value, used.value_name) if used.value else Ref(used.value_name)
        return self._page(
            "term.html", term.label, path, links, term=term, relations=relations, used=used, subject=subject,
            value=value if value is not None and value.name else None, questions=self.dictionary.questions(term),
        )  # fmt: skip

    @cached_property
    def _edges(self) -> tuple[Edge, ...]:
        return edges(self.known)

    def _network(self, path: str, given: Mapping[str, str], links: Links) -> Page:
        wanted = Wanted.of(given)
        shown = network(self._edges, wanted)
        graph = {
            "nodes": [
                [ref.iri, ref.name, ref.kind, links.page(ref.path or ""), x, y, n]
                for ref, x, y, n in shown.nodes
            ],
            "edges": [[e.key, e.one.iri, e.other.iri, e.route, e.times] for e in shown.edges],
        }
        there = "cytoscape.min.js" in assets()
        return self._page(
            "network.html", "Network", path, links, wanted=wanted, network=shown, graph=graph, has_cytoscape=there,
            styles=(CYTOSCAPE_STYLE,) if there else (),
        )  # fmt: skip

    def _picture(self, path: str, _: Mapping[str, str], links: Links) -> Page:
        made = self._map if path == "map" else drawn(self.known, path)
        title = {
            "timeline": "Policies, publications and events over time",
            "map": "Places of the newsletter",
        }[path]
        return self._page("picture.html", title, path, links, drawn=made)

    def _coverage(self, path: str, _: Mapping[str, str], links: Links) -> Page:
        return self._page("coverage.html", "Coverage", path, links, coverage=coverage(self.known))

    def _queries(self, path: str, _: Mapping[str, str], links: Links) -> Page:
        every = list(catalogue().values())
        return self._page(
            "queries.html", "Prepared questions", path, links, groups=grouped(every), count=len(every)
        )

    def _query(self, path: str, given: Mapping[str, str], links: Links) -> Page | None:
        try:
            asked = query(path.removeprefix("queries/"))
        except UnknownName:
            return None
        if links.static and not given:
            # a file cannot run queries: it shows the example if a parameter is required
            given = asked.example if any(p.required for p in asked.parameters) else {}
        found = answered(self.known, asked, given)
        downloads = _OF_GRAPHS if asked.form != "SELECT" else (*_OF_ROWS, *_OF_GRAPHS)
        made = self._page("query.html", asked.title, path, links, asked=found, downloads=downloads)
        return Page(made.title, made.html, 400 if found.problem else 200)

    @cached_property
    def _words(self) -> dict[str, object]:
        """What the editor completes with: classes and properties that the graph uses, prefixes."""
        rows = self.known.store.select(
            "SELECT DISTINCT ?kind ?term WHERE { { ?p void:class ?term BIND ('class' AS ?kind) } UNION "
            "{ ?p void:property ?term BIND ('property' AS ?kind) } } ORDER BY ?kind ?term"
        ).rows
        found: dict[str, list[str]] = {"class": [], "property": []}
        for kind, term in rows:
            if isinstance(kind, Literal) and isinstance(term, NamedNode):
                short = next(
                    (f"{p}:{term.value[len(n) :]}" for p, n in PREFIXES.items() if term.value.startswith(n)),
                    "",
                )
                found[kind.value].append(short or str(term))
        return {"classes": found["class"], "properties": found["property"], "prefixes": dict(PREFIXES)}

    def _sparql(
        self,
        path: str,
        given: Mapping[str, str],
        links: Links,
        *,
        problem: str | None = None,
        answer: _Result | None = None,
    ) -> Page:
        example = catalogue().get(given.get("example", ""))
        text = given.get("query") or (example.text if example else _FIRST)
        made = self._page(
            "sparql.html", "SPARQL", path, links, text=text, problem=problem, answer=answer, limits=self.limits,
            words=self._words, examples=grouped([q for q in catalogue().values() if not any(p.required for p in q.parameters)]),
            has_editor="editor.js" in assets(),
        )  # fmt: skip
        return Page(made.title, made.html, 400 if problem else 200)


def _matched(term: Term) -> Iterator[tuple[str, str]]:
    """What a term is like elsewhere, in words."""
    told = {"exactMatch": "The same elsewhere", "closeMatch": "Nearly the same elsewhere"}
    for kind, iri in term.matches:
        yield told.get(kind, "Related elsewhere"), iri
