"""Serves SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013), queries only."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from urllib.parse import parse_qsl

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    Triple,
    parse_query_results,
)
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import LpipError, QueryRefused
from ..export.descriptions import written
from ..pages import ServerLinks
from ..queries import guard, is_repeatable
from ..store.serialised_answers import Wanted, Written
from ..store_protocol import Answer
from ..vocabulary import RDF, XSD
from .addresses import node, origin
from .documents import answered, framed, page
from .generation import Generation
from .negotiation import FORMS, Form, chosen
from .responses import Reply, lasting, problem, told
from .settings import Settings
from .workers import BusyError

__all__ = ["routes"]

#: Forms of rows and booleans; a client without a preference gets the first.
_ROWS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("json", "application/sparql-results+json", ("application/json",)),
        Form("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
        Form("csv", "text/csv"),
        Form("tsv", "text/tab-separated-values"),
    )
}
_GRAPHS: Mapping[str, Form] = {name: form for name, form in FORMS.items() if name != "html"}
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
#: Rows that a page shows.
_SHOWN = 500
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"


class _BadRequestError(Exception):
    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


def routes(settings: Settings) -> list[Route]:
    """The endpoint's routes."""

    async def endpoint(request: Request) -> Response:
        try:
            given = await _given(request)
            return answered(request, await _answer(request, given, settings))
        except _BadRequestError as error:
            return problem(request, error.status, error.detail, error.headers).response()

    return [Route(path, endpoint, methods=["GET", "POST"]) for path in ("/sparql", "/sparql/")]


async def _given(request: Request) -> list[tuple[str, str]]:
    """The parameters of a request, from the address or the body."""
    in_address = _pairs(request.scope["query_string"])
    if request.method != "POST":
        return in_address
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == _UPDATE:
        raise _BadRequestError(403, "this endpoint only reads: updates are refused")
    if kind not in (_FORM, _QUERY):
        raise _BadRequestError(
            415, f"a query is posted as {_FORM} or {_QUERY}", {"accept-post": f"{_FORM}, {_QUERY}"}
        )
    if "charset" in rest.lower() and "utf-8" not in rest.lower().replace('"', "").replace("utf8", "utf-8"):
        raise _BadRequestError(400, "a query is UTF-8")
    body = await request.body()
    if kind == _FORM:
        if any(name == "query" for name, _ in in_address):
            raise _BadRequestError(400, "give the query in the form or in the address, not in both")
        return [*in_address, *_pairs(body)]
    if any(name == "query" for name, _ in in_address):
        raise _BadRequestError(400, "one query is asked at a time")
    try:
        return [*in_address, ("query", codecs.decode(body, "utf-8"))]
    except UnicodeDecodeError as error:
        raise _BadRequestError(400, "the query is not UTF-8") from error


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise _BadRequestError(400, "the parameters are not encoded as they should be, in UTF-8") from error


async def _answer(request: Request, given: list[tuple[str, str]], settings: Settings) -> Reply:
    queries = [value for name, value in given if name == "query"]
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in given):
        raise _BadRequestError(403, "this endpoint only reads: updates are refused")
    if len(queries) > 1:
        raise _BadRequestError(400, "one query is asked at a time")
    accept = request.headers.get("accept")
    if not queries:
        return _described(request, settings)
    try:
        form = guard(queries[0], request.scope["generation"].graphs)
    except LpipError as error:
        raise _BadRequestError(413 if "bytes" in str(error) else 400, told(error)) from error
    forms = _GRAPHS if form in ("CONSTRUCT", "DESCRIBE") else _ROWS
    if form == "ASK":
        forms = {name: each for name, each in _ROWS.items() if name in ("json", "xml")}
    if "html" in (accept or "") and chosen(accept, (*forms.values(), FORMS["html"])) is FORMS["html"]:
        return await _shown(request, queries[0], form, given, settings)
    wished = next((value for name, value in given if name == "format"), None)
    best = forms.get(wished) if wished else chosen(accept, tuple(forms.values()))
    if best is None:
        raise _BadRequestError(406, f"there is: {', '.join(each.media_type for each in forms.values())}")
    return await _asked(request, queries[0], _wanted(best.name, given, settings), best)


def _wanted(form: str, given: list[tuple[str, str]], settings: Settings, rows: int | None = None) -> Wanted:
    default, named = (_graphs(given, name) for name in ("default-graph-uri", "named-graph-uri"))
    if (default is None) != (named is None):
        default, named = default or (), named or ()
    return Wanted(form, form, rows or settings.rows, settings.size, default, named)


async def _shown(
    request: Request, query: str, form: str, given: list[tuple[str, str]], settings: Settings
) -> Reply:
    """The answer as a page, for a browser without scripts."""
    generation: Generation = request.scope["generation"]
    name = "ttl" if form in ("CONSTRUCT", "DESCRIBE") else "json"
    answer: Answer | str | None = None
    detail, said, status = None, "", 200
    try:
        reply = await _asked(
            request, query, _wanted(name, given, settings, _SHOWN), {**_GRAPHS, **_ROWS}[name]
        )
        answer, said = _read(reply, name)
    except _BadRequestError as error:
        detail, status = error.detail, error.status
    page = generation.explorer.asked(query, answer, detail, said, ServerLinks(request.scope["base"]))
    made = framed(generation, page, "sparql")
    return replace(made, status=status, lasts=False, headers={**made.headers, "cache-control": "no-store"})


