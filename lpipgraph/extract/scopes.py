"""Finds the publications that an issue consists of, and the place of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..document import Block, Section

__all__ = ["Scope", "laid_out"]


@dataclass(slots=True)
class Scope:
    """A publication of the issue and where it is: an article, a blog or report entry.

    `theme` and `review` are the theme that an evidence-review article is about and the review it summarises; `bylines` are the
    lines that name its authors, which may stand above it.
    """

    id: str
    kind: str
    start: int
    end: int
    theme: str | None = None
    review: str | None = None
    section: Section | None = None
    authors: list[str] = field(default_factory=list)
    bylines: list[Block] = field(default_factory=list)


def laid_out(scopes: list[Scope]) -> tuple[list[int], list[tuple[int, ...]]]:
    """The offsets at which a scope begins or ends, and the scopes that hold what is from each on."""
    changes: dict[int, tuple[list[int], list[int]]] = {}
    for n, scope in enumerate(scopes):
        if scope.start < scope.end:
            changes.setdefault(scope.start, ([], []))[0].append(n)
            changes.setdefault(scope.end, ([], []))[1].append(n)
    holding: set[int] = set()
    offsets, held = [], []
    for offset in sorted(changes):
        begun, ended = changes[offset]
        holding.difference_update(ended)
        holding.update(begun)
        offsets.append(offset)
        held.append(tuple(sorted(holding)))
    return offsets, held
