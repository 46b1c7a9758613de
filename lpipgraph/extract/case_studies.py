"""Extracts case studies: named examples of practice, under headings such as "International perspectives"."""

from __future__ import annotations

import re

from .draft import Draft, Sentence
from .lexicon import ACRONYM, is_demonym
from .spans import Span, capitalised, classify

__all__ = ["CASE_HEADING", "case_headings", "cases"]

CASE_HEADING = re.compile(
    r"\b(?:international|abroad|elsewhere|case stud(?:y|ies)|examples?|practice|perspectives|what places do|cases|lessons from|where it (?:has worked|works)|stories|near and far|in action|learn from|worth copying|worth a look|inspiration)\b",
    re.IGNORECASE,
)
_CASE_TAIL = re.compile(
    r" (?P<tail>scheme|initiative|region|project|programme|model|park|centres?|co-operatives|district|quarter|fund|pilot)\b"
)


#: "**Where it works.** The …": a heading run in with its paragraph.
_RUN_IN = re.compile(rf"\*\*[^*\n]{{0,40}}?{CASE_HEADING.pattern}[^*\n]{{0,20}}\*\*", re.IGNORECASE)
#: "The example we are asked about most is the ‹K›".
_THE_EXAMPLE = re.compile(
    r"\b(?:[Tt]he|[Oo]ur|[Oo]ne|[Aa]) (?:[a-z]+ ){0,2}(?:example|case)(?: (?:that |which )?[a-z][^.,;]{0,50}?)? (?:is|was|comes from|remains) (?:the )?$"
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
                CASE_HEADING.search(heading)
                or _RUN_IN.match(d.doc.text, block.start, block.end)
                or re.search(
                    r"\b(?:case studies|cases from|as a starting point|visited places)\b|^(?:Two|Three|Four|Five|Several|A few|Some) (?:[a-z]+ )?(?:examples|cases)\b",
                    line,
                )
            ):
                continue
            named = CASE_HEADING.search(heading) is not None
            policies = _POLICIES.search(heading) is not None
            for sentence in d.block_sentences(block):
                _case(d, sentence, anywhere=named, policies=policies)
    for scope in [s for s in d.scopes if s.kind == "article"]:
        for sentence in d.sentences(scope.start, scope.end):
            _shown(d, sentence)


_VISITED = re.compile(
    r"\b(?:authors?|review|team|researchers?|[Ww]e|[Tt]hey|study|report)(?: \w+ly)?(?: also| then)? (?:visited|profiles?|profiled|describes?|described|went to see) (?:the )?$"
)
_AS_EXAMPLE = re.compile(
    r" as (?:an?|its|their|our|the|one) (?:[\w-]+ )?(?:example|model|case|case study|illustration)\b"
)
_USED = re.compile(
    r"\b(?:uses?|used|takes?|took|cites?|cited|gives?|holds up|held up|offers?|points to|names?) (?:the )?$"
)
_IS_EXAMPLE = re.compile(
    r"(?:,? [^.,]{0,40},)? (?:is|was|remains|serves as) (?:an?|one|the) (?:[\w-]+ ){0,2}(?:example|case study|illustration) (?:of|for)\b|, (?:in|at) which\b|, where\b"
)


def _shown(d: Draft, sentence: Sentence) -> None:
    """What a sentence shows as an example of practice: "uses the X as its example", "the authors visited the X, in which …"."""
    text = sentence.text
    if " as " not in text and not re.search(r"visit|profile|describe|example|went to see", text):
        return
    for span in capitalised(text, lambda n: d.gazetteer.lookup(n) is not None):
        before, after = text[: span.start], text[span.end :]
        used = (_AS_EXAMPLE.match(after) and _USED.search(before)) or _THE_EXAMPLE.search(before)
        seen = _VISITED.search(before) and _IS_EXAMPLE.match(after)
        if not (used or seen) or _no_case(d, span, sentence, "") or len(span.text.split()) < 2:
            continue
        if d.named(span.text, ("Organisation", "Policy", "CaseStudy")) or classify(span) == "Organisation":
            continue
        where = sentence.span(span.start, span.end)
        d.add("CaseStudy", span.text, where, kind="case study", how="example of practice", score=0.7)


