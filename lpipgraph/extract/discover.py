"""Names in running text that no list knows: by head noun, acronym, title, apposition, grammar of lists, and what libraries know."""

from __future__ import annotations

import re

from ..names import fold
from .agents import looks_like_person, organisation
from .draft import Draft, Sentence
from .lexicon import ACRONYM, PERSON, PERSON_TITLE, POLICY_TAILS, ROLE_HEADS, singular
from .spans import Span, capitalised, classify
from .tagging import Tagged, Tagger, pattern

__all__ = ["cases", "names", "people", "places", "slots"]

_TITLED = re.compile(rf"\b{PERSON_TITLE} {PERSON}")
_APPOSED = re.compile(
    rf"(?P<name>{PERSON})(?:, (?:who (?:is|was) )?| \(| is | was | has been )(?:an? |the |now )*"
    r"(?P<role>(?:[A-Z][\w-]+ ){0,4}(?:[A-Z][\w-]+)|[a-z-]+)"
)
#: The opening of an entry of people news: "APPOINTED: Jo Doe will be …", "Jo Doe – Reader in Things, University of X".
_MOVES = re.compile(
    rf"^(?:[A-Z][A-Z ]+: )?(?P<name>{PERSON})(?=,| –| will\b| leaves\b| has\b| joins?\b| joined\b| is\b| moves\b| returns\b| became\b)"
)
_SAYS = re.compile(rf"\b(?:says|said|argues|explains|writes) (?P<name>{PERSON})\b")


def _masked(d: Draft, start: int) -> bool:
    return any(a <= start < b for a, b in d.masked)


def people(d: Draft) -> None:
    """Persons by title ("Professor Jo Doe"), role ("Jo Doe, Head of Things") or speech ("says Jo Doe")."""
    for sentence in _prose(d):
        text = sentence.text
        for match in _TITLED.finditer(text):
            name = _trim(match.group())
            if len(name.split()) >= 3:
                d.add(
                    "Person",
                    name,
                    sentence.span(match.start(), match.start() + len(name)),
                    how="title",
                    score=0.9,
                )
        for match in _APPOSED.finditer(text):
            role = match["role"].split()
            if singular(role[-1]) in ROLE_HEADS or singular(role[0]) in ROLE_HEADS:
                name = match["name"]
                if looks_like_person(name) and not _geographic(d, name):
                    d.add(
                        "Person",
                        name,
                        sentence.span(*match.span("name")),
                        how="role in apposition",
                        score=0.85,
                    )
        if d.doc.section_at(sentence.span()[0]).kind == "people":
            moved = _MOVES.match(text)
            if moved and looks_like_person(moved["name"]):
                d.add(
                    "Person", moved["name"], sentence.span(*moved.span("name")), how="people news", score=0.9
                )
        for match in _SAYS.finditer(text):
            if looks_like_person(match["name"]):
                d.add("Person", match["name"], sentence.span(*match.span("name")), how="speech", score=0.8)
        for match in re.finditer(rf"\b(?:from|after|for) (?P<name>{PERSON})(?= as |, co-ord)", text):
            if looks_like_person(match["name"]) and not _geographic(d, match["name"]):
                d.add(
                    "Person",
                    match["name"],
                    sentence.span(*match.span("name")),
                    how="role in apposition",
                    score=0.8,
                )


def _trim(name: str) -> str:
    words = name.split()
    while words and (words[-1].lower().rstrip(".") in ("is", "the") or not words[-1][0].isupper()):
        words.pop()
    return " ".join(words)


def _geographic(d: Draft, name: str) -> bool:
    return any(d.gazetteer.lookup(w) for w in (name, name.rsplit(maxsplit=1)[-1])) and not re.match(
        PERSON_TITLE, name
    )


