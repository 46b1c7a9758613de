"""Extracts evidence reviews: title, authors, date and theme of the review that an article summarises."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ..dates import find_dates
from ..names import fold, slug
from ..records import Value
from .agents import looks_like_person
from .draft import Draft, Scope, Sentence
from .heads import head_class
from .spans import capitalised, classify
from .tagging import Tagger
from .themes import resolve

__all__ = ["review_facts", "reviews"]

_REVIEW = re.compile(
    r"\b(?P<name>(?:[A-Z][\w'-]*,? (?:(?:and|the|(?:of|in|for|to|at|from|on)(?: the| an?)?) )?){1,12})(?:[Ee]vidence )(?:[Rr]eview|[Ss]ynthesis)\b"
)
#: "*Warm Homes*, the new evidence review": a review with a title of its own.
_TITLED_REVIEW = re.compile(
    r"(?<!\*)[*_\"“](?P<title>[A-Z](?:[^*_\"”\n]|\n(?!\n)){3,90})[*_\"”],?\s(?:is\s)?(?:the|an?|our)\s(?:new\s|latest\s|recent\s|first\s|second\s|third\s)?(?:rapid\s)?"
    r"(?:evidence\s(?:review|synthesis)|review\sof\sthe\sevidence)"
)
#: A run of capitals that is no title of its own, but what a review is called by: "the Skills Evidence Review".
_PROPER = re.compile(r"\b(?:Review|Synthesis|Assessment)\b")
#: "our evidence review, "Homes and Heat", …", "the evidence review for the Skills theme, "Homes and Heat", …".
_REVIEW_TITLED = re.compile(
    r"\bevidence\s(?:review|synthesis)(?:\s(?:for|of|on|into|under|about|from|by)\s(?:[^*_\"“”.;:\n]|\n(?!\n)){1,90}?(?=,\s|\s(?:called|entitled)\s))?,?\s"
    r"(?:called\s|entitled\s)?[*_\"“](?P<title>[A-Z](?:[^*_\"”\n]|\n(?!\n)){3,90})[*_\"”]"
)
_REVIEW_KIND = (
    r"(?:(?:rapid |scoping |systematic )?evidence (?:review|synthesis|assessment)|(?:rapid|scoping|systematic|literature) review|"
    r"(?:review|synthesis) of (?:the |recent )?(?:evidence|research|literature))"
)
_REVIEW_WORD = re.compile(
    rf"\b{_REVIEW_KIND}\b|\b(?:first|second|third|fourth|fifth|sixth|seventh|last|latest|newest|next|one) (?:of|in) (?:our|the) (?:series of )?(?:[\w-]+ ){{0,3}}evidence reviews\b|\breview of (?:[a-z][\w-]* ){{1,5}}[a-z][\w-]*, [A-Z]",
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
        rf"(?:\b(?:In|From|Behind|With|Called) )?(?P<title>{_TITLE_RUN}),? (?:\(?(?:is |was )?(?:an?|our|its|their|this|that|(?:the )?(?:[A-Z][\w-]*(?: (?:of |for |the )*[A-Z][\w-]*){{0,5}}['’]s)|the) (?:[a-z]+ ){{0,2}}?)(?i:{_REVIEW_KIND}|review)\b",
        rf"\b(?i:{_REVIEW_KIND}|review),? (?:(?:is|was) (?=called|entitled|titled))?(?:called |entitled |titled |named )?(?P<title>{_TITLE_RUN})(?=[,.;] | (?:was|is|has|asks|finds|looks|by)\b)",
        rf"\b(?i:{_REVIEW_KIND}), (?P<title>{_TITLE_RUN})(?P<sure>,) (?=[a-z])",
        rf"\b(?i:review|synthesis) of (?:[a-z][\w-]* ){{1,5}}[a-z][\w-]*, (?:called |entitled )?(?P<title>{_TITLE_RUN})(?P<sure>, )(?=[a-z])",
        rf"(?:\bsummaris\w+ |^|[.?!] )(?P<title>{_TITLE_RUN}),? (?:is )?the (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|latest|newest|last|next)(?: [a-z]+)? (?:in|of) (?:our|the|its|a) (?:series of )?(?:[A-Z]?[\w-]+ ){{0,4}}(?i:evidence reviews?|reviews of (?:the )?evidence)\b",
        rf"(?:^|[.?!] )(?P<title>{_TITLE_RUN}) (?:was|is|has been) (?:\w+ly )?(?:written|authored|commissioned|prepared|produced|published|compiled|edited)\b",
    )
)
#: A heading that describes: "Evidence review: care workers in remote valleys". The review's title stands in the text.
_DESCRIBING = re.compile(r"(?i:\b(?:review|synthesis)): [a-z]")
_DESCRIBED_REVIEW = re.compile(
    rf"(?:^|[.?!] )(?P<title>{_TITLE_RUN})(?:,? (?:(?:was|has been) )?(?:published|released|issued|launched) (?:in|on) |"
    rf" (?:appeared|came out) (?:in|on) | (?:brings|pulls|draws) together | (?:reviews|summarises|synthesises|is (?:the|our) (?:[a-z]+ )?(?:evidence )?review)\b)"
)
#: "The full review, Homes and Heat, is on our website": wherever an article says so, that is what it sums up.
_FULL_REVIEW = re.compile(
    rf"\b[Tt]he (?:full|complete|whole) (?:evidence )?(?:review|synthesis|report), (?P<title>{_TITLE_RUN}),? (?:is|can|may|will|has|was)\b"
)
#: "Homes and Heat: An Evidence Review": a title that says itself what it is.
_SUBTITLED = re.compile(
    rf"(?P<title>{_TITLE_RUN}(?<=Review|thesis|ssment)\b"
    rf"(?: (?:of|on|into) {_CAPITAL}(?: (?:(?:of|and|in|for|the|&) ){{0,2}}{_CAPITAL}){{0,6}})?)"
)
_SUBTITLE = re.compile(
    r": (?:An? |The )?(?:\w+ ){0,2}?(?:Evidence |Literature |Systematic |Scoping )(?:Review|Synthesis|Assessment)(?: (?:of|on|into) .+)?$"
)
#: What makes a title of fewer capitals: "Rents and Reasons, an evidence review for …".
_BESIDE_REVIEW = re.compile(
    r"(?:,| is| was) (?:an?|our|its|their|the|(?:the )?[A-Z][\w-]*(?: (?:of |for |the )*[A-Z][\w-]*){0,5}['’]s) (?:[a-z]+ ){0,2}?(?:evidence|literature) (?:review|synthesis)\b"
)
_CALLED = re.compile(r"\b(?:called|entitled|titled|named) $")
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


_LETTER = re.compile(
    r"(?:an? |our |the )?(?:welcome|editorial|editor['’]?s? (?:letter|note|words?)|foreword|hello|letter from|note from|from (?:the|our) (?:editor|director|chair))\b",
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
        if _LETTER.match(title):
            continue  # what a letter says of reviews, their own articles say
        opening = [s for n, s in enumerate(d.sentences(scope.start, scope.end)) if n < 7]
        opening = [s for s in opening if not _NO_REVIEW.search(s.text)]
        first = next((s for s in opening if _REVIEW_WORD.search(s.text)), None)
        told = _REVIEW_WORD.search(f"{_label(d, scope)} {title}") is not None
        if first is None and not told:
            continue
        if first is None:
            first = next((s for s in opening if _OPENING.search(s.text)), opening[0] if opening else None)
        if first is None:
            continue
        name, span = _review_name(d, scope)
        _named_theme(d, opening)
        theme = _theme_of(d, [title, *([name] if name else []), *(s.text for s in opening)])
        heading = (d.entities[scope.id].start, d.entities[scope.id].end)
        if name is None and _REVIEW_WORD.search(title):
            name, span = title, heading
        elif name is None and theme and _is_called_by(d.entities[theme].name, first.text):
            name, span = f"{d.entities[theme].name} Evidence Review", first.span()
        elif name is None and not told and not any(_OWN_REVIEW.search(s.text) for s in opening):
            continue  # an article that speaks of some evidence review sums none up
        elif name is None:
            name, span = title, heading
        aliases = [title, re.sub(r"^[^:]*\b(?:review|synthesis): ", "", title, flags=re.IGNORECASE)]
        aliases = aliases if re.search(r"\b(?:review|synthesis)\b", title, re.IGNORECASE) else []
        phrase = re.search(r"[Ee]vidence review (?:of|on|into) [^.;]{4,90}", first.text)
        if phrase:
            aliases.append(re.split(r" as part of|, | and their", phrase.group())[0])
        elif theme and name == f"{d.entities[theme].name} Evidence Review":
            aliases += _called_by(d.entities[theme].name, first.text)
        scope.review = _review_entity(d, name, span, aliases)
        scope.theme = theme
        naming = next((s.span() for s in opening if s.span()[0] <= span[0] < s.span()[1]), first.span())
        _says(d, scope.id, "summarises", scope.review, (first.span(), naming), heading)
        if theme:
            for subject in (scope.id, scope.review):
                _says(d, subject, "reviewsTheme", theme, (first.span(), naming), heading)


def _label(d: Draft, scope: Scope) -> str:
    """What is above an article's title or before it: "EVIDENCE REVIEW", "Evidence review: …"."""
    if scope.section is None:
        return ""
    above = [b for b in d.doc.blocks_in(scope.section.start, scope.section.end)[:1] if b.kind == "kicker"]
    return " ".join([*(d.quote(b.start, b.end) for b in above), scope.section.heading])


