"""Extracts the issue, its articles with their bylines, contacts and funder."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from ..contacts import MARK
from ..document import (
    NUMBER,
    Reading,
    Section,
    dateline_of,
    entry_title,
    is_credit,
    is_kicker,
    number_of,
    opens_with_post,
    own_kicker,
)
from ..names import fold, slug
from ..records import Value
from ..tables import words as words_of
from .agents import agents, looks_like_person
from .article_themes import byline_end
from .bylines import bylines_of, holds_others, stand_above
from .draft import Draft, Scope
from .lexicon import PERSON, PERSON_TITLE
from .spans import Span, capitalised
from .structure.values import label_sense

__all__ = ["articles", "contacts", "issue"]

_MAIL = re.compile(rf"{MARK}[{MARK}.]*@{MARK}+(?:\.{MARK}+)+")


def issue(d: Draft) -> None:
    """The issue: number, date, publisher, and the newsletter's own place."""
    doc = d.doc
    masthead = doc.sections[0]
    name = f"{doc.title}, Issue No. {doc.number}" if doc.number else f"{doc.title}, {doc.date}"
    span, line = _masthead_line(d, masthead)
    given = {what.split()[0] for what in doc.assumed if what.endswith("as given")}
    aliases = [doc.title, *([m.group()] if (m := NUMBER.search(line)) else [])]
    d.issue = d.add(
        "Publication",
        name,
        span,
        kind="newsletter issue",
        aliases=aliases,
        how="given" if "title" in given else "masthead",
    )
    for what in doc.assumed:
        d.note(f"assumed: {what}", span)
    if doc.number:
        rule = "given" if "number" in given else "masthead"
        d.relate(d.issue, "issueNumber", Value(doc.number, "integer"), span, rule)
    if doc.date:
        kind = "date" if len(doc.date) == 10 else "gYearMonth"
        d.relate(
            d.issue,
            "publicationDate",
            Value(doc.date, kind),
            span,
            "given" if "date" in given else "masthead",
        )
    d.scopes.append(Scope(d.issue, "issue", 0, _body_start(d)))


def _masthead_line(d: Draft, masthead: Section) -> tuple[tuple[int, int], str]:
    titled = None
    for block in d.doc.blocks_in(masthead.start, max(masthead.end, masthead.start + 1)):
        if titled is None and fold(d.doc.title) in fold(d.quote(block.start, block.end)):
            titled = d.doc.reading(block.start, block.end).places[0]  # behind number signs
        line = d.quote(block.start, block.end)
        called = re.search(r"\b(?:issue|edition|volume)\b", line, re.IGNORECASE) and re.search(r"\d", line)
        own = number_of(d.doc.number or "")
        if called or any(number_of(m["number"]) == own for m in NUMBER.finditer(line)):
            apart = titled is not None and fold(d.doc.title) not in fold(line)
            return (titled if titled is not None and apart else block.start, block.end), line
    first = d.doc.blocks[0]
    return (first.start, first.end), d.quote(first.start, first.end)


def _body_start(d: Draft) -> int:
    return next((s.start for s in d.doc.sections if s.kind not in ("masthead", "contents")), len(d.doc.text))


#: Sections that are read as articles; those of `_UNSURE` may be seen as mere lists.
_ARTICLES = ("article", "themes", "spotlight", "interview", "people", "policies")

_SIGNED = re.compile(rf"^(?P<name>{PERSON})\s*(?:,|\n|\s–)\s*(?P<rest>[^.]{{3,80}})$")


def _signature(d: Draft, scope: Scope) -> None:
    """A letter's last lines: "Jo Doe / Editor, Body"."""
    blocks = [b for b in d.doc.blocks_in(scope.start, scope.end) if b.kind == "paragraph"]
    if blocks and _MAIL.fullmatch(d.doc.text, blocks[-1].start, blocks[-1].end):
        del blocks[-1]  # an address may be below
    if scope.authors or not blocks:
        return
    last = blocks[-1]
    if len(blocks) > 1 and opens_with_post(d.quote(blocks[-2].start, blocks[-2].end)):
        return  # the last one of a list of people
    match = _SIGNED.match(d.doc.text[last.start : last.end])
    if match is None or not looks_like_person(match["name"]):
        return
    lines = d.doc.text[last.start : last.end].replace("\n", ",", 1)
    reading = Reading(lines, tuple(range(last.start, last.end + 1)))
    for agent in agents(d, reading, "signature"):
        if agent.cls == "Person":
            scope.authors.append(agent.id)
            d.relate(scope.id, "author", agent.id, (last.start, last.end), "signature")


