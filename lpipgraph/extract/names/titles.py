"""Finds titles of works that only capitals mark, by the noun beside them or by the statements about them.

"The report Where Work Went", "Where Work Went was written by ‹P›", "‹P› is the author of Where Work Went".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...dates import MONTH_NAMES, find_dates
from ...records import Value
from ...tables import words
from ..clauses.lemmas import forms_of
from ..draft import Draft, Sentence
from ..lexicon import LEADING, is_demonym, is_ordinary, singular
from ..run_ins import headed_by
from ..spans import head_class
from ..tagging import Tagger
from .persons import first_name
from .titles_by_clauses import titles_by_clauses

__all__ = ["plain_titles"]

_EVENT_HEADS = words("heads", kind="event")
_ORDINARY = words("heads", kind="ordinary event")
_WORK_HEADS = words("heads", kind="work")
_NAMED_PLANS = (
    "white paper",
    "strategy",
    "plan",
    "charter",
    "manifesto",
    "framework",
    "green paper",
    "programme",
    "scheme",
)
_CLASS_OF = {
    **dict.fromkeys(_NAMED_PLANS, "Policy"),
    **dict.fromkeys(_EVENT_HEADS - _ORDINARY, "Event"),
    **dict.fromkeys(_WORK_HEADS, "Publication"),
}
_PLAIN_KINDS = "|".join(sorted(_CLASS_OF, key=len, reverse=True))
_SMALL = r"(?:an?|and|the|of|to|in|on|at|for|from|by|with|or|as|is|into|beyond|without|&)"
_TITLE_RUN = rf"(?P<title>[A-Z][\w'’-]*(?:(?:,|:)? (?:{_SMALL} ){{0,2}}[A-Z0-9][\w'’-]*)+(?:\?(?=[,)]))?)"
_PLAIN_BEHIND = re.compile(
    rf"\b(?P<kind>{_PLAIN_KINDS})(?P<called> called| titled| entitled| named)? {_TITLE_RUN}"
)
_PLAIN_APPOSED = re.compile(
    rf"\b(?:[Aa]n?|[Tt]he|[Ii]ts|[Hh]er|[Hh]is|[Tt]heir|[Oo]ur)(?: [a-z-]+){{0,3}} (?P<kind>{_PLAIN_KINDS}), {_TITLE_RUN}(?=[,.;]| \(|$| by\b)"
)
_WORKS = "|".join(sorted(_WORK_HEADS, key=len, reverse=True))
#: What follows a title that opens an entry: ", a report by", ", blog from".
_MADE = re.compile(
    rf", (?:(?:an?|our|the) )?(?:[a-z-]+ ){{0,2}}?(?P<kind>{_WORKS})(?: post)? (?:by|from|for|on)\b"
)
#: Who stands behind "by": a name, or the words for somebody without one.
_BY = r"by (?:[A-Z]|an? |the |our |two |three |its |their )"
_STOP = r"(?=[,.;:)]|$| by | and (?:is|was|has)\b| (?:is|was|has|which|in|for|on|with|from) )"
_OPENS = r"(?:^|(?<=[.;:] )|(?<=\b[Ii]n )|(?<=[”\")] ))"
#: What is said of works and of nothing else that has no head noun.
_SLOTS = tuple(
    re.compile(p)
    for p in (
        rf"{_OPENS}{_TITLE_RUN}(?:, by [^,.;]{{3,80}})?,? (?:is|was|were|has been|had been) (?:(?:first|jointly|originally|recently) )?"
        rf"(?:(?:co-)?written|(?:co-)?authored|edited|penned|published|serialised|reprinted|commissioned {_BY})\b",
        rf"{_OPENS}{_TITLE_RUN},? (?:(?:co-)?written|(?:co-)?authored|edited|penned|published) {_BY}",
        rf"\b(?:authors?|co-authors?|editors?|co-editors?) of (?:the (?:{_WORKS}) )?{_TITLE_RUN}{_STOP}",
        rf"\b(?:wrote|writes|written|co-wrote|co-authored|authored|penned) (?:the (?:{_WORKS}),? )?{_TITLE_RUN}{_STOP}",
        rf"[a-z]['’]s? (?:[a-z-]+ ){{0,3}}(?P<kind>{_WORKS}),? {_TITLE_RUN}{_STOP}",
        rf"\b(?:[Aa]n?|[Tt]he|[Ii]ts|[Tt]heir|[Oo]ur)(?: [a-z-]+){{0,3}} (?P<kind>{_WORKS}) (?:by|from|for) [^,.;]{{3,70}}, {_TITLE_RUN}(?=[,.;])",
        rf"(?:^|(?<=[.;:] )|(?<=\b[Ii]n )|(?<=\bcomes )|(?<=published )|(?<=released )|(?<=issued )|(?<=launched )|(?<=out )){_TITLE_RUN}, (?:an?|the|our|its|their)(?: [\w-]+){{0,3}}? (?P<kind>{_WORKS}|volume|instalment)\b(?=,| (?:by|from|on|for|of|that|which|in|about)\b)",
        rf"{_OPENS}{_TITLE_RUN}, which (?:the )?[\w][^,.;]{{2,60}} (?:published|released|issued|commissioned|wrote|brought out|put out)\b",
    )
)
#: What may follow a title in brackets: "(Harbour Foundation, February 2026)".
_IMPRINT = re.compile(
    rf"{_OPENS}{_TITLE_RUN} \((?:[A-Z][^()]{{2,60}}, )?(?P<when>(?:(?:{MONTH_NAMES}) )?(?:19|20)\d\d)\)"
)
#: "‹Title›, by ‹P›": who stands behind it is a person or a body.
_BYLINED = re.compile(rf"{_OPENS}{_TITLE_RUN},? (?:is )?by (?:the )?(?=[A-Z])")
#: "In ‹Title›, ‹P› asks …", "Written by ‹P›, ‹Title› asks …".
_IN = re.compile(rf"In {_TITLE_RUN},? ")
#: What a title may be and a place ("In Lower Hutt, ‹P› asks") is not: a question, a phrase with small words, two halves.
_PHRASE = re.compile(
    r"^(?:What|Why|How|Where|When|Who|Whose|Which)\b| (?:and|to|for|in|on|at|by|from|is|as|with|beyond|without) |[,:] "
)
_BY_FIRST = re.compile(
    rf"(?:(?:Co-)?[Ww]ritten|Authored|Edited|Penned) by (?P<who>[^,.;]{{3,90}}), {_TITLE_RUN}(?= [a-z])"
)
#: Where a person goes on to do what writers do in their works.
_WRITES = re.compile(
    rf"(?:,? (?:of|from|at) [^,.;]{{3,60}}|, [^.;]{{3,80}},)? (?:{'|'.join(sorted(words('grammar', kind='author verb')))})\b"
)


def plain_titles(d: Draft, sentence: Sentence) -> None:
    """The titles of a sentence that only their capitals marks."""
    text = sentence.text
    head = headed_by(d.doc.text, sentence.reading, sentence.first)
    made = _MADE.match(text, head) if head else None
    if made is not None and " " in text[:head] and d.named(text[:head]) is None:
        kind = made["kind"].lower()
        d.add(
            "Publication", text[:head], sentence.span(0, head), kind=kind, how="title in its slot", score=0.8
        )
    _beside_kind(d, sentence)
    for rule in _SLOTS:
        for match in rule.finditer(text):
            kind = match.groupdict().get("kind")
            _work(d, sentence, match, kind.lower() if kind else None)
    named = Tagger.of(d).known(text)
    people = {m.start: m.end for m in named if m.letter == "P"}
    writers = people.keys() | {m.start for m in named if m.letter == "O"}
    for match in _BYLINED.finditer(text):
        apart = text[match.end("title")] == ","
        if match.end() in writers and (apart or not _is_done(match["title"])):
            _work(d, sentence, match, None)
    for match in _IMPRINT.finditer(text):
        _work(d, sentence, match, None)
        work, when = (
            d.find("Publication", match["title"]),
            next(iter(find_dates(match["when"], years=True)), None),
        )
        if work is not None and when is not None:
            d.relate(
                work, "publicationDate", Value(when.value, when.type), sentence.span(), "title in its slot"
            )
    titles_by_clauses(d, sentence, _runs(d, text))
    told = _BY_FIRST.match(text)
    if told is not None and told.start("who") in people:
        _work(d, sentence, told, None)
    for start, end in people.items():
        told = _IN.fullmatch(text, 0, start)
        if told is not None and _PHRASE.search(told["title"]) and _WRITES.match(text, end):
            _work(d, sentence, told, None)


def _work(d: Draft, sentence: Sentence, match: re.Match[str], kind: str | None) -> None:
    start, end = match.span("title")
    title = sentence.text[start:end]
    first = title.split()[0].lower()
    if first in LEADING and first not in _TITLE_OPENERS:
        return
    if any(x.type == "date" for x in find_dates(title)):
        return  # "Published on 8 July 2026 by ‹O›"
    if d.named(title) is not None or not _is_title(d, title) or (head_class(title) and kind is None):
        return
    if not _holds_name(d, sentence.text, start, end):
        d.add("Publication", title, sentence.span(start, end), kind=kind, how="title in its slot", score=0.7)


#: Words that open sentences as well as titles, and titles more often before a capital.
_TITLE_OPENERS = frozenset(
    (
        "the",
        "a",
        "an",
        "what",
        "why",
        "how",
        "where",
        "when",
        "who",
        "our",
        "last",
        "first",
        "after",
        "beyond",
        *words("grammar", kind="numeral"),
    )
)


def _is_done(title: str) -> bool:
    """Whether a run of capitals closes with a participle: what is after "by" does it ("Theme: Good Work Led by ‹P›")."""
    return any(form == "pp" for _, form in forms_of(title.rsplit(maxsplit=1)[-1].lower()))


def _holds_name(d: Draft, text: str, start: int, end: int) -> bool:
    """Whether a name that is not a place is in a stretch, or one that is more than a part of it."""
    return any(
        m.start < end
        and start < m.end
        and (m.letter not in "GT" or m.start <= start or m.end - m.start > (end - start) / 2)
        for m in Tagger.of(d).known(text)
    )


def _runs(d: Draft, text: str) -> Iterator[tuple[int, int]]:
    """The runs of capitals that read as titles: phrases of ordinary words, and no body, policy or place that a phrase follows."""
    for match in _ANY_RUN.finditer(text):
        start = match.start("title")
        end = _title_end(d, text, start, match.end("title"))
        title = text[start:end]
        first = title.split()[0].lower()
        if first in LEADING and first not in _TITLE_OPENERS:
            continue
        if not (_PHRASE.search(title) or _LONGER.search(title)) or not _is_title(d, title):
            continue
        if _NO_RUN.search(title) or d.named(title) is not None or _holds_name(d, text, start, end):
            continue
        told = first in _ONE or not any(_is_headed(d, title[: s.start()]) for s in _SMALLS.finditer(title))
        if told:
            yield start, end


#: What opens titles and no name: "A Fair Deal for Ferries", "Ten Years of Town Deals".
_ONE = frozenset(("a", "an")) | words("grammar", kind="numeral")


def _is_headed(d: Draft, opening: str) -> bool:
    """Whether what stands before a small word is the name of a place, a body, a policy or an event."""
    last = singular(opening.rsplit(maxsplit=1)[-1].lower())
    return d.gazetteer.lookup(opening) is not None or last in _HELD or head_class(opening) is not None


#: Where a small word parts a title.
_SMALLS = re.compile(rf" {_SMALL} ")
_HELD = _EVENT_HEADS | words("heads", kind="event or body") | words("signs", kind="place noun")
#: What is no title though it reads as one: with a day or an hour in it, or a clause ("When the White Paper" came out).
_NO_RUN = re.compile(rf"\d|\b(?:{MONTH_NAMES})\b|^(?:When|Where|While|After|If|As|Since|Once)\b(?!.*\?$)")


#: A phrase of four words and more: "Counting the Cost of Commuting", and not "Bank of Wales".
_LONGER = re.compile(r"^\S+ (?:\S+ )+(?:of|the) (?:\S+ )*\S+|^\S+ (?:of|the) \S+ \S+")
_ANY_RUN = re.compile(_TITLE_RUN.replace(r"(?:\?(?=[,)]))?", r"\??"))


def _beside_kind(d: Draft, sentence: Sentence) -> None:
    """For example "the report The Long Road Home", "a guide, Small Data"."""
    text = sentence.text
    for rule in (_PLAIN_BEHIND, _PLAIN_APPOSED):
        for match in rule.finditer(text):
            kind = match["kind"]
            colour = re.search(r"\b(?:white|green) $", text[: match.start("kind")])
            kind = f"{colour.group()}{kind}" if colour and kind == "paper" else kind
            cls = _CLASS_OF[kind]
            start, end = match.start("title"), _title_end(d, text, match.start("title"), match.end("title"))
            title = text[start:end]
            if cls == "Policy" and rule is _PLAIN_BEHIND and not match["called"]:
                continue
            if _is_title(d, title) and d.named(title) is None and not _is_name(d, text, start, end):
                d.add(
                    cls,
                    title,
                    sentence.span(start, end),
                    kind=kind,
                    how="title in the sentence",
                    score=0.7,
                )


def _title_end(d: Draft, text: str, start: int, end: int) -> int:
    """Where a title ends: a comma parts it from a name or a lone word ("the report Fair Shares, Nesta says")."""
    parts = list(re.finditer(r", ", text[start:end]))
    for comma in parts:
        rest = text[start + comma.end() : end]
        place = re.fullmatch(r"(?:in|at|near|off|from) (?:the )?(.+)", rest)
        if place is not None and d.gazetteer.lookup(place[1]) is not None:
            return start + comma.start()  # "a programme, Warm Together, in Austria"
        if (
            " " not in rest
            or first_name(rest.split()[0]) == 2
            or head_class(rest) is not None
            or _is_name(d, text, start + comma.end(), end)
        ):
            return start + comma.start()
    return end


def _is_title(d: Draft, title: str) -> bool:
    """Whether a run of capitals reads as a title: words of English, and neither an organisation's name nor a person's."""
    capitals = [w.strip(",:'’") for w in title.split() if w[:1].isupper()]
    ordinary = [w for w in capitals if is_ordinary(w)]
    return (
        len(title.split()) > 1
        and len(capitals) > 1
        and 2 * len(ordinary) >= len(capitals)
        and head_class(title) != "Organisation"
        and any(d.gazetteer.lookup(part) is None for part in re.split(r" and |, | & ", title))
        and not (len(capitals) < 4 and first_name(capitals[0]) == 2)
        and not (is_demonym(capitals[0]) and len(capitals) < 3)
    )


def _is_name(d: Draft, text: str, start: int, end: int) -> bool:
    """Whether a known name is in a stretch: then it is not a title."""
    return any(m.start < end and start < m.end for m in Tagger.of(d).known(text))
