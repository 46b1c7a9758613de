"""Negotiates the media type of a document by suffix and Accept (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["FORMS", "Form", "chosen", "split_suffix"]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a document: its name, its registered media type, and other accepted types."""

    name: str
    media_type: str
    others: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value for the header."""
        text = self.media_type.startswith("text/") and self.name != "ttl"
        return f"{self.media_type}; charset=utf-8" if text or self.name == "ttl" else self.media_type


#: Suffix → form, in order of preference for clients without one.
FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("html", "text/html", ("application/xhtml+xml",)),
        Form("ttl", "text/turtle", ("text/n3", "application/x-turtle")),
        Form("jsonld", "application/ld+json", ("application/json",)),
        Form("nt", "application/n-triples", ("text/plain",)),
        Form("rdf", "application/rdf+xml", ("application/xml", "text/xml")),
    )
}
_SUFFIX = re.compile(rf"(?P<path>.+)\.(?P<form>{'|'.join(FORMS)})")
_RANGE = re.compile(
    r"\s*(?P<type>[\w!#$%&'*+.^`|~-]+)/(?P<sub>[\w!#$%&'*+.^`|~-]+)(?P<rest>(?:\s*;[^;]*)*)\s*"
)
_QUALITY = re.compile(r";\s*q\s*=\s*(?P<q>[01](?:\.\d{0,3})?|\.\d{1,3})\s*(?:;|$)", re.IGNORECASE)
#: Of an Accept with more entries, the rest is not read.
_MOST = 100


def split_suffix(path: str) -> tuple[str, str | None]:
    """A path without the suffix of a form, and that form's name.

    >>> split_suffix("theme/skills.ttl"), split_suffix("theme/skills")
    (('theme/skills', 'ttl'), ('theme/skills', None))
    """
    match = _SUFFIX.fullmatch(path)
    return (path, None) if match is None else (match["path"], match["form"])


def chosen(accept: str | None, forms: Sequence[Form]) -> Form | None:
    """The form that a client prefers; None if it accepts none of them.

    Parameters
    ----------
    accept
        The header; None or empty if there is none.
    forms
        The available forms, the best first.
    """
    if not accept or not accept.strip():
        return forms[0]
    wanted = list(_ranges(accept))
    if not wanted:
        return forms[0]
    rated = [(_rating(form, wanted), -place, form) for place, form in enumerate(forms)]
    (quality, _), _, best = max(rated, key=lambda item: (item[0], item[1]))
    return best if quality > 0 else None


def _ranges(accept: str) -> Iterator[tuple[str, str, float]]:
    for entry in accept.split(",")[:_MOST]:
        match = _RANGE.fullmatch(entry)
        if match is None:
            continue
        quality = _QUALITY.search(match["rest"])
        yield match["type"].lower(), match["sub"].lower(), float(quality["q"]) if quality else 1.0


def _rating(form: Form, wanted: Sequence[tuple[str, str, float]]) -> tuple[float, int]:
    """The quality of a form, and how specific its range is: the most specific range decides."""
    best = (0.0, -1)
    names = (form.media_type, *form.others)
    for type_, sub, quality in wanted:
        for place, name in enumerate(names):
            main, _, rest = name.partition("/")
            if (type_, sub) == (main, rest):
                exact = 3 if place == 0 else 2
            elif place == 0 and type_ == main and sub == "*":
                exact = 1
            elif place == 0 and (type_, sub) == ("*", "*"):
                exact = 0
            else:
                continue
            if exact > best[1]:
                best = (quality, exact)
    return best