def _prose(d: Draft) -> list[Sentence]:
    return [
        s
        for b in d.doc.blocks
        if b.kind in ("paragraph", "item", "row")
        and not (d.doc.sections[0].end < b.start and d.doc.section_at(b.start).kind == "contents")
        for s in d.block_sentences(b)
    ]


def names(d: Draft) -> None:
    """Organisations and policies by their head nouns; authority names by their mere presence."""
    tagger = Tagger.of(d)
    entries = d.authority.by_id()
    for sentence in _prose(d):
        known = tagger.known(sentence.text)
        for m in known:
            if m.id is not None and m.id not in d.entities and m.id in entries:
                entry = entries[m.id]
                if entry.cls in ("Theme", "Publication", "Event") or _masked(
                    d, sentence.span(m.start, m.end)[0]
                ):
                    continue
                d.add(
                    entry.cls,
                    m.text,
                    sentence.span(m.start, m.end),
                    kind=entry.kind,
                    how="authority",
                    id_=m.id,
                )
            elif m.id is not None and m.id in d.entities and d.entities[m.id].cls not in ("Publication",):
                d.alias(m.id, m.text)
    tagger = Tagger.of(d)
    for sentence in _prose(d):
        if _masked(d, sentence.span()[0]) and sentence.block.kind != "paragraph":
            continue
        found = tagger.known(sentence.text)
        for span in capitalised(sentence.text, tagger.alone):
            inside = [m for m in found if m.start <= span.start and span.end <= m.end]
            where = sentence.span(span.start, span.end)
            if inside or _masked(d, where[0]):
                continue
            overlapping = [
                m for m in found if m.start < span.end and span.start < m.end and m.letter in "POB"
            ]
            if (
                overlapping
                and overlapping[0].end - overlapping[0].start > (span.end - span.start) / 2
                and overlapping[0].letter != "O"
            ):
                continue
            cls = _class(d, span, sentence)
            if cls:
                _named(d, span, cls, sentence)
    _acronyms(d)


def _class(d: Draft, span: Span, sentence: Sentence) -> str | None:
    cls = classify(span)
    if cls in ("Role", "Generic", None):
        return None
    words = span.text.split()
    if d.gazetteer.lookup(span.text) is not None and not span.tail:
        return None
    if cls == "Policy" and len(words) == 1 and not span.tail:
        return None
    low = words[-1].lower()
    if span.tail and _demonym(span.text):
        return None
    if span.first and len(words) == 1 and re.fullmatch(r"[A-Z][a-z]+", span.text):
        return None
    after = sentence.text[span.end :]
    before = sentence.text[: span.start]
    if (
        cls == "Organisation"
        and re.match(r" (?:officers?|staff|boundaries|areas?)\b", after)
        and low in ("authority", "authorities")
    ):
        return None
    if (
        cls == "Policy"
        and re.search(r"\b(?:by|at|for|joined|with) the $", before)
        and low in ("fund",)
        and re.match(r"\.|$|,? (?:has|have|argues|finds)", after)
    ):
        return "Organisation"
    if (
        cls == "Policy"
        and re.match(r" (?:has|have|who|argues?|published|commissioned|and partners)\b", after)
        and low == "accelerator"
    ):
        return "Organisation"
    if (
        cls == "Organisation"
        and low in ("partnerships", "offices", "agencies")
        and _programme_like(sentence.text, after)
    ):
        return "Policy"
    return cls


def _programme_like(sentence: str, after: str) -> bool:
    return bool(
        re.match(r" (?:in [A-Z]|provide|offer|aim|are tailored|were)", after)
        and re.search(r"\b(?:approach|programmes?|polic(?:y|ies)|scheme|initiatives?|since the)\b", sentence)
    ) or bool(re.match(r" \((?:19|20)\d\d", after))


_HEAD_KIND = {"paper": "white paper", "bill": "legislation", "act": "legislation", "book": "guidance"}


