"""Extracts works from sentences by their titles: "‹B›, a report by ‹O› that came out in May", "‹O›'s ‹B›, from June", "‹P› has written ‹B› for ‹O›".

Names, titles and dates are masked first, as for events; the nouns for works are rows of ``data/reading/works.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from ..dates import find_dates
from ..records import Value
from ..tables import words
from .agents import looks_like_person, organisation
from .draft import Draft, Sentence
from .event_words import each, masked_words
from .heads import head_class
from .lexicon import LEADING, POLICY_TAILS, is_ordinary
from .name_boundaries import client_in
from .names.short_forms import is_bare_head, only_bearer
from .run_ins import headed_by
from .spans import Span, classify
from .tagging import Tagger

__all__ = ["told"]

_T = r"(?P<t>‹[ENBL]_*›)"
_N = r"‹[PEONL]_*›"
_NAMES = rf"{_N}(?:(?:, | and |, and | & )(?:the )?{_N})*"
_BY = rf"(?:(?:jointly )?(?:written |co-written |authored |prepared |produced )?by|from) (?:the (?:[a-z-]+ ){{0,3}}|[a-z]+ (?:at|of) (?:the )?)?(?P<by>{_NAMES})"
_MADE = r"(?:published|released|issued|brought out|put out|launched|posted)"
_WROTE = r"(?:written|co-written|authored|co-authored|penned|compiled|edited|produced)"


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    nouns = sorted(words("heads", kind="work") | {"blog post"}, key=len, reverse=True)
    noun = rf"(?<!white )(?<!green )(?P<noun>(?:{'|'.join(map(re.escape, nouns))}))\b"
    a = r"(?:an?|the|our|its|their|his|her|another)"
    own = r"(?:[a-z-]+ ){0,3}"
    return (
        ("apposed", re.compile(rf"{_T}(?:,? (?:is |was )?{a} {own}?|, (?=[a-z]+ (?:by|from) )){noun}")),
        (
            "behind",
            re.compile(
                rf"(?:\b{a}|{_N}['’]s?) {own}?{noun}(?P<mid>(?: (?:by|from|for|on|about|of) [^.;‹]{{0,40}}?(?:{_NAMES})?[^.;,‹]{{0,20}}?)?),? (?:called |entitled |titled )?{_T}",
                re.IGNORECASE,
            ),
        ),
        (
            "owner",
            re.compile(
                rf"(?P<by>{_N})['’]s? {_T}(?=,? (?:from|out|published|released)?(?: in| on)? ?\(?‹D| \(‹D)"
            ),
        ),
        (
            "wrote",
            re.compile(
                rf"(?P<by>{_NAMES}) (?:has |have )?(?:just |also |now )?(?:{_WROTE}|wrote|writes) {_T}"
            ),
        ),
        (
            "made",
            re.compile(
                rf"(?P<pub>{_NAMES}) (?:has |have )?(?:just |also |now )?(?:{_MADE}) {_T}(?=,? (?:by |an? |\(|which |on |for )|[.,])"
            ),
        ),
        (
            "written",
            re.compile(
                rf"{_T}(?:,| is| was|, which was| has been)? (?:{_WROTE})(?: for (?:the )?(?P<com>{_N}))? by (?:the )?(?P<by>{_NAMES})"
            ),
        ),
        (
            "imprint",
            re.compile(
                rf"{_T},? by (?:the )?(?P<by>{_NAMES})(?: for (?:the )?(?P<for>{_N}))? \((?:(?P<pub>{_N}), )?‹D"
            ),
        ),
        (
            "comes",
            re.compile(rf"{_T},? (?:comes|is (?:just |newly )?out|is new) from (?:the )?(?P<by>{_NAMES})"),
        ),
        (
            "says",
            re.compile(
                rf"(?:^|[.;] )In {_T},? (?:the )?(?P<by>{_NAMES}) (?:{'|'.join(sorted(words('grammar', kind='author verb')))})\b"
            ),
        ),
        ("in which", re.compile(rf"{_T}, in which (?P<by>‹P_*›)")),
        (
            "posted",
            re.compile(
                rf"\b(?:blog|website|site)\b[^.;‹]{{0,20}}, (?P<by>‹P_*›(?: and ‹P_*›)?) (?:asks|wonders|explains|writes|argues|describes|recalls|reflects) (?:in )?{_T}"
            ),
        ),
    )


#: Between a title and its author stand marks or what the work is on: "leans on material from ‹O›" says nothing of who wrote it.
_SAID_BY = re.compile(
    rf"(?:[,\"'()–—*_ ]{{0,4}}|,? (?:on|about|for|into|of|from|in)\b[^.;‹›]{{0,20}}? ){_BY}"
)
_COMMISSIONED = re.compile(
    rf"\bcommissioned by (?:the )?(?P<com>{_N})|\b(?:that|which) (?:the )?(?P<who>{_N}) (?:had |has )?commissioned|\b(?:on behalf of|at the request of) (?:the )?(?P<for>{_N})"
)
_FOR = re.compile(rf" for (?:the )?(?P<com>{_N})")
_OUT = re.compile(
    rf"(?:(?:came|comes|is|was|went) out|out|appeared|{_MADE}|finished|dated|from|posted)(?: by (?:the )?{_N})?(?: online)?(?: in| on)? (?P<d>‹D_*›)|\((?:{_N}, )?(?P<b>‹D_*›)\)|, (?P<e>‹D_*›)\.?$"
)
#: "‹B›, a report on skills, written by ‹P›".
_WRITTEN_BEHIND = re.compile(
    rf"[^.;‹]{{0,70}},? (?:which was |and )?(?:jointly )?(?:{_WROTE}) by (?:the )?(?P<by>{_NAMES})"
)
#: "Her report for ‹O›, ‹B›": somebody's, whom the sentence before names.
_POSSESSIVES = ("His ", "Her ", "Their ")
_SOMEBODYS = re.compile(
    rf"^(?:His|Her|Their) (?:[a-z-]+ ){{0,3}}[a-z]+(?: (?:for|with|on|about) [^.;]{{0,60}}?)?, {_T}"
)
#: "‹O›'s new report, ‹B›".
_OWNER = re.compile(rf"(?P<by>{_N})['’]s? ")
_COMES_FROM = re.compile(rf",? comes from (?:the )?(?P<by>{_NAMES})")
_PUBLISHED = re.compile(
    rf"\b(?:published|released|issued|out|brought out) (?:now )?(?:by|from) (?:the )?(?P<pub>{_N})"
)
_NOT = re.compile(r"\b(?:not|never|nor|neither|without|would|might|could|should|unless|if)\b")


def told(d: Draft) -> None:
    """The works of all prose, with who wrote them, for whom, and when they came out."""
    before: Sentence | None = None
    for sentence in d.prose():
        start = sentence.span()[0]
        over, before = before, sentence
        if sentence.block.kind == "row" or d.is_masked(start) or d.doc.section_at(start).kind == "contents":
            continue
        if any(s.kind in ("event", "report", "blog") and s.id != d.issue for s in d.scopes_at(start)):
            continue
        if over is not None and over.block is sentence.block:
            _dated(d, over, sentence)
        if sum(w[:1].isupper() for w in sentence.text.split()) < 2 or _NOT.search(sentence.text):
            continue
        _read(d, sentence)
        if over is not None and over.block is sentence.block:
            _entitled(d, over, sentence)
            _somebodys(d, over, sentence)


def _somebodys(d: Draft, before: Sentence, sentence: Sentence) -> None:
    """Such as "Her report for the Institute, ‹B›, …": by whom the sentence before names, one person or, of "their", all."""
    if not sentence.text.startswith(_POSSESSIVES):
        return  # asked first: the marks cost more than all else
    match = _SOMEBODYS.match(masked_words(d, sentence))
    title = d.named(sentence.text[slice(*match.span("t"))].strip("\"'"), ("Publication",)) if match else None
    people = {m.id for m in Tagger.of(d).known(before.text) if m.letter == "P" and m.id}
    if title is None or not (len(people) == 1 or (people and sentence.text.startswith("Their "))):
        return
    for person in sorted(people):
        d.relate(title, "author", person, (before.span()[0], sentence.span()[1]), "work told")


def _dated(d: Draft, before: Sentence, sentence: Sentence) -> None:
    """Such as "Title. A report by ‹O›. May 2026.": a day that is a sentence by itself is that of the work before it."""
    day = next(iter(find_dates(sentence.text, after=d.reference, years=True)), None)
    if day is None or sentence.text[: day.start] + sentence.text[day.end :].strip(" .") or before.first:
        return
    first, last = before.span()
    works = [e for e in d.of("Publication") if first <= e.start < last]
    if len(works) == 1 and works[0].start - first < len("The '"):
        where = (first, sentence.span()[1])
        d.relate(works[0].id, "publicationDate", Value(day.value, day.type), where, "work told")


@lru_cache(maxsize=1)
def _below() -> re.Pattern[str]:
    nouns = "|".join(sorted(words("heads", kind="work"), key=len, reverse=True))
    return re.compile(
        rf"(?:The )?(?P<pub>{_NAMES}) (?:has |have )(?:just |now |also )?{_MADE} (?:an?|the|its|their) (?:[a-z-]+ ){{0,3}}(?P<noun>{nouns})\b"
        rf"|(?:An?|Our|The) (?:[a-z-]+ ){{0,3}}(?P<kind>{nouns}) (?:by|from) (?:the )?(?P<by>{_NAMES})"
    )


@lru_cache(maxsize=1)
def _sort_first() -> re.Pattern[str]:
    """What follows a title in a list of works: "Report by …", "In the latest episode of our podcast"."""
    nouns = "|".join(sorted(words("heads", kind="work"), key=len, reverse=True))
    return re.compile(
        rf"(?:An? |The |Our )?(?:[a-z-]+ ){{0,2}}(?P<sort>(?i:{nouns}))(?: post)? (?:by|from) (?:the )?(?=[A-Z])"
        r"|In (?:the|this) (?:[a-z]+ )?(?:episode|edition) of (?:our|the|its) (?P<cast>podcast)\b"
    )


#: Sections whose paragraphs each open with the title of a work.
_LISTS = ("reports", "blogs", "publications")


def _entitled(d: Draft, title: Sentence, sentence: Sentence) -> None:
    """A title in a type of its own at the head of a paragraph, and who made it in the next sentence: "**Title** ‹O› has published a guide"."""
    first, last = title.span()
    if title.first == 0 and d.doc.section_at(first).kind in _LISTS:
        _in_a_list(d, title, sentence)
    name = title.text.rstrip(" .:")
    set_apart = title.first == 0 and d.doc.text[first - 1 : first] in ("*", "_", "[")
    match = _below().match(masked_words(d, sentence)) if set_apart and len(name.split()) > 1 else None
    if match is None or len(name.split()) > 14 or (d.named(name) and not d.named(name, ("Publication",))):
        return
    id_ = d.add(
        "Publication",
        name,
        (first, last),
        kind=match["noun"] or match["kind"],
        how="work in the sentence",
        score=0.8,
    )
    masked = masked_words(d, sentence)
    for group, predicate in (("pub", "publisher"), ("by", "author")):
        if match[group]:
            for one in _agents(d, sentence, masked, *match.span(group), people=group == "by"):
                d.relate(id_, predicate, one, (first, sentence.span()[1]), "work told")


def _in_a_list(d: Draft, title: Sentence, sentence: Sentence) -> None:
    """Such as "Title. Report by ‹O›, May 2026.", "Title. In the latest episode of our podcast, …"."""
    first, last = title.span()
    name = title.text.rstrip(" .:")
    match = _sort_first().match(sentence.text)
    if match is None or not 1 < len(name.split()) < 14 or d.named(name) is not None:
        return
    kind = (match["sort"] or match["cast"]).lower()
    id_ = d.add("Publication", name, (first, last), kind=kind, how="work in a list", score=0.8)
    if match["sort"] is None:
        return
    behind = replace(sentence, first=sentence.first + match.end())
    masked = masked_words(d, behind)
    listed = re.match(_NAMES, masked)
    for one in _agents(d, behind, masked, *listed.span(), people=True) if listed else ():
        d.relate(id_, "author", one, (first, sentence.span()[1]), "work told")
    day = next(iter(find_dates(sentence.text, after=d.reference, years=True)), None)
    if day is not None:
        d.relate(id_, "publicationDate", Value(day.value, day.type), (first, sentence.span()[1]), "work told")


def _read(d: Draft, sentence: Sentence) -> None:
    text, masked = sentence.text, masked_words(d, sentence)
    head = headed_by(d.doc.text, sentence.reading, sentence.first)
    if head > len("‹B›") and d.named(text[:head]) is None:
        masked = f"‹B{'_' * (head - 3)}›{masked[head:]}"
    found: dict[tuple[int, int], list[re.Match[str]]] = {}
    for how, rule in _rules():
        for match in rule.finditer(masked):
            named = how not in ("owner", "made", "says")
            span = _whole(text, match.span("t"))
            genre = bool(match.groupdict().get("noun"))
            if how in _OPEN_WITH_SUBJECT and _INSIDE.search(masked, 0, match.start()):
                continue
            if _ANSWERS.search(masked, 0, match.start("t")) or _A_POLICY.match(masked, match.end("t")):
                continue
            if _fits(match) and _is_title(d, sentence, span, named=named, genre=genre):
                found.setdefault(span, []).append(match)
    spans = sorted(found)
    for n, span in enumerate(spans):
        last = spans[n + 1][0] if n + 1 < len(spans) else len(text)
        _write(d, sentence, masked, span, found[span], last)


#: What answers a work: whose it is can be said of either, as in "a reply to the report ‹B› by ‹O›".
_ANSWERS = re.compile(r"\b(?:reply|response|answer|reaction|introduction) to (?:the |a )?(?:\w+ )?$")
#: "A report on the ‹N› pilot": what is on something is called otherwise.
_A_POLICY = re.compile(rf" (?:{'|'.join(sorted(POLICY_TAILS))})s?\b")
#: The constructions that open with their subject, and what would make that a part of another one: "a friend of ‹O› writes".
_OPEN_WITH_SUBJECT = ("wrote", "made", "comes")
_INSIDE = re.compile(r"\b(?:of|for|to|in|from|by|with|on|at|under) (?:the |an? |our |its )?$")
#: The word that opens a title which is a question: "Why Wages Stall".
_ASKS = re.compile(r"(?:^|[.!?:] )(?P<word>(?:Why|How|What|When|Where|Who) )$")


def _whole(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A title with the question word that opens its sentence."""
    asks = _ASKS.search(text, 0, span[0])
    return (asks.start("word"), span[1]) if asks else span