def _read(reply: Reply, form: str) -> tuple[Answer | str, str]:
    """An answer for the page, and a note on its size."""
    if form == "ttl":
        return reply.body.decode(), "A graph."
    rows = parse_query_results(reply.body, QueryResultsFormat.JSON)
    if isinstance(rows, QueryBoolean):
        return ("yes" if rows else "no"), ""
    columns = tuple(v.value for v in rows.variables)
    found = tuple(tuple(row) for row in rows)
    more = "; there are more" if "lpip-truncated" in reply.headers else ""
    return Answer(columns, found), f"{len(found):,} {'row' if len(found) == 1 else 'rows'}{more}."


def _graphs(given: list[tuple[str, str]], parameter: str) -> tuple[str, ...] | None:
    """The graphs that a request names; an unknown graph is empty, and is not fetched."""
    names = tuple(value for name, value in given if name == parameter)
    if any(node(name) is None for name in names):
        raise _BadRequestError(400, f"{parameter} is not an IRI")
    return names or None


async def _asked(request: Request, query: str, wanted: Wanted, form: Form) -> Reply:
    generation: Generation = request.scope["generation"]
    key = ("sparql", query, wanted)
    found = generation.answers.get(key)
    if isinstance(found, Reply):
        return found
    try:
        answer: Written = await generation.pool.ask(query, wanted)
    except BusyError as error:
        raise _BadRequestError(
            503, "many long queries run just now; try again", {"retry-after": "2"}
        ) from error
    except QueryRefused as error:
        over = "took more than" in error.what
        raise _BadRequestError(
            503 if over else 400, told(error), {"retry-after": "60"} if over else None
        ) from error
    except LpipError as error:
        raise _BadRequestError(400, told(error)) from error
    told_apart = repr(wanted) + query
    mark = sha256(told_apart.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    headers = lasting(generation.name, f"{mark}.{form.name}")
    if answer.truncated:
        headers["lpip-truncated"] = f"rows={wanted.most_rows}"
    if not is_repeatable(query):
        del headers["etag"]
        headers["cache-control"] = "no-store"
        return Reply(answer.content, form.content_type, headers=headers, lasts=False)
    reply = Reply(answer.content, form.content_type, headers=headers)
    generation.answers.put(key, reply)
    return reply


def _described(request: Request, settings: Settings) -> Reply:
    """Describes the endpoint: a form for people, a SPARQL 1.1 Service Description for programs."""
    generation: Generation = request.scope["generation"]
    form = chosen(request.headers.get("accept"), (*_GRAPHS.values(), FORMS["html"]))
    if form is None:
        raise _BadRequestError(406, f"there is: {', '.join(each.media_type for each in FORMS.values())}")
    if form.name == "html":
        found = page(generation, "sparql", dict(request.query_params), request.scope["base"])
        if found is not None:
            return found
        form = _GRAPHS["ttl"]
    triples = _description(generation, _address(request, settings))
    headers = lasting(generation.name, f"service.{form.name}")
    return Reply(written(triples, form.name), form.content_type, headers=headers, lasts=bool(settings.origin))


def _address(request: Request, settings: Settings) -> str:
    """The endpoint's own address."""
    made = node(f"{origin(request, settings)}{settings.base}{request.scope['path']}")
    return "http://localhost/sparql" if made is None else made.value


def _description(generation: Generation, address: str) -> list[Triple]:
    def sd(word: str) -> NamedNode:
        return NamedNode(_SD + word)

    service = NamedNode(address)
    dataset, default = NamedNode(f"{address}#dataset"), NamedNode(f"{address}#default")
    triples = [
        Triple(service, RDF.type, sd("Service")),
        Triple(service, sd("endpoint"), service),
        Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        Triple(service, sd("defaultDataset"), dataset),
        Triple(dataset, RDF.type, sd("Dataset")),
        Triple(dataset, sd("defaultGraph"), default),
        Triple(default, RDF.type, sd("Graph")),
        Triple(default, NamedNode("http://rdfs.org/ns/void#triples"), _count(generation.merged)),
    ]
    formats = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
    graphs = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
    triples += [
        Triple(service, sd("resultFormat"), NamedNode(_FORMATS + name)) for name in (*formats, *graphs)
    ]
    for number, (name, count) in enumerate(generation.graphs.items()):
        named, graph = NamedNode(f"{address}#named-{number}"), NamedNode(f"{address}#graph-{number}")
        triples += [
            Triple(dataset, sd("namedGraph"), named),
            Triple(named, RDF.type, sd("NamedGraph")),
            Triple(named, sd("name"), NamedNode(name)),
            Triple(named, sd("graph"), graph),
            Triple(graph, RDF.type, sd("Graph")),
            Triple(graph, NamedNode("http://rdfs.org/ns/void#triples"), _count(count)),
        ]
    return triples


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
