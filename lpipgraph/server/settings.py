"""Holds the settings of a server, passed to its processes through the environment."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import InputError

__all__ = ["VARIABLE", "Settings", "cache_of"]

#: The environment variable with the settings for the server's processes.
VARIABLE = "LPIPGRAPH_SERVE"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the graph is served.

    Attributes
    ----------
    store
        The folder of the served store; a public copy of it is made.
    cache
        The folder of that copy and the full-text index.
    public_url
        The public address, with the path of the server behind a proxy; empty without a proxy. A path alone is
        also accepted.
    seconds, memory, rows, size
        The limits of a user's query: time, bytes of memory, rows and bytes of its answer.
    processes
        The number of such queries that run at once.
    header_seconds, body_seconds
        How long a client may take to send a request's head and its body.
    lines
        Whether each request is logged.
    """

    store: str
    cache: str
    public_url: str = ""
    seconds: float = 2.0
    memory: int = 2_000_000_000
    rows: int = 100_000
    size: int = 32_000_000
    processes: int = 3
    header_seconds: float = 5.0
    body_seconds: float = 10.0
    lines: bool = True

    @property
    def base(self) -> str:
        """The base path: empty, or with a slash at its beginning and none at its end."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def origin(self) -> str:
        """Scheme and host of the public address; empty if unknown."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.scheme else ""

    def to_environment(self) -> dict[str, str]:
        """The environment variable with all settings."""
        return {VARIABLE: json.dumps(asdict(self))}

    @staticmethod
    def of_environment(environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings that a server passed to its process.

        Raises
        ------
        InputError
            If there are none.
        """
        try:
            return Settings(**json.loads(environment[VARIABLE]))
        except (KeyError, ValueError, TypeError) as error:
            raise InputError(
                "this is not a server process", where=VARIABLE, hint="use lpipgraph serve"
            ) from error

    def checked(self) -> Settings:
        """Itself.

        Raises
        ------
        InputError
            If the public address is invalid.
        """
        parts = urlsplit(self.public_url)
        well = parts.scheme in ("", "http", "https") and bool(parts.scheme) == bool(parts.netloc)
        path = re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)*/?", parts.path)
        if not well or path is None or parts.query or parts.fragment or "@" in parts.netloc:
            raise InputError(
                "this is neither an address nor a path",
                where="--public-url",
                hint="write https://example.org/graph, or /graph",
            )
        return self


def cache_of(store: Path, where: str | None) -> Path:
    """Where the public copy of a store is kept: in a folder of its own below `where`, or below the user's cache."""
    if where is None:
        # systemd names the folder of a service
        named = os.environ.get("CACHE_DIRECTORY", "").split(":")[0]
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        where = named or str(Path(home) / "lpipgraph")
    return Path(where) / f"public-{sha256(str(store.resolve()).encode()).hexdigest()[:12]}"