def _fits(match: re.Match[str]) -> bool:
    """Whether what stands before a title is not who wrote it: "a report by the think tank ‹O›" names no work."""
    middle = match.groupdict().get("mid") or ""
    return "‹" in middle or not re.match(r" (?:by|from|for|of)\b", middle)


def _is_title(d: Draft, sentence: Sentence, span: tuple[int, int], *, named: bool, genre: bool) -> bool:
    """Whether a stretch reads as a title: it is quoted or set apart, or of ordinary words with capitals and no name of anything."""
    raw = sentence.text[span[0] : span[1]]
    title = raw.strip("\"'")
    known = d.named(title)
    if known is not None:
        return d.entities[known].cls == "Publication" and d.entities[known].kind != "article"
    before = sentence.span(*span)[0]
    if title != raw or d.doc.text[before - 1 : before] in ("*", "_", "["):
        return len(title.split()) > 1
    said = [w.strip(",:?!'’") for w in title.split()]
    capitals = [w for w in said if w[:1].isupper()]
    if (
        len(said) < 2
        or d.gazetteer.lookup(title) is not None
        or head_class(title) == "Organisation"
        or (head_class(title) == "Policy" and not genre)
        or title in LEADING
    ):
        return False
    ordinary = 3 * sum(map(is_ordinary, capitals)) >= 2 * len(capitals)
    small = any(w[:1].islower() for w in said)
    return ordinary and (small or not looks_like_person(title) or named)


