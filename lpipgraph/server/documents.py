"""Serves documents about things, and pages: every IRI of the graph resolves to one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import anyio.to_thread
from pyoxigraph import Dataset, NamedNode, RdfFormat, Triple, parse
from starlette.requests import Request
from starlette.responses import Response

from ..export import FORMATS as EXPORTS
from ..export import single
from ..export.context import served
from ..export.descriptions import context_url, described, graph_of, written
from ..files import read_bytes
from ..pages import Page, ServerLinks, asset
from ..pages.assets import policy
from ..reference import ontology
from ..store_protocol import stored
from ..vocabulary import BASE, graph_kind
from .addresses import HOME, document_of, node, page_of, thing_of
from .generation import Generation
from .negotiation import FORMS, Form, chosen, split_suffix
from .responses import Reply, etag, lasting, problem, see_other, unsent

__all__ = ["answered", "assets", "contexts", "document", "downloads", "framed", "kept", "page", "thing"]

_CONTEXT = "http://www.w3.org/ns/json-ld#context"
_RDF = tuple(form for form in FORMS.values() if form.name != "html")
_ALL = tuple(FORMS.values())
_ONTOLOGY = BASE + "def/"
_CSV = Form("csv", "text/csv")


def answered(request: Request, reply: Reply) -> Response:
    """An answer, cached for the same request to the same build."""
    generation: Generation = request.scope["generation"]
    if reply.lasts and reply.status in (200, 303) and request.method in ("GET", "HEAD"):
        accept = request.headers.get("accept", "").encode("latin-1")
        generation.answers.put(("http", request.scope["path"], request.scope["query_string"], accept), reply)
    return kept(request, reply)


def kept(request: Request, reply: Reply) -> Response:
    """An answer, or 304 if the client has it."""
    from .middleware import matches

    if reply.status == 200 and matches(request.scope, reply.headers.get("etag", "")):
        return Response(status_code=304, headers=unsent(reply.sent(request.scope)[1]))
    return reply.response(request.scope)


async def thing(request: Request) -> Response:
    """A thing: 303 to its document."""
    generation: Generation = request.scope["generation"]
    path = request.scope["path"][1:]
    stem, form = split_suffix(path)
    for name, suffix in ((path, ""), (stem, f".{form}")):
        found = node(BASE + thing_of("doc/" + name).removeprefix(BASE))
        if found is not None and _known(generation, found):
            place = document_of(found.value)
            return answered(
                request, see_other(f"{request.scope['base']}/{place}{suffix if name != path else ''}")
            )
    return problem(request, 404, "the graph has no statements about this").response()


def _earlier() -> frozenset[str]:
    """Earlier versions of the ontology: they are in no graph, but their IRIs still resolve."""
    return frozenset(ontology().versions) - {ontology().version}


@lru_cache(maxsize=8)
def _kept_version(path: Path) -> tuple[Triple, ...]:
    # read once: its blank nodes have other names at each reading
    return tuple(q.triple for q in parse(read_bytes(path), format=RdfFormat.TURTLE))


def _known(generation: Generation, thing: NamedNode) -> bool:
    if thing.value.removeprefix(_ONTOLOGY) in _earlier():
        return True
    store = generation.store.engine
    found = (
        store.quads_for_pattern(thing, None, None),
        store.quads_for_pattern(None, None, thing),
        store.quads_for_pattern(None, thing, None),
    )
    return store.contains_named_graph(thing) or any(next(each, None) is not None for each in found)


async def document(request: Request) -> Response:
    """The document about a thing, in the negotiated form; or another page."""
    path = request.scope["path"][1:]
    generation: Generation = request.scope["generation"]
    stem, suffix = split_suffix(path)
    if suffix and _known_at(generation, path):
        stem, suffix = path, None  # a thing whose own name ends so
    if path.endswith(".csv") and suffix is None and _known_at(generation, path.removesuffix(".csv")):
        return await _table(request, generation, path.removesuffix(".csv"))
    form = FORMS[suffix] if suffix else None
    base = request.scope["base"]
    accept = request.headers.get("accept")
    reply = await anyio.to_thread.run_sync(
        _made, generation, stem, form, accept, dict(request.query_params), base, request
    )
    return answered(request, reply)


async def _table(request: Request, generation: Generation, path: str) -> Response:
    """The statements of a thing's page as CSV."""
    content = await anyio.to_thread.run_sync(generation.explorer.table, path)
    if content is None:
        return problem(request, 404, "there is no table of this").response()
    headers = lasting(generation.name, _CSV.name, negotiated=False)
    headers["content-disposition"] = f'inline; filename="{path.rpartition("/")[2]}.csv"'
    return answered(request, Reply(content, _CSV.content_type, headers=headers))


def _known_at(generation: Generation, path: str) -> bool:
    about = node(thing_of(path))
    return about is not None and _known(generation, about)


