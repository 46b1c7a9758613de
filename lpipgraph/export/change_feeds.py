"""Exports what is new from issue to issue as Atom, RSS 2.0 and ActivityStreams 2.0.

An entry is a new issue, or one statement that is new, changed or gone in an issue. Times are the days of the
issues, so that the same graph gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from xml.etree import ElementTree as ET

from ..vocabulary import BASE, BIBO, DCTERMS, LPIP, RDF, RDFS, iri
from .public_data import Index, Material, first_of

__all__ = ["News", "activities", "atom", "rss"]

_ATOM = "http://www.w3.org/2005/Atom"
_TITLE = "Policy Innovate: what is new"
_PUBLISHER = "The lpipgraph authors"
#: Class of a change → its category, how a title of it begins, and its activity type in ActivityStreams. A statement
#: reads alike when it comes and when it goes, and many readers of feeds show titles alone.
_CHANGES: Mapping[str, tuple[str, str, str]] = {
    LPIP.Addition.value: ("new", "New", "Add"),
    LPIP.Replacement.value: ("changed", "Changed", "Update"),
    LPIP.Contradiction.value: ("contradicted", "Contradicted", "Update"),
    LPIP.Removal.value: ("gone", "No longer stated", "Remove"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news: its IRI, the day as ISO 8601, what kind it is, what it says, and the thing it speaks of."""

    id: str
    day: str
    kind: str
    did: str
    title: str
    about: str
    summary: str = ""

    @property
    def moment(self) -> str:
        return f"{self.day}T00:00:00Z"


@dataclass(frozen=True)
class News:
    """The entries of a graph, the newest first."""

    material: Material

    @cached_property
    def entries(self) -> list[Entry]:
        """New issues, and their new, changed and withdrawn statements."""
        facts = self.material.index(("issue",))
        changes = self.material.index(("comparison",))
        days = {
            issue: day
            for issue, said in facts.items()
            if LPIP.Issue.value in said.get(RDF.type.value, ())
            and len(day := first_of(said, DCTERMS.issued.value)) == 10
        }
        found = [
            Entry(
                issue,
                day,
                "issue",
                "Create",
                first_of(facts[issue], RDFS.label.value),
                issue,
                _contents(facts, issue),
            )
            for issue, day in days.items()
        ]
        for change, said in changes.items():
            kind = next((_CHANGES[str(t)] for t in said.get(RDF.type.value, ()) if str(t) in _CHANGES), None)
            later = first_of(said, LPIP.laterIssue.value)
            if kind is None or later not in days:
                continue
            about = first_of(said, LPIP.concerns.value) or later
            category, begin, did = kind
            title = f"{begin}: {first_of(said, RDFS.label.value)}"
            found.append(Entry(change, days[later], category, did, title, about))
        return sorted(found, key=lambda e: (e.day, e.kind == "issue", e.id), reverse=True)

    @property
    def updated(self) -> str:
        """The moment of the newest entry."""
        return self.entries[0].moment if self.entries else "1970-01-01T00:00:00Z"


def _contents(facts: Index, issue: str) -> str:
    """The articles of an issue."""
    names = sorted(
        first_of(said, RDFS.label.value)
        for said in facts.values()
        if issue in said.get(DCTERMS.isPartOf.value, ())
        and LPIP.Article.value in said.get(RDF.type.value, ())
    )
    number = first_of(facts[issue], BIBO.issue.value)
    return f"Issue {number}: " + "; ".join(names) if names else ""


def atom(news: News) -> tuple[bytes, int]:
    """An Atom feed (RFC 4287).

    Returns
    -------
    bytes, int
        The feed and the number of its entries.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    address = iri("data", "news.atom").value

    def add(parent: ET.Element, name: str, words: str = "", **attributes: str) -> ET.Element:
        made = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        made.text = words or None
        return made

    add(feed, "id", address)
    add(feed, "title", _TITLE)
    add(feed, "updated", news.updated)
    add(feed, "link", rel="self", type="application/atom+xml", href=address)
    add(add(feed, "author"), "name", _PUBLISHER)
    for each in news.entries:
        entry = add(feed, "entry")
        add(entry, "id", each.id)
        add(entry, "title", each.title)
        add(entry, "updated", each.moment)
        add(entry, "published", each.moment)
        add(entry, "link", rel="alternate", href=each.about)
        add(entry, "category", term=each.kind)
        add(entry, "summary", each.summary or each.title)
    return _xml(feed), len(news.entries)


def rss(news: News) -> tuple[bytes, int]:
    """The same as RSS 2.0.

    Returns
    -------
    bytes, int
        The feed and the number of its items.
    """
    ET.register_namespace("atom", _ATOM)
    top = ET.Element("rss", version="2.0")
    channel = ET.SubElement(top, "channel")

    def add(parent: ET.Element, name: str, words: str, **attributes: str) -> None:
        ET.SubElement(parent, name, attributes).text = words

    add(channel, "title", _TITLE)
    add(channel, "link", BASE)
    add(channel, "description", "New issues, and their new, changed and withdrawn statements.")
    add(channel, "language", "en")
    add(channel, "lastBuildDate", _mail_date(news.updated))
    address = iri("data", "news.rss").value
    ET.SubElement(channel, f"{{{_ATOM}}}link", rel="self", type="application/rss+xml", href=address)
    for each in news.entries:
        item = ET.SubElement(channel, "item")
        add(item, "title", each.title)
        add(item, "link", each.about)
        add(item, "guid", each.id, isPermaLink="false")
        add(item, "pubDate", _mail_date(each.moment))
        add(item, "category", each.kind)
        add(item, "description", each.summary or each.title)
    return _xml(top), len(news.entries)


def activities(news: News) -> tuple[bytes, int]:
    """The same as an ordered collection of ActivityStreams 2.0.

    Returns
    -------
    bytes, int
        The collection and the number of its activities.
    """
    collection = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": iri("data", "activities.json").value,
        "type": "OrderedCollection",
        "name": _TITLE,
        "totalItems": len(news.entries),
        "orderedItems": [
            {
                "id": each.id if each.id != each.about else f"{each.id}#published",
                "type": each.did,
                "published": each.moment,
                "summary": each.title,
                "actor": {"type": "Organization", "name": _PUBLISHER},
                "object": each.about,
            }
            for each in news.entries
        ],
    }
    return json.dumps(collection, indent=1, ensure_ascii=False).encode() + b"\n", len(news.entries)


def _mail_date(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment.replace("Z", "+00:00")), usegmt=True)


def _xml(top: ET.Element) -> bytes:
    ET.indent(top)
    content: bytes = ET.tostring(top, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
