"""Maps addresses to IRIs.

The graph's base is an address of w3id.org, which redirects to the server of the graph, with the same path.
There a thing has an address (``/id/theme/skills``, ``/claim/1/ab``) and its document another
(``/theme/skills``, ``/doc/claim/1/ab``): the first redirects to the second with 303.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode
from starlette.requests import Request

from ..vocabulary import BASE
from .settings import Settings

__all__ = ["HOME", "OTHERS", "document_of", "node", "origin", "page_of", "thing_of"]

#: The document about the whole data set, which is also the home page.
HOME = "index"
_THINGS = "id/"
_DOCUMENTS = "doc/"
#: First parts of the IRIs that are not entities of the newsletter.
OTHERS = (
    "agent", "alignments", "claim", "data", "dataset", "def", "export", "graph", "naming", "query", "run", "segment",
    "software", "source",
)  # fmt: skip
_LONGEST = 2_000
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f<>\"{}|\\^`\ufffd\ufffe\uffff\ud800-\udfff]")


def origin(request: Request, settings: Settings) -> str:
    """The public scheme, host and port, else those of the request."""
    return settings.origin or f"{request.url.scheme}://{request.url.netloc}"


def node(iri: str) -> NamedNode | None:
    r"""An IRI as a term; None for an invalid IRI, which is answered with 404.

    >>> node("https://w3id.org/lpip/id/theme/skills") is None, node("https://w3id.org/lpip/id/\x00") is None
    (False, True)
    """
    if len(iri) > _LONGEST or _FORBIDDEN.search(iri):
        return None
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def document_of(iri: str) -> str | None:
    """The path of a thing's document, without a suffix; None for what is not ours.

    >>> document_of("https://w3id.org/lpip/id/theme/skills"), document_of("https://w3id.org/lpip/claim/1/ab")
    ('theme/skills', 'doc/claim/1/ab')
    """
    if not iri.startswith(BASE):
        return None
    path = iri.removeprefix(BASE)
    if not path:
        return HOME
    return path.removeprefix(_THINGS) if path.startswith(_THINGS) else _DOCUMENTS + path


def thing_of(path: str) -> str:
    """The IRI of the thing that a document is on.

    >>> thing_of("theme/skills"), thing_of("doc/claim/1/ab")
    ('https://w3id.org/lpip/id/theme/skills', 'https://w3id.org/lpip/claim/1/ab')
    """
    if path in ("", HOME):
        return BASE
    if path.startswith(_DOCUMENTS):
        return BASE + _quoted(path.removeprefix(_DOCUMENTS))
    return BASE + _THINGS + _quoted(path)


def page_of(path: str) -> str:
    """The path of the page for a document, as `lpipgraph.pages` names it: the same, and empty for the first page."""
    return "" if path == HOME else path


def _quoted(path: str) -> str:
    """A path quoted for an IRI; a quoted path is not changed."""
    return quote(unquote(path), safe="/-._~")
