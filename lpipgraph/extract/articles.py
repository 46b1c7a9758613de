"""The frame of an issue: the issue itself, its articles with bylines, the reviews they summarise, contacts and funder."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from datetime import date, timedelta

from ..contacts import MARK
from ..dates import find_dates
from ..document import NUMBER, Reading, Section, is_kicker, number_of, own_kicker
from ..names import fold, slug
from ..records import Value
from ..tables import words as words_of
from .agents import agents, looks_like_person, organisation
from .article_themes import byline_end
from .bylines import bylines_of, holds_others, stand_above
from .draft import Draft, Scope
from .lexicon import PERSON, PERSON_TITLE
from .spans import capitalised, classify
from .tagging import Tagger

__all__ = ["articles", "contacts", "issue", "makers", "reviews"]

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
    if scope.authors or not blocks:
        return
    last = blocks[-1]
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
        for block in bylines_of(d, heading, start, end, above):
            reading = d.doc.reading(block.start, block.end)
            for agent in agents(d, reading, "byline", last=byline_end(reading.text)):
                if agent.cls == "Person" or not scope.authors:
                    scope.authors.append(agent.id)
                    d.relate(id_, "author", agent.id, (block.start, block.end), "byline")
            d.masked.append((block.start, block.end))
        _signature(d, scope)
        _author_note(d, scope)
    _about_authors(d)
    prose = [b for b in d.doc.blocks if len(d.quote(b.start, b.end)) > 50]
    early = [b for b in prose if b.start < d.doc.sections[0].end and b.kind == "paragraph"]
    if prose and not any(s.kind == "article" for s in d.scopes):
        first = d.doc.blocks[0]
        d.note("no article was found: no line could be told to be a title", (first.start, first.end))
    elif len(early) > 4 and 2 * sum(b.end - b.start for b in early) > sum(b.end - b.start for b in prose):
        where = (early[0].start, early[0].end)
        d.note("half of the text stands above the first title, and in no article", where)


def _own_kickers(d: Draft) -> set[str]:
    """What stands before titles in their own line and is no part of them.

    A word for a sort of article is none, nor is what comes again; nor are words in capitals before titles that are in small letters, and
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
            person = d.add("Person", span.text, where, how="author note")
            scope.authors.append(person)
            d.relate(scope.id, "author", person, (last.start, last.end), "author note")


#: "Ada Green is a researcher at the Institute. She does not own a car.": a note on the author, like the other paragraphs.
_ABOUT = re.compile(
    rf"(?P<who>(?:{PERSON_TITLE} )?{PERSON}(?:,? (?:and|&) {PERSON})*) (?:is|are|was|were|works?|leads?|holds?|runs?|teach(?:es)?|chairs?|lectures?|writes?|edits?)\b"
)


def _about_authors(d: Draft) -> None:
    """Where articles end with a paragraph each that tells of one person: who wrote them. One alone may be a last paragraph like any."""
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
            person = d.add("Person", name, place, how="author note")
            scope.authors.append(person)
            d.relate(scope.id, "author", person, where, "author note")


def _article_id(title: str) -> str:
    return f"pub:article-{slug(title, limit=60)}"


