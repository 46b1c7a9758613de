"""Extracts the entries of reference lists and endnotes, and which article cites them by their number.

Understands "Green, A. and Moss, B. (2019) Title. Place: Publisher.", "Body (2021) Title. Publisher.", "Green A, Moss B. (2020) 'Title',
Journal, 9(2)", and in notes "Ada Green, Title (Publisher, 2019)" and "Body, Title, May 2021".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..dates import MONTH_NAMES, find_dates
from ..document import Block, Reading
from ..document.reading import plain
from ..records import Value
from ..tables import words
from .agents import looks_like_person, organisation
from .draft import Draft
from .lexicon import PERSON, is_ordinary, singular
from .spans import head_class

__all__ = ["is_reference", "references"]

_PARTICLE = (
    r"(?:(?:van|von|de|da|del|der|den|la|le|di|du|dos|al|el|ter|ní|nic|ó|Van|Von|De|Le|La|Ní|Nic|Ó) ){0,3}"
)
_SURNAME = rf"{_PARTICLE}[A-ZÀ-Þ][\w'’-]*[a-z]"
_INITIALS = r"(?:[A-ZÀ-Þ]\.(?:[ -]?[A-ZÀ-Þ]\.){0,3}|[A-ZÀ-Þ]{1,3}(?![\w'’]))"
_ONE = rf"(?:{_SURNAME},? {_INITIALS}|{_INITIALS} {_SURNAME})"
_PEOPLE = rf"(?P<people>{_SURNAME},? {_INITIALS}(?:(?:[,;] (?:and |& )?|,? (?:and|&) ){_ONE}){{0,9}}(?:,? et al\.?)?)(?:,? \(eds?\.?\))?"
_CAPITAL = r"[A-ZÀ-Þ0-9][\w&'’-]*"
_BODY = rf"(?P<body>[A-ZÀ-Þ][\w&'’-]*(?:,? (?:(?:of|for|and|the|on|in|&) ){{0,2}}{_CAPITAL}){{0,9}}(?: \([A-Z]{{2,8}}\))?)"
_YEAR = (
    rf"[,.]* \((?P<year>(?:19|20)\d\d)[a-z]?(?:, (?:\d{{1,2}} )?(?:{MONTH_NAMES})(?: \d{{1,2}})?)?\)[.,:;]*"
)
_QUOTED = r"[\"'](?P<quoted>[^\"]+?)[,.]?[\"'](?=[.,;:]|\s|$)"
_BARE = r"(?P<bare>[^.?!\"]{4,200}(?:[?!](?: [^.?!\"]{4,120})?)?)(?=\.|,? \(|$|(?<=[?!]))"
_TITLE = rf" (?:{_QUOTED}|{_BARE})"
_HARVARD = tuple(re.compile(rf"(?:{who}){_YEAR}{_TITLE}") for who in (_PEOPLE, _BODY))
#: "Green and Moss (2019), …", "Green et al. (2019), …": writers by their surnames alone.
_SURNAMED = re.compile(
    rf"(?P<people>{_SURNAME}(?:(?:, {_SURNAME}){{0,4}},? (?:and|&) {_SURNAME}|,? et al\.?)){_YEAR}{_TITLE}"
)
#: "Ada Green and Ben Moss, The Long Way Down (Lorne Press, 2019)", "Fell Unit, Counting Sheep, May 2027".
_NOTED = re.compile(
    rf"(?:(?:See|see|Also)(?: also)? )?(?:(?P<full>{PERSON}(?:(?:, |,? and |,? & ){PERSON}){{0,4}})|{_BODY}), "
    r"(?:[\"'](?P<quoted>[^\"]+?)[,.]?[\"']|(?P<bare>[A-Z][^,.()\"]{3,140}?))"
    rf"(?:,? \((?:(?:[A-Z]\w+): )?(?:(?P<pub>[^()\d:]+?), )?(?P<year>(?:19|20)\d\d)\)|, (?:[^.\d()]{{3,60}}, )?(?P<when>(?:\d{{1,2}} )?(?:(?:{MONTH_NAMES}) )?(?:19|20)\d\d)\b)"
)
#: "London: Lorne Press", "Lorne Press".
_PUBLISHED = re.compile(
    r"[.,] (?:Available|Retrieved|Accessed|https?|doi)|[.,;] (?:(?:[A-ZÀ-Þ][\w'’-]*,? ){0,3}[A-ZÀ-Þ][\w'’-]*: (?P<by>[A-ZÀ-Þ][^.;:()\d]{2,80})|(?P<bare>[A-ZÀ-Þ][^.;:,()\d]{2,80}))(?=[.;,(]|$)"
)
_LIST = re.compile(
    r"\b(?:references?|works? cited|endnotes?|footnotes?|bibliography|notes|sources|literature|citations)\b",
    re.IGNORECASE,
)
_SUPER = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NUMBER = re.compile(
    rf"\[\^?(?P<n>\d{{1,2}})\]:?|\((?P<r>\d{{1,2}})\)|(?P<d>\d{{1,2}})[.)]|(?P<s>[{_SUPER}]{{1,2}})"
)
#: In running text only what cannot be read as anything else.
_MARK = re.compile(rf"\[\^?(?P<n>\d{{1,2}}(?:, ?\d{{1,2}})*)\]|(?<=[\w.,;:!?'\")])(?P<s>[{_SUPER}]{{1,2}})")
_OPENS = re.compile(
    rf"{_NUMBER.pattern}\s+[A-Z]|{_PEOPLE}{_YEAR}|{_BODY}{_YEAR}".replace("?P<body>", "")
    .replace("?P<people>", "")
    .replace("?P<year>", "")
)
_IMPRINTS = words("heads", kind="imprint")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a list: its number, if it has one, and the work."""

    number: int | None
    work: str
    span: tuple[int, int]
    #: How running text names its authors.
    authors: tuple[str, ...]


