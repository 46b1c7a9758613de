"""Extracts facts about organisations: leaders, hosts, funders, clients, parents; sources of reviews; places in places."""

from __future__ import annotations

import re

from ..dates import find_dates
from ..records import Value
from .clauses.verbless import row_of
from .draft import Draft, Scope
from .sources import sources
from .tagging import Tagged, Tagger, pattern

__all__ = ["facts"]

_SOURCES = re.compile(
    r"\b(?:(?:includes?|used?|uses|draws? (?:up)?on|makes use of|relie[sd] on|based on|contains?|(?:came|comes?|drawn|taken|gathered) from|"
    r"sources (?:are|were|include)|leans? on|leaned on|official statistics|contributed by|sources)\b[^‹.]{0,60}?)(?=‹O)",
    re.IGNORECASE,
)
_LET_US = re.compile(
    r"^(?P<who>[^.]*?) (?:let us (?:have|see|use)|opened (?:its|their) (?:files|books)|gave us (?:data|access)|shared (?:its|their) data)\b"
)
_SOURCE_WORD = re.compile(
    r"\b(?:resources|sources?|publications|material|analysis|statistics|evidence|data)\b", re.IGNORECASE
)
#: Kinds of publication that the next sentence does not call "the review".
_NO_REPORT = ("cited work", "newsletter issue", "article")
_COMMISSIONED = (
    pattern(
        r"\b(?:[Cc]ommissioned|[Oo]rdered|[Rr]equested|[Aa]sked for|[Ss]ponsored) by (?:the )?{O}(?: and (?:the )?{O2})?"
    ),
    pattern(r"\b[Aa]t the request of (?:the )?{O}"),
    pattern(r"^On behalf of (?:the )?{O}"),
    pattern(r"\b(?:[Pp]repared|[Pp]roduced|[Ww]ritten) (?:for|on behalf of) (?:the )?{O}"),
)
_LAUNCH = re.compile(
    r"^(?:The |On [^,]*? )?(?P<name>.+?(?:\b(?:launch|Launch|conference|Day|summit|workshop|festival|lecture|event)\b)) (?:took place|was held|will take place)"
)
_DAY_FIRST = re.compile(
    r"^On (?P<when>[^,]*?\d{4}),? the (?:first |second |annual )?(?P<name>[A-Z][\w' -]+?) took place"
)


def facts(d: Draft) -> None:
    """Facts about organisations in every sentence that names one."""
    tagger = Tagger.of(d)
    for block in d.doc.blocks:
        if block.kind not in ("paragraph", "item", "row"):
            continue
        if d.doc.section_at(block.start).kind == "contents":
            continue
        said = ""
        spoken: str | None = None
        for sentence in d.block_sentences(block):
            tagged = tagger.tag(sentence)
            scope = d.scope_at(block.start)
            _relations(d, tagged, said)
            said = sentence.text
            if scope:
                _sources(d, tagged, scope)
                sources(d, tagged, scope, spoken)
                _publication(d, tagged, scope)
            _located(d, tagged)
            works = (m for m in tagged.of("B") if m.id)
            spoken = next(
                (id_ for m in works if d.entities[id_ := row_of(d, sentence, m)].kind not in _NO_REPORT),
                spoken,
            )
    _events(d)


def _relations(d: Draft, tagged: Tagged, said: str) -> None:
    partners = re.match(r"(?P<whose>Its|Our|Hub) partners(?: are|:)", tagged.text)
    publisher = partners and next(
        (r.o for r in d.relations.values() if r.s == d.issue and r.p == "publisher"), None
    )
    if partners and isinstance(publisher, str) and partners["whose"] == "Its":
        own = "|".join(map(re.escape, d.entities[publisher].names))
        partners = partners if re.match(rf"(?:The )?(?:{own})\b", said) else None
    if partners and isinstance(publisher, str):
        for m in tagged.of("O"):
            if m.id:
                ends = (publisher, m.id) if partners["whose"] == "Our" else (m.id, publisher)
                d.relate(ends[0], "partnerOf", ends[1], tagged.span(), "partners")
    for m in tagged.of("O"):
        if m.id and re.search(r"\b(?:Project |Advisory |Management )?Board$", m.text):
            parent = d.find(
                "Organisation", re.sub(r"\s*(?:Project |Advisory |Management )?Board$", "", m.text)
            )
            if parent:
                d.relate(m.id, "partOfOrganisation", parent, tagged.span(), "board of")


