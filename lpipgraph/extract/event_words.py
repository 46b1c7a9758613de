"""Parses the words around the name of an event: its kind, its organiser, its audience.

The words are rows of ``data/reading/events.csv``. Names, titles, days and times are masked with marks of the same length, so that a
construction says what is between them and every offset stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..dates import find_dates, find_times
from ..names import fold
from ..tables import words
from .agents import looks_like_person, organisation
from .draft import Draft, Sentence
from .heads import head_class
from .lexicon import LEADING, ORG_OF_HEADS, singular
from .names.short_forms import is_bare_head, only_bearer
from .spans import Span, classify
from .tagging import Tagger

__all__ = [
    "EVENT",
    "audience_in",
    "closes_event",
    "describes",
    "each",
    "host",
    "hosts_in",
    "masked_words",
    "rules",
    "tells",
]

_SMALL = (
    "of|and|on|in|for|the|to|an?|with|at|from|or|by|into|as|is|are|without|beyond|after|before|over|under|&"
)
_CAPITAL = r"[A-ZÀ-Þ\d][\w'’-]*"
#: A title that only its capitals mark.
_RUN = re.compile(rf"(?<![\w‹])[A-ZÀ-Þ][\w'’-]*(?:[:,]?(?: (?:{_SMALL})){{0,3}} {_CAPITAL})+\??")
#: "Reading by Moonlight, at the Town Hall": where something is held is no part of what it is called.
_AT_A_VENUE = re.compile(r", (?:at|in) (?:the )?(?=[A-Z])")
_QUOTED = re.compile(
    r'"(?P<title>[A-Z][^"]{3,110}?)[,.]?"|(?<!\w)\'(?P<single>[A-Z][^\']{3,110}?)[,.]?\'(?!\w)'
)
_MARKED = re.compile(r"(?:\*\*|\*|__|_|\[)(?P<title>[^*_\[\]\n]{3,110}?)(?:\*\*|\*|__|_|\]\()")
_OPENERS = re.compile(
    r"(?:On|In|At|Our|The|A|An|Then|And|But|Also|Next|This|From|Join|Come|For|With|By|Please|Register|Book|Registration|Booking|Bookings|Tickets|Save|Finally|Last|First)\b[ ,]*"
)


def _any(kind: str) -> str:
    return "|".join(
        sorted((re.escape(w) for w in words("events", "words", kind=kind)), key=len, reverse=True)
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """The constructions, made once from the table."""

    behind: re.Pattern[str]
    before: re.Pattern[str]
    launch: re.Pattern[str]
    holds: re.Pattern[str]
    happens: re.Pattern[str]
    open: re.Pattern[str]
    subject: re.Pattern[str]
    by: re.Pattern[str]
    joint: re.Pattern[str]
    owner: re.Pattern[str]
    sort: re.Pattern[str]


EVENT = r"‹[EN]_*›"
#: What a word for a sort of event beside it makes an event, whatever its own words say.
_CALLED = r"‹[ENOLB]_*›"
_N = r"‹[EOLN]_*›"
_NAMES = rf"{_N}(?:(?:,| and|,? and the|, the| and the| &) {_N})*"
_LINK = r"(?:, | \(| – | — |: | (?:is|are|was|will be) (?:also |again )?)"
_WORDS = r"(?:[a-z\d][\w'’-]* ){0,4}?"


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The constructions, with the words of the table."""
    sorts, holds, held, happens = (_any(k) for k in ("sort", "holds", "held", "happens"))
    sort = rf"(?P<sort>{_WORDS}(?:{sorts}))(?:es|s)?\b"
    own = rf"(?:an?|our|the|their|its|another|this year's|next|{_N}'s?)"
    return Rules(
        behind=re.compile(rf"(?P<e>{_CALLED}){_LINK}{own} {sort}"),
        before=re.compile(
            rf"(?:\b(?:{own}|(?:[Tt]he|[Aa]n?|[Oo]ur|[Tt]heir|[Ii]ts)|(?<=‹)_)|{_N}['’]s?) {sort}(?P<mid>(?: (?:for|on|about|by|with|from|of|to|in|at) [^.;‹]{{0,80}}?(?:{_N}[^.;‹]{{0,30}}?)?)?)"
            rf"(?P<link>,|:| –| —|,? (?:called|entitled|titled|named))?,? (?P<e>{_CALLED})"
        ),
        launch=re.compile(
            r"\b(?P<verb>[Ll]aunch(?:es|ed|ing)?(?: of)?)(?: (?:our|the|its|their|a|an)(?: [a-z-]+){0,4},?)? (?P<e>‹[ENB]_*›)"
        ),
        holds=re.compile(
            rf"(?:{_NAMES}|\b[Ww]e)(?:,[^,‹]*,)?(?: (?:is|are|will be|will|has been|have been))?(?: \w+ly)? (?:{holds})(?: (?:the|its|our|a|an))? (?P<e>{EVENT})"
        ),
        happens=re.compile(
            rf"(?P<e>{EVENT})(?P<aside> \([^()]*\)|, [^,.;]*,| for [^,.;‹]*?| in ‹G_*›)? (?:{happens})\b"
        ),
        open=re.compile(
            rf"\b(?:[Bb]ookings?|[Rr]egistration|[Pp]laces|[Tt]ickets|[Ss]ign up|[Rr]egister|[Jj]oin (?:us|{_NAMES}))\b[^.;‹]*? (?:for|to|at) (?:the |our )?(?P<e>{EVENT})"
        ),
        subject=re.compile(
            rf"(?P<who>{_NAMES}|\b[Ww]e)(?:,[^,‹]*,)?(?: (?:is|are|was|were|will be|will|has been|have been|has|have))?(?: \w+ly)? (?:{holds}|held|hosted|ran)\b"
        ),
        by=re.compile(
            rf"\b(?:(?:{held})(?: jointly)? by|(?:{sorts}) (?:by|from)|[Jj]oin(?: us and)?) (?:the )?(?P<who>{_NAMES})"
        ),
        joint=re.compile(
            rf"(?:\b(?:{holds}|{held}|{sorts}|jointly|together|in partnership)|[›),])(?: jointly)? with (?:our friends at |colleagues (?:at|from) )?(?:the )?(?P<who>{_NAMES})"
        ),
        owner=re.compile(rf"(?P<who>{_NAMES})'s? {_WORDS}(?:{sorts})\b"),
        sort=re.compile(rf"\b(?:{sorts})(?=(?:es|s)?\b)"),
    )