def articles(d: Draft) -> None:
    """Each article of the issue, with the people of its byline; the contents line or the heading says that it is there."""
    above = stand_above(d)
    kickers = _own_kickers(d)
    for section in d.doc.sections:
        if section.level != 1 or section.kind not in _ARTICLES:
            continue
        start, end = d.doc.extent(section)
        heading = d.doc.heading_of(section)
        if heading is None:
            continue
        start = heading.start  # a kicker stands above it
        where = (heading.start, heading.end)
        title = d.quote(*where)
        if not any(b.kind != "heading" for b in d.doc.blocks_in(start, end)):
            d.note("a heading with nothing below it", where)
            continue
        if holds_others(d, start, end):
            d.note("a heading over articles, with no text of its own", where)
            continue
        kicked, _, own = own_kicker(title)
        aliases = []
        if kicked and kicked in kickers:
            title, aliases = own, [title]
            where = (
                (heading.end - len(own), heading.end) if d.doc.text.endswith(own, 0, heading.end) else where
            )
        id_ = d.add(
            "Publication",
            title,
            where,
            kind="article",
            how="heading",
            id_=_article_id(title),
            aliases=aliases,
        )
        d.relate(id_, "partOfIssue", d.issue, where, "contents", basis="bySection")
        scope = Scope(id_, "article", start, end, section=section)
        d.scopes.append(scope)
        scope.bylines = bylines_of(d, heading, start, end, above)
        for block in scope.bylines:
            reading = _signed_part(d.doc.reading(block.start, block.end))
            for agent in agents(d, reading, "byline", last=byline_end(reading.text)):
                if agent.cls == "Person" or not scope.authors:
                    scope.authors.append(agent.id)
                    d.relate(id_, "author", agent.id, (block.start, block.end), "byline")
            d.masked.append((block.start, block.end))
        _signature(d, scope)
        _author_note(d, scope)
        _standfirst(d, scope, heading.end)
    _about_authors(d)
    _listed_authors(d)
    _signed_letters(d)
    prose = [b for b in d.doc.blocks if len(d.quote(b.start, b.end)) > 50]
    early = [b for b in prose if b.start < d.doc.sections[0].end and b.kind == "paragraph"]
    if prose and not any(s.kind == "article" for s in d.scopes):
        first = d.doc.blocks[0]
        d.note("no article was found: no line could be told to be a title", (first.start, first.end))
    elif len(early) > 4 and 2 * sum(b.end - b.start for b in early) > sum(b.end - b.start for b in prose):
        where = (early[0].start, early[0].end)
        d.note("half of the text stands above the first title, and in no article", where)


def _signed_part(reading: Reading) -> Reading:
    """The part of a byline that names the author: all of it, but of "12 May 2025 | Housing | by Ada Green" only the name."""
    line = dateline_of(reading.text)
    if line is None:
        return reading
    start, end = line.who or (0, 0)
    return Reading(reading.text[start:end], reading.places[start : end + 1])


def _own_kickers(d: Draft) -> set[str]:
    """What is before titles in their own line and is not part of them.

    Words for a type of article and recurring words are no kickers, nor are words in capitals before titles in lower case, and
    what a bar parts, where the issue has more of these.
    """
    tops = [s for s in d.doc.sections if s.level == 1]
    found = [own_kicker(s.heading) for s in tops]
    often = Counter(fold(kicker) for kicker, _, _ in found)
    known = words_of("genres") | {k for k, n in often.items() if n > 1 and len(k.split()) < 4}
    barred = {k for k, mark, _ in found if mark in ("|", "//") and is_kicker(k)}
    capital = {
        k for k, mark, own in found if mark == ":" and k.isupper() and not own.isupper() and is_kicker(k)
    }
    groups = [group for group in (barred, capital) if len(group) > 1]
    titles = [found[n] for n, s in enumerate(tops) if s.kind == "article"]
    crowned = {k for k, mark, _ in titles if mark == ":" and is_kicker(k)}
    if len(crowned) > 2 and 4 * len(crowned) > 3 * len(titles):
        groups.append(crowned)  # no editor writes a colon into each title
    return {k for k, _, _ in found if k and fold(k) in known}.union(*groups)


def _signed_letters(d: Draft) -> None:
    """Who signs a letter that is not an article: the editor, with the post that is beside the name."""
    for section in d.doc.sections:
        if section.kind == "masthead" or (section.kind == "part" and section.level == 1):
            for block in d.doc.blocks_in(section.start, section.end):
                if block.kind == "byline":
                    list(agents(d, d.doc.reading(block.start, block.end), "signature"))


