"""The application in this process, asked without a socket."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from lpipgraph.server import Settings
from lpipgraph.server.app import application


class Site:
    """An application with its event loop in a thread; requests are made from the tests' own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = application(settings)
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self._ready, self._stop = threading.Event(), asyncio.Event()
        self._life = asyncio.run_coroutine_threadsafe(self._live(), self.loop)
        assert self._ready.wait(30)
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 1), raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://graph.example")

    async def _live(self) -> None:
        told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        await told.put({"type": "lifespan.startup"})

        async def send(message: Any) -> None:
            assert not message["type"].endswith("failed"), message
            if message["type"] == "lifespan.startup.complete":
                self._ready.set()

        task = asyncio.ensure_future(self.app({"type": "lifespan", "asgi": {}}, told.get, send))
        await self._stop.wait()
        await told.put({"type": "lifespan.shutdown"})
        await task

    def run(self, work: Any, seconds: float = 60) -> Any:
        """What a coroutine gives."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """One request; redirects are not followed."""
        return self.run(self._client.request(method, path, **given))

    def get(self, path: str, accept: str | None = None, **headers: str) -> httpx.Response:
        """A GET, with Accept if one is given."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        # httpx sends one of its own otherwise
        return self.ask("GET", path, headers={**sent, "accept": accept if accept is not None else "*/*"})

    def query(
        self, text: str, accept: str = "application/sparql-results+json", **given: str
    ) -> httpx.Response:
        """A query by GET."""
        return self.ask("GET", "/sparql", params={"query": text, **given}, headers={"accept": accept})

    def close(self) -> None:
        """Ends it."""
        self.loop.call_soon_threadsafe(self._stop.set)
        self._life.result(30)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


@contextmanager
def site(store: Path, cache: Path, **more: Any) -> Iterator[Site]:
    """An application over a store's folder."""
    made = Site(Settings(store=str(store), cache=str(cache), **more))
    try:
        yield made
    finally:
        made.close()
