"""Exports the explorer as files: pages, data next to them, and a search that runs in the browser.

The folder opens from any host, under any path, and from a disk: links are relative, and what scripts read are scripts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import Dataset, NamedNode

from .. import export
from ..errors import OutputError
from ..export.context import Context
from ..export.descriptions import Origin, described, written
from ..export.public_data import material
from ..files import read_bytes, replacing
from ..queries import catalogue
from ..results import write_graph
from ..session import Graph
from ..store import LocalStore
from ..store.generations import fill
from ..vocabulary import BASE
from .assets import asset, assets
from .dictionary import TERMS
from .display_labels import KINDS
from .explorer import Explorer
from .links import StaticLinks, path_of
from .render import rendered, script_json
from .texts import Text

__all__ = ["Site", "site"]

#: Formats of `lpipgraph.export` next to the pages: what pages link to, what the catalogue names, and the feeds.
_WHOLE = (
    "nq", "ttl", "trig", "nt", "rdfxml", "full", "evidence", "portal", "csvw", "dcat",
    "ics", "bibtex", "csl", "ris", "atom", "rss", "activities",
)  # fmt: skip
#: First parts of the paths of nodes that are shown on the page of what they belong to.
_INNER = frozenset({"identifier", "membership", "interval", "instant", "amount", "definition", "portal"})
#: What a statement rests on has pages, too; a passage is a place on the page of its issue.
_EVIDENCE = ("claim", "naming")
_PAGES = (
    "", "about", "issue", "network", "timeline", "map", "coverage", "queries", "sparql", "search", "reference",
    "reference/vocabularies", "reference/shapes",
)  # fmt: skip
_SCHEMA = "https://schema.org/"
#: In a folder that `site` wrote.
_MARK = "site.txt"
_LONGEST_NAME = 240


@dataclass(frozen=True, slots=True)
class Site:
    """What was written: pages, other files, and bytes in all."""

    pages: int
    files: int
    bytes: int


def site(
    dataset: Dataset, folder: Path | str, texts: Mapping[str, Text] | None = None, *, url: str = BASE
) -> Site:
    """Writes the whole explorer into a folder, atomically.

    Parameters
    ----------
    dataset
        Any graphs; the public ones are taken.
    folder
        New, empty, or an earlier site, which is replaced in one step.
    texts
        Key of an issue → its text (see `texts_of`).
    url
        Where the site will be: for its sitemap and the redirects of its IRIs.

    Raises
    ------
    DataError
        If contact data is in a public graph; nothing is written then.
    OutputError
        If the folder cannot be written or holds other things.
    """
    place = Path(folder)
    if place.is_dir() and not (place / _MARK).is_file() and any(place.iterdir()):
        raise OutputError(
            f"this folder holds other things and no {_MARK}", where=folder, hint="name a new folder with -o"
        )
    made = _Making(dataset, texts or {}, url.rstrip("/") + "/")
    names = {p.name for p in place.iterdir()} if place.is_dir() else ()
    count = files = size = 0
    with replacing(folder, frozenset(names)) as fresh:
        for path, content in made.files():
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            count += path.endswith(".html")
            files += 1
            size += len(content)
        (fresh / _MARK).write_text(f"{count} pages of lpipgraph\n", encoding="utf-8")
    return Site(count, files - count, size)


class _Making:
    def __init__(self, dataset: Dataset, texts: Mapping[str, Text], url: str) -> None:
        self.source = export.Source(material(dataset))
        self.engine = pyoxigraph.Store()
        fill(self.engine, Dataset(self.source.material.quads))
        self.store = LocalStore(self.engine, "memory", hidden=False, manifest=None)
        self.url = url
        shown = self.source.portal.things.values()
        self.things = {thing["id"]: thing for things in shown for thing in things}
        self.explorer = Explorer(self.store, texts, schema=self._schema)
        self.explorer.known.read_ahead()
        self.described = self._described()
        terms = [TERMS + name for name in self.explorer.dictionary.ontology.terms]
        self.paths = frozenset(
            (*_PAGES, *KINDS, *self.described, *self._issues(), *self._questions(), *terms)
        )

    def _issues(self) -> list[str]:
        return [f"issue/{key}" for key in self.explorer.known.issues]

    def _questions(self) -> list[str]:
        return [f"queries/{name}" for name in catalogue()]

    def _described(self) -> dict[str, NamedNode]:
        """Path → thing of all things that have a page and whose path can be one of a file."""
        begins = " || ".join(f"STRSTARTS(STR(?s), '{BASE}{part}/')" for part in ("id", *_EVIDENCE))
        rows = self.store.select(
            f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o . FILTER ({begins}) }} ORDER BY ?s"
        ).rows
        found: dict[str, NamedNode] = {}
        for (node,) in rows:
            path = path_of(node.value) if isinstance(node, NamedNode) else None
            if path and path.split("/")[0] not in _INNER and _is_file(path):
                found[path] = node  # type: ignore[assignment]
        return found

    def _schema(self, iri: str) -> object:
        """The description of a thing for search engines: the portal's, with terms of schema.org only."""
        thing = self.things.get(iri)
        if thing is None:
            return None
        plain = _plain(thing, Context.read("portal"))
        assert isinstance(plain, dict)
        return {"@context": _SCHEMA.rstrip("/")} | plain

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of each file."""
        origin = Origin.of(self.engine)
        for path in sorted(self.paths):
            page, table = self.explorer.page_and_table(path, StaticLinks.at(path, self.paths))
            if page is not None:
                yield f"{path}/index.html".lstrip("/"), page.html.encode()
            if (node := self.described.get(path)) is None:
                continue
            triples = described(self.engine, node, BASE + path, origin)
            if triples is not None:
                yield f"{path}.ttl", written(triples, "ttl")
                yield f"{path}.jsonld", written(triples, "jsonld")
            if table is not None:
                yield f"{path}.csv", table
        for version, file in self.explorer.dictionary.ontology.versions.items():
            yield f"reference/lpip-{version}.ttl", read_bytes(file)
        yield from self._answers()
        yield from self._search()
        for name in assets():
            found = asset(name)
            if found is not None:
                yield f"assets/{name}", found[0]
        for _, path, content in export.files_of(self.source, _WHOLE):
            yield path, content
        yield from self._signposts()

    def _answers(self) -> Iterator[tuple[str, bytes]]:
        """The answers of the prepared questions: without parameters, or for the example if a parameter is required."""
        g = Graph(self.store)
        for name, query in catalogue().items():
            given = dict(query.example) if any(p.required for p in query.parameters) else {}
            rows = g.ask(name, **given)
            if query.form == "SELECT":
                yield f"queries/{name}.csv", rows.to("csv").encode()
                yield f"queries/{name}.json", rows.to("json").encode()
            yield f"queries/{name}.jsonld", write_graph(rows.triples(), "jsonld")

    def _search(self) -> Iterator[tuple[str, bytes]]:
        """The search index: names, and sentences in one part for each issue, which are loaded on demand."""
        known = self.explorer.known
        names = []
        for kind in KINDS:
            for ref, words, _ in known.listing(kind):
                if ref.path in self.paths:
                    others = known.other_names(ref.iri)
                    names.append([ref.name, kind, ref.path, _brief(words), others])
        parts = {}
        for key in known.issues:
            name = f"sentences-{_safe(key)}.js"
            parts[key] = name
            content = script_json([[p.anchor, p.section or "", p.words] for p in known.sentences(key)])
            yield f"assets/{name}", f"(window.lpipSentences??={{}})[{script_json(key)}]={content};\n".encode()
        content = script_json({"names": names, "issues": parts})
        yield "assets/documents.js", f"window.lpipDocuments={content};\n".encode()

    def _signposts(self) -> Iterator[tuple[str, bytes]]:
        addresses = (f"{self.url}{quote(path)}/" if path else self.url for path in sorted(self.paths))
        listed = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
        yield (
            "sitemap.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'.encode(),
        )
        yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {self.url}sitemap.xml\n".encode()
        yield "w3id.htaccess", rendered("w3id.htaccess", url=self.url).encode()
        yield "404.html", self.explorer.lost(StaticLinks(0, self.paths, self.url)).html.encode()


def _is_file(path: str) -> bool:
    """Whether a path is valid for files on every system."""
    return all(
        part not in ("", ".", "..") and len(part.encode()) <= _LONGEST_NAME for part in path.split("/")
    ) and not (set(path) & set('\\:*?"<>|\0'))


def _safe(key: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in key)


def _brief(words: str) -> str:
    return words if len(words) <= 180 else words[:170].rsplit(" ", 1)[0] + " …"


def _plain(value: object, context: Context) -> object:
    """A node in JSON-LD's own keywords, without what is no word of schema.org."""
    if isinstance(value, dict):
        found = {}
        for key, inner in value.items():
            if key in ("id", "type"):
                found[f"@{key}"] = inner
            elif not key.startswith("@") and context.expanded(key).startswith(_SCHEMA):
                found[key] = _plain(inner, context)
        return found
    if isinstance(value, list):
        return [_plain(inner, context) for inner in value]
    return value
