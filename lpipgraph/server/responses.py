"""Builds responses with their headers."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from html import escape
from json import dumps
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .. import __version__
from ..errors import LpipError, QueryRefused, UnknownName, printable
from ..pages import ServerLinks
from ..pages.assets import policy
from .negotiation import FORMS, chosen

__all__ = ["PACKED", "Reply", "etag", "lasting", "plain_page", "problem", "see_other", "told", "unsent"]

_JSON = "application/problem+json"
_TITLES = {
    400: "This cannot be answered",
    404: "There is nothing here",
    405: "This address takes other methods",
    406: "There is no such form of this",
    408: "This took too long to come",
    409: "Several things are called so",
    411: "A length is needed",
    413: "This is too large",
    414: "The address is too long",
    415: "This media type is not taken here",
    503: "Too much is asked just now",
}


#: The smallest and largest answer, in bytes, that is compressed; compressing larger ones would cost too much.
_SMALL, _LARGE = 1_000, 2_000_000
_TEXT = re.compile(r"text/|image/svg|application/(?:[\w.-]+\+)?(?:json|xml|n-triples|n-quads|trig)")
_GZIP = re.compile(rb"(?:^|[\s,])(?:gzip|\*)\s*(?:;\s*q=(?:1|0?\.0*[1-9])[\d.]*\s*)?(?:,|$)")
#: The suffix of the ETag of a compressed answer: other bytes need another ETag (RFC 9110, section 8.8.3).
PACKED = "-gzip"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `lasts` says that it is the same for the whole build, and may be cached."""

    body: bytes
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    lasts: bool = True
    _packed: list[bytes] = field(default_factory=list, compare=False, repr=False)

    def sent(self, scope: MutableMapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        """Body and headers for a client, compressed if the client accepts that; cached with the answer."""
        headers = dict(self.headers)
        if self.content_type:
            headers["content-type"] = self.content_type
        if not (self.lasts and _SMALL < len(self.body) < _LARGE and _TEXT.match(self.content_type)):
            return self.body, headers
        headers["vary"] = ", ".join(filter(None, (headers.get("vary"), "Accept-Encoding")))
        if not any(name == b"accept-encoding" and _GZIP.search(value) for name, value in scope["headers"]):
            return self.body, headers
        if not self._packed:
            self._packed.append(gzip.compress(self.body, 6, mtime=0))
        if "etag" in headers:
            headers["etag"] = f'{headers["etag"][:-1]}{PACKED}"'
        return self._packed[0], headers | {"content-encoding": "gzip"}

    def response(self, scope: MutableMapping[str, Any] | None = None) -> Response:
        """The response for Starlette."""
        body, headers = self.sent({"headers": ()} if scope is None else scope)
        return Response(body, self.status, headers)


def unsent(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of an answer whose body the client has already."""
    return {
        name: value
        for name, value in headers.items()
        if not name.startswith("content-") or name == "content-location"
    }


def etag(generation: str, form: str) -> str:
    """The ETag of one form of an answer, for one build and one version of the software."""
    return f'"{generation}-{__version__}-{form}"'


def lasting(generation: str, form: str, *, negotiated: bool = True) -> dict[str, str]:
    """Headers of an answer that is the same for a whole build: clients cache and revalidate it.

    Parameters
    ----------
    generation
        The build's name.
    form
        Distinguishes this form of the answer from all others of the build.
    negotiated
        Whether the form was chosen by Accept.
    """
    headers = {"etag": etag(generation, form), "cache-control": "no-cache"}
    return headers | {"vary": "Accept"} if negotiated else headers


def see_other(place: str, vary: str = "") -> Reply:
    """303: the address is that of a thing; its document is at another address."""
    headers = {"location": place, "cache-control": "no-cache"}
    return Reply(b"", "", 303, headers | ({"vary": vary} if vary else {}))


def told(error: LpipError) -> str:
    """An error for the client: what to do, without repeating the client's input."""
    what = f"there is no {error.kind} of that name" if isinstance(error, UnknownName) else error.what
    place = (
        f" ({error.where})"
        if error.where and not isinstance(error, QueryRefused) and "line" in error.where
        else ""
    )
    return printable(f"{what}{place}" + (f"; {error.hint}" if error.hint else ""))


def problem(
    request: Request | None, status: int, detail: str, headers: Mapping[str, str] | None = None
) -> Reply:
    """An error as a page for people, or as problem details (RFC 9457) for programs."""
    title = _TITLES.get(status, "This went wrong")
    head = {"cache-control": "no-store", **(headers or {})}
    accept = request.headers.get("accept", "") if request is not None else ""
    if "html" in accept and chosen(accept, (FORMS["jsonld"], FORMS["html"])) is FORMS["html"]:
        assert request is not None
        base = request.scope.get("base", "")
        page = plain_page(title, f"<p>{escape(detail)}</p>", base)
        if status == 404 and "generation" in request.scope:
            page = request.scope["generation"].explorer.lost(ServerLinks(base)).html.encode()
            head["content-security-policy"] = policy()
        return Reply(page, "text/html; charset=utf-8", status, head | {"vary": "Accept"}, lasts=False)
    content = dumps({"title": title, "status": status, "detail": detail}, ensure_ascii=False)
    return Reply(content.encode(), _JSON, status, head | {"vary": "Accept"}, lasts=False)


def plain_page(title: str, body: str, base: str) -> bytes:
    """A page without a design; `body` is HTML."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"></head><body><main><h1>{escape(title)}</h1>{body}'
        f'<p><a href="{escape(base)}/">Home</a></p></main></body></html>'
    ).encode()
