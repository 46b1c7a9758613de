"""Serves the graph on the web, read-only: pages, linked data, a SPARQL endpoint, search and reconciliation.

It opens a public copy of a store, without the private graph and candidates, and nothing else. `application` is an ASGI
application; `run` starts it with granian, as ``lpipgraph serve`` does::

    settings = Settings.of("lpip-graph")
    run(settings, port=8000)
"""

from .settings import Settings, cache_of

__all__ = ["Settings", "application", "cache_of", "run"]


def __getattr__(name: str) -> object:
    # Starlette and granian are imported only when a server starts
    if name == "run":
        from .launcher import run

        return run
    if name == "application":
        from .app import application

        return application
    raise AttributeError(name)
