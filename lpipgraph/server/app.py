"""Builds the ASGI application of one server process."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import printable
from ..orphans import end_with_parent
from . import documents, query_api, reconcile, search, sparql
from .addresses import OTHERS
from .generation import Current, settle
from .metrics import Watch, log, to_standard_error
from .middleware import Shield
from .responses import problem
from .settings import Settings

__all__ = ["application", "create"]

_EVERY = 1.0


def create() -> Shield:
    """The application of a process that a server has started."""
    end_with_parent()
    settings = Settings.of_environment()
    to_standard_error()
    watch = Watch(Path(settings.cache) / "processes", lines=settings.lines)
    return application(settings, watch)


def application(settings: Settings, watch: Watch | None = None) -> Shield:
    """The application.

    Raises
    ------
    StoreError
        If there is no store, or it holds what is not public.
    """
    watch = watch or Watch(None, lines=False)
    current = Current(settings, watch.event)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await current.generation.pool.start()
        settle()
        tasks = [asyncio.ensure_future(current.follow()), asyncio.ensure_future(_keep(watch))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)
            await current.close()
            watch.leave()

    async def health(request: Request) -> Response:
        generation = request.scope["generation"]
        triples = sum(generation.graphs.values())
        content = {
            "status": "ok",
            "generation": generation.name,
            "graphs": len(generation.graphs),
            "triples": triples,
        }
        return Response(
            json.dumps(content), headers={"cache-control": "no-store"}, media_type="application/json"
        )

    async def metrics(request: Request) -> Response:
        generation = request.scope["generation"]
        text = watch.exposition(generation.name, generation.pool.waiting)
        return Response(text, headers={"cache-control": "no-store"}, media_type="text/plain; version=0.0.4")

    routes = [
        *sparql.routes(settings),
        Route("/health", health, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
        Route("/assets/{name}", documents.assets, methods=["GET"]),
        Route("/export/{name:path}", documents.contexts, methods=["GET"]),
        Route("/data/{name}", documents.downloads, methods=["GET"]),
        *search.routes(),
        *query_api.routes(settings),
        *reconcile.routes(settings),
        Route("/id/{path:path}", documents.thing, methods=["GET"]),
        *(Route(f"/{name}/{{path:path}}", documents.thing, methods=["GET"]) for name in OTHERS),
        Route("/alignments", documents.thing, methods=["GET"]),
        Route("/{path:path}", documents.document, methods=["GET"]),
    ]
    starlette = Starlette(
        routes=routes, lifespan=lifespan, exception_handlers={404: _lost, 405: _method, 500: _broken}
    )
    starlette.router.redirect_slashes = False
    return Shield(starlette, current, settings, watch)


async def _keep(watch: Watch) -> None:
    while True:
        await asyncio.sleep(_EVERY)
        watch.keep()


async def _lost(request: Request, _: Exception) -> Response:
    return problem(request, 404, "there is nothing here").response()


async def _method(request: Request, error: Exception) -> Response:
    headers = dict(getattr(error, "headers", None) or {})
    return problem(request, 405, "this address takes other methods", headers).response()


async def _broken(request: Request, error: Exception) -> Response:
    detail = "".join(traceback.format_exception(error, limit=-4, chain=False))
    log.error(
        json.dumps(
            {"level": "error", "path": printable(request.scope["path"], 200), "traceback": printable(detail)}
        )
    )
    return problem(request, 500, "the server has a fault; its log has the request's id").response()
