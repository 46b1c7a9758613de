"""Implements ``lpipgraph serve``."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from ..errors import StoreError

__all__ = ["serve"]


def serve(given: Namespace) -> int:
    """``lpipgraph serve``."""
    from ..pipeline import store_of
    from ..server import Settings, cache_of
    from ..server.launcher import run
    from ..store import is_url, refuse_address

    if is_url(given.folder):
        raise StoreError("serve takes a folder", where=given.folder, hint="name the folder of a build")
    refuse_address(given.folder)
    if not Path(given.folder).exists():
        raise StoreError(
            "there is no graph here",
            where=given.folder,
            hint="make one with lpipgraph build, or name its folder",
        )
    store = store_of(given.folder)
    settings = Settings(
        store=str(store.resolve()),
        cache=str(cache_of(store, given.cache).absolute()),
        public_url=given.public_url.rstrip("/"),
        seconds=given.seconds,
        lines=not given.no_log,
    ).checked()
    return run(
        settings,
        host=given.host,
        port=given.port,
        workers=given.workers,
        browser=not given.no_browser,
        told=lambda address: print(
            f"lpipgraph: {given.folder} is at {address}  (Ctrl-C stops it)", file=sys.stderr
        ),
    )