_AUDIENCE = re.compile(
    r"(?P<how>\bfor|\b(?:aimed|pitched) at|\bopen to|\b(?:designed|intended|meant|written) (?:for|to help)) "
    r"(?P<who>(?!an?\b|\d|free\b|the (?:first|second|last|next)\b|more\b|now\b|those of\b|‹[DH])[a-z‹][^,.;:()]*?)"
    r"(?=,| and (?:is|are|runs|takes)\b| which\b| on\b| about\b| in (?:‹[DGH]|the\b)| at\b| from ‹[DH]| with\b| (?:run|hosted|organised|held|led|given|taught) by\b|"
    r" called\b| entitled\b| that (?:we|will)\b| (?:understand|make|use|get|learn|find|see|build|think|plan|write|read|take)\b|(?<! new) to [a-z]|"
    r"(?<! who)(?<! that) (?:takes?|is|are|will|runs|meets|returns|follows)\b|[.;:()]| ‹[DH]|$)"
)


def masked_words(d: Draft, sentence: Sentence) -> str:
    """The words with all names, titles, days and times as marks of the same length."""
    text = sentence.text
    masked = text
    taken: list[tuple[int, int]] = []

    def take(start: int, end: int, letter: str) -> None:
        nonlocal masked
        if end - start > 2 and not any(a < end and start < b for a, b in taken):
            taken.append((start, end))
            masked = (
                f"{masked[:start]}‹{letter}{'_' * (end - start - 3)}›{masked[end:]}"
                if end - start > 2
                else masked
            )

    for start, end, inner in _titles(d, sentence):
        known = d.named(text[inner[0] : inner[1]])
        letter = "B" if known and d.entities[known].cls == "Publication" else "E"
        if known is None or letter == "B" or d.entities[known].cls == "Event":
            take(start, end, letter)
    for day in find_dates(text, after=d.reference, years=True):
        take(day.start, day.end, "D")
    for time in find_times(text):
        take(time.start, time.end, "H")
    for m in Tagger.of(d).known(text):
        if m.letter in "OPEBLT":
            take(m.start, m.end, m.letter)
    for match in _RUN.finditer(masked):
        held = _AT_A_VENUE.search(text, *match.span())
        pieces = _pieces(d, text, match.start(), held.start() if held else match.end())
        for piece in pieces:
            start, end = _trimmed(d, text, *_without_opener(text, *piece))
            run = text[start:end]
            cut = len(pieces) > 1 and d.named(run) is None and d.gazetteer.lookup(run) is None
            if " " in run and (cut or not _splits(d, run)):
                take(start, end, _letter(run))
    for name, start, end in d.places_in(text):
        del name
        take(start, end, "G")
    for span in Tagger.of(d).capitalised(text):
        take(
            span.start,
            span.end,
            {"Organisation": "O", "Policy": "L", "Place": "G", "Role": "R"}.get(classify(span) or "", "N"),
        )
    return masked


