"""Policies one a line or one a row ("policy tracker", "funding watch"), and case studies under headings of their own."""

from __future__ import annotations

import re

from ..dates import MONTH_NAMES
from ..document import Block, Section
from ..records import Value
from .agents import organisation
from .draft import Draft
from .policies import MONEY
from .spans import capitalised, classify

__all__ = ["case_headings", "trackers"]

_COLUMNS = {
    "policy": re.compile(r"funds?|polic(?:y|ies)|programmes?|schemes?|name|what", re.IGNORECASE),
    "body": re.compile(
        r"run by|body|whose|who|funder|department|responsible(?: body)?|in charge|led by", re.IGNORECASE
    ),
    "amount": re.compile(r"worth|amount|how much|value|size|money", re.IGNORECASE),
    "place": re.compile(r"where|places?|area|nation|applies to", re.IGNORECASE),
    "start": re.compile(r"since|from(?: when)?|start(?:s|ed)?|opened|began|dates?|year", re.IGNORECASE),
}
_LINE = re.compile(r"^(?P<name>[A-Z][^–—:]{3,80}?)\s+(?:–|—|-|:)\s+(?P<rest>.+)$", re.DOTALL)
_FORMER = re.compile(
    r"\((?:formerly|in place of|replac(?:es|ing)|was|succeeds|once) (?:the )?(?P<old>[^()]+)\)"
)
_START = re.compile(rf"(?:^|, )(?:from |since )?(?P<when>(?:(?:{MONTH_NAMES}) )?(?:19|20)\d\d)(?=,|$|\.)")


def trackers(d: Draft) -> None:
    """The policies of tables whose columns say so, and of lines under a heading such as "Policy tracker"."""
    for section in d.doc.sections:
        header: list[str | None] = []
        for block in d.doc.blocks_in(section.start, section.end):
            if block.kind == "row":
                keys = [_column(d.quote(*cell)) for cell in block.cells]
                if len(block.cells) >= 3 and sum(k is not None for k in keys) >= 3 and "policy" in keys:
                    header = keys
                elif header and section.kind not in ("events", "blogs", "reports"):
                    _row(d, block, header)
            elif section.kind == "policies" and block.kind in ("paragraph", "item"):
                for start, end in _lines(d, block):
                    _line(d, section, start, end)


def _lines(d: Draft, block: Block) -> list[tuple[int, int]]:
    found = []
    at = block.start
    for line in d.doc.text[block.start : block.end].splitlines(keepends=True):
        found.append((at, at + len(line.rstrip())))
        at += len(line)
    return found


def _column(text: str) -> str | None:
    return next((k for k, p in _COLUMNS.items() if p.fullmatch(text.strip(" :*"))), None)


def _row(d: Draft, block: Block, header: list[str | None]) -> None:
    cells = {k: c for k, c in zip(header, block.cells, strict=False) if k and c[1] > c[0]}
    if "policy" not in cells:
        return
    row = (block.start, block.end)
    policy = d.add("Policy", d.quote(*cells["policy"]), cells["policy"], how="table of policies", score=0.9)
    if "body" in cells and re.search(r"[A-Za-z]{2}", d.quote(*cells["body"])):
        name = d.quote(*cells["body"])
        d.relate(
            policy,
            "responsibleBody",
            organisation(d, name, cells["body"], "table of policies"),
            row,
            "policy table",
        )
    if "amount" in cells and (money := MONEY.search(d.quote(*cells["amount"]))):
        d.relate(policy, "amount", Value(money.group().strip(), "money"), row, "policy table")
    if "place" in cells:
        _places(d, policy, cells["place"], row)
    if "start" in cells and (when := re.search(r"(?:19|20)\d\d", d.quote(*cells["start"]))):
        d.relate(policy, "startPeriod", Value(when.group()), row, "policy table")


def _places(d: Draft, policy: str, cell: tuple[int, int], row: tuple[int, int]) -> None:
    reading = d.doc.reading(*cell)
    for name, start, end in d.places_in(reading.text):
        known = d.gazetteer.lookup(name)
        place = d.add(
            "Place", name, reading.span(start, end), kind=known.kind if known else None, how="gazetteer"
        )
        d.relate(policy, "appliesTo", place, row, "policy table")


def _line(d: Draft, section: Section, start: int, end: int) -> None:
    """Such as "Name – what it is (formerly the Old Fund), £1.4 billion a year, August 2024, Body"."""
    reading = d.doc.reading(start, end)
    match = _LINE.match(reading.text)
    if match is None or match["name"].lower() == "name":
        if len(reading.text) > 20 and not (match and match["name"].lower() == "name"):
            d.note(f"a line under “{section.heading}” that fits no known form", (start, end))
        return
    row = (start, end)
    policy = d.add(
        "Policy", match["name"], reading.span(*match.span("name")), how="policy tracker", score=0.9
    )
    rest = match["rest"]
    if money := MONEY.search(rest):
        d.relate(policy, "amount", Value(money.group().strip(), "money"), row, "policy tracker")
    if when := _START.search(rest):
        d.relate(policy, "startPeriod", Value(when["when"]), row, "policy tracker")
    if former := _FORMER.search(rest):
        at = match.start("rest") + former.start("old")
        old = d.add("Policy", former["old"], reading.span(at, at + len(former["old"])), how="policy tracker")
        d.relate(policy, "succeeds", old, row, "policy tracker")
    body = re.search(r",\s*(?P<body>[A-Z][^,£\d]*(?:, [A-Z][a-z]+ and [A-Z][a-z]+)?)\.?$", rest)
    if body and not re.fullmatch(rf"(?:{MONTH_NAMES}).*", body["body"]):
        at = match.start("rest") + body.start("body")
        span = reading.span(at, at + len(body["body"]))
        d.masked.append(span)  # a name ends with its line
        d.relate(
            policy,
            "responsibleBody",
            organisation(d, body["body"], span, "policy tracker"),
            row,
            "policy tracker",
        )


_CASE = re.compile(
    r"^(?:Case study|Case|In practice|Example)\s*(?:\d+\s*)?[:–—-]\s*(?P<name>[^,:]+?)(?:[,–—:]\s*(?P<place>[A-Z].+))?$",
    re.IGNORECASE,
)


def case_headings(d: Draft) -> None:
    """Such as "Case study: Wendling Beck, Norfolk": the case and where it is, by its heading."""
    for section in d.doc.sections:
        match = _CASE.match(section.heading)
        heading = d.doc.heading_of(section)
        if match is None or heading is None:
            continue
        row = (heading.start, heading.end)
        reading = d.doc.reading(*row)
        span = reading.span(*match.span("name"))
        case = d.add("CaseStudy", match["name"], span, kind="case study", how="heading", score=0.95)
        if match["place"]:
            found = d.places_in(match["place"]) or [
                (s.text, s.start, s.end) for s in capitalised(match["place"]) if classify(s) is None
            ]
            for name, start, end in found[:1]:
                at = match.start("place")
                known = d.gazetteer.lookup(name)
                place = d.add(
                    "Place",
                    name,
                    reading.span(at + start, at + end),
                    kind=known.kind if known else None,
                    how="heading",
                )
                d.relate(case, "locatedIn", place, row, "case heading")
        scope = d.scope_at(section.start)
        if scope and scope.theme and scope.review:
            d.relate(case, "relatesToTheme", scope.theme, row, "under the review", basis="bySection")
        if scope:
            d.relate(scope.id, "mentions", case, row, "named")