_REVIEW = re.compile(
    r"\b(?P<name>(?:[A-Z][\w'-]*,? (?:(?:and|of|in|the|for) )?){1,12})(?:[Ee]vidence )(?:[Rr]eview|[Ss]ynthesis)\b"
)
#: "*Warm Homes*, the new evidence review": a review with a title of its own.
_TITLED_REVIEW = re.compile(
    r"(?<!\*)[*_\"“](?P<title>[A-Z][^*_\"”\n]{3,90})[*_\"”],? (?:is )?(?:the|an?|our) (?:new |latest |recent |first |second |third )?(?:rapid )?"
    r"(?:evidence (?:review|synthesis)|review of the evidence)"
)
#: A run of capitals that is no title of its own, but what a review is called by: "the Skills Evidence Review".
_PROPER = re.compile(r"\b(?:Review|Synthesis|Assessment)\b")
_REVIEW_TITLED = re.compile(
    r"\bevidence (?:review|synthesis),? (?:called |entitled )?[*_\"“](?P<title>[A-Z][^*_\"”\n]{3,90})[*_\"”]"
)
_REVIEW_KIND = (
    r"(?:(?:rapid |scoping |systematic )?evidence (?:review|synthesis|assessment)|(?:rapid|scoping|systematic|literature) review|"
    r"(?:review|synthesis) of (?:the |recent )?(?:evidence|research|literature))"
)
_REVIEW_WORD = re.compile(
    rf"\b{_REVIEW_KIND}\b|\b(?:first|second|third|fourth|fifth|sixth|seventh|last|latest|newest|next|one) of (?:our|the) (?:\w+ )?evidence reviews\b",
    re.IGNORECASE,
)
#: A title without marks: capitals with small words between, parted at most by a comma, a colon or a question mark.
_CAPITAL = r"[A-ZÀ-Þ\d][\w'’-]*"
_TITLE_RUN = rf"{_CAPITAL}(?:[?!:,]? (?:(?:of|and|on|in|for|the|to|an?|with|from|at|or|into|as|&) ){{0,3}}{_CAPITAL}){{1,16}}[?!]?"
#: A review that is not there, or not yet.
_NO_REVIEW = re.compile(
    rf"\b(?:no|not|without|nor|never|needs?|planned|would be|will be) (?:[\w-]+ ){{0,3}}(?:{_REVIEW_KIND})\b",
    re.IGNORECASE,
)
#: "Title, an evidence review by …", "the evidence review Title, …", "… our reviews came out. Title was written for …".
_RUN_REVIEW = tuple(
    re.compile(p)
    for p in (
        rf"(?:\b(?:In|From|Behind|With|Called) )?(?P<title>{_TITLE_RUN}),? (?:\(?(?:is |was )?(?:an?|the|our) (?:[a-z]+ ){{0,2}}?)(?i:{_REVIEW_KIND}|review)\b",
        rf"\b(?i:{_REVIEW_KIND}|review),? (?:called |entitled |titled |named )?(?P<title>{_TITLE_RUN})(?=[,.;] | (?:was|is|has|asks|finds|looks|by)\b)",
        rf"(?:^|[.?!] )(?P<title>{_TITLE_RUN}) (?:was|is|has been) (?:\w+ly )?(?:written|authored|commissioned|prepared|produced|published|compiled|edited)\b",
    )
)
#: What makes a title of fewer capitals: "Rents and Reasons, an evidence review for …".
_BESIDE_REVIEW = re.compile(
    r", (?:an?|the|our) (?:[a-z]+ ){0,2}?(?:evidence|literature) (?:review|synthesis)\b"
)
#: A review that an article is about, not one that somebody in it wrote: "this evidence review", "the newest of our reviews".
_OWN_REVIEW = re.compile(
    rf"\b(?:this|the|our|we)\b(?: [\w-]+){{0,4}}? {_REVIEW_KIND}s?\b|\bof (?:our|the) (?:[\w-]+ )?(?:evidence )?reviews\b|"
    rf"\b(?:summaris\w+|main findings|key findings|sums? up)\b|\b(?:an?|one) (?:[\w-]+ ){{0,2}}?{_REVIEW_KIND}\b(?! by\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\b(?:evidence review|summaris\w+|main findings|key findings|sums? up|the review (?:finds|asks|draws)|"
    r"our review|this review|read the review)\b",
    re.IGNORECASE,
)


def _about(d: Draft) -> None:
    """The theme that an article's first sentences call its theme: "Lane Life is the youngest of our themes, and this article …"."""
    for scope in [s for s in d.scopes if s.kind == "article" and s.section and s.section.kind == "article"]:
        told = 0
        for sentence in d.sentences(scope.start, scope.end, ("paragraph",)):
            if (told := told + 1) > 3:
                break
            if not re.search(r"\bthemes?\b", sentence.text):
                continue
            low = sentence.text.lower()
            hits = [t.id for t in d.of("Theme") if any(n.lower() in low for n in t.names)]
            if len(hits) == 1:
                d.relate(scope.id, "aboutTheme", hits[0], sentence.span(), "theme named first")


