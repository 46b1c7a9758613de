"""Makes one HTTP exchange that is complete or an error: deadline, size limit, completeness, media type.

`urllib`'s own timeout is for each read, so a server that sends one byte now and then holds a client for
ever; it takes a cut answer for a short one; it follows redirects with the credentials on. This does none of
that.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from ..errors import RemoteError, printable
from ..store_protocol import MORE_TIME
from .credentials import Credentials

__all__ = ["LOCAL", "Reply", "StatusError", "Wire"]

#: Names of this machine.
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

_HINTS = {
    401: "set LPIPGRAPH_CREDENTIALS=name:password, or name the host in ~/.netrc",
    403: "these credentials may not do that",
    404: "check the address",
    413: "the server takes no request of this size",
    414: "the server takes no address of this length",
    429: "the server asks for patience; try later",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: status, media type without parameters, headers and body."""

    status: int
    media_type: str
    headers: Message
    body: bytes


#: Names under which a JSON body says what is wrong: problem details (RFC 9457), then those of other servers.
_EXPLAINED = ("detail", "message", "error_description", "error", "title")
#: How servers say that a query took more time or memory than they give: ours, Fuseki, RDF4J, GraphDB, Virtuoso, Blazegraph.
_OVER = re.compile(
    r"took (?:more than|too long)|timed? ?-?out|time limit|(?:execution|estimated) time|out ?of ?memory",
    re.IGNORECASE,
)
#: A line that names an exception of Java, which Blazegraph writes below the query itself.
_RAISED = re.compile(r"(?:[a-z]\w*\.)+\w+(?:Exception|Error)\b")


class StatusError(RemoteError):
    """An answer that says no, with its status, the server's own words and the seconds it asks to wait."""

    def __init__(
        self, what: str, *, where: str, hint: str | None, status: int, wait: float | None, said: str = ""
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.status = status
        self.wait = wait
        self.said = said

    @property
    def over_limit(self) -> bool:
        """Whether the server says that it stopped a query that took too much; to ask it again would cost the same."""
        return self.status in (400, 408, 500, 503, 504) and _OVER.search(self.said) is not None

    def after(self, tries: int) -> StatusError:
        """The same, and how often it was tried."""
        what = self.what if tries == 1 else f"{self.what}, {tries} times"
        return StatusError(
            what,
            where=self.where or "",
            hint=self.hint,
            status=self.status,
            wait=self.wait,
            said=self.said,
        )


@dataclass(frozen=True, slots=True)
class Wire:
    """Sends requests, each with a deadline in seconds over all of it, and a cap in bytes on its answer.

    `credentials` are sent only to a server that asks for them, in the way that it asks for.
    """

    deadline: float = 60.0
    limit: int = 64_000_000
    credentials: Credentials = field(default_factory=Credentials, repr=False)

    def send(
        self,
        request: urllib.request.Request,
        *,
        accept: tuple[str, ...] = (),
        into: Callable[[bytes], object] | None = None,
    ) -> Reply:
        """One request, one whole answer.

        A request that was refused for want of credentials has changed nothing, and is sent once more with them.

        Parameters
        ----------
        request
            What to send.
        accept
            The media types that a good answer may have; any if empty.
        into
            Takes the answer block by block, without a cap; the reply's body is empty then. What it was given
            counts only when `send` returns.

        Raises
        ------
        StatusError
            For any status but 2xx.
        RemoteError
            If the server cannot be reached, hangs, cuts its answer or sends something else.
        """
        self.credentials.sign(request)
        try:
            return self._sent(request, accept, into)
        except StatusError as error:
            asked = error.__cause__
            if error.status != 401 or not isinstance(asked, urllib.error.HTTPError):
                raise
            if not self.credentials.answer(request, asked.headers):
                raise
            seek = getattr(request.data, "seek", None)
            if seek is not None:
                seek(0)
            elif not isinstance(request.data, bytes | None):
                raise  # what was made on the way cannot be sent twice
            return self._sent(request, accept, into)

    def _sent(
        self,
        request: urllib.request.Request,
        accept: tuple[str, ...],
        into: Callable[[bytes], object] | None,
    ) -> Reply:
        where = _address(request.full_url)
        ends = time.monotonic() + self.deadline
        watch = _Watch()
        timer = threading.Timer(self.deadline, watch.cut)
        timer.daemon = True
        timer.start()
        try:
            with _opener(watch, request).open(request, timeout=self.deadline) as response:
                reply = self._read(response, where, accept, into)
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error, where, self.credentials) from error
        except RemoteError as error:
            if watch.cut_off:
                raise self._late(where) from error
            raise
        except (OSError, HTTPException, ValueError) as error:
            if isinstance(error, TimeoutError) or watch.cut_off or time.monotonic() >= ends:
                raise self._late(where) from error
            reason = getattr(error, "reason", error)
            if isinstance(reason, ssl.SSLCertVerificationError):
                raise RemoteError(
                    f"the server's certificate is not trusted ({reason.verify_message or reason.reason})",
                    where=where,
                    hint="name the file with its authority's certificate in SSL_CERT_FILE",
                ) from error
            raise RemoteError(
                f"the server cannot be reached, or broke off ({getattr(reason, 'strerror', None) or reason})",
                where=where,
                hint="check the address and that the server runs",
            ) from error
        finally:
            timer.cancel()
        if watch.cut_off:
            raise self._late(where)
        return reply

    def _late(self, where: str) -> RemoteError:
        return RemoteError(
            f"no whole answer within {self.deadline:g} seconds",
            where=where,
            hint=f"ask for less, or {MORE_TIME}",
        )

    def _read(
        self,
        response: HTTPResponse,
        where: str,
        accept: tuple[str, ...],
        into: Callable[[bytes], object] | None,
    ) -> Reply:
        headers = response.headers
        if headers.get("Content-Encoding", "identity") != "identity":
            raise RemoteError("the answer is compressed, which was not asked for", where=where)
        length = headers.get("Content-Length")
        chunked = "chunked" in headers.get("Transfer-Encoding", "").lower()
        media_type = headers.get_content_type() if headers.get("Content-Type") else ""
        if accept and media_type not in accept:
            raise RemoteError(
                f"the answer is {media_type or 'of no stated type'} and not {accept[0]}",
                where=where,
                hint="is this the address of a SPARQL service?",
            )
        parts: list[bytes] = []
        take, size = into or parts.append, 0
        while block := response.read(1 << 16):
            take(block)
            size += len(block)
            if into is None and size > self.limit:
                raise RemoteError(
                    f"the answer is over {self.limit:,} bytes", where=where, hint="ask for less"
                )
        if length is not None and not chunked and length.isdigit() and size != int(length):
            raise RemoteError(f"the answer was cut: {size:,} of {int(length):,} bytes", where=where)
        if length is None and not chunked and size and "json" not in media_type:
            # Only JSON shows by itself whether its end has come.
            raise RemoteError("the answer states no length, so that a cut would not show", where=where)
        if response.status == 206:
            raise RemoteError("the server sends only a part of its answer (206)", where=where)
        return Reply(response.status, media_type, headers, b"".join(parts))


