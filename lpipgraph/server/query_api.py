"""Serves the prepared queries: CSV, JSON and JSON-LD of each, with the evidence of its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from pyoxigraph import Dataset, NamedNode, Quad
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import AmbiguousName, LpipError, QueryRefused, UnknownName
from ..export.descriptions import written
from ..pages import ServerLinks
from ..queries import Query, catalogue, choices, evidence, resolve
from ..queries import query as named
from ..results import write_rows
from ..results.rows import Shown
from ..store_protocol import Answer, Store
from .addresses import origin
from .documents import answered, framed
from .generation import Generation
from .negotiation import FORMS, Form, chosen
from .openapi import description
from .responses import Reply, lasting, problem, told
from .settings import Settings

__all__ = ["ROWS", "routes"]

#: The largest number of rows of an answer.
ROWS = 10_000
_FORMS: Mapping[str, Form] = {
    "html": FORMS["html"],
    "csv": Form("csv", "text/csv"),
    "json": Form("json", "application/json", ("application/sparql-results+json",)),
    "jsonld": FORMS["jsonld"],
}
#: The largest number of values of a parameter, and of characters of each.
_MOST_VALUES, _LONGEST = 20, 500


def routes(settings: Settings) -> list[Route]:
    """The questions' routes."""

    async def openapi(request: Request) -> Response:
        generation: Generation = request.scope["generation"]
        address = origin(request, settings) + settings.base
        content = json.dumps(description(address), ensure_ascii=False).encode()
        headers = lasting(generation.name, "openapi", negotiated=False)
        return Reply(content, "application/vnd.oai.openapi+json", headers=headers).response()

    return [
        Route("/queries", _listed, methods=["GET"]),
        Route("/queries.json", _listed, methods=["GET"]),
        Route("/openapi.json", openapi, methods=["GET"]),
        Route("/queries/{name}", _asked, methods=["GET"]),
        Route("/queries/{name}/choices.json", _choices, methods=["GET"]),
    ]


async def _listed(request: Request) -> Response:
    """All questions, with their parameters."""
    generation: Generation = request.scope["generation"]
    form = chosen(request.headers.get("accept"), (_FORMS["html"], _FORMS["json"]))
    if request.scope["path"].endswith(".json"):
        form = _FORMS["json"]
    if form is None:
        return problem(request, 406, "there is: text/html, application/json").response()
    headers = lasting(generation.name, f"queries.{form.name}")
    if form.name == "html":
        page = generation.explorer.page("queries", {}, ServerLinks(request.scope["base"]))
        if page is not None:
            return answered(request, framed(generation, page, "queries"))
    content = json.dumps([_told(query) for query in catalogue().values()], ensure_ascii=False).encode()
    return answered(request, Reply(content, "application/json", headers=headers))


def _told(query: Query) -> dict[str, object]:
    return {
        "name": query.name,
        "title": query.title,
        "question": query.question,
        "keywords": list(query.keywords),
        "parameters": [
            {
                "name": p.name,
                "kind": p.kind,
                "description": p.description,
                "required": p.required,
                "default": p.default,
            }
            for p in query.parameters
        ],
        "example": dict(query.example),
        "columns": [
            {"name": c.name, "heading": c.heading, "description": c.description} for c in query.columns
        ],
        "form": query.form,
        "sparql": query.text,
    }


async def _choices(request: Request) -> Response:
    """The possible values of each parameter of a question: IRI and name."""
    generation: Generation = request.scope["generation"]
    try:
        query = named(request.path_params["name"])
    except UnknownName as error:
        return problem(request, 404, told(error)).response()

    def made(store: Store) -> bytes:
        found = {
            p.name: [
                {"id": iri, "name": name}
                for iri, name in sorted(choices(store, p).items(), key=lambda c: (c[1], c[0]))
            ]
            for p in query.parameters
        }
        return json.dumps(found, ensure_ascii=False).encode()

    headers = lasting(generation.name, "choices", negotiated=False)
    try:
        content = await generation.asked(made)
    except LpipError as error:
        return problem(request, 503, told(error), {"retry-after": "5"}).response()
    return answered(request, Reply(content, "application/json", headers=headers))


