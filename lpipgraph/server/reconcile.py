"""Serves the Reconciliation API: matches names in a table with things in the graph, for OpenRefine.

The Reconciliation Service API 0.2
(https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/), with answers that clients
of 0.1 read as well. Ids are paths such as ``organisation/city-redi``, without characters that need escaping
in an address; types and properties are short names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl

import anyio.to_thread
from pyoxigraph import Literal, NamedNode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..fulltext import Found, Index
from ..names import fold
from ..results.rows import plain_value
from ..store_protocol import Store
from ..vocabulary import BASE
from .addresses import node, origin
from .documents import answered, kept
from .generation import Generation
from .responses import Reply, lasting, plain_page, problem
from .settings import Settings

__all__ = ["routes"]

_IDS, _SCHEMA = BASE + "id/", BASE + "def/"
#: Type → its name.
_TYPES: Mapping[str, str] = {
    "organisation": "Organisation",
    "person": "Person",
    "policy": "Policy",
    "place": "Place",
    "theme": "Theme",
    "publication": "Publication",
    "event": "Event",
    "concept": "Concept",
}
_BATCH, _MOST, _LIMIT, _CONDITIONS = 50, 200, 50, 10
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class _Property:
    """A property that a table can be extended with: its name, the types that have it, and the path to its values."""

    name: str
    path: str
    types: tuple[str, ...] = tuple(_TYPES)


_PROPERTIES: Mapping[str, _Property] = {
    "name": _Property("Name", "rdfs:label"),
    "alternative-name": _Property("Other names", "skos:altLabel"),
    "description": _Property("Description", "dcterms:description|lpip:hasDefinition/skos:definition"),
    "kind": _Property("Kind", "dcterms:type|org:classification"),
    "homepage": _Property("Homepage", "foaf:homepage", ("organisation",)),
    "page": _Property("Page", "foaf:page"),
    "same-as": _Property("The same elsewhere", "schema:sameAs"),
    "identifier": _Property("Identifier", "lpip:identifier/skos:notation"),
    "theme": _Property("Theme", "lpip:aboutTheme|lpip:linkedToTheme|lpip:leadsTheme|lpip:worksOn|lpip:relatesToTheme"),
    "organisation": _Property("Works at", "^org:member/org:organization|org:memberOf", ("person",)),
    "role": _Property("Role", "lpip:hasRole|^org:member/org:role", ("person",)),
    "part-of": _Property("Part of", "org:subOrganizationOf|dcterms:isPartOf", ("organisation", "policy", "place", "publication")),
    "place": _Property("Place", "lpip:basedAt|lpip:locatedIn|lpip:appliesTo|dcterms:spatial"),
    "lead": _Property("Lead", "^lpip:leadsTheme", ("theme",)),
    "author": _Property("Author", "dcterms:creator", ("publication",)),
    "issued": _Property("Date", "dcterms:issued", ("publication",)),
    "start": _Property("Begins", "schema:startDate", ("event",)),
    "end": _Property("Ends", "schema:endDate", ("event",)),
    "organizer": _Property("Organiser", "schema:organizer", ("event",)),
}  # fmt: skip


class _BadRequestError(Exception):
    pass


def routes(settings: Settings) -> list[Route]:
    """The service's routes."""

    async def service(request: Request) -> Response:
        generation: Generation = request.scope["generation"]
        try:
            given = await _given(request)
            if "queries" in given:
                asked = _queries(given["queries"])
                content = await generation.asked(lambda store: _batch(generation, store, asked))
            elif "extend" in given:
                wanted = _object(given["extend"], "extend")
                content = await generation.asked(lambda store: _extended(store, wanted))
            else:
                address = origin(request, settings) + settings.base
                return _json(request, _manifest(address), lasts=bool(settings.origin))
        except _BadRequestError as error:
            return problem(request, 400, str(error)).response()
        return _json(request, content, lasts=False)

    return [
        *(Route(path, service, methods=["GET", "POST"]) for path in ("/reconcile", "/reconcile/")),
        Route("/reconcile/suggest/{what}", _suggest, methods=["GET"]),
        Route("/reconcile/properties", _proposed, methods=["GET"]),
        Route("/reconcile/flyout/{id:path}", _flyout, methods=["GET"]),
        Route("/reconcile/preview/{id:path}", _preview, methods=["GET"]),
    ]


