"""Finds the theme of an article from its kicker or byline ("for the Homes strand", "Theme: Homes")."""

from __future__ import annotations

import re

from ..document import is_kicker, own_kicker
from ..names import fold
from .draft import Draft, Scope

__all__ = ["byline_end", "strands"]

_NAME = r"[A-Z][\w'’-]*(?:,? (?:(?:and|of|that|their|in|the|for|on|to|&) ){0,3}[A-Z][\w'’-]*){0,7}"
_STRAND = re.compile(
    rf"\bfor (?:the |our )(?P<name>{_NAME}) (?:strand|theme|workstream|line of (?:enquiry|inquiry|work))\b"
    rf"|\b(?:Theme|Strand|Workstream): (?P<label>{_NAME})(?= [|/·•] |[).;]|$)"
    r"|^(?:(?:Research )?[Tt]heme|Strand|Workstream): (?P<line>[A-Z][^|/·•.;()]{2,90})$"
)
#: Words that a name does not stand apart from: "Department for Transport", "Transport for the North".
_JOINED = re.compile(r"(?:\b(?:of|for|and|&)|[A-Z][\w'’-]*,?)\s+$")
_GOES_ON = re.compile(r"\s+(?:(?:of|for|and|&)\s+(?:the\s+)?)?[A-Z]")


def byline_end(words: str) -> int:
    """Where in a byline its persons end and the strand that they write for begins."""
    match = _STRAND.search(words)
    return match.start() if match else len(words)


def strands(d: Draft) -> None:
    """The theme of each article that its kicker or byline names; a kicker that the issue uses as a name elsewhere is a theme."""
    articles = [s for s in d.scopes if s.kind == "article" and s.section is not None]
    for scope in articles:
        _by_line(d, scope)
    crowned = [(scope, *kicker) for scope in articles if (kicker := _kicker(d, scope))]
    named = {
        w: place for _, w, _ in crowned if len(w.split()) > 1 and (place := _elsewhere(d, w)) is not None
    }
    for scope, words, where in crowned:
        theme = d.find("Theme", words)
        entry = d.known_entry("Theme", words)
        if theme is None and entry is not None:
            theme = d.add("Theme", entry.name, where, kind="LPIP theme", how="kicker", aliases=[words])
        elif theme is None and len(named) > 1 and words in named:
            start, end = named[words]
            theme = d.add(
                "Theme", d.quote(start, end), (start, end), kind="research theme", how="kicker", score=0.8
            )
        if theme is not None:
            d.relate(scope.id, "aboutTheme", theme, where, "kicker", basis="bySection")


def _by_line(d: Draft, scope: Scope) -> None:
    blocks = [b for b in d.doc.blocks_in(scope.start, scope.end) if b.kind in ("byline", "paragraph")]
    for block in (*blocks[:3], *blocks[3:][-2:]):
        line = d.doc.reading(block.start, block.end)
        match = _STRAND.search(line.text) if len(line.text) < 160 else None
        if match is None or (match["line"] and "\n" in d.doc.text[block.start : block.end].strip()):
            continue
        group = next(g for g in ("name", "label", "line") if match[g])
        name = match[group]
        theme = d.find("Theme", name) or d.add(
            "Theme", name, line.span(*match.span(group)), kind="research theme", how="byline", score=0.9
        )
        d.relate(scope.id, "aboutTheme", theme, (block.start, block.end), "byline", basis="bySection")
        return


def _kicker(d: Draft, scope: Scope) -> tuple[str, tuple[int, int]] | None:
    """The kicker's words, and where it is, with the title that it is above or before."""
    assert scope.section is not None
    heading = d.doc.block_at(scope.start)
    if heading is None:
        return None
    above = [b for b in d.doc.blocks_in(scope.section.start, scope.start) if b.kind == "kicker"]
    title = d.quote(heading.start, heading.end)
    if above:
        words = d.quote(above[-1].start, above[-1].end)
        words = own_kicker(words)[2]  # "Evidence review: Good Work" says the theme behind the sort of article
    elif d.entities[scope.id].name != title:
        words = own_kicker(title)[0]
    else:
        return None
    words = words.strip("[]()<>»«•|/ ")
    start = above[-1].start if above else heading.start
    return (words, (start, heading.end)) if is_kicker(words) else None


def _elsewhere(d: Draft, words: str) -> tuple[int, int] | None:
    """Where the issue writes a kicker's words with capitals as a name by itself, if it does."""
    listed = [(s.start, s.end) for s in d.doc.sections if s.kind == "contents"]
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
    kickers = [(b.start, b.end) for b in d.doc.blocks if b.kind in ("kicker", "heading")]
    for match in pattern.finditer(d.doc.text):
        found = match.group()
        capitals = sum(w[0].isupper() for w in found.split())
        if found.isupper() or not found[0].isupper() or capitals < 2:
            continue
        if any(a <= match.start() < b for a, b in (*kickers, *listed)) or fold(found) != fold(words):
            continue
        before = d.doc.text[max(match.start() - 30, 0) : match.start()].rpartition("\n")[2]
        after = d.doc.text[match.end() : match.end() + 20].partition("\n")[0]
        if (_JOINED.search(before) and not before.rstrip().endswith(":")) or (
            _GOES_ON.match(after) and not after.startswith("  ")
        ):
            continue
        return match.span()
    return None