def reviews(d: Draft) -> None:
    """The evidence review that an article summarises, and the theme that it reviews."""
    _about(d)
    for scope in [s for s in d.scopes if s.kind == "article" and s.section and s.section.kind == "article"]:
        title = d.entities[scope.id].name
        opening = [s for n, s in enumerate(d.sentences(scope.start, scope.end)) if n < 7]
        opening = [s for s in opening if not _NO_REVIEW.search(s.text)]
        first = next((s for s in opening if _REVIEW_WORD.search(s.text)), None)
        if first is None and not _REVIEW_WORD.search(title):
            continue
        if first is None:
            first = next((s for s in opening if _OPENING.search(s.text)), opening[0] if opening else None)
        if first is None:
            continue
        name, span = _review_name(d, scope)
        theme = _theme_of(d, [title, *([name] if name else []), *(s.text for s in opening)])
        heading = (d.entities[scope.id].start, d.entities[scope.id].end)
        if name is None and _REVIEW_WORD.search(title):
            name, span = title, heading
        elif name is None and theme and fold(d.entities[theme].name) in fold(first.text):
            name, span = f"{d.entities[theme].name} Evidence Review", first.span()
        elif name is None and not any(_OWN_REVIEW.search(s.text) for s in opening):
            continue  # an article that speaks of some evidence review sums none up
        elif name is None:
            name, span = title, heading
        aliases = [title, re.sub(r"^[^:]*\b(?:review|synthesis): ", "", title, flags=re.IGNORECASE)]
        aliases = aliases if re.search(r"\b(?:review|synthesis)\b", title, re.IGNORECASE) else []
        phrase = re.search(r"[Ee]vidence review (?:of|on|into) [^.;]{4,90}", first.text)
        if phrase:
            aliases.append(re.split(r" as part of|, | and their", phrase.group())[0])
        scope.review = _review_entity(d, name, span, aliases)
        scope.theme = theme
        _says(d, scope.id, "summarises", scope.review, first.span(), heading)
        if theme:
            for subject in (scope.id, scope.review):
                _says(d, subject, "reviewsTheme", theme, first.span(), heading)


def _says(d: Draft, s: str, p: str, o: str, sentence: tuple[int, int], heading: tuple[int, int]) -> None:
    """A statement by the sentence that names one of its ends, or else by the article's heading."""
    told = any(
        f" {fold(n)} " in f" {fold(d.quote(*sentence))} " for id_ in (s, o) for n in d.entities[id_].names
    )
    d.relate(s, p, o, sentence if told else heading, "review", basis="stated" if told else "bySection")


def _is_title(run: str, least: int = 3) -> bool:
    """Whether a run of so many capitals may be a review's title: not what a review is called by, a body, or where and when it came out."""
    if sum(w[0].isupper() for w in run.split()) < least or _PROPER.search(run) or any(find_dates(run)):
        return False
    whole = next(iter(capitalised(run)), None)
    return whole is None or len(whole.text) < len(run) or classify(whole) != "Organisation"


def _review_name(d: Draft, scope: Scope) -> tuple[str | None, tuple[int, int]]:
    """What the article calls the review, and where: "the Skills Evidence Review"."""
    titled = _TITLED_REVIEW.search(d.doc.text, scope.start, scope.end) or _REVIEW_TITLED.search(
        d.doc.text, scope.start, scope.end
    )
    if titled:
        return " ".join(titled["title"].split()), titled.span("title")
    opening = [b for b in d.doc.blocks_in(scope.start, scope.end) if b.kind == "paragraph"][:3]
    for block in opening:
        reading = d.doc.reading(block.start, block.end)
        for rule in _RUN_REVIEW:
            run = rule.search(reading.text)
            short = run is not None and _BESIDE_REVIEW.match(run.string, run.end("title")) is not None
            if run and _is_title(run["title"], 2 if short else 3):
                where = reading.span(*run.span("title"))
                if re.search(r"[?!.] ", run["title"]):
                    d.keep_whole(where)
                return run["title"].rstrip(" ,"), where
    for sentence in d.sentences(scope.start, scope.end):
        for match in _REVIEW.finditer(sentence.text):
            name = re.sub(r"^(?:.*'s |(?:The|Our|This|That|An?|Each|In|View|Read) )+", "", match.group())
            if name.split()[0].lower() not in ("evidence", "review", "rapid") and len(name.split()) > 1:
                return name, sentence.span(match.end() - len(name), match.end())
    return None, (0, 0)