def _named(d: Draft, span: Span, cls: str, sentence: Sentence) -> None:
    end = span.end + (len(span.tail) + 1 if span.tail else 0)
    where = sentence.span(span.start, end)
    name = sentence.text[span.start : end]
    aliases = [span.text] if span.tail and len(span.text.split()) + len(span.text) > 6 else []
    if cls == "Organisation":
        organisation(d, span.text, where, how="head noun", score=0.85)
        return
    head = singular(span.tail or span.text.split()[-1])
    if span.tail and (ACRONYM.fullmatch(span.text) or classify(Span(0, 0, span.text)) == "Organisation"):
        aliases = []
    d.add("Policy", name, where, kind=_HEAD_KIND.get(head, head), aliases=aliases, how="head noun", score=0.8)


def _acronyms(d: Draft) -> None:
    """Each acronym is an alias of what its long form names."""
    for acronym, long in d.long_form.items():
        bare = re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", long)
        id_ = d.named(bare, ("Organisation", "Policy"))
        if id_ is None:
            match = re.search(re.escape(bare).replace(r"\ ", r"\s+") + r"\b", d.doc.text)
            if match is None:
                continue
            cls = classify(Span(0, len(bare), bare))
            if cls not in ("Organisation", "Policy"):
                cls = "Organisation" if acronym.isupper() and len(acronym) > 2 and bare[0].isupper() else None
            if cls is None or d.named(bare) or f"{acronym}s" in d.long_form:
                continue
            id_ = d.add(cls, bare, match.span(), how="long form with acronym", score=0.8)
        d.alias(id_, acronym)


# --- places ----------------------------------------------------------------------------------------------------------


def places(d: Draft) -> None:
    """Places that the gazetteer knows, outside other names."""
    tagger = Tagger.of(d)
    for sentence in _prose(d):
        found = [m for m in tagger.known(sentence.text) if m.letter != "G"]
        if d.doc.section_at(sentence.span()[0]).kind == "contacts":
            continue
        for name, start, end in d.places_in(sentence.text):
            if any(m.start < end and start < m.end for m in found):
                continue
            where = sentence.span(start, end)
            if _masked(d, where[0]):
                continue
            known = d.gazetteer.lookup(name)
            if known is None or (
                known.careful
                and not re.search(
                    r"\b(?:in|across|around|near|of|at|from|and|to)\s(?:the )?$", sentence.text[:start]
                )
            ):
                continue
            if (
                re.match(r"(?:'s)? (?:University|College|Council|Partnership)\b", sentence.text[end:])
                and False
            ):
                continue
            if (
                re.search(r"(?:[A-Z][\w'-]+ )$", sentence.text[:start])
                and start > 0
                and not sentence.text[:start].rstrip().endswith((".", ","))
            ):
                before = sentence.text[:start].split()[-1]
                if before[0].isupper() and before not in (
                    "In",
                    "The",
                    "From",
                    "And",
                    "Of",
                    "Across",
                    "At",
                    "For",
                    "Mr",
                    "While",
                    "Both",
                    "When",
                ):
                    continue
            if re.match(r" [A-Z]", sentence.text[end:]) and known.kind not in ("country", "nation", "region"):
                continue
            d.add("Place", name, where, kind=known.kind, how="gazetteer", score=0.9)


# --- case studies ------------------------------------------------------------------------------------------------------

_CASE_HEADING = re.compile(
    r"\b(?:international|abroad|elsewhere|case stud(?:y|ies)|examples?|practice|perspectives|what places do|cases|lessons from|where it (?:has worked|works)|stories|near and far|in action|learn from|worth copying|worth a look|inspiration)\b",
    re.IGNORECASE,
)
_CASE_TAIL = re.compile(
    r" (?P<tail>scheme|initiative|region|project|programme|model|park|centres?|co-operatives|district|quarter|fund|pilot)\b"
)


