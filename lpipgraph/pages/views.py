"""Defines the views: frozen data that the templates render."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fact", "Group", "Page", "Quote", "Ref", "Section", "Thing"]


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page.

    Attributes
    ----------
    title
        Of the page, without the site's name.
    html
        The whole document.
    status
        As HTTP has it: 200, or 400 for a form with what is no answer.
    styles
        Hashes of style elements that its scripts put in (``'sha256-…'``), for ``style-src``.
    """

    title: str
    html: str
    status: int = 200
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing as it is named in a line: `kind` is the segment of its class ("theme"), `path` its page, None without one."""

    name: str
    iri: str = ""
    path: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """The newsletter's words that support a statement.

    `says` is the statement that they make by themselves; `rule` the title of the rule that leads from there to what is
    shown; `issue` the number of the issue, `anchor` the place in its text.
    """

    words: str
    says: str
    issue: str
    section: str | None
    anchor: str
    basis: str
    rule: str | None = None
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement: a value, which is a thing or a text, and the words that support it.

    `key` is its identifier within the page, `sentence` the statement as one, `more` what belongs to it.
    """

    key: str
    sentence: str
    value: Ref | None
    text: str
    quotes: tuple[Quote, ...]
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Statements with one heading: the property, in words."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page."""

    key: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the newsletter."""

    words: str
    issue: str
    section: str | None
    anchor: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was checked of the newsletter: `agrees` is None where there was nothing to agree, `kind` the finding's class."""

    text: str
    agrees: bool | None
    issue: str = ""
    anchor: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """An identifier or page elsewhere."""

    scheme: str
    value: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A page on one thing.

    Attributes
    ----------
    ref, kind, kinds
        Itself, its class in words, and its kinds as the newsletter has them.
    names
        Its other names.
    words
        Its description in the newsletter's words.
    facts, over_time, connected
        What is known of it, when, and what it is connected with.
    passages, issues
        Sentences on it, the newest first, and the keys of the issues that name it, the earliest first.
    findings, changes, missing
        What was checked, what one issue has otherwise than the one before, and what is not known.
    outside
        Its identifiers and pages elsewhere.
    beside
        Of an organisation, the others that are linked to the same themes, with these.
    """

    ref: Ref
    kind: str
    kinds: tuple[Ref, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[Fact, ...] = ()
    facts: tuple[Group, ...] = ()
    posts: tuple[Fact, ...] = ()
    over_time: tuple[Group, ...] = ()
    connected: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    issues: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    outside: tuple[Outside, ...] = ()
    beside: tuple[tuple[Ref, tuple[Ref, ...]], ...] = ()
