"""Wraps the application: limits, common headers, cached answers.

granian drops clients that send the head too slowly; this module limits the time and size of the body. The
body must have a Content-Length. A chunked body could also have one, which a proxy and this server might
interpret differently (RFC 9112, section 6.3), and granian does not report it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from secrets import token_hex
from typing import Any

from .generation import Current
from .metrics import Watch
from .responses import PACKED, Reply, problem, unsent
from .settings import Settings

__all__ = ["BODY", "Shield"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: The largest body and address, in bytes.
BODY, _ADDRESS = 200_000, 8_000
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_EXPOSED = "ETag, Link, Location, Content-Location, Lpip-Truncated, Retry-After, X-Request-Id"
#: The headers of every answer; pages replace the policy by their own.
_ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED.encode()),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
_STRICT = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


class _TooLarge(BaseException):
    pass


class _TooSlow(BaseException):
    pass


class Shield:
    """The outermost application.

    Parameters
    ----------
    inner
        What answers.
    current
        The current generation.
    settings
        Limits and the base path.
    watch
        Counts and tells.
    """

    def __init__(self, inner: App, current: Current, settings: Settings, watch: Watch) -> None:
        self._inner, self._current, self._watch = inner, current, watch
        self._base = settings.base
        self._seconds = settings.body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request, or the server's start and stop."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        began = time.perf_counter()
        generation = self._current.generation
        mark = token_hex(8)
        sent: list[int] = [0, 0]
        self._watch.begin()
        try:
            refused = self._refused(scope)
            if refused is not None:
                sent[:] = await self._send(refused, scope, send, mark, "")
                return
            self._strip(scope)
            key = self._key(scope)
            kept = generation.answers.get(key) if key is not None else None
            if isinstance(kept, Reply):
                sent[:] = await self._send(kept, scope, send, mark, generation.name)
                return
            scope["generation"] = generation
            await self._ask(scope, receive, send, mark, sent)
        finally:
            self._watch.end(scope, sent[0], sent[1], time.perf_counter() - began, mark, generation.name)

    def _refused(self, scope: Scope) -> Reply | None:
        """Checks a request before its content is read; returns the error."""
        if scope["method"] not in _METHODS:
            return problem(None, 405, "GET, HEAD and POST are taken", {"allow": ", ".join(_METHODS)})
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > _ADDRESS:
            return problem(None, 414, f"an address has at most {_ADDRESS:,} bytes; POST a long query")
        lengths = hosts = 0
        for name, value in scope["headers"]:
            if name == b"content-length":
                lengths += 1
                if not value.isdigit():
                    return problem(None, 400, "the length is not a number", {"connection": "close"})
                if int(value) > BODY:
                    return problem(None, 413, f"a body has at most {BODY:,} bytes", {"connection": "close"})
            elif name == b"host":
                hosts += 1
            elif name == b"transfer-encoding":
                return problem(None, 411, "a body says how long it is", {"connection": "close"})
            elif name == b"content-encoding" and value.lower() not in (b"identity", b""):
                return problem(None, 415, "a body is taken as it is, not packed", {"connection": "close"})
        if lengths > 1:
            return problem(None, 400, "a request has one length", {"connection": "close"})
        # RFC 9112, section 3.2: a proxy and a server could take different ones
        if hosts > 1:
            return problem(None, 400, "a request names one host", {"connection": "close"})
        if scope["method"] == "OPTIONS":
            allowed = {
                "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
                "access-control-allow-headers": "*",
                "access-control-max-age": "86400",
                "allow": ", ".join(_METHODS),
            }
            return Reply(b"", "", 204, allowed)
        return None

    def _strip(self, scope: Scope) -> None:
        """The path without the base path, which a proxy may send or omit."""
        path = scope["path"]
        if self._base and (path == self._base or path.startswith(self._base + "/")):
            path = path[len(self._base) :] or "/"
        scope["path"] = path
        scope["root_path"] = ""
        scope["base"] = self._base

    @staticmethod
    def _key(scope: Scope) -> tuple[object, ...] | None:
        """The cache key of an answer: everything it may depend on."""
        if scope["method"] not in ("GET", "HEAD"):
            return None
        accept = next((value for name, value in scope["headers"] if name == b"accept"), b"")
        return ("http", scope["path"], scope["query_string"], accept)

    async def _ask(self, scope: Scope, receive: Receive, send: Send, mark: str, sent: list[int]) -> None:
        """Runs the application, with limits on the request body."""
        ends = time.monotonic() + self._seconds
        size = 0
        begun = False

        async def limited() -> Message:
            nonlocal size
            try:
                async with asyncio.timeout(max(0.0, ends - time.monotonic())):
                    message = await receive()
            except TimeoutError:
                raise _TooSlow from None
            size += len(message.get("body", b""))
            if size > BODY:
                raise _TooLarge
            return message

        async def answered(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                sent[0] = message["status"]
                message["headers"] = [*message.get("headers", ()), *self._more(message, mark)]
            else:
                sent[1] += len(message.get("body", b""))
            await send(message)

        try:
            await self._inner(scope, limited if scope["method"] == "POST" else receive, answered)
        except _TooSlow:
            refused = problem(None, 408, "the body did not come in time", {"connection": "close"})
        except _TooLarge:
            refused = problem(None, 413, f"a body has at most {BODY:,} bytes", {"connection": "close"})
        else:
            return
        if not begun:
            sent[:] = await self._send(refused, scope, send, mark, "")

    @staticmethod
    def _more(message: Message, mark: str) -> list[tuple[bytes, bytes]]:
        """The common headers that are added to an answer."""
        names = {name for name, _ in message.get("headers", ())}
        more = [*_ALWAYS, (b"x-request-id", mark.encode())]
        if b"content-security-policy" not in names:
            more += [(b"content-security-policy", _STRICT), (b"x-frame-options", b"DENY")]
        return more

    async def _send(
        self, reply: Reply, scope: Scope, send: Send, mark: str, generation: str
    ) -> tuple[int, int]:
        """Sends a cached answer; 304 if the client already has it."""
        status = reply.status
        body, more = reply.sent(scope)
        if generation and status == 200 and matches(scope, reply.headers.get("etag", "")):
            status, body, more = 304, b"", unsent(more)
        elif status != 204:
            more["content-length"] = str(len(body))
        headers = [(name.encode(), value.encode("latin-1")) for name, value in more.items()]
        message: Message = {"type": "http.response.start", "status": status, "headers": headers}
        message["headers"] = [*headers, *self._more(message, mark)]
        await send(message)
        out = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": out})
        return status, len(out)


def matches(scope: Scope, mark: str) -> bool:
    """Whether the client has the answer with this mark (RFC 9110, section 13.1.2)."""
    wanted = b",".join(value for name, value in scope["headers"] if name == b"if-none-match").decode(
        "latin-1"
    )
    if not wanted or not mark:
        return False
    plain = (each.strip().removeprefix("W/").replace(f'{PACKED}"', '"') for each in wanted.split(","))
    return wanted.strip() == "*" or mark in plain