def cases(d: Draft) -> None:
    """Named examples of practice: what is named first in the sentences under a heading such as "International perspectives"."""
    for scope in [s for s in d.scopes if s.kind == "article" and s.review]:
        heading = ""
        for block in d.doc.blocks_in(scope.start, scope.end):
            if block.kind == "heading":
                heading = d.quote(block.start, block.end)
                continue
            line = d.quote(block.start, block.end)
            if not (
                _CASE_HEADING.search(heading)
                or re.search(r"\b(?:case studies|cases from|as a starting point|visited places)\b", line)
            ):
                continue
            for sentence in d.block_sentences(block):
                _case(d, sentence)


_EXAMPLE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last)(?: case| example)?,? (?:the )?$|"
    r"\b(?:case|example|initiatives?|examples?|cases?) (?:is|are|comes?|considers?|include[s]?|adds?|of)\b[^.]*$|"
    r"\b(?:considers|contributes|offers|shows?|with|visit|example is|case is|case,|is the)\b[^.]*$"
)
_OPENING = re.compile(
    r"^(?:In|At|From|On|Abroad|Farther|Further|Closer|Additionally|Elsewhere)[^.]*, (?:the )?$|\b(?:residents of|with) $|^\W*(?:[Tt]he )?$"
)
_TOLD = re.compile(r", (?:which|where) (?:began|has|was|is|started|turned|brings|opened)\b")
_A_PLACE = re.compile(
    r"(?P<name>[A-ZÀ-Þ][\w'-]+), an? (?:[a-z]+ )?(?:town|city|village|district|island) in [A-Z]"
)
#: Tails that belong to the name itself: "Dutch Innovation Vouchers scheme", not "the Riviera del Brenta region".
_OWN_TAILS = frozenset(
    [
        "scheme",
        "programme",
        "model",
        "park",
        "district",
        "quarter",
        "centres",
        "centre",
        "co-operatives",
        "fund",
    ]
)


def _case(d: Draft, sentence: Sentence) -> None:
    """The examples that a sentence under such a heading names."""
    text = sentence.text
    place = _A_PLACE.match(text)
    if place:
        where = sentence.span(*place.span("name"))
        d.add("CaseStudy", place["name"], where, kind="case study", how="example of practice", score=0.6)
    for span in capitalised(text, lambda n: d.gazetteer.lookup(n) is not None):
        name, end = span.text, span.end
        tail = _CASE_TAIL.match(text[end:])
        if _no_case(d, span, sentence, tail["tail"] if tail else ""):
            continue
        subject = _OPENING.search(text[: span.start])
        body = subject and _is_case_body(text, end)
        if (d.named(name, ("Organisation",)) or classify(span) == "Organisation") and not body:
            continue
        told = _TOLD.match(text[end:]) and len(name.split()) > 1
        if not (tail or subject or told or _EXAMPLE.search(text[: span.start])):
            continue
        aliases: list[str] = []
        if tail:
            longer = f"{name}{tail.group()}"
            name, aliases = (longer, [name]) if tail["tail"] in _OWN_TAILS else (name, [longer])
            end += len(tail.group())
        if d.find("Policy", name) is None and d.find("Policy", span.text) is None:
            where = sentence.span(span.start, end)
            d.add(
                "CaseStudy",
                name,
                where,
                aliases=aliases,
                kind="case study",
                how="example of practice",
                score=0.7,
            )


def _no_case(d: Draft, span: Span, sentence: Sentence, tail: str) -> bool:
    """Whether a span is a place, a person, a theme, a citation or an ordinary word at the head of its sentence."""
    name = span.text
    if _masked(d, sentence.span(span.start, span.end)[0]) or re.fullmatch(r"[A-Z][a-z]+-[a-z]+", name):
        return True
    if (d.gazetteer.lookup(name) is not None or classify(span) in ("Role", "Generic")) and tail != "region":
        return True
    if d.named(name, ("Person", "Theme", "Publication")) or _demonym(name):
        return True
    if span.first and len(name.split()) == 1 and _common(d, name):
        return True
    return len(name) < 4 and not ACRONYM.fullmatch(name)