async def _given(request: Request) -> dict[str, str]:
    given = dict(request.query_params)
    if request.method != "POST":
        return given
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise _BadRequestError(f"queries are posted as {_FORM}")
    try:
        return given | dict(
            parse_qsl((await request.body()).decode("ascii"), errors="strict", max_num_fields=20)
        )
    except ValueError as error:
        raise _BadRequestError("the form is not encoded as it should be") from error


def _object(text: str, what: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _BadRequestError(f"{what} is not JSON") from error
    if not isinstance(found, dict):
        raise _BadRequestError(f"{what} is not a JSON object")
    return found


def _queries(text: str) -> dict[str, dict[str, Any]]:
    asked = _object(text, "queries")
    if len(asked) > _MOST:
        raise _BadRequestError(f"more than {_MOST} queries are asked at once")
    for query in asked.values():
        if not isinstance(query, dict) or not isinstance(query.get("query", ""), str):
            raise _BadRequestError("each query is an object with the words as 'query'")
        conditions = query.get("properties")
        if conditions is None:
            continue
        if not isinstance(conditions, list) or not all(map(_is_condition, conditions)):
            raise _BadRequestError("'properties' is a list of objects with a 'pid' that is a text, and a 'v'")
        if len(conditions) > _CONDITIONS:
            raise _BadRequestError(f"more than {_CONDITIONS} properties are asked of one query")
    return asked


def _is_condition(given: object) -> bool:
    return isinstance(given, dict) and isinstance(given.get("pid"), str) and "v" in given


def _json(request: Request, content: object, *, lasts: bool = True) -> Response:
    generation: Generation = request.scope["generation"]
    mark = lasting(generation.name, "reconcile.json", negotiated=False)
    headers = mark if lasts else {"cache-control": "no-store"}
    reply = Reply(
        json.dumps(content, ensure_ascii=False).encode(), "application/json", headers=headers, lasts=lasts
    )
    return answered(request, reply) if lasts else kept(request, reply)


def _manifest(address: str) -> dict[str, Any]:
    service = f"{address}/reconcile"
    suggest = {
        what: {
            "service_url": service,
            "service_path": f"/suggest/{what}",
            "flyout_service_url": service,
            "flyout_service_path": "/flyout/${id}",
        }
        for what in ("entity", "type", "property")
    }
    return {
        "versions": ["0.1", "0.2"],
        "name": "Policy Innovate: organisations, people, policies, places and themes",
        "identifierSpace": _IDS,
        "schemaSpace": _SCHEMA,
        "documentation": f"{address}/about",
        "defaultTypes": [{"id": id_, "name": name} for id_, name in _TYPES.items()],
        "view": {"url": f"{address}/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview/{{{{id}}}}", "width": 430, "height": 300},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [],
        },
        "batchSize": _BATCH,
    }


def _id_of(iri: str) -> str:
    return iri.removeprefix(_IDS)


def _type(kind: str) -> dict[str, str]:
    return {"id": kind, "name": _TYPES.get(kind, kind)}