def _titles(d: Draft, sentence: Sentence) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Where titles are that quotation marks, bold, italics or a link mark: with the marks, and without."""
    for match in _QUOTED.finditer(sentence.text):
        group = "title" if match["title"] else "single"
        yield *match.span(), match.span(group)
    first, last = sentence.span()
    for match in _MARKED.finditer(d.doc.text, first, last):
        words_ = d.quote(*match.span("title")).strip(" .,:")
        at = sentence.text.find(words_)
        if at >= 0 and words_[:1].isupper() and len(words_.split()) > 1:
            yield at, at + len(words_), (at, at + len(words_))


def _without_opener(text: str, start: int, end: int) -> tuple[int, int]:
    """A run of capitals without the word that only opens the sentence."""
    run = text[start:end]
    opened = start == 0 or text[:start].rstrip().endswith((".", "?", "!", ":"))
    match = _OPENERS.match(run) if opened else None
    if match and match.end() < len(run):
        rest = run[match.end() :]
        shift = re.search(r"[A-ZÀ-Þ\d]", rest)
        if shift and (
            match.group().split()[0]
            not in ("The", "A", "An", "On", "In", "First", "Last", "By", "From", "For", "With", "At")
            or not _ENDS.search(run)
        ):
            return start + match.end() + shift.start(), end
    return start, end


_ENDS = re.compile(r"\?$")


#: "‹Title› in Leeds", "‹O›'s": what stands behind a run and is no part of it.
_BEHIND = re.compile(r"(?: (?:in|at|near) (?:the )?(?P<place>[A-Z][^,]*)|['’]s?)$")


def _trimmed(d: Draft, text: str, start: int, end: int) -> tuple[int, int]:
    """A run of capitals without the place or the possessive that closes it."""
    match = _BEHIND.search(text, start, end)
    while match and match["place"] and (inner := _BEHIND.search(text, match.start() + 1, end)):
        match = inner
    if match and (not match["place"] or d.gazetteer.lookup(match["place"].rstrip("?")) is not None):
        end = match.start()
    return start, end


#: What may part a title from whose it is, or from those it was made for.
_PARTING = re.compile(r"['’]s? |,? (?:for|by|from|with|at) (?:the )?")


def _pieces(d: Draft, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A run of capitals, cut where one side is an organisation: "‹O›'s ‹Title›", "‹Title› for the ‹O›"."""
    for match in _PARTING.finditer(text, start, end):
        left = re.sub(r"^(?:The|In|From) ", "", text[start : match.start()])
        right = text[match.end() : end]
        owned = match.group()[:1] in "'’"
        if owned and " " in right and (_is_body(d, left) or d.named(left, ("Person",))):
            return [(start, match.start()), *_pieces(d, text, match.end(), end)]
        if (
            not owned
            and " " in left
            and _is_body(d, right)
            and singular(left.split()[-1]) not in ORG_OF_HEADS
            and not _is_body(d, left)
        ):
            return [(start, match.start()), (match.end(), end)]
    return [(start, end)]


def _is_body(d: Draft, name: str) -> bool:
    return head_class(name) == "Organisation" or d.named(name, ("Organisation",)) is not None


def _splits(d: Draft, run: str) -> bool:
    """Whether a run is a person, a place, or several organisations, and not one title."""
    parts = re.split(r" (?:and|&) (?:the )?", run)
    bodies = len(parts) > 1 and all(
        head_class(p) == "Organisation" or d.named(p, ("Organisation",)) for p in parts
    )
    return bodies or looks_like_person(run) or d.gazetteer.lookup(run) is not None


def _letter(run: str) -> str:
    head = head_class(run)
    low = run.lower().rstrip("?")
    closing = any(
        low.endswith((f" {w}", f" {w}s"))
        for w in words("events", "words", kind="head") | words("events", "words", kind="either")
    )
    if closing:
        return "E"
    said = run.split()
    asks = said[0] in _QUESTION_WORDS or said[0].endswith("ing")
    if asks or (head == "Role" and {"the", "a", "my", "our", "your"} & set(said)):
        return "E"  # "Paying for the Carpenter", "Clerks in the Corner"
    return {"Organisation": "O", "Policy": "L", "Role": "R"}.get(head or "", "E")