_OFFERED = re.compile(
    r"(?P<g>[A-Z][\w' ]+?) (?:offers|contributes|gives us|gave us|brings|has) (?:the )?$|^[^.]{0,40}\b(?:in|from) (?P<h>[A-Z]\w+),? (?:the )?$"
)


def _offered(d: Draft, sentence: Sentence) -> None:
    """Such as "Germany offers the IBA Emscher Park"; "Bristol City Leap shows what a council can do"."""
    text = sentence.text
    for span in capitalised(text, lambda n: d.gazetteer.lookup(n) is not None):
        if classify(span) is not None or d.gazetteer.lookup(span.text) or d.named(span.text):
            continue
        before = _OFFERED.search(text[: span.start])
        place = before and d.gazetteer.lookup((before["g"] or before["h"] or "").strip())
        shows = not text[: span.start].strip(" The") and re.match(
            r" shows? (?:what|how|that)\b", text[span.end :]
        )
        if (place and (before is None or before["g"])) or shows:
            where = sentence.span(span.start, span.end)
            d.add("CaseStudy", span.text, where, kind="case study", how="example of practice", score=0.6)


def _is_case_body(text: str, end: int) -> bool:
    return bool(re.match(r"(?:,? (?:in|at|is|has|have|showed|shows|was|turned|brings)\b|,)", text[end:]))


def _common(d: Draft, word: str) -> bool:
    """Whether a word at the head of a sentence is an ordinary word: it stands in lower case elsewhere, or ends like one."""
    return bool(re.search(rf"\b{re.escape(word.lower())}\b", d.doc.text)) or word.endswith(
        ("ing", "ly", "tion", "ment")
    )


# --- names of unknown class in telling places ------------------------------------------------------------------------

_BODY_SLOTS = tuple(
    pattern(p)
    for p in (
        r"\b(?:joined) (?:the )?{N}(?: team)?",
        r"‹[PR]\d+›[^.;‹]{0,60} (?:at|with) (?:the )?{N}(?: team)?(?= (?:in|on|as|since|and|,|\.)|[,.]|$)",
        r"(?:worked|works?|employed|post|career|managed projects|spent) [^‹.]{0,40}?(?:for|at|by|in|with) (?:the )?{N}",
        r"‹R\d+›,? (?:at|of|with|for) (?:the )?{N}",
        r"\b(?:led|run|hosted|commissioned|published|organised|funded|supported|overseen|managed|delivered|owned|prepared|developed|produced|contributed|employed|announced) (?:jointly )?(?:by|from|with) (?:the )?{N}",
        r"\bresearchers from (?:the )?{N}",
        r"\b(?:secondment|seconded) (?:to|with|at) (?:the )?{N}",
        r"\b(?:commissioned|prepared|produced|written) for (?:the )?{N}",
        r"{N} (?:is|are) (?:a|an|the) (?:charity|think tank|agency|network|institute|company|body|centre|university|council)\b",
        r"{N}(?=, an? (?:institute|charity|agency|centre|think tank|network|research body)\b)",
        r"{N} (?:argues|finds|found|has investigated|reports|says|runs|publishes|published|team\b)",
        r"{N}'s (?:Centre|Institute|Office|research|researchers|own|programme|team)\b",
        r"\b(?:together|along|jointly|partnership|working alongside|teamed up) with (?:the )?{N}",
        r"\bon the {N} website",
    )
)
#: "at Stallingborough in North East Lincolnshire": a place within a place.
_AT_IN = pattern(r"\bat {N},? in (?:the )?{G}")
#: "Güssing, a small town in Austria".
_A_TOWN = pattern(r"{N}, an? (?:[a-z]+ )?(?P<kind>town|city|village|district|island|region|suburb|county)\b")
_LIST_INTRO = re.compile(
    r"\b(?:resources|publications|reports|surveys|papers|studies|files|material|analysis|evidence|sources|data|statistics|contribut\w+|work|research|sources? (?:are|were|include))\b"
    r"[^‹]{0,60}(?:from|by|are|were|include|includes|of) (?:the )?(?:analysis from )?‹"
)
_POLICY_SLOTS = tuple(
    pattern(p)
    for p in (
        r"{N}[^‹.]{0,20} (?:offers|is worth|was worth|carries|carry|has been promised) [^‹.]{0,12}£",
        r"£[\d.,]+ ?(?:million|billion|m|bn)[^‹.]{0,25} (?:on|for|to|into) (?:the )?{N}",
        r"(?:made way for|gave way to|by way of|its counterpart in|way to the|pays for|repair through|paid through) (?:the )?{N}",
        r"{N},? (?:which )?(?:replace[sd]|took over from|takes over from|stands in for|picks up where|takes the place of)\b",
        r"{N}, (?:run|budgeted|delivered|designed|set going|kept up) (?:by|at|in)\b",
        r"{N}(?=[\"']?,? is [^.‹]{0,60}\b(?:policy|programme|scheme|fund|initiative|strategy|strand|pilot|levy)\b)",
        r"{N}(?=,? (?:an?|the|which is an?) (?:[\w-]+ ){0,4}(?:programme|scheme|fund|policy|initiative|pilot|strategy|strand|grant)\b)",
        r"(?:programmes?|schemes?|funds?|initiatives?|policies|strands?)(?: of their own)?,? (?:such as|like|called|including|under|are|is|,) (?:the )?{N}",
        r"(?:under|through) (?:its|the|their) {N}",
        r"{N}(?= (?:ran from|has since|was worth|is worth|closed in|replaced|took over from)\b)",
        r"{N}(?=(?:,| \()[^‹]{0,40}(?:worth|£))",
        r"(?:pays? for|funds?|runs?|offers?) [^‹.]{0,40} (?:under|through|called) (?:the )?{N}",
        r"{N}, (?:paid for|funded|financed|managed|administered) by\b",
    )
)


