"""Reads label lines about what is above them: an article's ("Words: …", "Theme: …"), a box of facts ("The Fund at a glance")."""

from __future__ import annotations

import re

from ..draft import Draft, Scope
from ..spans import head_class
from ..themes import resolve
from .model import LISTS, Block, Field, Record

__all__ = ["boxed", "of_article"]

#: What editors say of an article below its title.
_OF_ARTICLES = frozenset(
    ["author", "theme", "date", "type", "contact", "place", "person", "topic", "publisher"]
)
#: Between a title and such lines stands a standfirst at most.
_STANDFIRST = 240
_BOX = re.compile(
    r"(?P<name>\S.{2,80}?)\s*[:,–—-]?\s+(?:at a glance|in brief|in a nutshell|in numbers|in figures|(?:the )?(?:key )?facts|fact ?file|the essentials)",
    re.IGNORECASE,
)


def of_article(d: Draft, record: Record) -> bool:
    """Whether a record is only the label lines below an article's title; the theme that they name is then its theme."""
    scope = next((s for s in d.scopes if s.kind == "article" and s.start <= record.start < s.end), None)
    labelled = [f for f in record.fields if f.label and not f.label.startswith("#")]
    if scope is None or not labelled or not _below_title(d, scope, record, labelled[0]):
        return False
    senses = {f.sense for f in labelled}
    if not senses <= _OF_ARTICLES or "author" not in senses:
        return False
    for field in labelled:
        if field.sense == "theme":
            _about(d, scope, field)
    return True


def _below_title(d: Draft, scope: Scope, record: Record, first: Field) -> bool:
    """Whether the labels are below the article's title with a standfirst between at most, and no title of their own."""
    heading = d.doc.heading_of(scope.section) if scope.section else None
    if heading is None or scope.section is None or scope.section.kind in LISTS:
        return False
    over = [f for f in record.fields if f.end <= first.start]
    if any(not heading.start <= f.start < heading.end for f in over):
        return False
    between = [
        b for b in d.doc.blocks_in(heading.end, first.start) if b.kind != "byline" and b.end <= first.start
    ]
    return len(between) < 2 and all(b.kind == "paragraph" and b.end - b.start < _STANDFIRST for b in between)


def _about(d: Draft, scope: Scope, field: Field) -> None:
    name = d.quote(*field.span).strip(" .")
    theme = resolve(d, name)
    if theme is None and field.type in ("name", "title", "place", "body") and len(name.split()) < 12:
        theme = d.add("Theme", name, field.span, kind="LPIP theme", how="record")
    if theme is None:
        d.note(f"a theme that is none of those known: “{name}”", field.span)
        return
    line = d.doc.text.rfind("\n", 0, field.start) + 1
    d.relate(scope.id, "aboutTheme", theme, (line, field.end), "record theme")


def boxed(d: Draft, block: Block) -> tuple[str, Record] | None:
    """The policy that a box of facts describes, with all its label lines as one record; None if the block is not a such box."""
    if block.shape not in ("labelled", "card", "pairs"):
        return None
    first = block.records[0].fields[0]
    title = first if first.sense == "title" and not first.label else None
    heading = d.quote(*title.span) if title else block.heading
    match = _BOX.fullmatch(heading.strip(" :"))
    at = title.start if title else d.doc.text.rfind(heading, 0, block.start)
    if match is None or at < 0 or block.start - at > 400:
        return None
    labelled = [f for r in block.records for f in r.fields if f.label and not f.label.startswith("#")]
    senses = [f.sense for f in labelled]
    if not {"amount", "funder", "start", "responsible"} & set(senses):
        return None
    if {"title", "policy", "work", "event", "person"} & set(senses) or len({f.label for f in labelled}) < len(
        labelled
    ):
        return None  # several things, each with its lines
    id_ = _policy_called(d, match["name"], at)
    if id_ is None:
        return None
    head = Field(at, at + len(heading), type="name", sense="policy")
    return id_, Record(at, block.end, [head, *labelled])


def _policy_called(d: Draft, name: str, at: int) -> str | None:
    """The policy that a heading names; in capitals it is looked for as the text writes it."""
    if (found := d.find("Policy", name)) is not None:
        return found
    if not name.isupper():
        return (
            d.add("Policy", name, (at, at + len(name)), how="record")
            if head_class(name) == "Policy"
            else None
        )
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", d.doc.text, re.IGNORECASE):
        if match[0][0].isupper() and not match[0].isupper():
            return d.add("Policy", match[0], match.span(), how="record")
    return None