def references(d: Draft) -> None:
    """The works of all lists with year, publisher and authors that are organisations; who cites them by number; their entries are not prose."""
    entries = [
        entry
        for block in d.doc.blocks
        if block.kind in ("paragraph", "item")
        for a, b in _stretches(d, block)
        if (entry := _entry(d, block, a, b)) is not None
    ]
    d.masked.extend(entry.span for entry in entries)
    numbered = {e.number: e for e in entries if e.number is not None}
    if numbered:
        _cited(d, numbered)


def _stretches(d: Draft, block: Block) -> Iterator[tuple[int, int]]:
    """The entries of a block: it may hold several, each on a line of its own."""
    text = d.doc.text
    starts = [block.start]
    for line in re.finditer(r"\n[^\S\n]*(?=\S)", text[block.start : block.end]):
        at = block.start + line.end()
        end = text.find("\n", at, block.end)
        if _OPENS.match(plain(text[at : end if end >= 0 else block.end])):
            starts.append(at)
    yield from pairwise((*starts, block.end))


def _form(d: Draft, block: Block, first: int, last: int) -> tuple[Reading, int | None, re.Match[str]] | None:
    """An entry's words, its number and the form that they have; none if they have no entry's form."""
    reading = d.doc.reading(first, last)
    text = reading.text
    mark = _NUMBER.match(text)
    number = _number_of(mark) if mark else None
    at = len(text) - len(text[mark.end() :].lstrip()) if mark else 0
    if number is None and (own := _NUMBER.fullmatch(block.marker)) and first == block.start:
        number = _number_of(own)
    section = d.doc.section_at(block.start)
    listed = _LIST.search(section.heading) is not None or block.marker.startswith("[") or text.startswith("[")
    rules = (_HARVARD[0], _SURNAMED, _HARVARD[1], _NOTED) if listed else _HARVARD[:1]
    match = next(
        (
            m
            for rule in rules
            if (m := rule.match(text, at)) and (rule is not _SURNAMED or _are_surnames(d, m["people"]))
        ),
        None,
    )
    if match is None or (
        len((match["quoted"] or match["bare"]).split()) < 2 and not match["quoted"] and not listed
    ):
        return None
    return reading, number, match


def _are_surnames(d: Draft, people: str) -> bool:
    """Whether words joined by "and" are writers, and no body: "Wildlife and Countryside", "Marks and Spencer"."""
    if "et al" in people:
        return True
    known = d.known_entry("Organisation", people) is not None or head_class(people) is not None
    return not known and not any(map(is_ordinary, re.findall(_CAPITAL, people)))


def is_reference(d: Draft, block: Block) -> bool:
    """Whether a block is an entry of a list of references."""
    return block.kind in ("paragraph", "item") and _form(d, block, block.start, block.end) is not None