def slots(d: Draft) -> None:
    """Unknown names that stand where only a body or only a policy can stand; lists share what their first member is."""
    tagger = Tagger.of(d)
    everybody = [p.id for p in d.of("Person")]
    for sentence in _prose(d):
        if _masked(d, sentence.span()[0]) and sentence.block.kind != "paragraph":
            continue
        tagged = tagger.tag(sentence, everybody)
        if not tagged.of("N"):
            continue
        for rule in _BODY_SLOTS:
            for match in rule.finditer(tagged.text):
                _claim(d, tagged, int(match["N"]), "Organisation")
        if _LIST_INTRO.search(tagged.text):
            first = _LIST_INTRO.search(tagged.text)
            assert first is not None
            _list(d, tagged, first.end() - 1, "Organisation")
        for rule in _POLICY_SLOTS:
            for match in rule.finditer(tagged.text):
                if "N" in match.groupdict():
                    _claim(d, tagged, int(match["N"]), "Policy", sure=rule is _POLICY_SLOTS[1])
        for match in _A_TOWN.finditer(tagged.text):
            m = tagged.mentions[int(match["N"])]
            if m.id is None and d.find("Place", m.text) is None:
                d.add(
                    "Place",
                    m.text,
                    sentence.span(m.start, m.end),
                    kind=match["kind"],
                    how="apposition",
                    score=0.8,
                )
        for match in _AT_IN.finditer(tagged.text):
            m = tagged.mentions[int(match["N"])]
            if m.id is None and d.named(m.text) is None and not ACRONYM.fullmatch(m.text):
                d.add("Place", m.text, sentence.span(m.start, m.end), how="place in the sentence", score=0.6)
        _prior(d, tagged)
        _ambiguous(d, tagged)