def _wrote(
    d: Draft, scope: Scope, name: str, where: tuple[int, int], row: tuple[int, int], rule: str
) -> None:
    """A person by name as an author of the article; `where` is the name, `row` what says so."""
    person = d.add("Person", name, where, how=rule)
    scope.authors.append(person)
    d.relate(scope.id, "author", person, row, rule)


#: "*Ada Green is a researcher at the Institute.*": a note on the author, set apart at the end.
_NOTE = re.compile(
    r"\s*(?:[*_(\[]{1,2})(?P<who>[^*_\n]{5,200}?) (?:is|are|was|were|works?|leads?)\b[^\n]*[*_)\]]{1,2}\s*"
)


def _author_note(d: Draft, scope: Scope) -> None:
    blocks = [b for b in d.doc.blocks_in(scope.start, scope.end) if b.kind in ("paragraph", "item")]
    if scope.authors or not blocks:
        return
    last = blocks[-1]
    line = d.doc.text.rfind("\n", 0, last.start) + 1
    match = _NOTE.fullmatch(d.doc.text, line, last.end)
    if match is None or scope.section is None or scope.section.kind == "interview":
        return
    reading = d.doc.reading(*match.span("who"))
    for span in capitalised(reading.text):
        if looks_like_person(span.text):
            where = reading.span(span.start, span.end)
            _wrote(d, scope, span.text, where, (last.start, last.end), "author note")


#: "Why a bus is not enough, argues Ada Green": a standfirst that closes with its author.
_STANDFIRST = re.compile(
    rf"[^.!?]{{8,200}}?,? (?:{'|'.join(sorted(words_of('bylines', column='words', kind='standfirst')))}) (?P<who>(?:{PERSON_TITLE} )?{PERSON}(?:,? (?:and|&) {PERSON})*)\.?"
)


def _standfirst(d: Draft, scope: Scope, title_end: int) -> None:
    """Who wrote an article without a byline, where the sentence between its title and its text says so at its end."""
    below = d.doc.blocks_in(title_end, scope.end)[:2]
    if scope.authors or len(below) < 2 or {b.kind for b in below} != {"paragraph"}:
        return
    reading = d.doc.reading(below[0].start, below[0].end)
    match = _STANDFIRST.fullmatch(reading.text)
    if match is None or below[1].end - below[1].start < len(reading.text):
        return
    for who in re.finditer(rf"(?:{PERSON_TITLE} )?{PERSON}", match["who"]):
        if looks_like_person(who.group()):
            where = reading.span(match.start("who") + who.start(), match.start("who") + who.end())
            _wrote(d, scope, who.group(), where, (below[0].start, below[0].end), "byline")


#: "Ada Green is a researcher at the Institute. She does not own a car.": a note on the author, like the other paragraphs.
_ABOUT = re.compile(
    rf"(?P<who>(?:{PERSON_TITLE} )?{PERSON}(?:,? (?:and|&) {PERSON})*) (?:is|are|was|were|works?|leads?|holds?|runs?|teach(?:es)?|chairs?|lectures?|writes?|edits?)\b"
)


def _about_authors(d: Draft) -> None:
    """Where articles end with a paragraph each that describes one person: who wrote them. One alone may be a last paragraph like any."""
    found: list[tuple[Scope, tuple[int, int], list[tuple[str, tuple[int, int]]]]] = []
    for scope in d.scopes:
        if scope.kind != "article" or scope.authors or (scope.section and scope.section.kind != "article"):
            continue
        blocks = d.doc.blocks_in(scope.start, scope.end)
        if len(blocks) < 3 or blocks[-1].kind != "paragraph":
            continue
        reading = d.doc.reading(blocks[-1].start, blocks[-1].end)
        match = _ABOUT.match(reading.text)
        if match is None or len(reading.text) > 260:
            continue
        people = [
            (p.group(), reading.span(*p.span()))
            for p in re.finditer(PERSON, match["who"])
            if looks_like_person(p.group())
        ]
        if people:
            found.append((scope, (blocks[-1].start, blocks[-1].end), people))
    if len(found) < 2:
        return
    for scope, where, people in found:
        for name, place in people:
            _wrote(d, scope, name, place, where, "author note")


def _listed_authors(d: Draft) -> None:
    """The authors of articles without a byline whose names stand below their titles in the table of contents."""
    lines = [
        b
        for s in d.doc.sections
        if s.kind == "contents"
        for b in d.doc.blocks_in(s.start, s.end)
        if b.kind != "heading"
    ]
    for title, credit in pairwise(lines):
        name = fold(entry_title(d.quote(title.start, title.end)))
        scope = next(
            (
                s
                for s in d.scopes
                if s.kind == "article" and not s.authors and fold(d.entities[s.id].name) == name
            ),
            None,
        )
        line = d.quote(credit.start, credit.end)
        if scope is None or not is_credit(line):
            continue
        for agent in agents(d, d.doc.reading(credit.start, credit.end), "byline", last=byline_end(line)):
            if agent.cls == "Person":
                scope.authors.append(agent.id)
                d.relate(scope.id, "author", agent.id, (title.start, credit.end), "byline in the contents")


