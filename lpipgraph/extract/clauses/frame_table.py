"""Holds the rows of the frame table: those that ship, and those that curators decided for one reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from ...authority import VerbFrame
from ...tables import table

__all__ = ["added", "frame_rows", "reading_with"]

_ADDED: ContextVar[tuple[VerbFrame, ...]] = ContextVar("frames", default=())


@contextmanager
def reading_with(frames: Sequence[VerbFrame]) -> Iterator[None]:
    """While it lasts, the table of frames has these rows as well."""
    token = _ADDED.set(tuple(frames))
    try:
        yield
    finally:
        _ADDED.reset(token)


def added() -> tuple[VerbFrame, ...]:
    """The rows that curators decided: what caches of the table are kept by."""
    return _ADDED.get()


@lru_cache(maxsize=8)
def frame_rows(frames: tuple[VerbFrame, ...]) -> tuple[dict[str, str], ...]:
    """All rows, ours first."""
    return (*table("frames"), *(frame.columns for frame in frames))