def _batch(generation: Generation, store: Store, asked: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    with generation.index() as index:
        return {key: {"result": _candidates(index, store, query)} for key, query in asked.items()}


def _candidates(index: Index, store: Store, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    words = str(query.get("query", ""))[:500]
    types = query.get("type")
    wanted = tuple(map(_kind, _listed(types) if types else ()))
    strict = query.get("type_strict", "should") in ("any", "all", "should") and bool(wanted)
    limit = query.get("limit")
    most = min(max(limit, 1), _LIMIT) if isinstance(limit, int) and not isinstance(limit, bool) else 10
    kinds = wanted if strict else tuple(_TYPES)
    if any(kind not in _TYPES for kind in kinds):
        return []
    conditions = [each for each in query.get("properties") or () if _wanted(each)]
    # a property may bring a thing to the front that is far behind by its name
    looked = _LIMIT if conditions else max(most, 10)
    found = _by_id(index, words, kinds) or index.names(words, kinds=kinds, most=looked)
    met = [_meeting(store, found, condition) for condition in conditions]
    made = []
    exact = [each for each in found if fold(each.fits) == fold(words) or _id_of(each.iri) == words]
    for each in found:
        meets = [each.iri in things for things in met]
        share = sum(meets) / len(meets) if meets else None
        score = 100 * each.score if share is None else 100 * (0.7 * each.score + 0.3 * share)
        made.append(
            {
                "id": _id_of(each.iri),
                "name": each.name,
                "description": each.words[:300],
                "type": [_type(each.kind)],
                "score": round(score, 2),
                "match": exact == [each] and all(meets),
                "features": [
                    {"id": "name", "value": round(100 * each.score, 2)},
                    *(
                        {"id": f"property {c['pid'][:100]}", "value": m}
                        for c, m in zip(conditions, meets, strict=True)
                    ),
                ],
            }
        )
    made.sort(key=lambda each: -float(str(each["score"])))
    return made[:most]


def _kind(given: object) -> str:
    """A type as sent by clients: its id, its IRI, or an object with its id."""
    return str(given.get("id", "") if isinstance(given, dict) else given).removeprefix(_SCHEMA).lower()


def _by_id(index: Index, words: str, kinds: Sequence[str]) -> list[Found]:
    """The thing that has this id or IRI."""
    iri = words if words.startswith(_IDS) else _IDS + words
    found = index.thing(iri) if "/" in words else None
    return [found] if found is not None and found.kind in kinds else []


def _meeting(store: Store, found: Sequence[Found], condition: Mapping[str, Any]) -> frozenset[str]:
    """The things that meet a condition: one of its values is theirs. No thing meets a condition on an unknown property."""
    if condition["pid"] not in _PROPERTIES:
        return frozenset()
    wanted = {_text_of(value) for value in _wanted(condition)}
    values = _values(store, [each.iri for each in found], condition["pid"])
    return frozenset(iri for iri, terms in values.items() if any(wanted & _ways(*one) for one in terms))


def _wanted(condition: Mapping[str, Any]) -> list[object]:
    """The values of a condition; none for an empty cell."""
    return [value for value in _listed(condition["v"]) if value not in (None, "")]


def _ways(term: NamedNode | Literal, text: str) -> set[str]:
    """How a client may write a value: by name or by id."""
    return {fold(text), _id_of(term.value)} if isinstance(term, NamedNode) else {fold(text)}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _text_of(value: object) -> str:
    """A value as sent by a client: text, number, or an object with an id."""
    if isinstance(value, dict):
        value = value.get("id") or value.get("name") or value.get("str") or ""
        return str(value) if "/" in str(value) else fold(str(value))
    return fold(str(value))


def _values(
    store: Store, things: Sequence[str], property_: str
) -> dict[str, list[tuple[NamedNode | Literal, str]]]:
    """Thing → the values of a property, each with its name."""
    nodes = [made for iri in things if (made := node(iri)) is not None]
    if not nodes:
        return {}
    text = (
        f"SELECT DISTINCT ?s ?o ?name WHERE {{ VALUES ?s {{ {' '.join(map(str, nodes))} }} ?s {_PROPERTIES[property_].path} ?o "
        "OPTIONAL { ?o rdfs:label ?label } OPTIONAL { ?o skos:prefLabel ?preferred } BIND (COALESCE(?label, ?preferred) AS ?name) } "
        "ORDER BY ?s STR(?o) STR(?name)"
    )
    found: dict[str, list[tuple[NamedNode | Literal, str]]] = {}
    for s, o, name in store.select(text).rows:
        if isinstance(s, NamedNode) and isinstance(o, NamedNode | Literal):
            values = found.setdefault(s.value, [])
            if not any(term == o for term, _ in values):
                values.append((o, name.value if isinstance(name, Literal) else o.value))
    return found


def _extended(store: Store, wanted: Mapping[str, Any]) -> dict[str, Any]:
    ids, properties = wanted.get("ids"), wanted.get("properties")
    if (
        not isinstance(ids, list)
        or not isinstance(properties, list)
        or len(ids) > 1_000
        or len(properties) > 50
    ):
        raise _BadRequestError("extend has 'ids' and 'properties', 1,000 and 50 at most")
    given = [p.get("id") if isinstance(p, dict) else None for p in properties]
    names = [each for each in given if isinstance(each, str)]
    if len(names) < len(given) or not all(isinstance(id_, str) for id_ in ids):
        raise _BadRequestError("'ids' are texts, and 'properties' are objects with an 'id' that is a text")
    iris = {id_: id_ if id_.startswith(_IDS) else _IDS + id_ for id_ in ids}
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {id_: {} for id_ in iris}
    for name in names:
        # each property that is asked for has its place in each row: OpenRefine counts columns, and leaves all of them empty
        # without a word where a call fails
        found = _values(store, list(iris.values()), name) if name in _PROPERTIES else {}
        for id_, iri in iris.items():
            rows[id_][name] = [_cell(term, text) for term, text in found.get(iri, ())]
    return {"meta": [{"id": name, "name": _column(name)} for name in names], "rows": rows}


def _column(name: str) -> str:
    """The head of a column, which is all that a client shows of a property: it tells one that is not here from one without values."""
    known = _PROPERTIES.get(name)
    return known.name if known is not None else f"{name[:100]} (no such property)"


def _cell(term: NamedNode | Literal, text: str) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return (
            {"id": _id_of(term.value), "name": text} if term.value.startswith(_IDS) else {"str": term.value}
        )
    kind = term.datatype.value.rsplit("#", 1)[-1]
    if kind in ("dateTime", "dateTimeStamp"):
        # a day has no time of its own: clients make nothing of one that is sent as a date, and would shift one with a midnight
        return {"date": term.value}
    value = plain_value(term)
    key = {bool: "bool", int: "int", float: "float"}.get(type(value), "str")
    return {key: value}


async def _suggest(request: Request) -> Response:
    what, prefix = request.path_params["what"], request.query_params.get("prefix", "")[:200]
    cursor = request.query_params.get("cursor", "0")
    first = int(cursor) if cursor.isdecimal() and len(cursor) < 5 else 0
    generation: Generation = request.scope["generation"]
    if what == "entity":

        def made() -> list[Found]:
            with generation.index() as index:
                return index.suggestions(prefix, kinds=tuple(_TYPES), most=first + 20)

        result: list[dict[str, Any]] = [
            {"id": _id_of(f.iri), "name": f.name, "description": f.words[:200], "notable": [_type(f.kind)]}
            for f in await anyio.to_thread.run_sync(made)
        ]
    elif what == "type":
        result = [_type(kind) for kind, name in _TYPES.items() if fold(prefix) in fold(name)]
    elif what == "property":
        kind = request.query_params.get("type")
        result = [
            {"id": id_, "name": p.name}
            for id_, p in _PROPERTIES.items()
            if (fold(prefix) in fold(p.name) or id_.startswith(prefix))
            and (kind not in _TYPES or kind in p.types)
        ]
    else:
        return problem(request, 404, "entity, type and property are suggested").response()
    return _json(request, {"result": result[first : first + 20]})


async def _proposed(request: Request) -> Response:
    kind = request.query_params.get("type", "")
    limit = request.query_params.get("limit", "")
    most = int(limit) if limit.isdecimal() and len(limit) < 5 else len(_PROPERTIES)
    found = [
        {"id": id_, "name": p.name} for id_, p in _PROPERTIES.items() if kind not in _TYPES or kind in p.types
    ]
    told: dict[str, Any] = {"properties": found[:most]}
    if kind:
        told["type"] = kind
    if limit:
        told["limit"] = most
    return _json(request, told)


def _told(generation: Generation, id_: str) -> tuple[str, str] | None:
    """A thing's name and a description in HTML."""
    with generation.index() as index:
        found = index.thing(_IDS + id_)
    if found is None:
        return None
    words = f"<p>{escape(found.words[:400])}</p>" if found.words else ""
    return found.name, f"<p>{escape(_TYPES.get(found.kind, found.kind))}</p>{words}"


async def _flyout(request: Request) -> Response:
    """A few words for a list of suggestions."""
    generation: Generation = request.scope["generation"]
    id_ = request.path_params["id"]
    told = await anyio.to_thread.run_sync(_told, generation, id_)
    if told is None and id_ in (*_TYPES, *_PROPERTIES):
        told = _TYPES.get(id_) or _PROPERTIES[id_].name, ""
    if told is None:
        return problem(request, 404, "there is no such thing").response()
    return _json(request, {"id": id_, "html": f"<p><b>{escape(told[0])}</b></p>{told[1]}"})


async def _preview(request: Request) -> Response:
    """A small page about a thing, which other sites may show in a frame."""
    generation: Generation = request.scope["generation"]
    id_ = request.path_params["id"]
    told = await anyio.to_thread.run_sync(_told, generation, id_)
    if told is None:
        return problem(request, 404, "there is no such thing").response()
    name, words = told
    base = escape(request.scope["base"])
    page = plain_page(
        name, f'{words}<p><a href="{base}/{escape(id_)}" target="_blank" rel="noopener">More</a></p>', base
    )
    headers = {
        **lasting(generation.name, "preview.html", negotiated=False),
        "content-security-policy": "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors *",
    }
    return answered(request, Reply(page, "text/html; charset=utf-8", headers=headers))