#: "our evidence review for ‹T›": what an evidence review is made for is a theme, unless it is a body or a place.
_REVIEW_FOR = re.compile(
    rf"{_REVIEW_KIND} (?:for|of|under) (?:our |the )?(?:theme (?:of |called )?)?(?P<theme>{_TITLE_RUN})(?= theme|[,.;]| and\b| (?:is|was|by|asks|looks)\b)"
)


def _named_theme(d: Draft, opening: list[Sentence]) -> None:
    """The theme for which an article's opening says that its review was made, where nothing else names it."""
    for sentence in opening:
        match = _REVIEW_FOR.search(sentence.text)
        if match is None or head_class(match["theme"]) is not None or d.named(match["theme"]) is not None:
            continue
        if (
            resolve(d, match["theme"]) is None
            and d.gazetteer.lookup(match["theme"]) is None
            and not _PROPER.search(match["theme"])
        ):
            where = sentence.span(*match.span("theme"))
            d.add("Theme", match["theme"], where, kind="LPIP theme", how="theme of a review", score=0.8)


def _is_called_by(theme: str, text: str) -> bool:
    """Whether a sentence calls its review by a theme: "the Skills evidence review", "the review of the evidence on skills"."""
    name = re.escape(fold(theme))
    review = r"(?:(?:rapid |scoping )?evidence (?:review|synthesis)|review(?: of (?:the )?evidence)?)"
    return (
        re.search(
            rf"\b{name} (?:theme )?{review}\b|\b{review} (?:of|on|for|into|about|under) (?:our |the )?(?:theme (?:of )?)?{name}\b",
            fold(text),
        )
        is not None
    )


