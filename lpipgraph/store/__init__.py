"""Opens stores: in memory, in a folder, or on a SPARQL server.

Only this package speaks to a database or to the network. Three places, one `Store`:

- **memory** (`open_store(None, dataset)`),
- **a folder** (`publish` writes it whole or not at all; `open_store(folder)` reads it),
- **a server** (`load(dataset, url)` stages, verifies and moves the graphs into place; `open_store(url)` asks it).

The default graph that a query sees is the public graphs as one: a merged copy in memory and in a folder, for
Oxigraph counts a triple once for each named graph that holds it; on a server the public graphs are stated with each
query, or the merged copy that a load was asked for. Private graphs and candidates are never in it.
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


#: Another scheme, or none before a port, a server's usual path or this machine's name.
_ADDRESS = re.compile(
    r"(?:[A-Za-z][\w+.-]*:)?//(?P<slashed>.+)|(?P<bare>(?:localhost|[\w-]+(?:\.[\w-]+)*|\[[0-9a-fA-F:]+\]):\d{1,5}(?:/.*)?"
    r"|localhost(?:/.*)?|www\..+|[\w-]+(?:\.[\w-]+)+/(?:.*/)?(?:sparql|query|update|repositories/.+|data|store)/?)"
)


def is_url(where: object) -> bool:
    """Whether a place is a server's address and not a folder."""
    return isinstance(where, str) and where.lower().startswith(("http://", "https://"))


def refuse_address(where: Path | str) -> None:
    """Refuses what is an address and says no ``http://``: it would be taken for a folder.

    Raises
    ------
    StoreError
        With the address as it may be meant.
    """
    if isinstance(where, str) and not Path(where).exists() and (match := _ADDRESS.fullmatch(where)):
        raise StoreError(
            "this is an address, and not how one begins",
            where=where,
            hint=f"write http://{match['slashed'] or match['bare']} for a server",
        )


def open_store(
    where: Path | str | None = None, dataset: Dataset | None = None, *, hidden: bool = False
) -> Store:
    """A store to ask.

    Parameters
    ----------
    where
        A folder that `publish` wrote, the address of a SPARQL server, or None for memory.
    dataset
        With None: what the store holds.
    hidden
        Whether ``GRAPH`` reaches private graphs and candidates, too. Only for a curator's own folder; a
        server is never given them.

    Raises
    ------
    StoreError
        If the folder holds no store, a foreign thing or a damaged store.
    RemoteError
        If no SPARQL server answers at the address.
    """
    if where is None:
        return LocalStore.of(dataset if dataset is not None else Dataset(), hidden=hidden)
    if is_url(where):
        from .remote import RemoteStore

        return RemoteStore.connect(str(where))
    refuse_address(where)
    return LocalStore.at(Path(where), hidden=hidden)


def load(dataset: Dataset, where: Path | str) -> dict[str, int]:
    """Replaces the graphs of `dataset` in a folder or on a server, and leaves all other graphs as they are.

    Parameters
    ----------
    dataset
        Quads in named graphs.
    where
        A folder, new or written by `publish`, or the address of a SPARQL server. A server gets no private
        graph and no candidates.

    Returns
    -------
    dict
        Graph → triples counted there afterwards, in the order of the names.

    Raises
    ------
    StoreError, OutputError
        With the folder or graph concerned; what was there before stays.
    """
    if is_url(where):
        from .loading import load_to

        plan, _ = load_to(str(where), dataset)
        return dict(sorted({**{name: here for name, (_, here) in plan.changed.items()}, **plan.same}.items()))
    refuse_address(where)
    return load_into(dataset, Path(where))