_PUBLISHED = re.compile(
    r"\b(?:published|released|issued|launched|appeared|came out|out)(?: by [^,.;]{3,60}?)? (?:in|on) (?P<date>[\w ]{4,20}\d{4}|\d{1,2} [A-Z][a-z]+)"
)
_PLANNED = re.compile(
    r"\b(?:may|might|will|would|could|should|to|not|never) be (?:published|released|issued|launched)\b"
)
_WRITTEN = re.compile(r"\b(?:written|authored|prepared|begun) by (?P<who>[^.;]+)")


#: "an evidence review by Ada Green, Ben Ode and Cy Poe".
_REVIEW_BY = re.compile(
    r"\b(?:review|synthesis|assessment)(?: of [^.‹,;]{3,60})? (?:was written |written )?by (?P<who>‹P\d+›(?:(?:, (?:and )?| and | & )‹P\d+›)*)"
)


def _day(d: Draft) -> date | None:
    """The issue's day, by which a day without a year is dated: a review came out before the issue that reports it."""
    known = d.doc.date or ""
    return date.fromisoformat(known) - timedelta(days=300) if len(known) == 10 else None


def _with_name(d: Draft, id_: str, span: tuple[int, int]) -> tuple[int, int]:
    """A sentence with the name of what it tells of, where that stands in the next: "… came out on 3 March. Title was written …"."""
    entity = d.entities[id_]
    if span[1] <= entity.start < span[1] + 200:
        return span[0], entity.end
    return span


def review_facts(d: Draft) -> None:
    """When a review came out, who published it and who wrote it, where the article's opening says so."""
    tagger = Tagger.of(d)
    for scope in d.scopes:
        if scope.kind != "article" or scope.review is None:
            continue
        for n, sentence in enumerate(d.sentences(scope.start, scope.end)):
            if n > 6:
                break
            if not re.search(r"\breview\b|\bof our (?:\w+ )?reviews\b", sentence.text, re.IGNORECASE):
                continue
            published = None if _PLANNED.search(sentence.text) else _PUBLISHED.search(sentence.text)
            if published:
                found = next(iter(find_dates(published["date"], years=True, after=_day(d))), None)
                if found:
                    value = Value(found.value, found.type)
                    where = _with_name(d, scope.review, sentence.span())
                    d.relate(scope.review, "publicationDate", value, where, "review published")
            tagged = tagger.tag(sentence)
            by = re.search(
                r"\b(?:which|that) (?:the )?‹O(\d+)› (?:published|released)|‹O(\d+)›'s ‹?B?|\b(?:published|released) by (?:the )?‹O(\d+)›",
                tagged.text,
            )
            if by and published:
                m = tagged.mentions[int(by[1] or by[2] or by[3])]
                if m.id:
                    d.relate(scope.review, "publisher", m.id, sentence.span(), "review published")
            if re.search(r"\b[Ww]e wrote (?:it|the review)\b", sentence.text):
                for author in scope.authors:
                    d.relate(scope.review, "author", author, sentence.span(), "review written")
            for group in _REVIEW_BY.finditer(tagged.text):
                for n_ in re.findall(r"‹P(\d+)›", group["who"]):
                    m = tagged.mentions[int(n_)]
                    if m.id:
                        d.relate(scope.review, "author", m.id, sentence.span(), "review written")
            written = _WRITTEN.search(sentence.text)
            if written:
                for m in tagged.of("P"):
                    if m.id and written.start() < m.start < written.end():
                        d.relate(scope.review, "author", m.id, sentence.span(), "review written")


def _review_entity(d: Draft, name: str, span: tuple[int, int], aliases: list[str]) -> str:
    entry = d.known_entry("Publication", name)
    id_ = entry.id if entry and entry.kind == "evidence review" else f"pub:review-{slug(name, limit=60)}"
    if id_ in d.entities:
        return id_
    found = d.add("Publication", name, span, kind="evidence review", how="review", id_=id_)
    d.change(found, aliases=tuple(dict.fromkeys(a for a in aliases if a != name)))
    return found


