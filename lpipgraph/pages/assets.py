"""Finds style sheets, scripts and pictures: those that ship, and those that were fetched (see ``web/``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["asset", "assets", "policy"]

_OWN = Path(__file__).with_name("static")
#: Files that `web/` puts here are never committed.
_OTHERS = Path(__file__).with_name("vendor")
#: Suffix → media type of an asset.
_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}


def policy(styles: Iterable[str] = (), *, framed: bool = True) -> str:
    """The Content-Security-Policy of a page.

    Parameters
    ----------
    styles
        Hashes of style elements that its scripts put in.
    framed
        Whether it says who may frame the page, which a header can and a page's own element cannot.
    """
    allowed = " ".join(("'self'", *styles))
    return (
        f"default-src 'none'; script-src 'self'; style-src {allowed}; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'self'"
        + ("; frame-ancestors 'none'" if framed else "")
    )


def assets() -> Mapping[str, Path]:
    """Name → file of all assets that there are: a checkout without the parts of others has its own alone."""
    found = {p.name: p for folder in (_OTHERS, _OWN) if folder.is_dir() for p in sorted(folder.iterdir())}
    return {name: path for name, path in found.items() if path.suffix in _TYPES}


def asset(name: str) -> tuple[bytes, str] | None:
    """The content and the media type of an asset; None if there is no such asset."""
    path = assets().get(name)
    return None if path is None else (path.read_bytes(), _TYPES[path.suffix])