def _sources(d: Draft, tagged: Tagged, scope: Scope) -> None:
    """Organisations whose material an evidence review uses."""
    if scope.review is None:
        return
    lent = _LET_US.match(tagged.text)
    for n in re.findall(r"‹O(\d+)›", lent["who"]) if lent else ():
        if lender := tagged.mentions[int(n)].id:
            d.relate(scope.review, "usesSourceFrom", lender, tagged.span(), "sources")
    match = _SOURCES.search(tagged.text)
    if match is None or not (_SOURCE_WORD.search(tagged.text[: match.end() + 4])):
        return
    text = tagged.text
    rest = text[match.end() :]
    stop = re.search(r"\bas well as council|, as well as (?!the ‹)|\. ", rest)
    rest = rest[: stop.start()] if stop else rest
    for n in re.findall(r"‹O(\d+)›", rest):
        m = tagged.mentions[int(n)]
        if m.id is None:
            continue
        after = tagged.sentence.text[m.end :]
        if re.match(r"'s ", after) and d.entities[m.id].cls == "Organisation":
            continue
        d.relate(scope.review, "usesSourceFrom", m.id, tagged.span(), "sources")


def _publication(d: Draft, tagged: Tagged, scope: Scope) -> None:
    """Who commissioned an entry, where and when it was first posted, what it draws on."""
    if scope.kind not in ("blog", "report"):
        return
    for rule in _COMMISSIONED:
        for match in rule.finditer(tagged.text):
            for group in ("O", "O2"):
                m = tagged.mention(match.groupdict().get(group))
                if m is not None and m.id is not None:
                    d.relate(scope.id, "commissionedBy", m.id, tagged.span(), "commissioned")
    posted = re.search(
        r"\b(?:first )?(?:posted|published|appeared) (?:on|by) (?:the )?(?:website of (?:the )?)?‹O(\d+)›",
        tagged.text,
    )
    if posted:
        m = tagged.mentions[int(posted[1])]
        if m.id:
            d.relate(scope.id, "publisher", m.id, tagged.span(), "first posted")
        found = next(iter(find_dates(tagged.sentence.text)), None)
        if found:
            d.relate(
                scope.id, "publicationDate", Value(found.value, found.type), tagged.span(), "first posted"
            )
    drawn = re.search(
        r"\b(?:draws on|based on|builds on|responds to|makes use of|uses|rests on|leans on) (?P<det>an? |the )?(?P<name>(?:recent )?(?:review|report|study|survey) of [^‹.]+) by (?:the )?‹O(?P<o>\d+)›",
        tagged.text,
    )
    if drawn:
        m = tagged.mentions[int(drawn["o"])]
        start, end = tagged.places[drawn.start("name")], tagged.places[drawn.end() - 1]
        words = tagged.sentence.text[start : m.end]
        name = re.sub(r"^recent ", "", words)
        where = tagged.sentence.span(start, m.end)
        del end
        work = d.add(
            "Publication",
            name[0].upper() + name[1:],
            where,
            kind="report",
            how="cited in an entry",
            score=0.7,
        )
        d.relate(scope.id, "cites", work, tagged.span(), "draws on")
        if m.id:
            d.relate(work, "author", m.id, tagged.span(), "draws on")


_LOCATED = tuple(
    re.compile(rule)
    for rule in (
        r"‹G(?P<what>\d+)› \(‹G(?P<where>\d+)›\)",
        r"[Ii]n ‹G(?P<where>\d+)›, ‹G(?P<what>\d+)›'s",
        r"‹G(?P<where>\d+)› (?:offers|has|contributes)[^‹.]* (?:with|in) ‹G(?P<what>\d+)›'s",
        r"‹G(?P<what>\d+)›,? (?:in|a (?:city|town|region|district) in) (?:the )?‹G(?P<where>\d+)›",
        r"‹G(?P<where>\d+)›'s ‹K(?P<what>\d+)›",
        r"‹K(?P<what>\d+)›[^‹.;]{0,30}? in (?:the )?‹G(?P<where>\d+)›",
        r"‹K(?P<what>\d+)›, (?:a district of ‹G\d+›, |at ‹G\d+› )?in (?:the )?‹G(?P<where>\d+)›",
    )
)