def _theme_of(d: Draft, texts: list[str]) -> str | None:
    """The theme that a title or opening names: the longest theme name in the first text that has one."""
    themes = list(d.of("Theme"))
    for text in texts:
        folded = f" {fold(text)} "
        hits = [(len(fold(n)), t.id) for t in themes for n in t.names if f" {fold(n)} " in folded]
        if hits:
            return max(hits)[1]
    words = set(fold(texts[0]).split()) if texts else set()
    scored = []
    for theme in themes:
        own = {w for w in fold(theme.name).split() if len(w) > 3}
        scored.append((len(own & words) / max(len(own), 1), theme.id))
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= 0.5 else None


def contacts(d: Draft) -> None:
    """Contact lines: a person with an e-mail address; the lead authors of the issue where they are called so."""
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


def _bears(person: str, mail: str, between: str) -> bool:
    """Whether an address behind a name is that person's: it has the name in it, or stands right behind it.

    "P chairs the session. Email events@…" is nobody's, nor is "Ask P or write to info@…".
    """
    local = fold(mail.partition("@")[0]).replace(" ", "")
    if any(len(part) > 2 and part in local for part in fold(person).split()):
        return True
    return not re.search(r"[.;!?] |\b(?:or|and)\b", between) and len(between.split()) < 12


#: "put together this fortnight by Ada Green and Ben Ode": persons who make the issue, where its masthead or its first lines say so.
_MADE_BY = re.compile(
    rf"\b(?P<how>put together|compiled|assembled|written|prepared|edited)(?: [^.;]{{0,40}}?)? by (?P<who>{PERSON}(?:(?:, (?:and )?| and | & ){PERSON})*)"
)


def makers(d: Draft) -> None:
    """Who wrote or put together the issue, as its opening says; who edited it is in doubt as an author."""
    head = d.doc.sections[0]
    for block in d.doc.blocks_in(head.start, head.end):
        if block.kind != "paragraph":
            continue
        for sentence in d.block_sentences(block):
            made = _MADE_BY.search(sentence.text)
            own = re.search(
                r"\b(?:number|issue|edition|newsletter|bulletin|digest)\b", sentence.text, re.IGNORECASE
            )
            if made is None or not (own or fold(d.doc.title) in fold(sentence.text)):
                continue
            for person in re.finditer(PERSON, made["who"]):
                if not looks_like_person(person.group()):
                    continue
                at = made.start("who")
                where = sentence.span(at + person.start(), at + person.end())
                id_ = d.add("Person", person.group(), where, how="masthead")
                d.relate(d.issue, "author", id_, sentence.span(), "masthead", sure=made["how"] != "edited")


def publisher(d: Draft) -> None:
    """The body that issues the newsletter: its logo lines in the masthead, or "the newsletter of the Body"."""
    head = d.doc.sections[0]
    blocks = d.doc.blocks_in(head.start, head.end)
    for block in blocks:
        body = d.doc.reading(block.start, block.end)
        for span in capitalised(body.text):
            if classify(span) == "Organisation":
                organisation(d, span.text, body.span(span.start, span.end), how="masthead")
    for one, two in itertools.pairwise(blocks):
        logo = f"{d.quote(one.start, one.end)} {d.quote(two.start, two.end)}"
        if logo.isupper() and logo.isascii() and len(logo) < 30 and logo.replace(" ", "").isalpha():
            where = (one.start, two.end)
            d.relate(d.issue, "publisher", organisation(d, logo, where, how="masthead"), where, "masthead")
            return
    for block in blocks:
        body = d.doc.reading(block.start, block.end)
        stated = re.search(
            r"\b(?:published|issued|produced) (?:[^.]{0,40}? )?by (?:the )?|\b(?:newsletter|digest|bulletin|news|update)\b[^.]{0,60}? (?:of|from|by) (?:the )?(?=[A-Z])",
            body.text,
            re.IGNORECASE,
        )
        named = next(iter(capitalised(body.text[stated.end() :])), None) if stated else None
        if stated and named and classify(named) != "Place":
            last = stated.end() + named.end
            org = organisation(d, named.text, body.span(stated.end() + named.start, last), how="masthead")
            d.relate(d.issue, "publisher", org, body.span(stated.start(), last), "masthead")
            return
