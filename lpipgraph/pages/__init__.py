"""Renders the explorer: the graph as web pages, on a server or as files.

Views are frozen data read from an opened public store by SPARQL; templates turn them into HTML; links are written for a
server or for a folder. All pages can be read without JavaScript, and none makes requests to another host::

    explorer = pages.Explorer(store)
    found = explorer.page("theme/skills", {}, pages.ServerLinks("/graph"))
    found.title, found.html, found.status

`policy` defines what a page may load; its style sheets, scripts and pictures are the files of `assets`.
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
