"""Records what each article mentions, and which policies and cases it presents under its review's theme."""

from __future__ import annotations

import re

from .draft import Draft, Scope, Sentence
from .tagging import Tagger

__all__ = ["mentions"]


def mentions(d: Draft) -> None:
    """One row for each article and each thing named in it; the entries of lists state facts and have no mentions."""
    tagger = Tagger.of(d)
    signed = {b.start: scope for scope in d.scopes for b in scope.bylines}
    for scope in d.scopes:
        if scope.kind != "article":
            continue
        for block in scope.bylines:
            if block.start < scope.start:  # of what stands above the title only the authors are the article's
                for author in scope.authors:
                    d.relate(scope.id, "mentions", author, (block.start, block.end), "named", sure=False)
        for block in d.doc.blocks_in(scope.start, scope.end):
            if signed.get(block.start, scope) is not scope:
                continue  # it stands above the next article
            if any(_within(s, scope) for s in d.scopes_at(block.start)):
                continue
            if block.start == scope.start and block.kind == "heading":
                continue
            for sentence in d.block_sentences(block):
                _sentence(d, tagger, scope, sentence)
        _themes(d, scope)
    for row in list(d.relations.values()):
        if row.p == "definesConcept" and isinstance(row.o, str):
            for scope in d.scopes_at(row.start):
                if scope.kind == "article":
                    d.relate(scope.id, "mentions", row.o, (row.start, row.end), "named")


def _within(inner: Scope, scope: Scope) -> bool:
    """Whether an entry is in an article: its names are its own."""
    return (
        inner.id != scope.id
        and scope.start <= inner.start
        and inner.end <= scope.end
        and inner.kind != "issue"
    )


def _sentence(d: Draft, tagger: Tagger, scope: Scope, sentence: Sentence) -> None:
    for m in tagger.inside(sentence):
        if m.id is None or m.id not in d.entities or m.id == scope.id:
            continue
        where = sentence.span()
        cls = d.entities[m.id].cls
        own = m.id in scope.authors or m.id == scope.review
        citation = d.entities[m.id].kind == "cited work"
        cited_author = d.is_masked(sentence.span(m.start, m.end)[0])
        sure = not (own or citation or cited_author or cls == "Publication")
        d.relate(scope.id, "mentions", m.id, where, "named", sure=sure)
        if scope.theme and scope.review and cls in ("Policy", "CaseStudy") and not cited_author:
            if cls == "Policy" and d.entities[m.id].kind in ("agenda",):
                continue
            d.relate(m.id, "relatesToTheme", scope.theme, where, "under the review", basis="bySection")


def _themes(d: Draft, scope: Scope) -> None:
    """Themes named where a theme is meant: as a theme's heading, in a list of themes, as "the Skills theme"."""
    sentences = [s for b in d.doc.blocks_in(scope.start, scope.end) for s in d.block_sentences(b)]
    lower = [s.text.lower() for s in sentences]
    for theme in d.of("Theme"):
        for name in sorted(theme.names, key=len, reverse=True):
            naming = [s for s, low in zip(sentences, lower, strict=True) if name.lower() in low]
            if not naming:
                continue
            rule = re.compile(
                rf"(?:\bthe |\bour )?[\"']?\b{re.escape(name)}\b[\"']? theme\b|\bthemes? (?:of|on|for|lead for) (?:the )?{re.escape(name)}\b|^{re.escape(name)}[;,.]?$",
                re.IGNORECASE,
            )
            hit = next((s for s in naming if rule.search(s.text)), None)
            if hit is not None:
                d.relate(scope.id, "mentions", theme.id, hit.span(), "named")
                break
