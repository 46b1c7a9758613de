"""Assigns bylines to titles: below a title, above it, or at the end of its article."""

from __future__ import annotations

from ..document import Block
from .draft import Draft
from .structure.model import LISTS

__all__ = ["bylines_of", "holds_others", "stand_above"]

#: A longer paragraph is no line of a masthead.
_PROSE = 120


def holds_others(d: Draft, start: int, end: int) -> bool:
    """Whether nothing is below a heading but the byline of the title that comes next: "Reviews / By Jo Doe / A Title"."""
    blocks = d.doc.blocks_in(start, end)
    bylines = [b for b in blocks if b.kind == "byline"]
    return len(bylines) == 1 and len(blocks) == 2 and _last_heading(d) >= end


def _last_heading(d: Draft) -> int:
    """Where the last heading of the issue begins."""
    _, at = d.cache.get("last heading", (0, None))
    if not isinstance(at, int):
        at = next((b.start for b in reversed(d.doc.blocks) if b.kind == "heading"), -1)
        d.cache["last heading"] = (0, at)
    return at


def stand_above(d: Draft) -> bool:
    """Whether this issue sets bylines above titles: one is above the first, where no article has ended yet.

    Not so where the line may sign the letter that opens the issue: articles end with bylines, or no other has one above it.
    """
    blocks = d.doc.blocks
    tops = [s for s in d.doc.sections if s.level == 1 and s.kind not in ("masthead", "contents")]
    places = [d.doc.place_of(h) for s in tops if (h := d.doc.heading_of(s)) is not None]
    signed = [bool(at) and blocks[at - 1].kind == "byline" for at in places]
    if not signed or not signed[0]:
        return False
    letter = any(b.kind == "paragraph" and b.end - b.start > _PROSE for b in blocks[: places[0]])
    if not letter:
        return True
    closing = blocks[-1].kind == "byline" or any(
        above and s.kind in LISTS for above, s in zip(signed, tops, strict=False)
    )
    return not closing and sum(signed) > 1


def bylines_of(d: Draft, heading: Block, start: int, end: int, above: bool) -> list[Block]:
    """The bylines of an article: below its title, above it where the issue sets them there, or else at its end."""
    blocks = d.doc.blocks_in(start, end)
    at = d.doc.place_of(heading)
    held = at > 1 and d.doc.blocks[at - 1].kind == "byline" and d.doc.blocks[at - 2].kind == "heading"
    if at and d.doc.blocks[at - 1].kind == "byline" and (above or held):
        return [d.doc.blocks[at - 1]]
    below = [b for b in blocks[1:3] if b.kind == "byline"]
    if below or above or not blocks:
        return below
    box = next((s.start for s in d.doc.sections if start < s.start < end and s.kind in LISTS), end)
    own = [b for b in blocks if b.end <= box]  # a box with dates or reports may stand below the article
    return [b for b in own[-2:] if b.kind == "byline"][-1:]
