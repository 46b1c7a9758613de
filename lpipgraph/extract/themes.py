"""Extracts theme sections: the theme, its lead, who covers for whom, and its page."""

from __future__ import annotations

import re

from ..document import Block, Reading, Section
from ..names import fold
from ..records import Value
from .agents import agents
from .draft import Draft, Scope, Sentence
from .lexicon import PERSON
from .spans import capitalised

__all__ = ["leading_line", "leads", "resolve", "themes"]

_LABEL = re.compile(
    r"^(?P<role>(?:[\w-]+ ){0,3}(?:theme )?(?:co-)?leads?)\s*(?::|//|\|)\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_LEAD = re.compile(r"(?:[\w-]+ ){0,3}(?:co-)?leads?\s*:?", re.IGNORECASE)
_THEME_COLUMN = re.compile(r"(?:research )?(?:themes?|strands?|workstreams?)")
_IN_LIST = re.compile(
    r"^(?P<theme>[A-Z][\w ,'&:-]{3,90}?)\s*(?:[—–:|-]|,)\s*(?:(?:co-)?led by|leads?:|theme leads?:?)\s+(?P<who>.+)$",
    re.DOTALL,
)
_STANDS_IN = re.compile(r"(?:;|, for whom|,)\s*(?P<who>[^;]*?)\bis (?:standing in|deputising|covering)\b")
_MORE = re.compile(
    r"(?:for )?(?:more|further)(?: details| information)? (?:on|about) this theme|find out more|read more",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(r"^(?:living and working|environment|.+: )")


def themes(d: Draft) -> None:
    """The themes that have a section, and those that a list or a sentence of the issue names as themes."""
    for section in d.doc.sections:
        heading = d.doc.heading_of(section)
        if heading is not None and section.kind == "theme" and _is_theme(d, section):
            where = (heading.start, heading.end)
            name = d.quote(*where)
            id_ = d.add("Theme", name, where, kind="LPIP theme", how="theme section", score=0.95)
            if ":" in name:
                d.alias(id_, *[part.strip() for part in name.split(":")])
            scope = next(
                (s for s in d.scopes_at(section.start) if s.section and s.section.kind == "themes"),
                None,
            )
            if scope:
                d.relate(
                    scope.id,
                    "aboutTheme",
                    id_,
                    _page_line(d, section) or where,
                    "theme section",
                    basis="bySection",
                )
    _led_list(d)
    _tabled(d)
    _listed(d)
    _told(d)


def _led_list(d: Draft) -> None:
    """For example "Skills — led by Dr Jo Doe (University of X)": themes and their leads in a list."""
    for block in d.doc.blocks:
        if block.kind not in ("item", "paragraph"):
            continue
        reading = d.doc.reading(block.start, block.end)
        match = _IN_LIST.match(reading.text)
        if match is None or not re.search(r"theme", d.doc.section_at(block.start).heading, re.IGNORECASE):
            continue
        row = (block.start, block.end)
        name = match["theme"].strip()
        theme = resolve(d, name) or d.add(
            "Theme", name, reading.span(*match.span("theme")), kind="LPIP theme", how="list of themes"
        )
        d.alias(theme, name)
        scope = next((x for x in d.scopes_at(block.start) if x.kind == "article"), None)
        if scope:
            d.relate(scope.id, "aboutTheme", theme, row, "list of themes", basis="bySection")
        leading_line(d, theme, reading, match.start("who"), row)
        d.masked.append(row)


def _tabled(d: Draft) -> None:
    """The themes of a table with the columns theme and lead: known before articles mention them; its rows are read as records."""
    named: int | None = None
    for block in d.doc.blocks:
        if block.kind != "row":
            named = None
            continue
        keys = [d.quote(*cell).lower().strip(" :*") for cell in block.cells]
        if any(_LEAD.fullmatch(k) for k in keys) and any(_THEME_COLUMN.fullmatch(k) for k in keys):
            named = next(n for n, k in enumerate(keys) if _THEME_COLUMN.fullmatch(k))
        elif named is not None and named < len(block.cells):
            cell = block.cells[named]
            name = d.quote(*cell)
            if name and resolve(d, name) is None:
                d.add("Theme", name, cell, kind="LPIP theme", how="table of themes")


def leading_line(d: Draft, theme: str, reading: Reading, first: int, row: tuple[int, int]) -> list[str]:
    """Who leads a theme, and who stands in for them: "Dr A (X); Dr B (Y) is standing in for her"."""
    stands = _STANDS_IN.search(reading.text, first)
    last = stands.start() if stands else len(reading.text)
    leaders = [a.id for a in agents(d, reading, "lead line", first=first, last=last) if a.cls == "Person"]
    for leader in leaders:
        d.relate(leader, "leadsTheme", theme, row, "lead line", basis="bySection")
    if stands:
        for agent in agents(d, reading, "lead line", first=stands.start("who"), last=stands.end("who")):
            if agent.cls == "Person" and leaders:
                d.relate(agent.id, "coversFor", leaders[-1], row, "lead line")
    return leaders


def _is_theme(d: Draft, section: Section) -> bool:
    blocks = d.doc.blocks_in(section.start, section.end)
    body = " ".join(d.quote(b.start, b.end) for b in blocks[1:])
    return bool(re.search(r"\b(?:theme|leads?|led|research)\b", body, re.IGNORECASE))


def _page_line(d: Draft, section: Section) -> tuple[int, int] | None:
    for block in d.doc.blocks_in(section.start, section.end):
        if _MORE.match(d.quote(block.start, block.end)):
            return block.start, block.end
    return None


def _listed(d: Draft) -> None:
    """A list under "each of the seven themes:"."""
    blocks = d.doc.blocks
    for n, block in enumerate(blocks):
        if block.kind != "paragraph":
            continue
        line = d.quote(block.start, block.end)
        if not re.search(r"\bthemes?\s*:\s*$", line):
            continue
        for item in blocks[n + 1 :]:
            if item.kind != "item":
                break
            where = (item.start, item.end)
            name = d.quote(*where).strip(" ;.,")
            id_ = resolve(d, name)
            if id_:
                d.alias(id_, name)
            elif len(name.split()) <= 9:
                d.add("Theme", name, where, kind="LPIP theme", how="list of themes", score=0.8)


def resolve(d: Draft, name: str) -> str | None:
    """The theme that a name or a part of its name means."""
    found = d.find("Theme", name)
    if found:
        return found
    entry = d.known_entry("Theme", name)
    if entry:
        return entry.id if entry.id in d.entities else None
    words = fold(name)
    hits = [
        t.id
        for t in d.of("Theme")
        for n in t.names
        if f" {words} " in f" {fold(n)} " or (f" {fold(n)} " in f" {words} " and len(fold(n).split()) > 1)
    ]
    return hits[0] if len(set(hits)) == 1 and words else None


_RUN = r"[A-Z][\w'’-]*(?:,? (?:(?:and|in|of|for|to|their|the|a|on|with|our) ){0,2}[A-Z][\w'’-]*){0,8}"
#: "Lanes and Paths is about …": what a theme asks or covers, at the head of its paragraph.
_PRESENTS = re.compile(
    rf"^(?:The )?(?P<name>{_RUN})(?:,? (?:our|the) (?:\w+ )?theme,)? (?:asks|is (?:all )?about|looks (?:at|into)|covers|concerns|explores|examines|studies|"
    r"deals with|considers|is concerned with|brings together|investigates|focuses on|tackles|takes (?:in|on)|follows|is (?:the|our) \w+ theme)\b"
)
#: "The third theme, Lamps at Night": named as a theme beside the word.
_NAMED_THEME = re.compile(
    rf"\b[Tt]he (?:(?:first|second|third|fourth|fifth|sixth|seventh|other|last|final|remaining|new|newest) )(?:research )?theme,? (?:is |called |named |is called )?(?P<name>{_RUN})"
)
_THEMES_FOLLOW = re.compile(r"\b(?:research )?themes\b", re.IGNORECASE)
_PEOPLE = rf"(?P<who>{PERSON}(?:(?:, | and | & |, and ){PERSON})*)"
_LED = tuple(
    re.compile(p)
    for p in (
        rf"\b(?:(?:[Tt]he|[Tt]his) theme|[Ii]t|[Ww]hich) is (?:now |jointly |co-)?(?:led|headed|run) by {_PEOPLE}",
        rf"\b(?:[Ii]ts|[Tt]he|[Oo]ur) (?:theme |joint )?(?:co-)?leads? (?:here )?(?:is|are) {_PEOPLE}",
        rf"\b(?:[Ii]t|[Tt]he theme|[Ww]hich) (?:now )?has (?:two |three |joint )?(?:co-|joint )?(?:leads|leaders|heads)(?: this year| now)?(?::|,| –) {_PEOPLE}",
        rf"\b[Ll]ed by {_PEOPLE}",
        rf"^{_PEOPLE} (?:(?:co-|jointly )?leads?|heads?|looks? after) (?:it|the theme|this theme|the work)\b",
    )
)
_COVER = tuple(
    re.compile(p)
    for p in (
        rf"\b(?:place|role|post|part) is (?:now |being |currently ){{0,2}}(?:taken|filled|covered) by {_PEOPLE}",
        rf"{_PEOPLE},? (?:is (?:now |currently )?(?:standing|filling|sitting) in|stands in|fills in|deputises|is deputising|covers|is covering)(?: for (?:him|her|them)|\b)",
    )
)
_NOT_LED = re.compile(
    r"\b(?:nobody|no one|not|never|was|were|used to|until|formerly|will|would|might|could)\b", re.IGNORECASE
)


def _told(d: Draft) -> None:
    """Themes that prose introduces: an article that says it is about the themes, each with a paragraph of its own."""
    for scope in [s for s in d.scopes if s.kind == "article"]:
        blocks = d.doc.blocks_in(scope.start, scope.end)
        if any(d.doc.section_at(b.start).kind == "theme" for b in blocks):
            continue
        if not any(_THEMES_FOLLOW.search(d.quote(b.start, b.end)) for b in blocks[:4]):
            continue
        prose = [b for b in blocks if b.kind in ("paragraph", "item")]
        presented = [(b, m) for b in prose if (m := _presented(d, b))]
        if len(presented) > 1 or (
            presented and any(_NAMED_THEME.search(d.quote(b.start, b.end)) for b in prose)
        ):
            for block, match in presented:
                first = d.block_sentences(block)[0]
                _introduce(d, scope, block, match["name"], first.span(*match.span("name")), first)
        for block in prose:
            for sentence in d.block_sentences(block):
                for match in _NAMED_THEME.finditer(sentence.text):
                    span = sentence.span(*match.span("name"))
                    _introduce(d, scope, block, match["name"], span, sentence)


def _presented(d: Draft, block: Block) -> re.Match[str] | None:
    sentences = d.block_sentences(block)
    match = _PRESENTS.match(sentences[0].text) if sentences else None
    if (
        match is None
        or len(match["name"].split()) > 9
        or d.named(match["name"], ("Person", "Organisation", "Policy"))
    ):
        return None
    lone = len(match["name"].split()) == 1 and not any("theme" in s.text for s in sentences)
    return (
        None
        if lone or re.match(r"(?:It|This|That|He|She|We|They|Each|One|Another)\b", match["name"])
        else match
    )


def _introduce(
    d: Draft, scope: Scope, block: Block, name: str, span: tuple[int, int], sentence: Sentence
) -> None:
    """A theme, that the article is about it, who leads it and who is in."""
    theme = resolve(d, name) or d.add("Theme", name, span, kind="LPIP theme", how="theme told", score=0.85)
    d.relate(scope.id, "aboutTheme", theme, sentence.span(), "theme told")
    d.relate(scope.id, "mentions", theme, sentence.span(), "named")
    leaders: list[str] = []
    for other in d.block_sentences(block):
        for rule in _LED:
            match = rule.search(other.text)
            if match and not _NOT_LED.search(other.text[: match.start("who")]):
                leaders += _people(d, other, match)
                for leader in leaders:
                    d.relate(leader, "leadsTheme", theme, other.span(), "lead line")
                break
        for rule in _COVER:
            match = rule.search(other.text)
            if match and len(set(leaders)) == 1:
                for person in _people(d, other, match):
                    d.relate(person, "coversFor", leaders[0], other.span(), "lead line")
                break


def _people(d: Draft, sentence: Sentence, match: re.Match[str]) -> list[str]:
    a, b = match.span("who")
    reading = d.doc.reading(*sentence.span(a, b))
    return [x.id for x in agents(d, reading, "lead line") if x.cls == "Person"]


def leads(d: Draft) -> None:
    """For example "LPIP Hub Lead: Dr Jo Doe": who leads the theme of the section, as what, and for whom."""
    closing = _closing_bylines(d)
    for section in d.doc.sections:
        if section.kind != "theme":
            continue
        theme = d.find("Theme", section.heading)
        if theme is None:
            continue
        for block in d.doc.blocks_in(section.start, section.end):
            if len(closing) == 1 and block.start in closing:
                continue  # it signs the article that presents the themes
            reading = d.doc.reading(block.start, block.end)
            if block.kind == "row" and len(block.cells) > 1 and _LEAD.fullmatch(d.quote(*block.cells[0])):
                role = re.sub(r"(?i)leads$", lambda m: m.group()[:-1], d.quote(*block.cells[0]))
                where = (block.start, block.end)
                for leader in leading_line(d, theme, d.doc.reading(*block.cells[1]), 0, where):
                    d.relate(leader, "hasRole", Value(role), where, "lead line")
                d.masked.append(where)
                continue
            label = _LABEL.match(reading.text)
            if block.kind == "byline" and label is None:
                _byline(d, theme, reading, (block.start, block.end))
            if label is None or block.kind == "heading":
                continue
            rest = re.sub(
                r"\s*\((?:on|maternity|parental|cover|acting|until)[^)]*\)",
                lambda m: " " * len(m.group()),
                label["rest"],
            )
            where = (block.start, block.end)
            role = re.sub(r"(?i)leads$", lambda m: m.group()[:-1], label["role"].strip())
            body = next(
                (s.text for s in capitalised(re.sub(r"(?i)\s*(?:theme |co-)*leads?$", "", label["role"]))),
                None,
            )
            org = d.find("Organisation", body) if body else None
            line = (
                reading
                if rest == label["rest"]
                else type(reading)(reading.text[: label.start("rest")] + rest, reading.places)
            )
            for leader in leading_line(d, theme, line, label.start("rest"), where):
                d.relate(leader, "hasRole", Value(role), where, "lead line")
                if org:
                    d.relate(leader, "affiliatedWith", org, where, "lead line")
            d.masked.append(where)


def _closing_bylines(d: Draft) -> set[int]:
    """Where the bylines begin that close the portraits of themes."""
    ends = [d.doc.blocks_in(s.start, s.end)[-2:] for s in d.doc.sections if s.kind == "theme"]
    return {
        last[-1].start
        for last in ends
        if len(last) == 2 and last[-1].kind == "byline" and last[0].kind in ("paragraph", "item")
    }


def _byline(d: Draft, theme: str, reading: Reading, where: tuple[int, int]) -> None:
    """The people named in a line below a theme's heading lead it."""
    for agent in agents(d, reading, "lead line"):
        if agent.cls == "Person":
            d.relate(agent.id, "leadsTheme", theme, where, "lead line", basis="bySection")
    d.masked.append(where)