def _write(
    d: Draft, sentence: Sentence, masked: str, span: tuple[int, int], rows: list[re.Match[str]], last: int
) -> None:
    text = sentence.text
    start, end = span
    while text[start] in "\"'":
        start += 1
    while text[end - 1] in "\"',.":
        end -= 1
    title = text[start:end]
    groups = [m.groupdict() for m in rows]
    noun = next((g["noun"] for g in groups if g.get("noun")), None)
    id_ = d.add(
        "Publication",
        title,
        sentence.span(start, end),
        kind=noun.lower() if noun else "report",
        how="work in the sentence",
        score=0.8,
    )
    if "?" in title[:-1]:
        d.keep_whole(sentence.span(start, end))
    behind = max(m.end() for m in rows if m.end("t") == span[1])
    writers = [m.span("by") for m in rows if m.groupdict().get("by")]
    publishers = [m.span("pub") for m in rows if m.groupdict().get("pub")]
    clients = [m.span(k) for m in rows for k in ("com", "for") if m.groupdict().get(k)]
    middle = next((m.span("mid") for m in rows if m.groupdict().get("mid")), None)
    if middle and (by := re.search(_BY, masked[middle[0] : middle[1]])):
        writers.append((middle[0] + by.start("by"), middle[0] + by.end("by")))
    if not writers and (by := _SAID_BY.match(masked, behind, last)):
        writers.append(by.span("by"))
        behind = by.end()
    if not clients and writers and (match := _FOR.match(masked, behind, last)):
        clients.append(match.span("com"))
    if not writers and (by := _WRITTEN_BEHIND.match(masked, behind, last)):
        writers.append(by.span("by"))
    if not writers and (by := _COMES_FROM.match(masked, span[1], last)):
        writers.append(by.span("by"))
    if not writers and (owner := next((o for m in rows if (o := _OWNER.match(masked, *m.span()))), None)):
        writers.append(owner.span("by"))
    if (match := _COMMISSIONED.search(masked, span[1], last)) is not None:
        group = next(k for k in ("com", "who", "for") if match[k])
        clients.append(match.span(group))
    elif any("wrote" in m.re.pattern or m.groupdict().get("noun") for m in rows) and (
        match := _FOR.match(masked, span[1], last)
    ):
        clients.append(match.span("com"))
    if (match := _PUBLISHED.search(masked, span[1], last)) is not None:
        publishers.append(match.span("pub"))
    for n, (a, b) in enumerate(writers):
        if between := client_in(
            sentence.text[a:b], lambda name: d.named(name, ("Organisation",)) is not None
        ):
            writers[n] = (a, a + between.start())
            clients.append((a + between.end(), b))
    for spans, predicate, people in (
        (writers, "author", True),
        (publishers, "publisher", False),
        (clients, "commissionedBy", False),
    ):
        for a, b in spans:
            for one in _agents(d, sentence, masked, a, b, people=people):
                d.relate(id_, predicate, one, sentence.span(), "work told")
    out = _OUT.search(masked, span[1], last)
    if out is not None:
        a, b = out.span(next(k for k in ("d", "b", "e") if out[k]))
        when = next(iter(find_dates(text[a:b], after=d.reference, years=True)), None)
        if when is not None:
            d.relate(id_, "publicationDate", Value(when.value, when.type), sentence.span(), "work told")


def _agents(
    d: Draft, sentence: Sentence, masked: str, first: int, last: int, *, people: bool
) -> Iterator[str]:
    for a, b in each(masked, first, last, _N):
        name = sentence.text[a:b].strip("\"'")
        known = d.named(name, ("Person", "Organisation"))
        if known is None and is_bare_head(name):
            known = only_bearer(d, name)
            if known is None:
                continue
        if known is None:
            cls = classify(Span(a, b, name))
            if cls in ("Role", "Place", "Generic") or d.named(name) is not None:
                continue
            if people and looks_like_person(name) and cls != "Organisation":
                known = d.add("Person", name, sentence.span(a, b), how="work told", score=0.8)
            else:
                known = organisation(d, name, sentence.span(a, b), how="work told", score=0.8)
        if people or d.entities[known].cls == "Organisation":
            yield known