_POLICY_HEADING = re.compile(
    r"\b(?:polic(?:y|ies)|programmes?|funds?|landscape|tried|on the ground|instruments?|schemes?|deals)\b",
    re.IGNORECASE,
)
_AT = pattern(r"\b(?:at|with|for|from|by|of) (?:the )?{N}(?=[,.;]| (?:and|since|before|until|in)\b|$)")


def _prior(d: Draft, tagged: Tagged) -> None:
    """What an unknown name of several words most often is, by the section that it stands in."""
    section = d.doc.section_at(tagged.span()[0])
    if section.kind in ("theme", "people"):
        for match in _AT.finditer(tagged.text):
            _claim(d, tagged, int(match["N"]), "Organisation")
    scope = d.scope_at(tagged.span()[0])
    if scope and scope.review and _POLICY_HEADING.search(section.heading):
        for n, m in enumerate(tagged.mentions):
            words = m.text.split()
            opening = m.start == 0 and _common(d, words[0])
            if (
                m.letter == "N"
                and m.id is None
                and len(words) > 1
                and not opening
                and not looks_like_place(d, m.text)
            ):
                _claim(d, tagged, n, "Policy")


def looks_like_place(d: Draft, name: str) -> bool:
    """Whether a part of a name is a place's: a valley or a street is no policy."""
    return any(d.gazetteer.lookup(w) for w in name.split()) or singular(name.rsplit(maxsplit=1)[-1]) in (
        "valley",
        "street",
        "road",
        "river",
        "coast",
        "bay",
        "park",
        "island",
        "square",
        "wood",
        "forest",
    )


def _list(d: Draft, tagged: Tagged, at: int, cls: str) -> None:
    """The members of a list that begins at `at`."""
    item = re.compile(
        r"‹([A-Z])(\d+)›(?:'s ‹[A-Z]\d+›)?(?: \([^()]*\))?(?:,? (?:and|as well as)(?: the)? |, (?:and )?(?:the )?|(?=\.))"
    )
    while match := item.match(tagged.text, at):
        if match[1] == "N":
            _claim(d, tagged, int(match[2]), cls)
        at = match.end()
    last = re.match(r"‹N(\d+)›", tagged.text[at:])
    if last:
        _claim(d, tagged, int(last[1]), cls)


def _claim(d: Draft, tagged: Tagged, n: int, cls: str, *, sure: bool = False) -> None:
    m = tagged.mentions[n]
    if m.id is not None or m.letter != "N" or d.gazetteer.lookup(m.text) is not None:
        return
    word = m.text
    if looks_like_person(word) and len(word.split()) > 1 and d.named(word, ("Person",)):
        return
    if not sure and re.fullmatch(r"[A-Z][a-z]+", word) and _common(d, word) and m.start == 0:
        return
    if d.named(word, ("Person", "Theme", "CaseStudy")) or _demonym(word):
        return
    where = tagged.sentence.span(m.start, m.end)
    if _masked(d, where[0]):
        return
    d.add(cls, word, where, how="place in the sentence", score=0.6)


def _demonym(word: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:British|English|Scottish|Welsh|Irish|[A-Z][a-z]+(?:ian|ish|ese|ean)|Dutch|German|French|Whitehall)",
            word,
        )
    )


def _ambiguous(d: Draft, tagged: Tagged) -> None:
    """Acronyms that nothing spells out: bodies, where they act or where something comes from them."""
    for n, m in enumerate(tagged.mentions):
        if m.letter != "N" or m.id is not None or not ACRONYM.fullmatch(m.text) or len(m.text) < 3:
            continue
        mark = re.escape(f"‹N{n}›")
        if re.search(
            rf"(?:\b(?:at|in|by|from|for|with|of|and|the|all) {mark}|{mark}(?:'s)? (?:has|have|is|are|and|asks|will|research|which)\b|^{mark},)",
            tagged.text,
        ):
            _claim(d, tagged, n, "Organisation")


Unused = (fold, POLICY_TAILS)