#: "in ‹G›, in ‹G› and in ‹G›": places side by side, and none in another.
_PLACES_LISTED = re.compile(r"‹G\d+›(?:, in (?:the )?‹G\d+›)+,? (?:and|or|as well as) in ")


def _located(d: Draft, tagged: Tagged) -> None:
    """Places in places, and case studies in places."""
    text = tagged.text
    for rule in _LOCATED:
        for match in rule.finditer(text):
            if _PLACES_LISTED.search(text, match.start()) and text[: match.start()].lower().endswith("in "):
                continue
            _in(d, tagged, match["what"], match["where"])
    country = (
        re.match(r"(?:In|At|Abroad,) (?:the )?‹G(\d+)›,", text)
        or re.match(r"‹G(\d+)› (?:offers|contributes|has)\b", text)
        or re.match(r"[^‹]{0,40}, ‹G(\d+)› (?:offers|gives)", text)
    )
    cases = tagged.of("K")
    if country:
        for m in cases[:1]:
            place = tagged.mentions[int(country[1])]
            if m.id and place.id:
                d.relate(m.id, "locatedIn", place.id, tagged.span(), "located")
    in_where = re.search(r"‹K(\d+)›(?:(?!‹[KG])[^.;])*?, in (?:the )?‹G(\d+)›,", text)
    if in_where:
        _in(d, tagged, in_where[1], in_where[2])
    two = re.match(r"[Ii]n (?:the )?‹G(\d+)›, (?:two|three|several) ", text)
    if two:
        _following(d, tagged, two[1])


def _in(d: Draft, tagged: Tagged, a: str, b: str) -> None:
    s, o = tagged.mentions[int(a)], tagged.mentions[int(b)]
    if s.id and o.id:
        d.relate(s.id, "locatedIn", o.id, tagged.span(), "located")


def _following(d: Draft, tagged: Tagged, place: str) -> None:
    """For example "In the Netherlands, two initiatives stand out." The next two cases of the paragraph are there."""
    g = tagged.mentions[int(place)]
    tagger = Tagger.of(d)
    count = {"two": 2, "three": 3}.get(tagged.sentence.text.split(", ")[1].split()[0], 2)
    for sentence in d.block_sentences(tagged.sentence.block):
        if sentence.first <= tagged.sentence.first:
            continue
        for m in tagger.known(sentence.text):
            if m.letter == "K" and m.id and g.id and count > 0:
                d.relate(m.id, "locatedIn", g.id, (tagged.span()[0], sentence.span()[1]), "located")
                count -= 1
        if count <= 0:
            return


def _events(d: Draft) -> None:
    """Events told in prose: "The X project launch took place on Tuesday 27 February 2024"."""
    for section in d.doc.sections:
        if section.kind not in ("article", "part", "spotlight"):
            continue
        for sentence in d.sentences(section.start, section.end):
            match = _LAUNCH.match(sentence.text)
            named = _DAY_FIRST.match(sentence.text)
            if named:
                match = named
            if match is None:
                continue
            found = next((x for x in find_dates(sentence.text) if x.type == "date"), None)
            if found is None:
                continue
            start, end = match.span("name")
            span = sentence.span(start, end)
            kind = match["name"].split()[-1].lower()
            id_ = d.add("Event", match["name"], span, kind=kind, how="took place", score=0.8)
            d.relate(id_, "startDateTime", Value(found.value, "date"), sentence.span(), "took place")
            if kind not in ("day", "event"):
                d.relate(id_, "eventType", Value(kind), sentence.span(), "took place")
            if kind == "launch":
                topic = d.named(re.sub(r" launch$", "", match["name"]), ("Policy",))
                if topic:
                    d.relate(id_, "topic", topic, sentence.span(), "took place")
