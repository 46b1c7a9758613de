"""Writes links for one renderer with two targets: a server and static files.

A page has a path below the site: ``theme/skills``, ``issue/1``, empty for the home page. On a server its address is the
base path and that path; in a folder of files it is the file ``theme/skills/index.html``, and links are relative, so that
they work under any address and from a folder that is opened without a server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, unquote, urlencode

from ..vocabulary import BASE

__all__ = ["Links", "ServerLinks", "StaticLinks", "iri_of", "path_of"]

_THINGS = "id/"
#: The prefix of paths of other resources: claims, terms, graphs.
_DOCUMENTS = "doc/"


def path_of(iri: str) -> str | None:
    """The path of the page on a thing of ours; None for other IRIs.

    >>> path_of("https://w3id.org/lpip/id/theme/skills"), path_of("https://w3id.org/lpip/claim/1/ab")
    ('theme/skills', 'doc/claim/1/ab')
    """
    if not iri.startswith(BASE) or "#" in iri:
        return None
    path = unquote(iri.removeprefix(BASE))
    if path.startswith(_THINGS):
        return path.removeprefix(_THINGS) or None
    return _DOCUMENTS + path if path else None


def iri_of(path: str) -> str:
    """The IRI of the thing that a page is on (see `path_of`)."""
    if path.startswith(_DOCUMENTS):
        return BASE + quote(path.removeprefix(_DOCUMENTS), safe="/-._~")
    return BASE + _THINGS + quote(path, safe="/-._~")


class Links(Protocol):
    """Writes the addresses of pages, data and assets for links on one page."""

    @property
    def static(self) -> bool:
        """Whether pages are files, which cannot run queries."""

    @property
    def root(self) -> str:
        """The prefix of each page's path."""

    def page(self, path: str, query: Mapping[str, str] | None = None, anchor: str = "") -> str:
        """The address of a page, with its query and fragment."""

    def file(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """The address of a file next to the pages, such as ``theme/skills.ttl``, with its query string."""

    def asset(self, name: str) -> str:
        """The address of a style sheet, script or picture of the site."""


@dataclass(frozen=True, slots=True)
class ServerLinks:
    """Absolute paths under a base path: ``/graph/theme/skills``."""

    base: str = ""
    static: bool = False

    @property
    def root(self) -> str:
        """See `Links.root`."""
        return f"{self.base}/"

    def page(self, path: str, query: Mapping[str, str] | None = None, anchor: str = "") -> str:
        """See `Links.page`."""
        asked = f"?{urlencode(query)}" if query else ""
        return f"{self.base}/{quote(path)}{asked}{f'#{anchor}' if anchor else ''}"

    def file(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """See `Links.file`."""
        return f"{self.base}/{quote(path)}{f'?{urlencode(query)}' if query else ''}"

    def asset(self, name: str) -> str:
        """See `Links.asset`."""
        return f"{self.base}/assets/{quote(name)}"


@dataclass(frozen=True, slots=True)
class StaticLinks:
    """Links from the file of one page: ``../../theme/skills/index.html``.

    `depth` says how deep that file lies; `there` which pages have a file, all of them if None: what has none is linked by
    its IRI. With `prefix`, links begin with that: for a file that is shown at any address.
    """

    depth: int
    there: frozenset[str] | None = None
    prefix: str = ""
    static: bool = True

    @staticmethod
    def at(path: str, there: frozenset[str] | None = None) -> StaticLinks:
        """The links of the page with this path."""
        return StaticLinks(len(path.split("/")) if path else 0, there)

    @property
    def root(self) -> str:
        """See `Links.root`."""
        return self.prefix or "../" * self.depth

    def page(self, path: str, query: Mapping[str, str] | None = None, anchor: str = "") -> str:  # noqa: ARG002 -- a file cannot be asked
        """See `Links.page`; a file cannot run queries, so `query` is ignored."""
        if self.there is not None and path not in self.there:
            return iri_of(path)
        place = f"{quote(path)}/index.html" if path else "index.html"
        return f"{self.root}{place}{f'#{anchor}' if anchor else ''}"

    def file(self, path: str, query: Mapping[str, str] | None = None) -> str:  # noqa: ARG002 -- the same
        """See `Links.file`."""
        return self.root + quote(path)

    def asset(self, name: str) -> str:
        """See `Links.asset`."""
        return f"{self.root}assets/{quote(name)}"