async def _asked(request: Request) -> Response:
    name, dot, suffix = request.path_params["name"].partition(".")
    try:
        query = named(name)
    except UnknownName as error:
        return problem(request, 404, told(error)).response()
    form = _FORMS.get(suffix) if dot else chosen(request.headers.get("accept"), tuple(_FORMS.values()))
    if form is None:
        words = ", ".join(each.media_type for each in _FORMS.values())
        return problem(request, 404 if dot else 406, f"there is: {words}").response()
    generation: Generation = request.scope["generation"]
    given: dict[str, list[str]] = {}
    for key, value in request.query_params.multi_items():
        if value.strip():  # a form sends its empty fields, too
            given.setdefault(key, []).append(value)
    wish = given.pop("why", ["0"])
    why = wish[-1] == "1"
    if any(w not in ("0", "1") for w in wish):
        return problem(request, 400, "why is 0 or 1").response()
    if any(len(values) > _MOST_VALUES or any(len(v) > _LONGEST for v in values) for values in given.values()):
        return problem(request, 400, "too much is given for a parameter").response()
    links = ServerLinks(request.scope["base"])
    try:
        if form.name == "html":
            last = {key: values[-1] for key, values in given.items()}
            page = await generation.shown(f"queries/{name}", last, links)
            if page is None:
                return problem(request, 404, "there is no page here").response()
            return answered(request, framed(generation, page, f"queries.{name}"))
        content, truncated = await generation.asked(
            lambda store: _content(store, query, given, form.name, why)
        )
    except (QueryRefused, TimeoutError) as error:
        detail = told(error) if isinstance(error, LpipError) else "this took too long"
        return problem(request, 503, detail, {"retry-after": "5"}).response()
    except UnknownName as error:
        # a parameter that the question does not have is an error of the request; a thing that is not there is not
        return problem(request, 400 if error.kind.startswith("parameter") else 404, told(error)).response()
    except AmbiguousName as error:
        return problem(request, 409, told(error)).response()
    except LpipError as error:
        return problem(request, 400, told(error)).response()
    mark = sha256(repr((name, sorted(given.items()), why)).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    headers = lasting(generation.name, f"{mark}.{form.name}")
    if truncated:
        headers["lpip-truncated"] = f"rows={ROWS}"
    if form.name == "csv":
        headers["content-disposition"] = f'inline; filename="{name}.csv"'
    return answered(request, Reply(content, form.content_type, headers=headers))


def _content(
    store: Store, query: Query, given: Mapping[str, list[str]], form: str, why: bool
) -> tuple[bytes, bool]:
    """The answer in one form, and whether rows were cut."""
    bound = query.bind(**resolve(store, query, given))
    if query.form == "CONSTRUCT":
        graph = store.construct(bound)
        if form == "jsonld":
            return written([q.triple for q in graph], form), False
        rows = tuple((q.subject, q.predicate, q.object) for q in sorted(graph, key=str))
        answer = Answer(("subject", "predicate", "object"), rows)
    else:
        answer = store.select(bound, limit=ROWS)
    if form == "jsonld":
        return _statements(query, answer), answer.truncated
    shown = {c.name: c.heading for c in query.columns} or {c: c for c in answer.columns}
    behind = evidence(store, query, answer) if why else None
    return write_rows(Shown(answer.columns, answer.rows, shown, behind), form), answer.truncated


def _statements(query: Query, answer: Answer) -> bytes:
    """The statements that the rows rest on, as a graph."""
    made = Dataset()
    places = {name: at for at, name in enumerate(answer.columns)}
    patterns = [p for group in query.why if not isinstance(group, str) for p in group]
    for row in answer.rows:
        for pattern in patterns:
            s, p, o = (
                (row[places[t[1:]]] if t[1:] in places else None) if isinstance(t, str) else t
                for t in pattern
            )
            if isinstance(s, NamedNode) and isinstance(p, NamedNode) and o is not None:
                made.add(Quad(s, p, o))
    return written([q.triple for q in made], "jsonld")
