"""Renders the explorer: the graph as web pages, on a server or as files.

Views are frozen data read from an opened public store by SPARQL; templates turn them into HTML; links are written for a
server or for a folder. No page needs JavaScript to be read, none asks another host for anything::

    explorer = pages.Explorer(store)
    found = explorer.page("theme/skills", {}, pages.ServerLinks("/graph"))
    found.title, found.html, found.status

What a page may load says `policy`; its style sheets, scripts and pictures are the files of `assets`.
"""

from .assets import asset, assets, policy
from .explorer import Explorer
from .links import Links, ServerLinks, StaticLinks, iri_of, path_of
from .texts import texts_of
from .views import Page

__all__ = [
    "Explorer",
    "Links",
    "Page",
    "ServerLinks",
    "StaticLinks",
    "asset",
    "assets",
    "iri_of",
    "path_of",
    "policy",
    "texts_of",
]