class _Watch:
    """Ends an exchange from outside: reads that wait for a slow server come back at once."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.cut_off = False

    def cut(self) -> None:
        self.cut_off = True
        if self.socket is not None:
            try:
                self.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself


class _Kept(HTTPConnection):
    """A connection that does not ask the server to end it: some then end an answer without saying that it is whole."""

    def putheader(self, header: str | bytes, *values: Any) -> None:  # noqa: ANN401 -- as http.client has it
        """Without ``Connection: close``, which urllib adds to every request."""
        if header not in ("Connection", b"Connection"):
            super().putheader(header, *values)


def _opener(watch: _Watch, request: urllib.request.Request) -> urllib.request.OpenerDirector:
    """An opener without redirects, whose connections report their socket."""

    class Plain(_Kept, HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.socket = self.sock

    class Secure(_Kept, HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch.socket = self.sock

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> HTTPResponse:
            return _open(self, Plain, req)

    class SecureHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> HTTPResponse:
            return _open(self, Secure, req)

    opener = urllib.request.OpenerDirector()
    local = urlsplit(request.full_url).hostname in LOCAL
    opener.add_handler(urllib.request.ProxyHandler({} if local else None))
    for handler in (PlainHandler(), SecureHandler(), urllib.request.HTTPDefaultErrorHandler()):
        opener.add_handler(handler)
    opener.add_handler(urllib.request.HTTPErrorProcessor())
    return opener


def _open(
    handler: urllib.request.AbstractHTTPHandler,
    connection: Callable[..., Any],
    request: urllib.request.Request,
) -> HTTPResponse:
    response: HTTPResponse = handler.do_open(connection, request)
    return response


def _address(url: str) -> str:
    """An address without its parameters, which hold whole queries, and without credentials."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else parts.path


def _refusal(error: urllib.error.HTTPError, where: str, credentials: Credentials) -> StatusError:
    said = credentials.hidden(_explained(error))
    if 300 <= error.code < 400:
        said = f"moved to {_address(error.headers.get('Location', 'elsewhere'))}"
    wait = error.headers.get("Retry-After", "")
    return StatusError(
        credentials.hidden(f"the server answers {error.code} {error.reason or ''}".rstrip())
        + (f" ({said})" if said else ""),
        where=where,
        hint="use that address" if 300 <= error.code < 400 else _HINTS.get(error.code),
        status=error.code,
        wait=float(wait) if wait.isdigit() else None,
        said=said,
    )


def _explained(error: urllib.error.HTTPError) -> str:
    """The server's explanation of a refusal: from a JSON body, else the first line of a text."""
    try:
        body = error.read(16_000).decode("utf-8", "replace").strip()
    except (OSError, HTTPException, ValueError):
        return ""
    if body.startswith("<"):
        return ""
    if body.startswith("{"):
        try:
            found = json.loads(body)
        except ValueError:
            return ""  # half a structure is no sentence
        values = (found[name] for name in _EXPLAINED if name in found)
        body = next((value for value in values if isinstance(value, str) and value.strip()), "")
    lines = body.strip().splitlines() or [""]
    line = next((each for each in lines if _RAISED.match(each)), lines[0])
    return printable(" ".join(line.split()), 300)
