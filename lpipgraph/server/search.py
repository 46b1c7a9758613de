"""Serves search and suggestions from the full-text index of the build."""

from __future__ import annotations

import json

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..fulltext import Found
from ..pages import ServerLinks
from .addresses import document_of
from .documents import answered, framed
from .generation import Generation
from .negotiation import FORMS, Form, chosen
from .responses import Reply, lasting, problem

__all__ = ["routes"]

_JSON = Form("json", "application/json")
_LONGEST, _MOST = 200, 50


def routes() -> list[Route]:
    """The search's routes."""
    return [
        Route("/search", _search, methods=["GET"]),
        Route("/search.json", _search, methods=["GET"]),
        Route("/search/suggest", _suggest, methods=["GET"]),
        Route("/suggest", _suggest, methods=["GET"]),
    ]


async def _search(request: Request) -> Response:
    asked = request.query_params.get("q", "").strip()
    if len(asked) > _LONGEST:
        return problem(request, 400, f"at most {_LONGEST} letters are searched for").response()
    generation: Generation = request.scope["generation"]
    form = chosen(request.headers.get("accept"), (FORMS["html"], _JSON))
    if request.scope["path"].endswith(".json"):
        form = _JSON
    if form is None:
        return problem(request, 406, "there is: text/html, application/json").response()
    base = request.scope["base"]

    def made() -> Reply:
        with generation.index() as index:
            names, sentences = index.names(asked, most=_MOST), index.sentences(asked, most=_MOST)
        if form is FORMS["html"]:
            found = generation.explorer.found(
                asked,
                [(each.iri, each.name, each.words) for each in names],
                [(s.words, s.issue, s.section, s.start, s.end) for s in sentences],
                ServerLinks(base),
            )
            return framed(generation, found, "search")
        content = {
            "names": [_told(each, base) for each in names],
            "sentences": [
                {"words": s.words, "issue": s.issue, "section": s.section, "start": s.start, "end": s.end}
                for s in sentences
            ],
        }
        return _json(generation, content, "search")

    return answered(request, await anyio.to_thread.run_sync(made))


async def _suggest(request: Request) -> Response:
    asked = request.query_params.get("q", "")
    if len(asked) > _LONGEST:
        return problem(request, 400, f"at most {_LONGEST} letters are searched for").response()
    generation: Generation = request.scope["generation"]

    def made() -> list[dict[str, object]]:
        with generation.index() as index:
            return [_told(each, request.scope["base"]) for each in index.suggestions(asked)]

    return answered(request, _json(generation, await anyio.to_thread.run_sync(made), "suggest"))


def _told(found: Found, base: str) -> dict[str, object]:
    path = document_of(found.iri)
    return {
        "id": found.iri,
        "name": found.name,
        "kind": found.kind.replace("-", " "),
        "path": path,
        "url": f"{base}/{path}",
        "fits": found.fits,
        "score": round(100 * found.score, 1),
    }


def _json(generation: Generation, content: object, what: str) -> Reply:
    headers = lasting(generation.name, f"{what}.json")
    return Reply(json.dumps(content, ensure_ascii=False).encode(), "application/json", headers=headers)