#: With these words a title opens, and no body's name.
_QUESTION_WORDS = frozenset(("What", "Why", "How", "Who", "When", "Where", "Which", "Whose"))


@lru_cache(maxsize=1)
def _a_sort() -> re.Pattern[str]:
    return re.compile(rf"\b(?:[Aa]n?|[Oo]ur) {_WORDS}(?P<sort>{_any('sort')})\b")


def sort_in(text: str) -> str:
    """The type of event in prose: "hosts an online clinic"; empty if it does not say."""
    match = _a_sort().search(text)
    return (
        ""
        if match is None or match["sort"] in words("events", "words", kind="loose") - {"clinic", "forum"}
        else match["sort"]
    )


def closes_event(name: str, kind: str) -> bool:
    """Whether a name closes with a word for events of the table's `kind`: "Severn Summer School"."""
    low = name.lower().rstrip("?\"'")
    return any(low.endswith((f" {w}", f" {w}s")) for w in words("events", "words", kind=kind))


def each(masked: str, first: int, last: int, kinds: str = _N) -> Iterator[tuple[int, int]]:
    """The names of a list."""
    for match in re.finditer(kinds, masked[first:last]):
        yield first + match.start(), first + match.end()


def host(d: Draft, sentence: Sentence, event: str, start: int, end: int, rule: str = "event host") -> None:
    """Who organises an event, where a stretch of the sentence names an organisation."""
    name = sentence.text[start:end].strip("\"'")
    known = d.named(name)
    if known is None and is_bare_head(name):
        known = only_bearer(d, name)
        if known is None:
            return
    if known is None:
        cls = classify(Span(start, end, name))
        other = looks_like_person(name) or cls in ("Role", "Place", "Generic", "Policy") or name in LEADING
        if other and cls != "Organisation":
            return
        known = organisation(d, name, sentence.span(start, end), how="organiser", score=0.8)
    if d.entities[known].cls == "Organisation":
        d.relate(event, "organiser", known, sentence.span(), rule)


def audience_in(masked: str, text: str, first: int, last: int) -> str:
    """Whom an event is for: right after its sort or its name, or wherever it says "aimed at"."""
    sorts = re.compile(
        rf"(?:›|\b(?:{_any('sort')})(?:es|s)?(?: (?:in|on|about) [^,.;:]{{3,60}}?)?) $", re.IGNORECASE
    )
    for match in _AUDIENCE.finditer(masked, first, last):
        if match["how"] == "for" and not sorts.search(masked[: match.start()]):
            continue
        who = text[slice(*match.span("who"))].strip()
        said = fold(who).split()
        if not said or who[-1:].isupper() or said == ["all"]:
            continue
        plain = said[-1].endswith("s") and not said[-1].endswith("ss")
        led = any(w.endswith("s") and len(w) > 4 for w in said) and re.search(
            r" (?:who|in|of|from|new|working|about)\b", who
        )
        if len(said) < 14 and (plain or led or {said[0], said[-1]} & words("events", "words", kind="people")):
            return who
    return ""


@lru_cache(maxsize=1)
def _telling() -> re.Pattern[str]:
    happens, holds = _any("happens"), _any("holds")
    return re.compile(
        rf"[^.;]{{3,120}}?(?:(?<=[\w\"”’?,)] )(?:{happens}) (?:(?:back|held|again|next|live|now|here) )?(?:on|in|at|from|to|between) "
        rf"|\b[Ww]e (?:are |will (?:be )?|have )?(?:{holds}) (?=[A-Z\"“]|the |our |an? ))"
    )


@lru_cache(maxsize=1)
def _describing() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any('describes')})\b(?!\s*:)", re.IGNORECASE)


def describes(text: str) -> bool:
    """Whether a sentence of an entry says something of what the entry has named: "Organised by …", "The theme is …"."""
    return _describing().match(text) is not None


def tells(text: str) -> bool:
    """Whether a line opens with a sentence that describes an event with a verb, and is not an entry of a list."""
    return _telling().match(text) is not None


def hosts_in(masked: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where a stretch names those who put an event on: "‹O› runs", "hosted by ‹O›", "with ‹O›", "a seminar by ‹O›"."""
    for rule in (rules().subject, rules().by, rules().joint):
        match = rule.search(masked, first, last)
        if match and match["who"].lower() != "we":
            yield match.span("who")