_EXAMPLE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last)(?: case| example)?,? (?:the )?$|"
    r"\b(?:case|example|initiatives?|examples?|cases?) (?:is|are|comes?|considers?|include[s]?|adds?|of)\b[^.]*$|"
    r"\b(?:considers|contributes|offers|shows?|with|visit|example is|case is|case,|is the)\b[^.]*$|"
    r"\b(?:review|report|authors?|article|it|they) (?:then |also )?(?:(?:looks?|turns?|points?) to|takes?|borrows?|picks?) (?:the )?$"
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


#: "The energy firm Ameresco": who took part in an example.
_A_KIND = re.compile(
    r"\b(?:firm|company|charity|council|contractor|builder|supplier|consultancy|developer|landlord) $"
)


#: A heading that announces policies beside examples: "Policies and practice".
_POLICIES = re.compile(r"\b(?:polic(?:y|ies)|programmes|schemes|legislation)\b", re.IGNORECASE)
#: What is law is no example of practice, under whatever heading.
_LAW = re.compile(r"\b(?:Act|Bill|Levy|Duty|Order|Regulations|Paper)\b")


def _case(d: Draft, sentence: Sentence, *, anywhere: bool = True, policies: bool = False) -> None:
    """The examples that a sentence under such a heading names; `anywhere` or only where its subject is.

    Where the heading announces policies as well, what is called a policy is one.
    """
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
        if _A_KIND.search(text[: span.start]) or _LAW.search(name):
            continue
        if policies and classify(span) == "Policy":
            continue
        subject = _OPENING.search(text[: span.start])
        body = subject and _is_case_body(text, end)
        if (d.named(name, ("Organisation",)) or classify(span) == "Organisation") and not body:
            continue
        told = _TOLD.match(text[end:]) and len(name.split()) > 1
        if not (tail or subject or told or (anywhere and _EXAMPLE.search(text[: span.start]))):
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
    if d.is_masked(sentence.span(span.start, span.end)[0]) or re.fullmatch(r"[A-Z][a-z]+-[a-z]+", name):
        return True
    if (d.gazetteer.lookup(name) is not None or classify(span) in ("Role", "Generic")) and tail != "region":
        return True
    if d.named(name, ("Person", "Theme", "Publication")) or is_demonym(name):
        return True
    if span.first and _opens_only(d, span, sentence):
        return True
    return len(name) < 4 and not ACRONYM.fullmatch(name)


def _opens_only(d: Draft, span: Span, sentence: Sentence) -> bool:
    """Whether the capital of a span is that of its sentence: "Rents have followed", "North of Wells", "Residents of Wells"."""
    first, *rest = span.text.split()
    if not rest:
        told = re.match(
            r"(?:, (?:an?|the|which|where|in|once)\b| (?:is|was) (?:an?|the)\b)", sentence.text[span.end :]
        )
        return d.is_common(first) or not told
    return rest[0] in ("of", "from", "in") and (
        d.is_common(first) or first.lower() in _WHERE or first.endswith("s")
    )


#: Words that say where something is and name nothing: "Downstream of the fells", "North of Wells".
_WHERE = frozenset(
    ("north", "south", "east", "west", "downstream", "upstream", "outside", "inside", "ahead", "out", "instead", "because", "most",
     "many", "some", "all", "half", "part", "much", "none", "one", "two", "three")
)  # fmt: skip


def _is_case_body(text: str, end: int) -> bool:
    return bool(re.match(r"(?:,? (?:in|at|is|has|have|showed|shows|was|turned|brings)\b|,)", text[end:]))


_CASE_TITLE = re.compile(
    r"^(?:Case study|Case|In practice|Example)\s*(?:\d+\s*)?[:–—-]\s*(?P<name>[^,:]+?)(?:[,–—:]\s*(?P<place>[A-Z].+))?$",
    re.IGNORECASE,
)


def case_headings(d: Draft) -> None:
    """For example "Case study: Wendling Beck, Norfolk": the case and where it is, by its heading."""
    for section in d.doc.sections:
        match = _CASE_TITLE.match(section.heading)
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