def _called_by(theme: str, text: str) -> list[str]:
    """The words of a sentence that call its review by a theme, where they do so in another order than its name."""
    said = rf"{_REVIEW_KIND} (?:for|about|under) (?:our |the )?(?:theme (?:of )?)?{re.escape(theme)}\b"
    return [found.group() for found in re.finditer(said, text, re.IGNORECASE)][:1]


def _says(
    d: Draft, s: str, p: str, o: str, sentences: tuple[tuple[int, int], ...], heading: tuple[int, int]
) -> None:
    """A statement by the first sentence that names one of its ends, or else by the article's heading."""
    names = [f" {fold(n)} " for id_ in (s, o) for n in d.entities[id_].names]
    told = next((x for x in sentences if any(n in f" {fold(d.quote(*x))} " for n in names)), None)
    d.relate(s, p, o, told or heading, "review", basis="stated" if told else "bySection")


def _is_title(run: str, least: int = 3) -> bool:
    """Whether a run of so many capitals may be a review's title: not what a review is called by, an organisation, or where and when it came out."""
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
    prose = [b for b in d.doc.blocks_in(scope.start, scope.end) if b.kind == "paragraph"]
    for block in prose:
        reading = d.doc.reading(block.start, block.end)
        if full := _FULL_REVIEW.search(reading.text):
            where = reading.span(*full.span("title"))
            d.keep_whole(where)
            return full["title"].rstrip(" ,"), where
    opening = [b for b in prose if b.end - b.start > 60 or d.doc.text[b.start : b.end].endswith(".")]
    described = scope.section is not None and _DESCRIBING.search(scope.section.heading) is not None
    rules = (*_RUN_REVIEW, _DESCRIBED_REVIEW) if described else _RUN_REVIEW
    for block in opening[:3]:
        reading = d.doc.reading(block.start, block.end)
        for titled in _SUBTITLED.finditer(reading.text):
            if _SUBTITLE.search(titled["title"]):
                where = reading.span(*titled.span("title"))
                d.keep_whole(where)
                return titled["title"], where
        for rule in rules:
            run = rule.search(reading.text)
            short = run is not None and bool(
                _BESIDE_REVIEW.match(run.string, run.end("title"))
                or _CALLED.search(run.string[: run.start("title")])
                or "sure" in rule.groupindex
            )
            if run and "sure" in rule.groupindex and looks_like_person(run["title"]):
                continue  # "the review, Ada Green, says"
            if run and _is_title(run["title"], 2 if short else 3):
                where = reading.span(*run.span("title"))
                if described or re.search(r"[?!.] ", run["title"]):
                    d.keep_whole(where)
                return run["title"].rstrip(" ,"), where
    for sentence in d.sentences(scope.start, scope.end):
        for match in _REVIEW.finditer(sentence.text):
            name = re.sub(r"^(?:.*'s |(?:The|Our|This|That|An?|Each|In|View|Read) )+", "", match.group())
            if name.split()[0].lower() not in ("evidence", "review", "rapid") and len(name.split()) > 1:
                return name, sentence.span(match.end() - len(name), match.end())
    return None, (0, 0)