def _entry(d: Draft, block: Block, first: int, last: int) -> _Entry | None:
    found = _form(d, block, first, last)
    if found is None:
        return None
    reading, number, match = found
    text, at = reading.text, match.start()
    said = match.groupdict()
    title = (said["quoted"] or said["bare"]).strip(" ,.:")
    known = d.find("Publication", title)
    if known is not None and d.entities[known].kind in ("article", "newsletter issue"):
        return None
    span = reading.span(at, len(text.rstrip()))
    surnames = _surnames(said.get("people") or "")
    body = said.get("body") or ""
    year = said["year"] or (said.get("when") or "")[-4:]
    who = _joined(surnames) or body
    aliases = [f"{who} ({year})"] if who else []
    if said.get("people"):
        aliases.append(text[match.start("people") : match.start("year") + 4] + ")")
    if ": " in title:
        aliases.append(title.split(": ", 1)[0])
    where = reading.span(*match.span("quoted" if said["quoted"] else "bare"))
    work = d.add("Publication", title, where, kind="cited work", aliases=aliases, how="reference")
    whole = said.get("when")
    dated = next(iter(find_dates(whole, after=d.reference)), None) if whole else None
    value = Value(dated.value, dated.type) if dated else Value(year, "gYear")
    if not d.says(work, "publicationDate"):
        d.relate(work, "publicationDate", value, span, "reference")
    author = None
    if body:
        name = re.sub(r" \([A-Z]{2,8}\)$", "", body)
        author = organisation(d, name, reading.span(*match.span("body")), how="reference", score=0.8)
        d.relate(work, "author", author, span, "reference")
    for one in re.finditer(PERSON, said.get("full") or ""):
        if looks_like_person(one.group()):
            start = match.start("full") + one.start()
            person = d.add(
                "Person", one.group(), reading.span(start, start + len(one.group())), how="reference"
            )
            d.relate(work, "author", person, span, "reference")
    printed = _publisher(text, match)
    if printed is not None:
        name = text[slice(*printed)]
        publisher = organisation(d, name, reading.span(*printed), how="reference", score=0.8)
        if publisher != author:
            d.relate(work, "publisher", publisher, span, "reference")
    return _Entry(number, work, (first, last), (_joined(surnames),) if surnames else ())


def _number_of(match: re.Match[str]) -> int:
    found = match["n"] or match["r"] or match["d"]
    return int(found) if found else _raised(match["s"])


def _raised(digits: str) -> int:
    return int("".join(str(_SUPER.index(c)) for c in digits))


def _surnames(people: str) -> list[str]:
    """The surnames of "Green, A. and B. Moss", with "et al." as it is."""
    found = [m.group() for m in re.finditer(_SURNAME, people) if len(m.group()) > 1]
    return [*found, "et al."] if "et al" in people else found


def _joined(surnames: list[str]) -> str:
    """How running text cites them: "Green", "Green and Moss", "Green et al."."""
    if len(surnames) > 2 or surnames[1:] == ["et al."]:
        return f"{surnames[0]} et al."
    return " and ".join(surnames)


def _publisher(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Where the publisher is: after its town, or alone if its name is an organisation's."""
    if match.groupdict().get("pub"):
        return match.span("pub")
    found = _PUBLISHED.match(text, match.end())
    if found is None:
        return None
    if found["by"]:
        return found.start("by"), found.start("by") + len(found["by"].rstrip())
    name = found["bare"]
    if (
        name
        and not match["quoted"]
        and (head_class(name) == "Organisation" or singular(name.split()[-1]) in _IMPRINTS)
    ):
        return found.span("bare")
    return None


def _cited(d: Draft, numbered: dict[int, _Entry]) -> None:
    """Articles cite what their sentences give the number of; surnames in such a sentence mean the work."""
    for scope in d.scopes:
        if scope.kind != "article":
            continue
        for sentence in d.sentences(scope.start, scope.end):
            if d.is_masked(sentence.span()[0]):
                continue
            for mark in _MARK.finditer(sentence.text):
                numbers = [_raised(mark["s"])] if mark["s"] else [int(n) for n in re.split(r", ?", mark["n"])]
                for number in numbers:
                    entry = numbered.get(number)
                    if entry is None:
                        continue
                    spoken = next(
                        (
                            a
                            for a in entry.authors
                            if re.search(rf"(?<![\w-] )\b{re.escape(a)}\b", sentence.text)
                        ),
                        None,
                    )
                    if spoken is not None and not _somebody(d, spoken):
                        d.alias(entry.work, spoken)
                    names = d.entities[entry.work].names
                    told = any(n in sentence.text for n in names)
                    where = sentence.span() if told else entry.span
                    d.relate(scope.id, "cites", entry.work, where, "reference")


def _somebody(d: Draft, surname: str) -> bool:
    """Whether the text has a person of this name: with a first name or a title before it."""
    before = rf"\b(?!(?:And|But|As|Yet|In|See|Both)\b)[A-Z][a-z]+\.? {re.escape(surname)}\b"
    return " and " not in surname and re.search(before, d.doc.text) is not None
