"""Opens stores: in memory, in a folder, or on a SPARQL server.

Only this package accesses a database or the network. Three places, one `Store`:

- **memory** (`open_store(None, dataset)`),
- **a folder** (`publish` writes it whole or not at all; `open_store(folder)` reads it),
- **a server** (`load(dataset, url)` stages, verifies and moves the graphs into place; `open_store(url)` asks it).

The default graph of a query is the union of the public graphs. In memory and in a folder it is a merged copy,
because Oxigraph counts a triple once for each named graph that holds it. On a server, each query names the
public graphs, or the merged copy if a load made one. Private graphs and candidates are never in it.
"""

from __future__ import annotations

import re
from pathlib import Path

from pyoxigraph import Dataset

from ..errors import StoreError
from ..store_protocol import Store
from .bounded import ROWS, BoundedStore
from .generations import Manifest, contents, foreign, publish, read_manifest
from .local import LocalStore, load_into

__all__ = [
    "ROWS",
    "BoundedStore",
    "LocalStore",
    "Manifest",
    "contents",
    "foreign",
    "is_url",
    "load",
    "open_store",
    "publish",
    "read_manifest",
    "refuse_address",
]


#: An address with another scheme, or without one before a port, a usual server path or the name of this
#: machine.
_ADDRESS = re.compile(
    r"(?:(?:[A-Za-z][\w+.-]*:)?//|https?:/*)(?P<slashed>.+)|(?P<bare>(?:localhost|[\w-]+(?:\.[\w-]+)*|\[[0-9a-fA-F:]+\]):\d{1,5}(?:/.*)?"
    r"|localhost(?:/.*)?|www\..+|[\w-]+(?:\.[\w-]+)+/(?:.*/)?(?:sparql|query|update|repositories/.+|data|store)/?)"
)


def is_url(where: object) -> bool:
    """Whether a place is a server's address and not a folder."""
    return isinstance(where, str) and where.lower().startswith(("http://", "https://"))


def refuse_address(where: Path | str) -> None:
    """Refuses an address without ``http://``, which would be taken for a folder.

    Raises
    ------
    StoreError
        With the probable address.
    """
    if isinstance(where, str) and not Path(where).exists() and (match := _ADDRESS.fullmatch(where)):
        raise StoreError(
            "this is an address, and not how one begins",
            where=where,
            hint=f"write http://{match['slashed'] or match['bare']} for a server",
        )


def open_store(
    where: Path | str | None = None,
    dataset: Dataset | None = None,
    *,
    hidden: bool = False,
    seconds: float | None = None,
) -> Store:
    """Opens a store for queries.

    Parameters
    ----------
    where
        A folder that `publish` wrote, the address of a SPARQL server, or None for memory.
    dataset
        If `where` is None: the content of the store.
    hidden
        Whether ``GRAPH`` can access private graphs and candidates. Only for a curator's own folder; they are
        never sent to a server.
    seconds
        How long one answer of a server may take (default: 60).

    Raises
    ------
    StoreError
        If the folder holds no store, other files or a damaged store.
    RemoteError
        If no SPARQL server answers at the address.
    """
    if where is None:
        return LocalStore.of(dataset if dataset is not None else Dataset(), hidden=hidden)
    if is_url(where):
        from .remote import RemoteStore

        return RemoteStore.connect(str(where), deadline=seconds)
    refuse_address(where)
    return LocalStore.at(Path(where), hidden=hidden)


def load(dataset: Dataset, where: Path | str) -> dict[str, int]:
    """Replaces the graphs of `dataset` in a folder or on a server, and leaves all other graphs as they are.

    Parameters
    ----------
    dataset
        Quads in named graphs.
    where
        A folder, new or written by `publish`, or the address of a SPARQL server. Private graphs and
        candidates are not sent to a server.

    Returns
    -------
    dict
        Graph → triples counted there afterwards, in the order of the names.

    Raises
    ------
    StoreError, OutputError
        With the folder or graph; the earlier content stays.
    """
    if is_url(where):
        from .loading import load_to

        plan, _ = load_to(str(where), dataset)
        return dict(sorted({**{name: here for name, (_, here) in plan.changed.items()}, **plan.same}.items()))
    refuse_address(where)
    return load_into(dataset, Path(where))