def _made(
    generation: Generation,
    path: str,
    form: Form | None,
    accept: str | None,
    given: Mapping[str, str],
    base: str,
    request: Request,
) -> Reply:
    path = path.removesuffix("/") if path.endswith("/") and path != "doc/def/" else path
    path = path or HOME
    about = node(thing_of(path))
    if about is not None and not _known(generation, about):
        about = None
    forms = _ALL if about is not None else (FORMS["html"],)
    form = form or chosen(accept, forms)
    if form is None or form.name == "html":
        found = page(generation, path, given, base, about)
        if found is None:
            return problem(request, 404, "there is no page here; the search finds what there is")
        if form is None:
            return problem(request, 406, f"there is: {', '.join(each.media_type for each in forms)}")
        return found
    triples = None if about is None else _triples(generation, about, path)
    if triples is None:
        return problem(request, 404, "the graph has no statements about this")
    headers = _headers(generation, path, form, base, about)
    return Reply(written(triples, form.name), form.content_type, headers=headers)


def _triples(generation: Generation, about: NamedNode, path: str) -> list[Triple] | None:
    store = generation.store.engine
    version = about.value.removeprefix(_ONTOLOGY)
    if version in _earlier():
        return list(_kept_version(ontology().versions[version]))
    if version in ("", ontology().version):
        name = next((name for name in generation.graphs if graph_kind(name) == "ontology"), None)
        return None if name is None else graph_of(store, NamedNode(name))
    if (whole := graph_of(store, about)) is not None:
        return whole
    return described(store, about, BASE + path, generation.origin)


def _headers(
    generation: Generation, path: str, form: Form, base: str, about: NamedNode | None
) -> dict[str, str]:
    links = []
    if generation.origin.licence is not None:
        links.append(f'<{generation.origin.licence.value}>; rel="license"')
    if about is not None:
        links += [
            f'<{base}/{path}.{each.name}>; rel="alternate"; type="{each.media_type}"'
            for each in _ALL
            if each != form
        ]
        links += [f'<{_ONTOLOGY}>; rel="profile"', f'<{about.value}>; rel="describes"']
        if form.name != "html":
            links.append(f'<{context_url(base)}>; rel="{_CONTEXT}"; type="application/ld+json"')
    place = {"content-location": f"{base}/{path}.{form.name}"} if about is not None else {}
    return lasting(generation.name, form.name) | {"link": ", ".join(links), **place}


def framed(generation: Generation, page: Page, mark: str, headers: Mapping[str, str] | None = None) -> Reply:
    """A page with its content security policy."""
    own = lasting(generation.name, f"{mark}.html") if headers is None else dict(headers)
    own |= {"content-security-policy": policy(page.styles), "x-frame-options": "DENY"}
    form = FORMS["html"]
    return Reply(page.html.encode(), form.content_type, page.status, own, lasts=page.status == 200)


def page(
    generation: Generation, path: str, given: Mapping[str, str], base: str, about: NamedNode | None = None
) -> Reply | None:
    """A page of the explorer."""
    form = FORMS["html"]
    found = generation.explorer.page(page_of(path), given, ServerLinks(base))
    if found is None:
        return None
    return framed(generation, found, form.name, _headers(generation, path, form, base, about))


async def contexts(request: Request) -> Response:
    """The contexts, frames and schemas of the exports, at their own addresses."""
    address = BASE + request.scope["path"][1:]
    content = served().get(address)
    if content is None:
        return problem(request, 404, "there is no such file").response()
    kind = "application/ld+json" if address.endswith(".jsonld") else "application/schema+json"
    generation: Generation = request.scope["generation"]
    headers = {"etag": etag(generation.name, "file"), "cache-control": "public, max-age=86400"}
    return answered(request, Reply(content, kind, headers=headers))


async def downloads(request: Request) -> Response:
    """The whole public graph as one file, as the catalogue names it; made once for each build."""
    generation: Generation = request.scope["generation"]
    name = request.path_params["name"]
    format = next((key for key, each in EXPORTS.items() if each.path == name), None)
    if format is None or "." not in name:  # the others are folders
        return problem(request, 404, "there is no such file").response()
    content = await anyio.to_thread.run_sync(_download, generation, name, format)
    headers = lasting(generation.name, name, negotiated=False)
    headers["content-disposition"] = f'attachment; filename="{name}"'
    return kept(request, Reply(content, EXPORTS[format].media_type, headers=headers))


def _download(generation: Generation, name: str, format: str) -> bytes:
    folder = Path(generation.store.name).with_name(f"files-{generation.name}")
    place = folder / name
    with generation.making:  # one request makes it, and others wait for it
        if not place.exists():
            folder.mkdir(exist_ok=True)
            content = single(Dataset(stored(generation.store)), [format])
            fresh = place.with_name(f".{name}.{os.getpid()}")
            fresh.write_bytes(content)
            fresh.replace(place)
    return place.read_bytes()


async def assets(request: Request) -> Response:
    """Style sheets, scripts and pictures of the pages."""
    found = asset(request.path_params["name"])
    if found is None:
        return problem(request, 404, "there is no such file").response()
    content, kind = found
    generation: Generation = request.scope["generation"]
    headers = {"etag": etag(generation.name, "asset"), "cache-control": "public, max-age=3600"}
    return answered(request, Reply(content, kind, headers=headers))