def _article_id(title: str) -> str:
    return f"pub:article-{slug(title, limit=60)}"


def contacts(d: Draft) -> None:
    """Contact lines: a person with an e-mail address; the lead authors of the issue where they are called this."""
    intro = ""
    for block in d.doc.blocks:
        if block.kind in ("paragraph", "item", "row"):
            line = d.doc.reading(block.start, block.end)
            mails = list(_MAIL.finditer(line.text))
            if not mails:
                intro = line.text
                continue
            at = 0
            # "Submissions to the blog: Jo Doe – jo@…": a label of the line's own says more than the line above
            own = line.text[: mails[0].start()].rpartition(":")[0]
            said = own if own.strip() else intro
            for mail in mails:
                if whose := _BRACKETED.match(line.text, mail.end()):
                    if mail.start() >= at and looks_like_person(whose["name"]):
                        at = whose.end()
                        where = line.span(*whose.span("name"))
                        id_ = d.add("Person", whose["name"], where, how="contact line")
                        address = d.source[slice(*line.span(*mail.span()))]
                        row = (line.span(*mail.span())[0], where[1])
                        d.relate(id_, "email", Value(address, "email"), row, "contact")
                    continue
                name = line.text[at : mail.start()].strip(" ,:;-–|(<")
                lead = (
                    at
                    + len(line.text[at : mail.start()])
                    - len(line.text[at : mail.start()].lstrip(" ,:;-–|("))
                )
                at = mail.end()
                spans = list(capitalised(name))
                if not spans:
                    continue
                first = next((x for x in reversed(spans) if looks_like_person(x.text)), spans[0])
                person = first.text
                where = line.span(lead + first.start, lead + first.end)
                if " " not in person and (before := _FIRST_NAME.search(d.doc.text[: where[0]])):
                    whole = f"{before['first']} {person}"
                    if looks_like_person(whole) and d.gazetteer.lookup(before["first"]) is None:
                        where = (before.start("first"), where[1])  # a line's end parts the name
                        person = whole
                if _is_label(name, first):
                    d.note("an address with nobody beside it", line.span(*mail.span()))
                    continue
                address = d.source[slice(*line.span(*mail.span()))]
                if not _bears(person, address, line.text[lead + first.end : mail.start()]):
                    d.note("an address with nobody beside it", line.span(*mail.span()))
                    continue
                id_ = d.add("Person", person, where, how="contact line")
                row = (where[0], line.span(mail.start(), mail.end())[1])
                d.relate(id_, "email", Value(address, "email"), row, "contact")
                if re.search(r"\bauthors?\b|\beditors?\b", said, re.IGNORECASE):
                    sure = bool(re.search(r"\bauthors?\b", said, re.IGNORECASE))
                    d.relate(d.issue, "author", id_, row, "contact", basis="bySection", sure=sure)


#: Whose an address is, in brackets behind it.
_BRACKETED = re.compile(r"[ \t>]*\((?P<name>[A-Z][^()@,;]{2,60})\)")
#: The first name that a line ends with.
_FIRST_NAME = re.compile(r"(?<=[ ,])(?P<first>[A-Z][\w'’-]+)[ \t]*\n[ \t]*$")


def _is_label(name: str, found: Span) -> bool:
    """Whether a name before an address is the label of a field: "RSVP: events@…", "Author", "Press Office: press@…".

    "Jo Doe: jo@…" is a person in the place of a label; no label of the thesaurus is called so.
    """
    if found.text.isupper() and len(found.text) > 2:
        return True
    if label_sense(found.text, exact=True) is not None:
        return True
    return (" " in found.text or name[found.end :].strip().startswith(":")) and not looks_like_person(
        found.text
    )


def _bears(person: str, mail: str, between: str) -> bool:
    """Whether an address after a name is that person's: it has the name in it, or is right after it.

    "P chairs the session. Email events@…" is nobody's, nor is "Ask P or write to info@…".
    """
    local = fold(mail.partition("@")[0]).replace(" ", "")
    if any(len(part) > 2 and part in local for part in fold(person).split()):
        return True
    return not re.search(r"[.;!?] |\b(?:or|and)\b", between) and len(between.split()) < 12