_PUBLISHED = re.compile(
    r"\b(?:published|released|issued|launched|appeared|came out|out)(?: by [^,.;]{3,60}?)? (?:in|on) (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?(?P<date>[\w ]{4,20}\d{4}|\d{1,2} [A-Z][a-z]+)"
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
    """A sentence with the name of what it describes, where that is in the next: "… came out on 3 March. Title was written …"."""
    entity = d.entities[id_]
    if span[1] <= entity.start < span[1] + 200:
        return span[0], entity.end
    return span


def review_facts(d: Draft) -> None:
    """When a review came out, who published it and who wrote it, where the article's opening states this."""
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
    listed = d.find("Publication", name)
    if listed is not None and d.entities[listed].how == "record":
        d.change(listed, kind="evidence review")  # a list of works has it, too
        return listed
    found = d.add("Publication", name, span, kind="evidence review", how="review", id_=id_)
    d.change(found, aliases=tuple(dict.fromkeys(a for a in aliases if a != name)))
    return found


def _names_it(word: str, sentence: str) -> bool:
    """Whether a sentence names a theme of one word, and does not only use the word: "adult skills" is not a theme."""
    return (
        re.search(
            rf"(?<=\S )(?-i:{re.escape(word)})\b|\b{re.escape(word)} (?:theme|evidence|review|strand)\b",
            sentence,
            re.IGNORECASE,
        )
        is not None
    )


def _theme_of(d: Draft, texts: list[str]) -> str | None:
    """The theme that a title or opening names: the longest theme name in the first text that has one."""
    themes = list(d.of("Theme"))
    for at, text in enumerate(texts):
        folded = f" {fold(text)} "
        hits = [
            (len(fold(n)), t.id)
            for t in themes
            for n in t.names
            if f" {fold(n)} " in folded and (" " in n or not at or _names_it(n, text))
        ]
        if hits:
            return max(hits)[1]
    words = set(fold(texts[0]).split()) if texts else set()
    scored = []
    for theme in themes:
        own = {w for w in fold(theme.name).split() if len(w) > 3}
        scored.append((len(own & words) / max(len(own), 1), theme.id))
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= 0.5 else None
